// SPDX-License-Identifier: Apache-2.0
/* Plans made with more and more caution, each where the plan before was late, and what they cost.
 *
 * A round: play the last plan; see whose vehicles, by which lots, on which roads and behind which
 * floods TPS were late; ask for more room there; search again from that plan. What cannot be had is
 * taken back and not asked for again. Then spare vehicles stand by where they bring most for what
 * they cost, and trips change places. */
#include "foresee/care.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN_SHARE 0.28 /* of the search: the plan without cautions; all others grow from it */
#define ROUNDS 8
#define ROUND_SHARE 0.065
#define ARRANGE_SHARE 0.2 /* trips change places; with what rounds were not needed for */
/* Of the time, when it is time that is given: by then rounds end, then spare vehicles. */
#define ROUNDS_UNTIL 0.6
#define SPARES_UNTIL 0.85
#define ARRANGE_UNTIL 0.95
#define ARRANGE_SCENARIOS 2000
#define STEPS_PER_TRY 4 /* of the search, for each change of trips that is tried */
#define AIM 16     /* rounds go on until so small a part of the plain plan's late TPS is left */
#define NEARLY 200 /* less than one in so many of the plain plan's late TPS is no difference */
#define STEP_PERCENT 120   /* a plan of the curve has so many late TPS of the next dearer one's */
#define CURVE_PERMILLE 150 /* more than the plain plan: nothing dearer is looked for */
#define SPARES_MAX 12
#define SPARE_SCENARIOS 200
#define OFFERS_AT_ONCE 6
/* Added to the seed: nobody who simulates the plan with a small seed of his own meets these. */
#define MAKE_RESEED UINT64_C(0x726f62757374)
#define CURVE_RESEED UINT64_C(0x6375727665)

typedef struct Tried {
    size_t number; /* 0 = the plain plan */
    Plan plan;
    ForeseeCare care;
    PlanSafety point;
    bool spared; /* spare vehicles were tried with it */
    bool beaten; /* by one that costs less and is as safe */
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
    const bool *direct;
    ForeseeLearner learner;
    int rounds; /* that were made */
    int64_t plain_cost;
    VEC(Tried) tried; /* the first is the plain plan */
} Robust;

/* ---------------------------------------------------------------- a plan, and how it fares */

/* As it is, and (ret[1], where asked for) if roads were never wet. */
static void play(Robust *b, const Plan *plan, uint64_t reseed, size_t n, Foresight *ret) {
    ForeseeCase cases[2] = {{.plan = plan}, {.plan = plan, .dry = true}};
    foresee_play(b->world, b->arena, cases, n, (ForeseePlay){.reseed = reseed, .quiet = true}, ret);
}

static void rate(const Foresight *f, PlanSafety *point) {
    point->cost = f->cost_planned;
    point->cost_mean = f->cost_mean;
    point->late_e3 = (int32_t)foresee_mean_e3(f->late_total, f->scenarios);
    point->tail_e3 = (int32_t)(f->tail_late * 1000 + 0.5);
}

static Status make(Robust *b, double share, const Plan *start, bool careful, Plan *ret, Err *err) {
    PlanOptions o = b->options->plan;
    PlanCaution caution;
    if (careful) caution = foresee_care_caution(&b->learner);
    o.time_s *= share;
    if (o.iterations) o.iterations = (int64_t)((double)o.iterations * share) + 1;
    o.caution = careful ? &caution : NULL;
    o.start = start;
    o.direct = b->direct;
    o.progress = NULL;
    return plan_make(b->env, b->arena, b->r, b->needs, b->net, &o, ret, err);
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

static void take(Robust *b, const Plan *plan, const ForeseeCare *care, const Foresight *f) {
    Tried t = {.number = b->tried.n, .plan = *plan, .care = *care};
    rate(f, &t.point);
    foresee_care_tell(&b->learner, care, &t.point);
    t.point.plain = t.number == 0;
    t.point.spares = (int32_t)plan->spare_count;
    vec_push(b->arena, &b->tried, t);
}

/* False when nothing more can be asked. */
static bool learn(Robust *b, const Plan *plan, const Foresight f[2]) {
    int64_t aim = (int64_t)plain_of(b)->point.late_e3 * f->scenarios / 1000 / AIM;
    foresee_learn_groups(&b->learner, plan);
    return foresee_learn(&b->learner, plan, &f[0], &f[1], aim);
}

static Status rounds(Robust *b, Err *err) {
    Plan last = plain_of(b)->plan;
    size_t left_out = last.unserved_count;
    Foresight f[2];
    play(b, &last, MAKE_RESEED, 2, f);
    bool more = learn(b, &last, f);
    for (; more && b->rounds < ROUNDS && !out_of_time(b, ROUNDS_UNTIL); b->rounds++) {
        Status s = make(b, ROUND_SHARE, &last, true, &last, err);
        if (s != OK) return s;
        progress_step(b->options->plan.progress, _("cautious plans"), b->rounds + 1, ROUNDS);
        if (last.unserved_count > left_out) {
            foresee_give_way(&b->learner, &last);
            continue;
        }
        play(b, &last, MAKE_RESEED, 2, f);
        ForeseeCare care = foresee_care_copy(&b->learner);
        take(b, &last, &care, f);
        more = learn(b, &last, f);
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
    Status s = make(b, flooded ? PLAIN_SHARE / 2 : PLAIN_SHARE, NULL, false, &plan, err);
    if (s == OK && flooded) {
        b->direct = NULL;
        s = make(b, PLAIN_SHARE / 2, NULL, false, &other, err);
        ret->avoided = s == OK && plan.unserved_count <= other.unserved_count;
        b->direct = ret->avoided ? flooded : NULL;
        if (s == OK && !ret->avoided) plan = other;
    }
    if (s != OK) return s;
    Foresight f;
    play(b, &plan, MAKE_RESEED, 1, &f);
    ForeseeCare care = foresee_care_copy(&b->learner);
    take(b, &plan, &care, &f);
    b->plain_cost = f.cost_planned;
    return OK;
}

/* ---------------------------------------------------------------- the curve and the choice */

static int by_cost(const void *x, const void *y) {
    const Tried *a = x, *b = y;
    if (a->point.cost != b->point.cost) return a->point.cost < b->point.cost ? -1 : 1;
    if (a->point.late_e3 != b->point.late_e3) return a->point.late_e3 < b->point.late_e3 ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Of a plan that may be chosen. */
static int64_t most_cost(const Robust *b) {
    return b->plain_cost + b->plain_cost / 1000 * b->options->rise_permille;
}

/* So far the curve goes. */
static int64_t curve_cost(const Robust *b) {
    int64_t cost = b->plain_cost + b->plain_cost / 1000 * CURVE_PERMILLE;
    return cost > most_cost(b) ? cost : most_cost(b);
}

/* From the safest down: what is dearer than another and not safer goes, and what saves money but
 * little; the plain plan stays, and the safest of those that cost no more than allowed. */
static void thin_out(Robust *b, int step_percent) {
    size_t kept = b->tried.n;
    int64_t late_e3 = 0;
    bool allowed = false;
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < b->tried.n; i++) { /* by cost: what is not safer than a cheaper one */
        Tried *t = &b->tried.at[i];
        t->beaten = t->point.late_e3 >= least && t->number > 0;
        if (t->point.late_e3 < least) least = t->point.late_e3;
    }
    for (size_t i = b->tried.n; i-- > 0;) {
        Tried *t = &b->tried.at[i];
        if (t->beaten) continue;
        bool first = !allowed && t->point.cost <= most_cost(b);
        if (t->number > 0 && !first && t->point.late_e3 * INT64_C(100) < late_e3 * step_percent)
            continue;
        allowed |= first;
        late_e3 = t->point.late_e3;
        b->tried.at[--kept] = *t;
    }
    b->tried.at += kept;
    b->tried.n -= kept;
}

/* Plays all in scenarios that none was made in, and keeps those that are worth choosing from. */
static void draw_curve(Robust *b, ForeseeRobust *ret) {
    qsort(b->tried.at, b->tried.n, sizeof *b->tried.at, by_cost);
    thin_out(b, 100);
    for (size_t i = 0; i < b->tried.n; i++) {
        Foresight f;
        play(b, &b->tried.at[i].plan, CURVE_RESEED, 1, &f);
        rate(&f, &b->tried.at[i].point);
    }
    thin_out(b, STEP_PERCENT);
    ret->plans = ARENA_ARRAY(b->arena, Plan, b->tried.n);
    ret->points = ARENA_ARRAY(b->arena, PlanSafety, b->tried.n);
    for (size_t i = 0; i < b->tried.n; i++) {
        if (b->tried.at[i].number == 0) ret->plain = i;
        ret->points[i] = b->tried.at[i].point;
        ret->plans[i] = b->tried.at[i].plan;
    }
    ret->count = b->tried.n;
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
    ret->chosen = safest_within(ret, most_cost(b));
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

/* Of the first so many. */
static const Tried *safest_tried(const Robust *b, int64_t cost_max, size_t count) {
    const Tried *best = plain_of(b);
    for (size_t i = 0; i < count; i++) {
        const PlanSafety *point = &b->tried.at[i].point;
        if (point->cost <= cost_max && point->late_e3 < best->point.late_e3) best = &b->tried.at[i];
    }
    return best;
}

/* ---------------------------------------------------------------- spare vehicles */

static int spare_order(const PlanSpare *a, const PlanSpare *b) {
    if (a->vehicle != b->vehicle) return a->vehicle < b->vehicle ? -1 : 1;
    return (a->from_day > b->from_day) - (a->from_day < b->from_day);
}

static Plan with_spare(const Robust *b, const Plan *plan, PlanSpare spare) {
    Plan more = *plan;
    PlanSpare *spares = ARENA_ARRAY(b->arena, PlanSpare, plan->spare_count + 1);
    size_t at = plan->spare_count;
    for (; at > 0 && spare_order(&plan->spares[at - 1], &spare) > 0; at--)
        spares[at] = plan->spares[at - 1];
    if (at) memcpy(spares, plan->spares, at * sizeof *spares);
    spares[at] = spare;
    plan_set_spares(b->r, spares, plan->spare_count + 1, &more);
    return more;
}

typedef struct Offer { /* a spare vehicle that could be had */
    PlanSpare spare;
    double rate;  /* late TPS that it was worth for its cost when it was last tried, */
    int64_t late; /* and late TPS then, over all scenarios */
} Offer;

static int best_rate(const void *a, const void *b) {
    const Offer *x = a, *y = b;
    if (x->rate != y->rate) return x->rate > y->rate ? -1 : 1;
    return spare_order(&x->spare, &y->spare);
}

/* The plan with each of these, all in the same scenarios: rates them anew. */
static void try_offers(Robust *b, const Plan *plan, Offer *offers, size_t n) {
    Arena *arena = arena_new(b->env, 512 * MIB);
    ForeseeCase *cases = ARENA_ARRAY(arena, ForeseeCase, n + 1);
    Foresight *f = ARENA_ARRAY(arena, Foresight, n + 1);
    Plan *plans = ARENA_ARRAY(arena, Plan, n + 1);
    cases[n] = (ForeseeCase){.plan = plan};
    for (size_t i = 0; i < n; i++) {
        plans[i] = with_spare(b, plan, offers[i].spare);
        cases[i] = (ForeseeCase){.plan = &plans[i]};
    }
    ForeseePlay how = {.reseed = MAKE_RESEED, .scenarios = SPARE_SCENARIOS, .quiet = true};
    foresee_play(b->world, arena, cases, n + 1, how, f);
    for (size_t i = 0; i < n; i++) {
        int64_t less = f[n].late_total - f[i].late_total;
        bool worth = less * NEARLY > f[n].late_total;
        offers[i].late = f[i].late_total;
        offers[i].rate =
            worth ? (double)less / (double)(plans[i].cost.total - plan->cost.total + 1) : 0;
    }
    qsort(offers, n, sizeof *offers, best_rate);
    arena_free(arena);
}

/* One more spare vehicle: that which brings most for what it costs. Gives the late TPS with it,
 * over all scenarios; -1 when none is worth it. What one brings becomes less the more there are, so
 * only the best of before are tried again. */
static int64_t add_spare(Robust *b, Offer *offers, size_t *n, Plan *plan) {
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        int64_t cost = plan_spare_cost(b->r, &offers[i].spare, plan->to_day);
        if (offers[i].rate > 0 && plan->cost.total + cost <= curve_cost(b))
            offers[kept++] = offers[i];
    }
    *n = kept;
    if (kept == 0) return -1;
    try_offers(b, plan, offers, kept < OFFERS_AT_ONCE ? kept : OFFERS_AT_ONCE);
    if (offers[0].rate <= 0) return -1;
    *plan = with_spare(b, plan, offers[0].spare);
    return offers[0].late;
}

/* One of each kind, from each day on. */
static size_t list_offers(const Robust *b, Offer *offers) {
    size_t n = 0;
    for (size_t v = 0; v < b->r->vehicle_count; v++) {
        bool seen = plan_stands_by(b->r, &plain_of(b)->plan, (int32_t)v);
        for (size_t i = 0; i < n && !seen; i++)
            seen = plan_alike(&b->r->vehicles[offers[i].spare.vehicle], &b->r->vehicles[v]);
        for (int32_t day = b->options->plan.from_day; !seen && day <= b->options->plan.to_day;
             day++)
            offers[n++] = (Offer){.spare = {(int32_t)v, day}};
    }
    return n;
}

static void stand_by(Robust *b, size_t base, Offer *offers, size_t n) {
    Plan plan = b->tried.at[base].plan;
    while (plan.spare_count < SPARES_MAX && !out_of_time(b, SPARES_UNTIL)) {
        int64_t late = add_spare(b, offers, &n, &plan);
        if (late < 0) break;
        Tried t = {.number = b->tried.n, .plan = plan, .care = b->tried.at[base].care};
        t.point = b->tried.at[base].point;
        t.point.cost = plan.cost.total;
        t.point.late_e3 = (int32_t)foresee_mean_e3(late, SPARE_SCENARIOS);
        t.point.plain = false;
        t.point.spares = (int32_t)plan.spare_count;
        vec_push(b->arena, &b->tried, t);
    }
}

/* With two thirds of the money that there is, with one, and with all of it. */
static void spares(Robust *b) {
    static const int thirds[] = {2, 1, 3};
    size_t days = (size_t)(b->options->plan.to_day - b->options->plan.from_day) + 1;
    Offer *all = ARENA_ARRAY(b->arena, Offer, b->r->vehicle_count * days + 1);
    Offer *offers = ARENA_ARRAY(b->arena, Offer, b->r->vehicle_count * days + 1);
    size_t n = list_offers(b, all), before = b->tried.n;
    int64_t room = most_cost(b) - b->plain_cost;
    for (size_t i = 0; i < COUNT_OF(thirds); i++) {
        size_t base = safest_tried(b, b->plain_cost + room * thirds[i] / 3, before)->number;
        if (b->tried.at[base].spared) continue;
        b->tried.at[base].spared = true;
        if (i == 0) try_offers(b, &b->tried.at[base].plan, all, n); /* others rate them alike */
        memcpy(offers, all, n * sizeof *all);
        stand_by(b, base, offers, n);
    }
}

/* Trips change places where that is safer; it costs nothing. */
static Status arrange(Robust *b, const Tried *from, Err *err) {
    Plan order, plan;
    ForeseeCare care = from->care;
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
        what.until_ns = b->began_ns + (int64_t)(b->options->plan.time_s * ARRANGE_UNTIL * 1e9);
    int64_t fewer = foresee_arrange(b->env, b->world, b->arena, &what, &order);
    if (fewer == 0) return OK;
    Status s = plan_restate(b->env, b->arena, b->r, b->needs, b->net, &order, &plan, err);
    if (s == ERR_INFEASIBLE) return OK; /* as it was, then */
    if (s != OK) return s;
    Foresight f;
    play(b, &plan, MAKE_RESEED, 1, &f);
    take(b, &plan, &care, &f);
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
                .began_ns = env->tick_ns(env->ctx)};
    ForeseeOptions weather = options->weather;
    weather.from_day = options->plan.from_day;
    weather.to_day = options->plan.to_day;
    *ret = (ForeseeRobust){0};
    Status s = foresee_world(env, arena, regency, network, model, &weather, &b.world, err);
    if (s == OK) b.learner = foresee_learner(arena, b.world, network, &options->plan);
    if (s == OK) s = plain_plan(&b, ret, err);
    if (s == OK) s = rounds(&b, err);
    if (s == OK) spares(&b);
    if (s == OK) s = arrange(&b, safest_tried(&b, most_cost(&b), b.tried.n), err);
    if (s != OK) return s;
    ret->tried = b.tried.n;
    draw_curve(&b, ret);
    finish(&b, ret);
    return choose(&b, ret, err);
}
