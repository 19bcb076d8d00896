// SPDX-License-Identifier: Apache-2.0
/* hantar close and hantar open: roads that somebody closed, as statements of the record. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#define CLOSURES_BYTES_MAX (64 * MIB)
#define PLACES_SAID 50

/* ---------------------------------------------------------------- what to close */

static bool point_of(const char *text, int64_t *lat_e7, int64_t *lon_e7) {
    char first[24] = {0};
    size_t n = strcspn(text, ",");
    if (n >= sizeof first || text[n] != ',') return false;
    memcpy(first, text, n);
    return decimal_parse(first, GEO_DECIMALS, lat_e7) &&
           decimal_parse(text + n + 1, GEO_DECIMALS, lon_e7);
}

static void put_property(JsonOut *out, const Cli *cli, const char *option, const char *name) {
    const char *value = cli_text(cli, option);
    if (value) json_put_str(out, name, value);
}

/* --way and --at as the feature that a file would hold. A way needs no place; it gets 0, 0. */
static Status feature_of(Cli *cli, Buf *out, Err *err) {
    const char *way = cli_text(cli, "way"), *at = cli_text(cli, "at");
    int64_t lat = 0, lon = 0, number;
    if (at && !point_of(at, &lat, &lon))
        return err_set(err, ERR_USAGE, _("--at %s: expected LAT,LON in degrees"), at);
    if (way && !int_parse(way, INT64_MIN, INT64_MAX, &number))
        return err_set(err, ERR_USAGE, _("--way %s: expected the number of an OSM way"), way);
    JsonOut json;
    json_out(&json, out, false);
    json_open(&json, NULL, '{');
    json_put_str(&json, "type", "Feature");
    json_open(&json, "geometry", '{');
    json_put_str(&json, "type", "Point");
    json_open(&json, "coordinates", '[');
    json_put_decimal(&json, NULL, lon, GEO_DECIMALS);
    json_put_decimal(&json, NULL, lat, GEO_DECIMALS);
    json_close(&json, ']');
    json_close(&json, '}');
    json_open(&json, "properties", '{');
    if (way) json_put_str(&json, "way", way);
    put_property(&json, cli, "class", "classes");
    put_property(&json, cli, "from", "from");
    put_property(&json, cli, "to", "to");
    put_property(&json, cli, "reason", "reason");
    json_close(&json, '}');
    json_close(&json, '}');
    return buf_ok(out, err);
}

static Status read_request(Cli *cli, Bytes *ret, const char **ret_name, Err *err) {
    *ret_name = cli->argument_count ? cli->arguments[0] : _("the closure");
    if (cli->argument_count)
        return env_read_file(&cli->env, cli->arguments[0], CLOSURES_BYTES_MAX, cli->arena, ret,
                             err);
    Buf b;
    buf_init(&b, 64 * KIB);
    Status s = feature_of(cli, &b, err);
    if (s == OK) *ret = bytes_of(arena_strn(cli->arena, b.at, b.n));
    buf_free(&b);
    return s;
}

/* ---------------------------------------------------------------- what follows */

static bool reachable(const PlanNetwork *net, size_t depots, size_t site) {
    for (int c = 0; c < ROAD_CLASSES; c++)
        for (size_t d = 0; net->class_used[c] && d < depots; d++)
            if (net->time_s[c][d * net->site_count + site] != ROAD_UNREACHABLE &&
                net->time_s[c][site * net->site_count + d] != ROAD_UNREACHABLE)
                return true;
    return false;
}

typedef VEC(int32_t) Places; /* TPS */

/* Whom no vehicle of the fleet reaches from any depot while everything that stands is closed. */
static Status find_cut_off(Cli *cli, const ElectionRegency *r, Places *ret, Err *err) {
    PlanNetwork net;
    int32_t voting = r->rules.voting_day;
    int32_t first =
        voting - (int32_t)election_setting(&r->rules, "hub_earliest_days_before")->value;
    Status s = plan_network(&cli->env, cli->store, cli->arena, r, first, voting, 1, &cli->progress,
                            &net, err);
    cli_progress_end();
    if (s != OK) return s;
    for (size_t i = 0; i < r->tps_count; i++)
        if (net.placed[net.first_tps + i] && !reachable(&net, r->depot_count, net.first_tps + i))
            vec_push(cli->arena, ret, (int32_t)i);
    return OK;
}

static const char *period(Cli *cli, const ElectionRegency *r, const HazardClosure *c) {
    const char *text = cli_period(cli->arena, c->from_s, c->to_s, r->zone_min);
    return text ? text : _("until opened");
}

static void say_closures(Cli *cli, const ElectionRegency *r, const HazardClosure *all, size_t n) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, ">%s\t%s\t%s\t%s\t%s", _("closure"), _("shape"), _("for"), _("when"),
            _("reason"));
    for (size_t i = 0; i < n; i++)
        cli_row(&table, "%" PRId64 "\t%s%s%s\t%s\t%s\t%s", all[i].number, all[i].shape,
                all[i].way ? " " : "", all[i].way ? all[i].way : "",
                all[i].classes ? all[i].classes : _("all"), period(cli, r, &all[i]),
                all[i].reason ? all[i].reason : "");
    if (n)
        cli_table(&table);
    else
        cli_say("%s", _("no road is closed"));
}

static void say_places(const ElectionRegency *r, const Places *places) {
    for (size_t i = 0; i < places->n && i < PLACES_SAID; i++) {
        const ElectionTps *t = &r->tps[places->at[i]];
        cli_say(_("cut off: TPS %s, %s"), t->id, r->villages[t->village].name);
    }
    if (places->n > PLACES_SAID) cli_say(_("... and %zu more"), places->n - PLACES_SAID);
    if (places->n == 0) cli_say("%s", _("every TPS can still be reached by some vehicle"));
}

static void put_closure(JsonOut *out, const HazardClosure *c) {
    json_open(out, NULL, '{');
    json_put_int(out, "number", c->number);
    json_put_str(out, "shape", c->shape);
    json_put_str(out, "way", c->way);
    json_put_str(out, "classes", c->classes);
    json_put_str(out, "reason", c->reason);
    json_put_int_if(out, "from_s", c->from_s != INT64_MIN, c->from_s);
    json_put_int_if(out, "to_s", c->to_s != INT64_MAX, c->to_s);
    json_close(out, '}');
}

/* All closures that stand, and whom they cut off. */
static Status report(Cli *cli, const ElectionRegency *r, Err *err) {
    HazardClosure *all;
    size_t n;
    Places places = {0};
    Status s = hazard_closures(cli->store, cli->arena, r->scope, &all, &n, err);
    if (s == OK && r->has_roads && r->vehicle_count) s = find_cut_off(cli, r, &places, err);
    if (s != OK) return s;
    if (!cli->json) {
        say_closures(cli, r, all, n);
        if (r->has_roads && r->vehicle_count && n) say_places(r, &places);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * MIB);
    json_open(out, "closures", '[');
    for (size_t i = 0; i < n; i++) put_closure(out, &all[i]);
    json_close(out, ']');
    json_open(out, "cut_off", '[');
    for (size_t i = 0; i < places.n; i++) json_put_str(out, NULL, r->tps[places.at[i]].id);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- the commands */

static Status read_map(Cli *cli, const ElectionRegency *r, RoadMap **ret, Err *err) {
    Bytes file;
    RoadReport counts;
    *ret = NULL;
    if (!r->has_roads) return OK;
    Status s = ledger_blob_get(cli->store, cli->arena, r->roads, &file, err);
    if (s == OK) s = road_read(cli->arena, file, r->roads_name, &cli->progress, ret, &counts, err);
    cli_progress_end();
    return s;
}

Status cmd_close(Cli *cli, Err *err) {
    bool asked = cli->argument_count || cli_text(cli, "way") || cli_text(cli, "at");
    ElectionRegency r;
    Status s = cli_open(cli, asked ? STORE_WRITE : STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &r, err);
    if (s != OK || !asked) return s == OK ? report(cli, &r, err) : s;
    Bytes request;
    const char *name;
    RoadMap *map;
    s = read_request(cli, &request, &name, err);
    if (s == OK) s = read_map(cli, &r, &map, err);
    if (s != OK) return s;
    Faults faults = {.arena = cli->arena, .file = name};
    int64_t *numbers;
    size_t n;
    s = hazard_close(cli->ledger, cli->store, cli->arena, r.scope, map, request, name, &numbers, &n,
                     &faults, err);
    if (faults.total) cli_faults(&faults);
    return s == OK ? report(cli, &r, err) : s;
}

Status cmd_open(Cli *cli, Err *err) {
    ElectionRegency r;
    Status s = cli_open(cli, STORE_WRITE, err);
    if (s == OK) s = cli_regency(cli, cli->store, &r, err);
    for (int i = 0; i < cli->argument_count && s == OK; i++) {
        int64_t number;
        if (!int_parse(cli->arguments[i], 1, INT64_MAX, &number))
            return err_set(err, ERR_USAGE, _("%s is no number of a closure"), cli->arguments[i]);
        s = hazard_open(cli->ledger, cli->store, r.scope, number, err);
    }
    return s == OK ? report(cli, &r, err) : s;
}
