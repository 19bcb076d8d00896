// SPDX-License-Identifier: Apache-2.0
/* Numbers as offices write them. "1.234" is 1234 voters but may be 1.234 litres; "12,5" and "12.5"
 * are both twelve and a half. The rule:
 *   both marks      the last one is the decimal mark:        1.234,5   1,234.5
 *   one, repeated   it groups:                               1.234.567
 *   one, once       it groups when three digits follow, one to three precede (not just 0), and
 *                   the column is of whole numbers, or the file's notation says so: 4.000
 * Blanks and apostrophes group. */
#include "election/import_int.h"

#include <string.h>

#include "election/import_number.h"

#define DIGITS_MAX 40

/* Thousands marked by a blank: ASCII, no-break, narrow no-break, thin; or an apostrophe. */
static size_t blank_length(const char *p) {
    static const char *const blanks[] = {" ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    for (size_t i = 0; i < COUNT_OF(blanks); i++)
        if (str_starts(p, blanks[i])) return strlen(blanks[i]);
    return 0;
}

/* Blanks become ' '; anything but digits, marks and a sign in front is refused. */
static bool squeezed(const char *text, char to[DIGITS_MAX], bool *ret_negative) {
    *ret_negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    size_t n = 0;
    while (*text) {
        size_t blank = blank_length(text);
        char c = blank ? ' ' : *text;
        if (n + 1 >= DIGITS_MAX || !strchr("0123456789., ", c)) return false;
        to[n++] = c;
        text += blank ? blank : 1;
    }
    to[n] = 0;
    return n > 0;
}

/* Which mark is the decimal one: '.', ',' or 0. `body` holds digits and marks. */
static char decimal_mark(const char *body, ElectionNumberUse use, bool comma) {
    const char *point = strrchr(body, '.'), *stroke = strrchr(body, ',');
    if (point && stroke) return point > stroke ? '.' : ',';
    const char *mark = point ? point : stroke;
    if (!mark) return 0;
    size_t before = (size_t)(mark - body), after = strlen(mark + 1);
    if (memchr(body, *mark, before)) return 0; /* repeated */
    if (use == NUMBER_DEGREES || after != 3 || before > 3) return *mark;
    if (before == 0 || (before == 1 && body[0] == '0')) return *mark;
    if (use == NUMBER_WHOLE) return 0;
    return (*mark == ',') == comma ? *mark : 0;
}

/* Digits before the decimal mark, in groups of three if in groups at all. */
static bool whole_part(const char *p, const char *end, char *to, size_t *n, bool *ret_grouped) {
    int run = 0;
    bool grouped = false;
    char mark = 0;
    for (; p < end; p++) {
        if (*p >= '0' && *p <= '9') {
            to[(*n)++] = *p;
            run++;
            continue;
        }
        if ((mark && *p != mark) || run == 0 || run > 3 || (grouped && run != 3)) return false;
        mark = *p;
        grouped = true;
        run = 0;
    }
    *ret_grouped = grouped;
    return !grouped || run == 3;
}

bool election_number(const char *text, ElectionNumberUse use, bool comma, char ret[NUMBER_BYTES],
                     bool *ret_grouped) {
    char body[DIGITS_MAX];
    bool negative;
    if (!squeezed(text, body, &negative)) return false;
    char mark = decimal_mark(body, use, comma);
    const char *split = mark ? strrchr(body, mark) : body + strlen(body);
    size_t n = 0;
    if (negative) ret[n++] = '-';
    size_t digits_at = n;
    if (!whole_part(body, split, ret, &n, ret_grouped)) return false;
    if (n == digits_at) ret[n++] = '0';
    if (!mark) {
        ret[n] = 0;
        return strlen(body) > 0;
    }
    ret[n++] = '.';
    const char *part = split + 1;
    if (strspn(part, "0123456789") != strlen(part) || !*part) return false;
    if (use == NUMBER_WHOLE && strspn(part, "0") != strlen(part)) return false;
    if (use == NUMBER_WHOLE) n--, part = "";
    memcpy(ret + n, part, strlen(part) + 1);
    return true;
}

int election_number_notation(const char *text) {
    char body[DIGITS_MAX];
    bool negative;
    if (!squeezed(text, body, &negative)) return 0;
    /* a mark that is decimal whatever the notation says it is */
    char with = decimal_mark(body, NUMBER_QUANTITY, true);
    char without = decimal_mark(body, NUMBER_QUANTITY, false);
    if (with != without || !with) return 0;
    return with == ',' ? 1 : -1;
}
