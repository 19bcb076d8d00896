// SPDX-License-Identifier: Apache-2.0
/* What a driver is told adds up to the path, and another way avoids what it must. */
#include "oracle.h"

#define DEMO "data/demo/labuhanbatu-selatan/roads.osm.pbf"

typedef struct Trip {
    Arena *arena;
    RoadMap *map;
    RoadWeights *weights;
    RoadSnap snaps[40];
} Trip;

static Trip trip(void) {
    Trip t = {.arena = new_arena()};
    t.map = read_map(t.arena, slurp(t.arena, carried(t.arena, DEMO)), NULL);
    t.weights = road_weights(t.arena, t.map, builtin(t.arena), ROAD_4X4);
    GeoPoint points[40];
    for (uint32_t i = 0; i < 40; i++) points[i] = road_node(t.map, i * 130 + 7);
    for (uint32_t i = 0; i < 40; i++) points[i].lat_e7 += 1500;
    road_snap(t.map, t.weights, points, 40, 3000, NULL, t.snaps);
    return t;
}

static void steps_and_surfaces_add_up_to_the_path(void **state) {
    (void)state;
    Trip t = trip();
    int found = 0;
    for (size_t i = 0; i + 1 < 40; i++) {
        RoadPath path;
        Err err;
        if (road_path(t.arena, t.map, t.weights, &t.snaps[i], &t.snaps[i + 1], &path, &err) != OK)
            continue;
        size_t n, legs = 0;
        uint64_t time_s = 0, distance_m = 0, surface_m = 0;
        RoadStep *steps = road_steps(t.arena, t.map, t.weights, &path, &n);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(steps[k].first_leg, legs);
            legs += steps[k].leg_count;
            time_s += steps[k].time_s;
            distance_m += steps[k].distance_m;
            assert_true(k == 0 ? steps[k].turn == ROAD_SET_OUT : steps[k].turn != ROAD_SET_OUT);
            assert_true(strlen(road_step_text(t.arena, &steps[k])) > 5);
        }
        assert_int_equal(legs, path.leg_count);
        assert_int_equal(time_s, path.time_s);
        assert_int_equal(distance_m, path.distance_m);
        RoadSurface *surfaces = road_surfaces(t.arena, t.map, &path, &n);
        for (size_t k = 0; k < n; k++) surface_m += surfaces[k].length_m;
        assert_int_equal(surface_m, path.distance_m);
        found++;
    }
    assert_true(found > 20);
    arena_free(t.arena);
}

/* A small town: a main road east, a street to the north off its middle, a ferry off its end. */
static const char TOWN[] =
    "<osm><node id='1' lat='2.0' lon='100.0'/><node id='2' lat='2.0' lon='100.01'/>"
    "<node id='3' lat='2.0' lon='100.02'/><node id='4' lat='2.01' lon='100.01'/>"
    "<node id='5' lat='2.0' lon='100.05'/>"
    "<way id='7'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='primary'/>"
    "<tag k='name' v='Jalan Raya'/><tag k='surface' v='asphalt'/></way>"
    "<way id='8'><nd ref='2'/><nd ref='4'/><tag k='highway' v='residential'/>"
    "<tag k='name' v='Jalan 100%s'/></way>"
    "<way id='9'><nd ref='3'/><nd ref='5'/><tag k='route' v='ferry'/></way></osm>";

static char *told(Trip *t, GeoPoint from, GeoPoint to) {
    RoadSnap snaps[2];
    RoadPath path;
    Err err;
    size_t n;
    road_snap(t->map, t->weights, (GeoPoint[]){from, to}, 2, 100, NULL, snaps);
    assert_int_equal(road_path(t->arena, t->map, t->weights, &snaps[0], &snaps[1], &path, &err),
                     OK);
    RoadStep *steps = road_steps(t->arena, t->map, t->weights, &path, &n);
    char *all = arena_str(t->arena, "");
    for (size_t i = 0; i < n; i++)
        all = arena_printf(t->arena, "%s%s; ", all, road_step_text(t->arena, &steps[i]));
    return all;
}

static void turns_names_and_ferries_are_told(void **state) {
    (void)state;
    lang_use(LANG_EN);
    Trip t = {.arena = new_arena()};
    t.map = read_map(t.arena, bytes_of(TOWN), NULL);
    t.weights = road_weights(t.arena, t.map, builtin(t.arena), ROAD_TRUCK);
    assert_string_equal(told(&t, geo_point(2, 100), geo_point(2.01, 100.01)),
                        "Set out on Jalan Raya, 1.1 km; Turn left into Jalan 100%s, 1.1 km; ");
    assert_string_equal(told(&t, geo_point(2.01, 100.01), geo_point(2, 100.02)),
                        "Set out on Jalan 100%s, 1.1 km; Turn left into Jalan Raya, 1.1 km; ");
    assert_string_equal(told(&t, geo_point(2.01, 100.01), geo_point(2, 100)),
                        "Set out on Jalan 100%s, 1.1 km; Turn right into Jalan Raya, 1.1 km; ");
    assert_string_equal(told(&t, geo_point(2, 100), geo_point(2, 100.02)),
                        "Set out on Jalan Raya, 2.2 km; ");
    RoadWeights *foot = road_weights(t.arena, t.map, builtin(t.arena), ROAD_FOOT);
    RoadSnap from = {.segment = 0}, to = {.segment = 3};
    to.along_dm = road_segment(t.map, 3).length_dm;
    RoadPath path;
    Err err;
    size_t n;
    assert_int_equal(road_path(t.arena, t.map, foot, &from, &to, &path, &err), OK);
    RoadStep *steps = road_steps(t.arena, t.map, foot, &path, &n);
    assert_int_equal(n, 2);
    assert_int_equal(steps[1].turn, ROAD_BOARD);
    arena_free(t.arena);
}

static void another_way_avoids_the_segment_and_leaves_the_weights_as_they_were(void **state) {
    (void)state;
    Trip t = trip();
    size_t bytes = road_hierarchy(t.map)->arc_count * sizeof(RoadTwo);
    RoadTwo *before = arena_alloc(t.arena, bytes);
    memcpy(before, t.weights->cost, bytes);
    int found = 0;
    for (size_t i = 0; i + 1 < 40; i++) {
        RoadPath path, other;
        Err err;
        const RoadSnap *from = &t.snaps[i], *to = &t.snaps[i + 1];
        if (road_path(t.arena, t.map, t.weights, from, to, &path, &err) != OK) continue;
        if (path.leg_count < 3) continue;
        uint32_t avoid = path.legs[path.leg_count / 2].segment;
        Status s = road_path_avoiding(t.arena, t.map, t.weights, from, to, &avoid, 1, &other, &err);
        assert_memory_equal(before, t.weights->cost, bytes);
        if (s != OK) continue;
        for (size_t k = 0; k < other.leg_count; k++) assert_true(other.legs[k].segment != avoid);
        assert_true(other.time_s >= path.time_s);
        found++;
    }
    assert_true(found > 10);
    arena_free(t.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_and_surfaces_add_up_to_the_path),
        cmocka_unit_test(turns_names_and_ferries_are_told),
        cmocka_unit_test(another_way_avoids_the_segment_and_leaves_the_weights_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
