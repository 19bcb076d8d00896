// SPDX-License-Identifier: Apache-2.0
/* What happens on the way:
 *
 *   trip.departed { "trip": id, "plan": id, "stop": id, "at": UTC text, "reason": text,
 *                   "point": [lat_e7, lon_e7] }
 *
 * and its likes. Only "trip" and "at" must be there. */
#include "custody/custody_int.h"

#include <assert.h>
#include <string.h>

#include "custody_sql.h"

#define B(act) (1u << CUSTODY_TRIP_##act)

static const struct {
    const char *type, *id, *word;
    uint32_t may_follow;
} acts[] = {
    [CUSTODY_TRIP_LOAD] = {"trip.loaded", "loaded", N_("loaded"), B(LOAD) | B(DEPART) | B(FINISH)},
    [CUSTODY_TRIP_DEPART] = {"trip.departed", "departed", N_("on the way"),
                             B(ARRIVE) | B(BREAK) | B(TURN_BACK) | B(FINISH)},
    [CUSTODY_TRIP_ARRIVE] = {"trip.arrived", "arrived", N_("at a stop"),
                             B(ARRIVE) | B(DEPART) | B(BREAK) | B(TURN_BACK) | B(FINISH)},
    [CUSTODY_TRIP_BREAK] = {"trip.broken_down", "broken-down", N_("broken down"),
                            B(RESUME) | B(TURN_BACK) | B(FINISH)},
    [CUSTODY_TRIP_TURN_BACK] = {"trip.turned_back", "turned-back", N_("on the way back"),
                                B(ARRIVE) | B(BREAK) | B(FINISH)},
    [CUSTODY_TRIP_RESUME] = {"trip.resumed", "resumed", N_("on the way"),
                             B(ARRIVE) | B(BREAK) | B(TURN_BACK) | B(FINISH)},
    [CUSTODY_TRIP_FINISH] = {"trip.finished", "finished", N_("finished"), 0},
};
static_assert(COUNT_OF(acts) == _CUSTODY_TRIP_ACTS, "each act has its row");

bool custody_trip_act_parse(const char *word, CustodyTripAct *ret) {
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_eq(word, acts[i].id)) {
            *ret = (CustodyTripAct)i;
            return true;
        }
    return false;
}

const char *custody_trip_act_id(CustodyTripAct act) {
    return acts[act].id;
}

const char *custody_trip_word(CustodyTripAct act) {
    return tr(acts[act].word);
}

/* ---------------------------------------------------------------- applying */

static bool short_text(const json_t *object, const char *key) {
    const json_t *v = json_object_get(object, key);
    return !v || json_is_null(v) || (json_is_string(v) && json_string_length(v) <= 1000);
}

Status custody_apply_trip(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *b = e->body;
    const char *at = custody_text(b, "at"), *trip = custody_text(b, "trip");
    int64_t at_ms;
    size_t i = 0;
    while (i < COUNT_OF(acts) && !str_eq(acts[i].type, e->type)) i++;
    if (i == COUNT_OF(acts)) return custody_malformed(e, "type", err);
    if (!trip || !*trip || !short_text(b, "trip")) return custody_malformed(e, "trip", err);
    if (!at || !time_parse_utc(at, &at_ms)) return custody_malformed(e, "at", err);
    if (!short_text(b, "plan") || !short_text(b, "stop") || !short_text(b, "reason"))
        return custody_malformed(e, "stop", err);
    const json_t *point = json_object_get(b, "point");
    if (!custody_point_fits(point)) return custody_malformed(e, "point", err);
    bool has_point = json_array_size(point) == 2;
    return store_run(store, err, SQL_CUSTODY_TRIP_STEP_PUT, has_point ? "ttttttitii" : "ttttttitnn",
                     e->scope, e->id, custody_text(b, "plan"), trip, acts[i].id,
                     custody_text(b, "stop"), at_ms, custody_text(b, "reason"),
                     json_integer_value(json_array_get(point, 0)),
                     json_integer_value(json_array_get(point, 1)));
}

Status custody_trip_state(Ledger *ledger, const char *scope, const CustodyTripStep *step,
                          LedgerReceipt *ret, Err *err) {
    char at[32];
    time_format_utc(step->at_ms, at);
    json_t *body = json_pack("{s:s, s:s}", "trip", step->trip, "at", at);
    if (step->plan) json_object_set_new(body, "plan", json_string(step->plan));
    if (step->stop) json_object_set_new(body, "stop", json_string(step->stop));
    if (step->reason) json_object_set_new(body, "reason", json_string(step->reason));
    if (step->has_point)
        json_object_set_new(body, "point",
                            json_pack("[i, i]", step->point.lat_e7, step->point.lon_e7));
    return ledger_state(ledger, scope, acts[step->act].type, NULL, body, ret, err);
}

/* ---------------------------------------------------------------- reading */

static CustodyTripStep take_step(Arena *arena, StoreStmt *q) {
    CustodyTripStep step = {.event = arena_str(arena, store_text(q, 0)),
                            .plan = arena_str(arena, store_text(q, 1)),
                            .trip = arena_str(arena, store_text(q, 2)),
                            .stop = arena_str(arena, store_text(q, 4)),
                            .at_ms = store_int(q, 5),
                            .reason = arena_str(arena, store_text(q, 6)),
                            .has_point = !store_null(q, 7)};
    if (step.has_point) step.point = (GeoPoint){(int32_t)store_int(q, 7), (int32_t)store_int(q, 8)};
    (void)custody_trip_act_parse(store_text(q, 3), &step.act);
    return step;
}

static void judge(CustodyTrip *trip) {
    for (size_t i = 0; i < trip->count; i++) {
        CustodyTripStep *step = &trip->steps[i];
        uint32_t may = i ? acts[trip->steps[i - 1].act].may_follow : B(LOAD) | B(DEPART);
        step->follows = (may & (1u << step->act)) != 0;
        if (step->plan) trip->plan = step->plan;
    }
    CustodyTripAct last = trip->steps[trip->count - 1].act;
    trip->under_way = last != CUSTODY_TRIP_LOAD && last != CUSTODY_TRIP_FINISH;
}

static void find_cargo(Arena *arena, CustodyTrip *trip, const CustodyChain *chains, size_t n) {
    VEC(const char *) list = {0};
    for (size_t i = 0; i < n; i++) {
        const CustodyLink *last = chains[i].length ? &chains[i].links[chains[i].length - 1] : NULL;
        if (last && last->act == CUSTODY_DO_RELEASE && str_eq(last->trip, trip->trip))
            vec_push(arena, &list, chains[i].item);
    }
    trip->on_board = list.at;
    trip->on_board_count = list.n;
}

static Status read_steps(Store *store, Arena *arena, const char *scope, CustodyTripStep **ret,
                         size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_TRIP_STEP_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(CustodyTripStep) steps = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        vec_push(arena, &steps, take_step(arena, q));
    store_finish(q);
    *ret = steps.at;
    *ret_count = steps.n;
    return s;
}

Status custody_trips(Store *store, Arena *arena, const char *scope, const CustodyChain *chains,
                     size_t chain_count, CustodyTrip **ret, size_t *ret_count, Err *err) {
    CustodyTripStep *steps;
    size_t n;
    Status s = read_steps(store, arena, scope, &steps, &n, err);
    if (s != OK) return s;
    VEC(CustodyTrip) trips = {0};
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && str_eq(steps[k].trip, steps[i].trip);) k++;
        CustodyTrip trip = {.trip = steps[i].trip, .steps = steps + i, .count = k - i};
        judge(&trip);
        find_cargo(arena, &trip, chains, chains ? chain_count : 0);
        vec_push(arena, &trips, trip);
    }
    *ret = trips.at;
    *ret_count = trips.n;
    return OK;
}
