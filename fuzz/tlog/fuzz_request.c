// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a request to a witness that has cosigned a tree of 5 entries: it answers as the
 * protocol knows, and remembers a new note exactly when it says 200. As an answer of a witness, the
 * same bytes harm nobody. */
#include "known.h"

typedef struct Memory {
    Known *k;
    Bytes note;
    int puts;
} Memory;

static Status get(void *ctx, const char *origin, Arena *arena, Bytes *ret, Err *err) {
    (void)origin, (void)arena, (void)err;
    *ret = ((Memory *)ctx)->note;
    return OK;
}

static Status put(void *ctx, const char *origin, Bytes was, Bytes is, Err *err) {
    Memory *m = ctx;
    (void)origin, (void)err;
    must(was.at == m->note.at);
    m->note = is;
    m->puts++;
    return OK;
}

static Bytes first_note(Known *k) {
    Sha256 leaves[5];
    char text[16] = "entry 0";
    Err err;
    TlogNote note;
    Buf *b = buf_on(k->arena, 64 * KIB);
    for (int i = 0; i < 5; i++) {
        text[6] = (char)('0' + i);
        leaves[i] = tlog_leaf(bytes_of(text));
    }
    Sha256 root = tlog_root(leaves, 5);
    must(tlog_checkpoint_sign(&k->log, 5, &root, b, &err) == OK);
    must(tlog_note_parse(k->arena, buf_bytes(b), &note, &err) == OK);
    Bytes part = {(const uint8_t *)arena_strn(k->arena, b->at, note.text.n), note.text.n};
    must(tlog_note_sign(part, &k->witness, 1, b, &err) == OK);
    return buf_bytes(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    Err err;
    TlogRequest request;
    Bytes body = {data, size};
    if (tlog_request_parse(body, &request, &err) == OK) {
        Buf *b = buf_on(k->arena, 2 * TLOG_REQUEST_BYTES_MAX);
        must(tlog_request_write(&request, b, &err) == OK);
        must(same(b, data, size));
    }
    Memory memory = {k, first_note(k), 0};
    Bytes sent = memory.note;
    TlogWitness witness = {&k->env, &k->witness, k->keys, 1, {get, put, &memory}};
    TlogAnswer a;
    must(tlog_witness_answer(k->arena, &witness, body, &a, &err) == OK);
    must(a.status == 200 || a.status == 400 || a.status == 403 || a.status == 404 ||
         a.status == 409 || a.status == 422);
    must((a.status == 200) == (memory.puts == 1));
    TlogWord word;
    Status s = tlog_witness_hear(k->arena, &k->keys[1], sent, 200, "text/plain", body, &word, &err);
    must(s != OK || (word.lines.n > 0 && word.time_s > 0));
    s = tlog_witness_hear(k->arena, &k->keys[1], sent, 409, TLOG_SIZE_TYPE, body, &word, &err);
    must(s != OK || (word.size >= 0 && (word.heard == TLOG_BEYOND) == (word.size > 5)));
    return known_done(k);
}
