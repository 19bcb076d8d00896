// SPDX-License-Identifier: Apache-2.0
/* import_int.h: what the files of chapter 2 share beyond import.h.
 *
 * One machinery serves every kind of file, driven by the table in kind.c (and those of upper
 * floors): a row is read from a file (import_table.c, import_layer.c), checked (import_check.c),
 * compared with what stands (import_diff.c), written into an event, and applied to the kind's view
 * (apply.c). */
#ifndef HANTAR_ELECTION_IMPORT_INT_H
#define HANTAR_ELECTION_IMPORT_INT_H

#include "election/import.h"

/* ---------------------------------------------------------------- kinds of this floor */
extern const Kind ELECTION_KINDS[];
extern const size_t ELECTION_KIND_COUNT;
const Kind *election_kind_find(const char *name);     /* NULL when there is none */
const Kind *election_kind_of_event(const char *type); /* "tps.imported" */

/* ---------------------------------------------------------------- cells */
/* Reading one cell. */
typedef struct CellReader {
    Arena *arena;
    const char *scope;
    int32_t zone_min;
    bool comma;       /* "4.000" is four thousand, not four */
    const char *unit; /* from the heading, or the column's own */
    /* what it had to understand, for the remarks */
    bool grouped;
} CellReader;
/* False with *ret_expected = what was expected, in words. An empty text gives an unknown cell. */
bool election_cell_read(CellReader *reader, const Column *column, const char *text, Cell *ret,
                        const char **ret_expected);
/* The cell as a person would read it. */
const char *election_cell_text(Arena *arena, const Column *column, const Cell *cell,
                               int32_t zone_min);
bool election_cell_equal(const Column *column, const Cell *a, const Cell *b);
/* Does this text show a decimal comma (1), a decimal point (-1), or nothing (0)? */
int election_number_notation(const char *text);
/* "capacity (kg)", "capacity_kg": the unit's word, or NULL; *ret_base is the rest. */
const char *election_heading_unit(Arena *arena, const Column *column, const char *heading,
                                  const char **ret_base);

Status election_import_layer(Import *im, Err *err);
/* A map layer of points and areas, or a table. */
Status election_import_hazards(Import *im, Err *err);
Status election_import_roads(Import *im, Err *err);
/* Headings to columns and cells to values, for tables and for the properties of layers. */
Status election_import_cells(Import *im, const Csv *csv, const char *const *hxl, Err *err);
Status election_import_rows_check(Import *im, Err *err);
Status election_import_diff(Import *im, Err *err);
json_t *election_import_body(Import *im);
void election_tps_derive(Import *im, Row *row);
void election_tps_check(Import *im);
void election_districts_check(Import *im);
void election_depots_check(Import *im);
void election_fleet_check(Import *im);
void election_people_check(Import *im);
void election_items_check(Import *im);
void election_boundaries_check(Import *im);
void election_hazards_check(Import *im);

/* ---------------------------------------------------------------- rows of the views */
json_t *election_row_json(const Kind *kind, const Row *row);
/* "[[lat,lon,lat,lon],...]" */
GeoArea election_area_read(Arena *arena, const char *text);
const char *election_area_text(Arena *arena, const GeoArea *area);

/* ---------------------------------------------------------------- the regency's row */
typedef struct RegionRow {
    const char *scope, *name, *province, *rules, *rules_name;
    int32_t zone_min;
    int64_t seq;
} RegionRow;
/* `scope` NULL: the only one. ERR_ABSENT with advice when there is none. */
MUST_USE Status election_region_load(Store *store, Arena *arena, const char *scope, RegionRow *ret,
                                     Err *err);

/* ---------------------------------------------------------------- loading */
typedef struct Load {
    Store *store;
    Arena *arena;
    const char *scope;
    ElectionRegency *r;
} Load;
MUST_USE Status election_load_rows(Load *l, const char *kind_name, const Kind **ret_kind, Rows *ret,
                                   Err *err);
MUST_USE Status election_load_places(Load *l, Err *err);
bool election_row_place(const Kind *kind, const Row *row, GeoPoint *ret);
uint32_t election_class_mask(Arena *arena, const char *words); /* "truck,4x4"; NULL = 0 */
/* Of the district whose code begins `code`; -1 when there is none. */
int32_t election_district_index(const ElectionRegency *r, const char *code);

#endif
