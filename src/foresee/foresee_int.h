// SPDX-License-Identifier: Apache-2.0
/* foresee_int.h: what the files of the simulation share. */
#ifndef HANTAR_FORESEE_INT_H
#define HANTAR_FORESEE_INT_H

#include <pthread.h>

#include "foresee/foresee.h"

#define FORESEE_NEVER INT64_MAX
#define FORESEE_WORDS (FORESEE_POINTS_MAX / 64)

static inline void foresee_join(ForeseeSet *set, const ForeseeSet *more) {
    for (size_t i = 0; i < FORESEE_WORDS; i++) set->word[i] |= more->word[i];
}

/* ---------------------------------------------------------------- ways
 * Between two sites, for one class on roads of one wetness, round some points; found on the map
 * once and kept. Only points that some way meets are ever avoided, so that few ways are needed
 * however many states the floods have. */
typedef struct ForeseeMeet {
    uint32_t point, at_ds; /* from the start, in the time of the way */
} ForeseeMeet;
typedef struct ForeseeWay {
    uint32_t time_s, distance_m; /* ROAD_UNREACHABLE */
    ForeseeMeet *meets;          /* in the order of the way */
    size_t meet_count;
} ForeseeWay;
typedef struct ForeseeWays ForeseeWays;
ForeseeWays *foresee_ways(const Env *env, Arena *arena, const PlanNetwork *network,
                          const HazardModel *model, const HazardPoint *points, size_t n);
size_t foresee_ways_found(const ForeseeWays *ways);
const uint32_t *foresee_ways_segments(const ForeseeWays *ways, size_t point, size_t *ret_count);
/* Does the site lie at a road of the point? */
bool foresee_ways_lies_in(const ForeseeWays *ways, RoadClass vehicle, int32_t site, size_t point);
/* A way with its line, on dry roads, into the caller's arena; false where there is none, and
 * without a map. Not while other threads ask. */
bool foresee_ways_path(ForeseeWays *ways, Arena *arena, RoadClass vehicle, int32_t from, int32_t to,
                       const ForeseeSet *avoid, RoadPath *ret);
/* The points in the order of the way; one that is left and entered again is met twice. */
size_t foresee_ways_meets(const ForeseeWays *ways, Arena *arena, RoadClass vehicle,
                          const RoadPath *path, ForeseeMeet **ret);
/* From any thread. */
const ForeseeWay *foresee_way(ForeseeWays *ways, RoadClass vehicle, HazardWetness wetness,
                              int32_t from, int32_t to, const ForeseeSet *avoid);

/* ---------------------------------------------------------------- one scenario */
typedef struct ForeseeTrips { /* of one vehicle, by day and number */
    int32_t *trip;
    size_t count;
} ForeseeTrips;
typedef struct ForeseeSim { /* the same for all scenarios */
    const ElectionRegency *r;
    const HazardModel *model;
    ForeseeWays *ways;
    HazardRain *rain;
    const HazardPoint *points;
    size_t point_count, place_count, rain_days;
    uint64_t seed;
    int32_t from_day, to_day;
    int64_t first_midnight_s; /* UTC, of the rain's first day */
    int64_t wade_mm[ROAD_CLASSES];
    int32_t *vehicles;              /* in the order of following: those at the KPU first */
    int64_t *earliest_s, *latest_s; /* by TPS */
    int64_t hub_earliest_s;
    /* of the plan that is played */
    const Plan *plan;
    ForeseeTrips *trips; /* by vehicle */
    size_t stop_count;
} ForeseeSim;

typedef struct ForeseeRoom { /* of one thread */
    double *rain_room, *mm;  /* places: the regency's middle, then the points */
    HazardFlood *floods;     /* by point, by day */
    int64_t *at_hub_s;       /* by TPS: when its goods may leave the PPK; FORESEE_NEVER */
    bool *on_time;           /* by TPS */
    ForeseeSet *behind;      /* by TPS: points that its vehicle had met closed */
    ForeseeSet met;          /* by any vehicle */
    struct ForeseeErrand *left, *out, *again;
} ForeseeRoom;
ForeseeRoom *foresee_room(Arena *arena, const ForeseeSim *sim);
/* The weather of a scenario, into the room. */
void foresee_weather(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario);
/* The plan in that weather: fills on_time, behind and met of the room, and gives the cost.
 * Points of `open` never flood. */
int64_t foresee_follow(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                       const ForeseeSet *open);
/* Does the point close a road to one who wades so deep, on some day of the plan? */
bool foresee_closes(const ForeseeSim *sim, const ForeseeRoom *room, size_t point, int64_t wade_mm);
int64_t foresee_midnight_s(const ForeseeSim *sim, int32_t day); /* UTC */
int64_t foresee_rule(const ForeseeSim *sim, const char *setting);
const ForeseeSim *foresee_sim(const ForeseeWorld *world); /* without a plan */

#endif
