// SPDX-License-Identifier: Apache-2.0
/* Is a model that holds told to hold, and one that does not, not? On synthetic truth: items that
 * hang together by a weather that all share, so that counting them as independent would be wrong.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "foresee/foresee.h"

#define ITEMS 120
#define SCENARIOS 1000
#define TRUTHS 400

typedef struct World {
    Env env;
    Arena *arena;
    Rng rng;
    ForeseeEach each;
} World;

/* Marsaglia's polar method. */
static double normal(Rng *rng) {
    for (;;) {
        double x = 2 * rng_unit(rng) - 1, y = 2 * rng_unit(rng) - 1, r = x * x + y * y;
        if (r > 0 && r < 1) return x * sqrt(-2 * log(r) / r);
    }
}

/* Item i happens when weather and its own luck pass its threshold; chances from 0.02 to 0.9. */
static void one(Rng *rng, double louder, double shift, bool *happens) {
    double weather = normal(rng);
    for (int i = 0; i < ITEMS; i++) {
        double threshold = 2 - 3.2 * i / ITEMS;
        happens[i] = louder * (0.7 * weather + 0.7 * normal(rng)) + shift > threshold;
    }
}

static void setup(World *w) {
    bool happens[ITEMS];
    *w = (World){.env = env_real()};
    w->arena = arena_new(&w->env, 256 * MIB);
    rng_seed(&w->rng, 5);
    size_t words = (ITEMS + 63) / 64;
    w->each = (ForeseeEach){ITEMS, words, ARENA_ARRAY(w->arena, uint64_t, words * SCENARIOS)};
    for (size_t s = 0; s < SCENARIOS; s++) {
        one(&w->rng, 1, 0, happens);
        for (size_t i = 0; i < ITEMS; i++)
            if (happens[i]) w->each.bits[s * words + i / 64] |= UINT64_C(1) << i % 64;
    }
}

typedef struct Tally {
    int verdicts[4];
    double slope; /* of all truths together */
} Tally;
static Tally judge(World *w, double louder, double shift) {
    Tally tally = {0};
    double p[ITEMS] = {0}, sum_p = 0, sum_pp = 0, sum_y = 0, sum_py = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        for (uint32_t s = 0; s < SCENARIOS; s++) p[i] += foresee_each(&w->each, s, i);
        p[i] /= SCENARIOS;
    }
    for (int t = 0; t < TRUTHS; t++) {
        bool happens[ITEMS];
        ForeseeTruth truth[ITEMS];
        ForeseeScore score;
        one(&w->rng, louder, shift, happens);
        for (size_t i = 0; i < ITEMS; i++) {
            truth[i] = happens[i] ? FORESEE_YES : FORESEE_NO;
            sum_p += p[i], sum_pp += p[i] * p[i];
            sum_y += happens[i], sum_py += p[i] * happens[i];
        }
        foresee_score(w->arena, &w->each, SCENARIOS, truth, &score);
        tally.verdicts[score.verdict]++;
    }
    double n = (double)ITEMS * TRUTHS;
    tally.slope = (sum_py - sum_p * sum_y / n) / (sum_pp - sum_p * sum_p / n);
    print_message("louder %.1f, shift %.1f: fits %d, doubtful %d, broken %d, slope %.3f\n", louder,
                  shift, tally.verdicts[FORESEE_FITS], tally.verdicts[FORESEE_DOUBTFUL],
                  tally.verdicts[FORESEE_BROKEN], tally.slope);
    return tally;
}

/* Of 400 truths of the model itself at most 1 in 100 may be called broken, and 1 in 20 doubted; the
 * limits are four standard deviations above. */
static void a_model_that_holds_is_seldom_doubted(void **state) {
    (void)state;
    World w;
    setup(&w);
    Tally t = judge(&w, 1, 0);
    assert_true(t.verdicts[FORESEE_BROKEN] <= 4 + 8);
    assert_true(t.verdicts[FORESEE_BROKEN] + t.verdicts[FORESEE_DOUBTFUL] <= 20 + 18);
    assert_true(t.slope > 0.9 && t.slope < 1.1);
    arena_free(w.arena);
}

static void a_broken_model_is_recognised(void **state) {
    (void)state;
    World w;
    setup(&w);
    const double worse_or_better[][2] = {{1, 3}, {1, -4}};
    for (size_t i = 0; i < COUNT_OF(worse_or_better); i++) {
        Tally t = judge(&w, worse_or_better[i][0], worse_or_better[i][1]);
        assert_true(t.verdicts[FORESEE_BROKEN] > TRUTHS / 2);
    }
    Tally wild = judge(&w, 4, 0); /* right on average: one weather alone seldom tells */
    assert_true(wild.verdicts[FORESEE_BROKEN] + wild.verdicts[FORESEE_DOUBTFUL] > TRUTHS / 5);
    arena_free(w.arena);
}

/* ---------------------------------------------------------------- the figures by hand */

static void the_score_is_briers_and_its_parts_are_murphys(void **state) {
    (void)state;
    World w;
    setup(&w);
    uint64_t bits[10] = {0}; /* ten scenarios of four items: 0.0, 0.2, 0.2, 0.8 */
    for (int s = 0; s < 2; s++) bits[s] |= 2, bits[9 - s] |= 4;
    for (int s = 0; s < 8; s++) bits[s] |= 8;
    ForeseeEach each = {4, 1, bits};
    ForeseeTruth truth[4] = {FORESEE_NO, FORESEE_YES, FORESEE_NO, FORESEE_YES};
    ForeseeScore score;
    foresee_score(w.arena, &each, 10, truth, &score);
    assert_int_equal(score.known, 4);
    assert_int_equal(score.hits, 2);
    assert_true(fabs(score.expected - 1.2) < 1e-12);
    double brier = (0 + 0.64 + 0.04 + 0.04) / 4;
    assert_true(fabs(score.brier.seen - brier) < 1e-12);
    assert_true(fabs(score.uncertainty - 0.25) < 1e-12);
    assert_true(fabs(score.reliability - (0 + 2 * 0.09 + 0.04) / 4) < 1e-12);
    assert_true(fabs(score.resolution - (0.25 + 0 + 0.25) / 4) < 1e-12);
    assert_true(fabs(score.reliability - score.resolution + score.uncertainty - brier) < 1e-12);
    /* slope: covariance 0.12 (mean 0.3, 0.5) over variance 0.09 */
    assert_true(fabs(score.slope.seen - (0.25 - 0.15) / (0.18 - 0.09)) < 1e-12);
    truth[1] = truth[3] = FORESEE_UNKNOWN;
    foresee_score(w.arena, &each, 10, truth, &score);
    assert_int_equal(score.known, 2);
    assert_int_equal(score.hits, 0);
    truth[0] = truth[2] = FORESEE_UNKNOWN;
    foresee_score(w.arena, &each, 10, truth, &score);
    assert_int_equal(score.verdict, FORESEE_NO_VERDICT);
    arena_free(w.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_that_holds_is_seldom_doubted),
        cmocka_unit_test(a_broken_model_is_recognised),
        cmocka_unit_test(the_score_is_briers_and_its_parts_are_murphys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
