// SPDX-License-Identifier: Apache-2.0
/* The rest of a plan that is under way:
 *
 *   1. what has been done, and where everybody is (stand.c);
 *   2. what each TPS would see if everybody just went on: what need not change;
 *   3. attempts: who goes to a vehicle that broke down, and how wide the corridor around the old
 *      plan is; each is solved, and priced with its changes;
 *   4. the best as a plan, with what has been done. */
#include "plan/replan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define RANKS 3     /* vehicles that are tried for the first rescue */
#define WAYS_BACK 4 /* rounds */

/* Of the whole search: each rank, then at any price, then each round of the way back. */
static const double share_of[] = {0.1, 0.3, 0.1};

/* ---------------------------------------------------------------- where the goods are */

static void goods_of(const Replan *x, PlanAttempt *a, const PlanTrip *t, size_t k, PlanGoods where,
                     int64_t back_s) {
    const PlanStop *stop = &t->stops[k];
    (void)x;
    if (stop->goods_count == 0) a->at_ppk[stop->district] = where;
    for (size_t g = 0; g < stop->goods_count; g++) {
        (stop->tps >= 0 ? a->at_tps : a->at_hub)[stop->goods[g]] = where;
        a->back_s[stop->goods[g]] = back_s;
    }
    if (where == PLAN_GOODS_GONE) plan_release(&a->maker, stop);
}

/* What the plan before left in a vehicle that broke down still lies there. */
static void find_stranded(const Replan *x, PlanAttempt *a) {
    for (size_t i = 0; i < x->old->unserved_count; i++) {
        const PlanUnserved *u = &x->old->unserved[i];
        if (!str_eq(u->reason, "stranded")) continue;
        if (u->tps >= 0) {
            a->at_tps[u->tps] = a->at_hub[u->tps] = PLAN_GOODS_ABOARD;
            plan_refuse(&a->maker, u->tps, u->reason);
        } else {
            a->at_ppk[u->district] = PLAN_GOODS_ABOARD;
            vec_push(x->arena, &a->maker.unserved, *u);
        }
    }
}

static void find_goods(const Replan *x, PlanAttempt *a) {
    Arena *arena = x->arena;
    a->at_tps = ARENA_ARRAY(arena, PlanGoods, x->r->tps_count);
    a->at_hub = ARENA_ARRAY(arena, PlanGoods, x->r->tps_count);
    a->at_ppk = ARENA_ARRAY(arena, PlanGoods, x->r->district_count);
    a->back_s = ARENA_ARRAY(arena, int64_t, x->r->tps_count);
    find_stranded(x, a);
    for (size_t i = 0; i < x->stand.count; i++) {
        const PlanTrip *t = &x->stand.trips[i];
        const PlanCrew *crew = &x->crews[t->vehicle];
        bool turned = t->state == PLAN_UNDER_WAY && x->stand.where[i].turned;
        bool past = x->over[i] || t->state == PLAN_DONE || x->old->trips[i].state == PLAN_BROKEN;
        int32_t gone = past                      ? (int32_t)t->stop_count
                       : t->state == PLAN_BROKEN ? x->stand.where[i].next
                       : t->state == PLAN_AHEAD  ? 0
                                                 : crew->fixed;
        int64_t home_s = turned ? plan_drive_s(x, t, crew->site, t->depot) : 0;
        if (home_s == INT64_MAX) home_s = 0;
        for (int32_t k = 0; k < (int32_t)t->stop_count && t->state != PLAN_AHEAD; k++)
            goods_of(x, a, t, (size_t)k,
                     k < gone ? PLAN_GOODS_GONE
                     : turned ? PLAN_GOODS_THERE
                              : PLAN_GOODS_ABOARD,
                     turned && k >= gone ? crew->free_s + home_s - a->maker.zero_s : 0);
    }
}

/* ---------------------------------------------------------------- the answer as a plan */

static void price_day(const Plan *p, const ElectionVehicle *vehicles, int32_t v, int32_t day,
                      PlanCost *cost) {
    int64_t first_s = INT64_MAX, last_s = INT64_MIN, metres = 0;
    for (size_t i = 0; i < p->trip_count; i++) {
        const PlanTrip *t = &p->trips[i];
        if (t->vehicle != v || t->day != day) continue;
        if (t->load_s < first_s) first_s = t->load_s;
        if (t->return_s > last_s) last_s = t->return_s;
        metres += t->distance_m;
    }
    if (last_s < first_s) return;
    cost->vehicle_days++;
    cost->fixed += vehicles[v].cost_per_day;
    cost->time += ceil_div64(mul64(last_s - first_s, vehicles[v].cost_per_hour), 3600);
    cost->distance += ceil_div64(mul64(metres, vehicles[v].cost_per_km), 1000);
    cost->distance_m += metres;
    if (last_s > cost->finish_s) cost->finish_s = last_s;
}

/* Villages that further trips serve; to a PPK and from it are counted apart. */
static int64_t count_splits(Arena *arena, const ElectionRegency *r, const Plan *p) {
    size_t *last = ARENA_ARRAY(arena, size_t, 2 * r->village_count + 1), n = 0;
    for (size_t i = 0; i < p->trip_count; i++)
        for (size_t k = 0; k < p->trips[i].stop_count; k++) {
            const PlanStop *s = &p->trips[i].stops[k];
            if (s->village < 0) continue;
            size_t *seen = &last[2 * (size_t)s->village + (s->tps < 0)];
            n += *seen > 0 && *seen != i + 1;
            if (*seen != i + 1) *seen = i + 1;
        }
    return (int64_t)n;
}

static void price(Arena *arena, const ElectionRegency *r, Plan *p) {
    PlanCost cost = {0};
    for (size_t v = 0; v < r->vehicle_count; v++)
        for (int32_t day = p->from_day; day <= p->to_day; day++)
            price_day(p, r->vehicles, (int32_t)v, day, &cost);
    cost.split = count_splits(arena, r, p) * plan_rule(r, "split_cost");
    cost.total = cost.fixed + cost.time + cost.distance + cost.split;
    p->cost = cost;
}

/* Who has a team keeps it; the team of a vehicle that broke down goes on with its goods. */
static const char *team_before(const Replan *x, const PlanTrip *t) {
    const char *lost = NULL;
    for (size_t i = 0; i < x->old->trip_count; i++) {
        const PlanTrip *o = &x->old->trips[i];
        if (o->day == t->day && o->vehicle == t->vehicle && o->escort) return o->escort;
        if (t->via && str_eq(t->via->takes, o->id) && o->day == t->day) lost = o->escort;
    }
    return lost;
}

static bool were_convoy(const Plan *old, const PlanTrip *a, const PlanTrip *b) {
    for (size_t i = 0; i < old->trip_count; i++)
        for (size_t k = 0; k < old->trip_count && old->trips[i].vehicle == a->vehicle &&
                           old->trips[i].day == a->day;
             k++)
            if (old->trips[k].vehicle == b->vehicle &&
                plan_same_convoy(&old->trips[i], &old->trips[k]))
                return true;
    return false;
}

static bool team_taken(const Plan *old, const Plan *p, const PlanTrip *t, const char *team) {
    for (size_t i = 0; i < p->trip_count; i++) {
        const PlanTrip *o = &p->trips[i];
        if (o->day == t->day && o->depot == t->depot && o->vehicle != t->vehicle &&
            o->state != PLAN_BROKEN && str_eq(o->escort, team) && !were_convoy(old, t, o))
            return true;
    }
    return false;
}

static void give_team(const Replan *x, Plan *p, PlanTrip *t, const char *team) {
    for (size_t i = 0; i < p->trip_count; i++)
        if (p->trips[i].day == t->day && p->trips[i].vehicle == t->vehicle)
            p->trips[i].escort = team;
    (void)x;
}

static void keep_escorts(const Replan *x, Plan *p) {
    for (size_t i = 0; i < p->trip_count; i++) {
        PlanTrip *t = &p->trips[i];
        if (!x->r->vehicles[t->vehicle].needs_escort) continue;
        const char *team = team_before(x, t);
        if (team && !team_taken(x->old, p, t, team)) give_team(x, p, t, team);
    }
    for (size_t i = 0; i < p->trip_count; i++) {
        PlanTrip *t = &p->trips[i];
        const char **teams;
        if (!x->r->vehicles[t->vehicle].needs_escort || t->escort) continue;
        size_t n = plan_escort_teams(x->arena, x->r, t->depot, &teams);
        for (size_t k = 0; k < n && !t->escort; k++)
            if (!team_taken(x->old, p, t, teams[k])) give_team(x, p, t, teams[k]);
    }
}

static void assemble(Replan *x, PlanAttempt *a) {
    PlanMaker *m = &a->maker;
    for (size_t i = 0; i < x->stand.count; i++)
        if (x->over[i] || x->done[i].state == PLAN_DONE || x->done[i].state == PLAN_BROKEN)
            vec_push(x->arena, &m->trips, x->done[i]);
    if (m->unserved.n)
        qsort(m->unserved.at, m->unserved.n, sizeof *m->unserved.at, plan_unserved_order);
    a->plan = (Plan){.from_day = x->old->from_day,
                     .to_day = x->old->to_day,
                     .trips = m->trips.at,
                     .trip_count = m->trips.n,
                     .unserved = m->unserved.at,
                     .unserved_count = m->unserved.n,
                     .estimated = x->net->map == NULL,
                     .roads_name = x->net->map_name,
                     .log_size = x->r->log_size,
                     .seed = x->options->seed,
                     .iterations = m->iterations,
                     .threads = x->options->threads,
                     .hardest_first = x->old->hardest_first,
                     .direct = x->old->direct,
                     .replaces = x->old->id,
                     .at_s = x->options->at_s};
    plan_vote_copy(x->old, &a->plan);
    keep_escorts(x, &a->plan);
    plan_trips_sort(&a->plan);
    plan_name_trips(x->arena, x->r, &a->plan);
    price(x->arena, x->r, &a->plan);
    PlanChanges changes;
    plan_changes(x->arena, x->r, x->old, &a->plan, NULL, &changes);
    a->changed = changes.changed;
    int64_t change = plan_rule(x->r, "replan_change_cost"), unserved = 0;
    for (size_t i = 0; i < a->plan.unserved_count; i++) {
        int32_t tps = a->plan.unserved[i].tps;
        bool promised = tps < 0 || x->old_begin_s[tps] >= 0;
        unserved += PLAN_UNSERVED_COST / (promised ? 1 : 2);
    }
    a->value = unserved + a->plan.cost.total + (int64_t)a->changed * change +
               a->waiting_s / 60 * change / PLAN_WAIT_PER_CHANGE_MIN;
}

/* ---------------------------------------------------------------- attempts */

static void refuse_unreleased(Replan *x, PlanAttempt *a) {
    for (size_t i = 0; i < x->r->tps_count; i++) {
        if (a->maker.hub[i] >= 0 && a->maker.released_s[i] < 0 && a->at_tps[i] == PLAN_GOODS_THERE)
            plan_refuse(&a->maker, (int32_t)i, "fleet");
    }
}

/* The share of the search that the first problem gets: by what is left to bring. */
static double first_share(const Replan *x, const PlanAttempt *a) {
    size_t direct = 1, through = 1;
    for (size_t i = 0; i < x->r->tps_count; i++) {
        if (a->at_tps[i] == PLAN_GOODS_GONE) continue;
        if (a->maker.hub[i] < 0)
            direct++;
        else
            through++;
    }
    double share = (double)direct / (double)(direct + through);
    return share < 0.2 ? 0.2 : share;
}

/* False: there is no such attempt, because no vehicle of that rank can go. */
static Status attempt(Replan *x, PlanAttempt *a, bool *ret_done, Err *err) {
    plan_maker(x->env, x->arena, x->r, x->needs, x->net, &x->maker_options, &a->maker);
    a->crews = ARENA_ARRAY(x->arena, PlanCrew, x->r->vehicle_count + 1);
    memcpy(a->crews, x->crews, x->r->vehicle_count * sizeof *a->crews);
    a->need_not = ARENA_ARRAY(x->arena, bool, x->r->tps_count);
    find_goods(x, a);
    *ret_done = plan_rescue(x, a);
    if (!*ret_done) return OK;
    double share = first_share(x, a);
    Status s = plan_replan_side(x, a, false, share, err);
    if (s == OK) {
        refuse_unreleased(x, a);
        s = plan_replan_side(x, a, true, 1 - share, err);
    }
    if (s == OK && !a->judges) assemble(x, a);
    return s;
}

static bool *on_time(const Replan *x, const Plan *p) {
    PlanChanges c;
    bool *list = ARENA_ARRAY(x->arena, bool, x->r->tps_count);
    plan_changes(x->arena, x->r, x->old, p, NULL, &c);
    for (size_t i = 0; i < c.tps_count; i++) {
        const PlanTpsChange *t = &c.tps[i];
        int64_t moved_s = t->new_s - t->old_s;
        list[t->tps] = t->old_s >= 0 && t->new_s >= 0 && moved_s <= x->tolerance_s &&
                       moved_s >= -x->tolerance_s;
    }
    return list;
}

/* Tries one more; the better of it and the best so far stays. */
static Status try_one(Replan *x, PlanCorridor corridor, int rank, int round, PlanAttempt **best,
                      bool *ret_done, Err *err) {
    PlanAttempt *a = ARENA_NEW(x->arena, PlanAttempt);
    *a = (PlanAttempt){.corridor = corridor, .rescue_rank = rank, .round = round};
    if (corridor != PLAN_AS_IT_WAS) a->base = *best;
    if (corridor == PLAN_BACK) a->on_time = on_time(x, &a->base->plan);
    double share = share_of[corridor];
    if (corridor == PLAN_AS_IT_WAS && x->wrecks.n == 0) share *= RANKS;
    a->time_s = x->options->time_s * share;
    a->iterations = (int64_t)((double)x->options->iterations * share);
    Status s = attempt(x, a, ret_done, err);
    if (s == OK && *ret_done && (!*best || a->value < (*best)->value)) *best = a;
    return s;
}

static Status find_best(Replan *x, PlanAttempt **ret, Err *err) {
    PlanAttempt *best = NULL;
    bool done = true;
    Status s = OK;
    int ranks = x->wrecks.n ? RANKS : 1;
    for (int rank = 0; rank < ranks && done && s == OK; rank++)
        s = try_one(x, PLAN_AS_IT_WAS, rank, 0, &best, &done, err);
    assert(s != OK || best); /* somebody can always go first */
    bool lacks = s == OK && best->plan.unserved_count > x->old->unserved_count;
    if (lacks) s = try_one(x, PLAN_AT_ANY_PRICE, best->rescue_rank, 0, &best, &done, err);
    for (int i = 0; i < WAYS_BACK && lacks && s == OK; i++)
        s = try_one(x, PLAN_BACK, best->rescue_rank, i, &best, &done, err);
    *ret = best;
    return s;
}

/* What need not change: see plan_changes. */
static Status judge(Replan *x, bool **ret, Err *err) {
    PlanAttempt *a = ARENA_NEW(x->arena, PlanAttempt);
    *a = (PlanAttempt){.judges = true};
    bool done;
    Status s = attempt(x, a, &done, err);
    /* what is driven to already comes as the vehicle comes */
    for (size_t v = 0; v < x->r->vehicle_count && s == OK; v++) {
        const PlanCrew *crew = &x->crews[v];
        for (int32_t k = 0; crew->day != INT32_MIN && crew->trip >= 0 && k < crew->fixed; k++) {
            const PlanStop *stop = &x->stand.trips[crew->trip].stops[k];
            int64_t late_s = stop->tps < 0 ? 0 : stop->begin_s - x->old_begin_s[stop->tps];
            if (stop->tps >= 0 && late_s <= x->tolerance_s && late_s >= -x->tolerance_s)
                a->need_not[stop->tps] = true;
        }
    }
    *ret = a->need_not;
    return s;
}

static void note_old(Replan *x) {
    x->old_begin_s = ARENA_ARRAY(x->arena, int64_t, x->r->tps_count);
    for (size_t i = 0; i < x->r->tps_count; i++) x->old_begin_s[i] = -1;
    for (size_t i = 0; i < x->old->trip_count; i++)
        for (size_t k = 0; k < x->old->trips[i].stop_count; k++) {
            const PlanStop *stop = &x->old->trips[i].stops[k];
            if (stop->tps >= 0) x->old_begin_s[stop->tps] = stop->begin_s;
        }
}

/* Places on the road are numbered in the order of the trips: so plan_network_of finds them. */
static void number_vias(const Replan *x, Plan *p) {
    int32_t next = (int32_t)x->net->first_place;
    for (size_t i = 0; i < p->trip_count; i++) {
        if (!p->trips[i].via) continue;
        PlanVia *via = ARENA_NEW(x->arena, PlanVia);
        *via = *p->trips[i].via;
        via->site = next++;
        p->trips[i].via = via;
    }
}

Status plan_replan(const Env *env, Store *store, Arena *arena, const ElectionRegency *r,
                   const ElectionNeeds *needs, const Plan *plan, const PlanReplanOptions *options,
                   PlanReplan *ret, Err *err) {
    Replan *x = ARENA_NEW(arena, Replan);
    PlanNetwork net;
    *x = (Replan){.env = env,
                  .arena = arena,
                  .r = r,
                  .needs = needs,
                  .old = plan,
                  .options = options,
                  .net = &net,
                  .maker_options = {.from_day = plan->from_day,
                                    .to_day = plan->to_day,
                                    .hardest_first = plan->hardest_first,
                                    .vote = plan,
                                    .hubs_of = plan,
                                    .direct = plan->direct},
                  .tolerance_s = plan_rule(r, "replan_change_s")};
    plan_stand(arena, r, plan, options->facts, options->fact_count, options->at_s, &x->stand);
    note_old(x);
    Status s = plan_crews(x, store, err);
    if (s != OK) return s;
    PlanAttempt *best;
    bool *need_not;
    s = judge(x, &need_not, err);
    if (s == OK) s = find_best(x, &best, err);
    if (s != OK) return s;
    *ret = (PlanReplan){.plan = best->plan,
                        .need_not = need_not,
                        .told = x->stand.told,
                        .assumed = x->stand.assumed,
                        .corridor = best->corridor};
    number_vias(x, &ret->plan);
    return plan_network_of(env, store, arena, r, &ret->plan, options->threads, options->progress,
                           &ret->network, err);
}
