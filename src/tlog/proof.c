// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <assert.h>
#include <inttypes.h>

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

Status tlog_proof_write(const TlogProof *proof, Buf *out, Err *err) {
    assert(proof->index >= 0);
    buf_str(out, FIRST_LINE "\n");
    if (proof->extra.n > 0) {
        buf_str(out, "extra ");
        base64_add(out, proof->extra.at, proof->extra.n);
        buf_char(out, '\n');
    }
    buf_printf(out, "index %" PRId64 "\n", proof->index);
    tlog_path_add(out, &proof->path);
    buf_char(out, '\n');
    buf_add(out, proof->checkpoint.at, proof->checkpoint.n);
    return buf_ok(out, err);
}

static Status fault(Err *err, const char *text) {
    return err_set(err, ERR_INPUT, "%s", text);
}

static bool extra_read(Arena *arena, Bytes text, Bytes *ret) {
    size_t n = text.n / 4 * 3;
    uint8_t *bytes = arena_alloc(arena, n + 1);
    if (!base64_parse(text, bytes, &n) || n == 0) return false;
    *ret = (Bytes){bytes, n};
    return true;
}

Status tlog_proof_parse(Arena *arena, Bytes file, TlogProof *ret, Err *err) {
    TlogProof proof = {0};
    Bytes line, value, rest = file;
    if (file.n > TLOG_PROOF_BYTES_MAX) return fault(err, _("a proof is larger than 2 MiB"));
    if (!tlog_line_next(&rest, &line) || !tlog_text_is(line, FIRST_LINE))
        return err_set(err, ERR_INPUT, _("this is no proof: its first line must be %s"),
                       FIRST_LINE);
    bool more = tlog_line_next(&rest, &line);
    if (more && tlog_after(line, "extra ", &value)) {
        if (!extra_read(arena, value, &proof.extra))
            return fault(err, _("the line extra of a proof is no base64"));
        more = tlog_line_next(&rest, &line);
    }
    if (!more || !tlog_after(line, "index ", &value) || !tlog_decimal(value, &proof.index))
        return fault(err, _("the line index of a proof is missing or no number"));
    Status s = tlog_path_read(&rest, &proof.path, err);
    if (s != OK) return s;
    proof.checkpoint = rest;
    *ret = proof;
    return OK;
}

Status tlog_proof_check(Arena *arena, const TlogProof *proof, const Sha256 *leaf,
                        const TlogPolicy *policy, TlogVerdict *ret, Err *err) {
    TlogVerdict v;
    Status s = tlog_policy_judge(arena, policy, proof->checkpoint, &v, err);
    if (s != OK) return s;
    if (!v.quorum) {
        err_set(err, ERR_INPUT,
                _("not enough witnesses have seen this state of the log: %s is "
                  "not met"),
                policy->parties[policy->quorum].name);
        err_advise(err, "%s", _("ask the log for a newer proof, which more witnesses have signed"));
        return ERR_INPUT;
    }
    s = tlog_check_inclusion(&proof->path, proof->index, v.checkpoint.size, leaf,
                             &v.checkpoint.root, err);
    if (s == OK) *ret = v;
    return s;
}
