// SPDX-License-Identifier: Apache-2.0
/* Reading what was numbered. */
#include "custody/custody_int.h"

#include <string.h>

#include "custody_sql.h"

static CustodyUnit take_unit(Arena *arena, StoreStmt *q, const char *scope) {
    CustodyUnit u = {.number.serial = (int32_t)store_int(q, 1),
                     .code = arena_str(arena, store_text(q, 2)),
                     .sscc = arena_str(arena, store_text(q, 3)),
                     .place = arena_str(arena, store_text(q, 4)),
                     .contest = arena_str(arena, store_text(q, 5)),
                     .item = arena_str(arena, store_text(q, 6)),
                     .holds = store_int(q, 7),
                     .copy = (int32_t)store_int(q, 8)};
    custody_kind_parse(store_text(q, 0), &u.number.kind);
    memcpy(u.number.scope, scope, 5);
    return u;
}

Status custody_units(Store *store, Arena *arena, const char *scope, const char *place,
                     CustodyUnit **ret, size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_UNIT_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, place ? place : "");
    VEC(CustodyUnit) list = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        vec_push(arena, &list, take_unit(arena, q, scope));
    store_finish(q);
    if (s != OK) return s;
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}

Status custody_unit(Store *store, Arena *arena, const char *scope, const char *code,
                    CustodyUnit *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_UNIT_GET, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, code);
    s = store_step(q, &row, err);
    if (s == OK && row) *ret = take_unit(arena, q, scope);
    store_finish(q);
    if (s != OK || row) return s;
    char shown[CUSTODY_SHOWN_BYTES];
    custody_code_shown(code, shown);
    err_set(err, ERR_ABSENT, _("%s was never numbered here"), shown);
    err_advise(err, "%s", _("hantar units numbers what the needs ask for"));
    return ERR_ABSENT;
}

Status custody_seal_batches(Store *store, Arena *arena, const char *scope, CustodySeals **ret,
                            size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_SEALS_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(CustodySeals) list = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        vec_push(arena, &list,
                 ((CustodySeals){.type = arena_str(arena, store_text(q, 0)),
                                 .batch = arena_str(arena, store_text(q, 1)),
                                 .prefix = arena_str(arena, store_text(q, 2)),
                                 .digits = (int32_t)store_int(q, 3),
                                 .first = store_int(q, 4),
                                 .last = store_int(q, 5)}));
    store_finish(q);
    if (s != OK) return s;
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}

const CustodySeals *custody_seal_batch(const CustodySeals *batches, size_t n, const char *seal) {
    for (size_t i = 0; i < n; i++) {
        const CustodySeals *b = &batches[i];
        size_t head = strlen(b->prefix);
        int64_t number;
        if (strlen(seal) == head + (size_t)b->digits && str_starts(seal, b->prefix) &&
            strspn(seal + head, "0123456789") == (size_t)b->digits &&
            int_parse(seal + head, b->first, b->last, &number))
            return b;
    }
    return NULL;
}

/* ---------------------------------------------------------------- names */

const char *custody_place_name(Arena *arena, const ElectionRegency *r, const char *place) {
    if (!r) return place;
    int32_t tps = election_tps(r, place);
    if (tps >= 0)
        return arena_printf(arena, "TPS %03d %s", r->tps[tps].number,
                            r->villages[r->tps[tps].village].name);
    for (size_t i = 0; i < r->district_count; i++)
        if (str_eq(r->districts[i].code, place))
            return arena_printf(arena, "PPK %s", r->districts[i].name);
    for (size_t i = 0; i < r->depot_count; i++)
        if (str_eq(r->depots[i].id, place)) return r->depots[i].name;
    for (size_t i = 0; i < r->village_count; i++)
        if (str_eq(r->villages[i].code, place))
            return arena_printf(arena, "PPS %s", r->villages[i].name);
    return place;
}

static const char *contest_name(const ElectionRegency *r, const char *contest) {
    for (size_t i = 0; r && i < r->rules.contest_count; i++)
        if (str_eq(r->rules.contests[i].id, contest))
            return election_text(r->rules.contests[i].name);
    return contest;
}

const char *custody_unit_name(Arena *arena, const ElectionRegency *r, const CustodyUnit *u) {
    const char *kind = custody_kind_word(u->number.kind);
    if (!u->place)
        return arena_printf(arena, "%s %d%s%s", kind, u->number.serial, u->contest ? ", " : "",
                            u->contest ? contest_name(r, u->contest) : "");
    const char *place = custody_place_name(arena, r, u->place);
    if (!u->contest) return arena_printf(arena, _("%s of %s"), kind, place);
    return arena_printf(arena, _("%s of %s, %s"), kind, place, contest_name(r, u->contest));
}
