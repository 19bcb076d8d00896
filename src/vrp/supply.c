// SPDX-License-Identifier: Apache-2.0
/* Two echelons in one plan. A change in one echelon is judged as if the other stood still: what
 * lots supply is released when they have come and were handled, and a lot is due, as a latest time
 * of its own, when the trips that wait for it must load. Where goods may not lie for long, they are
 * kept for so long after that, and a lot does not come earlier than the trips can be there in time.
 * All are numbers per stop, so that every judgement stays O(1). Then the plan is settled, in one
 * pass, for nothing here goes in circles:
 *
 *   routes of the second echelon -> when its trips can load, whatever is released -> when lots are
 *   due -> timetable of the first echelon -> when lots come -> releases -> timetable of the second
 *
 * so that all prices and times are a function of the routes alone, and undoing routes undoes all.
 * That a lot may be late does not tell what its lateness costs the second echelon: that shows in
 * the plan's cost, by which the step is judged. While a lot is being moved, what it supplies stays,
 * with the release that it had. */
#include "vrp/vrp_int.h"

#include <assert.h>
#include <string.h>

void vrp_supplies(Plan *plan) {
    const Model *m = plan->model;
    size_t stops = (size_t)m->problem->stop_count, shifts = (size_t)m->shift_count;
    if (!m->supply_of) return;
    Supplies *s = plan->supplies = ARENA_NEW(plan->arena, Supplies);
    s->left_s = ARENA_ARRAY(plan->arena, int64_t, stops);
    s->served = ARENA_ARRAY(plan->arena, int32_t, stops);
    for (int32_t i = 0; i < m->problem->supply_count; i++)
        if (m->problem->supplies[i].keep_s > 0 && plan->hope == plan->stay) {
            plan->hope = ARENA_ARRAY(plan->arena, Stay, stops);
            memcpy(plan->hope, plan->stay, stops * sizeof *plan->hope);
            s->could = ARENA_ARRAY(plan->arena, Stay, stops);
        }
    s->lot_listed = ARENA_ARRAY(plan->arena, bool, stops);
    s->lots = ARENA_ARRAY(plan->arena, int32_t, stops);
    s->shift_listed = ARENA_ARRAY(plan->arena, bool, shifts);
    s->shifts = ARENA_ARRAY(plan->arena, int32_t, shifts);
    s->late = ARENA_ARRAY(plan->arena, int32_t, shifts);
    for (size_t i = 0; i < stops; i++)
        if (m->supply_of[i]) plan->stay[i].from_s = plan->hope[i].from_s = VRP_FOREVER;
}

/* ---------------------------------------------------------------- what has changed */
static bool is_lot(const Model *m, int32_t stop) {
    return m->supplied_first[stop] < m->supplied_first[stop + 1];
}

static void list_lot(Supplies *s, int32_t lot) {
    if (!s->lot_listed[lot]) s->lots[s->lot_count++] = lot;
    s->lot_listed[lot] = true;
}

static void list_bringing(Supplies *s, int32_t shift) {
    if (!s->shift_listed[shift]) s->shifts[s->shift_count++] = shift;
    s->shift_listed[shift] = true;
}

static void list_drawing(Supplies *s, int32_t shift) {
    if (!s->shift_listed[shift]) s->late[s->late_count++] = shift;
    s->shift_listed[shift] = true;
}

void vrp_supply_touch(Plan *plan, int32_t id) {
    const Shift *shift = &plan->shifts[id];
    const Model *m = plan->model;
    Supplies *s = plan->supplies;
    if (!s || !(shift->kind->brings || shift->kind->draws)) return;
    if (shift->kind->brings) list_bringing(s, id);
    for (int32_t i = 0; i < shift->node_count; i++) {
        int32_t stop = shift->nodes[i].stop;
        if (stop < 0) continue;
        if (m->supply_of[stop]) list_lot(s, m->supply_of[stop]->lot);
        if (is_lot(m, stop)) list_lot(s, stop);
    }
}

void vrp_supply_doubt(Plan *plan, int32_t id) {
    if (plan->shifts[id].kind->brings)
        list_bringing(plan->supplies, id);
    else
        list_drawing(plan->supplies, id);
}

/* ---------------------------------------------------------------- when lots are due */
static void load_from(const Plan *plan, Shift *shift) {
    int64_t now_s = shift->kind->start_s;
    for (int32_t i = 0; i + 1 < shift->node_count; i++) {
        const Node *node = &shift->nodes[i];
        if (i > 0) now_s += node->in.time_s;
        Stretch work =
            node->stop >= 0
                ? plan->work[node->stop]
                : stretch_lead(shift->kind, trip_runs(shift, node->trip),
                               shift->trips[node->trip].load[VRP_DIMENSIONS - 1], ANY_TIME);
        if (node->stop < 0) shift->trips[node->trip].load_from_s = now_s;
        now_s += work.busy_s;
        if (now_s < work.done_s) now_s = work.done_s;
    }
}

void vrp_supply_load_span(const Plan *plan, Shift *shift) {
    load_from(plan, shift);
    const Node *nodes = shift->nodes;
    int64_t by_s = shift->kind->end_s, until_s = VRP_FOREVER;
    for (int32_t i = shift->node_count - 2; i >= 0; i--) {
        by_s -= nodes[i + 1].in.time_s;
        if (nodes[i].stop >= 0) {
            Stretch work = plan->work[nodes[i].stop];
            by_s -= work.busy_s;
            if (by_s > work.latest_s) by_s = work.latest_s;
            int64_t own_s = stay_of(&plan->model->problem->stops[nodes[i].stop]).until_s;
            if (until_s > own_s) until_s = own_s;
            continue;
        }
        const VrpDepot *depot = shift->kind->depot;
        Trip *trip = &shift->trips[nodes[i].trip];
        by_s -= depot->load_fixed_s + depot->load_per_unit_s * trip->load[VRP_DIMENSIONS - 1];
        if (by_s > until_s) by_s = until_s;
        trip->load_by_s = by_s;
        until_s = VRP_FOREVER;
    }
}

static void settle_due(Plan *plan, int32_t lot) {
    const Model *m = plan->model;
    const VrpStop *stop = &m->problem->stops[lot];
    Supplies *s = plan->supplies;
    int64_t due_s = VRP_FOREVER, from_s = stop->earliest_s;
    s->served[lot] = 0;
    for (int32_t k = m->supplied_first[lot]; k < m->supplied_first[lot + 1]; k++) {
        Place at = plan->where[m->supplied[k]];
        if (at.shift < 0) continue;
        const Shift *shift = &plan->shifts[at.shift];
        const Trip *trip = &shift->trips[shift->nodes[at.slot].trip];
        const VrpSupply *supply = m->supply_of[m->supplied[k]];
        int64_t by_s = trip->load_by_s - supply->handling_s;
        if (by_s < due_s) due_s = by_s;
        int64_t set_down_s = trip->load_from_s - supply->keep_s - supply->handling_s;
        if (supply->keep_s > 0 && from_s < set_down_s - stop->service_s)
            from_s = set_down_s - stop->service_s;
        s->served[lot]++;
    }
    int64_t latest_s = due_s - stop->service_s;
    if (latest_s > stop->latest_s || due_s == VRP_FOREVER) latest_s = stop->latest_s;
    if (from_s > latest_s) from_s = latest_s; /* not all can have it: who needs it first does */
    if (from_s < stop->earliest_s) from_s = stop->earliest_s;
    Stretch work = {stop->service_s, from_s + stop->service_s, latest_s};
    if (plan->work[lot].latest_s == latest_s && plan->work[lot].done_s == work.done_s) return;
    plan->work[lot] = work;
    if (plan->where[lot].shift >= 0) list_bringing(s, plan->where[lot].shift);
}

/* ---------------------------------------------------------------- when they come */
/* How early and how late the lots of a shift could be set down, if all else in it stays. */
static void settle_could(Plan *plan, const Shift *shift) {
    const Node *nodes = shift->nodes;
    Stay *could = plan->supplies->could;
    int64_t now_s = shift->kind->start_s, by_s = shift->kind->end_s;
    for (int32_t i = 0; i + 1 < shift->node_count; i++) {
        Stretch work = vrp_node_work(plan, shift, &nodes[i]);
        now_s += (i > 0 ? nodes[i].in.time_s : 0) + work.busy_s;
        if (now_s < work.done_s) now_s = work.done_s;
        if (nodes[i].stop >= 0) could[nodes[i].stop].from_s = now_s;
    }
    for (int32_t i = shift->node_count - 2; i >= 0; i--) {
        by_s -= nodes[i + 1].in.time_s;
        Stretch work = vrp_node_work(plan, shift, &nodes[i]);
        if (by_s > work.latest_s + work.busy_s) by_s = work.latest_s + work.busy_s;
        if (nodes[i].stop >= 0) could[nodes[i].stop].until_s = by_s;
        if (nodes[i].stop >= 0 && is_lot(plan->model, nodes[i].stop))
            list_lot(plan->supplies, nodes[i].stop);
        by_s -= work.busy_s;
    }
}

static void settle_lots_of(Plan *plan, int32_t id) {
    const Shift *shift = &plan->shifts[id];
    Supplies *s = plan->supplies;
    if (shift->node_count == 0) return;
    if (s->could) settle_could(plan, shift);
    int64_t end_s, now_s = vrp_shift_begins_s(plan, id, &end_s);
    for (int32_t i = 0; i + 1 < shift->node_count; i++) {
        int32_t stop = shift->nodes[i].stop;
        now_s = vrp_node_left_s(plan, shift, i, now_s);
        if (stop < 0 || !is_lot(plan->model, stop) || s->left_s[stop] == now_s) continue;
        s->left_s[stop] = now_s;
        list_lot(s, stop);
    }
}

/* When what a lot supplies lies at its depot, if it was set down at that time. */
static Stay stay_after(const VrpStop *stop, const VrpSupply *supply, int64_t left_s) {
    Stay stay = {left_s + supply->handling_s, VRP_FOREVER};
    if (supply->keep_s > 0) stay.until_s = stay.from_s + supply->keep_s;
    return stay_both(stay, stay_of(stop));
}

static Stay hope_of(const Plan *plan, int32_t lot, int32_t stop) {
    const VrpSupply *supply = plan->model->supply_of[stop];
    Stay could = plan->supplies->could[lot],
         hope = {could.from_s + supply->handling_s, VRP_FOREVER};
    if (supply->keep_s > 0) hope.until_s = could.until_s + supply->handling_s + supply->keep_s;
    return stay_both(hope, stay_of(&plan->model->problem->stops[stop]));
}

static bool stay_same(Stay a, Stay b) {
    return a.from_s == b.from_s && a.until_s == b.until_s;
}

static void settle_stay(Plan *plan, int32_t lot) {
    const Model *m = plan->model;
    Supplies *s = plan->supplies;
    bool absent = plan->where[lot].shift < 0;
    if (absent && s->served[lot] > 0) return; /* it is being moved */
    for (int32_t k = m->supplied_first[lot]; k < m->supplied_first[lot + 1]; k++) {
        int32_t stop = m->supplied[k];
        Stay stay = stay_after(&m->problem->stops[stop], m->supply_of[stop], s->left_s[lot]);
        if (absent) stay = (Stay){VRP_FOREVER, VRP_FOREVER};
        bool same = stay_same(plan->stay[stop], stay);
        plan->stay[stop] = stay;
        if (s->could) {
            Stay hope = hope_of(plan, lot, stop);
            if (absent) hope = stay;
            same = same && stay_same(plan->hope[stop], hope);
            plan->hope[stop] = hope;
        }
        if (same) continue;
        if (plan->where[stop].shift >= 0) list_drawing(s, plan->where[stop].shift);
    }
}

/* ---------------------------------------------------------------- one pass */
/* Prices the listed shifts anew. One that breaks a rule now is emptied. */
static void price_again(Plan *plan, const int32_t *list, const int32_t *count) {
    for (int32_t i = 0; i < *count; i++)
        if (!vrp_plan_again(plan, list[i])) vrp_plan_empty(plan, list[i]);
}

/* When all are priced, those that cannot leave with their convoy any more are emptied. */
static void part_with(Plan *plan, const int32_t *list, int32_t *count) {
    for (int32_t i = 0; i < *count; i++)
        if (vrp_plan_lacks_team(plan, list[i])) vrp_plan_empty(plan, list[i]);
    for (int32_t i = 0; i < *count; i++) plan->supplies->shift_listed[list[i]] = false;
    *count = 0;
}

/* All shifts of the pools of those that are listed may leave with another convoy now. */
static void list_convoys(Plan *plan) {
    Supplies *s = plan->supplies;
    for (int32_t i = 0, n = s->shift_count; i < n && plan->outings; i++) {
        int32_t pool = plan->shifts[s->shifts[i]].kind->pool;
        for (int32_t k = 0; pool >= 0 && k < plan->pool_shift_count[pool]; k++)
            if (plan->shifts[plan->pool_shifts[pool][k]].kind->brings)
                list_bringing(s, plan->pool_shifts[pool][k]);
    }
}

static void settle_pass(Plan *plan) {
    Supplies *s = plan->supplies;
    for (int32_t i = 0; i < s->lot_count; i++) settle_due(plan, s->lots[i]);
    price_again(plan, s->shifts, &s->shift_count);
    list_convoys(plan);
    for (int32_t i = 0; i < s->shift_count; i++) settle_lots_of(plan, s->shifts[i]);
    for (int32_t i = 0; i < s->lot_count; i++) settle_stay(plan, s->lots[i]);
    for (int32_t i = 0; i < s->lot_count; i++) s->lot_listed[s->lots[i]] = false;
    s->lot_count = 0;
    price_again(plan, s->late, &s->late_count);
    part_with(plan, s->shifts, &s->shift_count);
    part_with(plan, s->late, &s->late_count);
}

void vrp_supply_settle(Plan *plan) {
    Supplies *s = plan->supplies;
    if (!s || s->open > 0 || s->held > 0 || s->settling) return;
    s->settling = true;
    while (s->lot_count + s->shift_count + s->late_count > 0) settle_pass(plan);
    s->settling = false;
}

/* ---------------------------------------------------------------- a plan to start from */
void vrp_supply_promise(Plan *plan) {
    const Model *m = plan->model;
    if (!plan->supplies) return;
    plan->supplies->settling = true;
    for (int32_t i = 0; i < m->problem->stop_count; i++) {
        if (m->supply_of[i]) plan->hope[i] = plan->stay[i] = stay_of(&m->problem->stops[i]);
        if (is_lot(m, i)) list_lot(plan->supplies, i);
    }
}

void vrp_supply_keep(Plan *plan) {
    if (!plan->supplies) return;
    plan->supplies->settling = false;
    vrp_supply_settle(plan);
}

/* ---------------------------------------------------------------- at the end of a step */
/* What may lie for a time only is not brought for nobody; unless it is on its way already. */
static bool idles(const Plan *plan, const VrpSupply *supply) {
    const Model *m = plan->model;
    const VrpPin *pin = m->pin_of ? m->pin_of[supply->lot] : NULL;
    return supply->keep_s > 0 && plan->where[supply->lot].shift >= 0 &&
           plan->supplies->served[supply->lot] == 0 && !(pin && pin->aboard);
}

/* Without them others come sooner, and what these supply may then lie for too long: so again. */
static void drop_idle_lots(Plan *plan) {
    const VrpProblem *p = plan->model->problem;
    for (bool more = plan->hope != plan->stay; more;) {
        more = false;
        for (int32_t i = 0; i < p->supply_count; i++) {
            if (!idles(plan, &p->supplies[i])) continue;
            Place at = plan->where[p->supplies[i].lot];
            vrp_plan_open(plan, at.shift);
            vrp_plan_take(plan, at.shift, at.slot, 1);
            (void)vrp_plan_close(plan, at.shift);
            more = true;
        }
    }
}

void vrp_supply_orphans(Plan *plan) {
    const Model *m = plan->model;
    for (int32_t i = 0; plan->supplies && i < plan->absent_count; i++) {
        int32_t lot = plan->absent[i];
        for (int32_t k = m->supplied_first[lot]; k < m->supplied_first[lot + 1]; k++) {
            Place at = plan->where[m->supplied[k]];
            if (at.shift < 0) continue;
            vrp_plan_open(plan, at.shift);
            vrp_plan_take(plan, at.shift, at.slot, 1);
            (void)vrp_plan_close(plan, at.shift);
        }
    }
    if (plan->supplies) drop_idle_lots(plan);
}
