// SPDX-License-Identifier: Apache-2.0
/* Why each trip is as it is: what its neighbours would break if they joined it, how much longer its
 * day could last, and where its dearest stop would go instead. */
#include "plan/why_int.h"

#include <stdlib.h>
#include <string.h>

#define NEIGHBOURS 20
#define LONGEST_S 43200 /* a margin of half a day is as good as any */
#define SCRATCH_BYTES_MAX (1024 * MIB)

typedef struct Near {
    int32_t stop, at;
    int64_t metres;
} Near;

typedef struct Why {
    const PlanSide *side;
    const Plan *plan;
    Arena *scratch;
    int32_t trip; /* of the solution */
    const VrpTrip *is;
    const VrpVehicle *vehicle;
    const VrpMatrix *matrix;
    PlanDay day;
    Near *near; /* the nearest stops of other trips */
    size_t near_count;
    PlanWhy out;
} Why;

static size_t cell(const Why *w, int32_t from, int32_t to) {
    return (size_t)from * (size_t)w->side->problem.site_count + (size_t)to;
}

static const VrpStop *stop_of(const Why *w, int32_t visit) {
    return &w->side->problem.stops[w->is->visits[visit].stop];
}

static int32_t home(const Why *w) {
    return w->side->problem.depots[w->vehicle->depot].site;
}

/* The place in the plan's trip of a stop of the problem, which may be one of several lots there. */
static int32_t place_of(const Why *w, int32_t trip, int32_t stop) {
    const PlanErrand *e = &w->side->draft.errands.at[stop];
    const PlanTrip *t = &w->plan->trips[w->side->routes.trip_of[trip]];
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *s = &t->stops[i];
        if (s->tps != e->tps) continue;
        if (e->tps >= 0) return (int32_t)i;
        if (e->goods.n == 0 && s->goods_count == 0 && s->district == e->district) return (int32_t)i;
        for (size_t k = 0; e->goods.n && k < s->goods_count; k++)
            if (s->goods[k] == e->goods.at[0]) return (int32_t)i;
    }
    return -1;
}

/* ---------------------------------------------------------------- neighbours */

/* Metres more for stop `s` before visit `at` of the trip; -1 = no way. */
static int64_t detour_m(const Why *w, const VrpTrip *t, const VrpMatrix *m, int32_t depot_site,
                        int32_t s, int32_t at) {
    const VrpProblem *p = &w->side->problem;
    int32_t from = at > 0 ? p->stops[t->visits[at - 1].stop].site : depot_site;
    int32_t to = at < t->visit_count ? p->stops[t->visits[at].stop].site : depot_site;
    int32_t here = p->stops[s].site;
    uint32_t a = m->distance_m[cell(w, from, here)], b = m->distance_m[cell(w, here, to)];
    uint32_t c = m->distance_m[cell(w, from, to)];
    if (a == VRP_UNREACHABLE || b == VRP_UNREACHABLE || c == VRP_UNREACHABLE) return -1;
    return (int64_t)a + b - c;
}

static bool allowed(const VrpVehicle *v, const VrpStop *s) {
    return (s->class_mask >> v->klass & 1) && (s->depot_mask >> v->depot & 1);
}

static int by_metres(const void *a, const void *b) {
    const Near *x = a, *y = b;
    if (x->metres != y->metres) return x->metres < y->metres ? -1 : 1;
    return x->stop - y->stop;
}

static Near nearest_place(const Why *w, int32_t stop) {
    Near near = {stop, 0, INT64_MAX};
    for (int32_t at = 0; at <= w->is->visit_count; at++) {
        int64_t m = detour_m(w, w->is, w->matrix, home(w), stop, at);
        if (m >= 0 && m < near.metres) near = (Near){stop, at, m};
    }
    return near;
}

/* Stops of other trips from the same depot, nearest first: as the crow flies where this class has
 * no way, for that they are out of its reach is what is to be told. */
static Near *neighbours(Why *w, size_t *ret_count) {
    const VrpProblem *p = &w->side->problem;
    const PlanNetwork *net = w->side->maker->net;
    Near *list = ARENA_ARRAY(w->scratch, Near, (size_t)p->stop_count);
    size_t n = 0;
    for (int32_t s = 0; s < p->stop_count; s++) {
        if (w->side->spot[s].trip < 0 || w->side->spot[s].trip == w->trip) continue;
        if (!(p->stops[s].depot_mask >> w->vehicle->depot & 1)) continue;
        Near near = nearest_place(w, s);
        for (int32_t i = 0; near.metres == INT64_MAX && i < w->is->visit_count; i++) {
            int64_t m = 2 * (int64_t)geo_distance_m(net->sites[p->stops[s].site],
                                                    net->sites[stop_of(w, i)->site]);
            if (i == 0 || m < near.metres) near.metres = m;
        }
        list[n++] = near;
    }
    if (n) qsort(list, n, sizeof *list, by_metres);
    *ret_count = n < NEIGHBOURS ? n : NEIGHBOURS;
    return list;
}

/* What the plan costs more with the stop in this trip instead of its own; false: what hinders it.
 * A stop of the same vehicle's day changes both ends of one price. */
static bool joins(const Why *w, int32_t stop, int64_t *ret_more, PlanBind *ret_hurdle) {
    const PlanSide *side = w->side;
    int32_t from = side->spot[stop].trip;
    bool same_day = from >= w->day.first && from < w->day.first + w->day.count;
    int64_t best = -1;
    PlanDay day = w->day;
    day.with = stop;
    day.into = w->trip;
    day.without = same_day ? stop : -1;
    PlanTried first = {.hurdle = _PLAN_BIND_MAX};
    for (day.at = 0; day.at <= w->is->visit_count; day.at++) {
        PlanTried t = plan_try(w->scratch, &day);
        if (t.price >= 0 && (best < 0 || t.price < best)) best = t.price;
        if (t.price < 0 && t.hurdle < first.hurdle) first = t;
    }
    if (best < 0 && side->problem.stops[stop].release_s > 0) {
        day.released = true;
        for (day.at = 0; day.at <= w->is->visit_count; day.at++)
            if (plan_try(w->scratch, &day).price >= 0) first.hurdle = PLAN_BIND_RELEASE;
    }
    *ret_hurdle = first.hurdle;
    if (best < 0) return false;
    int64_t gone = same_day ? 0 : side->removed[stop] + plan_split_change(side, stop, -1);
    *ret_more = best - side->day_price[w->trip] - gone;
    return true;
}

static bool another_day(const Why *w, const VrpStop *stop) {
    const VrpShift *shift = &w->vehicle->shifts[w->is->shift];
    return stop->earliest_s > shift->end_s || stop->latest_s < shift->start_s;
}

static void hold(Why *w, int32_t stop) {
    PlanBind hurdle;
    int64_t more;
    if (!allowed(w->vehicle, &w->side->problem.stops[stop]) ||
        nearest_place(w, stop).metres == INT64_MAX)
        hurdle = PLAN_BIND_ACCESS;
    else if (!plan_fits(w->side, w->is, stop))
        hurdle = PLAN_BIND_CAPACITY;
    else if (another_day(w, &w->side->problem.stops[stop]))
        hurdle = PLAN_BIND_WINDOW;
    else if (joins(w, stop, &more, &hurdle)) {
        int64_t split = plan_split_change(w->side, stop, w->trip);
        hurdle = more < 0 && more + split >= 0 ? PLAN_BIND_GROUP : PLAN_BIND_COST;
        bool least = w->out.held[PLAN_BIND_COST] == 0 || more + split < w->out.cheapest_more;
        if (hurdle == PLAN_BIND_COST && least) w->out.cheapest_more = more + split;
    }
    w->out.held[hurdle]++;
}

static void near_stops(Why *w) {
    w->near = neighbours(w, &w->near_count);
    for (size_t i = 0; i < w->near_count; i++) hold(w, w->near[i].stop);
    w->out.near_count = (int32_t)w->near_count;
    w->out.main = PLAN_BIND_COST;
    for (int b = _PLAN_BIND_MAX - 1; b >= 0; b--)
        if (w->out.held[b] > 0 && w->out.held[b] >= w->out.held[w->out.main])
            w->out.main = (PlanBind)b;
}

/* ---------------------------------------------------------------- load */

static int64_t permille(int64_t part, int64_t whole) {
    return whole > 0 ? part * 1000 / whole : 0;
}

static void load(Why *w) {
    int64_t sum[VRP_DIMENSIONS] = {0}, least = INT64_MAX;
    w->out.measure = w->out.fits_tps = -1;
    for (int d = 0; d < VRP_DIMENSIONS; d++) {
        for (int32_t i = 0; i < w->is->visit_count; i++) sum[d] += stop_of(w, i)->demand[d];
        int64_t full = permille(sum[d], w->vehicle->capacity[d]);
        if (full > w->out.full_permille) {
            w->out.measure = d;
            w->out.full_permille = (int32_t)full;
        }
    }
    w->out.full = w->out.measure >= 0;
    for (int32_t s = 0; s < w->side->problem.stop_count && w->out.full; s++)
        w->out.full = w->side->spot[s].trip < 0 || w->side->spot[s].trip == w->trip ||
                      !plan_fits(w->side, w->is, s);
    for (size_t i = 0; i < w->near_count && w->out.measure >= 0; i++) {
        int32_t s = w->near[i].stop;
        const VrpStop *stop = &w->side->problem.stops[s];
        if (!plan_fits(w->side, w->is, s)) continue;
        if (stop->demand[w->out.measure] >= least || w->side->draft.errands.at[s].tps < 0) continue;
        least = stop->demand[w->out.measure];
        w->out.fits_tps = w->side->draft.errands.at[s].tps;
    }
}

/* ---------------------------------------------------------------- time */

static void margin(Why *w) {
    int64_t good = 0, bad = LONGEST_S + 1;
    PlanTried broken = {.hurdle = PLAN_BIND_SHIFT, .trip = -1, .stop = -1};
    PlanDay day = w->day;
    day.late = w->trip;
    while (bad - good > 1) {
        day.delay_s = good + (bad - good) / 2;
        PlanTried t = plan_try(w->scratch, &day);
        if (t.price >= 0) {
            good = day.delay_s;
        } else {
            bad = day.delay_s;
            broken = t;
        }
    }
    w->out.margin_s = good;
    w->out.margin_by = broken.hurdle;
    w->out.margin_trip = w->out.margin_stop = -1;
    if (broken.hurdle != PLAN_BIND_WINDOW || broken.stop < 0) return;
    w->out.margin_trip = w->side->routes.trip_of[broken.trip];
    w->out.margin_stop = place_of(w, broken.trip, broken.stop);
}

/* ---------------------------------------------------------------- access, release, escorts */

static bool reaches(const Why *w, const VrpVehicle *v, const VrpStop *s) {
    const VrpMatrix *m = &w->side->problem.classes[v->klass];
    int32_t depot = w->side->problem.depots[v->depot].site;
    return allowed(v, s) && m->time_s[cell(w, depot, s->site)] != VRP_UNREACHABLE &&
           m->time_s[cell(w, s->site, depot)] != VRP_UNREACHABLE;
}

static bool only_this_class(const Why *w, const VrpStop *s) {
    bool others = false;
    for (int32_t v = 0; v < w->side->problem.vehicle_count; v++) {
        const VrpVehicle *other = &w->side->problem.vehicles[v];
        if (other->klass == w->vehicle->klass) continue;
        others = true;
        if (reaches(w, other, s)) return false;
    }
    return others;
}

static void only_class(Why *w) {
    w->out.only_stop = -1;
    for (int32_t i = 0; i < w->is->visit_count; i++) {
        if (!only_this_class(w, stop_of(w, i))) continue;
        if (w->out.only_count++ == 0)
            w->out.only_stop = place_of(w, w->trip, w->is->visits[i].stop);
    }
}

static void release(Why *w) {
    const PlanTrip *t = &w->plan->trips[w->out.trip];
    int64_t load_s = t->load_s - w->side->maker->zero_s;
    w->out.release_stop = -1;
    for (int32_t i = 0; i < w->is->visit_count; i++)
        if (stop_of(w, i)->release_s > 0 && stop_of(w, i)->release_s == load_s)
            w->out.release_stop = place_of(w, w->trip, w->is->visits[i].stop);
}

static void escorts(Why *w) {
    const ElectionRegency *r = w->side->maker->r;
    const PlanTrip *t = &w->plan->trips[w->out.trip];
    const char **teams;
    if (!r->vehicles[t->vehicle].needs_escort) return;
    w->out.teams = (int32_t)plan_escort_teams(w->scratch, r, t->depot, &teams);
    w->out.teams_out = plan_teams_out(w->plan, t->depot, t->day);
}

/* ---------------------------------------------------------------- villages, money */

static void villages(Why *w) {
    const PlanSide *side = w->side;
    for (int32_t i = 0; i < w->is->visit_count; i++) {
        int32_t group = stop_of(w, i)->group, members = 0;
        bool first = group >= 0;
        for (int32_t k = 0; k < w->is->visit_count && group >= 0; k++) {
            bool same = stop_of(w, k)->group == group;
            members += same;
            first = first && !(same && k < i);
        }
        if (!first) continue;
        w->out.split_villages += side->group_trips[group] > 1;
        w->out.whole_villages += side->group_trips[group] == 1 && members > 1;
    }
}

/* The day without this trip, and splits that go with it. */
static int64_t cost_of_trip(Why *w) {
    PlanDay without = w->day;
    int64_t split = 0;
    for (int32_t i = 0; i < w->is->visit_count; i++) {
        int32_t group = stop_of(w, i)->group;
        bool first = group >= 0 && w->side->group_trips[group] > 1;
        for (int32_t k = 0; k < i && first; k++) first = stop_of(w, k)->group != group;
        if (first) split += w->side->problem.split_cost;
    }
    if (w->day.count == 1) return w->side->day_price[w->trip] + split;
    without.skipped = w->trip;
    int64_t left = plan_try(w->scratch, &without).price;
    return left < 0 ? 0 : w->side->day_price[w->trip] - left + split;
}

static void dearest(Why *w) {
    const PlanTrip *t = &w->plan->trips[w->out.trip];
    int32_t worst = -1;
    for (int32_t i = 0; i < w->is->visit_count; i++) {
        int32_t stop = w->is->visits[i].stop;
        if (worst < 0 || w->side->removed[stop] > w->side->removed[worst]) worst = stop;
    }
    w->out.dear_trip = w->out.dear_stop = -1;
    if (worst < 0 || t->kind == PLAN_TO_HUB) return; /* lots of one hub are all in one place */
    w->out.dear_stop = place_of(w, w->trip, worst);
    w->out.dear_saves = w->side->removed[worst];
    plan_why_elsewhere(w->side, w->scratch, worst, &w->out);
}

static void why_of(Why *w) {
    if (w->side->day_price[w->trip] < 0) {
        w->out.broken = true;
        return;
    }
    near_stops(w);
    load(w);
    margin(w);
    only_class(w);
    release(w);
    escorts(w);
    villages(w);
    w->out.cost = cost_of_trip(w);
    dearest(w);
}

/* ---------------------------------------------------------------- the whole */

static void side_whys(const PlanSide *side, const Plan *plan, const Progress *progress,
                      PlanWhys *to) {
    const VrpSolution *s = &side->routes.solution;
    for (int32_t t = 0; t < s->trip_count; t++) {
        Why w = {.side = side, .plan = plan, .trip = t, .is = &s->trips[t]};
        progress_step(progress, _("why each trip is as it is"), t, s->trip_count);
        w.scratch = arena_new(side->maker->env, SCRATCH_BYTES_MAX);
        w.vehicle = &side->problem.vehicles[w.is->vehicle];
        w.matrix = &side->problem.classes[w.vehicle->klass];
        w.day = plan_day_of(side, t);
        w.out.trip = side->routes.trip_of[t];
        why_of(&w);
        to->trips[w.out.trip] = w.out;
        arena_free(w.scratch);
    }
}

void plan_why(const Env *env, Arena *arena, const ElectionRegency *regency,
              const ElectionNeeds *needs, const PlanNetwork *network, const Plan *plan,
              const Progress *progress, PlanWhys *ret) {
    PlanOptions options = {.vote = plan,
                           .hubs_of = plan,
                           .from_day = plan->from_day,
                           .to_day = plan->to_day,
                           .hardest_first = plan->hardest_first,
                           .direct = plan->direct};
    PlanMaker m;
    plan_maker(env, arena, regency, needs, network, &options, &m);
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t i = 0; i < plan->trips[t].stop_count; i++)
            plan_release(&m, &plan->trips[t].stops[i]);
    PlanWhys out = {ARENA_ARRAY(arena, PlanWhy, plan->trip_count), plan->trip_count};
    for (size_t t = 0; t < plan->trip_count; t++)
        out.trips[t] = (PlanWhy){.trip = (int32_t)t, .broken = true};
    for (int hubs = 0; hubs < 2; hubs++) {
        PlanSide side;
        plan_side(&m, plan, hubs, &side);
        side_whys(&side, plan, progress, &out);
    }
    *ret = out;
}
