// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

/* ---------------------------------------------------------------- which trips */

static bool asked(const Cli *cli, const CliScene *scene, const Plan *plan, size_t i) {
    const char *trip = cli_text(cli, "trip"), *vehicle = cli_text(cli, "vehicle");
    const PlanTrip *t = &plan->trips[i];
    int64_t number;
    if (vehicle && !str_eq(vehicle, scene->regency.vehicles[t->vehicle].id)) return false;
    if (!trip || str_eq(trip, t->id)) return true;
    return int_parse(trip, 1, (int64_t)plan->trip_count, &number) && number == (int64_t)i + 1;
}

static Status none_asked(const Cli *cli, Err *err) {
    const char *trip = cli_text(cli, "trip");
    if (trip)
        err_set(err, ERR_ABSENT, _("the plan has no trip %s"), trip);
    else
        err_set(err, ERR_ABSENT, _("the plan has no trip of vehicle %s"), cli_text(cli, "vehicle"));
    err_advise(err, "%s", _("all trips with their ids: hantar explain --iterations 0"));
    return ERR_ABSENT;
}

/* ---------------------------------------------------------------- as JSON */

static void put_stop(JsonOut *out, const char *key, const CliScene *scene, const PlanTrip *t,
                     int32_t stop) {
    if (stop < 0) {
        json_put_null(out, key);
        return;
    }
    const PlanStop *s = &t->stops[stop];
    const ElectionRegency *r = &scene->regency;
    int32_t depot = plan_stop_depot(r, s);
    json_put_str(out, key,
                 s->tps >= 0                 ? r->tps[s->tps].id
                 : plan_at_landing(r, depot) ? r->depots[depot].id
                                             : r->districts[s->district].code);
}

static void put_money(JsonOut *out, const CliScene *scene, const Plan *plan, const PlanWhy *w) {
    const PlanTrip *t = &plan->trips[w->trip];
    json_put_int(out, "cost", w->cost);
    put_stop(out, "dearest", scene, t, w->dear_stop);
    json_put_int(out, "dearest_saves", w->dear_saves);
    json_put_str(out, "dearest_to", w->dear_trip >= 0 ? plan->trips[w->dear_trip].id : NULL);
    json_put_bool(out, "dearest_alone", w->dear_alone);
    json_put_int(out, "dearest_change", w->dear_change);
}

static void put_why(JsonOut *out, Cli *cli, const CliScene *scene, const Plan *plan,
                    const PlanWhy *w) {
    static const char *const measures[] = {"mass", "volume", "boxes"};
    const PlanTrip *t = &plan->trips[w->trip];
    const char **lines;
    json_open(out, NULL, '{');
    json_put_str(out, "trip", t->id);
    json_put_str(out, "vehicle", scene->regency.vehicles[t->vehicle].id);
    json_put_bool(out, "broken", w->broken);
    json_put_str(out, "main", w->broken ? NULL : plan_bind_name(w->main));
    json_put_int(out, "neighbours", w->near_count);
    json_open(out, "held", '{');
    for (int b = 0; b < _PLAN_BIND_MAX; b++)
        json_put_int(out, plan_bind_name((PlanBind)b), w->held[b]);
    json_close(out, '}');
    json_put_str(out, "measure", w->broken || w->measure < 0 ? NULL : measures[w->measure]);
    json_put_int(out, "full_permille", w->full_permille);
    json_put_bool(out, "full", w->full);
    json_put_int(out, "margin_s", w->margin_s);
    json_put_str(out, "margin_by", w->broken ? NULL : plan_bind_name(w->margin_by));
    bool at_stop = !w->broken && w->margin_trip >= 0 && w->margin_stop >= 0;
    put_stop(out, "margin_stop", scene, at_stop ? &plan->trips[w->margin_trip] : t,
             at_stop ? w->margin_stop : -1);
    json_put_int(out, "only_this_class", w->only_count);
    put_stop(out, "release_stop", scene, t, w->broken ? -1 : w->release_stop);
    json_put_int(out, "teams", w->teams);
    json_put_int(out, "teams_out", w->teams_out);
    json_put_int(out, "villages_whole", w->whole_villages);
    json_put_int(out, "villages_split", w->split_villages);
    if (!w->broken) put_money(out, scene, plan, w);
    json_open(out, "sentences", '[');
    size_t n = plan_why_text(cli->arena, &scene->regency, plan, w, &lines);
    for (size_t i = 0; i < n; i++) json_put_str(out, NULL, lines[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_outcome(JsonOut *out, const char *key, const PlanOutcome *o) {
    json_open(out, key, '[');
    for (int i = 0; i < PLAN_RUNS; i++) {
        json_open(out, NULL, '{');
        json_put_int(out, "unserved", o->unserved[i]);
        json_put_int(out, "cost", o->cost[i]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_what_ifs(JsonOut *out, Cli *cli, const CliScene *scene, const PlanWhatIfs *ifs) {
    const ElectionRegency *r = &scene->regency;
    put_outcome(out, "same", &ifs->same);
    json_open(out, "changes", '[');
    for (size_t i = 0; i < ifs->count; i++) {
        const PlanWhatIf *w = &ifs->change[i];
        json_open(out, NULL, '{');
        json_put_str(out, "change", plan_change_name(w->change));
        json_put_str(out, "vehicle", w->vehicle >= 0 ? r->vehicles[w->vehicle].id : NULL);
        json_put_str(out, "depot", w->depot >= 0 ? r->depots[w->depot].id : NULL);
        json_put_bool(out, "idle", w->idle);
        json_put_bool(out, "certain", w->certain);
        json_put_int(out, "saves", w->certain ? w->saves : 0);
        json_put_int(out, "saves_at_least", w->certain ? w->saves_min : 0);
        json_put_int(out, "deliveries_gained", w->certain ? w->unserved_gain : 0);
        json_put_int(out, "deliveries_gained_at_least", w->certain ? w->unserved_gain_min : 0);
        if (!w->idle) put_outcome(out, "runs", &w->outcome);
        json_put_str(out, "sentence",
                     arena_printf(cli->arena, "%s: %s", plan_change_text(cli->arena, r, w),
                                  plan_gain_text(cli->arena, w)));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Status explain_json(Cli *cli, const CliScene *scene, const Plan *plan, const PlanWhys *whys,
                           const PlanWhatIfs *ifs, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_put_str(out, "plan", plan->id);
    json_put_int(out, "cost", plan->cost.total);
    json_put_int(out, "unserved", (int64_t)plan->unserved_count);
    json_open(out, "trips", '[');
    for (size_t i = 0; i < whys->count; i++)
        if (asked(cli, scene, plan, i)) put_why(out, cli, scene, plan, &whys->trips[i]);
    json_close(out, ']');
    if (ifs) put_what_ifs(out, cli, scene, ifs);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- as text */

static void say_trip(Cli *cli, const CliScene *scene, const Plan *plan, const PlanWhy *w) {
    const PlanTrip *t = &plan->trips[w->trip];
    const ElectionVehicle *v = &scene->regency.vehicles[t->vehicle];
    const char **lines;
    size_t n = plan_why_text(cli->arena, &scene->regency, plan, w, &lines);
    cli_say("%s  %s, %s", t->id, v->name, day_words(cli->arena, t->day));
    for (size_t i = 0; i < n; i++) cli_say("    %s", lines[i]);
}

static void say_what_ifs(Cli *cli, const CliScene *scene, const Plan *plan,
                         const PlanWhatIfs *ifs) {
    int64_t found = plan->cost.total - ifs->same.cost[0];
    CliTable table = {.arena = cli->arena};
    cli_say("\n%s", _("What one more would change, by solving it anew from this plan:"));
    for (size_t i = 0; i < ifs->count; i++)
        cli_row(&table, "  %s\t%s", plan_change_text(cli->arena, &scene->regency, &ifs->change[i]),
                plan_gain_text(cli->arena, &ifs->change[i]));
    cli_table(&table);
    if (ifs->same.unserved[0] < (int64_t)plan->unserved_count)
        cli_say(_("Searching longer, with nothing changed, delivers %lld more."),
                (long long)plan->unserved_count - (long long)ifs->same.unserved[0]);
    else if (found > plan->cost.total / 1000)
        cli_say(_("Searching longer, with nothing changed, saves %s."),
                cli_money(cli->arena, found));
}

/* ---------------------------------------------------------------- the command */

static Status what_if(Cli *cli, const CliScene *scene, const Plan *plan, PlanWhatIfs *ret,
                      Err *err) {
    PlanWhatIfOptions o = {.iterations = cli_int(cli, "iterations"),
                           .seed = (uint64_t)cli_int(cli, "seed"),
                           .threads = (int)cli_int(cli, "threads"),
                           .progress = &cli->progress};
    if (!o.iterations) o.time_s = cli_decimal(cli, "time");
    if (o.threads < 1 || o.threads > 64)
        return err_set(err, ERR_USAGE, "%s", _("--threads is between 1 and 64"));
    return plan_what_if(&cli->env, cli->arena, &scene->regency, &scene->needs, &scene->network,
                        plan, &o, ret, err);
}

Status cmd_explain(Cli *cli, Err *err) {
    CliScene scene;
    Plan plan;
    PlanWhys whys;
    PlanWhatIfs ifs;
    Status s = cli_plan(cli, &scene, &plan, err);
    if (s != OK) return s;
    plan_why(&cli->env, cli->arena, &scene.regency, &scene.needs, &scene.network, &plan,
             &cli->progress, &whys);
    bool part = cli_text(cli, "trip") || cli_text(cli, "vehicle"), any = !part;
    for (size_t i = 0; i < plan.trip_count && !any; i++) any = asked(cli, &scene, &plan, i);
    if (!any) return none_asked(cli, err);
    bool none = cli_text(cli, "iterations") ? cli_int(cli, "iterations") == 0
                                            : cli_decimal(cli, "time") <= 0;
    bool whole = !part && !none;
    if (whole) s = what_if(cli, &scene, &plan, &ifs, err);
    cli_progress_end();
    if (s != OK) return s;
    if (cli->json) return explain_json(cli, &scene, &plan, &whys, whole ? &ifs : NULL, err);
    for (size_t i = 0; i < whys.count; i++)
        if (asked(cli, &scene, &plan, i)) say_trip(cli, &scene, &plan, &whys.trips[i]);
    if (whole) say_what_ifs(cli, &scene, &plan, &ifs);
    return OK;
}
