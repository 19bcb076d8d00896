// SPDX-License-Identifier: Apache-2.0
/* Forged and replayed statements among true ones, from many threads: as many as HANTAR_FORGERIES
 * says of each kind (10,000). None of the forged may stand, every true one must, and whoever
 * resends gets the same receipt. */
#include "tally.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

#define DEVICES 8
#define THREADS 4
#define PER_REQUEST 10

static const LedgerType must_types[] = {
    {"tally.added", 2, LEDGER_PUBLIC, tally_added, tally_added_lift, true}};

typedef enum Expected { TRUE_ONE, FORGED, RESENT, CONFLICT } Expected;
typedef struct Sent {
    char *text;
    size_t n;
    Expected expected;
    int of; /* of RESENT and CONFLICT: the true one; sent after it by the same thread */
} Sent;

typedef struct Field {
    World *w;
    LedgerSigner *operator, * device[DEVICES], *revoked, *stranger, *label, *log;
    Sent *sent;
    LedgerOutcome *outcome;
    size_t count, each; /* each: of one thread */
    LedgerWriter *writer;
} Field;

static size_t amount = 10000;

/* ---------------------------------------------------------------- people and devices */

static void enrol(Field *f, const char *scope, const LedgerSigner *key, const char *role) {
    LedgerEnrolment e = {.kind = ledger_signer_kind(key), .role = role, .name = NULL};
    LedgerReceipt r;
    Err err = {0};
    if (e.kind == LEDGER_KEY_LOG) e.name = "hantar.invalid/1222";
    memcpy(e.public_key, ledger_signer_public(key), sizeof e.public_key);
    ledger_sign_with(f->w->ledger, f->operator);
    Status s = ledger_enrol(f->w->ledger, scope, &e, &r, &err);
    if (s != OK) print_message("# %s\n", err.text);
    assert_int_equal(s, OK);
    ledger_sign_with(f->w->ledger, NULL);
}

static void people(Field *f) {
    const Env *env = &f->w->env;
    LedgerReceipt r;
    Err err;
    f->operator= ledger_signer_new(env, LEDGER_KEY_PERSON);
    enrol(f, "1222", f->operator, LEDGER_OPERATOR);
    enrol(f, "1223", f->operator, LEDGER_OPERATOR);
    for (int i = 0; i < DEVICES; i++) {
        f->device[i] = ledger_signer_new(env, LEDGER_KEY_DEVICE);
        enrol(f, "1222", f->device[i], "depot");
    }
    f->stranger = ledger_signer_new(env, LEDGER_KEY_DEVICE);
    f->revoked = ledger_signer_new(env, LEDGER_KEY_DEVICE);
    f->label = ledger_signer_new(env, LEDGER_KEY_LABEL);
    f->log = ledger_signer_new(env, LEDGER_KEY_LOG);
    enrol(f, "1222", f->revoked, "depot");
    enrol(f, "1222", f->label, NULL);
    enrol(f, "1222", f->log, NULL);
    ledger_sign_with(f->w->ledger, f->operator);
    assert_int_equal(
        ledger_revoke(f->w->ledger, "1222", ledger_signer_id(f->revoked), "lost", NULL, &r, &err),
        OK);
    ledger_sign_with(f->w->ledger, NULL);
}

/* ---------------------------------------------------------------- statements */

static json_t *plain(Field *f, const char *scope, const char *id) {
    char made[UUID_BYTES], time[32];
    uuid7(&f->w->env, made);
    time_format_utc(f->w->env.now_ms(f->w->env.ctx), time);
    return json_pack("{s:i, s:s, s:s, s:s, s:i, s:s, s:{s:s}, s:{s:s, s:i}}", "v", 1, "id",
                     id ? id : made, "scope", scope, "type", "tally.added", "schema", 2, "time",
                     time, "actor", "role", "depot", "body", "key", "kotak", "n",
                     (int)rng_below(&f->w->rng, 1000));
}

static void sign(const LedgerSigner *by, const char *as, const char *domain, json_t *event) {
    Buf text;
    Err err;
    uint8_t signature[LEDGER_SIGNATURE_BYTES];
    char value[100];
    buf_init(&text, 64 * KIB);
    assert_int_equal(json_canonical(event, &text, &err), OK);
    ledger_sign(by, domain, buf_bytes(&text), signature);
    sodium_bin2base64(value, sizeof value, signature, sizeof signature,
                      sodium_base64_VARIANT_ORIGINAL);
    json_object_set_new(
        event, "signature",
        json_pack("{s:s, s:s}", "key", as ? as : ledger_signer_id(by), "value", value));
    buf_free(&text);
}

static Sent *put(Field *f, size_t place, json_t *take_event, Expected expected) {
    Buf text;
    Err err;
    buf_init(&text, 64 * KIB);
    assert_int_equal(json_canonical(take_event, &text, &err), OK);
    json_decref(take_event);
    Sent *s = &f->sent[place];
    *s = (Sent){strndup(text.at, text.n), text.n, expected, -1};
    buf_free(&text);
    return s;
}

#define EVENT "hantar/event/v1\n"

static const LedgerSigner *some_device(Field *f) {
    return f->device[rng_below(&f->w->rng, DEVICES)];
}

/* ---------------------------------------------------------------- the ways to forge */

static json_t *read_back(const Sent *s) {
    json_t *event = json_loadb(s->text, s->n, 0, NULL);
    assert_non_null(event);
    return event;
}

static void change_a_field(Field *f, json_t *event) {
    json_t *body = json_object_get(event, "body"), *actor = json_object_get(event, "actor");
    char id[UUID_BYTES];
    uuid7(&f->w->env, id);
    switch (rng_below(&f->w->rng, 6)) {
    case 0: json_object_set_new(body, "n", json_integer(-1)); break;
    case 1: json_object_set_new(body, "key", json_string("kоtak")); break; /* a Cyrillic o */
    case 2: json_object_set_new(event, "time", json_string("2019-04-17T00:00:00.000Z")); break;
    case 3: json_object_set_new(event, "id", json_string(id)); break;
    case 4: json_object_set_new(actor, "role", json_string("operator")); break;
    default: json_object_set_new(event, "scope", json_string("1223")); break;
    }
}

static void flip_a_bit(Field *f, json_t *event) {
    json_t *signature = json_object_get(event, "signature");
    uint8_t bytes[LEDGER_SIGNATURE_BYTES];
    char value[100];
    size_t n;
    const char *text = json_string_value(json_object_get(signature, "value"));
    sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL, &n, NULL,
                      sodium_base64_VARIANT_ORIGINAL);
    bytes[rng_below(&f->w->rng, sizeof bytes)] ^= (uint8_t)(1u << rng_below(&f->w->rng, 8));
    sodium_bin2base64(value, sizeof value, bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
    json_object_set_new(signature, "value", json_string(value));
}

static json_t *signed_by(Field *f, const LedgerSigner *by, const char *as, const char *domain) {
    json_t *event = plain(f, "1222", NULL);
    sign(by, as, domain, event);
    return event;
}

static json_t *with_signature_of(Field *f, const Sent *other) {
    json_t *event = plain(f, "1222", NULL), *from = read_back(other);
    json_object_set(event, "signature", json_object_get(from, "signature"));
    json_decref(from);
    return event;
}

static json_t *in_scope(Field *f, const char *scope) {
    json_t *event = plain(f, scope, NULL);
    sign(some_device(f), NULL, EVENT, event);
    return event;
}

/* NULL: broken as a text instead. */
static json_t *forged_event(Field *f, const Sent *true_one) {
    json_t *event;
    switch (rng_below(&f->w->rng, 12)) {
    case 0: return signed_by(f, f->stranger, NULL, EVENT);
    case 1: return signed_by(f, f->stranger, ledger_signer_id(some_device(f)), EVENT);
    case 2: return signed_by(f, f->revoked, NULL, EVENT);
    case 3: return signed_by(f, f->label, NULL, EVENT);
    case 4: return signed_by(f, f->log, NULL, EVENT);
    case 5: return signed_by(f, some_device(f), NULL, "hantar/label/v1\n");
    case 6: return with_signature_of(f, true_one);
    case 7: return in_scope(f, "1223"); /* the key is not enrolled there */
    case 8: return plain(f, "1222", NULL);
    case 9: event = read_back(true_one); return flip_a_bit(f, event), event;
    case 10: event = read_back(true_one); return change_a_field(f, event), event;
    default: return NULL;
    }
}

static void break_text(Field *f, size_t place, const Sent *true_one) {
    size_t at = rng_below(&f->w->rng, (uint32_t)true_one->n);
    Sent *s = &f->sent[place];
    *s = (Sent){malloc(2 * true_one->n + 1), true_one->n, FORGED, -1};
    memcpy(s->text, true_one->text, true_one->n);
    switch (rng_below(&f->w->rng, 3)) {
    case 0: s->n = at; break;
    case 1: memcpy(s->text + s->n, true_one->text, true_one->n), s->n *= 2; break;
    default: s->text[at] = (char)(s->text[at] ^ (1 << rng_below(&f->w->rng, 7)));
    }
}

/* ---------------------------------------------------------------- the whole lot */

static void make_other(Field *f, size_t place, size_t of) {
    const Sent *true_one = &f->sent[of];
    uint32_t dice = rng_below(&f->w->rng, 10);
    if (dice == 0) {
        f->sent[place] = (Sent){strndup(true_one->text, true_one->n), true_one->n, RESENT, (int)of};
    } else if (dice == 1) {
        json_t *before = read_back(true_one);
        const char *id = json_string_value(json_object_get(before, "id"));
        json_t *event = plain(f, "1222", id);
        sign(some_device(f), NULL, EVENT, event);
        put(f, place, event, CONFLICT)->of = (int)of;
        json_decref(before);
    } else {
        json_t *event = forged_event(f, true_one);
        if (event)
            put(f, place, event, FORGED);
        else
            break_text(f, place, true_one);
    }
}

static void make_all(Field *f) {
    f->each = (2 * amount + THREADS - 1) / THREADS;
    f->each += f->each % 2;
    f->count = f->each * THREADS;
    f->sent = calloc(f->count, sizeof *f->sent);
    f->outcome = calloc(f->count, sizeof *f->outcome);
    for (size_t i = 0; i < f->count; i += 2) {
        put(f, i, signed_by(f, some_device(f), NULL, EVENT), TRUE_ONE);
        size_t begin = i / f->each * f->each;
        size_t of = begin + 2 * rng_below(&f->w->rng, (uint32_t)((i - begin) / 2 + 1));
        make_other(f, i + 1, of);
    }
}

typedef struct Sender {
    Field *field;
    size_t from;
} Sender;

static void *send_all(void *arg) {
    Sender *s = arg;
    Field *f = s->field;
    for (size_t i = s->from; i < s->from + f->each; i += PER_REQUEST) {
        Bytes texts[PER_REQUEST];
        size_t n = 0;
        for (; n < PER_REQUEST && i + n < s->from + f->each; n++)
            texts[n] = (Bytes){(const uint8_t *)f->sent[i + n].text, f->sent[i + n].n};
        ledger_writer_append(f->writer, texts, n, f->outcome + i);
    }
    return NULL;
}

static void send_from_threads(Field *f) {
    pthread_t thread[THREADS];
    Sender sender[THREADS];
    Err err;
    assert_int_equal(ledger_writer_new(&f->w->env, f->w->ledger, &f->writer, &err), OK);
    for (size_t t = 0; t < THREADS; t++) {
        sender[t] = (Sender){f, t * f->each};
        assert_int_equal(pthread_create(&thread[t], NULL, send_all, &sender[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) pthread_join(thread[t], NULL);
    ledger_writer_free(f->writer);
}

static bool expected_of(const Field *f, size_t i) {
    const Sent *s = &f->sent[i];
    const LedgerOutcome *o = &f->outcome[i];
    const LedgerOutcome *first = s->of >= 0 ? &f->outcome[s->of] : NULL;
    switch (s->expected) {
    case TRUE_ONE: return o->status == OK && !o->receipt.existed;
    case FORGED: return o->status == ERR_INPUT && o->err.text[0];
    case RESENT:
        return o->status == OK && o->receipt.existed && o->receipt.seq == first->receipt.seq &&
               memcmp(o->receipt.leaf.b, first->receipt.leaf.b, 32) == 0;
    default: return o->status == ERR_CONFLICT;
    }
}

static bool count_conflict(void *ctx, const char *id, const char *received, Bytes canonical) {
    (void)id, (void)received, (void)canonical;
    ++*(int64_t *)ctx;
    return true;
}

static void none_forged_stands_and_every_true_one_does(void **state) {
    (void)state;
    Field f = {.w = world_new("forgery")};
    world_open(f.w, STORE_CREATE);
    ledger_free(f.w->ledger);
    f.w->ledger = ledger_new(&f.w->env, f.w->store, must_types, COUNT_OF(must_types));
    people(&f);
    int64_t before = ledger_size(f.w->ledger, "1222"), trues = 0, conflicts = 0, kept = 0, bad = 0;
    make_all(&f);
    send_from_threads(&f);
    for (size_t i = 0; i < f.count; i++) {
        trues += f.sent[i].expected == TRUE_ONE;
        conflicts += f.sent[i].expected == CONFLICT;
        if (!expected_of(&f, i) && bad++ < 10)
            print_message("# %d: %s %s\n", f.sent[i].expected, f.outcome[i].err.text,
                          f.sent[i].text);
    }
    assert_int_equal(bad, 0);
    assert_int_equal(trues, f.count / 2);
    assert_int_equal(ledger_size(f.w->ledger, "1222"), before + trues);
    assert_int_equal(ledger_size(f.w->ledger, "1223"), 1);
    Err err;
    assert_int_equal(ledger_each_conflict(f.w->ledger, "1222", count_conflict, &kept, &err), OK);
    assert_int_equal(kept, conflicts); /* a few hundred ids, far from a hundred each */
    LedgerReplay r = compared(f.w);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(r.signatures, before + trues + 1);
    for (size_t i = 0; i < f.count; i++) free(f.sent[i].text);
    free(f.sent);
    free(f.outcome);
    for (int i = 0; i < DEVICES; i++) ledger_signer_free(f.device[i]);
    ledger_signer_free(f.operator);
    ledger_signer_free(f.revoked);
    ledger_signer_free(f.stranger);
    ledger_signer_free(f.label);
    ledger_signer_free(f.log);
    world_free(f.w);
}

int main(void) {
    int64_t n;
    const char *asked = getenv("HANTAR_FORGERIES");
    if (asked && int_parse(asked, 1, 10000000, &n)) amount = (size_t)n;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_forged_stands_and_every_true_one_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
