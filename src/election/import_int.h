// SPDX-License-Identifier: Apache-2.0
/* import_int.h: what the files of chapter 2 share.
 *
 * One machinery serves every kind of file, driven by the table in kind.c. A kind is a list of
 * columns; a row is a cell per column. The same row is read from a file (import_table.c,
 * import_layer.c), checked (import_check.c), compared with what stands (import_diff.c), written
 * into an event, and applied to the kind's view (apply.c). So that a column is stated once:
 *
 *      file -> cells -> { "set": [ {key: value} ] } -> view -> cells -> ElectionRegency
 */
#ifndef HANTAR_ELECTION_IMPORT_INT_H
#define HANTAR_ELECTION_IMPORT_INT_H

#include "election/election.h"

/* ---------------------------------------------------------------- kinds and columns */
typedef enum ColumnType {
    COLUMN_CODE,  /* digits, min..max of them; dots and blanks inside are dropped */
    COLUMN_SCOPE, /* the code of the regency itself: checked, not kept */
    COLUMN_ID,    /* a short name without blanks at its ends */
    COLUMN_TEXT,
    COLUMN_PERSONAL, /* text about a person: withheld, a commitment stands for it */
    COLUMN_CHOICE,
    COLUMN_FORMULA,
    COLUMN_CLASS,   /* one vehicle class */
    COLUMN_CLASSES, /* several */
    COLUMN_AREA,    /* rings of coordinates; from map layers only */
    COLUMN_INTEGER, /* from here on the value is a whole number */
    COLUMN_LEVEL,   /* a choice whose canonical words are numbers */
    COLUMN_YES,
    COLUMN_LAT,
    COLUMN_LON,
    COLUMN_DAY,
    COLUMN_CLOCK,
    COLUMN_MOMENT, /* day and clock, local in the file, UTC seconds here */
    COLUMN_MONEY,
    COLUMN_MASS_G,
    COLUMN_MASS_MG,
    COLUMN_VOLUME_CM3,
} ColumnType;

typedef struct Column {
    const char *name;    /* the heading that is always understood */
    const char *key;     /* in events and views, with its unit; NULL = name */
    const char *aliases; /* other headings, best first, compared by str_key */
    const char *hxl;     /* tags, compared without blanks */
    ColumnType type;
    bool required;          /* the file must have this column */
    bool may_be_blank;      /* though not in every row */
    int64_t min, max;       /* of a number; digits of a code */
    const char *choices;    /* "kpu: gudang kpu, warehouse; ppk: kecamatan": canonical first */
    const char *unit;       /* when neither heading nor cell states one */
    const char *when_blank; /* taken for a new row that does not state it */
    const char *refers;     /* kind that must know this id */
    const char *help;
} Column;

typedef struct Import Import;
typedef struct Row Row;
typedef struct Kind {
    const char *name, *event_type;
    const Column *columns; /* the first is the id */
    size_t column_count;
    const char *sql_put, *sql_list, *sql_remove;
    uint32_t outside_m; /* places farther outside the regency are refused; 0 = it has none */
    Status (*read)(Import *im, Err *err);
    void (*derive)(Import *im, Row *row); /* NULL: fills what follows from other cells */
    void (*check)(Import *im);            /* NULL: what is peculiar to the kind */
} Kind;
extern const Kind ELECTION_KINDS[];
extern const size_t ELECTION_KIND_COUNT;
const Kind *election_kind_find(const char *name);       /* NULL when there is none */
const Kind *election_kind_of_event(const char *type);   /* "tps.imported" */
int election_column(const Kind *kind, const char *key); /* asserts that it exists */
const char *election_column_key(const Column *column);
bool election_column_kept(const Column *column);
bool election_column_is_text(const Column *column);

/* ---------------------------------------------------------------- cells and rows */
typedef struct Cell {
    const char *text; /* of the text types */
    int64_t n;        /* of the others */
    bool known;
    bool stands; /* not of the file: it was there before, or its fault is named already */
} Cell;
struct Row {
    int line; /* of the file; 0 when it comes from the database */
    Cell *cells;
    const Row *present; /* the row of the same id that stands */
    bool changes;       /* differs from it, or is new */
};
typedef VEC(Row) Rows;

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

/* ---------------------------------------------------------------- an import at work */
struct Import {
    const Env *env;
    Ledger *ledger;
    Store *store;
    Arena *arena;
    const char *scope, *path, *file; /* file: the name without its folders */
    const Kind *kind;
    ElectionImportOptions options;
    const Progress *progress;
    Faults *faults;
    ElectionRegency regency; /* what stands */
    /* reading */
    int *heading_of;      /* per column of the kind: index of the heading, -1 = not in the file */
    const char **unit_of; /* per column: unit in the heading, or NULL */
    char **headings;
    size_t heading_count;
    Sha256 sha256;
    Bytes blob; /* roads: stored by hash beside the event */
    /* rows */
    Rows rows;    /* of the file, by id */
    Rows present; /* of the view, by id */
    VEC(const Row *) removed;
    VEC(const char *) remarks;
    VEC(ElectionChange) changes;
    ElectionImport out;
};
void election_import_remark(Import *im, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A fault of one cell; column < 0: of the whole row. */
void election_import_fault(Import *im, const Row *row, int column, const char *advice,
                           const char *fmt, ...) PRINTF_LIKE(5, 6);
/* A file's own words, short enough for a message. */
const char *election_import_quote(Import *im, const char *text);
const Row *election_row_find(const Rows *rows, const char *id); /* sorted by id */
void election_rows_sort(Rows *rows);

Status election_import_table(Import *im, Err *err);
Status election_import_layer(Import *im, Err *err);
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

/* ---------------------------------------------------------------- rows of the views */
MUST_USE Status election_rows_load(Store *store, Arena *arena, const char *scope, const Kind *kind,
                                   Rows *ret, Err *err);
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
const char *election_row_text(const Kind *kind, const Row *row, const char *key); /* or NULL */
int64_t election_row_int(const Kind *kind, const Row *row, const char *key, int64_t missing);
bool election_row_place(const Kind *kind, const Row *row, GeoPoint *ret);
/* Of the district whose code begins `code`; -1 when there is none. */
int32_t election_district_index(const ElectionRegency *r, const char *code);

#endif
