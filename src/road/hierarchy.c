// SPDX-License-Identifier: Apache-2.0
/* The customizable contraction hierarchy (Dibbelt, Strasser, Wagner 2016): what follows from the
 * map and its order alone, for all vehicles and all floods.
 *
 * Contracting a node joins all its later neighbours with each other, whatever the times are. The
 * arcs that come about, each with its two directions, form a tree besides: the parent of a node is
 * its lowest neighbour above, and all neighbours above are ancestors. Nodes are numbered in the
 * tree's post-order, so a subtree's nodes, arcs and triangles lie next to each other. */
#include "road/road_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* ---------------------------------------------------------------- contraction */

typedef struct Upward { /* arcs up, by place in the order */
    uint32_t n;
    uint32_t *first; /* n + 1 */
    VEC(uint32_t) head;
    uint32_t *parent;
} Upward;

/* For each place the later ends of its segments, one list behind the other. */
static uint32_t *later_ends(Arena *arena, const RoadMap *map, const uint32_t *place,
                            uint32_t **ret_first) {
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, (size_t)map->node_count + 2);
    uint32_t *ends = ARENA_ARRAY(arena, uint32_t, map->segment_count);
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t s = 0; s < map->segment_count; s++) {
            uint32_t a = place[map->segments[s].from], b = place[map->segments[s].to];
            uint32_t low = a < b ? a : b, high = a < b ? b : a;
            if (fill)
                ends[first[low + 1]++] = high;
            else
                first[low + 2]++;
        }
        for (uint32_t v = 0; !fill && v < map->node_count; v++) first[v + 2] += first[v + 1];
    }
    *ret_first = first;
    return ends;
}

static Upward contract(Arena *arena, const RoadMap *map, const uint32_t *place) {
    Upward u = {.n = map->node_count};
    uint32_t *ends_first, *ends = later_ends(arena, map, place, &ends_first);
    uint32_t *child = ARENA_ARRAY(arena, uint32_t, u.n);   /* the last so far, */
    uint32_t *sibling = ARENA_ARRAY(arena, uint32_t, u.n); /* and the one before; + 1 */
    uint32_t *mark = ARENA_ARRAY(arena, uint32_t, u.n);
    u.first = ARENA_ARRAY(arena, uint32_t, (size_t)u.n + 1);
    u.parent = ARENA_ARRAY(arena, uint32_t, u.n);
    for (uint32_t v = 0; v < u.n; v++) {
        mark[v] = v + 1;
        for (uint32_t i = ends_first[v]; i < ends_first[v + 1]; i++) {
            if (mark[ends[i]] == v + 1) continue;
            mark[ends[i]] = v + 1;
            vec_push(arena, &u.head, ends[i]);
        }
        for (uint32_t c = child[v]; c; c = sibling[c - 1])
            for (uint32_t a = u.first[c - 1]; a < u.first[c]; a++) {
                assert(u.head.at); /* a child has arcs */
                uint32_t w = u.head.at[a];
                if (mark[w] == v + 1) continue;
                mark[w] = v + 1;
                vec_push(arena, &u.head, w);
            }
        u.first[v + 1] = (uint32_t)u.head.n;
        uint32_t *up = u.head.at + u.first[v], count = u.first[v + 1] - u.first[v];
        u.parent[v] = NONE;
        if (count == 0) continue;
        assert(up);
        qsort(up, count, sizeof *up, ascending);
        u.parent[v] = up[0];
        sibling[v] = child[up[0]];
        child[up[0]] = v + 1;
    }
    return u;
}

/* Place in the order -> number in the tree's post-order. */
static uint32_t *post_order(Arena *arena, const Upward *u) {
    uint32_t *size = ARENA_ARRAY(arena, uint32_t, u->n); /* of the subtree */
    uint32_t *number = ARENA_ARRAY(arena, uint32_t, u->n);
    uint32_t *next = ARENA_ARRAY(arena, uint32_t, u->n); /* begin of the next child's subtree */
    uint32_t roots = 0;
    for (uint32_t v = 0; v < u->n; v++) {
        size[v]++;
        if (u->parent[v] != NONE) size[u->parent[v]] += size[v];
    }
    for (uint32_t v = u->n; v-- > 0;) {
        uint32_t *from = u->parent[v] == NONE ? &roots : &next[u->parent[v]];
        next[v] = *from;
        *from += size[v];
        number[v] = *from - 1;
    }
    return number;
}

/* ---------------------------------------------------------------- arcs and triangles */

static void number_arcs(Arena *arena, RoadHierarchy *h, const Upward *u, const uint32_t *number) {
    uint32_t *old = ARENA_ARRAY(arena, uint32_t, h->n);
    for (uint32_t v = 0; v < h->n; v++) old[number[v]] = v;
    h->parent = ARENA_ARRAY(arena, uint32_t, h->n);
    h->depth = ARENA_ARRAY(arena, uint32_t, h->n);
    h->first = ARENA_ARRAY(arena, uint32_t, (size_t)h->n + 1);
    h->first_triangle = ARENA_ARRAY(arena, size_t, (size_t)h->n + 1);
    h->arc_count = (uint32_t)u->head.n;
    h->head = ARENA_ARRAY(arena, uint32_t, h->arc_count);
    for (uint32_t v = 0; v < h->n; v++) {
        uint32_t from = u->first[old[v]], count = u->first[old[v] + 1] - from;
        assert(count == 0 || u->head.at);
        h->parent[v] = count ? number[u->parent[old[v]]] : NONE;
        for (uint32_t i = 0; i < count; i++)
            h->head[h->first[v] + i] = number[u->head.at[from + i]];
        h->first[v + 1] = h->first[v] + count;
        h->first_triangle[v + 1] =
            h->first_triangle[v] + (size_t)count * (count ? count - 1 : 0) / 2;
    }
    for (uint32_t v = h->n; v-- > 0;)
        h->depth[v] = h->parent[v] == NONE ? 0 : h->depth[h->parent[v]] + 1;
}

/* For each pair of arcs up from a node the arc that joins their heads; by node, by pair. */
static void list_triangles(Arena *arena, RoadHierarchy *h) {
    h->third = ARENA_ARRAY(arena, uint32_t, h->first_triangle[h->n]);
    uint32_t *below = ARENA_ARRAY(arena, uint32_t, h->arc_count); /* arcs by head */
    uint32_t *tail = ARENA_ARRAY(arena, uint32_t, h->arc_count);
    uint32_t *below_first = ARENA_ARRAY(arena, uint32_t, (size_t)h->n + 2);
    uint32_t *arc_to = ARENA_ARRAY(arena, uint32_t, h->n);
    for (uint32_t a = 0; a < h->arc_count; a++) below_first[h->head[a] + 2]++;
    for (uint32_t v = 0; v < h->n; v++) below_first[v + 2] += below_first[v + 1];
    for (uint32_t v = 0; v < h->n; v++)
        for (uint32_t a = h->first[v]; a < h->first[v + 1]; a++) {
            tail[a] = v;
            below[below_first[h->head[a] + 1]++] = a;
        }
    for (uint32_t u = 0; u < h->n; u++) {
        for (uint32_t a = h->first[u]; a < h->first[u + 1]; a++) arc_to[h->head[a]] = a;
        for (uint32_t i = below_first[u]; i < below_first[u + 1]; i++) {
            uint32_t a = below[i], v = tail[a];
            uint32_t *third = h->third + road_triangle(h, v, a, a + 1);
            for (uint32_t b = a + 1; b < h->first[v + 1]; b++) *third++ = arc_to[h->head[b]];
        }
    }
    h->tail = tail;
}

/* The same triangles by the arc on top. */
static void list_beneath(Arena *arena, RoadHierarchy *h) {
    size_t count = h->first_triangle[h->n];
    h->beneath_first = ARENA_ARRAY(arena, uint32_t, (size_t)h->arc_count + 2);
    h->beneath = ARENA_ARRAY(arena, RoadBeneath, count);
    for (size_t i = 0; i < count; i++) h->beneath_first[h->third[i] + 2]++;
    for (uint32_t a = 0; a < h->arc_count; a++) h->beneath_first[a + 2] += h->beneath_first[a + 1];
    const uint32_t *third = h->third;
    for (uint32_t v = 0; v < h->n; v++)
        for (uint32_t a = h->first[v]; a < h->first[v + 1]; a++)
            for (uint32_t b = a + 1; b < h->first[v + 1]; b++)
                h->beneath[h->beneath_first[*third++ + 1]++] = (RoadBeneath){a, b};
}

/* The map's own arcs by the arc they lie on, in its upward direction. */
static void list_own(Arena *arena, const RoadMap *map, RoadHierarchy *h) {
    h->arc_of = ARENA_ARRAY(arena, uint32_t, map->segment_count);
    h->own_first = ARENA_ARRAY(arena, uint32_t, (size_t)h->arc_count + 2);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        uint32_t a = h->rank[map->segments[s].from], b = h->rank[map->segments[s].to];
        h->arc_of[s] = a == b ? NONE : road_arc_between(h, a < b ? a : b, a < b ? b : a);
        if (a != b) h->own_first[h->arc_of[s] + 2]++;
    }
    for (uint32_t a = 0; a < h->arc_count; a++) h->own_first[a + 2] += h->own_first[a + 1];
    h->own = ARENA_ARRAY(arena, uint32_t, h->own_first[h->arc_count + 1]);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        if (h->arc_of[s] == NONE) continue;
        bool down = h->rank[map->segments[s].from] > h->rank[map->segments[s].to];
        h->own[h->own_first[h->arc_of[s] + 1]++] = 2 * s + down;
    }
}

uint32_t road_arc_between(const RoadHierarchy *h, uint32_t low, uint32_t high) {
    uint32_t from = h->first[low], end = h->first[low + 1];
    while (end - from > 1) {
        uint32_t middle = from + (end - from) / 2;
        if (h->head[middle] <= high)
            from = middle;
        else
            end = middle;
    }
    return from < end && h->head[from] == high ? from : NONE;
}

uint32_t road_common_nodes(const RoadHierarchy *h, uint32_t a, uint32_t b) {
    if (a == NONE || b == NONE) return 0;
    while (a != b) {
        uint32_t *lower = a < b ? &a : &b;
        *lower = h->parent[*lower];
        if (*lower == NONE) return 0;
    }
    return h->depth[a] + 1;
}

RoadHierarchy *road_hierarchy_of_order(Arena *arena, const RoadMap *map, const uint32_t *order) {
    RoadHierarchy *h = ARENA_NEW(arena, RoadHierarchy);
    uint32_t *place = ARENA_ARRAY(arena, uint32_t, map->node_count);
    for (uint32_t i = 0; i < map->node_count; i++) place[order[i]] = i;
    Upward u = contract(arena, map, place);
    uint32_t *number = post_order(arena, &u);
    h->n = map->node_count;
    h->rank = ARENA_ARRAY(arena, uint32_t, h->n);
    for (uint32_t v = 0; v < h->n; v++) h->rank[v] = number[place[v]];
    number_arcs(arena, h, &u, number);
    list_triangles(arena, h);
    list_beneath(arena, h);
    list_own(arena, map, h);
    return h;
}

const RoadHierarchy *road_hierarchy(const RoadMap *map) {
    RoadLazy *lazy = map->lazy;
    if (!lazy->hierarchy)
        lazy->hierarchy = road_hierarchy_of_order(lazy->arena, map, road_order(lazy->arena, map));
    return lazy->hierarchy;
}
