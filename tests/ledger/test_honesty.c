// SPDX-License-Identifier: Apache-2.0
/* Whoever has the database changes it; each change is found, and named in words with its place. The
 * one whose changes are hardest to find also recomputes what hangs on them. */
#include "office.h"

#define EVENTS 600
#define OLD 300

static const uint8_t new_salt[32] = {7};

typedef struct Case {
    const char *does; /* SQL; NULL: `by` does it */
    void (*by)(Office *o);
    int64_t seq;      /* the event that must be named; 0 = none */
    const char *says; /* NULL = lawful: nothing is found */
} Case;

#define CHANGE_TEXT(seq)                                                                       \
    "UPDATE event SET canonical = CAST(replace(CAST(canonical AS TEXT), '\"n\":', '\"n\":1') " \
    "AS BLOB) WHERE seq = " #seq ";"

/* ---------------------------------------------------------------- the careful ones */

static void put_event(Office *o, int64_t seq, Bytes text, bool is_new) {
    Err err = {0};
    Sha256 commitment =
        sha256_parts(3, (Bytes[]){bytes_of("hantar/event-commitment/v1\n"), {new_salt, 32}, text});
    Bytes c = {commitment.b, 32}, salt = {new_salt, 32};
    Store *store = o->w->store;
    json_t *event = json_loadb((const char *)text.at, text.n, 0, NULL);
    const char *id = json_string_value(json_object_get(event, "id"));
    const char *type = json_string_value(json_object_get(event, "type"));
    const char *time = json_string_value(json_object_get(event, "time"));
    Status s = is_new
                   ? store_run(store, &err,
                               "INSERT INTO event (scope, seq, id, type, time, commitment, "
                               "canonical) VALUES ('1222', $1, $2, $3, $4, $5, $6);",
                               "itttbb", seq, id, type, time, c, text)
                   : store_run(store, &err,
                               "UPDATE event SET commitment = $2, canonical = $3 WHERE seq = $1;",
                               "ibb", seq, c, text);
    assert_int_equal(s, OK);
    if (is_new) {
        s = store_run(store, &err, "INSERT INTO event_salt VALUES ('1222', $1, $2);", "ib", seq,
                      salt);
        assert_int_equal(s, OK);
        sql(o->w, "UPDATE ledger_scope SET size = size + 1;");
    } else {
        s = store_run(store, &err, "UPDATE event_salt SET salt = $2 WHERE seq = $1;", "ib", seq,
                      salt);
        assert_int_equal(s, OK);
    }
    json_decref(event);
}

/* Text, salt and commitment of an event, so that they agree. */
static void rewrite(Office *o, int64_t seq) {
    StoreStmt *q;
    Err err;
    bool row;
    char text[4096];
    assert_int_equal(
        store_prepare(o->w->store, "SELECT canonical FROM event WHERE seq = $1;", &q, &err), OK);
    store_bind_int(q, 1, seq);
    assert_int_equal(store_step(q, &row, &err), OK);
    Bytes b = store_bytes(q, 0);
    assert_true(b.n < sizeof text);
    memcpy(text, b.at, b.n);
    text[b.n] = 0;
    char *n = strstr(text, "\"n\":");
    assert_non_null(n);
    n[4] = n[4] == '9' ? '8' : '9';
    store_finish(q);
    put_event(o, seq, bytes_of(text), false);
}

static void rewrite_unsigned(Office *o) {
    rewrite(o, 206);
}

static void rewrite_signed(Office *o) {
    rewrite(o, 205);
}

static void rewrite_with_view_and_tiles(Office *o) {
    Err err;
    rewrite(o, 206);
    sql(o->w, "DELETE FROM ledger_tile;"); /* computed from the leaves where they are missing */
    assert_int_equal(store_part_begin(o->w->store, &err), OK);
    assert_int_equal(store_views_reset(o->w->store, &err), OK);
    assert_int_equal(store_part_end(o->w->store, &err), OK);
}

static void append_text(Office *o, const char *type, const LedgerSigner *by) {
    Buf text;
    Err err;
    buf_init(&text, 64 * KIB);
    ledger_sign_with(o->w->ledger, by);
    json_t *body = str_eq(type, "tally.moved")
                       ? json_pack("{s:s, s:s}", "from", "kotak", "to", "bilik")
                       : json_pack("{s:s, s:i}", "key", "kotak", "n", 5);
    assert_int_equal(ledger_write(o->w->ledger, "1222", type, NULL, body, &text, &err), OK);
    ledger_sign_with(o->w->ledger, NULL);
    put_event(o, EVENTS + 4, buf_bytes(&text), true);
    buf_free(&text);
}

static void append_unsigned(Office *o) {
    append_text(o, "tally.moved", NULL);
}

static void append_of_a_stranger(Office *o) {
    LedgerSigner *stranger = ledger_signer_new(&o->w->env, LEDGER_KEY_DEVICE);
    append_text(o, "tally.added", stranger);
    ledger_signer_free(stranger);
}

static void append_of_the_log_key(Office *o) {
    append_text(o, "tally.added", o->log);
}

static const Case cases[] = {
    /* an event */
    {CHANGE_TEXT(206), NULL, 206, "not what its leaf commits to"},
    {CHANGE_TEXT(205), NULL, 205, "not what its leaf commits to"},
    {CHANGE_TEXT(205), NULL, 205, "signature does not hold"},
    {"UPDATE event SET canonical = x'00' WHERE seq = 9;", NULL, 9, "not what its leaf"},
    {"UPDATE event SET time = '2024-02-09T03:00:00.000Z' WHERE seq = 9;", NULL, 9, "another id"},
    {"UPDATE event SET type = 'tally.moved' WHERE seq = 9;", NULL, 9, "another id"},
    {"UPDATE event SET id = '018d8bf3-4a80-7abc-8def-0123456789ab' WHERE seq = 9;", NULL, 9,
     "another id"},
    {"UPDATE event SET commitment = zeroblob(32) WHERE seq = 9;", NULL, 9, "not what its leaf"},
    {"UPDATE event SET commitment = zeroblob(32) WHERE seq = 9;", NULL, 0, "the first 103 events"},
    {"UPDATE event SET commitment = 'x' WHERE seq = 9;", NULL, 9, "not what its leaf"},
    {"UPDATE event_salt SET salt = zeroblob(32) WHERE seq = 9;", NULL, 9, "not what its leaf"},
    {"UPDATE event_salt SET salt = 'x' WHERE seq = 9;", NULL, 9, "not what its leaf"},
    {NULL, rewrite_unsigned, 0, "the first 303 events are not those over which the checkpoint"},
    {NULL, rewrite_unsigned, 0, "a checkpoint that others hold"},
    {NULL, rewrite_unsigned, 0, "tile/0/000 of the tree is not what the leaves give"},
    {NULL, rewrite_with_view_and_tiles, 0, "the first 303 events are not those over which"},
    {NULL, rewrite_with_view_and_tiles, 0, "a checkpoint that others hold"},
    {NULL, rewrite_signed, 205, "signature does not hold"},
    {"DELETE FROM event WHERE seq = 200;", NULL, 0, "event 200 is missing"},
    {"DELETE FROM event WHERE seq BETWEEN 200 AND 210;", NULL, 0, "events 200 to 210 are missing"},
    {"DELETE FROM event WHERE seq > 500;", NULL, 0, "events 501 to 603 are missing"},
    {"DELETE FROM event;", NULL, 0, "events 1 to 603 are missing"},
    {"UPDATE event SET scope = '1223' WHERE seq = 200;", NULL, 200, "another id"},
    {"UPDATE event SET seq = -1 WHERE seq = 10;", NULL, 0, "event 10 is missing"},
    {NULL, append_unsigned, EVENTS + 4, "must be signed"},
    {NULL, append_of_a_stranger, EVENTS + 4, "not enrolled"},
    {NULL, append_of_the_log_key, EVENTS + 4, "not for events"},
    /* the numbers */
    {"DELETE FROM event WHERE seq = 603; UPDATE ledger_scope SET size = 602;", NULL, 0,
     "was signed, but the record ends at 602"},
    {"UPDATE ledger_scope SET size = 600;", NULL, 0, "says that it has 600 events, and has 603"},
    {"UPDATE ledger_scope SET size = 700;", NULL, 0, "events 604 to 700 are missing"},
    /* the views */
    {"UPDATE tally SET n = n + 1 WHERE key = 'kotak';", NULL, 0, "the view tally is not"},
    {"DELETE FROM tally_line WHERE seq = 17;", NULL, 0, "the view tally_line is not"},
    {"UPDATE ledger_key SET role = 'operator';", NULL, 0, "the view ledger_key is not"},
    {"UPDATE ledger_key SET revoked_seq = 5;", NULL, 0, "the view ledger_key is not"},
    /* the tree */
    {"UPDATE ledger_tile SET hashes = zeroblob(8192) WHERE number = 1;", NULL, 0,
     "tile/0/001 of the tree"},
    {"UPDATE ledger_tile SET root = zeroblob(32) WHERE number = 0;", NULL, 0,
     "tile/0/000 of the tree"},
    {"UPDATE ledger_tile SET hashes = 'x' WHERE number = 0;", NULL, 0, "tile/0/000 of the tree"},
    {"INSERT INTO ledger_tile VALUES ('1222', 0, 2, zeroblob(32), zeroblob(8192));", NULL, 0,
     "reaches beyond"},
    {"INSERT INTO ledger_tile VALUES ('1222', 1, 0, zeroblob(32), zeroblob(8192));", NULL, 0,
     "reaches beyond"},
    /* the checkpoints */
    {"UPDATE ledger_checkpoint SET note = CAST(replace(CAST(note AS TEXT), '603', '602') AS BLOB);",
     NULL, 0, "the checkpoint over 602 events"},
    {"UPDATE ledger_checkpoint SET note = 'x' WHERE size = 603;", NULL, 0, "cannot be read"},
    {"UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 103) "
     "WHERE size = 603;",
     NULL, 0, NULL}, /* harmless: another true one */
    /* lawful: what is derived may go, and so may a salt */
    {"DELETE FROM ledger_tile;", NULL, 0, NULL},
    {"DELETE FROM event_salt WHERE seq = 206;", NULL, 0, NULL},
    {"DELETE FROM withheld;", NULL, 0, NULL},
};

/* ---------------------------------------------------------------- finding */

static LedgerVerification verified(Office *o, const Bytes *held, size_t n) {
    LedgerVerification v = {0};
    Err err = {0};
    LedgerDepth depth = {.threads = 2, .replay = true, .tree = true, .held = held, .held_count = n};
    Status s = ledger_verify(o->w->ledger, o->w->arena, depth, NULL, &v, &err);
    if (s != OK) print_message("# %s %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    return v;
}

static bool named(const LedgerVerification *v, const Case *c) {
    for (size_t i = 0; i < v->fault_count; i++)
        if (v->faults[i].seq == c->seq && strstr(v->faults[i].text, c->says)) return true;
    return false;
}

static void run_case(Office *o, const Case *c, const Bytes *held) {
    Err err;
    assert_int_equal(store_begin(o->w->store, &err), OK);
    if (c->by) c->by(o);
    const char *rest = c->does;
    while (rest && *rest) { /* one statement after the other */
        const char *end = strchr(rest, ';');
        sql(o->w, arena_strn(o->w->arena, rest, (size_t)(end + 1 - rest)));
        rest = end + 1;
        while (*rest == ' ') rest++;
    }
    LedgerVerification v = verified(o, held, 1);
    bool good = c->says ? named(&v, c) : v.fault_total == 0;
    for (size_t i = 0; !good && i < v.fault_count; i++)
        print_message("# %d %s\n", (int)v.faults[i].seq, v.faults[i].text);
    if (!good) fail_msg("%s: %s", c->does ? c->does : "by hand", c->says ? c->says : "lawful");
    store_rollback(o->w->store);
}

static void every_change_is_found_and_named(void **state) {
    (void)state;
    Office o;
    office_new(&o, ":memory:");
    office_work(&o, 100);
    office_signed(&o);
    office_work(&o, OLD - 100);
    char old[4096];
    LedgerCheckpoint c = office_signed(&o);
    snprintf(old, sizeof old, "%.*s", (int)c.note.n, (const char *)c.note.at);
    office_work(&o, EVENTS - OLD);
    assert_int_equal(office_signed(&o).size, EVENTS + 3);
    Bytes held = bytes_of(old);
    LedgerVerification v = verified(&o, &held, 1);
    assert_int_equal(v.fault_total, 0);
    assert_int_equal(v.tiles, 2);
    assert_int_equal(v.checkpoints, 3);
    assert_int_equal(v.replay.signatures, EVENTS / 2 + 3);
    for (size_t i = 0; i < COUNT_OF(cases); i++) run_case(&o, &cases[i], &held);
    v = verified(&o, &held, 1);
    assert_int_equal(v.fault_total, 0);
    office_free(&o);
}

/* ---------------------------------------------------------------- two histories */

static void holder_finds(Office *o, const char *note, const char *says) {
    Bytes held = bytes_of(note);
    LedgerVerification v = verified(o, &held, 1);
    Case c = {.says = says};
    if (!named(&v, &c)) fail_msg("%s", says);
}

static void two_databases_from_one_are_found_by_whoever_holds_a_checkpoint(void **state) {
    (void)state;
    Office a;
    office_new(&a, ":memory:");
    office_work(&a, 50);
    Err err;
    char first[4096], second[4096];
    office_signed(&a);
    LedgerCheckpoint c;
    office_work(&a, 10);
    c = office_signed(&a);
    snprintf(first, sizeof first, "%.*s", (int)c.note.n, (const char *)c.note.at);
    office_work(&a, 10);
    c = office_signed(&a);
    snprintf(second, sizeof second, "%.*s", (int)c.note.n, (const char *)c.note.at);
    Bytes held[] = {bytes_of(first), bytes_of(second)};
    LedgerVerification v = verified(&a, held, 2);
    assert_int_equal(v.fault_total, 0);
    /* set back to 53, and on: fewer events than was signed, as many, more */
    assert_int_equal(store_begin(a.w->store, &err), OK);
    sql(a.w, "DELETE FROM event WHERE seq > 53;");
    sql(a.w, "DELETE FROM event_salt WHERE seq > 53;");
    sql(a.w, "DELETE FROM ledger_checkpoint WHERE size > 53;");
    sql(a.w, "UPDATE ledger_scope SET size = 53;");
    assert_int_equal(store_commit(a.w->store, &err), OK);
    assert_int_equal(ledger_rebuild(a.w->ledger, NULL, &err), OK);
    holder_finds(&a, first, "others hold a checkpoint over 63 events, but the record ends at 53");
    office_work(&a, 10);
    holder_finds(&a, first, "the first 63 events are not those of a checkpoint that others hold");
    holder_finds(&a, second, "others hold a checkpoint over 73 events");
    /* the log's key signs a second tree of the same size: the note outside forbids it */
    assert_int_equal(office_sign(&a, NULL, &c, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "only 63 stand here"));
    office_work(&a, 10);
    assert_int_equal(office_sign(&a, second, &c, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "the first 73 events here are not those"));
    /* whoever throws the note away signs twice, and both who compare find it */
    a.note[0] = a.mark[0] = 0;
    sql(a.w, "DELETE FROM ledger_checkpoint;");
    c = office_signed(&a);
    assert_int_equal(c.size, 73);
    holder_finds(&a, second, "the first 73 events are not those of a checkpoint that others hold");
    office_free(&a);
}

/* ---------------------------------------------------------------- erasing */

static void erasing_a_person_leaves_event_replay_verification_and_proofs_whole(void **state) {
    (void)state;
    Office o;
    Err err = {0};
    LedgerKey key;
    office_new(&o, "erase");
    office_work(&o, 20);
    LedgerCheckpoint c = office_signed(&o);
    LedgerProven before, after;
    assert_int_equal(ledger_prove(o.w->store, o.w->arena, "1222", 1, &before, &err), OK);
    assert_int_equal(ledger_key(o.w->store, "1222", ledger_signer_id(o.operator), &key, &err), OK);
    const char *name;
    assert_int_equal(ledger_reveal(o.w->store, o.w->arena, key.name, &name, &err), OK);
    assert_string_equal(name, "Siti Aminah");
    assert_int_equal(ledger_erase(o.w->store, key.name, &err), OK);
    sql(o.w, "DELETE FROM event_salt WHERE seq = 1;");
    assert_int_equal(ledger_reveal(o.w->store, o.w->arena, key.name, &name, &err), OK);
    assert_string_equal(name, "(withheld)");
    assert_int_equal(ledger_prove(o.w->store, o.w->arena, "1222", 1, &after, &err), OK);
    assert_int_equal(after.proof.n, before.proof.n);
    assert_memory_equal(after.proof.at, before.proof.at, before.proof.n);
    assert_true(before.receipt.n > 0);
    assert_int_equal(after.receipt.n, 0); /* nothing ties the leaf to the event any more */
    LedgerVerification v = verified(&o, &c.note, 1);
    assert_int_equal(v.fault_total, 0);
    assert_int_equal(v.replay.salts_missing, 1);
    LedgerReplay r = compared(o.w);
    assert_true(ledger_replay_clean(&r));
    office_free(&o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_is_found_and_named),
        cmocka_unit_test(two_databases_from_one_are_found_by_whoever_holds_a_checkpoint),
        cmocka_unit_test(erasing_a_person_leaves_event_replay_verification_and_proofs_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
