// SPDX-License-Identifier: Apache-2.0
/* Policies and proofs to carry: what holds, and what an adversary would try. */
#include "party.h"

/* ---------------------------------------------------------------- policies */

static void a_policy_is_read(void **state) {
    World *w = *state;
    const TlogPolicy *p = &w->policy;
    assert_int_equal(p->log_count, 1);
    assert_string_equal(p->logs[0].key->name, "log.example/1222");
    assert_string_equal(p->logs[0].url, "https://127.0.0.1/log");
    assert_int_equal(p->party_count, 6);
    assert_string_equal(p->parties[p->quorum].name, "all-sides");
    assert_int_equal(p->parties[4].needed, 2);
    assert_int_equal(p->parties[5].needed, 2);
    assert_int_equal(p->key_count, 5);
}

static void each_fault_of_a_policy_is_told_in_its_line(void **state) {
    World *w = *state;
    TlogPolicy p;
    Faults faults;
    static const struct {
        const char *tail;
        int line; /* of the first fault; the tail begins at line 8 */
        size_t faults;
    } cases[] = {
        {"quorum none\n", 0, 0},
        {"quorum kpu\n", 0, 0},
        {" \t quorum   kpu \t\n  # a remark\n", 0, 0},
        {"group g 2 kpu\tbawaslu\ngroup h any g court\nquorum h\n", 0, 0},
        {"", 0, 1},
        {"quorum none", 8, 2},
        {"quorum nobody\n", 8, 1},
        {"quorum kpu\nquorum none\n", 9, 1},
        {"group none any kpu\nquorum none\n", 8, 1},
        {"group g any none\nquorum g\n", 8, 1},
        {"group g any later\ngroup later any kpu\nquorum g\n", 8, 1},
        {"group g any g\nquorum g\n", 8, 1},
        {"group kpu any bawaslu\nquorum none\n", 8, 1},
        {"group g 0 kpu\nquorum g\n", 8, 1},
        {"group g 2 kpu\nquorum g\n", 8, 1},
        {"group g 01 kpu\nquorum g\n", 8, 1},
        {"group g some kpu\nquorum g\n", 8, 1},
        {"group g any\nquorum none\n", 8, 1},
        {"group g any kpu kpu\nquorum g\n", 8, 1},
        {"group g any kpu\ngroup h any kpu\nquorum g\n", 9, 1},
        {"quorum none\r\n", 8, 2},
        {"witness x\nquorum none\n", 8, 1},
        {"witness x y\nquorum none\n", 8, 1},
        {"log x y z\nfoo\nquorum none none\n", 8, 4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Status s = policy_of(w, policy_text(w, cases[i].tail), &p, &faults);
        if (faults.total != cases[i].faults) print_message("# %s\n", cases[i].tail);
        assert_int_equal(faults.total, cases[i].faults);
        assert_int_equal(s, cases[i].faults ? ERR_INPUT : OK);
        if (cases[i].faults) assert_int_equal(faults.list.at[0].line, cases[i].line);
    }
}

static void keys_of_a_policy_are_of_their_kind_and_stand_once(void **state) {
    World *w = *state;
    TlogPolicy p;
    Faults faults;
    char *twice =
        arena_printf(w->arena, "witness again %s\nquorum none\n", vkey(w, &w->witness[KPU].key));
    assert_int_equal(policy_of(w, policy_text(w, twice), &p, &faults), ERR_INPUT);
    char *log = arena_printf(w->arena, "log %s\nquorum none\n", vkey(w, &w->log.key));
    assert_int_equal(policy_of(w, policy_text(w, log), &p, &faults), ERR_INPUT);
    char *wrong = arena_printf(w->arena, "log %s\nquorum none\n", vkey(w, &w->witness[KPU].key));
    assert_int_equal(policy_of(w, policy_text(w, wrong), &p, &faults), ERR_INPUT);
    wrong = arena_printf(w->arena, "witness x %s\nquorum none\n", vkey(w, &w->log.key));
    assert_int_equal(policy_of(w, policy_text(w, wrong), &p, &faults), ERR_INPUT);
}

static void as_many_parties_as_the_specification_asks(void **state) {
    World *w = *state;
    TlogPolicy p;
    Faults faults;
    Buf *b = buf_on(w->arena, 256 * KIB);
    for (int i = 0; i < 200; i++) {
        TlogSigner one;
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        TlogKeyType type = i % 2 ? TLOG_ED25519 : TLOG_COSIGNATURE;
        assert_int_equal(tlog_signer_new(&w->env, name, type, &one, &err), OK);
        if (type == TLOG_ED25519)
            buf_printf(b, "log %s\n", vkey(w, &one.key));
        else
            buf_printf(b, "witness w%d %s\ngroup g%d all w%d\n", i, vkey(w, &one.key), i, i);
    }
    buf_str(b, "group g any");
    for (int i = 0; i < 200; i += 2) buf_printf(b, " g%d", i);
    buf_str(b, "\nquorum g\n");
    assert_int_equal(policy_of(w, b->at, &p, &faults), OK);
    assert_int_equal(p.log_count, 100);
    for (int i = 0; i < 200; i++) buf_printf(b, "group x%d any kpu\n", i);
    assert_int_equal(policy_of(w, b->at, &p, &faults), ERR_INPUT);
}

static void policies_have_limits(void **state) {
    World *w = *state;
    TlogPolicy p;
    Faults faults;
    Buf *b = buf_on(w->arena, 1 * MIB);
    for (int i = 0; i <= TLOG_POLICY_KEYS_MAX; i++) {
        TlogSigner one;
        assert_int_equal(tlog_signer_new(&w->env, "n", TLOG_ED25519, &one, &err), OK);
        buf_printf(b, "log %s\n", vkey(w, &one.key));
        if (i < TLOG_POLICY_KEYS_MAX - 1) continue;
        Buf *whole = buf_on(w->arena, 1 * MIB);
        buf_printf(whole, "%squorum none\n", b->at);
        Status s = policy_of(w, whole->at, &p, &faults);
        assert_int_equal(s, i < TLOG_POLICY_KEYS_MAX ? OK : ERR_INPUT);
    }
    /* a line of more words than there can be parties */
    buf_free(b);
    buf_str(b, "group g any");
    for (int i = 0; i <= TLOG_POLICY_PARTIES_MAX; i++) buf_str(b, " x");
    buf_str(b, "\nquorum none\n");
    assert_int_equal(policy_of(w, b->at, &p, &faults), ERR_INPUT);
    assert_int_equal(faults.total, 1);
    /* and a text of nothing but remarks */
    buf_free(b);
    buf_str(b, "quorum none\n");
    while (b->n <= TLOG_POLICY_BYTES_MAX) buf_str(b, "#\n");
    assert_int_equal(policy_of(w, b->at, &p, &faults), ERR_INPUT);
}

static void the_quorum_is_met_when_enough_have_seen_it(void **state) {
    World *w = *state;
    for (unsigned set = 0; set < 1U << WITNESSES; set++) {
        TlogVerdict v;
        int authorities = (set >> KPU & 1) + (set >> BAWASLU & 1) + (set >> COURT & 1);
        Buf *note = checkpoint_of(w, 777, set);
        assert_int_equal(tlog_policy_judge(w->arena, &w->policy, buf_bytes(note), &v, &err), OK);
        assert_int_equal(v.quorum, authorities >= 2 && (set >> OBSERVER & 1));
        assert_int_equal(v.holds[4], authorities >= 2);
        for (int i = 0; i < WITNESSES; i++)
            assert_int_equal(v.seen_s[i], set >> i & 1 ? NOW_S + i : 0);
        assert_int_equal(v.checkpoint.size, 777);
        assert_ptr_equal(v.log, w->policy.logs[0].key);
    }
}

/* ---------------------------------------------------------------- proofs */

static TlogProof proof_of(World *w, int64_t index, int64_t size, unsigned witnesses) {
    TlogProof p = {.index = index, .checkpoint = buf_bytes(checkpoint_of(w, size, witnesses))};
    TlogNodes nodes = store_nodes(&w->store);
    assert_int_equal(tlog_prove_inclusion(&nodes, index, size, &p.path, &err), OK);
    return p;
}

static Status check(World *w, const TlogProof *p, int64_t leaf) {
    TlogVerdict v;
    return tlog_proof_check(w->arena, p, &w->store.level[0][leaf], &w->policy, &v, &err);
}

static void a_proof_is_written_read_and_checked(void **state) {
    World *w = *state;
    static const Bytes extras[] = {{NULL, 0}, {(const uint8_t *)"\0\1salt", 6}};
    for (size_t i = 0; i < COUNT_OF(extras); i++) {
        TlogProof p = proof_of(w, 321, 999, 15), again;
        p.extra = extras[i];
        Buf *b = buf_on(w->arena, 64 * KIB), *c = buf_on(w->arena, 64 * KIB);
        assert_int_equal(tlog_proof_write(&p, b, &err), OK);
        assert_int_equal(tlog_proof_parse(w->arena, buf_bytes(b), &again, &err), OK);
        assert_int_equal(again.extra.n, p.extra.n);
        assert_int_equal(again.index, 321);
        path_is(&again.path, &p.path);
        assert_int_equal(check(w, &again, 321), OK);
        assert_int_equal(tlog_proof_write(&again, c, &err), OK);
        assert_string_equal(b->at, c->at);
    }
}

static void a_proof_proves_one_entry_at_one_index(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 15);
    assert_int_equal(check(w, &p, 320), ERR_INPUT);
    p.index = 320;
    assert_int_equal(check(w, &p, 321), ERR_INPUT);
    assert_int_equal(check(w, &p, 320), ERR_INPUT);
    p.index = 999;
    assert_int_equal(check(w, &p, 321), ERR_INPUT);
    p = proof_of(w, 321, 999, 15);
    p.path = proof_of(w, 322, 999, 15).path; /* the path of another */
    assert_int_equal(check(w, &p, 321), ERR_INPUT);
    p.path.n = 0;
    assert_int_equal(check(w, &p, 321), ERR_INPUT);
}

static void without_its_quorum_a_proof_does_not_hold(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 1 << KPU | 1 << OBSERVER);
    assert_int_equal(check(w, &p, 321), ERR_INPUT);
    assert_non_null(strstr(err.text, "all-sides"));
    p = proof_of(w, 321, 999, 1 << KPU | 1 << COURT | 1 << OBSERVER);
    assert_int_equal(check(w, &p, 321), OK);
}

/* Replaces the first `from` in the checkpoint of a proof. */
static TlogProof forged(World *w, const TlogProof *p, const char *from, const char *to) {
    const char *text = arena_strn(w->arena, (const char *)p->checkpoint.at, p->checkpoint.n);
    const char *at = strstr(text, from);
    assert_non_null(at);
    TlogProof q = *p;
    char *made = arena_printf(w->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    q.checkpoint = bytes_of(made);
    return q;
}

static char *line_of(World *w, const TlogProof *p, size_t i) {
    TlogNote note;
    assert_int_equal(tlog_note_parse(w->arena, p->checkpoint, &note, &err), OK);
    Bytes line = note.signatures[i].line;
    return arena_strn(w->arena, (const char *)line.at, line.n);
}

static void a_changed_checkpoint_is_found_out(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 15), q;
    static const char *const changes[][2] = {
        {"\n999\n", "\n998\n"}, {"\n999\n", "\n1999\n"}, {"1222", "1223"}, {"=\n", "=\nmore\n"},
        {"\n\n", "\n\n\n"},     {"999\n", "999\n\n"},    {"\n\n", "\n"},
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        q = forged(w, &p, changes[i][0], changes[i][1]);
        assert_int_equal(check(w, &q, 321), ERR_INPUT);
    }
    /* another tree's root under these signatures */
    Sha256 root;
    TlogNodes nodes = store_nodes(&w->store);
    char was[48], is[48];
    assert_int_equal(tlog_root_at(&nodes, 999, &root, &err), OK);
    sodium_bin2base64(was, sizeof was, root.b, 32, sodium_base64_VARIANT_ORIGINAL);
    root.b[0] ^= 1;
    sodium_bin2base64(is, sizeof is, root.b, 32, sodium_base64_VARIANT_ORIGINAL);
    q = forged(w, &p, was, is);
    assert_int_equal(check(w, &q, 321), ERR_INPUT);
}

static void lines_may_change_places_but_not_names(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 15), q;
    char *kpu = line_of(w, &p, 1), *court = line_of(w, &p, 3);
    q = forged(w, &p, kpu, "");
    q.checkpoint = bytes_of(
        arena_printf(w->arena, "%.*s%s", (int)q.checkpoint.n, (const char *)q.checkpoint.at, kpu));
    assert_int_equal(check(w, &q, 321), OK);
    /* the signature of one under the name of another is of a key that nobody knows */
    char *stolen =
        arena_printf(w->arena, "\xE2\x80\x94 %s%s", w->witness[COURT].key.name, strrchr(kpu, ' '));
    q = forged(w, &p, court, stolen);
    assert_int_equal(check(w, &q, 321), OK); /* kpu and bawaslu still make two */
    p = proof_of(w, 321, 999, 1 << KPU | 1 << OBSERVER);
    q = forged(w, &p, kpu, arena_printf(w->arena, "%s%s", kpu, stolen));
    assert_int_equal(check(w, &q, 321), ERR_INPUT); /* and now they do not */
    q = forged(w, &p, kpu, arena_printf(w->arena, "%s%s", kpu, kpu));
    assert_int_equal(check(w, &q, 321), ERR_INPUT); /* nobody counts twice */
    /* a cosignature of yesterday's checkpoint counts for nothing today */
    TlogProof old = proof_of(w, 321, 998, 15);
    q = forged(w, &p, kpu, arena_printf(w->arena, "%s%s", kpu, line_of(w, &old, 3)));
    assert_int_equal(check(w, &q, 321), ERR_INPUT);
}

static void a_log_speaks_for_itself_only(void **state) {
    World *w = *state;
    TlogSigner other;
    TlogPolicy two;
    Faults faults;
    assert_int_equal(tlog_signer_new(&w->env, "log.example/1223", TLOG_ED25519, &other, &err), OK);
    char *tail = arena_printf(w->arena, "log %s\nquorum none\n", vkey(w, &other.key));
    assert_int_equal(policy_of(w, policy_text(w, tail), &two, &faults), OK);
    TlogProof p = proof_of(w, 321, 999, 0);
    TlogVerdict v;
    assert_int_equal(tlog_policy_judge(w->arena, &two, p.checkpoint, &v, &err), OK);
    /* the other log signs this one's checkpoint */
    TlogNote note;
    assert_int_equal(tlog_note_parse(w->arena, p.checkpoint, &note, &err), OK);
    Buf *b = buf_on(w->arena, 64 * KIB);
    buf_add(b, note.text.at, note.text.n);
    buf_char(b, '\n');
    assert_int_equal(tlog_note_sign(note.text, &other, 0, b, &err), OK);
    assert_int_equal(tlog_policy_judge(w->arena, &two, buf_bytes(b), &v, &err), ERR_INPUT);
    /* witnesses alone do not make a checkpoint */
    p = proof_of(w, 321, 999, 15);
    TlogProof q = forged(w, &p, line_of(w, &p, 0), "");
    assert_int_equal(check(w, &q, 321), ERR_INPUT);
}

static void signatures_of_other_kinds_are_carried_along(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 15);
    Buf *b = buf_on(w->arena, 2 * MIB);
    buf_add(b, p.checkpoint.at, p.checkpoint.n);
    uint8_t mldsa[4 + 8 + 2420];
    for (int i = 0; i < 20; i++) { /* twenty lines of ML-DSA-44, by names that are known and not */
        char text[sodium_base64_ENCODED_LEN(sizeof mldsa, sodium_base64_VARIANT_ORIGINAL)];
        w->env.random(w->env.ctx, mldsa, sizeof mldsa);
        sodium_bin2base64(text, sizeof text, mldsa, sizeof mldsa, sodium_base64_VARIANT_ORIGINAL);
        buf_printf(b, "\xE2\x80\x94 %s %s\n", i % 2 ? w->log.key.name : "new.example", text);
    }
    p.checkpoint = buf_bytes(b);
    assert_int_equal(check(w, &p, 321), OK);
    for (int i = 0; i < 80; i++) buf_str(b, "\xE2\x80\x94 x AAAAAAA=\n");
    p.checkpoint = buf_bytes(b);
    assert_int_equal(check(w, &p, 321), ERR_INPUT); /* more than a hundred */
}

static void malformed_proofs_are_refused(void **state) {
    World *w = *state;
    TlogProof p = proof_of(w, 321, 999, 15), again;
    Buf *b = buf_on(w->arena, 64 * KIB);
    p.extra = bytes_of("extra");
    assert_int_equal(tlog_proof_write(&p, b, &err), OK);
    static const char *const changes[][2] = {
        {"@v1", "@v2"},
        {"c2sp", "\nc2sp"},
        {"extra ", "extra  "},
        {"extra ", "Extra "},
        {"ZXh0cmE=", "ZXh0cmE"},
        {"ZXh0cmE=", "ZXh0cmF="},
        {"ZXh0cmE=", ""},
        {"index 321", "index 0321"},
        {"index 321", "index -321"},
        {"index 321", "index 9223372036854775808"},
        {"index 321\n", ""},
        {"index 321\n", "index 321\nAAAA\n"},
        {"index 321\n", "index 321\n\n"},
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        TlogProof whole = {.checkpoint = buf_bytes(b)}; /* the same replacing, on the whole file */
        whole = forged(w, &whole, changes[i][0], changes[i][1]);
        Status s = tlog_proof_parse(w->arena, whole.checkpoint, &again, &err);
        if (s == OK) s = check(w, &again, 321);
        if (s == OK) print_message("# %s\n", changes[i][1]);
        assert_int_equal(s, ERR_INPUT);
    }
    /* cut anywhere, it is refused; so is nothing at all */
    for (size_t n = 0; n < b->n; n++) {
        Status s = tlog_proof_parse(w->arena, (Bytes){(uint8_t *)b->at, n}, &again, &err);
        if (s != OK) continue;
        s = check(w, &again, 321);
        /* a cut between two signature lines leaves a note: it must lack the quorum */
        assert_int_equal(s, ERR_INPUT);
    }
}

static void a_path_has_63_hashes_at_the_most(void **state) {
    World *w = *state;
    TlogProof again;
    for (int n = 62; n <= 64; n++) {
        Buf *b = buf_on(w->arena, 64 * KIB);
        buf_str(b, "c2sp.org/tlog-proof@v1\nindex 0\n");
        for (int i = 0; i < n; i++) buf_str(b, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
        buf_str(b, "\n");
        Status s = tlog_proof_parse(w->arena, buf_bytes(b), &again, &err);
        assert_int_equal(s, n <= 63 ? OK : ERR_INPUT);
    }
}

/* ---------------------------------------------------------------- the vector of docs/format.md */

static void give_sevens(void *ctx, void *to, size_t n) {
    (void)ctx;
    memset(to, 7, n);
}

static void the_vector_of_the_format_is_made_and_holds(void **state) {
    World *w = *state;
    const char *source = getenv("HANTAR_SOURCE");
    Bytes file;
    TlogSigner log, witness;
    TlogPolicy policy;
    TlogProof proof;
    TlogVerdict v;
    Faults faults;
    Sha256 leaves[5];
    char *path =
        arena_printf(w->arena, "%s/tests/tlog/data/vector.tlog-proof", source ? source : ".");
    assert_int_equal(env_read_file(&w->env, path, 1 * MIB, w->arena, &file, &err), OK);
    Env sevens = w->env;
    sevens.random = give_sevens;
    assert_int_equal(tlog_signer_new(&sevens, "log.example/1222", TLOG_ED25519, &log, &err), OK);
    assert_int_equal(tlog_signer_new(&sevens, "kpu.example/w", TLOG_COSIGNATURE, &witness, &err),
                     OK);
    assert_string_equal(vkey(w, &log.key), "log.example/1222+75039673+"
                                           "AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs");
    assert_string_equal(vkey(w, &witness.key), "kpu.example/w+68f81fa9+"
                                               "BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs");
    for (int i = 0; i < 5; i++)
        leaves[i] = tlog_leaf(bytes_of(arena_printf(w->arena, "entry %d", i)));
    char *text = arena_printf(w->arena, "log %s\nwitness kpu %s\nquorum kpu\n", vkey(w, &log.key),
                              vkey(w, &witness.key));
    assert_int_equal(policy_of(w, text, &policy, &faults), OK);
    assert_int_equal(tlog_proof_parse(w->arena, file, &proof, &err), OK);
    assert_int_equal(tlog_proof_check(w->arena, &proof, &leaves[1], &policy, &v, &err), OK);
    assert_int_equal(v.seen_s[0], NOW_S);
    /* signatures are a function of key and text: the same bytes come out again */
    Buf *note = buf_on(w->arena, 4 * KIB);
    TlogNote parsed;
    Sha256 root = tlog_root(leaves, 5);
    assert_int_equal(tlog_checkpoint_sign(&log, 5, &root, note, &err), OK);
    assert_int_equal(tlog_note_parse(w->arena, proof.checkpoint, &parsed, &err), OK);
    assert_int_equal(tlog_note_sign(parsed.text, &witness, NOW_S, note, &err), OK);
    assert_int_equal(note->n, proof.checkpoint.n);
    assert_memory_equal(note->at, proof.checkpoint.at, note->n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_is_read),
        cmocka_unit_test(each_fault_of_a_policy_is_told_in_its_line),
        cmocka_unit_test(keys_of_a_policy_are_of_their_kind_and_stand_once),
        cmocka_unit_test(as_many_parties_as_the_specification_asks),
        cmocka_unit_test(policies_have_limits),
        cmocka_unit_test(the_quorum_is_met_when_enough_have_seen_it),
        cmocka_unit_test(a_proof_is_written_read_and_checked),
        cmocka_unit_test(a_proof_proves_one_entry_at_one_index),
        cmocka_unit_test(without_its_quorum_a_proof_does_not_hold),
        cmocka_unit_test(a_changed_checkpoint_is_found_out),
        cmocka_unit_test(lines_may_change_places_but_not_names),
        cmocka_unit_test(a_log_speaks_for_itself_only),
        cmocka_unit_test(signatures_of_other_kinds_are_carried_along),
        cmocka_unit_test(malformed_proofs_are_refused),
        cmocka_unit_test(a_path_has_63_hashes_at_the_most),
        cmocka_unit_test(the_vector_of_the_format_is_made_and_holds),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
