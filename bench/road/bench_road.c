// SPDX-License-Identifier: Apache-2.0
/* bench_road FILE [CLASS [RUNS [LEVEL [PEER.csv]]]]: CPU times of every stage of the engine on one
 * thread, stage by stage and end to end, over points drawn at random from the map's own nodes.
 * LEVEL is plain, avx2 or avx512. PEER.csv holds "stage,milliseconds" of another engine, measured
 * in the same hour on the same machine: then the ratio is shown too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "road/road_int.h"

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

typedef enum Stage {
    IMPORT,
    ORDER,
    HIERARCHY,
    WEIGHTS,
    SNAP,
    FULL,
    LANES,
    PARTIAL_1,
    PARTIAL_10,
    PARTIAL_100,
    PARTIAL_1000,
    TIMES_1000,
    COSTS_1000,
    TIMES_4000,
    COSTS_4000,
    PATH,
    STAGES
} Stage;
static const char *const NAMES[STAGES] = {
    [IMPORT] = "import",
    [ORDER] = "order",
    [HIERARCHY] = "hierarchy",
    [WEIGHTS] = "weights and snap index",
    [SNAP] = "snap 1000",
    [FULL] = "customize full",
    [LANES] = "customize, of 16 at once, each",
    [PARTIAL_1] = "customize 1 closed",
    [PARTIAL_10] = "customize 10 closed",
    [PARTIAL_100] = "customize 100 closed",
    [PARTIAL_1000] = "customize 1000 closed",
    [TIMES_1000] = "1000 x 1000, new metric, times",
    [COSTS_1000] = "1000 x 1000, new metric, times and distances",
    [TIMES_4000] = "4000 x 4000, new metric, times",
    [COSTS_4000] = "4000 x 4000, new metric, times and distances",
    [PATH] = "a path, with its line",
};
static double taken[STAGES][RUNS_MAX];

typedef struct Bench {
    const char *path, *level, *peer;
    RoadClass vehicle;
    Bytes file;
    int nth;
    Arena *arena;
    RoadMap *map;
    RoadWeights *weights;
    double began;
} Bench;

static void begin(Bench *b) {
    b->began = cpu_ms();
}

static void end(const Bench *b, Stage stage) {
    taken[stage][b->nth] = cpu_ms() - b->began;
}

static RoadSnap *snap_points(Bench *b, Arena *arena, uint32_t n) {
    Rng rng;
    rng_seed(&rng, 1);
    GeoPoint *points = ARENA_ARRAY(arena, GeoPoint, n);
    RoadSnap *snaps = ARENA_ARRAY(arena, RoadSnap, n);
    for (uint32_t i = 0; i < n; i++) {
        points[i] = b->map->nodes[rng_below(&rng, b->map->node_count)];
        points[i].lat_e7 += (int32_t)rng_below(&rng, 4000); /* so that most lie within a segment */
    }
    begin(b);
    road_snap(b->map, b->weights, points, n, 1000, NULL, snaps);
    if (n == 1000) end(b, SNAP);
    return snaps;
}

static void matrix(Bench *b, uint32_t n, bool distances, Stage stage) {
    Env env = env_real();
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    RoadSnap *snaps = snap_points(b, arena, n);
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, (size_t)n * n);
    uint32_t *distance_m = ARENA_ARRAY(arena, uint32_t, (size_t)n * n);
    uint32_t arcs = 2 * b->map->segment_count, *all = ARENA_ARRAY(arena, uint32_t, arcs);
    for (uint32_t a = 0; a < arcs; a++) all[a] = a;
    begin(b);
    road_recustomize(arena, b->map, b->weights, all, arcs);
    road_matrix(arena, b->map, b->weights, snaps, n, 1, NULL, time_s,
                distances ? distance_m : NULL);
    end(b, stage);
    if (b->nth > 0 || stage != TIMES_1000) return;
    uint64_t sum = 0, cut_off = 0;
    for (size_t i = 0; i < (size_t)n * n; i++)
        if (time_s[i] == ROAD_UNREACHABLE)
            cut_off++;
        else
            sum += time_s[i];
    printf("sum of the 1000 x 1000: %llu s, without a way %llu\n", (unsigned long long)sum,
           (unsigned long long)cut_off);
}

static void paths(Bench *b) {
    enum { N = 200 };
    Env env = env_real();
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    RoadSnap *snaps = snap_points(b, arena, 2 * N);
    begin(b);
    for (size_t i = 0; i < N; i++) {
        RoadPath path;
        Err err;
        if (road_path(arena, b->map, b->weights, &snaps[i], &snaps[N + i], &path, &err) != OK)
            continue;
    }
    end(b, PATH);
    taken[PATH][b->nth] /= N;
}

/* Closes so many random segments, and leaves all open again. */
static void partial(Bench *b, size_t n, Stage stage) {
    Rng rng;
    rng_seed(&rng, 100 + (uint64_t)b->nth);
    Env env = env_real();
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    uint32_t *time = b->weights->time_ds, *arcs = ARENA_ARRAY(arena, uint32_t, 2 * n);
    uint32_t *was = ARENA_ARRAY(arena, uint32_t, 2 * n);
    for (size_t i = 0; i < 2 * n; i += 2) {
        arcs[i] = 2 * rng_below(&rng, b->map->segment_count);
        arcs[i + 1] = arcs[i] + 1;
    }
    for (size_t i = 0; i < 2 * n; i++) was[i] = time[arcs[i]], time[arcs[i]] = ROAD_NEVER;
    road_recustomize_some(b->arena, b->map, b->weights, arcs, 0);
    begin(b);
    road_recustomize_some(b->arena, b->map, b->weights, arcs, 2 * n);
    end(b, stage);
    for (size_t i = 2 * n; i-- > 0;) time[arcs[i]] = was[i];
    road_recustomize_some(b->arena, b->map, b->weights, arcs, 2 * n);
}

static void lanes(Bench *b) {
    const RoadHierarchy *h = road_hierarchy(b->map);
    RoadLanes *lanes = road_aligned(b->arena, h->arc_count * sizeof *lanes);
    uint8_t *hazard = ARENA_ARRAY(b->arena, uint8_t, b->map->segment_count);
    uint32_t(*factors)[ROAD_LANES] = arena_array(b->arena, ROAD_HAZARDS, sizeof *factors);
    Rng rng;
    rng_seed(&rng, 5);
    for (uint32_t s = 0; s < b->map->segment_count; s++) hazard[s] = (uint8_t)rng_below(&rng, 256);
    for (size_t c = 0; c < ROAD_HAZARDS; c++)
        for (size_t lane = 0; lane < ROAD_LANES; lane++)
            factors[c][lane] = rng_below(&rng, 33) ? ROAD_FACTOR_ONE + rng_below(&rng, 2000) : 0;
    memset(lanes, 1, h->arc_count * sizeof *lanes); /* the memory is there already */
    begin(b);
    road_lanes_fill(b->map, b->weights->time_ds, hazard, (const uint32_t(*)[ROAD_LANES])factors,
                    lanes);
    b->map->kernel->customize_lanes(h, lanes);
    end(b, LANES);
    taken[LANES][b->nth] /= ROAD_LANES;
}

static void choose_level(Bench *b) {
    const RoadKernel *kernels[3];
    size_t n = road_kernels(kernels);
    for (size_t i = 0; b->level && i < n; i++)
        if (str_eq(kernels[i]->level, b->level)) b->map->kernel = kernels[i];
}

static void engine(Bench *b, const RoadProfiles *profiles) {
    begin(b);
    uint32_t *order = road_order(b->arena, b->map);
    end(b, ORDER);
    begin(b);
    b->map->lazy->hierarchy = road_hierarchy_of_order(b->arena, b->map, order);
    end(b, HIERARCHY);
    begin(b);
    b->weights = road_weights(b->arena, b->map, profiles, b->vehicle);
    end(b, WEIGHTS);
    uint32_t arcs = 2 * b->map->segment_count, *all = ARENA_ARRAY(b->arena, uint32_t, arcs);
    begin(b);
    road_recustomize(b->arena, b->map, b->weights, all, arcs);
    end(b, FULL);
    lanes(b);
    partial(b, 1, PARTIAL_1);
    partial(b, 10, PARTIAL_10);
    partial(b, 100, PARTIAL_100);
    partial(b, 1000, PARTIAL_1000);
    matrix(b, 1000, false, TIMES_1000);
    matrix(b, 1000, true, COSTS_1000);
    matrix(b, 4000, false, TIMES_4000);
    matrix(b, 4000, true, COSTS_4000);
    paths(b);
}

static Status run(Bench *b, Err *err) {
    Env env = env_real();
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    RoadProfiles *profiles;
    RoadReport report;
    b->arena = arena;
    Status s = road_profiles_builtin(arena, &profiles, err);
    if (s != OK) return s;
    begin(b);
    s = road_read(arena, b->file, b->path, NULL, &b->map, &report, err);
    if (s != OK) return s;
    end(b, IMPORT);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    choose_level(b);
    engine(b, profiles);
    if (b->nth > 0) return OK;
    const RoadHierarchy *h = b->map->lazy->hierarchy;
    printf("nodes %lld, segments %lld, %lld km; process after import %ld MiB; level %s\n",
           (long long)report.nodes, (long long)report.segments, (long long)report.length_m / 1000,
           usage.ru_maxrss / 1024, b->map->kernel->level);
    printf("arcs %u, triangles %zu\n", h->arc_count, h->first_triangle[h->n]);
    return OK;
}

/* Of a stage in the peer's file, or 0. */
static double peer_ms(const Bench *b, const char *stage) {
    FILE *f = b->peer ? fopen(b->peer, "r") : NULL;
    char line[256];
    double ms = 0;
    while (f && fgets(line, sizeof line, f)) {
        char *comma = strrchr(line, ',');
        if (comma && (size_t)(comma - line) == strlen(stage) &&
            strncmp(line, stage, strlen(stage)) == 0)
            ms = strtod(comma + 1, NULL);
    }
    if (f) fclose(f);
    return ms;
}

static void report(const Bench *b, int runs) {
    printf("%-45s %10s %10s %10s\n", "CPU milliseconds, one thread", "quartile", "median",
           b->peer ? "peer" : "");
    for (int stage = 0; stage < STAGES; stage++) {
        double *t = taken[stage], peer = peer_ms(b, NAMES[stage]);
        qsort(t, (size_t)runs, sizeof *t, ascending);
        printf("%-45s %10.3f %10.3f", NAMES[stage], t[runs / 4], t[runs / 2]);
        if (peer > 0) printf(" %10.3f  %.1f x", peer, peer / t[runs / 2]);
        printf("\n");
    }
}

int main(int argc, char **argv) {
    Env env = env_real();
    Bench b = {.vehicle = ROAD_4X4};
    int64_t runs = 11;
    Err err;
    bool ok = argc >= 2 && (argc < 3 || road_class_parse(argv[2], &b.vehicle)) &&
              (argc < 4 || int_parse(argv[3], 1, RUNS_MAX, &runs));
    if (!ok) {
        fprintf(stderr, "usage: bench_road FILE [CLASS [RUNS [LEVEL [PEER.csv]]]]\n");
        return 2;
    }
    b.path = argv[1];
    b.level = argc > 4 ? argv[4] : NULL;
    b.peer = argc > 5 ? argv[5] : NULL;
    CLEANUP(arena_freep) Arena *arena = arena_new(&env, 4096 * MIB);
    Status s = env_read_file(&env, b.path, 1024 * MIB, arena, &b.file, &err);
    for (b.nth = 0; s == OK && b.nth < runs; b.nth++) s = run(&b, &err);
    if (s != OK) return fprintf(stderr, "%s: %s\n", err.place, err.text), 1;
    report(&b, (int)runs);
    return 0;
}
