// SPDX-License-Identifier: Apache-2.0
/* The oracle: the least cost of a tiny problem by trying every plan there is. Stop after stop is
 * put at every position of every trip, as a new trip at every place of every shift, or left out, so
 * that each plan is met exactly once. */
#ifndef HANTAR_TEST_EXHAUSTIVE_H
#define HANTAR_TEST_EXHAUSTIVE_H

#include <string.h>

#include "vrp/vrp.h"

enum { ROW_MAX = 16, SHIFTS_MAX = 8 };

typedef struct Row { /* a shift: stops in order, -1 before each trip */
    const VrpVehicle *vehicle;
    const VrpShift *shift;
    int32_t number; /* of the shift */
    int32_t at[ROW_MAX], n, trips;
    int64_t begin_s, last_s; /* it may begin then at the same price, when it has one */
} Row;

typedef struct Oracle {
    const VrpProblem *p;
    int64_t released_s[ROW_MAX]; /* per stop: what its lot allows */
    int64_t left_s[ROW_MAX];     /* per stop: by its row as it was run last, */
    int64_t loaded_s[ROW_MAX];   /* and when its trip loaded */
    int64_t until_s[ROW_MAX];    /* per stop: when it must be loaded at the latest */
    int64_t from_s[ROW_MAX];     /* lots: not sooner, for what they supply may not lie for long */
    int64_t begun_s[ROW_MAX];    /* and it was served */
    Row rows[SHIFTS_MAX];
    int32_t row_count;
    int64_t unserved; /* penalties so far */
    int64_t best, plans;
} Oracle;

#define ORACLE_NONE (INT64_C(1) << 50)

/* By counting up. */
static inline int64_t oracle_length(const VrpMatrix *m, int32_t from, int32_t to) {
    int64_t dx = m->points[from].x - m->points[to].x, dy = m->points[from].y - m->points[to].y;
    int64_t n = 0, unit = m->per_unit, squares = dx * dx + dy * dy;
    while ((n + 1) * (n + 1) * unit * unit <= squares) n++;
    if (m->rounding == VRP_UP && n * n * unit * unit < squares) n++;
    if (m->rounding == VRP_NEAREST && (2 * n + 1) * (2 * n + 1) * unit * unit <= 4 * squares) n++;
    return n;
}

/* When the row ends if it begins at `now`; ORACLE_NONE when it breaks a rule. */
static inline int64_t oracle_run(Oracle *o, const Row *row, int64_t now, int64_t *distance_m) {
    const VrpProblem *p = o->p;
    const VrpDepot *depot = &p->depots[row->vehicle->depot];
    const VrpMatrix *m = &p->classes[row->vehicle->klass];
    const VrpRunning *running = row->shift->running;
    int32_t site = depot->site;
    *distance_m = running ? running->driven_m : 0;
    for (int32_t i = 0; i <= row->n; i++) {
        int32_t id = i < row->n ? row->at[i] : -1;
        int32_t to = id < 0 ? depot->site : p->stops[id].site;
        if (i > 0 && m->points) {
            int64_t length = oracle_length(m, site, to);
            now += length;
            *distance_m += length;
        } else if (i > 0) {
            size_t arc = (size_t)(site * p->site_count + to);
            if (m->time_s[arc] == VRP_UNREACHABLE) return ORACLE_NONE;
            now += m->time_s[arc];
            *distance_m += m->distance_m[arc];
        }
        site = to;
        if (i == row->n) break;
        if (i == 0 && running) {
            site = running->site;
            now = running->free_s;
            continue;
        }
        if (id >= 0) {
            if (now < p->stops[id].earliest_s) now = p->stops[id].earliest_s;
            if (now < o->from_s[id]) now = o->from_s[id];
            if (now > p->stops[id].latest_s) return ORACLE_NONE;
            o->begun_s[id] = now;
            now += p->stops[id].service_s;
            o->left_s[id] = now;
            continue;
        }
        int64_t units = 0;
        for (int32_t k = i + 1; k < row->n && row->at[k] >= 0; k++) {
            const VrpStop *stop = &p->stops[row->at[k]];
            if (now < o->released_s[row->at[k]]) now = o->released_s[row->at[k]];
            units += stop->demand[VRP_DIMENSIONS - 1];
        }
        for (int32_t k = i + 1; k < row->n && row->at[k] >= 0; k++) {
            if (now > o->until_s[row->at[k]]) return ORACLE_NONE;
            o->loaded_s[row->at[k]] = now;
        }
        now += depot->load_fixed_s + depot->load_per_unit_s * units;
    }
    return now <= row->shift->end_s ? now : ORACLE_NONE;
}

/* What holds whatever the other echelon does. */
static inline void oracle_reset(Oracle *o) {
    for (int32_t i = 0; i < o->p->stop_count; i++) {
        const VrpStop *stop = &o->p->stops[i];
        o->released_s[i] = stop->release_s;
        o->until_s[i] = stop->keep_until_s ? stop->keep_until_s : ORACLE_NONE;
        o->from_s[i] = 0;
    }
}

/* Lots that left their vehicle then release what they supply. */
static inline void oracle_release(Oracle *o) {
    for (int32_t i = 0; i < o->p->stop_count; i++) o->released_s[i] = o->p->stops[i].release_s;
    for (int32_t i = 0; i < o->p->supply_count; i++) {
        const VrpSupply *s = &o->p->supplies[i];
        if (o->released_s[s->stop] < o->left_s[s->lot] + s->handling_s)
            o->released_s[s->stop] = o->left_s[s->lot] + s->handling_s;
    }
}

/* The latest start that keeps the end. */
static inline int64_t oracle_start(Oracle *o, const Row *row) {
    int64_t ignored, start_s = row->shift->start_s, end_s = oracle_run(o, row, start_s, &ignored);
    if (row->shift->running) return row->shift->running->begun_s;
    /* all starts up to the latest one that keeps the end do keep it */
    for (int64_t leap = 1024; leap > 0 && end_s < ORACLE_NONE; leap /= 2)
        if (oracle_run(o, row, start_s + leap, &ignored) == end_s) start_s += leap;
    return start_s;
}

static inline int64_t oracle_price(Oracle *o, Row *row, int64_t start_s) {
    int64_t distance_m, ignored, end_s = oracle_run(o, row, start_s, &distance_m);
    if (end_s == ORACLE_NONE) return ORACLE_NONE;
    row->begin_s = row->last_s = start_s;
    while (o->p->convoy_max > 1 && !row->shift->running &&
           oracle_run(o, row, row->last_s + 1, &ignored) == end_s + row->last_s + 1 - start_s)
        row->last_s++;
    const VrpVehicle *v = row->vehicle;
    int64_t most_s = row->shift->duration_max_s;
    if (most_s > 0 && end_s - start_s > most_s) return ORACLE_NONE;
    return v->cost_per_shift + ((end_s - start_s) * v->cost_per_hour + 3599) / 3600 +
           (distance_m * v->cost_per_km + 999) / 1000;
}

static inline bool oracle_loads_fit(const VrpProblem *p, const Row *row) {
    int64_t load[VRP_DIMENSIONS] = {0};
    for (int32_t i = 0; i < row->n; i++)
        for (int d = 0; d < VRP_DIMENSIONS; d++) {
            load[d] = row->at[i] < 0 ? 0 : load[d] + p->stops[row->at[i]].demand[d];
            if (load[d] > row->vehicle->capacity[d]) return false;
        }
    return true;
}

static inline int64_t oracle_splits(const Oracle *o) {
    int64_t splits = 0;
    for (int32_t g = 0; g < o->p->group_count; g++) {
        int64_t trips = 0;
        for (int32_t r = 0; r < o->row_count; r++) {
            bool counted = false;
            for (int32_t i = 0; i < o->rows[r].n; i++) {
                int32_t id = o->rows[r].at[i];
                if (id < 0) counted = false;
                if (id < 0 || counted || o->p->stops[id].group != g) continue;
                counted = true;
                trips++;
            }
        }
        if (trips > 1) splits += trips - 1;
    }
    return splits;
}

/* Whether these rows could leave together. */
static inline bool oracle_together(const Oracle *o, const Row **set, int32_t n) {
    int64_t from_s = 0, to_s = ORACLE_NONE;
    for (int32_t i = 0; i < n && n > 1; i++) {
        const Row *row = set[i];
        const VrpDepot *depot = &o->p->depots[row->vehicle->depot];
        int64_t loading_s = depot->load_fixed_s;
        if (row->trips != 1 || row->shift->running || row->vehicle->depot != set[0]->vehicle->depot)
            return false;
        for (int32_t k = 1; k < row->n; k++) {
            const VrpStop *stop = &o->p->stops[row->at[k]];
            if (stop->area != o->p->stops[set[0]->at[1]].area) return false;
            loading_s += depot->load_per_unit_s * stop->demand[VRP_DIMENSIONS - 1];
        }
        if (from_s < row->begin_s + loading_s) from_s = row->begin_s + loading_s;
        if (to_s > row->last_s + loading_s) to_s = row->last_s + loading_s;
    }
    return from_s <= to_s;
}

/* The fewest teams for the rows of a pool, by every way to part them. */
static inline int32_t oracle_teams(const Oracle *o, const Row **rows, int32_t n, int32_t *team,
                                   int32_t at, int32_t teams) {
    int32_t least = n + 1, max = o->p->convoy_max > 1 ? o->p->convoy_max : 1;
    if (at < n) {
        for (team[at] = 0; team[at] <= teams; team[at]++) {
            int32_t more = oracle_teams(o, rows, n, team, at + 1, teams + (team[at] == teams));
            if (more < least) least = more;
        }
        return least;
    }
    for (int32_t t = 0; t < teams; t++) {
        const Row *set[SHIFTS_MAX];
        int32_t size = 0;
        for (int32_t i = 0; i < n; i++)
            if (team[i] == t) set[size++] = rows[i];
        if (size > max || !oracle_together(o, set, size)) return n + 1;
    }
    return teams;
}

static inline bool oracle_pools_suffice(const Oracle *o) {
    for (int32_t pool = 0; pool < o->p->pool_count; pool++) {
        const Row *rows[SHIFTS_MAX];
        int32_t n = 0, team[SHIFTS_MAX];
        for (int32_t r = 0; r < o->row_count; r++)
            if (o->rows[r].n > 0 && o->rows[r].shift->pool == pool) rows[n++] = &o->rows[r];
        if (n > o->p->pool_limits[pool] &&
            oracle_teams(o, rows, n, team, 0, 0) > o->p->pool_limits[pool])
            return false;
    }
    return true;
}

/* Every row can be run as things are released now. */
static inline bool oracle_runs(Oracle *o, bool draws) {
    int64_t ignored;
    for (int32_t r = 0; r < o->row_count; r++) {
        const Row *row = &o->rows[r];
        if ((row->vehicle->depot == 1) != draws || row->n == 0) continue;
        if (oracle_run(o, row, row->shift->start_s, &ignored) == ORACLE_NONE) return false;
    }
    oracle_release(o);
    return true;
}

static inline bool oracle_serves(const Oracle *o, int32_t stop) {
    for (int32_t r = 0; r < o->row_count; r++)
        for (int32_t i = 0; i < o->rows[r].n; i++)
            if (o->rows[r].at[i] == stop) return true;
    return false;
}

static inline const VrpPin *oracle_pin(const VrpProblem *p, int32_t id);

/* Its goods may not lie for long, and the lot is brought for nobody. */
static inline bool oracle_idles(const Oracle *o, const VrpSupply *supply) {
    const VrpPin *pin = oracle_pin(o->p, supply->lot);
    if (supply->keep_s == 0 || !oracle_serves(o, supply->lot) || (pin && pin->aboard)) return false;
    for (int32_t i = 0; i < o->p->supply_count; i++)
        if (o->p->supplies[i].lot == supply->lot && oracle_serves(o, o->p->supplies[i].stop))
            return false;
    return true;
}

/* Lots come no sooner than what they supply could be loaded in time, if it were there. */
static inline bool oracle_keep(Oracle *o) {
    int64_t ignored;
    for (int32_t r = 0; r < o->row_count; r++) {
        const Row *row = &o->rows[r];
        if (row->vehicle->depot != 1 || row->n == 0) continue;
        if (oracle_run(o, row, row->shift->start_s, &ignored) == ORACLE_NONE) return false;
    }
    for (int32_t i = 0; i < o->p->supply_count; i++) {
        const VrpSupply *s = &o->p->supplies[i];
        if (s->keep_s == 0 || !oracle_serves(o, s->stop)) continue;
        int64_t from_s = o->loaded_s[s->stop] - s->keep_s - s->handling_s;
        from_s -= o->p->stops[s->lot].service_s;
        if (o->from_s[s->lot] < from_s) o->from_s[s->lot] = from_s;
    }
    return true;
}

/* And now that they have come, what they supply is to be loaded in time. */
static inline void oracle_until(Oracle *o) {
    for (int32_t i = 0; i < o->p->supply_count; i++) {
        const VrpSupply *s = &o->p->supplies[i];
        int64_t until_s = o->left_s[s->lot] + s->handling_s + s->keep_s;
        if (s->keep_s > 0 && o->until_s[s->stop] > until_s) o->until_s[s->stop] = until_s;
    }
}

/* The starts of all rows of depot 0, which brings the lots: as late as keeps their ends, and all
 * that depot 1 does possible; tried second by second. */
static inline bool oracle_echelons(Oracle *o, int64_t *start_s) {
    int64_t ignored;
    for (int32_t i = 0; i < o->p->supply_count; i++)
        if ((oracle_serves(o, o->p->supplies[i].stop) &&
             !oracle_serves(o, o->p->supplies[i].lot)) ||
            oracle_idles(o, &o->p->supplies[i]))
            return false;
    if (!oracle_keep(o)) return false;
    if (!oracle_runs(o, false) || !oracle_runs(o, true)) return false;
    for (int32_t r = 0; r < o->row_count; r++) {
        const Row *row = &o->rows[r];
        if (row->vehicle->depot == 1 || row->n == 0) continue;
        start_s[r] = oracle_start(o, row);
        for (bool late = true; late; start_s[r] -= late) {
            (void)oracle_runs(o, false); /* the others at their earliest */
            (void)oracle_run(o, row, start_s[r], &ignored);
            oracle_release(o);
            late = !oracle_runs(o, true);
        }
    }
    for (int32_t r = 0; r < o->row_count; r++)
        if (o->rows[r].vehicle->depot != 1 && o->rows[r].n > 0)
            (void)oracle_run(o, &o->rows[r], start_s[r], &ignored);
    oracle_release(o);
    oracle_until(o);
    return true;
}

static inline int64_t oracle_habits(const Oracle *o) {
    int64_t sum = 0;
    for (int32_t i = 0; i < o->p->habit_count; i++) {
        const VrpHabit *habit = &o->p->habits[i];
        for (int32_t r = 0; r < o->row_count; r++)
            for (int32_t k = 0; k < o->rows[r].n; k++) {
                const Row *row = &o->rows[r];
                bool kept =
                    row->vehicle == &o->p->vehicles[habit->vehicle] && row->number == habit->shift;
                if (habit->told_s > 0 && o->begun_s[habit->stop] > habit->told_s) kept = false;
                if (row->at[k] == habit->stop && !kept) sum += habit->cost;
            }
    }
    return sum;
}

static inline void oracle_judge(Oracle *o) {
    int64_t cost = o->unserved + oracle_splits(o) * o->p->split_cost;
    int64_t start_s[SHIFTS_MAX];
    bool two = o->p->supply_count > 0;
    o->plans++;
    oracle_reset(o);
    if (two && (cost >= o->best || !oracle_echelons(o, start_s))) return;
    for (int32_t r = 0; r < o->row_count && cost < o->best; r++) {
        Row *row = &o->rows[r];
        if (row->n == 0) continue;
        bool known = two && row->vehicle->depot == 0;
        cost += oracle_price(o, row, known ? start_s[r] : oracle_start(o, row));
    }
    if (cost < o->best) cost += oracle_habits(o);
    if (cost < o->best && oracle_pools_suffice(o)) o->best = cost;
}

static inline void row_insert(Row *row, int32_t at, int32_t id) {
    memmove(&row->at[at + 1], &row->at[at], (size_t)(row->n - at) * sizeof row->at[0]);
    row->at[at] = id;
    row->n++;
}

static inline void row_remove(Row *row, int32_t at) {
    row->n--;
    memmove(&row->at[at], &row->at[at + 1], (size_t)(row->n - at) * sizeof row->at[0]);
}

static inline void oracle_place(Oracle *o, int32_t id);

static inline const VrpPin *oracle_pin(const VrpProblem *p, int32_t id) {
    for (int32_t i = 0; i < p->pin_count; i++)
        if (p->pins[i].stop == id) return &p->pins[i];
    return NULL;
}

/* Goods that are aboard go with the running trip, and nothing else does. */
static inline bool oracle_rides(const Oracle *o, const Row *row, int32_t at, int32_t id) {
    const VrpPin *pin = oracle_pin(o->p, id);
    int32_t loadings = 0;
    for (int32_t i = 0; i < at; i++) loadings += row->at[i] < 0;
    return (row->shift->running && loadings == 1) == (pin && pin->aboard);
}

static inline void oracle_try_row(Oracle *o, Row *row, int32_t id) {
    const VrpPin *pin = oracle_pin(o->p, id);
    const VrpRunning *running = row->shift->running;
    if (pin && &o->p->vehicles[pin->vehicle] != row->vehicle) return;
    if (pin && pin->shift >= 0 && pin->shift != row->number) return;
    for (int32_t at = 1; at <= row->n; at++) { /* into a trip: behind a stop or a loading */
        if (!oracle_rides(o, row, at, id)) continue;
        row_insert(row, at, id);
        if (oracle_loads_fit(o->p, row)) oracle_place(o, id + 1);
        row_remove(row, at);
    }
    if (row->trips == row->vehicle->trips_max - (running ? running->trips_made : 0)) return;
    if (pin && pin->aboard) return;
    row->trips++;
    for (int32_t at = running != NULL; at <= row->n;
         at++) { /* a new trip before another, or at the end */
        if (at < row->n && row->at[at] >= 0) continue;
        row_insert(row, at, id);
        row_insert(row, at, -1);
        if (oracle_loads_fit(o->p, row)) oracle_place(o, id + 1);
        row_remove(row, at);
        row_remove(row, at);
    }
    row->trips--;
}

static inline void oracle_place(Oracle *o, int32_t id) {
    if (id == o->p->stop_count) {
        oracle_judge(o);
        return;
    }
    const VrpStop *stop = &o->p->stops[id];
    o->unserved += stop->penalty;
    oracle_place(o, id + 1);
    o->unserved -= stop->penalty;
    for (int32_t r = 0; r < o->row_count; r++) {
        const VrpVehicle *v = o->rows[r].vehicle;
        if ((stop->class_mask >> v->klass & 1) && (stop->depot_mask >> v->depot & 1))
            oracle_try_row(o, &o->rows[r], id);
    }
}

static inline int64_t oracle_best(const VrpProblem *p) {
    Oracle o = {.p = p, .best = INT64_MAX};
    for (int32_t v = 0; v < p->vehicle_count; v++)
        for (int32_t k = 0; k < p->vehicles[v].shift_count && o.row_count < SHIFTS_MAX; k++) {
            bool running = p->vehicles[v].shifts[k].running;
            o.rows[o.row_count++] = (Row){.vehicle = &p->vehicles[v],
                                          .shift = &p->vehicles[v].shifts[k],
                                          .number = k,
                                          .at = {-1},
                                          .n = running,
                                          .trips = running};
        }
    oracle_place(&o, 0);
    return o.best;
}

#endif
