// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "foresee/foresee.h"
#include "plan/scene.h"

#define HOUR_S 3600

static void must(Status s, const Err *err) {
    if (s != OK) fail_msg("%s", err->text);
}

static Plan made(Scene *s, const PlanOptions *o) {
    Plan plan;
    Err err;
    must(plan_make(&s->env, s->arena, &s->r, &s->needs, &s->network, o, &plan, &err), &err);
    return plan;
}

static void assert_keeps_the_rules(Scene *s, const Plan *plan) {
    PlanVerdict verdict;
    Err err;
    must(plan_check(&s->env, s->arena, &s->r, &s->needs, &s->network, plan, &verdict, &err), &err);
    if (verdict.count) fail_msg("%s: %s", verdict.breaches[0].rule, verdict.breaches[0].text);
}

static int64_t midnight_s(const Scene *s, int32_t day) {
    return (int64_t)day * 86400 - (int64_t)s->r.zone_min * 60;
}

static size_t served(const Plan *plan) {
    size_t n = 0;
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t i = 0; i < plan->trips[t].stop_count; i++)
            n += plan->trips[t].stops[i].tps >= 0;
    return n;
}

/* ---------------------------------------------------------------- cautions */

static void cautions_tighten_and_the_stated_times_stay_honest(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 3, 2000);
    int32_t reserve_s[3 * 3];
    int64_t earliest_s[24], latest_s[24];
    for (int i = 0; i < 9; i++) reserve_s[i] = 2 * HOUR_S;
    for (int i = 0; i < 24; i++) {
        earliest_s[i] = midnight_s(&s, o.from_day + 1) + 9 * HOUR_S;
        latest_s[i] = midnight_s(&s, o.to_day) + 14 * HOUR_S;
    }
    size_t cells = s.network.site_count * s.network.site_count;
    uint32_t *slow_s = ARENA_ARRAY(s.arena, uint32_t, cells);
    for (size_t i = 0; i < cells; i++) slow_s[i] = s.network.time_s[ROAD_TRUCK][i] * 13 / 10;
    PlanCaution caution = {.travel_s = {[ROAD_TRUCK] = slow_s},
                           .reserve_s = reserve_s,
                           .earliest_s = earliest_s,
                           .latest_s = latest_s};
    o.caution = &caution;
    Plan plan = made(&s, &o);
    assert_int_equal(served(&plan), 24);
    assert_keeps_the_rules(&s, &plan);
    for (size_t t = 0; t < plan.trip_count; t++) {
        const PlanTrip *trip = &plan.trips[t];
        assert_true(trip->return_s <= midnight_s(&s, trip->day) + 16 * HOUR_S);
        assert_true(trip->day > o.from_day);
        for (size_t i = 0; i < trip->stop_count; i++) {
            const PlanStop *stop = &trip->stops[i];
            if (stop->tps < 0) continue;
            assert_true(stop->begin_s <= latest_s[stop->tps]);
            size_t from = i ? (size_t)trip->stops[i - 1].site : (size_t)trip->depot;
            size_t cell = from * s.network.site_count + (size_t)stop->site;
            assert_int_equal(stop->leg_s, s.network.time_s[ROAD_TRUCK][cell]);
        }
    }
    scene_done(&s);
}

static void nothing_is_left_out_for_cautions_sake(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 4, 1);
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 1, 500);
    int32_t reserve_s[1] = {24 * HOUR_S}; /* longer than the shift: it would have to stay */
    o.caution = &(PlanCaution){.reserve_s = reserve_s};
    Plan plan = made(&s, &o);
    assert_int_equal(served(&plan), 4);
    assert_keeps_the_rules(&s, &plan);
    scene_done(&s);
}

static void a_plan_restated_is_the_same_plan(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 20, 4);
    scene_hub(&s);
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 3, 1000);
    Plan plan = made(&s, &o), again;
    Err err;
    must(plan_restate(&s.env, s.arena, &s.r, &s.needs, &s.network, &plan, &again, &err), &err);
    assert_int_equal(again.cost.total, plan.cost.total);
    assert_int_equal(again.trip_count, plan.trip_count);
    for (size_t t = 0; t < plan.trip_count; t++) {
        assert_string_equal(again.trips[t].id, plan.trips[t].id);
        assert_int_equal(again.trips[t].return_s, plan.trips[t].return_s);
    }
    assert_keeps_the_rules(&s, &again);
    PlanTrip *last = &plan.trips[plan.trip_count - 1];
    last->vehicle = plan.trips[0].vehicle; /* two trips of that day become one vehicle's first */
    last->day = plan.trips[0].day;
    last->number = plan.trips[0].number;
    Status st = plan_restate(&s.env, s.arena, &s.r, &s.needs, &s.network, &plan, &again, &err);
    assert_true(st == OK || st == ERR_INFEASIBLE);
    if (st == OK) assert_keeps_the_rules(&s, &again);
    scene_done(&s);
}

/* ---------------------------------------------------------------- chosen for safety */

static Status robust(Scene *s, ForeseeRobustOptions *o, ForeseeRobust *ret, Err *err) {
    HazardModel model;
    must(hazard_model_builtin(s->arena, &model, err), err);
    o->weather.scenarios = o->weather.scenarios ? o->weather.scenarios : 60;
    o->weather.seed = 1;
    o->weather.threads = 1;
    o->weather.month = 12;
    return foresee_robust(&s->env, s->arena, &s->r, &s->needs, &s->network, &model, o, ret, err);
}

static ForeseeRobustOptions asked(const Scene *s, int64_t iterations) {
    return (ForeseeRobustOptions){.plan = scene_options(s, 3, iterations),
                                  .late_e3 = -1,
                                  .rise_permille = FORESEE_RISE_PERMILLE};
}

/* Few vehicles with hardly time enough. */
static void busy(Scene *s, size_t tps, size_t vehicles) {
    scene_init(s, tps, vehicles);
    for (size_t v = 0; v < vehicles; v++) {
        s->vehicles[v].capacity_boxes = 30;
        s->vehicles[v].shift_end_s = 15 * HOUR_S;
    }
    scene_ready(s);
}

static void every_plan_of_the_curve_keeps_the_rules(void **state) {
    (void)state;
    Scene s;
    busy(&s, 48, 3);
    ForeseeRobustOptions o = asked(&s, 6000);
    ForeseeRobust r;
    Err err;
    must(robust(&s, &o, &r, &err), &err);
    assert_true(r.count >= 1 && r.chosen < r.count && r.plain < r.count);
    assert_true(r.points[r.plain].plain && r.points[r.chosen].chosen);
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < r.count; i++) {
        assert_keeps_the_rules(&s, &r.plans[i]);
        assert_int_equal(served(&r.plans[i]), served(&r.plans[r.plain]));
        assert_int_equal(r.plans[i].safety_count, r.count);
        if (i) assert_true(r.points[i - 1].cost <= r.points[i].cost);
        if (i != r.plain) assert_true(r.points[i].late_e3 < least);
        if (r.points[i].late_e3 < least) least = r.points[i].late_e3;
    }
    assert_true(r.points[r.chosen].late_e3 <= r.points[r.plain].late_e3);
    scene_done(&s);
}

static void the_same_steps_give_the_same_curve(void **state) {
    (void)state;
    ForeseeRobust r[2];
    Scene s[2];
    for (int k = 0; k < 2; k++) {
        busy(&s[k], 40, 3);
        ForeseeRobustOptions o = asked(&s[k], 4000);
        Err err;
        must(robust(&s[k], &o, &r[k], &err), &err);
    }
    assert_int_equal(r[0].count, r[1].count);
    assert_memory_equal(r[0].points, r[1].points, r[0].count * sizeof *r[0].points);
    for (size_t i = 0; i < r[0].count; i++)
        assert_int_equal(r[0].plans[i].trip_count, r[1].plans[i].trip_count);
    for (int k = 0; k < 2; k++) scene_done(&s[k]);
}

static void one_may_choose_otherwise(void **state) {
    (void)state;
    Scene s;
    busy(&s, 48, 3);
    ForeseeRobustOptions o = asked(&s, 4000);
    ForeseeRobust r;
    Err err;
    o.rise_permille = 0;
    must(robust(&s, &o, &r, &err), &err);
    assert_true(r.points[r.chosen].cost <= r.points[r.plain].cost);
    o.pick = 1;
    must(robust(&s, &o, &r, &err), &err);
    assert_int_equal(r.chosen, 0);
    o.pick = 1000;
    assert_int_equal(robust(&s, &o, &r, &err), ERR_USAGE);
    o.pick = 0;
    o.late_e3 = 1000000;
    must(robust(&s, &o, &r, &err), &err);
    assert_int_equal(r.chosen, 0);
    scene_done(&s);
}

/* ---------------------------------------------------------------- a PPK in a flood zone */

static void flooded(Scene *s, ElectionHazard *flood, size_t vehicles) {
    scene_init(s, 16, vehicles);
    scene_hub(s);
    *flood = (ElectionHazard){.id = "F",
                              .name = "flood",
                              .kind = "flood",
                              .at = s->depots[1].at,
                              .radius_m = 300,
                              .rain_mm = -1,
                              .rain_days = -1,
                              .depth_permille = -1,
                              .drain_h = -1};
    s->r.hazards = flood;
    s->r.hazard_count = 1;
}

static void a_ppk_where_it_floods_is_not_used(void **state) {
    (void)state;
    Scene s;
    ElectionHazard flood;
    flooded(&s, &flood, 4);
    scene_ready(&s);
    ForeseeRobustOptions o = asked(&s, 3000);
    ForeseeRobust r;
    Err err;
    must(robust(&s, &o, &r, &err), &err);
    assert_true(r.flooded && r.flooded[1] && r.avoided);
    const Plan *plan = &r.plans[r.chosen];
    assert_true(plan->direct && plan->direct[1]);
    assert_int_equal(served(plan), 16);
    assert_keeps_the_rules(&s, plan);
    for (size_t t = 0; t < plan->trip_count; t++) assert_int_equal(plan->trips[t].depot, 0);
    scene_done(&s);
}

static void but_it_is_where_tps_would_be_left_out_without(void **state) {
    (void)state;
    Scene s;
    ElectionHazard flood;
    flooded(&s, &flood, 2);
    for (int i = 8; i < 16; i++) s.tps[i].class_mask = 1u << ROAD_MOTORCYCLE;
    s.vehicles[1].klass = ROAD_MOTORCYCLE; /* the PPK's */
    scene_ready(&s);
    ForeseeRobustOptions o = asked(&s, 3000);
    ForeseeRobust r;
    Err err;
    must(robust(&s, &o, &r, &err), &err);
    assert_true(r.flooded && !r.avoided);
    assert_null(r.plans[r.chosen].direct);
    assert_keeps_the_rules(&s, &r.plans[r.chosen]);
    scene_done(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cautions_tighten_and_the_stated_times_stay_honest),
        cmocka_unit_test(nothing_is_left_out_for_cautions_sake),
        cmocka_unit_test(a_plan_restated_is_the_same_plan),
        cmocka_unit_test(every_plan_of_the_curve_keeps_the_rules),
        cmocka_unit_test(the_same_steps_give_the_same_curve),
        cmocka_unit_test(one_may_choose_otherwise),
        cmocka_unit_test(a_ppk_where_it_floods_is_not_used),
        cmocka_unit_test(but_it_is_where_tps_would_be_left_out_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
