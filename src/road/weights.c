// SPDX-License-Identifier: Apache-2.0
/* From the facts of ways and a profile to a time for each arc. In this order: who may not pass at
 * all; the speed of the kind of way, capped by surface, smoothness and tracktype; then maxspeed,
 * which can only lower it. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

#define UNKNOWN (SPEED_ANY - 1) /* the profile does not know the value, or there is none */

typedef struct Caps { /* the caps of one vehicle; tables by string id of the map */
    const RoadProfiles *profiles;
    RoadClass vehicle;
    uint16_t *surface, *smoothness, *tracktype;
    uint16_t assumed_surface[KIND_HIGHWAYS], assumed_track;
} Caps;

static uint16_t cap_of(const Caps *caps, OsmKey key, const char *value) {
    for (size_t i = 0; i < caps->profiles->cap_count; i++) {
        const RoadCap *cap = &caps->profiles->caps[i];
        if (cap->key == key && str_eq(cap->value, value)) return cap->hmh[caps->vehicle];
    }
    return SPEED_ANY;
}

static uint16_t *cap_table(Arena *arena, const Caps *caps, OsmKey key, const RoadStrings *strings) {
    uint32_t n = road_strings_count(strings);
    uint16_t *table = ARENA_ARRAY(arena, uint16_t, n);
    for (uint32_t id = 0; id < n; id++) table[id] = UNKNOWN;
    for (size_t i = 0; i < caps->profiles->cap_count; i++) {
        const RoadCap *cap = &caps->profiles->caps[i];
        uint32_t id = cap->key == key ? road_strings_find(strings, cap->value) : 0;
        if (id) table[id] = cap->hmh[caps->vehicle];
    }
    return table;
}

static Caps caps_for(Arena *arena, const RoadMap *map, const RoadProfiles *profiles,
                     RoadClass vehicle) {
    Caps caps = {.profiles = profiles, .vehicle = vehicle};
    caps.surface = cap_table(arena, &caps, OSM_SURFACE, map->strings);
    caps.smoothness = cap_table(arena, &caps, OSM_SMOOTHNESS, map->strings);
    caps.tracktype = cap_table(arena, &caps, OSM_TRACKTYPE, map->strings);
    for (int k = 0; k < KIND_HIGHWAYS; k++)
        caps.assumed_surface[k] = cap_of(&caps, OSM_SURFACE, profiles->assumed_surface[k]);
    caps.assumed_track = cap_of(&caps, OSM_TRACKTYPE, profiles->assumed_tracktype);
    return caps;
}

static uint16_t least(uint16_t a, uint16_t b) {
    return a < b ? a : b;
}

static uint16_t road_speed(const Caps *caps, const RoadWay *way) {
    uint16_t speed = caps->profiles->highway_hmh[way->kind][caps->vehicle];
    uint16_t surface = caps->surface[way->surface];
    uint16_t smoothness = caps->smoothness[way->smoothness];
    uint16_t tracktype = caps->tracktype[way->tracktype];
    speed = least(speed, surface == UNKNOWN ? caps->assumed_surface[way->kind] : surface);
    if (smoothness != UNKNOWN) speed = least(speed, smoothness);
    if (tracktype != UNKNOWN)
        speed = least(speed, tracktype);
    else if (way->kind == KIND_TRACK && surface == UNKNOWN)
        speed = least(speed, caps->assumed_track);
    bool driven = caps->vehicle != ROAD_FOOT;
    if (driven && way->maxspeed_hmh) speed = least(speed, way->maxspeed_hmh);
    return speed;
}

static uint32_t time_ds(uint64_t length_dm, uint16_t hmh) {
    if (hmh == SPEED_NEVER) return ROAD_NEVER;
    uint64_t ds = (length_dm * 36 + hmh / 2) / hmh;
    if (ds == 0) return 1; /* no arc is free: every search ends, every path is simple */
    return ds < ROAD_NEVER ? (uint32_t)ds : ROAD_NEVER - 1;
}

/* A passenger's time on a ferry: its share of the way's duration, or its length at the default
 * speed. The wait belongs to boarding, so only arcs that leave a landing carry it. */
static uint32_t ferry_time(const RoadMap *map, const RoadProfiles *profiles, const RoadPiece *piece,
                           bool backward, uint64_t way_dm) {
    const RoadWay *way = &map->ways[piece->way];
    uint64_t ds = time_ds(piece->length_dm, profiles->ferry_hmh);
    if (way->duration_s && way_dm) ds = (uint64_t)way->duration_s * 10 * piece->length_dm / way_dm;
    uint32_t wait_s = way->interval_s ? way->interval_s / 2 : profiles->ferry_wait_s;
    if (map->landing[backward ? piece->to : piece->from]) ds += (uint64_t)wait_s * 10;
    if (ds == 0) return 1;
    return ds < ROAD_NEVER ? (uint32_t)ds : ROAD_NEVER - 1;
}

RoadWeights *road_weights(Arena *arena, const RoadMap *map, const RoadProfiles *profiles,
                          RoadClass vehicle) {
    Caps caps = caps_for(arena, map, profiles, vehicle);
    uint64_t *way_dm = ARENA_ARRAY(arena, uint64_t, map->way_count);
    for (uint32_t s = 0; s < map->segment_count; s++)
        way_dm[map->segments[s].way] += map->segments[s].length_dm;
    uint32_t *time = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)map->segment_count);
    for (uint32_t arc = 0; arc < 2 * map->segment_count; arc++) {
        const RoadPiece *piece = &map->segments[arc / 2];
        const RoadWay *way = &map->ways[piece->way];
        bool backward = arc & 1;
        if (!(way->open[backward] >> vehicle & 1))
            time[arc] = ROAD_NEVER;
        else if (vehicle == ROAD_BOAT)
            time[arc] = time_ds(piece->length_dm, profiles->water_hmh[way->kind][backward]);
        else if (way->kind == KIND_FERRY)
            time[arc] = ferry_time(map, profiles, piece, backward, way_dm[piece->way]);
        else
            time[arc] = time_ds(piece->length_dm, road_speed(&caps, way));
    }
    return road_weights_of_arcs(arena, map, vehicle, time);
}

uint32_t road_time_ds(const RoadWeights *weights, uint32_t segment, bool backward) {
    return weights->time_ds[2 * segment + backward];
}

RoadWeights *road_weights_of_arcs(Arena *arena, const RoadMap *map, RoadClass vehicle,
                                  uint32_t *take_time_ds) {
    RoadWeights *w = ARENA_NEW(arena, RoadWeights);
    w->vehicle = vehicle;
    w->time_ds = take_time_ds;
    for (uint32_t a = 0; a < 2 * map->segment_count; a++)
        assert(w->time_ds[a] > 0 && w->time_ds[a] <= ROAD_NEVER);
    w->cost = road_customize(arena, map, w->time_ds);
    w->part = road_parts(arena, map, w->time_ds);
    road_index_straights(arena, map, w);
    return w;
}
