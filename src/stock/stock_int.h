// SPDX-License-Identifier: Apache-2.0
#ifndef HANTAR_STOCK_INT_H
#define HANTAR_STOCK_INT_H

#include "stock/stock.h"

/* Files: ids from their parts, items and contests by id or name; what a line must keep. */
void stock_row_derive(Import *im, Row *row);
void stock_rows_check(Import *im);

const Kind *stock_kind(const char *name); /* asserts that it exists */

/* Index of a store's or other place's text; the KPU's warehouse where it is NULL. */
const char *stock_place(const StockBook *book, const char *place);
bool stock_is_region(const char *place); /* four digits: another regency */
bool stock_is_station(const char *place);

/* Movements of everything that the book holds, by day. */
void stock_movements(Arena *arena, StockBook *book);

#endif
