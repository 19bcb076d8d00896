// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a mirror of another log. What is accepted stands whole: written again it is taken by
 * a database that has it already, and replay agrees; what is refused leaves nothing. */
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
static const LedgerType types[] = {{"tally.added", 2, LEDGER_NEVER, note, lift, false}};

static void must(bool held) {
    if (!held) abort();
}

static void must_stand(Ledger *ledger, Store *store, Arena *arena, const LedgerMirrored *first) {
    Err err;
    LedgerMirrored again;
    LedgerReplay replay;
    Buf *b = buf_on(arena, 64 * MIB);
    must(ledger_mirrors(store, first->scope));
    must(ledger_mirror_write(ledger, arena, first->scope, 0, b, &err) == OK);
    must(ledger_mirror_take(ledger, arena, buf_bytes(b), NULL, &again, &err) == OK);
    must(again.added == 0 && again.size == first->size);
    must(ledger_replay_compare(ledger, arena, NULL, &replay, &err) == OK);
    must(ledger_replay_clean(&replay));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    const StoreModule modules[] = {LEDGER_STORE, {"fuzz", tables, COUNT_OF(tables), 1}};
    Store *store;
    Err err;
    LedgerMirrored m;
    must(store_open(&env, ":memory:", STORE_CREATE, modules, 2, &store, NULL, &err) == OK);
    Ledger *ledger = ledger_new(&env, store, types, COUNT_OF(types));
    Status s = ledger_mirror_take(ledger, arena, (Bytes){data, size}, NULL, &m, &err);
    must(s == OK || ((s == ERR_INPUT || s == ERR_CONFLICT) && err.text[0]));
    if (s == OK)
        must_stand(ledger, store, arena, &m);
    else
        must(ledger_size(ledger, NULL) == 0);
    ledger_free(ledger);
    store_close(store);
    arena_free(arena);
    return 0;
}
