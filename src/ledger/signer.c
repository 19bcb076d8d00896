// SPDX-License-Identifier: Apache-2.0
/* Secret keys and their files. A file is one JSON object,
 *
 *   { "hantar-key": 1, "kind": "device", "public": base64, "secret": base64 of the seed }
 *
 * and what is handed to whoever enrols the key is the same without `secret`. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define FILE_VERSION 1

struct LedgerSigner {
    Env env;
    LedgerKeyKind kind;
    char id[LEDGER_KEY_ID_BYTES];
    uint8_t seed[crypto_sign_SEEDBYTES];
    uint8_t public_key[LEDGER_PUBLIC_BYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};
static_assert(crypto_sign_PUBLICKEYBYTES == LEDGER_PUBLIC_BYTES, "Ed25519");
static_assert(crypto_sign_BYTES == LEDGER_SIGNATURE_BYTES, "Ed25519");
static_assert(sodium_base64_ENCODED_LEN(LEDGER_SIGNATURE_BYTES, sodium_base64_VARIANT_ORIGINAL) <=
                  LEDGER_BASE64_MAX,
              "a signature is the longest that stands in events");

/* ---------------------------------------------------------------- base64, ids */

void ledger_base64(const uint8_t *bytes, size_t n, char to[LEDGER_BASE64_MAX]) {
    assert(n <= LEDGER_SIGNATURE_BYTES);
    sodium_bin2base64(to, LEDGER_BASE64_MAX, bytes, n, sodium_base64_VARIANT_ORIGINAL);
}

bool ledger_base64_parse(const char *text, uint8_t *to, size_t n) {
    return base64_parse_exact(bytes_of(text), to, n);
}

void ledger_key_id(const uint8_t public_key[LEDGER_PUBLIC_BYTES], char to[LEDGER_KEY_ID_BYTES]) {
    Sha256 hash =
        sha256_parts(2, (Bytes[]){bytes_of("hantar/key/v1\n"), {public_key, LEDGER_PUBLIC_BYTES}});
    hex_format(hash.b, (LEDGER_KEY_ID_BYTES - 1) / 2, to);
}

/* ---------------------------------------------------------------- holding one */

static LedgerSigner *signer_of(const Env *env, LedgerKeyKind kind, const uint8_t *seed) {
    LedgerSigner *signer = env->alloc(env->ctx, sizeof *signer);
    if (!signer) return NULL;
    *signer = (LedgerSigner){.env = *env, .kind = kind};
    memcpy(signer->seed, seed, sizeof signer->seed);
    crypto_sign_seed_keypair(signer->public_key, signer->secret, signer->seed);
    ledger_key_id(signer->public_key, signer->id);
    return signer;
}

LedgerSigner *ledger_signer_new(const Env *env, LedgerKeyKind kind) {
    uint8_t seed[crypto_sign_SEEDBYTES];
    env->random(env->ctx, seed, sizeof seed);
    LedgerSigner *signer = signer_of(env, kind, seed);
    sodium_memzero(seed, sizeof seed);
    return signer;
}

void ledger_signer_free(LedgerSigner *signer) {
    if (!signer) return;
    Env env = signer->env;
    sodium_memzero(signer, sizeof *signer);
    env.release(env.ctx, signer);
}

LedgerKeyKind ledger_signer_kind(const LedgerSigner *signer) {
    return signer->kind;
}

const char *ledger_signer_id(const LedgerSigner *signer) {
    return signer->id;
}

const uint8_t *ledger_signer_public(const LedgerSigner *signer) {
    return signer->public_key;
}

void ledger_signer_secret(const LedgerSigner *signer, uint8_t to[64]) {
    memcpy(to, signer->secret, sizeof signer->secret);
}

/* ---------------------------------------------------------------- files */

static Status no_key_file(const char *name, Err *err) {
    err_set(err, ERR_INPUT, "%s", _("this is no key file of hantar"));
    err_at(err, name, 0, 0, NULL);
    err_advise(err, "%s", _("key files are made by: hantar key new"));
    return ERR_INPUT;
}

static bool bytes_at(const json_t *o, const char *key, uint8_t *to, size_t n) {
    const char *text = json_string_value(json_object_get(o, key));
    return text && ledger_base64_parse(text, to, n);
}

static Status read_file(Bytes file, const char *name, json_t **ret, LedgerKeyKind *ret_kind,
                        uint8_t *ret_public, Err *err) {
    json_t *o;
    Status s = json_read(file, name, &o, err);
    if (s != OK) return no_key_file(name, err);
    const char *kind = json_string_value(json_object_get(o, "kind"));
    bool good = json_integer_value(json_object_get(o, "hantar-key")) == FILE_VERSION && kind &&
                ledger_key_kind_parse(kind, ret_kind) &&
                bytes_at(o, "public", ret_public, LEDGER_PUBLIC_BYTES);
    if (!good) {
        json_decref(o);
        return no_key_file(name, err);
    }
    *ret = o;
    return OK;
}

Status ledger_signer_read(const Env *env, Bytes file, const char *name, LedgerSigner **ret,
                          Err *err) {
    json_t *o;
    LedgerKeyKind kind;
    uint8_t public_key[LEDGER_PUBLIC_BYTES], seed[crypto_sign_SEEDBYTES];
    Status s = read_file(file, name, &o, &kind, public_key, err);
    if (s != OK) return s;
    bool secret = bytes_at(o, "secret", seed, sizeof seed);
    json_decref(o);
    if (!secret) {
        err_set(err, ERR_INPUT, "%s", _("this file holds a public key only; it cannot sign"));
        err_at(err, name, 0, 0, NULL);
        err_advise(err, "%s", _("give the file of the secret key"));
        return ERR_INPUT;
    }
    LedgerSigner *signer = signer_of(env, kind, seed);
    sodium_memzero(seed, sizeof seed);
    if (!signer) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    if (memcmp(signer->public_key, public_key, sizeof public_key) != 0) {
        ledger_signer_free(signer);
        return no_key_file(name, err);
    }
    *ret = signer;
    return OK;
}

static Status write_file(LedgerKeyKind kind, const uint8_t *public_key, const uint8_t *seed,
                         Buf *file, Err *err) {
    char text[LEDGER_BASE64_MAX];
    ledger_base64(public_key, LEDGER_PUBLIC_BYTES, text);
    buf_printf(file, "{\"hantar-key\":%d,\"kind\":\"%s\",\"public\":\"%s\"", FILE_VERSION,
               ledger_key_kind_name(kind), text);
    if (seed) {
        ledger_base64(seed, crypto_sign_SEEDBYTES, text);
        buf_printf(file, ",\"secret\":\"%s\"", text);
        sodium_memzero(text, sizeof text);
    }
    buf_str(file, "}\n");
    return buf_ok(file, err);
}

Status ledger_signer_write(const LedgerSigner *signer, Buf *file, Err *err) {
    return write_file(signer->kind, signer->public_key, signer->seed, file, err);
}

Status ledger_public_write(LedgerKeyKind kind, const uint8_t key[LEDGER_PUBLIC_BYTES], Buf *file,
                           Err *err) {
    return write_file(kind, key, NULL, file, err);
}

Status ledger_public_read(Bytes file, const char *name, LedgerKeyKind *ret_kind,
                          uint8_t ret[LEDGER_PUBLIC_BYTES], Err *err) {
    json_t *o;
    LedgerKeyKind kind;
    uint8_t public_key[LEDGER_PUBLIC_BYTES];
    Status s = read_file(file, name, &o, &kind, public_key, err);
    if (s != OK) return s;
    bool secret = json_object_get(o, "secret") != NULL;
    json_decref(o);
    if (secret) {
        err_set(err, ERR_INPUT, "%s", _("this file holds a secret key, which must not travel"));
        err_at(err, name, 0, 0, NULL);
        err_advise(err, "%s", _("give its public half, the file that ends in .pub"));
        return ERR_INPUT;
    }
    *ret_kind = kind;
    memcpy(ret, public_key, sizeof public_key);
    return OK;
}

/* ---------------------------------------------------------------- signing */

/* Plain Ed25519 wants the message in one piece. */
static Status joined(const char *domain, Bytes message, Buf *ret) {
    size_t n = strlen(domain);
    assert(n && domain[n - 1] == '\n');
    buf_init(ret, n + message.n + 1);
    buf_add(ret, domain, n);
    buf_add(ret, message.at, message.n);
    return buf_ok(ret, NULL);
}

void ledger_sign(const LedgerSigner *signer, const char *domain, Bytes message,
                 uint8_t to[LEDGER_SIGNATURE_BYTES]) {
    Buf text;
    Status s = joined(domain, message, &text);
    assert(s == OK); /* what is signed is short, or was just written in memory */
    (void)s;
    crypto_sign_detached(to, NULL, (const uint8_t *)text.at, text.n, signer->secret);
    buf_free(&text);
}

bool ledger_signature_holds(const uint8_t key[LEDGER_PUBLIC_BYTES], const char *domain,
                            Bytes message, const uint8_t signature[LEDGER_SIGNATURE_BYTES]) {
    Buf text;
    bool holds = joined(domain, message, &text) == OK &&
                 crypto_sign_verify_detached(signature, (const uint8_t *)text.at, text.n, key) == 0;
    buf_free(&text);
    return holds;
}
