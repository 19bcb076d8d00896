// SPDX-License-Identifier: Apache-2.0
/* Dijkstra's algorithm with a 4-ary heap; an entry that has become stale stays in the heap and is
 * passed over when it comes up. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

/* ---------------------------------------------------------------- costs */

uint32_t road_cost_time_s(uint64_t cost) {
    return cost == ROAD_FAR ? ROAD_UNREACHABLE : (uint32_t)(((cost >> 32) + 5) / 10);
}

uint32_t road_cost_distance_m(uint64_t cost) {
    return cost == ROAD_FAR ? ROAD_UNREACHABLE : (uint32_t)(((cost & UINT32_MAX) + 5) / 10);
}

/* ---------------------------------------------------------------- snaps and nodes */

/* Time from the `from` end to a place on the segment, for an arc of that whole time. Whatever is
 * cut at a place adds up again exactly. */
static uint32_t part_ds(uint32_t time_ds, uint32_t along_dm, uint32_t length_dm) {
    return length_dm ? (uint32_t)((uint64_t)time_ds * along_dm / length_dm) : 0;
}

int road_links(const RoadMap *map, const RoadWeights *weights, const RoadSnap *snap, bool arriving,
               RoadLink ret[2]) {
    if (snap->segment == UINT32_MAX) return 0;
    assert(snap->segment < map->segment_count);
    const RoadPiece *piece = &map->segments[snap->segment];
    uint32_t along = snap->along_dm, length = piece->length_dm, arc = 2 * snap->segment;
    assert(along <= length);
    uint32_t forward = weights->time_ds[arc], backward = weights->time_ds[arc + 1];
    /* A snap at an end of a segment is at the node: free to go where the node leads. */
    if (along == 0) {
        ret[0] = (RoadLink){piece->from, UINT32_MAX, 0};
    } else {
        uint32_t time = arriving ? forward : backward;
        uint32_t id = arriving ? arc : arc + 1;
        ret[0] = (RoadLink){piece->from, id, ROAD_FAR};
        if (time != ROAD_NEVER) ret[0].cost = road_cost(part_ds(time, along, length), along);
    }
    if (along == length && length > 0) {
        ret[1] = (RoadLink){piece->to, UINT32_MAX, 0};
    } else {
        uint32_t time = arriving ? backward : forward;
        uint32_t id = arriving ? arc + 1 : arc;
        ret[1] = (RoadLink){piece->to, id, ROAD_FAR};
        if (time != ROAD_NEVER)
            ret[1].cost = road_cost(time - part_ds(time, along, length), length - along);
    }
    int n = 0;
    for (int i = 0; i < 2; i++)
        if (ret[i].cost != ROAD_FAR) ret[n++] = ret[i];
    return n;
}

uint64_t road_direct(const RoadMap *map, const RoadWeights *weights, const RoadSnap *from,
                     const RoadSnap *to, bool *ret_backward) {
    if (from->segment != to->segment || from->segment == UINT32_MAX) return ROAD_FAR;
    uint32_t length = map->segments[from->segment].length_dm;
    uint32_t a = from->along_dm, b = to->along_dm;
    *ret_backward = b < a;
    if (a == b) return 0;
    uint32_t time = weights->time_ds[2 * from->segment + (b < a)];
    if (time == ROAD_NEVER) return ROAD_FAR;
    uint32_t at_a = part_ds(time, a, length), at_b = part_ds(time, b, length);
    return b < a ? road_cost(at_a - at_b, a - b) : road_cost(at_b - at_a, b - a);
}

/* ---------------------------------------------------------------- the heap */

typedef struct Entry {
    uint64_t cost;
    uint32_t node;
} Entry;

struct RoadSearch {
    const RoadMap *map;
    const RoadWeights *weights;
    uint64_t *cost; /* by node */
    uint32_t *arc;  /* by node: how it was reached */
    Entry *heap;
    size_t heap_n;
};

static void push(RoadSearch *s, Entry e) {
    size_t at = s->heap_n++;
    while (at > 0) {
        size_t parent = (at - 1) / 4;
        if (s->heap[parent].cost <= e.cost) break;
        s->heap[at] = s->heap[parent];
        at = parent;
    }
    s->heap[at] = e;
}

static Entry pop(RoadSearch *s) {
    Entry top = s->heap[0], last = s->heap[--s->heap_n];
    size_t at = 0, n = s->heap_n;
    for (;;) {
        size_t first = 4 * at + 1, end = first + 4 < n ? first + 4 : n, least = first;
        if (first >= n) break;
        for (size_t c = first + 1; c < end; c++)
            if (s->heap[c].cost < s->heap[least].cost) least = c;
        if (s->heap[least].cost >= last.cost) break;
        s->heap[at] = s->heap[least];
        at = least;
    }
    s->heap[at] = last;
    return top;
}

/* ---------------------------------------------------------------- the search */

RoadSearch *road_search_new(Arena *arena, const RoadMap *map, const RoadWeights *weights) {
    RoadSearch *s = ARENA_NEW(arena, RoadSearch);
    s->map = map;
    s->weights = weights;
    s->cost = ARENA_ARRAY(arena, uint64_t, map->node_count);
    s->arc = ARENA_ARRAY(arena, uint32_t, map->node_count);
    /* each arc enters at most one entry, besides the two at the start */
    s->heap = ARENA_ARRAY(arena, Entry, (size_t)weights->first[map->node_count] + 2);
    return s;
}

/* Of two equal ways the lower arc is kept: paths do not depend on the heap's order. */
static void reach(RoadSearch *s, uint32_t node, uint64_t cost, uint32_t arc) {
    if (cost > s->cost[node] || cost == ROAD_FAR) return;
    if (cost == s->cost[node]) {
        if (arc < s->arc[node]) s->arc[node] = arc;
        return;
    }
    s->cost[node] = cost;
    s->arc[node] = arc;
    push(s, (Entry){cost, node});
}

void road_search_run(RoadSearch *s, const RoadSnap *from, const bool *goals, size_t goal_count) {
    const RoadWeights *w = s->weights;
    memset(s->cost, 0xFF, s->map->node_count * sizeof *s->cost); /* ROAD_FAR */
    s->heap_n = 0;
    RoadLink start[2];
    int links = road_links(s->map, w, from, false, start);
    for (int i = 0; i < links; i++) reach(s, start[i].node, start[i].cost, UINT32_MAX);
    size_t goals_left = goals ? goal_count : SIZE_MAX;
    while (s->heap_n > 0 && goals_left > 0) {
        Entry e = pop(s);
        if (e.cost != s->cost[e.node]) continue;
        if (goals && goals[e.node]) goals_left--;
        for (uint32_t a = w->first[e.node]; a < w->first[e.node + 1]; a++)
            reach(s, w->arcs[a].to, road_cost_add(e.cost, w->arcs[a].cost), w->arcs[a].id);
    }
}

uint64_t road_search_cost(const RoadSearch *s, uint32_t node) {
    return s->cost[node];
}

uint32_t road_search_arc(const RoadSearch *s, uint32_t node) {
    return s->arc[node];
}
