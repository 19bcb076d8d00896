// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

static void decimals_are_read_exactly_and_rounded_half_away(void **state) {
    (void)state;
    int64_t n;
    assert_true(decimal_parse("1.901708", 7, &n));
    assert_int_equal(n, 19017080);
    assert_true(decimal_parse("-0.00000005", 7, &n));
    assert_int_equal(n, -1);
    assert_true(decimal_parse("100", 2, &n));
    assert_int_equal(n, 10000);
    assert_false(decimal_parse("1e5", 7, &n));
    assert_false(decimal_parse("", 7, &n));
    assert_false(decimal_parse("99999999999999999999", 0, &n));
}

static void days_and_dates_agree_over_four_centuries(void **state) {
    (void)state;
    int32_t last = day_from_civil(1899, 12, 31);
    for (int32_t day = last + 1; day < day_from_civil(2300, 1, 1); day++) {
        Civil c = civil_from_s((int64_t)day * 86400);
        assert_int_equal(day_from_civil(c.year, c.month, c.day), day);
    }
    int32_t day;
    assert_true(day_parse("2024-02-14", &day));
    assert_int_equal(day_weekday(day), 3);
    assert_false(day_parse("2023-02-29", &day));
}

static void arenas_give_zeroed_memory_and_jump_at_their_ceiling(void **state) {
    (void)state;
    Env env = env_real();
    Arena *a = arena_new(&env, 1 * MIB);
    volatile int reached = 0;
    if (ARENA_GUARD(a)) {
        for (int i = 0; i < 100; i++) {
            char *p = arena_alloc(a, 20 * KIB);
            assert_int_equal(p[0], 0);
            assert_int_equal(p[20 * KIB - 1], 0);
            p[0] = 1;
            reached = i;
        }
    }
    assert_int_equal(reached, 50);
    arena_free(a);
}

static void faulty_utf8_is_told_apart(void **state) {
    (void)state;
    assert_true(utf8_valid("Kab\xC3\xA9", 5));
    assert_false(utf8_valid("Kab\xE9", 4));
    assert_false(utf8_valid("\xED\xA0\x80", 3));
    assert_false(utf8_valid("\xC0\x80", 2));
}

static void base64_has_one_spelling(void **state) {
    (void)state;
    uint8_t bytes[300], back[300];
    Buf b;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 7);
    buf_init(&b, 1 * KIB);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        size_t length = sizeof back;
        base64_add(&b, bytes, n);
        assert_true(base64_parse(buf_bytes(&b), back, &length));
        assert_int_equal(length, n);
        assert_memory_equal(back, bytes, n);
        assert_true(base64_parse_exact(buf_bytes(&b), back, n));
        buf_free(&b);
    }
    /* spare bits, padding, blanks, another alphabet, and bytes that libsodium takes for letters */
    static const char *const bad[] = {"QQ=",     "QQ",   "QR==", "QUJ=", "QQ==\n", " QQ==",
                                      "QQ===",   "Q-_=", "Q",    "=",    "QUJD=",  "\341\232\200D",
                                      "QQ==QQ=="};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        size_t length = sizeof back;
        assert_false(base64_parse(bytes_of(bad[i]), back, &length));
    }
    size_t two = 2;
    assert_false(base64_parse(bytes_of("QUJD"), back, &two)); /* no room */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly_and_rounded_half_away),
        cmocka_unit_test(days_and_dates_agree_over_four_centuries),
        cmocka_unit_test(arenas_give_zeroed_memory_and_jump_at_their_ceiling),
        cmocka_unit_test(faulty_utf8_is_told_apart),
        cmocka_unit_test(base64_has_one_spelling),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
