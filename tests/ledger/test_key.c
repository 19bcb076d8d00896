// SPDX-License-Identifier: Apache-2.0
/* Keys and signatures: who may enrol, whose signature counts, and from where to where in the log.
 */
#include "tally.h"

#include <sodium.h>

static const LedgerType signed_types[] = {
    {"tally.added", 2, LEDGER_PUBLIC, tally_added, tally_added_lift, false},
    {"tally.moved", 1, LEDGER_PUBLIC, tally_moved, NULL, true}, /* must be signed */
};

typedef struct Keys {
    World *w;
    LedgerSigner *operator, * device, *other;
} Keys;

static int keys_up(void **state) {
    set_up(state);
    World *w = *state;
    ledger_free(w->ledger);
    w->ledger = ledger_new(&w->env, w->store, signed_types, COUNT_OF(signed_types));
    Keys *k = calloc(1, sizeof *k);
    *k = (Keys){w, ledger_signer_new(&w->env, LEDGER_KEY_PERSON),
                ledger_signer_new(&w->env, LEDGER_KEY_DEVICE),
                ledger_signer_new(&w->env, LEDGER_KEY_PERSON)};
    *state = k;
    return 0;
}

static int keys_down(void **state) {
    Keys *k = *state;
    ledger_signer_free(k->operator);
    ledger_signer_free(k->device);
    ledger_signer_free(k->other);
    *state = k->w;
    free(k);
    return tear_down(state);
}

static Status enrol_in(Keys *k, const char *scope, const LedgerSigner *by,
                       const LedgerSigner *whose, const char *role, Err *err) {
    LedgerEnrolment e = {.kind = ledger_signer_kind(whose), .role = role, .org = "kpu-1222"};
    LedgerReceipt r;
    memcpy(e.public_key, ledger_signer_public(whose), sizeof e.public_key);
    ledger_sign_with(k->w->ledger, by);
    Status s = ledger_enrol(k->w->ledger, scope, &e, &r, err);
    ledger_sign_with(k->w->ledger, NULL);
    return s;
}

static Status enrol(Keys *k, const LedgerSigner *by, const LedgerSigner *whose, const char *role) {
    Err err = {0};
    return enrol_in(k, "1222", by, whose, role, &err);
}

static Status withdraw(Keys *k, const LedgerSigner *by, const LedgerSigner *whose, Err *err) {
    LedgerReceipt r;
    ledger_sign_with(k->w->ledger, by);
    Status s = ledger_revoke(k->w->ledger, "1222", ledger_signer_id(whose), "lost", NULL, &r, err);
    ledger_sign_with(k->w->ledger, NULL);
    return s;
}

static void enrol_first_two(Keys *k) {
    assert_int_equal(enrol(k, k->operator, k->operator, LEDGER_OPERATOR), OK);
    assert_int_equal(enrol(k, k->operator, k->device, "depot"), OK);
}

/* The canonical text of an event that `by` signed. */
static void written(Keys *k, const LedgerSigner *by, const char *scope, int n, Buf *to) {
    Err err = {0};
    buf_init(to, 64 * KIB);
    ledger_sign_with(k->w->ledger, by);
    assert_int_equal(ledger_write(k->w->ledger, scope, "tally.added", NULL,
                                  json_pack("{s:s, s:i}", "key", "a", "n", n), to, &err),
                     OK);
    ledger_sign_with(k->w->ledger, NULL);
}

static Status state_signed(Keys *k, const LedgerSigner *by, const char *scope, Err *err) {
    Buf text;
    LedgerReceipt r;
    written(k, by, scope, 1, &text);
    Status s = ledger_append(k->w->ledger, buf_bytes(&text), &r, err);
    buf_free(&text);
    return s;
}

static void refused_saying(Status s, const Err *err, const char *says) {
    assert_int_equal(s, ERR_INPUT);
    if (!strstr(err->text, says)) print_message("# %s\n", err->text);
    assert_non_null(strstr(err->text, says));
}

static void clean(Keys *k) {
    LedgerReplay r = compared(k->w);
    assert_true(ledger_replay_clean(&r));
    Err err = {0};
    assert_int_equal(ledger_rebuild(k->w->ledger, NULL, &err), OK);
}

static void the_first_key_is_an_operators_signed_with_itself(void **state) {
    Keys *k = *state;
    Err err = {0};
    refused_saying(enrol_in(k, "1222", k->device, k->device, LEDGER_OPERATOR, &err), &err,
                   "first key");
    refused_saying(enrol_in(k, "1222", k->operator, k->operator, "depot", &err), &err, "first key");
    refused_saying(enrol_in(k, "1222", k->other, k->operator, LEDGER_OPERATOR, &err), &err,
                   "not enrolled");
    refused_saying(enrol_in(k, "1222", NULL, k->operator, LEDGER_OPERATOR, &err), &err,
                   "operator's signature");
    assert_int_equal(enrol(k, k->operator, k->operator, LEDGER_OPERATOR), OK);
    refused_saying(enrol_in(k, "1222", k->other, k->other, LEDGER_OPERATOR, &err), &err,
                   "only an operator");
    assert_int_equal(ledger_size(k->w->ledger, "1222"), 1);
    clean(k);
}

static void only_operators_enrol_and_revoke(void **state) {
    Keys *k = *state;
    Err err = {0};
    enrol_first_two(k);
    refused_saying(enrol_in(k, "1222", k->device, k->other, "driver", &err), &err,
                   "only an operator");
    refused_saying(withdraw(k, k->device, k->operator, & err), &err, "only an operator");
    assert_int_equal(enrol(k, k->operator, k->other, "driver"), OK);
    refused_saying(withdraw(k, k->other, k->device, &err), &err, "only an operator");
    refused_saying(enrol_in(k, "1222", k->operator, k->other, "driver", &err), &err,
                   "enrolled already");
    clean(k);
}

static void apply_sees_whose_key_signed(void **state) {
    Keys *k = *state;
    Err err = {0};
    LedgerKey key;
    enrol_first_two(k);
    assert_int_equal(ledger_key(k->w->store, "1222", ledger_signer_id(k->device), &key, &err), OK);
    assert_string_equal(key.role, "depot");
    assert_string_equal(key.org, "kpu-1222");
    assert_int_equal(key.kind, LEDGER_KEY_DEVICE);
    assert_int_equal(key.enrolled_seq, 2);
    assert_int_equal(key.revoked_seq, 0);
    assert_memory_equal(key.public_key, ledger_signer_public(k->device), 32);
    assert_int_equal(ledger_key(k->w->store, "1223", key.id, &key, &err), ERR_ABSENT);
}

static void a_type_that_must_be_signed_is_refused_without(void **state) {
    Keys *k = *state;
    Err err = {0};
    LedgerReceipt r;
    enrol_first_two(k);
    assert_int_equal(state_signed(k, k->device, "1222", &err), OK);
    json_t *body = json_pack("{s:s, s:s}", "from", "a", "to", "b");
    Status s = ledger_state(k->w->ledger, "1222", "tally.moved", NULL, json_incref(body), &r, &err);
    refused_saying(s, &err, "must be signed");
    ledger_sign_with(k->w->ledger, k->device);
    assert_int_equal(ledger_state(k->w->ledger, "1222", "tally.moved", NULL, body, &r, &err), OK);
    ledger_sign_with(k->w->ledger, NULL);
    clean(k);
}

static void a_key_counts_in_its_scope_from_enrolment_to_revocation(void **state) {
    Keys *k = *state;
    Err err = {0};
    Buf early, late;
    LedgerReceipt r, again;
    refused_saying(state_signed(k, k->device, "1222", &err), &err, "not enrolled");
    enrol_first_two(k);
    written(k, k->device, "1222", 1, &early);
    written(k, k->device, "1222", 2, &late);
    assert_int_equal(ledger_append(k->w->ledger, buf_bytes(&early), &r, &err), OK);
    refused_saying(state_signed(k, k->device, "1223", &err), &err, "not enrolled");
    assert_int_equal(withdraw(k, k->operator, k->device, &err), OK);
    refused_saying(ledger_append(k->w->ledger, buf_bytes(&late), &again, &err), &err, "revoked");
    refused_saying(enrol_in(k, "1222", k->operator, k->device, "depot", &err), &err,
                   "does not come back");
    refused_saying(withdraw(k, k->operator, k->device, &err), &err, "revoked already");
    /* what stood before stands, and is answered as before */
    assert_int_equal(ledger_append(k->w->ledger, buf_bytes(&early), &again, &err), OK);
    assert_true(again.existed);
    assert_int_equal(again.seq, r.seq);
    clean(k);
    buf_free(&early);
    buf_free(&late);
}

static void the_last_operator_stays(void **state) {
    Keys *k = *state;
    Err err = {0};
    enrol_first_two(k);
    refused_saying(withdraw(k, k->operator, k->operator, & err), &err, "last operator");
    assert_int_equal(enrol(k, k->operator, k->other, LEDGER_OPERATOR), OK);
    assert_int_equal(withdraw(k, k->other, k->operator, & err), OK);
    refused_saying(withdraw(k, k->other, k->other, &err), &err, "last operator");
    refused_saying(withdraw(k, k->operator, k->other, &err), &err, "revoked");
    clean(k);
}

static void keys_of_logs_and_labels_sign_no_events(void **state) {
    Keys *k = *state;
    Err err = {0};
    enrol_first_two(k);
    LedgerSigner *log = ledger_signer_new(&k->w->env, LEDGER_KEY_LOG);
    LedgerEnrolment e = {.kind = LEDGER_KEY_LOG, .name = "with blank"};
    LedgerReceipt r;
    memcpy(e.public_key, ledger_signer_public(log), sizeof e.public_key);
    ledger_sign_with(k->w->ledger, k->operator);
    refused_saying(ledger_enrol(k->w->ledger, "1222", &e, &r, &err), &err, "origin");
    e.name = "hantar.invalid/1222";
    assert_int_equal(ledger_enrol(k->w->ledger, "1222", &e, &r, &err), OK);
    ledger_sign_with(k->w->ledger, NULL);
    refused_saying(state_signed(k, log, "1222", &err), &err, "not for events");
    LedgerKey key;
    assert_int_equal(ledger_key(k->w->store, "1222", ledger_signer_id(log), &key, &err), OK);
    assert_string_equal(key.name, "hantar.invalid/1222"); /* public: no commitment */
    ledger_signer_free(log);
}

static bool count_conflict(void *ctx, const char *id, const char *received, Bytes canonical) {
    (void)id;
    (void)received;
    (void)canonical;
    ++*(int *)ctx;
    return true;
}

static void a_forged_text_is_refused_and_is_no_conflict(void **state) {
    Keys *k = *state;
    Err err = {0};
    Buf text;
    LedgerReceipt r;
    int conflicts = 0;
    enrol_first_two(k);
    written(k, k->device, "1222", 1, &text);
    assert_int_equal(ledger_append(k->w->ledger, buf_bytes(&text), &r, &err), OK);
    char *n = strstr(text.at, "\"n\":1");
    n[4] = '7';
    refused_saying(ledger_append(k->w->ledger, buf_bytes(&text), &r, &err), &err,
                   "signature does not hold");
    assert_int_equal(ledger_each_conflict(k->w->ledger, "1222", count_conflict, &conflicts, &err),
                     OK);
    assert_int_equal(conflicts, 0);
    /* the same id with other content, signed by the device: two statements of one maker */
    json_t *event = json_loadb(text.at, text.n, 0, NULL);
    json_object_del(event, "signature");
    Buf plain, both;
    buf_init(&plain, 64 * KIB);
    buf_init(&both, 64 * KIB);
    assert_int_equal(json_canonical(event, &plain, &err), OK);
    uint8_t signature[LEDGER_SIGNATURE_BYTES];
    char value[100];
    ledger_sign(k->device, "hantar/event/v1\n", buf_bytes(&plain), signature);
    sodium_bin2base64(value, sizeof value, signature, sizeof signature,
                      sodium_base64_VARIANT_ORIGINAL);
    json_object_set_new(
        event, "signature",
        json_pack("{s:s, s:s}", "key", ledger_signer_id(k->device), "value", value));
    assert_int_equal(json_canonical(event, &both, &err), OK);
    assert_int_equal(ledger_append(k->w->ledger, buf_bytes(&both), &r, &err), ERR_CONFLICT);
    assert_int_equal(ledger_each_conflict(k->w->ledger, "1222", count_conflict, &conflicts, &err),
                     OK);
    assert_int_equal(conflicts, 1);
    buf_free(&plain);
    buf_free(&both);
    json_decref(event);
    buf_free(&text);
}

static void a_tampered_signature_is_found_by_replay(void **state) {
    Keys *k = *state;
    Err err = {0};
    enrol_first_two(k);
    assert_int_equal(state_signed(k, k->device, "1222", &err), OK);
    LedgerReplay r = compared(k->w);
    assert_int_equal(r.signatures, 3);
    assert_int_equal(r.signatures_wrong, 0);
    /* whoever has the database can change an event and its commitment, but not the signature */
    sql(k->w, "UPDATE event SET canonical = CAST(REPLACE(CAST(canonical AS TEXT), '\"n\":1',"
              " '\"n\":9') AS BLOB) WHERE seq = 3;");
    r = compared(k->w);
    assert_int_equal(r.signatures_wrong, 1);
    assert_false(ledger_replay_clean(&r));
    assert_int_not_equal(ledger_rebuild(k->w->ledger, NULL, &err), OK);
}

static void key_files_come_back_and_the_public_half_cannot_sign(void **state) {
    Keys *k = *state;
    Err err = {0};
    Buf secret, half;
    LedgerSigner *again = NULL;
    LedgerKeyKind kind;
    uint8_t public_key[32];
    buf_init(&secret, 4 * KIB);
    buf_init(&half, 4 * KIB);
    assert_int_equal(ledger_signer_write(k->device, &secret, &err), OK);
    assert_int_equal(
        ledger_public_write(LEDGER_KEY_DEVICE, ledger_signer_public(k->device), &half, &err), OK);
    assert_int_equal(ledger_signer_read(&k->w->env, buf_bytes(&secret), "x", &again, &err), OK);
    assert_string_equal(ledger_signer_id(again), ledger_signer_id(k->device));
    assert_int_equal(ledger_signer_kind(again), LEDGER_KEY_DEVICE);
    ledger_signer_free(again);
    refused_saying(ledger_signer_read(&k->w->env, buf_bytes(&half), "x", &again, &err), &err,
                   "public key only");
    refused_saying(ledger_public_read(buf_bytes(&secret), "x", &kind, public_key, &err), &err,
                   "must not travel");
    assert_int_equal(ledger_public_read(buf_bytes(&half), "x", &kind, public_key, &err), OK);
    assert_memory_equal(public_key, ledger_signer_public(k->device), 32);
    static const char *const bad[] = {"", "{}", "x",
                                      "{\"hantar-key\":1,\"kind\":\"device\",\"public\":\"AAAA\"}",
                                      "{\"hantar-key\":2,\"kind\":\"device\"}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        refused_saying(ledger_public_read(bytes_of(bad[i]), "x", &kind, public_key, &err), &err,
                       "no key file");
    buf_free(&secret);
    buf_free(&half);
}

#define K(name) cmocka_unit_test_setup_teardown(name, keys_up, keys_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        K(the_first_key_is_an_operators_signed_with_itself),
        K(only_operators_enrol_and_revoke),
        K(apply_sees_whose_key_signed),
        K(a_type_that_must_be_signed_is_refused_without),
        K(a_key_counts_in_its_scope_from_enrolment_to_revocation),
        K(the_last_operator_stays),
        K(keys_of_logs_and_labels_sign_no_events),
        K(a_forged_text_is_refused_and_is_no_conflict),
        K(a_tampered_signature_is_found_by_replay),
        K(key_files_come_back_and_the_public_half_cannot_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
