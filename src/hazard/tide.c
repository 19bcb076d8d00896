// SPDX-License-Identifier: Apache-2.0
/* Tides by their harmonic constituents: Schureman, Manual of Harmonic Analysis and Prediction of
 * Tides (1940, 1958). Mean longitudes of moon and sun: Meeus, Astronomical Algorithms (1998),
 * chapters 25 and 47. */
#include <math.h>
#include <stdlib.h>

#include "hazard/hazard_int.h"

#define DAY_S 86400
#define STEP_S 600
#define SHIFT_S 89428 /* 24 h 50 min 28 s: two tides, a lunar day */
#define J2000_S INT64_C(946728000)
#define CENTURY_S 3155760000.0
#define DEGREE 0.017453292519943295
#define LEVEL_MAX_MM INT64_C(20000)

/* The equilibrium arguments in degrees. */
static void arguments(int64_t at_s, double v[HAZARD_CONSTITUENTS]) {
    double centuries = (double)(at_s - J2000_S) / CENTURY_S;
    double moon = fmod(218.3164477 + 481267.88123421 * centuries, 360);
    double sun = fmod(280.46646 + 36000.76983 * centuries, 360);
    double hour = (double)(((at_s % DAY_S) + DAY_S) % DAY_S) / 240; /* 15 degrees an hour */
    v[HAZARD_M2] = 2 * (hour + sun - moon);
    v[HAZARD_S2] = 2 * hour;
    v[HAZARD_K1] = hour + sun + 90;
    v[HAZARD_O1] = hour + sun - 2 * moon - 90;
}

/* Half a cosine between two rows; outside of them INT64_MIN. */
static int64_t by_table(const HazardTideTable *t, int64_t at_s) {
    if (t->n == 0 || at_s < t->at_s[0] || at_s > t->at_s[t->n - 1]) return INT64_MIN;
    size_t low = 0, high = t->n - 1;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (t->at_s[middle] <= at_s)
            low = middle;
        else
            high = middle;
    }
    double part =
        high == low ? 0 : (double)(at_s - t->at_s[low]) / (double)(t->at_s[high] - t->at_s[low]);
    double rise = (double)(t->level_mm[high] - t->level_mm[low]);
    return t->level_mm[low] + llround(rise * (1 - cos(180 * DEGREE * part)) / 2);
}

int64_t hazard_tide_mm(const HazardStation *station, int64_t at_s) {
    int64_t told = station->table ? by_table(station->table, at_s) : INT64_MIN;
    if (told != INT64_MIN) return told;
    double v[HAZARD_CONSTITUENTS], sum = (double)station->mean_mm;
    arguments(at_s, v);
    for (int i = 0; i < HAZARD_CONSTITUENTS; i++)
        sum += (double)station->height_mm[i] *
               cos((v[i] - (double)station->phase_e1[i] / 10) * DEGREE);
    return llround(sum);
}

static const HazardTideSeries *series_of(Arena *arena, const HazardStation *station, int64_t from_s,
                                         int64_t to_s) {
    HazardTideSeries *t = ARENA_NEW(arena, HazardTideSeries);
    bool assumed = !station->table && str_eq(station->certainty, "assumption");
    *t = (HazardTideSeries){
        .from_s = from_s, .step_s = STEP_S, .shift_max_s = assumed ? SHIFT_S : 0};
    t->n = (size_t)((to_s + t->shift_max_s - from_s) / STEP_S) + 2;
    t->level_mm = ARENA_ARRAY(arena, int64_t, t->n);
    for (size_t i = 0; i < t->n; i++)
        t->level_mm[i] = hazard_tide_mm(station, from_s + (int64_t)i * STEP_S);
    return t;
}

void hazard_tides_prepare(Arena *arena, HazardPoint *points, size_t n, int64_t from_s,
                          int64_t to_s) {
    for (size_t i = 0; i < n; i++) {
        if (points[i].process != HAZARD_TIDE) continue;
        for (size_t k = 0; k < i && !points[i].series; k++)
            if (points[k].station == points[i].station) points[i].series = points[k].series;
        if (!points[i].series) points[i].series = series_of(arena, points[i].station, from_s, to_s);
    }
}

/* ---------------------------------------------------------------- a table */

static int column(const Csv *csv, Arena *arena, const char *name) {
    for (size_t i = 0; i < csv->columns; i++)
        if (str_eq(str_key(arena, csv->header[i]), name)) return (int)i;
    return -1;
}

static void take_row(const CsvRow *row, int time, int level, HazardTideTable *to, Faults *faults) {
    int64_t at_s, mm;
    if (!road_moment(row->cells[time], &at_s))
        fault_add(faults, row->line, time + 1, "time", NULL, "%s",
                  _("expected a time like 2024-02-10T07:30+07:00"));
    else if (to->n && to->at_s[to->n - 1] >= at_s)
        fault_add(faults, row->line, time + 1, "time", _("sort the rows by time"), "%s",
                  _("this time is not after the one before it"));
    else if (!decimal_parse(row->cells[level], 3, &mm) || llabs(mm) > LEVEL_MAX_MM)
        fault_add(faults, row->line, level + 1, "level_m", NULL, "%s",
                  _("expected metres, -20 to 20"));
    else
        to->at_s[to->n] = at_s, to->level_mm[to->n++] = mm;
}

Status hazard_tide_table_read(Arena *arena, Bytes text, const char *name, HazardModel *model,
                              Faults *faults, Err *err) {
    Csv csv;
    Status s = csv_read(arena, text, &csv, faults, err);
    if (s != OK) return s;
    int time = column(&csv, arena, "time"), level = column(&csv, arena, "levelm");
    if (time < 0 || level < 0)
        fault_add(faults, 1, 0, NULL, NULL, "%s", _("expected columns time, level_m"));
    HazardTideTable *table = ARENA_NEW(arena, HazardTideTable);
    table->at_s = ARENA_ARRAY(arena, int64_t, csv.rows.n + 1);
    table->level_mm = ARENA_ARRAY(arena, int64_t, csv.rows.n + 1);
    for (size_t i = 0; i < csv.rows.n && time >= 0 && level >= 0; i++)
        take_row(&csv.rows.at[i], time, level, table, faults);
    if (faults->total == 0 && table->n < 2)
        fault_add(faults, 0, 0, NULL, NULL, "%s", _("a tide table has two rows or more"));
    s = faults_status(faults, err);
    if (s != OK) return s;
    HazardStation *station = ARENA_NEW(arena, HazardStation);
    *station = model->stations[0]; /* where the table does not reach */
    station->name = arena_str(arena, name);
    station->table = table;
    station->source = (ElectionText){station->name, station->name};
    station->certainty = "published";
    model->stations = station;
    model->station_count = 1;
    return OK;
}
