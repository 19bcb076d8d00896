// SPDX-License-Identifier: Apache-2.0
/* plan_int.h: what the planner's files share; nothing of it is used by check.c. */
#ifndef HANTAR_PLAN_INT_H
#define HANTAR_PLAN_INT_H

#include "plan/plan.h"

/* The windows of a TPS or PPK as the rules have them, UTC seconds. */
typedef struct PlanWindow {
    int64_t earliest_s, latest_s;
} PlanWindow;

int64_t plan_midnight_s(const ElectionRegency *regency, int32_t day); /* UTC of local 00:00 */
int64_t plan_rule(const ElectionRegency *regency, const char *setting);

/* Gives each vehicle-day that needs one an escort team of its depot; trips must be complete. */
void plan_assign_escorts(Arena *arena, const ElectionRegency *regency, Plan *plan);
/* Names of the escort teams that stand at a depot, sorted. */
size_t plan_escort_teams(Arena *arena, const ElectionRegency *regency, int32_t depot,
                         const char ***ret_teams);

#endif
