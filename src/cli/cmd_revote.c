// SPDX-License-Identifier: Apache-2.0
/* hantar revote: votes that are repeated, held later, or continued. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

/* ---------------------------------------------------------------- ordering */

/* The contests of --contest, or all. */
static size_t contests_of(Cli *cli, const ElectionRegency *r, const char ***ret) {
    VEC(const char *) list = {0};
    const char *text = cli_text(cli, "contest");
    if (!text)
        for (size_t i = 0; i < r->rules.contest_count; i++)
            vec_push(cli->arena, &list, r->rules.contests[i].id);
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        vec_push(cli->arena, &list, arena_strn(cli->arena, at, strcspn(at, ",")));
    *ret = list.at;
    return list.n;
}

static Status order(Cli *cli, const ElectionRegency *r, CustodyRevoteMode mode, Err *err) {
    CustodyRevote o = {
        .mode = mode, .reason = cli_text(cli, "reason"), .basis = cli_text(cli, "basis")};
    const char **contests;
    size_t n = contests_of(cli, r, &contests);
    int32_t limit = (int32_t)election_setting(&r->rules, "revote_days_max")->value;
    int64_t now_s = cli->env.now_ms(cli->env.ctx) / 1000 + (int64_t)r->zone_min * 60;
    o.decided_day = cli_text(cli, "decided") ? cli_day(cli, "decided") : (int32_t)(now_s / 86400);
    o.deadline_day = cli_text(cli, "deadline") ? cli_day(cli, "deadline")
                     : cli_text(cli, "days")   ? o.decided_day + (int32_t)cli_int(cli, "days")
                                               : r->rules.voting_day + limit;
    size_t tps = (size_t)cli->argument_count - 1;
    o.places = ARENA_ARRAY(cli->arena, CustodyRevotePlace, tps * n + 1);
    for (size_t i = 0; i < tps; i++)
        for (size_t k = 0; k < n; k++)
            o.places[o.count++] =
                (CustodyRevotePlace){cli->arguments[i + 1], contests[k], INT32_MIN};
    LedgerReceipt receipt;
    return custody_revote_order(cli->ledger, r, &o, &receipt, err);
}

static Status held(Cli *cli, const ElectionRegency *r, Err *err) {
    int64_t number, now_s = cli->env.now_ms(cli->env.ctx) / 1000 + (int64_t)r->zone_min * 60;
    LedgerReceipt receipt;
    if (cli->argument_count < 2 || !int_parse(cli->arguments[1], 1, INT64_MAX, &number))
        return err_set(err, ERR_USAGE, "%s", _("held needs the number of the re-vote"));
    int32_t day = cli_text(cli, "decided") ? cli_day(cli, "decided") : (int32_t)(now_s / 86400);
    return custody_revote_held(cli->ledger, r->scope, number,
                               cli->argument_count > 2 ? cli->arguments[2] : NULL, day, &receipt,
                               err);
}

/* ---------------------------------------------------------------- telling */

typedef struct Told {
    Cli *cli;
    const ElectionRegency *regency;
    CustodyRevote *revotes;
    CustodyRevoteNeed *needs;
    size_t count, need_count;
    int32_t today;
} Told;

static Status read_all(Told *t, Err *err) {
    Cli *cli = t->cli;
    CustodyChain *chains;
    ElectionNeeds needs;
    size_t n;
    int64_t now_ms;
    bool said;
    Status s =
        custody_revotes(cli->store, cli->arena, t->regency->scope, &t->revotes, &t->count, err);
    if (s == OK) s = election_needs(cli->arena, t->regency, &needs, err);
    if (s == OK)
        s = custody_chains(cli->store, cli->arena, t->regency->scope, NULL, &chains, &n, err);
    if (s == OK) s = cli_moment(cli, "now", t->regency->zone_min, &now_ms, &said, err);
    if (s != OK) return s;
    t->today = (int32_t)((now_ms / 1000 + (int64_t)t->regency->zone_min * 60) / 86400);
    custody_revote_needs(cli->arena, t->regency, &needs, t->revotes, t->count, chains, n, &t->needs,
                         &t->need_count);
    return OK;
}

static void say(const Told *t) {
    CliTable table = {.arena = t->cli->arena};
    const ElectionRules *rules = &t->regency->rules;
    if (t->count == 0) cli_say("%s", _("no re-vote was ordered"));
    for (size_t i = 0; i < t->count; i++) {
        const CustodyRevote *v = &t->revotes[i];
        char deadline[16];
        day_format(v->deadline_day, deadline);
        cli_say(_("%" PRId64 "  %s: %s (%s), %zu of %zu still to be held, until %s"), v->number,
                custody_revote_mode_id(v->mode), custody_revote_mode_word(v->mode), v->reason,
                v->open, v->count, deadline);
        if (v->open && v->deadline_day >= t->today)
            cli_say(_("      %d days are left"), v->deadline_day - t->today);
        else if (v->open)
            cli_say(_("      %d days too late"), t->today - v->deadline_day);
    }
    if (t->need_count == 0) return;
    cli_row(&table, "%s\t%s\t>%s\t>%s\t>%s\t>%s\t>%s", _("item"), _("contest"), _("needed"),
            _("own kit"), _("re-vote stock"), _("back"), _("missing"));
    for (size_t i = 0; i < t->need_count; i++) {
        const CustodyRevoteNeed *n = &t->needs[i];
        cli_row(&table, "%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64,
                election_text(rules->items[n->item].name),
                n->contest < 0 ? "-" : rules->contests[n->contest].id, n->needed, n->own, n->rerun,
                n->back, n->missing);
    }
    cli_table(&table);
}

static void put_day(JsonOut *out, const char *key, int32_t day) {
    char text[16];
    if (day == INT32_MIN) {
        json_put_null(out, key);
        return;
    }
    day_format(day, text);
    json_put_str(out, key, text);
}

static void put_revote(const Told *t, JsonOut *out, const CustodyRevote *v) {
    json_open(out, NULL, '{');
    json_put_int(out, "number", v->number);
    json_put_str(out, "mode", custody_revote_mode_id(v->mode));
    json_put_str(out, "reason", v->reason);
    json_put_str(out, "basis", v->basis);
    put_day(out, "decided", v->decided_day);
    put_day(out, "deadline", v->deadline_day);
    json_put_int(out, "days_left", v->deadline_day - t->today);
    json_put_int(out, "open", (int64_t)v->open);
    json_open(out, "places", '[');
    for (size_t i = 0; i < v->count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "tps", v->places[i].tps);
        json_put_str(out, "contest", v->places[i].contest);
        put_day(out, "held", v->places[i].held_day);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static Status print_json(const Told *t, Err *err) {
    const ElectionRules *rules = &t->regency->rules;
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_open(out, "revotes", '[');
    for (size_t i = 0; i < t->count; i++) put_revote(t, out, &t->revotes[i]);
    json_close(out, ']');
    json_open(out, "needs", '[');
    for (size_t i = 0; i < t->need_count; i++) {
        const CustodyRevoteNeed *n = &t->needs[i];
        json_open(out, NULL, '{');
        json_put_str(out, "item", rules->items[n->item].id);
        json_put_str(out, "contest", n->contest < 0 ? NULL : rules->contests[n->contest].id);
        json_put_int(out, "needed", n->needed);
        json_put_int(out, "own_kit", n->own);
        json_put_int(out, "revote_stock", n->rerun);
        json_put_int(out, "back", n->back);
        json_put_int(out, "missing", n->missing);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

Status cmd_revote(Cli *cli, Err *err) {
    ElectionRegency r;
    CustodyRevoteMode mode = CUSTODY_PSU;
    const char *verb = cli->argument_count ? cli->arguments[0] : NULL;
    bool orders = custody_revote_mode_parse(verb, &mode), holds = str_eq(verb, "held");
    if (verb && !orders && !holds)
        return err_set(err, ERR_USAGE, _("revote knows psu, pss, psl and held, not %s"), verb);
    Status s = cli_open(cli, verb ? STORE_WRITE : STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &r, err);
    if (s == OK && orders) s = order(cli, &r, mode, err);
    if (s == OK && holds) s = held(cli, &r, err);
    Told told = {.cli = cli, .regency = &r};
    if (s == OK) s = read_all(&told, err);
    if (s != OK) return s;
    if (cli->json) return print_json(&told, err);
    say(&told);
    return OK;
}
