// SPDX-License-Identifier: Apache-2.0
/* hantar key: keys are made where they are used, and enrolled where the record is. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_BYTES_MAX (4 * KIB)

/* ---------------------------------------------------------------- new */

static Status write_new(Cli *cli, const char *path, const Buf *file, mode_t hidden, Err *err) {
    mode_t before = umask(hidden);
    Status s = env_write_file(&cli->env, path, buf_bytes(file), err);
    umask(before);
    return s;
}

static Status write_pair(Cli *cli, const LedgerSigner *signer, const char *path, Err *err) {
    Buf secret, public_half;
    buf_init(&secret, KEY_FILE_BYTES_MAX);
    buf_init(&public_half, KEY_FILE_BYTES_MAX);
    Status s = ledger_signer_write(signer, &secret, err);
    if (s == OK)
        s = ledger_public_write(ledger_signer_kind(signer), ledger_signer_public(signer),
                                &public_half, err);
    if (s == OK) s = write_new(cli, path, &secret, 077, err);
    const char *pub = arena_printf(cli->arena, "%s.pub", path);
    if (s == OK) s = write_new(cli, pub, &public_half, 022, err);
    if (secret.at) explicit_bzero(secret.at, secret.cap);
    buf_free(&secret);
    buf_free(&public_half);
    return s;
}

static Status report_new(Cli *cli, const LedgerSigner *signer, const char *path, Err *err) {
    const char *kind = ledger_key_kind_name(ledger_signer_kind(signer));
    if (!cli->json) {
        cli_say(_("key %s (%s): %s is secret and stays here, %s.pub is for whoever enrols it"),
                ledger_signer_id(signer), kind, path, path);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "key", ledger_signer_id(signer));
    json_put_str(out, "kind", kind);
    json_put_str(out, "secret_file", path);
    json_put_str(out, "public_file", arena_printf(cli->arena, "%s.pub", path));
    return cli_report_end(&report, err);
}

static Status key_new(Cli *cli, Err *err) {
    LedgerKeyKind kind;
    if (!ledger_key_kind_parse(cli_text(cli, "kind"), &kind)) return ERR_USAGE;
    const char *path = cli->argument_count > 1 ? cli->arguments[1] : cli_key_path(cli, kind);
    if (access(path, F_OK) == 0) {
        err_set(err, ERR_CONFLICT, "%s", _("there is a file of this name already"));
        err_at(err, path, 0, 0, NULL);
        err_advise(err, "%s", _("a key is never written over: give another name"));
        return ERR_CONFLICT;
    }
    LedgerSigner *signer = ledger_signer_new(&cli->env, kind);
    if (!signer) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    Status s = write_pair(cli, signer, path, err);
    if (s == OK) s = report_new(cli, signer, path, err);
    ledger_signer_free(signer);
    return s;
}

/* ---------------------------------------------------------------- list */

typedef struct Listing {
    Cli *cli;
    CliTable table;
    JsonOut out;
} Listing;

static const char *name_of(Listing *l, const LedgerKey *k) {
    const char *name = k->name;
    if (ledger_reveal(l->cli->store, l->cli->arena, k->name, &name, NULL) != OK) return k->name;
    return name;
}

static bool list_key(void *ctx, const LedgerKey *k) {
    Listing *l = ctx;
    const char *kind = ledger_key_kind_name(k->kind), *name = name_of(l, k);
    if (!l->cli->json) {
        const char *until =
            k->revoked_seq
                ? arena_printf(l->cli->arena, _("revoked by event %" PRId64), k->revoked_seq)
                : _("counts");
        cli_row(&l->table, "%s\t%s\t%s\t%s\t%s\t%" PRId64 "\t%s", k->id, kind, k->role, k->org,
                name, k->enrolled_seq, until);
        return true;
    }
    json_open(&l->out, NULL, '{');
    json_put_str(&l->out, "key", k->id);
    json_put_str(&l->out, "kind", kind);
    json_put_str(&l->out, "role", k->role);
    json_put_str(&l->out, "org", k->org);
    json_put_str(&l->out, "name", name);
    json_put_int(&l->out, "enrolled", k->enrolled_seq);
    json_put_int_if(&l->out, "revoked", k->revoked_seq != 0, k->revoked_seq);
    json_close(&l->out, '}');
    return true;
}

static Status key_list(Cli *cli, const char *scope, Err *err) {
    Listing l = {.cli = cli, .table = {.arena = cli->arena}};
    Buf b;
    buf_init(&b, 16 * MIB);
    json_out(&l.out, &b, true);
    json_open(&l.out, NULL, '{');
    json_put_str(&l.out, "scope", scope);
    json_open(&l.out, "keys", '[');
    cli_row(&l.table, "%s\t%s\t%s\t%s\t%s\t>%s\t%s", _("key"), _("kind"), _("role"), _("org"),
            _("name"), _("event"), _("state"));
    Status s = ledger_each_key(cli->store, scope, list_key, &l, err);
    json_close(&l.out, ']');
    json_close(&l.out, '}');
    if (s == OK && cli->json) return cli_print_json(&b, err);
    buf_free(&b);
    if (s == OK && l.table.lines.n == 1)
        cli_say(_("no key is enrolled in %s"), scope);
    else if (s == OK)
        cli_table(&l.table);
    return s;
}

/* ---------------------------------------------------------------- enrol, revoke */

static const char *fallback(const char *given, const char *otherwise) {
    return given ? given : otherwise;
}

static Status enrolment_of(Cli *cli, const char *scope, LedgerEnrolment *ret, Err *err) {
    const char *path = cli->argument_count > 1 ? cli->arguments[1]
                                               : arena_printf(cli->arena, "%s.pub",
                                                              cli_key_path(cli, LEDGER_KEY_PERSON));
    Bytes file;
    Status s = env_read_file(&cli->env, path, KEY_FILE_BYTES_MAX, cli->arena, &file, err);
    if (s == OK) s = ledger_public_read(file, path, &ret->kind, ret->public_key, err);
    if (s != OK) return s;
    bool own = cli->argument_count < 2, log = ret->kind == LEDGER_KEY_LOG;
    ret->role = fallback(cli_text(cli, "role"), own ? LEDGER_OPERATOR : NULL);
    ret->org = cli_text(cli, "org");
    ret->name = fallback(cli_text(cli, "name"),
                         log ? arena_printf(cli->arena, "hantar.invalid/%s", scope) : NULL);
    bool acts = ret->kind == LEDGER_KEY_PERSON || ret->kind == LEDGER_KEY_DEVICE;
    if (!acts || ret->role) return OK;
    err_set(err, ERR_USAGE, "%s", _("--role is missing: what may whoever holds this key do?"));
    err_advise(err, "%s", cli->command->example);
    return ERR_USAGE;
}

static Status key_enrol(Cli *cli, const char *scope, Err *err) {
    LedgerEnrolment e = {0};
    LedgerReceipt receipt;
    Status s = enrolment_of(cli, scope, &e, err);
    if (s == OK) s = cli_sign(cli, err);
    if (s == OK) s = ledger_enrol(cli->ledger, scope, &e, &receipt, err);
    return s == OK ? key_list(cli, scope, err) : s;
}

static Status key_revoke(Cli *cli, const char *scope, Err *err) {
    const char *key = cli->argument_count > 1 ? cli->arguments[1] : NULL;
    const char *reason = cli_text(cli, "reason");
    LedgerReceipt receipt;
    if (!key || !reason) {
        err_set(err, ERR_USAGE, "%s", _("key revoke needs the id of a key and --reason"));
        err_advise(err, "%s", _("see which there are: hantar key list"));
        return ERR_USAGE;
    }
    Status s = cli_sign(cli, err);
    if (s == OK)
        s = ledger_revoke(cli->ledger, scope, key, reason, cli_text(cli, "since"), &receipt, err);
    return s == OK ? key_list(cli, scope, err) : s;
}

Status cmd_key(Cli *cli, Err *err) {
    const char *verb = cli->arguments[0], *scope;
    bool writes = str_eq(verb, "enrol") || str_eq(verb, "revoke");
    if (str_eq(verb, "new")) return key_new(cli, err);
    if (!writes && !str_eq(verb, "list"))
        return err_set(err, ERR_USAGE, _("key knows new, enrol, revoke and list, not %s"), verb);
    Status s = cli_open(cli, writes ? STORE_WRITE : STORE_READ, err);
    if (s == OK) s = cli_log_scope(cli, &scope, err);
    if (s != OK) return s;
    if (!writes) return key_list(cli, scope, err);
    return str_eq(verb, "enrol") ? key_enrol(cli, scope, err) : key_revoke(cli, scope, err);
}
