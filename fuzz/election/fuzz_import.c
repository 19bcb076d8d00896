// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a file of polling stations. The first byte chooses the kind among those that are
 * tables. After a refusal the log is as it was; after an acceptance the same bytes change nothing,
 * and the views are what replay makes of the log. */
#include <stdlib.h>
#include <string.h>

#include "election/election.h"

static Env env;
static Store *store;
static Ledger *ledger;
static Bytes input;

static Status read_input(void *ctx, const char *path, size_t bytes_max, Arena *arena, Bytes *ret,
                         Err *err) {
    (void)ctx;
    if (strcmp(path, "f.csv") != 0) return err_set(err, ERR_WORLD, "no such file");
    if (input.n > bytes_max) return err_set(err, ERR_INPUT, "too large");
    *ret = (Bytes){(uint8_t *)arena_strn(arena, (const char *)input.at, input.n), input.n};
    return OK;
}

static void must(Status s, const Err *err) {
    if (s == OK) return;
    __builtin_printf("%s %s\n", err->place, err->text);
    abort();
}

static void define(Err *err) {
    json_t *rules;
    LedgerReceipt receipt;
    must(json_read(election_builtin("pemilu-2024"), "rules", &rules, err), err);
    must(election_define(ledger, "1222", rules, "pemilu-2024", &receipt, err), err);
    json_decref(rules);
}

/* What vehicles and people of the seeds refer to. */
static void import_depot(void) {
    Arena *arena = arena_new(&env, 64 * MIB);
    ElectionImport got;
    Err err;
    Faults faults = {.arena = arena};
    input = bytes_of("id,name,lat,lon\nKPU-1222,Gudang,1.9,100.09\n");
    must(election_import(&env, ledger, store, arena, NULL, "depots", "f.csv",
                         (ElectionImportOptions){0}, NULL, &got, &faults, &err),
         &err);
    arena_free(arena);
}

static void import_twice(const char *kind) {
    Arena *arena = arena_new(&env, 512 * MIB);
    ElectionImport got;
    Err err;
    Faults faults = {.arena = arena};
    int64_t size = ledger_size(ledger, "1222");
    Status s = election_import(&env, ledger, store, arena, NULL, kind, "f.csv",
                               (ElectionImportOptions){0}, NULL, &got, &faults, &err);
    if (s != OK && ledger_size(ledger, "1222") != size) abort();
    if (s == OK) {
        s = election_import(&env, ledger, store, arena, NULL, kind, "f.csv",
                            (ElectionImportOptions){0}, NULL, &got, &faults, &err);
        must(s, &err);
        if (!got.same) abort();
        ElectionRegency regency;
        must(election_load(store, arena, NULL, &regency, &err), &err);
        LedgerReplay replay;
        must(ledger_replay_compare(ledger, arena, NULL, &replay, &err), &err);
        if (replay.difference_count || replay.leaves_wrong) abort();
    }
    arena_free(arena);
}

static void once(void) {
    if (store) return;
    env = env_real();
    env.read_file = read_input;
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE};
    Err err;
    must(store_open(&env, ":memory:", STORE_CREATE, modules, 2, &store, NULL, &err), &err);
    ledger = ledger_new(&env, store, ELECTION_TYPES, ELECTION_TYPE_COUNT);
    define(&err);
    import_depot();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const kinds[] = {"tps",   "districts", "depots", "fleet",
                                        "items", "personnel", "hazards"};
    if (size < 1 || size > 64 * KIB) return 0;
    Bytes file = {data + 1, size - 1};
    if (file.n >= 2 && memcmp(file.at, "PK", 2) == 0) return 0; /* a child process */
    if (file.n >= 6 && memcmp(file.at, "SQLite", 6) == 0) return 0;
    if (file.n >= 4 && memcmp(file.at, "\0\0\x27\x0A", 4) == 0) return 0;
    once();
    input = file;
    Err err;
    must(store_begin(store, &err), &err);
    import_twice(kinds[data[0] % COUNT_OF(kinds)]);
    store_rollback(store); /* the next input finds the same regency */
    return 0;
}
