// SPDX-License-Identifier: Apache-2.0
#include "road_world.h"

#define FAR_M 3000

/* The nearest distance over all straight pieces of the segments that `may` allows, or -1. */
static double nearest_m(const RoadMap *map, GeoPoint p, const bool *may) {
    double best = -1;
    for (uint32_t s = 0; s < map->segment_count; s++)
        for (uint32_t k = map->first_point[s]; may[s] && k + 1 < map->first_point[s + 1]; k++) {
            double d = geo_distance(p, geo_nearest_on(p, map->points[k], map->points[k + 1], NULL));
            if (d <= FAR_M && (best < 0 || d < best)) best = d;
        }
    return best;
}

/* Metres from the segment's begin, along its points, to the place nearest to p. */
static void check_snap(const RoadMap *map, GeoPoint p, const RoadSnap *snap, const bool *may) {
    double best = nearest_m(map, p, may);
    if (best < 0) {
        assert_int_equal(snap->segment, UINT32_MAX);
        return;
    }
    assert_true(snap->segment < map->segment_count);
    assert_true(may[snap->segment]);
    assert_true(snap->along_dm <= map->segments[snap->segment].length_dm);
    assert_in_range(snap->distance_m + 1, (uint32_t)best, (uint32_t)best + 3);
    double there = geo_distance(p, snap->at);
    assert_true(there > best - 0.05 && there < best + 0.05);
}

static void may_pass(const RoadMap *map, const uint32_t *time, bool *may) {
    for (uint32_t s = 0; s < map->segment_count; s++)
        may[s] = time[2 * s] != ROAD_NEVER || time[2 * s + 1] != ROAD_NEVER;
}

static void snaps_are_the_nearest_passable_places_of_random_maps(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Arena *arena = new_arena();
        RoadMap *map = random_map(arena, &rng);
        uint32_t *time = random_times(arena, &rng, map);
        bool may[WORLD_SEGMENTS + 1];
        may_pass(map, time, may);
        RoadWeights *weights = weights_of(arena, map, time);
        for (int i = 0; i < 20; i++) {
            GeoPoint p = random_point(&rng);
            p.lat_e7 += (int32_t)rng_below(&rng, 100000);
            RoadSnap snap;
            road_snap(map, weights, &p, 1, FAR_M, NULL, &snap);
            check_snap(map, p, &snap, may);
        }
        arena_free(arena);
    }
}

typedef bool Reach[WORLD_NODES + 1][WORLD_NODES + 1];

static void closure(const RoadMap *map, const uint32_t *time, Reach reach) {
    memset(reach, 0, sizeof(Reach));
    for (uint32_t v = 0; v < map->node_count; v++) reach[v][v] = true;
    for (uint32_t s = 0; s < map->segment_count; s++) {
        const RoadPiece *p = &map->segments[s];
        if (time[2 * s] != ROAD_NEVER) reach[p->from][p->to] = true;
        if (time[2 * s + 1] != ROAD_NEVER) reach[p->to][p->from] = true;
    }
    for (uint32_t k = 0; k < map->node_count; k++)
        for (uint32_t i = 0; i < map->node_count; i++)
            for (uint32_t j = 0; j < map->node_count; j++)
                reach[i][j] |= reach[i][k] && reach[k][j];
}

static void with_a_depot_only_places_to_go_to_and_come_back_from_count(void **state) {
    (void)state;
    int cut_off = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Arena *arena = new_arena();
        RoadMap *map = random_map(arena, &rng);
        uint32_t *time = random_times(arena, &rng, map);
        bool may[WORLD_SEGMENTS + 1];
        Reach reach;
        closure(map, time, reach);
        RoadSnap depot = {.segment = rng_below(&rng, map->segment_count)};
        uint32_t home = map->segments[depot.segment].from, end = map->segments[depot.segment].to;
        bool round_trip = reach[home][end] && reach[end][home];
        may_pass(map, time, may);
        for (uint32_t s = 0; s < map->segment_count; s++) {
            uint32_t a = map->segments[s].from, b = map->segments[s].to;
            may[s] &=
                round_trip && reach[home][a] && reach[a][home] && reach[home][b] && reach[b][home];
            cut_off += !may[s];
        }
        RoadWeights *weights = weights_of(arena, map, time);
        for (int i = 0; i < 10; i++) {
            GeoPoint p = random_point(&rng);
            RoadSnap snap;
            road_snap(map, weights, &p, 1, FAR_M, &depot, &snap);
            check_snap(map, p, &snap, may);
        }
        arena_free(arena);
    }
    assert_true(cut_off > 300);
}

static void snaps_on_a_real_map_are_the_nearest_per_vehicle(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadMap *map =
        read_map(arena, slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf")), NULL);
    RoadProfiles *profiles = builtin(arena);
    bool *may = ARENA_ARRAY(arena, bool, map->segment_count);
    GeoBox box = road_bounds(map);
    Rng rng;
    rng_seed(&rng, 7);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        RoadWeights *weights = road_weights(arena, map, profiles, c);
        may_pass(map, weights->time_ds, may);
        for (int i = 0; i < 40; i++) {
            GeoPoint p = box.min;
            p.lat_e7 += (int32_t)rng_below(&rng, (uint32_t)(box.max.lat_e7 - box.min.lat_e7));
            p.lon_e7 += (int32_t)rng_below(&rng, (uint32_t)(box.max.lon_e7 - box.min.lon_e7));
            RoadSnap snap;
            road_snap(map, weights, &p, 1, FAR_M, NULL, &snap);
            check_snap(map, p, &snap, may);
        }
    }
    arena_free(arena);
}

/* ---------------------------------------------------------------- whole regencies */

/* The columns lat and lon of a CSV file. */
static size_t places_of(Arena *arena, Bytes file, GeoPoint **ret) {
    Csv csv;
    Err err;
    Faults faults = {.arena = arena, .file = "test"};
    size_t lat = 0, lon = 0;
    if (csv_read(arena, file, &csv, &faults, &err) != OK) fail_msg("%s", err.text);
    for (size_t c = 0; c < csv.columns; c++) {
        if (str_eq(csv.header[c], "lat")) lat = c;
        if (str_eq(csv.header[c], "lon")) lon = c;
    }
    *ret = ARENA_ARRAY(arena, GeoPoint, csv.rows.n);
    for (size_t i = 0; i < csv.rows.n; i++) {
        int64_t lat_e7 = 0, lon_e7 = 0;
        assert_true(decimal_parse(csv.rows.at[i].cells[lat], GEO_DECIMALS, &lat_e7));
        assert_true(decimal_parse(csv.rows.at[i].cells[lon], GEO_DECIMALS, &lon_e7));
        (*ret)[i] = (GeoPoint){(int32_t)lat_e7, (int32_t)lon_e7};
    }
    return csv.rows.n;
}

/* How many polling stations a vehicle reaches from the depot and back; *ret_n = of how many. */
static int reached(Arena *arena, const char *roads, const char *regency, RoadClass vehicle,
                   size_t *ret_n) {
    const char *depot = shared(arena, arena_printf(arena, "regency/%s/depot.csv", regency));
    const char *tps = shared(arena, arena_printf(arena, "regency/%s/tps.csv", regency));
    if (!roads || !depot || !tps) return -1;
    RoadMap *map = read_map(arena, slurp(arena, roads), NULL);
    RoadWeights *weights = road_weights(arena, map, builtin(arena), vehicle);
    RoadSnap home;
    GeoPoint *points;
    size_t n = places_of(arena, slurp(arena, depot), &points);
    assert_true(n >= 1);
    road_snap(map, weights, points, 1, FAR_M, NULL, &home);
    *ret_n = n = places_of(arena, slurp(arena, tps), &points);
    RoadSnap *snaps = ARENA_ARRAY(arena, RoadSnap, n + 1);
    road_snap(map, weights, points, n, FAR_M, &home, snaps);
    snaps[n] = home;
    uint32_t *time_s = ARENA_ARRAY(arena, uint32_t, (n + 1) * (n + 1));
    road_matrix(arena, map, weights, snaps, n + 1, 2, NULL, time_s, NULL);
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        bool there = time_s[n * (n + 1) + i] != ROAD_UNREACHABLE;
        assert_int_equal(there, snaps[i].segment != UINT32_MAX); /* what reach_from promises */
        assert_int_equal(there, time_s[i * (n + 1) + n] != ROAD_UNREACHABLE);
        count += there;
    }
    return count;
}

static void a_motorcycle_reaches_nearly_every_polling_station_of_the_demo(void **state) {
    (void)state;
    Arena *arena = new_arena();
    size_t n = 0;
    int count = reached(arena, carried(arena, "data/demo/labuhanbatu-selatan/roads.osm.pbf"),
                        "labuhanbatu-selatan", ROAD_MOTORCYCLE, &n);
    arena_free(arena);
    if (count < 0) skip();
    assert_true((size_t)count * 100 > n * 98);
}

static void without_tracks_the_north_of_penajam_is_cut_off(void **state) {
    (void)state;
    Arena *arena = new_arena();
    const char *roads = shared(arena, "roads/penajam-paser-utara.osm.pbf");
    size_t n = 0;
    int truck = reached(arena, roads, "penajam-paser-utara", ROAD_TRUCK, &n);
    int motorcycle = reached(arena, roads, "penajam-paser-utara", ROAD_MOTORCYCLE, &n);
    arena_free(arena);
    if (truck < 0) skip();
    print_message("# of %zu a truck reaches %d, a motorcycle %d\n", n, truck, motorcycle);
    assert_true((size_t)motorcycle * 100 > n * 95);
    assert_in_range(motorcycle - truck, 150, 210);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snaps_are_the_nearest_passable_places_of_random_maps),
        cmocka_unit_test(with_a_depot_only_places_to_go_to_and_come_back_from_count),
        cmocka_unit_test(snaps_on_a_real_map_are_the_nearest_per_vehicle),
        cmocka_unit_test(a_motorcycle_reaches_nearly_every_polling_station_of_the_demo),
        cmocka_unit_test(without_tracks_the_north_of_penajam_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
