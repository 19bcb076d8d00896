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
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define RANKS 3 /* vehicles that are tried for the first rescue */
#define FEWER 2 /* then one rescuer at most, and none: who goes leaves its own TPS to others */

#define SHARE_AS_IT_WAS 0.3 /* of the whole search, all ranks together */

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

/* Wherever the trip is that was to bring it. */
static void find_lot(const Replan *x, PlanAttempt *a, const PlanLot *lot) {
    goods_of(x, a, &x->stand.trips[lot->trip], (size_t)lot->stop, PLAN_GOODS_ABOARD, 0);
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
    for (size_t i = 0; i < x->wrecks.n; i++)
        for (size_t g = 0; g < x->wrecks.at[i].goods.n; g++)
            find_lot(x, a, &x->wrecks.at[i].goods.at[g]);
    for (size_t v = 0; v < x->r->vehicle_count; v++) {
        const PlanCrew *then = x->crews[v].then;
        for (size_t g = 0; g < x->crews[v].aboard.n && x->crews[v].day != INT32_MIN; g++)
            find_lot(x, a, &x->crews[v].aboard.at[g]);
        for (size_t g = 0; then && g < then->aboard.n; g++) find_lot(x, a, &then->aboard.at[g]);
    }
    for (size_t i = 0; i < x->r->tps_count; i++) /* what has left its PPK had come there */
        if (a->at_tps[i] != PLAN_GOODS_THERE) a->at_hub[i] = PLAN_GOODS_GONE;
}

/* ---------------------------------------------------------------- the answer as a plan */

static void price_day(const Plan *p, const ElectionVehicle *vehicles, int32_t v, int32_t day,
                      PlanCost *cost) {
    int64_t first_s = INT64_MAX, last_s = INT64_MIN, metres = 0;
    for (size_t i = 0; i < p->trip_count; i++) {
        const PlanTrip *t = &p->trips[i];
        if (t->vehicle != v || t->day != day) continue;
        if (t->state == PLAN_BROKEN && t->return_s == t->load_s) continue; /* in the yard */
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

static void give_team(Plan *p, const PlanTrip *t, const char *team) {
    for (size_t i = 0; i < p->trip_count; i++)
        if (p->trips[i].day == t->day && p->trips[i].vehicle == t->vehicle)
            p->trips[i].escort = team;
}

/* Of a convoy that the trip fits; NULL. */
static const char *team_to_join(const Replan *x, const Plan *p, const PlanTrip *t) {
    for (size_t i = 0; i < p->trip_count; i++) {
        const PlanTrip *o = &p->trips[i];
        if (o->day == t->day && o->depot == t->depot && o->vehicle != t->vehicle && o->escort &&
            o->state == PLAN_AHEAD && plan_team_may(x->r, p, t, o->escort))
            return o->escort;
    }
    return NULL;
}

static const char *any_team(const Replan *x, const Plan *p, const PlanTrip *t) {
    const char **teams;
    size_t n = plan_escort_teams(x->arena, x->r, t->depot, &teams);
    for (size_t k = 0; k < n; k++)
        if (plan_team_may(x->r, p, t, teams[k])) return teams[k];
    return NULL;
}

/* Who has left keeps its team; then who has one and can keep it; then the others. Trips are in the
 * order of their departure. */
static void keep_escorts(const Replan *x, Plan *p) {
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < p->trip_count; i++) {
            PlanTrip *t = &p->trips[i];
            if (!x->r->vehicles[t->vehicle].needs_escort || t->escort) continue;
            const char *team = team_before(x, t);
            if (round == 0 && t->state == PLAN_AHEAD) continue;
            if (round > 0 && team && !plan_team_may(x->r, p, t, team)) team = NULL;
            if (round > 0 && team_to_join(x, p, t)) team = team_to_join(x, p, t);
            if (round == 2 && !team) team = any_team(x, p, t);
            if (team) give_team(p, t, team);
        }
}

/* A vehicle that broke down in the yard is on no trip; one without stops says so, for the plan is
 * all that the next change of it knows. */
static void add_broken(Replan *x, PlanMaker *m, int32_t vehicle) {
    int64_t at_s = x->stand.broken_s[vehicle];
    int32_t depot = x->r->vehicles[vehicle].depot, number = 1;
    int32_t day = (int32_t)((at_s + x->r->zone_min * 60) / PLAN_DAY_S);
    for (size_t i = 0; i < m->trips.n; i++) {
        if (m->trips.at[i].vehicle != vehicle) continue;
        if (m->trips.at[i].state == PLAN_BROKEN) return;
        number += m->trips.at[i].day == day;
    }
    PlanVia *via = ARENA_NEW(x->arena, PlanVia);
    *via =
        (PlanVia){.at = x->r->depots[depot].at, .site = depot, .arrive_s = at_s, .leave_s = at_s};
    vec_push(x->arena, &m->trips,
             ((PlanTrip){.vehicle = vehicle,
                         .depot = depot,
                         .day = day,
                         .number = number,
                         .load_s = at_s,
                         .depart_s = at_s,
                         .return_s = at_s,
                         .state = PLAN_BROKEN,
                         .via = via}));
}

static void assemble(Replan *x, PlanAttempt *a) {
    PlanMaker *m = &a->maker;
    for (size_t i = 0; i < x->stand.count; i++)
        if (x->over[i] || x->done[i].state == PLAN_DONE || x->done[i].state == PLAN_BROKEN)
            vec_push(x->arena, &m->trips, x->done[i]);
    for (size_t v = 0; v < x->r->vehicle_count; v++)
        if (x->stand.broken_s[v] != INT64_MAX) add_broken(x, m, (int32_t)v);
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
    plan_trips_sort(&a->plan);
    keep_escorts(x, &a->plan);
    plan_name_trips(x->arena, x->r, &a->plan);
    price(x->arena, x->r, &a->plan);
    plan_set_spares(x->r, x->old->spares, x->old->spare_count, &a->plan);
    PlanChanges changes;
    plan_changes(x->arena, x->r, x->old, &a->plan, NULL, &changes);
    a->changed = changes.changed;
    int64_t change = plan_rule(x->r, "replan_change_cost"), lost = 0;
    for (size_t i = 0; i < a->plan.unserved_count; i++) {
        int32_t tps = a->plan.unserved[i].tps;
        bool promised = tps < 0 || x->old_begin_s[tps] >= 0;
        lost += promised ? 2 : 1;
    }
    a->lost = lost;
    a->value = a->plan.cost.total + (int64_t)a->changed * change +
               a->waiting_s / 60 * change / PLAN_WAIT_PER_CHANGE_MIN;
}

/* ---------------------------------------------------------------- attempts */

/* False: there is no such attempt, because no vehicle of that rank can go. */
static Status attempt(Replan *x, PlanAttempt *a, bool *ret_done, Err *err) {
    plan_maker(x->env, x->arena, x->r, x->needs, x->net, &x->maker_options, &a->maker);
    a->crews = ARENA_ARRAY(x->arena, PlanCrew, x->r->vehicle_count + 1);
    memcpy(a->crews, x->crews, x->r->vehicle_count * sizeof *a->crews);
    a->need_not = ARENA_ARRAY(x->arena, bool, x->r->tps_count);
    find_goods(x, a);
    *ret_done = plan_rescue(x, a);
    if (!*ret_done) return OK;
    Status s = plan_rest_solve(x, a, err);
    if (s == OK && !a->judges) assemble(x, a);
    return s;
}

/* Who is served counts first; then a plan as it was, and then money. */
static bool better(const PlanAttempt *a, const PlanAttempt *b) {
    if (a->lost != b->lost) return a->lost < b->lost;
    if (a->corridor != b->corridor) return a->corridor < b->corridor;
    return a->value < b->value;
}

/* Tries one more; the better of it and the best so far stays. */
static Status try_one(Replan *x, PlanCorridor corridor, int rank, int rescuers, PlanAttempt **best,
                      bool *ret_done, Err *err) {
    PlanAttempt *a = ARENA_NEW(x->arena, PlanAttempt);
    *a = (PlanAttempt){.corridor = corridor, .rescue_rank = rank, .rescuers_max = rescuers};
    if (corridor != PLAN_AS_IT_WAS) a->base = *best;
    double share = 1 - SHARE_AS_IT_WAS;
    if (corridor == PLAN_AS_IT_WAS) share = SHARE_AS_IT_WAS / (x->wrecks.n ? RANKS + FEWER : 1);
    a->time_s = x->options->time_s * share;
    a->iterations = (int64_t)((double)x->options->iterations * share);
    Status s = attempt(x, a, ret_done, err);
    if (s == OK && *ret_done && (!*best || better(a, *best))) *best = a;
    return s;
}

/* Could another vehicle, or another time, serve one more of those that the plan before served? */
static bool lacks(const Replan *x, const Plan *p) {
    for (size_t i = 0; i < p->unserved_count; i++) {
        const PlanUnserved *u = &p->unserved[i];
        bool promised = u->tps < 0 || x->old_begin_s[u->tps] >= 0;
        if (promised && (str_eq(u->reason, "fleet") || str_eq(u->reason, "time"))) return true;
    }
    return false;
}

static Status find_best(Replan *x, PlanAttempt **ret, Err *err) {
    PlanAttempt *best = NULL;
    bool done = true;
    Status s = OK;
    int ranks = x->wrecks.n ? RANKS : 1;
    for (int rank = 0; rank < ranks && done && s == OK; rank++)
        s = try_one(x, PLAN_AS_IT_WAS, rank, INT_MAX, &best, &done, err);
    assert(s != OK || best); /* somebody can always go first */
    for (int most = FEWER - 1; most >= 0 && s == OK && x->wrecks.n && lacks(x, &best->plan); most--)
        s = try_one(x, PLAN_AS_IT_WAS, 0, most, &best, &done, err);
    if (s == OK && lacks(x, &best->plan))
        s = try_one(x, PLAN_AT_A_PRICE, best->rescue_rank, best->rescuers_max, &best, &done, err);
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
