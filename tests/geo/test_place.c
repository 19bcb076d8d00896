// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geo.h"

static Env env;

static GeoPoint random_point(Rng *rng, GeoPoint corner, uint32_t span_e7) {
    return (GeoPoint){corner.lat_e7 + (int32_t)rng_below(rng, span_e7),
                      corner.lon_e7 + (int32_t)rng_below(rng, span_e7)};
}

/* ---------------------------------------------------------------- distances */

static void distances_agree_with_a_table(void **state) {
    (void)state;
    /* by Vincenty's formula for the sphere, which shares nothing with the haversine */
    static const struct {
        GeoPoint a, b;
        double m;
    } table[] = {
        {{0, 0}, {0, 10000000}, 111195.0802335},
        {{0, 0}, {10000000, 0}, 111195.0802335},
        {{19017080, 1000936480}, {18042710, 1000818690}, 10913.3134809},
        {{-62000000, 1068166000}, {35833333, 986666667}, 1415014.3164180},
        {{-85000000, 1400000000}, {55000000, 950000000}, 5226561.3101155},
        {{600000000, 0}, {600000000, 1800000000}, 6671704.8140120},
        {{0, 0}, {0, 1800000000}, 20015114.4420359},
        {{10000000, 1000000000}, {10000001, 1000000000}, 0.0111195},
        {{0, 1799999999}, {0, -1799999999}, 0.0222390},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        double d = geo_distance(table[i].a, table[i].b);
        assert_true(fabs(d - table[i].m) < 1e-6 + table[i].m * 1e-9);
        assert_int_equal(geo_distance_m(table[i].b, table[i].a), lround(table[i].m));
    }
    assert_true(geo_distance(table[2].a, table[2].a) == 0);
}

static void the_nearest_place_is_no_farther_than_any_sample_of_the_piece(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 1);
    for (int round = 0; round < 500; round++) {
        GeoPoint corner = geo_point(-8 + rng_unit(&rng) * 14, 95 + rng_unit(&rng) * 45);
        GeoPoint p = random_point(&rng, corner, 300000), a = random_point(&rng, corner, 300000),
                 b = random_point(&rng, corner, 300000);
        double part;
        double nearest = geo_distance(p, geo_nearest_on(p, a, b, &part));
        assert_true(part >= 0 && part <= 1);
        for (int k = 0; k <= 100; k++) {
            GeoPoint q = {(int32_t)(a.lat_e7 + ((int64_t)b.lat_e7 - a.lat_e7) * k / 100),
                          (int32_t)(a.lon_e7 + ((int64_t)b.lon_e7 - a.lon_e7) * k / 100)};
            assert_true(nearest <= geo_distance(p, q) * 1.0005 + 0.1);
        }
    }
    GeoPoint p = geo_point(1, 100), end = geo_point(1.1, 100.1);
    double part = -1;
    GeoPoint q = geo_nearest_on(p, end, end, &part); /* a piece of no length */
    assert_memory_equal(&q, &end, sizeof q);
    assert_true(part == 0);
}

/* ---------------------------------------------------------------- boxes */

static void a_widened_box_holds_everything_within_that_distance(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 2);
    for (int round = 0; round < 2000; round++) {
        GeoPoint p = geo_point(rng_unit(&rng) * 178 - 89, rng_unit(&rng) * 300 - 150);
        GeoBox box = geo_box_empty();
        geo_box_add(&box, p);
        uint32_t by_m = rng_below(&rng, 30000);
        GeoBox wide = geo_box_widen(box, by_m);
        for (int k = 0; k < 20; k++) {
            double east = (rng_unit(&rng) * 2 - 1) * 0.6 / cos(p.lat_e7 * 1e-7 * 0.0174532925);
            GeoPoint q = {(int32_t)(p.lat_e7 + (rng_unit(&rng) * 2 - 1) * 3e6),
                          (int32_t)(p.lon_e7 + east * 5e6)};
            if (geo_valid(q) && geo_distance(p, q) <= by_m) assert_true(geo_box_holds(wide, q));
        }
    }
    GeoBox empty = geo_box_widen(geo_box_empty(), 1000);
    assert_false(geo_box_holds(empty, geo_point(0, 0)));
    GeoBox pole = geo_box_empty();
    geo_box_add(&pole, geo_point(90, 10));
    assert_true(geo_box_holds(geo_box_widen(pole, 1), geo_point(90, -180)));
}

static void only_places_on_the_earth_are_valid(void **state) {
    (void)state;
    assert_true(geo_valid((GeoPoint){900000000, -1800000000}));
    assert_false(geo_valid((GeoPoint){900000001, 0}));
    assert_false(geo_valid((GeoPoint){0, 1800000001}));
    assert_false(geo_valid((GeoPoint){INT32_MIN, INT32_MIN}));
}

/* ---------------------------------------------------------------- areas */

/* The oracle: the turning number of the ring seen from p, by angles; odd = inside. */
static bool winding_holds(const GeoArea *area, GeoPoint p) {
    double turns = 0;
    int odd = 0;
    for (size_t r = 0; r < area->ring_count; r++, turns = 0) {
        const GeoRing *ring = &area->rings[r];
        for (size_t i = 0; i < ring->count; i++) {
            GeoPoint a = ring->points[i], b = ring->points[(i + 1) % ring->count];
            double ax = a.lon_e7 - p.lon_e7, ay = a.lat_e7 - p.lat_e7;
            double bx = b.lon_e7 - p.lon_e7, by = b.lat_e7 - p.lat_e7;
            turns += atan2(ax * by - ay * bx, ax * bx + ay * by);
        }
        odd ^= (int)lround(fabs(turns) / (2 * 3.14159265358979)) & 1;
    }
    return odd;
}

/* A star-shaped ring around the centre: never crosses itself. */
static GeoRing star(Arena *arena, Rng *rng, GeoPoint centre, size_t count, double size_e7) {
    GeoRing ring = {ARENA_ARRAY(arena, GeoPoint, count), count};
    for (size_t i = 0; i < count; i++) {
        double angle = 2 * 3.14159265358979 * (double)i / (double)count;
        double r = size_e7 * (0.3 + 0.7 * rng_unit(rng));
        ring.points[i] = (GeoPoint){(int32_t)(centre.lat_e7 + r * sin(angle)),
                                    (int32_t)(centre.lon_e7 + r * cos(angle))};
    }
    return ring;
}

static void areas_with_holes_agree_with_the_winding_oracle(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 3);
    for (int round = 0; round < 200; round++) {
        Arena *arena = arena_new(&env, 1 * MIB);
        GeoPoint centre = geo_point(1.9, 100.1);
        GeoRing rings[2] = {star(arena, &rng, centre, 3 + rng_below(&rng, 30), 1e6),
                            star(arena, &rng, centre, 3 + rng_below(&rng, 9), 2e5)};
        GeoArea area = {rings, 2, geo_box_empty()};
        for (size_t i = 0; i < rings[0].count; i++) geo_box_add(&area.box, rings[0].points[i]);
        for (int k = 0; k < 100; k++) {
            GeoPoint p = {centre.lat_e7 + (int32_t)rng_below(&rng, 2400000) - 1200000,
                          centre.lon_e7 + (int32_t)rng_below(&rng, 2400000) - 1200000};
            bool holds = geo_area_holds(&area, p);
            assert_int_equal(holds, winding_holds(&area, p));
            assert_true(holds == (geo_area_distance_m(&area, p) == 0) ||
                        geo_area_distance_m(&area, p) == 0);
        }
        assert_false(geo_area_holds(&area, centre)); /* in the hole */
        arena_free(arena);
    }
}

static void a_place_belongs_to_exactly_one_of_two_neighbours(void **state) {
    (void)state;
    GeoPoint a[] = {{0, 0}, {0, 1000}, {777, 1300}, {2000, 1000}, {2000, 0}};
    GeoPoint b[] = {{0, 1000}, {0, 3000}, {2000, 3000}, {2000, 1000}, {777, 1300}};
    GeoRing ring_a = {a, COUNT_OF(a)}, ring_b = {b, COUNT_OF(b)};
    GeoBox box = {{0, 0}, {2000, 3000}};
    GeoArea west = {&ring_a, 1, box}, east = {&ring_b, 1, box};
    for (int32_t lat = 0; lat < 2000; lat++)
        for (int32_t lon = 900; lon < 1400; lon++)
            assert_true(geo_area_holds(&west, (GeoPoint){lat, lon}) !=
                        geo_area_holds(&east, (GeoPoint){lat, lon}));
}

static void the_distance_to_an_area_is_that_to_its_nearest_edge(void **state) {
    (void)state;
    GeoPoint square[] = {geo_point(1, 100), geo_point(1, 100.1), geo_point(1.1, 100.1),
                         geo_point(1.1, 100)};
    GeoRing ring = {square, 4};
    GeoArea area = {&ring, 1, {square[0], square[2]}};
    assert_int_equal(geo_area_distance_m(&area, geo_point(1.05, 100.05)), 0);
    assert_int_equal(geo_area_distance_m(&area, geo_point(0.99, 100.05)), 1112);
    assert_int_equal(geo_area_distance_m(&area, geo_point(1.2, 100.1)), 11120);
    assert_int_equal(geo_area_distance_m(&area, geo_point(1.05, 99.99)), 1112); /* closing edge */
    GeoArea nothing = {NULL, 0, geo_box_empty()};
    assert_int_equal(geo_area_distance_m(&nothing, square[0]), UINT32_MAX);
}

/* ---------------------------------------------------------------- index */

typedef struct Answer {
    double distance_m;
    size_t item;
} Answer;
typedef struct Answers {
    Answer *at;
    size_t n, wanted;
} Answers;

static bool take(void *ctx, size_t item, double distance_m) {
    Answers *answers = ctx;
    answers->at[answers->n++] = (Answer){distance_m, item};
    return answers->n < answers->wanted;
}

static int answer_order(const void *x, const void *y) {
    const Answer *a = x, *b = y;
    if (a->distance_m != b->distance_m) return a->distance_m < b->distance_m ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

static void check_index(Arena *arena, Rng *rng, const GeoPoint *a, const GeoPoint *b, size_t n,
                        GeoPoint p) {
    const GeoIndex *index = geo_index(arena, a, b, n);
    uint32_t max_m = 1u << rng_below(rng, 23);
    Answer *brute = ARENA_ARRAY(arena, Answer, n + 1);
    size_t within = 0;
    for (size_t i = 0; i < n; i++) {
        double d = geo_distance(p, geo_nearest_on(p, a[i], b[i], NULL));
        if (d <= max_m) brute[within++] = (Answer){d, i};
    }
    qsort(brute, within, sizeof *brute, answer_order);
    Answers got = {ARENA_ARRAY(arena, Answer, n + 1), 0, rng_below(rng, 2) ? n + 1 : 5};
    geo_index_near(index, p, max_m, take, &got);
    assert_int_equal(got.n, within < got.wanted ? within : got.wanted);
    for (size_t i = 0; i < got.n; i++) {
        assert_int_equal(got.at[i].item, brute[i].item);
        assert_true(got.at[i].distance_m == brute[i].distance_m);
    }
}

static void the_index_answers_as_a_full_scan_does(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 4);
    for (int round = 0; round < 600; round++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        size_t n = rng_below(&rng, round % 20 ? 60 : 3000);
        uint32_t span = 10u << rng_below(&rng, 22), piece = 1u << rng_below(&rng, 24);
        GeoPoint corner = geo_point(rng_unit(&rng) * 20 - 10, 95 + rng_unit(&rng) * 30);
        GeoPoint *a = ARENA_ARRAY(arena, GeoPoint, n), *b = ARENA_ARRAY(arena, GeoPoint, n);
        for (size_t i = 0; i < n; i++) {
            a[i] = random_point(&rng, corner, span);
            b[i] = rng_below(&rng, 4) ? random_point(&rng, a[i], piece) : a[i];
            if (i && rng_below(&rng, 10) == 0) a[i] = a[i - 1], b[i] = b[i - 1]; /* ties */
        }
        GeoPoint p = random_point(&rng, corner, rng_below(&rng, 2) ? span : 200000000);
        check_index(arena, &rng, a, b, n, p);
        arena_free(arena);
    }
}

static void many_answers_come_complete_and_in_order(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Rng rng;
    rng_seed(&rng, 5);
    enum { N = 20000 };
    GeoPoint *a = ARENA_ARRAY(arena, GeoPoint, N);
    for (size_t i = 0; i < N; i++) a[i] = random_point(&rng, geo_point(1, 100), 5000000);
    Answers got = {ARENA_ARRAY(arena, Answer, N), 0, N + 1};
    geo_index_near(geo_index(arena, a, a, N), geo_point(1.2, 100.2), 1000000, take, &got);
    assert_int_equal(got.n, N);
    bool *seen = ARENA_ARRAY(arena, bool, N);
    for (size_t i = 0; i < N; i++) {
        assert_false(seen[got.at[i].item]);
        seen[got.at[i].item] = true;
        if (i) assert_true(got.at[i - 1].distance_m <= got.at[i].distance_m);
    }
    arena_free(arena);
}

int main(void) {
    env = env_real();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_agree_with_a_table),
        cmocka_unit_test(the_nearest_place_is_no_farther_than_any_sample_of_the_piece),
        cmocka_unit_test(a_widened_box_holds_everything_within_that_distance),
        cmocka_unit_test(only_places_on_the_earth_are_valid),
        cmocka_unit_test(areas_with_holes_agree_with_the_winding_oracle),
        cmocka_unit_test(a_place_belongs_to_exactly_one_of_two_neighbours),
        cmocka_unit_test(the_distance_to_an_area_is_that_to_its_nearest_edge),
        cmocka_unit_test(the_index_answers_as_a_full_scan_does),
        cmocka_unit_test(many_answers_come_complete_and_in_order),
    };
    return cmocka_run_group_tests_name("geo/place", tests, NULL, NULL);
}
