// SPDX-License-Identifier: Apache-2.0
/* What a regency states of its hazards, and what the model assumes where it states nothing. */
#include "hazard/hazard.h"

#define MINUTE_S 60
#define HOUR_MIN 60
#define LAND ((1u << ROAD_CLASSES) - 1 - (1u << ROAD_BOAT))
#define ALL ((1u << ROAD_CLASSES) - 1)

/* Which settings stand in for what is not stated; HAZARD_SETTINGS = the process has no such figure.
 */
static const struct {
    const char *id, *name;
    uint32_t classes;
    bool on_land, on_water;
    HazardSetting rain, days, depth, drain, chance, level_max;
} PROCESSES[HAZARD_PROCESSES] = {
    [HAZARD_FLOOD] = {"flood", N_("flood"), LAND, true, false, HAZARD_FLOOD_RAIN_MM,
                      HAZARD_FLOOD_DAYS, HAZARD_FLOOD_DEPTH_PERMILLE, HAZARD_FLOOD_DRAIN_MIN,
                      HAZARD_SETTINGS, HAZARD_SETTINGS},
    [HAZARD_LANDSLIDE] = {"landslide", N_("landslide"), LAND, true, false, HAZARD_SLIDE_RAIN_MM,
                          HAZARD_SLIDE_DAYS, HAZARD_SETTINGS, HAZARD_SLIDE_CLEAR_MIN,
                          HAZARD_SLIDE_CHANCE_PERMILLE, HAZARD_SETTINGS},
    [HAZARD_HIGH_WATER] = {"high-water", N_("river too high"), ALL, false, true,
                           HAZARD_RIVER_HIGH_MM, HAZARD_RIVER_HIGH_DAYS, HAZARD_SETTINGS,
                           HAZARD_RIVER_HIGH_MIN, HAZARD_SETTINGS, HAZARD_SETTINGS},
    [HAZARD_LOW_WATER] = {"low-water", N_("river too low"), ALL, false, true, HAZARD_RIVER_LOW_MM,
                          HAZARD_RIVER_LOW_DAYS, HAZARD_SETTINGS, HAZARD_SETTINGS, HAZARD_SETTINGS,
                          HAZARD_SETTINGS},
    [HAZARD_TIDE] = {"tide", N_("tide"), ALL, true, true, HAZARD_SETTINGS, HAZARD_SETTINGS,
                     HAZARD_SETTINGS, HAZARD_SETTINGS, HAZARD_SETTINGS, HAZARD_TIDE_HIGH_MM},
    [HAZARD_WAVES] = {"waves", N_("waves"), ALL, false, true, HAZARD_SETTINGS, HAZARD_SETTINGS,
                      HAZARD_SETTINGS, HAZARD_SETTINGS, HAZARD_SETTINGS, HAZARD_WAVE_BOAT_MM},
};

const char *hazard_process_id(HazardProcess process) {
    return PROCESSES[process].id;
}

const char *hazard_process_name(HazardProcess process) {
    return _(PROCESSES[process].name);
}

int64_t hazard_wade_mm(const HazardModel *model, RoadClass vehicle) {
    static const HazardSetting of[ROAD_CLASSES] = {[ROAD_TRUCK] = HAZARD_WADE_TRUCK_MM,
                                                   [ROAD_4X4] = HAZARD_WADE_4X4_MM,
                                                   [ROAD_MOTORCYCLE] = HAZARD_WADE_MOTORCYCLE_MM,
                                                   [ROAD_FOOT] = HAZARD_WADE_FOOT_MM};
    return vehicle == ROAD_BOAT ? INT64_MAX : model->settings[of[vehicle]].value;
}

/* ---------------------------------------------------------------- figures */

/* What the file states, or what the model assumes. */
static int64_t stated(const HazardModel *model, HazardSetting setting, int64_t value, bool known,
                      HazardPoint *p) {
    if (setting == HAZARD_SETTINGS) return 0;
    p->figures++;
    if (known) return value;
    p->assumed++;
    return model->settings[setting].value;
}

static void rain_figures(const HazardModel *model, const ElectionHazard *h, HazardPoint *p) {
    HazardProcess k = p->process;
    int64_t drain_min = h->drain_h * HOUR_MIN;
    p->rain_mm = stated(model, PROCESSES[k].rain, h->rain_mm, h->rain_mm >= 0, p);
    p->days = stated(model, PROCESSES[k].days, h->rain_days, h->rain_days > 0, p);
    p->depth_permille =
        stated(model, PROCESSES[k].depth, h->depth_permille, h->depth_permille >= 0, p);
    p->drain_s = stated(model, PROCESSES[k].drain, drain_min, h->drain_h >= 0, p) * MINUTE_S;
    p->chance_permille =
        stated(model, PROCESSES[k].chance, h->chance_permille, h->chance_permille > 0, p);
}

/* A tide with one limit has that one; with none, the model's upper one. */
static void level_figures(const HazardModel *model, const ElectionHazard *h, HazardPoint *p) {
    HazardSetting above = PROCESSES[p->process].level_max;
    p->level_min_mm = p->level_max_mm = HAZARD_NO_LEVEL;
    if (above == HAZARD_SETTINGS) return;
    if (p->process == HAZARD_TIDE && h->has_level_min) {
        p->level_min_mm = h->level_min_mm;
        p->figures++;
        if (!h->has_level_max) return;
    }
    p->level_max_mm = stated(model, above, h->level_max_mm, h->has_level_max, p);
}

static const HazardStation *station_of(const HazardModel *model, GeoPoint at) {
    const HazardStation *best = &model->stations[0];
    for (size_t i = 1; i < model->station_count; i++)
        if (geo_distance(model->stations[i].at, at) < geo_distance(best->at, at))
            best = &model->stations[i];
    return best;
}

static HazardPoint point_of(const HazardModel *model, const ElectionHazard *h, HazardProcess k) {
    HazardPoint p = {.id = h->id,
                     .name = h->name,
                     .process = k,
                     .at = h->at,
                     .radius_m = h->radius_m,
                     .area = h->area.ring_count ? &h->area : NULL,
                     .rain_at = h->has_upstream ? h->upstream : h->at,
                     .classes = h->class_mask ? h->class_mask : PROCESSES[k].classes,
                     .on_land = PROCESSES[k].on_land,
                     .on_water = PROCESSES[k].on_water,
                     .from_s = h->from_s ? h->from_s : INT64_MIN,
                     .to_s = h->to_s ? h->to_s : INT64_MAX,
                     .source = h->source,
                     .certainty = h->certainty,
                     .example = h->example};
    rain_figures(model, h, &p);
    level_figures(model, h, &p);
    if (k == HAZARD_TIDE) p.station = station_of(model, h->at);
    return p;
}

HazardPoint *hazard_points(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                           size_t *ret_count, size_t *ret_others) {
    HazardPoint *points = ARENA_ARRAY(arena, HazardPoint, regency->hazard_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < regency->hazard_count; i++) {
        const ElectionHazard *h = &regency->hazards[i];
        HazardProcess k = 0;
        while (k < HAZARD_PROCESSES && !str_eq(h->kind, PROCESSES[k].id)) k++;
        if (k < HAZARD_PROCESSES) points[n++] = point_of(model, h, k);
    }
    *ret_count = n;
    *ret_others = regency->hazard_count - n;
    return points;
}

bool hazard_can_be_held(const HazardPoint *p) {
    return p->process == HAZARD_FLOOD || p->process == HAZARD_LANDSLIDE;
}

/* ---------------------------------------------------------------- its place */

GeoBox hazard_box(const HazardPoint *p) {
    if (p->area) return p->area->box;
    GeoBox box = geo_box_empty();
    geo_box_add(&box, p->at);
    return geo_box_widen(box, p->radius_m + 1);
}

bool hazard_holds(const HazardPoint *p, GeoPoint place) {
    return p->area ? geo_area_holds(p->area, place) : geo_distance_m(p->at, place) <= p->radius_m;
}

bool hazard_meets(const HazardPoint *p, const GeoPoint *line, size_t n) {
    if (p->area) return geo_area_meets(p->area, line, n);
    for (size_t i = 1; i < n; i++)
        if (geo_distance_m(p->at, geo_nearest_on(p->at, line[i - 1], line[i], NULL)) <= p->radius_m)
            return true;
    return false;
}
