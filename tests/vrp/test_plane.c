// SPDX-License-Identifier: Apache-2.0
/* The fast core for plain problems: the same answers as trying everything, and on larger planes
 * plans that the checker accepts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exhaustive.h"
#include "vrp/vrp_int.h"

static Env env;

enum { WINDOWS = 1, DEPOTS = 2, DURATION = 4, OPTIONAL = 8, SCARCE = 16 };

static VrpProblem *plain(Arena *arena, Rng *rng, unsigned rules, int32_t stops, int32_t vehicles) {
    VrpProblem *p = ARENA_NEW(arena, VrpProblem);
    int32_t side = 1000;
    p->depot_count = rules & DEPOTS ? 2 : 1;
    p->site_count = stops + p->depot_count;
    VrpPoint *points = ARENA_ARRAY(arena, VrpPoint, (size_t)p->site_count);
    for (int32_t i = 0; i < p->site_count; i++)
        points[i] = (VrpPoint){(int32_t)rng_below(rng, side), (int32_t)rng_below(rng, side)};
    if (stops > 2) points[1] = points[p->site_count - 1]; /* two in one place */
    p->class_count = 1;
    p->classes = ARENA_NEW(arena, VrpMatrix);
    *p->classes = (VrpMatrix){.points = points, .per_unit = 1};
    p->depots = ARENA_ARRAY(arena, VrpDepot, (size_t)p->depot_count);
    for (int32_t d = 0; d < p->depot_count; d++) p->depots[d].site = d;
    p->stop_count = stops;
    p->stops = ARENA_ARRAY(arena, VrpStop, (size_t)stops);
    for (int32_t i = 0; i < stops; i++) {
        VrpStop *stop = &p->stops[i];
        *stop = (VrpStop){.site = i + p->depot_count,
                          .demand = {rng_below(rng, 20)},
                          .service_s = rng_below(rng, 50),
                          .latest_s = VRP_FOREVER,
                          .class_mask = 1,
                          .depot_mask = 3,
                          .penalty = rules & OPTIONAL ? rng_below(rng, 1500) : 100000,
                          .group = -1};
        if (!(rules & WINDOWS)) continue;
        stop->earliest_s = rng_below(rng, 4000);
        stop->latest_s = stop->earliest_s + rng_below(rng, 1500);
    }
    p->vehicle_count = vehicles;
    p->vehicles = ARENA_ARRAY(arena, VrpVehicle, (size_t)vehicles);
    VrpShift *shift = ARENA_NEW(arena, VrpShift);
    *shift = (VrpShift){.end_s = rules & WINDOWS ? 8000 : VRP_FOREVER, .pool = -1};
    if (rules & DURATION) shift->duration_max_s = 3500;
    for (int32_t v = 0; v < vehicles; v++)
        p->vehicles[v] = (VrpVehicle){.depot = v % p->depot_count,
                                      .capacity = {rules & SCARCE ? 30 : 60, 100, 100},
                                      .cost_per_shift = rules & OPTIONAL ? 300 : 0,
                                      .cost_per_km = 1000,
                                      .trips_max = 1,
                                      .shifts = shift,
                                      .shift_count = 1};
    return p;
}

static VrpSolution solved_with(Arena *arena, const VrpProblem *p, const VrpOptions *o) {
    VrpSolution solution;
    VrpVerdict verdict;
    Err err = {0};
    if (vrp_solve(&env, arena, p, o, &solution, &err) != OK) fail_msg("%s", err.text);
    vrp_check(arena, p, &solution, &verdict);
    for (size_t i = 0; i < verdict.count; i++)
        print_message("%s: %s\n", verdict.breaches[i].rule, verdict.breaches[i].text);
    assert_int_equal(verdict.count, 0);
    return solution;
}

static VrpSolution solved(Arena *arena, const VrpProblem *p, int64_t iterations, int threads,
                          const VrpSolution *start) {
    VrpOptions o = {.iteration_limit = iterations, .seed = 7, .threads = threads, .start = start};
    return solved_with(arena, p, &o);
}

static void small_planes_are_solved_to_the_optimum(void **state) {
    (void)state;
    for (unsigned rules = 0; rules < 32; rules++)
        for (uint64_t seed = 0; seed < 8; seed++) {
            Arena *arena = arena_new(&env, 64 * MIB);
            Rng rng;
            rng_seed(&rng, seed * 32 + rules);
            VrpProblem *p = plain(arena, &rng, rules, 1 + (int32_t)seed % 6, 2);
            int64_t found = solved(arena, p, 20000, 1, NULL).cost.total, best = oracle_best(p);
            if (found != best)
                fail_msg("rules %u, seed %d: %lld instead of %lld", rules, (int)seed,
                         (long long)found, (long long)best);
            arena_free(arena);
        }
}

static void a_plane_is_never_worse_than_savings(void **state) {
    (void)state;
    for (unsigned rules = 0; rules < 32; rules++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Rng rng;
        rng_seed(&rng, 100 + rules);
        VrpProblem *p = plain(arena, &rng, rules, 120, rules & SCARCE ? 30 : 120);
        VrpSolution savings;
        Err err = {0};
        assert_int_equal(vrp_savings(&env, arena, p, &savings, &err), OK);
        for (int threads = 1; threads <= 2; threads++)
            assert_true(solved(arena, p, 1, threads, NULL).cost.total <= savings.cost.total);
        arena_free(arena);
    }
}

static void larger_planes_please_the_checker(void **state) {
    (void)state;
    for (unsigned rules = 0; rules < 32; rules++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Rng rng;
        rng_seed(&rng, rules);
        VrpProblem *p = plain(arena, &rng, rules, 150, rules & SCARCE ? 20 : 150);
        VrpSolution first = solved(arena, p, 1000, 1, NULL);
        VrpSolution then = solved(arena, p, 1, 1, &first);
        assert_true(then.cost.total <= first.cost.total);
        arena_free(arena);
    }
}

static void assert_same(const VrpSolution *a, const VrpSolution *b) {
    assert_int_equal(a->trip_count, b->trip_count);
    assert_memory_equal(&a->cost, &b->cost, sizeof a->cost);
    for (int32_t t = 0; t < a->trip_count; t++) {
        assert_int_equal(a->trips[t].visit_count, b->trips[t].visit_count);
        assert_memory_equal(a->trips[t].visits, b->trips[t].visits,
                            (size_t)a->trips[t].visit_count * sizeof(VrpVisit));
    }
}

static void the_same_seed_and_iterations_give_the_same_plan(void **state) {
    (void)state;
    for (unsigned rules = 0; rules < 4; rules++)
        for (int threads = 1; threads <= 2; threads++) {
            Arena *arena = arena_new(&env, 64 * MIB);
            Rng rng;
            rng_seed(&rng, rules);
            VrpProblem *p = plain(arena, &rng, rules, 200, 200);
            VrpSolution a = solved(arena, p, 2000, threads, NULL);
            VrpSolution b = solved(arena, p, 2000, threads, NULL);
            assert_same(&a, &b);
            arena_free(arena);
        }
}

/* A plan that threads share: few stops suffice to try what is meant for thousands. */
static void a_plan_in_parts_is_whole_and_always_the_same(void **state) {
    (void)state;
    Tuning tuning = vrp_tuning;
    tuning.parted_min = 1;
    for (unsigned rules = 0; rules < 32; rules++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Rng rng;
        rng_seed(&rng, rules);
        VrpProblem *p = plain(arena, &rng, rules, 150, rules & SCARCE ? 20 : 150);
        VrpOptions o = {.iteration_limit = 1000, .seed = 7, .threads = 3, .tuning = &tuning};
        VrpSolution found[2];
        for (int i = 0; i < 2; i++) found[i] = solved_with(arena, p, &o);
        assert_same(&found[0], &found[1]);
        o.start = &found[0];
        o.iteration_limit = 50;
        assert_true(solved_with(arena, p, &o).cost.total <= found[0].cost.total);
        arena_free(arena);
    }
}

static void a_stop_that_no_vehicle_holds_stays_out(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Rng rng;
    rng_seed(&rng, 3);
    VrpProblem *p = plain(arena, &rng, 0, 20, 20);
    p->stops[4].demand[0] = 61;
    p->stops[9].demand[0] = VRP_FOREVER;
    assert_int_equal(solved(arena, p, 100, 1, NULL).unserved_count, 2);
    arena_free(arena);
}

static void ten_thousand_stops_need_no_matrix(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 256 * MIB);
    Rng rng;
    rng_seed(&rng, 1);
    VrpProblem *p = plain(arena, &rng, 0, 10000, 10000);
    VrpSolution found = solved(arena, p, 100, 1, NULL);
    assert_int_equal(found.unserved_count, 0);
    arena_free(arena);
}

int main(void) {
    env = env_real();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_planes_are_solved_to_the_optimum),
        cmocka_unit_test(a_plane_is_never_worse_than_savings),
        cmocka_unit_test(larger_planes_please_the_checker),
        cmocka_unit_test(the_same_seed_and_iterations_give_the_same_plan),
        cmocka_unit_test(a_plan_in_parts_is_whole_and_always_the_same),
        cmocka_unit_test(a_stop_that_no_vehicle_holds_stays_out),
        cmocka_unit_test(ten_thousand_stops_need_no_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
