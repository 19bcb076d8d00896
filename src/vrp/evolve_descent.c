// SPDX-License-Identifier: Apache-2.0
/* The descent of a child: segments move, change places, tails are exchanged, as on the plane, but
 * a tour may be overfull at a price. A move makes j the neighbour of i; unless a fine may be saved
 * its arc must be shorter than the one it breaks at i, so most neighbours are never looked at.
 *
 * Distances are the same both ways and nothing is timed, so a tour has no direction: tours are read
 * in the direction that suits the move, put together anew, and written back. */
#include "vrp/evolve.h"

#include <string.h>

enum { SEGMENT_MAX = 3, SWAPPED_MAX = 2 };

typedef enum Kin { NOTHING, RELOCATE, SWAP, TAILS, CUT } Kin;

typedef struct Move {
    int64_t gain;
    Kin kin;
    int32_t i, j;
    bool against; /* ahead of i is against the tour */
    bool turned;
    int32_t from_i, from_j; /* stops that change places */
} Move;

/* j may come beside i, between it and a, which is ahead of it in one of the two directions. */
typedef struct Look {
    int32_t i, a, tour;
    bool against;
    int64_t width;
    const int32_t *apart_a;
    int32_t j, tour_j;
    int64_t gained; /* by that arc alone */
    int64_t relief; /* fines that a move could save at most */
} Look;

static bool is_stop(const Evolve *e, int32_t spot) {
    return spot < e->stop_count;
}

static int32_t ahead(const Evolve *e, int32_t spot, bool against) {
    return against ? e->knots[spot].prev : e->knots[spot].next;
}

static int32_t width(const Evolve *e, int32_t spot, bool against) {
    return against ? e->knots[e->knots[spot].prev].onward : e->knots[spot].onward;
}

static int32_t apart_a(const Evolve *e, const Look *l, int32_t spot) {
    return l->apart_a[spot < e->stop_count ? spot : e->stop_count];
}

/* What is saved when `load` passes from tour j to tour i. */
static int64_t fines_saved(const Evolve *e, int32_t i, int32_t j, int64_t load) {
    const Tour *ti = &e->tours[i], *tj = &e->tours[j];
    return ti->fine + tj->fine - evolve_fine(e, ti->load + load) - evolve_fine(e, tj->load - load);
}

/* ---------------------------------------------------------------- judging */
static void found(Move *best, const Look *l, int64_t gain, Kin kin) {
    best->gain = gain;
    best->kin = kin;
    best->i = l->i;
    best->j = l->j;
    best->against = l->against;
}

static void judge_relocate(const Evolve *e, const Look *l, bool turned, Move *best) {
    bool way = l->against != turned;
    int32_t at = l->j, behind = ahead(e, at, !way);
    int64_t opened = l->gained + width(e, at, !way), load = 0;
    for (int32_t n = 1; n <= SEGMENT_MAX && is_stop(e, at) && at != l->i && at != l->a; n++) {
        int32_t beyond = ahead(e, at, way);
        load += e->demand[at];
        if (!turned || n > 1) {
            int64_t gain =
                opened + width(e, at, way) - apart_a(e, l, at) - evolve_apart(e, behind, beyond);
            if (gain + l->relief > best->gain && l->tour != l->tour_j)
                gain += fines_saved(e, l->tour, l->tour_j, load);
            if (gain > best->gain) {
                found(best, l, gain, RELOCATE);
                best->turned = turned;
                best->from_i = 0;
                best->from_j = n;
            }
        }
        at = beyond;
    }
}

static void judge_swap(const Evolve *e, const Look *l, Move *best) {
    int32_t j = l->j, behind = ahead(e, j, !l->against), end_i = l->a;
    int64_t load_i = 0, opened = l->gained + width(e, j, !l->against) - apart_a(e, l, behind);
    for (int32_t n = 1; n <= SWAPPED_MAX && is_stop(e, end_i); n++) {
        int32_t beyond_i = ahead(e, end_i, l->against), end_j = j;
        int64_t load_j = 0, opened_i = opened + width(e, end_i, l->against);
        load_i += e->demand[end_i];
        for (int32_t k = 1; k <= SWAPPED_MAX && is_stop(e, end_j); k++) {
            int32_t beyond_j = ahead(e, end_j, l->against);
            load_j += e->demand[end_j];
            int64_t gain = opened_i + width(e, end_j, l->against) -
                           evolve_apart(e, end_j, beyond_i) - evolve_apart(e, end_i, beyond_j);
            if (gain + l->relief > best->gain)
                gain += fines_saved(e, l->tour, l->tour_j, load_j - load_i);
            if (gain > best->gain) {
                found(best, l, gain, SWAP);
                best->turned = false;
                best->from_i = n;
                best->from_j = k;
            }
            end_j = beyond_j;
        }
        end_i = beyond_i;
    }
}

/* The load from the tour's beginning, seen looking ahead, up to and with the spot. */
static int64_t load_up_to(const Evolve *e, int32_t spot, bool against) {
    if (!is_stop(e, spot)) return 0;
    const Knot *knot = &e->knots[spot];
    return against ? e->tours[knot->tour].load - knot->load + e->demand[spot] : knot->load;
}

static void judge_tails(const Evolve *e, const Look *l, bool turned, Move *best) {
    int32_t j = l->j, tj = l->tour_j, other = ahead(e, j, turned == l->against);
    int64_t gain = l->gained + width(e, j, turned == l->against) - apart_a(e, l, other);
    if (gain + l->relief <= best->gain) return;
    if (l->tour != tj) {
        int64_t head_i = load_up_to(e, l->i, l->against);
        int64_t head_j = load_up_to(e, turned ? j : other, l->against);
        int64_t one = turned ? head_i + head_j : head_i + e->tours[tj].load - head_j;
        gain += fines_saved(e, l->tour, tj, one - e->tours[l->tour].load);
    }
    if (gain <= best->gain) return;
    found(best, l, gain, TAILS);
    best->turned = turned;
}

static void judge(const Evolve *e, const Look *l, Move *best) {
    judge_relocate(e, l, false, best);
    if (l->tour != l->tour_j) {
        judge_swap(e, l, best);
        judge_tails(e, l, false, best);
    }
    judge_relocate(e, l, true, best);
    judge_tails(e, l, true, best);
}

int32_t vrp_evolve_empty_tour(const Evolve *e) {
    for (int32_t t = 0; t < e->tour_max; t++)
        if (e->tours[t].stops == 0) return t;
    return -1;
}

/* What lies ahead of i becomes a tour of its own: of use where it saves a fine. */
static void judge_cut(const Evolve *e, int32_t i, Move *best) {
    const Tour *tour = &e->tours[e->knots[i].tour];
    int32_t a = e->knots[i].next;
    if (!is_stop(e, a) || vrp_evolve_empty_tour(e) < 0) return;
    int64_t gain = e->knots[i].onward - (int64_t)evolve_apart(e, i, e->stop_count) -
                   evolve_apart(e, a, e->stop_count) + tour->fine -
                   evolve_fine(e, e->knots[i].load) - evolve_fine(e, tour->load - e->knots[i].load);
    if (gain > best->gain) *best = (Move){.gain = gain, .kin = CUT, .i = i, .j = a};
}

static Look look_from(const Evolve *e, int32_t i, bool against) {
    int32_t n = e->stop_count, a = ahead(e, i, against);
    return (Look){.i = i,
                  .a = a,
                  .tour = e->knots[i].tour,
                  .against = against,
                  .width = width(e, i, against),
                  .apart_a = &e->apart[(size_t)(a < n ? a : n) * (size_t)(n + 1)]};
}

static Move best_move(const Evolve *e, int32_t i) {
    Move best = {.kin = NOTHING};
    size_t row = (size_t)i * (size_t)e->near_max;
    const int32_t *near = &e->near[row], *near_apart = &e->near_apart[row];
    Look looks[2] = {look_from(e, i, false), look_from(e, i, true)};
    int64_t widest = looks[0].width > looks[1].width ? looks[0].width : looks[1].width;
    int32_t tour = e->knots[i].tour;
    int64_t fine = e->tours[tour].fine, fines = e->brisk ? 0 : e->fines;
    for (int32_t k = 0; k < e->near_max && near[k] >= 0; k++) {
        int32_t j = near[k], apart = near_apart[k];
        if (apart >= widest + fines) break;
        int32_t tour_j = e->knots[j].tour;
        int64_t relief = tour_j == tour ? 0 : fine + e->tours[tour_j].fine;
        int64_t saved = e->brisk ? 0 : relief;
        for (int way = 0; way < 2; way++) {
            Look *l = &looks[way];
            if (apart >= l->width + saved || l->a == j) continue;
            l->j = j;
            l->tour_j = tour_j;
            l->gained = l->width - apart;
            l->relief = relief;
            judge(e, l, &best);
        }
    }
    if (fine > 0 && !e->brisk) judge_cut(e, i, &best);
    return best;
}

/* ---------------------------------------------------------------- carrying out */
static void look_at(Evolve *e, int32_t stop) {
    if (e->knots[stop].queued) return;
    e->knots[stop].queued = true;
    int32_t at = e->queue_first + e->queue_count++;
    e->queue[at < e->stop_count ? at : at - e->stop_count] = stop;
}

static bool same_arcs(const Evolve *e, const Knot *knot, int32_t prev, int32_t next) {
    int32_t n = e->stop_count, a = knot->prev < n ? knot->prev : n;
    int32_t b = knot->next < n ? knot->next : n;
    prev = prev < n ? prev : n;
    next = next < n ? next : n;
    return (a == prev && b == next) || (a == next && b == prev);
}

/* Writes a tour; stops whose neighbours are new will be looked at. */
void vrp_evolve_lay(Evolve *e, int32_t tour, const int32_t *stops, int32_t count) {
    int32_t depot = e->stop_count + tour, prev = depot;
    Tour *t = &e->tours[tour];
    e->fines -= t->fine;
    e->length -= t->length;
    t->load = 0;
    t->length = 0;
    t->stops = count;
    t->changed_at = ++e->clock;
    if (count == 0) t->fresh_at = e->clock;
    for (int32_t k = 0; k < count; k++) {
        int32_t stop = stops[k], next = k + 1 < count ? stops[k + 1] : depot;
        Knot *knot = &e->knots[stop];
        if (!same_arcs(e, knot, prev, next)) {
            look_at(e, stop);
            t->fresh_at = e->clock;
        }
        t->load += e->demand[stop];
        e->knots[prev].next = stop;
        e->knots[prev].onward = evolve_apart(e, prev, stop);
        t->length += e->knots[prev].onward;
        knot->prev = prev;
        knot->tour = tour;
        knot->place = k + 1;
        knot->load = t->load;
        prev = stop;
    }
    e->knots[prev].next = depot;
    e->knots[prev].onward = count > 0 ? evolve_apart(e, prev, depot) : 0;
    e->knots[depot].prev = prev;
    t->length += e->knots[prev].onward;
    e->length += t->length;
    t->fine = evolve_fine(e, t->load);
    e->fines += t->fine;
}

static int32_t *copy(int32_t *to, const int32_t *from, int32_t count) {
    memcpy(to, from, (size_t)count * sizeof *to);
    return to + count;
}

static int32_t *copy_turned(int32_t *to, const int32_t *from, int32_t count) {
    for (int32_t k = count; k-- > 0;) *to++ = from[k];
    return to;
}

/* The stops of a tour looking ahead. */
static int32_t read_tour(const Evolve *e, int32_t tour, bool against, int32_t *to) {
    int32_t n = 0, depot = e->stop_count + tour;
    for (int32_t at = ahead(e, depot, against); is_stop(e, at); at = ahead(e, at, against))
        to[n++] = at;
    return n;
}

static int32_t place(const Evolve *e, int32_t stop, bool against) {
    const Knot *knot = &e->knots[stop];
    return against ? e->tours[knot->tour].stops - knot->place : knot->place - 1;
}

typedef struct Rows { /* of the two tours of a move, as they are and as they will be */
    int32_t *i, *j, *new_i, *new_j;
    int32_t count_i, count_j, at_i, at_j;
} Rows;

static void relocate_within(Evolve *e, const Move *m, Rows r) {
    int32_t first = r.at_j, n = m->from_j, *to = r.new_i;
    if (m->turned) first -= n - 1;
    for (int32_t k = 0; k < r.count_i; k++) {
        if (k < first || k >= first + n) *to++ = r.i[k];
        if (k != r.at_i) continue;
        to = m->turned ? copy_turned(to, r.i + first, n) : copy(to, r.i + first, n);
    }
    vrp_evolve_lay(e, e->knots[m->i].tour, r.new_i, r.count_i);
}

static void turn_within(Evolve *e, const Move *m, Rows r) {
    int32_t low = r.at_i < r.at_j ? r.at_i : r.at_j, high = r.at_i + r.at_j - low;
    int32_t *to = copy(r.new_i, r.i, low + 1);
    to = copy_turned(to, r.i + low + 1, high - low);
    copy(to, r.i + high + 1, r.count_i - high - 1);
    vrp_evolve_lay(e, e->knots[m->i].tour, r.new_i, r.count_i);
}

static void carry_out_two(Evolve *e, const Move *m, Rows r) {
    int32_t ti = e->knots[m->i].tour, tj = e->knots[m->j].tour, *i = r.new_i, *j = r.new_j;
    int32_t cut = r.at_i + 1, n = m->from_j, first = r.at_j;
    if (m->kin == RELOCATE && m->turned) first -= n - 1;
    i = copy(i, r.i, cut);
    if (m->kin == TAILS && m->turned) {
        i = copy_turned(i, r.j, r.at_j + 1);
        j = copy_turned(j, r.i + cut, r.count_i - cut);
        j = copy(j, r.j + r.at_j + 1, r.count_j - r.at_j - 1);
    } else if (m->kin == TAILS) {
        i = copy(i, r.j + first, r.count_j - first);
        j = copy(copy(j, r.j, first), r.i + cut, r.count_i - cut);
    } else {
        i = m->turned ? copy_turned(i, r.j + first, n) : copy(i, r.j + first, n);
        i = copy(i, r.i + cut + m->from_i, r.count_i - cut - m->from_i);
        j = copy(copy(j, r.j, first), r.i + cut, m->from_i);
        j = copy(j, r.j + first + n, r.count_j - first - n);
    }
    vrp_evolve_lay(e, ti, r.new_i, (int32_t)(i - r.new_i));
    vrp_evolve_lay(e, tj, r.new_j, (int32_t)(j - r.new_j));
}

static void carry_out(Evolve *e, const Move *m) {
    int32_t ti = e->knots[m->i].tour, tj = e->knots[m->j].tour;
    Rows r = {.i = e->room[0], .j = e->room[1], .new_i = e->room[2], .new_j = e->room[3]};
    r.count_i = read_tour(e, ti, m->against, r.i);
    r.at_i = place(e, m->i, m->against);
    r.at_j = place(e, m->j, m->against);
    if (m->kin == CUT) {
        vrp_evolve_lay(e, vrp_evolve_empty_tour(e), r.i + r.at_j, r.count_i - r.at_j);
        vrp_evolve_lay(e, ti, r.i, r.at_j);
        return;
    }
    if (ti == tj && m->kin == TAILS) {
        turn_within(e, m, r);
        return;
    }
    if (ti == tj) {
        relocate_within(e, m, r);
        return;
    }
    r.count_j = read_tour(e, tj, m->against, r.j);
    carry_out_two(e, m, r);
}

/* ---------------------------------------------------------------- the descent */
static int32_t look_next(Evolve *e) {
    int32_t stop = e->queue[e->queue_first++];
    if (e->queue_first == e->stop_count) e->queue_first = 0;
    e->queue_count--;
    e->knots[stop].queued = false;
    return stop;
}

/* Whoever is looked at first shapes the result. */
static void shuffle_queue(Evolve *e, Rng *rng) {
    for (int32_t k = e->queue_count; k > 1; k--) {
        int32_t other = (int32_t)rng_below(rng, (uint32_t)k), n = e->stop_count;
        int32_t *a = &e->queue[(e->queue_first + k - 1) % n];
        int32_t *b = &e->queue[(e->queue_first + other) % n];
        int32_t swap = *a;
        *a = *b;
        *b = swap;
    }
}

void vrp_evolve_descend(Evolve *e, Rng *rng) {
    shuffle_queue(e, rng);
    do {
        while (e->queue_count > 0) {
            Move m = best_move(e, look_next(e));
            if (m.kin == NOTHING) continue;
            look_at(e, m.i);
            carry_out(e, &m);
        }
    } while (!e->brisk && vrp_evolve_swap(e));
}

/* What overfull tours hold is looked at anew. */
void vrp_evolve_price(Evolve *e, int64_t price_q16) {
    e->price_q16 = price_q16;
    e->fines = 0;
    for (int32_t t = 0; t < e->tour_max; t++) {
        Tour *tour = &e->tours[t];
        tour->fine = evolve_fine(e, tour->load);
        if (tour->fine == 0) continue;
        e->fines += tour->fine;
        tour->fresh_at = ++e->clock;
        int32_t depot = e->stop_count + t;
        for (int32_t at = e->knots[depot].next; at != depot; at = e->knots[at].next) look_at(e, at);
    }
}
