// SPDX-License-Identifier: Apache-2.0
/* What hantar matrix and hantar route share: a map, a vehicle, and what is closed. */
#include "cli/cli.h"

#include <string.h>

#define CLOSURES_BYTES_MAX (64 * MIB)

Status cli_roads_close(Cli *cli, CliRoads *r, Err *err) {
    const char *path = cli_text(cli, "closed"), *at = cli_text(cli, "at");
    int64_t at_s = cli->env.now_ms(cli->env.ctx) / 1000;
    if (at && !road_moment(at, &at_s))
        return err_set(err, ERR_USAGE, _("--at %s: expected a time like 2024-02-10T07:30+07:00"),
                       at);
    if (!path) return OK;
    Bytes file;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = env_read_file(&cli->env, path, CLOSURES_BYTES_MAX, cli->arena, &file, err);
    if (s == OK) s = road_closures_read(cli->arena, r->map, file, path, &r->closures, &faults, err);
    if (faults.total) cli_faults(&faults);
    if (s == OK) road_apply(cli->arena, r->map, r->weights, r->closures, at_s);
    return s;
}

Status cli_roads(Cli *cli, CliRoads *ret, Err *err) {
    const char *path = cli->arguments[0], *profile = cli_text(cli, "profile");
    CliRoads r = {0};
    if (!road_class_parse(profile, &r.vehicle)) {
        err_set(err, ERR_USAGE, _("there is no vehicle class %s"), profile);
        err_advise(err, "truck, 4x4, motorcycle, boat, foot");
        return ERR_USAGE;
    }
    Bytes file;
    RoadProfiles *profiles;
    Status s = env_read_file(&cli->env, path, 1024 * MIB, cli->arena, &file, err);
    if (s == OK) s = road_profiles_builtin(cli->arena, &profiles, err);
    if (s == OK) s = road_read(cli->arena, file, path, &cli->progress, &r.map, &r.report, err);
    if (s != OK) return s;
    r.weights = road_weights(cli->arena, r.map, profiles, r.vehicle);
    cli_progress_end();
    *ret = r;
    return OK;
}

void cli_roads_say(const CliRoads *r) {
    const RoadReport *p = &r->report;
    cli_note(_("%lld km of roads and waters in %lld pieces; the largest has %lld km"),
             (long long)p->length_m / 1000, (long long)p->pieces,
             (long long)p->largest_piece_m / 1000);
    cli_note(_("surface tagged on %lld km, assumed from the kind of road on %lld km"),
             (long long)p->surface_tagged_m / 1000, (long long)p->surface_assumed_m / 1000);
    cli_note(_("dropped: %lld ways of other kinds, %lld without enough nodes; barriers noted, not "
               "obeyed: %lld"),
             (long long)p->ways_dropped_kind, (long long)p->ways_dropped_nodes,
             (long long)p->barriers);
}
