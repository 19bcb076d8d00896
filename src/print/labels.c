// SPDX-License-Identifier: Apache-2.0
/* Labels of what has a number, of a plan (label-kotak.pdf) or by themselves: ten a sheet, the name
 * read from two metres, the code by a scanner, its digits by a person. Then, where asked for, the
 * list of seals: what was put on, and where still to write. In Indonesian. */
#include "print/print_int.h"

#include <string.h>

#define ACROSS 2
#define DOWN 5
#define MARGIN_X 22.0
#define MARGIN_Y 28.0
#define LABEL_W ((PRINT_WIDTH - 2 * MARGIN_X) / ACROSS)
#define LABEL_H ((PRINT_HEIGHT - 2 * MARGIN_Y) / DOWN)
#define QR_SIDE 118.0 /* 45 modules and the margin: 0.8 mm a module */

static const char *kind_id(CustodyKind kind) {
    static const char *const words[] = {[CUSTODY_BOX] = "Kotak suara",
                                        [CUSTODY_OUTSIDE] = "Perlengkapan di luar kotak",
                                        [CUSTODY_CARTON] = "Karton",
                                        [CUSTODY_CONTAINER] = "Wadah angkut"};
    return words[kind];
}

static const ElectionDistrict *district_of(const ElectionRegency *r, const char *place) {
    for (size_t i = 0; place && i < r->district_count; i++)
        if (str_eq(r->districts[i].code, place)) return &r->districts[i];
    return NULL;
}

typedef struct Heading {
    const char *big, *middle, *small;
} Heading;

static Heading heading_of(PrintPaper *p, const CustodyUnit *u) {
    const ElectionRegency *r = p->facts->in.regency;
    int32_t tps = election_tps(r, u->place);
    const ElectionDistrict *district = district_of(r, u->place);
    if (tps >= 0) {
        const ElectionVillage *v = &r->villages[r->tps[tps].village];
        return (Heading){print_tps_name(p->facts, p->arena, tps), v->name,
                         arena_printf(p->arena, "Kec. %s", r->districts[v->district].name)};
    }
    if (district) return (Heading){"PPK", district->name, ""};
    return (Heading){arena_printf(p->arena, "No. %d", u->number.serial), kind_id(u->number.kind),
                     ""};
}

static bool alike(const CustodyUnit *a, const CustodyUnit *b) {
    return str_eq(a->place, b->place) && a->number.kind == b->number.kind;
}

static const char *contest_name(const ElectionRegency *r, const char *contest) {
    for (size_t i = 0; contest && i < r->rules.contest_count; i++)
        if (str_eq(r->rules.contests[i].id, contest))
            return election_text(r->rules.contests[i].name);
    return NULL;
}

static const char *holds(PrintPaper *p, const CustodyUnit *u) {
    const char *contest = contest_name(p->facts->in.regency, u->contest);
    if (u->number.kind == CUSTODY_CARTON)
        return arena_printf(p->arena, "%s · %s", contest ? contest : kind_id(u->number.kind),
                            int_group(p->arena, u->holds));
    return contest ? contest : kind_id(u->number.kind);
}

/* "Kotak 3 dari 5 · 1222011001001": units of a place and kind stand together. */
static const char *which(PrintPaper *p, const PrintUnit *label) {
    const PrintUnits *units = p->facts->in.units;
    const CustodyUnit *u = label->unit;
    size_t at = (size_t)(label - units->units), from = at, to = at + 1;
    if (!u->place || u->number.kind != CUSTODY_BOX) return u->place ? u->place : "";
    while (from > 0 && alike(units->units[from - 1].unit, u)) from--;
    while (to < units->count && alike(units->units[to].unit, u)) to++;
    return arena_printf(p->arena, "Kotak %zu dari %zu · %s", at - from + 1, to - from, u->place);
}

static void marks(PrintPaper *p, double x, double y, const PrintUnit *label) {
    PrintStyle small = STYLE(6.5, .lines = 1, .align = TO_RIGHT), bold = small;
    double left = x + LABEL_W - 130, width = 122;
    bold.bold = true;
    print_text(p, left, y + LABEL_H - 16, width, small,
               arena_printf(p->arena, "SSCC %s", label->unit->sscc));
    const char *mark = !label->qr          ? "tanpa tanda tangan"
                       : p->facts->example ? "CONTOH / EXAMPLE"
                                           : NULL;
    if (mark) print_text(p, left, y + LABEL_H - 25, width, bold, mark);
}

/* A long name is set smaller, so that what is below it stays clear of the code. */
static PrintStyle fitting(PrintPaper *p, double w, const char *text) {
    PrintStyle large = STYLE(10.5, .bold = true), small = STYLE(8.5, .bold = true, .lines = 2);
    return print_text_height(p, w, large, text) > 1.9 * large.size ? small : large;
}

static void draw_label(PrintPaper *p, double x, double y, const PrintUnit *label) {
    const CustodyUnit *u = label->unit;
    Heading h = heading_of(p, u);
    char shown[CUSTODY_SHOWN_BYTES];
    double tx = x + QR_SIDE + 6, w = LABEL_W - QR_SIDE - 14, ty = y + 8;
    custody_code_shown(u->code, shown);
    print_frame(p, x, y, LABEL_W, LABEL_H, 0.3);
    print_qr_compact(p, x + 2, y + 4, QR_SIDE, label->qr ? label->qr : u->code);
    ty += print_text(p, tx, ty - 9, w, STYLE(30, .bold = true, .lines = 1), h.big) - 15;
    ty += print_text(p, tx, ty, w, STYLE(15, .bold = true, .lines = 1), h.middle);
    ty += print_text(p, tx, ty, w, STYLE(9, .lines = 1), h.small);
    print_rule(p, tx, tx + w, ty + 3, 0.5, INK_LINE);
    ty += 5;
    ty += print_text(p, tx, ty, w, fitting(p, w, holds(p, u)), holds(p, u));
    ty += print_text(p, tx, ty, w, STYLE(8.2, .lines = 1), which(p, label));
    if (label->way) print_text(p, tx, ty, w, STYLE(7.6, .lines = 2), label->way);
    print_text(p, x + 10, y + LABEL_H - 33, LABEL_W - 20, STYLE(17, .bold = true, .lines = 1),
               shown);
    marks(p, x, y, label);
}

static void draw_sheets(PrintPaper *p, const PrintUnits *units) {
    for (size_t i = 0; i < units->count; i++) {
        size_t at = i % (ACROSS * DOWN);
        if (at == 0) {
            if (p->total) cairo_show_page(p->cr);
            p->total++;
        }
        draw_label(p, MARGIN_X + (double)(at % ACROSS) * LABEL_W,
                   MARGIN_Y + (double)(at / ACROSS) * LABEL_H, &units->units[i]);
    }
}

static void draw_seals(PrintPaper *p, size_t item) {
    static const PrintColumn columns[] = {{"Kode", 3, TO_LEFT, true, 1},
                                          {"Untuk", 7, TO_LEFT, false, 2},
                                          {"Nomor segel", 8, TO_LEFT, false, 4}};
    const PrintUnits *units = p->facts->in.units;
    (void)item;
    PrintTable table;
    print_heading(p, "Daftar segel");
    print_table(p, &table, 8.5, columns, COUNT_OF(columns));
    table.row_min = 20;
    for (size_t i = 0; i < units->count; i++) {
        const CustodyUnit *u = units->units[i].unit;
        char shown[CUSTODY_SHOWN_BYTES];
        custody_code_shown(u->code, shown);
        const char *cells[] = {shown, custody_unit_name(p->arena, p->facts->in.regency, u),
                               units->units[i].seals ? units->units[i].seals : ""};
        print_row(&table, cells);
    }
}

bool print_wants_labels(const PrintFacts *f) {
    return f->in.units != NULL;
}

Status print_labels(PrintPaper *p, Err *err) {
    const PrintUnits *units = p->facts->in.units;
    p->foot = "Label dibuat dari catatan Hantar";
    print_paper_open(p, "Label");
    draw_sheets(p, units);
    if (units->seal_list) print_section(p, "Daftar segel", p->facts->example, draw_seals, 0);
    if (p->total == 0) p->total = 1; /* one empty sheet: a PDF has a page */
    return print_paper_close(p, err);
}
