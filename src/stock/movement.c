// SPDX-License-Identifier: Apache-2.0
/* What documents move, and what follows from it by adding up. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "stock/stock_int.h"

static const struct {
    const char *id, *name;
} accounts[STOCK_ACCOUNTS] = {
    {"supplier", N_("with the supplier")},
    {"transit", N_("on the way")},
    {"unsorted", N_("not yet sorted")},
    {"good", N_("good")},
    {"damaged", N_("damaged")},
    {"elsewhere", N_("belonging elsewhere")},
    {"missing", N_("missing in cartons")},
    {"kit", N_("packed")},
    {"valid", N_("used, valid")},
    {"invalid", N_("used, invalid")},
    {"spoiled", N_("returned by voters")},
    {"unused", N_("not used")},
    {"away", N_("with another regency")},
    {"destroyed", N_("destroyed")},
};
const char *stock_account_id(StockAccount account) {
    return accounts[account].id;
}
const char *stock_account_name(StockAccount account) {
    return _(accounts[account].name);
}

const char *stock_damage_name(StockDamage damage) {
    static const char *const names[STOCK_DAMAGES] = {N_("torn"),
                                                     N_("ink splashes"),
                                                     N_("creased"),
                                                     N_("shrunken"),
                                                     N_("wrong colours"),
                                                     N_("blurred"),
                                                     N_("printed in black and white"),
                                                     N_("damaged in another way")};
    return _(names[damage]);
}

bool stock_goods_equal(StockGoods a, StockGoods b) {
    return a.item == b.item && a.contest == b.contest;
}

const char *stock_goods_name(Arena *arena, const ElectionRegency *regency, StockGoods goods) {
    const ElectionRules *rules = &regency->rules;
    const char *item = election_text(rules->items[goods.item].name);
    if (goods.contest < 0) return item;
    return arena_printf(arena, "%s, %s", item, election_text(rules->contests[goods.contest].name));
}

/* ---------------------------------------------------------------- from documents */
typedef struct Moves {
    Arena *arena;
    const StockBook *book;
    VEC(StockMovement) list;
} Moves;
typedef struct Side {
    StockAccount account;
    const char *place;
} Side;

static void move(Moves *m, StockGoods goods, Side from, Side to, int64_t quantity, int32_t day,
                 const char *kind, const char *number) {
    if (quantity == 0) return;
    assert(quantity > 0);
    const char *document = number ? arena_printf(m->arena, "%s %s", kind, number) : kind;
    vec_push(m->arena, &m->list,
             (StockMovement){goods, from.account, to.account, from.place, to.place, quantity, day,
                             document, kind});
}

static bool sorted_item(const Moves *m, StockGoods goods) {
    return m->book->regency->rules.items[goods.item].is_ballot;
}

static void move_shipment(Moves *m, const StockShipment *s) {
    move(m, s->goods, (Side){STOCK_SUPPLIER, s->order}, (Side){STOCK_TRANSIT, s->number},
         s->quantity, s->day, "SJ", s->number);
}

static bool shipment_known(const Moves *m, const char *number) {
    for (size_t i = 0; number && i < m->book->shipment_count; i++)
        if (str_eq(m->book->shipments[i].number, number)) return true;
    return false;
}

/* Without a surat jalan the goods come straight from the supplier. */
static void move_receipt(Moves *m, const StockReceipt *r) {
    Side from = shipment_known(m, r->shipment) ? (Side){STOCK_TRANSIT, r->shipment}
                                               : (Side){STOCK_SUPPLIER, r->order};
    StockAccount fresh = sorted_item(m, r->goods) ? STOCK_UNSORTED : STOCK_GOOD;
    move(m, r->goods, from, (Side){fresh, r->place}, r->received - r->damaged - r->elsewhere,
         r->day, "BTTB", r->number);
    move(m, r->goods, from, (Side){STOCK_DAMAGED, r->place}, r->damaged, r->day, "BTTB", r->number);
    move(m, r->goods, from, (Side){STOCK_ELSEWHERE, r->place}, r->elsewhere, r->day, "BTTB",
         r->number);
}

static void move_sorting(Moves *m, const StockSorting *s) {
    const Side from = {STOCK_UNSORTED, s->place};
    const struct {
        Side to;
        int64_t quantity;
    } parts[] = {{{STOCK_GOOD, s->place}, s->good},
                 {{STOCK_DAMAGED, s->place}, stock_damaged(s)},
                 {{STOCK_ELSEWHERE, s->place}, s->elsewhere},
                 {{STOCK_MISSING, s->place}, s->missing}};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        move(m, s->goods, from, parts[i].to, parts[i].quantity, s->day, "BA sortir", s->number);
}

/* A TPS holds what is packed; another regency is away; all else is a store. */
static Side side_of(const StockTransfer *t, const char *place) {
    if (stock_is_region(place)) return (Side){STOCK_AWAY, place};
    if (stock_is_station(place)) return (Side){STOCK_KIT, place};
    return (Side){t->state, place};
}

static void move_transfer(Moves *m, const StockTransfer *t) {
    move(m, t->goods, side_of(t, t->from), side_of(t, t->to), t->quantity, t->day, "BAST",
         t->number);
}

static void move_destruction(Moves *m, const StockDestruction *d) {
    const Side to = {STOCK_DESTROYED, d->place};
    move(m, d->goods, (Side){STOCK_GOOD, d->place}, to, d->surplus, d->day, "BA pemusnahan",
         d->number);
    move(m, d->goods, (Side){STOCK_DAMAGED, d->place}, to, d->damaged, d->day, "BA pemusnahan",
         d->number);
}

static void move_usage(Moves *m, const StockUsage *u) {
    int32_t day = u->day;
    const Side from = {STOCK_KIT, u->station};
    const char *form = "C.Hasil";
    move(m, u->goods, from, (Side){STOCK_VALID, u->station}, u->valid, day, form, NULL);
    move(m, u->goods, from, (Side){STOCK_INVALID, u->station}, u->invalid, day, form, NULL);
    move(m, u->goods, from, (Side){STOCK_SPOILED, u->station}, u->spoiled, day, form, NULL);
    move(m, u->goods, from, (Side){STOCK_UNUSED, u->station}, u->unused, day, form, NULL);
}

/* Of one day, what arrives comes before what leaves: documents carry no hour. */
typedef struct Placed {
    int32_t day;
    size_t order;
} Placed;
static int compare_placed(const void *a, const void *b) {
    const Placed *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void stock_movements(Arena *arena, StockBook *b) {
    Moves m = {.arena = arena, .book = b};
    for (size_t i = 0; i < b->shipment_count; i++) move_shipment(&m, &b->shipments[i]);
    for (size_t i = 0; i < b->receipt_count; i++) move_receipt(&m, &b->receipts[i]);
    for (size_t i = 0; i < b->sorting_count; i++) move_sorting(&m, &b->sortings[i]);
    for (size_t i = 0; i < b->transfer_count; i++) move_transfer(&m, &b->transfers[i]);
    for (size_t i = 0; i < b->kit_count; i++) {
        const StockKit *k = &b->kits[i];
        move(&m, k->goods, (Side){STOCK_GOOD, k->place}, (Side){STOCK_KIT, k->station}, k->quantity,
             k->day, "Setting", k->number);
    }
    for (size_t i = 0; i < b->destruction_count; i++) move_destruction(&m, &b->destructions[i]);
    for (size_t i = 0; i < b->usage_count; i++) move_usage(&m, &b->usages[i]);
    Placed *placed = ARENA_ARRAY(arena, Placed, m.list.n + 1);
    for (size_t i = 0; i < m.list.n; i++) placed[i] = (Placed){m.list.at[i].day, i};
    if (m.list.n) qsort(placed, m.list.n, sizeof *placed, compare_placed);
    StockMovement *sorted = ARENA_ARRAY(arena, StockMovement, m.list.n + 1);
    for (size_t i = 0; i < m.list.n; i++) sorted[i] = m.list.at[placed[i].order];
    b->movements = sorted;
    b->movement_count = m.list.n;
}

/* ---------------------------------------------------------------- balances */
static int compare_texts(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_balances(const void *a, const void *b) {
    const StockBalance *x = a, *y = b;
    if (x->goods.item != y->goods.item) return x->goods.item < y->goods.item ? -1 : 1;
    if (x->goods.contest != y->goods.contest) return x->goods.contest < y->goods.contest ? -1 : 1;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return compare_texts(x->place, y->place);
}

void stock_balances(Arena *arena, const StockBook *book, int32_t day, StockBalance **ret,
                    size_t *ret_count) {
    stock_sums(arena, book, day, NULL, ret, ret_count);
}

int64_t stock_sum_of(const StockBalance *list, size_t n, StockGoods goods, StockAccount account,
                     const char *place) {
    StockBalance key = {goods, account, place, 0};
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_balances(&list[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    int64_t sum = 0;
    for (; low < n && stock_goods_equal(list[low].goods, goods) && list[low].account == account;
         low++) {
        if (place && !str_eq(list[low].place, place)) break;
        sum = add64(sum, list[low].quantity);
    }
    return sum;
}

void stock_sums(Arena *arena, const StockBook *book, int32_t day, StockCounts counts,
                StockBalance **ret, size_t *ret_count) {
    StockBalance *all = ARENA_ARRAY(arena, StockBalance, 2 * book->movement_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < book->movement_count && book->movements[i].day <= day; i++) {
        const StockMovement *m = &book->movements[i];
        if (counts && !counts(m)) continue;
        all[n++] = (StockBalance){m->goods, m->from, m->from_place, -m->quantity};
        all[n++] = (StockBalance){m->goods, m->to, m->to_place, m->quantity};
    }
    if (n) qsort(all, n, sizeof *all, compare_balances);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && compare_balances(&all[kept - 1], &all[i]) == 0)
            all[kept - 1].quantity = add64(all[kept - 1].quantity, all[i].quantity);
        else
            all[kept++] = all[i];
    }
    size_t left = 0;
    for (size_t i = 0; i < kept; i++)
        if (all[i].quantity != 0) all[left++] = all[i];
    *ret = all;
    *ret_count = left;
}

static bool in_store(StockAccount account) {
    return account >= STOCK_UNSORTED && account <= STOCK_ELSEWHERE;
}

static const char *other_side(const StockMovement *m, bool in) {
    if (m->to == STOCK_DESTROYED || m->to == STOCK_MISSING) return stock_account_name(m->to);
    const char *place = in ? m->from_place : m->to_place;
    return place ? place : stock_account_name(in ? m->from : m->to);
}

/* What the last line of a card stands for. */
typedef struct Run {
    const StockMovement *last;
    size_t documents, stations; /* stations that follow each other; 0 = none */
} Run;

/* A movement of the same day and direction, and of the same side; or both of stations. */
static bool card_joins(const StockCardLine *last, const StockCardLine *line, const Run *run,
                       const StockMovement *m, StockCardForm form) {
    if (form == STOCK_CARD_MOVEMENTS || last->day != line->day) return false;
    if ((last->in > 0) != (line->in > 0)) return false;
    bool stations = run->stations > 0 && stock_is_station(line->other);
    if (str_eq(run->last->document, m->document))
        return stations || str_eq(last->other, line->other);
    return form == STOCK_CARD_DAYS && stations && str_eq(run->last->kind, m->kind);
}

static void card_join(Arena *arena, StockCardLine *to, const StockCardLine *line, Run *run,
                      const StockMovement *m) {
    bool in = line->in > 0;
    if (!str_eq(line->other, other_side(run->last, in)))
        to->other = arena_printf(arena, _("%zu stations"), ++run->stations);
    if (!str_eq(run->last->document, m->document))
        to->document = arena_printf(arena, _("%s: %zu documents"), m->kind, ++run->documents);
    run->last = m;
    to->in = add64(to->in, line->in);
    to->out = add64(to->out, line->out);
    to->balance = line->balance;
}

void stock_card(Arena *arena, const StockBook *book, StockGoods goods, const char *place,
                StockCardForm form, StockCardLine **ret, size_t *ret_count) {
    VEC(StockCardLine) lines = {0};
    Run run = {0};
    int64_t balance = 0;
    for (size_t i = 0; i < book->movement_count; i++) {
        const StockMovement *m = &book->movements[i];
        if (!stock_goods_equal(m->goods, goods)) continue;
        bool out = in_store(m->from) && str_eq(m->from_place, place);
        bool in = in_store(m->to) && str_eq(m->to_place, place);
        if (in == out) continue; /* elsewhere, or only from one state to another */
        balance = add64(balance, in ? m->quantity : -m->quantity);
        StockCardLine line = {
            m->day, m->document, other_side(m, in), in ? m->quantity : 0, out ? m->quantity : 0,
            balance};
        StockCardLine *last = lines.n ? &lines.at[lines.n - 1] : NULL;
        if (last && card_joins(last, &line, &run, m, form)) {
            card_join(arena, last, &line, &run, m);
            continue;
        }
        run = (Run){m, 1, stock_is_station(line.other)};
        vec_push(arena, &lines, line);
    }
    *ret = lines.at;
    *ret_count = lines.n;
}
