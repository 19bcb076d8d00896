// SPDX-License-Identifier: Apache-2.0
/* Any bytes as the name of a tile, as a tile and as a bundle (of as many entries as the first byte
 * says): what is accepted is written back the same. */
#include "known.h"

static void as_name(Known *k, const uint8_t *data, size_t size) {
    const char *text = arena_strn(k->arena, (const char *)data, size);
    TlogTile tile;
    char path[TLOG_TILE_PATH_BYTES];
    if (!tlog_tile_parse(text, &tile)) return;
    tlog_tile_path(tile, path);
    must(str_eq(path, text));
    must(tlog_tile_width(tile.level, tile.index, INT64_MAX) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    as_name(k, data, size);
    if (size > 0) {
        Err err;
        TlogTile tile = {TLOG_ENTRIES, 0, data[0] + 1};
        Bytes entries[TLOG_TILE_WIDTH], rest = {data + 1, size - 1};
        Sha256 hashes[TLOG_TILE_WIDTH];
        if (tlog_bundle_read(tile, rest, entries, &err) == OK) {
            Buf *b = buf_on(k->arena, TLOG_BUNDLE_BYTES_MAX);
            for (int i = 0; i < tile.width; i++) must(tlog_bundle_add(b, entries[i], &err) == OK);
            must(same(b, rest.at, rest.n));
        }
        tile.level = 0;
        bool fits = rest.n == (size_t)tile.width * 32;
        must((tlog_tile_read(tile, rest, hashes, &err) == OK) == fits);
    }
    return known_done(k);
}
