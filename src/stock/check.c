// SPDX-License-Identifier: Apache-2.0
/* The equations, up to the door of the warehouse; those within it stand in check_store.c, those of
 * stations in check_station.c. */
#include "stock/check_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *id, *equation;
} rules[STOCK_RULES] = {
    {"ordered", N_("ordered = sum over TPS of (DPT + reserve) + PSU stock")},
    {"shipped", N_("shipped = ordered")},
    {"received", N_("received = sent - short + over")},
    {"sorted", N_("received = good + damaged + belonging elsewhere + missing")},
    {"elsewhere", N_("what belongs elsewhere = what was handed over there")},
    {"enough", N_("good + replaced = kits + PSU stock + surplus")},
    {"kit", N_("kit = DPT + DPTb + reserve, or by the item's rule")},
    {"destroyed", N_("surplus + damaged - destroyed = 0 before voting day")},
    {"used", N_("kit = valid + invalid + spoiled + unused")},
    {"reserve", N_("each use of the reserve has its minutes (BA)")},
    {"counted", N_("counted = book")},
    {"below-0", N_("nothing leaves a store that never came")},
    {"known", N_("each line speaks of an item of this election")},
};
const char *stock_rule_id(StockRule rule) {
    return rules[rule].id;
}
const char *stock_rule_equation(StockRule rule) {
    return _(rules[rule].equation);
}

void stock_find(Checker *c, const StockFinding *finding, const char *advice, const char *fmt, ...) {
    char text[500];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    StockFinding found = *finding;
    found.text = arena_str(c->arena, text);
    found.advice = advice;
    vec_push(c->arena, &c->list, found);
}

const char *stock_n(Checker *c, int64_t n) {
    return int_group(c->arena, n);
}

bool stock_is_ballot(const StockBook *book, StockGoods goods) {
    return goods.item >= 0 && book->regency->rules.items[goods.item].is_ballot;
}

int64_t stock_needed(const StockBook *book, StockGoods goods) {
    int64_t sum = 0;
    for (size_t i = 0; i < book->needs->count; i++)
        if (book->needs->rows[i].item == goods.item &&
            book->needs->rows[i].contest == goods.contest)
            sum = add64(sum, book->needs->rows[i].quantity);
    return sum;
}

int64_t stock_to_order(const StockBook *book, StockGoods goods) {
    return stock_is_ballot(book, goods) ? book->needs->print_orders[goods.contest].total
                                        : stock_needed(book, goods);
}

int64_t stock_rerun(const StockBook *book, StockGoods goods) {
    return stock_is_ballot(book, goods) ? book->regency->rules.contests[goods.contest].rerun_ballots
                                        : 0;
}

StockGoods *stock_all_goods(Arena *arena, const ElectionRegency *regency, size_t *ret_count) {
    const ElectionRules *r = &regency->rules;
    VEC(StockGoods) all = {0};
    for (size_t i = 0; i < r->item_count; i++)
        for (size_t c = 0; c < (r->items[i].each_contest ? r->contest_count : 1); c++)
            vec_push(arena, &all,
                     (StockGoods){(int32_t)i, r->items[i].each_contest ? (int32_t)c : -1});
    *ret_count = all.n;
    return all.at;
}

/* ---------------------------------------------------------------- what replaces what is lost */
static bool is_replacement(const StockBook *b, const char *order) {
    for (size_t i = 0; order && i < b->order_count; i++)
        if (b->orders[i].replacement && str_eq(b->orders[i].number, order)) return true;
    return false;
}

const char *stock_order_of(const StockBook *b, const StockReceipt *r) {
    for (size_t i = 0; r->shipment && i < b->shipment_count; i++)
        if (str_eq(b->shipments[i].number, r->shipment) &&
            stock_goods_equal(b->shipments[i].goods, r->goods))
            return b->shipments[i].order;
    return r->order;
}

StockLoss stock_loss(const StockBook *b, StockGoods goods) {
    StockLoss loss = {0};
    static const StockAccount lost[] = {STOCK_DAMAGED, STOCK_ELSEWHERE, STOCK_MISSING};
    for (size_t i = 0; i < b->movement_count; i++)
        for (size_t k = 0; k < COUNT_OF(lost); k++)
            if (stock_goods_equal(b->movements[i].goods, goods) && b->movements[i].to == lost[k])
                loss.lost = add64(loss.lost, b->movements[i].quantity);
    for (size_t i = 0; i < b->order_count; i++)
        if (b->orders[i].replacement && stock_goods_equal(b->orders[i].goods, goods))
            loss.replacing = add64(loss.replacing, b->orders[i].quantity);
    for (size_t i = 0; i < b->receipt_count; i++)
        if (stock_goods_equal(b->receipts[i].goods, goods) &&
            is_replacement(b, stock_order_of(b, &b->receipts[i])))
            loss.replaced = add64(loss.replaced, b->receipts[i].received);
    return loss;
}

/* ---------------------------------------------------------------- orders */
static int64_t ordered(const StockBook *b, StockGoods goods) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->order_count; i++)
        if (!b->orders[i].replacement && stock_goods_equal(b->orders[i].goods, goods))
            sum = add64(sum, b->orders[i].quantity);
    return sum;
}

static void check_ordered(Checker *c, StockGoods goods) {
    int64_t is = ordered(c->book, goods), should = stock_to_order(c->book, goods);
    if (is == 0) return; /* not contracted yet */
    c->checked[STOCK_RULE_ORDERED]++;
    bool ballot = stock_is_ballot(c->book, goods);
    StockFinding f = {.rule = STOCK_RULE_ORDERED,
                      .open = !ballot && is > should,
                      .place = c->book->regency->scope,
                      .goods = goods,
                      .expected = should,
                      .found = is};
    if (is > should && ballot)
        stock_find(c, &f, _("reduce the order: no more may be printed than the formula says"),
                   _("%s more ordered than may be printed"), stock_n(c, is - should));
    else if (is > should)
        stock_find(c, &f, _("it stays as a spare; say in the contract for whom"),
                   _("%s more ordered than the places need"), stock_n(c, is - should));
    else if (is < should)
        stock_find(c, &f, _("order the rest, by an addendum or another contract"),
                   _("%s fewer ordered than needed"), stock_n(c, should - is));
}

static int64_t shipped(const StockBook *b, const StockOrder *o) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->shipment_count; i++)
        if (str_eq(b->shipments[i].order, o->number) &&
            stock_goods_equal(b->shipments[i].goods, o->goods))
            sum = add64(sum, b->shipments[i].quantity);
    return sum;
}

/* What came without a surat jalan counts as shipped, too. */
static int64_t came_unannounced(const StockBook *b, const StockOrder *o) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->receipt_count; i++)
        if (!b->receipts[i].shipment && str_eq(b->receipts[i].order, o->number) &&
            stock_goods_equal(b->receipts[i].goods, o->goods))
            sum = add64(sum, b->receipts[i].received);
    return sum;
}

static bool first_line(const StockBook *b, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (str_eq(b->orders[k].number, b->orders[i].number) &&
            stock_goods_equal(b->orders[k].goods, b->orders[i].goods))
            return false;
    return true;
}

static int64_t ordered_by(const StockBook *b, const StockOrder *o) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->order_count; i++)
        if (str_eq(b->orders[i].number, o->number) &&
            stock_goods_equal(b->orders[i].goods, o->goods))
            sum = add64(sum, b->orders[i].quantity);
    return sum;
}

static void check_shipped(Checker *c, const StockOrder *o) {
    int64_t is = add64(shipped(c->book, o), came_unannounced(c->book, o));
    int64_t should = ordered_by(c->book, o);
    c->checked[STOCK_RULE_SHIPPED]++;
    bool due = o->due_day != INT32_MIN && o->due_day < c->today;
    StockFinding f = {.rule = STOCK_RULE_SHIPPED,
                      .open = is < should && !due,
                      .place = o->number,
                      .goods = o->goods,
                      .expected = should,
                      .found = is};
    if (is > should)
        stock_find(c, &f, _("keep the rest apart and ask the supplier in writing why"),
                   _("the supplier sent %s more than %s orders"), stock_n(c, is - should),
                   o->number);
    else if (is < should && due)
        stock_find(c, &f, _("demand them of the supplier, and record each surat jalan"),
                   _("%s of %s are not sent, and the day is past"), stock_n(c, should - is),
                   o->number);
    else if (is < should)
        stock_find(c, &f, NULL, _("%s of %s are still to be sent"), stock_n(c, should - is),
                   o->number);
}

/* ---------------------------------------------------------------- shipments and receipts */
typedef struct Arrival {
    int64_t sent, received;
    size_t receipts;
    const char *numbers; /* of the BTTB */
    int32_t day;
} Arrival;

static Arrival arrival_of(Checker *c, const StockShipment *s) {
    const StockBook *b = c->book;
    Arrival a = {.numbers = "", .day = s->day};
    for (size_t i = 0; i < b->shipment_count; i++)
        if (str_eq(b->shipments[i].number, s->number) &&
            stock_goods_equal(b->shipments[i].goods, s->goods))
            a.sent = add64(a.sent, b->shipments[i].quantity);
    const char *last = NULL;
    for (size_t i = 0; i < b->receipt_count; i++) {
        const StockReceipt *r = &b->receipts[i];
        if (!str_eq(r->shipment, s->number) || !stock_goods_equal(r->goods, s->goods)) continue;
        a.received = add64(a.received, r->received);
        if (!str_eq(last, r->number)) {
            a.numbers =
                arena_printf(c->arena, "%s%s%s", a.numbers, a.receipts ? ", " : "", r->number);
            a.receipts++;
        }
        last = r->number;
    }
    return a;
}

int64_t stock_short(const Checker *c, StockGoods goods) {
    int64_t sum = 0;
    for (size_t i = 0; i < c->balance_count; i++) {
        const StockBalance *b = &c->balances[i];
        if (b->account != STOCK_TRANSIT || b->quantity <= 0 || !stock_goods_equal(b->goods, goods))
            continue;
        bool came = false;
        for (size_t k = 0; k < c->book->receipt_count && !came; k++)
            came = str_eq(c->book->receipts[k].shipment, b->place) &&
                   stock_goods_equal(c->book->receipts[k].goods, goods);
        if (came) sum = add64(sum, b->quantity);
    }
    return sum;
}

static void short_finding(Checker *c, const StockShipment *s, const Arrival *a, StockFinding f) {
    int64_t missing = a->sent - a->received;
    StockLoss loss = stock_loss(c->book, s->goods);
    int64_t lost = add64(loss.lost, stock_short(c, s->goods));
    if (loss.replaced >= lost) return; /* made good */
    f.open = loss.replacing >= lost;
    stock_find(c, &f,
               f.open ? _("a replacement is on order: record its receipt")
                      : _("note it on the BTTB, claim it from the supplier, order a replacement"),
               _("surat jalan %s: %s were sent, %s came: %s short (BTTB %s)"), s->number,
               stock_n(c, a->sent), stock_n(c, a->received), stock_n(c, missing), a->numbers);
}

static void check_arrival(Checker *c, const StockShipment *s) {
    Arrival a = arrival_of(c, s);
    c->checked[STOCK_RULE_RECEIVED]++;
    StockFinding f = {.rule = STOCK_RULE_RECEIVED,
                      .place = s->number,
                      .goods = s->goods,
                      .expected = a.sent,
                      .found = a.received};
    if (a.receipts == 0) {
        f.open = true;
        stock_find(c, &f, _("record its BTTB when it has come"),
                   _("surat jalan %s: %s are on the way"), s->number, stock_n(c, a.sent));
    } else if (a.received < a.sent) {
        short_finding(c, s, &a, f);
    } else if (a.received > a.sent && a.receipts > 1) {
        stock_find(c, &f, _("withdraw the BTTB that repeats the other, with --correct"),
                   _("surat jalan %s was received twice: BTTB %s say %s, sent were %s"), s->number,
                   a.numbers, stock_n(c, a.received), stock_n(c, a.sent));
    } else if (a.received > a.sent) {
        stock_find(c, &f, _("count again; what is too much is kept apart and reported"),
                   _("surat jalan %s: %s were sent, but %s came (BTTB %s)"), s->number,
                   stock_n(c, a.sent), stock_n(c, a.received), a.numbers);
    }
}

static void check_receipt(Checker *c, const StockReceipt *r) {
    const StockBook *b = c->book;
    if (!r->shipment || b->shipment_count == 0) return;
    bool known = false;
    int64_t sent = 0;
    for (size_t i = 0; i < b->shipment_count; i++) {
        if (!str_eq(b->shipments[i].number, r->shipment)) continue;
        known = true;
        if (stock_goods_equal(b->shipments[i].goods, r->goods))
            sent = add64(sent, b->shipments[i].quantity);
    }
    StockFinding f = {.rule = STOCK_RULE_RECEIVED, .place = r->number, .goods = r->goods};
    if (known && sent == 0) {
        f.found = r->received;
        stock_find(c, &f, _("correct the item on the BTTB, or complete the surat jalan"),
                   _("BTTB %s receives goods that surat jalan %s does not list"), r->number,
                   r->shipment);
    } else if (!known) {
        f.found = r->received;
        stock_find(c, &f, _("import the surat jalan, or correct its number on the BTTB"),
                   _("BTTB %s receives on surat jalan %s, which nobody stated"), r->number,
                   r->shipment);
    } else if (r->sent >= 0 && r->sent != sent) {
        f.expected = sent;
        f.found = r->sent;
        stock_find(c, &f, _("compare both papers; one of them was copied wrongly"),
                   _("BTTB %s writes that %s were sent, the surat jalan %s says %s"), r->number,
                   stock_n(c, r->sent), r->shipment, stock_n(c, sent));
    }
}

/* Where orders are recorded at all, each surat jalan fulfils one of them. */
static void check_order_of(Checker *c, const StockShipment *s) {
    bool known = c->book->order_count == 0 || !s->order;
    for (size_t i = 0; i < c->book->order_count && !known; i++)
        known = str_eq(c->book->orders[i].number, s->order) &&
                stock_goods_equal(c->book->orders[i].goods, s->goods);
    StockFinding f = {
        .rule = STOCK_RULE_SHIPPED, .place = s->number, .goods = s->goods, .found = s->quantity};
    if (!known)
        stock_find(c, &f, _("import the contract or replacement, or correct the surat jalan"),
                   _("surat jalan %s brings goods of order %s, which orders none of them"),
                   s->number, s->order);
}

static void check_shipments(Checker *c) {
    const StockBook *b = c->book;
    for (size_t i = 0; i < b->shipment_count; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first &= !(str_eq(b->shipments[k].number, b->shipments[i].number) &&
                       stock_goods_equal(b->shipments[k].goods, b->shipments[i].goods));
        if (first) check_arrival(c, &b->shipments[i]);
        check_order_of(c, &b->shipments[i]);
    }
    for (size_t i = 0; i < b->receipt_count; i++) check_receipt(c, &b->receipts[i]);
}

/* ---------------------------------------------------------------- lines of no item */
static void check_known(Checker *c) {
    for (size_t i = 0; i < c->book->unknown_count; i++)
        stock_find(c,
                   &(StockFinding){
                       .rule = STOCK_RULE_KNOWN, .place = c->book->unknown[i], .goods = {-1, -1}},
                   _("the rules changed since it was stated: correct the document"), "%s",
                   _("the item or contest of this line is none of this election"));
}

/* ---------------------------------------------------------------- the whole */
static bool not_used(const StockMovement *m) {
    return m->to < STOCK_VALID || m->to > STOCK_UNUSED;
}

static int compare_findings(const void *a, const void *b) {
    const StockFinding *x = a, *y = b;
    if (x->open != y->open) return x->open ? 1 : -1;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    int order = strcmp(x->place ? x->place : "", y->place ? y->place : "");
    if (order) return order;
    if (x->goods.item != y->goods.item) return x->goods.item < y->goods.item ? -1 : 1;
    if (x->goods.contest != y->goods.contest) return x->goods.contest < y->goods.contest ? -1 : 1;
    return strcmp(x->text, y->text);
}

Status stock_check(Store *store, Arena *arena, const StockBook *book, int32_t today,
                   StockCheck *ret, Err *err) {
    Checker checker = {.store = store, .arena = arena, .book = book, .today = today};
    Checker *c = &checker;
    stock_balances(arena, book, INT32_MAX, &c->balances, &c->balance_count);
    stock_sums(arena, book, INT32_MAX, not_used, &c->kits, &c->kit_count);
    check_known(c);
    size_t n;
    const StockGoods *goods = stock_all_goods(arena, book->regency, &n);
    for (size_t i = 0; i < n; i++) {
        check_ordered(c, goods[i]);
        stock_check_enough(c, goods[i]);
    }
    for (size_t i = 0; i < book->order_count; i++)
        if (first_line(book, i)) check_shipped(c, &book->orders[i]);
    check_shipments(c);
    stock_check_stores(c);
    stock_check_destructions(c);
    stock_check_stations(c);
    stock_check_counts(c);
    stock_check_below(c);
    Status s = stock_check_pairs(c, err);
    if (s != OK) return s;
    if (c->list.n) qsort(c->list.at, c->list.n, sizeof *c->list.at, compare_findings);
    StockCheck check = {.findings = c->list.at, .count = c->list.n};
    memcpy(check.checked, c->checked, sizeof check.checked);
    for (size_t i = 0; i < c->list.n; i++) check.broken += !c->list.at[i].open;
    *ret = check;
    return OK;
}
