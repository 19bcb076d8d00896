// SPDX-License-Identifier: Apache-2.0
/* The model as data: strict, since a misspelt setting would be silently another one. */
#include "hazard/hazard.h"

#include <stdio.h>

#include "hazards_json.h" /* static const unsigned char hazards_json[], hazards_json_n */

#define ZONES_MAX 64
#define SPEED_FACTOR_MIN 20 /* permille: the road engine knows no slower */

static const struct {
    const char *name;
    int64_t min, max;
} SETTINGS[HAZARD_SETTINGS] = {
    [HAZARD_FLOOD_RAIN_MM] = {"flood_rain_mm", 0, 2000},
    [HAZARD_FLOOD_DAYS] = {"flood_days", 1, 7},
    [HAZARD_FLOOD_DEPTH_PERMILLE] = {"flood_depth_permille", 0, 1000000},
    [HAZARD_FLOOD_DRAIN_MIN] = {"flood_drain_min", 0, 7 * 1440},
    [HAZARD_FLOOD_PEAK_MIN] = {"flood_peak_min", 0, 1440},
    [HAZARD_WADE_TRUCK_MM] = {"wade_truck_mm", 0, 5000},
    [HAZARD_WADE_4X4_MM] = {"wade_4x4_mm", 0, 5000},
    [HAZARD_WADE_MOTORCYCLE_MM] = {"wade_motorcycle_mm", 0, 5000},
    [HAZARD_WADE_FOOT_MM] = {"wade_foot_mm", 0, 5000},
    [HAZARD_WET_DAYS] = {"wet_days", 1, 7},
    [HAZARD_WET_RAIN_MM] = {"wet_rain_mm", 0, 10000},
    [HAZARD_SOAKED_RAIN_MM] = {"soaked_rain_mm", 0, 10000},
    [HAZARD_RAIN_NEXT_DAY_PERMILLE] = {"rain_next_day_permille", 0, 950},
    [HAZARD_RAIN_REACH_M] = {"rain_reach_m", 1, 10000000},
    [HAZARD_LOADING_SIGMA_PERMILLE] = {"loading_sigma_permille", 0, 2000},
    [HAZARD_SERVICE_SIGMA_PERMILLE] = {"service_sigma_permille", 0, 2000},
    [HAZARD_TRAVEL_SIGMA_PERMILLE] = {"travel_sigma_permille", 0, 2000},
    [HAZARD_BREAKDOWN_PER_1000KM_PERMILLE] = {"breakdown_per_1000km_permille", 0, 100000},
    [HAZARD_REPAIR_MEDIAN_MIN] = {"repair_median_min", 0, 10080},
    [HAZARD_REPAIR_SIGMA_PERMILLE] = {"repair_sigma_permille", 0, 3000},
    [HAZARD_PATIENCE_MIN] = {"patience_min", 0, 1440},
    [HAZARD_OVERTIME_MIN] = {"overtime_min", 0, 1440},
    [HAZARD_SLIDE_RAIN_MM] = {"slide_rain_mm", 0, 2000},
    [HAZARD_SLIDE_DAYS] = {"slide_days", 1, HAZARD_HISTORY_DAYS},
    [HAZARD_SLIDE_CHANCE_PERMILLE] = {"slide_chance_permille", 0, 1000},
    [HAZARD_SLIDE_CLEAR_MIN] = {"slide_clear_min", 0, 30 * 1440},
    [HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE] = {"slide_clear_sigma_permille", 0, 3000},
    [HAZARD_SLIDE_4X4_PERMILLE] = {"slide_4x4_permille", 0, 1000},
    [HAZARD_SLIDE_MOTORCYCLE_PERMILLE] = {"slide_motorcycle_permille", 0, 1000},
    [HAZARD_SLIDE_FOOT_PERMILLE] = {"slide_foot_permille", 0, 1000},
    [HAZARD_RIVER_HIGH_MM] = {"river_high_mm", 0, 10000},
    [HAZARD_RIVER_HIGH_DAYS] = {"river_high_days", 1, HAZARD_HISTORY_DAYS},
    [HAZARD_RIVER_HIGH_MIN] = {"river_high_min", 0, 14 * 1440},
    [HAZARD_RIVER_LOW_MM] = {"river_low_mm", 0, 10000},
    [HAZARD_RIVER_LOW_DAYS] = {"river_low_days", 1, HAZARD_HISTORY_DAYS},
    [HAZARD_RIVER_LAG_MIN] = {"river_lag_min", 0, 7 * 1440},
    [HAZARD_TIDE_HIGH_MM] = {"tide_high_mm", -20000, 20000},
    [HAZARD_WAVE_BOAT_MM] = {"wave_boat_mm", 0, 20000},
    [HAZARD_WAVE_NEXT_DAY_PERMILLE] = {"wave_next_day_permille", 0, 950},
    [HAZARD_PRONE_WET_PERMILLE] = {"prone_wet_permille", 0, 1000},
    [HAZARD_PRONE_SOAKED_PERMILLE] = {"prone_soaked_permille", 0, 1000},
    [HAZARD_HARD_SLOW_PERMILLE] = {"hard_slow_permille", 0, 1000},
    [HAZARD_HARD_SLOW_MIN] = {"hard_slow_min", 0, 1440},
    [HAZARD_TRANSFER_MIN] = {"transfer_min", 0, 1440},
    [HAZARD_WARNED_MODERATE_MM] = {"warned_moderate_mm", 0, 2000},
    [HAZARD_WARNED_SEVERE_MM] = {"warned_severe_mm", 0, 2000},
    [HAZARD_WARNED_EXTREME_MM] = {"warned_extreme_mm", 0, 2000},
    [HAZARD_GUARD_RP_PER_DAY] = {"guard_rp_per_day", 0, 1000000000},
    [HAZARD_MEND_RP_PER_M] = {"mend_rp_per_m", 0, 1000000000},
    [HAZARD_TEAM_RP_PER_DAY] = {"team_rp_per_day", 0, 1000000000},
};

typedef struct Reader {
    Arena *arena;
    const char *file;
    const json_t *sources; /* NULL: a source is stated in full */
    Err *err;
} Reader;

static Status wrong(const Reader *r, const char *place, const char *fmt, const char *detail) {
    Status s = err_set(r->err, ERR_INPUT, fmt, detail);
    err_at(r->err, r->file, 0, 0, place);
    err_advise(r->err, "%s", _("see data/hazards.json for the form"));
    return s;
}

static Status only(const Reader *r, const json_t *object, const char *place,
                   const char *const *allowed) {
    const char *key;
    json_t *value;
    if (!json_is_object(object)) return wrong(r, place, _("\"%.60s\" must be an object"), place);
    json_object_foreach((json_t *)object, key, value) {
        const char *const *a = allowed;
        while (*a && !str_eq(*a, key)) a++;
        if (!*a) return wrong(r, place, _("unknown key \"%.60s\""), key);
    }
    return OK;
}

static Status whole(const Reader *r, const json_t *object, const char *key, int64_t min,
                    int64_t max, int64_t *ret) {
    const json_t *value = json_object_get(object, key);
    int64_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < min || n > max)
        return wrong(r, key, _("\"%s\" must be a whole number within its bounds"), key);
    *ret = n;
    return OK;
}

/* A text that is the same in both languages, or {"id": ..., "en": ...}. */
static Status text_of(const Reader *r, const json_t *value, const char *place, ElectionText *ret) {
    const char *id = json_string_value(value), *en = id;
    if (json_is_object(value)) {
        static const char *const keys[] = {"id", "en", NULL};
        Status s = only(r, value, place, keys);
        if (s != OK) return s;
        id = json_string_value(json_object_get(value, "id"));
        en = json_string_value(json_object_get(value, "en"));
    }
    if (!id || !*id || !en || !*en)
        return wrong(r, place, _("\"%s\" must be a text, or one in \"id\" and one in \"en\""),
                     place);
    *ret = (ElectionText){arena_str(r->arena, id), arena_str(r->arena, en)};
    return OK;
}

static Status source_of(const Reader *r, const json_t *value, ElectionText *ret) {
    if (!r->sources) return text_of(r, value, "source", ret);
    const char *name = json_string_value(value);
    const json_t *text = name ? json_object_get(r->sources, name) : NULL;
    if (!text) return wrong(r, "source", _("\"%.60s\" is not among the sources"), name ? name : "");
    return text_of(r, text, name, ret);
}

static Status certain(const Reader *r, const json_t *object, const char *place,
                      ElectionText *ret_source, const char **ret_certainty) {
    const char *certainty = json_string_value(json_object_get(object, "certainty"));
    Status s = source_of(r, json_object_get(object, "source"), ret_source);
    if (s != OK) return s;
    if (!str_eq(certainty, "assumption") && !str_eq(certainty, "measured") &&
        !str_eq(certainty, "published"))
        return wrong(r, place, _("\"%.60s\" is none of assumption, measured, published"),
                     certainty ? certainty : "");
    *ret_certainty = arena_str(r->arena, certainty);
    return OK;
}

/* ---------------------------------------------------------------- settings and surfaces */

static Status settings_of(const Reader *r, const json_t *settings, HazardModel *to) {
    static const char *const keys[] = {"value", "source", "certainty", NULL};
    const char *names[HAZARD_SETTINGS + 1] = {0};
    for (int i = 0; i < HAZARD_SETTINGS; i++) names[i] = SETTINGS[i].name;
    Status s = only(r, settings, "settings", names);
    for (int i = 0; i < HAZARD_SETTINGS && s == OK; i++) {
        const char *name = SETTINGS[i].name;
        const json_t *row = json_object_get(settings, name);
        HazardValue *v = &to->settings[i];
        v->name = name;
        s = only(r, row, name, keys);
        if (s == OK) s = certain(r, row, name, &v->source, &v->certainty);
        if (s == OK) s = whole(r, row, "value", SETTINGS[i].min, SETTINGS[i].max, &v->value);
        if (s != OK && r->err) err_at(r->err, r->file, 0, 0, name);
    }
    return s;
}

/* [on a wet day, on a soaked day]: thousandths of the dry speed, or "no". */
static Status speeds_of(const Reader *r, const json_t *pair, RoadClass c, HazardSurface *to) {
    const char *id = road_class_id(c);
    if (json_array_size(pair) != 2) return wrong(r, id, _("\"%s\" must be two speeds"), id);
    for (size_t i = 0; i < 2; i++) {
        const json_t *value = json_array_get(pair, i);
        int64_t permille = json_integer_value(value);
        bool no = str_eq(json_string_value(value), "no");
        if (!no && (permille < SPEED_FACTOR_MIN || permille > 1000))
            return wrong(r, id, _("\"%s\" must be thousandths from 20 to 1000, or \"no\""), id);
        to->speed_permille[HAZARD_WET + i][c] = no ? 0 : (uint16_t)permille;
    }
    return OK;
}

static Status surface_of(const Reader *r, const json_t *row, HazardSurface *to) {
    static const char *const keys[] = {"is",   "truck",  "4x4",       "motorcycle",
                                       "foot", "source", "certainty", NULL};
    ElectionText source;
    const char *certainty;
    Status s = only(r, row, "surfaces", keys);
    if (s == OK) s = certain(r, row, "surfaces", &source, &certainty);
    if (s != OK) return s;
    const json_t *is = json_object_get(row, "is");
    size_t n = json_array_size(is);
    to->is = ARENA_ARRAY(r->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        to->is[i] = arena_str(r->arena, json_string_value(json_array_get(is, i)));
        if (!to->is[i]) return wrong(r, "is", _("\"%s\" must be a text"), "is");
    }
    for (RoadClass c = 0; c < ROAD_CLASSES && s == OK; c++) {
        for (int w = 0; w < HAZARD_WETNESSES; w++) to->speed_permille[w][c] = 1000;
        if (c != ROAD_BOAT) s = speeds_of(r, json_object_get(row, road_class_id(c)), c, to);
    }
    return s;
}

static Status surfaces_of(const Reader *r, const json_t *rows, HazardModel *to) {
    to->surface_count = json_array_size(rows);
    if (to->surface_count == 0 || to->surface_count > HAZARD_SURFACES_MAX)
        return wrong(r, "surfaces", _("\"%s\" must be a list that is not empty"), "surfaces");
    to->surfaces = ARENA_ARRAY(r->arena, HazardSurface, to->surface_count);
    Status s = OK;
    for (size_t i = 0; i < to->surface_count && s == OK; i++)
        s = surface_of(r, json_array_get(rows, i), &to->surfaces[i]);
    return s;
}

/* ---------------------------------------------------------------- the climate */

static Status month_of(const Reader *r, const json_t *month, HazardMonth *to) {
    static const char *const keys[] = {"wet_permille", "mean_um", "shape_permille", NULL};
    int64_t wet = 0, mean = 0, shape = 0;
    Status s = only(r, month, "months", keys);
    if (s == OK) s = whole(r, month, "wet_permille", 0, 1000, &wet);
    if (s == OK) s = whole(r, month, "mean_um", 1, 1000000, &mean);
    if (s == OK) s = whole(r, month, "shape_permille", 50, 20000, &shape);
    if (s == OK) *to = (HazardMonth){(int32_t)wet, (int32_t)mean, (int32_t)shape};
    return s;
}

static Status zone_of(const Reader *r, const json_t *zone, HazardZone *to) {
    static const char *const keys[] = {"name", "lat_e7", "lon_e7", "months", NULL};
    int64_t lat = 0, lon = 0;
    Status s = only(r, zone, "zones", keys);
    if (s == OK) s = whole(r, zone, "lat_e7", -900000000, 900000000, &lat);
    if (s == OK) s = whole(r, zone, "lon_e7", -1800000000, 1800000000, &lon);
    if (s != OK) return s;
    to->name = arena_str(r->arena, json_string_value(json_object_get(zone, "name")));
    if (!to->name || !*to->name) return wrong(r, "zones", _("\"%s\" must be a text"), "name");
    to->at = (GeoPoint){(int32_t)lat, (int32_t)lon};
    const json_t *months = json_object_get(zone, "months");
    if (json_array_size(months) != 12)
        return wrong(r, "months", _("\"%s\" must hold twelve months"), "months");
    for (size_t i = 0; i < 12 && s == OK; i++)
        s = month_of(r, json_array_get(months, i), &to->months[i]);
    return s;
}

static Status climate_of(const Reader *r, const json_t *climate, HazardClimate *to) {
    static const char *const keys[] = {"source", "certainty", "zones", NULL};
    Status s = only(r, climate, "climate", keys);
    if (s == OK) s = certain(r, climate, "climate", &to->source, &to->certainty);
    if (s != OK) return s;
    const json_t *zones = json_object_get(climate, "zones");
    to->zone_count = json_array_size(zones);
    if (to->zone_count == 0 || to->zone_count > ZONES_MAX)
        return wrong(r, "zones", _("\"%s\" must be a list that is not empty"), "zones");
    to->zones = ARENA_ARRAY(r->arena, HazardZone, to->zone_count);
    for (size_t i = 0; i < to->zone_count && s == OK; i++)
        s = zone_of(r, json_array_get(zones, i), &to->zones[i]);
    return s;
}

Status hazard_climate_read(Arena *arena, Bytes file, const char *name, HazardClimate *ret,
                           Err *err) {
    json_t *root;
    HazardClimate climate;
    Status s = json_read(file, name, &root, err);
    if (s != OK) return s;
    s = climate_of(&(Reader){arena, name, NULL, err}, root, &climate);
    json_decref(root);
    if (s == OK) *ret = climate;
    return s;
}

void hazard_climate_write(const HazardClimate *climate, Buf *buf) {
    JsonOut out;
    json_out(&out, buf, true);
    json_open(&out, NULL, '{');
    json_open(&out, "source", '{');
    json_put_str(&out, "id", climate->source.id);
    json_put_str(&out, "en", climate->source.en);
    json_close(&out, '}');
    json_put_str(&out, "certainty", climate->certainty);
    json_open(&out, "zones", '[');
    for (size_t z = 0; z < climate->zone_count; z++) {
        const HazardZone *zone = &climate->zones[z];
        json_open(&out, NULL, '{');
        json_put_str(&out, "name", zone->name);
        json_put_int(&out, "lat_e7", zone->at.lat_e7);
        json_put_int(&out, "lon_e7", zone->at.lon_e7);
        json_open(&out, "months", '[');
        for (int m = 0; m < 12; m++) {
            json_open(&out, NULL, '{');
            json_put_int(&out, "wet_permille", zone->months[m].wet_permille);
            json_put_int(&out, "mean_um", zone->months[m].mean_um);
            json_put_int(&out, "shape_permille", zone->months[m].shape_permille);
            json_close(&out, '}');
        }
        json_close(&out, ']');
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
}

/* ---------------------------------------------------------------- the sea */

static Status waves_of(const Reader *r, const json_t *waves, HazardWaves *to) {
    static const char *const keys[] = {"source", "certainty", "months", NULL};
    static const char *const of_month[] = {"median_mm", "sigma_permille", NULL};
    Status s = only(r, waves, "waves", keys);
    if (s == OK) s = certain(r, waves, "waves", &to->source, &to->certainty);
    if (s != OK) return s;
    const json_t *months = json_object_get(waves, "months");
    if (json_array_size(months) != 12)
        return wrong(r, "waves", _("\"%s\" must hold twelve months"), "months");
    for (size_t i = 0; i < 12 && s == OK; i++) {
        const json_t *month = json_array_get(months, i);
        int64_t median = 0, sigma = 0;
        s = only(r, month, "months", of_month);
        if (s == OK) s = whole(r, month, "median_mm", 1, 20000, &median);
        if (s == OK) s = whole(r, month, "sigma_permille", 0, 3000, &sigma);
        to->months[i] = (HazardSea){(int32_t)median, (int32_t)sigma};
    }
    return s;
}

/* [amplitude in mm, Greenwich phase in tenths of degrees] */
static Status constituent_of(const Reader *r, const json_t *row, const char *name, int64_t *height,
                             int64_t *phase) {
    const json_t *pair = json_object_get(row, name);
    const json_t *mm = json_array_get(pair, 0), *e1 = json_array_get(pair, 1);
    *height = json_integer_value(mm);
    *phase = json_integer_value(e1);
    if (json_array_size(pair) != 2 || !json_is_integer(mm) || !json_is_integer(e1) || *height < 0 ||
        *height > 20000 || *phase < 0 || *phase >= 3600)
        return wrong(r, name, _("\"%s\" must be millimetres and tenths of degrees below 3600"),
                     name);
    return OK;
}

static Status station_of(const Reader *r, const json_t *row, HazardStation *to) {
    static const char *const keys[] = {"name", "lat_e7", "lon_e7", "mean_mm",   "m2", "s2",
                                       "k1",   "o1",     "source", "certainty", NULL};
    static const char *const of[HAZARD_CONSTITUENTS] = {
        [HAZARD_M2] = "m2", [HAZARD_S2] = "s2", [HAZARD_K1] = "k1", [HAZARD_O1] = "o1"};
    int64_t lat = 0, lon = 0;
    Status s = only(r, row, "tides", keys);
    if (s == OK) s = certain(r, row, "tides", &to->source, &to->certainty);
    if (s == OK) s = whole(r, row, "lat_e7", -900000000, 900000000, &lat);
    if (s == OK) s = whole(r, row, "lon_e7", -1800000000, 1800000000, &lon);
    if (s == OK) s = whole(r, row, "mean_mm", -20000, 20000, &to->mean_mm);
    for (int i = 0; i < HAZARD_CONSTITUENTS && s == OK; i++)
        s = constituent_of(r, row, of[i], &to->height_mm[i], &to->phase_e1[i]);
    if (s != OK) return s;
    to->at = (GeoPoint){(int32_t)lat, (int32_t)lon};
    to->name = arena_str(r->arena, json_string_value(json_object_get(row, "name")));
    if (!to->name || !*to->name) return wrong(r, "tides", _("\"%s\" must be a text"), "name");
    return OK;
}

static Status tides_of(const Reader *r, const json_t *rows, HazardModel *to) {
    to->station_count = json_array_size(rows);
    if (to->station_count == 0 || to->station_count > HAZARD_STATIONS_MAX)
        return wrong(r, "tides", _("\"%s\" must be a list that is not empty"), "tides");
    to->stations = ARENA_ARRAY(r->arena, HazardStation, to->station_count);
    Status s = OK;
    for (size_t i = 0; i < to->station_count && s == OK; i++)
        s = station_of(r, json_array_get(rows, i), &to->stations[i]);
    return s;
}

/* ---------------------------------------------------------------- the whole */

static Status model_of(Reader *r, const json_t *root, HazardModel *to) {
    static const char *const keys[] = {"about",   "sources", "settings", "surfaces",
                                       "climate", "waves",   "tides",    NULL};
    Status s = only(r, root, "hazards", keys);
    if (s != OK) return s;
    r->sources = json_object_get(root, "sources");
    if (!json_is_object(r->sources))
        return wrong(r, "sources", _("\"%.60s\" must be an object"), "sources");
    s = settings_of(r, json_object_get(root, "settings"), to);
    if (s == OK) s = surfaces_of(r, json_object_get(root, "surfaces"), to);
    if (s == OK) s = climate_of(r, json_object_get(root, "climate"), &to->climate);
    if (s == OK) s = waves_of(r, json_object_get(root, "waves"), &to->waves);
    if (s == OK) s = tides_of(r, json_object_get(root, "tides"), to);
    return s;
}

Status hazard_model_read(Arena *arena, Bytes file, const char *name, HazardModel *ret, Err *err) {
    json_t *root;
    HazardModel model = {0};
    Status s = json_read(file, name, &root, err);
    if (s != OK) return s;
    s = model_of(&(Reader){arena, name, NULL, err}, root, &model);
    json_decref(root);
    if (s == OK) *ret = model;
    return s;
}

Status hazard_model_builtin(Arena *arena, HazardModel *ret, Err *err) {
    return hazard_model_read(arena, (Bytes){hazards_json, hazards_json_n}, "hazards.json", ret,
                             err);
}
