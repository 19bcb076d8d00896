// SPDX-License-Identifier: Apache-2.0
/* What the files of `hantar log witness` share. */
#ifndef HANTAR_CLI_WITNESS_H
#define HANTAR_CLI_WITNESS_H

#include "cli/cli.h"
#include "tlog/tlog.h"

/* What a witness remembers, in a folder that is made together with its key: DIR/witness holds the
 * key's public half, and without it nothing is signed, so that a mistyped name does not make a
 * witness forget. For each log DIR/<SHA-256 of its origin>/checkpoint, which
 * is the path where monitors look for it; what proves a log wrong in DIR/fork-N (the request) and
 * DIR/fork-N-seen (the note cosigned before); other refused requests in DIR/refused-N. One
 * process has the folder at a time (a lock on DIR/lock), and within it one thread; so looking and
 * putting are not torn apart. Env's write_file makes it durable. */
typedef struct CliMemory {
    const Env *env;
    const char *folder;
    int lock_fd;
} CliMemory;
MUST_USE Status cli_memory_make(const Env *env, const char *folder, const TlogKey *key, Err *err);
MUST_USE Status cli_memory_open(const Env *env, Arena *arena, const char *folder,
                                const TlogKey *key, CliMemory *ret, Err *err);
void cli_memory_close(CliMemory *memory);
TlogMemory cli_memory_of(CliMemory *memory); /* borrows */
/* Keeps what was refused as no continuation, and the proof of a fork; so many of each. */
#define CLI_REFUSED_MAX 20 /* anybody can spoil a proof on its way */
#define CLI_FORKS_MAX 100
MUST_USE Status cli_memory_keep(CliMemory *memory, Arena *arena, const TlogAnswer *answer,
                                Bytes request, const char **ret_path, Err *err);

/* Answers over HTTP at HOST:PORT until SIGINT or SIGTERM. */
MUST_USE Status cli_witness_listen(const TlogWitness *witness, CliMemory *memory,
                                   const char *host_port, Err *err);
/* A line to stderr about an answer that was given. */
void cli_witness_note(const TlogAnswer *answer);
/* Keeps the evidence that an answer speaks of, if it does. */
void cli_witness_keep(CliMemory *memory, Arena *arena, const TlogAnswer *answer, Bytes request);

#endif
