// SPDX-License-Identifier: Apache-2.0
/* label-kotak.pdf: ten labels a sheet, one for every box, in the order in which they are loaded.
 * The name of the TPS is read from two metres, the code by a telephone. In Indonesian. */
#include "print/print_int.h"

#define ACROSS 2
#define DOWN 5
#define MARGIN_X 22.0
#define MARGIN_Y 28.0
#define LABEL_W ((PRINT_WIDTH - 2 * MARGIN_X) / ACROSS)
#define LABEL_H ((PRINT_HEIGHT - 2 * MARGIN_Y) / DOWN)
#define QR_SIDE 104.0

/* "P-0210-TR01-1 · muat ke-3 dari 14" */
static const char *loading(const PrintFacts *f, Arena *arena, PrintCall call) {
    if (call.trip < 0) return NULL;
    const PlanTrip *trip = print_trip(f, call.trip);
    return arena_printf(arena, "%s · muat ke-%d dari %zu", trip->id,
                        (int)trip->stop_count - call.stop, trip->stop_count);
}

static void names(PrintPaper *p, double x, double *y, double w, const PrintBox *box) {
    const PrintFacts *f = p->facts;
    bool ppk = box->tps < 0;
    const char *district = f->in.regency->districts[box->district].name;
    *y += print_text(p, x, *y - 9, w, STYLE(36, .bold = true, .lines = 1),
                     ppk ? "PPK" : print_tps_name(f, p->arena, box->tps)) -
          8;
    *y += print_text(p, x, *y, w, STYLE(17, .bold = true, .lines = 1),
                     ppk ? district : print_village(f, print_tps(f, box->tps)->village)->name);
    *y +=
        print_text(p, x, *y, w, STYLE(9, .lines = 1), arena_printf(p->arena, "Kec. %s", district));
}

static void way(PrintPaper *p, double x, double y, double w, const PrintBox *box) {
    const PrintFacts *f = p->facts;
    PrintCall hub = box->tps >= 0 ? f->hub[box->tps] : f->ppk[box->district];
    PrintCall direct = box->tps >= 0 ? f->direct[box->tps] : (PrintCall){-1, -1};
    const char *first = loading(f, p->arena, hub), *last = loading(f, p->arena, direct);
    PrintStyle small = STYLE(8.2, .lines = 1);
    if (first) y += print_text(p, x, y, w, small, first);
    print_text(p, x, y, w, small, last ? last : first ? "" : "belum ada perjalanan");
}

static void label(PrintPaper *p, double x, double y, const PrintBox *box) {
    const PrintFacts *f = p->facts;
    const ElectionRules *rules = &f->in.regency->rules;
    const char *code = print_box_code(f, p->arena, box);
    double tx = x + QR_SIDE + 6, w = LABEL_W - QR_SIDE - 14, ty = y + 8;
    print_frame(p, x, y, LABEL_W, LABEL_H, 0.3);
    print_qr(p, x + 2, y + 4, QR_SIDE, code);
    print_text(p, x + 10, y + LABEL_H - 15, LABEL_W - 110, STYLE(7, .lines = 1), code);
    if (f->example)
        print_text(p, x + LABEL_W - 98, y + LABEL_H - 15, 90,
                   STYLE(6.5, .lines = 1, .bold = true, .align = TO_RIGHT), "CONTOH / EXAMPLE");
    names(p, tx, &ty, w, box);
    print_rule(p, tx, tx + w, ty + 3, 0.5, INK_LINE);
    ty += 5;
    const char *contest =
        box->contest < 0 ? "Kotak suara" : election_text(rules->contests[box->contest].name);
    ty += print_text(p, tx, ty, w, STYLE(11, .bold = true, .lines = 1), contest);
    ty += print_text(p, tx, ty, w, STYLE(8.5, .lines = 1),
                     arena_printf(p->arena, "Kotak %d dari %d · %s", box->number, box->of,
                                  box->tps >= 0 ? print_tps(f, box->tps)->id
                                                : f->in.regency->districts[box->district].code));
    way(p, tx, ty, w, box);
}

/* Every TPS once: trip by trip in loading order, then those that no trip serves. */
static int32_t *loading_order(const PrintFacts *f, Arena *arena, size_t *ret_count) {
    const Plan *plan = f->in.plan;
    size_t tps = f->in.regency->tps_count;
    VEC(int32_t) order = {0};
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t s = plan->trips[t].stop_count; s-- > 0;)
            if (plan->trips[t].stops[s].tps >= 0)
                vec_push(arena, &order, plan->trips[t].stops[s].tps);
    for (size_t i = 0; i < tps; i++)
        if (f->direct[i].trip < 0) vec_push(arena, &order, (int32_t)i);
    *ret_count = order.n;
    return order.at;
}

typedef struct Sheets {
    PrintPaper *paper;
    size_t done; /* labels */
} Sheets;

static void labels(Sheets *s, const PrintBox *boxes, size_t n) {
    for (size_t k = 0; k < n; k++, s->done++) {
        size_t at = s->done % (ACROSS * DOWN);
        if (at == 0) {
            if (s->paper->total) cairo_show_page(s->paper->cr);
            s->paper->total++;
        }
        label(s->paper, MARGIN_X + (double)(at % ACROSS) * LABEL_W,
              MARGIN_Y + (double)(at / ACROSS) * LABEL_H, &boxes[k]);
    }
}

Status print_labels(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    Sheets sheets = {p, 0};
    PrintBox *boxes;
    size_t tps;
    int32_t *order = loading_order(f, p->arena, &tps);
    print_paper_open(p, "Label kotak");
    for (size_t i = 0; i < tps; i++) {
        size_t n = print_boxes(f, order[i], p->arena, &boxes);
        labels(&sheets, boxes, n);
        progress_step(f->in.progress, "label-kotak.pdf", (int64_t)i + 1, (int64_t)tps);
    }
    for (size_t i = 0; i < f->in.regency->district_count; i++) {
        size_t n = print_ppk_boxes(f, (int32_t)i, p->arena, &boxes);
        labels(&sheets, boxes, n);
    }
    if (sheets.done == 0) p->total = 1; /* one empty sheet: a PDF has a page */
    return print_paper_close(p, err);
}
