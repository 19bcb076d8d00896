// SPDX-License-Identifier: Apache-2.0
/* Which shifts of a pool share a team. A shift with one trip may leave its depot within an interval
 * at no further cost: from where it would leave alone up to where some rule of time would break.
 * Shifts whose intervals meet may leave together; so the teams that a pool needs are the fewest
 * groups of convoy_max intervals with a moment in common. Taking the interval that ends first, with
 * those that end next among the ones that reach it, is the best possible: all groups that it could
 * be in meet where it ends. */
#include "vrp/vrp_int.h"

#include <stdlib.h>

Outing vrp_outing(const Kind *kind, int32_t shift, bool one_trip, int32_t area, int64_t units,
                  Stretch work) {
    Outing out = {.shift = shift, .pool = kind->pool, .depot = kind->vehicle->depot, .area = -1};
    if (!one_trip || kind->running) return out;
    int64_t end_s = kind->start_s + work.busy_s;
    if (end_s < work.done_s) end_s = work.done_s;
    int64_t begin_s = end_s - work.busy_s, last_s = kind->end_s - work.busy_s;
    if (last_s > work.latest_s) last_s = work.latest_s;
    if (begin_s > last_s) begin_s = last_s;
    int64_t loading_s = kind->depot->load_fixed_s + kind->depot->load_per_unit_s * units;
    out.area = area;
    out.from_s = begin_s + loading_s;
    out.to_s = last_s + loading_s;
    return out;
}

/* ---------------------------------------------------------------- counting teams */
static int outing_order(const void *a, const void *b) {
    const Outing *x = a, *y = b;
    if (x->area != y->area) return x->area < y->area ? -1 : 1;
    if (x->depot != y->depot) return x->depot < y->depot ? -1 : 1;
    if (x->to_s != y->to_s) return x->to_s < y->to_s ? -1 : 1;
    return (x->shift > y->shift) - (x->shift < y->shift);
}

/* All that leave with the outing at `first`, the earliest to end of those without a team. */
static void gather(Outing *outings, int32_t first, int32_t count, int32_t max, int32_t team) {
    Outing *lead = &outings[first];
    int64_t depart_s = lead->from_s;
    int32_t members = 0;
    for (int32_t i = first; i < count && members < max; i++) {
        Outing *o = &outings[i];
        if (o->area != lead->area || o->depot != lead->depot) break;
        if (o->team != 0 || o->from_s > lead->to_s) continue;
        o->team = team;
        if (depart_s < o->from_s) depart_s = o->from_s;
        members++;
    }
    for (int32_t i = first; i < count; i++)
        if (outings[i].team == team) outings[i].depart_s = depart_s;
    if (members == 1) lead->team = -1;
}

/* Sorts the outings of one pool and gives each its team; how many teams that takes. */
static int32_t teams_of(const Plan *plan, Outing *outings, int32_t count) {
    int32_t max = plan->model->problem->convoy_max, teams = 0;
    if (count > 1) qsort(outings, (size_t)count, sizeof *outings, outing_order);
    for (int32_t i = 0; i < count; i++) outings[i].team = 0;
    for (int32_t i = 0; i < count; i++) {
        if (outings[i].team != 0) continue;
        teams++;
        if (outings[i].area >= 0) gather(outings, i, count, max, teams);
    }
    for (int32_t i = 0; i < count; i++)
        if (outings[i].team < 0) outings[i].team = 0;
    return teams;
}

/* ---------------------------------------------------------------- in a plan */
void vrp_outings(Plan *plan) {
    const Model *m = plan->model;
    const VrpProblem *p = m->problem;
    if (p->convoy_max <= 1 || p->pool_count == 0) return;
    plan->outings = ARENA_ARRAY(plan->arena, Outing, (size_t)m->shift_count);
    plan->teamed = ARENA_ARRAY(plan->arena, Outing, (size_t)m->shift_count + 2);
    plan->pool_shifts = ARENA_ARRAY(plan->arena, int32_t *, (size_t)p->pool_count);
    plan->pool_shift_count = ARENA_ARRAY(plan->arena, int32_t, (size_t)p->pool_count);
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < m->shift_count; i++) {
            int32_t pool = m->kinds[m->shift_kind[i]].pool;
            if (pool < 0) continue;
            int32_t *n = &plan->pool_shift_count[pool];
            if (pass == 0) {
                ++*n;
                continue;
            }
            if (!plan->pool_shifts[pool]) {
                plan->pool_shifts[pool] = ARENA_ARRAY(plan->arena, int32_t, (size_t)*n);
                *n = 0;
            }
            plan->pool_shifts[pool][(*n)++] = i;
        }
    for (int32_t i = 0; i < m->shift_count; i++) plan->outings[i] = (Outing){.pool = -1};
}

static int32_t collect(Plan *plan, int32_t pool, const Outing *a, const Outing *b) {
    int32_t n = 0;
    for (int32_t i = 0; i < plan->pool_shift_count[pool]; i++) {
        int32_t shift = plan->pool_shifts[pool][i];
        bool other = (a && a->shift == shift) || (b && b->shift == shift);
        if (!other && plan->outings[shift].pool == pool) plan->teamed[n++] = plan->outings[shift];
    }
    if (a && a->pool == pool) plan->teamed[n++] = *a;
    if (b && b->pool == pool) plan->teamed[n++] = *b;
    return n;
}

int32_t vrp_pool_teams(Plan *plan, int32_t pool) {
    int32_t n = collect(plan, pool, NULL, NULL), teams = teams_of(plan, plan->teamed, n);
    for (int32_t i = 0; i < n; i++) plan->outings[plan->teamed[i].shift] = plan->teamed[i];
    return teams;
}

static bool pool_fits(Plan *plan, int32_t pool, const Outing *a, const Outing *b) {
    if (pool < 0) return true;
    int32_t n = collect(plan, pool, a, b), limit = plan->model->problem->pool_limits[pool];
    return n <= limit || teams_of(plan, plan->teamed, n) <= limit;
}

bool vrp_outings_fit(Plan *plan, const Outing *a, const Outing *b) {
    if (!plan->outings) return true;
    return pool_fits(plan, a->pool, a, b) &&
           (!b || b->pool == a->pool || pool_fits(plan, b->pool, a, b));
}
