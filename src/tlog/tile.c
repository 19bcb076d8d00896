// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- names */

void tlog_tile_path(TlogTile tile, char to[TLOG_TILE_PATH_BYTES]) {
    assert(tile.level >= TLOG_ENTRIES && tile.level < TLOG_TILE_LEVELS);
    assert(tile.index >= 0);
    assert(tile.width >= 1 && tile.width <= TLOG_TILE_WIDTH);
    int n = tile.level == TLOG_ENTRIES ? snprintf(to, TLOG_TILE_PATH_BYTES, "tile/entries")
                                       : snprintf(to, TLOG_TILE_PATH_BYTES, "tile/%d", tile.level);
    int64_t unit = 1;
    while (tile.index / unit >= 1000) unit *= 1000;
    for (; unit >= 1; unit /= 1000)
        n += snprintf(to + n, TLOG_TILE_PATH_BYTES - (size_t)n, "/%s%03d", unit > 1 ? "x" : "",
                      (int)(tile.index / unit % 1000));
    if (tile.width < TLOG_TILE_WIDTH)
        n += snprintf(to + n, TLOG_TILE_PATH_BYTES - (size_t)n, ".p/%d", tile.width);
    assert(n < TLOG_TILE_PATH_BYTES);
}

/* Does it end below 2^63, so that no reader of its hashes runs over? */
static bool in_reach(TlogTile tile) {
    int bits = 8 * ((tile.level == TLOG_ENTRIES ? 0 : tile.level) + 1);
    return bits < 63 ? tile.index <= (INT64_MAX >> bits) : tile.index == 0;
}

/* Reads what it can, writes it again, and compares: so each tile has one name. */
bool tlog_tile_parse(const char *path, TlogTile *ret) {
    TlogTile tile = {.level = TLOG_ENTRIES, .width = TLOG_TILE_WIDTH};
    Bytes rest, word;
    char again[TLOG_TILE_PATH_BYTES];
    int64_t n;
    if (strlen(path) >= sizeof again || !tlog_after(bytes_of(path), "tile/", &rest)) return false;
    if (!tlog_cut(&rest, '/', &word)) return false;
    if (!tlog_text_is(word, "entries")) {
        if (!tlog_decimal(word, &n) || n >= TLOG_TILE_LEVELS) return false;
        tile.level = (int)n;
    }
    const char *width = strstr(path, ".p/");
    if (width) {
        if (!tlog_decimal(bytes_of(width + 3), &n) || n < 1 || n >= TLOG_TILE_WIDTH) return false;
        tile.width = (int)n;
    }
    for (const uint8_t *p = rest.at; p < rest.at + rest.n && *p != '.'; p++) {
        if (*p == 'x' || *p == '/') continue;
        if (*p < '0' || *p > '9' || tile.index > (INT64_MAX - 9) / 10) return false;
        tile.index = tile.index * 10 + (*p - '0');
    }
    tlog_tile_path(tile, again);
    if (!str_eq(again, path) || !in_reach(tile)) return false;
    *ret = tile;
    return true;
}

/* ---------------------------------------------------------------- which there are */

/* How many hashes stand at a level in a tree of this size. */
static int64_t level_size(int level, int64_t size) {
    return level == TLOG_ENTRIES ? size : size >> (8 * level);
}

int tlog_tile_width(int level, int64_t index, int64_t size) {
    assert(level >= TLOG_ENTRIES && level < TLOG_TILE_LEVELS && size >= 0);
    int64_t n = level_size(level, size);
    if (index < 0 || index > n / TLOG_TILE_WIDTH) return 0;
    return index < n / TLOG_TILE_WIDTH ? TLOG_TILE_WIDTH : (int)(n % TLOG_TILE_WIDTH);
}

Status tlog_tiles_between(int64_t old_size, int64_t size, TlogTileVisit visit, void *ctx,
                          Err *err) {
    assert(old_size >= 0 && old_size <= size);
    for (int level = 0; level < TLOG_TILE_LEVELS; level++) {
        int64_t was = level_size(level, old_size), is = level_size(level, size);
        if (was == is) continue; /* then all above stayed too, but those levels are few */
        for (int64_t i = was / TLOG_TILE_WIDTH; i * TLOG_TILE_WIDTH < is; i++) {
            Status s = visit(ctx, (TlogTile){level, i, tlog_tile_width(level, i, size)}, err);
            if (s != OK) return s;
        }
    }
    return OK;
}

/* ---------------------------------------------------------------- what they hold */

Status tlog_tile_write(const TlogNodes *nodes, TlogTile tile, Buf *out, Err *err) {
    assert(tile.level >= 0);
    for (int i = 0; i < tile.width; i++) {
        Sha256 hash;
        Status s =
            nodes->read(nodes->ctx, 8 * tile.level, tile.index * TLOG_TILE_WIDTH + i, &hash, err);
        if (s != OK) return s;
        buf_add(out, hash.b, sizeof hash.b);
    }
    return buf_ok(out, err);
}

static Status fault(Err *err, TlogTile tile, const char *text) {
    char path[TLOG_TILE_PATH_BYTES];
    tlog_tile_path(tile, path);
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, path, 0, 0, NULL);
    return ERR_INPUT;
}

Status tlog_tile_read(TlogTile tile, Bytes bytes, Sha256 ret[TLOG_TILE_WIDTH], Err *err) {
    if (bytes.n != (size_t)tile.width * sizeof *ret)
        return fault(err, tile, _("a tile must hold 32 bytes for each of its hashes"));
    memcpy(ret, bytes.at, bytes.n);
    return OK;
}

Status tlog_bundle_add(Buf *out, Bytes entry, Err *err) {
    if (entry.n > TLOG_ENTRY_BYTES_MAX)
        return err_set(err, ERR_INPUT, _("an entry is larger than %d bytes"), TLOG_ENTRY_BYTES_MAX);
    uint8_t length[2] = {(uint8_t)(entry.n >> 8), (uint8_t)entry.n};
    buf_add(out, length, sizeof length);
    buf_add(out, entry.at, entry.n);
    return buf_ok(out, err);
}

Status tlog_bundle_read(TlogTile tile, Bytes bytes, Bytes ret[TLOG_TILE_WIDTH], Err *err) {
    Bytes entries[TLOG_TILE_WIDTH];
    size_t at = 0;
    for (int i = 0; i < tile.width; i++) {
        if (bytes.n - at < 2)
            return fault(err, tile, _("a bundle holds fewer entries than it must"));
        size_t n = (size_t)bytes.at[at] << 8 | bytes.at[at + 1];
        at += 2;
        if (bytes.n - at < n) return fault(err, tile, _("the last entry of a bundle is cut off"));
        entries[i] = (Bytes){bytes.at + at, n};
        at += n;
    }
    if (at != bytes.n) return fault(err, tile, _("a bundle holds more entries than it must"));
    memcpy(ret, entries, (size_t)tile.width * sizeof *ret);
    return OK;
}

/* ---------------------------------------------------------------- tiles as nodes */

/* Node (level, index) lies in the tile of level / 8, and is the root of 2^(level % 8) of its
 * hashes. */
static Status tiles_read(void *ctx, int level, int64_t index, Sha256 *ret, Err *err) {
    const TlogTiles *tiles = ctx;
    int height = level % 8;
    int64_t first = index << height;
    TlogTile tile = {.level = level / 8, .index = first / TLOG_TILE_WIDTH};
    tile.width = tlog_tile_width(tile.level, tile.index, tiles->size);
    int from = (int)(first % TLOG_TILE_WIDTH), n = 1 << height;
    assert(from + n <= tile.width);
    Sha256 hashes[TLOG_TILE_WIDTH];
    Status s = tiles->fetch(tiles->ctx, tile, hashes, err);
    if (s == OK) *ret = tlog_root(hashes + from, (size_t)n);
    return s;
}

TlogNodes tlog_tiles_nodes(TlogTiles *tiles) {
    return (TlogNodes){tiles_read, tiles};
}
