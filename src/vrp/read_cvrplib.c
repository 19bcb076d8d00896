// SPDX-License-Identifier: Apache-2.0
/* CVRPLIB's format, with the sections that PyVRP's instances added to it: a header of keys and
 * values, then sections with a row per node or vehicle. Nodes count from 1, depots first. */
#include "vrp/read.h"

#include <string.h>

typedef enum Section {
    COORD,
    DEMAND,
    SERVICE,
    WINDOW,
    RELEASE,
    CAPACITY,
    FIXED_COST,
    UNIT_COST,
    VEHICLE_DEPOT,
    RELOAD_DEPOT,
    SECTIONS
} Section;

static const struct {
    const char *name;
    int columns;
    bool per_vehicle;
} sections[SECTIONS] = {
    [COORD] = {"NODE_COORD_SECTION", 2, false},
    [DEMAND] = {"DEMAND_SECTION", 1, false},
    [SERVICE] = {"SERVICE_TIME_SECTION", 1, false},
    [WINDOW] = {"TIME_WINDOW_SECTION", 2, false},
    [RELEASE] = {"RELEASE_TIME_SECTION", 1, false},
    [CAPACITY] = {"CAPACITY_SECTION", 1, true},
    [FIXED_COST] = {"VEHICLES_FIXED_COST_SECTION", 1, true},
    [UNIT_COST] = {"VEHICLES_UNIT_DISTANCE_COST_SECTION", 1, true},
    [VEHICLE_DEPOT] = {"VEHICLES_DEPOT_SECTION", 1, true},
    [RELOAD_DEPOT] = {"VEHICLES_RELOAD_DEPOT_SECTION", 1, true},
};

typedef struct Sheet {
    const char *name, *type, *weights;
    int64_t dimension, vehicles, capacity, service, duration; /* thousandths but for the first */
    int64_t *cells[SECTIONS];                                 /* thousandths; NULL = no section */
    int64_t depots;
} Sheet;

/* ---------------------------------------------------------------- header and sections */
static Status take_key(Arena *arena, Cursor *c, const char *key, Sheet *sheet, Err *err) {
    const struct {
        const char *key;
        int64_t *to, unit;
    } numbers[] = {
        {"DIMENSION", &sheet->dimension, 1000}, {"VEHICLES", &sheet->vehicles, 1000},
        {"CAPACITY", &sheet->capacity, 1},      {"SERVICE_TIME", &sheet->service, 1},
        {"DISTANCE", &sheet->duration, 1},      {"VEHICLES_MAX_DURATION", &sheet->duration, 1},
    };
    Cursor here = *c;
    const char *value = vrp_read_rest(c, arena);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (!str_eq(key, numbers[i].key)) continue;
        int64_t n;
        if (!decimal_parse(value, 3, &n) || n < 0 || n > VRP_FOREVER / 10 ||
            n % numbers[i].unit != 0)
            return vrp_read_refuse(&here, err, _("%s needs a number, not \"%.40s\""), key, value);
        *numbers[i].to = n / numbers[i].unit;
        return OK;
    }
    if (str_eq(key, "NAME")) sheet->name = value;
    if (str_eq(key, "TYPE")) sheet->type = value;
    if (str_eq(key, "EDGE_WEIGHT_TYPE")) sheet->weights = value;
    static const char *const idle[] = {"NAME",
                                       "TYPE",
                                       "EDGE_WEIGHT_TYPE",
                                       "COMMENT",
                                       "EDGE_WEIGHT_FORMAT",
                                       "NODE_COORD_TYPE",
                                       "DISPLAY_DATA_TYPE"};
    for (size_t i = 0; i < COUNT_OF(idle); i++)
        if (str_eq(key, idle[i])) return OK;
    return vrp_read_refuse(&here, err, _("the key %.40s is not known here"), key);
}

static Status take_section(Arena *arena, Cursor *c, Section section, Sheet *sheet, Err *err) {
    int columns = sections[section].columns;
    int64_t rows = sections[section].per_vehicle ? sheet->vehicles : sheet->dimension, seen = 0;
    if (rows <= 0 || rows > c->end - c->at || sheet->cells[section])
        return vrp_read_refuse(c, err,
                               _("%s stands twice, is too short, or stands before its "
                                 "number of rows"),
                               sections[section].name);
    int64_t *cells = ARENA_ARRAY(arena, int64_t, (size_t)(rows * columns)), id, cell = 0;
    bool *taken = ARENA_ARRAY(arena, bool, (size_t)rows);
    for (; vrp_read_number(c, &id); seen++) {
        int64_t row = id / 1000 - 1;
        if (id % 1000 != 0 || row < 0 || row >= rows || taken[row])
            return vrp_read_refuse(c, err, _("a row that is not one of 1 to %lld, or twice"),
                                   (long long)rows);
        taken[row] = true;
        for (int k = 0; k < columns; k++) {
            bool good = vrp_read_number(c, &cell) && cell < VRP_FOREVER && cell > -VRP_FOREVER;
            if (!good || (section != COORD && cell < 0))
                return vrp_read_refuse(c, err, _("row %lld of %s needs %d numbers"),
                                       (long long)row + 1, sections[section].name, columns);
            cells[row * columns + k] = cell;
        }
    }
    if (seen != rows)
        return vrp_read_refuse(c, err, _("%s has %lld of %lld rows"), sections[section].name,
                               (long long)seen, (long long)rows);
    sheet->cells[section] = cells;
    return OK;
}

static Status take_depots(Cursor *c, Sheet *sheet, Err *err) {
    int64_t id;
    while (vrp_read_number(c, &id) && id != -1000) {
        if (id != (sheet->depots + 1) * 1000 || sheet->depots == 64)
            return vrp_read_refuse(c, err, "%s",
                                   _("the depots must be the first nodes, 64 at most"));
        sheet->depots++;
    }
    return OK;
}

static Status read_sheet(Arena *arena, Cursor *c, Sheet *sheet, Err *err) {
    char key[WORD_BYTES];
    Status s = OK;
    while (s == OK && vrp_read_word(c, false, key) && !str_eq(key, "EOF")) {
        int i = 0;
        while (i < SECTIONS && !str_eq(key, sections[i].name)) i++;
        if (i < SECTIONS)
            s = take_section(arena, c, (Section)i, sheet, err);
        else if (str_eq(key, "DEPOT_SECTION"))
            s = take_depots(c, sheet, err);
        else
            s = take_key(arena, c, key, sheet, err);
    }
    return s;
}

static Status refuse_sheet(const Cursor *c, const Sheet *sheet, Err *err) {
    if (!str_eq(sheet->weights, "EUC_2D"))
        return vrp_read_refuse(c, err, "%s", _("only EDGE_WEIGHT_TYPE EUC_2D can be read"));
    if (!sheet->cells[COORD] || !sheet->cells[DEMAND] || sheet->depots == 0)
        return vrp_read_refuse(c, err, "%s",
                               _("NODE_COORD_SECTION, DEMAND_SECTION or DEPOT_SECTION is missing"));
    for (int64_t i = 0; i < sheet->dimension; i++)
        if (sheet->cells[DEMAND][i] % 1000 != 0)
            return vrp_read_refuse(c, err, _("the demand of node %lld is no whole number"),
                                   (long long)i + 1);
    for (int64_t v = 0; sheet->cells[VEHICLE_DEPOT] && v < sheet->vehicles; v++) {
        int64_t depot = sheet->cells[VEHICLE_DEPOT][v];
        if (depot % 1000 != 0 || depot < 1000 || depot > sheet->depots * 1000)
            return vrp_read_refuse(c, err, _("vehicle %lld has no such depot"), (long long)v + 1);
    }
    return OK;
}

/* ---------------------------------------------------------------- the problem */
typedef struct Convention {
    int32_t units;
    VrpRounding rounding;
    int cost_decimals;
} Convention;

static Convention convention_of(const Sheet *sheet) {
    if (sheet->cells[FIXED_COST] || sheet->cells[UNIT_COST])
        return (Convention){1000, VRP_NEAREST, 5}; /* costs in hundredths, lengths in thousandths */
    if (sheet->cells[RELOAD_DEPOT]) return (Convention){10, VRP_DOWN, 0};
    if (sheet->depots > 1) return (Convention){1000, VRP_NEAREST, 0};
    if (sheet->cells[WINDOW]) return (Convention){10, VRP_DOWN, 1};
    return (Convention){1, VRP_NEAREST, 0};
}

/* A time of the file in the units of the lengths. */
static int64_t scaled(int64_t thousandths, Convention how) {
    int64_t n;
    if (__builtin_mul_overflow(thousandths, how.units, &n)) return VRP_FOREVER;
    return n / 1000 < VRP_FOREVER ? n / 1000 : VRP_FOREVER;
}

static void build_stops(const Sheet *sheet, Convention how, VrpProblem *p) {
    int64_t penalty = vrp_read_penalty(p);
    for (int32_t i = 0; i < p->stop_count; i++) {
        int32_t node = i + p->depot_count;
        VrpStop *stop = &p->stops[i];
        *stop = (VrpStop){.site = node,
                          .demand = {sheet->cells[DEMAND][node] / 1000},
                          .latest_s = VRP_FOREVER,
                          .class_mask = 1,
                          .depot_mask = UINT64_MAX,
                          .penalty = penalty,
                          .group = -1};
        stop->service_s =
            scaled(sheet->cells[SERVICE] ? sheet->cells[SERVICE][node] : sheet->service, how);
        if (sheet->cells[RELEASE]) stop->release_s = scaled(sheet->cells[RELEASE][node], how);
        if (!sheet->cells[WINDOW]) continue;
        stop->earliest_s = scaled(sheet->cells[WINDOW][2 * node], how);
        stop->latest_s = scaled(sheet->cells[WINDOW][2 * node + 1], how);
    }
}

static void build_vehicles(Arena *arena, const Sheet *sheet, Convention how, VrpProblem *p) {
    VrpShift *shifts = ARENA_ARRAY(arena, VrpShift, (size_t)p->depot_count);
    for (int32_t d = 0; d < p->depot_count; d++) {
        shifts[d] = (VrpShift){
            .end_s = VRP_FOREVER, .pool = -1, .duration_max_s = scaled(sheet->duration, how)};
        if (!sheet->cells[WINDOW]) continue;
        shifts[d].start_s = scaled(sheet->cells[WINDOW][2 * d], how);
        shifts[d].end_s = scaled(sheet->cells[WINDOW][2 * d + 1], how);
    }
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        VrpVehicle *vehicle = &p->vehicles[v];
        const int64_t *const *cells = (const int64_t *const *)sheet->cells;
        int64_t capacity = cells[CAPACITY] ? cells[CAPACITY][v] : sheet->capacity;
        *vehicle = (VrpVehicle){.capacity = {capacity / 1000, INT64_MAX, INT64_MAX},
                                .cost_per_km = cells[UNIT_COST] ? cells[UNIT_COST][v] : 1000,
                                .trips_max = cells[RELOAD_DEPOT] ? p->stop_count : 1,
                                .shift_count = 1};
        if (cells[FIXED_COST]) vehicle->cost_per_shift = cells[FIXED_COST][v];
        if (cells[VEHICLE_DEPOT]) vehicle->depot = (int32_t)(cells[VEHICLE_DEPOT][v] / 1000) - 1;
        vehicle->shifts = &shifts[vehicle->depot];
    }
}

static Status build(Arena *arena, const Cursor *c, Sheet *sheet, VrpInstance *ret, Err *err) {
    VrpProblem *p = &ret->problem;
    Convention how = convention_of(sheet);
    ret->vehicles_differ = sheet->cells[CAPACITY] || sheet->cells[FIXED_COST] ||
                           sheet->cells[UNIT_COST] || sheet->depots > 1;
    p->site_count = (int32_t)sheet->dimension;
    p->depot_count = (int32_t)sheet->depots;
    p->stop_count = p->site_count - p->depot_count;
    if (sheet->vehicles == 0) sheet->vehicles = p->stop_count; /* as many as one likes */
    if (!ret->vehicles_differ && sheet->vehicles > p->stop_count) sheet->vehicles = p->stop_count;
    if (p->stop_count < 0 || sheet->vehicles > c->end - c->at)
        return vrp_read_refuse(c, err, "%s", _("there are more depots or vehicles than rows"));
    p->vehicle_count = (int32_t)sheet->vehicles;
    p->class_count = 1;
    p->classes = ARENA_NEW(arena, VrpMatrix);
    if (!vrp_read_points(arena, sheet->cells[COORD], p->site_count, how.units, how.rounding,
                         p->classes))
        return vrp_read_refuse(c, err, "%s", _("the coordinates are out of range"));
    p->depots = ARENA_ARRAY(arena, VrpDepot, (size_t)p->depot_count);
    for (int32_t d = 0; d < p->depot_count; d++) p->depots[d].site = d;
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)p->vehicle_count);
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)p->stop_count);
    build_vehicles(arena, sheet, how, p);
    build_stops(sheet, how, p);
    for (int32_t v = 0; v < p->vehicle_count; v++)
        if (p->vehicles[v].shifts->end_s < p->vehicles[v].shifts->start_s)
            return vrp_read_refuse(c, err, "%s", _("a depot closes before it opens"));
    ret->name = sheet->name ? sheet->name : c->file;
    ret->cost_decimals = how.cost_decimals;
    ret->client_first = p->depot_count;
    return OK;
}

Status vrp_cvrplib(Arena *arena, Cursor *c, VrpInstance *ret, Err *err) {
    Sheet sheet = {0};
    Cursor start = *c;
    Status s = read_sheet(arena, c, &sheet, err);
    if (s == OK) s = refuse_sheet(c, &sheet, err);
    if (s == OK && sheet.vehicles > start.end - start.at && sheet.cells[CAPACITY])
        s = vrp_read_refuse(c, err, "%s", _("there are more vehicles than rows"));
    if (s == OK) s = build(arena, &start, &sheet, ret, err);
    return s;
}
