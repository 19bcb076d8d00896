// SPDX-License-Identifier: Apache-2.0
/* What the files of `hantar log witness` share. */
#ifndef HANTAR_CLI_WITNESS_H
#define HANTAR_CLI_WITNESS_H

#include "cli/cli.h"
#include "tlog/tlog.h"

/* What a witness remembers, in a folder: for each log DIR/<SHA-256 of its origin>/checkpoint, which
 * is the path where monitors look for it; requests that prove a log wrong in DIR/evidence-N. One
 * process has the folder at a time (a lock on DIR/lock), and within it one thread; so looking and
 * putting are not torn apart. Env's write_file makes it durable. */
typedef struct CliMemory {
    const Env *env;
    const char *folder;
    int lock_fd;
} CliMemory;
MUST_USE Status cli_memory_open(const Env *env, const char *folder, CliMemory *ret, Err *err);
void cli_memory_close(CliMemory *memory);
TlogMemory cli_memory_of(CliMemory *memory); /* borrows */
/* Keeps a request that proves a log wrong; up to CLI_EVIDENCE_MAX of them. */
#define CLI_EVIDENCE_MAX 100
MUST_USE Status cli_memory_keep(const CliMemory *memory, Arena *arena, Bytes request, Err *err);

/* Answers over HTTP at HOST:PORT until SIGINT or SIGTERM. */
MUST_USE Status cli_witness_listen(const TlogWitness *witness, const CliMemory *memory,
                                   const char *host_port, Err *err);
/* A line to stderr about an answer that was given. */
void cli_witness_note(const TlogAnswer *answer);
/* Keeps the evidence that an answer speaks of, if it does. */
void cli_witness_keep(const CliMemory *memory, Arena *arena, const TlogAnswer *answer,
                      Bytes request);

#endif
