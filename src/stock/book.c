// SPDX-License-Identifier: Apache-2.0
/* The views as one StockBook. */
#include <assert.h>
#include <string.h>

#include "stock/stock_int.h"

typedef struct Loader {
    Store *store;
    Arena *arena;
    StockBook *book;
    const Kind *kind; /* of the rows at hand */
    const Row *row;
    VEC(const char *) unknown; /* ids of lines whose item the rules do not know */
    Status status;
    Err *err;
} Loader;

static const char *text(const Loader *l, const char *key) {
    return election_row_text(l->kind, l->row, key);
}
static int64_t number(const Loader *l, const char *key, int64_t missing) {
    return election_row_int(l->kind, l->row, key, missing);
}
static int32_t day(const Loader *l, const char *key) {
    return (int32_t)number(l, key, INT32_MIN);
}
/* Names stand as commitments. */
static const char *person(Loader *l, const char *key) {
    const char *name = text(l, key);
    if (name && l->status == OK) l->status = ledger_reveal(l->store, l->arena, name, &name, l->err);
    return name;
}

/* An item that the rules do not know (any more) is told by stock_check; its line moves nothing. */
static StockGoods goods_of(Loader *l, const char *item, const char *contest) {
    StockGoods goods = {-1, -1};
    if (!stock_goods_find(l->arena, l->book->regency, item, contest, &goods))
        vec_push(l->arena, &l->unknown, text(l, "id"));
    return goods;
}
static StockGoods goods(Loader *l) {
    return goods_of(l, text(l, "item"), text(l, "contest"));
}

static StockAccount state_of(const char *word) {
    for (StockAccount a = STOCK_UNSORTED; a <= STOCK_ELSEWHERE; a++)
        if (str_eq(stock_account_id(a), word)) return a;
    return STOCK_GOOD;
}

/* ---------------------------------------------------------------- lines of documents */
static StockOrder contract_line(Loader *l) {
    return (StockOrder){.number = text(l, "number"),
                        .supplier = text(l, "supplier"),
                        .catalogue = text(l, "catalogue"),
                        .goods = goods(l),
                        .quantity = number(l, "quantity", 0),
                        .unit_price = number(l, "unit_price", -1),
                        .phase = (int32_t)number(l, "phase", 0),
                        .due_day = day(l, "due_day"),
                        .day = INT32_MIN};
}

static StockOrder replacement_line(Loader *l) {
    return (StockOrder){.number = text(l, "number"),
                        .supplier = text(l, "supplier"),
                        .under = text(l, "order_number"),
                        .reason = text(l, "reason"),
                        .goods = goods(l),
                        .quantity = number(l, "quantity", 0),
                        .unit_price = -1,
                        .due_day = day(l, "due_day"),
                        .day = day(l, "day"),
                        .replacement = true};
}

static StockShipment shipment_line(Loader *l) {
    return (StockShipment){.number = text(l, "number"),
                           .order = text(l, "order_number"),
                           .supplier = text(l, "supplier"),
                           .cartons = text(l, "cartons"),
                           .carrier = text(l, "carrier"),
                           .plate = text(l, "plate"),
                           .driver = person(l, "driver"),
                           .goods = goods(l),
                           .quantity = number(l, "quantity", 0),
                           .colli = number(l, "colli", -1),
                           .day = day(l, "day")};
}

static StockReceipt receipt_line(Loader *l) {
    return (StockReceipt){.number = text(l, "number"),
                          .shipment = text(l, "shipment"),
                          .order = text(l, "order_number"),
                          .place = stock_place(l->book, text(l, "place")),
                          .belongs_to = text(l, "belongs_to"),
                          .receiver_role = text(l, "receiver_role"),
                          .receiver = person(l, "receiver"),
                          .witness_role = text(l, "witness_role"),
                          .witness = person(l, "witness"),
                          .note = text(l, "note"),
                          .goods = goods(l),
                          .sent = number(l, "sent", -1),
                          .received = number(l, "received", 0),
                          .damaged = number(l, "damaged", 0),
                          .elsewhere = number(l, "elsewhere", 0),
                          .day = day(l, "day")};
}

static StockSorting sorting_line(Loader *l) {
    static const char *const keys[STOCK_DAMAGES] = {"torn",        "ink_stained",  "creased",
                                                    "shrunken",    "wrong_colour", "blurred",
                                                    "black_white", "other_damage"};
    StockSorting s = {.number = text(l, "number"),
                      .place = stock_place(l->book, text(l, "place")),
                      .crew = text(l, "crew"),
                      .belongs_to = text(l, "belongs_to"),
                      .witness_role = text(l, "witness_role"),
                      .note = text(l, "note"),
                      .goods = goods(l),
                      .people = number(l, "people", -1),
                      .good = number(l, "good", 0),
                      .elsewhere = number(l, "elsewhere", 0),
                      .missing = number(l, "missing", 0),
                      .day = day(l, "day")};
    for (int d = 0; d < STOCK_DAMAGES; d++) s.damaged[d] = number(l, keys[d], 0);
    return s;
}

int64_t stock_damaged(const StockSorting *sorting) {
    int64_t sum = 0;
    for (int d = 0; d < STOCK_DAMAGES; d++) sum = add64(sum, sorting->damaged[d]);
    return sum;
}

static StockTransfer transfer_line(Loader *l) {
    return (StockTransfer){.number = text(l, "number"),
                           .counterpart = text(l, "counterpart"),
                           .reason = text(l, "reason"),
                           .from = text(l, "from_place"),
                           .to = text(l, "to_place"),
                           .goods = goods(l),
                           .quantity = number(l, "quantity", 0),
                           .state = state_of(text(l, "state")),
                           .day = day(l, "day")};
}

static StockDestruction destruction_line(Loader *l) {
    return (StockDestruction){.number = text(l, "number"),
                              .place = stock_place(l->book, text(l, "place")),
                              .letter = text(l, "letter"),
                              .method = text(l, "method"),
                              .witness_role = text(l, "witness_role"),
                              .witness = person(l, "witness"),
                              .note = text(l, "note"),
                              .goods = goods(l),
                              .surplus = number(l, "surplus", 0),
                              .damaged = number(l, "damaged", 0),
                              .day = day(l, "day")};
}

static StockKit kit_line(Loader *l) {
    return (StockKit){.number = text(l, "number"),
                      .station = text(l, "station"),
                      .place = stock_place(l->book, text(l, "place")),
                      .goods = goods(l),
                      .quantity = number(l, "quantity", 0),
                      .day = day(l, "day")};
}

static const char *ballot_id(const ElectionRules *rules) {
    for (size_t i = 0; i < rules->item_count; i++)
        if (rules->items[i].is_ballot) return rules->items[i].id;
    return NULL; /* rules have exactly one */
}

static StockUsage usage_line(Loader *l) {
    return (StockUsage){.station = text(l, "station"),
                        .reserve_minutes = text(l, "reserve_minutes"),
                        .goods =
                            goods_of(l, ballot_id(&l->book->regency->rules), text(l, "contest")),
                        .received = number(l, "received", 0),
                        .valid = number(l, "valid", 0),
                        .invalid = number(l, "invalid", 0),
                        .spoiled = number(l, "spoiled", 0),
                        .unused = number(l, "unused", 0),
                        .reserve_used = number(l, "reserve_used", 0),
                        .day = l->book->regency->rules.voting_day};
}

static StockCount count_line(Loader *l) {
    return (StockCount){.number = text(l, "number"),
                        .place = stock_place(l->book, text(l, "place")),
                        .goods = goods(l),
                        .state = state_of(text(l, "state")),
                        .counted = number(l, "counted", 0),
                        .day = day(l, "day")};
}

/* ---------------------------------------------------------------- all of a kind */
static Rows rows_of(Loader *l, const char *kind) {
    Rows rows = {0};
    l->kind = stock_kind(kind);
    if (l->status == OK)
        l->status =
            election_rows_load(l->store, l->arena, l->book->regency->scope, l->kind, &rows, l->err);
    return rows;
}

#define LOAD(l, name, T, line, list, total)                       \
    do {                                                          \
        Rows rows = rows_of((l), (name));                         \
        T *all = ARENA_ARRAY((l)->arena, T, rows.n + 1);          \
        size_t n = 0;                                             \
        for (size_t i = 0; i < rows.n; i++) {                     \
            (l)->row = &rows.at[i];                               \
            all[n] = line(l);                                     \
            if (all[n].goods.item < 0) continue;                  \
            (l)->book->example |= number((l), "example", 0) == 1; \
            n++;                                                  \
        }                                                         \
        (l)->book->list = all;                                    \
        (l)->book->total = n;                                     \
    } while (0)

/* Contracts first, then what replaces. */
static void load_orders(Loader *l) {
    LOAD(l, "contracts", StockOrder, contract_line, orders, order_count);
    const StockOrder *contracts = l->book->orders;
    size_t first = l->book->order_count;
    LOAD(l, "replacements", StockOrder, replacement_line, orders, order_count);
    StockOrder *both = ARENA_ARRAY(l->arena, StockOrder, first + l->book->order_count + 1);
    if (first) memcpy(both, contracts, first * sizeof *both);
    if (l->book->order_count)
        memcpy(both + first, l->book->orders, l->book->order_count * sizeof *both);
    l->book->orders = both;
    l->book->order_count += first;
}

static const char *main_place(const ElectionRegency *r) {
    for (size_t i = 0; i < r->depot_count; i++)
        if (str_eq(r->depots[i].kind, "kpu")) return r->depots[i].id;
    return "KPU";
}

const char *stock_place(const StockBook *book, const char *place) {
    return place ? place : book->main_place;
}

Status stock_load(Store *store, Arena *arena, const ElectionRegency *regency,
                  const ElectionNeeds *needs, StockBook *ret, Err *err) {
    StockBook book = {.regency = regency, .needs = needs, .main_place = main_place(regency)};
    Loader loader = {.store = store, .arena = arena, .book = &book, .err = err}, *l = &loader;
    load_orders(l);
    LOAD(l, "shipments", StockShipment, shipment_line, shipments, shipment_count);
    LOAD(l, "receipts", StockReceipt, receipt_line, receipts, receipt_count);
    LOAD(l, "sorting", StockSorting, sorting_line, sortings, sorting_count);
    LOAD(l, "transfers", StockTransfer, transfer_line, transfers, transfer_count);
    LOAD(l, "destructions", StockDestruction, destruction_line, destructions, destruction_count);
    LOAD(l, "packing", StockKit, kit_line, kits, kit_count);
    LOAD(l, "usage", StockUsage, usage_line, usages, usage_count);
    LOAD(l, "stock-counts", StockCount, count_line, counts, count_count);
    if (l->status != OK) return l->status;
    book.unknown = l->unknown.at;
    book.unknown_count = l->unknown.n;
    stock_movements(arena, &book);
    *ret = book;
    return OK;
}

/* ---------------------------------------------------------------- as of a day */
#define KEEP(T, list, total)                                         \
    do {                                                             \
        T *kept = ARENA_ARRAY(arena, T, book->total + 1);            \
        size_t n = 0;                                                \
        for (size_t i = 0; i < book->total; i++)                     \
            if (book->list[i].day <= day) kept[n++] = book->list[i]; \
        past.list = kept;                                            \
        past.total = n;                                              \
    } while (0)

StockBook stock_until(Arena *arena, const StockBook *book, int32_t day) {
    StockBook past = *book;
    KEEP(StockOrder, orders, order_count);
    KEEP(StockShipment, shipments, shipment_count);
    KEEP(StockReceipt, receipts, receipt_count);
    KEEP(StockSorting, sortings, sorting_count);
    KEEP(StockTransfer, transfers, transfer_count);
    KEEP(StockDestruction, destructions, destruction_count);
    KEEP(StockKit, kits, kit_count);
    KEEP(StockUsage, usages, usage_count);
    KEEP(StockCount, counts, count_count);
    stock_movements(arena, &past);
    return past;
}
