// SPDX-License-Identifier: Apache-2.0
/* What has been decided, as a regency and a plan that are played. */
#include "foresee/foresee_int.h"

#include <assert.h>
#include <string.h>

#define MINUTE_S 60
#define DAY_S 86400

bool foresee_solves(ForeseeKind kind) {
    return kind == FORESEE_BY || kind == FORESEE_ON || kind == FORESEE_VEHICLE ||
           kind == FORESEE_TEAM || kind == FORESEE_DIRECT || kind == FORESEE_THROUGH;
}

/* ---------------------------------------------------------------- the regency */

static ElectionVehicle *own_vehicles(Arena *arena, ElectionRegency *r, size_t more) {
    ElectionVehicle *list = ARENA_ARRAY(arena, ElectionVehicle, r->vehicle_count + more + 1);
    memcpy(list, r->vehicles, r->vehicle_count * sizeof *list);
    r->vehicles = list;
    return list;
}

static void add_team(Arena *arena, ElectionRegency *r, int32_t depot) {
    ElectionPerson *list = ARENA_ARRAY(arena, ElectionPerson, r->person_count + 1);
    memcpy(list, r->persons, r->person_count * sizeof *list);
    const char *unit = arena_printf(arena, "+%zu", r->person_count);
    list[r->person_count++] =
        (ElectionPerson){.id = unit, .role = "escort", .unit = unit, .depot = depot};
    r->persons = list;
}

/* A vehicle that may not leave alone comes with its team. */
static void add_vehicle(Arena *arena, ElectionRegency *r, int32_t like) {
    ElectionVehicle *list = own_vehicles(arena, r, 1);
    list[r->vehicle_count] = list[like];
    list[r->vehicle_count].id = arena_printf(arena, "+%zu", r->vehicle_count);
    r->vehicle_count++;
    if (list[like].needs_escort) add_team(arena, r, list[like].depot);
}

/* Windows only become narrower. */
static void narrow(const ForeseeWorld *w, Arena *arena, ElectionRegency *r, const ForeseeMeasure *m,
                   int64_t from_s, int64_t by_s) {
    if (m->tps_count == 0) return;
    ElectionTps *list = ARENA_ARRAY(arena, ElectionTps, r->tps_count);
    memcpy(list, r->tps, r->tps_count * sizeof *list);
    for (size_t i = 0; i < m->tps_count; i++) {
        ElectionTps *t = &list[m->tps[i]];
        if (t->earliest_s < 0) t->earliest_s = w->sim.earliest_s[m->tps[i]];
        if (t->latest_s < 0) t->latest_s = w->sim.latest_s[m->tps[i]];
        if (t->earliest_s < from_s) t->earliest_s = from_s;
        if (t->latest_s > by_s) t->latest_s = by_s;
    }
    r->tps = list;
}

static void turn_district(Arena *arena, ElectionRegency *r, int32_t district, bool through) {
    ElectionDistrict *list = ARENA_ARRAY(arena, ElectionDistrict, r->district_count);
    memcpy(list, r->districts, r->district_count * sizeof *list);
    list[district].through_hub = through;
    r->districts = list;
}

static void open_stretches(const ForeseeWorld *w, ForeseeState *s, const ForeseeMeasure *m) {
    for (size_t i = 0; i < m->point_count; i++)
        foresee_add_point(w, &s->open, (size_t)m->points[i]);
    if (m->kind == FORESEE_OPEN_POINT) foresee_add_point(w, &s->open, (size_t)m->point);
    if (m->kind == FORESEE_OPEN_STRETCH) foresee_add(&s->open, (size_t)m->stretch);
}

void foresee_decide(const ForeseeWorld *w, Arena *arena, ForeseeState *s, const ForeseeMeasure *m) {
    int64_t midnight_s = foresee_midnight_s(&w->sim, m->day);
    switch (m->kind) {
    case FORESEE_OPEN_POINT:
    case FORESEE_OPEN_STRETCH:
    case FORESEE_OPEN_ROAD: open_stretches(w, s, m); break;
    case FORESEE_BY: narrow(w, arena, &s->r, m, INT64_MIN, m->by_s); break;
    case FORESEE_ON: narrow(w, arena, &s->r, m, midnight_s, midnight_s + DAY_S); break;
    case FORESEE_EARLIER:
    case FORESEE_LOADED:
    case FORESEE_LONGER:
        assert(s->edit_count < COUNT_OF(s->edits));
        s->edits[s->edit_count++] = *m;
        break;
    case FORESEE_VEHICLE:
        add_vehicle(arena, &s->r, m->vehicle);
        narrow(w, arena, &s->r, m, INT64_MIN, m->by_s);
        break;
    case FORESEE_TEAM:
        add_team(arena, &s->r, m->depot);
        narrow(w, arena, &s->r, m, INT64_MIN, m->by_s);
        break;
    case FORESEE_SPARE:
        assert(s->spare_count < COUNT_OF(s->spares));
        s->spares[s->spare_count++] = (PlanSpare){m->vehicle, s->plan.from_day};
        break;
    case FORESEE_HELPER:
        assert(s->helper_count < COUNT_OF(s->helpers));
        s->helpers[s->helper_count++] = *m;
        break;
    case FORESEE_DIRECT:
    case FORESEE_THROUGH:
        turn_district(arena, &s->r, m->district, m->kind == FORESEE_THROUGH);
        break;
    case _FORESEE_KINDS: break;
    }
}

/* ---------------------------------------------------------------- hours of work */

static bool concerns(const ForeseeMeasure *m, const ElectionRegency *r, int32_t vehicle) {
    return m->vehicle < 0 ? m->depot < 0 || r->vehicles[vehicle].depot == m->depot
                          : m->vehicle == vehicle;
}

static void edit_fleet(const ForeseeMeasure *m, ElectionRegency *r, ElectionVehicle *list) {
    for (size_t v = 0; v < r->vehicle_count; v++) {
        if (!concerns(m, r, (int32_t)v)) continue;
        if (m->kind == FORESEE_EARLIER) list[v].shift_start_s -= m->minutes * MINUTE_S;
        if (m->kind == FORESEE_LONGER) list[v].shift_end_s += m->minutes * MINUTE_S;
    }
}

static void edit_trip(const ForeseeMeasure *m, const ElectionRegency *r, PlanTrip *t) {
    if (m->kind == FORESEE_LONGER || t->day != m->day || !concerns(m, r, t->vehicle)) return;
    if (m->kind == FORESEE_EARLIER) {
        t->load_s -= m->minutes * MINUTE_S;
        t->depart_s -= m->minutes * MINUTE_S;
    } else if (t->number == 1) {
        t->depart_s = t->load_s; /* what was loaded leaves when it would have begun to load */
    }
}

/* They come with their team. */
static void add_helpers(Arena *arena, const ForeseeState *s, ElectionRegency *r) {
    ElectionVehicle *list = own_vehicles(arena, r, s->helper_count);
    for (size_t i = 0; i < s->helper_count; i++) {
        ElectionVehicle *v = &list[r->vehicle_count];
        *v = list[s->helpers[i].vehicle];
        v->id = arena_printf(arena, "+%zu", r->vehicle_count++);
        v->depot = s->helpers[i].depot;
        v->needs_escort = false;
    }
}

ForeseeCase foresee_case(Arena *arena, const ForeseeState *s) {
    ElectionRegency *r = ARENA_NEW(arena, ElectionRegency);
    Plan *plan = ARENA_NEW(arena, Plan);
    *r = s->r;
    *plan = s->plan;
    if (s->helper_count) add_helpers(arena, s, r);
    if (s->edit_count) {
        ElectionVehicle *vehicles = own_vehicles(arena, r, 0);
        plan->trips = ARENA_ARRAY(arena, PlanTrip, plan->trip_count + 1);
        memcpy(plan->trips, s->plan.trips, plan->trip_count * sizeof *plan->trips);
        for (size_t e = 0; e < s->edit_count; e++) {
            edit_fleet(&s->edits[e], r, vehicles);
            for (size_t t = 0; t < plan->trip_count; t++)
                edit_trip(&s->edits[e], r, &plan->trips[t]);
        }
    }
    return (ForeseeCase){.plan = plan,
                         .regency = r,
                         .open = &s->open,
                         .spares = s->spares,
                         .spare_count = s->spare_count};
}

/* ---------------------------------------------------------------- keeping a plan */

void foresee_plan_copy(Arena *arena, Plan *plan) {
    PlanTrip *trips = ARENA_ARRAY(arena, PlanTrip, plan->trip_count + 1);
    for (size_t i = 0; i < plan->trip_count; i++) {
        PlanTrip *t = &trips[i];
        *t = plan->trips[i];
        t->id = arena_str(arena, t->id);
        t->escort = t->escort ? arena_str(arena, t->escort) : NULL;
        t->stops = ARENA_ARRAY(arena, PlanStop, t->stop_count + 1);
        for (size_t k = 0; k < t->stop_count; k++) {
            PlanStop *stop = &t->stops[k];
            *stop = plan->trips[i].stops[k];
            int32_t *goods = ARENA_ARRAY(arena, int32_t, stop->goods_count + 1);
            if (stop->goods_count) memcpy(goods, stop->goods, stop->goods_count * sizeof *goods);
            stop->goods = goods;
        }
    }
    plan->trips = trips;
    PlanUnserved *unserved = ARENA_ARRAY(arena, PlanUnserved, plan->unserved_count + 1);
    for (size_t i = 0; i < plan->unserved_count; i++) {
        unserved[i] = plan->unserved[i];
        unserved[i].reason = arena_str(arena, unserved[i].reason);
    }
    plan->unserved = unserved;
}
