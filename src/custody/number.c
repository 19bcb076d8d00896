// SPDX-License-Identifier: Apache-2.0
/* Numbering, as events:
 *
 *   units.numbered { "kind": "box", "prefix": "0400000", "first": 1,
 *                    "units": [[place, contest or null, copy], ...] }      boxes, outside sets
 *   units.numbered { "kind": "carton", "prefix": ..., "first": 1, "count": n,
 *                    "contest": id or null, "item": id or null, "holds": n }
 *   seals.numbered { "type": "plastic", "batch": "K17", "prefix": "A", "digits": 6,
 *                    "first": 1, "last": 5000 } */
#include "custody/custody_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "custody_sql.h"

/* ---------------------------------------------------------------- applying */

typedef struct Numbering { /* of one event */
    const LedgerEvent *event;
    CustodyNumber next;
    const char *prefix;
} Numbering;

static bool scope_fits(const char *scope) {
    return strlen(scope) == 4 && strspn(scope, "0123456789") == 4;
}

static Status read_numbering(const LedgerEvent *e, Numbering *ret, Err *err) {
    int64_t first = json_integer_value(json_object_get(e->body, "first"));
    Numbering n = {.event = e, .prefix = custody_text(e->body, "prefix")};
    if (!scope_fits(e->scope)) {
        err_set(err, ERR_INPUT, _("%s is no regency's code of four digits"), e->scope);
        err_advise(err, "%s", _("boxes are numbered in the regency's own database"));
        return ERR_INPUT;
    }
    if (!custody_kind_parse(custody_text(e->body, "kind"), &n.next.kind))
        return custody_malformed(e, "kind", err);
    if (!n.prefix || strlen(n.prefix) != 7 || strspn(n.prefix, "0123456789") != 7)
        return custody_malformed(e, "prefix", err);
    if (first < 1 || first > CUSTODY_SERIAL_MAX) return custody_malformed(e, "first", err);
    n.next.serial = (int32_t)first;
    memcpy(n.next.scope, e->scope, 5);
    *ret = n;
    return OK;
}

static Status newest_serial(Store *store, const char *scope, CustodyKind kind, int64_t *ret,
                            Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_UNIT_NEWEST, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, custody_kind_id(kind));
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

static Status put_unit(Store *store, Numbering *n, const CustodyUnit *u, Err *err) {
    if (n->next.serial > CUSTODY_SERIAL_MAX)
        return err_set(err, ERR_INPUT, _("there are no more than %d numbers of a kind"),
                       CUSTODY_SERIAL_MAX);
    char code[CUSTODY_CODE_BYTES], sscc[CUSTODY_SSCC_BYTES];
    custody_code(&n->next, code);
    custody_sscc(&n->next, n->prefix, sscc);
    int64_t serial = n->next.serial++;
    return store_run(store, err, SQL_CUSTODY_UNIT_PUT, "ttitttttii", n->event->scope,
                     custody_kind_id(n->next.kind), serial, code, sscc, u->place, u->contest,
                     u->item, u->holds, (int64_t)u->copy);
}

static Status apply_listed(Store *store, Numbering *n, const json_t *units, Err *err) {
    size_t i;
    const json_t *row;
    Status s = OK;
    json_array_foreach(units, i, row) {
        CustodyUnit u = {.place = json_string_value(json_array_get(row, 0)),
                         .contest = json_string_value(json_array_get(row, 1)),
                         .copy = (int32_t)json_integer_value(json_array_get(row, 2))};
        if (json_array_size(row) != 3 || !u.place || u.copy < 1)
            return custody_malformed(n->event, "units", err);
        if ((s = put_unit(store, n, &u, err)) != OK) return s;
    }
    return s;
}

static Status apply_units(Store *store, const LedgerEvent *e, Err *err) {
    Numbering n;
    int64_t newest;
    Status s = read_numbering(e, &n, err);
    if (s == OK) s = newest_serial(store, e->scope, n.next.kind, &newest, err);
    if (s != OK) return s;
    if (n.next.serial != newest + 1) {
        err_set(err, ERR_CONFLICT, _("the next number is %" PRId64 ", not %d"), newest + 1,
                n.next.serial);
        err_advise(err, "%s", _("somebody else numbered in between: do it again"));
        return ERR_CONFLICT;
    }
    const json_t *units = json_object_get(e->body, "units");
    if (json_is_array(units)) return apply_listed(store, &n, units, err);
    int64_t count = json_integer_value(json_object_get(e->body, "count"));
    CustodyUnit u = {.contest = custody_text(e->body, "contest"),
                     .item = custody_text(e->body, "item"),
                     .holds = json_integer_value(json_object_get(e->body, "holds")),
                     .copy = 1};
    if (count < 1 || count > CUSTODY_SERIAL_MAX) return custody_malformed(e, "count", err);
    for (int64_t i = 0; i < count && s == OK; i++) s = put_unit(store, &n, &u, err);
    return s;
}

/* ---------------------------------------------------------------- seals */

static bool seals_fit(const CustodySeals *s) {
    char one[64], read[CUSTODY_SEAL_BYTES];
    if (!s->type || !s->batch || !s->prefix || strlen(s->prefix) > 16) return false;
    if (s->digits < 1 || s->digits > 15 || s->first < 0 || s->last < s->first) return false;
    int n = snprintf(one, sizeof one, "%s%0*" PRId64, s->prefix, s->digits, s->last);
    return n > 0 && (size_t)n == strlen(s->prefix) + (size_t)s->digits &&
           custody_seal_read(one, read) && str_eq(one, read);
}

static CustodySeals seals_of(const json_t *body) {
    return (CustodySeals){.type = custody_text(body, "type"),
                          .batch = custody_text(body, "batch"),
                          .prefix = custody_text(body, "prefix"),
                          .digits = (int32_t)json_integer_value(json_object_get(body, "digits")),
                          .first = json_integer_value(json_object_get(body, "first")),
                          .last = json_integer_value(json_object_get(body, "last"))};
}

static Status seals_free(Store *store, const LedgerEvent *e, const CustodySeals *seals, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_SEALS_OVERLAP, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, e->scope);
    store_bind_text(q, 2, seals->prefix);
    store_bind_int(q, 3, seals->digits);
    store_bind_int(q, 4, seals->first);
    store_bind_int(q, 5, seals->last);
    s = store_step(q, &row, err);
    if (s == OK && row) {
        err_set(err, ERR_INPUT, _("seals of these numbers are registered already, batch %s"),
                store_text(q, 0));
        err_advise(err, "%s", _("a seal's number stands for one seal: ask the maker"));
        s = ERR_INPUT;
    }
    store_finish(q);
    return s;
}

static Status apply_seals(Store *store, const LedgerEvent *e, Err *err) {
    CustodySeals seals = seals_of(e->body);
    if (!seals_fit(&seals)) return custody_malformed(e, "seals", err);
    Status s = seals_free(store, e, &seals, err);
    if (s != OK) return s;
    return store_run(store, err, SQL_CUSTODY_SEALS_PUT, "tttitii", e->scope, seals.type,
                     seals.batch, (int64_t)seals.digits, seals.prefix, seals.first, seals.last);
}

Status custody_apply_units(Store *store, const LedgerEvent *event, Err *err) {
    return apply_units(store, event, err);
}

Status custody_apply_seals(Store *store, const LedgerEvent *event, Err *err) {
    return apply_seals(store, event, err);
}

/* ---------------------------------------------------------------- stating */

/* How many units of a place, contest and kind have their numbers. Units come by place. */
static int32_t numbered(const CustodyUnit *units, size_t n, CustodyKind kind, const char *place,
                        const char *contest) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (!units[middle].place || strcmp(units[middle].place, place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    int32_t count = 0;
    for (; low < n && str_eq(units[low].place, place); low++)
        count += units[low].number.kind == kind && str_eq(units[low].contest, contest);
    return count;
}

typedef struct Wanted {
    const ElectionRegency *regency;
    const CustodyUnit *units;
    size_t unit_count, added;
    json_t *rows;
} Wanted;

static void want(Wanted *w, CustodyKind kind, const char *place, const char *contest,
                 int64_t quantity) {
    for (int32_t copy = 1 + numbered(w->units, w->unit_count, kind, place, contest);
         copy <= quantity; copy++, w->added++)
        json_array_append_new(w->rows, json_pack("[s, s?, i]", place, contest, copy));
}

static void want_boxes(Wanted *w, const ElectionNeeds *needs) {
    const ElectionRegency *r = w->regency;
    for (size_t i = 0; i < needs->count; i++) {
        const ElectionNeed *row = &needs->rows[i];
        if (!r->rules.items[row->item].is_box || row->level == LEVEL_KPU) continue;
        const char *place =
            row->level == LEVEL_TPS ? r->tps[row->place].id : r->districts[row->place].code;
        const char *contest = row->contest < 0 ? NULL : r->rules.contests[row->contest].id;
        want(w, CUSTODY_BOX, place, contest, row->quantity);
    }
}

static void want_sets(Wanted *w, const ElectionNeeds *needs) {
    const ElectionRegency *r = w->regency;
    int32_t last = -1;
    for (size_t i = 0; i < needs->count; i++) {
        const ElectionNeed *row = &needs->rows[i];
        const ElectionItem *item = &r->rules.items[row->item];
        if (row->level != LEVEL_TPS || item->is_box || item->pack != PACK_OUTSIDE ||
            row->place == last || row->quantity == 0)
            continue;
        last = row->place;
        want(w, CUSTODY_OUTSIDE, r->tps[row->place].id, NULL, 1);
    }
}

static Status state_wanted(Ledger *ledger, Store *store, Wanted *w, CustodyKind kind,
                           const char *prefix, Err *err) {
    int64_t newest;
    LedgerReceipt receipt;
    if (json_array_size(w->rows) == 0) {
        json_decref(w->rows);
        return OK;
    }
    Status s = newest_serial(store, w->regency->scope, kind, &newest, err);
    if (s != OK) {
        json_decref(w->rows);
        return s;
    }
    json_t *body =
        json_pack("{s:s, s:s, s:I, s:o}", "kind", custody_kind_id(kind), "prefix",
                  prefix ? prefix : CUSTODY_PREFIX_DEFAULT, "first", newest + 1, "units", w->rows);
    return ledger_state(ledger, w->regency->scope, "units.numbered", NULL, body, &receipt, err);
}

Status custody_number(Ledger *ledger, Store *store, Arena *arena, const ElectionRegency *regency,
                      const ElectionNeeds *needs, const char *prefix, size_t *ret_count, Err *err) {
    Wanted w = {.regency = regency};
    CustodyUnit *units;
    Status s = custody_units(store, arena, regency->scope, NULL, &units, &w.unit_count, err);
    if (s == OK) s = store_begin(store, err);
    if (s != OK) return s;
    w.units = units;
    w.rows = json_array();
    want_boxes(&w, needs);
    s = state_wanted(ledger, store, &w, CUSTODY_BOX, prefix, err);
    if (s == OK) {
        w.rows = json_array();
        want_sets(&w, needs);
        s = state_wanted(ledger, store, &w, CUSTODY_OUTSIDE, prefix, err);
    }
    if (s == OK) s = store_commit(store, err);
    if (s != OK && store_in_transaction(store)) store_rollback(store);
    if (s == OK) *ret_count = w.added;
    return s;
}

Status custody_number_batch(Ledger *ledger, Store *store, const char *scope, const CustodyBatch *b,
                            int32_t *ret_first, Err *err) {
    int64_t newest;
    LedgerReceipt receipt;
    Status s = newest_serial(store, scope, b->kind, &newest, err);
    if (s != OK) return s;
    json_t *body =
        json_pack("{s:s, s:s, s:I, s:I, s:s?, s:s?, s:I}", "kind", custody_kind_id(b->kind),
                  "prefix", b->prefix ? b->prefix : CUSTODY_PREFIX_DEFAULT, "first", newest + 1,
                  "count", b->count, "contest", b->contest, "item", b->item, "holds", b->holds);
    s = ledger_state(ledger, scope, "units.numbered", NULL, body, &receipt, err);
    if (s == OK) *ret_first = (int32_t)(newest + 1);
    return s;
}

Status custody_number_seals(Ledger *ledger, const char *scope, const CustodySeals *seals,
                            Err *err) {
    if (!seals_fit(seals)) {
        err_set(err, ERR_INPUT, "%s", _("these are no numbers of seals"));
        err_advise(err, "%s", _("4 to 24 capital letters and digits, such as A000001 to A005000"));
        return ERR_INPUT;
    }
    LedgerReceipt receipt;
    json_t *body = json_pack("{s:s, s:s, s:s, s:i, s:I, s:I}", "type", seals->type, "batch",
                             seals->batch, "prefix", seals->prefix, "digits", seals->digits,
                             "first", seals->first, "last", seals->last);
    return ledger_state(ledger, scope, "seals.numbered", NULL, body, &receipt, err);
}
