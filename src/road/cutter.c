// SPDX-License-Identifier: Apache-2.0
/* Balanced separators: the FlowCutter of Hamann and Strasser (2018), begun from the two ends of the
 * graph along a line, as in InertialFlowCutter (Gottesbüren, Hamann, Uhl, Wagner 2019).
 *
 * Node-disjoint paths run from one side to the other; where no more fit, the nodes that bar the way
 * are a smallest separator for these sides. The smaller side takes in all that it reaches, one node
 * of its separator more, and on it goes: out come separators of rising size and balance. Kept is
 * the smallest in proportion to the root of the lesser side: on road networks that root is what a
 * separator grows with, so one that is small beyond its due is taken even where it is lopsided.
 *
 * Each node has two faces, one where paths of a side enter and one where they leave; a path that
 * runs through the node joins them the wrong way round. Seen from side 1 every path runs backward,
 * so both sides are served by the same code: link[side] leads back, link[!side] leads on. */
#include "road/road_int.h"

#include <math.h>
#include <string.h>

#define NONE UINT32_MAX
#define FREE 2 /* on no side yet */
enum { ENTER, LEAVE };
#define CUT_ENDS 0.05   /* of the nodes at either end belong to a side from the start */
#define CUT_BALANCE 0.2 /* of the nodes at least on the lesser side */
/* No road network on Earth needs so many; what is none shall not take for ever. */
#define CUT_NODES_MAX 4000
#define CUT_LINES 4

typedef struct Side {
    uint32_t *reached;  /* faces reached by the current search, 2 * node + face, in order */
    uint32_t reached_n; /* a start is reached at its LEAVE face only */
    uint32_t *barrier;  /* free nodes at which the side's own nodes end */
    uint32_t barrier_n;
    uint32_t count;          /* nodes of this side, and nodes the search would add */
    uint32_t start, start_n; /* the nodes from which to search: positions in `own` */
    uint32_t *own;           /* nodes of this side in the order in which they joined */
    bool done;               /* the current search has ended without a way across */
} Side;

struct RoadCutter {
    uint32_t n;
    const uint32_t *first, *to;
    uint32_t *link[2]; /* the path through a node */
    uint32_t *parent;  /* by face */
    uint8_t *side;     /* by node */
    uint8_t *seen;     /* by node: bit 2 * side + face */
    uint8_t *barred;   /* by node: bit per side */
    int64_t *along, *sorted;
    Side sides[2];
    uint32_t flow;
    double score;       /* of the best cut so far, on any line */
    struct Best {       /* on this line */
        uint32_t count; /* of the side's own nodes; 0 = none found */
        int side;
    } best;
};

RoadCutter *road_cutter_new(Arena *arena, uint32_t n) {
    RoadCutter *c = ARENA_NEW(arena, RoadCutter);
    for (int d = 0; d < 2; d++) {
        c->link[d] = ARENA_ARRAY(arena, uint32_t, n);
        c->sides[d].reached = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)n);
        c->sides[d].barrier = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)n);
        c->sides[d].own = ARENA_ARRAY(arena, uint32_t, n);
    }
    c->parent = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)n);
    c->side = ARENA_ARRAY(arena, uint8_t, n);
    c->seen = ARENA_ARRAY(arena, uint8_t, n);
    c->barred = ARENA_ARRAY(arena, uint8_t, n);
    c->along = ARENA_ARRAY(arena, int64_t, n);
    c->sorted = ARENA_ARRAY(arena, int64_t, n);
    return c;
}

/* ---------------------------------------------------------------- one search for a way across */

static bool reach(RoadCutter *c, int d, uint32_t node, int face, uint32_t parent) {
    uint8_t bit = (uint8_t)(1 << (2 * d + face));
    if (c->seen[node] & bit) return false;
    c->seen[node] |= bit;
    c->parent[2 * node + (uint32_t)face] = parent;
    c->sides[d].reached[c->sides[d].reached_n++] = 2 * node + (uint32_t)face;
    c->sides[d].count += face == LEAVE && c->side[node] != d;
    return true;
}

static void forget(RoadCutter *c, int d) {
    Side *s = &c->sides[d];
    for (uint32_t i = 0; i < s->reached_n; i++)
        c->seen[s->reached[i] / 2] &= (uint8_t) ~(3 << (2 * d));
    s->count = s->start + s->start_n;
    s->reached_n = 0;
    s->done = false;
}

/* From a node's LEAVE face. True when a neighbour is of the other side. */
static bool leave(RoadCutter *c, int d, uint32_t v) {
    for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++) {
        uint32_t w = c->to[a];
        if (c->side[w] == !d) return c->parent[2 * w + ENTER] = 2 * v + LEAVE, true;
        if (c->side[w] == FREE) reach(c, d, w, ENTER, 2 * v + LEAVE);
    }
    if (c->side[v] == FREE && c->link[d][v] != NONE) reach(c, d, v, ENTER, 2 * v + LEAVE);
    return false;
}

/* Breadth first. The node of the other side where a way across arrives, or NONE. */
static uint32_t search(RoadCutter *c, int d) {
    Side *s = &c->sides[d];
    for (uint32_t i = 0; i < s->start_n; i++) reach(c, d, s->own[s->start + i], LEAVE, NONE);
    for (uint32_t at = 0; at < s->reached_n; at++) {
        uint32_t face = s->reached[at], v = face / 2;
        if (face % 2 == LEAVE) {
            if (!leave(c, d, v)) continue;
            for (uint32_t a = c->first[v];; a++)
                if (c->side[c->to[a]] == !d) return c->to[a];
        }
        uint32_t back = c->link[d][v];
        if (back == NONE)
            reach(c, d, v, LEAVE, face);
        else if (c->side[back] == FREE)
            reach(c, d, back, LEAVE, face);
    }
    s->done = true;
    return NONE;
}

/* Lays a path along the way found: what it takes back first, then what it adds. */
static void lay_path(RoadCutter *c, int d, uint32_t end) {
    uint32_t *back = c->link[d], *on = c->link[!d];
    uint32_t last = 2 * end + ENTER;
    for (uint32_t x = last, p; (p = c->parent[x]) != NONE; x = p)
        if (p % 2 == ENTER && x / 2 != p / 2) on[x / 2] = back[p / 2] = NONE;
    for (uint32_t x = last, p; (p = c->parent[x]) != NONE; x = p)
        if (p % 2 == LEAVE && x / 2 != p / 2) on[p / 2] = x / 2, back[x / 2] = p / 2;
    c->flow++;
}

/* ---------------------------------------------------------------- growing a side */

static void join(RoadCutter *c, int d, uint32_t v) {
    Side *s = &c->sides[d];
    c->side[v] = (uint8_t)d;
    s->own[s->start + s->start_n++] = v;
}

/* What the ended search reached belongs to the side; its new separator is `barrier`. */
static void take_in(RoadCutter *c, int d) {
    Side *s = &c->sides[d];
    for (uint32_t i = 0; i < s->reached_n; i++) {
        uint32_t v = s->reached[i] / 2;
        if (s->reached[i] % 2 == LEAVE && c->side[v] == FREE) join(c, d, v);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->barrier_n; i++)
        if (c->side[s->barrier[i]] == FREE) s->barrier[kept++] = s->barrier[i];
    s->barrier_n = kept;
    for (uint32_t i = 0; i < s->reached_n; i++) {
        uint32_t v = s->reached[i] / 2;
        if (c->side[v] != FREE || c->barred[v] >> d & 1) continue;
        c->barred[v] |= (uint8_t)(1 << d);
        s->barrier[s->barrier_n++] = v;
    }
    s->start += s->start_n;
    s->start_n = 0;
    forget(c, d);
}

static bool touches(const RoadCutter *c, uint32_t v, int side) {
    for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++)
        if (c->side[c->to[a]] == side) return true;
    return false;
}

/* The node of the barrier to take in next: one that opens no way across if there is any, then the
 * one farthest from the other end. */
static uint32_t next_node(const RoadCutter *c, int d) {
    const Side *s = &c->sides[d];
    uint32_t best = NONE;
    bool best_opens = true;
    for (uint32_t i = 0; i < s->barrier_n; i++) {
        uint32_t v = s->barrier[i];
        if (touches(c, v, !d)) continue;
        bool opens = c->seen[v] >> (2 * !d + ENTER) & 1;
        bool nearer =
            best != NONE && (d ? c->along[v] > c->along[best] : c->along[v] < c->along[best]);
        if (best == NONE || opens < best_opens || (opens == best_opens && nearer))
            best = v, best_opens = opens;
    }
    return best;
}

static void weigh(RoadCutter *c, int d) {
    const Side *s = &c->sides[d];
    double own = s->start, other = (double)c->n - own - s->barrier_n;
    double less = own < other ? own : other;
    if (less < CUT_BALANCE * (own + other)) return;
    double score = s->barrier_n / sqrt(less);
    if (score >= c->score) return;
    c->score = score;
    c->best = (struct Best){s->start, d};
}

static void grow(RoadCutter *c) {
    /* beyond these no balance makes it the best any more */
    while (c->flow < c->score * sqrt(c->n / 2.0) && c->flow < CUT_NODES_MAX) {
        for (int d = 0; d < 2; d++) {
            for (uint32_t end; !c->sides[d].done && (end = search(c, d)) != NONE;) {
                lay_path(c, d, end);
                forget(c, 0);
                forget(c, 1);
            }
        }
        if (!c->sides[0].done) continue; /* a way was found from side 1 */
        int d = c->sides[1].count < c->sides[0].count;
        if (2 * c->sides[d].count > c->n) return;
        take_in(c, d);
        weigh(c, d);
        uint32_t v = next_node(c, d);
        if (v == NONE) return;
        join(c, d, v);
        c->sides[d].count++;
    }
}

/* ---------------------------------------------------------------- along several lines */

/* The k-th smallest of n, by Hoare; reorders. */
static int64_t kth(int64_t *at, uint32_t n, uint32_t k) {
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        int64_t pivot = at[low + (high - low) / 2];
        uint32_t i = low, j = high;
        for (;;) {
            while (at[i] < pivot) i++;
            while (at[j] > pivot) j--;
            if (i >= j) break;
            int64_t swap = at[i];
            at[i++] = at[j], at[j--] = swap;
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
    return at[k];
}

static void begin(RoadCutter *c, const GeoPoint *points, int64_t east, int64_t north) {
    uint32_t n = c->n, ends = (uint32_t)(CUT_ENDS * n) + 1;
    for (uint32_t v = 0; v < n; v++)
        c->along[v] = c->sorted[v] = east * points[v].lon_e7 + north * points[v].lat_e7;
    int64_t low = kth(c->sorted, n, ends - 1), high = kth(c->sorted, n, n - ends);
    memset(c->side, FREE, n * sizeof *c->side);
    memset(c->seen, 0, n * sizeof *c->seen);
    memset(c->barred, 0, n * sizeof *c->barred);
    for (int d = 0; d < 2; d++) {
        memset(c->link[d], 0xFF, n * sizeof *c->link[d]);
        c->sides[d].start = c->sides[d].start_n = c->sides[d].barrier_n = 0;
        c->sides[d].reached_n = 0;
    }
    for (uint32_t v = 0; v < n && c->sides[0].start_n < ends; v++)
        if (c->along[v] <= low) join(c, 0, v);
    for (uint32_t v = n; v-- > 0 && c->sides[1].start_n < ends;)
        if (c->along[v] >= high && c->side[v] == FREE && !touches(c, v, 0)) join(c, 1, v);
    forget(c, 0);
    forget(c, 1);
    c->flow = 0;
}

static void keep(const RoadCutter *c, uint8_t *ret_part) {
    const uint32_t *own = c->sides[c->best.side].own;
    memset(ret_part, ROAD_PART_FAR, c->n);
    for (uint32_t i = 0; i < c->best.count; i++) ret_part[own[i]] = ROAD_PART_NEAR;
    for (uint32_t i = 0; i < c->best.count; i++)
        for (uint32_t a = c->first[own[i]]; a < c->first[own[i] + 1]; a++)
            if (ret_part[c->to[a]] == ROAD_PART_FAR) ret_part[c->to[a]] = ROAD_PART_CUT;
}

bool road_cut(RoadCutter *c, uint32_t n, const uint32_t *first, const uint32_t *to,
              const GeoPoint *points, uint8_t *ret_part) {
    static const int8_t LINES[][2] = {{1, 0}, {0, 1}, {1, 1},  {1, -1},
                                      {2, 1}, {1, 2}, {2, -1}, {1, -2}};
    c->n = n;
    c->first = first;
    c->to = to;
    c->score = HUGE_VAL;
    bool found = false;
    for (size_t i = 0; i < CUT_LINES; i++) {
        begin(c, points, LINES[i][0], LINES[i][1]);
        c->best.count = 0;
        if (c->sides[1].start_n == 0) continue;
        grow(c);
        if (c->best.count == 0) continue;
        found = true;
        keep(c, ret_part);
    }
    return found;
}
