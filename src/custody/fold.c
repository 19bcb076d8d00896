// SPDX-License-Identifier: Apache-2.0
/* From a set of links to one chain. Nothing here looks at the order in which links came: they are
 * sorted by hash first, and every choice is made by what the links themselves say. */
#include "custody/custody_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ROOT = -1, MISSING = -2, UNSAID = -3 };

typedef struct Node {
    int32_t parent; /* index, or one of the above */
    int32_t depth;  /* of the chain up to it; 0 = hangs on something that is not here */
    bool followed;  /* a reachable event names it */
    bool main;
} Node;

typedef struct Fold {
    Arena *arena;
    const CustodyUnit *unit;
    CustodyLink *links; /* a copy, by hash */
    Node *nodes;
    int32_t n;
} Fold;

static int by_hash(const void *a, const void *b) {
    return strcmp(((const CustodyLink *)a)->hash, ((const CustodyLink *)b)->hash);
}

static int32_t find(const Fold *f, const char *hash) {
    int32_t low = 0, high = f->n;
    while (low < high) {
        int32_t middle = low + (high - low) / 2, c = strcmp(f->links[middle].hash, hash);
        if (c == 0) return middle;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return MISSING;
}

/* ---------------------------------------------------------------- the shape */

static void find_parents(Fold *f) {
    for (int32_t i = 0; i < f->n; i++) {
        const char *previous = f->links[i].previous;
        f->nodes[i].parent = !previous ? UNSAID : *previous ? find(f, previous) : ROOT;
        if (f->nodes[i].parent == ROOT) f->nodes[i].depth = 1;
    }
}

/* As often as something changes: a chain is short, and a hash that names itself cannot be made. */
static void find_depths(Fold *f) {
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t i = 0; i < f->n; i++) {
            Node *node = &f->nodes[i];
            if (node->depth || node->parent < 0 || !f->nodes[node->parent].depth) continue;
            node->depth = f->nodes[node->parent].depth + 1;
            changed = true;
        }
    }
}

static void find_ends(Fold *f) {
    for (int32_t i = 0; i < f->n; i++) {
        if (!f->nodes[i].depth) continue;
        if (f->nodes[i].parent >= 0) f->nodes[f->nodes[i].parent].followed = true;
        for (size_t k = 0; k < f->links[i].also_count; k++) {
            int32_t other = find(f, f->links[i].also[k]);
            if (other >= 0 && other != i) f->nodes[other].followed = true;
        }
    }
}

/* Of two ends: the longer chain, then the earlier claim, then the smaller hash. The choice decides
 * only what is shown first; the fork is shown either way. */
static bool before(const Fold *f, int32_t a, int32_t b) {
    if (f->nodes[a].depth != f->nodes[b].depth) return f->nodes[a].depth > f->nodes[b].depth;
    if (f->links[a].at_ms != f->links[b].at_ms) return f->links[a].at_ms < f->links[b].at_ms;
    return a < b;
}

static int32_t choose_head(const Fold *f) {
    int32_t head = MISSING;
    for (int32_t i = 0; i < f->n; i++) {
        if (!f->nodes[i].depth || f->nodes[i].followed) continue;
        if (head == MISSING || before(f, i, head)) head = i;
    }
    return head;
}

/* ---------------------------------------------------------------- along the chain */

static bool same_party(const Fold *f, const CustodyParty *a, const CustodyParty *b) {
    if (a->role && b->role && !str_eq(a->role, b->role)) return false;
    if (!a->org || !b->org) return true;
    return str_eq(str_key(f->arena, a->org), str_key(f->arena, b->org));
}

static bool seals_equal(const CustodyChain *chain, const CustodyLink *link) {
    if (link->seal_count != chain->seal_count) return false;
    for (size_t i = 0; i < link->seal_count; i++) {
        bool there = false;
        for (size_t k = 0; k < chain->seal_count; k++)
            there = there || str_eq(link->seals[i], chain->seals[k]);
        if (!there) return false;
    }
    return true;
}

static bool applies_seals(CustodyAct act) {
    return act == CUSTODY_DO_PACK || act == CUSTODY_DO_RESEAL;
}

/* Codes of regions nest: a TPS begins with its village's code, that with its district's. Where a
 * place is no such code (a depot, a name) nothing can be said. */
static bool elsewhere(const char *home, const char *at) {
    if (!at || strlen(at) < 6 || strspn(at, "0123456789") != strlen(at)) return false;
    return !str_starts(home, at) && !str_starts(at, home);
}

static bool wrong_place(const CustodyChain *chain, const CustodyLink *link) {
    const char *home = chain->unit ? chain->unit->place : NULL;
    return link->act == CUSTODY_DO_ACCEPT && home &&
           (elsewhere(home, link->place) || elsewhere(home, link->to.place));
}

/* An operator of the KPU states for others what they wrote on paper. */
static bool wrong_signer(const CustodyLink *l) {
    bool answers = l->act == CUSTODY_DO_ACCEPT || l->act == CUSTODY_DO_REFUSE;
    const char *acts = answers ? l->to.role : l->from.role;
    return l->key_role && acts && !str_eq(l->key_role, LEDGER_OPERATOR) &&
           !str_eq(l->key_role, acts);
}

static uint32_t faults_of(const Fold *f, const CustodyChain *chain, const CustodyLink *last,
                          const CustodyLink *link, bool legal) {
    uint32_t faults = legal ? 0 : CUSTODY_FAULT_ILLEGAL;
    bool answers = link->act == CUSTODY_DO_ACCEPT || link->act == CUSTODY_DO_REFUSE;
    if (answers && last && last->act == CUSTODY_DO_RELEASE &&
        (!same_party(f, &last->to, &link->to) || !same_party(f, &last->from, &link->from)))
        faults |= CUSTODY_FAULT_PARTIES;
    if (!applies_seals(link->act) && link->seal_count && !seals_equal(chain, link))
        faults |= CUSTODY_FAULT_SEALS;
    if (wrong_place(chain, link)) faults |= CUSTODY_FAULT_DESTINATION;
    if (link->open_questions) faults |= CUSTODY_FAULT_INCOMPLETE;
    if (wrong_signer(link)) faults |= CUSTODY_FAULT_SIGNER;
    if (last && link->at_ms < last->at_ms) faults |= CUSTODY_FAULT_CLOCK;
    return faults;
}

static CustodyState state_after(const CustodyChain *chain, const CustodyLink *link, bool *legal) {
    CustodyState state =
        custody_next(chain->state, link->act, link->seal_count > 0, link->exception != NULL, legal);
    bool home = link->act == CUSTODY_DO_ACCEPT && link->back && str_eq(link->to.role, "kpu");
    return home ? CUSTODY_RETURNED : state;
}

static void take(const Fold *f, CustodyChain *chain, const CustodyLink *last, CustodyLink *link) {
    bool legal, transfer = link->act == CUSTODY_DO_ACCEPT;
    CustodyState state = state_after(chain, link, &legal);
    link->faults |= faults_of(f, chain, last, link, legal);
    link->state = chain->state = state;
    if (link->act == CUSTODY_DO_RELEASE && str_eq(link->from.role, "kpu") && !link->back)
        chain->left_kpu = true;
    if (link->act == CUSTODY_DO_OPEN) chain->seal_count = 0;
    if (applies_seals(link->act)) {
        chain->seals = link->seals;
        chain->seal_count = link->seal_count;
    }
    if (transfer && link->to.role)
        chain->holder = link->to;
    else if (link->from.role)
        chain->holder = link->from;
    if (link->place) chain->place = link->place;
}

/* ---------------------------------------------------------------- putting it together */

static void mark_main(Fold *f, int32_t head) {
    for (int32_t at = head; at >= 0; at = f->nodes[at].parent) f->nodes[at].main = true;
}

static void mark_others(Fold *f, CustodyChain *ret) {
    for (int32_t i = 0; i < f->n; i++) {
        uint32_t *faults = &f->links[i].faults;
        if (f->nodes[i].main) continue;
        if (f->nodes[i].depth) {
            *faults |= CUSTODY_FAULT_FORK;
        } else if (f->nodes[i].parent == UNSAID) {
            *faults |= CUSTODY_FAULT_LOOSE;
            ret->loose++;
        } else {
            *faults |= CUSTODY_FAULT_WAITING;
            ret->waiting++;
        }
        if (f->links[i].open_questions) *faults |= CUSTODY_FAULT_INCOMPLETE;
    }
}

static void collect_ends(Fold *f, int32_t head, CustodyChain *ret) {
    VEC(const char *) ends = {0};
    if (head >= 0) vec_push(f->arena, &ends, f->links[head].hash);
    for (int32_t i = 0; i < f->n; i++)
        if (f->nodes[i].depth && !f->nodes[i].followed && i != head)
            vec_push(f->arena, &ends, f->links[i].hash);
    ret->ends = ends.at;
    ret->end_count = ends.n;
}

/* The chain first, from its beginning; then the rest by claimed time. */
static int in_order(const void *a, const void *b) {
    const CustodyLink *x = a, *y = b;
    uint32_t beside = CUSTODY_FAULT_FORK | CUSTODY_FAULT_WAITING | CUSTODY_FAULT_LOOSE;
    uint32_t sx = x->faults & beside, sy = y->faults & beside;
    if (sx != sy) return sx < sy ? -1 : 1;
    if (x->at_ms != y->at_ms) return x->at_ms < y->at_ms ? -1 : 1;
    return strcmp(x->hash, y->hash);
}

static void order_links(Fold *f, int32_t head, CustodyChain *ret) {
    CustodyLink *out = ARENA_ARRAY(f->arena, CustodyLink, f->n + 1);
    int32_t length = head >= 0 ? f->nodes[head].depth : 0, rest = length;
    for (int32_t at = head, i = length; at >= 0; at = f->nodes[at].parent) out[--i] = f->links[at];
    for (int32_t i = 0; i < f->n; i++)
        if (!f->nodes[i].main) out[rest++] = f->links[i];
    assert(rest == f->n);
    qsort(out + length, (size_t)(rest - length), sizeof *out, in_order);
    ret->links = out;
    ret->length = (size_t)length;
}

void custody_fold(Arena *arena, const CustodyUnit *unit, const char *item, const CustodyLink *links,
                  size_t count, CustodyChain *ret) {
    Fold f = {.arena = arena, .unit = unit, .n = (int32_t)count};
    f.links = ARENA_ARRAY(arena, CustodyLink, count + 1);
    f.nodes = ARENA_ARRAY(arena, Node, count + 1);
    if (count) memcpy(f.links, links, count * sizeof *links);
    qsort(f.links, count, sizeof *f.links, by_hash);
    for (size_t i = 0; i < count; i++) f.links[i].faults = 0;
    *ret = (CustodyChain){.item = item, .unit = unit, .count = count, .head = ""};
    find_parents(&f);
    find_depths(&f);
    find_ends(&f);
    int32_t head = choose_head(&f);
    mark_main(&f, head);
    mark_others(&f, ret);
    collect_ends(&f, head, ret);
    order_links(&f, head, ret);
    if (head >= 0) ret->head = f.links[head].hash;
    for (size_t i = 0; i < ret->length; i++)
        take(&f, ret, i ? &ret->links[i - 1] : NULL, &ret->links[i]);
}
