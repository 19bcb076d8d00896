// SPDX-License-Identifier: Apache-2.0
/* Tags and profiles together: what each tag does to the speed of each vehicle. */
#include "road_world.h"

#define NO 0

typedef struct Rule {
    const char *tags; /* "highway=track tracktype=grade2" */
    RoadClass vehicle;
    int forward_hmh, backward_hmh; /* 100 m per hour; NO = may not pass */
} Rule;

/* One way from south to north with these tags. */
static RoadMap *map_of_tags(Arena *arena, const char *tags) {
    Buf xml;
    buf_init(&xml, 8 * KIB);
    buf_str(&xml, "<osm><node id='1' lat='0' lon='110'/><node id='2' lat='0.1' lon='110'/>"
                  "<way id='7'><nd ref='1'/><nd ref='2'/>");
    while (*tags) {
        size_t key = strcspn(tags, "="), value = strcspn(tags + key + 1, " ");
        buf_printf(&xml, "<tag k='%.*s' v='%.*s'/>", (int)key, tags, (int)value, tags + key + 1);
        tags += key + 1 + value;
        tags += *tags == ' ';
    }
    buf_str(&xml, "</way></osm>");
    RoadMap *map =
        read_map(arena, (Bytes){(uint8_t *)arena_strn(arena, xml.at, xml.n), xml.n}, NULL);
    buf_free(&xml);
    return map;
}

static int hmh_of(const RoadMap *map, const RoadWeights *weights, bool backward) {
    uint32_t ds = road_time_ds(weights, 0, backward);
    if (ds == ROAD_NEVER) return NO;
    return (int)((road_segment(map, 0).length_dm * 36 + ds / 2) / ds);
}

static void check_rules(const Rule *rules, size_t n) {
    Arena *arena = new_arena();
    RoadProfiles *profiles = builtin(arena);
    for (size_t i = 0; i < n; i++) {
        RoadMap *map = map_of_tags(arena, rules[i].tags);
        RoadWeights *weights = road_weights(arena, map, profiles, rules[i].vehicle);
        int forward = hmh_of(map, weights, false), backward = hmh_of(map, weights, true);
        if (abs(forward - rules[i].forward_hmh) > 1 || abs(backward - rules[i].backward_hmh) > 1)
            fail_msg("%s, %s: %d and %d, not %d and %d", rules[i].tags,
                     road_class_id(rules[i].vehicle), forward, backward, rules[i].forward_hmh,
                     rules[i].backward_hmh);
    }
    arena_free(arena);
}

static void the_kind_of_road_gives_the_speed(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"highway=trunk", ROAD_TRUCK, 450, 450},
        {"highway=primary_link", ROAD_4X4, 550, 550},
        {"highway=secondary", ROAD_MOTORCYCLE, 450, 450},
        {"highway=tertiary", ROAD_TRUCK, 300, 300},
        {"highway=unclassified", ROAD_TRUCK, 200, 200},
        {"highway=unclassified", ROAD_FOOT, 45, 45},
        {"highway=residential", ROAD_BOAT, NO, NO},
        {"highway=service", ROAD_4X4, 200, 200},
        {"highway=path", ROAD_MOTORCYCLE, 100, 100},
        {"highway=path", ROAD_4X4, NO, NO},
        {"highway=footway", ROAD_MOTORCYCLE, NO, NO},
        {"highway=steps", ROAD_FOOT, 20, 20},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

static void access_tags_close_ways_the_most_specific_first(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"highway=tertiary access=no", ROAD_TRUCK, NO, NO},
        {"highway=tertiary access=private", ROAD_FOOT, NO, NO},
        {"highway=tertiary access=permissive", ROAD_TRUCK, 300, 300},
        {"highway=tertiary access=destination", ROAD_TRUCK, 300, 300},
        {"highway=tertiary access=no foot=yes", ROAD_FOOT, 45, 45},
        {"highway=tertiary access=no foot=yes", ROAD_MOTORCYCLE, NO, NO},
        {"highway=tertiary vehicle=no", ROAD_FOOT, 45, 45},
        {"highway=tertiary vehicle=no", ROAD_MOTORCYCLE, NO, NO},
        {"highway=tertiary motor_vehicle=no motorcycle=yes", ROAD_MOTORCYCLE, 380, 380},
        {"highway=tertiary motor_vehicle=no motorcycle=yes", ROAD_4X4, NO, NO},
        {"highway=tertiary motorcar=no", ROAD_4X4, NO, NO},
        {"highway=tertiary motorcar=no", ROAD_TRUCK, 300, 300},
        {"highway=tertiary hgv=no", ROAD_TRUCK, NO, NO},
        {"highway=tertiary hgv=no", ROAD_4X4, 380, 380},
        {"highway=tertiary foot=use_sidepath", ROAD_FOOT, NO, NO},
        {"highway=track motor_vehicle=forestry", ROAD_4X4, NO, NO},
        {"highway=path motor_vehicle=yes", ROAD_TRUCK, NO, NO},
        {"waterway=river boat=no", ROAD_BOAT, NO, NO},
        {"waterway=canal access=private", ROAD_BOAT, NO, NO},
        {"route=ferry motor_vehicle=no", ROAD_4X4, NO, NO},
        {"route=ferry motor_vehicle=no", ROAD_FOOT, 100, 100},
        {"route=ferry access=no", ROAD_BOAT, 150, 150},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

static void oneways_close_one_direction(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"highway=tertiary oneway=yes", ROAD_TRUCK, 300, NO},
        {"highway=tertiary oneway=1", ROAD_TRUCK, 300, NO},
        {"highway=tertiary oneway=-1", ROAD_TRUCK, NO, 300},
        {"highway=tertiary oneway=no", ROAD_TRUCK, 300, 300},
        {"highway=tertiary oneway=reversible", ROAD_TRUCK, NO, NO},
        {"highway=tertiary oneway=yes", ROAD_FOOT, 45, 45},
        {"highway=tertiary junction=roundabout", ROAD_4X4, 380, NO},
        {"highway=tertiary junction=circular", ROAD_4X4, 380, NO},
        {"highway=tertiary junction=roundabout oneway=-1", ROAD_4X4, NO, 380},
        {"highway=motorway", ROAD_TRUCK, 600, NO},
        {"highway=motorway", ROAD_MOTORCYCLE, NO, NO},
        {"highway=motorway oneway=no", ROAD_TRUCK, 600, 600},
        {"highway=motorway_link", ROAD_TRUCK, 600, 600},
        {"route=ferry oneway=yes", ROAD_FOOT, 100, NO},
        {"route=ferry oneway=yes", ROAD_BOAT, 150, 150},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

static void surface_smoothness_and_tracktype_cap_the_speed(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"highway=trunk surface=asphalt", ROAD_TRUCK, 450, 450},
        {"highway=trunk surface=gravel", ROAD_TRUCK, 200, 200},
        {"highway=trunk surface=gravel", ROAD_FOOT, 45, 45},
        {"highway=trunk surface=mud", ROAD_TRUCK, NO, NO},
        {"highway=trunk surface=mud", ROAD_4X4, 80, 80},
        {"highway=trunk surface=mud", ROAD_FOOT, 25, 25},
        {"highway=trunk surface=never_heard_of", ROAD_TRUCK, 450, 450},
        {"highway=trunk smoothness=bad", ROAD_TRUCK, 250, 250},
        {"highway=trunk smoothness=horrible", ROAD_TRUCK, NO, NO},
        {"highway=trunk smoothness=impassable", ROAD_MOTORCYCLE, NO, NO},
        {"highway=trunk smoothness=impassable", ROAD_FOOT, 45, 45},
        {"highway=trunk surface=gravel smoothness=very_bad", ROAD_TRUCK, 100, 100},
        {"highway=unclassified surface=asphalt", ROAD_TRUCK, 200, 200},
        {"highway=track", ROAD_TRUCK, NO, NO},
        {"highway=track", ROAD_4X4, 150, 150},
        {"highway=track tracktype=grade1", ROAD_TRUCK, 100, 100},
        {"highway=track tracktype=grade2", ROAD_TRUCK, 100, 100},
        {"highway=track tracktype=grade3", ROAD_TRUCK, NO, NO},
        {"highway=track tracktype=grade5", ROAD_MOTORCYCLE, 100, 100},
        {"highway=track surface=gravel", ROAD_TRUCK, 100, 100},
        {"highway=track tracktype=grade9", ROAD_TRUCK, NO, NO},
        {"highway=unclassified tracktype=grade4", ROAD_4X4, 120, 120},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

static void maxspeed_lowers_and_never_raises(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"highway=trunk maxspeed=30", ROAD_TRUCK, 300, 300},
        {"highway=trunk maxspeed=120", ROAD_TRUCK, 450, 450},
        {"highway=trunk surface=mud maxspeed=60", ROAD_TRUCK, NO, NO},
        {"highway=trunk surface=mud maxspeed=60", ROAD_4X4, 80, 80},
        {"highway=trunk maxspeed=none", ROAD_TRUCK, 450, 450},
        {"highway=trunk maxspeed=ID:urban", ROAD_TRUCK, 450, 450},
        {"highway=trunk maxspeed=20mph", ROAD_TRUCK, 322, 322},
        {"highway=trunk maxspeed=0", ROAD_TRUCK, 450, 450},
        {"highway=trunk maxspeed=3", ROAD_FOOT, 45, 45},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

/* 11.12 km; the way alone has no landing, so no wait */
static void ferries_keep_their_duration_and_rivers_their_current(void **state) {
    (void)state;
    static const Rule RULES[] = {
        {"route=ferry", ROAD_TRUCK, 100, 100},
        {"route=ferry duration=60", ROAD_TRUCK, 111, 111},
        {"route=ferry duration=00:30", ROAD_TRUCK, 222, 222},
        {"route=ferry duration=00:30:00", ROAD_TRUCK, 222, 222},
        {"route=ferry duration=PT2H", ROAD_FOOT, 56, 56},
        {"route=ferry duration=PT1H30M", ROAD_FOOT, 74, 74},
        {"route=ferry duration=P99D", ROAD_FOOT, 100, 100},
        {"route=ferry duration=soon", ROAD_FOOT, 100, 100},
        {"route=ferry duration=1:2:3:4", ROAD_FOOT, 100, 100},
        {"route=ferry duration=60", ROAD_BOAT, 150, 150},
        {"waterway=river", ROAD_BOAT, 200, 150},
        {"waterway=canal", ROAD_BOAT, 150, 150},
        {"waterway=river", ROAD_FOOT, NO, NO},
    };
    check_rules(RULES, COUNT_OF(RULES));
}

static void boarding_a_ferry_waits_once(void **state) {
    (void)state;
    static const char XML[] =
        "<osm><node id='1' lat='0' lon='110'/><node id='2' lat='0' lon='110.01'/>"
        "<node id='3' lat='0' lon='110.02'/><node id='4' lat='0' lon='110.03'/>"
        "<node id='5' lat='0' lon='110.04'/>"
        "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='tertiary'/></way>"
        "<way id='2'><nd ref='2'/><nd ref='3'/><tag k='route' v='ferry'/>"
        "<tag k='duration' v='10'/><tag k='interval' v='01:00'/></way>"
        "<way id='3'><nd ref='3'/><nd ref='4'/><tag k='route' v='ferry'/>"
        "<tag k='duration' v='10'/></way>"
        "<way id='4'><nd ref='4'/><nd ref='5'/><tag k='highway' v='tertiary'/></way></osm>";
    Arena *arena = new_arena();
    RoadMap *map = read_map(arena, bytes_of(XML), NULL);
    RoadWeights *w = road_weights(arena, map, builtin(arena), ROAD_4X4);
    assert_int_equal(road_time_ds(w, 1, false), 10 * (600 + 1800)); /* half the interval */
    assert_int_equal(road_time_ds(w, 2, false), 10 * 600);          /* already on board */
    assert_int_equal(road_time_ds(w, 2, true), 10 * (600 + 1800));  /* the default wait */
    assert_int_equal(road_time_ds(w, 1, true), 10 * 600);
    RoadSnap snap;
    GeoPoint at_sea = geo_point(0, 110.02);
    road_snap(map, w, &at_sea, 1, 5000, NULL, &snap);
    assert_string_equal(road_segment(map, snap.segment).highway, "tertiary");
    arena_free(arena);
}

static void every_passable_arc_takes_time(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadProfiles *profiles = builtin(arena);
    RoadMap *map =
        read_map(arena, slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf")), NULL);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        RoadWeights *w = road_weights(arena, map, profiles, c);
        for (uint32_t s = 0; s < road_segment_count(map); s++)
            for (int back = 0; back < 2; back++)
                assert_in_range(road_time_ds(w, s, back), 1, ROAD_NEVER);
    }
    static const char SHORT[] = "<osm><node id='1' lat='0' lon='110'/>"
                                "<node id='2' lat='0' lon='110'/><way id='1'><nd ref='1'/>"
                                "<nd ref='2'/><tag k='highway' v='tertiary'/></way></osm>";
    map = read_map(arena, bytes_of(SHORT), NULL);
    assert_int_equal(road_segment(map, 0).length_dm, 0);
    assert_int_equal(road_time_ds(road_weights(arena, map, profiles, ROAD_TRUCK), 0, false), 1);
    arena_free(arena);
}

/* ---------------------------------------------------------------- the file of profiles */

static char *swapped(Arena *arena, const char *old, const char *new) {
    Bytes file = slurp(arena, carried(arena, "data/profiles.json"));
    const char *at = strstr((const char *)file.at, old);
    assert_non_null(at);
    return arena_printf(arena, "%.*s%s%s", (int)(at - (const char *)file.at), file.at, new,
                        at + strlen(old));
}

static void faulty_profiles_are_refused_with_their_place(void **state) {
    (void)state;
    static const struct {
        const char *old, *new, *place;
    } FAULTS[] = {
        {"\"highway\":", "\"roads\":", "roads"},
        {"\"about\"", "\"abuot\"", "abuot"},
        {"\"is\": [\"trunk\"", "\"is\": [\"trunc\"", "highway[1].is"},
        {"\"tertiary\"", "\"trunk\"", "highway[3].is"},
        {"\"steps\"", "\"path\"", "highway[9].is"},
        {"\"river\"], ", "\"tertiary\"], ", "water[0].is"},
        {"\"truck\": 45", "\"truck\": 450", "highway[1].truck"},
        {"\"truck\": 45", "\"truck\": 0", "highway[1].truck"},
        {"\"truck\": 45", "\"truck\": -5", "highway[1].truck"},
        {"\"truck\": 45", "\"truck\": 4.55", "highway[1].truck"},
        {"\"truck\": 45", "\"truck\": \"fast\"", "highway[1].truck"},
        {"\"truck\": 45, ", "", "highway[1].truck"},
        {"\"truck\": 45", "\"boat\": 45", "highway[1].boat"},
        {"\"assumed_surface\": \"asphalt\"", "\"assumed_surface\": \"ice\"", "highway"},
        {"\"assumed_surface\": \"asphalt\"", "\"assumed_surface\": 5",
         "highway[0].assumed_surface"},
        {"\"source\": \"law\"", "\"source\": \"rumour\"", "highway[0].source"},
        {"\"certainty\": \"assumption\"", "\"certainty\": \"sure\"", "highway[0].certainty"},
        {"\"mud\"", "\"sand\"", "surface[7].is"},
        {"\"truck\": 5,", "\"truck\": [],", "surface[6].truck"},
        {"\"assumed_tracktype\": \"grade3\"", "\"assumed_tracktype\": \"grade7\"",
         "assumed_tracktype"},
        {"\"wait_min\": 30", "\"wait_min\": 9999", "wait_min"},
        {"\"kmh\": 10", "\"kmh\": \"no\"", "kmh"},
        {"\"detour_permille\": 1400", "\"detour_permille\": 999", "detour_permille"},
        {"\"upstream\": 15", "\"up\": 15", "water[0].up"},
        {"\"estimate\": {", "\"estimate\": {\"bus\": 3, ", "bus"},
    };
    for (size_t i = 0; i < COUNT_OF(FAULTS); i++) {
        Arena *arena = new_arena();
        RoadProfiles *profiles = NULL;
        Err err = {0};
        char *text = swapped(arena, FAULTS[i].old, FAULTS[i].new);
        assert_int_equal(road_profiles_read(arena, bytes_of(text), "p.json", &profiles, &err),
                         ERR_INPUT);
        assert_string_equal(err.place, arena_printf(arena, "p.json (%.40s)", FAULTS[i].place));
        assert_true(err.text[0] && err.advice[0]);
        assert_null(profiles);
        arena_free(arena);
    }
}

static void vehicle_classes_go_by_several_names(void **state) {
    (void)state;
    RoadClass c;
    for (RoadClass each = 0; each < ROAD_CLASSES; each++) {
        assert_true(road_class_parse(road_class_id(each), &c));
        assert_int_equal(c, each);
        assert_true(road_class_name(each)[0]);
    }
    assert_true(road_class_parse("Sepeda Motor", &c) && c == ROAD_MOTORCYCLE);
    assert_true(road_class_parse("TRUK", &c) && c == ROAD_TRUCK);
    assert_true(road_class_parse("Perahu", &c) && c == ROAD_BOAT);
    assert_true(road_class_parse("jalan kaki", &c) && c == ROAD_FOOT);
    assert_false(road_class_parse("", &c));
    assert_false(road_class_parse("helicopter", &c));
    assert_false(road_class_parse("a very long name of a vehicle that nobody has", &c));
}

int main(void) {
    lang_use(LANG_EN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_road_gives_the_speed),
        cmocka_unit_test(access_tags_close_ways_the_most_specific_first),
        cmocka_unit_test(oneways_close_one_direction),
        cmocka_unit_test(surface_smoothness_and_tracktype_cap_the_speed),
        cmocka_unit_test(maxspeed_lowers_and_never_raises),
        cmocka_unit_test(ferries_keep_their_duration_and_rivers_their_current),
        cmocka_unit_test(boarding_a_ferry_waits_once),
        cmocka_unit_test(every_passable_arc_takes_time),
        cmocka_unit_test(faulty_profiles_are_refused_with_their_place),
        cmocka_unit_test(vehicle_classes_go_by_several_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
