// SPDX-License-Identifier: Apache-2.0
/* The text of a label's QR code: written, read, checked. */
#include "custody/custody_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define VERSION "HT1"
#define DOMAIN "hantar/label/v1\n"
#define FIELDS 7
#define SIGNATURE_CHARS 103 /* 64 bytes at 5 bits a character */

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 */

static void base32_write(const uint8_t bytes[LEDGER_SIGNATURE_BYTES],
                         char to[SIGNATURE_CHARS + 1]) {
    uint32_t held = 0;
    int bits = 0, n = 0;
    for (int i = 0; i < LEDGER_SIGNATURE_BYTES; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5) to[n++] = base32[held >> (bits - 5) & 31];
        held &= (1u << bits) - 1;
    }
    to[n++] = base32[held << (5 - bits) & 31];
    to[n] = 0;
    assert(n == SIGNATURE_CHARS);
}

/* Exactly what base32_write writes: the spare bits are zero, so each signature has one text. */
static bool base32_read(const char *text, uint8_t to[LEDGER_SIGNATURE_BYTES]) {
    uint32_t held = 0;
    int bits = 0, n = 0;
    if (strlen(text) != SIGNATURE_CHARS) return false;
    for (; *text; text++) {
        const char *at = strchr(base32, *text);
        if (!at) return false;
        held = held << 5 | (uint32_t)(at - base32);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        to[n++] = (uint8_t)(held >> bits);
        held &= (1u << bits) - 1;
    }
    return n == LEDGER_SIGNATURE_BYTES && held == 0;
}

/* ---------------------------------------------------------------- writing */

static bool word_fits(const char *word, size_t max) {
    size_t n = strlen(word);
    return n >= 1 && n <= max && strspn(word, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == n;
}

static void upper(const char *text, char *to, size_t max) {
    size_t i = 0;
    for (; text && text[i] && i + 1 < max; i++)
        to[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
    to[i] = 0;
}

Status custody_label(const CustodyUnit *unit, const LedgerSigner *signer,
                     char to[CUSTODY_LABEL_BYTES_MAX], Err *err) {
    char place[40], contest[40], key[LEDGER_KEY_ID_BYTES], text[SIGNATURE_CHARS + 1];
    uint8_t signature[LEDGER_SIGNATURE_BYTES];
    upper(unit->place ? unit->place : "-", place, sizeof place);
    upper(unit->contest ? unit->contest : "-", contest, sizeof contest);
    upper(ledger_signer_id(signer), key, sizeof key);
    if (!word_fits(place, 31) || !word_fits(contest, 31))
        return err_set(err, ERR_INPUT, _("%.40s %.40s cannot stand in a label"), place, contest);
    int n = snprintf(to, CUSTODY_LABEL_BYTES_MAX, VERSION ".%s.%s.%s.%d.%s", unit->code, place,
                     contest, unit->copy, key);
    assert(n > 0 && n + 1 + SIGNATURE_CHARS < CUSTODY_LABEL_BYTES_MAX);
    ledger_sign(signer, DOMAIN, bytes_of(to), signature);
    base32_write(signature, text);
    snprintf(to + n, (size_t)(CUSTODY_LABEL_BYTES_MAX - n), ".%s", text);
    return OK;
}

/* ---------------------------------------------------------------- reading */

bool custody_is_label(const char *text) {
    return (text[0] == 'H' || text[0] == 'h') && (text[1] == 'T' || text[1] == 't') &&
           str_starts(text + 2, "1.");
}

/* Copies `field` number k (from 0) of the dotted text. */
static bool field_of(const char *text, int k, char *to, size_t max) {
    for (; k > 0; k--) {
        text = strchr(text, '.');
        if (!text) return false;
        text++;
    }
    size_t n = strcspn(text, ".");
    if (n + 1 > max) return false;
    memcpy(to, text, n);
    to[n] = 0;
    return true;
}

static void lower(char *text) {
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z') *text = (char)(*text - 'A' + 'a');
}

static bool blank_dash(char *word) {
    if (!word_fits(word, 31)) return false;
    if (str_eq(word, "-")) *word = 0;
    return true;
}

static bool read_fields(const char *text, CustodyLabel *l) {
    char version[8], code[16], copy[12], signature[SIGNATURE_CHARS + 1];
    uint8_t key[8];
    int64_t n;
    Err ignored;
    bool all = field_of(text, 0, version, sizeof version) && field_of(text, 1, code, sizeof code) &&
               field_of(text, 2, l->place, sizeof l->place) &&
               field_of(text, 3, l->contest, sizeof l->contest) &&
               field_of(text, 4, copy, sizeof copy) && field_of(text, 5, l->key, sizeof l->key) &&
               field_of(text, 6, signature, sizeof signature);
    if (!all || !str_eq(version, VERSION) || strlen(code) != 11 ||
        strspn(code, "0123456789") != 11 || custody_code_read(code, &l->number, &ignored) != OK)
        return false;
    custody_code(&l->number, l->code);
    lower(l->key);
    bool good = blank_dash(l->place) && blank_dash(l->contest) && *copy != '0' && *copy != '+' &&
                int_parse(copy, 1, 100000, &n) && hex_parse(l->key, key, 8) &&
                base32_read(signature, l->signature);
    lower(l->contest);
    l->copy = good ? (int32_t)n : 0;
    return good;
}

Status custody_label_read(const char *text, CustodyLabel *ret, Err *err) {
    CustodyLabel l = {0};
    char capitals[CUSTODY_LABEL_BYTES_MAX];
    int dots = 0;
    for (const char *c = text; *c; c++) dots += *c == '.';
    bool fits = strlen(text) < sizeof capitals && dots == FIELDS - 1;
    if (fits) {
        upper(text, capitals, sizeof capitals);
        fits = read_fields(capitals, &l);
    }
    if (!fits) {
        err_set(err, ERR_INPUT, "%s", _("this is no label of Hantar, or it was not read whole"));
        err_advise(err, "%s", _("scan it again, or type the eleven digits beside it"));
        return ERR_INPUT;
    }
    memcpy(l.message, capitals, (size_t)(strrchr(capitals, '.') - capitals));
    *ret = l;
    return OK;
}

bool custody_label_holds(const CustodyLabel *l, const uint8_t key[LEDGER_PUBLIC_BYTES]) {
    char id[LEDGER_KEY_ID_BYTES];
    ledger_key_id(key, id);
    return str_eq(id, l->key) &&
           ledger_signature_holds(key, DOMAIN, bytes_of(l->message), l->signature);
}

Status custody_label_check(Store *store, const char *scope, const CustodyLabel *l, Err *err) {
    LedgerKey key;
    if (!str_eq(l->number.scope, scope))
        return err_set(err, ERR_INPUT, _("%s is of another regency, %s"), l->code, l->number.scope);
    Status s = ledger_key(store, scope, l->key, &key, err);
    if (s == ERR_ABSENT)
        err_set(err, ERR_ABSENT, _("the label was made with the key %s, which is not known here"),
                l->key);
    if (s != OK) return s;
    if (key.kind == LEDGER_KEY_LABEL && custody_label_holds(l, key.public_key)) return OK;
    err_set(err, ERR_INPUT, _("the label of %s is forged or damaged: its signature does not hold"),
            l->code);
    err_advise(err, "%s", _("set the item aside and tell the KPU"));
    return ERR_INPUT;
}
