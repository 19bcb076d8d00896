// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

#define RULE_FILE_BYTES_MAX (4 * MIB)

static Status rules_bytes(Cli *cli, const char *election, Bytes *ret, Err *err) {
    *ret = election_builtin(election);
    if (ret->n) return OK;
    Status s = env_read_file(&cli->env, election, RULE_FILE_BYTES_MAX, cli->arena, ret, err);
    if (s != ERR_ABSENT) return s;
    Buf names;
    buf_init(&names, 4 * KIB);
    for (size_t i = 0; i < election_builtin_count(); i++)
        buf_printf(&names, "%s%s", i ? ", " : "", election_builtin_id(i));
    err_set(err, ERR_INPUT, _("%s is neither a built-in election nor a file"), election);
    err_advise(err, _("built in are: %s"), names.at ? names.at : "");
    buf_free(&names);
    return ERR_INPUT;
}

/* Rules that stand already are not replaced in passing: every number would change. */
static Status check_standing(Cli *cli, const ElectionRules *rules, Err *err) {
    ElectionRegency standing;
    if (cli_region(cli, cli->store, &standing, NULL) != OK) return OK;
    if (str_eq(standing.rules.id, rules->id) || cli_flag(cli, "replace")) return OK;
    err_set(err, ERR_CONFLICT, _("%s holds the rules of %s for %s already"), cli->db,
            standing.rules.id, cli->scope);
    err_advise(err, "%s", _("give --replace to take other rules, or name another database"));
    return ERR_CONFLICT;
}

static Status define(Cli *cli, const json_t *rules, const ElectionRules *parsed,
                     const char *election, Err *err) {
    StoreMode mode = access(cli->db, F_OK) == 0 ? STORE_WRITE : STORE_CREATE;
    Status s = cli_open(cli, mode, err);
    LedgerReceipt receipt;
    if (s == OK && mode == STORE_WRITE) s = check_standing(cli, parsed, err);
    if (s == OK) s = election_define(cli->ledger, cli->scope, rules, election, &receipt, err);
    if (s != OK && mode == STORE_CREATE && cli->store) { /* nothing half made stays behind */
        ledger_freep(&cli->ledger);
        store_closep(&cli->store);
        unlink(cli->db);
    }
    return s;
}

static Status report(Cli *cli, Err *err) {
    ElectionRegency r;
    Status s = cli_region(cli, cli->store, &r, err);
    if (s != OK) return s;
    char day[16];
    day_format(r.rules.voting_day, day);
    if (!cli->json) {
        cli_say(_("%s: %s, %s (%s), voting day %s, %zu contests"), cli->db,
                election_text(r.rules.name), r.name, r.scope, day, r.rules.contest_count);
        if (election_reach(r.scope) == ELECTION_REGENCY)
            cli_say("%s", _("Next: import boundaries, districts, depots, tps, fleet, personnel and "
                            "roads."));
        else
            cli_say("%s", _("Next: import presses and contracts, and take in the logs of the "
                            "regencies: hantar log mirror."));
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "db", cli->db);
    json_put_str(out, "election", r.rules.id);
    json_put_str(out, "scope", r.scope);
    json_put_str(out, "regency", r.name);
    json_put_str(out, "province", r.province);
    json_put_str(out, "voting_day", day);
    json_open(out, "contests", '[');
    for (size_t i = 0; i < r.rules.contest_count; i++)
        json_put_str(out, NULL, r.rules.contests[i].id);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

Status cmd_init(Cli *cli, Err *err) {
    const char *election = cli_text(cli, "election");
    if (!election || !cli->scope) {
        err_set(err, ERR_USAGE, "%s", _("init needs --election and --scope"));
        err_advise(err, "%s", cli->command->example);
        return ERR_USAGE;
    }
    Bytes bytes;
    Status s = rules_bytes(cli, election, &bytes, err);
    if (s != OK) return s;
    json_t *rules;
    s = json_read(bytes, election, &rules, err);
    if (s != OK) return s;
    Faults faults = {.arena = cli->arena, .file = election};
    ElectionRules parsed;
    s = election_rules_read(cli->arena, rules, election, cli->scope, &parsed, &faults, err);
    if (faults.total) cli_faults(&faults);
    if (s == OK) s = define(cli, rules, &parsed, election, err);
    if (s == OK) s = report(cli, err);
    json_decref(rules);
    return s;
}
