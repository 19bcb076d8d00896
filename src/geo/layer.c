// SPDX-License-Identifier: Apache-2.0
/* GeoJSON as RFC 7946 has it, and a little wider: rings that are not closed, text that is not
 * UTF-8, one feature per line. Coordinates leave JSON's floating point at once. */
#include "geo/geo_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Reader {
    Arena *arena;
    Faults *faults;
    VEC(GeoFeature) features;
} Reader;

typedef struct Rings {
    Arena *arena;
    GeoKind kind;
    GeoBox box;
    VEC(GeoRing) list;
} Rings;

/* ---------------------------------------------------------------- geometry
 * These return NULL, or what is wrong. */

static const char *take_position(const json_t *v, GeoPoint *ret) {
    const json_t *lon = json_array_get(v, 0), *lat = json_array_get(v, 1);
    if (!json_is_number(lon) || !json_is_number(lat))
        return _("a position must be two numbers: longitude, latitude");
    double x = json_number_value(lon), y = json_number_value(lat);
    if (fabs(x) > 180 || fabs(y) > 90)
        return fabs(x) <= 90 && fabs(y) <= 180
                   ? _("latitude and longitude are exchanged: GeoJSON writes longitude first")
                   : _("a position lies outside the Earth: degrees in WGS 84 are wanted");
    *ret = (GeoPoint){(int32_t)llround(y * GEO_UNIT), (int32_t)llround(x * GEO_UNIT)};
    return NULL;
}

static bool same(GeoPoint a, GeoPoint b) {
    return a.lat_e7 == b.lat_e7 && a.lon_e7 == b.lon_e7;
}

/* A list of positions. The point that closes a ring is left out. */
static const char *take_ring(Rings *rings, const json_t *v) {
    size_t n = json_array_size(v);
    GeoRing ring = {ARENA_ARRAY(rings->arena, GeoPoint, n), n};
    for (size_t i = 0; i < n; i++) {
        const char *wrong = take_position(json_array_get(v, i), &ring.points[i]);
        if (wrong) return wrong;
        geo_box_add(&rings->box, ring.points[i]);
    }
    if (rings->kind == GEO_AREA) {
        while (ring.count > 1 && same(ring.points[0], ring.points[ring.count - 1])) ring.count--;
        if (ring.count < 3) return _("a ring needs three different points");
    }
    if (rings->kind == GEO_LINE && n < 2) return _("a line needs two points");
    if (n == 0) return _("there are no coordinates");
    vec_push(rings->arena, &rings->list, ring);
    return NULL;
}

/* depth 0 is a position, 1 a list of positions, 2 a list of those ... */
static const char *take_rings(Rings *rings, const json_t *v, int depth) {
    if (!json_is_array(v)) return _("coordinates must be lists of numbers");
    if (depth == 1) return take_ring(rings, v);
    if (depth == 0) {
        GeoRing ring = {ARENA_NEW(rings->arena, GeoPoint), 1};
        const char *wrong = take_position(v, ring.points);
        if (wrong) return wrong;
        geo_box_add(&rings->box, ring.points[0]);
        vec_push(rings->arena, &rings->list, ring);
        return NULL;
    }
    size_t i;
    json_t *item;
    json_array_foreach(v, i, item) {
        const char *wrong = take_rings(rings, item, depth - 1);
        if (wrong) return wrong;
    }
    return NULL;
}

static const char *take_geometry(Arena *arena, const json_t *geometry, GeoFeature *feature) {
    static const struct {
        const char *type;
        GeoKind kind;
        int depth;
    } types[] = {{"Point", GEO_POINT, 0},     {"MultiPoint", GEO_POINT, 1},
                 {"LineString", GEO_LINE, 1}, {"MultiLineString", GEO_LINE, 2},
                 {"Polygon", GEO_AREA, 2},    {"MultiPolygon", GEO_AREA, 3}};
    if (!json_is_object(geometry)) return _("it has no geometry");
    const char *type = json_string_value(json_object_get(geometry, "type"));
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (!str_eq(type, types[i].type)) continue;
        Rings rings = {.arena = arena, .kind = types[i].kind, .box = geo_box_empty()};
        const char *wrong =
            take_rings(&rings, json_object_get(geometry, "coordinates"), types[i].depth);
        if (wrong) return wrong;
        if (rings.list.n == 0) return _("there are no coordinates");
        feature->kind = rings.kind;
        feature->area = (GeoArea){rings.list.at, rings.list.n, rings.box};
        return NULL;
    }
    return _("its geometry must be points, lines or polygons");
}

/* ---------------------------------------------------------------- features */

static json_t *as_text(const json_t *v) {
    char text[64];
    if (json_is_integer(v)) {
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    } else if (json_is_real(v)) {
        double x = json_real_value(v);
        bool whole = fabs(x) < 1e15 && x == trunc(x);
        snprintf(text, sizeof text, whole ? "%.0f" : "%.15g", x);
    } else {
        return json_string(json_is_true(v) ? "true" : "false");
    }
    return json_string(text);
}

/* Numbers and booleans become strings, so that geo_property can lend them out. */
static void properties_as_text(json_t *properties) {
    void *i = json_object_iter(properties);
    for (; i; i = json_object_iter_next(properties, i)) {
        json_t *v = json_object_iter_value(i);
        if (json_is_number(v) || json_is_boolean(v))
            json_object_iter_set_new(properties, i, as_text(v));
    }
}

static void take_feature(Reader *r, json_t *v, int line) {
    GeoFeature feature = {.number = (int)r->features.n + 1};
    const char *wrong = _("it is no Feature");
    if (str_eq(json_string_value(json_object_get(v, "type")), "Feature"))
        wrong = take_geometry(r->arena, json_object_get(v, "geometry"), &feature);
    if (wrong)
        fault_add(r->faults, line, 0, "geometry", NULL, _("feature %d: %s"), feature.number, wrong);
    json_object_del(v, "geometry"); /* its points stand in the arena now, in a tenth of the room */
    json_t *properties = json_object_get(v, "properties");
    if (json_is_object(properties)) {
        properties_as_text(properties);
        feature.properties = properties;
    }
    vec_push(r->arena, &r->features, feature);
}

/* Old GeoJSON may name its coordinate system. Indonesia's own, DGN95 and SRGI2013, agree with
 * WGS 84 to a metre. */
static void check_crs(Reader *r, const json_t *root) {
    static const char *const known[] = {"CRS84", ":4326", ":4755", ":9470"};
    const json_t *crs = json_object_get(json_object_get(root, "crs"), "properties");
    const char *name = json_string_value(json_object_get(crs, "name"));
    if (!name) return;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        size_t n = strlen(name), k = strlen(known[i]);
        if (n >= k && strcmp(name + n - k, known[i]) == 0) return;
    }
    fault_add(r->faults, 0, 0, "crs", _("save the layer in WGS 84 (EPSG:4326)"),
              _("the coordinate system is %.100s"), name);
}

static void take_collection(Reader *r, json_t *root) {
    const char *type = json_string_value(json_object_get(root, "type"));
    json_t *features = json_object_get(root, "features"), *item;
    size_t i;
    check_crs(r, root);
    if (str_eq(type, "Feature")) {
        take_feature(r, root, 0);
    } else if (str_eq(type, "FeatureCollection") && json_is_array(features)) {
        json_array_foreach(features, i, item) {
            if (r->faults->total >= FAULTS_MAX) return;
            take_feature(r, item, 0);
        }
    } else {
        fault_add(r->faults, 0, 0, "type", _("save the layer as GeoJSON"), "%s",
                  _("this is no FeatureCollection"));
    }
}

/* ---------------------------------------------------------------- one feature per line */

/* The next line that is not blank, without the record separator of RFC 8142; false at the end. */
static bool next_line(Bytes *rest, Bytes *ret, int *line) {
    while (rest->n) {
        const uint8_t *end = memchr(rest->at, '\n', rest->n);
        size_t n = end ? (size_t)(end - rest->at) : rest->n;
        Bytes found = {rest->at, n};
        if (end) n++;
        *rest = (Bytes){rest->at + n, rest->n - n};
        ++*line;
        while (found.n && strchr(" \t\r\x1E", found.at[0])) found.at++, found.n--;
        if (found.n == 0) continue;
        *ret = found;
        return true;
    }
    return false;
}

/* More than one line, and the first is a whole text of JSON. */
static bool is_by_lines(Bytes text) {
    Bytes first, second;
    int line = 0;
    json_t *v;
    if (!next_line(&text, &first, &line) || !next_line(&text, &second, &line)) return false;
    if (json_read(first, "", &v, NULL) != OK) return false;
    json_decref(v);
    return true;
}

static void take_lines(Reader *r, Bytes text, json_t *root) {
    Bytes one;
    int line = 0;
    while (r->faults->total < FAULTS_MAX && next_line(&text, &one, &line)) {
        json_t *v;
        Err e;
        if (json_read(one, "", &v, &e) != OK) {
            fault_add(r->faults, line, 0, NULL, NULL, "%s", e.text);
        } else {
            json_array_append_new(root, v);
            take_feature(r, v, line);
        }
    }
}

/* ---------------------------------------------------------------- layers */

static Bytes as_utf8(Arena *arena, Bytes text) {
    if (text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
        text = (Bytes){text.at + 3, text.n - 3};
    if (utf8_valid((const char *)text.at, text.n) || memchr(text.at, 0, text.n)) return text;
    return bytes_of(utf8_from_cp1252(arena, (const char *)text.at, text.n));
}

static void release_root(void *slot) {
    json_decref(*(json_t **)slot);
    *(json_t **)slot = NULL;
}

static Status take_text(Reader *r, Bytes text, const char *name, json_t **root, Err *err) {
    if (is_by_lines(text)) {
        *root = json_array();
        take_lines(r, text, *root);
    } else {
        Status s = json_read(text, name, root, err);
        if (s != OK) return s;
        take_collection(r, *root);
    }
    return faults_status(r->faults, err);
}

Status geo_layer_json(Arena *arena, Bytes text, const char *name, GeoLayer *ret, Faults *faults,
                      Err *err) {
    if (text.n > GEO_LAYER_BYTES_MAX) {
        err_set(err, ERR_INPUT, _("a map layer larger than %zu MiB"), GEO_LAYER_BYTES_MAX / MIB);
        err_at(err, name, 0, 0, NULL);
        err_advise(err, "%s", _("cut it to the regency, or simplify its lines"));
        return ERR_INPUT;
    }
    GeoLayer layer = {.name = name, .sha256 = sha256(text.at, text.n)};
    Reader r = {.arena = arena, .faults = faults};
    json_t **root = ARENA_NEW(arena, json_t *); /* the arena's until all is well */
    arena_own(arena, root, release_root);
    Status s = take_text(&r, as_utf8(arena, text), name, root, err);
    if (s != OK) {
        release_root(root);
        return s;
    }
    layer.root = *root;
    *root = NULL;
    layer.features = r.features.at;
    layer.count = r.features.n;
    *ret = layer;
    return OK;
}

Status geo_layer_read(const Env *env, Arena *arena, const char *path, GeoLayer *ret, Faults *faults,
                      Err *err) {
    GeoFile file;
    Status s = geo_file_read(env, arena, path, &file, err);
    if (s != OK) return s;
    if (!faults->file) faults->file = file.name;
    switch (file.format) {
    case GEO_JSON: return geo_layer_json(arena, file.parts[0], file.name, ret, faults, err);
    case GEO_GPKG:
    case GEO_SHP: {
        GeoSheet sheet;
        s = geo_sheet_read(env, arena, &file, GEO_WISH_JSON, &sheet, err);
        if (s == OK) s = geo_layer_json(arena, sheet.text, file.name, ret, faults, err);
        if (s == OK) ret->sha256 = file.sha256;
        return s;
    }
    default:
        err_set(err, ERR_INPUT, _("this is a table (%s), not a map layer"),
                geo_format_name(file.format));
        err_at(err, file.name, 0, 0, NULL);
        err_advise(err, "%s", _("give GeoJSON, a GeoPackage or a shapefile"));
        return ERR_INPUT;
    }
}

void geo_layer_done(GeoLayer *layer) {
    json_decref(layer->root);
    *layer = (GeoLayer){0};
}

const char *geo_property(const GeoFeature *feature, const char *name) {
    return json_string_value(json_object_get(feature->properties, name));
}
