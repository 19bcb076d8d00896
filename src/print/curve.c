// SPDX-License-Identifier: Apache-2.0
/* The price of safety: what the plan was chosen from, cost against late TPS. */
#include "print/print_int.h"

#include <math.h>
#include <string.h>

#define HEIGHT 210.0
#define LEFT 44.0 /* of the frame, for the numbers of its axes */
#define BELOW 30.0
#define TICKS 5

typedef struct Axis {
    double from, to, step; /* in the unit of the axis */
} Axis;
typedef struct Plot {
    PrintPaper *paper;
    double x, y, w, h;
    Axis cost, late; /* thousand rupiah; TPS */
} Plot;

/* 1, 2 or 5 times a power of ten, so that about so many steps cover it. */
static Axis axis(double from, double to) {
    double raw = (to > from ? to - from : fmax(fabs(to), 1)) / TICKS;
    double ten = pow(10, floor(log10(raw))), step = ten;
    while (step < raw) step = step < 2 * ten ? 2 * ten : step < 5 * ten ? 5 * ten : 10 * ten;
    return (Axis){floor(from / step) * step, (floor(to / step) + 1) * step, step};
}

static double at_x(const Plot *plot, double thousand) {
    return plot->x + plot->w * (thousand - plot->cost.from) / (plot->cost.to - plot->cost.from);
}

static double at_y(const Plot *plot, double late) {
    return plot->y + plot->h * (1 - (late - plot->late.from) / (plot->late.to - plot->late.from));
}

static Plot plot_open(PrintPaper *p) {
    const Plan *plan = p->facts->in.plan;
    double least = 1e18, most = 0, late = 0;
    for (size_t i = 0; i < plan->safety_count; i++) {
        double cost = (double)plan->safety[i].cost / 1000;
        least = fmin(least, cost);
        most = fmax(most, cost);
        late = fmax(late, plan->safety[i].late_e3 / 1000.0);
    }
    return (Plot){.paper = p,
                  .x = PRINT_LEFT + LEFT,
                  .y = p->y + 24,
                  .w = PRINT_SPAN - LEFT - 20,
                  .h = HEIGHT - BELOW - 24,
                  .cost = axis(least, most),
                  .late = axis(0, late)};
}

/* ---------------------------------------------------------------- axes */

static const char *tick_text(Arena *arena, double value, double step) {
    int decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    int64_t scaled = llround(value * pow(10, decimals));
    return decimals ? decimal_group(arena, scaled, decimals) : int_group(arena, scaled);
}

static void axes(const Plot *plot) {
    PrintPaper *p = plot->paper;
    PrintStyle small = STYLE(7.5, .lines = 1, .ink = INK_GREY);
    small.align = TO_RIGHT;
    for (double v = plot->late.from; v < plot->late.to + plot->late.step / 2;
         v += plot->late.step) {
        double y = at_y(plot, v);
        print_rule(p, plot->x, plot->x + plot->w, y, 0.3, INK_LINE);
        print_text(p, PRINT_LEFT, y - 5, LEFT - 5, small, tick_text(p->arena, v, plot->late.step));
    }
    small.align = TO_CENTRE;
    for (double v = plot->cost.from; v < plot->cost.to + plot->cost.step / 2;
         v += plot->cost.step) {
        double x = at_x(plot, v);
        print_rule(p, x, x + 0.3, plot->y + plot->h, 4, INK_GREY);
        print_text(p, x - 30, plot->y + plot->h + 4, 60, small,
                   tick_text(p->arena, v / 1000, plot->cost.step / 1000));
    }
    print_rule(p, plot->x, plot->x + plot->w, plot->y + plot->h, 0.8, INK_BLACK);
    PrintStyle name = STYLE(8, .lines = 1, .bold = true);
    print_text(p, PRINT_LEFT, p->y, 300, name, _("late TPS, on average"));
    name.align = TO_RIGHT;
    print_text(p, PRINT_RIGHT - 320, plot->y + plot->h + 15, 300, name,
               _("cost of the plan, million rupiah"));
}

/* ---------------------------------------------------------------- points */

static void line(const Plot *plot) {
    PrintPaper *p = plot->paper;
    const Plan *plan = p->facts->in.plan;
    if (p->dry) return;
    cairo_new_path(p->cr);
    for (size_t i = 0; i < plan->safety_count; i++)
        cairo_line_to(p->cr, at_x(plot, (double)plan->safety[i].cost / 1000),
                      at_y(plot, plan->safety[i].late_e3 / 1000.0));
    print_ink(p->cr, INK_ACCENT);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
}

/* On white, so that no line runs through it. */
static void named(const Plot *plot, double x, double y, const char *what) {
    PrintPaper *p = plot->paper;
    const double width = 90, inked = 4.4 * (double)strlen(what) + 4;
    bool left = x > plot->x + plot->w - width;
    double from = left ? x - 8 - width : x + 8;
    if (!p->dry) {
        print_ink(p->cr, INK_WHITE);
        cairo_rectangle(p->cr, left ? from + width - inked : from - 2, y - 12, inked, 11);
        cairo_fill(p->cr);
    }
    print_text(p, from, y - 12, width,
               STYLE(8, .bold = true, .lines = 1, .align = left ? TO_RIGHT : TO_LEFT), what);
}

static void points(const Plot *plot) {
    PrintPaper *p = plot->paper;
    const Plan *plan = p->facts->in.plan;
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *s = &plan->safety[i];
        double x = at_x(plot, (double)s->cost / 1000), y = at_y(plot, s->late_e3 / 1000.0);
        const char *what = s->chosen ? _("this plan") : s->plain ? _("plain plan") : NULL;
        if (what) named(plot, x, y, what);
    }
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *s = &plan->safety[i];
        double x = at_x(plot, (double)s->cost / 1000), y = at_y(plot, s->late_e3 / 1000.0);
        print_disc(p, x, y, s->chosen ? 5.5 : 3, 0x0d4d8f);
        if (s->chosen) print_disc(p, x, y, 2.6, 0xffffff);
    }
}

/* ---------------------------------------------------------------- in words */

const char *print_cautions(Arena *arena, const PlanSafety *s) {
    const char *parts[6], *text = "";
    size_t n = 0;
    if (s->plain) return _("none: the plain plan");
    if (s->last_min)
        parts[n++] = arena_printf(arena, _("last day %s min early"), int_group(arena, s->last_min));
    if (s->other_min)
        parts[n++] =
            arena_printf(arena, _("every shift %s min shorter"), int_group(arena, s->other_min));
    if (s->hub_min)
        parts[n++] = arena_printf(arena, _("goods at the PPK %s h earlier"),
                                  s->hub_min % 60 ? print_tenths(arena, s->hub_min, 60)
                                                  : int_group(arena, s->hub_min / 60));
    if (s->narrowed)
        parts[n++] = arena_printf(arena, _("%s TPS a day early"), int_group(arena, s->narrowed));
    if (s->wet_permille) parts[n++] = _("ways as on wet roads");
    if (s->spares)
        parts[n++] = arena_printf(arena, _("spare vehicles: %s"), int_group(arena, s->spares));
    for (size_t i = 0; i < n; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? "; " : "", parts[i]);
    return n ? text : _("dearer vehicle hours alone");
}

const char *print_cautions_mean(void) {
    return _("Cautions: what the search was asked for beyond the rules; of several groups of "
             "vehicles the most. Last day early: handovers begin so long before they must. "
             "Shift shorter: every vehicle is home so long before its working hours end. TPS a day "
             "early: behind floods. Spare vehicles stand by on some of the days. All but the plain "
             "plan also count an hour of a vehicle for "
             "more than it costs, so that shifts become short.");
}

/* ---------------------------------------------------------------- the same as a table */

static const char *called(PrintPaper *p, size_t i) {
    const PlanSafety *s = &p->facts->in.plan->safety[i];
    const char *what = s->chosen ? _("this plan") : s->plain ? _("plain plan") : "";
    return arena_printf(p->arena, *what ? "%zu: %s" : "%zu", i + 1, what);
}

static void table(PrintPaper *p) {
    const Plan *plan = p->facts->in.plan;
    const PrintColumn columns[] = {
        {_("Plan"), 15, TO_LEFT, true, 1},
        {_("Cost (rupiah)"), 12, TO_RIGHT, false, 1},
        {_("on average, as it goes"), 13, TO_RIGHT, false, 1},
        {_("Late TPS"), 9, TO_RIGHT, true, 1},
        {_("in the worst 5 %"), 9, TO_RIGHT, false, 1},
        {_("Cautions"), 42, TO_LEFT, false, 3},
    };
    PrintTable t;
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *s = &plan->safety[i];
        print_row(&t, (const char *[]){called(p, i), int_group(p->arena, s->cost),
                                       int_group(p->arena, s->cost_mean),
                                       decimal_group(p->arena, s->late_e3, 3),
                                       decimal_group(p->arena, (s->tail_e3 + 50) / 100, 1),
                                       print_cautions(p->arena, s)});
    }
    p->y += 3;
    print_paragraph(
        p, STYLE(7.5, .ink = INK_GREY),
        arena_printf(p->arena,
                     _("Each plan played in %s scenarios that neither made nor chose it (seed "
                       "%" PRIu64 ")."),
                     int_group(p->arena, plan->safety_scenarios), plan->safety_seed));
    print_paragraph(p, STYLE(7.5, .ink = INK_GREY), print_cautions_mean());
}

void print_curve(PrintPaper *p) {
    if (p->facts->in.plan->safety_count == 0) return;
    print_room(p, HEIGHT + 60);
    print_heading(p, _("The price of safety: what this plan was chosen from"));
    Plot plot = plot_open(p);
    axes(&plot);
    line(&plot);
    points(&plot);
    p->y += HEIGHT + 4;
    table(p);
}
