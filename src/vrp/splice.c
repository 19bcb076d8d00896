// SPDX-License-Identifier: Apache-2.0
/* A move as one or two splices: what lies between two nodes of a trip gives way to other runs of
 * stops. The stretches before and behind are at hand, so that only the runs are walked. All rules
 * of the model are judged, by the same sums that close a shift. */
#include "vrp/vrp_int.h"

#include <assert.h>

/* ---------------------------------------------------------------- what a splice makes */
static const VrpStop *stop_of(const Search *s, const Node *node) {
    return &s->model->problem->stops[node->stop];
}

/* The load of the trip after the splice; false where it is too much or may not be carried. */
static bool splice_load(const Search *s, const Splice *x, const Kind *kind, int64_t *load) {
    const Shift *shift = &s->plan.shifts[x->shift];
    for (int32_t i = x->before + 1; i < x->behind; i++)
        for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] -= stop_of(s, &shift->nodes[i])->demand[d];
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++) {
            const Node *node = &x->runs[r].at[k * x->runs[r].way];
            const VrpStop *stop = stop_of(s, node);
            bool runs = trip_runs(shift, shift->nodes[x->before].trip);
            if (!vrp_suits(s->model, kind, runs, node->stop)) return false;
            for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] += stop->demand[d];
        }
    for (int d = 0; d < VRP_DIMENSIONS; d++)
        if (load[d] > kind->vehicle->capacity[d]) return false;
    return true;
}

static Stay splice_stay(const Search *s, const Splice *x, const Trip *trip) {
    const Shift *shift = &s->plan.shifts[x->shift];
    Stay stay = ANY_TIME;
    if (!s->model->stays) return stay;
    for (int32_t i = trip->first + 1; i <= trip->first + trip->stops; i++)
        if (i <= x->before || i >= x->behind)
            stay = stay_both(stay, stay_judged(&s->plan, shift->nodes[i].stop));
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++)
            stay = stay_both(stay, stay_judged(&s->plan, x->runs[r].at[k * x->runs[r].way].stop));
    return stay;
}

static bool splice_empties(const Splice *x, const Shift *shift) {
    const Node *nodes = shift->nodes;
    return nodes[x->before].stop < 0 && nodes[x->behind].stop < 0 &&
           x->runs[0].count + x->runs[1].count == 0 && !trip_runs(shift, nodes[x->before].trip);
}

/* Where the trip goes after the splice; -1 = to several areas. */
static int32_t splice_area(const Search *s, const Splice *x, const Trip *trip) {
    const Node *nodes = s->plan.shifts[x->shift].nodes;
    int32_t area = INT32_MIN;
    for (int32_t i = trip->first + 1; i <= trip->first + trip->stops; i++) {
        int32_t own = stop_of(s, &nodes[i])->area;
        if (i <= x->before || i >= x->behind)
            area = area == INT32_MIN ? own : area_joined(area, own);
    }
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++) {
            int32_t own = stop_of(s, &x->runs[r].at[k * x->runs[r].way])->area;
            area = area == INT32_MIN ? own : area_joined(area, own);
        }
    return area;
}

/* Continues `work`, which has come to the trip's depot, up to the node `behind`. */
static bool splice_work(const Search *s, const Splice *x, Stretch *work, int64_t *distance_m,
                        int64_t *ret_units) {
    const Shift *shift = &s->plan.shifts[x->shift];
    const Kind *kind = shift->kind;
    const Node *nodes = shift->nodes;
    const Trip *trip = &shift->trips[nodes[x->before].trip];
    for (int32_t i = x->before + 1; i <= x->behind; i++) *distance_m -= nodes[i].in.distance_m;
    if (splice_empties(x, shift)) return true;
    int64_t load[VRP_DIMENSIONS];
    for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] = trip->load[d];
    if (!splice_load(s, x, kind, load)) return false;
    int64_t units = load[VRP_DIMENSIONS - 1];
    *ret_units = units;
    bool runs = trip_runs(shift, nodes[x->before].trip);
    *work = stretch_join(*work, 0, stretch_lead(kind, runs, units, splice_stay(s, x, trip)));
    if (nodes[x->before].stop >= 0) *work = stretch_join(*work, 0, nodes[x->before].front);
    int32_t site = nodes[x->before].site;
    for (int32_t r = 0; r < 2; r++) {
        const Node *node = x->runs[r].at;
        for (int32_t k = 0; k < x->runs[r].count; k++, node += x->runs[r].way) {
            Arc arc = arc_of(s->model, kind, site, node->site);
            if (arc.time_s == VRP_UNREACHABLE) return false;
            *work = stretch_join(*work, arc.time_s, s->plan.work[node->stop]);
            if (work->latest_s < kind->start_s) return false;
            *distance_m += arc.distance_m;
            site = node->site;
        }
    }
    Arc arc = arc_of(s->model, kind, site, nodes[x->behind].site);
    *work = stretch_join(*work, arc.time_s, NO_WORK);
    *distance_m += arc.distance_m;
    return arc.time_s != VRP_UNREACHABLE;
}

static const Trip *trip_of(const Search *s, const Splice *x) {
    const Shift *shift = &s->plan.shifts[x->shift];
    return &shift->trips[shift->nodes[x->before].trip];
}

/* The price of a shift with one splice, or with two in different trips, the earlier one first; and
 * how it would go then. */
static int64_t shift_price(const Search *s, const Splice *x, const Splice *then, Outing *out) {
    const Shift *shift = &s->plan.shifts[x->shift];
    const Node *nodes = shift->nodes;
    Stretch work = nodes[trip_of(s, x)->first].front;
    int64_t distance_m = shift->distance_m, units = 0;
    *out = (Outing){.shift = x->shift, .pool = -1};
    if (shift->trip_count == 1 && splice_empties(x, shift)) return 0;
    if (!splice_work(s, x, &work, &distance_m, &units)) return NO_PRICE;
    if (then) {
        for (int32_t i = x->behind; i < trip_of(s, then)->first; i++) {
            work = stretch_join(work, 0, vrp_node_work(&s->plan, shift, &nodes[i]));
            work = stretch_join(work, nodes[i + 1].in.time_s, NO_WORK);
        }
        if (!splice_work(s, then, &work, &distance_m, &units)) return NO_PRICE;
        x = then;
    }
    work = stretch_join(work, 0, nodes[x->behind].tail);
    bool one = shift->trip_count == 1;
    if (s->plan.outings)
        *out = vrp_outing(shift->kind, x->shift, one, one ? splice_area(s, x, trip_of(s, x)) : -1,
                          units, work);
    return vrp_shift_price(shift->kind, work, distance_m);
}

/* ---------------------------------------------------------------- groups */
static void count_group(Search *s, int32_t stop, int32_t sign) {
    Plan *plan = &s->plan;
    int32_t g = s->model->problem->stops[stop].group;
    if (g < 0 || plan->group_seen[g] == plan->group_clock) return;
    plan->group_seen[g] = plan->group_clock;
    vec_push(plan->arena, &s->regrouped, g);
    vec_push(plan->arena, &s->regrouped, sign);
}

static void count_part(Search *s, const Splice *x) {
    const Shift *shift = &s->plan.shifts[x->shift];
    const Trip *trip = trip_of(s, x);
    s->plan.group_clock++;
    for (int32_t i = trip->first + 1; i <= trip->first + trip->stops; i++)
        count_group(s, shift->nodes[i].stop, -1);
    s->plan.group_clock++;
    for (int32_t i = trip->first + 1; i <= trip->first + trip->stops; i++)
        if (i <= x->before || i >= x->behind) count_group(s, shift->nodes[i].stop, 1);
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++)
            count_group(s, x->runs[r].at[k * x->runs[r].way].stop, 1);
}

/* What fewer trips into the same groups save. */
static int64_t split_gain(Search *s, const Change *m) {
    int64_t gain = 0;
    Plan *plan = &s->plan;
    if (s->model->problem->split_cost == 0 || m->count == 1) return 0;
    s->regrouped.n = 0;
    count_part(s, &m->parts[0]);
    count_part(s, &m->parts[1]);
    /* as if carried out one by one, and then taken back */
    for (size_t i = 0; i < s->regrouped.n; i += 2) {
        int32_t *trips = &plan->group_trips[s->regrouped.at[i]], sign = s->regrouped.at[i + 1];
        if (*trips - (sign < 0) > 0) gain -= sign;
        *trips += sign;
    }
    for (size_t i = 0; i < s->regrouped.n; i += 2)
        plan->group_trips[s->regrouped.at[i]] -= s->regrouped.at[i + 1];
    return gain * s->model->problem->split_cost;
}

/* What its stops save by coming to their habits, less by leaving them. */
static int64_t habit_gain(const Search *s, const Change *m) {
    int64_t gain = 0;
    for (int32_t p = 0; p < m->count && s->model->habit_of; p++) {
        const Splice *x = &m->parts[p];
        const Shift *shift = &s->plan.shifts[x->shift];
        for (int32_t i = x->before + 1; i < x->behind; i++)
            gain += vrp_habit_cost(s->model, shift->kind, shift->nodes[i].stop);
        for (int32_t r = 0; r < 2; r++)
            for (int32_t k = 0; k < x->runs[r].count; k++)
                gain -=
                    vrp_habit_cost(s->model, shift->kind, x->runs[r].at[k * x->runs[r].way].stop);
    }
    return gain;
}

/* ---------------------------------------------------------------- judging */
void vrp_judge(Search *s, Change *m, Change *best) {
    const Splice *x = &m->parts[0], *y = &m->parts[1];
    const Shift *shifts = s->plan.shifts;
    int64_t old = shifts[x->shift].price, price;
    Outing out, out_y;
    bool two = m->count > 1 && x->shift != y->shift;
    if (m->count == 1) {
        price = shift_price(s, x, NULL, &out);
    } else if (!two) {
        price = x->before < y->before ? shift_price(s, x, y, &out) : shift_price(s, y, x, &out);
    } else {
        old += shifts[y->shift].price;
        price = shift_price(s, x, NULL, &out);
        int64_t other = price == NO_PRICE ? NO_PRICE : shift_price(s, y, NULL, &out_y);
        price = other == NO_PRICE ? NO_PRICE : price + other;
    }
    if (price == NO_PRICE) return;
    m->gain = old - price + split_gain(s, m) + habit_gain(s, m);
    if (m->gain > best->gain && vrp_outings_fit(&s->plan, &out, two ? &out_y : NULL)) *best = *m;
}

/* ---------------------------------------------------------------- carrying out */
static int32_t runs_copy(Search *s, const Splice *x) {
    int32_t n = 0;
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++, n++)
            vec_push(s->plan.arena, &s->moved, x->runs[r].at[k * x->runs[r].way].stop);
    return n;
}

/* The stops at the ends of new arcs. */
static void note_ends(Search *s, const Splice *x) {
    const Node *nodes = s->plan.shifts[x->shift].nodes;
    vec_push(s->plan.arena, &s->ends, nodes[x->before].stop);
    vec_push(s->plan.arena, &s->ends, nodes[x->behind].stop);
    for (int32_t r = 0; r < 2; r++) {
        const Span *run = &x->runs[r];
        if (run->count == 0) continue;
        vec_push(s->plan.arena, &s->ends, run->at->stop);
        vec_push(s->plan.arena, &s->ends, run->at[(run->count - 1) * run->way].stop);
    }
}

void vrp_carry_out(Search *s, const Change *m) {
    Plan *plan = &s->plan;
    const Splice *late = &m->parts[0], *early = m->count > 1 ? &m->parts[1] : NULL;
    if (early && early->before > late->before && early->shift == late->shift) {
        const Splice *swapped = late;
        late = early;
        early = swapped;
    }
    bool one = early && early->shift == late->shift;
    s->moved.n = s->ends.n = 0;
    note_ends(s, late);
    if (early) note_ends(s, early);
    int32_t late_count = runs_copy(s, late), early_count = early ? runs_copy(s, early) : 0;
    int32_t taken = early ? early->behind - early->before - 1 : 0;
    vrp_plan_open(plan, late->shift);
    if (early && !one) vrp_plan_open(plan, early->shift);
    vrp_plan_take(plan, late->shift, late->before + 1, late->behind - late->before - 1);
    if (early) vrp_plan_take(plan, early->shift, early->before + 1, taken);
    int32_t at = late->before + 1 - (one ? taken : 0);
    vrp_plan_put(plan, late->shift, at, s->moved.at, late_count, false);
    if (early)
        vrp_plan_put(plan, early->shift, early->before + 1, s->moved.at + late_count, early_count,
                     false);
    bool kept = vrp_plan_close(plan, late->shift);
    if (early && !one) kept = vrp_plan_close(plan, early->shift) && kept;
    assert(kept); /* as it was judged */
    (void)kept;
}
