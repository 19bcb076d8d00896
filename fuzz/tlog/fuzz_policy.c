// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a policy: it is whole or its faults are told; groups know only what stands before
 * them; and judging by it never does more than a witness's own signature allows. */
#include "known.h"

static void must_be_whole(const TlogPolicy *p) {
    must(p->quorum >= -1 && p->quorum < p->party_count);
    for (int i = 0; i < p->party_count; i++) {
        const TlogParty *party = &p->parties[i];
        must(!party->key == (party->member_count > 0));
        must(party->key || (party->needed >= 1 && party->needed <= party->member_count));
        for (int m = 0; m < party->member_count; m++)
            must(party->members[m] >= 0 && party->members[m] < i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Known *k = known();
    Err err;
    TlogPolicy policy;
    Faults faults = {.arena = k->arena, .file = "policy"};
    Status s = tlog_policy_parse((Bytes){data, size}, &policy, &faults, &err);
    must(s == (faults.total ? ERR_INPUT : OK));
    if (s == OK) {
        must_be_whole(&policy);
        Sha256 root = tlog_root(NULL, 0);
        Buf *note = buf_on(k->arena, 64 * KIB);
        must(tlog_checkpoint_sign(&k->log, 0, &root, note, &err) == OK);
        TlogVerdict v;
        s = tlog_policy_judge(k->arena, &policy, buf_bytes(note), &v, &err);
        /* nobody cosigned it: no party holds */
        for (int i = 0; s == OK && i < policy.party_count; i++) must(!v.holds[i]);
        must(s != OK || v.quorum == (policy.quorum < 0));
    }
    return known_done(k);
}
