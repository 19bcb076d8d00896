// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <string.h>

struct RoadStrings {
    Arena *arena;
    VEC(OsmText) texts; /* [0] stands for none; each ends in a NUL */
    uint32_t *slots;    /* open addressing, at most half full: ids, 0 = free */
    size_t slot_count;  /* a power of two */
};

RoadStrings *road_strings_new(Arena *arena) {
    RoadStrings *s = ARENA_NEW(arena, RoadStrings);
    s->arena = arena;
    s->slot_count = 256;
    s->slots = ARENA_ARRAY(arena, uint32_t, s->slot_count);
    vec_push(arena, &s->texts, (OsmText){0});
    return s;
}

static size_t hash(OsmText text) { /* FNV-1a */
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.n; i++) h = (h ^ (uint8_t)text.at[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

/* Where the text stands, or the free slot where it would. */
static uint32_t *slot_of(const RoadStrings *s, OsmText text) {
    for (size_t i = hash(text);; i++) {
        uint32_t *slot = &s->slots[i & (s->slot_count - 1)];
        if (!*slot) return slot;
        OsmText there = s->texts.at[*slot];
        if (there.n == text.n && memcmp(there.at, text.at, text.n) == 0) return slot;
    }
}

static void grow(RoadStrings *s) {
    s->slot_count *= 2;
    s->slots = ARENA_ARRAY(s->arena, uint32_t, s->slot_count);
    for (uint32_t id = 1; id < s->texts.n; id++) *slot_of(s, s->texts.at[id]) = id;
}

uint32_t road_strings_find(const RoadStrings *s, const char *text) {
    return *slot_of(s, (OsmText){text, strlen(text)});
}

uint32_t road_strings_id(RoadStrings *s, OsmText text) {
    if (text.n == 0) return 0;
    uint32_t *slot = slot_of(s, text);
    if (*slot) return *slot;
    uint32_t id = *slot = (uint32_t)s->texts.n;
    vec_push(s->arena, &s->texts, (OsmText){arena_strn(s->arena, text.at, text.n), text.n});
    if (s->texts.n * 2 > s->slot_count) grow(s);
    return id;
}

const char *road_strings_text(const RoadStrings *s, uint32_t id) {
    return s->texts.at[id].at;
}

uint32_t road_strings_count(const RoadStrings *s) {
    return (uint32_t)s->texts.n;
}
