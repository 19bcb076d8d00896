// SPDX-License-Identifier: Apache-2.0
/* The tree of a scope's leaves, kept as tiles: rows of 256 hashes, stored when they are full and
 * never changed. What stands to their right is computed from the commitments, or from the roots of
 * the tiles below; so an event costs an eighth of a page, and a proof a few rows. Tiles that are
 * missing (an older database) are computed too, and stored with the next event that fills one. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#include "ledger_sql.h"

/* ---------------------------------------------------------------- reading a tile */

static Status damaged(const LedgerTree *tree, TlogTile tile, Err *err) {
    char path[TLOG_TILE_PATH_BYTES];
    tlog_tile_path(tile, path);
    err_set(err, ERR_WORLD, _("the tree of %s is not whole in this database"), tree->scope);
    err_at(err, path, 0, 0, NULL);
    err_advise(err, "%s", _("run: hantar log verify"));
    return ERR_WORLD;
}

/* The hashes of leaves, from the events' commitments. */
static Status leaves_of(LedgerTree *tree, TlogTile tile, Sha256 *to, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(tree->store, SQL_EVENT_COMMITMENTS, &q, err);
    if (s != OK) return s;
    int64_t first = tile.index * TLOG_TILE_WIDTH;
    store_bind_text(q, 1, tree->scope);
    store_bind_int(q, 2, first);
    store_bind_int(q, 3, first + tile.width);
    bool row = false;
    int n = 0;
    while ((s = store_step(q, &row, err)) == OK && row) {
        Bytes commitment = store_bytes(q, 1);
        bool expected = store_int(q, 0) == first + n + 1 && commitment.n == sizeof(Sha256);
        if (!expected) break;
        ledger_leaf_of(tree->scope, first + n + 1, (const Sha256 *)commitment.at, NULL, &to[n]);
        n++;
    }
    store_finish(q);
    if (s != OK) return s;
    return n == tile.width ? OK : damaged(tree, tile, err);
}

/* The roots of the tiles below that are stored; the number of those that stand in a row. */
static Status roots_of(LedgerTree *tree, TlogTile tile, Sha256 *to, int *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(tree->store, SQL_LEDGER_TILE_ROOTS, &q, err);
    if (s != OK) return s;
    int64_t first = tile.index * TLOG_TILE_WIDTH;
    store_bind_text(q, 1, tree->scope);
    store_bind_int(q, 2, tile.level - 1);
    store_bind_int(q, 3, first);
    store_bind_int(q, 4, first + tile.width);
    bool row = false;
    int n = 0;
    while ((s = store_step(q, &row, err)) == OK && row) {
        Bytes root = store_bytes(q, 1);
        if (store_int(q, 0) != first + n || root.n != sizeof *to) break;
        memcpy(to[n++].b, root.at, sizeof *to);
    }
    store_finish(q);
    *ret = n;
    return s;
}

static Status stored(LedgerTree *tree, TlogTile tile, Sha256 *to, bool *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(tree->store, SQL_LEDGER_TILE_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, tree->scope);
    store_bind_int(q, 2, tile.level);
    store_bind_int(q, 3, tile.index);
    s = store_step(q, ret, err);
    Bytes hashes = s == OK && *ret ? store_bytes(q, 0) : (Bytes){0};
    if (hashes.n == TLOG_TILE_BYTES)
        memcpy(to, hashes.at, hashes.n);
    else if (s == OK && *ret)
        s = damaged(tree, tile, err);
    store_finish(q);
    return s;
}

static Status computed(LedgerTree *tree, TlogTile tile, Sha256 *to, Err *err) {
    int n = 0;
    if (tile.level == 0) return leaves_of(tree, tile, to, err);
    Status s = roots_of(tree, tile, to, &n, err);
    for (; n < tile.width && s == OK; n++) {
        TlogTile below = {tile.level - 1, tile.index * TLOG_TILE_WIDTH + n, TLOG_TILE_WIDTH};
        Sha256 hashes[TLOG_TILE_WIDTH];
        s = ledger_tree_tile(tree, below, hashes, err);
        if (s == OK) to[n] = tlog_root(hashes, TLOG_TILE_WIDTH);
    }
    return s;
}

Status ledger_tree_tile(LedgerTree *tree, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *err) {
    LedgerTileKept *kept = &tree->kept[tile.level];
    bool same = kept->tile.width >= tile.width && kept->tile.index == tile.index;
    if (!same) {
        bool there = false;
        kept->tile.width = 0;
        Status s = OK;
        if (tile.width == TLOG_TILE_WIDTH) s = stored(tree, tile, kept->hash, &there, err);
        if (s == OK && !there) s = computed(tree, tile, kept->hash, err);
        if (s != OK) return s;
        kept->tile = tile;
    }
    memcpy(ret, kept->hash, (size_t)tile.width * sizeof *ret);
    return OK;
}

static Status fetch(void *ctx, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *err) {
    return ledger_tree_tile(ctx, tile, ret, err);
}

LedgerTree *ledger_tree_new(Store *store, Arena *arena, const char *scope, int64_t size) {
    LedgerTree *tree = ARENA_NEW(arena, LedgerTree);
    tree->store = store;
    tree->scope = scope;
    tree->tiles = (TlogTiles){fetch, tree, size};
    tree->nodes = tlog_tiles_nodes(&tree->tiles);
    return tree;
}

/* ---------------------------------------------------------------- growing */

static Status tile_count(Store *store, const char *scope, int level, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_TILE_COUNT, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, level);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

static Status add_tile(Store *store, LedgerTree *tree, int level, int64_t number, Err *err) {
    TlogTile tile = {level, number, TLOG_TILE_WIDTH};
    Sha256 hashes[TLOG_TILE_WIDTH];
    Status s = computed(tree, tile, hashes, err);
    if (s != OK) return s;
    Sha256 root = tlog_root(hashes, TLOG_TILE_WIDTH);
    return store_run(store, err, SQL_LEDGER_TILE_ADD, "tiibb", tree->scope, (int64_t)level, number,
                     (Bytes){root.b, sizeof root.b}, (Bytes){hashes[0].b, sizeof hashes});
}

Status ledger_tree_grow(Ledger *ledger, const char *scope, int64_t size, Err *err) {
    Status s = OK;
    int64_t full = size / TLOG_TILE_WIDTH;
    Arena *arena = arena_new(&ledger->env, 1 * MIB);
    LedgerTree *tree = ledger_tree_new(ledger->store, arena, scope, size);
    for (int level = 0; full > 0 && s == OK; level++, full /= TLOG_TILE_WIDTH) {
        int64_t have = 0;
        s = tile_count(ledger->store, scope, level, &have, err);
        for (; have < full && s == OK; have++) s = add_tile(ledger->store, tree, level, have, err);
    }
    arena_free(arena);
    return s;
}
