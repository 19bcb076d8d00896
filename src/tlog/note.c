// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <string.h>

#define DASH "\xE2\x80\x94 "

static Status malformed(Err *err, const char *text) {
    return err_set(err, ERR_INPUT, "%s", text);
}

/* The text ends at the last empty line: it may have empty lines of its own. */
static bool halves(Bytes note, Bytes *text, Bytes *lines) {
    for (size_t i = note.n; i >= 2; i--)
        if (note.at[i - 1] == '\n' && note.at[i - 2] == '\n') {
            *text = (Bytes){note.at, i - 1};
            *lines = (Bytes){note.at + i, note.n - i};
            return true;
        }
    return false;
}

/* — <name> <base64 of four bytes of id and at least one of signature> */
static bool line_parse(Arena *arena, Bytes line, TlogSignature *ret) {
    Bytes rest, name;
    if (!tlog_after(line, DASH, &rest) || !tlog_cut(&rest, ' ', &name)) return false;
    if (!tlog_name_valid(name)) return false;
    size_t n = rest.n / 4 * 3;
    uint8_t *bytes = arena_alloc(arena, n + 1);
    if (!base64_parse(rest, bytes, &n) || n < 5) return false;
    *ret = (TlogSignature){.line = {line.at, line.n + 1}, .name = name};
    memcpy(ret->id, bytes, sizeof ret->id);
    ret->signature = (Bytes){bytes + 4, n - 4};
    return true;
}

Status tlog_note_parse(Arena *arena, Bytes note, TlogNote *ret, Err *err) {
    TlogNote parsed = {0};
    Bytes lines, line;
    if (note.n > TLOG_NOTE_BYTES_MAX) return malformed(err, _("a note is larger than 1 MiB"));
    if (!tlog_text_valid(note)) return malformed(err, _("a note is no plain text in UTF-8"));
    if (!halves(note, &parsed.text, &lines) || lines.n == 0)
        return malformed(err, _("a note has no empty line with signatures after it"));
    if (lines.at[lines.n - 1] != '\n')
        return malformed(err, _("a note does not end its last line"));
    parsed.signatures = ARENA_ARRAY(arena, TlogSignature, TLOG_SIGNATURES_MAX);
    while (tlog_line_next(&lines, &line)) {
        if (parsed.signature_count == TLOG_SIGNATURES_MAX)
            return err_set(err, ERR_INPUT, _("a note has more than %d signatures"),
                           TLOG_SIGNATURES_MAX);
        if (!line_parse(arena, line, &parsed.signatures[parsed.signature_count++]))
            return malformed(err, _("a signature line of a note is not of the form"));
    }
    *ret = parsed;
    return OK;
}

/* Name and id must both fit; of two keys that share both (it takes four chosen bytes) the line may
 * belong to either. */
static Status signature_check(TlogSignature *signature, Bytes text, const TlogKey *keys,
                              size_t key_count, Err *err) {
    const TlogKey *known = NULL;
    for (size_t i = 0; i < key_count && !signature->key; i++) {
        if (!tlog_text_is(signature->name, keys[i].name)) continue;
        if (memcmp(signature->id, keys[i].id, sizeof signature->id) != 0) continue;
        known = &keys[i];
        if (tlog_key_verifies(known, text, signature->signature, &signature->time_s))
            signature->key = known;
    }
    if (!known || signature->key) return OK;
    err_set(err, ERR_INPUT, _("the signature of %s does not hold"), known->name);
    err_advise(err, "%s", _("the text was changed after it was signed: trust nothing of it"));
    return ERR_INPUT;
}

Status tlog_note_open(Arena *arena, Bytes note, const TlogKey *keys, size_t key_count,
                      TlogNote *ret, Err *err) {
    TlogNote opened;
    size_t good = 0;
    Status s = tlog_note_parse(arena, note, &opened, err);
    for (size_t i = 0; s == OK && i < opened.signature_count; i++) {
        s = signature_check(&opened.signatures[i], opened.text, keys, key_count, err);
        good += opened.signatures[i].key != NULL;
    }
    if (s == OK && good == 0)
        s = malformed(err, _("no key that is known here has signed this note"));
    if (s == OK) *ret = opened;
    return s;
}
