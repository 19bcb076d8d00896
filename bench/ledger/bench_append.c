// SPDX-License-Identifier: Apache-2.0
/* bench_append FILE: durable events per second, alone and in batches, and what replay costs. FILE
 * must not exist; put it on the disk that is to be measured. */
#include "ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Status noted(Store *store, const LedgerEvent *event, Err *err) {
    return store_run(
        store, err, "INSERT INTO noted (scope, seq, code, voters) VALUES ($1,$2,$3,$4);", "titi",
        event->scope, event->seq, json_string_value(json_object_get(event->body, "code")),
        (int64_t)json_integer_value(json_object_get(event->body, "voters")));
}

static const StoreTable tables[] = {
    {"noted", STORE_VIEW,
     "CREATE TABLE noted (scope TEXT, seq BIGINT, code TEXT, voters BIGINT,"
     " PRIMARY KEY (scope, seq));"}};
static const LedgerType types[] = {{"bench.noted", 1, LEDGER_PUBLIC, noted, NULL, false}};

static Env env;

static void must(Status s, const Err *err) {
    if (s == OK) return;
    fprintf(stderr, "%s: %s\n", err->place, err->text);
    exit(1);
}

static void state_one(Ledger *ledger, int i) {
    Err err;
    LedgerReceipt r;
    char code[32];
    snprintf(code, sizeof code, "12.22.01.2001.%03d", i % 1000);
    json_t *body =
        json_pack("{s:s, s:i, s:s, s:[i,i]}", "code", code, "voters", i % 300, "address",
                  "Balai desa, dusun 2, di samping masjid", "place", 19017080, 996412340);
    must(ledger_state(ledger, "1222", "bench.noted", NULL, body, &r, &err), &err);
}

static void tell(const char *what, int n, int64_t begun_ns) {
    double s = (double)(env.tick_ns(NULL) - begun_ns) / 1e9;
    printf("%-28s %8d in %7.3f s %12.0f /s\n", what, n, s, n / s);
}

static void batches(Store *store, Ledger *ledger, int events, int batch) {
    Err err;
    char what[64];
    snprintf(what, sizeof what, "events, %d a commit", batch);
    int64_t begun = env.tick_ns(NULL);
    for (int i = 0; i < events; i += batch) {
        if (batch > 1) must(store_begin(store, &err), &err);
        for (int k = 0; k < batch; k++) state_one(ledger, i + k);
        if (batch > 1) must(store_commit(store, &err), &err);
    }
    tell(what, events, begun);
}

static void blobs(Store *store) {
    enum { N = 10 };
    static uint8_t bytes[5 * 1024 * 1024];
    Err err;
    Sha256 hash[N];
    Bytes back;
    env.random(NULL, bytes, sizeof bytes);
    int64_t begun = env.tick_ns(NULL);
    for (int i = 0; i < N; i++) {
        bytes[0] = (uint8_t)i;
        must(ledger_blob_put(store, (Bytes){bytes, sizeof bytes}, &hash[i], &err), &err);
    }
    tell("blobs of 5 MiB stored", N, begun);
    Arena *arena = arena_new(&env, 256 * MIB);
    begun = env.tick_ns(NULL);
    for (int i = 0; i < N; i++) must(ledger_blob_get(store, arena, hash[i], &back, &err), &err);
    tell("blobs of 5 MiB read", N, begun);
    arena_free(arena);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: bench_append FILE\n");
        return 2;
    }
    Err err;
    env = env_real();
    Store *store;
    const StoreModule modules[] = {LEDGER_STORE, {"bench", tables, COUNT_OF(tables), 1}};
    must(store_open(&env, argv[1], STORE_CREATE, modules, 2, &store, NULL, &err), &err);
    Ledger *ledger = ledger_new(&env, store, types, COUNT_OF(types));
    batches(store, ledger, 2000, 1);
    batches(store, ledger, 16000, 16);
    batches(store, ledger, 100000, 1000);
    blobs(store);
    Arena *arena = arena_new(&env, 64 * MIB);
    LedgerReplay replay;
    int64_t begun = env.tick_ns(NULL);
    must(ledger_replay_compare(ledger, arena, NULL, &replay, &err), &err);
    tell("events replayed, compared", (int)replay.events, begun);
    begun = env.tick_ns(NULL);
    must(ledger_rebuild(ledger, NULL, &err), &err);
    tell("events rebuilt", (int)replay.events, begun);
    arena_free(arena);
    ledger_free(ledger);
    store_close(store);
    return ledger_replay_clean(&replay) ? 0 : 1;
}
