// SPDX-License-Identifier: Apache-2.0
/* What a crew is told before it sets out: where it comes to a hazard, and the way round. */
#include "foresee/foresee_int.h"

typedef VEC(ForeseeDetour) Detours;
typedef struct Leg {
    const ForeseeSim *sim;
    Arena *arena;
    RoadClass klass;
    int32_t trip, leg, from, to;
} Leg;

static bool path_of(const Leg *l, const ForeseeSet *avoid, RoadPath *ret) {
    return foresee_ways_path(l->sim->ways, l->arena, l->klass, l->from, l->to, avoid, ret);
}

static ForeseeSet met_on(const Leg *l, const RoadPath *path) {
    ForeseeMeet *meets;
    ForeseeSet set = {0};
    size_t n = foresee_ways_meets(l->sim->ways, l->arena, l->klass, path, &meets);
    for (size_t i = 0; i < n; i++) foresee_add(&set, meets[i].point);
    return set;
}

/* Hazards are added as ways meet them, so the first way that meets none is the best of all. */
static void find_clear(const Leg *l, ForeseeDetour *d) {
    ForeseeSet avoid = d->round_meets;
    foresee_add(&avoid, d->hazard);
    d->clear = d->round;
    for (d->clear_found = d->found; d->clear_found;) {
        ForeseeSet meets = met_on(l, &d->clear);
        if (foresee_none(&meets)) return;
        foresee_join(&avoid, &meets);
        d->clear_found = path_of(l, &avoid, &d->clear);
    }
}

static void add(const Leg *l, const RoadPath *planned, ForeseeMeet meet, Detours *to) {
    ForeseeDetour d = {.trip = l->trip,
                       .leg = l->leg,
                       .hazard = meet.point,
                       .at_s = meet.at_ds / 10,
                       .planned = *planned,
                       .at_stop = foresee_ways_lies_in(l->sim->ways, l->klass, l->to, meet.point)};
    ForeseeSet avoid = {0};
    foresee_add(&avoid, meet.point);
    d.found = path_of(l, &avoid, &d.round);
    if (d.found) d.round_meets = met_on(l, &d.round);
    find_clear(l, &d);
    vec_push(l->arena, to, d);
}

static void add_leg(const Leg *l, Detours *to) {
    RoadPath planned;
    ForeseeSet none = {0}, seen = {0};
    ForeseeMeet *meets;
    if (l->from == l->to || !path_of(l, &none, &planned)) return;
    size_t n = foresee_ways_meets(l->sim->ways, l->arena, l->klass, &planned, &meets);
    for (size_t i = 0; i < n; i++) {
        if (foresee_has(&seen, meets[i].point)) continue;
        foresee_add(&seen, meets[i].point);
        add(l, &planned, meets[i], to);
    }
}

void foresee_detours(const ForeseeWorld *world, Arena *arena, const Plan *plan, ForeseeDetour **ret,
                     size_t *ret_count) {
    const ForeseeSim *sim = foresee_sim(world);
    Detours found = {0};
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        Leg l = {.sim = sim,
                 .arena = arena,
                 .klass = (RoadClass)sim->r->vehicles[trip->vehicle].klass,
                 .trip = (int32_t)t,
                 .from = trip->depot};
        if (sim->wade_mm[l.klass] == INT64_MAX) continue; /* it floats */
        for (size_t s = 0; s <= trip->stop_count; s++, l.from = l.to) {
            l.leg = (int32_t)s;
            l.to = s < trip->stop_count ? trip->stops[s].site : trip->depot;
            add_leg(&l, &found);
        }
    }
    *ret = found.at;
    *ret_count = found.n;
}
