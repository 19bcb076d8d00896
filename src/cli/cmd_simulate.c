// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>

#define SETTINGS_BYTES_MAX (16 * MIB)
#define TPS_SHOWN 15

/* ---------------------------------------------------------------- as JSON */

static void put_hazard(JsonOut *out, const Foresight *f, const ForeseeHazard *h) {
    const HazardPoint *p = h->point;
    json_open(out, NULL, '{');
    json_put_str(out, "hazard", p->id);
    json_put_str(out, "name", p->name);
    json_put_str(out, "kind", hazard_process_id(p->process));
    json_put_bool(out, "area", p->area != NULL);
    json_put_bool(out, "example", p->example);
    json_put_str(out, "source", p->source);
    json_put_str(out, "certainty", p->certainty);
    json_put_int(out, "assumed", p->assumed);
    json_put_int(out, "figures", p->figures);
    if (p->days) {
        json_put_int(out, "rain_mm", p->rain_mm);
        json_put_int(out, "rain_days", p->days);
    }
    if (p->process == HAZARD_FLOOD) json_put_int(out, "depth_permille", p->depth_permille);
    if (p->process == HAZARD_LANDSLIDE) json_put_int(out, "chance_permille", p->chance_permille);
    if (p->drain_s) json_put_int(out, "drain_s", p->drain_s);
    if (p->level_min_mm != HAZARD_NO_LEVEL) json_put_int(out, "level_min_mm", p->level_min_mm);
    if (p->level_max_mm != HAZARD_NO_LEVEL) json_put_int(out, "level_max_mm", p->level_max_mm);
    json_put_int(out, "segments", (int64_t)h->segments);
    cli_put_share(out, "floods", foresee_share(h->floods, f->scenarios));
    json_put_decimal(out, "late_behind", foresee_mean_e3(h->late_behind, f->scenarios), 3);
    if (h->late_without < 0)
        json_put_null(out, "gain");
    else
        json_put_decimal(out, "gain",
                         foresee_mean_e3(f->late_total, f->scenarios) -
                             foresee_mean_e3(h->late_without, f->scenarios),
                         3);
    json_close(out, '}');
}

static void put_source(JsonOut *out, const char *key, const char *source, const char *certainty) {
    json_open(out, key, '{');
    json_put_str(out, "source", source);
    json_put_str(out, "certainty", certainty);
    json_close(out, '}');
}

static void put_model(JsonOut *out, const HazardModel *m) {
    cli_put_assumptions(out, m);
    put_source(out, "climate", election_text(m->climate.source), m->climate.certainty);
    put_source(out, "waves", election_text(m->waves.source), m->waves.certainty);
    json_open(out, "tides", '[');
    for (size_t i = 0; i < m->station_count; i++)
        put_source(out, NULL, election_text(m->stations[i].source), m->stations[i].certainty);
    json_close(out, ']');
}

static void put_tps(JsonOut *out, const ElectionRegency *r, const Foresight *f) {
    json_open(out, "tps", '[');
    for (size_t i = 0; i < r->tps_count; i++) {
        if (!f->tps[i].planned) continue;
        json_open(out, NULL, '{');
        json_put_str(out, "tps", r->tps[i].id);
        cli_put_share(out, "on_time", foresee_share(f->scenarios - f->tps[i].late, f->scenarios));
        json_open(out, "vulnerable", '[');
        for (ElectionVulnerable v = 0; v < VULNERABLES; v++)
            if (r->tps[i].vulnerable >> v & 1) json_put_str(out, NULL, election_vulnerable_id(v));
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Status report_json(Cli *cli, const CliScene *scene, const Plan *plan, const HazardModel *m,
                          const Foresight *f, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    cli_put_played(out, cli, scene, plan, f->scenarios);
    json_put_bool(out, "roads", scene->network.map != NULL);
    json_put_int(out, "planned", (int64_t)f->planned);
    json_put_decimal(out, "late_expected", foresee_mean_e3(f->late_total, f->scenarios), 3);
    json_put_decimal(out, "late_worst", (int64_t)llround(f->tail_late * 1000), 3);
    cli_put_share(out, "none_late", foresee_share(f->clean, f->scenarios));
    json_put_int(out, "cost_planned", f->cost_planned);
    json_put_int(out, "cost_mean", f->cost_mean);
    json_open(out, "hazards", '[');
    for (size_t i = 0; i < f->hazard_count; i++) put_hazard(out, f, &f->hazards[i]);
    json_close(out, ']');
    json_put_int(out, "hazards_not_simulated", (int64_t)f->others);
    json_put_decimal(out, "handed_over", foresee_mean_e3(f->handed, f->scenarios), 3);
    put_tps(out, &scene->regency, f);
    put_model(out, m);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- for a person */

static const char *percent(Cli *cli, int32_t e5) {
    return decimal_group(cli->arena, (e5 + 50) / 100, 1);
}

static const char *thousandths(Cli *cli, int64_t e3) {
    return decimal_group(cli->arena, e3, 3);
}

static void say_whole(Cli *cli, const CliScene *scene, const Plan *plan, const Foresight *f) {
    ForeseeShare clean = foresee_share(f->clean, f->scenarios);
    cli_say(_("plan %s in %u scenarios: on average %s of %zu TPS are late"), plan->id, f->scenarios,
            thousandths(cli, foresee_mean_e3(f->late_total, f->scenarios)), f->planned);
    cli_say(_("no TPS late: %s %% of the scenarios (between %s and %s)"),
            percent(cli, clean.share_e5), percent(cli, clean.low_e5), percent(cli, clean.high_e5));
    cli_say(_("in the worst 5 %% of the scenarios: %s late TPS on average"),
            decimal_group(cli->arena, llround(f->tail_late * 10), 1));
    cli_say(_("cost %s on average, %s as planned"), cli_money(cli->arena, f->cost_mean),
            cli_money(cli->arena, f->cost_planned));
    if (!scene->network.map)
        cli_say("%s", _("NO ROAD DATA: no flood can close anything; only delays and breakdowns"));
}

static void say_hazards(Cli *cli, const Foresight *f) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s\t>%s\t>%s\t>%s\t>%s", _("hazard"), _("kind"), _("name"),
            _("closed, %"), _("late behind it"), _("fewer if open"), _("assumed"));
    for (size_t i = 0; i < f->hazard_count; i++) {
        const ForeseeHazard *h = &f->hazards[i];
        uint32_t n = f->scenarios;
        cli_row(&table, "%s\t%s\t%s%s\t%s\t%s\t%s\t%d/%d", h->point->id,
                hazard_process_name(h->point->process), h->point->name,
                h->segments ? "" : _(" (no way there)"),
                percent(cli, foresee_share(h->floods, n).share_e5),
                thousandths(cli, foresee_mean_e3(h->late_behind, n)),
                h->late_without < 0 ? "-"
                                    : thousandths(cli, foresee_mean_e3(f->late_total, n) -
                                                           foresee_mean_e3(h->late_without, n)),
                h->point->assumed, h->point->figures);
    }
    if (f->hazard_count) cli_table(&table);
    if (f->others) cli_note(_("%zu hazards of kinds that are not simulated"), f->others);
    if (f->handed)
        cli_say(_("%s stops on average were handed over to another vehicle"),
                thousandths(cli, foresee_mean_e3(f->handed, f->scenarios)));
}

/* Those that Bawaslu found vulnerable beside all others. */
static void say_vulnerable(Cli *cli, const ElectionRegency *r, const Foresight *f) {
    CliTable table = {.arena = cli->arena};
    uint32_t any = 0;
    cli_row(&table, "%s\t>TPS\t>%s", _("found by Bawaslu"), _("on time, %"));
    for (int v = -1; v < (int)VULNERABLES; v++) {
        int64_t n = 0, late = 0;
        for (size_t i = 0; i < r->tps_count; i++) {
            uint32_t is = r->tps[i].vulnerable;
            if (!f->tps[i].planned || (v < 0 ? is != 0 : !(is >> v & 1))) continue;
            any |= is;
            n++;
            late += f->tps[i].late;
        }
        if (n == 0) continue;
        int64_t e5 = 100000 - late * 100000 / (n * f->scenarios);
        cli_row(&table, "%s\t%lld\t%s",
                v < 0 ? _("nothing") : election_vulnerable_name((ElectionVulnerable)v),
                (long long)n, percent(cli, (int32_t)e5));
    }
    if (any) cli_table(&table);
}

typedef struct Worst {
    size_t tps;
    uint32_t late;
} Worst;

static int worst_first(const void *a, const void *b) {
    const Worst *x = a, *y = b;
    if (x->late != y->late) return x->late > y->late ? -1 : 1;
    return (x->tps > y->tps) - (x->tps < y->tps);
}

static void say_tps(Cli *cli, const ElectionRegency *r, const Foresight *f) {
    Worst *list = ARENA_ARRAY(cli->arena, Worst, r->tps_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->tps_count; i++)
        if (f->tps[i].planned && f->tps[i].late) list[n++] = (Worst){i, f->tps[i].late};
    if (n) qsort(list, n, sizeof *list, worst_first);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "TPS\t%s\t>%s\t>%s", _("village"), _("on time, %"), _("between"));
    for (size_t i = 0; i < n && i < TPS_SHOWN; i++) {
        const ElectionTps *t = &r->tps[list[i].tps];
        ForeseeShare s = foresee_share(f->scenarios - list[i].late, f->scenarios);
        cli_row(&table, "%s\t%s\t%s\t%s-%s", t->id, r->villages[t->village].name,
                percent(cli, s.share_e5), percent(cli, s.low_e5), percent(cli, s.high_e5));
    }
    if (n) cli_table(&table);
    if (n > TPS_SHOWN) cli_say(_("... and %zu more that are late in some scenario"), n - TPS_SHOWN);
}

static void say_assumptions(const HazardModel *m, const Foresight *f) {
    size_t assumed = 0, points = 0;
    for (int i = 0; i < HAZARD_SETTINGS; i++)
        assumed += str_eq(m->settings[i].certainty, "assumption");
    for (size_t i = 0; i < f->hazard_count; i++) points += f->hazards[i].point->assumed > 0;
    cli_note(_("assumed, not measured: %zu of %d settings, figures of %zu of %zu hazards (--json "
               "lists them with their sources)"),
             assumed, HAZARD_SETTINGS, points, f->hazard_count);
    if (str_eq(m->climate.certainty, "assumption"))
        cli_note(_("rain, assumed: %s"), election_text(m->climate.source));
    else
        cli_note(_("rain: %s"), election_text(m->climate.source));
    bool waves = false;
    const HazardStation *station = NULL;
    for (size_t i = 0; i < f->hazard_count; i++) {
        waves |= f->hazards[i].point->process == HAZARD_WAVES;
        if (f->hazards[i].point->station) station = f->hazards[i].point->station;
    }
    if (waves && str_eq(m->waves.certainty, "assumption"))
        cli_note(_("waves, assumed: %s"), election_text(m->waves.source));
    else if (waves)
        cli_note(_("waves: %s"), election_text(m->waves.source));
    if (station && str_eq(station->certainty, "assumption"))
        cli_note(_("tides, assumed: %s"), election_text(station->source));
    else if (station)
        cli_note(_("tides: %s"), election_text(station->source));
}

/* ---------------------------------------------------------------- the command */

Status cmd_simulate(Cli *cli, Err *err) {
    CliWeather weather;
    CliScene scene;
    Plan plan;
    Foresight f;
    ForeseeWorld *world;
    Status s = cli_weather(cli, &weather, err);
    if (s == OK) s = cli_plan(cli, &scene, &plan, err);
    if (s != OK) return s;
    weather.options.from_day = plan.from_day;
    weather.options.to_day = plan.to_day;
    s = foresee_world(&cli->env, cli->arena, &scene.regency, &scene.network, &weather.model,
                      &weather.options, &world, err);
    if (s != OK) return s;
    foresee(world, cli->arena, &plan, NULL, cli_flag(cli, "no-gains") ? 0 : FORESEE_GAINS, &f);
    cli_progress_end();
    if (cli->json) return report_json(cli, &scene, &plan, &weather.model, &f, err);
    say_whole(cli, &scene, &plan, &f);
    say_hazards(cli, &f);
    say_vulnerable(cli, &scene.regency, &f);
    say_tps(cli, &scene.regency, &f);
    say_assumptions(&weather.model, &f);
    return OK;
}

/* ---------------------------------------------------------------- a climate */

Status cmd_climate(Cli *cli, Err *err) {
    const char *path = cli->arguments[0];
    int64_t lat = 0, lon = 0;
    if ((cli_text(cli, "lat") && !decimal_parse(cli_text(cli, "lat"), GEO_DECIMALS, &lat)) ||
        (cli_text(cli, "lon") && !decimal_parse(cli_text(cli, "lon"), GEO_DECIMALS, &lon)) ||
        lat < -900000000 || lat > 900000000 || lon < -1800000000 || lon > 1800000000)
        return err_set(err, ERR_USAGE, "%s", _("--lat and --lon are degrees with decimals"));
    HazardModel model;
    HazardFit fit;
    Bytes file;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = hazard_model_builtin(cli->arena, &model, err);
    if (s == OK) s = env_read_file(&cli->env, path, SETTINGS_BYTES_MAX, cli->arena, &file, err);
    if (s == OK)
        s = hazard_climate_fit(cli->arena, file, path, (GeoPoint){(int32_t)lat, (int32_t)lon},
                               &model.climate, &fit, &faults, err);
    if (faults.total) cli_faults(&faults);
    if (s != OK) return s;
    cli_note(_("%lld days measured, %lld of them wet"), (long long)fit.days,
             (long long)fit.wet_days);
    if (fit.shape_assumed)
        cli_note("%s", _("how wet days differ among themselves (the gamma shape) is assumed: sums "
                         "of months do not show it"));
    Buf b;
    buf_init(&b, 16 * MIB);
    hazard_climate_write(&fit.climate, &b);
    return cli_print_json(&b, err);
}
