// SPDX-License-Identifier: Apache-2.0
/* The parts that the papers are composed of: letterhead, fields, tables, signatures. */
#include "print/print_int.h"

#include <assert.h>

void print_heading(PrintPaper *p, const char *text) {
    print_room(p, 60);
    p->y += 12;
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN,
                       STYLE(11, .bold = true, .lines = 1, .ink = INK_ACCENT), text);
    p->y += 3;
}

void print_paragraph(PrintPaper *p, PrintStyle style, const char *text) {
    double h = print_text_height(p, PRINT_SPAN, style, text);
    print_room(p, h);
    print_text(p, PRINT_LEFT, p->y, PRINT_SPAN, style, text);
    p->y += h + 3;
}

/* The head of an official paper: office, double rule, title and number; QR at the right. */
void print_letterhead(PrintPaper *p, const char *title, const char *number, const char *qr) {
    const ElectionRegency *r = p->facts->in.regency;
    double y = p->y, side = 62, w = PRINT_SPAN - 2 * side;
    PrintStyle office = STYLE(12, .bold = true, .lines = 1, .align = TO_CENTRE);
    y += print_text(p, PRINT_LEFT + side, y, w, office, "KOMISI PEMILIHAN UMUM");
    y += print_text(p, PRINT_LEFT + side, y, w, office, print_regency_name(p->facts, p->arena));
    PrintStyle small = STYLE(8.5, .lines = 1, .align = TO_CENTRE);
    y += print_text(p, PRINT_LEFT + side, y + 1, w, small, election_text(r->rules.name));
    print_qr(p, PRINT_RIGHT - side + 6, p->y - 8, side, qr);
    y += 7;
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, y, 1.6, INK_BLACK);
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, y + 2.4, 0.5, INK_BLACK);
    y += 12;
    y += print_text(p, PRINT_LEFT, y, PRINT_SPAN,
                    STYLE(14, .bold = true, .lines = 1, .align = TO_CENTRE), title);
    y +=
        print_text(p, PRINT_LEFT, y, PRINT_SPAN, STYLE(10, .lines = 1, .align = TO_CENTRE), number);
    p->y = y + 8;
}

/* Name at the left in grey, value at its right, as forms have them. */
void print_fields(PrintPaper *p, const PrintField *fields, size_t n, int columns) {
    double gap = 16, w = (PRINT_SPAN - gap * (columns - 1)) / columns,
           label = columns == 1 ? 96 : 74;
    PrintStyle name = STYLE(9, .ink = INK_GREY, .lines = 1), value = STYLE(9, .lines = 3);
    for (size_t i = 0; i < n; i += (size_t)columns) {
        double h = 0;
        for (size_t k = i; k < n && k < i + (size_t)columns; k++) {
            double one = print_text_height(p, w - label, value, fields[k].value);
            if (one > h) h = one;
        }
        print_room(p, h + 4);
        for (size_t k = i; k < n && k < i + (size_t)columns; k++) {
            double x = PRINT_LEFT + (double)(k - i) * (w + gap);
            print_text(p, x, p->y, label - 4, name, fields[k].name);
            print_text(p, x + label, p->y, w - label, value, fields[k].value);
        }
        p->y += h + 3;
    }
}

void print_figures(PrintPaper *p, const PrintFigure *figures, size_t n) {
    double w = PRINT_SPAN / (double)n;
    for (size_t i = 0; i < n; i++) {
        double x = PRINT_LEFT + (double)i * w;
        print_text(p, x, p->y, w - 8, STYLE(14, .bold = true, .lines = 1), figures[i].value);
        print_text(p, x, p->y + 23, w - 8, STYLE(8, .lines = 2, .ink = INK_GREY), figures[i].name);
    }
    p->y += 54;
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, p->y - 7, 0.35, INK_LINE);
}

/* ---------------------------------------------------------------- tables */

#define CELL_PAD 3.5

static void header(PrintTable *t) {
    PrintPaper *p = t->paper;
    PrintStyle style = STYLE(t->size - 1, .bold = true, .lines = 2);
    double h = 0;
    for (size_t i = 0; i < t->n; i++) {
        double w = t->x[i + 1] - t->x[i] - 2 * CELL_PAD;
        double one = print_text_height(p, w, style, t->columns[i].title);
        if (one > h) h = one;
    }
    h += 6;
    if (!p->dry) {
        print_ink(p->cr, INK_PALE);
        cairo_rectangle(p->cr, t->x[0], p->y, t->x[t->n] - t->x[0], h);
        cairo_fill(p->cr);
    }
    print_rule(p, t->x[0], t->x[t->n], p->y, 0.8, INK_BLACK);
    for (size_t i = 0; i < t->n; i++) {
        style.align = t->columns[i].align;
        print_text(p, t->x[i] + CELL_PAD, p->y + 3, t->x[i + 1] - t->x[i] - 2 * CELL_PAD, style,
                   t->columns[i].title);
    }
    p->y += h;
    print_rule(p, t->x[0], t->x[t->n], p->y, 0.5, INK_BLACK);
}

void print_table(PrintPaper *p, PrintTable *t, double size, const PrintColumn *columns, size_t n) {
    assert(n <= PRINT_COLUMNS_MAX);
    double sum = 0, at = PRINT_LEFT;
    for (size_t i = 0; i < n; i++) sum += columns[i].share;
    *t = (PrintTable){.paper = p, .columns = columns, .n = n, .size = size};
    for (size_t i = 0; i < n; i++) {
        t->x[i] = at;
        at += PRINT_SPAN * columns[i].share / sum;
    }
    t->x[n] = PRINT_RIGHT;
    print_room(p, 60);
    header(t);
}

static void row(PrintTable *t, const char *const *cells, bool bold) {
    PrintPaper *p = t->paper;
    double h = t->row_min;
    for (size_t i = 0; i < t->n; i++) {
        const PrintColumn *c = &t->columns[i];
        PrintStyle style =
            STYLE(t->size, .lines = c->lines ? c->lines : 1, .bold = bold || c->bold);
        double w = t->x[i + 1] - t->x[i] - 2 * CELL_PAD, one = t->size * 1.36;
        if (c->lines > 1) one = print_text_height(p, w, style, cells[i]);
        if (one > h) h = one;
    }
    h += 5;
    if (p->y + h > PRINT_BOTTOM) {
        print_page(p);
        header(t);
    }
    for (size_t i = 0; i < t->n; i++) {
        const PrintColumn *c = &t->columns[i];
        PrintStyle style = STYLE(t->size, .lines = c->lines ? c->lines : 1, .align = c->align,
                                 .bold = bold || c->bold);
        print_text(p, t->x[i] + CELL_PAD, p->y + 2, t->x[i + 1] - t->x[i] - 2 * CELL_PAD, style,
                   cells[i]);
    }
    p->y += h;
    print_rule(p, t->x[0], t->x[t->n], p->y, bold ? 0.8 : 0.35, bold ? INK_BLACK : INK_LINE);
}

void print_row(PrintTable *table, const char *const *cells) {
    row(table, cells, false);
}

void print_row_total(PrintTable *t, const char *const *cells) {
    print_rule(t->paper, t->x[0], t->x[t->n], t->paper->y, 0.8, INK_BLACK);
    row(t, cells, true);
}

/* ---------------------------------------------------------------- to be filled by hand */

void print_dotted(PrintPaper *p, int lines) {
    print_room(p, lines * 18.0);
    for (int i = 0; i < lines; i++) {
        p->y += 18;
        if (p->dry) continue;
        cairo_save(p->cr);
        double dots[] = {0.8, 2.2};
        cairo_set_dash(p->cr, dots, 2, 0);
        print_rule(p, PRINT_LEFT, PRINT_RIGHT, p->y, 0.6, INK_GREY);
        cairo_restore(p->cr);
    }
    p->y += 4;
}

void print_signatures(PrintPaper *p, const PrintParty *parties, size_t n) {
    print_room(p, 98);
    double gap = 22, w = (PRINT_SPAN - gap * (double)(n - 1)) / (double)n;
    PrintStyle centre = STYLE(9, .lines = 1, .align = TO_CENTRE);
    PrintStyle name = centre, office = centre;
    name.bold = true;
    office.size = 8;
    office.ink = INK_GREY;
    office.lines = 2;
    p->y += 10;
    for (size_t i = 0; i < n; i++) {
        double x = PRINT_LEFT + (double)i * (w + gap);
        print_text(p, x, p->y, w, centre, parties[i].role);
        print_text(p, x, p->y + 48, w, name, parties[i].name);
        print_rule(p, x, x + w, p->y + 62, 0.6, INK_BLACK);
        print_text(p, x, p->y + 64, w, office, parties[i].office);
    }
    p->y += 88;
}
