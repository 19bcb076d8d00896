// SPDX-License-Identifier: Apache-2.0
/* The witness's side of c2sp.org/tlog-witness: whether to cosign, and what to say if not. */
#include "tlog/tlog_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define RETRIES 8 /* so many others may come between looking and putting */

Status tlog_request_write(const TlogRequest *request, Buf *out, Err *err) {
    buf_printf(out, "old %" PRId64 "\n", request->old_size);
    tlog_path_add(out, &request->path);
    buf_char(out, '\n');
    buf_add(out, request->checkpoint.at, request->checkpoint.n);
    return buf_ok(out, err);
}

Status tlog_request_parse(Bytes body, TlogRequest *ret, Err *err) {
    TlogRequest request;
    Bytes rest = body, line, size;
    if (body.n > TLOG_REQUEST_BYTES_MAX)
        return err_set(err, ERR_INPUT, "%s", _("a request to a witness is larger than 1 MiB"));
    if (!tlog_line_next(&rest, &line) || !tlog_after(line, "old ", &size) ||
        !tlog_decimal(size, &request.old_size))
        return err_set(err, ERR_INPUT, "%s",
                       _("a request to a witness begins with a line: old SIZE"));
    Status s = tlog_path_read(&rest, &request.path, err);
    if (s != OK) return s;
    request.checkpoint = rest;
    *ret = request;
    return OK;
}

/* ---------------------------------------------------------------- answers */

static void answer(TlogAnswer *a, int status, const char *type, const char *body) {
    a->status = status;
    a->type = type;
    a->body = bytes_of(body);
}

/* Why, exactly, is for the operator's eyes; who asks from outside gets the status and a word. */
static void refuse(TlogAnswer *a, int status) {
    static const struct {
        int status;
        const char *text;
    } texts[] = {{400, "bad request\n"},
                 {403, "no signature of this log, or one that does not hold\n"},
                 {404, "unknown\n"},
                 {422, "not a continuation of what was cosigned before\n"}};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].status == status)
            answer(a, status, "text/plain; charset=utf-8", texts[i].text);
}

/* ---------------------------------------------------------------- what is asked, what is known */

typedef struct Case {
    Arena *arena;
    const TlogWitness *witness;
    TlogRequest request;
    TlogNote note;
    TlogCheckpoint checkpoint;
    Bytes was; /* the note cosigned last; n = 0: none */
    TlogCheckpoint last;
} Case;

/* The keys of the log with this origin; 0 = it is not watched. */
static size_t keys_of(const Case *c, TlogKey **ret) {
    size_t n = 0;
    *ret = ARENA_ARRAY(c->arena, TlogKey, c->witness->log_count + 1);
    for (size_t i = 0; i < c->witness->log_count; i++)
        if (str_eq(c->witness->logs[i].name, c->checkpoint.origin))
            (*ret)[n++] = c->witness->logs[i];
    return n;
}

/* 0, or the status of a refusal. */
static int read_request(Case *c, Bytes body) {
    TlogKey *keys;
    Err why;
    if (tlog_request_parse(body, &c->request, &why) != OK) return 400;
    if (tlog_note_parse(c->arena, c->request.checkpoint, &c->note, &why) != OK) return 400;
    if (tlog_checkpoint_parse(c->note.text, &c->checkpoint, &why) != OK) return 400;
    size_t n = keys_of(c, &keys);
    if (n == 0) return 404;
    if (tlog_note_open(c->arena, c->request.checkpoint, keys, n, &c->note, &why) != OK) return 403;
    return c->request.old_size > c->checkpoint.size ? 400 : 0;
}

/* What was cosigned last bears our own signature: so it is known to be what was put. */
static Status recall(Case *c, Err *err) {
    const TlogMemory *m = &c->witness->memory;
    TlogNote note;
    c->last = (TlogCheckpoint){.root = sha256(NULL, 0)};
    Status s = m->get(m->ctx, c->checkpoint.origin, c->arena, &c->was, err);
    if (s != OK || c->was.n == 0) return s;
    const TlogKey *key = &c->witness->signer->key;
    s = tlog_note_open(c->arena, c->was, key, 1, &note, err);
    if (s == OK) s = tlog_checkpoint_parse(note.text, &c->last, err);
    if (s == OK && str_eq(c->last.origin, c->checkpoint.origin)) return OK;
    err_set(err, ERR_WORLD, _("what this witness remembers of %s is damaged, or of another key"),
            c->checkpoint.origin);
    err_advise(err, "%s", _("sign nothing more with this key: make a new witness with a new key"));
    return ERR_WORLD;
}

/* ---------------------------------------------------------------- cosigning */

/* The note to remember: the text, the log's lines that hold, one of each key, and ours. */
static Status cosign(Case *c, Buf *line, Buf *note, Err *err) {
    const Env *env = c->witness->env;
    Status s =
        tlog_note_sign(c->note.text, c->witness->signer, env->now_ms(env->ctx) / 1000, line, err);
    if (s != OK) return s;
    buf_add(note, c->note.text.at, c->note.text.n);
    buf_char(note, '\n');
    for (size_t i = 0; i < c->note.signature_count; i++) {
        const TlogSignature *sig = &c->note.signatures[i];
        bool again = false;
        for (size_t k = 0; k < i; k++) again = again || c->note.signatures[k].key == sig->key;
        if (sig->key && !again) buf_add(note, sig->line.at, sig->line.n);
    }
    buf_add(note, line->at, line->n);
    return buf_ok(note, err);
}

/* One try: looks, decides, puts. ERR_CONFLICT when somebody came between. */
static Status decide(Case *c, TlogAnswer *ret, Err *err) {
    Err why;
    Status s = recall(c, err);
    if (s != OK) return s;
    ret->forked = c->was.n > 0 && c->checkpoint.size == c->last.size &&
                  memcmp(&c->checkpoint.root, &c->last.root, sizeof c->last.root) != 0;
    if (c->request.old_size != c->last.size) {
        answer(ret, 409, TLOG_SIZE_TYPE, arena_printf(c->arena, "%" PRId64 "\n", c->last.size));
        return OK;
    }
    if (tlog_check_consistency(&c->request.path, c->last.size, &c->last.root, c->checkpoint.size,
                               &c->checkpoint.root, &why) != OK) {
        refuse(ret, 422);
        return OK;
    }
    Buf *line = buf_on(c->arena, 4 * KIB), *note = buf_on(c->arena, TLOG_NOTE_BYTES_MAX);
    s = cosign(c, line, note, err);
    const TlogMemory *m = &c->witness->memory;
    if (s == OK) s = m->put(m->ctx, c->checkpoint.origin, c->was, buf_bytes(note), err);
    if (s == OK) answer(ret, 200, "text/plain; charset=utf-8", line->at);
    return s;
}

Status tlog_witness_answer(Arena *arena, const TlogWitness *witness, Bytes request, TlogAnswer *ret,
                           Err *err) {
    assert(witness->signer->key.type == TLOG_COSIGNATURE);
    Case c = {.arena = arena, .witness = witness};
    TlogAnswer made = {.size = -1};
    int status = read_request(&c, request);
    if (status == 0 || status == 403 || status == 404) {
        made.origin = arena_str(arena, c.checkpoint.origin);
        made.size = c.checkpoint.size;
    }
    Status s = OK;
    if (status) refuse(&made, status);
    for (int i = 0; !made.status && (s == OK || s == ERR_CONFLICT) && i < RETRIES; i++)
        s = decide(&c, &made, err);
    if (s == OK) *ret = made;
    return s == ERR_CONFLICT ? ERR_WORLD : s;
}

/* ---------------------------------------------------------------- monitors */

void tlog_monitor_path(const char *origin, char to[TLOG_MONITOR_PATH_BYTES]) {
    Sha256 hash = sha256(origin, strlen(origin));
    hex_format(hash.b, sizeof hash.b, to);
    memcpy(to + 64, "/checkpoint", sizeof "/checkpoint");
}

Status tlog_witness_read(Arena *arena, const TlogWitness *witness, const char *path,
                         TlogAnswer *ret, Err *err) {
    TlogAnswer made = {.size = -1};
    Bytes note = {0};
    for (size_t i = 0; i < witness->log_count && !made.origin; i++) {
        char own[TLOG_MONITOR_PATH_BYTES];
        tlog_monitor_path(witness->logs[i].name, own);
        if (str_eq(own, path)) made.origin = witness->logs[i].name;
    }
    const TlogMemory *m = &witness->memory;
    Status s = made.origin ? m->get(m->ctx, made.origin, arena, &note, err) : OK;
    if (s != OK) return s;
    refuse(&made, 404);
    if (note.n > 0) {
        made.status = 200;
        made.body = note;
    }
    *ret = made;
    return OK;
}
