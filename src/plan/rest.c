// SPDX-License-Identifier: Apache-2.0
/* The rest of a plan as a routing problem: what is left to bring, vehicles from where and when they
 * can be sent on, and the corridor around the old plan in which the answer is looked for. */
#include "plan/replan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* As it was, a good plan is only improved; else room has to be made. */
static const int32_t hot[] = {[PLAN_AS_IT_WAS] = 10, [PLAN_AT_A_PRICE] = 100};
/* One more TPS that is served is worth so many that change; money saved is worth none. */
#define CHANGES_PER_TPS 10
#define LOTS_PER_TPS 100 /* not even so many lots brought are worth a TPS that is not served */

/* ---------------------------------------------------------------- stops */

/* What stands at a PPK, or is on the way to it, has its place there; what no longer finds one is
 * refused before it is drafted. */
static void fill_stores(PlanRest *s) {
    PlanMaker *m = s->m;
    int64_t *stored = ARENA_ARRAY(m->arena, int64_t, m->r->district_count + 1);
    for (size_t d = 0; d < m->r->district_count; d++) stored[d] = m->needs->district_load[d].boxes;
    for (int waits = 0; waits < 2; waits++)
        for (size_t i = 0; i < m->r->tps_count; i++) {
            int32_t d = m->r->villages[m->r->tps[i].village].district;
            int64_t store = m->r->districts[d].store_boxes, boxes = m->needs->tps_load[i].boxes;
            if (m->hub[i] != plan_ppk_of(m->r, d) || m->hub[i] < 0 ||
                (s->a->at_hub[i] == PLAN_GOODS_THERE) != (waits > 0))
                continue;
            if (waits && m->refused[i]) continue;
            if (waits && store >= 0 && stored[d] + boxes > store)
                plan_refuse(m, (int32_t)i, "store");
            else
                stored[d] += boxes;
        }
}

/* What leaves the KPU, then what leaves the PPKs. TPS whose goods are not where such a trip begins
 * are left out of the draft. */
static void draft_rest(PlanRest *s) {
    PlanMaker *m = s->m;
    bool *refused = m->refused;
    for (int hubs = 0; hubs < 2; hubs++) {
        bool *out = ARENA_ARRAY(m->arena, bool, m->r->tps_count);
        for (size_t i = 0; i < m->r->tps_count; i++) {
            bool lot = m->hub[i] >= 0 && !hubs;
            out[i] = refused[i] || (lot ? s->a->at_hub : s->a->at_tps)[i] != PLAN_GOODS_THERE;
        }
        m->refused = out;
        s->d->from_hubs = hubs;
        s->p = plan_draft(m, s->d);
    }
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

int32_t plan_rest_shift(const PlanRest *s, int32_t vehicle, int32_t day) {
    const VrpVehicle *v = &s->d->vehicles.at[vehicle];
    for (int32_t i = 0; i < v->shift_count; i++)
        if (s->m->options->from_day + v->shifts[i].start_s / PLAN_DAY_S == day) return i;
    return -1;
}

PlanCrew *plan_rest_crew(const PlanRest *s, int32_t vehicle, int32_t shift) {
    int64_t start_s = s->d->vehicles.at[vehicle].shifts[shift].start_s;
    int32_t day = s->m->options->from_day + (int32_t)(start_s / PLAN_DAY_S);
    return plan_crew_on(&s->a->crews[s->d->vehicle_of.at[vehicle]], day);
}

static void draft_lots(PlanRest *s, int32_t v, const PlanCrew *crew) {
    int32_t vehicle = s->of_vehicle[v], shift = plan_rest_shift(s, vehicle, crew->day);
    for (size_t i = 0; i < crew->aboard.n && shift >= 0; i++) {
        const PlanLot *lot = &crew->aboard.at[i];
        size_t before = s->d->stops.n;
        aboard_stop(s, v, &s->x->stand.trips[lot->trip].stops[lot->stop]);
        if (s->d->stops.n == before) continue; /* a PPK without a place */
        vec_push(s->m->arena, &s->pins, ((VrpPin){(int32_t)before, vehicle, shift, true}));
    }
}

/* What lies in vehicles, each with its pin. */
static void draft_aboard(PlanRest *s) {
    for (size_t v = 0; v < s->m->r->vehicle_count; v++) {
        const PlanCrew *crew = &s->a->crews[v];
        if (s->of_vehicle[v] < 0) continue;
        if (crew->day != INT32_MIN) draft_lots(s, (int32_t)v, crew);
        if (crew->then) draft_lots(s, (int32_t)v, crew->then);
    }
}

static void index_stops(PlanRest *s) {
    const ElectionRegency *r = s->m->r;
    s->of_tps = ARENA_ARRAY(s->m->arena, int32_t, r->tps_count);
    s->of_lot = ARENA_ARRAY(s->m->arena, int32_t, r->tps_count);
    s->of_ppk = ARENA_ARRAY(s->m->arena, int32_t, r->district_count);
    for (size_t i = 0; i < r->tps_count; i++) s->of_tps[i] = s->of_lot[i] = -1;
    for (size_t i = 0; i < r->district_count; i++) s->of_ppk[i] = -1;
    for (size_t i = 0; i < s->d->errands.n; i++) {
        const PlanErrand *e = &s->d->errands.at[i];
        for (size_t k = 0; k < e->goods.n; k++)
            (e->tps >= 0 ? s->of_tps : s->of_lot)[e->goods.at[k]] = (int32_t)i;
        if (e->goods.n == 0) s->of_ppk[e->district] = (int32_t)i;
    }
}

/* What waits for its lot may leave the PPK when that has come and was handled. Bringing lots is
 * worth something, but less than serving a TPS. */
static void link_supplies(PlanRest *s) {
    bool *is_lot = ARENA_ARRAY(s->m->arena, bool, s->d->stops.n + 1);
    bool *aboard = ARENA_ARRAY(s->m->arena, bool, s->d->stops.n + 1);
    for (size_t i = 0; i < s->pins.n; i++) aboard[s->pins.at[i].stop] = true;
    for (size_t i = 0; i < s->d->errands.n; i++) /* nothing is to lie at a landing */
        if (s->d->errands.at[i].tps < 0 && plan_at_landing(s->m->r, s->d->errands.at[i].hub) &&
            !aboard[i])
            s->d->stops.at[i].penalty = LOTS_PER_TPS;
    for (size_t i = 0; i < s->m->r->tps_count; i++) {
        int32_t lot = s->of_lot[i];
        if (s->of_tps[i] < 0 || lot < 0) continue;
        vec_push(s->m->arena, &s->d->supplies, plan_supply(s->m, (int32_t)i, s->of_tps[i], lot));
        if (!is_lot[lot]) s->d->stops.at[lot].penalty /= LOTS_PER_TPS;
        is_lot[lot] = true;
    }
}

/* ---------------------------------------------------------------- vehicles */

static void index_vehicles(PlanRest *s) {
    s->of_vehicle = ARENA_ARRAY(s->m->arena, int32_t, s->m->r->vehicle_count);
    for (size_t v = 0; v < s->m->r->vehicle_count; v++) s->of_vehicle[v] = -1;
    for (size_t v = 0; v < s->d->vehicle_of.n; v++)
        s->of_vehicle[s->d->vehicle_of.at[v]] = (int32_t)v;
}

/* A table for the vehicles of this class and depot alone: others still find the road closed. */
static VrpMatrix *table_apart(PlanRest *s, VrpVehicle *v) {
    int32_t own = s->m->class_count;
    while (own < s->p.class_count &&
           (s->apart[own].klass != v->klass || s->apart[own].depot != v->depot))
        own++;
    VrpMatrix *to = &s->p.classes[own], *from = &s->p.classes[v->klass];
    if (own == PLAN_TABLES_MAX) return from;
    if (own == s->p.class_count) {
        size_t n = (size_t)s->p.site_count, bytes = n * n * sizeof(uint32_t);
        uint32_t *time_s = ARENA_ARRAY(s->m->arena, uint32_t, n * n);
        uint32_t *distance_m = ARENA_ARRAY(s->m->arena, uint32_t, n * n);
        memcpy(time_s, from->time_s, bytes);
        memcpy(distance_m, from->distance_m, bytes);
        *to = (VrpMatrix){.time_s = time_s, .distance_m = distance_m};
        s->apart[own].klass = v->klass;
        s->apart[own].depot = v->depot;
        s->p.class_count++;
    }
    v->klass = own;
    return to;
}

/* Where a vehicle cannot come home any more, it waits until the road is open again: its way home
 * then takes as long as on open roads. Only what it has aboard may follow it there. */
static void open_way_home(PlanRest *s, const PlanCrew *crew, VrpVehicle *v) {
    size_t n = (size_t)s->p.site_count, home = (size_t)s->p.depots[v->depot].site;
    size_t at = (size_t)crew->site * n;
    if (s->p.classes[v->klass].time_s[at + home] != VRP_UNREACHABLE) return;
    RoadClass klass =
        (RoadClass)s->m->r->vehicles[s->d->vehicle_of.at[v - s->d->vehicles.at]].klass;
    VrpMatrix *c = table_apart(s, v);
    uint32_t *time_s = (uint32_t *)c->time_s, *distance_m = (uint32_t *)c->distance_m;
    for (size_t from = 0; from < n; from++) {
        if (time_s[from * n + home] != VRP_UNREACHABLE) continue;
        if (from != (size_t)crew->site && time_s[at + from] == VRP_UNREACHABLE) continue;
        GeoPoint ends[2] = {s->x->net->sites[from], s->x->net->sites[home]};
        uint32_t t[4], m[4];
        road_estimate(s->x->net->profiles, klass, ends, 2, t, m);
        time_s[from * n + home] = t[1];
        distance_m[from * n + home] = m[1];
    }
}

/* Who may come by a class may by its tables apart. */
static void allow_apart(PlanRest *s) {
    for (int32_t own = s->m->class_count; own < s->p.class_count; own++)
        for (size_t i = 0; i < s->d->stops.n; i++)
            if (s->d->stops.at[i].class_mask >> s->apart[own].klass & 1)
                s->d->stops.at[i].class_mask |= 1u << own;
}

void plan_rest_extend(const VrpVehicle *v, VrpShift *shift, int64_t end_s) {
    VrpRunning *running = (VrpRunning *)shift->running;
    if (end_s > shift->end_s) shift->end_s = end_s;
    if (running->trips_made + 1 < v->trips_max) running->trips_made = v->trips_max - 1;
}

/* A vehicle of a convoy makes one trip that day. */
static bool in_convoy(const PlanRest *s, int32_t vehicle, int32_t day) {
    const Plan *old = s->x->old;
    for (size_t i = 0; i < old->trip_count; i++)
        for (size_t k = 0; k < old->trip_count && old->trips[i].vehicle == vehicle; k++)
            if (old->trips[i].day == day && plan_convoy_holds(old, &old->trips[i], &old->trips[k]))
                return true;
    return false;
}

static void set_running(PlanRest *s, const PlanCrew *crew, int32_t regency_vehicle, VrpVehicle *v,
                        VrpShift *shift) {
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
    if (home_s > shift->end_s || in_convoy(s, regency_vehicle, crew->day))
        plan_rest_extend(v, shift, home_s);
}

/* Another vehicle that is out that day goes with the same team. */
static bool shares_team(const PlanRest *s, int32_t vehicle, int32_t day) {
    const Plan *old = s->x->old;
    for (size_t i = 0; i < old->trip_count; i++)
        for (size_t k = 0; k < old->trip_count && old->trips[i].vehicle == vehicle; k++) {
            int32_t other = old->trips[k].vehicle;
            if (old->trips[i].day == day && other < vehicle &&
                plan_crew_on(&s->a->crews[other], day) &&
                plan_convoy_holds(old, &old->trips[i], &old->trips[k]))
                return true;
        }
    return false;
}

/* Teams are counted per vehicle that is out; of those of a convoy, all but one need none. */
static void count_running(PlanRest *s, int32_t vehicle, int32_t day, int32_t pool, int32_t *used) {
    int32_t *limit = &s->d->pools.at[pool];
    *limit += shares_team(s, vehicle, day);
    if (++used[pool] > *limit) *limit = used[pool];
}

/* Days that are over are gone; a vehicle that broke down has none left. */
static void set_shifts(PlanRest *s) {
    int32_t *used = ARENA_ARRAY(s->m->arena, int32_t, s->d->pools.n + 1);
    for (size_t i = 0; i < s->d->vehicles.n; i++) {
        VrpVehicle *v = &s->d->vehicles.at[i];
        int32_t vehicle = s->d->vehicle_of.at[i], kept = 0;
        bool broken = s->x->stand.broken_s[vehicle] != INT64_MAX;
        for (int32_t k = 0; k < v->shift_count; k++) {
            VrpShift shift = v->shifts[k];
            int32_t day = s->m->options->from_day + (int32_t)(shift.start_s / PLAN_DAY_S);
            const PlanCrew *crew = plan_crew_on(&s->a->crews[vehicle], day);
            bool begun = crew != NULL;
            if (broken || (shift.end_s <= s->at_s && !begun)) continue;
            shift.start_s = plan_later(shift.start_s, s->at_s);
            if (begun) set_running(s, crew, vehicle, v, &shift);
            if (begun && shift.pool >= 0) count_running(s, vehicle, day, shift.pool, used);
            v->shifts[kept++] = shift;
        }
        v->shift_count = kept;
    }
}

/* ---------------------------------------------------------------- the corridor */

/* The old time, or where that cannot be kept, the one that follows. */
static int64_t centre_of(const PlanRest *s, size_t i) {
    int32_t tps = s->d->errands.at[i].tps;
    if (tps < 0 || s->x->old_begin_s[tps] < 0) return s->begin_s[i];
    int64_t old = s->x->old_begin_s[tps] - s->m->zero_s;
    return s->begin_s[i] <= old + s->x->tolerance_s ? old : s->begin_s[i];
}

/* Who would be early waits. */
static void keep_time(const PlanRest *s, size_t i, bool hard) {
    VrpStop *stop = &s->p.stops[i];
    int64_t centre = centre_of(s, i), tolerance = s->x->tolerance_s;
    if (stop->earliest_s < centre - tolerance) stop->earliest_s = centre - tolerance;
    if (hard && stop->latest_s > centre + tolerance) stop->latest_s = centre + tolerance;
}

static VrpHabit habit_of(const PlanRest *s, size_t i) {
    int32_t tps = s->d->errands.at[i].tps;
    bool told = tps >= 0 && s->x->old_begin_s[tps] >= 0 && s->p.convoy_max <= 1;
    int64_t told_s = told ? centre_of(s, i) + s->x->tolerance_s : 0;
    int64_t cost = plan_rule(s->m->r, "replan_change_cost");
    return (VrpHabit){(int32_t)i, s->by_vehicle[i], s->by_shift[i],
                      plan_later(cost, PLAN_UNSERVED_COST / CHANGES_PER_TPS),
                      plan_later(told_s, 0)};
}

static void keep_to_corridor(PlanRest *s) {
    bool as_it_was = s->a->corridor == PLAN_AS_IT_WAS;
    for (size_t i = 0; i < s->d->stops.n; i++) {
        if (!s->visited[i]) {
            s->p.stops[i].penalty -= s->p.stops[i].penalty / 4; /* nobody is dropped to serve it */
            continue;
        }
        keep_time(s, i, as_it_was || s->p.convoy_max > 1);
        if (as_it_was && !s->runs[i])
            vec_push(s->m->arena, &s->pins,
                     ((VrpPin){(int32_t)i, s->by_vehicle[i], s->by_shift[i], false}));
        if (!as_it_was) vec_push(s->m->arena, &s->habits, habit_of(s, i));
    }
    s->p.pins = s->pins.at;
    s->p.pin_count = (int32_t)s->pins.n;
    s->p.habits = s->habits.at;
    s->p.habit_count = (int32_t)s->habits.n;
}

/* ---------------------------------------------------------------- the answer */

/* Who is at home, and is not sent to a vehicle that broke down or would bring nothing from there.
 */
static bool stays_home(const PlanCrew *crew, const VrpTrip *in) {
    return crew->trip < 0 && in->visit_count == 0;
}

static void take_running(PlanRest *s, const VrpTrip *in, const PlanCrew *crew) {
    PlanMaker *m = s->m;
    int32_t vehicle = s->d->vehicle_of.at[in->vehicle];
    const PlanTrip *was = crew->trip >= 0 ? &s->x->stand.trips[crew->trip] : NULL;
    if (stays_home(crew, in)) return;
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
    for (int32_t i = 0; i < answer->trip_count; i++)
        for (int32_t k = 0; k < answer->trips[i].visit_count; k++) {
            int32_t tps = s->d->errands.at[answer->trips[i].visits[k].stop].tps;
            if (tps >= 0) m->loaded_s[tps] = answer->trips[i].load_s;
        }
    int32_t spared = 0; /* a rescue that is not driven */
    for (int32_t i = 0; i < answer->trip_count; i++) {
        const VrpTrip *in = &answer->trips[i];
        const PlanCrew *crew = plan_rest_crew(s, in->vehicle, in->shift);
        size_t before = m->trips.n;
        bool runs = s->p.vehicles[in->vehicle].shifts[in->shift].running;
        if (in->number == 0) spared = runs && crew->rescues && stays_home(crew, in);
        if (runs && in->number == 0) {
            take_running(s, in, crew);
            if (m->trips.n > before) mark_taken(s, &m->trips.at[before], crew);
            continue;
        }
        plan_take_trip(m, s->d, in);
        if (runs) m->trips.at[before].number += crew->made - spared;
    }
    take_unserved(s, answer);
    m->iterations += answer->iterations;
}

static Status solve(PlanRest *s, VrpSolution *ret, Err *err) {
    const PlanReplanOptions *o = s->x->options;
    VrpOptions options = {.time_limit_s = s->a->time_s,
                          .iteration_limit = s->a->iterations,
                          .seed = o->seed,
                          .threads = o->threads,
                          .progress = o->progress,
                          .start = &s->start,
                          .hot_percent = hot[s->a->corridor]};
    if (o->iterations && options.iteration_limit == 0) options.iteration_limit = 1;
    return vrp_solve(s->m->env, s->m->arena, &s->p, &options, ret, err);
}

static void draft(PlanRest *s) {
    VrpMatrix *classes = ARENA_ARRAY(s->m->arena, VrpMatrix, PLAN_TABLES_MAX);
    fill_stores(s);
    draft_rest(s);
    assert(s->p.classes && s->p.class_count <= PLAN_TABLES_MAX);
    memcpy(classes, s->p.classes, (size_t)s->p.class_count * sizeof *classes);
    s->p.classes = classes; /* with room for tables apart */
    drop_ppk_goods(s);
    release_all(s);
    index_vehicles(s);
    set_shifts(s);
    draft_aboard(s);
    allow_apart(s);
    index_stops(s);
    link_supplies(s);
    s->p.stops = s->d->stops.at;
    s->p.stop_count = (int32_t)s->d->stops.n;
    s->p.supplies = s->d->supplies.at;
    s->p.supply_count = (int32_t)s->d->supplies.n;
    s->p.pool_limits = s->d->pools.at;
    s->p.pins = s->pins.at;
    s->p.pin_count = (int32_t)s->pins.n;
}

Status plan_rest_solve(Replan *x, PlanAttempt *a, Err *err) {
    PlanRest *s = ARENA_NEW(a->maker.arena, PlanRest);
    *s = (PlanRest){.x = x, .a = a, .m = &a->maker};
    s->d = ARENA_NEW(a->maker.arena, PlanDraft);
    s->at_s = plan_later(x->options->at_s - s->m->zero_s, 0);
    draft(s);
    plan_rest_old(s);
    s->start = s->old;
    VrpSolution answer = s->old;
    if (a->judges) {
        plan_rest_need(s);
        return OK;
    }
    if (s->p.stop_count > 0) {
        keep_to_corridor(s);
        if (a->base) plan_rest_routes(s, a->base->plan.trips, a->base->plan.trip_count, &s->start);
        Status st = solve(s, &answer, err);
        if (st != OK) return st;
        plan_restore(s, &answer);
        plan_tidy_landings(s->m, s->d, &s->p, &answer);
    }
    take_answer(s, &answer);
    return OK;
}
