// SPDX-License-Identifier: Apache-2.0
/* A small world for the tests: a log, four witnesses, the policy "2 of three authorities and one of
 * the observers", and notes signed by whoever is told to. */
#ifndef HANTAR_TEST_PARTY_H
#define HANTAR_TEST_PARTY_H

#include "naive.h"

enum { KPU, BAWASLU, COURT, OBSERVER, WITNESSES };
#define NOW_S 1707998400 /* 15 February 2024, noon, UTC */

typedef struct World {
    Env env;
    Arena *arena;
    TlogSigner log, witness[WITNESSES];
    TlogPolicy policy;
    Store store;
} World;

static Err err;

static inline const char *vkey(World *w, const TlogKey *key) {
    char *text = arena_alloc(w->arena, TLOG_VKEY_BYTES);
    tlog_key_format(key, text);
    return text;
}

/* The policy's text; `tail` replaces the lines after the witnesses when it is given. */
static inline char *policy_text(World *w, const char *tail) {
    static const char *const names[] = {"kpu", "bawaslu", "court", "observer"};
    Buf *b = buf_on(w->arena, 64 * KIB);
    buf_printf(b, "# of a test\n\nlog %s https://127.0.0.1/log\n", vkey(w, &w->log.key));
    for (int i = 0; i < WITNESSES; i++)
        buf_printf(b, "witness %s\t %s\n", names[i], vkey(w, &w->witness[i].key));
    buf_str(b, tail ? tail
                    : "group authorities 2 kpu bawaslu court\n"
                      "group all-sides all authorities observer\n"
                      "quorum all-sides\n");
    return b->at;
}

static inline Status policy_of(World *w, const char *text, TlogPolicy *ret, Faults *faults) {
    *faults = (Faults){.arena = w->arena, .file = "policy"};
    return tlog_policy_parse(bytes_of(text), ret, faults, &err);
}

static inline int world_begin(void **state) {
    static const char *const names[] = {"kpu.example/w", "bawaslu.example/w", "court.example/w",
                                        "observer.example/w"};
    World *w = calloc(1, sizeof *w);
    w->env = env_real();
    w->arena = arena_new(&w->env, 256 * MIB);
    Faults faults;
    assert_int_equal(tlog_signer_new(&w->env, "log.example/1222", TLOG_ED25519, &w->log, &err), OK);
    for (int i = 0; i < WITNESSES; i++)
        assert_int_equal(tlog_signer_new(&w->env, names[i], TLOG_COSIGNATURE, &w->witness[i], &err),
                         OK);
    assert_int_equal(policy_of(w, policy_text(w, NULL), &w->policy, &faults), OK);
    store_grow(&w->store, 1000);
    *state = w;
    return 0;
}

static inline int world_end(void **state) {
    World *w = *state;
    store_free(&w->store);
    arena_free(w->arena);
    free(w);
    return 0;
}

/* The log's signed checkpoint at a size, with the cosignatures of the witnesses whose bit is set.
 */
static inline Buf *checkpoint_of(World *w, int64_t size, unsigned witnesses) {
    Buf *b = buf_on(w->arena, 2 * MIB);
    TlogNodes nodes = store_nodes(&w->store);
    Sha256 root;
    TlogNote note;
    assert_int_equal(tlog_root_at(&nodes, size, &root, &err), OK);
    assert_int_equal(tlog_checkpoint_sign(&w->log, size, &root, b, &err), OK);
    assert_int_equal(tlog_note_parse(w->arena, buf_bytes(b), &note, &err), OK);
    Bytes text = {(const uint8_t *)arena_strn(w->arena, b->at, note.text.n), note.text.n};
    for (int i = 0; i < WITNESSES; i++)
        if (witnesses >> i & 1)
            assert_int_equal(tlog_note_sign(text, &w->witness[i], NOW_S + i, b, &err), OK);
    return b;
}

#endif
