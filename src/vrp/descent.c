// SPDX-License-Identifier: Apache-2.0
/* Local descent on the plan of shifts, from what the step touched. A move makes two stops
 * neighbours over an arc lighter than the one it breaks: segments of up to three stops move,
 * straight or turned, up to two change places with up to two, tails are exchanged, and within a
 * trip a run is turned. Every move is one or two splices: what lies between two nodes of a trip
 * gives way to other runs of stops; the stretches before and behind are at hand, so that only the
 * runs are walked. All rules of the model are judged, by the same sums that close a shift. */
#include "vrp/vrp_int.h"

#include <assert.h>

enum { SEGMENT_MAX = 3, SWAPPED_MAX = 2, MOVES_MAX = 50 };

typedef struct Run {
    const Node *at;
    int32_t count, way; /* way -1: backwards from `at` */
} Run;

/* In a trip of `shift`, the nodes between `before` and `behind` give way to the runs. */
typedef struct Splice {
    int32_t shift, before, behind;
    Run runs[2];
} Splice;

typedef struct Move {
    int64_t gain; /* money; 0 = none */
    Splice parts[2];
    int32_t count;
} Move;

/* Stop `b` is to follow stop `a`: slots `at_a` and `at_b` of shifts x and y. */
typedef struct Joint {
    int32_t x, y, at_a, at_b;
    const Node *a, *b;
    const Kind *kind_a, *kind_b;
    bool same_trip;
    bool alike; /* one kind: then the arcs say what is gained */
    int64_t arc;
} Joint;

static int64_t weigh(const Kind *kind, Arc arc) {
    if (arc.time_s == VRP_UNREACHABLE) return UNREACHABLE_WEIGHT;
    return kind->second * arc.time_s + kind->metre * arc.distance_m;
}

static int64_t weigh_between(const Search *s, const Kind *kind, const Node *from, const Node *to) {
    return weigh(kind, arc_of(s->model, kind, from->site, to->site));
}

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
            const VrpStop *stop = stop_of(s, &x->runs[r].at[k * x->runs[r].way]);
            if (!vrp_suits(kind, stop)) return false;
            for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] += stop->demand[d];
        }
    for (int d = 0; d < VRP_DIMENSIONS; d++)
        if (load[d] > kind->vehicle->capacity[d]) return false;
    return true;
}

static int64_t splice_release(const Search *s, const Splice *x, const Trip *trip) {
    const Shift *shift = &s->plan.shifts[x->shift];
    int64_t release_s = 0;
    if (!s->model->releases) return 0;
    for (int32_t i = trip->first + 1; i <= trip->first + trip->stops; i++) {
        int64_t own_s = stop_of(s, &shift->nodes[i])->release_s;
        if ((i <= x->before || i >= x->behind) && release_s < own_s) release_s = own_s;
    }
    for (int32_t r = 0; r < 2; r++)
        for (int32_t k = 0; k < x->runs[r].count; k++) {
            int64_t own_s = stop_of(s, &x->runs[r].at[k * x->runs[r].way])->release_s;
            if (release_s < own_s) release_s = own_s;
        }
    return release_s;
}

static bool splice_empties(const Splice *x, const Node *nodes) {
    return nodes[x->before].stop < 0 && nodes[x->behind].stop < 0 &&
           x->runs[0].count + x->runs[1].count == 0;
}

/* Continues `work`, which has come to the trip's depot, up to the node `behind`. */
static bool splice_work(const Search *s, const Splice *x, Stretch *work, int64_t *distance_m) {
    const Shift *shift = &s->plan.shifts[x->shift];
    const Kind *kind = shift->kind;
    const Node *nodes = shift->nodes;
    const Trip *trip = &shift->trips[nodes[x->before].trip];
    for (int32_t i = x->before + 1; i <= x->behind; i++) *distance_m -= nodes[i].in.distance_m;
    if (splice_empties(x, nodes)) return true;
    int64_t load[VRP_DIMENSIONS];
    for (int d = 0; d < VRP_DIMENSIONS; d++) load[d] = trip->load[d];
    if (!splice_load(s, x, kind, load)) return false;
    int64_t units = load[VRP_DIMENSIONS - 1];
    *work = stretch_join(*work, 0, stretch_load(kind->depot, units, splice_release(s, x, trip)));
    if (nodes[x->before].stop >= 0) *work = stretch_join(*work, 0, nodes[x->before].front);
    int32_t site = nodes[x->before].site;
    for (int32_t r = 0; r < 2; r++) {
        const Node *node = x->runs[r].at;
        for (int32_t k = 0; k < x->runs[r].count; k++, node += x->runs[r].way) {
            Arc arc = arc_of(s->model, kind, site, node->site);
            if (arc.time_s == VRP_UNREACHABLE) return false;
            *work = stretch_join(*work, arc.time_s, stretch_stop(stop_of(s, node)));
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

/* The price of a shift with one splice, or with two in different trips, the earlier one first. */
static int64_t shift_price(const Search *s, const Splice *x, const Splice *then) {
    const Shift *shift = &s->plan.shifts[x->shift];
    const Node *nodes = shift->nodes;
    Stretch work = nodes[trip_of(s, x)->first].front;
    int64_t distance_m = shift->distance_m;
    if (shift->trip_count == 1 && splice_empties(x, nodes)) return 0;
    if (!splice_work(s, x, &work, &distance_m)) return NO_PRICE;
    if (then) {
        for (int32_t i = x->behind; i < trip_of(s, then)->first; i++) {
            work = stretch_join(work, 0, vrp_node_work(shift, &nodes[i], s->model->problem));
            work = stretch_join(work, nodes[i + 1].in.time_s, NO_WORK);
        }
        if (!splice_work(s, then, &work, &distance_m)) return NO_PRICE;
        x = then;
    }
    work = stretch_join(work, 0, nodes[x->behind].tail);
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
static int64_t split_gain(Search *s, const Move *m) {
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

/* ---------------------------------------------------------------- judging */
static void judge(Search *s, Move *m, Move *best) {
    const Splice *x = &m->parts[0], *y = &m->parts[1];
    const Shift *shifts = s->plan.shifts;
    int64_t old = shifts[x->shift].price, price;
    if (m->count == 1) {
        price = shift_price(s, x, NULL);
    } else if (x->shift == y->shift) {
        price = x->before < y->before ? shift_price(s, x, y) : shift_price(s, y, x);
    } else {
        old += shifts[y->shift].price;
        price = shift_price(s, x, NULL);
        int64_t other = price == NO_PRICE ? NO_PRICE : shift_price(s, y, NULL);
        price = other == NO_PRICE ? NO_PRICE : price + other;
    }
    if (price == NO_PRICE) return;
    m->gain = old - price + split_gain(s, m);
    if (m->gain > best->gain) *best = *m;
}

static Run run_of(const Node *at, int32_t count, int32_t way) {
    return (Run){at, count, way};
}

/* Whether the arcs promise nothing; where kinds, groups or fixed costs decide, they do not tell. */
static bool hopeless(const Joint *j, int64_t gain, const Splice *x, const Node *nodes) {
    return gain <= 0 && j->alike && !splice_empties(x, nodes);
}

/* Between the stops `from` and the `count` stops from there in direction `way`; 0 = not a run of
 * one trip. */
static bool is_run(const Node *from, int32_t count, int32_t way) {
    for (int32_t k = 0; k < count; k++)
        if (from[k * way].stop < 0) return false;
    return true;
}

/* ---------------------------------------------------------------- between two trips */
/* The segment that begins with b (way 1), or ends with it and is turned (way -1), follows a. */
static void bring_b(Search *s, const Joint *j, Move *best) {
    const Node *d = j->a + 1, *nodes = s->plan.shifts[j->y].nodes;
    int64_t open = weigh(j->kind_a, d->in) - j->arc;
    for (int32_t way = 1; way >= -1; way -= 2)
        for (int32_t n = way > 0 ? 1 : 2; n <= SEGMENT_MAX && is_run(j->b, n, way); n++) {
            const Node *last = j->b + (n - 1) * way, *first = way > 0 ? j->b : last;
            const Node *end = way > 0 ? last : j->b;
            int32_t at = (int32_t)(first - nodes);
            Move m = {.parts = {{j->x, j->at_a, j->at_a + 1, {run_of(j->b, n, way)}},
                                {j->y, at - 1, at + n, {{0}}}},
                      .count = 2};
            int64_t gain = open + weigh(j->kind_b, first->in) + weigh(j->kind_b, end[1].in) -
                           weigh_between(s, j->kind_a, last, d) -
                           weigh_between(s, j->kind_b, first - 1, end + 1);
            if (!hopeless(j, gain, &m.parts[1], nodes)) judge(s, &m, best);
        }
}

/* The segment that ends with a (way 1), or begins with it and is turned (way -1), comes before b.
 */
static void bring_a(Search *s, const Joint *j, Move *best) {
    const Node *p = j->b - 1, *nodes = s->plan.shifts[j->x].nodes;
    int64_t open = weigh(j->kind_b, j->b->in) - j->arc;
    for (int32_t way = 1; way >= -1; way -= 2)
        for (int32_t n = way > 0 ? 1 : 2; n <= SEGMENT_MAX && is_run(j->a, n, -way); n++) {
            const Node *head = j->a - (n - 1) * way, *first = way > 0 ? head : j->a;
            const Node *end = way > 0 ? j->a : head;
            int32_t at = (int32_t)(first - nodes);
            Move m = {.parts = {{j->y, j->at_b - 1, j->at_b, {run_of(head, n, way)}},
                                {j->x, at - 1, at + n, {{0}}}},
                      .count = 2};
            int64_t gain = open + weigh(j->kind_a, first->in) + weigh(j->kind_a, end[1].in) -
                           weigh_between(s, j->kind_b, p, head) -
                           weigh_between(s, j->kind_a, first - 1, end + 1);
            if (!hopeless(j, gain, &m.parts[1], nodes)) judge(s, &m, best);
        }
}

/* What follows a, up to two stops, changes places with what begins with b; and what comes before b
 * with what ends with a. */
static void swap(Search *s, const Joint *j, Move *best) {
    for (int32_t n = 1; n <= SWAPPED_MAX && is_run(j->a + 1, n, 1); n++)
        for (int32_t k = 1; k <= SWAPPED_MAX && is_run(j->b, k, 1); k++) {
            const Node *d = j->a + 1, *e = j->b - 1, *af = j->a + n, *bf = j->b + k - 1;
            Move m = {.parts = {{j->x, j->at_a, j->at_a + n + 1, {run_of(j->b, k, 1)}},
                                {j->y, j->at_b - 1, j->at_b + k, {run_of(d, n, 1)}}},
                      .count = 2};
            int64_t gain = weigh(j->kind_a, d->in) - j->arc + weigh(j->kind_a, af[1].in) +
                           weigh(j->kind_b, j->b->in) + weigh(j->kind_b, bf[1].in) -
                           weigh_between(s, j->kind_a, bf, af + 1) -
                           weigh_between(s, j->kind_b, e, d) -
                           weigh_between(s, j->kind_b, af, bf + 1);
            if (gain > 0 || !j->alike) judge(s, &m, best);
        }
    for (int32_t n = 1; n <= SWAPPED_MAX && is_run(j->b - 1, n, -1); n++)
        for (int32_t k = 1; k <= SWAPPED_MAX && is_run(j->a, k, -1); k++) {
            const Node *d = j->b - n, *e = j->b - 1, *g = j->a - k + 1;
            Move m = {.parts = {{j->y, j->at_b - n - 1, j->at_b, {run_of(g, k, 1)}},
                                {j->x, j->at_a - k, j->at_a + 1, {run_of(d, n, 1)}}},
                      .count = 2};
            int64_t gain = weigh(j->kind_b, j->b->in) - j->arc + weigh(j->kind_b, d->in) +
                           weigh(j->kind_a, g->in) + weigh(j->kind_a, j->a[1].in) -
                           weigh_between(s, j->kind_b, d - 1, g) -
                           weigh_between(s, j->kind_a, g - 1, d) -
                           weigh_between(s, j->kind_a, e, j->a + 1);
            if (gain > 0 || !j->alike) judge(s, &m, best);
        }
}

/* What follows a and what begins with b change places, to the ends of the trips. */
static void swap_tails(Search *s, const Joint *j, Move *best) {
    int32_t n = 0, k = 0;
    while (j->a[1 + n].stop >= 0) n++;
    while (j->b[k].stop >= 0) k++;
    Move m = {.parts = {{j->x, j->at_a, j->at_a + n + 1, {run_of(j->b, k, 1)}},
                        {j->y, j->at_b - 1, j->at_b + k, {run_of(j->a + 1, n, 1)}}},
              .count = 2};
    int64_t gain = weigh(j->kind_a, j->a[1].in) - j->arc + weigh(j->kind_b, j->b->in) -
                   weigh_between(s, j->kind_b, j->b - 1, j->a + 1);
    const Node *nodes = s->plan.shifts[j->y].nodes;
    if (!hopeless(j, gain, &m.parts[1], nodes)) judge(s, &m, best);
}

/* ---------------------------------------------------------------- within a trip */
/* In one trip: b with up to two that follow it moves behind a, or a with up to two before it moves
 * before b, or all from a's follower to b is turned. */
static void rearrange(Search *s, const Joint *j, Move *best) {
    const Node *a = j->a, *b = j->b;
    int32_t at_a = j->at_a, at_b = j->at_b;
    bool ahead = at_a < at_b;
    for (int32_t n = 1; n <= SEGMENT_MAX && is_run(b, n, 1) && (ahead || at_b + n <= at_a); n++) {
        Splice x = {
            j->x, at_b - 1, at_a + 1, {run_of(b + n, at_a - at_b - n + 1, 1), run_of(b, n, 1)}};
        if (ahead)
            x = (Splice){
                j->x, at_a, at_b + n, {run_of(b, n, 1), run_of(a + 1, at_b - at_a - 1, 1)}};
        int64_t gain = weigh(j->kind_a, a[1].in) - j->arc + weigh(j->kind_a, b->in) +
                       weigh(j->kind_a, b[n].in) - weigh_between(s, j->kind_a, b + n - 1, a + 1) -
                       weigh_between(s, j->kind_a, b - 1, b + n);
        Move m = {.parts = {x}, .count = 1};
        if (gain > 0) judge(s, &m, best);
    }
    for (int32_t n = 1; n <= SEGMENT_MAX && is_run(a, n, -1) && (ahead || at_b + n <= at_a); n++) {
        const Node *e = a - n + 1;
        Splice x = {j->x, at_b - 1, at_a + 1, {run_of(e, n, 1), run_of(b, at_a - at_b - n + 1, 1)}};
        if (ahead)
            x = (Splice){
                j->x, at_a - n, at_b, {run_of(a + 1, at_b - at_a - 1, 1), run_of(e, n, 1)}};
        int64_t gain = weigh(j->kind_a, b->in) - j->arc + weigh(j->kind_a, e->in) +
                       weigh(j->kind_a, a[1].in) - weigh_between(s, j->kind_a, b - 1, e) -
                       weigh_between(s, j->kind_a, e - 1, a + 1);
        Move m = {.parts = {x}, .count = 1};
        if (gain > 0) judge(s, &m, best);
    }
    if (!ahead) return;
    int64_t gain = weigh(j->kind_a, a[1].in) - j->arc + weigh(j->kind_a, b[1].in) -
                   weigh_between(s, j->kind_a, a + 1, b + 1);
    Move m = {.parts = {{j->x, at_a, at_b + 1, {run_of(b, at_b - at_a, -1)}}}, .count = 1};
    if (gain > 0) judge(s, &m, best);
}

static void judge_joint(Search *s, Joint *j, Move *best) {
    j->same_trip = j->x == j->y && j->a->trip == j->b->trip;
    j->alike = j->kind_a == j->kind_b && s->model->problem->split_cost == 0;
    if (j->same_trip) {
        rearrange(s, j, best);
        return;
    }
    bring_b(s, j, best);
    bring_a(s, j, best);
    swap(s, j, best);
    swap_tails(s, j, best);
}

static void best_move(Search *s, int32_t i, Move *best) {
    const Plan *plan = &s->plan;
    Place at = plan->where[i];
    const Node *node = &plan->shifts[at.shift].nodes[at.slot];
    const Kind *kind = plan->shifts[at.shift].kind;
    const int32_t *near = &s->model->near[(size_t)i * (size_t)s->model->near_max];
    int64_t behind = weigh(kind, node[1].in), before = weigh(kind, node->in);
    best->gain = 0;
    for (int32_t k = 0; k < s->tuning.near_moved && k < s->model->near_max; k++) {
        if (near[k] < 0) break;
        Place to = plan->where[near[k]];
        if (to.shift < 0) continue;
        const Shift *other = &plan->shifts[to.shift];
        const Node *mate = &other->nodes[to.slot];
        int64_t arc = weigh_between(s, kind, node, mate);
        if (arc < behind && node + 1 != mate) {
            Joint j = {at.shift, to.shift, at.slot,     to.slot,   node,
                       mate,     kind,     other->kind, .arc = arc};
            judge_joint(s, &j, best);
        }
        arc = weigh_between(s, kind, mate, node);
        if (arc < before && node - 1 != mate) {
            Joint j = {to.shift, at.shift,    to.slot, at.slot,   mate,
                       node,     other->kind, kind,    .arc = arc};
            judge_joint(s, &j, best);
        }
    }
}

/* ---------------------------------------------------------------- carrying out */
static void look_at(Search *s, int32_t stop) {
    if (stop < 0 || s->plan.where[stop].shift < 0 || s->gap_seen[stop] == s->guest) return;
    s->gap_seen[stop] = s->guest;
    vec_push(s->plan.arena, &s->looks, stop);
}

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
        const Run *run = &x->runs[r];
        if (run->count == 0) continue;
        vec_push(s->plan.arena, &s->ends, run->at->stop);
        vec_push(s->plan.arena, &s->ends, run->at[(run->count - 1) * run->way].stop);
    }
}

static void carry_out(Search *s, const Move *m) {
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
    for (size_t i = 0; i < s->ends.n; i++) look_at(s, s->ends.at[i]);
}

void vrp_descend(Search *s) {
    Plan *plan = &s->plan;
    s->guest++;
    s->looks.n = 0;
    for (size_t i = 0; i < plan->taken.n; i++) {
        Place at = plan->where[plan->taken.at[i]];
        look_at(s, plan->taken.at[i]);
        if (at.shift < 0) continue;
        look_at(s, plan->shifts[at.shift].nodes[at.slot - 1].stop);
        look_at(s, plan->shifts[at.shift].nodes[at.slot + 1].stop);
    }
    for (size_t i = 0; i < plan->cuts.n; i++) look_at(s, plan->cuts.at[i]);
    for (size_t next = 0, moves = 0; next < s->looks.n && moves < MOVES_MAX; next++) {
        int32_t i = s->looks.at[next];
        s->gap_seen[i] = 0; /* may be queued again */
        Move best;
        best_move(s, i, &best);
        if (best.gain <= 0) continue;
        int64_t expected = plan->cost - best.gain;
        carry_out(s, &best);
        assert(plan->cost == expected);
        (void)expected;
        moves++;
        look_at(s, i);
    }
}
