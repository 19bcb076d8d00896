// SPDX-License-Identifier: Apache-2.0
#include "toy.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define HOUR_S 3600

static const char *const LAND =
    "<osm><node id='1' lat='0' lon='110'/><node id='2' lat='0' lon='110.04'/>"
    "<node id='3' lat='0' lon='110.06'/><node id='4' lat='0' lon='110.1'/>"
    "<node id='5' lat='0.1' lon='110.05'/><node id='6' lat='-0.02' lon='110'/>"
    "<node id='7' lat='-0.005' lon='110.04'/><node id='8' lat='-0.005' lon='110.1'/>";
static const char *const ROADS[] = {"<nd ref='1'/><nd ref='2'/>", "<nd ref='2'/><nd ref='3'/>",
                                    "<nd ref='3'/><nd ref='4'/>", "<nd ref='1'/><nd ref='6'/>",
                                    "<nd ref='1'/><nd ref='5'/>", "<nd ref='5'/><nd ref='4'/>"};

static void toy_rules(Toy *t) {
    json_t *json;
    Err err;
    Faults faults = {.arena = t->arena, .file = "rules"};
    Status s = json_read(election_builtin("pemilu-2024"), "rules", &json, &err);
    assert(s == OK);
    s = election_rules_read(t->arena, json, "rules", "1222", &t->r.rules, &faults, &err);
    assert(s == OK);
    json_decref(json);
}

/* `landing` is a second depot at Dip, with a river from there to Far. */
static void toy_map(Toy *t, bool with_hill, bool landing) {
    Buf xml;
    Err err;
    RoadReport report;
    RoadMap *map;
    RoadProfiles *profiles;
    buf_init(&xml, MIB);
    buf_str(&xml, LAND);
    for (int i = 0; i < (with_hill ? 6 : 4); i++)
        buf_printf(&xml,
                   "<way id='%d'>%s<tag k='highway' v='primary'/><tag k='surface' v='asphalt'/>"
                   "</way>",
                   i + 1, ROADS[i]);
    if (landing)
        buf_str(&xml, "<way id='7'><nd ref='7'/><nd ref='8'/><tag k='waterway' v='river'/>"
                      "<tag k='boat' v='yes'/></way>");
    buf_str(&xml, "</osm>");
    Status s = road_profiles_builtin(t->arena, &profiles, &err);
    assert(s == OK);
    s = road_read(t->arena, buf_bytes(&xml), "toy.osm", NULL, &map, &report, &err);
    assert(s == OK);
    buf_free(&xml);
    t->network = (PlanNetwork){.map = map, .profiles = profiles, .snap_max_m = 1000};
}

static void toy_class(Toy *t, RoadClass c) {
    PlanNetwork *net = &t->network;
    net->class_used[c] = true;
    net->weights[c] = road_weights(t->arena, net->map, net->profiles, c);
    net->snaps[c] = ARENA_ARRAY(t->arena, RoadSnap, net->site_count);
    road_snap(net->map, net->weights[c], net->sites, net->site_count, 1000, NULL, net->snaps[c]);
    for (size_t i = 0; i < net->site_count; i++)
        if (!net->placed[i]) net->snaps[c][i].segment = UINT32_MAX;
}

static void toy_network(Toy *t, bool with_hill, bool landing) {
    size_t depots = landing ? 2 : 1;
    toy_map(t, with_hill, landing);
    PlanNetwork *net = &t->network;
    net->site_count = depots + 3;
    net->first_district = depots;
    net->first_tps = depots + 1;
    net->sites = ARENA_ARRAY(t->arena, GeoPoint, net->site_count);
    net->placed = ARENA_ARRAY(t->arena, bool, net->site_count);
    for (size_t i = 0; i < net->site_count; i++) net->placed[i] = i != net->first_district;
    net->sites[0] = geo_point(0, 110);
    if (landing) net->sites[1] = geo_point(-0.0025, 110.04);
    net->sites[net->first_tps] = geo_point(0, 110.1);
    net->sites[net->first_tps + 1] = geo_point(-0.02, 110);
    toy_class(t, ROAD_TRUCK);
    if (landing) toy_class(t, ROAD_BOAT);
}

static void toy_plan(Toy *t) {
    int32_t first = t->r.rules.voting_day - 2;
    t->start_s = (int64_t)first * 86400 - 420 * 60 + 8 * HOUR_S;
    for (int i = 0; i < TOY_TPS; i++) {
        t->goods[i] = i;
        t->stops[i] = (PlanStop){.tps = i,
                                 .site = 2 + i,
                                 .begin_s = 0,
                                 .leave_s = TOY_SERVICE_S,
                                 .leg_m = 11000,
                                 .load = {5, 50000, 100000},
                                 .goods = &t->goods[i],
                                 .goods_count = 1};
        t->tps[i] = (ElectionTps){.id = i ? "NEAR" : "FAR",
                                  .dpt = 250,
                                  .has_at = true,
                                  .earliest_s = t->start_s - 8 * HOUR_S};
        toy_latest(t, i, 1000);
    }
    t->trip = (PlanTrip){.id = "T",
                         .day = first,
                         .number = 1,
                         .load_s = t->start_s,
                         .depart_s = t->start_s + TOY_LOADING_S,
                         .distance_m = 26000,
                         .stops = t->stops,
                         .stop_count = TOY_TPS};
    t->plan = (Plan){
        .id = "P", .from_day = first, .to_day = first + 1, .trips = &t->trip, .trip_count = 1};
    for (int i = 0; i < 20; i++) t->days[i] = (HazardForecastDay){.day = first - 15 + i};
    t->forecast = (HazardForecast){t->days, 20};
}

void toy_init(Toy *t, bool with_hill) {
    *t = (Toy){.env = env_real()};
    t->arena = arena_new(&t->env, 1024 * MIB);
    toy_rules(t);
    toy_network(t, with_hill, false);
    t->depot = (ElectionDepot){"KPU", "KPU", "kpu", -1, geo_point(0, 110), "test", false};
    t->truck = (ElectionVehicle){.id = "TR",
                                 .klass = ROAD_TRUCK,
                                 .capacity_g = -1,
                                 .capacity_cm3 = -1,
                                 .capacity_boxes = -1,
                                 .cost_per_day = 1000,
                                 .shift_start_s = 8 * HOUR_S,
                                 .shift_end_s = 18 * HOUR_S,
                                 .from_day = INT32_MIN,
                                 .to_day = INT32_MAX,
                                 .trips_max = 4};
    t->flood = (ElectionHazard){.id = "F",
                                .name = "F",
                                .kind = "flood",
                                .at = geo_point(0, 110.05),
                                .radius_m = 100,
                                .rain_mm = 50,
                                .rain_days = 1,
                                .depth_permille = 10000,
                                .drain_h = 0};
    ElectionRegency *r = &t->r;
    r->scope = "1222";
    r->zone_min = 420;
    r->districts = &t->district, r->district_count = 1;
    r->villages = &t->village, r->village_count = 1;
    r->tps = t->tps, r->tps_count = TOY_TPS;
    r->depots = &t->depot, r->depot_count = 1;
    r->vehicles = &t->truck, r->vehicle_count = 1;
    r->hazards = &t->flood, r->hazard_count = 1;
    toy_plan(t);
    Err err;
    Status s = hazard_model_builtin(t->arena, &t->model, &err);
    assert(s == OK);
    static const HazardSetting none[] = {
        HAZARD_LOADING_SIGMA_PERMILLE, HAZARD_SERVICE_SIGMA_PERMILLE, HAZARD_TRAVEL_SIGMA_PERMILLE,
        HAZARD_BREAKDOWN_PER_1000KM_PERMILLE};
    for (size_t i = 0; i < COUNT_OF(none); i++) t->model.settings[none[i]].value = 0;
    for (size_t i = 0; i < t->model.surface_count; i++)
        for (int w = 0; w < HAZARD_WETNESSES; w++)
            t->model.surfaces[i].speed_permille[w][ROAD_TRUCK] = 1000;
}

void toy_done(Toy *t) {
    arena_free(t->arena);
}

/* 150 mm are 1 m of water; a truck wades half of that, so it is closed for half of the drain. */
void toy_flood(Toy *t, double until_h) {
    t->days[14].rain_um = 150000;
    t->model.settings[HAZARD_WADE_TRUCK_MM].value = 500;
    t->flood.drain_h = (int64_t)lround(2 * (until_h + 15));
}

void toy_latest(Toy *t, int tps, double hours) {
    t->tps[tps].latest_s = t->start_s + (int64_t)lround(hours * HOUR_S);
}

ForeseeWorld *toy_world(Toy *t, uint32_t scenarios, bool free_rain, int threads) {
    Err err;
    ForeseeOptions o = {.scenarios = scenarios,
                        .seed = 11,
                        .threads = threads,
                        .from_day = t->plan.from_day,
                        .to_day = t->plan.to_day,
                        .forecast = free_rain ? NULL : &t->forecast};
    ForeseeWorld *world;
    Status s = foresee_world(&t->env, t->arena, &t->r, &t->network, &t->model, &o, &world, &err);
    assert(s == OK);
    return world;
}

Foresight toy_run(Toy *t, uint32_t scenarios, bool free_rain, int threads) {
    Foresight f;
    ForeseeWorld *world = toy_world(t, scenarios, free_rain, threads);
    foresee(world, t->arena, &t->plan, NULL, FORESEE_GAINS | FORESEE_EACH, &f);
    return f;
}

void toy_boat(Toy *t, bool with_hill) {
    toy_network(t, with_hill, true);
    t->depots[0] = t->depot;
    t->depots[1] =
        (ElectionDepot){"DM", "Dermaga", "landing", -1, t->network.sites[1], "test", false};
    t->fleet[0] = t->truck;
    t->fleet[1] = t->truck;
    t->fleet[1].id = "BT";
    t->fleet[1].klass = ROAD_BOAT;
    t->fleet[1].depot = 1;
    t->fleet[1].cost_per_day = 300;
    t->r.depots = t->depots, t->r.depot_count = 2;
    t->r.vehicles = t->fleet, t->r.vehicle_count = 2;
    for (int i = 0; i < TOY_TPS; i++) t->stops[i].site = 3 + i;
    uint32_t time_s[25], metres[25];
    road_matrix(t->arena, t->network.map, t->network.weights[ROAD_BOAT],
                t->network.snaps[ROAD_BOAT], 5, 1, NULL, time_s, metres);
    assert(time_s[5 + 3] != ROAD_UNREACHABLE);
    t->ride_h = time_s[5 + 3] / 3600.0;
    t->river = t->flood;
    t->river.id = "R";
    t->river.kind = "unrest";
    t->river.at = geo_point(-0.005, 110.07);
    t->river.has_upstream = true;
    t->river.upstream = t->flood.at;
}
