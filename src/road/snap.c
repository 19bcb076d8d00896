// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <math.h>

#define NOWHERE UINT32_MAX

/* ---------------------------------------------------------------- where one may snap to */

static bool may_snap(const RoadMap *map, const RoadWeights *w, uint32_t segment) {
    if (w->time_ds[2 * segment] == ROAD_NEVER && w->time_ds[2 * segment + 1] == ROAD_NEVER)
        return false;
    bool ferry = map->ways[map->segments[segment].way].kind == KIND_FERRY;
    return !ferry || w->vehicle == ROAD_BOAT;
}

/* An index for each vehicle: where nearly all is road, a boat would pass by much of it in vain. */
void road_index_straights(Arena *arena, const RoadMap *map, RoadWeights *w) {
    size_t n = 0, i = 0;
    for (uint32_t s = 0; s < map->segment_count; s++)
        if (may_snap(map, w, s)) n += map->first_point[s + 1] - map->first_point[s] - 1;
    w->straights = ARENA_ARRAY(arena, RoadStraight, n);
    GeoPoint *a = ARENA_ARRAY(arena, GeoPoint, n), *b = ARENA_ARRAY(arena, GeoPoint, n);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        if (!may_snap(map, w, s)) continue;
        for (uint32_t p = map->first_point[s]; p + 1 < map->first_point[s + 1]; p++, i++) {
            a[i] = map->points[p];
            b[i] = map->points[p + 1];
            w->straights[i] = (RoadStraight){s, p};
        }
    }
    w->index = geo_index(arena, a, b, n);
}

/* The part in which one can drive along a segment and come back; NOWHERE if one cannot. */
static uint32_t part_of(const RoadMap *map, const RoadWeights *weights, uint32_t segment) {
    const RoadPiece *piece = &map->segments[segment];
    uint32_t part = weights->part[piece->from];
    return part == weights->part[piece->to] ? part : NOWHERE;
}

/* ---------------------------------------------------------------- snapping */

typedef struct Near {
    const RoadMap *map;
    const RoadWeights *weights;
    uint32_t part; /* the strongly connected part wanted, or NOWHERE for any */
    const RoadStraight *found;
    double distance_m;
} Near;

/* Comes in order of distance: the first in the wanted part is the nearest. */
static bool on_straight(void *ctx, size_t item, double distance_m) {
    Near *near = ctx;
    const RoadStraight *straight = &near->weights->straights[item];
    if (near->part != NOWHERE && part_of(near->map, near->weights, straight->segment) != near->part)
        return true;
    near->found = straight;
    near->distance_m = distance_m;
    return false;
}

static RoadSnap snap_on(const RoadMap *map, GeoPoint point, RoadStraight straight,
                        double distance_m) {
    const GeoPoint *points = map->points;
    double part, metres = 0;
    GeoPoint at = geo_nearest_on(point, points[straight.point], points[straight.point + 1], &part);
    for (uint32_t p = map->first_point[straight.segment]; p < straight.point; p++)
        metres += geo_distance(points[p], points[p + 1]);
    metres += part * geo_distance(points[straight.point], points[straight.point + 1]);
    double dm = round(metres * 10);
    uint32_t length_dm = map->segments[straight.segment].length_dm;
    return (RoadSnap){
        .segment = straight.segment,
        .along_dm = dm < (double)length_dm ? (uint32_t)dm : length_dm,
        .distance_m = (uint32_t)lround(distance_m),
        .at = at,
    };
}

void road_snap(const RoadMap *map, const RoadWeights *weights, const GeoPoint *points, size_t n,
               uint32_t max_m, const RoadSnap *reach_from, RoadSnap *ret_snaps) {
    uint32_t part = NOWHERE;
    bool no_way_back = false;
    if (reach_from) {
        bool on = reach_from->segment != UINT32_MAX;
        if (on) part = part_of(map, weights, reach_from->segment);
        no_way_back = part == NOWHERE;
    }
    for (size_t i = 0; i < n; i++) {
        Near near = {map, weights, part, NULL, 0};
        ret_snaps[i] = (RoadSnap){.segment = UINT32_MAX, .at = points[i]};
        if (!no_way_back) geo_index_near(weights->index, points[i], max_m, on_straight, &near);
        if (near.found) ret_snaps[i] = snap_on(map, points[i], *near.found, near.distance_m);
    }
}
