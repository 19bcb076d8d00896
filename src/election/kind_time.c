// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "election/import_number.h"

static const char *const month_names[12][4] = {{"jan", "januari", "january", NULL},
                                               {"feb", "februari", "february", "pebruari"},
                                               {"mar", "maret", "march", NULL},
                                               {"apr", "april", NULL, NULL},
                                               {"mei", "may", NULL, NULL},
                                               {"jun", "juni", "june", NULL},
                                               {"jul", "juli", "july", NULL},
                                               {"agu", "agustus", "august", "aug"},
                                               {"sep", "september", "sept", NULL},
                                               {"okt", "oktober", "october", "oct"},
                                               {"nov", "november", "nopember", "nop"},
                                               {"des", "desember", "december", "dec"}};

static int month_of(Arena *arena, const char *word) {
    const char *key = str_key(arena, word);
    for (int m = 0; m < 12; m++)
        for (int i = 0; i < 4 && month_names[m][i]; i++)
            if (str_eq(key, month_names[m][i])) return m + 1;
    return 0;
}

/* The words of a text, split at blanks and `marks`; more than `max` gives max + 1. */
static size_t words_of(Arena *arena, const char *text, const char *marks, char **words,
                       size_t max) {
    size_t n = 0;
    while (*text) {
        text += strspn(text, marks);
        size_t length = strcspn(text, marks);
        if (length == 0) break;
        if (n == max) return max + 1;
        words[n++] = arena_strn(arena, text, length);
        text += length;
    }
    return n;
}

bool election_day(Arena *arena, const char *text, int32_t *ret) {
    char *w[4];
    size_t n = words_of(arena, text, " ,/-.", w, 4);
    char **first = n == 4 ? w + 1 : w; /* a weekday in front */
    int64_t d, m, y;
    if (n == 4 && int_parse(w[0], 0, INT64_MAX, &d)) return false;
    if (n != 3 && n != 4) return false;
    if (strlen(first[0]) == 4) { /* year first */
        char *swap = first[0];
        first[0] = first[2];
        first[2] = swap;
    }
    if (strlen(first[2]) != 4) return false;
    m = month_of(arena, first[1]);
    if (m == 0 && !int_parse(first[1], 1, 12, &m)) return false;
    if (!int_parse(first[0], 1, 31, &d) || !int_parse(first[2], 1900, 2999, &y)) return false;
    char *iso = arena_printf(arena, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
    return day_parse(iso, ret);
}

bool election_clock(Arena *arena, const char *text, int32_t *ret_s) {
    char *w[5];
    size_t n = words_of(arena, text, " :.", w, 5);
    char **p = w;
    if (n && (str_eq(str_key(arena, w[0]), "pukul") || str_eq(str_key(arena, w[0]), "jam")))
        p++, n--;
    if (n && n <= 4) {
        const char *zone = str_key(arena, p[n - 1]);
        if (str_eq(zone, "wib") || str_eq(zone, "wita") || str_eq(zone, "wit")) n--;
    }
    int64_t h, m = 0, s = 0;
    if (n < 2 || n > 3 || !int_parse(p[0], 0, 24, &h) || !int_parse(p[1], 0, 59, &m)) return false;
    if (strlen(p[1]) != 2 || (n == 3 && !int_parse(p[2], 0, 59, &s))) return false;
    if (h == 24 && (m || s)) return false;
    *ret_s = (int32_t)(h * 3600 + m * 60 + s);
    return true;
}
