// SPDX-License-Identifier: Apache-2.0
/* Votes that are held again, late, or on:
 *
 *   revote.ordered { "mode": "psu", "reason": text, "basis": text, "decided": date,
 *                    "deadline": date, "places": [[tps, contest], ...] }
 *   revote.held    { "number": n, "tps": id, "day": date } */
#include "custody/custody_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "custody_sql.h"

#define PLACES_MAX 200000 /* a whole regency, five contests */

static const struct {
    const char *id, *word;
} modes[] = {[CUSTODY_PSU] = {"psu", N_("the vote is repeated")},
             [CUSTODY_PSS] = {"pss", N_("the vote is held later")},
             [CUSTODY_PSL] = {"psl", N_("the vote is continued")}};

bool custody_revote_mode_parse(const char *word, CustodyRevoteMode *ret) {
    for (size_t i = 0; i < COUNT_OF(modes); i++)
        if (str_eq(word, modes[i].id)) {
            *ret = (CustodyRevoteMode)i;
            return true;
        }
    return false;
}

const char *custody_revote_mode_id(CustodyRevoteMode mode) {
    return modes[mode].id;
}

const char *custody_revote_mode_word(CustodyRevoteMode mode) {
    return tr(modes[mode].word);
}

/* ---------------------------------------------------------------- applying */

static bool day_of(const json_t *body, const char *key, int32_t *ret) {
    const char *text = custody_text(body, key);
    return text && day_parse(text, ret);
}

Status custody_apply_revote(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *places = json_object_get(e->body, "places"), *place;
    int32_t decided, deadline;
    CustodyRevoteMode mode;
    size_t i;
    if (!custody_revote_mode_parse(custody_text(e->body, "mode"), &mode))
        return custody_malformed(e, "mode", err);
    if (!custody_text(e->body, "reason")) return custody_malformed(e, "reason", err);
    if (!day_of(e->body, "decided", &decided)) return custody_malformed(e, "decided", err);
    if (!day_of(e->body, "deadline", &deadline) || deadline < decided)
        return custody_malformed(e, "deadline", err);
    if (!json_array_size(places) || json_array_size(places) > PLACES_MAX)
        return custody_malformed(e, "places", err);
    Status s = store_run(store, err, SQL_CUSTODY_REVOTE_PUT, "titttii", e->scope, e->seq,
                         modes[mode].id, custody_text(e->body, "reason"),
                         custody_text(e->body, "basis"), (int64_t)decided, (int64_t)deadline);
    json_array_foreach(places, i, place) {
        const char *tps = json_string_value(json_array_get(place, 0));
        const char *contest = json_string_value(json_array_get(place, 1));
        if (s != OK) return s;
        if (json_array_size(place) != 2 || !tps || !contest)
            return custody_malformed(e, "places", err);
        s = store_run(store, err, SQL_CUSTODY_REVOTE_PLACE_PUT, "titt", e->scope, e->seq, tps,
                      contest);
    }
    return s;
}

static Status still_open(Store *store, const char *scope, int64_t number, const char *tps,
                         int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_REVOTE_OPEN, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, number);
    store_bind_text(q, 3, tps);
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

Status custody_apply_held(Store *store, const LedgerEvent *e, Err *err) {
    int64_t number = json_integer_value(json_object_get(e->body, "number")), open;
    const char *tps = custody_text(e->body, "tps");
    int32_t day;
    if (!day_of(e->body, "day", &day)) return custody_malformed(e, "day", err);
    if (!tps) tps = "";
    Status s = still_open(store, e->scope, number, tps, &open, err);
    if (s == OK && open == 0)
        s = err_set(err, ERR_ABSENT, _("no re-vote %" PRId64 " is open there"), number);
    if (s != OK) return s;
    return store_run(store, err, SQL_CUSTODY_REVOTE_HOLD, "titi", e->scope, number, tps,
                     (int64_t)day);
}

/* ---------------------------------------------------------------- stating */

static int32_t contest_of(const ElectionRegency *r, const char *contest) {
    for (size_t i = 0; i < r->rules.contest_count; i++)
        if (str_eq(r->rules.contests[i].id, contest)) return (int32_t)i;
    return -1;
}

static Status check_order(const ElectionRegency *r, const CustodyRevote *o, Err *err) {
    if (!o->reason || !*o->reason)
        return err_set(err, ERR_INPUT, "%s", _("a re-vote has a reason"));
    if (o->deadline_day < o->decided_day)
        return err_set(err, ERR_INPUT, "%s", _("the deadline is before the decision"));
    if (o->count == 0) return err_set(err, ERR_INPUT, "%s", _("a re-vote is of some TPS"));
    for (size_t i = 0; i < o->count; i++) {
        if (election_tps(r, o->places[i].tps) < 0)
            return err_set(err, ERR_INPUT, _("there is no TPS %.40s"), o->places[i].tps);
        if (contest_of(r, o->places[i].contest) < 0)
            return err_set(err, ERR_INPUT, _("%.40s is no contest here"), o->places[i].contest);
    }
    return OK;
}

Status custody_revote_order(Ledger *ledger, const ElectionRegency *r, const CustodyRevote *o,
                            LedgerReceipt *ret, Err *err) {
    char decided[16], deadline[16];
    Status s = check_order(r, o, err);
    if (s != OK) return s;
    json_t *places = json_array();
    for (size_t i = 0; i < o->count; i++)
        json_array_append_new(places, json_pack("[s, s]", o->places[i].tps, o->places[i].contest));
    day_format(o->decided_day, decided);
    day_format(o->deadline_day, deadline);
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:o}", "mode", modes[o->mode].id, "reason",
                             o->reason, "decided", decided, "deadline", deadline, "places", places);
    if (o->basis) json_object_set_new(body, "basis", json_string(o->basis));
    return ledger_state(ledger, r->scope, "revote.ordered", NULL, body, ret, err);
}

Status custody_revote_held(Ledger *ledger, const char *scope, int64_t number, const char *tps,
                           int32_t day, LedgerReceipt *ret, Err *err) {
    char text[16];
    day_format(day, text);
    json_t *body = json_pack("{s:I, s:s}", "number", number, "day", text);
    if (tps) json_object_set_new(body, "tps", json_string(tps));
    return ledger_state(ledger, scope, "revote.held", NULL, body, ret, err);
}

/* ---------------------------------------------------------------- reading */

static Status read_places(Store *store, Arena *arena, const char *scope, CustodyRevote *r,
                          Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_REVOTE_PLACE_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_int(q, 2, r->number);
    VEC(CustodyRevotePlace) list = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        bool open = store_null(q, 2);
        r->open += open;
        vec_push(arena, &list,
                 ((CustodyRevotePlace){arena_str(arena, store_text(q, 0)),
                                       arena_str(arena, store_text(q, 1)),
                                       open ? INT32_MIN : (int32_t)store_int(q, 2)}));
    }
    store_finish(q);
    r->places = list.at;
    r->count = list.n;
    return s;
}

Status custody_revotes(Store *store, Arena *arena, const char *scope, CustodyRevote **ret,
                       size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_REVOTE_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(CustodyRevote) list = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        CustodyRevote r = {.number = store_int(q, 0),
                           .reason = arena_str(arena, store_text(q, 2)),
                           .basis = arena_str(arena, store_text(q, 3)),
                           .decided_day = (int32_t)store_int(q, 4),
                           .deadline_day = (int32_t)store_int(q, 5)};
        (void)custody_revote_mode_parse(store_text(q, 1), &r.mode);
        vec_push(arena, &list, r);
    }
    store_finish(q);
    for (size_t i = 0; i < list.n && s == OK; i++)
        s = read_places(store, arena, scope, &list.at[i], err);
    if (s != OK) return s;
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}

/* ---------------------------------------------------------------- what they need */

typedef VEC(CustodyRevoteNeed) Needs;

static CustodyRevoteNeed *need_of(Arena *arena, Needs *list, int32_t item, int32_t contest) {
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].item == item && list->at[i].contest == contest) return &list->at[i];
    vec_push(arena, list, ((CustodyRevoteNeed){.item = item, .contest = contest}));
    return &list->at[list->n - 1];
}

/* Of one TPS: goods of its contests that vote again, and once what serves all contests. */
static void add_place(Arena *arena, const ElectionRegency *r, const ElectionNeeds *needs,
                      const CustodyRevote *v, size_t place, Needs *list) {
    const CustodyRevotePlace *p = &v->places[place];
    int32_t tps = election_tps(r, p->tps), contest = contest_of(r, p->contest);
    bool first = place == 0 || !str_eq(v->places[place - 1].tps, p->tps);
    for (size_t i = 0; i < needs->count && tps >= 0; i++) {
        const ElectionNeed *row = &needs->rows[i];
        bool own = row->contest == contest || (row->contest < 0 && first);
        if (row->level != LEVEL_TPS || row->place != tps || !own) continue;
        CustodyRevoteNeed *n = need_of(arena, list, row->item, row->contest);
        n->needed += row->quantity;
        if (r->rules.items[row->item].is_ballot && v->mode != CUSTODY_PSU) n->own += row->quantity;
    }
}

/* What lies in units that came back: boxes themselves, and what went out beside them. Ballots that
 * were out are counted votes, not stock. */
static void add_back(Arena *arena, const ElectionRegency *r, const ElectionNeeds *needs,
                     const CustodyChain *chains, size_t n, Needs *list) {
    for (size_t i = 0; i < n; i++) {
        CustodyKit kit;
        if (chains[i].state != CUSTODY_RETURNED || !chains[i].unit) continue;
        custody_kit(arena, r, needs, chains[i].unit, &kit);
        for (size_t k = 0; k < kit.count; k++) {
            const ElectionItem *item = &r->rules.items[kit.lines[k].item];
            if (item->is_ballot || (!item->is_box && item->pack != PACK_OUTSIDE)) continue;
            for (size_t m = 0; m < list->n; m++)
                if (list->at[m].item == kit.lines[k].item &&
                    (item->is_box || list->at[m].contest == kit.lines[k].contest))
                    list->at[m].back += kit.lines[k].expected;
        }
    }
}

static void settle(const ElectionRegency *r, CustodyRevoteNeed *n) {
    const ElectionItem *item = &r->rules.items[n->item];
    if (item->is_ballot && n->contest >= 0) n->rerun = r->rules.contests[n->contest].rerun_ballots;
    int64_t wanted = n->needed - n->own, there = n->rerun + n->back;
    n->missing = wanted > there ? wanted - there : 0;
}

void custody_revote_needs(Arena *arena, const ElectionRegency *r, const ElectionNeeds *needs,
                          const CustodyRevote *revotes, size_t count, const CustodyChain *chains,
                          size_t chain_count, CustodyRevoteNeed **ret, size_t *ret_count) {
    Needs list = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < revotes[i].count; k++)
            if (revotes[i].places[k].held_day == INT32_MIN)
                add_place(arena, r, needs, &revotes[i], k, &list);
    add_back(arena, r, needs, chains, chain_count, &list);
    for (size_t i = 0; i < list.n; i++) settle(r, &list.at[i]);
    *ret = list.at;
    *ret_count = list.n;
}
