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

/* Labels, in the order of loading: those of hantar labels, and of a plan's papers. */
typedef struct CliLabelling {
    const char *place;    /* TPS, village or district; NULL = all */
    const char *kind;     /* of units; NULL = all */
    const Plan *plan;     /* whose loading, and for whose TPS; NULL = the newest's, and all */
    LedgerSigner *signer; /* NULL = codes without a signature */
    bool seals;           /* with those recorded so far */
} CliLabelling;
/* Count 0 where nothing there has a number. */
MUST_USE Status cli_labels(Cli *cli, const ElectionRegency *regency, const CliLabelling *what,
                           PrintUnits *ret, Err *err);
/* The key at `path`, or the one beside the database: one that signs labels in the regency. */
MUST_USE Status cli_label_signer(Cli *cli, const ElectionRegency *regency, const char *path,
                                 LedgerSigner **ret, Err *err);

#endif
