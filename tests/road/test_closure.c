// SPDX-License-Identifier: Apache-2.0
#include "oracle.h"

#define DEMO "data/demo/labuhanbatu-selatan/roads.osm.pbf"

typedef struct World {
    Arena *arena;
    RoadMap *map;
    RoadWeights *weights;
    RoadClosures *closures;
    RoadTwo *open; /* costs before anything was closed */
    size_t bytes;
} World;

static World world(RoadClass vehicle) {
    World w = {.arena = new_arena()};
    w.map = read_map(w.arena, slurp(w.arena, carried(w.arena, DEMO)), NULL);
    w.weights = road_weights(w.arena, w.map, builtin(w.arena), vehicle);
    w.closures = road_closures_new(w.arena, w.map);
    w.bytes = road_hierarchy(w.map)->arc_count * sizeof *w.open;
    w.open = arena_alloc(w.arena, w.bytes);
    memcpy(w.open, w.weights->cost, w.bytes);
    return w;
}

static size_t apply(World *w, int64_t at_s) {
    return road_apply(w->arena, w->map, w->weights, w->closures, at_s);
}

static bool is_closed(const World *w, uint32_t segment, bool backward) {
    return road_time_ds(w->weights, segment, backward) == ROAD_NEVER;
}

/* A segment that this vehicle may use both ways. */
static uint32_t some_segment(const World *w, uint32_t from) {
    while (is_closed(w, from, false) || is_closed(w, from, true)) from++;
    return from;
}

static void costs_after_closing_and_reopening_are_those_of_before(void **state) {
    (void)state;
    World w = world(ROAD_4X4);
    Rng rng;
    rng_seed(&rng, 3);
    for (int round = 0; round < 21; round++) {
        size_t first = road_cause_count(w.closures);
        for (int i = 0; i <= round; i++)
            road_close_segment(w.closures, (RoadCause){0},
                               rng_below(&rng, road_segment_count(w.map)));
        apply(&w, 0);
        RoadTwo *full = road_customize(w.arena, w.map, w.weights->time_ds);
        assert_memory_equal(full, w.weights->cost, w.bytes);
        for (size_t i = first; i < road_cause_count(w.closures); i++) road_reopen(w.closures, i);
        if (round % 3 == 2) continue; /* others are closed before these are open again */
        apply(&w, 0);
        assert_memory_equal(w.open, w.weights->cost, w.bytes);
    }
    assert_int_equal(road_apply(w.arena, w.map, w.weights, NULL, 0) > 0, true);
    assert_memory_equal(w.open, w.weights->cost, w.bytes);
    arena_free(w.arena);
}

static void a_closure_holds_for_its_classes_directions_and_hours(void **state) {
    (void)state;
    World w = world(ROAD_TRUCK);
    uint32_t a = some_segment(&w, 0), b = some_segment(&w, a + 1), c = some_segment(&w, b + 1);
    road_close_segment(w.closures, (RoadCause){.classes = 1u << ROAD_BOAT}, a);
    road_close_segment(w.closures, (RoadCause){.forward_only = true}, b);
    road_close_segment(w.closures, (RoadCause){.from_s = 100, .to_s = 200}, c);
    apply(&w, 99);
    assert_false(is_closed(&w, a, false));
    assert_true(is_closed(&w, b, false));
    assert_false(is_closed(&w, b, true));
    assert_false(is_closed(&w, c, false));
    assert_int_equal(apply(&w, 100), 2);
    assert_true(is_closed(&w, c, false));
    assert_true(is_closed(&w, c, true));
    assert_int_equal(apply(&w, 199), 0);
    assert_int_equal(apply(&w, 200), 2);
    assert_false(is_closed(&w, c, true));
    arena_free(w.arena);
}

static void a_way_is_closed_with_all_its_segments(void **state) {
    (void)state;
    World w = world(ROAD_4X4);
    int64_t way = road_segment(w.map, 0).osm_way;
    size_t segments, right = 0;
    for (uint32_t s = 0; s < road_segment_count(w.map); s++)
        right += road_segment(w.map, s).osm_way == way;
    road_close_way(w.closures, (RoadCause){0}, way, &segments);
    assert_int_equal(segments, right);
    road_close_way(w.closures, (RoadCause){0}, -12345, &segments);
    assert_int_equal(segments, 0);
    arena_free(w.arena);
}

/* Every segment with a point inside is closed, and none that stays away from the area. */
static void an_area_closes_what_it_touches(void **state) {
    (void)state;
    World w = world(ROAD_FOOT);
    GeoPoint middle = road_node(w.map, 1234);
    GeoPoint ring[3] = {middle, middle, middle};
    ring[0].lat_e7 += 400000, ring[1].lat_e7 -= 400000;
    ring[1].lon_e7 -= 400000, ring[2].lon_e7 += 700000;
    GeoRing rings = {ring, 3};
    GeoArea area = {&rings, 1, geo_box_empty()};
    for (int i = 0; i < 3; i++) geo_box_add(&area.box, ring[i]);
    size_t segments, closed = 0;
    road_close_area(w.closures, (RoadCause){0}, &area, &segments);
    assert_true(segments > 10);
    bool *before = ARENA_ARRAY(w.arena, bool, road_segment_count(w.map));
    for (uint32_t s = 0; s < road_segment_count(w.map); s++) before[s] = is_closed(&w, s, false);
    apply(&w, 0);
    for (uint32_t s = 0; s < road_segment_count(w.map); s++) {
        size_t n;
        const GeoPoint *line = road_geometry(w.map, s, &n);
        bool inside = false, near = false;
        for (size_t i = 0; i + 1 < n; i++)
            for (int part = 0; part <= 16; part++) {
                GeoPoint p = {line[i].lat_e7 + (int32_t)((line[i + 1].lat_e7 - line[i].lat_e7) *
                                                         (int64_t)part / 16),
                              line[i].lon_e7 + (int32_t)((line[i + 1].lon_e7 - line[i].lon_e7) *
                                                         (int64_t)part / 16)};
                inside |= geo_area_holds(&area, p);
                near |= geo_area_distance_m(&area, p) < 200;
            }
        bool shut = is_closed(&w, s, false) && is_closed(&w, s, true);
        if (inside) assert_true(shut);
        if (shut && !before[s]) assert_true(near);
        closed += shut && near;
    }
    assert_true(closed >= segments);
    arena_free(w.arena);
}

static void a_line_closes_the_road_between_its_points(void **state) {
    (void)state;
    World w = world(ROAD_MOTORCYCLE);
    uint32_t s = some_segment(&w, 500);
    while (road_segment(w.map, s).length_dm < 3000) s = some_segment(&w, s + 1);
    size_t n, segments;
    const GeoPoint *line = road_geometry(w.map, s, &n);
    GeoPoint along[2] = {
        {(line[0].lat_e7 + line[1].lat_e7) / 2, (line[0].lon_e7 + line[1].lon_e7) / 2},
        {(line[n - 1].lat_e7 + line[n - 2].lat_e7) / 2,
         (line[n - 1].lon_e7 + line[n - 2].lon_e7) / 2}};
    road_close_line(w.closures, (RoadCause){0}, along, 2, 100, &segments);
    apply(&w, 0);
    assert_true(segments >= 1);
    assert_true(is_closed(&w, s, false));
    assert_true(is_closed(&w, s, true));
    road_close_line(w.closures, (RoadCause){0}, along, 1, 100, &segments);
    assert_int_equal(segments, 1);
    GeoPoint far = {0, 0};
    road_close_line(w.closures, (RoadCause){0}, &far, 1, 100, &segments);
    assert_int_equal(segments, 0);
    arena_free(w.arena);
}

/* Closing every segment around a stop cuts it off, and only then is it named. */
static void stops_that_a_flood_cuts_off_are_named(void **state) {
    (void)state;
    World w = world(ROAD_4X4);
    enum { N = 30 };
    GeoPoint points[N];
    RoadSnap snaps[N];
    uint32_t time_s[N * N];
    bool before[N], after[N];
    for (uint32_t i = 0; i < N; i++) points[i] = road_node(w.map, i * 150 + 10);
    road_snap(w.map, w.weights, points, N, 5000, NULL, snaps);
    road_matrix(w.arena, w.map, w.weights, snaps, N, 1, NULL, time_s, NULL);
    size_t cut_before = road_cut_off(time_s, N, before), victim = 1;
    while (before[victim]) victim++;
    for (uint32_t s = 0; s < road_segment_count(w.map); s++) {
        RoadSegment segment = road_segment(w.map, s),
                    own = road_segment(w.map, snaps[victim].segment);
        bool meets = segment.from == own.from || segment.to == own.from || segment.from == own.to ||
                     segment.to == own.to;
        if (meets) road_close_segment(w.closures, (RoadCause){.reason = "banjir"}, s);
    }
    apply(&w, 0);
    road_matrix(w.arena, w.map, w.weights, snaps, N, 1, NULL, time_s, NULL);
    assert_true(road_cut_off(time_s, N, after) > cut_before);
    assert_true(after[victim]);
    assert_false(after[0]);
    Oracle oracle = oracle_new(w.arena, w.map, w.weights->time_ds);
    oracle_run(&oracle, &snaps[0]);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(time_s[i], road_cost_time_s(oracle_cost(&oracle, &snaps[0], &snaps[i])));
    arena_free(w.arena);
}

/* ---------------------------------------------------------------- files */

static Status read_file(World *w, const char *text, Faults *faults) {
    Err err;
    *faults = (Faults){.arena = w->arena, .file = "closed.geojson"};
    return road_closures_read(w->arena, w->map, bytes_of(text), "closed.geojson", &w->closures,
                              faults, &err);
}

static const char *feature(Arena *arena, const char *geometry, const char *properties) {
    return arena_printf(arena,
                        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                        "\"geometry\":%s,\"properties\":{%s}}]}",
                        geometry, properties);
}

static const char *geometry_at(Arena *arena, GeoPoint p) {
    return arena_printf(arena, "{\"type\":\"Point\",\"coordinates\":[%.7f,%.7f]}", p.lon_e7 / 1e7,
                        p.lat_e7 / 1e7);
}

static void a_file_of_closures_is_read_with_its_hours_and_classes(void **state) {
    (void)state;
    World w = world(ROAD_TRUCK);
    Faults faults;
    const char *at = geometry_at(w.arena, road_node(w.map, 100));
    const char *text = feature(w.arena, at,
                               "\"classes\":\"truck, 4x4\",\"from\":\"2024-02-10T07:30+07:00\","
                               "\"to\":\"2024-02-11\",\"reason\":\"banjir\"");
    assert_int_equal(read_file(&w, text, &faults), OK);
    assert_int_equal(road_cause_count(w.closures), 1);
    const RoadCause *cause = road_cause(w.closures, 0);
    assert_int_equal(cause->classes, 1u << ROAD_TRUCK | 1u << ROAD_4X4);
    assert_int_equal(cause->from_s, 1707525000);
    assert_int_equal(cause->to_s, 1707609600);
    assert_string_equal(cause->reason, "banjir");
    assert_true(apply(&w, 1707525000) > 0);
    int64_t way = road_segment(w.map, 7).osm_way;
    text = feature(w.arena, at, arena_printf(w.arena, "\"way\":%lld", (long long)way));
    assert_int_equal(read_file(&w, text, &faults), OK);
    arena_free(w.arena);
}

static void a_file_with_faults_is_refused_with_all_of_them(void **state) {
    (void)state;
    World w = world(ROAD_TRUCK);
    Faults faults;
    static const char *const WRONG[] = {
        "\"classes\":\"sled\"",
        "\"classes\":\"truck,\\u002c\"",
        "\"from\":\"2024-02-30\"",
        "\"to\":\"2024-02-10T25:00Z\"",
        "\"to\":\"2024-02-10T07:00+7\"",
        "\"direction\":\"sideways\"",
        "\"way\":\"x\"",
        "\"way\":1",
    };
    const char *at = geometry_at(w.arena, road_node(w.map, 100));
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        assert_int_equal(read_file(&w, feature(w.arena, at, WRONG[i]), &faults), ERR_INPUT);
        assert_int_equal(faults.total, 1);
    }
    const char *ocean = geometry_at(w.arena, (GeoPoint){0, 0});
    assert_int_equal(read_file(&w, feature(w.arena, ocean, ""), &faults), ERR_INPUT);
    assert_int_equal(read_file(&w, "[", &faults), ERR_INPUT);
    arena_free(w.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_after_closing_and_reopening_are_those_of_before),
        cmocka_unit_test(a_closure_holds_for_its_classes_directions_and_hours),
        cmocka_unit_test(a_way_is_closed_with_all_its_segments),
        cmocka_unit_test(an_area_closes_what_it_touches),
        cmocka_unit_test(a_line_closes_the_road_between_its_points),
        cmocka_unit_test(stops_that_a_flood_cuts_off_are_named),
        cmocka_unit_test(a_file_of_closures_is_read_with_its_hours_and_classes),
        cmocka_unit_test(a_file_with_faults_is_refused_with_all_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
