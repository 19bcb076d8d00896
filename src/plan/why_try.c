// SPDX-License-Identifier: Apache-2.0
/* A changed day is a small problem of its own, one vehicle with one shift, given to the routing
 * problem's timetable and checker: so a change is judged by the rules as they are, all of them. */
#include "plan/why_int.h"

#include <stdlib.h>
#include <string.h>

static bool same_day(const VrpTrip *a, const VrpTrip *b) {
    return a->vehicle == b->vehicle && a->shift == b->shift;
}

bool plan_fits(const PlanSide *side, const VrpTrip *t, int32_t stop) {
    const VrpStop *guest = &side->problem.stops[stop];
    const VrpVehicle *v = &side->problem.vehicles[t->vehicle];
    if (!(guest->class_mask >> v->klass & 1) || !(guest->depot_mask >> v->depot & 1)) return false;
    for (int d = 0; d < VRP_DIMENSIONS; d++) {
        int64_t load = guest->demand[d];
        for (int32_t i = 0; i < t->visit_count; i++)
            load += side->problem.stops[t->visits[i].stop].demand[d];
        if (load > v->capacity[d]) return false;
    }
    return true;
}

PlanDay plan_day_of(const PlanSide *side, int32_t trip) {
    const VrpTrip *trips = side->routes.solution.trips;
    PlanDay day = {.side = side, .first = trip, .skipped = -1, .without = -1, .with = -1};
    day.into = day.late = -1;
    while (day.first > 0 && same_day(&trips[day.first - 1], &trips[trip])) day.first--;
    while (day.first + day.count < side->routes.solution.trip_count &&
           same_day(&trips[day.first + day.count], &trips[trip]))
        day.count++;
    return day;
}

typedef struct Small {
    VrpProblem problem;
    VrpVehicle vehicle;
    VrpShift shift;
    VrpSolution solution;
    int32_t *stop_of, *trip_of; /* as they are in the whole */
} Small;

static void small_visit(const PlanDay *day, Small *s, VrpTrip *trip, int32_t stop) {
    VrpStop *copy = &s->problem.stops[s->problem.stop_count];
    *copy = day->side->problem.stops[stop];
    copy->group = -1;
    if (day->released) copy->release_s = copy->keep_until_s = 0;
    s->stop_of[s->problem.stop_count] = stop;
    trip->visits[trip->visit_count++] = (VrpVisit){.stop = s->problem.stop_count++};
}

static void small_trip(Arena *scratch, const PlanDay *day, Small *s, int32_t index) {
    static const VrpTrip none = {0};
    if (index == day->skipped) return;
    bool alone = index == day->first + day->count;
    const VrpTrip *is = alone ? &none : &day->side->routes.solution.trips[index];
    VrpTrip *trip = &s->solution.trips[s->solution.trip_count];
    *trip = (VrpTrip){.number = s->solution.trip_count};
    trip->visits = ARENA_ARRAY(scratch, VrpVisit, (size_t)is->visit_count + 1);
    for (int32_t i = 0; i <= is->visit_count; i++) {
        if (day->into == index && day->at == i) small_visit(day, s, trip, day->with);
        if (i == is->visit_count || is->visits[i].stop == day->without) continue;
        small_visit(day, s, trip, is->visits[i].stop);
        if (day->late == index && trip->visit_count == 1)
            s->problem.stops[s->problem.stop_count - 1].service_s += day->delay_s;
    }
    s->trip_of[s->solution.trip_count] = index;
    s->solution.trip_count += trip->visit_count > 0;
}

static void small_of(Arena *scratch, const PlanDay *day, Small *s) {
    const VrpProblem *p = &day->side->problem;
    const VrpTrip *trips = day->side->routes.solution.trips;
    size_t stops = 1, most = (size_t)day->count + 1;
    for (int32_t t = day->first; t < day->first + day->count; t++)
        stops += (size_t)trips[t].visit_count;
    *s = (Small){.problem = *p};
    s->vehicle = p->vehicles[trips[day->first].vehicle];
    s->shift = s->vehicle.shifts[trips[day->first].shift];
    s->shift.pool = -1;
    s->vehicle.shifts = &s->shift;
    s->vehicle.shift_count = 1;
    s->problem.vehicles = &s->vehicle;
    s->problem.vehicle_count = 1;
    s->problem.stops = ARENA_ARRAY(scratch, VrpStop, stops);
    s->problem.stop_count = s->problem.pool_count = s->problem.group_count = 0;
    s->stop_of = ARENA_ARRAY(scratch, int32_t, stops);
    s->trip_of = ARENA_ARRAY(scratch, int32_t, most);
    s->solution.trips = ARENA_ARRAY(scratch, VrpTrip, most);
    for (int32_t t = day->first; t < day->first + day->count; t++) small_trip(scratch, day, s, t);
    if (day->into == day->first + day->count) small_trip(scratch, day, s, day->into);
}

static PlanBind hurdle_of(const char *rule) {
    if (str_eq(rule, "capacity")) return PLAN_BIND_CAPACITY;
    if (str_eq(rule, "window")) return PLAN_BIND_WINDOW;
    if (str_eq(rule, "class") || str_eq(rule, "depot") || str_eq(rule, "reach"))
        return PLAN_BIND_ACCESS;
    if (str_eq(rule, "keep")) return PLAN_BIND_WINDOW; /* at the landing, not at the TPS */
    if (str_eq(rule, "release")) return PLAN_BIND_RELEASE;
    return PLAN_BIND_SHIFT; /* its window, its trips, and what else limits a day */
}

/* The first in the order of PlanBind: what is too much to load is not also called too late. */
static PlanTried worst_of(const Small *s, const VrpVerdict *v) {
    PlanTried t = {.price = -1, .hurdle = _PLAN_BIND_MAX, .trip = -1, .stop = -1};
    for (size_t i = 0; i < v->count; i++) {
        const VrpBreach *b = &v->breaches[i];
        PlanBind hurdle = hurdle_of(b->rule);
        if (hurdle >= t.hurdle) continue;
        t.hurdle = hurdle;
        t.trip = b->trip >= 0 ? s->trip_of[b->trip] : -1;
        t.stop = b->stop >= 0 ? s->stop_of[b->stop] : -1;
    }
    return t;
}

PlanTried plan_try(Arena *scratch, const PlanDay *day) {
    Small s;
    VrpVerdict v;
    small_of(scratch, day, &s);
    if (s.solution.trip_count == 0)
        return (PlanTried){.price = 0, .hurdle = _PLAN_BIND_MAX, .trip = -1, .stop = -1};
    vrp_timetable(scratch, &s.problem, &s.solution);
    vrp_check(scratch, &s.problem, &s.solution, &v);
    if (v.count > 0) return worst_of(&s, &v);
    return (PlanTried){.price = v.cost.fixed + v.cost.time + v.cost.distance,
                       .hurdle = _PLAN_BIND_MAX,
                       .trip = -1,
                       .stop = -1};
}

/* ---------------------------------------------------------------- the plan in its problems */

static bool serves(const PlanSide *side, int32_t trip, int32_t group, int32_t except) {
    const VrpTrip *t = &side->routes.solution.trips[trip];
    for (int32_t i = 0; i < t->visit_count; i++)
        if (t->visits[i].stop != except && side->problem.stops[t->visits[i].stop].group == group)
            return true;
    return false;
}

static int64_t split_cost(const PlanSide *side, int64_t trips) {
    return trips > 1 ? (trips - 1) * side->problem.split_cost : 0;
}

int64_t plan_split_change(const PlanSide *side, int32_t stop, int32_t into) {
    int32_t group = side->problem.stops[stop].group;
    if (group < 0) return 0;
    int64_t is = side->group_trips[group], will = is;
    int32_t from = side->spot[stop].trip;
    if (from >= 0 && !serves(side, from, group, stop)) will--;
    if (into >= 0 && !serves(side, into, group, stop)) will++;
    if (into == -2) will++; /* a trip of its own */
    return split_cost(side, will) - split_cost(side, is);
}

/* Rupiah that the plan costs less without each stop, and what each vehicle's day costs. */
static void prices(PlanSide *side) {
    const VrpSolution *s = &side->routes.solution;
    for (int32_t t = 0; t < s->trip_count; t++) {
        Arena *scratch = arena_new(side->maker->env, 64 * MIB);
        PlanDay day = plan_day_of(side, t);
        side->day_price[t] = plan_try(scratch, &day).price;
        for (int32_t i = 0; i < s->trips[t].visit_count && side->day_price[t] >= 0; i++) {
            day.without = s->trips[t].visits[i].stop;
            int64_t left = plan_try(scratch, &day).price;
            int64_t split = plan_split_change(side, day.without, -1);
            side->removed[day.without] = left < 0 ? 0 : side->day_price[t] - left - split;
        }
        arena_free(scratch);
    }
}

static void count_groups(PlanSide *side) {
    for (int32_t t = 0; t < side->routes.solution.trip_count; t++) {
        const VrpTrip *trip = &side->routes.solution.trips[t];
        for (int32_t i = 0; i < trip->visit_count; i++) {
            int32_t stop = trip->visits[i].stop, group = side->problem.stops[stop].group;
            side->spot[stop] = (PlanSpot){t, i};
            bool first = group >= 0;
            for (int32_t k = 0; k < i && first; k++)
                first = side->problem.stops[trip->visits[k].stop].group != group;
            if (first) side->group_trips[group]++;
        }
    }
}

void plan_side(PlanMaker *m, const Plan *plan, bool from_hubs, PlanSide *ret) {
    PlanSide side = {.maker = m, .draft = {.from_hubs = from_hubs}};
    side.problem = plan_draft(m, &side.draft);
    plan_routes(m, &side.draft, plan, &side.routes);
    size_t stops = (size_t)side.problem.stop_count;
    size_t trips = (size_t)side.routes.solution.trip_count;
    side.spot = ARENA_ARRAY(m->arena, PlanSpot, stops);
    side.removed = ARENA_ARRAY(m->arena, int64_t, stops);
    side.day_price = ARENA_ARRAY(m->arena, int64_t, trips);
    side.group_trips = ARENA_ARRAY(m->arena, int32_t, (size_t)side.problem.group_count);
    for (size_t i = 0; i < stops; i++) side.spot[i] = (PlanSpot){-1, -1};
    count_groups(&side);
    prices(&side);
    *ret = side;
}
