// SPDX-License-Identifier: Apache-2.0
#include "tally.h"

#define HEAD "{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":2},"
#define ID "\"id\":\"018d8bf3-4a80-7abc-8def-0123456789ab\","
#define TAIL "\"schema\":2,\"scope\":\"1222\",\"time\":\"2024-02-09T03:00:00.000Z\","
#define TYPE "\"type\":\"tally.added\",\"v\":1}"
static const char good[] = HEAD ID TAIL TYPE;
#define SIGNED(signature)                                                  \
    HEAD ID "\"schema\":2,\"scope\":\"1222\",\"signature\":" signature "," \
            "\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE
#define ZEROS /* 64 bytes */                      \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

static Status append(World *w, const char *text, LedgerReceipt *ret, Err *err) {
    return ledger_append(w->ledger, bytes_of(text), ret, err);
}

static void numbers_run_without_gaps_in_each_scope(void **state) {
    World *w = *state;
    for (int i = 1; i <= 20; i++) {
        assert_int_equal(add(w, "1222", "a", 1).seq, i);
        if (i % 2) assert_int_equal(add(w, "1223", "a", 10).seq, i / 2 + 1);
    }
    assert_int_equal(ledger_size(w->ledger, "1222"), 20);
    assert_int_equal(ledger_size(w->ledger, "1223"), 10);
    assert_int_equal(ledger_size(w->ledger, "12"), 0);
    assert_int_equal(ledger_size(w->ledger, NULL), 30);
    assert_int_equal(tally_of(w->store, "1222", "a"), 20);
    assert_int_equal(tally_of(w->store, "1223", "a"), 100);
}

static void resending_gives_the_same_receipt_and_does_nothing(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt first, again;
    assert_int_equal(append(w, good, &first, &err), OK);
    assert_false(first.existed);
    add(w, "1222", "b", 1);
    assert_int_equal(append(w, good, &again, &err), OK);
    assert_true(again.existed);
    assert_int_equal(again.seq, first.seq);
    assert_string_equal(again.id, "018d8bf3-4a80-7abc-8def-0123456789ab");
    assert_memory_equal(again.leaf.b, first.leaf.b, 32);
    assert_int_equal(tally_of(w->store, "1222", "a"), 2);
    assert_int_equal(ledger_size(w->ledger, NULL), 2);
}

static int64_t rows_of(World *w, const char *table) {
    Sha256 digest;
    int64_t rows = 0;
    Err err;
    assert_int_equal(store_table_digest(w->store, table, &digest, &rows, &err), OK);
    return rows;
}

static bool is_kept(void *ctx, const char *id, const char *received, Bytes canonical) {
    const char **kept = ctx;
    assert_string_equal(id, "018d8bf3-4a80-7abc-8def-0123456789ab");
    assert_true(str_starts(received, "2024-02-09T03:0"));
    assert_int_equal(canonical.n, strlen(*kept));
    assert_memory_equal(canonical.at, *kept, canonical.n);
    *kept = NULL;
    return true;
}

static void other_content_under_the_same_id_is_refused_and_kept(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt r;
    const char *other = "{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":3}," ID TAIL TYPE;
    assert_int_equal(append(w, good, &r, &err), OK);
    assert_int_equal(append(w, other, &r, &err), ERR_CONFLICT);
    assert_int_equal(append(w, other, &r, &err), ERR_CONFLICT);
    assert_int_equal(rows_of(w, "event_conflict"), 1);
    const char *kept = other;
    assert_int_equal(ledger_each_conflict(w->ledger, "1222", is_kept, &kept, &err), OK);
    assert_null(kept);
    assert_int_equal(tally_of(w->store, "1222", "a"), 2);
    for (int i = 10; i < 10 + 2 * LEDGER_CONFLICTS_MAX; i++) {
        char text[512];
        snprintf(text, sizeof text, "{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":%d}," ID TAIL TYPE,
                 i);
        assert_int_equal(append(w, text, &r, &err), ERR_CONFLICT);
    }
    assert_int_equal(rows_of(w, "event_conflict"), LEDGER_CONFLICTS_MAX);
    assert_int_equal(append(w, good, &r, &err), OK);
    assert_true(r.existed);
}

static void an_id_belongs_to_its_scope(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt r;
    const char *elsewhere = HEAD ID "\"schema\":2,\"scope\":\"1223\","
                                    "\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE;
    assert_int_equal(append(w, good, &r, &err), OK);
    assert_int_equal(append(w, elsewhere, &r, &err), OK);
    assert_false(r.existed);
}

static void a_refusal_by_apply_undoes_everything(void **state) {
    World *w = *state;
    Err err;
    add(w, "1222", "a", 1);
    assert_int_equal(move(w, "1222", "a", "b", &err), OK);
    assert_int_equal(move(w, "1222", "a", "b", &err), ERR_INFEASIBLE);
    assert_string_equal(err.text, "nothing to move");
    assert_int_equal(tally_of(w->store, "1222", "b"), 1);
    assert_int_equal(ledger_size(w->ledger, "1222"), 2);
    assert_int_equal(rows_of(w, "event"), 2);
    assert_int_equal(rows_of(w, "event_salt"), 2);
    assert_int_equal(add(w, "1222", "a", 1).seq, 3); /* its number was not used up */
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
}

static void one_refused_event_of_a_batch_takes_no_other_with_it(void **state) {
    World *w = *state;
    Err err;
    assert_int_equal(store_begin(w->store, &err), OK);
    add(w, "1222", "a", 1);
    assert_int_equal(move(w, "1222", "x", "y", &err), ERR_INFEASIBLE);
    assert_int_equal(add(w, "1222", "b", 1).seq, 2);
    assert_int_equal(store_commit(w->store, &err), OK);
    assert_int_equal(tally_of(w->store, "1222", "y"), 0);
    assert_int_equal(ledger_size(w->ledger, "1222"), 2);
    assert_int_equal(store_begin(w->store, &err), OK);
    add(w, "1222", "c", 1);
    store_rollback(w->store);
    assert_int_equal(ledger_size(w->ledger, "1222"), 2);
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
}

static void an_older_schema_is_lifted_and_stays_as_it_was_written(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt r;
    const char *old = "{\"actor\":{},\"body\":{\"k\":\"a\"}," ID "\"schema\":1,\"scope\":\"1222\","
                      "\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE;
    assert_int_equal(append(w, old, &r, &err), OK);
    assert_int_equal(tally_of(w->store, "1222", "a"), 1);
    assert_int_equal(append(w, old, &r, &err), OK);
    assert_true(r.existed);
    LedgerReplay replay = compared(w);
    assert_true(ledger_replay_clean(&replay));
}

static const struct {
    const char *text;
    const char *place; /* begins with */
    const char *says;  /* contains, in text or advice */
} bad[] = {
    {"", "event", "JSON"},
    {"[]", "event", "must be an object"},
    {"{}", "event (v)", "lacks"},
    {"{\"v\":2}", "event (v)", "newer"},
    {"{\"v\":\"1\"}", "event (v)", "must be 1"},
    {SIGNED("\"x\""), "event (signature)", "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdef\"}"), "event (signature)", "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdeF\",\"value\":\"" ZEROS "\"}"), "event (signature)",
     "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdef\",\"value\":\"" ZEROS "AA==\"}"), "event (signature)",
     "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdef\",\"value\":\"AA==\"}"), "event (signature)",
     "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdef\",\"value\":\"" ZEROS "\",\"x\":1}"), "event (signature)",
     "name a key"},
    {SIGNED("{\"key\":\"0123456789abcdef\",\"value\":\"" ZEROS "\"}"), "event ", "not enrolled"},
    {HEAD ID TAIL "\"tyqe\":1," TYPE, "event", "field"},
    {HEAD ID TAIL "\"type\":\"tally.added\",\"v\":1 }", "event", "canonical"},
    {" " HEAD ID TAIL TYPE, "event", "canonical"},
    {"\xEF\xBB\xBF" HEAD ID TAIL TYPE, "event", "canonical"},
    {"{\"body\":{\"key\":\"a\",\"n\":2},\"actor\":{}," ID TAIL TYPE, "event", "canonical"},
    {"{\"actor\":{},\"body\":{\"key\":\"\\u0061\",\"n\":2}," ID TAIL TYPE, "event", "canonical"},
    {"{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":-0}," ID TAIL TYPE, "event", "canonical"},
    {"{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":2.0}," ID TAIL TYPE, "", "whole numbers"},
    {"{\"actor\":{},\"body\":{\"key\":\"a\",\"n\":9007199254740992}," ID TAIL TYPE, "",
     "too large"},
    {"{\"actor\":{},\"body\":{\"n\":2,\"n\":2}," ID TAIL TYPE, "event:1", "duplicate"},
    {"{\"actor\":{\"role\":1},\"body\":{}," ID TAIL TYPE, "event (actor)", "short texts"},
    {"{\"actor\":{\"Role\":\"x\"},\"body\":{}," ID TAIL TYPE, "event (actor)", "short texts"},
    {"{\"actor\":[],\"body\":{}," ID TAIL TYPE, "event (actor)", "short texts"},
    {"{\"actor\":{},\"body\":[]," ID TAIL TYPE, "event (body)", "object"},
    {HEAD "\"id\":\"018d8bf3-4a80-4abc-8def-0123456789ab\"," TAIL TYPE, "event (id)", "version 7"},
    {HEAD "\"id\":\"018d8bf3-4a80-7abc-cdef-0123456789ab\"," TAIL TYPE, "event (id)", "version 7"},
    {HEAD "\"id\":\"018D8BF3-4A80-7ABC-8DEF-0123456789AB\"," TAIL TYPE, "event (id)", "version 7"},
    {HEAD "\"id\":7," TAIL TYPE, "event (id)", "version 7"},
    {HEAD ID "\"schema\":3,\"scope\":\"1222\",\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE,
     "event (schema)", "newer"},
    {HEAD ID "\"schema\":0,\"scope\":\"1222\",\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE,
     "event (schema)", "whole number"},
    {HEAD ID "\"schema\":2,\"scope\":\"Bali\",\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE,
     "event (scope)", "0-9 a-z"},
    {HEAD ID "\"schema\":2,\"scope\":\"\",\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE,
     "event (scope)", "0-9 a-z"},
    {HEAD ID "\"schema\":2,\"scope\":\"123456789012345678901234567890123\","
             "\"time\":\"2024-02-09T03:00:00.000Z\"," TYPE,
     "event (scope)", "0-9 a-z"},
    {HEAD ID TAIL "\"type\":\"tally.burnt\",\"v\":1}", "event (type)", "newer version"},
    {HEAD ID TAIL "\"type\":\"\",\"v\":1}", "event (type)", "0-9 a-z"},
};

static void what_is_not_exactly_of_the_form_is_refused(void **state) {
    World *w = *state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Err err = {0};
        LedgerReceipt r;
        Status s = append(w, bad[i].text, &r, &err);
        if (s != ERR_INPUT || !str_starts(err.place, bad[i].place) ||
            (!strstr(err.text, bad[i].says) && !strstr(err.advice, bad[i].says)))
            fail_msg("%s\n  %d %s: %s; %s", bad[i].text, s, err.place, err.text, err.advice);
    }
    assert_int_equal(ledger_size(w->ledger, NULL), 0);
    assert_int_equal(rows_of(w, "ledger_scope"), 0);
}

static void times_are_real_and_of_one_form(void **state) {
    World *w = *state;
    static const char *const times[] = {
        "2024-02-30T03:00:00.000Z", "2024-02-09T24:00:00.000Z", "2024-02-09T23:60:00.000Z",
        "2024-02-09T23:59:60.000Z", "2024-02-09T03:00:00Z",     "2024-02-09T03:00:00.000z",
        "2024-02-09 03:00:00.000Z", "2024-02-09T03:00:00.0000", "2024-02-09T03:00:00.000+00:00",
        "2024-02-09T3a:00:00.000Z", "0000-00-00T00:00:00.000Z"};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        char text[512];
        snprintf(text, sizeof text, HEAD ID "\"schema\":2,\"scope\":\"1\",\"time\":\"%s\"," TYPE,
                 times[i]);
        Err err;
        LedgerReceipt r;
        assert_int_equal(append(w, text, &r, &err), ERR_INPUT);
        assert_string_equal(err.place, "event (time)");
    }
}

static void what_could_not_be_read_back_is_not_stated(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt r;
    json_t *deep = json_object(), *at = deep;
    for (int i = 0; i < 40; i++) {
        json_object_set_new(at, "x", json_object());
        at = json_object_get(at, "x");
    }
    assert_int_equal(ledger_state(w->ledger, "1222", "tally.added", NULL, deep, &r, &err),
                     ERR_INPUT);
    json_t *nul = json_object();
    json_object_set_new(nul, "key", json_stringn("a\0b", 3));
    assert_int_equal(ledger_state(w->ledger, "1222", "tally.added", NULL, nul, &r, &err),
                     ERR_INPUT);
    assert_int_equal(ledger_state(w->ledger, "Bali", "tally.added", NULL, json_object(), &r, &err),
                     ERR_INPUT);
    assert_int_equal(ledger_size(w->ledger, NULL), 0);
}

static void a_stated_event_carries_its_actor_and_a_fresh_id(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt one, two;
    json_t *actor = json_pack("{s:s, s:s}", "role", "operator", "org", "kpu-1222");
    assert_int_equal(ledger_state(w->ledger, "1222", "tally.added", actor,
                                  json_pack("{s:s, s:i}", "key", "a", "n", 1), &one, &err),
                     OK);
    json_decref(actor);
    two = add(w, "1222", "a", 1);
    assert_string_not_equal(one.id, two.id);
    assert_true(uuid_valid(one.id));
}

static bool collect(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)leaf;
    Buf *to = ctx;
    json_t *again;
    assert_int_equal(json_read(canonical, "event", &again, NULL), OK);
    assert_string_equal(json_string_value(json_object_get(again, "id")), event->id);
    json_decref(again);
    buf_printf(to, "%s/%" PRId64 " ", event->scope, event->seq);
    return event->seq < 3;
}

static void each_gives_events_in_order_until_told_to_stop(void **state) {
    World *w = *state;
    Err err;
    Buf seen;
    buf_init(&seen, 1 * KIB);
    for (int i = 0; i < 5; i++) {
        add(w, "1223", "a", 1);
        if (i < 2) add(w, "1222", "a", 1);
    }
    assert_int_equal(ledger_each(w->ledger, NULL, 0, collect, &seen, &err), OK);
    buf_str(&seen, "| ");
    assert_int_equal(ledger_each(w->ledger, "1223", 1, collect, &seen, &err), OK);
    assert_string_equal(seen.at, "1222/1 1222/2 1223/1 1223/2 1223/3 | 1223/2 1223/3 ");
    buf_free(&seen);
}

static void a_blob_is_stored_once_and_checked_when_read(void **state) {
    World *w = *state;
    Err err;
    Sha256 one, two;
    Bytes bytes = {0};
    size_t n = 5 * MIB;
    uint8_t *big = arena_alloc(w->arena, n);
    for (size_t i = 0; i < n; i++) big[i] = (uint8_t)(i * 31 >> 3);
    assert_int_equal(ledger_blob_put(w->store, (Bytes){big, n}, &one, &err), OK);
    assert_int_equal(ledger_blob_put(w->store, (Bytes){big, n}, &two, &err), OK);
    assert_memory_equal(one.b, two.b, 32);
    assert_int_equal(rows_of(w, "blob"), 1);
    assert_int_equal(ledger_blob_get(w->store, w->arena, one, &bytes, &err), OK);
    assert_int_equal(bytes.n, n);
    assert_memory_equal(bytes.at, big, n);
    one.b[0] ^= 1;
    assert_int_equal(ledger_blob_get(w->store, w->arena, one, &bytes, &err), ERR_ABSENT);
    sql(w, "UPDATE blob SET bytes = 'other';");
    assert_int_equal(ledger_blob_get(w->store, w->arena, two, &bytes, &err), ERR_WORLD);
    assert_int_equal(ledger_blob_put(w->store, (Bytes){NULL, 0}, &one, &err), OK);
    assert_int_equal(ledger_blob_get(w->store, w->arena, one, &bytes, &err), OK);
    assert_int_equal(bytes.n, 0);
}

static void what_is_too_large_is_refused_unread(void **state) {
    World *w = *state;
    Err err;
    LedgerReceipt r;
    Sha256 hash;
    const uint8_t byte = 'x';
    assert_int_equal(ledger_append(w->ledger, (Bytes){&byte, LEDGER_EVENT_BYTES_MAX + 1}, &r, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.advice, "blobs"));
    assert_int_equal(
        ledger_blob_put(w->store, (Bytes){&byte, LEDGER_BLOB_BYTES_MAX + 1}, &hash, &err),
        ERR_INPUT);
}

static void the_type_table_says_who_may_see(void **state) {
    World *w = *state;
    assert_int_equal(ledger_type(w->ledger, "tally.moved")->disclosure, LEDGER_AFTER_DAY);
    assert_null(ledger_type(w->ledger, "tally.burnt"));
}

/* ---------------------------------------------------------------- many at once */

static Bytes text_of(World *w, const char *type, json_t *body) {
    Buf b;
    Err err = {0};
    buf_init(&b, 64 * KIB);
    assert_int_equal(ledger_write(w->ledger, "1222", type, NULL, body, &b, &err), OK);
    Bytes text = bytes_of(arena_strn(w->arena, b.at, b.n));
    buf_free(&b);
    return text;
}

static Bytes added_text(World *w, const char *key, int n) {
    return text_of(w, "tally.added", json_pack("{s:s, s:i}", "key", key, "n", n));
}

static Bytes moved_text(World *w, const char *from) {
    return text_of(w, "tally.moved", json_pack("{s:s, s:s}", "from", from, "to", "b"));
}

static void one_refused_of_many_takes_no_other_with_it(void **state) {
    World *w = *state;
    Err err = {0};
    Bytes texts[300];
    LedgerOutcome outcome[COUNT_OF(texts)];
    size_t n = COUNT_OF(texts), refused = 0;
    for (size_t i = 0; i < n; i++)
        texts[i] = i % 50 == 7    ? moved_text(w, "nothing")
                   : i % 50 == 9  ? texts[i - 1]
                   : i % 50 == 11 ? bytes_of("{}")
                                  : added_text(w, "a", 1);
    assert_int_equal(ledger_append_many(w->ledger, texts, n, outcome, &err), OK);
    int64_t seq = 0;
    for (size_t i = 0; i < n; i++) {
        size_t kind = i % 50;
        Status expected = kind == 7 ? ERR_INFEASIBLE : kind == 11 ? ERR_INPUT : OK;
        assert_int_equal(outcome[i].status, expected);
        refused += expected != OK;
        if (expected != OK) continue;
        assert_int_equal(outcome[i].receipt.existed, kind == 9);
        seq += kind != 9;
        assert_int_equal(outcome[i].receipt.seq, seq);
    }
    assert_int_equal(refused, 12);
    assert_int_equal(ledger_size(w->ledger, "1222"), seq);
    assert_int_equal(tally_of(w->store, "1222", "a"), seq);
    assert_int_equal(tally_of(w->store, "1222", "b"), 0);
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
}

static void many_are_parts_of_the_callers_transaction(void **state) {
    World *w = *state;
    Err err = {0};
    Bytes texts[] = {added_text(w, "a", 1), moved_text(w, "nothing"), added_text(w, "a", 2)};
    LedgerOutcome outcome[COUNT_OF(texts)];
    assert_int_equal(store_begin(w->store, &err), OK);
    assert_int_equal(ledger_append_many(w->ledger, texts, 3, outcome, &err), OK);
    assert_int_equal(outcome[1].status, ERR_INFEASIBLE);
    assert_int_equal(tally_of(w->store, "1222", "a"), 3);
    store_rollback(w->store);
    assert_int_equal(ledger_size(w->ledger, NULL), 0);
}

static void a_batch_that_the_world_fails_stands_nowhere_and_may_come_again(void **state) {
    World *w = *state;
    Err err = {0};
    LedgerWriter *writer;
    Bytes texts[] = {added_text(w, "a", 1), bytes_of("{}"), added_text(w, "a", 2)};
    LedgerOutcome outcome[COUNT_OF(texts)];
    assert_int_equal(ledger_writer_new(&w->env, w->ledger, &writer, &err), OK);
    sql(w, "PRAGMA query_only = 1;");
    ledger_writer_append(writer, texts, 3, outcome);
    assert_int_equal(outcome[0].status, ERR_WORLD);
    assert_true(outcome[0].err.text[0]);
    assert_int_equal(outcome[1].status, ERR_INPUT);
    assert_int_equal(outcome[2].status, ERR_WORLD);
    sql(w, "PRAGMA query_only = 0;");
    ledger_writer_append(writer, texts, 3, outcome);
    assert_int_equal(outcome[0].status, OK);
    assert_int_equal(outcome[1].status, ERR_INPUT);
    assert_int_equal(outcome[2].status, OK);
    assert_false(outcome[2].receipt.existed);
    assert_int_equal(outcome[2].receipt.seq, 2);
    ledger_writer_free(writer);
    assert_int_equal(tally_of(w->store, "1222", "a"), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(numbers_run_without_gaps_in_each_scope),
        T(resending_gives_the_same_receipt_and_does_nothing),
        T(other_content_under_the_same_id_is_refused_and_kept),
        T(an_id_belongs_to_its_scope),
        T(a_refusal_by_apply_undoes_everything),
        T(one_refused_event_of_a_batch_takes_no_other_with_it),
        T(an_older_schema_is_lifted_and_stays_as_it_was_written),
        T(what_is_not_exactly_of_the_form_is_refused),
        T(times_are_real_and_of_one_form),
        T(what_could_not_be_read_back_is_not_stated),
        T(a_stated_event_carries_its_actor_and_a_fresh_id),
        T(each_gives_events_in_order_until_told_to_stop),
        T(a_blob_is_stored_once_and_checked_when_read),
        T(what_is_too_large_is_refused_unread),
        T(the_type_table_says_who_may_see),
        T(one_refused_of_many_takes_no_other_with_it),
        T(many_are_parts_of_the_callers_transaction),
        T(a_batch_that_the_world_fails_stands_nowhere_and_may_come_again),
    };
    return cmocka_run_group_tests_name("ledger/append", tests, NULL, NULL);
}
