// SPDX-License-Identifier: Apache-2.0
/* Maps drawn from the road graph: an equirectangular projection about the middle of what is shown,
 * good to a few metres over a regency. Ground in greys, so that a copy in black and white says the
 * same; one accent colour for the way. */
#include "print/print_int.h"

#include <math.h>
#include <string.h>

#define METRES_PER_DEGREE 111194.9

/* ---------------------------------------------------------------- projection */

void print_map_open(PrintPaper *p, PrintMap *m, double x, double y, double w, double h,
                    GeoBox box) {
    *m = (PrintMap){.paper = p, .x = x, .y = y, .w = w, .h = h};
    m->lat0 = ((double)box.min.lat_e7 + box.max.lat_e7) / 2 / GEO_UNIT;
    m->lon0 = ((double)box.min.lon_e7 + box.max.lon_e7) / 2 / GEO_UNIT;
    m->k = METRES_PER_DEGREE * cos(m->lat0 * M_PI / 180);
    double height_m = ((double)box.max.lat_e7 - box.min.lat_e7) / GEO_UNIT * METRES_PER_DEGREE;
    double width_m = ((double)box.max.lon_e7 - box.min.lon_e7) / GEO_UNIT * m->k;
    double pad = 34; /* numbers at the rim stay inside */
    m->scale = fmin((w - 2 * pad) / fmax(width_m, 400), (h - 2 * pad) / fmax(height_m, 400));
    double lat = h / 2 / m->scale / METRES_PER_DEGREE, lon = w / 2 / m->scale / m->k;
    m->box =
        (GeoBox){geo_point(m->lat0 - lat, m->lon0 - lon), geo_point(m->lat0 + lat, m->lon0 + lon)};
    if (p->dry) return;
    cairo_save(p->cr);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_clip(p->cr);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
}

static double map_x(const PrintMap *m, GeoPoint at) {
    return m->x + m->w / 2 + ((double)at.lon_e7 / GEO_UNIT - m->lon0) * m->k * m->scale;
}

static double map_y(const PrintMap *m, GeoPoint at) {
    return m->y + m->h / 2 -
           ((double)at.lat_e7 / GEO_UNIT - m->lat0) * METRES_PER_DEGREE * m->scale;
}

static bool apart(GeoBox a, GeoBox b) {
    return a.max.lat_e7 < b.min.lat_e7 || b.max.lat_e7 < a.min.lat_e7 ||
           a.max.lon_e7 < b.min.lon_e7 || b.max.lon_e7 < a.min.lon_e7;
}

#define FINEST 0.45 /* points nearer than this to the last one drawn are left out */

static void trace(const PrintMap *m, const GeoPoint *points, size_t n) {
    cairo_t *cr = m->paper->cr;
    double lx = 0, ly = 0;
    for (size_t i = 0; i < n; i++) {
        double x = map_x(m, points[i]), y = map_y(m, points[i]);
        if (i == 0)
            cairo_move_to(cr, x, y);
        else if (i + 1 < n && fabs(x - lx) + fabs(y - ly) < FINEST)
            continue;
        else
            cairo_line_to(cr, x, y);
        lx = x;
        ly = y;
    }
}

/* ---------------------------------------------------------------- ground */

static void area(const PrintMap *m, const GeoArea *a) {
    for (size_t i = 0; i < a->ring_count; i++) {
        trace(m, a->rings[i].points, a->rings[i].count);
        cairo_close_path(m->paper->cr);
    }
}

static void villages(const PrintMap *m) {
    const ElectionRegency *r = m->paper->facts->in.regency;
    cairo_t *cr = m->paper->cr;
    double dash[] = {0.4, 1.8};
    for (size_t i = 0; r->village_area && i < r->village_count; i++)
        if (r->village_area[i].ring_count && !apart(r->village_area[i].box, m->box))
            area(m, &r->village_area[i]);
    print_ink(cr, INK_LINE);
    cairo_set_line_width(cr, 0.5);
    cairo_set_dash(cr, dash, 2, 0);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    if (!r->outline) return;
    area(m, r->outline);
    cairo_set_line_width(cr, 0.9);
    cairo_stroke(cr);
}

int print_road_rank(const RoadSegment *s) {
    static const struct {
        const char *highway;
        int rank;
    } ranks[] = {{"motorway", 0},      {"trunk", 0},        {"primary", 0}, {"secondary", 1},
                 {"tertiary", 1},      {"unclassified", 2}, {"road", 2},    {"residential", 3},
                 {"living_street", 3}, {"service", 3},      {"track", 3}};
    if (s->ferry || s->waterway) return 5;
    for (size_t i = 0; i < COUNT_OF(ranks); i++)
        if (s->highway && str_starts(s->highway, ranks[i].highway)) return ranks[i].rank;
    return 4;
}

/* By rank: the width on paper, the grey, and the scale from which it is worth its ink. */
static const struct {
    double width, grey, scale_min;
} roads_drawn[PRINT_ROAD_RANKS] = {{1.5, 0.55, 0},   {1.0, 0.6, 0},      {0.6, 0.66, 0},
                                   {0.4, 0.7, 0.01}, {0.35, 0.72, 0.03}, {0.8, 0.8, 0}};

static void roads(const PrintMap *m) {
    const PrintFacts *f = m->paper->facts;
    cairo_t *cr = m->paper->cr;
    double dash[] = {3, 2};
    for (int rank = PRINT_ROAD_RANKS - 1; rank >= 0; rank--) {
        if (m->scale < roads_drawn[rank].scale_min) continue;
        for (uint32_t i = 0; i < f->road_count; i++) {
            if (f->roads[i].rank != rank || apart(f->roads[i].box, m->box)) continue;
            size_t n;
            const GeoPoint *points = road_geometry(f->in.network->map, i, &n);
            trace(m, points, n);
        }
        cairo_set_source_rgb(cr, roads_drawn[rank].grey, roads_drawn[rank].grey,
                             roads_drawn[rank].grey);
        cairo_set_line_width(cr, roads_drawn[rank].width);
        cairo_set_dash(cr, dash, rank == 5 ? 2 : 0, 0);
        cairo_stroke(cr);
    }
    cairo_set_dash(cr, NULL, 0, 0);
}

/* Where a hazard is an area: dashes around it, so that roads stay readable inside. */
static void hazard_areas(const PrintMap *m) {
    const ElectionRegency *r = m->paper->facts->in.regency;
    cairo_t *cr = m->paper->cr;
    double dash[] = {4, 1.6};
    for (size_t i = 0; i < r->hazard_count; i++)
        if (r->hazards[i].area.ring_count && !apart(r->hazards[i].area.box, m->box))
            area(m, &r->hazards[i].area);
    print_ink(cr, INK_BLACK);
    cairo_set_line_width(cr, 0.8);
    cairo_set_dash(cr, dash, 2, 0);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

/* A triangle with a bar: seen in a grey copy too. */
static void hazards(const PrintMap *m) {
    const ElectionRegency *r = m->paper->facts->in.regency;
    cairo_t *cr = m->paper->cr;
    hazard_areas(m);
    for (size_t i = 0; i < r->hazard_count; i++) {
        double x = map_x(m, r->hazards[i].at), y = map_y(m, r->hazards[i].at);
        cairo_move_to(cr, x, y - 6);
        cairo_line_to(cr, x + 6, y + 4.5);
        cairo_line_to(cr, x - 6, y + 4.5);
        cairo_close_path(cr);
        print_ink(cr, INK_WHITE);
        cairo_fill_preserve(cr);
        print_ink(cr, INK_BLACK);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
        cairo_move_to(cr, x, y - 2.4);
        cairo_line_to(cr, x, y + 0.8);
        cairo_move_to(cr, x, y + 2.6);
        cairo_line_to(cr, x, y + 2.7);
        cairo_stroke(cr);
    }
}

void print_map_ground(PrintMap *m) {
    if (m->paper->dry) return;
    villages(m);
    if (m->paper->facts->in.network->map) roads(m);
    hazards(m);
}

/* ---------------------------------------------------------------- the way */

static void arrow(cairo_t *cr, double x, double y, double dx, double dy) {
    double length = hypot(dx, dy), ux = dx / length * 4.2, uy = dy / length * 4.2;
    cairo_move_to(cr, x + ux, y + uy);
    cairo_line_to(cr, x - ux - uy * 0.7, y - uy + ux * 0.7);
    cairo_line_to(cr, x - ux + uy * 0.7, y - uy - ux * 0.7);
    cairo_close_path(cr);
}

#define ARROW_EVERY 60.0 /* points along the way */

static void arrows_along(const PrintMap *m, const RoadPath *path) {
    cairo_t *cr = m->paper->cr;
    double next = ARROW_EVERY / 2, at = 0;
    for (size_t i = 1; i < path->point_count; i++) {
        double x0 = map_x(m, path->points[i - 1]), y0 = map_y(m, path->points[i - 1]);
        double dx = map_x(m, path->points[i]) - x0, dy = map_y(m, path->points[i]) - y0;
        double piece = hypot(dx, dy);
        for (; piece > 0 && at + piece >= next; next += ARROW_EVERY)
            arrow(cr, x0 + dx * (next - at) / piece, y0 + dy * (next - at) / piece, dx, dy);
        at += piece;
    }
    cairo_fill(cr);
}

void print_map_path(PrintMap *m, const RoadPath *path, bool estimated, PrintInk ink, double weight,
                    bool arrows) {
    cairo_t *cr = m->paper->cr;
    double dash[] = {4, 3};
    if (m->paper->dry || path->point_count < 2) return;
    print_ink(cr, ink);
    cairo_set_line_width(cr, weight);
    cairo_set_dash(cr, dash, estimated ? 2 : 0, 0);
    trace(m, path->points, path->point_count);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    if (arrows) arrows_along(m, path);
}

/* From the end of the way to the place itself: on foot, dotted. */
void print_map_foot(PrintMap *m, const RoadPath *path, GeoPoint place) {
    cairo_t *cr = m->paper->cr;
    double dots[] = {0.1, 2.4};
    if (m->paper->dry || path->point_count == 0) return;
    GeoPoint ends[] = {path->points[path->point_count - 1], place};
    cairo_set_dash(cr, dots, 2, 0);
    print_ink(cr, INK_BLACK);
    cairo_set_line_width(cr, 1.2);
    trace(m, ends, 2);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

/* ---------------------------------------------------------------- places */

void print_map_dot(PrintMap *m, GeoPoint at, double radius, PrintInk ink) {
    if (m->paper->dry) return;
    print_ink(m->paper->cr, ink);
    cairo_new_path(m->paper->cr);
    cairo_arc(m->paper->cr, map_x(m, at), map_y(m, at), radius, 0, 2 * M_PI);
    cairo_fill(m->paper->cr);
}

void print_map_spot(PrintMap *m, GeoPoint at, double radius, uint32_t rgb) {
    if (m->paper->dry) return;
    double x = map_x(m, at), y = map_y(m, at);
    print_disc(m->paper, x, y, radius + 0.4, 0xffffff);
    print_disc(m->paper, x, y, radius, rgb);
}

void print_map_label(PrintMap *m, GeoPoint at, const char *text) {
    PrintPaper *p = m->paper;
    if (p->dry) return;
    double x = map_x(m, at) + 8, y = map_y(m, at) - 5;
    print_ink(p->cr, INK_WHITE);
    cairo_rectangle(p->cr, x - 1, y, 4.3 * (double)strlen(text) + 2, 9.5);
    cairo_fill(p->cr);
    print_text(p, x, y, 80, STYLE(7, .bold = true, .lines = 1), text);
}

void print_map_segment(PrintMap *m, uint32_t segment, double width, uint32_t rgb) {
    cairo_t *cr = m->paper->cr;
    size_t n;
    if (m->paper->dry) return;
    const GeoPoint *points = road_geometry(m->paper->facts->in.network->map, segment, &n);
    cairo_new_path(cr);
    trace(m, points, n);
    print_rgb(cr, rgb);
    cairo_set_line_width(cr, width);
    cairo_stroke(cr);
}

/* Black with white bars across: seen in a grey copy too. */
void print_map_barred(PrintMap *m, uint32_t segment) {
    cairo_t *cr = m->paper->cr;
    double bars[] = {1.6, 2.6};
    if (m->paper->dry) return;
    print_map_segment(m, segment, 5.0, 0x000000);
    cairo_save(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cr, bars, 2, 0);
    print_map_segment(m, segment, 3.4, 0xffffff);
    cairo_restore(cr);
}

void print_map_number(PrintMap *m, GeoPoint at, int number) {
    PrintPaper *p = m->paper;
    if (p->dry) return;
    double x = map_x(m, at), y = map_y(m, at), r = number > 99 ? 8.2 : 6.8;
    cairo_new_path(p->cr); /* a text before leaves a current point */
    cairo_arc(p->cr, x, y, r, 0, 2 * M_PI);
    print_ink(p->cr, INK_WHITE);
    cairo_fill_preserve(p->cr);
    print_ink(p->cr, INK_BLACK);
    cairo_set_line_width(p->cr, 1);
    cairo_stroke(p->cr);
    PrintStyle style = STYLE(7.5, .bold = true, .lines = 1, .align = TO_CENTRE);
    print_text(p, x - 10, y - 5.2, 20, style, arena_printf(p->arena, "%d", number));
}

void print_map_depot(PrintMap *m, GeoPoint at) {
    cairo_t *cr = m->paper->cr;
    if (m->paper->dry) return;
    double x = map_x(m, at), y = map_y(m, at);
    cairo_rectangle(cr, x - 5.5, y - 5.5, 11, 11);
    print_ink(cr, INK_BLACK);
    cairo_fill(cr);
    cairo_rectangle(cr, x - 2.5, y - 2.5, 5, 5);
    print_ink(cr, INK_WHITE);
    cairo_fill(cr);
}

/* ---------------------------------------------------------------- frame */

static void scale_bar(PrintMap *m) {
    static const int steps[] = {100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000};
    PrintPaper *p = m->paper;
    int metres = steps[0];
    for (size_t i = 0; i < COUNT_OF(steps) && steps[i] * m->scale <= m->w / 4; i++)
        metres = steps[i];
    double w = metres * m->scale, x = m->x + 10, y = m->y + m->h - 12;
    print_ink(p->cr, INK_WHITE);
    cairo_rectangle(p->cr, x - 5, y - 16, w + 10, 24);
    cairo_fill(p->cr);
    print_rule(p, x, x + w, y, 1.6, INK_BLACK);
    print_rule(p, x, x + w / 2, y + 2.4, 1.6, INK_BLACK);
    const char *text = metres >= 1000 ? arena_printf(p->arena, "%d km", metres / 1000)
                                      : arena_printf(p->arena, "%d m", metres);
    print_text(p, x, y - 14, w + 60, STYLE(7.5, .lines = 1), text);
}

static void north(PrintMap *m) {
    PrintPaper *p = m->paper;
    double x = m->x + m->w - 16, y = m->y + 12;
    cairo_move_to(p->cr, x, y);
    cairo_line_to(p->cr, x + 5, y + 15);
    cairo_line_to(p->cr, x, y + 11);
    cairo_line_to(p->cr, x - 5, y + 15);
    cairo_close_path(p->cr);
    print_ink(p->cr, INK_BLACK);
    cairo_fill(p->cr);
    print_text(p, x - 10, y + 15, 20, STYLE(8, .bold = true, .lines = 1, .align = TO_CENTRE),
               _("N"));
}

void print_map_close(PrintMap *m) {
    PrintPaper *p = m->paper;
    if (p->dry) return;
    scale_bar(m);
    north(m);
    cairo_restore(p->cr);
    print_frame(p, m->x, m->y, m->w, m->h, 0.8);
}

static bool has_hazard_area(const ElectionRegency *r) {
    for (size_t i = 0; i < r->hazard_count; i++)
        if (r->hazards[i].area.ring_count) return true;
    return false;
}

void print_map_legend(PrintPaper *p, const char *lines) {
    const PrintInput *in = &p->facts->in;
    const char *area = _("Dashed outline: area of a hazard."),
               *data = _("Dashed grey: river or ferry. Map data © OpenStreetMap contributors");
    bool with_area = has_hazard_area(in->regency), with_data = in->network->map != NULL;
    print_paragraph(p, STYLE(7.5, .ink = INK_GREY),
                    arena_printf(p->arena, "%s %s%s%s%s%s", lines,
                                 _("Square: depot. Triangle: hazard."), with_area ? " " : "",
                                 with_area ? area : "", with_data ? " " : "",
                                 with_data ? data : ""));
}

GeoBox print_sites_box(const PrintFacts *f) {
    GeoBox box = geo_box_empty();
    for (size_t i = 0; i < f->in.network->site_count; i++)
        if (f->in.network->placed[i]) geo_box_add(&box, f->in.network->sites[i]);
    return box;
}

GeoBox print_trip_box(const PrintFacts *f, size_t trip) {
    const PlanTrip *t = &f->in.plan->trips[trip];
    GeoBox box = geo_box_empty();
    geo_box_add(&box, f->in.network->sites[t->depot]);
    for (size_t s = 0; s <= t->stop_count; s++) {
        if (s < t->stop_count) geo_box_add(&box, f->in.network->sites[t->stops[s].site]);
        for (size_t i = 0; i < f->paths[trip][s].point_count; i++)
            geo_box_add(&box, f->paths[trip][s].points[i]);
    }
    return box;
}
