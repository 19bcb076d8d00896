// SPDX-License-Identifier: Apache-2.0
/* Labels as hantar labels and the papers of a plan have them. */
#include "cli/papers.h"

static Status enrolled(Cli *cli, const ElectionRegency *r, const LedgerSigner *signer,
                       const char *path, Err *err) {
    LedgerKey key;
    Status s = ledger_key(cli->store, r->scope, ledger_signer_id(signer), &key, err);
    if (s == OK && key.kind == LEDGER_KEY_LABEL && !key.revoked_seq) return OK;
    if (s != OK && s != ERR_ABSENT) return s;
    err_set(err, ERR_INPUT, _("the key in %s does not sign labels in this regency"), path);
    err_advise(err, _("enrol it: hantar key enrol %s.pub"), path);
    return ERR_INPUT;
}

Status cli_label_signer(Cli *cli, const ElectionRegency *r, const char *path, LedgerSigner **ret,
                        Err *err) {
    LedgerSigner *signer;
    if (!path) path = cli_key_path(cli, LEDGER_KEY_LABEL);
    Status s = cli_read_signer(cli, path, &signer, err);
    if (s != OK) {
        err_advise(err, "%s",
                   _("make and enrol one: hantar key new --kind label; or print with --unsigned"));
        return s;
    }
    s = enrolled(cli, r, signer, path, err);
    if (s == OK)
        *ret = signer;
    else
        ledger_signer_free(signer);
    return s;
}

static const char *seals_of(Cli *cli, const CustodyChain *chains, size_t n, const char *code) {
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(chains[i].item, code)) continue;
        const char *text = "";
        for (size_t k = 0; k < chains[i].seal_count; k++)
            text = arena_printf(cli->arena, "%s%s%s", text, k ? ", " : "", chains[i].seals[k]);
        return text;
    }
    return NULL;
}

static bool of_contests(const ElectionRegency *r, uint32_t contests, const char *contest) {
    for (size_t i = 0; contest && i < r->rules.contest_count; i++)
        if (str_eq(r->rules.contests[i].id, contest)) return (contests >> i & 1) != 0;
    return true;
}

/* A plan for some TPS has labels for these alone; none has any for what is for no place. */
static bool in_plan(const ElectionRegency *r, const Plan *plan, const CustodyUnit *u) {
    if (!plan) return true;
    if (!u->place || plan->only_count == 0) return u->place != NULL;
    int32_t tps = election_tps(r, u->place);
    for (size_t i = 0; i < plan->only_count; i++)
        if (plan->only[i].tps == tps) return of_contests(r, plan->only[i].contests, u->contest);
    return false;
}

static Status fill(Cli *cli, const ElectionRegency *r, const CliLabelling *what,
                   const CustodyUnit *units, const CliOrder *order, PrintUnits *to, Err *err) {
    CustodyChain *chains = NULL;
    size_t chain_count = 0, count = to->count;
    CustodyKind only = CUSTODY_BOX;
    bool some = custody_kind_parse(what->kind, &only);
    Status s = OK;
    if (what->seals)
        s = custody_chains(cli->store, cli->arena, r->scope, what->place, &chains, &chain_count,
                           err);
    PrintUnit *labels = ARENA_ARRAY(cli->arena, PrintUnit, count + 1);
    to->units = labels;
    to->count = 0;
    for (size_t i = 0; i < count && s == OK; i++) {
        const CustodyUnit *u = &units[order->at[i]];
        if ((some && u->number.kind != only) || !in_plan(r, what->plan, u)) continue;
        char *text = arena_alloc(cli->arena, CUSTODY_LABEL_BYTES_MAX);
        if (what->signer) s = custody_label(u, what->signer, text, err);
        labels[to->count++] = (PrintUnit){.unit = u,
                                          .qr = what->signer ? text : NULL,
                                          .way = cli_order_way(cli, order, r, u),
                                          .seals = seals_of(cli, chains, chain_count, u->code)};
    }
    return s;
}

Status cli_labels(Cli *cli, const ElectionRegency *r, const CliLabelling *what, PrintUnits *ret,
                  Err *err) {
    PrintUnits to = {.env = &cli->env,
                     .regency = r,
                     .seal_list = what->seals,
                     .made_s = cli->env.now_ms(cli->env.ctx) / 1000};
    CustodyUnit *units;
    CliOrder order;
    Status s = custody_units(cli->store, cli->arena, r->scope, what->place, &units, &to.count, err);
    if (s == OK) s = cli_order(cli, r, what->plan, units, to.count, &order, err);
    if (s == OK) s = fill(cli, r, what, units, &order, &to, err);
    if (s == OK) *ret = to;
    return s;
}
