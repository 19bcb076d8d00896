// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "geo/geo.h"

typedef struct Case {
    Env env;
    Arena *arena;
    Faults faults;
    GeoLayer layer;
    Err err;
} Case;

static int begin(void **state) {
    static Case c;
    lang_use(LANG_EN);
    c = (Case){.env = env_real()};
    c.arena = arena_new(&c.env, 256 * MIB);
    *state = &c;
    return 0;
}

static int end(void **state) {
    Case *c = *state;
    arena_free(c->arena);
    return 0;
}

static Status text(Case *c, const char *json) {
    c->faults = (Faults){.arena = c->arena, .file = "t.geojson"};
    return geo_layer_json(c->arena, bytes_of(json), "t.geojson", &c->layer, &c->faults, &c->err);
}

static Status file(Case *c, const char *name) {
    c->faults = (Faults){.arena = c->arena};
    const char *source = getenv("HANTAR_SOURCE");
    const char *path = arena_printf(c->arena, "%s/tests/geo/data/%s", source ? source : ".", name);
    return geo_layer_read(&c->env, c->arena, path, &c->layer, &c->faults, &c->err);
}

#define FEATURE(geometry, properties) \
    "{\"type\":\"Feature\",\"properties\":" properties ",\"geometry\":" geometry "}"
#define POINT(x, y) "{\"type\":\"Point\",\"coordinates\":[" x "," y "]}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static void point_is(const Case *c, size_t feature, int32_t lat_e7, int32_t lon_e7) {
    assert_true(feature < c->layer.count);
    const GeoFeature *f = &c->layer.features[feature];
    assert_int_equal(f->kind, GEO_POINT);
    assert_int_equal(f->area.ring_count, 1);
    assert_int_equal(f->area.rings[0].points[0].lat_e7, lat_e7);
    assert_int_equal(f->area.rings[0].points[0].lon_e7, lon_e7);
}

static void coordinates_are_exact_to_the_seventh_decimal(void **state) {
    Case *c = *state;
    Rng rng;
    rng_seed(&rng, 6);
    for (int i = 0; i < 20000; i++) {
        int32_t lat = (int32_t)rng_below(&rng, 1800000001u) - 900000000;
        int32_t lon = (int32_t)((int64_t)rng_below(&rng, 3600000001u) - 1800000000);
        Buf b;
        buf_init(&b, 1 * KIB);
        JsonOut out;
        json_out(&out, &b, false);
        json_open(&out, NULL, '[');
        json_put_decimal(&out, NULL, lon, 7);
        json_put_decimal(&out, NULL, lat, 7);
        json_close(&out, ']');
        char *json = arena_printf(c->arena,
                                  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                                  "\"coordinates\":%s}}",
                                  b.at);
        buf_free(&b);
        assert_int_equal(text(c, json), OK);
        point_is(c, 0, lat, lon);
        assert_null(geo_property(&c->layer.features[0], "x"));
        geo_layer_done(&c->layer);
    }
}

static void properties_come_as_text(void **state) {
    Case *c = *state;
    assert_int_equal(
        text(c, COLLECTION(FEATURE(POINT("100", "1.5"),
                                   "{\"s\":\"007\",\"i\":-12,\"big\":1222011001001,\"r\":2.50,"
                                   "\"w\":257.0,\"t\":true,\"n\":null,\"o\":{}}"))),
        OK);
    const GeoFeature *f = &c->layer.features[0];
    assert_string_equal(geo_property(f, "s"), "007");
    assert_string_equal(geo_property(f, "i"), "-12");
    assert_string_equal(geo_property(f, "big"), "1222011001001");
    assert_string_equal(geo_property(f, "r"), "2.5");
    assert_string_equal(geo_property(f, "w"), "257");
    assert_string_equal(geo_property(f, "t"), "true");
    assert_null(geo_property(f, "n"));
    assert_null(geo_property(f, "o"));
    assert_null(geo_property(f, "absent"));
    geo_layer_done(&c->layer);
    assert_int_equal(text(c, COLLECTION(FEATURE(POINT("100", "1"), "{\"n\":\"Caf\xE9\"}"))), OK);
    assert_string_equal(geo_property(&c->layer.features[0], "n"), "Caf\xC3\xA9");
    geo_layer_done(&c->layer);
}

static void one_feature_per_line_is_the_same_layer(void **state) {
    Case *c = *state;
    assert_int_equal(text(c, "\x1E" FEATURE(POINT("100", "1"),
                                            "{}") "\r\n\n" FEATURE(POINT("101", "2"), "null") "\n"),
                     OK);
    assert_int_equal(c->layer.count, 2);
    point_is(c, 1, 20000000, 1010000000);
    assert_int_equal(c->layer.features[1].number, 2);
    geo_layer_done(&c->layer);
    assert_int_equal(text(c, FEATURE(POINT("100", "1"), "{}") "\n\n{\"type\":\n"), ERR_INPUT);
    assert_int_equal(c->faults.list.at[0].line, 3);
}

static void every_bad_geometry_is_told_with_its_number(void **state) {
    Case *c = *state;
    static const struct {
        const char *geometry, *word;
    } bad[] = {
        {"null", "no geometry"},
        {"{}", "points, lines or polygons"},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[]}", "points, lines or polygons"},
        {"{\"type\":\"Point\",\"coordinates\":[]}", "two numbers"},
        {"{\"type\":\"Point\",\"coordinates\":[\"1\",2]}", "two numbers"},
        {"{\"type\":\"Point\",\"coordinates\":[1.5,100]}", "exchanged"},
        {"{\"type\":\"Point\",\"coordinates\":[712345,9812345]}", "outside"},
        {"{\"type\":\"Point\",\"coordinates\":7}", "lists"},
        {"{\"type\":\"Point\"}", "lists"},
        {"{\"type\":\"MultiPoint\",\"coordinates\":[]}", "no coordinates"},
        {"{\"type\":\"LineString\",\"coordinates\":[[100,1]]}", "two points"},
        {"{\"type\":\"Polygon\",\"coordinates\":[]}", "no coordinates"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[100,1]]}", "two numbers"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[100,1],[101,1],[100,1]]]}", "three"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[1,1],[1,1],[1,1]]]}", "three"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        char *json = arena_printf(
            c->arena,
            COLLECTION(FEATURE(POINT("100", "1"), "{}") ","
                                                        "{\"type\":\"Feature\",\"geometry\":%s},7"),
            bad[i].geometry);
        assert_int_equal(text(c, json), ERR_INPUT);
        assert_int_equal(c->faults.total, 2);
        assert_true(str_starts(c->faults.list.at[0].text, "feature 2: "));
        assert_non_null(strstr(c->faults.list.at[0].text, bad[i].word));
        assert_true(str_starts(c->faults.list.at[1].text, "feature 3: "));
    }
    assert_int_equal(text(c, "{\"type\":\"Topology\"}"), ERR_INPUT);
    assert_int_equal(text(c, "{"), ERR_INPUT);
    assert_int_equal(text(c, ""), ERR_INPUT);
    assert_int_equal(text(c, "{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":{"
                             "\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32647\"}}}"),
                     ERR_INPUT);
    assert_int_equal(text(c, COLLECTION("")), OK);
    geo_layer_done(&c->layer);
}

static void rings_lose_their_closing_point_and_lines_keep_theirs(void **state) {
    Case *c = *state;
    assert_int_equal(
        text(c,
             COLLECTION(FEATURE(
                 "{\"type\":\"Polygon\",\"coordinates\":[[[0,0,9],[1,0,9],[1,1,9],[0,0,"
                 "9]]]}",
                 "{}") "," FEATURE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}",
                                   "{}") "," FEATURE("{\"type\":\"LineString\",\"coordinates\":[[0,"
                                                     "0],[1,0],[0,0]]}",
                                                     "{}"))),
        OK);
    const GeoFeature *f = c->layer.features;
    assert_int_equal(f[0].area.rings[0].count, 3);
    assert_int_equal(f[1].area.rings[0].count, 3);
    assert_int_equal(f[2].kind, GEO_LINE);
    assert_int_equal(f[2].area.rings[0].count, 3);
    geo_layer_done(&c->layer);
}

static void a_layer_in_any_format_and_projection_holds_the_same_areas(void **state) {
    Case *c = *state;
    static const char *const names[] = {"areas.geojson", "areas.gpkg", "areas.shp"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (i > 0 && access("/usr/bin/ogr2ogr", X_OK) != 0) {
            print_message("# gdal-bin is not installed\n");
            break;
        }
        assert_int_equal(file(c, names[i]), OK);
        assert_int_equal(c->layer.count, 2);
        const GeoFeature *f = c->layer.features;
        assert_string_equal(geo_property(&f[0], "code"), "1222011001");
        assert_string_equal(geo_property(&f[0], "name"), "Caf\xC3\xA9");
        assert_string_equal(geo_property(&f[1], "n"), "1222011002003");
        assert_string_equal(geo_property(&f[0], "km2"), "24.06");
        assert_int_equal(f[1].kind, GEO_AREA);
        assert_int_equal(f[0].area.ring_count, 2);
        assert_true(geo_area_holds(&f[0].area, geo_point(1.02, 100.02)));
        assert_false(geo_area_holds(&f[0].area, geo_point(1.05, 100.05)));
        assert_true(geo_area_holds(&f[1].area, geo_point(1.01, 100.25)));
        assert_true(geo_area_holds(&f[1].area, geo_point(1.01, 100.45)));
        assert_false(geo_area_holds(&f[1].area, geo_point(1.01, 100.35)));
        /* a projection forth and back costs at most a few units of 1e-7 degrees */
        for (size_t k = 0; k < 4; k++) {
            GeoPoint p = f[0].area.rings[0].points[k], corner = {0, 0};
            corner.lat_e7 = p.lat_e7 > 10500000 ? 11000000 : 10000000;
            corner.lon_e7 = p.lon_e7 > 1000500000 ? 1001000000 : 1000000000;
            assert_true(geo_distance(p, corner) < 0.05);
        }
        geo_layer_done(&c->layer);
    }
    assert_int_equal(file(c, "rows.csv"), ERR_INPUT);
    assert_true(c->err.advice[0]);
}

/* ---------------------------------------------------------------- when memory ends */

typedef struct Ration {
    int left;
} Ration;

static void *rationed_alloc(void *ctx, size_t n) {
    Ration *ration = ctx;
    return ration->left-- > 0 ? malloc(n) : NULL;
}

static void read_both(Arena *arena) {
    static const char json[] = FEATURE(POINT("100", "1"), "{\"a\":1}") "\n{\n" FEATURE(
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}", "{}");
    Faults faults = {.arena = arena};
    GeoLayer layer;
    GeoTable table;
    Status s = geo_layer_json(arena, bytes_of(json), "t", &layer, &faults, NULL);
    assert_int_equal(s, ERR_INPUT);
    faults = (Faults){.arena = arena};
    Bytes csv = bytes_of("a;b\n#x;#y\n\"caf\xE9 \"\"\";2\n");
    assert_int_equal(geo_table_csv(arena, csv, "t", &table, &faults, NULL), OK);
}

static bool both_fit(const Env *env) {
    Arena *arena = arena_new(env, 1 * MIB);
    if (ARENA_GUARD(arena)) {
        read_both(arena);
        arena_free(arena);
        return true;
    }
    arena_free(arena);
    return false;
}

/* Fails the second allocation, then the third ..., until both files are read. That nothing leaks
 * shows under AddressSanitizer, where each item of an arena is an allocation. */
static void memory_may_end_at_any_allocation(void **state) {
    Case *c = *state;
    Ration ration = {0};
    Env env = c->env;
    env.alloc = rationed_alloc;
    env.ctx = &ration;
    int n = 1;
    do {
        ration.left = ++n;
        assert_in_range(n, 2, 1000);
    } while (!both_fit(&env));
}

static void every_village_of_six_regencies_is_read(void **state) {
    Case *c = *state;
    static const char *const regencies[] = {
        "kampar", "labuhanbatu-selatan", "nunukan", "penajam-paser-utara", "sekadau", "sijunjung"};
    const char *shared = getenv("HANTAR_SHARED"), *source = getenv("HANTAR_SOURCE");
    if (!shared) shared = arena_printf(c->arena, "%s/../shared", source ? source : ".");
    size_t villages = 0, holding_own_box_middle = 0;
    for (size_t i = 0; i < COUNT_OF(regencies); i++) {
        c->faults = (Faults){.arena = c->arena};
        const char *path =
            arena_printf(c->arena, "%s/data/regency/%s/villages.geojson", shared, regencies[i]);
        Status s = geo_layer_read(&c->env, c->arena, path, &c->layer, &c->faults, &c->err);
        if (s == ERR_ABSENT) {
            print_message("# no shared data\n");
            return;
        }
        assert_int_equal(s, OK);
        for (size_t k = 0; k < c->layer.count; k++) {
            const GeoFeature *f = &c->layer.features[k];
            assert_non_null(geo_property(f, "village_code"));
            GeoBox box = f->area.box;
            GeoPoint middle = {(box.min.lat_e7 + box.max.lat_e7) / 2,
                               (int32_t)(((int64_t)box.min.lon_e7 + box.max.lon_e7) / 2)};
            villages++;
            holding_own_box_middle += geo_area_holds(&f->area, middle);
        }
        geo_layer_done(&c->layer);
    }
    assert_true(villages > 500);
    assert_true(holding_own_box_middle > villages / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(coordinates_are_exact_to_the_seventh_decimal, begin, end),
        cmocka_unit_test_setup_teardown(properties_come_as_text, begin, end),
        cmocka_unit_test_setup_teardown(one_feature_per_line_is_the_same_layer, begin, end),
        cmocka_unit_test_setup_teardown(every_bad_geometry_is_told_with_its_number, begin, end),
        cmocka_unit_test_setup_teardown(rings_lose_their_closing_point_and_lines_keep_theirs, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_layer_in_any_format_and_projection_holds_the_same_areas,
                                        begin, end),
        cmocka_unit_test_setup_teardown(memory_may_end_at_any_allocation, begin, end),
        cmocka_unit_test_setup_teardown(every_village_of_six_regencies_is_read, begin, end),
    };
    return cmocka_run_group_tests_name("geo/layer", tests, NULL, NULL);
}
