// SPDX-License-Identifier: Apache-2.0
/* rute.geojson (RFC 7946): trips as lines, TPS and depots as points, the roads that hazards
 * close. */
#include "print/print_int.h"

#include <stdio.h>

#define BYTES_MAX (256 * MIB)

GeoPoint *print_trip_line(const PrintFacts *f, Arena *arena, size_t trip, size_t *ret_count) {
    const PlanTrip *t = &f->in.plan->trips[trip];
    const GeoPoint *sites = f->in.network->sites;
    VEC(GeoPoint) line = {0};
    vec_push(arena, &line, sites[t->depot]);
    for (size_t s = 0; s <= t->stop_count; s++) {
        const RoadPath *path = &f->paths[trip][s];
        for (size_t i = 0; i < path->point_count; i++) {
            GeoPoint at = path->points[i], last = line.at[line.n - 1];
            if (at.lat_e7 != last.lat_e7 || at.lon_e7 != last.lon_e7) vec_push(arena, &line, at);
        }
    }
    *ret_count = line.n;
    return line.at;
}

void print_time_local(const PrintFacts *f, int64_t utc_s, char to[40]) {
    int32_t zone = f->in.regency->zone_min;
    Civil c = civil_from_s(utc_s + (int64_t)zone * 60);
    snprintf(to, 40, "%04d-%02d-%02dT%02d:%02d:%02d+%02d:%02d", c.year % 10000, c.month, c.day,
             c.hour, c.minute, c.second, zone / 60 % 100, zone % 60);
}

static void put_time(const PrintFacts *f, JsonOut *out, const char *key, int64_t utc_s) {
    char text[40];
    print_time_local(f, utc_s, text);
    json_put_str(out, key, text);
}

static void put_position(JsonOut *out, const char *key, GeoPoint at) {
    json_open(out, key, '[');
    json_put_decimal(out, NULL, at.lon_e7, GEO_DECIMALS);
    json_put_decimal(out, NULL, at.lat_e7, GEO_DECIMALS);
    json_close(out, ']');
}

static void open_feature(JsonOut *out, const char *id) {
    json_open(out, NULL, '{');
    json_put_str(out, "type", "Feature");
    json_put_str(out, "id", id);
}

static void put_point(JsonOut *out, bool known, GeoPoint at) {
    if (!known) {
        json_put_null(out, "geometry");
        return;
    }
    json_open(out, "geometry", '{');
    json_put_str(out, "type", "Point");
    put_position(out, "coordinates", at);
    json_close(out, '}');
}

static void put_line(PrintPaper *p, JsonOut *out, size_t trip) {
    size_t n;
    GeoPoint *line = print_trip_line(p->facts, p->arena, trip, &n);
    if (n < 2) {
        json_put_null(out, "geometry");
        return;
    }
    json_open(out, "geometry", '{');
    json_put_str(out, "type", "LineString");
    json_open(out, "coordinates", '[');
    for (size_t i = 0; i < n; i++) put_position(out, NULL, line[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_trip(PrintPaper *p, JsonOut *out, size_t item) {
    const PrintFacts *f = p->facts;
    const PlanTrip *t = print_trip(f, (int32_t)item);
    const ElectionVehicle *v = &f->in.regency->vehicles[t->vehicle];
    char day[16];
    day_format(t->day, day);
    open_feature(out, t->id);
    put_line(p, out, item);
    json_open(out, "properties", '{');
    json_put_str(out, "kind", "trip");
    json_put_str(out, "trip", t->id);
    json_put_str(out, "to",
                 t->kind != PLAN_TO_HUB   ? "tps"
                 : print_to_landing(f, t) ? "landing"
                                          : "ppk");
    json_put_str(out, "vehicle", v->id);
    json_put_str(out, "vehicle_name", v->name);
    json_put_str(out, "plate", v->plate);
    json_put_str(out, "from", f->in.regency->depots[t->depot].name);
    json_put_str(out, "day", day);
    put_time(f, out, "depart", t->depart_s);
    put_time(f, out, "return", t->return_s);
    json_put_int(out, "stops", (int64_t)t->stop_count);
    json_put_int(out, "distance_m", t->distance_m);
    json_put_int(out, "boxes", t->load.boxes);
    json_put_int(out, "mass_g", t->load.mass_g);
    json_put_str(out, "escort", t->escort);
    json_put_bool(out, "estimated", f->in.plan->estimated);
    json_put_bool(out, "example", print_trip_example(f, t));
    json_close(out, '}');
    json_close(out, '}');
}

/* Flat, as map programs filter by it: on_time, on_time_low, on_time_high. */
static void put_share(JsonOut *out, const char *key, ForeseeShare s) {
    char low[64], high[64];
    snprintf(low, sizeof low, "%s_low", key);
    snprintf(high, sizeof high, "%s_high", key);
    json_put_decimal(out, key, s.share_e5, 5);
    json_put_decimal(out, low, s.low_e5, 5);
    json_put_decimal(out, high, s.high_e5, 5);
}

static void put_tps(PrintPaper *p, JsonOut *out, int32_t i) {
    const PrintFacts *f = p->facts;
    const ElectionTps *tps = print_tps(f, i);
    PrintCall call = f->direct[i];
    open_feature(out, tps->id);
    put_point(out, tps->has_at, tps->at);
    json_open(out, "properties", '{');
    json_put_str(out, "kind", "tps");
    json_put_str(out, "tps", tps->id);
    json_put_int(out, "number", tps->number);
    json_put_str(out, "village", print_village(f, tps->village)->name);
    json_put_str(out, "district", print_district_of(f, i)->name);
    json_put_str(out, "place_quality", tps->at_quality);
    json_put_int(out, "boxes", f->in.needs->tps_load[i].boxes);
    json_put_bool(out, "delivered", call.trip >= 0);
    if (call.trip >= 0) {
        const PlanStop *stop = &print_trip(f, call.trip)->stops[call.stop];
        json_put_str(out, "trip", print_trip(f, call.trip)->id);
        json_put_int(out, "order", call.stop + 1);
        put_time(f, out, "arrive", stop->arrive_s);
        put_time(f, out, "leave", stop->leave_s);
    }
    if (print_at_risk(f, i)) put_share(out, "on_time", print_on_time(f, i));
    json_close(out, '}');
    json_close(out, '}');
}

/* ---------------------------------------------------------------- hazards */

/* The roads that it closes, or the point where there is none. */
static void put_closed_roads(const PrintFacts *f, JsonOut *out, size_t hazard) {
    size_t n, points;
    const ForeseeStretch *stretch = print_stretches(f, hazard, &n);
    if (n == 0) {
        put_point(out, true, f->in.risk->foresight->hazards[hazard].point->at);
        return;
    }
    json_open(out, "geometry", '{');
    json_put_str(out, "type", "MultiLineString");
    json_open(out, "coordinates", '[');
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < stretch[i].segment_count; k++) {
            const GeoPoint *line =
                road_geometry(f->in.network->map, stretch[i].segments[k], &points);
            json_open(out, NULL, '[');
            for (size_t at = 0; at < points; at++) put_position(out, NULL, line[at]);
            json_close(out, ']');
        }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_hazard(PrintPaper *p, JsonOut *out, size_t i) {
    const PrintFacts *f = p->facts;
    const Foresight *of = f->in.risk->foresight;
    const ForeseeHazard *h = &of->hazards[i];
    const PrintPass *pass = &f->passes[i];
    open_feature(out, h->point->id);
    put_closed_roads(f, out, i);
    json_open(out, "properties", '{');
    json_put_str(out, "kind", "hazard");
    json_put_str(out, "process", hazard_process_id(h->point->process));
    json_put_str(out, "name", h->point->name);
    put_share(out, "closed", foresee_share(h->floods, of->scenarios));
    json_put_int(out, "trips", pass->trips);
    json_put_int(out, "tps_behind", pass->tps);
    json_put_int(out, "legs", pass->legs);
    json_put_int(out, "legs_without_way_round", pass->legs_without);
    json_put_int(out, "late_tps_behind", h->late_behind);
    if (h->late_without >= 0)
        json_put_int(out, "late_tps_fewer_if_open", of->late_total - h->late_without);
    json_put_int(out, "scenarios", of->scenarios); /* of which these two are the sums */
    json_put_int(out, "figures", h->point->figures);
    json_put_int(out, "assumed", h->point->assumed);
    json_put_str(out, "source", h->point->source);
    json_put_bool(out, "example", h->point->example);
    json_close(out, '}');
    json_close(out, '}');
}

static void put_depot(JsonOut *out, const ElectionDepot *d) {
    open_feature(out, d->id);
    put_point(out, true, d->at);
    json_open(out, "properties", '{');
    json_put_str(out, "kind", "depot");
    json_put_str(out, "name", d->name);
    json_put_str(out, "of", d->kind);
    json_close(out, '}');
    json_close(out, '}');
}

Status print_geojson(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    JsonOut out;
    buf_init(&p->bytes, BYTES_MAX);
    json_out(&out, &p->bytes, false);
    json_open(&out, NULL, '{');
    json_put_str(&out, "type", "FeatureCollection");
    json_open(&out, "hantar", '{'); /* a foreign member, as RFC 7946 section 6.1 allows */
    json_put_str(&out, "scope", f->in.regency->scope);
    json_put_str(&out, "plan", f->in.plan->id);
    json_put_str(&out, "rests_on", p->foot);
    json_put_bool(&out, "example", f->example);
    json_close(&out, '}');
    json_open(&out, "features", '[');
    for (size_t i = 0; i < f->in.plan->trip_count; i++) put_trip(p, &out, i);
    for (size_t i = 0; i < f->in.regency->depot_count; i++)
        put_depot(&out, &f->in.regency->depots[i]);
    for (size_t i = 0; i < f->in.regency->tps_count; i++) put_tps(p, &out, (int32_t)i);
    for (size_t i = 0; f->in.risk && i < f->in.risk->foresight->hazard_count; i++)
        put_hazard(p, &out, i);
    json_close(&out, ']');
    json_close(&out, '}');
    return buf_ok(&p->bytes, err);
}
