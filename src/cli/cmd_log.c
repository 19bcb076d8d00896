// SPDX-License-Identifier: Apache-2.0
#include "cli/log.h"

#include <inttypes.h>

/* ---------------------------------------------------------------- list */

typedef struct Listing {
    CliTable table;
    JsonOut out;
    bool json;
} Listing;

static bool list_event(void *ctx, const LedgerEvent *e, Bytes canonical, Sha256 leaf) {
    Listing *l = ctx;
    char hex[65];
    hex_format(leaf.b, sizeof leaf.b, hex);
    if (!l->json) {
        cli_row(&l->table, "%s\t%" PRId64 "\t%s\t%s\t%zu\t%.12s", e->scope, e->seq, e->time,
                e->type, canonical.n, hex);
        return true;
    }
    json_open(&l->out, NULL, '{');
    json_put_str(&l->out, "scope", e->scope);
    json_put_int(&l->out, "seq", e->seq);
    json_put_str(&l->out, "id", e->id);
    json_put_str(&l->out, "time", e->time);
    json_put_str(&l->out, "type", e->type);
    json_put_int(&l->out, "bytes", (int64_t)canonical.n);
    json_put_str(&l->out, "leaf", hex);
    json_close(&l->out, '}');
    return true;
}

static Status log_list(Cli *cli, Err *err) {
    Listing l = {.table = {.arena = cli->arena}, .json = cli->json};
    Buf b;
    buf_init(&b, 256 * MIB);
    json_out(&l.out, &b, true);
    json_open(&l.out, NULL, '{');
    json_open(&l.out, "events", '[');
    cli_row(&l.table, "%s\t>%s\t%s\t%s\t>%s\t%s", _("scope"), _("number"), _("time"), _("type"),
            _("bytes"), _("leaf"));
    Status s = ledger_each(cli->ledger, cli->scope, 0, list_event, &l, err);
    json_close(&l.out, ']');
    json_close(&l.out, '}');
    if (s == OK && cli->json) return cli_print_json(&b, err);
    buf_free(&b);
    if (s == OK) cli_table(&l.table);
    return s;
}

/* ---------------------------------------------------------------- replay */

static Status replay_json(const LedgerReplay *r, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_int(out, "events", r->events);
    json_put_int(out, "tables", (int64_t)r->tables);
    json_put_int(out, "leaves_wrong", r->leaves_wrong);
    json_put_int(out, "salts_missing", r->salts_missing);
    json_put_int(out, "events_missing", r->events_missing);
    json_put_int(out, "events_refused", r->events_refused);
    json_put_int(out, "signatures", r->signatures);
    json_put_int(out, "signatures_wrong", r->signatures_wrong);
    json_open(out, "differences", '[');
    for (size_t i = 0; i < r->difference_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "table", r->differences[i].table);
        json_put_int(out, "rows_live", r->differences[i].rows_live);
        json_put_int(out, "rows_replayed", r->differences[i].rows_replayed);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

static void replay_say(const LedgerReplay *r) {
    cli_say(_("%" PRId64 " events replayed, %zu views compared"), r->events, r->tables);
    for (size_t i = 0; i < r->difference_count; i++)
        cli_say(_("  %s: %" PRId64 " rows, replayed %" PRId64), r->differences[i].table,
                r->differences[i].rows_live, r->differences[i].rows_replayed);
    if (r->leaves_wrong)
        cli_say(_("  %" PRId64 " events do not match their leaf: the log was changed"),
                r->leaves_wrong);
    if (r->signatures_wrong)
        cli_say(_("  %" PRId64 " signatures do not hold: the log was changed"),
                r->signatures_wrong);
    if (r->events_missing)
        cli_say(_("  %" PRId64 " numbers have no event: the log was cut"), r->events_missing);
    if (r->events_refused)
        cli_say(_("  %" PRId64 " events are no longer accepted"), r->events_refused);
    if (r->salts_missing)
        cli_say(_("  %" PRId64
                  " events cannot be checked against their leaf: their salts are not here"),
                r->salts_missing);
    if (ledger_replay_clean(r)) cli_say("%s", _("the views are what the log says"));
}

static Status log_replay(Cli *cli, Err *err) {
    LedgerReplay r;
    Status s = ledger_replay_compare(cli->ledger, cli->arena, &cli->progress, &r, err);
    cli_progress_end();
    if (s == OK && cli->json) s = replay_json(&r, err);
    if (s == OK && !cli->json) replay_say(&r);
    if (s != OK || ledger_replay_clean(&r)) return s;
    if (r.difference_count == 0)
        return err_set(err, ERR_INPUT, "%s", _("the log is not what it was when it was written"));
    err_set(err, ERR_INPUT, _("%zu views differ from the log"), r.difference_count);
    err_advise(err, "%s", _("rebuild them: hantar log replay --repair"));
    return ERR_INPUT;
}

static Status cmd_log_list(Cli *cli, Err *err) {
    Status s = cli_open(cli, STORE_READ, err);
    return s == OK ? log_list(cli, err) : s;
}

static Status cmd_log_replay(Cli *cli, Err *err) {
    bool repair = cli_flag(cli, "repair");
    Status s = cli_open(cli, repair ? STORE_WRITE : STORE_READ, err);
    if (s == OK && repair) s = ledger_rebuild(cli->ledger, &cli->progress, err);
    return s == OK ? log_replay(cli, err) : s;
}

static const struct {
    const char *name;
    Status (*run)(Cli *cli, Err *err);
} verbs[] = {{"list", cmd_log_list},     {"replay", cmd_log_replay},
             {"verify", cmd_log_verify}, {"checkpoint", cmd_log_checkpoint},
             {"prove", cmd_log_prove},   {"export", cmd_log_export},
             {"mirror", cmd_log_mirror}, {"witness", cmd_log_witness}};

Status cmd_log(Cli *cli, Err *err) {
    const char *verb = cli->arguments[0];
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (str_eq(verbs[i].name, verb)) return verbs[i].run(cli, err);
    err_set(
        err, ERR_USAGE,
        _("log knows list, replay, verify, checkpoint, prove, export, mirror and witness, not %s"),
        verb);
    return ERR_USAGE;
}
