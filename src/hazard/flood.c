// SPDX-License-Identifier: Apache-2.0
#include "hazard/hazard.h"

#define MINUTE_S 60
#define DAY_S 86400

int64_t hazard_wade_mm(const HazardModel *model, RoadClass vehicle) {
    static const HazardSetting of[ROAD_CLASSES] = {[ROAD_TRUCK] = HAZARD_WADE_TRUCK_MM,
                                                   [ROAD_4X4] = HAZARD_WADE_4X4_MM,
                                                   [ROAD_MOTORCYCLE] = HAZARD_WADE_MOTORCYCLE_MM,
                                                   [ROAD_FOOT] = HAZARD_WADE_FOOT_MM};
    return vehicle == ROAD_BOAT ? INT64_MAX : model->settings[of[vehicle]].value;
}

/* What the file states, or what the model assumes. */
static int64_t stated(const HazardModel *model, HazardSetting setting, int64_t value,
                      int *assumed) {
    if (value >= 0) return value;
    ++*assumed;
    return model->settings[setting].value;
}

HazardPoint *hazard_points(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                           size_t *ret_count, size_t *ret_others) {
    HazardPoint *points = ARENA_ARRAY(arena, HazardPoint, regency->hazard_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < regency->hazard_count; i++) {
        const ElectionHazard *h = &regency->hazards[i];
        if (!str_eq(h->kind, "flood")) continue;
        HazardPoint *p = &points[n++];
        *p = (HazardPoint){.id = h->id,
                           .name = h->name,
                           .at = h->at,
                           .radius_m = h->radius_m,
                           .source = h->source,
                           .certainty = h->certainty,
                           .example = h->example};
        p->rain_mm = stated(model, HAZARD_FLOOD_RAIN_MM, h->rain_mm, &p->assumed);
        p->days = stated(model, HAZARD_FLOOD_DAYS, h->rain_days, &p->assumed);
        p->depth_permille =
            stated(model, HAZARD_FLOOD_DEPTH_PERMILLE, h->depth_permille, &p->assumed);
        int64_t drain_min = h->drain_h < 0 ? -1 : h->drain_h * 60;
        p->drain_s = stated(model, HAZARD_FLOOD_DRAIN_MIN, drain_min, &p->assumed) * MINUTE_S;
    }
    *ret_count = n;
    *ret_others = regency->hazard_count - n;
    return points;
}

/* Of `days` days up to and with `last`. */
static double fallen_mm(const double *mm, size_t stride, size_t last, int64_t days) {
    double sum = 0;
    for (int64_t k = 0; k < days && (int64_t)last - k >= 0; k++)
        sum += mm[(last - (size_t)k) * stride];
    return sum;
}

void hazard_floods(const HazardModel *model, const HazardPoint *point, const double *mm,
                   size_t stride, size_t days, int64_t first_midnight_s, HazardFlood *ret) {
    int64_t peak_s = model->settings[HAZARD_FLOOD_PEAK_MIN].value * MINUTE_S;
    for (size_t d = 0; d < days; d++) {
        double more = fallen_mm(mm, stride, d, point->days) - (double)point->rain_mm;
        bool rained = mm[d * stride] > 0; /* a dry day brings no new water */
        ret[d] = (HazardFlood){
            .from_s = first_midnight_s + (int64_t)d * DAY_S + peak_s,
            .depth_mm = more > 0 && rained ? more * (double)point->depth_permille / 1000 : 0};
    }
}

int64_t hazard_passable_s(const HazardPoint *point, const HazardFlood *floods, size_t days,
                          int64_t wade_mm, int64_t at_s) {
    for (size_t d = 0; d < days; d++) { /* by their beginnings: later ones may follow on */
        const HazardFlood *f = &floods[d];
        if (f->from_s > at_s || f->depth_mm <= (double)wade_mm) continue;
        double share = 1 - (double)wade_mm / f->depth_mm;
        int64_t until_s = f->from_s + (int64_t)(share * (double)point->drain_s);
        if (until_s > at_s) at_s = until_s;
    }
    return at_s;
}

HazardWetness hazard_wetness(const HazardModel *model, const double *mm, size_t stride,
                             size_t day) {
    if (day == 0) return HAZARD_DRY;
    double sum = fallen_mm(mm, stride, day - 1, model->settings[HAZARD_WET_DAYS].value);
    if (sum >= (double)model->settings[HAZARD_SOAKED_RAIN_MM].value) return HAZARD_SOAKED;
    return sum >= (double)model->settings[HAZARD_WET_RAIN_MM].value ? HAZARD_WET : HAZARD_DRY;
}
