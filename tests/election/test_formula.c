// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int64_t value(Arena *a, const char *text, ElectionVars vars) {
    ElectionFormula *f;
    Err err = {0};
    int64_t n = -1;
    if (election_formula_parse(a, text, &f, &err) != OK) fail_msg("%s", err.text);
    if (election_formula_value(f, &vars, &n, &err) != OK) fail_msg("%s", err.text);
    return n;
}

static void quantities_are_what_the_text_says(void **state) {
    ElectionVars vars = {
        .dpt = 284, .dptb = 3, .contests = 2, .tps = 9, .villages = 4, .districts = 1};
    assert_int_equal(value(*state, "2", vars), 2);
    assert_int_equal(value(*state, "6 * contests", vars), 12);
    assert_int_equal(value(*state, "dpt + dptb + ceil(dpt / 50)", vars), 293);
    assert_int_equal(value(*state, "2 + 3 * 4 - 5", vars), 9);
    assert_int_equal(value(*state, "20 - 3 - 2", vars), 15);
    assert_int_equal(value(*state, "(2+3)*4", vars), 20);
    assert_int_equal(value(*state, "max(tps, villages * 3) + min(districts, 5)", vars), 13);
    assert_int_equal(value(*state, "round(5/2) + round(9/4) + floor(11/4) + ceil(9/4)", vars), 10);
    assert_int_equal(value(*state, "ceil(dpt / 3 * 3)", vars), 284); /* exact: no 284.0000001 */
    assert_int_equal(value(*state, "max(0, dptb - 5)", vars), 0);
    assert_int_equal(value(*state, "10 + floor((0 - 5) / 2)", vars), 7);
}

static void every_polling_station_is_rounded_up_by_itself(void **state) {
    ElectionVars vars = {.dpt = 284};
    assert_int_equal(value(*state, "dpt + ceil(dpt / 50)", vars), 290); /* South Tangerang */
    vars.dpt = 250;                                                     /* an exact 5 stays 5 */
    assert_int_equal(value(*state, "dpt + ceil(dpt / 50)", vars), 255);
    /* the practice of one PPK, who made 6 of it, can be stated too */
    assert_int_equal(value(*state, "dpt + floor(dpt / 50) + 1", vars), 256);
}

static void reserves_agree_with_arithmetic_on_decimal_strings(void **state) {
    ElectionFormula *f;
    Err err;
    assert_int_equal(election_formula_parse(*state, "ceil(dpt * 25 / 1000)", &f, &err), OK);
    for (int64_t dpt = 0; dpt < 5000; dpt++) {
        char thousandths[32];
        snprintf(thousandths, sizeof thousandths, "%04" PRId64, dpt * 25);
        size_t n = strlen(thousandths);
        bool fraction = strcmp(thousandths + n - 3, "000") != 0;
        thousandths[n - 3] = '\0';
        int64_t expected, got;
        assert_true(int_parse(thousandths, 0, INT64_MAX, &expected));
        assert_int_equal(election_formula_value(f, &(ElectionVars){.dpt = dpt}, &got, &err), OK);
        assert_int_equal(got, expected + fraction);
    }
}

/* What is as good as whole is whole. */
static long double settled(long double x) {
    return fabsl(x - nearbyintl(x)) < 1e-12L ? nearbyintl(x) : x;
}

/* A random formula's text, with its value as a naive reader with a pocket calculator has it. */
static long double grow(Arena *a, Rng *rng, int depth, const char **text) {
    const char *x, *y;
    if (depth == 0) {
        uint32_t n = rng_below(rng, 30);
        *text = n < 10 ? "dpt" : arena_printf(a, "%u", n - 9);
        return n < 10 ? 317 : n - 9;
    }
    long double p = grow(a, rng, depth - 1, &x), q = grow(a, rng, depth - 1, &y);
    uint32_t choice = rng_below(rng, 8);
    long double near_p = settled(p), near_q = settled(q);
    switch (choice) {
    case 0: *text = arena_printf(a, "(%s + %s)", x, y); return p + q;
    case 1: *text = arena_printf(a, "(%s - %s)", x, y); return p - q;
    case 2: *text = arena_printf(a, "(%s) * (%s)", x, y); return p * q;
    case 3: *text = arena_printf(a, "(%s)/%d", x, 3 * depth + 1); return p / (3 * depth + 1);
    case 4: *text = arena_printf(a, "min(%s, %s)", x, y); return p < q ? p : q;
    case 5: *text = arena_printf(a, "max( %s ,%s)", x, y); return p > q ? p : q;
    case 6:
        *text = arena_printf(a, "(ceil(%s)+floor(%s))", x, y);
        return ceill(near_p) + floorl(near_q);
    default:
        *text = arena_printf(a, "round(%s)", x);
        return floorl(near_p + 0.5L + 1e-12L); /* a half that came out a hair too small */
    }
}

static void random_formulas_agree_with_a_pocket_calculator(void **state) {
    Rng rng;
    rng_seed(&rng, 2024);
    int compared = 0;
    for (int i = 0; i < 20000; i++) {
        const char *inner;
        long double expected = grow(*state, &rng, 1 + (int)rng_below(&rng, 3), &inner);
        if (fabsl(expected) > 1e5L) continue;
        expected = floorl(settled(expected));
        const char *text = arena_printf(*state, "1000000000 + floor(%s)", inner);
        ElectionFormula *f;
        Err err = {0};
        int64_t got;
        if (strlen(text) > ELECTION_FORMULA_BYTES_MAX) continue;
        assert_int_equal(election_formula_parse(*state, text, &f, &err), OK);
        if (election_formula_value(f, &(ElectionVars){.dpt = 317}, &got, &err) != OK) continue;
        if (got - 1000000000 != (int64_t)expected) fail_msg("%s: %" PRId64, text, got);
        compared++;
    }
    assert_true(compared > 15000);
}

static void refused(Arena *a, const char *text, const char *why) {
    ElectionFormula *f = NULL;
    Err err = {0};
    if (election_formula_parse(a, text, &f, &err) == OK) fail_msg("accepted: %s", text);
    assert_null(f);
    if (!strstr(err.text, why)) fail_msg("\"%s\" says: %s", text, err.text);
}

static void faulty_formulas_name_the_character(void **state) {
    refused(*state, "", "at character 1 ");
    refused(*state, "dpt + voters", "unknown word, at character 7 ");
    refused(*state, "dpt / 50", "may be a fraction");
    refused(*state, "min(dpt / 50, 3)", "may be a fraction");
    refused(*state, "dpt * 2.5", "write 0.025 as 25 / 1000, at character 7 ");
    refused(*state, "ceil(dpt / 40", "\")\" expected, at character 14 ");
    refused(*state, "ceil dpt", "\"(\" expected");
    refused(*state, "min(dpt)", "second value expected, at character 8 ");
    refused(*state, "2 dpt", "not expected here, at character 3 ");
    refused(*state, "2 +", "at character 4 ");
    refused(*state, "-5", "at character 1 ");
    refused(*state, "DPT", "at character 1 ");
    refused(*state, "99999999999999999999", "too large");
    refused(*state, "((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))",
            "too many parentheses");
    char *longest = arena_alloc(*state, 1000);
    memset(longest, '1', 999);
    refused(*state, longest, "longer than 400");
}

static void fails(Arena *a, const char *text, ElectionVars vars, const char *why) {
    ElectionFormula *f;
    Err err = {0};
    int64_t n = 77;
    assert_int_equal(election_formula_parse(a, text, &f, &err), OK);
    assert_int_equal(election_formula_value(f, &vars, &n, &err), ERR_INPUT);
    if (!strstr(err.text, why)) fail_msg("\"%s\" says: %s", text, err.text);
    assert_int_equal(n, 77);
    assert_string_equal(election_formula_explain(a, f, &vars), err.text);
}

static void impossible_results_are_errors(void **state) {
    ElectionVars vars = {.dpt = 10};
    fails(*state, "dpt - 100", vars, "becomes -90, less than nothing");
    fails(*state, "ceil(dpt / dptb)", vars, "divides by zero");
    fails(*state, "dpt * 9000000000000000000", vars, "too large");
    fails(*state, "ceil(1 / 4000000000 / 4000000000)", vars, "too large");
    fails(*state, "9223372036854775807 + dpt", vars, "too large");
}

static void explains(Arena *a, const char *text, const char *expected) {
    ElectionFormula *f;
    Err err = {0};
    ElectionVars vars = {.dpt = 284, .dptb = 0, .contests = 2, .tps = 1203};
    assert_int_equal(election_formula_parse(a, text, &f, &err), OK);
    assert_string_equal(election_formula_explain(a, f, &vars), expected);
}

static void explanations_show_the_numbers_and_the_rounding(void **state) {
    explains(*state, "dpt + dptb + ceil(dpt / 50)",
             "284 DPT + 0 DPTb + 6 (284 DPT / 50 = 5.68, rounded up) = 290");
    explains(*state, "2", "2");
    explains(*state, "6 * contests", "6 × 2 contests = 12");
    explains(*state, "(dpt + 16) * 2 - (3 - 2)", "(284 DPT + 16) × 2 - (3 - 2) = 599");
    explains(*state, "ceil(dpt / 3)", "95 (284 DPT / 3 ≈ 94.6667, rounded up)");
    explains(*state, "ceil(dpt / 4) + 1", "71 (284 DPT / 4 = 71, exactly) + 1 = 72");
    explains(*state, "max(2, ceil(dpt))", "284 (the larger of 2 and 284 DPT)");
    explains(*state, "tps", "1,203 TPS");
    lang_use(LANG_ID);
    ElectionFormula *f;
    assert_int_equal(election_formula_parse(*state, "tps * 2 + floor(dpt / 50)", &f, NULL), OK);
    const char *text =
        election_formula_explain(*state, f, &(ElectionVars){.dpt = 284, .tps = 1203});
    lang_use(LANG_EN);
    assert_non_null(strstr(text, "1.203 TPS"));
    assert_non_null(strstr(text, "= 5,68"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_what_the_text_says),
        cmocka_unit_test(every_polling_station_is_rounded_up_by_itself),
        cmocka_unit_test(reserves_agree_with_arithmetic_on_decimal_strings),
        cmocka_unit_test(random_formulas_agree_with_a_pocket_calculator),
        cmocka_unit_test(faulty_formulas_name_the_character),
        cmocka_unit_test(impossible_results_are_errors),
        cmocka_unit_test(explanations_show_the_numbers_and_the_rounding),
    };
    return cmocka_run_group_tests_name("election/formula", tests, sample_setup, sample_teardown);
}
