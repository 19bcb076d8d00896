// SPDX-License-Identifier: Apache-2.0
/* Every trap that real files set, and what a refusal must leave untouched. */
#include "import_world.h"

#include "road/road.h"

#define TPS_HEADER "Kode TPS,Kode Desa,Desa,No TPS,Jumlah Pemilih,Lintang,Bujur\n"
#define TPS_1 "1222011001001,1222011001,KOTAPINANG,1,257,1.901708,100.093648\n"
#define TPS_2 "1222011001002,1222011001,KOTAPINANG,2,283,1.904271,100.081869\n"

static int setup(void **state) {
    *state = world_new("1222", "pemilu-2024");
    return 0;
}
static int teardown(void **state) {
    world_free(*state);
    return 0;
}

/* The outline of one village, about 22 km square, around the stations above. */
static void import_village(World *w) {
    world_must(w,
               world_import(w, "boundaries",
                            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                            "\"properties\":{\"village_code\":\"1222011001\",\"village\":\"K\","
                            "\"district\":\"D\"},\"geometry\":{\"type\":\"Polygon\","
                            "\"coordinates\":[[[100.0,1.8],[100.2,1.8],[100.2,2.0],[100.0,2.0],"
                            "[100.0,1.8]]]}}]}"));
}

static void must_refuse(World *w, const char *kind, const char *text) {
    int64_t size = ledger_size(w->ledger, "1222");
    Sha256 before, after;
    int64_t rows;
    assert_int_equal(store_table_digest(w->store, "tps", &before, &rows, &w->err), OK);
    assert_int_equal(world_import(w, kind, text), ERR_INPUT);
    assert_true(w->faults.total > 0 || w->err.text[0]);
    assert_int_equal(ledger_size(w->ledger, "1222"), size);
    assert_int_equal(store_table_digest(w->store, "tps", &after, &rows, &w->err), OK);
    assert_memory_equal(&before, &after, sizeof before);
}

/* ---------------------------------------------------------------- headings */
static void headings_are_understood_in_both_languages(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_1));
    assert_string_equal(w->got.headings[4].column, "dpt");
    world_must(w,
               world_import(w, "tps",
                            "tps_id,village_code,village,tps_no,voters,lat,lon,province\n"
                            "1222011001001,1222011001,KOTAPINANG,1,257,1.901708,100.093648,X\n"));
    assert_true(w->got.same);
    assert_null(w->got.headings[7].column);
    world_must(w, world_import(w, "tps",
                               "TPS ID;DPT;Latitude;Longitude\n"
                               "1222011001001;257;1.901708;100.093648\n"));
    assert_true(w->got.same);
}

static void hxl_tags_name_columns_that_nobody_else_does(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps",
                               "A,B,C,D\n#loc+code,#population+voters,#geo+lat,#geo +lon\n"
                               "1222011001001,257,1.901708,100.093648\n"));
    assert_int_equal(w->got.added, 1);
    assert_int_equal(world_regency(w, NULL).tps[0].dpt, 257);
}

static void missing_column_is_one_fault_with_the_names_that_would_do(void **state) {
    World *w = *state;
    must_refuse(w, "tps", "Kode TPS,Pemilh\n1222011001001,257\n1222011001002,283\n");
    assert_int_equal(w->faults.total, 1);
    assert_non_null(strstr(w->faults.list.at[0].advice, "jumlah_pemilih"));
    assert_null(w->got.headings[1].column);
}

static void same_column_twice_is_refused(void **state) {
    World *w = *state;
    must_refuse(w, "tps", "tps_id,voters,Voters\n1222011001001,257,258\n");
    assert_true(world_faulted(w, 1, "are both the column"));
}

static void village_and_number_stand_for_an_id(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", "kode desa,no tps,dpt\n12.22.01.1001,7,100\n"));
    ElectionRegency r = world_regency(w, NULL);
    assert_string_equal(r.tps[0].id, "1222011001007");
    assert_int_equal(r.district_count, 1);
    assert_string_equal(r.districts[0].code, "122201");
}

/* ---------------------------------------------------------------- notation */
static void bom_semicolons_and_windows_1252_are_read(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps",
                               "\xEF\xBB\xBFKode TPS;Desa;Jumlah Pemilih;Lintang;Bujur\r\n"
                               "1222011001001;KOTAPINANG;257;1,901708;100,093648\r\n"));
    ElectionRegency r = world_regency(w, NULL);
    assert_int_equal(r.tps[0].at.lat_e7, 19017080);
    assert_int_equal(r.tps[0].at.lon_e7, 1000936480);
    world_must(w, world_import(w, "tps", "Kode TPS;Desa;DPT\n1222011000001;Caf\xE9;100\n"));
    assert_true(world_remarked(w, "windows-1252"));
    assert_string_equal(world_regency(w, NULL).villages[0].name, "Caf\xC3\xA9");
}

static void thousands_are_told_by_the_column(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps",
                               "id,dpt\n1222011001001,1.234\n1222011001002,\"1,234\"\n"
                               "1222011001003,1 234\n1222011001004,257.0\n"));
    ElectionRegency r = world_regency(w, NULL);
    for (int i = 0; i < 3; i++) assert_int_equal(r.tps[i].dpt, 1234);
    assert_int_equal(r.tps[3].dpt, 257);
    assert_true(world_remarked(w, "thousands marked in 3 rows"));
    assert_true(world_remarked(w, "more voters than the rules allow"));
    must_refuse(w, "tps", "id,dpt\n1222011001001,12.5\n1222011001002,1.23\n");
    assert_int_equal(w->faults.total, 2);
}

static const char depot_file[] = "depot_id,name,lat,lon\nKPU,Gudang,1.901708,100.093648\n";

static void quantities_follow_their_units_and_the_notation_of_the_file(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "depots", depot_file));
    world_must(w, world_import(w, "fleet",
                               "id;jenis;kapasitas (kg);volume (m3);gudang;biaya per hari\n"
                               "A;truk;4.000;12,5;KPU;Rp 900.000\n"
                               "B;Truk;2,5 ton;900 liter;KPU;0,9 juta\n"
                               "C;sepeda motor;90;0,65 m\xC2\xB3;KPU;150 ribu\n"
                               "D;perahu;1 200;6.000 liter;KPU;Rp. 1.200.000,-\n"));
    ElectionRegency r = world_regency(w, NULL);
    assert_int_equal(r.vehicles[0].capacity_g, 4000000);
    assert_int_equal(r.vehicles[0].capacity_cm3, 12500000);
    assert_int_equal(r.vehicles[0].cost_per_day, 900000);
    assert_int_equal(r.vehicles[1].capacity_g, 2500000);
    assert_int_equal(r.vehicles[1].capacity_cm3, 900000);
    assert_int_equal(r.vehicles[1].cost_per_day, 900000);
    assert_int_equal(r.vehicles[2].capacity_cm3, 650000);
    assert_int_equal(r.vehicles[2].cost_per_day, 150000);
    assert_int_equal(r.vehicles[3].capacity_g, 1200000);
    assert_int_equal(r.vehicles[3].capacity_cm3, 6000000);
    assert_int_equal(r.vehicles[3].cost_per_day, 1200000);
    assert_false(r.vehicles[2].needs_escort);
    assert_true(world_remarked(w, "needs_escort: not stated in 4 rows; taken as no"));
    world_must(w, world_import(w, "fleet",
                               "id,class,capacity_kg,capacity_m3,depot\nA,truck,4.125,12.5,KPU\n"));
    assert_int_equal(world_regency(w, NULL).vehicles[0].capacity_g, 4125);
}

static void spreadsheet_codes_cut_to_an_exponent_are_explained(void **state) {
    World *w = *state;
    must_refuse(w, "tps", "id;dpt\n1,22201E+12;257\n");
    assert_non_null(strstr(w->faults.list.at[0].advice, "format the column as text"));
}

static void times_are_local_in_the_file_and_utc_inside(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps",
                               "id,dpt,paling awal,paling lambat,kesulitan,akses\n"
                               "1222011001001,10,2024-02-12 07:30,13 Februari 2024 18.00,"
                               "sangat sulit,\"perahu, sepeda motor\"\n"));
    const ElectionTps *tps = world_regency(w, NULL).tps;
    int64_t day = (int64_t)day_from_civil(2024, 2, 12) * 86400;
    assert_int_equal(tps[0].earliest_s, day + 27000 - 7 * 3600);
    assert_int_equal(tps[0].latest_s, day + 86400 + 18 * 3600 - 7 * 3600);
    assert_int_equal(tps[0].hardness, 3);
    assert_int_equal(tps[0].class_mask, 1 << ROAD_MOTORCYCLE | 1 << ROAD_BOAT);
    must_refuse(w, "tps",
                "id,dpt,earliest,latest\n1222011001001,10,2024-02-13 07:30,2024-02-12 18:00\n");
    assert_true(world_faulted(w, 2, "latest comes before earliest"));
}

/* ---------------------------------------------------------------- ids and villages */
static void duplicates_name_both_lines(void **state) {
    World *w = *state;
    must_refuse(w, "tps", TPS_HEADER TPS_1 TPS_2 TPS_1);
    assert_int_equal(w->faults.total, 1);
    assert_true(world_faulted(w, 4, "1222011001001 stands in line 2 already"));
}

static void stations_of_no_known_village_are_refused(void **state) {
    World *w = *state;
    must_refuse(w, "tps", "id,dpt\n1223011001001,10\n");
    assert_true(world_faulted(w, 2, "TPS without village"));
    import_village(w);
    must_refuse(w, "tps", "id,dpt\n1222011001001,10\n1222011002001,10\n");
    assert_int_equal(w->faults.total, 1);
    assert_true(world_faulted(w, 3, "not among the imported boundaries"));
}

static void districts_alone_know_their_villages(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "districts", "kode,kecamatan\n122201,KOTAPINANG\n"));
    must_refuse(w, "tps", "id,dpt\n1222011001001,10\n1222021002001,10\n");
    assert_true(world_faulted(w, 3, "the district of 1222021002 is not known"));
}

static void ids_that_contradict_village_or_number_are_refused(void **state) {
    World *w = *state;
    must_refuse(w, "tps",
                "id,village_code,tps_no,dpt\n1222011001001,1222011002,1,10\n"
                "1222011001002,1222011001,3,10\n1222011001004,1222011001,3,10\n");
    assert_true(world_faulted(w, 2, "does not begin with its village's code"));
    assert_true(world_faulted(w, 3, "ends in 002, but the number is 3"));
    assert_true(world_faulted(w, 4, "number 3 of village 1222011001 stands in line 3"));
}

static void unknown_voters_are_remarked_not_refused(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", "id,dpt\n1222011001001,\n1222011001002,-\n"));
    assert_true(world_remarked(w, "voters unknown"));
    assert_int_equal(world_regency(w, NULL).tps[0].dpt, -1);
    must_refuse(w, "tps", "id,dpt\n1222011001001,-1\n");
}

/* ---------------------------------------------------------------- places */
static void exchanged_coordinates_are_recognised(void **state) {
    World *w = *state;
    must_refuse(w, "tps", "id,dpt,lat,lon\n1222011001001,10,100.093648,1.901708\n");
    assert_true(world_faulted(w, 2, "latitude and longitude are exchanged"));
    import_village(w);
    must_refuse(w, "tps", "id,dpt,lat,lon\n1222011001001,10,100.093648,1.901708\n");
    assert_true(world_faulted(w, 2, "latitude and longitude are exchanged"));
    must_refuse(w, "tps", "id,dpt,lat,lon\n1222011001001,10,-1.901708,100.093648\n");
    assert_true(world_faulted(w, 2, "wrong sign"));
}

static void places_far_outside_are_refused_and_at_the_edge_remarked(void **state) {
    World *w = *state;
    import_village(w);
    /* 0.01 degrees are 1.1 km, 0.03 are 3.3 km */
    world_must(w, world_import(w, "tps", "id,dpt,lat,lon\n1222011001001,10,2.01,100.1\n"));
    assert_true(world_remarked(w, "at the edge"));
    must_refuse(w, "tps",
                "id,dpt,lat,lon\n1222011001001,10,2.03,100.1\n1222011001002,10,1.9,100.1\n"
                "1222011001003,10,-6.2,106.8\n1222011001004,10,1.9,\n1222011001005,10,91,0\n");
    assert_int_equal(w->faults.total, 4);
    assert_true(world_faulted(w, 2, "3 km outside"));
    assert_true(world_faulted(w, 4, "outside the regency"));
    assert_true(world_faulted(w, 5, "only one of latitude and longitude"));
    assert_true(world_faulted(w, 6, "no place on the Earth"));
}

static void without_outlines_the_districts_tell_what_is_far(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "districts",
                               "kode,kecamatan,lintang,bujur\n122201,KOTAPINANG,1.90,100.08\n"));
    world_must(w, world_import(w, "tps", "id,dpt,lat,lon\n1222011001001,10,2.2,100.1\n"));
    must_refuse(w, "tps", "id,dpt,lat,lon\n1222011001001,10,3.5,100.1\n");
}

static void exchanged_outlines_are_recognised(void **state) {
    World *w = *state;
    must_refuse(w, "boundaries",
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                "\"properties\":{\"village_code\":\"1222011001\"},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[[1.8,80.0],[1.8,80.2],[2.0,80.2],[1.8,80.0]]]}}]}");
}

/* ---------------------------------------------------------------- references */
static void unknown_depots_and_districts_are_refused(void **state) {
    World *w = *state;
    must_refuse(w, "fleet", "id,class,capacity_boxes,depot\nA,truck,10,KPU\n");
    assert_true(world_faulted(w, 2, "\"KPU\" is not known among the imported depots"));
    must_refuse(w, "depots", "id,name,kind,lat,lon\nP,PPK,ppk,1.9,100.1\n");
    assert_true(world_faulted(w, 2, "must name its district"));
    world_must(w, world_import(w, "districts", "kode,kecamatan\n122201,KOTAPINANG\n"));
    must_refuse(w, "depots", "id,name,kind,district_code,lat,lon\nP,PPK,ppk,122209,1.9,100.1\n");
    must_refuse(w, "depots", "id,name,regency_code,lat,lon\nK,Gudang,1223,1.9,100.1\n");
    assert_true(world_faulted(w, 2, "the code of this regency"));
    world_must(w, world_import(w, "depots", depot_file));
    must_refuse(w, "fleet", "id,class,depot\nA,truck,KPU\n");
    assert_true(world_faulted(w, 2, "how much this vehicle holds"));
    must_refuse(w, "fleet",
                "id,class,capacity_boxes,depot,mulai,selesai\nA,rocket,10,KPU,18:00,06:00\n");
    assert_int_equal(w->faults.total, 2);
}

static void what_others_refer_to_is_not_removed(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "depots", depot_file));
    world_must(w, world_import(w, "fleet", "id,class,capacity_boxes,depot\nA,truck,10,KPU\n"));
    w->bytes = bytes_of("depot_id,name,lat,lon\nOTHER,Gudang,1.901708,100.093648\n");
    Status s =
        world_import_path(w, NULL, "depots", "test.csv", (ElectionImportOptions){.replace = true});
    assert_int_equal(s, ERR_INPUT);
    assert_true(world_faulted(w, 0, "\"KPU\" is not in this file, but A (fleet) refers to it"));
}

/* ---------------------------------------------------------------- again, corrected, replaced */
static void same_file_again_changes_nothing(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_1 TPS_2));
    assert_int_equal(w->got.added, 2);
    int64_t size = ledger_size(w->ledger, "1222");
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_2 TPS_1));
    assert_true(w->got.same);
    assert_int_equal(w->got.unchanged, 2);
    assert_int_equal(ledger_size(w->ledger, "1222"), size);
}

static bool last_body(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)leaf;
    Buf *to = ctx;
    to->n = 0;
    if (str_eq(event->type, "tps.imported")) buf_add(to, canonical.at, canonical.n);
    return true;
}

static void corrected_file_changes_only_what_differs_and_says_so(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_1 TPS_2));
    world_must(w, world_import(w, "tps", "id,dpt\n1222011001001,261\n1222011001002,283\n"));
    assert_int_equal(w->got.changed, 1);
    assert_int_equal(w->got.unchanged, 1);
    assert_string_equal(w->got.changes[0].id, "1222011001001");
    assert_string_equal(w->got.changes[0].text, "dpt 257 -> 261");
    assert_true(world_remarked(w, "the voter list changes at 1 station: 540 -> 544 voters"));
    ElectionRegency r = world_regency(w, NULL);
    assert_int_equal(r.tps[0].dpt, 261);
    assert_int_equal(r.tps[0].at.lat_e7, 19017080); /* not in the file, so it stands */
    Buf body;
    buf_init(&body, 1 * MIB);
    world_must(w, ledger_each(w->ledger, "1222", 2, last_body, &body, &w->err));
    assert_non_null(strstr(body.at, "1222011001001"));
    assert_null(strstr(body.at, "1222011001002"));
    buf_free(&body);
}

static void rows_not_in_the_file_are_kept_unless_it_replaces(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_1 TPS_2));
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_2));
    assert_true(w->got.same);
    assert_int_equal(w->got.kept, 1);
    w->bytes = bytes_of(TPS_HEADER TPS_2);
    world_must(
        w, world_import_path(w, NULL, "tps", "test.csv", (ElectionImportOptions){.replace = true}));
    assert_int_equal(w->got.removed, 1);
    assert_int_equal(w->got.change_count, 1);
    assert_string_equal(w->got.changes[0].id, "1222011001001");
    assert_string_equal(w->got.changes[0].text, "removed");
    assert_true(world_remarked(w, "540 -> 283 voters"));
    assert_int_equal(world_regency(w, NULL).tps_count, 1);
}

static void dry_run_tells_everything_and_states_nothing(void **state) {
    World *w = *state;
    w->file = "test.csv";
    w->bytes = bytes_of(TPS_HEADER TPS_1);
    world_must(
        w, world_import_path(w, NULL, "tps", "test.csv", (ElectionImportOptions){.dry_run = true}));
    assert_int_equal(w->got.added, 1);
    assert_int_equal(ledger_size(w->ledger, "1222"), 1);
    assert_int_equal(world_regency(w, NULL).tps_count, 0);
}

static void all_faults_of_a_file_are_named_in_order(void **state) {
    World *w = *state;
    must_refuse(w, "tps",
                TPS_HEADER "122201100100,1222011001,K,1,abc,1.9,100.09\n"
                           "1222011001002,1222011001,K,2,283,x,100.08\n" TPS_2);
    assert_int_equal(w->faults.total, 4);
    for (size_t i = 1; i < w->faults.list.n; i++)
        assert_true(w->faults.list.at[i - 1].line <= w->faults.list.at[i].line);
    assert_string_equal(w->faults.list.at[0].field, "Kode TPS");
    assert_int_equal(w->faults.list.at[1].column, 5);
    assert_string_equal(w->faults.list.at[1].field, "Jumlah Pemilih");
    assert_non_null(strstr(w->faults.list.at[1].text, "\"abc\": expected a whole number"));
}

/* ---------------------------------------------------------------- people, items, scopes */
static const char people_file[] = "ID Petugas,Peran,Nama,No HP,Regu\n"
                                  "P1,pengawal,Budi,0811,REGU-1\nP2,sopir,Sari,,\n";

static bool any_name(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)event;
    (void)leaf;
    bool *found = ctx;
    *found |= memmem(canonical.at, canonical.n, "Budi", 4) != NULL;
    *found |= memmem(canonical.at, canonical.n, "0811", 4) != NULL;
    return true;
}

static void names_never_stand_in_the_log(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "personnel", people_file));
    bool found = false;
    world_must(w, ledger_each(w->ledger, NULL, 0, any_name, &found, &w->err));
    assert_false(found);
    ElectionRegency r = world_regency(w, NULL);
    assert_string_equal(r.persons[0].name, "Budi");
    assert_string_equal(r.persons[0].phone, "0811");
    assert_string_equal(r.persons[0].role, "escort");
    assert_null(r.persons[1].phone);
    world_must(w, world_import(w, "personnel", people_file));
    assert_true(w->got.same);
    world_must(w, world_import(w, "personnel", "id,peran,nama\nP1,pengawal,Badu\n"));
    assert_int_equal(w->got.changed, 1);
    assert_null(strstr(w->got.changes[0].text, "Bud"));
    assert_string_equal(world_regency(w, NULL).persons[0].name, "Badu");
    assert_string_equal(world_regency(w, NULL).persons[0].phone, "0811");
}

static void name_that_looks_like_a_commitment_is_withheld_too(void **state) {
    World *w = *state;
    world_must(w, world_import(w, "personnel", "id,peran,nama\nP1,sopir,withheld:Budi\n"));
    bool found = false;
    world_must(w, ledger_each(w->ledger, NULL, 0, any_name, &found, &w->err));
    assert_false(found);
    assert_string_equal(world_regency(w, NULL).persons[0].name, "withheld:Budi");
}

static void items_override_the_rules_or_join_them(void **state) {
    World *w = *state;
    size_t before = world_regency(w, NULL).rules.item_count;
    world_must(w, world_import(w, "items",
                               "kode barang;nama;berat (kg);isi;rumus\n"
                               "box;;2,5;;\nlamp;Lampu;0,4;1,5 liter;2 * contests\n"));
    ElectionRegency r = world_regency(w, NULL);
    assert_int_equal(r.rules.item_count, before + 1);
    for (size_t i = 0; i < before; i++)
        if (str_eq(r.rules.items[i].id, "box")) {
            assert_int_equal(r.rules.items[i].mass_mg, 2500000);
            assert_int_equal(r.rules.items[i].volume_cm3, 96000);
        }
    assert_string_equal(election_formula_text(r.rules.items[before].quantity), "2 * contests");
    assert_int_equal(r.rules.items[before].volume_cm3, 1500);
    must_refuse(w, "items", "id,quantity\nno-such-item,2\nbox,dpt dpt\n");
    assert_int_equal(w->faults.total, 2);
}

static void two_regencies_in_one_database_keep_apart(void **state) {
    World *w = *state;
    world_define(w, "1223", "pemilu-2024");
    w->file = "test.csv";
    w->bytes = bytes_of(TPS_HEADER TPS_1);
    assert_int_equal(world_import_path(w, NULL, "tps", "test.csv", (ElectionImportOptions){0}),
                     ERR_USAGE);
    world_must(w, world_import_path(w, "1222", "tps", "test.csv", (ElectionImportOptions){0}));
    assert_int_equal(world_import_path(w, "1223", "tps", "test.csv", (ElectionImportOptions){0}),
                     ERR_INPUT);
    w->bytes = bytes_of("id,dpt\n1223011001001,99\n");
    world_must(w, world_import_path(w, "1223", "tps", "test.csv", (ElectionImportOptions){0}));
    assert_int_equal(world_regency(w, "1222").tps[0].dpt, 257);
    assert_int_equal(world_regency(w, "1223").tps[0].dpt, 99);
    assert_int_equal(world_regency(w, "1223").tps_count, 1);
    assert_int_equal(world_import_path(w, "9999", "tps", "test.csv", (ElectionImportOptions){0}),
                     ERR_ABSENT);
}

static void replay_gives_the_same_views(void **state) {
    World *w = *state;
    import_village(w);
    world_must(w, world_import(w, "tps", TPS_HEADER TPS_1 TPS_2));
    world_must(w, world_import(w, "tps", "id,dpt,akses\n1222011001001,261,sepeda motor/4x4\n"));
    world_must(w, world_import(w, "depots", depot_file));
    world_must(w, world_import(w, "personnel", people_file));
    w->bytes = bytes_of(TPS_HEADER TPS_2);
    world_must(
        w, world_import_path(w, NULL, "tps", "test.csv", (ElectionImportOptions){.replace = true}));
    LedgerReplay replay;
    world_must(w, ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err));
    assert_int_equal(replay.difference_count, 0);
    assert_int_equal(replay.events, 7);
}

static void cut_words_of_a_fault_stay_whole_characters(void **state) {
    World *w = *state;
    Buf text;
    buf_init(&text, 4 * KIB);
    buf_str(&text, "id,dpt\n1222011001001,a");
    for (int i = 0; i < 200; i++) buf_str(&text, "\xC3\xA9");
    buf_char(&text, '\n');
    must_refuse(w, "tps", text.at);
    const char *fault = w->faults.list.at[0].text;
    assert_true(utf8_valid(fault, strlen(fault)));
    buf_free(&text);
}

/* ---------------------------------------------------------------- roads */
static const char small_map[] =
    "<?xml version='1.0'?><osm version='0.6'>"
    "<node id='1' lat='1.90' lon='100.09'/><node id='2' lat='1.91' lon='100.10'/>"
    "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='tertiary'/></way></osm>";

static void roads_are_checked_and_kept_by_their_hash(void **state) {
    World *w = *state;
    w->file = "small.osm";
    w->bytes = bytes_of(small_map);
    world_must(w, world_import_path(w, NULL, "roads", "small.osm", (ElectionImportOptions){0}));
    assert_true(world_remarked(w, "km of roads and rivers"));
    ElectionRegency r = world_regency(w, NULL);
    assert_true(r.has_roads);
    assert_string_equal(r.roads_name, "small.osm");
    Bytes kept;
    world_must(w, ledger_blob_get(w->store, w->arena, r.roads, &kept, &w->err));
    assert_int_equal(kept.n, sizeof small_map - 1);
    world_must(w, world_import_path(w, NULL, "roads", "small.osm", (ElectionImportOptions){0}));
    assert_true(w->got.same);
    w->bytes = bytes_of("<osm><way");
    assert_int_equal(world_import_path(w, NULL, "roads", "small.osm", (ElectionImportOptions){0}),
                     ERR_INPUT);
    LedgerReplay replay;
    world_must(w, ledger_replay_compare(w->ledger, w->arena, NULL, &replay, &w->err));
    assert_int_equal(replay.difference_count, 0);
}

/* ---------------------------------------------------------------- events from elsewhere */
static void malformed_bodies_are_refused(void **state) {
    World *w = *state;
    static const char *const rows[] = {
        "[{\"id\":5}]",
        "[{\"id\":\"1222011001001\"}]",
        "[\"x\"]",
        "{}",
        "[{\"id\":\"1222011001001\",\"village_code\":\"1222011001\",\"number\":1,\"x\":1}]",
        "[{\"id\":\"1222011001001\",\"village_code\":\"1222011001\",\"number\":-1}]",
        "[{\"id\":\"1222011001001\",\"village_code\":\"1222011001\",\"number\":\"1\"}]",
        "[{\"id\":\"122201100100x\",\"village_code\":\"1222011001\",\"number\":1}]"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        json_t *set;
        LedgerReceipt receipt;
        world_must(w, json_read(bytes_of(rows[i]), "set", &set, &w->err));
        json_t *body = json_pack("{s:{s:s,s:s,s:s},s:o,s:[]}", "source", "name", "f", "format",
                                 "CSV", "sha256", "0", "set", set, "removed");
        assert_int_not_equal(
            ledger_state(w->ledger, "1222", "tps.imported", NULL, body, &receipt, &w->err), OK);
        assert_int_equal(ledger_size(w->ledger, "1222"), 1);
    }
    json_t *body = json_pack("{s:{s:s,s:s,s:s},s:[{s:s,s:s,s:s}],s:[]}", "source", "name", "f",
                             "format", "CSV", "sha256", "0", "set", "id", "P1", "role", "driver",
                             "name", "Budi", "removed");
    LedgerReceipt receipt;
    assert_int_equal(
        ledger_state(w->ledger, "1222", "personnel.imported", NULL, body, &receipt, &w->err),
        ERR_INPUT);
}

static void regions_have_names_and_zones(void **state) {
    World *w = *state;
    ElectionRegionName name;
    world_must(w, election_region_name(w->arena, "1222", &name, &w->err));
    assert_string_equal(name.name, "Labuhanbatu Selatan");
    assert_string_equal(name.province, "Sumatera Utara");
    assert_int_equal(name.zone_min, 420);
    world_must(w, election_region_name(w->arena, "6503", &name, &w->err));
    assert_int_equal(name.zone_min, 480);
    world_must(w, election_region_name(w->arena, "9671", &name, &w->err));
    assert_int_equal(name.zone_min, 540);
    world_must(w, election_region_name(w->arena, "12", &name, &w->err));
    assert_string_equal(name.name, "Sumatera Utara");
    assert_string_equal(name.code, "12");
    world_must(w, election_region_name(w->arena, ELECTION_NATION, &name, &w->err));
    assert_string_equal(name.name, "Indonesia");
    assert_int_equal(name.zone_min, 420);
    assert_int_equal(election_region_name(w->arena, "10", &name, &w->err), ERR_ABSENT);
    assert_int_equal(election_region_name(w->arena, "122", &name, &w->err), ERR_ABSENT);
    assert_int_equal(election_region_name(w->arena, "0000", &name, &w->err), ERR_ABSENT);
    assert_int_equal(election_region_name(w->arena, "code", &name, &w->err), ERR_ABSENT);
    assert_int_equal(election_region_name(w->arena, "12221", &name, &w->err), ERR_ABSENT);
}

static void scopes_lie_within_each_other(void **state) {
    (void)state;
    assert_int_equal(election_reach("1222"), ELECTION_REGENCY);
    assert_int_equal(election_reach("12"), ELECTION_PROVINCE);
    assert_int_equal(election_reach(ELECTION_NATION), ELECTION_WHOLE_NATION);
    assert_true(election_reaches("12", "1222"));
    assert_true(election_reaches(ELECTION_NATION, "1222"));
    assert_true(election_reaches(ELECTION_NATION, "12"));
    assert_false(election_reaches("12", "1322"));
    assert_false(election_reaches("12", "12"));
    assert_false(election_reaches("1222", "12"));
    assert_false(election_reaches(ELECTION_NATION, ELECTION_NATION));
}

static void every_kind_explains_its_columns(void **state) {
    World *w = *state;
    for (size_t i = 0; i < election_kind_count(); i++) {
        size_t n;
        const ElectionColumnHelp *help = election_kind_columns(w->arena, election_kind(i), &n);
        assert_true(n > 0);
        for (size_t c = 0; c < n; c++) assert_true(help[c].name[0] && help[c].help[0]);
    }
    assert_int_equal(world_import(w, "voters", ""), ERR_USAGE);
}

static void xlsx_gives_the_same_rows_as_csv(void **state) {
    World *w = *state;
    if (access("/usr/bin/ogr2ogr", X_OK) != 0) skip();
    char csv[] = "/tmp/hantar-test-XXXXXX.csv";
    int fd = mkstemps(csv, 4);
    assert_true(fd >= 0);
    close(fd);
    const char text[] = TPS_HEADER TPS_1 TPS_2;
    world_must(w, env_write_file(&w->real, csv, bytes_of(text), &w->err));
    const char *xlsx = arena_printf(w->arena, "%.*s.xlsx", (int)strlen(csv) - 4, csv);
    const char *command = arena_printf(
        w->arena, "ogr2ogr -f XLSX %s %s -oo AUTODETECT_TYPE=YES 2>/dev/null", xlsx, csv);
    FILE *child = popen(command, "r");
    assert_non_null(child);
    bool made = pclose(child) == 0;
    if (made) {
        world_must(w, world_import_path(w, NULL, "tps", xlsx, (ElectionImportOptions){0}));
        assert_string_equal(w->got.format, "XLSX");
        assert_int_equal(w->got.added, 2);
        world_must(w, world_import(w, "tps", text));
        assert_true(w->got.same);
        unlink(xlsx);
    }
    unlink(csv);
    if (!made) skip();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(headings_are_understood_in_both_languages),
        TEST(hxl_tags_name_columns_that_nobody_else_does),
        TEST(missing_column_is_one_fault_with_the_names_that_would_do),
        TEST(same_column_twice_is_refused),
        TEST(village_and_number_stand_for_an_id),
        TEST(bom_semicolons_and_windows_1252_are_read),
        TEST(thousands_are_told_by_the_column),
        TEST(quantities_follow_their_units_and_the_notation_of_the_file),
        TEST(times_are_local_in_the_file_and_utc_inside),
        TEST(spreadsheet_codes_cut_to_an_exponent_are_explained),
        TEST(duplicates_name_both_lines),
        TEST(stations_of_no_known_village_are_refused),
        TEST(districts_alone_know_their_villages),
        TEST(ids_that_contradict_village_or_number_are_refused),
        TEST(unknown_voters_are_remarked_not_refused),
        TEST(exchanged_coordinates_are_recognised),
        TEST(places_far_outside_are_refused_and_at_the_edge_remarked),
        TEST(without_outlines_the_districts_tell_what_is_far),
        TEST(exchanged_outlines_are_recognised),
        TEST(unknown_depots_and_districts_are_refused),
        TEST(what_others_refer_to_is_not_removed),
        TEST(same_file_again_changes_nothing),
        TEST(corrected_file_changes_only_what_differs_and_says_so),
        TEST(rows_not_in_the_file_are_kept_unless_it_replaces),
        TEST(dry_run_tells_everything_and_states_nothing),
        TEST(all_faults_of_a_file_are_named_in_order),
        TEST(names_never_stand_in_the_log),
        TEST(name_that_looks_like_a_commitment_is_withheld_too),
        TEST(items_override_the_rules_or_join_them),
        TEST(two_regencies_in_one_database_keep_apart),
        TEST(replay_gives_the_same_views),
        TEST(cut_words_of_a_fault_stay_whole_characters),
        TEST(roads_are_checked_and_kept_by_their_hash),
        TEST(malformed_bodies_are_refused),
        TEST(regions_have_names_and_zones),
        TEST(scopes_lie_within_each_other),
        TEST(every_kind_explains_its_columns),
        TEST(xlsx_gives_the_same_rows_as_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
