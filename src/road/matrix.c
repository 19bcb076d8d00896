// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <assert.h>

#define ROWS_PER_TURN 64 /* between two words of progress */
#define THREADS_MAX 64

typedef struct Arrival { /* the links by which a snap is reached */
    RoadLink link[2];
    int n;
} Arrival;

typedef struct Matrix {
    const RoadMap *map;
    const RoadWeights *weights;
    const RoadSnap *snaps;
    size_t n;
    Arrival *arrivals;
    bool *goals; /* nodes by which snaps are reached */
    size_t goal_count;
    RoadSearch *search[THREADS_MAX];
    size_t threads, row_from, row_end;
    uint32_t *time_s, *distance_m; /* either may be NULL */
} Matrix;

static uint64_t cost_to(const Matrix *m, const RoadSearch *search, size_t from, size_t to) {
    if (from == to && m->snaps[from].segment != UINT32_MAX) return 0;
    bool backward;
    uint64_t best = road_direct(m->map, m->weights, &m->snaps[from], &m->snaps[to], &backward);
    const Arrival *arrival = &m->arrivals[to];
    for (int i = 0; i < arrival->n; i++) {
        const RoadLink *link = &arrival->link[i];
        uint64_t cost = road_cost_add(road_search_cost(search, link->node), link->cost);
        if (cost < best) best = cost;
    }
    return best;
}

/* Rows are dealt out to slots in turn, so that each slot has its own search. */
static void rows(void *ctx, size_t slot) {
    Matrix *m = ctx;
    for (size_t row = m->row_from + slot; row < m->row_end; row += m->threads) {
        road_search_run(m->search[slot], &m->snaps[row], m->goals, m->goal_count);
        for (size_t to = 0; to < m->n; to++) {
            uint64_t cost = cost_to(m, m->search[slot], row, to);
            if (m->time_s) m->time_s[row * m->n + to] = road_cost_time_s(cost);
            if (m->distance_m) m->distance_m[row * m->n + to] = road_cost_distance_m(cost);
        }
    }
}

static void set_goals(Arena *scratch, Matrix *m) {
    m->arrivals = ARENA_ARRAY(scratch, Arrival, m->n);
    m->goals = ARENA_ARRAY(scratch, bool, m->map->node_count);
    for (size_t i = 0; i < m->n; i++) {
        Arrival *a = &m->arrivals[i];
        a->n = road_links(m->map, m->weights, &m->snaps[i], true, a->link);
        for (int k = 0; k < a->n; k++) {
            m->goal_count += !m->goals[a->link[k].node];
            m->goals[a->link[k].node] = true;
        }
    }
}

void road_matrix(Arena *scratch, const RoadMap *map, const RoadWeights *weights,
                 const RoadSnap *snaps, size_t n, int threads, const Progress *progress,
                 uint32_t *ret_time_s, uint32_t *ret_distance_m) {
    Matrix *m = ARENA_NEW(scratch, Matrix);
    m->map = map;
    m->weights = weights;
    m->snaps = snaps;
    m->n = n;
    m->threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    m->time_s = ret_time_s;
    m->distance_m = ret_distance_m;
    set_goals(scratch, m);
    for (size_t t = 0; t < m->threads; t++) m->search[t] = road_search_new(scratch, map, weights);
    while (m->row_from < n) {
        size_t rows_now = ROWS_PER_TURN * m->threads;
        m->row_end = n - m->row_from > rows_now ? m->row_from + rows_now : n;
        work_run((int)m->threads, m->threads, rows, m);
        m->row_from = m->row_end;
        progress_step(progress, _("travel times"), (int64_t)m->row_from, (int64_t)n);
    }
}
