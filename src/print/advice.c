// SPDX-License-Identifier: Apache-2.0
/* saran.pdf: what would help, for the Desk: first the programme as a whole, then for each office
 * what it can do, with a line to decide on. */
#include "print/print_int.h"

#define ROADS_SHOWN 20

static const ForeseeAdvice *advice_of(const PrintFacts *f) {
    return f->in.risk->advice;
}

/* ---------------------------------------------------------------- a measure in lines */

static const char *e3(Arena *arena, int64_t n) {
    return decimal_group(arena, n, 3);
}

const char *print_measure_gain(PrintPaper *p, const ForeseeMeasure *m) {
    Arena *a = p->arena;
    const char *text =
        arena_printf(a,
                     _("%s fewer late TPS on average (%s to %s); %s are left, none in %s of the "
                       "scenarios"),
                     e3(a, m->gain_e3), e3(a, m->low_e3), e3(a, m->high_e3), e3(a, m->late_e3),
                     print_percent(a, m->none_late.share_e5));
    return m->certain ? text : arena_printf(a, _("NOT CERTAIN: %s"), text);
}

const char *print_measure_cost(PrintPaper *p, const ForeseeMeasure *m) {
    Arena *a = p->arena;
    const char *text =
        arena_printf(a, _("Rp %s: Rp %s of the crews, Rp %s of the measure itself (assumed)"),
                     int_group(a, m->cost), int_group(a, m->run_cost), int_group(a, m->done_cost));
    if (m->mend_cost < 0) return text;
    return arena_printf(a, _("%s; repaired for good instead: Rp %s (assumed)"), text,
                        int_group(a, m->mend_cost));
}

/* "LANGGA PAYUNG 001, 002, 005; TANJUNG MEDAN 002" */
const char *print_measure_tps(PrintPaper *p, const ForeseeMeasure *m) {
    const PrintFacts *f = p->facts;
    Buf *b = buf_on(p->arena, 256 * KIB);
    for (size_t i = 0; i < m->tps_count; i++) {
        const ElectionTps *tps = print_tps(f, m->tps[i]);
        bool same = i > 0 && print_tps(f, m->tps[i - 1])->village == tps->village;
        if (same)
            buf_printf(b, ", %03d", tps->number);
        else
            buf_printf(b, "%s%s %03d", i ? "; " : "", print_village(f, tps->village)->name,
                       tps->number);
    }
    return b->n ? b->at : NULL;
}

static const char *text_of(PrintPaper *p, const ForeseeMeasure *m) {
    return foresee_measure_text(p->arena, p->facts->in.risk->world, m);
}

static const char *evidence_of(PrintPaper *p, const ForeseeMeasure *m) {
    return foresee_evidence_text(p->arena, p->facts->in.risk->world, m);
}

/* ---------------------------------------------------------------- the programme */

static void situation(PrintPaper *p) {
    const ForeseeAdvice *advice = advice_of(p->facts);
    const Foresight *is = &advice->is;
    Arena *a = p->arena;
    ForeseeShare clean = foresee_share(is->clean, is->scenarios);
    const ForeseeMeasure *last =
        advice->programme_count ? &advice->programme[advice->programme_count - 1] : NULL;
    int64_t late_e3 = (is->late_total * 1000 + is->scenarios / 2) / is->scenarios;
    PrintFigure row[] = {
        {decimal_group(a, (late_e3 + 50) / 100, 1), _("TPS late on average, as it is planned")},
        {last ? decimal_group(a, (last->late_e3 + 50) / 100, 1) : "–",
         _("with all measures of the programme")},
        {print_percent(a, clean.share_e5), _("of the scenarios have no late TPS, as planned")},
        {int_group(a, (int64_t)advice->tried), _("measures tried")},
    };
    print_figures(p, row, COUNT_OF(row));
}

static void measures_table(PrintPaper *p, const ForeseeMeasure *list, size_t n) {
    const PrintColumn columns[] = {
        {_("No."), 5, TO_RIGHT, true, 1},
        {_("Measure"), 42, TO_LEFT, true, 6},
        {_("Who"), 17, TO_LEFT, false, 2},
        {_("Fewer late TPS"), 11, TO_RIGHT, true, 1},
        {_("between"), 14, TO_RIGHT, false, 1},
        {_("Late then"), 9, TO_RIGHT, false, 1},
        {_("Cost (rupiah)"), 14, TO_RIGHT, false, 1},
    };
    PrintTable t;
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++) {
        const ForeseeMeasure *m = &list[i];
        print_row(&t, (const char *[]){arena_printf(p->arena, "%zu", i + 1), text_of(p, m),
                                       foresee_office_name(m->office), e3(p->arena, m->gain_e3),
                                       arena_printf(p->arena, "%s–%s", e3(p->arena, m->low_e3),
                                                    e3(p->arena, m->high_e3)),
                                       e3(p->arena, m->late_e3), int_group(p->arena, m->cost)});
    }
    p->y += 3;
}

const char *print_no_advice(const PrintFacts *f, Arena *arena) {
    const ForeseeAdvice *advice = advice_of(f);
    if (advice->is.late_total == 0)
        return _("No TPS is late in any scenario: there is nothing to mend.");
    if (advice->programme_count) return NULL;
    return arena_printf(arena,
                        _("Nothing that was tried helps for certain: %s measures, each at most as "
                          "good as chance."),
                        int_group(arena, (int64_t)advice->tried));
}

const char *print_advice_rests_on(const PrintFacts *f, Arena *arena) {
    const ForeseeAdvice *advice = advice_of(f);
    return arena_printf(arena,
                        _("%s measures tried, %s plans solved for them. Chosen in %s scenarios, "
                          "told from as many others (95 %% intervals of pairs). What measures cost "
                          "is assumed: data/hazards.json."),
                        int_group(arena, (int64_t)advice->tried),
                        int_group(arena, (int64_t)advice->solved),
                        int_group(arena, advice->scenarios));
}

static void title(PrintPaper *p, const char *over, const char *text) {
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, STYLE(9, .lines = 1, .ink = INK_GREY),
                       over);
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, STYLE(18, .bold = true, .lines = 2),
                       text);
    p->y += 4;
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, p->y, 1.4, INK_ACCENT);
    p->y += 6;
}

static void overview(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const ForeseeAdvice *advice = advice_of(f);
    (void)item;
    title(p, arena_printf(p->arena, _("Advice for the Desk · %s"), f->in.regency->name),
          _("What would help most, and who can do it"));
    situation(p);
    print_heading(p, _("The programme: each measure after all above it"));
    const char *none = print_no_advice(f, p->arena);
    if (none)
        print_paragraph(p, STYLE(10, .bold = true), none);
    else
        measures_table(p, advice->programme, advice->programme_count);
    if (advice->each_count) {
        print_heading(p, _("Each by itself, the best of its kind"));
        measures_table(p, advice->each, advice->each_count);
    }
    print_paragraph(p, STYLE(7.5, .ink = INK_GREY), print_advice_rests_on(f, p->arena));
    print_road_table(p, ROADS_SHOWN);
}

/* ---------------------------------------------------------------- for each office */

static void field(PrintPaper *p, const char *name, const char *value) {
    PrintStyle style = STYLE(9);
    double label = 96, w = PRINT_SPAN - label;
    if (!value) return;
    double h = print_text_height(p, w, style, value);
    print_room(p, h);
    print_text(p, PRINT_LEFT, p->y, label - 4, STYLE(9, .ink = INK_GREY, .lines = 1), name);
    print_text(p, PRINT_LEFT + label, p->y, w, style, value);
    p->y += h + 3;
}

static void tick_box(PrintPaper *p, double *x, const char *text) {
    print_frame(p, *x, p->y + 1.5, 8, 8, 0.7);
    print_text(p, *x + 12, p->y, 80, STYLE(9, .lines = 1), text);
    *x += 74;
}

static void decision(PrintPaper *p) {
    double x = PRINT_LEFT + 96;
    p->y += 4;
    print_text(p, PRINT_LEFT, p->y, 92, STYLE(9, .lines = 1, .bold = true), _("Decision"));
    tick_box(p, &x, _("agreed"));
    tick_box(p, &x, _("changed"));
    tick_box(p, &x, _("refused"));
    p->y += 34;
    print_rule(p, PRINT_LEFT + 96, PRINT_LEFT + 190, p->y, 0.6, INK_BLACK);
    print_rule(p, PRINT_LEFT + 210, PRINT_RIGHT, p->y, 0.6, INK_BLACK);
    PrintStyle small = STYLE(7.5, .lines = 1, .ink = INK_GREY);
    print_text(p, PRINT_LEFT + 96, p->y + 2, 94, small, _("Date"));
    print_text(p, PRINT_LEFT + 210, p->y + 2, 280, small, _("Name, office, signature"));
    p->y += 20;
}

static void measure(PrintPaper *p, const char *number, const ForeseeMeasure *m) {
    print_room(p, 170);
    p->y += 6;
    print_paragraph(p, STYLE(10.5, .bold = true),
                    arena_printf(p->arena, "%s%s", number, text_of(p, m)));
    field(p, _("Gain"), print_measure_gain(p, m));
    field(p, _("Cost"), print_measure_cost(p, m));
    field(p, _("Evidence"), evidence_of(p, m));
    field(p, _("TPS"), print_measure_tps(p, m));
    decision(p);
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, p->y, 0.35, INK_LINE);
}

static bool same(const ForeseeMeasure *a, const ForeseeMeasure *b) {
    return a->kind == b->kind && a->point == b->point && a->stretch == b->stretch &&
           a->vehicle == b->vehicle && a->depot == b->depot && a->district == b->district &&
           a->day == b->day && a->minutes == b->minutes;
}

static bool planned(const ForeseeAdvice *advice, const ForeseeMeasure *m) {
    for (size_t i = 0; i < advice->programme_count; i++)
        if (same(&advice->programme[i], m)) return true;
    return false;
}

/* What the disaster agency keeps open for some days, public works could mend for good. */
static bool concerns(const ForeseeMeasure *m, size_t office) {
    return m->office == office || (office == FORESEE_PUPR && m->mend_cost >= 0);
}

static bool has_any(const ForeseeAdvice *advice, size_t office) {
    for (size_t i = 0; i < advice->programme_count; i++)
        if (concerns(&advice->programme[i], office)) return true;
    for (size_t i = 0; i < advice->each_count; i++)
        if (concerns(&advice->each[i], office)) return true;
    return false;
}

static void for_office(PrintPaper *p, size_t office) {
    const PrintFacts *f = p->facts;
    const ForeseeAdvice *advice = advice_of(f);
    bool headed = false;
    title(p, arena_printf(p->arena, _("Advice of the Desk · %s"), f->in.regency->name),
          arena_printf(p->arena, _("To: %s"), foresee_office_name((ForeseeOffice)office)));
    if (office == FORESEE_PUPR)
        print_paragraph(p, STYLE(9),
                        _("Roads that can be raised or repaired for good instead of being guarded "
                          "on the days of the plan:"));
    for (size_t i = 0; i < advice->programme_count; i++)
        if (concerns(&advice->programme[i], office))
            measure(p, arena_printf(p->arena, "%zu. ", i + 1), &advice->programme[i]);
    for (size_t i = 0; i < advice->each_count; i++) {
        const ForeseeMeasure *m = &advice->each[i];
        if (!concerns(m, office) || planned(advice, m)) continue;
        if (!headed)
            print_heading(p, _("Not part of the programme; told as it would be by itself"));
        headed = true;
        measure(p, "", m);
    }
}

bool print_wants_advice(const PrintFacts *f) {
    return f->in.risk && advice_of(f);
}

Status print_advice(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    const char *name = arena_printf(p->arena, _("Advice · %s"), f->in.regency->name);
    print_paper_open(p, _("Advice for the Desk"));
    print_section(p, name, f->example, overview, 0);
    for (size_t office = 0; office < _FORESEE_OFFICES; office++)
        if (has_any(advice_of(f), office)) print_section(p, name, f->example, for_office, office);
    return print_paper_close(p, err);
}
