// SPDX-License-Identifier: Apache-2.0
/* The oracle: the definitions of RFC 6962 section 2.1 word for word, by recursion over the entries
 * themselves, without nodes, edges or tiles. Slow, and that is all that can be said against it.
 * Below it a store of nodes in memory, such as a log would keep. */
#ifndef HANTAR_TEST_NAIVE_H
#define HANTAR_TEST_NAIVE_H

#include "tlog/tlog.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline Bytes naive_entry(int64_t i, char to[32]) {
    int n = snprintf(to, 32, "entry %lld", (long long)i * 7919);
    return (Bytes){(const uint8_t *)to, (size_t)n};
}

static inline int64_t naive_k(int64_t n) { /* largest power of two smaller than n */
    int64_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
}

/* MTH(D[lo:hi]) */
static inline Sha256 naive_mth(int64_t lo, int64_t hi) {
    Sha256 hash;
    uint8_t text[1 + 64] = {0};
    if (lo == hi) {
        crypto_hash_sha256(hash.b, NULL, 0);
    } else if (hi - lo == 1) {
        char entry[32];
        Bytes b = naive_entry(lo, entry);
        memcpy(text + 1, b.at, b.n);
        crypto_hash_sha256(hash.b, text, 1 + b.n);
    } else {
        int64_t k = naive_k(hi - lo);
        Sha256 left = naive_mth(lo, lo + k), right = naive_mth(lo + k, hi);
        text[0] = 1;
        memcpy(text + 1, left.b, 32);
        memcpy(text + 33, right.b, 32);
        crypto_hash_sha256(hash.b, text, sizeof text);
    }
    return hash;
}

/* PATH(m, D[lo:hi]) */
static inline void naive_path(int64_t m, int64_t lo, int64_t hi, TlogPath *out) {
    if (hi - lo == 1) return;
    int64_t k = naive_k(hi - lo);
    if (m < k) {
        naive_path(m, lo, lo + k, out);
        out->hash[out->n++] = naive_mth(lo + k, hi);
    } else {
        naive_path(m - k, lo + k, hi, out);
        out->hash[out->n++] = naive_mth(lo, lo + k);
    }
}

/* SUBPROOF(m, D[lo:hi], b) */
static inline void naive_subproof(int64_t m, int64_t lo, int64_t hi, bool b, TlogPath *out) {
    if (m == hi - lo) {
        if (!b) out->hash[out->n++] = naive_mth(lo, hi);
        return;
    }
    int64_t k = naive_k(hi - lo);
    if (m <= k) {
        naive_subproof(m, lo, lo + k, b, out);
        out->hash[out->n++] = naive_mth(lo + k, hi);
    } else {
        naive_subproof(m - k, lo + k, hi, false, out);
        out->hash[out->n++] = naive_mth(lo, lo + k);
    }
}

/* ---------------------------------------------------------------- nodes in memory */

typedef struct Store {
    TlogEdge edge;
    Sha256 *level[TLOG_LEVELS];
    int64_t room;
    int64_t reads;
    int fail_at; /* the nth read from now on fails; 0 = none */
} Store;

static inline void store_room(Store *store, int64_t size) {
    store->room = size;
    for (int l = 0; size >> l > 0; l++)
        store->level[l] = calloc((size_t)(size >> l) + 1, sizeof(Sha256));
}

static inline void store_append(Store *store, const Sha256 *leaf) {
    int64_t index = store->edge.size;
    Sha256 made[TLOG_LEVELS];
    int n = tlog_append(&store->edge, leaf, made);
    for (int l = 0; l < n; l++) store->level[l][index >> l] = made[l];
}

/* Up to this size, with the oracle's entries. */
static inline void store_grow(Store *store, int64_t size) {
    if (!store->room) store_room(store, size);
    assert_true(size <= store->room);
    while (store->edge.size < size) {
        char text[32];
        Sha256 leaf = tlog_leaf(naive_entry(store->edge.size, text));
        store_append(store, &leaf);
    }
}

static inline void store_free(Store *store) {
    for (int l = 0; l < TLOG_LEVELS; l++) free(store->level[l]);
    *store = (Store){0};
}

static inline Status store_read(void *ctx, int level, int64_t index, Sha256 *ret, Err *err) {
    Store *store = ctx;
    store->reads++;
    if (store->fail_at && --store->fail_at == 0) return err_set(err, ERR_WORLD, "broken");
    assert_true(level >= 0 && level < TLOG_LEVELS && index >= 0);
    assert_true(index + 1 <= store->edge.size >> level); /* full nodes only */
    *ret = store->level[level][index];
    return OK;
}

static inline TlogNodes store_nodes(Store *store) {
    return (TlogNodes){store_read, store};
}

static inline void hash_is(const Sha256 *a, const Sha256 *b) {
    assert_memory_equal(a->b, b->b, sizeof a->b);
}

static inline void path_is(const TlogPath *a, const TlogPath *b) {
    assert_int_equal(a->n, b->n);
    if (a->n) assert_memory_equal(a->hash, b->hash, (size_t)a->n * sizeof a->hash[0]);
}

#endif
