// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a .tlog-proof: what is accepted is written back the same, and one proof does not
 * hold for two entries. */
#include "known.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    Err err;
    TlogProof proof;
    Status s = tlog_proof_parse(k->arena, (Bytes){data, size}, &proof, &err);
    must(s == OK || (s == ERR_INPUT && err.text[0]));
    if (s == OK) {
        Buf *b = buf_on(k->arena, 2 * TLOG_PROOF_BYTES_MAX);
        must(tlog_proof_write(&proof, b, &err) == OK);
        must(same(b, data, size));
        TlogLog log = {&k->keys[0], NULL};
        TlogParty party = {.name = "kpu", .key = &k->keys[1]};
        TlogPolicy policy = {.logs = &log,
                             .log_count = 1,
                             .parties = &party,
                             .party_count = 1,
                             .quorum = 0,
                             .keys = k->keys,
                             .key_count = 2};
        TlogVerdict v;
        Sha256 one = tlog_leaf(bytes_of("entry 1")), two = tlog_leaf(bytes_of("entry 2"));
        s = tlog_proof_check(k->arena, &proof, &one, &policy, &v, &err);
        must(s == OK || s == ERR_INPUT);
        if (s == OK) {
            must(v.quorum && v.seen_s[0] > 0 && proof.index < v.checkpoint.size);
            must(tlog_proof_check(k->arena, &proof, &two, &policy, &v, &err) == ERR_INPUT);
        }
    }
    return known_done(k);
}
