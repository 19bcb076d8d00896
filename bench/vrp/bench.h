// SPDX-License-Identifier: Apache-2.0
/* What bench_set measures, for its plot. */
#ifndef HANTAR_BENCH_VRP_H
#define HANTAR_BENCH_VRP_H

#include "vrp/vrp_int.h"

typedef struct Known { /* an instance and its best known cost */
    const char *name, *file;
    double cost;
    int64_t customers;
} Known;

/* The gap over time, in even steps of the logarithm from CURVE_FIRST_S to 100 s. */
#define CURVE_POINTS 64
#define CURVE_FIRST_S 0.1
typedef struct Curve {
    double at[CURVE_POINTS];
} Curve;
static inline double curve_time(int i) {
    double t = CURVE_FIRST_S;
    for (int k = 0; k < i; k++) t *= 1.1159;
    return t;
}

typedef struct Result { /* of one run */
    const Known *known;
    int64_t seed, iterations;
    double limit_s, cost, gap, cpu_s;
    Curve gaps; /* below 0 = no plan yet */
} Result;

typedef struct Anchor { /* what another solver reached */
    const char *instance, *solver;
    double cpu_s, gap;
} Anchor;

typedef VEC(Result) Results;
typedef VEC(Anchor) Anchors;
/* A picture per instance: ours as a line for each limit of time, the others as marks. */
void plot(Arena *arena, const Results *results, const Anchors *anchors, Buf *svg);

#endif
