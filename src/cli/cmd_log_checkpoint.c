// SPDX-License-Identifier: Apache-2.0
/* hantar log checkpoint and hantar log prove: the tree signed, published and handed out. */
#include "cli/log.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* ---------------------------------------------------------------- outside the database */

typedef struct Beside {
    Cli *cli;
    const char *path;
} Beside;

/* What the file system alone writes: a copy, and a file that was restored, has another. */
static const char *mark_of(Arena *arena, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return "";
    return arena_printf(arena, "%ju:%ju:%jd.%09ld", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
                        (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

static Status beside_read(void *ctx, Arena *arena, Bytes *ret, const char **ret_mark, Err *err) {
    Beside *beside = ctx;
    Err absent;
    Bytes note = {0};
    Status s =
        env_read_file(&beside->cli->env, beside->path, TLOG_NOTE_BYTES_MAX, arena, &note, &absent);
    if (s != OK && s != ERR_ABSENT) {
        *err = absent;
        return s;
    }
    *ret = note;
    *ret_mark = mark_of(arena, beside->path);
    return OK;
}

static Status beside_write(void *ctx, Arena *arena, Bytes note, const char **ret_mark, Err *err) {
    Beside *beside = ctx;
    Status s = env_write_file(&beside->cli->env, beside->path, note, err);
    if (s == OK) *ret_mark = mark_of(arena, beside->path);
    return s;
}

/* ---------------------------------------------------------------- into a folder */

typedef struct Folder {
    Cli *cli;
    const char *path;
} Folder;

static Status make_folder(const char *path, Err *err) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return OK;
    err_set(err, ERR_WORLD, _("the folder cannot be made: %s"), env_reason(errno));
    err_at(err, path, 0, 0, NULL);
    return ERR_WORLD;
}

static Status put_file(void *ctx, const char *name, Bytes bytes, Err *err) {
    Folder *folder = ctx;
    char *path = arena_printf(folder->cli->arena, "%s/%s", folder->path, name);
    for (char *slash = path + strlen(folder->path); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        Status s = make_folder(path, err);
        *slash = '/';
        if (s != OK) return s;
    }
    return env_write_file(&folder->cli->env, path, bytes, err);
}

/* What lies there must be of this log, and no further than it. */
static Status published_size(Cli *cli, const char *scope, const char *to, int64_t *ret, Err *err) {
    TlogCheckpoint there;
    Bytes note;
    Err absent;
    const char *path = arena_printf(cli->arena, "%s/checkpoint", to);
    Status s = env_read_file(&cli->env, path, TLOG_NOTE_BYTES_MAX, cli->arena, &note, &absent);
    *ret = 0;
    if (s == ERR_ABSENT) return OK;
    if (s != OK) {
        *err = absent;
        return s;
    }
    s = ledger_checkpoint_compare(cli->ledger, cli->arena, scope, note, &there, err);
    if (s == OK) *ret = there.size;
    return s;
}

static Status publish(Cli *cli, const char *scope, const LedgerCheckpoint *c, int64_t published,
                      Err *err) {
    Folder folder = {cli, cli_text(cli, "to")};
    Status s = ledger_publish(cli->ledger, cli->arena, scope, c, published, put_file, &folder,
                              &cli->progress, err);
    cli_progress_end();
    return s;
}

/* ---------------------------------------------------------------- reporting */

static Status vkey_of(Cli *cli, const char *scope, const char *origin, char to[TLOG_VKEY_BYTES],
                      Err *err) {
    const TlogKey *keys;
    size_t n;
    Status s = ledger_log_keys(cli->store, cli->arena, scope, &keys, &n, err);
    to[0] = 0;
    for (size_t i = 0; s == OK && i < n; i++)
        if (str_eq(keys[i].name, origin)) tlog_key_format(&keys[i], to);
    return s;
}

static Status report(Cli *cli, const char *scope, const LedgerCheckpoint *c, Err *err) {
    char vkey[TLOG_VKEY_BYTES], root[65];
    Status s = vkey_of(cli, scope, c->origin, vkey, err);
    if (s != OK) return s;
    hex_format(c->root.b, sizeof c->root.b, root);
    const char *to = cli_text(cli, "to");
    if (!cli->json) {
        cli_say(tr_n("checkpoint of %s over %" PRId64 " event, %d cosignatures",
                     "checkpoint of %s over %" PRId64 " events, %d cosignatures", c->size),
                c->origin, c->size, c->cosignatures);
        cli_say(_("key of the log: %s"), vkey);
        if (to) cli_say(_("published in %s"), to);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "scope", scope);
    json_put_str(out, "origin", c->origin);
    json_put_int(out, "size", c->size);
    json_put_str(out, "root", root);
    json_put_str(out, "signed", c->signed_at);
    json_put_int(out, "cosignatures", c->cosignatures);
    json_put_str(out, "vkey", vkey);
    json_put_str(out, "to", to);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- checkpoint */

static Status log_key(Cli *cli, LedgerSigner **ret, bool *ret_own, Err *err) {
    *ret_own = !cli->key;
    if (cli->key) {
        *ret = cli->signer; /* cli_open has read it */
        return OK;
    }
    Status s = cli_read_signer(cli, cli_key_path(cli, LEDGER_KEY_LOG), ret, err);
    if (s == ERR_ABSENT)
        err_advise(err, "%s",
                   _("make one: hantar key new --kind log, then enrol it: hantar key enrol "
                     "FILE.pub"));
    return s;
}

Status cli_policy(Cli *cli, TlogPolicy *ret, Err *err) {
    const char *path = cli_text(cli, "policy");
    Bytes text;
    if (!path) {
        err_set(err, ERR_USAGE, "%s", _("--policy FILE is missing: whose cosignatures count?"));
        return ERR_USAGE;
    }
    Status s = env_read_file(&cli->env, path, TLOG_POLICY_BYTES_MAX, cli->arena, &text, err);
    if (s != OK) return s;
    Faults faults = {.arena = cli->arena, .file = path};
    s = tlog_policy_parse(text, ret, &faults, err);
    if (s == OK) return OK;
    cli_faults(&faults);
    err_advise(err, "%s", _("data/policy/example.policy explains each line"));
    return s;
}

static Status cosign(Cli *cli, const char *scope, LedgerCheckpoint *ret, Err *err) {
    const char *path = cli_text(cli, "cosign");
    TlogPolicy policy;
    Bytes given;
    int added = 0;
    Status s = cli_policy(cli, &policy, err);
    if (s == OK) s = env_read_file(&cli->env, path, TLOG_NOTE_BYTES_MAX, cli->arena, &given, err);
    if (s == OK)
        s = ledger_checkpoint_cosign(cli->ledger, cli->arena, scope, &policy, given, ret, &added,
                                     err);
    if (s == OK && added == 0) {
        err_set(err, ERR_INPUT, "%s", _("no cosignature of a witness of the policy stands there"));
        err_at(err, path, 0, 0, NULL);
        return ERR_INPUT;
    }
    return s;
}

static Status sign(Cli *cli, const char *scope, LedgerCheckpoint *ret, Err *err) {
    Beside beside = {cli, arena_printf(cli->arena, "%s-signed-%s", cli->db, scope)};
    LedgerOutside outside = {beside_read, beside_write, &beside};
    const char *against = cli_text(cli, "against");
    Bytes shown = {0};
    LedgerSigner *log;
    bool own;
    Status s = log_key(cli, &log, &own, err);
    if (s != OK) return s;
    if (against)
        s = env_read_file(&cli->env, against, TLOG_NOTE_BYTES_MAX, cli->arena, &shown, err);
    if (s == OK)
        s = ledger_checkpoint_sign(cli->ledger, cli->arena, scope, log, &outside, shown, ret, err);
    if (own) ledger_signer_free(log);
    return s;
}

/* What is taken to a witness: the checkpoint, and the proof that it continues the one it saw. */
static Status write_request(Cli *cli, const char *scope, const LedgerCheckpoint *c, Err *err) {
    TlogRequest request = {.old_size = cli_int(cli, "old"), .checkpoint = c->note};
    if (request.old_size > c->size) {
        err_set(err, ERR_USAGE, _("--old %" PRId64 " is more than the checkpoint covers"),
                request.old_size);
        return ERR_USAGE;
    }
    Buf *out = buf_on(cli->arena, TLOG_REQUEST_BYTES_MAX);
    Status s =
        ledger_prove_growth(cli->store, cli->arena, scope, request.old_size, c, &request.path, err);
    if (s == OK) s = tlog_request_write(&request, out, err);
    if (s == OK) s = env_write_file(&cli->env, cli_text(cli, "request"), buf_bytes(out), err);
    return s;
}

Status cmd_log_checkpoint(Cli *cli, Err *err) {
    const char *scope, *to = cli_text(cli, "to");
    LedgerCheckpoint c;
    int64_t published = 0;
    Status s = cli_open(cli, STORE_WRITE, err);
    if (s == OK) s = cli_log_scope(cli, &scope, err);
    if (s == OK && to) s = published_size(cli, scope, to, &published, err);
    if (s == OK)
        s = cli_text(cli, "cosign") ? cosign(cli, scope, &c, err) : sign(cli, scope, &c, err);
    if (s == OK && to && published <= c.size) s = publish(cli, scope, &c, published, err);
    if (s == OK && cli_text(cli, "request")) s = write_request(cli, scope, &c, err);
    return s == OK ? report(cli, scope, &c, err) : s;
}

/* ---------------------------------------------------------------- prove */

static Status event_named(Cli *cli, const char *scope, int64_t *ret, Err *err) {
    const char *name = cli->argument_count > 1 ? cli->arguments[1] : "";
    if (!*name) {
        err_set(err, ERR_USAGE, "%s",
                _("log prove needs an event (its number or id), an item's code, or the number of a "
                  "document"));
        err_advise(err, "%s", _("see which there are: hantar log list"));
        return ERR_USAGE;
    }
    if (strlen(name) >= CUSTODY_CODE_BYTES - 1 || !int_parse(name, 1, INT64_MAX, ret)) {
        const char *event;
        size_t count;
        Status s = custody_newest_event(cli->store, cli->arena, scope, name, &event, &count, err);
        if (s != OK) return s;
        if (count > 1) cli_note(_("%zu events speak of %s; this is the newest"), count, name);
        return ledger_find(cli->store, scope, event ? event : name, ret, err);
    }
    if (*ret <= ledger_size(cli->ledger, scope)) return OK;
    err_set(err, ERR_INPUT, _("no event %s stands in %s"), name, scope);
    err_advise(err, "%s", _("see which there are: hantar log list"));
    return ERR_INPUT;
}

static Status write_proven(Cli *cli, const char *name, const LedgerProven *p, Err *err) {
    const char *proof = arena_printf(cli->arena, "%s.tlog-proof", name);
    const char *receipt = arena_printf(cli->arena, "%s.receipt", name);
    Status s = env_write_file(&cli->env, proof, p->proof, err);
    if (s == OK && p->receipt.n) s = env_write_file(&cli->env, receipt, p->receipt, err);
    return s;
}

static Status report_proven(Cli *cli, const char *scope, int64_t seq, const char *name,
                            const LedgerProven *p, Err *err) {
    if (!cli->json) {
        cli_say(_("event %" PRId64 " of %s stands in the checkpoint over %" PRId64
                  " events: %s.tlog-proof"),
                seq, scope, p->checkpoint.size, name);
        if (p->receipt.n)
            cli_say(_("%s.receipt holds the event itself: give it only to those who may read it"),
                    name);
        else
            cli_say("%s",
                    _("its salt was deleted: the proof cannot be tied to the event any more"));
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, "scope", scope);
    json_put_int(out, "seq", seq);
    json_put_int(out, "size", p->checkpoint.size);
    json_put_int(out, "cosignatures", p->checkpoint.cosignatures);
    json_put_str(out, "proof", arena_printf(cli->arena, "%s.tlog-proof", name));
    json_put_str(out, "receipt",
                 p->receipt.n ? arena_printf(cli->arena, "%s.receipt", name) : NULL);
    return cli_report_end(&report, err);
}

Status cmd_log_prove(Cli *cli, Err *err) {
    const char *scope, *name = cli_text(cli, "out");
    int64_t seq;
    LedgerProven p;
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_log_scope(cli, &scope, err);
    if (s == OK) s = event_named(cli, scope, &seq, err);
    if (s == OK) s = ledger_prove(cli->store, cli->arena, scope, seq, &p, err);
    if (s != OK) return s;
    if (!name) name = arena_printf(cli->arena, "%s-%" PRId64, scope, seq);
    s = write_proven(cli, name, &p, err);
    return s == OK ? report_proven(cli, scope, seq, name, &p, err) : s;
}
