// SPDX-License-Identifier: Apache-2.0
#ifndef HANTAR_STOCK_INT_H
#define HANTAR_STOCK_INT_H

#include "stock/stock.h"

/* Files: ids from their parts, items and contests by id or name; what a line must keep. */
void stock_row_derive(Import *im, Row *row);
void stock_rows_check(Import *im);

MUST_USE Status stock_apply_slots(Store *store, const LedgerEvent *event, Err *err);
const Kind *stock_kind(const char *name); /* asserts that it exists */

/* Index of a store's or other place's text; the KPU's warehouse where it is NULL. */
const char *stock_place(const StockBook *book, const char *place);
bool stock_is_region(const char *place); /* four digits: another regency */
bool stock_is_station(const char *place);

/* Sums of those movements until `day` that `counts` takes (NULL: all), by goods, account, place. */
typedef bool (*StockCounts)(const StockMovement *movement);
void stock_sums(Arena *arena, const StockBook *book, int32_t day, StockCounts counts,
                StockBalance **ret, size_t *ret_count);
/* Of a list that these made: 0 where it holds none. place NULL: of all places. */
int64_t stock_sum_of(const StockBalance *list, size_t n, StockGoods goods, StockAccount account,
                     const char *place);

/* ---------------------------------------------------------------- what the rules ask for */
bool stock_is_ballot(const StockBook *book, StockGoods goods);
int64_t stock_needed(const StockBook *book, StockGoods goods);   /* by all places */
int64_t stock_to_order(const StockBook *book, StockGoods goods); /* of ballots: to print */
int64_t stock_rerun(const StockBook *book, StockGoods goods);    /* PSU stock */
StockGoods *stock_all_goods(Arena *arena, const ElectionRegency *regency, size_t *ret_count);
const char *stock_station(const StockBook *book, const ElectionNeed *need); /* NULL: the KPU */
typedef struct StockLoss {
    int64_t lost;                /* damaged, belonging elsewhere, missing in cartons */
    int64_t replacing, replaced; /* ordered as replacement; of these, come */
} StockLoss;
StockLoss stock_loss(const StockBook *book, StockGoods goods);
/* The contract or replacement that a receipt fulfils, by its surat jalan; may be NULL. */
const char *stock_order_of(const StockBook *book, const StockReceipt *receipt);

/* Movements of everything that the book holds, by day. */
void stock_movements(Arena *arena, StockBook *book);

#endif
