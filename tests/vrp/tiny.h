// SPDX-License-Identifier: Apache-2.0
/* Tiny routing problems of every variety, made from a source of numbers: chance in the tests, bytes
 * in the fuzz target. Small enough to be solved by trying everything. */
#ifndef HANTAR_TEST_TINY_H
#define HANTAR_TEST_TINY_H

#include <stdlib.h>

#include "vrp/vrp.h"

typedef struct Dice {
    uint32_t (*below)(void *ctx, uint32_t n); /* in [0, n) */
    void *ctx;
} Dice;

enum TinyRule {
    TINY_WINDOWS = 1,
    TINY_RELEASES = 2,
    TINY_CLASSES = 4,
    TINY_POOLS = 8,
    TINY_GROUPS = 16,
    TINY_DEPOTS = 32,
    TINY_TRIPS = 64,
    TINY_OPTIONAL = 128,   /* penalties that may be cheaper than serving */
    TINY_ASYMMETRIC = 256, /* no triangle inequality either; some sites have no way in or out.
                              As on roads, what can be reached by way of a third can be reached */
    TINY_DURATION = 512,   /* shifts that may not fill their window */
    TINY_POINTS = 1024,    /* a plane instead of tables */
    TINY_RUNNING = 2048,   /* shifts that have begun, and stops that are pinned */
    TINY_CONVOYS = 4096,   /* teams of pools that go with several shifts */
    TINY_ALL = 8191,
    TINY_SUPPLIES = 8192, /* two echelons: lots from depot 0, what they supply from depot 1 */
    TINY_EVERY = 16383,
    TINY_HABITS = 16384, /* stops that would rather be visited in one shift */
    TINY_KEEPS = 32768,  /* goods that may not lie at their depot for long */
    TINY_MOST = 65535,
};

static inline int32_t tiny_in(const Dice *dice, int32_t min, int32_t max) {
    return min + (int32_t)dice->below(dice->ctx, (uint32_t)(max - min + 1));
}

static inline void tiny_matrix(Arena *arena, const Dice *dice, unsigned rules, VrpProblem *p,
                               VrpMatrix *m) {
    int32_t n = p->site_count, x[32], y[32];
    bool no_way_in[32] = {false}, no_way_out[32] = {false};
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, (size_t)(n * n));
    uint32_t *distance_m = ARENA_ARRAY(arena, uint32_t, (size_t)(n * n));
    int32_t speed = tiny_in(dice, 1, 3);
    for (int32_t i = 0; i < n; i++) {
        x[i] = tiny_in(dice, 0, 60);
        y[i] = tiny_in(dice, 0, 60);
        no_way_in[i] = rules & TINY_ASYMMETRIC && tiny_in(dice, 0, 19) == 0;
        no_way_out[i] = rules & TINY_ASYMMETRIC && tiny_in(dice, 0, 19) == 0;
    }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            int32_t apart = abs(x[i] - x[j]) + abs(y[i] - y[j]);
            if (rules & TINY_ASYMMETRIC && i != j) apart += tiny_in(dice, 0, 20);
            bool barred = i != j && (no_way_out[i] || no_way_in[j]);
            time_s[i * n + j] = barred ? VRP_UNREACHABLE : (uint32_t)(apart * 2 / speed);
            distance_m[i * n + j] = barred ? VRP_UNREACHABLE : (uint32_t)apart * 10;
        }
    *m = (VrpMatrix){.time_s = time_s, .distance_m = distance_m};
    if (!(rules & TINY_POINTS)) return;
    VrpPoint *points = ARENA_ARRAY(arena, VrpPoint, (size_t)n);
    for (int32_t i = 0; i < n; i++) points[i] = (VrpPoint){10 * x[i], 10 * y[i]};
    *m = (VrpMatrix){.points = points,
                     .per_unit = tiny_in(dice, 1, 20),
                     .rounding = (VrpRounding)tiny_in(dice, VRP_NEAREST, VRP_UP)};
}

static inline void tiny_stop(const Dice *dice, unsigned rules, VrpProblem *p, VrpStop *s) {
    *s = (VrpStop){.site = tiny_in(dice, 0, p->site_count - 1),
                   .service_s = tiny_in(dice, 0, 20),
                   .latest_s = 2000,
                   .class_mask = 3,
                   .depot_mask = 3,
                   .penalty = 1000000,
                   .group = -1};
    for (int d = 0; d < VRP_DIMENSIONS; d++) s->demand[d] = tiny_in(dice, 0, 4);
    if (rules & TINY_WINDOWS && tiny_in(dice, 0, 2) > 0) {
        s->earliest_s = tiny_in(dice, 0, 600);
        s->latest_s = s->earliest_s + tiny_in(dice, 0, 300);
    }
    if (rules & TINY_RELEASES && tiny_in(dice, 0, 1) > 0) s->release_s = tiny_in(dice, 0, 500);
    if (rules & TINY_KEEPS && tiny_in(dice, 0, 2) == 0)
        s->keep_until_s = s->release_s + tiny_in(dice, 1, 500);
    if (rules & TINY_CLASSES) s->class_mask = (uint32_t)tiny_in(dice, 1, 3);
    if (rules & TINY_DEPOTS && tiny_in(dice, 0, 2) == 0)
        s->depot_mask = (uint64_t)tiny_in(dice, 1, 2);
    if (rules & TINY_GROUPS) s->group = tiny_in(dice, -1, p->group_count - 1);
    if (rules & TINY_OPTIONAL) s->penalty = tiny_in(dice, 0, 3000);
    if (rules & TINY_CONVOYS) s->area = tiny_in(dice, 0, 3) == 0;
}

static inline void tiny_vehicle(Arena *arena, const Dice *dice, unsigned rules, VrpProblem *p,
                                VrpVehicle *v) {
    *v = (VrpVehicle){.klass = tiny_in(dice, 0, p->class_count - 1),
                      .depot = tiny_in(dice, 0, p->depot_count - 1),
                      .cost_per_shift = tiny_in(dice, 0, 1) * tiny_in(dice, 0, 800),
                      .cost_per_hour = tiny_in(dice, 0, 3) * 1000,
                      .cost_per_km = tiny_in(dice, 0, 1000),
                      .trips_max = rules & TINY_TRIPS ? tiny_in(dice, 1, 3) : 1};
    for (int d = 0; d < VRP_DIMENSIONS; d++) v->capacity[d] = tiny_in(dice, 4, 16);
    v->shift_count = tiny_in(dice, 1, 2);
    v->shifts = ARENA_ARRAY(arena, VrpShift, (size_t)v->shift_count);
    for (int32_t i = 0; i < v->shift_count; i++) {
        int32_t start_s = i * 700 + tiny_in(dice, 0, 50);
        v->shifts[i] =
            (VrpShift){.start_s = start_s, .end_s = start_s + tiny_in(dice, 300, 700), .pool = -1};
        if (rules & TINY_DURATION) v->shifts[i].duration_max_s = tiny_in(dice, 100, 400);
        if (rules & TINY_POOLS) v->shifts[i].pool = tiny_in(dice, -1, p->pool_count - 1);
        if (rules & TINY_CONVOYS && p->pool_count > 0) v->shifts[i].pool = i;
    }
}

static inline bool tiny_home_in_time(const VrpProblem *p, const VrpVehicle *v, VrpShift *shift,
                                     const VrpRunning *r) {
    int32_t home = p->depots[v->depot].site;
    const VrpMatrix *m = &p->classes[v->klass];
    int64_t end_s = r->free_s + (m->points ? 1000 : m->time_s[r->site * p->site_count + home]);
    return end_s <= shift->end_s &&
           (shift->duration_max_s == 0 || end_s - r->begun_s <= shift->duration_max_s);
}

/* Some shifts are under way, as far as their vehicles can still come home and pools allow. */
static inline void tiny_running(Arena *arena, const Dice *dice, VrpProblem *p) {
    p->pins = ARENA_ARRAY(arena, VrpPin, (size_t)p->stop_count);
    int32_t used[2] = {0};
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        VrpVehicle *vehicle = &p->vehicles[v];
        VrpShift *shift = &vehicle->shifts[0];
        if (tiny_in(dice, 0, 1) == 0 || vehicle->trips_max == 0) continue;
        VrpRunning *r = ARENA_NEW(arena, VrpRunning);
        r->site = tiny_in(dice, 0, p->site_count - 1);
        r->begun_s = shift->start_s + tiny_in(dice, 0, 50);
        r->free_s = r->begun_s + tiny_in(dice, 0, 100);
        r->driven_m = tiny_in(dice, 0, 5000);
        r->trips_made = tiny_in(dice, 0, vehicle->trips_max - 1);
        if (!tiny_home_in_time(p, vehicle, shift, r)) continue;
        if (shift->pool >= 0 && ++used[shift->pool] > p->pool_limits[shift->pool])
            p->pool_limits[shift->pool] = used[shift->pool];
        shift->running = r;
    }
    for (int32_t i = 0; i < p->stop_count; i++) {
        if (tiny_in(dice, 0, 1) == 0) continue;
        VrpPin *pin = &p->pins[p->pin_count++];
        pin->stop = i;
        pin->vehicle = tiny_in(dice, 0, p->vehicle_count - 1);
        pin->shift = tiny_in(dice, -1, p->vehicles[pin->vehicle].shift_count - 1);
        pin->aboard = pin->shift >= 0 && p->vehicles[pin->vehicle].shifts[pin->shift].running &&
                      tiny_in(dice, 0, 2) > 0;
    }
}

static inline void tiny_habits(Arena *arena, const Dice *dice, VrpProblem *p) {
    p->habits = ARENA_ARRAY(arena, VrpHabit, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++) {
        if (tiny_in(dice, 0, 2) == 0) continue;
        VrpHabit *habit = &p->habits[p->habit_count++];
        habit->stop = i;
        habit->vehicle = tiny_in(dice, 0, p->vehicle_count - 1);
        habit->shift = tiny_in(dice, 0, p->vehicles[habit->vehicle].shift_count - 1);
        habit->cost = tiny_in(dice, 0, 2000);
        if (p->convoy_max <= 1 && tiny_in(dice, 0, 1)) habit->told_s = tiny_in(dice, 1, 900);
    }
}

/* Some stops become lots that depot 1 receives, and some of the others come with them. */
static inline void tiny_supplies(Arena *arena, const Dice *dice, unsigned rules, VrpProblem *p) {
    bool *aboard = ARENA_ARRAY(arena, bool, (size_t)p->stop_count);
    int32_t lots = 0;
    p->supplies = ARENA_ARRAY(arena, VrpSupply, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->pin_count; i++)
        if (p->pins[i].aboard) aboard[p->pins[i].stop] = true;
    for (int32_t i = 0; i < p->stop_count; i++) {
        VrpStop *stop = &p->stops[i];
        if (tiny_in(dice, 0, 3) == 0 && !aboard[i]) continue;
        if (lots == i && (i == 0 || tiny_in(dice, 0, 2) == 0)) {
            stop->site = p->depots[1].site;
            stop->depot_mask = 1;
            lots++;
        } else if (lots > 0 && !aboard[i]) {
            stop->depot_mask = 2;
            p->supplies[p->supply_count++] =
                (VrpSupply){i, tiny_in(dice, 0, lots - 1), tiny_in(dice, 0, 100), 0};
            if (rules & TINY_KEEPS && tiny_in(dice, 0, 3) > 0)
                p->supplies[p->supply_count - 1].keep_s = tiny_in(dice, 1, 200);
        }
    }
    for (int32_t v = 0; v < p->vehicle_count; v++)
        for (int32_t k = 0; k < p->vehicles[v].shift_count && p->vehicles[v].depot == 1; k++)
            p->vehicles[v].shifts[k].duration_max_s = 0;
}

static inline VrpProblem *tiny_problem(Arena *arena, const Dice *dice, unsigned rules,
                                       int32_t stops, int32_t vehicles_max) {
    VrpProblem *p = ARENA_NEW(arena, VrpProblem);
    p->stop_count = stops;
    p->site_count = tiny_in(dice, 1, stops + 2); /* fewer sites than stops: some share one */
    p->class_count = rules & TINY_CLASSES ? 2 : 1;
    p->depot_count = rules & (TINY_DEPOTS | TINY_SUPPLIES) ? 2 : 1;
    p->pool_count = rules & TINY_POOLS ? 2 : 0;
    p->group_count = rules & TINY_GROUPS ? 2 : 0;
    p->split_cost = rules & TINY_GROUPS ? tiny_in(dice, 0, 500) : 0;
    p->classes = ARENA_ARRAY(arena, VrpMatrix, (size_t)p->class_count);
    for (int32_t c = 0; c < p->class_count; c++) tiny_matrix(arena, dice, rules, p, &p->classes[c]);
    p->depots = ARENA_ARRAY(arena, VrpDepot, (size_t)p->depot_count);
    for (int32_t d = 0; d < p->depot_count; d++)
        p->depots[d] = (VrpDepot){tiny_in(dice, 0, p->site_count - 1), tiny_in(dice, 0, 20),
                                  tiny_in(dice, 0, 3)};
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)stops);
    for (int32_t i = 0; i < stops; i++) tiny_stop(dice, rules, p, &p->stops[i]);
    p->vehicle_count = tiny_in(dice, 1, vehicles_max);
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)p->vehicle_count);
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        tiny_vehicle(arena, dice, rules, p, &p->vehicles[v]);
        if (rules & TINY_SUPPLIES && v < 2) p->vehicles[v].depot = v;
    }
    p->pool_limits = ARENA_ARRAY(arena, int32_t, (size_t)p->pool_count);
    for (int32_t i = 0; i < p->pool_count; i++) p->pool_limits[i] = tiny_in(dice, 0, 2);
    if (rules & TINY_CONVOYS) p->convoy_max = tiny_in(dice, 2, 3);
    if (rules & TINY_RUNNING) tiny_running(arena, dice, p);
    if (rules & TINY_SUPPLIES) tiny_supplies(arena, dice, rules, p);
    if (rules & TINY_HABITS) tiny_habits(arena, dice, p);
    return p;
}

#endif
