// SPDX-License-Identifier: Apache-2.0
/* Statements and transactions.
 *
 * A statement is found by the address of its text, which costs a few nanoseconds; the text is
 * compared as well, so that a built string at a reused address is a miss and not a disaster. The
 * same statement may be wanted while it is in use (a loop within a loop): then it exists twice. */
#include "store/store_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_sql.h"

/* ---------------------------------------------------------------- preparing */

Status store_exec(Store *store, const char *sql, Err *err) {
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : store_fault(store, sqlite3_extended_errcode(store->db), err);
}

Status store_compile(Store *store, const char *sql, sqlite3_stmt **ret, Err *err) {
    int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);
    return code == SQLITE_OK ? OK : store_fault(store, sqlite3_extended_errcode(store->db), err);
}

static StoreStmt **slot_of(Store *store, const char *sql) {
    uint64_t address = (uint64_t)(uintptr_t)sql;
    return &store->cache[(address * 0x9E3779B97F4A7C15u) >> 56];
}
static_assert(STORE_CACHE_SLOTS == 256, "slot_of takes the upper eight bits");

/* SQLite numbers $2 and $1 in the order in which they appear; PostgreSQL, and we, by their name. */
static void find_parameters(StoreStmt *s) {
    int count = sqlite3_bind_parameter_count(s->handle);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(s->handle, i);
        int64_t number = 0;
        bool numbered =
            name && name[0] == '$' && int_parse(name + 1, 1, STORE_PARAMETERS_MAX, &number);
        assert(numbered); /* statements here have $1, $2 ... and nothing else */
        (void)numbered;
        s->place[number] = i;
    }
}

Status store_prepare(Store *store, const char *sql, StoreStmt **ret, Err *err) {
    StoreStmt **slot = slot_of(store, sql), *s = *slot;
    while (s && (s->sql != sql || s->busy || strcmp(s->text, sql) != 0)) s = s->next;
    if (!s) {
        sqlite3_stmt *handle;
        Status status = store_compile(store, sql, &handle, err);
        if (status != OK) return status;
        assert(handle); /* not an empty text */
        s = ARENA_NEW(store->arena, StoreStmt);
        *s = (StoreStmt){.next = *slot, .store = store, .sql = sql, .handle = handle};
        s->text = arena_str(store->arena, sql);
        find_parameters(s);
        *slot = s;
    }
    s->busy = true;
    *ret = s;
    return OK;
}

/* ---------------------------------------------------------------- binding */

static int place_of(const StoreStmt *s, int parameter) {
    assert(s->busy);
    assert(parameter >= 1 && parameter <= STORE_PARAMETERS_MAX);
    assert(s->place[parameter] > 0); /* the statement has no such parameter */
    return s->place[parameter];
}

static void bound(StoreStmt *s, int code) {
    if (s->bind_code == SQLITE_OK) s->bind_code = code;
}

static void bind_text(StoreStmt *s, int parameter, const char *text, void (*keep)(void *)) {
    bound(s, sqlite3_bind_text(s->handle, place_of(s, parameter), text, -1, keep));
}

static void bind_bytes(StoreStmt *s, int parameter, Bytes bytes, void (*keep)(void *)) {
    int place = place_of(s, parameter);
    bound(s, bytes.n ? sqlite3_bind_blob64(s->handle, place, bytes.at, bytes.n, keep)
                     : sqlite3_bind_zeroblob(s->handle, place, 0)); /* empty is not NULL */
}

void store_bind_int(StoreStmt *s, int parameter, int64_t n) {
    bound(s, sqlite3_bind_int64(s->handle, place_of(s, parameter), n));
}

void store_bind_text(StoreStmt *s, int parameter, const char *text) {
    bind_text(s, parameter, text, SQLITE_TRANSIENT);
}

void store_bind_bytes(StoreStmt *s, int parameter, Bytes bytes) {
    bind_bytes(s, parameter, bytes, SQLITE_TRANSIENT);
}

void store_bind_null(StoreStmt *s, int parameter) {
    bound(s, sqlite3_bind_null(s->handle, place_of(s, parameter)));
}

/* ---------------------------------------------------------------- running */

Status store_step(StoreStmt *s, bool *ret_row, Err *err) {
    assert(s->busy);
    Status status = store_usable(s->store, err);
    if (status != OK) return status;
    int code = s->bind_code ? s->bind_code : sqlite3_step(s->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return store_fault(s->store, code, err);
    *ret_row = code == SQLITE_ROW;
    return OK;
}

int64_t store_int(StoreStmt *s, int column) {
    return sqlite3_column_int64(s->handle, column);
}

const char *store_text(StoreStmt *s, int column) {
    return (const char *)sqlite3_column_text(s->handle, column);
}

Bytes store_bytes(StoreStmt *s, int column) {
    const uint8_t *at = sqlite3_column_blob(s->handle, column);
    return (Bytes){at, (size_t)sqlite3_column_bytes(s->handle, column)};
}

bool store_null(StoreStmt *s, int column) {
    return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

void store_finish(StoreStmt *s) {
    if (!s) return;
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    s->bind_code = SQLITE_OK;
    s->busy = false;
}

Status store_run(Store *store, Err *err, const char *sql, const char *types, ...) {
    StoreStmt *s;
    Status status = store_prepare(store, sql, &s, err);
    if (status != OK) return status;
    va_list args;
    va_start(args, types);
    for (int i = 1; types[i - 1]; i++) { /* the arguments outlive the step: no copies */
        switch (types[i - 1]) {
        case 'i': store_bind_int(s, i, va_arg(args, int64_t)); break;
        case 't': bind_text(s, i, va_arg(args, const char *), SQLITE_STATIC); break;
        case 'b': bind_bytes(s, i, va_arg(args, Bytes), SQLITE_STATIC); break;
        case 'n': store_bind_null(s, i); break;
        default: abort(); /* a type is one of i, t, b, n */
        }
    }
    va_end(args);
    bool row = false;
    status = store_step(s, &row, err);
    assert(status != OK || !row);
    store_finish(s);
    return status;
}

/* ---------------------------------------------------------------- transactions */

Status store_begin(Store *store, Err *err) {
    assert(!store->begun);
    Status s =
        store_run(store, err, store->writes ? SQL_STORE_BEGIN_WRITE : SQL_STORE_BEGIN_READ, "");
    store->begun = s == OK;
    return s;
}

Status store_commit(Store *store, Err *err) {
    assert(store->begun);
    Status s = store_run(store, err, SQL_STORE_COMMIT, "");
    if (s == OK)
        store->begun = false;
    else
        store_rollback(store);
    return s;
}

void store_rollback(Store *store) {
    store->begun = false;
    if (!sqlite3_get_autocommit(store->db)) /* after some failures SQLite has done it already */
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_in_transaction(const Store *store) {
    return store->begun;
}

Status store_part_begin(Store *store, Err *err) {
    assert(store->begun);
    return store_run(store, err, SQL_STORE_PART_BEGIN, "");
}

Status store_part_end(Store *store, Err *err) {
    return store_run(store, err, SQL_STORE_PART_END, "");
}

void store_part_undo(Store *store) {
    /* When the database itself has undone the whole transaction, the next step says so. */
    Err ignored;
    if (store_run(store, &ignored, SQL_STORE_PART_UNDO, "") != OK) return;
    Status s = store_part_end(store, &ignored);
    assert(s == OK);
    (void)s;
}
