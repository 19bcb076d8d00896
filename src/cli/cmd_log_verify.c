// SPDX-License-Identifier: Apache-2.0
/* hantar log verify: the whole record, looked through; each fault in words, with its place. */
#include "cli/log.h"

#include <inttypes.h>
#include <string.h>

#define THREADS 2
#define FAULTS_SAID 100

/* ---------------------------------------------------------------- what others hold */

typedef VEC(Bytes) Notes;

/* A checkpoint as it stands, or the one within a .tlog-proof. */
static Status read_held(Cli *cli, const char *path, Notes *to, Err *err) {
    Bytes file;
    TlogProof proof;
    Status s = env_read_file(&cli->env, path, TLOG_PROOF_BYTES_MAX, cli->arena, &file, err);
    if (s != OK) return s;
    if (str_starts((const char *)file.at, "c2sp.org/tlog-proof@v1\n")) {
        s = tlog_proof_parse(cli->arena, file, &proof, err);
        file = proof.checkpoint;
    }
    if (s == OK) vec_push(cli->arena, to, file);
    return s;
}

static Status read_all_held(Cli *cli, Notes *to, Err *err) {
    const char *against = cli_text(cli, "against"), *from = cli_text(cli, "from");
    Status s = against ? read_held(cli, against, to, err) : OK;
    if (s == OK && from)
        s = read_held(cli, arena_printf(cli->arena, "%s/checkpoint", from), to, err);
    return s;
}

/* ---------------------------------------------------------------- the published files */

typedef struct Published {
    Cli *cli;
    const char *folder;
    VEC(const char *) wrong; /* sentences */
} Published;

static Status compare_file(void *ctx, const char *name, Bytes bytes, Err *err) {
    (void)err;
    Published *p = ctx;
    Arena *arena = arena_new(&p->cli->env, 16 * MIB);
    const char *path = arena_printf(p->cli->arena, "%s/%s", p->folder, name);
    Bytes there = {0};
    Status s = env_read_file(&p->cli->env, path, TLOG_BUNDLE_BYTES_MAX, arena, &there, NULL);
    bool same = s == OK && there.n == bytes.n && memcmp(there.at, bytes.at, bytes.n) == 0;
    if (!same && !str_eq(name, "checkpoint"))
        vec_push(p->cli->arena, &p->wrong,
                 arena_printf(p->cli->arena,
                              s == OK ? _("the published file %s is not what the record gives")
                                      : _("the published file %s cannot be read"),
                              path));
    arena_free(arena);
    return OK;
}

/* Every file that the published checkpoint needs, held against what this record would publish. */
static Status check_published(Cli *cli, Published *p, Err *err) {
    const char *scope;
    Bytes note;
    TlogCheckpoint c;
    const char *path = arena_printf(cli->arena, "%s/checkpoint", p->folder);
    Status s = cli_log_scope(cli, &scope, err);
    if (s == OK) s = env_read_file(&cli->env, path, TLOG_NOTE_BYTES_MAX, cli->arena, &note, err);
    if (s != OK) return s;
    Err differs; /* said already: it is one of the notes that others hold */
    if (ledger_checkpoint_compare(cli->ledger, cli->arena, scope, note, &c, &differs) != OK)
        return OK;
    LedgerCheckpoint checkpoint = {.size = c.size, .root = c.root, .note = note};
    s = ledger_publish(cli->ledger, cli->arena, scope, &checkpoint, 0, compare_file, p,
                       &cli->progress, err);
    cli_progress_end();
    return s;
}

/* ---------------------------------------------------------------- reporting */

static const char *place_of(Arena *arena, const LedgerFault *f) {
    if (!f->seq) return f->scope ? f->scope : "";
    return arena_printf(arena, _("event %" PRId64 " of %s (%s, %s)"), f->seq, f->scope, f->id,
                        f->type);
}

static void say(Cli *cli, const LedgerVerification *v, const Published *p) {
    cli_say(_("%" PRId64 " events, %" PRId64 " signatures, %zu views, %" PRId64 " tiles, %" PRId64
              " checkpoints, %" PRId64 " cosignatures"),
            v->replay.events, v->replay.signatures, v->replay.tables, v->tiles, v->checkpoints,
            v->cosignatures);
    for (size_t i = 0; i < v->fault_count && i < FAULTS_SAID; i++) {
        const char *place = place_of(cli->arena, &v->faults[i]);
        cli_say("  %s%s%s", place, *place ? ": " : "", v->faults[i].text);
    }
    if (v->fault_total > FAULTS_SAID)
        cli_say(_("... and %" PRId64 " more"), v->fault_total - FAULTS_SAID);
    for (size_t i = 0; i < p->wrong.n && i < FAULTS_SAID; i++) cli_say("  %s", p->wrong.at[i]);
    if (v->replay.salts_missing)
        cli_say(_("%" PRId64 " events cannot be held against their leaf: their salts were deleted"),
                v->replay.salts_missing);
    if (v->fault_total == 0 && p->wrong.n == 0) cli_say("%s", _("the record is whole"));
}

static Status say_json(const LedgerVerification *v, const Published *p, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 16 * MIB);
    json_put_int(out, "events", v->replay.events);
    json_put_int(out, "signatures", v->replay.signatures);
    json_put_int(out, "views", (int64_t)v->replay.tables);
    json_put_int(out, "tiles", v->tiles);
    json_put_int(out, "checkpoints", v->checkpoints);
    json_put_int(out, "cosignatures", v->cosignatures);
    json_put_int(out, "salts_missing", v->replay.salts_missing);
    json_put_int(out, "fault_total", v->fault_total + (int64_t)p->wrong.n);
    json_open(out, "faults", '[');
    for (size_t i = 0; i < v->fault_count; i++) {
        const LedgerFault *f = &v->faults[i];
        json_open(out, NULL, '{');
        json_put_str(out, "scope", f->scope);
        json_put_int_if(out, "event", f->seq != 0, f->seq);
        json_put_str(out, "id", f->id);
        json_put_str(out, "type", f->type);
        json_put_str(out, "text", f->text);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "published", '[');
    for (size_t i = 0; i < p->wrong.n; i++) json_put_str(out, NULL, p->wrong.at[i]);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- the command */

Status cmd_log_verify(Cli *cli, Err *err) {
    LedgerVerification v;
    TlogPolicy policy;
    Notes held = {0};
    Published p = {cli, cli_text(cli, "from"), {0}};
    LedgerDepth depth = {.threads = THREADS, .tree = true, .replay = !cli_flag(cli, "tree-only")};
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK && cli_text(cli, "policy")) {
        s = cli_policy(cli, &policy, err);
        depth.policy = &policy;
    }
    if (s == OK) s = read_all_held(cli, &held, err);
    depth.held = held.at;
    depth.held_count = held.n;
    if (s == OK) s = ledger_verify(cli->ledger, cli->arena, depth, &cli->progress, &v, err);
    cli_progress_end();
    if (s == OK && p.folder) s = check_published(cli, &p, err);
    if (s != OK) return s;
    if (cli->json)
        s = say_json(&v, &p, err);
    else
        say(cli, &v, &p);
    int64_t faults = v.fault_total + (int64_t)p.wrong.n;
    if (s != OK || faults == 0) return s;
    err_set(err, ERR_INPUT,
            tr_n("%" PRId64 " fault in the record", "%" PRId64 " faults in the record", faults),
            faults);
    err_advise(err, "%s",
               _("keep this database as it is, and compare it with backups, with the "
                 "published copy and with the witnesses"));
    return ERR_INPUT;
}
