// SPDX-License-Identifier: Apache-2.0
/* Warnings as events:
 *
 *   warning.received  { "name": file, "cap": the message as it came }
 *   warning.confirmed { "number": n, "effect": "rain", "shapes": [[[[lat_e7, lon_e7], ...]]],
 *                       "from_s": n, "to_s": n, "rain_mm": n?, "classes": text? }
 *   warning.withdrawn { "number": n }
 */
#include <inttypes.h>
#include <string.h>

#include "hazard/hazard_int.h"

#include "hazard_sql.h"

#define RAIN_MM_MAX 2000

static const struct {
    const char *id, *name;
} EFFECTS[HAZARD_EFFECTS] = {
    [HAZARD_EFFECT_NONE] = {"none", N_("nothing")},
    [HAZARD_EFFECT_RAIN] = {"rain", N_("rain is counted on")},
    [HAZARD_EFFECT_FLOOD] = {"flood", N_("a flood area")},
    [HAZARD_EFFECT_LANDSLIDE] = {"landslide", N_("a landslide area")},
    [HAZARD_EFFECT_CLOSURE] = {"closure", N_("ways are closed")},
};

const char *hazard_effect_id(HazardEffect effect) {
    return EFFECTS[effect].id;
}

const char *hazard_effect_name(HazardEffect effect) {
    return _(EFFECTS[effect].name);
}

bool hazard_effect_parse(const char *id, HazardEffect *ret) {
    for (HazardEffect e = 0; e < HAZARD_EFFECTS; e++)
        if (str_eq(EFFECTS[e].id, id)) {
            *ret = e;
            return true;
        }
    return false;
}

/* ---------------------------------------------------------------- who supersedes whom */

static bool same_name(const HazardCapName *a, const HazardCapName *b) {
    return a->sent_s == b->sent_s && str_eq(a->sender, b->sender) &&
           str_eq(a->identifier, b->identifier);
}

/* A sender speaks of its own messages only. */
static bool supersedes(const HazardCap *later, const HazardCap *named) {
    if (later->status != CAP_ACTUAL || named->status != CAP_ACTUAL) return false;
    if (later->type != CAP_UPDATE && later->type != CAP_CANCEL) return false;
    if (!str_eq(later->name.sender, named->name.sender)) return false;
    for (size_t i = 0; i < later->reference_count; i++)
        if (same_name(&later->references[i], &named->name)) return true;
    return false;
}

/* ---------------------------------------------------------------- applying */

static const char *text_of(const json_t *o, const char *key) {
    return json_string_value(json_object_get(o, key));
}

static Status refuse(const LedgerEvent *e, const char *field, Err *err) {
    err_set(err, ERR_INPUT, _("a %s event without a well-formed %s"), e->type, field);
    err_at(err, e->id, 0, 0, field);
    return ERR_INPUT;
}

/* The number of the message of that name, or 0. */
static Status find(Store *store, Arena *arena, const char *scope, const HazardCapName *name,
                   int64_t *ret_number, const char **ret_cap, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_WARNING_FIND, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, name->sender);
    store_bind_text(q, 3, name->identifier);
    store_bind_int(q, 4, name->sent_s);
    s = store_step(q, &row, err);
    *ret_number = s == OK && row ? store_int(q, 0) : 0;
    *ret_cap = s == OK && row ? arena_str(arena, store_text(q, 1)) : NULL;
    store_finish(q);
    return s;
}

/* An arena for the time of one event; the caller frees it. */
#define APPLY_BYTES_MAX (256 * MIB)

Status hazard_apply_received(Store *store, const LedgerEvent *e, Err *err) {
    const char *cap = text_of(e->body, "cap"), *before;
    if (!cap || !text_of(e->body, "name")) return refuse(e, "cap", err);
    Arena *arena = arena_new(store_env(store), APPLY_BYTES_MAX);
    HazardCap message;
    int64_t number = 0;
    Status s = hazard_cap_read(arena, bytes_of(cap), text_of(e->body, "name"), &message, err);
    if (s == OK) s = find(store, arena, e->scope, &message.name, &number, &before, err);
    if (s == OK && number) s = refuse(e, "identifier", err);
    if (s == OK && !message.open) s = refuse(e, "scope", err);
    if (s == OK)
        s = store_run(store, err, SQL_WARNING_PUT, "tittit", e->scope, e->seq, message.name.sender,
                      message.name.identifier, message.name.sent_s, cap);
    arena_free(arena);
    return s;
}

static bool shapes_fit(const json_t *shapes) {
    size_t i, k, p;
    const json_t *shape, *ring, *point;
    if (!json_is_array(shapes) || json_array_size(shapes) > HAZARD_CAP_SHAPES_MAX) return false;
    json_array_foreach(shapes, i, shape) {
        if (!json_is_array(shape) || json_array_size(shape) == 0) return false;
        json_array_foreach(shape, k, ring) {
            if (!json_is_array(ring) || json_array_size(ring) < 3) return false;
            json_array_foreach(ring, p, point) {
                if (!hazard_point_fits(point)) return false;
            }
        }
    }
    return true;
}

/* "truck, boat"; NULL = all */
static bool classes_fit(const char *text) {
    char one[32];
    RoadClass vehicle;
    for (const char *p = text ? text : ""; *p;) {
        p += strspn(p, " ");
        size_t n = strcspn(p, ","), end = n;
        while (end && p[end - 1] == ' ') end--;
        if (end == 0 || end >= sizeof one) return false;
        memcpy(one, p, end);
        one[end] = 0;
        if (!road_class_parse(one, &vehicle)) return false;
        p += n + (p[n] == ',');
    }
    return true;
}

static Status put_measure(Store *store, const LedgerEvent *e, HazardEffect effect, Err *err) {
    const json_t *b = e->body, *shapes = json_object_get(b, "shapes");
    const json_t *from = json_object_get(b, "from_s"), *to = json_object_get(b, "to_s");
    const json_t *rain = json_object_get(b, "rain_mm");
    if (!shapes_fit(shapes) || json_array_size(shapes) == 0) return refuse(e, "shapes", err);
    if (!json_is_integer(from) || !json_is_integer(to) ||
        json_integer_value(from) >= json_integer_value(to))
        return refuse(e, "to_s", err);
    bool rains = json_is_integer(rain) && json_integer_value(rain) >= 0 &&
                 json_integer_value(rain) <= RAIN_MM_MAX;
    if (effect == HAZARD_EFFECT_RAIN && !rains) return refuse(e, "rain_mm", err);
    if (!classes_fit(text_of(b, "classes"))) return refuse(e, "classes", err);
    Buf written;
    StoreStmt *q = NULL;
    buf_init(&written, 64 * MIB);
    Status s = json_canonical(shapes, &written, err);
    if (s == OK) s = store_prepare(store, SQL_MEASURE_PUT, &q, err);
    if (s == OK) {
        bool row;
        store_bind_text(q, 1, e->scope);
        store_bind_int(q, 2, e->seq);
        store_bind_int(q, 3, json_integer_value(json_object_get(b, "number")));
        store_bind_text(q, 4, EFFECTS[effect].id);
        store_bind_text(q, 5, written.at);
        store_bind_int(q, 6, json_integer_value(from));
        store_bind_int(q, 7, json_integer_value(to));
        if (json_is_integer(rain))
            store_bind_int(q, 8, json_integer_value(rain));
        else
            store_bind_null(q, 8);
        store_bind_text(q, 9, text_of(b, "classes"));
        s = store_step(q, &row, err);
        store_finish(q);
    }
    buf_free(&written);
    return s;
}

/* What rests on the messages that this one names gives way to it. */
static Status take_back_named(Store *store, Arena *arena, const LedgerEvent *e,
                              const HazardCap *message, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < message->reference_count && s == OK; i++) {
        const HazardCapName *name = &message->references[i];
        const char *cap;
        int64_t number = 0;
        if (!str_eq(name->sender, message->name.sender)) continue;
        s = find(store, arena, e->scope, name, &number, &cap, err);
        if (s == OK && number)
            s = store_run(store, err, SQL_MEASURE_TAKE_BACK, "tii", e->scope, number, e->seq);
    }
    return s;
}

static Status get_message(Store *store, Arena *arena, const LedgerEvent *e, int64_t number,
                          HazardCap *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_WARNING_GET, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, e->scope);
    store_bind_int(q, 2, number);
    s = store_step(q, &row, err);
    const char *cap = s == OK && row ? arena_str(arena, store_text(q, 0)) : NULL;
    bool fresh = cap && store_int(q, 1) == 0;
    store_finish(q);
    if (s != OK) return s;
    if (!fresh) return refuse(e, "number", err);
    return hazard_cap_read(arena, bytes_of(cap), e->id, ret, err);
}

Status hazard_apply_confirmed(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *number = json_object_get(e->body, "number");
    HazardEffect effect;
    if (!json_is_integer(number)) return refuse(e, "number", err);
    if (!hazard_effect_parse(text_of(e->body, "effect"), &effect)) return refuse(e, "effect", err);
    int64_t n = json_integer_value(number);
    Arena *arena = arena_new(store_env(store), APPLY_BYTES_MAX);
    HazardCap message;
    Status s = get_message(store, arena, e, n, &message, err);
    if (s == OK && message.status != CAP_ACTUAL) s = refuse(e, "number", err);
    if (s == OK) s = take_back_named(store, arena, e, &message, err);
    if (s == OK && effect != HAZARD_EFFECT_NONE) s = put_measure(store, e, effect, err);
    if (s == OK) s = store_run(store, err, SQL_WARNING_CONFIRM, "tii", e->scope, n, e->seq);
    arena_free(arena);
    return s;
}

Status hazard_apply_withdrawn(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *number = json_object_get(e->body, "number");
    if (!json_is_integer(number)) return refuse(e, "number", err);
    return store_run(store, err, SQL_MEASURE_TAKE_BACK, "tii", e->scope, json_integer_value(number),
                     e->seq);
}

/* ---------------------------------------------------------------- stating */

Status hazard_warn(Ledger *ledger, Store *store, Arena *arena, const char *scope, Bytes xml,
                   const char *name, int64_t *ret_number, bool *ret_existed, Err *err) {
    HazardCap message;
    const char *before = NULL, *text = arena_strn(arena, (const char *)xml.at, xml.n);
    int64_t number = 0;
    Status s = hazard_cap_read(arena, xml, name, &message, err);
    if (s == OK && !message.open) {
        err_set(err, ERR_INPUT, "%s", _("this message is not for the public, and the record is"));
        err_at(err, name, 0, 0, "scope");
        err_advise(err, "%s",
                   _("state what follows by itself: hantar close, hantar import hazards"));
        return ERR_INPUT;
    }
    if (s == OK) s = find(store, arena, scope, &message.name, &number, &before, err);
    if (s != OK) return s;
    if (number && !str_eq(before, text)) {
        err_set(err, ERR_CONFLICT,
                _("warning %" PRId64 " has the same name (%.80s) and another text"), number,
                message.name.identifier);
        err_at(err, name, 0, 0, NULL);
        err_advise(err, "%s", _("ask the sender: whoever changes a message must send an Update"));
        return ERR_CONFLICT;
    }
    LedgerReceipt receipt = {.seq = number};
    if (!number)
        s = ledger_state(ledger, scope, "warning.received", NULL,
                         json_pack("{s:s, s:s}", "name", name, "cap", text), &receipt, err);
    if (s != OK) return s;
    *ret_number = receipt.seq;
    *ret_existed = number != 0;
    return OK;
}

static json_t *shapes_json(const HazardMeasure *m) {
    json_t *shapes = json_array();
    for (size_t i = 0; i < m->shape_count; i++)
        json_array_append_new(shapes, hazard_rings_json(&m->shapes[i]));
    return shapes;
}

static Status may_confirm(const HazardWarning *w, const HazardMeasure *m, int64_t now_s, Err *err) {
    if (w->cap.status != CAP_ACTUAL) {
        err_set(err, ERR_INPUT, _("warning %" PRId64 " is a message for %s, not an actual one"),
                w->number, hazard_cap_status(w->cap.status));
        err_advise(err, "%s", _("it is shown and never used"));
        return ERR_INPUT;
    }
    if (w->superseded_by) {
        err_set(err, ERR_INPUT, _("warning %" PRId64 " is superseded by %" PRId64), w->number,
                w->superseded_by);
        err_advise(err, _("confirm that one: hantar warn confirm %" PRId64), w->superseded_by);
        return ERR_INPUT;
    }
    if (w->confirmed)
        return err_set(err, ERR_INPUT, _("warning %" PRId64 " is confirmed already"), w->number);
    if (m->effect == HAZARD_EFFECT_NONE) return OK;
    if (w->cap.type != CAP_ALERT && w->cap.type != CAP_UPDATE)
        return err_set(err, ERR_INPUT,
                       _("warning %" PRId64 " warns of nothing: nothing follows "
                         "but that what it names ends"),
                       w->number);
    if (m->to_s <= now_s || m->to_s <= m->from_s)
        return err_set(err, ERR_INPUT, _("warning %" PRId64 " is over"), w->number);
    if (m->shape_count == 0) {
        err_set(err, ERR_INPUT, _("warning %" PRId64 " names no place that is known here"),
                w->number);
        err_advise(err, "%s", _("import the boundaries, or state a closure by its place"));
        return ERR_INPUT;
    }
    return OK;
}

Status hazard_warning_confirm(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                              const HazardWarning *w, const HazardMeasure *m, int64_t now_s,
                              Err *err) {
    (void)store, (void)arena;
    Status s = may_confirm(w, m, now_s, err);
    if (s != OK) return s;
    json_t *body =
        json_pack("{s:I, s:s}", "number", (json_int_t)w->number, "effect", EFFECTS[m->effect].id);
    if (m->effect != HAZARD_EFFECT_NONE) {
        json_object_set_new(body, "shapes", shapes_json(m));
        json_object_set_new(body, "from_s", json_integer(m->from_s));
        json_object_set_new(body, "to_s", json_integer(m->to_s));
    }
    if (m->effect == HAZARD_EFFECT_RAIN)
        json_object_set_new(body, "rain_mm", json_integer(m->rain_mm));
    if (m->effect == HAZARD_EFFECT_CLOSURE && m->classes)
        json_object_set_new(body, "classes", json_string(m->classes));
    LedgerReceipt receipt;
    return ledger_state(ledger, scope, "warning.confirmed", NULL, body, &receipt, err);
}

Status hazard_warning_withdraw(Ledger *ledger, Store *store, const char *scope, int64_t number,
                               Err *err) {
    Arena *arena = arena_new(store_env(store), APPLY_BYTES_MAX);
    HazardWarning *all;
    size_t n;
    bool stands = false;
    Status s = hazard_warnings(store, arena, scope, &all, &n, err);
    for (size_t i = 0; s == OK && i < n; i++) stands |= all[i].number == number && all[i].in_force;
    arena_free(arena);
    if (s != OK) return s;
    LedgerReceipt receipt;
    if (stands)
        return ledger_state(ledger, scope, "warning.withdrawn", NULL,
                            json_pack("{s:I}", "number", (json_int_t)number), &receipt, err);
    err_set(err, ERR_ABSENT, _("nothing that was made of warning %" PRId64 " is in force"), number);
    err_advise(err, "%s", _("hantar warn alone lists the warnings and what was made of them"));
    return ERR_ABSENT;
}

/* ---------------------------------------------------------------- reading */

static Status take_measure(Arena *arena, StoreStmt *q, HazardMeasure *to, Err *err) {
    json_t *shapes;
    Status s = json_read(bytes_of(store_text(q, 4)), "measure.shapes", &shapes, err);
    if (s != OK) return s;
    hazard_effect_parse(store_text(q, 3), &to->effect);
    to->from_s = store_int(q, 5);
    to->to_s = store_int(q, 6);
    to->rain_mm = store_null(q, 7) ? 0 : store_int(q, 7);
    to->classes = arena_str(arena, store_text(q, 8));
    to->shape_count = json_array_size(shapes);
    to->shapes = ARENA_ARRAY(arena, GeoArea, to->shape_count + 1);
    for (size_t i = 0; i < to->shape_count; i++)
        to->shapes[i] = hazard_rings_read(arena, json_array_get(shapes, i));
    json_decref(shapes);
    return OK;
}

static Status take_warning(Arena *arena, StoreStmt *q, HazardWarning *to, Err *err) {
    *to = (HazardWarning){.number = store_int(q, 0), .confirmed = store_int(q, 2)};
    const char *cap = arena_str(arena, store_text(q, 1));
    Status s = hazard_cap_read(arena, bytes_of(cap), "warning", &to->cap, err);
    if (s != OK || store_null(q, 3)) return s;
    to->in_force = store_int(q, 9) == 0;
    return take_measure(arena, q, &to->measure, err);
}

static Status list(Store *store, Arena *arena, const char *scope, const char *sql,
                   HazardWarning **ret, size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, sql, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(HazardWarning) all = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        HazardWarning w;
        if ((s = take_warning(arena, q, &w, err)) != OK) break;
        vec_push(arena, &all, w);
    }
    store_finish(q);
    if (s != OK) return s;
    *ret = all.at;
    *ret_count = all.n;
    return OK;
}

Status hazard_warnings(Store *store, Arena *arena, const char *scope, HazardWarning **ret,
                       size_t *ret_count, Err *err) {
    Status s = list(store, arena, scope, SQL_WARNING_LIST, ret, ret_count, err);
    if (s != OK) return s;
    for (size_t i = 0; i < *ret_count; i++)
        for (size_t k = 0; k < *ret_count; k++)
            if (supersedes(&(*ret)[k].cap, &(*ret)[i].cap))
                (*ret)[i].superseded_by = (*ret)[k].number;
    return OK;
}

Status hazard_in_force(Store *store, Arena *arena, const char *scope, HazardWarning **ret,
                       size_t *ret_count, Err *err) {
    return list(store, arena, scope, SQL_MEASURE_LIST, ret, ret_count, err);
}
