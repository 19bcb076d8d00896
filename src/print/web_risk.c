// SPDX-License-Identifier: Apache-2.0
/* The part of index.html's data that is about chances. Shares are thousandths, means of TPS too;
 * the page writes them as its language does. */
#include "print/print_int.h"

static void put_share(JsonOut *out, const char *key, ForeseeShare s) {
    json_open(out, key, '[');
    json_put_int(out, NULL, (s.share_e5 + 50) / 100);
    json_put_int(out, NULL, (s.low_e5 + 50) / 100);
    json_put_int(out, NULL, (s.high_e5 + 50) / 100);
    json_close(out, ']');
}

static int64_t mean_e3(const PrintFacts *f, int64_t sum) {
    return foresee_mean_e3(sum, f->in.risk->foresight->scenarios);
}

static void put_roads(const PrintFacts *f, JsonOut *out, size_t hazard) {
    size_t n, points;
    const ForeseeStretch *stretch = print_stretches(f, hazard, &n);
    json_open(out, "lines", '[');
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < stretch[i].segment_count; k++) {
            const GeoPoint *line =
                road_geometry(f->in.network->map, stretch[i].segments[k], &points);
            print_put_line(out, NULL, line, points);
        }
    json_close(out, ']');
}

static void put_kind(JsonOut *out, HazardProcess process) {
    Lang lang = lang_in_use();
    for (Lang l = LANG_ID; l <= LANG_EN; l++) {
        lang_use(l);
        json_put_str(out, l == LANG_ID ? "kind_id" : "kind_en", hazard_process_name(process));
    }
    lang_use(lang);
}

static void put_point(const PrintFacts *f, JsonOut *out, size_t i) {
    const Foresight *of = f->in.risk->foresight;
    const ForeseeHazard *h = &of->hazards[i];
    const PrintPass *pass = &f->passes[i];
    json_open(out, NULL, '{');
    json_put_str(out, "id", h->point->id);
    json_put_bool(out, "example", h->point->example);
    json_put_str(out, "source", h->point->source);
    json_put_int(out, "figures", h->point->figures);
    json_put_int(out, "assumed", h->point->assumed);
    put_kind(out, h->point->process);
    put_share(out, "closed", foresee_share(h->floods, of->scenarios));
    json_put_int(out, "trips", pass->trips);
    json_put_int(out, "tps", pass->tps);
    json_put_int(out, "legs", pass->legs);
    json_put_int(out, "without", pass->legs_without);
    json_put_int(out, "late", mean_e3(f, h->late_behind));
    if (h->late_without < 0)
        json_put_null(out, "fewer");
    else
        json_put_int(out, "fewer", mean_e3(f, of->late_total) - mean_e3(f, h->late_without));
    json_put_int(out, "width_tenths", (int64_t)(print_hazard_width(f, i) * 10));
    put_roads(f, out, i);
    json_close(out, '}');
}

static void put_classes(PrintPaper *p, JsonOut *out) {
    json_open(out, "classes", '[');
    for (int k = 0; k < PRINT_RISKS; k++) {
        const PrintRiskClass *c = &PRINT_RISK_CLASSES[k];
        json_open(out, NULL, '{');
        json_put_int(out, "from", c->from_permille);
        json_put_str(out, "text", print_risk_class_text(p->arena, k));
        json_put_str(out, "colour", arena_printf(p->arena, "#%06" PRIx32, c->rgb));
        json_put_int(out, "size_tenths", (int64_t)(c->radius * 20));
        json_close(out, '}');
    }
    json_close(out, ']');
}

#define ROADS_MAX 300 /* on the page: those behind them cut off nobody, as a rule */

static void put_matters(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    const PrintRisk *risk = f->in.risk;
    json_open(out, "roads", '[');
    for (size_t i = 0; i < risk->road_count && i < ROADS_MAX && risk->roads[i].cut_off; i++) {
        const ForeseeRoad *r = &risk->roads[i];
        json_open(out, NULL, '{');
        json_put_int(out, "m", r->length_m);
        json_put_int(out, "tps", r->tps);
        json_put_int(out, "cut", r->cut_off);
        json_put_int(out, "width_tenths", (int64_t)(print_road_width(f, r) * 10));
        json_open(out, "lines", '[');
        for (size_t k = 0; k < r->segment_count; k++) {
            size_t points;
            const GeoPoint *line = road_geometry(f->in.network->map, r->segments[k], &points);
            print_put_line(out, NULL, line, points);
        }
        json_close(out, ']');
        for (Lang l = LANG_ID; l <= LANG_EN; l++) {
            lang_use(l);
            json_put_str(
                out, l == LANG_ID ? "id" : "en",
                print_road_name(f, p->arena, r->name, r->highway, r->segments, r->segment_count));
        }
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_words(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    json_put_str(out, "rests", print_risk_rests_on(f, p->arena));
    json_put_str(out, "roads", print_risk_roads(f));
    json_put_str(out, "rain", print_risk_rain(f, p->arena));
    json_open(out, "assumed", '[');
    const char **lines;
    size_t n = print_assumed(f, p->arena, &lines);
    for (size_t i = 0; i < n; i++) json_put_str(out, NULL, lines[i]);
    json_close(out, ']');
    json_open(out, "cautions", '[');
    for (size_t i = 0; i < f->in.plan->safety_count; i++)
        json_put_str(out, NULL, print_cautions(p->arena, &f->in.plan->safety[i]));
    json_close(out, ']');
    json_put_str(out, "cautions_mean", f->in.plan->safety_count ? print_cautions_mean() : NULL);
}

static void put_curve(const PrintFacts *f, JsonOut *out) {
    const Plan *plan = f->in.plan;
    json_open(out, "curve", '[');
    for (size_t i = 0; i < plan->safety_count; i++) {
        const PlanSafety *s = &plan->safety[i];
        json_open(out, NULL, '{');
        json_put_int(out, "cost", s->cost);
        json_put_int(out, "late", s->late_e3);
        json_put_int(out, "tail", s->tail_e3);
        json_put_bool(out, "chosen", s->chosen);
        json_put_bool(out, "plain", s->plain);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_measures(PrintPaper *p, JsonOut *out, const char *key, const ForeseeMeasure *list,
                         size_t n) {
    const ForeseeWorld *world = p->facts->in.risk->world;
    json_open(out, key, '[');
    for (size_t i = 0; i < n; i++) {
        const ForeseeMeasure *m = &list[i];
        json_open(out, NULL, '{');
        json_put_str(out, "text", foresee_measure_text(p->arena, world, m));
        json_put_str(out, "who", foresee_office_name(m->office));
        json_put_str(out, "gain", print_measure_gain(p, m));
        json_put_str(out, "cost", print_measure_cost(p, m));
        json_put_str(out, "evidence", foresee_evidence_text(p->arena, world, m));
        json_put_int(out, "point", m->point);
        json_open(out, "tps", '[');
        for (size_t k = 0; k < m->tps_count; k++) json_put_int(out, NULL, m->tps[k]);
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_advice(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    const ForeseeAdvice *advice = f->in.risk->advice;
    if (!advice) return;
    json_open(out, "advice", '{');
    json_put_str(out, "none", print_no_advice(f, p->arena));
    json_put_str(out, "rests", print_advice_rests_on(f, p->arena));
    put_measures(p, out, "programme", advice->programme, advice->programme_count);
    put_measures(p, out, "each", advice->each, advice->each_count);
    json_close(out, '}');
}

void print_put_risk(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    const PrintRisk *risk = f->in.risk;
    Lang lang = lang_in_use();
    if (!risk) {
        json_put_null(out, "risk");
        return;
    }
    json_open(out, "risk", '{');
    json_put_int(out, "planned", (int64_t)risk->foresight->planned);
    json_put_int(out, "late", mean_e3(f, risk->foresight->late_total));
    json_put_int(out, "open", mean_e3(f, risk->late_open));
    json_put_int(out, "tail", (int64_t)(risk->foresight->tail_late * 1000 + 0.5));
    put_share(out, "clean", foresee_share(risk->foresight->clean, risk->foresight->scenarios));
    json_put_int(out, "cost", risk->foresight->cost_mean);
    put_classes(p, out);
    json_open(out, "points", '[');
    for (size_t i = 0; i < risk->foresight->hazard_count; i++) put_point(f, out, i);
    json_close(out, ']');
    put_curve(f, out);
    put_matters(p, out);
    for (Lang l = LANG_ID; l <= LANG_EN; l++) {
        lang_use(l);
        json_open(out, l == LANG_ID ? "id" : "en", '{');
        put_words(p, out);
        put_advice(p, out);
        json_close(out, '}');
    }
    lang_use(lang);
    json_close(out, '}');
}

void print_put_on_time(const PrintFacts *f, JsonOut *out, int32_t tps) {
    if (print_at_risk(f, tps)) put_share(out, "on", print_on_time(f, tps));
}

/* What its crew does where it comes to a flood point: each row as on its paper. */
void print_put_detours(PrintPaper *p, JsonOut *out, size_t trip) {
    const PrintFacts *f = p->facts;
    Lang lang = lang_in_use();
    if (!f->in.risk || f->first_detour[trip] == f->first_detour[trip + 1]) return;
    json_open(out, "closed", '[');
    for (size_t i = f->first_detour[trip]; i < f->first_detour[trip + 1]; i++) {
        const ForeseeDetour *d = &f->in.risk->detours[i];
        json_open(out, NULL, '{');
        json_put_int(out, "point", (int64_t)d->point);
        if (d->found) print_put_line(out, "line", d->round.points, d->round.point_count);
        for (Lang l = LANG_ID; l <= LANG_EN; l++) {
            const char *row[PRINT_DETOUR_CELLS];
            lang_use(l);
            print_detour_row(p, d, row);
            json_open(out, l == LANG_ID ? "id" : "en", '[');
            for (int k = 0; k < PRINT_DETOUR_CELLS; k++) json_put_str(out, NULL, row[k]);
            json_close(out, ']');
        }
        json_close(out, '}');
    }
    json_close(out, ']');
    lang_use(lang);
}
