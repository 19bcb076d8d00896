// SPDX-License-Identifier: Apache-2.0
/* bench_road FILE [CLASS [POINTS [RUNS]]]: median CPU times of import, weights, snapping and a
 * matrix over points drawn at random from the map's own nodes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "road/road.h"

#define RUNS_MAX 101

static double cpu_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { IMPORT, WEIGHTS, SNAP, MATRIX, STAGES };
static double taken[STAGES][RUNS_MAX];

typedef struct Setup {
    const char *path;
    RoadClass vehicle;
    uint32_t points;
} Setup;

static void random_points(const RoadMap *map, uint32_t n, GeoPoint *points) {
    Rng rng;
    rng_seed(&rng, 1);
    for (uint32_t i = 0; i < n; i++)
        points[i] = road_node(map, rng_below(&rng, road_node_count(map)));
}

static Status run(const Env *env, const Setup *setup, Bytes file, int nth, Err *err) {
    CLEANUP(arena_freep) Arena *arena = arena_new(env, 4096 * MIB);
    uint32_t n = setup->points;
    RoadProfiles *profiles;
    RoadMap *map;
    RoadReport report;
    Status s = road_profiles_builtin(arena, &profiles, err);
    if (s != OK) return s;
    double t0 = cpu_ms();
    s = road_read(arena, file, setup->path, NULL, &map, &report, err);
    if (s != OK) return s;
    size_t map_bytes = arena_bytes(arena);
    double t1 = cpu_ms();
    RoadWeights *weights = road_weights(arena, map, profiles, setup->vehicle);
    double t2 = cpu_ms();
    GeoPoint *points = ARENA_ARRAY(arena, GeoPoint, n);
    RoadSnap *snaps = ARENA_ARRAY(arena, RoadSnap, n);
    random_points(map, n, points);
    road_snap(map, weights, points, n, 1000, NULL, snaps);
    double t3 = cpu_ms();
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, (size_t)n * n);
    uint32_t *distance_m = ARENA_ARRAY(arena, uint32_t, (size_t)n * n);
    road_matrix(arena, map, weights, snaps, n, 1, NULL, time_s, distance_m);
    double t4 = cpu_ms();
    taken[IMPORT][nth] = t1 - t0;
    taken[WEIGHTS][nth] = t2 - t1;
    taken[SNAP][nth] = t3 - t2;
    taken[MATRIX][nth] = t4 - t3;
    if (nth > 0) return OK;
    uint64_t sum = 0, cut_off = 0;
    for (size_t i = 0; i < (size_t)n * n; i++)
        if (time_s[i] == ROAD_UNREACHABLE)
            cut_off++;
        else
            sum += time_s[i];
    printf("nodes %lld, segments %lld, %lld km, pieces %lld, import memory %zu MiB\n",
           (long long)report.nodes, (long long)report.segments, (long long)report.length_m / 1000,
           (long long)report.pieces, map_bytes / MIB);
    printf("matrix sum %llu s, unreachable %llu of %zu\n", (unsigned long long)sum,
           (unsigned long long)cut_off, (size_t)n * n);
    return OK;
}

int main(int argc, char **argv) {
    static const char *const NAMES[STAGES] = {"import", "weights", "snap", "matrix"};
    Env env = env_real();
    Setup setup = {.vehicle = ROAD_4X4, .points = 1000};
    int64_t points = 1000, runs = 5;
    Err err;
    bool ok = argc >= 2 && (argc < 3 || road_class_parse(argv[2], &setup.vehicle)) &&
              (argc < 4 || int_parse(argv[3], 1, 20000, &points)) &&
              (argc < 5 || int_parse(argv[4], 1, RUNS_MAX, &runs));
    if (!ok) return fprintf(stderr, "usage: bench_road FILE [CLASS [POINTS [RUNS]]]\n"), 2;
    setup.path = argv[1];
    setup.points = (uint32_t)points;
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    Bytes file;
    Status s = env_read_file(&env, setup.path, 1024 * MIB, arena, &file, &err);
    for (int i = 0; s == OK && i < runs; i++) s = run(&env, &setup, file, i, &err);
    if (s != OK) return fprintf(stderr, "%s: %s\n", err.place, err.text), 1;
    for (int stage = 0; stage < STAGES; stage++) {
        qsort(taken[stage], (size_t)runs, sizeof taken[stage][0], ascending);
        printf("%-8s %9.2f ms CPU (median of %d; %.2f to %.2f)\n", NAMES[stage],
               taken[stage][runs / 2], (int)runs, taken[stage][0], taken[stage][runs - 1]);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak memory of the process %ld MiB\n", usage.ru_maxrss / 1024);
    return 0;
}
