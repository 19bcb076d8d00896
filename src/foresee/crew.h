// SPDX-License-Identifier: Apache-2.0
/* crew.h: a crew and its vehicle in one scenario: where it is, and what it can do next. */
#ifndef HANTAR_FORESEE_CREW_H
#define HANTAR_FORESEE_CREW_H

#include "foresee/foresee_int.h"

typedef struct ForeseeErrand {
    int32_t trip, stop;
} Errand;

typedef struct Crew {
    const ForeseeSim *sim;
    ForeseeRoom *room;
    uint32_t scenario;
    const ForeseeSet *open;
    int32_t vehicle;
    const ElectionVehicle *v;
    RoadClass klass;
    int32_t day, trips;   /* made that day */
    double pace;          /* times the engine's times */
    int64_t now_s, end_s; /* the end of the shift, overtime and all */
    int64_t out_s;        /* the day's first loading, or FORESEE_NEVER */
    int64_t metres, help_cost;
    int32_t site;
    int64_t together_s; /* it does not come to its next stop before, as its convoy; INT64_MIN */
    ForeseeSet met;     /* stretches that were closed when it had to do with them, this day */
    size_t left;
    bool broken; /* for good, as the plan states it */
} Crew;
Crew foresee_crew(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                  const ForeseeSet *open, int32_t vehicle);

static inline const PlanStop *foresee_crew_stop(const ForeseeSim *sim, Errand e) {
    return &sim->plan->trips[e.trip].stops[e.stop];
}

/* ---------------------------------------------------------------- chance */
double foresee_crew_sigma(const Crew *k, HazardSetting setting);
HazardDie foresee_crew_die(const Crew *k, HazardChance what, uint32_t which);
double foresee_crew_factor(const Crew *k, HazardChance what, HazardSetting spread, uint32_t which);
uint32_t foresee_crew_trip_slot(const Crew *k); /* which trip of the day: what its chances are of */
double foresee_crew_loading(const Crew *k);     /* times the planned time */
/* On a trip of so many metres and legs: how long the vehicle stands until it is repaired, and
 * before which leg; 0 = it does not break down. */
int64_t foresee_crew_breakdown_s(const Crew *k, int64_t metres, size_t legs, size_t *ret_leg);

/* ---------------------------------------------------------------- on the way */
typedef struct Reach {
    int64_t arrive_s; /* FORESEE_NEVER */
    int64_t metres, waited_s;
} Reach;
/* From where it is, now, in the way that brings it there soonest. */
Reach foresee_crew_go(Crew *k, int32_t to);
/* The way round nothing, which is asked for most: looked up without a lock when it was before. */
const ForeseeWay *foresee_crew_free_way(const Crew *k, int32_t from, int32_t to);
int64_t foresee_crew_paced(const Crew *k, uint32_t ds);

/* ---------------------------------------------------------------- at a stop */
typedef struct Visit {
    bool worth;
    int64_t begin_s, waited_s;
    Crew after; /* the stop */
} Visit;
/* How it would be to go there and hand over, and still come home: nothing has happened yet. */
Visit foresee_crew_visit(const Crew *k, const PlanStop *stop);
/* Goes there and hands over, if that is worth while: else nothing has happened. */
bool foresee_crew_attempt(Crew *k, Errand e, bool patient);
void foresee_crew_hand_over(Crew *k, const PlanStop *stop, int64_t begin_s, int64_t leave_s);

/* ---------------------------------------------------------------- days */
size_t foresee_crew_day_slot(const Crew *k, int32_t vehicle); /* of the room's busy_s and helped */
size_t foresee_crew_slots(const ForeseeSim *sim);
/* A trip: `out` is used up. Stops that were passed over are tried again at its end. */
void foresee_crew_run(Crew *k, Errand *out, size_t n, int64_t start_s, int64_t loading_s,
                      int64_t metres);
/* Brings what is left at the depot, as far as the day goes. */
void foresee_crew_run_left(Crew *k);
void foresee_crew_begin_day(Crew *k, int32_t day);
int64_t foresee_crew_cost_of_day(const Crew *k);

/* ---------------------------------------------------------------- by others (help.c) */
bool foresee_crew_fits(const ElectionVehicle *v, ElectionLoad have, ElectionLoad more);
bool foresee_crew_may(const ForeseeSim *sim, int klass, const PlanStop *stop); /* go there */
/* Gives the goods to whoever brings them soonest. The helper's cost is that of its day. */
bool foresee_crew_hand_to_another(Crew *k, Errand e, int64_t *cost);
/* How long the crew stands: until the vehicle is repaired, or a spare one has come and the load of
 * `out` is on it. */
int64_t foresee_crew_stand_s(Crew *k, int64_t repair_s, ElectionLoad load);
/* A crew that is not back when its trip should long have been loaded: a spare vehicle goes instead,
 * if one is there by then. The room's `out` holds the trip. */
bool foresee_crew_give_to_spare(Crew *k, const PlanTrip *trip, int64_t by_s);
/* Spare vehicles at the depot bring what the crew has left there: the same day, if there is time,
 * or on the next, before it would go out again itself. */
void foresee_crew_leave_to_spares(Crew *k);

/* ---------------------------------------------------------------- in a convoy (convoy.c)
 * Vehicles that go with one escort team (plan.h) are together until each turns off to its first
 * stop: they leave when the last one is loaded, at the pace of the slowest; while one stands that
 * broke down on this way, all stand; and all come as much later as the one that waits longest at
 * what is closed. Whoever passes its first stop over, out of patience, keeps nobody waiting. In
 * the district each goes its own way and comes home by itself, empty, or with what is left. */
typedef struct ForeseeConvoy {
    bool known;
    int64_t leave_s; /* and stand no more */
    int64_t waited_s;
    double pace;
    ForeseeSet met; /* what somebody waits for on this way */
} ForeseeConvoy;
/* When a trip's goods can be loaded, those that do not come within patience left behind: at what
 * moment loading begins, which stop is the first, how many go, with what load. */
typedef struct ForeseeLoading {
    int64_t begin_s;
    int32_t first;
    size_t count;
    ElectionLoad load;
} ForeseeLoading;
ForeseeLoading foresee_crew_goods(const Crew *k, const PlanTrip *trip, int64_t from_s);
/* Is the stop's load at the depot by then? */
bool foresee_crew_there(const Crew *k, const PlanStop *stop, int64_t by_s);
/* NULL: the trip goes alone. */
const ForeseeConvoy *foresee_crew_convoy(Crew *k, int32_t trip);

#endif
