// SPDX-License-Identifier: Apache-2.0
/* What one more of something would save, by solving the changed problem from the plan as it is. */
#include "plan/plan_int.h"

#include <stdlib.h>
#include <string.h>

#define RUN_BYTES_MAX (2048 * MIB)
#define HOUR_S 3600
#define WORTH_ONE_IN 1000 /* of the cost: less is no reason to hire anybody */

/* ---------------------------------------------------------------- the changes */

/* A regency and options of its own, for one change. */
typedef struct Changed {
    ElectionRegency r;
    PlanOptions options;
} Changed;

static ElectionVehicle *own_vehicles(Arena *arena, ElectionRegency *r, size_t more) {
    ElectionVehicle *list = ARENA_ARRAY(arena, ElectionVehicle, r->vehicle_count + more);
    memcpy(list, r->vehicles, r->vehicle_count * sizeof *list);
    r->vehicles = list;
    return list;
}

static void add_vehicle(Arena *arena, Changed *c, int32_t like) {
    ElectionVehicle *list = own_vehicles(arena, &c->r, 1);
    list[c->r.vehicle_count] = list[like];
    list[c->r.vehicle_count].id = "+1";
    c->r.vehicle_count++;
}

static void add_team(Arena *arena, Changed *c, int32_t depot) {
    ElectionPerson *list = ARENA_ARRAY(arena, ElectionPerson, c->r.person_count + 1);
    memcpy(list, c->r.persons, c->r.person_count * sizeof *list);
    list[c->r.person_count++] =
        (ElectionPerson){.id = "+1", .role = "escort", .unit = "+1", .depot = depot};
    c->r.persons = list;
}

/* Whoever works on the plan's first day works on the day before it too. */
static void add_day(Arena *arena, Changed *c) {
    ElectionVehicle *list = own_vehicles(arena, &c->r, 0);
    int32_t first = c->options.from_day--;
    for (size_t i = 0; i < c->r.vehicle_count; i++)
        if (list[i].from_day == first) list[i].from_day--;
}

static void lengthen_shifts(Arena *arena, Changed *c) {
    ElectionVehicle *list = own_vehicles(arena, &c->r, 0);
    for (size_t i = 0; i < c->r.vehicle_count; i++) list[i].shift_end_s += HOUR_S;
}

static void open_access(Arena *arena, Changed *c, int32_t klass) {
    ElectionTps *list = ARENA_ARRAY(arena, ElectionTps, c->r.tps_count);
    memcpy(list, c->r.tps, c->r.tps_count * sizeof *list);
    for (size_t i = 0; i < c->r.tps_count; i++)
        if (list[i].class_mask) list[i].class_mask |= 1u << klass;
    c->r.tps = list;
}

static void apply(Arena *arena, Changed *c, const PlanWhatIf *w) {
    switch (w->change) {
    case PLAN_MORE_VEHICLE: add_vehicle(arena, c, w->vehicle); break;
    case PLAN_MORE_TEAM: add_team(arena, c, w->depot); break;
    case PLAN_MORE_DAY: add_day(arena, c); break;
    case PLAN_LONGER_SHIFT: lengthen_shifts(arena, c); break;
    case PLAN_OPEN_ACCESS: open_access(arena, c, w->klass); break;
    case _PLAN_CHANGE_MAX: break;
    }
}

/* ---------------------------------------------------------------- which are worth a try */

static bool works(const ElectionVehicle *v, int32_t day) {
    return day >= v->from_day && day <= v->to_day;
}

static bool out_on(const Plan *plan, int32_t vehicle, int32_t day) {
    for (size_t i = 0; i < plan->trip_count; i++)
        if (plan->trips[i].vehicle == vehicle && plan->trips[i].day == day) return true;
    return false;
}

/* A vehicle of this kind stands idle on every day of the plan. */
static bool vehicle_idle(const ElectionRegency *r, const Plan *plan, int32_t like) {
    for (int32_t day = plan->from_day; day <= plan->to_day; day++) {
        bool idle = false;
        for (int32_t v = 0; v < (int32_t)r->vehicle_count && !idle; v++)
            idle = plan_alike(&r->vehicles[v], &r->vehicles[like]) && works(&r->vehicles[v], day) &&
                   !out_on(plan, v, day);
        if (!idle) return false;
    }
    return true;
}

static bool team_idle(Arena *arena, const ElectionRegency *r, const Plan *plan, int32_t depot) {
    const char **teams;
    int32_t count = (int32_t)plan_escort_teams(arena, r, depot, &teams);
    for (int32_t day = plan->from_day; day <= plan->to_day; day++)
        if (plan_teams_out(plan, depot, day) >= count) return false;
    return true;
}

typedef VEC(PlanWhatIf) Ifs;

static void list_vehicles(Arena *arena, const ElectionRegency *r, const Plan *plan, Ifs *to) {
    for (int32_t v = 0; v < (int32_t)r->vehicle_count; v++) {
        bool seen = r->vehicles[v].depot < 0;
        for (int32_t u = 0; u < v && !seen; u++)
            seen = plan_alike(&r->vehicles[u], &r->vehicles[v]);
        if (seen) continue;
        vec_push(arena, to,
                 (PlanWhatIf){PLAN_MORE_VEHICLE, v, r->vehicles[v].depot, r->vehicles[v].klass,
                              .idle = vehicle_idle(r, plan, v)});
    }
}

static bool needs_escorts(const ElectionRegency *r, int32_t depot) {
    for (size_t v = 0; v < r->vehicle_count; v++)
        if (r->vehicles[v].depot == depot && r->vehicles[v].needs_escort) return true;
    return false;
}

/* Some TPS states its classes, this one not among them. */
static bool shut_out(const ElectionRegency *r, int32_t klass) {
    for (size_t i = 0; i < r->tps_count; i++)
        if (r->tps[i].class_mask && !(r->tps[i].class_mask >> klass & 1)) return true;
    return false;
}

/* The day on which the rules let TPS be served, when the plan has no earlier one. Where
 * goods go through a PPK, an earlier day has work all the same. */
static int32_t opens_day(const ElectionRegency *r, const Plan *plan) {
    int32_t day = r->rules.voting_day - (int32_t)plan_rule(r, "earliest_days_before");
    for (size_t i = 0; i < r->district_count; i++)
        if (r->districts[i].through_hub) return INT32_MIN;
    return day >= plan->from_day ? day : INT32_MIN;
}

static Ifs list_changes(Arena *arena, const ElectionRegency *r, const PlanNetwork *net,
                        const Plan *plan) {
    Ifs list = {0};
    list_vehicles(arena, r, plan, &list);
    for (int32_t d = 0; d < (int32_t)r->depot_count; d++)
        if (needs_escorts(r, d))
            vec_push(arena, &list,
                     (PlanWhatIf){PLAN_MORE_TEAM, -1, d, -1, .idle = team_idle(arena, r, plan, d)});
    vec_push(arena, &list,
             (PlanWhatIf){.change = PLAN_MORE_DAY,
                          .vehicle = -1,
                          .depot = -1,
                          .klass = -1,
                          .opens_day = opens_day(r, plan)});
    vec_push(arena, &list,
             (PlanWhatIf){.change = PLAN_LONGER_SHIFT, .vehicle = -1, .depot = -1, .klass = -1});
    for (int32_t c = 0; c < ROAD_CLASSES; c++)
        if (net->class_used[c] && shut_out(r, c))
            vec_push(
                arena, &list,
                (PlanWhatIf){.change = PLAN_OPEN_ACCESS, .vehicle = -1, .depot = -1, .klass = c});
    return list;
}

/* ---------------------------------------------------------------- the runs */

typedef struct Runs {
    const Env *env;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const PlanNetwork *net;
    const Plan *plan;
    const PlanWhatIfOptions *options;
    PlanWhatIf **work; /* what is solved: NULL first, the unchanged problem */
    size_t work_count;
    double run_time_s;
    Lang lang;
    size_t first;                          /* of the part that is running */
    int64_t *unserved, *cost, *iterations; /* per run */
    Status *status;
    Err *errs;
} Runs;

static Changed changed_of(Runs *runs, Arena *arena, size_t item) {
    const Plan *plan = runs->plan;
    Changed c = {.r = *runs->r};
    c.options = (PlanOptions){.vote = plan,
                              .spares = plan->spares,
                              .spare_count = plan->spare_count,
                              .from_day = plan->from_day,
                              .to_day = plan->to_day,
                              .time_s = runs->run_time_s,
                              .iterations = runs->options->iterations,
                              .seed = runs->options->seed + item % PLAN_RUNS,
                              .threads = 1,
                              .hardest_first = plan->hardest_first,
                              .start = plan,
                              .direct = plan->direct};
    PlanWhatIf *w = runs->work[item / PLAN_RUNS];
    if (w) apply(arena, &c, w);
    return c;
}

static bool better(int64_t unserved_a, int64_t cost_a, int64_t unserved_b, int64_t cost_b) {
    return unserved_a != unserved_b ? unserved_a < unserved_b : cost_a < cost_b;
}

/* Every change allows more, so that the plan as it is stays possible: nobody would take a worse. */
static void note(Runs *runs, size_t item, const Plan *plan) {
    const Plan *is = runs->plan;
    bool kept = better((int64_t)is->unserved_count, is->cost.total, (int64_t)plan->unserved_count,
                       plan->cost.total);
    runs->unserved[item] = (int64_t)(kept ? is : plan)->unserved_count;
    runs->cost[item] = (kept ? is : plan)->cost.total;
    runs->iterations[item] = plan->iterations;
}

static void run(void *ctx, size_t item) {
    Runs *runs = ctx;
    Arena *arena = arena_new(runs->env, RUN_BYTES_MAX);
    Err *err = &runs->errs[item];
    if (ARENA_GUARD(arena)) {
        Changed c = changed_of(runs, arena, item);
        Plan plan = {0};
        runs->status[item] =
            plan_make(runs->env, arena, &c.r, runs->needs, runs->net, &c.options, &plan, err);
        note(runs, item, &plan);
    } else {
        runs->status[item] = err_set(err, ERR_WORLD, "%s", _("out of memory"));
    }
    arena_free(arena);
}

static PlanOutcome outcome_of(const Runs *runs, size_t work) {
    PlanOutcome o;
    for (size_t i = 0; i < PLAN_RUNS; i++) {
        int64_t unserved = runs->unserved[work * PLAN_RUNS + i];
        int64_t cost = runs->cost[work * PLAN_RUNS + i];
        size_t k = i;
        for (; k > 0 && better(unserved, cost, o.unserved[k - 1], o.cost[k - 1]); k--) {
            o.unserved[k] = o.unserved[k - 1];
            o.cost[k] = o.cost[k - 1];
        }
        o.unserved[k] = unserved;
        o.cost[k] = cost;
    }
    return o;
}

/* Three runs with and three without: were the change worth nothing, all three would still be better
 * once in twenty times. */
static void judge(PlanWhatIf *w, const PlanOutcome *same) {
    const PlanOutcome *o = &w->outcome;
    size_t worst = PLAN_RUNS - 1, middle = PLAN_RUNS / 2;
    w->unserved_gain = same->unserved[middle] - o->unserved[middle];
    w->unserved_gain_min = same->unserved[0] - o->unserved[worst];
    w->saves = same->cost[middle] - o->cost[middle];
    w->saves_min = same->cost[0] - o->cost[worst];
    w->certain = w->unserved_gain_min > 0 ||
                 (w->unserved_gain_min == 0 && w->saves_min > same->cost[0] / WORTH_ONE_IN);
}

static int by_gain(const void *a, const void *b) {
    const PlanWhatIf *x = a, *y = b;
    if (x->certain != y->certain) return x->certain ? -1 : 1;
    if (x->certain && x->unserved_gain != y->unserved_gain)
        return x->unserved_gain > y->unserved_gain ? -1 : 1;
    if (x->certain && x->saves != y->saves) return x->saves > y->saves ? -1 : 1;
    if (x->idle != y->idle) return x->idle ? 1 : -1;
    if (x->change != y->change) return x->change < y->change ? -1 : 1;
    return x->vehicle != y->vehicle ? (x->vehicle < y->vehicle ? -1 : 1) : x->depot - y->depot;
}

static void run_later(void *ctx, size_t item) {
    Runs *runs = ctx;
    lang_use(runs->lang);
    run(runs, runs->first + item);
}

/* So many at a time that every thread has as much to do; told after each such part. */
static Status run_all(Arena *arena, Runs *runs, Err *err) {
    const PlanWhatIfOptions *o = runs->options;
    size_t n = runs->work_count * PLAN_RUNS, part = PLAN_RUNS;
    if (o->threads > 1) part *= (size_t)o->threads;
    runs->lang = lang_in_use();
    runs->run_time_s = o->time_s * (o->threads > 1 ? o->threads : 1) / (double)n;
    runs->unserved = ARENA_ARRAY(arena, int64_t, n);
    runs->cost = ARENA_ARRAY(arena, int64_t, n);
    runs->iterations = ARENA_ARRAY(arena, int64_t, n);
    runs->status = ARENA_ARRAY(arena, Status, n);
    runs->errs = ARENA_ARRAY(arena, Err, n);
    for (; runs->first < n; runs->first += part) {
        progress_step(o->progress, _("what one more would save"), (int64_t)runs->first, (int64_t)n);
        size_t left = n - runs->first;
        work_run(o->threads, left < part ? left : part, run_later, runs);
    }
    progress_step(o->progress, _("what one more would save"), (int64_t)n, (int64_t)n);
    for (size_t i = 0; i < n; i++)
        if (runs->status[i] != OK) {
            *err = runs->errs[i];
            return runs->status[i];
        }
    return OK;
}

Status plan_what_if(const Env *env, Arena *arena, const ElectionRegency *regency,
                    const ElectionNeeds *needs, const PlanNetwork *network, const Plan *plan,
                    const PlanWhatIfOptions *options, PlanWhatIfs *ret, Err *err) {
    Ifs list = list_changes(arena, regency, network, plan);
    Runs runs = {
        .env = env, .r = regency, .needs = needs, .net = network, .plan = plan, .options = options};
    runs.work = ARENA_ARRAY(arena, PlanWhatIf *, list.n + 1);
    runs.work_count = 1;
    for (size_t i = 0; i < list.n; i++)
        if (!list.at[i].idle) runs.work[runs.work_count++] = &list.at[i];
    Status s = run_all(arena, &runs, err);
    if (s != OK) return s;
    PlanWhatIfs out = {.same = outcome_of(&runs, 0), .change = list.at, .count = list.n};
    for (size_t i = 1; i < runs.work_count; i++) {
        runs.work[i]->outcome = outcome_of(&runs, i);
        judge(runs.work[i], &out.same);
    }
    for (size_t i = 0; i < runs.work_count * PLAN_RUNS; i++) out.iterations += runs.iterations[i];
    qsort(list.at, list.n, sizeof *list.at, by_gain);
    *ret = out;
    return OK;
}
