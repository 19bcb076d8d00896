// SPDX-License-Identifier: Apache-2.0
/* What one plan changes of another, for each TPS and each crew. */
#include "plan/plan_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct Call {   /* where a plan delivers a TPS */
    int32_t trip, stop; /* -1 = it does not */
} Call;

static Call *calls_of(Arena *arena, const ElectionRegency *r, const Plan *p) {
    Call *calls = ARENA_ARRAY(arena, Call, r->tps_count + 1);
    for (size_t i = 0; i < r->tps_count; i++) calls[i] = (Call){-1, -1};
    for (size_t t = 0; t < p->trip_count; t++)
        for (size_t k = 0; k < p->trips[t].stop_count; k++)
            if (p->trips[t].stops[k].tps >= 0)
                calls[p->trips[t].stops[k].tps] = (Call){(int32_t)t, (int32_t)k};
    return calls;
}

static const PlanStop *stop_at(const Plan *p, Call c) {
    return c.trip < 0 ? NULL : &p->trips[c.trip].stops[c.stop];
}

static PlanTpsChange change_of(const Plan *old, const Plan *plan, Call was, Call is, int32_t tps,
                               int64_t tolerance_s) {
    const PlanStop *a = stop_at(old, was), *b = stop_at(plan, is);
    PlanTpsChange c = {.tps = tps, .old_vehicle = -1, .new_vehicle = -1, .old_s = -1, .new_s = -1};
    if (a) c.old_vehicle = old->trips[was.trip].vehicle;
    if (a) c.old_s = a->begin_s;
    if (b) c.new_vehicle = plan->trips[is.trip].vehicle;
    if (b) c.new_s = b->begin_s;
    int64_t moved_s = a && b ? b->begin_s - a->begin_s : 0;
    c.counts = c.old_vehicle != c.new_vehicle || moved_s > tolerance_s || moved_s < -tolerance_s ||
               (a && b && old->trips[was.trip].day != plan->trips[is.trip].day);
    return c;
}

/* ---------------------------------------------------------------- crews */

static size_t trips_of(Arena *arena, const Plan *p, int32_t vehicle, int32_t day,
                       const PlanTrip ***ret) {
    VEC(const PlanTrip *) list = {0};
    for (size_t i = 0; i < p->trip_count; i++)
        if (p->trips[i].vehicle == vehicle && p->trips[i].day == day)
            vec_push(arena, &list, &p->trips[i]); /* trips are by departure */
    *ret = list.at;
    return list.n;
}

/* Goods as a key: stops of both plans that set down the same are the same. */
static int64_t key_of(const PlanStop *s) {
    if (s->goods_count == 0) return -1 - s->district;
    return (int64_t)s->goods[0] * 2 + (s->tps < 0);
}

static bool left_at(const Plan *plan, const PlanTrip *t, const PlanStop *s) {
    return t->state != PLAN_DONE && t->state != PLAN_BROKEN && !s->reached &&
           s->leave_s > plan->at_s;
}

static const PlanStop *find(const PlanTrip *const *trips, size_t n, int64_t key, int *place) {
    int at = 0;
    for (size_t t = 0; t < n; t++)
        for (size_t k = 0; k < trips[t]->stop_count; k++, at++)
            if (key_of(&trips[t]->stops[k]) == key) {
                *place = at;
                return &trips[t]->stops[k];
            }
    return NULL;
}

static void compare_crew(const Plan *plan, PlanCrewChange *c, int64_t tolerance_s, bool *work) {
    int was, last = -1;
    bool turned = false;
    for (size_t t = 0; t < c->new_count; t++)
        for (size_t k = 0; k < c->new_trips[t]->stop_count; k++) {
            const PlanStop *s = &c->new_trips[t]->stops[k];
            const PlanStop *o = find(c->old_trips, c->old_count, key_of(s), &was);
            *work = *work || left_at(plan, c->new_trips[t], s);
            if (!o) {
                c->added++;
                continue;
            }
            int64_t moved_s = s->begin_s - o->begin_s;
            c->retimed += moved_s > tolerance_s || moved_s < -tolerance_s;
            turned = turned || was < last;
            last = was;
        }
    for (size_t t = 0; t < c->old_count; t++)
        for (size_t k = 0; k < c->old_trips[t]->stop_count; k++)
            if (!find(c->new_trips, c->new_count, key_of(&c->old_trips[t]->stops[k]), &was))
                c->dropped++;
    for (size_t t = 0; t < c->new_count; t++)
        c->broken = c->broken || c->new_trips[t]->state == PLAN_BROKEN;
    c->changed = c->added || c->dropped || c->retimed || turned;
    *work = *work || c->changed;
}

static void compare_crews(Arena *arena, const ElectionRegency *r, const Plan *old, const Plan *plan,
                          int64_t tolerance_s, PlanChanges *ret) {
    VEC(PlanCrewChange) crews = {0};
    for (int32_t day = plan->from_day; day <= plan->to_day; day++)
        for (size_t v = 0; v < r->vehicle_count; v++) {
            PlanCrewChange c = {.vehicle = (int32_t)v, .day = day};
            bool work = false;
            c.old_count = trips_of(arena, old, (int32_t)v, day, &c.old_trips);
            c.new_count = trips_of(arena, plan, (int32_t)v, day, &c.new_trips);
            compare_crew(plan, &c, tolerance_s, &work);
            if (work) vec_push(arena, &crews, c);
        }
    ret->crews = crews.at;
    ret->crew_count = crews.n;
}

void plan_changes(Arena *arena, const ElectionRegency *r, const Plan *old, const Plan *plan,
                  const bool *need_not, PlanChanges *ret) {
    int64_t tolerance_s = plan_rule(r, "replan_change_s");
    Call *was = calls_of(arena, r, old), *is = calls_of(arena, r, plan);
    PlanChanges c = {
        .tps = ARENA_ARRAY(arena, PlanTpsChange, r->tps_count + 1), .old = old, .plan = plan};
    c.tolerance_s = tolerance_s;
    for (size_t i = 0; i < r->tps_count; i++) {
        const PlanStop *now = stop_at(plan, is[i]);
        if ((was[i].trip < 0 && is[i].trip < 0) || (now && now->reached)) continue;
        PlanTpsChange *to = &c.tps[c.tps_count++];
        *to = change_of(old, plan, was[i], is[i], (int32_t)i, tolerance_s);
        to->needless = to->counts && need_not && need_not[i];
        c.changed += to->counts;
        c.needless += to->needless;
    }
    compare_crews(arena, r, old, plan, tolerance_s, &c);
    *ret = c;
}

/* ---------------------------------------------------------------- line by line */

/* The vehicle of a plan that sets these goods down. */
static int32_t vehicle_with(const Plan *p, int64_t key) {
    for (size_t t = 0; t < p->trip_count; t++)
        for (size_t k = 0; k < p->trips[t].stop_count; k++)
            if (key_of(&p->trips[t].stops[k]) == key) return p->trips[t].vehicle;
    return -1;
}

static PlanCrewLine line_of(const PlanChanges *c, const PlanCrewChange *crew, const PlanTrip *t,
                            const PlanStop *s) {
    int place;
    PlanCrewLine line = {.trip = t, .stop = s, .old_s = -1, .other = -1};
    const PlanStop *was = find(crew->old_trips, crew->old_count, key_of(s), &place);
    if (!was) {
        line.mark = PLAN_ADDED;
        line.other = vehicle_with(c->old, key_of(s));
        return line;
    }
    line.old_s = was->begin_s;
    int64_t moved_s = s->begin_s - was->begin_s;
    if (moved_s > c->tolerance_s || moved_s < -c->tolerance_s) line.mark = PLAN_RETIMED;
    return line;
}

size_t plan_crew_lines(Arena *arena, const PlanChanges *c, const PlanCrewChange *crew,
                       PlanCrewLine **ret) {
    VEC(PlanCrewLine) lines = {0};
    int place;
    for (size_t t = 0; t < crew->new_count; t++) {
        const PlanTrip *trip = crew->new_trips[t];
        for (size_t k = 0; k <= trip->stop_count; k++) {
            const PlanVia *via = trip->via;
            if (via && via->before == (int32_t)k && via->takes && via->leave_s > c->plan->at_s)
                vec_push(
                    arena, &lines,
                    ((PlanCrewLine){.mark = PLAN_ADDED, .trip = trip, .old_s = -1, .other = -1}));
            if (k < trip->stop_count && left_at(c->plan, trip, &trip->stops[k]))
                vec_push(arena, &lines, line_of(c, crew, trip, &trip->stops[k]));
        }
    }
    for (size_t t = 0; t < crew->old_count; t++)
        for (size_t k = 0; k < crew->old_trips[t]->stop_count; k++) {
            const PlanStop *s = &crew->old_trips[t]->stops[k];
            if (find(crew->new_trips, crew->new_count, key_of(s), &place)) continue;
            vec_push(arena, &lines,
                     ((PlanCrewLine){PLAN_DROPPED, crew->old_trips[t], s, s->begin_s,
                                     vehicle_with(c->plan, key_of(s))}));
        }
    *ret = lines.at;
    return lines.n;
}
