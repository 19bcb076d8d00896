// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool str_eq(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_starts(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

char *str_key(Arena *arena, const char *text) {
    char *key = arena_alloc(arena, strlen(text) + 1);
    size_t n = 0;
    for (const char *p = text; *p; p++) {
        char c = *p;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key[n++] = c;
    }
    return key;
}

/* Length of the well-formed sequence at p, 0 if there is none: no overlong forms, no surrogates,
 * nothing above U+10FFFF. */
static size_t utf8_sequence(const uint8_t *p, size_t n) {
    if (p[0] < 0x80) return 1;
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > n) return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
    if (p[0] == 0xED && p[1] > 0x9F) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;
    if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
    return length;
}

bool utf8_valid(const char *text, size_t n) {
    const uint8_t *p = (const uint8_t *)text;
    for (size_t i = 0; i < n;) {
        size_t length = utf8_sequence(p + i, n - i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

/* 0x80-0x9F of windows-1252; 0 = undefined there, read as U+FFFD. */
static const uint16_t cp1252_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char *utf8_from_cp1252(Arena *arena, const char *text, size_t n) {
    char *out = arena_alloc(arena, n * 3 + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = (uint8_t)text[i];
        uint32_t c = byte;
        if (byte >= 0x80 && byte <= 0x9F)
            c = cp1252_high[byte - 0x80] ? cp1252_high[byte - 0x80] : 0xFFFD;
        if (c < 0x80) {
            out[k++] = (char)c;
        } else if (c < 0x800) {
            out[k++] = (char)(0xC0 | c >> 6);
            out[k++] = (char)(0x80 | (c & 0x3F));
        } else {
            out[k++] = (char)(0xE0 | c >> 12);
            out[k++] = (char)(0x80 | (c >> 6 & 0x3F));
            out[k++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return out;
}

bool int_parse(const char *text, int64_t min, int64_t max, int64_t *ret) {
    bool negative = *text == '-';
    if (negative) text++;
    if (!*text) return false;
    int64_t n = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        int digit = *text - '0';
        if (__builtin_mul_overflow(n, 10, &n)) return false;
        if (__builtin_add_overflow(n, negative ? -digit : digit, &n)) return false;
    }
    if (n < min || n > max) return false;
    *ret = n;
    return true;
}

bool decimal_parse(const char *text, int decimals, int64_t *ret) {
    bool negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    int64_t n = 0;
    int seen = -1; /* digits after the point; -1 = no point yet */
    bool any = false, half = false;
    for (; *text; text++) {
        if (*text == '.' && seen < 0) {
            seen = 0;
            continue;
        }
        if (*text < '0' || *text > '9') return false;
        any = true;
        if (seen == decimals) half = *text >= '5';
        if (seen >= decimals) {
            seen++;
            continue;
        }
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *text - '0', &n))
            return false;
        if (seen >= 0) seen++;
    }
    if (!any) return false;
    for (int k = seen < 0 ? 0 : seen; k < decimals; k++)
        if (__builtin_mul_overflow(n, 10, &n)) return false;
    if (half && __builtin_add_overflow(n, 1, &n)) return false;
    *ret = negative ? -n : n;
    return true;
}

char *int_group(Arena *arena, int64_t n) {
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, n);
    const char *p = digits;
    char *out = arena_alloc(arena, 48), *to = out;
    if (*p == '-') *to++ = *p++;
    for (size_t left = strlen(p); left > 0; left--) {
        *to++ = *p++;
        if (left > 1 && left % 3 == 1) *to++ = lang_in_use() == LANG_ID ? '.' : ',';
    }
    return out;
}

char *decimal_group(Arena *arena, int64_t n, int decimals) {
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++) unit = mul64(unit, 10);
    int64_t size = n < 0 ? -n : n;
    return arena_printf(arena, "%s%s%c%0*" PRId64, n < 0 ? "-" : "", int_group(arena, size / unit),
                        lang_in_use() == LANG_ID ? ',' : '.', decimals, size % unit);
}

int64_t add64(int64_t a, int64_t b) {
    int64_t sum;
    bool overflow = __builtin_add_overflow(a, b, &sum);
    assert(!overflow);
    return sum;
}

int64_t mul64(int64_t a, int64_t b) {
    int64_t product;
    bool overflow = __builtin_mul_overflow(a, b, &product);
    assert(!overflow);
    return product;
}

int64_t ceil_div64(int64_t a, int64_t b) {
    assert(b > 0);
    return a / b + (a % b > 0);
}
