// SPDX-License-Identifier: Apache-2.0
/* Codes, their check digits, and what a tired person may type for them. */
#include "custody/custody_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The quasigroup of order 10 that Damm's dissertation gives (p. 111): totally anti-symmetric, with
 * zeros on the diagonal, so that a row of digits followed by its check digit comes to 0. */
static const uint8_t quasigroup[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

int custody_damm(const char *digits) {
    int interim = 0;
    for (; *digits; digits++) {
        assert(*digits >= '0' && *digits <= '9');
        interim = quasigroup[interim][*digits - '0'];
    }
    return interim;
}

int custody_gs1(const char *digits) {
    int sum = 0, weight = 3;
    for (size_t i = strlen(digits); i-- > 0; weight = 4 - weight) sum += (digits[i] - '0') * weight;
    return (10 - sum % 10) % 10;
}

static const struct {
    const char *id, *word;
} kinds[] = {[CUSTODY_BOX] = {"box", N_("ballot box")},
             [CUSTODY_OUTSIDE] = {"outside", N_("outside-the-box set")},
             [CUSTODY_CARTON] = {"carton", N_("carton")},
             [CUSTODY_CONTAINER] = {"container", N_("container")}};

const char *custody_kind_id(CustodyKind kind) {
    assert(kind >= CUSTODY_BOX && kind <= CUSTODY_CONTAINER);
    return kinds[kind].id;
}

const char *custody_kind_word(CustodyKind kind) {
    assert(kind >= CUSTODY_BOX && kind <= CUSTODY_CONTAINER);
    return tr(kinds[kind].word);
}

bool custody_kind_parse(const char *word, CustodyKind *ret) {
    for (size_t i = CUSTODY_BOX; word && i < COUNT_OF(kinds); i++)
        if (str_eq(word, kinds[i].id)) {
            *ret = (CustodyKind)i;
            return true;
        }
    return false;
}

/* ---------------------------------------------------------------- writing */

static void body_of(const CustodyNumber *n, char to[CUSTODY_CODE_BYTES]) {
    assert(strlen(n->scope) == 4);
    assert(n->serial >= 1 && n->serial <= CUSTODY_SERIAL_MAX);
    snprintf(to, CUSTODY_CODE_BYTES, "%.4s%u%05u", n->scope, (unsigned)n->kind % 10,
             (unsigned)n->serial % 100000);
}

void custody_code(const CustodyNumber *number, char to[CUSTODY_CODE_BYTES]) {
    body_of(number, to);
    to[10] = (char)('0' + custody_damm(to));
    to[11] = 0;
}

void custody_code_shown(const char *code, char to[CUSTODY_SHOWN_BYTES]) {
    snprintf(to, CUSTODY_SHOWN_BYTES, "%.4s-%.1s-%.5s-%.1s", code, code + 4, code + 5, code + 10);
}

void custody_sscc(const CustodyNumber *number, const char *prefix, char to[CUSTODY_SSCC_BYTES]) {
    assert(strlen(prefix) == 7);
    snprintf(to, CUSTODY_SSCC_BYTES, "%u%.7s%.4s%05u", (unsigned)number->kind % 10, prefix,
             number->scope, (unsigned)number->serial % 100000);
    to[17] = (char)('0' + custody_gs1(to));
    to[18] = 0;
}

/* ---------------------------------------------------------------- reading */

#define TYPED_BYTES_MAX 64

/* Digits only, with what is easily mistyped put right; false at anything else. */
static bool digits_of(const char *typed, char to[TYPED_BYTES_MAX]) {
    size_t n = 0;
    for (; *typed; typed++) {
        char c = *typed;
        if (strchr(" .-()\t", c)) continue;
        if (c == 'O' || c == 'o') c = '0';
        if (c == 'I' || c == 'l') c = '1';
        if (c < '0' || c > '9' || n + 1 >= TYPED_BYTES_MAX) return false;
        to[n++] = c;
    }
    to[n] = 0;
    return n > 0;
}

static Status mistyped(const char *typed, Err *err) {
    err_set(err, ERR_INPUT, _("%.40s is mistyped: its check digit does not fit"), typed);
    err_advise(err, "%s", _("read the code again from the label, or scan it"));
    return ERR_INPUT;
}

static Status number_of(const char *scope, int kind, const char *serial, const char *typed,
                        CustodyNumber *ret, Err *err) {
    int64_t n;
    char five[6] = {0};
    memcpy(five, serial, 5);
    if (kind < CUSTODY_BOX || kind > CUSTODY_CONTAINER || !int_parse(five, 1, 99999, &n))
        return err_set(err, ERR_INPUT, _("%.40s is no number of a box, set, carton or container"),
                       typed);
    *ret = (CustodyNumber){.kind = (CustodyKind)kind, .serial = (int32_t)n};
    memcpy(ret->scope, scope, 4);
    return OK;
}

Status custody_code_read(const char *typed, CustodyNumber *ret, Err *err) {
    char d[TYPED_BYTES_MAX];
    if (!digits_of(typed, d))
        return err_set(err, ERR_INPUT, _("%.40s is no code: a code is eleven digits"), typed);
    size_t n = strlen(d);
    const char *sscc = n == 20 && str_starts(d, "00") ? d + 2 : n == 18 ? d : NULL;
    if (sscc) {
        char body[18] = {0};
        memcpy(body, sscc, 17);
        if (custody_gs1(body) != sscc[17] - '0') return mistyped(typed, err);
        return number_of(sscc + 8, sscc[0] - '0', sscc + 12, typed, ret, err);
    }
    if (n != 11)
        return err_set(err, ERR_INPUT, _("%.40s is no code: a code is eleven digits, not %zu"),
                       typed, n);
    if (custody_damm(d) != 0) return mistyped(typed, err);
    return number_of(d, d[4] - '0', d + 5, typed, ret, err);
}

bool custody_seal_read(const char *typed, char to[CUSTODY_SEAL_BYTES]) {
    size_t n = 0;
    for (; *typed; typed++) {
        char c = *typed;
        if (strchr(" .-\t", c)) continue;
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        bool fits = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        if (!fits || n + 1 >= CUSTODY_SEAL_BYTES) return false;
        to[n++] = c;
    }
    to[n] = 0;
    return n >= 4 && strpbrk(to, "0123456789");
}
