// SPDX-License-Identifier: Apache-2.0
/* What of the old plan can go on, found by letting the routing problem's own checker judge it:
 * trips that break a rule today are dropped, one after the other, until none does. */
#include "plan/replan_int.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH_BYTES_MAX (1024 * MIB)

/* ---------------------------------------------------------------- the old plan's routes */

typedef struct Leg {
    int32_t vehicle, shift, number;
    const PlanTrip *trip; /* ahead; NULL: the one it is on */
    const PlanCrew *crew;
} Leg;

static int leg_order(const void *a, const void *b) {
    const Leg *x = a, *y = b;
    if (x->vehicle != y->vehicle) return x->vehicle < y->vehicle ? -1 : 1;
    if (x->shift != y->shift) return x->shift < y->shift ? -1 : 1;
    return x->number - y->number;
}

static void visit(const PlanRest *s, VrpTrip *trip, int32_t stop) {
    if (stop < 0 || s->visited[stop]) return;
    s->visited[stop] = true;
    trip->visits[trip->visit_count++] = (VrpVisit){.stop = stop};
}

static void visit_ahead(const PlanRest *s, const PlanTrip *t, VrpTrip *to) {
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *stop = &t->stops[i];
        if (stop->goods_count == 0) visit(s, to, s->of_ppk[stop->district]);
        for (size_t k = 0; k < stop->goods_count; k++)
            visit(s, to, (stop->tps >= 0 ? s->of_tps : s->of_lot)[stop->goods[k]]);
    }
}

/* In the order of the trip that it is on there, then what that does not have. */
static void visit_aboard(const PlanRest *s, const PlanTrip *trips, size_t count, int32_t vehicle,
                         VrpTrip *to) {
    const PlanCrew *crew = &s->a->crews[s->d->vehicle_of.at[vehicle]];
    for (size_t i = 0; i < count; i++) {
        const PlanTrip *t = &trips[i];
        if (t->vehicle != s->d->vehicle_of.at[vehicle] || t->day != crew->day) continue;
        if (t->number == crew->made + 1) visit_ahead(s, t, to);
    }
    for (size_t i = 0; i < s->pins.n; i++)
        if (s->pins.at[i].vehicle == vehicle && s->pins.at[i].aboard)
            visit(s, to, s->pins.at[i].stop);
}

static void list_legs(PlanRest *s, const PlanTrip *trips, size_t count, Leg *legs, size_t *n) {
    for (size_t v = 0; v < s->d->vehicles.n; v++)
        for (int32_t k = 0; k < s->d->vehicles.at[v].shift_count; k++)
            if (s->d->vehicles.at[v].shifts[k].running)
                legs[(*n)++] = (Leg){(int32_t)v, k, 0, NULL, &s->a->crews[s->d->vehicle_of.at[v]]};
    for (size_t i = 0; i < count; i++) {
        const PlanTrip *t = &trips[i];
        int32_t vehicle = s->of_vehicle[t->vehicle];
        if (t->state != PLAN_AHEAD || vehicle < 0) continue;
        int32_t shift = plan_rest_shift(s, vehicle, t->day);
        if (shift >= 0) legs[(*n)++] = (Leg){vehicle, shift, t->number, t, NULL};
    }
    if (*n) qsort(legs, *n, sizeof *legs, leg_order);
}

static void number_trips(VrpSolution *old) {
    for (int32_t i = 0; i < old->trip_count; i++) {
        const VrpTrip *before = i ? &old->trips[i - 1] : NULL;
        VrpTrip *t = &old->trips[i];
        bool goes_on = before && before->vehicle == t->vehicle && before->shift == t->shift;
        t->number = goes_on ? before->number + 1 : 0;
    }
}

/* The number of the convoy that a trip ahead goes with; 0 = none. */
static int32_t team_of(const Leg *legs, size_t n, const PlanTrip *t) {
    for (size_t i = 0; i < n && t; i++)
        if (legs[i].trip && plan_same_convoy(legs[i].trip, t)) {
            for (size_t k = 0; k < i; k++)
                if (legs[k].trip == t) return (int32_t)k + 1;
            return (int32_t)i + 1;
        }
    return 0;
}

void plan_rest_routes(PlanRest *s, const PlanTrip *trips, size_t count, VrpSolution *ret) {
    Arena *arena = s->m->arena;
    size_t n = 0, stops = s->d->stops.n;
    Leg *legs = ARENA_ARRAY(arena, Leg, count + s->d->vehicles.n + 1);
    list_legs(s, trips, count, legs, &n);
    s->visited = ARENA_ARRAY(arena, bool, stops + 1);
    *ret = (VrpSolution){.trips = ARENA_ARRAY(arena, VrpTrip, n + 1)};
    VrpVisit *visits = ARENA_ARRAY(arena, VrpVisit, stops + 1);
    for (size_t i = 0; i < n; i++) {
        VrpTrip trip = {.vehicle = legs[i].vehicle,
                        .shift = legs[i].shift,
                        .team = team_of(legs, n, legs[i].trip),
                        .visits = visits};
        if (legs[i].trip)
            visit_ahead(s, legs[i].trip, &trip);
        else
            visit_aboard(s, trips, count, legs[i].vehicle, &trip);
        if (legs[i].trip && trip.visit_count == 0) continue;
        visits += trip.visit_count;
        ret->trips[ret->trip_count++] = trip;
    }
    number_trips(ret);
}

/* ---------------------------------------------------------------- what of them can go on */

static bool is_running(const PlanRest *s, const VrpTrip *t) {
    return t->number == 0 && s->p.vehicles[t->vehicle].shifts[t->shift].running;
}

static void drop_visit(VrpTrip *t, int32_t stop) {
    int32_t kept = 0;
    for (int32_t i = 0; i < t->visit_count; i++) {
        bool gone = stop < 0 ? i + 1 == t->visit_count : t->visits[i].stop == stop;
        if (!gone) t->visits[kept++] = t->visits[i];
    }
    t->visit_count = kept;
}

static int32_t last_of_shift(const VrpSolution *old, int32_t trip) {
    while (trip + 1 < old->trip_count && old->trips[trip + 1].number > 0) trip++;
    return trip;
}

static bool drop_stop(PlanRest *s, int32_t stop) {
    for (int32_t i = 0; i < s->old.trip_count; i++) {
        int32_t before = s->old.trips[i].visit_count;
        drop_visit(&s->old.trips[i], stop);
        if (s->old.trips[i].visit_count < before) return true;
    }
    return false;
}

/* Answers one breach; false: it is none of a trip's. A trip under way goes on whatever it costs:
 * what it cannot deliver stays aboard, and it may come home late. */
static bool mend(PlanRest *s, const VrpBreach *b, bool *drop) {
    if (str_eq(b->rule, "supply")) return drop_stop(s, b->stop);
    if (b->trip < 0) return false;
    bool of_day = str_eq(b->rule, "shift") || str_eq(b->rule, "trips");
    int32_t i = of_day ? last_of_shift(&s->old, b->trip) : b->trip;
    VrpTrip *t = &s->old.trips[i];
    if (!is_running(s, t)) {
        bool had = drop[i];
        drop[i] = true;
        return !had;
    }
    VrpShift *shift = &s->p.vehicles[t->vehicle].shifts[t->shift];
    const PlanCrew *crew = &s->a->crews[s->d->vehicle_of.at[t->vehicle]];
    if (of_day && (!crew->rescues || t->visit_count == 0)) {
        bool late = t->return_s > shift->end_s;
        if (late) plan_rest_extend(&s->p.vehicles[t->vehicle], shift, t->return_s);
        return late;
    }
    if (t->visit_count == 0) return false;
    drop_visit(t, of_day ? -1 : b->stop); /* what was taken over comes last */
    return true;
}

static void drop_trips(VrpSolution *old, bool *drop) {
    int32_t kept = 0;
    for (int32_t i = 0; i < old->trip_count; i++) {
        if (!drop[i]) old->trips[kept++] = old->trips[i];
        drop[i] = false;
    }
    old->trip_count = kept;
}

static void prune(PlanRest *s) {
    bool *drop = ARENA_ARRAY(s->m->arena, bool, (size_t)s->old.trip_count + 1);
    for (bool mended = true; mended;) {
        mended = false;
        Arena *scratch = arena_new(s->m->env, SCRATCH_BYTES_MAX);
        VrpVerdict verdict;
        number_trips(&s->old);
        vrp_timetable(s->m->arena, &s->p, &s->old);
        vrp_check(scratch, &s->p, &s->old, &verdict);
        for (size_t i = 0; i < verdict.count; i++)
            mended = mend(s, &verdict.breaches[i], drop) || mended;
        arena_free(scratch);
        drop_trips(&s->old, drop);
    }
}

/* Who visits each stop, and when, if the old plan just goes on. */
static void note_old(PlanRest *s) {
    size_t n = s->d->stops.n;
    s->begin_s = ARENA_ARRAY(s->m->arena, int64_t, n + 1);
    s->by_vehicle = ARENA_ARRAY(s->m->arena, int32_t, n + 1);
    s->by_shift = ARENA_ARRAY(s->m->arena, int32_t, n + 1);
    s->runs = ARENA_ARRAY(s->m->arena, bool, n + 1);
    memset(s->visited, 0, n * sizeof *s->visited);
    for (int32_t i = 0; i < s->old.trip_count; i++)
        for (int32_t k = 0; k < s->old.trips[i].visit_count; k++) {
            const VrpTrip *t = &s->old.trips[i];
            int32_t stop = t->visits[k].stop;
            s->visited[stop] = true;
            s->begin_s[stop] = t->visits[k].begin_s;
            s->by_vehicle[stop] = t->vehicle;
            s->by_shift[stop] = t->shift;
        }
    for (size_t i = 0; i < s->pins.n; i++) s->runs[s->pins.at[i].stop] = s->pins.at[i].aboard;
}

void plan_rest_need(PlanRest *s) {
    for (size_t i = 0; i < s->d->errands.n; i++) {
        int32_t tps = s->d->errands.at[i].tps;
        if (tps < 0 || !s->visited[i] || s->x->old_begin_s[tps] < 0) continue;
        int64_t begin_s = s->begin_s[i] + s->m->zero_s;
        s->a->need_not[tps] = begin_s <= s->x->old_begin_s[tps] + s->x->tolerance_s;
    }
}

void plan_rest_old(PlanRest *s) {
    plan_rest_routes(s, s->x->stand.trips, s->x->stand.count, &s->old);
    prune(s);
    note_old(s);
}
