// SPDX-License-Identifier: Apache-2.0
/* Goods that lie in a vehicle that broke down wait there. Another vehicle of the same depot drives
 * to the place, takes them over (transfer_fixed_s, and loading per box) and goes on from there: to
 * the routing problem it is a vehicle under way that is free at that place from then on, with these
 * goods aboard. Which vehicle goes is chosen here; the choice is tried by solving. */
#include "plan/replan_int.h"

#include <stdlib.h>

#define DISTURBED_S 600 /* a vehicle with work ahead that day comes so much later, per stop */

typedef struct Rescuer {
    int32_t vehicle, day;
    int64_t begins_s, arrive_s, leave_s;
    int64_t leg_m, leg_s;
    size_t fits; /* goods of the wreck, from the first that is left */
    int64_t score;
} Rescuer;

/* ---------------------------------------------------------------- who could go */

static int64_t cell(const Replan *x, int32_t vehicle, int32_t from, int32_t to, bool metres) {
    int32_t c = x->r->vehicles[vehicle].klass;
    uint32_t *table = metres ? x->net->distance_m[c] : x->net->time_s[c];
    uint32_t v = table[(size_t)from * x->net->site_count + (size_t)to];
    return v == ROAD_UNREACHABLE ? -1 : (int64_t)v;
}

static const PlanStop *goods_at(const Replan *x, const PlanLot *lot) {
    return &x->stand.trips[lot->trip].stops[lot->stop];
}

static bool over(int64_t n, int64_t capacity) {
    return capacity >= 0 && n > capacity;
}

static bool may_bring(const Replan *x, int32_t vehicle, int32_t from, const PlanStop *stop) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    uint32_t mask = stop->tps >= 0 ? x->r->tps[stop->tps].class_mask : 0;
    if (mask && !(mask >> v->klass & 1)) return false;
    return cell(x, vehicle, from, stop->site, false) >= 0;
}

/* How many of the wreck's goods, from number `first` on, the vehicle has room for. */
static size_t fitting(const Replan *x, const PlanCrew *crew, int32_t vehicle, const PlanWreck *w,
                      size_t first) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    ElectionLoad load = {0};
    size_t n = 0;
    for (size_t i = 0; i < crew->aboard.n; i++)
        load = plan_load_add(load, goods_at(x, &crew->aboard.at[i])->load);
    for (size_t i = first; i < w->goods.n; i++, n++) {
        const PlanStop *stop = goods_at(x, &w->goods.at[i]);
        load = plan_load_add(load, stop->load);
        if (over(load.boxes, v->capacity_boxes) || over(load.mass_g, v->capacity_g) ||
            over(load.volume_cm3, v->capacity_cm3) || !may_bring(x, vehicle, w->site, stop))
            break;
    }
    return n;
}

static int64_t stops_ahead(const Replan *x, int32_t vehicle, int32_t day) {
    int64_t n = 0;
    for (size_t i = 0; i < x->stand.count; i++) {
        const PlanTrip *t = &x->stand.trips[i];
        if (t->state == PLAN_AHEAD && t->vehicle == vehicle && t->day == day)
            n += (int64_t)t->stop_count;
    }
    return n;
}

static bool same_yard(const Replan *x, int32_t a, int32_t b) {
    int32_t da = x->r->vehicles[a].depot, db = x->r->vehicles[b].depot;
    if (da < 0 || db < 0) return false;
    bool hub = str_eq(x->r->depots[da].kind, "ppk") || str_eq(x->r->depots[db].kind, "ppk");
    return hub ? da == db : true;
}

/* From where and when the vehicle could set out that day; false: not at all. */
static bool start_of(const Replan *x, const PlanCrew *crew, int32_t vehicle, int32_t day,
                     int32_t *site, int64_t *free_s) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    int64_t opens_s = plan_midnight_s(x->r, day) + v->shift_start_s;
    *site = v->depot;
    *free_s = opens_s > x->stand.at_s ? opens_s : x->stand.at_s;
    if (day < v->from_day || day > v->to_day) return false;
    if (crew->day == INT32_MIN) return v->trips_max > 0;
    if (crew->day != day || crew->via || crew->rescues) return false;
    if (crew->trip < 0 && crew->made + 2 > v->trips_max) return false;
    if (crew->trip >= 0 && crew->turned) return false;
    *site = crew->site;
    if (crew->free_s > *free_s) *free_s = crew->free_s;
    return true;
}

static bool consider(const Replan *x, const PlanAttempt *a, const PlanWreck *w, size_t first,
                     int32_t vehicle, int32_t day, Rescuer *ret) {
    const PlanCrew *crew = &a->crews[vehicle];
    int32_t site;
    int64_t free_s;
    if (!start_of(x, crew, vehicle, day, &site, &free_s)) return false;
    int64_t leg_s = cell(x, vehicle, site, w->site, false);
    int64_t home_s = cell(x, vehicle, w->site, x->r->vehicles[vehicle].depot, false);
    size_t fits = fitting(x, crew, vehicle, w, first);
    if (leg_s < 0 || home_s < 0 || fits == 0) return false;
    if (free_s + leg_s < w->since_s) free_s = w->since_s - leg_s;
    int64_t boxes = 0;
    for (size_t i = first; i < first + fits; i++) boxes += goods_at(x, &w->goods.at[i])->load.boxes;
    int64_t leave_s = free_s + leg_s + plan_rule(x->r, "transfer_fixed_s") +
                      boxes * plan_rule(x->r, "load_per_box_s");
    if (leave_s + home_s >
        plan_midnight_s(x->r, day) + x->r->vehicles[vehicle].shift_end_s)
        return false;
    int64_t rest = (int64_t)(w->goods.n - first - fits);
    *ret = (Rescuer){.vehicle = vehicle,
                     .day = day,
                     .begins_s = free_s,
                     .arrive_s = free_s + leg_s,
                     .leave_s = leave_s,
                     .leg_m = cell(x, vehicle, site, w->site, true),
                     .leg_s = leg_s,
                     .fits = fits,
                     .score = leave_s + DISTURBED_S * stops_ahead(x, vehicle, day) +
                              rest * PLAN_DAY_S};
    return true;
}

static int score_order(const void *a, const void *b) {
    const Rescuer *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? -1 : 1;
    return x->vehicle - y->vehicle;
}

/* The best day of each vehicle, best vehicle first. */
static size_t rescuers(const Replan *x, const PlanAttempt *a, const PlanWreck *w, size_t first,
                       Rescuer **ret) {
    VEC(Rescuer) list = {0};
    int32_t lost = x->stand.trips[w->trip].vehicle;
    for (size_t v = 0; v < x->r->vehicle_count; v++) {
        Rescuer best = {.vehicle = -1}, is;
        if (x->stand.broken_s[v] != INT64_MAX || !same_yard(x, (int32_t)v, lost)) continue;
        for (int32_t day = x->stand.trips[w->trip].day; day <= x->old->to_day; day++)
            if (consider(x, a, w, first, (int32_t)v, day, &is) &&
                (best.vehicle < 0 || is.score < best.score))
                best = is;
        if (best.vehicle >= 0) vec_push(x->arena, &list, best);
    }
    if (list.n) qsort(list.at, list.n, sizeof *list.at, score_order);
    *ret = list.at;
    return list.n;
}

/* ---------------------------------------------------------------- sending it */

static void send(Replan *x, PlanAttempt *a, const PlanWreck *w, size_t first, const Rescuer *is) {
    PlanCrew *crew = &a->crews[is->vehicle];
    if (crew->day == INT32_MIN) {
        *crew = (PlanCrew){.day = is->day, .trip = -1, .begun_s = is->begins_s};
        crew->trip_begun_s = is->begins_s;
    } else if (crew->trip < 0) {
        crew->made++;
        crew->trip_begun_s = is->begins_s;
        crew->trip_m = 0;
    }
    PlanVia *via = ARENA_NEW(x->arena, PlanVia);
    *via = (PlanVia){.before = crew->fixed,
                     .at = w->at,
                     .site = w->site,
                     .arrive_s = is->arrive_s,
                     .leave_s = is->leave_s,
                     .leg_m = is->leg_m,
                     .leg_s = is->leg_s,
                     .takes = x->stand.trips[w->trip].id};
    crew->via = via;
    crew->site = w->site;
    crew->free_s = is->leave_s;
    crew->driven_m += is->leg_m;
    crew->trip_m += is->leg_m;
    crew->rescues = true;
    for (size_t i = first; i < first + is->fits; i++)
        vec_push(x->arena, &crew->aboard, w->goods.at[i]);
}

static void strand(Replan *x, PlanAttempt *a, const PlanWreck *w, size_t first) {
    for (size_t i = first; i < w->goods.n; i++) {
        const PlanStop *stop = goods_at(x, &w->goods.at[i]);
        for (size_t k = 0; k < stop->goods_count; k++)
            plan_refuse(&a->maker, stop->goods[k], "stranded");
        if (stop->goods_count == 0)
            vec_push(x->arena, &a->maker.unserved,
                     ((PlanUnserved){-1, stop->district, "stranded"}));
    }
}

bool plan_rescue(Replan *x, PlanAttempt *a) {
    bool there_is = a->rescue_rank == 0;
    for (size_t i = 0; i < x->wrecks.n; i++) {
        const PlanWreck *w = &x->wrecks.at[i];
        size_t first = 0;
        while (first < w->goods.n) {
            Rescuer *list;
            size_t n = a->judges ? 0 : rescuers(x, a, w, first, &list);
            size_t rank = i == 0 && first == 0 ? (size_t)a->rescue_rank : 0;
            if (rank < n && rank > 0) there_is = true;
            if (rank >= n) break;
            send(x, a, w, first, &list[rank]);
            first += list[rank].fits;
        }
        strand(x, a, w, first);
    }
    return there_is;
}
