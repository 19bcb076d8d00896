// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <assert.h>
#include <string.h>

#define SOUTH 1.80
#define WEST 100.00
#define SPAN 0.20 /* degrees */

typedef struct Maker {
    const Env *env;
    Arena *arena;
    SampleSize size;
    Sample *s;
    Rng rng;
    VEC(PlanTrip) trips;
    VEC(PlanUnserved) unserved;
    ElectionTps *tps;
} Maker;

static GeoPoint somewhere(Maker *m) {
    double east = rng_unit(&m->rng), north = rng_unit(&m->rng); /* one after the other */
    return geo_point(SOUTH + 0.01 + north * (SPAN - 0.02), WEST + 0.01 + east * (SPAN - 0.02));
}

/* ---------------------------------------------------------------- the regency */

static void rules(Maker *m) {
    ElectionRegency *r = &m->s->regency;
    json_t *json;
    Err err = {0};
    Faults faults = {.arena = m->arena};
    Status s = json_read(election_builtin("pemilu-2024"), "pemilu-2024", &json, &err);
    assert(s == OK);
    s = election_rules_read(m->arena, json, "pemilu-2024", r->scope, &r->rules, &faults, &err);
    assert(s == OK);
    json_decref(json);
}

static void districts(Maker *m) {
    static const char *const names[] = {"Kotapinang", "Torgamba", "Kampung Rakyat", "Sungai Kanan",
                                        "Silangkitang"};
    ElectionRegency *r = &m->s->regency;
    ElectionDistrict *d = ARENA_ARRAY(m->arena, ElectionDistrict, m->size.districts);
    for (int i = 0; i < m->size.districts; i++) {
        bool last = i == m->size.districts - 1;
        d[i] = (ElectionDistrict){.code = arena_printf(m->arena, "1222%02d", i + 1),
                                  .name = names[last ? 4 : i % 4],
                                  .at = somewhere(m),
                                  .has_at = true,
                                  .at_quality = "village",
                                  .through_hub = last,
                                  .store_boxes = -1};
    }
    r->districts = d;
    r->district_count = (size_t)m->size.districts;
}

static GeoArea square(Maker *m, int column, int row, int columns, int rows) {
    double lat = SOUTH + SPAN * row / rows, lon = WEST + SPAN * column / columns;
    double up = SPAN / rows, right = SPAN / columns;
    GeoPoint corners[] = {geo_point(lat, lon), geo_point(lat, lon + right),
                          geo_point(lat + up, lon + right), geo_point(lat + up, lon)};
    GeoArea area = {.rings = ARENA_NEW(m->arena, GeoRing), .ring_count = 1, .box = geo_box_empty()};
    area.rings[0] = (GeoRing){ARENA_ARRAY(m->arena, GeoPoint, 4), 4};
    memcpy(area.rings[0].points, corners, sizeof corners);
    for (int i = 0; i < 4; i++) geo_box_add(&area.box, corners[i]);
    return area;
}

static void villages(Maker *m) {
    static const char *const names[] = {
        "Simatahari",
        "Sei Rumbia",
        "Perkebunan Normark",
        "Hadundung Aek Batu Perkebunan Tanjung Medan Pasir Tuntung Sisumut Utara Selatan",
        "Mampang",
        "Aek Goti",
        "Binanga Dua",
        "Ulumahuam"};
    ElectionRegency *r = &m->s->regency;
    int n = m->size.districts * m->size.villages;
    ElectionVillage *v = ARENA_ARRAY(m->arena, ElectionVillage, n);
    GeoArea *areas = ARENA_ARRAY(m->arena, GeoArea, n);
    for (int i = 0; i < n; i++) {
        int district = i / m->size.villages, k = i % m->size.villages;
        v[i] =
            (ElectionVillage){arena_printf(m->arena, "%s2%03d", r->districts[district].code, k + 1),
                              names[i % 8], district};
        areas[i] = square(m, k, district, m->size.villages, m->size.districts);
    }
    r->villages = v;
    r->village_area = areas;
    r->village_count = (size_t)n;
    r->outline = ARENA_NEW(m->arena, GeoArea);
    *(GeoArea *)r->outline = square(m, 0, 0, 1, 1);
}

static void stations(Maker *m) {
    ElectionRegency *r = &m->s->regency;
    size_t n = r->village_count * (size_t)m->size.tps;
    m->tps = ARENA_ARRAY(m->arena, ElectionTps, n);
    for (size_t i = 0; i < n; i++) {
        size_t village = i / (size_t)m->size.tps, number = i % (size_t)m->size.tps + 1;
        m->tps[i] = (ElectionTps){
            .id = arena_printf(m->arena, "%s%03zu", r->villages[village].code, number),
            .village = (int32_t)village,
            .number = (int32_t)number,
            .dpt = i == 3 ? -1 : 180 + (int64_t)rng_below(&m->rng, 120),
            .dptb = i % 9 == 0 ? 4 : 0,
            .at = somewhere(m),
            .has_at = i != 8,
            .at_quality = "village",
            .earliest_s = -1,
            .latest_s = -1,
            .note = i == 2 ? "jembatan gantung, muatan dipikul dari ujung jalan" : NULL};
    }
    r->tps = m->tps;
    r->tps_count = n;
}

static void depots(Maker *m) {
    ElectionRegency *r = &m->s->regency;
    ElectionDepot *d = ARENA_ARRAY(m->arena, ElectionDepot, 2);
    int32_t last = (int32_t)r->district_count - 1;
    d[0] = (ElectionDepot){"GUDANG", "Gudang KPU Labuhanbatu Selatan",     "kpu",
                           -1,       geo_point(SOUTH + 0.05, WEST + 0.10), "gps",
                           false};
    d[1] = (ElectionDepot){
        "PPK-SK", "Gudang PPK Silangkitang", "ppk", last, r->districts[last].at, "village", false};
    r->depots = d;
    r->depot_count = 2;
}

static void fleet(Maker *m) {
    static const ElectionVehicle vehicles[] = {
        {"TR01", "Truk boks 1", "BK 8123 YA", ROAD_TRUCK, 4000000, 16000000, 120, 900000, 25000,
         4500, 3, 0, 18000, 72000, INT32_MIN, INT32_MAX, 2, true, true},
        {"TR02", "Truk boks 2", "BK 8456 YB", ROAD_TRUCK, 4000000, 16000000, 120, 900000, 25000,
         4500, 3, 0, 18000, 72000, INT32_MIN, INT32_MAX, 2, true, true},
        {"GD01", "Gardan ganda 1", "BK 1789 YC", ROAD_4X4, 1000000, 4000000, 40, 700000, 20000,
         3800, 2, 0, 18000, 72000, INT32_MIN, INT32_MAX, 3, true, false},
        {"PK01", "Pikap PPK", NULL, ROAD_4X4, 1000000, 4000000, 40, 500000, 20000, 3500, 2, 1,
         18000, 72000, INT32_MIN, INT32_MAX, 3, false, false}};
    static const ElectionPerson persons[] = {
        {"P1", "driver", "Budi Santoso", "0812-0000-0001", NULL, NULL, "TR01", -1, true},
        {"P2", "driver", "(dirahasiakan)", "(dirahasiakan)", NULL, NULL, "GD01", -1, false},
        {"P3", "escort", "Aiptu Sitorus", NULL, "Polres", "Tim 1", NULL, -1, true},
        {"P4", "escort", "Bripka Nasution", NULL, "Polres", "Tim 1", NULL, -1, true},
        {"P5", "escort", "Bripda Harahap", NULL, "Polres", "Tim 2", NULL, -1, false},
        {"P6", "kpu", "Drs. H. Rahmat Siregar", NULL, "KPU", NULL, NULL, 0, false},
        {"P7", "ppk", "Nurhayati, S.Pd.", NULL, "PPK", NULL, NULL, 1, false},
        {"P8", "supervisor", "Sari Wulandari", NULL, "Bawaslu", NULL, NULL, 0, false}};
    static ElectionHazard hazards[] = {{.id = "H1",
                                        .name = "Banjir Sungai Barumun",
                                        .kind = "flood",
                                        .radius_m = 1500,
                                        .rain_mm = -1,
                                        .rain_days = -1,
                                        .depth_permille = -1,
                                        .drain_h = -1,
                                        .example = true},
                                       {.id = "H2", .name = "Rawan unjuk rasa", .kind = "unrest"}};
    ElectionRegency *r = &m->s->regency;
    hazards[0].at = geo_point(SOUTH + 0.09, WEST + 0.12);
    hazards[1].at = geo_point(SOUTH + 0.05, WEST + 0.05);
    hazards[1].area = square(m, 1, 1, 4, 4);
    r->vehicles = vehicles;
    r->vehicle_count = COUNT_OF(vehicles);
    r->persons = persons;
    r->person_count = COUNT_OF(persons);
    r->hazards = hazards;
    r->hazard_count = COUNT_OF(hazards);
}

/* ---------------------------------------------------------------- the network */

static void sites(Maker *m) {
    ElectionRegency *r = &m->s->regency;
    PlanNetwork *net = &m->s->network;
    size_t n = r->depot_count + r->district_count + r->tps_count;
    net->sites = ARENA_ARRAY(m->arena, GeoPoint, n);
    net->placed = ARENA_ARRAY(m->arena, bool, n);
    net->first_district = r->depot_count;
    net->first_tps = r->depot_count + r->district_count;
    net->site_count = n;
    for (size_t i = 0; i < n; i++) {
        net->placed[i] = i < net->first_tps || r->tps[i - net->first_tps].has_at;
        net->sites[i] = i < net->first_district ? r->depots[i].at
                        : i < net->first_tps    ? r->districts[i - net->first_district].at
                                                : r->tps[i - net->first_tps].at;
    }
}

/* Not road_estimate: the golden papers should not change with a speed in profiles.json. */
static void straight(Maker *m, uint32_t *time_s, uint32_t *distance_m) {
    const PlanNetwork *net = &m->s->network;
    for (size_t i = 0; i < net->site_count; i++)
        for (size_t k = 0; k < net->site_count; k++) {
            uint32_t metres = geo_distance_m(net->sites[i], net->sites[k]) * 13 / 10;
            distance_m[i * net->site_count + k] = metres;
            time_s[i * net->site_count + k] = metres / 7;
        }
}

static void network(Maker *m) {
    PlanNetwork *net = &m->s->network;
    RoadProfiles *profiles;
    Err err = {0};
    Status s = road_profiles_builtin(m->arena, &profiles, &err);
    assert(s == OK);
    net->profiles = profiles;
    sites(m);
    if (m->size.roads.n) {
        RoadMap *map;
        RoadReport report;
        s = road_read(m->arena, m->size.roads, "sample.osm", NULL, &map, &report, &err);
        assert(s == OK);
        net->map = map;
        net->map_name = "sample.osm";
    }
    size_t n = net->site_count;
    for (RoadClass c = ROAD_TRUCK; c <= ROAD_4X4; c++) {
        net->class_used[c] = true;
        net->time_s[c] = ARENA_ARRAY(m->arena, uint32_t, n * n);
        net->distance_m[c] = ARENA_ARRAY(m->arena, uint32_t, n * n);
        if (!net->map) {
            straight(m, net->time_s[c], net->distance_m[c]);
            continue;
        }
        net->weights[c] = road_weights(m->arena, net->map, profiles, c);
        net->snaps[c] = ARENA_ARRAY(m->arena, RoadSnap, n);
        RoadSnap depot;
        road_snap(net->map, net->weights[c], net->sites, 1, 20000, NULL, &depot);
        road_snap(net->map, net->weights[c], net->sites, n, 20000, &depot, net->snaps[c]);
        road_matrix(m->arena, net->map, net->weights[c], net->snaps[c], n, 1, NULL, net->time_s[c],
                    net->distance_m[c]);
    }
}

/* ---------------------------------------------------------------- the plan */

static int64_t at_local(Maker *m, int32_t day, int32_t clock_s) {
    return (int64_t)day * 86400 + clock_s - (int64_t)m->s->regency.zone_min * 60;
}

static PlanStop stop_at_tps(Maker *m, int32_t tps) {
    const ElectionRegency *r = &m->s->regency;
    PlanStop stop = {.tps = tps,
                     .village = r->tps[tps].village,
                     .district = r->villages[r->tps[tps].village].district,
                     .site = (int32_t)m->s->network.first_tps + tps,
                     .load = m->s->needs.tps_load[tps],
                     .walk_m = tps % 6 == 0 ? 120 : 10,
                     .goods = ARENA_NEW(m->arena, int32_t),
                     .goods_count = 1};
    stop.goods[0] = tps;
    return stop;
}

static void load_add(ElectionLoad *sum, ElectionLoad more) {
    sum->boxes += more.boxes;
    sum->mass_g += more.mass_g;
    sum->volume_cm3 += more.volume_cm3;
}

/* Times follow from the matrix; 15 minutes at every stop. */
static void trip_add(Maker *m, int32_t vehicle, int32_t day, int32_t number, const char *escort,
                     PlanStop *stops, size_t n) {
    const ElectionVehicle *v = &m->s->regency.vehicles[vehicle];
    const PlanNetwork *net = &m->s->network;
    Civil date = civil_from_s((int64_t)day * 86400);
    PlanTrip t = {.vehicle = vehicle,
                  .depot = v->depot,
                  .day = day,
                  .number = number,
                  .kind = stops[0].tps < 0 ? PLAN_TO_HUB : PLAN_TO_TPS,
                  .escort = escort,
                  .stops = stops,
                  .stop_count = n};
    t.id = arena_printf(m->arena, "P-%02d%02d-%s-%d", date.month, date.day, v->id, number);
    t.load_s = at_local(m, day, 5 * 3600 + (number - 1) * 4 * 3600);
    t.depart_s = t.load_s + 3600;
    int64_t now_s = t.depart_s;
    size_t from = (size_t)t.depot;
    for (size_t i = 0; i <= n; i++) {
        size_t to = i < n ? (size_t)stops[i].site : (size_t)t.depot;
        size_t cell = from * net->site_count + to;
        uint32_t s = net->time_s[v->klass][cell], metres = net->distance_m[v->klass][cell];
        if (s == ROAD_UNREACHABLE) s = metres = 0;
        now_s += s;
        t.distance_m += metres;
        if (i == n) break;
        stops[i].leg_s = s;
        stops[i].leg_m = metres;
        stops[i].arrive_s = stops[i].begin_s = now_s;
        stops[i].leave_s = now_s += 900;
        load_add(&t.load, stops[i].load);
        from = to;
    }
    t.return_s = now_s;
    vec_push(m->arena, &m->trips, t);
}

static bool servable(Maker *m, int32_t tps) {
    return m->tps[tps].dpt >= 0 && m->tps[tps].has_at;
}

/* All TPS of a way (straight, or from the PPK), so many to a trip, vehicle after vehicle. */
static void deliveries(Maker *m, bool hub, int32_t vehicle, int32_t vehicles, int32_t day) {
    const ElectionRegency *r = &m->s->regency;
    size_t n = 0, made = 0;
    PlanStop *stops = NULL;
    for (int32_t i = 0; i < (int32_t)r->tps_count; i++) {
        if (r->districts[r->villages[r->tps[i].village].district].through_hub != hub) continue;
        if (!servable(m, i)) continue;
        if (!n) stops = ARENA_ARRAY(m->arena, PlanStop, m->size.per_trip);
        stops[n++] = stop_at_tps(m, i);
        bool last = true;
        for (int32_t k = i + 1; k < (int32_t)r->tps_count; k++)
            if (r->districts[r->villages[r->tps[k].village].district].through_hub == hub)
                last = false;
        if (n < (size_t)m->size.per_trip && !last) continue;
        int32_t turn = (int32_t)(made % (size_t)vehicles);
        int32_t number = (int32_t)(made / (size_t)vehicles);
        trip_add(m, vehicle + turn, day + number / 2, number % 2 + 1,
                 hub    ? NULL
                 : turn ? "Tim 2"
                        : "Tim 1",
                 stops, n);
        made++;
        n = 0;
    }
}

static void to_the_ppk(Maker *m, int32_t day) {
    const ElectionRegency *r = &m->s->regency;
    int32_t district = (int32_t)r->district_count - 1;
    VEC(PlanStop) stops = {0};
    for (int32_t v = 0; v < (int32_t)r->village_count; v++) {
        if (r->villages[v].district != district) continue;
        PlanStop stop = {.tps = -1, .village = v, .district = district, .site = 1};
        stop.goods = ARENA_ARRAY(m->arena, int32_t, m->size.tps);
        for (int32_t i = 0; i < (int32_t)r->tps_count; i++) {
            if (r->tps[i].village != v || !servable(m, i)) continue;
            stop.goods[stop.goods_count++] = i;
            load_add(&stop.load, m->s->needs.tps_load[i]);
        }
        vec_push(m->arena, &stops, stop);
    }
    PlanStop own = {.tps = -1,
                    .village = -1,
                    .district = district,
                    .site = 1,
                    .load = m->s->needs.district_load[district]};
    vec_push(m->arena, &stops, own);
    trip_add(m, 1, day, 1, "Tim 2", stops.at, stops.n);
}

static void unserved(Maker *m) {
    for (int32_t i = 0; i < (int32_t)m->s->regency.tps_count; i++)
        if (!servable(m, i)) {
            int32_t district = m->s->regency.villages[m->tps[i].village].district;
            const char *reason = m->tps[i].dpt < 0 ? "voters" : "place";
            vec_push(m->arena, &m->unserved, (PlanUnserved){i, district, reason});
        }
}

static void plan(Maker *m) {
    Plan *p = &m->s->plan;
    int32_t day = day_from_civil(2024, 2, 10);
    to_the_ppk(m, day);
    deliveries(m, false, 0, 1, day);
    deliveries(m, true, 3, 1, day + 1);
    unserved(m);
    *p = (Plan){.id = "018d5f2a-7c11-7bd4-9c55-3f0a1b2c3d4e",
                .seq = 31,
                .made = "2024-01-31T03:04:05.678Z",
                .from_day = day,
                .to_day = day,
                .trips = m->trips.at,
                .trip_count = m->trips.n,
                .unserved = m->unserved.at,
                .unserved_count = m->unserved.n,
                .estimated = !m->s->network.map,
                .roads_name = m->s->network.map_name,
                .log_size = 12345};
    for (size_t i = 0; i < p->trip_count; i++) {
        const PlanTrip *t = &p->trips[i];
        const ElectionVehicle *v = &m->s->regency.vehicles[t->vehicle];
        if (t->day > p->to_day) p->to_day = t->day;
        p->cost.distance_m += t->distance_m;
        p->cost.distance += t->distance_m * v->cost_per_km / 1000;
        p->cost.time += (t->return_s - t->depart_s) * v->cost_per_hour / 3600;
        p->cost.fixed += t->number == 1 ? v->cost_per_day : 0;
    }
    p->cost.total = p->cost.distance + p->cost.time + p->cost.fixed;
}

/* As if it had been searched for: nothing in a paper may depend on a search. */
static void reasons(Maker *m) {
    static const PlanWhatIf changes[] = {
        {.change = PLAN_LONGER_SHIFT,
         .vehicle = -1,
         .depot = -1,
         .klass = -1,
         .certain = true,
         .saves = 1300000,
         .saves_min = 1234567},
        {.change = PLAN_MORE_VEHICLE, .vehicle = 1, .depot = 0, .klass = ROAD_TRUCK},
        {.change = PLAN_MORE_TEAM, .vehicle = -1, .depot = 0, .klass = -1, .idle = true}};
    static PlanWhatIfs ifs = {.count = COUNT_OF(changes)};
    PlanWhys *whys = ARENA_NEW(m->arena, PlanWhys);
    plan_why(m->env, m->arena, &m->s->regency, &m->s->needs, &m->s->network, &m->s->plan, NULL,
             whys);
    ifs.change = (PlanWhatIf *)changes;
    m->s->input.whys = whys;
    m->s->input.what_ifs = &ifs;
}

/* As if they had been tried. */
static int32_t helped[] = {0, 1, 2, 6, 12};
static const ForeseeMeasure programme[] = {{.kind = FORESEE_BY,
                                            .office = FORESEE_KPU,
                                            .point = -1,
                                            .stretch = -1,
                                            .vehicle = -1,
                                            .depot = -1,
                                            .district = -1,
                                            .day = -1,
                                            .by_s = 1707642000,
                                            .tps = helped,
                                            .tps_count = COUNT_OF(helped),
                                            .scenarios = 200,
                                            .late_e3 = 740,
                                            .gain_e3 = 560,
                                            .low_e3 = 401,
                                            .high_e3 = 719,
                                            .certain = true,
                                            .none_late = {61000, 54100, 67500},
                                            .cost = -20400,
                                            .run_cost = -20400,
                                            .mend_cost = -1},
                                           {.kind = FORESEE_OPEN_POINT,
                                            .office = FORESEE_BPBD,
                                            .stretch = -1,
                                            .vehicle = -1,
                                            .depot = -1,
                                            .district = -1,
                                            .day = -1,
                                            .scenarios = 200,
                                            .late_e3 = 420,
                                            .gain_e3 = 320,
                                            .low_e3 = 120,
                                            .high_e3 = 520,
                                            .certain = true,
                                            .none_late = {74500, 68000, 80000},
                                            .met = 37,
                                            .cost = 8988000,
                                            .run_cost = -12000,
                                            .done_cost = 9000000,
                                            .mend_cost = 4100000000}};
static const ForeseeMeasure each[] = {{.kind = FORESEE_TEAM,
                                       .office = FORESEE_POLICE,
                                       .point = -1,
                                       .stretch = -1,
                                       .vehicle = -1,
                                       .district = -1,
                                       .day = -1,
                                       .by_s = 1707642000,
                                       .tps = helped,
                                       .tps_count = 1,
                                       .scenarios = 200,
                                       .late_e3 = 1290,
                                       .gain_e3 = 10,
                                       .low_e3 = -30,
                                       .high_e3 = 50,
                                       .none_late = {31000, 25000, 37700},
                                       .cost = 3010000,
                                       .run_cost = 10000,
                                       .done_cost = 3000000,
                                       .mend_cost = -1}};

static const ForeseeAdvice *advice(Maker *m, const Foresight *is) {
    ForeseeAdvice *a = ARENA_NEW(m->arena, ForeseeAdvice);
    *a = (ForeseeAdvice){.scenarios = 200,
                         .is = *is,
                         .programme = (ForeseeMeasure *)programme,
                         .programme_count = COUNT_OF(programme),
                         .each = (ForeseeMeasure *)each,
                         .each_count = COUNT_OF(each),
                         .tried = 412,
                         .solved = 99};
    return a;
}

/* As if it had been played: nothing in a paper may depend on chance. The ways round are found. */
static void risk(Maker *m) {
    static const PlanSafety curve[] = {
        {.cost = 9100000, .cost_mean = 9250000, .late_e3 = 5380, .tail_e3 = 21300, .plain = true},
        {.cost = 9240000, .cost_mean = 9330000, .late_e3 = 2110, .tail_e3 = 11200, .last_min = 20},
        {.cost = 9410000,
         .cost_mean = 9460000,
         .late_e3 = 640,
         .tail_e3 = 4800,
         .last_min = 60,
         .chosen = true},
        {.cost = 9980000,
         .cost_mean = 9990000,
         .late_e3 = 410,
         .tail_e3 = 3900,
         .last_min = 60,
         .other_min = 90,
         .narrowed = 4}};
    Plan *p = &m->s->plan;
    Err err = {0};
    PrintRisk *r = ARENA_NEW(m->arena, PrintRisk);
    HazardModel *model = ARENA_NEW(m->arena, HazardModel);
    Foresight *f = ARENA_NEW(m->arena, Foresight);
    ForeseeWorld *world;
    ForeseeDetour *detours;
    ForeseeOptions options = {.from_day = p->from_day, .to_day = p->to_day, .scenarios = 1};
    Status s = hazard_model_builtin(m->arena, model, &err);
    assert(s == OK);
    s = foresee_world(m->env, m->arena, &m->s->regency, &m->s->network, model, &options, &world,
                      &err);
    assert(s == OK);
    foresee(world, m->arena, p, NULL, FORESEE_GAINS, f);
    f->scenarios = 200;
    f->late_total = 0;
    for (size_t i = 0; i < m->s->regency.tps_count; i++) {
        f->tps[i].late = i % 5 ? (uint32_t)(i % 7) : (uint32_t)(i * i / 20);
        f->late_total += f->tps[i].planned ? f->tps[i].late : 0;
    }
    f->clean = 61;
    f->tail_late = 12.3;
    f->cost_planned = p->cost.total;
    f->cost_mean = p->cost.total + 123456;
    f->hazards[0].floods = 37;
    f->hazards[0].late_behind = 90;
    f->hazards[0].late_without = f->late_total - 81;
    *r = (PrintRisk){.world = world,
                     .model = model,
                     .foresight = f,
                     .late_open = f->late_total - 81,
                     .seed = 7,
                     .month = 12};
    foresee_detours(world, m->arena, &m->s->network, p, &detours, &r->detour_count);
    r->detours = detours;
    r->roads = foresee_roads(world, m->arena, &m->s->network, p, f, &r->road_count);
    r->advice = advice(m, f);
    m->s->input.risk = r;
    p->safety = (PlanSafety *)curve;
    p->safety_count = COUNT_OF(curve);
    p->safety_scenarios = 1000;
    p->safety_seed = 99;
}

/* ---------------------------------------------------------------- numbers */

static void counted(void *ctx, void *to, size_t n) {
    (void)ctx;
    for (size_t i = 0; i < n; i++) ((uint8_t *)to)[i] = (uint8_t)i;
}

static void unit(Maker *m, PrintUnit *to, const ElectionNeed *row, int32_t copy, int32_t serial,
                 const LedgerSigner *signer) {
    const ElectionRegency *r = &m->s->regency;
    CustodyUnit *u = ARENA_NEW(m->arena, CustodyUnit);
    char *code = arena_alloc(m->arena, CUSTODY_CODE_BYTES),
         *sscc = arena_alloc(m->arena, CUSTODY_SSCC_BYTES),
         *label = arena_alloc(m->arena, CUSTODY_LABEL_BYTES_MAX);
    *u = (CustodyUnit){.number = {"1222", CUSTODY_BOX, serial}, .copy = copy};
    u->code = code;
    u->sscc = sscc;
    u->place = row->level == LEVEL_TPS ? r->tps[row->place].id : r->districts[row->place].code;
    u->contest = row->contest < 0 ? NULL : r->rules.contests[row->contest].id;
    custody_code(&u->number, code);
    custody_sscc(&u->number, CUSTODY_PREFIX_DEFAULT, sscc);
    Err err = {0};
    Status s = custody_label(u, signer, label, &err);
    assert(s == OK);
    *to = (PrintUnit){.unit = u, .qr = label, .way = "P-0210-TR01-1 · muat ke-3 dari 14"};
}

static void units(Maker *m) {
    const ElectionNeeds *needs = &m->s->needs;
    Env fixed = *m->env;
    fixed.random = counted;
    LedgerSigner *signer = ledger_signer_new(&fixed, LEDGER_KEY_LABEL);
    VEC(PrintUnit) list = {0};
    for (size_t i = 0; i < needs->count; i++)
        for (int32_t k = 1; k <= needs->rows[i].quantity; k++) {
            if (!m->s->regency.rules.items[needs->rows[i].item].is_box) break;
            vec_push(m->arena, &list, (PrintUnit){0});
            unit(m, &list.at[list.n - 1], &needs->rows[i], k, (int32_t)list.n, signer);
        }
    PrintUnits *all = ARENA_NEW(m->arena, PrintUnits);
    *all = (PrintUnits){m->env, &m->s->regency, list.at, list.n, 0, false};
    m->s->input.units = all;
    ledger_signer_free(signer);
}

Sample *sample_make(const Env *env, Arena *arena, SampleSize size) {
    Maker m = {.env = env, .arena = arena, .size = size, .s = ARENA_NEW(arena, Sample)};
    rng_seed(&m.rng, 7);
    m.s->regency = (ElectionRegency){.scope = "1222",
                                     .name = "Labuhanbatu Selatan",
                                     .province = "Sumatera Utara",
                                     .zone_min = 420,
                                     .has_roads = size.roads.n > 0,
                                     .roads_name = "sample.osm",
                                     .log_size = 12345};
    rules(&m);
    districts(&m);
    villages(&m);
    stations(&m);
    depots(&m);
    fleet(&m);
    Err err = {0};
    Status s = election_needs(arena, &m.s->regency, &m.s->needs, &err);
    assert(s == OK);
    network(&m);
    plan(&m);
    m.s->input = (PrintInput){.env = env,
                              .regency = &m.s->regency,
                              .needs = &m.s->needs,
                              .network = &m.s->network,
                              .plan = &m.s->plan};
    reasons(&m);
    risk(&m);
    units(&m);
    return m.s;
}

/* ---------------------------------------------------------------- roads */

#define LINES 7 /* a grid of so many roads each way */

static void node(Buf *b, int id, double lat, double lon) {
    buf_printf(b, "<node id=\"%d\" lat=\"%.7f\" lon=\"%.7f\"/>\n", id, lat, lon);
}

static void way(Buf *b, int id, int first, int step, const char *key, const char *value) {
    buf_printf(b, "<way id=\"%d\">", id);
    for (int i = 0; i < LINES; i++) buf_printf(b, "<nd ref=\"%d\"/>", first + i * step);
    buf_printf(b, "<tag k=\"%s\" v=\"%s\"/></way>\n", key, value);
}

Bytes sample_roads(Arena *arena) {
    static const char *const kinds[LINES] = {"tertiary",    "unclassified", "track", "trunk",
                                             "residential", "secondary",    "track"};
    Buf b;
    buf_init(&b, 1 * MIB);
    buf_str(&b, "<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n");
    for (int row = 0; row < LINES; row++)
        for (int column = 0; column < LINES; column++)
            node(&b, 100 + row * LINES + column,
                 SOUTH + SPAN * row / (LINES - 1) + 0.004 * ((column * 5 + row) % 3 - 1),
                 WEST + SPAN * column / (LINES - 1) + 0.004 * ((row * 7 + column) % 3 - 1));
    for (int i = 0; i < LINES; i++) {
        way(&b, 1000 + i, 100 + i * LINES, 1, "highway", kinds[i]);
        way(&b, 2000 + i, 100 + i, LINES, "highway", kinds[(i + 3) % LINES]);
    }
    for (int i = 0; i < LINES; i++)
        node(&b, 500 + i, SOUTH + 0.09 + 0.003 * (i % 2), WEST + SPAN * i / (LINES - 1));
    way(&b, 3000, 500, 1, "waterway", "river");
    buf_str(&b, "</osm>\n");
    Bytes bytes = {(const uint8_t *)arena_strn(arena, b.at, b.n), b.n};
    buf_free(&b);
    return bytes;
}
