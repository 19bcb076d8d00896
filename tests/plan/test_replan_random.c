// SPDX-License-Identifier: Apache-2.0
/* Plans under way by chance: small regencies on a grid of roads, with or without a PPK, escorts,
 * convoys and a small store; in each, at up to three moments, vehicles break down, turn back, are
 * late, roads are closed, and the plan is changed. Every answer passes the independent check, and
 * what was aboard is where it was. HANTAR_CAMPAIGN multiplies the regencies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"

#define FACTS_MAX 8
#define MOMENTS 3

typedef struct Trial {
    Scene s;
    Rng rng;
    uint64_t seed;
    Plan old;
    int64_t at_s;
    PlanFact facts[FACTS_MAX];
    size_t fact_count;
    bool closed;
} Trial;

static int32_t in(Trial *t, int32_t least, int32_t most) {
    return least + (int32_t)rng_below(&t->rng, (uint32_t)(most - least + 1));
}

/* ---------------------------------------------------------------- a regency and its plan */

static void escorts(Trial *t) {
    Scene *s = &t->s;
    int32_t teams = in(t, 1, 3);
    for (size_t i = 0; i < s->r.vehicle_count; i++) s->vehicles[i].needs_escort = true;
    for (int32_t i = 0; i < teams; i++)
        s->persons[i] = (ElectionPerson){.id = "E",
                                         .role = "escort",
                                         .unit = i == 0   ? "A"
                                                 : i == 1 ? "B"
                                                          : "C"};
    s->persons[teams] = (ElectionPerson){.id = "E", .role = "escort", .unit = "P", .depot = 1};
    s->r.person_count = (size_t)teams + (s->r.depot_count > 1);
    scene_rule(s, "vehicles_per_team", in(t, 1, 3));
}

static void regency(Trial *t) {
    Scene *s = &t->s;
    scene_init(s, (size_t)in(t, 12, 40), (size_t)in(t, 3, 6));
    for (size_t i = 0; i < s->r.vehicle_count; i++) {
        s->vehicles[i].capacity_boxes = in(t, 12, 40);
        s->vehicles[i].trips_max = in(t, 1, 4);
        if (in(t, 0, 3) == 0) s->vehicles[i].shift_end_s = in(t, 12, 20) * 3600;
    }
    if (in(t, 0, 1)) scene_hub(s);
    if (in(t, 0, 3) == 0) s->districts[1].store_boxes = in(t, 10, 80);
    if (in(t, 0, 1)) escorts(t);
    scene_roads(s);
    scene_ready(s);
    PlanOptions o = scene_options(s, in(t, 1, 3), 500);
    Err err;
    Status st = plan_make(&s->env, s->arena, &s->r, &s->needs, &s->network, &o, &t->old, &err);
    assert_int_equal(st, OK);
    t->old.id = "plan";
}

/* ---------------------------------------------------------------- what happens */

static bool told_of(const Trial *t, int32_t trip) {
    for (size_t i = 0; i < t->fact_count; i++)
        if (t->old.trips[t->facts[i].trip].vehicle == t->old.trips[trip].vehicle) return true;
    return false;
}

static void say(Trial *t, int32_t trip, int32_t stop, PlanAct act, int64_t at_s) {
    if (t->fact_count == FACTS_MAX || at_s > t->at_s) return;
    t->facts[t->fact_count++] = (PlanFact){.trip = trip, .stop = stop, .act = act, .at_s = at_s};
}

/* A vehicle that is out at the moment breaks down, turns back, or is late. */
static void happen(Trial *t, int32_t i) {
    const PlanTrip *trip = &t->old.trips[i];
    if (told_of(t, i) || trip->state == PLAN_DONE || trip->state == PLAN_BROKEN) return;
    int64_t since_s = trip->load_s > t->old.at_s ? trip->load_s : t->old.at_s;
    if (trip->load_s > t->at_s || trip->return_s < t->at_s || since_s >= t->at_s) return;
    int64_t when_s = since_s + 1 + in(t, 0, (int32_t)(t->at_s - since_s - 1));
    switch (in(t, 0, 5)) {
    case 0:
    case 1: say(t, i, -1, PLAN_BROKE_DOWN, when_s); break;
    case 2: say(t, i, -1, PLAN_TURNED_BACK, when_s); break;
    case 3: say(t, i, -1, PLAN_DEPARTED, trip->depart_s + in(t, 0, 3600)); break;
    case 4:
        if (trip->state == PLAN_AHEAD && trip->stop_count && trip->stops[0].tps >= 0)
            say(t, i, 0, PLAN_DELIVERED, trip->stops[0].leave_s + in(t, 0, 1800));
        break;
    default: break;
    }
}

static void moment(Trial *t) {
    const Plan *p = &t->old;
    const PlanTrip *trip = &p->trips[in(t, 0, (int32_t)p->trip_count - 1)];
    int64_t lasts_s = trip->return_s - trip->load_s;
    t->at_s = trip->load_s + in(t, 0, (int32_t)(lasts_s > 0 ? lasts_s : 1));
    if (t->at_s <= p->at_s) t->at_s = p->at_s + in(t, 1, 7200);
    t->fact_count = 0;
    for (int32_t i = 0; i < (int32_t)p->trip_count; i++) happen(t, i);
    t->closed = false;
    for (int32_t i = in(t, -2, 12); i > 0; i--) {
        scene_close_road(&t->s, in(t, 1, SCENE_WAYS));
        t->closed = true;
    }
}

/* ---------------------------------------------------------------- what must hold */

static const PlanTrip *brings(const Plan *p, int32_t tps) {
    for (size_t i = 0; i < p->trip_count; i++)
        for (size_t k = 0; k < p->trips[i].stop_count; k++)
            if (p->trips[i].stops[k].tps == tps) return &p->trips[i];
    return NULL;
}

/* Of a trip of which nothing was said, and that is out at the moment. */
static void assert_aboard(const Trial *t, const PlanReplan *a) {
    for (size_t i = 0; i < t->old.trip_count; i++) {
        const PlanTrip *was = &t->old.trips[i];
        if (told_of(t, (int32_t)i) || was->state == PLAN_BROKEN || was->depart_s > t->at_s)
            continue;
        for (size_t k = 0; k < was->stop_count; k++) {
            const PlanTrip *is = was->stops[k].tps < 0 ? NULL : brings(&a->plan, was->stops[k].tps);
            if (is && (is->vehicle != was->vehicle || is->day != was->day))
                fail_msg("seed %llu: goods of %s changed vehicle", (unsigned long long)t->seed,
                         was->id);
        }
    }
}

static void assert_holds(Trial *t, const PlanReplan *a) {
    Scene *s = &t->s;
    PlanVerdict v;
    Err err;
    assert_int_equal(
        plan_check(&s->env, s->arena, &s->r, &s->needs, &a->network, &a->plan, &v, &err), OK);
    PlanChanges c;
    plan_changes(s->arena, &s->r, &t->old, &a->plan, a->need_not, &c);
    plan_check_happened(s->arena, &s->r, &t->old, t->facts, t->fact_count, &a->plan, &v);
    for (size_t i = 0; i < v.count; i++)
        print_message("# %s %s %s: %s\n", v.breaches[i].rule,
                      v.breaches[i].trip ? v.breaches[i].trip : "",
                      v.breaches[i].tps ? v.breaches[i].tps : "", v.breaches[i].text);
    if (v.count) fail_msg("seed %llu: %zu breaches", (unsigned long long)t->seed, v.count);
    assert_aboard(t, a);
    if (!t->fact_count && !t->closed && c.changed)
        fail_msg("seed %llu: nothing happened, %zu changed", (unsigned long long)t->seed,
                 c.changed);
}

static void under_way(uint64_t seed) {
    static Trial t;
    t = (Trial){.seed = seed};
    rng_seed(&t.rng, seed);
    regency(&t);
    for (int i = 0; i < MOMENTS && t.old.trip_count; i++) {
        PlanReplan answer;
        Err err;
        moment(&t);
        PlanReplanOptions o = {.at_s = t.at_s,
                               .iterations = 400,
                               .seed = seed,
                               .threads = 1,
                               .facts = t.facts,
                               .fact_count = t.fact_count};
        Status st = plan_replan(&t.s.env, t.s.store, t.s.arena, &t.s.r, &t.s.needs, &t.old, &o,
                                &answer, &err);
        if (st != OK) fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        assert_holds(&t, &answer);
        t.old = answer.plan;
        t.old.id = "plan";
    }
    scene_done(&t.s);
}

static void whatever_happens_the_rest_of_the_plan_keeps_every_rule(void **state) {
    (void)state;
    const char *campaign = getenv("HANTAR_CAMPAIGN"), *one = getenv("HANTAR_SEED");
    int64_t factor, seed, trials = 60;
    if (campaign && int_parse(campaign, 1, 10000, &factor)) trials *= factor;
    if (one && int_parse(one, 0, INT32_MAX, &seed)) {
        under_way((uint64_t)seed);
        return;
    }
    for (int64_t i = 0; i < trials; i++) under_way((uint64_t)i);
}

int main(void) {
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_happens_the_rest_of_the_plan_keeps_every_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
