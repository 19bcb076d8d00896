// SPDX-License-Identifier: Apache-2.0
/* The log's side of c2sp.org/tlog-witness: what to make of a witness's answer. */
#include "tlog/tlog_int.h"

#include <inttypes.h>

static Status refused(Err *err, const TlogKey *witness, int status) {
    static const struct {
        int status;
        Status means;
        const char *text, *advice;
    } words[] = {
        {400, ERR_INPUT, N_("the witness %s does not understand the request"),
         N_("its program may be older or newer than this one")},
        {403, ERR_INPUT, N_("the witness %s does not accept the signature of this log"),
         N_("give its operator the key of this log once more")},
        {404, ERR_INPUT, N_("the witness %s does not watch this log"),
         N_("give its operator the key of this log")},
        {422, ERR_INPUT, N_("the witness %s does not find that this continues what it cosigned"),
         N_("compare with the checkpoint it holds: if this log signed that, the log was changed or "
            "set back, and must not sign until this is cleared up")},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (words[i].status != status) continue;
        err_set(err, words[i].means, _(words[i].text), witness->name); // NOLINT: a constant
        err_advise(err, "%s", _(words[i].advice));
        return words[i].means;
    }
    err_set(err, ERR_WORLD, _("the witness %s answers %d"), witness->name, status);
    err_advise(err, "%s", _("ask it again later"));
    return ERR_WORLD;
}

static Status nonsense(Err *err, const TlogKey *witness) {
    return err_set(err, ERR_WORLD, _("the answer of the witness %s is not of the form"),
                   witness->name);
}

/* The lines are read as a part of the note they belong to; only what came with the answer counts.
 */
static Status cosigned(Arena *arena, const TlogKey *witness, Bytes checkpoint, Bytes body,
                       TlogWord *ret, Err *err) {
    Buf *whole = buf_on(arena, 2 * TLOG_NOTE_BYTES_MAX), *lines = buf_on(arena, 64 * KIB);
    TlogNote note, sent;
    TlogWord word = {.heard = TLOG_COSIGNED};
    Status s = tlog_note_parse(arena, checkpoint, &sent, err);
    if (s != OK) return s;
    buf_add(whole, checkpoint.at, checkpoint.n);
    buf_add(whole, body.at, body.n);
    s = buf_ok(whole, err);
    if (s == OK) s = tlog_note_open(arena, buf_bytes(whole), witness, 1, &note, err);
    if (s != OK) return s;
    if (note.text.n != sent.text.n) return nonsense(err, witness);
    for (size_t i = 0; i < note.signature_count; i++) {
        const TlogSignature *sig = &note.signatures[i];
        if (!sig->key || sig->line.at < (uint8_t *)whole->at + checkpoint.n) continue;
        buf_add(lines, sig->line.at, sig->line.n);
        if (sig->time_s > word.time_s) word.time_s = sig->time_s;
    }
    if (lines->n == 0) return nonsense(err, witness);
    word.lines = buf_bytes(lines);
    *ret = word;
    return buf_ok(lines, err);
}

static Status elsewhere(Arena *arena, const TlogKey *witness, Bytes checkpoint, Bytes body,
                        TlogWord *ret, Err *err) {
    TlogNote note;
    TlogCheckpoint ours;
    TlogWord word = {.heard = TLOG_ELSEWHERE};
    Bytes line;
    Status s = tlog_note_parse(arena, checkpoint, &note, err);
    if (s == OK) s = tlog_checkpoint_parse(note.text, &ours, err);
    if (s != OK) return s;
    if (!tlog_line_next(&body, &line) || body.n > 0 || !tlog_decimal(line, &word.size))
        return nonsense(err, witness);
    if (word.size > ours.size) word.heard = TLOG_BEYOND;
    *ret = word;
    return OK;
}

Status tlog_witness_hear(Arena *arena, const TlogKey *witness, Bytes checkpoint, int status,
                         const char *type, Bytes body, TlogWord *ret, Err *err) {
    if (status == 200) return cosigned(arena, witness, checkpoint, body, ret, err);
    if (status != 409) return refused(err, witness, status);
    if (!str_eq(type, TLOG_SIZE_TYPE)) return nonsense(err, witness);
    return elsewhere(arena, witness, checkpoint, body, ret, err);
}
