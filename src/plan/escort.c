// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_int.h"

#include <stdlib.h>
#include <string.h>

static int text_order(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t plan_escort_teams(Arena *arena, const ElectionRegency *r, int32_t depot,
                         const char ***ret_teams) {
    VEC(const char *) teams = {0};
    for (size_t i = 0; i < r->person_count; i++) {
        const ElectionPerson *p = &r->persons[i];
        if (!str_eq(p->role, "escort") || p->depot != depot || !p->unit) continue;
        bool known = false;
        for (size_t k = 0; k < teams.n; k++) known = known || str_eq(teams.at[k], p->unit);
        if (!known) vec_push(arena, &teams, p->unit);
    }
    if (teams.n) qsort(teams.at, teams.n, sizeof *teams.at, text_order);
    *ret_teams = teams.at;
    return teams.n;
}

/* A team goes with a vehicle for the whole day: the trips of a vehicle's day share it. */
void plan_assign_escorts(Arena *arena, const ElectionRegency *r, Plan *plan) {
    for (size_t d = 0; d < r->depot_count; d++) {
        const char **teams;
        size_t team_count = plan_escort_teams(arena, r, (int32_t)d, &teams);
        for (int32_t day = plan->from_day; day <= plan->to_day; day++) {
            const char **team_of = ARENA_ARRAY(arena, const char *, r->vehicle_count);
            size_t next = 0;
            for (size_t i = 0; i < plan->trip_count; i++) {
                PlanTrip *t = &plan->trips[i];
                if (t->day != day || t->depot != (int32_t)d) continue;
                if (!r->vehicles[t->vehicle].needs_escort) continue;
                if (!team_of[t->vehicle] && next < team_count) team_of[t->vehicle] = teams[next++];
                t->escort = team_of[t->vehicle];
            }
        }
    }
}
