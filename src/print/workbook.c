// SPDX-License-Identifier: Apache-2.0
/* rencana.xlsx, for those who go on calculating: numbers are numbers and times are times. */
#include "print/print_int.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define XLSX_BYTES_MAX (256 * MIB)

typedef enum Form {
    FORM_HEAD,
    FORM_TEXT,
    FORM_COUNT,
    FORM_TENTH,
    FORM_MEAN,
    FORM_DAY,
    FORM_TIME,
    FORMS
} Form;
typedef struct Head {
    const char *title;
    double width;
    Form form;
} Head;
typedef struct Book {
    PrintPaper *paper;
    lxw_workbook *file;
    lxw_worksheet *sheet;
    lxw_format *forms[FORMS];
    lxw_row_t row;
    lxw_col_t column;
} Book;

/* ---------------------------------------------------------------- cells */

static void forms(Book *b) {
    static const char *const numbers[FORMS] = {[FORM_COUNT] = "#,##0",
                                               [FORM_TENTH] = "#,##0.0",
                                               [FORM_MEAN] = "#,##0.000",
                                               [FORM_DAY] = "yyyy-mm-dd",
                                               [FORM_TIME] = "yyyy-mm-dd hh:mm"};
    for (int i = 0; i < FORMS; i++) {
        b->forms[i] = workbook_add_format(b->file);
        if (numbers[i]) format_set_num_format(b->forms[i], numbers[i]);
    }
    format_set_bold(b->forms[FORM_HEAD]);
    format_set_text_wrap(b->forms[FORM_HEAD]);
    format_set_align(b->forms[FORM_HEAD], LXW_ALIGN_VERTICAL_TOP);
    format_set_bottom(b->forms[FORM_HEAD], LXW_BORDER_THIN);
    format_set_bg_color(b->forms[FORM_HEAD], 0xEDEDED);
}

static void text(Book *b, const char *value) {
    if (value && *value)
        worksheet_write_string(b->sheet, b->row, b->column, value, b->forms[FORM_TEXT]);
    b->column++;
}

static void number(Book *b, double value, Form form) {
    worksheet_write_number(b->sheet, b->row, b->column++, value, b->forms[form]);
}

static void count(Book *b, int64_t value) {
    number(b, (double)value, FORM_COUNT);
}

#define DAY_1970 25569 /* as spreadsheets count days */

static void day(Book *b, int32_t value) {
    number(b, value + DAY_1970, FORM_DAY);
}

static void moment(Book *b, int64_t utc_s) {
    double local = (double)(utc_s + (int64_t)b->paper->facts->in.regency->zone_min * 60);
    number(b, local / 86400 + DAY_1970, FORM_TIME);
}

static void next_row(Book *b) {
    b->row++;
    b->column = 0;
}

static void sheet(Book *b, const char *name, const Head *heads, size_t n) {
    b->sheet = workbook_add_worksheet(b->file, name);
    b->row = 0;
    b->column = 0;
    for (size_t i = 0; i < n; i++) {
        lxw_col_t at = (lxw_col_t)i;
        worksheet_set_column(b->sheet, at, at, heads[i].width, NULL);
        worksheet_write_string(b->sheet, 0, at, heads[i].title, b->forms[FORM_HEAD]);
    }
    worksheet_freeze_panes(b->sheet, 1, 1);
    worksheet_set_landscape(b->sheet);
    worksheet_set_paper(b->sheet, 9); /* A4 */
    worksheet_fit_to_pages(b->sheet, 1, 0);
    worksheet_repeat_rows(b->sheet, 0, 0);
    next_row(b);
}

/* ---------------------------------------------------------------- sheets */

static void about(Book *b) {
    const PrintFacts *f = b->paper->facts;
    const ElectionRegency *r = f->in.regency;
    Arena *a = b->paper->arena;
    const Head heads[] = {{_("About this file"), 30, FORM_TEXT}, {"", 90, FORM_TEXT}};
    const char *const lines[][2] = {
        {_("Regency"), r->name},
        {_("Election"), election_text(r->rules.name)},
        {_("Voting day"), day_words(a, r->rules.voting_day)},
        {_("Rests on"), b->paper->foot},
        {_("Times"), arena_printf(a, _("local time, %s"), f->zone)},
        {_("Chances"), f->in.risk ? print_risk_rests_on(f, a) : _("none")},
        {_("Examples"),
         f->example ? _("CONTOH / EXAMPLE: fleet, people or hazards are invented") : _("none")},
    };
    sheet(b, _("About"), heads, COUNT_OF(heads));
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        text(b, lines[i][0]);
        text(b, lines[i][1]);
        next_row(b);
    }
}

/* One column for boxes, one per contest for ballots, one for every other item. */
static size_t need_heads(const PrintFacts *f, Arena *arena, Head *heads) {
    const ElectionRules *rules = &f->in.regency->rules;
    size_t n = 0;
    for (size_t c = 0; c < rules->contest_count; c++)
        heads[n++] =
            (Head){arena_printf(arena, _("Ballots %s"), print_contest_short(f, arena, (int32_t)c)),
                   11, FORM_COUNT};
    for (size_t i = 0; i < rules->item_count; i++)
        if (rules->items[i].level == LEVEL_TPS && !rules->items[i].is_ballot)
            heads[n++] = (Head){election_text(rules->items[i].name), 13, FORM_COUNT};
    return n;
}

static int64_t quantity(const PrintFacts *f, int32_t tps, int32_t item, int32_t contest) {
    int64_t sum = 0;
    for (size_t i = f->first_need[tps]; i < f->first_need[tps + 1]; i++) {
        const ElectionNeed *need = &f->in.needs->rows[i];
        bool ballot = f->in.regency->rules.items[need->item].is_ballot;
        if (contest >= 0 ? ballot && need->contest == contest : need->item == item)
            sum += need->quantity;
    }
    return sum;
}

static void need_row(Book *b, int32_t i) {
    const PrintFacts *f = b->paper->facts;
    const ElectionRules *rules = &f->in.regency->rules;
    const ElectionTps *tps = print_tps(f, i);
    text(b, tps->id);
    text(b, print_district_of(f, i)->name);
    text(b, print_village(f, tps->village)->name);
    count(b, tps->number);
    if (tps->dpt >= 0)
        count(b, tps->dpt);
    else
        text(b, _("unknown"));
    count(b, tps->dptb > 0 ? tps->dptb : 0);
    for (size_t c = 0; c < rules->contest_count; c++) count(b, quantity(f, i, -1, (int32_t)c));
    for (size_t k = 0; k < rules->item_count; k++)
        if (rules->items[k].level == LEVEL_TPS && !rules->items[k].is_ballot)
            count(b, quantity(f, i, (int32_t)k, -1));
    number(b, (double)f->in.needs->tps_load[i].mass_g / 1000, FORM_TENTH);
    number(b, (double)f->in.needs->tps_load[i].volume_cm3 / 1000, FORM_TENTH);
    next_row(b);
}

static void needs(Book *b) {
    const PrintFacts *f = b->paper->facts;
    const ElectionRules *rules = &f->in.regency->rules;
    const Head first[] = {{"TPS", 15, FORM_TEXT},        {_("District"), 18, FORM_TEXT},
                          {_("Village"), 20, FORM_TEXT}, {_("No."), 6, FORM_COUNT},
                          {_("Voters"), 9, FORM_COUNT},  {_("Moved voters"), 9, FORM_COUNT}};
    const Head last[] = {{_("Mass (kg)"), 10, FORM_TENTH}, {_("Volume (litres)"), 10, FORM_TENTH}};
    Head *heads =
        ARENA_ARRAY(b->paper->arena, Head,
                    COUNT_OF(first) + COUNT_OF(last) + rules->contest_count + rules->item_count);
    memcpy(heads, first, sizeof first);
    size_t n = COUNT_OF(first) + need_heads(f, b->paper->arena, heads + COUNT_OF(first));
    memcpy(heads + n, last, sizeof last);
    sheet(b, _("Needs"), heads, n + COUNT_OF(last));
    for (size_t i = 0; i < f->in.regency->tps_count; i++) need_row(b, (int32_t)i);
    worksheet_autofilter(b->sheet, 0, 0, b->row - 1, (lxw_col_t)(n + COUNT_OF(last) - 1));
}

static void pack_boxes(Book *b, const PlanTrip *trip, int64_t order, const PrintBox *boxes,
                       size_t n) {
    const PrintFacts *f = b->paper->facts;
    Arena *a = b->paper->arena;
    for (size_t k = 0; k < n; k++) {
        const ElectionTps *tps = boxes[k].tps >= 0 ? print_tps(f, boxes[k].tps) : NULL;
        text(b, trip->id);
        day(b, trip->day);
        count(b, order);
        text(b, tps ? tps->id : "PPK");
        text(b, tps ? print_village(f, tps->village)->name
                    : f->in.regency->districts[boxes[k].district].name);
        if (tps)
            count(b, tps->number);
        else
            b->column++;
        text(b, print_contest_short(f, a, boxes[k].contest));
        text(b, print_box_code(f, a, &boxes[k]));
        next_row(b);
    }
}

static void pack_stop(Book *b, const PlanTrip *trip, size_t s) {
    const PrintFacts *f = b->paper->facts;
    Arena *a = b->paper->arena;
    const PlanStop *stop = &trip->stops[s];
    int64_t order = (int64_t)(trip->stop_count - s);
    PrintBox *boxes;
    if (stop->village < 0) {
        size_t n = print_ppk_boxes(f, stop->district, a, &boxes);
        pack_boxes(b, trip, order, boxes, n);
    }
    for (size_t i = 0; i < stop->goods_count; i++) {
        size_t n = print_boxes(f, stop->goods[i], a, &boxes);
        pack_boxes(b, trip, order, boxes, n);
    }
}

static void packing(Book *b) {
    const Plan *plan = b->paper->facts->in.plan;
    const Head heads[] = {{_("Trip"), 18, FORM_TEXT},       {_("Day"), 11, FORM_DAY},
                          {_("Load order"), 8, FORM_COUNT}, {"TPS", 15, FORM_TEXT},
                          {_("Village"), 20, FORM_TEXT},    {_("No."), 6, FORM_COUNT},
                          {_("Contest"), 10, FORM_TEXT},    {_("Box code"), 36, FORM_TEXT}};
    sheet(b, _("Packing"), heads, COUNT_OF(heads));
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t s = plan->trips[t].stop_count; s-- > 0;) pack_stop(b, &plan->trips[t], s);
    worksheet_autofilter(b->sheet, 0, 0, b->row - 1, COUNT_OF(heads) - 1);
}

static void trips(Book *b) {
    const PrintFacts *f = b->paper->facts;
    const Head heads[] = {{_("Trip"), 18, FORM_TEXT},
                          {_("Day"), 11, FORM_DAY},
                          {_("To"), 8, FORM_TEXT},
                          {_("Vehicle"), 20, FORM_TEXT},
                          {_("Plate"), 12, FORM_TEXT},
                          {_("Driver"), 20, FORM_TEXT},
                          {_("Escort"), 12, FORM_TEXT},
                          {_("From"), 24, FORM_TEXT},
                          {_("Loading"), 16, FORM_TIME},
                          {_("Departure"), 16, FORM_TIME},
                          {_("Return"), 16, FORM_TIME},
                          {_("Stops"), 7, FORM_COUNT},
                          {_("Boxes"), 7, FORM_COUNT},
                          {_("Mass (kg)"), 10, FORM_TENTH},
                          {_("Volume (litres)"), 10, FORM_TENTH},
                          {_("km"), 8, FORM_TENTH},
                          {_("Example"), 10, FORM_TEXT}};
    sheet(b, _("Trips"), heads, COUNT_OF(heads));
    for (size_t i = 0; i < f->in.plan->trip_count; i++) {
        const PlanTrip *t = &f->in.plan->trips[i];
        const ElectionVehicle *v = &f->in.regency->vehicles[t->vehicle];
        const ElectionPerson *driver = print_driver(f, t->vehicle);
        text(b, t->id);
        day(b, t->day);
        text(b, t->kind != PLAN_TO_HUB ? "TPS" : print_to_landing(f, t) ? _("Landing") : "PPK");
        text(b, v->name);
        text(b, v->plate);
        text(b, driver ? driver->name : NULL);
        text(b, t->escort);
        text(b, f->in.regency->depots[t->depot].name);
        moment(b, t->load_s);
        moment(b, t->depart_s);
        moment(b, t->return_s);
        count(b, (int64_t)t->stop_count);
        count(b, t->load.boxes);
        number(b, (double)t->load.mass_g / 1000, FORM_TENTH);
        number(b, (double)t->load.volume_cm3 / 1000, FORM_TENTH);
        number(b, (double)t->distance_m / 1000, FORM_TENTH);
        text(b, print_trip_example(f, t) ? _("EXAMPLE") : NULL);
        next_row(b);
    }
    worksheet_autofilter(b->sheet, 0, 0, b->row - 1, COUNT_OF(heads) - 1);
}

/* In percent, with its interval. */
static void chance(Book *b, ForeseeShare s) {
    number(b, (double)s.share_e5 / 1000, FORM_TENTH);
    number(b, (double)s.low_e5 / 1000, FORM_TENTH);
    number(b, (double)s.high_e5 / 1000, FORM_TENTH);
}

static void stop_row(Book *b, const PlanTrip *t, size_t s) {
    const PrintFacts *f = b->paper->facts;
    const PlanStop *stop = &t->stops[s];
    text(b, t->id);
    count(b, (int64_t)s + 1);
    int32_t depot = plan_stop_depot(f->in.regency, stop);
    const char *hub =
        plan_at_landing(f->in.regency, depot) ? f->in.regency->depots[depot].id : "PPK";
    text(b, stop->tps >= 0 ? print_tps(f, stop->tps)->id : hub);
    text(b, print_district(f, stop)->name);
    text(b, print_goods_of(f, stop));
    text(b, stop->tps >= 0 ? print_tps_name(f, b->paper->arena, stop->tps) : NULL);
    moment(b, stop->arrive_s);
    moment(b, stop->begin_s);
    moment(b, stop->leave_s);
    number(b, (double)stop->leg_m / 1000, FORM_TENTH);
    number(b, (double)stop->leg_s / 60, FORM_TENTH);
    count(b, stop->load.boxes);
    number(b, (double)stop->load.mass_g / 1000, FORM_TENTH);
    count(b, stop->walk_m);
    if (stop->tps >= 0 && print_at_risk(f, stop->tps)) chance(b, print_on_time(f, stop->tps));
    next_row(b);
}

static void stops(Book *b) {
    const Plan *plan = b->paper->facts->in.plan;
    const Head heads[] = {{_("Trip"), 18, FORM_TEXT},
                          {_("Order"), 7, FORM_COUNT},
                          {"TPS", 15, FORM_TEXT},
                          {_("District"), 18, FORM_TEXT},
                          {_("Village"), 20, FORM_TEXT},
                          {_("Stop"), 10, FORM_TEXT},
                          {_("Arrival"), 16, FORM_TIME},
                          {_("Unloading"), 16, FORM_TIME},
                          {_("Departure"), 16, FORM_TIME},
                          {_("Leg (km)"), 9, FORM_TENTH},
                          {_("Leg (min)"), 9, FORM_TENTH},
                          {_("Boxes"), 7, FORM_COUNT},
                          {_("Mass (kg)"), 10, FORM_TENTH},
                          {_("On foot (m)"), 9, FORM_COUNT},
                          {_("In time (%)"), 9, FORM_TENTH},
                          {_("at least"), 9, FORM_TENTH},
                          {_("at most"), 9, FORM_TENTH}};
    size_t columns = b->paper->facts->in.risk ? COUNT_OF(heads) : COUNT_OF(heads) - 3;
    sheet(b, _("Stops"), heads, columns);
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t s = 0; s < plan->trips[t].stop_count; s++) stop_row(b, &plan->trips[t], s);
    worksheet_autofilter(b->sheet, 0, 0, b->row - 1, (lxw_col_t)(columns - 1));
}

static void fleet(Book *b) {
    const PrintFacts *f = b->paper->facts;
    const ElectionRegency *r = f->in.regency;
    const Head heads[] = {{_("Vehicle"), 20, FORM_TEXT},      {_("Name"), 24, FORM_TEXT},
                          {_("Plate"), 12, FORM_TEXT},        {_("Class"), 14, FORM_TEXT},
                          {_("Days"), 7, FORM_COUNT},         {_("Trips"), 7, FORM_COUNT},
                          {_("Stops"), 7, FORM_COUNT},        {_("Boxes"), 8, FORM_COUNT},
                          {_("Room (boxes)"), 9, FORM_COUNT}, {_("km"), 9, FORM_TENTH},
                          {_("Hours out"), 9, FORM_TENTH},    {_("Example"), 10, FORM_TEXT}};
    sheet(b, _("Fleet"), heads, COUNT_OF(heads));
    for (size_t v = 0; v < r->vehicle_count; v++) {
        int64_t days = 0, trips_made = 0, stops_made = 0, boxes = 0, metres = 0, out_s = 0;
        int32_t last_day = INT32_MIN;
        for (size_t i = 0; i < f->in.plan->trip_count; i++) {
            const PlanTrip *t = &f->in.plan->trips[i];
            if (t->vehicle != (int32_t)v) continue;
            days += t->day != last_day;
            last_day = t->day;
            trips_made++;
            stops_made += (int64_t)t->stop_count;
            boxes += t->load.boxes;
            metres += t->distance_m;
            out_s += t->return_s - t->depart_s;
        }
        text(b, r->vehicles[v].id);
        text(b, r->vehicles[v].name);
        text(b, r->vehicles[v].plate);
        text(b, road_class_name((RoadClass)r->vehicles[v].klass));
        count(b, days);
        count(b, trips_made);
        count(b, stops_made);
        count(b, boxes);
        count(b, r->vehicles[v].capacity_boxes);
        number(b, (double)metres / 1000, FORM_TENTH);
        number(b, (double)out_s / 3600, FORM_TENTH);
        text(b, r->vehicles[v].example ? _("EXAMPLE") : NULL);
        next_row(b);
    }
}

static void hazard_row(Book *b, size_t i) {
    const PrintFacts *f = b->paper->facts;
    const Foresight *of = f->in.risk->foresight;
    const ForeseeHazard *h = &of->hazards[i];
    const PrintPass *pass = &f->passes[i];
    double n = of->scenarios;
    text(b, h->point->id);
    text(b, hazard_process_name(h->point->process));
    text(b, h->point->name);
    chance(b, foresee_share(h->floods, of->scenarios));
    count(b, pass->trips);
    count(b, pass->tps);
    count(b, pass->legs);
    count(b, pass->legs_without);
    number(b, (double)h->late_behind / n, FORM_MEAN);
    if (h->late_without >= 0)
        number(b, (double)(of->late_total - h->late_without) / n, FORM_MEAN);
    else
        b->column++;
    count(b, h->point->figures);
    count(b, h->point->assumed);
    text(b, h->point->source);
    text(b, h->point->example ? _("EXAMPLE") : NULL);
    next_row(b);
}

static void hazards(Book *b) {
    const PrintFacts *f = b->paper->facts;
    const Head heads[] = {{_("Hazard"), 12, FORM_TEXT},
                          {_("Kind"), 14, FORM_TEXT},
                          {_("Name"), 28, FORM_TEXT},
                          {_("Scenarios in which it is closed (%)"), 12, FORM_TENTH},
                          {_("at least"), 9, FORM_TENTH},
                          {_("at most"), 9, FORM_TENTH},
                          {_("Trips that pass it"), 10, FORM_COUNT},
                          {_("TPS behind it"), 10, FORM_COUNT},
                          {_("Legs that pass it"), 10, FORM_COUNT},
                          {_("Legs without way round"), 12, FORM_COUNT},
                          {_("Late TPS behind it, per scenario"), 14, FORM_MEAN},
                          {_("Fewer late TPS if it stayed open"), 14, FORM_MEAN},
                          {_("Its figures"), 9, FORM_COUNT},
                          {_("of these assumed"), 11, FORM_COUNT},
                          {_("Source"), 30, FORM_TEXT},
                          {_("Example"), 10, FORM_TEXT}};
    if (!f->in.risk) return;
    sheet(b, _("Risk"), heads, COUNT_OF(heads));
    for (size_t i = 0; i < f->in.risk->foresight->hazard_count; i++) hazard_row(b, i);
}

/* ---------------------------------------------------------------- the file */

/* The library writes to a named file only; a file in memory has a name too. */
static Status read_back(int file, Buf *to, Err *err) {
    char part[32 * 1024];
    buf_init(to, XLSX_BYTES_MAX);
    for (off_t at = 0;;) {
        ssize_t n = pread(file, part, sizeof part, at);
        if (n < 0) return err_set(err, ERR_WORLD, "rencana.xlsx: %s", env_reason(errno));
        if (n == 0) return buf_ok(to, err);
        buf_add(to, part, (size_t)n);
        at += n;
    }
}

Status print_workbook(PrintPaper *p, Err *err) {
    int file = memfd_create("rencana.xlsx", MFD_CLOEXEC);
    if (file < 0) return err_set(err, ERR_WORLD, "rencana.xlsx: %s", env_reason(errno));
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    Book b = {.paper = p};
    b.file = workbook_new_opt(arena_printf(p->arena, "/proc/self/fd/%d", file), &options);
    char maker[] = "Hantar", *title = arena_str(p->arena, p->facts->in.regency->name);
    lxw_doc_properties about_file = {
        .title = title, .author = maker, .created = (time_t)p->facts->made_s};
    workbook_set_properties(b.file, &about_file);
    forms(&b);
    about(&b);
    needs(&b);
    packing(&b);
    trips(&b);
    stops(&b);
    fleet(&b);
    hazards(&b);
    lxw_error e = workbook_close(b.file);
    Status s = e == LXW_NO_ERROR ? read_back(file, &p->bytes, err)
                                 : err_set(err, ERR_WORLD, "rencana.xlsx: %s", lxw_strerror(e));
    close(file);
    return s;
}
