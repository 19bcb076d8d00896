// SPDX-License-Identifier: Apache-2.0
/* Clarke and Wright (1964) for a fleet of many kinds. First trips: every stop begins as a trip of
 * its own, and trips are joined end to end in the order of what the joint saves, as long as some
 * kind of shift can make the joint trip. Then shifts: the trips that fewest kinds can make, and
 * the longest, are placed first, each where it costs least. What fits nowhere is placed stop by
 * stop. */
#include "vrp/vrp_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct Joint {
    int64_t saving;
    int32_t from, to;
} Joint;

typedef struct Route {
    int32_t *stops, count;
    int64_t load[VRP_DIMENSIONS];
    int64_t price;  /* alone on the largest kind that can make it, without the shift's own */
    int64_t busy_s; /* there */
    int32_t kinds;  /* how many can make it; counted when all joints are made */
} Route;

typedef struct Savings {
    Search *search;
    const Model *model;
    int32_t *kinds;  /* the largest first, among equals the cheapest */
    Route *routes;   /* per first stop it was born with; count 0 = joined to another */
    int32_t *where;  /* the route that a stop is on; -1 = no kind can serve it, or placed */
    int32_t *joined; /* room for the stops of a route under trial */
} Savings;

/* ---------------------------------------------------------------- trips */
static bool kind_makes(const Savings *w, int32_t k, Route *route) {
    const Kind *kind = &w->model->kinds[k];
    for (int d = 0; d < VRP_DIMENSIONS; d++)
        if (route->load[d] > kind->vehicle->capacity[d]) return false;
    Piece piece;
    vrp_piece(&w->search->plan, kind, route->stops, route->count, &piece);
    if (!piece.fits || kind->trips_max == 0) return false;
    int64_t price = vrp_shift_price(kind, piece.work, piece.distance_m);
    if (price == NO_PRICE) return false;
    route->price = price - kind->vehicle->cost_per_shift;
    route->busy_s = piece.work.busy_s;
    return true;
}

/* By the largest kind that can make the trip: the fleet is limited, and a trip that fills a truck
 * is not to be cut to the size of a cheap motorcycle. */
static bool route_price(const Savings *w, Route *route) {
    for (int32_t i = 0; i < w->model->kind_count; i++)
        if (kind_makes(w, w->kinds[i], route)) return true;
    return false;
}

static void routes_begin(Savings *w) {
    const VrpProblem *p = w->model->problem;
    for (int32_t i = 0; i < p->stop_count; i++) {
        Route *route = &w->routes[i];
        *route = (Route){.stops = ARENA_NEW(w->search->plan.arena, int32_t), .count = 1};
        route->stops[0] = i;
        memcpy(route->load, p->stops[i].demand, sizeof route->load);
        bool absent = w->search->plan.where[i].shift < 0;
        w->where[i] = absent && route_price(w, route) ? i : -1;
        if (w->where[i] < 0) route->count = 0;
    }
}

static void append(int32_t *to, const Route *route, bool reversed) {
    for (int32_t i = 0; i < route->count; i++)
        to[i] = route->stops[reversed ? route->count - 1 - i : i];
}

/* Joins the ends `from` and `to` of two trips, turning either round where it has to be. */
static void route_join(Savings *w, const Joint *joint) {
    int32_t a = w->where[joint->from], b = w->where[joint->to];
    if (a < 0 || b < 0 || a == b) return;
    Route *first = &w->routes[a], *second = &w->routes[b], route = {.stops = w->joined};
    bool turn_first = first->stops[first->count - 1] != joint->from;
    bool turn_second = second->stops[0] != joint->to;
    if (turn_first && first->stops[0] != joint->from) return;
    if (turn_second && second->stops[second->count - 1] != joint->to) return;
    for (int d = 0; d < VRP_DIMENSIONS; d++) route.load[d] = first->load[d] + second->load[d];
    route.count = first->count + second->count;
    append(route.stops, first, turn_first);
    append(route.stops + first->count, second, turn_second);
    if (!route_price(w, &route) || route.price > first->price + second->price) return;
    size_t bytes = (size_t)route.count * sizeof *route.stops;
    route.stops = memcpy(arena_alloc(w->search->plan.arena, bytes), w->joined, bytes);
    for (int32_t i = 0; i < second->count; i++) w->where[second->stops[i]] = a;
    second->count = 0;
    *first = route;
}

/* ---------------------------------------------------------------- the order of joints */
static int joint_order(const void *a, const void *b) {
    const Joint *x = a, *y = b;
    if (x->saving != y->saving) return x->saving > y->saving ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static int64_t arc_price(const Kind *kind, Arc arc) {
    const VrpVehicle *v = kind->vehicle;
    if (v->cost_per_hour == 0 && v->cost_per_km == 0) return arc.time_s;
    return v->cost_per_hour * arc.time_s / 3600 + v->cost_per_km * arc.distance_m / 1000;
}

static bool joint_of(const Savings *w, int32_t from, int32_t to, Joint *ret) {
    const VrpStop *a = &w->model->problem->stops[from], *b = &w->model->problem->stops[to];
    for (int32_t i = 0; i < w->model->kind_count; i++) {
        const Kind *kind = &w->model->kinds[w->kinds[i]];
        if (!vrp_suits(w->model, kind, false, from) || !vrp_suits(w->model, kind, false, to))
            continue;
        int32_t home = kind->depot->site;
        Arc back = arc_of(w->model, kind, a->site, home),
            out = arc_of(w->model, kind, home, b->site);
        Arc arc = arc_of(w->model, kind, a->site, b->site);
        if (back.time_s == VRP_UNREACHABLE || out.time_s == VRP_UNREACHABLE ||
            arc.time_s == VRP_UNREACHABLE)
            continue;
        int64_t saving = arc_price(kind, back) + arc_price(kind, out) - arc_price(kind, arc);
        *ret = (Joint){saving, from, to};
        return saving >= 0;
    }
    return false;
}

static void routes_join(Savings *w) {
    Arena *arena = w->search->plan.arena;
    size_t n = (size_t)w->model->problem->stop_count, near_max = (size_t)w->model->near_max;
    Joint *joints = ARENA_ARRAY(arena, Joint, n * near_max);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < near_max && w->model->near[i * near_max + k] >= 0; k++) {
            int32_t from = (int32_t)i, to = w->model->near[i * near_max + k];
            if (w->where[from] < 0 || w->where[to] < 0) continue;
            if (joint_of(w, from, to, &joints[count])) count++;
        }
    qsort(joints, count, sizeof *joints, joint_order);
    for (size_t i = 0; i < count; i++) route_join(w, &joints[i]);
}

/* ---------------------------------------------------------------- shifts */
static int route_order(const void *a, const void *b) {
    const Route *x = a, *y = b;
    if (x->kinds != y->kinds) return x->kinds < y->kinds ? -1 : 1;
    if (x->busy_s != y->busy_s) return x->busy_s > y->busy_s ? -1 : 1;
    return (x->stops[0] > y->stops[0]) - (x->stops[0] < y->stops[0]);
}

static void routes_place(Savings *w) {
    int32_t count = 0;
    for (int32_t i = 0; i < w->model->problem->stop_count; i++) {
        Route route = w->routes[i], trial = route;
        if (route.count == 0) continue;
        for (int32_t k = 0; k < w->model->kind_count; k++) route.kinds += kind_makes(w, k, &trial);
        w->routes[count++] = route;
    }
    qsort(w->routes, (size_t)count, sizeof *w->routes, route_order);
    for (int32_t i = 0; i < count; i++)
        (void)vrp_place_trip(w->search, w->routes[i].stops, w->routes[i].count);
}

static void order_kinds(Savings *w) {
    const Model *m = w->model;
    for (int32_t k = 0; k < m->kind_count; k++) { /* kinds are few, and often sorted */
        int32_t i = k;
        for (; i > 0; i--) {
            const VrpVehicle *a = m->kinds[w->kinds[i - 1]].vehicle, *b = m->kinds[k].vehicle;
            double more = 0;
            for (int d = 0; d < VRP_DIMENSIONS; d++)
                if (a->capacity[d] != b->capacity[d])
                    more += a->capacity[d] < b->capacity[d] ? 1 : -1;
            int64_t cheaper = a->cost_per_hour + a->cost_per_km - b->cost_per_hour - b->cost_per_km;
            if (more < 0 || (more == 0 && cheaper <= 0)) break;
            w->kinds[i] = w->kinds[i - 1];
        }
        w->kinds[i] = k;
    }
}

void vrp_savings_start(Search *s) {
    size_t stops = (size_t)s->model->problem->stop_count;
    Arena *arena = s->plan.arena;
    Savings w = {.search = s, .model = s->model};
    w.kinds = ARENA_ARRAY(arena, int32_t, (size_t)s->model->kind_count);
    w.routes = ARENA_ARRAY(arena, Route, stops);
    w.where = ARENA_ARRAY(arena, int32_t, stops);
    w.joined = ARENA_ARRAY(arena, int32_t, stops);
    order_kinds(&w);
    Rng own = s->rng; /* the yardstick is one and the same for every seed */
    rng_seed(&s->rng, 0);
    s->thorough = true;
    for (int echelon = 0; echelon <= (s->model->supply_of != NULL); echelon++) {
        routes_begin(&w); /* what lots supply can only be priced when they are placed */
        routes_join(&w);
        routes_place(&w);
    }
    vrp_place_rest(s);
    vrp_supply_orphans(&s->plan);
    s->thorough = false;
    s->rng = own;
}

static Status savings(Arena *work, const VrpProblem *problem, VrpVisit *visits, VrpSolution *ret,
                      Err *err) {
    if (!ARENA_GUARD(work))
        return err_set(err, ERR_WORLD, "%s", _("out of memory while planning routes"));
    Model model;
    Search search;
    Status st = vrp_model(work, problem, &model, err);
    if (st != OK) return st;
    vrp_model_near(work, &model, vrp_tuning.near_max);
    vrp_search(work, &model, &vrp_tuning, 0, &search);
    vrp_savings_start(&search);
    vrp_answer(&search.plan, visits, ret);
    return OK;
}

Status vrp_savings(const Env *env, Arena *arena, const VrpProblem *problem, VrpSolution *ret,
                   Err *err) {
    Status st = vrp_refuse(problem, err);
    if (st != OK) return st;
    VrpSolution answer;
    VrpVisit *visits = vrp_answer_room(arena, problem, &answer);
    Arena *work = arena_new(env, WORK_BYTES_MAX);
    st = savings(work, problem, visits, &answer, err);
    arena_free(work);
    if (st == OK) *ret = answer;
    return st;
}
