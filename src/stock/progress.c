// SPDX-License-Identifier: Apache-2.0
/* How far each item is, and when it will be sorted. */
#include "stock/stock_int.h"

int32_t stock_packing_day(const ElectionRegency *regency) {
    const ElectionRules *rules = &regency->rules;
    return rules->voting_day - (int32_t)election_setting(rules, "packing_days_before")->value;
}

static void add_orders(const StockBook *b, StockProgress *p) {
    for (size_t i = 0; i < b->order_count; i++) {
        const StockOrder *o = &b->orders[i];
        if (!stock_goods_equal(o->goods, p->goods)) continue;
        if (o->replacement)
            p->replacing = add64(p->replacing, o->quantity);
        else
            p->ordered = add64(p->ordered, o->quantity);
        if (o->due_day > p->due_day) p->due_day = o->due_day;
    }
    for (size_t i = 0; i < b->shipment_count; i++)
        if (stock_goods_equal(b->shipments[i].goods, p->goods))
            p->shipped = add64(p->shipped, b->shipments[i].quantity);
    for (size_t i = 0; i < b->receipt_count; i++)
        if (stock_goods_equal(b->receipts[i].goods, p->goods))
            p->received = add64(p->received, b->receipts[i].received);
    p->replacing -= stock_loss(b, p->goods).replaced;
    if (p->replacing < 0) p->replacing = 0;
}

/* The crews of the newest day tell the rate; before any work, the rate that the rules know. */
static void add_sorting(const StockBook *b, StockProgress *p, int32_t today) {
    int32_t newest = INT32_MIN;
    for (size_t i = 0; i < b->sorting_count; i++)
        if (stock_goods_equal(b->sortings[i].goods, p->goods) && b->sortings[i].day > newest)
            newest = b->sortings[i].day;
    p->people = p->sorted_per_day = newest == INT32_MIN ? -1 : 0;
    for (size_t i = 0; i < b->sorting_count; i++) {
        const StockSorting *s = &b->sortings[i];
        if (!stock_goods_equal(s->goods, p->goods) || s->day != newest) continue;
        if (s->people > 0) p->people = add64(p->people, s->people);
        p->sorted_per_day =
            add64(p->sorted_per_day, add64(s->good, add64(stock_damaged(s), s->elsewhere)));
    }
    if (p->unsorted <= 0 || p->sorted_per_day <= 0) return;
    int32_t from = newest >= today ? newest : today - 1;
    p->sorted_day = from + (int32_t)ceil_div64(p->unsorted, p->sorted_per_day);
}

void stock_progress(Arena *arena, const StockBook *book, int32_t today, StockProgress **ret,
                    size_t *ret_count) {
    size_t n, balance_count;
    const StockGoods *goods = stock_all_goods(arena, book->regency, &n);
    StockBalance *balances;
    stock_balances(arena, book, INT32_MAX, &balances, &balance_count);
    StockProgress *all = ARENA_ARRAY(arena, StockProgress, n + 1);
    int32_t packing = stock_packing_day(book->regency);
    for (size_t i = 0; i < n; i++) {
        StockProgress *p = &all[i];
        *p = (StockProgress){.goods = goods[i],
                             .needed = stock_to_order(book, goods[i]),
                             .due_day = INT32_MIN,
                             .sorted_day = INT32_MIN};
        const struct {
            StockAccount account;
            int64_t *to;
        } sums[] = {{STOCK_UNSORTED, &p->unsorted},
                    {STOCK_GOOD, &p->good},
                    {STOCK_DAMAGED, &p->damaged},
                    {STOCK_ELSEWHERE, &p->elsewhere},
                    {STOCK_KIT, &p->packed}};
        for (size_t k = 0; k < COUNT_OF(sums); k++)
            *sums[k].to = stock_sum_of(balances, balance_count, goods[i], sums[k].account, NULL);
        add_orders(book, p);
        add_sorting(book, p, today);
        bool due = p->due_day != INT32_MIN && p->due_day < today && p->received < p->ordered;
        p->late = due || p->sorted_day >= packing || (p->unsorted > 0 && today >= packing);
    }
    *ret = all;
    *ret_count = n;
}
