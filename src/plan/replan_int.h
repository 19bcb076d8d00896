// SPDX-License-Identifier: Apache-2.0
/* replan_int.h: the rest of a plan under way, step by step:
 *
 *   stand.c        what has been done by the moment, and where each vehicle is
 *   crews.c        ... over the roads as they are now
 *   rescue.c       which vehicle takes over what lies in one that broke down
 *   rest.c         the rest as one routing problem of both echelons, with the corridor around the
 *                  old plan
 *   remains.c      what of the old plan can go on in it
 *   restore.c      days laid back into their old order
 *   replan.c       which corridor and which rescue is best; the answer as a plan
 */
#ifndef HANTAR_PLAN_REPLAN_INT_H
#define HANTAR_PLAN_REPLAN_INT_H

#include "plan/plan_int.h"

/* ---------------------------------------------------------------- as it stands
 * Trips as the plan's, in copies: times are those that happened, and of what is ahead those to be
 * expected if nothing changes. */
typedef struct PlanPosition { /* of a vehicle on a trip */
    int32_t next;             /* first stop that it has not come to; stop_count = the way home */
    bool moving;              /* it has left the depot, the stop or the via before */
    bool behind_via;          /* the trip's via lies behind it */
    bool turned;              /* turned back, with what it has aboard */
    int64_t left_s, leg_s;    /* moving: since when, and how long the leg takes */
    bool has_point;           /* somebody said where */
    GeoPoint point;
} PlanPosition;
typedef struct PlanStand {
    int64_t at_s;
    PlanTrip *trips;
    PlanPosition *where; /* per trip under way or broken */
    size_t count;
    int64_t *broken_s; /* per vehicle; INT64_MAX = it has not broken down */
    size_t told, assumed;
} PlanStand;
void plan_stand(Arena *arena, const ElectionRegency *regency, const Plan *plan,
                const PlanFact *facts, size_t count, int64_t at_s, PlanStand *ret);

/* ---------------------------------------------------------------- crews at the moment */
typedef struct PlanLot { /* goods of one stop of the stand that are not set down yet */
    int32_t trip, stop;
} PlanLot;
typedef struct PlanCrew { /* of a vehicle that has begun its day, or is sent to a rescue */
    int32_t day;          /* INT32_MIN = the vehicle has not begun */
    int32_t trip;    /* of the stand: the one that it is on; -1 = it is at its depot, or as good as,
                        or sets out for a rescue with nothing aboard */
    int32_t fixed;   /* stops of that trip that stay: reached, or the one it drives to */
    int32_t made;    /* trips of the day that it has come home from */
    int32_t site;    /* from where it can be sent on */
    int64_t free_s;  /* ... from when */
    int64_t begun_s; /* of the day */
    int64_t trip_begun_s; /* of the trip that it is on */
    int64_t driven_m;     /* of the day, up to the site */
    int64_t trip_m;       /* of the trip, likewise */
    const PlanVia *via;   /* on the trip, before stop `fixed` or among those */
    bool rescues;
    bool turned; /* on the way back with its goods, which are free again at the depot */
    VEC(PlanLot) aboard;
    struct PlanCrew *then; /* on a later day, on which it is to set out for a rescue; or NULL */
} PlanCrew;
/* Of the vehicle on that day; NULL = it has not begun it. */
static inline PlanCrew *plan_crew_on(PlanCrew *crew, int32_t day) {
    if (crew->day == day) return crew;
    return crew->then && crew->then->day == day ? crew->then : NULL;
}
typedef struct PlanWreck { /* a vehicle that broke down with goods aboard */
    int32_t trip;
    int32_t site;
    int64_t since_s; /* goods may be fetched from then on */
    int64_t driven_m;
    GeoPoint at;
    VEC(PlanLot) goods;
} PlanWreck;

typedef struct Replan {
    const Env *env;
    Arena *arena;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const Plan *old;
    const PlanReplanOptions *options;
    PlanOptions maker_options;
    PlanNetwork *net;
    PlanStand stand;
    PlanTrip *done;  /* per trip: as it goes into the new plan if it is done or broke down */
    bool *over;      /* per trip: it is done, or has only its way home before it */
    PlanCrew *crews; /* per vehicle */
    VEC(PlanWreck) wrecks;
    int64_t *old_begin_s; /* per TPS: when the old plan begins service; -1 = never */
    int64_t tolerance_s;
} Replan;

/* Fills in network, crews, wrecks and what is over. */
MUST_USE Status plan_crews(Replan *x, Store *store, Err *err);
/* How long the trip's vehicle drives from site to site now; INT64_MAX = there is no way. */
int64_t plan_drive_s(const Replan *x, const PlanTrip *trip, int32_t from, int32_t to);

/* ---------------------------------------------------------------- an attempt */
typedef enum PlanGoods {                   /* where goods are */
                         PLAN_GOODS_THERE, /* where their next trip begins */
                         PLAN_GOODS_GONE,  /* set down, or as good as */
                         PLAN_GOODS_ABOARD /* of a vehicle, or stranded in one */
} PlanGoods;
typedef enum PlanCorridor {
    PLAN_AS_IT_WAS,  /* what can go on keeps its vehicle, its day, and its time within tolerance */
    PLAN_AT_A_PRICE, /* who is left out is fitted in, and whatever changes for that costs its
                        price: another vehicle, another day, or a later time */
} PlanCorridor;
typedef struct PlanAttempt {
    bool judges; /* nothing is solved: only what driving on in the old order would do */
    PlanCorridor corridor;
    const struct PlanAttempt *base; /* whose answer to start from; NULL = the old plan */
    int rescue_rank;                /* of the first wreck: the how manieth best vehicle */
    int rescuers_max;               /* to all wrecks together */
    double time_s;
    int64_t iterations;
    /* working */
    PlanMaker maker;
    PlanCrew *crews;   /* after the rescues were sent out */
    PlanGoods *at_tps; /* per TPS: of its goods, on the way to it, */
    PlanGoods *at_hub; /* ... to its PPK, */
    PlanGoods *at_ppk; /* per district: of the PPK's own */
    int64_t *back_s;   /* per TPS: when its goods are back where they came from; 0 */
    bool *need_not;    /* per TPS; see plan_changes */
    int64_t waiting_s; /* goods of wrecks, by the road */
    /* answer */
    Plan plan;
    size_t changed;
    int64_t lost;  /* what is not delivered: 2 each, 1 where the old plan did not either */
    int64_t value; /* rupiah, with changes priced */
} PlanAttempt;
#define PLAN_UNSERVED_COST INT64_C(10000000000)
#define PLAN_WAIT_PER_CHANGE_MIN \
    120 /* goods that wait so long by the road are as bad as a change */

#define PLAN_TABLES_MAX 32 /* of a routing problem: its classes are bits */
typedef struct PlanRest {  /* as a routing problem */
    Replan *x;
    PlanAttempt *a;
    PlanMaker *m;
    PlanDraft *d;
    VrpProblem p;
    int64_t at_s;                                   /* from the problem's zero */
    int32_t *of_tps, *of_lot, *of_ppk, *of_vehicle; /* stop or vehicle of the problem; -1 */
    struct {
        int32_t klass, depot;
    } apart[PLAN_TABLES_MAX]; /* tables behind the classes': whose they are */
    VEC(VrpPin) pins;
    VEC(VrpHabit) habits;
    VrpSolution start; /* of the search */
    VrpSolution old;   /* the old plan, as far as it can go on */
    bool *visited;     /* per stop: by it */
    int64_t *begin_s;
    int32_t *by_vehicle, *by_shift; /* per stop */
    bool *runs;                     /* per stop: aboard */
} PlanRest;

static inline int64_t plan_later(int64_t a, int64_t b) {
    return a > b ? a : b;
}
/* Of a vehicle of the problem, its shift on a day; -1. */
int32_t plan_rest_shift(const PlanRest *rest, int32_t vehicle, int32_t day);
/* Of a vehicle and shift of the problem, its crew if that is running; NULL. */
PlanCrew *plan_rest_crew(const PlanRest *rest, int32_t vehicle, int32_t shift);
/* A running shift ends so late, and the vehicle does not go out again that day. */
void plan_rest_extend(const VrpVehicle *v, VrpShift *shift, int64_t end_s);
/* Trips of a plan as routes of the problem. */
void plan_rest_routes(PlanRest *rest, const PlanTrip *trips, size_t count, VrpSolution *ret);
/* Fills in `old` and what follows from it, and who need not change. */
void plan_rest_old(PlanRest *rest);
void plan_rest_need(PlanRest *rest);
/* Each vehicle's day goes back to its old order, as far as what it has to do now allows it and that
 * is worth it. */
void plan_restore(PlanRest *rest, VrpSolution *answer);
/* Which vehicle goes to each wreck; what nobody fetches is named. False: there is no vehicle of
 * that rank for the first one. */
bool plan_rescue(Replan *x, PlanAttempt *a);
/* Solves the rest and takes the answer into the maker. */
MUST_USE Status plan_rest_solve(Replan *x, PlanAttempt *a, Err *err);

#endif
