// SPDX-License-Identifier: Apache-2.0
/* A sound solution made by hand, then broken rule by rule: the checker names each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vrp/vrp.h"

/* Sites 0 to 3 in a row, 100 s and 1000 m apart; the depot is site 0. Vehicle 0 (class 0) makes
 * trip 0 to stops 0 and 1 and trip 1 to stop 2; vehicle 1 (class 1) makes trip 2 to stop 3. Stop 4
 * is unserved. Stops 1 and 2 are one village. */
typedef struct Case {
    uint32_t time_s[16], distance_m[16];
    VrpMatrix classes[2];
    VrpDepot depots[2];
    VrpStop stops[5];
    VrpShift shifts[2];
    VrpVehicle vehicles[2];
    int32_t pool_limit;
    VrpRunning running;
    VrpPin pins[5];
    VrpProblem p;
    VrpVisit visits[4];
    VrpTrip trips[3];
    int32_t unserved[1];
    VrpSupply supply;
    VrpSolution s;
} Case;

static void case_problem(Case *c) {
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t apart = i / 4 > i % 4 ? i / 4 - i % 4 : i % 4 - i / 4;
        c->time_s[i] = 100 * apart;
        c->distance_m[i] = 1000 * apart;
    }
    for (int32_t i = 0; i < 2; i++) {
        c->classes[i] = (VrpMatrix){.time_s = c->time_s, .distance_m = c->distance_m};
        c->depots[i] = (VrpDepot){.site = 0, .load_fixed_s = 50, .load_per_unit_s = 10};
        c->shifts[i] = (VrpShift){.end_s = 3000};
        c->vehicles[i] = (VrpVehicle){.klass = i,
                                      .capacity = {10, 10, 2},
                                      .cost_per_shift = 500,
                                      .cost_per_hour = 3600,
                                      .cost_per_km = 7,
                                      .trips_max = 2,
                                      .shifts = &c->shifts[i],
                                      .shift_count = 1};
    }
    for (int32_t i = 0; i < 5; i++)
        c->stops[i] = (VrpStop){.site = i < 3 ? i + 1 : 1,
                                .demand = {1, 1, 1},
                                .service_s = 30,
                                .latest_s = 3000,
                                .class_mask = i == 3 ? 2 : 3,
                                .depot_mask = 1,
                                .penalty = 9000,
                                .group = i == 1 || i == 2 ? 0 : -1};
    c->stops[2].release_s = 600;
    c->stops[3].earliest_s = 1000;
    c->pool_limit = 2;
    c->p = (VrpProblem){.classes = c->classes,
                        .class_count = 2,
                        .site_count = 4,
                        .depots = c->depots,
                        .depot_count = 2,
                        .stops = c->stops,
                        .stop_count = 5,
                        .vehicles = c->vehicles,
                        .vehicle_count = 2,
                        .pool_limits = &c->pool_limit,
                        .pool_count = 1,
                        .group_count = 1,
                        .split_cost = 40};
}

static void case_new(Case *c) {
    *c = (Case){0};
    case_problem(c);
    /* the shift ends at 1290 s; trip 1 waits for its release at 600 s, so the first may start at 70
     */
    c->visits[0] = (VrpVisit){0, 240, 240, 270};
    c->visits[1] = (VrpVisit){1, 370, 370, 400};
    c->visits[2] = (VrpVisit){2, 960, 960, 990};
    c->visits[3] = (VrpVisit){3, 1000, 1000, 1030};
    c->trips[0] = (VrpTrip){.vehicle = 0,
                            .load_s = 70,
                            .depart_s = 140,
                            .return_s = 600,
                            .distance_m = 4000,
                            .load = {2, 2, 2},
                            .visits = &c->visits[0],
                            .visit_count = 2};
    c->trips[1] = (VrpTrip){.vehicle = 0,
                            .number = 1,
                            .load_s = 600,
                            .depart_s = 660,
                            .return_s = 1290,
                            .distance_m = 6000,
                            .load = {1, 1, 1},
                            .visits = &c->visits[2],
                            .visit_count = 1};
    c->trips[2] = (VrpTrip){.vehicle = 1,
                            .load_s = 840,
                            .depart_s = 900,
                            .return_s = 1130,
                            .distance_m = 2000,
                            .load = {1, 1, 1},
                            .visits = &c->visits[3],
                            .visit_count = 1};
    c->unserved[0] = 4;
    c->s = (VrpSolution){
        .trips = c->trips, .trip_count = 3, .unserved = c->unserved, .unserved_count = 1};
    c->s.cost = (VrpCost){.unserved_count = 1,
                          .penalty = 9000,
                          .shifts_used = 2,
                          .fixed = 1000,
                          .time = 1220 + 290,
                          .distance = 70 + 14,
                          .split = 40,
                          .finish_s = 1290};
    c->s.cost.total = 9000 + 1000 + 1510 + 84 + 40;
}

static void a_sound_solution_is_accepted(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, 1 * MIB);
    Case c;
    case_new(&c);
    VrpVerdict v;
    vrp_check(arena, &c.p, &c.s, &v);
    for (size_t i = 0; i < v.count; i++) print_message("%s\n", v.breaches[i].text);
    assert_int_equal(v.count, 0);
    assert_memory_equal(&v.cost, &c.s.cost, sizeof v.cost);
    arena_free(arena);
}

static void breaks_in(void (*begin)(Case *), const char *rule, void (*spoil)(Case *)) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 1 * MIB);
    Case c;
    begin(&c);
    spoil(&c);
    VrpVerdict v;
    vrp_check(arena, &c.p, &c.s, &v);
    size_t named = 0;
    for (size_t i = 0; i < v.count; i++) {
        assert_true(v.breaches[i].text[0] != 0);
        if (str_eq(v.breaches[i].rule, rule)) named++;
    }
    if (named == 0) fail_msg("no breach of %s among %zu", rule, v.count);
    arena_free(arena);
}

#define SPOILER(name, edit)     \
    static void name(Case *c) { \
        edit;                   \
    }
SPOILER(no_vehicle, c->trips[2].vehicle = 2)
SPOILER(no_shift, c->trips[2].shift = -1)
SPOILER(no_visits, c->trips[2].visit_count = 0)
SPOILER(no_stop, c->visits[3].stop = 5)
SPOILER(no_unserved, c->unserved[0] = -1)
SPOILER(wrong_class, c->stops[0].class_mask = 2)
SPOILER(wrong_depot, c->stops[0].depot_mask = 2)
SPOILER(too_late, c->stops[1].latest_s = 299)
SPOILER(too_early, c->trips[1].load_s = 599)
SPOILER(no_way, c->time_s[1] = VRP_UNREACHABLE)
SPOILER(no_road, c->distance_m[1] = VRP_UNREACHABLE)
SPOILER(unsorted, c->trips[2].number = 1)
SPOILER(wrong_number, c->trips[1].number = 0)
SPOILER(too_heavy, c->stops[0].demand[0] = 10)
SPOILER(too_long, c->shifts[0].end_s = 1289)
SPOILER(starts_early, (c->shifts[1].start_s = 850))
SPOILER(too_many_trips, c->vehicles[0].trips_max = 1)
SPOILER(visited_twice, c->visits[3].stop = 0)
SPOILER(forgotten, c->s.unserved_count = 0)
SPOILER(also_unserved, c->unserved[0] = 1)
SPOILER(no_escort, c->pool_limit = 1)
/* Trips 0 and 2 go together: one trip each, one area, one depot. */
static void convoy(Case *c) {
    c->trips[0].team = c->trips[2].team = 1;
    c->shifts[0].pool = c->shifts[1].pool = 0;
    c->pool_limit = 1;
    c->p.convoy_max = 2;
    c->trips[1] = c->trips[2];
    c->s.trip_count = 2;
}
SPOILER(convoy_of_two_areas, (convoy(c), c->stops[3].area = 1))
SPOILER(convoy_too_large, (convoy(c), c->p.convoy_max = 1))
SPOILER(convoy_of_two_depots, (convoy(c), c->vehicles[1].depot = 1))
SPOILER(convoy_of_two_trips, (c->p.convoy_max = 2, c->trips[0].team = 1))
SPOILER(convoy_left_early, convoy(c))
SPOILER(wrong_time, c->visits[1].begin_s = 371)
SPOILER(wrong_return, c->trips[0].return_s = 599)
SPOILER(idle_start, (c->trips[0].load_s = 0))
SPOILER(wrong_load, c->trips[0].load[2] = 1)
SPOILER(wrong_distance, c->trips[0].distance_m = 1)
SPOILER(wrong_total, c->s.cost.total++)
SPOILER(wrong_split, c->s.cost.split = 0)

static void each_broken_rule_is_named(void **state) {
    (void)state;
    const struct {
        const char *rule;
        void (*spoil)(Case *);
    } cases[] = {
        {"trip", no_vehicle},
        {"trip", no_shift},
        {"trip", no_visits},
        {"stop", no_stop},
        {"stop", no_unserved},
        {"class", wrong_class},
        {"depot", wrong_depot},
        {"window", too_late},
        {"release", too_early},
        {"reach", no_way},
        {"reach", no_road},
        {"order", unsorted},
        {"order", wrong_number},
        {"capacity", too_heavy},
        {"shift", too_long},
        {"shift", starts_early},
        {"trips", too_many_trips},
        {"coverage", visited_twice},
        {"coverage", forgotten},
        {"coverage", also_unserved},
        {"pool", no_escort},
        {"timetable", wrong_time},
        {"timetable", wrong_return},
        {"timetable", idle_start},
        {"load", wrong_load},
        {"distance", wrong_distance},
        {"cost", wrong_total},
        {"cost", wrong_split},
        {"convoy", convoy_of_two_areas},
        {"convoy", convoy_too_large},
        {"convoy", convoy_of_two_depots},
        {"convoy", convoy_of_two_trips},
        {"timetable", convoy_left_early},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) breaks_in(case_new, cases[i].rule, cases[i].spoil);
}

/* The same, with vehicle 0 under way: at site 1 at 240 s, with stops 0 and 1 aboard. */
static void case_running(Case *c) {
    case_new(c);
    c->running = (VrpRunning){.site = 1, .begun_s = 20, .free_s = 240, .driven_m = 1000};
    c->shifts[0].running = &c->running;
    for (int32_t i = 0; i < 2; i++) c->pins[i] = (VrpPin){.stop = i, .aboard = true};
    c->pins[2] = (VrpPin){.stop = 2, .shift = -1};
    c->p.pins = c->pins;
    c->p.pin_count = 3;
    c->stops[0].release_s = 999; /* it is aboard all the same */
    c->trips[0].load_s = c->trips[0].depart_s = 240;
    c->trips[0].distance_m = 3000;
    c->s.cost.time = 1270 + 290;
    c->s.cost.total = 9000 + 1000 + 1560 + 84 + 40;
}

static void a_sound_solution_under_way_is_accepted(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, 1 * MIB);
    Case c;
    case_running(&c);
    VrpVerdict v;
    vrp_check(arena, &c.p, &c.s, &v);
    for (size_t i = 0; i < v.count; i++) print_message("%s\n", v.breaches[i].text);
    assert_int_equal(v.count, 0);
    assert_memory_equal(&v.cost, &c.s.cost, sizeof v.cost);
    arena_free(arena);
}

SPOILER(other_vehicle, c->pins[2].vehicle = 1)
SPOILER(other_shift, (c->pins[2].vehicle = 1, c->pins[2].shift = 0))
SPOILER(not_aboard, c->pins[0].aboard = false)
SPOILER(still_aboard, (c->pins[2].shift = 0, c->pins[2].aboard = true))
SPOILER(left_out, (c->s.trips = &c->trips[2], c->s.trip_count = 1))
SPOILER(left_early, c->running.free_s = 241)
SPOILER(began_early, c->running.begun_s = 19)
SPOILER(drove_more, c->running.driven_m = 2000)
SPOILER(one_trip_more, c->running.trips_made = 1)
SPOILER(home_late, (c->shifts[0].duration_max_s = 1269))

static void each_broken_rule_under_way_is_named(void **state) {
    (void)state;
    breaks_in(case_running, "pin", other_vehicle);
    breaks_in(case_running, "pin", other_shift);
    breaks_in(case_running, "aboard", not_aboard);
    breaks_in(case_running, "aboard", still_aboard);
    breaks_in(case_running, "running", left_out);
    breaks_in(case_running, "timetable", left_early);
    breaks_in(case_running, "cost", began_early);
    breaks_in(case_running, "cost", drove_more);
    breaks_in(case_running, "trips", one_trip_more);
    breaks_in(case_running, "shift", home_late);
}

/* The same, with vehicle 1 at a PPK and stop 3 supplied by stop 0, which leaves its vehicle at 270
 * s. */
static void case_echelons(Case *c) {
    case_new(c);
    c->vehicles[1].depot = 1;
    c->stops[3].depot_mask = 2;
    c->supply = (VrpSupply){.stop = 3, .lot = 0, .handling_s = 570};
    c->p.supplies = &c->supply;
    c->p.supply_count = 1;
}

static void a_sound_solution_of_two_echelons_is_accepted(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, 1 * MIB);
    Case c;
    case_echelons(&c);
    VrpVerdict v;
    vrp_check(arena, &c.p, &c.s, &v);
    for (size_t i = 0; i < v.count; i++) print_message("# %s\n", v.breaches[i].text);
    assert_int_equal(v.count, 0);
    VrpSolution filled = c.s;
    vrp_timetable(arena, &c.p, &filled);
    vrp_check(arena, &c.p, &filled, &v);
    assert_int_equal(v.count, 0);
    assert_int_equal(filled.cost.total, 9000 + 1000 + 1510 + 84 + 40);
    arena_free(arena);
}

SPOILER(loaded_too_early, c->supply.handling_s = 571)
SPOILER(brought_for_nobody, (c->supply.keep_s = 570, c->s.trip_count = 2))
SPOILER(lay_too_long, (c->supply.handling_s = 560, c->supply.keep_s = 9))
SPOILER(kept_too_long, c->stops[3].keep_until_s = 1)
SPOILER(lot_left_out, (c->trips[0].visits++, c->trips[0].visit_count--))
/* Alone it may come when it likes; now it has to be there when the other loads. */
SPOILER(lot_comes_late, (c->stops[0].site = 3, c->stops[2].release_s = 0))

static void each_broken_rule_of_two_echelons_is_named(void **state) {
    (void)state;
    breaks_in(case_echelons, "release", loaded_too_early);
    breaks_in(case_echelons, "supply", brought_for_nobody);
    breaks_in(case_echelons, "keep", lay_too_long);
    breaks_in(case_echelons, "keep", kept_too_long);
    breaks_in(case_echelons, "supply", lot_left_out);
    breaks_in(case_echelons, "timetable", lot_comes_late);
}

static void an_empty_solution_leaves_everything_uncovered(void **state) {
    (void)state;
    Env env = env_real();
    Arena *arena = arena_new(&env, 1 * MIB);
    Case c;
    case_new(&c);
    VrpSolution nothing = {0};
    VrpVerdict v;
    vrp_check(arena, &c.p, &nothing, &v);
    assert_int_equal(v.cost.unserved_count, 5);
    assert_int_equal(v.cost.total, 45000);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_solution_is_accepted),
        cmocka_unit_test(each_broken_rule_is_named),
        cmocka_unit_test(a_sound_solution_under_way_is_accepted),
        cmocka_unit_test(each_broken_rule_under_way_is_named),
        cmocka_unit_test(a_sound_solution_of_two_echelons_is_accepted),
        cmocka_unit_test(each_broken_rule_of_two_echelons_is_named),
        cmocka_unit_test(an_empty_solution_leaves_everything_uncovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
