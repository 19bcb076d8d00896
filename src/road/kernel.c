// SPDX-License-Identifier: Apache-2.0
/* The inner loops of the engine. Compiled once for each level of vector instructions
 * (ROAD_LEVEL is its name); which one runs is chosen when the map is made (road_kernel_best). All
 * are integer arithmetic without a wrap, so every level gives the same bits.
 *
 * No value passes 2^30 in u32 (ROAD_NEVER) or ROAD_FAR in u64, so a sum of two needs no check;
 * what begins as "no way" and only ever becomes the lesser of two stays in bounds. */
#include "road/road_int.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#define PASTE(a, b) a##b
#define NAMED(a, b) PASTE(a, b)
#define TEXT(a) #a
#define QUOTED(a) TEXT(a)

typedef uint32_t V16 __attribute__((vector_size(64), aligned(4)));
typedef int64_t V8 __attribute__((vector_size(64), aligned(8)));

/* The lesser of each lane. */
static inline V16 least16(V16 a, V16 b) {
#if defined(__AVX512F__)
    return (V16)_mm512_min_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    union {
        V16 v;
        __m256i half[2];
    } x = {a}, y = {b};
    x.half[0] = _mm256_min_epu32(x.half[0], y.half[0]);
    x.half[1] = _mm256_min_epu32(x.half[1], y.half[1]);
    return x.v;
#else
    V16 less = (V16)(a < b);
    return (a & less) | (b & ~less);
#endif
}

static inline V8 least8(V8 a, V8 b) {
#if defined(__AVX512F__)
    return (V8)_mm512_min_epi64((__m512i)a, (__m512i)b);
#else
    V8 less = a < b;
    return (a & less) | (b & ~less);
#endif
}

static inline V16 all16(uint32_t x) {
    return x - (V16){0};
}

static inline V8 all8(int64_t x) {
    return x - (V8){0};
}

/* ---------------------------------------------------------------- customization */

/* For v below u below w: from u to w there is the way down to v and up again. */
static inline void relax(RoadTwo *uw, RoadTwo vu, RoadTwo vw) {
#if defined(__AVX512VL__)
    __m128i over = _mm_add_epi64(_mm_set_epi64x((int64_t)vu.up, (int64_t)vu.down),
                                 _mm_set_epi64x((int64_t)vw.down, (int64_t)vw.up));
    _mm_storeu_si128((__m128i *)uw, _mm_min_epi64(over, _mm_loadu_si128((__m128i *)uw)));
#else
    uint64_t up = vu.down + vw.up, down = vu.up + vw.down;
    uw->up = up < uw->up ? up : uw->up;
    uw->down = down < uw->down ? down : uw->down;
#endif
}

static void customize(const RoadHierarchy *h, RoadTwo *cost) {
    const uint32_t *third = h->third;
    for (uint32_t v = 0; v < h->n; v++)
        for (uint32_t a = h->first[v], end = h->first[v + 1]; a < end; a++)
            for (uint32_t b = a + 1; b < end; b++) relax(&cost[*third++], cost[a], cost[b]);
}

static void customize_lanes(const RoadHierarchy *h, RoadLanes *time) {
    const uint32_t *third = h->third;
    for (uint32_t v = 0; v < h->n; v++)
        for (uint32_t a = h->first[v], end = h->first[v + 1]; a < end; a++) {
            V16 up = *(const V16 *)time[a].up, down = *(const V16 *)time[a].down;
            for (uint32_t b = a + 1; b < end; b++) {
                RoadLanes *t = &time[*third++];
                const RoadLanes *over = &time[b];
                *(V16 *)t->up = least16(*(V16 *)t->up, down + *(const V16 *)over->up);
                *(V16 *)t->down = least16(*(V16 *)t->down, up + *(const V16 *)over->down);
            }
        }
}

/* One arc under sixteen floods; a factor of 0 closes it. */
static void scale(uint32_t time_ds, const uint32_t *factor, uint32_t *to) {
    for (int i = 0; i < ROAD_LANES; i++) {
        uint64_t ds = (uint64_t)time_ds * factor[i] / ROAD_FACTOR_ONE;
        uint32_t some = ds < 1 ? 1 : ds < ROAD_NEVER ? (uint32_t)ds : ROAD_NEVER - 1;
        uint32_t scaled = factor[i] ? some : ROAD_NEVER;
        to[i] = scaled < to[i] ? scaled : to[i];
    }
}

/* ---------------------------------------------------------------- labels */

static void label_times(void *to, const void *from, uint64_t add, uint32_t n) {
    uint32_t *restrict t = to, more = (uint32_t)add;
    const uint32_t *restrict f = from;
    for (uint32_t k = 0; k < n; k++) t[k] = f[k] + more < t[k] ? f[k] + more : t[k];
}

static void label_costs(void *to, const void *from, uint64_t add, uint32_t n) {
    int64_t *restrict t = to, more = (int64_t)add; /* signed is what AVX2 can compare */
    const int64_t *restrict f = from;
    for (uint32_t k = 0; k < n; k++) t[k] = f[k] + more < t[k] ? f[k] + more : t[k];
}

/* ---------------------------------------------------------------- sixteen entries of a row */

static void times16(const void *from, const void *to, const uint32_t *common, uint32_t least,
                    uint32_t most, void *ret) {
    const uint32_t *f = from;
    const V16 *t = to;
    V16 best = all16(ROAD_NEVER), lanes = *(const V16 *)common;
    for (uint32_t k = 0; k < least; k++) best = least16(best, all16(f[k]) + t[k]);
    for (uint32_t k = least; k < most; k++) {
        V16 out = (V16)(lanes <= all16(k));
        best = least16(best, (all16(f[k]) + t[k]) | (out & all16(ROAD_NEVER)));
    }
    *(V16 *)ret = best;
}

static void costs16(const void *from, const void *to, const uint32_t *common, uint32_t least,
                    uint32_t most, void *ret) {
    const int64_t *f = from;
    const V8 *t = to;
    V8 best[2] = {all8(ROAD_FAR), all8(ROAD_FAR)}, lanes[2];
    for (int i = 0; i < ROAD_LANES; i++) lanes[i / 8][i % 8] = common[i];
    for (uint32_t k = 0; k < least; k++)
        for (int half = 0; half < 2; half++)
            best[half] = least8(best[half], all8(f[k]) + t[2 * k + half]);
    for (uint32_t k = least; k < most; k++)
        for (int half = 0; half < 2; half++) {
            V8 out = lanes[half] <= all8(k);
            V8 over = all8(f[k]) + t[2 * k + half];
            best[half] = least8(best[half], (over & ~out) | (all8(ROAD_FAR) & out));
        }
    ((V8 *)ret)[0] = best[0];
    ((V8 *)ret)[1] = best[1];
}

/* ---------------------------------------------------------------- what is told to the caller */

static void tell_times(const void *row, uint32_t n, uint32_t *ret_time_s,
                       uint32_t *ret_distance_m) {
    (void)ret_distance_m;
    const uint32_t *time_ds = row;
    for (uint32_t i = 0; i < n; i++)
        ret_time_s[i] = time_ds[i] >= ROAD_NEVER ? ROAD_UNREACHABLE : (time_ds[i] + 5) / 10;
}

static void tell_costs(const void *row, uint32_t n, uint32_t *ret_time_s,
                       uint32_t *ret_distance_m) {
    const uint64_t *cost = row;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t time_ds = (uint32_t)(cost[i] >> 32), dm = (uint32_t)cost[i];
        bool far = cost[i] >= ROAD_FAR;
        ret_time_s[i] = far ? ROAD_UNREACHABLE : (time_ds + 5) / 10;
        ret_distance_m[i] = far ? ROAD_UNREACHABLE : (dm + 5) / 10;
    }
}

/* ---------------------------------------------------------------- quantiles
 * For each of sixteen columns the value of that rank (from 1, smallest first), bit by bit: as long
 * as too few values lie below, the answer lies above. */
static void ranked(const uint32_t (*table)[ROAD_LANES], uint32_t n, uint32_t rank, uint32_t *ret) {
    const V16 *row = (const V16 *)table;
    V16 answer = all16(0), reached = all16(0), one = all16(1), largest = all16(0);
    for (uint32_t i = 0; i < n; i++) {
        V16 there = (V16)(row[i] != all16(ROAD_UNREACHABLE));
        reached += there & one;
        largest |= row[i] & there;
    }
    uint32_t bits = 0;
    for (int lane = 0; lane < ROAD_LANES; lane++) bits |= largest[lane];
    for (uint32_t bit = bits ? UINT32_C(1) << (31 - __builtin_clz(bits)) : 0; bit; bit >>= 1) {
        V16 below = all16(0), limit = answer + all16(bit);
        for (uint32_t i = 0; i < n; i++) below += (V16)(row[i] < limit) & one;
        answer += (V16)(below < all16(rank)) & all16(bit);
    }
    V16 none = (V16)(reached < all16(rank));
    *(V16 *)ret = (answer & ~none) | none;
}

const RoadKernel NAMED(road_kernel_, ROAD_LEVEL) = {
    .level = QUOTED(ROAD_LEVEL),
    .customize = customize,
    .customize_lanes = customize_lanes,
    .scale = scale,
    .ranked = ranked,
    .narrow = {sizeof(uint32_t), label_times, times16, tell_times},
    .wide = {sizeof(uint64_t), label_costs, costs16, tell_costs},
};
