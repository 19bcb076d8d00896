// SPDX-License-Identifier: Apache-2.0
/* What the tests of road/ share: reading files, and small random maps. */
#ifndef HANTAR_ROAD_WORLD_H
#define HANTAR_ROAD_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "road/road_int.h"

static inline Arena *new_arena(void) {
    static Env env;
    env = env_real();
    return arena_new(&env, 2048 * MIB);
}

/* A file carried with the tests. */
static inline const char *carried(Arena *arena, const char *name) {
    const char *root = getenv("HANTAR_SOURCE");
    return arena_printf(arena, "%s/%s", root ? root : ".", name);
}

/* A file below the shared data folder, or NULL where it is absent. */
static inline const char *shared(Arena *arena, const char *name) {
    const char *root = getenv("HANTAR_SHARED");
    const char *path = root ? arena_printf(arena, "%s/data/%s", root, name)
                            : carried(arena, arena_printf(arena, "../shared/data/%s", name));
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fclose(f);
    return path;
}

static inline Bytes slurp(Arena *arena, const char *path) {
    Env env = env_real();
    Bytes file = {0};
    Err err;
    if (env_read_file(&env, path, 64 * MIB, arena, &file, &err) != OK) fail_msg("%s", err.text);
    return file;
}

static inline RoadMap *read_map(Arena *arena, Bytes file, RoadReport *report) {
    RoadMap *map = NULL;
    Err err;
    if (road_read(arena, file, "test", NULL, &map, report, &err) != OK)
        fail_msg("%s: %s", err.place, err.text);
    return map;
}

static inline RoadProfiles *builtin(Arena *arena) {
    RoadProfiles *profiles = NULL;
    Err err;
    if (road_profiles_builtin(arena, &profiles, &err) != OK)
        fail_msg("%s: %s", err.place, err.text);
    return profiles;
}

/* ---------------------------------------------------------------- random maps
 * Few nodes on few places: directed, parallel, looped, of no length, in several pieces. */
#define WORLD_NODES 12
#define WORLD_SEGMENTS 22

static inline GeoPoint random_point(Rng *rng) {
    return (GeoPoint){(int32_t)rng_below(rng, 40) * 1000, (int32_t)rng_below(rng, 40) * 1000};
}

static inline RoadMap *random_map_of(Arena *arena, Rng *rng, uint32_t nodes, uint32_t segments,
                                     GeoPoint (*place)(Rng *rng),
                                     uint32_t (*other)(Rng *, uint32_t v, uint32_t n)) {
    RoadMap *map = ARENA_NEW(arena, RoadMap);
    map->node_count = nodes;
    map->segment_count = segments;
    map->nodes = ARENA_ARRAY(arena, GeoPoint, map->node_count);
    map->segments = ARENA_ARRAY(arena, RoadPiece, map->segment_count);
    map->first_point = ARENA_ARRAY(arena, uint32_t, map->segment_count + 1);
    map->points = ARENA_ARRAY(arena, GeoPoint, map->segment_count * 4);
    map->ways = ARENA_NEW(arena, RoadWay);
    *map->ways = (RoadWay){.kind = KIND_TERTIARY, .open = {0xFF, 0xFF}};
    map->way_count = 1;
    map->strings = road_strings_new(arena);
    for (uint32_t v = 0; v < map->node_count; v++) map->nodes[v] = place(rng);
    if (rng_below(rng, 2)) map->nodes[1] = map->nodes[0];
    uint32_t points = 0;
    for (uint32_t s = 0; s < map->segment_count; s++) {
        uint32_t from = rng_below(rng, map->node_count), to = other(rng, from, map->node_count);
        map->segments[s] = (RoadPiece){.from = from, .to = to};
        map->points[points++] = map->nodes[from];
        for (uint32_t bends = rng_below(rng, 3); bends > 0; bends--)
            map->points[points++] = place(rng);
        map->points[points++] = map->nodes[to];
        map->first_point[s + 1] = points;
    }
    road_map_finish(arena, map);
    return map;
}

static inline uint32_t any_node(Rng *rng, uint32_t v, uint32_t n) {
    (void)v;
    return rng_below(rng, n);
}

static inline RoadMap *random_map(Arena *arena, Rng *rng) {
    uint32_t nodes = 2 + rng_below(rng, WORLD_NODES - 1),
             segments = 1 + rng_below(rng, WORLD_SEGMENTS);
    return random_map_of(arena, rng, nodes, segments, random_point, any_node);
}

/* Like streets: mostly between neighbours of a grid of 16 columns, with some that are not. */
static inline uint32_t grid_node(Rng *rng, uint32_t v, uint32_t n) {
    static const uint32_t STEP[] = {1, 16, 17, 0};
    uint32_t step = rng_below(rng, 12) == 0 ? rng_below(rng, n) : STEP[rng_below(rng, 8) * 3 / 7];
    return (v + step) % n;
}

static inline RoadMap *street_map(Arena *arena, Rng *rng) {
    uint32_t nodes = 64 + rng_below(rng, 192);
    return random_map_of(arena, rng, nodes, nodes * 3 / 2 + rng_below(rng, nodes), random_point,
                         grid_node);
}

static inline RoadSnap random_snap(const RoadMap *map, Rng *rng) {
    RoadSnap snap = {.segment = rng_below(rng, map->segment_count)};
    uint32_t length = map->segments[snap.segment].length_dm;
    snap.along_dm = rng_below(rng, length + 1);
    if (rng_below(rng, 4) == 0) snap.along_dm = rng_below(rng, 2) ? length : 0;
    snap.at = map->nodes[map->segments[snap.segment].from];
    if (rng_below(rng, 20) == 0) snap.segment = UINT32_MAX;
    return snap;
}

static inline uint32_t *random_times(Arena *arena, Rng *rng, const RoadMap *map) {
    uint32_t *time = ARENA_ARRAY(arena, uint32_t, 2 * map->segment_count);
    for (uint32_t a = 0; a < 2 * map->segment_count; a++)
        time[a] = rng_below(rng, 3) == 0 ? ROAD_NEVER : 1 + rng_below(rng, 5000);
    return time;
}

static inline RoadWeights *weights_of(Arena *arena, const RoadMap *map, const uint32_t *time) {
    uint32_t *copy = ARENA_ARRAY(arena, uint32_t, 2 * map->segment_count);
    memcpy(copy, time, 2 * map->segment_count * sizeof *copy);
    return road_weights_of_arcs(arena, map, ROAD_4X4, copy);
}

#endif
