// SPDX-License-Identifier: Apache-2.0
/* What the papers say of chances: shares and their intervals, classes of risk, what the plan has to
 * do with each hazard. One scale for PDF and page. */
#include "print/print_int.h"

#include <math.h>
#include <stdlib.h>

/* Blue to orange to near black: told apart by colour-blind readers (the hue of the first, the
 * lightness of the others) and in a grey copy, where size tells it too. */
const PrintRiskClass PRINT_RISK_CLASSES[PRINT_RISKS] = {{990, 0x3b7cb8, 1.5},
                                                        {950, 0xfdae61, 2.1},
                                                        {900, 0xe6550d, 2.7},
                                                        {750, 0x9c2f02, 3.3},
                                                        {0, 0x33070a, 3.9}};

/* ---------------------------------------------------------------- worked out once */

static bool same_trip(const ForeseeDetour *d, const ForeseeDetour *last) {
    return last && d->trip == last->trip;
}

/* TPS that a trip serves after it has come to the hazard on its way to this leg's stop. */
static int32_t tps_from(const PlanTrip *trip, int32_t leg) {
    int32_t n = 0;
    for (size_t s = (size_t)leg; s < trip->stop_count; s++) n += trip->stops[s].tps >= 0;
    return n;
}

static void pass(PrintFacts *f, const ForeseeDetour **last, const ForeseeDetour *d) {
    PrintPass *p = &f->passes[d->point];
    p->legs++;
    p->legs_without += !d->found;
    if (!same_trip(d, last[d->point])) {
        p->trips++;
        p->tps += tps_from(&f->in.plan->trips[d->trip], d->leg);
    }
    last[d->point] = d;
}

static void index_matters(PrintFacts *f) {
    const PrintRisk *risk = f->in.risk;
    f->matters = ARENA_ARRAY(f->arena, int32_t, f->road_count + 1);
    for (uint32_t i = 0; i < f->road_count; i++) f->matters[i] = -1;
    for (size_t i = 0; i < risk->road_count; i++)
        for (size_t k = 0; k < risk->roads[i].segment_count; k++)
            f->matters[risk->roads[i].segments[k]] = (int32_t)i;
}

void print_risk_facts(PrintFacts *f) {
    const PrintRisk *risk = f->in.risk;
    if (!risk) return;
    size_t hazards = risk->foresight->hazard_count, trips = f->in.plan->trip_count, at = 0;
    const ForeseeDetour **last = ARENA_ARRAY(f->arena, const ForeseeDetour *, hazards + 1);
    f->passes = ARENA_ARRAY(f->arena, PrintPass, hazards + 1);
    f->first_detour = ARENA_ARRAY(f->arena, size_t, trips + 1);
    for (size_t t = 0; t < trips; t++) {
        f->first_detour[t] = at;
        for (; at < risk->detour_count && risk->detours[at].trip == (int32_t)t; at++)
            pass(f, last, &risk->detours[at]);
    }
    f->first_detour[trips] = at;
    index_matters(f);
}

/* ---------------------------------------------------------------- asking */

bool print_at_risk(const PrintFacts *f, int32_t tps) {
    return f->in.risk && f->in.risk->foresight->tps[tps].planned && f->direct[tps].trip >= 0;
}

ForeseeShare print_on_time(const PrintFacts *f, int32_t tps) {
    const Foresight *of = f->in.risk->foresight;
    return foresee_share(of->scenarios - of->tps[tps].late, of->scenarios);
}

int print_risk_class(const PrintFacts *f, int32_t tps) {
    int32_t share_e5 = print_on_time(f, tps).share_e5;
    int k = 0;
    while (share_e5 < PRINT_RISK_CLASSES[k].from_permille * 100) k++;
    return k;
}

typedef struct Ranked {
    int32_t tps;
    uint32_t late;
} Ranked;

static int worst_first(const void *a, const void *b) {
    const Ranked *x = a, *y = b;
    if (x->late != y->late) return x->late > y->late ? -1 : 1;
    return (x->tps > y->tps) - (x->tps < y->tps);
}

size_t print_worst(const PrintFacts *f, Arena *arena, int32_t **ret) {
    const Foresight *of = f->in.risk->foresight;
    size_t n = 0, tps = f->in.regency->tps_count;
    Ranked *list = ARENA_ARRAY(arena, Ranked, tps + 1);
    for (size_t i = 0; i < tps; i++)
        if (print_at_risk(f, (int32_t)i) && of->tps[i].late)
            list[n++] = (Ranked){(int32_t)i, of->tps[i].late};
    if (n) qsort(list, n, sizeof *list, worst_first);
    *ret = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) (*ret)[i] = list[i].tps;
    return n;
}

const ForeseeDetour *print_detour(const PrintFacts *f, size_t trip, const char *hazard) {
    const PrintRisk *risk = f->in.risk;
    for (size_t i = f->first_detour[trip]; i < f->first_detour[trip + 1]; i++)
        if (str_eq(risk->foresight->hazards[risk->detours[i].point].point->id, hazard))
            return &risk->detours[i];
    return NULL;
}

const ForeseeStretch *print_stretches(const PrintFacts *f, size_t hazard, size_t *ret_count) {
    size_t all, from = 0;
    const ForeseeStretch *list = foresee_stretches(f->in.risk->world, &all);
    while (from < all && list[from].point < hazard) from++;
    *ret_count = 0;
    while (from + *ret_count < all && list[from + *ret_count].point == hazard) ++*ret_count;
    return list + from;
}

double print_hazard_width(const PrintFacts *f, size_t hazard) {
    const Foresight *of = f->in.risk->foresight;
    int64_t most = 1;
    for (size_t i = 0; i < of->hazard_count; i++)
        if (of->hazards[i].late_behind > most) most = of->hazards[i].late_behind;
    return 2 + 5 * (double)of->hazards[hazard].late_behind / (double)most;
}

/* Its area by the number of those whom it cuts off. */
double print_road_width(const PrintFacts *f, const ForeseeRoad *road) {
    double most = f->in.risk->road_count ? f->in.risk->roads[0].cut_off : 0;
    return most > 0 ? 0.8 + 4 * sqrt(road->cut_off / most) : 0.8;
}

const char *print_village_at(const PrintFacts *f, GeoPoint at) {
    const ElectionRegency *r = f->in.regency;
    for (size_t i = 0; r->village_area && i < r->village_count; i++)
        if (geo_area_holds(&r->village_area[i], at)) return r->villages[i].name;
    return NULL;
}

const char *print_road_name(const PrintFacts *f, Arena *arena, const char *way_name,
                            const char *highway, const uint32_t *segments, size_t n) {
    const char *name = road_called(way_name, highway);
    if (n == 0) return name;
    uint32_t node = road_segment(f->in.network->map, segments[n / 2]).from;
    const char *village = print_village_at(f, road_node(f->in.network->map, node));
    return village ? arena_printf(arena, _("%s at %s"), name, village) : name;
}

/* ---------------------------------------------------------------- as text */

const char *print_percent(Arena *arena, int32_t e5) {
    return arena_printf(arena, "%s %%", decimal_group(arena, (e5 + 50) / 100, 1));
}

const char *print_interval(Arena *arena, ForeseeShare s) {
    return arena_printf(arena, "%s–%s %%", decimal_group(arena, (s.low_e5 + 50) / 100, 1),
                        decimal_group(arena, (s.high_e5 + 50) / 100, 1));
}

const char *print_mean(const PrintFacts *f, Arena *arena, int64_t sum, int decimals) {
    int64_t unit = decimals == 1   ? 10
                   : decimals == 2 ? 100
                                   : 1000,
            n = f->in.risk->foresight->scenarios;
    return decimal_group(arena, (mul64(sum, unit) + n / 2) / n, decimals);
}

/* Signs, not words: the same in every language. */
const char *print_risk_class_text(Arena *arena, int k) {
    int from = PRINT_RISK_CLASSES[k].from_permille / 10;
    int to = k ? PRINT_RISK_CLASSES[k - 1].from_permille / 10 : 100;
    return from ? arena_printf(arena, "%d–%d %%", from, to) : arena_printf(arena, "< %d %%", to);
}

/* "200 scenarios, seed 1, rain as in December" */
const char *print_risk_rests_on(const PrintFacts *f, Arena *arena) {
    static const char *const months[] = {N_("January"), N_("February"), N_("March"),
                                         N_("April"),   N_("May"),      N_("June"),
                                         N_("July"),    N_("August"),   N_("September"),
                                         N_("October"), N_("November"), N_("December")};
    const PrintRisk *r = f->in.risk;
    const char *rain = r->month ? arena_printf(arena, _("rain as in %s"), tr(months[r->month - 1]))
                                : _("rain as usual on these days of the year");
    if (r->forecast)
        rain = arena_printf(arena, _("%s, days of the forecast as in %s"), rain, r->forecast);
    return arena_printf(arena, _("%s scenarios, seed %s; %s"),
                        int_group(arena, r->foresight->scenarios),
                        arena_printf(arena, "%" PRIu64, r->seed), rain);
}

const char *print_risk_rain(const PrintFacts *f, Arena *arena) {
    const HazardClimate *c = &f->in.risk->model->climate;
    bool guess = str_eq(c->certainty, "assumption");
    return arena_printf(arena, guess ? _("Rain, an ASSUMPTION: %s") : _("Rain: %s"),
                        election_text(c->source));
}

const char *print_risk_roads(const PrintFacts *f) {
    if (!f->in.network->map)
        return _("NO ROAD DATA: no flood can close anything; only delays and breakdowns");
    return f->in.risk->foresight->hazard_count
               ? NULL
               : _("No hazard is known: only delays, breakdowns and wet roads");
}

/* ---------------------------------------------------------------- what is assumed */

#define ANY (-1)
typedef struct Setting {
    const char *text; /* with %s for the value; NULL: no chance depends on it */
    int64_t per;      /* the setting's units in one of the text's */
    int process;      /* told only where there is such a hazard; ANY */
} Setting;
static const Setting settings[HAZARD_SETTINGS] = {
    [HAZARD_FLOOD_RAIN_MM] = {N_("rain above which a flood point floods: %s mm"), 1, HAZARD_FLOOD},
    [HAZARD_FLOOD_DAYS] = {N_("that rain falls within %s days"), 1, HAZARD_FLOOD},
    [HAZARD_FLOOD_DEPTH_PERMILLE] = {N_("depth of the water per mm of rain above that: %s mm"),
                                     1000, HAZARD_FLOOD},
    [HAZARD_FLOOD_DRAIN_MIN] = {N_("until the water has run off: %s hours"), 60, HAZARD_FLOOD},
    [HAZARD_FLOOD_PEAK_MIN] = {N_("hour at which the water stands deepest: %s"), 60, HAZARD_FLOOD},
    [HAZARD_WADE_TRUCK_MM] = {N_("a truck wades through %s cm"), 10, HAZARD_FLOOD},
    [HAZARD_WADE_4X4_MM] = {N_("a four-wheel drive wades through %s cm"), 10, HAZARD_FLOOD},
    [HAZARD_WADE_MOTORCYCLE_MM] = {N_("a motorcycle wades through %s cm"), 10, HAZARD_FLOOD},
    [HAZARD_WADE_FOOT_MM] = {N_("on foot through %s cm"), 10, HAZARD_FLOOD},
    [HAZARD_WET_DAYS] = {N_("roads are wet by the rain of %s days before"), 1, ANY},
    [HAZARD_WET_RAIN_MM] = {N_("wet from %s mm on"), 1, ANY},
    [HAZARD_SOAKED_RAIN_MM] = {N_("soaked from %s mm on"), 1, ANY},
    [HAZARD_RAIN_NEXT_DAY_PERMILLE] = {N_("correlation of rain from day to day: %s"), 1000, ANY},
    [HAZARD_RAIN_REACH_M] = {N_("distance over which rain is alike: %s km"), 1000, ANY},
    [HAZARD_LOADING_SIGMA_PERMILLE] = {N_("spread of loading times (sigma): %s"), 1000, ANY},
    [HAZARD_SERVICE_SIGMA_PERMILLE] = {N_("spread of handover times (sigma): %s"), 1000, ANY},
    [HAZARD_TRAVEL_SIGMA_PERMILLE] = {N_("spread of driving times (sigma): %s"), 1000, ANY},
    [HAZARD_BREAKDOWN_PER_1000KM_PERMILLE] = {N_("breakdowns per thousand kilometres: %s"), 1000,
                                              ANY},
    [HAZARD_REPAIR_MEDIAN_MIN] = {N_("a repair takes %s minutes (median)"), 1, ANY},
    [HAZARD_REPAIR_SIGMA_PERMILLE] = {N_("spread of repair times (sigma): %s"), 1000, ANY},
    [HAZARD_PATIENCE_MIN] = {N_("minutes that a crew loses for one stop: %s at most"), 1, ANY},
    [HAZARD_OVERTIME_MIN] = {N_("minutes of overtime: %s at most"), 1, ANY},
    [HAZARD_SLIDE_RAIN_MM] = {N_("rain above which a slope may come down: %s mm"), 1,
                              HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_DAYS] = {N_("that rain falls within %s days"), 1, HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_CHANCE_PERMILLE] = {N_("then it does with a chance of %s on each day of rain"),
                                      1000, HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_CLEAR_MIN] = {N_("cleared for trucks after %s hours (median)"), 60,
                                HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE] = {N_("spread of that time (sigma): %s"), 1000,
                                           HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_4X4_PERMILLE] = {N_("part of it for a four-wheel drive: %s"), 1000,
                                   HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_MOTORCYCLE_PERMILLE] = {N_("part of it for a motorcycle: %s"), 1000,
                                          HAZARD_LANDSLIDE},
    [HAZARD_SLIDE_FOOT_PERMILLE] = {N_("part of it on foot: %s"), 1000, HAZARD_LANDSLIDE},
    [HAZARD_RIVER_HIGH_MM] = {N_("rain upstream above which a river is too high: %s mm"), 1,
                              HAZARD_HIGH_WATER},
    [HAZARD_RIVER_HIGH_DAYS] = {N_("that rain falls within %s days"), 1, HAZARD_HIGH_WATER},
    [HAZARD_RIVER_HIGH_MIN] = {N_("it stays too high for %s hours"), 60, HAZARD_HIGH_WATER},
    [HAZARD_RIVER_LOW_MM] = {N_("rain upstream below which a river is too low: %s mm"), 1,
                             HAZARD_LOW_WATER},
    [HAZARD_RIVER_LOW_DAYS] = {N_("that rain falls within %s days"), 1, HAZARD_LOW_WATER},
    [HAZARD_RIVER_LAG_MIN] = {N_("rivers follow the rain after %s hours"), 60, HAZARD_HIGH_WATER},
    [HAZARD_TIDE_HIGH_MM] = {N_("tide above the mean level that floods a coastal road: %s cm"), 10,
                             HAZARD_TIDE},
    [HAZARD_WAVE_BOAT_MM] = {N_("waves above which boats stay in port: %s m"), 1000, HAZARD_WAVES},
    [HAZARD_WAVE_NEXT_DAY_PERMILLE] = {N_("correlation of waves from day to day: %s"), 1000,
                                       HAZARD_WAVES},
    [HAZARD_PRONE_WET_PERMILLE] =
        {N_("chance that the last stretch to a TPS prone to disaster is closed, wet: %s"), 1000,
         ANY},
    [HAZARD_PRONE_SOAKED_PERMILLE] = {N_("the same, soaked: %s"), 1000, ANY},
    [HAZARD_HARD_SLOW_PERMILLE] = {N_("chance that a TPS hard to reach takes longer: %s"), 1000,
                                   ANY},
    [HAZARD_HARD_SLOW_MIN] = {N_("by so many minutes: %s"), 1, ANY},
    [HAZARD_TRANSFER_MIN] = {N_("handing goods over to another vehicle takes %s minutes"), 1, ANY},
};

static const char *setting_text(const PrintFacts *f, Arena *arena, size_t setting) {
    const HazardValue *v = &f->in.risk->model->settings[setting];
    const Setting *s = &settings[setting];
    int64_t hundredths = v->value * 100 / s->per;
    const char *value = hundredths % 100 == 0  ? int_group(arena, hundredths / 100)
                        : hundredths % 10 == 0 ? decimal_group(arena, hundredths / 10, 1)
                                               : decimal_group(arena, hundredths, 2);
    return arena_printf(arena, tr(s->text), value);
}

static bool there_is(const PrintFacts *f, int process) {
    const Foresight *of = f->in.risk->foresight;
    for (size_t i = 0; i < of->hazard_count; i++)
        if ((int)of->hazards[i].point->process == process) return true;
    return process == ANY;
}

size_t print_assumed(const PrintFacts *f, Arena *arena, const char ***ret) {
    const HazardValue *values = f->in.risk->model->settings;
    const char **lines = *ret = ARENA_ARRAY(arena, const char *, HAZARD_SETTINGS);
    size_t n = 0;
    for (size_t i = 0; i < HAZARD_SETTINGS; i++)
        if (str_eq(values[i].certainty, "assumption") && settings[i].text &&
            there_is(f, settings[i].process))
            lines[n++] = setting_text(f, arena, i);
    return n;
}
