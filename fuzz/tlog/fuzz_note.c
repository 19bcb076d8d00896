// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a note. What is accepted is text, empty line and lines, nothing lost; what opens was
 * signed by a key that is known, and is refused by whoever sees the text changed. */
#include "known.h"

static void opened(Known *k, const TlogNote *note, const uint8_t *data, size_t size) {
    Err err;
    TlogNote again;
    bool known_one = false;
    for (size_t i = 0; i < note->signature_count; i++)
        known_one = known_one || note->signatures[i].key;
    must(known_one);
    uint8_t *changed = arena_alloc(k->arena, size);
    memcpy(changed, data, size);
    changed[0] = changed[0] == 'a' ? 'b' : 'a';
    must(tlog_note_open(k->arena, (Bytes){changed, size}, k->keys, 2, &again, &err) != OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    Err err;
    TlogNote note, open;
    Status s = tlog_note_parse(k->arena, (Bytes){data, size}, &note, &err);
    must(s == OK || (s == ERR_INPUT && err.text[0]));
    Status o = tlog_note_open(k->arena, (Bytes){data, size}, k->keys, 2, &open, &err);
    must(o == OK || o == ERR_INPUT);
    must(s == OK || o != OK);
    if (s == OK) {
        Buf *b = buf_on(k->arena, 2 * MIB);
        buf_add(b, note.text.at, note.text.n);
        buf_char(b, '\n');
        for (size_t i = 0; i < note.signature_count; i++) {
            must(tlog_name_valid(note.signatures[i].name) && note.signatures[i].signature.n > 0);
            buf_add(b, note.signatures[i].line.at, note.signatures[i].line.n);
        }
        must(same(b, data, size));
    }
    if (o == OK) opened(k, &open, data, size);
    return known_done(k);
}
