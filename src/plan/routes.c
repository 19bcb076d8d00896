// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_int.h"

#include <stdlib.h>

/* Where the goods of each TPS, and the own goods of each PPK, are in a draft; -1 = not there. */
typedef struct Finder {
    int32_t *of_tps, *of_lot, *of_district, *of_vehicle; /* of_lot: by TPS */
} Finder;

static int32_t *blank(Arena *arena, size_t n) {
    int32_t *list = ARENA_ARRAY(arena, int32_t, n);
    for (size_t i = 0; i < n; i++) list[i] = -1;
    return list;
}

static Finder finder_of(PlanMaker *m, const PlanDraft *d) {
    Finder f = {blank(m->arena, m->r->tps_count), blank(m->arena, m->r->tps_count),
                blank(m->arena, m->r->district_count), blank(m->arena, m->r->vehicle_count)};
    for (size_t i = 0; i < d->errands.n; i++) {
        const PlanErrand *e = &d->errands.at[i];
        for (size_t k = 0; k < e->goods.n; k++)
            (e->tps < 0 ? f.of_lot : f.of_tps)[e->goods.at[k]] = (int32_t)i;
        if (e->goods.n == 0) f.of_district[e->district] = (int32_t)i;
    }
    for (size_t v = 0; v < d->vehicle_of.n; v++) f.of_vehicle[d->vehicle_of.at[v]] = (int32_t)v;
    return f;
}

static void visit(VrpTrip *trip, int32_t errand) {
    if (errand < 0) return;
    for (int32_t i = 0; i < trip->visit_count; i++)
        if (trip->visits[i].stop == errand) return;
    trip->visits[trip->visit_count++] = (VrpVisit){.stop = errand};
}

static int32_t shift_of(const PlanMaker *m, const VrpVehicle *v, int32_t day) {
    for (int32_t i = 0; i < v->shift_count; i++)
        if (m->options->from_day + v->shifts[i].start_s / PLAN_DAY_S == day) return i;
    return -1;
}

static VrpTrip trip_of(PlanMaker *m, const PlanDraft *d, const Finder *f, const PlanTrip *in) {
    VrpTrip out = {.vehicle = f->of_vehicle[in->vehicle], .shift = -1, .number = in->number - 1};
    if (out.vehicle < 0) return out;
    out.shift = shift_of(m, &d->vehicles.at[out.vehicle], in->day);
    size_t all = 0;
    for (size_t i = 0; i < in->stop_count; i++) all += in->stops[i].goods_count + 1;
    out.visits = ARENA_ARRAY(m->arena, VrpVisit, all);
    for (size_t i = 0; i < in->stop_count; i++) {
        const PlanStop *s = &in->stops[i];
        if (s->goods_count == 0) visit(&out, f->of_district[s->district]);
        for (size_t k = 0; k < s->goods_count; k++)
            visit(&out, (s->tps < 0 ? f->of_lot : f->of_tps)[s->goods[k]]);
    }
    return out;
}

typedef struct Numbered {
    VrpTrip trip;
    int32_t index;
} Numbered;

static int by_vehicle(const void *a, const void *b) {
    const VrpTrip *x = &((const Numbered *)a)->trip, *y = &((const Numbered *)b)->trip;
    if (x->vehicle != y->vehicle) return x->vehicle < y->vehicle ? -1 : 1;
    if (x->shift != y->shift) return x->shift < y->shift ? -1 : 1;
    return x->number - y->number;
}

void plan_routes(PlanMaker *m, const PlanDraft *d, const Plan *plan, PlanRoutes *ret) {
    Finder f = finder_of(m, d);
    Numbered *list = ARENA_ARRAY(m->arena, Numbered, plan->trip_count);
    size_t n = 0;
    for (size_t i = 0; i < plan->trip_count; i++) {
        VrpTrip trip = trip_of(m, d, &f, &plan->trips[i]);
        if (trip.vehicle >= 0 && trip.shift >= 0 && trip.visit_count > 0)
            list[n++] = (Numbered){trip, (int32_t)i};
    }
    if (n) qsort(list, n, sizeof *list, by_vehicle);
    *ret = (PlanRoutes){.trip_of = ARENA_ARRAY(m->arena, int32_t, n)};
    ret->solution.trips = ARENA_ARRAY(m->arena, VrpTrip, n);
    ret->solution.trip_count = (int32_t)n;
    for (size_t i = 0; i < n; i++) {
        const VrpTrip *before = i ? &ret->solution.trips[i - 1] : NULL;
        bool goes_on = before && before->vehicle == list[i].trip.vehicle &&
                       before->shift == list[i].trip.shift;
        ret->solution.trips[i] = list[i].trip;
        ret->solution.trips[i].number = goes_on ? before->number + 1 : 0;
        ret->trip_of[i] = list[i].index;
    }
}
