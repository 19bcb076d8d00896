// SPDX-License-Identifier: Apache-2.0
/* The equations of kits and stations, of counts, of books below 0, and of pairs of regencies. */
#include <string.h>

#include "stock/check_int.h"

const char *stock_station(const StockBook *book, const ElectionNeed *need) {
    const ElectionRegency *r = book->regency;
    switch (need->level) {
    case LEVEL_TPS: return r->tps[need->place].id;
    case LEVEL_PPK: return r->districts[need->place].code;
    case LEVEL_KPU: break;
    }
    return NULL;
}

/* ---------------------------------------------------------------- kits */
static int64_t kit_of(const Checker *c, StockGoods goods, const char *station) {
    return stock_sum_of(c->kits, c->kit_count, goods, STOCK_KIT, station);
}

static const char *need_words(Checker *c, const ElectionNeed *need, StockGoods goods) {
    if (!stock_is_ballot(c->book, goods) || need->level != LEVEL_TPS) return "";
    const ElectionTps *t = &c->book->regency->tps[need->place];
    return arena_printf(c->arena, _(" (%s DPT, %s DPTb, %s reserve)"), stock_n(c, t->dpt),
                        stock_n(c, t->dptb), stock_n(c, need->quantity - t->dpt - t->dptb));
}

static void check_kit(Checker *c, const ElectionNeed *need, bool packed_here) {
    StockGoods goods = {need->item, need->contest};
    const char *station = stock_station(c->book, need);
    int64_t is = station ? kit_of(c, goods, station) : 0;
    if (!station || (is == 0 && !packed_here)) return;
    c->checked[STOCK_RULE_KIT]++;
    if (is == need->quantity) return;
    StockFinding f = {.rule = STOCK_RULE_KIT,
                      .place = station,
                      .goods = goods,
                      .expected = need->quantity,
                      .found = is};
    stock_find(c, &f,
               is < need->quantity
                   ? _("open the kit and complete it, or record the transfer that is missing")
                   : _("open the kit and take out what is too much"),
               _("the kit holds %s instead of %s%s"), stock_n(c, is), stock_n(c, need->quantity),
               need_words(c, need, goods));
}

/* Whose kit has been begun, for this item in any contest: a contest that is missing is a fault. */
static bool begun(const Checker *c, const ElectionNeed *need) {
    const char *station = stock_station(c->book, need);
    for (size_t k = 0; station && k < c->book->regency->rules.contest_count; k++)
        if (kit_of(c, (StockGoods){need->item, (int32_t)k}, station)) return true;
    return false;
}

static void check_kits(Checker *c) {
    for (size_t i = 0; i < c->book->needs->count; i++) {
        const ElectionNeed *need = &c->book->needs->rows[i];
        check_kit(c, need, need->contest >= 0 && begun(c, need));
    }
}

/* ---------------------------------------------------------------- after the count */
/* Rows stand by level, then place; those of TPS come first. */
static const ElectionNeed *ballots_of(const StockBook *b, StockGoods goods, const char *station) {
    int32_t tps = election_tps(b->regency, station);
    const ElectionNeed *rows = b->needs->rows;
    size_t low = 0, high = b->needs->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].level == LEVEL_TPS && rows[middle].place < tps)
            low = middle + 1;
        else
            high = middle;
    }
    for (; tps >= 0 && low < b->needs->count && rows[low].level == LEVEL_TPS &&
           rows[low].place == tps;
         low++)
        if (rows[low].item == goods.item && rows[low].contest == goods.contest) return &rows[low];
    return NULL;
}

static void check_used(Checker *c, const StockUsage *u) {
    int64_t sum = add64(add64(u->valid, u->invalid), add64(u->spoiled, u->unused));
    int64_t kit = kit_of(c, u->goods, u->station);
    StockFinding f = {.rule = STOCK_RULE_USED,
                      .place = u->station,
                      .goods = u->goods,
                      .expected = u->received,
                      .found = sum};
    c->checked[STOCK_RULE_USED]++;
    if (sum != u->received)
        stock_find(c, &f, _("count the ballots of this box again, in front of witnesses"),
                   _("%s received, but %s accounted for: %s valid, %s invalid, %s spoiled, "
                     "%s unused"),
                   stock_n(c, u->received), stock_n(c, sum), stock_n(c, u->valid),
                   stock_n(c, u->invalid), stock_n(c, u->spoiled), stock_n(c, u->unused));
    f.expected = kit;
    f.found = u->received;
    if (kit && kit != u->received)
        stock_find(c, &f, _("compare the packing list with the form of the TPS"),
                   _("%s were packed, but the TPS received %s"), stock_n(c, kit),
                   stock_n(c, u->received));
}

static void check_reserve(Checker *c, const StockUsage *u) {
    if (!u->reserve_used) return;
    c->checked[STOCK_RULE_RESERVE]++;
    StockFinding f = {.rule = STOCK_RULE_RESERVE,
                      .place = u->station,
                      .goods = u->goods,
                      .found = u->reserve_used};
    if (!u->reserve_minutes)
        stock_find(c, &f, _("ask the KPPS for the minutes (BA) and record their number"),
                   _("%s ballots of the reserve were used without minutes"),
                   stock_n(c, u->reserve_used));
    const ElectionNeed *need = ballots_of(c->book, u->goods, u->station);
    if (!need) return;
    const ElectionTps *t = &c->book->regency->tps[need->place];
    f.expected = need->quantity - t->dpt - t->dptb;
    if (u->reserve_used > f.expected)
        stock_find(c, &f, _("compare the minutes with the kit of this TPS"),
                   _("%s ballots of the reserve were used, but it held %s"),
                   stock_n(c, u->reserve_used), stock_n(c, f.expected));
}

static void check_silent(Checker *c) {
    const StockBook *b = c->book;
    size_t expected = b->regency->tps_count * b->regency->rules.contest_count;
    if (b->usage_count == 0 || b->usage_count >= expected) return;
    StockFinding f = {.rule = STOCK_RULE_USED,
                      .open = true,
                      .place = b->regency->scope,
                      .goods = {-1, -1},
                      .expected = (int64_t)expected,
                      .found = (int64_t)b->usage_count};
    stock_find(c, &f, _("import the usage of the rest"),
               _("%s boxes of TPS have not said what they used"), stock_n(c, f.expected - f.found));
}

void stock_check_stations(Checker *c) {
    check_kits(c);
    for (size_t i = 0; i < c->book->usage_count; i++) {
        check_used(c, &c->book->usages[i]);
        check_reserve(c, &c->book->usages[i]);
    }
    check_silent(c);
}

/* ---------------------------------------------------------------- counts */
static int64_t book_then(const StockBook *b, const StockCount *n) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->movement_count && b->movements[i].day <= n->day; i++) {
        const StockMovement *m = &b->movements[i];
        if (!stock_goods_equal(m->goods, n->goods)) continue;
        if (m->to == n->state && str_eq(m->to_place, n->place)) sum = add64(sum, m->quantity);
        if (m->from == n->state && str_eq(m->from_place, n->place)) sum = add64(sum, -m->quantity);
    }
    return sum;
}

void stock_check_counts(Checker *c) {
    for (size_t i = 0; i < c->book->count_count; i++) {
        const StockCount *n = &c->book->counts[i];
        int64_t book = book_then(c->book, n);
        c->checked[STOCK_RULE_COUNTED]++;
        StockFinding f = {.rule = STOCK_RULE_COUNTED,
                          .place = n->place,
                          .goods = n->goods,
                          .expected = book,
                          .found = n->counted};
        if (book != n->counted)
            stock_find(c, &f, _("count again; then look for the document that was not recorded"),
                       _("count %s found %s %s, the book says %s"), n->number,
                       stock_n(c, n->counted), stock_account_name(n->state), stock_n(c, book));
    }
}

/* ---------------------------------------------------------------- below 0 */
static bool watched(StockAccount a) {
    return a == STOCK_GOOD || a == STOCK_DAMAGED || a == STOCK_KIT;
}

/* The document that took an account below 0 at the end of its day. */
static const StockMovement *culprit(const StockBook *b, const StockBalance *low) {
    int64_t sum = 0;
    const StockMovement *last = NULL;
    for (size_t i = 0; i < b->movement_count; i++) {
        const StockMovement *m = &b->movements[i];
        if (!stock_goods_equal(m->goods, low->goods)) continue;
        bool out = m->from == low->account && str_eq(m->from_place, low->place);
        bool in = m->to == low->account && str_eq(m->to_place, low->place);
        if (last && m->day > last->day && sum < 0) return last;
        if (out) last = m;
        sum += (in ? m->quantity : 0) - (out ? m->quantity : 0);
    }
    return sum < 0 ? last : NULL;
}

void stock_check_below(Checker *c) {
    for (size_t i = 0; i < c->balance_count; i++) {
        const StockBalance *b = &c->balances[i];
        c->checked[STOCK_RULE_BELOW_0] += watched(b->account);
        if (!watched(b->account) || b->quantity >= 0) continue;
        const StockMovement *m = culprit(c->book, b);
        /* what a TPS used beyond its kit is told by its own equation */
        if (b->account == STOCK_KIT && m && m->to >= STOCK_VALID && m->to <= STOCK_UNUSED) continue;
        StockFinding f = {
            .rule = STOCK_RULE_BELOW_0, .place = b->place, .goods = b->goods, .found = b->quantity};
        stock_find(c, &f,
                   _("find the receipt or transfer that is not recorded, or correct this one"),
                   _("%s took out more than there was: %s (%s)"), m ? m->document : "?",
                   stock_n(c, b->quantity), stock_account_name(b->account));
    }
}

/* ---------------------------------------------------------------- pairs of regencies */
static const char *other_region(const StockTransfer *t) {
    return stock_is_region(t->to) ? t->to : stock_is_region(t->from) ? t->from : NULL;
}

typedef enum Answer { ANSWER_NONE, ANSWER_OTHER, ANSWER_SAME } Answer;

/* Does this row of the other regency speak of the same handover? It names ours, or ours names it.
 */
static Answer answer_of(const StockBook *b, const StockTransfer *t, const Row *row) {
    const Kind *kind = stock_kind("transfers");
    const char *counterpart = election_row_text(kind, row, "counterpart");
    const char *number = election_row_text(kind, row, "number");
    if (!str_eq(counterpart, t->number) && !str_eq(t->counterpart, number)) return ANSWER_NONE;
    bool out = stock_is_region(t->to);
    if (!str_eq(election_row_text(kind, row, out ? "from_place" : "to_place"), b->regency->scope))
        return ANSWER_NONE;
    const ElectionRules *r = &b->regency->rules;
    const char *contest = t->goods.contest < 0 ? NULL : r->contests[t->goods.contest].id;
    bool same = str_eq(election_row_text(kind, row, "item"), r->items[t->goods.item].id) &&
                str_eq(election_row_text(kind, row, "contest"), contest) &&
                election_row_int(kind, row, "quantity", 0) == t->quantity;
    return same ? ANSWER_SAME : ANSWER_OTHER;
}

static Status check_pair(Checker *c, const StockTransfer *t, const char *other, Err *err) {
    Rows rows = {0};
    Status s = c->store ? election_rows_load(c->store, c->arena, other, stock_kind("transfers"),
                                             &rows, err)
                        : OK;
    if (s != OK) return s;
    c->checked[STOCK_RULE_ELSEWHERE]++;
    Answer answer = ANSWER_NONE;
    for (size_t i = 0; i < rows.n && answer != ANSWER_SAME; i++) {
        Answer this = answer_of(c->book, t, &rows.at[i]);
        if (this != ANSWER_NONE) answer = this;
    }
    StockFinding f = {.rule = STOCK_RULE_ELSEWHERE,
                      .open = answer == ANSWER_NONE,
                      .place = t->number,
                      .goods = t->goods,
                      .expected = t->quantity};
    if (answer == ANSWER_OTHER)
        stock_find(c, &f, _("compare both documents, and correct the wrong one"),
                   _("BAST %s and the document of %s name each other, but not the same goods"),
                   t->number, other);
    else if (answer == ANSWER_NONE)
        stock_find(c, &f, _("ask them for the number of their document"),
                   _("regency %s has not confirmed BAST %s over %s"), other, t->number,
                   stock_n(c, t->quantity));
    return OK;
}

Status stock_check_pairs(Checker *c, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < c->book->transfer_count && s == OK; i++) {
        const char *other = other_region(&c->book->transfers[i]);
        if (other) s = check_pair(c, &c->book->transfers[i], other, err);
    }
    return s;
}
