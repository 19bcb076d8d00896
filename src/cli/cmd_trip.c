// SPDX-License-Identifier: Apache-2.0
/* hantar trip: what happens on the way, and how late it is against the plan. */
#include "cli/cli.h"

#include <inttypes.h>

typedef struct Fleet {
    Cli *cli;
    ElectionRegency regency;
    Plan plan;
    bool planned;
    CustodyTrip *trips;
    size_t count;
    int64_t now_s;
} Fleet;

static const CustodyTrip *stated(const Fleet *f, const char *id) {
    for (size_t i = 0; i < f->count; i++)
        if (str_eq(f->trips[i].trip, id)) return &f->trips[i];
    return NULL;
}

static const PlanTrip *planned(const Fleet *f, const char *id) {
    for (size_t i = 0; f->planned && i < f->plan.trip_count; i++)
        if (str_eq(f->plan.trips[i].id, id)) return &f->plan.trips[i];
    return NULL;
}

/* When the plan has the step; -1 = it says nothing of it. */
static int64_t planned_s(const Fleet *f, const PlanTrip *trip, const CustodyTripStep *step) {
    switch (step->act) {
    case CUSTODY_TRIP_LOAD: return trip->load_s;
    case CUSTODY_TRIP_DEPART: return trip->depart_s;
    case CUSTODY_TRIP_FINISH: return trip->return_s;
    case CUSTODY_TRIP_ARRIVE:
        for (size_t i = 0; step->stop && i < trip->stop_count; i++)
            if (plan_is_at(&f->regency, &trip->stops[i], step->stop))
                return trip->stops[i].arrive_s;
        return -1;
    default: return -1;
    }
}

/* Of the newest step that the plan knows; of a trip that has not left, since when it should have.
 */
static int64_t late_min(const Fleet *f, const PlanTrip *trip, const CustodyTrip *t) {
    for (size_t i = t ? t->count : 0; i-- > 0;) {
        int64_t due = planned_s(f, trip, &t->steps[i]);
        if (due >= 0) return (t->steps[i].at_ms / 1000 - due) / 60;
    }
    return f->now_s > trip->depart_s ? (f->now_s - trip->depart_s) / 60 : 0;
}

static const char *state_of(const CustodyTrip *t) {
    return t ? custody_trip_act_id(t->steps[t->count - 1].act) : "planned";
}

/* ---------------------------------------------------------------- telling */

static void say_row(const Fleet *f, CliTable *table, const char *id, const PlanTrip *trip) {
    const CustodyTrip *t = stated(f, id);
    const CustodyTripStep *last = t ? &t->steps[t->count - 1] : NULL;
    int64_t late = trip ? late_min(f, trip, t) : 0;
    cli_row(table, "%s\t%s\t%s\t%s\t%" PRId64 "\t%zu", id,
            trip ? cli_clock(f->cli->arena, trip->depart_s, f->regency.zone_min) : "-",
            last ? custody_trip_word(last->act) : _("planned"),
            last && last->stop ? last->stop : "-", late, t ? t->on_board_count : (size_t)0);
}

static void say_all(const Fleet *f) {
    CliTable table = {.arena = f->cli->arena};
    cli_row(&table, "%s\t%s\t%s\t%s\t>%s\t>%s", _("trip"), _("leaves"), _("state"), _("stop"),
            _("minutes late"), _("on board"));
    for (size_t i = 0; f->planned && i < f->plan.trip_count; i++)
        say_row(f, &table, f->plan.trips[i].id, &f->plan.trips[i]);
    for (size_t i = 0; i < f->count; i++)
        if (!planned(f, f->trips[i].trip)) say_row(f, &table, f->trips[i].trip, NULL);
    cli_table(&table);
}

static void say_trip(const Fleet *f, const char *id) {
    const CustodyTrip *t = stated(f, id);
    for (size_t i = 0; t && i < t->count; i++) {
        const CustodyTripStep *s = &t->steps[i];
        cli_say("%s  %s%s%s%s%s%s", cli_clock(f->cli->arena, s->at_ms / 1000, f->regency.zone_min),
                custody_trip_word(s->act), s->stop ? "  " : "", s->stop ? s->stop : "",
                s->reason ? ": " : "", s->reason ? s->reason : "",
                s->follows ? "" : _("  ! does not follow from the step before"));
    }
    for (size_t i = 0; t && i < t->on_board_count; i++) cli_say(_("on board: %s"), t->on_board[i]);
    if (!t) cli_say("%s", _("nothing was said of this trip yet"));
}

static void put_trip(const Fleet *f, JsonOut *out, const char *id, const PlanTrip *trip) {
    const CustodyTrip *t = stated(f, id);
    json_open(out, NULL, '{');
    json_put_str(out, "trip", id);
    json_put_str(out, "state", state_of(t));
    json_put_int_if(out, "late_min", trip != NULL, trip ? late_min(f, trip, t) : 0);
    json_open(out, "steps", '[');
    for (size_t i = 0; t && i < t->count; i++) {
        char at[32];
        time_format_utc(t->steps[i].at_ms, at);
        json_open(out, NULL, '{');
        json_put_str(out, "act", custody_trip_act_id(t->steps[i].act));
        json_put_str(out, "at", at);
        json_put_str(out, "stop", t->steps[i].stop);
        json_put_str(out, "reason", t->steps[i].reason);
        json_put_bool(out, "follows", t->steps[i].follows);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "on_board", '[');
    for (size_t i = 0; t && i < t->on_board_count; i++) json_put_str(out, NULL, t->on_board[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static Status print_json(const Fleet *f, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_open(out, "trips", '[');
    for (size_t i = 0; f->planned && i < f->plan.trip_count; i++)
        put_trip(f, out, f->plan.trips[i].id, &f->plan.trips[i]);
    for (size_t i = 0; i < f->count; i++)
        if (!planned(f, f->trips[i].trip)) put_trip(f, out, f->trips[i].trip, NULL);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- stating */

static Status state(Fleet *f, Err *err) {
    Cli *cli = f->cli;
    CustodyTripStep step = {.trip = cli->arguments[0],
                            .plan = f->planned ? f->plan.id : NULL,
                            .stop = cli_text(cli, "stop"),
                            .reason = cli_text(cli, "reason")};
    bool said;
    LedgerReceipt receipt;
    if (!custody_trip_act_parse(cli->arguments[1], &step.act)) {
        err_set(err, ERR_USAGE, _("%s is not what a trip does"), cli->arguments[1]);
        err_advise(err, "%s", "loaded departed arrived broken-down turned-back resumed finished");
        return ERR_USAGE;
    }
    if (f->planned && !planned(f, step.trip)) {
        err_set(err, ERR_INPUT, _("the newest plan has no trip %s"), step.trip);
        err_advise(err, "%s", _("hantar trip lists the trips"));
        return ERR_INPUT;
    }
    Status s = cli_moment(cli, "at", f->regency.zone_min, &step.at_ms, &said, err);
    return s == OK ? custody_trip_state(cli->ledger, f->regency.scope, &step, &receipt, err) : s;
}

static Status read_plan(Fleet *f, Err *err) {
    Status s = plan_load(f->cli->store, f->cli->arena, &f->regency, NULL, &f->plan, err);
    f->planned = s == OK;
    return s == ERR_ABSENT ? OK : s;
}

static Status read_trips(Fleet *f, Err *err) {
    CustodyChain *chains;
    size_t n;
    Cli *cli = f->cli;
    bool said;
    int64_t now_ms;
    Status s = custody_chains(cli->store, cli->arena, f->regency.scope, NULL, &chains, &n, err);
    if (s == OK)
        s = custody_trips(cli->store, cli->arena, f->regency.scope, chains, n, &f->trips, &f->count,
                          err);
    if (s == OK) s = cli_moment(cli, "now", f->regency.zone_min, &now_ms, &said, err);
    if (s == OK) f->now_s = now_ms / 1000;
    return s;
}

Status cmd_trip(Cli *cli, Err *err) {
    Fleet f = {.cli = cli};
    bool writes = cli->argument_count == 2;
    Status s = cli_open(cli, writes ? STORE_WRITE : STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &f.regency, err);
    if (s == OK) s = read_plan(&f, err);
    if (s == OK && writes) s = state(&f, err);
    if (s == OK) s = read_trips(&f, err);
    if (s != OK) return s;
    if (cli->json) return print_json(&f, err);
    if (cli->argument_count)
        say_trip(&f, cli->arguments[0]);
    else
        say_all(&f);
    return OK;
}
