// SPDX-License-Identifier: Apache-2.0
/* A plan that can be changed: rows of nodes per shift, the time stretches before and behind each
 * node, the sums of money, and a log of the shifts that the current step changed. */
#include "vrp/vrp_int.h"

#include <assert.h>
#include <string.h>

int64_t vrp_shift_price(const Kind *kind, Stretch work, int64_t distance_m) {
    if (work.latest_s < kind->start_s) return NO_PRICE;
    int64_t end_s = kind->start_s + work.busy_s;
    if (end_s < work.done_s) end_s = work.done_s;
    if (end_s > kind->end_s) return NO_PRICE;
    int64_t begin_s = end_s - work.busy_s;
    if (begin_s > work.latest_s) begin_s = work.latest_s;
    if (kind->duration_max_s > 0 && end_s - begin_s > kind->duration_max_s) return NO_PRICE;
    return price_of(kind, end_s - begin_s, distance_m);
}

/* ---------------------------------------------------------------- lists of shifts and stops */
static void shift_list(Plan *plan, int32_t shift, bool working) {
    IdleKind *idle = &plan->idle[plan->model->shift_kind[shift]];
    int32_t *list = working ? plan->used : idle->at;
    int32_t *count = working ? &plan->used_count : &idle->n;
    plan->shifts[shift].listed_at = *count;
    list[(*count)++] = shift;
}

static void shift_unlist(Plan *plan, int32_t shift, bool working) {
    IdleKind *idle = &plan->idle[plan->model->shift_kind[shift]];
    int32_t *list = working ? plan->used : idle->at;
    int32_t *count = working ? &plan->used_count : &idle->n;
    int32_t hole = plan->shifts[shift].listed_at, last = list[--*count];
    list[hole] = last;
    plan->shifts[last].listed_at = hole;
}

static void stop_leaves(Plan *plan, int32_t stop) {
    plan->where[stop] = (Place){-1, plan->absent_count};
    plan->absent[plan->absent_count++] = stop;
    plan->cost += plan->model->problem->stops[stop].penalty;
    vec_push(plan->arena, &plan->taken, stop);
}

static void stop_returns(Plan *plan, int32_t stop) {
    assert(plan->where[stop].shift < 0);
    int32_t hole = plan->where[stop].slot, last = plan->absent[--plan->absent_count];
    plan->absent[hole] = last;
    plan->where[last].slot = hole;
    plan->cost -= plan->model->problem->stops[stop].penalty;
}

/* ---------------------------------------------------------------- sums */
/* Adds (sign 1) or withdraws (sign -1) the groups that the shift's trips serve. */
static void count_groups(Plan *plan, const Shift *shift, int32_t sign) {
    const VrpProblem *p = plan->model->problem;
    if (p->split_cost == 0) return;
    for (int32_t i = 0; i < shift->node_count; i++) {
        int32_t stop = shift->nodes[i].stop;
        if (stop < 0) {
            plan->group_clock++;
            continue;
        }
        int32_t g = p->stops[stop].group;
        if (g < 0 || plan->group_seen[g] == plan->group_clock) continue;
        plan->group_seen[g] = plan->group_clock;
        int32_t others = plan->group_trips[g] - (sign < 0);
        plan->group_trips[g] += sign;
        if (others > 0) plan->cost += sign * p->split_cost;
    }
}

int64_t vrp_node_left_s(const Plan *plan, const Shift *shift, int32_t i, int64_t now_s) {
    const Node *node = &shift->nodes[i];
    if (i > 0) now_s += node->in.time_s;
    if (node->stop >= 0) {
        Stretch work = plan->work[node->stop];
        now_s += work.busy_s;
        return now_s < work.done_s ? work.done_s : now_s;
    }
    const Trip *trip = &shift->trips[node->trip];
    const VrpDepot *depot = shift->kind->depot;
    if (trip_runs(shift, node->trip)) return shift->kind->running->free_s;
    if (now_s < trip->stay.from_s) now_s = trip->stay.from_s;
    return now_s + depot->load_fixed_s + depot->load_per_unit_s * trip->load[VRP_DIMENSIONS - 1];
}

/* Habits that are broken: by the shift, or by the time. */
static int64_t habit_sum(const Plan *plan, const Shift *shift) {
    const Model *m = plan->model;
    int64_t sum = 0, end_s, now_s = 0;
    if (!m->habit_of) return 0;
    if (m->punctual) now_s = vrp_shift_begins_s(plan, (int32_t)(shift - plan->shifts), &end_s);
    for (int32_t i = 0; i + 1 < shift->node_count; i++) {
        int32_t stop = shift->nodes[i].stop;
        if (m->punctual) now_s = vrp_node_left_s(plan, shift, i, now_s);
        if (stop < 0 || !m->habit_of[stop]) continue;
        int64_t told_s = m->habit_of[stop]->told_s;
        bool late = told_s > 0 && now_s - plan->work[stop].busy_s > told_s;
        sum += late ? m->habit_of[stop]->cost : vrp_habit_cost(m, shift->kind, stop);
    }
    return sum;
}

/* Its teams, anew where they go with several shifts. */
static void count_teams(Plan *plan, const Shift *shift, int32_t sign) {
    int32_t id = (int32_t)(shift - plan->shifts), pool = shift->kind->pool;
    if (pool < 0) return;
    if (!plan->outings) {
        plan->pool_used[pool] += sign;
        return;
    }
    const Trip *trip = &shift->trips[0];
    plan->outings[id] = sign < 0 ? (Outing){.pool = -1}
                                 : vrp_outing(shift->kind, id, shift->trip_count == 1, trip->area,
                                              trip->load[VRP_DIMENSIONS - 1], shift->nodes[0].tail);
    plan->pool_used[pool] = vrp_pool_teams(plan, pool);
}

static void count_shift(Plan *plan, Shift *shift, int32_t sign) {
    if (shift->node_count == 0) return;
    count_teams(plan, shift, sign);
    if (sign > 0) shift->habit = habit_sum(plan, shift);
    plan->trip_count += sign * shift->trip_count;
    plan->cost += sign * (shift->price + shift->habit);
    count_groups(plan, shift, sign);
}

/* ---------------------------------------------------------------- the row of nodes */
static void nodes_room(Plan *plan, Shift *shift, int32_t more) {
    if (shift->node_count + more <= shift->node_max) return;
    int32_t max = 2 * (shift->node_count + more) + 6;
    Node *nodes = ARENA_ARRAY(plan->arena, Node, (size_t)max);
    if (shift->node_count > 0)
        memcpy(nodes, shift->nodes, (size_t)shift->node_count * sizeof *nodes);
    shift->nodes = nodes;
    shift->node_max = max;
}

static void nodes_open(Plan *plan, Shift *shift, int32_t at, int32_t count) {
    nodes_room(plan, shift, count);
    Node *gap = shift->nodes + at;
    memmove(gap + count, gap, (size_t)(shift->node_count - at) * sizeof *gap);
    shift->node_count += count;
}

static void nodes_close(Shift *shift, int32_t at, int32_t count) {
    Node *gap = shift->nodes + at;
    shift->node_count -= count;
    memmove(gap, gap + count, (size_t)(shift->node_count - at) * sizeof *gap);
}

/* Drops the loading of trips that lost all their stops. */
static void drop_empty_trips(Shift *shift) {
    int32_t kept = 0;
    for (int32_t i = 0; i < shift->node_count; i++) {
        bool end = i + 1 == shift->node_count;
        bool empty = !end && shift->nodes[i].stop < 0 && shift->nodes[i + 1].stop < 0;
        if (empty && !(i == 0 && shift->kind->running)) continue;
        shift->nodes[kept++] = shift->nodes[i];
    }
    shift->node_count = kept > 1 ? kept : 0;
}

static Trip *trip_new(Plan *plan, Shift *shift, int32_t first) {
    if (shift->trip_count == shift->trip_max) {
        int32_t max = 2 * shift->trip_max + 2;
        Trip *trips = ARENA_ARRAY(plan->arena, Trip, (size_t)max);
        if (shift->trip_count > 0)
            memcpy(trips, shift->trips, (size_t)shift->trip_count * sizeof *trips);
        shift->trips = trips;
        shift->trip_max = max;
    }
    Trip *trip = &shift->trips[shift->trip_count++];
    *trip = (Trip){.first = first, .stay = ANY_TIME, .hope = ANY_TIME};
    return trip;
}

/* Sites, arcs, loads and places; false where there is no way. */
static bool lay_out(Plan *plan, int32_t id, Shift *shift) {
    const Model *m = plan->model;
    Trip *trip = NULL;
    shift->trip_count = 0;
    const VrpRunning *running = shift->kind->running;
    shift->distance_m = running ? running->driven_m : 0;
    bool way = true;
    for (int32_t i = 0; i < shift->node_count; i++) {
        Node *node = &shift->nodes[i];
        if (node->stop >= 0) {
            const VrpStop *stop = &m->problem->stops[node->stop];
            node->site = stop->site;
            assert(trip); /* a shift begins at its depot */
            trip->area = trip->stops++ ? area_joined(trip->area, stop->area) : stop->area;
            for (int d = 0; d < VRP_DIMENSIONS; d++) trip->load[d] += stop->demand[d];
            trip->stay = stay_both(trip->stay, plan->stay[node->stop]);
            trip->hope = stay_both(trip->hope, plan->hope[node->stop]);
            plan->where[node->stop] = (Place){id, i};
        } else {
            node->site = running && i == 0 ? running->site : shift->kind->depot->site;
            if (i + 1 < shift->node_count) trip = trip_new(plan, shift, i);
        }
        node->trip = i + 1 < shift->node_count ? shift->trip_count - 1 : shift->trip_count;
        if (i == 0) continue;
        node->in = arc_of(m, shift->kind, node[-1].site, node->site);
        way = way && node->in.time_s != VRP_UNREACHABLE;
        shift->distance_m += node->in.distance_m;
    }
    return way;
}

Stretch vrp_node_work(const Plan *plan, const Shift *shift, const Node *node) {
    if (node->stop >= 0) return plan->work[node->stop];
    if (node->trip == shift->trip_count) return NO_WORK;
    const Trip *trip = &shift->trips[node->trip];
    bool running = trip_runs(shift, node->trip);
    return stretch_lead(shift->kind, running, trip->load[VRP_DIMENSIONS - 1], trip->stay);
}

static void measure_time(const Plan *plan, Shift *shift) {
    Node *nodes = shift->nodes;
    Stretch work = NO_WORK, lead = NO_WORK; /* lead: up to leaving the depot on this trip */
    for (int32_t i = 0; i < shift->node_count; i++) {
        if (nodes[i].stop >= 0) {
            Stretch so_far = nodes[i - 1].stop >= 0 ? nodes[i - 1].front : NO_WORK;
            work = vrp_node_work(plan, shift, &nodes[i]);
            nodes[i].front = stretch_join(so_far, nodes[i].in.time_s, work);
            continue;
        }
        nodes[i].front = NO_WORK;
        if (i > 0) {
            nodes[i].front = stretch_join(lead, 0, nodes[i - 1].front);
            nodes[i].front = stretch_join(nodes[i].front, nodes[i].in.time_s, NO_WORK);
        }
        lead = stretch_join(nodes[i].front, 0, vrp_node_work(plan, shift, &nodes[i]));
    }
    for (int32_t i = shift->node_count - 1; i >= 0; i--) {
        work = vrp_node_work(plan, shift, &nodes[i]);
        bool end = i + 1 == shift->node_count;
        nodes[i].tail = end ? work : stretch_join(work, nodes[i + 1].in.time_s, nodes[i + 1].tail);
    }
}

/* ---------------------------------------------------------------- changing a shift */
void vrp_plan_open(Plan *plan, int32_t id) {
    Shift *shift = &plan->shifts[id];
    if (plan->supplies) plan->supplies->open++;
    vrp_supply_touch(plan, id);
    if (shift->saved_at != plan->step) {
        shift->saved_at = plan->step;
        vec_push(plan->arena, &plan->log, id);
        vec_push(plan->arena, &plan->log, 0);
        size_t length_at = plan->log.n - 1;
        vrp_plan_write(plan, id, plan->arena, &plan->log);
        plan->log.at[length_at] = (int32_t)(plan->log.n - length_at - 1);
    }
    count_shift(plan, shift, -1);
    shift_unlist(plan, id, shift->node_count > 0);
    if (shift->node_count > 0) return;
    nodes_room(plan, shift, 1);
    shift->nodes[shift->node_count++] = (Node){.stop = -1};
}

void vrp_plan_take(Plan *plan, int32_t id, int32_t at, int32_t count) {
    Shift *shift = &plan->shifts[id];
    for (int32_t i = at; i < at + count; i++)
        if (shift->nodes[i].stop >= 0) stop_leaves(plan, shift->nodes[i].stop);
    nodes_close(shift, at, count);
}

void vrp_plan_put(Plan *plan, int32_t id, int32_t at, const int32_t *stops, int32_t count,
                  bool as_trip) {
    Shift *shift = &plan->shifts[id];
    nodes_open(plan, shift, at, count + as_trip);
    if (as_trip) shift->nodes[at++] = (Node){.stop = -1};
    for (int32_t i = 0; i < count; i++) {
        stop_returns(plan, stops[i]);
        shift->nodes[at + i] = (Node){.stop = stops[i]};
    }
}

static bool lay_and_price(Plan *plan, int32_t id, Shift *shift) {
    if (!lay_out(plan, id, shift)) return false;
    if (shift->node_count == 0) return true;
    measure_time(plan, shift);
    if (shift->kind->draws) vrp_supply_load_span(plan, shift);
    shift->price = vrp_shift_price(shift->kind, shift->nodes[0].tail, shift->distance_m);
    return shift->price != NO_PRICE;
}

static void take_all(Plan *plan, int32_t id) {
    bool running = plan->shifts[id].kind->running;
    vrp_plan_take(plan, id, running, plan->shifts[id].node_count - 1 - running);
}

static void clear(Plan *plan, int32_t id) {
    Shift *shift = &plan->shifts[id];
    take_all(plan, id);
    drop_empty_trips(shift);
    bool fits = lay_and_price(plan, id, shift);
    assert(fits); /* nothing, or a running vehicle that drives home, which was looked into */
    (void)fits;
}

bool vrp_plan_lacks_team(const Plan *plan, int32_t id) {
    int32_t pool = plan->shifts[id].kind->pool;
    return plan->outings && pool >= 0 && plan->outings[id].pool == pool &&
           plan->pool_used[pool] > plan->model->problem->pool_limits[pool];
}

/* Lays the shift out and counts it; false when it breaks a rule of time or reach. */
static bool price_and_count(Plan *plan, int32_t id) {
    Shift *shift = &plan->shifts[id];
    bool kept = lay_and_price(plan, id, shift);
    if (!kept) shift->price = 0;
    count_shift(plan, shift, 1);
    return kept;
}

bool vrp_plan_again(Plan *plan, int32_t id) {
    count_shift(plan, &plan->shifts[id], -1);
    return price_and_count(plan, id);
}

bool vrp_plan_close(Plan *plan, int32_t id) {
    Shift *shift = &plan->shifts[id];
    bool held = plan->supplies && (plan->supplies->held > 0 || vrp_supply_hopes(plan, shift));
    drop_empty_trips(shift);
    bool kept = price_and_count(plan, id) && !vrp_plan_lacks_team(plan, id);
    if (!kept && !held) {
        count_shift(plan, shift, -1);
        clear(plan, id);
        count_shift(plan, shift, 1);
    }
    shift_list(plan, id, shift->node_count > 0);
    if (!kept && held) vrp_supply_doubt(plan, id);
    vrp_supply_touch(plan, id);
    if (plan->supplies && --plan->supplies->open == 0) vrp_supply_settle(plan);
    return kept || held;
}

void vrp_plan_empty(Plan *plan, int32_t id) {
    vrp_plan_open(plan, id);
    take_all(plan, id);
    bool kept = vrp_plan_close(plan, id);
    assert(kept);
    (void)kept;
}

/* ---------------------------------------------------------------- steps */
void vrp_plan_write(const Plan *plan, int32_t id, Arena *arena, Ints *to) {
    const Shift *shift = &plan->shifts[id];
    for (int32_t i = 1; i + 1 < shift->node_count; i++) vec_push(arena, to, shift->nodes[i].stop);
}

bool vrp_plan_read(Plan *plan, int32_t id, const int32_t *text, int32_t count) {
    vrp_plan_open(plan, id);
    for (int32_t from = 0, to; from < count; from = to + 1) {
        for (to = from; to < count && text[to] >= 0;) to++;
        bool as_trip = from > 0 || !plan->shifts[id].kind->running;
        vrp_plan_put(plan, id, plan->shifts[id].node_count - 1, text + from, to - from, as_trip);
    }
    return vrp_plan_close(plan, id);
}

void vrp_plan_step(Plan *plan) {
    plan->step++;
    plan->log.n = 0;
    plan->taken.n = 0;
}

void vrp_plan_undo(Plan *plan) {
    const int32_t *log = plan->log.at, *end = log + plan->log.n;
    vrp_supply_hold(plan);
    for (const int32_t *at = log; at < end; at += 2 + at[1]) vrp_plan_empty(plan, at[0]);
    for (const int32_t *at = log; at < end; at += 2 + at[1])
        if (at[1] > 0) {
            bool kept = vrp_plan_read(plan, at[0], at + 2, at[1]);
            assert(kept);
            (void)kept;
        }
    vrp_supply_release(plan);
}

void vrp_plan(Arena *arena, const Model *m, Plan *ret) {
    const VrpProblem *p = m->problem;
    size_t shifts = (size_t)m->shift_count, stops = (size_t)p->stop_count;
    *ret = (Plan){.model = m, .arena = arena, .step = 1};
    ret->shifts = ARENA_ARRAY(arena, Shift, shifts);
    ret->used = ARENA_ARRAY(arena, int32_t, shifts);
    ret->idle = ARENA_ARRAY(arena, IdleKind, (size_t)m->kind_count);
    for (int32_t i = 0; i < m->shift_count; i++) ret->idle[m->shift_kind[i]].n++;
    for (int32_t k = 0; k < m->kind_count; k++) {
        ret->idle[k].at = ARENA_ARRAY(arena, int32_t, (size_t)ret->idle[k].n);
        ret->idle[k].n = 0;
    }
    for (int32_t i = m->shift_count - 1; i >= 0; i--) { /* the first comes off the list first */
        ret->shifts[i].kind = &m->kinds[m->shift_kind[i]];
        shift_list(ret, i, false);
    }
    ret->work = ARENA_ARRAY(arena, Stretch, stops);
    ret->stay = ARENA_ARRAY(arena, Stay, stops);
    for (size_t i = 0; i < stops; i++) {
        ret->work[i] = stretch_stop(&p->stops[i]);
        ret->stay[i] = stay_of(&p->stops[i]);
    }
    ret->hope = ret->stay;
    ret->where = ARENA_ARRAY(arena, Place, stops);
    ret->absent = ARENA_ARRAY(arena, int32_t, stops);
    ret->pool_used = ARENA_ARRAY(arena, int32_t, (size_t)p->pool_count);
    ret->group_trips = ARENA_ARRAY(arena, int32_t, (size_t)p->group_count);
    ret->group_seen = ARENA_ARRAY(arena, int64_t, (size_t)p->group_count);
    vrp_outings(ret);
    vrp_supplies(ret);
    for (int32_t i = 0; i < p->stop_count; i++) stop_leaves(ret, i);
    for (int32_t i = 0; i < m->shift_count; i++) {
        if (!ret->shifts[i].kind->running) continue;
        vrp_plan_open(ret, i);
        nodes_open(ret, &ret->shifts[i], 0, 1);
        ret->shifts[i].nodes[0] = (Node){.stop = -1};
        bool kept = vrp_plan_close(ret, i);
        assert(kept);
        (void)kept;
    }
}
