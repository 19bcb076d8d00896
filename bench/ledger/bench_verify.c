// SPDX-License-Identifier: Apache-2.0
/* bench_verify FILE [EVENTS]: a log of signed events is made in FILE, or taken as an earlier run
 * left it; then it is looked through: leaves, tree and checkpoints alone; everything, with
 * signatures and replay; and proofs of single events. */
#include "ledger/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEVICES 16
#define CHECKPOINTS 20
#define PROOFS 1000
#define THREADS 2

static Env env;

static Status noted(Store *store, const LedgerEvent *event, Err *err) {
    return store_run(store, err, "INSERT INTO noted (scope, seq, code, n) VALUES ($1,$2,$3,$4);",
                     "titi", event->scope, event->seq,
                     json_string_value(json_object_get(event->body, "code")),
                     (int64_t)json_integer_value(json_object_get(event->body, "n")));
}

static const StoreTable tables[] = {{"noted", STORE_VIEW,
                                     "CREATE TABLE noted (scope TEXT, seq BIGINT, code TEXT, n "
                                     "BIGINT, PRIMARY KEY (scope, seq));"}};
static const LedgerType types[] = {{"bench.noted", 1, LEDGER_PUBLIC, noted, NULL, true}};

static void must(Status s, const Err *err) {
    if (s == OK) return;
    fprintf(stderr, "%s: %s\n", err->place, err->text);
    exit(1);
}

/* Both clocks: on a busy machine the wall's says more of the neighbours than of us. */
typedef struct Moment {
    int64_t wall_ns;
    clock_t cpu;
} Moment;

static Moment now(void) {
    return (Moment){env.tick_ns(NULL), clock()};
}

static void tell(const char *what, int64_t n, Moment begun) {
    double s = (double)(env.tick_ns(NULL) - begun.wall_ns) / 1e9;
    double cpu = (double)(clock() - begun.cpu) / CLOCKS_PER_SEC;
    printf("%-36s %9" PRId64 " in %8.2f s %10.0f /s %8.2f s of one core\n", what, n, s,
           (double)n / s, cpu);
    fflush(stdout);
}

/* ---------------------------------------------------------------- making it */

typedef struct Bench {
    Store *store;
    Ledger *ledger;
    LedgerSigner *operator, * log, *device[DEVICES];
} Bench;

static void enrol(Bench *b, const LedgerSigner *key, const char *role, const char *name) {
    LedgerEnrolment e = {.kind = ledger_signer_kind(key), .role = role, .name = name};
    LedgerReceipt r;
    Err err;
    memcpy(e.public_key, ledger_signer_public(key), sizeof e.public_key);
    ledger_sign_with(b->ledger, b->operator);
    must(ledger_enrol(b->ledger, "1222", &e, &r, &err), &err);
}

static void people(Bench *b) {
    b->operator= ledger_signer_new(&env, LEDGER_KEY_PERSON);
    b->log = ledger_signer_new(&env, LEDGER_KEY_LOG);
    enrol(b, b->operator, LEDGER_OPERATOR, NULL);
    enrol(b, b->log, NULL, "hantar.invalid/1222");
    for (int i = 0; i < DEVICES; i++) {
        b->device[i] = ledger_signer_new(&env, LEDGER_KEY_DEVICE);
        enrol(b, b->device[i], "depot", NULL);
    }
}

static void append_batch(Bench *b, int64_t from, int64_t n) {
    Bytes texts[LEDGER_BATCH_MAX];
    static LedgerOutcome outcome[LEDGER_BATCH_MAX];
    Buf written[LEDGER_BATCH_MAX];
    Err err;
    for (int64_t i = 0; i < n; i++) {
        char code[32];
        snprintf(code, sizeof code, "12.22.01.2001.%03d", (int)((from + i) % 1000));
        buf_init(&written[i], 16 * KIB);
        ledger_sign_with(b->ledger, b->device[(from + i) % DEVICES]);
        json_t *body =
            json_pack("{s:s, s:i, s:s, s:[i,i]}", "code", code, "n", (int)(from + i), "address",
                      "Balai desa, dusun 2, di samping masjid", "place", 19017080, 996412340);
        must(ledger_write(b->ledger, "1222", "bench.noted", NULL, body, &written[i], &err), &err);
        texts[i] = buf_bytes(&written[i]);
    }
    must(ledger_append_many(b->ledger, texts, (size_t)n, outcome, &err), &err);
    for (int64_t i = 0; i < n; i++) {
        must(outcome[i].status, &outcome[i].err);
        buf_free(&written[i]);
    }
}

/* ---------------------------------------------------------------- signing, with nothing outside */

static char outside[4096];

static Status outside_read(void *ctx, Arena *arena, Bytes *ret, const char **ret_mark, Err *err) {
    (void)ctx, (void)arena, (void)err;
    *ret = bytes_of(outside);
    *ret_mark = "here";
    return OK;
}

static Status outside_write(void *ctx, Arena *arena, Bytes note, const char **ret_mark, Err *err) {
    (void)ctx, (void)arena, (void)err;
    memcpy(outside, note.at, note.n);
    outside[note.n] = 0;
    *ret_mark = "here";
    return OK;
}

static void sign(Bench *b) {
    Arena *arena = arena_new(&env, 64 * MIB);
    LedgerOutside place = {outside_read, outside_write, NULL};
    LedgerCheckpoint c;
    Err err;
    must(ledger_checkpoint_sign(b->ledger, arena, "1222", b->log, &place, (Bytes){0}, &c, &err),
         &err);
    arena_free(arena);
}

static void make(Bench *b, int64_t events) {
    Moment begun = now();
    int64_t next = events / CHECKPOINTS;
    for (int64_t i = 0; i < events; i += LEDGER_BATCH_MAX) {
        append_batch(b, i, events - i < LEDGER_BATCH_MAX ? events - i : LEDGER_BATCH_MAX);
        if (i < next) continue;
        sign(b);
        next += events / CHECKPOINTS;
    }
    sign(b);
    tell("signed and appended by one thread", events, begun);
}

/* ---------------------------------------------------------------- looking through */

static void verify(Bench *b, bool replay, const char *what) {
    Arena *arena = arena_new(&env, 1024 * MIB);
    LedgerVerification v;
    Err err;
    Moment begun = now();
    LedgerDepth depth = {.threads = THREADS, .tree = true, .replay = replay};
    must(ledger_verify(b->ledger, arena, depth, NULL, &v, &err), &err);
    tell(what, v.replay.events, begun);
    printf("    %" PRId64 " signatures, %" PRId64 " tiles, %" PRId64 " checkpoints, %" PRId64
           " faults\n",
           v.replay.signatures, v.tiles, v.checkpoints, v.fault_total);
    arena_free(arena);
}

static int compare_ns(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void prove(Bench *b, int64_t events) {
    static int64_t took[PROOFS];
    Rng rng;
    Err err;
    rng_seed(&rng, 1);
    Moment begun = now();
    for (int i = 0; i < PROOFS; i++) {
        Arena *arena = arena_new(&env, 512 * MIB);
        LedgerProven proven;
        int64_t seq = 1 + (int64_t)rng_below(&rng, (uint32_t)events), from = env.tick_ns(NULL);
        must(ledger_prove(b->store, arena, "1222", seq, &proven, &err), &err);
        took[i] = env.tick_ns(NULL) - from;
        arena_free(arena);
    }
    tell("proofs of events, with receipts", PROOFS, begun);
    qsort(took, PROOFS, sizeof *took, compare_ns);
    printf("    median %.2f ms, 99 of 100 within %.2f ms\n", (double)took[PROOFS / 2] / 1e6,
           (double)took[PROOFS * 99 / 100] / 1e6);
}

int main(int argc, char **argv) {
    int64_t events = 1000000;
    if (argc < 2 || (argc > 2 && !int_parse(argv[2], 1000, INT32_MAX, &events))) {
        fprintf(stderr, "bench_verify FILE [EVENTS]\n");
        return 2;
    }
    env = env_real();
    lang_use(LANG_EN);
    Bench b = {0};
    Err err;
    const StoreModule modules[] = {LEDGER_STORE, {"bench", tables, COUNT_OF(tables), 1}};
    bool there = access(argv[1], F_OK) == 0;
    StoreMode mode = there ? STORE_READ : STORE_CREATE;
    must(store_open(&env, argv[1], mode, modules, 2, &b.store, NULL, &err), &err);
    b.ledger = ledger_new(&env, b.store, types, COUNT_OF(types));
    if (!there) {
        people(&b);
        make(&b, events);
    }
    events = ledger_size(b.ledger, "1222");
    verify(&b, false, "leaves, tree, checkpoints");
    verify(&b, true, "the same with signatures and replay");
    prove(&b, events);
    ledger_free(b.ledger);
    store_close(b.store);
    ledger_signer_free(b.operator);
    ledger_signer_free(b.log);
    for (int i = 0; i < DEVICES; i++) ledger_signer_free(b.device[i]);
    return 0;
}
