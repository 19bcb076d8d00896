// SPDX-License-Identifier: Apache-2.0
/* A child's schooling: for a while strings are ruined and recreated as on the plane (Christiaens
 * and Vanden Berghe 2020), overload at its price, under a temperature that falls to nothing. The
 * plan is a few kilobytes, so that a step is undone by copying it back. */
#include "vrp/evolve.h"

#include <string.h>

typedef struct Gap {
    int64_t more;
    int32_t after;
} Gap;

static int32_t below(Search *s, int32_t n) {
    return (int32_t)rng_below(&s->rng, (uint32_t)n);
}

/* ---------------------------------------------------------------- drafts */
static void draft_remember(const Evolve *e, Draft *to) {
    memcpy(to->knots, e->knots, (size_t)(e->stop_count + e->tour_max) * sizeof *to->knots);
    memcpy(to->tours, e->tours, (size_t)e->tour_max * sizeof *to->tours);
    to->length = e->length;
    to->fines = e->fines;
}

/* What was seen of a tour that changed since is no longer true. */
static void draft_restore(Evolve *e, const Draft *from) {
    e->clock++;
    for (int32_t t = 0; t < e->tour_max; t++) {
        bool stays = from->tours[t].changed_at == e->tours[t].changed_at;
        e->tours[t] = from->tours[t];
        if (!stays) e->tours[t].changed_at = e->clock;
    }
    memcpy(e->knots, from->knots, (size_t)(e->stop_count + e->tour_max) * sizeof *e->knots);
    e->length = from->length;
    e->fines = from->fines;
}

/* ---------------------------------------------------------------- ruin */
static void touch(Evolve *e, int32_t tour) {
    if (e->tours[tour].touched_at == e->schooling.step) return;
    e->tours[tour].touched_at = e->schooling.step;
    e->touched[e->touched_count++] = tour;
}

static void take(Evolve *e, int32_t stop) {
    Knot *knot = &e->knots[stop];
    Tour *tour = &e->tours[knot->tour];
    e->knots[knot->prev].next = knot->next;
    e->knots[knot->prev].onward = evolve_apart(e, knot->prev, knot->next);
    e->knots[knot->next].prev = knot->prev;
    tour->load -= e->demand[stop];
    tour->stops--;
    knot->tour = -1;
    e->taken[e->taken_count++] = stop;
}

static void put(Evolve *e, int32_t stop, int32_t after) {
    Knot *knot = &e->knots[stop], *prev = &e->knots[after];
    Tour *tour = &e->tours[prev->tour];
    touch(e, prev->tour);
    knot->tour = prev->tour;
    knot->prev = after;
    knot->next = prev->next;
    knot->onward = evolve_apart(e, stop, prev->next);
    e->knots[prev->next].prev = stop;
    prev->next = stop;
    prev->onward = evolve_apart(e, after, stop);
    tour->load += e->demand[stop];
    tour->stops++;
}

/* Takes a string of the tour that goes through the stop; a part of it may stay. */
static bool ruin_string(Search *s, int32_t stop, int32_t string_max) {
    Evolve *e = s->evolve;
    int32_t t = e->knots[stop].tour;
    if (t < 0 || e->tours[t].touched_at == e->schooling.step) return false;
    touch(e, t);
    int32_t stops = e->tours[t].stops;
    int32_t count = 1 + below(s, stops < string_max ? stops : string_max);
    int32_t keep = count > 1 && count < stops && below(s, 100) < s->tuning.split_percent;
    int32_t span = count + keep, place = e->knots[stop].place - 1; /* from 0 */
    int32_t low = place - span + 1 > 0 ? place - span + 1 : 0;
    int32_t high = place < stops - span ? place : stops - span;
    int32_t at = stop, first = low + below(s, high - low + 1);
    for (; place > first; place--) at = e->knots[at].prev;
    int32_t kept = keep ? 1 + below(s, count - 1) : -1;
    for (int32_t i = 0; i < span; i++) {
        int32_t next = e->knots[at].next;
        if (i != kept) take(e, at);
        at = next;
    }
    return true;
}

static void ruin(Search *s) {
    Evolve *e = s->evolve;
    int32_t seed = below(s, e->stop_count), used = 1;
    for (int32_t t = 0; t < e->tour_max; t++) used += e->tours[t].stops > 0;
    int32_t string_max = e->stop_count / used;
    if (string_max > s->tuning.string_max) string_max = s->tuning.string_max;
    if (string_max < 1) string_max = 1;
    int32_t most_q8 = 256 * 4 * s->tuning.removed_mean / (1 + string_max) - 256;
    int32_t strings = most_q8 > 0 ? (256 + below(s, most_q8)) >> 8 : 1;
    const int32_t *near = &e->near[(size_t)seed * (size_t)e->near_max];
    strings -= ruin_string(s, seed, string_max);
    for (int32_t k = 0; strings > 0 && k < e->near_max && near[k] >= 0; k++)
        strings -= ruin_string(s, near[k], string_max);
}

/* ---------------------------------------------------------------- recreate */
static bool blink(Search *s) {
    if (--s->blink_in > 0) return false;
    int64_t gaps = vrp_exponential_q16(&s->rng) * s->tuning.blink_one_in;
    s->blink_in = (int32_t)(gaps >> 16) + 1;
    return true;
}

static int64_t fine_more(const Evolve *e, int32_t tour, int32_t demand) {
    const Tour *t = &e->tours[tour];
    if (t->load + demand <= e->capacity) return 0;
    return evolve_fine(e, (int64_t)t->load + demand) - evolve_fine(e, t->load);
}

static Gap best_gap(Search *s, int32_t stop, int32_t empty) {
    const Evolve *e = s->evolve;
    int32_t n = e->stop_count;
    const int32_t *near = &e->near[(size_t)stop * (size_t)e->near_max];
    const int32_t *apart = &e->apart[(size_t)stop * (size_t)(n + 1)];
    Gap best = {INT64_MAX, -1};
    if (empty >= 0) best = (Gap){2 * (int64_t)apart[n], n + empty};
    for (int32_t k = 0; k < e->near_max && near[k] >= 0; k++) {
        const Knot *knot = &e->knots[near[k]];
        if (knot->tour < 0) continue;
        int32_t aside = apart[near[k]], next = knot->next, prev = knot->prev;
        int64_t fine = fine_more(e, knot->tour, e->demand[stop]);
        int64_t width = knot->onward;
        if (2 * (aside - width) + fine < best.more && !blink(s)) {
            int64_t more = (int64_t)aside + apart[next < n ? next : n] - width + fine;
            if (more < best.more) best = (Gap){more, near[k]};
        }
        width = e->knots[prev].onward;
        if (2 * (aside - width) + fine < best.more && !blink(s)) {
            int64_t more = (int64_t)aside + apart[prev < n ? prev : n] - width + fine;
            if (more < best.more) best = (Gap){more, prev};
        }
    }
    return best;
}

typedef enum Order { BY_CHANCE, BY_BULK, BY_FAR, BY_CLOSE } Order;

static int64_t order_key(const Evolve *e, Order order, int32_t stop) {
    switch (order) {
    case BY_BULK: return -e->demand[stop];
    case BY_FAR: return -evolve_apart(e, stop, e->stop_count);
    case BY_CLOSE: return evolve_apart(e, stop, e->stop_count);
    default: return 0;
    }
}

static bool comes_before(Queued a, Queued b) {
    return a.key != b.key ? a.key < b.key : a.tie < b.tie;
}

static void queue_taken(Search *s) {
    static const Order drawn[] = {BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_BULK, BY_BULK,
                                  BY_BULK,   BY_BULK,   BY_FAR,    BY_FAR,    BY_CLOSE};
    const Evolve *e = s->evolve;
    Order order = drawn[below(s, COUNT_OF(drawn))];
    for (int32_t i = 0; i < e->taken_count; i++) {
        Queued q = {order_key(e, order, e->taken[i]), rng_u64(&s->rng), e->taken[i]};
        int32_t k = i;
        for (; k > 0 && comes_before(q, s->queue[k - 1]); k--) s->queue[k] = s->queue[k - 1];
        s->queue[k] = q;
    }
}

static int32_t least_laden(const Evolve *e) {
    int32_t least = 0;
    for (int32_t t = 1; t < e->tour_max; t++)
        if (e->tours[t].load < e->tours[least].load) least = t;
    return least;
}

static void recreate(Search *s) {
    Evolve *e = s->evolve;
    queue_taken(s);
    int32_t empty = vrp_evolve_empty_tour(e);
    for (int32_t i = 0; i < e->taken_count; i++) {
        Gap gap = best_gap(s, s->queue[i].stop, empty);
        /* no empty tour, and no neighbour stands anywhere */
        if (gap.after < 0) gap.after = e->stop_count + least_laden(e);
        put(e, s->queue[i].stop, gap.after);
        if (empty >= 0 && e->tours[empty].stops > 0) empty = vrp_evolve_empty_tour(e);
    }
}

/* The touched tours are whole again; who has new neighbours is looked at. */
static void settle(Evolve *e, const Draft *before) {
    for (int32_t i = 0; i < e->touched_count; i++) {
        int32_t depot = e->stop_count + e->touched[i], count = 0, *row = e->room[0];
        for (int32_t at = e->knots[depot].next; at != depot; at = e->knots[at].next)
            row[count++] = at;
        for (int32_t k = 0; k < count; k++) {
            e->knots[row[k]].prev = before->knots[row[k]].prev;
            e->knots[row[k]].next = before->knots[row[k]].next;
        }
        vrp_evolve_lay(e, e->touched[i], row, count);
    }
}

/* ---------------------------------------------------------------- annealing */
static int64_t cost(const Evolve *e) {
    return e->length + e->fines;
}

static void step(Search *s, double heat) {
    Evolve *e = s->evolve;
    e->schooling.step++;
    e->touched_count = e->taken_count = 0;
    int64_t before = cost(e);
    draft_remember(e, &e->schooling.former);
    ruin(s);
    recreate(s);
    settle(e, &e->schooling.former);
    vrp_evolve_descend(e, &s->rng);
    double dearer = heat * (double)vrp_exponential_q16(&s->rng) / 65536;
    if (cost(e) > before + (int64_t)dearer) draft_restore(e, &e->schooling.former);
}

void vrp_evolve_enrol(Evolve *e, int64_t steps, int32_t hot_percent) {
    Schooling *school = &e->schooling;
    school->steps = steps;
    school->done = 0;
    school->heat = (double)e->length / e->stop_count * hot_percent / 100;
    school->least = cost(e);
    draft_remember(e, &school->cheapest);
}

bool vrp_evolve_school(Search *s, int64_t steps_max) {
    Evolve *e = s->evolve;
    Schooling *school = &e->schooling;
    e->brisk = true;
    for (; school->done < school->steps && steps_max > 0; school->done++, steps_max--, s->steps++) {
        step(s, school->heat * (double)(school->steps - school->done) / (double)school->steps);
        if (cost(e) >= school->least) continue;
        school->least = cost(e);
        draft_remember(e, &school->cheapest);
    }
    e->brisk = false;
    if (school->done < school->steps) return false;
    draft_restore(e, &school->cheapest);
    return true;
}
