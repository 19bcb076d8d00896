// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

typedef struct Closed {
    uint32_t segment, cause;
} Closed;

struct RoadClosures {
    Arena *arena;
    const RoadMap *map;
    VEC(RoadCause) causes;
    VEC(Closed) list;
    RoadWeights *by_length; /* for the road between two points; made when needed */
};

RoadClosures *road_closures_new(Arena *arena, const RoadMap *map) {
    RoadClosures *c = ARENA_NEW(arena, RoadClosures);
    c->arena = arena;
    c->map = map;
    return c;
}

static size_t add_cause(RoadClosures *c, RoadCause cause) {
    if (cause.classes == 0) cause.classes = (1u << ROAD_CLASSES) - 1;
    if (cause.from_s == 0 && cause.to_s == 0) cause.from_s = INT64_MIN, cause.to_s = INT64_MAX;
    vec_push(c->arena, &c->causes, cause);
    return c->causes.n - 1;
}

static void add(RoadClosures *c, uint32_t segment, size_t cause) {
    vec_push(c->arena, &c->list, (Closed){segment, (uint32_t)cause});
}

size_t road_cause_count(const RoadClosures *c) {
    return c->causes.n;
}

const RoadCause *road_cause(const RoadClosures *c, size_t cause) {
    assert(cause < c->causes.n);
    return &c->causes.at[cause];
}

void road_reopen(RoadClosures *c, size_t cause) {
    assert(cause < c->causes.n);
    c->causes.at[cause].reopened = true;
}

/* ---------------------------------------------------------------- which segments */

size_t road_close_segment(RoadClosures *c, RoadCause cause, uint32_t segment) {
    assert(segment < c->map->segment_count);
    size_t number = add_cause(c, cause);
    add(c, segment, number);
    return number;
}

size_t road_close_way(RoadClosures *c, RoadCause cause, int64_t osm_way, size_t *ret_segments) {
    size_t number = add_cause(c, cause), before = c->list.n;
    for (uint32_t s = 0; s < c->map->segment_count; s++)
        if (c->map->ways[c->map->segments[s].way].osm_id == osm_way) add(c, s, number);
    *ret_segments = c->list.n - before;
    return number;
}

/* As if one drove everywhere, both ways, at the same speed. */
static const RoadWeights *by_length(RoadClosures *c) {
    if (c->by_length) return c->by_length;
    uint32_t *time = ARENA_ARRAY(c->arena, uint32_t, 2 * (size_t)c->map->segment_count);
    for (uint32_t a = 0; a < 2 * c->map->segment_count; a++) {
        uint32_t length_dm = c->map->segments[a / 2].length_dm;
        time[a] = length_dm == 0 ? 1 : length_dm < ROAD_NEVER ? length_dm : ROAD_NEVER - 1;
    }
    c->by_length = road_weights_of_arcs(c->arena, c->map, ROAD_BOAT, time); /* snaps to all */
    return c->by_length;
}

static void close_between(RoadClosures *c, size_t cause, GeoPoint a, GeoPoint b, uint32_t max_m) {
    const RoadWeights *w = by_length(c);
    RoadSnap snap[2];
    road_snap(c->map, w, (GeoPoint[]){a, b}, 2, max_m, NULL, snap);
    RoadPath path;
    if (road_path(c->arena, c->map, w, &snap[0], &snap[1], &path, NULL) != OK) return;
    for (size_t i = 0; i < path.leg_count; i++) add(c, path.legs[i].segment, cause);
    if (path.leg_count == 0) add(c, snap[0].segment, cause); /* one and the same place */
}

size_t road_close_line(RoadClosures *c, RoadCause cause, const GeoPoint *points, size_t n,
                       uint32_t max_m, size_t *ret_segments) {
    size_t number = add_cause(c, cause), before = c->list.n;
    if (n == 1) close_between(c, number, points[0], points[0], max_m);
    for (size_t i = 1; i < n; i++) close_between(c, number, points[i - 1], points[i], max_m);
    *ret_segments = c->list.n - before;
    return number;
}

/* On which side of the line from a to b p lies. */
static int side_of(GeoPoint a, GeoPoint b, GeoPoint p) {
    int64_t x = ((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)p.lat_e7 - a.lat_e7);
    int64_t y = ((int64_t)p.lon_e7 - a.lon_e7) * ((int64_t)b.lat_e7 - a.lat_e7);
    return (x > y) - (x < y);
}

static bool between(int32_t x, int32_t a, int32_t b) {
    return (a <= x && x <= b) || (b <= x && x <= a);
}

static bool meet(GeoPoint a, GeoPoint b, GeoPoint p, GeoPoint q) {
    int pa = side_of(a, b, p), qa = side_of(a, b, q), ap = side_of(p, q, a), bp = side_of(p, q, b);
    if (pa * qa < 0 && ap * bp < 0) return true;
    const GeoPoint of[4] = {p, q, a, b}, from[4] = {a, a, p, p}, to[4] = {b, b, q, q};
    const int side[4] = {pa, qa, ap, bp};
    for (int i = 0; i < 4; i++)
        if (side[i] == 0 && between(of[i].lat_e7, from[i].lat_e7, to[i].lat_e7) &&
            between(of[i].lon_e7, from[i].lon_e7, to[i].lon_e7))
            return true;
    return false;
}

static bool crosses_edge(const GeoArea *area, GeoPoint a, GeoPoint b) {
    for (size_t r = 0; r < area->ring_count; r++) {
        const GeoRing *ring = &area->rings[r];
        for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++)
            if (meet(a, b, ring->points[j], ring->points[i])) return true;
    }
    return false;
}

static bool boxes_meet(GeoBox a, GeoBox b) {
    return a.min.lat_e7 <= b.max.lat_e7 && b.min.lat_e7 <= a.max.lat_e7 &&
           a.min.lon_e7 <= b.max.lon_e7 && b.min.lon_e7 <= a.max.lon_e7;
}

static bool touches(const RoadMap *map, uint32_t segment, const GeoArea *area) {
    uint32_t first = map->first_point[segment], end = map->first_point[segment + 1];
    GeoBox box = geo_box_empty();
    for (uint32_t p = first; p < end; p++) geo_box_add(&box, map->points[p]);
    if (!boxes_meet(box, area->box)) return false;
    if (geo_area_holds(area, map->points[first])) return true;
    for (uint32_t p = first; p + 1 < end; p++)
        if (crosses_edge(area, map->points[p], map->points[p + 1])) return true;
    return false;
}

size_t road_close_area(RoadClosures *c, RoadCause cause, const GeoArea *area,
                       size_t *ret_segments) {
    size_t number = add_cause(c, cause), before = c->list.n;
    for (uint32_t s = 0; s < c->map->segment_count; s++)
        if (touches(c->map, s, area)) add(c, s, number);
    *ret_segments = c->list.n - before;
    return number;
}

/* ---------------------------------------------------------------- applying */

static bool in_force(const RoadCause *cause, RoadClass vehicle, int64_t at_s) {
    return !cause->reopened && (cause->classes >> vehicle & 1) && cause->from_s <= at_s &&
           at_s < cause->to_s;
}

uint32_t *road_wanted(Arena *arena, const RoadMap *map, RoadWeights *w) {
    size_t arcs = 2 * (size_t)map->segment_count;
    if (!w->dry_ds) {
        w->dry_ds = ARENA_ARRAY(arena, uint32_t, arcs);
        w->wanted_ds = ARENA_ARRAY(arena, uint32_t, arcs);
        w->changed = ARENA_ARRAY(arena, uint32_t, arcs);
        memcpy(w->dry_ds, w->time_ds, arcs * sizeof *w->dry_ds);
    }
    memcpy(w->wanted_ds, w->dry_ds, arcs * sizeof *w->wanted_ds);
    return w->wanted_ds;
}

size_t road_want(Arena *arena, const RoadMap *map, RoadWeights *w) {
    size_t n = 0;
    for (uint32_t a = 0; a < 2 * map->segment_count; a++) {
        if (w->wanted_ds[a] == w->time_ds[a]) continue;
        w->time_ds[a] = w->wanted_ds[a];
        w->changed[n++] = a;
    }
    if (n) road_recustomize(arena, map, w, w->changed, n);
    return n;
}

size_t road_apply(Arena *arena, const RoadMap *map, RoadWeights *w, const RoadClosures *closures,
                  int64_t at_s) {
    uint32_t *wanted = road_wanted(arena, map, w);
    for (size_t i = 0; closures && i < closures->list.n; i++) {
        Closed closed = closures->list.at[i];
        const RoadCause *cause = &closures->causes.at[closed.cause];
        if (!in_force(cause, w->vehicle, at_s)) continue;
        wanted[2 * closed.segment] = ROAD_NEVER;
        if (!cause->forward_only) wanted[2 * closed.segment + 1] = ROAD_NEVER;
    }
    return road_want(arena, map, w);
}

size_t road_cut_off(const uint32_t *time_s, size_t n, bool *ret_cut_off) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        ret_cut_off[i] = time_s[i] == ROAD_UNREACHABLE || time_s[i * n] == ROAD_UNREACHABLE;
        count += ret_cut_off[i];
    }
    return count;
}
