// SPDX-License-Identifier: Apache-2.0
/* plane.h: the search's fast core, for the files of this folder only.
 *
 * Many problems are simpler than the model: sites are points of a plane, a shift is one trip, all
 * vehicles are alike but for their depot and hours, and only distance costs. Such a plan is kept
 * as linked rings through the depots, so that taking a stop out, putting it in and undoing both
 * cost the same for 100 stops and for 30,000; nothing is copied, and there is no matrix.
 *
 *   plane.c        rings, time, the log that undoes a step, the best plan
 *   plane_step.c   ruin and recreate
 *   plane_descent.c  moves between what the step touched and its neighbours
 *   plane_start.c  neighbours and the first plan
 *   plane_parts.c  several planes, for several threads, on one plan
 */
#ifndef HANTAR_VRP_PLANE_H
#define HANTAR_VRP_PLANE_H

#include "vrp/vrp_int.h"

/* A stop, or the depot of a ring: spots 0 to stop_count - 1 are stops along a Hilbert curve, so
 * that neighbours are near in memory too; then come the depots, one per shift. */
typedef struct Spot {
    VrpPoint at;
    int32_t prev, next; /* in the ring; of an absent stop, prev is its place in `absent` */
    int32_t ring;       /* -1 = absent */
    uint32_t onward;    /* the distance to next */
    int32_t dirty;      /* since the best was kept */
    int32_t bulk;       /* of a stop: a rank by demand, for the order of placing */
} Spot;

typedef struct Ring {
    int64_t room[VRP_DIMENSIONS];
    int32_t stops;
    int32_t kind;
    int32_t idle_at; /* its place among the idle rings of its kind */
    bool feasible;   /* in time */
    bool stale;      /* changed since it was settled */
    int64_t ruined_at, touched_at;
} Ring;

/* Of a stop: its place in the ring, from 1, and the load from the depot up to it. */
typedef struct Laden {
    int64_t load[VRP_DIMENSIONS];
    int32_t place;
} Laden;

/* The arc from a spot as it was when the watch began. */
typedef struct Was {
    int64_t watch;
    int32_t next; /* -1 = the stop was absent */
} Was;

typedef struct Demand {
    int64_t of[VRP_DIMENSIONS];
} Demand;

typedef struct Undo {
    int32_t stop, after; /* after -1: the stop was put in */
    uint32_t in, out;
} Undo;

typedef struct Plane {
    const Model *model;
    Arena *arena;
    int32_t stop_count, ring_count;
    int32_t *stop_of; /* the problem's stop, per spot */
    int32_t per_unit;
    VrpRounding rounding;
    int dimensions; /* those that any demand uses */
    bool timed;
    int64_t rate, fixed; /* thousandths of money per metre and per ring in use */
    Spot *spots;
    Ring *rings;
    IdleKind *idle;
    int32_t *absent, absent_count;
    int32_t *field, field_count; /* the stops that are this plane's work: all, or its part's */
    Stretch *own, *front, *tail; /* per spot, where timed */
    int64_t *penalty;            /* per stop, thousandths of money */
    int32_t *near;               /* per stop, near_max of them, -1 after the last */
    uint32_t *near_apart;
    uint32_t *apart; /* between any two of the stops and the one depot; NULL where they are many */
    int32_t near_max;
    int32_t ring_used;
    int64_t cost; /* thousandths of money */
    int64_t step;
    VEC(Undo) log;
    Ints touched; /* rings changed in this step */
    Ints stale;   /* ... and since the last settling */
    Ints taken;   /* stops taken in this step */
    Ints dirty;
    Laden *laden;   /* per stop */
    Demand *demand; /* per stop */
    Was *was;       /* per spot */
    Ints changed;   /* spots whose arc was touched under this watch */
    int64_t watch;
    Ints looks;    /* stops the descent has yet to look at */
    int32_t *room; /* for the stops of two rings */
    int64_t best_cost;
    int32_t *best_next; /* per spot; -1 = absent */
} Plane;

/* Whether the problem is as simple as that. */
bool vrp_plane_suits(const Model *m);
void vrp_plane(Arena *arena, const Model *m, int32_t near_max, Plane *ret);
void vrp_plane_near(Plane *p, int32_t near_max);
/* A first plan: savings where there is neither time nor a choice of depots; else all stops stay
 * absent, for the first step to place. */
void vrp_plane_savings(Plane *p);

static inline uint32_t plane_apart(const Plane *p, int32_t a, int32_t b) {
    if (p->apart) {
        int32_t n = p->stop_count, row = a < n ? a : n, column = b < n ? b : n;
        return p->apart[(size_t)row * ((size_t)n + 1) + (size_t)column];
    }
    return vrp_apart(p->spots[a].at, p->spots[b].at, p->per_unit, p->rounding);
}
static inline int32_t plane_depot(const Plane *p, int32_t ring) {
    return p->stop_count + ring;
}

void vrp_plane_begin(Plane *p); /* a step */
void vrp_plane_undo(Plane *p);
void vrp_plane_take(Plane *p, int32_t stop);
void vrp_plane_put(Plane *p, int32_t stop, int32_t after);
void vrp_plane_touch(Plane *p, int32_t ring); /* it is not settled */
/* From here on arcs that are new are noted: `changed` holds all spots from which one may begin. */
void vrp_plane_watch(Plane *p);
/* An arc that was only turned round is not new. */
static inline bool plane_arc_is_new(const Plane *p, int32_t spot) {
    int32_t next = p->spots[spot].next;
    if (p->spots[spot].ring < 0 || next == p->was[spot].next) return false;
    return p->was[next].watch != p->watch || p->was[next].next != spot;
}
/* The times, places and loads of the rings changed since. */
void vrp_plane_settle(Plane *p);
bool vrp_plane_fits(const Plane *p, int32_t ring, Stretch work);
bool vrp_plane_feasible(const Plane *p); /* the rings touched in this step */
void vrp_plane_keep(Plane *p);           /* the best there was */
void vrp_plane_restore(Plane *p);        /* makes the best the plan */
void vrp_plane_adopt(Plane *p, const Plane *from);
/* The best plan as the texts of shifts. */
void vrp_plane_write(const Plane *p, Arena *arena, Ints *shifts);

/* One plan in parts that are improved apart from each other. */
typedef struct RingLine {
    int64_t along; /* the direction of the cut */
    int32_t ring, stops;
} RingLine;
typedef struct Parts {
    int32_t count;
    uint32_t drawn;     /* so many times */
    int32_t *part_of;   /* per spot */
    int32_t *next;      /* per spot; -1 = absent */
    int32_t *best_next; /* the best there was */
    int64_t cost, best_cost;
    RingLine *lines; /* room for all rings */
} Parts;
void vrp_parts(Arena *arena, const Plane *first, int32_t count, Parts *ret);
/* Cuts the map anew; p is any plane of the problem. */
void vrp_parts_draw(Parts *parts, const Plane *p);
void vrp_plane_take_part(Plane *p, const Parts *parts, int32_t part);
void vrp_parts_merge(Parts *parts, Plane *const *planes);
void vrp_plane_take_best(Plane *p, const Parts *parts);

void vrp_plane_step(Search *s); /* ruin and recreate; the caller accepts or undoes */
void vrp_plane_descend(Search *s, int32_t moves_max); /* from what the step changed */
void vrp_plane_fill(Search *s);                       /* places what is absent */
/* Takes over a plan. */
void vrp_plane_load(Plane *p, const Plan *plan);

#endif
