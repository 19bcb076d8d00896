// SPDX-License-Identifier: Apache-2.0
/* Predictions beside the truth. */
#include "foresee/foresee.h"

#include <math.h>
#include <stdlib.h>

const int32_t foresee_bin_e5[FORESEE_BINS + 1] = {0,     1000,  5000,  10000, 20000, 30000, 40000,
                                                  50000, 60000, 70000, 80000, 90000, 100000};

#define SPREAD_MIN 1e-4 /* variance of predictions below which no slope is told */

typedef struct Known { /* the items whose truth is known */
    const ForeseeEach *each;
    uint32_t scenarios;
    size_t *item, count;
    uint32_t *hits; /* scenarios in which it happens */
    bool *truth;
} Known;
typedef struct Figures {
    double count, brier, slope;
} Figures;

static Known known_ones(Arena *arena, const ForeseeEach *each, uint32_t scenarios,
                        const ForeseeTruth *truth) {
    Known k = {each,
               scenarios,
               ARENA_ARRAY(arena, size_t, each->items + 1),
               0,
               ARENA_ARRAY(arena, uint32_t, each->items + 1),
               ARENA_ARRAY(arena, bool, each->items + 1)};
    for (size_t i = 0; i < each->items; i++) {
        if (truth[i] == FORESEE_UNKNOWN) continue;
        for (uint32_t s = 0; s < scenarios; s++) k.hits[k.count] += foresee_each(each, s, i);
        k.truth[k.count] = truth[i] == FORESEE_YES;
        k.item[k.count++] = i;
    }
    return k;
}

/* Judges the truth by all scenarios, or a scenario by all others and the truth: so that all are
 * judged alike, and a model that holds makes every rank as likely. */
static Figures figures(const Known *k, uint32_t scenario) {
    bool real = scenario == UINT32_MAX;
    double sum_p = 0, sum_pp = 0, sum_py = 0, sum_y = 0, square = 0, n = (double)k->count;
    for (size_t i = 0; i < k->count; i++) {
        double y = real ? k->truth[i] : foresee_each(k->each, scenario, k->item[i]);
        double p = (k->hits[i] + k->truth[i] - y) / k->scenarios;
        sum_p += p;
        sum_pp += p * p;
        sum_py += p * y;
        sum_y += y;
        square += (p - y) * (p - y);
    }
    double spread = sum_pp - sum_p * sum_p / n;
    return (Figures){sum_y, square / n,
                     spread > SPREAD_MIN * n ? (sum_py - sum_p * sum_y / n) / spread : (double)NAN};
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static ForeseeOdd odd(double seen, double *of, size_t n) {
    size_t below = 0, above = 0;
    if (isnan(seen) || n == 0) return (ForeseeOdd){seen, (double)NAN, (double)NAN, 1000};
    qsort(of, n, sizeof *of, ascending);
    for (size_t i = 0; i < n; i++) {
        below += of[i] <= seen;
        above += of[i] >= seen;
    }
    size_t fewer = below < above ? below : above;
    size_t permille = 2000 * (fewer + 1) / (n + 1); /* the truth is one of them itself */
    return (ForeseeOdd){seen, of[n * 25 / 1000], of[n - 1 - n * 25 / 1000],
                        permille > 1000 ? 1000 : (int32_t)permille};
}

static void compare(Arena *arena, const Known *k, ForeseeScore *to) {
    Figures real = figures(k, UINT32_MAX);
    double *count = ARENA_ARRAY(arena, double, k->scenarios);
    double *brier = ARENA_ARRAY(arena, double, k->scenarios);
    double *slope = ARENA_ARRAY(arena, double, k->scenarios);
    size_t n = k->scenarios > 1 ? k->scenarios : 0, slopes = 0;
    for (uint32_t s = 0; s < n; s++) {
        Figures f = figures(k, s);
        count[s] = f.count;
        brier[s] = f.brier;
        if (!isnan(f.slope)) slope[slopes++] = f.slope;
    }
    to->count = odd(real.count, count, n);
    to->brier = odd(real.brier, brier, n);
    to->slope = odd(real.slope, slope, slopes);
    const ForeseeOdd of[] = {to->count, to->brier, to->slope};
    to->oddest = FORESEE_BY_COUNT;
    for (int i = 1; i < 3; i++)
        if (of[i].permille < of[to->oddest].permille) to->oddest = (ForeseeOddest)i;
    int32_t permille = 3 * of[to->oddest].permille;
    to->verdict = permille < 10 ? FORESEE_BROKEN : permille < 50 ? FORESEE_DOUBTFUL : FORESEE_FITS;
}

/* Murphy, "A new vector partition of the probability score", J. Appl. Meteor. 12 (1973). */
static void divide(const Known *k, ForeseeScore *to) {
    double predicted[FORESEE_BINS] = {0}, n = (double)k->count, all = (double)to->hits / n;
    for (size_t i = 0; i < k->count; i++) {
        double p = (double)k->hits[i] / k->scenarios;
        int bin = 0;
        while (bin < FORESEE_BINS - 1 && p * 1e5 >= foresee_bin_e5[bin + 1]) bin++;
        to->bins[bin].n++;
        to->bins[bin].hits += k->truth[i];
        predicted[bin] += p;
    }
    for (int b = 0; b < FORESEE_BINS; b++) {
        double in = (double)to->bins[b].n;
        if (in == 0) continue;
        double seen = (double)to->bins[b].hits / in, mean = predicted[b] / in;
        to->bins[b].predicted_e5 = (int32_t)lround(mean * 1e5);
        to->reliability += in * (mean - seen) * (mean - seen) / n;
        to->resolution += in * (seen - all) * (seen - all) / n;
    }
    to->uncertainty = all * (1 - all);
}

void foresee_score(Arena *arena, const ForeseeEach *each, uint32_t scenarios,
                   const ForeseeTruth *truth, ForeseeScore *ret) {
    Known k = known_ones(arena, each, scenarios, truth);
    *ret = (ForeseeScore){.known = (int64_t)k.count};
    if (k.count == 0) return;
    for (size_t i = 0; i < k.count; i++) {
        ret->hits += k.truth[i];
        ret->expected += (double)k.hits[i] / scenarios;
    }
    compare(arena, &k, ret);
    divide(&k, ret);
}
