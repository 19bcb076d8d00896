// SPDX-License-Identifier: Apache-2.0
/* What has been decided, as a regency and a plan that are played. */
#include "foresee/foresee_int.h"

#include <assert.h>
#include <string.h>

#define MINUTE_S 60
#define DAY_S 86400
#define DEPOTS_MAX 64 /* as many as a plan takes */

bool foresee_solves(ForeseeKind kind) {
    return kind == FORESEE_BY || kind == FORESEE_ON || kind == FORESEE_VEHICLE ||
           kind == FORESEE_TEAM || kind == FORESEE_DIRECT || kind == FORESEE_THROUGH ||
           kind == FORESEE_MOVE || kind == FORESEE_SWAP;
}

/* ---------------------------------------------------------------- the regency */

static int32_t hub_of(const ElectionRegency *r, int32_t district) {
    for (size_t i = 0; i < r->depot_count; i++)
        if (r->depots[i].district == district && str_eq(r->depots[i].kind, "ppk"))
            return (int32_t)i;
    return -1;
}

void foresee_offer_hubs(Arena *arena, ElectionRegency *r) {
    size_t more = 0;
    ElectionDepot *list = ARENA_ARRAY(arena, ElectionDepot, r->depot_count + r->district_count + 1);
    memcpy(list, r->depots, r->depot_count * sizeof *list);
    for (size_t d = 0; d < r->district_count; d++) {
        const ElectionDistrict *district = &r->districts[d];
        bool room = r->depot_count + more < DEPOTS_MAX;
        if (!room || !district->has_at || hub_of(r, (int32_t)d) >= 0) continue;
        list[r->depot_count + more++] =
            (ElectionDepot){.id = arena_printf(arena, "PPK-%s", district->code),
                            .name = district->name,
                            .kind = "ppk",
                            .district = (int32_t)d,
                            .at = district->at,
                            .at_quality = district->at_quality};
    }
    r->depots = list;
    r->depot_count += more;
}

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
static void add_vehicle(Arena *arena, ElectionRegency *r, int32_t like, int32_t depot) {
    ElectionVehicle *list = own_vehicles(arena, r, 1), *v = &list[r->vehicle_count];
    *v = list[like];
    v->id = arena_printf(arena, "+%zu", r->vehicle_count++);
    v->depot = depot;
    if (v->needs_escort) add_team(arena, r, depot);
}

/* A team of its old depot goes with it: the last one of the list. */
static void move_vehicle(Arena *arena, ElectionRegency *r, int32_t vehicle, int32_t depot) {
    ElectionVehicle *v = &own_vehicles(arena, r, 0)[vehicle];
    int32_t from = v->depot;
    v->depot = depot;
    if (!v->needs_escort) return;
    ElectionPerson *list = ARENA_ARRAY(arena, ElectionPerson, r->person_count + 1);
    if (r->person_count) memcpy(list, r->persons, r->person_count * sizeof *list);
    const char *unit = NULL;
    for (size_t i = r->person_count; i-- > 0;) {
        if (!str_eq(list[i].role, "escort") || list[i].depot != from || !list[i].unit) continue;
        if (!unit) unit = list[i].unit;
        if (str_eq(list[i].unit, unit)) list[i].depot = depot;
    }
    r->persons = list;
}

/* Keeps its name and its depot; who needs a team then has one. */
static void swap_vehicle(Arena *arena, ElectionRegency *r, int32_t vehicle, int32_t like) {
    ElectionVehicle *list = own_vehicles(arena, r, 0), *v = &list[vehicle];
    ElectionVehicle was = *v;
    *v = list[like];
    v->id = was.id;
    v->name = was.name;
    v->plate = was.plate;
    v->depot = was.depot;
    if (v->needs_escort && !was.needs_escort) add_team(arena, r, was.depot);
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

/* What the plan itself serves directly stays so, but for this district. */
static void turn_district(Arena *arena, ForeseeState *s, int32_t district, bool through) {
    size_t n = s->r.district_count;
    ElectionDistrict *list = ARENA_ARRAY(arena, ElectionDistrict, n);
    memcpy(list, s->r.districts, n * sizeof *list);
    list[district].through_hub = through;
    s->r.districts = list;
    if (!s->plan.direct) return;
    bool *direct = ARENA_ARRAY(arena, bool, n + 1);
    memcpy(direct, s->plan.direct, n * sizeof *direct);
    direct[district] = false;
    s->plan.direct = direct;
}

static void open_hub(Arena *arena, ForeseeState *s, const ForeseeMeasure *m) {
    for (int32_t i = 0; i < m->count; i++)
        add_vehicle(arena, &s->r, m->like, hub_of(&s->r, m->district));
    turn_district(arena, s, m->district, true);
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
        add_vehicle(arena, &s->r, m->vehicle, m->depot);
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
    case FORESEE_DIRECT: turn_district(arena, s, m->district, false); break;
    case FORESEE_THROUGH: open_hub(arena, s, m); break;
    case FORESEE_MOVE:
        move_vehicle(arena, &s->r, m->vehicle, m->depot);
        narrow(w, arena, &s->r, m, INT64_MIN, m->by_s);
        break;
    case FORESEE_SWAP:
        swap_vehicle(arena, &s->r, m->vehicle, m->like);
        narrow(w, arena, &s->r, m, INT64_MIN, m->by_s);
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

void foresee_plan_copy(Arena *arena, Plan *plan, size_t districts) {
    if (plan->direct) {
        bool *direct = ARENA_ARRAY(arena, bool, districts + 1);
        memcpy(direct, plan->direct, districts * sizeof *direct);
        plan->direct = direct;
    }
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
