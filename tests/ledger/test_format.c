// SPDX-License-Identifier: Apache-2.0
/* The promise of the format: fixed vectors, and a log of version 1 that replays for ever. */
#include "tally.h"

#include <sodium.h>

static json_t *data_file(World *w, const char *name) {
    const char *source = getenv("HANTAR_SOURCE");
    char path[512];
    snprintf(path, sizeof path, "%s/tests/ledger/data/%s", source ? source : ".", name);
    Env real = env_real();
    Bytes text = {0};
    json_t *json = NULL;
    Err err = {0};
    Status s = env_read_file(&real, path, 1 * MIB, w->arena, &text, &err);
    if (s == OK) s = json_read(text, name, &json, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    return json;
}

static const char *field(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

/* The chance of these tests: the salt that the file gives for the next event. */
static uint8_t next_salt[32];
static void give_salt(void *ctx, void *to, size_t n) {
    (void)ctx;
    assert_int_equal(n, sizeof next_salt);
    memcpy(to, next_salt, n);
}

static void leaves_are_those_of_the_vectors(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "leaf-vectors.json"), *v;
    size_t i;
    json_array_foreach(json_object_get(file, "events"), i, v) {
        uint8_t salt[32];
        char hex[65];
        assert_true(hex_parse(field(v, "salt"), salt, sizeof salt));
        Buf text;
        buf_init(&text, 1 * KIB);
        Sha256 hash;
        ledger_leaf(field(v, "scope"), json_integer_value(json_object_get(v, "seq")), salt,
                    bytes_of(field(v, "event")), &text, &hash);
        assert_string_equal(text.at, field(v, "leaf"));
        hex_format(hash.b, sizeof hash.b, hex);
        assert_string_equal(hex, field(v, "leaf_hash"));
        buf_free(&text);
    }
    assert_true(i >= 4);
    json_decref(file);
}

static void events_of_the_vectors_are_of_the_form(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "leaf-vectors.json"), *v;
    size_t i;
    json_array_foreach(json_object_get(file, "events"), i, v) {
        LedgerReceipt r;
        Err err = {0};
        Status s = ledger_append(w->ledger, bytes_of(field(v, "event")), &r, &err);
        bool known = strstr(field(v, "event"), "\"type\":\"tally.added\"") != NULL;
        if (!known) assert_string_equal(err.place, "event (type)"); /* all before it held */
        assert_int_equal(s, known ? OK : ERR_INPUT);
    }
    json_decref(file);
}

static void withheld_values_are_those_of_the_vectors(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "leaf-vectors.json"), *v;
    w->env.random = give_salt;
    Ledger *ledger = ledger_new(&w->env, w->store, tally_types, COUNT_OF(tally_types));
    size_t i;
    json_array_foreach(json_object_get(file, "values"), i, v) {
        char to[LEDGER_WITHHELD_BYTES];
        Err err;
        assert_true(hex_parse(field(v, "salt"), next_salt, sizeof next_salt));
        assert_int_equal(ledger_withhold(ledger, field(v, "value"), to, &err), OK);
        assert_string_equal(to, field(v, "commitment"));
    }
    assert_true(i >= 4);
    ledger_free(ledger);
    json_decref(file);
}

/* A signer of a known seed, by way of its file. */
static LedgerSigner *signer_of(World *w, const json_t *v) {
    uint8_t seed[32];
    char secret[64], file[256];
    Err err = {0};
    LedgerSigner *signer = NULL;
    assert_true(hex_parse(field(v, "seed"), seed, sizeof seed));
    sodium_bin2base64(secret, sizeof secret, seed, sizeof seed, sodium_base64_VARIANT_ORIGINAL);
    snprintf(file, sizeof file,
             "{\"hantar-key\":1,\"kind\":\"person\",\"public\":\"%s\",\"secret\":\"%s\"}",
             field(v, "public"), secret);
    assert_int_equal(ledger_signer_read(&w->env, bytes_of(file), "vector", &signer, &err), OK);
    return signer;
}

static void enrol_itself(World *w, const char *scope, const LedgerSigner *signer) {
    LedgerEnrolment e = {.kind = LEDGER_KEY_PERSON, .role = LEDGER_OPERATOR};
    LedgerReceipt r;
    Err err = {0};
    memcpy(e.public_key, ledger_signer_public(signer), sizeof e.public_key);
    ledger_sign_with(w->ledger, signer);
    assert_int_equal(ledger_enrol(w->ledger, scope, &e, &r, &err), OK);
    ledger_sign_with(w->ledger, NULL);
}

static const LedgerType any_types[] = {
    {"tally.added", 2, LEDGER_PUBLIC, tally_added, tally_added_lift, true}};

static void signatures_of_the_vectors_hold_and_forged_ones_do_not(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "signature-vectors.json"), *v;
    size_t i;
    Err err = {0};
    LedgerReceipt r;
    json_array_foreach(json_object_get(file, "signatures"), i, v) {
        LedgerSigner *signer = signer_of(w, v);
        assert_string_equal(ledger_signer_id(signer), field(v, "key"));
        json_t *event = json_loads(field(v, "event"), 0, NULL);
        const char *scope = field(event, "scope");
        world_close(w);
        world_open(w, STORE_CREATE);
        ledger_free(w->ledger);
        w->ledger = ledger_new(&w->env, w->store, any_types, COUNT_OF(any_types));
        enrol_itself(w, scope, signer);
        Status s = ledger_append(w->ledger, bytes_of(field(v, "event")), &r, &err);
        if (s == ERR_INPUT) assert_null(strstr(err.place, "signature"));
        if (i == 0) assert_int_equal(s, OK);
        json_decref(event);
        ledger_signer_free(signer);
    }
    assert_true(i >= 3);
    v = json_array_get(json_object_get(file, "signatures"), 0);
    LedgerSigner *first = signer_of(w, v);
    enrol_itself(w, "1222", first);
    json_array_foreach(json_object_get(file, "forged"), i, v) {
        assert_int_equal(ledger_append(w->ledger, bytes_of(field(v, "event")), &r, &err),
                         ERR_INPUT);
        assert_non_null(strstr(err.text, "signature does not hold"));
    }
    assert_true(i >= 12);
    ledger_signer_free(first);
    json_decref(file);
}

static void golden_append(Ledger *ledger, const json_t *line) {
    LedgerReceipt r;
    Err err = {0};
    assert_true(hex_parse(field(line, "salt"), next_salt, sizeof next_salt));
    Status s = ledger_append(ledger, bytes_of(field(line, "event")), &r, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    assert_int_equal(r.seq, json_integer_value(json_object_get(line, "seq")));
    char hex[65];
    hex_format(r.leaf.b, sizeof r.leaf.b, hex);
    assert_string_equal(hex, field(line, "leaf_hash"));
}

static void tally_is(Store *store, const json_t *scopes) {
    const char *scope, *key;
    json_t *keys, *n;
    json_object_foreach((json_t *)scopes, scope, keys) {
        json_object_foreach(keys, key, n) {
            assert_int_equal(tally_of(store, scope, key), json_integer_value(n));
        }
    }
}

static void the_golden_log_of_version_1_replays_to_what_it_said_then(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "golden-v1.json"), *item;
    w->env.random = give_salt;
    ledger_free(w->ledger);
    w->ledger = ledger_new(&w->env, w->store, tally_types, COUNT_OF(tally_types));
    size_t i;
    Err err = {0};
    Sha256 hash;
    json_array_foreach(json_object_get(file, "blobs"), i, item) {
        Bytes blob = bytes_of(json_string_value(item));
        assert_int_equal(ledger_blob_put(w->store, blob, &hash, &err), OK);
    }
    json_array_foreach(json_object_get(file, "events"), i, item) golden_append(w->ledger, item);
    tally_is(w->store, json_object_get(file, "tally"));
    assert_int_equal(ledger_rebuild(w->ledger, NULL, &err), OK);
    tally_is(w->store, json_object_get(file, "tally"));
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(r.events, 41);
    json_decref(file);
}

static void keys_are(World *w, const json_t *scopes) {
    const char *scope;
    json_t *keys, *id;
    size_t i;
    Err err = {0};
    LedgerKey key;
    json_object_foreach((json_t *)scopes, scope, keys) {
        json_array_foreach(json_object_get(keys, "counts"), i, id) {
            assert_int_equal(ledger_key(w->store, scope, json_string_value(id), &key, &err), OK);
            assert_int_equal(key.revoked_seq, 0);
        }
        json_array_foreach(json_object_get(keys, "revoked"), i, id) {
            assert_int_equal(ledger_key(w->store, scope, json_string_value(id), &key, &err), OK);
            assert_true(key.revoked_seq > key.enrolled_seq);
        }
    }
}

static void the_golden_log_with_signatures_replays_to_what_it_said_then(void **state) {
    World *w = *state;
    json_t *file = data_file(w, "golden-v1-signed.json"), *item;
    w->env.random = give_salt;
    ledger_free(w->ledger);
    w->ledger = ledger_new(&w->env, w->store, tally_types, COUNT_OF(tally_types));
    size_t i;
    Err err = {0};
    json_array_foreach(json_object_get(file, "events"), i, item) golden_append(w->ledger, item);
    for (int round = 0; round < 2; round++) {
        tally_is(w->store, json_object_get(file, "tally"));
        keys_are(w, json_object_get(file, "keys"));
        assert_int_equal(ledger_rebuild(w->ledger, NULL, &err), OK);
    }
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(r.events, 29);
    assert_true(r.signatures >= 15);
    json_decref(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(leaves_are_those_of_the_vectors),
        T(events_of_the_vectors_are_of_the_form),
        T(withheld_values_are_those_of_the_vectors),
        T(signatures_of_the_vectors_hold_and_forged_ones_do_not),
        T(the_golden_log_of_version_1_replays_to_what_it_said_then),
        T(the_golden_log_with_signatures_replays_to_what_it_said_then),
    };
    return cmocka_run_group_tests_name("ledger/format", tests, NULL, NULL);
}
