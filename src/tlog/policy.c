// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

/* The log that signed under its own origin; a key of another log of the policy does not do. */
static const TlogKey *log_of(const TlogPolicy *policy, const TlogNote *note, const char *origin) {
    for (int i = 0; i < policy->log_count; i++)
        for (size_t k = 0; k < note->signature_count; k++)
            if (note->signatures[k].key == policy->logs[i].key &&
                str_eq(policy->logs[i].key->name, origin))
                return policy->logs[i].key;
    return NULL;
}

/* Members stand before their group, so one pass is enough. */
static void weigh(const TlogPolicy *policy, const TlogNote *note, int64_t *seen_s, bool *holds) {
    for (int i = 0; i < policy->party_count; i++) {
        const TlogParty *party = &policy->parties[i];
        int count = 0;
        for (size_t k = 0; party->key && k < note->signature_count; k++)
            if (note->signatures[k].key == party->key && note->signatures[k].time_s > seen_s[i])
                seen_s[i] = note->signatures[k].time_s;
        for (int k = 0; k < party->member_count; k++) count += holds[party->members[k]];
        holds[i] = party->key ? seen_s[i] > 0 : count >= party->needed;
    }
}

Status tlog_policy_judge(Arena *arena, const TlogPolicy *policy, Bytes note, TlogVerdict *ret,
                         Err *err) {
    TlogNote opened;
    TlogVerdict v = {0};
    Status s = tlog_note_open(arena, note, policy->keys, (size_t)policy->key_count, &opened, err);
    if (s == OK) s = tlog_checkpoint_parse(opened.text, &v.checkpoint, err);
    if (s != OK) return s;
    v.log = log_of(policy, &opened, v.checkpoint.origin);
    if (!v.log) {
        err_set(err, ERR_INPUT, _("no log of the policy signed this checkpoint of %s"),
                v.checkpoint.origin);
        err_advise(err, "%s", _("check that the policy is the one of this election"));
        return ERR_INPUT;
    }
    int64_t *seen_s = ARENA_ARRAY(arena, int64_t, (size_t)policy->party_count + 1);
    bool *holds = ARENA_ARRAY(arena, bool, (size_t)policy->party_count + 1);
    weigh(policy, &opened, seen_s, holds);
    v.seen_s = seen_s;
    v.holds = holds;
    v.quorum = policy->quorum < 0 || holds[policy->quorum];
    *ret = v;
    return OK;
}
