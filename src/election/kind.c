// SPDX-License-Identifier: Apache-2.0
/* The kinds of files and their columns: data, read by the import, the views, the help page and the
 * tests. Aliases stand best first: where two headings fit one column, the earlier name wins. */
#include "election/import_int.h"

#include <assert.h>
#include <stdlib.h>

#include "store/store.h"

#include "election_sql.h"

#define LAT_ALIASES "lat, latitude, lintang, garis_lintang, y, koordinat_lintang, lat_tps"
#define LON_ALIASES "lon, long, lng, longitude, bujur, garis_bujur, x, koordinat_bujur, lon_tps"
#define QUALITY                                                                                 \
    {                                                                                           \
        .name = "coord_quality", .key = "quality",                                              \
        .aliases = "quality, at_quality, mutu_koordinat, kualitas_koordinat, sumber_koordinat", \
        .hxl = "#geo+quality", .type = COLUMN_TEXT,                                             \
        .help = N_("how well the place is known: gps, office, village ...")                     \
    }
#define EXAMPLE                                                               \
    {                                                                         \
        .name = "example", .aliases = "contoh, invented", .type = COLUMN_YES, \
        .help = N_("yes where the row is an invented example, not a fact")    \
    }
#define NOTE                                                                                   \
    {                                                                                          \
        .name = "note", .aliases = "notes, catatan, keterangan, remark, remarks",              \
        .hxl = "#meta+note", .type = COLUMN_TEXT, .help = N_("free text; no names of persons") \
    }

static const Column tps_columns[] = {
    {.name = "id",
     .aliases = "tps_id, id_tps, kode_tps, tps_code, code_tps, kode, code, nomor_tps_lengkap, tps",
     .hxl = "#loc+tps+code, #loc+code",
     .type = COLUMN_CODE,
     .required = true,
     .min = 13,
     .max = 13,
     .help = N_("13 digits: the village's 10 and the station's number in 3; or leave it out and "
                "give village_code and number")},
    {.name = "village_code",
     .aliases = "kode_desa, kode_kelurahan, kode_desa_kelurahan, kode_kel, desa_kode, id_desa, "
                "village_id, kode_wilayah",
     .hxl = "#adm4+code",
     .type = COLUMN_CODE,
     .min = 10,
     .max = 10,
     .help = N_("10 digits, without or with dots")},
    {.name = "village",
     .aliases = "desa, kelurahan, desa_kelurahan, nama_desa, nama_kelurahan, kel_desa, "
                "village_name",
     .hxl = "#adm4+name",
     .type = COLUMN_TEXT,
     .help = N_("name of the village")},
    {.name = "district",
     .aliases = "kecamatan, nama_kecamatan, kec, district_name, subdistrict",
     .hxl = "#adm3+name",
     .type = COLUMN_TEXT,
     .help = N_("name of the district (kecamatan)")},
    {.name = "number",
     .aliases = "tps_no, no_tps, nomor_tps, tps_number",
     .hxl = "#loc+number",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 999,
     .help = N_("number of the station within its village")},
    {.name = "dpt",
     .aliases = "voters, jumlah_pemilih, pemilih, jumlah_dpt, dpt_total, total_dpt, pemilih_dpt, "
                "registered_voters, jml_pemilih, jml_dpt",
     .hxl = "#population+voters, #affected+voters",
     .type = COLUMN_INTEGER,
     .required = true,
     .may_be_blank = true,
     .min = 0,
     .max = 5000,
     .help = N_("registered voters; blank = not known yet")},
    {.name = "dptb",
     .aliases = "pemilih_pindahan, jumlah_dptb, moved_voters, dptb_masuk, jml_dptb",
     .hxl = "#population+voters+moved",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 5000,
     .when_blank = "0",
     .help = N_("voters moved to this station")},
    {.name = "lat",
     .key = "lat_e7",
     .aliases = LAT_ALIASES,
     .hxl = "#geo+lat",
     .type = COLUMN_LAT,
     .unit = N_("degrees"),
     .help = N_("latitude in decimal degrees, south negative")},
    {.name = "lon",
     .key = "lon_e7",
     .aliases = LON_ALIASES,
     .hxl = "#geo+lon",
     .type = COLUMN_LON,
     .unit = N_("degrees"),
     .help = N_("longitude in decimal degrees")},
    QUALITY,
    {.name = "access",
     .aliases = "akses, kendaraan, akses_kendaraan, vehicle_classes, vehicles, moda",
     .type = COLUMN_CLASSES,
     .help = N_("vehicle classes that reach it, for example: motorcycle, 4x4; blank = not stated")},
    {.name = "earliest",
     .key = "earliest_s",
     .aliases = "paling_awal, paling_cepat, tiba_paling_awal, not_before",
     .type = COLUMN_MOMENT,
     .help = N_("day and clock, local; blank = by the rules")},
    {.name = "latest",
     .key = "latest_s",
     .aliases = "paling_lambat, batas_waktu, tiba_paling_lambat, deadline",
     .type = COLUMN_MOMENT,
     .help = N_("day and clock, local; blank = by the rules")},
    {.name = "hardness",
     .aliases = "tingkat_kesulitan, kesulitan, kerawanan, difficulty",
     .type = COLUMN_LEVEL,
     .choices = "0: mudah, easy; 1: sedang, medium; 2: sulit, hard; 3: sangat sulit, very hard",
     .help = N_("how hard it is to reach, 0 easy to 3 very hard")},
    NOTE,
};

static const Column district_columns[] = {
    {.name = "code",
     .key = "id",
     .aliases = "district_code, kode_kecamatan, kode_kec, kode, id, district_id, id_kecamatan",
     .hxl = "#adm3+code",
     .type = COLUMN_CODE,
     .required = true,
     .min = 6,
     .max = 6,
     .help = N_("6 digits, without or with dots")},
    {.name = "district",
     .key = "name",
     .aliases = "name, nama, kecamatan, nama_kecamatan, district_name",
     .hxl = "#adm3+name",
     .type = COLUMN_TEXT,
     .required = true,
     .help = N_("name of the district (kecamatan)")},
    {.name = "lat",
     .key = "lat_e7",
     .aliases = "lat_ppk, lintang_ppk, lat_voters, " LAT_ALIASES,
     .hxl = "#geo+lat",
     .type = COLUMN_LAT,
     .unit = N_("degrees"),
     .help = N_("latitude of the PPK office in decimal degrees")},
    {.name = "lon",
     .key = "lon_e7",
     .aliases = "lon_ppk, bujur_ppk, lon_voters, " LON_ALIASES,
     .hxl = "#geo+lon",
     .type = COLUMN_LON,
     .unit = N_("degrees"),
     .help = N_("longitude of the PPK office in decimal degrees")},
    QUALITY,
    {.name = "through_hub",
     .aliases = "melalui_ppk, lewat_ppk, via_ppk, through_ppk, hub",
     .type = COLUMN_YES,
     .when_blank = "no",
     .help = N_("yes: goods go to the PPK first and from there to the stations")},
    {.name = "store_boxes",
     .aliases = "kapasitas_gudang, kapasitas_gudang_ppk, kapasitas_kotak, store_capacity",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 1000000,
     .unit = N_("boxes"),
     .help = N_("boxes that the PPK's store holds; blank = unknown")},
};

static const Column depot_columns[] = {
    {.name = "depot_id",
     .key = "id",
     .aliases = "id, id_depot, id_gudang, kode_gudang, kode_depot, depot_code, kode",
     .hxl = "#loc+code",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("a short name of your own, for example KPU-1222")},
    {.name = "regency_code",
     .aliases = "kode_kabupaten, kode_kab, kode_kota, scope",
     .hxl = "#adm2+code",
     .type = COLUMN_SCOPE,
     .help = N_("the regency's code; only checked")},
    {.name = "name",
     .aliases = "nama, nama_gudang, nama_depot, depot_name, depot, gudang",
     .hxl = "#loc+name",
     .type = COLUMN_TEXT,
     .required = true,
     .help = N_("name of the place")},
    {.name = "kind",
     .aliases = "jenis, jenis_gudang, jenis_depot, type, tipe",
     .hxl = "#loc+type",
     .type = COLUMN_CHOICE,
     .choices = "kpu: gudang kpu, gudang utama, kpu kabupaten, kpu kota, warehouse, main; ppk: "
                "gudang ppk, kecamatan, hub, district; landing: dermaga, pelabuhan, steiger, "
                "jetty, pier, tambatan",
     .when_blank = "kpu",
     .help = N_("kpu (main warehouse), ppk (a district's store) or landing (where boats load)")},
    {.name = "district_code",
     .aliases = "kode_kecamatan, kode_kec, district, kecamatan_kode",
     .hxl = "#adm3+code",
     .type = COLUMN_CODE,
     .min = 6,
     .max = 6,
     .refers = "districts",
     .help = N_("of a PPK's store: code of its district")},
    {.name = "lat",
     .key = "lat_e7",
     .aliases = LAT_ALIASES,
     .hxl = "#geo+lat",
     .type = COLUMN_LAT,
     .required = true,
     .unit = N_("degrees"),
     .help = N_("latitude in decimal degrees, south negative")},
    {.name = "lon",
     .key = "lon_e7",
     .aliases = LON_ALIASES,
     .hxl = "#geo+lon",
     .type = COLUMN_LON,
     .required = true,
     .unit = N_("degrees"),
     .help = N_("longitude in decimal degrees")},
    QUALITY,
    EXAMPLE,
};

#define MONEY_MAX INT64_C(1000000000000)
static const Column fleet_columns[] = {
    {.name = "vehicle_id",
     .key = "id",
     .aliases = "id, id_kendaraan, kode_kendaraan, vehicle_code, no_kendaraan, kode, vehicle",
     .hxl = "#asset+code",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("a short name of your own, for example TR-01")},
    {.name = "name",
     .aliases = "nama, nama_kendaraan, kendaraan, vehicle_name, description, merek",
     .type = COLUMN_TEXT,
     .help = N_("what people call it")},
    {.name = "plate",
     .aliases = "plat, nopol, nomor_polisi, no_polisi, plat_nomor, licence_plate, license_plate",
     .type = COLUMN_TEXT,
     .help = N_("number plate")},
    {.name = "class",
     .aliases = "kelas, jenis, jenis_kendaraan, vehicle_class, tipe, type, kelas_kendaraan",
     .type = COLUMN_CLASS,
     .required = true,
     .help = N_("truck, 4x4, motorcycle, boat or foot, in Indonesian or English")},
    {.name = "capacity_mass",
     .key = "capacity_g",
     .aliases = "kapasitas_muatan, kapasitas_berat, muatan, kapasitas, capacity, payload, "
                "daya_angkut, berat_maksimum",
     .type = COLUMN_MASS_G,
     .min = 1,
     .max = INT64_C(100000000),
     .unit = "kg",
     .help = N_("what it may carry")},
    {.name = "capacity_volume",
     .key = "capacity_cm3",
     .aliases = "kapasitas_volume, volume, volume_muatan, isi, kapasitas_isi, load_volume, "
                "kapasitas, capacity, muatan",
     .type = COLUMN_VOLUME_CM3,
     .min = 1,
     .max = INT64_C(1000000000),
     .unit = "m3",
     .help = N_("room for goods")},
    {.name = "capacity_boxes",
     .aliases = "kapasitas_kotak, jumlah_kotak, kotak, boxes, box_capacity, kapasitas, capacity",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 100000,
     .unit = N_("boxes"),
     .help = N_("ballot boxes that fit in")},
    {.name = "cost_per_day",
     .aliases = "biaya_per_hari, biaya_harian, sewa_per_hari, daily_cost, sewa_harian",
     .type = COLUMN_MONEY,
     .max = MONEY_MAX,
     .unit = N_("rupiah"),
     .when_blank = "0",
     .help = N_("for each day on which it is used")},
    {.name = "cost_per_hour",
     .aliases = "biaya_per_jam, upah_per_jam, hourly_cost",
     .type = COLUMN_MONEY,
     .max = MONEY_MAX,
     .unit = N_("rupiah"),
     .when_blank = "0",
     .help = N_("for each hour under way, driver included")},
    {.name = "cost_per_km",
     .aliases = "biaya_per_km, biaya_per_kilometer, bbm_per_km, cost_per_kilometre",
     .type = COLUMN_MONEY,
     .max = MONEY_MAX,
     .unit = N_("rupiah"),
     .when_blank = "0",
     .help = N_("for each kilometre")},
    {.name = "crew",
     .aliases = "awak, jumlah_awak, kru, jumlah_kru",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 100,
     .when_blank = "1",
     .unit = N_("persons"),
     .help = N_("driver and helpers")},
    {.name = "depot",
     .aliases = "depot_id, gudang, id_depot, id_gudang, pangkalan, base",
     .type = COLUMN_ID,
     .required = true,
     .refers = "depots",
     .help = N_("where it stands and loads")},
    {.name = "shift_start",
     .key = "shift_start_s",
     .aliases = "mulai, jam_mulai, mulai_kerja, start, shift_from",
     .type = COLUMN_CLOCK,
     .when_blank = "06:00",
     .help = N_("from when on it may work, local clock")},
    {.name = "shift_end",
     .key = "shift_end_s",
     .aliases = "selesai, jam_selesai, selesai_kerja, end, shift_to",
     .type = COLUMN_CLOCK,
     .when_blank = "18:00",
     .help = N_("when it must be back, local clock")},
    {.name = "from_day",
     .aliases = "tersedia_dari, dari_tanggal, mulai_tanggal, available_from, tanggal_mulai",
     .type = COLUMN_DAY,
     .help = N_("first day on which it can be used; blank = any")},
    {.name = "to_day",
     .aliases = "tersedia_sampai, sampai_tanggal, available_to, tanggal_selesai",
     .type = COLUMN_DAY,
     .help = N_("last day on which it can be used; blank = any")},
    {.name = "trips_max",
     .aliases = "rit, rit_maksimum, rit_per_hari, trip_per_hari, trips_per_day, ritase",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 50,
     .when_blank = "10",
     .help = N_("trips a day at most")},
    {.name = "needs_escort",
     .aliases = "perlu_pengawalan, pengawalan, dikawal, escort, butuh_pengawalan",
     .type = COLUMN_YES,
     .when_blank = "no",
     .help = N_("yes: it leaves only with an escort team")},
    EXAMPLE,
};

static const Column person_columns[] = {
    {.name = "person_id",
     .key = "id",
     .aliases = "id, id_personel, id_petugas, kode_petugas, kode",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("a short name of your own that does not tell who it is, for example P-014")},
    {.name = "role",
     .aliases = "peran, tugas, jabatan, fungsi",
     .type = COLUMN_CHOICE,
     .required = true,
     .choices = "driver: sopir, supir, pengemudi, juru mudi, motoris, rider, pengendara; escort: "
                "pengawal, polisi, polri, tni, police; ppk: anggota ppk; kpu: staf kpu, petugas "
                "kpu; supervisor: pengawas, bawaslu, panwas, panwaslu; helper: kernet, "
                "pembantu, porter, crew",
     .help = N_("driver, escort, ppk, kpu, supervisor or helper")},
    {.name = "name",
     .aliases = "nama, nama_lengkap, full_name",
     .type = COLUMN_PERSONAL,
     .help = N_("kept out of the record: only a commitment stands there, and it can be erased")},
    {.name = "phone",
     .aliases = "telepon, telp, no_hp, hp, nomor_hp, no_telepon, telephone, mobile, whatsapp",
     .type = COLUMN_PERSONAL,
     .help = N_("kept out of the record, like the name")},
    {.name = "organisation",
     .aliases = "organisasi, instansi, organization, kesatuan, lembaga",
     .type = COLUMN_TEXT,
     .help = N_("police station, office ...")},
    {.name = "unit",
     .aliases = "regu, tim, team, escort_team, kelompok",
     .type = COLUMN_ID,
     .help = N_("escort team, or office: who goes together")},
    {.name = "vehicle",
     .aliases = "kendaraan, vehicle_id, id_kendaraan",
     .type = COLUMN_ID,
     .refers = "fleet",
     .help = N_("the vehicle of a driver")},
    {.name = "depot",
     .aliases = "depot_id, gudang, id_depot, pangkalan, base",
     .type = COLUMN_ID,
     .refers = "depots",
     .help = N_("from where the person works")},
    EXAMPLE,
};

static const Column hazard_columns[] = {
    {.name = "hazard_id",
     .key = "id",
     .aliases = "id, id_bahaya, id_titik, kode, code",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("a short name of your own, for example B-03")},
    {.name = "name",
     .aliases = "nama, lokasi, nama_lokasi, location, tempat",
     .type = COLUMN_TEXT,
     .help = N_("what people call the place")},
    {.name = "kind",
     .aliases = "jenis, jenis_bahaya, type, tipe, bahaya, hazard",
     .type = COLUMN_CHOICE,
     .required = true,
     .choices = "flood: banjir, genangan, rawan banjir; landslide: longsor, tanah longsor; "
                "broken-bridge: jembatan rusak, jembatan putus, bridge; bad-road: jalan rusak, "
                "jalan lumpur, mud; tide: pasang, air pasang, rob; high-water: air tinggi; "
                "low-water: air surut, sungai surut; fire: kebakaran, karhutla; unrest: "
                "kerusuhan, konflik",
     .help = N_("flood, landslide, broken-bridge, bad-road, tide, high-water, low-water, fire or "
                "unrest")},
    {.name = "lat",
     .key = "lat_e7",
     .aliases = LAT_ALIASES,
     .hxl = "#geo+lat",
     .type = COLUMN_LAT,
     .required = true,
     .unit = N_("degrees"),
     .help = N_("latitude in decimal degrees, south negative")},
    {.name = "lon",
     .key = "lon_e7",
     .aliases = LON_ALIASES,
     .hxl = "#geo+lon",
     .type = COLUMN_LON,
     .required = true,
     .unit = N_("degrees"),
     .help = N_("longitude in decimal degrees")},
    {.name = "radius_m",
     .aliases = "radius, jari_jari, jari_jari_m, radius_meter",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 100000,
     .unit = "m",
     .when_blank = "100",
     .help = N_("how far around the point it reaches")},
    {.name = "rain_mm",
     .aliases = "hujan_mm, curah_hujan_mm, ambang_hujan, rain_threshold_mm",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 2000,
     .unit = "mm",
     .help = N_("rain above which it floods; blank = as hantar simulate assumes")},
    {.name = "rain_days",
     .aliases = "hari_hujan, lama_hujan_hari",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 7,
     .unit = N_("days"),
     .help = N_("within how many days that rain falls; blank = as assumed")},
    {.name = "depth_permille",
     .aliases = "kedalaman_permil, depth_mm_per_m",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 1000000,
     .help = N_("millimetres of water for every 1000 mm of rain above it; blank = as assumed")},
    {.name = "drain_h",
     .aliases = "surut_jam, lama_surut_jam, drain_hours",
     .type = COLUMN_INTEGER,
     .min = 0,
     .max = 168,
     .unit = N_("hours"),
     .help = N_("hours until it has run off; blank = as assumed")},
    {.name = "source",
     .aliases = "sumber, asal_data",
     .type = COLUMN_TEXT,
     .help = N_("who says so, for example BPBD 2023")},
    {.name = "certainty",
     .aliases = "kepastian, keyakinan",
     .type = COLUMN_CHOICE,
     .choices =
         "measured: terukur, diukur; published: terbit, resmi; assumption: asumsi, perkiraan",
     .help = N_("how certain the figures are: measured, published or assumption")},
    NOTE,
    EXAMPLE,
};

static const Column item_columns[] = {
    {.name = "item_id",
     .key = "id",
     .aliases = "id, id_barang, kode_barang, kode, item, item_code",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("an item of the rules to change, or a new one")},
    {.name = "name",
     .aliases = "nama, nama_barang, barang, name_id",
     .type = COLUMN_TEXT,
     .help = N_("name in Indonesian")},
    {.name = "name_en",
     .aliases = "english_name, nama_inggris",
     .type = COLUMN_TEXT,
     .help = N_("name in English")},
    {.name = "unit",
     .aliases = "satuan",
     .type = COLUMN_TEXT,
     .help = N_("piece, bottle, set ...")},
    {.name = "level",
     .aliases = "tingkat, untuk",
     .type = COLUMN_CHOICE,
     .choices = "tps: polling station; ppk: kecamatan, district; kpu: kabupaten, regency",
     .help = N_("whose stock it is: tps, ppk or kpu")},
    {.name = "each_contest",
     .aliases = "per_jenis_pemilihan, tiap_pemilihan, per_contest",
     .type = COLUMN_YES,
     .help = N_("yes: the quantity is for each contest")},
    {.name = "pack",
     .aliases = "tempat, kemasan, letak",
     .type = COLUMN_CHOICE,
     .choices = "inside: dalam, dalam kotak, di dalam kotak; outside: luar, luar kotak, di luar "
                "kotak",
     .help = N_("inside the ballot box or outside it")},
    {.name = "phase",
     .aliases = "tahap",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 2,
     .help = N_("of procurement, 1 or 2")},
    {.name = "quantity",
     .aliases = "jumlah, rumus, rumus_jumlah, formula",
     .type = COLUMN_FORMULA,
     .help = N_("a number or a formula, for example: 6 * contests")},
    {.name = "mass",
     .key = "mass_mg",
     .aliases = "berat, berat_satuan, massa, weight, unit_mass",
     .type = COLUMN_MASS_MG,
     .min = 0,
     .max = INT64_C(1000000000000),
     .unit = "g",
     .help = N_("of one unit")},
    {.name = "volume",
     .key = "volume_cm3",
     .aliases = "isi, volume_satuan, unit_volume",
     .type = COLUMN_VOLUME_CM3,
     .min = 0,
     .max = INT64_C(1000000000),
     .unit = "cm3",
     .help = N_("of one unit as loaded")},
};

static const Column boundary_columns[] = {
    {.name = "village_code",
     .key = "id",
     .aliases = "kode_desa, kode_kelurahan, kode, code, id, kd_desa, kemendagri, kode_kd, kdepum",
     .hxl = "#adm4+code",
     .type = COLUMN_CODE,
     .required = true,
     .min = 10,
     .max = 10,
     .help = N_("property of each area: the village's 10 digits")},
    {.name = "village",
     .aliases = "desa, kelurahan, nama_desa, nama_kelurahan, name, nama, namobj, wadmkd",
     .hxl = "#adm4+name",
     .type = COLUMN_TEXT,
     .help = N_("name of the village")},
    {.name = "district",
     .aliases = "kecamatan, nama_kecamatan, wadmkc",
     .hxl = "#adm3+name",
     .type = COLUMN_TEXT,
     .help = N_("name of the district (kecamatan)")},
    {.name = "area",
     .type = COLUMN_AREA,
     .required = true,
     .help = N_("the geometry: polygon or multipolygon, WGS 84, longitude first")},
};

static const Column road_columns[] = {
    {.name = "id", .type = COLUMN_ID, .required = true, .help = N_("always: roads")},
    {.name = "name", .type = COLUMN_TEXT, .required = true, .help = N_("the file's name")},
    {.name = "blob",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("SHA-256 of the file, under which its bytes are kept")},
};

#define COLUMNS(array) .columns = array, .column_count = COUNT_OF(array)
const Kind ELECTION_KINDS[] = {
    {"tps", "tps.imported", COLUMNS(tps_columns), .id_from = "village_code, number",
     .sql_put = SQL_TPS_PUT, .sql_list = SQL_TPS_LIST, .sql_remove = SQL_TPS_REMOVE,
     .outside_m = 2000, .read = election_import_table, .derive = election_tps_derive,
     .check = election_tps_check},
    {"districts", "districts.imported", COLUMNS(district_columns), .sql_put = SQL_DISTRICT_PUT,
     .sql_list = SQL_DISTRICT_LIST, .sql_remove = SQL_DISTRICT_REMOVE, .outside_m = 2000,
     .read = election_import_table, .check = election_districts_check},
    {"depots", "depots.imported", COLUMNS(depot_columns), .sql_put = SQL_DEPOT_PUT,
     .sql_list = SQL_DEPOT_LIST, .sql_remove = SQL_DEPOT_REMOVE, .outside_m = 20000,
     .read = election_import_table, .check = election_depots_check},
    {"fleet", "fleet.imported", COLUMNS(fleet_columns), .sql_put = SQL_VEHICLE_PUT,
     .sql_list = SQL_VEHICLE_LIST, .sql_remove = SQL_VEHICLE_REMOVE, .read = election_import_table,
     .check = election_fleet_check},
    {"items", "items.imported", COLUMNS(item_columns), .sql_put = SQL_ITEM_PUT,
     .sql_list = SQL_ITEM_LIST, .sql_remove = SQL_ITEM_REMOVE, .read = election_import_table,
     .check = election_items_check},
    {"personnel", "personnel.imported", COLUMNS(person_columns), .sql_put = SQL_PERSON_PUT,
     .sql_list = SQL_PERSON_LIST, .sql_remove = SQL_PERSON_REMOVE, .read = election_import_table,
     .check = election_people_check},
    {"hazards", "hazards.imported", COLUMNS(hazard_columns), .sql_put = SQL_HAZARD_PUT,
     .sql_list = SQL_HAZARD_LIST, .sql_remove = SQL_HAZARD_REMOVE, .outside_m = 20000,
     .read = election_import_table},
    {"boundaries", "boundaries.imported", COLUMNS(boundary_columns), .sql_put = SQL_BOUNDARY_PUT,
     .sql_list = SQL_BOUNDARY_LIST, .sql_remove = SQL_BOUNDARY_REMOVE,
     .read = election_import_layer, .check = election_boundaries_check},
    {"roads", "roads.imported", COLUMNS(road_columns), .sql_put = SQL_ROAD_FILE_PUT,
     .sql_list = SQL_ROAD_FILE_LIST, .sql_remove = SQL_ROAD_FILE_REMOVE,
     .read = election_import_roads},
};
const size_t ELECTION_KIND_COUNT = COUNT_OF(ELECTION_KINDS);

size_t election_kind_count(void) {
    return ELECTION_KIND_COUNT;
}

const char *election_kind(size_t i) {
    assert(i < ELECTION_KIND_COUNT);
    return ELECTION_KINDS[i].name;
}

const Kind *election_kind_find(const char *name) {
    for (size_t i = 0; i < ELECTION_KIND_COUNT; i++)
        if (str_eq(ELECTION_KINDS[i].name, name)) return &ELECTION_KINDS[i];
    return NULL;
}

const Kind *election_kind_of_event(const char *type) {
    for (size_t i = 0; i < ELECTION_KIND_COUNT; i++)
        if (str_eq(ELECTION_KINDS[i].event_type, type)) return &ELECTION_KINDS[i];
    return NULL;
}

const char *election_column_key(const Column *column) {
    return column->key ? column->key : column->name;
}

int election_column(const Kind *kind, const char *key) {
    for (size_t i = 0; i < kind->column_count; i++)
        if (str_eq(election_column_key(&kind->columns[i]), key)) return (int)i;
    abort(); /* the kind has this column */
}

bool election_column_kept(const Column *column) {
    return column->type != COLUMN_SCOPE;
}

bool election_column_is_text(const Column *column) {
    return column->type < COLUMN_INTEGER;
}

const ElectionColumnHelp *election_kind_columns(Arena *arena, const char *name, size_t *ret_count) {
    return election_columns_help(arena, election_kind_find(name), ret_count);
}

const ElectionColumnHelp *election_columns_help(Arena *arena, const Kind *kind, size_t *ret_count) {
    *ret_count = kind ? kind->column_count : 0;
    ElectionColumnHelp *help = ARENA_ARRAY(arena, ElectionColumnHelp, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        const Column *c = &kind->columns[i];
        help[i] = (ElectionColumnHelp){.name = c->name,
                                       .aliases = c->aliases ? c->aliases : "",
                                       .unit = c->unit ? _(c->unit) : "",
                                       .help = _(c->help),
                                       .required = c->required};
    }
    return help;
}
