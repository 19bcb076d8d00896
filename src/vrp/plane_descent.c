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
 * All gains of a pair are computed before any rule is asked: few moves gain, so that branch is
 * guessed well, and a wrong guess costs more than a root. */
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

/* A row of spots from one on, and how far it is from each to the next. It may pass the depot; a
 * move that would is refused when it promises something. */
enum { REACH = SEGMENT_MAX };
typedef struct Chain {
    int32_t at[REACH + 1];
    int64_t width[REACH];
} Chain;

static inline void chain(const Plane *p, int32_t spot, bool against, Chain *ret) {
    ret->at[0] = spot;
    for (int k = 0; k < REACH; k++) {
        const Spot *here = &p->spots[ret->at[k]];
        ret->at[k + 1] = against ? here->prev : here->next;
        ret->width[k] = against ? p->spots[here->prev].onward : here->onward;
    }
}

/* The arc that a move breaks at i. */
typedef struct Look {
    int32_t i;
    bool against;
    Chain ahead; /* from i's neighbour on */
} Look;

typedef struct Pair {
    const Look *look;
    int32_t j;
    bool same;     /* ring */
    Chain on, off; /* from j, looking ahead and back */
} Pair;

static Move move_of(const Pair *m, int64_t gain) {
    return (Move){.gain = gain, .i = m->look->i, .j = m->j, .against = m->look->against};
}

/* The stops from j on, up to three, move between i and what lies ahead of it. */
static void try_relocate(const Plane *p, const Pair *m, bool turned, int32_t n, int64_t gain,
                         Move *best) {
    const Look *look = m->look;
    const Chain *run = turned ? &m->off : &m->on, *rest = turned ? &m->on : &m->off;
    int32_t a = look->ahead.at[0];
    for (int32_t k = 0; k < n; k++)
        if (!is_stop(p, run->at[k]) || run->at[k] == look->i || run->at[k] == a) return;
    if (!m->same && !change_fits(p, p->spots[look->i].ring, run->at, n, NULL, 0)) return;
    Move move = move_of(m, gain);
    move.turned = turned;
    move.from_j = (int8_t)n;
    if (p->timed &&
        !relocate_in_time(p, &move, look->against != turned, run->at, n, rest->at[1], run->at[n]))
        return;
    *best = move;
}

/* One or two stops ahead of i change places with one or two from j on, in another ring. */
static void try_swap(const Plane *p, const Pair *m, int32_t n, int32_t k, int64_t gain,
                     Move *best) {
    const Look *look = m->look;
    const int32_t *there = look->ahead.at, *here = m->on.at;
    if (!is_stop(p, there[0]) || !is_stop(p, there[n - 1]) || !is_stop(p, here[k - 1])) return;
    int32_t ring_i = p->spots[look->i].ring, ring_j = p->spots[m->j].ring;
    if (!change_fits(p, ring_i, here, k, there, n) || !change_fits(p, ring_j, there, n, here, k))
        return;
    if (p->timed && !(joint_in_time(p, look->i, here, k, there[n], look->against, ring_i) &&
                      joint_in_time(p, m->off.at[1], there, n, here[k], look->against, ring_j)))
        return;
    *best = move_of(m, gain);
    best->from_i = (int8_t)n;
    best->from_j = (int8_t)k;
}

/* The load from the ring's beginning, seen looking ahead, up to and with the spot. */
static int64_t load_up_to(const Plane *p, int32_t spot, bool against, int d) {
    if (!is_stop(p, spot)) return 0;
    if (!against) return p->laden[spot].load[d];
    const Ring *ring = &p->rings[p->spots[spot].ring];
    int64_t all = p->model->kinds[ring->kind].vehicle->capacity[d] - ring->room[d];
    return all - p->laden[spot].load[d] + demand_of(p, spot)[d];
}

static bool tails_fit(const Plane *p, const Move *m, int32_t other) {
    const Ring *i = &p->rings[p->spots[m->i].ring], *j = &p->rings[p->spots[m->j].ring];
    for (int d = 0; d < p->dimensions; d++) {
        int64_t capacity = p->model->kinds[i->kind].vehicle->capacity[d];
        int64_t all_i = capacity - i->room[d], all_j = capacity - j->room[d];
        int64_t head_i = load_up_to(p, m->i, m->against, d);
        int64_t head_j = load_up_to(p, m->turned ? m->j : other, m->against, d);
        int64_t one = m->turned ? head_i + head_j : head_i + all_j - head_j;
        if (one > capacity || all_i + all_j - one > capacity) return false;
    }
    return true;
}

/* What lies ahead of i and what begins with j change places; or, turned, what lies ahead of both
 * is joined, and what lies behind. */
static void try_tails(const Plane *p, const Pair *m, bool turned, int64_t gain, Move *best) {
    Move move = move_of(m, gain);
    move.tails = true;
    move.turned = turned;
    int32_t a = m->look->ahead.at[0], other = turned ? m->on.at[1] : m->off.at[1];
    int32_t ring_i = p->spots[move.i].ring, ring_j = p->spots[m->j].ring;
    if (p->rings[ring_i].kind != p->rings[ring_j].kind) return;
    if (!m->same && !tails_fit(p, &move, other)) return;
    if (p->timed && !(joint_in_time(p, move.i, NULL, 0, m->j, move.against, ring_i) &&
                      joint_in_time(p, other, NULL, 0, a, move.against, ring_j)))
        return;
    *best = move;
}

static void judge(const Plane *p, const Pair *m, int64_t gained, Move *best) {
    const int32_t *ahead = m->look->ahead.at, *on = m->on.at, *off = m->off.at;
    int64_t behind = gained + m->off.width[0], beyond = gained + m->on.width[0];
    for (int n = 1; n <= SEGMENT_MAX; n++) {
        int64_t gain = behind + m->on.width[n - 1] - plane_apart(p, ahead[0], on[n - 1]) -
                       plane_apart(p, off[1], on[n]);
        if (gain > best->gain) try_relocate(p, m, false, n, gain, best);
    }
    for (int n = 2; n <= SEGMENT_MAX; n++) {
        int64_t gain = beyond + m->off.width[n - 1] - plane_apart(p, ahead[0], off[n - 1]) -
                       plane_apart(p, on[1], off[n]);
        if (gain > best->gain) try_relocate(p, m, true, n, gain, best);
    }
    int64_t turned = beyond - plane_apart(p, ahead[0], on[1]);
    if (turned > best->gain && !p->timed) try_tails(p, m, true, turned, best);
    if (m->same) return;
    int64_t tails = behind - plane_apart(p, ahead[0], off[1]);
    for (int n = 1; n <= SWAPPED_MAX; n++)
        for (int k = 1; k <= SWAPPED_MAX; k++) {
            int64_t gain = tails + m->look->ahead.width[n - 1] + m->on.width[k - 1] -
                           plane_apart(p, ahead[n], on[k - 1]) -
                           plane_apart(p, ahead[n - 1], on[k]);
            if (gain > best->gain) try_swap(p, m, n, k, gain, best);
        }
    if (tails > best->gain) try_tails(p, m, false, tails, best);
}

static Move best_move(const Search *s, int32_t i) {
    const Plane *p = s->plane;
    Move best = {.gain = 0};
    size_t row = (size_t)i * (size_t)p->near_max;
    int64_t widths[2] = {width(p, i, false), width(p, i, true)};
    int64_t widest = widths[0] > widths[1] ? widths[0] : widths[1];
    Look looks[2] = {{.i = i}, {.i = i, .against = true}};
    for (int way = 0; way < 2; way++) chain(p, ahead(p, i, way), way, &looks[way].ahead);
    for (int32_t k = 0; k < s->tuning.near_moved && k < p->near_max; k++) {
        int32_t j = p->near[row + (size_t)k];
        int64_t apart = j < 0 ? widest : p->near_apart[row + (size_t)k];
        if (j < 0 || (!p->timed && apart >= widest)) break;
        if (p->spots[j].ring < 0) continue;
        Pair m = {.j = j, .same = p->spots[i].ring == p->spots[j].ring};
        for (int way = 0; way < 2; way++) {
            if (apart >= widths[way] || looks[way].ahead.at[0] == j) continue;
            m.look = &looks[way];
            chain(p, j, way, &m.on);
            chain(p, j, !way, &m.off);
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
