// SPDX-License-Identifier: Apache-2.0
/* vrp_int.h: the solver's inside, for the files of this folder only; check.c stays without it.
 *
 *   answer.c    the plan as the caller's solution, and back
 *   model.c     refuses malformed problems; arcs side by side, kinds of shifts, neighbours
 *   plan.c      a solution that can be changed, priced and rolled back shift by shift
 *   recreate.c  puts single stops and whole trips where they cost least
 *   ruin.c      takes stops out: adjacent strings, groups, shifts
 *   convoy.c    which shifts of a pool share a team
 *   supply.c    two echelons: when lots are due, and when what they supply is released
 *   splice.c    what a move makes of one or two trips
 *   descent.c   moves between what a step touched and its neighbours
 *   search.c    ruin, recreate, accept: the annealing, its trajectories and its clock
 *   savings.c   Clarke and Wright
 *   plane.h     the same search for plain problems, many times faster
 *   evolve.h    a crowd of plans that are crossed, for the small ones among the plain
 */
#ifndef HANTAR_VRP_INT_H
#define HANTAR_VRP_INT_H

#include <math.h>

#include "vrp/vrp.h"

/* ---------------------------------------------------------------- the problem, prepared */
typedef struct Arc {
    uint32_t time_s, distance_m; /* both VRP_UNREACHABLE where there is no way */
} Arc;

/* Shifts that are alike in everything but their name: only one empty shift of a kind is ever
 * tried. */
typedef struct Kind {
    const VrpVehicle *vehicle; /* of the first such shift: class, capacity, rates */
    const VrpDepot *depot;
    const Arc *arcs;  /* of its class: site x site; NULL where it has points */
    VrpMatrix points; /* of its class */
    int64_t start_s, end_s, duration_max_s;
    int32_t pool, trips_max;
    const VrpRunning *running;      /* then it has this one shift only */
    int32_t own_vehicle, own_shift; /* of a vehicle that pins or habits name */
    int64_t second, metre;          /* what they cost, below 2^20 and to one scale for all kinds */
    int64_t fixed;                  /* ... and what a shift costs */
    bool brings, draws;             /* lots; what lots supply */
} Kind;
#define UNREACHABLE_WEIGHT (INT64_C(1) << 56)

typedef struct Model {
    const VrpProblem *problem;
    int32_t site_count;
    Arc **arcs; /* per class; NULL where it has points */
    Kind *kinds;
    int32_t kind_count;
    int32_t shift_count;
    int32_t *shift_kind, *shift_vehicle; /* per shift, the shifts of all vehicles in a row */
    int32_t *vehicle_first;              /* its first shift */
    int32_t *near;                       /* per stop: its near_max nearest, -1 after the last */
    int32_t near_max;
    int64_t *far;              /* per stop: seconds from its nearest depot */
    int64_t *bulk;             /* per stop: millionths of the largest vehicle */
    const VrpPin **pin_of;     /* per stop; NULL where there are none */
    const VrpHabit **habit_of; /* likewise */
    bool punctual;             /* some habits tell when */
    bool stays;                /* some goods are not at the depot at all times */
    /* two echelons; NULL where there is one. Per stop: its supply, or NULL; and where those that it
     * supplies begin in `supplied`, which ends with the next one's */
    const VrpSupply **supply_of;
    int32_t *supplied, *supplied_first;
    int64_t split_weight; /* split_cost, to the scale of a kind's second and metre */
} Model;

/* Working memory of one solve, far above what the largest known problem needs. */
#define WORK_BYTES_MAX ((size_t)8 << 30)
/* All that can be refused without looking into the matrices. */
MUST_USE Status vrp_refuse(const VrpProblem *problem, Err *err);
MUST_USE Status vrp_model(Arena *arena, const VrpProblem *problem, Model *ret, Err *err);
void vrp_model_near(Arena *arena, Model *m, int32_t near_max);

/* The square root is rounded correctly by IEEE 754, so the whole number is the same everywhere. */
static inline uint32_t vrp_apart(VrpPoint a, VrpPoint b, int32_t per_unit, VrpRounding rounding) {
    int64_t dx = (int64_t)a.x - b.x, dy = (int64_t)a.y - b.y;
    double length = sqrt((double)(dx * dx + dy * dy));
    if (per_unit != 1) length /= per_unit;
    if (rounding == VRP_NEAREST) return (uint32_t)(length + 0.5);
    uint32_t whole = (uint32_t)length;
    return whole + (rounding == VRP_UP && length > whole);
}

static inline Arc points_arc(const VrpMatrix *m, int32_t from, int32_t to) {
    uint32_t apart = vrp_apart(m->points[from], m->points[to], m->per_unit, m->rounding);
    return (Arc){apart, apart};
}

static inline Arc arc_of(const Model *m, const Kind *kind, int32_t from, int32_t to) {
    if (!kind->arcs) return points_arc(&kind->points, from, to);
    return kind->arcs[(size_t)from * (size_t)m->site_count + (size_t)to];
}

/* Whether the kind may serve the stop, on the trip that it is running or on another. */
static inline bool vrp_suits(const Model *m, const Kind *kind, bool running, int32_t id) {
    const VrpStop *stop = &m->problem->stops[id];
    const VrpPin *pin = m->pin_of ? m->pin_of[id] : NULL;
    if (running != (pin && pin->aboard)) return false;
    if (pin &&
        (kind->own_vehicle != pin->vehicle || (pin->shift >= 0 && kind->own_shift != pin->shift)))
        return false;
    return (stop->class_mask >> kind->vehicle->klass & 1) &&
           (stop->depot_mask >> kind->vehicle->depot & 1) && stop->earliest_s <= stop->latest_s;
}

/* What visiting the stop in a shift of this kind costs for its habit's sake, at its time or not. */
static inline int64_t vrp_habit_cost(const Model *m, const Kind *kind, int32_t id) {
    const VrpHabit *habit = m->habit_of ? m->habit_of[id] : NULL;
    if (!habit || (kind->own_vehicle == habit->vehicle && kind->own_shift == habit->shift))
        return 0;
    return habit->cost;
}

/* ---------------------------------------------------------------- time
 * A stretch of work as a function of when it is begun: begun at t <= latest_s it ends at
 * max(t + busy_s, done_s). Two stretches in a row are again a stretch, so that a change anywhere in
 * a shift is judged by joining what lies before it, itself, and what lies behind. */
typedef struct Stretch {
    int64_t busy_s, done_s, latest_s;
} Stretch;
#define NEVER (-(INT64_C(1) << 60))
#define NO_WORK ((Stretch){0, 0, VRP_FOREVER})

static inline Stretch stretch_join(Stretch a, int64_t drive_s, Stretch b) {
    int64_t slack = b.latest_s - drive_s, done = a.done_s + drive_s + b.busy_s;
    int64_t latest = slack - a.busy_s;
    if (a.done_s > slack) latest = NEVER;
    return (Stretch){.busy_s = a.busy_s + drive_s + b.busy_s,
                     .done_s = done > b.done_s ? done : b.done_s,
                     .latest_s = latest < a.latest_s ? latest : a.latest_s};
}

static inline Stretch stretch_stop(const VrpStop *stop) {
    return (Stretch){stop->service_s, stop->earliest_s + stop->service_s, stop->latest_s};
}

/* When goods lie at the depot: loading begins within. */
typedef struct Stay {
    int64_t from_s, until_s;
} Stay;
#define ANY_TIME ((Stay){0, VRP_FOREVER})

static inline Stay stay_both(Stay a, Stay b) {
    return (Stay){a.from_s > b.from_s ? a.from_s : b.from_s,
                  a.until_s < b.until_s ? a.until_s : b.until_s};
}

static inline Stay stay_of(const VrpStop *stop) {
    return (Stay){stop->release_s, stop->keep_until_s ? stop->keep_until_s : VRP_FOREVER};
}

static inline Stretch stretch_load(const VrpDepot *depot, int64_t units, Stay stay) {
    int64_t busy = depot->load_fixed_s + depot->load_per_unit_s * units;
    return (Stretch){busy, stay.from_s + busy, stay.from_s <= stay.until_s ? stay.until_s : NEVER};
}

/* Until a trip leaves: loading, or for a running one, all that has been. */
static inline Stretch stretch_lead(const Kind *kind, bool running, int64_t units, Stay stay) {
    if (!running) return stretch_load(kind->depot, units, stay);
    const VrpRunning *r = kind->running;
    return (Stretch){r->free_s - r->begun_s, r->free_s, r->begun_s};
}

#define NO_PRICE INT64_MAX
/* The money of a used shift: NO_PRICE when it does not fit its window. */
int64_t vrp_shift_price(const Kind *kind, Stretch work, int64_t distance_m);
/* The same for a known duration. */
static inline int64_t price_of(const Kind *kind, int64_t duration_s, int64_t distance_m) {
    const VrpVehicle *v = kind->vehicle;
    int64_t rest_s = duration_s % 3600 * v->cost_per_hour, metres = distance_m * v->cost_per_km;
    return v->cost_per_shift + duration_s / 3600 * v->cost_per_hour + (rest_s + 3599) / 3600 +
           (metres + 999) / 1000;
}

/* ---------------------------------------------------------------- a plan
 * A shift is one row of nodes: a loading node begins each trip, the last node is the return at the
 * end. A shift without work has no nodes; a running one always has its first and last. */
typedef struct Node {
    int32_t stop; /* -1 = at the depot */
    int32_t site;
    int32_t trip;      /* index in the shift; the end node has the count of trips */
    int64_t ruined_at; /* of a loading node: the step that took a string out of its trip */
    Arc in;            /* from the node before */
    Stretch front; /* stops: from leaving the depot up to here, included. Depot: from the start of
                      the shift up to arriving here */
    Stretch tail;  /* from here, included, to the end of the shift */
} Node;

typedef struct Trip {
    int32_t first;     /* its loading node */
    int64_t load_by_s; /* of a kind that draws on lots: later than that some rule of time breaks */
    int64_t load_from_s; /* ... and earlier than that the vehicle is not there */
    int32_t stops;
    int32_t area; /* of all its stops; -1 = they differ */
    int64_t load[VRP_DIMENSIONS];
    Stay stay; /* of all its goods */
    Stay hope; /* ... if their lots came when it suits them */
    /* what recreate.c found out about the guest it is placing */
    int64_t guest;
    bool fits;
    int64_t split;
    int64_t more_s; /* its service and loading */
    Stretch lead;   /* from the start of the shift to leaving the depot with the guest on board */
} Trip;

typedef struct Shift {
    const Kind *kind;
    Node *nodes;
    int32_t node_count, node_max;
    Trip *trips;
    int32_t trip_count, trip_max;
    int32_t listed_at; /* place in `used`, or in its kind's `idle` */
    int64_t distance_m;
    int64_t price, habit;
    int64_t saved_at; /* the step whose log holds its former state */
    bool changed;     /* since the best was kept */
} Shift;

/* Whether that trip of the shift is the one that it is on. */
static inline bool trip_runs(const Shift *shift, int32_t trip) {
    return trip == 0 && shift->kind->running;
}

typedef struct Place {
    int32_t shift; /* -1 = absent: `slot` is then its place in `absent` */
    int32_t slot;
} Place;

typedef VEC(int32_t) Ints;
/* How a shift goes with a team of its pool, where teams go with several. */
typedef struct Outing {
    int32_t shift, pool;  /* pool -1 = it needs none */
    int32_t depot, area;  /* area -1 = it cannot share a team */
    int64_t from_s, to_s; /* may leave its depot then without costing more */
    int32_t team;         /* as found by vrp_teams: 0 = its own, else number of a convoy ... */
    int64_t depart_s;     /* ... which leaves then */
} Outing;

typedef struct IdleKind {
    int32_t *at, n;
} IdleKind;

/* Two echelons between which a plan is kept in step. What has changed since is listed once each. */
typedef struct Supplies {
    int32_t open, held; /* shifts being changed; changes whose consequences wait */
    bool settling;
    int64_t *left_s; /* per lot: when it was last set down, */
    Stay *could; /* and between when and when it could be, with all else in its shift as it is */
    int32_t *served; /* per lot: stops that it supplies and that are served */
    bool *lot_listed, *shift_listed;
    int32_t *lots, lot_count;     /* whose stops were changed, or which left their place */
    int32_t *shifts, shift_count; /* that bring lots and were changed, or draw on such */
    int32_t *late, late_count;    /* the latter, while settling */
} Supplies;

typedef struct Plan {
    const Model *model;
    Arena *arena;
    Stretch *work; /* per stop; a lot is due by what it supplies */
    Stay *stay;    /* per stop; by its lot where it has one, from VRP_FOREVER if that is absent */
    Stay *hope;    /* the same if lots came when it suits, as early or late as they can; where all
                      goods    may lie as long as they like it is `stay` itself */
    bool sober;    /* moves are judged by `stay`, not by `hope` */
    Supplies *supplies; /* NULL where there is one echelon */
    Shift *shifts;
    Place *where;                  /* per stop */
    int32_t *absent, absent_count; /* stops in no trip */
    int32_t *used, used_count;     /* shifts with work */
    IdleKind *idle;                /* per kind: shifts without work */
    int32_t *pool_used;            /* teams that are out */
    Outing *outings, *teamed;      /* per shift; room to count teams. NULL without convoys */
    int32_t **pool_shifts, *pool_shift_count; /* per pool: its shifts, whether used or not */
    int32_t *group_trips;                     /* trips that serve a group */
    int64_t *group_seen, group_clock;
    int32_t trip_count;
    int64_t cost;
    int64_t step; /* counts the steps that can be rolled back */
    Ints taken;   /* stops that became absent in this step */
    Ints log;     /* former states of the shifts changed in this step: shift, length, text */
} Plan;

void vrp_plan(Arena *arena, const Model *model, Plan *ret);
/* Between open and close a shift is out of the plan's sums, and its nodes may be edited by take
 * and put. close returns false when the shift breaks a rule of time or reach, or has no team; it is
 * then empty and its stops are absent. */
void vrp_plan_open(Plan *plan, int32_t shift);
bool vrp_plan_close(Plan *plan, int32_t shift);
/* Prices a shift anew as it is; false when it breaks a rule of time now. */
bool vrp_plan_again(Plan *plan, int32_t shift);
bool vrp_plan_lacks_team(const Plan *plan, int32_t shift);
void vrp_plan_take(Plan *plan, int32_t shift, int32_t at, int32_t count);
/* Puts stops before node `at`; as a trip of their own when `as_trip`. */
void vrp_plan_put(Plan *plan, int32_t shift, int32_t at, const int32_t *stops, int32_t count,
                  bool as_trip);
void vrp_plan_empty(Plan *plan, int32_t shift);
/* Of a stop, of loading a trip, or none at the end. */
Stretch vrp_node_work(const Plan *plan, const Shift *shift, const Node *node);
/* Starts a step; undo takes back all since then. */
void vrp_plan_step(Plan *plan);
void vrp_plan_undo(Plan *plan);
/* A shift's text: its stops in order, -1 between trips. */
void vrp_plan_write(const Plan *plan, int32_t shift, Arena *arena, Ints *to);
bool vrp_plan_read(Plan *plan, int32_t shift, const int32_t *text, int32_t count);
/* Two echelons. A plan without open shifts is settled: lots are due when what they supply needs
 * them at the latest, it is released by when they come, and all prices follow. */
void vrp_supplies(Plan *plan);
void vrp_supply_touch(Plan *plan, int32_t shift); /* before and after it changes */
void vrp_supply_doubt(Plan *plan, int32_t shift); /* it breaks a rule as things stand */
void vrp_supply_settle(Plan *plan);
/* Until it is kept, all that lots supply is released as if they had come. */
void vrp_supply_promise(Plan *plan);
void vrp_supply_keep(Plan *plan);
static inline void vrp_supply_hold(Plan *plan) {
    if (plan->supplies) plan->supplies->held++;
}
static inline void vrp_supply_release(Plan *plan) {
    if (!plan->supplies) return;
    plan->supplies->held--;
    vrp_supply_settle(plan);
}
/* By which moves are judged. Hope shows what could be together, and fails where it cannot. */
static inline Stay stay_judged(const Plan *plan, int32_t stop) {
    return plan->sober ? plan->stay[stop] : plan->hope[stop];
}
/* It may break a rule of time that lots which come at another time will mend. */
static inline bool vrp_supply_hopes(const Plan *plan, const Shift *shift) {
    return plan->hope != plan->stay && shift->kind->draws && !plan->supplies->settling;
}
/* Between when and when the trips of a shift that draws on lots can load. */
void vrp_supply_load_span(const Plan *plan, Shift *shift);
/* What is served though its lot is absent leaves the plan; and lots that nobody waits for. */
void vrp_supply_orphans(Plan *plan);
/* When the shift begins, with its convoy; and ends. */
int64_t vrp_shift_begins_s(const Plan *plan, int32_t shift, int64_t *ret_end_s);
/* Driving through a shift's nodes: when the node is left, if the one before it was left at now_s
 * (and for node 0, if the shift begins then). */
int64_t vrp_node_left_s(const Plan *plan, const Shift *shift, int32_t node, int64_t now_s);

static inline bool vrp_pool_has_room(const Plan *plan, const Kind *kind) {
    return kind->pool < 0 || plan->outings ||
           plan->pool_used[kind->pool] < plan->model->problem->pool_limits[kind->pool];
}
/* Where teams go with several shifts, room is a question of how they would go. */
void vrp_outings(Plan *plan); /* the lists; nothing without convoys */
Outing vrp_outing(const Kind *kind, int32_t shift, bool one_trip, int32_t area, int64_t units,
                  Stretch work);
/* Whether the teams suffice when these shifts go so instead of as they do. */
bool vrp_outings_fit(Plan *plan, const Outing *a, const Outing *b);
/* Counts the pool's teams anew. */
int32_t vrp_pool_teams(Plan *plan, int32_t pool);
static inline int32_t area_joined(int32_t a, int32_t b) {
    return a == b ? a : -1;
}
/* The answer, in the caller's memory: its room is taken before the search, which leaves nothing
 * behind when the caller's arena is full. Returns the room for visits. */
VrpVisit *vrp_answer_room(Arena *arena, const VrpProblem *problem, VrpSolution *ret);
void vrp_answer(const Plan *plan, VrpVisit *visits, VrpSolution *ret);
/* Takes over what is feasible of a solution; the rest stays absent. */
void vrp_start(Plan *plan, const VrpSolution *start);
MUST_USE Status vrp_start_refuse(const Model *model, const VrpSolution *start, Err *err);

/* ---------------------------------------------------------------- search */
typedef struct Tuning {
    int32_t near_max;             /* neighbours per stop */
    int32_t near_placed;          /* of these, on the plane: so many are tried as company */
    int32_t near_moved;           /* of these, on the plane: so many are tried in the descent */
    int32_t near_joined;          /* the same on the plan of shifts */
    int32_t string_max;           /* stops in a removed string, at most */
    int32_t removed_mean;         /* stops removed per step, on average ... */
    int32_t removed_timed;        /* ... and on the plane with windows */
    int32_t split_percent;        /* strings that leave a stop in their middle */
    int32_t blink_one_in;         /* one gap in so many is overlooked */
    int32_t trip_blink_percent;   /* places for a whole trip that are overlooked */
    int32_t trip_move_permille;   /* steps that move whole trips */
    int32_t shift_permille;       /* steps that ruin a whole shift */
    int32_t ring_permille;        /* the same on the plane */
    int32_t group_permille;       /* steps that ruin one group */
    int32_t lot_permille;         /* steps that ruin a lot with what it supplies, where there are */
    int32_t free_opening_percent; /* steps that open shifts as if that cost nothing */
    int32_t favourite_percent;    /* steps that open shifts of one kind only */
    int32_t retry_max;            /* long absent stops tried again per step */
    int32_t shifts_tried_max;     /* shifts tried for a new trip */
    int32_t hot_percent;          /* first temperature, in percent of the mean arc's cost */
    int32_t cold_percent;         /* last temperature, in percent of it */
    int32_t rounds;               /* parts of a run; progress is told after each */
    int32_t rounds_to_meeting;    /* after so many the trajectories compare their best */
    int32_t evolved_max;          /* stops: only planes up to here evolve ... */
    int32_t evolve_needs;         /* ... where time allows so many steps per stop, times a
                                     hundredth of the cube of a tour's stops */
    int32_t near_evolved;         /* neighbours that a child's descent tries */
    int32_t founders;             /* plans made by chance, before the first are crossed ... */
    int32_t found_percent;        /* ... in so much of the run, by annealing ... */
    int32_t found_hot_percent;    /* ... from this temperature on, in percent of the mean arc */
    int32_t school_steps;         /* for so long a child is annealed ... */
    int32_t school_hot_percent;   /* ... from this temperature on */
    int32_t crowd, brood;         /* plans of either half that stay, and that come until a cull */
    int32_t elite;                /* of these, safe by their cost */
    int32_t close;                /* a plan is as lonely as so many others are unlike it */
    int32_t feasible_percent;     /* children that shall keep to capacity */
    int32_t patience;             /* children without a better one, until a new crowd */
    int32_t parted_min;           /* stops: from so many on threads share one plan of the plane */
} Tuning;
extern const Tuning vrp_tuning;

/* Stops as a trip of their own on one kind of shift, from loading to return. */
typedef struct Piece {
    int64_t guest; /* for which it was made */
    bool fits;
    Stretch work;
    int64_t distance_m, units;
    int32_t area;
} Piece;

typedef struct Queued {
    int64_t key;
    uint64_t tie;
    int32_t stop;
} Queued;

/* What stood beside a stop when a step began; -1 = the depot. */
typedef struct Former {
    int64_t step;
    int32_t before, behind;
} Former;

typedef struct Plane Plane;
typedef struct Evolve Evolve;

typedef struct Search {
    const Model *model;
    Tuning tuning;
    Rng rng;
    Plan plan;
    Plane *plane;          /* where it suits; the plan is then only the answer */
    bool evolves;          /* it is done ... */
    Evolve *evolve;        /* ... in this crowd, which ... */
    int64_t founder_steps; /* ... anneals its founders for so long each, ... */
    int64_t school_steps;  /* ... its children for so long, and ... */
    bool learns;           /* ... has yet to take in the best plan on the plane */
    /* ruin to recreate */
    Ints whole; /* trips that move as a whole: count, stops */
    /* recreate */
    Queued *queue;
    Piece *pieces;     /* per kind */
    int64_t guest;     /* serial number of the guest being placed */
    int64_t *gap_seen; /* per stop: the guest for which the gap before it was tried */
    int32_t blink_in;  /* gaps until the next one is overlooked */
    bool eager;        /* stops are placed even where that is dearer than their penalty */
    bool frugal;       /* on the plane: a ring is opened only where there is no other offer */
    bool free_opening; /* idle shifts are offered as if opening them cost nothing */
    int32_t favourite; /* the only kind that is opened where there is any other offer; -1 = none */
    bool lifting;      /* whole trips are being placed */
    bool thorough;     /* nothing is overlooked */
    /* descent */
    Former *former;   /* per stop */
    Ints looks;       /* stops it has yet to look at */
    Ints moved, ends; /* of a move: its stops; those at the ends of new arcs */
    Ints regrouped;   /* of a move: group, sign */
    /* annealing */
    double heat, cooling;
    int64_t steps, coolings;
    int64_t best_cost, told_cost;
    Ints *best;   /* per shift: its text in the best plan */
    Ints changed; /* shifts that may differ from it */
} Search;

/* ---------------------------------------------------------------- moves */
typedef struct Span {
    const Node *at;
    int32_t count, way; /* way -1: backwards from `at` */
} Span;

/* In a trip of `shift`, the nodes between `before` and `behind` give way to the runs. */
typedef struct Splice {
    int32_t shift, before, behind;
    Span runs[2];
} Splice;

typedef struct Change {
    int64_t gain;   /* money; 0 = none */
    int64_t weight; /* what its arcs promise */
    Splice parts[2];
    int32_t count;
} Change;

/* Becomes the best where it gains more. */
void vrp_judge(Search *s, Change *m, Change *best);
void vrp_carry_out(Search *s, const Change *m); /* and notes the ends of new arcs */

void vrp_search(Arena *arena, const Model *model, const Tuning *tuning, uint64_t seed, Search *ret);
int64_t vrp_exponential_q16(Rng *rng); /* mean 1, times 65536; the same on every machine */
void vrp_ruin(Search *s);
void vrp_recreate(Search *s);
void vrp_descend(Search *s); /* as part of the step */
void vrp_piece(const Plan *plan, const Kind *kind, const int32_t *stops, int32_t count, Piece *ret);
/* A whole trip where it costs least; false when it fits nowhere or is not worth it. */
bool vrp_place_trip(Search *s, const int32_t *stops, int32_t count);
/* The stops taken in this step, one by one, and some of those that have long been absent. */
void vrp_place_rest(Search *s);
/* Places what is absent. */
void vrp_savings_start(Search *s);

#endif
