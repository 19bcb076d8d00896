// SPDX-License-Identifier: Apache-2.0
/* Planning-like instances: what the search gains over savings.
 *     bench_plan [SECONDS [SEEDS [SIZE [THREADS]]]]   default 5 s, 5 seeds, all sizes, 1 thread */
#include <stdio.h>
#include <stdlib.h>

#include "regency.h"

static const Regency sizes[] = {
    {200, 12, 8, 4, 5},
    {955, 54, 20, 4, 14},
    {3000, 160, 60, 4, 42},
};

static int by_number(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool verdict(Arena *arena, const VrpProblem *p, const VrpSolution *solution) {
    VrpVerdict v;
    vrp_check(arena, p, solution, &v);
    for (size_t i = 0; i < v.count && i < 5; i++)
        printf("  BREACH %s: %s\n", v.breaches[i].rule, v.breaches[i].text);
    return v.count == 0;
}

static bool run(const Env *env, const Regency *r, uint64_t seed, double seconds, int threads,
                double *ratio) {
    Arena *arena = arena_new(env, 2048 * MIB);
    VrpProblem *p = regency_new(arena, r, seed);
    VrpSolution savings, best;
    Err err;
    int64_t t0 = env->tick_ns(env->ctx);
    Status st = vrp_savings(env, arena, p, &savings, &err);
    int64_t t1 = env->tick_ns(env->ctx);
    VrpOptions o = {.time_limit_s = seconds, .seed = seed, .threads = threads};
    if (st == OK) st = vrp_solve(env, arena, p, &o, &best, &err);
    bool fine = st == OK && verdict(arena, p, &savings) && verdict(arena, p, &best);
    if (fine) {
        *ratio = (double)best.cost.total / (double)savings.cost.total;
        printf("%6d %4d | %12lld %3lld %4lld %5.2fs | %12lld %3lld %4lld %8lld steps | %.4f\n",
               r->stops, (int)seed, (long long)savings.cost.total,
               (long long)savings.cost.shifts_used, (long long)savings.cost.unserved_count,
               (double)(t1 - t0) / 1e9, (long long)best.cost.total,
               (long long)best.cost.shifts_used, (long long)best.cost.unserved_count,
               (long long)best.iterations, *ratio);
    } else {
        printf("failed: %s\n", st == OK ? "the checker objects" : err.text);
    }
    arena_free(arena);
    return fine;
}

int main(int argc, char **argv) {
    Env env = env_real();
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 5;
    int seeds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
    int only = argc > 3 ? (int)strtol(argv[3], NULL, 10) : -1;
    int threads = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 1;
    if (seeds < 1 || seeds > 100) return 2;
    printf("stops seed | savings: cost, shifts, unserved, time | search: the same | ratio\n");
    for (int s = 0; s < (int)COUNT_OF(sizes); s++) {
        double ratios[100];
        if (only >= 0 && s != only) continue;
        for (int i = 0; i < seeds; i++)
            if (!run(&env, &sizes[s], (uint64_t)i + 1, seconds, threads, &ratios[i])) return 1;
        qsort(ratios, (size_t)seeds, sizeof *ratios, by_number);
        printf("%6d stops: median ratio %.4f\n", sizes[s].stops, ratios[seeds / 2]);
        fflush(stdout);
    }
    return 0;
}
