// SPDX-License-Identifier: Apache-2.0
#include "world.h"

static LedgerSigner *label_signer(World *w) {
    return ledger_signer_new(&w->env, LEDGER_KEY_LABEL);
}

static const CustodyUnit box = {.number = {"1222", CUSTODY_BOX, 417},
                                .code = "12221004172",
                                .place = "1222011001001",
                                .contest = "dprd-kab",
                                .copy = 1};

static CustodyUnit real_box(char code[CUSTODY_CODE_BYTES]) {
    CustodyUnit unit = box;
    custody_code(&unit.number, code);
    unit.code = code;
    return unit;
}

static void a_label_says_what_it_is_for_and_holds_with_its_key_alone(void **state) {
    World *w = *state;
    LedgerSigner *signer = label_signer(w), *other = label_signer(w);
    char code[CUSTODY_CODE_BYTES], text[CUSTODY_LABEL_BYTES_MAX];
    CustodyUnit unit = real_box(code);
    CustodyLabel label;
    must(w, custody_label(&unit, signer, text, &w->err));
    assert_true(custody_is_label(text));
    assert_int_equal(strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-"), strlen(text));
    must(w, custody_label_read(text, &label, &w->err));
    assert_string_equal(label.code, code);
    assert_string_equal(label.place, "1222011001001");
    assert_string_equal(label.contest, "dprd-kab");
    assert_int_equal(label.copy, 1);
    assert_true(custody_label_holds(&label, ledger_signer_public(signer)));
    assert_false(custody_label_holds(&label, ledger_signer_public(other)));
    ledger_signer_free(signer);
    ledger_signer_free(other);
}

static void count_up(void *ctx, void *to, size_t n) {
    (void)ctx;
    for (size_t i = 0; i < n; i++) ((uint8_t *)to)[i] = (uint8_t)i;
}

static json_t *vectors(World *w) {
    const char *root = getenv("HANTAR_SOURCE");
    char path[512];
    Bytes file;
    json_t *json;
    Env env = env_real();
    snprintf(path, sizeof path, "%s/tests/custody/data/vectors.json", root ? root : ".");
    must(w, env_read_file(&env, path, 64 * KIB, w->arena, &file, &w->err));
    must(w, json_read(file, path, &json, &w->err));
    return json;
}

static void label_and_hash_are_those_of_the_vectors(void **state) {
    World *w = *state;
    json_t *v = vectors(w);
    Env env = w->env;
    env.random = count_up;
    LedgerSigner *signer = ledger_signer_new(&env, LEDGER_KEY_LABEL);
    char code[CUSTODY_CODE_BYTES], text[CUSTODY_LABEL_BYTES_MAX], hash[65];
    CustodyUnit unit = real_box(code);
    must(w, custody_label(&unit, signer, text, &w->err));
    assert_string_equal(text, json_string_value(json_object_get(v, "label")));
    custody_event_hash(bytes_of(json_string_value(json_object_get(v, "event"))), hash);
    assert_string_equal(hash, json_string_value(json_object_get(v, "item_event")));
    ledger_signer_free(signer);
    json_decref(v);
}

static void no_character_of_a_label_can_be_another(void **state) {
    World *w = *state;
    LedgerSigner *signer = label_signer(w);
    char code[CUSTODY_CODE_BYTES], text[CUSTODY_LABEL_BYTES_MAX], wrong[CUSTODY_LABEL_BYTES_MAX];
    CustodyUnit unit = real_box(code);
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-";
    size_t tried = 0;
    must(w, custody_label(&unit, signer, text, &w->err));
    for (size_t i = 0; i < strlen(text); i++)
        for (size_t k = 0; k < sizeof letters - 1; k++) {
            CustodyLabel label;
            Err err;
            if (text[i] == letters[k]) continue;
            memcpy(wrong, text, sizeof text);
            wrong[i] = letters[k];
            tried++;
            if (custody_label_read(wrong, &label, &err) != OK) continue;
            assert_false(custody_label_holds(&label, ledger_signer_public(signer)));
        }
    assert_true(tried > 4000);
    ledger_signer_free(signer);
}

static void a_label_may_be_typed_in_small_letters_and_not_cut(void **state) {
    World *w = *state;
    LedgerSigner *signer = label_signer(w);
    char code[CUSTODY_CODE_BYTES], text[CUSTODY_LABEL_BYTES_MAX];
    CustodyUnit unit = real_box(code);
    CustodyLabel label;
    Err err;
    must(w, custody_label(&unit, signer, text, &w->err));
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    text[0] = 'H'; /* as a scanner with its own idea of capitals */
    assert_true(custody_is_label(text));
    must(w, custody_label_read(text, &label, &w->err));
    assert_true(custody_label_holds(&label, ledger_signer_public(signer)));
    for (size_t n = strlen(text); n-- > 0;) {
        text[n] = 0;
        assert_int_equal(custody_label_read(text, &label, &err), ERR_INPUT);
    }
    ledger_signer_free(signer);
}

static void only_a_key_enrolled_for_labels_makes_labels(void **state) {
    World *w = *state;
    LedgerSigner *op = ledger_signer_new(&w->env, LEDGER_KEY_PERSON), *signer = label_signer(w);
    LedgerReceipt receipt;
    LedgerEnrolment one = {.kind = LEDGER_KEY_PERSON, .role = LEDGER_OPERATOR, .name = "A"};
    LedgerEnrolment two = {.kind = LEDGER_KEY_LABEL, .name = "label"};
    char text[CUSTODY_LABEL_BYTES_MAX];
    CustodyUnit *units;
    size_t n;
    CustodyLabel label;
    world_number(w);
    must(w, custody_units(w->store, w->arena, SCOPE, NULL, &units, &n, &w->err));
    must(w, custody_label(&units[0], signer, text, &w->err));
    must(w, custody_label_read(text, &label, &w->err));
    assert_int_equal(custody_label_check(w->store, SCOPE, &label, &w->err), ERR_ABSENT);
    memcpy(one.public_key, ledger_signer_public(op), LEDGER_PUBLIC_BYTES);
    memcpy(two.public_key, ledger_signer_public(signer), LEDGER_PUBLIC_BYTES);
    ledger_sign_with(w->ledger, op);
    must(w, ledger_enrol(w->ledger, SCOPE, &one, &receipt, &w->err));
    must(w, ledger_enrol(w->ledger, SCOPE, &two, &receipt, &w->err));
    must(w, custody_label_check(w->store, SCOPE, &label, &w->err));
    must(w, custody_label(&units[1], op, text, &w->err)); /* a person's key */
    must(w, custody_label_read(text, &label, &w->err));
    assert_int_equal(custody_label_check(w->store, SCOPE, &label, &w->err), ERR_INPUT);
    assert_int_equal(custody_label_check(w->store, "1222", &label, &w->err), ERR_INPUT);
    ledger_sign_with(w->ledger, NULL);
    ledger_signer_free(op);
    ledger_signer_free(signer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_says_what_it_is_for_and_holds_with_its_key_alone),
        cmocka_unit_test(label_and_hash_are_those_of_the_vectors),
        cmocka_unit_test(no_character_of_a_label_can_be_another),
        cmocka_unit_test(a_label_may_be_typed_in_small_letters_and_not_cut),
        cmocka_unit_test(only_a_key_enrolled_for_labels_makes_labels),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
