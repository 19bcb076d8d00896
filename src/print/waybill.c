// SPDX-License-Identifier: Apache-2.0
/* surat-jalan.pdf: one for every trip. The driver reads it in the rain before dawn: times large,
 * stops in order, nothing that is not needed. In Indonesian. */
#include "print/print_int.h"

#include <inttypes.h>

#define BLANK ".............................."

static const char *or_blank(const char *text) {
    return text && *text ? text : BLANK;
}

/* Of the stops at TPS, or of those at hubs; and how many these are. */
static size_t different_villages(const PlanTrip *trip, bool hub, size_t *ret_stops) {
    size_t n = 0;
    *ret_stops = 0;
    for (size_t i = 0; i < trip->stop_count; i++) {
        bool before = (trip->stops[i].tps < 0) != hub;
        *ret_stops += !before;
        for (size_t k = 0; k < i; k++)
            before |=
                (trip->stops[k].tps < 0) == hub && trip->stops[k].village == trip->stops[i].village;
        n += !before;
    }
    return n;
}

static const char *hub_name(PrintPaper *p, const PlanStop *stop) {
    const ElectionRegency *r = p->facts->in.regency;
    if (plan_at_landing(r, plan_stop_depot(r, stop))) return plan_hub_name(p->arena, r, stop);
    return arena_printf(p->arena, "PPK Kecamatan %s", print_district(p->facts, stop)->name);
}

static const char *destination(PrintPaper *p, const PlanTrip *trip) {
    const PrintFacts *f = p->facts;
    if (trip->stop_count == 0) return "–";
    bool hub = trip->kind == PLAN_TO_HUB;
    size_t stops, villages = different_villages(trip, hub, &stops), i = 0;
    if (hub)
        return arena_printf(p->arena, "%s: perlengkapan %zu desa/kelurahan",
                            hub_name(p, &trip->stops[0]), villages);
    while (trip->stops[i].tps < 0) i++;
    const char *text = arena_printf(p->arena, "%zu TPS di %zu desa/kelurahan, Kecamatan %s", stops,
                                    villages, print_district(f, &trip->stops[i])->name);
    for (i = 0; i < trip->stop_count; i++)
        if (trip->stops[i].tps < 0 && (i == 0 || trip->stops[i].site != trip->stops[i - 1].site))
            text = arena_printf(p->arena, "%s; %s", text, hub_name(p, &trip->stops[i]));
    return text;
}

static const char *clock_zone(PrintPaper *p, int64_t utc_s) {
    return arena_printf(p->arena, "%s %s", print_clock(p->facts, p->arena, utc_s), p->facts->zone);
}

/* The team, and the other vehicles that leave with it. */
static const char *escort(PrintPaper *p, const PlanTrip *trip) {
    const PrintInput *in = &p->facts->in;
    const char *text = trip->escort;
    for (size_t i = 0; i < in->plan->trip_count; i++)
        if (plan_same_convoy(trip, &in->plan->trips[i]))
            text = arena_printf(p->arena, "%s%s%s", text,
                                text == trip->escort ? ", konvoi dengan " : ", ",
                                in->regency->vehicles[in->plan->trips[i].vehicle].id);
    if (text) return text;
    return in->regency->vehicles[trip->vehicle].needs_escort ? BLANK : "tidak disyaratkan";
}

static void particulars(PrintPaper *p, const PlanTrip *trip) {
    const PrintFacts *f = p->facts;
    const ElectionRegency *r = f->in.regency;
    const ElectionVehicle *v = &r->vehicles[trip->vehicle];
    const ElectionPerson *driver = print_driver(f, trip->vehicle);
    PrintField fields[] = {
        {"Tanggal", print_date_id(p->arena, trip->day)},
        {"Perjalanan", trip->id},
        {"Dari", r->depots[trip->depot].name},
        {"Tujuan", destination(p, trip)},
        {"Kendaraan", arena_printf(p->arena, "%s (%s)", v->name, v->id)},
        {"Nomor polisi", or_blank(v->plate)},
        {"Pengemudi", or_blank(driver ? driver->name : NULL)},
        {"Telepon", or_blank(driver ? driver->phone : NULL)},
        {"Tim pengawal", escort(p, trip)},
        {"Petugas", trip->escort ? or_blank(print_escort_names(f, p->arena, trip->escort)) : "–"},
        {"Mulai muat", clock_zone(p, trip->load_s)},
        {"Berangkat", clock_zone(p, trip->depart_s)},
        {"Jarak", arena_printf(p->arena, "%s km", print_tenths(p->arena, trip->distance_m, 1000))},
        {"Kembali", clock_zone(p, trip->return_s)},
    };
    print_fields(p, fields, COUNT_OF(fields), 2);
}

static const char *stop_name(PrintPaper *p, const PlanStop *stop) {
    const PrintFacts *f = p->facts;
    const char *village = print_goods_of(f, stop);
    const char *hub = stop->tps < 0 ? plan_hub_name(p->arena, f->in.regency, stop) : NULL;
    if (hub) return stop->village < 0 ? hub : arena_printf(p->arena, "%s: %s", hub, village);
    return arena_printf(p->arena, "%s  %s", print_tps_name(f, p->arena, stop->tps), village);
}

static void stops(PrintPaper *p, const PlanTrip *trip) {
    static const PrintColumn columns[] = {
        {"No.", 5, TO_RIGHT, false, 1},
        {"Perhentian", 40, TO_LEFT, true, 2},
        {"Tiba", 9, TO_RIGHT, true, 1},
        {"Berangkat", 12, TO_RIGHT, false, 1},
        {"Jarak (km)", 9, TO_RIGHT, false, 1},
        {"Kotak", 8, TO_RIGHT, false, 1},
        {"Paraf penerima", 17, TO_LEFT, false, 1},
    };
    PrintTable t;
    print_heading(p, "Perhentian");
    print_table(p, &t, 10, columns, COUNT_OF(columns));
    t.row_min = 15;
    for (size_t i = 0; i < trip->stop_count; i++) {
        const PlanStop *s = &trip->stops[i];
        print_row(&t, (const char *[]){arena_printf(p->arena, "%zu", i + 1), stop_name(p, s),
                                       print_clock(p->facts, p->arena, s->arrive_s),
                                       print_clock(p->facts, p->arena, s->leave_s),
                                       print_tenths(p->arena, s->leg_m, 1000),
                                       int_group(p->arena, s->load.boxes), ""});
    }
}

/* "PPWP DPR DPD": which boxes go down at a stop. */
static const char *box_list(PrintPaper *p, const PlanStop *stop) {
    PrintBox *boxes;
    const char *list = "";
    if (stop->tps < 0) return "semua pemilihan";
    size_t n = print_boxes(p->facts, stop->tps, p->arena, &boxes);
    for (size_t i = 0; i < n; i++)
        list = arena_printf(p->arena, "%s%s%s", list, i ? " " : "",
                            print_contest_short(p->facts, p->arena, boxes[i].contest));
    return list;
}

/* In loading order: what is set down last goes in first. */
static void cargo(PrintPaper *p, const PlanTrip *trip) {
    static const PrintColumn columns[] = {
        {"Muat ke", 8, TO_RIGHT, false, 1},     {"Kode", 18, TO_LEFT, false, 1},
        {"Untuk", 26, TO_LEFT, false, 2},       {"Kotak", 8, TO_RIGHT, true, 1},
        {"Jenis kotak", 40, TO_LEFT, false, 2}, {"Luar (set)", 7, TO_RIGHT, false, 1},
        {"Massa (kg)", 9, TO_RIGHT, false, 1},  {"Isi (m³)", 8, TO_RIGHT, false, 1},
    };
    PrintTable t;
    int64_t sets = 0;
    print_heading(p, "Muatan, menurut urutan muat (yang diturunkan terakhir dimuat pertama)");
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = trip->stop_count; i-- > 0;) {
        const PlanStop *s = &trip->stops[i];
        const char *code = s->tps >= 0       ? print_tps(p->facts, s->tps)->id
                           : s->village >= 0 ? print_village(p->facts, s->village)->code
                                             : print_district(p->facts, s)->code;
        int64_t set = s->village < 0 ? 1 : (int64_t)s->goods_count;
        sets += set;
        print_row(&t, (const char *[]){arena_printf(p->arena, "%zu", trip->stop_count - i), code,
                                       stop_name(p, s), int_group(p->arena, s->load.boxes),
                                       box_list(p, s), int_group(p->arena, set),
                                       print_tenths(p->arena, s->load.mass_g, 1000),
                                       print_hundredths(p->arena, s->load.volume_cm3, 1000000)});
    }
    print_row_total(&t,
                    (const char *[]){"", "", "Jumlah", int_group(p->arena, trip->load.boxes), "",
                                     int_group(p->arena, sets),
                                     print_tenths(p->arena, trip->load.mass_g, 1000),
                                     print_hundredths(p->arena, trip->load.volume_cm3, 1000000)});
}

static void remark(PrintPaper *p, const char *text) {
    print_paragraph(p, STYLE(8.5), arena_printf(p->arena, "•  %s", text));
}

#define WALK_WORTH_TELLING_M 50

/* "3 (± 120 m), 7 (± 90 m)": the stops that no vehicle reaches to the door. */
static const char *walks(PrintPaper *p, const PlanTrip *trip) {
    const char *list = "";
    for (size_t i = 0; i < trip->stop_count; i++)
        if (trip->stops[i].walk_m >= WALK_WORTH_TELLING_M)
            list = arena_printf(p->arena, "%s%s%zu (± %s m)", list, *list ? ", " : "", i + 1,
                                int_group(p->arena, trip->stops[i].walk_m));
    return list;
}

static const char *if_closed(PrintPaper *p, size_t item, const char *hazard) {
    const PrintFacts *f = p->facts;
    const ForeseeDetour *d = f->in.risk ? print_detour(f, item, hazard) : NULL;
    if (!d) return "";
    return arena_printf(p->arena,
                        " Bila tertutup: %s, lihat peta-rute.pdf, \"Jika jalan tertutup\".",
                        d->found ? "ada jalan memutar" : "TIDAK ADA jalan memutar");
}

static void remarks(PrintPaper *p, const PlanTrip *trip, size_t item) {
    const PrintFacts *f = p->facts;
    print_heading(p, "Catatan");
    if (f->in.plan->estimated)
        remark(p, "Waktu dan jarak adalah perkiraan dari garis lurus, tanpa data jalan.");
    if (trip->via && trip->via->takes)
        remark(p, arena_printf(p->arena,
                               "Mengambil alih muatan perjalanan %s pada pukul %s di %.5f, %.5f, "
                               "sebelum perhentian %d.",
                               trip->via->takes, print_clock(f, p->arena, trip->via->arrive_s),
                               trip->via->at.lat_e7 / 1e7, trip->via->at.lon_e7 / 1e7,
                               trip->via->before + 1));
    if (trip->state == PLAN_BROKEN)
        remark(p, "Kendaraan rusak di jalan; sisa muatannya diambil alih kendaraan lain.");
    const char *on_foot = walks(p, trip);
    if (*on_foot)
        remark(p, arena_printf(p->arena, "Dipikul berjalan kaki dari jalan, perhentian: %s.",
                               on_foot));
    for (size_t i = 0; i < trip->stop_count; i++) {
        int32_t tps = trip->stops[i].tps;
        const char *note = tps >= 0 ? print_tps(f, tps)->note : NULL;
        if (note && *note) remark(p, arena_printf(p->arena, "Perhentian %zu: %s", i + 1, note));
    }
    for (size_t h = 0; h < f->in.regency->hazard_count; h++)
        if (print_passes(f, item, h))
            remark(p, arena_printf(p->arena, "Waspada di jalur ini: %s.%s",
                                   f->in.regency->hazards[h].name,
                                   if_closed(p, item, f->in.regency->hazards[h].id)));
    print_dotted(p, 1);
}

static void waybill(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, (int32_t)item);
    const ElectionPerson *driver = print_driver(f, trip->vehicle);
    const ElectionPerson *sender = print_officer(f, "kpu", trip->depot);
    if (!sender) sender = print_officer(f, "ppk", trip->depot);
    const char *number = print_document(f, p->arena, "SJ", item + 1, trip->day);
    print_letterhead(p, "SURAT JALAN", arena_printf(p->arena, "Nomor: %s", number), number);
    particulars(p, trip);
    print_paragraph(p, STYLE(9, .italic = true),
                    arena_printf(p->arena, "Pada %s diberangkatkan muatan di bawah ini.",
                                 print_date_words(p->arena, trip->day)));
    stops(p, trip);
    cargo(p, trip);
    remarks(p, trip, item);
    PrintParty parties[] = {
        {"Pengirim", sender ? sender->name : "", f->in.regency->depots[trip->depot].name},
        {"Pengemudi", driver ? driver->name : "", f->in.regency->vehicles[trip->vehicle].plate},
        {"Penerima", "",
         trip->kind == PLAN_TO_HUB ? destination(p, trip) : "paraf pada tiap perhentian"},
    };
    print_signatures(p, parties, COUNT_OF(parties));
}

Status print_waybills(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    print_paper_open(p, "Surat Jalan");
    for (size_t i = 0; i < f->in.plan->trip_count; i++) {
        const PlanTrip *trip = print_trip(f, (int32_t)i);
        const char *running =
            arena_printf(p->arena, "SURAT JALAN  %s  ·  %s",
                         print_document(f, p->arena, "SJ", i + 1, trip->day), trip->id);
        print_section(p, running, print_trip_example(f, trip), waybill, i);
    }
    return print_paper_close(p, err);
}
