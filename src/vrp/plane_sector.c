// SPDX-License-Identifier: Apache-2.0
/* A sector: some near rings are worked on as if the others were not there. Their stops are on
 * nobody's ring meanwhile, so that no step sees them; they keep their places, and the plan's cost
 * stays the whole plan's. */
#include "vrp/plane.h"

#include <stdlib.h>

typedef struct Near {
    uint32_t apart;
    int32_t stop;
} Near;

static int near_order(const void *a, const void *b) {
    const Near *x = a, *y = b;
    if (x->apart != y->apart) return x->apart < y->apart ? -1 : 1;
    return (x->stop > y->stop) - (x->stop < y->stop);
}

static void name_stops(Plane *p, int32_t ring, int32_t name) {
    int32_t at = p->spots[plane_depot(p, ring)].next;
    for (; at < p->stop_count; at = p->spots[at].next) p->spots[at].ring = name;
}

void vrp_plane_narrow(Search *s, int32_t stops_max) {
    Plane *p = s->plane;
    Near *order = ARENA_ARRAY(p->arena, Near, (size_t)p->stop_count);
    int32_t centre = (int32_t)rng_below(&s->rng, (uint32_t)p->stop_count), shown = 0;
    int32_t *ring_of = ARENA_ARRAY(p->arena, int32_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++) {
        order[i] = (Near){plane_apart(p, centre, i), i};
        ring_of[i] = p->spots[i].ring;
    }
    qsort(order, (size_t)p->stop_count, sizeof *order, near_order);
    for (int32_t r = 0; r < p->ring_count; r++) name_stops(p, r, -1);
    p->field_count = p->ring_used = 0;
    for (int32_t i = 0; i < p->stop_count && shown < stops_max; i++) {
        int32_t stop = order[i].stop, ring = ring_of[stop];
        if (ring < 0 || p->spots[stop].ring >= 0) continue;
        name_stops(p, ring, ring);
        shown += p->rings[ring].stops;
        p->ring_used++;
    }
    for (int32_t i = 0; i < p->stop_count; i++)
        if (p->spots[i].ring >= 0 || ring_of[i] < 0) p->field[p->field_count++] = i;
}

void vrp_plane_widen(Plane *p) {
    p->field_count = p->ring_used = 0;
    for (int32_t r = 0; r < p->ring_count; r++) {
        name_stops(p, r, r);
        p->ring_used += p->rings[r].stops > 0;
    }
    for (int32_t i = 0; i < p->stop_count; i++) p->field[p->field_count++] = i;
}
