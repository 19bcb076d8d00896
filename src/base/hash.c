// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <sodium.h>
#include <string.h>

Sha256 sha256(const void *bytes, size_t n) {
    return sha256_parts(1, &(Bytes){bytes, n});
}

Sha256 sha256_parts(size_t count, const Bytes *parts) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) crypto_hash_sha256_update(&state, parts[i].at, parts[i].n);
    Sha256 hash;
    crypto_hash_sha256_final(&state, hash.b);
    return hash;
}

void hex_format(const uint8_t *bytes, size_t n, char *to) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = digits[bytes[i] >> 4];
        to[2 * i + 1] = digits[bytes[i] & 15];
    }
    to[2 * n] = 0;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool hex_parse(const char *hex, uint8_t *to, size_t n) {
    if (strlen(hex) != 2 * n) return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* ---------------------------------------------------------------- base64 */

#define VARIANT sodium_base64_VARIANT_ORIGINAL

void base64_add(Buf *out, const void *bytes, size_t n) {
    enum { STEP = 96 }; /* a multiple of 3: no padding between */
    char text[sodium_base64_ENCODED_LEN(STEP, VARIANT)];
    for (size_t i = 0; i < n; i += STEP) {
        size_t part = n - i < STEP ? n - i : STEP;
        sodium_bin2base64(text, sizeof text, (const uint8_t *)bytes + i, part, VARIANT);
        buf_str(out, text);
    }
}

/* libsodium 1.0.18 takes some bytes beyond ASCII for letters. */
static bool letters_good(Bytes text) {
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.at[i], lower = c | 0x20;
        bool letter = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
        if (!letter && c != '+' && c != '/' && c != '=') return false;
    }
    return true;
}

bool base64_parse(Bytes text, uint8_t *to, size_t *n) {
    const char *end = NULL;
    size_t length = 0;
    /* refuses unused bits that are not zero, and padding that is missing or too much */
    if (!letters_good(text) ||
        sodium_base642bin(to, *n, (const char *)text.at, text.n, NULL, &length, &end, VARIANT) != 0)
        return false;
    if (end != (const char *)text.at + text.n) return false;
    *n = length;
    return true;
}

bool base64_parse_exact(Bytes text, uint8_t *to, size_t n) {
    size_t length = n;
    return text.n == sodium_base64_ENCODED_LEN(n, VARIANT) - 1 && base64_parse(text, to, &length) &&
           length == n;
}

Bytes bytes_of(const char *text) {
    return (Bytes){(const uint8_t *)text, strlen(text)};
}
