// SPDX-License-Identifier: Apache-2.0
/* evolve.h: a crowd of plans that are crossed, for the files of this folder only.
 *
 * Annealing is at its best on large planes. A small one, and above all one whose fleet is nearly
 * full, wants to pass through plans that overload a vehicle, and to combine what is good in
 * several plans: hybrid genetic search (Vidal 2022), written anew on compact rows. Two parents of a
 * crowd give a child, a descent under a price for overload improves it, a short annealing by ruin
 * and recreate goes on from there (Simensen, Hasle and Stålhane 2022), and the crowd keeps what is
 * cheap or unlike the rest. The first members are annealed for longer, from chance. Only for planes
 * with one depot, one measure of load and no times, where every stop is worth its way.
 *
 *   evolve.c          the crowd: parents, children, survivors, the price of overload
 *   evolve_child.c    crossing two plans; where a row of stops is best cut into tours
 *   evolve_anneal.c   a child's schooling: strings ruined and recreated for a while
 *   evolve_descent.c  moves between neighbours
 *   evolve_swap.c     stops of two tours change places, each wherever it is cheapest
 */
#ifndef HANTAR_VRP_EVOLVE_H
#define HANTAR_VRP_EVOLVE_H

#include "vrp/plane.h"

/* A plan of the crowd: all stops, tour after tour. */
typedef struct Member {
    int32_t *order;
    int32_t *next, *prev; /* per stop; the depot is stop_count */
    int64_t length;       /* metres, with what opening the tours costs */
    int64_t excess;       /* load beyond capacity, of all tours */
    int64_t rank;         /* in its crowd, by cost and loneliness: the less the better */
    int64_t lonely;       /* how unlike those most like it, on average */
    int32_t nearest;      /* ... and the most like it */
    int32_t row;          /* in Evolve.unlike */
} Member;

typedef struct Crowd {
    Member **at; /* the cheapest first */
    int32_t count;
    bool ranked;
} Crowd;

/* A stop in the plan being improved, or a tour's depot: the depot of tour t is stop_count + t. */
typedef struct Knot {
    int32_t prev, next, tour;
    int32_t place; /* in the tour, from 1 */
    int32_t load;  /* from the depot up to here */
    int32_t onward;
    bool queued;
} Knot;

typedef struct Tour {
    int32_t load, stops;
    int64_t fine, length;
    int64_t changed_at;
    int64_t fresh_at;   /* when it last got an arc that it had not before, nor in the parent */
    int64_t touched_at; /* the step of a schooling that last ruined or filled it */
} Tour;

/* Where a stop would be put into a tour: the three cheapest gaps. */
enum { PLACES = 3 };
typedef struct Places {
    int64_t seen_at; /* current while the tour has not changed since */
    int32_t more[PLACES], after[PLACES];
} Places;

/* A stop that may leave its tour. */
typedef struct Leaver {
    int64_t saves; /* metres */
    int32_t load, stop;
} Leaver;

typedef struct Bearing {
    int64_t angle; /* from the depot, in 2^-30 of a quarter, on a diamond instead of a circle */
    int32_t tour;
} Bearing;

/* A plan laid aside. */
typedef struct Draft {
    Knot *knots;
    Tour *tours;
    int64_t length, fines;
} Draft;

/* The annealing of a child. */
typedef struct Schooling {
    int64_t steps, done;
    double heat; /* at first; it falls to nothing */
    Draft former, cheapest;
    int64_t least; /* what the cheapest costs */
    int64_t step;  /* a number that no other step has */
} Schooling;

typedef struct Evolve {
    const Plane *plane;
    Arena *arena;
    int32_t stop_count, tour_max, near_max;
    int32_t capacity, *demand;
    int32_t *apart; /* stops and the depot: metres; to the depot with half of what a tour costs */
    int32_t *near;  /* per stop near_max of them, -1 after the last */
    int32_t *near_apart;
    int64_t price_q16, price_max_q16; /* per unit of excess, times 65536 */
    /* the plan being improved */
    Knot *knots;
    Tour *tours;
    int64_t clock, length, fines;
    int64_t swept_at;                         /* by the search for swaps */
    int32_t *queue, queue_first, queue_count; /* stops to look at; a ring of stop_count */
    Places *places;                           /* stop x tour */
    int64_t *pair_seen_at;                    /* tour x tour */
    Leaver *leavers;                          /* of two tours */
    int32_t *room[4];                         /* of stop_count each */
    Schooling schooling;
    int32_t *touched, touched_count; /* tours that a step changes */
    int32_t *taken, taken_count;     /* stops that it has taken out */
    bool brisk; /* the descent tries what shortens an arc, not what only saves a fine */
    /* splitting: cost and beginning of the last tour, per number of tours and of stops */
    int64_t *split_cost, *split_metres;
    int32_t *split_from, *split_load;
    Bearing *bearings; /* per tour */
    /* the crowd */
    Crowd feasible, overfull;
    Member **spare; /* rows that nobody uses */
    int32_t spare_count, member_max;
    int32_t *unlike; /* between members: stops with other neighbours */
    Member *child;
    int64_t best_cost;               /* of a feasible member */
    int64_t bred, bred_since_better; /* children */
    int32_t judged, judged_feasible; /* since the price was last set */
} Evolve;

static inline int32_t evolve_apart(const Evolve *e, int32_t a, int32_t b) {
    int32_t n = e->stop_count, row = a < n ? a : n, column = b < n ? b : n;
    return e->apart[(size_t)row * (size_t)(n + 1) + (size_t)column];
}
static inline int64_t evolve_fine(const Evolve *e, int64_t load) {
    return load <= e->capacity ? 0 : (load - e->capacity) * e->price_q16 >> 16;
}

bool vrp_evolve_suits(const Search *s);
/* A child, or a part of its schooling. */
void vrp_evolve_step(Search *s);
/* The crowd is forgotten; the next begins with founders. */
void vrp_evolve_anew(Evolve *e);

/* ---------------------------------------------------------------- the child */
/* Part of one row, and the other stops in the order of the other. */
void vrp_evolve_cross(Evolve *e, Rng *rng, const Member *a, const Member *b, int32_t *ret_order);
/* Cuts a row of stops into tours at the least cost: the plan being improved. */
void vrp_evolve_split(Evolve *e, const int32_t *order);
/* The plan being improved as a member, tours in the order of their direction from the depot. */
void vrp_evolve_write(Evolve *e, Member *ret);

/* ---------------------------------------------------------------- the descent */
void vrp_evolve_lay(Evolve *e, int32_t tour, const int32_t *stops, int32_t count);
void vrp_evolve_descend(Evolve *e, Rng *rng);
int32_t vrp_evolve_empty_tour(const Evolve *e); /* -1 = none */
/* The price of overload, from now on. */
void vrp_evolve_price(Evolve *e, int64_t price_q16);
/* The best exchange between any two near tours that have changed: true when there was one. */
bool vrp_evolve_swap(Evolve *e);

/* ---------------------------------------------------------------- schooling
 * Begins, from a first temperature in percent of the mean arc; goes on for some steps: true when
 * it is over, and the plan being improved is the cheapest that was seen. */
void vrp_evolve_enrol(Evolve *e, int64_t steps, int32_t hot_percent);
bool vrp_evolve_school(Search *s, int64_t steps_max);

#endif
