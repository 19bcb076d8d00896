// SPDX-License-Identifier: Apache-2.0
/* The tables of the modules: made where missing, and views dropped and made anew. store_table
 * notes each with a hash of its definition, so that a view whose SQL was changed without a thought
 * for views_version is rebuilt all the same. */
#include "store/store_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store_sql.h"

static const char *const kind_names[] = {
    [STORE_LOG] = "log", [STORE_VIEW] = "view", [STORE_LOCAL] = "local"};

typedef struct Definition {
    char hex[65];
} Definition;

static Definition definition_of(const StoreTable *table) {
    Definition d;
    Sha256 hash = sha256(table->sql, strlen(table->sql));
    hex_format(hash.b, sizeof hash.b, d.hex);
    return d;
}

static const StoreModule *module_named(const Store *store, const char *name) {
    for (size_t i = 0; i < store->module_count; i++)
        if (str_eq(store->modules[i].name, name)) return &store->modules[i];
    return NULL;
}

static const StoreTable *table_named(const StoreModule *module, const char *name) {
    for (size_t i = 0; i < module->table_count; i++)
        if (str_eq(module->tables[i].name, name)) return &module->tables[i];
    return NULL;
}

/* ---------------------------------------------------------------- making */

typedef enum Presence { MISSING, SAME, CHANGED } Presence;

static Status presence_of(Store *store, const StoreTable *table, Presence *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STORE_TABLE_DEFINITION, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, table->name);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) {
        bool same = row && str_eq(store_text(q, 0), definition_of(table).hex);
        *ret = !row ? MISSING : same ? SAME : CHANGED;
    }
    store_finish(q);
    return s;
}

static Status make(Store *store, const char *module, const StoreTable *table, Err *err) {
    Status s = store_exec(store, table->sql, err);
    if (s != OK) return s;
    return store_run(store, err, SQL_STORE_TABLE_ADD, "tttt", table->name, kind_names[table->kind],
                     module, definition_of(table).hex);
}

static Status make_missing(Store *store, const StoreModule *module, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < module->table_count && s == OK; i++) {
        Presence presence;
        s = presence_of(store, &module->tables[i], &presence, err);
        if (s == OK && presence == MISSING) s = make(store, module->name, &module->tables[i], err);
    }
    return s;
}

Status store_tables_make(Store *store, Err *err) {
    Status s = store_begin(store, err);
    for (size_t i = 0; i < store->module_count && s == OK; i++)
        s = make_missing(store, &store->modules[i], err);
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

Status store_tables_found(Store *store, Err *err) {
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             STORE_APPLICATION_ID, STORE_FORMAT);
    Status s = store_begin(store, err);
    if (s == OK) s = store_exec(store, sql, err);
    for (size_t i = 0; i < COUNT_OF(STORE_TABLES) && s == OK; i++)
        s = store_exec(store, STORE_TABLES[i].sql, err);
    for (size_t i = 0; i < COUNT_OF(STORE_TABLES) && s == OK; i++)
        s = store_run(store, err, SQL_STORE_TABLE_ADD, "tttt", STORE_TABLES[i].name,
                      kind_names[STORE_TABLES[i].kind], "store",
                      definition_of(&STORE_TABLES[i]).hex);
    for (size_t i = 0; i < store->module_count && s == OK; i++)
        s = make_missing(store, &store->modules[i], err);
    if (s == OK) s = store_views_mark(store, err);
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

/* ---------------------------------------------------------------- staleness */

static Status version_stale(Store *store, const StoreModule *module, bool *stale, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STORE_VIEW_VERSION_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, module->name);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK && (!row || store_int(q, 0) != module->views_version)) *stale = true;
    store_finish(q);
    return s;
}

static Status definitions_stale(Store *store, const StoreModule *module, bool *stale, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < module->table_count && s == OK; i++) {
        Presence presence = SAME;
        if (module->tables[i].kind == STORE_VIEW)
            s = presence_of(store, &module->tables[i], &presence, err);
        if (presence != SAME) *stale = true;
    }
    return s;
}

typedef VEC(const char *) Names;

/* The views that the database has of the modules given; `undeclared` only: those that the modules
 * no longer declare. */
static Status views_there(Store *store, Arena *arena, bool undeclared, Names *names, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_STORE_TABLE_OF_KIND, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, kind_names[STORE_VIEW]);
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        const char *name = store_text(q, 0);
        const StoreModule *module = module_named(store, store_text(q, 1));
        if (module && !(undeclared && table_named(module, name)))
            vec_push(arena, names, arena_str(arena, name));
    }
    store_finish(q);
    return s;
}

Status store_tables_stale(Store *store, bool *ret, Err *err) {
    bool stale = false;
    Status s = OK;
    for (size_t i = 0; i < store->module_count && s == OK; i++) {
        s = version_stale(store, &store->modules[i], &stale, err);
        if (s == OK) s = definitions_stale(store, &store->modules[i], &stale, err);
    }
    Names gone = {0};
    if (s == OK) s = views_there(store, store->arena, true, &gone, err);
    if (s == OK) *ret = stale || gone.n > 0;
    return s;
}

/* ---------------------------------------------------------------- views */

/* The name comes from the database, and a database may come from anywhere. */
static bool is_name(const char *name) {
    return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == 0;
}

static Status drop(Store *store, const char *name, Err *err) {
    char sql[128];
    int n = snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS \"%s\"", name);
    if (!is_name(name) || n < 0 || (size_t)n >= sizeof sql) {
        err_set(err, ERR_WORLD, "%s", _("the database holds a table of a strange name"));
        err_at(err, store->url, 0, 0, NULL);
        return ERR_WORLD;
    }
    Status s = store_exec(store, sql, err);
    return s == OK ? store_run(store, err, SQL_STORE_TABLE_FORGET, "t", name) : s;
}

static Status drop_views(Store *store, Err *err) {
    Names names = {0};
    Status s = views_there(store, store->arena, false, &names, err);
    for (size_t i = 0; i < names.n && s == OK; i++) s = drop(store, names.at[i], err);
    return s;
}

/* While tables go and come, rows point at nothing; what counts is the state at the commit. */
static Status reset(Store *store, Err *err) {
    Status s = store_run(store, err, SQL_STORE_DEFER_REFERENCES, "");
    if (s == OK) s = drop_views(store, err);
    for (size_t i = 0; i < store->module_count && s == OK; i++)
        s = make_missing(store, &store->modules[i], err);
    return s;
}

Status store_views_reset(Store *store, Err *err) {
    if (store_in_transaction(store)) return reset(store, err);
    Status s = store_begin(store, err);
    if (s == OK) s = reset(store, err);
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

Status store_views_mark(Store *store, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < store->module_count && s == OK; i++)
        s = store_run(store, err, SQL_STORE_VIEW_VERSION_SET, "ti", store->modules[i].name,
                      (int64_t)store->modules[i].views_version);
    return s;
}
