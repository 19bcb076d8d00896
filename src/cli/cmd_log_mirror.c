// SPDX-License-Identifier: Apache-2.0
/* hantar log mirror: the log of another scope, taken over from a file. */
#include "cli/cli.h"
#include "cli/log.h"

#include <inttypes.h>

static Status mirror_json(const LedgerMirrored *m, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "scope", m->scope);
    json_put_int(out, "size", m->size);
    json_put_int(out, "added", m->added);
    json_put_int(out, "signatures", m->signatures);
    json_put_int(out, "checkpoint", m->checkpoint);
    return cli_report_end(&report, err);
}

static void mirror_say(const LedgerMirrored *m) {
    cli_say(_("%s: %" PRId64 " events, %" PRId64 " of them new, %" PRId64 " of these signed"),
            m->scope, m->size, m->added, m->signatures);
    if (m->checkpoint)
        cli_say(_("the first %" PRId64 " are what its log has signed"), m->checkpoint);
    else
        cli_say("%s", _("its log has signed no checkpoint: only signed events prove themselves"));
}

Status cmd_log_mirror(Cli *cli, Err *err) {
    const char *path = cli->argument_count > 1 ? cli->arguments[1] : NULL;
    if (!path) {
        err_set(err, ERR_USAGE, "%s", _("which file? hantar log mirror FILE"));
        err_advise(err, "%s", _("made there with hantar log export --as mirror --out FILE"));
        return ERR_USAGE;
    }
    Bytes file;
    LedgerMirrored m;
    TlogPolicy policy;
    bool asked = cli_text(cli, "policy") != NULL;
    Status s = asked ? cli_policy(cli, &policy, err) : OK;
    if (s == OK) s = cli_open(cli, STORE_WRITE, err);
    if (s == OK)
        s = env_read_file(&cli->env, path, LEDGER_MIRROR_BYTES_MAX, cli->arena, &file, err);
    if (s == OK)
        s = ledger_mirror_take(cli->ledger, cli->arena, file, asked ? &policy : NULL, &m, err);
    if (s != OK) return s;
    if (cli->json) return mirror_json(&m, err);
    mirror_say(&m);
    return OK;
}
