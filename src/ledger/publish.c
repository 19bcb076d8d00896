// SPDX-License-Identifier: Apache-2.0
/* The tree as files that any web server can hand out (C2SP tlog-tiles), and one event with the
 * proof that it stands there. */
#include "ledger/ledger_int.h"

#include <inttypes.h>
#include <string.h>

#include "ledger_sql.h"

/* ---------------------------------------------------------------- files */

typedef struct Publishing {
    LedgerTree *tree;
    LedgerPut put;
    void *ctx;
    const Progress *progress;
    int64_t done, total;
} Publishing;

static Status put_bundle(Publishing *p, TlogTile tile, Err *err) {
    StoreStmt *q;
    Buf out, leaf;
    int64_t first = tile.index * TLOG_TILE_WIDTH;
    Status s = store_prepare(p->tree->store, SQL_EVENT_COMMITMENTS, &q, err);
    if (s != OK) return s;
    buf_init(&out, 1 * MIB);
    buf_init(&leaf, 1 * KIB);
    store_bind_text(q, 1, p->tree->scope);
    store_bind_int(q, 2, first);
    store_bind_int(q, 3, first + tile.width);
    bool row = false;
    while (s == OK && (s = store_step(q, &row, err)) == OK && row) {
        Bytes commitment = store_bytes(q, 1);
        Sha256 hash;
        leaf.n = 0;
        if (commitment.n != sizeof(Sha256)) continue; /* the tile above would not have been made */
        ledger_leaf_of(p->tree->scope, store_int(q, 0), (const Sha256 *)commitment.at, &leaf,
                       &hash);
        s = tlog_bundle_add(&out, buf_bytes(&leaf), err);
    }
    store_finish(q);
    char path[TLOG_TILE_PATH_BYTES];
    tlog_tile_path((TlogTile){TLOG_ENTRIES, tile.index, tile.width}, path);
    if (s == OK) s = p->put(p->ctx, path, buf_bytes(&out), err);
    buf_free(&out);
    buf_free(&leaf);
    return s;
}

static Status put_tile(void *ctx, TlogTile tile, Err *err) {
    Publishing *p = ctx;
    Sha256 hashes[TLOG_TILE_WIDTH];
    char path[TLOG_TILE_PATH_BYTES];
    Status s = ledger_tree_tile(p->tree, tile, hashes, err);
    tlog_tile_path(tile, path);
    if (s == OK)
        s = p->put(p->ctx, path, (Bytes){hashes[0].b, (size_t)tile.width * sizeof *hashes}, err);
    if (s == OK && tile.level == 0) {
        s = put_bundle(p, tile, err);
        progress_step(p->progress, _("publishing"), ++p->done, p->total);
    }
    return s;
}

Status ledger_publish(Ledger *ledger, Arena *arena, const char *scope, const LedgerCheckpoint *c,
                      int64_t published, LedgerPut put, void *ctx, const Progress *progress,
                      Err *err) {
    Publishing p = {.tree = ledger_tree_new(ledger->store, arena, scope, c->size),
                    .put = put,
                    .ctx = ctx,
                    .progress = progress,
                    .total = (c->size - published) / TLOG_TILE_WIDTH + 1};
    Status s = OK;
    if (published < c->size) s = tlog_tiles_between(published, c->size, put_tile, &p, err);
    return s == OK ? put(ctx, "checkpoint", c->note, err) : s;
}

Status ledger_prove_growth(Store *store, Arena *arena, const char *scope, int64_t old_size,
                           const LedgerCheckpoint *c, TlogPath *ret, Err *err) {
    LedgerTree *tree = ledger_tree_new(store, arena, scope, c->size);
    return tlog_prove_consistency(&tree->nodes, old_size, c->size, ret, err);
}

/* ---------------------------------------------------------------- one event */

Status ledger_find(Store *store, const char *scope, const char *id, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_EVENT_BY_ID, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, id);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK && row) *ret = store_int(q, 0);
    store_finish(q);
    if (s != OK || row) return s;
    err_set(err, ERR_ABSENT, _("no event %s stands in %s"), id, scope);
    err_advise(err, "%s", _("see which there are: hantar log list"));
    return ERR_ABSENT;
}

/* Without its salt an event cannot be shown to be the one in the tree: it was erased from it. */
static Status put_receipt(Store *store, const char *scope, int64_t seq, Buf *out, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_EVENT_WITH_SALT, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, seq);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK && row && store_bytes(q, 1).n == LEDGER_SALT_BYTES)
        s = ledger_opening_write(store_bytes(q, 0), store_bytes(q, 1).at, out, err);
    store_finish(q);
    return s;
}

Status ledger_prove(Store *store, Arena *arena, const char *scope, int64_t seq, LedgerProven *ret,
                    Err *err) {
    LedgerProven p = {0};
    Status s = ledger_checkpoint_over(store, arena, scope, seq, &p.checkpoint, err);
    if (s != OK) return s;
    LedgerTree *tree = ledger_tree_new(store, arena, scope, p.checkpoint.size);
    TlogProof proof = {.index = seq - 1, .checkpoint = p.checkpoint.note};
    Buf *text = buf_on(arena, TLOG_PROOF_BYTES_MAX);
    Buf *receipt = buf_on(arena, LEDGER_RECEIPT_BYTES_MAX);
    s = tlog_prove_inclusion(&tree->nodes, seq - 1, p.checkpoint.size, &proof.path, err);
    if (s == OK) s = tlog_proof_write(&proof, text, err);
    p.proof = buf_bytes(text);
    if (s == OK) s = put_receipt(store, scope, seq, receipt, err);
    p.receipt = buf_bytes(receipt);
    if (s == OK) *ret = p;
    return s;
}
