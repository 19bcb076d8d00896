// SPDX-License-Identifier: Apache-2.0
/* One panel per instance, both axes logarithmic. */
#include "bench.h"

#include <string.h>

#define COLUMNS 3
#define PANEL_WIDTH 330
#define PANEL_HEIGHT 250
#define MARGIN_LEFT 46
#define MARGIN_TOP 46
#define ACROSS 270
#define DOWN 170
#define LEGEND 70
#define GAP_MIN 0.03
#define DECADES_TIME 3.0 /* 0.1 s to 100 s */
#define DECADES_GAP 3.0  /* 0.03 % to 30 % */

static const struct {
    const char *solver, *colour, *shape; /* a path around 0,0 */
} others[] = {
    {"HGS-CVRP", "#d55e00", "M-4 -4h8v8h-8z"},    {"PyVRP", "#009e73", "M0 -5L5 4H-5z"},
    {"FILO2", "#cc79a7", "M0 -5L5 0L0 5L-5 0z"},  {"AILS-II", "#b8860b", "M0 5L5 -4H-5z"},
    {"VROOM", "#777777", "M-4 -4L4 4M-4 4L4 -4"},
};
#define OURS "#0057b7"

typedef struct Panel {
    const Known *known;
    double left, top; /* of the frame */
} Panel;

static double log10_of(double t) { /* of what a plot shows; good enough for a drawing */
    double power = 0;
    while (t >= 10) t /= 10, power++;
    while (t < 1) t *= 10, power--;
    for (double part = 0.5; part > 1e-6; part /= 2) {
        t *= t;
        if (t >= 10) t /= 10, power += part;
    }
    return power;
}

static double x_of(const Panel *p, double seconds) {
    return p->left + log10_of(seconds / CURVE_FIRST_S) / DECADES_TIME * ACROSS;
}

static double y_of(const Panel *p, double gap) {
    if (gap < GAP_MIN) gap = GAP_MIN;
    double up = log10_of(gap / GAP_MIN) / DECADES_GAP;
    return p->top + (1 - (up < 1 ? up : 1)) * DOWN;
}

static void draw_frame(const Panel *p, Buf *svg) {
    static const double times[] = {0.1, 1, 10, 60}, gaps[] = {0.03, 0.1, 0.3, 1, 3, 10, 30};
    buf_printf(svg,
               "<text x=\"%.1f\" y=\"%.1f\" font-size=\"13\" font-weight=\"bold\">%s</text>"
               "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">%lld customers"
               "</text>\n",
               p->left, p->top - 8, p->known->name, p->left + ACROSS, p->top - 8,
               (long long)p->known->customers);
    for (size_t i = 0; i < COUNT_OF(times); i++)
        buf_printf(svg,
                   "<path d=\"M%.1f %.1fv%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
                   "text-anchor=\"middle\">%g s</text>\n",
                   x_of(p, times[i]), p->top, DOWN, x_of(p, times[i]), p->top + DOWN + 14,
                   times[i]);
    for (size_t i = 0; i < COUNT_OF(gaps); i++)
        buf_printf(svg,
                   "<path d=\"M%.1f %.1fh%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
                   "text-anchor=\"end\">%g %%</text>\n",
                   p->left, y_of(p, gaps[i]), ACROSS, p->left - 5, y_of(p, gaps[i]) + 4, gaps[i]);
    buf_printf(svg, "<path d=\"M%.1f %.1fh%dv%dh-%dz\" fill=\"none\" stroke=\"#888\"/>\n", p->left,
               p->top, ACROSS, DOWN, ACROSS);
}

/* The mean over the seeds, from the first moment at which every run had a plan. */
static void draw_limit(const Panel *p, const Results *results, double limit_s, Buf *svg) {
    const char *move = "M";
    double gap = 0, cpu_s = 0;
    buf_str(svg, "<path fill=\"none\" stroke=\"" OURS "\" stroke-width=\"1.6\" d=\"");
    for (int i = 0; i < CURVE_POINTS && curve_time(i) < limit_s; i++) {
        double sum = 0;
        size_t n = 0, planned = 0;
        for (size_t r = 0; r < results->n; r++) {
            const Result *of = &results->at[r];
            if (of->known != p->known || of->limit_s != limit_s) continue;
            n++;
            planned += of->gaps.at[i] >= 0;
            sum += of->gaps.at[i];
        }
        if (planned < n) continue;
        buf_printf(svg, "%s%.1f %.1f", move, x_of(p, curve_time(i)), y_of(p, sum / (double)n));
        move = "L";
    }
    double n = 0;
    for (size_t r = 0; r < results->n; r++) {
        const Result *of = &results->at[r];
        if (of->known != p->known || of->limit_s != limit_s) continue;
        n++;
        gap += of->gap;
        cpu_s += of->cpu_s;
    }
    double x = x_of(p, cpu_s / n), y = y_of(p, gap / n);
    buf_printf(svg, "%s%.1f %.1f\"/><circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"" OURS "\"/>\n",
               move, x, y, x, y);
}

static void draw_ours(const Panel *p, const Results *results, Buf *svg) {
    double drawn = 0;
    for (;;) {
        double next = 0; /* the limits from small to large */
        for (size_t r = 0; r < results->n; r++) {
            double limit_s = results->at[r].limit_s;
            bool mine = results->at[r].known == p->known && limit_s > drawn;
            if (mine && (next == 0 || limit_s < next)) next = limit_s;
        }
        if (next == 0) return;
        draw_limit(p, results, next, svg);
        drawn = next;
    }
}

static void draw_mark(size_t other, double x, double y, Buf *svg) {
    bool cross = str_eq(others[other].solver, "VROOM");
    buf_printf(svg,
               "<path transform=\"translate(%.1f %.1f)\" d=\"%s\" fill=\"%s\" stroke=\"%s\"/>\n", x,
               y, others[other].shape, cross ? "none" : others[other].colour, others[other].colour);
}

static void draw_others(const Panel *p, const Anchors *anchors, Buf *svg) {
    for (size_t i = 0; i < anchors->n; i++) {
        const Anchor *a = &anchors->at[i];
        if (!str_eq(a->instance, p->known->name)) continue;
        for (size_t k = 0; k < COUNT_OF(others); k++)
            if (str_eq(others[k].solver, a->solver))
                draw_mark(k, x_of(p, a->cpu_s), y_of(p, a->gap), svg);
    }
}

static void draw_legend(double y, Buf *svg) {
    double x = MARGIN_LEFT;
    buf_printf(svg,
               "<path d=\"M%.1f %.1fh26\" stroke=\"" OURS "\" stroke-width=\"1.6\"/><circle "
               "cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"" OURS "\"/><text x=\"%.1f\" y=\"%.1f\">"
               "Hantar: a run for each limit of time</text>\n",
               x, y, x + 26, y, x + 36, y + 4);
    x += 250;
    for (size_t k = 0; k < COUNT_OF(others); k++, x += 85) {
        draw_mark(k, x, y, svg);
        buf_printf(svg, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", x + 10, y + 4, others[k].solver);
    }
    buf_printf(svg,
               "<text x=\"%d\" y=\"%.1f\" fill=\"#555\">Gap to the best known cost against CPU "
               "seconds, one run or the mean of all seeds. A gap below 0.03 %% stands on the "
               "bottom line.</text>\n",
               MARGIN_LEFT, y + 24);
}

void plot(Arena *arena, const Results *results, const Anchors *anchors, Buf *svg) {
    VEC(Panel) panels = {0};
    for (size_t r = 0; r < results->n; r++) {
        bool seen = false;
        for (size_t i = 0; i < panels.n; i++)
            seen = seen || panels.at[i].known == results->at[r].known;
        double column = (double)(panels.n % COLUMNS), row = (double)(panels.n / COLUMNS);
        if (!seen)
            vec_push(arena, &panels,
                     (Panel){results->at[r].known, column * PANEL_WIDTH + MARGIN_LEFT,
                             row * PANEL_HEIGHT + MARGIN_TOP});
    }
    int rows = (int)((panels.n + COLUMNS - 1) / COLUMNS);
    int height = rows * PANEL_HEIGHT + LEGEND;
    buf_printf(svg,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "font-family=\"sans-serif\" font-size=\"11\">\n"
               "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
               COLUMNS * PANEL_WIDTH, height, COLUMNS * PANEL_WIDTH);
    for (size_t i = 0; i < panels.n; i++) {
        draw_frame(&panels.at[i], svg);
        draw_others(&panels.at[i], anchors, svg);
        draw_ours(&panels.at[i], results, svg);
    }
    draw_legend(rows * PANEL_HEIGHT + 24, svg);
    buf_str(svg, "</svg>\n");
}
