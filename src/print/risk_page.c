// SPDX-License-Identifier: Apache-2.0
/* The summary's pages on risk: how the plan fares when it rains, where, why, and what is assumed.
 */
#include "print/print_int.h"

#include <math.h>

#define MAP_HEIGHT 330.0
#define WORST_SHOWN 12
#define ROADS_SHOWN 8

/* ---------------------------------------------------------------- figures */

static void figures(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Foresight *of = f->in.risk->foresight;
    Arena *a = p->arena;
    ForeseeShare clean = foresee_share(of->clean, of->scenarios);
    PrintFigure row[] = {
        {arena_printf(a, "%s / %s", print_mean(f, a, of->late_total, 1),
                      int_group(a, (int64_t)of->planned)),
         arena_printf(a, _("TPS late on average; %s if no hazard ever closed a road"),
                      print_mean(f, a, f->in.risk->late_open, 1))},
        {decimal_group(a, llround(of->tail_late * 10), 1),
         _("TPS late on average in the worst scenarios (5 %)")},
        {print_percent(a, clean.share_e5),
         arena_printf(a, _("of the scenarios have no late TPS (%s)"), print_interval(a, clean))},
        {int_group(a, of->cost_mean),
         arena_printf(a, _("rupiah on average, %s as planned"), int_group(a, of->cost_planned))},
    };
    print_figures(p, row, COUNT_OF(row));
}

/* ---------------------------------------------------------------- map */

static void hazard_roads(PrintMap *m) {
    const PrintFacts *f = m->paper->facts;
    for (size_t h = 0; h < f->in.risk->foresight->hazard_count; h++) {
        size_t n;
        const ForeseeStretch *stretch = print_stretches(f, h, &n);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < stretch[i].segment_count; k++)
                print_map_segment(m, stretch[i].segments[k], print_hazard_width(f, h),
                                  PRINT_HAZARD_RGB);
    }
}

static void important_roads(PrintMap *m) {
    const PrintFacts *f = m->paper->facts;
    for (size_t i = 0; i < f->in.risk->road_count; i++) {
        const ForeseeRoad *r = &f->in.risk->roads[i];
        for (size_t k = 0; r->cut_off && k < r->segment_count; k++)
            print_map_segment(m, r->segments[k], print_road_width(f, r), PRINT_ROAD_RGB);
    }
}

/* The riskiest on top. */
static void spots(PrintMap *m) {
    const PrintFacts *f = m->paper->facts;
    for (int k = 0; k < PRINT_RISKS; k++)
        for (size_t i = 0; i < f->in.regency->tps_count; i++)
            if (f->in.regency->tps[i].has_at && print_at_risk(f, (int32_t)i) &&
                print_risk_class(f, (int32_t)i) == k)
                print_map_spot(m, f->in.regency->tps[i].at, PRINT_RISK_CLASSES[k].radius,
                               PRINT_RISK_CLASSES[k].rgb);
}

static void legend(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    size_t count[PRINT_RISKS] = {0};
    for (size_t i = 0; i < f->in.regency->tps_count; i++)
        if (print_at_risk(f, (int32_t)i)) count[print_risk_class(f, (int32_t)i)]++;
    double w = PRINT_SPAN / PRINT_RISKS;
    for (int k = 0; k < PRINT_RISKS; k++) {
        double x = PRINT_LEFT + k * w;
        print_disc(p, x + 6, p->y + 6, PRINT_RISK_CLASSES[k].radius + 0.6,
                   PRINT_RISK_CLASSES[k].rgb);
        print_text(
            p, x + 14, p->y, w - 16, STYLE(7.5, .lines = 1),
            arena_printf(p->arena, "%s: %zu TPS", print_risk_class_text(p->arena, k), count[k]));
    }
    p->y += 14;
    print_map_legend(p, _("Chance of each TPS to be served in time. Orange line: road that a "
                          "hazard closes, the wider the more TPS were late behind it. Purple line: "
                          "road without a way round, the wider the more TPS it would cut off."));
}

static void map(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    PrintMap m;
    print_room(p, MAP_HEIGHT + 40);
    print_map_open(p, &m, PRINT_LEFT, p->y, PRINT_SPAN, MAP_HEIGHT, print_sites_box(f));
    print_map_ground(&m);
    important_roads(&m);
    hazard_roads(&m);
    spots(&m);
    for (size_t i = 0; i < f->in.regency->depot_count; i++)
        print_map_depot(&m, f->in.regency->depots[i].at);
    for (size_t i = 0; i < f->in.risk->foresight->hazard_count; i++)
        print_map_label(&m, f->in.risk->foresight->hazards[i].point->at,
                        f->in.risk->foresight->hazards[i].point->id);
    print_map_close(&m);
    p->y += MAP_HEIGHT + 5;
    legend(p);
}

/* ---------------------------------------------------------------- tables */

static void worst(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const PrintColumn columns[] = {
        {_("TPS"), 16, TO_LEFT, true, 1},      {_("Village, district"), 32, TO_LEFT, false, 1},
        {_("Trip"), 17, TO_LEFT, false, 1},    {_("Planned"), 17, TO_RIGHT, false, 1},
        {_("In time"), 10, TO_RIGHT, true, 1}, {_("between"), 15, TO_RIGHT, false, 1},
    };
    int32_t *list;
    size_t n = print_worst(f, p->arena, &list);
    PrintTable t;
    print_heading(p, _("TPS most at risk"));
    if (n == 0) {
        print_paragraph(p, STYLE(9), _("None: no TPS was late in any scenario."));
        return;
    }
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n && i < WORST_SHOWN; i++) {
        const ElectionTps *tps = print_tps(f, list[i]);
        ForeseeShare s = print_on_time(f, list[i]);
        PrintCall call = f->direct[list[i]];
        int64_t at_s = print_trip(f, call.trip)->stops[call.stop].arrive_s;
        char date[16];
        day_format(print_day(f, at_s), date);
        print_row(&t, (const char *[]){
                          tps->id,
                          arena_printf(p->arena, "%s, %s", print_village(f, tps->village)->name,
                                       print_district_of(f, list[i])->name),
                          print_trip(f, call.trip)->id,
                          arena_printf(p->arena, "%s %s", date, print_clock(f, p->arena, at_s)),
                          print_percent(p->arena, s.share_e5), print_interval(p->arena, s)});
    }
    p->y += 3;
    if (n > WORST_SHOWN)
        print_paragraph(p, STYLE(8, .ink = INK_GREY),
                        arena_printf(p->arena,
                                     _("and %s more that are late in some scenario: all stand in "
                                       "index.html and rencana.xlsx"),
                                     int_group(p->arena, (int64_t)(n - WORST_SHOWN))));
}

static const char *fewer(const PrintFacts *f, Arena *arena, const ForeseeHazard *h) {
    int64_t less = f->in.risk->foresight->late_total - h->late_without;
    return h->late_without < 0 ? "–" : print_mean(f, arena, less, 3);
}

static void hazards(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Foresight *of = f->in.risk->foresight;
    const PrintColumn columns[] = {
        {_("Hazard"), 12, TO_LEFT, true, 1},
        {_("Name"), 24, TO_LEFT, false, 2},
        {_("Closed"), 10, TO_RIGHT, false, 1},
        {_("Trips that pass it"), 11, TO_RIGHT, false, 1},
        {_("TPS behind it"), 13, TO_RIGHT, false, 1},
        {_("Legs without way round"), 13, TO_RIGHT, false, 1},
        {_("Late behind it"), 11, TO_RIGHT, false, 1},
        {_("Fewer if open"), 12, TO_RIGHT, false, 1},
        {_("Assumed"), 11, TO_RIGHT, false, 1},
    };
    PrintTable t;
    if (!of->hazard_count) return;
    print_heading(p, _("Hazards, and what they do"));
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < of->hazard_count; i++) {
        const ForeseeHazard *h = &of->hazards[i];
        const PrintPass *pass = &f->passes[i];
        print_row(&t,
                  (const char *[]){
                      h->point->id,
                      arena_printf(p->arena, "%s: %s%s%s", hazard_process_name(h->point->process),
                                   h->point->name, h->segments ? "" : _(" (no road there)"),
                                   h->point->example ? " · CONTOH / EXAMPLE" : ""),
                      print_percent(p->arena, foresee_share(h->floods, of->scenarios).share_e5),
                      int_group(p->arena, pass->trips), int_group(p->arena, pass->tps),
                      arena_printf(p->arena, "%d / %d", pass->legs_without, pass->legs),
                      print_mean(f, p->arena, h->late_behind, 3), fewer(f, p->arena, h),
                      arena_printf(p->arena, "%d / %d", h->point->assumed, h->point->figures)});
    }
    p->y += 3;
    print_paragraph(
        p, STYLE(7.5, .ink = INK_GREY),
        _("Closed: share of the scenarios in which it closes a way to some vehicle on the days of "
          "the plan. Late behind it: TPS per scenario whose vehicle had met it closed before. "
          "Fewer "
          "if open: by how much that would fall if it never closed anything, everything else being "
          "the same. Assumed: how many of its figures are not stated in the data."));
}

void print_road_table(PrintPaper *p, size_t at_most) {
    const PrintFacts *f = p->facts;
    const PrintRisk *risk = f->in.risk;
    const PrintColumn columns[] = {{_("Road"), 44, TO_LEFT, true, 2},
                                   {_("km"), 8, TO_RIGHT, false, 1},
                                   {_("TPS that it leads to"), 13, TO_RIGHT, false, 1},
                                   {_("Cut off"), 11, TO_RIGHT, true, 1},
                                   {_("Longest detour (min)"), 14, TO_RIGHT, false, 1},
                                   {_("Hazard"), 14, TO_LEFT, false, 1}};
    size_t count;
    const ForeseeStretch *stretches = foresee_stretches(risk->world, &count);
    PrintTable t;
    if (!risk->road_count) return;
    print_heading(p, _("Roads that matter most, were they closed"));
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < risk->road_count && i < at_most; i++) {
        const ForeseeRoad *r = &risk->roads[i];
        const char *point =
            r->stretch < 0 ? "–" : risk->foresight->hazards[stretches[r->stretch].point].point->id;
        print_row(&t, (const char *[]){print_road_name(f, p->arena, r->name, r->highway,
                                                       r->segments, r->segment_count),
                                       print_tenths(p->arena, r->length_m, 1000),
                                       int_group(p->arena, r->tps), int_group(p->arena, r->cut_off),
                                       int_group(p->arena, (r->delay_s_most + 30) / 60), point});
    }
    p->y += 3;
    print_paragraph(p, STYLE(7.5, .ink = INK_GREY),
                    _("Every piece of road that the plan uses, closed by itself for all days and "
                      "known to all, whether a hazard is known there or not. Cut off: TPS to which "
                      "there is no other way; the longest detour is of the others."));
}

/* ---------------------------------------------------------------- assumptions */

/* In two columns. */
static void list(PrintPaper *p, const char *const *lines, size_t n) {
    PrintStyle style = STYLE(8, .lines = 2);
    double w = PRINT_SPAN / 2 - 8;
    for (size_t i = 0; i < n; i += 2) {
        double h = 0;
        for (size_t k = i; k < n && k < i + 2; k++) {
            double one = print_text_height(p, w, style, lines[k]);
            if (one > h) h = one;
        }
        print_room(p, h);
        for (size_t k = i; k < n && k < i + 2; k++)
            print_text(p, PRINT_LEFT + (double)(k - i) * (w + 16), p->y, w, style, lines[k]);
        p->y += h;
    }
    p->y += 3;
}

static void assumptions(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const char **lines;
    size_t n = print_assumed(f, p->arena, &lines);
    print_heading(p, _("What these chances rest on"));
    print_paragraph(p, STYLE(8.5), arena_printf(p->arena, "%s.", print_risk_rests_on(f, p->arena)));
    print_paragraph(p, STYLE(8.5), print_risk_rain(f, p->arena));
    if (f->in.risk->foresight->others)
        print_paragraph(p, STYLE(8.5),
                        arena_printf(p->arena, _("%zu hazards of other kinds are not simulated"),
                                     f->in.risk->foresight->others));
    if (!n) return;
    print_paragraph(p, STYLE(8.5, .bold = true),
                    arena_printf(p->arena, _("ASSUMED, not measured, %zu settings:"), n));
    for (size_t i = 0; i < n; i++) lines[i] = arena_printf(p->arena, "•  %s", lines[i]);
    list(p, lines, n);
}

void print_risk_pages(PrintPaper *p) {
    if (!p->facts->in.risk) return;
    print_page(p);
    print_heading(p, _("Risk: how the plan fares when it rains"));
    const char *roads = print_risk_roads(p->facts);
    if (roads) print_paragraph(p, STYLE(9, .bold = true), roads);
    figures(p);
    map(p);
    worst(p);
    hazards(p);
    print_road_table(p, ROADS_SHOWN);
    assumptions(p);
}
