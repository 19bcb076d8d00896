// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a table of what has happened, and as a list of TPS: faults with a place, or facts of
 * trips and stops that there are. */
#include "plan/plan.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_happened(Arena *arena, const ElectionRegency *r, const Plan *plan, Bytes text) {
    Faults faults = {.arena = arena, .file = "happened.csv"};
    PlanFact *facts;
    size_t n;
    Err err;
    if (plan_happened_read(arena, r, plan, text, &facts, &n, &faults, &err) != OK) return;
    for (size_t i = 0; i < n; i++)
        if (facts[i].trip < 0 || (size_t)facts[i].trip >= plan->trip_count ||
            facts[i].act >= _PLAN_ACTS ||
            facts[i].stop >= (int32_t)plan->trips[facts[i].trip].stop_count)
            abort();
}

static void read_places(Arena *arena, const ElectionRegency *r, Bytes text) {
    Faults faults = {.arena = arena, .file = "tps.csv"};
    PlanPlace *places;
    size_t n;
    Err err;
    if (plan_places_read(arena, r, text, &places, &n, &faults, &err) != OK) return;
    for (size_t i = 0; i < n; i++)
        if (places[i].tps < 0 || (size_t)places[i].tps >= r->tps_count) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    static const ElectionDistrict district = {.code = "122201", .name = "HILIR"};
    static const ElectionVillage village = {.code = "1222011001", .name = "Desa"};
    static const ElectionTps tps[] = {{.id = "1222011001001"}, {.id = "1222011001002"}};
    static const ElectionVehicle vehicle = {.id = "TR-01"};
    ElectionRegency r = {.scope = "1222",
                         .zone_min = 420,
                         .districts = &district,
                         .district_count = 1,
                         .villages = &village,
                         .village_count = 1,
                         .tps = tps,
                         .tps_count = COUNT_OF(tps),
                         .vehicles = &vehicle,
                         .vehicle_count = 1};
    r.rules.contest_count = 5;
    PlanStop stops[] = {{.tps = 0}, {.tps = 1}, {.tps = -1, .village = -1}};
    PlanTrip trip = {.id = "0210-TR-01-1",
                     .load_s = 1707520000,
                     .return_s = 1707550000,
                     .stops = stops,
                     .stop_count = COUNT_OF(stops)};
    Plan plan = {.id = "p", .trips = &trip, .trip_count = 1};
    read_happened(arena, &r, &plan, (Bytes){data, size});
    read_places(arena, &r, (Bytes){data, size});
    arena_free(arena);
    return 0;
}
