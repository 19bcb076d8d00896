// SPDX-License-Identifier: Apache-2.0
/* bast.pdf: a berita acara serah terima for every handover. The annexed forms of the KPU's own
 * decisions have not been read, so the form is a neutral one and says so. In Indonesian. */
#include "print/print_int.h"

#include <string.h>

#define BLANK "............................................"
#define LEGAL_BASIS "sesuai dengan peraturan KPU yang berlaku"
#define NEUTRAL "Bentuk netral, bukan lampiran resmi KPU; sesuaikan dengan ketentuan yang berlaku."

typedef struct Handover {
    const PrintHandover *at;
    const PlanTrip *trip;
    const PlanStop *stop; /* the first */
    const ElectionDistrict *district;
    bool hub, landing;
} Handover;

static Handover handover_of(const PrintFacts *f, size_t item) {
    const PrintHandover *h = &f->handovers[item];
    const PlanTrip *trip = print_trip(f, h->trip);
    const PlanStop *stop = &trip->stops[h->first];
    bool landing = plan_at_landing(f->in.regency, plan_stop_depot(f->in.regency, stop));
    return (Handover){h, trip, stop, print_district(f, stop), stop->tps < 0, landing};
}

static const char *place(PrintPaper *p, const Handover *h) {
    if (h->landing) return plan_hub_name(p->arena, p->facts->in.regency, h->stop);
    if (h->hub) return arena_printf(p->arena, "kantor PPK Kecamatan %s", h->district->name);
    return arena_printf(p->arena, "%s Desa/Kelurahan %s, Kecamatan %s",
                        print_tps_name(p->facts, p->arena, h->stop->tps),
                        print_goods_of(p->facts, h->stop), h->district->name);
}

static void opening(PrintPaper *p, const Handover *h) {
    const char *words = print_date_words(p->arena, h->trip->day) + strlen("hari ");
    print_paragraph(p, STYLE(9.5),
                    arena_printf(p->arena,
                                 "Pada hari ini %s, pukul ................ %s (rencana %s), "
                                 "bertempat di %s, yang bertanda tangan di bawah ini:",
                                 words, p->facts->zone,
                                 print_clock(p->facts, p->arena, h->stop->arrive_s), place(p, h)));
}

static void party(PrintPaper *p, const char *numeral, const char *role, const char *name,
                  const char *office, const char *address) {
    PrintField fields[] = {
        {arena_printf(p->arena, "%s  Nama", numeral), *name ? name : BLANK},
        {"     Jabatan", office},
        {"     Alamat", address},
    };
    p->y += 2;
    print_fields(p, fields, COUNT_OF(fields), 1);
    print_text(p, PRINT_LEFT + 96, p->y, PRINT_SPAN - 96, STYLE(9, .lines = 1),
               arena_printf(p->arena, "selanjutnya disebut %s.", role));
    p->y += 16;
}

static const ElectionPerson *giver(const PrintFacts *f, const Handover *h) {
    const ElectionPerson *kpu = print_officer(f, "kpu", h->trip->depot);
    return kpu ? kpu : print_officer(f, "ppk", h->trip->depot);
}

/* The vehicle that takes goods on from a landing; -1 = several do. */
static int32_t taken_on_by(const PrintFacts *f, const Handover *h) {
    int32_t vehicle = -1;
    for (int32_t s = h->at->first; s < h->at->first + h->at->count; s++)
        for (size_t i = 0; i < h->trip->stops[s].goods_count; i++) {
            PrintCall on = f->direct[h->trip->stops[s].goods[i]];
            int32_t by = on.trip >= 0 ? print_trip(f, on.trip)->vehicle : -1;
            if (by < 0 || (vehicle >= 0 && by != vehicle)) return -1;
            vehicle = by;
        }
    return vehicle;
}

static const ElectionPerson *taker(const PrintFacts *f, const Handover *h) {
    if (h->landing) {
        int32_t vehicle = taken_on_by(f, h);
        return vehicle >= 0 ? print_driver(f, vehicle) : NULL;
    }
    int32_t depot = print_ppk_depot(f, h->stop->district);
    return h->hub && depot >= 0 ? print_officer(f, "ppk", depot) : NULL;
}

/* As what the second party signs. */
static const char *taker_office(PrintPaper *p, const Handover *h) {
    const PrintFacts *f = p->facts;
    int32_t vehicle = h->landing ? taken_on_by(f, h) : -1;
    if (vehicle >= 0)
        return arena_printf(p->arena, "Awak %s (%s), yang meneruskan",
                            f->in.regency->vehicles[vehicle].name,
                            f->in.regency->vehicles[vehicle].id);
    if (h->landing) return "Awak kendaraan yang meneruskan";
    if (h->hub) return arena_printf(p->arena, "PPK Kecamatan %s, yang menerima", h->district->name);
    return arena_printf(p->arena, "Ketua KPPS %s, yang menerima",
                        print_tps_name(f, p->arena, h->stop->tps));
}

static void parties(PrintPaper *p, const Handover *h) {
    const PrintFacts *f = p->facts;
    const ElectionRegency *r = f->in.regency;
    const ElectionDepot *from = &r->depots[h->trip->depot];
    const ElectionPerson *gives = giver(f, h), *takes = taker(f, h);
    bool ppk = str_eq(from->kind, "ppk");
    party(p, "I.", "PIHAK PERTAMA", gives ? gives->name : "",
          ppk ? "Panitia Pemilihan Kecamatan (PPK), yang menyerahkan"
              : arena_printf(p->arena, "KPU %s, yang menyerahkan", r->name),
          from->name);
    party(p, "II.", "PIHAK KEDUA", takes ? takes->name : "", taker_office(p, h), place(p, h));
    const char *basis = f->in.legal_basis ? f->in.legal_basis : LEGAL_BASIS;
    print_paragraph(p, STYLE(9.5),
                    arena_printf(p->arena,
                                 "PIHAK PERTAMA menyerahkan dan PIHAK KEDUA menerima perlengkapan "
                                 "%s, %s, dengan rincian:",
                                 election_text(r->rules.name), basis));
}

/* ---------------------------------------------------------------- goods */

static void goods_of_tps(PrintPaper *p, const Handover *h) {
    static const PrintColumn columns[] = {
        {"No.", 5, TO_RIGHT, false, 1},        {"Barang", 35, TO_LEFT, false, 1},
        {"Kode kotak", 28, TO_LEFT, false, 1}, {"Jumlah", 9, TO_RIGHT, true, 1},
        {"Satuan", 9, TO_LEFT, false, 1},      {"Nomor segel", 20, TO_LEFT, false, 1},
    };
    const PrintFacts *f = p->facts;
    const ElectionRules *rules = &f->in.regency->rules;
    PrintTable t;
    PrintBox *boxes;
    size_t n = print_boxes(f, h->stop->tps, p->arena, &boxes), line = 0;
    const char *id = print_tps(f, h->stop->tps)->id;
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++) {
        const ElectionContest *c = boxes[i].contest < 0 ? NULL : &rules->contests[boxes[i].contest];
        print_row(&t, (const char *[]){
                          arena_printf(p->arena, "%zu", ++line),
                          arena_printf(p->arena, "Kotak suara %s", c ? election_text(c->name) : ""),
                          arena_printf(p->arena, "%s:%s:%d", id, c ? c->id : "-", boxes[i].copy),
                          "1", "buah", ""});
    }
    size_t from = f->first_need[h->stop->tps], to = f->first_need[h->stop->tps + 1];
    for (size_t i = 0; i < rules->item_count; i++) {
        int64_t quantity = 0; /* over all contests */
        if (rules->items[i].is_box || rules->items[i].pack != PACK_OUTSIDE) continue;
        for (size_t k = from; k < to; k++)
            if (f->in.needs->rows[k].item == (int32_t)i) quantity += f->in.needs->rows[k].quantity;
        if (quantity == 0) continue;
        print_row(&t, (const char *[]){arena_printf(p->arena, "%zu", ++line),
                                       election_text(rules->items[i].name), "(di luar kotak)",
                                       int_group(p->arena, quantity),
                                       election_text(rules->items[i].unit), ""});
    }
}

static void goods_of_hub(PrintPaper *p, const Handover *h) {
    static const PrintColumn columns[] = {
        {"No.", 5, TO_RIGHT, false, 1},         {"Desa/Kelurahan", 25, TO_LEFT, false, 1},
        {"TPS", 10, TO_LEFT, true, 1},          {"Kode TPS", 19, TO_LEFT, false, 1},
        {"Kotak", 8, TO_RIGHT, true, 1},        {"Luar kotak (set)", 10, TO_RIGHT, false, 1},
        {"Nomor segel", 25, TO_LEFT, false, 1},
    };
    const PrintFacts *f = p->facts;
    PrintTable t;
    int64_t boxes = 0, line = 0;
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (int32_t s = h->at->first; s < h->at->first + h->at->count; s++) {
        const PlanStop *stop = &h->trip->stops[s];
        boxes += stop->load.boxes;
        if (stop->village < 0)
            print_row(&t, (const char *[]){int_group(p->arena, ++line), "Perlengkapan PPK", "–",
                                           h->district->code, int_group(p->arena, stop->load.boxes),
                                           "1", ""});
        for (size_t i = 0; i < stop->goods_count; i++) {
            int32_t tps = stop->goods[i];
            print_row(&t, (const char *[]){int_group(p->arena, ++line), print_goods_of(f, stop),
                                           print_tps_name(f, p->arena, tps), print_tps(f, tps)->id,
                                           int_group(p->arena, f->in.needs->tps_load[tps].boxes),
                                           "1", ""});
        }
    }
    print_row_total(&t, (const char *[]){"", "Jumlah", "", "", int_group(p->arena, boxes),
                                         int_group(p->arena, line), ""});
}

/* ---------------------------------------------------------------- condition, signatures */

static void condition(PrintPaper *p) {
    static const char *const choices[] = {"baik, lengkap, dan tersegel", "dengan catatan:"};
    print_room(p, 70);
    p->y += 8;
    PrintStyle style = STYLE(9, .lines = 1);
    print_text(p, PRINT_LEFT, p->y, 90, style, "Keadaan barang");
    for (int i = 0; i < 2; i++) {
        double x = PRINT_LEFT + 96 + i * 170;
        print_frame(p, x, p->y + 2.5, 8, 8, 0.8);
        print_text(p, x + 14, p->y, 150, style, choices[i]);
    }
    p->y += 10;
    print_dotted(p, 2);
}

static void witnesses(PrintPaper *p, const Handover *h) {
    const ElectionPerson *supervisor = print_officer(p->facts, "supervisor", h->trip->depot);
    PrintParty two[] = {
        {"Saksi, Pengawas Pemilu", supervisor ? supervisor->name : "", "Bawaslu / Panwaslu"},
        {"Saksi, Polri", "", h->trip->escort ? h->trip->escort : "pengamanan"},
    };
    print_signatures(p, two, 2);
}

static void handover(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    Handover h = handover_of(f, item);
    const ElectionPerson *gives = giver(f, &h), *takes = taker(f, &h);
    const char *number = print_document(f, p->arena, "BAST", item + 1, h.trip->day);
    print_letterhead(p, "BERITA ACARA SERAH TERIMA", arena_printf(p->arena, "Nomor: %s", number),
                     number);
    opening(p, &h);
    parties(p, &h);
    if (h.hub)
        goods_of_hub(p, &h);
    else
        goods_of_tps(p, &h);
    condition(p);
    PrintParty two[] = {{"PIHAK KEDUA, yang menerima", takes ? takes->name : "",
                         h.landing ? "Awak kendaraan"
                         : h.hub   ? "PPK"
                                   : "Ketua KPPS"},
                        {"PIHAK PERTAMA, yang menyerahkan", gives ? gives->name : "",
                         f->in.regency->depots[h.trip->depot].name}};
    print_signatures(p, two, 2);
    witnesses(p, &h);
    print_text(p, PRINT_LEFT, PRINT_BOTTOM - 2, PRINT_SPAN,
               STYLE(6.8, .lines = 1, .ink = INK_GREY, .italic = true), NEUTRAL);
}

Status print_handovers(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    print_paper_open(p, "Berita Acara Serah Terima");
    for (size_t i = 0; i < f->handover_count; i++) {
        const PlanTrip *trip = print_trip(f, f->handovers[i].trip);
        const char *running = arena_printf(p->arena, "BERITA ACARA SERAH TERIMA  %s",
                                           print_document(f, p->arena, "BAST", i + 1, trip->day));
        print_section(p, running, print_trip_example(f, trip), handover, i);
        progress_step(f->in.progress, "bast.pdf", (int64_t)i + 1, (int64_t)f->handover_count);
    }
    return print_paper_close(p, err);
}
