// SPDX-License-Identifier: Apache-2.0
/* Any bytes as each small thing that people write: numbers, days, clocks, names of languages. */
#include "base/base.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void numbers(const char *text) {
    int64_t whole, scaled;
    if (int_parse(text, -1000000, 1000000, &whole)) {
        assert(whole >= -1000000 && whole <= 1000000);
        assert(decimal_parse(text, 0, &scaled) && scaled == whole);
    }
    for (int decimals = 0; decimals <= 9; decimals++) (void)decimal_parse(text, decimals, &scaled);
}

static void days(const char *text) {
    int32_t day, clock_s;
    char iso[16];
    if (day_parse(text, &day)) {
        day_format(day, iso);
        assert(str_eq(iso, text));
    }
    if (clock_parse(text, &clock_s)) assert(clock_s >= 0 && clock_s <= 24 * 3600);
}

static void names(const char *text) {
    Lang lang;
    uint8_t bytes[16];
    char hex[33];
    if (hex_parse(text, bytes, sizeof bytes)) {
        hex_format(bytes, sizeof bytes, hex);
        assert(str_eq(hex, text));
    }
    if (uuid_valid(text)) assert(strlen(text) == UUID_BYTES - 1);
    if (lang_parse(text, &lang)) assert(lang == LANG_ID || lang == LANG_EN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    char *text = arena_strn(arena, (const char *)data, size);
    numbers(text);
    days(text);
    names(text);
    assert(strlen(str_key(arena, text)) <= strlen(text));
    if (strlen(text) == size) {
        char *utf8 = utf8_from_cp1252(arena, text, size);
        assert(utf8_valid(utf8, strlen(utf8)));
    }
    (void)utf8_valid((const char *)data, size);
    arena_free(arena);
    return 0;
}
