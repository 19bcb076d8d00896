// SPDX-License-Identifier: Apache-2.0
/* What is to be brought, and with what: the stops and vehicles of a routing problem. */
#include "plan/plan_int.h"

#define UNSERVED_COST INT64_C(10000000000) /* 10 milliard rupiah: dearer than any way to serve */
/* A lot whose TPS are in the same problem: worth bringing, but no hundred of them are worth a TPS.
 */
#define UNSERVED_LOT_COST (UNSERVED_COST / 100)

#define CARRIED_FURTHER_M 1000 /* boxes, on foot, than another vehicle would have them carried */

#define UNLIMITED (INT64_C(1) << 40) /* more than any load, in any measure */

typedef struct Window {
    int64_t earliest_s, latest_s; /* from the problems' zero */
} Window;

int64_t plan_midnight_s(const ElectionRegency *r, int32_t day) {
    return (int64_t)day * PLAN_DAY_S - (int64_t)r->zone_min * 60;
}

int64_t plan_rule(const ElectionRegency *r, const char *setting) {
    return election_setting(&r->rules, setting)->value;
}

static int32_t day_count(const PlanMaker *m) {
    return m->options->to_day - m->options->from_day + 1;
}

void plan_refuse(PlanMaker *m, int32_t tps, const char *reason) {
    if (m->refused[tps]) return;
    m->refused[tps] = true;
    int32_t district = m->r->villages[m->r->tps[tps].village].district;
    vec_push(m->arena, &m->unserved, (PlanUnserved){tps, district, reason});
}

/* ---------------------------------------------------------------- time windows */

/* How hard a TPS is to reach, 0 to 3: as the file says, else by the classes that may go there and
 * the time that the fastest of them takes from the depot. */
static int hardness(const PlanMaker *m, int32_t tps, int64_t slow_s, int64_t slower_s) {
    const ElectionTps *t = &m->r->tps[tps];
    if (t->hardness > 0) return t->hardness;
    uint32_t road_vehicles = 1u << ROAD_TRUCK | 1u << ROAD_4X4;
    if (t->class_mask && !(t->class_mask & road_vehicles)) return 3;
    uint32_t best = UINT32_MAX;
    for (int c = 0; c < ROAD_CLASSES; c++) {
        if (!m->net->class_used[c]) continue;
        uint32_t s = m->net->time_s[c][m->net->first_tps + (size_t)tps];
        if (s < best) best = s;
    }
    return best > slower_s ? 2 : best > slow_s ? 1 : 0;
}

static Window window_by_rules(const PlanMaker *m) {
    const ElectionRules *rules = &m->r->rules;
    int32_t last = rules->voting_day - (int32_t)plan_rule(m->r, "latest_days_before");
    int32_t first = rules->voting_day - (int32_t)plan_rule(m->r, "earliest_days_before");
    return (Window){plan_midnight_s(m->r, first) + plan_rule(m->r, "delivery_opens_s") - m->zero_s,
                    plan_midnight_s(m->r, last) + plan_rule(m->r, "latest_clock_s") - m->zero_s};
}

/* What is left of a window; where they do not meet, the moment of it that comes nearest. */
static void narrow(Window *w, int64_t earliest_s, int64_t latest_s) {
    if (earliest_s > w->latest_s) earliest_s = w->latest_s;
    if (latest_s < w->earliest_s) latest_s = w->earliest_s;
    if (earliest_s > w->earliest_s) w->earliest_s = earliest_s;
    if (latest_s < w->latest_s) w->latest_s = latest_s;
    if (w->earliest_s > w->latest_s) w->earliest_s = w->latest_s;
}

static Window stated_window(const PlanMaker *m, int32_t tps) {
    const ElectionTps *t = &m->r->tps[tps];
    Window w = window_by_rules(m);
    if (t->earliest_s >= 0) w.earliest_s = t->earliest_s - m->zero_s;
    if (t->latest_s >= 0) w.latest_s = t->latest_s - m->zero_s;
    if (w.earliest_s < 0) w.earliest_s = 0;
    if (!m->options->hardest_first) return w;
    int64_t days = day_count(m), hour = 3600;
    int hard = hardness(m, tps, 1 * hour, 2 * hour);
    int64_t last_day = (days - 1) - hard * (days - 1) / 3; /* 3 = only the first day will do */
    int64_t by = last_day * PLAN_DAY_S + plan_rule(m->r, "latest_clock_s");
    if (by < w.latest_s && by > w.earliest_s) w.latest_s = by;
    return w;
}

static Window window_of(const PlanMaker *m, int32_t tps) {
    Window w = stated_window(m, tps);
    const PlanCaution *c = m->caution;
    if (c && w.earliest_s <= w.latest_s)
        narrow(&w, c->earliest_s ? c->earliest_s[tps] - m->zero_s : w.earliest_s,
               c->latest_s ? c->latest_s[tps] - m->zero_s : w.latest_s);
    return w;
}

/* When goods may and must come to a PPK: by the rules, but the last moment is never before the plan
 * has begun. */
static Window hub_window(const PlanMaker *m) {
    int32_t voting = m->r->rules.voting_day;
    int32_t first = voting - (int32_t)plan_rule(m->r, "hub_earliest_days_before");
    int32_t last = voting - (int32_t)plan_rule(m->r, "hub_latest_days_before");
    if (last < m->options->from_day) last = m->options->from_day;
    int64_t opens = plan_midnight_s(m->r, first) + plan_rule(m->r, "delivery_opens_s") - m->zero_s;
    return (Window){opens < 0 ? 0 : opens,
                    plan_midnight_s(m->r, last) + plan_rule(m->r, "latest_clock_s") - m->zero_s};
}

/* ---------------------------------------------------------------- stops */

uint32_t plan_class_mask(const PlanMaker *m, uint32_t road_classes) {
    uint32_t mask = 0;
    for (int c = 0; c < ROAD_CLASSES; c++)
        if (m->class_row[c] >= 0 && (road_classes == 0 || road_classes >> c & 1))
            mask |= 1u << m->class_row[c];
    return mask;
}

uint32_t plan_classes_at(const PlanMaker *m, uint64_t depots, uint32_t road_classes) {
    uint32_t mask = 0;
    for (size_t i = 0; i < m->r->vehicle_count; i++) {
        const ElectionVehicle *v = &m->r->vehicles[i];
        bool may = road_classes == 0 || (road_classes >> v->klass & 1);
        if (may && v->depot >= 0 && v->depot < 64 && (depots >> v->depot & 1))
            mask |= 1u << v->klass;
    }
    return mask;
}

static uint32_t off_road_m(const PlanMaker *m, size_t site, int c) {
    const RoadSnap *snap = &m->net->snaps[c][site];
    return snap->segment == UINT32_MAX ? UINT32_MAX : snap->distance_m;
}

/* A class whose road stays far off is not sent where another's comes much nearer: the boxes would
 * be carried past it. The metres that remain are the longest of those that are sent. */
static uint32_t near_classes(const PlanMaker *m, size_t site, uint32_t classes, uint32_t *ret_m) {
    uint32_t best = UINT32_MAX, near = 0;
    *ret_m = 0;
    if (!m->net->map) return classes;
    for (int c = 0; c < ROAD_CLASSES; c++)
        if ((classes >> c & 1) && off_road_m(m, site, c) < best) best = off_road_m(m, site, c);
    if (best == UINT32_MAX) return classes;
    for (int c = 0; c < ROAD_CLASSES; c++) {
        if (!(classes >> c & 1)) continue;
        uint32_t metres = off_road_m(m, site, c);
        if (metres == UINT32_MAX || metres - best > CARRIED_FURTHER_M) continue;
        near |= 1u << c;
        if (metres > *ret_m) *ret_m = metres;
    }
    return near;
}

static int64_t thousandths(int64_t time_s, int32_t permille) {
    return permille ? ceil_div64(mul64(time_s, permille), 1000) : time_s;
}

static void stop_add(PlanMaker *m, PlanDraft *d, size_t site, PlanErrand errand, VrpStop stop) {
    stop.site = (int32_t)site;
    stop.area = errand.district;
    stop.demand[0] = errand.load.mass_g;
    stop.demand[1] = errand.load.volume_cm3;
    stop.demand[2] = errand.load.boxes;
    stop.service_s += errand.load.boxes * plan_rule(m->r, "service_per_box_s");
    if (stop.penalty == 0) stop.penalty = UNSERVED_COST;
    vec_push(m->arena, &d->stops, stop);
    vec_push(m->arena, &d->errands, errand);
}

/* Of the KPU, where all goods are from the start. */
static uint64_t first_depots(const PlanMaker *m) {
    uint64_t mask = 0;
    for (size_t i = 0; i < m->r->depot_count && i < 64; i++)
        if (!plan_at_hub(m->r, (int32_t)i)) mask |= UINT64_C(1) << i;
    return mask;
}

static uint64_t depots_of(const PlanMaker *m, int32_t tps) {
    return m->hub[tps] >= 0 ? UINT64_C(1) << m->hub[tps] : first_depots(m);
}

/* At a hub whose deliveries are settled, goods lie from their release on, and at a landing no
 * longer than they may. */
static void stay_there(const PlanMaker *m, const PlanDraft *d, int32_t tps, VrpStop *stop) {
    if (m->hub[tps] < 0 || d->both) return;
    stop->release_s = m->released_s[tps];
    if (plan_at_landing(m->r, m->hub[tps]) && stop->release_s >= 0)
        stop->keep_until_s = stop->release_s + plan_rule(m->r, "landing_wait_max_s");
}

void plan_tps_stop(PlanMaker *m, PlanDraft *d, int32_t tps, uint64_t depots) {
    const ElectionTps *t = &m->r->tps[tps];
    size_t site = m->net->first_tps + (size_t)tps;
    PlanErrand e = {.tps = tps,
                    .village = t->village,
                    .district = m->r->villages[t->village].district,
                    .hub = -1,
                    .load = m->needs->tps_load[tps]};
    uint32_t classes = near_classes(m, site, plan_classes_at(m, depots, t->class_mask), &e.walk_m);
    vec_push(m->arena, &e.goods, tps);
    Window w = window_of(m, tps);
    int64_t walk_s = 2 * (int64_t)e.walk_m * 3600 / plan_rule(m->r, "walk_m_per_h");
    stop_add(m, d, site, e,
             (VrpStop){.service_s = plan_rule(m->r, "service_fixed_s") + walk_s,
                       .earliest_s = w.earliest_s,
                       .latest_s = w.latest_s,
                       .class_mask = classes ? plan_class_mask(m, classes) : 0,
                       .depot_mask = depots,
                       .group = t->village});
}

/* When a lot may come to a landing: on a day on which its TPS can be served, or so shortly before
 * that it does not wait for too long. */
static Window landing_window(const PlanMaker *m, const PlanErrand *e) {
    Window w = window_of(m, e->goods.at[0]);
    int64_t ahead_s = plan_rule(m->r, "landing_wait_max_s") + plan_handling_s(m->r, e->hub) +
                      e->load.boxes * plan_rule(m->r, "service_per_box_s");
    w.earliest_s = w.earliest_s / PLAN_DAY_S * PLAN_DAY_S - ahead_s;
    if (w.earliest_s < 0) w.earliest_s = 0;
    return w;
}

static Window lot_window(const PlanMaker *m, const PlanErrand *e) {
    if (plan_at_landing(m->r, e->hub)) return landing_window(m, e);
    Window w = hub_window(m);
    if (m->caution && m->caution->hub_latest_s)
        narrow(&w, w.earliest_s, m->caution->hub_latest_s - m->zero_s);
    return w;
}

/* Goods for a hub's TPS, whose deliveries they release. A landing's lot is worth nothing by itself:
 * what cannot go on is not to lie there. */
void plan_lot_stop(PlanMaker *m, PlanDraft *d, PlanErrand e) {
    Window w = lot_window(m, &e);
    int64_t worth = plan_at_landing(m->r, e.hub) ? 1 : UNSERVED_LOT_COST;
    stop_add(m, d, (size_t)e.hub, e,
             (VrpStop){.earliest_s = w.earliest_s,
                       .latest_s = w.latest_s,
                       .class_mask = plan_class_mask(m, 0),
                       .depot_mask = first_depots(m),
                       .penalty = d->both ? worth : UNSERVED_COST,
                       .group = (int32_t)m->r->village_count + e.village});
}

ElectionLoad plan_load_add(ElectionLoad a, ElectionLoad b) {
    return (ElectionLoad){add64(a.boxes, b.boxes), add64(a.mass_g, b.mass_g),
                          add64(a.volume_cm3, b.volume_cm3)};
}

/* A quarter of the largest vehicle that leaves the KPU, in each measure. */
static ElectionLoad lot_limit(const PlanMaker *m) {
    ElectionLoad limit = {1, 1, 1};
    for (size_t i = 0; i < m->r->vehicle_count; i++) {
        const ElectionVehicle *v = &m->r->vehicles[i];
        if (v->depot < 0 || plan_at_hub(m->r, v->depot)) continue;
        if (v->capacity_boxes / 4 > limit.boxes) limit.boxes = v->capacity_boxes / 4;
        if (v->capacity_g / 4 > limit.mass_g) limit.mass_g = v->capacity_g / 4;
        if (v->capacity_cm3 / 4 > limit.volume_cm3) limit.volume_cm3 = v->capacity_cm3 / 4;
    }
    return limit;
}

static bool load_over(ElectionLoad a, ElectionLoad limit) {
    return a.boxes > limit.boxes || a.mass_g > limit.mass_g || a.volume_cm3 > limit.volume_cm3;
}

/* The goods of a district that goes through its PPK, as lots of one village each: small enough that
 * several fill a vehicle well. */
static void district_lots(PlanMaker *m, PlanDraft *d, int32_t district) {
    ElectionLoad limit = lot_limit(m);
    int32_t ppk = plan_ppk_of(m->r, district);
    PlanErrand lot = {.tps = -1, .village = -1, .district = district, .hub = ppk};
    int64_t store = m->r->districts[district].store_boxes;
    int64_t stored = m->needs->district_load[district].boxes; /* the PPK's own come first */
    for (size_t i = 0; i < m->r->tps_count; i++) {            /* TPS are ordered by village */
        int32_t village = m->r->tps[i].village;
        if (m->r->villages[village].district != district || m->refused[i]) continue;
        if (m->hub[i] != ppk) continue;
        stored += m->needs->tps_load[i].boxes;
        if (store >= 0 && stored > store) {
            plan_refuse(m, (int32_t)i, "store");
            continue;
        }
        ElectionLoad with = plan_load_add(lot.load, m->needs->tps_load[i]);
        if (lot.goods.n && (village != lot.village || load_over(with, limit))) {
            plan_lot_stop(m, d, lot);
            lot = (PlanErrand){.tps = -1, .district = district, .hub = ppk};
        }
        lot.village = village;
        lot.load = plan_load_add(lot.load, m->needs->tps_load[i]);
        vec_push(m->arena, &lot.goods, (int32_t)i);
    }
    if (lot.goods.n) plan_lot_stop(m, d, lot);
}

/* Every TPS is a lot of its own at a landing: what comes there has to leave, all of it. */
static void landing_lots(PlanMaker *m, PlanDraft *d) {
    for (size_t i = 0; i < m->r->tps_count; i++) {
        int32_t village = m->r->tps[i].village;
        if (m->refused[i] || !plan_at_landing(m->r, m->hub[i])) continue;
        PlanErrand lot = {.tps = -1,
                          .village = village,
                          .district = m->r->villages[village].district,
                          .hub = m->hub[i],
                          .load = m->needs->tps_load[i]};
        vec_push(m->arena, &lot.goods, (int32_t)i);
        plan_lot_stop(m, d, lot);
    }
}

/* The PPK's own goods: forms and boxes for the district's recapitulation. */
void plan_ppk_stop(PlanMaker *m, PlanDraft *d, int32_t district) {
    ElectionLoad load = m->needs->district_load[district];
    if (load.mass_g == 0 && load.boxes == 0) return;
    int32_t ppk = plan_ppk_of(m->r, district);
    size_t site = ppk >= 0 ? (size_t)ppk : m->net->first_district + (size_t)district;
    if (!m->net->placed[site]) return;
    PlanErrand e = {.tps = -1, .village = -1, .district = district, .hub = ppk, .load = load};
    uint64_t depots = first_depots(m);
    uint32_t classes = near_classes(m, site, plan_classes_at(m, depots, 0), &e.walk_m);
    stop_add(m, d, site, e,
             (VrpStop){.service_s = plan_rule(m->r, "service_fixed_s"),
                       .latest_s = window_by_rules(m).latest_s,
                       .class_mask = classes ? plan_class_mask(m, classes) : 0,
                       .depot_mask = depots,
                       .group = -1});
}

static void draft_stops(PlanMaker *m, PlanDraft *d, bool from_hubs) {
    for (size_t i = 0; i < m->r->district_count; i++) {
        if (from_hubs) break;
        if (plan_through_ppk(m, (int32_t)i)) district_lots(m, d, (int32_t)i);
        plan_ppk_stop(m, d, (int32_t)i);
    }
    if (!from_hubs) landing_lots(m, d);
    for (size_t i = 0; i < m->r->tps_count; i++) {
        if (m->refused[i] || (m->hub[i] >= 0) != from_hubs) continue;
        plan_tps_stop(m, d, (int32_t)i, depots_of(m, (int32_t)i));
        if (from_hubs) stay_there(m, d, (int32_t)i, &d->stops.at[d->stops.n - 1]);
    }
}

VrpSupply plan_supply(const PlanMaker *m, int32_t tps, int32_t stop, int32_t lot) {
    VrpSupply supply = {.stop = stop, .lot = lot, .handling_s = plan_handling_s(m->r, m->hub[tps])};
    if (plan_at_landing(m->r, m->hub[tps])) supply.keep_s = plan_rule(m->r, "landing_wait_max_s");
    return supply;
}

static void draft_supplies(PlanMaker *m, PlanDraft *d) {
    int32_t *lot_of = ARENA_ARRAY(m->arena, int32_t, m->r->tps_count); /* from 1 */
    for (size_t i = 0; i < d->errands.n; i++) {
        const PlanErrand *e = &d->errands.at[i];
        for (size_t k = 0; e->tps < 0 && k < e->goods.n; k++)
            lot_of[e->goods.at[k]] = (int32_t)i + 1;
        if (e->tps >= 0 && lot_of[e->tps] > 0)
            vec_push(m->arena, &d->supplies,
                     plan_supply(m, e->tps, (int32_t)i, lot_of[e->tps] - 1));
    }
}

/* ---------------------------------------------------------------- vehicles */

static int32_t escort_pool(PlanMaker *m, PlanDraft *d, int32_t depot, int32_t day) {
    int32_t *slot = &d->pool_of[depot * day_count(m) + (day - m->options->from_day)];
    if (*slot == 0) {
        const char **teams;
        vec_push(m->arena, &d->pools, (int32_t)plan_escort_teams(m->arena, m->r, depot, &teams));
        *slot = (int32_t)d->pools.n;
    }
    return *slot - 1;
}

/* A capacity that is not stated (-1) does not limit. */
static int64_t limit_of(int64_t capacity) {
    return capacity < 0 ? UNLIMITED : capacity;
}

/* From the end of a shift of that length. */
static int64_t reserve_s(const PlanMaker *m, int32_t vehicle, int32_t day, int64_t length_s) {
    if (!m->caution || !m->caution->reserve_s) return 0;
    int64_t s = m->caution->reserve_s[vehicle * day_count(m) + (day - m->options->from_day)];
    return s < length_s ? s : length_s;
}

static void draft_vehicle(PlanMaker *m, PlanDraft *d, int32_t index) {
    const ElectionVehicle *v = &m->r->vehicles[index];
    VrpVehicle out = {.klass = m->class_row[v->klass],
                      .depot = v->depot,
                      .capacity = {limit_of(v->capacity_g), limit_of(v->capacity_cm3),
                                   limit_of(v->capacity_boxes)},
                      .cost_per_shift = v->cost_per_day,
                      .cost_per_hour =
                          thousandths(v->cost_per_hour, m->caution ? m->caution->hour_permille : 0),
                      .cost_per_km = v->cost_per_km,
                      .trips_max = v->trips_max};
    out.shifts = ARENA_ARRAY(m->arena, VrpShift, (size_t)day_count(m));
    for (int32_t day = m->options->from_day; day <= m->options->to_day; day++) {
        if (day < v->from_day || day > v->to_day) continue;
        int64_t midnight = plan_midnight_s(m->r, day) - m->zero_s;
        out.shifts[out.shift_count++] =
            (VrpShift){.start_s = midnight + v->shift_start_s,
                       .end_s = midnight + v->shift_end_s -
                                reserve_s(m, index, day, v->shift_end_s - v->shift_start_s),
                       .pool = v->needs_escort ? escort_pool(m, d, v->depot, day) : -1};
    }
    vec_push(m->arena, &d->vehicles, out);
    vec_push(m->arena, &d->vehicle_of, index);
}

static VrpDepot *draft_depots(PlanMaker *m) {
    VrpDepot *depots = ARENA_ARRAY(m->arena, VrpDepot, m->r->depot_count);
    for (size_t i = 0; i < m->r->depot_count; i++)
        depots[i] = (VrpDepot){(int32_t)i, plan_rule(m->r, "load_fixed_s"),
                               plan_rule(m->r, "load_per_box_s")};
    return depots;
}

/* Tables of the cautious times. */
static VrpMatrix *draft_classes(PlanMaker *m) {
    if (!m->caution) return m->classes;
    VrpMatrix *slow = ARENA_ARRAY(m->arena, VrpMatrix, (size_t)m->class_count + 1);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        if (!m->net->class_used[c]) continue;
        int32_t row = m->class_row[c];
        slow[row] = m->classes[row];
        if (m->caution->travel_s[c]) slow[row].time_s = m->caution->travel_s[c];
    }
    return slow;
}

/* Vehicles at a landing that no goods go over stand by: the problem need not know them. */
static bool *awaited(const PlanMaker *m) {
    bool *depots = ARENA_ARRAY(m->arena, bool, m->r->depot_count);
    for (size_t i = 0; i < m->r->depot_count; i++) depots[i] = !plan_at_landing(m->r, (int32_t)i);
    for (size_t i = 0; i < m->r->tps_count; i++)
        if (m->hub[i] >= 0) depots[m->hub[i]] = true;
    return depots;
}

static VrpProblem drafted(PlanMaker *m, PlanDraft *d) {
    const bool *depots = awaited(m);
    d->pool_of = ARENA_ARRAY(m->arena, int32_t, m->r->depot_count * (size_t)day_count(m) + 1);
    for (size_t i = 0; i < m->r->vehicle_count; i++) {
        int32_t depot = m->r->vehicles[i].depot;
        if (depot < 0 || !depots[depot]) continue;
        if (d->both || plan_at_hub(m->r, depot) == d->from_hubs) draft_vehicle(m, d, (int32_t)i);
    }
    return (VrpProblem){.classes = draft_classes(m),
                        .class_count = m->class_count,
                        .site_count = (int32_t)m->net->site_count,
                        .depots = draft_depots(m),
                        .depot_count = (int32_t)m->r->depot_count,
                        .stops = d->stops.at,
                        .stop_count = (int32_t)d->stops.n,
                        .vehicles = d->vehicles.at,
                        .vehicle_count = (int32_t)d->vehicles.n,
                        .pool_limits = d->pools.at,
                        .pool_count = (int32_t)d->pools.n,
                        .convoy_max = (int32_t)plan_rule(m->r, "vehicles_per_team"),
                        .supplies = d->supplies.at,
                        .supply_count = (int32_t)d->supplies.n,
                        .group_count = 2 * (int32_t)m->r->village_count, /* those of lots apart */
                        .split_cost = plan_rule(m->r, "split_cost")};
}

VrpProblem plan_draft(PlanMaker *m, PlanDraft *d) {
    if (d->both || !d->from_hubs) draft_stops(m, d, false);
    if (d->both || d->from_hubs) draft_stops(m, d, true);
    if (d->both) draft_supplies(m, d);
    return drafted(m, d);
}

VrpProblem plan_draft_alone(PlanMaker *m, PlanDraft *d, const bool *which) {
    d->both = true;
    for (size_t i = 0; i < m->r->tps_count; i++)
        if (which[i]) plan_tps_stop(m, d, (int32_t)i, depots_of(m, (int32_t)i));
    return drafted(m, d);
}
