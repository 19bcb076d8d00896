// SPDX-License-Identifier: Apache-2.0
/* Which inner loops run here, and what they make of one vehicle's times. */
#include "road/road_int.h"

extern const RoadKernel road_kernel_plain;
#if ROAD_X86
extern const RoadKernel road_kernel_avx2, road_kernel_avx512;
#endif

size_t road_kernels(const RoadKernel *ret[3]) {
    size_t n = 0;
    ret[n++] = &road_kernel_plain;
#if ROAD_X86
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2");
    if (avx2) ret[n++] = &road_kernel_avx2;
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        ret[n++] = &road_kernel_avx512;
#endif
    return n;
}

void *road_aligned(Arena *arena, size_t bytes) {
    uintptr_t at = (uintptr_t)arena_alloc(arena, bytes + 63);
    return (void *)((at + 63) & ~(uintptr_t)63);
}

/* The least of the map's own arcs on an arc, parallel ones among them. */
static RoadTwo own_cost(const RoadMap *map, const RoadHierarchy *h, const uint32_t *time_ds,
                        uint32_t arc) {
    RoadTwo least = {ROAD_FAR, ROAD_FAR};
    for (uint32_t i = h->own_first[arc]; i < h->own_first[arc + 1]; i++) {
        uint32_t own = h->own[i], length_dm = map->segments[own / 2].length_dm;
        uint64_t up = road_cost(time_ds[own], length_dm);
        uint64_t down = road_cost(time_ds[own ^ 1], length_dm);
        if (up < least.up) least.up = up;
        if (down < least.down) least.down = down;
    }
    return least;
}

static void customize_into(const RoadMap *map, const uint32_t *time_ds, RoadTwo *cost) {
    const RoadHierarchy *h = road_hierarchy(map);
    for (uint32_t a = 0; a < h->arc_count; a++) cost[a] = own_cost(map, h, time_ds, a);
    map->kernel->customize(h, cost);
}

RoadTwo *road_customize(Arena *arena, const RoadMap *map, const uint32_t *time_ds) {
    RoadTwo *cost = road_aligned(arena, road_hierarchy(map)->arc_count * sizeof *cost);
    customize_into(map, time_ds, cost);
    return cost;
}

/* ---------------------------------------------------------------- when few times change
 * Arcs are numbered so that those beneath an arc come before it. Whatever may have changed is put
 * into a heap, and the lowest is computed anew from what lies beneath: a closure raises costs, so
 * lowering alone would be wrong. An arc that changes touches those above of which it was, or now
 * is, the best way. */

struct RoadUpdate {
    uint32_t *heap, heap_n;
    bool *waiting; /* by arc: it is in the heap */
};

static void put(RoadUpdate *u, uint32_t arc) {
    if (u->waiting[arc]) return;
    u->waiting[arc] = true;
    uint32_t at = u->heap_n++;
    for (; at > 0 && u->heap[(at - 1) / 2] > arc; at = (at - 1) / 2)
        u->heap[at] = u->heap[(at - 1) / 2];
    u->heap[at] = arc;
}

static uint32_t take(RoadUpdate *u) {
    uint32_t top = u->heap[0], last = u->heap[--u->heap_n], at = 0;
    for (uint32_t child; (child = 2 * at + 1) < u->heap_n; at = child) {
        if (child + 1 < u->heap_n && u->heap[child + 1] < u->heap[child]) child++;
        if (u->heap[child] >= last) break;
        u->heap[at] = u->heap[child];
    }
    u->heap[at] = last;
    u->waiting[top] = false;
    return top;
}

/* From the lower head up to the higher one, and back, over two arcs from a node below both. */
static RoadTwo over_two(RoadTwo to_low, RoadTwo to_high) {
    return (RoadTwo){to_low.down + to_high.up, to_high.down + to_low.up};
}

static RoadTwo anew(const RoadMap *map, const RoadHierarchy *h, const RoadWeights *w,
                    uint32_t arc) {
    RoadTwo least = own_cost(map, h, w->time_ds, arc);
    for (uint32_t i = h->beneath_first[arc]; i < h->beneath_first[arc + 1]; i++) {
        RoadTwo over = over_two(w->cost[h->beneath[i].to_low], w->cost[h->beneath[i].to_high]);
        if (over.up < least.up) least.up = over.up;
        if (over.down < least.down) least.down = over.down;
    }
    return least;
}

static void touch_above(const RoadHierarchy *h, RoadWeights *w, uint32_t arc, RoadTwo was) {
    uint32_t v = h->tail[arc];
    RoadTwo now = w->cost[arc];
    for (uint32_t other = h->first[v]; other < h->first[v + 1]; other++) {
        if (other == arc) continue;
        bool low = arc < other;
        uint32_t above =
            h->third[low ? road_triangle(h, v, arc, other) : road_triangle(h, v, other, arc)];
        RoadTwo side = w->cost[other], top = w->cost[above];
        RoadTwo before = low ? over_two(was, side) : over_two(side, was);
        RoadTwo after = low ? over_two(now, side) : over_two(side, now);
        if (before.up == top.up || before.down == top.down || after.up < top.up ||
            after.down < top.down)
            put(w->update, above);
    }
}

void road_recustomize_some(Arena *arena, const RoadMap *map, RoadWeights *w, const uint32_t *arcs,
                           size_t n) {
    const RoadHierarchy *h = road_hierarchy(map);
    if (!w->update) {
        w->update = ARENA_NEW(arena, RoadUpdate);
        w->update->heap = ARENA_ARRAY(arena, uint32_t, h->arc_count);
        w->update->waiting = ARENA_ARRAY(arena, bool, h->arc_count);
    }
    for (size_t i = 0; i < n; i++)
        if (h->arc_of[arcs[i] / 2] != UINT32_MAX) put(w->update, h->arc_of[arcs[i] / 2]);
    while (w->update->heap_n) {
        uint32_t arc = take(w->update);
        RoadTwo was = w->cost[arc], now = anew(map, h, w, arc);
        if (now.up == was.up && now.down == was.down) continue;
        w->cost[arc] = now;
        touch_above(h, w, arc, was);
    }
}

void road_recustomize(Arena *arena, const RoadMap *map, RoadWeights *w, const uint32_t *arcs,
                      size_t n) {
    if (n > road_hierarchy(map)->arc_count / ROAD_FULL_FROM)
        customize_into(map, w->time_ds, w->cost);
    else
        road_recustomize_some(arena, map, w, arcs, n);
}
