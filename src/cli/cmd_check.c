// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

static Status check_json(const Plan *plan, const PlanVerdict *v, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * MIB);
    json_put_str(out, "plan", plan->id);
    json_put_bool(out, "ok", v->count == 0);
    json_put_int(out, "trips", (int64_t)v->trips);
    json_put_int(out, "stops", (int64_t)v->stops);
    json_put_int(out, "tps_served", (int64_t)v->tps_served);
    json_put_int(out, "tps_total", (int64_t)v->tps_total);
    json_put_int(out, "named_unserved", (int64_t)v->named_count);
    json_open(out, "breaches", '[');
    for (size_t i = 0; i < v->count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "rule", v->breaches[i].rule);
        json_put_str(out, "trip", v->breaches[i].trip);
        json_put_str(out, "tps", v->breaches[i].tps);
        json_put_str(out, "text", v->breaches[i].text);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

static void check_say(Cli *cli, const CliScene *scene, const Plan *plan, const PlanVerdict *v) {
    for (size_t i = 0; i < v->count; i++) {
        const PlanBreach *b = &v->breaches[i];
        cli_say("%-8s %s%s%s%s: %s", b->rule, b->trip ? b->trip : "", b->trip && b->tps ? " " : "",
                b->tps ? "TPS " : "", b->tps ? b->tps : "", b->text);
    }
    int64_t made_ms = 0;
    const char *made = plan->made;
    if (time_parse_utc(made, &made_ms))
        made = cli_clock(cli->arena, made_ms / 1000, scene->regency.zone_min);
    cli_say(_("plan %s of %s: %zu trips, %zu stops, %zu of %zu TPS delivered"), plan->id, made,
            v->trips, v->stops, v->tps_served, v->tps_total);
    for (size_t i = 0; i < v->named_count && i < 50; i++)
        cli_say("  %s", plan_reason(cli->arena, &scene->regency, &v->named[i]));
    if (v->count == 0) cli_say("%s", _("every rule is kept"));
}

/* A plan made under way stands on what the record says had happened by then. */
static Status check_happened(Cli *cli, const CliScene *scene, const Plan *plan, PlanVerdict *v,
                             Err *err) {
    Plan old;
    PlanFact *facts;
    size_t n;
    if (!plan->replaces) return OK;
    Status s = plan_load(cli->store, cli->arena, &scene->regency, plan->replaces, &old, err);
    if (s == OK)
        s = plan_facts(cli->store, cli->arena, &scene->regency, &old, plan->at_s, &facts, &n, err);
    if (s == OK) plan_check_happened(cli->arena, &scene->regency, &old, facts, n, plan, v);
    return s;
}

Status cmd_check(Cli *cli, Err *err) {
    CliScene scene;
    Plan plan;
    Status s = cli_plan(cli, &scene, &plan, err);
    PlanVerdict v;
    if (s == OK)
        s = plan_check(&cli->env, cli->arena, &scene.regency, &scene.needs, &scene.network, &plan,
                       &v, err);
    if (s == OK) s = check_happened(cli, &scene, &plan, &v, err);
    if (s != OK) return s;
    if (cli->json)
        s = check_json(&plan, &v, err);
    else
        check_say(cli, &scene, &plan, &v);
    if (s != OK || v.count == 0) return s;
    return err_set(err, ERR_INFEASIBLE,
                   tr_n("%zu rule is broken", "%zu rules are broken", (int64_t)v.count), v.count);
}
