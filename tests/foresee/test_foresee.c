// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "slow.h"
#include "toy.h"

/* Hours after 08:00 at which the truck gets somewhere. */
#define LOADED (TOY_LOADING_S / 3600.0)
static double hours(double degrees) {
    return degrees * TOY_KM_PER_DEGREE / TOY_KMH;
}
static double over_hill(void) {
    return hours(2 * sqrt(0.1 * 0.1 + 0.05 * 0.05));
}

static bool late(Toy *t, int tps) {
    return toy_run(t, 1, false, 1).tps[tps].late == 1;
}

/* Served at this hour: in time by a minute, and late by one. */
static void assert_served_at(Toy *t, int tps, double hour) {
    toy_latest(t, tps, hour + 1.0 / 60);
    assert_false(late(t, tps));
    toy_latest(t, tps, hour - 1.0 / 60);
    assert_true(late(t, tps));
    toy_latest(t, tps, 1000);
}

static void without_rain_the_plan_is_followed(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    assert_served_at(&t, TOY_FAR, LOADED + hours(0.1));
    assert_served_at(&t, TOY_NEAR, LOADED + hours(0.1) + TOY_SERVICE_S / 3600.0 + hours(0.12));
    Foresight f = toy_run(&t, 1, false, 1);
    assert_int_equal(f.planned, 2);
    assert_int_equal(f.hazards[0].segments, 1);
    assert_int_equal(f.hazards[0].floods, 0);
    assert_int_equal(f.cost_mean, 1000);
    toy_done(&t);
}

static void a_crew_drives_round_a_flood_that_stays(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    toy_flood(&t, 8);
    assert_served_at(&t, TOY_FAR, LOADED + over_hill());
    toy_done(&t);
}

static void a_crew_waits_at_a_flood_that_runs_off_sooner(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    toy_flood(&t, 0.5); /* it comes there at LOADED + 6 minutes */
    assert_true(LOADED + hours(0.04) < 0.5 && 0.5 + hours(0.06) < LOADED + over_hill());
    assert_served_at(&t, TOY_FAR, 0.5 + hours(0.06));
    toy_done(&t);
}

static void a_stop_behind_a_long_flood_is_left_and_tried_after_the_others(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 5);
    assert_served_at(&t, TOY_NEAR, LOADED + hours(0.02));
    assert_served_at(&t, TOY_FAR, 5 + hours(0.06));
    t.model.settings[HAZARD_PATIENCE_MIN].value = 600; /* it waits, and Near has to wait too */
    assert_served_at(&t, TOY_NEAR, 5 + hours(0.06) + TOY_SERVICE_S / 3600.0 + hours(0.12));
    toy_done(&t);
}

static void what_cannot_be_reached_is_brought_on_the_next_day(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 22); /* until 06:00 of the next day; the shift begins at 08:00 */
    double loading = (double)(election_setting(&t.r.rules, "load_fixed_s")->value +
                              5 * election_setting(&t.r.rules, "load_per_box_s")->value) /
                     3600;
    assert_served_at(&t, TOY_FAR, 24 + loading + hours(0.1));
    assert_int_equal(toy_run(&t, 1, false, 1).cost_mean, 2000);
    t.truck.needs_escort = true; /* and none goes out on that day */
    assert_true(late(&t, TOY_FAR));
    assert_false(late(&t, TOY_NEAR));
    t.truck.needs_escort = false;
    t.truck.to_day = t.plan.from_day;
    assert_true(late(&t, TOY_FAR));
    toy_done(&t);
}

/* The truck is back in the evening and does not go out again: what it left goes with the spare one
 * in the morning, if that may go there, holds it, and stands by on that day. */
static void a_spare_vehicle_brings_what_was_left_the_evening_before(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 13);
    t.truck.needs_escort = true;
    assert_true(late(&t, TOY_FAR));
    PlanSpare spare = {0, t.plan.from_day + 1};
    plan_set_spares(&t.r, &spare, 1, &t.plan);
    assert_int_equal(t.plan.cost.spare, t.truck.cost_per_day);
    double loading = (double)(election_setting(&t.r.rules, "load_fixed_s")->value +
                              5 * election_setting(&t.r.rules, "load_per_box_s")->value) /
                     3600;
    assert_served_at(&t, TOY_FAR, 24 + loading + hours(0.1));
    assert_int_equal(toy_run(&t, 1, false, 1).cost_mean, 2000);
    spare.from_day = t.plan.from_day;
    assert_false(late(&t, TOY_FAR));
    t.tps[TOY_FAR].class_mask = 1u << ROAD_MOTORCYCLE; /* no spare truck goes there */
    assert_true(late(&t, TOY_FAR));
    t.tps[TOY_FAR].class_mask = 0;
    ElectionVehicle fleet[2] = {t.truck, t.truck};
    fleet[1].capacity_boxes = 4;
    t.r.vehicles = fleet;
    t.r.vehicle_count = 2;
    spare.vehicle = 1;
    assert_true(late(&t, TOY_FAR));
    toy_done(&t);
}

/* The truck comes back from Far at noon, when it should have been on its way to Near since nine. */
static void a_spare_vehicle_goes_where_the_crew_is_not_back(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 4);
    PlanTrip trips[2] = {t.trip, t.trip};
    trips[0].stop_count = trips[1].stop_count = 1;
    trips[1].stops = &t.stops[1];
    trips[1].number = 2;
    trips[1].load_s = t.start_s + 3600;
    trips[1].depart_s = trips[1].load_s + TOY_LOADING_S;
    t.plan.trips = trips;
    t.plan.trip_count = 2;
    toy_latest(&t, TOY_NEAR, 3);
    assert_true(late(&t, TOY_NEAR));
    PlanSpare spare = {0, t.plan.from_day};
    plan_set_spares(&t.r, &spare, 1, &t.plan);
    double patience = (double)t.model.settings[HAZARD_PATIENCE_MIN].value / 60;
    assert_served_at(&t, TOY_NEAR, 1 + patience + TOY_LOADING_S / 3600.0 + hours(0.02));
    spare.from_day++;
    toy_latest(&t, TOY_NEAR, 3);
    assert_true(late(&t, TOY_NEAR));
    toy_done(&t);
}

static void overtime_is_used_but_no_more_than_there_is(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 11); /* 19:00: home at half past seven, by the overtime of two hours */
    t.truck.to_day = t.plan.from_day;
    assert_false(late(&t, TOY_FAR));
    t.model.settings[HAZARD_OVERTIME_MIN].value = 60;
    assert_true(late(&t, TOY_FAR));
    toy_done(&t);
}

static void a_point_that_made_it_late_is_named_with_what_it_costs(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    toy_flood(&t, 8);
    toy_latest(&t, TOY_FAR, LOADED + hours(0.1) + 0.1);
    Foresight f = toy_run(&t, 3, false, 1);
    assert_int_equal(f.late_total, 3);
    assert_int_equal(f.hazards[0].late_behind, 3);
    assert_int_equal(f.hazards[0].late_without, 0);
    assert_int_equal(f.hazards[0].floods, 3);
    assert_true(f.tail_late == 1 && f.clean == 0);
    toy_done(&t);
}

static void a_plan_is_late_by_its_own_fault_whatever_the_point(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    toy_latest(&t, TOY_FAR, 0);
    Foresight f = toy_run(&t, 3, false, 1);
    assert_int_equal(f.late_total, 3);
    assert_int_equal(f.hazards[0].late_behind, 0);
    assert_int_equal(f.hazards[0].late_without, 3);
    toy_done(&t);
}

/* ---------------------------------------------------------------- if the road is closed */

static void a_crew_is_told_the_way_round_on_each_leg_that_meets_a_flood(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    ForeseeDetour *d;
    size_t n;
    ForeseeWorld *world = toy_world(&t, 1, false, 1);
    foresee_detours(world, t.arena, &t.network, &t.plan, &d, &n);
    assert_int_equal(n, 2); /* to Far, and from there to Near; the way home is free */
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(d[i].leg, i);
        assert_true(d[i].found && d[i].clear_found && !d[i].at_stop);
        assert_in_range(d[i].at_s, hours(0.04) * 3600 - 1, hours(0.04) * 3600 + 1); /* either way */
        assert_true(foresee_none(&d[i].round_meets));
        double metres = 1000 * TOY_KM_PER_DEGREE *
                        (2 * sqrt(0.1 * 0.1 + 0.05 * 0.05) + (d[i].leg == 1 ? 0.02 : 0));
        assert_in_range(d[i].round.distance_m, metres - 30, metres + 30);
    }
    toy_done(&t);
}

static void a_leg_without_a_way_round_is_told_too(void **state) {
    (void)state;
    Toy t;
    ForeseeDetour *d;
    size_t n;
    toy_init(&t, false);
    foresee_detours(toy_world(&t, 1, false, 1), t.arena, &t.network, &t.plan, &d, &n);
    assert_int_equal(n, 2);
    assert_false(d[0].found || d[0].clear_found || d[1].found);
    assert_in_range(d[0].planned.time_s, hours(0.1) * 3600 - 1, hours(0.1) * 3600 + 1);
    t.flood.at = geo_point(0, 110.08); /* at the road where Far lies */
    foresee_detours(toy_world(&t, 1, false, 1), t.arena, &t.network, &t.plan, &d, &n);
    assert_true(n == 2 && d[0].at_stop && !d[1].at_stop);
    t.flood.at = geo_point(1, 110); /* where no road is */
    foresee_detours(toy_world(&t, 1, false, 1), t.arena, &t.network, &t.plan, &d, &n);
    assert_int_equal(n, 0);
    toy_done(&t);
}

/* ---------------------------------------------------------------- another vehicle */

static double transfer(const Toy *t) {
    return (double)t->model.settings[HAZARD_TRANSFER_MIN].value / 60;
}

/* The truck tries Far, serves Near, and then takes what is left to the landing. */
static double at_landing(void) {
    return LOADED + hours(0.02) + TOY_SERVICE_S / 3600.0 + hours(0.06);
}

static void where_the_road_is_closed_a_boat_takes_over_at_the_landing(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_boat(&t, false);
    toy_flood(&t, 22);
    assert_served_at(&t, TOY_FAR, at_landing() + transfer(&t) + t.ride_h);
    Foresight f = toy_run(&t, 2, false, 1);
    assert_int_equal(f.handed, 2);
    assert_int_equal(f.cost_mean, 1300); /* a day of the truck, one of the boat; none tomorrow */
    toy_done(&t);
}

static void no_boat_takes_over_that_is_not_free_or_not_allowed(void **state) {
    (void)state;
    for (int why = 0; why < 4; why++) {
        Toy t;
        toy_init(&t, false);
        toy_boat(&t, false);
        toy_flood(&t, 22);
        if (why == 0) t.tps[TOY_FAR].class_mask = 1u << ROAD_TRUCK;
        if (why == 1) t.fleet[1].needs_escort = true;
        if (why == 2) t.fleet[1].capacity_boxes = 4;
        if (why == 3) t.fleet[1].from_day = t.plan.from_day + 1;
        toy_latest(&t, TOY_FAR, 12);
        assert_true(late(&t, TOY_FAR));
        assert_int_equal(toy_run(&t, 1, false, 1).handed, 0);
        toy_done(&t);
    }
}

static void the_river_has_hazards_of_its_own(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_boat(&t, false);
    toy_flood(&t, 22);
    ElectionHazard both[2] = {t.flood, t.river};
    both[1].kind = "high-water";
    both[1].drain_h = 30; /* from the crest at 5:00, too */
    t.r.hazards = both;
    t.r.hazard_count = 2;
    Foresight f = toy_run(&t, 1, false, 1);
    assert_int_equal(f.handed, 0);
    assert_int_equal(f.hazards[1].segments, 1); /* of the river, not of the road beside it */
    assert_int_equal(f.hazards[1].floods, 1);
    toy_done(&t);
}

/* ---------------------------------------------------------------- areas, zones, a prior */

static void an_area_closes_what_lies_in_it(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, true);
    toy_flood(&t, 8);
    t.flood.area = geo_area_circle(t.arena, geo_point(0, 110.05), 600);
    t.flood.at = geo_point(5, 120); /* of no meaning any more, but for the rain */
    assert_served_at(&t, TOY_FAR, LOADED + over_hill());
    assert_int_equal(toy_run(&t, 1, false, 1).hazards[0].segments, 1);
    toy_done(&t);
}

static void a_last_stretch_that_is_closed_is_tried_the_next_day(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    t.days[14].rain_um = 150000; /* soaked on the first day, and on the second */
    t.flood.rain_mm = 2000;
    t.tps[TOY_FAR].vulnerable = 1u << VULNERABLE_PRONE;
    t.model.settings[HAZARD_PRONE_SOAKED_PERMILLE].value = 0;
    assert_served_at(&t, TOY_FAR, LOADED + hours(0.1));
    t.model.settings[HAZARD_PRONE_SOAKED_PERMILLE].value = 1000;
    assert_true(late(&t, TOY_FAR));
    assert_false(late(&t, TOY_NEAR));
    t.model.settings[HAZARD_WET_DAYS].value = 1; /* dry on the second day */
    double loading = (double)(election_setting(&t.r.rules, "load_fixed_s")->value +
                              5 * election_setting(&t.r.rules, "load_per_box_s")->value) /
                     3600;
    assert_served_at(&t, TOY_FAR, 24 + loading + hours(0.1));
    toy_done(&t);
}

static void a_place_that_is_hard_to_reach_takes_longer_by_chance(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    t.tps[TOY_FAR].vulnerable = 1u << VULNERABLE_HARD;
    t.model.settings[HAZARD_HARD_SLOW_PERMILLE].value = 1000;
    t.model.settings[HAZARD_HARD_SLOW_MIN].value = 45;
    assert_served_at(&t, TOY_FAR, LOADED + hours(0.1) + 0.75);
    t.model.settings[HAZARD_HARD_SLOW_PERMILLE].value = 250;
    t.tps[TOY_FAR].vulnerable |= 1u << VULNERABLE_LATE; /* either of two: 7 in 16 */
    toy_latest(&t, TOY_FAR, LOADED + hours(0.1) + 0.1);
    Foresight f = toy_run(&t, 4000, false, 1);
    assert_true(fabs(f.tps[TOY_FAR].late / 4000.0 - 0.4375) < 0.032);
    toy_done(&t);
}

/* ---------------------------------------------------------------- convoys */

typedef struct Two { /* a second truck brings Near */
    PlanTrip trips[2];
    PlanVia via;
} Two;

static void second_truck(Toy *t, Two *two) {
    t->fleet[0] = t->truck;
    t->fleet[1] = t->truck;
    t->fleet[1].id = "TR2";
    t->r.vehicles = t->fleet, t->r.vehicle_count = 2;
    *two = (Two){.trips = {t->trip, t->trip}};
    for (int i = 0; i < 2; i++) {
        two->trips[i].vehicle = i;
        two->trips[i].stops = &t->stops[i];
        two->trips[i].stop_count = 1;
    }
    two->trips[0].id = "A";
    two->trips[1].id = "B";
    t->plan.trips = two->trips, t->plan.trip_count = 2;
}

static void go_together(Toy *t, Two *two, int64_t vehicles_per_team) {
    second_truck(t, two);
    two->trips[0].escort = two->trips[1].escort = "REGU-1";
    t->fleet[0].needs_escort = t->fleet[1].needs_escort = true;
    for (size_t i = 0; i < t->r.rules.setting_count; i++)
        if (str_eq(t->r.rules.settings[i].name, "vehicles_per_team"))
            t->r.rules.settings[i].value = vehicles_per_team;
}

static void a_convoy_waits_at_a_flood_for_whom_it_holds_up(void **state) {
    (void)state;
    for (int k = 1; k <= 2; k++) {
        Toy t;
        Two two;
        toy_init(&t, false);
        go_together(&t, &two, k);
        toy_flood(&t, 0.5); /* A comes there at LOADED + 6 minutes */
        double wait = k == 2 ? 0.5 - LOADED - hours(0.04) : 0;
        assert_true(k == 1 || wait > 0.1);
        assert_served_at(&t, TOY_FAR, 0.5 + hours(0.06));
        assert_served_at(&t, TOY_NEAR, LOADED + hours(0.02) + wait);
        toy_latest(&t, TOY_NEAR, LOADED + hours(0.02) + 0.1);
        Foresight f = toy_run(&t, 1, false, 1);
        assert_int_equal(f.hazards[0].late_behind, k == 2); /* and it is known why */
        assert_int_equal(f.points[0].less, k == 2);
        toy_done(&t);
    }
}

static void a_convoy_does_not_wait_for_who_passes_a_stop_over(void **state) {
    (void)state;
    Toy t;
    Two two;
    toy_init(&t, false);
    go_together(&t, &two, 2);
    toy_flood(&t, 5);
    assert_served_at(&t, TOY_NEAR, LOADED + hours(0.02));
    assert_served_at(&t, TOY_FAR, 5 + hours(0.06));
    toy_done(&t);
}

static void a_convoy_leaves_when_the_last_is_loaded(void **state) {
    (void)state;
    Toy t;
    Two two;
    toy_init(&t, true);
    go_together(&t, &two, 2);
    two.trips[0].load_s -= 1800;         /* both leave at the same time by the plan; */
    t.fleet[0].shift_start_s = 9 * 3600; /* A's crew comes an hour late, and loads for 40 minutes */
    assert_served_at(&t, TOY_FAR, 1 + LOADED + 0.5 + hours(0.1));
    assert_served_at(&t, TOY_NEAR, 1 + LOADED + 0.5 + hours(0.02));
    toy_done(&t);
}

/* Over the first leg: either truck's breakdown holds up both, later ones only itself. */
static void a_convoy_stands_while_one_is_repaired_on_the_way(void **state) {
    (void)state;
    enum { N = 4000 };
    uint32_t late[2];
    for (int k = 1; k <= 2; k++) {
        Toy t;
        Two two;
        toy_init(&t, true);
        go_together(&t, &two, k);
        t.model.settings[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value = 1000 * 10;
        t.model.settings[HAZARD_REPAIR_SIGMA_PERMILLE].value = 0;
        t.flood.rain_mm = 2000;
        toy_latest(&t, TOY_NEAR, LOADED + hours(0.02) + 0.1);
        late[k - 1] = toy_run(&t, N, false, 1).tps[TOY_NEAR].late;
        toy_done(&t);
    }
    double one = (1 - exp(-0.01 * 26)) / 2; /* before the first of two legs */
    assert_true(fabs(late[0] / (double)N - one) < 0.03);
    assert_true(fabs(late[1] / (double)N - (1 - (1 - one) * (1 - one))) < 0.03);
}

/* ---------------------------------------------------------------- a plan under way */

static void what_is_done_is_a_fact(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    toy_flood(&t, 30);
    for (int i = 0; i < TOY_TPS; i++) {
        t.stops[i].begin_s = t.start_s + 3600 * (1 + i);
        t.stops[i].leave_s = t.stops[i].begin_s + TOY_SERVICE_S;
    }
    t.trip.return_s = t.start_s + 3 * 3600;
    t.trip.state = PLAN_DONE;
    t.plan.at_s = t.start_s + 4 * 3600;
    assert_served_at(&t, TOY_FAR, 1);
    assert_served_at(&t, TOY_NEAR, 2);
    toy_done(&t);
}

static void a_trip_under_way_goes_on_from_where_it_is(void **state) {
    (void)state;
    Toy t;
    toy_init(&t, false);
    t.stops[TOY_FAR].begin_s = t.start_s + 3600;
    t.stops[TOY_FAR].leave_s = t.start_s + 2 * 3600;
    t.stops[TOY_FAR].reached = true;
    t.trip.state = PLAN_UNDER_WAY;
    t.plan.at_s = t.start_s + 7200;
    assert_served_at(&t, TOY_FAR, 1);
    assert_served_at(&t, TOY_NEAR, 2 + hours(0.12));
    t.plan.at_s = t.start_s + 3 * 3600; /* it is not there yet, although it could be */
    assert_served_at(&t, TOY_NEAR, 3);
    toy_flood(&t, 4); /* behind it */
    assert_served_at(&t, TOY_FAR, 1);
    assert_served_at(&t, TOY_NEAR, 4 + hours(0.08));
    toy_done(&t);
}

/* The first truck broke down at Far, with what is for Near aboard; the second one fetches it. */
static void who_comes_to_the_rescue_goes_where_the_goods_are(void **state) {
    (void)state;
    Toy t;
    Two two;
    toy_init(&t, false);
    second_truck(&t, &two);
    two.trips[0].state = PLAN_BROKEN;
    two.trips[0].return_s = t.start_s + 1800;
    t.stops[TOY_FAR].reached = true;
    t.stops[TOY_FAR].begin_s = t.start_s + 1800;
    t.stops[TOY_FAR].leave_s = t.start_s + 1800;
    t.stops[TOY_NEAR].taken = true;
    two.via = (PlanVia){.site = 2, .arrive_s = 0, .leave_s = 600, .takes = "A"};
    two.trips[1].via = &two.via;
    two.trips[1].load_s = two.trips[1].depart_s = t.start_s + 3600;
    t.plan.at_s = t.start_s + 3600;
    assert_served_at(&t, TOY_NEAR, 1 + hours(0.1) + 600 / 3600.0 + hours(0.12));
    toy_flood(&t, 4); /* it waits: nobody else has them */
    assert_served_at(&t, TOY_NEAR, 4 + hours(0.06) + 600 / 3600.0 + hours(0.12));
    toy_done(&t);
}

/* ---------------------------------------------------------------- chance */

static void noisy(Toy *t, bool with_hill) {
    toy_init(t, with_hill);
    t->flood.rain_mm = 20;
    t->flood.drain_h = 30;
    t->model.settings[HAZARD_WADE_TRUCK_MM].value = 100;
    t->model.settings[HAZARD_LOADING_SIGMA_PERMILLE].value = 400;
    t->model.settings[HAZARD_SERVICE_SIGMA_PERMILLE].value = 500;
    t->model.settings[HAZARD_TRAVEL_SIGMA_PERMILLE].value = 300;
    t->model.settings[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value = 15000;
    toy_latest(t, TOY_FAR, with_hill ? 0.6 : 2.5);
    toy_latest(t, TOY_NEAR, 1.2);
}

static void threads_change_nothing(void **state) {
    (void)state;
    Toy t;
    noisy(&t, true);
    Foresight one = toy_run(&t, 200, true, 1), three = toy_run(&t, 200, true, 3);
    assert_true(one.late_total > 0 && one.clean > 0);
    assert_memory_equal(one.late, three.late, 200 * sizeof *one.late);
    assert_memory_equal(one.tps, three.tps, TOY_TPS * sizeof *one.tps);
    assert_int_equal(one.cost_mean, three.cost_mean);
    assert_int_equal(one.hazards[0].late_without, three.hazards[0].late_without);
    toy_done(&t);
}

/* Scenarios are the same whatever is planned: a plan that only has more time is never later. */
static void plans_meet_the_same_scenarios(void **state) {
    (void)state;
    Toy t;
    noisy(&t, true);
    Foresight tight = toy_run(&t, 300, true, 1);
    toy_latest(&t, TOY_FAR, 0.9);
    Foresight loose = toy_run(&t, 300, true, 1);
    for (int s = 0; s < 300; s++) assert_true(loose.late[s] <= tight.late[s]);
    assert_true(loose.late_total < tight.late_total);
    toy_done(&t);
}

static void agrees(Toy *t, bool hill, const char *what) {
    enum { N = 6000 };
    Foresight f = toy_run(t, N, true, 1);
    double slow[TOY_TPS], cost_days;
    slow_run(t, hill, N, slow, &cost_days);
    for (int i = 0; i < TOY_TPS; i++) {
        double fast = (double)f.tps[i].late / N;
        double spread = 4 * sqrt(2 * 0.25 / N);
        print_message("%s, hill %d, TPS %d: %.4f late, slow %.4f\n", what, hill, i, fast, slow[i]);
        assert_true(fast > 0.05 && fast < 0.95);
        assert_true(fabs(fast - slow[i]) < spread);
    }
    bool boats = t->r.vehicle_count > 1; /* whose days the slow one does not count */
    assert_true(boats || fabs((double)f.cost_mean / 1000 - cost_days) < 0.04);
}

/* By boat where the road is under water, if the river lets it. */
static void it_agrees_about_who_takes_over(void **state) {
    (void)state;
    static const char *const kinds[] = {"unrest", "high-water", "waves"};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Toy t;
        noisy(&t, false);
        t.flood.rain_mm = 3;
        t.flood.drain_h = 60;
        toy_boat(&t, false);
        t.river.kind = kinds[i];
        t.river.rain_mm = 15;
        t.river.drain_h = 20;
        t.river.has_level_max = true;
        t.river.level_max_mm = 1000;
        toy_latest(&t, TOY_FAR, 3);
        ElectionHazard both[2] = {t.flood, t.river};
        t.r.hazards = both;
        t.r.hazard_count = 2;
        Foresight f = toy_run(&t, 6000, true, 1);
        print_message("%.3f handed over\n", (double)f.handed / 6000);
        agrees(&t, false, kinds[i]);
        toy_done(&t);
    }
}

static void it_agrees_with_the_slow_simulation(void **state) {
    (void)state;
    for (int hill = 0; hill < 2; hill++) {
        Toy t;
        noisy(&t, hill);
        agrees(&t, hill, "flood");
        t.flood.kind = "landslide";
        t.flood.chance_permille = 600;
        t.flood.drain_h = 20;
        agrees(&t, hill, "landslide");
        t.flood.kind = "tide";
        t.flood.has_level_max = true;
        t.flood.level_max_mm = 300;
        memset(t.model.stations[0].height_mm, 0, sizeof t.model.stations[0].height_mm);
        t.model.stations[0].height_mm[HAZARD_M2] = 1000;
        agrees(&t, hill, "tide");
        t.flood.kind = "unrest"; /* nothing that is simulated */
        t.tps[TOY_FAR].vulnerable = 1u << VULNERABLE_PRONE | 1u << VULNERABLE_HARD;
        t.model.settings[HAZARD_PRONE_WET_PERMILLE].value = 300;
        t.model.settings[HAZARD_PRONE_SOAKED_PERMILLE].value = 800;
        t.model.settings[HAZARD_HARD_SLOW_PERMILLE].value = 300;
        agrees(&t, hill, "prior");
        toy_done(&t);
    }
}

static void the_interval_is_wilsons(void **state) {
    (void)state;
    ForeseeShare s = foresee_share(5, 10); /* 0.2366 to 0.7634 */
    assert_in_range(s.low_e5, 23655, 23665);
    assert_in_range(s.high_e5, 76335, 76345);
    s = foresee_share(0, 100);
    assert_int_equal(s.low_e5, 0);
    assert_in_range(s.high_e5, 3690, 3705);
    assert_int_equal(foresee_share(7, 7).high_e5, 100000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_rain_the_plan_is_followed),
        cmocka_unit_test(a_crew_drives_round_a_flood_that_stays),
        cmocka_unit_test(a_crew_waits_at_a_flood_that_runs_off_sooner),
        cmocka_unit_test(a_stop_behind_a_long_flood_is_left_and_tried_after_the_others),
        cmocka_unit_test(what_cannot_be_reached_is_brought_on_the_next_day),
        cmocka_unit_test(a_spare_vehicle_brings_what_was_left_the_evening_before),
        cmocka_unit_test(a_spare_vehicle_goes_where_the_crew_is_not_back),
        cmocka_unit_test(overtime_is_used_but_no_more_than_there_is),
        cmocka_unit_test(a_point_that_made_it_late_is_named_with_what_it_costs),
        cmocka_unit_test(a_plan_is_late_by_its_own_fault_whatever_the_point),
        cmocka_unit_test(a_crew_is_told_the_way_round_on_each_leg_that_meets_a_flood),
        cmocka_unit_test(a_leg_without_a_way_round_is_told_too),
        cmocka_unit_test(where_the_road_is_closed_a_boat_takes_over_at_the_landing),
        cmocka_unit_test(no_boat_takes_over_that_is_not_free_or_not_allowed),
        cmocka_unit_test(the_river_has_hazards_of_its_own),
        cmocka_unit_test(an_area_closes_what_lies_in_it),
        cmocka_unit_test(a_last_stretch_that_is_closed_is_tried_the_next_day),
        cmocka_unit_test(a_place_that_is_hard_to_reach_takes_longer_by_chance),
        cmocka_unit_test(a_convoy_waits_at_a_flood_for_whom_it_holds_up),
        cmocka_unit_test(a_convoy_does_not_wait_for_who_passes_a_stop_over),
        cmocka_unit_test(a_convoy_leaves_when_the_last_is_loaded),
        cmocka_unit_test(a_convoy_stands_while_one_is_repaired_on_the_way),
        cmocka_unit_test(what_is_done_is_a_fact),
        cmocka_unit_test(a_trip_under_way_goes_on_from_where_it_is),
        cmocka_unit_test(who_comes_to_the_rescue_goes_where_the_goods_are),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(plans_meet_the_same_scenarios),
        cmocka_unit_test(it_agrees_with_the_slow_simulation),
        cmocka_unit_test(it_agrees_about_who_takes_over),
        cmocka_unit_test(the_interval_is_wilsons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
