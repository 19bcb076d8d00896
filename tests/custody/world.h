// SPDX-License-Identifier: Apache-2.0
/* world.h: a regency of one district, one village and three polling stations with two contests,
 * whose clock stands still until a test moves it. */
#ifndef HANTAR_TEST_CUSTODY_WORLD_H
#define HANTAR_TEST_CUSTODY_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "stock/stock.h"

#define SCOPE "6409"
#define DISTRICT "640901"
#define VILLAGE "6409012001"
#define NOW_MS INT64_C(1732600000000) /* 26 November 2024, the day before the vote */
#define HOUR_MS INT64_C(3600000)

typedef struct World {
    Env env;
    Arena *arena;
    Store *store;
    Ledger *ledger;
    ElectionRegency regency;
    ElectionNeeds needs;
    int64_t now_ms;
    Err err;
} World;

static inline int64_t world_now(void *ctx) {
    return ((World *)ctx)->now_ms;
}

static inline void must(const World *w, Status s) {
    if (s != OK) print_error("%s: %s\n", w->err.place, w->err.text);
    assert_int_equal(s, OK);
}

static inline void world_regency(World *w) {
    static const ElectionDistrict districts[] = {
        {.code = DISTRICT, .name = "Penajam", .has_at = true, .at = {-12000000, 1167000000}}};
    static const ElectionVillage villages[] = {{VILLAGE, "Sotek", 0}};
    static const ElectionDepot depots[] = {{.id = "KPU-6409",
                                            .name = "Gudang KPU",
                                            .kind = "kpu",
                                            .district = -1,
                                            .at = {-12500000, 1167500000}}};
    ElectionTps *tps = ARENA_ARRAY(w->arena, ElectionTps, 3);
    for (int i = 0; i < 3; i++)
        tps[i] = (ElectionTps){.id = arena_printf(w->arena, VILLAGE "%03d", i + 1),
                               .number = i + 1,
                               .dpt = 250 + i,
                               .has_at = true,
                               .at = {-13000000 + i * 1000, 1166000000}};
    json_t *json;
    Faults faults = {.arena = w->arena, .file = "rules"};
    must(w, json_read(election_builtin("pilkada-2024"), "rules", &json, &w->err));
    w->regency = (ElectionRegency){.scope = SCOPE,
                                   .name = "Penajam Paser Utara",
                                   .zone_min = 480,
                                   .districts = districts,
                                   .villages = villages,
                                   .depots = depots,
                                   .tps = tps,
                                   .district_count = 1,
                                   .village_count = 1,
                                   .depot_count = 1,
                                   .tps_count = 3};
    must(w,
         election_rules_read(w->arena, json, "rules", SCOPE, &w->regency.rules, &faults, &w->err));
    json_decref(json);
    must(w, election_needs(w->arena, &w->regency, &w->needs, &w->err));
}

static inline Store *world_store(World *w) {
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE, STOCK_STORE, CUSTODY_STORE};
    Store *store;
    bool stale;
    must(w, store_open(&w->env, ":memory:", STORE_CREATE, modules, COUNT_OF(modules), &store,
                       &stale, &w->err));
    return store;
}

static inline Ledger *world_ledger(World *w, Store *store) {
    static LedgerType types[64];
    size_t n = 0;
    for (size_t i = 0; i < STOCK_TYPE_COUNT; i++) types[n++] = STOCK_TYPES[i];
    for (size_t i = 0; i < CUSTODY_TYPE_COUNT; i++) types[n++] = CUSTODY_TYPES[i];
    return ledger_new(&w->env, store, types, n);
}

static inline int world_setup(void **state) {
    World *w = calloc(1, sizeof *w);
    lang_use(LANG_EN);
    w->env = env_real();
    w->env.now_ms = world_now;
    w->now_ms = NOW_MS;
    Env real = env_real();
    w->arena = arena_new(&real, 512 * MIB);
    w->env.ctx = w; /* random, files and memory of the real world take no context */
    world_regency(w);
    w->store = world_store(w);
    w->ledger = world_ledger(w, w->store);
    *state = w;
    return 0;
}

static inline int world_teardown(void **state) {
    World *w = *state;
    ledger_free(w->ledger);
    store_close(w->store);
    arena_free(w->arena);
    free(w);
    return 0;
}

static inline size_t world_number(World *w) {
    size_t n;
    must(w,
         custody_number(w->ledger, w->store, w->arena, &w->regency, &w->needs, NULL, &n, &w->err));
    return n;
}

/* The code of a unit of a TPS; contest NULL: its outside set. */
static inline const char *world_code(World *w, int tps, const char *contest) {
    CustodyUnit *units;
    size_t n;
    const char *place = arena_printf(w->arena, VILLAGE "%03d", tps);
    must(w, custody_units(w->store, w->arena, SCOPE, place, &units, &n, &w->err));
    for (size_t i = 0; i < n; i++)
        if (str_eq(units[i].contest, contest)) return units[i].code;
    fail_msg("no unit of %s %s", place, contest ? contest : "outside");
    return NULL;
}

static const CustodyParty KPU = {.role = "kpu", .org = "KPU"};
static const CustodyParty PPK = {.role = "ppk", .org = "PPK Penajam", .place = DISTRICT};
static const CustodyParty KPPS = {.role = "kpps", .org = "KPPS 001", .place = VILLAGE "001"};

/* A whole statement: nothing of it is an alarm by itself. */
static inline CustodyStatement world_say(World *w, CustodyAct act, const char *item,
                                         CustodyParty from, CustodyParty to) {
    return (CustodyStatement){.act = act,
                              .item = item,
                              .at_ms = w->now_ms,
                              .from = from,
                              .to = to,
                              .place = "KPU-6409",
                              .destination = DISTRICT,
                              .condition = "intact",
                              .escort = "Polres",
                              .accuracy_m = -1};
}

static inline LedgerReceipt world_state(World *w, const CustodyStatement *st) {
    LedgerReceipt receipt;
    bool existed;
    must(w,
         custody_state_item(w->ledger, w->store, w->arena, SCOPE, st, &receipt, &existed, &w->err));
    assert_false(existed);
    return receipt;
}

static inline LedgerReceipt world_do(World *w, CustodyAct act, const char *item, CustodyParty from,
                                     CustodyParty to) {
    CustodyStatement st = world_say(w, act, item, from, to);
    w->now_ms += 60000;
    return world_state(w, &st);
}

static inline CustodyChain world_chain(World *w, const char *item) {
    CustodyChain chain;
    must(w, custody_chain(w->store, w->arena, SCOPE, item, &chain, &w->err));
    return chain;
}

/* How many alarms of a kind there are now; with the default limits. */
static inline size_t world_alarms(World *w, CustodyAlarmKind kind) {
    CustodyChain *chains;
    CustodySeals *batches;
    CustodyAlarm *alarms;
    size_t n, batch_count, alarm_count, found = 0;
    must(w, custody_chains(w->store, w->arena, SCOPE, NULL, &chains, &n, &w->err));
    must(w, custody_seal_batches(w->store, w->arena, SCOPE, &batches, &batch_count, &w->err));
    CustodyLimits limits = custody_limits(&w->regency);
    custody_alarms(w->arena, &w->regency, chains, n, batches, batch_count, &limits, w->now_ms,
                   &alarms, &alarm_count);
    for (size_t i = 0; i < alarm_count; i++) found += alarms[i].kind == kind;
    return found;
}

static inline void world_replays(World *w) {
    LedgerReplay replay;
    must(w, ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err));
    assert_true(ledger_replay_clean(&replay));
}

#endif
