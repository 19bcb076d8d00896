// SPDX-License-Identifier: Apache-2.0
/* hantar stock papers: the documents of the warehouse as PDF. */
#include "cli/cli.h"
#include "print/print.h"

static Status papers_json(const char *scope, const char *directory, const PrintFile *files,
                          size_t n, Err *err) {
    Buf b;
    JsonOut out;
    buf_init(&b, 1 * MIB);
    json_out(&out, &b, true);
    json_open(&out, NULL, '{');
    json_put_str(&out, "scope", scope);
    json_put_str(&out, "directory", directory);
    json_open(&out, "files", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&out, NULL, '{');
        json_put_str(&out, "name", files[i].name);
        json_put_int(&out, "bytes", files[i].bytes);
        json_put_int(&out, "pages", files[i].pages);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

Status cli_stock_papers(Cli *cli, Err *err) {
    const char *directory = cli_text(cli, "to");
    if (!directory) {
        err_set(err, ERR_USAGE, "%s", _("stock papers needs --to DIR"));
        return ERR_USAGE;
    }
    CliStock k;
    PrintFile *files;
    size_t n;
    Status s = cli_stock(cli, &k, err);
    if (s == OK) s = print_stock(&cli->env, cli->arena, &k.book, directory, &files, &n, err);
    if (s != OK) return s;
    if (cli->json) return papers_json(k.regency.scope, directory, files, n, err);
    for (size_t i = 0; i < n; i++)
        cli_say(tr_n("%s: %s page", "%s: %s pages", files[i].pages), files[i].name,
                int_group(cli->arena, files[i].pages));
    cli_say(_("the papers lie in %s"), directory);
    return OK;
}
