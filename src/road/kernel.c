// SPDX-License-Identifier: Apache-2.0
/* The inner loops of the engine. Compiled once for each level of vector instructions
 * (ROAD_LEVEL is its name); which one runs is chosen when a map is made (map->kernel). All are
 * integer arithmetic without a wrap, so every level gives the same bits.
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

/* Sixteen lanes are as many vectors of the processor's own width as they take: Times and Costs are
 * one of these, `all` fills one, `least` is the lesser of each lane. */
#if defined(__AVX512F__)
#define WIDTH 64
#elif defined(__AVX2__)
#define WIDTH 32
#else
#define WIDTH 16
#endif
typedef uint32_t Times __attribute__((vector_size(WIDTH), aligned(4), may_alias));
typedef int64_t Costs __attribute__((vector_size(WIDTH), aligned(8), may_alias));
#define TIMES_PARTS (int)(ROAD_LANES * sizeof(uint32_t) / WIDTH)
#define COSTS_PARTS (int)(ROAD_LANES * sizeof(uint64_t) / WIDTH)

static inline Times all_times(uint32_t x) {
    return x - (Times){0};
}

static inline Costs all_costs(int64_t x) {
    return x - (Costs){0};
}

static inline Times least_times(Times a, Times b) {
#if defined(__AVX512F__)
    return (Times)_mm512_min_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (Times)_mm256_min_epu32((__m256i)a, (__m256i)b);
#else
    Times less = (Times)(a < b);
    return (a & less) | (b & ~less);
#endif
}

static inline Costs least_costs(Costs a, Costs b) {
#if defined(__AVX512F__)
    return (Costs)_mm512_min_epi64((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (Costs)_mm256_blendv_epi8((__m256i)a, (__m256i)b, (__m256i)(a > b));
#else
    return (Costs){a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]};
#endif
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
            const Times *up = (const Times *)time[a].up, *down = (const Times *)time[a].down;
            for (uint32_t b = a + 1; b < end; b++) {
                Times *t_up = (Times *)time[*third].up, *t_down = (Times *)time[*third++].down;
                const Times *b_up = (const Times *)time[b].up;
                const Times *b_down = (const Times *)time[b].down;
                for (int i = 0; i < TIMES_PARTS; i++) {
                    t_up[i] = least_times(t_up[i], down[i] + b_up[i]);
                    t_down[i] = least_times(t_down[i], up[i] + b_down[i]);
                }
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
    const Times *t = to, *lanes = (const Times *)common;
    Times best[TIMES_PARTS];
    for (int i = 0; i < TIMES_PARTS; i++) best[i] = all_times(ROAD_NEVER);
    for (uint32_t k = 0; k < least; k++, t += TIMES_PARTS)
        for (int i = 0; i < TIMES_PARTS; i++)
            best[i] = least_times(best[i], all_times(f[k]) + t[i]);
    for (uint32_t k = least; k < most; k++, t += TIMES_PARTS)
        for (int i = 0; i < TIMES_PARTS; i++) {
            Times out = (Times)(lanes[i] <= all_times(k));
            best[i] =
                least_times(best[i], (all_times(f[k]) + t[i]) | (out & all_times(ROAD_NEVER)));
        }
    for (int i = 0; i < TIMES_PARTS; i++) ((Times *)ret)[i] = best[i];
}

static void costs16(const void *from, const void *to, const uint32_t *common, uint32_t least,
                    uint32_t most, void *ret) {
    const int64_t *f = from;
    const Costs *t = to;
    Costs best[COSTS_PARTS];
    int64_t lanes[ROAD_LANES];
    for (int i = 0; i < ROAD_LANES; i++) lanes[i] = common[i];
    for (int i = 0; i < COSTS_PARTS; i++) best[i] = all_costs(ROAD_FAR);
    for (uint32_t k = 0; k < least; k++, t += COSTS_PARTS)
        for (int i = 0; i < COSTS_PARTS; i++)
            best[i] = least_costs(best[i], all_costs(f[k]) + t[i]);
    for (uint32_t k = least; k < most; k++, t += COSTS_PARTS)
        for (int i = 0; i < COSTS_PARTS; i++) {
            Costs out = ((const Costs *)lanes)[i] <= all_costs(k);
            Costs over = ((all_costs(f[k]) + t[i]) & ~out) | (all_costs(ROAD_FAR) & out);
            best[i] = least_costs(best[i], over);
        }
    for (int i = 0; i < COSTS_PARTS; i++) ((Costs *)ret)[i] = best[i];
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
static void ranked_part(const Times *column, uint32_t n, uint32_t rank, Times *ret) {
    Times answer = all_times(0), reached = answer, largest = answer, one = all_times(1);
    for (uint32_t i = 0; i < n; i++) {
        Times x = column[i * TIMES_PARTS], there = (Times)(x != all_times(ROAD_UNREACHABLE));
        reached += there & one;
        largest |= x & there;
    }
    uint32_t bits = 0;
    for (size_t lane = 0; lane < WIDTH / sizeof bits; lane++) bits |= largest[lane];
    for (uint32_t bit = bits ? UINT32_C(1) << (31 - __builtin_clz(bits)) : 0; bit; bit >>= 1) {
        Times below = all_times(0), limit = answer + all_times(bit);
        for (uint32_t i = 0; i < n; i++) below += (Times)(column[i * TIMES_PARTS] < limit) & one;
        answer += (Times)(below < all_times(rank)) & all_times(bit);
    }
    Times none = (Times)(reached < all_times(rank));
    *ret = (answer & ~none) | none;
}

static void ranked(const uint32_t (*table)[ROAD_LANES], uint32_t n, uint32_t rank, uint32_t *ret) {
    for (int i = 0; i < TIMES_PARTS; i++)
        ranked_part((const Times *)table + i, n, rank, (Times *)ret + i);
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
