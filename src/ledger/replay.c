// SPDX-License-Identifier: Apache-2.0
/* Replay: the views from nothing but the log, scope by scope. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#include "ledger_sql.h"

static Status apply(LedgerParsed *parsed, Store *to, Err *err) {
    Status s = ledger_lift(parsed, err);
    return s == OK ? parsed->type->apply(to, &parsed->event, err) : s;
}

static Status count_up_to(Store *store, int64_t up_to, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_SCOPE_SIZES_UP_TO, &q, err);
    if (s != OK) return s;
    store_bind_int(q, 1, up_to);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

/* ---------------------------------------------------------------- is it what was appended? */

typedef enum LeafState { LEAF_GOOD, LEAF_WRONG, LEAF_UNKNOWN } LeafState;

static Status leaf_state(Store *store, const LedgerRow *row, LeafState *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_EVENT_SALT_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, row->scope);
    store_bind_int(q, 2, row->seq);
    bool there = false;
    s = store_step(q, &there, err);
    if (s == OK) {
        Bytes salt = there ? store_bytes(q, 0) : (Bytes){0};
        Sha256 computed = {0};
        if (salt.n == LEDGER_SALT_BYTES)
            computed = ledger_event_commitment(salt.at, row->canonical);
        bool same = row->commitment.n == sizeof computed.b &&
                    memcmp(computed.b, row->commitment.at, sizeof computed.b) == 0;
        *ret = !there ? LEAF_UNKNOWN : same ? LEAF_GOOD : LEAF_WRONG;
    }
    store_finish(q);
    return s;
}

/* ---------------------------------------------------------------- into another store */

typedef struct Replay {
    Ledger *ledger;
    Store *to;
    const Progress *progress;
    int64_t done, total;
} Replay;

static Status replay_row(void *ctx, const LedgerRow *row, Err *err) {
    Replay *replay = ctx;
    LedgerParsed p;
    LeafState leaf = LEAF_UNKNOWN;
    Status s = leaf_state(replay->ledger->store, row, &leaf, err);
    if (s == OK && leaf == LEAF_WRONG) s = ledger_row_damaged(row, err);
    if (s == OK) s = ledger_row_parse(replay->ledger, row, &p, err);
    if (s != OK) return s;
    s = ledger_signature_check(replay->ledger, replay->to, &p, row->canonical, err);
    if (s == OK) s = apply(&p, replay->to, err);
    ledger_parsed_done(&p);
    progress_step(replay->progress, _("replaying the record"), ++replay->done, replay->total);
    return s;
}

static Status replay_all(Ledger *ledger, Store *to, int64_t up_to, const Progress *progress,
                         Err *err) {
    assert(store_in_transaction(to));
    Replay replay = {ledger, to, progress, 0, 0};
    Status s = count_up_to(ledger->store, up_to, &replay.total, err);
    if (s != OK) return s;
    return ledger_rows(ledger->store, NULL, 0, up_to, replay_row, &replay, err);
}

Status ledger_replay_into(Ledger *ledger, Store *fresh, int64_t up_to, const Progress *progress,
                          Err *err) {
    assert(fresh != ledger->store);
    store_borrow_log(fresh, ledger->store);
    Status s = store_begin(fresh, err);
    if (s == OK) s = replay_all(ledger, fresh, up_to, progress, err);
    if (s == OK) return store_commit(fresh, err);
    store_rollback(fresh);
    return s;
}

Status ledger_rebuild(Ledger *ledger, const Progress *progress, Err *err) {
    Store *store = ledger->store;
    Status s = store_begin(store, err);
    if (s == OK) s = store_views_reset(store, err);
    if (s == OK) s = replay_all(ledger, store, INT64_MAX, progress, err);
    if (s == OK) s = store_views_mark(store, err);
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

/* ---------------------------------------------------------------- against the live views */

typedef struct Comparison {
    Ledger *ledger;
    Store *fresh;
    const Progress *progress;
    int64_t total;
    LedgerReplay found;
    int64_t last_seqs, seq; /* of the scopes behind us, of the scope at hand */
    char scope[64];
} Comparison;

static void follow_sequence(Comparison *c, const LedgerRow *row) {
    if (strncmp(c->scope, row->scope, sizeof c->scope - 1) != 0) {
        c->last_seqs += c->seq;
        size_t n = strnlen(row->scope, sizeof c->scope - 1);
        memcpy(c->scope, row->scope, n);
        c->scope[n] = 0;
    }
    c->seq = row->seq;
}

/* A refusal here is a finding, not a failure: the comparison goes on and shows all of them. */
static Status apply_or_count(Comparison *c, LedgerParsed *parsed, Bytes canonical, Err *err) {
    Err refusal;
    Status s = ledger_signature_check(c->ledger, c->fresh, parsed, canonical, &refusal);
    if (parsed->event.key) c->found.signatures++;
    if (s != OK) {
        c->found.signatures_wrong++;
        return OK;
    }
    s = store_part_begin(c->fresh, err);
    if (s != OK) return s;
    if (apply(parsed, c->fresh, &refusal) == OK) return store_part_end(c->fresh, err);
    store_part_undo(c->fresh);
    c->found.events_refused++;
    return OK;
}

static Status compare_row(void *ctx, const LedgerRow *row, Err *err) {
    Comparison *c = ctx;
    follow_sequence(c, row);
    LeafState leaf = LEAF_UNKNOWN;
    Status s = leaf_state(c->ledger->store, row, &leaf, err);
    if (s != OK) return s;
    LedgerParsed p;
    Err why;
    bool readable = ledger_row_parse(c->ledger, row, &p, &why) == OK;
    if (leaf == LEAF_WRONG || !readable) c->found.leaves_wrong++;
    if (leaf == LEAF_UNKNOWN) c->found.salts_missing++;
    if (readable) {
        s = apply_or_count(c, &p, row->canonical, err);
        ledger_parsed_done(&p);
    }
    c->found.events++;
    progress_step(c->progress, _("replaying the record"), c->found.events, c->total);
    return s;
}

static Status compare_view(Comparison *c, Arena *arena, const char *table, Err *err) {
    Sha256 live, replayed;
    LedgerDifference d = {.table = arena_str(arena, table)};
    Status s = store_table_digest(c->ledger->store, table, &live, &d.rows_live, err);
    if (s == OK) s = store_table_digest(c->fresh, table, &replayed, &d.rows_replayed, err);
    if (s != OK) return s;
    c->found.tables++;
    if (memcmp(live.b, replayed.b, sizeof live.b) != 0)
        c->found.differences[c->found.difference_count++] = d;
    return OK;
}

static size_t view_count(const StoreModule *modules, size_t count) {
    size_t views = 0;
    for (size_t m = 0; m < count; m++)
        for (size_t t = 0; t < modules[m].table_count; t++)
            views += modules[m].tables[t].kind == STORE_VIEW;
    return views;
}

static Status compare_views(Comparison *c, Arena *arena, Err *err) {
    size_t count;
    const StoreModule *modules = store_modules(c->ledger->store, &count);
    c->found.differences = ARENA_ARRAY(arena, LedgerDifference, view_count(modules, count));
    Status s = OK;
    for (size_t m = 0; m < count; m++)
        for (size_t t = 0; t < modules[m].table_count && s == OK; t++)
            if (modules[m].tables[t].kind == STORE_VIEW)
                s = compare_view(c, arena, modules[m].tables[t].name, err);
    return s;
}

static Status compare(Comparison *c, Arena *arena, Err *err) {
    Store *live = c->ledger->store;
    store_borrow_log(c->fresh, live);
    int64_t sizes = 0;
    Status s = count_up_to(live, INT64_MAX, &sizes, err);
    c->total = sizes;
    if (s == OK) s = store_begin(c->fresh, err);
    if (s == OK) s = ledger_rows(live, NULL, 0, INT64_MAX, compare_row, c, err);
    if (s == OK) s = store_commit(c->fresh, err);
    if (s == OK) s = compare_views(c, arena, err);
    if (s != OK) return s;
    int64_t numbered = c->last_seqs + c->seq;
    c->found.events_missing = (numbered > sizes ? numbered : sizes) - c->found.events;
    return OK;
}

Status ledger_replay_compare(Ledger *ledger, Arena *arena, const Progress *progress,
                             LedgerReplay *ret, Err *err) {
    Store *live = ledger->store;
    size_t count;
    const StoreModule *modules = store_modules(live, &count);
    Comparison c = {.ledger = ledger, .progress = progress};
    Status s =
        store_open(&ledger->env, ":memory:", STORE_CREATE, modules, count, &c.fresh, NULL, err);
    if (s != OK) return s;
    bool own = !store_in_transaction(live); /* one state of log and views, whoever writes on */
    if (own) s = store_begin(live, err);
    if (s == OK) s = compare(&c, arena, err);
    if (own) store_rollback(live);
    store_close(c.fresh);
    if (s == OK) *ret = c.found;
    return s;
}

bool ledger_replay_clean(const LedgerReplay *r) {
    return r->difference_count == 0 && r->leaves_wrong == 0 && r->salts_missing == 0 &&
           r->events_refused == 0 && r->events_missing == 0 && r->signatures_wrong == 0;
}
