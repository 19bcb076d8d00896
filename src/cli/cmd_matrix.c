// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <string.h>

#define POINTS_MAX 5000 /* 25 million entries, some 300 MB as JSON */
#define SNAP_MAX_M 5000

typedef struct Points {
    size_t n;
    GeoPoint *at;
    const char **names;
    RoadSnap *snaps;
    uint32_t *time_s, *distance_m;
    bool *cut_off;
    size_t cut_off_count;
} Points;

/* ---------------------------------------------------------------- the points */

static size_t column(Arena *arena, const Csv *csv, const char *const *names) {
    for (size_t c = 0; c < csv->columns; c++)
        for (const char *const *name = names; *name; name++)
            if (str_eq(str_key(arena, csv->header[c]), *name)) return c;
    return csv->columns;
}

static bool degrees(const char *text, int limit, int32_t *ret) {
    int64_t e7;
    if (!decimal_parse(text, GEO_DECIMALS, &e7)) return false;
    if (e7 < -(int64_t)limit * GEO_UNIT || e7 > (int64_t)limit * GEO_UNIT) return false;
    *ret = (int32_t)e7;
    return true;
}

static Status take_points(Cli *cli, const GeoTable *table, Points *p, Faults *faults, Err *err) {
    static const char *const LAT[] = {"lat", "latitude", "lintang", "y", NULL};
    static const char *const LON[] = {"lon", "lng", "long", "longitude", "bujur", "x", NULL};
    const Csv *csv = &table->csv;
    size_t lat = column(cli->arena, csv, LAT), lon = column(cli->arena, csv, LON), name = 0;
    while (name == lat || name == lon) name++;
    if (lat == csv->columns || lon == csv->columns)
        fault_add(faults, 1, 0, NULL, _("name two columns lat and lon, in degrees"), "%s",
                  _("there is no column of latitudes or of longitudes"));
    if (csv->rows.n == 0 || csv->rows.n > POINTS_MAX)
        fault_add(faults, 0, 0, NULL, NULL, _("%zu points; there may be 1 to %d"), csv->rows.n,
                  POINTS_MAX);
    if (faults->total) return faults_status(faults, err);
    p->n = csv->rows.n;
    p->at = ARENA_ARRAY(cli->arena, GeoPoint, p->n);
    p->names = ARENA_ARRAY(cli->arena, const char *, p->n);
    for (size_t i = 0; i < p->n; i++) {
        const CsvRow *row = &csv->rows.at[i];
        p->names[i] = name < csv->columns ? row->cells[name] : "";
        if (!degrees(row->cells[lat], 90, &p->at[i].lat_e7))
            fault_add(faults, row->line, (int)lat + 1, csv->header[lat], NULL,
                      _("\"%s\" is no latitude in degrees"), row->cells[lat]);
        if (!degrees(row->cells[lon], 180, &p->at[i].lon_e7))
            fault_add(faults, row->line, (int)lon + 1, csv->header[lon], NULL,
                      _("\"%s\" is no longitude in degrees"), row->cells[lon]);
    }
    return faults_status(faults, err);
}

static Status read_points(Cli *cli, Points *p, Err *err) {
    const char *path = cli_text(cli, "points");
    if (!path) {
        err_set(err, ERR_USAGE, "%s", _("matrix needs --points FILE"));
        err_advise(err, "%s", cli->command->example);
        return ERR_USAGE;
    }
    GeoTable table;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = geo_table_read(&cli->env, cli->arena, path, &table, &faults, err);
    if (s == OK) s = take_points(cli, &table, p, &faults, err);
    if (faults.total) cli_faults(&faults);
    return s;
}

/* ---------------------------------------------------------------- what it says */

static void json_table(JsonOut *out, const char *key, const uint32_t *table, size_t n) {
    json_open(out, key, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, NULL, '[');
        for (size_t j = 0; j < n; j++)
            json_put_int_if(out, NULL, table[i * n + j] != ROAD_UNREACHABLE, table[i * n + j]);
        json_close(out, ']');
    }
    json_close(out, ']');
}

static void json_points(JsonOut *out, const char *key, const Points *p) {
    json_open(out, key, '[');
    for (size_t i = 0; i < p->n; i++) {
        bool on = p->snaps[i].segment != UINT32_MAX;
        json_open(out, NULL, '{');
        json_put_str(out, "name", p->names[i]);
        json_open(out, "location", '[');
        json_put_decimal(out, NULL, p->snaps[i].at.lon_e7, GEO_DECIMALS);
        json_put_decimal(out, NULL, p->snaps[i].at.lat_e7, GEO_DECIMALS);
        json_close(out, ']');
        json_put_int_if(out, "distance", on, p->snaps[i].distance_m);
        json_put_bool(out, "cut_off", p->cut_off[i]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* The form of OSRM's table answers. */
static Status matrix_json(const Points *p, Err *err) {
    Buf b;
    JsonOut out;
    buf_init(&b, 1024 * MIB);
    json_out(&out, &b, false);
    json_open(&out, NULL, '{');
    json_put_str(&out, "code", "Ok");
    json_table(&out, "durations", p->time_s, p->n);
    json_table(&out, "distances", p->distance_m, p->n);
    json_points(&out, "sources", p);
    json_points(&out, "destinations", p);
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

static void matrix_say(const Points *p) {
    uint64_t ways = 0, time_s = 0, distance_m = 0;
    for (size_t i = 0; i < p->n * p->n; i++) {
        if (p->time_s[i] == ROAD_UNREACHABLE || i % (p->n + 1) == 0) continue;
        ways++;
        time_s += p->time_s[i];
        distance_m += p->distance_m[i];
    }
    cli_say(_("%zu points, %llu ways between them"), p->n, (unsigned long long)ways);
    if (ways)
        cli_say(_("on average %llu min and %llu km"), (unsigned long long)(time_s / ways / 60),
                (unsigned long long)(distance_m / ways / 1000));
    for (size_t i = 0; i < p->n; i++) {
        if (p->snaps[i].segment == UINT32_MAX)
            cli_say(_("%s: no road for this vehicle within %d m"), p->names[i], SNAP_MAX_M);
        else if (p->cut_off[i])
            cli_say(_("%s: cut off from %s"), p->names[i], p->names[0]);
    }
}

Status cmd_matrix(Cli *cli, Err *err) {
    CliRoads roads;
    Points p = {0};
    Status s = read_points(cli, &p, err);
    if (s == OK) s = cli_roads(cli, &roads, err);
    if (s != OK) return s;
    p.snaps = ARENA_ARRAY(cli->arena, RoadSnap, p.n); /* where the road is, flooded or not */
    road_snap(roads.map, roads.weights, p.at, p.n, SNAP_MAX_M, NULL, p.snaps);
    s = cli_roads_close(cli, &roads, err);
    if (s != OK) return s;
    p.time_s = ARENA_ARRAY(cli->arena, uint32_t, p.n * p.n);
    p.distance_m = ARENA_ARRAY(cli->arena, uint32_t, p.n * p.n);
    p.cut_off = ARENA_ARRAY(cli->arena, bool, p.n);
    road_matrix(cli->arena, roads.map, roads.weights, p.snaps, p.n, 1, &cli->progress, p.time_s,
                p.distance_m);
    cli_progress_end();
    p.cut_off_count = road_cut_off(p.time_s, p.n, p.cut_off);
    cli_roads_say(&roads);
    if (cli->json) return matrix_json(&p, err);
    matrix_say(&p);
    return OK;
}
