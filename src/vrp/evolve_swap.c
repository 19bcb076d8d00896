// SPDX-License-Identifier: Apache-2.0
/* SWAP* (Vidal 2022): two stops of near tours change tours, each to wherever it costs least there
 * once the other has left. Which three gaps of a tour are the cheapest for a stop is remembered as
 * long as the tour stays as it is: one of them at least is not beside the leaving stop. */
#include "vrp/evolve.h"

#include <assert.h>

#define SWAP_NEAR \
    8 /* tours are near when a stop of one is among so many neighbours of the other's */

typedef struct Swap {
    int64_t gain;
    int32_t u, v; /* v -1: u moves alone */
    int32_t after_u, after_v;
} Swap;

typedef struct Pair {
    int32_t r, q, count_r, count_q;
    const Leaver *row_r, *row_q;
} Pair;

static void places_find(const Evolve *e, int32_t stop, int32_t tour, Places *ret) {
    int32_t depot = e->stop_count + tour, at = depot;
    *ret = (Places){
        .seen_at = e->clock, .more = {INT32_MAX, INT32_MAX, INT32_MAX}, .after = {-1, -1, -1}};
    const int32_t *row = &e->apart[(size_t)stop * (size_t)(e->stop_count + 1)];
    int32_t before = row[e->stop_count];
    do {
        int32_t next = e->knots[at].next;
        int32_t behind = row[next < e->stop_count ? next : e->stop_count];
        int32_t more = before + behind - e->knots[at].onward;
        if (more < ret->more[PLACES - 1]) {
            int k = PLACES - 1;
            for (; k > 0 && more < ret->more[k - 1]; k--) {
                ret->more[k] = ret->more[k - 1];
                ret->after[k] = ret->after[k - 1];
            }
            ret->more[k] = more;
            ret->after[k] = at;
        }
        before = behind;
        at = next;
    } while (at != depot);
}

static const Places *places_of(Evolve *e, int32_t stop, int32_t tour) {
    Places *places = &e->places[(size_t)stop * (size_t)e->tour_max + (size_t)tour];
    if (places->seen_at < e->tours[tour].changed_at) places_find(e, stop, tour, places);
    return places;
}

/* What is saved where a stop leaves. */
static int64_t leaves(const Evolve *e, int32_t stop) {
    const Knot *knot = &e->knots[stop];
    return (int64_t)e->knots[knot->prev].onward + knot->onward -
           evolve_apart(e, knot->prev, knot->next);
}

/* Where u comes into the tour that v leaves. */
static int64_t comes(Evolve *e, int32_t u, int32_t v, int32_t *ret_after) {
    const Knot *gone = &e->knots[v];
    const Places *places = places_of(e, u, gone->tour);
    int64_t least = (int64_t)evolve_apart(e, gone->prev, u) + evolve_apart(e, u, gone->next) -
                    evolve_apart(e, gone->prev, gone->next);
    *ret_after = gone->prev;
    for (int k = 0; k < PLACES && places->after[k] >= 0 && places->more[k] < least; k++) {
        if (places->after[k] == v || places->after[k] == gone->prev) continue;
        *ret_after = places->after[k];
        return places->more[k];
    }
    return least;
}

/* A tour side by side, for the loops over pairs. */
static int32_t row_of(const Evolve *e, int32_t tour, Leaver *ret) {
    int32_t depot = e->stop_count + tour, n = 0;
    for (int32_t at = e->knots[depot].next; at != depot; at = e->knots[at].next)
        ret[n++] = (Leaver){leaves(e, at), e->demand[at], at};
    return n;
}

static void try_pair(Evolve *e, Pair p, Swap *best) {
    int64_t fines = e->tours[p.r].fine + e->tours[p.q].fine;
    for (int32_t i = 0; i < p.count_r; i++) {
        Leaver u = p.row_r[i];
        for (int32_t k = 0; k < p.count_q; k++) {
            Leaver v = p.row_q[k];
            int64_t most = u.saves + v.saves + fines;
            if (most <= best->gain) continue;
            int64_t load = (int64_t)v.load - u.load;
            most -= evolve_fine(e, e->tours[p.r].load + load);
            most -= evolve_fine(e, e->tours[p.q].load - load);
            if (most <= best->gain) continue;
            Swap s = {.u = u.stop, .v = v.stop};
            s.gain = most - comes(e, u.stop, v.stop, &s.after_u);
            if (s.gain <= best->gain) continue;
            s.gain -= comes(e, v.stop, u.stop, &s.after_v);
            if (s.gain > best->gain) *best = s;
        }
    }
}

static void try_alone(Evolve *e, Pair p, Swap *best) {
    int64_t fines = e->tours[p.r].fine + e->tours[p.q].fine;
    for (int32_t i = 0; i < p.count_r; i++) {
        Leaver u = p.row_r[i];
        int64_t most = u.saves + fines - evolve_fine(e, (int64_t)e->tours[p.r].load - u.load) -
                       evolve_fine(e, (int64_t)e->tours[p.q].load + u.load);
        if (most <= best->gain) continue;
        const Places *places = places_of(e, u.stop, p.q);
        if (most - places->more[0] > best->gain)
            *best = (Swap){most - places->more[0], u.stop, -1, places->after[0], -1};
    }
}

/* The tour without `gone`, with `guest` after `after` (-1: no guest). */
static int32_t rewrite(const Evolve *e, int32_t tour, int32_t gone, int32_t guest, int32_t after,
                       int32_t *to) {
    int32_t depot = e->stop_count + tour, n = 0, at = depot;
    do {
        if (at != gone && at != depot) to[n++] = at;
        if (at == after && guest >= 0) to[n++] = guest;
        at = e->knots[at].next;
    } while (at != depot);
    return n;
}

static void carry_out(Evolve *e, const Swap *s, int32_t q) {
    int32_t r = e->knots[s->u].tour;
    int32_t count_r = rewrite(e, r, s->u, s->v, s->after_v, e->room[0]);
    int32_t count_q = rewrite(e, q, s->v, s->u, s->after_u, e->room[1]);
    vrp_evolve_lay(e, r, e->room[0], count_r);
    vrp_evolve_lay(e, q, e->room[1], count_q);
}

static bool swap_between(Evolve *e, int32_t r, int32_t q) {
    int64_t *seen_at =
        &e->pair_seen_at[(size_t)(r < q ? r : q) * (size_t)e->tour_max + (size_t)(r < q ? q : r)];
    int64_t fresh_at = e->tours[r].fresh_at;
    if (fresh_at < e->tours[q].fresh_at) fresh_at = e->tours[q].fresh_at;
    if (r == q || *seen_at >= fresh_at) return false;
    *seen_at = e->clock;
    Leaver *row_r = e->leavers, *row_q = e->leavers + e->tours[r].stops;
    Pair there = {r, q, row_of(e, r, row_r), row_of(e, q, row_q), row_r, row_q};
    Pair back = {q, r, there.count_q, there.count_r, row_q, row_r};
    Swap best = {.gain = 0};
    try_pair(e, there, &best);
    try_alone(e, there, &best);
    try_alone(e, back, &best);
    if (best.gain <= 0) return false;
    carry_out(e, &best, e->knots[best.u].tour == r ? q : r);
    return true;
}

bool vrp_evolve_swap(Evolve *e) {
    for (int32_t i = 0; i < e->stop_count; i++) {
        if (e->tours[e->knots[i].tour].fresh_at <= e->swept_at) continue;
        const int32_t *near = &e->near[(size_t)i * (size_t)e->near_max];
        for (int32_t k = 0; k < SWAP_NEAR && k < e->near_max && near[k] >= 0; k++)
            if (swap_between(e, e->knots[i].tour, e->knots[near[k]].tour)) return true;
    }
    e->swept_at = e->clock;
    return false;
}
