// SPDX-License-Identifier: Apache-2.0
/* store_int.h: what the files of store/ share.
 *
 *   store.c   open and close      table.c  modules, tables, views
 *   stmt.c    statements, commits digest.c the digest of a table
 *   lock.c    the writer's lock   fault.c  what the database says, for a person */
#ifndef HANTAR_STORE_INT_H
#define HANTAR_STORE_INT_H

#include "store/store.h"

#include <sqlite3.h>

#define STORE_APPLICATION_ID 0x484E5452 /* "HNTR": `file` and the sqlite3 shell show it */
#define STORE_FORMAT 1                  /* user_version: the form of log and local tables */
#define STORE_CACHE_SLOTS 256
#define STORE_PARAMETERS_MAX 64

struct StoreStmt {
    StoreStmt *next; /* in its slot of the cache */
    Store *store;
    const char *sql;  /* the caller's constant, by whose address it is found */
    const char *text; /* what stood there */
    sqlite3_stmt *handle;
    int place[STORE_PARAMETERS_MAX + 1]; /* of $n among SQLite's parameters; 0 = none */
    int bind_code;                       /* the first failure of a bind, told by the next step */
    bool busy;                           /* between store_prepare and store_finish */
};

struct Store {
    Arena *arena; /* this struct and all that it owns */
    sqlite3 *db;
    const char *url;
    StoreModule *modules;
    size_t module_count;
    Store *log; /* where the log stands; itself, but for a store that replay fills */
    int lock_fd;
    bool writes;
    bool begun;       /* the caller is between begin and commit or rollback */
    bool sync_failed; /* after a failed fsync nothing the system says of the file can be trusted */
    StoreStmt *cache[STORE_CACHE_SLOTS];
};

/* fault.c: the meaning of an SQLite result code, placed at the store's file. Never returns OK. */
Status store_fault(Store *store, int code, Err *err);
/* OK while statements may run: no failed fsync, no transaction that the database undid itself. */
MUST_USE Status store_usable(Store *store, Err *err);

/* lock.c: *ret_fd is the open lock; closing it lets go. */
MUST_USE Status store_lock_take(const char *url, int *ret_fd, Err *err);
void store_lock_drop(int fd); /* accepts -1 */

/* stmt.c */
MUST_USE Status store_exec(Store *store, const char *sql, Err *err);
/* Of text that is no constant: not cached. */
MUST_USE Status store_compile(Store *store, const char *sql, sqlite3_stmt **ret, Err *err);

/* table.c */
MUST_USE Status store_tables_stale(Store *store, bool *ret, Err *err);
MUST_USE Status store_tables_make(Store *store, Err *err);  /* those that are missing */
MUST_USE Status store_tables_found(Store *store, Err *err); /* the tables of a new database */

#endif
