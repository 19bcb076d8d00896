// SPDX-License-Identifier: Apache-2.0
/* The equations within the warehouse: sorted, elsewhere, enough, destroyed. */
#include <string.h>

#include "stock/check_int.h"

/* ---------------------------------------------------------------- in the store */
static const char *owners(Checker *c, StockGoods goods, const char *place) {
    const StockBook *b = c->book;
    const char *list = "";
    for (size_t i = 0; i < b->receipt_count; i++)
        if (b->receipts[i].elsewhere && str_eq(b->receipts[i].place, place) &&
            stock_goods_equal(b->receipts[i].goods, goods) &&
            !strstr(list, b->receipts[i].belongs_to))
            list = arena_printf(c->arena, "%s%s%s", list, *list ? ", " : "",
                                b->receipts[i].belongs_to);
    for (size_t i = 0; i < b->sorting_count; i++)
        if (b->sortings[i].elsewhere && str_eq(b->sortings[i].place, place) &&
            stock_goods_equal(b->sortings[i].goods, goods) &&
            !strstr(list, b->sortings[i].belongs_to))
            list = arena_printf(c->arena, "%s%s%s", list, *list ? ", " : "",
                                b->sortings[i].belongs_to);
    return list;
}

static void check_unsorted(Checker *c, const StockBalance *b) {
    StockFinding f = {
        .rule = STOCK_RULE_SORTED, .place = b->place, .goods = b->goods, .found = b->quantity};
    if (b->quantity < 0) {
        stock_find(c, &f,
                   _("compare the minutes of sorting with the BTTB: a carton was counted "
                     "twice, or a receipt is not recorded"),
                   _("%s more were sorted than came"), stock_n(c, -b->quantity));
        return;
    }
    f.open = c->today <= stock_packing_day(c->book->regency);
    stock_find(c, &f, f.open ? NULL : _("packing should have begun: sort the rest now"),
               _("%s are not yet sorted"), stock_n(c, b->quantity));
}

static void check_elsewhere(Checker *c, const StockBalance *b) {
    StockFinding f = {
        .rule = STOCK_RULE_ELSEWHERE, .place = b->place, .goods = b->goods, .found = b->quantity};
    if (b->quantity < 0)
        stock_find(c, &f, _("correct the handover, or record where they were found"),
                   _("%s more were handed over than were found"), stock_n(c, -b->quantity));
    else
        stock_find(c, &f,
                   _("seal them apart, tell the province, hand them over and record it: "
                     "hantar import transfers"),
                   _("%s belong elsewhere (%s) and are still here"), stock_n(c, b->quantity),
                   owners(c, b->goods, b->place));
}

static void check_damaged(Checker *c, const StockBalance *b) {
    StockFinding f = {.rule = STOCK_RULE_DESTROYED,
                      .place = b->place,
                      .goods = b->goods,
                      .found = b->quantity,
                      .open = c->today < c->book->regency->rules.voting_day};
    if (stock_is_ballot(c->book, b->goods) && b->quantity > 0)
        stock_find(c, &f, _("destroy them with minutes and witnesses before voting day"),
                   _("%s damaged are still here"), stock_n(c, b->quantity));
}

void stock_check_stores(Checker *c) {
    for (size_t i = 0; i < c->balance_count; i++) {
        const StockBalance *b = &c->balances[i];
        if (b->account == STOCK_UNSORTED) check_unsorted(c, b);
        if (b->account == STOCK_ELSEWHERE) check_elsewhere(c, b);
        if (b->account == STOCK_DAMAGED) check_damaged(c, b);
        c->checked[STOCK_RULE_SORTED] += b->account == STOCK_UNSORTED || b->account == STOCK_GOOD;
        c->checked[STOCK_RULE_ELSEWHERE] += b->account == STOCK_ELSEWHERE;
    }
}

/* ---------------------------------------------------------------- enough, and too much */
/* Kits that are still to be packed. */
static int64_t to_pack(Checker *c, StockGoods goods) {
    int64_t sum = 0;
    for (size_t i = 0; i < c->book->needs->count; i++) {
        const ElectionNeed *n = &c->book->needs->rows[i];
        if (n->item != goods.item || n->contest != goods.contest) continue;
        const char *station = stock_station(c->book, n);
        int64_t packed =
            station ? stock_sum_of(c->kits, c->kit_count, goods, STOCK_KIT, station) : 0;
        if (packed < n->quantity) sum = add64(sum, n->quantity - packed);
    }
    return sum;
}

static int64_t moved_voters(const StockBook *b) {
    int64_t sum = 0;
    for (size_t i = 0; i < b->regency->tps_count; i++) sum = add64(sum, b->regency->tps[i].dptb);
    return sum;
}

/* On order and not lost on the way. */
static int64_t coming(const Checker *c, StockGoods goods) {
    const StockBook *b = c->book;
    int64_t sum = -stock_short(c, goods);
    for (size_t i = 0; i < b->order_count; i++)
        if (stock_goods_equal(b->orders[i].goods, goods)) sum = add64(sum, b->orders[i].quantity);
    for (size_t i = 0; i < b->receipt_count; i++)
        if (stock_goods_equal(b->receipts[i].goods, goods)) sum -= b->receipts[i].received;
    return sum > 0 ? sum : 0;
}

void stock_check_enough(Checker *c, StockGoods goods) {
    const StockBook *b = c->book;
    bool seen = false;
    for (size_t i = 0; i < b->receipt_count && !seen; i++)
        seen = stock_goods_equal(b->receipts[i].goods, goods);
    if (!seen || b->usage_count) return;
    c->checked[STOCK_RULE_ENOUGH]++;
    int64_t good = stock_sum_of(c->balances, c->balance_count, goods, STOCK_GOOD, NULL);
    int64_t unsorted = stock_sum_of(c->balances, c->balance_count, goods, STOCK_UNSORTED, NULL);
    int64_t kits = to_pack(c, goods), rerun = stock_rerun(b, goods);
    int64_t surplus = good - kits - rerun, way = coming(c, goods);
    int64_t still = add64(unsorted, way), short_by = -surplus - still;
    bool ballot = stock_is_ballot(b, goods), past = c->today >= b->regency->rules.voting_day;
    StockFinding f = {.rule = STOCK_RULE_ENOUGH,
                      .place = b->regency->scope,
                      .goods = goods,
                      .expected = kits + rerun,
                      .found = good};
    if (surplus < 0) {
        int64_t dptb = ballot ? moved_voters(b) : 0;
        f.open = short_by <= 0;
        const char *moved =
            dptb ? arena_printf(c->arena,
                                _(" (%s moved voters are in the kits, not in the print "
                                  "order: their ballots come from the TPS they left)"),
                                stock_n(c, dptb))
                 : "";
        if (f.open)
            stock_find(c, &f, NULL,
                       _("%s good, %s unsorted and %s still to come: enough for %s to pack and %s "
                         "PSU stock, if nothing is damaged"),
                       stock_n(c, good), stock_n(c, unsorted), stock_n(c, way), stock_n(c, kits),
                       stock_n(c, rerun));
        else
            stock_find(c, &f, _("order a replacement, or ask the province for a transfer"),
                       _("short by %s: %s good, %s unsorted, %s still to come, but %s to pack and "
                         "%s PSU stock%s"),
                       stock_n(c, short_by), stock_n(c, good), stock_n(c, unsorted),
                       stock_n(c, way), stock_n(c, kits), stock_n(c, rerun), moved);
    } else if (surplus > 0 && ballot && kits == 0) {
        f.rule = STOCK_RULE_DESTROYED;
        f.expected = rerun;
        f.open = !past;
        stock_find(c, &f, _("destroy the surplus with minutes and witnesses before voting day"),
                   _("%s good are left beyond kits and PSU stock"), stock_n(c, surplus));
    }
}

void stock_check_destructions(Checker *c) {
    const StockBook *b = c->book;
    for (size_t i = 0; i < b->destruction_count; i++) {
        const StockDestruction *d = &b->destructions[i];
        c->checked[STOCK_RULE_DESTROYED]++;
        StockFinding f = {.rule = STOCK_RULE_DESTROYED, .place = d->number, .goods = d->goods};
        if (!d->witness_role)
            stock_find(c, &f, _("write who saw it: Bawaslu, police, prosecutor"),
                       _("minutes %s name no witness"), d->number);
        if (d->day >= b->regency->rules.voting_day)
            stock_find(c, &f, _("write into the minutes why it was not done before"),
                       _("minutes %s: destroyed on voting day or after"), d->number);
    }
}
