// SPDX-License-Identifier: Apache-2.0
/* Hundreds of floods at once. Sixteen metrics lie side by side in the hierarchy and are customized
 * together; then each is labelled by itself and gives its rows. Quantiles need all scenarios of a
 * pair together, so the table is made in blocks of rows: as many as the memory allows, and for each
 * block all scenarios are gone through again. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

#define THREADS_MAX 64

typedef struct Worker { /* room of one thread */
    RoadTable *table;
    RoadLanes *lanes;
    RoadTwo *cost;
    uint32_t *time_ds;
    uint32_t (*factors)[ROAD_LANES]; /* by hazard class */
    uint32_t (*tile)[ROAD_LANES];    /* by scenario: 16 pairs */
    void *row;
} Worker;

typedef struct Run {
    const RoadMap *map;
    const uint32_t *dry_ds; /* by arc of the map: without any flood */
    const RoadSnap *snaps;
    size_t n, row_from, row_end;
    const RoadScenarios *scenarios;
    size_t threads, batch_from, batch_end;
    uint32_t *sample; /* by scenario, by row of the block, by column: seconds */
    RoadSpread *spread;
    Worker worker[THREADS_MAX];
} Run;

uint32_t road_scaled_ds(uint32_t time_ds, uint32_t factor) {
    if (time_ds >= ROAD_NEVER || factor == 0) return ROAD_NEVER;
    uint64_t ds = (uint64_t)time_ds * factor / ROAD_FACTOR_ONE;
    return ds < 1 ? 1 : ds < ROAD_NEVER ? (uint32_t)ds : ROAD_NEVER - 1;
}

/* ---------------------------------------------------------------- sixteen metrics */

void road_lanes_fill(const RoadMap *map, const uint32_t *time_ds, const uint8_t *hazard,
                     const uint32_t (*factors)[ROAD_LANES], RoadLanes *ret) {
    const RoadHierarchy *h = road_hierarchy(map);
    for (uint32_t a = 0; a < h->arc_count; a++) {
        RoadLanes *lanes = &ret[a];
        for (size_t i = 0; i < ROAD_LANES; i++) lanes->up[i] = lanes->down[i] = ROAD_NEVER;
        for (uint32_t i = h->own_first[a]; i < h->own_first[a + 1]; i++) {
            uint32_t own = h->own[i];
            const uint32_t *factor = factors[hazard[own / 2]];
            if (time_ds[own] < ROAD_NEVER) map->kernel->scale(time_ds[own], factor, lanes->up);
            if (time_ds[own ^ 1] < ROAD_NEVER)
                map->kernel->scale(time_ds[own ^ 1], factor, lanes->down);
        }
    }
}

/* One metric of the sixteen, as far as the stops need it. */
static void load_lane(const Run *r, Worker *w, size_t lane) {
    const RoadHierarchy *h = road_hierarchy(r->map);
    size_t count;
    const uint32_t *nodes = road_table_nodes(w->table, &count);
    for (size_t i = 0; i < count; i++)
        for (uint32_t a = h->first[nodes[i]]; a < h->first[nodes[i] + 1]; a++)
            w->cost[a] =
                (RoadTwo){road_cost(w->lanes[a].up[lane], 0), road_cost(w->lanes[a].down[lane], 0)};
    for (size_t i = 0; i < r->n; i++) {
        uint32_t segment = r->snaps[i].segment;
        if (segment == UINT32_MAX) continue;
        uint32_t factor = w->factors[r->scenarios->hazard[segment]][lane];
        for (uint32_t arc = 2 * segment; arc <= 2 * segment + 1; arc++)
            w->time_ds[arc] = road_scaled_ds(r->dry_ds[arc], factor);
    }
    road_table_load(w->table, w->time_ds, w->cost);
}

static void batch(Run *r, Worker *w, size_t number) {
    const RoadScenarios *all = r->scenarios;
    size_t first = number * ROAD_LANES, rows = r->row_end - r->row_from;
    for (size_t c = 0; c < ROAD_HAZARDS; c++)
        for (size_t lane = 0; lane < ROAD_LANES; lane++)
            w->factors[c][lane] = first + lane < all->count ? all->factors[first + lane][c] : 0;
    road_lanes_fill(r->map, r->dry_ds, all->hazard, (const uint32_t(*)[ROAD_LANES])w->factors,
                    w->lanes);
    r->map->kernel->customize_lanes(road_hierarchy(r->map), w->lanes);
    for (size_t lane = 0; lane < ROAD_LANES && first + lane < all->count; lane++) {
        load_lane(r, w, lane);
        uint32_t *to = r->sample + (first + lane) * rows * r->n;
        for (size_t row = 0; row < rows; row++)
            road_table_row(w->table, r->row_from + row, w->row, to + row * r->n, NULL);
    }
}

static void batches(void *ctx, size_t slot) {
    Run *r = ctx;
    for (size_t b = r->batch_from + slot; b < r->batch_end; b += r->threads)
        batch(r, &r->worker[slot], b);
}

/* ---------------------------------------------------------------- reductions */

static size_t rank_of(uint16_t permille, size_t count) {
    size_t rank = (permille * count + 999) / 1000;
    return rank < 1 ? 1 : rank;
}

/* Sixteen pairs: how often reached, and each quantile. */
static void reduce16(const Run *r, Worker *w, size_t pair, size_t lanes) {
    size_t cells = (r->row_end - r->row_from) * r->n, count = r->scenarios->count;
    size_t at = r->row_from * r->n + pair;
    uint32_t quantile[ROAD_LANES], reached[ROAD_LANES] = {0};
    for (size_t s = 0; s < count; s++) {
        memcpy(w->tile[s], r->sample + s * cells + pair, lanes * sizeof(uint32_t));
        for (size_t i = 0; i < ROAD_LANES; i++) reached[i] += w->tile[s][i] != ROAD_UNREACHABLE;
    }
    for (size_t i = 0; i < lanes; i++) r->spread->reached[at + i] = (uint16_t)reached[i];
    for (size_t q = 0; q < r->spread->quantile_count; q++) {
        uint32_t rank = (uint32_t)rank_of(r->spread->quantile_permille[q], count);
        r->map->kernel->ranked((const uint32_t(*)[ROAD_LANES])w->tile, (uint32_t)count, rank,
                               quantile);
        memcpy(r->spread->quantile_s[q] + at, quantile, lanes * sizeof *quantile);
    }
}

static void reduce(void *ctx, size_t slot) {
    Run *r = ctx;
    size_t cells = (r->row_end - r->row_from) * r->n;
    for (size_t pair = slot * ROAD_LANES; pair < cells; pair += r->threads * ROAD_LANES) {
        size_t lanes = cells - pair < ROAD_LANES ? cells - pair : ROAD_LANES;
        reduce16(r, &r->worker[slot], pair, lanes);
    }
}

/* ---------------------------------------------------------------- all of it */

static void hire(Arena *arena, Run *r) {
    const RoadHierarchy *h = road_hierarchy(r->map);
    for (size_t t = 0; t < r->threads; t++) {
        Worker *w = &r->worker[t];
        w->table = road_table_new(arena, r->map, r->snaps, r->n, false);
        w->lanes = road_aligned(arena, h->arc_count * sizeof *w->lanes);
        w->cost = road_aligned(arena, h->arc_count * sizeof *w->cost);
        w->time_ds = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)r->map->segment_count);
        w->factors = road_aligned(arena, ROAD_HAZARDS * sizeof *w->factors);
        w->tile = road_aligned(arena, r->scenarios->count * sizeof *w->tile);
        w->row = road_aligned(arena, road_table_room(w->table));
    }
}

static void block(Run *r, size_t done, const Progress *progress) {
    size_t count = (r->scenarios->count + ROAD_LANES - 1) / ROAD_LANES;
    for (r->batch_from = 0; r->batch_from < count; r->batch_from = r->batch_end) {
        size_t turn = r->batch_from + 4 * r->threads;
        r->batch_end = turn < count ? turn : count;
        work_run((int)r->threads, r->threads, batches, r);
        progress_step(progress, _("flood scenarios"), (int64_t)(done * count + r->batch_end),
                      (int64_t)(r->n * count));
    }
    work_run((int)r->threads, r->threads, reduce, r);
}

void road_scenarios(Arena *scratch, const RoadMap *map, const RoadWeights *weights,
                    const RoadSnap *snaps, size_t n, const RoadScenarios *scenarios,
                    size_t sample_bytes_max, int threads, const Progress *progress,
                    RoadSpread *ret) {
    assert(scenarios->count > 0 && scenarios->count <= ROAD_SCENARIOS_MAX);
    Run *r = ARENA_NEW(scratch, Run);
    r->map = map;
    r->dry_ds = weights->dry_ds ? weights->dry_ds : weights->time_ds;
    r->snaps = snaps;
    r->n = n;
    r->scenarios = scenarios;
    r->spread = ret;
    r->threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    hire(scratch, r);
    size_t row_bytes = scenarios->count * n * sizeof *r->sample;
    size_t rows = row_bytes ? sample_bytes_max / row_bytes : 0;
    if (rows < 1) rows = 1;
    if (rows > n) rows = n;
    r->sample = arena_array(scratch, rows, row_bytes);
    for (r->row_from = 0; r->row_from < n; r->row_from = r->row_end) {
        r->row_end = n - r->row_from > rows ? r->row_from + rows : n;
        block(r, r->row_from, progress);
    }
}

size_t road_apply_scenario(Arena *arena, const RoadMap *map, RoadWeights *weights,
                           const RoadScenarios *scenarios, size_t number) {
    assert(number < scenarios->count);
    uint32_t *wanted = road_wanted(arena, map, weights);
    for (uint32_t a = 0; a < 2 * map->segment_count; a++)
        wanted[a] = road_scaled_ds(wanted[a], scenarios->factors[number][scenarios->hazard[a / 2]]);
    return road_want(arena, map, weights);
}
