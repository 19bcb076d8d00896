// SPDX-License-Identifier: Apache-2.0
/* Rings of spots: taking out and putting in, times, undo, and the best plan, which is kept by
 * copying only what changed since the last time. */
#include "vrp/plane.h"

#include <assert.h>
#include <string.h>

/* ---------------------------------------------------------------- does it suit */
static bool kinds_suit(const Model *m) {
    const VrpVehicle *first = m->kinds[0].vehicle;
    for (int32_t k = 0; k < m->kind_count; k++) {
        const Kind *kind = &m->kinds[k];
        const VrpVehicle *v = kind->vehicle;
        if (v->trips_max != 1 || kind->running || kind->pool >= 0 || v->cost_per_hour > 0 ||
            v->cost_per_shift != first->cost_per_shift || v->cost_per_km != first->cost_per_km ||
            kind->depot->load_fixed_s > 0 || kind->depot->load_per_unit_s > 0 ||
            memcmp(v->capacity, first->capacity, sizeof v->capacity) != 0)
            return false;
    }
    return first->cost_per_km > 0;
}

bool vrp_plane_suits(const Model *m) {
    const VrpProblem *p = m->problem;
    if (p->class_count != 1 || !p->classes[0].points || m->kind_count == 0) return false;
    if (p->split_cost > 0 || p->pin_count > 0 || p->supply_count > 0 || !kinds_suit(m))
        return false;
    uint64_t depots = p->depot_count == 64 ? UINT64_MAX : (UINT64_C(1) << p->depot_count) - 1;
    double penalties = 0;
    for (int32_t i = 0; i < p->stop_count; i++) {
        const VrpStop *stop = &p->stops[i];
        if (!(stop->class_mask & 1) || (stop->depot_mask & depots) != depots) return false;
        if (stop->release_s > 0 || stop->keep_until_s > 0) return false;
        if (stop->earliest_s > stop->latest_s) return false;
        penalties += (double)stop->penalty;
    }
    return (penalties + (double)p->vehicles[0].cost_per_shift * m->shift_count) * 1000 < 0x1p61;
}

/* ---------------------------------------------------------------- time */
bool vrp_plane_fits(const Plane *p, int32_t ring, Stretch work) {
    const Kind *kind = &p->model->kinds[p->rings[ring].kind];
    int64_t end_s = kind->start_s + work.busy_s;
    if (end_s < work.done_s) end_s = work.done_s;
    if (work.latest_s < kind->start_s || end_s > kind->end_s) return false;
    if (kind->duration_max_s == 0) return true;
    int64_t begin_s = end_s - work.busy_s;
    if (begin_s > work.latest_s) begin_s = work.latest_s;
    return end_s - begin_s <= kind->duration_max_s;
}

static void ring_forward(Plane *p, int32_t spot) {
    for (; spot < p->stop_count; spot = p->spots[spot].next) {
        int32_t prev = p->spots[spot].prev;
        Stretch so_far = prev < p->stop_count ? p->front[prev] : NO_WORK;
        p->front[spot] = stretch_join(so_far, p->spots[prev].onward, p->own[spot]);
    }
}

static void ring_backward(Plane *p, int32_t spot) {
    for (; spot < p->stop_count; spot = p->spots[spot].prev) {
        int32_t next = p->spots[spot].next;
        Stretch rest = next < p->stop_count ? p->tail[next] : NO_WORK;
        p->tail[spot] = stretch_join(p->own[spot], p->spots[spot].onward, rest);
    }
}

static void ring_judge(Plane *p, int32_t ring) {
    int32_t depot = plane_depot(p, ring), first = p->spots[depot].next;
    p->rings[ring].feasible =
        first == depot ||
        vrp_plane_fits(p, ring, stretch_join(NO_WORK, p->spots[depot].onward, p->tail[first]));
}

static void ring_time(Plane *p, int32_t ring) {
    int32_t depot = plane_depot(p, ring);
    ring_forward(p, p->spots[depot].next);
    ring_backward(p, p->spots[depot].prev);
    ring_judge(p, ring);
}

static void ring_load(Plane *p, int32_t ring) {
    Laden so_far = {.place = 0};
    int32_t at = p->spots[plane_depot(p, ring)].next;
    for (; at < p->stop_count; at = p->spots[at].next) {
        for (int d = 0; d < p->dimensions; d++) so_far.load[d] += p->demand[at].of[d];
        so_far.place++;
        p->laden[at] = so_far;
    }
}

void vrp_plane_settle(Plane *p) {
    for (size_t i = 0; i < p->stale.n; i++) {
        int32_t ring = p->stale.at[i];
        if (p->timed) ring_time(p, ring);
        ring_load(p, ring);
        p->rings[ring].stale = false;
    }
    p->stale.n = 0;
}

bool vrp_plane_feasible(const Plane *p) {
    for (size_t i = 0; i < p->touched.n; i++)
        if (!p->rings[p->touched.at[i]].feasible) return false;
    return true;
}

/* ---------------------------------------------------------------- rings */
/* The arc from the spot is about to change. */
static void mark(Plane *p, int32_t spot) {
    if (p->was[spot].watch != p->watch) {
        p->was[spot] = (Was){p->watch, p->spots[spot].ring < 0 ? -1 : p->spots[spot].next};
        vec_push(p->arena, &p->changed, spot);
    }
    if (p->spots[spot].dirty) return;
    p->spots[spot].dirty = 1;
    vec_push(p->arena, &p->dirty, spot);
}

void vrp_plane_touch(Plane *p, int32_t ring) {
    if (!p->rings[ring].stale) vec_push(p->arena, &p->stale, ring);
    p->rings[ring].stale = true;
    if (p->rings[ring].touched_at == p->step) return;
    p->rings[ring].touched_at = p->step;
    vec_push(p->arena, &p->touched, ring);
}

static void ring_rests(Plane *p, int32_t ring) {
    IdleKind *idle = &p->idle[p->rings[ring].kind];
    p->rings[ring].idle_at = idle->n;
    idle->at[idle->n++] = ring;
    p->ring_used--;
    p->cost -= p->fixed;
}

static void ring_works(Plane *p, int32_t ring) {
    IdleKind *idle = &p->idle[p->rings[ring].kind];
    int32_t hole = p->rings[ring].idle_at, last = idle->at[--idle->n];
    idle->at[hole] = last;
    p->rings[last].idle_at = hole;
    p->ring_used++;
    p->cost += p->fixed;
}

static void stop_leaves(Plane *p, int32_t stop) {
    Spot *spot = &p->spots[stop];
    spot->ring = -1;
    spot->prev = p->absent_count;
    p->absent[p->absent_count++] = stop;
    p->cost += p->penalty[stop];
}

static void stop_returns(Plane *p, int32_t stop) {
    int32_t hole = p->spots[stop].prev, last = p->absent[--p->absent_count];
    p->absent[hole] = last;
    p->spots[last].prev = hole;
    p->cost -= p->penalty[stop];
}

static void unlink_stop(Plane *p, int32_t stop) {
    Spot *spot = &p->spots[stop], *prev = &p->spots[spot->prev], *next = &p->spots[spot->next];
    Ring *ring = &p->rings[spot->ring];
    uint32_t direct = plane_apart(p, spot->prev, spot->next);
    if (spot->prev == spot->next) direct = 0; /* the ring is empty now */
    p->cost -= p->rate * ((int64_t)prev->onward + spot->onward - direct);
    mark(p, spot->prev);
    mark(p, stop);
    vrp_plane_touch(p, spot->ring);
    prev->next = spot->next;
    prev->onward = direct;
    next->prev = spot->prev;
    for (int d = 0; d < p->dimensions; d++) ring->room[d] += p->demand[stop].of[d];
    if (--ring->stops == 0) ring_rests(p, spot->ring);
    stop_leaves(p, stop);
}

static void link_stop(Plane *p, int32_t stop, int32_t after, uint32_t in, uint32_t out) {
    Spot *spot = &p->spots[stop], *prev = &p->spots[after], *next = &p->spots[prev->next];
    Ring *ring = &p->rings[prev->ring];
    stop_returns(p, stop);
    p->cost += p->rate * ((int64_t)in + out - prev->onward);
    mark(p, after);
    mark(p, stop);
    vrp_plane_touch(p, prev->ring);
    spot->prev = after;
    spot->next = prev->next;
    spot->ring = prev->ring;
    spot->onward = out;
    prev->onward = in;
    next->prev = stop;
    prev->next = stop;
    for (int d = 0; d < p->dimensions; d++) ring->room[d] -= p->demand[stop].of[d];
    if (ring->stops++ == 0) ring_works(p, spot->ring);
}

void vrp_plane_take(Plane *p, int32_t stop) {
    const Spot *spot = &p->spots[stop];
    vec_push(p->arena, &p->log,
             (Undo){stop, spot->prev, p->spots[spot->prev].onward, spot->onward});
    vec_push(p->arena, &p->taken, stop);
    unlink_stop(p, stop);
}

void vrp_plane_put(Plane *p, int32_t stop, int32_t after) {
    vec_push(p->arena, &p->log, (Undo){.stop = stop, .after = -1});
    uint32_t in = plane_apart(p, after, stop), out = plane_apart(p, stop, p->spots[after].next);
    link_stop(p, stop, after, in, out);
    if (!p->timed) return;
    ring_forward(p, stop);
    ring_backward(p, stop);
    ring_judge(p, p->spots[stop].ring);
}

/* ---------------------------------------------------------------- steps */
void vrp_plane_begin(Plane *p) {
    p->step++;
    p->log.n = p->touched.n = p->taken.n = 0;
    vrp_plane_watch(p);
}

void vrp_plane_watch(Plane *p) {
    p->watch++;
    p->changed.n = 0;
}

void vrp_plane_undo(Plane *p) {
    for (size_t i = p->log.n; i-- > 0;) {
        Undo u = p->log.at[i];
        if (u.after < 0)
            unlink_stop(p, u.stop);
        else
            link_stop(p, u.stop, u.after, u.in, u.out);
    }
    vrp_plane_settle(p);
}

/* ---------------------------------------------------------------- the best plan */
void vrp_plane_keep(Plane *p) {
    for (size_t i = 0; i < p->dirty.n; i++) {
        int32_t at = p->dirty.at[i];
        Spot *spot = &p->spots[at];
        spot->dirty = 0;
        p->best_next[at] = spot->ring < 0 ? -1 : spot->next;
    }
    p->dirty.n = 0;
    p->best_cost = p->cost;
}

/* Only the rings and stops that differ are touched. */
void vrp_plane_restore(Plane *p) {
    vrp_plane_begin(p);
    size_t changed = p->dirty.n;
    for (size_t i = 0; i < changed; i++) {
        int32_t at = p->dirty.at[i];
        if (at < p->stop_count && p->spots[at].ring >= 0) vrp_plane_take(p, at);
    }
    /* a changed spot leads to changed spots, until one that stayed */
    for (size_t i = 0; i < p->dirty.n; i++) {
        int32_t at = p->dirty.at[i];
        if (p->spots[at].ring < 0) continue;
        for (int32_t next = p->best_next[at]; next < p->stop_count && p->spots[next].ring < 0;) {
            vrp_plane_put(p, next, at);
            at = next;
            next = p->best_next[at];
        }
    }
    vrp_plane_settle(p);
    assert(p->cost == p->best_cost);
    vrp_plane_keep(p);
}

void vrp_plane_adopt(Plane *p, const Plane *from) {
    /* all of it: a run of stops may be the same, and stand in another ring */
    for (int32_t i = 0; i < p->stop_count + p->ring_count; i++) {
        p->best_next[i] = from->best_next[i];
        mark(p, i);
    }
    p->best_cost = from->best_cost;
    vrp_plane_restore(p);
}

void vrp_plane_write(const Plane *p, Arena *arena, Ints *shifts) {
    for (int32_t r = 0; r < p->ring_count; r++) {
        shifts[r].n = 0;
        int32_t at = p->best_next[plane_depot(p, r)];
        for (; at < p->stop_count; at = p->best_next[at])
            vec_push(arena, &shifts[r], p->stop_of[at]);
    }
}
