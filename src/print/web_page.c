// SPDX-License-Identifier: Apache-2.0
/* index.html: one file that needs no network. page.html is the page; here its data are written,
 * lines in the encoded polyline form that most map programs know (1e-5 degrees, about a metre). */
#include "print/print_int.h"

#include <stdlib.h>
#include <string.h>

#include "page_html.h"

#define BYTES_MAX (256 * MIB)
#define PLACE_OF_DATA "@DATA@"

/* ---------------------------------------------------------------- lines */

static void put_step(Buf *to, int32_t step) {
    uint32_t bits = step < 0 ? ~((uint32_t)step << 1) : (uint32_t)step << 1;
    for (; bits >= 32; bits >>= 5) buf_char(to, (char)((bits & 31) + 32 + 63));
    buf_char(to, (char)(bits + 63));
}

static int32_t coarse(int32_t e7) {
    return (e7 + (e7 < 0 ? -50 : 50)) / 100;
}

void print_put_line(JsonOut *out, const char *key, const GeoPoint *points, size_t n) {
    Buf text;
    int32_t lat = 0, lon = 0;
    buf_init(&text, 16 * MIB);
    for (size_t i = 0; i < n; i++) {
        int32_t y = coarse(points[i].lat_e7), x = coarse(points[i].lon_e7);
        if (i > 0 && i + 1 < n && y == lat && x == lon) continue;
        put_step(&text, y - lat);
        put_step(&text, x - lon);
        lat = y;
        lon = x;
    }
    json_put_str(out, key, text.at ? text.at : "");
    buf_free(&text);
}

static void put_area(JsonOut *out, const GeoArea *area) {
    for (size_t i = 0; area && i < area->ring_count; i++)
        print_put_line(out, NULL, area->rings[i].points, area->rings[i].count);
}

/* ---------------------------------------------------------------- parts */

static void put_place(JsonOut *out, GeoPoint at) {
    json_put_decimal(out, "lat", at.lat_e7, GEO_DECIMALS);
    json_put_decimal(out, "lon", at.lon_e7, GEO_DECIMALS);
}

static void put_moment(const PrintFacts *f, JsonOut *out, const char *key, int64_t utc_s) {
    char text[40];
    print_time_local(f, utc_s, text); /* 2024-02-10T06:30:00+07:00 */
    text[10] = ' ';
    text[16] = 0;
    json_put_str(out, key, text);
}

static void put_title(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    const ElectionRegency *r = f->in.regency;
    Lang lang = lang_in_use();
    json_put_str(out, "lang", lang == LANG_ID ? "id" : "en");
    json_put_str(out, "regency", r->name);
    json_put_str(out, "zone", f->zone);
    json_put_str(out, "plan", f->in.plan->id);
    json_put_bool(out, "example", f->example);
    json_put_bool(out, "estimated", f->in.plan->estimated);
    json_open(out, "election", '{');
    json_put_str(out, "id", r->rules.name.id);
    json_put_str(out, "en", r->rules.name.en);
    json_close(out, '}');
    json_open(out, "rests", '{');
    lang_use(LANG_ID);
    json_put_str(out, "id", print_rests_on_id(f, p->arena));
    lang_use(LANG_EN);
    json_put_str(out, "en", print_rests_on(f, p->arena));
    lang_use(lang);
    json_close(out, '}');
}

static void put_names(PrintPaper *p, JsonOut *out) {
    const ElectionRegency *r = p->facts->in.regency;
    json_open(out, "districts", '[');
    for (size_t i = 0; i < r->district_count; i++) json_put_str(out, NULL, r->districts[i].name);
    json_close(out, ']');
    json_open(out, "villages", '[');
    for (size_t i = 0; i < r->village_count; i++) {
        json_open(out, NULL, '[');
        json_put_str(out, NULL, r->villages[i].name);
        json_put_int(out, NULL, r->villages[i].district);
        json_close(out, ']');
    }
    json_close(out, ']');
    json_open(out, "vehicles", '[');
    for (size_t i = 0; i < r->vehicle_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "name", r->vehicles[i].name);
        json_put_str(out, "plate", r->vehicles[i].plate);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "days", '[');
    for (int32_t day = p->facts->in.plan->from_day; day <= p->facts->in.plan->to_day; day++) {
        char text[16];
        day_format(day, text);
        json_put_str(out, NULL, text);
    }
    json_close(out, ']');
}

static void put_places(PrintPaper *p, JsonOut *out) {
    const ElectionRegency *r = p->facts->in.regency;
    GeoPoint middle = r->depot_count ? r->depots[0].at : p->facts->in.network->sites[0];
    json_open(out, "centre", '[');
    json_put_decimal(out, NULL, middle.lat_e7, GEO_DECIMALS);
    json_put_decimal(out, NULL, middle.lon_e7, GEO_DECIMALS);
    json_close(out, ']');
    json_open(out, "depots", '[');
    for (size_t i = 0; i < r->depot_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "name", r->depots[i].name);
        put_place(out, r->depots[i].at);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "hazards", '[');
    for (size_t i = 0; i < r->hazard_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "id", r->hazards[i].id);
        json_put_str(out, "name", r->hazards[i].name);
        put_place(out, r->hazards[i].at);
        json_open(out, "area", '[');
        put_area(out, &r->hazards[i].area);
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "outline", '[');
    put_area(out, r->outline);
    json_close(out, ']');
    json_open(out, "areas", '[');
    for (size_t i = 0; r->village_area && i < r->village_count; i++)
        put_area(out, &r->village_area[i]);
    json_close(out, ']');
}

static void put_roads(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    json_open(out, "roads", '[');
    for (int rank = 0; rank < PRINT_ROAD_RANKS; rank++) {
        json_open(out, NULL, '[');
        for (uint32_t i = 0; i < f->road_count; i++) {
            size_t n;
            if (f->roads[i].rank != rank) continue;
            const GeoPoint *points = road_geometry(f->in.network->map, i, &n);
            print_put_line(out, NULL, points, n);
        }
        json_close(out, ']');
    }
    json_close(out, ']');
}

static void put_tps(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    json_open(out, "tps", '[');
    for (size_t i = 0; i < f->in.regency->tps_count; i++) {
        const ElectionTps *tps = print_tps(f, (int32_t)i);
        PrintCall call = f->direct[i];
        json_open(out, NULL, '{');
        json_put_str(out, "id", tps->id);
        json_put_int(out, "village", tps->village);
        json_put_int(out, "number", tps->number);
        json_put_int(out, "boxes", f->in.needs->tps_load[i].boxes);
        if (tps->has_at)
            put_place(out, tps->at);
        else
            json_put_null(out, "lat");
        print_put_on_time(f, out, (int32_t)i);
        json_put_int(out, "trip", call.trip);
        if (call.trip >= 0) {
            json_put_int(out, "stop", call.stop);
            put_moment(f, out, "arrive", print_trip(f, call.trip)->stops[call.stop].arrive_s);
        }
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_stops(PrintPaper *p, JsonOut *out, const PlanTrip *t) {
    const PrintFacts *f = p->facts;
    json_open(out, "stops", '[');
    for (size_t s = 0; s < t->stop_count; s++) {
        const PlanStop *stop = &t->stops[s];
        const char *who = stop->tps >= 0 ? print_tps_name(f, p->arena, stop->tps)
                                         : plan_hub_name(p->arena, f->in.regency, stop);
        json_open(out, NULL, '[');
        json_put_str(out, NULL, arena_printf(p->arena, "%s, %s", who, print_goods_of(f, stop)));
        json_put_str(out, NULL, print_clock(f, p->arena, stop->arrive_s));
        json_put_str(out, NULL, print_clock(f, p->arena, stop->leave_s));
        json_put_int(out, NULL, stop->tps);
        json_close(out, ']');
    }
    json_close(out, ']');
}

/* ---------------------------------------------------------------- why */

static void put_sentences(PrintPaper *p, JsonOut *out, size_t trip) {
    const PrintFacts *f = p->facts;
    const char **lines;
    size_t n = plan_why_text(p->arena, f->in.regency, f->in.plan, &f->in.whys->trips[trip], &lines);
    for (size_t i = 0; i < n; i++) json_put_str(out, NULL, lines[i]);
}

static void put_why(PrintPaper *p, JsonOut *out, size_t trip) {
    Lang lang = lang_in_use();
    if (!p->facts->in.whys) return;
    json_open(out, "why", '{');
    for (Lang l = LANG_ID; l <= LANG_EN; l++) {
        lang_use(l);
        json_open(out, l == LANG_ID ? "id" : "en", '[');
        put_sentences(p, out, trip);
        json_close(out, ']');
    }
    json_close(out, '}');
    lang_use(lang);
}

static void put_what_ifs(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    const PlanWhatIfs *ifs = f->in.what_ifs;
    json_open(out, "changes", '[');
    for (size_t i = 0; ifs && i < ifs->count; i++) {
        json_open(out, NULL, '[');
        json_put_str(out, NULL, plan_change_text(p->arena, f->in.regency, &ifs->change[i]));
        json_put_str(out, NULL, plan_gain_text(p->arena, &ifs->change[i]));
        json_close(out, ']');
    }
    json_close(out, ']');
}

static void put_reasons(PrintPaper *p, JsonOut *out) {
    Lang lang = lang_in_use();
    json_open(out, "reasons", '{');
    for (Lang l = LANG_ID; l <= LANG_EN && p->facts->in.whys; l++) {
        lang_use(l);
        json_open(out, l == LANG_ID ? "id" : "en", '{');
        json_put_str(out, "binds", print_binds(p->facts, p->arena));
        put_what_ifs(p, out);
        json_close(out, '}');
    }
    json_close(out, '}');
    lang_use(lang);
}

static void put_trips(PrintPaper *p, JsonOut *out) {
    const PrintFacts *f = p->facts;
    json_open(out, "trips", '[');
    for (size_t i = 0; i < f->in.plan->trip_count; i++) {
        const PlanTrip *t = &f->in.plan->trips[i];
        const ElectionPerson *driver = print_driver(f, t->vehicle);
        size_t n;
        GeoPoint *line = print_trip_line(f, p->arena, i, &n);
        json_open(out, NULL, '{');
        json_put_str(out, "id", t->id);
        json_put_int(out, "vehicle", t->vehicle);
        json_put_int(out, "day", t->day - f->in.plan->from_day);
        put_moment(f, out, "depart", t->depart_s);
        put_moment(f, out, "back", t->return_s);
        json_put_int(out, "m", t->distance_m);
        json_put_int(out, "boxes", t->load.boxes);
        json_put_str(out, "driver", driver ? driver->name : NULL);
        json_put_str(out, "escort", t->escort);
        json_put_bool(out, "example", print_trip_example(f, t));
        print_put_line(out, "line", line, n);
        put_stops(p, out, t);
        put_why(p, out, i);
        print_put_detours(p, out, i);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* ---------------------------------------------------------------- the page */

static void put_data(PrintPaper *p, Buf *to) {
    JsonOut out;
    json_out(&out, to, false);
    json_open(&out, NULL, '{');
    put_title(p, &out);
    put_names(p, &out);
    put_places(p, &out);
    put_roads(p, &out);
    put_tps(p, &out);
    put_trips(p, &out);
    put_reasons(p, &out);
    print_put_risk(p, &out);
    json_close(&out, '}');
}

/* A name that holds "</script>" must not end the script: every < is written as its number. */
static void put_safely(Buf *to, const Buf *json) {
    size_t from = 0;
    for (size_t i = 0; i < json->n; i++)
        if (json->at[i] == '<') {
            buf_add(to, json->at + from, i - from);
            buf_str(to, "\\u003c");
            from = i + 1;
        }
    buf_add(to, json->at + from, json->n - from);
}

Status print_web_page(PrintPaper *p, Err *err) {
    const char *page = (const char *)page_html, *data = strstr(page, PLACE_OF_DATA);
    Buf json;
    if (!data) abort(); /* page.html is ours */
    buf_init(&json, BYTES_MAX);
    put_data(p, &json);
    buf_init(&p->bytes, BYTES_MAX);
    buf_add(&p->bytes, page, (size_t)(data - page));
    Status s = buf_ok(&json, err);
    if (s == OK) put_safely(&p->bytes, &json);
    buf_free(&json);
    buf_str(&p->bytes, data + strlen(PLACE_OF_DATA));
    return s == OK ? buf_ok(&p->bytes, err) : s;
}
