// SPDX-License-Identifier: Apache-2.0
/* A plan read back from the views. Ids that the regency no longer has (a TPS that was removed
 * since) are an error with advice: such a plan cannot be carried out as it stands. */
#include "plan/plan_int.h"

#include <stdlib.h>
#include <string.h>

#include "plan_sql.h"

typedef struct Loader {
    Store *store;
    Arena *arena;
    const ElectionRegency *r;
    Plan plan;
    VEC(PlanTrip) trips;
    VEC(PlanStop) stops; /* of all trips, in order; each trip gets its slice at the end */
    VEC(PlanUnserved) unserved;
    int32_t vias; /* so far: each has a site of its own */
    VEC(PlanSafety) safety;
    VEC(PlanSpare) spares;
    bool *direct; /* by district; NULL */
    bool gone;    /* an id was not found */
} Loader;

/* Ids are few but TPS, which are sorted. */
static int32_t find_tps(Loader *l, const char *id) {
    size_t low = 0, high = l->r->tps_count;
    while (id && low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(id, l->r->tps[middle].id);
        if (order == 0) return (int32_t)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    l->gone = l->gone || id;
    return -1;
}

#define FIND(loader, items, count, field, id)                      \
    do {                                                           \
        for (size_t i = 0; (id) && i < (count); i++)               \
            if (str_eq((items)[i].field, (id))) return (int32_t)i; \
        (loader)->gone = (loader)->gone || (id);                   \
        return -1;                                                 \
    } while (0)

static int32_t find_village(Loader *l, const char *code) {
    FIND(l, l->r->villages, l->r->village_count, code, code);
}

static int32_t find_district(Loader *l, const char *code) {
    FIND(l, l->r->districts, l->r->district_count, code, code);
}

static int32_t find_vehicle(Loader *l, const char *id) {
    FIND(l, l->r->vehicles, l->r->vehicle_count, id, id);
}

static int32_t find_depot(Loader *l, const char *id) {
    FIND(l, l->r->depots, l->r->depot_count, id, id);
}

static ElectionLoad load_at(StoreStmt *s, int column) {
    return (ElectionLoad){store_int(s, column), store_int(s, column + 1), store_int(s, column + 2)};
}

static void take_plan(Loader *l, StoreStmt *s) {
    Plan *p = &l->plan;
    p->seq = store_int(s, 0);
    p->made = arena_str(l->arena, store_text(s, 1));
    p->from_day = (int32_t)store_int(s, 2);
    p->to_day = (int32_t)store_int(s, 3);
    p->cost = (PlanCost){store_int(s, 4),  store_int(s, 5),  store_int(s, 6),
                         store_int(s, 7),  store_int(s, 8),  store_int(s, 9),
                         store_int(s, 10), store_int(s, 11), store_int(s, 24)};
    p->estimated = store_int(s, 12);
    p->roads_name = arena_str(l->arena, store_text(s, 13));
    p->log_size = store_int(s, 14);
    p->seed = strtoull(store_text(s, 15), NULL, 10);
    p->iterations = store_int(s, 16);
    p->threads = (int32_t)store_int(s, 17);
    p->hardest_first = store_int(s, 18);
    p->replaces = arena_str(l->arena, store_text(s, 19));
    p->at_s = store_int(s, 20);
    p->revote = store_int(s, 21);
    p->vote_day = (int32_t)store_int(s, 22);
}

static PlanTripState take_state(const char *text) {
    PlanTripState state = PLAN_AHEAD;
    for (int i = 0; i < _PLAN_STATES; i++)
        if (str_eq(text, plan_state_id((PlanTripState)i))) state = (PlanTripState)i;
    return state;
}

static int64_t number(const json_t *o, const char *key) {
    return json_integer_value(json_object_get(o, key));
}

static Status take_via(Loader *l, const char *json, PlanTrip *trip, Err *err) {
    json_t *o;
    if (!json) return OK;
    Status s = json_read(bytes_of(json), "plan_trip.via", &o, err);
    if (s != OK) return s;
    PlanVia *via = ARENA_NEW(l->arena, PlanVia);
    size_t sites = l->r->depot_count + l->r->district_count + l->r->tps_count;
    *via = (PlanVia){.before = (int32_t)number(o, "before"),
                     .at = {(int32_t)number(o, "lat_e7"), (int32_t)number(o, "lon_e7")},
                     .site = (int32_t)sites + l->vias++,
                     .arrive_s = number(o, "arrive_s"),
                     .leave_s = number(o, "leave_s"),
                     .leg_m = number(o, "leg_m"),
                     .leg_s = number(o, "leg_s"),
                     .takes = arena_str(l->arena, json_string_value(json_object_get(o, "takes")))};
    json_decref(o);
    trip->via = via;
    return OK;
}

static PlanTrip take_trip(Loader *l, StoreStmt *s) {
    return (PlanTrip){.id = arena_str(l->arena, store_text(s, 0)),
                      .kind = str_eq(store_text(s, 1), "hub") ? PLAN_TO_HUB : PLAN_TO_TPS,
                      .vehicle = find_vehicle(l, store_text(s, 2)),
                      .depot = find_depot(l, store_text(s, 3)),
                      .day = (int32_t)store_int(s, 4),
                      .number = (int32_t)store_int(s, 5),
                      .load_s = store_int(s, 6),
                      .depart_s = store_int(s, 7),
                      .return_s = store_int(s, 8),
                      .distance_m = store_int(s, 9),
                      .load = load_at(s, 10),
                      .escort = arena_str(l->arena, store_text(s, 13)),
                      .state = take_state(store_text(s, 14))};
}

static Status take_goods(Loader *l, const char *json, PlanStop *stop, Err *err) {
    json_t *ids;
    Status s = json_read(bytes_of(json), "plan_stop.goods", &ids, err);
    if (s != OK) return s;
    stop->goods_count = json_array_size(ids);
    stop->goods = ARENA_ARRAY(l->arena, int32_t, stop->goods_count);
    for (size_t i = 0; i < stop->goods_count; i++)
        stop->goods[i] = find_tps(l, json_string_value(json_array_get(ids, i)));
    json_decref(ids);
    return OK;
}

/* Where a stop is in the network's list of sites; see plan.h. */
static int32_t site_of(Loader *l, const PlanStop *stop, const char *landing) {
    const ElectionRegency *r = l->r;
    if (landing) return find_depot(l, landing);
    if (stop->tps >= 0) return (int32_t)(r->depot_count + r->district_count) + stop->tps;
    int32_t ppk = plan_ppk_of(r, stop->district);
    return ppk >= 0 ? ppk : (int32_t)r->depot_count + stop->district;
}

static Status on_stop(Loader *l, StoreStmt *s, Err *err) {
    size_t trip = (size_t)store_int(s, 0);
    if (trip >= l->trips.n)
        return err_set(err, ERR_INPUT, "%s",
                       _("the plan's rows are damaged: run hantar log replay"));
    PlanStop stop = {.tps = find_tps(l, store_text(s, 1)),
                     .village = find_village(l, store_text(s, 2)),
                     .district = find_district(l, store_text(s, 3)),
                     .arrive_s = store_int(s, 4),
                     .begin_s = store_int(s, 5),
                     .leave_s = store_int(s, 6),
                     .leg_m = store_int(s, 7),
                     .leg_s = store_int(s, 8),
                     .load = load_at(s, 9),
                     .walk_m = (uint32_t)store_int(s, 12),
                     .reached = store_int(s, 14),
                     .taken = store_int(s, 15)};
    Status st = take_goods(l, store_text(s, 13), &stop, err);
    if (st != OK) return st;
    stop.site = l->gone ? -1 : site_of(l, &stop, store_text(s, 16)); /* a landing says so */
    vec_push(l->arena, &l->stops, stop);
    l->trips.at[trip].stop_count++;
    return OK;
}

typedef Status (*RowFn)(Loader *l, StoreStmt *s, Err *err);

static Status each_row(Loader *l, const char *sql, RowFn on_row, Err *err) {
    StoreStmt *stmt;
    Status s = store_prepare(l->store, sql, &stmt, err);
    if (s != OK) return s;
    store_bind_text(stmt, 1, l->r->scope);
    store_bind_text(stmt, 2, l->plan.id);
    bool row = false;
    while ((s = store_step(stmt, &row, err)) == OK && row)
        if ((s = on_row(l, stmt, err)) != OK) break;
    store_finish(stmt);
    return s;
}

static uint32_t contests_of(const Loader *l, const json_t *ids) {
    uint32_t bits = 0;
    size_t i;
    const json_t *id;
    json_array_foreach(ids, i, id) {
        for (size_t c = 0; c < l->r->rules.contest_count; c++)
            if (str_eq(l->r->rules.contests[c].id, json_string_value(id))) bits |= 1u << c;
    }
    return bits;
}

static Status take_only(Loader *l, const char *json, Err *err) {
    json_t *list;
    if (!json) return OK;
    Status s = json_read(bytes_of(json), "plan.only_json", &list, err);
    if (s != OK) return s;
    l->plan.only = ARENA_ARRAY(l->arena, PlanPlace, json_array_size(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        int32_t tps = find_tps(l, json_string_value(json_object_get(o, "tps")));
        if (tps >= 0)
            l->plan.only[l->plan.only_count++] =
                (PlanPlace){tps, contests_of(l, json_object_get(o, "contests"))};
    }
    json_decref(list);
    return OK;
}

static Status on_plan(Loader *l, StoreStmt *s, Err *err) {
    take_plan(l, s);
    return take_only(l, store_text(s, 23), err);
}

static Status on_trip(Loader *l, StoreStmt *s, Err *err) {
    PlanTrip trip = take_trip(l, s);
    Status st = take_via(l, store_text(s, 15), &trip, err);
    vec_push(l->arena, &l->trips, trip);
    return st;
}

static Status on_unserved(Loader *l, StoreStmt *s, Err *err) {
    (void)err;
    vec_push(l->arena, &l->unserved,
             (PlanUnserved){find_tps(l, store_text(s, 0)), find_district(l, store_text(s, 1)),
                            arena_str(l->arena, store_text(s, 2))});
    return OK;
}

static Status on_safety(Loader *l, StoreStmt *s, Err *err) {
    (void)err;
    l->plan.safety_scenarios = (int32_t)store_int(s, 0);
    l->plan.safety_seed = strtoull(store_text(s, 1), NULL, 10);
    l->plan.safety_month = (int32_t)store_int(s, 2);
    vec_push(l->arena, &l->safety,
             (PlanSafety){.cost = store_int(s, 3),
                          .cost_mean = store_int(s, 4),
                          .late_e3 = (int32_t)store_int(s, 5),
                          .tail_e3 = (int32_t)store_int(s, 6),
                          .plain = store_int(s, 7),
                          .chosen = store_int(s, 8),
                          .last_min = (int32_t)store_int(s, 9),
                          .other_min = (int32_t)store_int(s, 10),
                          .hub_min = (int32_t)store_int(s, 11),
                          .narrowed = (int32_t)store_int(s, 12),
                          .wet_permille = (int32_t)store_int(s, 13),
                          .spares = (int32_t)store_int(s, 14)});
    return OK;
}

static Status on_spare(Loader *l, StoreStmt *s, Err *err) {
    (void)err;
    vec_push(l->arena, &l->spares,
             (PlanSpare){find_vehicle(l, store_text(s, 0)), (int32_t)store_int(s, 1)});
    return OK;
}

static Status on_direct(Loader *l, StoreStmt *s, Err *err) {
    (void)err;
    int32_t d = find_district(l, store_text(s, 0));
    if (!l->direct) l->direct = ARENA_ARRAY(l->arena, bool, l->r->district_count + 1);
    if (d >= 0) l->direct[d] = true;
    return OK;
}

static Status newest(Loader *l, Err *err) {
    StoreStmt *stmt;
    Status s = store_prepare(l->store, SQL_PLAN_NEWEST, &stmt, err);
    if (s != OK) return s;
    store_bind_text(stmt, 1, l->r->scope);
    bool row = false;
    s = store_step(stmt, &row, err);
    if (s == OK && row) l->plan.id = arena_str(l->arena, store_text(stmt, 0));
    store_finish(stmt);
    return s;
}

static Status no_plan(const char *id, Err *err) {
    if (id)
        err_set(err, ERR_ABSENT, _("there is no plan %s"), id);
    else
        err_set(err, ERR_ABSENT, "%s", _("there is no plan yet"));
    err_advise(err, "%s", _("make one: hantar plan --from DATE --to DATE"));
    return ERR_ABSENT;
}

static Status stale_plan(const Plan *plan, Err *err) {
    err_set(err, ERR_INPUT, _("plan %s names places or vehicles that are no longer there"),
            plan->id);
    err_advise(err, "%s", _("make a new plan: hantar plan --from DATE --to DATE"));
    return ERR_INPUT;
}

static Plan assembled(Loader *l) {
    PlanStop *next = l->stops.at;
    for (size_t i = 0; i < l->trips.n; i++) {
        l->trips.at[i].stops = next;
        if (next) next += l->trips.at[i].stop_count;
    }
    l->plan.trips = l->trips.at;
    l->plan.trip_count = l->trips.n;
    l->plan.unserved = l->unserved.at;
    l->plan.unserved_count = l->unserved.n;
    l->plan.safety = l->safety.at;
    l->plan.safety_count = l->safety.n;
    l->plan.direct = l->direct;
    l->plan.spares = l->spares.at;
    l->plan.spare_count = l->spares.n;
    return l->plan;
}

Status plan_load(Store *store, Arena *arena, const ElectionRegency *regency, const char *id,
                 Plan *ret, Err *err) {
    Loader l = {.store = store, .arena = arena, .r = regency, .plan = {.id = id}};
    Status s = id ? OK : newest(&l, err);
    if (s != OK) return s;
    if (!l.plan.id) return no_plan(id, err);
    s = each_row(&l, SQL_PLAN_GET, on_plan, err);
    if (s == OK && !l.plan.made) return no_plan(id, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_TRIP_LIST, on_trip, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_STOP_LIST, on_stop, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_UNSERVED_LIST, on_unserved, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_SAFETY_LIST, on_safety, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_DIRECT_LIST, on_direct, err);
    if (s == OK) s = each_row(&l, SQL_PLAN_SPARE_LIST, on_spare, err);
    if (s != OK) return s;
    if (l.gone) return stale_plan(&l.plan, err);
    *ret = assembled(&l);
    return OK;
}
