// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "geo/geo.h"

typedef struct Case {
    Env env;
    Arena *arena;
    Faults faults;
    GeoTable table;
    Err err;
} Case;

static int begin(void **state) {
    static Case c;
    lang_use(LANG_EN);
    c = (Case){.env = env_real()};
    c.arena = arena_new(&c.env, 256 * MIB);
    c.faults.arena = c.arena;
    *state = &c;
    return 0;
}

static int end(void **state) {
    Case *c = *state;
    arena_free(c->arena);
    return 0;
}

static Status text(Case *c, const char *csv, size_t n) {
    c->faults = (Faults){.arena = c->arena, .file = "t.csv"};
    return geo_table_csv(c->arena, (Bytes){(const uint8_t *)csv, n}, "t.csv", &c->table, &c->faults,
                         &c->err);
}
#define TEXT(c, csv) text((c), (csv), sizeof(csv) - 1)

static Status file(Case *c, const char *name) {
    c->faults = (Faults){.arena = c->arena};
    const char *source = getenv("HANTAR_SOURCE");
    const char *path = arena_printf(c->arena, "%s/tests/geo/data/%s", source ? source : ".", name);
    return geo_table_read(&c->env, c->arena, path, &c->table, &c->faults, &c->err);
}

static bool gdal_is_absent(void) {
    if (access("/usr/bin/ogr2ogr", X_OK) == 0) return false;
    print_message("# gdal-bin is not installed\n");
    return true;
}

static void row_is(const Case *c, size_t row, int line, const char *cells) {
    assert_true(row < c->table.csv.rows.n);
    const CsvRow *r = &c->table.csv.rows.at[row];
    Buf b;
    buf_init(&b, 1 * MIB);
    for (size_t i = 0; i < c->table.csv.columns; i++) {
        if (i) buf_char(&b, '|');
        buf_str(&b, r->cells[i]);
    }
    assert_string_equal(b.at, cells);
    assert_int_equal(r->line, line);
    buf_free(&b);
}

/* ---------------------------------------------------------------- CSV */

static void the_same_rows_come_from_every_separator_and_encoding(void **state) {
    Case *c = *state;
    const char *texts[] = {
        "id,nama\n1,Caf\xC3\xA9\n\n2,\"x\"\n",
        "\xEF\xBB\xBFid;nama\r\n1;Caf\xC3\xA9\r\n\r\n2;x\r\n",
        "id\tnama\n1\tCaf\xE9\n\n2\tx",
        "id,nama,,\n 1 , Caf\xC3\xA9 ,,\n,,,\n2,x\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_int_equal(text(c, texts[i], strlen(texts[i])), OK);
        assert_string_equal(c->table.format, "CSV");
        assert_int_equal(c->table.csv.columns, 2);
        assert_int_equal(c->table.csv.rows.n, 2);
        row_is(c, 0, 2, "1|Caf\xC3\xA9");
        row_is(c, 1, 4, "2|x");
        assert_int_equal(c->table.csv.from_cp1252, i == 2);
        Sha256 hash = sha256(texts[i], strlen(texts[i]));
        assert_memory_equal(&c->table.sha256, &hash, sizeof hash);
    }
}

static void every_fault_of_a_file_is_told_with_its_line(void **state) {
    Case *c = *state;
    assert_int_equal(TEXT(c, "a,b\n1\n2,3\n4,5,6\n7,\"8\" x\n9,\"10\n"), ERR_INPUT);
    assert_int_equal(c->faults.total, 4);
    const int lines[] = {2, 4, 5, 6};
    for (size_t i = 0; i < 4; i++) assert_int_equal(c->faults.list.at[i].line, lines[i]);
    assert_string_equal(c->err.place, "t.csv");
    assert_true(str_starts(c->err.text, "4 faults"));
}

static void what_is_no_text_is_refused(void **state) {
    Case *c = *state;
    assert_int_equal(TEXT(c, "\xFF\xFEi\0d\0"), ERR_INPUT);
    assert_non_null(strstr(c->faults.list.at[0].text, "UTF-16"));
    assert_int_equal(TEXT(c, "id,\0,x\n"), ERR_INPUT);
    assert_int_equal(TEXT(c, ""), ERR_INPUT);
    assert_int_equal(TEXT(c, "\n ,\n"), ERR_INPUT);
}

static void tag_rows_are_taken_out_of_the_rows(void **state) {
    Case *c = *state;
    assert_int_equal(TEXT(c, "id,nama,n\n#loc+id,#loc +name,\n1,x,2\n"), OK);
    assert_int_equal(c->table.csv.rows.n, 1);
    row_is(c, 0, 3, "1|x|2");
    assert_string_equal(c->table.hxl[1], "#loc +name");
    assert_null(c->table.hxl[2]);
    assert_int_equal(TEXT(c, "id,nama\n#1,#2\n"), OK); /* numbers of houses, not tags */
    assert_int_equal(c->table.csv.rows.n, 1);
    assert_int_equal(TEXT(c, "id,nama\n1,x\n#loc,#name\n"), OK); /* only under the header */
    assert_int_equal(c->table.csv.rows.n, 2);
}

/* ---------------------------------------------------------------- other programs' files */

static void all_formats_give_the_rows_of_the_csv(void **state) {
    Case *c = *state;
    if (gdal_is_absent()) return;
    static const char *const names[] = {"rows.csv", "rows.xlsx", "rows.ods", "rows.gpkg",
                                        "rows.shp"};
    static const char *const formats[] = {"CSV", "XLSX", "ODS", "GeoPackage", "Shapefile"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_int_equal(file(c, names[i]), OK);
        assert_string_equal(c->table.format, formats[i]);
        assert_string_equal(c->table.name, names[i]);
        assert_int_equal(c->table.csv.columns, 7);
        assert_string_equal(c->table.csv.header[0], "id");
        assert_string_equal(c->table.csv.header[6], "note");
        assert_int_equal(c->table.csv.rows.n, 4);
        row_is(c, 0, 2, "1222011001001|KOTAPINANG|007|257|1.901708|100.093648|");
        row_is(c, 1, 3,
               "1222011001002|Caf\xC3\xA9 \xE2\x80\x9C"
               "B\xE2\x80\x9D|012|283|-0.000012|100.081869|a, b; \"c\"");
        row_is(c, 2, 4, "1222011001003|X|1E5|0|1.5|100|two\nlines");
        row_is(c, 3, i == 0 ? 6 : 5, "1222011001004||2024-02-14|300|1.25|100.0812345|-");
    }
}

static void a_workbook_as_offices_make_them_is_understood(void **state) {
    Case *c = *state;
    if (gdal_is_absent()) return;
    for (int ods = 0; ods <= 1; ods++) {
        assert_int_equal(file(c, ods ? "office.ods" : "office.xlsx"), OK);
        assert_string_equal(c->table.sheet, "Daftar \"TPS\" -1");
        assert_int_equal(c->table.sheet_count, ods ? 1 : 2);
        assert_int_equal(c->table.csv.columns, 7);
        assert_string_equal(c->table.hxl[0], "#loc+id");
        assert_null(c->table.hxl[5]);
        assert_int_equal(c->table.csv.rows.n, 3);
        row_is(c, 0, 6, "1222011001001|Kotapinang|257|1.901708|2024-02-14|07:30|007");
        row_is(c, 1, 9,
               "1222011001002|a\nb|100000000000000000000|-0.000012|2024-02-13 06:05:04|"
               "07:30:15|12E3");
        row_is(c, 2, 10, "||||||12.50");
    }
}

static void a_value_without_a_column_name_is_a_fault_of_its_row(void **state) {
    Case *c = *state;
    if (gdal_is_absent()) return;
    assert_int_equal(file(c, "unnamed.xlsx"), ERR_INPUT);
    assert_int_equal(c->faults.total, 1);
    assert_int_equal(c->faults.list.at[0].line, 2);
    assert_non_null(strstr(c->faults.list.at[0].text, "column C"));
    assert_int_equal(file(c, "empty.xlsx"), ERR_INPUT);
    assert_string_equal(c->err.place, "empty.xlsx");
}

static void a_missing_program_is_the_worlds_fault_and_advice_is_given(void **state) {
    Case *c = *state;
    char *path = arena_str(c->arena, getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    Status s = file(c, "rows.xlsx");
    setenv("PATH", path ? path : "/usr/bin:/bin", 1);
    assert_int_equal(s, ERR_WORLD);
    assert_non_null(strstr(c->err.advice, "gdal-bin"));
    assert_string_equal(c->err.place, "rows.xlsx");
}

/* A file of the given bytes in a folder of its own; the name is the test's to choose. */
static Status written(Case *c, const char *name, const char *bytes, size_t n) {
    char folder[] = "/tmp/hantar-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(c->arena, "%s/%s", folder, name);
    assert_int_equal(env_write_file(&c->env, path, (Bytes){(const uint8_t *)bytes, n}, &c->err),
                     OK);
    c->faults = (Faults){.arena = c->arena};
    Status s = geo_table_read(&c->env, c->arena, path, &c->table, &c->faults, &c->err);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    return s;
}
#define WRITTEN(c, name, bytes) written((c), (name), (bytes), sizeof(bytes) - 1)

static void the_bytes_tell_the_kind_and_strangers_are_refused_with_advice(void **state) {
    Case *c = *state;
    static const struct {
        const char *bytes, *word;
    } strangers[] = {
        {"\xD0\xCF\x11\xE0 old", "xls"}, {"%PDF-1.4", "PDF"},
        {"PK\3\4 word/document", "zip"}, {"PK\3\4 xl/workbook.bin", "xlsb"},
        {" <html><table>", "web page"},  {"{\"type\":\"FeatureCollection\"}", "map layer"},
    };
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        assert_int_equal(written(c, "tps.csv", strangers[i].bytes, strlen(strangers[i].bytes)),
                         ERR_INPUT);
        assert_non_null(strstr(c->err.text, strangers[i].word));
        assert_true(c->err.advice[0]);
        assert_string_equal(c->err.place, "tps.csv");
    }
    assert_int_equal(WRITTEN(c, "-overwrite.xlsx", "a,b\n1,2\n"), OK); /* a CSV under any name */
    assert_string_equal(c->table.format, "CSV");
    assert_int_equal(file(c, "nowhere.csv"), ERR_ABSENT);
}

static void damaged_workbooks_are_refused_and_leave_nothing_behind(void **state) {
    Case *c = *state;
    if (gdal_is_absent()) return;
    char folder[] = "/tmp/hantar-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1);
    assert_int_equal(WRITTEN(c, "x.xlsx", "PK\3\4 xl/workbook.xml and no more"), ERR_INPUT);
    assert_int_equal(WRITTEN(c, "x.gpkg", "SQLite format 3\0 and no more"), ERR_INPUT);
    assert_int_equal(WRITTEN(c, "x.shp", "\0\0\x27\x0A and no more"), ERR_INPUT);
    assert_non_null(strstr(c->err.text, ".dbf"));
    assert_int_equal(file(c, "rows.gpkg"), OK);
    unsetenv("TMPDIR");
    assert_int_equal(rmdir(folder), 0);
}

static int64_t an_hour_per_look(void *ctx) {
    static int64_t now_ns;
    (void)ctx;
    return now_ns += 3600 * INT64_C(1000000000);
}

static void a_reader_that_takes_too_long_is_stopped(void **state) {
    Case *c = *state;
    if (gdal_is_absent()) return;
    c->env.tick_ns = an_hour_per_look;
    assert_int_equal(file(c, "rows.xlsx"), ERR_INPUT);
    assert_non_null(strstr(c->err.text, "longer than"));
}

/* ---------------------------------------------------------------- real data */

static void every_table_of_six_regencies_is_read(void **state) {
    Case *c = *state;
    static const char *const regencies[] = {
        "kampar", "labuhanbatu-selatan", "nunukan", "penajam-paser-utara", "sekadau", "sijunjung"};
    static const char *const tables[] = {"tps", "villages", "districts", "depot"};
    const char *shared = getenv("HANTAR_SHARED"), *source = getenv("HANTAR_SOURCE");
    if (!shared) shared = arena_printf(c->arena, "%s/../shared", source ? source : ".");
    size_t rows = 0;
    for (size_t i = 0; i < COUNT_OF(regencies) * COUNT_OF(tables); i++) {
        const char *path = arena_printf(c->arena, "%s/data/regency/%s/%s.csv", shared,
                                        regencies[i / 4], tables[i % 4]);
        c->faults = (Faults){.arena = c->arena};
        Status s = geo_table_read(&c->env, c->arena, path, &c->table, &c->faults, &c->err);
        if (s == ERR_ABSENT) {
            print_message("# no shared data\n");
            return;
        }
        assert_int_equal(s, OK);
        rows += c->table.csv.rows.n;
    }
    assert_true(rows > 6000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_rows_come_from_every_separator_and_encoding, begin,
                                        end),
        cmocka_unit_test_setup_teardown(every_fault_of_a_file_is_told_with_its_line, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(tag_rows_are_taken_out_of_the_rows, begin, end),
        cmocka_unit_test_setup_teardown(all_formats_give_the_rows_of_the_csv, begin, end),
        cmocka_unit_test_setup_teardown(a_workbook_as_offices_make_them_is_understood, begin, end),
        cmocka_unit_test_setup_teardown(a_value_without_a_column_name_is_a_fault_of_its_row, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_missing_program_is_the_worlds_fault_and_advice_is_given,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            the_bytes_tell_the_kind_and_strangers_are_refused_with_advice, begin, end),
        cmocka_unit_test_setup_teardown(damaged_workbooks_are_refused_and_leave_nothing_behind,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_reader_that_takes_too_long_is_stopped, begin, end),
        cmocka_unit_test_setup_teardown(every_table_of_six_regencies_is_read, begin, end),
    };
    return cmocka_run_group_tests_name("geo/table", tests, NULL, NULL);
}
