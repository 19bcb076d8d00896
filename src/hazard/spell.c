// SPDX-License-Identifier: Apache-2.0
/* What the weather of a scenario does at a hazard: spells in which it is closed. */
#include <math.h>

#include "hazard/hazard_int.h"

#define MINUTE_S 60
#define DAY_S 86400
#define SEA_WARM_UP_DAYS 20 /* of the latent height: what it began with is forgotten */

typedef struct Spells {
    const HazardModel *model;
    const HazardPoint *point;
    const HazardScene *scene;
    HazardSpell *at;
    size_t n;
} Spells;

static int64_t setting(const Spells *s, HazardSetting which) {
    return s->model->settings[which].value;
}

static double chance(const Spells *s, HazardChance what, int32_t day,
                     double (*draw)(HazardDie die)) {
    return draw((HazardDie){s->scene->seed, s->scene->scenario, what, day, s->scene->which});
}

/* ---------------------------------------------------------------- rain */

/* Of `days` days up to and with `last`. */
static double fallen_mm(const double *mm, size_t stride, size_t last, int64_t days) {
    double sum = 0;
    for (int64_t k = 0; k < days && (int64_t)last - k >= 0; k++)
        sum += mm[(last - (size_t)k) * stride];
    return sum;
}

static double fallen(const Spells *s, size_t day) {
    return fallen_mm(s->scene->mm, s->scene->stride, day, s->point->days);
}

/* UTC, when the day's rain has come down. */
static int64_t peak_s(const Spells *s, size_t day) {
    return s->scene->first_midnight_s + (int64_t)day * DAY_S +
           setting(s, HAZARD_FLOOD_PEAK_MIN) * MINUTE_S;
}

static void add(Spells *s, HazardSpell spell) {
    bool closes = false;
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        if (!(s->point->classes >> c & 1)) spell.until_s[c] = spell.from_s;
        closes |= spell.until_s[c] > spell.from_s;
    }
    if (closes && spell.from_s >= s->point->from_s && spell.from_s < s->point->to_s)
        s->at[s->n++] = spell;
}

static void add_for_all(Spells *s, int64_t from_s, int64_t until_s) {
    HazardSpell spell = {.from_s = from_s};
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) spell.until_s[c] = until_s;
    add(s, spell);
}

/* By how much the rain of the day's days passes the limit; a dry day brings nothing new. */
static double excess_mm(const Spells *s, size_t day) {
    if (s->scene->mm[day * s->scene->stride] <= 0) return 0;
    double more = fallen(s, day) - (double)s->point->rain_mm;
    return more > 0 ? more : 0;
}

static void floods(Spells *s) {
    for (size_t d = 0; d < s->scene->days; d++) {
        double depth_mm = excess_mm(s, d) * (double)s->point->depth_permille / 1000;
        if (depth_mm <= 0) continue;
        HazardSpell spell = {.from_s = peak_s(s, d)};
        for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
            double wade_mm = (double)hazard_wade_mm(s->model, c);
            double share = depth_mm > wade_mm ? 1 - wade_mm / depth_mm : 0;
            spell.until_s[c] = spell.from_s + (int64_t)(share * (double)s->point->drain_s);
        }
        add(s, spell);
    }
}

static void landslides(Spells *s) {
    const int64_t share_permille[ROAD_CLASSES] = {
        [ROAD_TRUCK] = 1000,
        [ROAD_4X4] = setting(s, HAZARD_SLIDE_4X4_PERMILLE),
        [ROAD_MOTORCYCLE] = setting(s, HAZARD_SLIDE_MOTORCYCLE_PERMILLE),
        [ROAD_BOAT] = 1000,
        [ROAD_FOOT] = setting(s, HAZARD_SLIDE_FOOT_PERMILLE)};
    double sigma = (double)setting(s, HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE) / 1000;
    for (size_t d = 0; d < s->scene->days; d++) {
        int32_t day = s->scene->first_day + (int32_t)d;
        if (excess_mm(s, d) <= 0) continue;
        double u = chance(s, HAZARD_CHANCE_SLIDE, day, hazard_unit);
        if (u * 1000 >= (double)s->point->chance_permille) continue;
        double z = chance(s, HAZARD_CHANCE_CLEAR, day, hazard_normal);
        double clear_s = (double)s->point->drain_s * exp(sigma * z);
        HazardSpell spell = {.from_s = peak_s(s, d)};
        for (RoadClass c = 0; c < ROAD_CLASSES; c++)
            spell.until_s[c] = spell.from_s + (int64_t)(clear_s * (double)share_permille[c] / 1000);
        add(s, spell);
    }
}

static void rivers(Spells *s) {
    int64_t lag_s = setting(s, HAZARD_RIVER_LAG_MIN) * MINUTE_S;
    bool high = s->point->process == HAZARD_HIGH_WATER;
    for (size_t d = 0; d < s->scene->days; d++) {
        int64_t from_s = peak_s(s, d) + lag_s;
        if (high && excess_mm(s, d) > 0) add_for_all(s, from_s, from_s + s->point->drain_s);
        bool seen = (int64_t)d + 1 >= s->point->days; /* all the days that count */
        if (!high && seen && fallen(s, d) < (double)s->point->rain_mm)
            add_for_all(s, from_s, from_s + DAY_S);
    }
}

HazardWetness hazard_wetness(const HazardModel *model, const double *mm, size_t stride,
                             size_t day) {
    if (day == 0) return HAZARD_DRY;
    double sum = fallen_mm(mm, stride, day - 1, model->settings[HAZARD_WET_DAYS].value);
    if (sum >= (double)model->settings[HAZARD_SOAKED_RAIN_MM].value) return HAZARD_SOAKED;
    return sum >= (double)model->settings[HAZARD_WET_RAIN_MM].value ? HAZARD_WET : HAZARD_DRY;
}

/* ---------------------------------------------------------------- the sea */

/* One sea for the whole coast: which = 0 for all. */
static void waves(Spells *s) {
    double keep = (double)setting(s, HAZARD_WAVE_NEXT_DAY_PERMILLE) / 1000, z = 0;
    for (int64_t d = -SEA_WARM_UP_DAYS; d < (int64_t)s->scene->days; d++) {
        int32_t day = s->scene->first_day + (int32_t)d;
        double fresh = hazard_normal(
            (HazardDie){s->scene->seed, s->scene->scenario, HAZARD_CHANCE_WAVE, day, 0});
        z = d == -SEA_WARM_UP_DAYS ? fresh : keep * z + sqrt(1 - keep * keep) * fresh;
        if (d < 0) continue;
        int month = s->scene->month ? s->scene->month : civil_from_s((int64_t)day * DAY_S).month;
        const HazardSea *sea = &s->model->waves.months[month - 1];
        double height_mm = (double)sea->median_mm * exp((double)sea->sigma_permille / 1000 * z);
        int64_t from_s = s->scene->first_midnight_s + d * DAY_S;
        if (height_mm > (double)s->point->level_max_mm) add_for_all(s, from_s, from_s + DAY_S);
    }
}

/* Where a tide is above its upper or below its lower limit. A station whose hours are assumed is
 * shifted by chance, the same shift for all its hazards: nobody knows when its high water is. */
static void tides(Spells *s, bool above) {
    const HazardTideSeries *t = s->point->series;
    int64_t limit = above ? s->point->level_max_mm : s->point->level_min_mm;
    if (!t || limit == HAZARD_NO_LEVEL) return;
    int64_t shift_s = 0, sign = above ? 1 : -1;
    if (t->shift_max_s) {
        HazardDie die = {s->scene->seed, s->scene->scenario, HAZARD_CHANCE_TIDE, 0, 0};
        shift_s = (int64_t)(hazard_unit(die) * (double)t->shift_max_s);
    }
    int64_t began_s = INT64_MIN;
    for (size_t i = 0; i + 1 < t->n; i++) {
        int64_t a = sign * (t->level_mm[i] - limit), b = sign * (t->level_mm[i + 1] - limit);
        int64_t at_s = t->from_s - shift_s + (int64_t)i * t->step_s;
        if (i == 0 && a > 0) began_s = at_s;
        if (a <= 0 && b > 0) began_s = at_s + t->step_s * -a / (b - a);
        bool ends = a > 0 && b <= 0;
        if (!ends && !(i + 2 == t->n && b > 0)) continue;
        int64_t until_s = ends ? at_s + t->step_s * a / (a - b) : at_s + t->step_s;
        HazardSpell spell = {.from_s = began_s};
        for (RoadClass c = 0; c < ROAD_CLASSES; c++)
            spell.until_s[c] = (c == ROAD_BOAT) == !above ? until_s : began_s;
        add(s, spell);
    }
}

/* ---------------------------------------------------------------- all of them */

static void in_order(HazardSpell *at, size_t n) {
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && at[k - 1].from_s > at[k].from_s; k--) {
            HazardSpell swap = at[k];
            at[k] = at[k - 1];
            at[k - 1] = swap;
        }
}

size_t hazard_spells(const HazardModel *model, const HazardPoint *point, const HazardScene *scene,
                     HazardSpell *ret) {
    Spells s = {model, point, scene, ret, 0};
    switch (point->process) {
    case HAZARD_FLOOD: floods(&s); break;
    case HAZARD_LANDSLIDE: landslides(&s); break;
    case HAZARD_HIGH_WATER:
    case HAZARD_LOW_WATER: rivers(&s); break;
    case HAZARD_WAVES: waves(&s); break;
    default:
        tides(&s, true);
        tides(&s, false);
        in_order(ret, s.n);
    }
    return s.n;
}

int64_t hazard_passable_s(const HazardSpell *spells, size_t n, RoadClass vehicle, int64_t at_s) {
    for (size_t i = 0; i < n; i++) { /* by their beginnings: later ones may follow on */
        if (spells[i].from_s > at_s) break;
        if (spells[i].until_s[vehicle] > at_s) at_s = spells[i].until_s[vehicle];
    }
    return at_s;
}
