// SPDX-License-Identifier: Apache-2.0
/* From headings to columns, from cells to values. A map layer's properties come as a table too. */
#include "election/import_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- headings */
/* Place of the heading among the column's names, -1 when it is none of them. The column's own name
 * is the best, unless the aliases list it further behind. */
static int rank_in(Arena *arena, const Column *c, const char *heading) {
    const char *key = str_key(arena, heading);
    if (!*key) return -1;
    int rank = 1;
    for (const char *p = c->aliases ? c->aliases : ""; *p; rank++) {
        size_t n = strcspn(p, ",");
        if (str_eq(key, str_key(arena, arena_strn(arena, p, n)))) return rank;
        p += n + (p[n] == ',');
    }
    return str_eq(key, str_key(arena, c->name)) ? 0 : -1;
}

static char *tag_key(Arena *arena, const char *tag) {
    char *key = arena_str(arena, tag), *to = key;
    for (const char *p = key; *p; p++)
        if (*p != ' ') *to++ = *p;
    *to = 0;
    return key;
}

static bool tagged(Arena *arena, const Column *c, const char *hxl) {
    const char *tag = tag_key(arena, hxl);
    for (const char *p = c->hxl ? c->hxl : ""; *p;) {
        size_t n = strcspn(p, ",");
        if (str_eq(tag, tag_key(arena, arena_strn(arena, p, n)))) return true;
        p += n + (p[n] == ',');
    }
    return false;
}

#define RANK_UNIT 1000 /* the heading fits once its unit is taken off */
#define RANK_HXL 2000  /* only its tag fits */
static int rank_of(Import *im, const Column *c, const char *heading, const char *hxl,
                   const char **ret_unit) {
    *ret_unit = NULL;
    int rank = rank_in(im->arena, c, heading);
    if (rank >= 0) return rank;
    const char *base;
    const char *unit = election_heading_unit(im->arena, c, heading, &base);
    if (unit && (rank = rank_in(im->arena, c, base)) >= 0) {
        *ret_unit = unit;
        return rank + RANK_UNIT;
    }
    return hxl && tagged(im->arena, c, hxl) ? RANK_HXL : -1;
}

static const char *missing_advice(Import *im, const Column *c) {
    return arena_printf(im->arena, _("name it \"%s\", or one of: %s"), c->name,
                        c->aliases ? c->aliases : c->name);
}

/* An id may be named by its parts instead: a TPS by its village and its number. */
static bool may_lack(const Import *im, size_t column) {
    if (im->kind->columns[column].type == COLUMN_AREA) return true; /* not of the table */
    if (!im->kind->id_from || column != 0) return false;
    for (const char *p = im->kind->id_from; *p;) {
        p += strspn(p, ", ");
        size_t n = strcspn(p, ",");
        if (im->heading_of[election_column(im->kind, arena_strn(im->arena, p, n))] < 0)
            return false;
        p += n;
    }
    return true;
}

static void take_heading(Import *im, const Csv *csv, size_t h, const char *hxl, int *ranks,
                         int *column_of) {
    const Kind *kind = im->kind;
    const char *unit;
    for (size_t c = 0; c < kind->column_count && *csv->header[h]; c++) {
        if (kind->columns[c].type == COLUMN_AREA) continue;
        int rank = rank_of(im, &kind->columns[c], csv->header[h], hxl, &unit);
        if (rank < 0) continue;
        int before = im->heading_of[c];
        if (before >= 0 && ranks[c] == rank)
            fault_add(im->faults, 1, (int)h + 1, csv->header[h],
                      _("keep one of them, or rename the other"),
                      _("columns %d and %d are both the column \"%s\""), before + 1, (int)h + 1,
                      kind->columns[c].name);
        if (before >= 0 && ranks[c] <= rank) return;
        if (before >= 0) column_of[before] = -1;
        im->heading_of[c] = (int)h;
        im->unit_of[c] = unit;
        ranks[c] = rank;
        column_of[h] = (int)c;
        return;
    }
}

static void understand_headings(Import *im, const Csv *csv, const char *const *hxl) {
    const Kind *kind = im->kind;
    int *ranks = ARENA_ARRAY(im->arena, int, kind->column_count);
    int *column_of = ARENA_ARRAY(im->arena, int, csv->columns + 1);
    for (size_t h = 0; h < csv->columns; h++) column_of[h] = -1;
    im->headings = csv->header;
    im->heading_count = csv->columns;
    for (size_t h = 0; h < csv->columns; h++)
        take_heading(im, csv, h, hxl ? hxl[h] : NULL, ranks, column_of);
    for (size_t c = 0; c < kind->column_count; c++)
        if (kind->columns[c].required && im->heading_of[c] < 0 && !may_lack(im, c))
            fault_add(im->faults, 1, 0, kind->columns[c].name,
                      missing_advice(im, &kind->columns[c]), _("the column \"%s\" is missing: %s"),
                      kind->columns[c].name, _(kind->columns[c].help));
    ElectionHeading *shown = ARENA_ARRAY(im->arena, ElectionHeading, csv->columns + 1);
    for (size_t h = 0; h < csv->columns; h++)
        shown[h] = (ElectionHeading){csv->header[h],
                                     column_of[h] < 0 ? NULL : kind->columns[column_of[h]].name};
    im->out.headings = shown;
    im->out.heading_count = csv->columns;
}

/* ---------------------------------------------------------------- cells */
/* Does the file write decimals with a comma? Where nothing tells, Indonesian notation is taken. */
static bool notation_of(const Import *im, const Csv *csv) {
    int comma = 0, point = 0;
    for (size_t c = 0; c < im->kind->column_count; c++) {
        ColumnType type = im->kind->columns[c].type;
        bool number = type == COLUMN_LAT || type == COLUMN_LON || type >= COLUMN_MONEY;
        if (im->heading_of[c] < 0 || !number) continue;
        for (size_t i = 0; i < csv->rows.n; i++) {
            int sign = election_number_notation(csv->rows.at[i].cells[im->heading_of[c]]);
            comma += sign > 0;
            point += sign < 0;
        }
    }
    return comma >= point;
}

static void cell_fault(Import *im, const Row *row, size_t c, const char *text,
                       const char *expected) {
    const Column *column = &im->kind->columns[c];
    const char *advice = _(column->help);
    bool exponent = column->type == COLUMN_CODE && strpbrk(text, "eE") && strpbrk(text, "+,.");
    if (exponent)
        advice = _("the spreadsheet has cut the code: format the column as text and enter the "
                   "codes again");
    if (column->type == COLUMN_SCOPE) advice = _("this file is of another regency");
    election_import_fault(im, row, (int)c, advice, _("\"%s\": expected %s"),
                          election_import_quote(im, text), expected);
}

typedef struct Grouped { /* cells of one column in which thousands were marked */
    size_t count;
    const char *text;
    Cell cell;
} Grouped;

static void read_row(Import *im, CellReader *reader, const CsvRow *from, Row *row,
                     Grouped *grouped) {
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        if (im->heading_of[c] < 0) continue;
        const char *text = from->cells[im->heading_of[c]], *expected = "";
        reader->unit = im->unit_of[c];
        if (!election_cell_read(reader, column, text, &row->cells[c], &expected)) {
            cell_fault(im, row, c, text, expected);
            continue;
        }
        if (reader->grouped && grouped[c].count++ == 0) {
            grouped[c].text = text;
            grouped[c].cell = row->cells[c];
        }
    }
}

static void remark_reading(Import *im, const Grouped *grouped) {
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        if (grouped[c].count)
            election_import_remark(
                im,
                tr_n("%s: thousands marked in %zu row were understood, as in \"%s\" = %s",
                     "%s: thousands marked in %zu rows were understood, as in \"%s\" = %s",
                     (int64_t)grouped[c].count),
                column->name, grouped[c].count, election_import_quote(im, grouped[c].text),
                election_cell_text(im->arena, column, &grouped[c].cell, im->regency.zone_min));
        bool unit_matters = column->type >= COLUMN_MASS_G && im->heading_of[c] >= 0;
        if (unit_matters && !im->unit_of[c])
            election_import_remark(im, _("%s: numbers without a unit were taken as %s"),
                                   column->name, _(column->unit));
    }
}

Status election_import_cells(Import *im, const Csv *csv, const char *const *hxl, Err *err) {
    understand_headings(im, csv, hxl);
    if (im->faults->total) return faults_status(im->faults, err);
    CellReader reader = {.arena = im->arena,
                         .scope = im->scope,
                         .zone_min = im->regency.zone_min,
                         .comma = notation_of(im, csv)};
    Grouped *grouped = ARENA_ARRAY(im->arena, Grouped, im->kind->column_count);
    for (size_t i = 0; i < csv->rows.n; i++) {
        Row row = {.line = csv->rows.at[i].line,
                   .cells = ARENA_ARRAY(im->arena, Cell, im->kind->column_count)};
        read_row(im, &reader, &csv->rows.at[i], &row, grouped);
        vec_push(im->arena, &im->rows, row);
        if (i % 1000 == 0)
            progress_step(im->progress, _("reading rows"), (int64_t)i, (int64_t)csv->rows.n);
    }
    if (csv->from_cp1252)
        election_import_remark(im, "%s", _("the text is not UTF-8; it was read as windows-1252"));
    remark_reading(im, grouped);
    return OK;
}

static Status typed_table(Import *im, Err *err) {
    Csv csv;
    im->out.format = "typed";
    im->sha256 = sha256(im->options.typed.at, im->options.typed.n);
    Status s = csv_read(im->arena, im->options.typed, &csv, im->faults, err);
    return s == OK ? election_import_cells(im, &csv, NULL, err) : s;
}

Status election_import_table(Import *im, Err *err) {
    if (im->options.typed.at) return typed_table(im, err);
    GeoTable table = {0};
    Status s = geo_table_read(im->env, im->arena, im->path, &table, im->faults, err);
    if (s != OK) return s;
    im->out.format = table.format;
    im->sha256 = table.sha256;
    return election_import_cells(im, &table.csv, table.hxl, err);
}
