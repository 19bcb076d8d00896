// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "cli/log.h"

/* hantar log export: the record in forms that other systems read. */

#define EXPORT_BYTES_MAX LEDGER_MIRROR_BYTES_MAX

typedef struct Exporting {
    Cli *cli;
    CustodyEpcis to;
    JsonOut out;
    int64_t written;
} Exporting;

static bool put_event(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)canonical;
    (void)leaf;
    Exporting *e = ctx;
    Arena *scratch = arena_new(&e->cli->env, 64 * MIB);
    e->written += custody_epcis_event(scratch, &e->to, event, &e->out);
    arena_free(scratch);
    return true;
}

static Status export_epcis(Cli *cli, const ElectionRegency *regency, const char *now, Buf *to,
                           Err *err) {
    const char *base = cli_text(cli, "base");
    if (!base) base = arena_printf(cli->arena, "https://hantar.invalid/%s", regency->scope);
    Exporting e = {cli, {cli->store, base, regency->zone_min}, {0}, 0};
    json_out(&e.out, to, true);
    custody_epcis_open(&e.to, now, &e.out);
    Status s = ledger_each(cli->ledger, regency->scope, 0, put_event, &e, err);
    custody_epcis_close(&e.out);
    return s;
}

static Status export_nist(Cli *cli, const ElectionRegency *regency, const char *now, Buf *to,
                          Err *err) {
    JsonOut out;
    json_out(&out, to, true);
    return ledger_nist(cli->ledger, cli->arena, regency->scope, regency->rules.id, now, &out, err);
}

static Status export_mirror(Cli *cli, const ElectionRegency *regency, Buf *to, Err *err) {
    return ledger_mirror_write(cli->ledger, cli->arena, regency->scope, cli_int(cli, "after"), to,
                               err);
}

static Status export_csv(Cli *cli, const ElectionRegency *regency, Buf *to, Err *err) {
    CustodyChain *chains;
    size_t count;
    Status s = custody_chains(cli->store, cli->arena, regency->scope, NULL, &chains, &count, err);
    if (s == OK) custody_csv(chains, count, to);
    return s;
}

static Status write_out(Cli *cli, Buf *b, Err *err) {
    const char *path = cli_text(cli, "out");
    Status s = buf_ok(b, err);
    if (s != OK) return s;
    if (path) return env_write_file(&cli->env, path, buf_bytes(b), err);
    fwrite(b->at, 1, b->n, stdout);
    return OK;
}

Status cmd_log_export(Cli *cli, Err *err) {
    ElectionRegency regency;
    const char *as = cli_text(cli, "as");
    char now[32];
    Buf b;
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_region(cli, cli->store, &regency, err);
    if (s != OK) return s;
    time_format_utc(cli->env.now_ms(cli->env.ctx), now);
    buf_init(&b, EXPORT_BYTES_MAX);
    if (str_eq(as, "epcis"))
        s = export_epcis(cli, &regency, now, &b, err);
    else if (str_eq(as, "nist"))
        s = export_nist(cli, &regency, now, &b, err);
    else if (str_eq(as, "mirror"))
        s = export_mirror(cli, &regency, &b, err);
    else
        s = export_csv(cli, &regency, &b, err);
    if (s == OK) s = write_out(cli, &b, err);
    buf_free(&b);
    return s;
}
