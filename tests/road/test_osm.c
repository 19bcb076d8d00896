// SPDX-License-Identifier: Apache-2.0
/* The readers: against libreadosm, against each other, and against damaged files. */
#include "road_world.h"

#include <readosm.h>

/* ---------------------------------------------------------------- the oracle */

typedef struct Counts {
    int64_t nodes, ways, relations, wanted_ways;
} Counts;

static int count_node(const void *ctx, const readosm_node *node) {
    (void)node;
    ((Counts *)(uintptr_t)ctx)->nodes++;
    return READOSM_OK;
}

static int count_way(const void *ctx, const readosm_way *way) {
    Counts *counts = (Counts *)(uintptr_t)ctx;
    bool wanted = false;
    for (int i = 0; i < way->tag_count; i++) {
        const char *key = way->tags[i].key, *value = way->tags[i].value;
        wanted |= str_eq(key, "highway") || (str_eq(key, "route") && str_eq(value, "ferry")) ||
                  (str_eq(key, "waterway") && (str_eq(value, "river") || str_eq(value, "canal")));
    }
    counts->ways++;
    counts->wanted_ways += wanted;
    return READOSM_OK;
}

static int count_relation(const void *ctx, const readosm_relation *relation) {
    (void)relation;
    ((Counts *)(uintptr_t)ctx)->relations++;
    return READOSM_OK;
}

static void compare_with_readosm(Arena *arena, const char *path) {
    const void *handle;
    Counts counts = {0};
    RoadReport report;
    assert_int_equal(readosm_open(path, &handle), READOSM_OK);
    assert_int_equal(readosm_parse(handle, &counts, count_node, count_way, count_relation),
                     READOSM_OK);
    readosm_close(handle);
    read_map(arena, slurp(arena, path), &report);
    assert_int_equal(report.osm_nodes, counts.nodes);
    assert_int_equal(report.osm_ways, counts.ways);
    assert_int_equal(report.osm_relations, counts.relations);
    assert_int_equal(report.ways_kept + report.ways_dropped_nodes + report.ways_dropped_kind,
                     counts.wanted_ways);
}

static void counts_equal_libreadosm_on_every_extract(void **state) {
    (void)state;
    static const char *const SHARED[] = {"roads/legazpi.osm.pbf", "roads/andorra-2013.osm.pbf",
                                         "roads/porto.osm.pbf",
                                         "roads/penajam-paser-utara.osm.pbf"};
    Arena *arena = new_arena();
    compare_with_readosm(arena, carried(arena, "tests/road/data/sebatik.osm.pbf"));
    compare_with_readosm(arena, carried(arena, "data/demo/labuhanbatu-selatan/roads.osm.pbf"));
    for (size_t i = 0; i < COUNT_OF(SHARED); i++) {
        const char *path = shared(arena, SHARED[i]);
        if (path)
            compare_with_readosm(arena, path);
        else
            print_message("# %s is absent, not compared\n", SHARED[i]);
    }
    arena_free(arena);
}

/* ---------------------------------------------------------------- both forms */

static void pbf_and_gzipped_xml_give_the_same_map(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadReport a_report, b_report;
    Bytes pbf = slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf"));
    Bytes xml = slurp(arena, carried(arena, "tests/road/data/sebatik.osm.gz"));
    RoadMap *a = read_map(arena, pbf, &a_report), *b = read_map(arena, xml, &b_report);
    assert_memory_equal(&a_report, &b_report, sizeof a_report);
    assert_int_equal(a->node_count, b->node_count);
    assert_memory_equal(a->nodes, b->nodes, a->node_count * sizeof *a->nodes);
    for (uint32_t s = 0; s < a->segment_count; s++) {
        RoadSegment x = road_segment(a, s), y = road_segment(b, s);
        size_t nx, ny;
        const GeoPoint *px = road_geometry(a, s, &nx), *py = road_geometry(b, s, &ny);
        assert_true(x.osm_way == y.osm_way && x.from == y.from && x.to == y.to);
        assert_true(str_eq(x.surface, y.surface) && str_eq(x.way_name, y.way_name));
        assert_true(x.forward == y.forward && x.backward == y.backward && x.bridge == y.bridge);
        assert_int_equal(nx, ny);
        assert_memory_equal(px, py, nx * sizeof *px);
    }
    arena_free(arena);
}

static void the_demo_regency_is_nearly_one_piece(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadReport r;
    RoadMap *map = read_map(
        arena, slurp(arena, carried(arena, "data/demo/labuhanbatu-selatan/roads.osm.pbf")), &r);
    assert_in_range(r.length_m, 2700000, 2750000);
    assert_in_range(r.largest_piece_m * 1000 / r.length_m, 960, 1000);
    assert_int_equal(r.nodes, road_node_count(map));
    assert_int_equal(r.segments, road_segment_count(map));
    assert_int_equal(r.surface_tagged_m + r.surface_assumed_m, r.length_m);
    arena_free(arena);
}

/* ---------------------------------------------------------------- the graph of a small file */

#define N(id, lat, lon) "<node id='" #id "' lat='" #lat "' lon='" #lon "'/>"
#define GRID           \
    N(1, 0.01, 110.01) \
    N(2, 0.01, 110.02) \
    N(3, 0.01, 110.03) N(4, 0.02, 110.02) N(5, 0.02, 110.03) N(-6, 0.03, 110.03)

static RoadMap *map_of_xml(Arena *arena, const char *xml, RoadReport *report) {
    return read_map(arena, bytes_of(xml), report);
}

static void ways_are_cut_where_they_meet(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadReport r;
    RoadMap *map = map_of_xml(arena,
                              "<osm>" GRID "<way id='10'><nd ref='1'/><nd ref='2'/><nd ref='3'/>"
                              "<nd ref='5'/><tag k='highway' v='tertiary'/></way>"
                              "<way id='11'><nd ref='4'/><nd ref='2'/>"
                              "<tag k='highway' v='track'/><tag k='name' v='Jl. A &amp; B'/></way>"
                              "<way id='12'><nd ref='3'/><nd ref='-6'/></way>"
                              "<way id='13' visible='false'><nd ref='3'/><nd ref='-6'/>"
                              "<tag k='highway' v='tertiary'/></way>"
                              "<relation id='1'/></osm>",
                              &r);
    assert_int_equal(r.nodes, 4); /* 1, 2, 4, 5; 3 only bends: 12 is no road, 13 is deleted */
    assert_int_equal(r.osm_ways, 3);
    assert_int_equal(r.segments, 3);
    assert_int_equal(r.osm_relations, 1);
    assert_int_equal(r.pieces, 1);
    RoadSegment second = road_segment(map, 1);
    size_t n;
    road_geometry(map, 1, &n);
    assert_int_equal(n, 3);
    assert_int_equal(second.osm_way, 10);
    assert_string_equal(road_segment(map, 2).way_name, "Jl. A & B");
    GeoPoint a = geo_point(0.01, 110.02), b = geo_point(0.01, 110.03), c = geo_point(0.02, 110.03);
    double metres = geo_distance(a, b) + geo_distance(b, c);
    assert_in_range(second.length_dm, (uint32_t)(metres * 10), (uint32_t)(metres * 10) + 1);
    arena_free(arena);
}

static void missing_nodes_cut_a_way_and_are_counted(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadReport r;
    map_of_xml(arena,
               "<osm>" GRID "<way id='10'><nd ref='1'/><nd ref='2'/><nd ref='99'/><nd ref='5'/>"
               "<nd ref='-6'/><tag k='highway' v='tertiary'/></way>"
               "<way id='11'><nd ref='4'/><nd ref='98'/><tag k='highway' v='track'/></way>"
               "<way id='12'><nd ref='4'/><tag k='highway' v='track'/></way>"
               "<way id='13'><nd ref='4'/><nd ref='5'/><tag k='highway' v='construction'/></way>"
               "<way id='14'><nd ref='3'/><nd ref='3'/><tag k='highway' v='track'/></way></osm>",
               &r);
    assert_int_equal(r.segments, 2);
    assert_int_equal(r.pieces, 2);
    assert_int_equal(r.nodes_missing, 2);
    assert_int_equal(r.ways_kept, 1);
    assert_int_equal(r.ways_dropped_nodes, 3);
    assert_int_equal(r.ways_dropped_kind, 1);
    arena_free(arena);
}

static void loops_crossings_and_barriers_are_kept(void **state) {
    (void)state;
    Arena *arena = new_arena();
    RoadReport r;
    RoadMap *map =
        map_of_xml(arena,
                   "<osm>" GRID "<node id='7' lat='0.05' lon='110.05'><tag k='barrier' v='gate'/>"
                   "</node><way id='10'><nd ref='1'/><nd ref='2'/><nd ref='4'/><nd ref='1'/>"
                   "<tag k='highway' v='tertiary'/></way>" /* a ring */
                   "<way id='11'><nd ref='3'/><nd ref='5'/><nd ref='-6'/><nd ref='7'/><nd ref='5'/>"
                   "<tag k='highway' v='tertiary'/></way></osm>", /* a lasso */
                   &r);
    assert_int_equal(r.segments, 3);
    assert_int_equal(r.barriers, 1);
    assert_int_equal(road_segment(map, 0).from, road_segment(map, 0).to);
    assert_int_equal(road_segment(map, 2).from, road_segment(map, 2).to);
    arena_free(arena);
}

/* ---------------------------------------------------------------- refusals */

static Status try_read(Bytes file, Err *err) {
    Arena *arena = new_arena();
    RoadMap *map = NULL;
    Status s = road_read(arena, file, "f.osm", NULL, &map, NULL, err);
    assert_true((s == OK) == (map != NULL));
    arena_free(arena);
    return s;
}

static void every_truncation_is_refused_with_its_byte(void **state) {
    (void)state;
    static const char *const FILES[] = {"tests/road/data/sebatik.osm.pbf",
                                        "tests/road/data/sebatik.osm.gz"};
    static const size_t STEPS[] = {97, 9973};
    Arena *arena = new_arena();
    for (size_t f = 0; f < COUNT_OF(FILES); f++) {
        Bytes file = slurp(arena, carried(arena, FILES[f]));
        for (size_t n = 0; n < file.n; n += STEPS[f]) {
            Err err = {0};
            assert_int_equal(try_read((Bytes){file.at, n}, &err), ERR_INPUT);
            assert_true(strstr(err.place, "f.osm") && err.text[0] && err.advice[0]);
            assert_non_null(strstr(err.place, "byte "));
        }
    }
    arena_free(arena);
}

static bool fits(Bytes file, size_t ceiling) {
    Env env = env_real();
    Arena *small = arena_new(&env, ceiling);
    volatile bool done = false;
    if (ARENA_GUARD(small)) {
        RoadMap *map;
        Err err;
        done = road_read(small, file, "f.osm", NULL, &map, NULL, &err) == OK;
    }
    arena_free(small);
    return done;
}

/* Memory runs out in one place after the other; the sanitizer sees what is left behind. */
static void an_arena_that_is_too_small_is_left_in_good_order(void **state) {
    (void)state;
    static const char *const FILES[] = {"tests/road/data/sebatik.osm.pbf",
                                        "tests/road/data/sebatik.osm.gz"};
    Arena *arena = new_arena();
    for (size_t f = 0; f < COUNT_OF(FILES); f++) {
        Bytes file = slurp(arena, carried(arena, FILES[f]));
        size_t ceiling = 1 * KIB;
        int escapes = 0;
        for (; !fits(file, ceiling); ceiling += ceiling / 5) escapes++;
        assert_in_range(escapes, 20, 100);
    }
    arena_free(arena);
}

static void damaged_bytes_never_crash_the_reader(void **state) {
    (void)state;
    Arena *arena = new_arena();
    Bytes file = slurp(arena, carried(arena, "tests/road/data/sebatik.osm.pbf"));
    uint8_t *copy = arena_alloc(arena, file.n);
    Rng rng;
    rng_seed(&rng, 3);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
        memcpy(copy, file.at, file.n);
        for (int hits = 0; hits < 3; hits++)
            copy[rng_below(&rng, (uint32_t)file.n)] ^= (uint8_t)(1 + rng_below(&rng, 255));
        Err err;
        refused += try_read((Bytes){copy, file.n}, &err) == ERR_INPUT;
    }
    assert_true(refused > 290); /* zlib's checksum sees nearly all */
    arena_free(arena);
}

/* A PBF file in the making. Lengths below 128 keep to one byte. */
static void put_field(Buf *to, int number, Bytes content) {
    assert_true(content.n < 128);
    buf_char(to, (char)(number << 3 | 2));
    buf_char(to, (char)content.n);
    buf_add(to, content.at, content.n);
}

static void put_blob(Buf *to, const char *type, int data_field, Bytes block) {
    Buf header, blob;
    buf_init(&header, 256);
    buf_init(&blob, 256);
    put_field(&blob, data_field, block);
    put_field(&header, 1, bytes_of(type));
    buf_char(&header, 3 << 3);
    buf_char(&header, (char)blob.n);
    buf_add(to, (uint8_t[]){0, 0, 0, (uint8_t)header.n}, 4);
    buf_add(to, header.at, header.n);
    buf_add(to, blob.at, blob.n);
    buf_free(&header);
    buf_free(&blob);
}

static void pbf_is(const char *type, int data_field, int feature_field, const char *feature,
                   const char *complaint) {
    Buf file, block;
    buf_init(&file, 1024);
    buf_init(&block, 256);
    put_field(&block, feature_field, bytes_of(feature));
    put_blob(&file, type, data_field, buf_bytes(&block));
    Err err = {0};
    assert_int_equal(try_read(buf_bytes(&file), &err), ERR_INPUT);
    if (!strstr(err.text, complaint)) fail_msg("%s: %s", err.place, err.text);
    buf_free(&file);
    buf_free(&block);
}

static void pbf_of_unknown_form_is_refused_by_name(void **state) {
    (void)state;
    pbf_is("OSMHeader", 1, 4, "HistoricalInformation", "HistoricalInformation");
    pbf_is("OSMHeader", 1, 4, "DenseNodes", "no road");
    pbf_is("OSMHeader", 1, 5, "Sort.Type_then_ID", "no road"); /* optional: may be ignored */
    pbf_is("OSMHeader", 4, 4, "x", "otherwise than with zlib");
    pbf_is("OSMHeader", 7, 4, "x", "otherwise than with zlib");
    pbf_is("OSMHeader", 3, 4, "x", "damaged");
    pbf_is("OSMHeader", 9, 4, "x", "without data");
    pbf_is("OSMData", 1, 4, "x", "does not begin");
}

static void xml_that_is_no_osm_is_refused(void **state) {
    (void)state;
    static const char *const BAD[] = {
        "<gpx/>",
        "<osm>",
        "<osm><node id='x' lat='0' lon='0'/></osm>",
        "<!DOCTYPE osm [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><osm>&b;</osm>",
        "<osm><way id='1'><nd/></way></osm>",
        "<osm><way id='1'><tag k='highway'/></way></osm>",
        "<osm><node id='1' lat='91' lon='0'/></osm>",
        "<osm><node id='1' lat='0' lon='180.1'/></osm>",
        "<osm><node id='1' lat='0'/></osm>",
        "<osm></osm>",
        "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        Err err = {0};
        if (try_read(bytes_of(BAD[i]), &err) != ERR_INPUT) fail_msg("accepted: %s", BAD[i]);
        assert_true(err.text[0] && err.place[0]);
    }
}

int main(void) {
    lang_use(LANG_EN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_equal_libreadosm_on_every_extract),
        cmocka_unit_test(pbf_and_gzipped_xml_give_the_same_map),
        cmocka_unit_test(the_demo_regency_is_nearly_one_piece),
        cmocka_unit_test(ways_are_cut_where_they_meet),
        cmocka_unit_test(missing_nodes_cut_a_way_and_are_counted),
        cmocka_unit_test(loops_crossings_and_barriers_are_kept),
        cmocka_unit_test(every_truncation_is_refused_with_its_byte),
        cmocka_unit_test(an_arena_that_is_too_small_is_left_in_good_order),
        cmocka_unit_test(damaged_bytes_never_crash_the_reader),
        cmocka_unit_test(pbf_of_unknown_form_is_refused_by_name),
        cmocka_unit_test(xml_that_is_no_osm_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
