// SPDX-License-Identifier: Apache-2.0
/* The hierarchy against the oracle, its parts against each other, on random streets and on every
 * extract at hand, open and flooded; and whether a wrong arc would be noticed at all. */
#include "oracle.h"

#define SNAPS 40

static const char *const CARRIED[] = {"tests/road/data/sebatik.osm.pbf",
                                      "data/demo/labuhanbatu-selatan/roads.osm.pbf"};
static const char *const SHARED[] = {"roads/legazpi.osm.pbf", "roads/penajam-paser-utara.osm.pbf",
                                     "roads/andorra-2013.osm.pbf", "roads/porto.osm.pbf"};

/* How many entries differ from the oracle's, of a few rows. */
static size_t differing(Arena *arena, const RoadMap *map, const RoadWeights *w,
                        const RoadSnap *snaps, size_t n, size_t rows) {
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, n * n);
    uint32_t *alone_s = ARENA_ARRAY(arena, uint32_t, n * n);
    uint32_t *distance_m = ARENA_ARRAY(arena, uint32_t, n * n);
    road_matrix(arena, map, w, snaps, n, 1, NULL, time_s, distance_m);
    road_matrix(arena, map, w, snaps, n, 1, NULL, alone_s, NULL);
    Oracle oracle = oracle_new(arena, map, w->time_ds);
    size_t wrong = 0;
    for (size_t i = 0; i < n && i < rows; i++) {
        oracle_run(&oracle, &snaps[i]);
        for (size_t j = 0; j < n; j++) {
            uint64_t right = oracle_cost(&oracle, &snaps[i], &snaps[j]);
            wrong += time_s[i * n + j] != road_cost_time_s(right) ||
                     alone_s[i * n + j] != road_cost_time_s(right) ||
                     distance_m[i * n + j] != road_cost_distance_m(right);
        }
    }
    return wrong;
}

typedef struct Streets {
    Arena *arena;
    RoadMap *map;
    uint32_t *time;
    RoadSnap snaps[SNAPS];
    size_t n;
} Streets;

static Streets streets(Rng *rng, uint64_t seed) {
    rng_seed(rng, seed);
    Streets s = {.arena = new_arena(), .n = 1 + rng_below(rng, SNAPS)};
    s.map = street_map(s.arena, rng);
    s.time = random_times(s.arena, rng, s.map);
    for (size_t i = 0; i < s.n; i++) s.snaps[i] = random_snap(s.map, rng);
    return s;
}

/* ---------------------------------------------------------------- equal to the oracle */

static void matrices_equal_dijkstra_on_random_streets(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 150; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        assert_int_equal(differing(s.arena, s.map, w, s.snaps, s.n, s.n), 0);
        arena_free(s.arena);
    }
}

/* Random closures, a flooded neighbourhood, one-way cuts. */
static void close_some(const RoadMap *map, Rng *rng, uint32_t *time) {
    GeoPoint middle = map->nodes[rng_below(rng, map->node_count)];
    uint32_t reach_m = 200 + rng_below(rng, 3000);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        bool flooded = geo_distance_m(map->nodes[map->segments[s].from], middle) < reach_m;
        if (flooded || rng_below(rng, 30) == 0) time[2 * s] = time[2 * s + 1] = ROAD_NEVER;
        if (rng_below(rng, 30) == 0) time[2 * s + rng_below(rng, 2)] = ROAD_NEVER;
    }
}

static void check_extract(const char *path) {
    Arena *arena = new_arena();
    RoadMap *map = read_map(arena, slurp(arena, path), NULL);
    RoadProfiles *profiles = builtin(arena);
    const RoadKernel *kernels[3];
    size_t kernel_count = road_kernels(kernels);
    enum { N = 200 };
    RoadSnap *snaps = ARENA_ARRAY(arena, RoadSnap, N);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        Rng rng;
        rng_seed(&rng, 7 + (uint64_t)c);
        RoadWeights *w = road_weights(arena, map, profiles, c);
        GeoPoint points[N];
        for (size_t i = 0; i < N; i++) points[i] = map->nodes[rng_below(&rng, map->node_count)];
        road_snap(map, w, points, N, 3000, NULL, snaps);
        for (size_t i = 0; i < N; i++)
            if (snaps[i].segment != UINT32_MAX && rng_below(&rng, 2))
                snaps[i].along_dm = map->segments[snaps[i].segment].length_dm / 3;
        map->kernel = kernels[(size_t)c % kernel_count];
        assert_int_equal(differing(arena, map, w, snaps, N, 3), 0);
        close_some(map, &rng, w->time_ds);
        w->cost = road_customize(arena, map, w->time_ds);
        assert_int_equal(differing(arena, map, w, snaps, N, 3), 0);
    }
    arena_free(arena);
}

static void matrices_equal_dijkstra_on_every_extract_open_and_flooded(void **state) {
    (void)state;
    Arena *arena = new_arena();
    for (size_t i = 0; i < COUNT_OF(CARRIED); i++) check_extract(carried(arena, CARRIED[i]));
    for (size_t i = 0; i < COUNT_OF(SHARED); i++) {
        const char *path = shared(arena, SHARED[i]);
        if (path) check_extract(path);
        if (!path) print_message("# %s is absent, not compared\n", SHARED[i]);
    }
    arena_free(arena);
}

/* ---------------------------------------------------------------- every level, every lane */

static void every_level_of_instructions_gives_the_same_bits(void **state) {
    (void)state;
    const RoadKernel *kernels[3];
    size_t kernel_count = road_kernels(kernels);
    for (size_t k = 0; k < kernel_count; k++) print_message("# %s\n", kernels[k]->level);
    for (uint64_t seed = 0; seed < 60; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        size_t cells = s.n * s.n, arcs = road_hierarchy(s.map)->arc_count;
        uint32_t *first = NULL;
        RoadTwo *first_cost = NULL;
        for (size_t k = 0; k < kernel_count; k++) {
            s.map->kernel = kernels[k];
            RoadWeights *w = weights_of(s.arena, s.map, s.time);
            uint32_t *table = ARENA_ARRAY(s.arena, uint32_t, 3 * cells);
            road_matrix(s.arena, s.map, w, s.snaps, s.n, 1, NULL, table, table + cells);
            road_matrix(s.arena, s.map, w, s.snaps, s.n, 1, NULL, table + 2 * cells, NULL);
            if (k == 0) first = table, first_cost = w->cost;
            assert_memory_equal(first, table, 3 * cells * sizeof *table);
            assert_memory_equal(first_cost, w->cost, arcs * sizeof *w->cost);
        }
        arena_free(s.arena);
    }
}

static uint32_t time_of(uint64_t cost) {
    return cost >= ROAD_FAR ? ROAD_NEVER : (uint32_t)(cost >> 32);
}

static RoadScenarios random_scenarios(Arena *arena, const RoadMap *map, Rng *rng, size_t count) {
    uint8_t *hazard = ARENA_ARRAY(arena, uint8_t, map->segment_count);
    uint16_t(*factors)[ROAD_HAZARDS] = arena_array(arena, count, sizeof *factors);
    for (uint32_t s = 0; s < map->segment_count; s++) hazard[s] = (uint8_t)rng_below(rng, 256);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < ROAD_HAZARDS; c++)
            factors[i][c] = (uint16_t)(rng_below(rng, 6) == 0 ? 0 : rng_below(rng, 65536));
    return (RoadScenarios){hazard, count, (const uint16_t(*)[ROAD_HAZARDS])factors};
}

static void every_lane_equals_its_metric_alone(void **state) {
    (void)state;
    const RoadKernel *kernels[3];
    size_t kernel_count = road_kernels(kernels);
    for (uint64_t seed = 0; seed < 20; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        const RoadHierarchy *h = road_hierarchy(s.map);
        RoadScenarios all = random_scenarios(s.arena, s.map, &rng, ROAD_LANES);
        uint32_t(*factors)[ROAD_LANES] = arena_array(s.arena, ROAD_HAZARDS, sizeof *factors);
        for (size_t i = 0; i < ROAD_HAZARDS * ROAD_LANES; i++)
            factors[i / ROAD_LANES][i % ROAD_LANES] = all.factors[i % ROAD_LANES][i / ROAD_LANES];
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        RoadLanes *lanes = road_aligned(s.arena, h->arc_count * sizeof *lanes);
        for (size_t lane = 0; lane < ROAD_LANES; lane++) {
            s.map->kernel = kernels[lane % kernel_count];
            road_lanes_fill(s.map, s.time, all.hazard, (const uint32_t(*)[ROAD_LANES])factors,
                            lanes);
            s.map->kernel->customize_lanes(h, lanes);
            road_apply_scenario(s.arena, s.map, w, &all, lane);
            for (uint32_t a = 0; a < h->arc_count; a++) {
                assert_int_equal(lanes[a].up[lane], time_of(w->cost[a].up));
                assert_int_equal(lanes[a].down[lane], time_of(w->cost[a].down));
            }
        }
        arena_free(s.arena);
    }
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Against each scenario's own matrix, sorted; in one block and in many, on one thread and three. */
static void the_spread_is_that_of_the_scenarios_one_by_one(void **state) {
    (void)state;
    enum { COUNT = 37 };
    static const uint16_t WANTED[] = {0, 500, 900, 1000};
    for (uint64_t seed = 0; seed < 12; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        RoadScenarios all = random_scenarios(s.arena, s.map, &rng, COUNT);
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        size_t cells = s.n * s.n;
        uint32_t *quantile[4], *each = ARENA_ARRAY(s.arena, uint32_t, cells * COUNT);
        for (int q = 0; q < 4; q++) quantile[q] = ARENA_ARRAY(s.arena, uint32_t, cells);
        RoadSpread spread = {ARENA_ARRAY(s.arena, uint16_t, cells), 4, WANTED, quantile};
        road_apply_scenario(s.arena, s.map, w, &all, 5); /* must not matter */
        road_scenarios(s.arena, s.map, w, s.snaps, s.n, &all, seed % 2 ? 1 : 64 * MIB,
                       1 + (int)(seed % 3), NULL, &spread);
        for (size_t i = 0; i < COUNT; i++) {
            road_apply_scenario(s.arena, s.map, w, &all, i);
            road_matrix(s.arena, s.map, w, s.snaps, s.n, 1, NULL, each + i * cells, NULL);
        }
        for (size_t p = 0; p < cells; p++) {
            uint32_t sorted[COUNT], reached = 0;
            for (size_t i = 0; i < COUNT; i++) {
                sorted[i] = each[i * cells + p];
                reached += sorted[i] != ROAD_UNREACHABLE;
            }
            qsort(sorted, COUNT, sizeof *sorted, ascending);
            assert_int_equal(spread.reached[p], reached);
            assert_int_equal(quantile[0][p], sorted[0]);
            assert_int_equal(quantile[1][p], sorted[18]);
            assert_int_equal(quantile[2][p], sorted[33]);
            assert_int_equal(quantile[3][p], sorted[36]);
        }
        arena_free(s.arena);
    }
}

/* ---------------------------------------------------------------- some arcs anew */

/* Closes and reopens, far and near, many times over; after each the costs are those of a full
 * customization. Returns how often they were not. */
static int drift(Arena *arena, const RoadMap *map, RoadWeights *w, Rng *rng, int steps) {
    uint32_t arcs = 2 * map->segment_count, *open = ARENA_ARRAY(arena, uint32_t, arcs);
    uint32_t *changed = ARENA_ARRAY(arena, uint32_t, arcs);
    size_t bytes = road_hierarchy(map)->arc_count * sizeof *w->cost;
    int wrong = 0;
    memcpy(open, w->time_ds, arcs * sizeof *open);
    for (int step = 0; step < steps; step++) {
        size_t n = 0, count = 1 + rng_below(rng, 12);
        uint32_t base = rng_below(rng, arcs);
        for (size_t i = 0; i < count; i++) {
            uint32_t arc = step % 2 ? (base + (uint32_t)i) % arcs : rng_below(rng, arcs);
            w->time_ds[arc] = rng_below(rng, 3) == 0   ? open[arc]
                              : rng_below(rng, 2) == 0 ? ROAD_NEVER
                                                       : 1 + rng_below(rng, 3000);
            changed[n++] = arc;
        }
        road_recustomize_some(arena, map, w, changed, n);
        RoadTwo *full = road_customize(arena, map, w->time_ds);
        wrong += memcmp(full, w->cost, bytes) != 0;
    }
    return wrong;
}

static void partial_customization_equals_full_over_long_sequences(void **state) {
    (void)state;
    Arena *paths = new_arena();
    for (size_t i = 0; i < COUNT_OF(CARRIED); i++) {
        Arena *arena = new_arena();
        RoadMap *map = read_map(arena, slurp(arena, carried(paths, CARRIED[i])), NULL);
        RoadWeights *w = road_weights(arena, map, builtin(arena), ROAD_4X4);
        Rng rng;
        rng_seed(&rng, i);
        assert_int_equal(drift(arena, map, w, &rng, 200), 0);
        arena_free(arena);
    }
    arena_free(paths);
}

/* ---------------------------------------------------------------- any order */

static void distances_do_not_depend_on_the_order(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        uint32_t n = s.map->node_count, *order = ARENA_ARRAY(s.arena, uint32_t, n);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t at = rng_below(&rng, i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        s.map->lazy->hierarchy = road_hierarchy_of_order(s.arena, s.map, order);
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        assert_int_equal(differing(s.arena, s.map, w, s.snaps, s.n, s.n), 0);
        arena_free(s.arena);
    }
}

static void the_order_holds_each_node_once_and_repeats(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        uint32_t *order = road_order(s.arena, s.map), *again = road_order(s.arena, s.map);
        bool *seen = ARENA_ARRAY(s.arena, bool, s.map->node_count);
        for (uint32_t i = 0; i < s.map->node_count; i++) {
            assert_false(seen[order[i]]);
            seen[order[i]] = true;
        }
        assert_memory_equal(order, again, s.map->node_count * sizeof *order);
        arena_free(s.arena);
    }
}

/* They are what customization costs. Today 12,209: much more would be a separator gone astray. */
static void the_order_of_the_demo_needs_few_triangles(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadMap *map = read_map(arena, slurp(arena, carried(arena, CARRIED[1])), NULL);
    const RoadHierarchy *h = road_hierarchy(map);
    assert_true(h->first_triangle[h->n] < 13500);
    arena_free(arena);
}

/* A separator separates: the parts share no arc, and both are there. */
static void a_cut_leaves_no_arc_between_its_sides(void **state) {
    (void)state;
    for (uint32_t side = 3; side < 24; side++) {
        Arena *arena = new_arena();
        uint32_t n = side * side, *first = ARENA_ARRAY(arena, uint32_t, n + 1), arcs = 0;
        uint32_t *to = ARENA_ARRAY(arena, uint32_t, 4 * n);
        GeoPoint *at = ARENA_ARRAY(arena, GeoPoint, n);
        for (uint32_t v = 0; v < n; v++) {
            uint32_t x = v % side, y = v / side;
            at[v] = (GeoPoint){(int32_t)y * 100, (int32_t)x * 100};
            if (x > 0) to[arcs++] = v - 1;
            if (x + 1 < side) to[arcs++] = v + 1;
            if (y > 0) to[arcs++] = v - side;
            if (y + 1 < side) to[arcs++] = v + side;
            first[v + 1] = arcs;
        }
        uint8_t *part = ARENA_ARRAY(arena, uint8_t, n);
        uint32_t count[3] = {0};
        assert_true(road_cut(road_cutter_new(arena, n), n, first, to, at, part));
        for (uint32_t v = 0; v < n; v++) {
            count[part[v]]++;
            for (uint32_t a = first[v]; a < first[v + 1]; a++)
                assert_true(part[v] == part[to[a]] || part[v] == ROAD_PART_CUT ||
                            part[to[a]] == ROAD_PART_CUT);
        }
        assert_true(count[ROAD_PART_NEAR] > 0);
        assert_true(count[ROAD_PART_FAR] > 0);
        assert_true(count[ROAD_PART_CUT] <= side); /* a row or a column would do */
        arena_free(arena);
    }
}

/* ---------------------------------------------------------------- bounds and laws */

/* A chain whose arcs are as slow as can be: beyond the bound there is no way, up to it there is. */
static void the_longest_times_neither_wrap_nor_pass_the_bound(void **state) {
    (void)state;
    Arena *arena = new_arena();
    enum { N = 9 };
    RoadMap *map = ARENA_NEW(arena, RoadMap);
    map->node_count = N;
    map->segment_count = N - 1;
    map->nodes = ARENA_ARRAY(arena, GeoPoint, N);
    map->segments = ARENA_ARRAY(arena, RoadPiece, N - 1);
    map->first_point = ARENA_ARRAY(arena, uint32_t, N);
    map->points = ARENA_ARRAY(arena, GeoPoint, 2 * N);
    map->ways = ARENA_NEW(arena, RoadWay);
    map->way_count = 1;
    map->strings = road_strings_new(arena);
    for (uint32_t s = 0; s + 1 < N; s++) {
        map->nodes[s + 1].lon_e7 = (int32_t)(s + 1) * 1000;
        map->segments[s] = (RoadPiece){.from = s, .to = s + 1};
        map->points[2 * s] = map->nodes[s];
        map->points[2 * s + 1] = map->nodes[s + 1];
        map->first_point[s + 1] = 2 * s + 2;
    }
    road_map_finish(arena, map);
    uint32_t *time = ARENA_ARRAY(arena, uint32_t, 2 * (N - 1));
    for (uint32_t a = 0; a < 2 * (N - 1); a++) time[a] = a % 2 ? ROAD_NEVER - 1 : ROAD_NEVER / 4;
    time[0] = ROAD_NEVER / 4 - 1;
    RoadSnap snaps[N];
    for (uint32_t i = 0; i < N; i++)
        snaps[i] = i + 1 < N
                       ? (RoadSnap){.segment = i}
                       : (RoadSnap){.segment = i - 1, .along_dm = map->segments[i - 1].length_dm};
    RoadWeights *w = weights_of(arena, map, time);
    assert_int_equal(differing(arena, map, w, snaps, N, N), 0);
    uint32_t time_s[N * N];
    road_matrix(arena, map, w, snaps, N, 1, NULL, time_s, NULL);
    assert_int_equal(time_s[4], (ROAD_NEVER - 1 + 5) / 10);
    assert_int_equal(time_s[5], ROAD_UNREACHABLE);
    assert_int_equal(time_s[N], (ROAD_NEVER - 1 + 5) / 10);
    assert_int_equal(time_s[2 * N], ROAD_UNREACHABLE);
    arena_free(arena);
}

static void a_matrix_has_a_zero_diagonal_and_keeps_the_triangle_inequality(void **state) {
    (void)state;
    int asymmetric = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        uint32_t *t = ARENA_ARRAY(s.arena, uint32_t, s.n * s.n);
        road_matrix(s.arena, s.map, w, s.snaps, s.n, 2, NULL, t, NULL);
        for (size_t i = 0; i < s.n; i++) {
            bool nowhere = s.snaps[i].segment == UINT32_MAX;
            assert_int_equal(t[i * s.n + i], nowhere ? ROAD_UNREACHABLE : 0);
            for (size_t j = 0; j < s.n; j++) {
                asymmetric += t[i * s.n + j] != t[j * s.n + i];
                for (size_t k = 0; k < s.n; k++) {
                    uint64_t over = (uint64_t)t[i * s.n + j] + t[j * s.n + k];
                    if (t[i * s.n + j] == ROAD_UNREACHABLE || t[j * s.n + k] == ROAD_UNREACHABLE)
                        continue;
                    assert_true(t[i * s.n + k] <= over + 1); /* each is rounded to a second */
                }
            }
        }
        arena_free(s.arena);
    }
    assert_true(asymmetric > 0);
}

static void a_table_of_no_stops_or_of_stops_on_nothing_is_made_all_the_same(void **state) {
    (void)state;
    Rng rng;
    Streets s = streets(&rng, 1);
    RoadWeights *w = weights_of(s.arena, s.map, s.time);
    RoadSnap nothing[3] = {{.segment = UINT32_MAX}, {.segment = UINT32_MAX}, {.segment = 0}};
    uint32_t time_s[9], distance_m[9];
    road_matrix(s.arena, s.map, w, NULL, 0, 1, NULL, time_s, distance_m);
    road_matrix(s.arena, s.map, w, nothing, 3, 5, NULL, time_s, distance_m);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(time_s[i], i == 8 ? 0 : ROAD_UNREACHABLE);
        assert_int_equal(distance_m[i], i == 8 ? 0 : ROAD_UNREACHABLE);
    }
    arena_free(s.arena);
}

/* ---------------------------------------------------------------- who checks the checkers */

/* One arc of the hierarchy is given a wrong cost, too low or too high: each comparison above must
 * see it. An arc that no stop's way uses cannot be seen in a matrix. */
static void one_wrong_arc_is_noticed_by_each_comparison(void **state) {
    (void)state;
    int tried = 0, low_seen = 0, high_seen = 0, by_level = 0, by_partial = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        Rng rng;
        Streets s = streets(&rng, seed);
        RoadWeights *w = weights_of(s.arena, s.map, s.time);
        const RoadHierarchy *h = road_hierarchy(s.map);
        const RoadSnap *at = &s.snaps[rng_below(&rng, (uint32_t)s.n)];
        uint32_t node = at->segment == UINT32_MAX ? 0 : h->rank[s.map->segments[at->segment].from];
        uint32_t arc = h->first[node]; /* the first on the way up from a stop */
        if (arc == h->first[node + 1] || w->cost[arc].up >= ROAD_FAR) {
            arena_free(s.arena);
            continue;
        }
        tried++;
        RoadTwo right = w->cost[arc];
        w->cost[arc].up = ROAD_FAR;
        high_seen += differing(s.arena, s.map, w, s.snaps, s.n, s.n) > 0;
        w->cost[arc].up = road_cost(1, 0);
        low_seen += differing(s.arena, s.map, w, s.snaps, s.n, s.n) > 0;
        RoadTwo *full = road_customize(s.arena, s.map, w->time_ds);
        by_level += memcmp(full, w->cost, h->arc_count * sizeof *full) != 0;
        by_partial += drift(s.arena, s.map, w, &rng, 1) > 0;
        w->cost[arc] = right;
        arena_free(s.arena);
    }
    assert_true(tried > 20);
    assert_true(high_seen > tried / 5);
    assert_true(low_seen > tried / 3);
    assert_int_equal(by_level, tried);
    assert_true(by_partial > tried / 2); /* unless the arc itself was computed anew */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_equal_dijkstra_on_random_streets),
        cmocka_unit_test(matrices_equal_dijkstra_on_every_extract_open_and_flooded),
        cmocka_unit_test(every_level_of_instructions_gives_the_same_bits),
        cmocka_unit_test(every_lane_equals_its_metric_alone),
        cmocka_unit_test(the_spread_is_that_of_the_scenarios_one_by_one),
        cmocka_unit_test(partial_customization_equals_full_over_long_sequences),
        cmocka_unit_test(distances_do_not_depend_on_the_order),
        cmocka_unit_test(the_order_holds_each_node_once_and_repeats),
        cmocka_unit_test(the_order_of_the_demo_needs_few_triangles),
        cmocka_unit_test(a_table_of_no_stops_or_of_stops_on_nothing_is_made_all_the_same),
        cmocka_unit_test(a_cut_leaves_no_arc_between_its_sides),
        cmocka_unit_test(the_longest_times_neither_wrap_nor_pass_the_bound),
        cmocka_unit_test(a_matrix_has_a_zero_diagonal_and_keeps_the_triangle_inequality),
        cmocka_unit_test(one_wrong_arc_is_noticed_by_each_comparison),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
