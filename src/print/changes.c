// SPDX-License-Identifier: Apache-2.0
/* perubahan.pdf: what a plan made under way changes, one sheet for each crew; at last the crews for
 * which nothing does. */
#include "print/print_int.h"

static const char *day_and_clock(const PrintFacts *f, Arena *arena, int64_t utc_s) {
    return arena_printf(arena, "%s, %s %s", day_words(arena, print_day(f, utc_s)),
                        print_clock(f, arena, utc_s), f->zone);
}

/* A time of that day needs no date. */
static const char *when(const PrintFacts *f, Arena *arena, int64_t utc_s, int32_t day) {
    const char *clock = print_clock(f, arena, utc_s);
    if (print_day(f, utc_s) == day) return clock;
    Civil date = civil_from_s((int64_t)print_day(f, utc_s) * 86400);
    return arena_printf(arena, "%d/%d %s", date.day, date.month, clock);
}

static const char *vehicle_id(const PrintFacts *f, int32_t vehicle) {
    return vehicle >= 0 ? f->in.regency->vehicles[vehicle].id : NULL;
}

static const char *place_of(const PrintFacts *f, Arena *arena, const PlanCrewLine *l) {
    if (!l->stop) {
        const PlanVia *via = l->trip->via;
        return arena_printf(arena, _("Take over the goods of %s at %.5f, %.5f"), via->takes,
                            via->at.lat_e7 / 1e7, via->at.lon_e7 / 1e7);
    }
    if (l->stop->tps >= 0)
        return arena_printf(arena, "%s  %s", print_tps_name(f, arena, l->stop->tps),
                            print_village(f, print_tps(f, l->stop->tps)->village)->name);
    return arena_printf(arena, "%s: %s", plan_hub_name(arena, f->in.regency, l->stop),
                        print_goods_of(f, l->stop));
}

static const char *change_of(const PrintFacts *f, Arena *arena, const PlanCrewLine *l,
                             int32_t day) {
    const char *other = vehicle_id(f, l->other);
    switch (l->mark) {
    case PLAN_RETIMED: return arena_printf(arena, _("was %s"), when(f, arena, l->old_s, day));
    case PLAN_ADDED: return other ? arena_printf(arena, _("NEW, was %s"), other) : _("NEW");
    case PLAN_DROPPED:
        return other ? arena_printf(arena, _("now %s"), other) : _("nobody brings it");
    default: return "";
    }
}

static void lines(PrintPaper *p, const PlanCrewChange *c, const PlanCrewLine *list, size_t n,
                  bool dropped) {
    const PrintFacts *f = p->facts;
    const PrintColumn columns[] = {{"", 5, TO_RIGHT, false, 1},
                                   {dropped ? _("Was at") : _("At"), 12, TO_LEFT, true, 1},
                                   {_("Trip"), 19, TO_LEFT, false, 1},
                                   {_("Where"), 42, TO_LEFT, false, 2},
                                   {_("Boxes"), 8, TO_RIGHT, false, 1},
                                   {_("Change"), 20, TO_LEFT, true, 1}};
    PrintTable t;
    size_t number = 0;
    for (size_t i = 0; i < n; i++) {
        const PlanCrewLine *l = &list[i];
        if ((l->mark == PLAN_DROPPED) != dropped) continue;
        if (number++ == 0) {
            print_heading(p, dropped ? _("Not yours any more") : _("What is left to do, in order"));
            print_table(p, &t, 9, columns, COUNT_OF(columns));
        }
        int64_t at_s = l->stop ? l->stop->begin_s : l->trip->via->arrive_s;
        print_row(&t,
                  (const char *[]){
                      arena_printf(p->arena, "%zu", number), when(f, p->arena, at_s, c->day),
                      l->trip->id, place_of(f, p->arena, l),
                      l->stop ? arena_printf(p->arena, "%lld", (long long)l->stop->load.boxes) : "",
                      change_of(f, p->arena, l, c->day)});
    }
}

/* Which plan's, and whose: a crew with two sheets knows which one holds. */
static const char *qr_of(const PrintFacts *f, Arena *arena, const PlanCrewChange *c) {
    const char *plan = f->in.plan->id ? f->in.plan->id : "-";
    return c ? arena_printf(arena, "%s %s", plan, f->in.regency->vehicles[c->vehicle].id) : plan;
}

static void sheet(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanChanges *changes = f->in.changes;
    const PlanCrewChange *c = &changes->crews[item];
    const ElectionPerson *driver = print_driver(f, c->vehicle);
    PlanCrewLine *list;
    size_t n = plan_crew_lines(p->arena, changes, c, &list);
    const ElectionVehicle *v = &f->in.regency->vehicles[c->vehicle];
    const char *escort = c->new_count ? c->new_trips[c->new_count - 1]->escort : NULL;
    print_letterhead(p, _("CHANGE OF ORDERS"),
                     arena_printf(p->arena, "%s  ·  %s", v->id, day_words(p->arena, c->day)),
                     qr_of(f, p->arena, c));
    const PrintField fields[] = {
        {_("Vehicle"), arena_printf(p->arena, "%s  %s", v->name, v->plate ? v->plate : "")},
        {_("Driver"), driver ? driver->name : "–"},
        {_("Escort"), escort ? escort : "–"},
        {_("In force from"), day_and_clock(f, p->arena, f->in.plan->at_s)},
        {_("Changes"), arena_printf(p->arena, _("%zu new, %zu dropped, %zu at another time"),
                                    c->added, c->dropped, c->retimed)}};
    print_fields(p, fields, COUNT_OF(fields), 2);
    if (c->broken)
        print_paragraph(p, STYLE(9.5, .bold = true),
                        _("This vehicle has broken down. The crew and its escort stay with the "
                          "goods until they are taken over, and hand them over box by box."));
    lines(p, c, list, n, false);
    lines(p, c, list, n, true);
    if (n == 0) print_paragraph(p, STYLE(9), _("Nothing is left to do on this day."));
    const PrintParty parties[] = {{_("Told by"), "", _("KPU")},
                                  {_("Taken note"), driver ? driver->name : "", v->plate}};
    print_signatures(p, parties, COUNT_OF(parties));
}

static void unchanged(PrintPaper *p, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanChanges *changes = f->in.changes;
    const PrintColumn columns[] = {{_("Day"), 40, TO_LEFT, false, 1},
                                   {_("Vehicle"), 20, TO_LEFT, true, 1},
                                   {_("Driver"), 40, TO_LEFT, false, 1}};
    PrintTable t;
    (void)item;
    print_letterhead(p, _("NOTHING CHANGES"), day_and_clock(f, p->arena, f->in.plan->at_s),
                     qr_of(f, p->arena, NULL));
    print_paragraph(p, STYLE(9), _("These crews go on as they were told."));
    print_table(p, &t, 9, columns, COUNT_OF(columns));
    for (size_t i = 0; i < changes->crew_count; i++) {
        const PlanCrewChange *c = &changes->crews[i];
        const ElectionPerson *driver = print_driver(f, c->vehicle);
        if (!c->changed)
            print_row(&t, (const char *[]){day_words(p->arena, c->day),
                                           f->in.regency->vehicles[c->vehicle].id,
                                           driver ? driver->name : ""});
    }
}

bool print_wants_changes(const PrintFacts *f) {
    return f->in.changes != NULL;
}

Status print_changes(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    const PlanChanges *changes = f->in.changes;
    print_paper_open(p, _("Changes"));
    for (size_t i = 0; i < changes->crew_count; i++) {
        const PlanCrewChange *c = &changes->crews[i];
        if (!c->changed) continue;
        const char *running =
            arena_printf(p->arena, "%s  ·  %s  ·  %s", _("Changes"),
                         f->in.regency->vehicles[c->vehicle].id, day_words(p->arena, c->day));
        print_section(p, running, f->example, sheet, i);
    }
    print_section(p, _("Changes"), f->example, unchanged, 0);
    return print_paper_close(p, err);
}
