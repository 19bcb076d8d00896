// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <inttypes.h>

Status cli_stock(Cli *cli, CliStock *ret, Err *err) {
    return cli_stock_open(cli, STORE_READ, ret, err);
}

Status cli_stock_open(Cli *cli, StoreMode mode, CliStock *ret, Err *err) {
    Status s = cli_open(cli, mode, err);
    if (s == OK) s = cli_regency(cli, cli->store, &ret->regency, err);
    return s == OK ? cli_stock_fill(cli, ret, err) : s;
}

Status cli_stock_fill(Cli *cli, CliStock *ret, Err *err) {
    Status s = election_needs(cli->arena, &ret->regency, &ret->needs, err);
    if (s == OK)
        s = stock_load(cli->store, cli->arena, &ret->regency, &ret->needs, &ret->book, err);
    if (s != OK) return s;
    int64_t local_s = cli->env.now_ms(cli->env.ctx) / 1000 + (int64_t)ret->regency.zone_min * 60;
    ret->today = (int32_t)(local_s / 86400);
    if (!cli_text(cli, "as-of")) return OK;
    ret->today = cli_day(cli, "as-of");
    ret->book = stock_until(cli->arena, &ret->book, ret->today);
    return OK;
}

const char *cli_goods_item(const ElectionRegency *r, StockGoods goods) {
    return goods.item < 0 ? NULL : r->rules.items[goods.item].id;
}

const char *cli_goods_contest(const ElectionRegency *r, StockGoods goods) {
    return goods.contest < 0 ? NULL : r->rules.contests[goods.contest].id;
}

/* ---------------------------------------------------------------- what is asked for */
static bool asked(Cli *cli, const ElectionRegency *r, StockGoods goods, const char *place) {
    const char *at = cli_text(cli, "place"), *item = cli_text(cli, "item");
    if (at && !str_eq(at, place)) return false;
    return !item || str_eq(item, cli_goods_item(r, goods));
}

static Status item_known(Cli *cli, const ElectionRegency *r, Err *err) {
    const char *item = cli_text(cli, "item");
    for (size_t i = 0; i < r->rules.item_count; i++)
        if (!item || str_eq(r->rules.items[i].id, item)) return OK;
    err_set(err, ERR_ABSENT, _("\"%s\" is no item of this election"), item);
    err_advise(err, "%s", _("items and their ids: hantar needs --json"));
    return ERR_ABSENT;
}

/* ---------------------------------------------------------------- boxes out = boxes back */
typedef struct Units {
    CustodyBalance balance;
    bool due; /* by now they should all be back */
    size_t broken;
} Units;

static Status count_units(Cli *cli, const CliStock *k, Units *ret, Err *err) {
    *ret = (Units){0};
    if (cli_text(cli, "place") || cli_text(cli, "item")) return OK;
    Status s = custody_balance(cli->store, cli->arena, k->regency.scope, &ret->balance, err);
    int64_t now_s = (int64_t)k->today * 86400 - (int64_t)k->regency.zone_min * 60;
    ret->due = now_s > custody_limits(&k->regency).deadline_s;
    for (size_t i = 0; s == OK && ret->due && i < ret->balance.count; i++)
        ret->broken += ret->balance.rows[i].missing != 0;
    return s;
}

static void put_units(JsonOut *out, const Units *units) {
    json_open(out, "units", '[');
    for (size_t i = 0; i < units->balance.count; i++) {
        const CustodyBalanceRow *row = &units->balance.rows[i];
        json_open(out, NULL, '{');
        json_put_str(out, "kind", custody_kind_id(row->kind));
        json_put_str(out, "contest", row->contest);
        json_put_int(out, "out", row->out);
        json_put_int(out, "back", row->back);
        json_put_int(out, "lost", row->lost);
        json_put_int(out, "destroyed", row->destroyed);
        json_put_int(out, "missing", row->missing);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "units_missing", '[');
    for (size_t i = 0; i < units->balance.missing_count; i++)
        json_put_str(out, NULL, units->balance.missing[i]);
    json_close(out, ']');
}

#define UNITS_SHOWN 20
static void say_units(const Units *units) {
    const CustodyBalance *b = &units->balance;
    int64_t out = 0, back = 0;
    for (size_t i = 0; i < b->count; i++) {
        out = add64(out, b->rows[i].out);
        back = add64(back, b->rows[i].back);
    }
    if (out == 0) return;
    cli_say(_("\nboxes and sets out: %" PRId64 ", back: %" PRId64 ", still to come: %zu"), out,
            back, b->missing_count);
    for (size_t i = 0; i < b->missing_count && i < UNITS_SHOWN; i++) {
        char shown[CUSTODY_SHOWN_BYTES];
        custody_code_shown(b->missing[i], shown);
        cli_say("  %s", shown);
    }
    if (b->missing_count > UNITS_SHOWN)
        cli_say(_("... and %zu more"), b->missing_count - UNITS_SHOWN);
}

/* ---------------------------------------------------------------- JSON */
static void put_goods(JsonOut *out, const ElectionRegency *r, StockGoods goods) {
    json_put_str(out, "item", cli_goods_item(r, goods));
    json_put_str(out, "contest", cli_goods_contest(r, goods));
}

static void put_finding(JsonOut *out, const ElectionRegency *r, const StockFinding *f) {
    json_open(out, NULL, '{');
    json_put_str(out, "rule", stock_rule_id(f->rule));
    json_put_str(out, "state", f->open ? "open" : "broken");
    json_put_str(out, "place", f->place);
    put_goods(out, r, f->goods);
    json_put_int(out, "expected", f->expected);
    json_put_int(out, "found", f->found);
    json_put_str(out, "text", f->text);
    json_put_str(out, "advice", f->advice);
    json_close(out, '}');
}

static void put_balances(Cli *cli, JsonOut *out, const ElectionRegency *r,
                         const StockBalance *balances, size_t n) {
    json_open(out, "balances", '[');
    for (size_t i = 0; i < n; i++) {
        const StockBalance *b = &balances[i];
        if (!asked(cli, r, b->goods, b->place)) continue;
        json_open(out, NULL, '{');
        put_goods(out, r, b->goods);
        json_put_str(out, "account", stock_account_id(b->account));
        json_put_str(out, "place", b->place);
        json_put_int(out, "quantity", b->quantity);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Status balance_json(Cli *cli, const CliStock *k, const StockCheck *check,
                           const StockBalance *balances, size_t n, const Units *units, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    char day[16];
    day_format(k->today, day);
    json_put_str(out, "scope", k->regency.scope);
    json_put_str(out, "as_of", day);
    json_put_int(out, "broken", (int64_t)(check->broken + units->broken));
    json_open(out, "equations", '[');
    for (StockRule rule = 0; rule < STOCK_RULES; rule++) {
        json_open(out, NULL, '{');
        json_put_str(out, "rule", stock_rule_id(rule));
        json_put_str(out, "equation", stock_rule_equation(rule));
        json_put_int(out, "checked", (int64_t)check->checked[rule]);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "findings", '[');
    for (size_t i = 0; i < check->count; i++)
        if (asked(cli, &k->regency, check->findings[i].goods, check->findings[i].place))
            put_finding(out, &k->regency, &check->findings[i]);
    json_close(out, ']');
    put_balances(cli, out, &k->regency, balances, n);
    put_units(out, units);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- for a person */
static bool at_station(const StockBalance *b) {
    return b->account >= STOCK_KIT && b->account <= STOCK_UNUSED;
}

static void say_balances(Cli *cli, const CliStock *k, const StockBalance *balances, size_t n) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s\t>%s", _("item"), _("state"), _("place"), _("quantity"));
    for (size_t i = 0; i < n; i++) {
        const StockBalance *b = &balances[i];
        if (!asked(cli, &k->regency, b->goods, b->place)) continue;
        const char *place = b->place ? b->place : "";
        int64_t sum = b->quantity;
        size_t stations = 1;
        while (at_station(b) && !cli_text(cli, "place") && i + 1 < n &&
               balances[i + 1].account == b->account &&
               stock_goods_equal(balances[i + 1].goods, b->goods)) {
            sum = add64(sum, balances[++i].quantity);
            stations++;
        }
        if (stations > 1) place = arena_printf(cli->arena, _("%zu stations"), stations);
        cli_row(&table, "%s\t%s\t%s\t%s", stock_goods_name(cli->arena, &k->regency, b->goods),
                stock_account_name(b->account), place, int_group(cli->arena, sum));
    }
    cli_table(&table);
}

#define FINDINGS_SHOWN 60
static void say_findings(Cli *cli, const CliStock *k, const StockCheck *check, bool open) {
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < check->count; i++) {
        const StockFinding *f = &check->findings[i];
        if (f->open != open || !asked(cli, &k->regency, f->goods, f->place)) continue;
        if (shown == FINDINGS_SHOWN) {
            left++;
            continue;
        }
        if (shown++ == 0) cli_say("\n%s", open ? _("still open:") : _("broken equations:"));
        const char *goods =
            f->goods.item < 0 ? "" : stock_goods_name(cli->arena, &k->regency, f->goods);
        cli_say("  %s%s%s: %s", f->place, *goods ? ", " : "", goods, f->text);
        if (!open) cli_say("      %s", stock_rule_equation(f->rule));
        if (f->advice) cli_say("      -> %s", f->advice);
    }
    if (left) cli_say(_("... and %zu more"), left);
}

static void say_checked(const StockCheck *check, const Units *units) {
    size_t all = units->balance.count;
    for (int rule = 0; rule < STOCK_RULES; rule++) all += check->checked[rule];
    cli_say(_("\n%zu equations checked, %zu broken"), all, check->broken + units->broken);
}

Status cmd_balance(Cli *cli, Err *err) {
    CliStock k;
    StockCheck check;
    Units units;
    Status s = cli_stock(cli, &k, err);
    if (s == OK) s = item_known(cli, &k.regency, err);
    if (s == OK) s = stock_check(cli->store, cli->arena, &k.book, k.today, &check, err);
    if (s == OK) s = count_units(cli, &k, &units, err);
    if (s != OK) return s;
    StockBalance *balances;
    size_t n;
    stock_balances(cli->arena, &k.book, k.today, &balances, &n);
    if (cli->json) {
        s = balance_json(cli, &k, &check, balances, n, &units, err);
    } else {
        say_balances(cli, &k, balances, n);
        say_findings(cli, &k, &check, false);
        say_findings(cli, &k, &check, true);
        say_units(&units);
        say_checked(&check, &units);
    }
    size_t broken = check.broken + units.broken;
    if (s == OK && broken) {
        err_set(err, ERR_INFEASIBLE,
                tr_n("%zu equation is broken", "%zu equations are broken", (int64_t)broken),
                broken);
        return ERR_INFEASIBLE;
    }
    return s;
}
