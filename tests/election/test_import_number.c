// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "election/import_number.h"

typedef struct Case {
    const char *text;
    ElectionNumberUse use;
    bool comma;
    const char *expected; /* NULL = refused */
} Case;

static void numbers_are_read_as_people_write_them(void **state) {
    (void)state;
    static const Case cases[] = {
        {"1.234", NUMBER_WHOLE, true, "1234"},
        {"1,234", NUMBER_WHOLE, true, "1234"},
        {"1.234.567", NUMBER_WHOLE, false, "1234567"},
        {"1 234 567", NUMBER_WHOLE, true, "1234567"},
        {"1\xC2\xA0"
         "234",
         NUMBER_WHOLE, true, "1234"},
        {"257.0", NUMBER_WHOLE, true, "257"},
        {"257,00", NUMBER_WHOLE, true, "257"},
        {"60.000,00", NUMBER_WHOLE, true, "60000"},
        {"12.34", NUMBER_WHOLE, true, NULL},
        {"0.096", NUMBER_WHOLE, true, NULL},
        {"12.34.567", NUMBER_WHOLE, true, NULL},
        {"1.23.456", NUMBER_WHOLE, true, NULL},
        {"1234.567", NUMBER_WHOLE, true, NULL},
        {"", NUMBER_WHOLE, true, NULL},
        {"-", NUMBER_WHOLE, true, NULL},
        {".", NUMBER_WHOLE, true, NULL},
        {"1.", NUMBER_WHOLE, true, NULL},
        {"1e5", NUMBER_WHOLE, true, NULL},
        {"-5", NUMBER_WHOLE, true, "-5"},
        {"4.000", NUMBER_QUANTITY, true, "4000"},
        {"4.000", NUMBER_QUANTITY, false, "4.000"},
        {"4,000", NUMBER_QUANTITY, false, "4000"},
        {"4,000", NUMBER_QUANTITY, true, "4.000"},
        {"0.096", NUMBER_QUANTITY, true, "0.096"},
        {"0,096", NUMBER_QUANTITY, false, "0.096"},
        {"12,5", NUMBER_QUANTITY, false, "12.5"},
        {"1.234,5", NUMBER_QUANTITY, false, "1234.5"},
        {"1,234.5", NUMBER_QUANTITY, true, "1234.5"},
        {"1,901", NUMBER_DEGREES, true, "1.901"},
        {"100.093", NUMBER_DEGREES, true, "100.093"},
        {"-0,5", NUMBER_DEGREES, true, "-0.5"},
        {"1.234,567.8", NUMBER_QUANTITY, true, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char got[NUMBER_BYTES];
        bool grouped;
        bool ok = election_number(cases[i].text, cases[i].use, cases[i].comma, got, &grouped);
        if (ok != (cases[i].expected != NULL)) fail_msg("\"%s\"", cases[i].text);
        if (ok) assert_string_equal(got, cases[i].expected);
    }
}

/* What a spreadsheet shows for a number, in either notation, is read back as that number. */
static void every_grouped_number_is_read_back(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    Rng rng;
    rng_seed(&rng, 7);
    for (int i = 0; i < 20000; i++) {
        int64_t n = (int64_t)(rng_u64(&rng) >> (1 + rng_below(&rng, 62)));
        lang_use(rng_below(&rng, 2) ? LANG_ID : LANG_EN);
        char plain[32], got[NUMBER_BYTES];
        bool grouped;
        snprintf(plain, sizeof plain, "%" PRId64, n);
        if (!election_number(int_group(arena, n), NUMBER_WHOLE, rng_below(&rng, 2), got, &grouped))
            fail_msg("%s", plain);
        assert_string_equal(got, plain);
        assert_int_equal(grouped, n > 999);
    }
    arena_free(arena);
}

static void days_are_read_in_the_order_of_the_country(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, MIB);
    static const char *const good[] = {"2024-02-10",         "2024/02/10",      "10/02/2024",
                                       "10-2-2024",          "10.02.2024",      "10 Februari 2024",
                                       "Sabtu, 10 Feb 2024", "10 February 2024"};
    static const char *const bad[] = {"",         "30/02/2024",   "02/30/2024",
                                      "10/02/24", "2024-02-10-1", "10 Fab 2024",
                                      "1 2",      "1,2,3,4,5"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        int32_t day = 0;
        if (!election_day(arena, good[i], &day)) fail_msg("%s", good[i]);
        assert_int_equal(day, day_from_civil(2024, 2, 10));
    }
    int32_t day;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (election_day(arena, bad[i], &day)) fail_msg("%s", bad[i]);
    arena_free(arena);
}

static void clocks_are_read_with_points_and_zones(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, MIB);
    static const char *const good[] = {"07:30", "7.30", "07:30:00", "07.30 WIB",
                                       "pukul 07.30 WITA"};
    static const char *const bad[] = {"",     "7",     "25:00", "07:60",  "24:01",
                                      "07:3", "pukul", "WIB",   "07:30 X"};
    int32_t s = 0;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        if (!election_clock(arena, good[i], &s)) fail_msg("%s", good[i]);
        assert_int_equal(s, 27000);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (election_clock(arena, bad[i], &s)) fail_msg("%s", bad[i]);
    assert_true(election_clock(arena, "24:00", &s));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_people_write_them),
        cmocka_unit_test(every_grouped_number_is_read_back),
        cmocka_unit_test(days_are_read_in_the_order_of_the_country),
        cmocka_unit_test(clocks_are_read_with_points_and_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
