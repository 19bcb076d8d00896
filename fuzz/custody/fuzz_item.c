// SPDX-License-Identifier: Apache-2.0
/* Any bytes as bodies of events of this floor, one per line, the first word the type. What is
 * accepted replays, folds, raises alarms and reads as a sentence. */
#include "custody/custody.h"

#include <stdlib.h>
#include <string.h>

#include "stock/stock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held) abort();
}

typedef struct World {
    Env env;
    Store *store;
    Ledger *ledger;
    ElectionRegency regency;
} World;

static void open_world(World *w) {
    static LedgerType types[64];
    Err err;
    size_t n = 0;
    w->env = env_real();
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE, STOCK_STORE, CUSTODY_STORE};
    must(store_open(&w->env, ":memory:", STORE_CREATE, modules, COUNT_OF(modules), &w->store, NULL,
                    &err) == OK);
    for (size_t i = 0; i < CUSTODY_TYPE_COUNT; i++) types[n++] = CUSTODY_TYPES[i];
    w->ledger = ledger_new(&w->env, w->store, types, n);
    w->regency = (ElectionRegency){.scope = "6409", .zone_min = 480};
}

static void line(World *w, Arena *arena, const char *text) {
    char type[32] = {0};
    size_t n = strcspn(text, " ");
    json_t *body;
    Err err;
    LedgerReceipt receipt;
    if (n == 0 || n >= sizeof type || !text[n]) return;
    memcpy(type, text, n);
    if (!ledger_type(w->ledger, type) || str_starts(type, "key.")) return;
    if (json_read(bytes_of(text + n + 1), "body", &body, &err) != OK) return;
    LedgerEvent e = {
        .id = "x", .scope = "6409", .type = type, .time = "2024-11-26T01:31:00.000Z", .body = body};
    if (json_is_object(body)) (void)custody_sentence(arena, &e);
    Status s = ledger_state(w->ledger, "6409", type, NULL, body, &receipt, &err);
    must(s == OK || err.text[0]);
}

static void look(World *w, Arena *arena, bool replays) {
    CustodyChain *chains;
    CustodyAlarm *alarms;
    CustodyRevote *revotes;
    CustodyTrip *trips;
    LedgerReplay replay;
    size_t n, count;
    Err err;
    CustodyLimits limits = {86400, 120000, 0};
    must(custody_chains(w->store, arena, "6409", NULL, &chains, &n, &err) == OK);
    custody_alarms(arena, &w->regency, chains, n, NULL, 0, &limits, 0, &alarms, &count);
    must(custody_trips(w->store, arena, "6409", chains, n, &trips, &count, &err) == OK);
    must(custody_revotes(w->store, arena, "6409", &revotes, &count, &err) == OK);
    if (!replays) return;
    must(ledger_replay_compare(w->ledger, arena, NULL, &replay, &err) == OK);
    must(ledger_replay_clean(&replay));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static World w;
    Err err;
    if (!w.store) open_world(&w);
    Arena *arena = arena_new(&w.env, 256 * MIB);
    must(store_begin(w.store, &err) == OK); /* each input meets an empty log */
    char *text = arena_strn(arena, (const char *)data, size);
    for (int i = 0; text && i < 20; i++) {
        char *next = strchr(text, '\n');
        if (next) *next++ = 0;
        line(&w, arena, text);
        text = next;
    }
    look(&w, arena, size % 16 == 0); /* a replay makes a database: it is slow */
    store_rollback(w.store);
    arena_free(arena);
    return 0;
}
