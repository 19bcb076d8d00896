// SPDX-License-Identifier: Apache-2.0
/* The segments that a flood point closes, as stretches of road. */
#include "foresee/foresee_int.h"

#include <stdlib.h>

typedef struct End { /* of a segment at a node */
    uint32_t node, at;
} End;

static int by_node(const void *a, const void *b) {
    const End *x = a, *y = b;
    if (x->node != y->node) return x->node < y->node ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static uint32_t root_of(uint32_t *root, uint32_t at) {
    while (root[at] != at) at = root[at] = root[root[at]];
    return at;
}

/* The smaller number is the root, so that stretches come in the order of their first segments. */
static void join(uint32_t *root, uint32_t a, uint32_t b) {
    a = root_of(root, a);
    b = root_of(root, b);
    if (a < b)
        root[b] = a;
    else
        root[a] = b;
}

/* Does the road go on from one to the other? Where it has no name, its way does, or nothing else
 * meets there. */
static bool goes_on(const RoadMap *map, uint32_t a, uint32_t b, bool alone) {
    RoadSegment x = road_segment(map, a), y = road_segment(map, b);
    if (x.way_name || y.way_name) return x.way_name && y.way_name && str_eq(x.way_name, y.way_name);
    return x.osm_way == y.osm_way || (alone && str_eq(x.highway, y.highway));
}

static void join_all(Arena *arena, const RoadMap *map, const uint32_t *segments, uint32_t n,
                     uint32_t *root) {
    End *ends = ARENA_ARRAY(arena, End, 2 * (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) {
        RoadSegment s = road_segment(map, segments[i]);
        root[i] = i;
        ends[2 * i] = (End){s.from, i};
        ends[2 * i + 1] = (End){s.to, i};
    }
    if (n) qsort(ends, 2 * (size_t)n, sizeof *ends, by_node);
    for (size_t i = 0, next; i < 2 * (size_t)n; i = next) {
        for (next = i; next < 2 * (size_t)n && ends[next].node == ends[i].node;) next++;
        for (size_t a = i; a < next; a++)
            for (size_t b = a + 1; b < next; b++)
                if (goes_on(map, segments[ends[a].at], segments[ends[b].at], next - i == 2))
                    join(root, ends[a].at, ends[b].at);
    }
}

size_t foresee_stretch_list(Arena *arena, const RoadMap *map, size_t point,
                            const uint32_t *segments, size_t n, bool whole, ForeseeStretch *to) {
    uint32_t *root = ARENA_ARRAY(arena, uint32_t, n + 1),
             *own = ARENA_ARRAY(arena, uint32_t, n + 1);
    size_t count = 0, put = 0;
    join_all(arena, map, segments, (uint32_t)n, root);
    for (uint32_t i = 0; i < n; i++) root[i] = whole ? 0 : root_of(root, i);
    for (uint32_t i = 0; i < n; i++) {
        if (root[i] != i) continue;
        RoadSegment first = road_segment(map, segments[i]);
        ForeseeStretch s = {.point = point,
                            .segments = own + put,
                            .name = first.way_name,
                            .highway = first.highway};
        uint64_t length_dm = 0;
        for (uint32_t k = i; k < n; k++) {
            if (root[k] != i) continue;
            own[put++] = segments[k];
            length_dm += road_segment(map, segments[k]).length_dm;
            s.segment_count++;
        }
        s.length_m = (uint32_t)((length_dm + 5) / 10);
        if (to) to[count] = s;
        count++;
    }
    return count;
}
