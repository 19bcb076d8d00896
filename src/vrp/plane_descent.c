// SPDX-License-Identifier: Apache-2.0
/* Local descent from the stops that a step touched. Every move makes j the neighbour of i over an
 * arc shorter than the one it breaks at i (so the near ones come first and most are never looked
 * at), is judged in O(1), and is carried out by taking stops out and putting them in, which the
 * step's log undoes.
 *
 * "Ahead" is the direction in which the arc at i is broken: with the ring, or against it. A
 * distance is the same both ways, so one code judges both; only time has a true direction. */
#include "vrp/plane.h"

enum { SEGMENT_MAX = 3, SWAPPED_MAX = 2 };

typedef struct Move {
    int64_t gain; /* metres; 0 = none */
    int32_t i, j;
    bool against;          /* ahead is against the ring */
    bool turned;           /* the segment at j, or one of the rings, is reversed */
    int8_t from_i, from_j; /* so many stops ahead of i, and from j on, change places ... */
    bool tails;            /* ... or all of them */
} Move;

static int32_t ahead(const Plane *p, int32_t spot, bool against) {
    return against ? p->spots[spot].prev : p->spots[spot].next;
}

static int64_t width(const Plane *p, int32_t spot, bool against) {
    return against ? p->spots[p->spots[spot].prev].onward : p->spots[spot].onward;
}

static const int64_t *demand_of(const Plane *p, int32_t stop) {
    return p->demand[stop].of;
}

static bool is_stop(const Plane *p, int32_t spot) {
    return spot < p->stop_count;
}

static int64_t load_of(const Plane *p, const int32_t *stops, int32_t count, int d) {
    int64_t load = 0;
    for (int32_t k = 0; k < count; k++) load += demand_of(p, stops[k])[d];
    return load;
}

/* Whether the ring can load what comes when it loses what goes. */
static bool change_fits(const Plane *p, int32_t ring, const int32_t *come, int32_t coming,
                        const int32_t *go, int32_t going) {
    for (int d = 0; d < p->dimensions; d++)
        if (p->rings[ring].room[d] + load_of(p, go, going, d) < load_of(p, come, coming, d))
            return false;
    return true;
}

/* The ring with `count` stops between x and y, which lies ahead of x; in time? */
static bool joint_in_time(const Plane *p, int32_t x, const int32_t *stops, int32_t count, int32_t y,
                          bool against, int32_t ring) {
    int32_t from = against ? y : x, to = against ? x : y;
    Stretch work = is_stop(p, from) ? p->front[from] : NO_WORK;
    for (int32_t k = 0; k < count; k++) {
        int32_t stop = stops[against ? count - 1 - k : k];
        work = stretch_join(work, plane_apart(p, from, stop), p->own[stop]);
        from = stop;
    }
    Stretch rest = is_stop(p, to) ? p->tail[to] : NO_WORK;
    return vrp_plane_fits(p, ring, stretch_join(work, plane_apart(p, from, to), rest));
}

/* One stop after another from `at` to `last`, joined to what was done before `at`. */
static Stretch walk(const Plane *p, Stretch work, int32_t *before, int32_t at, int32_t last) {
    for (;; at = p->spots[at].next) {
        work = stretch_join(work, plane_apart(p, *before, at), p->own[at]);
        *before = at;
        if (at == last) return work;
    }
}

/* A run of stops that leaves its place between `left` and `right` for another in its own ring. */
typedef struct Shuffle {
    int32_t left, right;  /* what becomes neighbours where the run was, in the ring's order */
    int32_t after, until; /* the gap it moves to, in the ring's order */
    const int32_t *stops;
    int32_t count;
    bool backwards; /* the stops stand in the reverse order */
} Shuffle;

static bool shuffle_in_time(const Plane *p, const Shuffle *m) {
    bool behind = is_stop(p, m->after) && p->laden[m->after].place > p->laden[m->stops[0]].place;
    int32_t before = behind ? m->left : m->after;
    Stretch work = is_stop(p, before) ? p->front[before] : NO_WORK;
    if (behind) work = walk(p, work, &before, m->right, m->after);
    for (int32_t k = 0; k < m->count; k++) {
        int32_t stop = m->stops[m->backwards ? m->count - 1 - k : k];
        work = stretch_join(work, plane_apart(p, before, stop), p->own[stop]);
        before = stop;
    }
    if (!behind) work = walk(p, work, &before, m->until, m->left);
    int32_t next = behind ? m->until : m->right;
    Stretch rest = is_stop(p, next) ? p->tail[next] : NO_WORK;
    return vrp_plane_fits(p, p->spots[m->stops[0]].ring,
                          stretch_join(work, plane_apart(p, before, next), rest));
}

/* ---------------------------------------------------------------- judging
 * A gain is computed whole before it is compared: few moves gain, so that branch is guessed well,
 * and a wrong guess costs more than a root. */
/* Whether `count` stops, met from j on looking `way`, can move to between i and a. */
static bool relocate_in_time(const Plane *p, const Move *m, bool way, const int32_t *stops,
                             int32_t count, int32_t behind, int32_t beyond) {
    int32_t a = ahead(p, m->i, m->against);
    int32_t ring_i = p->spots[m->i].ring, ring_j = p->spots[m->j].ring;
    if (ring_i != ring_j)
        return joint_in_time(p, m->i, stops, count, a, m->against, ring_i) &&
               joint_in_time(p, behind, NULL, 0, beyond, way, ring_j);
    Shuffle within = {.left = way ? beyond : behind,
                      .right = way ? behind : beyond,
                      .after = m->against ? a : m->i,
                      .until = m->against ? m->i : a,
                      .stops = stops,
                      .count = count,
                      .backwards = m->against};
    return shuffle_in_time(p, &within);
}

/* The stops from j on, up to three, move between i and what lies ahead of it. */
static void judge_relocate(const Plane *p, const Move *m, bool turned, int64_t gained, Move *best) {
    int32_t a = ahead(p, m->i, m->against), stops[SEGMENT_MAX], at = m->j;
    bool way = m->against != turned;
    int32_t behind = ahead(p, m->j, !way), ring_i = p->spots[m->i].ring;
    bool same = ring_i == p->spots[m->j].ring;
    gained += width(p, m->j, !way);
    for (int32_t n = 1; n <= SEGMENT_MAX && is_stop(p, at) && at != m->i && at != a; n++) {
        int32_t last = at, beyond = ahead(p, at, way);
        stops[n - 1] = at;
        at = beyond;
        if (turned && n == 1) continue;
        int64_t gain =
            gained + width(p, last, way) - plane_apart(p, last, a) - plane_apart(p, behind, beyond);
        if (gain <= best->gain) continue;
        if (!same && !change_fits(p, ring_i, stops, n, NULL, 0)) return;
        if (p->timed && !relocate_in_time(p, m, way, stops, n, behind, beyond)) continue;
        *best = *m;
        best->gain = gain;
        best->turned = turned;
        best->from_j = (int8_t)n;
    }
}

typedef struct Swap {
    int32_t ahead_i[SWAPPED_MAX], from_j[SWAPPED_MAX];
    int32_t n, k;               /* so many of each */
    int32_t beyond_i, beyond_j; /* what follows them */
} Swap;

static bool swap_fits(const Plane *p, const Move *m, const Swap *s) {
    int32_t ring_i = p->spots[m->i].ring, ring_j = p->spots[m->j].ring;
    int32_t behind = ahead(p, m->j, !m->against);
    return change_fits(p, ring_i, s->from_j, s->k, s->ahead_i, s->n) &&
           change_fits(p, ring_j, s->ahead_i, s->n, s->from_j, s->k) &&
           (!p->timed ||
            (joint_in_time(p, m->i, s->from_j, s->k, s->beyond_i, m->against, ring_i) &&
             joint_in_time(p, behind, s->ahead_i, s->n, s->beyond_j, m->against, ring_j)));
}

/* One or two stops ahead of i change places with one or two from j on, in another ring. */
static void judge_swap(const Plane *p, const Move *m, int64_t gained, Move *best) {
    Swap s;
    int32_t behind = ahead(p, m->j, !m->against), end_i = ahead(p, m->i, m->against);
    if (!is_stop(p, end_i)) return;
    gained += width(p, m->j, !m->against) - plane_apart(p, behind, end_i);
    for (s.n = 1; s.n <= SWAPPED_MAX && is_stop(p, end_i); s.n++, end_i = s.beyond_i) {
        s.beyond_i = ahead(p, end_i, m->against);
        s.ahead_i[s.n - 1] = end_i;
        int64_t open = gained + width(p, end_i, m->against);
        int32_t end_j = m->j;
        for (s.k = 1; s.k <= SWAPPED_MAX && is_stop(p, end_j); s.k++, end_j = s.beyond_j) {
            s.beyond_j = ahead(p, end_j, m->against);
            s.from_j[s.k - 1] = end_j;
            int64_t gain = open + width(p, end_j, m->against) - plane_apart(p, end_j, s.beyond_i) -
                           plane_apart(p, end_i, s.beyond_j);
            if (gain <= best->gain || !swap_fits(p, m, &s)) continue;
            *best = *m;
            best->gain = gain;
            best->from_i = (int8_t)s.n;
            best->from_j = (int8_t)s.k;
        }
    }
}

/* The load from the ring's beginning, seen looking ahead, up to and with the spot. */
static int64_t load_up_to(const Plane *p, int32_t spot, bool against, int d) {
    if (!is_stop(p, spot)) return 0;
    if (!against) return p->laden[spot].load[d];
    const Ring *ring = &p->rings[p->spots[spot].ring];
    int64_t all = p->model->kinds[ring->kind].vehicle->capacity[d] - ring->room[d];
    return all - p->laden[spot].load[d] + demand_of(p, spot)[d];
}

static bool tails_fit(const Plane *p, const Move *m, bool turned, int32_t other) {
    const Ring *i = &p->rings[p->spots[m->i].ring], *j = &p->rings[p->spots[m->j].ring];
    for (int d = 0; d < p->dimensions; d++) {
        int64_t capacity = p->model->kinds[i->kind].vehicle->capacity[d];
        int64_t all_i = capacity - i->room[d], all_j = capacity - j->room[d];
        int64_t head_i = load_up_to(p, m->i, m->against, d);
        int64_t head_j = load_up_to(p, turned ? m->j : other, m->against, d);
        int64_t one = turned ? head_i + head_j : head_i + all_j - head_j;
        if (one > capacity || all_i + all_j - one > capacity) return false;
    }
    return true;
}

/* What lies ahead of i and what begins with j change places; or, turned, what lies ahead of both
 * is joined, and what lies behind. */
static void judge_tails(const Plane *p, const Move *m, bool turned, int64_t gained, Move *best) {
    bool way = turned == m->against;
    int32_t a = ahead(p, m->i, m->against), other = ahead(p, m->j, way);
    int64_t gain = gained + width(p, m->j, way) - plane_apart(p, other, a);
    if (gain <= best->gain) return;
    int32_t ring_i = p->spots[m->i].ring, ring_j = p->spots[m->j].ring;
    if (p->rings[ring_i].kind != p->rings[ring_j].kind) return;
    if (ring_i != ring_j && !tails_fit(p, m, turned, other)) return;
    if (p->timed && !(joint_in_time(p, m->i, NULL, 0, m->j, m->against, ring_i) &&
                      joint_in_time(p, other, NULL, 0, a, m->against, ring_j)))
        return;
    *best = *m;
    best->gain = gain;
    best->tails = true;
    best->turned = turned;
}

static void judge(const Plane *p, const Move *m, int64_t gained, Move *best) {
    bool same = p->spots[m->i].ring == p->spots[m->j].ring;
    if (same || change_fits(p, p->spots[m->i].ring, &m->j, 1, NULL, 0)) {
        judge_relocate(p, m, false, gained, best);
        judge_relocate(p, m, true, gained, best);
    }
    if (!p->timed) judge_tails(p, m, true, gained, best);
    if (same) return;
    judge_swap(p, m, gained, best);
    judge_tails(p, m, false, gained, best);
}

static Move best_move(const Search *s, int32_t i) {
    const Plane *p = s->plane;
    Move best = {.gain = 0};
    size_t row = (size_t)i * (size_t)p->near_max;
    int64_t widths[2] = {width(p, i, false), width(p, i, true)};
    int64_t widest = widths[0] > widths[1] ? widths[0] : widths[1];
    for (int32_t k = 0; k < s->tuning.near_moved && k < p->near_max; k++) {
        int32_t j = p->near[row + (size_t)k];
        int64_t apart = j < 0 ? widest : p->near_apart[row + (size_t)k];
        if (j < 0 || (!p->timed && apart >= widest)) break;
        if (p->spots[j].ring < 0) continue;
        for (int way = 0; way < 2; way++) {
            if (apart >= widths[way] || ahead(p, i, way) == j) continue;
            Move m = {.i = i, .j = j, .against = way};
            judge(p, &m, widths[way] - apart, &best);
        }
    }
    return best;
}

/* ---------------------------------------------------------------- carrying out */
/* Takes `count` stops from `from` on, or all to the depot where count is -1; in the order met. */
static int32_t take_run(Plane *p, int32_t from, int32_t count, bool against, int32_t *to) {
    int32_t n = 0;
    for (int32_t at = from; is_stop(p, at) && n != count;) {
        int32_t next = ahead(p, at, against);
        to[n++] = at;
        vrp_plane_take(p, at);
        at = next;
    }
    return n;
}

/* Puts them ahead of `at`, the first one nearest. */
static void put_run(Plane *p, int32_t at, const int32_t *stops, int32_t count, bool against) {
    for (int32_t k = 0; k < count; k++) {
        vrp_plane_put(p, stops[k], against ? p->spots[at].prev : at);
        at = stops[k];
    }
}

static void put_turned(Plane *p, int32_t at, int32_t *stops, int32_t count, bool against) {
    for (int32_t k = 0; k < count / 2; k++) {
        int32_t swap = stops[k];
        stops[k] = stops[count - 1 - k];
        stops[count - 1 - k] = swap;
    }
    put_run(p, at, stops, count, against);
}

/* What lies ahead of i up to j, or the other part of the ring, is turned round. */
static void turn_within(Plane *p, const Move *m, int32_t *room) {
    int32_t from = ahead(p, m->i, m->against), to = m->j, before = m->i, n = 0;
    bool j_ahead = (p->laden[m->i].place < p->laden[m->j].place) != m->against;
    if (!j_ahead) { /* j ... i: what lies between j and i, with i */
        from = ahead(p, m->j, m->against);
        to = m->i;
        before = m->j;
    }
    for (int32_t at = from;; n++) {
        int32_t next = ahead(p, at, m->against);
        room[n] = at;
        vrp_plane_take(p, at);
        if (at == to) break;
        at = next;
    }
    put_turned(p, before, room, n + 1, m->against);
}

static void carry_out_tails(Plane *p, const Move *m, int32_t *room) {
    int32_t a = ahead(p, m->i, m->against), behind = ahead(p, m->j, !m->against);
    if (!m->turned) {
        int32_t *rest = room + take_run(p, a, -1, m->against, room);
        int32_t n = take_run(p, m->j, -1, m->against, rest);
        put_run(p, m->i, rest, n, m->against);
        put_run(p, behind, room, (int32_t)(rest - room), m->against);
        return;
    }
    if (p->spots[m->i].ring == p->spots[m->j].ring) {
        turn_within(p, m, room);
        return;
    }
    /* i with j and all behind it; what was ahead of i, turned, before what was ahead of j */
    int32_t depot_j = plane_depot(p, p->spots[m->j].ring);
    int32_t *rest = room + take_run(p, a, -1, m->against, room);
    int32_t n = take_run(p, m->j, -1, !m->against, rest);
    put_run(p, m->i, rest, n, m->against);
    put_turned(p, depot_j, room, (int32_t)(rest - room), m->against);
}

static void carry_out(Plane *p, const Move *m, int32_t *room) {
    if (m->tails) {
        carry_out_tails(p, m, room);
        return;
    }
    int32_t behind = ahead(p, m->j, !m->against), n = 0;
    if (m->from_i > 0) n = take_run(p, ahead(p, m->i, m->against), m->from_i, m->against, room);
    int32_t k = take_run(p, m->j, m->from_j, m->against != m->turned, room + n);
    put_run(p, m->i, room + n, k, m->against);
    if (n > 0) put_run(p, behind, room, n, m->against);
}

/* ---------------------------------------------------------------- the descent */
static void look_at(Search *s, int32_t spot) {
    Plane *p = s->plane;
    if (!is_stop(p, spot) || p->spots[spot].ring < 0 || s->gap_seen[spot] == s->guest) return;
    s->gap_seen[spot] = s->guest;
    vec_push(p->arena, &p->looks, spot);
}

/* At the ends of what is new. */
static void look_at_changes(Search *s) {
    Plane *p = s->plane;
    for (size_t i = 0; i < p->changed.n; i++) {
        int32_t at = p->changed.at[i];
        if (!plane_arc_is_new(p, at)) continue;
        look_at(s, at);
        look_at(s, p->spots[at].next);
    }
}

void vrp_plane_descend(Search *s, int32_t moves_max) {
    Plane *p = s->plane;
    s->guest++;
    p->looks.n = 0;
    vrp_plane_settle(p);
    look_at_changes(s);
    int32_t moves = 0;
    for (size_t next = 0; next < p->looks.n && moves < moves_max; next++) {
        int32_t i = p->looks.at[next];
        s->gap_seen[i] = 0; /* may be queued again */
        if (p->spots[i].ring < 0) continue;
        Move m = best_move(s, i);
        if (m.gain <= 0) continue;
        vrp_plane_watch(p);
        carry_out(p, &m, p->room);
        vrp_plane_settle(p);
        moves++;
        look_at(s, i);
        look_at_changes(s);
    }
}
