// SPDX-License-Identifier: Apache-2.0
#include "geo/geo_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- HXL tags */

/* "#loc+name", "#affected +f +infants", "#geo+lat" */
static bool is_hxl_tag(const char *cell) {
    if (*cell++ != '#') return false;
    bool first = true;
    for (; *cell; cell++) {
        bool letter = (*cell >= 'a' && *cell <= 'z') || (*cell >= 'A' && *cell <= 'Z');
        bool later = (*cell >= '0' && *cell <= '9') || *cell == '_' || *cell == '+' || *cell == ' ';
        if (!letter && (first || !later)) return false;
        first = false;
    }
    return !first;
}

static void take_hxl_row(GeoTable *table) {
    Csv *csv = &table->csv;
    if (csv->rows.n == 0) return;
    char **cells = csv->rows.at[0].cells;
    size_t tags = 0;
    for (size_t c = 0; c < csv->columns; c++) {
        if (cells[c][0] && !is_hxl_tag(cells[c])) return;
        tags += cells[c][0] != 0;
    }
    if (tags == 0) return;
    for (size_t c = 0; c < csv->columns; c++) table->hxl[c] = cells[c][0] ? cells[c] : NULL;
    csv->rows.at++;
    csv->rows.n--;
    csv->rows.cap--;
}

Status geo_table_csv(Arena *arena, Bytes text, const char *name, GeoTable *ret, Faults *faults,
                     Err *err) {
    GeoTable table = {.name = name, .format = geo_format_name(GEO_TEXT)};
    table.sha256 = sha256(text.at, text.n);
    Status s = csv_read(arena, text, &table.csv, faults, err);
    if (s != OK) return s;
    take_hxl_row(&table);
    *ret = table;
    return OK;
}

/* ---------------------------------------------------------------- cells of workbooks
 * A workbook keeps numbers in floating point and prints them as it pleases: 257.0,
 * 1.222011001001e+12, 1.9017079999999999. What the officer sees in the cell has 15 digits and no
 * exponent, and that is what we read. Text stays as it is ("007", "1E5", "12.50"). */

#define CELL_DIGITS 15
#define EXPONENT_MAX 30
#define TYPED_DECIMALS 9 /* more than that no person typed: a shapefile pads with zeros */

/* The number is 0.DIGITS times 10^point. */
typedef struct Decimal {
    bool negative, exponent;
    char digits[64];
    int n, point;
    bool fraction;
} Decimal;

static bool decimal_split(const char *p, Decimal *ret) {
    Decimal d = {.negative = *p == '-'};
    if (d.negative) p++;
    if (p[0] == '0' && p[1] >= '0' && p[1] <= '9') return false; /* a code, not a number */
    for (; (*p >= '0' && *p <= '9') || (*p == '.' && !d.fraction); p++) {
        if (*p == '.') {
            d.fraction = true;
            continue;
        }
        if (d.n == (int)sizeof d.digits) return false;
        d.digits[d.n++] = *p;
        if (!d.fraction) d.point++;
    }
    if (d.n == 0) return false;
    /* An exponent without a sign is a code like 12E3: no spreadsheet program writes it so. */
    if ((*p == 'e' || *p == 'E') && (p[1] == '+' || p[1] == '-')) {
        int64_t e;
        if (!int_parse(p + 2, 0, EXPONENT_MAX, &e)) return false;
        d.point += p[1] == '-' ? -(int)e : (int)e;
        d.exponent = true;
    } else if (*p) {
        return false;
    }
    *ret = d;
    return true;
}

static bool zeros(const char *p, int n) {
    while (n > 0 && *p == '0') p++, n--;
    return n <= 0;
}

static char *decimal_plain(Arena *arena, const Decimal *d) {
    char text[sizeof d->digits + 2 * EXPONENT_MAX + 4], *to = text;
    int n = d->n, first = d->point > 0 ? d->point : 0;
    while (n > 1 && n > d->point && d->digits[n - 1] == '0') n--;
    if (d->negative && !zeros(d->digits, n)) *to++ = '-';
    if (d->point <= 0) *to++ = '0';
    for (int i = 0; i < d->point; i++) *to++ = i < n ? d->digits[i] : '0';
    if (first < n && !zeros(d->digits + first, n - first)) {
        *to++ = '.';
        for (int i = d->point; i < 0; i++) *to++ = '0';
        for (int i = first; i < n; i++) *to++ = d->digits[i];
    }
    return arena_strn(arena, text, (size_t)(to - text));
}

static char *tidy_number(Arena *arena, char *cell) {
    Decimal d;
    if (!decimal_split(cell, &d) || (!d.fraction && !d.exponent)) return cell;
    bool whole = d.point >= 0 && d.point <= d.n && zeros(d.digits + d.point, d.n - d.point);
    int leading = 0;
    while (leading < d.n && d.digits[leading] == '0') leading++;
    if (!whole && d.n - leading > CELL_DIGITS) {
        char rounded[64]; /* the point is '.': nothing here sets a locale for numbers */
        snprintf(rounded, sizeof rounded, "%.*e", CELL_DIGITS - 1, strtod(cell, NULL));
        if (!decimal_split(rounded, &d)) return cell;
    } else if (!whole && !d.exponent && d.n - d.point <= TYPED_DECIMALS) {
        return cell;
    }
    return decimal_plain(arena, &d);
}

/* Does the text follow the pattern, where 9 stands for any digit? */
static bool looks_like(const char *text, const char *pattern) {
    for (; *text && *pattern; text++, pattern++)
        if (*pattern == '9' ? *text < '0' || *text > '9' : *text != *pattern) return false;
    return *text == 0 && *pattern == 0;
}

/* GDAL writes 2024/02/14 for a cell that is a date, and 07:30:00 for a time. */
static char *tidy_cell(Arena *arena, char *cell) {
    bool day = looks_like(cell, "9999/99/99"), moment = looks_like(cell, "9999/99/99 99:99:99");
    if (day || moment) {
        cell = arena_str(arena, cell);
        cell[4] = cell[7] = '-';
        return cell;
    }
    if (looks_like(cell, "99:99:00")) return arena_strn(arena, cell, 5);
    return tidy_number(arena, cell);
}

/* ---------------------------------------------------------------- sheets */

static size_t filled(const CsvRow *row, size_t columns) {
    size_t n = 0;
    for (size_t c = 1; c < columns; c++) n += row->cells[c][0] != 0;
    return n;
}

/* The header is the first row with two filled cells or more: above it there may be titles. In a
 * sheet of one column it is the first filled row. */
static size_t header_at(const Csv *raw) {
    size_t first = raw->rows.n;
    for (size_t i = 0; i < raw->rows.n; i++) {
        size_t n = filled(&raw->rows.at[i], raw->columns);
        if (n >= 2) return i;
        if (n == 1 && first == raw->rows.n) first = i;
    }
    return first;
}

/* "AB" for column 27 (from 0), as spreadsheets letter them. */
static const char *column_letters(size_t column, char to[4]) {
    char *p = to;
    if (column >= 26) *p++ = (char)('A' + column / 26 - 1);
    *p++ = (char)('A' + column % 26);
    *p = 0;
    return to;
}

/* Keeps the named columns; a value in a column without a name is a fault. */
static void take_rows(Arena *arena, const Csv *raw, size_t header, Csv *csv, Faults *faults) {
    size_t kept[CSV_COLUMNS_MAX];
    bool told[CSV_COLUMNS_MAX] = {false};
    char **names = raw->rows.at[header].cells;
    csv->header = ARENA_ARRAY(arena, char *, raw->columns);
    for (size_t c = 1; c < raw->columns; c++) {
        if (!names[c][0]) continue;
        kept[csv->columns] = c;
        csv->header[csv->columns++] = names[c];
    }
    for (size_t i = header + 1; i < raw->rows.n; i++) {
        const CsvRow *from = &raw->rows.at[i];
        int64_t line = 0;
        if (filled(from, raw->columns) == 0) continue;
        (void)int_parse(from->cells[0], 1, INT32_MAX, &line);
        CsvRow row = {(int)line, ARENA_ARRAY(arena, char *, csv->columns)};
        for (size_t k = 0; k < csv->columns; k++)
            row.cells[k] = tidy_cell(arena, from->cells[kept[k]]);
        vec_push(arena, &csv->rows, row);
        for (size_t c = 1; c < raw->columns; c++) {
            if (names[c][0] || !from->cells[c][0] || told[c]) continue;
            char letters[4];
            told[c] = true;
            fault_add(faults, (int)line, (int)c, NULL,
                      _("name the column in the header row, or clear the cell"),
                      _("column %s has a value but no name"), column_letters(c - 1, letters));
        }
    }
}

static Status table_of_sheet(Arena *arena, const Csv *raw, Csv *ret, Faults *faults, Err *err) {
    size_t header = header_at(raw);
    Csv csv = {.separator = raw->separator};
    if (header == raw->rows.n)
        fault_add(faults, 0, 0, NULL, _("the first line must name the columns"), "%s",
                  _("the file is empty"));
    else
        take_rows(arena, raw, header, &csv, faults);
    Status s = faults_status(faults, err);
    if (s == OK) *ret = csv;
    return s;
}

/* ---------------------------------------------------------------- layers as tables */

static bool names_place(Arena *arena, const Csv *csv) {
    static const char *const known[] = {"lat", "latitude", "lintang"};
    for (size_t c = 2; c < csv->columns; c++) {
        const char *key = str_key(arena, csv->header[c]);
        for (size_t k = 0; k < COUNT_OF(known); k++)
            if (str_eq(key, known[k])) return true;
    }
    return false;
}

/* The header stands for line 1. The points' coordinates, columns Y and X, become lat and lon;
 * where the table has such columns already, its own are kept. */
static void table_of_layer(Arena *arena, Csv *csv, bool has_points) {
    size_t skip = 0;
    if (has_points && csv->columns >= 2) {
        static char lat[] = "lat", lon[] = "lon";
        csv->header[0] = lat;
        csv->header[1] = lon;
        if (names_place(arena, csv)) skip = 2;
    }
    csv->header += skip;
    csv->columns -= skip;
    for (size_t i = 0; i < csv->rows.n; i++) {
        CsvRow *row = &csv->rows.at[i];
        row->line = (int)i + 2;
        row->cells += skip;
        for (size_t c = 0; c < csv->columns; c++) row->cells[c] = tidy_cell(arena, row->cells[c]);
    }
}

Status geo_table_read(const Env *env, Arena *arena, const char *path, GeoTable *ret, Faults *faults,
                      Err *err) {
    GeoFile file;
    Status s = geo_file_read(env, arena, path, &file, err);
    if (s != OK) return s;
    if (!faults->file) faults->file = file.name;
    if (file.format == GEO_TEXT)
        return geo_table_csv(arena, file.parts[0], file.name, ret, faults, err);
    if (file.format == GEO_JSON) {
        err_set(err, ERR_INPUT, "%s", _("this is a map layer or other JSON, not a table"));
        err_at(err, file.name, 0, 0, NULL);
        err_advise(err, "%s", _("give a CSV file or a workbook"));
        return ERR_INPUT;
    }
    GeoSheet sheet;
    Csv raw;
    s = geo_sheet_read(env, arena, &file, GEO_WISH_CSV, &sheet, err);
    if (s == OK) s = csv_read(arena, sheet.text, &raw, faults, err);
    if (s != OK) return s;
    GeoTable table = {.name = file.name, .format = geo_format_name(file.format)};
    table.sha256 = file.sha256;
    table.sheet = sheet.name;
    table.sheet_count = sheet.count;
    table.csv = raw;
    if (file.format == GEO_XLSX || file.format == GEO_ODS)
        s = table_of_sheet(arena, &raw, &table.csv, faults, err);
    else
        table_of_layer(arena, &table.csv, sheet.has_points);
    if (s != OK) return s;
    take_hxl_row(&table);
    *ret = table;
    return OK;
}
