// SPDX-License-Identifier: Apache-2.0
/* bench_scenarios FILE [POINTS [COUNT [THREADS [MIB]]]]: floods of all land vehicles between points
 * drawn at random from the map's own nodes. Every scenario closes or slows each of 256 classes of
 * segments by chance. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "road/road.h"

static double seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static RoadScenarios floods(Arena *arena, const RoadMap *map, size_t count) {
    Rng rng;
    rng_seed(&rng, 11);
    uint8_t *hazard = ARENA_ARRAY(arena, uint8_t, road_segment_count(map));
    uint16_t(*factors)[ROAD_HAZARDS] = arena_array(arena, count, sizeof *factors);
    for (uint32_t s = 0; s < road_segment_count(map); s++)
        hazard[s] = (uint8_t)rng_below(&rng, 256);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < ROAD_HAZARDS; c++)
            factors[i][c] =
                (uint16_t)(rng_below(&rng, 40) ? ROAD_FACTOR_ONE + rng_below(&rng, 3000) : 0);
    return (RoadScenarios){hazard, count, (const uint16_t(*)[ROAD_HAZARDS])factors};
}

typedef struct Bench {
    const char *path;
    int64_t points, count, threads, mib;
} Bench;

static Status run(const Env *env, const Bench *b, Err *err) {
    static const RoadClass VEHICLES[] = {ROAD_TRUCK, ROAD_4X4, ROAD_MOTORCYCLE, ROAD_FOOT};
    static const uint16_t WANTED[] = {500, 900};
    CLEANUP(arena_freep) Arena *arena = arena_new(env, 2048 * MIB);
    size_t n = (size_t)b->points;
    Bytes file;
    RoadMap *map;
    RoadProfiles *profiles;
    Status s = env_read_file(env, b->path, 1024 * MIB, arena, &file, err);
    if (s == OK) s = road_read(arena, file, b->path, NULL, &map, NULL, err);
    if (s == OK) s = road_profiles_builtin(arena, &profiles, err);
    if (s != OK) return s;
    RoadScenarios all = floods(arena, map, (size_t)b->count);
    GeoPoint *points = ARENA_ARRAY(arena, GeoPoint, n);
    RoadSnap *snaps = ARENA_ARRAY(arena, RoadSnap, n);
    Rng rng;
    rng_seed(&rng, 1);
    for (size_t i = 0; i < n; i++)
        points[i] = road_node(map, rng_below(&rng, road_node_count(map)));
    uint32_t *quantile[2];
    for (int q = 0; q < 2; q++) quantile[q] = ARENA_ARRAY(arena, uint32_t, n * n);
    RoadSpread spread = {ARENA_ARRAY(arena, uint16_t, n * n), 2, WANTED, quantile};
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t v = 0; v < COUNT_OF(VEHICLES); v++) {
        CLEANUP(arena_freep) Arena *scratch = arena_new(env, 2048 * MIB);
        RoadWeights *weights = road_weights(scratch, map, profiles, VEHICLES[v]);
        road_snap(map, weights, points, n, 3000, NULL, snaps);
        road_scenarios(scratch, map, weights, snaps, n, &all, (size_t)b->mib * MIB, (int)b->threads,
                       NULL, &spread);
    }
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld scenarios x 4 vehicles x %zu x %zu: %.1f s wall, %.1f s CPU on %lld threads; "
           "%.2f ms CPU each; peak memory %ld MiB\n",
           (long long)b->count, n, n, wall, cpu, (long long)b->threads,
           cpu * 1000 / (4.0 * (double)b->count), usage.ru_maxrss / 1024);
    return OK;
}

int main(int argc, char **argv) {
    Env env = env_real();
    Bench b = {.points = 957, .count = 1000, .threads = 2, .mib = 256};
    Err err;
    bool ok = argc >= 2 && (argc < 3 || int_parse(argv[2], 1, 20000, &b.points)) &&
              (argc < 4 || int_parse(argv[3], 1, ROAD_SCENARIOS_MAX, &b.count)) &&
              (argc < 5 || int_parse(argv[4], 1, 64, &b.threads)) &&
              (argc < 6 || int_parse(argv[5], 1, 1024, &b.mib));
    if (!ok) {
        fprintf(stderr, "usage: bench_scenarios FILE [POINTS [COUNT [THREADS [MIB]]]]\n");
        return 2;
    }
    b.path = argv[1];
    if (run(&env, &b, &err) != OK) return fprintf(stderr, "%s: %s\n", err.place, err.text), 1;
    return 0;
}
