// SPDX-License-Identifier: Apache-2.0
/* papers.h: how the commands that write papers tell which. */
#ifndef HANTAR_CLI_PAPERS_H
#define HANTAR_CLI_PAPERS_H

#include "cli/cli.h"
#include "print/print.h"

/* {of: name, "directory", "files"} */
MUST_USE Status cli_papers_json(const char *of, const char *name, const char *directory,
                                const PrintFile *files, size_t n, Err *err);
void cli_papers_say(Cli *cli, const char *directory, const PrintFile *files, size_t n);

#endif
