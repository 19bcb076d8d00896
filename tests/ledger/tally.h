// SPDX-License-Identifier: Apache-2.0
/* tally.h: the smallest floor above the ledger, for its tests. Boxes are counted by key:
 *
 *   tally.added   {"key": K, "n": N}      schema 2; schema 1 had {"k": K} and meant n = 1
 *   tally.moved   {"from": K, "to": L}    refused when there is nothing under K
 *   tally.loaded  {"blob": H}             the bytes of a blob are counted under "blob"
 *
 * and a world whose clock ticks a second each time it is asked and whose chance is an Rng. */
#ifndef HANTAR_TEST_TALLY_H
#define HANTAR_TEST_TALLY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

static const StoreTable tally_tables[] = {
    {"tally", STORE_VIEW,
     "CREATE TABLE tally (scope TEXT NOT NULL, key TEXT NOT NULL, n BIGINT NOT NULL,"
     " PRIMARY KEY (scope, key));"},
    {"tally_line", STORE_VIEW,
     "CREATE TABLE tally_line (scope TEXT NOT NULL, seq BIGINT NOT NULL, key TEXT NOT NULL,"
     " n BIGINT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (scope, seq),"
     " FOREIGN KEY (scope, key) REFERENCES tally (scope, key));"},
};
static const StoreModule tally_store = {"tally", tally_tables, COUNT_OF(tally_tables), 1};

static const char SQL_TALLY_ADD[] =
    "INSERT INTO tally (scope, key, n) VALUES ($1, $2, $3)"
    " ON CONFLICT (scope, key) DO UPDATE SET n = tally.n + excluded.n;";
static const char SQL_TALLY_LINE_ADD[] =
    "INSERT INTO tally_line (scope, seq, key, n, time) VALUES ($1, $2, $3, $4, $5);";
static const char SQL_TALLY_GET[] = "SELECT n FROM tally WHERE scope = $1 AND key = $2;";

static inline int64_t tally_of(Store *store, const char *scope, const char *key) {
    StoreStmt *q;
    Err err;
    bool row = false;
    assert_int_equal(store_prepare(store, SQL_TALLY_GET, &q, &err), OK);
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, key);
    assert_int_equal(store_step(q, &row, &err), OK);
    int64_t n = row ? store_int(q, 0) : 0;
    store_finish(q);
    return n;
}

static Status tally_change(Store *store, const LedgerEvent *e, const char *key, int64_t n,
                           Err *err) {
    return store_run(store, err, SQL_TALLY_ADD, "tti", e->scope, key, n);
}

static Status tally_added(Store *store, const LedgerEvent *e, Err *err) {
    const char *key = json_string_value(json_object_get(e->body, "key"));
    int64_t n = json_integer_value(json_object_get(e->body, "n"));
    if (!key) return err_set(err, ERR_INPUT, "no key");
    Status s = tally_change(store, e, key, n, err);
    if (s != OK) return s;
    return store_run(store, err, SQL_TALLY_LINE_ADD, "titit", e->scope, e->seq, key, n, e->time);
}

/* Writes first and refuses then, so that the tests see whether a refusal undoes. */
static Status tally_moved(Store *store, const LedgerEvent *e, Err *err) {
    const char *from = json_string_value(json_object_get(e->body, "from"));
    const char *to = json_string_value(json_object_get(e->body, "to"));
    if (!from || !to) return err_set(err, ERR_INPUT, "no from, no to");
    Status s = tally_change(store, e, to, 1, err);
    if (s == OK) s = tally_change(store, e, from, -1, err);
    if (s == OK && tally_of(store, e->scope, from) < 0)
        s = err_set(err, ERR_INFEASIBLE, "nothing to move");
    return s;
}

static Status tally_loaded(Store *store, const LedgerEvent *e, Err *err) {
    Sha256 hash;
    const char *hex = json_string_value(json_object_get(e->body, "blob"));
    if (!hex || !hex_parse(hex, hash.b, sizeof hash.b)) return err_set(err, ERR_INPUT, "no blob");
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    Bytes bytes = {0};
    Status s = ledger_blob_get(store, arena, hash, &bytes, err);
    if (s == OK) s = tally_change(store, e, "blob", (int64_t)bytes.n, err);
    arena_free(arena);
    return s;
}

static Status tally_added_lift(json_t *body, int from_schema, Err *err) {
    (void)err;
    assert_int_equal(from_schema, 1);
    json_object_set(body, "key", json_object_get(body, "k"));
    json_object_del(body, "k");
    json_object_set_new(body, "n", json_integer(1));
    return OK;
}

static const LedgerType tally_types[] = {
    {"tally.added", 2, LEDGER_PUBLIC, tally_added, tally_added_lift, false},
    {"tally.moved", 1, LEDGER_AFTER_DAY, tally_moved, NULL, false},
    {"tally.loaded", 1, LEDGER_REQUEST, tally_loaded, NULL, false},
};

typedef struct World {
    Env env;
    Rng rng;
    int64_t now_ms;
    Arena *arena;
    char folder[64], url[96];
    Store *store;
    Ledger *ledger;
} World;

static int64_t world_now_ms(void *ctx) {
    World *w = ctx;
    return w->now_ms += 1000;
}

static void world_random(void *ctx, void *to, size_t n) {
    World *w = ctx;
    uint8_t *bytes = to;
    for (size_t i = 0; i < n; i++) bytes[i] = (uint8_t)(rng_u64(&w->rng) >> 56);
}

static const StoreModule *world_modules(void) {
    static StoreModule modules[2];
    modules[0] = LEDGER_STORE;
    modules[1] = tally_store;
    return modules;
}

static void world_open(World *w, StoreMode mode) {
    Err err = {0};
    Status s = store_open(&w->env, w->url, mode, world_modules(), 2, &w->store, NULL, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    w->ledger = ledger_new(&w->env, w->store, tally_types, COUNT_OF(tally_types));
}

static void world_close(World *w) {
    ledger_freep(&w->ledger);
    store_closep(&w->store);
}

/* `root` is where its folder is made. */
static World *world_in(const char *root, const char *name) {
    World *w = calloc(1, sizeof *w);
    lang_use(LANG_EN);
    w->env = env_real();
    w->env.now_ms = world_now_ms;
    w->env.random = world_random;
    w->env.ctx = w;
    w->now_ms = INT64_C(1707447600000); /* 2024-02-09T03:00:00Z */
    rng_seed(&w->rng, 1222);
    w->arena = arena_new(&w->env, 256 * MIB);
    if (str_eq(name, ":memory:")) {
        snprintf(w->url, sizeof w->url, ":memory:");
    } else {
        snprintf(w->folder, sizeof w->folder, "%s/hantar-%s-XXXXXX", root, name);
        assert_non_null(mkdtemp(w->folder));
        snprintf(w->url, sizeof w->url, "%s/t.db", w->folder);
    }
    return w;
}

static World *world_new(const char *name) {
    return world_in("/tmp", name);
}

static void world_free(World *w) {
    world_close(w);
    static const char *const parts[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT_OF(parts) && w->folder[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", w->url, parts[i]);
        unlink(path);
    }
    if (w->folder[0]) rmdir(w->folder);
    arena_free(w->arena);
    free(w);
}

static inline int set_up(void **state) {
    World *w = world_new(":memory:");
    world_open(w, STORE_CREATE);
    *state = w;
    return 0;
}

static inline int tear_down(void **state) {
    world_free(*state);
    return 0;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static inline LedgerReceipt add(World *w, const char *scope, const char *key, int64_t n) {
    LedgerReceipt r = {0};
    Err err = {0};
    Status s = ledger_state(w->ledger, scope, "tally.added", NULL,
                            json_pack("{s:s, s:I}", "key", key, "n", (json_int_t)n), &r, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    return r;
}

static inline Status move(World *w, const char *scope, const char *from, const char *to, Err *err) {
    LedgerReceipt r;
    return ledger_state(w->ledger, scope, "tally.moved", NULL,
                        json_pack("{s:s, s:s}", "from", from, "to", to), &r, err);
}

static inline LedgerReplay compared(World *w) {
    LedgerReplay r = {0};
    Err err = {0};
    Status s = ledger_replay_compare(w->ledger, w->arena, NULL, &r, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    return r;
}

static inline void sql(World *w, const char *text) {
    Err err = {0};
    Status s = store_run(w->store, &err, text, "");
    if (s != OK) print_message("# %s\n", err.text);
    assert_int_equal(s, OK);
}

#endif
