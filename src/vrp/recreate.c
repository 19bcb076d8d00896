// SPDX-License-Identifier: Apache-2.0
/* Greedy insertion with blinks (Christiaens and Vanden Berghe 2020). A guest, which is a stop or a
 * whole trip, is offered to gaps beside its neighbours, to every place for a new trip, and to one
 * idle shift of each kind. Each offer is judged in O(1) from the stretches before and behind it. */
#include "vrp/vrp_int.h"

#include <stdlib.h>

#define OVERLOOKED_ONE_IN 16 /* how often a guest without an offer is shown every gap there is */

typedef struct Offer {
    int64_t delta; /* money; NO_PRICE = none */
    int32_t shift, at;
    bool as_trip;
} Offer;

typedef struct Guest {
    const int32_t *stops;
    int32_t count;
    const VrpStop *stop; /* the only one, or NULL when a trip moves as a whole */
    int64_t penalty;
} Guest;

/* ---------------------------------------------------------------- as a trip of its own */
/* The stops loaded and driven by one kind of shift, from the start of loading to the return. */
void vrp_piece(const Plan *plan, const Kind *kind, const int32_t *stops, int32_t count,
               Piece *ret) {
    const Model *m = plan->model;
    int64_t load[VRP_DIMENSIONS] = {0};
    Stay stay = ANY_TIME;
    ret->fits = false;
    for (int32_t i = 0; i < count; i++) {
        const VrpStop *stop = &m->problem->stops[stops[i]];
        if (!vrp_suits(m, kind, false, stops[i])) return;
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            if ((load[d] += stop->demand[d]) > kind->vehicle->capacity[d]) return;
        stay = stay_both(stay, stay_judged(plan, stops[i]));
        ret->area = i ? area_joined(ret->area, stop->area) : stop->area;
    }
    int32_t site = kind->depot->site;
    ret->units = load[VRP_DIMENSIONS - 1];
    ret->work = stretch_load(kind->depot, load[VRP_DIMENSIONS - 1], stay);
    ret->distance_m = 0;
    for (int32_t i = 0; i <= count; i++) {
        const VrpStop *stop = i < count ? &m->problem->stops[stops[i]] : NULL;
        int32_t to = stop ? stop->site : kind->depot->site;
        Arc arc = arc_of(m, kind, site, to);
        if (arc.time_s == VRP_UNREACHABLE) return;
        ret->work = stretch_join(ret->work, arc.time_s, stop ? plan->work[stops[i]] : NO_WORK);
        ret->distance_m += arc.distance_m;
        site = to;
    }
    ret->fits = true;
}

static const Piece *piece_of(Search *s, int32_t kind, const Guest *guest) {
    Piece *piece = &s->pieces[kind];
    if (piece->guest != s->guest) {
        piece->guest = s->guest;
        vrp_piece(&s->plan, &s->model->kinds[kind], guest->stops, guest->count, piece);
    }
    return piece;
}

/* Other trips serve its group already, and this one would too. */
static int64_t split_cost(const Plan *plan, const VrpStop *stop) {
    const VrpProblem *p = plan->model->problem;
    return stop->group >= 0 && plan->group_trips[stop->group] > 0 ? p->split_cost : 0;
}

static int64_t habits_of(const Search *s, const Kind *kind, const Guest *guest) {
    int64_t sum = 0;
    for (int32_t i = 0; i < guest->count && s->model->habit_of; i++)
        sum += vrp_habit_cost(s->model, kind, guest->stops[i]);
    return sum;
}

static bool blink(Search *s) {
    if (s->thorough || --s->blink_in > 0) return false;
    int64_t gaps = vrp_exponential_q16(&s->rng) * s->tuning.blink_one_in;
    s->blink_in = (int32_t)(gaps >> 16) + 1;
    return true;
}

static void offer_trip(Search *s, int32_t id, int32_t at, const Piece *piece, int64_t split,
                       Offer *best) {
    if (s->lifting && rng_below(&s->rng, 100) < (uint32_t)s->tuning.trip_blink_percent) return;
    const Shift *shift = &s->plan.shifts[id];
    const Node *node = shift->node_count > 0 ? &shift->nodes[at] : NULL;
    if (blink(s)) return;
    Stretch work = node ? stretch_join(node->front, 0, piece->work) : piece->work;
    if (node) work = stretch_join(work, 0, node->tail);
    int64_t distance_m = piece->distance_m + (node ? shift->distance_m : 0);
    int64_t price = vrp_shift_price(shift->kind, work, distance_m);
    if (price == NO_PRICE) return;
    int64_t delta = price - (node ? shift->price : 0) + split;
    if (!node && s->free_opening) delta -= shift->kind->vehicle->cost_per_shift;
    if (delta >= best->delta) return;
    Outing out = vrp_outing(shift->kind, id, !node, piece->area, piece->units, work);
    if (vrp_outings_fit(&s->plan, &out, NULL)) *best = (Offer){delta, id, at, true};
}

static void offer_new_trips(Search *s, const Guest *guest, Offer *best) {
    Plan *plan = &s->plan;
    int64_t split = guest->stop ? split_cost(plan, guest->stop) : 0;
    int32_t tried = s->tuning.shifts_tried_max, from = 0;
    if (tried >= plan->used_count)
        tried = plan->used_count;
    else
        from = (int32_t)rng_below(&s->rng, (uint32_t)plan->used_count);
    for (int32_t i = 0; i < tried; i++) {
        int32_t id = plan->used[(from + i) % plan->used_count];
        const Shift *shift = &plan->shifts[id];
        if (shift->trip_count >= shift->kind->trips_max) continue;
        const Piece *piece = piece_of(s, s->model->shift_kind[id], guest);
        if (!piece->fits) continue;
        int64_t dearer = split + habits_of(s, shift->kind, guest);
        for (int32_t t = trip_runs(shift, 0); t < shift->trip_count; t++)
            offer_trip(s, id, shift->trips[t].first, piece, dearer, best);
        offer_trip(s, id, shift->node_count - 1, piece, dearer, best);
    }
}

static void offer_idle_kind(Search *s, const Guest *guest, int32_t k, Offer *best) {
    const Kind *kind = &s->model->kinds[k];
    const IdleKind *idle = &s->plan.idle[k];
    int64_t split = guest->stop ? split_cost(&s->plan, guest->stop) : 0;
    if (idle->n == 0 || kind->trips_max == 0) return;
    if (!vrp_pool_has_room(&s->plan, kind)) return;
    const Piece *piece = piece_of(s, k, guest);
    split += habits_of(s, kind, guest);
    if (piece->fits) offer_trip(s, idle->at[idle->n - 1], 0, piece, split, best);
}

static void offer_idle_shifts(Search *s, const Guest *guest, Offer *best) {
    int32_t kinds = s->model->kind_count, tried = s->tuning.shifts_tried_max, from = 0;
    if (s->favourite >= 0) offer_idle_kind(s, guest, s->favourite, best);
    if (s->favourite >= 0 && best->delta != NO_PRICE) return;
    if (tried >= kinds)
        tried = kinds;
    else
        from = (int32_t)rng_below(&s->rng, (uint32_t)kinds);
    for (int32_t i = 0; i < tried; i++) offer_idle_kind(s, guest, (from + i) % kinds, best);
}

/* ---------------------------------------------------------------- into a trip there is */
static bool trip_serves(const Shift *shift, const Trip *trip, const VrpProblem *p, int32_t group) {
    for (int32_t i = 1; i <= trip->stops; i++)
        if (p->stops[shift->nodes[trip->first + i].stop].group == group) return true;
    return false;
}

/* What holds for every gap of the trip is found out once per guest. */
static const Trip *trip_judge(const Search *s, const Shift *shift, const Node *node, int32_t id) {
    const VrpStop *stop = &s->model->problem->stops[id];
    Trip *trip = &shift->trips[node->trip];
    if (trip->guest == s->guest) return trip;
    const Kind *kind = shift->kind;
    trip->guest = s->guest;
    bool runs = trip_runs(shift, node->trip);
    trip->fits = vrp_suits(s->model, kind, runs, id);
    for (int d = 0; d < VRP_DIMENSIONS; d++)
        trip->fits = trip->fits && trip->load[d] + stop->demand[d] <= kind->vehicle->capacity[d];
    if (!trip->fits) return trip;
    const VrpProblem *p = s->model->problem;
    trip->split = split_cost(&s->plan, stop);
    if (p->split_cost > 0 && trip->split > 0 && trip_serves(shift, trip, p, stop->group))
        trip->split = 0;
    Stay stay = stay_both(s->plan.sober ? trip->stay : trip->hope, stay_judged(&s->plan, id));
    int64_t units = stop->demand[VRP_DIMENSIONS - 1];
    Stretch load = stretch_lead(kind, runs, trip->load[VRP_DIMENSIONS - 1] + units, stay);
    trip->lead = stretch_join(shift->nodes[trip->first].front, 0, load);
    trip->more_s = stop->service_s + (runs ? 0 : kind->depot->load_per_unit_s * units);
    return trip;
}

/* Between nodes at - 1 and at. */
static void offer_gap(Search *s, int32_t id, int32_t at, int32_t guest, Offer *best) {
    const VrpStop *stop = &s->model->problem->stops[guest];
    const Shift *shift = &s->plan.shifts[id];
    const Node *before = &shift->nodes[at - 1], *behind = &shift->nodes[at];
    const Trip *trip = trip_judge(s, shift, before, guest);
    if (!trip->fits || blink(s)) return;
    const Kind *kind = shift->kind;
    Arc in = arc_of(s->model, kind, before->site, stop->site);
    Arc out = arc_of(s->model, kind, stop->site, behind->site);
    if (in.time_s == VRP_UNREACHABLE || out.time_s == VRP_UNREACHABLE) return;
    int64_t busy_s = shift->nodes[0].tail.busy_s + trip->more_s + in.time_s + out.time_s -
                     (int64_t)behind->in.time_s;
    if (busy_s > kind->end_s - kind->start_s) return;
    int64_t distance_m =
        shift->distance_m + in.distance_m + out.distance_m - (int64_t)behind->in.distance_m;
    int64_t base = trip->split + vrp_habit_cost(s->model, kind, guest) - shift->price;
    if (price_of(kind, busy_s, distance_m) + base >= best->delta) return;
    Stretch work = trip->lead;
    if (before->stop >= 0) work = stretch_join(work, 0, before->front);
    work = stretch_join(work, in.time_s, s->plan.work[guest]);
    work = stretch_join(work, out.time_s, behind->tail);
    int64_t price = vrp_shift_price(kind, work, distance_m);
    if (price == NO_PRICE || price + base >= best->delta) return;
    Outing how =
        vrp_outing(kind, id, shift->trip_count == 1, area_joined(trip->area, stop->area),
                   trip->load[VRP_DIMENSIONS - 1] + stop->demand[VRP_DIMENSIONS - 1], work);
    if (vrp_outings_fit(&s->plan, &how, NULL)) *best = (Offer){price + base, id, at, false};
}

static void offer_near_gaps(Search *s, int32_t id, Offer *best) {
    const Plan *plan = &s->plan;
    const int32_t *near = &s->model->near[(size_t)id * (size_t)s->model->near_max];
    for (int32_t k = 0; k < s->model->near_max && near[k] >= 0; k++) {
        Place place = plan->where[near[k]];
        if (place.shift < 0) continue;
        for (int32_t at = place.slot; at <= place.slot + 1; at++) {
            int32_t behind = plan->shifts[place.shift].nodes[at].stop;
            if (behind >= 0 && s->gap_seen[behind] == s->guest) continue;
            if (behind >= 0) s->gap_seen[behind] = s->guest;
            offer_gap(s, place.shift, at, id, best);
        }
    }
}

static void offer_all_gaps(Search *s, int32_t id, Offer *best) {
    const Plan *plan = &s->plan;
    for (int32_t i = 0; i < plan->used_count; i++) {
        const Shift *shift = &plan->shifts[plan->used[i]];
        for (int32_t at = 1; at < shift->node_count; at++)
            if (shift->nodes[at].stop >= 0 || shift->nodes[at - 1].stop >= 0)
                offer_gap(s, plan->used[i], at, id, best);
    }
}

/* Goods that are on a vehicle already have no choice but of their turn. */
static void offer_aboard(Search *s, int32_t id, const VrpPin *pin, Offer *best) {
    int32_t shift = s->model->vehicle_first[pin->vehicle] + pin->shift;
    for (int32_t at = 1; at <= s->plan.shifts[shift].trips[0].stops + 1; at++)
        offer_gap(s, shift, at, id, best);
}

/* ---------------------------------------------------------------- placing */
static void offer_all(Search *s, const Guest *guest, Offer *best) {
    if (guest->stop) offer_near_gaps(s, guest->stops[0], best);
    offer_new_trips(s, guest, best);
    offer_idle_shifts(s, guest, best);
    if (guest->stop && best->delta == NO_PRICE &&
        (s->thorough || rng_below(&s->rng, OVERLOOKED_ONE_IN) == 0))
        offer_all_gaps(s, guest->stops[0], best);
}

static bool place(Search *s, const Guest *guest) {
    Offer best = {.delta = NO_PRICE};
    s->guest++;
    const VrpPin *pin = guest->stop && s->model->pin_of ? s->model->pin_of[guest->stops[0]] : NULL;
    if (pin && pin->aboard)
        offer_aboard(s, guest->stops[0], pin, &best);
    else
        offer_all(s, guest, &best);
    if (best.delta == NO_PRICE || (!s->eager && best.delta >= guest->penalty)) return false;
    vrp_plan_open(&s->plan, best.shift);
    vrp_plan_put(&s->plan, best.shift, best.at, guest->stops, guest->count, best.as_trip);
    return vrp_plan_close(&s->plan, best.shift);
}

static bool place_stop(Search *s, int32_t id) {
    const VrpStop *stop = &s->model->problem->stops[id];
    return place(s, &(Guest){&id, 1, stop, stop->penalty});
}

bool vrp_place_trip(Search *s, const int32_t *stops, int32_t count) {
    Guest guest = {.stops = stops, .count = count};
    if (count == 1) return place_stop(s, stops[0]);
    for (int32_t i = 0; i < count; i++) guest.penalty += s->model->problem->stops[stops[i]].penalty;
    return place(s, &guest);
}

/* ---------------------------------------------------------------- in which order */
typedef enum Order { BY_CHANCE, BY_BULK, BY_FAR, BY_CLOSE, BY_WINDOW, BY_LATEST, ORDERS } Order;
/* How often each is drawn. */
static const int32_t order_weight[ORDERS] = {4, 4, 2, 1, 2, 2};

static Order order_draw(Rng *rng) {
    int32_t sum = 0, order = 0;
    for (int i = 0; i < ORDERS; i++) sum += order_weight[i];
    int32_t left = (int32_t)rng_below(rng, (uint32_t)sum);
    while (left >= order_weight[order]) left -= order_weight[order++];
    return (Order)order;
}

static int64_t order_key(const Model *m, Order order, int32_t id) {
    const VrpStop *stop = &m->problem->stops[id];
    switch (order) {
    case BY_BULK: return -m->bulk[id];
    case BY_FAR: return -m->far[id];
    case BY_CLOSE: return m->far[id];
    case BY_WINDOW: return stop->latest_s - stop->earliest_s;
    case BY_LATEST: return stop->latest_s;
    default: return 0;
    }
}

#define BEHIND_THE_LOTS (INT64_C(1) << 60) /* what lots supply waits for them */

static int queue_order(const void *a, const void *b) {
    const Queued *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->tie > y->tie) - (x->tie < y->tie);
}

/* The stops taken in this step, and some of those that have long been absent. */
static int32_t queue_fill(Search *s) {
    const Plan *plan = &s->plan;
    int32_t n = 0, retries = s->tuning.retry_max;
    Order order = order_draw(&s->rng);
    s->guest++;
    for (size_t i = 0; i < plan->taken.n + (size_t)retries; i++) {
        if (plan->absent_count == 0) break;
        int32_t stop = i < plan->taken.n
                           ? plan->taken.at[i]
                           : plan->absent[rng_below(&s->rng, (uint32_t)plan->absent_count)];
        if (plan->where[stop].shift >= 0 || s->gap_seen[stop] == s->guest) continue;
        s->gap_seen[stop] = s->guest; /* queued already */
        int64_t key = order_key(s->model, order, stop);
        if (s->model->supply_of && s->model->supply_of[stop]) key += BEHIND_THE_LOTS;
        s->queue[n++] = (Queued){key, rng_u64(&s->rng), stop};
    }
    qsort(s->queue, (size_t)n, sizeof *s->queue, queue_order);
    return n;
}

static void place_whole_trips(Search *s) {
    s->lifting = true;
    const int32_t *at = s->whole.at, *end = at + s->whole.n;
    while (at < end) {
        int32_t count = *at++;
        (void)vrp_place_trip(s, at, count); /* or its stops go singly */
        at += count;
    }
    s->lifting = false;
}

void vrp_place_rest(Search *s) {
    int32_t n = queue_fill(s);
    for (int32_t i = 0; i < n; i++) (void)place_stop(s, s->queue[i].stop);
}

/* Greedy choices never open a dear shift that many stops would share: so they are blinded to its
 * price, or to the other kinds, now and then. */
static void moods_draw(Search *s) {
    uint32_t dice = rng_below(&s->rng, 100), kinds = (uint32_t)s->model->kind_count;
    s->eager = rng_below(&s->rng, 4) == 0;
    s->free_opening = dice < (uint32_t)s->tuning.free_opening_percent;
    s->favourite = -1;
    if (dice >= 100 - (uint32_t)s->tuning.favourite_percent && kinds > 0)
        s->favourite = (int32_t)rng_below(&s->rng, kinds);
    if (s->plan.hope != s->plan.stay) s->plan.sober = rng_below(&s->rng, 4) == 0;
}

void vrp_recreate(Search *s) {
    moods_draw(s);
    place_whole_trips(s);
    vrp_place_rest(s);
}
