// SPDX-License-Identifier: Apache-2.0
/* Events of this floor and their views. Documents are rows of kinds: their events are what
 * election_import makes, and their apply is election's. */
#include <stdio.h>
#include <stdlib.h>

#include "stock/stock_int.h"

#include "stock_sql.h"

const Kind *stock_kind(const char *name) {
    for (size_t i = 0; i < STOCK_KIND_COUNT; i++)
        if (str_eq(STOCK_KINDS[i].name, name)) return &STOCK_KINDS[i];
    abort(); /* kind.c has it */
}

static Status apply_document(Store *store, const LedgerEvent *event, Err *err) {
    for (size_t i = 0; i < STOCK_KIND_COUNT; i++)
        if (str_eq(STOCK_KINDS[i].event_type, event->type))
            return election_kind_apply(store, event, &STOCK_KINDS[i], err);
    abort(); /* only these are registered with this function */
}

/* ---------------------------------------------------------------- kits from the floor above */
static Status bad_kit(const StockPacked *p, Err *err) {
    err_set(err, ERR_INPUT, _("a kit of %s names no store, station or item"),
            p->number ? p->number : "?");
    return ERR_INPUT;
}

Status stock_apply_kit(Store *store, const char *scope, const StockPacked *p, Err *err) {
    if (!p->number || !p->item || !stock_is_station(p->station) || p->quantity < 0)
        return bad_kit(p, err);
    size_t n = 1024;
    char id[1024];
    int used = snprintf(id, n, "%s / %s / %s%s%s", p->number, p->station, p->item,
                        p->contest ? " / " : "", p->contest ? p->contest : "");
    if (used < 0 || (size_t)used >= n) return bad_kit(p, err);
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STOCK_KIT_PUT, &q, err);
    if (s != OK) return s;
    const char *texts[] = {scope, id, p->number};
    for (int i = 0; i < 3; i++) store_bind_text(q, i + 1, texts[i]);
    store_bind_int(q, 4, p->day);
    const char *rest[] = {p->station, p->item, p->contest, p->place};
    for (int i = 0; i < 4; i++) store_bind_text(q, 5 + i, rest[i]);
    store_bind_int(q, 9, p->quantity);
    store_bind_null(q, 10);
    store_bind_null(q, 11);
    bool more;
    s = store_step(q, &more, err);
    store_finish(q);
    return s;
}

Status stock_withdraw_kit(Store *store, const char *scope, const char *number, Err *err) {
    return store_run(store, err, SQL_STOCK_KIT_WITHDRAW, "tt", scope, number);
}

/* ---------------------------------------------------------------- the list
 * Quantities and minutes are public after voting day: until then they say where ballots lie. What
 * was contracted and printed, and what was used, is public at once. */
const LedgerType STOCK_TYPES[] = {
    {"stock.contracted", 1, LEDGER_PUBLIC, apply_document, NULL, false},
    {"stock.presses_imported", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.prints_ordered", 1, LEDGER_PUBLIC, apply_document, NULL, false},
    {"stock.shipped", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.received", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.sorted", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.replacement_ordered", 1, LEDGER_PUBLIC, apply_document, NULL, false},
    {"stock.transferred", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.destroyed", 1, LEDGER_PUBLIC, apply_document, NULL, false},
    {"stock.packed", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.used", 1, LEDGER_PUBLIC, apply_document, NULL, false},
    {"stock.counted", 1, LEDGER_AFTER_DAY, apply_document, NULL, false},
    {"stock.slots_planned", 1, LEDGER_PUBLIC, stock_apply_slots, NULL, false},
};
const size_t STOCK_TYPE_COUNT = COUNT_OF(STOCK_TYPES);
const StoreModule STOCK_STORE = {"stock", STOCK_TABLES, COUNT_OF(STOCK_TABLES), 2};
