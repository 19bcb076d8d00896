// SPDX-License-Identifier: Apache-2.0
/* Local descent on the plan of shifts, from what the step touched. A move makes two stops
 * neighbours over an arc lighter than the one it breaks: segments of up to three stops move,
 * straight or turned, up to two change places with up to two, tails are exchanged, and within a
 * trip a run is turned. At last each touched shift looks for a cheaper vehicle. */
#include "vrp/vrp_int.h"

#include <assert.h>

enum { SEGMENT_MAX = 3, SWAPPED_MAX = 2, MOVES_MAX = 50 };

/* Stop b is to follow stop a: slots of shifts x and y. */
typedef struct Joint {
    int32_t x, y, at_a, at_b;
    const Node *a, *b;
    const Kind *kind_a, *kind_b;
    int64_t arc_a, arc_b; /* what the arc from a to b weighs for either */
} Joint;

static const VrpStop *stop_of(const Search *s, const Node *node) {
    return &s->model->problem->stops[node->stop];
}

/* ---------------------------------------------------------------- what arcs promise
 * Before a move is judged its arcs are weighed: what promises less than the best move found so far
 * is not looked at. Waiting alone is left out of this. */

static int64_t weigh(const Kind *kind, Arc arc) {
    if (arc.time_s == VRP_UNREACHABLE) return UNREACHABLE_WEIGHT;
    return kind->second * arc.time_s + kind->metre * arc.distance_m;
}

static int64_t weigh_between(const Search *s, const Kind *kind, const Node *from, const Node *to) {
    return weigh(kind, arc_of(s->model, kind, from->site, to->site));
}

/* Whether `count` stops from there in direction `way` are a run of one trip. */
static bool is_run(const Node *from, int32_t count, int32_t way) {
    for (int32_t k = 0; k < count; k++)
        if (from[k * way].stop < 0) return false;
    return true;
}

/* What the run weighs less with kind `to` than with kind `from`, and what its groups may save by
 * coming together. */
static int64_t carried(const Search *s, const Kind *from, const Kind *to, const Node *run,
                       int32_t count) {
    int64_t gain = 0;
    for (int32_t k = 0; k < count && s->model->split_weight > 0; k++) {
        int32_t g = stop_of(s, &run[k])->group;
        if (g >= 0 && s->plan.group_trips[g] > 1) gain += s->model->split_weight;
    }
    if (from == to) return gain;
    for (int32_t k = 0; k < count; k++) {
        gain += (from->second - to->second) * stop_of(s, &run[k])->service_s;
        if (k == 0) continue;
        bool same_ways = from->vehicle->klass == to->vehicle->klass;
        gain += weigh(from, run[k].in);
        gain -= same_ways ? weigh(to, run[k].in) : weigh_between(s, to, &run[k - 1], &run[k]);
    }
    return gain;
}

/* What is saved when the trip of this node has no stops any more. */
static int64_t spared(const Search *s, int32_t id) {
    const Shift *shift = &s->plan.shifts[id];
    const Kind *kind = shift->kind;
    return kind->second * kind->depot->load_fixed_s + (shift->trip_count == 1 ? kind->fixed : 0);
}

/* ---------------------------------------------------------------- between two trips */
/* The run of `n` stops that begins (`of_b`) or ends with the joint's own stop moves over to the
 * other one; turned where way is -1. */
static void move_run(Search *s, const Joint *j, bool of_b, int32_t n, int32_t way, Change *best) {
    const Kind *to = of_b ? j->kind_a : j->kind_b, *from = of_b ? j->kind_b : j->kind_a;
    const Node *head = of_b ? j->b : j->a - (n - 1) * way, *tail = head + (n - 1) * way;
    const Node *first = way > 0 ? head : tail, *behind_run = first + n;
    const Node *before = of_b ? j->a : j->b - 1, *behind = before + 1;
    int32_t x = of_b ? j->x : j->y, y = of_b ? j->y : j->x, at = of_b ? j->at_a : j->at_b - 1;
    bool empties = first[-1].stop < 0 && behind_run->stop < 0;
    Change m = {.count = 2};
    m.weight = weigh(to, behind->in) - (of_b ? j->arc_a : j->arc_b) + weigh(from, first->in) +
               weigh(from, behind_run->in) + carried(s, from, to, first, n);
    if (empties) m.weight += spared(s, y);
    if (m.weight <= best->weight) return;
    m.weight -= of_b ? weigh_between(s, to, tail, behind) : weigh_between(s, to, before, head);
    if (m.weight <= best->weight) return;
    if (!empties) m.weight -= weigh_between(s, from, first - 1, behind_run);
    if (m.weight <= best->weight) return;
    int32_t out = (of_b ? j->at_b : j->at_a) + (int32_t)(first - (of_b ? j->b : j->a));
    m.parts[0] = (Splice){x, at, at + 1, {{head, n, way}}};
    m.parts[1] = (Splice){y, out - 1, out + n, {{0}}};
    vrp_judge(s, &m, best);
}

static void move_runs(Search *s, const Joint *j, Change *best) {
    for (int32_t n = 1; n <= SEGMENT_MAX && is_run(j->b, n, 1); n++)
        move_run(s, j, true, n, 1, best);
    for (int32_t n = 2; n <= SEGMENT_MAX && is_run(j->b, n, -1); n++)
        move_run(s, j, true, n, -1, best);
    for (int32_t n = 1; n <= SEGMENT_MAX && is_run(j->a, n, -1); n++)
        move_run(s, j, false, n, 1, best);
    for (int32_t n = 2; n <= SEGMENT_MAX && is_run(j->a, n, 1); n++)
        move_run(s, j, false, n, -1, best);
}

/* The run of `n` stops from slot `at_x` on and that of `k` stops from slot `at_y` on change places.
 */
static void swap_runs(Search *s, const Joint *j, int32_t at_x, int32_t n, int32_t at_y, int32_t k,
                      Change *best) {
    const Node *r = s->plan.shifts[j->x].nodes + at_x, *q = s->plan.shifts[j->y].nodes + at_y;
    const Node *arcs[4][2] = {{r - 1, q}, {q + k - 1, r + n}, {q - 1, r}, {r + n - 1, q + k}};
    Change m = {.count = 2};
    m.weight = weigh(j->kind_a, r->in) + weigh(j->kind_a, r[n].in) + weigh(j->kind_b, q->in) +
               weigh(j->kind_b, q[k].in) + carried(s, j->kind_a, j->kind_b, r, n) +
               carried(s, j->kind_b, j->kind_a, q, k);
    for (int i = 0; i < 4; i++) {
        if (m.weight <= best->weight) return;
        m.weight -= weigh_between(s, i < 2 ? j->kind_a : j->kind_b, arcs[i][0], arcs[i][1]);
    }
    if (m.weight <= best->weight) return;
    m.parts[0] = (Splice){j->x, at_x - 1, at_x + n, {{q, k, 1}}};
    m.parts[1] = (Splice){j->y, at_y - 1, at_y + k, {{r, n, 1}}};
    vrp_judge(s, &m, best);
}

/* What follows a, up to two stops, with what begins with b; what comes before b with what ends with
 * a. */
static void swaps(Search *s, const Joint *j, Change *best) {
    for (int32_t n = 1; n <= SWAPPED_MAX && is_run(j->a + 1, n, 1); n++)
        for (int32_t k = 1; k <= SWAPPED_MAX && is_run(j->b, k, 1); k++)
            swap_runs(s, j, j->at_a + 1, n, j->at_b, k, best);
    for (int32_t n = 1; n <= SWAPPED_MAX && is_run(j->b - 1, n, -1); n++)
        for (int32_t k = 1; k <= SWAPPED_MAX && is_run(j->a, k, -1); k++)
            swap_runs(s, j, j->at_a - k + 1, k, j->at_b - n, n, best);
}

/* What follows a and what begins with b change places, to the ends of the trips. */
static void swap_tails(Search *s, const Joint *j, Change *best) {
    const Node *d = j->a + 1, *b = j->b;
    int32_t n = 0, k = 0;
    Change m = {.count = 2};
    m.weight = weigh(j->kind_a, d->in) + weigh(j->kind_b, b->in) - j->arc_a;
    if (j->kind_a == j->kind_b && s->model->split_weight == 0) {
        bool empties = d->stop < 0 && b[-1].stop < 0;
        m.weight += empties ? spared(s, j->y) : -weigh_between(s, j->kind_b, b - 1, d);
        if (m.weight <= best->weight) return;
    }
    while (d[n].stop >= 0) n++;
    while (b[k].stop >= 0) k++;
    if (j->kind_a != j->kind_b || s->model->split_weight > 0) {
        const Node *end_x = d + n, *end_y = b + k;
        bool empties = n == 0 && b[-1].stop < 0;
        m.weight += carried(s, j->kind_a, j->kind_b, d, n) + carried(s, j->kind_b, j->kind_a, b, k);
        m.weight += weigh(j->kind_b, end_y->in) - weigh_between(s, j->kind_a, end_y - 1, end_x);
        if (n > 0)
            m.weight += weigh(j->kind_a, end_x->in) -
                        weigh_between(s, j->kind_b, end_x - 1, end_y) -
                        weigh_between(s, j->kind_b, b - 1, d);
        else
            m.weight += empties ? spared(s, j->y) : -weigh_between(s, j->kind_b, b - 1, end_y);
        if (m.weight <= best->weight) return;
    }
    m.parts[0] = (Splice){j->x, j->at_a, j->at_a + n + 1, {{b, k, 1}}};
    m.parts[1] = (Splice){j->y, j->at_b - 1, j->at_b + k, {{d, n, 1}}};
    vrp_judge(s, &m, best);
}

/* ---------------------------------------------------------------- within a trip */
static void judge_within(Search *s, int64_t weight, Splice x, Change *best) {
    Change m = {.weight = weight, .parts = {x}, .count = 1};
    vrp_judge(s, &m, best);
}

/* In one trip: b with up to two that follow it moves behind a, or a with up to two before it moves
 * before b. */
static void shift_run(Search *s, const Joint *j, bool of_b, int32_t n, Change *best) {
    const Node *a = j->a, *b = j->b, *run = of_b ? b : a - n + 1;
    const Kind *kind = j->kind_a;
    int32_t at_run = of_b ? j->at_b : j->at_a - n + 1;
    int64_t weight = weigh(kind, of_b ? a[1].in : b->in) - j->arc_a + weigh(kind, run->in) +
                     weigh(kind, run[n].in);
    if (weight <= best->weight) return;
    weight -= weigh_between(s, kind, run - 1, run + n);
    weight -= of_b ? weigh_between(s, kind, b + n - 1, a + 1) : weigh_between(s, kind, b - 1, run);
    if (weight <= best->weight) return;
    int32_t gap = of_b ? j->at_a : j->at_b - 1; /* the node before the run's new place */
    Splice x = {.shift = j->x};
    if (gap < at_run) { /* run, then what it leaps over */
        x.before = gap;
        x.behind = at_run + n;
        x.runs[0] = (Span){run, n, 1};
        x.runs[1] = (Span){run - (at_run - gap - 1), at_run - gap - 1, 1};
    } else {
        x.before = at_run - 1;
        x.behind = gap + 1;
        x.runs[0] = (Span){run + n, gap - at_run - n + 1, 1};
        x.runs[1] = (Span){run, n, 1};
    }
    judge_within(s, weight, x, best);
}

static void rearrange(Search *s, const Joint *j, Change *best) {
    const Node *a = j->a, *b = j->b;
    bool ahead = j->at_a < j->at_b;
    int32_t between = ahead ? SEGMENT_MAX : j->at_a - j->at_b;
    for (int32_t n = 1; n <= SEGMENT_MAX && n <= between && is_run(b, n, 1); n++)
        shift_run(s, j, true, n, best);
    for (int32_t n = 1; n <= SEGMENT_MAX && n <= between && is_run(a, n, -1); n++)
        shift_run(s, j, false, n, best);
    if (!ahead) return;
    int64_t weight = weigh(j->kind_a, a[1].in) - j->arc_a + weigh(j->kind_a, b[1].in) -
                     weigh_between(s, j->kind_a, a + 1, b + 1);
    if (weight > best->weight)
        judge_within(s, weight, (Splice){j->x, j->at_a, j->at_b + 1, {{b, j->at_b - j->at_a, -1}}},
                     best);
}

static void judge_joint(Search *s, const Joint *j, Change *best) {
    if (j->x == j->y && j->a->trip == j->b->trip) {
        rearrange(s, j, best);
        return;
    }
    move_runs(s, j, best);
    swaps(s, j, best);
    swap_tails(s, j, best);
}

/* Stop b next behind stop a, one of which is looked at: its arc there is to become lighter. */
static void best_move(Search *s, int32_t i, Change *best) {
    const Plan *plan = &s->plan;
    Place at = plan->where[i];
    const Node *node = &plan->shifts[at.shift].nodes[at.slot];
    const Kind *kind = plan->shifts[at.shift].kind;
    const int32_t *near = &s->model->near[(size_t)i * (size_t)s->model->near_max];
    int64_t behind = weigh(kind, node[1].in), before = weigh(kind, node->in);
    best->gain = best->weight = 0;
    for (int32_t k = 0; k < s->tuning.near_joined && k < s->model->near_max; k++) {
        if (near[k] < 0) break;
        Place to = plan->where[near[k]];
        if (to.shift < 0) continue;
        const Node *mate = &plan->shifts[to.shift].nodes[to.slot];
        const Kind *other = plan->shifts[to.shift].kind;
        int64_t arc = weigh_between(s, kind, node, mate);
        if (arc < behind && node + 1 != mate) {
            Joint j = {at.shift, to.shift, at.slot, to.slot, node, mate, kind, other, arc, arc};
            if (kind != other) j.arc_b = weigh_between(s, other, node, mate);
            judge_joint(s, &j, best);
        }
        arc = weigh_between(s, kind, mate, node);
        if (arc < before && mate + 1 != node) {
            Joint j = {to.shift, at.shift, to.slot, at.slot, mate, node, other, kind, arc, arc};
            if (kind != other) j.arc_a = weigh_between(s, other, mate, node);
            judge_joint(s, &j, best);
        }
    }
}

/* ---------------------------------------------------------------- where to look */
static void look_at(Search *s, int32_t stop) {
    if (stop < 0 || s->plan.where[stop].shift < 0 || s->gap_seen[stop] == s->guest) return;
    s->gap_seen[stop] = s->guest;
    vec_push(s->plan.arena, &s->looks, stop);
}

/* The ends of arcs that the step has made. */
static void look_at_new_arcs(Search *s) {
    const Plan *plan = &s->plan;
    const int32_t *log = plan->log.at, *end = log + plan->log.n;
    for (const int32_t *text = log; text < end; text += 2 + text[1])
        for (int32_t i = 0, count = text[1]; i < count; i++) {
            int32_t stop = text[2 + i];
            if (stop < 0) continue;
            s->former[stop] =
                (Former){plan->step, i > 0 ? text[1 + i] : -1, i + 1 < count ? text[3 + i] : -1};
        }
    for (const int32_t *text = log; text < end; text += 2 + text[1]) {
        const Shift *shift = &plan->shifts[text[0]];
        for (int32_t i = 1; i + 1 < shift->node_count; i++) {
            const Node *node = &shift->nodes[i];
            if (node->stop < 0) continue;
            Former was = s->former[node->stop];
            if (was.step != plan->step || was.before != node[-1].stop || was.behind != node[1].stop)
                look_at(s, node->stop);
        }
    }
}

/* ---------------------------------------------------------------- another vehicle */
/* The shift's trips, all of them, with one kind, its habits included; and how it would go. */
static int64_t price_with(Search *s, const Kind *kind, const int32_t *text, int32_t count,
                          Outing *out) {
    Stretch work = NO_WORK;
    int64_t distance_m = 0, units = 0, habits = 0;
    int32_t area = -1;
    bool one = true;
    for (int32_t i = 0; i < count; i++)
        if (text[i] >= 0) habits += vrp_habit_cost(s->model, kind, text[i]);
    for (int32_t from = 0, to; from < count; from = to + 1) {
        Piece piece;
        for (to = from; to < count && text[to] >= 0;) to++;
        vrp_piece(&s->plan, kind, text + from, to - from, &piece);
        if (!piece.fits) return NO_PRICE;
        work = stretch_join(work, 0, piece.work);
        distance_m += piece.distance_m;
        area = piece.area;
        units = piece.units;
        one = one && to == count;
    }
    *out = vrp_outing(kind, out->shift, one, area, units, work);
    int64_t price = vrp_shift_price(kind, work, distance_m);
    return price == NO_PRICE ? NO_PRICE : price + habits;
}

/* The work of a whole shift goes to the idle vehicle that does it cheapest. */
static void change_vehicle(Search *s, int32_t id) {
    Plan *plan = &s->plan;
    const Shift *shift = &plan->shifts[id];
    if (shift->node_count == 0 || shift->kind->running) return;
    s->moved.n = 0;
    vrp_plan_write(plan, id, plan->arena, &s->moved);
    int32_t count = (int32_t)s->moved.n, best = -1;
    int64_t price = shift->price;
    for (int32_t i = 0; i < count; i++)
        if (s->moved.at[i] >= 0) price += vrp_habit_cost(s->model, shift->kind, s->moved.at[i]);
    for (int32_t k = 0; k < s->model->kind_count; k++) {
        const Kind *kind = &s->model->kinds[k];
        if (plan->idle[k].n == 0 || kind == shift->kind) continue;
        if (kind->pool != shift->kind->pool && !vrp_pool_has_room(plan, kind)) continue;
        if (shift->trip_count > kind->trips_max) continue;
        Outing out = {.shift = plan->idle[k].at[plan->idle[k].n - 1]};
        int64_t other = price_with(s, kind, s->moved.at, count, &out);
        if (other >= price) continue;
        if (!vrp_outings_fit(plan, &out, &(Outing){.shift = id, .pool = -1})) continue;
        price = other;
        best = k;
    }
    if (best < 0) return;
    int32_t other = plan->idle[best].at[plan->idle[best].n - 1];
    vrp_supply_hold(plan);
    vrp_plan_empty(plan, id);
    bool kept = vrp_plan_read(plan, other, s->moved.at, count);
    vrp_supply_release(plan);
    assert(kept);
    (void)kept;
}

/* ---------------------------------------------------------------- the descent */
void vrp_descend(Search *s) {
    Plan *plan = &s->plan;
    s->guest++;
    s->looks.n = 0;
    look_at_new_arcs(s);
    for (size_t next = 0, moves = 0; next < s->looks.n && moves < MOVES_MAX; next++) {
        int32_t i = s->looks.at[next];
        s->gap_seen[i] = 0;                     /* may be queued again */
        if (plan->where[i].shift < 0) continue; /* the other echelon had no place for it */
        Change best;
        best_move(s, i, &best);
        if (best.gain <= 0) continue;
        int64_t expected = plan->cost - best.gain;
        vrp_carry_out(s, &best);
        assert(plan->cost == expected || plan->supplies); /* the other echelon follows */
        (void)expected;
        for (size_t k = 0; k < s->ends.n; k++) look_at(s, s->ends.at[k]);
        moves++;
        look_at(s, i);
    }
    size_t changed = plan->log.n;
    for (size_t i = 0; i < changed; i += 2 + (size_t)plan->log.at[i + 1])
        change_vehicle(s, plan->log.at[i]);
}
