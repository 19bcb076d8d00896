// SPDX-License-Identifier: Apache-2.0
/* bench_tlog [LEAVES]: hashing, growing, proving and checking, with the nodes in memory. */
#include "tlog/tlog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 2000

typedef struct Log {
    TlogEdge edge;
    Sha256 *level[TLOG_LEVELS];
    int64_t reads;
} Log;

static Env env;
static Err err;

static void must(Status s) {
    if (s == OK) return;
    fprintf(stderr, "%s\n", err.text);
    exit(1);
}

static Status read_node(void *ctx, int level, int64_t index, Sha256 *ret, Err *e) {
    Log *log = ctx;
    (void)e;
    log->reads++;
    *ret = log->level[level][index];
    return OK;
}

static void tell(const char *what, int64_t n, int64_t begun_ns) {
    double s = (double)(env.tick_ns(NULL) - begun_ns) / 1e9;
    printf("%-34s %9lld in %8.3f s %12.0f /s %9.4f ms each\n", what, (long long)n, s, (double)n / s,
           s * 1e3 / (double)n);
}

static void grow(Log *log, int64_t size) {
    char text[160];
    memset(text, 'e', sizeof text); /* a leaf text of ours has 120 bytes and more */
    int64_t begun = env.tick_ns(NULL);
    for (int l = 0; size >> l > 0; l++) {
        log->level[l] = calloc((size_t)(size >> l), sizeof(Sha256));
        if (!log->level[l]) exit(1);
    }
    for (int64_t i = 0; i < size; i++) {
        Sha256 made[TLOG_LEVELS];
        snprintf(text, sizeof text, "hantar-leaf/v1 %lld", (long long)i);
        Sha256 leaf = tlog_leaf((Bytes){(const uint8_t *)text, 120});
        int n = tlog_append(&log->edge, &leaf, made);
        for (int l = 0; l < n; l++) log->level[l][i >> l] = made[l];
    }
    tell("leaves hashed and appended", size, begun);
}

static void proofs(Log *log, TlogNodes nodes, const char *from) {
    static TlogPath paths[ROUNDS], old_paths[ROUNDS];
    static Sha256 old_roots[ROUNDS];
    int64_t size = log->edge.size, at[ROUNDS];
    Sha256 root = tlog_edge_root(&log->edge);
    Rng rng;
    char what[64];
    rng_seed(&rng, 1);
    for (int i = 0; i < ROUNDS; i++) {
        at[i] = 1 + (int64_t)(rng_u64(&rng) % (uint64_t)(size - 1));
        must(tlog_root_at(&nodes, at[i], &old_roots[i], &err));
    }
    snprintf(what, sizeof what, "inclusion proven from %s", from);
    log->reads = 0;
    int64_t begun = env.tick_ns(NULL);
    for (int i = 0; i < ROUNDS; i++)
        must(tlog_prove_inclusion(&nodes, at[i], size, &paths[i], &err));
    tell(what, ROUNDS, begun);
    printf("  %.1f reads each\n", (double)log->reads / ROUNDS);
    begun = env.tick_ns(NULL);
    for (int i = 0; i < ROUNDS; i++)
        must(tlog_check_inclusion(&paths[i], at[i], size, &log->level[0][at[i]], &root, &err));
    tell("inclusion checked", ROUNDS, begun);
    snprintf(what, sizeof what, "consistency proven from %s", from);
    begun = env.tick_ns(NULL);
    for (int i = 0; i < ROUNDS; i++)
        must(tlog_prove_consistency(&nodes, at[i], size, &old_paths[i], &err));
    tell(what, ROUNDS, begun);
    begun = env.tick_ns(NULL);
    for (int i = 0; i < ROUNDS; i++)
        must(tlog_check_consistency(&old_paths[i], at[i], &old_roots[i], size, &root, &err));
    tell("consistency checked", ROUNDS, begun);
}

static Status fetch(void *ctx, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *e) {
    Log *log = ctx;
    (void)e;
    log->reads++;
    memcpy(ret, &log->level[8 * tile.level][tile.index * TLOG_TILE_WIDTH],
           (size_t)tile.width * sizeof *ret);
    return OK;
}

/* What a phone does with a .tlog-proof: parse, judge by a policy of four witnesses, check. */
static void carried(Log *log) {
    enum { WITNESSES = 4 };
    static const char *const names[WITNESSES] = {"kpu", "bawaslu", "court", "observer"};
    TlogSigner signer, witness[WITNESSES];
    Arena *arena = arena_new(&env, 1024 * MIB);
    Buf *policy_text = buf_on(arena, 64 * KIB), *note = buf_on(arena, 64 * KIB);
    Buf *file = buf_on(arena, 64 * KIB);
    char vkey[TLOG_VKEY_BYTES];
    Sha256 root = tlog_edge_root(&log->edge);
    TlogNodes nodes = {read_node, log};
    TlogNote parsed;
    must(tlog_signer_new(&env, "log.example/1222", TLOG_ED25519, &signer, &err));
    must(tlog_checkpoint_sign(&signer, log->edge.size, &root, note, &err));
    must(tlog_note_parse(arena, buf_bytes(note), &parsed, &err));
    Bytes text = {(const uint8_t *)arena_strn(arena, note->at, parsed.text.n), parsed.text.n};
    tlog_key_format(&signer.key, vkey);
    buf_printf(policy_text, "log %s\n", vkey);
    for (int i = 0; i < WITNESSES; i++) {
        must(tlog_signer_new(&env, names[i], TLOG_COSIGNATURE, &witness[i], &err));
        must(tlog_note_sign(text, &witness[i], 1707998400, note, &err));
        tlog_key_format(&witness[i].key, vkey);
        buf_printf(policy_text, "witness %s %s\n", names[i], vkey);
    }
    buf_str(policy_text, "group a 2 kpu bawaslu court\ngroup b all a observer\nquorum b\n");
    TlogProof proof = {.index = log->edge.size / 3, .checkpoint = buf_bytes(note)};
    must(tlog_prove_inclusion(&nodes, proof.index, log->edge.size, &proof.path, &err));
    must(tlog_proof_write(&proof, file, &err));
    int64_t begun = env.tick_ns(NULL);
    for (int i = 0; i < ROUNDS; i++) {
        Arena *one = arena_new(&env, 16 * MIB);
        Faults faults = {.arena = one};
        TlogPolicy policy;
        TlogVerdict verdict;
        must(tlog_policy_parse(buf_bytes(policy_text), &policy, &faults, &err));
        must(tlog_proof_parse(one, buf_bytes(file), &proof, &err));
        must(tlog_proof_check(one, &proof, &log->level[0][proof.index], &policy, &verdict, &err));
        arena_free(one);
    }
    tell("proof files checked by a policy", ROUNDS, begun);
    printf("  %zu bytes the file\n", file->n);
    arena_free(arena);
}

int main(int argc, char **argv) {
    int64_t size = 1000000;
    if (argc > 2 || (argc == 2 && !int_parse(argv[1], 2, 100000000, &size))) {
        fprintf(stderr, "usage: bench_tlog [LEAVES]\n");
        return 2;
    }
    static Log log;
    env = env_real();
    grow(&log, size);
    TlogTiles tiles = {fetch, &log, size};
    proofs(&log, (TlogNodes){read_node, &log}, "nodes");
    proofs(&log, tlog_tiles_nodes(&tiles), "tiles");
    carried(&log);
    for (int l = 0; l < TLOG_LEVELS; l++) free(log.level[l]);
    return 0;
}
