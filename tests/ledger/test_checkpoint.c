// SPDX-License-Identifier: Apache-2.0
/* When a checkpoint is signed, and when not; what is published; what is handed out. */
#include "office.h"

static int up(void **state) {
    Office *o = calloc(1, sizeof *o);
    office_new(o, "checkpoint");
    *state = o;
    return 0;
}

static int down(void **state) {
    office_free(*state);
    free(*state);
    return 0;
}

static const char *text_of(Office *o, Bytes b) {
    return arena_strn(o->w->arena, (const char *)b.at, b.n);
}

static void refused(Office *o, const char *shown, Status status, const char *says) {
    LedgerCheckpoint c;
    Err err = {0};
    assert_int_equal(office_sign(o, shown, &c, &err), status);
    if (!strstr(err.text, says)) fail_msg("%s", err.text);
}

/* ---------------------------------------------------------------- signing */

static void it_is_signed_by_the_enrolled_key_of_the_log(void **state) {
    Office *o = *state;
    const TlogKey *keys;
    size_t n;
    TlogNote note;
    Err err = {0};
    office_work(o, 7);
    LedgerCheckpoint c = office_signed(o);
    assert_int_equal(c.size, 10);
    assert_string_equal(c.origin, "hantar.invalid/1222");
    assert_int_equal(ledger_log_keys(o->w->store, o->w->arena, "1222", &keys, &n, &err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(tlog_note_open(o->w->arena, c.note, keys, n, &note, &err), OK);
    LedgerSigner *log = o->log;
    o->log = o->device;
    refused(o, NULL, ERR_INPUT, "not the key of a log");
    o->log = ledger_signer_new(&o->w->env, LEDGER_KEY_LOG);
    refused(o, NULL, ERR_INPUT, "not enrolled");
    ledger_signer_free(o->log);
    o->log = log;
    LedgerReceipt r;
    ledger_sign_with(o->w->ledger, o->operator);
    assert_int_equal(
        ledger_revoke(o->w->ledger, "1222", ledger_signer_id(log), "lost", NULL, &r, &err), OK);
    refused(o, NULL, ERR_INPUT, "has been revoked");
}

static void nothing_new_gives_the_same_again(void **state) {
    Office *o = *state;
    office_work(o, 7);
    LedgerCheckpoint first = office_signed(o), again = office_signed(o);
    assert_string_equal(text_of(o, first.note), text_of(o, again.note));
    office_work(o, 1);
    assert_int_equal(office_signed(o).size, first.size + 1);
}

static void a_folder_that_was_copied_or_restored_must_be_shown_the_newest(void **state) {
    Office *o = *state;
    office_work(o, 7);
    const char *newest = text_of(o, office_signed(o).note);
    office_work(o, 1);
    snprintf(o->mark, sizeof o->mark, "another inode");
    refused(o, NULL, ERR_CONFLICT, "restored or copied");
    LedgerCheckpoint c;
    Err err;
    assert_int_equal(office_sign(o, newest, &c, &err), OK);
    office_work(o, 1);
    office_signed(o); /* and from then on not again */
    o->note[0] = o->mark[0] = 0;
    refused(o, NULL, ERR_CONFLICT, "restored or copied");
    refused(o, "nonsense", ERR_INPUT, "");
    assert_int_equal(office_sign(o, text_of(o, c.note), &c, &err), OK);
}

static void copy_file(const char *from, const char *to) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    Bytes b;
    Err err;
    assert_int_equal(env_read_file(&env, from, 32 * MIB, arena, &b, &err), OK);
    assert_int_equal(env_write_file(&env, to, b, &err), OK);
    arena_free(arena);
}

static void an_old_backup_is_never_signed_from(void **state) {
    Office *o = *state;
    char backup[128];
    Err err;
    LedgerCheckpoint c;
    snprintf(backup, sizeof backup, "%s-backup", o->w->url);
    office_work(o, 7);
    office_signed(o);
    world_close(o->w);
    copy_file(o->w->url, backup);
    office_open(o, STORE_WRITE);
    office_work(o, 5);
    const char *newest = text_of(o, office_signed(o).note);
    world_close(o->w);
    copy_file(backup, o->w->url);
    office_open(o, STORE_WRITE);
    refused(o, NULL, ERR_CONFLICT, "only 10 stand here: this is an older copy");
    refused(o, newest, ERR_CONFLICT, "only 10 stand here: this is an older copy");
    office_work(o, 9); /* other events under the same numbers */
    refused(o, NULL, ERR_CONFLICT, "not those over which a checkpoint was signed");
    /* even where the note outside is as old as the backup, if a witness's is shown */
    o->note[0] = o->mark[0] = 0;
    refused(o, NULL, ERR_CONFLICT, "restored or copied");
    refused(o, newest, ERR_CONFLICT, "not those over which a checkpoint was signed");
    /* what is left is a new origin, under a new key */
    LedgerSigner *log = ledger_signer_new(&o->w->env, LEDGER_KEY_LOG);
    office_enrol(o, log, NULL, "hantar.invalid/1222/2");
    ledger_signer_free(o->log);
    o->log = log;
    assert_int_equal(office_sign(o, NULL, &c, &err), OK);
    assert_string_equal(c.origin, "hantar.invalid/1222/2");
    unlink(backup);
}

static void a_crash_between_the_note_outside_and_the_database_does_no_harm(void **state) {
    Office *o = *state;
    Err err;
    LedgerCheckpoint c;
    office_work(o, 7);
    office_signed(o);
    office_work(o, 7);
    sql(o->w, "CREATE TEMP TRIGGER crash BEFORE INSERT ON ledger_checkpoint BEGIN "
              "SELECT RAISE(ABORT, 'power'); END;");
    assert_int_not_equal(office_sign(o, NULL, &c, &err), OK);
    sql(o->w, "DROP TRIGGER crash;");
    office_work(o, 1);
    assert_int_equal(office_signed(o).size, 18);
    o->fails = true;
    office_work(o, 1);
    assert_int_equal(office_sign(o, NULL, &c, &err), ERR_WORLD);
    assert_int_equal(ledger_checkpoint(o->w->store, o->w->arena, "1222", &c, &err), OK);
    assert_int_equal(c.size, 18); /* not outside: not here either */
    o->fails = false;
    assert_int_equal(office_signed(o).size, 19);
}

/* ---------------------------------------------------------------- proofs */

static void every_event_is_proven_in_the_tree(void **state) {
    Office *o = *state;
    Err err = {0};
    const TlogKey *keys;
    size_t n;
    char vkey[TLOG_VKEY_BYTES];
    office_work(o, 597);
    office_signed(o);
    assert_int_equal(ledger_log_keys(o->w->store, o->w->arena, "1222", &keys, &n, &err), OK);
    tlog_key_format(&keys[0], vkey);
    TlogPolicy policy;
    Faults faults = {.arena = o->w->arena, .file = "policy"};
    const char *text = arena_printf(o->w->arena, "log %s\nquorum none\n", vkey);
    assert_int_equal(tlog_policy_parse(bytes_of(text), &policy, &faults, &err), OK);
    for (int64_t seq = 1; seq <= 600; seq += seq % 7 + 1) {
        Arena *arena = arena_new(&o->w->env, 2048 * MIB);
        LedgerProven proven;
        TlogProof proof;
        TlogVerdict verdict;
        assert_int_equal(ledger_prove(o->w->store, arena, "1222", seq, &proven, &err), OK);
        assert_int_equal(tlog_proof_parse(arena, proven.proof, &proof, &err), OK);
        assert_int_equal(proof.index, seq - 1);
        json_t *receipt = json_loadb((const char *)proven.receipt.at, proven.receipt.n, 0, NULL);
        uint8_t salt[32];
        Sha256 leaf;
        assert_true(hex_parse(json_string_value(json_object_get(receipt, "salt")), salt, 32));
        ledger_leaf("1222", seq, salt,
                    bytes_of(json_string_value(json_object_get(receipt, "event"))), NULL, &leaf);
        assert_int_equal(tlog_proof_check(arena, &proof, &leaf, &policy, &verdict, &err), OK);
        leaf.b[0] ^= 1;
        assert_int_equal(tlog_proof_check(arena, &proof, &leaf, &policy, &verdict, &err),
                         ERR_INPUT);
        json_decref(receipt);
        arena_free(arena);
    }
    LedgerProven proven;
    office_work(o, 1);
    assert_int_equal(ledger_prove(o->w->store, o->w->arena, "1222", 601, &proven, &err),
                     ERR_ABSENT);
}

static void cosignatures_come_back_and_stand_in_the_proofs(void **state) {
    Office *o = *state;
    Err err = {0};
    TlogSigner witness, stranger;
    char vkey[TLOG_VKEY_BYTES];
    Faults faults = {.arena = o->w->arena, .file = "policy"};
    TlogPolicy policy;
    LedgerCheckpoint c;
    LedgerProven proven;
    int added;
    office_work(o, 7);
    c = office_signed(o);
    assert_int_equal(tlog_signer_new(&o->w->env, "bawaslu", TLOG_COSIGNATURE, &witness, &err), OK);
    assert_int_equal(tlog_signer_new(&o->w->env, "anyone", TLOG_COSIGNATURE, &stranger, &err), OK);
    tlog_key_format(&witness.key, vkey);
    const char *text = arena_printf(o->w->arena, "witness b %s\nquorum b\n", vkey);
    Status s = tlog_policy_parse(bytes_of(text), &policy, &faults, &err);
    assert_int_equal(s, OK);
    TlogNote note;
    assert_int_equal(tlog_note_parse(o->w->arena, c.note, &note, &err), OK);
    Buf lines;
    buf_init(&lines, 64 * KIB);
    assert_int_equal(tlog_note_sign(note.text, &witness, 1700000000, &lines, &err), OK);
    assert_int_equal(tlog_note_sign(note.text, &stranger, 1700000000, &lines, &err), OK);
    assert_int_equal(ledger_checkpoint_cosign(o->w->ledger, o->w->arena, "1222", &policy,
                                              buf_bytes(&lines), &c, &added, &err),
                     OK);
    assert_int_equal(added, 1); /* a stranger's is not kept */
    assert_int_equal(c.cosignatures, 1);
    assert_int_equal(ledger_prove(o->w->store, o->w->arena, "1222", 2, &proven, &err), OK);
    assert_non_null(strstr(text_of(o, proven.proof), "bawaslu"));
    lines.at[lines.n / 4] = lines.at[lines.n / 4] == 'A' ? 'B' : 'A'; /* forged */
    assert_int_equal(ledger_checkpoint_cosign(o->w->ledger, o->w->arena, "1222", &policy,
                                              buf_bytes(&lines), &c, &added, &err),
                     ERR_INPUT);
    buf_free(&lines);
    /* a newer checkpoint without cosignatures is not the better proof */
    office_work(o, 1);
    office_signed(o);
    assert_int_equal(ledger_prove(o->w->store, o->w->arena, "1222", 2, &proven, &err), OK);
    assert_int_equal(proven.checkpoint.size, 10);
}

/* ---------------------------------------------------------------- files */

typedef struct Files {
    Arena *arena;
    int n, partial;
    const char *last;
    VEC(const char *) names;
    VEC(Bytes) bytes;
} Files;

static Status put(void *ctx, const char *path, Bytes bytes, Err *err) {
    (void)err;
    Files *f = ctx;
    f->n++;
    f->partial += strstr(path, ".p/") != NULL;
    f->last = arena_str(f->arena, path);
    vec_push(f->arena, &f->names, f->last);
    vec_push(f->arena, &f->bytes,
             (Bytes){(uint8_t *)arena_strn(f->arena, (const char *)bytes.at, bytes.n), bytes.n});
    return OK;
}

static Status fetch(void *ctx, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *err) {
    Files *f = ctx;
    char path[TLOG_TILE_PATH_BYTES];
    tlog_tile_path(tile, path);
    for (size_t i = f->names.n; i > 0; i--)
        if (str_eq(f->names.at[i - 1], path))
            return tlog_tile_read(tile, f->bytes.at[i - 1], ret, err);
    fail_msg("%s was not published", path);
    return ERR_ABSENT;
}

static void what_is_published_gives_the_root_and_grows_by_what_is_new(void **state) {
    Office *o = *state;
    Err err = {0};
    Files f = {.arena = o->w->arena};
    int64_t published = 0;
    static const int steps[] = {1, 252, 1, 300, 0, 900};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        office_work(o, steps[i]);
        LedgerCheckpoint c = office_signed(o);
        f.n = 0;
        assert_int_equal(
            ledger_publish(o->w->ledger, o->w->arena, "1222", &c, published, put, &f, NULL, &err),
            OK);
        assert_string_equal(f.last, "checkpoint"); /* after all that it needs */
        TlogTiles tiles = {fetch, &f, c.size};
        TlogNodes nodes = tlog_tiles_nodes(&tiles);
        Sha256 root;
        assert_int_equal(tlog_root_at(&nodes, c.size, &root, &err), OK);
        assert_memory_equal(root.b, c.root.b, 32);
        if (published == c.size) assert_int_equal(f.n, 1);
        published = c.size;
    }
    assert_int_equal(published, 1457);
}

#define O(name) cmocka_unit_test_setup_teardown(name, up, down)

int main(void) {
    const struct CMUnitTest tests[] = {
        O(it_is_signed_by_the_enrolled_key_of_the_log),
        O(nothing_new_gives_the_same_again),
        O(a_folder_that_was_copied_or_restored_must_be_shown_the_newest),
        O(an_old_backup_is_never_signed_from),
        O(a_crash_between_the_note_outside_and_the_database_does_no_harm),
        O(every_event_is_proven_in_the_tree),
        O(cosignatures_come_back_and_stand_in_the_proofs),
        O(what_is_published_gives_the_root_and_grows_by_what_is_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
