// SPDX-License-Identifier: Apache-2.0
/* Any bytes to ledger_append. What is accepted must stand: the same bytes again give the same
 * receipt, and replay agrees. */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

static Status note(Store *store, const LedgerEvent *event, Err *err) {
    return store_run(store, err, "INSERT INTO seen VALUES ($1, $2, $3);", "tit", event->scope,
                     event->seq, event->time);
}

static Status lift(json_t *body, int from_schema, Err *err) {
    (void)err;
    json_object_set_new(body, "lifted_from", json_integer(from_schema));
    return OK;
}

static const StoreTable tables[] = {
    {"seen", STORE_VIEW, "CREATE TABLE seen (scope TEXT, seq BIGINT, time TEXT);"}};
static const LedgerType types[] = {{"a", 3, LEDGER_PUBLIC, note, lift, false},
                                   {"tally.added", 2, LEDGER_NEVER, note, lift, false}};

static void must(bool held) {
    if (!held) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Env env;
    static Store *store;
    static Ledger *ledger;
    Err err;
    if (!store) {
        env = env_real();
        const StoreModule modules[] = {LEDGER_STORE, {"fuzz", tables, COUNT_OF(tables), 1}};
        must(store_open(&env, ":memory:", STORE_CREATE, modules, 2, &store, NULL, &err) == OK);
        ledger = ledger_new(&env, store, types, COUNT_OF(types));
    }
    must(store_begin(store, &err) == OK); /* each input meets an empty log */
    LedgerReceipt first, again;
    Bytes bytes = {data, size};
    Status s = ledger_append(ledger, bytes, &first, &err);
    must(s == OK || (s == ERR_INPUT && err.text[0]));
    must(ledger_size(ledger, NULL) == (s == OK));
    if (s == OK) {
        must(ledger_append(ledger, bytes, &again, &err) == OK);
        must(again.existed && again.seq == first.seq && strcmp(again.id, first.id) == 0);
        must(memcmp(again.leaf.b, first.leaf.b, sizeof first.leaf.b) == 0);
        LedgerReplay replay;
        Arena *arena = arena_new(&env, 1 * MIB);
        must(ledger_replay_compare(ledger, arena, NULL, &replay, &err) == OK);
        must(ledger_replay_clean(&replay));
        arena_free(arena);
    }
    store_rollback(store);
    return 0;
}
