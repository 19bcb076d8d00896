// SPDX-License-Identifier: Apache-2.0
/* import_world.h: a database in memory with one or two regencies, and files that exist only in the
 * test. A path that the test has not given is read from the disk. */
#ifndef HANTAR_TESTS_IMPORT_WORLD_H
#define HANTAR_TESTS_IMPORT_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "election/election.h"

typedef struct World {
    Env real, env;
    Arena *arena;
    Store *store;
    Ledger *ledger;
    const char *file; /* of the test */
    Bytes bytes;
    ElectionImport got;
    Faults faults;
    Err err;
} World;

static inline Status world_read(void *ctx, const char *path, size_t bytes_max, Arena *arena,
                                Bytes *ret, Err *err) {
    World *w = ctx;
    if (!w->file || strcmp(path, w->file) != 0)
        return env_read_file(&w->real, path, bytes_max, arena, ret, err);
    *ret = (Bytes){(uint8_t *)arena_strn(arena, (const char *)w->bytes.at, w->bytes.n), w->bytes.n};
    return OK;
}

static inline int64_t world_now(void *ctx) {
    World *w = ctx;
    return w->real.now_ms(w->real.ctx);
}
static inline int64_t world_tick(void *ctx) {
    World *w = ctx;
    return w->real.tick_ns(w->real.ctx);
}
static inline void world_random(void *ctx, void *to, size_t n) {
    World *w = ctx;
    w->real.random(w->real.ctx, to, n);
}
static inline void *world_alloc(void *ctx, size_t n) {
    World *w = ctx;
    return w->real.alloc(w->real.ctx, n);
}
static inline void world_release(void *ctx, void *block) {
    World *w = ctx;
    w->real.release(w->real.ctx, block);
}
static inline Status world_write(void *ctx, const char *path, Bytes bytes, Err *err) {
    World *w = ctx;
    return env_write_file(&w->real, path, bytes, err);
}

static inline void world_define(World *w, const char *scope, const char *election) {
    json_t *rules;
    LedgerReceipt receipt;
    assert_int_equal(json_read(election_builtin(election), election, &rules, &w->err), OK);
    Status s = election_define(w->ledger, scope, rules, election, &receipt, &w->err);
    json_decref(rules);
    if (s != OK) print_message("# %s\n", w->err.text);
    assert_int_equal(s, OK);
}

/* With the tables and types of an upper floor beside election's, which come in `modules` and
 * `types`. */
static inline World *world_new_with(const char *scope, const char *election,
                                    const StoreModule *modules, size_t module_count,
                                    const LedgerType *types, size_t type_count) {
    lang_use(LANG_EN);
    World *w = calloc(1, sizeof *w);
    w->real = env_real();
    w->env = (Env){world_now,     world_tick, world_random, world_alloc,
                   world_release, world_read, world_write,  w};
    w->arena = arena_new(&w->env, 2048 * MIB);
    Status s = store_open(&w->env, ":memory:", STORE_CREATE, modules, module_count, &w->store, NULL,
                          &w->err);
    if (s != OK) print_message("# %s\n", w->err.text);
    assert_int_equal(s, OK);
    w->ledger = ledger_new(&w->env, w->store, types, type_count);
    world_define(w, scope, election);
    return w;
}

static inline World *world_new(const char *scope, const char *election) {
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE};
    return world_new_with(scope, election, modules, 2, ELECTION_TYPES, ELECTION_TYPE_COUNT);
}

static inline void world_free(World *w) {
    ledger_free(w->ledger);
    store_close(w->store);
    arena_free(w->arena);
    free(w);
}

static inline Status world_import_path(World *w, const char *scope, const char *kind,
                                       const char *path, ElectionImportOptions options) {
    w->faults = (Faults){.arena = w->arena};
    return election_import(&w->env, w->ledger, w->store, w->arena, scope, kind, path, options, NULL,
                           &w->got, &w->faults, &w->err);
}

/* Imports a text as if it were a file; scope NULL. */
static inline Status world_import(World *w, const char *kind, const char *text) {
    w->file = "test.csv";
    w->bytes = bytes_of(text);
    return world_import_path(w, NULL, kind, "test.csv", (ElectionImportOptions){0});
}

static inline void world_must(World *w, Status s) {
    if (s == OK) return;
    print_message("# %s %s (%s)\n", w->err.place, w->err.text, w->err.advice);
    for (size_t i = 0; i < w->faults.list.n && i < 10; i++)
        print_message(
            "# %d:%d %s: %s; %s\n", w->faults.list.at[i].line, w->faults.list.at[i].column,
            w->faults.list.at[i].field ? w->faults.list.at[i].field : "", w->faults.list.at[i].text,
            w->faults.list.at[i].advice ? w->faults.list.at[i].advice : "");
    fail();
}

static inline ElectionRegency world_regency(World *w, const char *scope) {
    ElectionRegency r;
    world_must(w, election_load(w->store, w->arena, scope, &r, &w->err));
    return r;
}

static inline bool world_remarked(const World *w, const char *part) {
    for (size_t i = 0; i < w->got.remark_count; i++)
        if (strstr(w->got.remarks[i], part)) return true;
    for (size_t i = 0; i < w->got.remark_count; i++) print_message("# %s\n", w->got.remarks[i]);
    return false;
}

/* Is there a fault at this line whose text holds `part`? */
static inline bool world_faulted(const World *w, int line, const char *part) {
    for (size_t i = 0; i < w->faults.list.n; i++)
        if (w->faults.list.at[i].line == line && strstr(w->faults.list.at[i].text, part))
            return true;
    for (size_t i = 0; i < w->faults.list.n; i++)
        print_message("# %d: %s\n", w->faults.list.at[i].line, w->faults.list.at[i].text);
    return false;
}

/* The shared data outside of the repository, or NULL. */
static inline const char *world_shared(World *w, const char *path) {
    const char *given = getenv("HANTAR_SHARED"), *source = getenv("HANTAR_SOURCE");
    const char *folder =
        given ? given : arena_printf(w->arena, "%s/../shared", source ? source : ".");
    const char *file = arena_printf(w->arena, "%s/%s", folder, path);
    return access(file, R_OK) == 0 ? file : NULL;
}

static inline const char *world_source(World *w, const char *path) {
    const char *source = getenv("HANTAR_SOURCE");
    return arena_printf(w->arena, "%s/%s", source ? source : ".", path);
}

#endif
