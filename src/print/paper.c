// SPDX-License-Identifier: Apache-2.0
/* A4 pages in memory. Texts are shaped once and kept in a direct-mapped cache: a thousand berita
 * acara share most of their words. */
#include "print/print_int.h"

#include <cairo-pdf.h>
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PDF_BYTES_MAX (512 * MIB)

/* ---------------------------------------------------------------- opening and closing */

static cairo_status_t take(void *ctx, const unsigned char *bytes, unsigned int n) {
    Buf *to = ctx;
    buf_add(to, bytes, n);
    return to->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

void print_paper_open(PrintPaper *p, const char *title) {
    const PrintFacts *f = p->facts;
    buf_init(&p->bytes, PDF_BYTES_MAX);
    p->texts = ARENA_ARRAY(p->arena, PrintText, PRINT_TEXTS);
    p->surface = cairo_pdf_surface_create_for_stream(take, &p->bytes, PRINT_WIDTH, PRINT_HEIGHT);
    Civil c = civil_from_s(f->made_s);
    char made[40];
    snprintf(made, sizeof made, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year % 10000, c.month, c.day,
             c.hour, c.minute, c.second);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE,
                                   arena_printf(p->arena, "%s – %s", title, f->in.regency->name));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Hantar");
    p->cr = cairo_create(p->surface);
}

Status print_paper_close(PrintPaper *p, Err *err) {
    if (p->total) cairo_show_page(p->cr);
    cairo_surface_finish(p->surface);
    cairo_status_t s = cairo_surface_status(p->surface);
    if (s == CAIRO_STATUS_SUCCESS) s = cairo_status(p->cr);
    if (s == CAIRO_STATUS_SUCCESS) return buf_ok(&p->bytes, err);
    return err_set(err, ERR_WORLD, _("the PDF cannot be written: %s"), cairo_status_to_string(s));
}

void print_paper_release(PrintPaper *p) {
    for (size_t i = 0; p->texts && i < PRINT_TEXTS; i++) {
        if (p->texts[i].layout) g_object_unref(p->texts[i].layout);
        free(p->texts[i].text);
    }
    if (p->cr) cairo_destroy(p->cr);
    if (p->surface) cairo_surface_destroy(p->surface);
    buf_free(&p->bytes);
    p->texts = NULL;
    p->cr = NULL;
    p->surface = NULL;
}

/* ---------------------------------------------------------------- pages */

static void furniture(PrintPaper *p) {
    double y = PRINT_HEIGHT - 44;
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, y, 0.4, INK_LINE);
    PrintStyle small = STYLE(6.8, .lines = 2, .ink = INK_GREY);
    print_text(p, PRINT_LEFT, y + 4, PRINT_SPAN - 100, small, p->foot);
    small.align = TO_RIGHT;
    print_text(p, PRINT_RIGHT - 96, y + 4, 96, small,
               arena_printf(p->arena, p->page_of, p->page, p->of));
    if (p->example) {
        PrintStyle mark = STYLE(7.5, .lines = 1, .bold = true, .align = TO_CENTRE);
        double w = 104, x = PRINT_RIGHT - w, top = 22;
        print_frame(p, x, top, w, 15, 0.8);
        print_text(p, x, top + 2, w, mark, "CONTOH / EXAMPLE");
    }
    p->y = PRINT_TOP;
    if (p->page == 1 || !p->running) return;
    print_text(p, PRINT_LEFT, 25, PRINT_SPAN - 120, STYLE(7.5, .lines = 1, .ink = INK_GREY),
               p->running);
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, 40, 0.4, INK_LINE);
    p->y = PRINT_TOP + 6;
}

void print_page(PrintPaper *p) {
    p->page++;
    if (!p->dry) {
        if (p->total) cairo_show_page(p->cr);
        p->total++;
    }
    furniture(p);
}

void print_room(PrintPaper *p, double height) {
    if (p->y + height > PRINT_BOTTOM) print_page(p);
}

void print_section(PrintPaper *p, const char *running, bool example,
                   void (*draw)(PrintPaper *p, size_t item), size_t item) {
    p->running = running;
    p->example = example;
    for (int pass = 0; pass < 2; pass++) {
        p->dry = pass == 0;
        p->page = 0;
        print_page(p);
        draw(p, item);
        p->of = p->page;
    }
}

/* ---------------------------------------------------------------- texts */

static bool same_style(const PrintStyle *a, const PrintStyle *b) {
    return a->size == b->size && a->lines == b->lines && a->align == b->align &&
           a->bold == b->bold && a->italic == b->italic;
}

static PangoLayout *shape(PrintPaper *p, double width, const PrintStyle *style, const char *text) {
    PangoLayout *layout = pango_layout_new(p->fonts);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "Noto Sans");
    pango_font_description_set_size(font, (int)(style->size * PANGO_SCALE + 0.5));
    if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (style->italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (style->lines) {
        pango_layout_set_height(layout, -style->lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    if (style->align == TO_CENTRE) pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    if (style->align == TO_RIGHT) pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static uint64_t mix(uint64_t h, uint64_t v) {
    return (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
}

static PangoLayout *layout_of(PrintPaper *p, double width, const PrintStyle *style,
                              const char *text) {
    uint64_t h = mix((uint64_t)(width * 16), (uint64_t)(style->size * 16));
    h = mix(h, (uint64_t)style->lines << 4 | style->align << 2 | style->bold << 1 | style->italic);
    for (const char *c = text; *c; c++) h = mix(h, (unsigned char)*c);
    PrintText *slot = &p->texts[(h >> 40) % PRINT_TEXTS];
    if (slot->layout && slot->width == width && same_style(&slot->style, style) &&
        str_eq(slot->text, text))
        return slot->layout;
    if (slot->layout) g_object_unref(slot->layout);
    free(slot->text);
    slot->layout = NULL;
    slot->text = strdup(text);
    slot->style = *style;
    slot->width = width;
    slot->layout = shape(p, width, style, text);
    return slot->layout;
}

static double height_of(PangoLayout *layout) {
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return (double)logical.height / PANGO_SCALE;
}

double print_text_height(PrintPaper *p, double width, PrintStyle style, const char *text) {
    return height_of(layout_of(p, width, &style, text ? text : ""));
}

double print_text(PrintPaper *p, double x, double y, double width, PrintStyle style,
                  const char *text) {
    if (!text || !*text) return 0;
    if (p->dry && style.lines == 1) return style.size * 1.36; /* Noto Sans' line */
    PangoLayout *layout = layout_of(p, width, &style, text);
    if (!p->dry) {
        print_ink(p->cr, style.ink);
        cairo_move_to(p->cr, x, y);
        pango_cairo_show_layout(p->cr, layout);
    }
    return height_of(layout);
}

/* ---------------------------------------------------------------- lines and codes */

void print_ink(cairo_t *cr, PrintInk ink) {
    static const double inks[][3] = {
        [INK_BLACK] = {0, 0, 0},           [INK_GREY] = {0.36, 0.36, 0.36},
        [INK_LINE] = {0.62, 0.62, 0.62},   [INK_PALE] = {0.93, 0.93, 0.93},
        [INK_ACCENT] = {0.05, 0.30, 0.56}, [INK_WHITE] = {1, 1, 1},
    };
    cairo_set_source_rgb(cr, inks[ink][0], inks[ink][1], inks[ink][2]);
}

void print_rgb(cairo_t *cr, uint32_t rgb) {
    cairo_set_source_rgb(cr, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

void print_disc(PrintPaper *p, double x, double y, double radius, uint32_t rgb) {
    if (p->dry) return;
    cairo_new_path(p->cr); /* a text before leaves a current point */
    cairo_arc(p->cr, x, y, radius, 0, 2 * M_PI);
    print_rgb(p->cr, rgb);
    cairo_fill(p->cr);
}

void print_rule(PrintPaper *p, double x0, double x1, double y, double weight, PrintInk ink) {
    if (p->dry) return;
    print_ink(p->cr, ink);
    cairo_set_line_width(p->cr, weight);
    cairo_move_to(p->cr, x0, y);
    cairo_line_to(p->cr, x1, y);
    cairo_stroke(p->cr);
}

void print_frame(PrintPaper *p, double x, double y, double w, double h, double weight) {
    if (p->dry) return;
    print_ink(p->cr, INK_BLACK);
    cairo_set_line_width(p->cr, weight);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_stroke(p->cr);
}

/* One path of horizontal runs, filled at once, so that no viewer shows seams. The margin of four
 * modules that readers need is part of `side`. */
static void draw_qr(PrintPaper *p, double x, double y, double side, QRcode *code) {
    if (!code) return; /* longer than any code holds: the text beside it stands */
    double module = side / (code->width + 8);
    print_ink(p->cr, INK_BLACK);
    for (int row = 0; row < code->width; row++)
        for (int from = 0; from < code->width;) {
            const unsigned char *line = code->data + row * code->width;
            int to = from;
            while (to < code->width && (line[to] & 1)) to++;
            if (to > from)
                cairo_rectangle(p->cr, x + (from + 4) * module, y + (row + 4) * module,
                                (to - from) * module, module);
            from = to + 1;
        }
    cairo_fill(p->cr);
    QRcode_free(code);
}

void print_qr(PrintPaper *p, double x, double y, double side, const char *text) {
    if (!p->dry) draw_qr(p, x, y, side, QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M));
}

void print_qr_compact(PrintPaper *p, double x, double y, double side, const char *text) {
    if (!p->dry) draw_qr(p, x, y, side, QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1));
}
