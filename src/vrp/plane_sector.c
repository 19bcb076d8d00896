// SPDX-License-Identifier: Apache-2.0
/* A sector: near rings are worked on as if there were no others. The stops of the others are on
 * nobody's ring meanwhile, so that no step sees them; they keep their places, and the plan's cost
 * stays that of the whole plan. */
#include "vrp/plane.h"

#include <stdlib.h>

static int nearer(const void *a, const void *b) {
    const Queued *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->stop > y->stop) - (x->stop < y->stop);
}

static void ring_name(Plane *p, int32_t ring, int32_t name) {
    int32_t at = p->spots[plane_depot(p, ring)].next;
    for (; at < p->stop_count; at = p->spots[at].next) p->spots[at].ring = name;
}

void vrp_plane_widen(Plane *p) {
    p->ring_used = 0;
    for (int32_t r = 0; r < p->ring_count; r++) {
        ring_name(p, r, r);
        p->ring_used += p->rings[r].stops > 0;
    }
    for (int32_t i = 0; i < p->stop_count; i++) p->field[i] = i;
    p->field_count = p->stop_count;
}

int32_t vrp_plane_narrow(Search *s, int32_t stops_max) {
    Plane *p = s->plane;
    vrp_plane_widen(p);
    int32_t centre = (int32_t)rng_below(&s->rng, (uint32_t)p->stop_count), *ring_of = p->room;
    for (int32_t i = 0; i < p->stop_count; i++) {
        s->queue[i] = (Queued){.key = plane_apart(p, centre, i), .stop = i};
        ring_of[i] = p->spots[i].ring;
    }
    qsort(s->queue, (size_t)p->stop_count, sizeof *s->queue, nearer);
    for (int32_t r = 0; r < p->ring_count; r++) ring_name(p, r, -1);
    int32_t stops = 0;
    p->field_count = p->ring_used = 0;
    for (int32_t i = 0; i < p->stop_count && stops < stops_max; i++) {
        int32_t stop = s->queue[i].stop, ring = ring_of[stop];
        if (ring < 0 || p->spots[stop].ring >= 0) continue;
        ring_name(p, ring, ring);
        stops += p->rings[ring].stops;
        p->ring_used++;
    }
    for (int32_t i = 0; i < p->stop_count; i++)
        if (p->spots[i].ring >= 0 || ring_of[i] < 0) p->field[p->field_count++] = i;
    return stops;
}
