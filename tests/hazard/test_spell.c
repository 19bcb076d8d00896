// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/hazard.h"

#define HOUR_S 3600
#define DAY_S 86400
#define LAND ((1u << ROAD_CLASSES) - 1 - (1u << ROAD_BOAT))
#define ALL ((1u << ROAD_CLASSES) - 1)

typedef struct World {
    Env env;
    Arena *arena;
    HazardModel model;
    HazardSpell spells[HAZARD_SPELLS_MAX(40)];
    size_t n;
} World;

static int setup(void **state) {
    static World w;
    Err err;
    w = (World){.env = env_real()};
    w.arena = arena_new(&w.env, 64 * MIB);
    *state = &w;
    return hazard_model_builtin(w.arena, &w.model, &err);
}

static int teardown(void **state) {
    World *w = *state;
    arena_free(w->arena);
    return 0;
}

static HazardPoint point(HazardProcess process, uint32_t classes) {
    return (HazardPoint){.process = process,
                         .classes = classes,
                         .rain_mm = 60,
                         .days = 2,
                         .depth_permille = 8000,
                         .drain_s = 18 * HOUR_S,
                         .chance_permille = 1000,
                         .level_min_mm = HAZARD_NO_LEVEL,
                         .level_max_mm = HAZARD_NO_LEVEL,
                         .from_s = INT64_MIN,
                         .to_s = INT64_MAX};
}

static void play(World *w, const HazardPoint *p, const double *mm, size_t days, uint32_t scenario) {
    HazardScene scene = {.mm = mm, .stride = 1, .days = days, .month = 1, .scenario = scenario};
    w->n = hazard_spells(&w->model, p, &scene, w->spells);
    assert_true(w->n <= HAZARD_SPELLS_MAX(days));
    for (size_t i = 1; i < w->n; i++) assert_true(w->spells[i - 1].from_s <= w->spells[i].from_s);
}

static int64_t passes(const World *w, RoadClass c, int64_t at_s) {
    return hazard_passable_s(w->spells, w->n, c, at_s);
}

/* 60 mm in two days; 8 mm of water for each mm more; gone in 18 hours; deepest at 17:00. */
static void a_flood_stands_from_the_evening_until_one_can_wade(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_FLOOD, LAND);
    const double mm[4] = {40, 120, 0, 0};
    w->model.settings[HAZARD_WADE_TRUCK_MM].value = 400;
    w->model.settings[HAZARD_WADE_MOTORCYCLE_MM].value = 200;
    w->model.settings[HAZARD_WADE_4X4_MM].value = 800;
    play(w, &p, mm, 4, 0);
    assert_int_equal(w->n, 1); /* 120 mm in two days on the third, but none of it that day */
    int64_t peak_s = DAY_S + 17 * HOUR_S;
    assert_int_equal(passes(w, ROAD_TRUCK, peak_s - 1), peak_s - 1);
    assert_int_equal(passes(w, ROAD_TRUCK, peak_s), peak_s + 9 * HOUR_S);
    assert_int_equal(passes(w, ROAD_MOTORCYCLE, peak_s), peak_s + 13 * HOUR_S + 1800);
    assert_int_equal(passes(w, ROAD_4X4, peak_s), peak_s);
    assert_int_equal(passes(w, ROAD_BOAT, peak_s), peak_s);
}

static void whom_a_hazard_does_not_stop_passes(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_FLOOD, 1u << ROAD_MOTORCYCLE);
    const double mm[2] = {0, 300};
    play(w, &p, mm, 2, 0);
    int64_t peak_s = DAY_S + 17 * HOUR_S;
    assert_int_equal(passes(w, ROAD_TRUCK, peak_s), peak_s);
    assert_true(passes(w, ROAD_MOTORCYCLE, peak_s) > peak_s);
}

static void what_is_expected_for_some_days_begins_on_no_other(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_FLOOD, LAND);
    const double mm[4] = {300, 300, 300, 300};
    p.from_s = DAY_S;
    p.to_s = 3 * DAY_S;
    play(w, &p, mm, 4, 0);
    assert_int_equal(w->n, 2);
    assert_int_equal(w->spells[0].from_s, DAY_S + 17 * HOUR_S);
}

static void a_landslide_is_cleared_for_those_on_foot_first(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_LANDSLIDE, LAND);
    const double mm[3] = {0, 100, 0};
    w->model.settings[HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE].value = 0;
    w->model.settings[HAZARD_SLIDE_FOOT_PERMILLE].value = 100;
    play(w, &p, mm, 3, 0);
    assert_int_equal(w->n, 1);
    int64_t peak_s = DAY_S + 17 * HOUR_S;
    assert_int_equal(passes(w, ROAD_TRUCK, peak_s), peak_s + 18 * HOUR_S);
    assert_int_equal(passes(w, ROAD_FOOT, peak_s), peak_s + 6480);
}

static void a_slope_comes_down_as_often_as_its_chance_says(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_LANDSLIDE, LAND);
    const double mm[1] = {100};
    int fell = 0;
    p.chance_permille = 300;
    double log_sum = 0;
    for (uint32_t s = 0; s < 20000; s++) {
        play(w, &p, mm, 1, s);
        fell += w->n == 1;
        if (w->n == 1) {
            int64_t s_long = w->spells[0].until_s[ROAD_TRUCK] - w->spells[0].from_s;
            log_sum += log((double)s_long / (18 * HOUR_S));
        }
    }
    assert_true(fabs(fell / 20000.0 - 0.3) < 0.013); /* four standard deviations */
    assert_true(fabs(log_sum / fell) < 0.04);        /* the median is what was stated */
}

static void a_river_is_navigable_between_too_much_rain_and_too_little(void **state) {
    World *w = *state;
    HazardPoint high = point(HAZARD_HIGH_WATER, ALL), low = point(HAZARD_LOW_WATER, ALL);
    double mm[8] = {100, 0, 0, 0, 0, 20, 5, 0};
    w->model.settings[HAZARD_RIVER_LAG_MIN].value = 120;
    low.rain_mm = 10;
    low.days = 3;
    play(w, &high, mm, 8, 0);
    assert_int_equal(w->n, 1); /* by the first day alone: the second is dry */
    int64_t crest_s = 19 * HOUR_S;
    assert_int_equal(passes(w, ROAD_BOAT, crest_s), crest_s + 18 * HOUR_S);
    play(w, &low, mm, 8, 0);
    /* 100 mm count until the third day; dry from the evening of the fourth to that of the sixth */
    assert_int_equal(passes(w, ROAD_BOAT, 2 * DAY_S + crest_s), 2 * DAY_S + crest_s);
    assert_int_equal(passes(w, ROAD_BOAT, 3 * DAY_S + crest_s), 5 * DAY_S + crest_s);
    assert_int_equal(passes(w, ROAD_BOAT, 5 * DAY_S + crest_s), 5 * DAY_S + crest_s);
}

static void boats_stay_in_on_as_many_days_as_the_sea_is_high(void **state) {
    World *w = *state;
    HazardPoint p = point(HAZARD_WAVES, ALL);
    const double mm[10] = {0};
    p.level_max_mm = 1250;
    w->model.waves.months[0] = (HazardSea){1000, 500};
    int closed = 0, together = 0;
    for (uint32_t s = 0; s < 4000; s++) {
        play(w, &p, mm, 10, s);
        closed += (int)w->n;
        for (size_t i = 1; i < w->n; i++)
            together += w->spells[i].from_s == w->spells[i - 1].from_s + DAY_S;
    }
    double chance = 0.5 * erfc(log(1.25) / 0.5 / sqrt(2.0)); /* 0.328 */
    assert_true(fabs(closed / 40000.0 - chance) < 0.015);
    assert_true(together / 36000.0 > chance * chance * 1.4); /* rough days follow each other */
}

/* ---------------------------------------------------------------- tides */

static double level(const HazardStation *station, double hours) {
    return (double)hazard_tide_mm(station, (int64_t)lround(hours * HOUR_S));
}

/* Amplitude at a speed, by a Fourier sum over many periods. */
static double amplitude_at(const HazardStation *station, double degrees_an_hour) {
    double re = 0, im = 0;
    int n = 24 * 355 * 4;
    for (int i = 0; i < n; i++) {
        double t = i / 4.0, angle = t * degrees_an_hour * 0.017453292519943295;
        re += level(station, t) * cos(angle);
        im += level(station, t) * sin(angle);
    }
    return 2 * hypot(re, im) / n;
}

/* Speeds as printed in any table of constituents. */
static void constituents_have_their_published_speeds(void **state) {
    (void)state;
    static const double speed[HAZARD_CONSTITUENTS] = {28.9841042, 30, 15.0410686, 13.9430356};
    for (int i = 0; i < HAZARD_CONSTITUENTS; i++) {
        HazardStation s = {.name = "x"};
        s.height_mm[i] = 1000;
        for (int k = 0; k < HAZARD_CONSTITUENTS; k++) {
            double a = amplitude_at(&s, speed[k]);
            assert_true(k == i ? fabs(a - 1000) < 1 : a < 20);
        }
    }
}

/* S2 with phase 0 is highest when the mean sun is in the meridian; M2 agrees with it when moon and
 * sun stand together: new moon of 6 January 2000, 18:14 UTC (mean longitudes: some hours off). */
static void tides_stand_with_the_moon(void **state) {
    (void)state;
    HazardStation s = {.height_mm = {[HAZARD_S2] = 1000}};
    assert_int_equal(hazard_tide_mm(&s, 946728000), 1000); /* noon at Greenwich */
    HazardStation m = {.height_mm = {[HAZARD_M2] = 1000}};
    int64_t new_moon_s = 947182440;
    for (int64_t h = 0; h < 12; h++) {
        double apart = fabs(level(&s, (double)(new_moon_s / HOUR_S + h)) -
                            level(&m, (double)(new_moon_s / HOUR_S + h)));
        assert_true(apart < 250); /* 2 x 6 degrees of the moon's anomaly, at most */
    }
    m.phase_e1[HAZARD_M2] = 1800; /* half a tide later: the other way round */
    assert_true(hazard_tide_mm(&m, new_moon_s) <
                -(int64_t)(level(&s, (double)new_moon_s / HOUR_S) - 300));
}

static void above_its_limit_a_tide_closes_land_and_below_it_water(void **state) {
    World *w = *state;
    HazardStation station = {.name = "x",
                             .certainty = "published",
                             .height_mm = {[HAZARD_S2] = 1000}}; /* high at 0:00 and 12:00 UTC */
    HazardPoint p = point(HAZARD_TIDE, ALL);
    const double mm[3] = {0};
    p.station = &station;
    p.level_max_mm = 500; /* within two hours of high water */
    p.level_min_mm = -500;
    hazard_tides_prepare(w->arena, &p, 1, 0, 3 * DAY_S);
    play(w, &p, mm, 3, 7);
    int64_t noon_s = DAY_S + 12 * HOUR_S;
    assert_int_equal(passes(w, ROAD_TRUCK, noon_s - 3 * HOUR_S), noon_s - 3 * HOUR_S);
    assert_in_range(passes(w, ROAD_TRUCK, noon_s) - noon_s, 2 * HOUR_S - 60, 2 * HOUR_S + 60);
    assert_int_equal(passes(w, ROAD_BOAT, noon_s), noon_s);
    int64_t low_s = noon_s + 6 * HOUR_S;
    assert_in_range(passes(w, ROAD_BOAT, low_s) - low_s, 2 * HOUR_S - 60, 2 * HOUR_S + 60);
    assert_int_equal(passes(w, ROAD_TRUCK, low_s), low_s);
}

/* Where only the amplitude is assumed, noon is as often closed as any other hour. */
static void hours_that_nobody_knows_are_left_to_chance(void **state) {
    World *w = *state;
    HazardStation station = {
        .name = "x", .certainty = "assumption", .height_mm = {[HAZARD_M2] = 1000}};
    HazardPoint p = point(HAZARD_TIDE, ALL);
    const double mm[3] = {0};
    p.station = &station;
    p.level_max_mm = 500; /* a third of the time */
    hazard_tides_prepare(w->arena, &p, 1, 0, 3 * DAY_S);
    int closed = 0;
    for (uint32_t s = 0; s < 6000; s++) {
        play(w, &p, mm, 3, s);
        closed += passes(w, ROAD_TRUCK, DAY_S + 12 * HOUR_S) > DAY_S + 12 * HOUR_S;
    }
    assert_true(fabs(closed / 6000.0 - 1.0 / 3) < 0.025);
}

static void a_table_takes_the_place_of_constituents(void **state) {
    World *w = *state;
    Err err;
    Faults faults = {.arena = w->arena};
    const char *csv = "time,level_m\n1970-01-02T07:00+07:00,0.5\n1970-01-02T13:00+07:00,2.5\n";
    assert_int_equal(
        hazard_tide_table_read(w->arena, bytes_of(csv), "t.csv", &w->model, &faults, &err), OK);
    const HazardStation *s = &w->model.stations[0];
    assert_int_equal(hazard_tide_mm(s, DAY_S), 500);
    assert_int_equal(hazard_tide_mm(s, DAY_S + 3 * HOUR_S), 1500); /* half a cosine */
    assert_int_equal(hazard_tide_mm(s, DAY_S + 2 * HOUR_S), 1000);
    assert_int_equal(hazard_tide_mm(s, DAY_S + 6 * HOUR_S), 2500);
    assert_string_equal(s->certainty, "published");
    csv = "time,level_m\n1970-01-02T07:00+07:00,0.5\n1970-01-02T06:00+07:00,2.5\n7,1\n"
          "1970-01-03T06:00+07:00,99\n";
    assert_int_equal(
        hazard_tide_table_read(w->arena, bytes_of(csv), "t.csv", &w->model, &faults, &err),
        ERR_INPUT);
    assert_int_equal(faults.total, 3);
}

/* ---------------------------------------------------------------- places */

static void an_area_meets_what_lies_in_it_or_crosses_it(void **state) {
    (void)state;
    GeoPoint corners[4] = {geo_point(0, 110), geo_point(0, 111), geo_point(1, 111),
                           geo_point(1, 110)};
    GeoRing ring = {corners, 4};
    GeoArea area = {&ring, 1, {corners[0], corners[2]}};
    HazardPoint p = {.area = &area};
    GeoPoint across[2] = {geo_point(0.5, 109), geo_point(0.5, 112)};
    GeoPoint inside[2] = {geo_point(0.4, 110.4), geo_point(0.5, 110.5)};
    GeoPoint beside[2] = {geo_point(1.5, 109), geo_point(1.5, 112)};
    assert_true(hazard_meets(&p, across, 2));
    assert_true(hazard_meets(&p, inside, 2));
    assert_false(hazard_meets(&p, beside, 2));
    assert_true(hazard_holds(&p, inside[0]));
    HazardPoint round = {.at = geo_point(0.5, 110.5), .radius_m = 1000};
    assert_true(hazard_meets(&round, across, 2));
    assert_false(hazard_meets(&round, beside, 2));
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_flood_stands_from_the_evening_until_one_can_wade),
        T(whom_a_hazard_does_not_stop_passes),
        T(what_is_expected_for_some_days_begins_on_no_other),
        T(a_landslide_is_cleared_for_those_on_foot_first),
        T(a_slope_comes_down_as_often_as_its_chance_says),
        T(a_river_is_navigable_between_too_much_rain_and_too_little),
        T(boats_stay_in_on_as_many_days_as_the_sea_is_high),
        T(constituents_have_their_published_speeds),
        T(tides_stand_with_the_moon),
        T(above_its_limit_a_tide_closes_land_and_below_it_water),
        T(hours_that_nobody_knows_are_left_to_chance),
        T(a_table_takes_the_place_of_constituents),
        T(an_area_meets_what_lies_in_it_or_crosses_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
