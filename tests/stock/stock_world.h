// SPDX-License-Identifier: Apache-2.0
/* stock_world.h: a small regency with four stations in two villages, and documents that exist only
 * in the test. DPT 100, 200, 300, 400; the second has 5 moved voters. Pilkada 2020, one contest:
 * reserve 3 + 5 + 8 + 10 = 26; to print 1,000 + 26 + 2,000 PSU = 3,026. */
#ifndef HANTAR_TESTS_STOCK_WORLD_H
#define HANTAR_TESTS_STOCK_WORLD_H

#include "import_world.h"
#include "stock/stock.h"

#define PRINTED 3026
#define KIT_1 103
#define KIT_2 210
#define KIT_3 308
#define KIT_4 410
#define TPS_1 "6109012001001"
#define TPS_2 "6109012001002"
#define TPS_3 "6109012002001"
#define TPS_4 "6109012002002"
#define BALLOT ((StockGoods){0, 0})
#define DAY(n) (18571 + (n)) /* 2020-11-05 is DAY(0) */

/* Documents may name a regency's neighbour, whose log stands in the same database. */
static inline World *stock_world_new(void) {
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE, STOCK_STORE};
    LedgerType *types = calloc(ELECTION_TYPE_COUNT + STOCK_TYPE_COUNT, sizeof *types);
    memcpy(types, ELECTION_TYPES, ELECTION_TYPE_COUNT * sizeof *types);
    memcpy(types + ELECTION_TYPE_COUNT, STOCK_TYPES, STOCK_TYPE_COUNT * sizeof *types);
    World *w = world_new_with("6109", "pilkada-2020", modules, 3, types,
                              ELECTION_TYPE_COUNT + STOCK_TYPE_COUNT);
    arena_own(w->arena, types, free);
    return w;
}

static inline Status stock_import_in(World *w, const char *scope, const char *kind,
                                     const char *text, bool correct) {
    w->file = "test.csv";
    w->bytes = bytes_of(text);
    ElectionImportOptions options = {
        .correct = correct, .kinds = STOCK_KINDS, .kind_count = STOCK_KIND_COUNT};
    return world_import_path(w, scope, kind, "test.csv", options);
}

static inline void stock_must(World *w, const char *kind, const char *text) {
    world_must(w, stock_import_in(w, "6109", kind, text, false));
}

static inline void stock_stations(World *w) {
    stock_must(w, "tps",
               "tps_id,dpt,dptb\n" TPS_1 ",100,0\n" TPS_2 ",200,5\n" TPS_3 ",300,0\n" TPS_4
               ",400,0\n");
}

static inline World *stock_world(void) {
    World *w = stock_world_new();
    stock_stations(w);
    return w;
}

typedef struct Book {
    ElectionRegency regency;
    ElectionNeeds needs;
    StockBook book;
} Book;
static inline Book *book_of(World *w) {
    Book *b = ARENA_NEW(w->arena, Book);
    world_must(w, election_load(w->store, w->arena, "6109", &b->regency, &w->err));
    world_must(w, election_needs(w->arena, &b->regency, &b->needs, &w->err));
    world_must(w, stock_load(w->store, w->arena, &b->regency, &b->needs, &b->book, &w->err));
    return b;
}

static inline StockCheck check_of(World *w, int32_t today) {
    Book *b = book_of(w);
    StockCheck check;
    world_must(w, stock_check(w->store, w->arena, &b->book, today, &check, &w->err));
    return check;
}

static inline const StockFinding *finding(const StockCheck *c, StockRule rule, const char *place) {
    for (size_t i = 0; i < c->count; i++)
        if (c->findings[i].rule == rule && strcmp(c->findings[i].place, place) == 0)
            return &c->findings[i];
    return NULL;
}

static inline void say_findings(const StockCheck *c) {
    for (size_t i = 0; i < c->count; i++)
        print_message("# %s %s %s: %s\n", c->findings[i].open ? "open" : "BROKEN",
                      stock_rule_id(c->findings[i].rule), c->findings[i].place,
                      c->findings[i].text);
}

/* Replay gives the same views. */
static inline void must_replay(World *w) {
    LedgerReplay replay;
    world_must(w, ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err));
    assert_true(ledger_replay_clean(&replay));
}

#endif
