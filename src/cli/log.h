// SPDX-License-Identifier: Apache-2.0
/* log.h: the verbs of hantar log, a file each, and what they share. */
#ifndef HANTAR_CLI_LOG_H
#define HANTAR_CLI_LOG_H

#include "cli/cli.h"

Status cmd_log_checkpoint(Cli *cli, Err *err);
Status cmd_log_export(Cli *cli, Err *err);
Status cmd_log_mirror(Cli *cli, Err *err);
Status cmd_log_prove(Cli *cli, Err *err);
Status cmd_log_verify(Cli *cli, Err *err);

/* The policy that --policy names. */
MUST_USE Status cli_policy(Cli *cli, TlogPolicy *ret, Err *err);

#endif
