// SPDX-License-Identifier: Apache-2.0
/* Tables from labels. A label of a stop holds the cost to each of its ancestors in the tree, root
 * first. The fastest way from s to t goes over a node above both, and the nodes above both are the
 * first so many entries of both labels: an entry of the table is the least sum of two short arrays.
 *
 * A stop within a segment needs no node of its own: the segment's ends are joined, so one is an
 * ancestor of the other, and one label, along the root path of the lower end, covers the ways by
 * both. */
#include "road/road_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

typedef struct Stop {
    uint32_t low;  /* the rank where its root path begins; NONE for a stop on nothing */
    uint32_t snap; /* the caller's number */
} Stop;

struct RoadTable {
    const RoadMap *map;
    const RoadHierarchy *h;
    const RoadWidth *width;
    const RoadSnap *snaps;
    size_t n, lanes_n; /* stops; rounded up to whole groups */
    Stop *stops;       /* by falling rank: a pre-order of the tree */
    uint32_t *place;   /* by the caller's number */
    uint32_t *common;  /* by place: nodes on the root path shared with the one before */
    uint32_t *twin;    /* the caller's next stop on the same segment, round about */
    uint32_t *nodes;   /* all nodes on root paths, by falling rank */
    size_t node_count;
    size_t *label_at;        /* by rank: where its label begins, in entries */
    uint8_t *label[2];       /* of nodes: upward costs, downward costs */
    size_t *from_at;         /* by place: where the stop's label begins */
    uint8_t *from;           /* of stops, upward */
    size_t *group_at;        /* by group of 16: where its labels begin, in entries */
    uint8_t *to;             /* of stops, downward: 16 side by side */
    uint8_t *one;            /* room for one label */
    const uint32_t *time_ds; /* as loaded */
};

/* ---------------------------------------------------------------- made once */

static int falling(const void *a, const void *b) {
    const Stop *x = a, *y = b;
    if (x->low != y->low) return (y->low + 1 > x->low + 1) - (y->low + 1 < x->low + 1);
    return (x->snap > y->snap) - (x->snap < y->snap);
}

static uint32_t path_length(const RoadTable *t, uint32_t low) {
    return low == NONE ? 0 : t->h->depth[low] + 1;
}

static void sort_stops(Arena *arena, RoadTable *t) {
    t->stops = ARENA_ARRAY(arena, Stop, t->lanes_n);
    t->place = ARENA_ARRAY(arena, uint32_t, t->n);
    t->common = ARENA_ARRAY(arena, uint32_t, t->lanes_n);
    for (uint32_t i = 0; i < t->n; i++) {
        const RoadSnap *snap = &t->snaps[i];
        t->stops[i] = (Stop){NONE, i};
        if (snap->segment == NONE) continue;
        const RoadPiece *piece = &t->map->segments[snap->segment];
        uint32_t from = t->h->rank[piece->from], to = t->h->rank[piece->to];
        if (snap->along_dm == 0) to = from;
        if (snap->along_dm == piece->length_dm && snap->along_dm > 0) from = to;
        t->stops[i].low = from < to ? from : to;
    }
    if (t->n) qsort(t->stops, t->n, sizeof *t->stops, falling);
    for (size_t i = t->n; i < t->lanes_n; i++) t->stops[i] = t->stops[t->n - 1];
    for (uint32_t i = 0; i < t->n; i++) t->place[t->stops[i].snap] = i;
    for (size_t i = 1; i < t->lanes_n; i++)
        t->common[i] = road_common_nodes(t->h, t->stops[i - 1].low, t->stops[i].low);
}

typedef struct OnSegment {
    uint32_t segment, snap;
} OnSegment;

static int by_segment(const void *a, const void *b) {
    const OnSegment *x = a, *y = b;
    if (x->segment != y->segment) return (x->segment > y->segment) - (x->segment < y->segment);
    return (x->snap > y->snap) - (x->snap < y->snap);
}

static void find_twins(Arena *arena, RoadTable *t) {
    OnSegment *on = ARENA_ARRAY(arena, OnSegment, t->n);
    t->twin = ARENA_ARRAY(arena, uint32_t, t->n);
    for (uint32_t i = 0; i < t->n; i++) on[i] = (OnSegment){t->snaps[i].segment, i};
    if (t->n) qsort(on, t->n, sizeof *on, by_segment);
    for (size_t i = 0, first = 0; i < t->n; i++) {
        if (on[i].segment != on[first].segment) first = i;
        bool last = i + 1 == t->n || on[i + 1].segment != on[i].segment;
        t->twin[on[i].snap] = on[last ? first : i + 1].snap;
    }
}

/* Nodes on root paths, and where each label has its place. */
static void place_labels(Arena *arena, RoadTable *t) {
    bool *needed = ARENA_ARRAY(arena, bool, t->h->n);
    for (size_t i = 0; i < t->n; i++)
        for (uint32_t v = t->stops[i].low; v != NONE && !needed[v]; v = t->h->parent[v]) {
            needed[v] = true;
            t->node_count++;
        }
    t->nodes = ARENA_ARRAY(arena, uint32_t, t->node_count);
    t->label_at = ARENA_ARRAY(arena, size_t, t->h->n);
    size_t entries = 0, filled = 0;
    for (uint32_t v = t->h->n; v-- > 0;) {
        if (!needed[v]) continue;
        t->nodes[filled++] = v;
        t->label_at[v] = entries;
        entries += path_length(t, v);
    }
    for (int d = 0; d < 2; d++) t->label[d] = arena_array(arena, entries, t->width->bytes);
}

static void place_stops(Arena *arena, RoadTable *t) {
    size_t groups = t->lanes_n / ROAD_LANES, entries = 0, longest = 0;
    t->from_at = ARENA_ARRAY(arena, size_t, t->n);
    t->group_at = ARENA_ARRAY(arena, size_t, groups);
    for (size_t i = 0; i < t->n; i++) {
        t->from_at[i] = entries;
        entries += path_length(t, t->stops[i].low);
    }
    t->from = arena_array(arena, entries, t->width->bytes);
    entries = 0;
    for (size_t g = 0; g < groups; g++) {
        size_t most = 0;
        for (size_t i = g * ROAD_LANES; i < (g + 1) * ROAD_LANES; i++)
            if (path_length(t, t->stops[i].low) > most) most = path_length(t, t->stops[i].low);
        t->group_at[g] = entries;
        entries += most * ROAD_LANES;
        if (most > longest) longest = most;
    }
    t->to = road_aligned(arena, entries * t->width->bytes);
    t->one = arena_array(arena, longest, t->width->bytes);
}

RoadTable *road_table_new(Arena *arena, const RoadMap *map, const RoadSnap *snaps, size_t n,
                          bool with_distances) {
    RoadTable *t = ARENA_NEW(arena, RoadTable);
    t->map = map;
    t->h = road_hierarchy(map);
    t->width = with_distances ? &map->kernel->wide : &map->kernel->narrow;
    t->snaps = snaps;
    t->n = n;
    t->lanes_n = (n + ROAD_LANES - 1) / ROAD_LANES * ROAD_LANES;
    sort_stops(arena, t);
    find_twins(arena, t);
    place_labels(arena, t);
    place_stops(arena, t);
    return t;
}

const uint32_t *road_table_nodes(const RoadTable *t, size_t *ret_count) {
    *ret_count = t->node_count;
    return t->nodes;
}

/* ---------------------------------------------------------------- labels of a metric */

static bool narrow(const RoadTable *t) {
    return t->width->bytes == sizeof(uint32_t);
}

/* A cost as an entry: of the narrow width its time alone. */
static uint64_t entry(const RoadTable *t, uint64_t cost) {
    if (!narrow(t)) return cost;
    return cost >= ROAD_FAR ? ROAD_NEVER : cost >> 32;
}

static void blank(const RoadTable *t, uint8_t *label, size_t n) {
    if (narrow(t))
        for (size_t k = 0; k < n; k++) ((uint32_t *)label)[k] = ROAD_NEVER;
    else
        for (size_t k = 0; k < n; k++) ((uint64_t *)label)[k] = ROAD_FAR;
}

static uint8_t *label_of(const RoadTable *t, int d, uint32_t node) {
    return t->label[d] + t->label_at[node] * t->width->bytes;
}

/* From the roots down: a node's label is the least of its upper neighbours' and the arcs there. */
static void label_nodes(RoadTable *t, const RoadTwo *cost) {
    const RoadHierarchy *h = t->h;
    size_t bytes = t->width->bytes;
    for (size_t i = 0; i < t->node_count; i++) {
        uint32_t v = t->nodes[i], depth = h->depth[v];
        uint8_t *up = label_of(t, 0, v), *down = label_of(t, 1, v);
        blank(t, up, depth);
        blank(t, down, depth);
        memset(up + depth * bytes, 0, bytes);
        memset(down + depth * bytes, 0, bytes);
        for (uint32_t a = h->first[v]; a < h->first[v + 1]; a++) {
            uint32_t w = h->head[a], n = h->depth[w] + 1;
            if (cost[a].up < ROAD_FAR)
                t->width->label(up, label_of(t, 0, w), entry(t, cost[a].up), n);
            if (cost[a].down < ROAD_FAR)
                t->width->label(down, label_of(t, 1, w), entry(t, cost[a].down), n);
        }
    }
}

static void label_stop(const RoadTable *t, size_t place, bool arriving, uint8_t *label) {
    const Stop *stop = &t->stops[place];
    RoadLink link[2];
    int links = road_links(t->map, t->time_ds, &t->snaps[stop->snap], arriving, link);
    blank(t, label, path_length(t, stop->low));
    for (int i = 0; i < links; i++) {
        if (link[i].cost >= ROAD_FAR) continue;
        uint32_t node = t->h->rank[link[i].node];
        t->width->label(label, label_of(t, arriving, node), entry(t, link[i].cost),
                        path_length(t, node));
    }
}

/* The group's labels side by side; a lane that ends early is left as it is, nobody reads on. */
static void label_group(const RoadTable *t, size_t g) {
    uint8_t *to = t->to + t->group_at[g] * t->width->bytes;
    for (size_t lane = 0; lane < ROAD_LANES; lane++) {
        size_t place = g * ROAD_LANES + lane;
        uint32_t n = path_length(t, t->stops[place].low);
        label_stop(t, place, true, t->one);
        if (narrow(t))
            for (uint32_t k = 0; k < n; k++)
                ((uint32_t *)to)[k * ROAD_LANES + lane] = ((uint32_t *)t->one)[k];
        else
            for (uint32_t k = 0; k < n; k++)
                ((uint64_t *)to)[k * ROAD_LANES + lane] = ((uint64_t *)t->one)[k];
    }
}

void road_table_load(RoadTable *t, const uint32_t *time_ds, const RoadTwo *cost) {
    t->time_ds = time_ds;
    label_nodes(t, cost);
    for (size_t i = 0; i < t->n; i++)
        label_stop(t, i, false, t->from + t->from_at[i] * t->width->bytes);
    for (size_t g = 0; g < t->lanes_n / ROAD_LANES; g++) label_group(t, g);
}

/* ---------------------------------------------------------------- rows */

size_t road_table_room(const RoadTable *t) {
    return t->lanes_n * (sizeof(uint32_t) * 3 + t->width->bytes) + 64;
}

/* What each stop's root path has in common with this one's: the least of `common` between. */
static void common_with(const RoadTable *t, uint32_t place, uint32_t *common) {
    uint32_t least = common[place] = path_length(t, t->stops[place].low);
    for (size_t i = place + 1; i < t->lanes_n; i++) {
        if (t->common[i] < least) least = t->common[i];
        common[i] = least;
    }
    least = common[place];
    for (size_t i = place; i > 0; i--) {
        if (t->common[i] < least) least = t->common[i];
        common[i - 1] = least;
    }
}

/* Ways that never leave the segment, and the way to itself. */
static void put_direct(const RoadTable *t, size_t from, uint8_t *row) {
    if (t->snaps[from].segment == NONE) return;
    uint32_t to = (uint32_t)from;
    do {
        bool backward;
        uint64_t cost = road_direct(t->map, t->time_ds, &t->snaps[from], &t->snaps[to], &backward);
        t->width->label(row + t->place[to] * t->width->bytes, (uint64_t[]){0}, entry(t, cost), 1);
        to = t->twin[to];
    } while (to != from);
}

static void fill_row(const RoadTable *t, size_t from, uint8_t *row, uint32_t *common) {
    uint32_t place = t->place[from];
    common_with(t, place, common);
    for (size_t i = 0; i < t->lanes_n; i += ROAD_LANES) {
        uint32_t *c = common + i, first = c[0], last = c[ROAD_LANES - 1];
        uint32_t least = first < last ? first : last, most = first < last ? last : first;
        if (place >= i && place < i + ROAD_LANES) most = common[place];
        t->width->sixteen(t->from + t->from_at[place] * t->width->bytes,
                          t->to + t->group_at[i / ROAD_LANES] * t->width->bytes, c, least, most,
                          row + i * t->width->bytes);
    }
    put_direct(t, from, row);
}

void road_table_row(const RoadTable *t, size_t from, void *room, uint32_t *ret_time_s,
                    uint32_t *ret_distance_m) {
    uint32_t *common = (uint32_t *)((uint8_t *)room + t->lanes_n * t->width->bytes);
    uint32_t *time_s = common + t->lanes_n, *distance_m = time_s + t->lanes_n;
    fill_row(t, from, room, common);
    t->width->tell(room, (uint32_t)t->n, time_s, distance_m);
    for (size_t i = 0; i < t->n; i++) ret_time_s[i] = time_s[t->place[i]];
    if (!ret_distance_m) return;
    for (size_t i = 0; i < t->n; i++) ret_distance_m[i] = distance_m[t->place[i]];
}

void road_table_costs(const RoadTable *t, size_t from, void *room, uint64_t *ret) {
    assert(!narrow(t));
    fill_row(t, from, room, (uint32_t *)((uint64_t *)room + t->lanes_n));
    for (size_t i = 0; i < t->n; i++) ret[i] = ((uint64_t *)room)[t->place[i]];
}
