// SPDX-License-Identifier: Apache-2.0
/* Several planes improve one plan, each the rings of its own part of the map; at fixed points the
 * parts are put together and drawn anew, along another line. A stop of another part is on nobody's
 * ring, so that no step sees it. */
#include "vrp/plane.h"

#include <stdlib.h>
#include <string.h>

void vrp_parts(Arena *arena, const Plane *first, int32_t count, Parts *ret) {
    size_t spots = (size_t)first->stop_count + (size_t)first->ring_count;
    *ret = (Parts){.count = count, .cost = first->cost, .best_cost = first->cost};
    ret->next = ARENA_ARRAY(arena, int32_t, spots);
    ret->best_next = ARENA_ARRAY(arena, int32_t, spots);
    ret->part_of = ARENA_ARRAY(arena, int32_t, spots);
    ret->lines = ARENA_ARRAY(arena, RingLine, (size_t)first->ring_count);
    for (size_t i = 0; i < spots; i++)
        ret->next[i] = first->spots[i].ring < 0 ? -1 : first->spots[i].next;
    memcpy(ret->best_next, ret->next, spots * sizeof *ret->next);
}

/* ---------------------------------------------------------------- drawing the parts */
/* The directions in which the map is cut, one after another. */
static const VrpPoint directions[] = {{1, 0}, {1, 2},  {-1, 2}, {2, 1},
                                      {0, 1}, {-2, 1}, {1, 1},  {-1, 1}};

static int line_order(const void *a, const void *b) {
    const RingLine *x = a, *y = b;
    if (x->along != y->along) return x->along < y->along ? -1 : 1;
    return (x->ring > y->ring) - (x->ring < y->ring);
}

/* How far the middle of a ring's stops lies along the direction. */
static int64_t middle_along(const Plane *p, const Parts *parts, int32_t ring, VrpPoint way,
                            int32_t *stops) {
    int64_t x = 0, y = 0;
    *stops = 0;
    for (int32_t at = parts->next[plane_depot(p, ring)]; at < p->stop_count;
         at = parts->next[at], ++*stops) {
        x += p->spots[at].at.x;
        y += p->spots[at].at.y;
    }
    return *stops > 0 ? (x * way.x + y * way.y) / *stops : 0;
}

static void ring_to_part(const Plane *p, Parts *parts, int32_t ring, int32_t part) {
    int32_t at = plane_depot(p, ring);
    do {
        parts->part_of[at] = part;
        at = parts->next[at];
    } while (at < p->stop_count);
}

void vrp_parts_draw(Parts *parts, const Plane *p) {
    VrpPoint way = directions[parts->drawn++ % COUNT_OF(directions)];
    int32_t used = 0, idle = 0;
    int64_t present = 0, so_far = 0;
    for (int32_t r = 0; r < p->ring_count; r++) {
        RingLine line = {.ring = r};
        line.along = middle_along(p, parts, r, way, &line.stops);
        present += line.stops;
        if (line.stops > 0)
            parts->lines[used++] = line;
        else
            parts->part_of[plane_depot(p, r)] = idle++ % parts->count;
    }
    if (used > 0) qsort(parts->lines, (size_t)used, sizeof *parts->lines, line_order);
    for (int32_t i = 0; i < used; i++) {
        int32_t part = (int32_t)((so_far + parts->lines[i].stops / 2) * parts->count / present);
        ring_to_part(p, parts, parts->lines[i].ring, part);
        so_far += parts->lines[i].stops;
    }
    for (int32_t i = 0; i < p->stop_count; i++) {
        if (parts->next[i] >= 0) continue;
        parts->part_of[i] = 0;
        const int32_t *near = &p->near[(size_t)i * (size_t)p->near_max];
        for (int32_t k = p->near_max - 1; k >= 0; k--) /* that of the nearest on a ring */
            if (near[k] >= 0 && parts->next[near[k]] >= 0)
                parts->part_of[i] = parts->part_of[near[k]];
    }
}

/* ---------------------------------------------------------------- a part on its plane */
static void clear(Plane *p) {
    for (int32_t k = 0; k < p->model->kind_count; k++) p->idle[k].n = 0;
    for (int32_t r = 0; r < p->ring_count; r++) {
        Ring *ring = &p->rings[r];
        memcpy(ring->room, p->model->kinds[ring->kind].vehicle->capacity, sizeof ring->room);
        ring->stops = 0;
        ring->feasible = true;
    }
    p->field_count = p->absent_count = p->ring_used = 0;
    p->cost = 0;
    p->dirty.n = 0;
}

static void lay_ring(Plane *p, const Parts *parts, int32_t ring) {
    int32_t depot = plane_depot(p, ring), at = depot;
    do {
        int32_t next = parts->next[at];
        Spot *spot = &p->spots[at];
        spot->ring = ring;
        spot->next = next;
        spot->onward = plane_apart(p, at, next);
        p->spots[next].prev = at;
        if (next != at) p->cost += p->rate * (int64_t)spot->onward;
        for (int d = 0; at < p->stop_count && d < p->dimensions; d++)
            p->rings[ring].room[d] -= p->demand[at].of[d];
        p->rings[ring].stops += at < p->stop_count;
        at = next;
    } while (at != depot);
    if (p->rings[ring].stops > 0) {
        p->ring_used++;
        p->cost += p->fixed;
        return;
    }
    IdleKind *idle = &p->idle[p->rings[ring].kind];
    p->rings[ring].idle_at = idle->n;
    idle->at[idle->n++] = ring;
}

void vrp_plane_take_part(Plane *p, const Parts *parts, int32_t part) {
    clear(p);
    for (int32_t i = 0; i < p->stop_count + p->ring_count; i++) {
        p->spots[i].dirty = 0;
        p->spots[i].ring = -1;
        p->best_next[i] = parts->next[i];
    }
    vrp_plane_begin(p);
    for (int32_t r = p->ring_count - 1; r >= 0; r--) {
        if (parts->part_of[plane_depot(p, r)] != part) continue;
        lay_ring(p, parts, r);
        vrp_plane_touch(p, r);
    }
    for (int32_t i = 0; i < p->stop_count; i++) {
        if (parts->part_of[i] != part) continue;
        p->field[p->field_count++] = i;
        if (parts->next[i] >= 0) continue;
        p->spots[i].prev = p->absent_count;
        p->absent[p->absent_count++] = i;
        p->cost += p->penalty[i];
    }
    vrp_plane_settle(p);
    p->best_cost = p->cost;
}

/* ---------------------------------------------------------------- together again */
void vrp_parts_merge(Parts *parts, Plane *const *planes) {
    const Plane *first = planes[0];
    int64_t best_cost = 0;
    parts->cost = 0;
    for (int32_t k = 0; k < parts->count; k++) {
        parts->cost += planes[k]->cost;
        best_cost += planes[k]->best_cost;
    }
    bool better = best_cost < parts->best_cost;
    if (better) parts->best_cost = best_cost;
    for (int32_t i = 0; i < first->stop_count + first->ring_count; i++) {
        const Plane *p = planes[parts->part_of[i]];
        parts->next[i] = p->spots[i].ring < 0 ? -1 : p->spots[i].next;
        if (better) parts->best_next[i] = p->best_next[i];
    }
}

void vrp_plane_take_best(Plane *p, const Parts *parts) {
    memcpy(p->best_next, parts->best_next,
           (size_t)(p->stop_count + p->ring_count) * sizeof *p->best_next);
    p->best_cost = parts->best_cost;
}
