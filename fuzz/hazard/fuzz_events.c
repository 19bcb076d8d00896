// SPDX-License-Identifier: Apache-2.0
/* Bodies of this floor's events, a line each: a letter for the type, then JSON. What is accepted
 * can be read, laid on a forecast, and comes out of a replay as it was. */
#include <stdlib.h>
#include <string.h>

#include "hazard/hazard.h"

#define EVENTS_MAX 16

typedef struct World {
    Arena *arena;
    Store *store;
    Ledger *ledger;
    Err err;
} World;

static size_t readable(World *w) {
    HazardWarning *warnings;
    HazardClosure *closures;
    size_t n, m;
    ElectionRegency r = {.scope = "1222", .zone_min = 420};
    HazardForecast f = {0};
    if (hazard_warnings(w->store, w->arena, "1222", &warnings, &n, &w->err) != OK) abort();
    if (hazard_closures(w->store, w->arena, "1222", &closures, &m, &w->err) != OK) abort();
    if (hazard_warned(w->store, w->arena, &r, &f, &w->err) != OK) abort();
    size_t in_force = 0;
    for (size_t i = 0; i < n; i++) {
        if (warnings[i].in_force && !warnings[i].confirmed) abort();
        if (warnings[i].in_force && warnings[i].cap.status != CAP_ACTUAL) abort();
        in_force += warnings[i].in_force;
    }
    return in_force * 1000000 + m * 1000 + r.hazard_count + f.count;
}

static void state(World *w, const char *line, size_t n) {
    static const char *const types[] = {"road.closed", "road.opened", "warning.received",
                                        "warning.confirmed", "warning.withdrawn"};
    json_t *body;
    LedgerReceipt receipt;
    size_t type = (size_t)(unsigned char)line[0] % COUNT_OF(types);
    Bytes text = {(const uint8_t *)line + 1, n - 1};
    if (json_read(text, "body", &body, &w->err) != OK) return;
    if (ledger_state(w->ledger, "1222", types[type], NULL, body, &receipt, &w->err) != OK) return;
    readable(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    World w = {.arena = arena_new(&env, 512 * MIB)};
    const StoreModule modules[] = {LEDGER_STORE, HAZARD_STORE};
    bool stale;
    if (store_open(&env, ":memory:", STORE_CREATE, modules, 2, &w.store, &stale, &w.err) != OK)
        abort();
    w.ledger = ledger_new(&env, w.store, HAZARD_TYPES, HAZARD_TYPE_COUNT);
    const char *text = arena_strn(w.arena, (const char *)data, size);
    for (int i = 0; i < EVENTS_MAX && *text; i++) {
        size_t n = strcspn(text, "\n");
        if (n > 1) state(&w, text, n);
        text += n + (text[n] == '\n');
    }
    size_t before = readable(&w);
    if (ledger_rebuild(w.ledger, NULL, &w.err) != OK || readable(&w) != before) abort();
    ledger_free(w.ledger);
    store_close(w.store);
    arena_free(w.arena);
    return 0;
}
