// SPDX-License-Identifier: Apache-2.0
/* Appending. The order of work is the promise of the whole record and stands in one function,
 * ledger_append_parsed: nothing is answered before the commit, nothing is half there after a
 * failure. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#include "ledger_sql.h"

/* ---------------------------------------------------------------- the same id again */

static LedgerReceipt receipt_of(const LedgerEvent *event, int64_t seq, const Sha256 *commitment,
                                bool existed) {
    LedgerReceipt r = {.seq = seq, .existed = existed};
    memcpy(r.id, event->id, sizeof r.id);
    ledger_leaf_of(event->scope, seq, commitment, NULL, &r.leaf);
    return r;
}

typedef enum Standing { NEW, SAME, OTHER } Standing;

static Status standing_of(Store *store, const LedgerEvent *event, Bytes canonical, Standing *ret,
                          LedgerReceipt *receipt, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_EVENT_BY_ID, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, event->scope);
    store_bind_text(q, 2, event->id);
    bool row = false;
    s = store_step(q, &row, err);
    *ret = NEW;
    if (s == OK && row) {
        Bytes commitment = store_bytes(q, 1), there = store_bytes(q, 2);
        bool same = there.n == canonical.n && memcmp(there.at, canonical.at, there.n) == 0;
        *ret = same && commitment.n == sizeof(Sha256) ? SAME : OTHER;
        if (*ret == SAME)
            *receipt = receipt_of(event, store_int(q, 0), (const Sha256 *)commitment.at, true);
    }
    store_finish(q);
    return s;
}

static Status conflict_count(Store *store, const LedgerEvent *event, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_EVENT_CONFLICT_COUNT, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, event->scope);
    store_bind_text(q, 2, event->id);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

/* The second text is evidence: of a mistake, or of somebody's attempt. It is kept, then refused. */
static Status keep_conflict(Ledger *ledger, const LedgerEvent *event, Bytes canonical, Err *err) {
    char now[32];
    time_format_utc(ledger->env.now_ms(ledger->env.ctx), now);
    Sha256 hash = sha256(canonical.at, canonical.n);
    int64_t kept = 0;
    Status s = conflict_count(ledger->store, event, &kept, err);
    if (s == OK && kept < LEDGER_CONFLICTS_MAX)
        s = store_run(ledger->store, err, SQL_EVENT_CONFLICT_ADD, "ttbtb", event->scope, event->id,
                      (Bytes){hash.b, sizeof hash.b}, now, canonical);
    if (s != OK) return s;
    err_set(err, ERR_CONFLICT, "%s",
            _("an event of this id stands there already with other content"));
    err_at(err, "event", 0, 0, event->id);
    err_advise(err, "%s", _("both texts are kept; somebody must look which one holds"));
    return ERR_CONFLICT;
}

/* ---------------------------------------------------------------- a new one */

static Status size_of(Store *store, const char *sql, const char *scope, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, sql, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

Status ledger_run_end(Ledger *ledger, Err *err) {
    LedgerRun *run = &ledger->run;
    if (!run->scope[0]) return OK;
    Status s = store_run(ledger->store, err, SQL_LEDGER_SCOPE_SET, "ti", run->scope, run->size);
    run->scope[0] = 0;
    return s;
}

/* In a batch the number is counted here, and stored once at its end. */
static Status next_seq(Ledger *ledger, const char *scope, bool mirrored, int64_t *ret, Err *err) {
    LedgerRun *run = &ledger->run;
    bool asked = run->bold && strcmp(run->scope, scope) == 0;
    Status own = mirrored || asked ? OK : ledger_own(ledger->store, scope, err);
    if (own != OK) return own;
    if (!run->bold) return size_of(ledger->store, SQL_LEDGER_SCOPE_GROW, scope, ret, err);
    Status s = OK;
    if (strcmp(run->scope, scope) != 0) {
        s = ledger_run_end(ledger, err);
        if (s == OK) s = size_of(ledger->store, SQL_LEDGER_SCOPE_SIZE, scope, &run->size, err);
        if (s != OK) return s;
        assert(strlen(scope) < sizeof run->scope);
        memcpy(run->scope, scope, strlen(scope) + 1);
    }
    *ret = ++run->size;
    return OK;
}

void ledger_draw_salt(Ledger *ledger, LedgerParsed *parsed) {
    ledger->env.random(ledger->env.ctx, parsed->salt, sizeof parsed->salt);
}

void ledger_seal(LedgerParsed *parsed, Bytes canonical) {
    parsed->commitment = ledger_event_commitment(parsed->salt, canonical);
    parsed->sealed = true;
}

static Status insert(Ledger *ledger, LedgerParsed *parsed, Bytes canonical,
                     const uint8_t *given_salt, LedgerReceipt *receipt, Err *err) {
    LedgerEvent *event = &parsed->event;
    Status s = next_seq(ledger, event->scope, given_salt != NULL, &event->seq, err);
    if (s != OK) return s;
    if (given_salt)
        memcpy(parsed->salt, given_salt, sizeof parsed->salt);
    else if (!parsed->sealed)
        ledger_draw_salt(ledger, parsed);
    if (given_salt || !parsed->sealed) ledger_seal(parsed, canonical);
    Sha256 commitment = parsed->commitment;
    *receipt = receipt_of(event, event->seq, &commitment, false);
    s = store_run(ledger->store, err, SQL_EVENT_ADD, "titttbb", event->scope, event->seq, event->id,
                  event->type, event->time, (Bytes){commitment.b, sizeof commitment.b}, canonical);
    if (s == OK)
        s = store_run(ledger->store, err, SQL_EVENT_SALT_ADD, "tib", event->scope, event->seq,
                      (Bytes){parsed->salt, sizeof parsed->salt});
    if (s == OK && event->seq % TLOG_TILE_WIDTH == 0)
        s = ledger_tree_grow(ledger, event->scope, event->seq, err);
    return s;
}

Status ledger_add(Ledger *ledger, LedgerParsed *parsed, Bytes canonical, const uint8_t *salt,
                  LedgerReceipt *receipt, Err *err) {
    Status s = insert(ledger, parsed, canonical, salt, receipt, err);
    if (s == OK) s = ledger_lift(parsed, err);
    if (s == OK) s = parsed->type->apply(ledger->store, &parsed->event, err);
    return s;
}

/* Alone: a transaction. Within the caller's: a part of it, so that one refused event of a batch
 * takes nothing else with it. In a bold batch neither: a part costs as much as the event, and
 * refusals after the signature was checked are rare. */
static Status add_whole(Ledger *ledger, LedgerParsed *parsed, Bytes canonical,
                        LedgerReceipt *receipt, Err *err) {
    Store *store = ledger->store;
    if (ledger->run.bold) {
        Status bold = ledger_add(ledger, parsed, canonical, NULL, receipt, err);
        ledger->run.spoiled = bold != OK;
        return bold;
    }
    bool own = !store_in_transaction(store);
    Status s = own ? store_begin(store, err) : store_part_begin(store, err);
    if (s != OK) return s;
    s = ledger_add(ledger, parsed, canonical, NULL, receipt, err);
    if (s == OK) return own ? store_commit(store, err) : store_part_end(store, err);
    if (own)
        store_rollback(store);
    else
        store_part_undo(store);
    return s;
}

Status ledger_append_parsed(Ledger *ledger, LedgerParsed *parsed, Bytes canonical,
                            LedgerReceipt *ret, Err *err) {
    Standing standing;
    LedgerReceipt receipt = {0};
    Status s = standing_of(ledger->store, &parsed->event, canonical, &standing, &receipt, err);
    if (s == OK && standing != SAME)
        s = ledger_signature_check(ledger, ledger->store, parsed, canonical, err);
    if (s == OK && standing == OTHER)
        s = keep_conflict(ledger, &parsed->event, canonical, err);
    else if (s == OK && standing == NEW)
        s = add_whole(ledger, parsed, canonical, &receipt, err);
    if (s == OK) *ret = receipt;
    return s;
}

Status ledger_append(Ledger *ledger, Bytes canonical, LedgerReceipt *ret, Err *err) {
    LedgerParsed parsed;
    Status s = ledger_parse(ledger, canonical, &parsed, err);
    if (s != OK) return s;
    s = ledger_append_parsed(ledger, &parsed, canonical, ret, err);
    ledger_parsed_done(&parsed);
    return s;
}

/* ---------------------------------------------------------------- stating */

static json_t *envelope(const Ledger *ledger, const LedgerType *type, const char *scope,
                        const json_t *actor, json_t *body) {
    char id[UUID_BYTES], now[32];
    uuid7(&ledger->env, id);
    time_format_utc(ledger->env.now_ms(ledger->env.ctx), now);
    json_t *by = actor ? json_deep_copy(actor) : json_object();
    return json_pack("{s:i, s:s, s:s, s:s, s:i, s:s, s:o, s:O}", "v", 1, "id", id, "scope", scope,
                     "type", type->type, "schema", type->schema, "time", now, "actor", by, "body",
                     body);
}

Status ledger_write(const Ledger *ledger, const char *scope, const char *type_name,
                    const json_t *actor, json_t *take_body, Buf *out, Err *err) {
    const LedgerType *type = ledger_type(ledger, type_name);
    assert(type); /* the program states only what it has registered */
    json_t *event = take_body ? envelope(ledger, type, scope, actor, take_body) : NULL;
    json_decref(take_body);
    if (!event) return err_set(err, ERR_INPUT, "%s", _("the event cannot be put together"));
    Status s = ledger->signer ? ledger_event_sign(ledger->signer, event, err) : OK;
    if (s == OK) s = json_canonical(event, out, err);
    if (s == OK) s = buf_ok(out, err);
    json_decref(event);
    return s;
}

/* The event goes through its own text, as if it came from outside: what cannot be read back must
 * never enter the log, and apply sees the very tree that replay will see. */
Status ledger_state(Ledger *ledger, const char *scope, const char *type, const json_t *actor,
                    json_t *take_body, LedgerReceipt *ret, Err *err) {
    Buf text;
    buf_init(&text, LEDGER_EVENT_BYTES_MAX);
    Status s = ledger_write(ledger, scope, type, actor, take_body, &text, err);
    if (s == OK) s = ledger_append(ledger, buf_bytes(&text), ret, err);
    buf_free(&text);
    return s;
}
