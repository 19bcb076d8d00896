// SPDX-License-Identifier: Apache-2.0
/* Presses and print orders from the views; the schedule as an event, and back. */
#include <string.h>

#include "stock/stock_int.h"

#include "stock_sql.h"

#define SORT_DAYS_MAX 3650 /* beyond, the file is wrong, and days would leave the calendar */

static StockPress press_of(const Kind *kind, const Row *row) {
    return (StockPress){.id = election_row_text(kind, row, "id"),
                        .name = election_row_text(kind, row, "name"),
                        .supplier = election_row_text(kind, row, "supplier"),
                        .sheets_per_hour = election_row_int(kind, row, "sheets_per_hour", 1),
                        .minutes_per_day =
                            (int32_t)election_row_int(kind, row, "minutes_per_day", 600),
                        .from_day = (int32_t)election_row_int(kind, row, "from_day", 0),
                        .to_day = (int32_t)election_row_int(kind, row, "to_day", INT32_MAX)};
}

/* Back from the beginning of packing: the day before it the last sheet is folded. */
static StockRun run_of(const ElectionRegency *regency, const Kind *kind, const Row *row) {
    StockRun r = {
        .region = election_row_text(kind, row, "region"),
        .name = election_row_text(kind, row, "region_name"),
        .contest = election_row_text(kind, row, "contest"),
        .sheets = election_row_int(kind, row, "sheets", 0),
        .packing_day = (int32_t)election_row_int(kind, row, "packing_day", 0),
        .transport_days = (int32_t)election_row_int(kind, row, "transport_days", 0),
    };
    int64_t people = election_row_int(kind, row, "sort_people", 1);
    int64_t rate = election_setting(&regency->rules, "sort_per_person_day")->value;
    r.sort_days = (int32_t)ceil_div64(r.sheets, mul64(people, rate));
    r.due_day = r.packing_day - 1 - r.sort_days - r.transport_days;
    return r;
}

Status stock_slots_load(Store *store, Arena *arena, const ElectionRegency *regency,
                        StockPress **ret_presses, size_t *ret_press_count, StockRun **ret_runs,
                        size_t *ret_run_count, Err *err) {
    const Kind *press_kind = stock_kind("presses"), *run_kind = stock_kind("print-orders");
    Rows presses = {0}, runs = {0};
    Status s = election_rows_load(store, arena, regency->scope, press_kind, &presses, err);
    if (s == OK) s = election_rows_load(store, arena, regency->scope, run_kind, &runs, err);
    if (s != OK) return s;
    if (presses.n == 0 || runs.n == 0) {
        err_set(err, ERR_ABSENT, "%s", _("no presses, or no print orders, are known"));
        err_advise(err, "%s", _("import them: hantar import presses ..., print-orders ..."));
        return ERR_ABSENT;
    }
    if (runs.n > STOCK_RUNS_MAX)
        return err_set(err, ERR_INPUT, _("more than %d print orders"), STOCK_RUNS_MAX);
    *ret_presses = ARENA_ARRAY(arena, StockPress, presses.n);
    *ret_runs = ARENA_ARRAY(arena, StockRun, runs.n);
    for (size_t i = 0; i < presses.n; i++) (*ret_presses)[i] = press_of(press_kind, &presses.at[i]);
    for (size_t i = 0; i < runs.n; i++) (*ret_runs)[i] = run_of(regency, run_kind, &runs.at[i]);
    for (size_t i = 0; i < runs.n; i++) {
        if ((*ret_runs)[i].sort_days <= SORT_DAYS_MAX) continue;
        err_set(err, ERR_INPUT, _("%s: sorting would take %d days"), (*ret_runs)[i].region,
                (*ret_runs)[i].sort_days);
        err_advise(err, "%s", _("correct the people who sort there, or the ballots"));
        return ERR_INPUT;
    }
    *ret_press_count = presses.n;
    *ret_run_count = runs.n;
    return OK;
}

/* ---------------------------------------------------------------- stating */
static json_t *slot_json(const StockPress *presses, const StockRun *runs, const StockSlot *s) {
    const StockRun *r = &runs[s->run];
    char first[16], last[16], due[16];
    day_format(s->first_day, first);
    day_format(s->last_day, last);
    day_format(r->due_day, due);
    return json_pack("{s:s, s:s, s:s?, s:s?, s:I, s:I, s:I, s:s, s:s, s:s}", "press",
                     presses[s->press].id, "region", r->region, "name", r->name, "contest",
                     r->contest, "sheets", (json_int_t)r->sheets, "begin_min",
                     (json_int_t)s->begin_min, "end_min", (json_int_t)s->end_min, "first", first,
                     "last", last, "due", due);
}

Status stock_slots_state(Ledger *ledger, const ElectionRegency *regency, const StockPress *presses,
                         const StockRun *runs, const StockSlots *slots, LedgerReceipt *ret,
                         Err *err) {
    json_t *list = json_array(), *impossible = json_array();
    for (size_t i = 0; i < slots->count; i++)
        json_array_append_new(list, slot_json(presses, runs, &slots->slots[i]));
    for (size_t i = 0; i < slots->impossible_count; i++) {
        const StockRun *r = &runs[slots->impossible[i]];
        json_array_append_new(impossible,
                              json_pack("{s:s, s:s?, s:I}", "region", r->region, "contest",
                                        r->contest, "sheets", (json_int_t)r->sheets));
    }
    json_t *body = json_pack("{s:o, s:o, s:i, s:i, s:b}", "slots", list, "impossible", impossible,
                             "late_days_max", (int)slots->late_days_max, "lateness_bound",
                             (int)slots->lateness_bound, "proven", (int)slots->proven);
    if (!body) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    return ledger_state(ledger, regency->scope, "stock.slots_planned", NULL, body, ret, err);
}

/* ---------------------------------------------------------------- applying */
static const char *text(const json_t *slot, const char *key) {
    return json_string_value(json_object_get(slot, key));
}

static bool day(const json_t *slot, const char *key, int64_t *ret) {
    int32_t d;
    if (!text(slot, key) || !day_parse(text(slot, key), &d)) return false;
    *ret = d;
    return true;
}

static bool number(const json_t *slot, const char *key, int64_t *ret) {
    const json_t *n = json_object_get(slot, key);
    *ret = json_integer_value(n);
    return json_is_integer(n) && *ret >= 0;
}

static Status apply_slot(Store *store, const LedgerEvent *e, int64_t position, const json_t *slot,
                         Err *err) {
    int64_t sheets, begin, end, first, last, due;
    bool ok = text(slot, "press") && text(slot, "region") && number(slot, "sheets", &sheets) &&
              number(slot, "begin_min", &begin) && number(slot, "end_min", &end) &&
              day(slot, "first", &first) && day(slot, "last", &last) && day(slot, "due", &due);
    if (!ok) {
        err_set(err, ERR_INPUT, _("the event's body is not of the form of %s"), e->type);
        err_at(err, "event", 0, 0, "slots");
        return ERR_INPUT;
    }
    return store_run(store, err, SQL_STOCK_SLOT_PUT, "tiittttiiiiii", e->scope, e->seq, position,
                     text(slot, "press"), text(slot, "region"), text(slot, "name"),
                     text(slot, "contest"), sheets, begin, end, first, last, due);
}

Status stock_apply_slots(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *slots = json_object_get(e->body, "slots");
    if (!json_is_array(slots))
        return err_set(err, ERR_INPUT, _("the event's body is not of the form of %s"), e->type);
    Status s = OK;
    for (size_t i = 0; i < json_array_size(slots) && s == OK; i++)
        s = apply_slot(store, e, (int64_t)i, json_array_get(slots, i), err);
    return s;
}

/* ---------------------------------------------------------------- what was stated */
Status stock_slots_stated(Store *store, Arena *arena, const char *scope, StockStatedSlot **ret,
                          size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STOCK_SLOT_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(StockStatedSlot) slots = {0};
    bool more;
    while ((s = store_step(q, &more, err)) == OK && more)
        vec_push(arena, &slots,
                 (StockStatedSlot){.press = arena_str(arena, store_text(q, 0)),
                                   .region = arena_str(arena, store_text(q, 1)),
                                   .name = arena_str(arena, store_text(q, 2)),
                                   .contest = arena_str(arena, store_text(q, 3)),
                                   .sheets = store_int(q, 4),
                                   .first_day = (int32_t)store_int(q, 5),
                                   .last_day = (int32_t)store_int(q, 6),
                                   .due_day = (int32_t)store_int(q, 7)});
    store_finish(q);
    if (s != OK) return s;
    *ret = slots.at;
    *ret_count = slots.n;
    return OK;
}
