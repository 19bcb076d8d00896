// SPDX-License-Identifier: Apache-2.0
/* A chain of blocks. Normally items are carved from blocks of BLOCK_BYTES; under AddressSanitizer
 * each item is a block of its own, so that the sanitizer sees its edges. */
#include "base/base.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ITEM_IS_BLOCK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ITEM_IS_BLOCK 1
#endif
#endif
#ifndef ITEM_IS_BLOCK
#define ITEM_IS_BLOCK 0
#endif

#define BLOCK_BYTES (64 * KIB)
#define ALIGN sizeof(max_align_t)

typedef struct Block Block;
struct Block {
    Block *next;
    size_t used, room;
    max_align_t data[];
};

typedef struct Owned Owned;
struct Owned {
    Owned *next;
    void *what;
    void (*release)(void *what);
};

struct Arena {
    Env env;
    Block *blocks;
    Owned *owned;
    size_t bytes, bytes_max;
    bool guarded;
    jmp_buf escape;
};

Arena *arena_new(const Env *env, size_t bytes_max) {
    Arena *a = env->alloc(env->ctx, sizeof *a);
    if (!a) {
        fprintf(stderr, "hantar: %s\n", _("out of memory"));
        exit(1);
    }
    memset(a, 0, sizeof *a);
    a->env = *env;
    a->bytes_max = bytes_max;
    return a;
}

void arena_free(Arena *a) {
    if (!a) return;
    Env env = a->env;
    for (Owned *o = a->owned; o; o = o->next) o->release(o->what);
    for (Block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        env.release(env.ctx, b);
    }
    env.release(env.ctx, a);
}

void arena_freep(Arena **arena) {
    arena_free(*arena);
    *arena = NULL;
}

jmp_buf *arena_escape(Arena *a) {
    a->guarded = true;
    return &a->escape;
}

const Env *arena_env(const Arena *a) {
    return &a->env;
}

size_t arena_bytes(const Arena *a) {
    return a->bytes;
}

static _Noreturn void exhausted(Arena *a, size_t asked) {
    if (a->guarded) longjmp(a->escape, 1);
    fprintf(stderr, _("hantar: out of memory: %zu MiB in use, %zu MiB allowed, %zu bytes asked\n"),
            a->bytes / MIB, a->bytes_max / MIB, asked);
    exit(1);
}

static Block *block_add(Arena *a, size_t room) {
    Block *b = a->env.alloc(a->env.ctx, sizeof *b + room);
    if (!b) exhausted(a, room);
    b->used = 0;
    b->room = room;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

void *arena_alloc(Arena *a, size_t bytes) {
    if (bytes > a->bytes_max - a->bytes) exhausted(a, bytes);
    size_t size = (bytes + ALIGN - 1) & ~(ALIGN - 1);
    if (size == 0) size = ALIGN;
    Block *b = a->blocks;
    if (ITEM_IS_BLOCK) {
        b = block_add(a, bytes ? bytes : 1);
        size = b->room;
    } else if (size > BLOCK_BYTES / 4) { /* large items get a block behind the current one */
        Block *current = b;
        b = block_add(a, size);
        if (current) {
            a->blocks = current;
            b->next = current->next;
            current->next = b;
        }
    } else if (!b || b->room - b->used < size) {
        b = block_add(a, BLOCK_BYTES);
    }
    void *item = (char *)b->data + b->used;
    b->used += size;
    a->bytes += bytes;
    memset(item, 0, size);
    return item;
}

void *arena_array(Arena *a, size_t count, size_t item_bytes) {
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes)) exhausted(a, SIZE_MAX);
    return arena_alloc(a, bytes);
}

void arena_own(Arena *a, void *what, void (*release)(void *what)) {
    Owned *o = ARENA_NEW(a, Owned);
    *o = (Owned){a->owned, what, release};
    a->owned = o;
}

char *arena_strn(Arena *a, const char *text, size_t n) {
    char *copy = arena_alloc(a, n + 1);
    if (n) memcpy(copy, text, n);
    return copy;
}

char *arena_str(Arena *a, const char *text) {
    return text ? arena_strn(a, text, strlen(text)) : NULL;
}

char *arena_printf(Arena *a, const char *fmt, ...) {
    va_list args, again;
    assert(fmt);
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(n >= 0);
    char *text = arena_alloc(a, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}

void *vec_room(Arena *a, void *at, size_t n, size_t *cap, size_t item_bytes) {
    if (n < *cap) return at;
    size_t more = *cap ? *cap * 2 : 8;
    void *larger = arena_array(a, more, item_bytes);
    if (n) memcpy(larger, at, n * item_bytes);
    *cap = more;
    return larger;
}
