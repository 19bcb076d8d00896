// SPDX-License-Identifier: Apache-2.0
/* The checker's own walk through trips and shifts, and what follows from it alone: a timetable for
 * trips whose order is known, and what keeps a stop from being served even alone. See check.h. */
#include "vrp/check.h"

#include <assert.h>
#include <string.h>

typedef struct Way {
    uint32_t time_s, distance_m;
} Way;

/* The length between two points in whole numbers, by bisection: the largest n whose n units, or n
 * less a half, are no longer than the squares say. */
static uint32_t length_of(const VrpMatrix *m, int32_t from, int32_t to) {
    __int128 dx = (__int128)m->points[from].x - m->points[to].x;
    __int128 dy = (__int128)m->points[from].y - m->points[to].y;
    __int128 squares = 4 * (dx * dx + dy * dy), good = 0, bad = UINT32_MAX;
    while (bad - good > 1) {
        __int128 n = good + (bad - good) / 2;
        __int128 length = m->per_unit * (2 * n - (m->rounding == VRP_NEAREST));
        if (length * length <= squares)
            good = n;
        else
            bad = n;
    }
    __int128 reached = 2 * good * m->per_unit;
    return (uint32_t)(good + (m->rounding == VRP_UP && reached * reached < squares));
}

static Way arc_between(const VrpProblem *p, int32_t klass, int32_t from, int32_t to) {
    const VrpMatrix *m = &p->classes[klass];
    if (m->points) {
        uint32_t length = length_of(m, from, to);
        return (Way){length, length};
    }
    size_t at = (size_t)from * (size_t)p->site_count + (size_t)to;
    return (Way){m->time_s[at], m->distance_m[at]};
}

bool vrp_walk_reaches(const VrpProblem *p, int32_t klass, int32_t from, int32_t to) {
    Way arc = arc_between(p, klass, from, to);
    return arc.time_s != VRP_UNREACHABLE && arc.distance_m != VRP_UNREACHABLE;
}

/* Moves the clock and the odometer from one site to the next; an unreachable pair costs nothing
 * here, as it is a breach already. */
static void drive(const VrpProblem *p, int32_t klass, int32_t *site, int32_t to, int64_t *now_s,
                  int64_t *distance_m) {
    Way arc = arc_between(p, klass, *site, to);
    if (arc.time_s != VRP_UNREACHABLE && arc.distance_m != VRP_UNREACHABLE) {
        *now_s = later(*now_s, arc.time_s);
        *distance_m += arc.distance_m;
    }
    *site = to;
}

/* ---------------------------------------------------------------- the timetable */

static int64_t walk_trip(const VrpProblem *p, const Echelons *e, const VrpTrip *plan,
                         const VrpRunning *running, VrpTrip *ret, int64_t now_s,
                         bool *windows_kept) {
    const VrpVehicle *vehicle = trip_vehicle(p, plan);
    const VrpDepot *depot = &p->depots[vehicle->depot];
    memset(ret->load, 0, sizeof ret->load);
    ret->distance_m = 0;
    for (int32_t i = 0; i < plan->visit_count; i++) {
        const VrpStop *stop = &p->stops[plan->visits[i].stop];
        int64_t release_s = released_s(p, e, plan->visits[i].stop);
        if (now_s < release_s) now_s = release_s;
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            ret->load[d] = later(ret->load[d], stop->demand[d]);
    }
    ret->load_s = now_s;
    for (int32_t i = 0; i < plan->visit_count && !running; i++)
        if (now_s > kept_until_s(p, e, plan->visits[i].stop)) *windows_kept = false;
    int64_t boxes = ret->load[VRP_DIMENSIONS - 1], per_unit_s = depot->load_per_unit_s, loading_s;
    if (__builtin_mul_overflow(boxes, per_unit_s, &loading_s)) loading_s = TIME_MAX;
    now_s = later(later(now_s, depot->load_fixed_s), loading_s);
    int32_t site = depot->site;
    if (running) {
        ret->load_s = now_s = running->free_s;
        site = running->site;
    }
    ret->depart_s = now_s;
    for (int32_t i = 0; i < plan->visit_count; i++) {
        VrpVisit *visit = &ret->visits[i];
        const VrpStop *stop = &p->stops[plan->visits[i].stop];
        visit->stop = plan->visits[i].stop;
        drive(p, vehicle->klass, &site, stop->site, &now_s, &ret->distance_m);
        visit->arrive_s = now_s;
        if (now_s < stop->earliest_s) now_s = stop->earliest_s;
        if (e && e->begin_from_s && now_s < e->begin_from_s[visit->stop])
            now_s = e->begin_from_s[visit->stop];
        visit->begin_s = now_s;
        if (now_s > stop->latest_s) *windows_kept = false;
        now_s = later(now_s, stop->service_s);
        visit->leave_s = now_s;
        if (e && e->leave_by_s && now_s > e->leave_by_s[visit->stop]) *windows_kept = false;
    }
    drive(p, vehicle->klass, &site, depot->site, &now_s, &ret->distance_m);
    ret->return_s = now_s;
    return now_s;
}

static void walk_shift(const VrpProblem *p, const Echelons *e, const VrpTrip *trips, int32_t count,
                       int64_t start_s, Walk *walk) {
    walk->windows_kept = true;
    for (int32_t i = 0; i < count; i++)
        start_s = walk_trip(p, e, &trips[i], i == 0 ? running_of(p, trips) : NULL, &walk->trips[i],
                            start_s, &walk->windows_kept);
    walk->end_s = start_s;
}

/* The earliest timetable, with the start then moved as late as the same end allows. */
static void walk_alone(const VrpProblem *p, const Echelons *e, const VrpTrip *trips, int32_t count,
                       Walk *walk) {
    const VrpShift *shift = &trip_vehicle(p, trips)->shifts[trips->shift];
    walk_shift(p, e, trips, count, shift->start_s, walk);
    if (!walk->windows_kept || shift->running) return;
    int64_t end_s = walk->end_s, good_s = shift->start_s, bad_s = end_s + 1;
    while (bad_s - good_s > 1) {
        int64_t try_s = good_s + (bad_s - good_s) / 2;
        walk_shift(p, e, trips, count, try_s, walk);
        if (walk->windows_kept && walk->end_s == end_s)
            good_s = try_s;
        else
            bad_s = try_s;
    }
    walk_shift(p, e, trips, count, good_s, walk);
}

Walk vrp_walk_new(Arena *arena, const VrpTrip *trips, int32_t count) {
    Walk walk = {.trips = ARENA_ARRAY(arena, VrpTrip, (size_t)count)};
    for (int32_t i = 0; i < count; i++)
        walk.trips[i].visits = ARENA_ARRAY(arena, VrpVisit, (size_t)trips[i].visit_count);
    return walk;
}

/* How much later than it would alone the shift can begin before a rule of time breaks. */
static int64_t can_wait_s(const VrpProblem *p, const Echelons *e, const VrpTrip *trip, Walk *walk) {
    int64_t end_s = trip_vehicle(p, trip)->shifts[trip->shift].end_s;
    int64_t from_s = walk->trips[0].load_s, good_s = 0, bad_s = end_s - from_s + 1;
    while (bad_s - good_s > 1) {
        int64_t try_s = good_s + (bad_s - good_s) / 2;
        walk_shift(p, e, trip, 1, from_s + try_s, walk);
        if (walk->windows_kept && walk->end_s <= end_s)
            good_s = try_s;
        else
            bad_s = try_s;
    }
    return good_s;
}

/* When the last of the convoy would leave alone, or the first of it must. */
static int64_t convoy_departs_s(Arena *arena, const VrpProblem *p, const Echelons *e,
                                const VrpSolution *s, const VrpTrip *trip) {
    int64_t last_s = 0, must_s = TIME_MAX;
    for (int32_t t = 0; t < s->trip_count; t++) {
        if (!same_convoy(p, trip, &s->trips[t])) continue;
        Walk walk = vrp_walk_new(arena, &s->trips[t], 1);
        walk_alone(p, e, &s->trips[t], 1, &walk);
        int64_t depart_s = walk.trips[0].depart_s;
        if (last_s < depart_s) last_s = depart_s;
        depart_s += can_wait_s(p, e, &s->trips[t], &walk);
        if (must_s > depart_s) must_s = depart_s;
    }
    return last_s < must_s || (e && e->at_once) ? last_s : must_s;
}

/* The timetable of a shift, which waits for its convoy. */
void vrp_walk(Arena *arena, const VrpProblem *p, const Echelons *e, const VrpSolution *s,
              const VrpTrip *trips, int32_t count, Walk *walk) {
    walk_alone(p, e, trips, count, walk);
    if (count > 1 || trips->team == 0 || pool_of(p, trips) < 0 || running_of(p, trips)) return;
    int64_t wait_s = convoy_departs_s(arena, p, e, s, trips) - walk->trips[0].depart_s;
    if (wait_s != 0) walk_shift(p, e, trips, count, later(walk->trips[0].load_s, wait_s), walk);
}

/* ---------------------------------------------------------------- two echelons */
/* Where a stop is visited; NULL = nowhere. */
static const VrpTrip *trip_of(const VrpProblem *p, const VrpSolution *s, int32_t stop,
                              const VrpVisit **ret_visit) {
    for (int32_t t = 0; t < s->trip_count; t++)
        for (int32_t i = 0; i < s->trips[t].visit_count && trip_exists(p, &s->trips[t]); i++)
            if (s->trips[t].visits[i].stop == stop) {
                *ret_visit = &s->trips[t].visits[i];
                return &s->trips[t];
            }
    return NULL;
}

/* When a trip could load if all its goods lay there: as early as its shift comes to it. */
static int64_t loads_from_s(Arena *arena, const VrpProblem *p, const VrpSolution *s,
                            const VrpTrip *trip) {
    const VrpTrip *first = trip;
    while (first > s->trips && same_shift(first - 1, trip)) first--;
    int32_t count = (int32_t)(trip - first) + 1;
    Walk walk = vrp_walk_new(arena, first, count);
    walk_shift(p, NULL, first, count, trip_vehicle(p, trip)->shifts[trip->shift].start_s, &walk);
    return walk.trips[count - 1].load_s;
}

/* As the solution states it: whether it states the truth is found in either echelon. */
Echelons vrp_walk_echelons(Arena *arena, const VrpProblem *p, const VrpSolution *s) {
    Echelons e = {0};
    size_t stops = (size_t)p->stop_count;
    if (p->supply_count == 0) return e;
    e.release_s = ARENA_ARRAY(arena, int64_t, stops);
    e.until_s = ARENA_ARRAY(arena, int64_t, stops);
    e.begin_from_s = ARENA_ARRAY(arena, int64_t, stops);
    e.leave_by_s = ARENA_ARRAY(arena, int64_t, stops);
    for (size_t i = 0; i < stops; i++) {
        e.release_s[i] = p->stops[i].release_s;
        e.leave_by_s[i] = e.until_s[i] = TIME_MAX;
    }
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *supply = &p->supplies[i];
        const VrpVisit *lot = NULL, *visit = NULL;
        const VrpTrip *brings = trip_of(p, s, supply->lot, &lot);
        const VrpTrip *takes = trip_of(p, s, supply->stop, &visit);
        if (!brings || !takes) continue;
        int64_t released = later(lot->leave_s, supply->handling_s);
        if (e.release_s[supply->stop] < released) e.release_s[supply->stop] = released;
        int64_t leave_by_s = takes->load_s - supply->handling_s;
        if (e.leave_by_s[supply->lot] > leave_by_s) e.leave_by_s[supply->lot] = leave_by_s;
        if (supply->keep_s == 0) continue;
        e.until_s[supply->stop] = later(released, supply->keep_s);
        int64_t from_s = loads_from_s(arena, p, s, takes) - supply->keep_s - supply->handling_s -
                         p->stops[supply->lot].service_s;
        if (e.begin_from_s[supply->lot] < from_s) e.begin_from_s[supply->lot] = from_s;
    }
    return e;
}

/* Where goods may not lie for long, a lot is brought for somebody, or is aboard. */
/* ---------------------------------------------------------------- filling in */
static void take_walk(const VrpProblem *p, VrpTrip *trips, const Walk *walk, int32_t count,
                      VrpCost *cost) {
    const VrpVehicle *vehicle = trip_vehicle(p, trips);
    const VrpRunning *running = running_of(p, trips);
    int64_t distance_m = running ? running->driven_m : 0;
    for (int32_t i = 0; i < count; i++) {
        const VrpTrip *is = &walk->trips[i];
        VrpTrip *to = &trips[i];
        *to = (VrpTrip){.vehicle = to->vehicle,
                        .shift = to->shift,
                        .team = to->team,
                        .number = i,
                        .load_s = is->load_s,
                        .depart_s = is->depart_s,
                        .return_s = is->return_s,
                        .distance_m = is->distance_m,
                        .visits = is->visits,
                        .visit_count = to->visit_count};
        memcpy(to->load, is->load, sizeof to->load);
        distance_m += is->distance_m;
    }
    cost->shifts_used++;
    cost->fixed += vehicle->cost_per_shift;
    int64_t begun_s = running ? running->begun_s : trips->load_s;
    cost->time += part_cost(vehicle->cost_per_hour, walk->end_s - begun_s, 3600);
    cost->distance += part_cost(vehicle->cost_per_km, distance_m, 1000);
    if (cost->finish_s < walk->end_s) cost->finish_s = walk->end_s;
}

static void fill_in(Arena *arena, const VrpProblem *p, const Echelons *e, VrpSolution *solution) {
    VrpCost cost = {0};
    int32_t count = 1;
    for (int32_t t = 0; t < solution->trip_count; t += count, count = 1) {
        VrpTrip *trips = &solution->trips[t];
        while (t + count < solution->trip_count && same_shift(trips, &trips[count])) count++;
        Walk walk = vrp_walk_new(arena, trips, count);
        vrp_walk(arena, p, e, solution, trips, count, &walk);
        take_walk(p, trips, &walk, count, &cost);
    }
    solution->cost = cost;
}

/* The latest that a trip can load, and the shift go on from there, if all its goods lay there. */
static int64_t loads_by_s(Arena *arena, const VrpProblem *p, const VrpSolution *s,
                          const VrpTrip *trip) {
    const VrpShift *shift = &trip_vehicle(p, trip)->shifts[trip->shift];
    int32_t count = 1;
    while (trip + count < s->trips + s->trip_count && same_shift(trip, trip + count)) count++;
    Walk walk = vrp_walk_new(arena, trip, count);
    int64_t good_s = shift->start_s, bad_s = shift->end_s + 1;
    while (bad_s - good_s > 1) {
        int64_t try_s = good_s + (bad_s - good_s) / 2;
        walk_shift(p, NULL, trip, count, try_s, &walk);
        if (walk.windows_kept && walk.end_s <= shift->end_s)
            good_s = try_s;
        else
            bad_s = try_s;
    }
    return good_s;
}

/* By when lots are due, whenever what they supply is loaded in the end. */
static int64_t *dues_of(Arena *arena, const VrpProblem *p, const VrpSolution *s) {
    int64_t *leave_by_s = ARENA_ARRAY(arena, int64_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++) leave_by_s[i] = TIME_MAX;
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *supply = &p->supplies[i];
        const VrpVisit *visit;
        const VrpTrip *takes = trip_of(p, s, supply->stop, &visit);
        if (!takes) continue;
        int64_t by_s = loads_by_s(arena, p, s, takes) - supply->handling_s;
        if (leave_by_s[supply->lot] > by_s) leave_by_s[supply->lot] = by_s;
    }
    return leave_by_s;
}

static bool keeps(const VrpProblem *p) {
    for (int32_t i = 0; i < p->supply_count; i++)
        if (p->supplies[i].keep_s > 0) return true;
    return false;
}

/* Where goods may not lie for long, lots come as late as they are due, within what their own shifts
 * allow; then it is known between when and when what they supply is loaded. */
static void fill_in_kept(Arena *arena, const VrpProblem *p, VrpSolution *solution) {
    int64_t *dues = dues_of(arena, p, solution);
    Echelons e = vrp_walk_echelons(arena, p, solution);
    e = (Echelons){.leave_by_s = dues, .begin_from_s = e.begin_from_s};
    for (int pass = 0; pass < 2; pass++) {
        fill_in(arena, p, &e, solution);
        e = vrp_walk_echelons(arena, p, solution);
        e.leave_by_s = dues;
    }
}

/* Else they come as early as they can, what they supply leaves as it suits, and lots then come no
 * earlier than that needs. */
static void fill_in_echelons(Arena *arena, const VrpProblem *p, VrpSolution *solution) {
    int64_t *at_once = ARENA_ARRAY(arena, int64_t, (size_t)p->stop_count);
    Echelons e = {.leave_by_s = at_once, .at_once = true};
    for (int32_t i = 0; i < p->stop_count; i++) at_once[i] = TIME_MAX;
    for (int32_t i = 0; i < p->supply_count; i++) at_once[p->supplies[i].lot] = 0;
    for (int pass = 0; pass < 3; pass++) {
        fill_in(arena, p, &e, solution);
        e = vrp_walk_echelons(arena, p, solution);
        if (pass > 0) continue;
        e.leave_by_s = at_once;
        e.at_once = true;
    }
}

void vrp_timetable(Arena *arena, const VrpProblem *problem, VrpSolution *solution) {
    if (keeps(problem))
        fill_in_kept(arena, problem, solution);
    else if (problem->supply_count > 0)
        fill_in_echelons(arena, problem, solution);
    else
        fill_in(arena, problem, NULL, solution);
    VrpVerdict verdict; /* penalties and splits, as the check counts them */
    vrp_check(arena, problem, solution, &verdict);
    solution->cost = verdict.cost;
}

/* ---------------------------------------------------------------- one stop alone */
typedef enum Hurdle { H_CLASS, H_REACH, H_CAPACITY, H_TIME, H_FLEET } Hurdle;

/* The first hurdle at which this vehicle fails to serve the stop alone; H_FLEET = none. */
static Hurdle hurdle_of(const VrpProblem *p, const VrpVehicle *v, int32_t vehicle, int32_t stop) {
    const VrpStop *s = &p->stops[stop];
    int32_t home = p->depots[v->depot].site;
    for (int32_t i = 0; i < p->pin_count; i++)
        if (p->pins[i].stop == stop && p->pins[i].vehicle != vehicle) return H_CLASS;
    if (!(s->class_mask >> v->klass & 1) || !(s->depot_mask >> v->depot & 1)) return H_CLASS;
    if (!vrp_walk_reaches(p, v->klass, home, s->site) ||
        !vrp_walk_reaches(p, v->klass, s->site, home))
        return H_REACH;
    for (int d = 0; d < VRP_DIMENSIONS; d++)
        if (s->demand[d] > v->capacity[d]) return H_CAPACITY;
    for (int32_t i = 0; i < v->shift_count && v->trips_max > 0; i++) {
        VrpVisit visit = {.stop = stop}, walked;
        VrpTrip alone = {.vehicle = vehicle, .shift = i, .visits = &visit, .visit_count = 1};
        VrpTrip out = {.visits = &walked};
        Walk walk = {.trips = &out};
        walk_shift(p, NULL, &alone, 1, v->shifts[i].start_s, &walk);
        bool brief = v->shifts[i].duration_max_s == 0;
        if (!brief) {
            walk_alone(p, NULL, &alone, 1, &walk);
            brief = walk.end_s - out.load_s <= v->shifts[i].duration_max_s;
        }
        if (walk.windows_kept && brief && walk.end_s <= v->shifts[i].end_s) return H_FLEET;
    }
    return H_TIME;
}

const char *vrp_why_unserved(const VrpProblem *problem, int32_t stop) {
    static const char *const words[] = {"class", "reach", "capacity", "time", "fleet"};
    assert(stop_known(problem, stop));
    Hurdle furthest = H_CLASS;
    for (int32_t v = 0; v < problem->vehicle_count; v++) {
        Hurdle h = hurdle_of(problem, &problem->vehicles[v], v, stop);
        if (h > furthest) furthest = h;
    }
    return words[furthest];
}
