// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- reading */

static int depth_of(const json_t *v, int above) {
    if (above >= JSON_DEPTH_MAX || !(json_is_object(v) || json_is_array(v))) return above;
    int deepest = above + 1;
    const char *key;
    json_t *item;
    size_t i;
    json_object_foreach((json_t *)v, key, item) {
        int d = depth_of(item, above + 1);
        if (d > deepest) deepest = d;
    }
    json_array_foreach(v, i, item) {
        int d = depth_of(item, above + 1);
        if (d > deepest) deepest = d;
    }
    return deepest;
}

Status json_read(Bytes text, const char *name, json_t **ret, Err *err) {
    json_error_t e;
    size_t bom = text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    const char *start = text.n ? (const char *)text.at + bom : "";
    json_t *v = json_loadb(start, text.n - bom, JSON_REJECT_DUPLICATES, &e);
    if (!v) {
        char *quote = strstr(e.text, " near "); /* may hold half a character */
        if (quote && !utf8_valid(e.text, strlen(e.text))) *quote = 0;
        err_set(err, ERR_INPUT, _("this is not well-formed JSON: %s"), e.text);
        err_at(err, name, e.line, e.column, NULL);
        return ERR_INPUT;
    }
    if (depth_of(v, 0) >= JSON_DEPTH_MAX) {
        json_decref(v);
        err_set(err, ERR_INPUT, _("JSON nested deeper than %d levels"), JSON_DEPTH_MAX - 1);
        err_at(err, name, 0, 0, NULL);
        return ERR_INPUT;
    }
    *ret = v;
    return OK;
}

/* ---------------------------------------------------------------- strings, for both writers */

/* As RFC 8785 section 3.2.2.2 has it: only what must be escaped is, the short forms where they
 * exist. */
static void put_string(Buf *out, const char *text, size_t n) {
    buf_char(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        switch (c) {
        case '"': buf_str(out, "\\\""); break;
        case '\\': buf_str(out, "\\\\"); break;
        case '\b': buf_str(out, "\\b"); break;
        case '\f': buf_str(out, "\\f"); break;
        case '\n': buf_str(out, "\\n"); break;
        case '\r': buf_str(out, "\\r"); break;
        case '\t': buf_str(out, "\\t"); break;
        default:
            if (c < 0x20)
                buf_printf(out, "\\u%04x", c);
            else
                buf_char(out, (char)c);
        }
    }
    buf_char(out, '"');
}

/* ---------------------------------------------------------------- canonical (RFC 8785) */

/* Keys are ordered by their UTF-16 code units. In UTF-8 bytes that order differs in one case only:
 * U+10000 and above (lead bytes F0-F4) become surrogates D800-DFFF and so come before U+E000 to
 * U+FFFF (lead bytes EE, EF). */
static int utf16_rank(unsigned char lead) {
    if (lead >= 0xF0) return 0xEE; /* surrogates: after ED, before EE */
    if (lead >= 0xEE) return lead + 2;
    return lead;
}

static int key_order(const void *a, const void *b) {
    const unsigned char *x = *(const unsigned char *const *)a,
                        *y = *(const unsigned char *const *)b;
    while (*x && *x == *y) x++, y++;
    int dx = utf16_rank(*x), dy = utf16_rank(*y);
    return dx != dy ? dx - dy : (int)*x - (int)*y;
}

static Status canonical_object(const json_t *v, Buf *out, Err *err) {
    size_t n = json_object_size(v), i = 0;
    const char **keys = malloc((n ? n : 1) * sizeof *keys);
    if (!keys) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)v, key, item) keys[i++] = key;
    qsort(keys, n, sizeof *keys, key_order);
    Status s = OK;
    buf_char(out, '{');
    for (i = 0; i < n && s == OK; i++) {
        if (i) buf_char(out, ',');
        put_string(out, keys[i], strlen(keys[i]));
        buf_char(out, ':');
        s = json_canonical(json_object_get(v, keys[i]), out, err);
    }
    buf_char(out, '}');
    free(keys);
    return s;
}

#define SAFE_INTEGER_MAX 9007199254740991 /* 2^53 - 1: beyond it RFC 8785 numbers lose digits */

Status json_canonical(const json_t *v, Buf *out, Err *err) {
    switch (json_typeof(v)) {
    case JSON_OBJECT: return canonical_object(v, out, err);
    case JSON_ARRAY:
        buf_char(out, '[');
        for (size_t i = 0; i < json_array_size(v); i++) {
            if (i) buf_char(out, ',');
            Status s = json_canonical(json_array_get(v, i), out, err);
            if (s != OK) return s;
        }
        buf_char(out, ']');
        break;
    case JSON_STRING: put_string(out, json_string_value(v), json_string_length(v)); break;
    case JSON_INTEGER: {
        int64_t n = json_integer_value(v);
        if (n > SAFE_INTEGER_MAX || n < -SAFE_INTEGER_MAX)
            return err_set(err, ERR_INPUT,
                           _("the number %" PRId64 " is too large for canonical JSON"), n);
        buf_printf(out, "%" PRId64, n);
        break;
    }
    case JSON_REAL:
        return err_set(err, ERR_INPUT, _("canonical JSON here holds whole numbers only, not %g"),
                       json_real_value(v));
    case JSON_TRUE: buf_str(out, "true"); break;
    case JSON_FALSE: buf_str(out, "false"); break;
    case JSON_NULL: buf_str(out, "null"); break;
    }
    return buf_ok(out, err);
}

/* ---------------------------------------------------------------- streaming */

void json_out(JsonOut *out, Buf *buf, bool pretty) {
    *out = (JsonOut){.buf = buf, .pretty = pretty};
}

static void line_break(JsonOut *out) {
    if (!out->pretty) return;
    buf_char(out->buf, '\n');
    for (int i = 0; i < out->depth; i++) buf_str(out->buf, "  ");
}

static void before(JsonOut *out, const char *key) {
    if (out->started[out->depth]) buf_char(out->buf, ',');
    if (out->depth) line_break(out);
    out->started[out->depth] = true;
    if (!key) return;
    put_string(out->buf, key, strlen(key));
    buf_str(out->buf, out->pretty ? ": " : ":");
}

void json_open(JsonOut *out, const char *key, char bracket) {
    before(out, key);
    buf_char(out->buf, bracket);
    if (out->depth + 1 < JSON_DEPTH_MAX) out->depth++;
    out->started[out->depth] = false;
}

void json_close(JsonOut *out, char bracket) {
    bool any = out->started[out->depth];
    if (out->depth) out->depth--;
    if (any) line_break(out);
    buf_char(out->buf, bracket);
    if (out->depth == 0) buf_char(out->buf, '\n');
}

void json_put_str(JsonOut *out, const char *key, const char *text) {
    before(out, key);
    if (text)
        put_string(out->buf, text, strlen(text));
    else
        buf_str(out->buf, "null");
}

void json_put_int(JsonOut *out, const char *key, int64_t n) {
    before(out, key);
    buf_printf(out->buf, "%" PRId64, n);
}

void json_put_int_if(JsonOut *out, const char *key, bool known, int64_t n) {
    if (known)
        json_put_int(out, key, n);
    else
        json_put_null(out, key);
}

void json_put_bool(JsonOut *out, const char *key, bool yes) {
    before(out, key);
    buf_str(out->buf, yes ? "true" : "false");
}

void json_put_null(JsonOut *out, const char *key) {
    before(out, key);
    buf_str(out->buf, "null");
}

void json_put_decimal(JsonOut *out, const char *key, int64_t scaled, int decimals) {
    before(out, key);
    uint64_t n = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled, unit = 1;
    for (int i = 0; i < decimals; i++) unit *= 10;
    buf_printf(out->buf, "%s%" PRIu64, scaled < 0 ? "-" : "", n / unit);
    uint64_t rest = n % unit;
    if (rest == 0) return;
    while (rest % 10 == 0) rest /= 10, decimals--;
    buf_printf(out->buf, ".%0*" PRIu64, decimals, rest);
}
