// SPDX-License-Identifier: Apache-2.0
/* A made-up regency: stops (polling stations) clustered in villages, three vehicle classes with
 * their own roads, several days, escorts that limit the shifts of a day. */
#ifndef HANTAR_BENCH_REGENCY_H
#define HANTAR_BENCH_REGENCY_H

#include "vrp/vrp.h"

typedef struct Regency {
    int32_t stops, villages, vehicles, days, escorts; /* escorts: shifts per day, 0 = no limit */
} Regency;

static inline int64_t regency_root(int64_t n) {
    int64_t r = 0;
    for (int64_t bit = INT64_C(1) << 30; bit; bit >>= 1)
        if ((r | bit) * (r | bit) <= n) r |= bit;
    return r;
}

static inline void regency_sites(const Regency *r, Rng *rng, int64_t *x, int64_t *y,
                                 int32_t *village) {
    enum { SIDE_M = 70000, SPREAD_M = 1500 };
    x[0] = SIDE_M * 2 / 5;
    y[0] = SIDE_M / 2;
    int64_t cx = 0, cy = 0;
    for (int32_t i = 0; i < r->stops; i++) {
        int32_t v = (int32_t)((int64_t)i * r->villages / r->stops);
        if (i == 0 || v != village[i - 1]) {
            cx = rng_below(rng, SIDE_M);
            cy = rng_below(rng, SIDE_M);
        }
        village[i] = v;
        x[i + 1] = cx + rng_below(rng, 2 * SPREAD_M) - SPREAD_M;
        y[i + 1] = cy + rng_below(rng, 2 * SPREAD_M) - SPREAD_M;
        if (i > 0 && rng_below(rng, 4) == 0) { /* some stations share a school */
            x[i + 1] = x[i];
            y[i + 1] = y[i];
        }
    }
}

static inline void regency_matrix(Arena *arena, VrpMatrix *m, int32_t sites, const int64_t *x,
                                  const int64_t *y, int64_t metres_per_minute, uint64_t seed) {
    size_t n = (size_t)sites;
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, n * n);
    uint32_t *distance_m = ARENA_ARRAY(arena, uint32_t, n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            int64_t dx = x[i] - x[j], dy = y[i] - y[j];
            /* roads wind by 20 to 50 percent, by the square of country they cross */
            uint64_t square = (uint64_t)((x[i] + x[j]) / 20000 + (y[i] + y[j]) / 20000 * 8);
            int64_t wind = 120 + (int64_t)((square * 0x9E3779B97F4A7C15u ^ seed) >> 40) % 31;
            int64_t d = regency_root(dx * dx + dy * dy) * wind / 100;
            distance_m[i * n + j] = (uint32_t)d;
            time_s[i * n + j] = (uint32_t)(d * 60 / metres_per_minute + (d > 0 ? 30 : 0));
        }
    *m = (VrpMatrix){.time_s = time_s, .distance_m = distance_m};
}

static inline void regency_fleet(Arena *arena, const Regency *r, VrpProblem *p) {
    static const VrpVehicle types[] = {
        /* truck, pickup, off-road car: g, cm3, boxes; rupiah per shift, hour, km */
        {.klass = 0,
         .capacity = {4000000, 20000000, 114},
         .cost_per_shift = 800000,
         .cost_per_hour = 60000,
         .cost_per_km = 4500,
         .trips_max = 4},
        {.klass = 1,
         .capacity = {1000000, 6000000, 48},
         .cost_per_shift = 450000,
         .cost_per_hour = 45000,
         .cost_per_km = 2500,
         .trips_max = 4},
        {.klass = 2,
         .capacity = {600000, 3000000, 20},
         .cost_per_shift = 600000,
         .cost_per_hour = 45000,
         .cost_per_km = 3500,
         .trips_max = 4},
    };
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)r->vehicles);
    p->vehicle_count = r->vehicles;
    for (int32_t v = 0; v < r->vehicles; v++) {
        p->vehicles[v] = types[v % 5 < 3 ? 0 : v % 5 - 2];
        p->vehicles[v].shifts = ARENA_ARRAY(arena, VrpShift, (size_t)r->days);
        p->vehicles[v].shift_count = r->days;
        for (int32_t d = 0; d < r->days; d++)
            p->vehicles[v].shifts[d] = (VrpShift){.start_s = d * 86400 + 6 * 3600,
                                                  .end_s = d * 86400 + 18 * 3600,
                                                  .pool = r->escorts > 0 ? d : -1};
    }
}

static inline VrpProblem *regency_new(Arena *arena, const Regency *r, uint64_t seed) {
    Rng rng;
    rng_seed(&rng, seed);
    VrpProblem *p = ARENA_NEW(arena, VrpProblem);
    int32_t sites = r->stops + 1;
    int64_t *x = ARENA_ARRAY(arena, int64_t, (size_t)sites);
    int64_t *y = ARENA_ARRAY(arena, int64_t, (size_t)sites);
    int32_t *village = ARENA_ARRAY(arena, int32_t, (size_t)sites);
    regency_sites(r, &rng, x, y, village);
    p->site_count = sites;
    p->class_count = 3;
    p->classes = ARENA_ARRAY(arena, VrpMatrix, 3);
    const int64_t speed[] = {450, 550, 500}; /* metres per minute */
    for (int32_t c = 0; c < 3; c++)
        regency_matrix(arena, &p->classes[c], sites, x, y, speed[c], seed + (uint64_t)c);
    p->depot_count = 1;
    p->depots = ARENA_NEW(arena, VrpDepot);
    p->depots[0] = (VrpDepot){.site = 0, .load_fixed_s = 900, .load_per_unit_s = 10};
    p->stop_count = r->stops;
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)r->stops);
    uint32_t classes = 7;
    for (int32_t i = 0; i < r->stops; i++) {
        if (i == 0 || village[i] != village[i - 1]) {
            uint32_t dice = rng_below(&rng, 10); /* bad roads: no truck, or only off-road cars */
            classes = dice == 0 ? 4 : dice < 3 ? 6 : 7;
        }
        p->stops[i] = (VrpStop){.site = i + 1,
                                .demand = {20000, 120000, 5},
                                .service_s = 300 + (int64_t)rng_below(&rng, 300),
                                .latest_s = r->days * 86400,
                                .class_mask = classes,
                                .depot_mask = 1,
                                .penalty = 20000000,
                                .group = village[i]};
    }
    p->group_count = r->villages;
    p->split_cost = 50000;
    regency_fleet(arena, r, p);
    p->pool_count = r->escorts > 0 ? r->days : 0;
    p->pool_limits = ARENA_ARRAY(arena, int32_t, (size_t)r->days);
    for (int32_t d = 0; d < p->pool_count; d++) p->pool_limits[d] = r->escorts;
    return p;
}

#endif
