// SPDX-License-Identifier: Apache-2.0
/* Opening and closing. */
#include "store/store_int.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#define STATEMENTS_BYTES_MAX (16 * MIB) /* of the cache; far more than all .sql files together */
#define BUSY_MS_MAX 5000 /* a reader that meets recovery or a closing writer waits this long */

/* ---------------------------------------------------------------- settings */

/* cache_size in KiB; journal_size_limit keeps a large import from leaving a large WAL behind;
 * secure_delete overwrites what is deleted, so that an erased name is gone from the file. */
/* EXTRA is FULL once there is a WAL; before, it syncs the folder too, so that no loss of power can
 * bring back the journal of the switch to WAL, which would undo the whole file. */
static const char write_settings[] = "PRAGMA synchronous = EXTRA;"
                                     "PRAGMA journal_mode = WAL;"
                                     "PRAGMA journal_size_limit = 16777216;"
                                     "PRAGMA cache_size = -16384;"
                                     "PRAGMA foreign_keys = ON;"
                                     "PRAGMA trusted_schema = OFF;"
                                     "PRAGMA secure_delete = ON;";
static const char read_settings[] = "PRAGMA query_only = ON;"
                                    "PRAGMA wal_autocheckpoint = 0;"
                                    "PRAGMA trusted_schema = OFF;";

static Status settle(Store *store, Err *err) {
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MS_MAX);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* "name" is a column and never a text, as in PostgreSQL */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* the last to close checkpoints; a reader never does */
    if (!store->writes) sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return store_exec(store, store->writes ? write_settings : read_settings, err);
}

/* ---------------------------------------------------------------- whose file is it */

static Status pragma_int(Store *store, const char *sql, int64_t *ret, Err *err) {
    sqlite3_stmt *q;
    Status s = store_compile(store, sql, &q, err);
    if (s != OK) return s;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *ret = sqlite3_column_int64(q, 0);
    else
        s = store_fault(store, code, err);
    sqlite3_finalize(q);
    return s;
}

static Status recognise(Store *store, Err *err) {
    int64_t application, format;
    Status s = pragma_int(store, "PRAGMA application_id", &application, err);
    if (s == OK) s = pragma_int(store, "PRAGMA user_version", &format, err);
    if (s != OK) return s;
    if (application != STORE_APPLICATION_ID) {
        err_set(err, ERR_INPUT, "%s", _("this is a database, but not one of hantar"));
        err_at(err, store->url, 0, 0, NULL);
        err_advise(err, "%s", _("check the name of the file, or make a new one: hantar init"));
        return ERR_INPUT;
    }
    if (format != STORE_FORMAT) {
        err_set(err, ERR_INPUT, "%s", _("this database was written by a newer hantar"));
        err_at(err, store->url, 0, 0, NULL);
        err_advise(err, "%s", _("install the newer version of hantar"));
        return ERR_INPUT;
    }
    return OK;
}

/* ---------------------------------------------------------------- opening */

static bool in_memory(const char *url) {
    return str_eq(url, ":memory:");
}

static Status refuse(const char *url, Status status, const char *text, const char *advice,
                     Err *err) {
    err_set(err, status, "%s", text);
    err_at(err, url, 0, 0, NULL);
    err_advise(err, "%s", advice);
    return status;
}

static Status fits(const char *url, StoreMode mode, Err *err) {
    if (str_starts(url, "postgres://") || str_starts(url, "postgresql://"))
        return refuse("PostgreSQL", ERR_INPUT, _("this version keeps its data in a file only"),
                      _("give the name of a file: --db hantar.db"), err);
    bool there = !in_memory(url) && access(url, F_OK) == 0;
    if (mode == STORE_CREATE && there)
        return refuse(url, ERR_CONFLICT, _("there is a file of this name already"),
                      _("give another name, or move the file away"), err);
    if (mode != STORE_CREATE && !there)
        return refuse(url, ERR_ABSENT, _("there is no such database"),
                      _("check the name, or make a new one: hantar init"), err);
    return OK;
}

static Store *shell(const Env *env, const char *url, StoreMode mode, const StoreModule *modules,
                    size_t module_count) {
    Arena *arena = arena_new(env, STATEMENTS_BYTES_MAX);
    Store *store = ARENA_NEW(arena, Store);
    *store = (Store){.arena = arena,
                     .url = arena_str(arena, url),
                     .modules = ARENA_ARRAY(arena, StoreModule, module_count),
                     .module_count = module_count,
                     .lock_fd = -1,
                     .writes = mode != STORE_READ};
    if (module_count) memcpy(store->modules, modules, module_count * sizeof *modules);
    store->log = store;
    return store;
}

/* "./" keeps SQLite from reading a meaning into names like "file:x" or ":x". */
static Status connect(Store *store, StoreMode mode, Err *err) {
    bool plain = in_memory(store->url) || store->url[0] == '/';
    const char *path = arena_printf(store->arena, "%s%s", plain ? "" : "./", store->url);
    int flags = SQLITE_OPEN_READWRITE | (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    flags |= SQLITE_OPEN_NOMUTEX; /* a store belongs to one thread at a time */
    int code = sqlite3_open_v2(path, &store->db, flags, NULL);
    if (code != SQLITE_OK) return store_fault(store, code, err);
    return settle(store, err);
}

static Status open_there(Store *store, bool *stale, Err *err) {
    Status s = recognise(store, err);
    if (s == OK) s = store_tables_stale(store, stale, err);
    if (s == OK && store->writes) s = store_tables_make(store, err);
    return s;
}

/* What a failed STORE_CREATE leaves behind is ours to remove: we hold the lock. */
static void unmake(const Store *store) {
    static const char *const parts[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        unlink(arena_printf(store->arena, "%s%s", store->url, parts[i]));
}

static void disconnect(Store *store) {
    for (size_t i = 0; i < STORE_CACHE_SLOTS; i++)
        for (StoreStmt *s = store->cache[i]; s; s = s->next) sqlite3_finalize(s->handle);
    int code = sqlite3_close(store->db); /* rolls back */
    assert(code == SQLITE_OK);
    (void)code;
}

Status store_open(const Env *env, const char *url, StoreMode mode, const StoreModule *modules,
                  size_t module_count, Store **ret, bool *ret_stale, Err *err) {
    Status s = fits(url, mode, err); /* so that no lock file appears beside a mistyped name */
    if (s != OK) return s;
    Store *store = shell(env, url, mode, modules, module_count);
    bool stale = false, made = false;
    if (store->writes && !in_memory(url)) s = store_lock_take(url, &store->lock_fd, err);
    if (s == OK) s = fits(url, mode, err); /* again: only now nobody else makes it */
    if (s == OK) {
        made = mode == STORE_CREATE && !in_memory(url);
        s = connect(store, mode, err);
    }
    if (s == OK)
        s = mode == STORE_CREATE ? store_tables_found(store, err) : open_there(store, &stale, err);
    if (s != OK) {
        disconnect(store);
        if (made) unmake(store);
        store_lock_drop(store->lock_fd);
        arena_free(store->arena);
        return s;
    }
    *ret = store;
    if (ret_stale) *ret_stale = stale;
    return OK;
}

void store_close(Store *store) {
    if (!store) return;
    disconnect(store);
    store_lock_drop(store->lock_fd);
    arena_free(store->arena);
}

void store_closep(Store **store) {
    store_close(*store);
    *store = NULL;
}

const Env *store_env(const Store *store) {
    return arena_env(store->arena);
}

const StoreModule *store_modules(const Store *store, size_t *ret_count) {
    *ret_count = store->module_count;
    return store->modules;
}

/* ---------------------------------------------------------------- for replay, for erasing */

void store_borrow_log(Store *store, Store *log) {
    store->log = log ? log : store;
}

Store *store_log(Store *store) {
    return store->log;
}

Status store_scrub(Store *store, Err *err) {
    assert(store->writes);
    assert(!store->begun);
    int code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK ? OK : store_fault(store, code, err);
}
