// SPDX-License-Identifier: Apache-2.0
/* Profiles: strict about what they hold, since a misspelt surface would be silently unknown and a
 * forgotten kind of road silently closed. */
#include "road/road_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "profiles_json.h" /* static const unsigned char profiles_json[], profiles_json_n */

#define KMH_MAX 200

/* ---------------------------------------------------------------- classes and their names */

static const struct {
    const char *id, *name, *words[5]; /* words: what else people write, folded */
} CLASSES[ROAD_CLASSES] = {
    [ROAD_TRUCK] = {"truck", N_("truck"), {"truk", "lorry"}},
    [ROAD_4X4] = {"4x4", N_("four-wheel drive"), {"mobil4x4", "fourwheeldrive", "gardanganda"}},
    [ROAD_MOTORCYCLE] = {"motorcycle", N_("motorcycle"), {"motor", "sepedamotor", "motorbike"}},
    [ROAD_BOAT] = {"boat", N_("boat"), {"perahu", "longboat", "kapal", "speedboat"}},
    [ROAD_FOOT] = {"foot", N_("on foot"), {"jalankaki", "berjalankaki", "onfoot", "porter"}},
};

const char *road_class_id(RoadClass vehicle) {
    return CLASSES[vehicle].id;
}

const char *road_class_name(RoadClass vehicle) {
    return _(CLASSES[vehicle].name);
}

bool road_class_parse(const char *text, RoadClass *ret_vehicle) {
    char key[32];
    size_t n = 0;
    for (; *text && n + 1 < sizeof key; text++) { /* fold as str_key does, without an arena */
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key[n++] = c;
    }
    key[n] = 0;
    if (*text) return false;
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        bool same = str_eq(key, CLASSES[c].id);
        for (size_t w = 0; CLASSES[c].words[w]; w++) same |= str_eq(key, CLASSES[c].words[w]);
        if (same) *ret_vehicle = c;
        if (same) return true;
    }
    return false;
}

/* ---------------------------------------------------------------- reading */

typedef struct Reader {
    Arena *arena;
    const char *file;
    RoadProfiles *to;
    const json_t *sources;
    const char *list; /* where we are: highway[2] */
    size_t row;
    bool in_row;
    VEC(RoadCap) caps;
    bool given[ROAD_KINDS]; /* kinds of road or water that have a row */
    Err *err;
} Reader;

static Status wrong(const Reader *r, const char *field, const char *fmt, const char *detail) {
    char place[40];
    if (r->in_row)
        snprintf(place, sizeof place, "%.12s[%zu].%.16s", r->list, r->row, field);
    else
        snprintf(place, sizeof place, "%.39s", field);
    Status s = err_set(r->err, ERR_INPUT, fmt, detail);
    err_at(r->err, r->file, 0, 0, place);
    err_advise(r->err, "%s", _("see data/profiles.json for the form"));
    return s;
}

/* Every key is one of `allowed` (ends in NULL). */
static Status only(const Reader *r, const json_t *object, const char *const *allowed) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        const char *const *a = allowed;
        while (*a && !str_eq(*a, key)) a++;
        if (!*a) return wrong(r, key, _("unknown key \"%.60s\""), key);
    }
    return OK;
}

static Status text_of(const Reader *r, const json_t *object, const char *key, const char **ret) {
    const char *text = json_string_value(json_object_get(object, key));
    if (!text || !*text) return wrong(r, key, _("\"%s\" must be a text"), key);
    *ret = arena_str(r->arena, text);
    return OK;
}

static Status number_of(const Reader *r, const json_t *object, const char *key, int64_t min,
                        int64_t max, int64_t *ret) {
    const json_t *value = json_object_get(object, key);
    int64_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < min || n > max)
        return wrong(r, key, _("\"%s\" must be a whole number within its bounds"), key);
    *ret = n;
    return OK;
}

/* km/h with at most one decimal, or "no". */
static Status speed_of(const Reader *r, const json_t *object, const char *key, bool may_be_no,
                       uint16_t *ret) {
    const json_t *value = json_object_get(object, key);
    if (!value) return wrong(r, key, _("\"%s\" is missing"), key);
    if (may_be_no && str_eq(json_string_value(value), "no")) {
        *ret = SPEED_NEVER;
        return OK;
    }
    double kmh = json_number_value(value), hmh = round(kmh * 10);
    if (!json_is_number(value) || kmh < 0.1 || kmh > KMH_MAX || fabs(hmh - kmh * 10) > 1e-6)
        return wrong(r, key, _("\"%s\" must be km/h from 0.1 to 200 with one decimal, or \"no\""),
                     key);
    *ret = (uint16_t)hmh;
    return OK;
}

/* Every speed says where it comes from. */
static Status certainty(const Reader *r, const json_t *object) {
    const char *source, *certainty;
    Status s = text_of(r, object, "source", &source);
    if (s == OK && !json_object_get(r->sources, source))
        s = wrong(r, "source", _("\"%.60s\" is not among the sources"), source);
    if (s == OK) s = text_of(r, object, "certainty", &certainty);
    if (s != OK) return s;
    if (str_eq(certainty, "assumption") || str_eq(certainty, "measured") ||
        str_eq(certainty, "published"))
        return OK;
    return wrong(r, "certainty", _("\"%.60s\" is none of assumption, measured, published"),
                 certainty);
}

/* ---------------------------------------------------------------- rows
 * A list of rows; each row's values ("is") are handed to `on_value` one by one. */

typedef Status (*OnValue)(Reader *r, const json_t *row, const char *value);

static Status read_row(Reader *r, const json_t *row, const char *const *allowed, OnValue on_value) {
    const json_t *values = json_object_get(row, "is");
    if (!json_is_object(row)) return wrong(r, "", "%s", _("a row must be an object"));
    Status s = only(r, row, allowed);
    if (s == OK) s = certainty(r, row);
    if (s == OK && json_array_size(values) == 0)
        s = wrong(r, "is", "%s", _("a row must say in \"is\" what it is about"));
    for (size_t i = 0; s == OK && i < json_array_size(values); i++) {
        const char *value = json_string_value(json_array_get(values, i));
        s = value ? on_value(r, row, value) : wrong(r, "is", "%s", _("a value must be a text"));
    }
    return s;
}

static Status read_rows(Reader *r, const json_t *root, const char *list, const char *const *allowed,
                        OnValue on_value) {
    const json_t *rows = json_object_get(root, list);
    if (!json_is_array(rows)) return wrong(r, list, _("\"%s\" must be a list of rows"), list);
    Status s = OK;
    r->list = list;
    r->in_row = true;
    for (r->row = 0; s == OK && r->row < json_array_size(rows); r->row++)
        s = read_row(r, json_array_get(rows, r->row), allowed, on_value);
    r->in_row = false;
    return s;
}

static Status kind_of(Reader *r, const char *value, bool water, RoadKind *ret) {
    RoadKind kind = road_kind_of(value, strlen(value));
    if (kind == ROAD_KINDS || (kind >= KIND_HIGHWAYS) != water)
        return wrong(r, "is", _("\"%.60s\" is no kind of way that the map keeps"), value);
    if (r->given[kind]) return wrong(r, "is", _("\"%.60s\" stands in two rows"), value);
    r->given[kind] = true;
    *ret = kind;
    return OK;
}

static Status on_highway(Reader *r, const json_t *row, const char *value) {
    RoadKind kind;
    Status s = kind_of(r, value, false, &kind);
    for (RoadClass c = 0; s == OK && c < ROAD_CLASSES; c++)
        if (c != ROAD_BOAT)
            s = speed_of(r, row, road_class_id(c), true, &r->to->highway_hmh[kind][c]);
    if (s == OK) s = text_of(r, row, "assumed_surface", &r->to->assumed_surface[kind]);
    return s;
}

static Status on_water(Reader *r, const json_t *row, const char *value) {
    RoadKind kind;
    Status s = kind_of(r, value, true, &kind);
    if (s == OK) s = speed_of(r, row, "downstream", true, &r->to->water_hmh[kind][0]);
    if (s == OK) s = speed_of(r, row, "upstream", true, &r->to->water_hmh[kind][1]);
    return s;
}

static Status on_cap(Reader *r, const json_t *row, const char *value) {
    RoadCap cap = {.key = road_key_of(r->list, strlen(r->list))};
    for (size_t i = 0; i < r->caps.n; i++)
        if (r->caps.at[i].key == cap.key && str_eq(r->caps.at[i].value, value))
            return wrong(r, "is", _("\"%.60s\" stands in two rows"), value);
    cap.value = arena_str(r->arena, value);
    Status s = OK;
    for (RoadClass c = 0; s == OK && c < ROAD_CLASSES; c++) {
        cap.hmh[c] = SPEED_ANY;
        if (json_object_get(row, road_class_id(c)))
            s = speed_of(r, row, road_class_id(c), true, &cap.hmh[c]);
    }
    vec_push(r->arena, &r->caps, cap);
    return s;
}

/* ---------------------------------------------------------------- the whole */

static Status read_ferry(Reader *r, const json_t *root) {
    static const char *const KEYS[] = {"kmh", "wait_min", "source", "certainty", NULL};
    const json_t *ferry = json_object_get(root, "ferry");
    int64_t wait_min = 0;
    if (!json_is_object(ferry)) return wrong(r, "ferry", _("\"%s\" is missing"), "ferry");
    Status s = only(r, ferry, KEYS);
    if (s == OK) s = certainty(r, ferry);
    if (s == OK) s = speed_of(r, ferry, "kmh", false, &r->to->ferry_hmh);
    if (s == OK) s = number_of(r, ferry, "wait_min", 0, 24 * 60, &wait_min);
    r->to->ferry_wait_s = (uint32_t)wait_min * 60;
    return s;
}

static Status read_estimate(Reader *r, const json_t *root) {
    static const char *const KEYS[] = {"truck",  "4x4",       "motorcycle",      "boat", "foot",
                                       "source", "certainty", "detour_permille", NULL};
    const json_t *estimate = json_object_get(root, "estimate");
    int64_t detour = 0;
    if (!json_is_object(estimate)) return wrong(r, "estimate", _("\"%s\" is missing"), "estimate");
    Status s = only(r, estimate, KEYS);
    if (s == OK) s = certainty(r, estimate);
    for (RoadClass c = 0; s == OK && c < ROAD_CLASSES; c++)
        s = speed_of(r, estimate, road_class_id(c), false, &r->to->estimate_hmh[c]);
    if (s == OK) s = number_of(r, estimate, "detour_permille", 1000, 10000, &detour);
    r->to->detour_permille = (int32_t)detour;
    return s;
}

static bool has_cap(const Reader *r, OsmKey key, const char *value) {
    for (size_t i = 0; i < r->caps.n; i++)
        if (r->caps.at[i].key == key && str_eq(r->caps.at[i].value, value)) return true;
    return false;
}

/* Every kind has a row, and what is assumed is known. */
static Status complete(const Reader *r) {
    for (RoadKind k = 0; k < ROAD_KINDS; k++) {
        const char *list = k < KIND_HIGHWAYS ? "highway" : "water";
        if (!r->given[k]) return wrong(r, list, _("no row for \"%s\""), road_kind_id(k));
        const char *surface = k < KIND_HIGHWAYS ? r->to->assumed_surface[k] : NULL;
        if (surface && !has_cap(r, OSM_SURFACE, surface))
            return wrong(r, list, _("the assumed surface \"%.60s\" has no row"), surface);
    }
    if (!has_cap(r, OSM_TRACKTYPE, r->to->assumed_tracktype))
        return wrong(r, "assumed_tracktype", _("the tracktype \"%.60s\" has no row"),
                     r->to->assumed_tracktype);
    return OK;
}

static Status read_all(Reader *r, const json_t *root) {
    static const char *const KEYS[] = {
        "about", "sources", "highway",  "surface", "smoothness", "tracktype", "assumed_tracktype",
        "ferry", "water",   "estimate", NULL};
    static const char *const HIGHWAY[] = {
        "is", "truck", "4x4", "motorcycle", "foot", "assumed_surface", "source", "certainty", NULL};
    static const char *const CAP[] = {"is",   "truck",  "4x4",       "motorcycle",
                                      "foot", "source", "certainty", NULL};
    static const char *const WATER[] = {"is",     "downstream", "upstream",
                                        "source", "certainty",  NULL};
    if (!json_is_object(root)) return wrong(r, "", "%s", _("profiles must be one object"));
    r->sources = json_object_get(root, "sources");
    if (!json_is_object(r->sources)) return wrong(r, "sources", _("\"%s\" is missing"), "sources");
    Status s = only(r, root, KEYS);
    if (s == OK) s = read_rows(r, root, "highway", HIGHWAY, on_highway);
    if (s == OK) s = read_rows(r, root, "surface", CAP, on_cap);
    if (s == OK) s = read_rows(r, root, "smoothness", CAP, on_cap);
    if (s == OK) s = read_rows(r, root, "tracktype", CAP, on_cap);
    if (s == OK) s = read_rows(r, root, "water", WATER, on_water);
    if (s == OK) s = text_of(r, root, "assumed_tracktype", &r->to->assumed_tracktype);
    if (s == OK) s = read_ferry(r, root);
    if (s == OK) s = read_estimate(r, root);
    return s == OK ? complete(r) : s;
}

Status road_profiles_read(Arena *arena, Bytes file, const char *name, RoadProfiles **ret,
                          Err *err) {
    json_t *root;
    Status s = json_read(file, name, &root, err);
    if (s != OK) return s;
    Reader r = {.arena = arena, .file = name, .to = ARENA_NEW(arena, RoadProfiles), .err = err};
    s = read_all(&r, root);
    json_decref(root);
    if (s != OK) return s;
    r.to->caps = r.caps.at;
    r.to->cap_count = r.caps.n;
    *ret = r.to;
    return OK;
}

Status road_profiles_builtin(Arena *arena, RoadProfiles **ret, Err *err) {
    Bytes file = {profiles_json, profiles_json_n};
    return road_profiles_read(arena, file, "profiles.json", ret, err);
}

int32_t road_detour_permille(const RoadProfiles *profiles) {
    return profiles->detour_permille;
}

const char *road_assumed_surface(const RoadProfiles *profiles, const char *highway) {
    RoadKind kind = road_kind_of(highway, strlen(highway));
    return kind < KIND_HIGHWAYS ? profiles->assumed_surface[kind] : NULL;
}
