// SPDX-License-Identifier: Apache-2.0
/* Over land and water: a small drawn river, and tables against the plainest search there is. */
#include "oracle.h"

/* A road west of a river, another east of it, an island road in the middle that a ferry's line
 * touches; the river runs south. */
static const char RIVER[] =
    "<osm><node id='1' lat='2.00' lon='100.00'/><node id='2' lat='2.00' lon='100.02'/>"
    "<node id='3' lat='2.00' lon='100.03'/><node id='4' lat='1.90' lon='100.03'/>"
    "<node id='5' lat='1.90' lon='100.04'/><node id='6' lat='1.90' lon='100.06'/>"
    "<node id='7' lat='2.00' lon='100.01'/><node id='8' lat='2.05' lon='100.01'/>"
    "<way id='1'><nd ref='1'/><nd ref='7'/><nd ref='2'/><tag k='highway' v='primary'/></way>"
    "<way id='2'><nd ref='3'/><nd ref='4'/><tag k='waterway' v='river'/></way>"
    "<way id='3'><nd ref='5'/><nd ref='6'/><tag k='highway' v='tertiary'/></way>"
    "<way id='4'><nd ref='7'/><nd ref='8'/><tag k='route' v='ferry'/></way></osm>";

typedef struct Shore {
    Arena *arena;
    RoadMap *map;
    RoadWeights *truck, *boat;
} Shore;

static Shore shore(void) {
    Shore s = {.arena = new_arena()};
    s.map = read_map(s.arena, bytes_of(RIVER), NULL);
    s.truck = road_weights(s.arena, s.map, builtin(s.arena), ROAD_TRUCK);
    s.boat = road_weights(s.arena, s.map, builtin(s.arena), ROAD_BOAT);
    return s;
}

static void goods_cross_the_river_at_landings_and_pay_each_change(void **state) {
    (void)state;
    Shore s = shore();
    GeoPoint ends[2] = {geo_point(2, 100), geo_point(1.9, 100.06)};
    RoadSnap stops[2];
    RoadLanding landings[2];
    uint32_t time_s[4], distance_m[4], ride_s[4];
    uint16_t board[4];
    road_snap(s.map, s.truck, ends, 2, 100, NULL, stops);
    assert_true(road_landing_at(s.map, s.truck, s.boat, geo_point(2, 100.025), 1000, &landings[0]));
    assert_true(
        road_landing_at(s.map, s.truck, s.boat, geo_point(1.9, 100.035), 1000, &landings[1]));
    assert_false(road_landing_at(s.map, s.truck, s.boat, geo_point(1.95, 100.05), 100, landings));
    landings[0].transfer_s = 600;
    landings[1].transfer_s = 900;
    road_matrix(s.arena, s.map, s.truck, stops, 2, 1, NULL, time_s, NULL);
    assert_int_equal(time_s[1], ROAD_UNREACHABLE);
    road_matrix_over_water(s.arena, s.map, s.truck, s.boat, stops, 2, landings, 2, NULL, time_s,
                           distance_m, board);
    RoadSnap jetties[2] = {landings[0].on_water, landings[1].on_water};
    RoadSnap west[2] = {stops[0], landings[0].on_land}, east[2] = {landings[1].on_land, stops[1]};
    uint32_t west_s[4], east_s[4];
    road_matrix(s.arena, s.map, s.boat, jetties, 2, 1, NULL, ride_s, NULL);
    road_matrix(s.arena, s.map, s.truck, west, 2, 1, NULL, west_s, NULL);
    road_matrix(s.arena, s.map, s.truck, east, 2, 1, NULL, east_s, NULL);
    uint32_t there_s = west_s[1] + 600 + ride_s[1] + 900 + east_s[1]; /* each part rounded */
    assert_in_range(time_s[1], there_s - 1, there_s + 1);
    uint32_t back_s = east_s[2] + 900 + ride_s[2] + 600 + west_s[2];
    assert_in_range(time_s[2], back_s - 1, back_s + 1);
    assert_true(ride_s[2] > ride_s[1]); /* against the stream it takes longer */
    assert_int_equal(time_s[0], 0);
    assert_int_equal(board[1], 0);
    assert_int_equal(board[2], 1);
    assert_int_equal(board[0], ROAD_BY_LAND);
    arena_free(s.arena);
}

static void a_ferry_that_meets_a_road_shows_a_landing(void **state) {
    (void)state;
    Shore s = shore();
    size_t n;
    RoadLanding *landings = road_landings(s.arena, s.map, s.truck, s.boat, &n);
    assert_int_equal(n, 1);
    assert_int_equal(landings[0].on_land.distance_m, 0);
    assert_int_equal(landings[0].on_water.distance_m, 0);
    const char *path = shared(s.arena, "roads/legazpi.osm.pbf");
    if (path) {
        RoadMap *map = read_map(s.arena, slurp(s.arena, path), NULL);
        RoadWeights *truck = road_weights(s.arena, map, builtin(s.arena), ROAD_TRUCK);
        RoadWeights *boat = road_weights(s.arena, map, builtin(s.arena), ROAD_BOAT);
        landings = road_landings(s.arena, map, truck, boat, &n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(landings[i].on_land.distance_m, 0);
            assert_int_equal(landings[i].on_water.distance_m, 0);
        }
        print_message("# %zu landings in Legazpi\n", n);
    }
    arena_free(s.arena);
}

/* States: a place on land or on water. Relaxed until nothing changes. */
enum { STOPS = 6, LANDINGS = 5, LAND = STOPS + LANDINGS, STATES = LAND + LANDINGS };

static void relax_all(uint64_t d[STATES][STATES]) {
    for (size_t k = 0; k < STATES; k++)
        for (size_t a = 0; a < STATES; a++)
            for (size_t b = 0; b < STATES; b++)
                if (d[a][k] != UINT64_MAX && d[k][b] != UINT64_MAX && d[a][k] + d[k][b] < d[a][b])
                    d[a][b] = d[a][k] + d[k][b];
}

static void place_table(uint64_t d[STATES][STATES], Arena *arena, const RoadMap *map,
                        const RoadWeights *w, const RoadSnap *snaps, size_t n, size_t at) {
    Oracle oracle = oracle_new(arena, map, w->time_ds);
    for (size_t i = 0; i < n; i++) {
        oracle_run(&oracle, &snaps[i]);
        for (size_t k = 0; k < n; k++)
            if (oracle_cost(&oracle, &snaps[i], &snaps[k]) < ROAD_FAR)
                d[at + i][at + k] = oracle_cost(&oracle, &snaps[i], &snaps[k]);
    }
}

static void joined_tables_equal_floyd_and_warshall_on_random_maps(void **state) {
    (void)state;
    size_t ridden = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Arena *arena = new_arena();
        RoadMap *map = random_map(arena, &rng);
        RoadWeights *land = weights_of(arena, map, random_times(arena, &rng, map));
        RoadWeights *water = weights_of(arena, map, random_times(arena, &rng, map));
        static uint64_t d[STATES][STATES];
        memset(d, 0xFF, sizeof d);
        RoadSnap snaps[LAND], jetties[LANDINGS];
        RoadLanding landings[LANDINGS];
        for (size_t i = 0; i < LAND; i++) snaps[i] = random_snap(map, &rng);
        for (size_t i = 0; i < LANDINGS; i++) {
            jetties[i] = random_snap(map, &rng);
            landings[i] = (RoadLanding){.on_land = snaps[STOPS + i], .on_water = jetties[i]};
            landings[i].transfer_s = rng_below(&rng, 50);
            uint64_t change = road_cost(landings[i].transfer_s * 10, 0);
            d[STOPS + i][LAND + i] = d[LAND + i][STOPS + i] = change;
        }
        place_table(d, arena, map, land, snaps, LAND, 0);
        place_table(d, arena, map, water, jetties, LANDINGS, LAND);
        relax_all(d);
        uint32_t time_s[STOPS * STOPS], distance_m[STOPS * STOPS];
        uint16_t board[STOPS * STOPS];
        road_matrix_over_water(arena, map, land, water, snaps, STOPS, landings, LANDINGS, NULL,
                               time_s, distance_m, board);
        for (size_t i = 0; i < STOPS * STOPS; i++) {
            uint64_t right = d[i / STOPS][i % STOPS];
            ridden += board[i] != ROAD_BY_LAND;
            if (right == UINT64_MAX) right = ROAD_FAR;
            assert_int_equal(time_s[i], road_cost_time_s(right));
            assert_int_equal(distance_m[i], road_cost_distance_m(right));
        }
        arena_free(arena);
    }
    assert_true(ridden > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goods_cross_the_river_at_landings_and_pay_each_change),
        cmocka_unit_test(a_ferry_that_meets_a_road_shows_a_landing),
        cmocka_unit_test(joined_tables_equal_floyd_and_warshall_on_random_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
