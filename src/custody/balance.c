// SPDX-License-Identifier: Apache-2.0
/* Boxes out, boxes back. */
#include "custody/custody_int.h"

static CustodyBalanceRow *row_of(Arena *arena, CustodyBalance *b, size_t *cap,
                                 const CustodyUnit *unit) {
    for (size_t i = 0; i < b->count; i++)
        if (b->rows[i].kind == unit->number.kind && str_eq(b->rows[i].contest, unit->contest))
            return &b->rows[i];
    b->rows = vec_room(arena, b->rows, b->count, cap, sizeof *b->rows);
    b->rows[b->count] = (CustodyBalanceRow){.kind = unit->number.kind, .contest = unit->contest};
    return &b->rows[b->count++];
}

static void count_state(CustodyBalanceRow *row, const CustodyChain *c) {
    const CustodyLink *last = c->length ? &c->links[c->length - 1] : NULL;
    bool moving = c->state == CUSTODY_RELEASED || c->state == CUSTODY_IN_TRANSIT;
    row->numbered++;
    row->packed += c->state != CUSTODY_PLANNED;
    row->back += c->state == CUSTODY_RETURNED && c->left_kpu;
    if (!c->left_kpu) return;
    row->out++;
    row->lost += c->state == CUSTODY_LOST;
    row->destroyed += c->state == CUSTODY_DESTROYED;
    row->opened += c->state == CUSTODY_OPENED;
    row->resealed += c->state == CUSTODY_RESEALED;
    row->on_way_back += last && last->back && moving;
    row->at_place += c->state == CUSTODY_ACCEPTED || c->state == CUSTODY_ACCEPTED_EXCEPTION ||
                     c->state == CUSTODY_STORED;
}

static bool is_missing(const CustodyChain *c) {
    return c->left_kpu && c->state != CUSTODY_RETURNED && c->state != CUSTODY_LOST &&
           c->state != CUSTODY_DESTROYED;
}

Status custody_balance(Store *store, Arena *arena, const char *scope, CustodyBalance *ret,
                       Err *err) {
    CustodyChain *chains;
    size_t n, cap = 0;
    Status s = custody_chains(store, arena, scope, NULL, &chains, &n, err);
    if (s != OK) return s;
    CustodyBalance b = {0};
    VEC(const char *) missing = {0};
    for (size_t i = 0; i < n; i++) {
        const CustodyUnit *u = chains[i].unit;
        if (!u || (u->number.kind != CUSTODY_BOX && u->number.kind != CUSTODY_OUTSIDE)) continue;
        count_state(row_of(arena, &b, &cap, u), &chains[i]);
        if (is_missing(&chains[i])) vec_push(arena, &missing, chains[i].item);
    }
    for (size_t i = 0; i < b.count; i++)
        b.rows[i].missing = b.rows[i].out - b.rows[i].back - b.rows[i].lost - b.rows[i].destroyed;
    b.missing = missing.at;
    b.missing_count = missing.n;
    *ret = b;
    return OK;
}
