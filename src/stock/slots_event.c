// SPDX-License-Identifier: Apache-2.0
/* Presses and print orders from the views; the schedule as an event, and back. */
#include <string.h>

#include "stock/stock_int.h"

#include "stock_sql.h"

#define SORT_DAYS_MAX 3650 /* beyond, the number is wrong, and days would leave the calendar */

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

/* ---------------------------------------------------------------- orders of many logs */
typedef struct Orders {
    Store *store;
    Arena *arena;
    const ElectionRegency *regency; /* that plans: a regency, a province or the nation */
    VEC(const char *) scopes;       /* of regencies in it whose logs are here */
    VEC(StockRun) runs;
} Orders;

static bool take_scope(void *ctx, const char *scope, int64_t size) {
    Orders *o = ctx;
    (void)size;
    if (election_reach(scope) == ELECTION_REGENCY && election_reaches(o->regency->scope, scope))
        vec_push(o->arena, &o->scopes, arena_str(o->arena, scope));
    return true;
}

/* A regency orders for itself. What the planning scope's own table says counts for those that have
 * not ordered. */
static Status orders_of(Orders *o, const char *scope, Err *err) {
    const Kind *kind = stock_kind("print-orders");
    const char *event;
    Rows rows = {0};
    bool own = str_eq(scope, o->regency->scope);
    size_t before = o->runs.n;
    Status s = election_rows_load(o->store, o->arena, scope, kind, &rows, err);
    if (s == OK) s = election_import_event(o->store, o->arena, scope, kind->name, &event, err);
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        StockRun run = run_of(o->regency, kind, &rows.at[i]);
        if (!own && !str_eq(run.region, scope)) continue;
        bool stands = false;
        for (size_t k = 0; own && k < before; k++)
            stands |= str_eq(o->runs.at[k].region, run.region);
        if (stands) continue;
        run.order_scope = arena_str(o->arena, scope);
        run.order_event = event;
        vec_push(o->arena, &o->runs, run);
    }
    return s;
}

static Status load_orders(Orders *o, Err *err) {
    Status s = ledger_each_scope(o->store, take_scope, o, err);
    for (size_t i = 0; i < o->scopes.n && s == OK; i++) s = orders_of(o, o->scopes.at[i], err);
    return s == OK ? orders_of(o, o->regency->scope, err) : s;
}

static Status nothing_to_plan(const ElectionRegency *regency, Err *err) {
    err_set(err, ERR_ABSENT, "%s", _("no presses, or no print orders, are known"));
    if (election_reach(regency->scope) == ELECTION_REGENCY)
        err_advise(err, "%s", _("import them: hantar import presses ..., print-orders ..."));
    else
        err_advise(err, "%s",
                   _("import presses; each regency orders with hantar stock order, and its log is "
                     "taken in with hantar log mirror"));
    return ERR_ABSENT;
}

Status stock_slots_load(Store *store, Arena *arena, const ElectionRegency *regency,
                        StockPress **ret_presses, size_t *ret_press_count, StockRun **ret_runs,
                        size_t *ret_run_count, Err *err) {
    const Kind *kind = stock_kind("presses");
    Orders orders = {.store = store, .arena = arena, .regency = regency};
    Rows presses = {0};
    Status s = election_rows_load(store, arena, regency->scope, kind, &presses, err);
    if (s == OK) s = load_orders(&orders, err);
    if (s != OK) return s;
    if (presses.n == 0 || orders.runs.n == 0) return nothing_to_plan(regency, err);
    if (orders.runs.n > STOCK_RUNS_MAX)
        return err_set(err, ERR_INPUT, _("more than %d print orders"), STOCK_RUNS_MAX);
    *ret_presses = ARENA_ARRAY(arena, StockPress, presses.n);
    for (size_t i = 0; i < presses.n; i++) (*ret_presses)[i] = press_of(kind, &presses.at[i]);
    for (size_t i = 0; i < orders.runs.n; i++) {
        const StockRun *run = &orders.runs.at[i];
        if (run->sort_days <= SORT_DAYS_MAX) continue;
        err_set(err, ERR_INPUT, _("%s: sorting would take %d days"), run->region, run->sort_days);
        err_advise(err, "%s", _("correct the people who sort there, or the ballots"));
        return ERR_INPUT;
    }
    *ret_runs = orders.runs.at;
    *ret_run_count = orders.runs.n;
    *ret_press_count = presses.n;
    return OK;
}

/* ---------------------------------------------------------------- stating */
static json_t *slot_json(const StockPress *presses, const StockRun *runs, const StockSlot *s) {
    const StockRun *r = &runs[s->run];
    char first[16], last[16], due[16];
    day_format(s->first_day, first);
    day_format(s->last_day, last);
    day_format(r->due_day, due);
    json_t *slot =
        json_pack("{s:s, s:s, s:s?, s:s?, s:I, s:I, s:I, s:s, s:s, s:s, s:i}", "press",
                  presses[s->press].id, "region", r->region, "name", r->name, "contest", r->contest,
                  "sheets", (json_int_t)r->sheets, "begin_min", (json_int_t)s->begin_min, "end_min",
                  (json_int_t)s->end_min, "first", first, "last", last, "due", due,
                  "transport_days", (int)r->transport_days);
    if (r->order_event)
        json_object_set_new(
            slot, "order",
            json_pack("{s:s, s:s}", "scope", r->order_scope, "event", r->order_event));
    return slot;
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
    const json_t *order = json_object_get(slot, "order");
    int64_t transport; /* of older schedules not known */
    bool known = number(slot, "transport_days", &transport) && transport <= SORT_DAYS_MAX;
    return store_run(store, err, SQL_STOCK_SLOT_PUT,
                     known ? "tiittttiiiiiitti" : "tiittttiiiiiittn", e->scope, e->seq, position,
                     text(slot, "press"), text(slot, "region"), text(slot, "name"),
                     text(slot, "contest"), sheets, begin, end, first, last, due,
                     text(order, "scope"), text(order, "event"), transport);
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
static bool concerns(const StockStatedSlot *slot, const char *scope) {
    return str_eq(slot->scope, scope) || str_eq(slot->region, scope);
}

typedef VEC(StockStatedSlot) Stated;

static Status stated_by(Store *store, Arena *arena, const char *by, const char *scope,
                        Stated *slots, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STOCK_SLOT_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, by);
    bool more;
    while ((s = store_step(q, &more, err)) == OK && more) {
        StockStatedSlot slot = {.scope = arena_str(arena, by),
                                .press = arena_str(arena, store_text(q, 0)),
                                .region = arena_str(arena, store_text(q, 1)),
                                .name = arena_str(arena, store_text(q, 2)),
                                .contest = arena_str(arena, store_text(q, 3)),
                                .sheets = store_int(q, 4),
                                .first_day = (int32_t)store_int(q, 5),
                                .last_day = (int32_t)store_int(q, 6),
                                .due_day = (int32_t)store_int(q, 7),
                                .order_scope = arena_str(arena, store_text(q, 8)),
                                .order_event = arena_str(arena, store_text(q, 9)),
                                .transport_days =
                                    store_null(q, 10) ? -1 : (int32_t)store_int(q, 10)};
        if (concerns(&slot, scope)) vec_push(arena, slots, slot);
    }
    store_finish(q);
    return s;
}

Status stock_slots_stated(Store *store, Arena *arena, const char *scope, StockStatedSlot **ret,
                          size_t *ret_count, Err *err) {
    Stated slots = {0};
    Status s = stated_by(store, arena, scope, scope, &slots, err);
    if (s == OK && election_reach(scope) == ELECTION_REGENCY)
        s = stated_by(store, arena, arena_strn(arena, scope, 2), scope, &slots, err);
    if (s == OK && !str_eq(scope, ELECTION_NATION))
        s = stated_by(store, arena, ELECTION_NATION, scope, &slots, err);
    if (s != OK) return s;
    *ret = slots.at;
    *ret_count = slots.n;
    return OK;
}
