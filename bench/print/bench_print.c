// SPDX-License-Identifier: Apache-2.0
/* bench_print DIRECTORY ROADS: the papers of a regency of 960 TPS, 4,800 boxes and more, on a real
 * road map; processor time on one core. */
#include "print/sample.h"

#include <stdio.h>
#include <time.h>

static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count < 2) return 2;
    Env env = env_real();
    Arena *arena = arena_new(&env, 2048 * MIB);
    SampleSize size = {5, 12, 16, 18, {0}};
    Err err = {0};
    if (count > 2 && env_read_file(&env, words[2], 256 * MIB, arena, &size.roads, &err) != OK) {
        fprintf(stderr, "%s: %s\n", err.place, err.text);
        return 1;
    }
    Sample *sample = sample_make(&env, arena, size);
    double before = cpu_s();
    PrintFile *files;
    size_t n;
    if (print_all(arena, &sample->input, words[1], &files, &n, &err) != OK) {
        fprintf(stderr, "%s: %s\n", err.place, err.text);
        return 1;
    }
    printf("%zu TPS, %zu trips: %.2f s of processor time\n", sample->regency.tps_count,
           sample->plan.trip_count, cpu_s() - before);
    for (size_t i = 0; i < n; i++)
        printf("  %-18s %10lld bytes %5lld pages\n", files[i].name, (long long)files[i].bytes,
               (long long)files[i].pages);
    arena_free(arena);
    return 0;
}
