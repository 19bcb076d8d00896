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

size_t road_close_area(RoadClosures *c, RoadCause cause, const GeoArea *area,
                       size_t *ret_segments) {
    size_t number = add_cause(c, cause), before = c->list.n;
    for (uint32_t s = 0; s < c->map->segment_count; s++)
        if (geo_area_meets(area, c->map->points + c->map->first_point[s],
                           c->map->first_point[s + 1] - c->map->first_point[s]))
            add(c, s, number);
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
