// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"

static Plan make(Scene *s, const PlanOptions *options) {
    Plan plan;
    Err err;
    scene_ready(s);
    Status st = plan_make(&s->env, s->arena, &s->r, &s->needs, &s->network, options, &plan, &err);
    if (st != OK) print_error("%s %s\n", err.place, err.text);
    assert_int_equal(st, OK);
    return plan;
}

static size_t breaches(Scene *s, const Plan *plan, const char *rule) {
    PlanVerdict v;
    Err err;
    assert_int_equal(plan_check(&s->env, s->arena, &s->r, &s->needs, &s->network, plan, &v, &err),
                     OK);
    size_t n = 0;
    for (size_t i = 0; i < v.count; i++) n += !rule || str_eq(v.breaches[i].rule, rule);
    if (!rule)
        for (size_t i = 0; i < v.count; i++)
            print_message("# %s %s: %s\n", v.breaches[i].rule,
                          v.breaches[i].trip ? v.breaches[i].trip : "", v.breaches[i].text);
    return n;
}

/* ---------------------------------------------------------------- plans that hold */

static void a_plain_plan_serves_all_and_keeps_every_rule(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    PlanOptions o = scene_options(&s, 2, 3000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_true(plan.estimated);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

static void spare_vehicles_are_paid_for_and_the_check_counts_them(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 12, 2);
    PlanSpare spares[] = {{0, 0}, {1, 0}};
    PlanOptions o = scene_options(&s, 2, 1000);
    spares[0].from_day = o.from_day;
    spares[1].from_day = o.to_day;
    Plan plain = make(&s, &o);
    o.spares = spares;
    o.spare_count = 2;
    Plan plan = make(&s, &o);
    int64_t cost = 2 * s.vehicles[0].cost_per_day + s.vehicles[1].cost_per_day;
    assert_int_equal(plan.cost.spare, cost);
    assert_int_equal(plan.cost.total, plain.cost.total + cost);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    spares[1].from_day--;
    assert_int_equal(breaches(&s, &plan, "cost"), 1);
    scene_done(&s);
}

static void a_district_through_its_ppk_is_served_in_two_steps(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    scene_hub(&s);
    PlanOptions o = scene_options(&s, 3, 3000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    size_t to_hub = 0, from_hub = 0;
    for (size_t i = 0; i < plan.trip_count; i++) {
        to_hub += plan.trips[i].kind == PLAN_TO_HUB;
        from_hub += plan.trips[i].depot == 1;
    }
    assert_true(to_hub > 0);
    assert_true(from_hub > 0);
    scene_done(&s);
}

static void the_same_seed_and_iterations_give_the_same_plan(void **state) {
    (void)state;
    Scene a, b;
    scene_init(&a, 20, 3);
    scene_init(&b, 20, 3);
    PlanOptions o = scene_options(&a, 2, 1000);
    Plan x = make(&a, &o), y = make(&b, &o);
    assert_int_equal(x.cost.total, y.cost.total);
    assert_int_equal(x.trip_count, y.trip_count);
    for (size_t i = 0; i < x.trip_count; i++) {
        assert_string_equal(x.trips[i].id, y.trips[i].id);
        assert_int_equal(x.trips[i].depart_s, y.trips[i].depart_s);
        assert_int_equal(x.trips[i].stop_count, y.trips[i].stop_count);
        for (size_t k = 0; k < x.trips[i].stop_count; k++)
            assert_int_equal(x.trips[i].stops[k].tps, y.trips[i].stops[k].tps);
    }
    scene_done(&a);
    scene_done(&b);
}

static void escorts_limit_how_many_vehicles_leave_on_a_day(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    for (int i = 0; i < 4; i++) s.vehicles[i].needs_escort = true;
    for (int i = 0; i < 3; i++) /* three officers, two teams */
        s.persons[i] = (ElectionPerson){.id = "E", .role = "escort", .unit = i < 2 ? "A" : "B"};
    s.r.person_count = 3;
    PlanOptions o = scene_options(&s, 3, 2000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    for (int32_t day = plan.from_day; day <= plan.to_day; day++) {
        bool used[4] = {false};
        for (size_t i = 0; i < plan.trip_count; i++)
            if (plan.trips[i].day == day) used[plan.trips[i].vehicle] = true;
        assert_true(used[0] + used[1] + used[2] + used[3] <= 2);
    }
    scene_done(&s);
}

/* One team, two vehicles, one day: what two can do only behind the same team. */
static void convoy_scene(Scene *s, int64_t vehicles_per_team) {
    scene_init(s, 12, 3);
    for (int i = 0; i < 3; i++) {
        s->vehicles[i].needs_escort = true;
        s->vehicles[i].trips_max = 1;
    }
    for (int i = 0; i < 2; i++)
        s->persons[i] = (ElectionPerson){.id = "E", .role = "escort", .unit = i ? "B" : "A"};
    s->r.person_count = 2;
    s->districts[0].has_at = s->districts[1].has_at = false;
    scene_rule(s, "vehicles_per_team", vehicles_per_team);
}

static void a_team_goes_with_one_vehicle_unless_the_rules_say_more(void **state) {
    (void)state;
    Scene s;
    convoy_scene(&s, 1);
    for (int i = 0; i < 3; i++) s.vehicles[i].capacity_boxes = 20; /* four TPS */
    PlanOptions o = scene_options(&s, 1, 2000);
    Plan plan = make(&s, &o);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(plan.trip_count, 2);
    assert_int_equal(plan.unserved_count, 4);
    scene_done(&s);
}

static void a_convoy_leaves_together_for_one_district(void **state) {
    (void)state;
    Scene s;
    convoy_scene(&s, 2);
    for (int i = 0; i < 3; i++) s.vehicles[i].capacity_boxes = 20;
    s.r.person_count = 1;
    for (int i = 0; i < 4; i++) s.villages[i].district = 0;
    PlanOptions o = scene_options(&s, 1, 2000);
    Plan plan = make(&s, &o);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(plan.trip_count, 2);
    assert_true(plan_same_convoy(&plan.trips[0], &plan.trips[1]));
    assert_true(plan.trips[0].depart_s == plan.trips[1].depart_s);
    plan.trips[1].depart_s += 60;
    assert_true(breaches(&s, &plan, "escort") > 0);
    scene_done(&s);
}

static void vehicles_for_two_districts_need_two_teams(void **state) {
    (void)state;
    Scene s;
    convoy_scene(&s, 3);
    for (int i = 0; i < 3; i++) s.vehicles[i].capacity_boxes = 30;
    s.r.person_count = 1;
    PlanOptions o = scene_options(&s, 1, 2000);
    Plan plan = make(&s, &o);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(plan.unserved_count, 6); /* those of the other district */
    s.r.person_count = 2;
    plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    for (size_t i = 0; i < plan.trip_count; i++) plan.trips[i].escort = "A";
    assert_true(breaches(&s, &plan, "escort") > 0);
    scene_done(&s);
}

/* ---------------------------------------------------------------- plans that cannot be */

static const char *reason_of(const Plan *plan, int32_t tps) {
    for (size_t i = 0; i < plan->unserved_count; i++)
        if (plan->unserved[i].tps == tps) return plan->unserved[i].reason;
    return "served";
}

static void what_cannot_be_served_is_named_with_its_reason(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 8, 2);
    s.tps[0].dpt = -1;
    s.tps[1].has_at = false;
    s.tps[2].class_mask = 1u << ROAD_BOAT;
    s.tps[3].at = geo_point(-6.0, 106.0); /* nine hundred kilometres away */
    s.vehicles[1].needs_escort = true;    /* and there is no escort */
    PlanOptions o = scene_options(&s, 2, 500);
    Plan plan = make(&s, &o);
    assert_string_equal(reason_of(&plan, 0), "voters");
    assert_string_equal(reason_of(&plan, 1), "place");
    assert_string_equal(reason_of(&plan, 2), "access");
    assert_string_equal(reason_of(&plan, 3), "time");
    assert_string_equal(reason_of(&plan, 4), "served");
    for (size_t i = 0; i < plan.trip_count; i++) assert_int_equal(plan.trips[i].vehicle, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    for (size_t i = 0; i < plan.unserved_count; i++)
        assert_non_null(strstr(plan_reason(s.arena, &s.r, &plan.unserved[i]), "TPS"));
    scene_done(&s);
}

static void a_fleet_that_is_too_small_is_said_to_be(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 1);
    s.vehicles[0].trips_max = 1;
    PlanOptions o = scene_options(&s, 2, 500);
    Plan plan = make(&s, &o);
    assert_true(plan.unserved_count >= 24 - 2 * 3);
    assert_string_equal(plan.unserved[0].reason, "fleet");
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

static void a_store_that_is_too_small_is_not_overfilled(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    scene_hub(&s);
    s.districts[1].store_boxes = 20;
    PlanOptions o = scene_options(&s, 3, 500);
    Plan plan = make(&s, &o);
    assert_string_equal(reason_of(&plan, 23), "store");
    assert_int_equal(breaches(&s, &plan, "hub"), 0);
    scene_done(&s);
}

static void the_hardest_are_served_on_the_first_day_when_asked(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    for (int i = 0; i < 24; i += 6) s.tps[i].hardness = 3;
    PlanOptions o = scene_options(&s, 3, 2000);
    o.hardest_first = true;
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    for (size_t i = 0; i < plan.trip_count; i++)
        for (size_t k = 0; k < plan.trips[i].stop_count; k++) {
            int32_t tps = plan.trips[i].stops[k].tps;
            if (tps >= 0 && s.tps[tps].hardness == 3)
                assert_int_equal(plan.trips[i].day, plan.from_day);
        }
    scene_done(&s);
}

/* ---------------------------------------------------------------- landings */

static int64_t wait_max_s(const Scene *s) {
    return election_setting(&s->r.rules, "landing_wait_max_s")->value;
}

static const PlanTrip *trip_to(const Plan *plan, int32_t tps, bool hub) {
    for (size_t i = 0; i < plan->trip_count; i++)
        for (size_t k = 0; k < plan->trips[i].stop_count; k++) {
            const PlanStop *stop = &plan->trips[i].stops[k];
            for (size_t g = 0; g < stop->goods_count; g++)
                if (stop->goods[g] == tps && (stop->tps < 0) == hub) return &plan->trips[i];
        }
    return NULL;
}

/* 24 TPS, of which the first five can only be reached by water. */
static void river(Scene *s, int64_t boat_boxes) {
    scene_init(s, 24, 3);
    scene_landing(s, "DRM1", geo_point(1.9, 100.15), 2, boat_boxes);
    for (int i = 0; i < 5; i++) s->tps[i].class_mask = 1u << ROAD_BOAT;
}

static void what_only_boats_reach_goes_over_their_landing(void **state) {
    (void)state;
    Scene s;
    river(&s, 40);
    PlanOptions o = scene_options(&s, 3, 2000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    for (int32_t i = 0; i < 24; i++) {
        const PlanTrip *to_landing = trip_to(&plan, i, true), *on = trip_to(&plan, i, false);
        assert_int_equal(on->depot, i < 5 ? 1 : 0);
        assert_int_equal(to_landing != NULL, i < 5);
        if (to_landing) assert_int_equal(to_landing->day, on->day);
    }
    assert_false(plan_stands_by(&s.r, &plan, 2));
    scene_done(&s);
}

/* Two boxes at a time, and many hours for each: as much as leaves in time is brought at a time. */
static void a_small_boat_is_brought_as_much_as_it_takes_on_in_time(void **state) {
    (void)state;
    Scene s;
    river(&s, 10);
    for (size_t i = 0; i < s.r.rules.setting_count; i++)
        if (str_eq(s.r.rules.settings[i].name, "landing_wait_max_s"))
            s.r.rules.settings[i].value = 1800;
    PlanOptions o = scene_options(&s, 3, 4000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

static PlanTrip *boat_trip(Plan *plan) {
    for (size_t i = 0; i < plan->trip_count; i++)
        if (plan->trips[i].depot == 1) return &plan->trips[i];
    return NULL;
}

static void goods_that_stay_at_a_landing_are_a_breach(void **state) {
    (void)state;
    Scene s;
    river(&s, 40);
    s.tps[4].class_mask = 0;
    PlanOptions o = scene_options(&s, 3, 1000);
    Plan plan = make(&s, &o);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    PlanTrip *boat = boat_trip(&plan), was = *boat;
    boat->load_s += wait_max_s(&s) + 3600;
    assert_true(breaches(&s, &plan, "landing") > 0);
    *boat = was;
    boat->day++; /* overnight */
    boat->load_s += 86400;
    assert_true(breaches(&s, &plan, "landing") > 0);
    *boat = was;
    boat->stop_count--;
    assert_true(breaches(&s, &plan, "landing") > 0);
    *boat = was;
    boat->load_s -= 86400;
    assert_true(breaches(&s, &plan, "hub") > 0);
    scene_done(&s);
}

static void the_soonest_landing_is_taken_whose_boats_can_go(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    scene_landing(&s, "DRM1", geo_point(1.9, 100.15), 2, 40);
    scene_landing(&s, "DRM2", geo_point(1.9, 100.05), 3, 40);
    s.tps[0].class_mask = s.tps[12].class_mask = 1u << ROAD_BOAT; /* east, and west */
    PlanOptions o = scene_options(&s, 3, 500);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(trip_to(&plan, 0, false)->depot, 1);
    assert_int_equal(trip_to(&plan, 12, false)->depot, 2);
    s.vehicles[2].capacity_boxes = 1; /* too small for any TPS */
    plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(trip_to(&plan, 0, false)->depot, 2);
    s.vehicles[3].capacity_boxes = 1;
    plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 2);
    assert_string_equal(reason_of(&plan, 0), "class");
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

static void a_landing_that_is_stated_is_taken(void **state) {
    (void)state;
    Scene s;
    river(&s, 40);
    s.tps[10].landing = "DRM1";
    s.tps[11].landing = "KPU";
    PlanOptions o = scene_options(&s, 3, 500);
    Plan plan = make(&s, &o);
    assert_int_equal(trip_to(&plan, 10, false)->depot, 1);
    assert_int_equal(plan.unserved_count, 1);
    assert_string_equal(reason_of(&plan, 11), "landing");
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

/* Its district goes through the PPK, where nobody has a boat. */
static void a_landing_is_taken_past_a_ppk_without_boats(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    scene_hub(&s);
    scene_landing(&s, "DRM1", geo_point(1.9, 100.05), 0, 40);
    s.tps[14].class_mask = 1u << ROAD_BOAT;
    PlanOptions o = scene_options(&s, 4, 1000);
    Plan plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(trip_to(&plan, 14, false)->depot, 2);
    assert_int_equal(trip_to(&plan, 15, false)->depot, 1);
    scene_done(&s);
}

static void a_plan_over_a_landing_is_stated_anew_as_it_is(void **state) {
    (void)state;
    Scene s;
    river(&s, 20);
    PlanOptions o = scene_options(&s, 3, 1000);
    Plan plan = make(&s, &o), again;
    Err err;
    Status st = plan_restate(&s.env, s.arena, &s.r, &s.needs, &s.network, &plan, &again, &err);
    assert_int_equal(st, OK);
    assert_int_equal(again.cost.total, plan.cost.total);
    assert_int_equal(breaches(&s, &again, NULL), 0);
    PlanCaution caution = {.hour_permille = 2000};
    o.caution = &caution;
    o.start = &plan;
    plan = make(&s, &o);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    scene_done(&s);
}

/* Boats, windows, wills and waits by chance: whatever is planned keeps every rule, is stated anew
 * as it is, and leaves nothing at a landing. */
static void plans_over_landings_by_chance_keep_every_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        Scene s;
        Rng rng;
        Err err;
        rng_seed(&rng, seed);
        scene_init(&s, 16 + rng_below(&rng, 12), 5);
        if (rng_below(&rng, 2)) scene_hub(&s);
        for (size_t i = 1; i < 3; i++)
            scene_landing(&s, i == 1 ? "DRM1" : "DRM2", geo_point(1.9, 99.95 + 0.1 * (double)i), i,
                          1 + rng_below(&rng, 20));
        for (size_t i = 0; i < s.r.rules.setting_count; i++)
            if (str_eq(s.r.rules.settings[i].name, "landing_wait_max_s"))
                s.r.rules.settings[i].value = 600 + 60 * rng_below(&rng, 240);
        for (size_t i = 0; i < s.r.tps_count; i++) {
            if (rng_below(&rng, 3) == 0) s.tps[i].class_mask = 1u << ROAD_BOAT;
            if (rng_below(&rng, 6) == 0) s.tps[i].landing = "DRM2";
        }
        PlanOptions o = scene_options(&s, 1 + (int)rng_below(&rng, 3), 300);
        Plan plan = make(&s, &o), again;
        assert_int_equal(breaches(&s, &plan, NULL), 0);
        Status st = plan_restate(&s.env, s.arena, &s.r, &s.needs, &s.network, &plan, &again, &err);
        assert_int_equal(st, OK);
        assert_int_equal(breaches(&s, &again, NULL), 0);
        scene_done(&s);
    }
}

static void vehicles_at_a_landing_that_nobody_needs_stand_by(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 8, 2);
    s.depots[1] = (ElectionDepot){"D", "Dermaga", "landing", -1, geo_point(1.9, 100.1), "", false};
    s.r.depot_count = 2;
    s.vehicles[1].depot = 1;
    PlanOptions o = scene_options(&s, 2, 500);
    scene_ready(&s);
    Plan plan;
    Err err;
    Status st = plan_make(&s.env, s.arena, &s.r, &s.needs, &s.network, &o, &plan, &err);
    assert_int_equal(st, OK);
    assert_int_equal(breaches(&s, &plan, NULL), 0);
    assert_int_equal(plan.unserved_count, 0);
    for (size_t i = 0; i < plan.trip_count; i++) assert_int_equal(plan.trips[i].vehicle, 0);
    assert_true(plan_stands_by(&s.r, &plan, 1));
    s.vehicles[0].depot = 1; /* and then nobody is left */
    st = plan_make(&s.env, s.arena, &s.r, &s.needs, &s.network, &o, &plan, &err);
    assert_int_equal(st, ERR_INPUT);
    assert_non_null(strstr(err.advice, "kpu"));
    scene_done(&s);
}

/* ---------------------------------------------------------------- against all that is possible */

/* The cheapest way of one vehicle on one day through all stops in every order and cut into trips in
 * every way, priced here by hand. */
typedef struct Tour {
    const Scene *s;
    size_t n;
    size_t order[7];
    bool taken[7];
    int64_t best;
} Tour;

static int64_t rule(const Scene *s, const char *name) {
    return election_setting(&s->r.rules, name)->value;
}

static int64_t price(const Tour *t, unsigned cuts) {
    const Scene *s = t->s;
    const ElectionVehicle *v = &s->vehicles[0];
    size_t sites = s->network.site_count, first = s->network.first_tps, at = 0;
    int64_t seconds = 0, metres = 0, boxes = 0, all_boxes = 0, trips = 1, village_trips = 0;
    unsigned villages = 0;
    for (size_t i = 0; i <= t->n; i++) {
        bool back = i == t->n || (i > 0 && (cuts >> (i - 1) & 1));
        if (back) {
            seconds += s->network.time_s[ROAD_TRUCK][at * sites];
            metres += s->network.distance_m[ROAD_TRUCK][at * sites];
            if (boxes > v->capacity_boxes) return INT64_MAX;
            for (unsigned k = 0; k < 4; k++) village_trips += villages >> k & 1;
            at = 0, boxes = 0, villages = 0;
            if (i == t->n) break;
            trips++;
        }
        size_t site = first + t->order[i];
        const ElectionLoad *load = &s->needs.tps_load[t->order[i]];
        seconds += s->network.time_s[ROAD_TRUCK][at * sites + site] + rule(s, "service_fixed_s") +
                   load->boxes * rule(s, "service_per_box_s");
        metres += s->network.distance_m[ROAD_TRUCK][at * sites + site];
        boxes += load->boxes;
        all_boxes += load->boxes;
        villages |= 1u << s->tps[t->order[i]].village;
        at = site;
    }
    if (trips > v->trips_max) return INT64_MAX;
    seconds += trips * rule(s, "load_fixed_s") + all_boxes * rule(s, "load_per_box_s");
    if (seconds > v->shift_end_s - v->shift_start_s) return INT64_MAX;
    unsigned all_villages = 0;
    for (size_t i = 0; i < t->n; i++) all_villages |= 1u << s->tps[i].village;
    for (unsigned k = 0; k < 4; k++) village_trips -= all_villages >> k & 1;
    return v->cost_per_day + ceil_div64(seconds * v->cost_per_hour, 3600) +
           ceil_div64(metres * v->cost_per_km, 1000) + village_trips * rule(s, "split_cost");
}

static void every_order(Tour *t, size_t depth) {
    if (depth == t->n) {
        for (unsigned cuts = 0; cuts < 1u << (t->n - 1); cuts++) {
            int64_t cost = price(t, cuts);
            if (cost < t->best) t->best = cost;
        }
        return;
    }
    for (size_t i = 0; i < t->n; i++) {
        if (t->taken[i]) continue;
        t->taken[i] = true;
        t->order[depth] = i;
        every_order(t, depth + 1);
        t->taken[i] = false;
    }
}

static void up_to_seven_stops_the_plan_is_the_best_there_is(void **state) {
    (void)state;
    for (size_t n = 1; n <= 7; n++) {
        Scene s;
        scene_init(&s, n, 1);
        /* the PPKs' own goods would be stops of their own: take their places away */
        s.districts[0].has_at = s.districts[1].has_at = false;
        PlanOptions o = scene_options(&s, 1, 4000);
        Plan plan = make(&s, &o);
        Tour tour = {.s = &s, .n = n, .best = INT64_MAX};
        every_order(&tour, 0);
        assert_int_equal(breaches(&s, &plan, NULL), 0);
        assert_int_equal(plan.unserved_count, 0);
        assert_int_equal(plan.cost.total, tour.best);
        scene_done(&s);
    }
}

/* ---------------------------------------------------------------- the check checks */

/* One broken rule each; the check must name that rule. */
typedef struct Wrong {
    const char *rule;
    void (*spoil)(Scene *s, Plan *plan);
} Wrong;

static void spoil_served(Scene *s, Plan *p) {
    (void)s;
    p->trips[0].stop_count--;
}
static void spoil_load(Scene *s, Plan *p) {
    (void)s;
    p->trips[0].stops[0].load.boxes--;
}
static void spoil_window(Scene *s, Plan *p) {
    s->tps[p->trips[0].stops[0].tps].latest_s = p->trips[0].stops[0].begin_s - 1;
}
static void spoil_shift(Scene *s, Plan *p) {
    s->vehicles[p->trips[0].vehicle].shift_end_s = 7 * 3600;
}
static void spoil_trips(Scene *s, Plan *p) {
    s->vehicles[p->trips[0].vehicle].trips_max = 0;
}
static void spoil_travel(Scene *s, Plan *p) {
    (void)s;
    PlanTrip *t = &p->trips[0];
    t->stops[0].arrive_s = t->depart_s + 1;
}
static void spoil_access(Scene *s, Plan *p) {
    s->tps[p->trips[0].stops[0].tps].class_mask = 1u << ROAD_FOOT;
}
static void spoil_escort(Scene *s, Plan *p) {
    s->vehicles[p->trips[0].vehicle].needs_escort = true;
}
static void spoil_cost(Scene *s, Plan *p) {
    (void)s;
    p->cost.total -= 1;
}

static void each_broken_rule_is_found(void **state) {
    (void)state;
    static const Wrong wrongs[] = {
        {"served", spoil_served}, {"load", spoil_load},     {"window", spoil_window},
        {"shift", spoil_shift},   {"trips", spoil_trips},   {"travel", spoil_travel},
        {"access", spoil_access}, {"escort", spoil_escort}, {"cost", spoil_cost},
    };
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        Scene s;
        scene_init(&s, 12, 2);
        s.districts[0].has_at = s.districts[1].has_at = false;
        PlanOptions o = scene_options(&s, 2, 500);
        Plan plan = make(&s, &o);
        assert_int_equal(breaches(&s, &plan, NULL), 0);
        wrongs[i].spoil(&s, &plan);
        if (breaches(&s, &plan, wrongs[i].rule) == 0) fail_msg("rule %s not found", wrongs[i].rule);
        scene_done(&s);
    }
}

static void goods_that_leave_a_ppk_too_early_are_found(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    scene_hub(&s);
    PlanOptions o = scene_options(&s, 3, 500);
    Plan plan = make(&s, &o);
    for (size_t i = 0; i < plan.trip_count; i++)
        if (plan.trips[i].depot == 1) plan.trips[i].load_s -= 3 * 86400;
    assert_true(breaches(&s, &plan, "hub") > 0);
    scene_done(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_plan_serves_all_and_keeps_every_rule),
        cmocka_unit_test(spare_vehicles_are_paid_for_and_the_check_counts_them),
        cmocka_unit_test(a_district_through_its_ppk_is_served_in_two_steps),
        cmocka_unit_test(the_same_seed_and_iterations_give_the_same_plan),
        cmocka_unit_test(escorts_limit_how_many_vehicles_leave_on_a_day),
        cmocka_unit_test(a_team_goes_with_one_vehicle_unless_the_rules_say_more),
        cmocka_unit_test(a_convoy_leaves_together_for_one_district),
        cmocka_unit_test(vehicles_for_two_districts_need_two_teams),
        cmocka_unit_test(what_cannot_be_served_is_named_with_its_reason),
        cmocka_unit_test(a_fleet_that_is_too_small_is_said_to_be),
        cmocka_unit_test(a_store_that_is_too_small_is_not_overfilled),
        cmocka_unit_test(the_hardest_are_served_on_the_first_day_when_asked),
        cmocka_unit_test(what_only_boats_reach_goes_over_their_landing),
        cmocka_unit_test(a_small_boat_is_brought_as_much_as_it_takes_on_in_time),
        cmocka_unit_test(goods_that_stay_at_a_landing_are_a_breach),
        cmocka_unit_test(the_soonest_landing_is_taken_whose_boats_can_go),
        cmocka_unit_test(a_landing_that_is_stated_is_taken),
        cmocka_unit_test(a_landing_is_taken_past_a_ppk_without_boats),
        cmocka_unit_test(a_plan_over_a_landing_is_stated_anew_as_it_is),
        cmocka_unit_test(plans_over_landings_by_chance_keep_every_rule),
        cmocka_unit_test(vehicles_at_a_landing_that_nobody_needs_stand_by),
        cmocka_unit_test(up_to_seven_stops_the_plan_is_the_best_there_is),
        cmocka_unit_test(each_broken_rule_is_found),
        cmocka_unit_test(goods_that_leave_a_ppk_too_early_are_found),
    };
    return cmocka_run_group_tests_name("plan/plan", tests, NULL, NULL);
}
