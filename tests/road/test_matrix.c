// SPDX-License-Identifier: Apache-2.0
/* Matrices and paths against Floyd and Warshall on a graph in which every snap is a node. */
#include "oracle.h"

#define SNAPS 8
#define SPOTS (WORLD_NODES + SNAPS)

typedef struct Case {
    Arena *arena;
    RoadMap *map;
    uint32_t *time;
    RoadSnap snaps[SNAPS];
    size_t n;
} Case;

static Case random_case(Rng *rng) {
    Case c = {.arena = new_arena(), .n = 1 + rng_below(rng, SNAPS)};
    c.map = random_map(c.arena, rng);
    c.time = random_times(c.arena, rng, c.map);
    for (size_t i = 0; i < c.n; i++) {
        RoadSnap *snap = &c.snaps[i];
        snap->segment = rng_below(rng, c.map->segment_count);
        if (i > 0 && rng_below(rng, 3) == 0 && c.snaps[i - 1].segment != UINT32_MAX)
            snap->segment = c.snaps[i - 1].segment;
        uint32_t length = c.map->segments[snap->segment].length_dm;
        snap->along_dm = rng_below(rng, length + 1);
        if (rng_below(rng, 4) == 0) snap->along_dm = rng_below(rng, 2) ? length : 0;
        snap->at = c.map->nodes[c.map->segments[snap->segment].from];
        if (rng_below(rng, 12) == 0) snap->segment = UINT32_MAX;
    }
    return c;
}

/* ---------------------------------------------------------------- the oracle */

typedef uint64_t Table[SPOTS][SPOTS];

static void lower(Table t, size_t a, size_t b, uint64_t cost) {
    if (cost < t[a][b]) t[a][b] = cost;
}

static uint64_t forward_at(const Case *c, uint32_t arc, uint32_t along, uint32_t length) {
    return (uint64_t)c->time[arc] * along / length;
}

/* Between two places on one segment, a before b, both ways. */
static void join(const Case *c, Table t, uint32_t s, size_t a, uint32_t a_dm, size_t b,
                 uint32_t b_dm) {
    uint32_t length = c->map->segments[s].length_dm;
    for (uint32_t back = 0; back < 2; back++) {
        uint32_t arc = 2 * s + back;
        if (c->time[arc] == ROAD_NEVER) continue;
        uint64_t time = length ? forward_at(c, arc, b_dm, length) - forward_at(c, arc, a_dm, length)
                               : c->time[arc];
        lower(t, back ? b : a, back ? a : b, time << 32 | (b_dm - a_dm));
    }
}

static void spots_of_segment(const Case *c, Table t, uint32_t s) {
    const RoadPiece *piece = &c->map->segments[s];
    join(c, t, s, piece->from, 0, piece->to, piece->length_dm);
    for (size_t i = 0; i < c->n; i++) {
        const RoadSnap *a = &c->snaps[i];
        if (a->segment != s) continue;
        size_t at = WORLD_NODES + i;
        bool at_from = a->along_dm == 0, at_to = !at_from && a->along_dm == piece->length_dm;
        if (at_from) t[at][piece->from] = t[piece->from][at] = 0;
        if (at_to) t[at][piece->to] = t[piece->to][at] = 0;
        if (!at_from) join(c, t, s, piece->from, 0, at, a->along_dm);
        if (!at_to) join(c, t, s, at, a->along_dm, piece->to, piece->length_dm);
        for (size_t j = 0; j < c->n; j++) {
            const RoadSnap *b = &c->snaps[j];
            if (b->segment != s || b->along_dm < a->along_dm) continue;
            if (b->along_dm == a->along_dm)
                t[at][WORLD_NODES + j] = t[WORLD_NODES + j][at] = 0;
            else
                join(c, t, s, at, a->along_dm, WORLD_NODES + j, b->along_dm);
        }
    }
}

static void oracle(const Case *c, Table t) {
    for (size_t i = 0; i < SPOTS * SPOTS; i++) t[i / SPOTS][i % SPOTS] = ROAD_FAR;
    for (size_t i = 0; i < SPOTS; i++)
        if (i < WORLD_NODES || i - WORLD_NODES >= c->n ||
            c->snaps[i - WORLD_NODES].segment != UINT32_MAX)
            t[i][i] = 0;
    for (uint32_t s = 0; s < c->map->segment_count; s++) spots_of_segment(c, t, s);
    for (size_t k = 0; k < SPOTS; k++)
        for (size_t i = 0; i < SPOTS; i++)
            for (size_t j = 0; j < SPOTS; j++)
                if (t[i][k] != ROAD_FAR && t[k][j] != ROAD_FAR) lower(t, i, j, t[i][k] + t[k][j]);
}

/* How many entries of the matrix differ from the oracle's. */
static int differing(const Case *c, const RoadWeights *weights, int threads) {
    static Table t;
    oracle(c, t);
    uint32_t time_s[SNAPS * SNAPS], distance_m[SNAPS * SNAPS];
    road_matrix(c->arena, c->map, weights, c->snaps, c->n, threads, NULL, time_s, distance_m);
    int wrong = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->n; j++) {
            uint64_t right = t[WORLD_NODES + i][WORLD_NODES + j];
            wrong += time_s[i * c->n + j] != road_cost_time_s(right) ||
                     distance_m[i * c->n + j] != road_cost_distance_m(right);
        }
    return wrong;
}

/* ---------------------------------------------------------------- matrices */

static void matrices_equal_floyd_and_warshall_on_random_maps(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 1500; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Case c = random_case(&rng);
        int wrong = differing(&c, weights_of(c.arena, c.map, c.time), 1 + (int)(seed % 3));
        if (wrong) fail_msg("seed %llu: %d entries differ", (unsigned long long)seed, wrong);
        arena_free(c.arena);
    }
}

/* Costs from a snap to all nodes, by going over all arcs until nothing changes any more. */
static uint64_t *by_relaxation(Arena *arena, const RoadMap *map, const RoadWeights *weights,
                               uint32_t start) {
    uint64_t *cost = ARENA_ARRAY(arena, uint64_t, map->node_count);
    for (uint32_t v = 0; v < map->node_count; v++) cost[v] = ROAD_FAR;
    cost[start] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t arc = 0; arc < 2 * map->segment_count; arc++) {
            const RoadPiece *piece = &map->segments[arc / 2];
            uint32_t tail = arc & 1 ? piece->to : piece->from;
            uint32_t head = arc & 1 ? piece->from : piece->to;
            uint32_t time = road_time_ds(weights, arc / 2, arc & 1);
            if (time == ROAD_NEVER || cost[tail] == ROAD_FAR) continue;
            uint64_t over = cost[tail] + ((uint64_t)time << 32 | piece->length_dm);
            if (over >= cost[head]) continue;
            cost[head] = over;
            changed = true;
        }
    }
    return cost;
}

static void the_oracle_on_carried_maps_equals_relaxation_for_each_vehicle(void **state) {
    (void)state;
    static const char *const FILES[] = {"tests/road/data/sebatik.osm.pbf",
                                        "data/demo/labuhanbatu-selatan/roads.osm.pbf"};
    for (size_t f = 0; f < COUNT_OF(FILES); f++) {
        Arena *arena = new_arena();
        RoadMap *map = read_map(arena, slurp(arena, carried(arena, FILES[f])), NULL);
        RoadProfiles *profiles = builtin(arena);
        for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
            RoadWeights *weights = road_weights(arena, map, profiles, c);
            Oracle oracle = oracle_new(arena, map, weights->time_ds);
            for (uint32_t i = 0; i < 2; i++) {
                RoadSnap from = {.segment = (map->segment_count - 1) / 2 * i + 100};
                oracle_run(&oracle, &from);
                uint64_t *right =
                    by_relaxation(arena, map, weights, map->segments[from.segment].from);
                for (uint32_t v = 0; v < map->node_count; v++)
                    assert_true(oracle.cost[v] == right[v]);
            }
        }
        arena_free(arena);
    }
}

/* Checks the checker: the engine is given one arc that is not the oracle's. */
static void one_wrong_arc_is_noticed(void **state) {
    (void)state;
    int noticed = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Case c = random_case(&rng);
        uint32_t arc = rng_below(&rng, 2 * c.map->segment_count);
        uint32_t *other = ARENA_ARRAY(c.arena, uint32_t, 2 * c.map->segment_count);
        memcpy(other, c.time, 2 * c.map->segment_count * sizeof *other);
        other[arc] = other[arc] == ROAD_NEVER ? 1 : seed % 2 ? ROAD_NEVER : other[arc] + 20;
        noticed += differing(&c, weights_of(c.arena, c.map, other), 1) > 0;
        arena_free(c.arena);
    }
    assert_true(noticed > 50); /* it must lie on a fastest path between two snaps to be noticed */
}

static void a_matrix_does_not_depend_on_the_number_of_threads(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadMap *map =
        read_map(arena, slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf")), NULL);
    RoadWeights *weights = road_weights(arena, map, builtin(arena), ROAD_MOTORCYCLE);
    enum { N = 150 };
    RoadSnap snaps[N];
    for (uint32_t i = 0; i < N; i++) {
        uint32_t segment = i * 7 % road_segment_count(map);
        snaps[i] =
            (RoadSnap){.segment = segment, .along_dm = road_segment(map, segment).length_dm / 3};
    }
    uint32_t *one = ARENA_ARRAY(arena, uint32_t, 2 * N * N),
             *four = ARENA_ARRAY(arena, uint32_t, 2 * N * N);
    road_matrix(arena, map, weights, snaps, N, 1, NULL, one, one + N * N);
    road_matrix(arena, map, weights, snaps, N, 4, NULL, four, four + N * N);
    assert_memory_equal(one, four, 2 * N * N * sizeof *one);
    arena_free(arena);
}

static void long_times_do_not_wrap(void **state) {
    (void)state;
    uint64_t far = road_cost(ROAD_NEVER - 1, 1);
    assert_true(road_cost_add(far, road_cost(1, 1)) == ROAD_FAR);
    assert_true(ROAD_FAR + ROAD_FAR < (uint64_t)INT64_MAX);
    assert_true(road_cost(ROAD_NEVER - 1, ROAD_LENGTH_MAX_DM) < ROAD_FAR);
    assert_true(road_cost_add(ROAD_FAR, 0) == ROAD_FAR);
    assert_true(road_cost_add(0, ROAD_FAR) == ROAD_FAR);
    assert_true(road_cost_add(road_cost(2, 3), road_cost(4, 5)) == road_cost(6, 8));
    assert_int_equal(road_cost_time_s(ROAD_FAR), ROAD_UNREACHABLE);
    assert_int_equal(road_cost_distance_m(ROAD_FAR), ROAD_UNREACHABLE);
}

/* ---------------------------------------------------------------- paths */

typedef struct Place { /* on the map: a node, or a point within a segment */
    uint32_t node, segment, along_dm;
} Place;

static Place place_on(const RoadMap *map, uint32_t segment, uint32_t along_dm) {
    const RoadPiece *piece = &map->segments[segment];
    Place p = {UINT32_MAX, segment, along_dm};
    if (along_dm == 0) p = (Place){piece->from, 0, 0};
    if (along_dm == piece->length_dm && along_dm > 0) p = (Place){piece->to, 0, 0};
    return p;
}

static bool same_place(Place a, Place b) {
    return a.node == b.node &&
           (a.node != UINT32_MAX || (a.segment == b.segment && a.along_dm == b.along_dm));
}

/* The legs hold together, are allowed, and add up. */
static void check_path(const Case *c, const RoadPath *path, const RoadSnap *from,
                       const RoadSnap *to) {
    uint64_t time_ds = 0, length_dm = 0;
    Place at = place_on(c->map, from->segment, from->along_dm);
    for (size_t i = 0; i < path->leg_count; i++) {
        RoadLeg leg = path->legs[i];
        const RoadPiece *piece = &c->map->segments[leg.segment];
        uint32_t arc = 2 * leg.segment + leg.backward, length = piece->length_dm;
        assert_true(c->time[arc] != ROAD_NEVER);
        assert_true(leg.from_dm <= leg.to_dm && leg.to_dm <= length);
        Place start = place_on(c->map, leg.segment, leg.backward ? leg.to_dm : leg.from_dm);
        Place end = place_on(c->map, leg.segment, leg.backward ? leg.from_dm : leg.to_dm);
        if (length == 0) { /* both ends lie at 0 */
            start.node = leg.backward ? piece->to : piece->from;
            end.node = leg.backward ? piece->from : piece->to;
            time_ds += c->time[arc];
        } else {
            time_ds += forward_at(c, arc, leg.to_dm, length);
            time_ds -= forward_at(c, arc, leg.from_dm, length);
        }
        assert_true(same_place(at, start));
        length_dm += leg.to_dm - leg.from_dm;
        at = end;
    }
    assert_true(same_place(at, place_on(c->map, to->segment, to->along_dm)));
    assert_int_equal(path->time_s, (time_ds + 5) / 10);
    assert_int_equal(path->distance_m, (length_dm + 5) / 10);
    assert_true(path->point_count >= 1);
}

static void paths_are_connected_allowed_and_add_up_to_the_matrix(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Case c = random_case(&rng);
        RoadWeights *weights = weights_of(c.arena, c.map, c.time);
        uint32_t time_s[SNAPS * SNAPS], distance_m[SNAPS * SNAPS];
        road_matrix(c.arena, c.map, weights, c.snaps, c.n, 1, NULL, time_s, distance_m);
        for (size_t i = 0; i < c.n * c.n; i++) {
            const RoadSnap *from = &c.snaps[i / c.n], *to = &c.snaps[i % c.n];
            RoadPath path;
            Err err;
            Status s = road_path(c.arena, c.map, weights, from, to, &path, &err);
            assert_int_equal(s, time_s[i] == ROAD_UNREACHABLE ? ERR_ABSENT : OK);
            if (s != OK) continue;
            assert_int_equal(path.time_s, time_s[i]);
            assert_int_equal(path.distance_m, distance_m[i]);
            check_path(&c, &path, from, to);
        }
        arena_free(c.arena);
    }
}

static void the_line_of_a_path_is_as_long_as_the_path(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadMap *map =
        read_map(arena, slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf")), NULL);
    RoadWeights *weights = road_weights(arena, map, builtin(arena), ROAD_4X4);
    enum { N = 20 };
    GeoPoint points[N];
    RoadSnap snaps[N];
    for (uint32_t i = 0; i < N; i++) points[i] = road_node(map, i * 53 % road_node_count(map));
    for (uint32_t i = 0; i < N; i++) points[i].lat_e7 += 2000;
    road_snap(map, weights, points, N, 2000, NULL, snaps);
    int found = 0;
    for (size_t i = 0; i < N * N; i++) {
        RoadPath path;
        Err err;
        const RoadSnap *from = &snaps[i / N], *to = &snaps[i % N];
        if (road_path(arena, map, weights, from, to, &path, &err) != OK) continue;
        double metres = 0;
        for (size_t p = 1; p < path.point_count; p++)
            metres += geo_distance(path.points[p - 1], path.points[p]);
        assert_true(metres > path.distance_m - 2.0 - 0.2 * (double)path.leg_count);
        assert_true(metres < path.distance_m + 2.0 + 0.2 * (double)path.leg_count);
        assert_memory_equal(&path.points[0], &from->at, sizeof from->at);
        assert_memory_equal(&path.points[path.point_count - 1], &to->at, sizeof to->at);
        found++;
    }
    assert_true(found > N * N / 2);
    arena_free(arena);
}

static void estimates_are_the_air_line_times_the_detour(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadProfiles *profiles = builtin(arena);
    GeoPoint points[2] = {geo_point(0, 110), geo_point(0.1, 110)};
    uint32_t time_s[4], distance_m[4];
    road_estimate(profiles, ROAD_FOOT, points, 2, time_s, distance_m);
    uint32_t air_m = geo_distance_m(points[0], points[1]);
    assert_int_equal(road_detour_permille(profiles), 1400);
    assert_int_equal(distance_m[1], (air_m * 1400 + 500) / 1000);
    assert_int_equal(time_s[1], (distance_m[1] * 36 + 20) / 40); /* 4 km/h */
    assert_int_equal(distance_m[0], 0);
    assert_int_equal(time_s[3], 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_equal_floyd_and_warshall_on_random_maps),
        cmocka_unit_test(the_oracle_on_carried_maps_equals_relaxation_for_each_vehicle),
        cmocka_unit_test(one_wrong_arc_is_noticed),
        cmocka_unit_test(a_matrix_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(long_times_do_not_wrap),
        cmocka_unit_test(paths_are_connected_allowed_and_add_up_to_the_matrix),
        cmocka_unit_test(the_line_of_a_path_is_as_long_as_the_path),
        cmocka_unit_test(estimates_are_the_air_line_times_the_detour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
