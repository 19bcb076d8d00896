// SPDX-License-Identifier: Apache-2.0
/* The crowd: two halves, of plans that keep to capacity and of plans that do not. Parents are drawn
 * by cost and by how unlike the others they are; when a half has grown by a brood, its worst and
 * its doubles leave. The price of overload follows the share of children that keep to capacity. */
#include "vrp/evolve.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define STOPS_MIN 20
#define LENGTH_MAX (1 << 28) /* metres of an arc */
#define LOAD_MAX (1 << 30)   /* of all stops */
#define REPAIR_FACTOR 10     /* how much dearer overload is for a child that is put right */
#define PRICE_EVERY 100      /* children */
#define PPM 1000000
#define SCHOOLED_AT_ONCE 200 /* steps */

static int32_t below(Search *s, int32_t n) {
    return (int32_t)rng_below(&s->rng, (uint32_t)n);
}

/* ---------------------------------------------------------------- does it suit */
static int64_t opening_half(const Plane *p) {
    return p->fixed / p->rate / 2;
}

/* Every stop is worth a tour of its own, the fleet may hold all, and nothing overflows. */
static bool stops_suit(const Plane *p) {
    int64_t load = 0, opening = opening_half(p);
    int64_t capacity = p->model->kinds[0].vehicle->capacity[0];
    if (opening > LENGTH_MAX) return false;
    for (int32_t i = 0; i < p->stop_count; i++) {
        int64_t home = (int64_t)plane_apart(p, i, plane_depot(p, 0)) + opening;
        int64_t demand = p->model->problem->stops[p->stop_of[i]].demand[0];
        if (demand > LOAD_MAX - load || demand > capacity || home > LENGTH_MAX / 2) return false;
        if (p->penalty[i] < 2 * (home + 1) * p->rate) return false;
        load += demand;
    }
    return capacity > 0 ? (load - 1) / capacity < p->ring_count : load == 0;
}

bool vrp_evolve_suits(const Search *s) {
    const Plane *p = s->plane;
    return p && !p->timed && p->dimensions <= 1 && p->model->kind_count == 1 &&
           p->stop_count >= STOPS_MIN && p->stop_count <= s->tuning.evolved_max && stops_suit(p);
}

/* ---------------------------------------------------------------- preparing */
static void prepare_apart(Evolve *e) {
    const Plane *p = e->plane;
    int32_t n = e->stop_count;
    e->apart = ARENA_ARRAY(e->arena, int32_t, (size_t)(n + 1) * (size_t)(n + 1));
    for (int32_t i = 0; i <= n; i++)
        for (int32_t k = 0; k < i; k++) {
            int64_t apart = plane_apart(p, i, k);
            if (i == n) apart += opening_half(p);
            e->apart[i * (n + 1) + k] = e->apart[k * (n + 1) + i] = (int32_t)apart;
        }
    e->near = ARENA_ARRAY(e->arena, int32_t, (size_t)n * (size_t)e->near_max);
    e->near_apart = ARENA_ARRAY(e->arena, int32_t, (size_t)n * (size_t)e->near_max);
    for (int32_t i = 0; i < n; i++)
        memcpy(&e->near[i * e->near_max], &p->near[(size_t)i * (size_t)p->near_max],
               (size_t)e->near_max * sizeof *e->near);
    for (int32_t k = 0; k < n * e->near_max; k++)
        if (e->near[k] >= 0) e->near_apart[k] = evolve_apart(e, k / e->near_max, e->near[k]);
}

static void prepare_load(Evolve *e) {
    const Plane *p = e->plane;
    int64_t capacity = p->model->kinds[0].vehicle->capacity[0], load = 0, bulkiest = 1;
    int32_t farthest = 1;
    e->capacity = capacity < LOAD_MAX ? (int32_t)capacity : LOAD_MAX;
    e->demand = ARENA_ARRAY(e->arena, int32_t, (size_t)e->stop_count);
    for (int32_t i = 0; i < e->stop_count; i++) {
        e->demand[i] = (int32_t)p->model->problem->stops[p->stop_of[i]].demand[0];
        load += e->demand[i];
        if (bulkiest < e->demand[i]) bulkiest = e->demand[i];
        if (farthest < evolve_apart(e, i, e->stop_count))
            farthest = evolve_apart(e, i, e->stop_count);
    }
    e->price_q16 = ((int64_t)farthest << 16) / bulkiest;
    e->price_max_q16 = (INT64_C(1) << 60) / (load + 1) / REPAIR_FACTOR;
    /* a third more than needed at least, so that overload can be spread */
    int64_t least = capacity > 0 ? (load + capacity - 1) / capacity : 1;
    int64_t tours = least + least / 3 + 3;
    if (tours < p->ring_used + 3) tours = p->ring_used + 3;
    if (tours > p->ring_count) tours = p->ring_count;
    e->tour_max = tours < e->stop_count ? (int32_t)tours : e->stop_count;
}

static void prepare_draft(Evolve *e) {
    size_t n = (size_t)e->stop_count, tours = (size_t)e->tour_max;
    e->knots = ARENA_ARRAY(e->arena, Knot, n + tours);
    e->tours = ARENA_ARRAY(e->arena, Tour, tours);
    e->queue = ARENA_ARRAY(e->arena, int32_t, n);
    e->places = ARENA_ARRAY(e->arena, Places, n * tours);
    e->pair_seen_at = ARENA_ARRAY(e->arena, int64_t, tours * tours);
    e->leavers = ARENA_ARRAY(e->arena, Leaver, n);
    for (int k = 0; k < 4; k++) e->room[k] = ARENA_ARRAY(e->arena, int32_t, n);
    e->split_cost = ARENA_ARRAY(e->arena, int64_t, (tours + 1) * (n + 1));
    e->split_from = ARENA_ARRAY(e->arena, int32_t, (tours + 1) * (n + 1));
    e->split_metres = ARENA_ARRAY(e->arena, int64_t, n + 1);
    e->split_load = ARENA_ARRAY(e->arena, int32_t, n + 1);
    Draft *drafts[] = {&e->schooling.former, &e->schooling.cheapest};
    for (size_t k = 0; k < COUNT_OF(drafts); k++) {
        drafts[k]->knots = ARENA_ARRAY(e->arena, Knot, n + tours);
        drafts[k]->tours = ARENA_ARRAY(e->arena, Tour, tours);
    }
    e->touched = ARENA_ARRAY(e->arena, int32_t, tours);
    e->taken = ARENA_ARRAY(e->arena, int32_t, n);
    e->bearings = ARENA_ARRAY(e->arena, Bearing, tours);
    for (int32_t t = 0; t < e->tour_max; t++) {
        Knot *depot = &e->knots[e->stop_count + t];
        depot->prev = depot->next = e->stop_count + t;
        depot->tour = t;
    }
}

static void prepare_crowd(Evolve *e, const Tuning *t) {
    size_t n = (size_t)e->stop_count;
    size_t half = (size_t)t->crowd + (size_t)t->brood + 1, rows = 2 * half + 1;
    e->feasible.at = ARENA_ARRAY(e->arena, Member *, half);
    e->overfull.at = ARENA_ARRAY(e->arena, Member *, half);
    e->spare = ARENA_ARRAY(e->arena, Member *, rows);
    e->unlike = ARENA_ARRAY(e->arena, int32_t, rows * rows);
    e->member_max = (int32_t)rows;
    for (int32_t row = 0; row < e->member_max; row++) {
        Member *m = ARENA_NEW(e->arena, Member);
        m->order = ARENA_ARRAY(e->arena, int32_t, n);
        m->next = ARENA_ARRAY(e->arena, int32_t, n);
        m->prev = ARENA_ARRAY(e->arena, int32_t, n);
        m->row = row;
        e->spare[e->spare_count++] = m;
    }
    e->child = e->spare[--e->spare_count];
}

static void begin(Search *s) {
    const Plane *p = s->plane;
    Evolve *e = ARENA_NEW(p->arena, Evolve);
    int32_t near_max = s->tuning.near_evolved;
    *e = (Evolve){.plane = p,
                  .arena = p->arena,
                  .stop_count = p->stop_count,
                  .near_max = near_max < p->near_max ? near_max : p->near_max,
                  .best_cost = INT64_MAX};
    prepare_apart(e);
    prepare_load(e);
    prepare_draft(e);
    prepare_crowd(e, &s->tuning);
    s->evolve = e;
}

/* ---------------------------------------------------------------- the crowd */
static int64_t cost_of(const Evolve *e, const Member *m) {
    return m->length + (m->excess * e->price_q16 >> 16);
}

/* Stops whose neighbours in one plan are not their neighbours in the other. */
static int32_t unlikeness(const Evolve *e, const Member *a, const Member *b) {
    int32_t n = e->stop_count, count = 0;
    for (int32_t i = 0; i < n; i++) {
        count += a->next[i] != b->next[i] && a->next[i] != b->prev[i];
        count += a->prev[i] == n && b->prev[i] != n && b->next[i] != n;
    }
    return count;
}

static int32_t *unlike_at(const Evolve *e, const Member *a, const Member *b) {
    return &e->unlike[a->row * e->member_max + b->row];
}

enum { CLOSE_MAX = 16 };

/* The sum over the members most like this one; `ret_least` is the nearest's. */
static int64_t unlike_sum(const Evolve *e, const Crowd *c, const Member *m, int32_t close,
                          int32_t *ret_least) {
    int32_t least[CLOSE_MAX], n = 0;
    for (int32_t i = 0; i < c->count; i++) {
        if (c->at[i] == m) continue;
        int32_t unlike = *unlike_at(e, m, c->at[i]), k;
        if (n == close && unlike >= least[n - 1]) continue;
        if (n < close) n++;
        for (k = n - 1; k > 0 && least[k - 1] > unlike; k--) least[k] = least[k - 1];
        least[k] = unlike;
    }
    int64_t sum = 0;
    for (int32_t k = 0; k < n; k++) sum += least[k];
    *ret_least = n > 0 ? least[0] : INT32_MAX;
    return n > 0 ? sum * PPM / n : 0;
}

static void crowd_rank(Evolve *e, Crowd *c, const Tuning *t) {
    int32_t close = t->close < CLOSE_MAX ? t->close : CLOSE_MAX;
    for (int32_t i = 0; i < c->count; i++)
        c->at[i]->lonely = unlike_sum(e, c, c->at[i], close, &c->at[i]->nearest);
    int64_t last = c->count > 1 ? c->count - 1 : 1;
    int64_t weight = c->count > t->elite ? PPM - (int64_t)t->elite * PPM / c->count : 0;
    for (int32_t i = 0; i < c->count; i++) {
        int64_t lonelier = 0;
        for (int32_t k = 0; k < c->count; k++)
            lonelier += c->at[k]->lonely > c->at[i]->lonely ||
                        (k < i && c->at[k]->lonely == c->at[i]->lonely);
        c->at[i]->rank = (i * (int64_t)PPM + weight * lonelier) / last;
    }
    c->ranked = true;
}

/* By cost; those of equal cost in the order of their coming. */
static void crowd_sort(const Evolve *e, Crowd *c) {
    for (int32_t i = 1; i < c->count; i++) {
        Member *m = c->at[i];
        int32_t k = i;
        for (; k > 0 && cost_of(e, c->at[k - 1]) > cost_of(e, m); k--) c->at[k] = c->at[k - 1];
        c->at[k] = m;
    }
    c->ranked = false;
}

static void crowd_leave(Evolve *e, Crowd *c, int32_t i) {
    e->spare[e->spare_count++] = c->at[i];
    c->count--;
    memmove(&c->at[i], &c->at[i + 1], (size_t)(c->count - i) * sizeof *c->at);
    c->ranked = false;
}

static void crowd_cull(Evolve *e, Crowd *c, const Tuning *t) {
    while (c->count > t->crowd) {
        int32_t worst = 1;
        crowd_rank(e, c, t);
        for (int32_t i = 2; i < c->count; i++) {
            const Member *m = c->at[i], *w = c->at[worst];
            bool twin = m->nearest == 0, worst_twin = w->nearest == 0;
            if (twin != worst_twin ? twin : m->rank > w->rank) worst = i;
        }
        crowd_leave(e, c, worst);
    }
}

/* ---------------------------------------------------------------- to and from the plane */
static void tell_plane(Search *s, const Member *m) {
    Plane *p = s->plane;
    vrp_plane_begin(p);
    for (int32_t i = 0; i < p->stop_count; i++)
        if (p->spots[i].ring >= 0) vrp_plane_take(p, i);
    int32_t at = -1;
    for (int32_t k = 0; k < p->stop_count; k++) {
        int32_t stop = m->order[k];
        if (m->prev[stop] == p->stop_count) at = plane_depot(p, p->idle[0].at[p->idle[0].n - 1]);
        vrp_plane_put(p, stop, at);
        at = stop;
    }
    vrp_plane_settle(p);
    if (p->cost < p->best_cost) {
        vrp_plane_keep(p);
        s->best_cost = p->best_cost / 1000;
    }
}

static void admit(Search *s) {
    Evolve *e = s->evolve;
    Member *m = e->child;
    vrp_evolve_write(e, m);
    assert(m->length == e->length); /* summed by other code */
    Crowd *c = m->excess > 0 ? &e->overfull : &e->feasible;
    for (int32_t i = 0; i < c->count; i++)
        *unlike_at(e, m, c->at[i]) = *unlike_at(e, c->at[i], m) = unlikeness(e, m, c->at[i]);
    c->at[c->count++] = m;
    crowd_sort(e, c);
    if (m->excess == 0 && m->length < e->best_cost) {
        e->best_cost = m->length;
        e->bred_since_better = 0;
        tell_plane(s, m);
    }
    if (c->count > s->tuning.crowd + s->tuning.brood) crowd_cull(e, c, &s->tuning);
    e->child = e->spare[--e->spare_count];
}

/* The plan being improved becomes the best on the plane: the caller's, or another thread's. What
 * the annealing found is not learnt: a crowd with one that is far better soon has its face. */
static bool learn(Search *s) {
    Evolve *e = s->evolve;
    const Plane *p = s->plane;
    int32_t tours = 0, whole = 0, used = 0;
    for (int32_t r = 0; r < p->ring_count; r++)
        used += p->best_next[plane_depot(p, r)] < p->stop_count;
    for (int32_t i = 0; i < e->stop_count; i++) whole += p->best_next[i] >= 0;
    if (whole < e->stop_count || used > e->tour_max) return false;
    for (int32_t i = 0; i < e->stop_count; i++) e->knots[i].prev = e->knots[i].next = -1;
    for (int32_t r = 0; r < p->ring_count; r++) {
        int32_t count = 0, at = p->best_next[plane_depot(p, r)];
        for (; at < p->stop_count; at = p->best_next[at]) e->room[0][count++] = at;
        if (count == 0) continue;
        vrp_evolve_lay(e, tours++, e->room[0], count);
    }
    while (tours < e->tour_max) vrp_evolve_lay(e, tours++, NULL, 0);
    return true;
}

/* ---------------------------------------------------------------- children */
static void random_order(Search *s, int32_t *order) {
    for (int32_t i = 0; i < s->evolve->stop_count; i++) {
        int32_t k = below(s, i + 1);
        order[i] = order[k];
        order[k] = i;
        s->evolve->knots[i].prev = s->evolve->knots[i].next = -1;
    }
}

static const Member *drawn(Search *s) {
    const Evolve *e = s->evolve;
    int32_t i = below(s, e->feasible.count + e->overfull.count);
    return i < e->feasible.count ? e->feasible.at[i] : e->overfull.at[i - e->feasible.count];
}

static const Member *parent(Search *s) {
    Evolve *e = s->evolve;
    if (!e->feasible.ranked) crowd_rank(e, &e->feasible, &s->tuning);
    if (!e->overfull.ranked) crowd_rank(e, &e->overfull, &s->tuning);
    const Member *a = drawn(s), *b = drawn(s);
    return a->rank <= b->rank ? a : b;
}

static bool overfull(const Evolve *e) {
    for (int32_t t = 0; t < e->tour_max; t++)
        if (e->tours[t].load > e->capacity) return true;
    return false;
}

/* Half of the overfull children are made to keep to capacity, by a price they cannot pay. */
static void repair(Search *s) {
    Evolve *e = s->evolve;
    int64_t price_q16 = e->price_q16;
    vrp_evolve_price(e, price_q16 * REPAIR_FACTOR);
    vrp_evolve_descend(e, &s->rng);
    vrp_evolve_price(e, price_q16);
    if (!overfull(e)) admit(s);
}

static void set_price(Search *s) {
    Evolve *e = s->evolve;
    if (++e->judged < PRICE_EVERY) return;
    int32_t percent = 100 * e->judged_feasible / e->judged, wanted = s->tuning.feasible_percent;
    int64_t price_q16 = e->price_q16;
    if (percent < wanted - 5) price_q16 += price_q16 / 5 + 1;
    if (percent > wanted + 5) price_q16 -= price_q16 / 7;
    if (price_q16 > e->price_max_q16) price_q16 = e->price_max_q16;
    e->judged = e->judged_feasible = 0;
    vrp_evolve_price(e, price_q16 > 1 ? price_q16 : 1);
    crowd_sort(e, &e->overfull);
}

void vrp_evolve_anew(Evolve *e) {
    while (e->feasible.count > 0) crowd_leave(e, &e->feasible, e->feasible.count - 1);
    while (e->overfull.count > 0) crowd_leave(e, &e->overfull, e->overfull.count - 1);
    e->bred = e->bred_since_better = 0;
}

/* Returns whether it is a founder. */
static bool conceive(Search *s) {
    Evolve *e = s->evolve;
    bool learns = s->learns, founds = e->bred < s->tuning.founders;
    s->learns = false;
    if (learns && learn(s)) return false;
    int32_t *order = e->child->order;
    if (founds) {
        random_order(s, order);
    } else {
        const Member *a = parent(s), *b = parent(s);
        vrp_evolve_cross(e, &s->rng, a, b, order);
    }
    vrp_evolve_split(e, order);
    return founds;
}

static void come_of_age(Search *s) {
    Evolve *e = s->evolve;
    bool over = overfull(e);
    e->judged_feasible += !over;
    admit(s);
    if (over && below(s, 2) == 0) repair(s);
    set_price(s);
    e->bred++;
    if (++e->bred_since_better > s->tuning.patience) vrp_evolve_anew(e);
}

/* To be made and placed, a child counts for as many steps as would place all stops anew. */
void vrp_evolve_step(Search *s) {
    if (!s->evolve) begin(s);
    Evolve *e = s->evolve;
    if (e->schooling.done == e->schooling.steps) {
        bool founds = conceive(s);
        vrp_evolve_descend(e, &s->rng);
        vrp_evolve_enrol(e, founds ? s->founder_steps : s->school_steps,
                         founds ? s->tuning.found_hot_percent : s->tuning.school_hot_percent);
        s->steps += e->stop_count / s->tuning.removed_mean + 1;
    }
    if (!vrp_evolve_school(s, SCHOOLED_AT_ONCE)) return;
    vrp_evolve_descend(e, &s->rng);
    come_of_age(s);
}
