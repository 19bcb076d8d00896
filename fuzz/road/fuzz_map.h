// SPDX-License-Identifier: Apache-2.0
/* What both map fuzzers do with bytes: read them, and use whatever map comes out. */
#ifndef HANTAR_FUZZ_MAP_H
#define HANTAR_FUZZ_MAP_H

#include <stdlib.h>

#include "road/road_int.h"

typedef Status (*FuzzReader)(Arena *arena, Bytes file, const char *name, const OsmSink *sink,
                             Err *err);

static inline void use_map(Arena *arena, const RoadMap *map) {
    RoadProfiles *profiles;
    Err err;
    if (map->segment_count == 0) return;
    if (road_profiles_builtin(arena, &profiles, &err) != OK) abort();
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        RoadWeights *weights = road_weights(arena, map, profiles, c);
        GeoPoint points[2] = {map->points[0], map->box.max};
        RoadSnap snaps[2];
        uint32_t time_s[4], distance_m[4];
        RoadPath path;
        road_snap(map, weights, points, 2, 100000, NULL, snaps);
        road_matrix(arena, map, weights, snaps, 2, 1, NULL, time_s, distance_m);
        Status s = road_path(arena, map, weights, &snaps[0], &snaps[1], &path, &err);
        if ((s == OK) != (time_s[1] != ROAD_UNREACHABLE)) abort();
        if (s == OK && (path.time_s != time_s[1] || path.distance_m != distance_m[1])) abort();
    }
}

static inline int fuzz_map(const uint8_t *data, size_t size, FuzzReader reader) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 512 * MIB);
    if (ARENA_GUARD(arena)) {
        RoadReport report = {0};
        RoadBuild *build = road_build_new(arena, &report);
        OsmSink sink = road_build_sink(build, NULL);
        Err err = {0};
        Status s = reader(arena, (Bytes){data, size}, "fuzz", &sink, &err);
        if (s != OK && (s != ERR_INPUT || !err.text[0] || !err.place[0])) abort();
        RoadMap *map = s == OK ? road_build_map(build) : NULL;
        if (map) use_map(arena, map);
    }
    arena_free(arena);
    return 0;
}

#endif
