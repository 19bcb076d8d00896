// SPDX-License-Identifier: Apache-2.0
/* Roots and proofs against the definitions of RFC 6962, for each size up to SIZES and for some
 * large ones. */
#include "naive.h"

#define SIZES 1100

static Err err;

/* ---------------------------------------------------------------- roots */

static void roots_of_each_size_are_those_of_the_definition(void **state) {
    (void)state;
    Store store = {0};
    Sha256 leaves[SIZES];
    store_grow(&store, SIZES);
    TlogNodes nodes = store_nodes(&store);
    TlogEdge grown = {0};
    for (int64_t size = 0; size <= SIZES; size++) {
        Sha256 root = naive_mth(0, size), mine = tlog_edge_root(&grown), at;
        hash_is(&mine, &root);
        mine = tlog_root(leaves, (size_t)size);
        hash_is(&mine, &root);
        assert_int_equal(tlog_root_at(&nodes, size, &at, &err), OK);
        hash_is(&at, &root);
        TlogEdge loaded;
        assert_int_equal(tlog_edge_load(&nodes, size, &loaded, &err), OK);
        Sha256 made[TLOG_LEVELS], again[TLOG_LEVELS];
        if (size == SIZES) break;
        char text[32];
        leaves[size] = tlog_leaf(naive_entry(size, text));
        int n = tlog_append(&grown, &leaves[size], made);
        assert_int_equal(tlog_append(&loaded, &leaves[size], again), n);
        assert_memory_equal(made, again, (size_t)n * sizeof made[0]);
    }
    store_free(&store);
}

static void roots_known_to_everybody(void **state) {
    (void)state;
    /* of Certificate Transparency's own tests: eight entries, given there in hexadecimal */
    static const char *const entries[] = {"",
                                          "00",
                                          "10",
                                          "2021",
                                          "3031",
                                          "40414243",
                                          "5051525354555657",
                                          "606162636465666768696a6b6c6d6e6f"};
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    Sha256 leaves[8];
    for (size_t i = 0; i <= 8; i++) {
        Sha256 root = tlog_root(leaves, i);
        char hex[65];
        hex_format(root.b, sizeof root.b, hex);
        assert_string_equal(hex, roots[i]);
        if (i == 8) break;
        uint8_t bytes[16];
        assert_true(hex_parse(entries[i], bytes, strlen(entries[i]) / 2));
        leaves[i] = tlog_leaf((Bytes){bytes, strlen(entries[i]) / 2});
    }
}

/* ---------------------------------------------------------------- inclusion */

static void included(Store *store, int64_t index, int64_t size, const Sha256 *root, bool compare) {
    TlogPath path, naive = {0};
    TlogNodes nodes = store_nodes(store);
    assert_int_equal(tlog_prove_inclusion(&nodes, index, size, &path, &err), OK);
    if (compare) {
        naive_path(index, 0, size, &naive);
        path_is(&path, &naive);
    }
    const Sha256 *leaf = &store->level[0][index];
    assert_int_equal(tlog_check_inclusion(&path, index, size, leaf, root, &err), OK);
    /* nothing else is proven by it */
    if (size > 1) {
        int64_t other = index ^ 1;
        if (other < size)
            assert_int_equal(tlog_check_inclusion(&path, other, size, leaf, root, &err), ERR_INPUT);
        TlogPath bad = path;
        bad.hash[index % bad.n].b[size % 32] ^= 1;
        assert_int_equal(tlog_check_inclusion(&bad, index, size, leaf, root, &err), ERR_INPUT);
        bad = path;
        bad.n--;
        assert_int_equal(tlog_check_inclusion(&bad, index, size, leaf, root, &err), ERR_INPUT);
        assert_int_equal(tlog_check_inclusion(&path, index, size, root, root, &err), ERR_INPUT);
    }
    if (path.n < TLOG_LEVELS) {
        TlogPath more = path;
        more.hash[more.n++] = *root;
        assert_int_equal(tlog_check_inclusion(&more, index, size, leaf, root, &err), ERR_INPUT);
    }
    assert_int_equal(tlog_check_inclusion(&path, index, size, leaf, leaf, &err),
                     size == 1 ? OK : ERR_INPUT);
    assert_int_equal(tlog_check_inclusion(&path, size, size, leaf, root, &err), ERR_INPUT);
    assert_int_equal(tlog_check_inclusion(&path, -1, size, leaf, root, &err), ERR_INPUT);
}

static void each_leaf_of_small_trees_is_proven(void **state) {
    (void)state;
    Store store = {0};
    store_grow(&store, 300);
    for (int64_t size = 1; size <= 300; size++) {
        Sha256 root = naive_mth(0, size);
        for (int64_t i = 0; i < size; i++) included(&store, i, size, &root, size <= 64);
    }
    store_free(&store);
}

static void leaves_of_each_size_are_proven_as_defined(void **state) {
    (void)state;
    Store store = {0};
    Rng rng;
    rng_seed(&rng, 1);
    store_grow(&store, SIZES);
    for (int64_t size = 1; size <= SIZES; size++) {
        Sha256 root = naive_mth(0, size);
        included(&store, 0, size, &root, true);
        included(&store, size - 1, size, &root, true);
        included(&store, rng_below(&rng, (uint32_t)size), size, &root, true);
        for (int k = 0; k < 5; k++)
            included(&store, rng_below(&rng, (uint32_t)size), size, &root, false);
    }
    store_free(&store);
}

/* ---------------------------------------------------------------- consistency */

static void consistent(Store *store, int64_t old, int64_t size, const Sha256 *root, bool compare) {
    TlogPath path, naive = {0};
    TlogNodes nodes = store_nodes(store);
    Sha256 old_root;
    assert_int_equal(tlog_root_at(&nodes, old, &old_root, &err), OK);
    assert_int_equal(tlog_prove_consistency(&nodes, old, size, &path, &err), OK);
    if (compare) {
        if (old > 0) naive_subproof(old, 0, size, true, &naive);
        path_is(&path, &naive);
    }
    assert_int_equal(tlog_check_consistency(&path, old, &old_root, size, root, &err), OK);
    TlogPath bad = path;
    Sha256 wrong = *root;
    wrong.b[old % 32] ^= 1;
    if (old > 0)
        assert_int_equal(tlog_check_consistency(&path, old, &old_root, size, &wrong, &err),
                         ERR_INPUT);
    wrong = old_root;
    wrong.b[size % 32] ^= 1;
    assert_int_equal(tlog_check_consistency(&path, old, &wrong, size, root, &err), ERR_INPUT);
    if (path.n) {
        bad.hash[size % path.n].b[old % 32] ^= 1;
        assert_int_equal(tlog_check_consistency(&bad, old, &old_root, size, root, &err), ERR_INPUT);
        bad = path;
        bad.n--;
        assert_int_equal(tlog_check_consistency(&bad, old, &old_root, size, root, &err), ERR_INPUT);
    }
    bad = path;
    bad.hash[bad.n++] = *root;
    assert_int_equal(tlog_check_consistency(&bad, old, &old_root, size, root, &err), ERR_INPUT);
    if (old < size)
        assert_int_equal(tlog_check_consistency(&path, size, root, old, &old_root, &err),
                         ERR_INPUT);
}

static void each_pair_of_small_trees_is_consistent(void **state) {
    (void)state;
    Store store = {0};
    store_grow(&store, 130);
    for (int64_t size = 0; size <= 130; size++) {
        Sha256 root = naive_mth(0, size);
        for (int64_t old = 0; old <= size; old++) consistent(&store, old, size, &root, size <= 64);
    }
    store_free(&store);
}

static void pairs_of_each_size_are_consistent_as_defined(void **state) {
    (void)state;
    Store store = {0};
    Rng rng;
    rng_seed(&rng, 2);
    store_grow(&store, SIZES);
    for (int64_t size = 1; size <= SIZES; size++) {
        Sha256 root = naive_mth(0, size);
        consistent(&store, size - 1, size, &root, true);
        for (int k = 0; k < 8; k++)
            consistent(&store, rng_below(&rng, (uint32_t)size + 1), size, &root, k < 2);
    }
    store_free(&store);
}

static void a_changed_entry_breaks_consistency(void **state) {
    (void)state;
    enum { OLD = 700, NEW = 1000 };
    Sha256 leaves[NEW], honest, forged;
    char text[32];
    for (int i = 0; i < NEW; i++) leaves[i] = tlog_leaf(naive_entry(i, text));
    honest = tlog_root(leaves, OLD);
    leaves[123] = leaves[124]; /* the past is rewritten, and the log goes on */
    Store store = {0};
    store_room(&store, NEW);
    for (int i = 0; i < NEW; i++) store_append(&store, &leaves[i]);
    forged = tlog_edge_root(&store.edge);
    TlogNodes nodes = store_nodes(&store);
    TlogPath path;
    assert_int_equal(tlog_prove_consistency(&nodes, OLD, NEW, &path, &err), OK);
    assert_int_equal(tlog_check_consistency(&path, OLD, &honest, NEW, &forged, &err), ERR_INPUT);
    store_free(&store);
}

/* ---------------------------------------------------------------- large, and broken */

static void large_trees(void **state) {
    (void)state;
    Store store = {0};
    Rng rng;
    rng_seed(&rng, 3);
    store_grow(&store, 70000);
    static const int64_t sizes[] = {65535, 65536, 65537, 69999, 70000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Sha256 root = naive_mth(0, sizes[i]);
        for (int k = 0; k < 3; k++) {
            included(&store, rng_below(&rng, (uint32_t)sizes[i]), sizes[i], &root, k == 0);
            consistent(&store, rng_below(&rng, (uint32_t)sizes[i]), sizes[i], &root, k == 0);
        }
    }
    store_free(&store);
}

/* No tree has that many leaves; the numbers must hold all the same. */
static Status imagined(void *ctx, int level, int64_t index, Sha256 *ret, Err *e) {
    (void)e;
    assert_true(index + 1 <= *(int64_t *)ctx >> level);
    uint8_t text[9] = {(uint8_t)level};
    memcpy(text + 1, &index, 8);
    *ret = sha256(text, sizeof text);
    return OK;
}

static void numbers_hold_up_to_the_largest_size(void **state) {
    (void)state;
    int64_t size = INT64_MAX;
    TlogNodes nodes = {imagined, &size};
    TlogPath path;
    assert_int_equal(tlog_prove_inclusion(&nodes, 0, size, &path, &err), OK);
    assert_int_equal(path.n, 63);
    assert_int_equal(tlog_prove_inclusion(&nodes, size - 1, size, &path, &err), OK);
    assert_int_equal(path.n, 62);
    Sha256 root, leaf;
    assert_int_equal(tlog_root_at(&nodes, size, &root, &err), OK);
    assert_int_equal(imagined(&size, 0, size - 1, &leaf, &err), OK);
    assert_int_equal(tlog_check_inclusion(&path, size - 1, size, &leaf, &root, &err), OK);
    assert_int_equal(tlog_prove_consistency(&nodes, size - 1, size, &path, &err), OK);
    assert_true(path.n <= TLOG_LEVELS);
    Sha256 old_root;
    assert_int_equal(tlog_root_at(&nodes, size - 1, &old_root, &err), OK);
    assert_int_equal(tlog_check_consistency(&path, size - 1, &old_root, size, &root, &err), OK);
}

static void a_node_that_cannot_be_read_ends_the_work(void **state) {
    (void)state;
    Store store = {0};
    store_grow(&store, 1000);
    TlogNodes nodes = store_nodes(&store);
    for (int n = 1; n <= 60; n++) {
        TlogPath path = {.n = -7};
        TlogEdge edge = {.size = -7};
        store.fail_at = n;
        Status s = tlog_prove_inclusion(&nodes, 777, 999, &path, &err);
        assert_int_equal(s == OK ? OK : path.n, s == OK ? OK : -7);
        store.fail_at = n;
        path.n = -7;
        s = tlog_prove_consistency(&nodes, 777, 999, &path, &err);
        assert_int_equal(s == OK ? OK : path.n, s == OK ? OK : -7);
        store.fail_at = n;
        s = tlog_edge_load(&nodes, 999, &edge, &err);
        assert_int_equal(s == OK ? OK : edge.size, s == OK ? OK : -7);
        assert_int_equal(s, n <= 8 ? ERR_WORLD : OK); /* 999 has eight bits that are set */
    }
    store_free(&store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_known_to_everybody),
        cmocka_unit_test(roots_of_each_size_are_those_of_the_definition),
        cmocka_unit_test(each_leaf_of_small_trees_is_proven),
        cmocka_unit_test(leaves_of_each_size_are_proven_as_defined),
        cmocka_unit_test(each_pair_of_small_trees_is_consistent),
        cmocka_unit_test(pairs_of_each_size_are_consistent_as_defined),
        cmocka_unit_test(a_changed_entry_breaks_consistency),
        cmocka_unit_test(large_trees),
        cmocka_unit_test(numbers_hold_up_to_the_largest_size),
        cmocka_unit_test(a_node_that_cannot_be_read_ends_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
