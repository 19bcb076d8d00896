// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger_sql.h"

const StoreModule LEDGER_STORE = {"ledger", LEDGER_TABLES, COUNT_OF(LEDGER_TABLES), 3};

Ledger *ledger_new(const Env *env, Store *store, const LedgerType *types, size_t type_count) {
    for (size_t i = 0; i < type_count; i++) {
        assert(types[i].apply);
        assert(types[i].schema >= 1);
        assert(types[i].schema == 1 || types[i].lift);
    }
    Arena *arena = arena_new(env, 256 * KIB);
    Ledger *ledger = ARENA_NEW(arena, Ledger);
    ledger->arena = arena;
    ledger->env = *env;
    ledger->store = store;
    ledger->types = types;
    ledger->type_count = type_count;
    pthread_mutex_init(&ledger->met_lock, NULL);
    return ledger;
}

void ledger_sign_with(Ledger *ledger, const LedgerSigner *signer) {
    ledger->signer = signer;
}

void ledger_free(Ledger *ledger) {
    if (!ledger) return;
    pthread_mutex_destroy(&ledger->met_lock);
    arena_free(ledger->arena);
}

void ledger_freep(Ledger **ledger) {
    ledger_free(*ledger);
    *ledger = NULL;
}

/* ---------------------------------------------------------------- reading */

static Status rows_query(Store *store, const char *scope, int64_t after, int64_t up_to,
                         StoreStmt **ret, Err *err) {
    Status s = store_prepare(store, scope ? SQL_EVENT_OF_SCOPE : SQL_EVENT_OF_ALL, ret, err);
    if (s != OK) return s;
    int parameter = 1;
    if (scope) store_bind_text(*ret, parameter++, scope);
    store_bind_int(*ret, parameter++, after);
    store_bind_int(*ret, parameter, up_to);
    return OK;
}

/* Never NULL, whatever somebody wrote into the file. */
static const char *text_at(StoreStmt *q, int column) {
    const char *text = store_text(q, column);
    return text ? text : "";
}

Status ledger_rows(Store *store, const char *scope, int64_t after, int64_t up_to,
                   LedgerRowVisit visit, void *ctx, Err *err) {
    StoreStmt *q;
    Status s = rows_query(store, scope, after, up_to, &q, err);
    if (s != OK) return s;
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        LedgerRow r = {.scope = text_at(q, 0),
                       .seq = store_int(q, 1),
                       .id = text_at(q, 2),
                       .type = text_at(q, 3),
                       .time = text_at(q, 4),
                       .commitment = store_bytes(q, 5),
                       .canonical = store_bytes(q, 6),
                       .salt = store_bytes(q, 7)};
        s = visit(ctx, &r, err);
        if (s != OK) break;
    }
    store_finish(q);
    return s == LEDGER_STOP ? OK : s;
}

Status ledger_row_damaged(const LedgerRow *row, Err *err) {
    char place[96];
    snprintf(place, sizeof place, "%.40s/%" PRId64, row->scope, row->seq);
    err_set(err, ERR_WORLD, "%s", _("an event in the log is not what was appended"));
    err_at(err, place, 0, 0, NULL);
    err_advise(err, "%s", _("run: hantar log replay, and restore a backup that passes it"));
    return ERR_WORLD;
}

Status ledger_row_parse(const Ledger *ledger, const LedgerRow *row, LedgerParsed *ret, Err *err) {
    LedgerParsed p;
    if (row->commitment.n != sizeof(Sha256)) return ledger_row_damaged(row, err);
    if (ledger_parse(ledger, row->canonical, &p, err) != OK) return ledger_row_damaged(row, err);
    bool same = strcmp(p.event.scope, row->scope) == 0 && strcmp(p.event.id, row->id) == 0 &&
                strcmp(p.event.type, row->type) == 0 && strcmp(p.event.time, row->time) == 0;
    if (!same) {
        ledger_parsed_done(&p);
        return ledger_row_damaged(row, err);
    }
    p.event.seq = row->seq;
    *ret = p;
    return OK;
}

LedgerLeaf ledger_row_leaf(const LedgerRow *row) {
    if (row->salt.n == 0) return LEDGER_LEAF_UNKNOWN;
    Sha256 computed = {0};
    if (row->salt.n == LEDGER_SALT_BYTES)
        computed = ledger_event_commitment(row->salt.at, row->canonical);
    bool same = row->commitment.n == sizeof computed.b &&
                memcmp(computed.b, row->commitment.at, sizeof computed.b) == 0;
    return same ? LEDGER_LEAF_GOOD : LEDGER_LEAF_WRONG;
}

typedef struct Each {
    Ledger *ledger;
    LedgerVisit visit;
    void *ctx;
} Each;

static Status each_row(void *ctx, const LedgerRow *row, Err *err) {
    Each *each = ctx;
    LedgerParsed p;
    Status s = ledger_row_parse(each->ledger, row, &p, err);
    if (s != OK) return s;
    bool applicable = p.type && p.event.schema <= p.type->schema;
    if (applicable) s = ledger_lift(&p, err);
    Sha256 leaf;
    ledger_leaf_of(row->scope, row->seq, (const Sha256 *)row->commitment.at, NULL, &leaf);
    bool more = s == OK && each->visit(each->ctx, &p.event, row->canonical, leaf);
    ledger_parsed_done(&p);
    return s != OK ? s : more ? OK : LEDGER_STOP;
}

Status ledger_each(Ledger *ledger, const char *scope, int64_t after, LedgerVisit visit, void *ctx,
                   Err *err) {
    Each each = {ledger, visit, ctx};
    return ledger_rows(ledger->store, scope, after, INT64_MAX, each_row, &each, err);
}

Status ledger_each_conflict(Ledger *ledger, const char *scope, LedgerConflictVisit visit, void *ctx,
                            Err *err) {
    StoreStmt *q;
    Status s = store_prepare(ledger->store, SQL_EVENT_CONFLICT_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        if (!visit(ctx, text_at(q, 0), text_at(q, 1), store_bytes(q, 2))) break;
    store_finish(q);
    return s;
}

int64_t ledger_size(Ledger *ledger, const char *scope) {
    StoreStmt *q;
    Err err;
    const char *sql = scope ? SQL_LEDGER_SCOPE_SIZE : SQL_LEDGER_SCOPE_SIZES;
    if (store_prepare(ledger->store, sql, &q, &err) != OK) return 0;
    if (scope) store_bind_text(q, 1, scope);
    bool row = false;
    int64_t size = store_step(q, &row, &err) == OK && row ? store_int(q, 0) : 0;
    store_finish(q);
    return size;
}

Status ledger_each_scope(Store *store, LedgerScopeVisit visit, void *ctx, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_SCOPE_LIST, &q, err);
    if (s != OK) return s;
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        if (!visit(ctx, text_at(q, 0), store_int(q, 1))) break;
    store_finish(q);
    return s;
}
