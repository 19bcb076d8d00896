// SPDX-License-Identifier: Apache-2.0
/* What a crew is told before it sets out: where it comes to a hazard, and the way round. */
#include "foresee/foresee_int.h"

#include <stdlib.h>

typedef VEC(ForeseeDetour) Detours;
typedef struct Finder {
    const ForeseeWorld *world;
    const HazardPoint *points;
    const ForeseeStretch *stretches;
    size_t stretch_count;
    uint64_t *owned; /* segment << 32 | its stretch, ascending */
    size_t owned_count;
    const PlanNetwork *net;
    Arena *arena;
    Detours found;
    /* the leg */
    RoadClass klass;
    int32_t trip, leg, from, to;
} Finder;

/* ---------------------------------------------------------------- what a way meets */

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void index_segments(Finder *f) {
    VEC(uint64_t) owned = {0};
    for (size_t i = 0; i < f->stretch_count; i++)
        for (size_t k = 0; k < f->stretches[i].segment_count; k++)
            vec_push(f->arena, &owned, (uint64_t)f->stretches[i].segments[k] << 32 | i);
    if (owned.n) qsort(owned.at, owned.n, sizeof *owned.at, ascending);
    f->owned = owned.at;
    f->owned_count = owned.n;
}

/* The first place in `owned` that is of this segment or a later one. */
static size_t place_of(const Finder *f, uint32_t segment) {
    size_t low = 0, high = f->owned_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (f->owned[mid] >> 32 < segment)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool lies_in(const Finder *f, uint32_t segment, size_t point) {
    for (size_t i = place_of(f, segment); i < f->owned_count && f->owned[i] >> 32 == segment; i++)
        if (f->stretches[f->owned[i] & UINT32_MAX].point == point) return true;
    return false;
}

/* Does it close anything to this class? */
static bool closes(const Finder *f, size_t stretch) {
    return f->points[f->stretches[stretch].point].classes >> f->klass & 1;
}

static ForeseeSet met_on(const Finder *f, const RoadPath *path) {
    ForeseeSet set = {0};
    for (size_t k = 0; k < path->leg_count; k++) {
        uint32_t segment = path->legs[k].segment;
        for (size_t i = place_of(f, segment); i < f->owned_count && f->owned[i] >> 32 == segment;
             i++)
            if (closes(f, f->owned[i] & UINT32_MAX)) foresee_add(&set, f->owned[i] & UINT32_MAX);
    }
    return set;
}

/* ---------------------------------------------------------------- ways */

static bool path_of(const Finder *f, const ForeseeSet *avoid, RoadPath *ret) {
    const RoadSnap *from = &f->net->snaps[f->klass][f->from], *to = &f->net->snaps[f->klass][f->to];
    RoadWeights *weights = f->net->weights[f->klass];
    VEC(uint32_t) closed = {0};
    if (from->segment == UINT32_MAX || to->segment == UINT32_MAX) return false;
    for (size_t i = 0; i < f->stretch_count; i++)
        for (size_t k = 0; foresee_has(avoid, i) && k < f->stretches[i].segment_count; k++)
            vec_push(f->arena, &closed, f->stretches[i].segments[k]);
    Status s = closed.n ? road_path_avoiding(f->arena, f->net->map, weights, from, to, closed.at,
                                             closed.n, ret, NULL)
                        : road_path(f->arena, f->net->map, weights, from, to, ret, NULL);
    return s == OK;
}

/* Hazards are added as ways meet them, so the first way that meets none is the best of all. */
static void find_clear(const Finder *f, ForeseeDetour *d, ForeseeSet avoid) {
    d->clear = d->round;
    for (d->clear_found = d->found; d->clear_found;) {
        ForeseeSet meets = met_on(f, &d->clear);
        if (foresee_none(&meets)) return;
        for (size_t i = 0; i < f->stretch_count; i++)
            if (foresee_has(&meets, i)) foresee_add_point(f->world, &avoid, f->stretches[i].point);
        d->clear_found = path_of(f, &avoid, &d->clear);
    }
}

static void add(Finder *f, const RoadPath *planned, size_t point, uint64_t at_ds) {
    ForeseeDetour d = {.trip = f->trip,
                       .leg = f->leg,
                       .point = point,
                       .at_s = (uint32_t)(at_ds / 10),
                       .planned = *planned,
                       .at_stop = lies_in(f, f->net->snaps[f->klass][f->to].segment, point)};
    ForeseeSet avoid = {0};
    foresee_add_point(f->world, &avoid, point);
    d.found = path_of(f, &avoid, &d.round);
    if (d.found) d.round_meets = met_on(f, &d.round);
    find_clear(f, &d, avoid);
    vec_push(f->arena, &f->found, d);
}

static bool told(const Finder *f, size_t point) {
    for (size_t i = f->found.n; i-- > 0;) {
        const ForeseeDetour *d = &f->found.at[i];
        if (d->trip != f->trip || d->leg != f->leg) return false;
        if (d->point == point) return true;
    }
    return false;
}

static void add_leg(Finder *f) {
    RoadPath planned;
    ForeseeSet none = {0};
    uint64_t at_ds = 0;
    if (f->from == f->to || !path_of(f, &none, &planned)) return;
    for (size_t k = 0; k < planned.leg_count; k++) {
        const RoadLeg *leg = &planned.legs[k];
        for (size_t i = place_of(f, leg->segment);
             i < f->owned_count && f->owned[i] >> 32 == leg->segment; i++) {
            size_t stretch = f->owned[i] & UINT32_MAX, point = f->stretches[stretch].point;
            if (closes(f, stretch) && !told(f, point)) add(f, &planned, point, at_ds);
        }
        uint32_t length_dm = road_segment(f->net->map, leg->segment).length_dm;
        uint64_t ds = road_time_ds(f->net->weights[f->klass], leg->segment, leg->backward);
        at_ds += length_dm ? ds * (leg->to_dm - leg->from_dm) / length_dm : ds;
    }
}

void foresee_detours(const ForeseeWorld *world, Arena *arena, const PlanNetwork *network,
                     const Plan *plan, ForeseeDetour **ret, size_t *ret_count) {
    Finder f = {.world = world, .net = network, .arena = arena};
    f.points = foresee_points(world, &(size_t){0}, NULL);
    f.stretches = foresee_stretches(world, &f.stretch_count);
    index_segments(&f);
    for (size_t t = 0; f.owned_count && t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        f.klass = (RoadClass)world->sim.r->vehicles[trip->vehicle].klass;
        f.trip = (int32_t)t;
        f.from = trip->depot;
        for (size_t s = 0; s <= trip->stop_count; s++, f.from = f.to) {
            f.leg = (int32_t)s;
            f.to = s < trip->stop_count ? trip->stops[s].site : trip->depot;
            add_leg(&f);
        }
    }
    *ret = f.found.at;
    *ret_count = f.found.n;
}
