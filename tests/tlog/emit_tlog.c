// SPDX-License-Identifier: Apache-2.0
/* Writes what we make, for the oracle to judge: roots, proofs, tiles, bundles and notes, a line
 * each; hashes and bytes in base64. */
#include "tlog/tlog.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_HERE 66000
#define SMALL 300

typedef struct Log {
    TlogEdge edge;
    Sha256 *level[18];
} Log;

static Env env;

static void must(Status s, const Err *err) {
    if (s == OK) return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static Status read_node(void *ctx, int level, int64_t index, Sha256 *ret, Err *err) {
    Log *log = ctx;
    (void)err;
    *ret = log->level[level][index];
    return OK;
}

static void say_base64(const void *bytes, size_t n) {
    char *text = malloc(sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL));
    if (!text) exit(1);
    sodium_bin2base64(text, sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL), bytes, n,
                      sodium_base64_VARIANT_ORIGINAL);
    printf(" %s", text);
    free(text);
}

static Bytes entry_of(int64_t i, char to[64]) {
    int n = snprintf(to, 64, "entry number %" PRId64, i);
    return (Bytes){(const uint8_t *)to, i % 100 == 7 ? 0 : (size_t)n}; /* some are empty */
}

static void grow(Log *log, int64_t size) {
    while (log->edge.size < size) {
        char text[64];
        int64_t index = log->edge.size;
        Bytes entry = entry_of(index, text);
        Sha256 leaf = tlog_leaf(entry), made[TLOG_LEVELS];
        int n = tlog_append(&log->edge, &leaf, made);
        for (int l = 0; l < n; l++) log->level[l][index >> l] = made[l];
        printf("entry");
        say_base64(entry.at, entry.n);
        putchar('\n');
    }
}

static void say_path(const TlogPath *path) {
    for (int i = 0; i < path->n; i++) say_base64(path->hash[i].b, 32);
    putchar('\n');
}

static void prove(Log *log, int64_t a, int64_t size, bool consistency) {
    TlogNodes nodes = {read_node, log};
    TlogPath path;
    Err err;
    if (a < size) {
        must(tlog_prove_inclusion(&nodes, a, size, &path, &err), &err);
        printf("inclusion %" PRId64 " %" PRId64, size, a);
        say_path(&path);
    }
    if (!consistency || a == 0) return; /* sumdb proves nothing from nothing */
    must(tlog_prove_consistency(&nodes, a, size, &path, &err), &err);
    printf("consistency %" PRId64 " %" PRId64, a, size);
    say_path(&path);
}

static Status say_tile(void *ctx, TlogTile tile, Err *err) {
    Log *log = ctx;
    TlogNodes nodes = {read_node, log};
    char path[TLOG_TILE_PATH_BYTES];
    Buf b;
    buf_init(&b, TLOG_BUNDLE_BYTES_MAX);
    tlog_tile_path(tile, path);
    Status s = tlog_tile_write(&nodes, tile, &b, err);
    printf("tile %s", path);
    say_base64(b.at, b.n);
    putchar('\n');
    if (s == OK && tile.level == 0 && tile.index % 50 == 0) {
        TlogTile bundle = {TLOG_ENTRIES, tile.index, tile.width};
        buf_free(&b);
        for (int i = 0; i < tile.width && s == OK; i++) {
            char text[64];
            s = tlog_bundle_add(&b, entry_of(tile.index * 256 + i, text), err);
        }
        tlog_tile_path(bundle, path);
        printf("bundle %s", path);
        say_base64(b.at, b.n);
        putchar('\n');
    }
    buf_free(&b);
    return s;
}

static void say_root(Log *log) {
    Sha256 root = tlog_edge_root(&log->edge);
    printf("root %" PRId64, log->edge.size);
    say_base64(root.b, 32);
    putchar('\n');
}

static void sizes(Log *log) {
    static const int64_t large[] = {511,  512,  513,   700,   1023,  1024,  1025,
                                    4095, 4096, 10000, 65535, 65536, 65537, SIZE_MAX_HERE};
    Err err;
    Rng rng;
    rng_seed(&rng, 9);
    int64_t tiled = 0;
    for (int64_t size = 0; size <= SMALL; size++) {
        grow(log, size);
        say_root(log);
        for (int64_t i = 0; i <= size; i += 1 + size / 40) prove(log, i, size, i <= size);
        must(tlog_tiles_between(tiled, size, say_tile, log, &err), &err);
        tiled = size;
        if (size % 16 == 1) printf("read %" PRId64 "\n", size);
    }
    for (size_t k = 0; k < COUNT_OF(large); k++) {
        grow(log, large[k]);
        say_root(log);
        must(tlog_tiles_between(tiled, large[k], say_tile, log, &err), &err);
        tiled = large[k];
        printf("read %" PRId64 "\n", large[k]);
        for (int i = 0; i < 20; i++) {
            prove(log, rng_below(&rng, (uint32_t)large[k]), large[k], false);
            prove(log, rng_below(&rng, SMALL), large[k], true);
        }
    }
}

static void say_vkey(const TlogKey *key) {
    char text[TLOG_VKEY_BYTES];
    tlog_key_format(key, text);
    printf(" %s", text);
}

static void notes(Log *log) {
    enum { N = 12 };
    TlogSigner signers[N];
    Err err;
    for (int count = 1; count <= N; count++) {
        Buf b;
        Sha256 root = tlog_edge_root(&log->edge);
        TlogCheckpoint c = {.size = log->edge.size, .root = root};
        buf_init(&b, 1 * MIB);
        for (int i = 0; i < count; i++) {
            char name[64];
            snprintf(name, sizeof name, i ? "saksi-%d.example/\xC3\xA9" : "log.example/%d", i);
            must(
                tlog_signer_new(&env, name, i ? TLOG_COSIGNATURE : TLOG_ED25519, &signers[i], &err),
                &err);
        }
        memcpy(c.origin, signers[0].key.name, sizeof c.origin);
        tlog_checkpoint_write(&c, &b);
        size_t n = b.n;
        buf_char(&b, '\n');
        for (int i = 0; i < count; i++)
            must(tlog_note_sign((Bytes){(uint8_t *)b.at, n}, &signers[i], 1700000000 + i, &b, &err),
                 &err);
        printf("note");
        say_base64(b.at, b.n);
        printf(" %d", count);
        for (int i = 0; i < count; i++) say_vkey(&signers[i].key);
        putchar('\n');
        buf_free(&b);
    }
}

/* ---------------------------------------------------------------- mutants */

/* Changes a text a little: a byte, a cut, a doubled or moved piece. */
static size_t mutate(Rng *rng, uint8_t *text, size_t n, size_t max) {
    static const uint8_t bytes[] = {'\n', ' ', '+', '=', 'A', '/', '0', 0xC2, 0xA0, 0xE2, '\r', 0};
    size_t at = rng_below(rng, (uint32_t)n), length = 1 + rng_below(rng, 40);
    if (at + length > n) length = n - at;
    switch (rng_below(rng, 5)) {
    case 0: text[at] ^= (uint8_t)(1 << rng_below(rng, 8)); return n;
    case 1: text[at] = bytes[rng_below(rng, sizeof bytes)]; return n;
    case 2: memmove(text + at, text + at + length, n - at - length); return n - length;
    case 3:
        if (n + length > max) return n;
        memmove(text + at + length, text + at, n - at);
        return n + length;
    default:
        if (n + 1 > max) return n;
        memmove(text + at + 1, text + at, n - at);
        text[at] = bytes[rng_below(rng, sizeof bytes)];
        return n + 1;
    }
}

/* Notes that were tampered with, and whether we still take them for good. */
static void mutants(void) {
    enum { N = 3 };
    TlogSigner signers[N];
    TlogKey keys[N - 1]; /* the third is a stranger: his line may be spoilt */
    Err err;
    Rng rng;
    Buf b;
    rng_seed(&rng, 4);
    buf_init(&b, 64 * KIB);
    buf_str(&b, "log.example/a\n5\nfKo0Xb2JKmZFTWxlEuo8PqPw0+whvj/C4jdXBf049nI=\n");
    size_t n = b.n;
    buf_char(&b, '\n');
    for (int i = 0; i < N; i++) {
        char name[32];
        snprintf(name, sizeof name, i ? "w%d.example" : "log.example/a", i);
        must(tlog_signer_new(&env, name, i ? TLOG_COSIGNATURE : TLOG_ED25519, &signers[i], &err),
             &err);
        must(tlog_note_sign((Bytes){(uint8_t *)b.at, n}, &signers[i], 1700000000, &b, &err), &err);
        if (i < N - 1) keys[i] = signers[i].key;
    }
    for (int i = 0; i < 20000; i++) {
        uint8_t text[2048];
        size_t length = b.n;
        memcpy(text, b.at, b.n);
        for (uint32_t k = rng_below(&rng, 3); k < 3 && length > 1; k++)
            length = mutate(&rng, text, length, sizeof text);
        Arena *arena = arena_new(&env, 4 * MIB);
        TlogNote note;
        bool good = tlog_note_open(arena, (Bytes){text, length}, keys, N - 1, &note, &err) == OK;
        arena_free(arena);
        printf("mutant %d", good);
        say_base64(text, length);
        for (int k = 0; k < N - 1; k++) say_vkey(&keys[k]);
        putchar('\n');
    }
    buf_free(&b);
}

/* ---------------------------------------------------------------- signatures */

/* The encodings of the eight points of small order, the usual ones and the others. */
static const char *const small_points[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};
static const char message[] = "signed";

static bool say_signature(const uint8_t key[32], const uint8_t signature[64]) {
    bool good = crypto_sign_verify_detached(signature, (const uint8_t *)message, sizeof message - 1,
                                            key) == 0;
    printf("signature %d", good);
    say_base64(key, 32);
    say_base64(message, sizeof message - 1);
    say_base64(signature, 64);
    putchar('\n');
    return good;
}

/* S + L is S in another spelling: L is the order of the group. */
static void add_order(uint8_t s[32]) {
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                      0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    unsigned carry = 0;
    for (int i = 0; i < 32; i++) {
        carry += (unsigned)s[i] + order[i];
        s[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

static void signatures(void) {
    uint8_t key[32], secret[64], good[64], bad[64] = {0};
    for (size_t a = 0; a < COUNT_OF(small_points); a++)
        for (size_t r = 0; r < COUNT_OF(small_points); r++) {
            if (!hex_parse(small_points[a], key, 32) || !hex_parse(small_points[r], bad, 32))
                exit(1);
            if (say_signature(key, bad)) exit(1);
        }
    for (int i = 0; i < 100; i++) {
        crypto_sign_keypair(key, secret);
        crypto_sign_detached(good, NULL, (const uint8_t *)message, sizeof message - 1, secret);
        if (!say_signature(key, good)) exit(1);
        memcpy(bad, good, 64);
        add_order(bad + 32);
        if (say_signature(key, bad)) exit(1);
        memcpy(bad, good, 64);
        bad[i % 64] ^= (uint8_t)(1 << i % 8);
        if (say_signature(key, bad)) exit(1);
    }
}

int main(void) {
    Log log = {0};
    env = env_real();
    for (int l = 0; l < 18; l++)
        if (!(log.level[l] = calloc((SIZE_MAX_HERE >> l) + 1, sizeof(Sha256)))) return 1;
    sizes(&log);
    notes(&log);
    mutants();
    signatures();
    for (int l = 0; l < 18; l++) free(log.level[l]);
    return 0;
}
