// SPDX-License-Identifier: Apache-2.0
/* From land to water and back, at landings. Each class keeps its own metric on the one topology;
 * what joins them is put together from their tables: from a stop to a landing, between landings in
 * as many rides as it takes, and from a landing to a stop. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

bool road_landing_at(const RoadMap *map, const RoadWeights *land, const RoadWeights *water,
                     GeoPoint point, uint32_t max_m, RoadLanding *ret) {
    RoadLanding l = {0};
    road_snap(map, land, &point, 1, max_m, NULL, &l.on_land);
    road_snap(map, water, &point, 1, max_m, NULL, &l.on_water);
    if (l.on_land.segment == UINT32_MAX || l.on_water.segment == UINT32_MAX) return false;
    *ret = l;
    return true;
}

RoadLanding *road_landings(Arena *arena, const RoadMap *map, const RoadWeights *land,
                           const RoadWeights *water, size_t *ret_count) {
    VEC(RoadLanding) list = {0};
    for (uint32_t v = 0; v < map->node_count; v++) {
        RoadLanding l;
        if (!map->landing[v] || !road_landing_at(map, land, water, map->nodes[v], 0, &l)) continue;
        vec_push(arena, &list, l);
    }
    *ret_count = list.n;
    return list.at;
}

/* ---------------------------------------------------------------- the tables */

static uint64_t cost_of_s(uint64_t seconds) {
    return seconds < ROAD_NEVER / 10 ? road_cost((uint32_t)seconds * 10, 0) : ROAD_FAR;
}

typedef struct Joined {
    size_t n, landings, all; /* stops; landings; both, the land table's side */
    const RoadLanding *landing;
    uint64_t *land; /* all x all */
    uint64_t *ride; /* landings x landings: from land to land, with at least one ride */
} Joined;

static uint64_t *table_of(Arena *arena, const RoadMap *map, const RoadWeights *w,
                          const RoadSnap *snaps, size_t n, const Progress *progress) {
    RoadTable *table = road_table_new(arena, map, snaps, n, true);
    void *room = road_aligned(arena, road_table_room(table));
    uint64_t *costs = ARENA_ARRAY(arena, uint64_t, n * n);
    road_table_load(table, w->time_ds, w->cost);
    for (size_t i = 0; i < n; i++) road_table_costs(table, i, room, costs + i * n);
    progress_step(progress, _("travel times"), (int64_t)n, (int64_t)n);
    return costs;
}

/* One ride between each two landings; then as many as are of use, with land between them. */
static void chain_rides(Joined *j, const uint64_t *water) {
    size_t l = j->landings;
    for (size_t a = 0; a < l; a++)
        for (size_t b = 0; b < l; b++) {
            uint64_t change_s = (uint64_t)j->landing[a].transfer_s + j->landing[b].transfer_s;
            j->ride[a * l + b] =
                a == b ? ROAD_FAR : road_cost_add(water[a * l + b], cost_of_s(change_s));
        }
    for (size_t k = 0; k < l; k++) /* over land from k's landing to another, and on from there */
        for (size_t a = 0; a < l; a++)
            for (size_t b = 0; b < l && j->ride[a * l + k] < ROAD_FAR; b++) {
                uint64_t walk = j->land[(j->n + k) * j->all + j->n + b];
                uint64_t over = road_cost_add(j->ride[a * l + k], walk);
                if (over < j->ride[a * l + b]) j->ride[a * l + b] = over;
            }
    for (size_t k = 0; k < l; k++)
        for (size_t a = 0; a < l; a++)
            for (size_t b = 0; b < l; b++) {
                uint64_t over = road_cost_add(j->ride[a * l + k], j->ride[k * l + b]);
                if (over < j->ride[a * l + b]) j->ride[a * l + b] = over;
            }
}

/* One row: by land alone, or to a landing, over the water, and on. */
static void join_row(const Joined *j, size_t from, uint64_t *over, uint64_t *row,
                     uint16_t *ret_board) {
    size_t l = j->landings;
    uint16_t *board = ret_board + from * j->n;
    for (size_t to = 0; to < j->n; to++) {
        row[to] = j->land[from * j->all + to];
        board[to] = ROAD_BY_LAND;
    }
    for (size_t a = 0; a < l; a++) {
        uint64_t there = j->land[from * j->all + j->n + a];
        if (there >= ROAD_FAR) continue;
        for (size_t to = 0; to < j->n; to++) over[to] = ROAD_FAR;
        for (size_t b = 0; b < l; b++) {
            uint64_t ridden = road_cost_add(there, j->ride[a * l + b]);
            const uint64_t *on = &j->land[(j->n + b) * j->all];
            for (size_t to = 0; ridden < ROAD_FAR && to < j->n; to++) {
                uint64_t whole = road_cost_add(ridden, on[to]);
                if (whole < over[to]) over[to] = whole;
            }
        }
        for (size_t to = 0; to < j->n; to++)
            if (over[to] < row[to]) row[to] = over[to], board[to] = (uint16_t)a;
    }
}

void road_matrix_over_water(Arena *scratch, const RoadMap *map, const RoadWeights *land,
                            const RoadWeights *water, const RoadSnap *stops, size_t n,
                            const RoadLanding *landings, size_t landing_count,
                            const Progress *progress, uint32_t *ret_time_s,
                            uint32_t *ret_distance_m, uint16_t *ret_board) {
    assert(landing_count < ROAD_BY_LAND);
    Joined j = {.n = n, .landings = landing_count, .all = n + landing_count, .landing = landings};
    RoadSnap *snaps = ARENA_ARRAY(scratch, RoadSnap, j.all);
    RoadSnap *jetties = ARENA_ARRAY(scratch, RoadSnap, landing_count);
    if (n) memcpy(snaps, stops, n * sizeof *snaps);
    for (size_t i = 0; i < landing_count; i++) {
        snaps[n + i] = landings[i].on_land;
        jetties[i] = landings[i].on_water;
    }
    j.land = table_of(scratch, map, land, snaps, j.all, progress);
    j.ride = ARENA_ARRAY(scratch, uint64_t, landing_count * landing_count);
    chain_rides(&j, table_of(scratch, map, water, jetties, landing_count, progress));
    uint64_t *over = ARENA_ARRAY(scratch, uint64_t, n), *row = ARENA_ARRAY(scratch, uint64_t, n);
    for (size_t from = 0; from < n; from++) {
        join_row(&j, from, over, row, ret_board);
        for (size_t to = 0; to < n; to++) {
            ret_time_s[from * n + to] = road_cost_time_s(row[to]);
            ret_distance_m[from * n + to] = road_cost_distance_m(row[to]);
        }
    }
}
