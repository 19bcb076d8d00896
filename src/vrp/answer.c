// SPDX-License-Identifier: Apache-2.0
/* Between the plan of the search and the solution that callers see. */
#include "vrp/vrp_int.h"

#include <string.h>

/* ---------------------------------------------------------------- out */
static int64_t write_trip(const Plan *plan, const Shift *shift, int32_t t, int64_t now_s,
                          VrpTrip *out) {
    const VrpProblem *p = plan->model->problem;
    const Trip *trip = &shift->trips[t];
    const VrpDepot *depot = shift->kind->depot;
    const Node *node = &shift->nodes[trip->first + 1];
    memcpy(out->load, trip->load, sizeof out->load);
    out->number = t;
    out->load_s = now_s > trip->stay.from_s ? now_s : trip->stay.from_s;
    now_s =
        out->load_s + depot->load_fixed_s + depot->load_per_unit_s * trip->load[VRP_DIMENSIONS - 1];
    if (trip_runs(shift, t)) out->load_s = now_s = shift->kind->running->free_s;
    out->depart_s = now_s;
    out->visit_count = trip->stops;
    for (int32_t i = 0; i < trip->stops; i++, node++) {
        const VrpStop *stop = &p->stops[node->stop];
        int64_t arrive_s = now_s + node->in.time_s;
        int64_t from_s = plan->work[node->stop].done_s - stop->service_s;
        int64_t begin_s = arrive_s > from_s ? arrive_s : from_s;
        now_s = begin_s + stop->service_s;
        out->visits[i] = (VrpVisit){node->stop, arrive_s, begin_s, now_s};
        out->distance_m += node->in.distance_m;
    }
    out->distance_m += node->in.distance_m;
    return out->return_s = now_s + node->in.time_s;
}

int64_t vrp_shift_begins_s(const Plan *plan, int32_t id, int64_t *ret_end_s) {
    const Kind *kind = plan->shifts[id].kind;
    Stretch work = plan->shifts[id].nodes[0].tail;
    int64_t end_s = kind->start_s + work.busy_s, waits_s = 0;
    if (end_s < work.done_s) end_s = work.done_s;
    int64_t begin_s = end_s - work.busy_s;
    if (begin_s > work.latest_s) begin_s = work.latest_s;
    const Outing *with = plan->outings ? &plan->outings[id] : NULL;
    if (with && with->pool >= 0 && with->team > 0) waits_s = with->depart_s - with->from_s;
    *ret_end_s = end_s + waits_s;
    return begin_s + waits_s;
}

static void write_shift(const Plan *plan, int32_t id, VrpVisit **visits, VrpSolution *ret) {
    const Shift *shift = &plan->shifts[id];
    const Kind *kind = shift->kind;
    if (shift->node_count == 0) return;
    const Outing *with = plan->outings ? &plan->outings[id] : NULL;
    int64_t end_s, now_s = vrp_shift_begins_s(plan, id, &end_s);
    for (int32_t t = 0; t < shift->trip_count; t++) {
        VrpTrip *out = &ret->trips[ret->trip_count++];
        out->vehicle = plan->model->shift_vehicle[id];
        out->shift = id - plan->model->vehicle_first[out->vehicle];
        out->team = with && with->pool >= 0 ? with->team : 0;
        out->visits = *visits;
        now_s = write_trip(plan, shift, t, now_s, out);
        *visits += out->visit_count;
    }
    VrpCost *cost = &ret->cost;
    int64_t fixed = kind->vehicle->cost_per_shift;
    int64_t distance = price_of(kind, 0, shift->distance_m) - fixed;
    cost->shifts_used++;
    cost->habit += shift->habit;
    cost->fixed += fixed;
    cost->distance += distance;
    cost->time += shift->price - fixed - distance;
    if (cost->finish_s < end_s) cost->finish_s = end_s;
}

VrpVisit *vrp_answer_room(Arena *arena, const VrpProblem *p, VrpSolution *ret) {
    size_t stops = (size_t)p->stop_count, running = 0;
    for (int32_t v = 0; v < p->vehicle_count; v++)
        for (int32_t k = 0; k < p->vehicles[v].shift_count; k++)
            running += p->vehicles[v].shifts[k].running != NULL;
    *ret = (VrpSolution){.trips = ARENA_ARRAY(arena, VrpTrip, stops + running)};
    ret->unserved = ARENA_ARRAY(arena, int32_t, stops);
    return ARENA_ARRAY(arena, VrpVisit, stops);
}

void vrp_answer(const Plan *plan, VrpVisit *visits, VrpSolution *ret) {
    const VrpProblem *p = plan->model->problem;
    for (int32_t i = 0; i < plan->model->shift_count; i++) write_shift(plan, i, &visits, ret);
    VrpCost *cost = &ret->cost;
    for (int32_t i = 0; i < p->stop_count; i++) {
        if (plan->where[i].shift >= 0) continue;
        ret->unserved[ret->unserved_count++] = i;
        cost->penalty += p->stops[i].penalty;
    }
    cost->unserved_count = ret->unserved_count;
    cost->total = plan->cost;
    cost->split =
        cost->total - cost->penalty - cost->fixed - cost->time - cost->distance - cost->habit;
}

/* ---------------------------------------------------------------- in */
Status vrp_start_refuse(const Model *m, const VrpSolution *start, Err *err) {
    const VrpProblem *p = m->problem;
    for (int32_t t = 0; t < start->trip_count; t++) {
        const VrpTrip *trip = &start->trips[t];
        bool known = trip->vehicle >= 0 && trip->vehicle < p->vehicle_count && trip->shift >= 0 &&
                     trip->shift < p->vehicles[trip->vehicle].shift_count;
        for (int32_t i = 0; known && i < trip->visit_count; i++)
            known = trip->visits[i].stop >= 0 && trip->visits[i].stop < p->stop_count;
        if (!known)
            return err_set(err, ERR_INPUT,
                           _("the solution to start from does not belong to this problem: trip %d"),
                           t);
    }
    return OK;
}

/* The trip's stops that may ride on this kind and are not placed yet, as many as fit. */
static int32_t admit(const Plan *plan, const Kind *kind, const VrpTrip *trip, bool runs,
                     int32_t *to, int64_t *seen) {
    int64_t load[VRP_DIMENSIONS] = {0};
    int32_t count = 0;
    for (int32_t i = 0; i < trip->visit_count; i++) {
        const VrpStop *stop = &plan->model->problem->stops[trip->visits[i].stop];
        bool fits = vrp_suits(plan->model, kind, runs, trip->visits[i].stop) &&
                    plan->where[trip->visits[i].stop].shift < 0;
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            fits = fits && load[d] + stop->demand[d] <= kind->vehicle->capacity[d];
        if (!fits || seen[trip->visits[i].stop]++) continue;
        for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] += stop->demand[d];
        to[count++] = trip->visits[i].stop;
    }
    return count;
}

static void start_trip(Plan *plan, const VrpTrip *trip, int32_t *stops, int64_t *seen) {
    int32_t id = plan->model->vehicle_first[trip->vehicle] + trip->shift;
    Shift *shift = &plan->shifts[id];
    const Kind *kind = shift->kind;
    bool opens = shift->node_count == 0;
    bool runs = kind->running && trip->number == 0 && shift->nodes[1].stop < 0;
    if (!runs && shift->trip_count >= kind->trips_max) return;
    if (opens && !vrp_pool_has_room(plan, kind)) return;
    int32_t count = admit(plan, kind, trip, runs, stops, seen);
    if (count == 0) return;
    vrp_plan_open(plan, id);
    vrp_plan_put(plan, id, runs ? 1 : shift->node_count - 1, stops, count, !runs);
    (void)vrp_plan_close(plan, id); /* or its stops are placed anew by the search */
}

void vrp_start(Plan *plan, const VrpSolution *start) {
    const VrpProblem *p = plan->model->problem;
    int64_t *seen = ARENA_ARRAY(plan->arena, int64_t, (size_t)p->stop_count);
    int32_t *stops = ARENA_ARRAY(plan->arena, int32_t, (size_t)p->stop_count);
    vrp_supply_promise(plan); /* first what lots supply: it says when they are due */
    for (int draws = 1; draws >= 0; draws--) {
        for (int32_t t = 0; t < start->trip_count; t++) {
            const VrpTrip *trip = &start->trips[t];
            int32_t id = plan->model->vehicle_first[trip->vehicle] + trip->shift;
            if (plan->shifts[id].kind->draws == draws) start_trip(plan, trip, stops, seen);
        }
        if (draws) vrp_supply_keep(plan);
    }
}
