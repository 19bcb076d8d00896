// SPDX-License-Identifier: Apache-2.0
/* Checkpoints: signing the tree, and refusing to.
 *
 * Restoring a backup is the one normal act that can fork a log: the restored database does not know
 * what it has signed since. So what was signed last is also kept outside the database, and is
 * written there BEFORE the database knows of it and before anybody else does. Three things are
 * asked before each signature:
 *
 *   the note outside, the newest in the database, and one that is shown from a witness: does the
 *   tree here begin with each of them?                                     no: never signed
 *   is the note outside the one that this database wrote last? A file that was copied or restored
 *   has another mark (inode, time of change), and its note may be as old as the database
 *                                               no: not signed until the newest one is shown
 */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "ledger_sql.h"

#define NOTE_BYTES_MAX (64 * KIB)

/* ---------------------------------------------------------------- the keys of a log */

static TlogKey verifier_of(const uint8_t public_key[LEDGER_PUBLIC_BYTES], const char *origin) {
    TlogKey key = {.type = TLOG_ED25519};
    uint8_t separator[2] = {'\n', TLOG_ED25519};
    memcpy(key.name, origin, strnlen(origin, sizeof key.name - 1));
    memcpy(key.public, public_key, sizeof key.public);
    Sha256 hash = sha256_parts(
        3, (Bytes[]){bytes_of(key.name), {separator, 2}, {key.public, sizeof key.public}});
    memcpy(key.id, hash.b, sizeof key.id);
    return key;
}

typedef struct LogKeys {
    Arena *arena;
    VEC(TlogKey) list;
} LogKeys;

static bool take_log_key(void *ctx, const LedgerKey *key) {
    LogKeys *keys = ctx;
    if (key->kind == LEDGER_KEY_LOG)
        vec_push(keys->arena, &keys->list, verifier_of(key->public_key, key->name));
    return true;
}

Status ledger_log_keys(Store *store, Arena *arena, const char *scope, const TlogKey **ret,
                       size_t *ret_count, Err *err) {
    LogKeys keys = {.arena = arena};
    Status s = ledger_each_key(store, scope, take_log_key, &keys, err);
    if (s != OK) return s;
    *ret = keys.list.at;
    *ret_count = keys.list.n;
    return OK;
}

static Status log_signer(Ledger *ledger, const char *scope, const LedgerSigner *log,
                         TlogSigner *ret, Err *err) {
    LedgerKey key;
    Status s = ledger_key(ledger->store, scope, ledger_signer_id(log), &key, err);
    if (s == ERR_ABSENT) {
        err_set(err, ERR_INPUT, "%s", _("this key is not enrolled as the key of this log"));
        err_advise(err, "%s", _("enrol it first: hantar key enrol FILE.pub --name ORIGIN"));
        return ERR_INPUT;
    }
    if (s != OK) return s;
    if (key.kind != LEDGER_KEY_LOG || key.revoked_seq) {
        err_set(err, ERR_INPUT, "%s",
                key.revoked_seq ? _("the key of this log has been revoked")
                                : _("this key is not the key of a log"));
        err_advise(err, "%s", _("make one: hantar key new --kind log"));
        return ERR_INPUT;
    }
    ret->key = verifier_of(key.public_key, key.name);
    ledger_signer_secret(log, ret->secret);
    return OK;
}

/* ---------------------------------------------------------------- what was signed */

static Status read_note(Arena *arena, StoreStmt *q, LedgerCheckpoint *ret, Err *err) {
    Bytes note = store_bytes(q, 1);
    LedgerCheckpoint c = {.signed_at = arena_str(arena, store_text(q, 2))};
    c.note = (Bytes){(uint8_t *)arena_strn(arena, (const char *)note.at, note.n), note.n};
    TlogNote parsed;
    TlogCheckpoint text;
    Status s = tlog_note_parse(arena, c.note, &parsed, err);
    if (s == OK) s = tlog_checkpoint_parse(parsed.text, &text, err);
    if (s != OK) return s;
    c.origin = arena_str(arena, text.origin);
    c.size = text.size;
    c.root = text.root;
    *ret = c;
    return OK;
}

static Status add_cosignatures(Store *store, Arena *arena, const char *scope, LedgerCheckpoint *c,
                               Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_COSIGNATURE_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, c->size);
    Buf *note = buf_on(arena, TLOG_NOTE_BYTES_MAX);
    buf_add(note, c->note.at, c->note.n);
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        Bytes line = store_bytes(q, 0);
        buf_add(note, line.at, line.n);
        c->cosignatures++;
    }
    store_finish(q);
    if (s == OK) s = buf_ok(note, err);
    if (s == OK) c->note = buf_bytes(note);
    return s;
}

static Status load(Store *store, Arena *arena, const char *sql, const char *scope, int64_t size,
                   LedgerCheckpoint *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, sql, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, size);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK && row) s = read_note(arena, q, ret, err);
    store_finish(q);
    if (s == OK && row) return add_cosignatures(store, arena, scope, ret, err);
    if (s != OK) return s;
    err_set(err, ERR_ABSENT, _("no checkpoint of %s has been signed yet"), scope);
    err_advise(err, "%s", _("sign one: hantar log checkpoint"));
    return ERR_ABSENT;
}

Status ledger_checkpoint(Store *store, Arena *arena, const char *scope, LedgerCheckpoint *ret,
                         Err *err) {
    return load(store, arena, SQL_LEDGER_CHECKPOINT_NEWEST, scope, 0, ret, err);
}

Status ledger_checkpoint_over(Store *store, Arena *arena, const char *scope, int64_t seq,
                              LedgerCheckpoint *ret, Err *err) {
    Status s = load(store, arena, SQL_LEDGER_CHECKPOINT_BEST, scope, seq, ret, err);
    if (s != ERR_ABSENT) return s;
    err_set(err, ERR_ABSENT, _("no checkpoint of %s covers event %" PRId64 " yet"), scope, seq);
    err_advise(err, "%s", _("sign one: hantar log checkpoint"));
    return ERR_ABSENT;
}

Status ledger_each_checkpoint(Store *store, Arena *arena, const char *scope,
                              LedgerCheckpointVisit visit, void *ctx, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_CHECKPOINT_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        LedgerCheckpoint c;
        Err bad;
        s = read_note(arena, q, &c, &bad);
        if (s != OK) c = (LedgerCheckpoint){.size = store_int(q, 0), .origin = "", .signed_at = ""};
        s = s == OK ? add_cosignatures(store, arena, scope, &c, err) : OK;
        if (s != OK || !visit(ctx, &c)) break;
    }
    store_finish(q);
    return s;
}

/* ---------------------------------------------------------------- does the tree begin with it? */

static Status root_of(Ledger *ledger, Arena *arena, const char *scope, int64_t size, int64_t at,
                      Sha256 *ret, Err *err) {
    LedgerTree *tree = ledger_tree_new(ledger->store, arena, scope, size);
    return tlog_root_at(&tree->nodes, at, ret, err);
}

static Status set_back(int64_t here, int64_t there, Err *err) {
    err_set(err, ERR_CONFLICT,
            _("a checkpoint over %" PRId64 " events was signed, but only %" PRId64
              " stand here: this is an older copy of the record"),
            there, here);
    err_advise(err, "%s",
               _("restore the newest backup; where none has those events, start a new origin: "
                 "hantar key new --kind log"));
    return ERR_CONFLICT;
}

static Status forked(int64_t size, Err *err) {
    err_set(err, ERR_CONFLICT,
            _("the first %" PRId64 " events here are not those over which a checkpoint was signed"),
            size);
    err_advise(err, "%s",
               _("two databases were written from one, or this one was changed: compare "
                 "them with hantar log verify --against FILE"));
    return ERR_CONFLICT;
}

static Status begins_with(Ledger *ledger, Arena *arena, const char *scope, const TlogCheckpoint *c,
                          Err *err) {
    int64_t here = ledger_size(ledger, scope);
    Sha256 root;
    if (c->size > here) return set_back(here, c->size, err);
    Status s = root_of(ledger, arena, scope, here, c->size, &root, err);
    if (s != OK) return s;
    return memcmp(root.b, c->root.b, sizeof root.b) == 0 ? OK : forked(c->size, err);
}

Status ledger_checkpoint_compare(Ledger *ledger, Arena *arena, const char *scope, Bytes note,
                                 TlogCheckpoint *ret, Err *err) {
    const TlogKey *keys;
    size_t count;
    TlogNote opened;
    TlogCheckpoint c;
    Status s = ledger_log_keys(ledger->store, arena, scope, &keys, &count, err);
    if (s == OK) s = tlog_note_open(arena, note, keys, count, &opened, err);
    if (s == OK) s = tlog_checkpoint_parse(opened.text, &c, err);
    if (s == OK) s = begins_with(ledger, arena, scope, &c, err);
    if (s == OK) *ret = c;
    return s;
}

/* ---------------------------------------------------------------- may it be signed? */

typedef struct Outside {
    Bytes note;       /* n = 0: none */
    const char *mark; /* "" = none */
    TlogCheckpoint checkpoint;
} Outside;

static Status mark_known(Store *store, Arena *arena, const char *scope, const char **ret,
                         Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_MARK_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? arena_str(arena, store_text(q, 0)) : "";
    store_finish(q);
    return s;
}

/* After a crash between the file and the database the file is ahead, and its note proves itself. */
static Status unsure(Ledger *ledger, Arena *arena, const char *scope, const Outside *outside,
                     int64_t newest_here, bool *ret, Err *err) {
    const char *known;
    Status s = mark_known(ledger->store, arena, scope, &known, err);
    if (s != OK) return s;
    bool ahead = outside->note.n && outside->checkpoint.size > newest_here;
    *ret = !ahead && !(outside->note.n && str_eq(known, outside->mark));
    return OK;
}

static Status not_shown(Err *err) {
    err_set(err, ERR_CONFLICT, "%s",
            _("this record has signed checkpoints, and may have been restored or copied since"));
    err_advise(err, "%s",
               _("show it the newest checkpoint that a witness or the published copy holds: "
                 "--against FILE"));
    return ERR_CONFLICT;
}

static Status read_outside(Ledger *ledger, Arena *arena, const char *scope, const char *origin,
                           const LedgerOutside *from, Outside *ret, Err *err) {
    *ret = (Outside){.mark = ""};
    Status s = from->read(from->ctx, arena, &ret->note, &ret->mark, err);
    if (s != OK || ret->note.n == 0) return s;
    s = ledger_checkpoint_compare(ledger, arena, scope, ret->note, &ret->checkpoint, err);
    if (s == OK && !str_eq(ret->checkpoint.origin, origin)) *ret = (Outside){.mark = ""};
    return s;
}

static Status may_sign(Ledger *ledger, Arena *arena, const char *scope, const char *origin,
                       const LedgerOutside *from, Bytes shown, Err *err) {
    LedgerCheckpoint newest;
    Outside outside;
    TlogCheckpoint seen;
    Err none;
    bool doubtful = false;
    Status s = ledger_checkpoint(ledger->store, arena, scope, &newest, &none);
    bool signed_before = s == OK && str_eq(newest.origin, origin);
    if (s == ERR_WORLD && err) *err = none;
    if (s == ERR_WORLD) return s;
    s = read_outside(ledger, arena, scope, origin, from, &outside, err);
    if (s == OK && signed_before)
        s = ledger_checkpoint_compare(ledger, arena, scope, newest.note, &seen, err);
    if (s == OK && shown.n) s = ledger_checkpoint_compare(ledger, arena, scope, shown, &seen, err);
    if (s == OK && signed_before && !shown.n)
        s = unsure(ledger, arena, scope, &outside, newest.size, &doubtful, err);
    return s == OK && doubtful ? not_shown(err) : s;
}

/* ---------------------------------------------------------------- signing */

static Status write_note(Ledger *ledger, Arena *arena, const char *scope, const TlogSigner *log,
                         LedgerCheckpoint *ret, Err *err) {
    char now[32];
    time_format_utc(ledger->env.now_ms(ledger->env.ctx), now);
    LedgerCheckpoint c = {.size = ledger_size(ledger, scope),
                          .origin = arena_str(arena, log->key.name),
                          .signed_at = arena_str(arena, now)};
    Buf *note = buf_on(arena, NOTE_BYTES_MAX);
    Status s = root_of(ledger, arena, scope, c.size, c.size, &c.root, err);
    if (s == OK) s = tlog_checkpoint_sign(log, c.size, &c.root, note, err);
    c.note = buf_bytes(note);
    if (s == OK) *ret = c;
    return s;
}

static Status keep(Ledger *ledger, const char *scope, const LedgerCheckpoint *c, const char *mark,
                   Err *err) {
    Store *store = ledger->store;
    Status s = store_begin(store, err);
    if (s != OK) return s;
    s = store_run(store, err, SQL_LEDGER_CHECKPOINT_ADD, "tibt", scope, c->size, c->note,
                  c->signed_at);
    if (s == OK) s = store_run(store, err, SQL_LEDGER_MARK_PUT, "tt", scope, mark);
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

/* The mark of a file that is known to be good again. */
static Status settle(Ledger *ledger, Arena *arena, const char *scope, const LedgerCheckpoint *c,
                     const LedgerOutside *outside, Err *err) {
    const char *mark;
    Status s = outside->write(outside->ctx, arena, c->note, &mark, err);
    return s == OK ? store_run(ledger->store, err, SQL_LEDGER_MARK_PUT, "tt", scope, mark) : s;
}

static Status sign_new(Ledger *ledger, Arena *arena, const char *scope, const TlogSigner *log,
                       const LedgerOutside *outside, LedgerCheckpoint *ret, Err *err) {
    LedgerCheckpoint c = {0};
    const char *mark;
    Status s = write_note(ledger, arena, scope, log, &c, err);
    if (s == OK) s = outside->write(outside->ctx, arena, c.note, &mark, err);
    if (s == OK) s = keep(ledger, scope, &c, mark, err);
    if (s == OK) *ret = c;
    return s;
}

Status ledger_checkpoint_sign(Ledger *ledger, Arena *arena, const char *scope,
                              const LedgerSigner *log, const LedgerOutside *outside, Bytes shown,
                              LedgerCheckpoint *ret, Err *err) {
    assert(!store_in_transaction(ledger->store));
    TlogSigner signer;
    LedgerCheckpoint newest;
    Status s = ledger_own(ledger->store, scope, err);
    if (s != OK) return s;
    s = log_signer(ledger, scope, log, &signer, err);
    if (s == OK) s = may_sign(ledger, arena, scope, signer.key.name, outside, shown, err);
    if (s == OK) {
        bool there = ledger_checkpoint(ledger->store, arena, scope, &newest, NULL) == OK &&
                     newest.size == ledger_size(ledger, scope) &&
                     str_eq(newest.origin, signer.key.name);
        s = there ? settle(ledger, arena, scope, &newest, outside, err)
                  : sign_new(ledger, arena, scope, &signer, outside, &newest, err);
    }
    tlog_signer_wipe(&signer);
    if (s == OK) *ret = newest;
    return s;
}

/* ---------------------------------------------------------------- cosignatures */

/* Bare lines belong to the newest checkpoint; a whole note to the one whose text it has. */
static Status whole_note(Store *store, Arena *arena, const char *scope, Bytes given,
                         LedgerCheckpoint *ret, Bytes *ret_note, Err *err) {
    TlogNote note;
    TlogCheckpoint text;
    bool lines = given.n >= 3 && memcmp(given.at, "\xE2\x80\x94", 3) == 0; /* the dash of a note */
    if (lines) {
        Status s = ledger_checkpoint(store, arena, scope, ret, err);
        if (s != OK) return s;
        Buf *both = buf_on(arena, TLOG_NOTE_BYTES_MAX);
        buf_add(both, ret->note.at, ret->note.n);
        buf_add(both, given.at, given.n);
        *ret_note = buf_bytes(both);
        return buf_ok(both, err);
    }
    Status s = tlog_note_parse(arena, given, &note, err);
    if (s == OK) s = tlog_checkpoint_parse(note.text, &text, err);
    if (s == OK) s = load(store, arena, SQL_LEDGER_CHECKPOINT_GET, scope, text.size, ret, err);
    if (s != OK) return s;
    *ret_note = given;
    bool same = ret->note.n > note.text.n && memcmp(ret->note.at, note.text.at, note.text.n) == 0;
    return same ? OK : forked(text.size, err);
}

Status ledger_checkpoint_cosign(Ledger *ledger, Arena *arena, const char *scope,
                                const TlogPolicy *policy, Bytes given, LedgerCheckpoint *ret,
                                int *ret_added, Err *err) {
    LedgerCheckpoint c;
    Bytes note;
    TlogNote opened;
    Status s = whole_note(ledger->store, arena, scope, given, &c, &note, err);
    if (s == OK)
        s = tlog_note_open(arena, note, policy->keys, (size_t)policy->key_count, &opened, err);
    int added = 0;
    for (size_t i = 0; s == OK && i < opened.signature_count; i++) {
        const TlogSignature *one = &opened.signatures[i];
        if (!one->key || one->key->type != TLOG_COSIGNATURE) continue;
        s = store_run(ledger->store, err, SQL_LEDGER_COSIGNATURE_PUT, "titb", scope, c.size,
                      one->key->name, one->line);
        added++;
    }
    if (s == OK) s = load(ledger->store, arena, SQL_LEDGER_CHECKPOINT_GET, scope, c.size, ret, err);
    if (s == OK) *ret_added = added;
    return s;
}
