// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <math.h>

#define NOWHERE UINT32_MAX

typedef struct Near {
    const RoadMap *map;
    const RoadWeights *weights;
    uint32_t part; /* the strongly connected part wanted, or NOWHERE for any */
    uint32_t straight;
    double distance_m;
} Near;

/* The part in which one can drive along a segment and come back; NOWHERE if one cannot. */
static uint32_t part_of(const RoadMap *map, const RoadWeights *weights, uint32_t segment) {
    const RoadPiece *piece = &map->segments[segment];
    uint32_t part = weights->part[piece->from];
    return part == weights->part[piece->to] ? part : NOWHERE;
}

static bool wanted(const Near *near, uint32_t segment) {
    const RoadWeights *w = near->weights;
    if (w->time_ds[2 * segment] == ROAD_NEVER && w->time_ds[2 * segment + 1] == ROAD_NEVER)
        return false;
    bool ferry = near->map->ways[near->map->segments[segment].way].kind == KIND_FERRY;
    if (ferry && w->vehicle != ROAD_BOAT) return false;
    return near->part == NOWHERE || part_of(near->map, w, segment) == near->part;
}

/* Comes in order of distance: the first that is wanted is the nearest. */
static bool on_straight(void *ctx, size_t item, double distance_m) {
    Near *near = ctx;
    if (!wanted(near, near->map->of_straight[item])) return true;
    near->straight = (uint32_t)item;
    near->distance_m = distance_m;
    return false;
}

static RoadSnap on_segment(const RoadMap *map, GeoPoint point, uint32_t straight,
                           double distance_m) {
    uint32_t segment = map->of_straight[straight];
    uint32_t piece = straight + segment; /* each segment before has one point more than pieces */
    double part, metres = 0;
    GeoPoint at = geo_nearest_on(point, map->points[piece], map->points[piece + 1], &part);
    for (uint32_t p = map->first_point[segment]; p < piece; p++)
        metres += geo_distance(map->points[p], map->points[p + 1]);
    metres += part * geo_distance(map->points[piece], map->points[piece + 1]);
    double dm = round(metres * 10);
    uint32_t length_dm = map->segments[segment].length_dm;
    return (RoadSnap){
        .segment = segment,
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
        Near near = {map, weights, part, NOWHERE, 0};
        ret_snaps[i] = (RoadSnap){.segment = UINT32_MAX, .at = points[i]};
        if (!no_way_back) geo_index_near(map->index, points[i], max_m, on_straight, &near);
        if (near.straight != NOWHERE)
            ret_snaps[i] = on_segment(map, points[i], near.straight, near.distance_m);
    }
}
