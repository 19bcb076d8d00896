// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a table. What is accepted can be written with csv_cell and read back, cell by
 * cell. The header is replaced by plain names: the separator is guessed from it. */
#include "base/base.h"

#include <assert.h>
#include <string.h>

static void written(Buf *out, const Csv *table) {
    for (size_t c = 0; c < table->columns; c++) buf_printf(out, "%sc%zu", c ? "," : "", c);
    for (size_t r = 0; r < table->rows.n; r++)
        for (size_t c = 0; c < table->columns; c++) {
            buf_str(out, c ? "," : "\n");
            csv_cell(out, table->rows.at[r].cells[c]);
        }
}

static bool row_is_blank(const CsvRow *row, size_t columns) {
    for (size_t c = 0; c < columns; c++)
        if (*row->cells[c]) return false;
    return true;
}

static void read_back(Arena *arena, const Csv *table) {
    Buf out;
    Csv again;
    Err err;
    Faults faults = {.arena = arena, .file = "again.csv"};
    buf_init(&out, 16 * MIB);
    written(&out, table);
    assert(buf_ok(&out, &err) == OK);
    assert(csv_read(arena, buf_bytes(&out), &again, &faults, &err) == OK);
    assert(again.columns == table->columns);
    size_t r = 0; /* a blank row of one column is written as a blank line, which is no row */
    for (size_t i = 0; i < table->rows.n; i++) {
        if (table->columns == 1 && row_is_blank(&table->rows.at[i], 1)) continue;
        assert(r < again.rows.n);
        for (size_t c = 0; c < table->columns; c++)
            assert(str_eq(table->rows.at[i].cells[c], again.rows.at[r].cells[c]));
        r++;
    }
    assert(r == again.rows.n);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    Faults faults = {.arena = arena, .file = "fuzz.csv"};
    Csv table;
    Err err;
    if (csv_read(arena, (Bytes){data, size}, &table, &faults, &err) == OK) {
        assert(table.columns >= 1 && table.columns <= CSV_COLUMNS_MAX);
        read_back(arena, &table);
    }
    arena_free(arena);
    return 0;
}
