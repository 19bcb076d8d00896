// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <string.h>

#define SNAP_MAX_M 5000

typedef struct Route {
    RoadPath path;
    RoadStep *steps;
    size_t step_count;
    RoadSurface *surfaces;
    size_t surface_count;
    RoadSnap snaps[2];
} Route;

static Status place(Cli *cli, const char *option, GeoPoint *ret, Err *err) {
    const char *text = cli_text(cli, option), *comma = text ? strchr(text, ',') : NULL;
    int64_t lat, lon;
    bool ok = comma && decimal_parse(arena_strn(cli->arena, text, (size_t)(comma - text)),
                                     GEO_DECIMALS, &lat);
    ok = ok && decimal_parse(comma + 1, GEO_DECIMALS, &lon);
    ok = ok && lat >= -90LL * GEO_UNIT && lat <= 90LL * GEO_UNIT && lon >= -180LL * GEO_UNIT &&
         lon <= 180LL * GEO_UNIT;
    if (!ok) {
        err_set(err, ERR_USAGE, _("--%s: expected LAT,LON in degrees"), option);
        err_advise(err, "%s", cli->command->example);
        return ERR_USAGE;
    }
    *ret = (GeoPoint){(int32_t)lat, (int32_t)lon};
    return OK;
}

/* The way, or the one that avoids the road nearest to --avoid. */
static Status find_path(Cli *cli, CliRoads *roads, Route *r, Err *err) {
    const RoadSnap *from = &r->snaps[0], *to = &r->snaps[1];
    if (!cli_text(cli, "avoid"))
        return road_path(cli->arena, roads->map, roads->weights, from, to, &r->path, err);
    GeoPoint point;
    RoadSnap avoid;
    Status s = place(cli, "avoid", &point, err);
    if (s != OK) return s;
    road_snap(roads->map, roads->weights, &point, 1, SNAP_MAX_M, NULL, &avoid);
    return road_path_avoiding(cli->arena, roads->map, roads->weights, from, to, &avoid.segment,
                              avoid.segment != UINT32_MAX, &r->path, err);
}

static Status find_route(Cli *cli, CliRoads *roads, const GeoPoint ends[2], Route *r, Err *err) {
    road_snap(roads->map, roads->weights, ends, 2, SNAP_MAX_M, NULL, r->snaps);
    for (int i = 0; i < 2; i++)
        if (r->snaps[i].segment == UINT32_MAX)
            return err_set(err, ERR_INFEASIBLE, _("--%s: no road for this vehicle within %d m"),
                           i ? "to" : "from", SNAP_MAX_M);
    Status s = cli_roads_close(cli, roads, err);
    if (s == OK) s = find_path(cli, roads, r, err);
    if (s == ERR_ABSENT) err->status = s = ERR_INFEASIBLE;
    if (s != OK) return s;
    r->steps = road_steps(cli->arena, roads->map, roads->weights, &r->path, &r->step_count);
    r->surfaces = road_surfaces(cli->arena, roads->map, &r->path, &r->surface_count);
    return OK;
}

/* ---------------------------------------------------------------- what it says */

static void json_line(JsonOut *out, const RoadPath *path) {
    json_open(out, "geometry", '{');
    json_put_str(out, "type", "LineString");
    json_open(out, "coordinates", '[');
    for (size_t i = 0; i < path->point_count; i++) {
        json_open(out, NULL, '[');
        json_put_decimal(out, NULL, path->points[i].lon_e7, GEO_DECIMALS);
        json_put_decimal(out, NULL, path->points[i].lat_e7, GEO_DECIMALS);
        json_close(out, ']');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void json_steps(Cli *cli, JsonOut *out, const Route *r) {
    json_open(out, "steps", '[');
    for (size_t i = 0; i < r->step_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "name", r->steps[i].way_name);
        json_put_str(out, "highway", r->steps[i].highway);
        json_put_int(out, "duration", r->steps[i].time_s);
        json_put_int(out, "distance", r->steps[i].distance_m);
        json_put_str(out, "instruction", road_step_text(cli->arena, &r->steps[i]));
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "surfaces", '[');
    for (size_t i = 0; i < r->surface_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "surface", r->surfaces[i].surface);
        json_put_str(out, "assumed_of", r->surfaces[i].highway);
        json_put_int(out, "distance", r->surfaces[i].length_m);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* The form of OSRM's route answers, and what surfaces the way has. */
static Status route_json(Cli *cli, const Route *r, Err *err) {
    Buf b;
    JsonOut out;
    buf_init(&b, 256 * MIB);
    json_out(&out, &b, false);
    json_open(&out, NULL, '{');
    json_put_str(&out, "code", "Ok");
    json_open(&out, "routes", '[');
    json_open(&out, NULL, '{');
    json_put_int(&out, "duration", r->path.time_s);
    json_put_int(&out, "distance", r->path.distance_m);
    json_line(&out, &r->path);
    json_open(&out, "legs", '[');
    json_open(&out, NULL, '{');
    json_put_int(&out, "duration", r->path.time_s);
    json_put_int(&out, "distance", r->path.distance_m);
    json_steps(cli, &out, r);
    json_close(&out, '}');
    json_close(&out, ']');
    json_close(&out, '}');
    json_close(&out, ']');
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

static void route_say(Cli *cli, const Route *r) {
    if (r->snaps[0].distance_m) cli_say(_("%u m on foot to the road"), r->snaps[0].distance_m);
    for (size_t i = 0; i < r->step_count; i++)
        cli_say("%s", road_step_text(cli->arena, &r->steps[i]));
    if (r->snaps[1].distance_m) cli_say(_("%u m on foot from the road"), r->snaps[1].distance_m);
    cli_say(_("%u min, %s m"), (r->path.time_s + 30) / 60,
            int_group(cli->arena, r->path.distance_m));
    for (size_t i = 0; i < r->surface_count; i++) {
        const RoadSurface *s = &r->surfaces[i];
        const char *length = int_group(cli->arena, s->length_m);
        if (s->surface)
            cli_say("  %s m %s", length, s->surface);
        else
            cli_say(_("  %s m of no known surface (%s)"), length, s->highway);
    }
}

Status cmd_route(Cli *cli, Err *err) {
    GeoPoint ends[2];
    CliRoads roads;
    Route route = {0};
    Status s = place(cli, "from", &ends[0], err);
    if (s == OK) s = place(cli, "to", &ends[1], err);
    if (s == OK) s = cli_roads(cli, &roads, err);
    if (s == OK) s = find_route(cli, &roads, ends, &route, err);
    if (s != OK) return s;
    if (cli->json) return route_json(cli, &route, err);
    route_say(cli, &route);
    return OK;
}
