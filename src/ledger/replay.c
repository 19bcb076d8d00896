// SPDX-License-Identifier: Apache-2.0
/* Replay: the views from nothing but the log, scope by scope. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#include "ledger_sql.h"

Status ledger_apply(LedgerParsed *parsed, Store *to, Err *err) {
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
    Status s = OK;
    if (ledger_row_leaf(row) == LEDGER_LEAF_WRONG) s = ledger_row_damaged(row, err);
    if (s == OK) s = ledger_row_parse(replay->ledger, row, &p, err);
    if (s != OK) return s;
    s = ledger_signature_check(replay->ledger, replay->to, &p, row->canonical, err);
    if (s == OK) s = ledger_apply(&p, replay->to, err);
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

static Status compare_view(Store *live, Store *fresh, Arena *arena, const char *table,
                           LedgerReplay *ret, Err *err) {
    Sha256 is, should;
    LedgerDifference d = {.table = arena_str(arena, table)};
    Status s = store_table_digest(live, table, &is, &d.rows_live, err);
    if (s == OK) s = store_table_digest(fresh, table, &should, &d.rows_replayed, err);
    if (s != OK) return s;
    ret->tables++;
    if (memcmp(is.b, should.b, sizeof is.b) != 0) ret->differences[ret->difference_count++] = d;
    return OK;
}

static size_t view_count(const StoreModule *modules, size_t count) {
    size_t views = 0;
    for (size_t m = 0; m < count; m++)
        for (size_t t = 0; t < modules[m].table_count; t++)
            views += modules[m].tables[t].kind == STORE_VIEW;
    return views;
}

Status ledger_views_compare(Store *live, Store *fresh, Arena *arena, LedgerReplay *ret, Err *err) {
    size_t count;
    const StoreModule *modules = store_modules(live, &count);
    ret->differences = ARENA_ARRAY(arena, LedgerDifference, view_count(modules, count));
    Status s = OK;
    for (size_t m = 0; m < count; m++)
        for (size_t t = 0; t < modules[m].table_count && s == OK; t++)
            if (modules[m].tables[t].kind == STORE_VIEW)
                s = compare_view(live, fresh, arena, modules[m].tables[t].name, ret, err);
    return s;
}

Status ledger_replay_compare(Ledger *ledger, Arena *arena, const Progress *progress,
                             LedgerReplay *ret, Err *err) {
    LedgerVerification v;
    Status s = ledger_verify(ledger, arena, (LedgerDepth){.threads = 1, .replay = true}, progress,
                             &v, err);
    if (s == OK) *ret = v.replay;
    return s;
}

bool ledger_replay_clean(const LedgerReplay *r) {
    return r->difference_count == 0 && r->leaves_wrong == 0 && r->events_refused == 0 &&
           r->events_missing == 0 && r->signatures_wrong == 0;
}
