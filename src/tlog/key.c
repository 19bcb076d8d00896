// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define SEED_BYTES crypto_sign_SEEDBYTES
static_assert(crypto_sign_PUBLICKEYBYTES == 32, "of Ed25519");
static_assert(crypto_sign_SECRETKEYBYTES == 64, "of libsodium: seed and public key");

/* ---------------------------------------------------------------- names */

/* The length of the Unicode space at p, 0 = there is none: White_Space in the Unicode tables. */
static size_t space_at(const uint8_t *p, size_t n) {
    static const char *const spaces[] = {" ",
                                         "\xC2\x85",
                                         "\xC2\xA0",
                                         "\xE1\x9A\x80",
                                         "\xE2\x80\xA8",
                                         "\xE2\x80\xA9",
                                         "\xE2\x80\xAF",
                                         "\xE2\x81\x9F",
                                         "\xE3\x80\x80"};
    if (*p >= 0x09 && *p <= 0x0D) return 1;
    for (size_t i = 0; i < COUNT_OF(spaces); i++) {
        size_t length = strlen(spaces[i]);
        if (n >= length && memcmp(p, spaces[i], length) == 0) return length;
    }
    bool en_to_hair = n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8A;
    return en_to_hair ? 3 : 0; /* U+2000 to U+200A */
}

bool tlog_name_valid(Bytes name) {
    if (name.n < 1 || !tlog_text_valid(name)) return false;
    for (size_t i = 0; i < name.n; i++)
        if (name.at[i] == '+' || space_at(name.at + i, name.n - i)) return false;
    return true;
}

static Status name_take(Bytes name, char to[TLOG_NAME_BYTES], Err *err) {
    if (!tlog_name_valid(name) || name.n >= TLOG_NAME_BYTES) {
        err_set(err, ERR_INPUT, "%s", _("a key's name is empty, too long, or has a space or a +"));
        err_advise(err, "%s", _("name it like a web address without https://: kpu.example/log"));
        return ERR_INPUT;
    }
    memcpy(to, name.at, name.n);
    to[name.n] = 0;
    return OK;
}

/* ---------------------------------------------------------------- verifier keys */

void tlog_key_id(TlogKey *key) {
    uint8_t newline_type[2] = {'\n', (uint8_t)key->type};
    Sha256 hash = sha256_parts(
        3, (Bytes[]){bytes_of(key->name), {newline_type, 2}, {key->public, sizeof key->public}});
    memcpy(key->id, hash.b, sizeof key->id);
}

/* Type and 32 bytes. A longer key of another type is told apart, to say what it is. */
static Status material_parse(Bytes text, TlogKey *key, uint8_t ret_bytes[32], Err *err) {
    uint8_t material[1 + 1312]; /* the longest there are: ML-DSA-44 */
    size_t n = sizeof material;
    Status s = OK;
    if (!base64_parse(text, material, &n) || n < 1) {
        s = err_set(err, ERR_INPUT, "%s", _("a key is written name+12345678+base64"));
    } else if (material[0] != TLOG_ED25519 && material[0] != TLOG_COSIGNATURE) {
        s = err_set(err, ERR_INPUT, _("a key of type 0x%02x is not known here"), material[0]);
        err_advise(err, "%s", _("known are Ed25519 keys of logs (0x01) and of witnesses (0x04)"));
    } else if (n != 1 + 32) {
        s = err_set(err, ERR_INPUT, "%s", _("a key has 32 bytes and its type, in base64"));
    } else {
        key->type = material[0];
        memcpy(ret_bytes, material + 1, 32);
    }
    sodium_memzero(material, sizeof material);
    return s;
}

/* <name>+<8 digits>+<base64 of type and 32 bytes>: a vkey, and the tail of a signing key. */
static Status parts_parse(Bytes text, TlogKey *key, uint8_t ret_bytes[32], Err *err) {
    Bytes name, id;
    char hex[9] = "";
    if (!tlog_cut(&text, '+', &name) || !tlog_cut(&text, '+', &id) || id.n != 8)
        return err_set(err, ERR_INPUT, "%s", _("a key is written name+12345678+base64"));
    Status s = name_take(name, key->name, err);
    if (s != OK) return s;
    memcpy(hex, id.at, 8);
    if (!hex_parse(hex, key->id, sizeof key->id))
        return err_set(err, ERR_INPUT, "%s", _("a key is written name+12345678+base64"));
    return material_parse(text, key, ret_bytes, err);
}

static Status id_check(const TlogKey *key, const uint8_t said[4], Err *err) {
    if (memcmp(key->id, said, sizeof key->id) == 0) return OK;
    err_set(err, ERR_INPUT, _("the digits in the key of %s do not fit its name and bytes"),
            key->name);
    err_advise(err, "%s", _("a letter was lost or changed: copy the key again"));
    return ERR_INPUT;
}

Status tlog_key_parse(const char *vkey, TlogKey *ret, Err *err) {
    TlogKey key;
    Status s = parts_parse(bytes_of(vkey), &key, key.public, err);
    if (s != OK) return s;
    uint8_t said[4];
    memcpy(said, key.id, sizeof said);
    tlog_key_id(&key);
    s = id_check(&key, said, err);
    if (s == OK) *ret = key;
    return s;
}

static void parts_format(const TlogKey *key, const uint8_t bytes[32], char *to, size_t n) {
    char hex[9];
    char text[sodium_base64_ENCODED_LEN(33, sodium_base64_VARIANT_ORIGINAL)];
    uint8_t material[33] = {(uint8_t)key->type};
    memcpy(material + 1, bytes, 32);
    hex_format(key->id, sizeof key->id, hex);
    sodium_bin2base64(text, sizeof text, material, sizeof material, sodium_base64_VARIANT_ORIGINAL);
    int length = snprintf(to, n, "%s+%s+%s", key->name, hex, text);
    assert(length > 0 && (size_t)length < n);
    sodium_memzero(material, sizeof material);
    sodium_memzero(text, sizeof text);
}

void tlog_key_format(const TlogKey *key, char to[TLOG_VKEY_BYTES]) {
    parts_format(key, key->public, to, TLOG_VKEY_BYTES);
}

bool tlog_key_same(const TlogKey *a, const TlogKey *b) {
    return a->type == b->type && str_eq(a->name, b->name) &&
           memcmp(a->public, b->public, sizeof a->public) == 0;
}

/* ---------------------------------------------------------------- signing keys */

#define SKEY_PREFIX "PRIVATE+KEY+"

static void signer_of(TlogSigner *signer, const uint8_t seed[32]) {
    crypto_sign_seed_keypair(signer->key.public, signer->secret, seed);
    tlog_key_id(&signer->key);
}

Status tlog_signer_new(const Env *env, const char *name, TlogKeyType type, TlogSigner *ret,
                       Err *err) {
    TlogSigner signer = {.key = {.type = type}};
    Status s = name_take(bytes_of(name), signer.key.name, err);
    if (s != OK) return s;
    uint8_t seed[SEED_BYTES];
    env->random(env->ctx, seed, sizeof seed);
    signer_of(&signer, seed);
    sodium_memzero(seed, sizeof seed);
    *ret = signer;
    tlog_signer_wipe(&signer);
    return OK;
}

Status tlog_signer_parse(const char *skey, TlogSigner *ret, Err *err) {
    TlogSigner signer;
    uint8_t seed[SEED_BYTES], said[4];
    Bytes parts;
    if (!tlog_after(bytes_of(skey), SKEY_PREFIX, &parts)) {
        err_set(err, ERR_INPUT, "%s", _("this is no signing key: it must begin with PRIVATE+KEY+"));
        return ERR_INPUT;
    }
    Status s = parts_parse(parts, &signer.key, seed, err);
    if (s != OK) return s;
    memcpy(said, signer.key.id, sizeof said);
    signer_of(&signer, seed);
    sodium_memzero(seed, sizeof seed);
    s = id_check(&signer.key, said, err);
    if (s == OK) *ret = signer;
    tlog_signer_wipe(&signer);
    return s;
}

void tlog_signer_format(const TlogSigner *signer, char to[TLOG_SKEY_BYTES]) {
    size_t n = strlen(SKEY_PREFIX);
    memcpy(to, SKEY_PREFIX, n);
    parts_format(&signer->key, signer->secret, to + n, TLOG_SKEY_BYTES - n);
}

void tlog_signer_wipe(TlogSigner *signer) {
    sodium_memzero(signer, sizeof *signer);
}

/* ---------------------------------------------------------------- signatures */

#define ED25519_BYTES 64
#define STAMPED_BYTES (8 + ED25519_BYTES)

/* What a witness signs: the date, then the text as it stands. */
static void cosigned_text(Bytes text, int64_t time_s, Buf *out) {
    buf_printf(out, "cosignature/v1\ntime %" PRId64 "\n", time_s);
    buf_add(out, text.at, text.n);
}

bool tlog_key_verifies(const TlogKey *key, Bytes text, Bytes signature, int64_t *ret_time_s) {
    if (key->type == TLOG_ED25519) {
        *ret_time_s = 0;
        return signature.n == ED25519_BYTES &&
               crypto_sign_verify_detached(signature.at, text.at, text.n, key->public) == 0;
    }
    assert(key->type == TLOG_COSIGNATURE);
    if (signature.n != STAMPED_BYTES) return false;
    uint64_t time = 0;
    for (int i = 0; i < 8; i++) time = time << 8 | signature.at[i];
    if (time == 0 || time > INT64_MAX) return false;
    Buf message;
    buf_init(&message, TLOG_NOTE_BYTES_MAX + 64);
    cosigned_text(text, (int64_t)time, &message);
    Bytes bytes = buf_bytes(&message);
    bool good = !message.failed &&
                crypto_sign_verify_detached(signature.at + 8, bytes.at, bytes.n, key->public) == 0;
    buf_free(&message);
    if (good) *ret_time_s = (int64_t)time;
    return good;
}

static void line_add(const TlogKey *key, const uint8_t *signature, size_t n, Buf *out) {
    uint8_t bytes[4 + STAMPED_BYTES];
    assert(n <= STAMPED_BYTES);
    memcpy(bytes, key->id, 4);
    memcpy(bytes + 4, signature, n);
    buf_printf(out, "\xE2\x80\x94 %s ", key->name);
    base64_add(out, bytes, 4 + n);
    buf_char(out, '\n');
}

Status tlog_note_sign(Bytes text, const TlogSigner *signer, int64_t time_s, Buf *out, Err *err) {
    uint8_t signature[STAMPED_BYTES];
    if (!tlog_text_valid(text) || text.n == 0 || text.at[text.n - 1] != '\n')
        return err_set(err, ERR_INPUT, "%s", _("this text cannot be signed: it is no plain text"));
    if (signer->key.type == TLOG_ED25519) {
        crypto_sign_detached(signature, NULL, text.at, text.n, signer->secret);
        line_add(&signer->key, signature, ED25519_BYTES, out);
        return buf_ok(out, err);
    }
    if (time_s <= 0)
        return err_set(err, ERR_WORLD, "%s", _("the clock of this machine is not set"));
    for (int i = 0; i < 8; i++) signature[i] = (uint8_t)((uint64_t)time_s >> (56 - 8 * i));
    Buf message;
    buf_init(&message, TLOG_NOTE_BYTES_MAX + 64);
    cosigned_text(text, time_s, &message);
    Status s = buf_ok(&message, err);
    if (s == OK) {
        crypto_sign_detached(signature + 8, NULL, (const uint8_t *)message.at, message.n,
                             signer->secret);
        line_add(&signer->key, signature, STAMPED_BYTES, out);
        s = buf_ok(out, err);
    }
    buf_free(&message);
    return s;
}
