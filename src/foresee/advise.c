// SPDX-License-Identifier: Apache-2.0
/* Which of all measures helps most: carried out, played, compared. */
#include "foresee/foresee_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUND_BYTES_MAX (1024 * MIB)
#define SOLVE_BYTES_MAX (1024 * MIB)
#define SCENARIOS_AT_FIRST 64
#define TOLD_SEED UINT64_C(0x5DEECE66D) /* scenarios that the choice has not seen */
#define WORTH_PERMILLE 10               /* of the late TPS as it is: less is no reason to act */

typedef struct Pairs { /* scenario by scenario: fewer late TPS than without */
    uint32_t scenarios, clean;
    int64_t late, less, less_squares, cost; /* sums */
} Pairs;

typedef struct Trial {
    ForeseeMeasure m;
    bool possible; /* nobody is left out who is served without it */
    Plan plan;     /* where it had to be solved */
    Pairs pairs;
} Trial;

typedef struct Advisor {
    const Env *env;
    ForeseeWorld *world;
    Arena *arena; /* of the answer */
    const ElectionNeeds *needs;
    const PlanNetwork *network;
    const ForeseeAdviseOptions *options;
    ForeseeAdvice *to;
    Lang lang;
    int64_t worth_e3;
} Advisor;

/* How a state fares without a measure, in the scenarios of the choice or those that are told. */
typedef struct Without {
    Foresight as_is, again; /* and solved anew, with nothing changed */
} Without;

typedef struct Round { /* the choice of one measure */
    Advisor *a;
    Arena *arena;
    const ForeseeState *state;
    Without without;
    Plan again; /* the plan, solved anew */
    Trial *trials;
    size_t count, open;
    size_t *live; /* those that still race */
    size_t live_count;
    uint32_t met; /* scenarios that they have met */
} Round;

/* ---------------------------------------------------------------- pairs */

static int64_t e3(int64_t sum, uint32_t n) {
    return (int64_t)llround((double)sum * 1000 / n);
}

/* The better of both is what the measure has to beat, if it was solved for. */
static const Foresight *rival(const Without *w, ForeseeKind kind) {
    return foresee_solves(kind) && w->again.late_total < w->as_is.late_total ? &w->again
                                                                             : &w->as_is;
}

static void add_pairs(Pairs *to, const Foresight *without, uint32_t first, const Foresight *with,
                      int64_t missing) {
    for (uint32_t s = 0; s < with->scenarios; s++) {
        int64_t late = with->late[s] + missing, less = without->late[first + s] - late;
        to->late += late;
        to->less += less;
        to->less_squares += less * less;
        to->clean += late == 0;
    }
    to->cost += with->cost_mean * with->scenarios;
    to->scenarios += with->scenarios;
}

/* Student's interval with so many scenarios is the normal one. */
static void settle(ForeseeMeasure *m, const Pairs *p, const Foresight *as_is) {
    double n = p->scenarios, mean = (double)p->less / n;
    double spread = n > 1 ? ((double)p->less_squares - n * mean * mean) / (n - 1) : 0;
    double half = 1.959963984540054 * sqrt(spread > 0 ? spread / n : 0);
    m->scenarios = p->scenarios;
    m->late_e3 = e3(p->late, p->scenarios);
    m->gain_e3 = e3(p->less, p->scenarios);
    m->low_e3 = (int64_t)llround((mean - half) * 1000);
    m->high_e3 = (int64_t)llround((mean + half) * 1000);
    m->certain = m->low_e3 > 0;
    m->none_late = foresee_share(p->clean, p->scenarios);
    m->run_cost = p->cost / p->scenarios - as_is->cost_mean;
    m->cost = m->run_cost + m->done_cost;
}

static Pairs pairs_of_gain(const Foresight *is, const ForeseeGain *g) {
    return (Pairs){.scenarios = is->scenarios,
                   .clean = g->clean,
                   .late = is->late_total - g->less,
                   .less = g->less,
                   .less_squares = g->less_squares,
                   .cost = is->cost_mean * is->scenarios - g->saves};
}

/* ---------------------------------------------------------------- solving */

static Status solve(const Advisor *a, Arena *arena, const ForeseeState *state, Plan *ret,
                    Err *err) {
    PlanOptions o = {.from_day = state->plan.from_day,
                     .to_day = state->plan.to_day,
                     .iterations = a->options->iterations,
                     .seed = a->world->options.seed,
                     .threads = 1,
                     .hardest_first = state->plan.hardest_first,
                     .start = &state->plan};
    return plan_make(a->env, arena, &state->r, a->needs, a->network, &o, ret, err);
}

typedef struct Solving {
    Round *round;
    size_t *trial; /* those that have to be solved, and past them the unchanged problem */
    size_t count;
    Arena **arena;
    Plan *plan;
    Status *status;
    Err *errs;
    size_t first;
} Solving;

static void solve_item(void *ctx, size_t item) {
    Solving *s = ctx;
    Round *round = s->round;
    Err *err = &s->errs[item];
    size_t at = s->first + item;
    lang_use(round->a->lang);
    s->arena[item] = arena_new(round->a->env, SOLVE_BYTES_MAX);
    if (ARENA_GUARD(s->arena[item])) {
        ForeseeState state = *round->state;
        if (at < s->count)
            foresee_decide(round->a->world, s->arena[item], &state, &round->trials[s->trial[at]].m);
        s->status[item] = solve(round->a, s->arena[item], &state, &s->plan[item], err);
    } else {
        s->status[item] = err_set(err, ERR_WORLD, "%s", _("out of memory"));
    }
}

/* The plans are copied out, since a solver's arena is far larger than its plan. */
static Status keep_plans(Solving *s, size_t part, Err *err) {
    Round *round = s->round;
    Status status = OK;
    for (size_t i = 0; i < part; i++) {
        bool changed = s->first + i < s->count;
        Trial *t = changed ? &round->trials[s->trial[s->first + i]] : NULL;
        Plan *to = changed ? &t->plan : &round->again;
        if (s->status[i] == OK) {
            *to = s->plan[i];
            foresee_plan_copy(round->arena, to);
            if (changed) t->possible = to->unserved_count <= round->state->plan.unserved_count;
        } else if (status == OK) {
            status = s->status[i];
            *err = s->errs[i];
        }
        arena_free(s->arena[i]);
    }
    return status;
}

static Status solve_all(Round *round, Err *err) {
    const ForeseeOptions *o = &round->a->world->options;
    size_t part = round->a->world->threads;
    Solving s = {.round = round};
    s.trial = ARENA_ARRAY(round->arena, size_t, round->count + 1);
    s.arena = ARENA_ARRAY(round->arena, Arena *, part);
    s.plan = ARENA_ARRAY(round->arena, Plan, part);
    s.status = ARENA_ARRAY(round->arena, Status, part);
    s.errs = ARENA_ARRAY(round->arena, Err, part);
    for (size_t i = round->open; i < round->count; i++)
        if (foresee_solves(round->trials[i].m.kind)) s.trial[s.count++] = i;
    for (Status status; s.first <= s.count; s.first += part) {
        size_t left = s.count + 1 - s.first, now = left < part ? left : part;
        work_run((int)part, now, solve_item, &s);
        status = keep_plans(&s, now, err);
        if (status != OK) return status;
        progress_step(o->progress, _("plans for measures"), (int64_t)(s.first + now),
                      (int64_t)s.count + 1);
    }
    round->a->to->solved += s.count + 1;
    return OK;
}

/* ---------------------------------------------------------------- playing */

static void play_trial(Advisor *a, const ForeseeState *state, const Trial *t, ForeseeCase what,
                       Arena *arena, Foresight *ret) {
    ForeseeState changed = *state;
    foresee_decide(a->world, arena, &changed, &t->m);
    if (foresee_solves(t->m.kind)) changed.plan = t->plan;
    what.quiet = true;
    foresee_play_state(a->world, arena, &changed, what, ret);
}

static void race_on(Round *round, uint32_t until) {
    Advisor *a = round->a;
    for (size_t i = 0; i < round->live_count; i++) {
        Trial *t = &round->trials[round->live[i]];
        Arena *scratch = arena_new(a->env, ROUND_BYTES_MAX);
        Foresight with;
        ForeseeCase what = {.first = round->met, .scenarios = until - round->met};
        play_trial(a, round->state, t, what, scratch, &with);
        int64_t missing = (int64_t)round->without.as_is.planned - (int64_t)with.planned;
        add_pairs(&t->pairs, rival(&round->without, t->m.kind), round->met, &with, missing);
        arena_free(scratch);
        progress_step(a->world->options.progress, _("measures tried"), (int64_t)i + 1,
                      (int64_t)round->live_count);
    }
    round->met = until;
}

static double mean_gain(const Trial *t) {
    return (double)t->pairs.less / t->pairs.scenarios;
}

/* Where two bring the same, the cheaper one; of those the one that was thought of first. */
static int better_first(const void *a, const void *b) {
    const Trial *x = *(const Trial *const *)a, *y = *(const Trial *const *)b;
    double gain_x = mean_gain(x), gain_y = mean_gain(y);
    if (gain_x < gain_y || gain_x > gain_y) return gain_x > gain_y ? -1 : 1;
    int64_t cost_x = x->pairs.cost / x->pairs.scenarios + x->m.done_cost;
    int64_t cost_y = y->pairs.cost / y->pairs.scenarios + y->m.done_cost;
    if (cost_x != cost_y) return cost_x < cost_y ? -1 : 1;
    return (x > y) - (x < y);
}

static Trial **sorted(Round *round, const size_t *of, size_t n) {
    Trial **list = ARENA_ARRAY(round->arena, Trial *, n + 1);
    for (size_t i = 0; i < n; i++) list[i] = &round->trials[of[i]];
    if (n) qsort(list, n, sizeof *list, better_first);
    return list;
}

/* The better half goes on, and the best of every kind. */
static void halve(Round *round) {
    Trial **list = sorted(round, round->live, round->live_count);
    size_t kept = 0, n = round->live_count;
    bool seen[_FORESEE_KINDS] = {0};
    for (size_t i = 0; i < n; i++) {
        bool first = !seen[list[i]->m.kind];
        seen[list[i]->m.kind] = true;
        if (i < (n + 1) / 2 || first) round->live[kept++] = (size_t)(list[i] - round->trials);
    }
    round->live_count = kept;
}

static void race(Round *round) {
    uint32_t all = round->without.as_is.scenarios;
    round->live = ARENA_ARRAY(round->arena, size_t, round->count + 1);
    for (size_t i = round->open; i < round->count; i++)
        if (round->trials[i].possible) round->live[round->live_count++] = i;
    bool halving = !round->a->options->all;
    for (uint32_t until = halving ? SCENARIOS_AT_FIRST : all; round->met < all; until *= 2) {
        race_on(round, until < all ? until : all);
        if (round->met < all) halve(round);
    }
}

/* ---------------------------------------------------------------- one measure */

static void play_without(Advisor *a, Arena *arena, const ForeseeState *state, const Plan *again,
                         uint64_t reseed, Without *ret) {
    ForeseeState other = *state;
    if (again) other.plan = *again;
    foresee_play_state(a->world, arena, &other, (ForeseeCase){.reseed = reseed, .quiet = true},
                       &ret->again);
}

/* All candidates of this state, raced; those that reached the end, the best first. */
static Status run_round(Advisor *a, Arena *arena, const ForeseeState *state, Round *round,
                        Trial ***ret, size_t *ret_count, Err *err) {
    *round = (Round){.a = a, .arena = arena, .state = state};
    ForeseeMeasures list;
    foresee_play_state(a->world, arena, state, (ForeseeCase){.ask = FORESEE_GAINS, .quiet = true},
                       &round->without.as_is);
    foresee_measures(a->world, arena, state, &round->without.as_is, &list, &round->open);
    round->count = list.n;
    round->trials = ARENA_ARRAY(arena, Trial, list.n + 1);
    for (size_t i = 0; i < list.n; i++)
        round->trials[i] = (Trial){.m = list.at[i], .possible = true};
    Status s = solve_all(round, err);
    if (s != OK) return s;
    play_without(a, arena, state, &round->again, 0, &round->without);
    race(round);
    const Foresight *is = &round->without.as_is;
    size_t *end = ARENA_ARRAY(arena, size_t, list.n + 1), n = 0;
    for (size_t i = 0; i < round->open; i++) {
        const ForeseeMeasure *m = &list.at[i];
        bool point = m->kind == FORESEE_OPEN_POINT;
        const ForeseeGain *g = point ? &is->points[m->point] : &is->stretches[m->stretch];
        round->trials[i].pairs = pairs_of_gain(is, g);
        end[n++] = i;
    }
    for (size_t i = 0; i < round->live_count; i++) end[n++] = round->live[i];
    *ret = sorted(round, end, n);
    *ret_count = n;
    return OK;
}

/* What is told: in scenarios that the choice has not seen. */
static void tell(Advisor *a, Round *round, const Without *told, Trial *t) {
    Arena *scratch = arena_new(a->env, ROUND_BYTES_MAX);
    Foresight with;
    Pairs pairs = {0};
    play_trial(a, round->state, t, (ForeseeCase){.reseed = TOLD_SEED}, scratch, &with);
    int64_t missing = (int64_t)told->as_is.planned - (int64_t)with.planned;
    add_pairs(&pairs, rival(told, t->m.kind), 0, &with, missing);
    settle(&t->m, &pairs, &told->as_is);
    if (t->m.kind == FORESEE_OPEN_POINT) t->m.met = told->as_is.points[t->m.point].met;
    if (t->m.kind == FORESEE_OPEN_STRETCH) t->m.met = told->as_is.stretches[t->m.stretch].met;
    arena_free(scratch);
}

static ForeseeMeasure own(Arena *arena, const ForeseeMeasure *m) {
    ForeseeMeasure out = *m;
    out.tps = ARENA_ARRAY(arena, int32_t, m->tps_count + 1);
    if (m->tps_count) memcpy(out.tps, m->tps, m->tps_count * sizeof *out.tps);
    if (m->trip) out.trip = arena_str(arena, m->trip);
    return out;
}

/* Of every kind the best, as `list` has them. */
static void tell_each(Advisor *a, Round *round, const Without *told, Trial **list, size_t n) {
    bool seen[_FORESEE_KINDS] = {0};
    a->to->each = ARENA_ARRAY(a->arena, ForeseeMeasure, _FORESEE_KINDS);
    for (size_t i = 0; i < n; i++) {
        if (seen[list[i]->m.kind]) continue;
        seen[list[i]->m.kind] = true;
        tell(a, round, told, list[i]);
        a->to->each[a->to->each_count++] = own(a->arena, &list[i]->m);
    }
}

/* ---------------------------------------------------------------- the programme */

/* Chooses one, tells it, and changes the state. */
static Status next_measure(Advisor *a, ForeseeState *state, bool *ret_more, Err *err) {
    Arena *arena = arena_new(a->env, ROUND_BYTES_MAX);
    Round round;
    Trial **list;
    size_t n;
    *ret_more = false;
    Status s = run_round(a, arena, state, &round, &list, &n, err);
    if (s != OK) goto done;
    Without told;
    foresee_play_state(a->world, arena, state,
                       (ForeseeCase){.reseed = TOLD_SEED, .ask = FORESEE_GAINS, .quiet = true},
                       &told.as_is);
    play_without(a, arena, state, &round.again, TOLD_SEED, &told);
    if (a->to->programme_count == 0) {
        a->to->tried = round.count;
        tell_each(a, &round, &told, list, n);
    }
    if (n == 0) goto done;
    tell(a, &round, &told, list[0]);
    if (!list[0]->m.certain || list[0]->m.gain_e3 < a->worth_e3) goto done;
    ForeseeMeasure *m = &a->to->programme[a->to->programme_count++];
    *m = own(a->arena, &list[0]->m);
    foresee_decide(a->world, a->arena, state, m);
    if (foresee_solves(m->kind)) {
        state->plan = list[0]->plan;
        foresee_plan_copy(a->arena, &state->plan);
    }
    *ret_more = true;
done:
    arena_free(arena);
    return s;
}

Status foresee_advise(ForeseeWorld *world, Arena *arena, const ElectionNeeds *needs,
                      const PlanNetwork *network, const Plan *plan,
                      const ForeseeAdviseOptions *options, ForeseeAdvice *ret, Err *err) {
    assert(options->measures <= FORESEE_MEASURES_MAX);
    ForeseeAdvice out = {.scenarios = world->options.scenarios,
                         .seed = world->sim.seed,
                         .told_seed = world->sim.seed + TOLD_SEED};
    Advisor a = {.env = world->env,
                 .world = world,
                 .arena = arena,
                 .needs = needs,
                 .network = network,
                 .options = options,
                 .to = &out,
                 .lang = lang_in_use()};
    ForeseeState *state = ARENA_NEW(arena, ForeseeState);
    *state = (ForeseeState){.r = *world->sim.r, .plan = *plan};
    foresee_play_state(world, arena, state,
                       (ForeseeCase){.reseed = TOLD_SEED, .ask = FORESEE_GAINS}, &out.is);
    a.worth_e3 = e3(out.is.late_total, out.scenarios) * WORTH_PERMILLE / 1000;
    out.programme = ARENA_ARRAY(arena, ForeseeMeasure, options->measures + 1);
    if (options->roads)
        out.roads = foresee_roads(world, arena, network, plan, &out.is, &out.road_count);
    bool more = out.is.late_total > 0;
    while (more && out.programme_count < options->measures) {
        Status s = next_measure(&a, state, &more, err);
        if (s != OK) return s;
    }
    *ret = out;
    return OK;
}
