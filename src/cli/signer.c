// SPDX-License-Identifier: Apache-2.0
/* Whose key signs what this program states. Secret keys lie in files beside the database and not
 * in it: a database is copied, backed up and handed on. */
#include "cli/cli.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_BYTES_MAX (4 * KIB)

const char *cli_key_path(const Cli *cli, LedgerKeyKind kind) {
    const char *kinds[LEDGER_KEY_KINDS] = {"key", "device-key", "log-key", "label-key"};
    return arena_printf(cli->arena, "%s-%s", cli->db, kinds[kind]);
}

static Status check_private(const char *path, Err *err) {
    struct stat st;
    if (stat(path, &st) != 0 || (st.st_mode & 077) == 0) return OK; /* absence is told by reading */
    err_set(err, ERR_INPUT, "%s", _("others may read this secret key"));
    err_at(err, path, 0, 0, NULL);
    err_advise(err, _("take their right away: chmod 600 %s"), path);
    return ERR_INPUT;
}

Status cli_read_signer(Cli *cli, const char *path, LedgerSigner **ret, Err *err) {
    Bytes file;
    Status s = check_private(path, err);
    if (s == OK) s = env_read_file(&cli->env, path, KEY_FILE_BYTES_MAX, cli->arena, &file, err);
    if (s != OK) return s;
    s = ledger_signer_read(&cli->env, file, path, ret, err);
    explicit_bzero((void *)(uintptr_t)file.at, file.n); /* the arena lives as long as the command */
    return s;
}

Status cli_sign(Cli *cli, Err *err) {
    if (cli->signer) return OK;
    const char *path = cli->key ? cli->key : cli_key_path(cli, LEDGER_KEY_PERSON);
    Status s = cli_read_signer(cli, path, &cli->signer, err);
    if (s == ERR_ABSENT) err_advise(err, "%s", _("make one: hantar key new, or give --key FILE"));
    if (s == OK) ledger_sign_with(cli->ledger, cli->signer);
    return s;
}

/* The key beside the database signs in the scopes in which it counts, and elsewhere stays silent;
 * one that was named with --key signs or is refused. */
Status cli_sign_if_enrolled(Cli *cli, Err *err) {
    const char *path = cli_key_path(cli, LEDGER_KEY_PERSON), *scope;
    LedgerKey key;
    if (cli->key) return cli_sign(cli, err);
    if (access(path, F_OK) != 0 || cli_log_scope(cli, &scope, NULL) != OK) return OK;
    LedgerSigner *signer;
    Status s = cli_read_signer(cli, path, &signer, err);
    if (s != OK) return s;
    s = ledger_key(cli->store, scope, ledger_signer_id(signer), &key, err);
    if (s != OK || key.revoked_seq) {
        ledger_signer_free(signer);
        return s == ERR_ABSENT ? OK : s;
    }
    cli->signer = signer;
    ledger_sign_with(cli->ledger, signer);
    return OK;
}

typedef struct Only {
    Arena *arena;
    const char *scope;
    int count;
} Only;

static bool take_scope(void *ctx, const char *scope, int64_t size) {
    (void)size;
    Only *only = ctx;
    only->scope = arena_str(only->arena, scope);
    return ++only->count < 2;
}

Status cli_log_scope(Cli *cli, const char **ret, Err *err) {
    Only only = {.arena = cli->arena};
    if (cli->scope) {
        *ret = cli->scope;
        return OK;
    }
    Status s = ledger_each_scope(cli->store, take_scope, &only, err);
    if (s == OK && only.count == 1) {
        *ret = only.scope;
        return OK;
    }
    if (s != OK) return s;
    err_set(err, ERR_INPUT, "%s",
            only.count ? _("this database holds the logs of several regencies")
                       : _("nothing stands in this record yet"));
    err_advise(err, "%s", _("name the one that is meant: --scope CODE"));
    return ERR_INPUT;
}

typedef struct Own {
    Cli *cli;
    const char *scope;
    int own, mirrored;
} Own;

static bool take_own(void *ctx, const char *scope, int64_t size) {
    Own *o = ctx;
    (void)size;
    if (ledger_mirrors(o->cli->store, scope)) {
        o->mirrored++;
    } else {
        o->own++;
        o->scope = arena_str(o->cli->arena, scope);
    }
    return true;
}

Status cli_own_scope(Cli *cli, const char **ret, Err *err) {
    Own o = {.cli = cli};
    Status s = ledger_each_scope(cli->store, take_own, &o, err);
    if (s == OK && o.mirrored && o.own == 1) *ret = o.scope;
    return s;
}
