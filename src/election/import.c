// SPDX-License-Identifier: Apache-2.0
/* Importing a file: read, check, compare, state. A file is taken whole or not at all. */
#include "election/import_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that was cut in the middle of a character ends before it. */
static char *whole_utf8(char *text) {
    size_t n = strlen(text);
    while (n && !utf8_valid(text, n)) text[--n] = 0;
    return text;
}

const char *election_import_quote(Import *im, const char *text) {
    size_t n = strlen(text);
    return whole_utf8(arena_strn(im->arena, text, n < 60 ? n : 60));
}

void election_import_remark(Import *im, const char *fmt, ...) {
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    vec_push(im->arena, &im->remarks, arena_str(im->arena, whole_utf8(text)));
}

void election_import_fault(Import *im, const Row *row, int column, const char *advice,
                           const char *fmt, ...) {
    char text[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    int heading = column < 0 ? -1 : im->heading_of[column];
    bool named = heading >= 0 && (size_t)heading < im->heading_count;
    const char *field = named         ? im->headings[heading]
                        : column >= 0 ? im->kind->columns[column].name
                                      : NULL;
    fault_add(im->faults, row ? row->line : 0, named ? heading + 1 : 0, field, advice, "%s",
              whole_utf8(text));
    if (row && column >= 0) row->cells[column].stands = true; /* named once is enough */
}

static int compare_faults(const void *a, const void *b) {
    const Fault *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static Status refused(Import *im, Err *err) {
    if (im->faults->list.n)
        qsort(im->faults->list.at, im->faults->list.n, sizeof(Fault), compare_faults);
    return faults_status(im->faults, err);
}

/* ---------------------------------------------------------------- stating */
typedef char Commitment[LEDGER_WITHHELD_BYTES];

static Status withhold_people(Import *im, Commitment *next, Err *err) {
    for (size_t i = 0; i < im->rows.n; i++)
        for (size_t c = 0; c < im->kind->column_count; c++) {
            Cell *cell = &im->rows.at[i].cells[c];
            if (im->kind->columns[c].type != COLUMN_PERSONAL || !cell->known || cell->stands)
                continue;
            Status s = ledger_withhold(im->ledger, cell->text, *next, err);
            if (s != OK) return s;
            cell->text = *next++;
        }
    return OK;
}

static Status state_parts(Import *im, Commitment *commitments, Err *err) {
    Status s = withhold_people(im, commitments, err);
    Sha256 hash;
    if (s == OK && im->blob.n) s = ledger_blob_put(im->store, im->blob, &hash, err);
    if (s != OK) return s;
    return ledger_state(im->ledger, im->scope, im->kind->event_type, NULL, election_import_body(im),
                        &im->out.receipt, err);
}

static size_t personal_columns(const Kind *kind) {
    size_t n = 0;
    for (size_t c = 0; c < kind->column_count; c++) n += kind->columns[c].type == COLUMN_PERSONAL;
    return n;
}

/* Withheld values, payload and event stand together or not at all. */
static Status state(Import *im, Err *err) {
    /* from the arena before the transaction begins: an arena that is full does not return */
    Commitment *commitments =
        ARENA_ARRAY(im->arena, Commitment, im->rows.n * personal_columns(im->kind));
    bool own = !store_in_transaction(im->store);
    Status s = own ? store_begin(im->store, err) : OK;
    if (s != OK) return s;
    s = state_parts(im, commitments, err);
    if (!own) return s;
    if (s == OK) return store_commit(im->store, err);
    store_rollback(im->store);
    return s;
}

/* ---------------------------------------------------------------- the whole */
const Kind *election_import_kind(const Import *im, const char *name) {
    for (size_t i = 0; i < im->options.kind_count; i++)
        if (str_eq(im->options.kinds[i].name, name)) return &im->options.kinds[i];
    return election_kind_find(name);
}

static Status kind_unknown(const Import *im, const char *name, Err *err) {
    const char *list = "";
    for (size_t i = 0; i < ELECTION_KIND_COUNT; i++)
        list = arena_printf(im->arena, "%s%s%s", list, i ? ", " : "", ELECTION_KINDS[i].name);
    for (size_t i = 0; i < im->options.kind_count; i++)
        list = arena_printf(im->arena, "%s, %s", list, im->options.kinds[i].name);
    err_set(err, ERR_USAGE, _("\"%.40s\" is no kind of file that can be imported"), name);
    err_advise(err, _("one of: %s"), list);
    return ERR_USAGE;
}

static Status import_file(Import *im, Err *err) {
    Status s = im->kind->read(im, err);
    if (s != OK) return im->faults->total ? refused(im, err) : s;
    s = election_import_rows_check(im, err);
    if (s != OK) return s;
    if (im->faults->total) return refused(im, err);
    s = election_import_diff(im, err);
    if (s == OK && im->faults->total) return refused(im, err);
    if (s == OK && !im->out.same && !im->options.dry_run) s = state(im, err);
    return s;
}

Status election_import(const Env *env, Ledger *ledger, Store *store, Arena *arena,
                       const char *scope, const char *kind, const char *path,
                       ElectionImportOptions options, const Progress *progress, ElectionImport *ret,
                       Faults *faults, Err *err) {
    const char *slash = strrchr(path, '/');
    Import im = {.env = env,
                 .ledger = ledger,
                 .store = store,
                 .arena = arena,
                 .path = path,
                 .file = slash ? slash + 1 : path,
                 .options = options,
                 .progress = progress,
                 .faults = faults};
    im.kind = election_import_kind(&im, kind);
    if (!im.kind) return kind_unknown(&im, kind, err);
    Status s = election_load(store, arena, scope, &im.regency, err);
    if (s == OK && !im.kind->wider) s = election_need_regency(&im.regency, err);
    if (s != OK) return s;
    im.scope = im.regency.scope;
    faults->file = im.file;
    im.heading_of = ARENA_ARRAY(arena, int, im.kind->column_count);
    for (size_t c = 0; c < im.kind->column_count; c++) im.heading_of[c] = -1;
    im.unit_of = ARENA_ARRAY(arena, const char *, im.kind->column_count);
    im.out = (ElectionImport){.kind = im.kind->name, .file = im.file};
    s = import_file(&im, err);
    im.out.changes = im.changes.at;
    im.out.change_count = im.changes.n;
    im.out.remarks = im.remarks.at;
    im.out.remark_count = im.remarks.n;
    *ret = im.out; /* headings and remarks help to understand a refusal, too */
    return s;
}
