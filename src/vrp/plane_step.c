// SPDX-License-Identifier: Apache-2.0
/* One step on the plane: adjacent strings are taken out, and the stops put back one by one where
 * they are cheapest among the gaps beside their neighbours (Christiaens and Vanden Berghe 2020). */
#include "vrp/plane.h"

#include <stdlib.h>

#define MOVES_MAX 50         /* of a descent; most are far shorter */
#define OVERLOOKED_ONE_IN 16 /* how often a stop without an offer is shown every gap there is */

static int32_t below(Search *s, int32_t n) {
    return (int32_t)rng_below(&s->rng, (uint32_t)n);
}

/* ---------------------------------------------------------------- ruin */
/* Takes `count` stops around `stop`; where `keep`, one among them stays. */
static void take_string(Search *s, int32_t stop, int32_t count, int32_t keep) {
    Plane *p = s->plane;
    int32_t span = count + keep, before = 0, behind = 0, at = stop;
    for (; before < span - 1 && p->spots[at].prev < p->stop_count; before++) at = p->spots[at].prev;
    for (int32_t i = stop; behind < span - 1 && p->spots[i].next < p->stop_count; behind++)
        i = p->spots[i].next;
    int32_t least = span - 1 - behind; /* so many must come before `stop` */
    if (least < 0) least = 0;
    int32_t back = least + below(s, before - least + 1);
    for (; before > back; before--) at = p->spots[at].next;
    int32_t kept = keep ? 1 + below(s, count - 1) : -1;
    for (int32_t i = 0; i < span; i++) {
        int32_t next = p->spots[at].next;
        if (i != kept) vrp_plane_take(p, at);
        at = next;
    }
}

static void string_at(Search *s, int32_t stop, int32_t string_max, int32_t *left) {
    Plane *p = s->plane;
    if (p->spots[stop].ring < 0) return;
    Ring *ring = &p->rings[p->spots[stop].ring];
    if (ring->ruined_at == p->step) return;
    ring->ruined_at = p->step;
    int32_t count = 1 + below(s, ring->stops < string_max ? ring->stops : string_max);
    bool keep = count > 1 && count < ring->stops && below(s, 100) < s->tuning.split_percent;
    take_string(s, stop, count, keep);
    --*left;
}

#define RING_TAKEN_MAX 40

static void ruin_ring(Search *s, int32_t stop) {
    Plane *p = s->plane;
    const Ring *ring = &p->rings[p->spots[stop].ring];
    int32_t depot = plane_depot(p, p->spots[stop].ring);
    if (ring->stops > RING_TAKEN_MAX) return;
    while (ring->stops > 0) vrp_plane_take(p, p->spots[depot].next);
}

static void ruin(Search *s) {
    Plane *p = s->plane;
    const Tuning *t = &s->tuning;
    if (p->ring_used == 0) return;
    int32_t seed = p->field[below(s, p->field_count)];
    if (below(s, 1000) < t->ring_permille && p->spots[seed].ring >= 0) {
        ruin_ring(s, seed);
        return;
    }
    int32_t string_max = (p->field_count - p->absent_count) / p->ring_used;
    if (string_max > t->string_max) string_max = t->string_max;
    if (string_max < 1) string_max = 1;
    /* the number of strings is uniform between 1 and a real number: in 256ths */
    int32_t removed = p->timed ? t->removed_timed : t->removed_mean;
    int32_t most_q8 = 256 * 4 * removed / (1 + string_max) - 256;
    int32_t strings = most_q8 > 0 ? (256 + below(s, most_q8)) >> 8 : 1;
    const int32_t *near = &p->near[(size_t)seed * (size_t)p->near_max];
    string_at(s, seed, string_max, &strings);
    for (int32_t k = 0; strings > 0 && k < p->near_max && near[k] >= 0; k++)
        string_at(s, near[k], string_max, &strings);
}

/* ---------------------------------------------------------------- recreate */
typedef struct Gap {
    int64_t more; /* metres */
    int32_t after;
} Gap;

static bool has_room(const Plane *p, const Ring *ring, const int64_t *demand) {
    for (int d = 0; d < p->dimensions; d++)
        if (ring->room[d] < demand[d]) return false;
    return true;
}

static bool in_time(const Plane *p, int32_t stop, int32_t after, uint32_t in, uint32_t out) {
    int32_t next = p->spots[after].next;
    Stretch so_far = after < p->stop_count ? p->front[after] : NO_WORK;
    Stretch rest = next < p->stop_count ? p->tail[next] : NO_WORK;
    if (so_far.done_s + in > p->own[stop].latest_s) return false;
    Stretch work = stretch_join(so_far, in, p->own[stop]);
    return vrp_plane_fits(p, p->spots[after].ring, stretch_join(work, out, rest));
}

static bool blink(Search *s) {
    if (--s->blink_in > 0) return false;
    int64_t gaps = vrp_exponential_q16(&s->rng) * s->tuning.blink_one_in;
    s->blink_in = (int32_t)(gaps >> 16) + 1;
    return true;
}

/* Of the two gaps beside a neighbour, `apart` metres away. No detour is shorter than twice what
 * the neighbour is farther away than the gap is wide. */
static void offer_beside(Search *s, int32_t stop, int32_t near, uint32_t apart, Gap *best) {
    const Plane *p = s->plane;
    const Spot *spot = &p->spots[near];
    int64_t width = spot->onward;
    if (2 * ((int64_t)apart - width) < best->more && !blink(s)) {
        uint32_t out = plane_apart(p, stop, spot->next);
        int64_t more = (int64_t)apart + out - width;
        if (more < best->more && (!p->timed || in_time(p, stop, near, apart, out)))
            *best = (Gap){more, near};
    }
    width = p->spots[spot->prev].onward;
    if (2 * ((int64_t)apart - width) < best->more && !blink(s)) {
        uint32_t in = plane_apart(p, spot->prev, stop);
        int64_t more = (int64_t)in + apart - width;
        if (more < best->more && (!p->timed || in_time(p, stop, spot->prev, in, apart)))
            *best = (Gap){more, spot->prev};
    }
}

static void offer_idle(const Search *s, int32_t stop, const int64_t *demand, Gap *best) {
    const Plane *p = s->plane;
    int64_t opening = s->free_opening ? 0 : p->fixed / p->rate;
    for (int32_t k = 0; k < p->model->kind_count; k++) {
        const IdleKind *idle = &p->idle[k];
        if (idle->n == 0 || (s->favourite >= 0 && s->favourite != k)) continue;
        int32_t ring = idle->at[idle->n - 1], depot = plane_depot(p, ring);
        uint32_t apart = plane_apart(p, depot, stop);
        int64_t more = 2 * (int64_t)apart + opening;
        if (more < best->more && has_room(p, &p->rings[ring], demand) &&
            (!p->timed || in_time(p, stop, depot, apart, apart)))
            *best = (Gap){more, depot};
    }
}

/* For a stop without an offer: every gap there is. */
static void offer_all(Search *s, int32_t stop, const int64_t *demand, Gap *best) {
    const Plane *p = s->plane;
    for (int32_t i = 0; i < p->stop_count; i++)
        if (p->spots[i].ring >= 0 && has_room(p, &p->rings[p->spots[i].ring], demand))
            offer_beside(s, stop, i, plane_apart(p, stop, i), best);
}

static void place(Search *s, int32_t stop) {
    Plane *p = s->plane;
    const int64_t *demand = p->demand[stop].of;
    size_t row = (size_t)stop * (size_t)p->near_max;
    Gap best = {s->eager ? INT64_MAX : p->penalty[stop] / p->rate, -1};
    for (int32_t k = 0; k < p->near_max; k++) {
        int32_t near = p->near[row + (size_t)k];
        if (near < 0 || (k >= s->tuning.near_placed && (!p->timed || best.after >= 0))) break;
        int32_t ring = p->spots[near].ring;
        if (ring < 0 || !has_room(p, &p->rings[ring], demand)) continue;
        offer_beside(s, stop, near, p->near_apart[row + (size_t)k], &best);
    }
    if (!s->frugal || best.after < 0) offer_idle(s, stop, demand, &best);
    if (best.after < 0 && below(s, OVERLOOKED_ONE_IN) == 0) offer_all(s, stop, demand, &best);
    if (best.after >= 0) vrp_plane_put(p, stop, best.after);
}

typedef enum Order {
    BY_CHANCE,
    BY_BULK,
    BY_FAR,
    BY_CLOSE,
    BY_WINDOW,
    BY_EARLIEST,
    BY_LATEST
} Order;

static Order order_draw(Search *s) {
    static const Order drawn[] = {BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_CHANCE,   BY_BULK,
                                  BY_BULK,   BY_BULK,   BY_BULK,   BY_FAR,      BY_FAR,
                                  BY_CLOSE,  BY_WINDOW, BY_WINDOW, BY_EARLIEST, BY_LATEST};
    return drawn[below(s, s->plane->timed ? 15 : 11)];
}

static int64_t order_key(const Search *s, Order order, int32_t spot) {
    int32_t id = s->plane->stop_of[spot];
    const VrpStop *stop = &s->model->problem->stops[id];
    switch (order) {
    case BY_BULK: return -s->plane->spots[spot].bulk;
    case BY_FAR: return -s->model->far[id];
    case BY_CLOSE: return s->model->far[id];
    case BY_WINDOW: return stop->latest_s - stop->earliest_s;
    case BY_EARLIEST: return stop->earliest_s;
    case BY_LATEST: return -stop->latest_s;
    default: return 0;
    }
}

static bool comes_before(Queued a, Queued b) {
    return a.key != b.key ? a.key < b.key : a.tie < b.tie;
}

static int queue_order(const void *a, const void *b) {
    const Queued *x = a, *y = b;
    return comes_before(*x, *y) ? -1 : comes_before(*y, *x);
}

#define INSERTION_SORT_MAX 64

static void queue_sort(Queued *queue, int32_t n) {
    if (n > INSERTION_SORT_MAX) {
        qsort(queue, (size_t)n, sizeof *queue, queue_order);
        return;
    }
    for (int32_t i = 1; i < n; i++) {
        Queued q = queue[i];
        int32_t k = i;
        for (; k > 0 && comes_before(q, queue[k - 1]); k--) queue[k] = queue[k - 1];
        queue[k] = q;
    }
}

static void recreate(Search *s) {
    Plane *p = s->plane;
    int32_t n = 0, retries = s->tuning.retry_max;
    Order order = order_draw(s);
    /* greedy choices never open a dear shift that many stops would share: moods as in recreate.c */
    s->eager = below(s, 4) == 0;
    s->frugal = below(s, 2) == 0;
    s->free_opening = below(s, 100) < s->tuning.free_opening_percent;
    int32_t kinds = s->model->kind_count;
    bool choosy = kinds > 1 && below(s, 100) < s->tuning.favourite_percent;
    s->favourite = choosy ? below(s, kinds) : -1;
    for (size_t i = 0; i < p->taken.n; i++)
        s->queue[n++] =
            (Queued){order_key(s, order, p->taken.at[i]), rng_u64(&s->rng), p->taken.at[i]};
    /* those absent since long ago stand first in the list */
    int32_t old = p->absent_count - (int32_t)p->taken.n;
    for (int32_t i = 0; i < old && i < retries; i++) {
        int32_t stop = p->absent[old <= retries ? i : below(s, old)];
        bool twice = false;
        for (int32_t k = 0; k < n; k++) twice = twice || s->queue[k].stop == stop;
        if (!twice) s->queue[n++] = (Queued){order_key(s, order, stop), rng_u64(&s->rng), stop};
    }
    queue_sort(s->queue, n);
    for (int32_t i = 0; i < n; i++) place(s, s->queue[i].stop);
}

void vrp_plane_fill(Search *s) {
    Plane *p = s->plane;
    int32_t n = p->absent_count;
    for (int32_t i = 0; i < n; i++) s->queue[i] = (Queued){0, rng_u64(&s->rng), p->absent[i]};
    queue_sort(s->queue, n);
    for (int32_t i = 0; i < n; i++) place(s, s->queue[i].stop);
}

void vrp_plane_step(Search *s) {
    vrp_plane_begin(s->plane);
    ruin(s);
    if (s->plane->timed) vrp_plane_settle(s->plane);
    recreate(s);
    vrp_plane_descend(s, MOVES_MAX);
}
