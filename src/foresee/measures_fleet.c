// SPDX-License-Identifier: Apache-2.0
/* What somebody could do with vehicles, teams and hubs. */
#include "foresee/measures.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- more of something */

typedef VEC(int32_t) Group;

static Group risk_of(const Lister *l, int32_t depot) {
    Group group = {0};
    for (size_t i = 0; i < l->risk_count; i++)
        if (foresee_list_trip(l, l->risk[i])->depot == depot)
            vec_push(l->arena, &group, l->risk[i]);
    return group;
}

/* What is new has to do something: to serve those at risk sooner. */
static void add_relief(const Lister *l, const ForeseeMeasure *m, int32_t most_min) {
    Group group = risk_of(l, m->depot);
    static const size_t most[] = {20, 80, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(most); i++) {
        if (i && most[i - 1] >= group.n) break;
        foresee_list_slack(l, m, group.at, most[i] < group.n ? most[i] : group.n, most_min);
    }
}

/* Vehicles of which none like it stands before them in the file, at its depot. */
static bool first_of_its_kind(const ElectionRegency *r, int32_t vehicle) {
    for (int32_t u = 0; u < vehicle; u++)
        if (plan_alike(&r->vehicles[u], &r->vehicles[vehicle])) return false;
    return r->vehicles[vehicle].depot >= 0;
}

static void list_vehicles(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    size_t own = l->world->sim.r->vehicle_count; /* and none that a measure added */
    for (int32_t v = 0; v < (int32_t)own; v++) {
        if (!first_of_its_kind(r, v)) continue;
        ForeseeMeasure m = foresee_list_blank(FORESEE_VEHICLE, FORESEE_DISHUB);
        m.vehicle = v;
        m.depot = r->vehicles[v].depot;
        add_relief(l, &m, 240);
    }
}

static void list_spares(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (int32_t v = 0; v < (int32_t)l->world->sim.r->vehicle_count; v++) {
        if (!first_of_its_kind(r, v) || risk_of(l, r->vehicles[v].depot).n == 0) continue;
        ForeseeMeasure m = foresee_list_blank(FORESEE_SPARE, FORESEE_DISHUB);
        m.vehicle = v;
        m.depot = r->vehicles[v].depot;
        vec_push(l->arena, l->to, m);
    }
}

/* A boat at a landing, any vehicle at a PPK, where there is none that would have time. */
static void list_helpers(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    size_t own = l->world->sim.r->vehicle_count;
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        bool landing = str_eq(r->depots[d].kind, "landing");
        uint32_t seen = 0; /* classes: the first of each will do */
        for (int32_t v = 0; v < (int32_t)own; v++) {
            if (!landing && !str_eq(r->depots[d].kind, "ppk")) break;
            if (landing != (r->vehicles[v].klass == ROAD_BOAT) ||
                (seen >> r->vehicles[v].klass & 1))
                continue;
            seen |= 1u << r->vehicles[v].klass;
            ForeseeMeasure m = foresee_list_blank(FORESEE_HELPER, FORESEE_DISHUB);
            m.vehicle = v;
            m.depot = d;
            vec_push(l->arena, l->to, m);
        }
    }
}

static void list_teams(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        bool needed = false;
        for (size_t v = 0; v < r->vehicle_count && !needed; v++)
            needed = r->vehicles[v].depot == d && r->vehicles[v].needs_escort;
        if (!needed) continue;
        ForeseeMeasure m = foresee_list_blank(FORESEE_TEAM, FORESEE_POLICE);
        m.depot = d;
        add_relief(l, &m, 240);
    }
}

/* ---------------------------------------------------------------- elsewhere, and another */

static bool stands_where_it_stood(const Lister *l, int32_t vehicle) {
    return plan_alike(&l->state->r.vehicles[vehicle], &l->world->sim.r->vehicles[vehicle]);
}

/* Stops at TPS of all its days, or those of them that are late, over all scenarios. */
static int64_t work_of(const Lister *l, int32_t vehicle, bool late) {
    const Plan *plan = &l->state->plan;
    int64_t sum = 0;
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t i = 0; i < plan->trips[t].stop_count; i++) {
            const PlanStop *stop = &plan->trips[t].stops[i];
            if (plan->trips[t].vehicle != vehicle) continue;
            sum += late ? (stop->tps >= 0 ? l->is->tps[stop->tps].late : 0) : 1;
        }
    return sum;
}

/* Of all that are like it: the one with the most late TPS, or with the least work. */
static int32_t one_like(const Lister *l, int32_t vehicle, bool late) {
    const ElectionRegency *r = &l->state->r;
    int32_t best = -1;
    int64_t best_work = 0;
    for (int32_t v = 0; v < (int32_t)l->world->sim.r->vehicle_count; v++) {
        if (!plan_alike(&r->vehicles[v], &r->vehicles[vehicle]) || !stands_where_it_stood(l, v))
            continue;
        int64_t work = work_of(l, v, late);
        if (best >= 0 && (late ? work <= best_work : work >= best_work)) continue;
        best = v;
        best_work = work;
    }
    return best;
}

/* The KPU, or a PPK from which the plan serves its district. */
static bool serves(const Lister *l, int32_t depot) {
    const ElectionDepot *d = &l->state->r.depots[depot];
    return str_eq(d->kind, "kpu") ||
           (str_eq(d->kind, "ppk") && foresee_list_through(l, d->district));
}

static void list_moves(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (int32_t v = 0; v < (int32_t)l->world->sim.r->vehicle_count; v++) {
        if (!first_of_its_kind(r, v) || plan_stands_by(r, &l->state->plan, v)) continue;
        for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
            if (d == r->vehicles[v].depot || !serves(l, d)) continue;
            ForeseeMeasure m = foresee_list_blank(FORESEE_MOVE, FORESEE_KPU);
            m.vehicle = one_like(l, v, false);
            m.depot = d;
            if (m.vehicle >= 0) add_relief(l, &m, 120);
        }
    }
}

/* Another class that the fleet has, on land, by its first vehicle. */
static bool another_class(const ElectionRegency *r, int32_t vehicle, int32_t like) {
    int32_t c = r->vehicles[like].klass;
    if (c == r->vehicles[vehicle].klass || c == ROAD_BOAT) return false;
    for (int32_t u = 0; u < like; u++)
        if (r->vehicles[u].klass == c) return false;
    return true;
}

static void list_swaps(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    int32_t own = (int32_t)l->world->sim.r->vehicle_count;
    for (int32_t v = 0; v < own; v++) {
        if (!first_of_its_kind(r, v) || plan_stands_by(r, &l->state->plan, v)) continue;
        for (int32_t u = 0; u < own; u++) {
            if (!another_class(r, v, u)) continue;
            ForeseeMeasure m = foresee_list_blank(FORESEE_SWAP, FORESEE_DISHUB);
            m.vehicle = one_like(l, v, true);
            m.like = u;
            m.depot = r->vehicles[v].depot;
            if (m.vehicle >= 0) add_relief(l, &m, 120);
        }
    }
}

/* ---------------------------------------------------------------- hubs */

bool foresee_list_through(const Lister *l, int32_t district) {
    const bool *direct = l->state->plan.direct;
    return l->state->r.districts[district].through_hub && !(direct && direct[district]);
}

static bool anybody_at(const ElectionRegency *r, int32_t depot) {
    for (size_t v = 0; v < r->vehicle_count; v++)
        if (r->vehicles[v].depot == depot) return true;
    return false;
}

/* With so many vehicles of every class hired there. */
static void add_opened(const Lister *l, ForeseeMeasure m) {
    static const int32_t hired[] = {2, 4, 8};
    const ElectionRegency *r = &l->state->r;
    uint32_t seen = UINT32_C(1) << ROAD_BOAT;
    for (m.like = 0; m.like < (int32_t)l->world->sim.r->vehicle_count; m.like++) {
        uint32_t bit = UINT32_C(1) << r->vehicles[m.like].klass;
        for (size_t i = 0; i < COUNT_OF(hired) && !(seen & bit); i++) {
            m.count = hired[i];
            vec_push(l->arena, l->to, m);
        }
        seen |= bit;
    }
}

static void list_districts(const Lister *l) {
    const ElectionRegency *r = &l->state->r;
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++) {
        if (!str_eq(r->depots[d].kind, "ppk") || r->depots[d].district < 0) continue;
        bool through = foresee_list_through(l, r->depots[d].district);
        ForeseeMeasure m =
            foresee_list_blank(through ? FORESEE_DIRECT : FORESEE_THROUGH, FORESEE_KPU);
        m.district = r->depots[d].district;
        if (through || anybody_at(r, d)) vec_push(l->arena, l->to, m);
        if (!through) add_opened(l, m);
    }
}

void foresee_list_standing_by(const Lister *l) {
    list_spares(l);
    list_helpers(l);
}

void foresee_list_fleet(const Lister *l) {
    list_vehicles(l);
    foresee_list_standing_by(l);
    list_teams(l);
    list_moves(l);
    list_swaps(l);
    list_districts(l);
}
