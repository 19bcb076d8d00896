// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"

static Plan make(Scene *s, int days, int64_t iterations) {
    Plan plan;
    Err err;
    PlanOptions o = scene_options(s, days, iterations);
    scene_ready(s);
    assert_int_equal(plan_make(&s->env, s->arena, &s->r, &s->needs, &s->network, &o, &plan, &err),
                     OK);
    plan.id = "old";
    assert_int_equal(plan.unserved_count, 0);
    return plan;
}

static PlanReplan again(Scene *s, const Plan *old, int64_t at_s, const PlanFact *facts, size_t n) {
    PlanReplan answer;
    Err err;
    PlanReplanOptions o = {
        .at_s = at_s, .iterations = 4000, .seed = 1, .threads = 1, .facts = facts, .fact_count = n};
    Status st = plan_replan(&s->env, s->store, s->arena, &s->r, &s->needs, old, &o, &answer, &err);
    if (st != OK) print_error("%s\n", err.text);
    assert_int_equal(st, OK);
    return answer;
}

static void assert_kept(Scene *s, const Plan *old, const PlanReplan *a, const PlanFact *facts,
                        size_t n) {
    PlanVerdict v;
    Err err;
    assert_int_equal(
        plan_check(&s->env, s->arena, &s->r, &s->needs, &a->network, &a->plan, &v, &err), OK);
    plan_check_happened(s->arena, &s->r, old, facts, n, &a->plan, &v);
    for (size_t i = 0; i < v.count; i++)
        print_message("# %s %s %s: %s\n", v.breaches[i].rule,
                      v.breaches[i].trip ? v.breaches[i].trip : "",
                      v.breaches[i].tps ? v.breaches[i].tps : "", v.breaches[i].text);
    assert_int_equal(v.count, 0);
}

static const PlanStop *stop_of(const Plan *p, int32_t tps, const PlanTrip **ret_trip) {
    for (size_t t = 0; t < p->trip_count; t++)
        for (size_t k = 0; k < p->trips[t].stop_count; k++)
            if (p->trips[t].stops[k].tps == tps) {
                *ret_trip = &p->trips[t];
                return &p->trips[t].stops[k];
            }
    return NULL;
}

/* A moment in the middle of the longest trip of the first day. */
static int32_t longest(const Plan *p) {
    int32_t best = 0;
    for (size_t i = 0; i < p->trip_count; i++)
        if (p->trips[i].day == p->trips[0].day &&
            p->trips[i].return_s - p->trips[i].load_s >
                p->trips[best].return_s - p->trips[best].load_s)
            best = (int32_t)i;
    return best;
}

/* ---------------------------------------------------------------- what stays */

static void a_plan_that_nothing_happened_to_stays_as_it_is(void **state) {
    (void)state;
    for (int hub = 0; hub < 2; hub++) {
        Scene s;
        scene_init(&s, 24, 3);
        if (hub) scene_hub(&s);
        Plan old = make(&s, 3, 3000);
        for (size_t i = 0; i < old.trip_count; i += 2) {
            int64_t at_s = (old.trips[i].depart_s + old.trips[i].return_s) / 2;
            PlanReplan a = again(&s, &old, at_s, NULL, 0);
            PlanChanges c;
            plan_changes(s.arena, &s.r, &old, &a.plan, a.need_not, &c);
            assert_int_equal(c.changed, 0);
            assert_int_equal(a.plan.unserved_count, 0);
            assert_true(a.assumed > 0);
            assert_kept(&s, &old, &a, NULL, 0);
        }
        scene_done(&s);
    }
}

static void what_has_been_done_is_never_changed(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 32, 3);
    Plan old = make(&s, 2, 3000);
    for (size_t i = 0; i < old.trip_count; i++) {
        const PlanTrip *t = &old.trips[i];
        int64_t at_s = t->depart_s + (t->return_s - t->depart_s) * 2 / 3;
        PlanFact broken = {
            .trip = (int32_t)i, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 60};
        PlanReplan a = again(&s, &old, at_s, &broken, 1);
        assert_kept(&s, &old, &a, &broken, 1);
        for (size_t k = 0; k < old.trip_count; k++)
            for (size_t n = 0; n < old.trips[k].stop_count; n++) {
                const PlanStop *was = &old.trips[k].stops[n], *is;
                const PlanTrip *by;
                if (was->arrive_s > at_s - 60 || was->tps < 0) continue;
                is = stop_of(&a.plan, was->tps, &by);
                assert_non_null(is);
                assert_true(is->reached || by->state == PLAN_DONE);
                assert_int_equal(by->vehicle, old.trips[k].vehicle);
                assert_int_equal(is->begin_s, was->begin_s);
            }
    }
    scene_done(&s);
}

static void cargo_aboard_stays_with_its_vehicle(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 32, 4);
    Plan old = make(&s, 2, 3000);
    int32_t lost = longest(&old);
    const PlanTrip *t = &old.trips[lost];
    int64_t at_s = t->stops[0].leave_s + 30;
    PlanFact broken = {.trip = lost, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 10};
    PlanReplan a = again(&s, &old, at_s, &broken, 1);
    assert_kept(&s, &old, &a, &broken, 1);
    for (size_t k = 0; k < old.trip_count; k++) {
        const PlanTrip *was = &old.trips[k], *by;
        if (was->vehicle == t->vehicle || was->depart_s > at_s || was->return_s <= at_s) continue;
        for (size_t n = 0; n < was->stop_count; n++) {
            if (was->stops[n].tps < 0) continue;
            assert_non_null(stop_of(&a.plan, was->stops[n].tps, &by));
            assert_int_equal(by->vehicle, was->vehicle);
            assert_int_equal(by->day, was->day);
        }
    }
    scene_done(&s);
}

/* ---------------------------------------------------------------- a breakdown */

static void goods_of_a_vehicle_that_broke_down_are_taken_over_where_it_stands(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    for (int v = 0; v < 4; v++) s.vehicles[v].capacity_boxes = 30;
    Plan old = make(&s, 2, 3000);
    int32_t lost = longest(&old);
    const PlanTrip *t = &old.trips[lost];
    assert_true(t->stop_count > 1);
    int64_t at_s = t->stops[0].leave_s + 30;
    PlanFact broken = {.trip = lost, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 10};
    PlanReplan a = again(&s, &old, at_s, &broken, 1);
    assert_kept(&s, &old, &a, &broken, 1);
    assert_int_equal(a.plan.unserved_count, 0);
    assert_int_equal(a.told, 1);
    size_t taken = 0, wrecks = 0;
    for (size_t i = 0; i < a.plan.trip_count; i++) {
        const PlanTrip *n = &a.plan.trips[i];
        wrecks += n->state == PLAN_BROKEN;
        for (size_t k = 0; k < n->stop_count; k++) {
            taken += n->stops[k].taken;
            if (n->stops[k].taken) assert_string_equal(n->via->takes, t->id);
        }
        if (n->vehicle == t->vehicle) assert_true(n->load_s <= at_s);
    }
    assert_int_equal(wrecks, 1);
    assert_int_equal(taken, t->stop_count - 1);
    scene_done(&s);
}

/* What others take over is laid into their days of several trips, wherever it costs least. */
static void what_a_lost_vehicle_had_ahead_finds_its_place_in_days_of_several_trips(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 48, 4);
    Plan old = make(&s, 3, 4000);
    for (size_t i = 0; i < old.trip_count; i++) {
        const PlanTrip *t = &old.trips[i];
        if (t->number != 1) continue;
        PlanFact broken = {
            .trip = (int32_t)i, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = t->load_s + 10};
        PlanReplan a = again(&s, &old, t->load_s + 60, &broken, 1);
        assert_kept(&s, &old, &a, &broken, 1);
    }
    scene_done(&s);
}

static void a_vehicle_that_broke_down_in_the_yard_has_nothing_aboard(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    Plan old = make(&s, 3, 3000);
    int64_t at_s = old.trips[0].load_s + 60; /* while it is loaded */
    int32_t lost = 0;
    PlanFact broken = {.trip = lost, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 30};
    PlanReplan a = again(&s, &old, at_s, &broken, 1);
    assert_kept(&s, &old, &a, &broken, 1);
    assert_int_equal(a.plan.unserved_count, 0);
    for (size_t i = 0; i < a.plan.trip_count; i++) {
        const PlanTrip *t = &a.plan.trips[i];
        if (t->vehicle == old.trips[lost].vehicle)
            assert_true(t->state == PLAN_BROKEN && t->stop_count == 0);
        else
            assert_null(t->via);
    }
    a.plan.id = "new"; /* and the next change of it still knows */
    PlanReplan then = again(&s, &a.plan, at_s + 7200, NULL, 0);
    assert_kept(&s, &a.plan, &then, NULL, 0);
    for (size_t i = 0; i < then.plan.trip_count; i++)
        if (then.plan.trips[i].vehicle == old.trips[lost].vehicle)
            assert_int_equal(then.plan.trips[i].state, PLAN_BROKEN);
    scene_done(&s);
}

/* ---------------------------------------------------------------- several things at once */

/* All roads at a place, which is a crossing of the grid, are closed. */
static void cut_off(Scene *s, int32_t crossing) {
    for (int32_t way = 1, i = 0; i < SCENE_GRID * SCENE_GRID; i++)
        for (int up = 0; up < 2; up++) {
            if (up ? i / SCENE_GRID + 1 == SCENE_GRID : i % SCENE_GRID + 1 == SCENE_GRID) continue;
            int32_t end = i + (up ? SCENE_GRID : 1);
            if (i == crossing || end == crossing) scene_close_road(s, way);
            way++;
        }
}

static void two_vehicles_that_break_down_at_once_are_both_relieved(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 5);
    Plan old = make(&s, 1, 3000);
    for (int32_t i = 0; i < (int32_t)old.trip_count; i++)
        for (int32_t k = i + 1; k < (int32_t)old.trip_count; k++) {
            const PlanTrip *a = &old.trips[i], *b = &old.trips[k];
            int64_t at_s = a->stops[0].leave_s + 60;
            if (a->vehicle == b->vehicle || b->depart_s > at_s || b->return_s < at_s) continue;
            PlanFact broken[] = {
                {.trip = i, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 30},
                {.trip = k, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 20}};
            PlanReplan answer = again(&s, &old, at_s, broken, 2);
            assert_kept(&s, &old, &answer, broken, 2);
            assert_int_equal(answer.plan.unserved_count, 0);
            int takers = 0;
            for (size_t n = 0; n < answer.plan.trip_count; n++) {
                const PlanVia *via = answer.plan.trips[n].via;
                takers += via && via->takes;
                if (via && via->takes)
                    assert_true(str_eq(via->takes, a->id) || str_eq(via->takes, b->id));
            }
            assert_true(takers >= 1);
        }
    scene_done(&s);
}

static void a_crew_that_turned_back_has_its_goods_brought_by_somebody_later(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    Plan old = make(&s, 2, 3000);
    int32_t i = longest(&old);
    const PlanTrip *t = &old.trips[i], *by;
    int64_t at_s = t->stops[0].leave_s + 300;
    PlanFact facts[] = {{.trip = i, .stop = 0, .act = PLAN_DELIVERED, .at_s = t->stops[0].leave_s},
                        {.trip = i, .stop = -1, .act = PLAN_TURNED_BACK, .at_s = at_s - 60}};
    PlanReplan a = again(&s, &old, at_s, facts, 2);
    assert_kept(&s, &old, &a, facts, 2);
    assert_int_equal(a.plan.unserved_count, 0);
    int64_t back_s = 0;
    for (size_t n = 0; n < a.plan.trip_count; n++)
        if (a.plan.trips[n].vehicle == t->vehicle && a.plan.trips[n].load_s == t->load_s)
            back_s = a.plan.trips[n].return_s;
    assert_true(back_s > at_s);
    for (size_t k = 1; k < t->stop_count; k++) {
        assert_non_null(stop_of(&a.plan, t->stops[k].tps, &by));
        assert_true(by->load_s >= back_s); /* they are in the yard again from then on */
    }
    scene_done(&s);
}

static void a_vehicle_that_is_cut_off_keeps_its_goods_and_nobody_drives_there(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    scene_roads(&s);
    /* one place lies at a crossing, and all roads there are closed while a vehicle unloads */
    s.tps[5].at = geo_point(1.8, 100.0);
    Plan old = make(&s, 2, 3000);
    const PlanTrip *t, *by;
    const PlanStop *stop = stop_of(&old, 5, &t);
    int64_t at_s = stop->begin_s + 60;
    size_t place = (size_t)(stop - t->stops);
    cut_off(&s, 0);
    PlanReplan a = again(&s, &old, at_s, NULL, 0);
    assert_kept(&s, &old, &a, NULL, 0);
    for (size_t k = place + 1; k < t->stop_count; k++) {
        const PlanStop *is = stop_of(&a.plan, t->stops[k].tps, &by);
        assert_null(is); /* aboard, and there is no way on */
    }
    for (size_t i = 0; i < a.plan.unserved_count; i++)
        assert_string_equal(a.plan.unserved[i].reason, "stranded");
    assert_int_equal(a.plan.unserved_count, t->stop_count - place - 1);
    scene_done(&s);
}

/* The first trip's vehicle has more to do that day: all of it goes to others, or is named. */
static void what_a_vehicle_had_ahead_that_day_goes_to_others(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 40, 5);
    s.vehicles[4].from_day = INT32_MAX; /* comes when one is lost */
    Plan old = make(&s, 1, 4000);
    s.vehicles[4].from_day = INT32_MIN;
    int32_t first = -1, trips = 0;
    for (int32_t i = 0; i < (int32_t)old.trip_count; i++)
        if (old.trips[i].number == 3) first = old.trips[i].vehicle;
    for (int32_t i = (int32_t)old.trip_count - 1; i >= 0; i--)
        if (old.trips[i].vehicle == first && old.trips[i].number == 1) trips = i;
    assert_true(first >= 0);
    const PlanTrip *t = &old.trips[trips], *by;
    PlanFact broken = {
        .trip = trips, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = t->stops[0].leave_s + 10};
    PlanReplan a = again(&s, &old, broken.at_s + 60, &broken, 1);
    assert_kept(&s, &old, &a, &broken, 1);
    assert_int_equal(a.plan.unserved_count, 0);
    for (int32_t i = 0; i < (int32_t)old.trip_count; i++)
        for (size_t k = 0; k < old.trips[i].stop_count && old.trips[i].vehicle == first; k++) {
            if (i == trips && k == 0) continue;
            assert_non_null(stop_of(&a.plan, old.trips[i].stops[k].tps, &by));
            assert_true(by->vehicle != first);
        }
    scene_done(&s);
}

/* ---------------------------------------------------------------- convoys */

static Plan convoy(Scene *s, int32_t *ret_a, int32_t *ret_b) {
    scene_init(s, 13, 4);
    for (int i = 0; i < 4; i++) {
        s->vehicles[i].needs_escort = true;
        s->vehicles[i].trips_max = 1;
        s->vehicles[i].capacity_boxes = 20;
        s->villages[i].district = 0;
    }
    s->vehicles[2].capacity_boxes = 10;
    s->persons[0] = (ElectionPerson){.id = "E", .role = "escort", .unit = "A"};
    s->r.person_count = 1;
    s->districts[0].has_at = s->districts[1].has_at = false;
    scene_rule(s, "vehicles_per_team", 4);
    Plan old = make(s, 1, 3000);
    for (int32_t a = 0; a < (int32_t)old.trip_count; a++)
        for (int32_t b = a + 1; b < (int32_t)old.trip_count; b++)
            if (plan_same_convoy(&old.trips[a], &old.trips[b]) &&
                old.trips[a].load_s != old.trips[b].load_s) {
                *ret_a = old.trips[a].load_s < old.trips[b].load_s ? a : b;
                *ret_b = *ret_a == a ? b : a;
                return old;
            }
    fail_msg("no convoy");
    return old;
}

static void a_convoy_of_which_one_loads_leaves_together(void **state) {
    (void)state;
    Scene s;
    int32_t a = 0, b = 0;
    Plan old = convoy(&s, &a, &b);
    const PlanTrip *first = &old.trips[a], *second = &old.trips[b];
    const int64_t moments[] = {first->load_s + 10, second->load_s + 10, first->depart_s + 600};
    for (size_t i = 0; i < COUNT_OF(moments); i++) {
        PlanReplan answer = again(&s, &old, moments[i], NULL, 0);
        assert_kept(&s, &old, &answer, NULL, 0);
        PlanChanges c;
        plan_changes(s.arena, &s.r, &old, &answer.plan, answer.need_not, &c);
        assert_int_equal(c.changed, 0);
        for (size_t k = 0; k < old.trip_count; k++) {
            assert_string_equal(old.trips[k].escort, answer.plan.trips[k].escort);
            assert_int_equal(old.trips[k].depart_s, answer.plan.trips[k].depart_s);
        }
    }
    /* and when one of them is late, all are */
    PlanFact late = {.trip = a, .stop = -1, .act = PLAN_LOADED, .at_s = first->load_s + 1800};
    PlanReplan answer = again(&s, &old, first->load_s + 1810, &late, 1);
    assert_kept(&s, &old, &answer, &late, 1);
    scene_done(&s);
}

static void the_rest_of_a_convoy_goes_on_without_the_vehicle_that_broke_down(void **state) {
    (void)state;
    Scene s;
    int32_t a = 0, b = 0;
    Plan old = convoy(&s, &a, &b);
    const PlanTrip *by;
    int64_t at_s = old.trips[a].stops[0].leave_s + 60;
    PlanFact broken = {.trip = a, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 30};
    PlanReplan answer = again(&s, &old, at_s, &broken, 1);
    assert_kept(&s, &old, &answer, &broken, 1);
    for (size_t k = 0; k < old.trips[b].stop_count; k++) {
        assert_non_null(stop_of(&answer.plan, old.trips[b].stops[k].tps, &by));
        assert_int_equal(by->vehicle, old.trips[b].vehicle);
        assert_string_equal(by->escort, old.trips[b].escort);
    }
    answer.plan.id = "new";
    PlanReplan then = again(&s, &answer.plan, at_s + 1200, NULL, 0);
    assert_kept(&s, &answer.plan, &then, NULL, 0);
    scene_done(&s);
}

/* ---------------------------------------------------------------- a change of a change */

/* Goods that another is to fetch still lie where they were until it comes there: tomorrow, if all
 * who could go have gone home for today. */
static void a_rescue_that_is_promised_is_kept(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 4);
    Plan old = make(&s, 2, 3000);
    int32_t lost = longest(&old);
    const PlanTrip *t = &old.trips[lost], *by, *was;
    int64_t at_s = t->stops[0].leave_s + 30;
    PlanFact broken = {.trip = lost, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 10};
    PlanReplan a = again(&s, &old, at_s, &broken, 1);
    a.plan.id = "new";
    const PlanTrip *rescue = NULL;
    for (size_t i = 0; i < a.plan.trip_count; i++)
        if (a.plan.trips[i].via && a.plan.trips[i].via->takes) rescue = &a.plan.trips[i];
    assert_non_null(rescue);
    for (int64_t moment_s = at_s + 60; moment_s < rescue->return_s; moment_s += 900) {
        PlanReplan then = again(&s, &a.plan, moment_s, NULL, 0);
        assert_kept(&s, &a.plan, &then, NULL, 0);
        for (size_t k = 0; k < rescue->stop_count; k++) {
            if (!rescue->stops[k].taken) continue;
            const PlanStop *is = stop_of(&then.plan, rescue->stops[k].tps, &by);
            const PlanStop *then_was = stop_of(&a.plan, rescue->stops[k].tps, &was);
            assert_non_null(is);
            assert_true(is->taken);
            assert_int_equal(by->vehicle, rescue->vehicle);
            assert_int_equal(is->begin_s, then_was->begin_s);
            assert_string_equal(by->via->takes, t->id);
        }
    }
    scene_done(&s);
}

/* The rescuer breaks down before it comes there: the goods are still in the first vehicle, and a
 * third one fetches them. */
static void a_rescuer_that_breaks_down_on_its_way_has_nothing_of_it_aboard(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 5);
    Plan old = make(&s, 2, 3000);
    int32_t lost = longest(&old), rescuer = -1;
    const PlanTrip *t = &old.trips[lost], *by;
    int64_t at_s = t->stops[0].leave_s + 30;
    PlanFact broken = {.trip = lost, .stop = -1, .act = PLAN_BROKE_DOWN, .at_s = at_s - 10};
    PlanReplan a = again(&s, &old, at_s, &broken, 1);
    a.plan.id = "new";
    for (size_t i = 0; i < a.plan.trip_count; i++)
        if (a.plan.trips[i].via && a.plan.trips[i].via->takes) rescuer = (int32_t)i;
    assert_true(rescuer >= 0);
    const PlanTrip *rescue = &a.plan.trips[rescuer];
    PlanFact then = {.trip = rescuer,
                     .stop = -1,
                     .act = PLAN_BROKE_DOWN,
                     .at_s = rescue->via->arrive_s - rescue->via->leg_s / 2};
    PlanReplan b = again(&s, &a.plan, then.at_s + 60, &then, 1);
    assert_kept(&s, &a.plan, &b, &then, 1);
    size_t fetched = 0;
    for (size_t k = 0; k < rescue->stop_count; k++) {
        if (!rescue->stops[k].taken || !stop_of(&b.plan, rescue->stops[k].tps, &by)) continue;
        assert_true(by->vehicle != rescue->vehicle && by->vehicle != t->vehicle);
        assert_string_equal(by->via->takes, t->id);
        assert_int_equal(by->via->at.lat_e7, rescue->via->at.lat_e7);
        fetched++;
    }
    assert_true(fetched > 0);
    scene_done(&s);
}

/* ---------------------------------------------------------------- what was said */

static void of_a_trip_of_which_something_was_said_the_rest_has_not_happened(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    Plan old = make(&s, 2, 3000);
    int32_t i = longest(&old);
    const PlanTrip *t = &old.trips[i], *by;
    PlanFact facts[] = {{.trip = i, .stop = -1, .act = PLAN_DEPARTED, .at_s = t->depart_s + 60},
                        {.trip = i, .stop = 0, .act = PLAN_DELIVERED, .at_s = t->stops[0].leave_s}};
    PlanReplan a = again(&s, &old, t->return_s, facts, 2);
    assert_kept(&s, &old, &a, facts, 2);
    assert_int_equal(a.told, 1);
    assert_true(stop_of(&a.plan, t->stops[0].tps, &by)->reached);
    assert_int_equal(by->depart_s, t->depart_s + 60);
    for (size_t k = 1; k < t->stop_count; k++) {
        const PlanStop *stop = stop_of(&a.plan, t->stops[k].tps, &by);
        assert_non_null(stop);
        assert_false(stop->reached);
        assert_true(stop->begin_s >= t->return_s);
        assert_int_equal(by->vehicle, t->vehicle);
    }
    scene_done(&s);
}

static void a_late_vehicle_makes_later_trips_late_and_that_is_needed(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 2);
    Plan old = make(&s, 3, 3000);
    const PlanTrip *t = &old.trips[0];
    int64_t at_s = t->depart_s + 2 * 3600;
    PlanFact loaded = {.trip = 0, .stop = -1, .act = PLAN_LOADED, .at_s = t->load_s};
    PlanReplan a = again(&s, &old, at_s, &loaded, 1);
    assert_kept(&s, &old, &a, &loaded, 1);
    PlanChanges c;
    plan_changes(s.arena, &s.r, &old, &a.plan, a.need_not, &c);
    assert_true(c.changed > 0);
    for (size_t i = 0; i < c.tps_count; i++)
        for (size_t k = 0; k < t->stop_count; k++)
            if (c.tps[i].tps == t->stops[k].tps) assert_false(c.tps[i].needless);
    scene_done(&s);
}

/* ---------------------------------------------------------------- the check sees */

static void the_check_refuses_a_plan_that_undoes_what_was_done(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 3);
    Plan old = make(&s, 2, 3000);
    int32_t i = longest(&old);
    const PlanTrip *t = &old.trips[i];
    PlanFact fact = {.trip = i, .stop = 0, .act = PLAN_DELIVERED, .at_s = t->stops[0].leave_s};
    PlanReplan a = again(&s, &old, t->stops[0].leave_s + 60, &fact, 1);
    assert_kept(&s, &old, &a, &fact, 1);
    const PlanTrip *by;
    PlanStop *stop = (PlanStop *)stop_of(&a.plan, t->stops[0].tps, &by);
    stop->reached = false;
    PlanVerdict v;
    Err err;
    assert_int_equal(plan_check(&s.env, s.arena, &s.r, &s.needs, &a.network, &a.plan, &v, &err),
                     OK);
    size_t plain = v.count;
    assert_true(plain > 0); /* to be served before the plan's moment */
    plan_check_happened(s.arena, &s.r, &old, &fact, 1, &a.plan, &v);
    assert_true(v.count > plain);
    scene_done(&s);
}

/* ---------------------------------------------------------------- tables */

static size_t faults_of(Scene *s, const Plan *plan, const char *text, const char *field) {
    Faults faults = {.arena = s->arena, .file = "x.csv"};
    PlanFact *facts;
    size_t n = 0, found = 0;
    Err err;
    Bytes bytes = {(const uint8_t *)text, strlen(text)};
    Status st = plan_happened_read(s->arena, &s->r, plan, bytes, &facts, &n, &faults, &err);
    for (size_t i = 0; i < faults.list.n; i++) assert_non_null(faults.list.at[i].text);
    assert_int_equal(st == OK, faults.total == 0);
    for (size_t i = 0; i < faults.list.n; i++)
        found += !field || str_eq(faults.list.at[i].field, field);
    return found;
}

static void a_table_of_what_has_happened_is_read_and_its_faults_have_lines(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 8, 2);
    Plan plan = make(&s, 2, 1000);
    const PlanTrip *t = &plan.trips[longest(&plan)];
    const PlanStop *first = t->stops;
    while (first->tps < 0) first++;
    const char *tps = s.r.tps[first->tps].id, *vehicle = s.r.vehicles[t->vehicle].id;
    assert_int_equal(faults_of(&s, &plan, "kendaraan;waktu;kejadian;tps;lat;lon\n", NULL), 0);
    char at[32];
    time_format_utc(first->leave_s * 1000, at);
    const char *good = arena_printf(
        s.arena, "vehicle,time,what,tps,lat,lon\n%s,%s,delivered,%s,,\n%s,%s,rusak,,1.9,100.1\n",
        vehicle, at, tps, vehicle, at);
    assert_int_equal(faults_of(&s, &plan, good, NULL), 0);
    assert_int_equal(faults_of(&s, &plan, "vehicle,what\n", "time"), 1);
    assert_int_equal(
        faults_of(&s, &plan, "vehicle,time,what\nXX,2024-02-12 07:00,loaded\n", "vehicle"), 1);
    const char *bad = arena_printf(s.arena,
                                   "vehicle,time,what,tps,lat,lon\n%s,yesterday,flown,,,\n"
                                   "%s,%s,arrived,,,\n%s,%s,broken,,95,1\n",
                                   vehicle, vehicle, at, vehicle, at);
    assert_int_equal(faults_of(&s, &plan, bad, "time"), 1);
    assert_int_equal(faults_of(&s, &plan, bad, "what"), 1);
    assert_int_equal(faults_of(&s, &plan, bad, "tps"), 1);
    assert_int_equal(faults_of(&s, &plan, bad, "lat"), 1);
    scene_done(&s);
}

/* ---------------------------------------------------------------- a part of the vote */

static void a_plan_for_a_re_vote_brings_its_contests_to_its_places_only(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 24, 2);
    scene_ready(&s);
    ElectionLoad whole = s.needs.tps_load[3];
    PlanPlace places[] = {{3, 1}, {7, 1}};
    Plan vote = {.revote = 9,
                 .vote_day = s.r.rules.voting_day + 10,
                 .only = places,
                 .only_count = COUNT_OF(places)};
    plan_narrow(s.arena, &vote, &s.r, &s.needs);
    assert_true(s.needs.tps_load[3].mass_g > 0 && s.needs.tps_load[3].mass_g < whole.mass_g);
    assert_int_equal(s.needs.tps_load[4].mass_g, 0);
    PlanOptions o = scene_options(&s, 2, 500);
    o.vote = &vote;
    Plan plan;
    PlanVerdict v;
    Err err;
    assert_int_equal(plan_make(&s.env, s.arena, &s.r, &s.needs, &s.network, &o, &plan, &err), OK);
    assert_int_equal(plan.unserved_count, 0);
    assert_int_equal(plan.only_count, 2);
    assert_int_equal(plan_check(&s.env, s.arena, &s.r, &s.needs, &s.network, &plan, &v, &err), OK);
    assert_int_equal(v.count, 0);
    assert_int_equal(v.tps_served, 2);
    assert_int_equal(v.tps_total, 2);
    scene_done(&s);
}

int main(void) {
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_that_nothing_happened_to_stays_as_it_is),
        cmocka_unit_test(what_has_been_done_is_never_changed),
        cmocka_unit_test(cargo_aboard_stays_with_its_vehicle),
        cmocka_unit_test(goods_of_a_vehicle_that_broke_down_are_taken_over_where_it_stands),
        cmocka_unit_test(what_a_lost_vehicle_had_ahead_finds_its_place_in_days_of_several_trips),
        cmocka_unit_test(a_vehicle_that_broke_down_in_the_yard_has_nothing_aboard),
        cmocka_unit_test(two_vehicles_that_break_down_at_once_are_both_relieved),
        cmocka_unit_test(a_crew_that_turned_back_has_its_goods_brought_by_somebody_later),
        cmocka_unit_test(a_vehicle_that_is_cut_off_keeps_its_goods_and_nobody_drives_there),
        cmocka_unit_test(what_a_vehicle_had_ahead_that_day_goes_to_others),
        cmocka_unit_test(a_convoy_of_which_one_loads_leaves_together),
        cmocka_unit_test(the_rest_of_a_convoy_goes_on_without_the_vehicle_that_broke_down),
        cmocka_unit_test(a_rescue_that_is_promised_is_kept),
        cmocka_unit_test(a_rescuer_that_breaks_down_on_its_way_has_nothing_of_it_aboard),
        cmocka_unit_test(of_a_trip_of_which_something_was_said_the_rest_has_not_happened),
        cmocka_unit_test(a_late_vehicle_makes_later_trips_late_and_that_is_needed),
        cmocka_unit_test(the_check_refuses_a_plan_that_undoes_what_was_done),
        cmocka_unit_test(a_table_of_what_has_happened_is_read_and_its_faults_have_lines),
        cmocka_unit_test(a_plan_for_a_re_vote_brings_its_contests_to_its_places_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
