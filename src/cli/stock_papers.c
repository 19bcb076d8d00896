// SPDX-License-Identifier: Apache-2.0
/* hantar stock papers: the documents of the warehouse as PDF. */
#include "cli/papers.h"

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
    if (cli->json) return cli_papers_json("scope", k.regency.scope, directory, files, n, err);
    cli_papers_say(cli, directory, files, n);
    return OK;
}
