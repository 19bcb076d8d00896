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

/* ---------------------------------------------------------------- convoys */

/* The vehicle's day is over, or it broke down: its team is free again. */
static bool let_go(const Plan *plan, const PlanTrip *t) {
    bool over = plan->replaces != NULL;
    for (size_t i = 0; i < plan->trip_count; i++) {
        const PlanTrip *o = &plan->trips[i];
        if (o->day == t->day && o->vehicle == t->vehicle)
            over = over && (o->state == PLAN_DONE || o->state == PLAN_BROKEN);
    }
    return over;
}

bool plan_same_convoy(const PlanTrip *a, const PlanTrip *b) {
    return a->day == b->day && a->depot == b->depot && a->vehicle != b->vehicle && a->escort &&
           b->escort && str_eq(a->escort, b->escort) && a->state != PLAN_BROKEN &&
           b->state != PLAN_BROKEN;
}

bool plan_convoy_holds(const Plan *plan, const PlanTrip *a, const PlanTrip *b) {
    return plan_same_convoy(a, b) && !let_go(plan, a) && !let_go(plan, b);
}

/* The only district that the vehicle's only trip of the day goes to; -1 = it cannot be in a convoy.
 */
static int32_t goal_of(const Plan *plan, const PlanTrip *t) {
    for (size_t i = 0; i < plan->trip_count; i++) {
        const PlanTrip *other = &plan->trips[i];
        if (other != t && other->vehicle == t->vehicle && other->day == t->day) return -1;
    }
    for (size_t i = 1; i < t->stop_count; i++)
        if (t->stops[i].district != t->stops[0].district) return -1;
    return t->stop_count ? t->stops[0].district : -1;
}

bool plan_team_may(const ElectionRegency *r, const Plan *plan, const PlanTrip *t,
                   const char *team) {
    int32_t goal = goal_of(plan, t);
    int64_t others = 0;
    for (size_t i = 0; i < plan->trip_count; i++) {
        const PlanTrip *o = &plan->trips[i];
        if (o->day != t->day || o->depot != t->depot || o->vehicle == t->vehicle || !o->escort ||
            !str_eq(o->escort, team) || let_go(plan, o))
            continue;
        if (goal < 0 || goal_of(plan, o) != goal || o->depart_s != t->depart_s) return false;
        others++;
    }
    return others == 0 || others < plan_rule(r, "vehicles_per_team");
}

typedef struct Team { /* that is out */
    const char *name;
    int32_t vehicle; /* the first that it goes with */
    int32_t goal;
    int64_t depart_s;
    int64_t vehicles;
} Team;

static const char *team_for(const ElectionRegency *r, const Plan *plan, const PlanTrip *t,
                            Team *teams, size_t *out, const char **names, size_t name_count) {
    int32_t goal = goal_of(plan, t);
    for (size_t i = 0; i < *out; i++) {
        Team *team = &teams[i];
        bool joins = goal >= 0 && team->goal == goal && team->depart_s == t->depart_s &&
                     team->vehicles < plan_rule(r, "vehicles_per_team");
        if (team->vehicle != t->vehicle && !joins) continue;
        team->vehicles += team->vehicle != t->vehicle;
        return team->name;
    }
    if (*out == name_count) return NULL;
    teams[*out] = (Team){names[*out], t->vehicle, goal, t->depart_s, 1};
    return teams[(*out)++].name;
}

/* A team goes with a vehicle, or with a convoy, for the whole day. */
static void assign(Arena *arena, const ElectionRegency *r, Plan *plan, int32_t depot, int32_t day,
                   const char **names, size_t name_count) {
    Team *teams = ARENA_ARRAY(arena, Team, name_count + 1);
    size_t out = 0;
    for (size_t i = 0; i < plan->trip_count; i++) {
        PlanTrip *t = &plan->trips[i];
        if (t->day != day || t->depot != depot || !r->vehicles[t->vehicle].needs_escort) continue;
        t->escort = team_for(r, plan, t, teams, &out, names, name_count);
    }
}

void plan_assign_escorts(Arena *arena, const ElectionRegency *r, Plan *plan) {
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        const char **names;
        size_t name_count = plan_escort_teams(arena, r, d, &names);
        for (int32_t day = plan->from_day; day <= plan->to_day; day++)
            assign(arena, r, plan, d, day, names, name_count);
    }
}

int32_t plan_teams_out(const Plan *plan, int32_t depot, int32_t day) {
    int32_t n = 0;
    for (size_t i = 0; i < plan->trip_count; i++) {
        const PlanTrip *t = &plan->trips[i];
        bool counted = t->day != day || t->depot != depot || !t->escort;
        for (size_t k = 0; k < i && !counted; k++)
            counted = plan->trips[k].day == day && plan->trips[k].depot == depot &&
                      plan->trips[k].escort && str_eq(plan->trips[k].escort, t->escort);
        n += !counted;
    }
    return n;
}
