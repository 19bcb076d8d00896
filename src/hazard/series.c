// SPDX-License-Identifier: Apache-2.0
/* Rain as tables: what was measured, from which a climate is fitted, and what is forecast. */
#include "hazard/hazard.h"

#include <math.h>
#include <string.h>

#define RAIN_UM_MAX 2000000 /* a day's: the greatest ever measured is below 1,900 mm */
#define WET_UM 1000

typedef struct Month {
    int64_t days, wet_days, sum_um; /* the sum of wet days, where days are known */
} Month;
typedef struct Series {
    Month month[12];
    double log_sum; /* of wet days, in mm */
    int64_t log_days;
} Series;

static int column(const Csv *csv, Arena *arena, const char *name) {
    for (size_t i = 0; i < csv->columns; i++)
        if (str_eq(str_key(arena, csv->header[i]), name)) return (int)i;
    return -1;
}

/* Millimetres with up to three decimals. */
static bool rain_parse(const char *text, int64_t max_um, int64_t *ret_um) {
    return decimal_parse(text, 3, ret_um) && *ret_um >= 0 && *ret_um <= max_um;
}

static void take_day(Series *s, const CsvRow *row, int day_at, int rain_at, Faults *faults) {
    int32_t day;
    int64_t um;
    if (!day_parse(row->cells[day_at], &day)) {
        fault_add(faults, row->line, day_at + 1, "day", NULL, "%s",
                  _("expected a day like 2024-02-10"));
        return;
    }
    if (!*row->cells[rain_at]) return; /* not measured */
    if (!rain_parse(row->cells[rain_at], RAIN_UM_MAX, &um)) {
        fault_add(faults, row->line, rain_at + 1, "rain_mm", _("leave blank what was not measured"),
                  "%s", _("expected millimetres of a day, 0 to 2000"));
        return;
    }
    Month *m = &s->month[civil_from_s((int64_t)day * 86400).month - 1];
    m->days++;
    if (um < WET_UM) return;
    m->wet_days++;
    m->sum_um += um;
    s->log_sum += log((double)um / 1000);
    s->log_days++;
}

static void take_month(Series *s, const CsvRow *row, const int at[4], Faults *faults) {
    int64_t month, days, wet, um;
    if (!int_parse(row->cells[at[0]], 1, 12, &month) ||
        !int_parse(row->cells[at[1]], 0, 31, &days) ||
        !int_parse(row->cells[at[2]], 0, days, &wet) ||
        !rain_parse(row->cells[at[3]], 31 * (int64_t)RAIN_UM_MAX, &um)) {
        fault_add(faults, row->line, 0, NULL, NULL, "%s",
                  _("expected a month, days measured, wet days among them, and millimetres"));
        return;
    }
    s->month[month - 1].days += days;
    s->month[month - 1].wet_days += wet;
    s->month[month - 1].sum_um += um;
}

static void take_rows(Series *s, const Csv *csv, Arena *arena, Faults *faults) {
    int day = column(csv, arena, "day"), rain = column(csv, arena, "rainmm");
    const int month[4] = {column(csv, arena, "month"), column(csv, arena, "daysmeasured"),
                          column(csv, arena, "wetdays1mm"), rain};
    bool monthly = month[0] >= 0 && month[1] >= 0 && month[2] >= 0 && rain >= 0;
    if (!monthly && (day < 0 || rain < 0))
        fault_add(
            faults, 1, 0, NULL, NULL, "%s",
            _("expected columns day, rain_mm, or month, days_measured, wet_days_1mm, rain_mm"));
    for (size_t i = 0; i < csv->rows.n && (monthly || (day >= 0 && rain >= 0)); i++) {
        if (monthly)
            take_month(s, &csv->rows.at[i], month, faults);
        else
            take_day(s, &csv->rows.at[i], day, rain, faults);
    }
}

/* Thom, "A note on the gamma distribution", Monthly Weather Review 86 (1958). All months together:
 * their means differ less than their few days would tell. */
static int32_t shape_of(const Series *s) {
    double sum = 0;
    for (int m = 0; m < 12; m++) sum += (double)s->month[m].sum_um / 1000;
    double mean = sum / (double)s->log_days, a = log(mean) - s->log_sum / (double)s->log_days;
    if (a < 1e-6) return 20000;
    double permille = 1000 * (1 + sqrt(1 + 4 * a / 3)) / (4 * a);
    return permille < 50 ? 50 : permille > 20000 ? 20000 : (int32_t)lround(permille);
}

static const char *file_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void months_of(const Series *s, const HazardClimate *assumed, HazardZone *zone,
                      HazardFit *fit, Faults *faults) {
    fit->shape_assumed = s->log_days < 100;
    for (int m = 0; m < 12; m++) {
        const Month *month = &s->month[m];
        fit->days += month->days;
        fit->wet_days += month->wet_days;
        if (month->days < 28 || month->wet_days == 0 || month->sum_um < month->wet_days) {
            fault_add(faults, 0, 0, NULL, NULL,
                      _("month %d has %lld measured days and %lld wet ones: too few to fit"), m + 1,
                      (long long)month->days, (long long)month->wet_days);
            continue;
        }
        int64_t mean_um = month->sum_um / month->wet_days;
        zone->months[m] = (HazardMonth){
            (int32_t)((1000 * month->wet_days + month->days / 2) / month->days),
            (int32_t)(mean_um < 1000000 ? mean_um : 1000000),
            fit->shape_assumed ? assumed->zones[0].months[m].shape_permille : shape_of(s)};
    }
}

Status hazard_climate_fit(Arena *arena, Bytes text, const char *name, GeoPoint at,
                          const HazardClimate *assumed, HazardFit *ret, Faults *faults, Err *err) {
    Csv csv;
    Series series = {0};
    Status s = csv_read(arena, text, &csv, faults, err);
    if (s != OK) return s;
    take_rows(&series, &csv, arena, faults);
    s = faults_status(faults, err);
    if (s != OK) return s;
    HazardFit fit = {0};
    HazardZone *zone = ARENA_NEW(arena, HazardZone);
    *zone = (HazardZone){.name = arena_str(arena, file_of(name)), .at = at};
    months_of(&series, assumed, zone, &fit, faults);
    s = faults_status(faults, err);
    if (s != OK) return s;
    fit.climate = (HazardClimate){
        .zones = zone,
        .zone_count = 1,
        .certainty = fit.shape_assumed ? "assumption" : "measured",
        .source = {.id = arena_printf(
                       arena, "%s, %lld hari%s", file_of(name), (long long)fit.days,
                       fit.shape_assumed ? "; bentuk sebaran hujan hari basah diasumsikan" : ""),
                   .en = arena_printf(arena, "%s, %lld days%s", file_of(name), (long long)fit.days,
                                      fit.shape_assumed ? "; shape of wet days assumed" : "")}};
    *ret = fit;
    return OK;
}

/* ---------------------------------------------------------------- a forecast */

static bool known_zone(const HazardClimate *climate, const char *name) {
    for (size_t z = 0; z < climate->zone_count; z++)
        if (str_eq(climate->zones[z].name, name)) return true;
    return false;
}

Status hazard_forecast_read(Arena *arena, Bytes text, const char *name,
                            const HazardClimate *climate, HazardForecast *ret, Faults *faults,
                            Err *err) {
    (void)name;
    Csv csv;
    Status s = csv_read(arena, text, &csv, faults, err);
    if (s != OK) return s;
    int day = column(&csv, arena, "day"), rain = column(&csv, arena, "rainmm");
    int zone = column(&csv, arena, "zone");
    if (day < 0 || rain < 0)
        fault_add(faults, 1, 0, NULL, NULL, "%s",
                  _("expected columns day, rain_mm and maybe zone"));
    VEC(HazardForecastDay) days = {0};
    for (size_t i = 0; i < csv.rows.n && day >= 0 && rain >= 0; i++) {
        const CsvRow *row = &csv.rows.at[i];
        HazardForecastDay d = {.zone = zone >= 0 && *row->cells[zone] ? row->cells[zone] : NULL};
        if (!day_parse(row->cells[day], &d.day))
            fault_add(faults, row->line, day + 1, "day", NULL, "%s",
                      _("expected a day like 2024-02-10"));
        else if (!rain_parse(row->cells[rain], RAIN_UM_MAX, &d.rain_um))
            fault_add(faults, row->line, rain + 1, "rain_mm", NULL, "%s",
                      _("expected millimetres of a day, 0 to 2000"));
        else if (d.zone && !known_zone(climate, d.zone))
            fault_add(faults, row->line, zone + 1, "zone", NULL, _("the climate has no zone %.60s"),
                      d.zone);
        vec_push(arena, &days, d);
    }
    s = faults_status(faults, err);
    if (s == OK) *ret = (HazardForecast){days.at, days.n};
    return s;
}
