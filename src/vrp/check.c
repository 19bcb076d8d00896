// SPDX-License-Identifier: Apache-2.0
/* The independent checker. It believes nothing the solution says of times, loads or costs: it walks
 * every trip through the matrices itself, and finds the latest start of a shift by trying starts
 * (bisection) where the solver computes it. Slow, plain and separate from the solver on purpose. */
#include "vrp/vrp.h"

#include <assert.h>
#include <string.h>

#define TIME_MAX (INT64_C(1) << 60) /* sums of times stop here instead of wrapping */

#define WIDE(n) ((long long)(n)) /* for printing; PRId64 would split the message */

/* What the other echelon imposes, as the solution states it. Per stop; NULL = nothing. */
typedef struct Echelons {
    int64_t *release_s;    /* not before its lot has come and was handled */
    int64_t *until_s;      /* nor later than its goods may lie there */
    int64_t *leave_by_s;   /* lots: what they supply is loaded when stated */
    int64_t *begin_from_s; /* lots: sooner, what they supply would lie for too long */
    bool at_once;          /* nothing brings a lot later than it can */
} Echelons;

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

/* What one walk through a shift finds: the same fields as the trips of the solution. */
typedef struct Walk {
    VrpTrip *trips;
    bool windows_kept;
    int64_t end_s;
} Walk;

typedef struct Way {
    uint32_t time_s, distance_m;
} Way;

#define BREACH(check, rule_id, trip_index, stop_index, ...) \
    vec_push((check)->arena, &(check)->breaches,            \
             (VrpBreach){.rule = (rule_id),                 \
                         .trip = (trip_index),              \
                         .stop = (stop_index),              \
                         .text = arena_printf((check)->arena, __VA_ARGS__)})

static int64_t later(int64_t time_s, int64_t by_s) {
    return time_s > TIME_MAX - by_s ? TIME_MAX : time_s + by_s;
}

static bool stop_known(const VrpProblem *p, int32_t stop) {
    return stop >= 0 && stop < p->stop_count;
}

static const VrpVehicle *trip_vehicle(const VrpProblem *p, const VrpTrip *trip) {
    return &p->vehicles[trip->vehicle];
}

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

static bool reachable(const VrpProblem *p, int32_t klass, int32_t from, int32_t to) {
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
static const VrpRunning *running_of(const VrpProblem *p, const VrpTrip *trip) {
    return trip_vehicle(p, trip)->shifts[trip->shift].running;
}

static int64_t released_s(const VrpProblem *p, const Echelons *e, int32_t stop) {
    return e && e->release_s ? e->release_s[stop] : p->stops[stop].release_s;
}

static int64_t kept_until_s(const VrpProblem *p, const Echelons *e, int32_t stop) {
    int64_t own_s = p->stops[stop].keep_until_s ? p->stops[stop].keep_until_s : TIME_MAX;
    return e && e->until_s && e->until_s[stop] < own_s ? e->until_s[stop] : own_s;
}

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

static bool same_shift(const VrpTrip *a, const VrpTrip *b) {
    return a->vehicle == b->vehicle && a->shift == b->shift;
}

static int32_t pool_of(const VrpProblem *p, const VrpTrip *trip) {
    return trip_vehicle(p, trip)->shifts[trip->shift].pool;
}

static bool trip_exists(const VrpProblem *p, const VrpTrip *trip) {
    if (trip->vehicle < 0 || trip->vehicle >= p->vehicle_count || trip->shift < 0 ||
        trip->shift >= p->vehicles[trip->vehicle].shift_count)
        return false;
    for (int32_t i = 0; i < trip->visit_count; i++)
        if (!stop_known(p, trip->visits[i].stop)) return false;
    return true;
}

/* Whether the two leave behind one team. */
static bool same_convoy(const VrpProblem *p, const VrpTrip *a, const VrpTrip *b) {
    return a->team > 0 && a->team == b->team && trip_exists(p, b) && pool_of(p, a) >= 0 &&
           pool_of(p, a) == pool_of(p, b);
}

static Walk walk_new(Arena *arena, const VrpTrip *trips, int32_t count) {
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
        Walk walk = walk_new(arena, &s->trips[t], 1);
        walk_alone(p, e, &s->trips[t], 1, &walk);
        int64_t depart_s = walk.trips[0].depart_s;
        if (last_s < depart_s) last_s = depart_s;
        depart_s += can_wait_s(p, e, &s->trips[t], &walk);
        if (must_s > depart_s) must_s = depart_s;
    }
    return last_s < must_s || (e && e->at_once) ? last_s : must_s;
}

/* The timetable of a shift, which waits for its convoy. */
static void walk_timetable(Arena *arena, const VrpProblem *p, const Echelons *e,
                           const VrpSolution *s, const VrpTrip *trips, int32_t count, Walk *walk) {
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
    Walk walk = walk_new(arena, first, count);
    walk_shift(p, NULL, first, count, trip_vehicle(p, trip)->shifts[trip->shift].start_s, &walk);
    return walk.trips[count - 1].load_s;
}

/* As the solution states it: whether it states the truth is found in either echelon. */
static Echelons echelons_of(Arena *arena, const VrpProblem *p, const VrpSolution *s) {
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
        if (!reachable(p, vehicle->klass, site, to))
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
static int64_t part_cost(int64_t rate, int64_t amount, int64_t unit) {
    int64_t whole, rest = ceil_div64(amount % unit * rate, unit);
    if (__builtin_mul_overflow(amount / unit, rate, &whole)) return INT64_MAX / 4;
    return whole + rest;
}

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
    Walk walk = walk_new(c->arena, trips, count);
    walk_timetable(c->arena, c->problem, &c->echelons, c->solution, trips, count, &walk);
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
    c.echelons = echelons_of(arena, problem, solution);
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
        Walk walk = walk_new(arena, trips, count);
        walk_timetable(arena, p, e, solution, trips, count, &walk);
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
    Walk walk = walk_new(arena, trip, count);
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
    Echelons e = echelons_of(arena, p, solution);
    e = (Echelons){.leave_by_s = dues, .begin_from_s = e.begin_from_s};
    for (int pass = 0; pass < 2; pass++) {
        fill_in(arena, p, &e, solution);
        e = echelons_of(arena, p, solution);
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
        e = echelons_of(arena, p, solution);
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
    if (!reachable(p, v->klass, home, s->site) || !reachable(p, v->klass, s->site, home))
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
