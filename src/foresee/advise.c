// SPDX-License-Identifier: Apache-2.0
/* Which of all measures helps most: carried out, played, compared. */
#include "foresee/foresee_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUND_BYTES_MAX (1024 * MIB)
#define SOLVE_BYTES_MAX (1024 * MIB)
#define SCENARIOS_AT_FIRST 32
#define FINALISTS 3 /* the best, and as many that are nearly as good and cheap */
#define SECOND_THOUGHTS 5
#define LATER_S 3600                    /* than planned, for those whom a measure is not about */
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
    uint32_t scenarios;
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
    size_t *live, *ended; /* those that still race, those that met all scenarios */
    size_t live_count, ended_count;
    uint32_t met;      /* scenarios that the live ones have met */
    size_t last_count; /* finalists: the first of the answer */
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

/* Nobody else is to be much later than planned: what a careful plan keeps free stays free. */
static int64_t *keep_times(const Advisor *a, Arena *arena, const ForeseeState *state,
                           const ForeseeMeasure *m) {
    const ForeseeSim *sim = &a->world->sim;
    int64_t *latest_s = ARENA_ARRAY(arena, int64_t, sim->r->tps_count + 1);
    for (size_t i = 0; i < sim->r->tps_count; i++) latest_s[i] = sim->latest_s[i];
    for (size_t t = 0; t < state->plan.trip_count; t++)
        for (size_t i = 0; i < state->plan.trips[t].stop_count; i++) {
            const PlanStop *stop = &state->plan.trips[t].stops[i];
            if (stop->tps >= 0 && stop->begin_s + LATER_S < latest_s[stop->tps])
                latest_s[stop->tps] = stop->begin_s + LATER_S;
        }
    for (size_t i = 0; m && i < m->tps_count; i++) latest_s[m->tps[i]] = sim->latest_s[m->tps[i]];
    return latest_s;
}

/* `m` is decided in the state already; NULL = nothing is changed. Where nobody can be kept to his
 * time, all may be as late as the rules allow. */
static Status solve(const Advisor *a, Arena *arena, const ForeseeState *state,
                    const ForeseeMeasure *m, Plan *ret, Err *err) {
    PlanCaution caution = {.latest_s = keep_times(a, arena, state, m)};
    PlanOptions o = {.vote = &state->plan,
                     .from_day = state->plan.from_day,
                     .to_day = state->plan.to_day,
                     .iterations = a->options->iterations,
                     .seed = a->world->options.seed,
                     .threads = 1,
                     .hardest_first = state->plan.hardest_first,
                     .start = &state->plan,
                     .caution = &caution,
                     .direct = state->plan.direct,
                     .spares = state->plan.spares,
                     .spare_count = state->plan.spare_count};
    Status s = plan_make(a->env, arena, &state->r, a->needs, a->network, &o, ret, err);
    if (s != OK || ret->unserved_count <= state->plan.unserved_count) return s;
    o.caution = NULL;
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
        const ForeseeMeasure *m = at < s->count ? &round->trials[s->trial[at]].m : NULL;
        if (m) foresee_decide(round->a->world, s->arena[item], &state, m);
        s->status[item] = solve(round->a, s->arena[item], &state, m, &s->plan[item], err);
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
            foresee_plan_copy(round->arena, to, round->state->r.district_count);
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
        if (foresee_solves(round->trials[i].m.kind) && round->trials[i].possible)
            s.trial[s.count++] = i;
    if (s.count == 0) { /* nothing is solved, so nothing need be solved again */
        round->again = round->state->plan;
        return OK;
    }
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

static void play_state(Advisor *a, Arena *arena, const ForeseeState *state, unsigned ask,
                       uint64_t reseed, Foresight *ret) {
    ForeseeCase what = foresee_case(arena, state);
    what.ask = ask;
    ForeseePlay how = {.scenarios = a->scenarios, .reseed = reseed, .quiet = true};
    foresee_play(a->world, arena, &what, 1, how, ret);
}

static void play_again(Advisor *a, Arena *arena, const ForeseeState *state, const Plan *again,
                       uint64_t reseed, Foresight *ret) {
    ForeseeState *other = ARENA_NEW(arena, ForeseeState);
    *other = *state;
    other->plan = *again;
    play_state(a, arena, other, 0, reseed, ret);
}

static ForeseeCase case_of(Advisor *a, Arena *arena, const ForeseeState *state, const Trial *t) {
    ForeseeState *changed = ARENA_NEW(arena, ForeseeState);
    *changed = *state;
    foresee_decide(a->world, arena, changed, &t->m);
    if (foresee_solves(t->m.kind)) changed->plan = t->plan;
    return foresee_case(arena, changed);
}

static void race_on(Round *round, uint32_t until) {
    Advisor *a = round->a;
    size_t n = round->live_count;
    Arena *scratch = arena_new(a->env, ROUND_BYTES_MAX);
    ForeseeCase *cases = ARENA_ARRAY(scratch, ForeseeCase, n + 1);
    Foresight *with = ARENA_ARRAY(scratch, Foresight, n + 1);
    for (size_t i = 0; i < n; i++)
        cases[i] = case_of(a, scratch, round->state, &round->trials[round->live[i]]);
    foresee_play(a->world, scratch, cases, n,
                 (ForeseePlay){.first = round->met, .scenarios = until - round->met}, with);
    for (size_t i = 0; i < n; i++) {
        Trial *t = &round->trials[round->live[i]];
        int64_t missing = (int64_t)round->without.as_is.planned - (int64_t)with[i].planned;
        add_pairs(&t->pairs, rival(&round->without, t->m.kind), round->met, &with[i], missing);
    }
    arena_free(scratch);
    round->met = until;
}

static double mean_gain(const Trial *t) {
    return (double)t->pairs.less / t->pairs.scenarios;
}

static int64_t cost_of(const Trial *t) {
    return t->pairs.cost / t->pairs.scenarios + t->m.done_cost;
}

/* Where two bring the same, the cheaper one; of those the one that was thought of first. */
static int better_first(const void *a, const void *b) {
    const Trial *x = *(const Trial *const *)a, *y = *(const Trial *const *)b;
    double gain_x = mean_gain(x), gain_y = mean_gain(y);
    if (gain_x < gain_y || gain_x > gain_y) return gain_x > gain_y ? -1 : 1;
    int64_t cost_x = cost_of(x), cost_y = cost_of(y);
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

/* Of those that are solved for, or of the others; what reached the end joins `ended`. */
static void race(Round *round, bool solved) {
    uint32_t all = round->without.as_is.scenarios;
    round->live_count = 0;
    round->met = 0;
    for (size_t i = round->open; i < round->count; i++)
        if (round->trials[i].possible && foresee_solves(round->trials[i].m.kind) == solved)
            round->live[round->live_count++] = i;
    bool halving = !round->a->options->all;
    for (uint32_t until = halving ? SCENARIOS_AT_FIRST : all; round->met < all; until *= 2) {
        race_on(round, until < all ? until : all);
        if (round->met < all) halve(round);
    }
    for (size_t i = 0; i < round->live_count; i++)
        round->ended[round->ended_count++] = round->live[i];
}

/* What only opens a road is known already. */
static void end_open(Round *round) {
    const Foresight *is = &round->without.as_is;
    for (size_t i = 0; i < round->open; i++) {
        const ForeseeMeasure *m = &round->trials[i].m;
        bool point = m->kind == FORESEE_OPEN_POINT;
        const ForeseeGain *g = point ? &is->points[m->point] : &is->stretches[m->stretch];
        round->trials[i].pairs = pairs_of_gain(is, g);
        round->ended[round->ended_count++] = i;
    }
}

/* ---------------------------------------------------------------- one measure */

/* Puts the finalists first: the best, and the cheapest of those that are nearly as good. */
static size_t finalists(Trial **list, size_t n) {
    size_t count = n < FINALISTS ? n : FINALISTS, near = count;
    double least = n ? mean_gain(list[0]) * FORESEE_NEARLY_PERCENT / 100 : 0;
    while (near < n && mean_gain(list[near]) >= least) near++;
    for (size_t last = count + FINALISTS; count < near && count < last; count++) {
        size_t cheapest = count;
        for (size_t i = count + 1; i < near; i++)
            if (cost_of(list[i]) < cost_of(list[cheapest])) cheapest = i;
        Trial *t = list[cheapest];
        memmove(list + count + 1, list + count, (cheapest - count) * sizeof(Trial *));
        list[count] = t;
    }
    return count;
}

/* The last few meet so many scenarios that their order is no chance. Gives how many they are. */
static size_t race_last(Round *round, Trial **list) {
    Advisor *a = round->a;
    size_t n = finalists(list, round->ended_count);
    if (a->scenarios >= FORESEE_FINAL || n < 2) return n;
    Arena *scratch = arena_new(a->env, ROUND_BYTES_MAX);
    ForeseeCase cases[2 * FINALISTS + 2];
    Foresight with[2 * FINALISTS + 2];
    ForeseeState *again = ARENA_NEW(scratch, ForeseeState);
    *again = *round->state;
    again->plan = round->again;
    for (size_t i = 0; i < n; i++) cases[i] = case_of(a, scratch, round->state, list[i]);
    cases[n] = foresee_case(scratch, round->state);
    cases[n + 1] = foresee_case(scratch, again);
    ForeseePlay how = {.first = a->scenarios, .scenarios = FORESEE_FINAL - a->scenarios};
    foresee_play(a->world, scratch, cases, n + 2, how, with);
    for (size_t i = 0; i < n; i++) {
        bool solved = foresee_solves(list[i]->m.kind);
        int64_t missing = (int64_t)with[n].planned - (int64_t)with[i].planned;
        bool anew = solved && rival(&round->without, list[i]->m.kind) == &round->without.again;
        add_pairs(&list[i]->pairs, &with[anew ? n + 1 : n], 0, &with[i], missing);
    }
    arena_free(scratch);
    qsort(list, n, sizeof *list, better_first);
    return n;
}

/* All candidates of this state, raced; those that reached the end, the best first. */
static Status run_round(Advisor *a, Arena *arena, const ForeseeState *state, Round *round,
                        Trial ***ret, Err *err) {
    *round = (Round){.a = a, .arena = arena, .state = state};
    ForeseeMeasures list;
    play_state(a, arena, state, FORESEE_GAINS, 0, &round->without.as_is);
    foresee_measures(a->world, arena, state, &round->without.as_is, &list, &round->open);
    round->count = list.n;
    round->trials = ARENA_ARRAY(arena, Trial, list.n + 1);
    round->live = ARENA_ARRAY(arena, size_t, list.n + 1);
    round->ended = ARENA_ARRAY(arena, size_t, list.n + 1);
    for (size_t i = 0; i < list.n; i++)
        round->trials[i] = (Trial){.m = list.at[i], .possible = true};
    end_open(round);
    race(round, false);
    Status s = solve_all(round, err);
    if (s != OK) return s;
    play_again(a, arena, state, &round->again, 0, &round->without.again);
    race(round, true);
    *ret = sorted(round, round->ended, round->ended_count);
    round->last_count = race_last(round, *ret);
    return OK;
}

/* What is told: in scenarios that the choice has not seen. */
static void tell(Advisor *a, Round *round, const Without *told, Trial *t) {
    Arena *scratch = arena_new(a->env, ROUND_BYTES_MAX);
    Foresight with;
    Pairs pairs = {0};
    ForeseeCase what = case_of(a, scratch, round->state, t);
    ForeseePlay how = {.scenarios = a->scenarios, .reseed = TOLD_SEED, .quiet = true};
    foresee_play(a->world, scratch, &what, 1, how, &with);
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
    out.points = ARENA_ARRAY(arena, int32_t, m->point_count + 1);
    if (m->point_count) memcpy(out.points, m->points, m->point_count * sizeof *out.points);
    if (m->trip) out.trip = arena_str(arena, m->trip);
    return out;
}

static int most_gain_first(const void *a, const void *b) {
    const ForeseeMeasure *x = a, *y = b;
    if (x->gain_e3 != y->gain_e3) return x->gain_e3 > y->gain_e3 ? -1 : 1;
    return (int)x->kind - (int)y->kind;
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
    qsort(a->to->each, a->to->each_count, sizeof *a->to->each, most_gain_first);
}

/* ---------------------------------------------------------------- the programme */

/* The cheapest of those that are nearly as good as the first one. */
static Trial *cheapest_of_best(Trial **list, size_t n) {
    Trial *best = list[0];
    for (size_t i = 1; i < n; i++) {
        if (mean_gain(list[i]) * 100 < mean_gain(list[0]) * FORESEE_NEARLY_PERCENT) break;
        if (cost_of(list[i]) < cost_of(best)) best = list[i];
    }
    return best;
}

static bool worth_while(const Advisor *a, const Trial *t) {
    return t->m.certain && t->m.gain_e3 >= a->worth_e3;
}

/* Where scenarios that the choice has not seen do not bear it out, the next in line. */
static Trial *chosen_of(Advisor *a, Round *round, const Without *told, Trial **list) {
    size_t n = round->ended_count;
    if (n == 0) return NULL;
    Trial *cheap = cheapest_of_best(list, round->last_count);
    tell(a, round, told, list[0]);
    if (cheap != list[0]) tell(a, round, told, cheap);
    if (worth_while(a, cheap) &&
        cheap->m.gain_e3 * 100 >= list[0]->m.gain_e3 * FORESEE_NEARLY_PERCENT)
        return cheap;
    for (size_t i = 0; i < n && i < SECOND_THOUGHTS; i++) {
        if (i) tell(a, round, told, list[i]);
        if (worth_while(a, list[i])) return list[i];
    }
    return NULL;
}

/* Chooses one, tells it, and changes the state. */
static Status next_measure(Advisor *a, ForeseeState *state, bool *ret_more, Err *err) {
    Arena *arena = arena_new(a->env, ROUND_BYTES_MAX);
    Round round;
    Trial **list;
    Without told;
    *ret_more = false;
    Status s = run_round(a, arena, state, &round, &list, err);
    if (s != OK) goto done;
    play_state(a, arena, state, FORESEE_GAINS, TOLD_SEED, &told.as_is);
    play_again(a, arena, state, &round.again, TOLD_SEED, &told.again);
    if (a->to->programme_count == 0) {
        a->to->tried = round.count;
        tell_each(a, &round, &told, list, round.ended_count);
    }
    Trial *chosen = chosen_of(a, &round, &told, list);
    if (!chosen) goto done;
    ForeseeMeasure *m = &a->to->programme[a->to->programme_count++];
    *m = own(a->arena, &chosen->m);
    foresee_decide(a->world, a->arena, state, m);
    if (foresee_solves(m->kind)) {
        state->plan = chosen->plan;
        foresee_plan_copy(a->arena, &state->plan, state->r.district_count);
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
    uint32_t scenarios = world->options.scenarios;
    if (scenarios < FORESEE_CHOICE_LEAST) scenarios = FORESEE_CHOICE_LEAST;
    ForeseeAdvice out = {
        .scenarios = scenarios, .seed = world->sim.seed, .told_seed = world->sim.seed + TOLD_SEED};
    Advisor a = {.env = world->env,
                 .world = world,
                 .arena = arena,
                 .needs = needs,
                 .network = network,
                 .options = options,
                 .to = &out,
                 .lang = lang_in_use(),
                 .scenarios = scenarios};
    ForeseeState *state = ARENA_NEW(arena, ForeseeState);
    *state = (ForeseeState){.r = *world->sim.r, .plan = *plan};
    play_state(&a, arena, state, FORESEE_GAINS, TOLD_SEED, &out.is);
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
