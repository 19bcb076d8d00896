// SPDX-License-Identifier: Apache-2.0
/* hantar stock order: what a regency has printed, by the rules' formulas, as its print orders. They
 * are what hantar import print-orders takes, typed by the program. */
#include "cli/cli.h"

static const char *table_of(Cli *cli, const CliStock *k, int64_t transport, int64_t people) {
    char packing[16];
    const ElectionRegency *r = &k->regency;
    Buf *b = buf_on(cli->arena, 64 * KIB);
    day_format(stock_packing_day(r), packing);
    buf_str(b, "region,region_name,contest,sheets,dpt,reserve,rerun,packing,transport_days,"
               "sort_people\n");
    for (size_t c = 0; c < r->rules.contest_count; c++) {
        const ElectionPrintOrder *o = &k->needs.print_orders[c];
        if (o->total == 0) continue;
        buf_printf(b, "%s,", r->scope);
        csv_cell(b, r->name);
        buf_printf(b, ",%s,%lld,%lld,%lld,%lld,%s,%lld,%lld\n", r->rules.contests[o->contest].id,
                   (long long)o->total, (long long)o->dpt, (long long)o->reserve,
                   (long long)o->rerun, packing, (long long)transport, (long long)people);
    }
    return b->at;
}

static Status order_json(const CliStock *k, const ElectionImport *im, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "scope", k->regency.scope);
    json_open(out, "orders", '[');
    for (size_t c = 0; c < k->regency.rules.contest_count; c++) {
        const ElectionPrintOrder *o = &k->needs.print_orders[c];
        json_open(out, NULL, '{');
        json_put_str(out, "contest", k->regency.rules.contests[o->contest].id);
        json_put_int(out, "dpt", o->dpt);
        json_put_int(out, "reserve", o->reserve);
        json_put_int(out, "rerun", o->rerun);
        json_put_int(out, "sheets", o->total);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_put_bool(out, "same", im->same);
    json_put_str(out, "event", im->receipt.seq ? im->receipt.id : NULL);
    return cli_report_end(&report, err);
}

static void order_say(Cli *cli, const CliStock *k, const ElectionImport *im) {
    const ElectionRegency *r = &k->regency;
    for (size_t c = 0; c < r->rules.contest_count; c++) {
        const ElectionPrintOrder *o = &k->needs.print_orders[c];
        cli_say(_("%s: %s ballots (DPT %s, reserve %s, re-votes %s)"),
                election_text(r->rules.contests[o->contest].name), int_group(cli->arena, o->total),
                int_group(cli->arena, o->dpt), int_group(cli->arena, o->reserve),
                int_group(cli->arena, o->rerun));
    }
    if (im->same) cli_say("%s", _("this was ordered before: nothing new"));
    if (im->receipt.seq)
        cli_say("%s", _("ordered; the province hears of it by hantar log export --as mirror"));
}

static Status voters_known(const CliStock *k, Err *err) {
    if (k->regency.tps_count == 0) {
        err_set(err, ERR_INPUT, "%s", _("no TPS is known: what to print is not known"));
        err_advise(err, "%s", _("import them first: hantar import tps FILE"));
        return ERR_INPUT;
    }
    if (k->needs.unknown_count == 0) return OK;
    err_set(err, ERR_INPUT, _("%zu TPS have no number of voters: what to print is not known"),
            k->needs.unknown_count);
    err_advise(err, "%s", _("complete them first: hantar needs names them"));
    return ERR_INPUT;
}

Status cli_stock_order(Cli *cli, Err *err) {
    if (!cli_text(cli, "transport-days") || !cli_text(cli, "sort-people")) {
        err_set(err, ERR_USAGE, "%s", _("stock order needs --transport-days and --sort-people"));
        err_advise(err, "%s", "hantar stock order --transport-days 3 --sort-people 120");
        return ERR_USAGE;
    }
    CliStock k;
    ElectionImport im = {0};
    Faults faults = {.arena = cli->arena, .file = "stock order"};
    ElectionImportOptions options = {
        .dry_run = cli_flag(cli, "dry-run"), .kinds = STOCK_KINDS, .kind_count = STOCK_KIND_COUNT};
    Status s = cli_stock_open(cli, options.dry_run ? STORE_READ : STORE_WRITE, &k, err);
    if (s == OK) s = voters_known(&k, err);
    if (s != OK) return s;
    options.typed =
        bytes_of(table_of(cli, &k, cli_int(cli, "transport-days"), cli_int(cli, "sort-people")));
    s = election_import(&cli->env, cli->ledger, cli->store, cli->arena, k.regency.scope,
                        "print-orders", "stock order", options, &cli->progress, &im, &faults, err);
    cli_progress_end();
    if (faults.total) cli_faults(&faults);
    if (s != OK) return s;
    if (cli->json) return order_json(&k, &im, err);
    order_say(cli, &k, &im);
    return OK;
}
