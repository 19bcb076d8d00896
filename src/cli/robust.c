// SPDX-License-Identifier: Apache-2.0
/* hantar plan --robust: asks for a plan that is chosen for safety, and shows what it was chosen
 * from. */
#include "cli/cli.h"

#include <stdio.h>

static Status choice_of(Cli *cli, ForeseeRobustOptions *ret, Err *err) {
    ret->pick = cli_text(cli, "pick") ? (int32_t)cli_int(cli, "pick") : 0;
    ret->late_e3 = -1;
    ret->rise_permille = FORESEE_RISE_PERMILLE;
    int64_t rise = 0;
    bool late = cli_text(cli, "max-late") != NULL, cost = cli_text(cli, "max-cost-rise") != NULL;
    if ((ret->pick != 0) + late + cost > 1)
        return err_set(err, ERR_USAGE, "%s",
                       _("--pick, --max-late and --max-cost-rise exclude each other"));
    if (cli_text(cli, "pick") && ret->pick < 1)
        return err_set(err, ERR_USAGE, "%s", _("--pick is the number of a plan, from 1"));
    if (late && (!decimal_parse(cli_text(cli, "max-late"), 3, &ret->late_e3) || ret->late_e3 < 0))
        return err_set(err, ERR_USAGE, "%s", _("--max-late is a number of TPS, 0 or more"));
    if (cost &&
        (!decimal_parse(cli_text(cli, "max-cost-rise"), 1, &rise) || rise < 0 || rise > 100000))
        return err_set(err, ERR_USAGE, "%s", _("--max-cost-rise is a percentage, 0 or more"));
    if (cost) ret->rise_permille = (int32_t)rise;
    return OK;
}

Status cli_robust_options(Cli *cli, const PlanOptions *plan, CliRobust *ret, Err *err) {
    *ret = (CliRobust){0};
    Status s = cli_weather(cli, &ret->weather, err);
    if (s == OK) s = choice_of(cli, &ret->options, err);
    if (s == OK && (plan->savings_only || plan->hardest_first))
        s = err_set(err, ERR_USAGE, "%s",
                    _("--robust chooses the days itself: without --savings and --hardest-first"));
    ret->options.plan = *plan;
    ret->options.weather = ret->weather.options;
    return s;
}

/* ---------------------------------------------------------------- saying it */

static int64_t rise_permille(int64_t cost, int64_t plain) {
    return plain ? (cost - plain) * 1000 / plain : 0;
}

static size_t plain_of(const Plan *plan) {
    for (size_t i = 0; i < plan->safety_count; i++)
        if (plan->safety[i].plain) return i;
    return 0;
}

void cli_say_safety(Cli *cli, const Plan *plan) {
    if (plan->safety_count == 0) return;
    const PlanSafety *plain = &plan->safety[plain_of(plan)];
    cli_say(_("the price of safety, in %d scenarios that no plan was made in (* is this plan):"),
            plan->safety_scenarios);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, ">%s\t>%s\t>%s\t>%s\t>%s\t%s", _("plan"), _("cost"), _("more, %"),
            _("late TPS"), _("in the worst 5 %"), _("cautions"));
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *p = &plan->safety[i];
        cli_row(&table, "%zu%s\t%s\t%s\t%s\t%s\t%s", i + 1, p->chosen ? "*" : " ",
                cli_money(cli->arena, p->cost),
                decimal_group(cli->arena, rise_permille(p->cost, plain->cost), 1),
                decimal_group(cli->arena, p->late_e3, 3),
                decimal_group(cli->arena, (p->tail_e3 + 50) / 100, 1),
                print_cautions(cli->arena, p));
    }
    cli_table(&table);
}

void cli_say_flooded(Cli *cli, const ElectionRegency *r, const ForeseeRobust *robust) {
    (void)cli;
    for (size_t d = 0; robust->flooded && d < r->district_count; d++) {
        if (!robust->flooded[d]) continue;
        if (robust->avoided)
            cli_note(_("the PPK of %s lies where it floods: its TPS are served from the KPU"),
                     r->districts[d].name);
        else
            cli_note(_("the PPK of %s lies where it floods; without it TPS would be left out, so "
                       "it is used: find another place for it"),
                     r->districts[d].name);
    }
}

void cli_put_safety(JsonOut *out, const ElectionRegency *r, const Plan *plan) {
    json_open(out, "safety", '{');
    json_put_int(out, "scenarios", plan->safety_scenarios);
    json_put_int(out, "seed", (int64_t)(plan->safety_seed & INT64_MAX));
    json_put_int(out, "month", plan->safety_month);
    json_open(out, "curve", '[');
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *p = &plan->safety[i];
        json_open(out, NULL, '{');
        json_put_int(out, "cost", p->cost);
        json_put_int(out, "cost_mean", p->cost_mean);
        json_put_decimal(out, "late_expected", p->late_e3, 3);
        json_put_decimal(out, "late_worst", p->tail_e3, 3);
        json_put_bool(out, "plain", p->plain);
        json_put_bool(out, "chosen", p->chosen);
        json_put_int(out, "last_day_min", p->last_min);
        json_put_int(out, "every_day_min", p->other_min);
        json_put_int(out, "at_ppk_sooner_min", p->hub_min);
        json_put_int(out, "tps_sooner", p->narrowed);
        json_put_int(out, "wet_permille", p->wet_permille);
        json_put_int(out, "spares", p->spares);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "spares", '[');
    for (size_t i = 0; i < plan->spare_count; i++) {
        char from[16];
        day_format(plan->spares[i].from_day, from);
        json_open(out, NULL, '{');
        json_put_str(out, "like", r->vehicles[plan->spares[i].vehicle].id);
        json_put_str(out, "from", from);
        json_put_int(out, "cost", plan_spare_cost(r, &plan->spares[i], plan->to_day));
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "direct", '[');
    for (size_t d = 0; plan->direct && d < r->district_count; d++)
        if (plan->direct[d]) json_put_str(out, NULL, r->districts[d].code);
    json_close(out, ']');
    json_close(out, '}');
}
