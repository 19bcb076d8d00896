// SPDX-License-Identifier: Apache-2.0
/* The rules, asked of what the checker's own walks find. See check.h. */
#include "vrp/check.h"

#include <assert.h>
#include <string.h>

#define WIDE(n) ((long long)(n)) /* for printing; PRId64 would split the message */

typedef struct Check {
    Arena *arena;
    const VrpProblem *problem;
    const VrpSolution *solution;
    VEC(VrpBreach) breaches;
    VrpCost cost;
    int32_t *pool_used;
    int32_t *group_trips; /* trips that serve the group */
    int32_t *group_last;  /* the last trip counted for the group, from 1 */
    int32_t *visits_of;   /* times each stop is visited */
    const VrpPin **pins;  /* per stop; NULL = none */
    Echelons echelons;
} Check;

#define BREACH(check, rule_id, trip_index, stop_index, ...) \
    vec_push((check)->arena, &(check)->breaches,            \
             (VrpBreach){.rule = (rule_id),                 \
                         .trip = (trip_index),              \
                         .stop = (stop_index),              \
                         .text = arena_printf((check)->arena, __VA_ARGS__)})

static void check_idle_lots(Check *c) {
    const VrpProblem *p = c->problem;
    bool *waited_for = ARENA_ARRAY(c->arena, bool, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->supply_count; i++)
        if (c->visits_of[p->supplies[i].stop] > 0) waited_for[p->supplies[i].lot] = true;
    for (int32_t i = 0; i < p->supply_count; i++) {
        int32_t lot = p->supplies[i].lot;
        if (p->supplies[i].keep_s == 0 || c->visits_of[lot] == 0 || waited_for[lot] ||
            (c->pins[lot] && c->pins[lot]->aboard))
            continue;
        BREACH(c, "supply", -1, lot, _("lot %d is brought, but nothing that it supplies is served"),
               lot);
        waited_for[lot] = true; /* once is enough */
    }
}

static void check_supplies(Check *c) {
    const VrpProblem *p = c->problem;
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *supply = &p->supplies[i];
        if (c->visits_of[supply->stop] > 0 && c->visits_of[supply->lot] == 0)
            BREACH(c, "supply", -1, supply->stop, _("stop %d is served, but its lot %d is not"),
                   supply->stop, supply->lot);
    }
    check_idle_lots(c);
}

/* ---------------------------------------------------------------- rules of one trip */
static void check_roads(Check *c, int32_t t) {
    const VrpProblem *p = c->problem;
    const VrpTrip *trip = &c->solution->trips[t];
    const VrpVehicle *vehicle = trip_vehicle(p, trip);
    int32_t home = p->depots[vehicle->depot].site, site = home;
    const VrpRunning *running = running_of(p, trip);
    if (running && trip->number == 0) site = running->site;
    for (int32_t i = 0; i <= trip->visit_count; i++) {
        bool last = i == trip->visit_count;
        int32_t stop = last ? -1 : trip->visits[i].stop;
        int32_t to = last ? home : p->stops[stop].site;
        if (!vrp_walk_reaches(p, vehicle->klass, site, to))
            BREACH(c, "reach", t, stop,
                   _("trip %d drives from site %d to site %d, which its class cannot"), t, site,
                   to);
        site = to;
    }
}

static void check_stops(Check *c, int32_t t, const VrpTrip *walked) {
    const VrpProblem *p = c->problem;
    const VrpTrip *trip = &c->solution->trips[t];
    const VrpVehicle *vehicle = trip_vehicle(p, trip);
    for (int32_t i = 0; i < trip->visit_count; i++) {
        int32_t s = trip->visits[i].stop;
        const VrpStop *stop = &p->stops[s];
        const VrpVisit *is = &walked->visits[i], *said = &trip->visits[i];
        if (!(stop->class_mask >> vehicle->klass & 1))
            BREACH(c, "class", t, s, _("stop %d may not be visited by class %d"), s,
                   vehicle->klass);
        if (!(stop->depot_mask >> vehicle->depot & 1))
            BREACH(c, "depot", t, s, _("stop %d may not be served from depot %d"), s,
                   vehicle->depot);
        if (is->begin_s > stop->latest_s)
            BREACH(c, "window", t, s, _("service at stop %d begins at %lld s, later than %lld s"),
                   s, WIDE(is->begin_s), WIDE(stop->latest_s));
        bool aboard = running_of(p, trip) && trip->number == 0;
        int64_t release_s = released_s(p, &c->echelons, s);
        if (trip->load_s < release_s && !aboard)
            BREACH(c, "release", t, s,
                   _("trip %d loads at %lld s, before stop %d is released at %lld s"), t,
                   WIDE(trip->load_s), s, WIDE(release_s));
        int64_t until_s = kept_until_s(p, &c->echelons, s);
        if (trip->load_s > until_s && !aboard)
            BREACH(c, "keep", t, s,
                   _("trip %d loads at %lld s, stop %d's goods may lie there until %lld s"), t,
                   WIDE(trip->load_s), s, WIDE(until_s));
        if (is->arrive_s != said->arrive_s || is->begin_s != said->begin_s ||
            is->leave_s != said->leave_s)
            BREACH(c, "timetable", t, s,
                   _("stop %d is said to begin at %lld s, but it begins at %lld s"), s,
                   WIDE(said->begin_s), WIDE(is->begin_s));
    }
}

static void check_pins(Check *c, int32_t t) {
    const VrpTrip *trip = &c->solution->trips[t];
    bool goes_on = running_of(c->problem, trip) && trip->number == 0;
    for (int32_t i = 0; i < trip->visit_count; i++) {
        int32_t s = trip->visits[i].stop;
        const VrpPin *pin = c->pins[s];
        if (pin &&
            (pin->vehicle != trip->vehicle || (pin->shift >= 0 && pin->shift != trip->shift)))
            BREACH(c, "pin", t, s,
                   _("stop %d is pinned to vehicle %d, not to vehicle %d, shift %d"), s,
                   pin->vehicle, trip->vehicle, trip->shift);
        if (goes_on && !(pin && pin->aboard))
            BREACH(c, "aboard", t, s, _("the goods of stop %d are not aboard in trip %d"), s, t);
        if (!goes_on && pin && pin->aboard)
            BREACH(c, "aboard", t, s, _("the goods of stop %d are aboard before trip %d"), s, t);
    }
}

static void check_trip(Check *c, int32_t t, const VrpTrip *walked) {
    const VrpTrip *trip = &c->solution->trips[t];
    const VrpVehicle *vehicle = trip_vehicle(c->problem, trip);
    check_roads(c, t);
    check_stops(c, t, walked);
    check_pins(c, t);
    for (int d = 0; d < VRP_DIMENSIONS; d++) {
        if (walked->load[d] > vehicle->capacity[d])
            BREACH(c, "capacity", t, -1,
                   _("trip %d loads %lld in dimension %d, vehicle %d holds %lld"), t,
                   WIDE(walked->load[d]), d, trip->vehicle, WIDE(vehicle->capacity[d]));
        if (walked->load[d] != trip->load[d])
            BREACH(c, "load", t, -1,
                   _("trip %d is said to load %lld in dimension %d, but loads %lld"), t,
                   WIDE(trip->load[d]), d, WIDE(walked->load[d]));
    }
    if (walked->distance_m != trip->distance_m)
        BREACH(c, "distance", t, -1, _("trip %d is said to drive %lld m, but drives %lld m"), t,
               WIDE(trip->distance_m), WIDE(walked->distance_m));
    if (walked->load_s != trip->load_s || walked->depart_s != trip->depart_s ||
        walked->return_s != trip->return_s)
        BREACH(c, "timetable", t, -1,
               _("trip %d is said to take %lld to %lld s, but takes %lld to %lld s"), t,
               WIDE(trip->load_s), WIDE(trip->return_s), WIDE(walked->load_s),
               WIDE(walked->return_s));
}

/* ---------------------------------------------------------------- rules of one shift */

static void count_groups(Check *c, int32_t t) {
    const VrpTrip *trip = &c->solution->trips[t];
    for (int32_t i = 0; i < trip->visit_count; i++) {
        int32_t g = c->problem->stops[trip->visits[i].stop].group;
        if (g < 0 || c->group_last[g] == t + 1) continue;
        c->group_last[g] = t + 1;
        c->group_trips[g]++;
    }
}

static int32_t area_of(const VrpProblem *p, const VrpTrip *trip, int32_t visit) {
    return p->stops[trip->visits[visit].stop].area;
}

/* The rules of a convoy, seen from one of its shifts; the teams that are counted for it: one for
 * the first shift of a convoy, none for the others. */
static int32_t check_convoy(Check *c, int32_t first, int32_t count) {
    const VrpProblem *p = c->problem;
    const VrpTrip *trip = &c->solution->trips[first];
    int32_t before = 0, members = 0;
    if (trip->team == 0) return 1;
    for (int32_t i = 0; i < trip->visit_count; i++)
        if (area_of(p, trip, i) != area_of(p, trip, 0))
            BREACH(c, "convoy", first, trip->visits[i].stop,
                   _("trip %d goes with convoy %d and visits several areas"), first, trip->team);
    for (int32_t t = 0; t < c->solution->trip_count; t++) {
        const VrpTrip *other = &c->solution->trips[t];
        if (!same_convoy(p, trip, other) || (same_shift(trip, other) && t != first)) continue;
        members++;
        before += t < first;
        if (trip_vehicle(p, other)->depot != trip_vehicle(p, trip)->depot || !other->visit_count ||
            !trip->visit_count || area_of(p, other, 0) != area_of(p, trip, 0))
            BREACH(c, "convoy", first, -1,
                   _("trips %d and %d go with convoy %d from different depots or to different "
                     "areas"),
                   first, t, trip->team);
    }
    if (count > 1 || running_of(p, trip))
        BREACH(c, "convoy", first, -1, _("a shift of %d trips, or one under way, is in convoy %d"),
               count, trip->team);
    if (members > (p->convoy_max > 1 ? p->convoy_max : 1))
        BREACH(c, "convoy", first, -1, _("%d shifts go with convoy %d, a team goes with %d"),
               members, trip->team, p->convoy_max);
    return before == 0;
}

static void check_shift(Check *c, int32_t first, int32_t count) {
    const VrpTrip *trips = &c->solution->trips[first];
    const VrpVehicle *vehicle = trip_vehicle(c->problem, trips);
    const VrpShift *shift = &vehicle->shifts[trips->shift];
    Walk walk = vrp_walk_new(c->arena, trips, count);
    vrp_walk(c->arena, c->problem, &c->echelons, c->solution, trips, count, &walk);
    const VrpRunning *running = shift->running;
    int64_t start_s = walk.trips[0].load_s, distance_m = running ? running->driven_m : 0;
    int32_t made = running ? running->trips_made : 0;
    if (running) start_s = running->begun_s;
    int64_t lasts_s = walk.end_s - start_s;
    if (start_s > trips->load_s) start_s = trips->load_s;
    for (int32_t i = 0; i < count; i++) {
        check_trip(c, first + i, &walk.trips[i]);
        count_groups(c, first + i);
        distance_m += walk.trips[i].distance_m;
    }
    /* the one that it is on cannot be taken back */
    if (count + made > vehicle->trips_max && !(running && count == 1))
        BREACH(c, "trips", first, -1, _("vehicle %d makes %d trips in shift %d, %d are allowed"),
               trips->vehicle, count, trips->shift, vehicle->trips_max);
    if (start_s < shift->start_s || walk.end_s > shift->end_s)
        BREACH(c, "shift", first, -1,
               _("shift %d of vehicle %d lasts from %lld to %lld s, outside %lld to %lld s"),
               trips->shift, trips->vehicle, WIDE(start_s), WIDE(walk.end_s), WIDE(shift->start_s),
               WIDE(shift->end_s));
    if (shift->duration_max_s > 0 && lasts_s > shift->duration_max_s)
        BREACH(c, "shift", first, -1, _("shift %d of vehicle %d lasts %lld s; it may last %lld s"),
               trips->shift, trips->vehicle, WIDE(lasts_s), WIDE(shift->duration_max_s));
    if (shift->pool >= 0) c->pool_used[shift->pool] += check_convoy(c, first, count);
    c->cost.shifts_used++;
    c->cost.fixed += vehicle->cost_per_shift;
    c->cost.time += part_cost(vehicle->cost_per_hour, lasts_s, 3600);
    c->cost.distance += part_cost(vehicle->cost_per_km, distance_m, 1000);
    if (c->cost.finish_s < walk.end_s) c->cost.finish_s = walk.end_s;
}

/* ---------------------------------------------------------------- rules of the whole */
static bool trip_known(Check *c, int32_t t) {
    const VrpProblem *p = c->problem;
    const VrpTrip *trip = &c->solution->trips[t];
    if (trip->vehicle < 0 || trip->vehicle >= p->vehicle_count || trip->shift < 0 ||
        trip->shift >= p->vehicles[trip->vehicle].shift_count) {
        BREACH(c, "trip", t, -1, _("trip %d has no such vehicle %d with shift %d"), t,
               trip->vehicle, trip->shift);
        return false;
    }
    bool drives_home = trip->visit_count == 0 && trip->number == 0 && running_of(p, trip);
    if (trip->visit_count <= 0 && !drives_home) {
        BREACH(c, "trip", t, -1, _("trip %d visits nothing"), t);
        return false;
    }
    bool known = true;
    for (int32_t i = 0; i < trip->visit_count; i++) {
        int32_t s = trip->visits[i].stop;
        if (stop_known(p, s)) {
            c->visits_of[s]++;
            continue;
        }
        BREACH(c, "stop", t, s, _("trip %d visits stop %d, which there is not"), t, s);
        known = false;
    }
    return known;
}

static void check_order(Check *c) {
    const VrpTrip *trips = c->solution->trips;
    for (int32_t t = 0; t < c->solution->trip_count; t++) {
        const VrpTrip *before = t > 0 ? &trips[t - 1] : NULL, *trip = &trips[t];
        bool continues = before && same_shift(before, trip);
        bool sorted = !before || before->vehicle < trip->vehicle ||
                      (before->vehicle == trip->vehicle && before->shift <= trip->shift);
        if (!sorted || trip->number != (continues ? before->number + 1 : 0))
            BREACH(c, "order", t, -1, _("trip %d is not listed by vehicle, shift and number"), t);
    }
}

static void check_shifts(Check *c) {
    for (int32_t t = 0; t < c->solution->trip_count;) {
        int32_t count = 1;
        const VrpTrip *trips = &c->solution->trips[t];
        if (!trip_known(c, t)) {
            t++;
            continue;
        }
        while (t + count < c->solution->trip_count && same_shift(trips, &trips[count]) &&
               trip_known(c, t + count))
            count++;
        check_shift(c, t, count);
        t += count;
        /* a trip that stopped the run was reported by trip_known already */
        if (t < c->solution->trip_count && same_shift(trips, &c->solution->trips[t])) t++;
    }
}

static void check_coverage(Check *c) {
    const VrpProblem *p = c->problem;
    int32_t *unserved = ARENA_ARRAY(c->arena, int32_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < c->solution->unserved_count; i++) {
        int32_t s = c->solution->unserved[i];
        if (stop_known(p, s))
            unserved[s]++;
        else
            BREACH(c, "stop", -1, s, _("stop %d is listed unserved, but there is none"), s);
    }
    for (int32_t s = 0; s < p->stop_count; s++) {
        if (c->visits_of[s] + unserved[s] != 1)
            BREACH(c, "coverage", -1, s, _("stop %d is visited %d times and listed unserved %d"), s,
                   c->visits_of[s], unserved[s]);
        if (c->visits_of[s] > 0) continue;
        c->cost.unserved_count++;
        c->cost.penalty += p->stops[s].penalty;
    }
}

/* Every shift that is under way goes on. */
static void check_running(Check *c) {
    const VrpProblem *p = c->problem;
    for (int32_t v = 0; v < p->vehicle_count; v++)
        for (int32_t k = 0; k < p->vehicles[v].shift_count; k++) {
            bool goes_on = p->vehicles[v].shifts[k].running == NULL;
            for (int32_t t = 0; t < c->solution->trip_count && !goes_on; t++)
                goes_on = c->solution->trips[t].vehicle == v && c->solution->trips[t].shift == k;
            if (!goes_on)
                BREACH(c, "running", -1, -1, _("shift %d of vehicle %d is under way, but left out"),
                       k, v);
        }
}

static void check_pools(Check *c) {
    for (int32_t i = 0; i < c->problem->pool_count; i++)
        if (c->pool_used[i] > c->problem->pool_limits[i])
            BREACH(c, "pool", -1, -1, _("%d teams of pool %d are out, it has %d"), c->pool_used[i],
                   i, c->problem->pool_limits[i]);
    for (int32_t g = 0; g < c->problem->group_count; g++)
        if (c->group_trips[g] > 1)
            c->cost.split += (c->group_trips[g] - 1) * c->problem->split_cost;
}

static void check_habits(Check *c) {
    const VrpProblem *p = c->problem;
    bool *kept = ARENA_ARRAY(c->arena, bool, (size_t)p->stop_count);
    const VrpHabit **of = ARENA_ARRAY(c->arena, const VrpHabit *, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->habit_count; i++) of[p->habits[i].stop] = &p->habits[i];
    for (int32_t t = 0; t < c->solution->trip_count; t++)
        for (int32_t i = 0; i < c->solution->trips[t].visit_count; i++) {
            const VrpTrip *trip = &c->solution->trips[t];
            int32_t s = trip->visits[i].stop;
            if (!stop_known(p, s) || !of[s]) continue;
            bool late = of[s]->told_s > 0 && trip->visits[i].begin_s > of[s]->told_s;
            kept[s] = of[s]->vehicle == trip->vehicle && of[s]->shift == trip->shift && !late;
        }
    for (int32_t s = 0; s < p->stop_count; s++)
        if (of[s] && c->visits_of[s] > 0 && !kept[s]) c->cost.habit += of[s]->cost;
}

static void check_cost(Check *c) {
    VrpCost *is = &c->cost;
    const VrpCost *said = &c->solution->cost;
    is->total = is->penalty + is->fixed + is->time + is->distance + is->split + is->habit;
    const struct {
        const char *name;
        int64_t is, said;
    } parts[] = {
        {"unserved_count", is->unserved_count, said->unserved_count},
        {"penalty", is->penalty, said->penalty},
        {"shifts_used", is->shifts_used, said->shifts_used},
        {"fixed", is->fixed, said->fixed},
        {"time", is->time, said->time},
        {"distance", is->distance, said->distance},
        {"split", is->split, said->split},
        {"habit", is->habit, said->habit},
        {"total", is->total, said->total},
        {"finish_s", is->finish_s, said->finish_s},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].is != parts[i].said)
            BREACH(c, "cost", -1, -1, _("%s is said to be %lld, but is %lld"), parts[i].name,
                   WIDE(parts[i].said), WIDE(parts[i].is));
}

void vrp_check(Arena *arena, const VrpProblem *problem, const VrpSolution *solution,
               VrpVerdict *ret) {
    Check c = {.arena = arena, .problem = problem, .solution = solution};
    c.pool_used = ARENA_ARRAY(arena, int32_t, (size_t)problem->pool_count);
    c.group_trips = ARENA_ARRAY(arena, int32_t, (size_t)problem->group_count);
    c.group_last = ARENA_ARRAY(arena, int32_t, (size_t)problem->group_count);
    c.visits_of = ARENA_ARRAY(arena, int32_t, (size_t)problem->stop_count);
    c.pins = ARENA_ARRAY(arena, const VrpPin *, (size_t)problem->stop_count);
    for (int32_t i = 0; i < problem->pin_count; i++)
        c.pins[problem->pins[i].stop] = &problem->pins[i];
    c.echelons = vrp_walk_echelons(arena, problem, solution);
    check_order(&c);
    check_shifts(&c);
    check_supplies(&c);
    check_running(&c);
    check_coverage(&c);
    check_pools(&c);
    check_habits(&c);
    check_cost(&c);
    *ret = (VrpVerdict){.breaches = c.breaches.at, .count = c.breaches.n, .cost = c.cost};
}
