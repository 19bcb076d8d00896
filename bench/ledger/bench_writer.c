// SPDX-License-Identifier: Apache-2.0
/* bench_writer DIR [EVENTS]: what the record costs over the bare database.
 *
 *   bare       one thread inserts the rows of the same events (event, salt, view, tiles) in batches
 *              of the same size, prepared statements, nothing else
 *   record     16 threads submit events that need no verifying
 *   verified   the same with each event's signature verified
 *
 * All three one after the other, three rounds, on files in DIR, WAL and synchronous=FULL. */
#include "ledger/ledger.h"

#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 16
#define PER_REQUEST 8 /* as a telephone sends its scans */
#define ROUNDS 3

static Env env;
static size_t events = 48000;

static Status noted(Store *store, const LedgerEvent *event, Err *err) {
    return store_run(store, err, "INSERT INTO noted (scope, seq, code, n) VALUES ($1,$2,$3,$4);",
                     "titi", event->scope, event->seq,
                     json_string_value(json_object_get(event->body, "code")),
                     (int64_t)json_integer_value(json_object_get(event->body, "n")));
}

static const char noted_sql[] = "CREATE TABLE noted (scope TEXT, seq BIGINT, code TEXT, n BIGINT,"
                                " PRIMARY KEY (scope, seq));";
static const StoreTable tables[] = {{"noted", STORE_VIEW, noted_sql}};
static const LedgerType types[] = {{"bench.noted", 1, LEDGER_PUBLIC, noted, NULL, false}};

static void must(Status s, const Err *err) {
    if (s == OK) return;
    fprintf(stderr, "%s: %s\n", err->place, err->text);
    exit(1);
}

static double seconds_since(int64_t begun_ns) {
    return (double)(env.tick_ns(NULL) - begun_ns) / 1e9;
}

/* ---------------------------------------------------------------- a database */

typedef struct World {
    char path[512];
    Store *store;
    Ledger *ledger;
    LedgerSigner *operator, * device;
} World;

static void enrol(World *w, const LedgerSigner *key, const char *role) {
    LedgerEnrolment e = {.kind = ledger_signer_kind(key), .role = role};
    LedgerReceipt r;
    Err err;
    memcpy(e.public_key, ledger_signer_public(key), sizeof e.public_key);
    must(ledger_enrol(w->ledger, "1222", &e, &r, &err), &err);
}

static void remove_files(const char *path) {
    static const char *const parts[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        char name[600];
        snprintf(name, sizeof name, "%s%s", path, parts[i]);
        unlink(name);
    }
}

static void world_open(World *w, const char *folder) {
    Err err;
    snprintf(w->path, sizeof w->path, "%s/bench-writer.db", folder);
    remove_files(w->path);
    const StoreModule modules[] = {LEDGER_STORE, {"bench", tables, COUNT_OF(tables), 1}};
    must(store_open(&env, w->path, STORE_CREATE, modules, 2, &w->store, NULL, &err), &err);
    w->ledger = ledger_new(&env, w->store, types, COUNT_OF(types));
    w->operator= ledger_signer_new(&env, LEDGER_KEY_PERSON);
    w->device = ledger_signer_new(&env, LEDGER_KEY_DEVICE);
    ledger_sign_with(w->ledger, w->operator);
    enrol(w, w->operator, LEDGER_OPERATOR);
    enrol(w, w->device, "depot");
    ledger_sign_with(w->ledger, NULL);
}

static void world_close(World *w) {
    ledger_free(w->ledger);
    store_close(w->store);
    ledger_signer_free(w->operator);
    ledger_signer_free(w->device);
    remove_files(w->path);
}

/* ---------------------------------------------------------------- events */

/* An unsigned one is padded by what a signature would take, so that the rows are alike. */
static Bytes *written(World *w, bool is_signed) {
    Bytes *texts = calloc(events, sizeof *texts);
    Err err;
    char pad[160];
    memset(pad, 'x', sizeof pad);
    pad[is_signed ? 0 : 132] = 0;
    ledger_sign_with(w->ledger, is_signed ? w->device : NULL);
    for (size_t i = 0; i < events; i++) {
        Buf b;
        char code[32];
        buf_init(&b, 16 * KIB);
        snprintf(code, sizeof code, "12.22.01.2001.%03zu", i % 1000);
        json_t *body = json_pack("{s:s, s:i, s:s, s:[i,i], s:s}", "code", code, "n", (int)i,
                                 "address", "Balai desa, dusun 2, di samping masjid", "place",
                                 19017080, 996412340, "pad", pad);
        must(ledger_write(w->ledger, "1222", "bench.noted", NULL, body, &b, &err), &err);
        texts[i] = (Bytes){(uint8_t *)strndup(b.at, b.n), b.n};
        buf_free(&b);
    }
    ledger_sign_with(w->ledger, NULL);
    return texts;
}

static void forget(Bytes *texts) {
    for (size_t i = 0; i < events; i++) free((char *)texts[i].at);
    free(texts);
}

/* ---------------------------------------------------------------- the record, from threads */

typedef struct Submitter {
    LedgerWriter *writer;
    const Bytes *texts;
    size_t from, to;
} Submitter;

static void *submit(void *arg) {
    Submitter *s = arg;
    LedgerOutcome outcome[PER_REQUEST];
    for (size_t i = s->from; i < s->to; i += PER_REQUEST) {
        size_t n = s->to - i < PER_REQUEST ? s->to - i : PER_REQUEST;
        ledger_writer_append(s->writer, s->texts + i, n, outcome);
        for (size_t k = 0; k < n; k++) must(outcome[k].status, &outcome[k].err);
    }
    return NULL;
}

static double record(const char *folder, bool is_signed, double *ret_batch) {
    World w;
    Err err;
    LedgerWriter *writer;
    pthread_t thread[THREADS];
    Submitter s[THREADS];
    world_open(&w, folder);
    Bytes *texts = written(&w, is_signed);
    must(ledger_writer_new(&env, w.ledger, &writer, &err), &err);
    int64_t begun = env.tick_ns(NULL);
    for (size_t t = 0; t < THREADS; t++) {
        s[t] = (Submitter){writer, texts, events * t / THREADS, events * (t + 1) / THREADS};
        if (pthread_create(&thread[t], NULL, submit, &s[t]) != 0) exit(1);
    }
    for (int t = 0; t < THREADS; t++) pthread_join(thread[t], NULL);
    double took = seconds_since(begun);
    *ret_batch = (double)events / (double)ledger_writer_commits(writer);
    ledger_writer_free(writer);
    forget(texts);
    world_close(&w);
    return (double)events / took;
}

/* ---------------------------------------------------------------- the bare database */

static void exec(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK) return;
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql) {
    sqlite3_stmt *q;
    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK) exit(1);
    return q;
}

static void run(sqlite3_stmt *q) {
    if (sqlite3_step(q) != SQLITE_DONE) exit(1);
    sqlite3_reset(q);
}

typedef struct Bare {
    sqlite3 *db;
    sqlite3_stmt *event, *salt, *view, *tile;
} Bare;

/* What the record would have computed is random here: the bytes cost the database the same. */
static void insert(Bare *b, Bytes text, int64_t seq, const uint8_t *noise) {
    char id[40], code[32];
    snprintf(id, sizeof id, "018d8bf3-4a80-7abc-8def-%012" PRId64, seq);
    snprintf(code, sizeof code, "12.22.01.2001.%03" PRId64, seq % 1000);
    sqlite3_bind_int64(b->event, 1, seq);
    sqlite3_bind_text(b->event, 2, id, -1, SQLITE_STATIC);
    sqlite3_bind_blob(b->event, 3, noise, 32, SQLITE_STATIC);
    sqlite3_bind_blob(b->event, 4, text.at, (int)text.n, SQLITE_STATIC);
    run(b->event);
    sqlite3_bind_int64(b->salt, 1, seq);
    sqlite3_bind_blob(b->salt, 2, noise + 32, 32, SQLITE_STATIC);
    run(b->salt);
    sqlite3_bind_int64(b->view, 1, seq);
    sqlite3_bind_text(b->view, 2, code, -1, SQLITE_STATIC);
    run(b->view);
    if (seq % 256) return;
    sqlite3_bind_int64(b->tile, 1, seq / 256);
    sqlite3_bind_blob(b->tile, 2, noise, 32, SQLITE_STATIC);
    sqlite3_bind_blob(b->tile, 3, noise, 8192, SQLITE_STATIC);
    run(b->tile);
}

static double bare(const char *folder, size_t batch) {
    World w;
    world_open(&w, folder); /* the tables, and texts of the same length */
    Bytes *texts = written(&w, true);
    static uint8_t noise[16384];
    env.random(NULL, noise, sizeof noise);
    Bare b;
    ledger_free(w.ledger);
    store_close(w.store);
    if (sqlite3_open(w.path, &b.db) != SQLITE_OK) exit(1);
    exec(b.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;"
               "DELETE FROM event; DELETE FROM event_salt;");
    b.event = prepared(b.db, "INSERT INTO event (scope, seq, id, type, time, commitment, canonical)"
                             " VALUES ('1222', ?1, ?2, 'bench.noted', '2024-02-09T03:00:00.000Z',"
                             " ?3, ?4)");
    b.salt = prepared(b.db, "INSERT INTO event_salt VALUES ('1222', ?1, ?2)");
    b.view = prepared(b.db, "INSERT INTO noted VALUES ('1222', ?1, ?2, ?1)");
    b.tile = prepared(b.db, "INSERT INTO ledger_tile VALUES ('1222', 0, ?1, ?2, ?3)");
    int64_t begun = env.tick_ns(NULL);
    for (size_t i = 0; i < events; i += batch) {
        exec(b.db, "BEGIN IMMEDIATE");
        for (size_t k = i; k < i + batch && k < events; k++)
            insert(&b, texts[k], (int64_t)k + 1, noise + k % 8000);
        exec(b.db, "COMMIT");
    }
    double took = seconds_since(begun);
    sqlite3_finalize(b.event);
    sqlite3_finalize(b.salt);
    sqlite3_finalize(b.view);
    sqlite3_finalize(b.tile);
    sqlite3_close(b.db);
    forget(texts);
    ledger_signer_free(w.operator);
    ledger_signer_free(w.device);
    remove_files(w.path);
    return (double)events / took;
}

int main(int argc, char **argv) {
    int64_t n;
    if (argc < 2) {
        fprintf(stderr, "bench_writer DIR [EVENTS]\n");
        return 2;
    }
    if (argc > 2 && int_parse(argv[2], 1, 100000000, &n)) events = (size_t)n;
    env = env_real();
    lang_use(LANG_EN);
    printf("%zu events, %d threads, %d a request\n", events, THREADS, PER_REQUEST);
    for (int round = 0; round < ROUNDS; round++) {
        double batch, batch_signed;
        double plain = record(argv[1], false, &batch);
        double verified = record(argv[1], true, &batch_signed);
        double base = bare(argv[1], (size_t)(batch + 0.5));
        printf("bare %8.0f /s   record %8.0f /s = %3.0f %% (%.0f a commit)   verified %8.0f /s "
               "(%.0f a commit)\n",
               base, plain, 100 * plain / base, batch, verified, batch_signed);
    }
    return 0;
}
