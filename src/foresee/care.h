// SPDX-License-Identifier: Apache-2.0
/* care.h: what is asked of the search so that a plan holds, and what scenarios teach to ask for. */
#ifndef HANTAR_FORESEE_CARE_H
#define HANTAR_FORESEE_CARE_H

#include "foresee/foresee_int.h"

typedef struct ForeseeCare { /* see PlanCaution */
    int32_t *level;          /* by group of vehicles: how much room at the end of its days */
    int32_t wet_permille[ROAD_CLASSES]; /* ways are so wet; 1000 = wet, 2000 = soaked */
    int32_t hub_min;
    int64_t *by_s; /* by TPS: behind floods; INT64_MAX = not asked */
    int32_t narrowed;
} ForeseeCare;

typedef struct ForeseeLearner {
    Arena *arena;
    const ForeseeWorld *world;
    const PlanNetwork *net;
    const ElectionRegency *r;
    int32_t from_day;
    size_t days;
    ForeseeCare care;
    size_t *group;   /* by TPS: which serves it; SIZE_MAX */
    int *failed;     /* by group: how often it could not give more */
    uint32_t wetter; /* classes whose roads were made wetter last */
    int wet_failed[ROAD_CLASSES];
    uint32_t *times[HAZARD_WETNESSES][ROAD_CLASSES]; /* between all sites */
} ForeseeLearner;

ForeseeLearner foresee_learner(Arena *arena, const ForeseeWorld *world, const PlanNetwork *network,
                               const PlanOptions *plan);
/* Who serves what is as in this plan. */
void foresee_learn_groups(ForeseeLearner *l, const Plan *plan);
/* From how it fares, as it is and on dry roads: asks for more where more than a share of the aim
 * (late TPS over all scenarios) is late. False when nothing more can be asked. */
bool foresee_learn(ForeseeLearner *l, const Plan *plan, const Foresight *f, const Foresight *dry,
                   int64_t aim);
/* Asked too much: what was asked is taken back where something was left out. */
void foresee_give_way(ForeseeLearner *l, const Plan *plan);
PlanCaution foresee_care_caution(const ForeseeLearner *l);
ForeseeCare foresee_care_copy(const ForeseeLearner *l);
void foresee_care_tell(const ForeseeLearner *l, const ForeseeCare *care, PlanSafety *point);

#endif
