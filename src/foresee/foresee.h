// SPDX-License-Identifier: Apache-2.0
/* foresee.h: how a plan fares when it rains. Many scenarios of weather, floods, delays and
 * breakdowns (hazard.h), and in each the plan as its crews would carry it out. Knows nothing of
 * screens.
 *
 * What a crew does. It follows its trips in the order of the plan, not before their times. At every
 * leg it knows which flood points are closed to its vehicle now and when they will be open; it
 * takes what brings it there sooner: the planned way, waiting at each flood that is closed when it
 * comes there, or the best way round all that is closed now. A stop that it cannot reach within its
 * patience, or not early enough to be home in time, is left and tried again after the trip's other
 * stops, then waiting as long as the shift allows. What is still left goes back to the depot and
 * out again after the vehicle's trips of that day, and of each day that follows, as far as shift
 * and number of trips allow; a vehicle that needs an escort only on days on which the plan sends it
 * out. A vehicle that breaks down stands until it is repaired. Goods leave a PPK when they have
 * come to it.
 *
 * What is assumed besides hazard.h: floods are known everywhere at once; a vehicle on its way does
 * not turn round; roads are as wet all day as they were in the morning, in the whole regency; no
 * crew takes over another's goods; escorts are there when their vehicle is.
 *
 * A TPS is late when its service does not begin by its latest time (as plan.h has it), or not at
 * all. TPS that the plan leaves out are not counted. Money is rupiah. */
#ifndef HANTAR_FORESEE_H
#define HANTAR_FORESEE_H

#include "base/base.h"
#include "election/election.h"
#include "hazard/hazard.h"
#include "plan/plan.h"

#define FORESEE_SCENARIOS_MAX 100000
#define FORESEE_POINTS_MAX 512   /* flood points */
#define FORESEE_TAIL_PERMILLE 50 /* the worst scenarios, of which the tail's mean is told */

/* ---------------------------------------------------------------- the world
 * What is the same for all plans of a regency: its hazards, the rain over some days, and the ways
 * that were found on its map. Plans that are played in one world meet the same weather and the same
 * chances (common random numbers), so that their differences are those of the plans. */
typedef struct ForeseeOptions {
    int32_t from_day, to_day; /* of the rain; what was left is tried again until to_day */
    uint32_t scenarios;
    uint64_t seed;
    int threads;
    int month;                      /* 1 to 12: that month's climate; 0 = each day's own */
    const HazardForecast *forecast; /* or NULL */
    const Progress *progress;
} ForeseeOptions;
typedef struct ForeseeWorld ForeseeWorld;
/* Keeps what it is given. ERR_INPUT when there are more points than FORESEE_POINTS_MAX. */
MUST_USE Status foresee_world(const Env *env, Arena *arena, const ElectionRegency *regency,
                              const PlanNetwork *network, const HazardModel *model,
                              const ForeseeOptions *options, ForeseeWorld **ret, Err *err);
/* Its hazards, as all answers list them; `others` are of kinds that are not simulated. */
const HazardPoint *foresee_points(const ForeseeWorld *world, size_t *ret_count, size_t *ret_others);

typedef struct ForeseeSet { /* of flood points, by their place in that list */
    uint64_t word[FORESEE_POINTS_MAX / 64];
} ForeseeSet;
static inline void foresee_add(ForeseeSet *set, size_t point) {
    set->word[point / 64] |= UINT64_C(1) << point % 64;
}
static inline bool foresee_has(const ForeseeSet *set, size_t point) {
    return set->word[point / 64] >> point % 64 & 1;
}
static inline bool foresee_none(const ForeseeSet *set) {
    uint64_t any = 0;
    for (size_t i = 0; i < FORESEE_POINTS_MAX / 64; i++) any |= set->word[i];
    return any == 0;
}

/* ---------------------------------------------------------------- a plan in it */
typedef struct ForeseeShare { /* of scenarios, in thousandths of a percent; Wilson 1927, 95 % */
    int32_t share_e5, low_e5, high_e5;
} ForeseeShare;
ForeseeShare foresee_share(uint32_t hits, uint32_t trials);

typedef struct ForeseeTps {
    bool planned;
    uint32_t late; /* scenarios in which it was */
} ForeseeTps;
typedef struct ForeseeHazard {
    const HazardPoint *point;
    size_t segments; /* of the map; 0 = no road there */
    uint32_t floods; /* scenarios in which it closes a road to some vehicle in the days planned */
    int64_t late_behind;  /* late TPS whose vehicle had met it closed before, over all scenarios */
    int64_t late_without; /* late TPS over all scenarios if it never flooded; -1 = not asked */
} ForeseeHazard;
typedef struct Foresight {
    uint32_t scenarios;
    size_t planned; /* TPS of the plan */
    ForeseeTps *tps;
    uint32_t *late; /* by scenario: TPS */
    int64_t late_total;
    uint32_t clean;   /* scenarios without a late TPS */
    double tail_late; /* mean of late TPS in the worst scenarios (CVaR) */
    int64_t cost_mean, cost_planned;
    ForeseeHazard *hazards;
    size_t hazard_count, others; /* others: hazards of kinds that are not simulated */
    size_t ways;                 /* found on the map: what the work went into */
} Foresight;
/* The days of the plan are of the world's. `open` are points that never flood (guarded, repaired,
 * asked about); NULL = none. With `gains` also: what if each point by itself never flooded? */
void foresee(ForeseeWorld *world, Arena *arena, const Plan *plan, const ForeseeSet *open,
             bool gains, Foresight *ret);

/* ---------------------------------------------------------------- if the road is closed
 * What a crew is told before it sets out: for each leg whose planned way, on dry roads, comes to a
 * hazard, the best way round it. That way may meet other hazards; so there is a second one, which
 * meets none that is known. Boats are told nothing: water does not close the water. */
typedef struct ForeseeDetour {
    int32_t trip,
        leg;       /* of the plan; the stop that the leg leads to, or stop_count: the way home */
    size_t hazard; /* by its place among foresee_points */
    uint32_t at_s; /* driving from the start of the leg to the hazard */
    bool at_stop;  /* the leg ends within it: who goes there can only wait */
    RoadPath planned;
    bool found; /* there is a way round; else: */
    RoadPath round;
    ForeseeSet round_meets;
    bool clear_found;
    RoadPath clear; /* = round where that meets nothing */
} ForeseeDetour;
/* By trip, leg, and order on the way. Not while the world plays a plan. */
void foresee_detours(const ForeseeWorld *world, Arena *arena, const Plan *plan, ForeseeDetour **ret,
                     size_t *ret_count);
/* The segments of the map that a hazard closes. */
const uint32_t *foresee_segments(const ForeseeWorld *world, size_t hazard, size_t *ret_count);

#endif
