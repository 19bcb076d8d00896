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
#define FORESEE_POINTS_MAX 512     /* flood points */
#define FORESEE_STRETCHES_MAX 1024 /* of road that they close */
#define FORESEE_TAIL_PERMILLE 50   /* the worst scenarios, of which the tail's mean is told */

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

/* A piece of road that one flood point closes: consecutive segments of one road. Each can be kept
 * open by itself. Where there would be more than FORESEE_STRETCHES_MAX, a point is one stretch. */
typedef struct ForeseeStretch {
    size_t point;             /* in the list above */
    const uint32_t *segments; /* of the map */
    size_t segment_count;
    const char *name, *highway; /* as the map has them; name may be NULL */
    uint32_t length_m;
} ForeseeStretch;
/* By point. None without roads. */
const ForeseeStretch *foresee_stretches(const ForeseeWorld *world, size_t *ret_count);

typedef struct ForeseeSet { /* of stretches, by their place in that list */
    uint64_t word[FORESEE_STRETCHES_MAX / 64];
} ForeseeSet;
static inline void foresee_add(ForeseeSet *set, size_t stretch) {
    set->word[stretch / 64] |= UINT64_C(1) << stretch % 64;
}
static inline bool foresee_has(const ForeseeSet *set, size_t stretch) {
    return set->word[stretch / 64] >> stretch % 64 & 1;
}
/* All stretches of a flood point. */
void foresee_add_point(const ForeseeWorld *world, ForeseeSet *set, size_t point);

/* ---------------------------------------------------------------- a plan in it */
typedef struct ForeseeShare { /* of scenarios, in thousandths of a percent; Wilson 1927, 95 % */
    int32_t share_e5, low_e5, high_e5;
} ForeseeShare;
ForeseeShare foresee_share(uint32_t hits, uint32_t trials);

typedef struct ForeseeTps {
    bool planned;
    uint32_t late;   /* scenarios in which it was; of them those in which */
    uint32_t behind; /* its vehicle had met a flood closed before, */
    uint32_t goods;  /* its goods were not at the PPK when its trip should have loaded */
} ForeseeTps;
typedef struct ForeseeHazard {
    const HazardPoint *point;
    size_t segments; /* of the map; 0 = no road there */
    uint32_t floods; /* scenarios in which it closes a road to some vehicle in the days planned */
    int64_t late_behind;  /* late TPS whose vehicle had met it closed before, over all scenarios */
    int64_t late_without; /* late TPS over all scenarios if it never flooded; -1 = not asked */
} ForeseeHazard;
/* What if something were otherwise, in the same scenarios: sums over them, so that the difference
 * is known as exactly as its pairs allow. Only scenarios in which some crew met it can differ. */
typedef struct ForeseeGain {
    uint32_t met;               /* scenarios in which it closed some crew's way */
    uint32_t clean;             /* scenarios without a late TPS then */
    int64_t late_behind;        /* late TPS whose vehicle had met it closed, as it is */
    int64_t less, less_squares; /* late TPS fewer then, and the squares of that */
    int64_t saves;              /* rupiah */
} ForeseeGain;
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
    size_t hazard_count, others;     /* others: hazards of kinds that are not simulated */
    ForeseeGain *points, *stretches; /* by point, by stretch; NULL = not asked */
    size_t ways;                     /* found on the map: what the work went into */
} Foresight;
/* The days of the plan are of the world's. `open` are stretches that never flood (guarded,
 * repaired, asked about); NULL = none. With `gains` also: what if each point, and each stretch, by
 * itself never flooded? */
void foresee(ForeseeWorld *world, Arena *arena, const Plan *plan, const ForeseeSet *open,
             bool gains, Foresight *ret);

/* ---------------------------------------------------------------- planning for it
 * A plan is chosen for the chance that each TPS is served in time, in a sample of scenarios (sample
 * average approximation: Kleywegt, Shapiro, Homem-de-Mello 2002). Crews that are delayed are not a
 * rule of routing but a matter of room: so the search is asked for more and more of it (plan.h,
 * PlanCaution), and the sample tells where. That is how Bertsimas and Sim (2004) buy safety, by a
 * budget instead of by the worst case, with the budget set by what was late and not by assumption.
 *
 * In rounds: the plan is played; where more than its share is late, more is asked: of a depot's
 * vehicles an earlier end of the last day, then room on every day; of goods that came late to a PPK
 * a day more there; of TPS behind floods an earlier day, so that days are left to try again. The
 * search goes on from the plan it has, with these cautions. What would leave a TPS out is tried
 * once more and then taken back. All rules hold as before, earliest times too.
 *
 * A PPK that lies where it floods is not used: its district is served from the KPU, unless TPS
 * would be left out then.
 *
 * All plans are played once more, in scenarios that none of them has seen; those that are not both
 * dearer and less safe than another are the curve: the price of safety. The plain plan stays on it.
 * Three seeds: the search's, that of the scenarios in which plans are made (weather.seed), and that
 * of the curve, derived from it (Plan.safety_seed). */
typedef struct ForeseeRobustOptions {
    PlanOptions plan;       /* its time or steps are those of all searches together */
    ForeseeOptions weather; /* the days are the plan's */
    /* Which one of the curve: number `pick`, from 1; or the cheapest with no more late TPS expected
     * than late_e3 thousandths; or the safest that costs at most so many thousandths more than the
     * plain plan (a cheaper one, where the difference is none). */
    int32_t pick;    /* 0 = not so */
    int64_t late_e3; /* -1 = not so */
    int32_t rise_permille;
} ForeseeRobustOptions;
#define FORESEE_RISE_PERMILLE 100 /* when nobody says */
typedef struct ForeseeRobust {
    PlanSafety *points; /* by cost */
    Plan *plans;        /* that made them; each knows the curve (Plan.safety) */
    size_t count, plain, chosen;
    size_t tried;        /* plans that were made */
    const bool *flooded; /* by district: its PPK lies where it floods; NULL = none does */
    bool avoided;        /* and is not used */
} ForeseeRobust;
/* ERR_INFEASIBLE: nothing on the curve is as safe as asked; the curve is there all the same. */
MUST_USE Status foresee_robust(const Env *env, Arena *arena, const ElectionRegency *regency,
                               const ElectionNeeds *needs, const PlanNetwork *network,
                               const HazardModel *model, const ForeseeRobustOptions *options,
                               ForeseeRobust *ret, Err *err);

#endif
