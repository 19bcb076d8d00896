// SPDX-License-Identifier: Apache-2.0
/* "If the road is closed": what a crew takes along for each hazard that its trip comes to. Its
 * rules are those that foresee.h gives to crews, so that what is advised is what was simulated. */
#include "print/print_int.h"

#include <stdlib.h>

#define SKETCH_HEIGHT 190.0
#define DIRECTION_LINES 6
#define NAMES_SHOWN 6
#define AROUND_M 3000      /* shown of a place without a way round */
#define NAME_WORTH_DM 2000 /* of road, to be told by its name */

/* ---------------------------------------------------------------- where it leads */

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t *segments_of(Arena *arena, const RoadPath *path) {
    uint32_t *list = ARENA_ARRAY(arena, uint32_t, path->leg_count + 1);
    for (size_t i = 0; i < path->leg_count; i++) list[i] = path->legs[i].segment;
    if (path->leg_count) qsort(list, path->leg_count, sizeof *list, by_number);
    return list;
}

static bool among(const uint32_t *list, size_t n, uint32_t segment) {
    return n && bsearch(&segment, list, n, sizeof *list, by_number);
}

typedef struct Names {
    const char *at[NAMES_SHOWN];
    size_t n, more;
} Names;

static void name_add(Names *names, const char *name) {
    for (size_t i = 0; i < names->n; i++)
        if (str_eq(names->at[i], name)) return;
    if (names->n < NAMES_SHOWN)
        names->at[names->n++] = name;
    else
        names->more++;
}

static const char *listed(Arena *arena, const Names *names) {
    const char *text = "";
    for (size_t i = 0; i < names->n; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", names->at[i]);
    return names->more ? arena_printf(arena, "%s, …", text) : text;
}

/* Named roads and villages of the part that the way round does not share with the planned one. */
static const char *via(PrintPaper *p, const ForeseeDetour *d) {
    const PrintFacts *f = p->facts;
    uint32_t *planned = segments_of(p->arena, &d->planned);
    Names roads = {0}, villages = {0};
    for (size_t i = 0; i < d->round.leg_count; i++) {
        const RoadLeg *leg = &d->round.legs[i];
        if (among(planned, d->planned.leg_count, leg->segment)) continue;
        RoadSegment s = road_segment(f->in.network->map, leg->segment);
        if (s.way_name && s.length_dm >= NAME_WORTH_DM) name_add(&roads, s.way_name);
        const char *village = print_village_at(f, road_node(f->in.network->map, s.to));
        if (village) name_add(&villages, village);
    }
    const char *text = listed(p->arena, &roads);
    if (villages.n)
        text = arena_printf(p->arena, "%s%s%s", text, roads.n ? "; " : "",
                            arena_printf(p->arena, _("through %s"), listed(p->arena, &villages)));
    return *text ? text : "–";
}

static const char *points_of(PrintPaper *p, const ForeseeSet *stretches) {
    const PrintRisk *risk = p->facts->in.risk;
    const char *text = "";
    size_t n, last = SIZE_MAX;
    const ForeseeStretch *list = foresee_stretches(risk->world, &n);
    for (size_t i = 0; i < n; i++) {
        if (!foresee_has(stretches, i) || list[i].point == last) continue;
        last = list[i].point;
        text = arena_printf(p->arena, "%s%s%s", text, *text ? ", " : "",
                            risk->foresight->hazards[last].point->id);
    }
    return text;
}

/* ---------------------------------------------------------------- figures */

static const char *more(PrintPaper *p, const RoadPath *round, const RoadPath *planned) {
    int64_t metres = (int64_t)round->distance_m - planned->distance_m;
    int64_t minutes = ((int64_t)round->time_s - planned->time_s + 59) / 60;
    int64_t tenths = (metres + (metres < 0 ? -50 : 50)) / 100;
    return arena_printf(p->arena, _("%s%s km, +%lld min"), tenths < 0 ? "" : "+",
                        decimal_group(p->arena, tenths, 1), (long long)minutes);
}

static int64_t patience_min(const PrintFacts *f) {
    return f->in.risk->model->settings[HAZARD_PATIENCE_MIN].value;
}

static int64_t lost_min(const ForeseeDetour *d) {
    return ((int64_t)d->round.time_s - d->planned.time_s + 59) / 60;
}

/* As a crew is simulated: what brings it there sooner, and nothing that costs more than its
 * patience until the other stops are done. On the way home there are no other stops. */
static const char *what_to_do(PrintPaper *p, const ForeseeDetour *d, bool home) {
    const PrintFacts *f = p->facts;
    long long patience = (long long)patience_min(f);
    if (d->at_stop)
        return arena_printf(
            p->arena, _("The stop lies in it: wait %lld min at most, then the other stops first"),
            patience);
    if (!d->found && home) return _("NO WAY ROUND: wait until it is open");
    if (!d->found)
        return arena_printf(p->arena,
                            _("NO WAY ROUND: wait %lld min at most, then the other stops first"),
                            patience);
    if (lost_min(d) > patience && !home)
        return arena_printf(
            p->arena,
            _("Wait %lld min at most; then the other stops first, the way round only after them"),
            patience);
    return arena_printf(p->arena, _("Way round, unless it opens within %lld min"),
                        (long long)lost_min(d));
}

static const char *round_text(PrintPaper *p, const ForeseeDetour *d) {
    if (!d->found) return _("none");
    const char *text = more(p, &d->round, &d->planned);
    if (foresee_none(&d->round_meets)) return text;
    text = arena_printf(p->arena, _("%s, by %s"), text, points_of(p, &d->round_meets));
    return d->clear_found ? arena_printf(p->arena, _("%s; clear of all: %s"), text,
                                         more(p, &d->clear, &d->planned))
                          : arena_printf(p->arena, _("%s; none is clear of all"), text);
}

/* ---------------------------------------------------------------- sketch */

static void box_of_difference(const PrintFacts *f, const RoadPath *path, const RoadPath *other,
                              Arena *arena, GeoBox *box) {
    uint32_t *shared = segments_of(arena, other);
    for (size_t i = 0; i < path->leg_count; i++) {
        size_t n;
        if (among(shared, other->leg_count, path->legs[i].segment)) continue;
        const GeoPoint *line = road_geometry(f->in.network->map, path->legs[i].segment, &n);
        for (size_t k = 0; k < n; k++) geo_box_add(box, line[k]);
    }
}

static void closed_ones(PrintMap *m, size_t hazard) {
    size_t n;
    const ForeseeStretch *stretch = print_stretches(m->paper->facts, hazard, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < stretch[i].segment_count; k++)
            print_map_barred(m, stretch[i].segments[k]);
}

static GeoBox sketch_box(PrintPaper *p, const ForeseeDetour *const *list, size_t n) {
    const PrintFacts *f = p->facts;
    GeoBox box = geo_box_empty();
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        if (!list[i]->found) continue;
        box_of_difference(f, &list[i]->round, &list[i]->planned, p->arena, &box);
        box_of_difference(f, &list[i]->planned, &list[i]->round, p->arena, &box);
        found = true;
    }
    if (found) return box;
    geo_box_add(&box, f->in.risk->foresight->hazards[list[0]->point].point->at);
    return geo_box_widen(box, AROUND_M);
}

static void sketch(PrintPaper *p, const ForeseeDetour *const *list, size_t n) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, list[0]->trip);
    PrintMap m;
    print_room(p, SKETCH_HEIGHT + 6);
    print_map_open(p, &m, PRINT_LEFT, p->y, PRINT_SPAN, SKETCH_HEIGHT, sketch_box(p, list, n));
    print_map_ground(&m);
    for (size_t i = 0; i < n; i++)
        print_map_path(&m, &list[i]->planned, false, INK_GREY, 1.4, false);
    for (size_t i = 0; i < n; i++)
        if (list[i]->found) print_map_path(&m, &list[i]->round, false, INK_ACCENT, 2.4, true);
    closed_ones(&m, list[0]->point);
    print_map_depot(&m, f->in.network->sites[trip->depot]);
    for (size_t s = trip->stop_count; s-- > 0;)
        print_map_number(&m, f->in.network->sites[trip->stops[s].site], (int)s + 1);
    print_map_close(&m);
    p->y += SKETCH_HEIGHT + 4;
}

/* ---------------------------------------------------------------- one hazard */

static const char *leg_name(PrintPaper *p, const ForeseeDetour *d) {
    const PlanTrip *trip = print_trip(p->facts, d->trip);
    size_t leg = (size_t)d->leg;
    if (leg == trip->stop_count) return _("The way back");
    const PlanStop *stop = &trip->stops[leg];
    const char *who =
        stop->tps >= 0 ? print_tps_name(p->facts, p->arena, stop->tps) : print_hub(p->facts, stop);
    return arena_printf(p->arena, _("To stop %zu: %s, %s"), leg + 1, who,
                        print_goods_of(p->facts, stop));
}

void print_detour_row(PrintPaper *p, const ForeseeDetour *d, const char *ret[PRINT_DETOUR_CELLS]) {
    bool home = (size_t)d->leg == print_trip(p->facts, d->trip)->stop_count;
    ret[0] = leg_name(p, d);
    ret[1] = arena_printf(p->arena, _("%u min"), (d->at_s + 30) / 60);
    ret[2] = round_text(p, d);
    ret[3] = d->found ? via(p, d) : "–";
    ret[4] = what_to_do(p, d, home);
}

static void directions(PrintPaper *p, const ForeseeDetour *d) {
    const PrintFacts *f = p->facts;
    RoadClass klass = (RoadClass)f->in.regency->vehicles[print_trip(f, d->trip)->vehicle].klass;
    if (!d->found) return;
    print_paragraph(p, STYLE(7.5, .lines = DIRECTION_LINES),
                    arena_printf(p->arena, "%s: %s.", leg_name(p, d),
                                 print_way_words(f, p->arena, klass, &d->round)));
}

static void hazard(PrintPaper *p, const ForeseeDetour *const *list, size_t n) {
    const PrintFacts *f = p->facts;
    const Foresight *of = f->in.risk->foresight;
    const ForeseeHazard *h = &of->hazards[list[0]->point];
    const PrintColumn columns[] = {{_("On the way"), 26, TO_LEFT, true, 2},
                                   {_("After"), 9, TO_RIGHT, false, 1},
                                   {_("Way round"), 21, TO_LEFT, true, 3},
                                   {_("It leads over"), 26, TO_LEFT, false, 3},
                                   {_("When closed"), 26, TO_LEFT, false, 3}};
    PrintTable t;
    print_room(p, 120);
    print_heading(p, arena_printf(p->arena, "%s · %s: %s%s", h->point->id,
                                  hazard_process_name(h->point->process), h->point->name,
                                  h->point->example ? " · CONTOH / EXAMPLE" : ""));
    print_paragraph(
        p, STYLE(8, .ink = INK_GREY),
        arena_printf(p->arena, _("closed in %s of the scenarios%s"),
                     print_percent(p->arena, foresee_share(h->floods, of->scenarios).share_e5),
                     h->point->assumed ? _(", by assumed figures") : ""));
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++) {
        const char *row[PRINT_DETOUR_CELLS];
        print_detour_row(p, list[i], row);
        print_row(&t, row);
    }
    p->y += 5;
    sketch(p, list, n);
    for (size_t i = 0; i < n; i++) directions(p, list[i]);
}

/* ---------------------------------------------------------------- the page */

static const char *whom_to_call(PrintPaper *p, const PlanTrip *trip) {
    const PrintFacts *f = p->facts;
    const char *roles[] = {"kpu", "ppk"};
    const ElectionDepot *depot = &f->in.regency->depots[trip->depot];
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const ElectionPerson *person = print_officer(f, roles[i], trip->depot);
        if (person && person->phone)
            return arena_printf(p->arena, "%s, %s, %s", person->name, depot->name, person->phone);
        if (person)
            return arena_printf(p->arena, _("%s, %s, telephone: ..............................."),
                                person->name, depot->name);
    }
    return arena_printf(p->arena, _("%s, telephone: ..............................."), depot->name);
}

static void rule(PrintPaper *p, int number, const char *text) {
    print_paragraph(p, STYLE(9), arena_printf(p->arena, "%d.  %s", number, text));
}

static void rules(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *trip = print_trip(f, (int32_t)item);
    const char *depot = f->in.regency->depots[trip->depot].name;
    long long patience = (long long)patience_min(f);
    rule(p, 1,
         arena_printf(p->arena,
                      _("Call before you set out, and from the road when it is closed: %s."),
                      whom_to_call(p, trip)));
    rule(p, 2,
         arena_printf(p->arena,
                      _("Take the way round or wait, whichever is sooner, but lose no more than "
                        "%lld minutes for one stop."),
                      patience));
    rule(p, 3,
         _("Else go on to the next stops and try again at the end of the trip, then as long as "
           "working hours allow. Never drive through water of unknown depth."));
    rule(p, 4,
         arena_printf(
             p->arena,
             _("What cannot be delivered goes back sealed to %s; it goes out again after the "
               "vehicle's other trips, or the next day. Where the depot arranges it, a boat takes "
               "over at a landing, or who stands at the PPK. Write it on the waybill."),
             depot));
    const PlanWhys *whys = f->in.whys;
    if (whys && !whys->trips[item].broken)
        rule(p, 5,
             arena_printf(
                 p->arena, _("To spare on that day: %s."),
                 plan_margin_text(p->arena, f->in.regency, f->in.plan, &whys->trips[item])));
}

static void one_sentence(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const char *text = f->in.network->map
                           ? _("If the road is closed: this trip comes to no known hazard.")
                           : _("If the road is closed: without road data it is not known which "
                               "trips come to a hazard.");
    print_room(p, 24);
    p->y += 6;
    print_paragraph(p, STYLE(8.5), text);
}

/* Roads of the trip that cut off all whose goods pass there, so this trip's stops too, whatever
 * closes them: told once, what cuts off most first. */
static void without_way_round(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PrintRisk *risk = f->in.risk;
    bool *used = ARENA_ARRAY(p->arena, bool, risk->road_count + 1);
    Names names = {0};
    for (size_t s = 0; s < print_trip(f, (int32_t)item)->stop_count; s++)
        for (size_t i = 0; i < f->paths[item][s].leg_count; i++) {
            int32_t road = f->matters[f->paths[item][s].legs[i].segment];
            if (road >= 0) used[road] = true;
        }
    for (size_t i = 0; i < risk->road_count; i++) {
        const ForeseeRoad *r = &risk->roads[i];
        if (used[i] && r->cut_off && r->cut_off == r->tps)
            name_add(&names, print_road_name(f, p->arena, r->name, r->highway, r->segments,
                                             r->segment_count));
    }
    if (names.n)
        print_paragraph(p, STYLE(8.5),
                        arena_printf(p->arena, _("No way round, whatever closes them: %s."),
                                     listed(p->arena, &names)));
}

void print_detours(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    if (!f->in.risk) return;
    size_t from = f->first_detour[item], end = f->first_detour[item + 1];
    if (from == end) {
        one_sentence(p);
        without_way_round(p, item);
        return;
    }
    const ForeseeDetour **list = ARENA_ARRAY(p->arena, const ForeseeDetour *, end - from);
    print_page(p);
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, STYLE(15, .bold = true, .lines = 1),
                       _("If the road is closed"));
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN, STYLE(9, .lines = 1),
                       print_trip(f, (int32_t)item)->id) +
            4;
    rules(p, item);
    without_way_round(p, item);
    for (size_t h = 0; h < f->in.risk->foresight->hazard_count; h++) {
        size_t n = 0;
        for (size_t i = from; i < end; i++)
            if (f->in.risk->detours[i].point == h) list[n++] = &f->in.risk->detours[i];
        if (n) hazard(p, list, n);
    }
    print_map_legend(p, _("Thick line with arrows: the way round; thin grey: the planned way; "
                          "barred: what is closed. Known hazards only: other roads may be closed "
                          "too."));
}
