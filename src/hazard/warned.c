// SPDX-License-Identifier: Apache-2.0
/* What warnings mean for a regency: whom they reach, what a person is proposed to make of them, and
 * what is in force laid on hazards and rain. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "hazard/hazard_int.h"

#define DAY_S 86400
#define NEAR_M 20000 /* a warning so far beside the last TPS is not the regency's business */

/* ---------------------------------------------------------------- where */

static bool in_region(const HazardCapInfo *info, const char *code) {
    for (size_t i = 0; i < info->code_count; i++)
        if (str_starts(code, info->codes[i])) return true;
    return false;
}

static bool in_shapes(const HazardCapInfo *info, GeoPoint at) {
    for (size_t i = 0; i < info->shape_count; i++)
        if (geo_area_holds(&info->shapes[i], at)) return true;
    return false;
}

size_t hazard_warning_tps(const HazardWarning *w, const ElectionRegency *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->tps_count; i++) {
        bool in = false;
        for (size_t k = 0; k < w->cap.info_count && !in; k++)
            in = in_region(&w->cap.infos[k], r->tps[i].id) ||
                 (r->tps[i].has_at && in_shapes(&w->cap.infos[k], r->tps[i].at));
        count += in;
    }
    return count;
}

/* Shapes that come nowhere near the regency are left out; regions by their villages' outlines. */
void hazard_warning_place(Arena *arena, const ElectionRegency *r, const HazardWarning *w,
                          uint64_t infos, HazardMeasure *ret) {
    GeoBox around = r->outline ? r->outline->box : geo_box_empty();
    for (size_t i = 0; i < r->tps_count; i++)
        if (r->tps[i].has_at) geo_box_add(&around, r->tps[i].at);
    around = geo_box_widen(around, NEAR_M);
    VEC(GeoArea) shapes = {0};
    ret->from_s = INT64_MAX;
    ret->to_s = INT64_MIN;
    for (size_t k = 0; k < w->cap.info_count; k++) {
        const HazardCapInfo *info = &w->cap.infos[k];
        if (!(infos >> k & 1)) continue;
        if (info->from_s < ret->from_s) ret->from_s = info->from_s;
        if (info->to_s > ret->to_s) ret->to_s = info->to_s;
        for (size_t i = 0; i < info->shape_count; i++)
            if (geo_box_meets(info->shapes[i].box, around))
                vec_push(arena, &shapes, info->shapes[i]);
        for (size_t v = 0; v < r->village_count; v++)
            if (r->village_area[v].ring_count && in_region(info, r->villages[v].code))
                vec_push(arena, &shapes, r->village_area[v]);
    }
    ret->shapes = shapes.at;
    ret->shape_count = shapes.n < HAZARD_CAP_SHAPES_MAX ? shapes.n : HAZARD_CAP_SHAPES_MAX;
}

/* ---------------------------------------------------------------- what follows */

static bool speaks_of(Arena *arena, const HazardCapInfo *info, const char *const *words) {
    const char *event = str_key(arena, info->event ? info->event : "");
    const char *head = str_key(arena, info->headline ? info->headline : "");
    for (; *words; words++)
        if (strstr(event, *words) || strstr(head, *words)) return true;
    return false;
}

static HazardEffect effect_of(Arena *arena, const HazardCapInfo *info, const char **ret_classes) {
    static const char *const waves[] = {"gelombang", "ombak", "wave", "swell", NULL};
    static const char *const flood[] = {"banjir", "flood", "luapan", "genangan", NULL};
    static const char *const slide[] = {"longsor", "landslide", "tanahbergerak", NULL};
    static const char *const rain[] = {"hujan", "rain", "thunderstorm", NULL};
    bool likely = info->certainty == CAP_OBSERVED || info->certainty == CAP_LIKELY;
    if (!likely || info->urgency == CAP_PAST) return HAZARD_EFFECT_NONE;
    bool seen = info->certainty == CAP_OBSERVED;
    bool strong = info->severity <= CAP_MODERATE;
    if (speaks_of(arena, info, waves)) {
        *ret_classes = "boat";
        return strong ? HAZARD_EFFECT_CLOSURE : HAZARD_EFFECT_NONE;
    }
    if (speaks_of(arena, info, flood)) return seen ? HAZARD_EFFECT_CLOSURE : HAZARD_EFFECT_FLOOD;
    if (speaks_of(arena, info, slide))
        return seen ? HAZARD_EFFECT_CLOSURE : HAZARD_EFFECT_LANDSLIDE;
    return strong && speaks_of(arena, info, rain) ? HAZARD_EFFECT_RAIN : HAZARD_EFFECT_NONE;
}

static int64_t rain_of(const HazardModel *model, HazardCapSeverity severity) {
    HazardSetting which = severity == CAP_EXTREME  ? HAZARD_WARNED_EXTREME_MM
                          : severity == CAP_SEVERE ? HAZARD_WARNED_SEVERE_MM
                                                   : HAZARD_WARNED_MODERATE_MM;
    return model->settings[which].value;
}

/* Of several blocks those count that have the strongest effect of all. */
void hazard_warning_proposal(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                             const HazardWarning *w, HazardMeasure *ret) {
    static_assert(HAZARD_CAP_INFOS_MAX <= 64, "a bit for each block");
    *ret = (HazardMeasure){0};
    bool warns =
        w->cap.status == CAP_ACTUAL && (w->cap.type == CAP_ALERT || w->cap.type == CAP_UPDATE);
    uint64_t with = 0;
    for (size_t i = 0; i < w->cap.info_count; i++) {
        const HazardCapInfo *info = &w->cap.infos[i];
        const char *classes = NULL;
        HazardEffect effect = warns ? effect_of(arena, info, &classes) : HAZARD_EFFECT_NONE;
        int64_t mm = rain_of(model, info->severity);
        if (effect > ret->effect) {
            ret->effect = effect;
            ret->classes = classes;
            ret->rain_mm = with = 0;
        }
        if (effect != ret->effect) continue;
        if (mm > ret->rain_mm) ret->rain_mm = mm;
        with |= UINT64_C(1) << i;
    }
    hazard_warning_place(arena, regency, w, with, ret);
    bool near = hazard_warning_tps(w, regency) > 0;
    if (ret->shape_count == 0 || (!near && ret->effect != HAZARD_EFFECT_CLOSURE))
        ret->effect = HAZARD_EFFECT_NONE;
}

/* ---------------------------------------------------------------- what is in force */

static const char *told_by(Arena *arena, const HazardWarning *w) {
    return arena_printf(arena, "CAP %s %s", w->cap.name.sender, w->cap.name.identifier);
}

typedef struct Laid {
    Arena *arena;
    int32_t zone_min;
    VEC(ElectionHazard) hazards;
    VEC(HazardForecastDay) days;
} Laid;

static int64_t shared_s(const HazardMeasure *m, int64_t midnight_s) {
    int64_t from_s = m->from_s > midnight_s ? m->from_s : midnight_s;
    int64_t to_s = m->to_s < midnight_s + DAY_S ? m->to_s : midnight_s + DAY_S;
    return to_s > from_s ? to_s - from_s : 0;
}

/* Rain of a night is not that of two days: a day counts with a quarter of its hours or more, and in
 * any case the one that has the most. */
static void lay_rain(Laid *l, const HazardMeasure *m) {
    int64_t zone_s = (int64_t)l->zone_min * 60, most_s = 0;
    int32_t first = (int32_t)((m->from_s + zone_s) / DAY_S), fullest = first;
    int32_t last = (int32_t)((m->to_s + zone_s - 1) / DAY_S);
    if (last - first > HAZARD_WARNED_DAYS_MAX) last = first + HAZARD_WARNED_DAYS_MAX;
    for (int32_t day = first; day <= last; day++) {
        int64_t s = shared_s(m, (int64_t)day * DAY_S - zone_s);
        if (s > most_s) most_s = s, fullest = day;
    }
    for (int32_t day = first; day <= last; day++)
        if (day == fullest || shared_s(m, (int64_t)day * DAY_S - zone_s) >= DAY_S / 4)
            vec_push(l->arena, &l->days,
                     (HazardForecastDay){.day = day,
                                         .rain_um = m->rain_mm * 1000,
                                         .shapes = m->shapes,
                                         .shape_count = m->shape_count});
}

static void lay_hazards(Laid *l, const HazardWarning *w) {
    const HazardMeasure *m = &w->measure;
    for (size_t i = 0; i < m->shape_count; i++) {
        const GeoBox *b = &m->shapes[i].box;
        ElectionHazard h = {.id = arena_printf(l->arena, "W%" PRId64 "-%zu", w->number, i + 1),
                            .name = w->cap.info_count && w->cap.infos[0].headline
                                        ? w->cap.infos[0].headline
                                        : told_by(l->arena, w),
                            .kind = hazard_effect_id(m->effect),
                            .at = {(int32_t)(((int64_t)b->min.lat_e7 + b->max.lat_e7) / 2),
                                   (int32_t)(((int64_t)b->min.lon_e7 + b->max.lon_e7) / 2)},
                            .area = m->shapes[i],
                            .rain_mm = -1,
                            .rain_days = -1,
                            .depth_permille = -1,
                            .drain_h = -1,
                            .chance_permille = -1,
                            .from_s = m->from_s,
                            .to_s = m->to_s,
                            .source = told_by(l->arena, w),
                            .certainty = "published"};
        vec_push(l->arena, &l->hazards, h);
    }
}

Status hazard_warned(Store *store, Arena *arena, ElectionRegency *regency, HazardForecast *forecast,
                     Err *err) {
    HazardWarning *all;
    size_t n;
    Status s = hazard_in_force(store, arena, regency->scope, &all, &n, err);
    if (s != OK) return s;
    Laid l = {.arena = arena, .zone_min = regency->zone_min};
    for (size_t i = 0; i < regency->hazard_count; i++)
        vec_push(arena, &l.hazards, regency->hazards[i]);
    for (size_t i = 0; i < forecast->count; i++) vec_push(arena, &l.days, forecast->days[i]);
    for (size_t i = 0; i < n; i++) {
        HazardEffect effect = all[i].measure.effect;
        if (effect == HAZARD_EFFECT_RAIN) lay_rain(&l, &all[i].measure);
        if (effect == HAZARD_EFFECT_FLOOD || effect == HAZARD_EFFECT_LANDSLIDE)
            lay_hazards(&l, &all[i]);
    }
    regency->hazards = l.hazards.at;
    regency->hazard_count = l.hazards.n;
    *forecast = (HazardForecast){l.days.at, l.days.n};
    return OK;
}
