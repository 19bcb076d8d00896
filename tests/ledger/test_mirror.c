// SPDX-License-Identifier: Apache-2.0
/* A log that is written in one database and taken over in another: the same tree, whatever comes in
 * how many files; and everything that is not that log is refused whole. */
#include "office.h"

#include "tlog/tlog.h"

static Office province_new(void) {
    Office p = {.w = world_new(":memory:")};
    office_open(&p, STORE_CREATE);
    rng_seed(&p.w->rng, 12); /* its ids are its own */
    add(p.w, "12", "mesin", 1);
    return p;
}

static Bytes mirror_of(Office *o, int64_t after) {
    Err err = {0};
    Buf *b = buf_on(o->w->arena, 64 * MIB);
    Status s = ledger_mirror_write(o->w->ledger, o->w->arena, "1222", after, b, &err);
    if (s != OK) print_message("# %s\n", err.text);
    assert_int_equal(s, OK);
    return buf_bytes(b);
}

static Status take(Office *at, Bytes file, LedgerMirrored *ret) {
    Err err = {0};
    Status s = ledger_mirror_take(at->w->ledger, at->w->arena, file, NULL, ret, &err);
    if (s != OK) assert_true(err.text[0] != 0);
    return s;
}

static LedgerMirrored taken(Office *at, Bytes file) {
    LedgerMirrored m;
    assert_int_equal(take(at, file, &m), OK);
    return m;
}

/* Refused, and nothing of it stands. */
static void refused(Office *at, Bytes file, Status why) {
    LedgerMirrored m;
    int64_t size = ledger_size(at->w->ledger, "1222"),
            all = tally_of(at->w->store, "1222", "bilik");
    assert_int_equal(take(at, file, &m), why);
    assert_int_equal(ledger_size(at->w->ledger, "1222"), size);
    assert_int_equal(tally_of(at->w->store, "1222", "bilik"), all);
}

static void must_be_whole(Office *o) {
    LedgerVerification v;
    Err err = {0};
    LedgerDepth depth = {.threads = 1, .replay = true, .tree = true};
    assert_int_equal(ledger_verify(o->w->ledger, o->w->arena, depth, NULL, &v, &err), OK);
    for (size_t i = 0; i < v.fault_count; i++) print_message("# %s\n", v.faults[i].text);
    assert_int_equal(v.fault_total, 0);
    assert_true(ledger_replay_clean(&v.replay));
}

static Bytes replaced(Office *o, Bytes file, const char *old, const char *new) {
    const char *text = arena_strn(o->w->arena, (const char *)file.at, file.n);
    const char *at = strstr(text, old);
    assert_non_null(at);
    return bytes_of(
        arena_printf(o->w->arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)));
}

/* ---------------------------------------------------------------- the same tree */

static void a_mirror_is_the_same_tree(void **state) {
    (void)state;
    Office home, province = province_new();
    office_new(&home, ":memory:");
    office_work(&home, 300); /* more than a tile */
    LedgerCheckpoint c = office_signed(&home), there;
    LedgerMirrored m = taken(&province, mirror_of(&home, 0));
    assert_string_equal(m.scope, "1222");
    assert_int_equal(m.size, 303);
    assert_int_equal(m.added, 303);
    assert_int_equal(m.signatures, 3 + 150);
    assert_int_equal(m.checkpoint, 303);
    assert_int_equal(tally_of(province.w->store, "1222", "bilik"),
                     tally_of(home.w->store, "1222", "bilik"));
    Err err = {0};
    LedgerProven a, b;
    Store *store = province.w->store;
    assert_int_equal(ledger_checkpoint(store, province.w->arena, "1222", &there, &err), OK);
    assert_memory_equal(there.root.b, c.root.b, sizeof c.root.b);
    assert_int_equal(ledger_prove(home.w->store, home.w->arena, "1222", 7, &a, &err), OK);
    assert_int_equal(ledger_prove(store, province.w->arena, "1222", 7, &b, &err), OK);
    assert_int_equal(a.proof.n, b.proof.n);
    assert_memory_equal(a.proof.at, b.proof.at, a.proof.n);
    must_be_whole(&province);
    office_free(&home);
    office_free(&province);
}

static void it_grows_by_what_is_new_however_it_is_cut(void **state) {
    (void)state;
    Office home, province = province_new();
    office_new(&home, ":memory:");
    Bytes first = mirror_of(&home, 0);
    refused(&province, first, ERR_INPUT); /* the log has a key, and has signed nothing */
    office_signed(&home);
    first = mirror_of(&home, 0);
    assert_int_equal(taken(&province, first).checkpoint, 3);
    office_work(&home, 10);
    office_signed(&home);
    refused(&province, mirror_of(&home, 5), ERR_INPUT);                /* events 4 and 5 lack */
    assert_int_equal(taken(&province, mirror_of(&home, 2)).added, 10); /* event 3 overlaps */
    assert_int_equal(taken(&province, first).added, 0); /* an old file says no more */
    LedgerMirrored again = taken(&province, mirror_of(&home, 13));
    assert_int_equal(again.added, 0);
    assert_int_equal(again.checkpoint, 13);
    must_be_whole(&province);
    Err err = {0}; /* a mirror may be mirrored on */
    Office nation = province_new();
    Buf *b = buf_on(home.w->arena, 64 * MIB);
    assert_int_equal(ledger_mirror_write(province.w->ledger, province.w->arena, "1222", 0, b, &err),
                     OK);
    assert_int_equal(taken(&nation, buf_bytes(b)).size, 13);
    office_free(&home);
    office_free(&province);
    office_free(&nation);
}

/* ---------------------------------------------------------------- what is not that log */

static void cut_and_changed_files_are_refused_whole(void **state) {
    (void)state;
    Office home, province = province_new();
    office_new(&home, ":memory:");
    office_work(&home, 6);
    office_signed(&home);
    Bytes file = mirror_of(&home, 0);
    for (size_t n = 0; n < file.n - 1; n += 1 + n % 97)
        refused(&province, (Bytes){file.at, n}, ERR_INPUT);
    const struct {
        const char *old, *new;
        Status why;
    } cases[] = {
        {"{\"mirror\":1", "{\"mirror\":2", ERR_INPUT},
        {"\"after\":0", "\"after\":1", ERR_INPUT},
        {"\"after\":0", "\"after\":-1", ERR_INPUT},
        {"\"size\":9", "\"size\":8", ERR_INPUT},
        {"\"size\":9", "\"size\":10", ERR_INPUT},
        {"\"size\":9", "\"size\":9,\"more\":1", ERR_INPUT},
        {"\"scope\":\"1222\"", "\"scope\":\"1223\"", ERR_INPUT}, /* the lines are of another */
        {"1222\\n9\\n", "1222\\n8\\n", ERR_INPUT},               /* nobody signed that */
        {"\\\"n\\\":0", "\\\"n\\\":7", ERR_CONFLICT},            /* unsigned: the tree tells */
        {"\\\"n\\\":1", "\\\"n\\\":7", ERR_INPUT},               /* signed: the signature tells */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        refused(&province, replaced(&home, file, cases[i].old, cases[i].new), cases[i].why);
    assert_int_equal(taken(&province, file).size, 9);
    must_be_whole(&province);
    office_free(&home);
    office_free(&province);
}

static void a_log_that_was_rewritten_is_refused(void **state) {
    (void)state;
    Office home, other, province = province_new();
    office_new(&home, ":memory:");
    office_work(&home, 4);
    office_new(&other, ":memory:"); /* another office that says it is the same */
    rng_seed(&other.w->rng, 99);
    office_work(&other, 9);
    office_signed(&other);
    office_signed(&home);
    taken(&province, mirror_of(&home, 0));
    refused(&province, mirror_of(&other, 0), ERR_CONFLICT);
    refused(&province, mirror_of(&other, 3), ERR_CONFLICT);
    refused(&province, mirror_of(&other, 7), ERR_CONFLICT); /* goes on from another tree */
    must_be_whole(&province);
    office_free(&home);
    office_free(&other);
    office_free(&province);
}

static void a_key_of_another_scope_does_not_count(void **state) {
    (void)state;
    Office home, other, province = province_new();
    office_new(&home, ":memory:");
    office_new(&other, ":memory:");
    office_signed(&home);
    taken(&province, mirror_of(&home, 0));
    LedgerSigner *stranger = ledger_signer_new(&home.w->env, LEDGER_KEY_DEVICE);
    Buf *event = buf_on(home.w->arena, 1 * MIB), *file = buf_on(home.w->arena, 1 * MIB);
    Err err = {0};
    uint8_t salt[32] = {1};
    ledger_sign_with(home.w->ledger, stranger);
    json_t *body = json_pack("{s:s, s:i}", "key", "bilik", "n", 5);
    assert_int_equal(ledger_write(home.w->ledger, "1222", "tally.added", NULL, body, event, &err),
                     OK);
    buf_printf(file, "{\"mirror\":1,\"scope\":\"1222\",\"after\":3,\"size\":4,"
                     "\"checkpoint\":null}\n");
    assert_int_equal(ledger_opening_write(buf_bytes(event), salt, file, &err), OK);
    file->n--; /* a receipt file ends in an empty line, a mirror does not */
    refused(&province, buf_bytes(file), ERR_INPUT);
    LedgerMirrored m;
    assert_int_equal(
        ledger_mirror_take(province.w->ledger, province.w->arena, buf_bytes(file), NULL, &m, &err),
        ERR_INPUT);
    assert_non_null(strstr(err.text, "not enrolled in this scope"));
    ledger_sign_with(home.w->ledger, NULL);
    ledger_signer_free(stranger);
    office_free(&home);
    office_free(&other);
    office_free(&province);
}

/* ---------------------------------------------------------------- one writer */

static Status stated(Office *o, const char *scope) {
    LedgerReceipt r;
    Err err = {0};
    json_t *body = json_pack("{s:s, s:i}", "key", "bilik", "n", 5);
    return ledger_state(o->w->ledger, scope, "tally.added", NULL, body, &r, &err);
}

static void nothing_is_stated_or_signed_in_a_mirror(void **state) {
    (void)state;
    Office home, province = province_new();
    office_new(&home, ":memory:");
    office_signed(&home);
    Bytes file = mirror_of(&home, 0);
    taken(&province, file);
    assert_true(ledger_mirrors(province.w->store, "1222"));
    assert_false(ledger_mirrors(province.w->store, "12"));
    Err err = {0};
    assert_int_equal(stated(&province, "1222"), ERR_CONFLICT);
    Buf *text = buf_on(home.w->arena, 1 * MIB), *own = buf_on(home.w->arena, 1 * MIB);
    json_t *body = json_pack("{s:s, s:i}", "key", "bilik", "n", 5);
    Ledger *ledger = province.w->ledger;
    assert_int_equal(
        ledger_write(ledger, "1222", "tally.added", NULL, json_incref(body), text, &err), OK);
    assert_int_equal(ledger_write(ledger, "12", "tally.added", NULL, body, own, &err), OK);
    LedgerOutcome outcomes[2];
    Bytes both[] = {buf_bytes(own), buf_bytes(text)};
    assert_int_equal(ledger_append_many(ledger, both, 2, outcomes, &err), OK);
    assert_int_equal(outcomes[0].status, OK);
    assert_int_equal(outcomes[1].status, ERR_CONFLICT);
    LedgerCheckpoint c;
    province.log = home.log;
    assert_int_equal(office_sign(&province, NULL, &c, &err), ERR_CONFLICT);
    province.log = NULL;
    assert_int_equal(ledger_rebuild(ledger, NULL, &err), OK); /* it remains a mirror */
    assert_int_equal(stated(&province, "1222"), ERR_CONFLICT);
    refused(&home, file, ERR_CONFLICT); /* and who writes a log does not mirror it */
    must_be_whole(&province);
    office_free(&home);
    office_free(&province);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mirror_is_the_same_tree),
        cmocka_unit_test(it_grows_by_what_is_new_however_it_is_cut),
        cmocka_unit_test(cut_and_changed_files_are_refused_whole),
        cmocka_unit_test(a_log_that_was_rewritten_is_refused),
        cmocka_unit_test(a_key_of_another_scope_does_not_count),
        cmocka_unit_test(nothing_is_stated_or_signed_in_a_mirror),
    };
    return cmocka_run_group_tests_name("ledger/mirror", tests, NULL, NULL);
}
