// SPDX-License-Identifier: Apache-2.0
/* A search changes the order of a day for the sake of a litre of fuel, or of nothing. What a
 * vehicle has to do is therefore laid back into its old order: what it still has of each old trip
 * in its place, what is new where it costs least. The routing problem's checker judges whether that
 * day keeps every rule; the day is taken back if it is no dearer, its changes priced. Days are
 * judged one by one, so those of a convoy stay as they are, and of two echelons each stands still
 * while the other's days are laid back. */
#include "plan/replan_int.h"

#include <string.h>

#define SCRATCH_BYTES_MAX (256 * MIB)

typedef struct Day { /* trips of one shift */
    VrpTrip *trips;
    int32_t count;
} Day;

typedef struct Restore {
    const PlanRest *rest;
    VrpProblem still; /* in which lots come, and are loaded, as in the answer */
} Restore;

static Day day_in(const VrpSolution *s, int32_t vehicle, int32_t shift) {
    Day day = {0};
    for (int32_t i = 0; i < s->trip_count; i++) {
        if (s->trips[i].vehicle != vehicle || s->trips[i].shift != shift) continue;
        if (day.count++ == 0) day.trips = &s->trips[i];
    }
    return day;
}

static bool has(const Day *day, int32_t stop) {
    for (int32_t t = 0; t < day->count; t++)
        for (int32_t i = 0; i < day->trips[t].visit_count; i++)
            if (day->trips[t].visits[i].stop == stop) return true;
    return false;
}

static VrpTrip trip_like(Arena *arena, const VrpTrip *like, size_t room) {
    return (VrpTrip){.vehicle = like->vehicle,
                     .shift = like->shift,
                     .team = like->team,
                     .visits = ARENA_ARRAY(arena, VrpVisit, room + 1)};
}

static Day day_copy(Arena *arena, const Day *day) {
    Day copy = {.trips = ARENA_ARRAY(arena, VrpTrip, (size_t)day->count), .count = day->count};
    for (int32_t t = 0; t < day->count; t++) {
        copy.trips[t] = trip_like(arena, &day->trips[t], (size_t)day->trips[t].visit_count);
        copy.trips[t].visit_count = day->trips[t].visit_count;
        for (int32_t i = 0; i < day->trips[t].visit_count; i++)
            copy.trips[t].visits[i] = day->trips[t].visits[i];
    }
    return copy;
}

/* ---------------------------------------------------------------- what a day costs */

/* Rupiah, with its changes; -1 = it breaks a rule. The day stays as it is; `ret` (or NULL) has its
 * times. */
static int64_t price(const Restore *x, Arena *scratch, const Day *day, Day *ret) {
    const PlanRest *s = x->rest;
    Day timed = day_copy(scratch, day);
    VrpSolution alone = {.trips = timed.trips, .trip_count = timed.count};
    VrpVerdict verdict;
    vrp_timetable(scratch, &x->still, &alone);
    if (ret) *ret = timed;
    vrp_check(scratch, &x->still, &alone, &verdict);
    for (size_t i = 0; i < verdict.count; i++)
        if (verdict.breaches[i].trip >= 0) return -1;
    const VrpCost *c = &verdict.cost;
    int64_t sum = c->fixed + c->time + c->distance + c->split;
    for (int32_t t = 0; t < timed.count; t++)
        for (int32_t i = 0; i < timed.trips[t].visit_count; i++) {
            const VrpVisit *v = &timed.trips[t].visits[i];
            int32_t tps = s->d->errands.at[v->stop].tps;
            if (tps < 0 || s->x->old_begin_s[tps] < 0) continue;
            int64_t moved_s = v->begin_s + s->m->zero_s - s->x->old_begin_s[tps];
            if (moved_s > s->x->tolerance_s || moved_s < -s->x->tolerance_s)
                sum += plan_rule(s->m->r, "replan_change_cost");
        }
    return sum;
}

/* ---------------------------------------------------------------- laying it back */

static void insert(VrpTrip *t, int32_t at, int32_t stop) {
    memmove(t->visits + at + 1, t->visits + at, (size_t)(t->visit_count - at) * sizeof *t->visits);
    t->visits[at] = (VrpVisit){.stop = stop};
    t->visit_count++;
}

static void take_out(VrpTrip *t, int32_t at) {
    t->visit_count--;
    memmove(t->visits + at, t->visits + at + 1, (size_t)(t->visit_count - at) * sizeof *t->visits);
}

/* A stop that is new in this day, where it costs least; false where it fits nowhere. */
static bool insert_best(const Restore *x, Arena *scratch, Day *day, int32_t stop) {
    const PlanRest *s = x->rest;
    int64_t best = -1;
    int32_t trip = -1, at = -1;
    bool runs = s->p.vehicles[day->trips->vehicle].shifts[day->trips->shift].running;
    for (int32_t t = 0; t < day->count; t++)
        for (int32_t i = 0; i <= day->trips[t].visit_count; i++) {
            if (runs && (t == 0) != s->runs[stop]) continue;
            insert(&day->trips[t], i, stop);
            int64_t sum = price(x, scratch, day, NULL);
            take_out(&day->trips[t], i);
            if (sum >= 0 && (best < 0 || sum < best)) {
                best = sum;
                trip = t;
                at = i;
            }
        }
    if (best < 0) return false;
    insert(&day->trips[trip], at, stop);
    return true;
}

/* Trips of the answer that bring nothing which the vehicle had before come as they are. */
static bool all_new(const Day *old, const VrpTrip *t) {
    for (int32_t i = 0; i < t->visit_count; i++)
        if (has(old, t->visits[i].stop)) return false;
    return t->visit_count > 0;
}

static Day lay_back(const PlanRest *s, Arena *arena, const Day *old, const Day *now) {
    size_t room = 0;
    for (int32_t t = 0; t < now->count; t++) room += (size_t)now->trips[t].visit_count;
    Day day = {.trips = ARENA_ARRAY(arena, VrpTrip, (size_t)(old->count + now->count))};
    bool runs = s->p.vehicles[now->trips->vehicle].shifts[now->trips->shift].running;
    for (int32_t t = 0; t < old->count; t++) {
        VrpTrip trip = trip_like(arena, now->trips, room);
        for (int32_t i = 0; i < old->trips[t].visit_count; i++)
            if (has(now, old->trips[t].visits[i].stop))
                insert(&trip, trip.visit_count, old->trips[t].visits[i].stop);
        if (trip.visit_count || (runs && t == 0)) day.trips[day.count++] = trip;
    }
    for (int32_t t = 0; t < now->count; t++) {
        if (!all_new(old, &now->trips[t]) || (runs && t == 0)) continue;
        VrpTrip trip = trip_like(arena, now->trips, room);
        for (int32_t i = 0; i < now->trips[t].visit_count; i++)
            insert(&trip, trip.visit_count, now->trips[t].visits[i].stop);
        day.trips[day.count++] = trip;
    }
    return day;
}

static bool complete(const Restore *x, Arena *scratch, Day *day, const Day *now) {
    for (int32_t t = 0; t < now->count; t++)
        for (int32_t i = 0; i < now->trips[t].visit_count; i++) {
            int32_t stop = now->trips[t].visits[i].stop;
            if (!has(day, stop) && (day->count == 0 || !insert_best(x, scratch, day, stop)))
                return false;
        }
    return true;
}

static bool restore_day(const Restore *x, Arena *scratch, const Day *old, const Day *now,
                        Day *ret) {
    int64_t before = price(x, scratch, now, NULL);
    Day day = lay_back(x->rest, scratch, old, now);
    if (before < 0 || !complete(x, scratch, &day, now)) return false;
    for (int32_t t = 0; t < day.count; t++) day.trips[t].number = t;
    int64_t after = price(x, scratch, &day, ret);
    return after >= 0 && after <= before;
}

/* What lots supply is released as in this answer, and lots are due for what is loaded in it. */
static VrpProblem stand_still(const PlanRest *s, Arena *scratch, const VrpSolution *answer) {
    VrpProblem still = s->p;
    size_t n = (size_t)s->p.stop_count;
    int64_t *left_s = ARENA_ARRAY(scratch, int64_t, n + 1);
    int64_t *load_s = ARENA_ARRAY(scratch, int64_t, n + 1);
    still.supply_count = 0;
    still.stops = ARENA_ARRAY(scratch, VrpStop, n + 1);
    memcpy(still.stops, s->p.stops, n * sizeof *still.stops);
    for (size_t i = 0; i < n; i++) load_s[i] = VRP_FOREVER;
    for (int32_t t = 0; t < answer->trip_count; t++)
        for (int32_t i = 0; i < answer->trips[t].visit_count; i++) {
            const VrpVisit *v = &answer->trips[t].visits[i];
            left_s[v->stop] = v->leave_s;
            load_s[v->stop] = answer->trips[t].load_s;
        }
    for (int32_t i = 0; i < s->p.supply_count; i++) {
        const VrpSupply *supply = &s->p.supplies[i];
        VrpStop *stop = &still.stops[supply->stop], *lot = &still.stops[supply->lot];
        int64_t latest_s = load_s[supply->stop] - supply->handling_s - lot->service_s;
        stop->release_s = plan_later(stop->release_s, left_s[supply->lot] + supply->handling_s);
        if (latest_s < lot->latest_s) lot->latest_s = latest_s;
        if (supply->keep_s == 0 || load_s[supply->stop] == VRP_FOREVER) continue;
        stop->keep_until_s = stop->release_s + supply->keep_s;
        lot->earliest_s = plan_later(lot->earliest_s, latest_s - supply->keep_s);
    }
    return still;
}

static Day day_after(const Restore *x, Arena *scratch, const Day *now) {
    Day old = day_in(&x->rest->old, now->trips->vehicle, now->trips->shift), back;
    bool alone = now->trips->team == 0 && old.count > 0;
    return alone && restore_day(x, scratch, &old, now, &back) ? back : *now;
}

static void number_trips(VrpSolution *answer) {
    for (int32_t i = 0; i < answer->trip_count; i++) {
        const VrpTrip *before = i ? &answer->trips[i - 1] : NULL;
        bool goes_on = before && before->vehicle == answer->trips[i].vehicle &&
                       before->shift == answer->trips[i].shift;
        answer->trips[i].number = goes_on ? before->number + 1 : 0;
    }
}

/* The days of the vehicles of one echelon. */
static void restore_echelon(PlanRest *s, bool hubs, VrpSolution *answer) {
    VEC(VrpTrip) trips = {0};
    Arena *held = arena_new(s->m->env, SCRATCH_BYTES_MAX);
    Restore x = {.rest = s, .still = stand_still(s, held, answer)};
    for (int32_t i = 0; i < answer->trip_count;) {
        const VrpTrip *first = &answer->trips[i];
        Arena *scratch = arena_new(s->m->env, SCRATCH_BYTES_MAX);
        Day now = day_in(answer, first->vehicle, first->shift);
        bool here = plan_at_hub(s->m->r, s->p.vehicles[first->vehicle].depot) == hubs;
        Day take = here ? day_after(&x, scratch, &now) : now;
        Day kept = day_copy(s->m->arena, &take);
        for (int32_t t = 0; t < kept.count; t++) vec_push(s->m->arena, &trips, kept.trips[t]);
        arena_free(scratch);
        i += now.count;
    }
    arena_free(held);
    answer->trips = trips.at;
    answer->trip_count = (int32_t)trips.n;
    number_trips(answer);
    int64_t iterations = answer->iterations;
    vrp_timetable(s->m->arena, &s->p, answer);
    answer->iterations = iterations;
}

void plan_restore(PlanRest *s, VrpSolution *answer) {
    restore_echelon(s, false, answer);
    if (s->p.supply_count > 0) restore_echelon(s, true, answer);
}
