// SPDX-License-Identifier: Apache-2.0
/* Before the first step on the plane: spots in the order of a Hilbert curve, their neighbours by a
 * grid, and Clarke and Wright's savings between neighbours as the first plan. */
#include "vrp/plane.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- along a curve */
typedef struct Keyed {
    uint64_t key;
    int32_t id;
} Keyed;

static int keyed_order(const void *a, const void *b) {
    const Keyed *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The place of a point of the 2^16 x 2^16 square on Hilbert's curve. */
static uint64_t hilbert(uint32_t x, uint32_t y) {
    uint64_t key = 0;
    for (uint32_t side = 1u << 15; side > 0; side /= 2) {
        uint32_t right = (x & side) > 0, upper = (y & side) > 0;
        key = key << 2 | ((3 * right) ^ upper);
        if (upper) continue;
        if (right) {
            x = ~x;
            y = ~y;
        }
        uint32_t swapped = x;
        x = y;
        y = swapped;
    }
    return key;
}

typedef struct Box {
    VrpPoint low;
    int64_t side;
} Box;

static Box box_of(const VrpMatrix *m, const VrpProblem *p) {
    VrpPoint low = {INT32_MAX, INT32_MAX}, high = {INT32_MIN, INT32_MIN};
    for (int32_t i = 0; i < p->stop_count; i++) {
        VrpPoint at = m->points[p->stops[i].site];
        if (low.x > at.x) low.x = at.x;
        if (low.y > at.y) low.y = at.y;
        if (high.x < at.x) high.x = at.x;
        if (high.y < at.y) high.y = at.y;
    }
    int64_t wide = (int64_t)high.x - low.x + 1, tall = (int64_t)high.y - low.y + 1;
    return (Box){low, wide > tall ? wide : tall};
}

static void spots_order(Plane *p) {
    const VrpProblem *problem = p->model->problem;
    const VrpMatrix *m = &problem->classes[0];
    Keyed *keyed = ARENA_ARRAY(p->arena, Keyed, (size_t)p->stop_count);
    Box box = box_of(m, problem);
    for (int32_t i = 0; i < p->stop_count; i++) {
        VrpPoint at = m->points[problem->stops[i].site];
        uint32_t x = (uint32_t)((((int64_t)at.x - box.low.x) << 16) / box.side);
        uint32_t y = (uint32_t)((((int64_t)at.y - box.low.y) << 16) / box.side);
        keyed[i] = (Keyed){hilbert(x, y), i};
    }
    if (p->stop_count > 0) qsort(keyed, (size_t)p->stop_count, sizeof *keyed, keyed_order);
    for (int32_t i = 0; i < p->stop_count; i++) p->stop_of[i] = keyed[i].id;
}

/* ---------------------------------------------------------------- spots and rings */
static void lay_stops(Plane *p) {
    const VrpProblem *problem = p->model->problem;
    for (int32_t i = 0; i < p->stop_count; i++) {
        const VrpStop *stop = &problem->stops[p->stop_of[i]];
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            if (stop->demand[d] > 0 && p->dimensions <= d) p->dimensions = d + 1;
        if (stop->earliest_s > 0 || stop->latest_s < VRP_FOREVER) p->timed = true;
        p->spots[i] = (Spot){.at = problem->classes[0].points[stop->site],
                             .prev = i,
                             .ring = -1,
                             .bulk = (int32_t)p->model->bulk[p->stop_of[i]]};
        p->absent[p->absent_count++] = i;
        p->field[p->field_count++] = i;
        p->penalty[i] = stop->penalty * 1000;
        p->cost += p->penalty[i];
        p->own[i] = stretch_stop(stop);
        memcpy(p->demand[i].of, stop->demand, sizeof stop->demand);
    }
}

static void lay_rings(Plane *p) {
    const Model *m = p->model;
    for (int32_t r = 0; r < p->ring_count; r++) p->idle[m->shift_kind[r]].n++;
    for (int32_t k = 0; k < m->kind_count; k++) {
        p->idle[k].at = ARENA_ARRAY(p->arena, int32_t, (size_t)p->idle[k].n);
        p->idle[k].n = 0;
        if (m->kinds[k].end_s < VRP_FOREVER || m->kinds[k].duration_max_s > 0) p->timed = true;
    }
    for (int32_t r = p->ring_count - 1; r >= 0; r--) { /* the first comes off the list first */
        Ring *ring = &p->rings[r];
        int32_t depot = plane_depot(p, r);
        const Kind *kind = &m->kinds[m->shift_kind[r]];
        *ring = (Ring){.kind = m->shift_kind[r], .feasible = true};
        memcpy(ring->room, kind->vehicle->capacity, sizeof ring->room);
        IdleKind *idle = &p->idle[ring->kind];
        ring->idle_at = idle->n;
        idle->at[idle->n++] = r;
        p->spots[depot] = (Spot){
            .at = kind->points.points[kind->depot->site], .prev = depot, .next = depot, .ring = r};
    }
}

/* Where it stays near in memory a length is read faster than computed. */
#define TABLE_STOPS_MAX 1500

static void table(Plane *p) {
    if (p->stop_count > TABLE_STOPS_MAX || p->model->kind_count > 1) return;
    int32_t width = p->stop_count + 1;
    uint32_t *apart = ARENA_ARRAY(p->arena, uint32_t, (size_t)width * (size_t)width);
    for (int32_t i = 0; i < width; i++)
        for (int32_t k = 0; k < width; k++) apart[i * width + k] = plane_apart(p, i, k);
    p->apart = apart;
}

void vrp_plane(Arena *arena, const Model *m, int32_t near_max, Plane *ret) {
    const VrpProblem *problem = m->problem;
    const VrpVehicle *vehicle = m->kinds[0].vehicle;
    size_t stops = (size_t)problem->stop_count, spots = stops + (size_t)m->shift_count;
    *ret = (Plane){.model = m,
                   .arena = arena,
                   .stop_count = problem->stop_count,
                   .ring_count = m->shift_count,
                   .per_unit = problem->classes[0].per_unit,
                   .rounding = problem->classes[0].rounding,
                   .rate = vehicle->cost_per_km,
                   .fixed = vehicle->cost_per_shift * 1000};
    ret->stop_of = ARENA_ARRAY(arena, int32_t, stops);
    ret->spots = ARENA_ARRAY(arena, Spot, spots);
    ret->rings = ARENA_ARRAY(arena, Ring, (size_t)m->shift_count);
    ret->idle = ARENA_ARRAY(arena, IdleKind, (size_t)m->kind_count);
    ret->absent = ARENA_ARRAY(arena, int32_t, stops);
    ret->field = ARENA_ARRAY(arena, int32_t, stops);
    ret->penalty = ARENA_ARRAY(arena, int64_t, stops);
    ret->own = ARENA_ARRAY(arena, Stretch, stops);
    ret->laden = ARENA_ARRAY(arena, Laden, stops);
    ret->demand = ARENA_ARRAY(arena, Demand, stops);
    ret->was = ARENA_ARRAY(arena, Was, spots);
    ret->room = ARENA_ARRAY(arena, int32_t, stops);
    ret->best_next = ARENA_ARRAY(arena, int32_t, spots);
    spots_order(ret);
    lay_stops(ret);
    lay_rings(ret);
    if (ret->timed) {
        ret->front = ARENA_ARRAY(arena, Stretch, stops);
        ret->tail = ARENA_ARRAY(arena, Stretch, stops);
    }
    for (size_t i = 0; i < spots; i++) {
        ret->spots[i].dirty = 1;
        vec_push(arena, &ret->dirty, (int32_t)i);
    }
    vrp_plane_near(ret, near_max);
    table(ret);
    vrp_plane_begin(ret);
    vrp_plane_keep(ret);
}

/* ---------------------------------------------------------------- neighbours */
typedef struct Grid {
    Box box;
    int32_t cells;  /* per side */
    int32_t *first; /* per cell, and one more: where its spots begin in `spots` */
    int32_t *spots;
} Grid;

static int32_t cell_of(const Grid *g, int64_t at, int64_t low) {
    return (int32_t)((at - low) * g->cells / g->box.side);
}

static void grid(const Plane *p, Grid *ret) {
    size_t n = (size_t)p->stop_count;
    *ret = (Grid){.box = box_of(&p->model->problem->classes[0], p->model->problem), .cells = 1};
    while ((int64_t)ret->cells * ret->cells * 2 < p->stop_count && ret->cells < ret->box.side)
        ret->cells++;
    size_t cells = (size_t)ret->cells * (size_t)ret->cells;
    ret->first = ARENA_ARRAY(p->arena, int32_t, cells + 1);
    ret->spots = ARENA_ARRAY(p->arena, int32_t, n);
    int32_t *cell = ARENA_ARRAY(p->arena, int32_t, n);
    for (size_t i = 0; i < n; i++) {
        VrpPoint at = p->spots[i].at;
        cell[i] =
            cell_of(ret, at.y, ret->box.low.y) * ret->cells + cell_of(ret, at.x, ret->box.low.x);
        ret->first[cell[i] + 1]++;
    }
    for (size_t c = 0; c < cells; c++) ret->first[c + 1] += ret->first[c];
    for (size_t i = n; i-- > 0;) ret->spots[--ret->first[cell[i] + 1]] = (int32_t)i;
    /* each entry now holds where the cell before it ended: shift them back by one */
    memmove(ret->first, ret->first + 1, cells * sizeof *ret->first);
    ret->first[cells] = p->stop_count;
}

#define STRANGERS INT64_MAX
/* How far from being neighbours two stops are: what a route loses between them at least, if it
 * visits b right after a. Waiting that no timetable avoids counts a fifth of driving. */
static int64_t estranged(const Plane *p, int32_t a, int32_t b, int64_t apart) {
    const Stretch *from = &p->own[a], *to = &p->own[b];
    int64_t leaves_s = from->latest_s + from->busy_s, opens_s = to->done_s - to->busy_s;
    if (from->done_s + apart > to->latest_s) return STRANGERS;
    int64_t waits_s = opens_s - apart - leaves_s;
    return apart + (waits_s > 0 ? waits_s / 5 : 0);
}

static int64_t strangeness(const Plane *p, int32_t a, int32_t b, int64_t apart) {
    if (!p->timed) return apart;
    int64_t there = estranged(p, a, b, apart), back = estranged(p, b, a, apart);
    return there < back ? there : back;
}

typedef struct Nearest {
    Keyed *found; /* key: how strange */
    int32_t count;
} Nearest;

/* The neighbours in all cells within `reach` of the spot's own. */
static void nearest_in(const Plane *p, const Grid *g, int32_t spot, int32_t reach, Nearest *ret) {
    VrpPoint at = p->spots[spot].at;
    int32_t x = cell_of(g, at.x, g->box.low.x), y = cell_of(g, at.y, g->box.low.y);
    int32_t left = x < reach ? 0 : x - reach;
    int32_t right = x + reach >= g->cells ? g->cells - 1 : x + reach;
    ret->count = 0;
    for (int32_t row = y < reach ? 0 : y - reach; row <= y + reach && row < g->cells; row++) {
        const int32_t *first = &g->first[row * g->cells];
        for (int32_t i = first[left]; i < first[right + 1]; i++) {
            int32_t other = g->spots[i];
            uint32_t apart = plane_apart(p, spot, other);
            int64_t strange = strangeness(p, spot, other, apart);
            if (other != spot && strange < STRANGERS)
                ret->found[ret->count++] = (Keyed){(uint64_t)strange, other};
        }
    }
}

/* Brings the `least` smallest to the front, in any order (Hoare's selection). */
static void least_first(Keyed *at, int32_t count, int32_t least) {
    for (int32_t low = 0, high = count - 1; low < high;) {
        Keyed pivot = at[low + (high - low) / 2];
        int32_t i = low, k = high;
        while (i <= k) {
            while (keyed_order(&at[i], &pivot) < 0) i++;
            while (keyed_order(&at[k], &pivot) > 0) k--;
            if (i > k) break;
            Keyed swap = at[i];
            at[i++] = at[k];
            at[k--] = swap;
        }
        if (least <= k)
            high = k;
        else if (least >= i)
            low = i;
        else
            return;
    }
}

/* With windows the nearest need not be the next of kin: up to so many stops all are looked at. */
#define TIMED_ALL 5000

static void nearest(const Plane *p, const Grid *g, int32_t spot, Nearest *ret) {
    int32_t reach = p->timed && p->stop_count <= TIMED_ALL ? g->cells : 1;
    nearest_in(p, g, spot, reach, ret);
    while (ret->count < p->near_max && reach < g->cells) nearest_in(p, g, spot, ++reach, ret);
    if (ret->count > p->near_max) {
        least_first(ret->found, ret->count, p->near_max);
        ret->count = p->near_max;
    }
    qsort(ret->found, (size_t)ret->count, sizeof *ret->found, keyed_order);
}

void vrp_plane_near(Plane *p, int32_t near_max) {
    Grid g;
    size_t stops = (size_t)p->stop_count;
    p->near_max = near_max < p->stop_count ? near_max : p->stop_count;
    size_t cells = stops * (size_t)p->near_max;
    if (p->stop_count == 0) return;
    p->near = ARENA_ARRAY(p->arena, int32_t, cells);
    p->near_apart = ARENA_ARRAY(p->arena, uint32_t, cells);
    Nearest found = {.found = ARENA_ARRAY(p->arena, Keyed, stops)};
    grid(p, &g);
    for (int32_t i = 0; i < p->stop_count; i++) {
        nearest(p, &g, i, &found);
        size_t row = (size_t)i * (size_t)p->near_max;
        for (int32_t k = 0; k < p->near_max; k++) {
            p->near[row + (size_t)k] = k < found.count ? found.found[k].id : -1;
            if (k < found.count)
                p->near_apart[row + (size_t)k] = plane_apart(p, i, found.found[k].id);
        }
    }
}

/* ---------------------------------------------------------------- savings */
#define SAVINGS_NEAR 100

typedef struct Joint {
    uint32_t saving;
    int32_t a, b;
} Joint;

/* Chains of stops: an inner stop has two links, an end one, and knows the other end and the load.
 */
typedef struct Link {
    int32_t to[2]; /* -1 = none */
    int32_t other_end;
    int64_t load[VRP_DIMENSIONS];
} Link;

/* Largest saving first; equal ones stay in order. */
static Joint *joints_sort(Arena *arena, Joint *joints, size_t n) {
    Joint *to = ARENA_ARRAY(arena, Joint, n);
    for (int shift = 0; shift < 32; shift += 8) {
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++) at[(~joints[i].saving >> shift & 255) + 1]++;
        for (int b = 0; b < 256; b++) at[b + 1] += at[b];
        for (size_t i = 0; i < n; i++) to[at[~joints[i].saving >> shift & 255]++] = joints[i];
        Joint *swap = joints;
        joints = to;
        to = swap;
    }
    return joints;
}

static void chain_join(const Plane *p, Link *links, Joint j) {
    Link *a = &links[j.a], *b = &links[j.b];
    if (a->to[1] >= 0 || b->to[1] >= 0 || a->other_end == j.b) return;
    for (int d = 0; d < p->dimensions; d++)
        if (a->load[d] + b->load[d] > p->model->kinds[0].vehicle->capacity[d]) return;
    int32_t end_a = a->other_end, end_b = b->other_end;
    int64_t load[VRP_DIMENSIONS] = {0};
    for (int d = 0; d < p->dimensions; d++) load[d] = a->load[d] + b->load[d];
    a->to[a->to[0] >= 0] = j.b;
    b->to[b->to[0] >= 0] = j.a;
    links[end_a].other_end = end_b;
    links[end_b].other_end = end_a;
    memcpy(links[end_a].load, load, sizeof load);
    memcpy(links[end_b].load, load, sizeof load);
}

static void chain_place(Plane *p, const Link *links, int32_t end) {
    IdleKind *idle = &p->idle[0];
    if (idle->n == 0) return; /* more chains than vehicles: their stops are placed one by one */
    for (int d = 0; d < p->dimensions; d++) /* one stop may be too much already */
        if (links[end].load[d] > p->model->kinds[0].vehicle->capacity[d]) return;
    int32_t at = plane_depot(p, idle->at[idle->n - 1]), before = -1;
    for (int32_t stop = end; stop >= 0;) {
        int32_t next = links[stop].to[0] == before ? links[stop].to[1] : links[stop].to[0];
        vrp_plane_put(p, stop, at);
        at = before = stop;
        stop = next;
    }
}

void vrp_plane_savings(Plane *p) {
    if (p->timed || p->model->kind_count > 1) return;
    size_t stops = (size_t)p->stop_count, count = 0;
    int32_t near_max = p->near_max < SAVINGS_NEAR ? p->near_max : SAVINGS_NEAR;
    int32_t depot = plane_depot(p, 0);
    Joint *joints = ARENA_ARRAY(p->arena, Joint, stops * (size_t)near_max);
    Link *links = ARENA_ARRAY(p->arena, Link, stops);
    for (int32_t i = 0; i < p->stop_count; i++) {
        links[i] = (Link){.to = {-1, -1}, .other_end = i};
        memcpy(links[i].load, p->demand[i].of, sizeof links->load);
        int64_t home = plane_apart(p, i, depot);
        for (int32_t k = 0; k < near_max; k++) {
            int32_t j = p->near[(size_t)i * (size_t)p->near_max + (size_t)k];
            uint32_t apart = p->near_apart[(size_t)i * (size_t)p->near_max + (size_t)k];
            if (j < 0) break;
            /* from one side only, unless the other does not see it */
            size_t farthest = ((size_t)j + 1) * (size_t)p->near_max - 1;
            if (j < i && apart <= p->near_apart[farthest]) continue;
            int64_t saving = home + plane_apart(p, j, depot) - apart;
            if (saving > 0 && saving <= UINT32_MAX)
                joints[count++] = (Joint){(uint32_t)saving, i, j};
        }
    }
    joints = joints_sort(p->arena, joints, count);
    for (size_t i = 0; i < count; i++) chain_join(p, links, joints[i]);
    for (int32_t i = 0; i < p->stop_count; i++)
        if (p->spots[i].ring < 0 && links[i].to[1] < 0) chain_place(p, links, i);
}

/* ---------------------------------------------------------------- from a plan */
void vrp_plane_load(Plane *p, const Plan *plan) {
    int32_t *spot_of = ARENA_ARRAY(p->arena, int32_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++) spot_of[p->stop_of[i]] = i;
    for (int32_t r = 0; r < p->ring_count; r++) {
        const Shift *shift = &plan->shifts[r];
        int32_t at = plane_depot(p, r);
        for (int32_t i = 1; i + 1 < shift->node_count; i++) {
            int32_t spot = spot_of[shift->nodes[i].stop];
            vrp_plane_put(p, spot, at);
            at = spot;
        }
    }
}
