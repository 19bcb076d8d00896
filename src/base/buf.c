// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(Buf *b, size_t bytes_max) {
    *b = (Buf){.max = bytes_max};
}

void buf_free(Buf *b) {
    free(b->at);
    *b = (Buf){.max = b->max};
}

static void release(void *what) {
    buf_free(what);
}

Buf *buf_on(Arena *arena, size_t bytes_max) {
    Buf *b = ARENA_NEW(arena, Buf);
    buf_init(b, bytes_max);
    arena_own(arena, b, release);
    return b;
}

static bool room(Buf *b, size_t n) {
    if (b->failed) return false;
    bool fits = n <= b->max && b->n <= b->max - n;
    size_t need = b->n + n + 1;
    if (fits && need <= b->cap) return true;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (fits && cap < need) cap *= 2;
    char *more = fits ? realloc(b->at, cap) : NULL;
    if (!more) {
        buf_free(b);
        b->failed = true;
        return false;
    }
    b->at = more;
    b->cap = cap;
    return true;
}

void buf_add(Buf *b, const void *bytes, size_t n) {
    if (!room(b, n)) return;
    if (n) memcpy(b->at + b->n, bytes, n);
    b->n += n;
    b->at[b->n] = 0;
}

void buf_str(Buf *b, const char *text) {
    buf_add(b, text, strlen(text));
}

void buf_char(Buf *b, char c) {
    buf_add(b, &c, 1);
}

void buf_printf(Buf *b, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n >= 0 && room(b, (size_t)n)) {
        vsnprintf(b->at + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

Status buf_ok(const Buf *b, Err *err) {
    if (!b->failed) return OK;
    return err_set(err, ERR_WORLD, _("the text would be larger than %zu KiB"), b->max / KIB);
}

Bytes buf_bytes(const Buf *b) {
    return (Bytes){(const uint8_t *)b->at, b->n};
}
