// SPDX-License-Identifier: Apache-2.0
/* Plans made with more and more caution, each where the plan before was late, and what they cost.
 *
 * A round: play the last plan; see from which depots, by which lots and behind which floods TPS
 * were late; ask for more room there; search again from that plan. What cannot be had is taken
 * back and not asked for again. */
#include "foresee/foresee_int.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define PLAIN_SHARE 0.28 /* of the search: the plan without cautions; all others grow from it */
#define ROUNDS 8
#define ROUND_SHARE 0.065
#define HOUR_PERMILLE 5000 /* an hour is worth more than it costs: what is free is room */
#define ARRANGE_SHARE 0.2  /* trips change places; with what rounds were not needed for */
#define ARRANGE_SCENARIOS 2000
#define STEPS_PER_TRY 4 /* of the search, for each change of trips that is tried */
#define FAILED_MAX 2    /* so often a depot is asked for what it cannot give */
#define AIM 16 /* rounds go on until so small a part of the plain plan's late TPS is left */
#define NARROW_PERMILLE 10  /* TPS that floods make late more often are served a day earlier, */
#define NARROWED_AT_ONCE 10 /* but of all TPS no more than one in so many in a round */
#define NEARLY 200 /* less than one in so many of the plain plan's late TPS is no difference */
/* Added to the seed: nobody who simulates the plan with a small seed of his own meets these. */
#define MAKE_RESEED UINT64_C(0x726f62757374)
#define CURVE_RESEED UINT64_C(0x6375727665)

/* What a depot's vehicles are asked for: on the last day service begins so long before it must (the
 * way home may use the time), and on all days they are home so long before the shift ends. Measured
 * (docs/benchmarks.md): time at the end of the last day is worth most, since what was left on the
 * days before comes there too; then room on every day. */
static const struct Level {
    int32_t latest_min, reserve_min;
} LEVELS[] = {{0, 0}, {90, 0}, {150, 0}, {150, 15}, {160, 30}, {180, 45}, {210, 60}, {240, 90}};
#define LEVEL_MAX ((int32_t)COUNT_OF(LEVELS) - 1)

/* What is asked of the search; see PlanCaution. */
typedef struct Care {
    int32_t *level; /* by depot */
    int32_t hub_min;
    int64_t *by_s; /* by TPS: behind floods; INT64_MAX = not asked */
    int32_t narrowed;
} Care;

typedef struct Tried {
    size_t number; /* 0 = the plain plan */
    Plan plan;
    Care care;
    PlanSafety point;
} Tried;

typedef struct Robust {
    const Env *env;
    Arena *arena;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const PlanNetwork *net;
    const ForeseeRobustOptions *options;
    ForeseeWorld *world;
    int64_t began_ns;
    size_t days;
    const bool *direct;
    int32_t *depot_of; /* by TPS: from which it is served */
    Care care;
    int rounds;       /* that were made */
    int *failed;      /* by depot: how often it could not give more */
    VEC(Tried) tried; /* the first is the plain plan */
} Robust;

/* ---------------------------------------------------------------- cautions */

static Care no_care(const Robust *b) {
    Care care = {.level = ARENA_ARRAY(b->arena, int32_t, b->r->depot_count + 1),
                 .by_s = ARENA_ARRAY(b->arena, int64_t, b->r->tps_count + 1)};
    for (size_t i = 0; i < b->r->tps_count; i++) care.by_s[i] = INT64_MAX;
    return care;
}

static Care care_copy(const Robust *b, const Care *from) {
    Care care = no_care(b);
    memcpy(care.level, from->level, b->r->depot_count * sizeof *care.level);
    memcpy(care.by_s, from->by_s, b->r->tps_count * sizeof *care.by_s);
    care.hub_min = from->hub_min;
    care.narrowed = from->narrowed;
    return care;
}

static int64_t rule(const Robust *b, const char *setting) {
    return foresee_rule(&b->world->sim, setting);
}

static int64_t clock_s(const Robust *b, int32_t day, int64_t of_day_s) {
    return foresee_midnight_s(&b->world->sim, day) + of_day_s;
}

/* The evening by which the rules want goods at a PPK. */
static int64_t hub_latest_s(const Robust *b) {
    int32_t day = b->r->rules.voting_day - (int32_t)rule(b, "hub_latest_days_before");
    if (day < b->options->plan.from_day) day = b->options->plan.from_day;
    return clock_s(b, day, rule(b, "latest_clock_s"));
}

static PlanCaution caution_of(const Robust *b, const Care *care) {
    int32_t *reserve_s = ARENA_ARRAY(b->arena, int32_t, b->r->vehicle_count * b->days + 1);
    int64_t *tps_latest_s = ARENA_ARRAY(b->arena, int64_t, b->r->tps_count + 1);
    for (size_t v = 0; v < b->r->vehicle_count; v++)
        for (size_t d = 0; d < b->days; d++)
            reserve_s[v * b->days + d] =
                60 * LEVELS[care->level[b->r->vehicles[v].depot]].reserve_min;
    for (size_t i = 0; i < b->r->tps_count; i++) {
        int32_t level = b->depot_of[i] >= 0 ? care->level[b->depot_of[i]] : 0;
        tps_latest_s[i] = foresee_latest_s(b->world, i) - 60 * (int64_t)LEVELS[level].latest_min;
        if (care->by_s[i] < tps_latest_s[i]) tps_latest_s[i] = care->by_s[i];
    }
    return (PlanCaution){.reserve_s = reserve_s,
                         .hour_permille = HOUR_PERMILLE,
                         .hub_latest_s =
                             care->hub_min ? hub_latest_s(b) - 60 * (int64_t)care->hub_min : 0,
                         .latest_s = tps_latest_s};
}

/* ---------------------------------------------------------------- a plan, and how it fares */

static void play(Robust *b, const Plan *plan, uint64_t reseed, Foresight *ret) {
    foresee_play(b->world, b->arena, &(ForeseeCase){.plan = plan}, 1,
                 (ForeseePlay){.reseed = reseed, .quiet = true}, ret);
}

static void rate(const Foresight *f, PlanSafety *point) {
    point->cost = f->cost_planned;
    point->cost_mean = f->cost_mean;
    point->late_e3 = (int32_t)foresee_mean_e3(f->late_total, f->scenarios);
    point->tail_e3 = (int32_t)(f->tail_late * 1000 + 0.5);
}

static Status make(Robust *b, double share, const Plan *start, const Care *care, Plan *ret,
                   Err *err) {
    PlanOptions o = b->options->plan;
    PlanCaution caution;
    if (care) caution = caution_of(b, care);
    o.time_s *= share;
    if (o.iterations) o.iterations = (int64_t)((double)o.iterations * share) + 1;
    o.caution = care ? &caution : NULL;
    o.start = start;
    o.direct = b->direct;
    o.progress = NULL;
    return plan_make(b->env, b->arena, b->r, b->needs, b->net, &o, ret, err);
}

/* From where the TPS's last trip leaves: its PPK, or the KPU with the most vehicles. */
static bool serves(const Robust *b, const ElectionDepot *depot, int32_t district) {
    bool ppk = str_eq(depot->kind, "ppk");
    bool hub = b->r->districts[district].through_hub && !(b->direct && b->direct[district]);
    bool kpu = !plan_at_hub(b->r, (int32_t)(depot - b->r->depots));
    return hub ? ppk && depot->district == district : kpu;
}

static void find_depots(Robust *b) {
    b->depot_of = ARENA_ARRAY(b->arena, int32_t, b->r->tps_count + 1);
    for (size_t i = 0; i < b->r->tps_count; i++) {
        int32_t district = b->r->villages[b->r->tps[i].village].district;
        b->depot_of[i] = -1;
        for (size_t d = b->r->depot_count; d-- > 0;)
            if (serves(b, &b->r->depots[d], district)) b->depot_of[i] = (int32_t)d;
    }
}

/* ---------------------------------------------------------------- learning where it is late */

typedef struct Blame {
    int64_t *late; /* by depot: late TPS over all scenarios */
    int64_t goods; /* of them late because of what brought them to the PPK */
    int32_t *day;  /* by TPS: on which it is planned; INT32_MIN */
} Blame;

static Blame blame_of(Robust *b, const Plan *plan, const Foresight *f) {
    Blame blame = {.late = ARENA_ARRAY(b->arena, int64_t, b->r->depot_count + 1),
                   .day = ARENA_ARRAY(b->arena, int32_t, b->r->tps_count + 1)};
    for (size_t i = 0; i < b->r->tps_count; i++) blame.day[i] = INT32_MIN;
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        for (size_t i = 0; i < trip->stop_count; i++) {
            const PlanStop *s = &trip->stops[i];
            if (s->tps >= 0) {
                blame.day[s->tps] = trip->day;
                blame.late[trip->depot] += f->tps[s->tps].late - f->tps[s->tps].goods;
            }
            for (size_t k = 0; s->tps < 0 && k < s->goods_count; k++) {
                blame.late[trip->depot] += f->tps[s->goods[k]].goods;
                blame.goods += f->tps[s->goods[k]].goods;
            }
        }
    }
    return blame;
}

/* A level more where more than the depot's share of the aim is late. */
static bool learn_levels(Robust *b, const Blame *blame, int64_t aim) {
    size_t depots = 0;
    bool more = false;
    for (size_t d = 0; d < b->r->depot_count; d++) depots += blame->late[d] > 0;
    for (size_t d = 0; d < b->r->depot_count; d++) {
        if (b->failed[d] >= FAILED_MAX || blame->late[d] * (int64_t)depots <= aim) continue;
        if (b->care.level[d] == LEVEL_MAX) continue;
        b->care.level[d]++;
        more = true;
    }
    return more;
}

/* Goods that come to a PPK too late are asked for a day earlier, but not before the first evening.
 */
static bool learn_hubs(Robust *b, const Blame *blame, int64_t aim) {
    int64_t first_s = clock_s(b, b->options->plan.from_day, rule(b, "latest_clock_s"));
    int64_t earlier_s = hub_latest_s(b) - 60 * (int64_t)(b->care.hub_min + DAY_S / 60);
    if (blame->goods * 4 <= aim || earlier_s < first_s) return false;
    b->care.hub_min += DAY_S / 60;
    return true;
}

typedef struct Behind {
    size_t tps;
    uint32_t late;
} Behind;

static int most_behind(const void *a, const void *b) {
    const Behind *x = a, *y = b;
    if (x->late != y->late) return x->late > y->late ? -1 : 1;
    return (x->tps > y->tps) - (x->tps < y->tps);
}

/* Behind floods an earlier day leaves days to try again. */
static bool learn_days(Robust *b, const Blame *blame, const Foresight *f) {
    int32_t first = b->r->rules.voting_day - (int32_t)rule(b, "earliest_days_before");
    if (first < b->options->plan.from_day) first = b->options->plan.from_day;
    Behind *list = ARENA_ARRAY(b->arena, Behind, b->r->tps_count + 1);
    size_t n = 0, most = b->r->tps_count / NARROWED_AT_ONCE + 1;
    for (size_t i = 0; i < b->r->tps_count; i++)
        if (blame->day[i] > first && f->tps[i].behind * 1000 > f->scenarios * NARROW_PERMILLE)
            list[n++] = (Behind){i, f->tps[i].behind};
    if (n) qsort(list, n, sizeof *list, most_behind);
    if (n > most) n = most;
    for (size_t i = 0; i < n; i++) {
        int64_t *by_s = &b->care.by_s[list[i].tps];
        b->care.narrowed += *by_s == INT64_MAX;
        *by_s = clock_s(b, blame->day[list[i].tps] - 1, rule(b, "latest_clock_s"));
    }
    return n > 0;
}

/* Asked too much: a level is taken back where something was left out. */
static void give_way(Robust *b, const Plan *plan) {
    bool *tight = ARENA_ARRAY(b->arena, bool, b->r->depot_count + 1);
    for (size_t i = 0; i < plan->unserved_count; i++) {
        int32_t tps = plan->unserved[i].tps;
        if (tps < 0 || str_eq(plan->unserved[i].reason, "voters")) continue;
        if (b->depot_of[tps] >= 0) tight[b->depot_of[tps]] = true;
        b->care.narrowed -= b->care.by_s[tps] != INT64_MAX;
        b->care.by_s[tps] = INT64_MAX;
    }
    for (size_t d = 0; d < b->r->depot_count; d++) {
        if (!tight[d]) continue;
        b->failed[d]++;
        if (b->care.level[d] > 0) b->care.level[d]--;
    }
}

/* ---------------------------------------------------------------- rounds */

static const Tried *plain_of(const Robust *b) {
    return &b->tried.at[0];
}

static bool out_of_time(const Robust *b, double share) {
    double limit_s = b->options->plan.time_s * share;
    if (b->options->plan.iterations) return false;
    return (double)(b->env->tick_ns(b->env->ctx) - b->began_ns) / 1e9 > limit_s;
}

static void take(Robust *b, const Plan *plan, const Care *care, const Foresight *f) {
    Tried t = {.number = b->tried.n, .plan = *plan, .care = care_copy(b, care)};
    rate(f, &t.point);
    for (size_t d = 0; d < b->r->depot_count; d++) {
        const struct Level *level = &LEVELS[care->level[d]];
        if (level->latest_min > t.point.last_min) t.point.last_min = level->latest_min;
        if (level->reserve_min > t.point.other_min) t.point.other_min = level->reserve_min;
    }
    t.point.plain = t.number == 0;
    t.point.hub_min = care->hub_min;
    t.point.narrowed = care->narrowed;
    vec_push(b->arena, &b->tried, t);
}

/* False when nothing more can be asked. */
static bool learn(Robust *b, const Plan *plan, const Foresight *f) {
    int64_t aim = (int64_t)plain_of(b)->point.late_e3 * f->scenarios / 1000 / AIM;
    Blame blame = blame_of(b, plan, f);
    bool more = learn_levels(b, &blame, aim);
    more |= learn_hubs(b, &blame, aim);
    return learn_days(b, &blame, f) || more;
}

static Status rounds(Robust *b, Err *err) {
    Plan last = plain_of(b)->plan;
    size_t left_out = last.unserved_count;
    Foresight f;
    play(b, &last, MAKE_RESEED, &f);
    bool more = learn(b, &last, &f);
    for (; more && b->rounds < ROUNDS && !out_of_time(b, 1 - ARRANGE_SHARE); b->rounds++) {
        Status s = make(b, ROUND_SHARE, &last, &b->care, &last, err);
        if (s != OK) return s;
        play(b, &last, MAKE_RESEED, &f);
        progress_step(b->options->plan.progress, _("cautious plans"), b->rounds + 1, ROUNDS);
        if (last.unserved_count > left_out) {
            give_way(b, &last);
            continue;
        }
        take(b, &last, &b->care, &f);
        more = learn(b, &last, &f);
    }
    return OK;
}

/* ---------------------------------------------------------------- hubs in a flood zone */

static bool floods_at(const Robust *b, GeoPoint at) {
    size_t n;
    const HazardPoint *points = foresee_points(b->world, &n, NULL);
    for (size_t p = 0; p < n; p++)
        if (points[p].on_land && hazard_holds(&points[p], at)) return true;
    return false;
}

/* By district: its PPK lies where it floods. NULL when none does. */
static bool *flooded_hubs(const Robust *b) {
    bool *direct = ARENA_ARRAY(b->arena, bool, b->r->district_count + 1), any = false;
    for (size_t d = 0; d < b->r->depot_count; d++) {
        const ElectionDepot *depot = &b->r->depots[d];
        if (!str_eq(depot->kind, "ppk") || depot->district < 0) continue;
        if (!b->r->districts[depot->district].through_hub || !floods_at(b, depot->at)) continue;
        direct[depot->district] = any = true;
    }
    return any ? direct : NULL;
}

/* The plan without cautions. Goods are not laid down where it floods, unless TPS would be left out
 * without that PPK. */
static Status plain_plan(Robust *b, ForeseeRobust *ret, Err *err) {
    Plan plan, other;
    bool *flooded = flooded_hubs(b);
    ret->flooded = flooded;
    b->direct = flooded;
    Status s = make(b, flooded ? PLAIN_SHARE / 2 : PLAIN_SHARE, NULL, NULL, &plan, err);
    if (s == OK && flooded) {
        b->direct = NULL;
        s = make(b, PLAIN_SHARE / 2, NULL, NULL, &other, err);
        ret->avoided = s == OK && plan.unserved_count <= other.unserved_count;
        b->direct = ret->avoided ? flooded : NULL;
        if (s == OK && !ret->avoided) plan = other;
    }
    if (s != OK) return s;
    find_depots(b);
    Foresight f;
    play(b, &plan, MAKE_RESEED, &f);
    take(b, &plan, &b->care, &f);
    return OK;
}

/* ---------------------------------------------------------------- the curve and the choice */

static int by_cost(const void *x, const void *y) {
    const Tried *a = x, *b = y;
    if (a->point.cost != b->point.cost) return a->point.cost < b->point.cost ? -1 : 1;
    if (a->point.late_e3 != b->point.late_e3) return a->point.late_e3 < b->point.late_e3 ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Plays all in scenarios that none was made in, and keeps what is not both dearer and less safe
 * than another; the plain plan stays. */
static void draw_curve(Robust *b, ForeseeRobust *ret) {
    Foresight f;
    for (size_t i = 0; i < b->tried.n; i++) {
        play(b, &b->tried.at[i].plan, CURVE_RESEED, &f);
        rate(&f, &b->tried.at[i].point);
    }
    qsort(b->tried.at, b->tried.n, sizeof *b->tried.at, by_cost);
    ret->plans = ARENA_ARRAY(b->arena, Plan, b->tried.n);
    ret->points = ARENA_ARRAY(b->arena, PlanSafety, b->tried.n);
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < b->tried.n; i++) {
        const Tried *t = &b->tried.at[i];
        if (t->number > 0 && t->point.late_e3 >= least) continue;
        if (t->point.late_e3 < least) least = t->point.late_e3;
        if (t->number == 0) ret->plain = ret->count;
        ret->points[ret->count] = t->point;
        ret->plans[ret->count++] = t->plan;
    }
}

/* Of what costs no more than allowed the safest, or a cheaper one that is nearly as safe. */
static size_t safest_within(const ForeseeRobust *ret, int64_t cost_max) {
    int32_t near_e3 = ret->points[ret->plain].late_e3 / NEARLY, least = INT32_MAX;
    for (size_t i = 0; i < ret->count; i++)
        if (ret->points[i].cost <= cost_max && ret->points[i].late_e3 < least)
            least = ret->points[i].late_e3;
    for (size_t i = 0; i < ret->count; i++)
        if (ret->points[i].cost <= cost_max && ret->points[i].late_e3 <= least + near_e3) return i;
    return ret->plain;
}

static Status choose(const Robust *b, ForeseeRobust *ret, Err *err) {
    const ForeseeRobustOptions *o = b->options;
    int64_t plain_cost = ret->points[ret->plain].cost;
    ret->chosen = safest_within(ret, plain_cost + plain_cost / 1000 * o->rise_permille);
    if (o->pick > 0) {
        if ((size_t)o->pick > ret->count)
            return err_set(err, ERR_USAGE, _("there is no plan %d: the curve has %zu"), o->pick,
                           ret->count);
        ret->chosen = (size_t)o->pick - 1;
    } else if (o->late_e3 >= 0) {
        ret->chosen = 0;
        while (ret->chosen < ret->count && ret->points[ret->chosen].late_e3 > o->late_e3)
            ret->chosen++;
        if (ret->chosen == ret->count)
            return err_set(
                err, ERR_INFEASIBLE, "%s",
                _("no plan was found with so few late TPS; the curve shows what there is"));
    }
    ret->points[ret->chosen].chosen = true;
    return OK;
}

static const Tried *safest_tried(const Robust *b) {
    int64_t plain = plain_of(b)->point.cost,
            most = plain + plain / 1000 * b->options->rise_permille;
    const Tried *best = plain_of(b);
    for (size_t i = 0; i < b->tried.n; i++) {
        const PlanSafety *point = &b->tried.at[i].point;
        if (point->cost <= most && point->late_e3 < best->point.late_e3) best = &b->tried.at[i];
    }
    return best;
}

/* Trips change places where that is safer; it costs nothing. */
static Status arrange(Robust *b, const Tried *from, Err *err) {
    Plan order, plan;
    ForeseeArranging what = {.plan = &from->plan,
                             .scenarios = ARRANGE_SCENARIOS,
                             .reseed = MAKE_RESEED,
                             .seed = b->options->plan.seed,
                             .tries = INT64_MAX,
                             .threads = b->options->plan.threads};
    double share = ARRANGE_SHARE + ROUND_SHARE * (ROUNDS - b->rounds);
    if (b->options->plan.iterations)
        what.tries = (int64_t)((double)b->options->plan.iterations * share / STEPS_PER_TRY);
    else
        what.until_ns =
            b->env->tick_ns(b->env->ctx) + (int64_t)(b->options->plan.time_s * share * 1e9);
    int64_t fewer = foresee_arrange(b->env, b->world, b->arena, &what, &order);
    if (fewer == 0) return OK;
    Status s = plan_restate(b->env, b->arena, b->r, b->needs, b->net, &order, &plan, err);
    if (s == ERR_INFEASIBLE) return OK; /* as it was, then */
    if (s != OK) return s;
    Foresight f;
    play(b, &plan, MAKE_RESEED, &f);
    take(b, &plan, &from->care, &f);
    return OK;
}

static void finish(const Robust *b, ForeseeRobust *ret) {
    for (size_t i = 0; i < ret->count; i++) {
        Plan *plan = &ret->plans[i];
        plan->safety = ret->points;
        plan->safety_count = ret->count;
        plan->safety_scenarios = (int32_t)b->options->weather.scenarios;
        plan->safety_seed = b->options->weather.seed + CURVE_RESEED;
        plan->safety_month = b->options->weather.month;
    }
}

Status foresee_robust(const Env *env, Arena *arena, const ElectionRegency *regency,
                      const ElectionNeeds *needs, const PlanNetwork *network,
                      const HazardModel *model, const ForeseeRobustOptions *options,
                      ForeseeRobust *ret, Err *err) {
    Robust b = {.env = env,
                .arena = arena,
                .r = regency,
                .needs = needs,
                .net = network,
                .options = options,
                .began_ns = env->tick_ns(env->ctx),
                .days = (size_t)(options->plan.to_day - options->plan.from_day + 1),
                .failed = ARENA_ARRAY(arena, int, regency->depot_count + 1)};
    ForeseeOptions weather = options->weather;
    weather.from_day = options->plan.from_day;
    weather.to_day = options->plan.to_day;
    *ret = (ForeseeRobust){0};
    Status s = foresee_world(env, arena, regency, network, model, &weather, &b.world, err);
    b.care = no_care(&b);
    if (s == OK) s = plain_plan(&b, ret, err);
    if (s == OK) s = rounds(&b, err);
    if (s == OK) s = arrange(&b, safest_tried(&b), err);
    if (s != OK) return s;
    ret->tried = b.tried.n;
    draw_curve(&b, ret);
    finish(&b, ret);
    return choose(&b, ret, err);
}
