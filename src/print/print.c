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
    bool (*wanted)(const PrintFacts *f); /* NULL: always */
} Paper;
static const Paper papers[] = {
    {"ringkasan.pdf", IN_FORCE, print_summary, NULL},
    {"surat-jalan.pdf", OFFICIAL, print_waybills, NULL},
    {"bast.pdf", OFFICIAL, print_handovers, NULL},
    {"label-kotak.pdf", OFFICIAL, print_labels, print_wants_labels},
    {"peta-rute.pdf", IN_FORCE, print_route_maps, NULL},
    {"saran.pdf", IN_FORCE, print_advice, print_wants_advice},
    {"rencana.xlsx", IN_FORCE, print_workbook, NULL},
    {"rute.geojson", IN_FORCE, print_geojson, NULL},
    {"rencana.ics", IN_FORCE, print_calendar, NULL},
    {"index.html", IN_FORCE, print_web_page, NULL},
    {"perubahan.pdf", IN_FORCE, print_changes, print_wants_changes},
};

static const Paper stock_papers[] = {
    {"bttb.pdf", OFFICIAL, print_receipts, NULL},
    {"ba-sortir.pdf", OFFICIAL, print_sortings, NULL},
    {"ba-pemusnahan.pdf", OFFICIAL, print_destructions, NULL},
    {"kartu-stok.pdf", OFFICIAL, print_stock_cards, NULL},
    {"kartu-stok.csv", OFFICIAL, print_stock_rows, NULL},
};

static const char *foot_of(const PrintPaper *p, bool official) {
    if (p->facts->stock) return "Disusun dari catatan dokumen gudang.";
    return official ? print_rests_on_id(p->facts, p->arena) : print_rests_on(p->facts, p->arena);
}

static Status make(PrintPaper *p, const Paper *paper, const char *path, PrintFile *ret, Err *err) {
    if (!ARENA_GUARD(p->arena))
        return err_set(err, ERR_WORLD, _("%s would be larger than memory allows"), paper->name);
    bool official = paper->tongue == OFFICIAL;
    p->foot = foot_of(p, official);
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

static Status make_all(const PrintFacts *f, PangoContext *fonts, const Paper *list, size_t n,
                       const char *directory, PrintFile *files, size_t *ret_count, Err *err) {
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        progress_step(f->in.progress, list[i].name, (int64_t)i, (int64_t)n);
        if (list[i].wanted && !list[i].wanted(f)) continue;
        const char *path = arena_printf(f->arena, "%s/%s", directory, list[i].name);
        Status s = make_in_tongue(f, fonts, &list[i], path, &files[made++], err);
        if (s != OK) return s;
    }
    progress_step(f->in.progress, _("Papers"), (int64_t)n, (int64_t)n);
    *ret_count = made;
    return OK;
}

static Status make_list(const PrintFacts *facts, const Paper *list, size_t n, const char *directory,
                        PrintFile *files, size_t *ret_count, Err *err) {
    Status s = make_directory(directory, err);
    PangoFontMap *map = NULL;
    if (s == OK) s = print_fonts(PRINT_FONTS, &map, err);
    if (s != OK) return s;
    PangoContext *fonts = context_of(map);
    s = make_all(facts, fonts, list, n, directory, files, ret_count, err);
    g_object_unref(fonts);
    print_fonts_done(map);
    return s;
}

Status print_all(Arena *arena, const PrintInput *input, const char *directory,
                 PrintFile **ret_files, size_t *ret_count, Err *err) {
    PrintFacts facts;
    PrintFile *files = ARENA_ARRAY(arena, PrintFile, COUNT_OF(papers));
    Status s = print_facts(arena, input, &facts, err);
    size_t n = 0;
    if (s == OK) s = make_list(&facts, papers, COUNT_OF(papers), directory, files, &n, err);
    if (s != OK) return s;
    *ret_files = files;
    *ret_count = n;
    return OK;
}

/* The time in a paper is that of the newest document: the same record gives the same bytes. */
Status print_stock(const Env *env, Arena *arena, const StockBook *book, const char *directory,
                   PrintFile **ret_files, size_t *ret_count, Err *err) {
    int64_t day = book->movement_count ? book->movements[book->movement_count - 1].day : 0;
    PrintFacts facts = {.arena = arena,
                        .in = {.env = env, .regency = book->regency, .needs = book->needs},
                        .stock = book,
                        .made_s = day * 86400,
                        .example = book->example};
    PrintFile *files = ARENA_ARRAY(arena, PrintFile, COUNT_OF(stock_papers));
    size_t n = 0;
    Status s = make_list(&facts, stock_papers, COUNT_OF(stock_papers), directory, files, &n, err);
    if (s != OK) return s;
    *ret_files = files;
    *ret_count = n;
    return OK;
}

Status print_units(Arena *arena, const PrintUnits *units, const char *path, PrintFile *ret,
                   Err *err) {
    static const Paper paper = {"label.pdf", OFFICIAL, print_labels, NULL};
    static const Plan none = {.id = NULL};
    PrintFacts facts = {
        .arena = arena,
        .made_s = units->made_s,
        .in = {.env = units->env, .regency = units->regency, .plan = &none, .units = units}};
    PangoFontMap *map = NULL;
    Status s = print_fonts(PRINT_FONTS, &map, err);
    if (s != OK) return s;
    PangoContext *fonts = context_of(map);
    s = make_in_tongue(&facts, fonts, &paper, path, ret, err);
    g_object_unref(fonts);
    print_fonts_done(map);
    return s;
}
