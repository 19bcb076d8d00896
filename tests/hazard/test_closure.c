// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/hazard.h"

/* A crossroads: way 10 from west to east, way 20 from south to north, a node where they meet. */
static const char osm[] =
    "<osm version='0.6'>"
    "<node id='1' lat='0' lon='-0.01'/><node id='2' lat='0' lon='0'/><node id='3' lat='0' "
    "lon='0.01'/>"
    "<node id='4' lat='-0.01' lon='0'/><node id='5' lat='0.01' lon='0'/>"
    "<way id='10'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='secondary'/></way>"
    "<way id='20'><nd ref='4'/><nd ref='2'/><nd ref='5'/><tag k='highway' v='secondary'/></way>"
    "</osm>";

typedef struct World {
    Env env;
    Arena *arena;
    Store *store;
    Ledger *ledger;
    RoadMap *map;
    RoadProfiles *profiles;
    Err err;
} World;

static void must(Status s, const World *w) {
    if (s != OK) print_error("%s: %s\n", w->err.place, w->err.text);
    assert_int_equal(s, OK);
}

static int setup(void **state) {
    static World w;
    w = (World){.env = env_real()};
    w.arena = arena_new(&w.env, 256 * MIB);
    const StoreModule modules[] = {LEDGER_STORE, HAZARD_STORE};
    bool stale;
    RoadReport report;
    must(store_open(&w.env, ":memory:", STORE_CREATE, modules, 2, &w.store, &stale, &w.err), &w);
    w.ledger = ledger_new(&w.env, w.store, HAZARD_TYPES, HAZARD_TYPE_COUNT);
    must(road_read(w.arena, bytes_of(osm), "cross.osm", NULL, &w.map, &report, &w.err), &w);
    must(road_profiles_builtin(w.arena, &w.profiles, &w.err), &w);
    *state = &w;
    return 0;
}

static int teardown(void **state) {
    World *w = *state;
    ledger_free(w->ledger);
    store_close(w->store);
    arena_free(w->arena);
    return 0;
}

static Status close_it(World *w, const char *geojson, int64_t **numbers, size_t *n) {
    Faults faults = {.arena = w->arena, .file = "closures"};
    return hazard_close(w->ledger, w->store, w->arena, "1222", w->map, bytes_of(geojson),
                        "closures", numbers, n, &faults, &w->err);
}

/* Segments that a truck may not pass while what holds between these moments is closed. */
static size_t closed_between(World *w, int64_t from_s, int64_t to_s) {
    RoadClosures *overlay = NULL;
    must(hazard_overlay(w->store, w->arena, "1222", w->map, from_s, to_s, &overlay, &w->err), w);
    RoadWeights *weights = road_weights(w->arena, w->map, w->profiles, ROAD_TRUCK);
    if (overlay) road_apply(w->arena, w->map, weights, overlay, from_s);
    size_t closed = 0;
    for (uint32_t i = 0; i < road_segment_count(w->map); i++)
        closed += road_time_ds(weights, i, false) == ROAD_NEVER;
    return closed;
}

#define WAY(properties)                                                              \
    "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,0]}," \
    "\"properties\":{" properties "}}"

static void a_closed_way_is_shut_until_it_is_opened(void **state) {
    World *w = *state;
    int64_t *numbers;
    size_t n;
    assert_int_equal(closed_between(w, 0, 100), 0);
    must(close_it(w, WAY("\"way\":\"10\",\"reason\":\"banjir\""), &numbers, &n), w);
    assert_int_equal(n, 1);
    assert_int_equal(closed_between(w, 0, 100), 2); /* both halves of way 10 */
    HazardClosure *all;
    must(hazard_closures(w->store, w->arena, "1222", &all, &n, &w->err), w);
    assert_int_equal(n, 1);
    assert_string_equal(all[0].way, "10");
    assert_string_equal(all[0].reason, "banjir");
    must(hazard_open(w->ledger, w->store, "1222", numbers[0], &w->err), w);
    assert_int_equal(closed_between(w, 0, 100), 0);
    assert_int_equal(hazard_open(w->ledger, w->store, "1222", numbers[0], &w->err), ERR_ABSENT);
    assert_int_equal(hazard_open(w->ledger, w->store, "1222", 99, &w->err), ERR_ABSENT);
}

static void a_closure_for_some_hours_counts_on_every_day_that_it_touches(void **state) {
    World *w = *state;
    int64_t *numbers, from, to;
    size_t n;
    must(close_it(w,
                  WAY("\"way\":\"20\",\"from\":\"2024-02-11T06:00+07:00\","
                      "\"to\":\"2024-02-11T12:00+07:00\""),
                  &numbers, &n),
         w);
    assert_true(road_moment("2024-02-11T00:00+07:00", &from));
    to = from + 86400;
    assert_int_equal(closed_between(w, from, to), 2);
    assert_int_equal(closed_between(w, to, to + 86400), 0);
    assert_int_equal(closed_between(w, from - 86400, from), 0);
}

static void an_area_and_a_line_keep_their_shape_in_the_record(void **state) {
    World *w = *state;
    int64_t *numbers;
    size_t n;
    must(close_it(w,
                  "{\"type\":\"FeatureCollection\",\"features\":["
                  "{\"type\":\"Feature\",\"properties\":{\"classes\":\"truck\"},\"geometry\":{"
                  "\"type\":\"Polygon\",\"coordinates\":[[[-0.02,-0.001],[-0.005,-0.001],"
                  "[-0.005,0.001],[-0.02,0.001],[-0.02,-0.001]]]}},"
                  "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
                  "\"coordinates\":[[0,0.002],[0,0.009]]}}]}",
                  &numbers, &n),
         w);
    assert_int_equal(n, 2);
    assert_int_equal(closed_between(w, 0, 100), 2); /* the western and the northern arm */
    HazardClosure *all;
    must(hazard_closures(w->store, w->arena, "1222", &all, &n, &w->err), w);
    assert_int_equal(n, 2);
    assert_string_equal(all[0].shape, "area");
    assert_string_equal(all[0].classes, "truck");
    assert_int_equal(all[1].at.rings[0].points[0].lat_e7, 20000);
}

static void what_is_not_on_the_map_is_refused_whole(void **state) {
    World *w = *state;
    int64_t *numbers;
    size_t n;
    const char *mixed = "{\"type\":\"FeatureCollection\",\"features\":[" WAY(
        "\"way\":\"10\"") "," WAY("\"way\":\"77\"") "]}";
    assert_int_equal(close_it(w, mixed, &numbers, &n), ERR_INPUT);
    assert_int_equal(ledger_size(w->ledger, "1222"), 0);
    assert_int_equal(closed_between(w, 0, 100), 0);
}

static void replay_gives_the_same_closures(void **state) {
    World *w = *state;
    int64_t *numbers;
    size_t n;
    must(close_it(w, WAY("\"way\":\"10\""), &numbers, &n), w);
    must(close_it(w, WAY("\"way\":\"20\",\"direction\":\"forward\""), &numbers, &n), w);
    must(hazard_open(w->ledger, w->store, "1222", 1, &w->err), w);
    LedgerReplay replay;
    must(ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err), w);
    assert_true(ledger_replay_clean(&replay));
    assert_int_equal(replay.events, 3);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_WORLD(a_closed_way_is_shut_until_it_is_opened),
        WITH_WORLD(a_closure_for_some_hours_counts_on_every_day_that_it_touches),
        WITH_WORLD(an_area_and_a_line_keep_their_shape_in_the_record),
        WITH_WORLD(what_is_not_on_the_map_is_refused_whole),
        WITH_WORLD(replay_gives_the_same_closures),
    };
    return cmocka_run_group_tests_name("hazard/closure", tests, NULL, NULL);
}
