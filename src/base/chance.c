// SPDX-License-Identifier: Apache-2.0
/* xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64; UUID version 7 (RFC 9562). */
#include "base/base.h"

#include <assert.h>
#include <string.h>

static uint64_t rotl(uint64_t x, int k) {
    return x << k | x >> (64 - k);
}

void rng_seed(Rng *rng, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        seed += 0x9E3779B97F4A7C15u;
        uint64_t z = seed;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        rng->s[i] = z ^ z >> 31;
    }
}

uint64_t rng_u64(Rng *rng) {
    uint64_t *s = rng->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

/* Lemire's multiplication with rejection: unbiased, and seldom more than one draw. */
uint32_t rng_below(Rng *rng, uint32_t n) {
    assert(n > 0);
    uint64_t m = (rng_u64(rng) >> 32) * n;
    if ((uint32_t)m < n) {
        uint32_t least = (0u - n) % n;
        while ((uint32_t)m < least) m = (rng_u64(rng) >> 32) * n;
    }
    return (uint32_t)(m >> 32);
}

double rng_unit(Rng *rng) {
    return (double)(rng_u64(rng) >> 11) * 0x1p-53;
}

void uuid7(const Env *env, char to[UUID_BYTES]) {
    uint8_t b[16];
    env->random(env->ctx, b, sizeof b);
    uint64_t ms = (uint64_t)env->now_ms(env->ctx);
    for (int i = 0; i < 6; i++) b[i] = (uint8_t)(ms >> (40 - 8 * i));
    b[6] = (uint8_t)(0x70 | (b[6] & 0x0F));
    b[8] = (uint8_t)(0x80 | (b[8] & 0x3F));
    char hex[33];
    hex_format(b, sizeof b, hex);
    static const int group_at[] = {0, 8, 12, 16, 20, 32};
    char *p = to;
    for (int g = 0; g < 5; g++) {
        if (g) *p++ = '-';
        size_t n = (size_t)(group_at[g + 1] - group_at[g]);
        memcpy(p, hex + group_at[g], n);
        p += n;
    }
    *p = 0;
}

bool uuid_valid(const char *text) {
    if (strlen(text) != 36) return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (dash ? text[i] != '-' : !hex) return false;
    }
    return true;
}
