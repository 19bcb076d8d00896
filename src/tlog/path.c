// SPDX-License-Identifier: Apache-2.0
/* Proofs are made as RFC 6962 defines them, from the root downwards, and checked as RFC 9162
 * (2.1.3.2, 2.1.4.2) does it, from the leaf upwards by the bits of the numbers: two ways that share
 * no step. */
#include "tlog/tlog_int.h"

#include <assert.h>
#include <string.h>

int64_t tlog_split(int64_t size) {
    assert(size > 1);
    return (int64_t)1 << (63 - __builtin_clzll((uint64_t)size - 1));
}

/* ---------------------------------------------------------------- making */

/* The hash of leaves lo...hi-1, which are a subtree of the tree: full ones are nodes, the one at
 * the right edge falls apart into nodes, from the largest to the smallest. */
static Status range_hash(const TlogNodes *nodes, int64_t lo, int64_t hi, Sha256 *ret, Err *err) {
    Sha256 part[TLOG_LEVELS];
    int n = 0;
    while (lo < hi) {
        int level = 63 - __builtin_clzll((uint64_t)(hi - lo));
        assert((lo & (((int64_t)1 << level) - 1)) == 0);
        Status s = nodes->read(nodes->ctx, level, lo >> level, &part[n], err);
        if (s != OK) return s;
        n++;
        lo += (int64_t)1 << level;
    }
    Sha256 hash = part[--n];
    while (n > 0) hash = tlog_pair(&part[--n], &hash);
    *ret = hash;
    return OK;
}

typedef struct Way { /* from the root down to lo...hi-1 */
    const TlogNodes *nodes;
    int64_t lo, hi;
    TlogPath path;
} Way;

/* One step down, to the half that holds leaf `at`; the other half joins the path. */
static Status down(Way *way, int64_t at, Err *err) {
    int64_t middle = way->lo + tlog_split(way->hi - way->lo);
    bool left = at < middle;
    assert(way->path.n < TLOG_LEVELS);
    Status s = range_hash(way->nodes, left ? middle : way->lo, left ? way->hi : middle,
                          &way->path.hash[way->path.n], err);
    if (s != OK) return s;
    way->path.n++;
    *(left ? &way->hi : &way->lo) = middle;
    return OK;
}

/* What was found from the root down is told from the leaf up. */
static void turned(const TlogPath *path, TlogPath *ret) {
    ret->n = path->n;
    for (int i = 0; i < path->n; i++) ret->hash[i] = path->hash[path->n - 1 - i];
}

Status tlog_prove_inclusion(const TlogNodes *nodes, int64_t index, int64_t size, TlogPath *ret,
                            Err *err) {
    assert(index >= 0 && index < size);
    Way way = {.nodes = nodes, .hi = size};
    while (way.hi - way.lo > 1) {
        Status s = down(&way, index, err);
        if (s != OK) return s;
    }
    turned(&way.path, ret);
    return OK;
}

Status tlog_prove_consistency(const TlogNodes *nodes, int64_t old_size, int64_t size, TlogPath *ret,
                              Err *err) {
    assert(old_size >= 0 && old_size <= size);
    Way way = {.nodes = nodes, .hi = size};
    Status s = OK;
    /* towards the old tree's last leaf, until what is left ends where the old tree ended */
    while (s == OK && old_size > 0 && way.hi != old_size) s = down(&way, old_size - 1, err);
    /* which is the whole old tree, that the checker knows, or its last part, that he does not */
    if (s == OK && old_size > 0 && way.lo > 0)
        s = range_hash(nodes, way.lo, way.hi, &way.path.hash[way.path.n++], err);
    if (s == OK) turned(&way.path, ret);
    return s;
}

/* ---------------------------------------------------------------- checking */

/* Where a path stands: at the first level, `last` is the number of the tree's last leaf and `at`
 * that of the one in question; each level up halves both. */
typedef struct Climb {
    int64_t at, last;
} Climb;

/* Is what comes next a left neighbour? If there is none on this level, goes up to where there is.
 */
static bool left_next(Climb *c) {
    bool left = c->at & 1 || c->at == c->last;
    while (left && c->at && !(c->at & 1)) {
        c->at >>= 1;
        c->last >>= 1;
    }
    return left;
}

static void up(Climb *c) {
    c->at >>= 1;
    c->last >>= 1;
}

Status tlog_check_inclusion(const TlogPath *path, int64_t index, int64_t size, const Sha256 *leaf,
                            const Sha256 *root, Err *err) {
    if (index < 0 || index >= size)
        return err_set(err, ERR_INPUT, "%s", _("the index is beyond the size of the tree"));
    Climb c = {index, size - 1};
    Sha256 hash = *leaf;
    bool fits = path->n <= TLOG_LEVELS;
    for (int i = 0; fits && i < path->n; i++) {
        fits = c.last > 0;
        bool left = left_next(&c);
        hash = left ? tlog_pair(&path->hash[i], &hash) : tlog_pair(&hash, &path->hash[i]);
        up(&c);
    }
    if (!fits || c.last != 0)
        return err_set(err, ERR_INPUT, "%s", _("the path has another length than the tree asks"));
    if (memcmp(hash.b, root->b, sizeof hash.b) != 0)
        return err_set(err, ERR_INPUT, "%s",
                       _("the path does not lead from this entry to this root"));
    return OK;
}

/* Rebuilds both roots from one path: hashes left of the old tree's edge belong to both, those right
 * of it only to the new one. */
static bool consistent(const TlogPath *path, int64_t old_size, const Sha256 *old_root, int64_t size,
                       const Sha256 *root) {
    Climb c = {old_size - 1, size - 1};
    while (c.at & 1) up(&c);
    int i = 0;
    bool whole = c.at == 0; /* the old tree is one node, and its root begins the path */
    if (path->n > TLOG_LEVELS || path->n < 1) return false;
    Sha256 older = whole ? *old_root : path->hash[i++], newer = older;
    for (; i < path->n; i++) {
        if (c.last == 0) return false;
        if (left_next(&c)) {
            older = tlog_pair(&path->hash[i], &older);
            newer = tlog_pair(&path->hash[i], &newer);
        } else {
            newer = tlog_pair(&newer, &path->hash[i]);
        }
        up(&c);
    }
    return c.last == 0 && memcmp(&older, old_root, sizeof older) == 0 &&
           memcmp(&newer, root, sizeof newer) == 0;
}

Status tlog_check_consistency(const TlogPath *path, int64_t old_size, const Sha256 *old_root,
                              int64_t size, const Sha256 *root, Err *err) {
    if (old_size < 0 || old_size > size)
        return err_set(err, ERR_INPUT, "%s", _("the tree has become smaller"));
    Sha256 nothing = sha256(NULL, 0);
    bool good = old_size > 0 || memcmp(old_root, &nothing, sizeof nothing) == 0;
    if (size == 0) good = good && memcmp(root, &nothing, sizeof nothing) == 0;
    if (old_size == 0)
        good = good && path->n == 0;
    else if (old_size == size)
        good = good && path->n == 0 && memcmp(old_root, root, sizeof *root) == 0;
    else
        good = good && consistent(path, old_size, old_root, size, root);
    if (good) return OK;
    return err_set(err, ERR_INPUT, "%s",
                   _("the tree is not a continuation of the older one: the log was changed"));
}
