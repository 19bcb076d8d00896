// SPDX-License-Identifier: Apache-2.0
/* What an event states, in words, for whoever verifies a proof of it. One row per type in tell.c; a
 * floor that brings new types of events adds its rows there. Of types without a row, only type,
 * time and actor are told. */
#ifndef HANTAR_CLI_VERIFY_H
#define HANTAR_CLI_VERIFY_H

#include "cli/cli.h"

typedef struct CliTeller {
    const char *type;
    /* One sentence, in the language in force; NULL when the body does not hold what it should: it
     * is as its maker wrote it, and no view has checked it. */
    const char *(*tell)(Arena *arena, const LedgerEvent *event);
} CliTeller;
/* The sentence of an event, or NULL. */
const char *cli_tell(Arena *arena, const LedgerEvent *event);

#endif
