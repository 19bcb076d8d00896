// SPDX-License-Identifier: Apache-2.0
/* Closures as events:
 *
 *   road.closed { "shape": "area", "rings": [[[lat_e7, lon_e7], ...], ...], "way": text?,
 *                 "classes": text?, "direction": text?, "from_s": n?, "to_s": n?, "reason": text? }
 *   road.opened { "number": n }
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hazard/hazard_int.h"

#include "hazard_sql.h"

/* ---------------------------------------------------------------- applying */

static const char *text(const json_t *o, const char *key) {
    return json_string_value(json_object_get(o, key));
}

static Status refuse(const LedgerEvent *e, const char *field, Err *err) {
    err_set(err, ERR_INPUT, _("a %s event without a well-formed %s"), e->type, field);
    err_at(err, e->id, 0, 0, field);
    return ERR_INPUT;
}

bool hazard_point_fits(const json_t *p) {
    const json_t *lat = json_array_get(p, 0), *lon = json_array_get(p, 1);
    if (json_array_size(p) != 2 || !json_is_integer(lat) || !json_is_integer(lon)) return false;
    int64_t a = json_integer_value(lat), b = json_integer_value(lon);
    return a >= -90 * INT64_C(10000000) && a <= 90 * INT64_C(10000000) &&
           b >= -180 * INT64_C(10000000) && b <= 180 * INT64_C(10000000);
}

static bool rings_fit(const json_t *rings) {
    size_t i, k;
    const json_t *ring, *point;
    if (!json_is_array(rings)) return false;
    json_array_foreach(rings, i, ring) {
        if (!json_is_array(ring) || json_array_size(ring) == 0) return false;
        json_array_foreach(ring, k, point) {
            if (!hazard_point_fits(point)) return false;
        }
    }
    return true;
}

static void bind_moment(StoreStmt *stmt, int parameter, const json_t *n) {
    if (json_is_integer(n))
        store_bind_int(stmt, parameter, json_integer_value(n));
    else
        store_bind_null(stmt, parameter);
}

static Status apply_closed(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *b = e->body, *rings = json_object_get(b, "rings");
    if (!text(b, "shape")) return refuse(e, "shape", err);
    if (!rings_fit(rings)) return refuse(e, "rings", err);
    Buf written;
    buf_init(&written, 16 * MIB);
    StoreStmt *stmt = NULL;
    Status s = json_canonical(rings, &written, err);
    if (s == OK) s = store_prepare(store, SQL_CLOSURE_PUT, &stmt, err);
    if (s == OK) {
        bool row;
        store_bind_text(stmt, 1, e->scope);
        store_bind_int(stmt, 2, e->seq);
        store_bind_text(stmt, 3, text(b, "shape"));
        store_bind_text(stmt, 4, written.at);
        store_bind_text(stmt, 5, text(b, "way"));
        store_bind_text(stmt, 6, text(b, "classes"));
        store_bind_text(stmt, 7, text(b, "direction"));
        bind_moment(stmt, 8, json_object_get(b, "from_s"));
        bind_moment(stmt, 9, json_object_get(b, "to_s"));
        store_bind_text(stmt, 10, text(b, "reason"));
        s = store_step(stmt, &row, err);
        store_finish(stmt);
    }
    buf_free(&written);
    return s;
}

/* Whether the closure stands: ERR_ABSENT where there is none, or it was opened already. */
static Status standing(Store *store, const char *scope, int64_t number, Err *err) {
    StoreStmt *stmt;
    Status s = store_prepare(store, SQL_CLOSURE_GET, &stmt, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(stmt, 1, scope);
    store_bind_int(stmt, 2, number);
    s = store_step(stmt, &row, err);
    bool stands = s == OK && row && store_int(stmt, 0) == 0;
    store_finish(stmt);
    if (s != OK || stands) return s;
    err_set(err, ERR_ABSENT, _("no closure %" PRId64 " stands"), number);
    err_advise(err, "%s", _("hantar close alone lists those that do"));
    return ERR_ABSENT;
}

static Status apply_opened(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *number = json_object_get(e->body, "number");
    if (!json_is_integer(number)) return refuse(e, "number", err);
    Status s = standing(store, e->scope, json_integer_value(number), err);
    if (s != OK) return s;
    return store_run(store, err, SQL_CLOSURE_OPEN, "tii", e->scope, json_integer_value(number),
                     e->seq);
}

const StoreModule HAZARD_STORE = {"hazard", HAZARD_TABLES, COUNT_OF(HAZARD_TABLES), 2};
const LedgerType HAZARD_TYPES[] = {
    {"road.closed", 1, LEDGER_PUBLIC, apply_closed, NULL, false},
    {"road.opened", 1, LEDGER_PUBLIC, apply_opened, NULL, false},
    {"warning.received", 1, LEDGER_PUBLIC, hazard_apply_received, NULL, false},
    {"warning.confirmed", 1, LEDGER_PUBLIC, hazard_apply_confirmed, NULL, false},
    {"warning.withdrawn", 1, LEDGER_PUBLIC, hazard_apply_withdrawn, NULL, false}};
const size_t HAZARD_TYPE_COUNT = COUNT_OF(HAZARD_TYPES);

/* ---------------------------------------------------------------- stating */

json_t *hazard_rings_json(const GeoArea *area) {
    json_t *rings = json_array();
    for (size_t i = 0; i < area->ring_count; i++) {
        json_t *ring = json_array();
        for (size_t k = 0; k < area->rings[i].count; k++) {
            GeoPoint p = area->rings[i].points[k];
            json_array_append_new(ring, json_pack("[i, i]", p.lat_e7, p.lon_e7));
        }
        json_array_append_new(rings, ring);
    }
    return rings;
}

static void put_text(json_t *body, const GeoFeature *f, const char *name) {
    const char *value = geo_property(f, name);
    if (value) json_object_set_new(body, name, json_string(value));
}

static void put_moment(json_t *body, const GeoFeature *f, const char *name, const char *key) {
    int64_t s;
    const char *value = geo_property(f, name);
    if (value && road_moment(value, &s)) json_object_set_new(body, key, json_integer(s));
}

static json_t *closure_body(const GeoFeature *f) {
    static const char *const shapes[] = {
        [GEO_POINT] = "point", [GEO_LINE] = "line", [GEO_AREA] = "area"};
    const char *shape = geo_property(f, "way") ? "way" : shapes[f->kind];
    json_t *body = json_pack("{s:s, s:o}", "shape", shape, "rings", hazard_rings_json(&f->area));
    put_text(body, f, "way");
    put_text(body, f, "classes");
    put_text(body, f, "direction");
    put_text(body, f, "reason");
    put_moment(body, f, "from", "from_s");
    put_moment(body, f, "to", "to_s");
    return body;
}

/* The reader of overlays judges the file: what it refuses is not stated. */
static Status judge(Arena *arena, const RoadMap *map, Bytes geojson, const char *name,
                    Faults *faults, Err *err) {
    RoadClosures *overlay;
    if (map) return road_closures_read(arena, map, geojson, name, &overlay, faults, err);
    err_set(err, ERR_INPUT, "%s", _("there are no roads to close"));
    err_advise(err, "%s", _("import them: hantar import roads FILE"));
    return ERR_INPUT;
}

static Status state_all(Ledger *ledger, Arena *arena, const char *scope, const GeoLayer *layer,
                        int64_t **ret_numbers, Err *err) {
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, layer->count + 1);
    for (size_t i = 0; i < layer->count; i++) {
        LedgerReceipt receipt;
        Status s = ledger_state(ledger, scope, "road.closed", NULL,
                                closure_body(&layer->features[i]), &receipt, err);
        if (s != OK) return s;
        numbers[i] = receipt.seq;
    }
    *ret_numbers = numbers;
    return OK;
}

Status hazard_close(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                    const RoadMap *map, Bytes geojson, const char *name, int64_t **ret_numbers,
                    size_t *ret_count, Faults *faults, Err *err) {
    Status s = judge(arena, map, geojson, name, faults, err);
    GeoLayer layer;
    if (s == OK) s = geo_layer_json(arena, geojson, name, &layer, faults, err);
    if (s != OK) return s;
    s = store_begin(store, err);
    if (s == OK) s = state_all(ledger, arena, scope, &layer, ret_numbers, err);
    if (s == OK) s = store_commit(store, err);
    if (s != OK && store_in_transaction(store)) store_rollback(store);
    if (s == OK) *ret_count = layer.count;
    geo_layer_done(&layer);
    return s;
}

/* The warning of which that confirmation made something that is in force; 0. */
static Status warning_behind(Store *store, const char *scope, int64_t number, int64_t *ret,
                             Err *err) {
    StoreStmt *stmt;
    Status s = store_prepare(store, SQL_MEASURE_GET, &stmt, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(stmt, 1, scope);
    store_bind_int(stmt, 2, number);
    s = store_step(stmt, &row, err);
    *ret = s == OK && row ? store_int(stmt, 0) : 0;
    store_finish(stmt);
    return s;
}

Status hazard_open(Ledger *ledger, Store *store, const char *scope, int64_t number, Err *err) {
    int64_t warning = 0;
    Status s = warning_behind(store, scope, number, &warning, err);
    if (s == OK && warning) return hazard_warning_withdraw(ledger, store, scope, warning, err);
    if (s == OK) s = standing(store, scope, number, err);
    if (s != OK) return s;
    LedgerReceipt receipt;
    return ledger_state(ledger, scope, "road.opened", NULL, json_pack("{s:I}", "number", number),
                        &receipt, err);
}

/* ---------------------------------------------------------------- reading */

GeoArea hazard_rings_read(Arena *arena, const json_t *rings) {
    GeoArea area = {.box = geo_box_empty(), .ring_count = json_array_size(rings)};
    area.rings = ARENA_ARRAY(arena, GeoRing, area.ring_count);
    for (size_t i = 0; i < area.ring_count; i++) {
        const json_t *ring = json_array_get(rings, i);
        GeoRing *to = &area.rings[i];
        to->count = json_array_size(ring);
        to->points = ARENA_ARRAY(arena, GeoPoint, to->count);
        for (size_t k = 0; k < to->count; k++) {
            const json_t *p = json_array_get(ring, k);
            to->points[k] = (GeoPoint){(int32_t)json_integer_value(json_array_get(p, 0)),
                                       (int32_t)json_integer_value(json_array_get(p, 1))};
            geo_box_add(&area.box, to->points[k]);
        }
    }
    return area;
}

static Status take_closure(Arena *arena, StoreStmt *s, HazardClosure *to, Err *err) {
    json_t *rings;
    Status st = json_read(bytes_of(store_text(s, 2)), "closure.rings", &rings, err);
    if (st != OK) return st;
    *to = (HazardClosure){.number = store_int(s, 0),
                          .shape = arena_str(arena, store_text(s, 1)),
                          .at = hazard_rings_read(arena, rings),
                          .way = arena_str(arena, store_text(s, 3)),
                          .classes = arena_str(arena, store_text(s, 4)),
                          .direction = arena_str(arena, store_text(s, 5)),
                          .from_s = store_null(s, 6) ? INT64_MIN : store_int(s, 6),
                          .to_s = store_null(s, 7) ? INT64_MAX : store_int(s, 7),
                          .reason = arena_str(arena, store_text(s, 8))};
    json_decref(rings);
    return OK;
}

typedef VEC(HazardClosure) Closures;

/* What a person made closures of: one for each of a warning's shapes, by the number of the
 * confirmation. */
static Status warned_closures(Store *store, Arena *arena, const char *scope, Closures *list,
                              Err *err) {
    HazardWarning *all;
    size_t n;
    Status s = hazard_in_force(store, arena, scope, &all, &n, err);
    for (size_t i = 0; s == OK && i < n; i++) {
        const HazardMeasure *m = &all[i].measure;
        if (m->effect != HAZARD_EFFECT_CLOSURE) continue;
        const HazardCap *cap = &all[i].cap;
        const char *headline = cap->info_count ? cap->infos[0].headline : NULL;
        for (size_t k = 0; k < m->shape_count; k++)
            vec_push(arena, list,
                     (HazardClosure){.number = all[i].confirmed,
                                     .warning = all[i].number,
                                     .shape = "area",
                                     .at = m->shapes[k],
                                     .classes = m->classes,
                                     .from_s = m->from_s,
                                     .to_s = m->to_s,
                                     .reason = headline ? headline : cap->name.identifier});
    }
    return s;
}

static int by_number(const void *a, const void *b) {
    const HazardClosure *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

Status hazard_closures(Store *store, Arena *arena, const char *scope, HazardClosure **ret,
                       size_t *ret_count, Err *err) {
    StoreStmt *stmt;
    Status s = store_prepare(store, SQL_CLOSURE_LIST, &stmt, err);
    if (s != OK) return s;
    store_bind_text(stmt, 1, scope);
    Closures list = {0};
    bool row = false;
    while ((s = store_step(stmt, &row, err)) == OK && row) {
        HazardClosure c;
        if ((s = take_closure(arena, stmt, &c, err)) != OK) break;
        vec_push(arena, &list, c);
    }
    store_finish(stmt);
    if (s == OK) s = warned_closures(store, arena, scope, &list, err);
    if (s != OK) return s;
    if (list.n) qsort(list.at, list.n, sizeof *list.at, by_number);
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}

/* ---------------------------------------------------------------- on a map */

static void put_ring(JsonOut *out, const GeoRing *ring, bool close) {
    json_open(out, NULL, '[');
    for (size_t i = 0; i < ring->count + close; i++) {
        GeoPoint p = ring->points[i % ring->count];
        json_open(out, NULL, '[');
        json_put_decimal(out, NULL, p.lon_e7, GEO_DECIMALS);
        json_put_decimal(out, NULL, p.lat_e7, GEO_DECIMALS);
        json_close(out, ']');
    }
    json_close(out, ']');
}

static void put_geometry(JsonOut *out, const HazardClosure *c) {
    bool area = str_eq(c->shape, "area"), line = str_eq(c->shape, "line");
    if (c->at.ring_count == 0) {
        json_put_null(out, "geometry");
        return;
    }
    json_open(out, "geometry", '{');
    json_put_str(out, "type", area ? "MultiPolygon" : line ? "MultiLineString" : "MultiPoint");
    json_open(out, "coordinates", '[');
    for (size_t i = 0; i < c->at.ring_count; i++) {
        const GeoRing *ring = &c->at.rings[i];
        if (area) json_open(out, NULL, '[');
        if (area || line) put_ring(out, ring, area);
        for (size_t k = 0; !area && !line && k < ring->count; k++) {
            json_open(out, NULL, '[');
            json_put_decimal(out, NULL, ring->points[k].lon_e7, GEO_DECIMALS);
            json_put_decimal(out, NULL, ring->points[k].lat_e7, GEO_DECIMALS);
            json_close(out, ']');
        }
        if (area) json_close(out, ']');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_feature(JsonOut *out, const HazardClosure *c) {
    json_open(out, NULL, '{');
    json_put_str(out, "type", "Feature");
    put_geometry(out, c);
    json_open(out, "properties", '{');
    if (c->way) json_put_str(out, "way", c->way);
    if (c->classes) json_put_str(out, "classes", c->classes);
    if (c->direction) json_put_str(out, "direction", c->direction);
    if (c->reason) json_put_str(out, "reason", c->reason);
    json_close(out, '}');
    json_close(out, '}');
}

Status hazard_overlay(Store *store, Arena *arena, const char *scope, const RoadMap *map,
                      int64_t from_s, int64_t to_s, RoadClosures **ret, Err *err) {
    HazardClosure *all;
    size_t n, held = 0;
    Status s = hazard_closures(store, arena, scope, &all, &n, err);
    if (s != OK) return s;
    Buf b;
    JsonOut out;
    buf_init(&b, 64 * MIB);
    json_out(&out, &b, false);
    json_open(&out, NULL, '{');
    json_put_str(&out, "type", "FeatureCollection");
    json_open(&out, "features", '[');
    for (size_t i = 0; i < n; i++) {
        if (all[i].from_s >= to_s || all[i].to_s <= from_s) continue;
        put_feature(&out, &all[i]);
        held++;
    }
    json_close(&out, ']');
    json_close(&out, '}');
    RoadClosures *overlay = NULL;
    Faults faults = {.arena = arena, .file = "closures"};
    s = buf_ok(&b, err);
    if (s == OK && held)
        s = road_closures_read(arena, map, buf_bytes(&b), "closures", &overlay, &faults, err);
    if (s == ERR_INPUT && faults.list.n) {
        err_set(err, ERR_INPUT, _("a closure that stands is not on this map: %s"),
                faults.list.at[0].text);
        err_advise(err, "%s", _("see hantar close, and open what no longer holds"));
    }
    buf_free(&b);
    if (s == OK) *ret = overlay;
    return s;
}
