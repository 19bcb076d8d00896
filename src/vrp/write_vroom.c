// SPDX-License-Identifier: Apache-2.0
/* The answer as VROOM gives it: a summary, what is unassigned, and each route step by step. */
#include "vrp/vrp.h"

#include <string.h>

typedef struct Totals {
    int64_t cost, service_s, travel_s, waiting_s, distance_m, amount[VRP_DIMENSIONS];
} Totals;

static void put_amount(JsonOut *out, const char *key, const int64_t *amount) {
    json_open(out, key, '[');
    for (int d = 0; d < VRP_DIMENSIONS; d++) json_put_int(out, NULL, amount[d]);
    json_close(out, ']');
}

static void put_totals(JsonOut *out, const Totals *t) {
    json_put_int(out, "cost", t->cost);
    put_amount(out, "delivery", t->amount);
    json_put_int(out, "service", t->service_s);
    json_put_int(out, "duration", t->travel_s);
    json_put_int(out, "waiting_time", t->waiting_s);
    json_put_int(out, "distance", t->distance_m);
}

static void put_step(JsonOut *out, const char *type, int32_t at, int64_t arrive_s,
                     const Totals *so_far) {
    json_put_str(out, "type", type);
    json_put_int(out, "location_index", at);
    json_put_int(out, "arrival", arrive_s);
    json_put_int(out, "duration", so_far->travel_s);
    json_put_int(out, "distance", so_far->distance_m);
}

static void drive(const VrpInstance *in, int32_t klass, int32_t *from, int32_t to, Totals *t) {
    size_t arc = (size_t)*from * (size_t)in->problem.site_count + (size_t)to;
    t->travel_s += in->travel[klass].time_s[arc];
    t->distance_m += in->travel[klass].distance_m[arc];
    *from = to;
}

static void put_steps(JsonOut *out, const VrpInstance *in, const VrpTrip *trip, Totals *t) {
    const VrpProblem *p = &in->problem;
    const VrpVehicle *vehicle = &p->vehicles[trip->vehicle];
    int32_t home = p->depots[vehicle->depot].site, at = home;
    json_open(out, "steps", '[');
    json_open(out, NULL, '{');
    put_step(out, "start", home, trip->depart_s, t);
    json_close(out, '}');
    for (int32_t i = 0; i < trip->visit_count; i++) {
        const VrpVisit *visit = &trip->visits[i];
        const VrpStop *stop = &p->stops[visit->stop];
        drive(in, vehicle->klass, &at, stop->site, t);
        t->service_s += stop->service_s;
        t->waiting_s += visit->begin_s - visit->arrive_s;
        json_open(out, NULL, '{');
        put_step(out, "job", at, visit->arrive_s, t);
        json_put_int(out, "id", in->stop_ids[visit->stop]);
        json_put_int(out, "service", stop->service_s);
        json_put_int(out, "waiting_time", visit->begin_s - visit->arrive_s);
        json_close(out, '}');
    }
    drive(in, vehicle->klass, &at, home, t);
    json_open(out, NULL, '{');
    put_step(out, "end", home, trip->return_s, t);
    json_close(out, '}');
    json_close(out, ']');
}

static void put_route(JsonOut *out, const VrpInstance *in, const VrpTrip *trip, Totals *all) {
    Totals t = {.cost = in->problem.vehicles[trip->vehicle].cost_per_shift + trip->distance_m};
    memcpy(t.amount, trip->load, sizeof t.amount);
    json_open(out, NULL, '{');
    json_put_int(out, "vehicle", in->vehicle_ids[trip->vehicle]);
    put_steps(out, in, trip, &t);
    put_totals(out, &t);
    json_close(out, '}');
    all->cost += t.cost;
    all->service_s += t.service_s;
    all->travel_s += t.travel_s;
    all->waiting_s += t.waiting_s;
    all->distance_m += t.distance_m;
    for (int d = 0; d < VRP_DIMENSIONS; d++) all->amount[d] += t.amount[d];
}

void vrp_vroom_write(const VrpInstance *in, const VrpSolution *solution, Buf *to) {
    JsonOut out;
    Totals all = {0};
    json_out(&out, to, true);
    json_open(&out, NULL, '{');
    json_put_int(&out, "code", 0);
    json_open(&out, "routes", '[');
    for (int32_t t = 0; t < solution->trip_count; t++)
        put_route(&out, in, &solution->trips[t], &all);
    json_close(&out, ']');
    json_open(&out, "unassigned", '[');
    for (int32_t i = 0; i < solution->unserved_count; i++) {
        json_open(&out, NULL, '{');
        json_put_int(&out, "id", in->stop_ids[solution->unserved[i]]);
        json_put_str(&out, "type", "job");
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_open(&out, "summary", '{');
    json_put_int(&out, "routes", solution->trip_count);
    json_put_int(&out, "unassigned", solution->unserved_count);
    put_totals(&out, &all);
    json_close(&out, '}');
    json_close(&out, '}');
    buf_char(to, '\n');
}
