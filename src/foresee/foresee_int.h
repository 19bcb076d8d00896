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
 * Between two sites, for one class on roads of one wetness, round some hazards; found on the map
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
size_t foresee_ways_segments(const ForeseeWays *ways, size_t point);
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
    size_t point_count, rain_days;
    size_t place_count; /* of rain: the regency's middle, the points, the zones */
    size_t zone_count;  /* of wet roads */
    uint8_t *zone;      /* by site of the network */
    uint64_t seed;
    int month;
    int32_t from_day, to_day;
    int64_t first_midnight_s;       /* UTC, of the rain's first day */
    uint32_t classes_used;          /* bits */
    int32_t *vehicles;              /* in the order of following: those at the KPU first */
    int64_t *earliest_s, *latest_s; /* by TPS */
    int64_t hub_earliest_s;
    /* of the plan that is played */
    const Plan *plan;
    ForeseeTrips *trips; /* by vehicle */
    size_t stop_count;
} ForeseeSim;

typedef struct ForeseeRoom { /* of one thread */
    double *rain_room, *mm;  /* by day and place */
    HazardSpell *spells;     /* by point; HAZARD_SPELLS_MAX of the days each */
    size_t *spell_count;
    HazardWetness *wetness; /* by day from the world's first, and zone */
    int64_t *at_hub_s;      /* by TPS: when its goods may leave the PPK; FORESEE_NEVER */
    bool *on_time;          /* by TPS */
    ForeseeSet *behind;     /* by TPS: points that its vehicle had met closed */
    ForeseeSet met;         /* by any vehicle */
    int64_t *busy_s;        /* by vehicle and day: until when; INT64_MIN: it has not gone out */
    bool *helped;           /* by vehicle and day: goods of another crew */
    int64_t handed;         /* stops that another vehicle took over */
    struct ForeseeErrand *left, *out, *again;
} ForeseeRoom;
ForeseeRoom *foresee_room(Arena *arena, const ForeseeSim *sim);
/* The weather of a scenario, into the room. */
void foresee_weather(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario);
/* The plan in that weather: fills on_time, behind and met of the room, and gives the cost.
 * Points of `open` never flood. */
int64_t foresee_follow(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                       const ForeseeSet *open);
/* Does the point, at some moment of that day, close its way to some class of the fleet? */
bool foresee_closes(const ForeseeSim *sim, const ForeseeRoom *room, size_t point, int32_t day);
int64_t foresee_midnight_s(const ForeseeSim *sim, int32_t day); /* UTC */
int64_t foresee_rule(const ForeseeSim *sim, const char *setting);

#endif
