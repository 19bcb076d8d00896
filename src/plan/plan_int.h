// SPDX-License-Identifier: Apache-2.0
/* plan_int.h: what the planner's files share; nothing of it is used by check.c. */
#ifndef HANTAR_PLAN_INT_H
#define HANTAR_PLAN_INT_H

#include "plan/plan.h"

#define PLAN_DAY_S 86400

/* What one stop of a problem stands for. */
typedef struct PlanErrand {
    int32_t tps; /* or -1 */
    int32_t village, district;
    int32_t hub;        /* the depot that a lot, or a PPK's own goods, are brought to; -1 */
    VEC(int32_t) goods; /* TPS whose goods are carried */
    ElectionLoad load;
    uint32_t walk_m;
} PlanErrand;

typedef struct PlanMaker {
    const Env *env;
    Arena *arena;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const PlanNetwork *net;
    const PlanOptions *options;
    int64_t zero_s;                  /* UTC of local midnight of from_day: the problems' time 0 */
    int32_t class_row[ROAD_CLASSES]; /* road class -> class of the problems, -1 = unused */
    VrpMatrix classes[ROAD_CLASSES];
    int32_t class_count;
    const PlanCaution
        *caution; /* of the problem that is drafted now; NULL = as it will be stated */
    int32_t *hub; /* per TPS: the depot that its goods go through; -1 = straight from the KPU */
    int64_t *released_s; /* per TPS: when its goods may leave that; -1 = never arrives */
    int64_t *loaded_s;   /* per TPS: by the trip that serves it */
    bool *refused;       /* per TPS: named as unserved already */
    VEC(PlanTrip) trips;
    VEC(PlanUnserved) unserved;
    PlanCost cost;
    int64_t iterations;
} PlanMaker;

/* One routing problem under construction. */
typedef struct PlanDraft {
    bool both;      /* echelons in one problem, */
    bool from_hubs; /* or the second alone, its releases known; or the first */
    VEC(VrpStop) stops;
    VEC(VrpSupply) supplies;
    VEC(PlanErrand) errands;
    VEC(VrpVehicle) vehicles;
    VEC(int32_t) vehicle_of; /* index in the regency */
    VEC(int32_t) pools;      /* limits */
    int32_t *pool_of;        /* depot * days -> pool + 1, 0 = none yet */
} PlanDraft;

int64_t plan_midnight_s(const ElectionRegency *regency, int32_t day); /* UTC of local 00:00 */
/* Per TPS: is the plan for it? NULL = it is for all. */
bool *plan_takes_part(Arena *arena, const ElectionRegency *regency, const Plan *plan);
int64_t plan_rule(const ElectionRegency *regency, const char *setting);

int32_t plan_ppk_of(const ElectionRegency *regency, int32_t district); /* depot, or -1 */
bool plan_through_ppk(const PlanMaker *maker, int32_t district);
void plan_find_hubs(PlanMaker *maker); /* fills in `hub` */
/* Road classes of the vehicles at these depots that may go to a place; 0 = stated for no class. */
uint32_t plan_classes_at(const PlanMaker *maker, uint64_t depots, uint32_t road_classes);
uint32_t plan_class_mask(const PlanMaker *maker, uint32_t road_classes); /* bits of the problems' */
ElectionLoad plan_load_add(ElectionLoad a, ElectionLoad b);
/* Names a TPS as not served; the first reason stands. */
void plan_refuse(PlanMaker *maker, int32_t tps, const char *reason);
/* Adds one stop to a draft: of a TPS that is served from these depots, of goods for a hub's TPS, of
 * a PPK's own. */
void plan_tps_stop(PlanMaker *maker, PlanDraft *draft, int32_t tps, uint64_t depots);
void plan_lot_stop(PlanMaker *maker, PlanDraft *draft, PlanErrand errand);
void plan_ppk_stop(PlanMaker *maker, PlanDraft *draft, int32_t district);
/* What goes through a hub may leave it when its lot has come and was handled, or taken over. */
VrpSupply plan_supply(const PlanMaker *maker, int32_t tps, int32_t stop, int32_t lot);
/* All that is to be brought, or what is from the KPU or from the hubs, as a routing problem. With
 * cautions it has the same stops, vehicles and shifts, and allows less. */
VrpProblem plan_draft(PlanMaker *maker, PlanDraft *draft);
/* These TPS, as if their goods lay where their last trip begins: to see which can be served at all.
 */
VrpProblem plan_draft_alone(PlanMaker *maker, PlanDraft *draft, const bool *which);

/* A maker for these days, with what is hopeless refused. */
void plan_maker(const Env *env, Arena *arena, const ElectionRegency *regency,
                const ElectionNeeds *needs, const PlanNetwork *network, const PlanOptions *options,
                PlanMaker *ret);
/* Notes when the goods that this stop sets down may leave the hub. */
void plan_release(PlanMaker *maker, const PlanStop *stop);

/* Lots that a trip sets down at one landing in a row come village by village, where that costs
 * nothing. */
void plan_tidy_landings(PlanMaker *maker, const PlanDraft *draft, const VrpProblem *problem,
                        VrpSolution *answer);
/* Takes the visits of an answer's trip as further stops of a plan's, where it comes from the site
 * `from`; there must be room for them. */
void plan_take_stops(PlanMaker *maker, const PlanDraft *draft, const VrpTrip *in, int32_t from,
                     PlanTrip *to);
void plan_take_trip(PlanMaker *maker, const PlanDraft *draft, const VrpTrip *in);
void plan_vote_copy(const Plan *from, Plan *to);
void plan_trips_sort(Plan *plan); /* by day, departure, vehicle */
int plan_unserved_order(const void *a, const void *b);
void plan_name_trips(Arena *arena, const ElectionRegency *regency, Plan *plan);

/* A plan's trips in the terms of a problem: by vehicle, shift and number. What the problem no
 * longer knows is left out. Only who brings what in which order is filled in. */
typedef struct PlanRoutes {
    VrpSolution solution;
    int32_t *trip_of; /* per trip of the solution: its index in the plan */
} PlanRoutes;
void plan_routes(PlanMaker *maker, const PlanDraft *draft, const Plan *plan, PlanRoutes *ret);

/* Vehicles that differ in nothing but their name do the work of each day in the order of the file:
 * the same crews day after day, and no more of them than the busiest day needs. */
void plan_use_in_order(Arena *arena, const ElectionRegency *regency, Plan *plan);
/* Gives each vehicle-day that needs one an escort team of its depot; vehicles that leave together
 * for one district share one. Trips must be complete, and in the order of their departure. */
void plan_assign_escorts(Arena *arena, const ElectionRegency *regency, Plan *plan);
/* Both are in the same convoy, and the day of neither is over. */
bool plan_convoy_holds(const Plan *plan, const PlanTrip *a, const PlanTrip *b);
/* Whether a team is free to go with this trip: nobody has it that day, or a convoy that it fits. */
bool plan_team_may(const ElectionRegency *regency, const Plan *plan, const PlanTrip *trip,
                   const char *team);
/* Escort teams that leave this depot that day. */
int32_t plan_teams_out(const Plan *plan, int32_t depot, int32_t day);
/* Names of the escort teams that stand at a depot, sorted. */
size_t plan_escort_teams(Arena *arena, const ElectionRegency *regency, int32_t depot,
                         const char ***ret_teams);

#endif
