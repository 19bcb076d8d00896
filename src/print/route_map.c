// SPDX-License-Identifier: Apache-2.0
/* peta-rute.pdf: for every trip a map above and its numbered stops below. */
#include "print/print_int.h"

#define MAP_HEIGHT 430.0

static void title(PrintPaper *p, const PlanTrip *trip) {
    const PrintFacts *f = p->facts;
    const ElectionVehicle *v = &f->in.regency->vehicles[trip->vehicle];
    PrintStyle big = STYLE(15, .bold = true, .lines = 1), plain = STYLE(9, .lines = 1);
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, big,
                       arena_printf(p->arena, _("Route %s"), trip->id));
    p->y +=
        print_text(p, PRINT_LEFT, p->y, PRINT_SPAN, plain,
                   arena_printf(p->arena, _("%s · %s, %s · %s to %s %s · %s km · %s boxes"),
                                day_words(p->arena, trip->day), v->name, v->plate ? v->plate : "–",
                                print_clock(f, p->arena, trip->depart_s),
                                print_clock(f, p->arena, trip->return_s), f->zone,
                                print_tenths(p->arena, trip->distance_m, 1000),
                                int_group(p->arena, trip->load.boxes)));
    p->y += 4;
}

static void numbers(PrintMap *m, const PlanTrip *trip) {
    const GeoPoint *sites = m->paper->facts->in.network->sites;
    for (size_t s = trip->stop_count; s-- > 0;) {
        bool again = s > 0 && trip->stops[s].site == trip->stops[s - 1].site;
        if (!again) print_map_number(m, sites[trip->stops[s].site], (int)s + 1);
    }
}

static void map(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, (int32_t)item);
    PrintMap m;
    print_map_open(p, &m, PRINT_LEFT, p->y, PRINT_SPAN, MAP_HEIGHT, print_trip_box(f, item));
    print_map_ground(&m);
    bool estimated = f->in.plan->estimated;
    for (size_t s = trip->stop_count + 1; s-- > 0;) {
        bool home = s == trip->stop_count;
        print_map_path(&m, &f->paths[item][s], estimated, home ? INK_GREY : INK_ACCENT,
                       home ? 1.0 : 2.2, !home);
    }
    for (size_t s = 0; s < trip->stop_count && !estimated; s++)
        print_map_foot(&m, &f->paths[item][s], f->in.network->sites[trip->stops[s].site]);
    print_map_depot(&m, f->in.network->sites[trip->depot]);
    numbers(&m, trip);
    print_map_close(&m);
    p->y += MAP_HEIGHT + 4;
    print_map_legend(p, estimated ? _("Dashed straight lines: no road data; times and distances "
                                      "are estimates.")
                                  : _("Thick line with arrows: the way out; thin grey: the way "
                                      "back; dotted: on foot."));
    p->y += 3;
}

#define DIRECTION_LINES \
    12 /* of one leg: beyond that it is a list for a navigator, not for a driver */

const char *print_way_words(const PrintFacts *f, Arena *arena, RoadClass klass,
                            const RoadPath *path) {
    const PlanNetwork *net = f->in.network;
    size_t n;
    const RoadStep *steps = road_steps(arena, net->map, net->weights[klass], path, &n);
    Buf b;
    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s%s", i ? "; " : "", road_step_text(arena, &steps[i]));
    const char *words = arena_str(arena, b.at ? b.at : "");
    buf_free(&b);
    return words;
}

/* How to drive, leg by leg: for a map without names still turns, kinds of road and distances. */
static void directions(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, (int32_t)item);
    RoadClass klass = (RoadClass)f->in.regency->vehicles[trip->vehicle].klass;
    if (!f->in.network->map) return;
    print_heading(p, _("Directions"));
    for (size_t s = 0; s <= trip->stop_count; s++) {
        const RoadPath *path = &f->paths[item][s];
        if (path->leg_count == 0 || path->distance_m == 0) continue;
        const char *to =
            s < trip->stop_count ? arena_printf(p->arena, _("To stop %zu"), s + 1) : _("Back");
        print_paragraph(
            p, STYLE(8, .lines = DIRECTION_LINES),
            arena_printf(p->arena, "%s: %s.", to, print_way_words(f, p->arena, klass, path)));
    }
}

static void route(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, (int32_t)item);
    const PrintColumn columns[] = {
        {_("No."), 5, TO_RIGHT, true, 1},         {_("Stop"), 30, TO_LEFT, true, 1},
        {_("Village"), 30, TO_LEFT, false, 1},    {_("Arrival"), 10, TO_RIGHT, false, 1},
        {_("Departure"), 11, TO_RIGHT, false, 1}, {_("km"), 8, TO_RIGHT, false, 1},
        {_("Boxes"), 8, TO_RIGHT, false, 1},
    };
    PrintTable t;
    title(p, trip);
    map(p, item);
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t s = 0; s < trip->stop_count; s++) {
        const PlanStop *stop = &trip->stops[s];
        const char *name = stop->tps >= 0 ? print_tps_name(f, p->arena, stop->tps)
                                          : plan_hub_name(p->arena, f->in.regency, stop);
        print_row(&t, (const char *[]){arena_printf(p->arena, "%zu", s + 1), name,
                                       print_goods_of(f, stop),
                                       print_clock(f, p->arena, stop->arrive_s),
                                       print_clock(f, p->arena, stop->leave_s),
                                       print_tenths(p->arena, stop->leg_m, 1000),
                                       int_group(p->arena, stop->load.boxes)});
    }
    directions(p, item);
    print_detours(p, item);
}

Status print_route_maps(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    print_paper_open(p, _("Route maps"));
    for (size_t i = 0; i < f->in.plan->trip_count; i++) {
        const PlanTrip *trip = print_trip(f, (int32_t)i);
        print_section(p, arena_printf(p->arena, _("Route %s"), trip->id),
                      print_trip_example(f, trip), route, i);
        progress_step(f->in.progress, "peta-rute.pdf", (int64_t)i + 1,
                      (int64_t)f->in.plan->trip_count);
    }
    return print_paper_close(p, err);
}
