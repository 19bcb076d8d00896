// SPDX-License-Identifier: Apache-2.0
/* Plans made by hand, each bound by one thing that is known beforehand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"

#define LAST 32767

typedef struct Hand {
    Scene s;
    Plan plan;
    PlanTrip trips[8];
} Hand;

static void hand(Hand *h, size_t tps, size_t vehicles) {
    scene_init(&h->s, tps, vehicles);
    h->s.districts[0].has_at = h->s.districts[1].has_at = false; /* no goods of PPK's own */
    for (size_t i = 0; i < vehicles; i++) h->s.vehicles[i].capacity_boxes = 1000;
    h->plan = (Plan){.trips = h->trips};
    h->plan.to_day = h->plan.from_day = h->s.r.rules.voting_day - 1;
}

/* A trip to these TPS, LAST after the last. */
static PlanTrip *trip(Hand *h, int32_t vehicle, const int32_t *tps) {
    Scene *s = &h->s;
    PlanTrip *t = &h->trips[h->plan.trip_count++];
    *t = (PlanTrip){.id = arena_printf(s->arena, "T%zu", h->plan.trip_count),
                    .vehicle = vehicle,
                    .depot = s->vehicles[vehicle].depot,
                    .day = h->plan.from_day,
                    .number = 1};
    for (PlanTrip *u = h->trips; u < t; u++) t->number += u->vehicle == vehicle;
    while (tps[t->stop_count] != LAST) t->stop_count++;
    t->stops = ARENA_ARRAY(s->arena, PlanStop, t->stop_count);
    for (size_t i = 0; i < t->stop_count; i++) {
        PlanStop *stop = &t->stops[i];
        stop->tps = tps[i];
        stop->village = s->tps[tps[i]].village;
        stop->district = s->villages[stop->village].district;
        stop->goods = ARENA_NEW(s->arena, int32_t);
        stop->goods[0] = tps[i];
        stop->goods_count = 1;
    }
    return t;
}
#define TRIP(h, vehicle, ...) trip((h), (vehicle), (const int32_t[]){__VA_ARGS__, LAST})

static PlanWhy *why(Hand *h) {
    PlanWhys whys;
    scene_ready(&h->s);
    plan_why(&h->s.env, h->s.arena, &h->s.r, &h->s.needs, &h->s.network, &h->plan, NULL, &whys);
    assert_int_equal(whys.count, h->plan.trip_count);
    return whys.trips;
}

/* Depot in the middle; places are hundredths of a degree east and north of it. */
static void place(Hand *h, int32_t tps, double east, double north) {
    h->s.tps[tps].at = geo_point(1.9 + north / 100, 100.1 + east / 100);
}

static int64_t boxes(Hand *h, int32_t tps) {
    return h->s.needs.tps_load[tps].boxes;
}

/* ---------------------------------------------------------------- what binds */

static void a_full_vehicle_is_bound_by_its_load(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    scene_ready(&h.s);
    for (int i = 0; i < 2; i++) h.s.vehicles[i].capacity_boxes = 4 * boxes(&h, 0);
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].main, PLAN_BIND_CAPACITY);
    assert_int_equal(w[0].near_count, 4);
    assert_int_equal(w[0].held[PLAN_BIND_CAPACITY], 4);
    assert_int_equal(w[0].measure, 2);
    assert_int_equal(w[0].full_permille, 1000);
    assert_true(w[0].full);
    assert_int_equal(w[0].fits_tps, -1);
    h.s.vehicles[0].capacity_boxes++; /* not room enough either */
    assert_true(why(&h)[0].full);
    h.s.vehicles[0].capacity_boxes = 5 * boxes(&h, 0);
    w = why(&h);
    assert_false(w[0].full);
    assert_int_equal(w[0].fits_tps, 4);
    assert_int_equal(w[0].full_permille, 800);
    scene_done(&h.s);
}

static void a_stop_with_a_latest_time_binds_by_its_window(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    int64_t margin = why(&h)[0].margin_s;
    assert_true(margin > 3600);
    int64_t morning = (int64_t)h.plan.from_day * 86400 - 420 * 60 + 9 * 3600;
    int64_t before = -1;
    for (int64_t more_s = 0; more_s <= 600; more_s += 600) {
        h.s.tps[3].latest_s = morning + more_s;
        PlanWhy *w = why(&h);
        assert_false(w[0].broken);
        assert_int_equal(w[0].margin_by, PLAN_BIND_WINDOW);
        assert_int_equal(w[0].margin_trip, 0);
        assert_int_equal(w[0].margin_stop, 3);
        if (before >= 0) assert_int_equal(w[0].margin_s, before + 600);
        before = w[0].margin_s;
    }
    h.s.tps[3].latest_s -= before - 600; /* ten minutes are left */
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].margin_s, 600);
    const char **lines;
    bool said = false;
    lang_use(LANG_EN);
    size_t n = plan_why_text(h.s.arena, &h.s.r, &h.plan, &w[0], &lines);
    lang_use(LANG_ID);
    for (size_t i = 0; i < n; i++)
        said = said || strstr(lines[i], "TPS 004 Desa 1 must be served by ");
    assert_true(said);
    assert_int_equal(w[0].held[PLAN_BIND_WINDOW], 0); /* behind the last stop there is time */
    scene_done(&h.s);
}

static void a_window_at_the_end_of_the_trip_keeps_all_others_out(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    int64_t evening = (int64_t)h.plan.from_day * 86400 - 420 * 60 + 9 * 3600;
    for (int i = 0; i < 8; i++) h.s.tps[i].latest_s = evening + (i < 4 ? 0 : 6 * 3600);
    int64_t margin = why(&h)[0].margin_s;
    for (int i = 0; i < 8; i++) h.s.tps[i].latest_s -= margin - 30;
    for (int i = 4; i < 8; i++) h.s.tps[i].latest_s = h.s.tps[0].latest_s;
    h.s.vehicles[1].shift_start_s = 0; /* it comes early enough all the same */
    for (int i = 4; i < 8; i++) place(&h, i, -1, 0.1 * i);
    PlanWhy *w = why(&h);
    assert_false(w[0].broken);
    assert_int_equal(w[0].main, PLAN_BIND_WINDOW);
    assert_int_equal(w[0].held[PLAN_BIND_WINDOW], 4);
    scene_done(&h.s);
}

static void a_short_shift_binds_by_working_hours(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    int64_t margin = why(&h)[0].margin_s;
    h.s.vehicles[0].shift_end_s -= (int32_t)(margin - 60);
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].margin_s, 60);
    assert_int_equal(w[0].margin_by, PLAN_BIND_SHIFT);
    assert_int_equal(w[0].main, PLAN_BIND_SHIFT);
    assert_int_equal(w[0].held[PLAN_BIND_SHIFT], 4);
    assert_int_equal(w[1].held[PLAN_BIND_SHIFT], 0);
    scene_done(&h.s);
}

static void what_only_a_motorcycle_reaches_is_told_on_both_trips(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    h.s.vehicles[1].klass = ROAD_MOTORCYCLE;
    for (int i = 4; i < 8; i++) h.s.tps[i].class_mask = 1u << ROAD_MOTORCYCLE;
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].main, PLAN_BIND_ACCESS);
    assert_int_equal(w[0].held[PLAN_BIND_ACCESS], 4);
    assert_int_equal(w[0].only_count, 0);
    assert_int_equal(w[1].only_count, 4);
    assert_int_equal(w[1].only_stop, 0);
    assert_int_equal(w[1].dear_trip, 1); /* nowhere but with the same vehicle */
    assert_true(w[1].dear_alone);
    assert_true(w[1].dear_change > 0);
    scene_done(&h.s);
}

static PlanStop lot(Hand *h, int32_t first, int32_t count, int64_t leave_s) {
    PlanStop stop = {.tps = -1, .village = h->s.tps[first].village, .district = 1};
    stop.goods = ARENA_ARRAY(h->s.arena, int32_t, (size_t)count);
    for (int32_t i = 0; i < count; i++) stop.goods[i] = first + i;
    stop.goods_count = (size_t)count;
    stop.leave_s = leave_s;
    return stop;
}

static void goods_that_come_late_to_the_ppk_bind_by_release(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 3);
    scene_hub(&h.s); /* villages 2 and 3: TPS 4 to 7; vehicle 2 stands there */
    int64_t midnight = (int64_t)h.plan.from_day * 86400 - 420 * 60;
    h.plan.from_day--;
    TRIP(&h, 0, 0, 1, 2, 3);
    for (int32_t k = 0; k < 2; k++) { /* the goods of village 2 come by day, of 3 at night */
        PlanTrip *t = TRIP(&h, k, 4);
        t->kind = PLAN_TO_HUB;
        t->stops[0] = lot(&h, 4 + 2 * k, 2, k ? midnight + 16 * 3600 : midnight - 8 * 3600);
    }
    scene_ready(&h.s);
    PlanTrip *early = TRIP(&h, 2, 4, 5);
    early->day = h.plan.to_day;
    early->load_s = midnight - 8 * 3600 + 3600; /* handled for an hour */
    PlanTrip *late = TRIP(&h, 2, 6, 7);
    late->day = h.plan.to_day;
    h.s.vehicles[2].shift_end_s = 24 * 3600;
    for (int i = 6; i < 8; i++) h.s.tps[i].latest_s = midnight + 24 * 3600;
    PlanWhy *w = why(&h);
    assert_int_equal(w[3].held[PLAN_BIND_RELEASE], 2);
    assert_int_equal(w[3].main, PLAN_BIND_RELEASE);
    assert_true(w[3].release_stop >= 0);
    assert_int_equal(w[0].release_stop, -1);
    scene_done(&h.s);
}

static void escort_teams_of_the_day_are_counted(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 3);
    for (int i = 0; i < 3; i++) h.s.vehicles[i].needs_escort = i < 2;
    for (int i = 0; i < 2; i++)
        h.s.persons[i] =
            (ElectionPerson){.id = "E", .role = "escort", .unit = i ? "B" : "A", .depot = 0};
    h.s.r.person_count = 2;
    TRIP(&h, 0, 0, 1);
    TRIP(&h, 1, 2, 3);
    TRIP(&h, 2, 4, 5);
    h.trips[0].escort = "A";
    h.trips[1].escort = "B";
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].teams, 2);
    assert_int_equal(w[0].teams_out, 2);
    assert_int_equal(w[2].teams, 0);
    scene_done(&h.s);
}

/* Village 0 is TPS 0 and 1. TPS 1 lies beside the way of the other trip, but goes with its own. */
static void a_village_kept_whole_is_named_as_the_reason(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    place(&h, 0, 3, 0);
    place(&h, 1, 3, 1.4);
    place(&h, 2, 2.6, 1.6);
    place(&h, 3, 3.0, 1.6);
    TRIP(&h, 0, 0, 1);
    TRIP(&h, 1, 2, 3);
    PlanWhy *w = why(&h);
    assert_int_equal(w[1].held[PLAN_BIND_GROUP], 1);
    assert_int_equal(w[1].main, PLAN_BIND_GROUP);
    assert_int_equal(w[0].whole_villages, 1);
    assert_int_equal(w[0].split_villages, 0);
    scene_done(&h.s);
}

static void what_may_not_be_served_that_day_is_a_matter_of_windows(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    for (int i = 4; i < 8; i++) /* a day later */
        h.s.tps[i].earliest_s = (int64_t)(h.plan.to_day + 1) * 86400;
    for (int i = 4; i < 8; i++) h.s.tps[i].latest_s = h.s.tps[i].earliest_s + 86400;
    TRIP(&h, 0, 0, 1, 2, 3);
    h.plan.to_day++;
    TRIP(&h, 1, 4, 5, 6, 7)->day++;
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].held[PLAN_BIND_WINDOW], 4);
    assert_int_equal(w[1].held[PLAN_BIND_WINDOW], 4);
    scene_done(&h.s);
}

static void where_all_fits_only_cost_binds(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    for (int i = 0; i < 8; i++) place(&h, i, i < 4 ? 10 : -10, i % 4);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].main, PLAN_BIND_COST);
    assert_int_equal(w[0].held[PLAN_BIND_COST], 4);
    assert_true(w[0].cheapest_more > 0);
    scene_done(&h.s);
}

static void a_trip_that_breaks_a_rule_is_not_explained(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    TRIP(&h, 0, 0, 1, 2, 3);
    TRIP(&h, 1, 4, 5, 6, 7);
    h.s.vehicles[0].capacity_boxes = 1;
    PlanWhy *w = why(&h);
    assert_true(w[0].broken);
    assert_false(w[1].broken);
    const char **lines;
    assert_int_equal(plan_why_text(h.s.arena, &h.s.r, &h.plan, &w[0], &lines), 1);
    scene_done(&h.s);
}

/* ---------------------------------------------------------------- money */

/* A vehicle's day of one trip by the roads: loading, driving, handing over. */
static int64_t price(Hand *h, const int32_t *tps) {
    const PlanNetwork *net = &h->s.network;
    int64_t seconds = 900, metres = 0;
    size_t from = 0;
    for (size_t i = 0;; i++) {
        bool home = tps[i] == LAST;
        size_t to = home ? 0 : net->first_tps + (size_t)tps[i];
        seconds += net->time_s[ROAD_TRUCK][from * net->site_count + to];
        metres += net->distance_m[ROAD_TRUCK][from * net->site_count + to];
        if (home) break;
        seconds += 600 + boxes(h, tps[i]) * (30 + 60);
        from = to;
    }
    return 900000 + ceil_div64(seconds * 60000, 3600) + ceil_div64(metres * 4000, 1000);
}
#define PRICE(h, ...) price((h), (const int32_t[]){__VA_ARGS__, LAST})

static void the_dearest_stop_costs_what_the_roads_say_here_and_elsewhere(void **state) {
    (void)state;
    Hand h;
    hand(&h, 8, 2);
    for (int i = 0; i < 3; i++) place(&h, i, 2 + i, 0);
    place(&h, 2, 1, 6); /* far from the others of its trip */
    for (int i = 4; i < 7; i++) place(&h, i, -i + 2, 0);
    TRIP(&h, 0, 0, 1, 2);
    TRIP(&h, 1, 4, 5, 6);
    PlanWhy *w = why(&h);
    assert_int_equal(w[0].cost, PRICE(&h, 0, 1, 2));
    assert_int_equal(w[0].dear_stop, 2);
    assert_int_equal(w[0].dear_saves, PRICE(&h, 0, 1, 2) - PRICE(&h, 0, 1));
    int64_t best = INT64_MAX;
    const int64_t there[] = {PRICE(&h, 2, 4, 5, 6), PRICE(&h, 4, 2, 5, 6), PRICE(&h, 4, 5, 2, 6),
                             PRICE(&h, 4, 5, 6, 2)};
    for (size_t i = 0; i < COUNT_OF(there); i++)
        if (there[i] < best) best = there[i];
    assert_int_equal(w[0].dear_trip, 1);
    assert_int_equal(w[0].dear_change, best - PRICE(&h, 4, 5, 6) - w[0].dear_saves);
    scene_done(&h.s);
}

/* ---------------------------------------------------------------- one more */

static Plan planned(Scene *s, PlanOptions *o, const Plan *start) {
    Plan plan;
    Err err;
    o->start = start;
    assert_int_equal(plan_make(&s->env, s->arena, &s->r, &s->needs, &s->network, o, &plan, &err),
                     OK);
    return plan;
}

static PlanWhatIfs what_ifs(Scene *s, const Plan *plan, int64_t iterations) {
    PlanWhatIfs ifs;
    Err err;
    PlanWhatIfOptions o = {.iterations = iterations, .seed = 1, .threads = 2};
    assert_int_equal(
        plan_what_if(&s->env, s->arena, &s->r, &s->needs, &s->network, plan, &o, &ifs, &err), OK);
    return ifs;
}

static const PlanWhatIf *of_kind(const PlanWhatIfs *ifs, PlanChange change) {
    for (size_t i = 0; i < ifs->count; i++)
        if (ifs->change[i].change == change) return &ifs->change[i];
    fail();
    return NULL;
}

static void a_plan_is_kept_when_it_is_the_start(void **state) {
    (void)state;
    for (int hubs = 0; hubs < 2; hubs++) {
        Scene s;
        scene_init(&s, 24, 3);
        if (hubs) scene_hub(&s);
        scene_ready(&s);
        PlanOptions o = scene_options(&s, 3, 2000);
        Plan plan = planned(&s, &o, NULL);
        o.iterations = 2; /* one for each of the two problems */
        Plan again = planned(&s, &o, &plan);
        assert_true(again.cost.total <= plan.cost.total);
        assert_int_equal(again.unserved_count, plan.unserved_count);
        scene_done(&s);
    }
}

static void one_vehicle_too_few_is_worth_its_deliveries(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 1);
    s.vehicles[0].trips_max = 1;
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 2, 300);
    Plan plan = planned(&s, &o, NULL);
    assert_true(plan.unserved_count > 6);
    PlanWhatIfs ifs = what_ifs(&s, &plan, 300);
    const PlanWhatIf *more = of_kind(&ifs, PLAN_MORE_VEHICLE);
    assert_true(more->certain);
    assert_false(more->idle);
    assert_int_equal(more->unserved_gain_min, 6); /* three TPS fill it, on each of two days */
    const PlanWhatIf *day = of_kind(&ifs, PLAN_MORE_DAY);
    assert_true(day->certain);
    assert_int_equal(day->unserved_gain_min, 3);
    assert_false(of_kind(&ifs, PLAN_LONGER_SHIFT)->certain);
    assert_int_equal(ifs.change[0].change, PLAN_MORE_VEHICLE);
    PlanWhatIfs again = what_ifs(&s, &plan, 300);
    assert_int_equal(again.count, ifs.count);
    for (size_t i = 0; i < ifs.count; i++)
        assert_memory_equal(&again.change[i].outcome, &ifs.change[i].outcome, sizeof(PlanOutcome));
    scene_done(&s);
}

static void what_stands_idle_already_is_not_worth_another(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 6, 4);
    for (int i = 0; i < 4; i++) s.vehicles[i].needs_escort = true;
    for (int i = 0; i < 4; i++)
        s.persons[i] = (ElectionPerson){
            .id = "E", .role = "escort", .unit = arena_printf(s.arena, "%d", i), .depot = 0};
    s.r.person_count = 4;
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 2, 500);
    Plan plan = planned(&s, &o, NULL);
    PlanWhatIfs ifs = what_ifs(&s, &plan, 300);
    assert_true(of_kind(&ifs, PLAN_MORE_VEHICLE)->idle);
    assert_true(of_kind(&ifs, PLAN_MORE_TEAM)->idle);
    assert_false(of_kind(&ifs, PLAN_MORE_VEHICLE)->certain);
    scene_done(&s);
}

static void one_more_team_lets_one_more_vehicle_go(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    for (int i = 0; i < 3; i++) {
        s.vehicles[i].needs_escort = true;
        s.vehicles[i].trips_max = 1;
    }
    s.persons[0] = (ElectionPerson){.id = "E", .role = "escort", .unit = "A", .depot = 0};
    s.r.person_count = 1;
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 2, 300);
    Plan plan = planned(&s, &o, NULL);
    PlanWhatIfs ifs = what_ifs(&s, &plan, 300);
    assert_int_equal(of_kind(&ifs, PLAN_MORE_TEAM)->unserved_gain_min, 6);
    assert_true(of_kind(&ifs, PLAN_MORE_VEHICLE)->idle); /* two wait for a team already */
    scene_done(&s);
}

static void a_class_that_may_go_everywhere_saves_the_other_vehicle(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 4, 2);
    s.vehicles[0].capacity_boxes = 1000;
    s.vehicles[1].klass = ROAD_MOTORCYCLE;
    s.vehicles[1].trips_max = 1;
    s.vehicles[1].capacity_boxes = 5;
    s.tps[3].class_mask = 1u << ROAD_MOTORCYCLE;
    scene_ready(&s);
    PlanOptions o = scene_options(&s, 1, 500);
    Plan plan = planned(&s, &o, NULL);
    assert_int_equal(plan.cost.vehicle_days, 2);
    PlanWhatIfs ifs = what_ifs(&s, &plan, 500);
    const PlanWhatIf *open = of_kind(&ifs, PLAN_OPEN_ACCESS);
    assert_int_equal(open->klass, ROAD_TRUCK);
    assert_true(open->certain);
    assert_true(open->saves_min > 500000); /* of the vehicle's day, 900,000, less the way there */
    assert_true(strstr(plan_gain_text(s.arena, open), "Rp") != NULL);
    scene_done(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_vehicle_is_bound_by_its_load),
        cmocka_unit_test(a_stop_with_a_latest_time_binds_by_its_window),
        cmocka_unit_test(a_window_at_the_end_of_the_trip_keeps_all_others_out),
        cmocka_unit_test(a_short_shift_binds_by_working_hours),
        cmocka_unit_test(what_only_a_motorcycle_reaches_is_told_on_both_trips),
        cmocka_unit_test(goods_that_come_late_to_the_ppk_bind_by_release),
        cmocka_unit_test(escort_teams_of_the_day_are_counted),
        cmocka_unit_test(a_village_kept_whole_is_named_as_the_reason),
        cmocka_unit_test(what_may_not_be_served_that_day_is_a_matter_of_windows),
        cmocka_unit_test(where_all_fits_only_cost_binds),
        cmocka_unit_test(a_trip_that_breaks_a_rule_is_not_explained),
        cmocka_unit_test(the_dearest_stop_costs_what_the_roads_say_here_and_elsewhere),
        cmocka_unit_test(a_plan_is_kept_when_it_is_the_start),
        cmocka_unit_test(one_vehicle_too_few_is_worth_its_deliveries),
        cmocka_unit_test(what_stands_idle_already_is_not_worth_another),
        cmocka_unit_test(one_more_team_lets_one_more_vehicle_go),
        cmocka_unit_test(a_class_that_may_go_everywhere_saves_the_other_vehicle),
    };
    return cmocka_run_group_tests_name("plan/why", tests, NULL, NULL);
}
