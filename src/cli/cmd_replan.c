// SPDX-License-Identifier: Apache-2.0
/* hantar replan: a plan under way, changed as little as possible. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#define TABLE_BYTES_MAX (64 * MIB)
#define BREACHES_SAID 20

typedef struct Job {
    Cli *cli;
    ElectionRegency regency;
    ElectionNeeds needs;
    Plan old;
    int64_t at_s;
    PlanReplan answer;
    PlanChanges changes;
    size_t stated;
    PlanFact *facts;
    size_t fact_count;
    bool recorded;
} Job;

typedef VEC(PlanFact) Facts;

/* ---------------------------------------------------------------- what is said here */

static Status read_happened(Job *j, Facts *facts, Err *err) {
    const char *path = cli_text(j->cli, "happened");
    Bytes file;
    PlanFact *list;
    size_t n;
    if (!path) return OK;
    Faults faults = {.arena = j->cli->arena, .file = path};
    Status s = env_read_file(&j->cli->env, path, TABLE_BYTES_MAX, j->cli->arena, &file, err);
    if (s == OK)
        s = plan_happened_read(j->cli->arena, &j->regency, &j->old, file, &list, &n, &faults, err);
    if (faults.total) cli_faults(&faults);
    for (size_t i = 0; s == OK && i < n; i++) vec_push(j->cli->arena, facts, list[i]);
    return s;
}

/* "TR-03@09:40" is of the moment's day. */
static bool moment_of(const Job *j, const char *text, int64_t *ret_s) {
    int64_t ms, local_s = j->at_s + j->regency.zone_min * 60;
    int32_t clock_s;
    if (custody_time_read(text, j->regency.zone_min, &ms)) {
        *ret_s = ms / 1000;
        return true;
    }
    if (!clock_parse(text, &clock_s)) return false;
    *ret_s = local_s - local_s % 86400 - j->regency.zone_min * 60 + clock_s;
    return true;
}

static Status read_one_broken(Job *j, const char *text, Facts *facts, Err *err) {
    char *vehicle = arena_str(j->cli->arena, text), *at = strrchr(vehicle, '@');
    PlanFact fact = {.trip = -1, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = j->at_s};
    if (at) *at++ = 0;
    if (at && !moment_of(j, at, &fact.at_s))
        return err_set(err, ERR_USAGE, _("--broken %s: expected VEHICLE@TIME, such as TR-03@09:40"),
                       text);
    for (size_t v = 0; v < j->regency.vehicle_count; v++)
        if (str_eq(j->regency.vehicles[v].id, vehicle))
            fact.trip = plan_trip_at(&j->old, (int32_t)v, fact.at_s);
    if (fact.trip < 0)
        return err_set(err, ERR_INPUT, _("the plan has no trip of %.40s at that time"), vehicle);
    vec_push(j->cli->arena, facts, fact);
    return OK;
}

static Status read_broken(Job *j, Facts *facts, Err *err) {
    char *list = arena_str(j->cli->arena, cli_text(j->cli, "broken")), *rest = NULL;
    Status s = OK;
    if (!list) return OK;
    for (char *one = strtok_r(list, ",", &rest); one && s == OK; one = strtok_r(NULL, ",", &rest)) {
        while (*one == ' ') one++;
        s = read_one_broken(j, one, facts, err);
    }
    return s;
}

static Status state_closed(Job *j, Err *err) {
    const char *path = cli_text(j->cli, "closed");
    Bytes file, roads;
    RoadMap *map = NULL;
    RoadReport report;
    int64_t *numbers;
    size_t n;
    if (!path) return OK;
    Faults faults = {.arena = j->cli->arena, .file = path};
    Status s = env_read_file(&j->cli->env, path, TABLE_BYTES_MAX, j->cli->arena, &file, err);
    if (s == OK && j->regency.has_roads)
        s = ledger_blob_get(j->cli->store, j->cli->arena, j->regency.roads, &roads, err);
    if (s == OK && j->regency.has_roads)
        s = road_read(j->cli->arena, roads, j->regency.roads_name, &j->cli->progress, &map, &report,
                      err);
    if (s == OK)
        s = hazard_close(j->cli->ledger, j->cli->store, j->cli->arena, j->regency.scope, map, file,
                         path, &numbers, &n, &faults, err);
    if (faults.total) cli_faults(&faults);
    return s;
}

/* All is read before anything is stated. */
static Status state_all(Job *j, Err *err) {
    Facts facts = {0};
    Status s = read_happened(j, &facts, err);
    if (s == OK) s = read_broken(j, &facts, err);
    if (s == OK) s = state_closed(j, err);
    if (s == OK)
        s = plan_state_facts(j->cli->ledger, j->cli->store, j->cli->arena, &j->regency, &j->old,
                             facts.at, facts.n, &j->stated, err);
    return s;
}

/* ---------------------------------------------------------------- planning */

static Status replan(Job *j, Err *err) {
    Cli *cli = j->cli;
    Status s = plan_facts(cli->store, cli->arena, &j->regency, &j->old, j->at_s, &j->facts,
                          &j->fact_count, err);
    PlanReplanOptions options = {.at_s = j->at_s,
                                 .iterations = cli_int(cli, "iterations"),
                                 .seed = (uint64_t)cli_int(cli, "seed"),
                                 .threads = (int)cli_int(cli, "threads"),
                                 .facts = j->facts,
                                 .fact_count = j->fact_count,
                                 .progress = &cli->progress};
    if (options.iterations == 0) options.time_s = cli_decimal(cli, "time");
    if (options.threads < 1 || options.threads > 64)
        return err_set(err, ERR_USAGE, "%s", _("--threads is between 1 and 64"));
    if (options.iterations == 0 && options.time_s <= 0)
        return err_set(err, ERR_USAGE, "%s", _("--time must be more than 0"));
    if (s == OK)
        s = plan_replan(&cli->env, cli->store, cli->arena, &j->regency, &j->needs, &j->old,
                        &options, &j->answer, err);
    cli_progress_end();
    if (s == OK)
        plan_changes(cli->arena, &j->regency, &j->old, &j->answer.plan, j->answer.need_not,
                     &j->changes);
    return s;
}

/* A crew does not get orders that break a rule. */
static Status check(Job *j, Err *err) {
    PlanVerdict v;
    Status s = plan_check(&j->cli->env, j->cli->arena, &j->regency, &j->needs, &j->answer.network,
                          &j->answer.plan, &v, err);
    if (s == OK)
        plan_check_happened(j->cli->arena, &j->regency, &j->old, j->facts, j->fact_count,
                            &j->answer.plan, &v);
    if (s != OK || v.count == 0) return s;
    for (size_t i = 0; i < v.count && i < BREACHES_SAID; i++)
        cli_note("%s %s: %s", v.breaches[i].rule, v.breaches[i].trip ? v.breaches[i].trip : "",
                 v.breaches[i].text);
    return err_set(err, ERR_INFEASIBLE, _("the new plan breaks %zu rules; it was not recorded"),
                   v.count);
}

static Status record(Job *j, Err *err) {
    LedgerReceipt receipt;
    Status s = plan_state(j->cli->ledger, &j->regency, &j->answer.plan, &receipt, err);
    if (s != OK) return s;
    j->recorded = true;
    j->answer.plan.id = arena_str(j->cli->arena, receipt.id);
    j->answer.plan.seq = receipt.seq;
    return OK;
}

/* ---------------------------------------------------------------- telling */

static const char *clock_of(const Job *j, int64_t utc_s) {
    return cli_clock(j->cli->arena, utc_s, j->regency.zone_min);
}

static const char *goods_of(const Job *j, const PlanStop *s) {
    const ElectionRegency *r = &j->regency;
    if (s->tps >= 0)
        return arena_printf(j->cli->arena, "TPS %s %s", r->tps[s->tps].id,
                            r->villages[r->tps[s->tps].village].name);
    const char *of = s->village >= 0 ? r->villages[s->village].name : "PPK";
    return arena_printf(j->cli->arena, "%s: %s", plan_hub_name(j->cli->arena, r, s), of);
}

static const char *vehicle_id(const Job *j, int32_t vehicle) {
    return vehicle >= 0 ? j->regency.vehicles[vehicle].id : "-";
}

static const char *mark_text(const Job *j, const PlanCrewLine *l) {
    switch (l->mark) {
    case PLAN_RETIMED: return arena_printf(j->cli->arena, _("was %s"), clock_of(j, l->old_s));
    case PLAN_ADDED:
        if (!l->stop)
            return arena_printf(j->cli->arena, _("new: takes over the goods of %s"),
                                l->trip->via->takes);
        if (l->other < 0) return _("new");
        return arena_printf(j->cli->arena, _("new, was %s"), vehicle_id(j, l->other));
    case PLAN_DROPPED:
        if (l->other < 0) return _("dropped: nobody brings it");
        return arena_printf(j->cli->arena, _("dropped, now %s"), vehicle_id(j, l->other));
    default: return "";
    }
}

static void say_crew(const Job *j, const PlanCrewChange *c) {
    static const char *const signs[] = {" ", "~", "+", "-"};
    PlanCrewLine *lines;
    size_t n = plan_crew_lines(j->cli->arena, &j->changes, c, &lines);
    CliTable table = {.arena = j->cli->arena};
    cli_say(_("%s, %s%s: %zu new, %zu dropped, %zu at another time"), vehicle_id(j, c->vehicle),
            day_words(j->cli->arena, c->day), c->broken ? _(" (broken down)") : "", c->added,
            c->dropped, c->retimed);
    for (size_t i = 0; i < n; i++) {
        const PlanCrewLine *l = &lines[i];
        int64_t at_s = l->stop ? l->stop->begin_s : l->trip->via->arrive_s;
        cli_row(&table, "  %s\t%s\t%s\t%s\t%s", signs[l->mark], clock_of(j, at_s), l->trip->id,
                l->stop ? goods_of(j, l->stop)
                        : arena_printf(j->cli->arena, "%.5f, %.5f", l->trip->via->at.lat_e7 / 1e7,
                                       l->trip->via->at.lon_e7 / 1e7),
                mark_text(j, l));
    }
    if (n) cli_table(&table);
}

static void say_unchanged(const Job *j) {
    Buf b;
    size_t n = 0;
    buf_init(&b, 1 * MIB);
    for (size_t i = 0; i < j->changes.crew_count; i++) {
        const PlanCrewChange *c = &j->changes.crews[i];
        if (c->changed) continue;
        buf_printf(&b, "%s%s %s", n++ ? ", " : "", vehicle_id(j, c->vehicle),
                   day_words(j->cli->arena, c->day));
    }
    if (n) cli_say(_("Nothing changes for: %s"), b.at);
    buf_free(&b);
}

static void say(const Job *j) {
    const PlanChanges *c = &j->changes;
    for (size_t i = 0; i < c->crew_count; i++)
        if (c->crews[i].changed) say_crew(j, &c->crews[i]);
    say_unchanged(j);
    cli_say(_("%s: of %zu trips begun, %zu as told and %zu taken as planned"), clock_of(j, j->at_s),
            j->answer.told + j->answer.assumed, j->answer.told, j->answer.assumed);
    cli_say(_("%zu TPS still to be served: %zu change, %zu of them although they need not"),
            c->tps_count, c->changed, c->needless);
    cli_say(_("cost %s, before %s"), cli_money(j->cli->arena, j->answer.plan.cost.total),
            cli_money(j->cli->arena, j->old.cost.total));
    if (j->recorded) cli_say(_("plan %s replaces %s"), j->answer.plan.id, j->old.id);
}

static void put_vehicle(const Job *j, JsonOut *out, const char *key, int32_t vehicle) {
    json_put_str(out, key, vehicle >= 0 ? j->regency.vehicles[vehicle].id : NULL);
}

static void put_time(JsonOut *out, const char *key, int64_t s) {
    if (s < 0)
        json_put_null(out, key);
    else
        json_put_int(out, key, s);
}

static void put_crew(const Job *j, JsonOut *out, const PlanCrewChange *c) {
    static const char *const marks[] = {"same", "retimed", "added", "dropped"};
    PlanCrewLine *lines;
    size_t n = plan_crew_lines(j->cli->arena, &j->changes, c, &lines);
    char day[16];
    day_format(c->day, day);
    json_open(out, NULL, '{');
    put_vehicle(j, out, "vehicle", c->vehicle);
    json_put_str(out, "day", day);
    json_put_bool(out, "broken", c->broken);
    json_put_bool(out, "changed", c->changed);
    json_put_int(out, "added", (int64_t)c->added);
    json_put_int(out, "dropped", (int64_t)c->dropped);
    json_put_int(out, "retimed", (int64_t)c->retimed);
    json_open(out, "lines", '[');
    for (size_t i = 0; i < n; i++) {
        const PlanStop *s = lines[i].stop;
        json_open(out, NULL, '{');
        json_put_str(out, "mark", marks[lines[i].mark]);
        json_put_str(out, "trip", lines[i].trip->id);
        json_put_str(out, "takes", s ? NULL : lines[i].trip->via->takes);
        json_put_str(out, "tps", s && s->tps >= 0 ? j->regency.tps[s->tps].id : NULL);
        json_put_str(out, "district", s ? j->regency.districts[s->district].code : NULL);
        json_put_int(out, "begin_s", s ? s->begin_s : lines[i].trip->via->arrive_s);
        put_time(out, "old_s", lines[i].old_s);
        put_vehicle(j, out, "other", lines[i].other);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_tps(const Job *j, JsonOut *out, const PlanTpsChange *t) {
    json_open(out, NULL, '{');
    json_put_str(out, "tps", j->regency.tps[t->tps].id);
    put_vehicle(j, out, "old_vehicle", t->old_vehicle);
    put_vehicle(j, out, "new_vehicle", t->new_vehicle);
    put_time(out, "old_s", t->old_s);
    put_time(out, "new_s", t->new_s);
    json_put_bool(out, "needless", t->needless);
    json_close(out, '}');
}

static void put_unserved(const Job *j, JsonOut *out) {
    const Plan *p = &j->answer.plan;
    json_open(out, "unserved", '[');
    for (size_t i = 0; i < p->unserved_count; i++) {
        const PlanUnserved *u = &p->unserved[i];
        json_open(out, NULL, '{');
        json_put_str(out, "tps", u->tps >= 0 ? j->regency.tps[u->tps].id : NULL);
        json_put_str(out, "district", j->regency.districts[u->district].code);
        json_put_str(out, "reason", u->reason);
        json_put_str(out, "sentence", plan_reason(j->cli->arena, &j->regency, u));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Status print_json(const Job *j, Err *err) {
    const PlanChanges *c = &j->changes;
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_put_str(out, "plan", j->answer.plan.id);
    json_put_str(out, "replaces", j->old.id);
    json_put_bool(out, "recorded", j->recorded);
    json_put_int(out, "at_s", j->at_s);
    json_put_int(out, "stated", (int64_t)j->stated);
    json_put_int(out, "trips_told", (int64_t)j->answer.told);
    json_put_int(out, "trips_assumed", (int64_t)j->answer.assumed);
    json_put_int(out, "corridor", j->answer.corridor);
    json_put_int(out, "iterations", j->answer.plan.iterations);
    json_put_int(out, "tps_left", (int64_t)c->tps_count);
    json_put_int(out, "changed", (int64_t)c->changed);
    json_put_int(out, "needless", (int64_t)c->needless);
    json_put_int(out, "cost", j->answer.plan.cost.total);
    json_put_int(out, "cost_before", j->old.cost.total);
    json_open(out, "tps", '[');
    for (size_t i = 0; i < c->tps_count; i++)
        if (c->tps[i].counts) put_tps(j, out, &c->tps[i]);
    json_close(out, ']');
    json_open(out, "crews", '[');
    for (size_t i = 0; i < c->crew_count; i++) put_crew(j, out, &c->crews[i]);
    json_close(out, ']');
    put_unserved(j, out);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- the command */

/* What the old plan could not deliver either is no reason to refuse the new one. */
static size_t say_unserved(const Job *j) {
    const Plan *p = &j->answer.plan;
    size_t undelivered = 0;
    for (size_t i = 0; i < p->unserved_count; i++) {
        const PlanUnserved *u = &p->unserved[i];
        bool before = false;
        for (size_t k = 0; k < j->old.unserved_count; k++)
            before = before || (j->old.unserved[k].tps == u->tps &&
                                j->old.unserved[k].district == u->district);
        if (i < 50) cli_note("%s", plan_reason(j->cli->arena, &j->regency, u));
        undelivered += !before;
    }
    if (p->unserved_count > 50) cli_note(_("... and %zu more"), p->unserved_count - 50);
    return undelivered;
}

static Status finish(Job *j, Err *err) {
    size_t undelivered = say_unserved(j);
    bool keep = undelivered == 0 || cli_flag(j->cli, "accept-unserved");
    Status s = check(j, err);
    if (s == OK && keep) s = record(j, err);
    if (s != OK) return s;
    if (j->cli->json)
        s = print_json(j, err);
    else
        say(j);
    if (s != OK || keep) return s;
    err_set(err, ERR_INFEASIBLE, _("%zu deliveries cannot be made; the plan was not recorded"),
            undelivered);
    err_advise(err, "%s", _("mend what is named above, or give --accept-unserved"));
    return ERR_INFEASIBLE;
}

Status cmd_replan(Cli *cli, Err *err) {
    Job j = {.cli = cli};
    const char *id = cli->argument_count ? cli->arguments[0] : NULL;
    int64_t at_ms;
    bool stated;
    Status s = cli_open(cli, STORE_WRITE, err);
    if (s == OK) s = cli_regency(cli, cli->store, &j.regency, err);
    if (s == OK) s = cli_moment(cli, "at", j.regency.zone_min, &at_ms, &stated, err);
    if (s == OK) s = plan_load(cli->store, cli->arena, &j.regency, id, &j.old, err);
    if (s == OK) s = election_needs(cli->arena, &j.regency, &j.needs, err);
    if (s != OK) return s;
    plan_narrow(cli->arena, &j.old, &j.regency, &j.needs);
    j.at_s = at_ms / 1000;
    s = state_all(&j, err);
    if (s == OK) s = replan(&j, err);
    return s == OK ? finish(&j, err) : s;
}
