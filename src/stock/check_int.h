// SPDX-License-Identifier: Apache-2.0
/* check_int.h: what the equations share. */
#ifndef HANTAR_STOCK_CHECK_INT_H
#define HANTAR_STOCK_CHECK_INT_H

#include "stock/stock_int.h"

typedef struct Checker {
    Store *store;
    Arena *arena;
    const StockBook *book;
    int32_t today;
    StockBalance *balances; /* of all movements */
    size_t balance_count;
    StockBalance *kits; /* without what was used: what each kit held */
    size_t kit_count;
    VEC(StockFinding) list;
    size_t checked[STOCK_RULES];
} Checker;
/* Copies the finding; its text is the sentence. */
void stock_find(Checker *c, const StockFinding *finding, const char *advice, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
const char *stock_n(Checker *c, int64_t n);
/* What shipments that have come lack. */
int64_t stock_short(const Checker *c, StockGoods goods);

void stock_check_stores(Checker *c);
void stock_check_enough(Checker *c, StockGoods goods);
void stock_check_destructions(Checker *c);
void stock_check_stations(Checker *c);
void stock_check_counts(Checker *c);
void stock_check_below(Checker *c);
MUST_USE Status stock_check_pairs(Checker *c, Err *err);

#endif
