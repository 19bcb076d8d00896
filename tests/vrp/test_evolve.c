// SPDX-License-Identifier: Apache-2.0
/* Crowds on small planes: plans that the checker accepts, no dearer than what was there before, the
 * same for the same seed, and full vehicles where only that is cheapest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vrp/vrp_int.h"

static Env env;

typedef struct Shape {
    int32_t stops, vehicles, side, per_unit;
    int64_t demand, capacity, fixed;
    VrpRounding rounding;
} Shape;

static VrpProblem *plain(Arena *arena, uint64_t seed, Shape shape) {
    VrpProblem *p = ARENA_NEW(arena, VrpProblem);
    Rng rng;
    rng_seed(&rng, seed);
    p->site_count = shape.stops + 1;
    VrpPoint *points = ARENA_ARRAY(arena, VrpPoint, (size_t)p->site_count);
    for (int32_t i = 0; i < p->site_count; i++)
        points[i] = (VrpPoint){(int32_t)rng_below(&rng, (uint32_t)shape.side),
                               (int32_t)rng_below(&rng, (uint32_t)shape.side)};
    points[2] = points[1];               /* two in one place */
    points[p->site_count - 1] = *points; /* one at the depot */
    p->class_count = p->depot_count = 1;
    p->classes = ARENA_NEW(arena, VrpMatrix);
    *p->classes =
        (VrpMatrix){.points = points, .per_unit = shape.per_unit, .rounding = shape.rounding};
    p->depots = ARENA_NEW(arena, VrpDepot);
    p->stop_count = shape.stops;
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)shape.stops);
    for (int32_t i = 0; i < shape.stops; i++)
        p->stops[i] = (VrpStop){.site = i + 1,
                                .demand = {shape.demand * rng_below(&rng, 10)},
                                .latest_s = VRP_FOREVER,
                                .class_mask = 1,
                                .depot_mask = 1,
                                .penalty = INT64_C(1000000000000),
                                .group = -1};
    p->vehicle_count = shape.vehicles;
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)shape.vehicles);
    VrpShift *shift = ARENA_NEW(arena, VrpShift);
    *shift = (VrpShift){.end_s = VRP_FOREVER, .pool = -1};
    for (int32_t v = 0; v < shape.vehicles; v++)
        p->vehicles[v] = (VrpVehicle){.capacity = {shape.capacity, 1, 1},
                                      .cost_per_shift = shape.fixed,
                                      .cost_per_km = 1000,
                                      .trips_max = 1,
                                      .shifts = shift,
                                      .shift_count = 1};
    return p;
}

/* A crowd from the first step on, however short the run. */
static Tuning at_once(void) {
    Tuning t = vrp_tuning;
    t.evolve_needs = 0;
    return t;
}

static VrpSolution solved(Arena *arena, const VrpProblem *p, VrpOptions o) {
    VrpSolution solution;
    VrpVerdict verdict;
    Err err = {0};
    if (vrp_solve(&env, arena, p, &o, &solution, &err) != OK) fail_msg("%s", err.text);
    vrp_check(arena, p, &solution, &verdict);
    for (size_t i = 0; i < verdict.count; i++)
        print_message("%s: %s\n", verdict.breaches[i].rule, verdict.breaches[i].text);
    assert_int_equal(verdict.count, 0);
    return solution;
}

enum { TOO_FAR = 8, TOO_DEAR = 9 };
static const Shape shapes[] = {
    {60, 60, 1000, 1, 1, 20, 0, VRP_NEAREST},
    {60, 60, 100000, 1000, 1, 20, 0, VRP_NEAREST},
    {60, 60, 1000, 1, 1, 20, 500, VRP_DOWN},
    {60, 60, 1000, 1, 0, 20, 0, VRP_UP},                      /* no demand */
    {60, 60, 1, 1, 1, 20, 0, VRP_NEAREST},                    /* all in one place */
    {60, 60, 1000, 1, 1, 1000, 0, VRP_NEAREST},               /* one tour */
    {60, 60, 1000, 1, 1, 9, 0, VRP_NEAREST},                  /* a stop or two to a tour */
    {60, 60, 50000000, 1, 1 << 20, 20 << 20, 0, VRP_NEAREST}, /* far and heavy */
    {60, 60, 900000000, 1, 1, 20, 0, VRP_NEAREST},            /* too far for a crowd */
    {60, 60, 1000, 1, 1, 20, 1000000000, VRP_NEAREST},        /* too dear for a crowd */
    {20, 20, 1000, 1, 1, 20, 0, VRP_NEAREST},
};

/* A founder counts for many iterations, a step of the annealing for one. */
static bool breeds(Arena *arena, const VrpProblem *p) {
    Tuning tuning = at_once();
    VrpOptions o = {.iteration_limit = 1, .threads = 1, .tuning = &tuning};
    return solved(arena, p, o).iterations > 1;
}

static void crowds_are_bred_where_they_suit(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    assert_true(breeds(arena, plain(arena, 1, shapes[0])));
    assert_false(breeds(arena, plain(arena, 1, shapes[TOO_FAR])));
    assert_false(breeds(arena, plain(arena, 1, shapes[TOO_DEAR])));
    VrpProblem *optional = plain(arena, 1, shapes[0]), *timed = plain(arena, 1, shapes[0]);
    VrpProblem *heavy = plain(arena, 1, shapes[0]), *scarce = plain(arena, 1, shapes[0]);
    optional->stops[7].penalty = 1;
    timed->stops[7].latest_s = 5000;
    heavy->stops[7].demand[0] = 21; /* more than a vehicle holds */
    scarce->vehicle_count = 2;
    assert_false(breeds(arena, optional));
    assert_false(breeds(arena, timed));
    assert_false(breeds(arena, heavy));
    assert_false(breeds(arena, scarce));
    arena_free(arena);
}

static void every_plan_is_feasible_and_no_dearer_than_savings(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++)
        for (int threads = 1; threads <= 2; threads++) {
            Arena *arena = arena_new(&env, 64 * MIB);
            Tuning tuning = at_once();
            VrpProblem *p = plain(arena, i, shapes[i]);
            VrpSolution savings;
            Err err = {0};
            assert_int_equal(vrp_savings(&env, arena, p, &savings, &err), OK);
            VrpSolution found = solved(
                arena, p,
                (VrpOptions){
                    .iteration_limit = 2000, .seed = i, .threads = threads, .tuning = &tuning});
            assert_int_equal(found.unserved_count, 0);
            assert_true(found.cost.total <= savings.cost.total);
            arena_free(arena);
        }
}

static void a_start_is_never_lost(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Tuning tuning = at_once();
        VrpProblem *p = plain(arena, i, shapes[i]);
        VrpOptions o = {.iteration_limit = 3000, .seed = i, .threads = 1, .tuning = &tuning};
        VrpSolution first = solved(arena, p, o);
        o.start = &first;
        o.iteration_limit = 1;
        assert_true(solved(arena, p, o).cost.total <= first.cost.total);
        o.iteration_limit = 1000;
        assert_true(solved(arena, p, o).cost.total <= first.cost.total);
        arena_free(arena);
    }
}

static void the_same_seed_and_iterations_give_the_same_plan(void **state) {
    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Tuning tuning = at_once();
        tuning.patience = 30; /* so that a second crowd is begun too */
        VrpProblem *p = plain(arena, 1, shapes[0]);
        VrpOptions o = {.iteration_limit = 5000, .seed = 3, .threads = threads, .tuning = &tuning};
        VrpSolution a = solved(arena, p, o), b = solved(arena, p, o);
        assert_int_equal(a.trip_count, b.trip_count);
        assert_int_equal(a.iterations, b.iterations);
        assert_memory_equal(&a.cost, &b.cost, sizeof a.cost);
        for (int32_t t = 0; t < a.trip_count; t++) {
            assert_int_equal(a.trips[t].visit_count, b.trips[t].visit_count);
            assert_memory_equal(a.trips[t].visits, b.trips[t].visits,
                                (size_t)a.trips[t].visit_count * sizeof(VrpVisit));
        }
        arena_free(arena);
    }
}

/* Villages of six stops in one place, which fill a vehicle to the last: a trip costs at least twice
 * its load's mean distance (Haimovich and Rinnooy Kan 1985), so no plan is cheaper than a trip to
 * each. */
static void vehicles_are_filled_to_the_last(void **state) {
    (void)state;
    enum { VILLAGES = 8, HOUSES = 6 };
    for (uint64_t seed = 0; seed < 5; seed++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Tuning tuning = at_once();
        Shape shape = {VILLAGES * HOUSES, VILLAGES, 1000, 1, 0, 100, 0, VRP_NEAREST};
        VrpProblem *p = plain(arena, seed, shape);
        VrpPoint *points = ARENA_ARRAY(arena, VrpPoint, (size_t)p->site_count);
        int64_t least = 0;
        Rng rng;
        rng_seed(&rng, seed);
        for (int32_t v = 0; v < VILLAGES; v++) {
            VrpPoint at = p->classes->points[v + 3];
            int32_t left = 100;
            for (int32_t h = 0; h < HOUSES; h++) {
                int32_t stop = h * VILLAGES + v, share = 1 + (int32_t)rng_below(&rng, 19);
                points[stop + 1] = at;
                p->stops[stop].demand[0] = h + 1 < HOUSES ? share : left;
                left -= share;
            }
            least += 2 * (int64_t)vrp_apart(at, points[0], 1, VRP_NEAREST);
        }
        p->classes->points = points;
        VrpOptions o = {.iteration_limit = 20000, .seed = seed, .threads = 1, .tuning = &tuning};
        assert_int_equal(solved(arena, p, o).cost.total, least);
        arena_free(arena);
    }
}

typedef struct Impatient {
    volatile sig_atomic_t stop;
    int64_t told_ns;
} Impatient;

static void better(void *ctx, int64_t cost, int64_t iterations) {
    Impatient *i = ctx;
    (void)cost;
    (void)iterations;
    if (!i->stop) i->told_ns = env.tick_ns(env.ctx);
    i->stop = 1;
}

static void a_wish_to_stop_is_heard_at_once(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Tuning tuning = at_once();
    Shape shape = {600, 600, 1000, 1, 1, 60, 0, VRP_NEAREST};
    VrpProblem *p = plain(arena, 1, shape);
    Impatient impatient = {0};
    VrpWatch watch = {better, &impatient};
    VrpOptions o = {.time_limit_s = 3600,
                    .threads = 1,
                    .tuning = &tuning,
                    .watch = &watch,
                    .stop = &impatient.stop};
    assert_int_equal(solved(arena, p, o).unserved_count, 0);
    assert_true(impatient.told_ns > 0);
    assert_true(env.tick_ns(env.ctx) - impatient.told_ns < INT64_C(3000000000));
    arena_free(arena);
}

int main(void) {
    env = env_real();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crowds_are_bred_where_they_suit),
        cmocka_unit_test(every_plan_is_feasible_and_no_dearer_than_savings),
        cmocka_unit_test(a_start_is_never_lost),
        cmocka_unit_test(the_same_seed_and_iterations_give_the_same_plan),
        cmocka_unit_test(vehicles_are_filled_to_the_last),
        cmocka_unit_test(a_wish_to_stop_is_heard_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
