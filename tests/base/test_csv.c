// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

typedef struct Case {
    Env env;
    Arena *arena;
    Faults faults;
    Csv csv;
    Err err;
} Case;

static int begin(void **state) {
    static Case c;
    lang_use(LANG_EN);
    c = (Case){.env = env_real()};
    c.arena = arena_new(&c.env, 64 * MIB);
    *state = &c;
    return 0;
}

static int end(void **state) {
    Case *c = *state;
    arena_free(c->arena);
    return 0;
}

static Status text(Case *c, const char *csv) {
    c->faults = (Faults){.arena = c->arena, .file = "t.csv"};
    c->csv = (Csv){0};
    return csv_read(c->arena, bytes_of(csv), &c->csv, &c->faults, &c->err);
}

static void cell_is(const Case *c, size_t row, size_t column, const char *expected) {
    assert_true(row < c->csv.rows.n);
    assert_true(column < c->csv.columns);
    assert_string_equal(c->csv.rows.at[row].cells[column], expected);
}

static void fault_is(const Case *c, size_t i, int line, const char *word) {
    assert_true(i < c->faults.list.n);
    assert_int_equal(c->faults.list.at[i].line, line);
    assert_non_null(strstr(c->faults.list.at[i].text, word));
}

/* ---------------------------------------------------------------- reading */

static void quotes_hold_separators_lines_and_quotes(void **state) {
    Case *c = *state;
    assert_int_equal(text(c, "a,b\n\"x,\"\"y\"\"\n\r\nz\" , \" p \"\n"), OK);
    cell_is(c, 0, 0, "x,\"y\"\n\r\nz");
    cell_is(c, 0, 1, "p");
    assert_int_equal(text(c, "a,b\n\"\",\"\"\"\"\n"), OK);
    cell_is(c, 0, 0, "");
    cell_is(c, 0, 1, "\"");
}

static void the_separator_is_the_one_the_header_uses_most(void **state) {
    Case *c = *state;
    assert_int_equal(text(c, "\"a,b,c\";d\n1,5;2\n"), OK);
    assert_int_equal(c->csv.separator, ';');
    assert_string_equal(c->csv.header[0], "a,b,c");
    cell_is(c, 0, 0, "1,5");
    assert_int_equal(text(c, "a\tb\n1\t\n"), OK);
    assert_int_equal(c->csv.separator, '\t');
    cell_is(c, 0, 1, "");
    assert_int_equal(text(c, "alone\n1\n"), OK);
    assert_int_equal(c->csv.columns, 1);
    assert_int_equal(text(c, "sep=;\r\na,b,c;d\n1;2\n"), OK);
    assert_string_equal(c->csv.header[0], "a,b,c");
    assert_int_equal(c->csv.rows.at[0].line, 3);
    assert_int_equal(text(c, "sep=x\n1\n"), OK); /* a header like another */
    assert_string_equal(c->csv.header[0], "sep=x");
}

static void a_row_knows_its_line_across_every_kind_of_line_end(void **state) {
    Case *c = *state;
    assert_int_equal(text(c, "a,b\r\n1,\"x\ny\"\r\n\r\n2,\"x\ry\"\n3,z\r4,\"x\r\ny\"\n5,z"), OK);
    const int lines[] = {2, 5, 7, 8, 10};
    assert_int_equal(c->csv.rows.n, COUNT_OF(lines));
    for (size_t i = 0; i < COUNT_OF(lines); i++) assert_int_equal(c->csv.rows.at[i].line, lines[i]);
}

static void faults_are_told_where_they_begin(void **state) {
    Case *c = *state;
    assert_int_equal(text(c, "a,b\n1\n\n1,2,3\n\"x\" y,2\n"), ERR_INPUT);
    assert_int_equal(c->faults.total, 3);
    fault_is(c, 0, 2, "1 cells");
    fault_is(c, 1, 4, "3 cells");
    fault_is(c, 2, 5, "closing");
    assert_int_equal(text(c, "a,b\n1,2\n3,\"4\n5,6\n"), ERR_INPUT);
    fault_is(c, 0, 3, "never closed");
}

static void too_many_columns_or_too_long_a_cell_is_a_fault(void **state) {
    Case *c = *state;
    Buf b;
    buf_init(&b, 4 * MIB);
    for (int i = 0; i < CSV_COLUMNS_MAX; i++) buf_printf(&b, "%sc%d", i ? "," : "", i);
    assert_int_equal(text(c, b.at), OK);
    assert_int_equal(c->csv.columns, CSV_COLUMNS_MAX);
    buf_str(&b, ",more,and more");
    assert_int_equal(text(c, b.at), ERR_INPUT);
    assert_int_equal(c->faults.total, 1);
    buf_free(&b);
    buf_str(&b, "a,b\n1,\"");
    for (size_t i = 0; i < 1 * MIB; i++) buf_char(&b, 'x');
    buf_str(&b, "\"\n");
    assert_int_equal(text(c, b.at), OK);
    assert_int_equal(strlen(c->csv.rows.at[0].cells[1]), 1 * MIB);
    b.at[b.n - 2] = 'x';
    b.at[b.n - 1] = '"';
    assert_int_equal(text(c, b.at), ERR_INPUT);
    fault_is(c, 0, 2, "longer than");
    buf_free(&b);
}

static void what_csv_cell_writes_is_read_back(void **state) {
    Case *c = *state;
    Rng rng;
    rng_seed(&rng, 7);
    for (int round = 0; round < 3000; round++) {
        char cells[3][9] = {{0}};
        Buf b;
        buf_init(&b, 1 * KIB);
        buf_str(&b, "a,b,c\n");
        for (int k = 0; k < 3; k++) {
            uint32_t n = rng_below(&rng, 9);
            for (uint32_t i = 0; i < n; i++) cells[k][i] = ",;\"\n\r\tx.='-"[rng_below(&rng, 11)];
            if (k) buf_char(&b, ',');
            csv_cell(&b, cells[k]);
        }
        buf_char(&b, '\n');
        assert_int_equal(text(c, b.at), OK);
        buf_free(&b);
        bool blank = true;
        for (int k = 0; k < 3; k++) /* tabs at the ends are blanks, and trimmed */
            blank = blank && strspn(cells[k], "\t") == strlen(cells[k]);
        assert_int_equal(c->csv.rows.n, blank ? 0 : 1);
        for (size_t k = 0; k < 3 && !blank; k++) {
            char *from = cells[k] + strspn(cells[k], "\t");
            size_t n = strlen(from);
            while (n && from[n - 1] == '\t') n--;
            from[n] = 0;
            cell_is(c, 0, k, from);
        }
    }
}

static void a_text_that_looks_like_a_formula_is_guarded_and_comes_back(void **state) {
    Case *c = *state;
    static const struct {
        const char *text, *written;
    } cases[] = {{"=1+1", "'=1+1"},
                 {"+62812", "'+62812"},
                 {"-", "'-"},
                 {"@SUM(A1)", "'@SUM(A1)"},
                 {"=cmd|' /C calc'!A0, x", "\"'=cmd|' /C calc'!A0, x\""},
                 {"＝1", "'＝1"},
                 {"'=1", "''=1"},
                 {"''-1", "'''-1"},
                 {"' =1", "'' =1"},
                 {"'0812", "'0812"},
                 {"'", "'"},
                 {"a=b", "a=b"},
                 {"TPS 1-2", "TPS 1-2"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Buf b;
        buf_init(&b, 1 * KIB);
        csv_cell(&b, cases[i].text);
        assert_string_equal(b.at, cases[i].written);
        const char *file = arena_printf(c->arena, "a,b\n%s,x\n", b.at);
        buf_free(&b);
        assert_int_equal(text(c, file), OK);
        cell_is(c, 0, 0, cases[i].text);
    }
    Buf b;
    buf_init(&b, 1 * KIB);
    csv_cell(&b, "\t=1");
    assert_string_equal(b.at, "\"'\t=1\"");
    buf_free(&b);
}

/* ---------------------------------------------------------------- errors and faults */

static void only_a_thousand_faults_are_kept_and_all_are_counted(void **state) {
    Case *c = *state;
    Faults faults = {.arena = c->arena, .file = "tps.csv"};
    assert_int_equal(faults_status(&faults, &c->err), OK);
    for (int i = 1; i <= FAULTS_MAX + 5; i++) fault_add(&faults, i, 0, "voters", NULL, "%d", i);
    assert_int_equal(faults.list.n, FAULTS_MAX);
    assert_int_equal(faults.list.at[FAULTS_MAX - 1].line, FAULTS_MAX);
    assert_int_equal(faults_status(&faults, &c->err), ERR_INPUT);
    assert_string_equal(c->err.text, "1005 faults; nothing was changed");
    assert_string_equal(c->err.place, "tps.csv");
}

static void an_error_tells_its_place(void **state) {
    Case *c = *state;
    assert_int_equal(err_set(&c->err, ERR_INPUT, "%s", "wrong"), ERR_INPUT);
    assert_string_equal(c->err.place, "");
    err_at(&c->err, "tps.csv", 17, 4, "voters");
    assert_string_equal(c->err.place, "tps.csv:17:4 (voters)");
    err_at(&c->err, "tps.csv", 17, 0, NULL);
    assert_string_equal(c->err.place, "tps.csv:17");
    err_at(&c->err, "tps.csv", 0, 4, "voters");
    assert_string_equal(c->err.place, "tps.csv (voters)");
    err_at(&c->err, NULL, 0, 0, NULL);
    assert_string_equal(c->err.place, "");
    assert_int_equal(err_set(NULL, ERR_WORLD, "x"), ERR_WORLD);
    assert_int_equal(err_exit_status(OK), 0);
    assert_int_equal(err_exit_status(ERR_INFEASIBLE), 1);
    assert_int_equal(err_exit_status(ERR_USAGE), 2);
}

static void long_messages_are_cut_between_characters(void **state) {
    Case *c = *state;
    for (size_t pad = 0; pad < 4; pad++) {
        Buf b;
        buf_init(&b, 4 * KIB);
        for (size_t i = 0; i < pad; i++) buf_char(&b, 'x');
        for (int i = 0; i < 300; i++) buf_str(&b, i % 2 ? "\xF0\x9F\x98\x80" : "\xE2\x82\xAC");
        err_set(&c->err, ERR_INPUT, "%s", b.at);
        err_at(&c->err, b.at, 1, 1, b.at);
        err_advise(&c->err, "%s", b.at);
        Faults faults = {.arena = c->arena};
        fault_add(&faults, 1, 1, NULL, NULL, "%s", b.at);
        const char *texts[] = {c->err.text, c->err.place, c->err.advice, faults.list.at[0].text};
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            assert_true(strlen(texts[i]) > 150);
            assert_true(utf8_valid(texts[i], strlen(texts[i])));
        }
        buf_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(quotes_hold_separators_lines_and_quotes, begin, end),
        cmocka_unit_test_setup_teardown(the_separator_is_the_one_the_header_uses_most, begin, end),
        cmocka_unit_test_setup_teardown(a_row_knows_its_line_across_every_kind_of_line_end, begin,
                                        end),
        cmocka_unit_test_setup_teardown(faults_are_told_where_they_begin, begin, end),
        cmocka_unit_test_setup_teardown(too_many_columns_or_too_long_a_cell_is_a_fault, begin, end),
        cmocka_unit_test_setup_teardown(what_csv_cell_writes_is_read_back, begin, end),
        cmocka_unit_test_setup_teardown(a_text_that_looks_like_a_formula_is_guarded_and_comes_back,
                                        begin, end),
        cmocka_unit_test_setup_teardown(only_a_thousand_faults_are_kept_and_all_are_counted, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_error_tells_its_place, begin, end),
        cmocka_unit_test_setup_teardown(long_messages_are_cut_between_characters, begin, end),
    };
    return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
