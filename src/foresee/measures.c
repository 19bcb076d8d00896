// SPDX-License-Identifier: Apache-2.0
/* All that somebody could do: the candidates of an advice. */
#include "foresee/measures.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_S 60
#define ROADS_MAX 16     /* through several flood points: those with most late TPS */
#define RISK_PERMILLE 10 /* of the scenarios: a TPS that is late in as many is at risk */

static const int32_t SLACK_MIN[] = {30, 60, 120, 180, 240, 360};
static const size_t WORST[] = {5, 10, 20, 40, 80, 160, SIZE_MAX};

static const PlanStop *place_in_plan(const Lister *l, int32_t tps) {
    const PlanTrip *trip = &l->state->plan.trips[l->trip_of[tps]];
    return &trip->stops[l->stop_of[tps]];
}

const PlanTrip *foresee_list_trip(const Lister *l, int32_t tps) {
    return &l->state->plan.trips[l->trip_of[tps]];
}

ForeseeMeasure foresee_list_blank(ForeseeKind kind, ForeseeOffice office) {
    return (ForeseeMeasure){.kind = kind,
                            .office = office,
                            .point = -1,
                            .stretch = -1,
                            .vehicle = -1,
                            .like = -1,
                            .depot = -1,
                            .district = -1,
                            .day = -1,
                            .minutes = -1,
                            .mend_cost = -1};
}

/* ---------------------------------------------------------------- who is at risk */

static void find_trips(Lister *l) {
    const Plan *plan = &l->state->plan;
    size_t n = l->state->r.tps_count;
    l->trip_of = ARENA_ARRAY(l->arena, int32_t, n + 1);
    l->stop_of = ARENA_ARRAY(l->arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) l->trip_of[i] = -1;
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t i = 0; i < plan->trips[t].stop_count; i++) {
            int32_t tps = plan->trips[t].stops[i].tps;
            if (tps < 0) continue;
            l->trip_of[tps] = (int32_t)t;
            l->stop_of[tps] = (int32_t)i;
        }
}

/* From the depot on; and what was brought to a PPK has come there before. */
static void find_ways(Lister *l) {
    const ForeseeSim *sim = &l->world->sim;
    const Plan *plan = &l->state->plan;
    l->on_way = ARENA_ARRAY(l->arena, ForeseeSet, l->state->r.tps_count + 1);
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        RoadClass c = (RoadClass)l->state->r.vehicles[trip->vehicle].klass;
        ForeseeSet none = {0}, points = {0};
        int32_t at = trip->depot;
        for (size_t i = 0; i < trip->stop_count; at = trip->stops[i++].site) {
            const PlanStop *stop = &trip->stops[i];
            const ForeseeWay *way = foresee_way(sim->ways, c, HAZARD_DRY, at, stop->site, &none);
            for (size_t k = 0; k < way->meet_count; k++)
                foresee_add(&points, sim->stretches[way->meets[k].stretch].point);
            for (size_t k = 0; k < stop->goods_count; k++)
                foresee_join(&l->on_way[stop->goods[k]], &points);
        }
    }
}

typedef struct Risk {
    int32_t tps;
    uint32_t late;
} Risk;

static int riskiest_first(const void *a, const void *b) {
    const Risk *x = a, *y = b;
    if (x->late != y->late) return x->late > y->late ? -1 : 1;
    return x->tps - y->tps;
}

static void find_risks(Lister *l) {
    size_t n = l->state->r.tps_count, count = 0;
    Risk *list = ARENA_ARRAY(l->arena, Risk, n + 1);
    for (size_t i = 0; i < n; i++)
        if (l->trip_of[i] >= 0 && l->is->tps[i].late > 0 &&
            (uint64_t)l->is->tps[i].late * 1000 >= (uint64_t)l->is->scenarios * RISK_PERMILLE)
            list[count++] = (Risk){(int32_t)i, l->is->tps[i].late};
    if (count) qsort(list, count, sizeof *list, riskiest_first);
    l->risk = ARENA_ARRAY(l->arena, int32_t, count + 1);
    l->risk_count = count;
    for (size_t i = 0; i < count; i++) l->risk[i] = list[i].tps;
}

/* ---------------------------------------------------------------- TPS sooner, or on another day */

static int by_number(const void *a, const void *b) {
    return *(const int32_t *)a - *(const int32_t *)b;
}

static void take_tps(const Lister *l, ForeseeMeasure *m, const int32_t *tps, size_t n) {
    m->tps = ARENA_ARRAY(l->arena, int32_t, n + 1);
    m->tps_count = n;
    if (n) memcpy(m->tps, tps, n * sizeof *tps);
    if (n) qsort(m->tps, n, sizeof *m->tps, by_number);
}

/* The same change of the same TPS may be thought of twice. */
static void add(const Lister *l, const ForeseeMeasure *m) {
    for (size_t i = 0; i < l->to->n; i++) {
        const ForeseeMeasure *o = &l->to->at[i];
        if (o->kind == m->kind && o->by_s == m->by_s && o->day == m->day &&
            o->vehicle == m->vehicle && o->depot == m->depot && o->like == m->like &&
            o->tps_count == m->tps_count && m->tps_count &&
            memcmp(o->tps, m->tps, m->tps_count * sizeof *m->tps) == 0)
            return;
    }
    vec_push(l->arena, l->to, *m);
}

/* Those of the group that the plan serves later than that; none: nothing to do. */
static void add_by(const Lister *l, ForeseeMeasure m, const int32_t *tps, size_t n, int64_t by_s) {
    int32_t *later = ARENA_ARRAY(l->arena, int32_t, n + 1);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (place_in_plan(l, tps[i])->begin_s > by_s && l->world->sim.earliest_s[tps[i]] < by_s)
            later[count++] = tps[i];
    if (count == 0) return;
    m.by_s = by_s;
    take_tps(l, &m, later, count);
    add(l, &m);
}

static int64_t latest_of(const Lister *l, const int32_t *tps, size_t n) {
    int64_t latest_s = INT64_MIN;
    for (size_t i = 0; i < n; i++)
        if (l->world->sim.latest_s[tps[i]] > latest_s) latest_s = l->world->sim.latest_s[tps[i]];
    return latest_s;
}

/* By the evening of each day before the last on which some of them are served. */
static void add_days_before(const Lister *l, const ForeseeMeasure *m, const int32_t *tps,
                            size_t n) {
    const ForeseeSim *sim = &l->world->sim;
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < n; i++)
        if (foresee_list_trip(l, tps[i])->day > last) last = foresee_list_trip(l, tps[i])->day;
    for (int32_t day = l->state->plan.from_day; day < last; day++)
        add_by(l, *m, tps, n, foresee_midnight_s(sim, day) + foresee_rule(sim, "latest_clock_s"));
}

void foresee_list_slack(const Lister *l, const ForeseeMeasure *m, const int32_t *tps, size_t n,
                        int32_t most_min) {
    for (size_t i = 0; i < COUNT_OF(SLACK_MIN) && SLACK_MIN[i] <= most_min && n; i++)
        add_by(l, *m, tps, n, latest_of(l, tps, n) - SLACK_MIN[i] * MINUTE_S);
}

/* Held back until each day that is not the one on which all of them are served. */
static void add_days_held(const Lister *l, const ForeseeMeasure *like, const int32_t *tps,
                          size_t n) {
    ForeseeMeasure m = *like;
    m.kind = FORESEE_ON;
    take_tps(l, &m, tps, n);
    for (m.day = l->state->plan.from_day; n && m.day <= l->state->plan.to_day; m.day++) {
        size_t there = 0;
        for (size_t i = 0; i < n; i++) there += foresee_list_trip(l, tps[i])->day == m.day;
        if (there < n) add(l, &m);
    }
}

static void list_worst(const Lister *l) {
    ForeseeMeasure m = foresee_list_blank(FORESEE_BY, FORESEE_KPU);
    for (size_t i = 0; i < COUNT_OF(WORST); i++) {
        size_t n = WORST[i] < l->risk_count ? WORST[i] : l->risk_count;
        if (i && WORST[i - 1] >= l->risk_count) break;
        foresee_list_slack(l, &m, l->risk, n, 360);
        add_days_before(l, &m, l->risk, n);
    }
}

typedef VEC(int32_t) Group;

static void list_villages(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (size_t v = 0; v < r->village_count; v++) {
        Group group = {0};
        for (size_t i = 0; i < l->risk_count; i++)
            if (r->tps[l->risk[i]].village == (int32_t)v) vec_push(l->arena, &group, l->risk[i]);
        ForeseeMeasure m = foresee_list_blank(FORESEE_BY, FORESEE_KPU);
        m.village = r->villages[v].name;
        foresee_list_slack(l, &m, group.at, group.n, 180);
        add_days_before(l, &m, group.at, group.n);
        add_days_held(l, &m, group.at, group.n);
    }
}

/* The whole trip goes another day, not only its TPS at risk: what is left is no trip. */
static void list_trips(const Lister *l) {
    const Plan *plan = &l->state->plan;
    bool *seen = ARENA_ARRAY(l->arena, bool, plan->trip_count + 1);
    for (size_t i = 0; i < l->risk_count; i++) {
        const PlanTrip *t = foresee_list_trip(l, l->risk[i]);
        if (seen[t - plan->trips]) continue;
        seen[t - plan->trips] = true;
        Group group = {0};
        for (size_t k = 0; k < t->stop_count; k++)
            if (t->stops[k].tps >= 0) vec_push(l->arena, &group, t->stops[k].tps);
        ForeseeMeasure m = foresee_list_blank(FORESEE_BY, FORESEE_KPU);
        m.trip = t->id;
        foresee_list_slack(l, &m, group.at, group.n, 120);
        add_days_before(l, &m, group.at, group.n);
    }
}

/* TPS whose way, as planned, leads through a flood point that somebody meets. */
static void list_behind(const Lister *l) {
    for (size_t p = 0; p < l->world->sim.point_count; p++) {
        if (!l->is->points || l->is->points[p].met == 0) continue;
        Group group = {0};
        for (int32_t i = 0; i < (int32_t)l->state->r.tps_count; i++)
            if (l->trip_of[i] >= 0 && foresee_has(&l->on_way[i], p)) vec_push(l->arena, &group, i);
        if (group.n == 0) continue;
        ForeseeMeasure m = foresee_list_blank(FORESEE_BY, FORESEE_KPU);
        m.point = (int32_t)p;
        foresee_list_slack(l, &m, group.at, group.n, 240);
        add_days_before(l, &m, group.at, group.n);
        add_days_held(l, &m, group.at, group.n);
    }
}

/* ---------------------------------------------------------------- roads through several points */

typedef struct Road {
    const ForeseeSet *points;
    uint64_t late; /* of TPS whose way leads through just these */
} Road;
typedef VEC(Road) Roads;

static int latest_first(const void *a, const void *b) {
    const Road *x = a, *y = b;
    return (x->late < y->late) - (x->late > y->late);
}

static void add_road(const Lister *l, const ForeseeSet *points) {
    const ForeseeSim *sim = &l->world->sim;
    ForeseeMeasure m = foresee_list_blank(FORESEE_OPEN_ROAD, FORESEE_BPBD);
    m.points = ARENA_ARRAY(l->arena, int32_t, sim->point_count + 1);
    for (size_t p = 0; p < sim->point_count; p++)
        if (foresee_has(points, p) && l->is->points[p].met) m.points[m.point_count++] = (int32_t)p;
    bool more = m.point_count > 1;
    for (size_t i = 0; i < l->to->n && more; i++) {
        const ForeseeMeasure *o = &l->to->at[i];
        more = o->point_count != m.point_count ||
               memcmp(o->points, m.points, m.point_count * sizeof *m.points) != 0;
    }
    if (more) vec_push(l->arena, l->to, m);
}

/* And all points that anybody meets. */
static void list_roads(const Lister *l) {
    Roads roads = {0};
    ForeseeSet all = {0};
    if (!l->is->points) return;
    for (size_t i = 0; i < l->risk_count; i++) {
        const ForeseeSet *points = &l->on_way[l->risk[i]];
        size_t k = 0;
        while (k < roads.n && memcmp(roads.at[k].points, points, sizeof *points) != 0) k++;
        if (k == roads.n) vec_push(l->arena, &roads, ((Road){points, 0}));
        roads.at[k].late += l->is->tps[l->risk[i]].late;
    }
    if (roads.n) qsort(roads.at, roads.n, sizeof *roads.at, latest_first);
    for (size_t i = 0; i < roads.n && i < ROADS_MAX; i++) add_road(l, roads.at[i].points);
    for (size_t p = 0; p < l->world->sim.point_count; p++) foresee_add(&all, p);
    add_road(l, &all);
}

/* ---------------------------------------------------------------- hours of work */

static bool out_on(const Lister *l, int32_t vehicle, int32_t day) {
    const Plan *plan = &l->state->plan;
    for (size_t t = 0; t < plan->trip_count; t++)
        if (plan->trips[t].vehicle == vehicle && plan->trips[t].day == day) return true;
    return false;
}

bool foresee_list_risk_on(const Lister *l, int32_t depot, int32_t vehicle, int32_t day) {
    for (size_t i = 0; i < l->risk_count; i++) {
        const PlanTrip *t = foresee_list_trip(l, l->risk[i]);
        if (t->day == day && (depot < 0 || t->depot == depot) &&
            (vehicle < 0 || t->vehicle == vehicle))
            return true;
    }
    return false;
}

/* Nobody sets out earlier twice. */
static void add_once(const Lister *l, ForeseeMeasure m) {
    for (size_t i = 0; i < l->state->edit_count; i++) {
        const ForeseeMeasure *e = &l->state->edits[i];
        int32_t depot = m.vehicle >= 0 ? l->state->r.vehicles[m.vehicle].depot : m.depot;
        bool others = (e->vehicle >= 0 && m.vehicle >= 0 && e->vehicle != m.vehicle) ||
                      (e->depot >= 0 && depot >= 0 && e->depot != depot);
        if (e->kind == m.kind && e->day == m.day && !others) return;
    }
    vec_push(l->arena, l->to, m);
}

static void add_hours(const Lister *l, int32_t depot, int32_t vehicle, int32_t day) {
    ForeseeMeasure m = foresee_list_blank(FORESEE_EARLIER, FORESEE_KPU);
    m.depot = depot;
    m.vehicle = vehicle;
    m.day = day;
    m.minutes = 60;
    add_once(l, m);
    m.kind = FORESEE_LOADED;
    m.minutes = -1;
    add_once(l, m);
}

/* Of everybody, of each depot, of each vehicle, on the days on which somebody is late sometimes. */
static void list_hours(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (int32_t day = l->state->plan.from_day; day <= l->state->plan.to_day; day++) {
        bool begun = foresee_midnight_s(&l->world->sim, day) <= l->state->plan.at_s;
        if (begun || !foresee_list_risk_on(l, -1, -1, day)) continue;
        add_hours(l, -1, -1, day);
        for (int32_t d = 0; d < (int32_t)r->depot_count && r->depot_count > 1; d++)
            if (foresee_list_risk_on(l, d, -1, day)) add_hours(l, d, -1, day);
        for (int32_t v = 0; v < (int32_t)r->vehicle_count; v++)
            if (out_on(l, v, day) && foresee_list_risk_on(l, -1, v, day)) add_hours(l, -1, v, day);
    }
    ForeseeMeasure m = foresee_list_blank(FORESEE_LONGER, FORESEE_KPU);
    m.minutes = 60;
    if (l->risk_count) add_once(l, m);
}

/* ---------------------------------------------------------------- roads kept open */

static void take_gain(ForeseeMeasure *m, const Foresight *is, const ForeseeGain *g) {
    m->met = g->met;
    m->scenarios = is->scenarios;
}

static void list_open(const Lister *l) {
    const ForeseeSim *sim = &l->world->sim;
    if (!l->is->points) return;
    for (size_t p = 0; p < sim->point_count; p++) {
        if (!hazard_can_be_held(&sim->points[p])) continue;
        ForeseeMeasure m = foresee_list_blank(FORESEE_OPEN_POINT, FORESEE_BPBD);
        size_t first = sim->first_stretch[p], end = sim->first_stretch[p + 1];
        m.point = (int32_t)p;
        take_gain(&m, l->is, &l->is->points[p]);
        if (l->is->points[p].less > 0) vec_push(l->arena, l->to, m);
        for (size_t i = first; i < end && end - first > 1; i++) {
            if (l->is->stretches[i].less <= 0) continue;
            m.kind = FORESEE_OPEN_STRETCH;
            m.stretch = (int32_t)i;
            take_gain(&m, l->is, &l->is->stretches[i]);
            vec_push(l->arena, l->to, m);
        }
    }
}

/* ---------------------------------------------------------------- all */

static void price(const Lister *l) {
    for (size_t i = 0; i < l->to->n; i++) foresee_price(l->world, &l->state->plan, &l->to->at[i]);
}

/* Of a plan under way: what leaves its trips as they are. To change them is replan's. */
static void list_ahead(const Lister *l) {
    list_roads(l);
    list_hours(l);
    foresee_list_standing_by(l);
    price(l);
}

void foresee_measures(const ForeseeWorld *w, Arena *arena, const ForeseeState *state,
                      const Foresight *is, ForeseeMeasures *ret, size_t *ret_open) {
    *ret = (ForeseeMeasures){0};
    Lister l = {.world = w, .arena = arena, .state = state, .is = is, .to = ret};
    find_trips(&l);
    find_ways(&l);
    find_risks(&l);
    list_open(&l);
    *ret_open = ret->n;
    if (is->late_total == 0) return;
    if (state->plan.at_s) {
        list_ahead(&l);
        return;
    }
    list_worst(&l);
    list_villages(&l);
    list_trips(&l);
    list_behind(&l);
    list_roads(&l);
    list_hours(&l);
    foresee_list_fleet(&l);
    price(&l);
}

/* ---------------------------------------------------------------- prices */

static int64_t stretch_m(const ForeseeSim *sim, size_t from, size_t end) {
    int64_t metres = 0;
    for (size_t i = from; i < end; i++) metres += sim->stretches[i].length_m;
    return metres;
}

/* Guards at each place on every day; or the roads raised for good. */
static void price_places(const ForeseeWorld *w, int64_t places, int64_t metres, int64_t days,
                         ForeseeMeasure *m) {
    const HazardValue *set = w->sim.model->settings;
    m->done_cost = places * days * set[HAZARD_GUARD_RP_PER_DAY].value;
    m->mend_cost = metres * set[HAZARD_MEND_RP_PER_M].value;
    if (m->mend_cost < m->done_cost) m->office = FORESEE_PUPR;
}

static int64_t points_m(const ForeseeSim *sim, const int32_t *points, size_t n) {
    int64_t metres = 0;
    for (size_t i = 0; i < n; i++)
        metres += stretch_m(sim, sim->first_stretch[points[i]], sim->first_stretch[points[i] + 1]);
    return metres;
}

/* Where loaded vehicles stand for a night, which somebody has to guard. */
static int64_t guarded_depots(const ElectionRegency *r, const ForeseeMeasure *m) {
    if (m->depot >= 0 || m->vehicle >= 0) return 1;
    int64_t n = 0;
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        bool any = false;
        for (size_t v = 0; v < r->vehicle_count && !any; v++) any = r->vehicles[v].depot == d;
        n += any;
    }
    return n;
}

static int64_t there_and_back(const ForeseeSim *sim, const ElectionVehicle *v, int32_t depot) {
    ForeseeSet none = {0};
    const ForeseeWay *way =
        foresee_way(sim->ways, (RoadClass)v->klass, HAZARD_DRY, v->depot, depot, &none);
    if (way->time_s == ROAD_UNREACHABLE) return 0;
    return ceil_div64(mul64(2 * (int64_t)way->distance_m, v->cost_per_km), 1000);
}

/* What its crews drive by the plan is not in it. */
void foresee_price(const ForeseeWorld *w, const Plan *plan, ForeseeMeasure *m) {
    const ForeseeSim *sim = &w->sim;
    const ElectionVehicle *v = m->vehicle >= 0 ? &sim->r->vehicles[m->vehicle] : NULL;
    int64_t days = plan->to_day - plan->from_day + 1;
    bool guarded = m->kind == FORESEE_TEAM;
    if (m->kind == FORESEE_OPEN_POINT) price_places(w, 1, points_m(sim, &m->point, 1), days, m);
    if (m->kind == FORESEE_OPEN_STRETCH)
        price_places(w, 1, sim->stretches[m->stretch].length_m, days, m);
    if (m->kind == FORESEE_OPEN_ROAD)
        price_places(w, (int64_t)m->point_count, points_m(sim, m->points, m->point_count), days, m);
    if (m->kind == FORESEE_LOADED || (m->kind == FORESEE_THROUGH && m->count)) guarded = true;
    if (m->kind == FORESEE_LOADED) days = guarded_depots(sim->r, m);
    if (v && m->kind == FORESEE_MOVE) m->done_cost = there_and_back(sim, v, m->depot);
    if (v && m->kind == FORESEE_SWAP)
        guarded = sim->r->vehicles[m->like].needs_escort && !v->needs_escort;
    if (v && m->kind == FORESEE_HELPER) m->done_cost = days * v->cost_per_day;
    if (v && (m->kind == FORESEE_HELPER || m->kind == FORESEE_VEHICLE)) guarded = v->needs_escort;
    if (guarded) m->done_cost += days * sim->model->settings[HAZARD_TEAM_RP_PER_DAY].value;
}
