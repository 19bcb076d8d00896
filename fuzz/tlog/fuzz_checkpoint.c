// SPDX-License-Identifier: Apache-2.0
/* Any bytes as the text of a checkpoint, and as a key: what is accepted is written back the same.
 */
#include "known.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    Err err;
    TlogCheckpoint c;
    Status s = tlog_checkpoint_parse((Bytes){data, size}, &c, &err);
    must(s == OK || (s == ERR_INPUT && err.text[0]));
    if (s == OK) {
        Buf *b = buf_on(k->arena, 2 * MIB);
        tlog_checkpoint_write(&c, b);
        must(same(b, data, size));
        must(c.size >= 0 && c.origin[0]);
    }
    const char *text = arena_strn(k->arena, (const char *)data, size);
    TlogKey key;
    TlogSigner signer;
    char vkey[TLOG_VKEY_BYTES], skey[TLOG_SKEY_BYTES];
    if (tlog_key_parse(text, &key, &err) == OK) {
        tlog_key_format(&key, vkey);
        must(str_eq(vkey, text));
    }
    if (tlog_signer_parse(text, &signer, &err) == OK) {
        tlog_signer_format(&signer, skey);
        must(str_eq(skey, text));
    }
    return known_done(k);
}
