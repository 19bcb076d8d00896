// SPDX-License-Identifier: Apache-2.0
/* hantar log witness: any laptop becomes a witness of logs. A request comes as a file, on a stick,
 * or over HTTP; the answer is the same. */
#include "cli/log.h"
#include "cli/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES_MAX (4 * KIB)

/* ---------------------------------------------------------------- keys */

/* Never over a file that is there: it may be the only copy of a key. */
static Status key_store(const char *path, const char *text, Err *err) {
    size_t n = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
    int code = errno;
    if (fd >= 0) close(fd);
    if (good) return OK;
    err_set(err, ERR_WORLD, _("the key cannot be stored: %s"), env_reason(code));
    err_at(err, path, 0, 0, NULL);
    if (code == EEXIST) err_advise(err, "%s", _("choose another file: a key is never overwritten"));
    return ERR_WORLD;
}

static Status key_new(Cli *cli, const char *name, const char *path, Err *err) {
    TlogSigner signer;
    char secret[TLOG_SKEY_BYTES + 1], vkey[TLOG_VKEY_BYTES];
    Status s = tlog_signer_new(&cli->env, name, TLOG_COSIGNATURE, &signer, err);
    if (s != OK) return s;
    TlogKey public_half = signer.key;
    tlog_signer_format(&signer, secret);
    tlog_key_format(&signer.key, vkey);
    tlog_signer_wipe(&signer);
    memcpy(secret + strlen(secret), "\n", 2); /* there is room for it */
    s = key_store(path, secret, err);
    explicit_bzero(secret, sizeof secret);
    if (s == OK) s = cli_memory_make(&cli->env, cli_text(cli, "state"), &public_half, err);
    if (s != OK) return s;
    if (!cli->json) {
        cli_say("%s", vkey);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 4 * KIB);
    json_put_str(out, "vkey", vkey);
    return cli_report_end(&report, err);
}

static Status key_read(Cli *cli, const char *path, TlogSigner *ret, Err *err) {
    Bytes text;
    struct stat st;
    Status s = env_read_file(&cli->env, path, KEY_BYTES_MAX, cli->arena, &text, err);
    if (s != OK) return s;
    if (stat(path, &st) == 0 && (st.st_mode & 077))
        cli_note(_("others may read %s: make it yours alone (chmod 600)"), path);
    char *line = (char *)text.at; /* the arena's own copy */
    line[strcspn(line, "\r\n")] = 0;
    s = tlog_signer_parse(line, ret, err);
    explicit_bzero(line, text.n);
    if (s == OK && ret->key.type != TLOG_COSIGNATURE) {
        err_set(err, ERR_INPUT, "%s", _("this is the key of a log, not of a witness"));
        err_advise(err, "%s",
                   _("make one: hantar log witness --new-key NAME --key FILE --state DIR"));
        s = ERR_INPUT;
    }
    if (s != OK) err_at(err, path, 0, 0, NULL);
    return s;
}

/* ---------------------------------------------------------------- which logs */

static Status logs_read(Cli *cli, TlogWitness *witness, Err *err) {
    TlogPolicy policy;
    Status s = cli_policy(cli, &policy, err);
    if (s != OK) return s;
    if (policy.log_count == 0) {
        err_set(err, ERR_INPUT, "%s", _("this policy names no log to watch"));
        err_at(err, cli_text(cli, "policy"), 0, 0, NULL);
        return ERR_INPUT;
    }
    TlogKey *keys = ARENA_ARRAY(cli->arena, TlogKey, (size_t)policy.log_count);
    for (int i = 0; i < policy.log_count; i++) keys[i] = *policy.logs[i].key;
    witness->logs = keys;
    witness->log_count = (size_t)policy.log_count;
    bool named = false;
    for (int i = 0; i < policy.key_count; i++)
        named = named || tlog_key_same(&policy.keys[i], &witness->signer->key);
    if (!named)
        cli_note(_("this policy does not count on the witness %s"), witness->signer->key.name);
    return OK;
}

/* ---------------------------------------------------------------- answers */

void cli_witness_note(const TlogAnswer *a) {
    if (a->status == 200)
        cli_note(_("cosigned: %s, %" PRId64 " entries"), a->origin, a->size);
    else if (a->origin)
        cli_note(_("not cosigned (%d): %s, %" PRId64 " entries"), a->status, a->origin, a->size);
    else
        cli_note(_("not cosigned (%d)"), a->status);
}

void cli_witness_keep(CliMemory *memory, Arena *arena, const TlogAnswer *a, Bytes request) {
    Err err;
    const char *path;
    if (a->status != 422 && !a->forked) return;
    if (cli_memory_keep(memory, arena, a, request, &path, &err) != OK)
        cli_error(&err);
    else if (a->forked)
        cli_note(_("WARNING: %s signed two different states of %" PRId64 " entries. Both are kept: "
                   "%s, %s-seen. They prove it: tell everybody."),
                 a->origin, a->size, path, path);
    else
        cli_note(_("the request is kept: %s"), path);
}

static Status answer_json(const TlogAnswer *a, Arena *arena, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * KIB);
    json_put_int(out, "status", a->status);
    json_put_str(out, "origin", a->origin);
    json_put_int(out, "size", a->size);
    json_put_str(out, "type", a->type);
    json_put_str(out, "answer", arena_strn(arena, (const char *)a->body.at, a->body.n));
    return cli_report_end(&report, err);
}

static Status refusal(const TlogAnswer *a, Err *err) {
    static const struct {
        int status;
        const char *text, *advice;
    } words[] = {
        {400, N_("the request is not of the form"), N_("ask the log to write it again")},
        {403, N_("the log's signature is missing or does not hold"),
         N_("check the log's key in the policy, and that the file was not changed")},
        {404, N_("this witness does not watch the log that asks"),
         N_("put its key into the policy, if you mean to watch it")},
        {409, N_("the request begins at another size than what was cosigned last"),
         N_("bring the answer back to the log: it says where to begin")},
        {422, N_("it is not shown that this state continues what was cosigned before"),
         N_("ask the log for the request once more: a proof can be spoilt on its way. If it stays "
            "so, show both to others")},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i].status != a->status) continue;
        err_set(err, ERR_INPUT, "%s", _(words[i].text));
        err_advise(err, "%s", _(words[i].advice));
    }
    return ERR_INPUT;
}

/* 200: the signature lines go to --out. 409: the size, so that the log knows where to begin. */
static Status answer_file(Cli *cli, const TlogWitness *witness, CliMemory *memory, const char *path,
                          const char *out, Err *err) {
    Bytes request;
    TlogAnswer a;
    Status s = env_read_file(&cli->env, path, TLOG_REQUEST_BYTES_MAX, cli->arena, &request, err);
    if (s == OK) s = tlog_witness_answer(cli->arena, witness, request, &a, err);
    if (s != OK) return s;
    cli_witness_note(&a);
    cli_witness_keep(memory, cli->arena, &a, request);
    if (a.status == 200 || a.status == 409) s = env_write_file(&cli->env, out, a.body, err);
    if (s == OK && cli->json) s = answer_json(&a, cli->arena, err);
    if (s != OK || a.status == 200) return s;
    return refusal(&a, err);
}

/* ---------------------------------------------------------------- the command */

static Status wrong_use(Err *err, const char *text) {
    err_set(err, ERR_USAGE, "%s", text);
    err_advise(err, "hantar help log");
    return ERR_USAGE;
}

static Status work(Cli *cli, TlogWitness *witness, Err *err) {
    const char *request = cli_text(cli, "request"), *listen = cli_text(cli, "listen");
    CliMemory memory;
    Status s = cli_memory_open(&cli->env, cli->arena, cli_text(cli, "state"), &witness->signer->key,
                               &memory, err);
    if (s != OK) return s;
    witness->memory = cli_memory_of(&memory);
    s = listen ? cli_witness_listen(witness, &memory, listen, err)
               : answer_file(cli, witness, &memory, request, cli_text(cli, "out"), err);
    cli_memory_close(&memory);
    return s;
}

Status cmd_log_witness(Cli *cli, Err *err) {
    const char *key = cli->key, *name = cli_text(cli, "new-key");
    if (!key) return wrong_use(err, _("--key FILE is missing: the key of this witness"));
    if (!cli_text(cli, "state"))
        return wrong_use(err,
                         _("--state DIR is missing: the folder of what this witness remembers"));
    if (name) return key_new(cli, name, key, err);
    if (!cli_text(cli, "policy"))
        return wrong_use(err, _("--policy FILE is missing: which logs this witness watches"));
    if (!cli_text(cli, "listen") == !cli_text(cli, "request"))
        return wrong_use(err, _("give either --request FILE or --listen ADDRESS:PORT"));
    if (cli_text(cli, "request") && !cli_text(cli, "out"))
        return wrong_use(err, _("--out FILE is missing: where the answer goes"));
    TlogSigner signer;
    TlogWitness witness = {.env = &cli->env, .signer = &signer};
    Status s = key_read(cli, key, &signer, err);
    if (s == OK) s = logs_read(cli, &witness, err);
    if (s == OK) s = work(cli, &witness, err);
    tlog_signer_wipe(&signer);
    return s;
}
