// SPDX-License-Identifier: Apache-2.0
/* store.h: the database behind one small interface. SQLite now; PostgreSQL joins behind the same
 * functions, so the SQL that other floors write must suit both: $1-style parameters, ON CONFLICT,
 * no rowid, BIGINT and TEXT and BYTEA-as-BLOB through the words below, booleans as 0/1.
 *
 * Three kinds of table, declared where the table is created (style: one .sql file per module,
 * turned into constants by tools/embed_sql.py):
 *
 *   log    what was stated: events, leaves. Append-only, migrated with care.
 *   view   derived from the log by `apply`; dropped and rebuilt by replay whenever its
 *          definition changes. Never migrated.
 *   local  belongs to this installation: salts, drafts, sessions. Never replayed.
 *
 * One connection in one process writes (an exclusive lock on FILE-lock says who); readers are
 * query-only and never checkpoint. This also keeps clear of the WAL-reset race of SQLite before
 * 3.51.3. Commits are durable (journal_mode=WAL, synchronous=EXTRA).
 *
 *     StoreStmt *q;
 *     if ((s = store_prepare(store, SQL_TPS_LIST, &q, err)) == OK) {
 *         store_bind_text(q, 1, scope);
 *         while ((s = store_step(q, &row, err)) == OK && row) ... store_int(q, 0) ...
 *         store_finish(q);
 *     }
 *
 * A Store belongs to one thread at a time. Views point (FOREIGN KEY) at views only, and nothing
 * else points at them: they come and go together. A failure of the database carries what it means
 * and what to do (a full disk, a second writer, a damaged file: ERR_WORLD; no database of ours:
 * ERR_INPUT), a broken constraint is ERR_CONFLICT. After a failed fsync the store refuses all
 * further work: nobody can know what the disk kept, until it is opened again.
 */
#ifndef HANTAR_STORE_H
#define HANTAR_STORE_H

#include "base/base.h"

typedef struct Store Store;
typedef struct StoreStmt StoreStmt;

typedef enum StoreKind { STORE_LOG, STORE_VIEW, STORE_LOCAL } StoreKind;
typedef struct StoreTable {
    const char *name;
    StoreKind kind;
    const char *sql; /* CREATE TABLE and its indexes */
} StoreTable;
/* What one module (a folder of src/) keeps. `views_version` rises with any change to its views or
 * to how they are computed; a database with another version has them rebuilt by replay. */
typedef struct StoreModule {
    const char *name;
    const StoreTable *tables;
    size_t table_count;
    int views_version;
} StoreModule;

typedef enum StoreMode {
    STORE_READ,   /* must exist; query-only */
    STORE_WRITE,  /* must exist; takes the writer's lock */
    STORE_CREATE, /* must not exist */
} StoreMode;
/* `url` is a file name, or ":memory:" (STORE_CREATE). With STORE_WRITE and STORE_CREATE the
 * modules' tables are made where missing; *ret_stale (may be NULL) tells whether views must be
 * rebuilt: a version or a definition is another than the program's. */
MUST_USE Status store_open(const Env *env, const char *url, StoreMode mode,
                           const StoreModule *modules, size_t module_count, Store **ret,
                           bool *ret_stale, Err *err);
void store_close(Store *store); /* rolls back what is open; accepts NULL */
void store_closep(Store **store);

const Env *store_env(const Store *store); /* as given to store_open: for room while applying */
/* Modules as given to store_open. */
const StoreModule *store_modules(const Store *store, size_t *ret_count);
/* Drops and creates all views, empty; in the caller's transaction if there is one. */
MUST_USE Status store_views_reset(Store *store, Err *err);
MUST_USE Status store_views_mark(Store *store, Err *err); /* they are of the modules' version now */

/* Transactions do not nest. A commit that returned OK survives loss of power. */
MUST_USE Status store_begin(Store *store, Err *err);
MUST_USE Status store_commit(Store *store, Err *err);
void store_rollback(Store *store);
bool store_in_transaction(const Store *store);
/* A part of a transaction that can be undone alone; parts nest. */
MUST_USE Status store_part_begin(Store *store, Err *err);
MUST_USE Status store_part_end(Store *store, Err *err);
void store_part_undo(Store *store);

/* Statements are cached by the address of their text: pass the constants, not built strings.
 * Parameters are found by their number, $1 to $64, in whatever order they stand. Text and bytes
 * are copied when bound. */
MUST_USE Status store_prepare(Store *store, const char *sql, StoreStmt **ret, Err *err);
void store_bind_int(StoreStmt *stmt, int parameter, int64_t n);
void store_bind_text(StoreStmt *stmt, int parameter, const char *text); /* NULL binds NULL */
void store_bind_bytes(StoreStmt *stmt, int parameter, Bytes bytes);
void store_bind_null(StoreStmt *stmt, int parameter);
MUST_USE Status store_step(StoreStmt *stmt, bool *ret_row, Err *err);
int64_t store_int(StoreStmt *stmt, int column);
const char *store_text(StoreStmt *stmt, int column); /* borrowed until the next step; NULL = NULL */
Bytes store_bytes(StoreStmt *stmt, int column);      /* borrowed until the next step */
bool store_null(StoreStmt *stmt, int column);
void store_finish(StoreStmt *stmt); /* resets; the statement stays cached; accepts NULL */
/* Prepare, step once, expect no row. Bind by va_list: 'i' int64_t, 't' text, 'b' Bytes, 'n' null.
 */
MUST_USE Status store_run(Store *store, Err *err, const char *sql, const char *types, ...);

/* A digest of all rows of a table in the order of all its columns, and their number: how replay
 * compares views. `table` must be a name from the modules. */
MUST_USE Status store_table_digest(Store *store, const char *table, Sha256 *ret, int64_t *ret_rows,
                                   Err *err);

/* A store that replay fills has views of its own, but reads the log (blobs) of another. */
void store_borrow_log(Store *store, Store *log);
Store *store_log(Store *store); /* itself, where nothing was borrowed */

/* Empties the WAL into the file, so that what was deleted stands nowhere any more (deleted rows
 * are overwritten). ERR_WORLD while a reader still looks at the old state. */
MUST_USE Status store_scrub(Store *store, Err *err);

#endif
