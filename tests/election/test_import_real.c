// SPDX-License-Identifier: Apache-2.0
/* Real files: six regencies of the shared data as they are, and the demo regencies. */
#include "import_world.h"

typedef struct RealRegency {
    const char *name, *scope, *election;
    size_t tps, villages;
    int64_t voters;
    size_t unknown;
} RealRegency;
static const RealRegency regencies[] = {
    {"sekadau", "6109", "pilkada-2020", 676, 87, 152286, 0},
    {"kampar", "1401", "pemilu-2024", 2229, 250, 475435, 0},
    {"sijunjung", "1303", "pemilu-2024", 717, 62, 156361, 1},
    {"nunukan", "6503", "pemilu-2024", 757, 240, 132739, 1},
    {"penajam-paser-utara", "6409", "pemilu-2024", 515, 54, 122867, 0},
    {"labuhanbatu-selatan", "1222", "pemilu-2024", 955, 54, 188921, 0},
};

static void must_replay(World *w) {
    LedgerReplay replay;
    world_must(w, ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err));
    assert_int_equal(replay.difference_count, 0);
    assert_int_equal(replay.leaves_wrong, 0);
    assert_true(replay.tables >= 11);
}

static void import_shared(World *w, const RealRegency *real, const char *kind, const char *file) {
    const char *path =
        world_shared(w, arena_printf(w->arena, "data/regency/%s/%s", real->name, file));
    assert_non_null(path);
    world_must(w, world_import_path(w, NULL, kind, path, (ElectionImportOptions){0}));
    assert_false(w->got.same);
    world_must(w, world_import_path(w, NULL, kind, path, (ElectionImportOptions){0}));
    assert_true(w->got.same);
}

static void check_regency(World *w, const RealRegency *real) {
    ElectionRegency r = world_regency(w, NULL);
    int64_t voters = 0;
    size_t unknown = 0;
    assert_int_equal(r.tps_count, real->tps);
    assert_true(r.village_count >= real->villages);
    for (size_t i = 0; i < r.tps_count; i++) {
        assert_true(r.tps[i].has_at);
        assert_string_equal(r.tps[i].at_quality, "village");
        if (r.tps[i].dpt < 0)
            unknown++;
        else
            voters += r.tps[i].dpt;
        assert_int_equal(strncmp(r.tps[i].id, r.villages[r.tps[i].village].code, 10), 0);
    }
    assert_int_equal(voters, real->voters);
    assert_int_equal(unknown, real->unknown);
    for (size_t i = 0; i < r.district_count; i++) assert_true(r.districts[i].has_at);
    assert_non_null(r.outline);
    assert_int_equal(r.log_size, 5);
}

static void all_six_regencies_import_as_they_are(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(regencies); i++) {
        World *w = world_new(regencies[i].scope, regencies[i].election);
        if (!world_shared(w, "data/regency/sekadau/tps.csv")) {
            world_free(w);
            print_message("# the shared data are absent\n");
            skip();
        }
        import_shared(w, &regencies[i], "boundaries", "villages.geojson");
        import_shared(w, &regencies[i], "districts", "districts.csv");
        import_shared(w, &regencies[i], "tps", "tps.csv");
        if (regencies[i].unknown) assert_int_equal(w->got.changed, 0);
        import_shared(w, &regencies[i], "depots", "depot.csv");
        check_regency(w, &regencies[i]);
        must_replay(w);
        world_free(w);
    }
}

static void order_of_the_files_does_not_matter(void **state) {
    (void)state;
    World *w = world_new("1222", "pemilu-2024");
    const RealRegency *real = &regencies[5];
    if (!world_shared(w, "data/regency/sekadau/tps.csv")) {
        world_free(w);
        skip();
    }
    import_shared(w, real, "depots", "depot.csv");
    import_shared(w, real, "tps", "tps.csv");
    import_shared(w, real, "districts", "districts.csv");
    import_shared(w, real, "boundaries", "villages.geojson");
    check_regency(w, real);
    world_free(w);
}

static void districts_take_the_place_amid_their_voters(void **state) {
    (void)state;
    World *w = world_new("1222", "pemilu-2024");
    const char *path = world_shared(w, "data/regency/labuhanbatu-selatan/districts.csv");
    if (path) {
        world_must(w, world_import_path(w, NULL, "districts", path, (ElectionImportOptions){0}));
        ElectionRegency r = world_regency(w, NULL);
        assert_string_equal(r.districts[2].name, "TORGAMBA");
        assert_int_equal(r.districts[2].at.lat_e7, 17656840);
        assert_string_equal(r.districts[2].at_quality, "voters");
    }
    world_free(w);
    if (!path) skip();
}

static void import_demo(World *w, const char *name) {
    static const char *const files[][2] = {{"boundaries", "boundaries.geojson"},
                                           {"districts", "districts.csv"},
                                           {"tps", "tps.csv"},
                                           {"depots", "depots.csv"},
                                           {"fleet", "fleet.csv"},
                                           {"personnel", "personnel.csv"},
                                           {"hazards", "hazards.csv"}};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const char *path =
            world_source(w, arena_printf(w->arena, "data/demo/%s/%s", name, files[i][1]));
        world_must(w, world_import_path(w, NULL, files[i][0], path, (ElectionImportOptions){0}));
        for (size_t h = 0; h < w->got.heading_count; h++) {
            const char *heading = w->got.headings[h].heading;
            bool name_of_region = str_eq(heading, "province") || str_eq(heading, "regency");
            if (!w->got.headings[h].column && !name_of_region) fail_msg("%s unused", heading);
        }
    }
    assert_true(world_remarked(w, "invented examples, not facts"));
    must_replay(w);
}

static void labuhanbatu_selatan_demo_is_whole(void **state) {
    (void)state;
    World *w = world_new("1222", "pemilu-2024");
    import_demo(w, "labuhanbatu-selatan");
    world_must(w, world_import_path(w, NULL, "roads",
                                    world_source(w, "data/demo/labuhanbatu-selatan/roads.osm.pbf"),
                                    (ElectionImportOptions){0}));
    ElectionRegency r = world_regency(w, NULL);
    assert_true(r.has_roads);
    assert_int_equal(r.tps_count, 955);
    assert_int_equal(r.vehicle_count, 21);
    assert_int_equal(r.depot_count, 2);
    assert_int_equal(r.hazard_count, 8);
    ElectionNeeds needs;
    world_must(w, election_needs(w->arena, &r, &needs, &w->err));
    int64_t boxes = 0, hub_tps = 0;
    for (size_t i = 0; i < r.tps_count; i++) {
        boxes += needs.tps_load[i].boxes;
        hub_tps += r.districts[r.villages[r.tps[i].village].district].through_hub;
    }
    assert_int_equal(boxes, 4775);
    assert_int_equal(hub_tps, 326);
    for (size_t i = 0; i < r.vehicle_count; i++) {
        const ElectionVehicle *v = &r.vehicles[i];
        assert_true(v->depot >= 0 && v->example && v->capacity_g > 0 && v->capacity_cm3 > 0);
        assert_int_equal(v->shift_start_s, 6 * 3600);
        assert_int_equal(v->from_day, day_from_civil(2024, 2, 10));
        assert_int_equal(v->to_day, day_from_civil(2024, 2, 13));
        if (!str_eq(v->id, "TR-01")) continue;
        assert_int_equal(v->capacity_g, 4000000);
        assert_int_equal(v->capacity_cm3, 12000000);
        assert_int_equal(v->cost_per_day, 900000);
        assert_int_equal(v->cost_per_km, 4500);
    }
    assert_string_equal(r.persons[0].name, "Contoh Pengemudi TR-01");
    world_free(w);
}

static void sekadau_demo_is_whole(void **state) {
    (void)state;
    World *w = world_new("6109", "pilkada-2020");
    import_demo(w, "sekadau");
    ElectionRegency r = world_regency(w, NULL);
    assert_int_equal(r.tps_count, 676);
    assert_int_equal(r.rules.contest_count, 1);
    ElectionNeeds needs;
    world_must(w, election_needs(w->arena, &r, &needs, &w->err));
    int64_t boxes = 0, limited = 0;
    for (size_t i = 0; i < r.tps_count; i++) {
        boxes += needs.tps_load[i].boxes;
        limited += r.tps[i].class_mask != 0;
    }
    assert_int_equal(boxes, 676);
    assert_int_equal(limited, 95 + 25);
    assert_int_equal(r.hazards[0].radius_m, 500);
    assert_int_equal(r.zone_min, 420);
    world_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_six_regencies_import_as_they_are),
        cmocka_unit_test(order_of_the_files_does_not_matter),
        cmocka_unit_test(districts_take_the_place_amid_their_voters),
        cmocka_unit_test(labuhanbatu_selatan_demo_is_whole),
        cmocka_unit_test(sekadau_demo_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
