// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "exhaustive.h"
#include "tiny.h"
#include "vrp/vrp.h"

static Env env;

static uint32_t chance(void *ctx, uint32_t n) {
    return rng_below(ctx, n);
}

static void accepted(Arena *arena, const VrpProblem *p, const VrpSolution *solution) {
    VrpVerdict verdict;
    vrp_check(arena, p, solution, &verdict);
    for (size_t i = 0; i < verdict.count; i++)
        print_message("%s: %s\n", verdict.breaches[i].rule, verdict.breaches[i].text);
    assert_int_equal(verdict.count, 0);
}

static VrpSolution solved(Arena *arena, const VrpProblem *p, int64_t iterations, uint64_t seed,
                          int threads) {
    VrpOptions o = {.iteration_limit = iterations, .seed = seed, .threads = threads};
    VrpSolution solution;
    Err err = {0};
    if (vrp_solve(&env, arena, p, &o, &solution, &err) != OK) fail_msg("%s", err.text);
    accepted(arena, p, &solution);
    return solution;
}

/* ---------------------------------------------------------------- against every plan there is */
/* HANTAR_CAMPAIGN multiplies the instances: 100 makes tens of thousands. */
static void optimal(unsigned rules, int instances, int32_t stops_max, int32_t vehicles_max) {
    const char *campaign = getenv("HANTAR_CAMPAIGN");
    int64_t factor;
    if (campaign && int_parse(campaign, 1, 10000, &factor)) instances *= (int)factor;
    for (int i = 0; i < instances; i++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Rng rng;
        rng_seed(&rng, (uint64_t)i * 512 + rules);
        int32_t stops = 1 + i % stops_max;
        VrpProblem *p = tiny_problem(arena, &(Dice){chance, &rng}, rules, stops, vehicles_max);
        int64_t steps = !(rules & TINY_KEEPS) ? 5000 : campaign ? 100000 : 20000; /* dead ends */
        VrpSolution best = solved(arena, p, steps, (uint64_t)i, 1), savings;
        Err err;
        assert_int_equal(vrp_savings(&env, arena, p, &savings, &err), OK);
        accepted(arena, p, &savings);
        int64_t least = oracle_best(p);
        if (best.cost.total != least)
            fail_msg("rules %u, instance %d: %lld instead of %lld", rules, i,
                     (long long)best.cost.total, (long long)least);
        arena_free(arena);
    }
}

static void capacity_alone_is_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(0, 60, 6, 2);
}
static void eight_stops_are_solved_to_the_optimum(void **state) {
    (void)state;
    for (unsigned rules = 0; rules <= TINY_ALL; rules += 613) {
        Arena *arena = arena_new(&env, 64 * MIB);
        Rng rng;
        rng_seed(&rng, rules);
        VrpProblem *p = tiny_problem(arena, &(Dice){chance, &rng}, rules, 8, 1);
        assert_int_equal(solved(arena, p, 5000, rules, 1).cost.total, oracle_best(p));
        arena_free(arena);
    }
}
static void windows_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_WINDOWS, 60, 5, 2);
}
static void trips_and_releases_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_TRIPS, 40, 5, 2);
    optimal(TINY_TRIPS | TINY_RELEASES, 40, 5, 2);
    optimal(TINY_TRIPS | TINY_RELEASES | TINY_WINDOWS, 40, 5, 2);
}
static void classes_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_CLASSES, 40, 5, 3);
    optimal(TINY_CLASSES | TINY_ASYMMETRIC, 40, 5, 2);
}
static void pools_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_POOLS | TINY_TRIPS, 60, 5, 2);
}
static void convoys_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_POOLS | TINY_CONVOYS, 60, 5, 3);
    optimal(TINY_POOLS | TINY_CONVOYS | TINY_WINDOWS | TINY_RELEASES, 60, 5, 3);
    optimal(TINY_POOLS | TINY_CONVOYS | TINY_TRIPS | TINY_DEPOTS | TINY_DURATION, 60, 5, 3);
    optimal(TINY_POOLS | TINY_CONVOYS | TINY_RUNNING | TINY_ASYMMETRIC, 60, 5, 3);
}
static void two_echelons_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_SUPPLIES, 60, 5, 3);
    optimal(TINY_SUPPLIES | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_SUPPLIES | TINY_WINDOWS | TINY_RELEASES | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_SUPPLIES | TINY_POOLS | TINY_GROUPS | TINY_CLASSES | TINY_OPTIONAL, 60, 5, 2);
    optimal(TINY_SUPPLIES | TINY_RUNNING | TINY_DURATION | TINY_ASYMMETRIC, 60, 5, 2);
    optimal(TINY_EVERY & ~(unsigned)TINY_CONVOYS, 100, 5, 2);
}

static void goods_that_may_not_lie_for_long_leave_in_time(void **state) {
    (void)state;
    optimal(TINY_KEEPS | TINY_RELEASES | TINY_WINDOWS | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_KEEPS | TINY_SUPPLIES, 60, 5, 3);
    optimal(TINY_KEEPS | TINY_SUPPLIES | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_KEEPS | TINY_SUPPLIES | TINY_WINDOWS | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_MOST & ~(unsigned)TINY_CONVOYS, 60, 5, 2);
}
static void habits_are_kept_as_long_as_that_is_cheaper(void **state) {
    (void)state;
    optimal(TINY_HABITS, 60, 5, 3);
    optimal(TINY_HABITS | TINY_TRIPS | TINY_WINDOWS | TINY_GROUPS, 60, 5, 3);
    optimal(TINY_HABITS | TINY_RUNNING | TINY_CLASSES | TINY_POOLS | TINY_OPTIONAL, 60, 5, 3);
    optimal(TINY_HABITS | TINY_SUPPLIES | TINY_TRIPS, 60, 5, 2);
}
static void groups_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_GROUPS, 40, 5, 2);
    optimal(TINY_GROUPS | TINY_TRIPS, 40, 5, 2);
}
static void depots_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_DEPOTS, 60, 5, 2);
}
static void short_shifts_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_DURATION | TINY_WINDOWS, 60, 5, 2);
    optimal(TINY_DURATION | TINY_TRIPS, 40, 5, 2);
}
static void points_of_a_plane_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_POINTS, 60, 6, 2);
    optimal(TINY_POINTS | TINY_WINDOWS, 60, 6, 2);
}
static void optional_stops_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_OPTIONAL, 60, 5, 2);
    optimal(TINY_OPTIONAL | TINY_TRIPS, 60, 5, 2);
}
static void plans_under_way_are_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_RUNNING, 60, 5, 2);
    optimal(TINY_RUNNING | TINY_TRIPS, 60, 5, 2);
    optimal(TINY_RUNNING | TINY_TRIPS | TINY_POOLS | TINY_DURATION, 60, 5, 2);
    optimal(TINY_RUNNING | TINY_WINDOWS | TINY_RELEASES | TINY_OPTIONAL | TINY_TRIPS, 60, 5, 2);
}
static void everything_at_once_is_solved_to_the_optimum(void **state) {
    (void)state;
    optimal(TINY_ALL, 100, 5, 2);
    optimal(TINY_ALL & ~(unsigned)TINY_OPTIONAL, 100, 5, 2);
}

/* ---------------------------------------------------------------- the same again */
static void same_answer(const VrpSolution *a, const VrpSolution *b) {
    assert_memory_equal(&a->cost, &b->cost, sizeof a->cost);
    assert_int_equal(a->iterations, b->iterations);
    assert_int_equal(a->trip_count, b->trip_count);
    for (int32_t t = 0; t < a->trip_count; t++) {
        VrpTrip x = a->trips[t], y = b->trips[t];
        assert_int_equal(x.visit_count, y.visit_count);
        for (int32_t i = 0; i < x.visit_count; i++)
            assert_memory_equal(&x.visits[i].arrive_s, &y.visits[i].arrive_s, 3 * sizeof(int64_t));
        for (int32_t i = 0; i < x.visit_count; i++)
            assert_int_equal(x.visits[i].stop, y.visits[i].stop);
        assert_int_equal(x.vehicle, y.vehicle);
        assert_int_equal(x.shift, y.shift);
    }
    assert_int_equal(a->unserved_count, b->unserved_count);
    for (int32_t i = 0; i < a->unserved_count; i++)
        assert_int_equal(a->unserved[i], b->unserved[i]);
}

static VrpProblem *middling(Arena *arena, uint64_t seed, unsigned rules) {
    Rng rng;
    rng_seed(&rng, seed);
    return tiny_problem(arena, &(Dice){chance, &rng}, rules, 28, 12);
}

static void the_same_seed_and_iterations_give_the_same_answer(void **state) {
    (void)state;
    for (int threads = 1; threads <= 2; threads++)
        for (uint64_t seed = 0; seed < 8; seed++) {
            Arena *arena = arena_new(&env, 64 * MIB);
            VrpProblem *p = middling(arena, seed, TINY_EVERY);
            VrpSolution a = solved(arena, p, 1500, seed, threads);
            VrpSolution b = solved(arena, p, 1500, seed, threads);
            same_answer(&a, &b);
            arena_free(arena);
        }
}

static void a_start_is_never_made_worse(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        VrpProblem *p = middling(arena, seed, TINY_EVERY);
        VrpSolution first = solved(arena, p, 500, seed, 1), then;
        VrpOptions o = {.iteration_limit = 1, .start = &first};
        Err err;
        assert_int_equal(vrp_solve(&env, arena, p, &o, &then, &err), OK);
        accepted(arena, p, &then);
        assert_true(then.cost.total <= first.cost.total);
        arena_free(arena);
    }
}

static void the_search_is_never_worse_than_savings(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        VrpProblem *p = middling(arena, seed, (unsigned)seed * 29 % TINY_EVERY);
        VrpSolution savings;
        Err err;
        assert_int_equal(vrp_savings(&env, arena, p, &savings, &err), OK);
        accepted(arena, p, &savings);
        assert_true(solved(arena, p, 200, seed, 1).cost.total <= savings.cost.total);
        arena_free(arena);
    }
}

/* ---------------------------------------------------------------- the edges */
/* One vehicle, one shift, one stop, 100 s and 1000 m away. */
typedef struct Plain {
    uint32_t time_s[4], distance_m[4];
    VrpMatrix matrix;
    VrpDepot depot;
    VrpStop stop;
    VrpShift shift;
    VrpVehicle vehicle;
    VrpRunning running;
    VrpPin pins[2];
    VrpProblem p;
} Plain;

static void plain(Plain *x) {
    *x = (Plain){.time_s = {0, 100, 100, 0}, .distance_m = {0, 1000, 1000, 0}};
    x->matrix = (VrpMatrix){.time_s = x->time_s, .distance_m = x->distance_m};
    x->stop = (VrpStop){.site = 1,
                        .demand = {1, 1, 1},
                        .service_s = 60,
                        .latest_s = 5000,
                        .class_mask = 1,
                        .depot_mask = 1,
                        .penalty = 99999,
                        .group = -1};
    x->shift = (VrpShift){.end_s = 10000, .pool = -1};
    x->vehicle = (VrpVehicle){.capacity = {9, 9, 9},
                              .cost_per_shift = 7,
                              .cost_per_hour = 3600,
                              .cost_per_km = 10,
                              .trips_max = 1,
                              .shifts = &x->shift,
                              .shift_count = 1};
    x->p = (VrpProblem){.classes = &x->matrix,
                        .class_count = 1,
                        .site_count = 2,
                        .depots = &x->depot,
                        .depot_count = 1,
                        .stops = &x->stop,
                        .stop_count = 1,
                        .vehicles = &x->vehicle,
                        .vehicle_count = 1};
}

static void one_stop_is_served_late_enough_not_to_wait(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    x.stop.earliest_s = 4000;
    VrpSolution best = solved(arena, &x.p, 10, 0, 1);
    assert_int_equal(best.trip_count, 1);
    assert_int_equal(best.trips[0].load_s, 3900);
    assert_int_equal(best.trips[0].return_s, 4160);
    assert_int_equal(best.cost.total, 7 + 260 + 20);
    arena_free(arena);
}

static void what_cannot_be_served_is_unserved_and_says_why(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    const char *words[] = {"class", "class", "reach", "capacity", "time", "time", "time", "fleet"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        Plain x;
        plain(&x);
        int32_t limit = 0;
        x.p.pool_limits = &limit;
        x.p.pool_count = 1;
        switch (i) {
        case 0: x.stop.class_mask = 2; break;
        case 1: x.stop.depot_mask = 2; break;
        case 2: x.time_s[2] = VRP_UNREACHABLE; break;
        case 3: x.stop.demand[1] = 10; break;
        case 4: x.stop.latest_s = 99; break;
        case 5: x.stop.release_s = 9900; break;
        case 6: x.stop.earliest_s = x.stop.latest_s + 1; break;
        default: x.shift.pool = 0;
        }
        VrpSolution best = solved(arena, &x.p, 10, 0, 1);
        assert_int_equal(best.unserved_count, 1);
        assert_int_equal(best.cost.total, 99999);
        assert_string_equal(vrp_why_unserved(&x.p, 0), words[i]);
    }
    arena_free(arena);
}

/* On the way back at site 1, with the stop aboard. */
static void a_running_vehicle_goes_on_from_where_it_is(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    VrpRunning running = {.site = 1, .begun_s = 500, .free_s = 900, .driven_m = 3000};
    VrpPin pin = {.aboard = true};
    x.shift.running = &running;
    x.p.pins = &pin;
    x.p.pin_count = 1;
    VrpSolution best = solved(arena, &x.p, 10, 0, 1);
    assert_int_equal(best.trip_count, 1);
    assert_int_equal(best.trips[0].depart_s, 900);
    assert_int_equal(best.trips[0].visits[0].begin_s, 900);
    assert_int_equal(best.trips[0].return_s, 1060);
    assert_int_equal(best.trips[0].distance_m, 1000);
    assert_int_equal(best.cost.total, 7 + 560 + 40);
    pin.aboard = false; /* its goods are at home, and no second trip is allowed */
    best = solved(arena, &x.p, 10, 0, 1);
    assert_int_equal(best.unserved_count, 1);
    assert_int_equal(best.trips[0].visit_count, 0);
    assert_int_equal(best.cost.total, 99999 + 7 + 500 + 40);
    x.vehicle.trips_max = 2;
    best = solved(arena, &x.p, 10, 0, 1);
    assert_int_equal(best.trip_count, 2);
    assert_int_equal(best.trips[1].return_s, 1260);
    arena_free(arena);
}

static void nothing_to_do_is_done(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    x.p.stop_count = 0;
    assert_int_equal(solved(arena, &x.p, 10, 0, 2).cost.total, 0);
    plain(&x);
    x.p.vehicle_count = 0;
    assert_int_equal(solved(arena, &x.p, 10, 0, 1).unserved_count, 1);
    x.p = (VrpProblem){0};
    assert_int_equal(solved(arena, &x.p, 10, 0, 1).cost.total, 0);
    arena_free(arena);
}

static void stops_of_one_site_and_no_demand_share_a_trip(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    VrpStop stops[50];
    for (size_t i = 0; i < COUNT_OF(stops); i++) {
        stops[i] = x.stop;
        for (int d = 0; d < VRP_DIMENSIONS; d++) stops[i].demand[d] = 0;
    }
    x.p.stops = stops;
    x.p.stop_count = COUNT_OF(stops);
    VrpSolution best = solved(arena, &x.p, 200, 0, 1);
    assert_int_equal(best.trip_count, 1);
    assert_int_equal(best.cost.total, 7 + 200 + 50 * 60 + 20);
    arena_free(arena);
}

static void refused(void (*spoil)(Plain *)) {
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    spoil(&x);
    VrpOptions o = {.iteration_limit = 10};
    VrpSolution solution;
    Err err;
    assert_int_equal(vrp_solve(&env, arena, &x.p, &o, &solution, &err), ERR_INPUT);
    assert_true(err.text[0] != 0);
    assert_int_equal(vrp_savings(&env, arena, &x.p, &solution, &err), ERR_INPUT);
    arena_free(arena);
}

#define SPOILER(name, edit)      \
    static void name(Plain *x) { \
        edit;                    \
    }
SPOILER(spoil_site, x->stop.site = 2)
SPOILER(spoil_demand, x->stop.demand[0] = -1)
SPOILER(spoil_service, x->stop.service_s = -1)
SPOILER(spoil_window, x->stop.latest_s = INT64_MAX)
SPOILER(spoil_release, x->stop.release_s = -5)
SPOILER(spoil_penalty, x->stop.penalty = -1)
SPOILER(spoil_penalty_size, x->stop.penalty = INT64_MAX)
SPOILER(spoil_group, x->stop.group = 0)
SPOILER(spoil_matrix, x->matrix.time_s = NULL)
SPOILER(spoil_depot, x->depot.site = -1)
SPOILER(spoil_loading, x->depot.load_per_unit_s = -1)
SPOILER(spoil_class, x->vehicle.klass = 1)
SPOILER(spoil_home, x->vehicle.depot = 1)
SPOILER(spoil_capacity, x->vehicle.capacity[2] = -1)
SPOILER(spoil_rate, x->vehicle.cost_per_km = INT64_MAX)
SPOILER(spoil_shift, x->shift.end_s = -1)
SPOILER(spoil_pool, x->shift.pool = 0)
SPOILER(spoil_trips, x->vehicle.trips_max = -1)
SPOILER(spoil_count, x->p.stop_count = -1)
SPOILER(spoil_list, x->p.vehicles = NULL)
SPOILER(spoil_pin, (x->p.pins = x->pins, x->p.pin_count = 1, x->pins[0].vehicle = 1))
SPOILER(spoil_pins, (x->p.pins = x->pins, x->p.pin_count = 2))
SPOILER(spoil_aboard, (x->p.pins = x->pins, x->p.pin_count = 1, x->pins[0].aboard = true))
SPOILER(spoil_running, (x->shift.running = &x->running, x->running.site = 2))
SPOILER(spoil_begun, (x->shift.running = &x->running, x->running.begun_s = 1))
SPOILER(spoil_late, (x->shift.running = &x->running, x->running.site = 1, x->running.free_s = 9901))
SPOILER(spoil_sum, (x->vehicle.cost_per_hour = 1000000000000, x->shift.end_s = VRP_FOREVER))

static void malformed_problems_are_refused(void **state) {
    (void)state;
    void (*spoilers[])(Plain *) = {spoil_site,     spoil_demand,  spoil_service, spoil_window,
                                   spoil_release,  spoil_penalty, spoil_group,   spoil_matrix,
                                   spoil_depot,    spoil_loading, spoil_class,   spoil_home,
                                   spoil_capacity, spoil_rate,    spoil_shift,   spoil_pool,
                                   spoil_trips,    spoil_count,   spoil_list,    spoil_penalty_size,
                                   spoil_sum,      spoil_pin,     spoil_pins,    spoil_aboard,
                                   spoil_running,  spoil_begun,   spoil_late};
    for (size_t i = 0; i < COUNT_OF(spoilers); i++) refused(spoilers[i]);
}

static void a_search_without_limits_is_refused(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 64 * MIB);
    Plain x;
    plain(&x);
    VrpSolution solution;
    Err err;
    assert_int_equal(vrp_solve(&env, arena, &x.p, &(VrpOptions){0}, &solution, &err), ERR_INPUT);
    VrpTrip trip = {.vehicle = 5};
    VrpSolution start = {.trips = &trip, .trip_count = 1};
    VrpOptions o = {.iteration_limit = 10, .start = &start};
    assert_int_equal(vrp_solve(&env, arena, &x.p, &o, &solution, &err), ERR_INPUT);
    arena_free(arena);
}

static void the_first_temperature_may_be_set_and_is_checked(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        Arena *arena = arena_new(&env, 64 * MIB);
        VrpProblem *p = middling(arena, seed, TINY_EVERY);
        VrpSolution first = solved(arena, p, 50, seed, 1), cool;
        Err err;
        VrpOptions o = {.iteration_limit = 100, .start = &first, .hot_percent = 20};
        assert_int_equal(vrp_solve(&env, arena, p, &o, &cool, &err), OK);
        accepted(arena, p, &cool);
        assert_true(cool.cost.total <= first.cost.total);
        o.hot_percent = -1;
        assert_int_equal(vrp_solve(&env, arena, p, &o, &cool, &err), ERR_INPUT);
        arena_free(arena);
    }
}

int main(void) {
    env = env_real();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capacity_alone_is_solved_to_the_optimum),
        cmocka_unit_test(eight_stops_are_solved_to_the_optimum),
        cmocka_unit_test(windows_are_solved_to_the_optimum),
        cmocka_unit_test(trips_and_releases_are_solved_to_the_optimum),
        cmocka_unit_test(classes_are_solved_to_the_optimum),
        cmocka_unit_test(pools_are_solved_to_the_optimum),
        cmocka_unit_test(convoys_are_solved_to_the_optimum),
        cmocka_unit_test(two_echelons_are_solved_to_the_optimum),
        cmocka_unit_test(goods_that_may_not_lie_for_long_leave_in_time),
        cmocka_unit_test(habits_are_kept_as_long_as_that_is_cheaper),
        cmocka_unit_test(groups_are_solved_to_the_optimum),
        cmocka_unit_test(depots_are_solved_to_the_optimum),
        cmocka_unit_test(short_shifts_are_solved_to_the_optimum),
        cmocka_unit_test(plans_under_way_are_solved_to_the_optimum),
        cmocka_unit_test(points_of_a_plane_are_solved_to_the_optimum),
        cmocka_unit_test(optional_stops_are_solved_to_the_optimum),
        cmocka_unit_test(everything_at_once_is_solved_to_the_optimum),
        cmocka_unit_test(the_same_seed_and_iterations_give_the_same_answer),
        cmocka_unit_test(a_start_is_never_made_worse),
        cmocka_unit_test(the_first_temperature_may_be_set_and_is_checked),
        cmocka_unit_test(the_search_is_never_worse_than_savings),
        cmocka_unit_test(one_stop_is_served_late_enough_not_to_wait),
        cmocka_unit_test(what_cannot_be_served_is_unserved_and_says_why),
        cmocka_unit_test(a_running_vehicle_goes_on_from_where_it_is),
        cmocka_unit_test(nothing_to_do_is_done),
        cmocka_unit_test(stops_of_one_site_and_no_demand_share_a_trip),
        cmocka_unit_test(malformed_problems_are_refused),
        cmocka_unit_test(a_search_without_limits_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
