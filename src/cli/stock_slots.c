// SPDX-License-Identifier: Apache-2.0
/* hantar stock slots: presses and print orders to a schedule, which is stated. */
#include "cli/cli.h"

#define SLOT_NODES_MAX 5000000 /* a few seconds */

typedef struct Schedule {
    ElectionRegency regency;
    StockPress *presses;
    StockRun *runs;
    size_t press_count, run_count;
    StockSlots slots;
} Schedule;

static const char *day_text(Arena *arena, int32_t day) {
    char text[16];
    day_format(day, text);
    return arena_str(arena, text);
}

static const char *run_name(Cli *cli, const StockRun *r) {
    return arena_printf(cli->arena, "%s %s%s%s", r->region, r->name ? r->name : "",
                        r->contest ? ", " : "", r->contest ? r->contest : "");
}

static void put_run(Cli *cli, JsonOut *out, const StockRun *r) {
    json_put_str(out, "region", r->region);
    json_put_str(out, "name", r->name);
    json_put_str(out, "contest", r->contest);
    json_put_int(out, "sheets", r->sheets);
    json_put_int(out, "sort_days", r->sort_days);
    json_put_int(out, "transport_days", r->transport_days);
    json_put_str(out, "due", day_text(cli->arena, r->due_day));
}

static Status slots_json(Cli *cli, const Schedule *d, const char *event, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * MIB);
    json_put_str(out, "scope", d->regency.scope);
    json_put_int(out, "late_days_max", d->slots.late_days_max);
    json_put_int(out, "lateness_bound", d->slots.lateness_bound);
    json_put_bool(out, "proven", d->slots.proven);
    json_open(out, "slots", '[');
    for (size_t i = 0; i < d->slots.count; i++) {
        const StockSlot *s = &d->slots.slots[i];
        json_open(out, NULL, '{');
        json_put_str(out, "press", d->presses[s->press].id);
        put_run(cli, out, &d->runs[s->run]);
        json_put_str(out, "first", day_text(cli->arena, s->first_day));
        json_put_str(out, "last", day_text(cli->arena, s->last_day));
        json_put_int(out, "begin_min", s->begin_min);
        json_put_int(out, "end_min", s->end_min);
        json_put_int(out, "late_days", s->late_days);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "impossible", '[');
    for (size_t i = 0; i < d->slots.impossible_count; i++) {
        json_open(out, NULL, '{');
        put_run(cli, out, &d->runs[d->slots.impossible[i]]);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_put_str(out, "event", event);
    return cli_report_end(&report, err);
}

static void say_slots(Cli *cli, const Schedule *d) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t>%s\t%s\t%s\t%s\t%s", _("press"), _("regency and contest"),
            _("ballots"), _("from"), _("to"), _("due"), _("late"));
    for (size_t i = 0; i < d->slots.count; i++) {
        const StockSlot *s = &d->slots.slots[i];
        const StockRun *r = &d->runs[s->run];
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%s\t%s", d->presses[s->press].id, run_name(cli, r),
                int_group(cli->arena, r->sheets), day_text(cli->arena, s->first_day),
                day_text(cli->arena, s->last_day), day_text(cli->arena, r->due_day),
                s->late_days ? arena_printf(cli->arena, _("%d days"), s->late_days) : "");
    }
    cli_table(&table);
    for (size_t i = 0; i < d->slots.impossible_count; i++) {
        const StockRun *r = &d->runs[d->slots.impossible[i]];
        cli_say(_("%s: no press prints %s ballots in the time that one regency may take"),
                run_name(cli, r), int_group(cli->arena, r->sheets));
    }
    for (size_t i = 0; i < d->slots.count; i++) {
        const StockSlot *s = &d->slots.slots[i];
        const StockRun *r = &d->runs[s->run];
        if (s->late_days)
            cli_say(_("%s: %d days late: with %d days of transport and %d of sorting, packing "
                      "begins late by as much, unless more people sort or it is carried faster"),
                    run_name(cli, r), s->late_days, r->transport_days, r->sort_days);
    }
    if (d->slots.late_days_max == 0)
        cli_say("%s", _("every run is in time"));
    else if (d->slots.proven)
        cli_say(_("%d days late at worst; no schedule of these presses is better"),
                d->slots.late_days_max);
    else
        cli_say(_("%d days late at worst; no schedule is better than %d"), d->slots.late_days_max,
                d->slots.lateness_bound);
}

/* What was made is checked by other code before it is stated. */
static Status make(Cli *cli, Schedule *d, Err *err) {
    StockSlotLimits limits = {(int32_t)election_setting(&d->regency.rules, "print_days_max")->value,
                              SLOT_NODES_MAX};
    stock_slots_make(cli->arena, d->presses, d->press_count, d->runs, d->run_count, limits,
                     &d->slots);
    Faults faults = {.arena = cli->arena, .file = "slots"};
    stock_slots_check(d->presses, d->press_count, d->runs, d->run_count, &d->slots, limits,
                      &faults);
    if (faults.total) cli_faults(&faults);
    return faults_status(&faults, err);
}

Status cli_stock_slots(Cli *cli, Err *err) {
    Schedule d = {0};
    bool dry = cli_flag(cli, "dry-run");
    Status s = cli_open(cli, dry ? STORE_READ : STORE_WRITE, err);
    if (s == OK) s = cli_region(cli, cli->store, &d.regency, err);
    if (s == OK)
        s = stock_slots_load(cli->store, cli->arena, &d.regency, &d.presses, &d.press_count,
                             &d.runs, &d.run_count, err);
    if (s == OK) s = make(cli, &d, err);
    LedgerReceipt receipt = {0};
    if (s == OK && !dry)
        s = stock_slots_state(cli->ledger, &d.regency, d.presses, d.runs, &d.slots, &receipt, err);
    if (s != OK) return s;
    if (cli->json)
        s = slots_json(cli, &d, dry ? NULL : receipt.id, err);
    else
        say_slots(cli, &d);
    if (s != OK || (d.slots.late_days_max == 0 && d.slots.impossible_count == 0)) return s;
    err_set(err, ERR_INFEASIBLE, "%s", _("not every regency is printed in time"));
    err_advise(err, "%s",
               _("more presses, longer hours, an earlier beginning, more people to sort"));
    return ERR_INFEASIBLE;
}
