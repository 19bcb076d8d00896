// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdio.h>

#define LIST_BYTES_MAX (16 * MIB)

/* ---------------------------------------------------------------- the report */

static void put_trip(JsonOut *out, const ElectionRegency *r, const PlanTrip *t) {
    char day[16];
    day_format(t->day, day);
    json_open(out, NULL, '{');
    json_put_str(out, "id", t->id);
    json_put_str(out, "day", day);
    json_put_str(out, "kind", t->kind == PLAN_TO_HUB ? "hub" : "tps");
    json_put_str(out, "vehicle", r->vehicles[t->vehicle].id);
    json_put_str(out, "depot", r->depots[t->depot].id);
    json_put_str(out, "escort", t->escort);
    json_put_int(out, "load_s", t->load_s);
    json_put_int(out, "depart_s", t->depart_s);
    json_put_int(out, "return_s", t->return_s);
    json_put_int(out, "distance_m", t->distance_m);
    json_put_int(out, "boxes", t->load.boxes);
    json_put_int(out, "mass_g", t->load.mass_g);
    json_put_int(out, "volume_cm3", t->load.volume_cm3);
    json_open(out, "stops", '[');
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *s = &t->stops[i];
        json_open(out, NULL, '{');
        json_put_str(out, "tps", s->tps >= 0 ? r->tps[s->tps].id : NULL);
        json_put_str(out, "village", s->village >= 0 ? r->villages[s->village].code : NULL);
        json_put_str(out, "district", r->districts[s->district].code);
        if (plan_at_landing(r, plan_stop_depot(r, s)))
            json_put_str(out, "landing", r->depots[plan_stop_depot(r, s)].id);
        json_put_int(out, "arrive_s", s->arrive_s);
        json_put_int(out, "leave_s", s->leave_s);
        json_put_int(out, "boxes", s->load.boxes);
        json_put_int(out, "walk_m", s->walk_m);
        if (s->tps < 0 && s->goods_count) {
            json_open(out, "goods", '[');
            for (size_t g = 0; g < s->goods_count; g++)
                json_put_str(out, NULL, r->tps[s->goods[g]].id);
            json_close(out, ']');
        }
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_cost(JsonOut *out, const PlanCost *c) {
    json_open(out, "cost", '{');
    json_put_int(out, "total", c->total);
    json_put_int(out, "fixed", c->fixed);
    json_put_int(out, "time", c->time);
    json_put_int(out, "distance", c->distance);
    json_put_int(out, "split", c->split);
    json_put_int(out, "spare", c->spare);
    json_put_int(out, "vehicle_days", c->vehicle_days);
    json_put_int(out, "distance_m", c->distance_m);
    json_put_int(out, "finish_s", c->finish_s);
    json_close(out, '}');
}

static Status plan_report_json(Cli *cli, const ElectionRegency *r, const Plan *p, bool recorded,
                               Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    char from[16], to[16];
    day_format(p->from_day, from);
    day_format(p->to_day, to);
    json_put_str(out, "plan", p->id);
    json_put_bool(out, "recorded", recorded);
    json_put_str(out, "scope", r->scope);
    json_put_str(out, "from", from);
    json_put_str(out, "to", to);
    json_put_bool(out, "estimated", p->estimated);
    json_put_str(out, "roads", p->roads_name);
    json_put_int(out, "seed", (int64_t)(p->seed & INT64_MAX));
    json_put_int(out, "iterations", p->iterations);
    json_put_int(out, "tps_total", (int64_t)(p->only_count ? p->only_count : r->tps_count));
    if (p->revote) json_put_int(out, "revote", p->revote);
    put_cost(out, &p->cost);
    if (p->safety_count) cli_put_safety(out, r, p);
    json_open(out, "unserved", '[');
    for (size_t i = 0; i < p->unserved_count; i++) {
        const PlanUnserved *u = &p->unserved[i];
        json_open(out, NULL, '{');
        json_put_str(out, "tps", u->tps >= 0 ? r->tps[u->tps].id : NULL);
        json_put_str(out, "district", r->districts[u->district].code);
        json_put_str(out, "reason", u->reason);
        json_put_str(out, "sentence", plan_reason(cli->arena, r, u));
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "trips", '[');
    for (size_t i = 0; i < p->trip_count; i++) put_trip(out, r, &p->trips[i]);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

static void say_days(Cli *cli, const ElectionRegency *r, const Plan *p) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>%s\t>%s\t>%s\t>%s\t>km", _("day"), _("vehicles"), _("trips"), _("TPS"),
            _("boxes"));
    for (int32_t day = p->from_day; day <= p->to_day; day++) {
        size_t trips = 0, tps = 0, vehicles = 0;
        int64_t boxes = 0, metres = 0;
        for (size_t i = 0; i < p->trip_count; i++) {
            const PlanTrip *t = &p->trips[i];
            if (t->day != day) continue;
            trips++;
            vehicles += t->number == 1;
            boxes += t->load.boxes;
            metres += t->distance_m;
            for (size_t k = 0; k < t->stop_count; k++) tps += t->stops[k].tps >= 0;
        }
        cli_row(&table, "%s\t%zu\t%zu\t%zu\t%s\t%s", day_words(cli->arena, day), vehicles, trips,
                tps, int_group(cli->arena, boxes), int_group(cli->arena, (metres + 500) / 1000));
    }
    (void)r;
    cli_table(&table);
}

/* What goes over each landing. */
static void say_landings(const ElectionRegency *r, const Plan *p) {
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        size_t tps = 0;
        for (size_t i = 0; i < p->trip_count && plan_at_landing(r, d); i++)
            for (size_t k = 0; k < p->trips[i].stop_count; k++)
                tps += p->trips[i].depot == d && p->trips[i].stops[k].tps >= 0;
        if (tps)
            cli_say(tr_n("%zu TPS over the landing %s (%s)", "%zu TPS over the landing %s (%s)",
                         (int64_t)tps),
                    tps, r->depots[d].id, r->depots[d].name);
    }
}

static void say_plan(Cli *cli, const ElectionRegency *r, const Plan *p) {
    size_t served = 0;
    for (size_t i = 0; i < p->trip_count; i++)
        for (size_t k = 0; k < p->trips[i].stop_count; k++) served += p->trips[i].stops[k].tps >= 0;
    if (p->estimated)
        cli_say("%s", _("NO ROAD DATA: times and distances are estimated from straight lines and a "
                        "detour factor."));
    cli_say_safety(cli, p);
    say_days(cli, r, p);
    cli_say(_("%zu of %zu TPS, %zu trips, %lld vehicle days, %s km, done %s"), served,
            p->only_count ? p->only_count : r->tps_count, p->trip_count,
            (long long)p->cost.vehicle_days, int_group(cli->arena, p->cost.distance_m / 1000),
            p->trip_count ? cli_clock(cli->arena, p->cost.finish_s, r->zone_min) : "-");
    say_landings(r, p);
    cli_say(_("cost %s: vehicles %s, hours %s, kilometres %s, split villages %s"),
            cli_money(cli->arena, p->cost.total), cli_money(cli->arena, p->cost.fixed),
            cli_money(cli->arena, p->cost.time), cli_money(cli->arena, p->cost.distance),
            cli_money(cli->arena, p->cost.split));
    if (p->spare_count == 0) return;
    cli_say(_("of it %s for spare vehicles that stand by for what others cannot bring:"),
            cli_money(cli->arena, p->cost.spare));
    for (size_t i = 0; i < p->spare_count; i += plan_spare_run(p, i))
        cli_say("  %s", plan_spare_text(cli->arena, r, p, i));
}

/* ---------------------------------------------------------------- the command */

/* TPS whose voters are not known yet are named, and are no reason to refuse a plan. */
static size_t say_unserved(Cli *cli, const ElectionRegency *r, const Plan *p) {
    size_t undelivered = 0;
    for (size_t i = 0; i < p->unserved_count; i++) {
        if (i < 50) cli_note("%s", plan_reason(cli->arena, r, &p->unserved[i]));
        undelivered += !str_eq(p->unserved[i].reason, "voters");
    }
    if (p->unserved_count > 50) cli_note(_("... and %zu more"), p->unserved_count - 50);
    return undelivered;
}

static Status options_of(Cli *cli, PlanOptions *ret, Err *err) {
    if (!cli_text(cli, "from") || !cli_text(cli, "to")) {
        err_set(err, ERR_USAGE, "%s", _("plan needs --from and --to"));
        err_advise(err, "%s", cli->command->example);
        return ERR_USAGE;
    }
    *ret = (PlanOptions){.from_day = cli_day(cli, "from"),
                         .to_day = cli_day(cli, "to"),
                         .iterations = cli_int(cli, "iterations"),
                         .seed = (uint64_t)cli_int(cli, "seed"),
                         .threads = (int)cli_int(cli, "threads"),
                         .hardest_first = cli_flag(cli, "hardest-first"),
                         .savings_only = cli_flag(cli, "savings"),
                         .progress = &cli->progress};
    if (ret->iterations == 0) ret->time_s = cli_decimal(cli, "time");
    if (ret->threads < 1 || ret->threads > 64)
        return err_set(err, ERR_USAGE, "%s", _("--threads is between 1 and 64"));
    if (ret->iterations == 0 && ret->time_s <= 0)
        return err_set(err, ERR_USAGE, "%s", _("--time must be more than 0"));
    return OK;
}

/* ---------------------------------------------------------------- a part of the vote */

static Status part_of_revote(Cli *cli, const ElectionRegency *r, int64_t number, Plan *vote,
                             Err *err) {
    CustodyRevote *all;
    size_t n;
    VEC(PlanPlace) places = {0};
    Status s = custody_revotes(cli->store, cli->arena, r->scope, &all, &n, err);
    if (s != OK) return s;
    const CustodyRevote *v = NULL;
    for (size_t i = 0; i < n; i++)
        if (all[i].number == number) v = &all[i];
    if (!v) {
        err_set(err, ERR_ABSENT, _("no re-vote %lld was ordered"), (long long)number);
        err_advise(err, "%s", _("hantar revote lists them with their numbers"));
        return ERR_ABSENT;
    }
    for (size_t i = 0; i < v->count; i++) {
        int32_t tps = election_tps(r, v->places[i].tps), contest = 0;
        while (contest < (int32_t)r->rules.contest_count &&
               !str_eq(r->rules.contests[contest].id, v->places[i].contest))
            contest++;
        if (v->places[i].held_day != INT32_MIN || tps < 0) continue;
        if (places.n == 0 || places.at[places.n - 1].tps != tps)
            vec_push(cli->arena, &places, ((PlanPlace){tps, 0}));
        places.at[places.n - 1].contests |= 1u << contest;
    }
    if (places.n == 0)
        return err_set(err, ERR_INPUT, _("re-vote %lld was held everywhere"), (long long)number);
    vote->revote = number;
    vote->vote_day = v->deadline_day;
    vote->only = places.at;
    vote->only_count = places.n;
    return OK;
}

static Status part_of_list(Cli *cli, const ElectionRegency *r, const char *path, Plan *vote,
                           Err *err) {
    Bytes file;
    Faults faults = {.arena = cli->arena, .file = path};
    Status s = env_read_file(&cli->env, path, LIST_BYTES_MAX, cli->arena, &file, err);
    if (s == OK)
        s = plan_places_read(cli->arena, r, file, &vote->only, &vote->only_count, &faults, err);
    if (faults.total) cli_faults(&faults);
    return s;
}

/* What the plan is for: --revote, --tps and --vote. */
static Status vote_of(Cli *cli, CliScene *scene, PlanOptions *options, Plan *vote, Err *err) {
    int64_t revote = cli_int(cli, "revote");
    const char *list = cli_text(cli, "tps");
    *vote = (Plan){.vote_day = 0};
    if (revote && list) return err_set(err, ERR_USAGE, "%s", _("--revote or --tps, not both"));
    Status s = OK;
    if (revote) s = part_of_revote(cli, &scene->regency, revote, vote, err);
    if (list) s = part_of_list(cli, &scene->regency, list, vote, err);
    if (s != OK) return s;
    if (cli_text(cli, "vote")) vote->vote_day = cli_day(cli, "vote");
    if (vote->vote_day != 0 && options->to_day >= vote->vote_day)
        return err_set(err, ERR_USAGE, "%s",
                       _("the last day of the distribution is not before the "
                         "day of the vote; see --vote"));
    options->vote = vote;
    plan_narrow(cli->arena, vote, &scene->regency, &scene->needs);
    return OK;
}

static Status record(Cli *cli, const ElectionRegency *r, Plan *plan, Err *err) {
    LedgerReceipt receipt;
    Status s = plan_state(cli->ledger, r, plan, &receipt, err);
    if (s != OK) return s;
    plan->id = arena_str(cli->arena, receipt.id);
    plan->seq = receipt.seq;
    return OK;
}

static void say_standing_by(const ElectionRegency *r, const Plan *p) {
    size_t n = 0;
    for (size_t i = 0; i < r->vehicle_count; i++) n += plan_stands_by(r, p, (int32_t)i);
    if (n)
        cli_note(tr_n("%zu vehicle stands by at a landing: the plan does not need it; it takes "
                      "over what cannot get through otherwise (hantar simulate)",
                      "%zu vehicles stand by at landings: the plan does not need them; they take "
                      "over what cannot get through otherwise (hantar simulate)",
                      (int64_t)n),
                 n);
}

static Status make_robust(Cli *cli, const CliScene *scene, const PlanOptions *options, Plan *ret,
                          Err *err) {
    CliRobust ask;
    ForeseeRobust robust;
    Status s = cli_robust_options(cli, options, &ask, err);
    if (s != OK) return s;
    s = foresee_robust(&cli->env, cli->arena, &scene->regency, &scene->needs, &scene->network,
                       &ask.weather.model, &ask.options, &robust, err);
    cli_progress_end();
    if (s == ERR_INFEASIBLE) cli_say_safety(cli, &robust.plans[robust.plain]);
    if (s != OK) return s;
    cli_say_flooded(cli, &scene->regency, &robust);
    *ret = robust.plans[robust.chosen];
    return OK;
}

Status cmd_plan(Cli *cli, Err *err) {
    PlanOptions options;
    Status s = options_of(cli, &options, err);
    if (s == OK) s = cli_open(cli, STORE_WRITE, err);
    CliScene scene;
    if (s == OK) s = cli_regency(cli, cli->store, &scene.regency, err);
    if (s == OK) s = cli_scene(cli, options.from_day, options.to_day, options.threads, &scene, err);
    Plan plan, vote;
    if (s == OK) s = vote_of(cli, &scene, &options, &vote, err);
    if (s != OK) return s;
    s = cli_flag(cli, "robust") ? make_robust(cli, &scene, &options, &plan, err)
                                : plan_make(&cli->env, cli->arena, &scene.regency, &scene.needs,
                                            &scene.network, &options, &plan, err);
    if (s != OK) return s;
    cli_progress_end();
    say_standing_by(&scene.regency, &plan);
    size_t undelivered = say_unserved(cli, &scene.regency, &plan);
    bool keep = undelivered == 0 || cli_flag(cli, "accept-unserved");
    if (keep) s = record(cli, &scene.regency, &plan, err);
    if (s != OK) return s;
    if (cli->json)
        s = plan_report_json(cli, &scene.regency, &plan, keep, err);
    else
        say_plan(cli, &scene.regency, &plan);
    if (s != OK || keep) return s;
    err_set(err, ERR_INFEASIBLE, _("%zu deliveries cannot be made; the plan was not recorded"),
            undelivered);
    err_advise(err, "%s", _("mend what is named above, or give --accept-unserved"));
    return ERR_INFEASIBLE;
}
