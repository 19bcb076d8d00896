// SPDX-License-Identifier: Apache-2.0
/* import.h: the machinery of importing, for floors that add kinds of files of their own. Election's
 * second public header, and a chapter of its own: who only imports files needs election.h.
 *
 * A kind is a list of columns; a row is a cell per column. The same row is read from a file,
 * checked, compared with what stands, written into an event, and applied to the kind's view, so
 * that a column is stated once:
 *
 *      file -> cells -> { "set": [ {key: value} ] } -> view -> cells -> the floor's own structs
 *
 * An upper floor gives a `Kind`: columns, the three statements of its view (its columns in their
 * order, COLUMN_SCOPE left out), a `derive` that fills what follows from other cells, a `check` of
 * what is peculiar to it. It registers the event type with election_kind_apply in an `apply` of its
 * own, and main hands its kinds to election_import. Faults name line and field by themselves.
 *
 * Registers (fleet, presses) may change: a later file replaces the row of the same id. Documents
 * (receipts, minutes) may not: a row that stands and comes again with another content is a fault,
 * unless a correction is asked for; then the log keeps both.
 */
#ifndef HANTAR_ELECTION_IMPORT_H
#define HANTAR_ELECTION_IMPORT_H

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
struct Kind {
    const char *name, *event_type;
    const Column *columns; /* the first is the id */
    size_t column_count;
    const char *id_from; /* keys of columns that make the id, where a file may leave it out */
    const char *sql_put, *sql_list, *sql_remove;
    uint32_t outside_m; /* places farther outside the regency are refused; 0 = it has none */
    bool document;      /* what stands is not changed by a file, unless that is asked for */
    bool wider;         /* a province and the nation have it, too */
    Status (*read)(Import *im, Err *err);
    void (*derive)(Import *im, Row *row); /* NULL: fills what follows from other cells */
    void (*check)(Import *im);            /* NULL: what is peculiar to the kind */
};
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

/* ---------------------------------------------------------------- an import at work
 * What derive and check see. */
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

/* The kind of that name, of this floor or of those that were handed in; NULL when there is none. */
const Kind *election_import_kind(const Import *im, const char *name);
/* Tables: CSV, XLSX, ODS. The usual Kind.read. */
Status election_import_table(Import *im, Err *err);

/* ---------------------------------------------------------------- rows of the views */
/* Sorted by id. */
MUST_USE Status election_rows_load(Store *store, Arena *arena, const char *scope, const Kind *kind,
                                   Rows *ret, Err *err);
const char *election_row_text(const Kind *kind, const Row *row, const char *key); /* or NULL */
int64_t election_row_int(const Kind *kind, const Row *row, const char *key, int64_t missing);
/* A body as election_import makes it, applied to the kind's view; believed in nothing. */
MUST_USE Status election_kind_apply(Store *store, const LedgerEvent *event, const Kind *kind,
                                    Err *err);

#endif
