// SPDX-License-Identifier: Apache-2.0
/* The slow oracle: Dijkstra's algorithm on the map's own arcs, for one start after another. Shares
 * with the engine how a snap meets the nodes (road_links, road_direct) and nothing else; those two
 * have their own oracle in test_matrix.c. */
#ifndef HANTAR_ROAD_ORACLE_H
#define HANTAR_ROAD_ORACLE_H

#include "road_world.h"

typedef struct OracleArc {
    uint64_t cost;
    uint32_t to;
} OracleArc;
typedef struct OracleEntry {
    uint64_t cost;
    uint32_t node;
} OracleEntry;
typedef struct Oracle {
    const RoadMap *map;
    const uint32_t *time_ds;
    uint32_t *first;
    OracleArc *arcs;
    uint64_t *cost; /* by node, after a run */
    OracleEntry *heap;
    size_t heap_n;
} Oracle;

static inline uint32_t oracle_tail(const RoadMap *map, uint32_t arc) {
    return arc & 1 ? map->segments[arc / 2].to : map->segments[arc / 2].from;
}

static inline Oracle oracle_new(Arena *arena, const RoadMap *map, const uint32_t *time_ds) {
    Oracle o = {.map = map, .time_ds = time_ds};
    uint32_t arcs = 2 * map->segment_count;
    o.first = ARENA_ARRAY(arena, uint32_t, (size_t)map->node_count + 2);
    o.arcs = ARENA_ARRAY(arena, OracleArc, arcs);
    o.cost = ARENA_ARRAY(arena, uint64_t, map->node_count);
    o.heap = ARENA_ARRAY(arena, OracleEntry, (size_t)arcs + 2);
    for (uint32_t a = 0; a < arcs; a++) o.first[oracle_tail(map, a) + 2]++;
    for (uint32_t v = 0; v < map->node_count; v++) o.first[v + 2] += o.first[v + 1];
    for (uint32_t a = 0; a < arcs; a++)
        o.arcs[o.first[oracle_tail(map, a) + 1]++] = (OracleArc){
            road_cost(time_ds[a], map->segments[a / 2].length_dm), oracle_tail(map, a ^ 1)};
    return o;
}

static inline void oracle_push(Oracle *o, uint64_t cost, uint32_t node) {
    if (cost >= o->cost[node]) return;
    o->cost[node] = cost;
    size_t at = o->heap_n++;
    for (; at > 0 && o->heap[(at - 1) / 2].cost > cost; at = (at - 1) / 2)
        o->heap[at] = o->heap[(at - 1) / 2];
    o->heap[at] = (OracleEntry){cost, node};
}

static inline OracleEntry oracle_pop(Oracle *o) {
    OracleEntry top = o->heap[0], last = o->heap[--o->heap_n];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < o->heap_n; at = child) {
        if (child + 1 < o->heap_n && o->heap[child + 1].cost < o->heap[child].cost) child++;
        if (o->heap[child].cost >= last.cost) break;
        o->heap[at] = o->heap[child];
    }
    o->heap[at] = last;
    return top;
}

/* Costs from a snap to all nodes. */
static inline void oracle_run(Oracle *o, const RoadSnap *from) {
    RoadLink link[2];
    int links = road_links(o->map, o->time_ds, from, false, link);
    for (uint32_t v = 0; v < o->map->node_count; v++) o->cost[v] = ROAD_FAR;
    for (int i = 0; i < links; i++) oracle_push(o, link[i].cost, link[i].node);
    while (o->heap_n > 0) {
        OracleEntry e = oracle_pop(o);
        if (e.cost != o->cost[e.node]) continue;
        for (uint32_t a = o->first[e.node]; a < o->first[e.node + 1]; a++)
            if (o->arcs[a].cost < ROAD_FAR) oracle_push(o, e.cost + o->arcs[a].cost, o->arcs[a].to);
    }
}

/* From the start of the run to another snap. */
static inline uint64_t oracle_cost(const Oracle *o, const RoadSnap *from, const RoadSnap *to) {
    bool backward;
    uint64_t best = road_direct(o->map, o->time_ds, from, to, &backward);
    RoadLink link[2];
    int links = road_links(o->map, o->time_ds, to, true, link);
    for (int i = 0; i < links; i++) {
        uint64_t over = road_cost_add(o->cost[link[i].node], link[i].cost);
        if (over < best) best = over;
    }
    return best;
}

#endif
