// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/hazard.h"

#define assert_near(a, b, off) assert_true(fabs((a) - (b)) <= (off))

typedef struct World {
    Env env;
    Arena *arena;
    HazardModel model;
} World;

static int setup(void **state) {
    static World world;
    world.env = env_real();
    world.arena = arena_new(&world.env, 256 * MIB);
    Err err;
    assert_int_equal(hazard_model_builtin(world.arena, &world.model, &err), OK);
    *state = &world;
    return 0;
}

static int teardown(void **state) {
    arena_free(((World *)*state)->arena);
    return 0;
}

/* Known answers of the authors' own library (Random123, kat_vectors). */
static void philox_gives_the_published_numbers(void **state) {
    (void)state;
    uint32_t out[4];
    hazard_philox((uint32_t[4]){0}, (uint32_t[2]){0}, out);
    assert_memory_equal(out, ((uint32_t[4]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}), 16);
    hazard_philox((uint32_t[4]){0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                  (uint32_t[2]){0xa4093822, 0x299f31d0}, out);
    assert_memory_equal(out, ((uint32_t[4]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}), 16);
}

/* Shape 1 is the exponential distribution; of shape 1/2, x / mean is chi squared with one degree.
 */
static void the_gamma_quantile_is_that_of_known_distributions(void **state) {
    (void)state;
    for (double u = 0.05; u < 1; u += 0.05)
        assert_near(hazard_gamma_quantile(1, 10, u), -10 * log(1 - u), 1e-5);
    assert_near(hazard_gamma_quantile(0.5, 1, 0.95), 3.841459, 1e-4);
    assert_near(hazard_gamma_quantile(0.5, 1, 0.5), 0.454936, 1e-4);
    assert_near(hazard_gamma_quantile(4, 4, 0.99), 10.04512, 1e-3);
    assert_true(hazard_gamma_quantile(0.75, 15, 0) == 0);
}

#define SCENARIOS 4000
typedef struct Drawn {
    double mm[SCENARIOS][3][2]; /* of the last two days */
} Drawn;

/* Three places: the second 10 km from the first, the third 100 km. */
static Drawn *draw(World *w, int month) {
    Drawn *drawn = ARENA_NEW(w->arena, Drawn);
    GeoPoint places[3] = {geo_point(0, 110), geo_point(0, 110.0898), geo_point(0, 110.898)};
    HazardRain *rain =
        hazard_rain(w->arena, &w->model, NULL, places, 3, 20000, 19990, 19995, month);
    size_t days = hazard_rain_days(rain);
    assert_int_equal(days, 6 + HAZARD_HISTORY_DAYS);
    double room[6], *mm = ARENA_ARRAY(w->arena, double, 3 * days);
    for (uint32_t s = 0; s < SCENARIOS; s++) {
        hazard_rain_draw(rain, 7, s, room, mm);
        for (size_t p = 0; p < 3; p++)
            for (size_t d = 0; d < 2; d++) drawn->mm[s][p][d] = mm[(days - 2 + d) * 3 + p];
    }
    return drawn;
}

/* Share of scenarios in which both are wet; of a latent correlation r and a share p of wet days. */
static double both_wet(const Drawn *d, int p, int day, int q, int other) {
    double n = 0;
    for (int s = 0; s < SCENARIOS; s++) n += d->mm[s][p][day] > 0 && d->mm[s][q][other] > 0;
    return n / SCENARIOS;
}

/* P(both above t) of a bivariate normal, integrated over the first by the trapezoid rule. */
static double both_above(double t, double r) {
    double sum = 0, step = 0.001;
    for (double x = t; x < 8; x += step)
        sum += exp(-x * x / 2) / sqrt(6.283185307) * 0.5 * erfc((t - r * x) / sqrt(2 - 2 * r * r)) *
               step;
    return sum;
}

static double threshold(double wet) {
    double low = -6, high = 6;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(middle / sqrt(2.0)) > wet)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void the_field_has_the_climate_it_was_given(void **state) {
    World *w = *state;
    const HazardMonth *feb = &w->model.climate.zones[0].months[1];
    Drawn *d = draw(w, 2);
    for (int p = 0; p < 3; p++) {
        double wet = 0, sum = 0;
        for (int s = 0; s < SCENARIOS; s++) wet += d->mm[s][p][1] > 0, sum += d->mm[s][p][1];
        assert_near(wet / SCENARIOS, feb->wet_permille / 1000.0, 0.032); /* 4 sigma */
        assert_near(sum / wet, feb->mean_um / 1000.0, 1.6); /* sd of one is mean * 1.15 */
    }
}

static void near_places_and_next_days_are_wet_together(void **state) {
    World *w = *state;
    double wet = w->model.climate.zones[0].months[1].wet_permille / 1000.0, t = threshold(wet);
    double reach = (double)w->model.settings[HAZARD_RAIN_REACH_M].value;
    double next = (double)w->model.settings[HAZARD_RAIN_NEXT_DAY_PERMILLE].value / 1000;
    Drawn *d = draw(w, 2);
    double off = 0.032; /* 4 sigma */
    assert_near(both_wet(d, 0, 1, 1, 1), both_above(t, exp(-10000 / reach)), off);
    assert_near(both_wet(d, 0, 1, 2, 1), both_above(t, exp(-100000 / reach)), off);
    assert_near(both_wet(d, 0, 0, 0, 1), both_above(t, next), off);
    assert_true(both_wet(d, 0, 1, 1, 1) > both_wet(d, 0, 1, 2, 1) + 0.05);
}

static void a_scenario_has_the_same_weather_whatever_the_days_planned(void **state) {
    World *w = *state;
    GeoPoint place[1] = {geo_point(0, 110)};
    HazardRain *four = hazard_rain(w->arena, &w->model, NULL, place, 1, 20000, 19990, 19995, 0);
    HazardRain *two = hazard_rain(w->arena, &w->model, NULL, place, 1, 20000, 19993, 19995, 0);
    double room[2], a[20], b[17];
    assert_int_equal(hazard_rain_days(four), 20);
    assert_int_equal(hazard_rain_days(two), 17);
    for (uint32_t s = 0; s < 50; s++) {
        hazard_rain_draw(four, 3, s, room, a);
        hazard_rain_draw(two, 3, s, room, b);
        assert_memory_equal(a + 3, b, sizeof b);
    }
    double other[20];
    hazard_rain_draw(four, 4, 49, room, other);
    assert_memory_not_equal(a, other, sizeof a);
}

static Bytes text(const char *csv) {
    return (Bytes){(const uint8_t *)csv, strlen(csv)};
}

static void a_forecast_overrides_its_days_and_no_others(void **state) {
    World *w = *state;
    Err err;
    Faults faults = {.arena = w->arena};
    HazardForecast f;
    GeoPoint place[1] = {geo_point(0, 110)};
    Bytes csv = text("day,rain_mm\n2024-10-01,12.5\n2024-10-02,0\n");
    assert_int_equal(hazard_forecast_read(w->arena, csv, "f", &w->model.climate, &f, &faults, &err),
                     OK);
    int32_t day = day_from_civil(2024, 10, 1);
    HazardRain *told = hazard_rain(w->arena, &w->model, &f, place, 1, day, day, day + 2, 0);
    HazardRain *free = hazard_rain(w->arena, &w->model, NULL, place, 1, day, day, day + 2, 0);
    double room[2], a[17], b[17];
    hazard_rain_draw(told, 1, 1, room, a);
    hazard_rain_draw(free, 1, 1, room, b);
    assert_near(a[14], 12.5, 1e-12);
    assert_true(a[15] == 0);
    assert_memory_equal(a, b, 14 * sizeof *a);
    assert_true(a[16] == b[16]);
}

static void a_forecast_with_faults_is_refused_whole(void **state) {
    World *w = *state;
    Err err;
    Faults faults = {.arena = w->arena};
    HazardForecast f;
    Bytes csv = text("day,rain_mm,zone\n2024-02-30,1,\n2024-02-01,-4,\n2024-02-01,4,Mars\n");
    assert_int_equal(hazard_forecast_read(w->arena, csv, "f", &w->model.climate, &f, &faults, &err),
                     ERR_INPUT);
    assert_int_equal(faults.total, 3);
}

/* Days drawn from a known climate give it back. */
static void a_fit_to_days_recovers_what_made_them(void **state) {
    World *w = *state;
    HazardClimate *made = &w->model.climate;
    for (int m = 0; m < 12; m++) made->zones[0].months[m] = (HazardMonth){400, 20000, 1200};
    GeoPoint place[1] = {geo_point(0, 110)};
    int32_t first = day_from_civil(1990, 1, 1), last = day_from_civil(2009, 12, 31);
    HazardRain *rain = hazard_rain(w->arena, &w->model, NULL, place, 1, first, first, last, 0);
    double room[2], *mm = ARENA_ARRAY(w->arena, double, hazard_rain_days(rain));
    hazard_rain_draw(rain, 1, 1, room, mm);
    Buf csv;
    buf_init(&csv, MIB);
    buf_str(&csv, "day,rain_mm\n");
    for (int32_t day = first; day <= last; day++) {
        char iso[16];
        day_format(day, iso);
        buf_printf(&csv, "%s,%.3f\n", iso, mm[day - first + HAZARD_HISTORY_DAYS]);
    }
    HazardFit fit;
    Faults faults = {.arena = w->arena};
    Err err;
    assert_int_equal(
        hazard_climate_fit(w->arena, buf_bytes(&csv), "made", place[0], made, &fit, &faults, &err),
        OK);
    buf_free(&csv);
    assert_false(fit.shape_assumed);
    assert_int_equal(fit.days, last - first + 1);
    /* Drizzle below 1 mm counts as dry: a few in a hundred of the wet days, and dry ones less. */
    double gone = 0.04 * 0.4;
    assert_near((double)fit.wet_days / (double)fit.days, 0.4 - gone / 2, 0.03);
    double mean = 0;
    for (int m = 0; m < 12; m++) mean += fit.climate.zones[0].months[m].mean_um / 12000.0;
    assert_near(mean, 20.6, 1.5);
    assert_in_range(fit.climate.zones[0].months[0].shape_permille, 1150, 1500);
}

static void a_fit_to_months_says_that_it_assumes_the_shape(void **state) {
    World *w = *state;
    Buf csv;
    buf_init(&csv, MIB);
    buf_str(&csv, "year,month,days_measured,wet_days_1mm,rain_mm\n");
    for (int m = 1; m <= 12; m++) buf_printf(&csv, "2020,%d,30,%d,%d.5\n", m, m + 5, 100 + m);
    HazardFit fit;
    Faults faults = {.arena = w->arena};
    Err err;
    Status s = hazard_climate_fit(w->arena, buf_bytes(&csv), "x", geo_point(0, 110),
                                  &w->model.climate, &fit, &faults, &err);
    buf_free(&csv);
    assert_int_equal(s, OK);
    assert_true(fit.shape_assumed);
    assert_non_null(strstr(fit.climate.source.en, "assumed"));
    assert_int_equal(fit.climate.zones[0].months[0].wet_permille, 200);
    assert_int_equal(fit.climate.zones[0].months[0].mean_um, 101500 / 6);

    Buf written;
    HazardClimate again;
    buf_init(&written, MIB);
    hazard_climate_write(&fit.climate, &written);
    assert_int_equal(hazard_climate_read(w->arena, buf_bytes(&written), "x", &again, &err), OK);
    buf_free(&written);
    assert_memory_equal(again.zones[0].months, fit.climate.zones[0].months,
                        sizeof again.zones[0].months);
}

static void too_few_days_are_refused_month_by_month(void **state) {
    World *w = *state;
    HazardFit fit;
    Faults faults = {.arena = w->arena};
    Err err;
    Bytes csv = text("day,rain_mm\n2020-01-01,3\n");
    assert_int_equal(hazard_climate_fit(w->arena, csv, "x", geo_point(0, 110), &w->model.climate,
                                        &fit, &faults, &err),
                     ERR_INPUT);
    assert_int_equal(faults.total, 12);
}

static void roads_are_wet_by_the_rain_of_the_days_before(void **state) {
    World *w = *state;
    double mm[5] = {0, 19, 2, 59, 500};
    assert_int_equal(hazard_wetness(&w->model, mm, 1, 2), HAZARD_DRY);
    assert_int_equal(hazard_wetness(&w->model, mm, 1, 3), HAZARD_WET);
    assert_int_equal(hazard_wetness(&w->model, mm, 1, 4), HAZARD_SOAKED);
}

static void what_a_file_does_not_state_is_assumed_and_counted(void **state) {
    World *w = *state;
    ElectionHazard hazards[2] = {{.id = "A",
                                  .kind = "flood",
                                  .rain_mm = 90,
                                  .rain_days = -1,
                                  .depth_permille = -1,
                                  .drain_h = 6},
                                 {.id = "B", .kind = "unrest"}};
    ElectionRegency r = {.hazards = hazards, .hazard_count = 2};
    size_t n, others;
    HazardPoint *p = hazard_points(w->arena, &w->model, &r, &n, &others);
    assert_int_equal(n, 1);
    assert_int_equal(others, 1);
    assert_int_equal(p[0].rain_mm, 90);
    assert_int_equal(p[0].drain_s, 6 * 3600);
    assert_int_equal(p[0].days, w->model.settings[HAZARD_FLOOD_DAYS].value);
    assert_int_equal(p[0].assumed, 2);
}

static void a_source_is_one_text_or_one_in_each_language(void **state) {
    World *w = *state;
    const struct {
        const char *source, *id, *en;
    } cases[] = {{"\"x\"", "x", "x"},
                 {"{\"id\": \"a\", \"en\": \"b\"}", "a", "b"},
                 {"{\"id\": \"a\"}", NULL, NULL},
                 {"{\"id\": \"a\", \"en\": \"b\", \"de\": \"c\"}", NULL, NULL},
                 {"\"\"", NULL, NULL},
                 {"7", NULL, NULL}};
    Buf *written = buf_on(w->arena, MIB);
    hazard_climate_write(&w->model.climate, written);
    const char *rest = strstr(arena_strn(w->arena, written->at, written->n), "\"certainty\"");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        HazardClimate c;
        Err err;
        const char *file = arena_printf(w->arena, "{\"source\": %s, %s", cases[i].source, rest);
        Status s = hazard_climate_read(w->arena, text(file), "c.json", &c, &err);
        assert_int_equal(s, cases[i].id ? OK : ERR_INPUT);
        if (s != OK) continue;
        assert_string_equal(c.source.id, cases[i].id);
        assert_string_equal(c.source.en, cases[i].en);
    }
}

static void a_model_with_a_misspelt_setting_is_refused(void **state) {
    World *w = *state;
    HazardModel model;
    Err err;
    assert_int_equal(hazard_model_read(w->arena,
                                       text("{\"sources\": {}, \"settings\": {\"flod\": 1}}"),
                                       "m.json", &model, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.text, "flod"));
    for (int i = 0; i < HAZARD_SETTINGS; i++) assert_non_null(w->model.settings[i].source.id);
    assert_int_equal(hazard_wade_mm(&w->model, ROAD_BOAT), INT64_MAX);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(philox_gives_the_published_numbers),
        T(the_gamma_quantile_is_that_of_known_distributions),
        T(the_field_has_the_climate_it_was_given),
        T(near_places_and_next_days_are_wet_together),
        T(a_scenario_has_the_same_weather_whatever_the_days_planned),
        T(a_forecast_overrides_its_days_and_no_others),
        T(a_forecast_with_faults_is_refused_whole),
        T(a_fit_to_days_recovers_what_made_them),
        T(a_fit_to_months_says_that_it_assumes_the_shape),
        T(too_few_days_are_refused_month_by_month),
        T(roads_are_wet_by_the_rain_of_the_days_before),
        T(what_a_file_does_not_state_is_assumed_and_counted),
        T(a_source_is_one_text_or_one_in_each_language),
        T(a_model_with_a_misspelt_setting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
