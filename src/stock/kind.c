// SPDX-License-Identifier: Apache-2.0
/* The kinds of files of this floor and their columns: data, read by the import, the views, the help
 * page and the tests. Aliases stand best first. */
#include "stock/stock_int.h"

#include "stock_sql.h"

#define QUANTITY_MAX INT64_C(1000000000) /* the nation's ballots fit */
#define MONEY_MAX INT64_C(1000000000000)
#define ID                                                                               \
    {                                                                                    \
        .name = "id", .aliases = "kode_baris, row_id", .type = COLUMN_ID,                \
        .help = N_("made from number, item and contest where the file does not have it") \
    }
#define LINE                                                                                       \
    {                                                                                              \
        .name = "line", .aliases = "baris, urut, no_urut, nomor_urut", .type = COLUMN_INTEGER,     \
        .min = 1, .max = 10000, .help = N_("tells lines of one document with the same item apart") \
    }
#define DAY(what)                                                                 \
    {                                                                             \
        .name = "day", .aliases = "tanggal, tgl, hari, date", .type = COLUMN_DAY, \
        .required = true, .help = what                                            \
    }
#define ITEM                                                                         \
    {                                                                                \
        .name = "item",                                                              \
        .aliases = "barang, jenis_barang, nama_barang, jenis, perlengkapan, uraian", \
        .type = COLUMN_TEXT, .required = true,                                       \
        .help = N_("the item, by its id or its name: surat suara, kotak suara ...")  \
    }
#define CONTEST                                                                                \
    {                                                                                          \
        .name = "contest", .aliases = "pemilihan, jenis_pemilihan, jenis_pemilu, surat_suara", \
        .type = COLUMN_TEXT,                                                                   \
        .help = N_("the contest, by its id or its name, for what each contest has of its own") \
    }
#define PLACE                                                                                      \
    {                                                                                              \
        .name = "place", .aliases = "gudang, tempat, lokasi, id_gudang, depot, store",             \
        .type = COLUMN_TEXT, .help = N_("the store, by its depot_id; blank = the KPU's warehouse") \
    }
#define PIECES(column, names, what)                                                    \
    {                                                                                  \
        .name = column, .aliases = names, .type = COLUMN_INTEGER, .max = QUANTITY_MAX, \
        .unit = N_("pieces"), .help = what                                             \
    }
#define PIECES_NEEDED(column, names, what)                                          \
    {                                                                               \
        .name = column, .aliases = names, .type = COLUMN_INTEGER, .required = true, \
        .max = QUANTITY_MAX, .unit = N_("pieces"), .help = what                     \
    }
#define NUMBER(names, what) \
    { .name = "number", .aliases = names, .type = COLUMN_ID, .required = true, .help = what }
#define REFERENCE(column, names, what) \
    { .name = column, .aliases = names, .type = COLUMN_ID, .help = what }
#define WORDS(column, names, what) \
    { .name = column, .aliases = names, .type = COLUMN_TEXT, .help = what }
#define WORDS_NEEDED(column, names, what) \
    { .name = column, .aliases = names, .type = COLUMN_TEXT, .required = true, .help = what }
#define QUANTITY(names, what)                                                                     \
    {                                                                                             \
        .name = "quantity", .aliases = names, .type = COLUMN_INTEGER, .required = true, .min = 1, \
        .max = QUANTITY_MAX, .unit = N_("pieces"), .help = what                                   \
    }
#define STATE(what)                                                                              \
    {                                                                                            \
        .name = "state", .aliases = "keadaan, kondisi, status", .type = COLUMN_CHOICE,           \
        .choices = "good: baik, layak; unsorted: belum disortir, belum sortir; damaged: rusak; " \
                   "elsewhere: milik daerah lain, daerah lain, tertukar",                        \
        .when_blank = "good", .help = what                                                       \
    }
#define DUE(names, what) \
    { .name = "due", .key = "due_day", .aliases = names, .type = COLUMN_DAY, .help = what }
#define PERSON(column, names)                                      \
    {                                                              \
        .name = column, .aliases = names, .type = COLUMN_PERSONAL, \
        .help = N_("withheld from the record")                     \
    }
#define WITNESS                                                        \
    WORDS("witness_role", "jabatan_saksi, saksi_jabatan, unsur_saksi", \
          N_("offices of the witnesses: Bawaslu, Polres ..."))
#define WITNESS_NAME PERSON("witness", "saksi, nama_saksi")
#define NOTE                                                                                  \
    {                                                                                         \
        .name = "note", .aliases = "catatan, keterangan, remark, notes", .type = COLUMN_TEXT, \
        .help = N_("free text; no names of persons")                                          \
    }
#define EXAMPLE                                                               \
    {                                                                         \
        .name = "example", .aliases = "contoh, invented", .type = COLUMN_YES, \
        .help = N_("yes where the row is an invented example, not a fact")    \
    }

static const Column contract_columns[] = {
    ID,
    NUMBER("nomor, no_kontrak, nomor_kontrak, no_spk, nomor_spk, surat_pesanan, contract_number",
           N_("number of the contract or order")),
    LINE,
    WORDS_NEEDED("supplier", "penyedia, vendor, rekanan, pemasok, percetakan", N_("who supplies")),
    ITEM,
    CONTEST,
    QUANTITY("jumlah, volume, qty, jumlah_pesanan, pesanan", N_("how many were ordered")),
    {.name = "phase",
     .aliases = "tahap, fase",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 2,
     .help = N_("of procurement: 1 before the candidates are known, 2 after")},
    {.name = "unit_price",
     .aliases = "harga_satuan, harga, price",
     .type = COLUMN_MONEY,
     .min = 0,
     .max = MONEY_MAX,
     .unit = N_("rupiah"),
     .help = N_("price of one, in rupiah; may be left out")},
    DUE("batas_waktu, jatuh_tempo, tanggal_kirim, batas_kirim, tenggat",
        N_("day by which all must have come")),
    WORDS("catalogue", "e_katalog, ekatalog, id_paket, paket, e_catalogue",
          N_("reference in the electronic catalogue")),
    NOTE,
    EXAMPLE,
};

static const Column press_columns[] = {
    {.name = "press_id",
     .key = "id",
     .aliases = "id, id_mesin, kode_mesin, mesin, kode, press",
     .type = COLUMN_ID,
     .required = true,
     .help = N_("a short name of your own, for example M-1")},
    WORDS("name", "nama, nama_mesin, percetakan, nama_percetakan", N_("what people call it")),
    WORDS("supplier", "penyedia, vendor, rekanan", N_("whose press it is")),
    {.name = "sheets_per_hour",
     .aliases = "lembar_per_jam, kapasitas_per_jam, kecepatan",
     .type = COLUMN_INTEGER,
     .required = true,
     .min = 1,
     .max = 1000000,
     .unit = N_("pieces"),
     .help = N_("ballots it prints in an hour")},
    {.name = "minutes_per_day",
     .aliases = "menit_per_hari, menit_kerja",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 1440,
     .when_blank = "600",
     .help = N_("minutes it runs on a day")},
    {.name = "from",
     .key = "from_day",
     .aliases = "mulai, dari, tanggal_mulai, from_day",
     .type = COLUMN_DAY,
     .required = true,
     .help = N_("first day on which it prints")},
    {.name = "to",
     .key = "to_day",
     .aliases = "sampai, selesai, tanggal_selesai, to_day",
     .type = COLUMN_DAY,
     .help = N_("last day; blank = no end")},
    EXAMPLE,
};

static const Column print_order_columns[] = {
    ID,
    {.name = "region",
     .aliases = "kode_kabupaten, kode_kab, kode_kota, kode_daerah, regency_code",
     .type = COLUMN_CODE,
     .required = true,
     .min = 4,
     .max = 4,
     .help = N_("code of the regency, 4 digits")},
    WORDS("region_name", "kabupaten, nama_kabupaten, daerah, kabupaten_kota, regency",
          N_("name of the regency")),
    CONTEST,
    {.name = "sheets",
     .aliases = "lembar, jumlah, oplah, jumlah_cetak, quantity",
     .type = COLUMN_INTEGER,
     .required = true,
     .min = 1,
     .max = QUANTITY_MAX,
     .unit = N_("pieces"),
     .help = N_("ballots to print for it")},
    PIECES("dpt", "jumlah_dpt, pemilih", N_("of them one for each voter of the DPT")),
    PIECES("reserve", "cadangan, jumlah_cadangan", N_("of them the reserve of the TPS")),
    PIECES("rerun", "psu, stok_psu", N_("of them the stock for re-votes")),
    {.name = "packing",
     .key = "packing_day",
     .aliases = "mulai_pengepakan, mulai_setting, tanggal_setting, packing_day",
     .type = COLUMN_DAY,
     .required = true,
     .help = N_("day on which packing begins there")},
    {.name = "transport_days",
     .aliases = "hari_kirim, lama_kirim, hari_perjalanan",
     .type = COLUMN_INTEGER,
     .required = true,
     .min = 0,
     .max = 60,
     .help = N_("days from the press to the store there")},
    {.name = "sort_people",
     .aliases = "petugas_sortir, jumlah_petugas, tenaga_sortir",
     .type = COLUMN_INTEGER,
     .required = true,
     .min = 1,
     .max = 100000,
     .unit = N_("persons"),
     .help = N_("people who sort and fold there")},
    EXAMPLE,
};

static const Column shipment_columns[] = {
    ID,
    NUMBER("nomor, no_surat_jalan, nomor_surat_jalan, surat_jalan, sj, delivery_note",
           N_("number of the surat jalan")),
    LINE,
    DAY(N_("day of departure")),
    REFERENCE("order_number",
              "kontrak, nomor_kontrak, no_kontrak, pesanan, no_spk, contract, replacement",
              N_("contract or replacement order that it fulfils")),
    WORDS("supplier", "penyedia, vendor, rekanan, pengirim", N_("who sends")),
    ITEM,
    CONTEST,
    QUANTITY("jumlah, qty, dikirim, jumlah_kirim", N_("how many were sent")),
    PIECES("colli", "koli, jumlah_koli, colly, packages", N_("packages")),
    WORDS("cartons", "nomor_karton, no_karton, karton, dus, nomor_dus",
          N_("numbers of the cartons, for example 1-40")),
    WORDS("carrier", "pengangkut, ekspedisi, jasa_kirim", N_("who carries")),
    WORDS("plate", "nopol, plat, nomor_polisi, kendaraan, vehicle",
          N_("plate of the vehicle, or name of the boat")),
    PERSON("driver", "sopir, pengemudi, nama_sopir"),
    NOTE,
    EXAMPLE,
};

static const Column receipt_columns[] = {
    ID,
    NUMBER("nomor, no_bttb, nomor_bttb, bttb, tanda_terima, receipt_number",
           N_("number of the BTTB")),
    LINE,
    DAY(N_("day of receipt")),
    REFERENCE("shipment", "surat_jalan, no_surat_jalan, nomor_surat_jalan, sj, delivery_note",
              N_("number of the surat jalan")),
    REFERENCE("order_number", "kontrak, nomor_kontrak, no_kontrak, pesanan, contract, replacement",
              N_("contract or replacement order, where no surat jalan says it")),
    ITEM,
    CONTEST,
    PLACE,
    PIECES("sent", "dikirim, jumlah_kirim, menurut_surat_jalan",
           N_("how many the surat jalan says")),
    PIECES_NEEDED("received", "diterima, jumlah_diterima, jumlah, qty", N_("how many came")),
    PIECES("damaged", "rusak, jumlah_rusak", N_("of them damaged, seen at once")),
    PIECES("elsewhere", "milik_daerah_lain, salah_kirim, tertukar, daerah_lain",
           N_("of them belonging elsewhere, seen at once")),
    WORDS("belongs_to", "milik, daerah_pemilik, tujuan_sebenarnya",
          N_("to whom these belong: code of the regency, or electoral area")),
    WORDS("receiver_role", "jabatan_penerima, penerima_jabatan", N_("office of who received")),
    PERSON("receiver", "penerima, nama_penerima"),
    WITNESS,
    WITNESS_NAME,
    NOTE,
    EXAMPLE,
};

static const Column sorting_columns[] = {
    ID,
    NUMBER("nomor, no_ba, nomor_ba, ba_sortir, ba", N_("number of the minutes (BA) of the day")),
    LINE,
    DAY(N_("day of the work")),
    ITEM,
    CONTEST,
    PLACE,
    WORDS("crew", "regu, kelompok, tim", N_("which crew")),
    {.name = "people",
     .aliases = "petugas, jumlah_petugas, orang, tenaga",
     .type = COLUMN_INTEGER,
     .min = 1,
     .max = 100000,
     .unit = N_("persons"),
     .help = N_("people at work")},
    PIECES_NEEDED("good", "baik, jumlah_baik", N_("good, sorted and folded")),
    PIECES("torn", "robek, sobek", N_("torn")),
    PIECES("ink_stained", "bercak_tinta, noda_tinta, terkena_tinta, noda", N_("ink splashes")),
    PIECES("creased", "kusut, terlipat, lecek", N_("creased")),
    PIECES("shrunken", "mengkerut, menyusut", N_("shrunken")),
    PIECES("wrong_colour", "salah_warna, beda_warna, warna_pudar, warna", N_("wrong colours")),
    PIECES("blurred", "buram, kabur, tidak_jelas", N_("blurred")),
    PIECES("black_white", "hitam_putih", N_("printed in black and white")),
    PIECES("other_damage", "rusak_lain, rusak_lainnya, lainnya", N_("damaged in another way")),
    PIECES("elsewhere", "milik_daerah_lain, daerah_lain, tertukar, salah_dapil",
           N_("of another regency or electoral area")),
    WORDS("belongs_to", "milik, daerah_pemilik, dapil_pemilik",
          N_("to whom these belong: code of the regency, or electoral area")),
    PIECES("missing", "kurang, kekurangan, kurang_isi", N_("short of what the cartons say")),
    WITNESS,
    NOTE,
    EXAMPLE,
};

static const Column replacement_columns[] = {
    ID,
    NUMBER("nomor, no_penggantian, nomor_surat, no_surat, surat_penggantian",
           N_("number of the replacement order")),
    LINE,
    DAY(N_("day of the order")),
    REFERENCE("order_number", "kontrak, nomor_kontrak, no_kontrak, contract",
              N_("contract under which it is replaced")),
    WORDS("supplier", "penyedia, vendor, rekanan", N_("who supplies")),
    ITEM,
    CONTEST,
    QUANTITY("jumlah, qty, jumlah_penggantian", N_("how many to replace")),
    DUE("batas_waktu, jatuh_tempo, tenggat", N_("day by which they must have come")),
    WORDS("reason", "alasan, sebab", N_("damaged, missing ...")),
    NOTE,
    EXAMPLE,
};

static const Column transfer_columns[] = {
    ID,
    NUMBER("nomor, no_bast, nomor_bast, bast, no_ba, nomor_ba",
           N_("number of the handover document (BAST)")),
    LINE,
    DAY(N_("day of the handover")),
    ITEM,
    CONTEST,
    QUANTITY("jumlah, qty", N_("how many")),
    STATE(N_("what they are: good, unsorted, damaged, elsewhere (belonging to another)")),
    {.name = "from",
     .key = "from_place",
     .aliases = "dari, asal",
     .type = COLUMN_TEXT,
     .required = true,
     .help = N_("store, TPS or code of the other regency")},
    {.name = "to",
     .key = "to_place",
     .aliases = "kepada, ke, tujuan, untuk",
     .type = COLUMN_TEXT,
     .required = true,
     .help = N_("store, TPS or code of the other regency")},
    REFERENCE("counterpart", "nomor_lawan, nomor_pasangan, no_bast_lawan",
              N_("number of the document of the other regency")),
    WORDS("reason", "alasan, sebab, keperluan", N_("why")),
    NOTE,
    EXAMPLE,
};

static const Column destruction_columns[] = {
    ID,
    NUMBER("nomor, no_ba, nomor_ba, ba_pemusnahan, ba",
           N_("number of the minutes (BA) of destruction")),
    LINE,
    DAY(N_("day of destruction")),
    ITEM,
    CONTEST,
    PLACE,
    PIECES("surplus", "lebih, kelebihan, sisa", N_("surplus that was destroyed")),
    PIECES("damaged", "rusak, jumlah_rusak", N_("damaged that were destroyed")),
    WORDS("letter", "surat_dasar, dasar, surat, surat_perintah", N_("letter that ordered it")),
    WORDS("method", "cara, metode", N_("burnt, shredded ...")),
    WITNESS,
    WITNESS_NAME,
    NOTE,
    EXAMPLE,
};

static const Column kit_columns[] = {
    ID,
    NUMBER("nomor, no_ba, nomor_ba, ba, ba_setting, daftar",
           N_("number of the packing list or minutes")),
    DAY(N_("day of packing")),
    {.name = "station",
     .aliases = "tps, kode_tps, id_tps, tps_id, tujuan",
     .type = COLUMN_CODE,
     .required = true,
     .min = 6,
     .max = 13,
     .help = N_("TPS (13 digits) or district (6 digits) that it is packed for")},
    ITEM,
    CONTEST,
    PLACE,
    PIECES_NEEDED("quantity", "jumlah, qty, isi", N_("how many were packed")),
    NOTE,
    EXAMPLE,
};

static const Column usage_columns[] = {
    ID,
    {.name = "station",
     .aliases = "tps, kode_tps, id_tps, tps_id",
     .type = COLUMN_CODE,
     .required = true,
     .min = 13,
     .max = 13,
     .help = N_("TPS, 13 digits")},
    CONTEST,
    PIECES_NEEDED("received", "diterima, surat_suara_diterima",
                  N_("ballots that the TPS received")),
    PIECES_NEEDED("valid", "sah, suara_sah", N_("used, valid votes")),
    PIECES_NEEDED("invalid", "tidak_sah, suara_tidak_sah", N_("used, invalid votes")),
    PIECES_NEEDED("spoiled", "rusak, keliru_coblos, rusak_keliru_coblos, dikembalikan",
                  N_("returned by voters: damaged, or wrongly marked")),
    PIECES_NEEDED("unused", "tidak_digunakan, tidak_terpakai, sisa", N_("not used")),
    PIECES("reserve_used", "cadangan, cadangan_digunakan, surat_suara_cadangan",
           N_("taken from the reserve")),
    WORDS("reserve_minutes", "ba_cadangan, nomor_ba_cadangan, no_ba_cadangan",
          N_("number of the minutes (BA) on the use of the reserve")),
    NOTE,
    EXAMPLE,
};

static const Column count_columns[] = {
    ID,
    NUMBER("nomor, no_ba, nomor_ba, ba_opname, opname", N_("number of the count")),
    LINE,
    DAY(N_("day of the count")),
    ITEM,
    CONTEST,
    PLACE,
    STATE(N_("what was counted: good, unsorted, damaged, elsewhere")),
    PIECES_NEEDED("counted", "dihitung, jumlah, hasil_hitung, fisik", N_("how many were counted")),
    NOTE,
    EXAMPLE,
};

#define COLUMNS(array) .columns = array, .column_count = COUNT_OF(array)
#define SQL(view)                                                           \
    .sql_put = SQL_STOCK_##view##_PUT, .sql_list = SQL_STOCK_##view##_LIST, \
    .sql_remove = SQL_STOCK_##view##_REMOVE
#define DOCUMENT                                                                 \
    .document = true, .read = election_import_table, .derive = stock_row_derive, \
    .check = stock_rows_check
const Kind STOCK_KINDS[] = {
    {"contracts", "stock.contracted", COLUMNS(contract_columns), .id_from = "number, item",
     .document = true, .wider = true, SQL(CONTRACT), .read = election_import_table,
     .derive = stock_row_derive, .check = stock_rows_check},
    {"presses", "stock.presses_imported", COLUMNS(press_columns), SQL(PRESS), .wider = true,
     .read = election_import_table},
    {"print-orders", "stock.prints_ordered", COLUMNS(print_order_columns),
     .id_from = "region, contest", .wider = true, SQL(PRINT_ORDER), .read = election_import_table,
     .derive = stock_row_derive, .check = stock_rows_check},
    {"shipments", "stock.shipped", COLUMNS(shipment_columns), .id_from = "number, item",
     SQL(SHIPMENT), DOCUMENT},
    {"receipts", "stock.received", COLUMNS(receipt_columns), .id_from = "number, item",
     SQL(RECEIPT), DOCUMENT},
    {"sorting", "stock.sorted", COLUMNS(sorting_columns), .id_from = "number, item", SQL(SORTING),
     DOCUMENT},
    {"replacements", "stock.replacement_ordered", COLUMNS(replacement_columns),
     .id_from = "number, item", SQL(REPLACEMENT), DOCUMENT},
    {"transfers", "stock.transferred", COLUMNS(transfer_columns), .id_from = "number, item",
     SQL(TRANSFER), DOCUMENT},
    {"destructions", "stock.destroyed", COLUMNS(destruction_columns), .id_from = "number, item",
     SQL(DESTRUCTION), DOCUMENT},
    {"packing", "stock.packed", COLUMNS(kit_columns), .id_from = "number, station, item", SQL(KIT),
     DOCUMENT},
    {"usage", "stock.used", COLUMNS(usage_columns), .id_from = "station, contest", SQL(USAGE),
     DOCUMENT},
    {"stock-counts", "stock.counted", COLUMNS(count_columns), .id_from = "number, item", SQL(COUNT),
     DOCUMENT},
};
const size_t STOCK_KIND_COUNT = COUNT_OF(STOCK_KINDS);
