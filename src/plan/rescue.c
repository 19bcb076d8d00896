// SPDX-License-Identifier: Apache-2.0
/* Goods that lie in a vehicle that broke down wait there. Another vehicle of the same depot drives
 * to the place, takes them over (transfer_fixed_s, and loading per box) and goes on from there: to
 * the routing problem it is a vehicle under way that is free at that place from then on, with these
 * goods aboard. Which vehicle goes is chosen here; the choice is tried by solving. */
#include "plan/replan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct Rescuer {
    int32_t vehicle;
    PlanCrew crew; /* as it is when it sets out */
    int64_t begins_s, arrive_s, leave_s;
    int64_t leg_m, leg_s;
    size_t fits;   /* goods of the wreck, from the first that is left */
    int64_t score; /* rupiah, roughly: money, changes, and goods that wait by the road */
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

/* The way that a vehicle takes over goods: as it is, or when it has set down what it has aboard. */
typedef struct Start {
    PlanCrew crew; /* from where and when it drives to the wreck */
    int64_t own_s; /* of work with what it then still has aboard */
    int64_t end_s; /* of its working hours */
    int64_t free_s;
} Start;

static int64_t service_s(const PlanStop *stop) {
    return stop->leave_s - stop->begin_s;
}

/* How many of the wreck's goods, from number `first` on, the vehicle has room and time for. */
static size_t fitting(const Replan *x, const Start *start, int32_t vehicle, const PlanWreck *w,
                      size_t first, int64_t at_s, int64_t *ret_end_s) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    ElectionLoad load = {0};
    int32_t site = w->site;
    size_t n = 0;
    at_s += plan_rule(x->r, "transfer_fixed_s");
    for (size_t i = 0; i < start->crew.aboard.n; i++)
        load = plan_load_add(load, goods_at(x, &start->crew.aboard.at[i])->load);
    for (size_t i = first; i < w->goods.n; i++, n++) {
        const PlanStop *stop = goods_at(x, &w->goods.at[i]);
        load = plan_load_add(load, stop->load);
        int64_t leg_s = cell(x, vehicle, site, stop->site, false);
        int64_t home_s = cell(x, vehicle, stop->site, v->depot, false);
        if (over(load.boxes, v->capacity_boxes) || over(load.mass_g, v->capacity_g) ||
            over(load.volume_cm3, v->capacity_cm3) || leg_s < 0 || home_s < 0 ||
            !may_bring(x, vehicle, w->site, stop))
            break;
        int64_t done_s =
            at_s + stop->load.boxes * plan_rule(x->r, "load_per_box_s") + leg_s + service_s(stop);
        if (done_s + home_s + start->own_s > start->end_s) break;
        at_s = done_s;
        site = stop->site;
        *ret_end_s = done_s + home_s + start->own_s;
    }
    return n;
}

static int64_t places_of(const PlanTrip *t, size_t first) {
    int64_t n = 0;
    for (size_t k = first; k < t->stop_count; k++)
        n += t->stops[k].goods_count ? (int64_t)t->stops[k].goods_count : 1;
    return n;
}

/* TPS whose goods would come late, or have to go with another, if the vehicle's day were so much
 * longer. */
static int64_t disturbed(const Replan *x, const Start *start, int32_t vehicle, int32_t day,
                         int64_t by_s) {
    const PlanCrew *crew = &start->crew;
    int64_t n = 0;
    if (by_s <= x->tolerance_s) return 0;
    if (crew->aboard.n) n = places_of(&x->stand.trips[crew->trip], (size_t)crew->fixed);
    for (size_t i = 0; i < x->stand.count; i++) {
        const PlanTrip *t = &x->stand.trips[i];
        if (t->state == PLAN_AHEAD && t->vehicle == vehicle && t->day == day) n += places_of(t, 0);
    }
    return n;
}

static bool same_yard(const Replan *x, int32_t a, int32_t b) {
    int32_t da = x->r->vehicles[a].depot, db = x->r->vehicles[b].depot;
    if (da < 0 || db < 0) return false;
    return plan_at_hub(x->r, da) || plan_at_hub(x->r, db) ? da == db : true;
}

static const char *team_of(const Replan *x, int32_t vehicle, int32_t day) {
    for (size_t i = 0; i < x->old->trip_count; i++)
        if (x->old->trips[i].vehicle == vehicle && x->old->trips[i].day == day)
            return x->old->trips[i].escort;
    return NULL;
}

/* Who has no team that day needs one that is not out: the team of a vehicle that broke down is not,
 * unless it goes on with its convoy. */
static bool finds_team(const Replan *x, const PlanAttempt *a, int32_t vehicle, int32_t day) {
    int32_t depot = x->r->vehicles[vehicle].depot;
    const char **teams;
    if (!x->r->vehicles[vehicle].needs_escort || team_of(x, vehicle, day)) return true;
    size_t there = plan_escort_teams(x->arena, x->r, depot, &teams), out = 0;
    for (size_t v = 0; v < x->r->vehicle_count; v++) {
        const char *team = team_of(x, (int32_t)v, day);
        if (!plan_crew_on(&a->crews[v], day) || x->r->vehicles[v].depot != depot) continue;
        bool counted = !team && !plan_crew_on(&a->crews[v], day)->rescues;
        for (size_t u = 0; u < v && team && !counted; u++)
            counted = plan_crew_on(&a->crews[u], day) && x->r->vehicles[u].depot == depot &&
                      str_eq(team_of(x, (int32_t)u, day), team);
        out += !counted;
    }
    return out < there;
}

/* From where and when the vehicle could set out that day; false: not at all. */
static bool start_of(const Replan *x, const PlanCrew *crew, int32_t vehicle, int32_t day,
                     Start *ret) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    int64_t midnight_s = plan_midnight_s(x->r, day), opens_s = midnight_s + v->shift_start_s;
    *ret = (Start){.crew = *crew, .end_s = midnight_s + v->shift_end_s};
    ret->free_s = opens_s > x->stand.at_s ? opens_s : x->stand.at_s;
    if (day < v->from_day || day > v->to_day) return false;
    if (crew->day == INT32_MIN) {
        ret->crew = (PlanCrew){.day = day, .trip = -1, .site = v->depot, .then = crew->then};
        return v->trips_max > 0;
    }
    if (crew->day != day || crew->via || crew->rescues || crew->turned) return false;
    if (crew->trip < 0 && crew->made + 2 > v->trips_max) return false;
    if (crew->free_s > ret->free_s) ret->free_s = crew->free_s;
    if (crew->trip >= 0) ret->own_s = x->stand.trips[crew->trip].return_s - crew->free_s;
    return true;
}

/* The same when it has first brought what it has aboard, as long as its ways are open. */
static bool after_own(const Replan *x, int32_t vehicle, Start *start) {
    PlanCrew *crew = &start->crew;
    if (crew->trip < 0 || crew->aboard.n == 0) return false;
    const PlanTrip *t = &x->stand.trips[crew->trip];
    int32_t site = crew->site;
    for (int32_t k = crew->fixed; k < (int32_t)t->stop_count; k++) {
        int64_t leg_s = cell(x, vehicle, site, t->stops[k].site, false);
        if (leg_s < 0 || leg_s > t->stops[k].leg_s) return false;
        crew->trip_m += t->stops[k].leg_m;
        crew->driven_m += t->stops[k].leg_m;
        site = t->stops[k].site;
    }
    crew->fixed = (int32_t)t->stop_count;
    crew->site = site;
    crew->free_s = start->free_s = t->stops[t->stop_count - 1].leave_s;
    crew->aboard.n = 0;
    start->own_s = 0;
    return true;
}

static bool consider(const Replan *x, const PlanWreck *w, size_t first, int32_t vehicle,
                     int32_t day, const Start *start, Rescuer *best) {
    const ElectionVehicle *v = &x->r->vehicles[vehicle];
    int64_t free_s = start->free_s, leg_s = cell(x, vehicle, start->crew.site, w->site, false);
    if (leg_s < 0) return false;
    if (free_s + leg_s < w->since_s) free_s = w->since_s - leg_s;
    int64_t end_s = free_s, change = plan_rule(x->r, "replan_change_cost");
    size_t fits = fitting(x, start, vehicle, w, first, free_s + leg_s, &end_s);
    if (fits == 0) return false;
    int64_t boxes = 0, unfit = (int64_t)(w->goods.n - first - fits);
    for (size_t i = first; i < first + fits; i++) boxes += goods_at(x, &w->goods.at[i])->load.boxes;
    int64_t leave_s = free_s + leg_s + plan_rule(x->r, "transfer_fixed_s") +
                      boxes * plan_rule(x->r, "load_per_box_s");
    int64_t longer_s = end_s - start->free_s - start->own_s;
    bool opens = start->crew.begun_s == 0 && disturbed(x, start, vehicle, day, INT64_MAX) == 0;
    int64_t score = unfit * PLAN_UNSERVED_COST + (opens ? v->cost_per_day : 0) +
                    longer_s / 60 * v->cost_per_hour / 60 +
                    disturbed(x, start, vehicle, day, longer_s) * change +
                    (leave_s - w->since_s) / 60 * change / PLAN_WAIT_PER_CHANGE_MIN;
    if (best->vehicle >= 0 && best->score <= score) return false;
    *best = (Rescuer){.vehicle = vehicle,
                      .begins_s = free_s,
                      .arrive_s = free_s + leg_s,
                      .leave_s = leave_s,
                      .leg_m = cell(x, vehicle, start->crew.site, w->site, true),
                      .leg_s = leg_s,
                      .fits = fits,
                      .score = score,
                      .crew = start->crew};
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
        Rescuer best = {.vehicle = -1};
        Start start;
        if (x->stand.broken_s[v] != INT64_MAX || !same_yard(x, (int32_t)v, lost)) continue;
        for (int32_t day = x->stand.trips[w->trip].day; day <= x->old->to_day; day++) {
            if (!start_of(x, &a->crews[v], (int32_t)v, day, &start) ||
                !finds_team(x, a, (int32_t)v, day))
                continue;
            (void)consider(x, w, first, (int32_t)v, day, &start, &best);
            if (after_own(x, (int32_t)v, &start))
                (void)consider(x, w, first, (int32_t)v, day, &start, &best);
        }
        if (best.vehicle >= 0) vec_push(x->arena, &list, best);
    }
    if (list.n) qsort(list.at, list.n, sizeof *list.at, score_order);
    *ret = list.at;
    return list.n;
}

/* ---------------------------------------------------------------- sending it */

static void send(Replan *x, PlanAttempt *a, const PlanWreck *w, size_t first, const Rescuer *is) {
    PlanCrew *crew = &a->crews[is->vehicle];
    *crew = is->crew;
    memset(&crew->aboard, 0, sizeof crew->aboard); /* a list of its own: others have the old one */
    for (size_t i = 0; i < is->crew.aboard.n; i++)
        vec_push(x->arena, &crew->aboard, is->crew.aboard.at[i]);
    if (crew->trip < 0) {
        bool at_home = crew->begun_s > 0;
        crew->made += at_home;
        if (!at_home) crew->begun_s = is->begins_s;
        crew->trip_begun_s = is->begins_s;
        crew->trip_m = 0;
    }
    a->waiting_s += is->leave_s - w->since_s;
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
    int sent = 0;
    for (size_t i = 0; i < x->wrecks.n; i++) {
        const PlanWreck *w = &x->wrecks.at[i];
        size_t first = 0;
        while (first < w->goods.n) {
            Rescuer *list = NULL;
            size_t n = a->judges || sent == a->rescuers_max ? 0 : rescuers(x, a, w, first, &list);
            size_t rank = i == 0 && first == 0 ? (size_t)a->rescue_rank : 0;
            if (rank < n && rank > 0) there_is = true;
            if (rank >= n) break;
            assert(list);
            send(x, a, w, first, &list[rank]);
            sent++;
            first += list[rank].fits;
        }
        strand(x, a, w, first);
    }
    return there_is;
}
