// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a file of documents; the first byte chooses the kind. After a refusal the log is as
 * it was; after an acceptance the same bytes change nothing, all accounts together are 0, every
 * equation can be asked, and the views are what replay makes of the log. */
#include <stdlib.h>
#include <string.h>

#include "stock/stock.h"

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

static Status take(Arena *arena, const char *kind, ElectionImport *got, Err *err) {
    Faults faults = {.arena = arena};
    ElectionImportOptions options = {.kinds = STOCK_KINDS, .kind_count = STOCK_KIND_COUNT};
    return election_import(&env, ledger, store, arena, NULL, kind, "f.csv", options, NULL, got,
                           &faults, err);
}

static void once(void) {
    if (store) return;
    static LedgerType types[64];
    env = env_real();
    env.read_file = read_input;
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE, STOCK_STORE};
    Err err;
    must(store_open(&env, ":memory:", STORE_CREATE, modules, 3, &store, NULL, &err), &err);
    memcpy(types, ELECTION_TYPES, ELECTION_TYPE_COUNT * sizeof *types);
    memcpy(types + ELECTION_TYPE_COUNT, STOCK_TYPES, STOCK_TYPE_COUNT * sizeof *types);
    ledger = ledger_new(&env, store, types, ELECTION_TYPE_COUNT + STOCK_TYPE_COUNT);
    json_t *rules;
    LedgerReceipt receipt;
    must(json_read(election_builtin("pilkada-2020"), "rules", &rules, &err), &err);
    must(election_define(ledger, "6109", rules, "pilkada-2020", &receipt, &err), &err);
    json_decref(rules);
    Arena *arena = arena_new(&env, 64 * MIB);
    ElectionImport got;
    input = bytes_of("tps_id,dpt,dptb\n6109012001001,100,0\n6109012001002,200,5\n");
    must(take(arena, "tps", &got, &err), &err);
    arena_free(arena);
}

static void look(Arena *arena) {
    ElectionRegency regency;
    ElectionNeeds needs;
    StockBook book;
    StockBalance *balances;
    StockCardLine *lines;
    StockCheck check;
    StockProgress *progress;
    size_t n;
    Err err;
    must(election_load(store, arena, NULL, &regency, &err), &err);
    must(election_needs(arena, &regency, &needs, &err), &err);
    must(stock_load(store, arena, &regency, &needs, &book, &err), &err);
    stock_balances(arena, &book, INT32_MAX, &balances, &n);
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += balances[i].quantity;
    if (sum != 0) abort();
    for (StockCardForm form = STOCK_CARD_MOVEMENTS; form <= STOCK_CARD_DAYS; form++)
        stock_card(arena, &book, (StockGoods){0, 0}, book.main_place, form, &lines, &n);
    must(stock_check(store, arena, &book, 18600, &check, &err), &err);
    stock_progress(arena, &book, 18600, &progress, &n);
    (void)stock_until(arena, &book, 18500);
}

static void import_twice(const char *kind) {
    Arena *arena = arena_new(&env, 512 * MIB);
    ElectionImport got;
    Err err;
    int64_t size = ledger_size(ledger, "6109");
    Status s = take(arena, kind, &got, &err);
    if (s != OK && ledger_size(ledger, "6109") != size) abort();
    if (s == OK) {
        must(take(arena, kind, &got, &err), &err);
        if (!got.same) abort();
        look(arena);
        LedgerReplay replay;
        must(ledger_replay_compare(ledger, arena, NULL, &replay, &err), &err);
        if (replay.difference_count || replay.leaves_wrong) abort();
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 64 * KIB) return 0;
    Bytes file = {data + 1, size - 1};
    if (file.n >= 2 && memcmp(file.at, "PK", 2) == 0) return 0; /* a child process */
    if (file.n >= 6 && memcmp(file.at, "SQLite", 6) == 0) return 0;
    if (file.n >= 4 && memcmp(file.at, "\0\0\x27\x0A", 4) == 0) return 0;
    once();
    input = file;
    Err err;
    must(store_begin(store, &err), &err);
    import_twice(STOCK_KINDS[data[0] % STOCK_KIND_COUNT].name);
    store_rollback(store); /* the next input finds the same regency */
    return 0;
}
