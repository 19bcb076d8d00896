// SPDX-License-Identifier: Apache-2.0
/* Mirrors: the log of another scope, taken over with its numbers, bytes and salts, so that its tree
 * is the same here. A file begins with a line that says what it holds; receipts follow, one a line
 * (docs/format.md, section 9). */
#include "ledger/ledger_int.h"

#include <inttypes.h>
#include <string.h>

#include "ledger_sql.h"

#define VERSION 1
#define LINE_BYTES_MAX (4 * (size_t)LEDGER_EVENT_BYTES_MAX)

/* ---------------------------------------------------------------- whose log it is */

bool ledger_mirrors(Store *store, const char *scope) {
    StoreStmt *q;
    Err err;
    bool row = false;
    if (store_prepare(store, SQL_LEDGER_MIRROR_GET, &q, &err) != OK) return false;
    store_bind_text(q, 1, scope);
    Status s = store_step(q, &row, &err);
    store_finish(q);
    return s == OK && row;
}

Status ledger_own(Store *store, const char *scope, Err *err) {
    if (!ledger_mirrors(store, scope)) return OK;
    err_set(err, ERR_CONFLICT, _("the log of %s is written elsewhere and only mirrored here"),
            scope);
    err_advise(err, "%s", _("state it where that log is at home, and mirror it again"));
    return ERR_CONFLICT;
}

/* ---------------------------------------------------------------- writing the file */

static Status newest_note(Store *store, Arena *arena, const char *scope, const char **ret,
                          Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_CHECKPOINT_NEWEST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, 0);
    bool row = false;
    *ret = NULL;
    s = store_step(q, &row, err);
    if (s == OK && row) {
        Bytes note = store_bytes(q, 1);
        *ret = arena_strn(arena, (const char *)note.at, note.n);
    }
    store_finish(q);
    return s;
}

static Status write_row(void *ctx, const LedgerRow *row, Err *err) {
    LedgerLeaf leaf = ledger_row_leaf(row);
    if (leaf == LEDGER_LEAF_WRONG) return ledger_row_damaged(row, err);
    if (leaf == LEDGER_LEAF_GOOD)
        return ledger_opening_line(row->canonical, row->salt.at, ctx, err);
    err_set(err, ERR_WORLD, _("the salt of event %" PRId64 " is not here"), row->seq);
    err_advise(err, "%s", _("export from the database in which the log was written"));
    return ERR_WORLD;
}

Status ledger_mirror_write(Ledger *ledger, Arena *arena, const char *scope, int64_t after, Buf *out,
                           Err *err) {
    const char *note;
    int64_t size = ledger_size(ledger, scope);
    if (after < 0 || after > size || size == 0) {
        err_set(err, ERR_INPUT, _("the log of %s has %" PRId64 " events"), scope, size);
        return ERR_INPUT;
    }
    Status s = newest_note(ledger->store, arena, scope, &note, err);
    if (s != OK) return s;
    JsonOut json;
    json_out(&json, out, false);
    json_open(&json, NULL, '{');
    json_put_int(&json, "mirror", VERSION);
    json_put_str(&json, "scope", scope);
    json_put_int(&json, "after", after);
    json_put_int(&json, "size", size);
    json_put_str(&json, "checkpoint", note);
    json_close(&json, '}');
    s = ledger_rows(ledger->store, scope, after, size, write_row, out, err);
    return s == OK ? buf_ok(out, err) : s;
}

/* ---------------------------------------------------------------- reading its first line */

typedef struct Taking {
    Ledger *ledger;
    const TlogPolicy *policy; /* NULL: the log itself says whose its keys are */
    const char *scope, *note; /* note NULL: the log has signed nothing */
    int64_t after, size;      /* as the file says */
    int64_t here, at, signatures;
} Taking;

static Status faulty(Err *err, int64_t line, const char *field, const char *text) {
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, "mirror", (int)line, 0, field);
    return ERR_INPUT;
}

static bool next_line(Bytes *file, Bytes *ret) {
    if (file->n == 0) return false;
    const uint8_t *end = memchr(file->at, '\n', file->n);
    size_t n = end ? (size_t)(end - file->at) : file->n;
    *ret = (Bytes){file->at, n};
    file->at += end ? n + 1 : n;
    file->n -= end ? n + 1 : n;
    return true;
}

static Status take_head(Arena *arena, const json_t *json, Taking *t, Err *err) {
    const json_t *version = json_object_get(json, "mirror"), *note;
    const json_t *after = json_object_get(json, "after"), *size = json_object_get(json, "size");
    const char *scope = json_string_value(json_object_get(json, "scope"));
    note = json_object_get(json, "checkpoint");
    if (!json_is_integer(version) || json_integer_value(version) != VERSION)
        return faulty(err, 1, "mirror", _("this is no mirror of version 1"));
    if (!scope || !ledger_scope_valid(scope))
        return faulty(err, 1, "scope", _("the mirror names no scope"));
    t->after = json_integer_value(after);
    t->size = json_integer_value(size);
    if (!json_is_integer(after) || !json_is_integer(size) || t->after < 0 || t->size < 1 ||
        t->size < t->after)
        return faulty(err, 1, "size", _("the mirror does not say which events it holds"));
    if (!json_is_null(note) && !json_is_string(note))
        return faulty(err, 1, "checkpoint", _("the checkpoint must be a text or null"));
    if (json_object_size(json) != 5)
        return faulty(err, 1, NULL, _("the first line has a field that mirrors do not have"));
    t->scope = arena_str(arena, scope);
    t->note = json_is_string(note) ? arena_str(arena, json_string_value(note)) : NULL;
    return OK;
}

static Status read_head(Arena *arena, Bytes *file, Taking *t, Err *err) {
    Bytes line;
    json_t *json;
    if (!next_line(file, &line)) return faulty(err, 1, NULL, _("the file is empty"));
    Status s = json_read(line, "mirror", &json, err);
    if (s != OK) return s;
    s = take_head(arena, json, t, err);
    json_decref(json);
    return s;
}

static Status may_take(Taking *t, Err *err) {
    t->here = ledger_size(t->ledger, t->scope);
    if (t->here && !ledger_mirrors(t->ledger->store, t->scope)) {
        err_set(err, ERR_CONFLICT, _("the log of %s is written here, it is no mirror"), t->scope);
        err_advise(err, "%s", _("a log has one writer: mirror it elsewhere"));
        return ERR_CONFLICT;
    }
    if (t->after > t->here) {
        err_set(err, ERR_INPUT,
                _("the file begins after event %" PRId64 " of %s, but %" PRId64 " stand here"),
                t->after, t->scope, t->here);
        err_advise(err, _("ask for those between: hantar log export --as mirror --after %" PRId64),
                   t->here);
        return ERR_INPUT;
    }
    return OK;
}

/* ---------------------------------------------------------------- event by event */

static Status another_history(const Taking *t, int64_t seq, Err *err) {
    err_set(err, ERR_CONFLICT, _("event %" PRId64 " of %s is another one than was mirrored before"),
            seq, t->scope);
    err_advise(err, "%s",
               _("that log was rewritten: nothing is taken; keep both files and ask its keeper"));
    return ERR_CONFLICT;
}

static Status same_as_here(const Taking *t, int64_t seq, Sha256 commitment, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(t->ledger->store, SQL_EVENT_COMMITMENTS, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, t->scope);
    store_bind_int(q, 2, seq - 1);
    store_bind_int(q, 3, seq);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) {
        Bytes there = row ? store_bytes(q, 1) : (Bytes){0};
        if (there.n != sizeof commitment.b || memcmp(there.at, commitment.b, there.n) != 0)
            s = another_history(t, seq, err);
    }
    store_finish(q);
    return s;
}

static Status take_new(Taking *t, LedgerParsed *parsed, const LedgerOpening *o, Err *err) {
    Store *store = t->ledger->store;
    LedgerReceipt receipt;
    int64_t before;
    Status s = ledger_find(store, t->scope, parsed->event.id, &before, err);
    if (s == OK) return faulty(err, t->at + 2, "id", _("an event stands twice in the file"));
    if (s != ERR_ABSENT) return s;
    bool is_signed = parsed->event.key != NULL;
    s = ledger_signature_check(t->ledger, store, parsed, o->canonical, err);
    if (s == OK) s = ledger_add(t->ledger, parsed, o->canonical, o->salt, &receipt, err);
    if (s == OK) t->signatures += is_signed;
    return s;
}

static Status take_event(Taking *t, Arena *scratch, Bytes line, Err *err) {
    LedgerOpening o;
    LedgerParsed parsed;
    int64_t seq = t->after + t->at + 1;
    if (seq > t->size)
        return faulty(err, t->at + 2, NULL, _("the file holds more events than it says"));
    Status s = ledger_opening_fields(scratch, line, &o, err);
    if (s == OK) s = ledger_parse(t->ledger, o.canonical, &parsed, err);
    if (s != OK) return s;
    if (strcmp(parsed.event.scope, t->scope) != 0)
        s = faulty(err, t->at + 2, "scope", _("this event belongs to the log of another scope"));
    else if (seq <= t->here)
        s = same_as_here(t, seq, ledger_event_commitment(o.salt, o.canonical), err);
    else
        s = take_new(t, &parsed, &o, err);
    ledger_parsed_done(&parsed);
    t->at++;
    return s;
}

static Status take_events(Taking *t, Bytes file, Err *err) {
    Bytes line;
    Status s = OK;
    while (s == OK && next_line(&file, &line)) {
        Arena *scratch = arena_new(&t->ledger->env, LINE_BYTES_MAX);
        s = take_event(t, scratch, line, err);
        arena_free(scratch);
    }
    if (s != OK || t->after + t->at == t->size) return s;
    err_set(err, ERR_INPUT, _("the file ends after %" PRId64 " of %" PRId64 " events"), t->at,
            t->size - t->after);
    err_advise(err, "%s", _("it was cut on the way: get it again"));
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- and as a whole */

/* Else whoever cuts the checkpoint off could change what nobody signed. */
static Status without_note(const Taking *t, Arena *arena, Err *err) {
    const TlogKey *keys;
    size_t count;
    Status s = ledger_log_keys(t->ledger->store, arena, t->scope, &keys, &count, err);
    if (s != OK || (count == 0 && !t->policy)) return s;
    err_set(err, ERR_INPUT, _("the file brings no checkpoint of the log of %s"), t->scope);
    err_advise(err, "%s", _("sign it there, and export it again: hantar log checkpoint"));
    return ERR_INPUT;
}

static Status take_checkpoint(Taking *t, Arena *arena, int64_t *ret, Err *err) {
    Store *store = t->ledger->store;
    TlogCheckpoint c;
    StoreStmt *q;
    *ret = 0;
    if (!t->note) return without_note(t, arena, err);
    TlogVerdict verdict;
    Bytes note = bytes_of(t->note);
    Status s = t->policy ? tlog_policy_judge(arena, t->policy, note, &verdict, err) : OK;
    if (s == OK) s = ledger_checkpoint_compare(t->ledger, arena, t->scope, note, &c, err);
    if (s == OK) s = store_prepare(store, SQL_LEDGER_CHECKPOINT_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, t->scope);
    store_bind_int(q, 2, c.size);
    bool there = false;
    s = store_step(q, &there, err);
    store_finish(q);
    char now[32];
    time_format_utc(t->ledger->env.now_ms(t->ledger->env.ctx), now);
    if (s == OK && !there)
        s = store_run(store, err, SQL_LEDGER_CHECKPOINT_ADD, "tibt", t->scope, c.size, note, now);
    *ret = c.size;
    return s;
}

Status ledger_mirror_take(Ledger *ledger, Arena *arena, Bytes file, const TlogPolicy *policy,
                          LedgerMirrored *ret, Err *err) {
    Taking t = {.ledger = ledger, .policy = policy};
    int64_t checkpoint = 0;
    Status s = read_head(arena, &file, &t, err);
    if (s == OK) s = store_begin(ledger->store, err);
    if (s != OK) return s;
    s = may_take(&t, err);
    if (s == OK) s = store_run(ledger->store, err, SQL_LEDGER_MIRROR_ADD, "t", t.scope);
    if (s == OK) s = take_events(&t, file, err);
    if (s == OK) s = take_checkpoint(&t, arena, &checkpoint, err);
    if (s != OK) {
        store_rollback(ledger->store);
        return s;
    }
    int64_t size = t.size > t.here ? t.size : t.here;
    *ret = (LedgerMirrored){t.scope, size, size - t.here, t.signatures, checkpoint};
    return store_commit(ledger->store, err);
}
