// SPDX-License-Identifier: Apache-2.0
/* A table is refused with at least one fault, or is whole: UTF-8 in every cell, lines that rise;
 * and written out by csv_cell it is read back the same. */
#include <assert.h>
#include <string.h>

#include "geo/geo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refused(const Faults *faults, const Err *err) {
    assert(faults->total > 0);
    assert(err->text[0]);
    for (size_t i = 0; i < faults->list.n; i++)
        assert(utf8_valid(faults->list.at[i].text, strlen(faults->list.at[i].text)));
}

static void check_whole(const GeoTable *t) {
    assert(t->csv.columns >= 1);
    assert(t->csv.columns <= CSV_COLUMNS_MAX);
    int line = 0;
    for (size_t i = 0; i < t->csv.rows.n; i++) {
        const CsvRow *row = &t->csv.rows.at[i];
        assert(row->line > line);
        line = row->line;
        for (size_t c = 0; c < t->csv.columns; c++)
            assert(utf8_valid(row->cells[c], strlen(row->cells[c])));
    }
}

static void write_row(Buf *out, char **cells, size_t n) {
    for (size_t c = 0; c < n; c++) {
        if (c) buf_char(out, ',');
        csv_cell(out, cells[c]);
    }
    buf_char(out, '\n');
}

/* The header must win the guess of the separator: it does when it is plain. */
static void check_round_trip(Arena *arena, const Csv *csv) {
    Buf out;
    buf_init(&out, 8 * MIB);
    for (size_t c = 0; c < csv->columns; c++) buf_printf(&out, "%sc%zu", c ? "," : "", c);
    buf_char(&out, '\n');
    for (size_t i = 0; i < csv->rows.n; i++) write_row(&out, csv->rows.at[i].cells, csv->columns);
    Faults faults = {.arena = arena};
    Csv again;
    Status s = out.failed ? ERR_WORLD : csv_read(arena, buf_bytes(&out), &again, &faults, NULL);
    if (!out.failed) {
        assert(s == OK);
        assert(again.rows.n == csv->rows.n);
        for (size_t i = 0; i < csv->rows.n; i++)
            for (size_t c = 0; c < csv->columns; c++)
                assert(str_eq(again.rows.at[i].cells[c], csv->rows.at[i].cells[c]));
    }
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 512 * MIB);
    Faults faults = {.arena = arena, .file = "fuzz.csv"};
    Err err;
    GeoTable table;
    if (ARENA_GUARD(arena)) {
        Status s = geo_table_csv(arena, (Bytes){data, size}, "fuzz.csv", &table, &faults, &err);
        if (s != OK) {
            check_refused(&faults, &err);
        } else {
            check_whole(&table);
            check_round_trip(arena, &table.csv);
        }
    }
    arena_free(arena);
    return 0;
}
