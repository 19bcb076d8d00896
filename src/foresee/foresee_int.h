// SPDX-License-Identifier: Apache-2.0
/* foresee_int.h: what the files of the simulation share. */
#ifndef HANTAR_FORESEE_INT_H
#define HANTAR_FORESEE_INT_H

#include <pthread.h>

#include "foresee/foresee.h"

#define FORESEE_NEVER INT64_MAX
#define FORESEE_WORDS (FORESEE_STRETCHES_MAX / 64)

static inline void foresee_join(ForeseeSet *set, const ForeseeSet *more) {
    for (size_t i = 0; i < FORESEE_WORDS; i++) set->word[i] |= more->word[i];
}

/* ---------------------------------------------------------------- ways
 * Between two sites, for one class on roads of one wetness, round some stretches; found on the map
 * once and kept. Only points that some way meets are ever avoided, so that few ways are needed
 * however many states the floods have. */
typedef struct ForeseeMeet {
    uint32_t stretch, at_ds; /* from the start, in the time of the way */
} ForeseeMeet;
typedef struct ForeseeWay {
    uint32_t time_s, distance_m; /* ROAD_UNREACHABLE */
    ForeseeMeet *meets;          /* in the order of the way */
    size_t meet_count;
} ForeseeWay;
typedef struct ForeseeWays ForeseeWays;
ForeseeWays *foresee_ways(const Env *env, Arena *arena, const PlanNetwork *network,
                          const HazardModel *model, const HazardPoint *points, size_t n);
/* Between all sites of the network, on roads of one wetness: a table like the network's. */
void foresee_ways_times(const ForeseeWays *ways, Arena *scratch, RoadClass vehicle,
                        HazardWetness wetness, int threads, uint32_t *ret_s);
size_t foresee_ways_found(const ForeseeWays *ways);
size_t foresee_ways_segments(const ForeseeWays *ways, size_t point);
/* By point; *ret_first[p] to *ret_first[p + 1] are those of a point. */
const ForeseeStretch *foresee_ways_stretches(const ForeseeWays *ways, const size_t **ret_first);
/* Those of one point, from its segments in ascending order; `to` NULL only counts. `whole`: one. */
size_t foresee_stretch_list(Arena *arena, const RoadMap *map, size_t point,
                            const uint32_t *segments, size_t n, bool whole, ForeseeStretch *to);
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
    const ForeseeStretch *stretches;
    const size_t *first_stretch; /* by point, and one more */
    size_t stretch_count;
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
    int32_t *convoy; /* by trip: the next one that goes with its team; NULL: none goes with two */
    size_t trip_count, stop_count;
    const PlanSpare *spares;
    size_t spare_count;
    bool dry; /* roads are never wet */
} ForeseeSim;

struct ForeseeWorld {
    ForeseeSim sim; /* without a plan */
    const Env *env;
    ForeseeOptions options;
    size_t threads, others;
};

/* A plan, and what else is otherwise than in the world. */
typedef struct ForeseeCase {
    const Plan *plan;
    const ElectionRegency *regency; /* with another fleet, other shifts; NULL = the world's */
    const ForeseeSet *open;         /* or NULL */
    const PlanSpare *spares;        /* stand by, besides the plan's */
    size_t spare_count;
    bool dry;     /* roads are never wet */
    unsigned ask; /* FORESEE_GAINS, FORESEE_EACH */
} ForeseeCase;
typedef struct ForeseePlay {   /* in which scenarios */
    uint32_t first, scenarios; /* so many from the first on; 0 = all of the world's */
    uint64_t reseed;           /* added to the world's seed */
    bool quiet;                /* tells no progress */
} ForeseePlay;
/* The simulation of that case, with this added to the world's seed. */
ForeseeSim foresee_sim(const ForeseeWorld *world, Arena *arena, const ForeseeCase *what,
                       uint64_t reseed);
/* All cases in the same scenarios, the answers side by side. */
void foresee_play(ForeseeWorld *world, Arena *arena, const ForeseeCase *what, size_t n,
                  ForeseePlay how, Foresight *ret);

typedef struct ForeseeKnown { /* a way round nothing, as a thread remembers it */
    uint64_t key;
    const ForeseeWay *way;
} ForeseeKnown;
#define FORESEE_KNOWN 16384
typedef struct ForeseeRoom { /* of one thread */
    double *rain_room, *mm;  /* by day and place */
    HazardSpell *spells;     /* by point; HAZARD_SPELLS_MAX of the days each */
    size_t *spell_count;
    HazardWetness *wetness; /* by day from the world's first, and zone */
    int64_t *at_hub_s;      /* by TPS: when its goods may leave the PPK; FORESEE_NEVER */
    bool *on_time;          /* by TPS */
    ForeseeSet *behind;     /* by TPS: stretches that its vehicle had met closed */
    ForeseeSet met;         /* by any vehicle */
    /* By vehicle, then spare vehicle, and day: until when; INT64_MIN: it has not gone out, */
    int64_t *busy_s;
    bool *helped;                 /* and whether it brought goods of another crew. */
    int64_t handed;               /* stops that another vehicle took over */
    struct ForeseeConvoy *convoy; /* by trip, of those that go in one */
    struct ForeseeErrand *left, *out, *again;
    ForeseeKnown *known; /* FORESEE_KNOWN of them, by hash */
} ForeseeRoom;
ForeseeRoom *foresee_room(Arena *arena, const ForeseeSim *sim);
/* The weather of a scenario, into the room. */
void foresee_weather(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario);
/* The plan in that weather: fills on_time, behind and met of the room, and gives the cost.
 * Stretches of `open` never flood. */
int64_t foresee_follow(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                       const ForeseeSet *open);
/* One vehicle of it, when on_time is false for its TPS and at_hub_s is filled. No other is taken to
 * have handed anything over. */
int64_t foresee_follow_one(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                           const ForeseeSet *open, int32_t vehicle);
/* The weather of a scenario, kept to be used again. */
typedef struct ForeseeWeather {
    HazardSpell *spells;
    size_t *spell_count;
    HazardWetness *wetness;
} ForeseeWeather;
size_t foresee_weather_bytes(const ForeseeSim *sim);
ForeseeWeather foresee_weather_keep(const ForeseeSim *sim, Arena *arena, const ForeseeRoom *room);
void foresee_weather_use(ForeseeRoom *room, const ForeseeWeather *kept);
/* Does the point, at some moment of that day, close its way to some class of the fleet? */
bool foresee_closes(const ForeseeSim *sim, const ForeseeRoom *room, size_t point, int32_t day);

/* ---------------------------------------------------------------- decisions */
typedef struct ForeseeState { /* what has been decided so far, and the plan that comes of it */
    ElectionRegency r;        /* as the plan was made for */
    Plan plan;
    ForeseeSet open;
    PlanSpare spares[FORESEE_MEASURES_MAX + 1];
    size_t spare_count;
    ForeseeMeasure helpers[FORESEE_MEASURES_MAX + 1]; /* no part of `r`: nobody plans with them */
    size_t helper_count;
    ForeseeMeasure edits[FORESEE_MEASURES_MAX + 1]; /* of hours of work: EARLIER, LOADED, LONGER */
    size_t edit_count;
} ForeseeState;
/* Must the plan be solved anew for it? */
bool foresee_solves(ForeseeKind kind);
/* Adds a measure to the state; the plan stays as it is. */
void foresee_decide(const ForeseeWorld *world, Arena *arena, ForeseeState *state,
                    const ForeseeMeasure *measure);
/* The state as it is played: hours of work are changed in a copy of plan and fleet. */
ForeseeCase foresee_case(Arena *arena, const ForeseeState *state);
void foresee_plan_copy(Arena *arena, Plan *plan, size_t districts);

/* All that could be done in this state, of which `is` is how it fares; those that only keep a road
 * open come first, `ret_open` of them, their gain known from `is`. */
typedef VEC(ForeseeMeasure) ForeseeMeasures;
void foresee_measures(const ForeseeWorld *world, Arena *arena, const ForeseeState *state,
                      const Foresight *is, ForeseeMeasures *ret, size_t *ret_open);
/* What a measure costs by itself, into it. */
void foresee_price(const ForeseeWorld *world, const Plan *plan, ForeseeMeasure *measure);

int64_t foresee_midnight_s(const ForeseeSim *sim, int32_t day); /* UTC */
int64_t foresee_rule(const ForeseeSim *sim, const char *setting);

/* ---------------------------------------------------------------- arranging
 * Whole trips of alike vehicles change places (with another trip, into another day or order, whole
 * days between vehicles) where fewer TPS are late then in `scenarios` scenarios. Nobody is hired
 * for it. Vehicles whose day also brings goods to a PPK keep that day. Deterministic. */
typedef struct ForeseeArranging {
    const Plan *plan;
    uint32_t scenarios;
    uint64_t reseed, seed; /* of the world's chances; of the choice of moves */
    int64_t tries;
    int threads;
    int64_t until_ns; /* of env's tick; 0 = no limit */
} ForeseeArranging;
/* The plan's trips with other vehicles, days, numbers; only roughly timed: see plan_restate. Gives
 * how many TPS fewer are late, over all these scenarios. */
int64_t foresee_arrange(const Env *env, ForeseeWorld *world, Arena *arena,
                        const ForeseeArranging *what, Plan *ret);

#endif
