// SPDX-License-Identifier: Apache-2.0
/* check.h: the independent checker, apart from the solver's inside. It believes nothing that a
 * solution says of times, loads or costs: check_walk.c walks every trip through the matrices
 * itself, and finds the latest start of a shift by trying starts (bisection) where the solver
 * computes it; check.c asks the rules of what the walks find. Slow, plain and separate from the
 * solver on purpose. */
#ifndef HANTAR_VRP_CHECK_H
#define HANTAR_VRP_CHECK_H

#include "vrp/vrp.h"

#define TIME_MAX (INT64_C(1) << 60) /* sums of times stop here instead of wrapping */

/* What the other echelon imposes, as the solution states it. Per stop; NULL = nothing. */
typedef struct Echelons {
    int64_t *release_s;    /* not before its lot has come and was handled */
    int64_t *until_s;      /* nor later than its goods may lie there */
    int64_t *leave_by_s;   /* lots: what they supply is loaded when stated */
    int64_t *begin_from_s; /* lots: sooner, what they supply would lie for too long */
    bool at_once;          /* nothing brings a lot later than it can */
} Echelons;

/* What one walk through a shift finds: the same fields as the trips of the solution. */
typedef struct Walk {
    VrpTrip *trips;
    bool windows_kept;
    int64_t end_s;
} Walk;

/* Of these trips of one shift, with room for their visits. */
Walk vrp_walk_new(Arena *arena, const VrpTrip *trips, int32_t count);
/* The timetable of a shift, which waits for its convoy. */
void vrp_walk(Arena *arena, const VrpProblem *p, const Echelons *e, const VrpSolution *s,
              const VrpTrip *trips, int32_t count, Walk *walk);
/* As the solution states it: whether it states the truth is found in either echelon. */
Echelons vrp_walk_echelons(Arena *arena, const VrpProblem *p, const VrpSolution *s);
bool vrp_walk_reaches(const VrpProblem *p, int32_t klass, int32_t from, int32_t to);

/* ---------------------------------------------------------------- said of problem and trips */

static inline int64_t later(int64_t time_s, int64_t by_s) {
    return time_s > TIME_MAX - by_s ? TIME_MAX : time_s + by_s;
}

static inline bool stop_known(const VrpProblem *p, int32_t stop) {
    return stop >= 0 && stop < p->stop_count;
}

static inline const VrpVehicle *trip_vehicle(const VrpProblem *p, const VrpTrip *trip) {
    return &p->vehicles[trip->vehicle];
}

static inline const VrpRunning *running_of(const VrpProblem *p, const VrpTrip *trip) {
    return trip_vehicle(p, trip)->shifts[trip->shift].running;
}

static inline int64_t released_s(const VrpProblem *p, const Echelons *e, int32_t stop) {
    return e && e->release_s ? e->release_s[stop] : p->stops[stop].release_s;
}

static inline int64_t kept_until_s(const VrpProblem *p, const Echelons *e, int32_t stop) {
    int64_t own_s = p->stops[stop].keep_until_s ? p->stops[stop].keep_until_s : TIME_MAX;
    return e && e->until_s && e->until_s[stop] < own_s ? e->until_s[stop] : own_s;
}

static inline bool same_shift(const VrpTrip *a, const VrpTrip *b) {
    return a->vehicle == b->vehicle && a->shift == b->shift;
}

static inline int32_t pool_of(const VrpProblem *p, const VrpTrip *trip) {
    return trip_vehicle(p, trip)->shifts[trip->shift].pool;
}

static inline bool trip_exists(const VrpProblem *p, const VrpTrip *trip) {
    if (trip->vehicle < 0 || trip->vehicle >= p->vehicle_count || trip->shift < 0 ||
        trip->shift >= p->vehicles[trip->vehicle].shift_count)
        return false;
    for (int32_t i = 0; i < trip->visit_count; i++)
        if (!stop_known(p, trip->visits[i].stop)) return false;
    return true;
}

/* Whether the two leave behind one team. */
static inline bool same_convoy(const VrpProblem *p, const VrpTrip *a, const VrpTrip *b) {
    return a->team > 0 && a->team == b->team && trip_exists(p, b) && pool_of(p, a) >= 0 &&
           pool_of(p, a) == pool_of(p, b);
}

static inline int64_t part_cost(int64_t rate, int64_t amount, int64_t unit) {
    int64_t whole, rest = ceil_div64(amount % unit * rate, unit);
    if (__builtin_mul_overflow(amount / unit, rate, &whole)) return INT64_MAX / 4;
    return whole + rest;
}

#endif
