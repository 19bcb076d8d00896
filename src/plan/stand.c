// SPDX-License-Identifier: Apache-2.0
/* What has been done of a plan by a moment. A trip is a row of steps: loading begins, it leaves, it
 * comes to a stop, leaves it, ..., is home. What was said fixes the step and all before it; what
 * was not said is expected to take as long as planned. */
#include "plan/replan_int.h"

#include <stdlib.h>
#include <string.h>

#define NOT_SAID INT64_MIN

enum { LOADS, LEAVES, COMES }; /* COMES + 2k: to stop k; one more: leaves it; last: is home */

typedef struct Walk {
    const PlanTrip *planned;
    PlanTrip *trip;
    PlanPosition *where;
    int64_t *said; /* per step */
    int32_t last;  /* step of which something was said; -1 */
    bool told;
    int64_t broken_s, resumed_s, turned_s;
    int64_t at_s;
    int64_t limit_s; /* what is later has not happened */
    int64_t now_s;
    bool open; /* all so far has happened */
} Walk;

/* ---------------------------------------------------------------- what was said of a trip */

static int32_t step_of(const PlanFact *f, const PlanTrip *t) {
    switch (f->act) {
    case PLAN_LOADED: return LOADS;
    case PLAN_DEPARTED: return LEAVES;
    case PLAN_ARRIVED: return COMES + 2 * f->stop;
    case PLAN_DELIVERED: return COMES + 2 * f->stop + 1;
    case PLAN_FINISHED: return COMES + 2 * (int32_t)t->stop_count;
    default: return -1;
    }
}

static void say(Walk *w, int32_t number, int64_t time_s) {
    w->said[number] = time_s;
    if (number > w->last) w->last = number;
}

/* What an earlier plan under way already held as done. */
static void say_reached(Walk *w, int64_t before_s) {
    const PlanTrip *t = w->planned;
    if (t->state != PLAN_UNDER_WAY) return;
    say(w, LOADS, t->load_s);
    if (t->depart_s <= before_s) say(w, LEAVES, t->depart_s);
    for (int32_t k = 0; k < (int32_t)t->stop_count; k++) {
        if (!t->stops[k].reached) continue;
        say(w, COMES + 2 * k, t->stops[k].arrive_s);
        if (t->stops[k].leave_s <= before_s) say(w, COMES + 2 * k + 1, t->stops[k].leave_s);
    }
}

static void say_fact(Walk *w, const PlanFact *f) {
    if (f->act == PLAN_BROKE_DOWN || f->act == PLAN_TURNED_BACK) {
        if (f->act == PLAN_BROKE_DOWN)
            w->broken_s = f->at_s;
        else
            w->turned_s = f->at_s;
        w->resumed_s = NOT_SAID;
        w->where->has_point = f->has_point;
        w->where->point = f->point;
    } else if (f->act == PLAN_RESUMED) {
        w->resumed_s = f->at_s;
    } else {
        w->told = true;
        say(w, step_of(f, w->planned), f->at_s);
    }
}

/* ---------------------------------------------------------------- walking a trip */

/* Goes to a step that is expected at that time; tells whether it has happened. */
static bool walk_to(Walk *w, int32_t number, int64_t expected_s) {
    int32_t home = COMES + 2 * (int32_t)w->trip->stop_count;
    if (w->resumed_s != NOT_SAID && w->broken_s != NOT_SAID && expected_s > w->broken_s)
        expected_s += w->resumed_s - w->broken_s;
    for (int32_t i = number; i <= w->last; i++) /* before whatever was said of later steps */
        if (w->said[i] != NOT_SAID && w->said[i] < expected_s) expected_s = w->said[i];
    if (number <= w->last && w->said[number] != NOT_SAID) expected_s = w->said[number];
    bool happened =
        number <= w->last || (w->open && expected_s <= w->limit_s && (!w->told || number == home));
    if (!happened && expected_s < w->at_s) expected_s = w->at_s;
    if (expected_s > w->now_s) w->now_s = expected_s;
    return happened;
}

/* The first step that has not happened says where the vehicle is. */
static void halt(Walk *w, int32_t next, bool moving, int64_t left_s, int64_t leg_s) {
    if (!w->open) return;
    w->open = false;
    w->where->next = next;
    w->where->moving = moving;
    w->where->left_s = left_s;
    w->where->leg_s = leg_s;
}

static void walk_via(Walk *w, int32_t next) {
    const PlanVia *planned = w->planned->via;
    if (!planned || planned->before != next) return;
    PlanVia *via = (PlanVia *)w->trip->via;
    int64_t left_s = w->now_s, stays_s = planned->leave_s - planned->arrive_s;
    bool passed = w->last >= COMES + 2 * next;
    bool come = passed || (w->open && left_s + planned->leg_s <= w->limit_s);
    if (!come) halt(w, next, true, left_s, planned->leg_s);
    via->arrive_s = w->now_s = left_s + planned->leg_s;
    if (come) w->where->behind_via = true;
    if (come && !passed && w->now_s + stays_s > w->limit_s) halt(w, next, false, w->now_s, 0);
    via->leave_s = w->now_s += stays_s;
}

static void walk_stop(Walk *w, int32_t k) {
    const PlanStop *planned = &w->planned->stops[k];
    PlanStop *stop = &w->trip->stops[k];
    int64_t left_s = w->now_s, stays_s = planned->leave_s - planned->begin_s;
    stop->reached = walk_to(w, COMES + 2 * k, left_s + planned->leg_s);
    if (!stop->reached) halt(w, k, true, left_s, planned->leg_s);
    stop->arrive_s = stop->begin_s = w->now_s;
    if (planned->begin_s > planned->arrive_s && stop->begin_s < planned->begin_s)
        stop->begin_s = planned->begin_s; /* it waits, as planned */
    bool left = walk_to(w, COMES + 2 * k + 1, stop->begin_s + stays_s);
    if (!left) halt(w, k + 1, false, w->now_s, 0);
    stop->leave_s = w->now_s;
    if (stop->begin_s > stop->leave_s) stop->begin_s = stop->leave_s;
}

static int64_t way_home_s(const PlanTrip *t) {
    int64_t left_s = t->stop_count ? t->stops[t->stop_count - 1].leave_s : t->depart_s;
    if (t->via && t->via->before == (int32_t)t->stop_count) left_s = t->via->leave_s;
    return t->return_s - left_s;
}

/* Trips that have not begun stay as planned. */
static void walk_trip(Walk *w, int64_t free_s) {
    PlanTrip *t = w->trip;
    const PlanTrip *p = w->planned;
    int32_t n = (int32_t)t->stop_count;
    if (w->resumed_s == NOT_SAID && w->broken_s != NOT_SAID && w->broken_s < w->limit_s)
        w->limit_s = w->broken_s;
    if (w->turned_s != NOT_SAID && w->turned_s < w->limit_s) w->limit_s = w->turned_s;
    w->now_s = INT64_MIN;
    w->open = true;
    if (!walk_to(w, LOADS, p->load_s > free_s ? p->load_s : free_s)) return;
    t->state = PLAN_UNDER_WAY;
    t->load_s = w->now_s;
    if (!walk_to(w, LEAVES, t->load_s + (p->depart_s - p->load_s))) halt(w, 0, false, w->now_s, 0);
    t->depart_s = w->now_s;
    for (int32_t k = 0; k < n; k++) {
        walk_via(w, k);
        walk_stop(w, k);
    }
    walk_via(w, n);
    int64_t left_s = w->now_s, home_s = way_home_s(p);
    if (walk_to(w, COMES + 2 * n, left_s + home_s)) t->state = PLAN_DONE;
    halt(w, n, true, left_s, home_s);
    t->return_s = w->now_s;
}

/* A vehicle that breaks down in the yard has not begun: its goods still lie at the depot. */
static void judge(Walk *w, int64_t *broken_s) {
    PlanTrip *t = w->trip;
    if (w->broken_s == NOT_SAID || w->resumed_s != NOT_SAID) {
        if (w->turned_s != NOT_SAID && t->state == PLAN_UNDER_WAY) w->where->turned = true;
        return;
    }
    *broken_s = w->broken_s;
    if (t->state != PLAN_UNDER_WAY) return;
    if (w->where->next == 0 && !w->where->moving && !w->where->behind_via) {
        t->state = PLAN_AHEAD;
        return;
    }
    t->state = PLAN_BROKEN;
    t->return_s = w->broken_s;
}

/* ---------------------------------------------------------------- all trips */

static PlanTrip trip_copy(Arena *arena, const PlanTrip *t) {
    PlanTrip copy = *t;
    copy.stops = ARENA_ARRAY(arena, PlanStop, t->stop_count + 1);
    if (t->stop_count) memcpy(copy.stops, t->stops, t->stop_count * sizeof *copy.stops);
    if (t->via) {
        PlanVia *via = ARENA_NEW(arena, PlanVia);
        *via = *t->via;
        copy.via = via;
    }
    return copy;
}

typedef struct Turn { /* of a vehicle's trips */
    const PlanTrip *trip;
    int32_t index;
} Turn;

static int turn_order(const void *a, const void *b) {
    const PlanTrip *x = ((const Turn *)a)->trip, *y = ((const Turn *)b)->trip;
    if (x->vehicle != y->vehicle) return x->vehicle < y->vehicle ? -1 : 1;
    if (x->load_s != y->load_s) return x->load_s < y->load_s ? -1 : 1;
    return ((const Turn *)a)->index - ((const Turn *)b)->index;
}

/* A vehicle is broken down whichever trip that was stated of. */
static bool breaks_for_good(const Plan *plan, const PlanFact *facts, size_t count, size_t fact,
                            int32_t vehicle) {
    const PlanFact *f = &facts[fact];
    if (f->act != PLAN_BROKE_DOWN || plan->trips[f->trip].vehicle != vehicle) return false;
    for (size_t k = 0; k < count; k++)
        if (facts[k].act == PLAN_RESUMED && plan->trips[facts[k].trip].vehicle == vehicle &&
            facts[k].at_s >= f->at_s)
            return false;
    return true;
}

static void stand_trip(Arena *arena, const Plan *plan, int32_t i, const PlanFact *facts,
                       size_t count, int64_t free_s, PlanStand *s) {
    const PlanTrip *planned = &plan->trips[i];
    Walk w = {.planned = planned,
              .trip = &s->trips[i],
              .where = &s->where[i],
              .last = -1,
              .broken_s = NOT_SAID,
              .resumed_s = NOT_SAID,
              .turned_s = NOT_SAID,
              .at_s = s->at_s,
              .limit_s = s->at_s};
    if (planned->state == PLAN_DONE || planned->state == PLAN_BROKEN) {
        if (planned->state == PLAN_BROKEN) s->broken_s[planned->vehicle] = planned->return_s;
        return;
    }
    size_t steps = COMES + 2 * planned->stop_count + 1;
    w.said = ARENA_ARRAY(arena, int64_t, steps);
    for (size_t k = 0; k < steps; k++) w.said[k] = NOT_SAID;
    say_reached(&w, plan->at_s);
    bool said = false;
    for (size_t k = 0; k < count; k++) {
        const PlanFact *f = &facts[k];
        if (f->at_s > s->at_s) continue;
        said = said || f->trip == i;
        if (f->trip == i || breaks_for_good(plan, facts, count, k, planned->vehicle))
            say_fact(&w, f);
    }
    if (s->broken_s[planned->vehicle] != INT64_MAX && w.last < 0 && planned->state == PLAN_AHEAD)
        w.limit_s = s->broken_s[planned->vehicle]; /* it stands since an earlier trip */
    walk_trip(&w, free_s);
    judge(&w, &s->broken_s[planned->vehicle]);
    if (s->trips[i].state == PLAN_AHEAD) return;
    if (said)
        s->told++;
    else
        s->assumed++;
}

/* When what a trip brings to PPKs can be loaded there: not yet, if it has not come and the vehicle
 * is not on its way with it. */
static void note_ready(const ElectionRegency *r, const PlanStand *s, size_t i, int64_t *ready_s) {
    const PlanTrip *t = &s->trips[i];
    bool comes = t->state == PLAN_DONE || (t->state == PLAN_UNDER_WAY && !s->where[i].turned);
    for (size_t k = 0; k < t->stop_count; k++) {
        const PlanStop *stop = &t->stops[k];
        int32_t depot = plan_stop_depot(r, stop);
        for (size_t g = 0; depot >= 0 && g < stop->goods_count; g++)
            ready_s[stop->goods[g]] =
                comes || stop->reached ? stop->leave_s + plan_handling_s(r, depot) : s->at_s + 1;
    }
}

static int64_t goods_ready_s(const PlanTrip *t, const int64_t *ready_s, int64_t free_s) {
    for (size_t k = 0; k < t->stop_count; k++)
        if (t->stops[k].tps >= 0 && ready_s[t->stops[k].tps] > free_s)
            free_s = ready_s[t->stops[k].tps];
    return free_s;
}

/* A convoy is under way as soon as one of its vehicles loads: the others go with it as planned, and
 * leave no earlier than it does. */
static void join_convoys(const Plan *plan, PlanStand *s) {
    for (size_t i = 0; i < plan->trip_count; i++)
        for (size_t k = 0; k < plan->trip_count; k++) {
            PlanTrip *t = &s->trips[i];
            const PlanTrip *mate = &s->trips[k];
            if (t->state != PLAN_AHEAD || s->broken_s[t->vehicle] != INT64_MAX ||
                plan->trips[k].state != PLAN_AHEAD || mate->state != PLAN_UNDER_WAY ||
                !plan_convoy_holds(plan, &plan->trips[i], &plan->trips[k]))
                continue;
            int64_t leaves_s = mate->depart_s > s->at_s ? mate->depart_s : s->at_s;
            int64_t later_s = leaves_s > t->depart_s ? leaves_s - t->depart_s : 0;
            t->state = PLAN_UNDER_WAY;
            t->depart_s += later_s;
            t->return_s += later_s;
            for (size_t n = 0; n < t->stop_count; n++) {
                t->stops[n].arrive_s += later_s;
                t->stops[n].begin_s += later_s;
                t->stops[n].leave_s += later_s;
            }
            s->assumed++;
        }
}

void plan_stand(Arena *arena, const ElectionRegency *r, const Plan *plan, const PlanFact *facts,
                size_t count, int64_t at_s, PlanStand *ret) {
    PlanStand s = {.at_s = at_s, .count = plan->trip_count};
    s.trips = ARENA_ARRAY(arena, PlanTrip, plan->trip_count + 1);
    s.where = ARENA_ARRAY(arena, PlanPosition, plan->trip_count + 1);
    s.broken_s = ARENA_ARRAY(arena, int64_t, r->vehicle_count);
    for (size_t v = 0; v < r->vehicle_count; v++) s.broken_s[v] = INT64_MAX;
    Turn *turns = ARENA_ARRAY(arena, Turn, plan->trip_count + 1);
    for (size_t i = 0; i < plan->trip_count; i++) {
        s.trips[i] = trip_copy(arena, &plan->trips[i]);
        turns[i] = (Turn){&plan->trips[i], (int32_t)i};
    }
    if (plan->trip_count) qsort(turns, plan->trip_count, sizeof *turns, turn_order);
    int64_t *ready_s = ARENA_ARRAY(arena, int64_t, r->tps_count);
    for (size_t i = 0; i < r->tps_count; i++) ready_s[i] = INT64_MIN;
    for (int hubs = 0; hubs < 2; hubs++)
        for (size_t i = 0; i < plan->trip_count; i++) {
            const Turn *before = i ? &turns[i - 1] : NULL;
            const PlanTrip *t = turns[i].trip;
            if (plan_at_hub(r, t->depot) != hubs) continue;
            bool goes_on = before && before->trip->vehicle == t->vehicle;
            int64_t free_s = goes_on ? s.trips[before->index].return_s : INT64_MIN;
            if (hubs) free_s = goods_ready_s(t, ready_s, free_s);
            stand_trip(arena, plan, turns[i].index, facts, count, free_s, &s);
            if (!hubs) note_ready(r, &s, (size_t)turns[i].index, ready_s);
        }
    join_convoys(plan, &s);
    *ret = s;
}
