// SPDX-License-Identifier: Apache-2.0
/* The rest of a plan as a routing problem: what is left to bring, vehicles from where and when they
 * can be sent on, and the corridor around the old plan in which the answer is looked for. */
#include "plan/replan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define HOT_PERCENT 10
#define CHEAP_CHANGES 5 /* at any price, changes cost so much less: enough to be avoided */

/* ---------------------------------------------------------------- stops */

/* TPS whose goods are not where this side's trips begin are left out of the draft. */
static void draft_rest(PlanRest *s) {
    PlanMaker *m = s->m;
    bool *refused = m->refused, *out = ARENA_ARRAY(m->arena, bool, m->r->tps_count);
    for (size_t i = 0; i < m->r->tps_count; i++) {
        bool lot = m->hub[i] >= 0 && !s->d->from_hubs;
        out[i] = refused[i] || (lot ? s->a->at_hub : s->a->at_tps)[i] != PLAN_GOODS_THERE;
    }
    m->refused = out; /* what the draft refuses besides (a full store) is named, and stays so */
    s->p = plan_draft(m, s->d);
    for (size_t i = 0; i < m->unserved.n; i++)
        if (m->unserved.at[i].tps >= 0) refused[m->unserved.at[i].tps] = true;
    m->refused = refused;
}

/* PPKs' own goods that are there already, or on the way. */
static void drop_ppk_goods(PlanRest *s) {
    size_t kept = 0;
    for (size_t i = 0; i < s->d->stops.n; i++) {
        const PlanErrand *e = &s->d->errands.at[i];
        if (e->goods.n == 0 && s->a->at_ppk[e->district] != PLAN_GOODS_THERE) continue;
        s->d->stops.at[kept] = s->d->stops.at[i];
        s->d->errands.at[kept++] = *e;
    }
    s->d->stops.n = s->d->errands.n = kept;
}

static void release_all(PlanRest *s) {
    for (size_t i = 0; i < s->d->stops.n; i++) {
        VrpStop *stop = &s->d->stops.at[i];
        const PlanErrand *e = &s->d->errands.at[i];
        stop->release_s = plan_later(stop->release_s, s->at_s);
        for (size_t k = 0; k < e->goods.n; k++)
            stop->release_s = plan_later(stop->release_s, s->a->back_s[e->goods.at[k]]);
        if (stop->keep_until_s) /* how long they lay there is no choice any more */
            stop->keep_until_s = stop->release_s + plan_rule(s->m->r, "landing_wait_max_s");
        bool promised = e->goods.n == 0;
        for (size_t k = 0; k < e->goods.n; k++)
            promised = promised || s->x->old_begin_s[e->goods.at[k]] >= 0;
        if (!promised) stop->penalty /= 2; /* nobody is dropped to serve another */
    }
}

static void aboard_stop(PlanRest *s, int32_t vehicle, const PlanStop *stop) {
    PlanMaker *m = s->m;
    uint64_t depot = UINT64_C(1) << m->r->vehicles[vehicle].depot;
    if (stop->tps >= 0) {
        plan_tps_stop(m, s->d, stop->tps, depot);
    } else if (stop->goods_count == 0) {
        plan_ppk_stop(m, s->d, stop->district);
    } else {
        PlanErrand e = {.tps = -1,
                        .village = stop->village,
                        .district = stop->district,
                        .hub = plan_stop_depot(m->r, stop),
                        .load = stop->load};
        for (size_t i = 0; i < stop->goods_count; i++) vec_push(m->arena, &e.goods, stop->goods[i]);
        plan_lot_stop(m, s->d, e);
    }
    VrpStop *added = &s->d->stops.at[s->d->stops.n - 1];
    added->depot_mask = depot;
    added->release_s = 0;
}

static bool this_side(const PlanRest *s, int32_t vehicle) {
    return plan_at_hub(s->m->r, s->m->r->vehicles[vehicle].depot) == s->d->from_hubs;
}

int32_t plan_rest_shift(const PlanRest *s, int32_t vehicle, int32_t day) {
    const VrpVehicle *v = &s->d->vehicles.at[vehicle];
    for (int32_t i = 0; i < v->shift_count; i++)
        if (s->m->options->from_day + v->shifts[i].start_s / PLAN_DAY_S == day) return i;
    return -1;
}

/* What lies in vehicles, each with its pin. */
static void draft_aboard(PlanRest *s) {
    for (size_t v = 0; v < s->m->r->vehicle_count; v++) {
        const PlanCrew *crew = &s->a->crews[v];
        if (crew->day == INT32_MIN || !this_side(s, (int32_t)v)) continue;
        int32_t vehicle = s->of_vehicle[v], shift = plan_rest_shift(s, vehicle, crew->day);
        for (size_t i = 0; i < crew->aboard.n && shift >= 0; i++) {
            const PlanLot *lot = &crew->aboard.at[i];
            size_t before = s->d->stops.n;
            aboard_stop(s, (int32_t)v, &s->x->stand.trips[lot->trip].stops[lot->stop]);
            if (s->d->stops.n == before) continue; /* a PPK without a place */
            vec_push(s->m->arena, &s->pins, ((VrpPin){(int32_t)before, vehicle, shift, true}));
        }
    }
}

static void index_stops(PlanRest *s) {
    const ElectionRegency *r = s->m->r;
    s->of_tps = ARENA_ARRAY(s->m->arena, int32_t, r->tps_count);
    s->of_ppk = ARENA_ARRAY(s->m->arena, int32_t, r->district_count);
    for (size_t i = 0; i < r->tps_count; i++) s->of_tps[i] = -1;
    for (size_t i = 0; i < r->district_count; i++) s->of_ppk[i] = -1;
    for (size_t i = 0; i < s->d->errands.n; i++) {
        const PlanErrand *e = &s->d->errands.at[i];
        for (size_t k = 0; k < e->goods.n; k++) s->of_tps[e->goods.at[k]] = (int32_t)i;
        if (e->goods.n == 0) s->of_ppk[e->district] = (int32_t)i;
    }
}

/* ---------------------------------------------------------------- vehicles */

static void index_vehicles(PlanRest *s) {
    s->of_vehicle = ARENA_ARRAY(s->m->arena, int32_t, s->m->r->vehicle_count);
    for (size_t v = 0; v < s->m->r->vehicle_count; v++) s->of_vehicle[v] = -1;
    for (size_t v = 0; v < s->d->vehicle_of.n; v++)
        s->of_vehicle[s->d->vehicle_of.at[v]] = (int32_t)v;
}

/* Where a vehicle cannot come home from any more, it waits until the road is open again: its way
 * home then takes as long as on open roads. Only what it has aboard may follow it there. */
static void open_way_home(PlanRest *s, const PlanCrew *crew, VrpVehicle *v) {
    VrpMatrix *c = &s->p.classes[v->klass];
    size_t n = (size_t)s->p.site_count, home = (size_t)s->p.depots[v->depot].site;
    size_t cell = (size_t)crew->site * n + home;
    if (c->time_s[cell] != VRP_UNREACHABLE) return;
    uint32_t *time_s = ARENA_ARRAY(s->m->arena, uint32_t, n * n);
    uint32_t *distance_m = ARENA_ARRAY(s->m->arena, uint32_t, n * n);
    memcpy(time_s, c->time_s, n * n * sizeof *time_s);
    memcpy(distance_m, c->distance_m, n * n * sizeof *distance_m);
    const PlanNetwork *net = s->x->net;
    RoadClass klass =
        (RoadClass)s->m->r->vehicles[s->d->vehicle_of.at[v - s->d->vehicles.at]].klass;
    for (size_t from = 0; from < n; from++) {
        if (time_s[from * n + home] != VRP_UNREACHABLE) continue;
        if (from != (size_t)crew->site && time_s[(size_t)crew->site * n + from] == VRP_UNREACHABLE)
            continue;
        GeoPoint ends[2] = {net->sites[from], net->sites[home]};
        uint32_t t[4], m[4];
        road_estimate(net->profiles, klass, ends, 2, t, m);
        time_s[from * n + home] = t[1];
        distance_m[from * n + home] = m[1];
    }
    c->time_s = time_s;
    c->distance_m = distance_m;
}

/* Who comes home late does not go out again. */
void plan_rest_extend(VrpVehicle *v, VrpShift *shift, const PlanCrew *crew, int64_t end_s) {
    shift->end_s = end_s;
    v->trips_max = crew->made + 1;
}

static void set_running(PlanRest *s, int32_t regency_vehicle, VrpVehicle *v, VrpShift *shift) {
    const PlanCrew *crew = &s->a->crews[regency_vehicle];
    VrpRunning *running = ARENA_NEW(s->m->arena, VrpRunning);
    *running = (VrpRunning){.site = crew->site,
                            .begun_s = crew->begun_s - s->m->zero_s,
                            .free_s = crew->free_s - s->m->zero_s,
                            .driven_m = crew->driven_m,
                            .trips_made = crew->made};
    open_way_home(s, crew, v);
    size_t cell = (size_t)crew->site * (size_t)s->p.site_count + (size_t)s->p.depots[v->depot].site;
    shift->running = running;
    if (shift->start_s > running->begun_s) shift->start_s = running->begun_s;
    int64_t home_s = running->free_s + s->p.classes[v->klass].time_s[cell];
    if (home_s > shift->end_s) plan_rest_extend(v, shift, crew, home_s);
}

/* Days that are over are gone; a vehicle that broke down has none left. */
static void set_shifts(PlanRest *s) {
    int32_t *used = ARENA_ARRAY(s->m->arena, int32_t, s->d->pools.n + 1);
    for (size_t i = 0; i < s->d->vehicles.n; i++) {
        VrpVehicle *v = &s->d->vehicles.at[i];
        int32_t vehicle = s->d->vehicle_of.at[i], kept = 0;
        const PlanCrew *crew = &s->a->crews[vehicle];
        bool broken = s->x->stand.broken_s[vehicle] != INT64_MAX;
        for (int32_t k = 0; k < v->shift_count; k++) {
            VrpShift shift = v->shifts[k];
            int32_t day = s->m->options->from_day + (int32_t)(shift.start_s / PLAN_DAY_S);
            bool begun = crew->day == day;
            if (broken || (shift.end_s <= s->at_s && !begun)) continue;
            shift.start_s = plan_later(shift.start_s, s->at_s);
            if (begun) set_running(s, vehicle, v, &shift);
            if (begun && shift.pool >= 0 && ++used[shift.pool] > s->d->pools.at[shift.pool])
                s->d->pools.at[shift.pool] = used[shift.pool];
            v->shifts[kept++] = shift;
        }
        v->shift_count = kept;
    }
}

/* ---------------------------------------------------------------- the corridor */

/* Around the old time, or where that cannot be kept, around the time that follows. */
static void narrow(const PlanRest *s, size_t i) {
    VrpStop *stop = &s->p.stops[i];
    int32_t tps = s->d->errands.at[i].tps;
    int64_t centre = s->begin_s[i], tolerance = s->x->tolerance_s;
    if (tps >= 0 && s->x->old_begin_s[tps] >= 0) {
        int64_t old = s->x->old_begin_s[tps] - s->m->zero_s;
        if (centre <= old + tolerance) centre = old; /* who would be early waits */
    }
    if (stop->earliest_s < centre - tolerance) stop->earliest_s = centre - tolerance;
    if (stop->latest_s > centre + tolerance) stop->latest_s = centre + tolerance;
}

static void keep_to_corridor(PlanRest *s) {
    int64_t cost = plan_rule(s->m->r, "replan_change_cost");
    if (s->a->corridor == PLAN_AT_ANY_PRICE) cost /= CHEAP_CHANGES;
    for (size_t i = 0; i < s->d->stops.n; i++) {
        int32_t tps = s->d->errands.at[i].tps;
        if (!s->visited[i]) continue;
        bool on_time = tps >= 0 && s->a->on_time && s->a->on_time[tps];
        if (s->a->corridor == PLAN_AS_IT_WAS || on_time) narrow(s, i);
        if (s->runs[i]) continue;
        if (s->a->corridor == PLAN_AS_IT_WAS)
            vec_push(s->m->arena, &s->pins,
                     ((VrpPin){(int32_t)i, s->by_vehicle[i], s->by_shift[i], false}));
        else
            vec_push(s->m->arena, &s->habits,
                     ((VrpHabit){(int32_t)i, s->by_vehicle[i], s->by_shift[i], cost}));
    }
    s->p.pins = s->pins.at;
    s->p.pin_count = (int32_t)s->pins.n;
    s->p.habits = s->habits.at;
    s->p.habit_count = (int32_t)s->habits.n;
}

/* What was dropped need not be at its PPK in time for trips as they were. */
static void loosen(PlanRest *s) {
    for (size_t i = 0; i < s->d->stops.n && s->a->corridor == PLAN_AT_ANY_PRICE; i++)
        if (!s->visited[i] && !s->runs[i]) s->d->stops.at[i].latest_s = s->latest_s[i];
}

/* ---------------------------------------------------------------- the answer */

static void take_running(PlanRest *s, const VrpTrip *in, const PlanCrew *crew) {
    PlanMaker *m = s->m;
    int32_t vehicle = s->d->vehicle_of.at[in->vehicle];
    const PlanTrip *was = crew->trip >= 0 ? &s->x->stand.trips[crew->trip] : NULL;
    if (!was && in->visit_count == 0 && !crew->rescues) return; /* it is at home */
    PlanTrip out = {.vehicle = vehicle,
                    .kind = PLAN_TO_HUB,
                    .depot = m->r->vehicles[vehicle].depot,
                    .day = crew->day,
                    .number = crew->made + 1,
                    .load_s = crew->trip_begun_s,
                    .depart_s = crew->trip_begun_s,
                    .return_s = m->zero_s + in->return_s,
                    .distance_m = crew->trip_m + in->distance_m,
                    .via = crew->via};
    if (was) {
        out.kind = was->kind;
        out.load_s = was->load_s;
        out.depart_s = was->depart_s;
        out.state = PLAN_UNDER_WAY;
    }
    size_t fixed = (size_t)crew->fixed;
    out.stops = ARENA_ARRAY(m->arena, PlanStop, fixed + (size_t)in->visit_count);
    assert(was || !fixed); /* what is fixed was of that trip */
    if (fixed) memcpy(out.stops, was->stops, fixed * sizeof *out.stops);
    out.stop_count = fixed;
    plan_take_stops(m, s->d, in, crew->site, &out);
    for (size_t i = 0; i < out.stop_count; i++) {
        if (i < fixed) plan_release(m, &out.stops[i]);
        out.load = plan_load_add(out.load, out.stops[i].load);
    }
    vec_push(m->arena, &m->trips, out);
}

static void take_unserved(PlanRest *s, const VrpSolution *answer) {
    for (int32_t i = 0; i < answer->unserved_count; i++) {
        const PlanErrand *e = &s->d->errands.at[answer->unserved[i]];
        const char *why = vrp_why_unserved(&s->p, answer->unserved[i]);
        if (s->runs[answer->unserved[i]]) why = "stranded";
        for (size_t k = 0; k < e->goods.n; k++) plan_refuse(s->m, e->goods.at[k], why);
        if (e->goods.n == 0)
            vec_push(s->m->arena, &s->m->unserved, (PlanUnserved){-1, e->district, why});
    }
}

/* Taken-over goods are those that a wreck had. */
static void mark_taken(PlanRest *s, PlanTrip *t, const PlanCrew *crew) {
    for (size_t i = 0; i < crew->aboard.n; i++) {
        const PlanLot *lot = &crew->aboard.at[i];
        const PlanStop *was = &s->x->stand.trips[lot->trip].stops[lot->stop];
        bool taken = lot->trip != crew->trip || was->taken;
        for (size_t k = (size_t)crew->fixed; k < t->stop_count && taken; k++) {
            PlanStop *stop = &t->stops[k];
            bool same = was->goods_count ? stop->goods_count && stop->goods[0] == was->goods[0]
                                         : !stop->goods_count && stop->district == was->district;
            if (same && stop->tps == was->tps) stop->taken = true;
        }
    }
}

static void take_answer(PlanRest *s, const VrpSolution *answer) {
    PlanMaker *m = s->m;
    for (int32_t i = 0; i < answer->trip_count; i++) {
        const VrpTrip *in = &answer->trips[i];
        const PlanCrew *crew = &s->a->crews[s->d->vehicle_of.at[in->vehicle]];
        size_t before = m->trips.n;
        bool runs = s->p.vehicles[in->vehicle].shifts[in->shift].running;
        if (runs && in->number == 0) {
            take_running(s, in, crew);
            if (m->trips.n > before) mark_taken(s, &m->trips.at[before], crew);
            continue;
        }
        plan_take_trip(m, s->d, in);
        if (runs) m->trips.at[before].number += crew->made;
    }
    take_unserved(s, answer);
    m->iterations += answer->iterations;
}

static Status solve(PlanRest *s, double share, VrpSolution *ret, Err *err) {
    const PlanReplanOptions *o = s->x->options;
    VrpOptions options = {.time_limit_s = s->a->time_s * share,
                          .iteration_limit = (int64_t)((double)s->a->iterations * share),
                          .seed = o->seed + (uint64_t)s->a->round,
                          .threads = o->threads,
                          .progress = o->progress,
                          .start = &s->start,
                          .hot_percent = HOT_PERCENT};
    if (o->iterations && options.iteration_limit == 0) options.iteration_limit = 1;
    return vrp_solve(s->m->env, s->m->arena, &s->p, &options, ret, err);
}

/* When goods must be free at their PPK for what leaves it; VRP_FOREVER = never. */
static int64_t *goods_due(const PlanRest *s) {
    const PlanMaker *m = s->m;
    const PlanStand *stand = &s->x->stand;
    const PlanAttempt *base = s->a->base;
    const PlanTrip *trips = base ? base->plan.trips : stand->trips;
    size_t n = base ? base->plan.trip_count : stand->count;
    int64_t *due_s = ARENA_ARRAY(m->arena, int64_t, m->r->tps_count);
    for (size_t i = 0; i < m->r->tps_count; i++) due_s[i] = VRP_FOREVER;
    for (size_t i = 0; i < n; i++) {
        const PlanTrip *t = &trips[i];
        bool ahead = t->state == PLAN_AHEAD && stand->broken_s[t->vehicle] == INT64_MAX;
        for (size_t k = 0; k < t->stop_count && ahead && plan_at_hub(m->r, t->depot); k++)
            if (t->stops[k].tps >= 0)
                due_s[t->stops[k].tps] = t->load_s - m->zero_s - plan_handling_s(m->r, t->depot);
    }
    return due_s;
}

/* Lots come in time for that, as long as it is to be kept. */
static void hold_due(PlanRest *s) {
    const int64_t *due_s = goods_due(s);
    s->latest_s = ARENA_ARRAY(s->m->arena, int64_t, s->d->stops.n + 1);
    for (size_t i = 0; i < s->d->stops.n; i++) {
        VrpStop *stop = &s->d->stops.at[i];
        const PlanErrand *e = &s->d->errands.at[i];
        s->latest_s[i] = stop->latest_s;
        for (size_t k = 0; k < e->goods.n && e->tps < 0 && !s->a->judges; k++)
            if (due_s[e->goods.at[k]] - stop->service_s < stop->latest_s)
                stop->latest_s = due_s[e->goods.at[k]] - stop->service_s;
        if (stop->latest_s < 0) stop->latest_s = 0;
    }
}

Status plan_replan_side(Replan *x, PlanAttempt *a, bool from_hubs, double share, Err *err) {
    PlanRest *s = ARENA_NEW(a->maker.arena, PlanRest);
    *s = (PlanRest){.x = x, .a = a, .m = &a->maker};
    s->d = ARENA_NEW(a->maker.arena, PlanDraft);
    s->d->from_hubs = from_hubs;
    s->at_s = plan_later(x->options->at_s - s->m->zero_s, 0);
    draft_rest(s);
    VrpMatrix *classes = ARENA_ARRAY(s->m->arena, VrpMatrix, ROAD_CLASSES);
    assert(s->p.classes);
    memcpy(classes, s->p.classes, (size_t)s->p.class_count * sizeof *classes);
    s->p.classes = classes; /* a way home may be opened in them */
    drop_ppk_goods(s);
    release_all(s);
    hold_due(s);
    index_vehicles(s);
    set_shifts(s);
    draft_aboard(s);
    index_stops(s);
    s->p.stops = s->d->stops.at;
    s->p.stop_count = (int32_t)s->d->stops.n;
    s->p.pool_limits = s->d->pools.at;
    s->p.pins = s->pins.at;
    s->p.pin_count = (int32_t)s->pins.n;
    plan_rest_old(s);
    s->start = s->old;
    VrpSolution answer = s->old;
    if (a->judges) {
        plan_rest_need(s);
    } else if (s->p.stop_count > 0) {
        keep_to_corridor(s);
        loosen(s);
        if (a->base) plan_rest_routes(s, a->base->plan.trips, a->base->plan.trip_count, &s->start);
        Status st = solve(s, share, &answer, err);
        if (st != OK) return st;
        plan_restore(s, &answer);
        plan_tidy_landings(s->m, s->d, &s->p, &answer);
    }
    take_answer(s, &answer);
    return OK;
}
