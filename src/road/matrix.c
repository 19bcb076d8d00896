// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#define ROWS_PER_TURN 256 /* between two words of progress */
#define THREADS_MAX 64

typedef struct Matrix {
    const RoadTable *table;
    size_t n, threads, row_from, row_end;
    void *room[THREADS_MAX];
    uint32_t *time_s, *distance_m;
} Matrix;

/* Rows are dealt out to slots in turn, so that each slot has its own room. */
static void rows(void *ctx, size_t slot) {
    Matrix *m = ctx;
    for (size_t row = m->row_from + slot; row < m->row_end; row += m->threads)
        road_table_row(m->table, row, m->room[slot], m->time_s + row * m->n,
                       m->distance_m ? m->distance_m + row * m->n : NULL);
}

void road_matrix(Arena *scratch, const RoadMap *map, const RoadWeights *weights,
                 const RoadSnap *snaps, size_t n, int threads, const Progress *progress,
                 uint32_t *ret_time_s, uint32_t *ret_distance_m) {
    RoadTable *table = road_table_new(scratch, map, snaps, n, ret_distance_m != NULL);
    road_table_load(table, weights->time_ds, weights->cost);
    Matrix m = {.table = table, .n = n, .time_s = ret_time_s, .distance_m = ret_distance_m};
    m.threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    if (!m.time_s) m.time_s = ARENA_ARRAY(scratch, uint32_t, n * n);
    for (size_t i = 0; i < m.threads; i++)
        m.room[i] = road_aligned(scratch, road_table_room(table));
    while (m.row_from < n) {
        m.row_end = n - m.row_from > ROWS_PER_TURN ? m.row_from + ROWS_PER_TURN : n;
        work_run((int)m.threads, m.threads, rows, &m);
        m.row_from = m.row_end;
        progress_step(progress, _("travel times"), (int64_t)m.row_from, (int64_t)n);
    }
}
