// SPDX-License-Identifier: Apache-2.0
/* From a regency to one routing problem of up to two echelons, and from its answer to a plan.
 *
 *   1. From the KPU: TPS that are served directly, and what goes over a hub, in lots: for a PPK its
 *      villages' goods, small enough to share a vehicle; for a landing each TPS's.
 *   2. From the PPKs and landings: their TPS, each supplied by its lot.
 *
 * Money decides everything after delivery; an unserved TPS costs more than any plan. */
#include "plan/plan_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A temperature at which a good plan is improved, not lost. */
#define START_HOT_PERCENT 20
#define CAUTIOUS_HOT_PERCENT 5 /* a plan made a little more cautious, in few steps */
#define FIT_IN_STEPS 1 /* what cautions leave out is only put in: a search would use the room */

/* ---------------------------------------------------------------- answers */

/* Lots of the same village that one trip sets down one after the other are one stop, unless the
 * first are loaded again before the last could be. */
static bool joins(const PlanMaker *m, const PlanStop *last, const PlanErrand *e,
                  const VrpVisit *visit) {
    if (!last || last->tps >= 0 || e->tps >= 0 || last->district != e->district ||
        last->village != e->village || e->village < 0)
        return false;
    if (last->site != e->hub) return false;
    int64_t ready_s = visit->leave_s + plan_handling_s(m->r, e->hub);
    for (size_t i = 0; i < last->goods_count; i++)
        if (m->loaded_s[last->goods[i]] < ready_s) return false;
    return true;
}

static void stop_join(PlanMaker *m, PlanStop *last, const PlanErrand *e, const VrpVisit *visit) {
    assert(last);
    int32_t *goods = ARENA_ARRAY(m->arena, int32_t, last->goods_count + e->goods.n);
    memcpy(goods, last->goods, last->goods_count * sizeof *goods);
    memcpy(goods + last->goods_count, e->goods.at, e->goods.n * sizeof *goods);
    last->goods = goods;
    last->goods_count += e->goods.n;
    last->load = plan_load_add(last->load, e->load);
    last->leave_s = m->zero_s + visit->leave_s;
}

void plan_release(PlanMaker *m, const PlanStop *stop) {
    int32_t depot = plan_stop_depot(m->r, stop);
    if (depot < 0) return;
    for (size_t i = 0; i < stop->goods_count; i++)
        m->released_s[stop->goods[i]] = stop->leave_s - m->zero_s + plan_handling_s(m->r, depot);
}

void plan_take_stops(PlanMaker *m, const PlanDraft *d, const VrpTrip *in, int32_t from,
                     PlanTrip *out) {
    RoadClass c = (RoadClass)m->r->vehicles[out->vehicle].klass;
    size_t first = out->stop_count;
    for (int32_t i = 0; i < in->visit_count; i++) {
        const VrpVisit *v = &in->visits[i];
        const PlanErrand *e = &d->errands.at[v->stop];
        if (e->tps >= 0) out->kind = PLAN_TO_TPS;
        PlanStop *last = out->stop_count > first ? &out->stops[out->stop_count - 1] : NULL;
        if (joins(m, last, e, v)) {
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
    for (size_t i = first; i < out->stop_count; i++) plan_release(m, &out->stops[i]);
}

void plan_take_trip(PlanMaker *m, const PlanDraft *d, const VrpTrip *in) {
    int32_t vehicle = d->vehicle_of.at[in->vehicle];
    const VrpShift *shift = &d->vehicles.at[in->vehicle].shifts[in->shift];
    PlanTrip out = {.vehicle = vehicle,
                    .depot = m->r->vehicles[vehicle].depot,
                    .day = m->options->from_day + (int32_t)(shift->start_s / PLAN_DAY_S),
                    .number = in->number + 1,
                    .load_s = m->zero_s + in->load_s,
                    .depart_s = m->zero_s + in->depart_s,
                    .return_s = m->zero_s + in->return_s,
                    .distance_m = in->distance_m,
                    .load = {in->load[2], in->load[0], in->load[1]}};
    out.stops = ARENA_ARRAY(m->arena, PlanStop, (size_t)in->visit_count);
    out.kind = PLAN_TO_HUB;
    plan_take_stops(m, d, in, out.depot, &out);
    vec_push(m->arena, &m->trips, out);
}

/* Every vehicle that could have brought it stays for want of an escort: none stands at its depot.
 */
static bool no_escort(const PlanDraft *d, const VrpStop *stop) {
    for (size_t v = 0; v < d->vehicles.n; v++)
        for (int32_t i = 0; i < d->vehicles.at[v].shift_count; i++) {
            int32_t pool = d->vehicles.at[v].shifts[i].pool;
            if (!(stop->depot_mask >> d->vehicles.at[v].depot & 1)) continue;
            if (pool < 0 || d->pools.at[pool] > 0) return false;
        }
    return true;
}

static void take_answer(PlanMaker *m, const PlanDraft *d, const VrpProblem *problem,
                        const VrpSolution *s) {
    for (int32_t t = 0; t < s->trip_count; t++)
        for (int32_t i = 0; i < s->trips[t].visit_count; i++) {
            int32_t tps = d->errands.at[s->trips[t].visits[i].stop].tps;
            if (tps >= 0) m->loaded_s[tps] = s->trips[t].load_s;
        }
    for (int32_t i = 0; i < s->trip_count; i++) plan_take_trip(m, d, &s->trips[i]);
    for (int32_t i = 0; i < s->unserved_count; i++) {
        const PlanErrand *e = &d->errands.at[s->unserved[i]];
        const char *why = vrp_why_unserved(problem, s->unserved[i]);
        if (str_eq(why, "fleet") && no_escort(d, &d->stops.at[s->unserved[i]])) why = "escort";
        bool idle_lot = e->tps < 0 && plan_at_landing(m->r, e->hub) && str_eq(why, "fleet");
        if (idle_lot) continue; /* its TPS says why */
        for (size_t k = 0; k < e->goods.n; k++) plan_refuse(m, e->goods.at[k], why);
        if (e->goods.n == 0) vec_push(m->arena, &m->unserved, (PlanUnserved){-1, e->district, why});
    }
    m->cost.fixed += s->cost.fixed;
    m->cost.time += s->cost.time;
    m->cost.distance += s->cost.distance;
    m->cost.split += s->cost.split;
    m->cost.vehicle_days += s->cost.shifts_used;
    m->iterations += s->iterations;
}

/* What did not fit cautiously is fitted in without cautions; all else stays with its vehicle and
 * day. */
static Status fit_in(PlanMaker *m, const VrpProblem *problem, VrpSolution *solution, Err *err) {
    VrpProblem pinned = *problem;
    pinned.pins = ARENA_ARRAY(m->arena, VrpPin, (size_t)problem->stop_count + 1);
    for (int32_t t = 0; t < solution->trip_count; t++) {
        const VrpTrip *trip = &solution->trips[t];
        for (int32_t i = 0; i < trip->visit_count; i++)
            pinned.pins[pinned.pin_count++] =
                (VrpPin){trip->visits[i].stop, trip->vehicle, trip->shift, false};
    }
    VrpOptions options = {.iteration_limit = FIT_IN_STEPS,
                          .seed = m->options->seed,
                          .threads = 1,
                          .start = solution,
                          .hot_percent = 1};
    VrpSolution fitted;
    Status s = vrp_solve(m->env, m->arena, &pinned, &options, &fitted, err);
    if (s != OK) return s;
    fitted.iterations += solution->iterations;
    *solution = fitted;
    return OK;
}

/* ---------------------------------------------------------------- at landings */

static bool lands(const PlanMaker *m, const PlanErrand *e) {
    return e->tps < 0 && plan_at_landing(m->r, e->hub);
}

/* Lots that a trip sets down at the same landing in a row, village by village: drafted so, they
 * have the order of their numbers. */
static bool sort_lots(PlanMaker *m, const PlanDraft *d, VrpTrip *trip) {
    bool moved = false;
    for (int32_t i = 1; i < trip->visit_count; i++)
        for (int32_t k = i; k > 0; k--) {
            VrpVisit *a = &trip->visits[k - 1], *b = &trip->visits[k];
            const PlanErrand *x = &d->errands.at[a->stop], *y = &d->errands.at[b->stop];
            if (!lands(m, x) || !lands(m, y) || x->hub != y->hub || a->stop < b->stop) break;
            VrpVisit visit = *a;
            *a = *b;
            *b = visit;
            moved = true;
        }
    return moved;
}

static VrpSolution copy_of(Arena *arena, const VrpSolution *s) {
    VrpSolution copy = *s;
    copy.trips = ARENA_ARRAY(arena, VrpTrip, (size_t)s->trip_count + 1);
    for (int32_t t = 0; t < s->trip_count; t++) {
        size_t n = (size_t)s->trips[t].visit_count;
        copy.trips[t] = s->trips[t];
        copy.trips[t].visits = ARENA_ARRAY(arena, VrpVisit, n + 1);
        if (n) memcpy(copy.trips[t].visits, s->trips[t].visits, n * sizeof(VrpVisit));
    }
    return copy;
}

void plan_tidy_landings(PlanMaker *m, const PlanDraft *d, const VrpProblem *problem,
                        VrpSolution *s) {
    VrpSolution tidy = copy_of(m->arena, s);
    VrpVerdict verdict;
    bool moved = false;
    for (int32_t t = 0; t < tidy.trip_count; t++) moved |= sort_lots(m, d, &tidy.trips[t]);
    if (!moved) return;
    vrp_timetable(m->arena, problem, &tidy);
    vrp_check(m->arena, problem, &tidy, &verdict);
    if (verdict.count == 0 && tidy.cost.total <= s->cost.total) *s = tidy;
}

/* ---------------------------------------------------------------- solving */

/* What was found with cautions, as it will be stated. */
static Status state_times(PlanMaker *m, const PlanDraft *cautious, VrpProblem *problem,
                          VrpSolution *solution, Err *err) {
    PlanDraft *d = ARENA_NEW(m->arena, PlanDraft);
    d->both = true;
    m->caution = NULL;
    *problem = plan_draft(m, d);
    assert(d->stops.n == cautious->stops.n);
    vrp_timetable(m->arena, problem, solution);
    VrpVerdict verdict; /* times that are sooner may make goods lie for too long */
    vrp_check(m->arena, problem, solution, &verdict);
    bool sound = verdict.count == 0 && solution->unserved_count == 0;
    return sound ? OK : fit_in(m, problem, solution, err);
}

static Status solve(PlanMaker *m, Err *err) {
    PlanDraft *d = ARENA_NEW(m->arena, PlanDraft);
    d->both = true;
    m->caution = m->options->caution;
    VrpProblem problem = plan_draft(m, d);
    if (problem.stop_count == 0) return OK;
    const PlanOptions *o = m->options;
    VrpOptions options = {.time_limit_s = o->time_s,
                          .iteration_limit = o->iterations,
                          .seed = o->seed,
                          .threads = o->threads,
                          .progress = o->progress};
    VrpSolution solution;
    PlanRoutes start;
    if (o->start) {
        plan_routes(m, d, o->start, &start);
        options.start = &start.solution;
        options.hot_percent = m->caution ? CAUTIOUS_HOT_PERCENT : START_HOT_PERCENT;
    }
    Status s = o->savings_only ? vrp_savings(m->env, m->arena, &problem, &solution, err)
                               : vrp_solve(m->env, m->arena, &problem, &options, &solution, err);
    if (s == OK && m->caution) s = state_times(m, d, &problem, &solution, err);
    if (s != OK) return s;
    plan_tidy_landings(m, d, &problem, &solution);
    take_answer(m, d, &problem, &solution);
    return OK;
}

/* ---------------------------------------------------------------- the whole */

/* What no search can mend is named first. */
static void refuse_hopeless(PlanMaker *m) {
    for (size_t i = 0; i < m->r->tps_count; i++) {
        const ElectionTps *t = &m->r->tps[i];
        int32_t district = m->r->villages[t->village].district;
        if (t->dpt < 0)
            plan_refuse(m, (int32_t)i, "voters");
        else if (!t->has_at)
            plan_refuse(m, (int32_t)i, "place");
        else if (plan_through_ppk(m, district) && plan_ppk_of(m->r, district) < 0)
            plan_refuse(m, (int32_t)i, "hub");
        else if (plan_class_mask(m, t->class_mask) == 0)
            plan_refuse(m, (int32_t)i, "access");
    }
}

static void classes_list(PlanMaker *m) {
    for (int c = 0; c < ROAD_CLASSES; c++) {
        m->class_row[c] = -1;
        if (!m->net->class_used[c]) continue;
        m->class_row[c] = m->class_count;
        m->classes[m->class_count++] =
            (VrpMatrix){.time_s = m->net->time_s[c], .distance_m = m->net->distance_m[c]};
    }
}

static int trip_order(const void *a, const void *b) {
    const PlanTrip *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if (x->depart_s != y->depart_s) return x->depart_s < y->depart_s ? -1 : 1;
    if (x->vehicle != y->vehicle) return x->vehicle < y->vehicle ? -1 : 1;
    return x->number - y->number;
}

void plan_trips_sort(Plan *plan) {
    if (plan->trip_count) qsort(plan->trips, plan->trip_count, sizeof *plan->trips, trip_order);
}

int plan_unserved_order(const void *a, const void *b) {
    const PlanUnserved *x = a, *y = b;
    if (x->tps != y->tps) return x->tps < y->tps ? -1 : 1;
    return x->district - y->district;
}

void plan_name_trips(Arena *arena, const ElectionRegency *r, Plan *plan) {
    for (size_t i = 0; i < plan->trip_count; i++) {
        PlanTrip *t = &plan->trips[i];
        Civil date = civil_from_s((int64_t)t->day * PLAN_DAY_S);
        t->id = arena_printf(arena, "%02d%02d-%s-%d", date.month, date.day,
                             r->vehicles[t->vehicle].id, t->number);
    }
}

int64_t plan_spare_cost(const ElectionRegency *regency, const PlanSpare *spare, int32_t to_day) {
    return (int64_t)(to_day - spare->from_day + 1) * regency->vehicles[spare->vehicle].cost_per_day;
}

void plan_set_spares(const ElectionRegency *regency, const PlanSpare *spares, size_t n,
                     Plan *plan) {
    int64_t cost = 0;
    for (size_t i = 0; i < n; i++) cost += plan_spare_cost(regency, &spares[i], plan->to_day);
    plan->cost.total += cost - plan->cost.spare;
    plan->cost.spare = cost;
    plan->spares = spares;
    plan->spare_count = n;
}

static Plan finished(PlanMaker *m) {
    const PlanOptions *o = m->options;
    if (m->unserved.n)
        qsort(m->unserved.at, m->unserved.n, sizeof *m->unserved.at, plan_unserved_order);
    PlanCost *c = &m->cost;
    c->total = c->fixed + c->time + c->distance + c->split;
    for (size_t i = 0; i < m->trips.n; i++) {
        c->distance_m += m->trips.at[i].distance_m;
        if (m->trips.at[i].return_s > c->finish_s) c->finish_s = m->trips.at[i].return_s;
    }
    Plan plan = {.from_day = o->from_day,
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
                 .hardest_first = o->hardest_first,
                 .direct = o->direct};
    plan_set_spares(m->r, o->spares, o->spare_count, &plan);
    return plan;
}

static Status ready(const ElectionRegency *r, const PlanOptions *o, Err *err) {
    if (r->tps_count == 0 || r->depot_count == 0 || r->vehicle_count == 0) {
        const char *kind = !r->tps_count ? "tps" : !r->depot_count ? "depots" : "fleet";
        err_set(err, ERR_INPUT, _("nothing to plan with: no %s"), kind);
        err_advise(err, _("import it: hantar import %s FILE"), kind);
        return ERR_INPUT;
    }
    size_t at_landings = 0;
    for (size_t i = 0; i < r->vehicle_count; i++)
        at_landings += plan_at_landing(r, r->vehicles[i].depot);
    if (at_landings == r->vehicle_count) {
        err_set(err, ERR_INPUT, "%s", _("all vehicles stand at landings, where no goods lie"));
        err_advise(err, "%s", _("give some a depot of kind kpu or ppk in the fleet file"));
        return ERR_INPUT;
    }
    if (r->depot_count > 64) return err_set(err, ERR_INPUT, "%s", _("more than 64 depots"));
    if (o->to_day < o->from_day)
        return err_set(err, ERR_USAGE, "%s", _("the last day is before the first"));
    if (o->to_day - o->from_day > 60)
        return err_set(err, ERR_USAGE, "%s", _("a plan spans at most 60 days"));
    return OK;
}

void plan_maker(const Env *env, Arena *arena, const ElectionRegency *regency,
                const ElectionNeeds *needs, const PlanNetwork *network, const PlanOptions *options,
                PlanMaker *ret) {
    PlanMaker m = {.env = env,
                   .arena = arena,
                   .r = regency,
                   .needs = needs,
                   .net = network,
                   .options = options,
                   .zero_s = plan_midnight_s(regency, options->from_day)};
    m.released_s = ARENA_ARRAY(arena, int64_t, regency->tps_count);
    m.refused = ARENA_ARRAY(arena, bool, regency->tps_count);
    m.loaded_s = ARENA_ARRAY(arena, int64_t, regency->tps_count);
    const bool *part = plan_takes_part(arena, regency, options->vote);
    for (size_t i = 0; i < regency->tps_count; i++) {
        m.released_s[i] = -1;
        m.loaded_s[i] = VRP_FOREVER;
        m.refused[i] = part && !part[i];
    }
    classes_list(&m);
    refuse_hopeless(&m);
    plan_find_hubs(&m);
    *ret = m;
}

static Plan complete(PlanMaker *m, bool in_order) {
    Plan plan = finished(m);
    plan_trips_sort(&plan);
    if (in_order) plan_use_in_order(m->arena, m->r, &plan);
    plan_trips_sort(&plan);
    plan_assign_escorts(m->arena, m->r, &plan);
    plan_name_trips(m->arena, m->r, &plan);
    if (m->options->vote) plan_vote_copy(m->options->vote, &plan);
    return plan;
}

Status plan_make(const Env *env, Arena *arena, const ElectionRegency *regency,
                 const ElectionNeeds *needs, const PlanNetwork *network, const PlanOptions *options,
                 Plan *ret, Err *err) {
    Status s = ready(regency, options, err);
    if (s != OK) return s;
    PlanMaker m;
    plan_maker(env, arena, regency, needs, network, options, &m);
    s = solve(&m, err);
    if (s != OK) return s;
    *ret = complete(&m, true);
    return OK;
}

/* ---------------------------------------------------------------- the same trips once more */

static void list_unserved(PlanMaker *m, const PlanDraft *d, VrpSolution *s) {
    bool *visited = ARENA_ARRAY(m->arena, bool, d->stops.n + 1);
    for (int32_t t = 0; t < s->trip_count; t++)
        for (int32_t i = 0; i < s->trips[t].visit_count; i++)
            visited[s->trips[t].visits[i].stop] = true;
    s->unserved = ARENA_ARRAY(m->arena, int32_t, d->stops.n + 1);
    s->unserved_count = 0;
    for (size_t i = 0; i < d->stops.n; i++)
        if (!visited[i]) s->unserved[s->unserved_count++] = (int32_t)i;
}

Status plan_restate(const Env *env, Arena *arena, const ElectionRegency *regency,
                    const ElectionNeeds *needs, const PlanNetwork *network, const Plan *order,
                    Plan *ret, Err *err) {
    PlanOptions options = {.from_day = order->from_day,
                           .to_day = order->to_day,
                           .seed = order->seed,
                           .threads = order->threads,
                           .hardest_first = order->hardest_first,
                           .direct = order->direct,
                           .spares = order->spares,
                           .spare_count = order->spare_count,
                           .hubs_of = order,
                           .vote = order};
    PlanMaker m;
    plan_maker(env, arena, regency, needs, network, &options, &m);
    PlanDraft *d = ARENA_NEW(arena, PlanDraft);
    d->both = true;
    VrpProblem problem = plan_draft(&m, d);
    PlanRoutes routes;
    plan_routes(&m, d, order, &routes);
    VrpSolution *s = &routes.solution;
    list_unserved(&m, d, s);
    vrp_timetable(arena, &problem, s);
    VrpVerdict verdict;
    vrp_check(arena, &problem, s, &verdict);
    if (verdict.count)
        return err_set(err, ERR_INFEASIBLE, _("the trips cannot be driven so: %s"),
                       verdict.breaches[0].text);
    s->iterations = order->iterations;
    take_answer(&m, d, &problem, s);
    *ret = complete(&m, false);
    return OK;
}
