// SPDX-License-Identifier: Apache-2.0
#include "world.h"

static bool reads(const char *typed, CustodyNumber *number) {
    Err err;
    return custody_code_read(typed, number, &err) == OK;
}

static void the_check_digit_notices_every_wrong_digit_and_every_swap(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 1);
    for (int round = 0; round < 2000; round++) {
        CustodyNumber n = {.kind = (CustodyKind)(1 + rng_below(&rng, 4)),
                           .serial = 1 + (int32_t)rng_below(&rng, CUSTODY_SERIAL_MAX)};
        char code[CUSTODY_CODE_BYTES], wrong[CUSTODY_CODE_BYTES];
        snprintf(n.scope, sizeof n.scope, "%04u", rng_below(&rng, 10000));
        custody_code(&n, code);
        assert_int_equal(custody_damm(code), 0);
        for (int at = 0; at < 11; at++) {
            for (char d = '0'; d <= '9'; d++) {
                memcpy(wrong, code, sizeof code);
                wrong[at] = d;
                assert_int_equal(custody_damm(wrong) == 0, d == code[at]);
            }
            if (at == 10 || code[at] == code[at + 1]) continue;
            memcpy(wrong, code, sizeof code);
            wrong[at] = code[at + 1];
            wrong[at + 1] = code[at];
            assert_int_not_equal(custody_damm(wrong), 0);
        }
    }
}

static void check_digits_are_those_of_their_papers(void **state) {
    (void)state;
    assert_int_equal(custody_damm("572"), 4); /* Damm's own example */
    assert_int_equal(custody_damm("5724"), 0);
    assert_int_equal(custody_gs1("37610425002123456"), 9); /* GS1's example of an SSCC */
    assert_int_equal(custody_gs1("629104150021"), 3);      /* and of a GTIN-13 */
}

static void a_code_is_read_as_people_type_it(void **state) {
    (void)state;
    CustodyNumber n = {.scope = "1222", .kind = CUSTODY_BOX, .serial = 417}, read;
    char code[CUSTODY_CODE_BYTES], shown[CUSTODY_SHOWN_BYTES], sscc[CUSTODY_SSCC_BYTES];
    char typed[64];
    custody_code(&n, code);
    custody_code_shown(code, shown);
    custody_sscc(&n, CUSTODY_PREFIX_DEFAULT, sscc);
    assert_int_equal(strlen(sscc), 18);
    snprintf(typed, sizeof typed, "(00) %s", sscc);
    const char *ways[] = {code, shown, sscc, typed};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        assert_true(reads(ways[i], &read));
        assert_string_equal(read.scope, "1222");
        assert_int_equal(read.kind, CUSTODY_BOX);
        assert_int_equal(read.serial, 417);
    }
    snprintf(typed, sizeof typed, "l222 I oO4l7 %c", code[10]); /* letters for digits */
    assert_true(reads(typed, &read));
    assert_int_equal(read.serial, 417);
}

static void what_is_no_code_is_refused_with_a_reason(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "x",
                                      "12221004",
                                      "122210041723333",
                                      "1222100417a",
                                      "12221004171",
                                      "104000001222000418",
                                      "12229000018" /* no such kind, whatever its check digit */,
                                      "\357\274\2212221004172" /* a wide digit */};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CustodyNumber n;
        Err err = {0};
        assert_int_equal(custody_code_read(bad[i], &n, &err), ERR_INPUT);
        assert_true(err.text[0]);
    }
}

static void a_seal_number_is_letters_and_digits(void **state) {
    (void)state;
    char seal[CUSTODY_SEAL_BYTES];
    assert_true(custody_seal_read("kpu-00.123 4", seal));
    assert_string_equal(seal, "KPU001234");
    assert_false(custody_seal_read("A12", seal));
    assert_false(custody_seal_read("A123456789012345678901234", seal));
    assert_false(custody_seal_read("A12;34", seal));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_digit_notices_every_wrong_digit_and_every_swap),
        cmocka_unit_test(check_digits_are_those_of_their_papers),
        cmocka_unit_test(a_code_is_read_as_people_type_it),
        cmocka_unit_test(what_is_no_code_is_refused_with_a_reason),
        cmocka_unit_test(a_seal_number_is_letters_and_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
