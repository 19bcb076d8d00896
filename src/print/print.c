// SPDX-License-Identifier: Apache-2.0
#include "print/print_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PAPER_BYTES_MAX (512 * MIB)

typedef enum Tongue { IN_FORCE, OFFICIAL } Tongue; /* official papers are in Indonesian */
typedef struct Paper {
    const char *name;
    Tongue tongue;
    Status (*make)(PrintPaper *p, Err *err);
} Paper;
static const Paper papers[] = {
    {"ringkasan.pdf", IN_FORCE, print_summary},    {"surat-jalan.pdf", OFFICIAL, print_waybills},
    {"bast.pdf", OFFICIAL, print_handovers},       {"label-kotak.pdf", OFFICIAL, print_labels},
    {"peta-rute.pdf", IN_FORCE, print_route_maps}, {"rencana.xlsx", IN_FORCE, print_workbook},
    {"rute.geojson", IN_FORCE, print_geojson},     {"rencana.ics", IN_FORCE, print_calendar},
    {"index.html", IN_FORCE, print_web_page},
};

static Status make(PrintPaper *p, const Paper *paper, const char *path, PrintFile *ret, Err *err) {
    if (!ARENA_GUARD(p->arena))
        return err_set(err, ERR_WORLD, _("%s would be larger than memory allows"), paper->name);
    bool official = paper->tongue == OFFICIAL;
    p->foot = official ? print_rests_on_id(p->facts, p->arena) : print_rests_on(p->facts, p->arena);
    p->page_of = official ? "Halaman %d dari %d" : _("Page %d of %d");
    Status s = paper->make(p, err);
    if (s != OK) return s;
    *ret = (PrintFile){paper->name, (int64_t)p->bytes.n, p->total};
    return env_write_file(p->facts->in.env, path, buf_bytes(&p->bytes), err);
}

static Status make_in_tongue(const PrintFacts *f, PangoContext *fonts, const Paper *paper,
                             const char *path, PrintFile *ret, Err *err) {
    PrintPaper *p = calloc(1, sizeof *p); /* outlives a jump out of the arena */
    if (!p) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    *p = (PrintPaper){.facts = f, .fonts = fonts, .arena = arena_new(f->in.env, PAPER_BYTES_MAX)};
    Lang lang = lang_in_use();
    if (paper->tongue == OFFICIAL) lang_use(LANG_ID);
    Status s = make(p, paper, path, ret, err);
    lang_use(lang);
    print_paper_release(p);
    arena_free(p->arena);
    free(p);
    return s;
}

/* Glyphs stand where the font puts them, not where a screen's pixels are. */
static PangoContext *context_of(PangoFontMap *map) {
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("id"));
    cairo_font_options_destroy(options);
    return context;
}

static Status make_directory(const char *directory, Err *err) {
    if (mkdir(directory, 0777) == 0 || errno == EEXIST) return OK;
    err_set(err, ERR_WORLD, _("the folder cannot be made: %s"), env_reason(errno));
    err_at(err, directory, 0, 0, NULL);
    return ERR_WORLD;
}

static Status make_all(const PrintFacts *f, PangoContext *fonts, const char *directory,
                       PrintFile *files, Err *err) {
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        progress_step(f->in.progress, papers[i].name, (int64_t)i, COUNT_OF(papers));
        const char *path = arena_printf(f->arena, "%s/%s", directory, papers[i].name);
        Status s = make_in_tongue(f, fonts, &papers[i], path, &files[i], err);
        if (s != OK) return s;
    }
    progress_step(f->in.progress, _("Papers"), COUNT_OF(papers), COUNT_OF(papers));
    return OK;
}

Status print_all(Arena *arena, const PrintInput *input, const char *directory,
                 PrintFile **ret_files, size_t *ret_count, Err *err) {
    PrintFacts facts;
    PrintFile *files = ARENA_ARRAY(arena, PrintFile, COUNT_OF(papers));
    Status s = print_facts(arena, input, &facts, err);
    if (s == OK) s = make_directory(directory, err);
    PangoFontMap *map = NULL;
    if (s == OK) s = print_fonts(PRINT_FONTS, &map, err);
    if (s != OK) return s;
    PangoContext *fonts = context_of(map);
    s = make_all(&facts, fonts, directory, files, err);
    g_object_unref(fonts);
    print_fonts_done(map);
    if (s != OK) return s;
    *ret_files = files;
    *ret_count = COUNT_OF(papers);
    return OK;
}

Status print_units(Arena *arena, const PrintUnits *units, const char *path, PrintFile *ret,
                   Err *err) {
    static const Paper paper = {"label.pdf", OFFICIAL, print_unit_sheets};
    static const Plan none = {.id = NULL};
    PrintFacts facts = {.arena = arena,
                        .units = units,
                        .made_s = units->made_s,
                        .in = {.env = units->env, .regency = units->regency, .plan = &none}};
    PangoFontMap *map = NULL;
    Status s = print_fonts(PRINT_FONTS, &map, err);
    if (s != OK) return s;
    PangoContext *fonts = context_of(map);
    s = make_in_tongue(&facts, fonts, &paper, path, ret, err);
    g_object_unref(fonts);
    print_fonts_done(map);
    return s;
}
