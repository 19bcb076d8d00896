// SPDX-License-Identifier: Apache-2.0
#include "tally.h"

/* A log with two scopes, all types, a refusal and a resend behind it. */
static void history(World *w) {
    Err err;
    Rng rng;
    rng_seed(&rng, 7);
    Sha256 hash;
    assert_int_equal(ledger_blob_put(w->store, bytes_of("12345"), &hash, &err), OK);
    char hex[65];
    hex_format(hash.b, sizeof hash.b, hex);
    for (int i = 0; i < 60; i++) {
        const char *scope = rng_below(&rng, 3) ? "1222" : "1223";
        char key[2] = {(char)('a' + rng_below(&rng, 4)), 0};
        add(w, scope, key, rng_below(&rng, 10));
        Status s = move(w, scope, key, "z", &err);
        assert_true(s == OK || s == ERR_INFEASIBLE);
    }
    LedgerReceipt r;
    assert_int_equal(ledger_state(w->ledger, "1223", "tally.loaded", NULL,
                                  json_pack("{s:s}", "blob", hex), &r, &err),
                     OK);
}

static void replay_gives_the_same_views(void **state) {
    World *w = *state;
    history(w);
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(r.events, ledger_size(w->ledger, NULL));
    assert_int_equal(r.tables, 3); /* two of the tally, and the keys */
    assert_false(store_in_transaction(w->store));
}

static void a_changed_row_of_a_view_is_found_and_rebuilding_mends_it(void **state) {
    World *w = *state;
    Err err;
    history(w);
    sql(w, "UPDATE tally SET n = n + 1 WHERE scope = '1222' AND key = 'a';");
    sql(w, "DELETE FROM tally_line WHERE scope = '1223';");
    LedgerReplay r = compared(w);
    assert_int_equal(r.difference_count, 2);
    assert_string_equal(r.differences[0].table, "tally");
    assert_int_equal(r.differences[0].rows_live, r.differences[0].rows_replayed);
    assert_string_equal(r.differences[1].table, "tally_line");
    assert_true(r.differences[1].rows_live < r.differences[1].rows_replayed);
    assert_int_equal(r.leaves_wrong, 0);
    assert_int_equal(ledger_rebuild(w->ledger, NULL, &err), OK);
    r = compared(w);
    assert_true(ledger_replay_clean(&r));
}

static void tampered_events_are_found(void **state) {
    static const struct {
        const char *does;
        int64_t wrong, salts, missing;
    } cases[] = {
        /* other bytes of the same form; bytes of no form; another time beside the event */
        {"UPDATE event SET canonical = CAST(replace(CAST(canonical AS TEXT), '\"key\":\"', "
         "'\"key\":\"x') AS BLOB) WHERE scope = '1222' AND seq = 1;",
         1, 0, 0},
        {"UPDATE event SET canonical = 'x' WHERE scope = '1222' AND seq = 1;", 1, 0, 0},
        {"UPDATE event SET time = '' WHERE scope = '1222' AND seq = 1;", 1, 0, 0},
        {"UPDATE event SET scope = '1224' WHERE scope = '1222' AND seq = 1;", 1, 1, 1},
        /* the leaf; half a leaf; a salt of another event; no salt */
        {"UPDATE event SET commitment = zeroblob(32) WHERE scope = '1222' AND seq = 2;", 1, 0, 0},
        {"UPDATE event SET commitment = 'x' WHERE scope = '1222' AND seq = 2;", 1, 0, 0},
        {"UPDATE event_salt SET salt = zeroblob(32) WHERE scope = '1222' AND seq = 3;", 1, 0, 0},
        {"DELETE FROM event_salt WHERE scope = '1222' AND seq = 3;", 0, 1, 0},
        /* removed from the middle, from the end, and with the count mended */
        {"DELETE FROM event WHERE scope = '1222' AND seq = 2;", 0, 0, 1},
        {"DELETE FROM event WHERE scope = '1222' AND seq > 10;", 0, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        void *fresh = NULL;
        assert_int_equal(set_up(&fresh), 0);
        World *w = fresh;
        history(w);
        sql(w, cases[i].does);
        LedgerReplay r = compared(w);
        bool erased = cases[i].wrong == 0 && cases[i].missing == 0; /* lawfully */
        assert_int_equal(ledger_replay_clean(&r), erased);
        if (r.leaves_wrong != cases[i].wrong || r.salts_missing != cases[i].salts)
            fail_msg("%s: %d wrong, %d without salt", cases[i].does, (int)r.leaves_wrong,
                     (int)r.salts_missing);
        if (cases[i].missing >= 0)
            assert_int_equal(r.events_missing, cases[i].missing);
        else
            assert_true(r.events_missing > 1);
        tear_down(&fresh);
    }
}

static void a_tampered_event_is_never_rebuilt_from(void **state) {
    World *w = *state;
    Err err;
    history(w);
    sql(w, "UPDATE event SET canonical = CAST(replace(CAST(canonical AS TEXT), '\"key\":\"', "
           "'\"key\":\"x') AS BLOB) WHERE scope = '1222' AND seq = 1;");
    int64_t before = tally_of(w->store, "1222", "b");
    assert_int_equal(ledger_rebuild(w->ledger, NULL, &err), ERR_WORLD);
    assert_string_equal(err.place, "1222/1");
    assert_int_equal(tally_of(w->store, "1222", "b"), before);
    assert_false(store_in_transaction(w->store));
    Store *then;
    assert_int_equal(
        store_open(&w->env, ":memory:", STORE_CREATE, world_modules(), 2, &then, NULL, &err), OK);
    assert_int_equal(ledger_replay_into(w->ledger, then, INT64_MAX, NULL, &err), ERR_WORLD);
    assert_int_equal(tally_of(then, "1222", "b"), 0);
    store_close(then);
}

static void an_apply_that_changed_its_mind_is_counted(void **state) {
    World *w = *state;
    Err err;
    add(w, "1222", "a", 1);
    assert_int_equal(move(w, "1222", "a", "b", &err), OK);
    sql(w, "DELETE FROM event WHERE seq = 1;"); /* so that the move has nothing to move */
    sql(w, "DELETE FROM event_salt WHERE seq = 1;");
    LedgerReplay r = compared(w);
    assert_int_equal(r.events_refused, 1);
    assert_int_equal(r.events_missing, 1);
}

static void the_views_of_an_earlier_time_can_be_asked(void **state) {
    World *w = *state;
    Err err;
    for (int i = 0; i < 10; i++) {
        add(w, "1222", "a", 1);
        if (i < 3) add(w, "1223", "a", 1);
    }
    for (int64_t up_to = 0; up_to <= 10; up_to += 5) {
        Store *then;
        assert_int_equal(
            store_open(&w->env, ":memory:", STORE_CREATE, world_modules(), 2, &then, NULL, &err),
            OK);
        assert_int_equal(ledger_replay_into(w->ledger, then, up_to, NULL, &err), OK);
        assert_int_equal(tally_of(then, "1222", "a"), up_to);
        assert_int_equal(tally_of(then, "1223", "a"), up_to < 3 ? up_to : 3);
        store_close(then);
    }
}

static void count_steps(void *ctx, const char *what, int64_t done, int64_t total) {
    int64_t *last = ctx;
    assert_non_null(what);
    assert_int_equal(done, *last + 1);
    assert_true(done <= total);
    *last = done;
}

static void rebuilding_tells_how_far_it_is(void **state) {
    World *w = *state;
    Err err;
    int64_t last = 0;
    history(w);
    Progress progress = {count_steps, &last};
    assert_int_equal(ledger_rebuild(w->ledger, &progress, &err), OK);
    assert_int_equal(last, ledger_size(w->ledger, NULL));
}

static void a_reader_compares_while_the_writer_writes_on(void **state) {
    (void)state;
    World *w = world_new("replay");
    Err err = {0};
    world_open(w, STORE_CREATE);
    history(w);
    Store *reader;
    assert_int_equal(
        store_open(&w->env, w->url, STORE_READ, world_modules(), 2, &reader, NULL, &err), OK);
    Ledger *ledger = ledger_new(&w->env, reader, tally_types, COUNT_OF(tally_types));
    assert_int_equal(store_begin(reader, &err), OK);
    int64_t size = ledger_size(ledger, NULL);
    add(w, "1222", "a", 1);
    LedgerReplay r;
    assert_int_equal(ledger_replay_compare(ledger, w->arena, NULL, &r, &err), OK);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(r.events, size);
    store_rollback(reader);
    LedgerReceipt receipt;
    assert_int_equal(ledger_state(ledger, "1222", "tally.added", NULL,
                                  json_pack("{s:s,s:i}", "key", "a", "n", 1), &receipt, &err),
                     ERR_WORLD);
    ledger_free(ledger);
    store_close(reader);
    world_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(replay_gives_the_same_views),
        T(a_changed_row_of_a_view_is_found_and_rebuilding_mends_it),
        cmocka_unit_test(tampered_events_are_found),
        T(a_tampered_event_is_never_rebuilt_from),
        T(an_apply_that_changed_its_mind_is_counted),
        T(the_views_of_an_earlier_time_can_be_asked),
        T(rebuilding_tells_how_far_it_is),
        cmocka_unit_test(a_reader_compares_while_the_writer_writes_on),
    };
    return cmocka_run_group_tests_name("ledger/replay", tests, NULL, NULL);
}
