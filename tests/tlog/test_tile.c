// SPDX-License-Identifier: Apache-2.0
/* Tiles: their names, which of them a tree has, what they hold, and that proofs made from tiles are
 * those made from the log. */
#include "naive.h"

static Err err;

/* ---------------------------------------------------------------- names */

static void names_are_those_of_the_specification(void **state) {
    (void)state;
    static const struct {
        TlogTile tile;
        const char *path;
    } cases[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{1, 999, 17}, "tile/1/999.p/17"},
        {{2, 1000, 255}, "tile/2/x001/000.p/255"},
        {{7, 0, 1}, "tile/7/000.p/1"},
        {{TLOG_ENTRIES, 273, 112}, "tile/entries/273.p/112"},
        {{TLOG_ENTRIES, 1000000, 256}, "tile/entries/x001/x000/000"},
        {{0, INT64_MAX >> 8, 256}, "tile/0/x036/x028/x797/x018/x963/967"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char path[TLOG_TILE_PATH_BYTES];
        TlogTile tile;
        tlog_tile_path(cases[i].tile, path);
        assert_string_equal(path, cases[i].path);
        assert_true(tlog_tile_parse(path, &tile));
        assert_int_equal(tile.level, cases[i].tile.level);
        assert_int_equal(tile.index, cases[i].tile.index);
        assert_int_equal(tile.width, cases[i].tile.width);
    }
}

static void other_names_are_none(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/1234",
        "tile/0/x001/x234/x067",
        "tile/0/001/234",
        "tile/0/x0010/000",
        "tile/00/000",
        "tile/8/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/entries/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1.p/1",
        "tile/0/000.p/1/",
        "tile/0/000 ",
        "tile/0/../000",
        "tile/7/001",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        TlogTile tile;
        assert_false(tlog_tile_parse(bad[i], &tile));
    }
}

/* ---------------------------------------------------------------- which there are */

typedef struct Tally {
    int full[TLOG_TILE_LEVELS], partial[TLOG_TILE_LEVELS], width[TLOG_TILE_LEVELS];
} Tally;

static Status tally(void *ctx, TlogTile tile, Err *e) {
    Tally *t = ctx;
    (void)e;
    if (tile.width == TLOG_TILE_WIDTH) {
        t->full[tile.level]++;
    } else {
        t->partial[tile.level]++;
        t->width[tile.level] = tile.width;
    }
    return OK;
}

static void a_tree_has_the_tiles_that_the_specification_counts(void **state) {
    (void)state;
    Tally t = {0};
    assert_int_equal(tlog_tiles_between(0, 70000, tally, &t, &err), OK);
    assert_int_equal(t.full[0], 273);
    assert_int_equal(t.partial[0], 1);
    assert_int_equal(t.width[0], 112);
    assert_int_equal(t.full[1], 1);
    assert_int_equal(t.width[1], 17);
    assert_int_equal(t.full[2] + t.full[3] + t.partial[3], 0);
    assert_int_equal(t.width[2], 1);
    t = (Tally){0};
    assert_int_equal(tlog_tiles_between(0, 256, tally, &t, &err), OK);
    assert_int_equal(t.full[0], 1);
    assert_int_equal(t.partial[0], 0);
    assert_int_equal(t.width[1], 1);
    t = (Tally){0};
    assert_int_equal(tlog_tiles_between(0, 0, tally, &t, &err), OK);
    assert_int_equal(t.full[0] + t.partial[0], 0);
    /* growing by what changes nothing above */
    t = (Tally){0};
    assert_int_equal(tlog_tiles_between(70000, 70001, tally, &t, &err), OK);
    assert_int_equal(t.partial[0], 1);
    assert_int_equal(t.width[0], 113);
    assert_int_equal(t.full[0] + t.full[1] + t.partial[1] + t.partial[2], 0);
    /* the formula of the specification: floor(size / 256^level) mod 256 */
    assert_int_equal(tlog_tile_width(0, 273, 70000), 112);
    assert_int_equal(tlog_tile_width(0, 274, 70000), 0);
    assert_int_equal(tlog_tile_width(1, 1, 70000), 17);
    assert_int_equal(tlog_tile_width(2, 0, 70000), 1);
    assert_int_equal(tlog_tile_width(3, 0, 70000), 0);
    assert_int_equal(tlog_tile_width(TLOG_ENTRIES, 273, 70000), 112);
    assert_int_equal(tlog_tile_width(0, 1, 256), 0);
    assert_int_equal(tlog_tile_width(7, 0, INT64_MAX), 127);
}

/* ---------------------------------------------------------------- what they hold */

/* A shelf of tiles as files, grown step by step as a log would. */
#define SHELF_MAX 4096
typedef struct Shelf {
    Store *log;
    struct {
        char path[TLOG_TILE_PATH_BYTES];
        Buf bytes;
    } file[SHELF_MAX];
    int n;
    bool lies; /* hands out a wrong hash */
} Shelf;

static Status shelve(void *ctx, TlogTile tile, Err *e) {
    Shelf *shelf = ctx;
    assert_true(shelf->n < SHELF_MAX);
    TlogNodes nodes = store_nodes(shelf->log);
    tlog_tile_path(tile, shelf->file[shelf->n].path);
    for (int i = 0; i < shelf->n; i++)
        assert_string_not_equal(shelf->file[i].path, shelf->file[shelf->n].path);
    buf_init(&shelf->file[shelf->n].bytes, TLOG_TILE_BYTES);
    return tlog_tile_write(&nodes, tile, &shelf->file[shelf->n++].bytes, e);
}

static Status fetch(void *ctx, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *e) {
    Shelf *shelf = ctx;
    char path[TLOG_TILE_PATH_BYTES];
    tlog_tile_path(tile, path);
    for (int i = 0; i < shelf->n; i++) {
        if (!str_eq(shelf->file[i].path, path)) continue;
        Status s = tlog_tile_read(tile, buf_bytes(&shelf->file[i].bytes), ret, e);
        for (int k = 0; k < tile.width && shelf->lies; k++) ret[k].b[7] ^= 1;
        return s;
    }
    return err_set(e, ERR_ABSENT, "no %s", path);
}

static void proofs_from_tiles_are_those_of_the_log(void **state) {
    (void)state;
    static const int64_t steps[] = {1, 2, 255, 256, 257, 511, 512, 700, 65535, 65536, 65537, 66000};
    static Shelf shelf;
    Store log = {0};
    Rng rng;
    rng_seed(&rng, 5);
    shelf.log = &log;
    store_room(&log, 66000);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        int64_t was = log.edge.size, size = steps[i];
        store_grow(&log, size);
        assert_int_equal(tlog_tiles_between(was, size, shelve, &shelf, &err), OK);
        TlogTiles tiles = {fetch, &shelf, size};
        TlogNodes ours = store_nodes(&log), theirs = tlog_tiles_nodes(&tiles);
        Sha256 root = tlog_edge_root(&log.edge), got;
        assert_int_equal(tlog_root_at(&theirs, size, &got, &err), OK);
        hash_is(&got, &root);
        for (int k = 0; k < 5; k++) {
            int64_t at = rng_below(&rng, (uint32_t)size);
            TlogPath a, b;
            assert_int_equal(tlog_prove_inclusion(&ours, at, size, &a, &err), OK);
            assert_int_equal(tlog_prove_inclusion(&theirs, at, size, &b, &err), OK);
            path_is(&a, &b);
            assert_int_equal(tlog_prove_consistency(&ours, at, size, &a, &err), OK);
            assert_int_equal(tlog_prove_consistency(&theirs, at, size, &b, &err), OK);
            path_is(&a, &b);
            shelf.lies = true; /* is found out by the root, which was signed */
            assert_int_equal(tlog_prove_inclusion(&theirs, at, size, &b, &err), OK);
            shelf.lies = false;
            if (size > 1)
                assert_int_equal(tlog_check_inclusion(&b, at, size, &log.level[0][at], &root, &err),
                                 ERR_INPUT);
        }
    }
    for (int i = 0; i < shelf.n; i++) buf_free(&shelf.file[i].bytes);
    store_free(&log);
}

static void tiles_of_another_length_are_refused(void **state) {
    (void)state;
    static uint8_t bytes[TLOG_TILE_BYTES + 1];
    Sha256 hashes[TLOG_TILE_WIDTH];
    TlogTile full = {0, 0, 256}, three = {0, 0, 3};
    assert_int_equal(tlog_tile_read(full, (Bytes){bytes, 8192}, hashes, &err), OK);
    assert_int_equal(tlog_tile_read(full, (Bytes){bytes, 8193}, hashes, &err), ERR_INPUT);
    assert_int_equal(tlog_tile_read(full, (Bytes){bytes, 8160}, hashes, &err), ERR_INPUT);
    assert_int_equal(tlog_tile_read(three, (Bytes){bytes, 96}, hashes, &err), OK);
    assert_int_equal(tlog_tile_read(three, (Bytes){bytes, 8192}, hashes, &err), ERR_INPUT);
    assert_string_equal(err.place, "tile/0/000.p/3");
}

static void bundles_are_read_as_they_were_written(void **state) {
    (void)state;
    static uint8_t large[TLOG_ENTRY_BYTES_MAX + 1];
    Bytes entries[TLOG_TILE_WIDTH];
    Buf b;
    TlogTile three = {TLOG_ENTRIES, 0, 3}, two = {TLOG_ENTRIES, 0, 2}, four = {TLOG_ENTRIES, 0, 4};
    buf_init(&b, TLOG_BUNDLE_BYTES_MAX);
    assert_int_equal(tlog_bundle_add(&b, (Bytes){large, sizeof large}, &err), ERR_INPUT);
    assert_int_equal(tlog_bundle_add(&b, bytes_of("one"), &err), OK);
    assert_int_equal(tlog_bundle_add(&b, bytes_of(""), &err), OK);
    assert_memory_equal(b.at, "\0\3one\0\0", 7);
    assert_int_equal(tlog_bundle_add(&b, (Bytes){large, TLOG_ENTRY_BYTES_MAX}, &err), OK);
    assert_int_equal(tlog_bundle_read(three, buf_bytes(&b), entries, &err), OK);
    assert_int_equal(entries[0].n, 3);
    assert_int_equal(entries[1].n, 0);
    assert_int_equal(entries[2].n, TLOG_ENTRY_BYTES_MAX);
    assert_int_equal(tlog_bundle_read(two, buf_bytes(&b), entries, &err), ERR_INPUT);
    assert_int_equal(tlog_bundle_read(four, buf_bytes(&b), entries, &err), ERR_INPUT);
    Bytes cut = {buf_bytes(&b).at, b.n - 1};
    assert_int_equal(tlog_bundle_read(three, cut, entries, &err), ERR_INPUT);
    cut.n = 6;
    assert_int_equal(tlog_bundle_read(two, cut, entries, &err), ERR_INPUT);
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_specification),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(a_tree_has_the_tiles_that_the_specification_counts),
        cmocka_unit_test(proofs_from_tiles_are_those_of_the_log),
        cmocka_unit_test(tiles_of_another_length_are_refused),
        cmocka_unit_test(bundles_are_read_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
