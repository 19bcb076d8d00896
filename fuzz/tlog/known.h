// SPDX-License-Identifier: Apache-2.0
/* A log and a witness whose keys everybody knows, so that seeds can hold signatures that hold. */
#ifndef HANTAR_FUZZ_KNOWN_H
#define HANTAR_FUZZ_KNOWN_H

#include "tlog/tlog.h"

#include <stdlib.h>
#include <string.h>

static inline void must(bool held) {
    if (!held) abort();
}

static inline void known_chance(void *ctx, void *to, size_t n) {
    (void)ctx;
    memset(to, 7, n);
}

static inline int64_t known_clock(void *ctx) {
    (void)ctx;
    return INT64_C(1707998400000);
}

typedef struct Known {
    Env env;
    Arena *arena; /* of one input */
    TlogSigner log, witness;
    TlogKey keys[2];
} Known;

/* A fresh arena, the same keys each time. */
static inline Known *known(void) {
    static Known k;
    Err err;
    if (!k.arena) {
        k.env = env_real();
        k.env.random = known_chance;
        k.env.now_ms = known_clock;
        must(tlog_signer_new(&k.env, "log.example/1222", TLOG_ED25519, &k.log, &err) == OK);
        must(tlog_signer_new(&k.env, "kpu.example/w", TLOG_COSIGNATURE, &k.witness, &err) == OK);
        k.keys[0] = k.log.key;
        k.keys[1] = k.witness.key;
    }
    k.arena = arena_new(&k.env, 64 * MIB);
    return &k;
}

static inline int known_done(Known *k) {
    arena_free(k->arena);
    return 0;
}

static inline bool same(const Buf *made, const uint8_t *data, size_t size) {
    return !made->failed && made->n == size && (size == 0 || memcmp(made->at, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
