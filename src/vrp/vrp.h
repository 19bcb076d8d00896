// SPDX-License-Identifier: Apache-2.0
/* vrp.h: the general vehicle-routing problem of Hantar, its solver, and an independent checker.
 * Knows nothing of roads or elections: sites are indices, times and distances are matrices.
 *
 * The problem, in the field's words. Vehicles stand at depots. A vehicle works in shifts (one per
 * day that it is available). In a shift it makes trips: load at the depot, visit stops, return to
 * the depot, perhaps load again. Every stop is visited once by one vehicle, or is left unserved at
 * its penalty. Rules:
 *
 *   - the load of a trip stays within the vehicle's capacity in each dimension;
 *   - a stop is only visited by a vehicle class in its class_mask, from a depot that it allows;
 *   - service at a stop begins within [earliest_s, latest_s]; a vehicle that is early waits;
 *   - a trip starts loading no earlier than the release time of each stop on it, and no later than
 *     the goods of each may lie at the depot;
 *   - a shift begins and ends within its window, and lasts no longer than it may; driving never
 *     uses an unreachable pair;
 *   - every shift of a pool goes with one of its teams, and a pool has `limit` of them: an escort
 *     per vehicle and day. One team goes with up to convoy_max shifts as a convoy: each of them
 *     makes one trip, from the same depot and to stops of the same area, and they leave together;
 *   - a stop that is supplied by another, its lot, is served only if that one is, and its trip
 *     loads no earlier than so long after the lot was set down: two echelons. Where goods may not
 *     lie for long, it loads no later than so long after that, either, and a lot is brought only
 *     if something that it supplies is served, or it is aboard;
 *   - a stop that is pinned is brought by that vehicle, or in that shift;
 *   - a stop has a habit: visiting it otherwise than in that shift, or later, costs so much;
 *   - a running shift goes on from where and when it is. What it has aboard is visited before it
 *     comes home next, and nothing else is.
 *
 * The timetable of a given order of stops is the earliest possible one, with the start of the
 * shift then moved as late as it can be without delaying its end: nobody waits who could start
 * later. A convoy leaves when the last of its shifts would, or the first of them must: the search
 * joins shifts only where that costs none of them anything. Vehicles that bring lots also begin no
 * later than the loading of what they supply needs.
 *
 * The objective, in the smallest unit of money: penalties of unserved stops, plus for each used
 * shift its fixed cost, cost per hour from start to end, cost per kilometre; plus split_cost for
 * each trip beyond the first that serves a group (a village), plus the habits that are broken. All
 * integers: a shift's hours cost ceil(cost_per_hour * seconds / 3600) and its kilometres
 * ceil(cost_per_km * metres / 1000).
 *
 * All times are seconds from the problem's own zero. All answers are deterministic for the same
 * problem, seed, iterations and number of threads.
 */
#ifndef HANTAR_VRP_H
#define HANTAR_VRP_H

#include <signal.h>

#include "base/base.h"

#define VRP_UNREACHABLE UINT32_MAX
#define VRP_FOREVER (INT64_C(1) << 40) /* later than any latest time */
#define VRP_DIMENSIONS 3 /* what they mean is the caller's: mass_g, volume_cm3, boxes */

/* Points of a plane instead of a table: for many sites, and for the public benchmarks. Time and
 * distance are then the same number: the length divided by per_unit, to a whole number. */
#define VRP_POINT_MAX 1000000000
typedef enum VrpRounding { VRP_NEAREST, VRP_DOWN, VRP_UP } VrpRounding;
typedef struct VrpPoint {
    int32_t x, y; /* within VRP_POINT_MAX of zero */
} VrpPoint;

typedef struct VrpMatrix {
    const uint32_t *time_s, *distance_m; /* site_count x site_count, row = from */
    const VrpPoint *points;              /* per site, where there are no tables; else NULL */
    int32_t per_unit;
    VrpRounding rounding;
} VrpMatrix;

typedef struct VrpDepot {
    int32_t site;
    int64_t load_fixed_s;    /* at the start of every trip */
    int64_t load_per_unit_s; /* per unit of the last dimension (boxes) */
} VrpDepot;

typedef struct VrpStop {
    int32_t site;
    int64_t demand[VRP_DIMENSIONS];
    int64_t service_s;
    int64_t earliest_s, latest_s;
    int64_t release_s;    /* 0 when it is at the depot from the start */
    int64_t keep_until_s; /* loaded by then at the latest; 0 = whenever it suits */
    uint32_t class_mask;  /* bit per matrix / vehicle class */
    uint64_t depot_mask;  /* bit per depot */
    int64_t penalty;      /* cost when unserved; always dearer than serving where "must" is meant */
    int32_t group;        /* -1 = none */
    int32_t area;         /* where a convoy goes as a whole */
} VrpStop;

/* A plan that is under way: what has been done is no part of the problem any more, only what
 * follows from it is. The shift's first trip is the one that it is on, with no loading, even where
 * it only drives home. */
typedef struct VrpRunning {
    int32_t site;    /* where it is, or will be as soon as it can be sent on */
    int64_t begun_s; /* its first loading, from which its time is paid */
    int64_t free_s;  /* when it leaves the site */
    int64_t driven_m;
    int32_t trips_made; /* that it has come home from, before the one it is on */
} VrpRunning;

typedef struct VrpShift {
    int64_t start_s, end_s;    /* window: loading may begin at start_s, back by end_s */
    int32_t pool;              /* -1 = none */
    int64_t duration_max_s;    /* from loading to return; 0 = as long as the window */
    const VrpRunning *running; /* NULL = has not begun */
} VrpShift;

typedef struct VrpVehicle {
    int32_t klass; /* index of its matrix; bit in class_mask */
    int32_t depot;
    int64_t capacity[VRP_DIMENSIONS];
    int64_t cost_per_shift, cost_per_hour, cost_per_km;
    int32_t trips_max; /* per shift */
    VrpShift *shifts;
    int32_t shift_count;
} VrpVehicle;

typedef struct VrpPin { /* one per stop at most */
    int32_t stop, vehicle;
    int32_t shift; /* -1 = any of the vehicle's */
    bool aboard;   /* the goods are on the vehicle now, in this running shift */
} VrpPin;

/* One per stop at most: who was told that this shift visits it, and when. No moment is told where
 * teams go with convoys: their shifts wait for one another. */
typedef struct VrpHabit {
    int32_t stop, vehicle, shift;
    int64_t cost;   /* money, where it is visited in another one, ... */
    int64_t told_s; /* ... or service begins after this; 0 = whenever */
} VrpHabit;
/* One per stop at most. Lots are supplied by nobody, and leave from other depots than what they
 * supply; there, shifts have no duration_max_s. What is aboard has no supply any more. */
typedef struct VrpSupply {
    int32_t stop, lot;
    int64_t handling_s; /* from when the lot's vehicle leaves it until the goods may be loaded */
    int64_t keep_s;     /* from then until they must be loaded; 0 = whenever it suits */
} VrpSupply;

typedef struct VrpProblem {
    VrpMatrix *classes;
    int32_t class_count, site_count;
    VrpDepot *depots;
    int32_t depot_count;
    VrpStop *stops;
    int32_t stop_count;
    VrpVehicle *vehicles;
    int32_t vehicle_count;
    int32_t *pool_limits;
    int32_t pool_count;
    int32_t convoy_max; /* shifts that one team goes with; 0 = 1 */
    int32_t group_count;
    int64_t split_cost;
    VrpPin *pins;
    int32_t pin_count;
    VrpHabit *habits;
    int32_t habit_count;
    VrpSupply *supplies;
    int32_t supply_count;
} VrpProblem;

/* ---------------------------------------------------------------- answers */
typedef struct VrpVisit {
    int32_t stop;
    int64_t arrive_s, begin_s, leave_s; /* begin_s - arrive_s is waiting */
} VrpVisit;
typedef struct VrpTrip {
    int32_t vehicle, shift, number; /* number from 0 within the shift, as far as it is planned */
    int32_t team; /* the same number within a pool = a convoy; 0 = it goes alone */
    int64_t load_s, depart_s, return_s; /* loading begins, leaves the depot, is back */
    int64_t distance_m;                 /* of a running trip: what is left of it */
    int64_t load[VRP_DIMENSIONS];
    VrpVisit *visits;
    int32_t visit_count;
} VrpTrip;
typedef struct VrpCost {
    int64_t unserved_count, penalty;
    int64_t shifts_used, fixed, time, distance, split; /* money, but for shifts_used */
    int64_t habit;
    int64_t total;
    int64_t finish_s; /* the last return */
} VrpCost;
typedef struct VrpSolution {
    VrpTrip *trips; /* by vehicle, shift, number */
    int32_t trip_count;
    int32_t *unserved;
    int32_t unserved_count;
    VrpCost cost;
    int64_t iterations; /* of all threads */
} VrpSolution;

/* ---------------------------------------------------------------- solving */
/* Told of better plans while the search runs, at most once per look at the clock; by one thread at
 * a time, which need not be the caller's. */
typedef struct VrpWatch {
    void (*better)(void *ctx, int64_t cost, int64_t iterations);
    void *ctx;
} VrpWatch;
typedef struct VrpOptions {
    double time_limit_s;     /* 0 = no limit of time */
    int64_t iteration_limit; /* of each thread; 0 = none; one of the two must be set. Without a
                                limit of time, the answer is the same byte for byte */
    uint64_t seed;
    int threads; /* up to 64; each improves a plan of its own, and they compare now and then;
                    of a large plan on a plane, each a part */
    const Progress *progress;
    const VrpWatch *watch;             /* may be NULL */
    const volatile sig_atomic_t *stop; /* not 0 = end soon, with the best so far; may be NULL */
    const struct Tuning *tuning;       /* of the search, for benchmarks; NULL = the defaults */
    const VrpSolution *start; /* improve this one; may be NULL. What it breaks is planned anew */
    int32_t hot_percent;      /* first temperature, in percent of the mean arc's cost; 0 = as tuned.
                                 At that a short run loses a good start; 20 keeps it */
} VrpOptions;
/* Refuses a malformed problem with ERR_INPUT. Any well-formed problem has an answer: what cannot
 * be served is unserved. */
MUST_USE Status vrp_solve(const Env *env, Arena *arena, const VrpProblem *problem,
                          const VrpOptions *options, VrpSolution *ret, Err *err);
/* Clarke and Wright's savings (1964), carried over to fleets, shifts and windows, without
 * improvement: the yardstick of the benchmarks. */
MUST_USE Status vrp_savings(const Env *env, Arena *arena, const VrpProblem *problem,
                            VrpSolution *ret, Err *err);

/* ---------------------------------------------------------------- instances
 * The files in which researchers and other solvers state problems: CVRPLIB's .vrp (CVRP, VRPTW,
 * HFVRP, MDVRPTW, MTVRPTWR), Solomon's and Homberger's .txt, VROOM's JSON. Each is read by the
 * convention of its benchmark:
 *
 *   .vrp CVRP                 distance, each arc rounded to the nearest whole number
 *   .vrp VRPTW, MTVRPTWR      distance, tenths, each arc truncated (DIMACS)
 *   .vrp MDVRPTW, HFVRP       distance (and the vehicles' costs), thousandths, each arc rounded
 *   .txt                      vehicles first, then distance; each arc rounded up to 1/10000, so
 *                             that what keeps the windows here keeps them in real numbers
 *   .json                     VROOM's: travel time, or what the vehicles' costs say
 */
typedef struct VrpInstance {
    const char *name;
    VrpProblem problem;
    int cost_decimals;    /* the benchmark's cost is VrpCost divided by ten to this */
    bool vehicles_first;  /* ... and leaves out the fixed costs, which only rank vehicles */
    bool vehicles_differ; /* route k of a .sol is vehicle k; else any vehicle */
    int32_t client_first; /* what a .sol calls stop 0 */
    const int64_t *stop_ids, *vehicle_ids; /* VROOM's; else NULL */
    const VrpMatrix *travel; /* VROOM's, per class: seconds and metres; the problem's own matrices
                                hold what travel costs as their distance */
} VrpInstance;
/* By the file's content, whatever its name; `file` is for messages. */
MUST_USE Status vrp_instance(Arena *arena, const char *file, Bytes text, VrpInstance *ret,
                             Err *err);
/* In the benchmark's unit, times ten to cost_decimals. */
int64_t vrp_instance_cost(const VrpInstance *instance, const VrpCost *cost);
/* The routes of a .sol. Only who drives and in which order is filled in: vrp_timetable does the
 * rest. A 0 inside a route is a reload. */
MUST_USE Status vrp_sol_read(Arena *arena, const VrpInstance *instance, const char *file,
                             Bytes text, VrpSolution *ret, Err *err);
void vrp_sol_write(const VrpInstance *instance, const VrpSolution *solution, Buf *to);
void vrp_vroom_write(const VrpInstance *instance, const VrpSolution *solution, Buf *to);

/* ---------------------------------------------------------------- checking
 * Shares no code with the solver. Expects a well-formed problem; the solution may be anything.
 * Recomputes timetable, loads and costs of `solution` from the problem, and lists each broken rule
 * in words. OK and no fault = feasible and correctly priced. */
typedef struct VrpBreach {
    /* A stable id. Of a visit: "stop" (none such), "class", "depot", "window", "release", "keep"
     * (its goods lie at the depot for too long), "reach", "supply" (its lot is not brought), "pin"
     * (another vehicle's), "aboard" (goods that are not on the vehicle, or have to be visited
     * before it comes home). Of a trip: "trip" (no such shift, or no visit), "order", "capacity".
     * Of a shift: "shift" (its window), "trips" (too many), "running" (a running one is left out).
     * Of the whole: "coverage", "pool", "convoy" (shifts that cannot go with one team). And what is
     * said wrongly: "timetable", "load", "distance", "cost". */
    const char *rule;
    int32_t trip, stop; /* -1 = none */
    const char *text;
} VrpBreach;
typedef struct VrpVerdict {
    VrpBreach *breaches;
    size_t count;
    VrpCost cost; /* as recomputed */
} VrpVerdict;
void vrp_check(Arena *arena, const VrpProblem *problem, const VrpSolution *solution,
               VrpVerdict *ret);

/* Fills in times, loads, distances and costs of a solution that says only who visits what in which
 * order: the checker's own, so that only broken rules remain to be found. Its trips and visits must
 * exist. */
void vrp_timetable(Arena *arena, const VrpProblem *problem, VrpSolution *solution);

/* Why a stop is unserved, as well as can be told by looking at it alone: "class" (no vehicle of an
 * allowed class and depot), "reach" (no way there and back), "capacity" (larger than any vehicle),
 * "time" (no shift is long enough for it alone), or "fleet" (possible alone; the fleet is full). */
const char *vrp_why_unserved(const VrpProblem *problem, int32_t stop);

#endif
