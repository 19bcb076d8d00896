// SPDX-License-Identifier: Apache-2.0
/* In which order to contract: the fewer neighbours a node has when its turn comes, the better.
 *
 * First the fringe: whatever has one neighbour or two is contracted at once, until nothing of the
 * kind is left. Dead ends cost nothing, and a chain of segments becomes one edge. Half a chain at a
 * time, so that a long one makes a shallow tree. Then nested dissection: a separator comes last of
 * all, after both sides, which are ordered in the same way. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

#define NONE UINT32_MAX

/* ---------------------------------------------------------------- the graph of neighbours */

typedef struct Net { /* undirected, simple */
    uint32_t n;
    uint32_t *first, *degree; /* to + first[v], degree[v] of them */
    uint32_t *to;
} Net;

static bool drop(Net *g, uint32_t v, uint32_t w) {
    uint32_t *to = g->to + g->first[v];
    for (uint32_t i = 0; i < g->degree[v]; i++) {
        if (to[i] != w) continue;
        to[i] = to[--g->degree[v]];
        return true;
    }
    return false;
}

static bool has(const Net *g, uint32_t v, uint32_t w) {
    for (uint32_t i = 0; i < g->degree[v]; i++)
        if (g->to[g->first[v] + i] == w) return true;
    return false;
}

static Net neighbours(Arena *arena, const RoadMap *map) {
    Net g = {.n = map->node_count};
    g.first = ARENA_ARRAY(arena, uint32_t, (size_t)g.n + 1);
    g.degree = ARENA_ARRAY(arena, uint32_t, g.n);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        g.first[map->segments[s].from]++;
        g.first[map->segments[s].to]++;
    }
    uint32_t sum = 0;
    for (uint32_t v = 0; v <= g.n; v++) {
        uint32_t most = g.first[v];
        g.first[v] = sum;
        sum += most;
    }
    g.to = ARENA_ARRAY(arena, uint32_t, sum);
    uint32_t *mark = ARENA_ARRAY(arena, uint32_t, g.n);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        uint32_t v = map->segments[s].from, w = map->segments[s].to;
        g.to[g.first[v] + g.degree[v]++] = w;
        g.to[g.first[w] + g.degree[w]++] = v;
    }
    for (uint32_t v = 0; v < g.n; v++) { /* each neighbour once, and not itself */
        uint32_t kept = 0, *to = g.to + g.first[v];
        mark[v] = v + 1;
        for (uint32_t i = 0; i < g.degree[v]; i++) {
            if (mark[to[i]] == v + 1) continue;
            mark[to[i]] = v + 1;
            to[kept++] = to[i];
        }
        g.degree[v] = kept;
    }
    return g;
}

/* ---------------------------------------------------------------- the fringe */

static void contract(Net *g, uint32_t v) {
    uint32_t *to = g->to + g->first[v];
    for (uint32_t i = 0; i < g->degree[v]; i++) drop(g, to[i], v);
    if (g->degree[v] < 2 || has(g, to[0], to[1])) return;
    g->to[g->first[to[0]] + g->degree[to[0]]++] = to[1]; /* in the place that v left */
    g->to[g->first[to[1]] + g->degree[to[1]]++] = to[0];
}

/* Fills `order` from its begin; returns how many. `done` marks them. */
static uint32_t strip(Arena *arena, Net *g, bool *done, uint32_t *order) {
    uint32_t count = 0, turn = 0;
    uint32_t *touched = ARENA_ARRAY(arena, uint32_t, g->n); /* the turn in which it changed */
    VEC(uint32_t) now = {0}, later = {0};
    for (uint32_t v = 0; v < g->n; v++)
        if (g->degree[v] <= 2) vec_push(arena, &now, v);
    while (now.n) {
        turn++;
        later.n = 0;
        for (size_t i = 0; i < now.n; i++) {
            uint32_t v = now.at[i], *to = g->to + g->first[v];
            if (done[v]) continue;
            if (touched[v] == turn) {
                vec_push(arena, &later, v);
                continue;
            }
            done[v] = true;
            order[count++] = v;
            contract(g, v);
            for (uint32_t k = 0; k < g->degree[v]; k++) {
                touched[to[k]] = turn;
                if (g->degree[to[k]] <= 2) vec_push(arena, &later, to[k]);
            }
        }
        uint32_t *swap = now.at;
        size_t cap = now.cap;
        now.at = later.at, now.n = later.n, now.cap = later.cap;
        later.at = swap, later.cap = cap;
    }
    return count;
}

/* ---------------------------------------------------------------- nested dissection */

typedef struct Share { /* nodes to be ordered into order[from..end) */
    uint32_t from, end;
} Share;

typedef struct Dissection {
    const Net *net;
    const GeoPoint *points;
    uint32_t *order; /* holds the share's nodes until they are ordered */
    uint32_t *local; /* by node: its number in the share, + 1; 0 = not in it */
    uint32_t *first, *to, *room;
    GeoPoint *at;
    uint8_t *part;
    RoadCutter *cutter;
    VEC(Share) open;
} Dissection;

/* The share's own graph. */
static void take(Dissection *d, Share share) {
    const Net *g = d->net;
    uint32_t n = share.end - share.from, arcs = 0;
    const uint32_t *nodes = d->order + share.from;
    for (uint32_t i = 0; i < n; i++) d->local[nodes[i]] = i + 1;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = nodes[i];
        d->first[i] = arcs;
        d->at[i] = d->points[v];
        for (uint32_t k = 0; k < g->degree[v]; k++) {
            uint32_t w = d->local[g->to[g->first[v] + k]];
            if (w) d->to[arcs++] = w - 1;
        }
    }
    d->first[n] = arcs;
    for (uint32_t i = 0; i < n; i++) d->local[nodes[i]] = 0;
}

/* Nodes joined to the first one come first; returns how many they are. */
static uint32_t piece(Dissection *d, Share share) {
    uint32_t n = share.end - share.from, *nodes = d->order + share.from, found = 1;
    uint32_t *queue = d->room;
    memset(d->part, 0, n);
    queue[0] = 0;
    d->part[0] = 1;
    for (uint32_t i = 0; i < found; i++)
        for (uint32_t a = d->first[queue[i]]; a < d->first[queue[i] + 1]; a++) {
            uint32_t w = d->to[a];
            if (d->part[w]) continue;
            d->part[w] = 1;
            queue[found++] = w;
        }
    if (found == n) return n;
    uint32_t in = 0, out = found;
    for (uint32_t i = 0; i < n; i++) d->room[d->part[i] ? in++ : out++] = nodes[i];
    memcpy(nodes, d->room, n * sizeof *nodes);
    return found;
}

static void divide(Dissection *d, Arena *arena, Share share) {
    uint32_t n = share.end - share.from, *nodes = d->order + share.from;
    if (n <= 2) return;
    take(d, share);
    uint32_t joined = piece(d, share);
    if (joined < n) {
        vec_push(arena, &d->open, (Share){share.from, share.from + joined});
        vec_push(arena, &d->open, (Share){share.from + joined, share.end});
        return;
    }
    if (d->first[n] == n * (n - 1)) return; /* each next to each: no order is better */
    if (!road_cut(d->cutter, n, d->first, d->to, d->at, d->part)) return;
    uint32_t end[3], filled = 0;
    for (uint8_t part = 0; part < 3; part++) {
        for (uint32_t i = 0; i < n; i++)
            if (d->part[i] == part) d->room[filled++] = nodes[i];
        end[part] = share.from + filled;
    }
    memcpy(nodes, d->room, n * sizeof *nodes);
    vec_push(arena, &d->open, (Share){share.from, end[ROAD_PART_NEAR]});
    vec_push(arena, &d->open, (Share){end[ROAD_PART_NEAR], end[ROAD_PART_FAR]});
}

uint32_t *road_order(Arena *arena, const RoadMap *map) {
    Net net = neighbours(arena, map);
    uint32_t n = net.n;
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, n);
    bool *done = ARENA_ARRAY(arena, bool, n);
    uint32_t fringe = strip(arena, &net, done, order), core = n - fringe, arcs = 0;
    for (uint32_t v = 0, at = fringe; v < n; v++) {
        if (done[v]) continue;
        order[at++] = v;
        arcs += net.degree[v];
    }
    Dissection d = {.net = &net, .points = map->nodes, .order = order};
    d.local = ARENA_ARRAY(arena, uint32_t, n);
    d.first = ARENA_ARRAY(arena, uint32_t, (size_t)core + 1);
    d.to = ARENA_ARRAY(arena, uint32_t, arcs);
    d.room = ARENA_ARRAY(arena, uint32_t, core);
    d.at = ARENA_ARRAY(arena, GeoPoint, core);
    d.part = ARENA_ARRAY(arena, uint8_t, core);
    d.cutter = road_cutter_new(arena, core);
    vec_push(arena, &d.open, (Share){fringe, n});
    while (d.open.n) divide(&d, arena, d.open.at[--d.open.n]);
    return order;
}
