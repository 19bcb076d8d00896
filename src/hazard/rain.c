// SPDX-License-Identifier: Apache-2.0
#include "hazard/hazard.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define WARM_UP_DAYS 30 /* of the latent field: what it began with is forgotten */
#define ANCHOR_DAYS 90

struct HazardRain {
    size_t n, days; /* places; days that are told */
    int32_t start, first_day;
    double keep, fresh;         /* of yesterday's field, and of today's draw */
    double *factor;             /* Cholesky, lower, n squared */
    const HazardMonth **months; /* by told day and place */
    double *told_mm;            /* by a forecast, or -1 */
};

/* Of the exponential correlation. Places that coincide make it singular: their share of new chance
 * is then 0. */
static double *cholesky(Arena *arena, const GeoPoint *places, size_t n, double reach_m) {
    double *l = ARENA_ARRAY(arena, double, n *n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = exp(-geo_distance(places[i], places[j]) / reach_m);
            for (size_t k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
            if (i == j)
                l[i * n + i] = sum > 1e-12 ? sqrt(sum) : 0;
            else
                l[i * n + j] = l[j * n + j] > 0 ? sum / l[j * n + j] : 0;
        }
    return l;
}

static const HazardZone *zone_of(const HazardClimate *climate, GeoPoint place) {
    const HazardZone *best = &climate->zones[0];
    for (size_t z = 1; z < climate->zone_count; z++)
        if (geo_distance(climate->zones[z].at, place) < geo_distance(best->at, place))
            best = &climate->zones[z];
    return best;
}

static bool lies_in(const HazardForecastDay *d, GeoPoint place) {
    for (size_t i = 0; i < d->shape_count; i++)
        if (geo_area_holds(&d->shapes[i], place)) return true;
    return false;
}

static double forecast_mm(const HazardForecast *f, int32_t day, const HazardZone *zone,
                          GeoPoint place) {
    double mm = -1;
    for (size_t i = 0; f && i < f->count; i++) {
        const HazardForecastDay *d = &f->days[i];
        double told = (double)d->rain_um / 1000;
        if (d->day != day || (d->zone && !str_eq(d->zone, zone->name))) continue;
        if (!d->shapes || (lies_in(d, place) && told > mm)) mm = told;
    }
    return mm;
}

HazardRain *hazard_rain(Arena *arena, const HazardModel *model, const HazardForecast *forecast,
                        const GeoPoint *places, size_t n, int32_t anchor, int32_t from_day,
                        int32_t to_day, int month) {
    assert(n > 0 && n <= HAZARD_PLACES_MAX && to_day >= from_day && month >= 0 && month <= 12);
    HazardRain *r = ARENA_NEW(arena, HazardRain);
    r->n = n;
    r->first_day = from_day - HAZARD_HISTORY_DAYS;
    r->days = (size_t)(to_day - r->first_day) + 1;
    r->start = anchor - ANCHOR_DAYS;
    if (r->start > r->first_day - WARM_UP_DAYS) r->start = r->first_day - WARM_UP_DAYS;
    r->keep = (double)model->settings[HAZARD_RAIN_NEXT_DAY_PERMILLE].value / 1000;
    r->fresh = sqrt(1 - r->keep * r->keep);
    r->factor = cholesky(arena, places, n, (double)model->settings[HAZARD_RAIN_REACH_M].value);
    r->months = ARENA_ARRAY(arena, const HazardMonth *, r->days *n);
    r->told_mm = ARENA_ARRAY(arena, double, r->days *n);
    for (size_t d = 0; d < r->days; d++)
        for (size_t p = 0; p < n; p++) {
            int32_t day = r->first_day + (int32_t)d;
            const HazardZone *zone = zone_of(&model->climate, places[p]);
            int m = month ? month : civil_from_s((int64_t)day * 86400).month;
            r->months[d * n + p] = &zone->months[m - 1];
            r->told_mm[d * n + p] = forecast_mm(forecast, day, zone, places[p]);
        }
    return r;
}

size_t hazard_rain_days(const HazardRain *r) {
    return r->days;
}

static double amount_mm(const HazardMonth *month, double latent) {
    double wet = (double)month->wet_permille / 1000, above = 0.5 * erfc(latent / sqrt(2.0));
    if (above >= wet) return 0;
    double mean_mm = (double)month->mean_um / 1000, shape = (double)month->shape_permille / 1000;
    double u = 1 - above / wet;
    return hazard_gamma_quantile(shape, mean_mm, u < 1 - 1e-12 ? u : 1 - 1e-12);
}

void hazard_rain_draw(const HazardRain *r, uint64_t seed, uint32_t scenario, double *room,
                      double *ret_mm) {
    double *field = room, *draw = room + r->n;
    for (size_t p = 0; p < r->n; p++) field[p] = 0;
    for (int32_t day = r->start; day < r->first_day + (int32_t)r->days; day++) {
        for (size_t p = 0; p < r->n; p++)
            draw[p] =
                hazard_normal((HazardDie){seed, scenario, HAZARD_CHANCE_RAIN, day, (uint32_t)p});
        double fresh = day == r->start ? 1 : r->fresh;
        for (size_t p = 0; p < r->n; p++) {
            double sum = 0;
            for (size_t k = 0; k <= p; k++) sum += r->factor[p * r->n + k] * draw[k];
            field[p] = r->keep * field[p] + fresh * sum;
        }
        if (day < r->first_day) continue;
        size_t at = (size_t)(day - r->first_day) * r->n;
        for (size_t p = 0; p < r->n; p++)
            ret_mm[at + p] = r->told_mm[at + p] >= 0 ? r->told_mm[at + p]
                                                     : amount_mm(r->months[at + p], field[p]);
    }
}
