// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "foresee/foresee_int.h"
#include "toy.h"

#define SCENARIOS 256

/* The toy with what planning needs: loads, times, distances. */
typedef struct Desk {
    Toy toy;
    ElectionLoad loads[TOY_TPS], ppk;
    ElectionNeeds needs;
    ForeseeWorld *world;
    uint32_t scenarios;
} Desk;

static void desk_init(Desk *d, bool with_hill) {
    *d = (Desk){.scenarios = SCENARIOS};
    toy_init(&d->toy, with_hill);
    Toy *t = &d->toy;
    for (int i = 0; i < TOY_TPS; i++) {
        d->loads[i] = t->stops[i].load;
        t->tps[i].class_mask = 1u << ROAD_TRUCK;
        t->stops[i].begin_s = t->start_s + (i == TOY_FAR ? 2089 : 4056); /* as it would be solved */
        t->stops[i].leave_s = t->stops[i].begin_s + TOY_SERVICE_S;
    }
    d->needs = (ElectionNeeds){.tps_load = d->loads, .district_load = &d->ppk};
    PlanNetwork *net = &t->network;
    size_t n = net->site_count * net->site_count;
    net->time_s[ROAD_TRUCK] = ARENA_ARRAY(t->arena, uint32_t, n);
    net->distance_m[ROAD_TRUCK] = ARENA_ARRAY(t->arena, uint32_t, n);
    road_matrix(t->arena, net->map, net->weights[ROAD_TRUCK], net->snaps[ROAD_TRUCK],
                net->site_count, 1, NULL, net->time_s[ROAD_TRUCK], net->distance_m[ROAD_TRUCK]);
}

static void desk_world(Desk *d, int threads, uint64_t seed) {
    Toy *t = &d->toy;
    Err err;
    ForeseeOptions o = {.scenarios = d->scenarios,
                        .seed = seed,
                        .threads = threads,
                        .month = 12,
                        .from_day = t->plan.from_day,
                        .to_day = t->plan.to_day};
    assert_int_equal(
        foresee_world(&t->env, t->arena, &t->r, &t->network, &t->model, &o, &d->world, &err), OK);
}

static ForeseeAdvice advise(Desk *d, size_t measures, bool all) {
    Toy *t = &d->toy;
    Err err = {0};
    ForeseeAdvice a;
    ForeseeAdviseOptions o = {.measures = measures, .iterations = 50, .all = all, .roads = true};
    Status s = foresee_advise(d->world, t->arena, &d->needs, &t->network, &t->plan, &o, &a, &err);
    if (s != OK) print_error("%s\n", err.text);
    assert_int_equal(s, OK);
    return a;
}

/* Half of the December days flood the ridge until far into the next day. */
static void often_flooded(Desk *d) {
    d->toy.flood.rain_mm = 5;
    d->toy.flood.drain_h = 30;
    d->toy.model.settings[HAZARD_WADE_TRUCK_MM].value = 100;
}

static const ForeseeMeasure *of_kind(const ForeseeAdvice *a, ForeseeKind kind) {
    for (size_t i = 0; i < a->each_count; i++)
        if (a->each[i].kind == kind) return &a->each[i];
    return NULL;
}

static void where_nothing_is_late_nothing_is_advised(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    d.toy.flood.rain_mm = 2000;
    desk_world(&d, 1, 1);
    ForeseeAdvice a = advise(&d, 3, false);
    assert_int_equal(a.is.late_total, 0);
    assert_int_equal(a.programme_count, 0);
    assert_int_equal(a.each_count, 0);
    toy_done(&d.toy);
}

static void a_road_kept_open_brings_what_playing_without_its_floods_says(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, false);
    often_flooded(&d);
    toy_latest(&d.toy, TOY_FAR, 1);
    desk_world(&d, 1, 3);
    size_t count;
    const ForeseeStretch *stretch = foresee_stretches(d.world, &count);
    assert_int_equal(count, 1);
    assert_int_equal(stretch[0].segment_count, 1);
    ForeseeSet open = {0};
    foresee_add_point(d.world, &open, 0);
    assert_true(foresee_has(&open, 0));
    Foresight is, without;
    foresee(d.world, d.toy.arena, &d.toy.plan, NULL, FORESEE_GAINS, &is);
    foresee(d.world, d.toy.arena, &d.toy.plan, &open, 0, &without);
    assert_true(is.late_total > 0);
    int64_t less = 0, squares = 0;
    for (uint32_t s = 0; s < SCENARIOS; s++) {
        int64_t fewer = (int64_t)is.late[s] - without.late[s];
        less += fewer;
        squares += fewer * fewer;
    }
    assert_int_equal(is.points[0].less, less);
    assert_int_equal(is.points[0].less_squares, squares);
    assert_int_equal(is.points[0].clean, without.clean);
    assert_int_equal(is.stretches[0].less, less);
    assert_int_equal(is.hazards[0].late_without, without.late_total);
    toy_done(&d.toy);
}

static void the_only_road_to_a_village_is_what_is_kept_open(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, false);
    often_flooded(&d);
    toy_latest(&d.toy, TOY_FAR, 8);
    d.toy.tps[TOY_FAR].earliest_s = d.toy.start_s; /* not the day before */
    desk_world(&d, 1, 3);
    ForeseeAdvice a = advise(&d, 3, false);
    assert_true(a.programme_count > 0);
    const ForeseeMeasure *m = &a.programme[0];
    assert_int_equal(m->kind, FORESEE_OPEN_POINT);
    assert_true(m->certain && m->low_e3 > 0 && m->low_e3 <= m->gain_e3);
    assert_true(m->gain_e3 <= m->high_e3);
    assert_int_equal(m->late_e3, 0); /* the flood is the only chance in this toy */
    assert_int_equal(a.programme_count, 1);
    assert_true(m->office == FORESEE_BPBD || m->office == FORESEE_PUPR);
    int64_t days = 2, guard = d.toy.model.settings[HAZARD_GUARD_RP_PER_DAY].value;
    assert_int_equal(m->done_cost, days * guard);
    toy_done(&d.toy);
}

/* Near is served after Far, with few minutes to spare. An earlier start helps against slow ways,
 * and so does another order, which solving finds. */
static void hours_and_order_are_found(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    d.toy.flood.rain_mm = 2000;
    d.toy.model.settings[HAZARD_SERVICE_SIGMA_PERMILLE].value = 800;
    d.toy.model.settings[HAZARD_TRAVEL_SIGMA_PERMILLE].value = 300;
    toy_latest(&d.toy, TOY_NEAR, 1.15);
    toy_latest(&d.toy, TOY_FAR, 9);
    desk_world(&d, 1, 5);
    ForeseeAdvice a = advise(&d, 2, false);
    int64_t late_e3 = a.is.late_total * 1000 / SCENARIOS;
    assert_in_range(late_e3, 100, 900);
    assert_int_equal(a.programme_count, 1);
    assert_true(a.programme[0].gain_e3 >= late_e3 * 9 / 10);
    const ForeseeMeasure *by = of_kind(&a, FORESEE_BY), *earlier = of_kind(&a, FORESEE_EARLIER);
    assert_true(by && by->gain_e3 >= late_e3 * 9 / 10);
    assert_true(by->tps_count == 1 && by->tps[0] == TOY_NEAR);
    assert_true(earlier && earlier->certain && earlier->minutes == 60);
    toy_done(&d.toy);
}

static void a_spare_vehicle_helps_those_that_break_down(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    d.toy.flood.rain_mm = 2000;
    d.toy.model.settings[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value = 20000;
    d.toy.model.settings[HAZARD_REPAIR_MEDIAN_MIN].value = 600;
    toy_latest(&d.toy, TOY_FAR, 3);
    toy_latest(&d.toy, TOY_NEAR, 3);
    desk_world(&d, 1, 7);
    ForeseeState *state_is = ARENA_NEW(d.toy.arena, ForeseeState);
    *state_is = (ForeseeState){.r = d.toy.r, .plan = d.toy.plan};
    ForeseeCase what = foresee_case(d.toy.arena, state_is);
    Foresight is, with;
    foresee_play(d.world, d.toy.arena, &what, 1, (ForeseePlay){0}, &is);
    PlanSpare spare = {0, what.plan->from_day};
    what.spares = &spare;
    what.spare_count = 1;
    foresee_play(d.world, d.toy.arena, &what, 1, (ForeseePlay){0}, &with);
    assert_true(with.late_total < is.late_total);
    for (uint32_t s = 0; s < SCENARIOS; s++) assert_true(with.late[s] <= is.late[s]);
    assert_true(with.cost_mean > is.cost_mean); /* it stands by on both days */
    toy_done(&d.toy);
}

static void cases_side_by_side_are_as_each_alone(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    often_flooded(&d);
    d.toy.model.settings[HAZARD_TRAVEL_SIGMA_PERMILLE].value = 300;
    toy_latest(&d.toy, TOY_FAR, 0.7);
    toy_latest(&d.toy, TOY_NEAR, 1);
    desk_world(&d, 3, 9);
    ForeseeSet open = {0};
    foresee_add(&open, 0);
    ForeseeCase cases[2] = {{.plan = &d.toy.plan}, {.plan = &d.toy.plan, .open = &open}};
    Foresight both[2], part[2], alone;
    foresee_play(d.world, d.toy.arena, cases, 2, (ForeseePlay){0}, both);
    foresee_play(d.world, d.toy.arena, cases, 2, (ForeseePlay){.first = 100, .scenarios = 50},
                 part);
    assert_true(both[0].late_total > both[1].late_total);
    for (int i = 0; i < 2; i++) {
        foresee_play(d.world, d.toy.arena, &cases[i], 1, (ForeseePlay){0}, &alone);
        assert_memory_equal(alone.late, both[i].late, SCENARIOS * sizeof *alone.late);
        assert_memory_equal(part[i].late, both[i].late + 100, 50 * sizeof *alone.late);
        assert_int_equal(alone.cost_mean, both[i].cost_mean);
    }
    toy_done(&d.toy);
}

static void threads_change_no_advice(void **state) {
    (void)state;
    const char *first[2];
    int64_t gain[2];
    Desk d[2];
    for (int i = 0; i < 2; i++) {
        desk_init(&d[i], false);
        often_flooded(&d[i]);
        toy_latest(&d[i].toy, TOY_FAR, 8);
        toy_latest(&d[i].toy, TOY_NEAR, 1);
        desk_world(&d[i], 1 + 2 * i, 3);
        ForeseeAdvice a = advise(&d[i], 2, false);
        assert_true(a.programme_count > 0);
        first[i] = foresee_measure_text(d[i].toy.arena, d[i].world, &a.programme[0]);
        gain[i] = a.programme[0].gain_e3;
    }
    assert_string_equal(first[0], first[1]);
    assert_int_equal(gain[0], gain[1]);
    toy_done(&d[0].toy);
    toy_done(&d[1].toy);
}

/* The choice by a race beside that by trying everything: at least nine tenths of the gain. */
static void the_race_finds_what_trying_all_finds(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        Desk d;
        desk_init(&d, seed % 2);
        often_flooded(&d);
        d.toy.model.settings[HAZARD_TRAVEL_SIGMA_PERMILLE].value = 200;
        d.toy.model.settings[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value = 2000;
        toy_latest(&d.toy, TOY_FAR, 2 + (double)seed / 4);
        toy_latest(&d.toy, TOY_NEAR, 1);
        desk_world(&d, 1, seed);
        ForeseeAdvice raced = advise(&d, 1, false), all = advise(&d, 1, true);
        int64_t best = 0;
        for (size_t i = 0; i < all.each_count; i++)
            if (all.each[i].gain_e3 > best) best = all.each[i].gain_e3;
        assert_true(raced.programme_count == 1);
        assert_true(raced.programme[0].gain_e3 * 10 >= best * 9);
        toy_done(&d.toy);
    }
}

static void a_road_without_another_way_cuts_off_what_lies_behind(void **state) {
    (void)state;
    for (int hill = 0; hill < 2; hill++) {
        Desk d;
        desk_init(&d, hill);
        desk_world(&d, 1, 1);
        ForeseeAdvice a = advise(&d, 1, false);
        assert_true(a.road_count > 0);
        bool ridge = false;
        for (size_t i = 0; i < a.road_count; i++) {
            const ForeseeRoad *road = &a.roads[i];
            if (road->stretch != 0) continue;
            ridge = true; /* its goods are those of Far, and Near's, which come after */
            assert_int_equal(road->tps, TOY_TPS);
            assert_int_equal(road->cut_off, hill ? 0 : 1);
            assert_true(hill ? road->delay_s_most > 0 : road->delay_s_most == 0);
        }
        assert_true(ridge);
        toy_done(&d.toy);
    }
}

/* ---------------------------------------------------------------- decisions */

static ForeseeState *state_of(Desk *d) {
    ForeseeState *s = ARENA_NEW(d->toy.arena, ForeseeState);
    *s = (ForeseeState){.r = d->toy.r, .plan = d->toy.plan};
    return s;
}

static void a_vehicle_moves_with_one_team(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    toy_boat(&d.toy, true); /* a second depot */
    ElectionPerson teams[3] = {{.id = "1", .role = "escort", .unit = "A", .depot = 0},
                               {.id = "2", .role = "escort", .unit = "B", .depot = 0},
                               {.id = "3", .role = "driver", .depot = 0}};
    d.toy.r.persons = teams, d.toy.r.person_count = 3;
    d.toy.fleet[0].needs_escort = true;
    desk_world(&d, 1, 1);
    ForeseeState *s = state_of(&d);
    ForeseeMeasure move = {.kind = FORESEE_MOVE, .vehicle = 0, .depot = 1};
    foresee_decide(d.world, d.toy.arena, s, &move);
    assert_int_equal(s->r.vehicles[0].depot, 1);
    assert_int_equal(s->r.persons[0].depot, 0);
    assert_int_equal(s->r.persons[1].depot, 1); /* the last team of the list */
    assert_int_equal(s->r.persons[2].depot, 0);
    assert_int_equal(d.toy.fleet[0].depot, 0); /* what is stated stays */
    ForeseeMeasure swap = {.kind = FORESEE_SWAP, .vehicle = 1, .like = 0, .depot = 1};
    foresee_decide(d.world, d.toy.arena, s, &swap);
    assert_int_equal(s->r.vehicles[1].klass, ROAD_TRUCK);
    assert_string_equal(s->r.vehicles[1].id, "BT");
    assert_int_equal(s->r.vehicles[1].depot, 1);
    assert_int_equal(s->r.person_count, 4); /* a truck needs a team */
    toy_done(&d.toy);
}

static void a_store_is_opened_where_there_is_none(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    bool direct[1] = {true};
    d.toy.district.code = "122201";
    d.toy.district.at = geo_point(0, 110.1);
    d.toy.plan.direct = direct;
    foresee_offer_hubs(d.toy.arena, &d.toy.r);
    assert_int_equal(d.toy.r.depot_count, 1); /* the place of its office is not known */
    d.toy.district.has_at = true;
    foresee_offer_hubs(d.toy.arena, &d.toy.r);
    foresee_offer_hubs(d.toy.arena, &d.toy.r);
    assert_int_equal(d.toy.r.depot_count, 2); /* once */
    assert_string_equal(d.toy.r.depots[1].id, "PPK-122201");
    desk_world(&d, 1, 1);
    ForeseeState *s = state_of(&d);
    ForeseeMeasure open = {.kind = FORESEE_THROUGH, .vehicle = -1, .count = 2};
    foresee_decide(d.world, d.toy.arena, s, &open);
    assert_true(s->r.districts[0].through_hub && !s->plan.direct[0] && direct[0]);
    assert_int_equal(s->r.vehicle_count, 3);
    assert_int_equal(s->r.vehicles[2].depot, 1);
    ForeseeMeasure pass = {.kind = FORESEE_DIRECT, .vehicle = -1};
    foresee_decide(d.world, d.toy.arena, s, &pass);
    assert_false(s->r.districts[0].through_hub);
    toy_done(&d.toy);
}

static void of_a_plan_under_way_the_trips_stay(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, false);
    often_flooded(&d);
    toy_latest(&d.toy, TOY_FAR, 8);
    d.toy.plan.at_s = d.toy.start_s - 3600;
    desk_world(&d, 1, 3);
    ForeseeAdvice a = advise(&d, 2, false);
    assert_true(a.programme_count > 0 && a.each_count > 1);
    assert_int_equal(a.solved, 0);
    for (size_t i = 0; i < a.each_count; i++) {
        assert_false(foresee_solves(a.each[i].kind));
        assert_true(a.each[i].day < 0 || a.each[i].day > d.toy.plan.from_day); /* it has begun */
    }
    toy_done(&d.toy);
}

/* However few scenarios are asked for, the choice sees enough of them. */
static void a_handful_of_scenarios_does_not_choose(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, false);
    often_flooded(&d);
    toy_latest(&d.toy, TOY_FAR, 8);
    d.toy.tps[TOY_FAR].earliest_s = d.toy.start_s;
    d.scenarios = 3;
    desk_world(&d, 1, 3);
    ForeseeAdvice a = advise(&d, 1, false);
    assert_int_equal(a.scenarios, FORESEE_CHOICE_LEAST);
    assert_int_equal(a.is.scenarios, FORESEE_CHOICE_LEAST);
    assert_int_equal(a.programme_count, 1);
    assert_int_equal(a.programme[0].kind, FORESEE_OPEN_POINT);
    toy_done(&d.toy);
}

static void every_measure_has_words(void **state) {
    (void)state;
    Desk d;
    desk_init(&d, true);
    desk_world(&d, 1, 1);
    int32_t tps[2] = {0, 1};
    for (ForeseeKind k = 0; k < _FORESEE_KINDS; k++) {
        ForeseeMeasure m = {.kind = k, .tps = tps, .tps_count = 2, .minutes = 60, .scenarios = 9};
        assert_true(strlen(foresee_measure_text(d.toy.arena, d.world, &m)) > 10);
        assert_true(strlen(foresee_evidence_text(d.toy.arena, d.world, &m)) > 10);
        assert_true(strlen(foresee_kind_id(k)) > 0);
    }
    for (ForeseeOffice o = 0; o < _FORESEE_OFFICES; o++)
        assert_true(strlen(foresee_office_name(o)) > 0 && strlen(foresee_office_id(o)) > 0);
    toy_done(&d.toy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_nothing_is_late_nothing_is_advised),
        cmocka_unit_test(a_road_kept_open_brings_what_playing_without_its_floods_says),
        cmocka_unit_test(the_only_road_to_a_village_is_what_is_kept_open),
        cmocka_unit_test(hours_and_order_are_found),
        cmocka_unit_test(a_spare_vehicle_helps_those_that_break_down),
        cmocka_unit_test(cases_side_by_side_are_as_each_alone),
        cmocka_unit_test(threads_change_no_advice),
        cmocka_unit_test(the_race_finds_what_trying_all_finds),
        cmocka_unit_test(a_road_without_another_way_cuts_off_what_lies_behind),
        cmocka_unit_test(a_vehicle_moves_with_one_team),
        cmocka_unit_test(a_store_is_opened_where_there_is_none),
        cmocka_unit_test(of_a_plan_under_way_the_trips_stay),
        cmocka_unit_test(a_handful_of_scenarios_does_not_choose),
        cmocka_unit_test(every_measure_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
