// SPDX-License-Identifier: Apache-2.0
/* Strongly connected parts: where one can drive to and come back. Tarjan's algorithm, with its own
 * stack: a chain of roads is deeper than ours. */
#include "road/road_int.h"

#include <string.h>

typedef struct Tarjan {
    const uint32_t *first, *to; /* passable arcs by node */
    uint32_t *part;             /* the result; UINT32_MAX while open */
    uint32_t *number, *low;     /* order of visit, from 1; the lowest that is reached back to */
    uint32_t *next;             /* arc to look at next */
    uint32_t *path, path_n;     /* nodes being visited */
    uint32_t *open, open_n;     /* nodes whose part is not known yet */
    uint32_t visits, parts;
} Tarjan;

static uint32_t tail(const RoadMap *map, uint32_t arc) {
    return arc & 1 ? map->segments[arc / 2].to : map->segments[arc / 2].from;
}

static void passable_arcs(Arena *arena, const RoadMap *map, const uint32_t *time_ds, Tarjan *t) {
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, (size_t)map->node_count + 2);
    uint32_t arcs = 2 * map->segment_count;
    for (uint32_t a = 0; a < arcs; a++) first[tail(map, a) + 2] += time_ds[a] != ROAD_NEVER;
    for (uint32_t v = 0; v < map->node_count; v++) first[v + 2] += first[v + 1];
    uint32_t *to = ARENA_ARRAY(arena, uint32_t, first[map->node_count + 1]);
    for (uint32_t a = 0; a < arcs; a++) /* first[v + 1] moves on from the begin of v to its end */
        if (time_ds[a] != ROAD_NEVER) to[first[tail(map, a) + 1]++] = tail(map, a ^ 1);
    t->first = first;
    t->to = to;
}

static void enter(Tarjan *t, uint32_t v) {
    t->number[v] = t->low[v] = ++t->visits;
    t->next[v] = t->first[v];
    t->path[t->path_n++] = v;
    t->open[t->open_n++] = v;
}

static void leave(Tarjan *t, uint32_t v) {
    t->path_n--;
    if (t->path_n) {
        uint32_t above = t->path[t->path_n - 1];
        if (t->low[v] < t->low[above]) t->low[above] = t->low[v];
    }
    if (t->low[v] != t->number[v]) return;
    uint32_t member;
    do {
        member = t->open[--t->open_n];
        t->part[member] = t->parts;
    } while (member != v);
    t->parts++;
}

uint32_t *road_parts(Arena *arena, const RoadMap *map, const uint32_t *time_ds) {
    Tarjan t = {0};
    uint32_t n = map->node_count;
    passable_arcs(arena, map, time_ds, &t);
    uint32_t *room = ARENA_ARRAY(arena, uint32_t, (size_t)n * 5);
    t.part = ARENA_ARRAY(arena, uint32_t, n);
    t.number = room, t.low = room + n, t.next = room + 2 * (size_t)n;
    t.path = room + 3 * (size_t)n, t.open = room + 4 * (size_t)n;
    memset(t.part, 0xFF, n * sizeof *t.part);
    for (uint32_t root = 0; root < n; root++) {
        if (!t.number[root]) enter(&t, root);
        while (t.path_n) {
            uint32_t v = t.path[t.path_n - 1];
            if (t.next[v] == t.first[v + 1]) {
                leave(&t, v);
                continue;
            }
            uint32_t to = t.to[t.next[v]++];
            if (!t.number[to])
                enter(&t, to);
            else if (t.part[to] == UINT32_MAX && t.number[to] < t.low[v])
                t.low[v] = t.number[to];
        }
    }
    return t.part;
}
