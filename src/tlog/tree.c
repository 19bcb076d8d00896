// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <assert.h>

Sha256 tlog_leaf(Bytes entry) {
    static const uint8_t tag = 0;
    return sha256_parts(2, (Bytes[]){{&tag, 1}, entry});
}

Sha256 tlog_pair(const Sha256 *left, const Sha256 *right) {
    static const uint8_t tag = 1;
    return sha256_parts(
        3, (Bytes[]){{&tag, 1}, {left->b, sizeof left->b}, {right->b, sizeof right->b}});
}

Sha256 tlog_root(const Sha256 *leaves, size_t n) {
    TlogEdge edge = {0};
    Sha256 made[TLOG_LEVELS];
    for (size_t i = 0; i < n; i++) tlog_append(&edge, &leaves[i], made);
    return tlog_edge_root(&edge);
}

int tlog_append(TlogEdge *edge, const Sha256 *leaf, Sha256 made[TLOG_LEVELS]) {
    assert(edge->size >= 0 && edge->size < INT64_MAX);
    int level = 0;
    made[0] = *leaf;
    /* as in adding one to a binary number: each bit that is set takes the carry further up */
    for (; edge->size >> level & 1; level++)
        made[level + 1] = tlog_pair(&edge->peak[level], &made[level]);
    edge->peak[level] = made[level];
    edge->size++;
    return level + 1;
}

Sha256 tlog_edge_root(const TlogEdge *edge) {
    if (edge->size == 0) return sha256(NULL, 0);
    int level = 0;
    while (!(edge->size >> level & 1)) level++;
    Sha256 root = edge->peak[level];
    for (level++; level < TLOG_LEVELS; level++)
        if (edge->size >> level & 1) root = tlog_pair(&edge->peak[level], &root);
    return root;
}

Status tlog_edge_load(const TlogNodes *nodes, int64_t size, TlogEdge *ret, Err *err) {
    assert(size >= 0);
    TlogEdge edge = {.size = size};
    for (int level = 0; level < TLOG_LEVELS; level++) {
        if (!(size >> level & 1)) continue;
        int64_t index = (size >> level) - 1; /* the last that is full; the bit makes it even */
        Status s = nodes->read(nodes->ctx, level, index, &edge.peak[level], err);
        if (s != OK) return s;
    }
    *ret = edge;
    return OK;
}

Status tlog_root_at(const TlogNodes *nodes, int64_t size, Sha256 *ret, Err *err) {
    TlogEdge edge;
    Status s = tlog_edge_load(nodes, size, &edge, err);
    if (s == OK) *ret = tlog_edge_root(&edge);
    return s;
}
