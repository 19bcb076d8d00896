// SPDX-License-Identifier: Apache-2.0
/* Solomon's and Homberger's format: a name, vehicles and capacity, then a row per customer, the
 * depot first. */
#include "vrp/read.h"

#include <assert.h>
#include <string.h>

enum { NUMBER, X, Y, DEMAND, READY, DUE, SERVICE, COLUMNS };
#define UNITS 10000

typedef VEC(int64_t) Cells; /* thousandths, row by row */

static Status refuse_row(Cursor *c, const int64_t *row, int64_t number, Err *err) {
    bool good = row[NUMBER] == number * 1000 && row[DEMAND] >= 0 && row[DEMAND] % 1000 == 0 &&
                row[READY] >= 0 && row[DUE] >= 0 && row[SERVICE] >= 0;
    for (int k = 0; k < COLUMNS; k++)
        good = good && row[k] < VRP_FOREVER / 20 && row[k] > -VRP_FOREVER / 20;
    if (good) return OK;
    return vrp_read_refuse(c, err,
                           _("expected a row for customer %lld: number, x, y, demand, "
                             "ready time, due date, service time"),
                           (long long)number);
}

static Status read_rows(Arena *arena, Cursor *c, Cells *cells, Err *err) {
    int64_t cell;
    while (vrp_read_number(c, &cell)) {
        vec_push(arena, cells, cell);
        if (cells->n % COLUMNS != 0) continue;
        const int64_t *row = &cells->at[cells->n - COLUMNS];
        Status s = refuse_row(c, row, (int64_t)cells->n / COLUMNS - 1, err);
        if (s != OK) return s;
    }
    char word[WORD_BYTES];
    if (vrp_read_word(c, false, word) || cells->n % COLUMNS != 0 || cells->n < COLUMNS)
        return vrp_read_refuse(c, err, _("expected rows of %d numbers"), COLUMNS);
    return OK;
}

static bool skip_to_number(Cursor *c, int64_t *number) {
    char word[WORD_BYTES];
    while (!vrp_read_number(c, number))
        if (!vrp_read_word(c, false, word)) return false;
    return true;
}

static bool build(Arena *arena, const Cells *cells, VrpVehicle vehicle, int64_t vehicles,
                  VrpProblem *p) {
    const int64_t *depot = cells->at;
    assert(depot); /* a file has a depot, or it was refused */
    p->site_count = (int32_t)(cells->n / COLUMNS);
    p->stop_count = p->site_count - 1;
    int64_t *xy = ARENA_ARRAY(arena, int64_t, 2 * (size_t)p->site_count);
    for (int32_t i = 0; i < p->site_count; i++) memcpy(&xy[2 * i], &depot[i * COLUMNS + X], 16);
    p->classes = ARENA_NEW(arena, VrpMatrix);
    p->class_count = p->depot_count = 1;
    if (!vrp_read_points(arena, xy, p->site_count, UNITS, VRP_UP, p->classes)) return false;
    p->depots = ARENA_NEW(arena, VrpDepot);
    VrpShift *shift = ARENA_NEW(arena, VrpShift);
    *shift = (VrpShift){
        .start_s = depot[READY] * (UNITS / 1000), .end_s = depot[DUE] * (UNITS / 1000), .pool = -1};
    if (shift->end_s < shift->start_s) return false;
    p->vehicle_count = (int32_t)(vehicles < p->stop_count ? vehicles : p->stop_count);
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)p->vehicle_count);
    vehicle.shifts = shift;
    for (int32_t v = 0; v < p->vehicle_count; v++) p->vehicles[v] = vehicle;
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)p->stop_count);
    int64_t penalty = vrp_read_penalty(p);
    for (int32_t i = 0; i < p->stop_count; i++) {
        const int64_t *row = &depot[(i + 1) * COLUMNS];
        p->stops[i] = (VrpStop){.site = i + 1,
                                .demand = {row[DEMAND] / 1000},
                                .service_s = row[SERVICE] * (UNITS / 1000),
                                .earliest_s = row[READY] * (UNITS / 1000),
                                .latest_s = row[DUE] * (UNITS / 1000),
                                .class_mask = 1,
                                .depot_mask = 1,
                                .penalty = penalty,
                                .group = -1};
    }
    return true;
}

/* One vehicle less is worth any detour: the length of a plan is at most twice the sum of all
 * windows' span, but then the cost must stay well below what can be represented. */
#define VEHICLE_COST INT64_C(1000000000)

Status vrp_solomon(Arena *arena, Cursor *c, VrpInstance *ret, Err *err) {
    Cells cells = {0};
    int64_t vehicles, capacity, first;
    ret->name = vrp_read_rest(c, arena);
    char word[WORD_BYTES];
    while (vrp_read_word(c, false, word) && !str_eq(word, "VEHICLE")) continue;
    if (!skip_to_number(c, &vehicles) || !vrp_read_number(c, &capacity) || vehicles < 0 ||
        vehicles > 1000000 * INT64_C(1000) || capacity < 0)
        return vrp_read_refuse(c, err, "%s", _("expected the number of vehicles and the capacity"));
    Cursor rows = *c;
    if (skip_to_number(c, &first)) /* the heading ends at the depot's row */
        for (Cursor ahead = rows; vrp_read_word(&ahead, false, word); rows = ahead)
            if (decimal_parse(word, 3, &first)) break;
    *c = rows;
    Status s = read_rows(arena, c, &cells, err);
    if (s != OK) return s;
    VrpVehicle vehicle = {.capacity = {capacity / 1000, INT64_MAX, INT64_MAX},
                          .cost_per_shift = VEHICLE_COST,
                          .cost_per_km = 1000,
                          .trips_max = 1,
                          .shift_count = 1};
    if (!build(arena, &cells, vehicle, vehicles / 1000, &ret->problem))
        return vrp_read_refuse(c, err, "%s", _("coordinates or the depot's window out of range"));
    ret->cost_decimals = 4;
    ret->vehicles_first = true;
    ret->client_first = 1;
    return OK;
}
