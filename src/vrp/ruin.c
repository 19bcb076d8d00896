// SPDX-License-Identifier: Apache-2.0
/* What is taken out in a step: mostly adjacent strings (Christiaens and Vanden Berghe 2020), now
 * and then what serves a group, a whole shift, or trips that are then placed as a whole. */
#include "vrp/vrp_int.h"

static int32_t below(Search *s, int32_t n) {
    return (int32_t)rng_below(&s->rng, (uint32_t)n);
}

static bool chance(Search *s, int32_t percent) {
    return below(s, 100) < percent;
}

static void take_range(Search *s, int32_t shift, int32_t at, int32_t count) {
    vrp_plan_open(&s->plan, shift);
    vrp_plan_take(&s->plan, shift, at, count);
    (void)vrp_plan_close(&s->plan, shift); /* where a gap cannot be driven, all of it is out */
}

/* ---------------------------------------------------------------- adjacent strings */
/* Takes `count` stops around `stop` from its trip; sometimes a few more are spanned, and some in
 * the middle stay. */
static void take_string(Search *s, int32_t stop, int32_t count) {
    Place place = s->plan.where[stop];
    Shift *shift = &s->plan.shifts[place.shift];
    Trip *trip = &shift->trips[shift->nodes[place.slot].trip];
    int32_t keep = 0, first = trip->first + 1, stops = trip->stops;
    if (count > 1 && count < stops && chance(s, s->tuning.split_percent)) keep = 1;
    int32_t span = count + keep;
    int32_t low = place.slot - span + 1, high = first + stops - span;
    if (low < first) low = first;
    if (high > place.slot) high = place.slot;
    int32_t from = low + below(s, high - low + 1);
    vrp_plan_open(&s->plan, place.shift);
    shift->nodes[trip->first].ruined_at = s->plan.step;
    if (keep == 0) {
        vrp_plan_take(&s->plan, place.shift, from, count);
    } else {
        int32_t head = 1 + below(s, count - 1);
        vrp_plan_take(&s->plan, place.shift, from + head + keep, count - head);
        vrp_plan_take(&s->plan, place.shift, from, head);
    }
    (void)vrp_plan_close(&s->plan, place.shift);
}

static bool trip_ruined(const Search *s, int32_t stop) {
    Place place = s->plan.where[stop];
    const Shift *shift = &s->plan.shifts[place.shift];
    const Trip *trip = &shift->trips[shift->nodes[place.slot].trip];
    return shift->nodes[trip->first].ruined_at == s->plan.step;
}

static void string_at(Search *s, int32_t stop, int32_t string_max, int32_t *left) {
    Place place = s->plan.where[stop];
    if (place.shift < 0 || trip_ruined(s, stop)) return;
    const Shift *shift = &s->plan.shifts[place.shift];
    int32_t stops = shift->trips[shift->nodes[place.slot].trip].stops;
    int32_t max = stops < string_max ? stops : string_max;
    take_string(s, stop, 1 + below(s, max));
    --*left;
}

static void ruin_strings(Search *s, int32_t seed) {
    const Plan *plan = &s->plan;
    const Tuning *t = &s->tuning;
    int32_t served = s->model->problem->stop_count - plan->absent_count;
    int32_t string_max = served / (plan->trip_count > 0 ? plan->trip_count : 1);
    if (string_max > t->string_max) string_max = t->string_max;
    if (string_max < 1) string_max = 1;
    /* the number of strings is uniform between 1 and a real number: in 256ths */
    int32_t most_q8 = 256 * 4 * t->removed_mean / (1 + string_max) - 256;
    int32_t strings = most_q8 > 0 ? (256 + below(s, most_q8)) >> 8 : 1;
    const int32_t *near = &s->model->near[(size_t)seed * (size_t)s->model->near_max];
    string_at(s, seed, string_max, &strings);
    for (int32_t k = 0; strings > 0 && k < s->model->near_max && near[k] >= 0; k++)
        string_at(s, near[k], string_max, &strings);
}

/* ---------------------------------------------------------------- groups, shifts, trips */
#define GROUP_TAKEN_MAX 60

/* All stops of the seed's group that its neighbours lead to. */
static void ruin_group(Search *s, int32_t seed) {
    const VrpStop *stops = s->model->problem->stops;
    const int32_t *near = &s->model->near[(size_t)seed * (size_t)s->model->near_max];
    int32_t taken = 0;
    for (int32_t k = -1; k < s->model->near_max && taken < GROUP_TAKEN_MAX; k++) {
        int32_t stop = k < 0 ? seed : near[k];
        if (stop < 0) break;
        Place place = s->plan.where[stop];
        if (place.shift < 0 || stops[stop].group != stops[seed].group) continue;
        take_range(s, place.shift, place.slot, 1);
        taken++;
    }
}

/* The seed's lot, or the seed as a lot, with all that it supplies, to find another time for both.
 */
static void ruin_lot(Search *s, int32_t seed) {
    const Model *m = s->model;
    int32_t lot = m->supply_of[seed] ? m->supply_of[seed]->lot : seed;
    for (int32_t k = m->supplied_first[lot] - 1; k < m->supplied_first[lot + 1]; k++) {
        int32_t stop = k < m->supplied_first[lot] ? lot : m->supplied[k];
        Place place = s->plan.where[stop];
        if (place.shift >= 0) take_range(s, place.shift, place.slot, 1);
    }
}

/* A trip with all the lots of its goods, which may not lie for long: to find another day for all.
 */
static void ruin_chain(Search *s) {
    const Model *m = s->model;
    Place place = s->plan.where[m->problem->supplies[below(s, m->problem->supply_count)].stop];
    if (place.shift < 0) return;
    const Shift *shift = &s->plan.shifts[place.shift];
    Trip trip = shift->trips[shift->nodes[place.slot].trip];
    size_t from = s->plan.taken.n;
    take_range(s, place.shift, trip.first + 1, trip.stops);
    for (size_t i = from, to = s->plan.taken.n; i < to; i++) {
        const VrpSupply *supply = m->supply_of[s->plan.taken.at[i]];
        if (supply && s->plan.where[supply->lot].shift >= 0)
            take_range(s, s->plan.where[supply->lot].shift, s->plan.where[supply->lot].slot, 1);
    }
}

/* Takes a trip, to be placed again as a whole. */
static void lift_trip(Search *s, int32_t id, int32_t t) {
    const Shift *shift = &s->plan.shifts[id];
    Trip trip = shift->trips[t];
    if (trip_runs(shift, t)) return;
    vec_push(s->plan.arena, &s->whole, trip.stops);
    for (int32_t i = 1; i <= trip.stops; i++)
        vec_push(s->plan.arena, &s->whole, shift->nodes[trip.first + i].stop);
    take_range(s, id, trip.first + 1, trip.stops);
}

static void lift_random_trip(Search *s) {
    if (s->plan.used_count == 0) return;
    int32_t id = s->plan.used[below(s, s->plan.used_count)];
    lift_trip(s, id, below(s, s->plan.shifts[id].trip_count));
}

/* One trip moves, two change places, or all trips of a shift look for another. */
static void ruin_trips(Search *s) {
    int32_t id = s->plan.used[below(s, s->plan.used_count)];
    switch (below(s, 3)) {
    case 0: lift_random_trip(s); break;
    case 1:
        lift_random_trip(s);
        lift_random_trip(s);
        break;
    default:
        while (s->plan.shifts[id].trip_count > trip_runs(&s->plan.shifts[id], 0))
            lift_trip(s, id, s->plan.shifts[id].trip_count - 1);
        if (chance(s, 50)) lift_random_trip(s);
    }
}

static void ruin_shift(Search *s) {
    vrp_plan_empty(&s->plan, s->plan.used[below(s, s->plan.used_count)]);
}

void vrp_ruin(Search *s) {
    const Tuning *t = &s->tuning;
    s->whole.n = 0;
    if (s->plan.used_count == 0 || s->model->problem->stop_count == 0) return;
    int32_t seed = below(s, s->model->problem->stop_count), dice = below(s, 1000);
    if ((dice -= t->trip_move_permille) < 0)
        ruin_trips(s);
    else if ((dice -= t->shift_permille) < 0)
        ruin_shift(s);
    else if ((dice -= t->group_permille) < 0)
        ruin_group(s, seed);
    else if (s->model->supply_of && (dice -= t->lot_permille) < 0)
        s->plan.hope != s->plan.stay &&chance(s, 50) ? ruin_chain(s) : ruin_lot(s, seed);
    else
        ruin_strings(s, seed);
}
