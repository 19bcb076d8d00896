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

RoadTwo *road_customize(Arena *arena, const RoadMap *map, const uint32_t *time_ds) {
    const RoadHierarchy *h = road_hierarchy(map);
    RoadTwo *cost = road_aligned(arena, h->arc_count * sizeof *cost);
    for (uint32_t a = 0; a < h->arc_count; a++) cost[a] = own_cost(map, h, time_ds, a);
    map->kernel->customize(h, cost);
    return cost;
}
