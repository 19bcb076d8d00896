// SPDX-License-Identifier: Apache-2.0
/* hantar labels: sheets of labels, and one label's proof. */
#include "cli/papers.h"

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
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * KIB);
    json_put_bool(out, "holds", true);
    json_put_str(out, "code", l->code);
    json_put_str(out, "kind", custody_kind_id(l->number.kind));
    json_put_str(out, "place", *l->place ? l->place : NULL);
    json_put_str(out, "contest", *l->contest ? l->contest : NULL);
    json_put_int(out, "copy", l->copy);
    json_put_str(out, "key", l->key);
    return cli_report_end(&report, err);
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

static Status report(Cli *cli, const char *path, const PrintFile *file, size_t count, Err *err) {
    if (!cli->json) {
        cli_say(_("%s: %zu labels on %" PRId64 " pages"), path, count, file->pages);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * KIB);
    json_put_str(out, "file", path);
    json_put_int(out, "labels", (int64_t)count);
    json_put_int(out, "pages", file->pages);
    json_put_int(out, "bytes", file->bytes);
    return cli_report_end(&report, err);
}

static Status print_sheets(Cli *cli, const ElectionRegency *r, LedgerSigner *signer, Err *err) {
    const char *path = cli_text(cli, "out");
    CliLabelling what = {.place = cli->argument_count ? cli->arguments[0] : NULL,
                         .kind = cli_text(cli, "kind"),
                         .signer = signer,
                         .seals = cli_flag(cli, "seals")};
    PrintUnits units;
    PrintFile file;
    Status s = cli_labels(cli, r, &what, &units, err);
    if (s == OK && units.count == 0) {
        err_set(err, ERR_ABSENT, "%s", _("nothing there has a number yet"));
        err_advise(err, "%s", _("hantar units numbers what the needs ask for"));
        s = ERR_ABSENT;
    }
    if (s == OK) s = print_units(cli->arena, &units, path, &file, err);
    return s == OK ? report(cli, path, &file, units.count, err) : s;
}

Status cmd_labels(Cli *cli, Err *err) {
    const char *text = cli_text(cli, "check");
    ElectionRegency regency;
    LedgerSigner *signer = NULL;
    if (text) return check(cli, text, err);
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &regency, err);
    if (s == OK && !cli_flag(cli, "unsigned"))
        s = cli_label_signer(cli, &regency, cli_text(cli, "label-key"), &signer, err);
    if (s == OK) s = print_sheets(cli, &regency, signer, err);
    ledger_signer_free(signer);
    return s;
}
