// SPDX-License-Identifier: Apache-2.0
/* How long the index takes to build over pieces like those of a province's roads, and to find the
 * nearest 8 within 2 km. Usage: bench_geo_index [pieces] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "geo/geo.h"

#define QUERIES 20000

static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool count_to_8(void *ctx, size_t item, double distance_m) {
    (void)item;
    (void)distance_m;
    return ++*(int *)ctx % 8 != 0;
}

/* Winding roads: each piece of about 50 m goes on where the last ended, now and then elsewhere. */
static void make_roads(Rng *rng, GeoPoint *a, GeoPoint *b, size_t n) {
    GeoPoint at = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (i % 500 == 0)
            at = (GeoPoint){(int32_t)rng_below(rng, 20000000),
                            1000000000 + (int32_t)rng_below(rng, 20000000)};
        a[i] = at;
        at.lat_e7 += (int32_t)rng_below(rng, 8000) - 3000;
        at.lon_e7 += (int32_t)rng_below(rng, 8000) - 3000;
        b[i] = at;
    }
}

int main(int argc, char **argv) {
    int64_t n = 1000000;
    if (argc > 1 && !int_parse(argv[1], 1, 100000000, &n)) return 2;
    Env env = env_real();
    Arena *arena = arena_new(&env, 4096 * MIB);
    GeoPoint *a = ARENA_ARRAY(arena, GeoPoint, (size_t)n);
    GeoPoint *b = ARENA_ARRAY(arena, GeoPoint, (size_t)n);
    Rng rng;
    rng_seed(&rng, 1);
    make_roads(&rng, a, b, (size_t)n);
    size_t before = arena_bytes(arena);
    double start = cpu_s();
    const GeoIndex *index = geo_index(arena, a, b, (size_t)n);
    double built = cpu_s();
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
        GeoPoint p = a[rng_below(&rng, (uint32_t)n)];
        p.lat_e7 += (int32_t)rng_below(&rng, 20000) - 10000;
        geo_index_near(index, p, 2000, count_to_8, &found);
    }
    double done = cpu_s();
    printf("%" PRId64 " pieces: built in %.3f s, %.1f bytes a piece; %.2f us a query, %d found\n",
           n, built - start, (double)(arena_bytes(arena) - before) / (double)n,
           (done - built) * 1e6 / QUERIES, found);
    arena_free(arena);
    return 0;
}
