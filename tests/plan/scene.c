// SPDX-License-Identifier: Apache-2.0
#include "scene.h"

#include <assert.h>
#include <math.h>

static void scene_rules(Scene *s) {
    json_t *json;
    Err err;
    Faults faults = {.arena = s->arena, .file = "pemilu-2024"};
    Status st = json_read(election_builtin("pemilu-2024"), "pemilu-2024", &json, &err);
    assert(st == OK);
    st = election_rules_read(s->arena, json, "pemilu-2024", "1222", &s->r.rules, &faults, &err);
    assert(st == OK);
    json_decref(json);
}

static ElectionVehicle scene_vehicle(Arena *arena, size_t i) {
    return (ElectionVehicle){.id = arena_printf(arena, "TR%02zu", i + 1),
                             .name = "truck",
                             .klass = ROAD_TRUCK,
                             .capacity_g = 4000000,
                             .capacity_cm3 = 12000000,
                             .capacity_boxes = 15,
                             .cost_per_day = 900000,
                             .cost_per_hour = 60000,
                             .cost_per_km = 4000,
                             .crew = 2,
                             .shift_start_s = 6 * 3600,
                             .shift_end_s = 18 * 3600,
                             .from_day = INT32_MIN,
                             .to_day = INT32_MAX,
                             .trips_max = 4};
}

void scene_init(Scene *s, size_t tps, size_t vehicles) {
    *s = (Scene){.env = env_real()};
    s->arena = arena_new(&s->env, 512 * MIB);
    scene_rules(s);
    for (int i = 0; i < 2; i++)
        s->districts[i] = (ElectionDistrict){.code = i ? "122202" : "122201",
                                             .name = i ? "HULU" : "HILIR",
                                             .at = geo_point(1.9 + 0.1 * i, 100.1),
                                             .has_at = true,
                                             .at_quality = "test",
                                             .store_boxes = -1};
    for (int i = 0; i < 4; i++)
        s->villages[i] = (ElectionVillage){arena_printf(s->arena, "122200100%d", i),
                                           arena_printf(s->arena, "Desa %d", i), i / 2};
    for (size_t i = 0; i < tps; i++) {
        size_t village = i * 4 / tps;
        double turn = 6.28318 * (double)i / (double)tps, far = 0.05 + 0.02 * (double)(i % 3);
        s->tps[i] =
            (ElectionTps){.id = arena_printf(s->arena, "%s%03zu", s->villages[village].code, i + 1),
                          .village = (int32_t)village,
                          .number = (int32_t)i + 1,
                          .dpt = 250,
                          .at = geo_point(1.9 + far * sin(turn), 100.1 + far * cos(turn)),
                          .has_at = true,
                          .at_quality = "test",
                          .earliest_s = -1,
                          .latest_s = -1};
    }
    s->depots[0] =
        (ElectionDepot){"KPU", "Gudang KPU", "kpu", -1, geo_point(1.9, 100.1), "test", false};
    for (size_t i = 0; i < vehicles; i++) s->vehicles[i] = scene_vehicle(s->arena, i);
    s->r.scope = "1222";
    s->r.name = "CONTOH";
    s->r.province = "SUMATERA UTARA";
    s->r.zone_min = 420;
    s->r.districts = s->districts;
    s->r.district_count = 2;
    s->r.villages = s->villages;
    s->r.village_count = 4;
    s->r.tps = s->tps;
    s->r.tps_count = tps;
    s->r.depots = s->depots;
    s->r.depot_count = 1;
    s->r.vehicles = s->vehicles;
    s->r.vehicle_count = vehicles;
    s->r.persons = s->persons;
}

void scene_hub(Scene *s) {
    s->districts[1].through_hub = true;
    s->depots[1] = (ElectionDepot){"PPK2", "PPK Hulu", "ppk", 1, s->districts[1].at, "test", false};
    s->r.depot_count = 2;
    s->vehicles[s->r.vehicle_count - 1].depot = 1;
}

void scene_landing(Scene *s, const char *id, GeoPoint at, size_t vehicle, int64_t boxes) {
    int32_t depot = (int32_t)s->r.depot_count++;
    s->depots[depot] = (ElectionDepot){id, id, "landing", -1, at, "test", false};
    s->vehicles[vehicle].klass = ROAD_BOAT;
    s->vehicles[vehicle].capacity_boxes = boxes;
    s->vehicles[vehicle].depot = depot;
}

void scene_roads(Scene *s) {
    const StoreModule modules[] = {LEDGER_STORE, HAZARD_STORE};
    Buf xml;
    Err err;
    bool stale;
    buf_init(&xml, MIB);
    buf_str(&xml, "<osm>");
    for (int i = 0; i < SCENE_GRID * SCENE_GRID; i++)
        buf_printf(&xml, "<node id='%d' lat='%.4f' lon='%.4f'/>", i + 1,
                   1.8 + 0.02 * (i / SCENE_GRID), 100.0 + 0.02 * (i % SCENE_GRID));
    for (int i = 0, way = 1; i < SCENE_GRID * SCENE_GRID; i++)
        for (int up = 0; up < 2; up++) {
            if (up ? i / SCENE_GRID + 1 == SCENE_GRID : i % SCENE_GRID + 1 == SCENE_GRID) continue;
            buf_printf(&xml,
                       "<way id='%d'><nd ref='%d'/><nd ref='%d'/><tag k='highway' v='secondary'/>"
                       "</way>",
                       way++, i + 1, i + 1 + (up ? SCENE_GRID : 1));
        }
    buf_str(&xml, "</osm>");
    Status st = store_open(&s->env, ":memory:", STORE_CREATE, modules, 2, &s->store, &stale, &err);
    assert(st == OK);
    s->ledger = ledger_new(&s->env, s->store, HAZARD_TYPES, HAZARD_TYPE_COUNT);
    st = ledger_blob_put(s->store, buf_bytes(&xml), &s->r.roads, &err);
    assert(st == OK);
    buf_free(&xml);
    s->r.has_roads = true;
    s->r.roads_name = "grid.osm";
}

void scene_close_road(Scene *s, int32_t way) {
    Err err;
    Faults faults = {.arena = s->arena, .file = "closures"};
    int64_t *numbers;
    size_t n;
    const char *geojson = arena_printf(s->arena,
                                       "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                                       "\"coordinates\":[100.1,1.9]},\"properties\":{\"way\":"
                                       "\"%d\"}}",
                                       way);
    Status st = hazard_close(s->ledger, s->store, s->arena, s->r.scope, s->network.map,
                             bytes_of(geojson), "closures", &numbers, &n, &faults, &err);
    assert(st == OK);
}

void scene_rule(Scene *s, const char *name, int64_t value) {
    for (size_t i = 0; i < s->r.rules.setting_count; i++)
        if (str_eq(s->r.rules.settings[i].name, name)) s->r.rules.settings[i].value = value;
}

void scene_ready(Scene *s) {
    Err err;
    Status st = election_needs(s->arena, &s->r, &s->needs, &err);
    assert(st == OK);
    int32_t day = s->r.rules.voting_day;
    st = plan_network(&s->env, s->store, s->arena, &s->r, day, day, 1, NULL, &s->network, &err);
    assert(st == OK);
}

void scene_done(Scene *s) {
    ledger_free(s->ledger);
    if (s->store) store_close(s->store);
    arena_free(s->arena);
}

PlanOptions scene_options(const Scene *s, int days, int64_t iterations) {
    int32_t last = s->r.rules.voting_day - 1;
    return (PlanOptions){.from_day = last - days + 1,
                         .to_day = last,
                         .iterations = iterations,
                         .seed = 1,
                         .threads = 1};
}
