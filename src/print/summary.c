// SPDX-License-Identifier: Apache-2.0
/* ringkasan.pdf: what the head of the KPU reads before signing the plan. */
#include "print/print_int.h"

/* ---------------------------------------------------------------- first page */

static void rests_on(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Plan *plan = f->in.plan;
    PrintField fields[] = {
        {_("Plan"), plan->id ? plan->id : _("draft, not in the record")},
        {_("Made"),
         arena_printf(p->arena, "%s, %s %s", day_words(p->arena, print_day(f, f->made_s)),
                      print_clock(f, p->arena, f->made_s), f->zone)},
        {_("Record"), arena_printf(p->arena, _("%s events"), int_group(p->arena, plan->log_size))},
        {_("Roads"), plan->estimated ? _("none: times and distances are estimated from straight "
                                         "lines with a detour factor")
                                     : plan->roads_name},
        {_("Examples"),
         f->example ? _("fleet, people or hazards marked EXAMPLE are invented") : _("none")},
    };
    print_heading(p, _("What this plan rests on"));
    print_fields(p, fields, COUNT_OF(fields), 1);
}

static size_t served(const PrintFacts *f) {
    size_t n = 0;
    for (size_t i = 0; i < f->in.regency->tps_count; i++) n += f->direct[i].trip >= 0;
    return n;
}

static ElectionLoad all_loads(const PrintFacts *f) {
    ElectionLoad sum = {0};
    for (size_t i = 0; i < f->in.regency->tps_count; i++) {
        const ElectionLoad *l = &f->in.needs->tps_load[i];
        sum.boxes += l->boxes;
        sum.mass_g += l->mass_g;
        sum.volume_cm3 += l->volume_cm3;
    }
    return sum;
}

static void figures(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Plan *plan = f->in.plan;
    Arena *a = p->arena;
    ElectionLoad load = all_loads(f);
    int64_t voters = 0;
    for (size_t i = 0; i < f->in.regency->tps_count; i++)
        if (f->in.regency->tps[i].dpt > 0) voters += f->in.regency->tps[i].dpt;
    PrintFigure first[] = {
        {arena_printf(a, "%s / %s", int_group(a, (int64_t)served(f)),
                      int_group(a, (int64_t)f->in.regency->tps_count)),
         _("TPS delivered, of all")},
        {int_group(a, (int64_t)plan->unserved_count), _("TPS not delivered")},
        {int_group(a, voters), _("registered voters")},
        {int_group(a, load.boxes), _("boxes")},
    };
    PrintFigure second[] = {
        {int_group(a, (int64_t)plan->trip_count), _("trips")},
        {arena_printf(a, "%s km", int_group(a, (plan->cost.distance_m + 500) / 1000)), _("driven")},
        {arena_printf(a, "%s t", print_tenths(a, load.mass_g, 1000000)), _("mass of the goods")},
        {int_group(a, plan->cost.total), _("rupiah, cost of transport")},
    };
    print_heading(p, _("Key figures"));
    print_figures(p, first, COUNT_OF(first));
    print_figures(p, second, COUNT_OF(second));
}

/* ---------------------------------------------------------------- tables */

typedef struct Sum {
    int64_t trips, stops, boxes, mass_g, distance_m, last_s, first_s;
} Sum;

static void sum_trip(Sum *sum, const PlanTrip *t) {
    if (sum->trips == 0 || t->depart_s < sum->first_s) sum->first_s = t->depart_s;
    if (t->return_s > sum->last_s) sum->last_s = t->return_s;
    sum->trips++;
    sum->stops += (int64_t)t->stop_count;
    sum->boxes += t->load.boxes;
    sum->mass_g += t->load.mass_g;
    sum->distance_m += t->distance_m;
}

static void days(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Plan *plan = f->in.plan;
    const PrintColumn columns[] = {
        {_("Day"), 26, TO_LEFT, true, 1},         {_("Trips"), 11, TO_RIGHT, false, 1},
        {_("Stops"), 11, TO_RIGHT, false, 1},     {_("Boxes"), 10, TO_RIGHT, false, 1},
        {_("Mass (t)"), 10, TO_RIGHT, false, 1},  {_("km"), 10, TO_RIGHT, false, 1},
        {_("First out"), 12, TO_RIGHT, false, 1}, {_("Last back"), 12, TO_RIGHT, false, 1},
    };
    PrintTable t;
    print_heading(p, _("Day by day"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (int32_t day = plan->from_day; day <= plan->to_day; day++) {
        Sum sum = {0};
        for (size_t i = 0; i < plan->trip_count; i++)
            if (plan->trips[i].day == day) sum_trip(&sum, &plan->trips[i]);
        print_row(&t,
                  (const char *[]){day_words(p->arena, day), int_group(p->arena, sum.trips),
                                   int_group(p->arena, sum.stops), int_group(p->arena, sum.boxes),
                                   print_tenths(p->arena, sum.mass_g, 1000000),
                                   int_group(p->arena, (sum.distance_m + 500) / 1000),
                                   sum.trips ? print_clock(f, p->arena, sum.first_s) : "–",
                                   sum.trips ? print_clock(f, p->arena, sum.last_s) : "–"});
    }
}

static const char *way_of(PrintPaper *p, const ElectionDistrict *d, int64_t landed, int64_t tps) {
    const char *way = d->through_hub ? _("KPU – PPK – TPS") : _("KPU – TPS");
    if (landed == 0) return way;
    if (landed == tps) return _("KPU – landing – TPS");
    return arena_printf(p->arena, _("%s; %s over a landing"), way, int_group(p->arena, landed));
}

static void districts(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const ElectionRegency *r = f->in.regency;
    const PrintColumn columns[] = {
        {_("District"), 30, TO_LEFT, true, 1},   {_("Way"), 22, TO_LEFT, false, 1},
        {_("TPS"), 9, TO_RIGHT, false, 1},       {_("Delivered"), 11, TO_RIGHT, false, 1},
        {_("Voters"), 12, TO_RIGHT, false, 1},   {_("Boxes"), 10, TO_RIGHT, false, 1},
        {_("Mass (t)"), 10, TO_RIGHT, false, 1}, {_("Complete"), 20, TO_RIGHT, false, 1},
    };
    PrintTable t;
    print_heading(p, _("District by district"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t d = 0; d < r->district_count; d++) {
        int64_t tps = 0, done = 0, voters = 0, boxes = 0, mass_g = 0, last_s = 0, landed = 0;
        for (size_t i = 0; i < r->tps_count; i++) {
            if (r->villages[r->tps[i].village].district != (int32_t)d) continue;
            PrintCall call = f->direct[i];
            tps++;
            done += call.trip >= 0;
            landed += call.trip >= 0 && plan_at_landing(r, print_trip(f, call.trip)->depot);
            voters += r->tps[i].dpt > 0 ? r->tps[i].dpt : 0;
            boxes += f->in.needs->tps_load[i].boxes;
            mass_g += f->in.needs->tps_load[i].mass_g;
            int64_t leave = call.trip < 0 ? 0 : print_trip(f, call.trip)->stops[call.stop].leave_s;
            if (leave > last_s) last_s = leave;
        }
        char date[16];
        day_format(print_day(f, last_s), date);
        print_row(&t,
                  (const char *[]){r->districts[d].name, way_of(p, &r->districts[d], landed, tps),
                                   int_group(p->arena, tps), int_group(p->arena, done),
                                   int_group(p->arena, voters), int_group(p->arena, boxes),
                                   print_tenths(p->arena, mass_g, 1000000),
                                   last_s ? arena_printf(p->arena, "%s %s", date,
                                                         print_clock(f, p->arena, last_s))
                                          : "–"});
    }
}

static void fleet(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const ElectionRegency *r = f->in.regency;
    const PrintColumn columns[] = {
        {_("Vehicle"), 29, TO_LEFT, true, 2}, {_("Plate"), 14, TO_LEFT, false, 1},
        {_("Class"), 18, TO_LEFT, false, 2},  {_("Trips"), 12, TO_RIGHT, false, 1},
        {_("Boxes"), 9, TO_RIGHT, false, 1},  {_("Fullest"), 10, TO_RIGHT, false, 1},
        {_("km"), 9, TO_RIGHT, false, 1},     {_("Hours"), 9, TO_RIGHT, false, 1},
        {"", 12, TO_LEFT, false, 1},
    };
    PrintTable t;
    print_heading(p, _("Use of the fleet"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t v = 0; v < r->vehicle_count; v++) {
        Sum sum = {0};
        int64_t out_s = 0, fullest = 0, capacity = r->vehicles[v].capacity_boxes;
        for (size_t i = 0; i < f->in.plan->trip_count; i++) {
            const PlanTrip *trip = &f->in.plan->trips[i];
            if (trip->vehicle != (int32_t)v) continue;
            sum_trip(&sum, trip);
            out_s += trip->return_s - trip->depart_s;
            if (trip->load.boxes > fullest) fullest = trip->load.boxes;
        }
        print_row(&t, (const char *[]){
                          r->vehicles[v].name, r->vehicles[v].plate ? r->vehicles[v].plate : "–",
                          road_class_name((RoadClass)r->vehicles[v].klass),
                          int_group(p->arena, sum.trips), int_group(p->arena, sum.boxes),
                          capacity > 0 ? arena_printf(p->arena, "%s %%",
                                                      int_group(p->arena, fullest * 100 / capacity))
                                       : "–",
                          int_group(p->arena, (sum.distance_m + 500) / 1000),
                          print_tenths(p->arena, out_s, 3600),
                          r->vehicles[v].example ? _("EXAMPLE") : ""});
    }
}

static void spares(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Plan *plan = f->in.plan;
    const PrintColumn columns[] = {{"", 70, TO_LEFT, false, 2},
                                   {_("Rupiah"), 20, TO_RIGHT, false, 1}};
    PrintTable t;
    if (plan->spare_count == 0) return;
    print_heading(p, _("Spare vehicles that stand by"));
    print_paragraph(p, STYLE(8.5),
                    _("They bring what others leave at the depot, the same day or on the next "
                      "morning, take a trip whose vehicle is not back in time, and go to where one "
                      "of their kind has broken down."));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0, n; i < plan->spare_count; i += n) {
        n = plan_spare_run(plan, i);
        int64_t cost = (int64_t)n * plan_spare_cost(f->in.regency, &plan->spares[i], plan->to_day);
        print_row(&t, (const char *[]){plan_spare_text(p->arena, f->in.regency, plan, i),
                                       int_group(p->arena, cost)});
    }
}

static void costs(PrintPaper *p) {
    const PlanCost *c = &p->facts->in.plan->cost;
    const struct {
        const char *name;
        int64_t rupiah;
    } lines[] = {{_("Vehicle days"), c->fixed},
                 {_("Hours"), c->time},
                 {_("Kilometres"), c->distance},
                 {_("Villages split between trips"), c->split},
                 {_("Spare vehicles that stand by"), c->spare}};
    const PrintColumn columns[] = {{_("Cost of transport"), 60, TO_LEFT, false, 1},
                                   {_("Rupiah"), 30, TO_RIGHT, false, 1}};
    PrintTable t;
    print_heading(p, _("Costs"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (lines[i].rupiah)
            print_row(&t, (const char *[]){lines[i].name, int_group(p->arena, lines[i].rupiah)});
    print_row_total(&t, (const char *[]){_("Total"), int_group(p->arena, c->total)});
}

static void print_orders(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const ElectionRules *rules = &f->in.regency->rules;
    const PrintColumn columns[] = {
        {_("Contest"), 40, TO_LEFT, true, 2},           {_("Voters"), 14, TO_RIGHT, false, 1},
        {_("Reserve"), 14, TO_RIGHT, false, 1},         {_("For re-votes"), 14, TO_RIGHT, false, 1},
        {_("Ballots to print"), 18, TO_RIGHT, true, 1},
    };
    PrintTable t;
    print_heading(p, _("Ballots to print, contest by contest"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < rules->contest_count; i++) {
        const ElectionPrintOrder *o = &f->in.needs->print_orders[i];
        print_row(&t,
                  (const char *[]){election_text(rules->contests[i].name),
                                   int_group(p->arena, o->dpt), int_group(p->arena, o->reserve),
                                   int_group(p->arena, o->rerun), int_group(p->arena, o->total)});
    }
}

static void missing(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const Plan *plan = f->in.plan;
    const PrintColumn columns[] = {{_("TPS"), 22, TO_LEFT, true, 1},
                                   {_("Village"), 28, TO_LEFT, false, 1},
                                   {_("Why, and what would help"), 50, TO_LEFT, false, 4}};
    PrintTable t;
    print_heading(p, _("TPS that this plan does not deliver"));
    if (plan->unserved_count == 0) {
        print_paragraph(p, STYLE(9), _("None: every TPS is delivered."));
        return;
    }
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < plan->unserved_count; i++) {
        const PlanUnserved *u = &plan->unserved[i];
        const ElectionTps *tps = u->tps >= 0 ? print_tps(f, u->tps) : NULL;
        const char *place = tps ? arena_printf(p->arena, "%s, TPS %03d",
                                               print_village(f, tps->village)->name, tps->number)
                                : f->in.regency->districts[u->district].name;
        print_row(&t, (const char *[]){tps ? tps->id : "PPK", place,
                                       plan_reason(p->arena, f->in.regency, u)});
    }
}

/* ---------------------------------------------------------------- overview map */

static void overview(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const double height = 470;
    PrintMap m;
    print_room(p, height + 60);
    print_heading(p, _("Overview"));
    print_map_open(p, &m, PRINT_LEFT, p->y, PRINT_SPAN, height, print_sites_box(f));
    print_map_ground(&m);
    for (size_t t = 0; t < f->in.plan->trip_count; t++)
        for (size_t s = 0; s < f->in.plan->trips[t].stop_count; s++)
            print_map_path(&m, &f->paths[t][s], f->in.plan->estimated, INK_ACCENT, 0.8, false);
    for (size_t i = 0; i < f->in.regency->tps_count; i++)
        if (f->in.regency->tps[i].has_at)
            print_map_dot(&m, f->in.regency->tps[i].at, f->direct[i].trip >= 0 ? 1.6 : 3.0,
                          INK_BLACK);
    for (size_t i = 0; i < f->in.regency->depot_count; i++)
        print_map_depot(&m, f->in.regency->depots[i].at);
    print_map_close(&m);
    p->y += height + 4;
    print_map_legend(p, f->in.plan->estimated
                            ? _("Dashed straight lines: no road data; times and distances are "
                                "estimates. Dot: TPS (large: not delivered).")
                            : _("Dot: TPS (large: not delivered)."));
}

static void summary(PrintPaper *p, size_t item) {
    const ElectionRegency *r = p->facts->in.regency;
    (void)item;
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, STYLE(9, .lines = 1, .ink = INK_GREY),
                       _("Distribution of election items: summary of the plan"));
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN - 110, STYLE(20, .bold = true, .lines = 2),
                       print_regency_name(p->facts, p->arena));
    p->y += print_text(p, PRINT_LEFT, p->y, PRINT_SPAN, STYLE(10.5, .lines = 2),
                       arena_printf(p->arena, _("%s · voting on %s"), election_text(r->rules.name),
                                    day_words(p->arena, r->rules.voting_day)));
    p->y += 4;
    print_rule(p, PRINT_LEFT, PRINT_RIGHT, p->y, 1.4, INK_ACCENT);
    figures(p);
    days(p);
    rests_on(p);
    districts(p);
    fleet(p);
    spares(p);
    costs(p);
    print_orders(p);
    missing(p);
    overview(p);
    print_risk_pages(p);
    print_curve(p);
    print_reasons(p);
}

Status print_summary(PrintPaper *p, Err *err) {
    print_paper_open(p, _("Summary"));
    print_section(p, arena_printf(p->arena, _("Summary · %s"), p->facts->in.regency->name),
                  p->facts->example, summary, 0);
    return print_paper_close(p, err);
}
