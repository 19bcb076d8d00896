// SPDX-License-Identifier: Apache-2.0
/* The weather that a command is asked to count with: --scenarios, --seed, --threads, --month,
 * --forecast, --climate, --tides, --settings. */
#include "cli/cli.h"

#include <string.h>

#define SETTINGS_BYTES_MAX (16 * MIB)

static Status read_option(Cli *cli, const char *option, Bytes *ret, Err *err) {
    return env_read_file(&cli->env, cli_text(cli, option), SETTINGS_BYTES_MAX, cli->arena, ret,
                         err);
}

static Status model_of(Cli *cli, HazardModel *ret, Err *err) {
    Bytes file;
    Status s = OK;
    if (cli_text(cli, "settings")) {
        s = read_option(cli, "settings", &file, err);
        if (s == OK) s = hazard_model_read(cli->arena, file, cli_text(cli, "settings"), ret, err);
    } else {
        s = hazard_model_builtin(cli->arena, ret, err);
    }
    if (s != OK || !cli_text(cli, "climate")) return s;
    s = read_option(cli, "climate", &file, err);
    if (s != OK) return s;
    return hazard_climate_read(cli->arena, file, cli_text(cli, "climate"), &ret->climate, err);
}

static Status forecast_of(Cli *cli, const HazardModel *model, HazardForecast *ret, Err *err) {
    const char *path = cli_text(cli, "forecast");
    *ret = (HazardForecast){0};
    if (!path) return OK;
    Bytes file;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = read_option(cli, "forecast", &file, err);
    if (s == OK)
        s = hazard_forecast_read(cli->arena, file, path, &model->climate, ret, &faults, err);
    if (faults.total) cli_faults(&faults);
    return s;
}

static Status tides_of(Cli *cli, HazardModel *model, Err *err) {
    const char *path = cli_text(cli, "tides");
    if (!path) return OK;
    Bytes file;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = read_option(cli, "tides", &file, err);
    if (s == OK) s = hazard_tide_table_read(cli->arena, file, path, model, &faults, err);
    if (faults.total) cli_faults(&faults);
    return s;
}

static Status options_of(Cli *cli, ForeseeOptions *ret, Err *err) {
    int64_t scenarios = cli_int(cli, "scenarios"), threads = cli_int(cli, "threads");
    int64_t month = cli_text(cli, "month") ? cli_int(cli, "month") : 0;
    if (scenarios < 1 || scenarios > FORESEE_SCENARIOS_MAX)
        return err_set(err, ERR_USAGE, _("--scenarios is between 1 and %d"), FORESEE_SCENARIOS_MAX);
    if (threads < 1 || threads > 64)
        return err_set(err, ERR_USAGE, "%s", _("--threads is between 1 and 64"));
    if (month < 0 || month > 12 || (cli_text(cli, "month") && month == 0))
        return err_set(err, ERR_USAGE, "%s", _("--month is between 1 and 12"));
    *ret = (ForeseeOptions){.scenarios = (uint32_t)scenarios,
                            .seed = (uint64_t)cli_int(cli, "seed"),
                            .threads = (int)threads,
                            .month = (int)month,
                            .progress = &cli->progress};
    return OK;
}

void cli_lay_warned(Cli *cli) {
    HazardForecast *f = cli->forecast;
    if (!f || cli->warned.count == 0) return;
    size_t n = f->count + cli->warned.count;
    HazardForecastDay *days = ARENA_ARRAY(cli->arena, HazardForecastDay, n);
    if (f->count) memcpy(days, f->days, f->count * sizeof *days);
    memcpy(days + f->count, cli->warned.days, cli->warned.count * sizeof *days);
    *f = (HazardForecast){days, n};
}

Status cli_weather(Cli *cli, CliWeather *ret, Err *err) {
    Status s = options_of(cli, &ret->options, err);
    if (s == OK) s = model_of(cli, &ret->model, err);
    if (s == OK) s = forecast_of(cli, &ret->model, &ret->forecast, err);
    if (s == OK) s = tides_of(cli, &ret->model, err);
    ret->options.forecast = &ret->forecast;
    cli->forecast = &ret->forecast;
    cli_lay_warned(cli);
    return s;
}

void cli_put_played(JsonOut *out, Cli *cli, const CliScene *scene, const Plan *plan,
                    uint32_t scenarios) {
    json_put_str(out, "plan", plan->id);
    json_put_str(out, "scope", scene->regency.scope);
    json_put_int(out, "scenarios", scenarios);
    json_put_int(out, "seed", cli_int(cli, "seed"));
    json_put_int(out, "month", cli_text(cli, "month") ? cli_int(cli, "month") : 0);
    json_put_str(out, "forecast", cli_text(cli, "forecast"));
}

void cli_put_share(JsonOut *out, const char *key, ForeseeShare s) {
    json_open(out, key, '{');
    json_put_decimal(out, "share", s.share_e5, 5);
    json_put_decimal(out, "low", s.low_e5, 5);
    json_put_decimal(out, "high", s.high_e5, 5);
    json_close(out, '}');
}

void cli_put_assumptions(JsonOut *out, const HazardModel *m) {
    json_open(out, "assumptions", '[');
    for (int i = 0; i < HAZARD_SETTINGS; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "name", m->settings[i].name);
        json_put_int(out, "value", m->settings[i].value);
        json_put_str(out, "source", election_text(m->settings[i].source));
        json_put_str(out, "certainty", m->settings[i].certainty);
        json_close(out, '}');
    }
    json_close(out, ']');
}
