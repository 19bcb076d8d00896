// SPDX-License-Identifier: Apache-2.0
/* hantar labels: sheets of labels, and one label's proof. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#define KEY_FILE_BYTES_MAX (4 * KIB)

/* ---------------------------------------------------------------- checking */

static Status check_offline(Cli *cli, const CustodyLabel *label, Err *err) {
    Bytes file;
    LedgerKeyKind kind;
    uint8_t key[LEDGER_PUBLIC_BYTES];
    const char *path = cli_text(cli, "public");
    Status s = env_read_file(&cli->env, path, KEY_FILE_BYTES_MAX, cli->arena, &file, err);
    if (s == OK) s = ledger_public_read(file, path, &kind, key, err);
    if (s != OK) return s;
    if (kind != LEDGER_KEY_LABEL)
        return err_set(err, ERR_INPUT, "%s", _("this key is not one that signs labels"));
    if (custody_label_holds(label, key)) return OK;
    err_set(err, ERR_INPUT, _("the label of %s was not made with this key"), label->code);
    err_advise(err, "%s", _("set the item aside and tell the KPU"));
    return ERR_INPUT;
}

static Status check_online(Cli *cli, const CustodyLabel *label, Err *err) {
    const char *scope;
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_log_scope(cli, &scope, err);
    return s == OK ? custody_label_check(cli->store, scope, label, err) : s;
}

static Status say_label(Cli *cli, const CustodyLabel *l, Err *err) {
    char shown[CUSTODY_SHOWN_BYTES];
    custody_code_shown(l->code, shown);
    if (!cli->json) {
        cli_say(_("the label holds: %s %s of %s%s%s, key %s"), custody_kind_word(l->number.kind),
                shown, *l->place ? l->place : l->number.scope, *l->contest ? ", " : "", l->contest,
                l->key);
        return OK;
    }
    Buf b;
    JsonOut out;
    buf_init(&b, 64 * KIB);
    json_out(&out, &b, true);
    json_open(&out, NULL, '{');
    json_put_bool(&out, "holds", true);
    json_put_str(&out, "code", l->code);
    json_put_str(&out, "kind", custody_kind_id(l->number.kind));
    json_put_str(&out, "place", *l->place ? l->place : NULL);
    json_put_str(&out, "contest", *l->contest ? l->contest : NULL);
    json_put_int(&out, "copy", l->copy);
    json_put_str(&out, "key", l->key);
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

static Status check(Cli *cli, const char *text, Err *err) {
    CustodyLabel label;
    Status s = custody_label_read(text, &label, err);
    if (s == OK)
        s = cli_text(cli, "public") ? check_offline(cli, &label, err)
                                    : check_online(cli, &label, err);
    return s == OK ? say_label(cli, &label, err) : s;
}

/* ---------------------------------------------------------------- printing */

typedef struct Job {
    Cli *cli;
    ElectionRegency regency;
    CustodyUnit *units;
    size_t count;
    CliOrder order;
    LedgerSigner *signer; /* NULL = unsigned */
} Job;

static Status read_signer(Job *job, Err *err) {
    Cli *cli = job->cli;
    LedgerKey key;
    if (cli_flag(cli, "unsigned")) return OK;
    const char *path = cli_text(cli, "label-key");
    if (!path) path = cli_key_path(cli, LEDGER_KEY_LABEL);
    Status s = cli_read_signer(cli, path, &job->signer, err);
    if (s != OK) {
        err_advise(err, "%s",
                   _("make and enrol one: hantar key new --kind label; or print with --unsigned"));
        return s;
    }
    s = ledger_key(cli->store, job->regency.scope, ledger_signer_id(job->signer), &key, err);
    if (s == OK && key.kind == LEDGER_KEY_LABEL && !key.revoked_seq) return OK;
    if (s != OK && s != ERR_ABSENT) return s;
    err_set(err, ERR_INPUT, _("the key in %s does not sign labels in this regency"), path);
    err_advise(err, _("enrol it: hantar key enrol %s.pub"), path);
    return ERR_INPUT;
}

static const char *seals_of(Job *job, const CustodyChain *chains, size_t n, const char *code) {
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(chains[i].item, code)) continue;
        const char *text = "";
        for (size_t k = 0; k < chains[i].seal_count; k++)
            text = arena_printf(job->cli->arena, "%s%s%s", text, k ? ", " : "", chains[i].seals[k]);
        return text;
    }
    return NULL;
}

static Status fill(Job *job, const char *place, PrintUnit **ret, size_t *ret_count, Err *err) {
    Arena *a = job->cli->arena;
    CustodyChain *chains = NULL;
    size_t n = 0, chain_count = 0;
    CustodyKind only = CUSTODY_BOX;
    bool some = custody_kind_parse(cli_text(job->cli, "kind"), &only);
    Status s = OK;
    if (cli_flag(job->cli, "seals"))
        s = custody_chains(job->cli->store, a, job->regency.scope, place, &chains, &chain_count,
                           err);
    PrintUnit *labels = ARENA_ARRAY(a, PrintUnit, job->count + 1);
    for (size_t i = 0; i < job->count && s == OK; i++) {
        const CustodyUnit *u = &job->units[job->order.at[i]];
        if (some && u->number.kind != only) continue;
        char *text = arena_alloc(a, CUSTODY_LABEL_BYTES_MAX);
        if (job->signer) s = custody_label(u, job->signer, text, err);
        labels[n++] = (PrintUnit){.unit = u,
                                  .qr = job->signer ? text : NULL,
                                  .way = cli_order_way(job->cli, &job->order, &job->regency, u),
                                  .seals = seals_of(job, chains, chain_count, u->code)};
    }
    *ret = labels;
    *ret_count = n;
    return s;
}

static Status report(Cli *cli, const char *path, const PrintFile *file, size_t count, Err *err) {
    if (!cli->json) {
        cli_say(_("%s: %zu labels on %" PRId64 " pages"), path, count, file->pages);
        return OK;
    }
    Buf b;
    JsonOut out;
    buf_init(&b, 64 * KIB);
    json_out(&out, &b, true);
    json_open(&out, NULL, '{');
    json_put_str(&out, "file", path);
    json_put_int(&out, "labels", (int64_t)count);
    json_put_int(&out, "pages", file->pages);
    json_put_int(&out, "bytes", file->bytes);
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

static Status print_sheets(Job *job, Err *err) {
    Cli *cli = job->cli;
    const char *place = cli->argument_count ? cli->arguments[0] : NULL,
               *path = cli_text(cli, "out");
    PrintUnits units = {.env = &cli->env,
                        .regency = &job->regency,
                        .seal_list = cli_flag(cli, "seals"),
                        .made_s = cli->env.now_ms(cli->env.ctx) / 1000};
    PrintUnit *labels;
    PrintFile file;
    Status s = read_signer(job, err);
    if (s == OK)
        s = custody_units(cli->store, cli->arena, job->regency.scope, place, &job->units,
                          &job->count, err);
    if (s == OK) s = cli_order(cli, &job->regency, job->units, job->count, &job->order, err);
    if (s == OK) s = fill(job, place, &labels, &units.count, err);
    if (s == OK && units.count == 0) {
        err_set(err, ERR_ABSENT, "%s", _("nothing there has a number yet"));
        err_advise(err, "%s", _("hantar units numbers what the needs ask for"));
        s = ERR_ABSENT;
    }
    if (s != OK) return s;
    units.units = labels;
    s = print_units(cli->arena, &units, path, &file, err);
    return s == OK ? report(cli, path, &file, units.count, err) : s;
}

Status cmd_labels(Cli *cli, Err *err) {
    const char *text = cli_text(cli, "check");
    Job job = {.cli = cli};
    if (text) return check(cli, text, err);
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &job.regency, err);
    if (s == OK) s = print_sheets(&job, err);
    ledger_signer_free(job.signer);
    return s;
}
