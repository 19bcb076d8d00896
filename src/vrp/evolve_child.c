// SPDX-License-Identifier: Apache-2.0
/* From two plans to a child: part of one row of stops with the others in the order of the other
 * (order crossover), cut into tours at the least cost (Prins 2004), overfull ones at a price. */
#include "vrp/evolve.h"

#include <stdlib.h>
#include <string.h>

/* Where a stop keeps the neighbours it had in its parent there is nothing to find. */
static void know(Evolve *e, const Member *m, int32_t stop) {
    e->knots[stop].prev = m->prev[stop];
    e->knots[stop].next = m->next[stop];
}

void vrp_evolve_cross(Evolve *e, Rng *rng, const Member *a, const Member *b, int32_t *ret_order) {
    int32_t n = e->stop_count, *taken = e->room[0];
    int32_t first = (int32_t)rng_below(rng, (uint32_t)n);
    int32_t length = 1 + (int32_t)rng_below(rng, (uint32_t)n), to = (first + length) % n;
    memset(taken, 0, (size_t)n * sizeof *taken);
    for (int32_t k = 0; k < length; k++) {
        int32_t at = (first + k) % n;
        ret_order[at] = a->order[at];
        know(e, a, a->order[at]);
        taken[a->order[at]] = 1;
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t stop = b->order[(first + length + k) % n];
        if (taken[stop]) continue;
        ret_order[to] = stop;
        know(e, b, stop);
        to = to + 1 < n ? to + 1 : 0;
    }
}

/* ---------------------------------------------------------------- splitting */
#define NO_SPLIT INT64_MAX

/* Cheapest tours for stops 0 to k - 1 of the row, per k, from those of `before` with one tour
 * less; or, where both are the same row, with any number of tours. */
static void split_row(const Evolve *e, const int32_t *order, const int64_t *before, int64_t *cost,
                      int32_t *from, int64_t load_max) {
    int32_t n = e->stop_count;
    const int64_t *metres = e->split_metres;
    const int32_t *load = e->split_load;
    for (int32_t i = 0; i < n; i++) {
        if (before[i] == NO_SPLIT) continue;
        int64_t base = before[i] + evolve_apart(e, n, order[i]) - metres[i];
        for (int32_t k = i + 1; k <= n; k++) {
            int64_t carried = (int64_t)load[k] - load[i];
            if (k > i + 1 && carried > load_max) break;
            int64_t total =
                base + metres[k - 1] + evolve_apart(e, order[k - 1], n) + evolve_fine(e, carried);
            if (total >= cost[k]) continue;
            cost[k] = total;
            from[k] = i;
        }
    }
}

static void row_clear(const Evolve *e, int64_t *cost) {
    for (int32_t k = 0; k <= e->stop_count; k++) cost[k] = NO_SPLIT;
}

static int32_t tours_lay(Evolve *e, const int32_t *order, bool counted) {
    size_t width = (size_t)e->stop_count + 1, row = counted ? (size_t)e->tour_max : 0;
    int32_t tours = 0;
    if (counted) /* the number of tours that is cheapest */
        for (size_t r = 1; r <= (size_t)e->tour_max; r++)
            if (e->split_cost[r * width + width - 1] < e->split_cost[row * width + width - 1])
                row = r;
    for (int32_t k = e->stop_count; k > 0; tours++) {
        int32_t from = e->split_from[row * width + (size_t)k];
        if (tours < e->tour_max) vrp_evolve_lay(e, tours, order + from, k - from);
        k = from;
        if (counted) row--;
    }
    for (int32_t t = tours; t < e->tour_max; t++) vrp_evolve_lay(e, t, order, 0);
    return tours;
}

static bool split_counted(Evolve *e, const int32_t *order, int64_t load_max) {
    size_t width = (size_t)e->stop_count + 1;
    row_clear(e, e->split_cost);
    e->split_cost[0] = 0;
    bool whole = false;
    for (size_t r = 1; r <= (size_t)e->tour_max; r++) {
        row_clear(e, &e->split_cost[r * width]);
        split_row(e, order, &e->split_cost[(r - 1) * width], &e->split_cost[r * width],
                  &e->split_from[r * width], load_max);
        whole = whole || e->split_cost[r * width + width - 1] < NO_SPLIT;
    }
    return whole;
}

void vrp_evolve_split(Evolve *e, const int32_t *order) {
    int64_t load_max = (int64_t)e->capacity + e->capacity / 2;
    e->split_metres[0] = 0;
    e->split_load[0] = 0;
    for (int32_t k = 0; k < e->stop_count; k++) {
        e->split_load[k + 1] = e->split_load[k] + e->demand[order[k]];
        if (k > 0)
            e->split_metres[k] = e->split_metres[k - 1] + evolve_apart(e, order[k - 1], order[k]);
    }
    row_clear(e, e->split_cost);
    e->split_cost[0] = 0;
    split_row(e, order, e->split_cost, e->split_cost, e->split_from, load_max);
    int32_t tours = 0;
    for (int32_t k = e->stop_count; k > 0; k = e->split_from[k]) tours++;
    bool counted = tours > e->tour_max;
    if (counted && !split_counted(e, order, load_max)) split_counted(e, order, INT64_MAX);
    for (int32_t t = 0; t < e->tour_max; t++) e->tours[t].fresh_at = 0;
    tours_lay(e, order, counted);
    vrp_evolve_price(e, e->price_q16);
}

/* ---------------------------------------------------------------- writing down */
static int bearing_order(const void *a, const void *b) {
    const Bearing *x = a, *y = b;
    if (x->angle != y->angle) return x->angle < y->angle ? -1 : 1;
    return (x->tour > y->tour) - (x->tour < y->tour);
}

static int64_t bearing(int64_t x, int64_t y) {
    int64_t size = llabs(x) + llabs(y);
    if (size == 0) return 0;
    while (size > INT64_C(1) << 32) {
        x /= 2;
        y /= 2;
        size = llabs(x) + llabs(y);
    }
    int64_t part = (y << 30) / size;
    if (x < 0) return (INT64_C(2) << 30) - part;
    return y < 0 ? (INT64_C(4) << 30) + part : part;
}

/* Where the middle of a tour lies. */
static int64_t tour_bearing(const Evolve *e, int32_t tour) {
    const Plane *p = e->plane;
    int32_t depot = e->stop_count + tour;
    VrpPoint home = p->spots[p->stop_count].at;
    int64_t x = 0, y = 0;
    for (int32_t at = e->knots[depot].next; at != depot; at = e->knots[at].next) {
        x += (int64_t)p->spots[at].at.x - home.x;
        y += (int64_t)p->spots[at].at.y - home.y;
    }
    return bearing(x, y);
}

void vrp_evolve_write(Evolve *e, Member *ret) {
    int32_t n = e->stop_count, tours = 0, written = 0;
    Bearing *bearings = e->bearings;
    ret->length = ret->excess = 0;
    for (int32_t t = 0; t < e->tour_max; t++)
        if (e->tours[t].stops > 0) bearings[tours++] = (Bearing){tour_bearing(e, t), t};
    qsort(bearings, (size_t)tours, sizeof *bearings, bearing_order);
    for (int32_t k = 0; k < tours; k++) {
        int32_t tour = bearings[k].tour, at = n + tour;
        do {
            const Knot *knot = &e->knots[at];
            ret->length += knot->onward;
            at = knot->next;
            if (at >= n) break;
            ret->order[written++] = at;
            ret->prev[at] = e->knots[at].prev < n ? e->knots[at].prev : n;
            ret->next[at] = e->knots[at].next < n ? e->knots[at].next : n;
        } while (true);
        int64_t over = (int64_t)e->tours[tour].load - e->capacity;
        if (over > 0) ret->excess += over;
    }
}
