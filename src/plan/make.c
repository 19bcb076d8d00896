// SPDX-License-Identifier: Apache-2.0
/* From a regency to one or two routing problems, and from their answers to a plan.
 *
 *   1. From the KPU: TPS that are served directly, and for every district that goes through its
 *      PPK its villages' goods, in lots small enough to share a vehicle.
 *   2. From the PPKs: their TPS, each released when its lot has arrived and was handled.
 *
 * Money decides everything after delivery; an unserved TPS costs more than any plan. */
#include "plan/plan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define UNSERVED_COST INT64_C(10000000000) /* 10 milliard rupiah: dearer than any way to serve */
#define DAY_S 86400

/* What one stop of a problem stands for. */
typedef struct Errand {
    int32_t tps; /* or -1 */
    int32_t village, district;
    VEC(int32_t) goods; /* TPS whose goods are carried */
    ElectionLoad load;
    uint32_t walk_m;
} Errand;

typedef struct Maker {
    const Env *env;
    Arena *arena;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const PlanNetwork *net;
    const PlanOptions *options;
    int64_t zero_s;                  /* UTC of local midnight of from_day: the problems' time 0 */
    int32_t class_row[ROAD_CLASSES]; /* road class -> class of the problems, -1 = unused */
    VrpMatrix classes[ROAD_CLASSES];
    int32_t class_count;
    int64_t *released_s; /* per TPS: when its goods may leave the PPK; -1 = never arrives */
    bool *refused;       /* per TPS: named as unserved already */
    VEC(PlanTrip) trips;
    VEC(PlanUnserved) unserved;
    PlanCost cost;
    int64_t iterations;
} Maker;

/* One routing problem under construction. */
typedef struct Draft {
    bool from_hubs;
    VEC(VrpStop) stops;
    VEC(Errand) errands;
    VEC(VrpVehicle) vehicles;
    VEC(int32_t) vehicle_of; /* index in the regency */
    VEC(int32_t) pools;      /* limits */
    int32_t *pool_of;        /* depot * days -> pool + 1, 0 = none yet */
} Draft;

int64_t plan_midnight_s(const ElectionRegency *r, int32_t day) {
    return (int64_t)day * DAY_S - (int64_t)r->zone_min * 60;
}

int64_t plan_rule(const ElectionRegency *r, const char *setting) {
    return election_setting(&r->rules, setting)->value;
}

static int32_t day_count(const Maker *m) {
    return m->options->to_day - m->options->from_day + 1;
}

static bool is_hub(const Maker *m, int32_t depot) {
    return str_eq(m->r->depots[depot].kind, "ppk");
}

static int32_t hub_of(const Maker *m, int32_t district) {
    for (size_t d = 0; d < m->r->depot_count; d++)
        if (m->r->depots[d].district == district && is_hub(m, (int32_t)d)) return (int32_t)d;
    return -1;
}

static void refuse(Maker *m, int32_t tps, const char *reason) {
    if (m->refused[tps]) return;
    m->refused[tps] = true;
    int32_t district = m->r->villages[m->r->tps[tps].village].district;
    vec_push(m->arena, &m->unserved, (PlanUnserved){tps, district, reason});
}

/* ---------------------------------------------------------------- time windows */

/* How hard a TPS is to reach, 0 to 3: as the file says, else by the classes that may go there and
 * the time that the fastest of them takes from the depot. */
static int hardness(const Maker *m, int32_t tps, int64_t slow_s, int64_t slower_s) {
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

static PlanWindow window_by_rules(const Maker *m) {
    const ElectionRules *rules = &m->r->rules;
    int32_t last = rules->voting_day - (int32_t)plan_rule(m->r, "latest_days_before");
    int32_t first = rules->voting_day - (int32_t)plan_rule(m->r, "earliest_days_before");
    return (PlanWindow){
        plan_midnight_s(m->r, first) + plan_rule(m->r, "delivery_opens_s") - m->zero_s,
        plan_midnight_s(m->r, last) + plan_rule(m->r, "latest_clock_s") - m->zero_s};
}

static PlanWindow window_of(const Maker *m, int32_t tps) {
    const ElectionTps *t = &m->r->tps[tps];
    PlanWindow w = window_by_rules(m);
    if (t->earliest_s >= 0) w.earliest_s = t->earliest_s - m->zero_s;
    if (t->latest_s >= 0) w.latest_s = t->latest_s - m->zero_s;
    if (w.earliest_s < 0) w.earliest_s = 0;
    if (!m->options->hardest_first) return w;
    int64_t days = day_count(m), hour = 3600;
    int hard = hardness(m, tps, 1 * hour, 2 * hour);
    int64_t last_day = (days - 1) - hard * (days - 1) / 3; /* 3 = only the first day will do */
    int64_t by = last_day * DAY_S + plan_rule(m->r, "latest_clock_s");
    if (by < w.latest_s && by > w.earliest_s) w.latest_s = by;
    return w;
}

/* When goods must stand at a PPK: the rule's day, but never before the first day of the plan ends.
 */
static int64_t hub_deadline(const Maker *m) {
    int32_t day = m->r->rules.voting_day - (int32_t)plan_rule(m->r, "hub_latest_days_before");
    if (day < m->options->from_day) day = m->options->from_day;
    if (day > m->options->to_day) day = m->options->to_day;
    return plan_midnight_s(m->r, day) + plan_rule(m->r, "latest_clock_s") - m->zero_s;
}

/* ---------------------------------------------------------------- stops */

static uint32_t mask_of(const Maker *m, uint32_t road_classes) {
    uint32_t mask = 0;
    for (int c = 0; c < ROAD_CLASSES; c++)
        if (m->class_row[c] >= 0 && (road_classes == 0 || road_classes >> c & 1))
            mask |= 1u << m->class_row[c];
    return mask;
}

/* Metres from the road to the place: the shortest of the classes that may go there. */
static uint32_t walk_of(const Maker *m, size_t site, uint32_t road_classes) {
    if (!m->net->map) return 0;
    uint32_t best = UINT32_MAX;
    for (int c = 0; c < ROAD_CLASSES; c++) {
        if (!m->net->class_used[c] || (road_classes && !(road_classes >> c & 1))) continue;
        const RoadSnap *snap = &m->net->snaps[c][site];
        if (snap->segment != UINT32_MAX && snap->distance_m < best) best = snap->distance_m;
    }
    return best == UINT32_MAX ? 0 : best;
}

static void stop_add(Maker *m, Draft *d, size_t site, Errand errand, VrpStop stop) {
    stop.site = (int32_t)site;
    stop.demand[0] = errand.load.mass_g;
    stop.demand[1] = errand.load.volume_cm3;
    stop.demand[2] = errand.load.boxes;
    stop.service_s += errand.load.boxes * plan_rule(m->r, "service_per_box_s");
    stop.penalty = UNSERVED_COST;
    vec_push(m->arena, &d->stops, stop);
    vec_push(m->arena, &d->errands, errand);
}

static uint64_t depots_that(const Maker *m, bool hubs) {
    uint64_t mask = 0;
    for (size_t i = 0; i < m->r->depot_count && i < 64; i++)
        if (is_hub(m, (int32_t)i) == hubs) mask |= UINT64_C(1) << i;
    return mask;
}

static void tps_stop(Maker *m, Draft *d, int32_t tps, uint64_t depots, int64_t release_s) {
    const ElectionTps *t = &m->r->tps[tps];
    size_t site = m->net->first_tps + (size_t)tps;
    Errand e = {.tps = tps,
                .village = t->village,
                .district = m->r->villages[t->village].district,
                .load = m->needs->tps_load[tps],
                .walk_m = walk_of(m, site, t->class_mask)};
    vec_push(m->arena, &e.goods, tps);
    PlanWindow w = window_of(m, tps);
    int64_t walk_s = 2 * (int64_t)e.walk_m * 3600 / plan_rule(m->r, "walk_m_per_h");
    stop_add(m, d, site, e,
             (VrpStop){.service_s = plan_rule(m->r, "service_fixed_s") + walk_s,
                       .earliest_s = w.earliest_s,
                       .latest_s = w.latest_s,
                       .release_s = release_s,
                       .class_mask = mask_of(m, t->class_mask),
                       .depot_mask = depots,
                       .group = t->village});
}

/* The goods of a district that goes through its PPK, as lots of one village each: small enough that
 * several fill a vehicle well. */
static void lot_stop(Maker *m, Draft *d, Errand e) {
    int32_t hub = hub_of(m, e.district);
    stop_add(m, d, (size_t)hub, e,
             (VrpStop){.earliest_s = 0,
                       .latest_s = hub_deadline(m),
                       .class_mask = mask_of(m, 0),
                       .depot_mask = depots_that(m, false),
                       .group = e.village});
}

static ElectionLoad load_add(ElectionLoad a, ElectionLoad b) {
    return (ElectionLoad){add64(a.boxes, b.boxes), add64(a.mass_g, b.mass_g),
                          add64(a.volume_cm3, b.volume_cm3)};
}

/* A quarter of the largest vehicle that leaves the KPU, in each measure. */
static ElectionLoad lot_limit(const Maker *m) {
    ElectionLoad limit = {1, 1, 1};
    for (size_t i = 0; i < m->r->vehicle_count; i++) {
        const ElectionVehicle *v = &m->r->vehicles[i];
        if (is_hub(m, v->depot)) continue;
        if (v->capacity_boxes / 4 > limit.boxes) limit.boxes = v->capacity_boxes / 4;
        if (v->capacity_g / 4 > limit.mass_g) limit.mass_g = v->capacity_g / 4;
        if (v->capacity_cm3 / 4 > limit.volume_cm3) limit.volume_cm3 = v->capacity_cm3 / 4;
    }
    return limit;
}

static bool load_over(ElectionLoad a, ElectionLoad limit) {
    return a.boxes > limit.boxes || a.mass_g > limit.mass_g || a.volume_cm3 > limit.volume_cm3;
}

static void district_lots(Maker *m, Draft *d, int32_t district) {
    ElectionLoad limit = lot_limit(m);
    Errand lot = {.tps = -1, .village = -1, .district = district};
    int64_t store = m->r->districts[district].store_boxes, stored = 0;
    for (size_t i = 0; i < m->r->tps_count; i++) { /* TPS are ordered by village */
        int32_t village = m->r->tps[i].village;
        if (m->r->villages[village].district != district || m->refused[i]) continue;
        stored += m->needs->tps_load[i].boxes;
        if (store >= 0 && stored > store) {
            refuse(m, (int32_t)i, "store");
            continue;
        }
        ElectionLoad with = load_add(lot.load, m->needs->tps_load[i]);
        if (lot.goods.n && (village != lot.village || load_over(with, limit))) {
            lot_stop(m, d, lot);
            lot = (Errand){.tps = -1, .district = district};
        }
        lot.village = village;
        lot.load = load_add(lot.load, m->needs->tps_load[i]);
        vec_push(m->arena, &lot.goods, (int32_t)i);
    }
    if (lot.goods.n) lot_stop(m, d, lot);
}

/* The PPK's own goods: forms and boxes for the district's recapitulation. */
static void ppk_stop(Maker *m, Draft *d, int32_t district) {
    ElectionLoad load = m->needs->district_load[district];
    if (load.mass_g == 0 && load.boxes == 0) return;
    int32_t hub = hub_of(m, district);
    size_t site = hub >= 0 ? (size_t)hub : m->net->first_district + (size_t)district;
    if (!m->net->placed[site]) return;
    Errand e = {.tps = -1,
                .village = -1,
                .district = district,
                .load = load,
                .walk_m = walk_of(m, site, 0)};
    stop_add(m, d, site, e,
             (VrpStop){.service_s = plan_rule(m->r, "service_fixed_s"),
                       .latest_s = window_by_rules(m).latest_s,
                       .class_mask = mask_of(m, 0),
                       .depot_mask = depots_that(m, false),
                       .group = -1});
}

static void draft_stops(Maker *m, Draft *d) {
    for (size_t i = 0; i < m->r->district_count; i++) {
        if (d->from_hubs) break;
        if (m->r->districts[i].through_hub) district_lots(m, d, (int32_t)i);
        ppk_stop(m, d, (int32_t)i);
    }
    for (size_t i = 0; i < m->r->tps_count; i++) {
        int32_t district = m->r->villages[m->r->tps[i].village].district;
        bool hub = m->r->districts[district].through_hub;
        if (m->refused[i] || hub != d->from_hubs) continue;
        uint64_t depots = hub ? UINT64_C(1) << hub_of(m, district) : depots_that(m, false);
        tps_stop(m, d, (int32_t)i, depots, hub ? m->released_s[i] : 0);
    }
}

/* ---------------------------------------------------------------- vehicles */

static int32_t escort_pool(Maker *m, Draft *d, int32_t depot, int32_t day) {
    int32_t *slot = &d->pool_of[depot * day_count(m) + (day - m->options->from_day)];
    if (*slot == 0) {
        const char **teams;
        vec_push(m->arena, &d->pools, (int32_t)plan_escort_teams(m->arena, m->r, depot, &teams));
        *slot = (int32_t)d->pools.n;
    }
    return *slot - 1;
}

static void draft_vehicle(Maker *m, Draft *d, int32_t index) {
    const ElectionVehicle *v = &m->r->vehicles[index];
    VrpVehicle out = {.klass = m->class_row[v->klass],
                      .depot = v->depot,
                      .capacity = {v->capacity_g, v->capacity_cm3, v->capacity_boxes},
                      .cost_per_shift = v->cost_per_day,
                      .cost_per_hour = v->cost_per_hour,
                      .cost_per_km = v->cost_per_km,
                      .trips_max = v->trips_max};
    out.shifts = ARENA_ARRAY(m->arena, VrpShift, (size_t)day_count(m));
    for (int32_t day = m->options->from_day; day <= m->options->to_day; day++) {
        if (day < v->from_day || day > v->to_day) continue;
        int64_t midnight = plan_midnight_s(m->r, day) - m->zero_s;
        out.shifts[out.shift_count++] =
            (VrpShift){midnight + v->shift_start_s, midnight + v->shift_end_s,
                       v->needs_escort ? escort_pool(m, d, v->depot, day) : -1};
    }
    vec_push(m->arena, &d->vehicles, out);
    vec_push(m->arena, &d->vehicle_of, index);
}

static VrpDepot *draft_depots(Maker *m) {
    VrpDepot *depots = ARENA_ARRAY(m->arena, VrpDepot, m->r->depot_count);
    for (size_t i = 0; i < m->r->depot_count; i++)
        depots[i] = (VrpDepot){(int32_t)i, plan_rule(m->r, "load_fixed_s"),
                               plan_rule(m->r, "load_per_box_s")};
    return depots;
}

static VrpProblem draft_problem(Maker *m, Draft *d) {
    d->pool_of = ARENA_ARRAY(m->arena, int32_t, m->r->depot_count * (size_t)day_count(m) + 1);
    draft_stops(m, d);
    for (size_t i = 0; i < m->r->vehicle_count; i++)
        if (is_hub(m, m->r->vehicles[i].depot) == d->from_hubs) draft_vehicle(m, d, (int32_t)i);
    return (VrpProblem){.classes = m->classes,
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
                        .group_count = (int32_t)m->r->village_count,
                        .split_cost = plan_rule(m->r, "split_cost")};
}

/* ---------------------------------------------------------------- answers */

/* Lots of the same village that one trip sets down one after the other are one stop. */
static bool joins(const PlanStop *last, const Errand *e) {
    return last && last->tps < 0 && e->tps < 0 && last->district == e->district &&
           last->village == e->village && e->village >= 0;
}

static void stop_join(Maker *m, PlanStop *last, const Errand *e, const VrpVisit *visit) {
    int32_t *goods = ARENA_ARRAY(m->arena, int32_t, last->goods_count + e->goods.n);
    memcpy(goods, last->goods, last->goods_count * sizeof *goods);
    memcpy(goods + last->goods_count, e->goods.at, e->goods.n * sizeof *goods);
    last->goods = goods;
    last->goods_count += e->goods.n;
    last->load = load_add(last->load, e->load);
    last->leave_s = m->zero_s + visit->leave_s;
}

static void release_goods(Maker *m, const PlanStop *stop) {
    if (stop->tps >= 0) return;
    for (size_t i = 0; i < stop->goods_count; i++)
        m->released_s[stop->goods[i]] =
            stop->leave_s - m->zero_s + plan_rule(m->r, "hub_handling_s");
}

static void take_stops(Maker *m, const Draft *d, const VrpTrip *in, PlanTrip *out) {
    RoadClass c = (RoadClass)m->r->vehicles[out->vehicle].klass;
    out->stops = ARENA_ARRAY(m->arena, PlanStop, (size_t)in->visit_count);
    int32_t from = out->depot;
    out->kind = PLAN_TO_HUB;
    for (int32_t i = 0; i < in->visit_count; i++) {
        const VrpVisit *v = &in->visits[i];
        const Errand *e = &d->errands.at[v->stop];
        if (e->tps >= 0) out->kind = PLAN_TO_TPS;
        PlanStop *last = out->stop_count ? &out->stops[out->stop_count - 1] : NULL;
        if (joins(last, e)) {
            stop_join(m, last, e, v);
            continue;
        }
        int32_t site = d->stops.at[v->stop].site;
        size_t cell = (size_t)from * m->net->site_count + (size_t)site;
        out->stops[out->stop_count++] = (PlanStop){.tps = e->tps,
                                                   .village = e->village,
                                                   .district = e->district,
                                                   .site = site,
                                                   .arrive_s = m->zero_s + v->arrive_s,
                                                   .begin_s = m->zero_s + v->begin_s,
                                                   .leave_s = m->zero_s + v->leave_s,
                                                   .leg_m = m->net->distance_m[c][cell],
                                                   .leg_s = m->net->time_s[c][cell],
                                                   .load = e->load,
                                                   .walk_m = e->walk_m,
                                                   .goods = e->goods.at,
                                                   .goods_count = e->goods.n};
        from = site;
    }
    for (size_t i = 0; i < out->stop_count; i++) release_goods(m, &out->stops[i]);
}

static void take_trip(Maker *m, const Draft *d, const VrpTrip *in) {
    int32_t vehicle = d->vehicle_of.at[in->vehicle];
    const VrpShift *shift = &d->vehicles.at[in->vehicle].shifts[in->shift];
    PlanTrip out = {.vehicle = vehicle,
                    .depot = m->r->vehicles[vehicle].depot,
                    .day = m->options->from_day + (int32_t)(shift->start_s / DAY_S),
                    .number = in->number + 1,
                    .load_s = m->zero_s + in->load_s,
                    .depart_s = m->zero_s + in->depart_s,
                    .return_s = m->zero_s + in->return_s,
                    .distance_m = in->distance_m,
                    .load = {in->load[2], in->load[0], in->load[1]}};
    Civil date = civil_from_s((int64_t)out.day * DAY_S);
    out.id = arena_printf(m->arena, "%02d%02d-%s-%d", date.month, date.day,
                          m->r->vehicles[vehicle].id, out.number);
    take_stops(m, d, in, &out);
    vec_push(m->arena, &m->trips, out);
}

static void take_answer(Maker *m, const Draft *d, const VrpProblem *problem, const VrpSolution *s) {
    for (int32_t i = 0; i < s->trip_count; i++) take_trip(m, d, &s->trips[i]);
    for (int32_t i = 0; i < s->unserved_count; i++) {
        const Errand *e = &d->errands.at[s->unserved[i]];
        const char *why = vrp_why_unserved(problem, s->unserved[i]);
        for (size_t k = 0; k < e->goods.n; k++) refuse(m, e->goods.at[k], why);
        if (e->goods.n == 0) vec_push(m->arena, &m->unserved, (PlanUnserved){-1, e->district, why});
    }
    m->cost.fixed += s->cost.fixed;
    m->cost.time += s->cost.time;
    m->cost.distance += s->cost.distance;
    m->cost.split += s->cost.split;
    m->cost.vehicle_days += s->cost.shifts_used;
    m->iterations += s->iterations;
}

static Status solve(Maker *m, bool from_hubs, double share, Err *err) {
    Draft *d = ARENA_NEW(m->arena, Draft);
    d->from_hubs = from_hubs;
    VrpProblem problem = draft_problem(m, d);
    if (problem.stop_count == 0) return OK;
    const PlanOptions *o = m->options;
    VrpOptions options = {.time_limit_s = o->time_s * share,
                          .iteration_limit = (int64_t)((double)o->iterations * share),
                          .seed = o->seed,
                          .threads = o->threads,
                          .progress = o->progress};
    if (o->iterations && options.iteration_limit == 0) options.iteration_limit = 1;
    VrpSolution solution;
    Status s = o->savings_only ? vrp_savings(m->env, m->arena, &problem, &solution, err)
                               : vrp_solve(m->env, m->arena, &problem, &options, &solution, err);
    if (s == OK) take_answer(m, d, &problem, &solution);
    return s;
}

/* ---------------------------------------------------------------- the whole */

/* What no search can mend is named first. */
static void refuse_hopeless(Maker *m) {
    for (size_t i = 0; i < m->r->tps_count; i++) {
        const ElectionTps *t = &m->r->tps[i];
        const ElectionDistrict *district = &m->r->districts[m->r->villages[t->village].district];
        if (t->dpt < 0)
            refuse(m, (int32_t)i, "voters");
        else if (!t->has_at)
            refuse(m, (int32_t)i, "place");
        else if (district->through_hub && hub_of(m, m->r->villages[t->village].district) < 0)
            refuse(m, (int32_t)i, "hub");
        else if (mask_of(m, t->class_mask) == 0)
            refuse(m, (int32_t)i, "access");
    }
}

static void refuse_unreleased(Maker *m) {
    for (size_t i = 0; i < m->r->tps_count; i++) {
        int32_t district = m->r->villages[m->r->tps[i].village].district;
        if (m->r->districts[district].through_hub && m->released_s[i] < 0)
            refuse(m, (int32_t)i, "fleet");
    }
}

static void classes_list(Maker *m) {
    for (int c = 0; c < ROAD_CLASSES; c++) {
        m->class_row[c] = -1;
        if (!m->net->class_used[c]) continue;
        m->class_row[c] = m->class_count;
        m->classes[m->class_count++] = (VrpMatrix){m->net->time_s[c], m->net->distance_m[c]};
    }
}

static int trip_order(const void *a, const void *b) {
    const PlanTrip *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->depart_s != y->depart_s) return x->depart_s < y->depart_s ? -1 : 1;
    if (x->vehicle != y->vehicle) return x->vehicle < y->vehicle ? -1 : 1;
    return x->number - y->number;
}

static int unserved_order(const void *a, const void *b) {
    const PlanUnserved *x = a, *y = b;
    if (x->tps != y->tps) return x->tps < y->tps ? -1 : 1;
    return x->district - y->district;
}

static Plan finished(Maker *m) {
    const PlanOptions *o = m->options;
    qsort(m->trips.at, m->trips.n, sizeof *m->trips.at, trip_order);
    qsort(m->unserved.at, m->unserved.n, sizeof *m->unserved.at, unserved_order);
    PlanCost *c = &m->cost;
    c->total = c->fixed + c->time + c->distance + c->split;
    for (size_t i = 0; i < m->trips.n; i++) {
        c->distance_m += m->trips.at[i].distance_m;
        if (m->trips.at[i].return_s > c->finish_s) c->finish_s = m->trips.at[i].return_s;
    }
    return (Plan){.from_day = o->from_day,
                  .to_day = o->to_day,
                  .trips = m->trips.at,
                  .trip_count = m->trips.n,
                  .unserved = m->unserved.at,
                  .unserved_count = m->unserved.n,
                  .cost = *c,
                  .estimated = m->net->map == NULL,
                  .roads_name = m->net->map_name,
                  .log_size = m->r->log_size,
                  .seed = o->seed,
                  .iterations = m->iterations,
                  .threads = o->threads,
                  .hardest_first = o->hardest_first};
}

static Status ready(const ElectionRegency *r, const PlanOptions *o, Err *err) {
    if (r->tps_count == 0 || r->depot_count == 0 || r->vehicle_count == 0) {
        const char *kind = !r->tps_count ? "tps" : !r->depot_count ? "depots" : "fleet";
        err_set(err, ERR_INPUT, _("nothing to plan with: no %s"), kind);
        err_advise(err, _("import it: hantar import %s FILE"), kind);
        return ERR_INPUT;
    }
    if (r->depot_count > 64) return err_set(err, ERR_INPUT, _("more than 64 depots"));
    if (o->to_day < o->from_day)
        return err_set(err, ERR_USAGE, "%s", _("the last day is before the first"));
    if (o->to_day - o->from_day > 60)
        return err_set(err, ERR_USAGE, "%s", _("a plan spans at most 60 days"));
    return OK;
}

/* The share of the search that the first problem gets: by what it has to place. */
static double first_share(const Maker *m) {
    size_t through = 0;
    for (size_t i = 0; i < m->r->tps_count; i++)
        through += m->r->districts[m->r->villages[m->r->tps[i].village].district].through_hub;
    if (through == m->r->tps_count) return 0.3;
    return (double)(m->r->tps_count - through * 3 / 4) / (double)m->r->tps_count;
}

Status plan_make(const Env *env, Arena *arena, const ElectionRegency *regency,
                 const ElectionNeeds *needs, const PlanNetwork *network, const PlanOptions *options,
                 Plan *ret, Err *err) {
    Status s = ready(regency, options, err);
    if (s != OK) return s;
    Maker m = {.env = env,
               .arena = arena,
               .r = regency,
               .needs = needs,
               .net = network,
               .options = options,
               .zero_s = plan_midnight_s(regency, options->from_day)};
    m.released_s = ARENA_ARRAY(arena, int64_t, regency->tps_count);
    m.refused = ARENA_ARRAY(arena, bool, regency->tps_count);
    for (size_t i = 0; i < regency->tps_count; i++) m.released_s[i] = -1;
    classes_list(&m);
    refuse_hopeless(&m);
    double share = first_share(&m);
    s = solve(&m, false, share, err);
    if (s != OK) return s;
    refuse_unreleased(&m);
    s = solve(&m, true, 1 - share, err);
    if (s != OK) return s;
    Plan plan = finished(&m);
    plan_assign_escorts(arena, regency, &plan);
    *ret = plan;
    return OK;
}
