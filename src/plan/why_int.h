// SPDX-License-Identifier: Apache-2.0
/* why_int.h: a plan laid back into the problems it came from, and the trying of changes in it. */
#ifndef HANTAR_PLAN_WHY_INT_H
#define HANTAR_PLAN_WHY_INT_H

#include "plan/plan_int.h"

typedef struct PlanSpot { /* where a stop of the problem is in the plan; trip -1 = nowhere */
    int32_t trip, visit;  /* of the solution */
} PlanSpot;

/* One of the two problems, with the plan's trips as its solution. */
typedef struct PlanSide {
    PlanMaker *maker;
    PlanDraft draft;
    VrpProblem problem;
    PlanRoutes routes;
    PlanSpot *spot;       /* per stop */
    int64_t *removed;     /* per stop: rupiah that the plan would cost less without it */
    int64_t *day_price;   /* per trip: of its vehicle's whole day; -1 = a rule is broken */
    int32_t *group_trips; /* trips that serve it */
} PlanSide;
void plan_side(PlanMaker *maker, const Plan *plan, bool from_hubs, PlanSide *ret);

/* A vehicle's day with something changed in it. */
typedef struct PlanDay {
    const PlanSide *side;
    int32_t first, count; /* its trips in the solution */
    int32_t skipped;      /* a trip left out, or -1 */
    int32_t without;      /* a stop left out, or -1 */
    int32_t with;         /* a stop put in, or -1 */
    int32_t into, at;     /* ... before visit `at` of trip `into`; into = first + count: alone */
    int64_t delay_s;      /* trip `late` takes so much longer */
    int32_t late;
    bool released; /* all goods lie there from the start */
} PlanDay;
typedef struct PlanTried {
    int64_t price; /* of the day without splits; -1 when a rule is broken: */
    PlanBind hurdle;
    int32_t trip, stop; /* of the solution, of the problem; -1 = of the day */
} PlanTried;
/* The vehicle of the trip may go there, and has room left besides what the trip carries. */
bool plan_fits(const PlanSide *side, const VrpTrip *trip, int32_t stop);
PlanDay plan_day_of(const PlanSide *side, int32_t trip); /* as it is */
PlanTried plan_try(Arena *scratch, const PlanDay *day);
/* Rupiah that split villages cost more when the stop goes to trip `into`; -1 = nowhere, -2 = to a
 * trip of its own. */
int64_t plan_split_change(const PlanSide *side, int32_t stop, int32_t into);
/* Fills in dear_trip, dear_alone and dear_change: the cheapest other place of a stop, of all that
 * the vehicles have which are out that day. */
void plan_why_elsewhere(const PlanSide *side, Arena *scratch, int32_t stop, PlanWhy *to);

#endif
