// SPDX-License-Identifier: Apache-2.0
/* Slack induction by string removals (Christiaens and Vanden Berghe 2020): ruin, recreate, accept
 * under annealing. Each thread runs a trajectory of its own, and at fixed points the lagging ones
 * take over the best plan; or, on a large plane, all improve parts of one plan; or, on a small one,
 * each breeds a crowd. Randomness and temperature are computed without libm, so that a run bounded
 * by iterations gives the same bytes on every machine. */
#include "vrp/evolve.h"

#include <assert.h>

const Tuning vrp_tuning = {
    .near_max = 100,
    .near_placed = 40,
    .near_moved = 20,
    .near_joined = 12,
    .string_max = 10,
    .removed_mean = 10,
    .removed_timed = 15,
    .split_percent = 50,
    .blink_one_in = 100,
    .trip_blink_percent = 50,
    .trip_move_permille = 150,
    .shift_permille = 50,
    .ring_permille = 10,
    .group_permille = 10,
    .lot_permille = 20,
    .free_opening_percent = 10,
    .favourite_percent = 10,
    .retry_max = 10,
    .shifts_tried_max = 128,
    .hot_percent = 200,
    .cold_percent = 1,
    .rounds = 50,
    .rounds_to_meeting = 10,
    .evolved_max = 1000,
    .evolve_needs = 30,
    .near_evolved = 20,
    .founders = 16,
    .found_percent = 25,
    .found_hot_percent = 100,
    .school_steps = 30,
    .school_hot_percent = 10,
    .crowd = 20,
    .brood = 32,
    .elite = 4,
    .close = 5,
    .feasible_percent = 20,
    .patience = 20000,
    .parted_min = 2000,
};

#define COOLINGS 1000   /* the temperature falls in so many equal ratios ... */
#define CLOCK_ONE_IN 16 /* steps between looks at the clock */
#define THREADS_MAX 64
#define PLAN_SAVINGS 2000 /* stops: up to here the plane too begins with the plan's savings */
#define SMALL_STOPS 12    /* up to here a run ends after SMALL_STEPS steps per stop at the latest */
#define SMALL_STEPS 20000

/* -ln of a uniform number, by squaring its mantissa: one bit of the logarithm at a time. */
int64_t vrp_exponential_q16(Rng *rng) {
    uint64_t u = rng_u64(rng) | 1, bits = 0;
    int shift = __builtin_clzll(u);
    uint64_t mantissa = u << shift >> 32; /* 1 to 2 in units of 2^-31 */
    for (int i = 0; i < 16; i++) {
        mantissa = mantissa * mantissa >> 31;
        bits <<= 1;
        if (mantissa >> 32) {
            mantissa >>= 1;
            bits |= 1;
        }
    }
    int64_t log2_q16 = (int64_t)(63 - shift) * 65536 + (int64_t)bits;
    return (64 * 65536 - log2_q16) * 45426 >> 16; /* ln 2 = 45426 / 65536 */
}

void vrp_search(Arena *arena, const Model *model, const Tuning *tuning, uint64_t seed,
                Search *ret) {
    size_t stops = (size_t)model->problem->stop_count;
    *ret = (Search){.model = model, .tuning = *tuning, .favourite = -1};
    rng_seed(&ret->rng, seed);
    vrp_plan(arena, model, &ret->plan);
    ret->queue = ARENA_ARRAY(arena, Queued, stops);
    ret->pieces = ARENA_ARRAY(arena, Piece, (size_t)model->kind_count);
    ret->former = ARENA_ARRAY(arena, Former, stops);
    ret->gap_seen = ARENA_ARRAY(arena, int64_t, stops);
    ret->best = ARENA_ARRAY(arena, Ints, (size_t)model->shift_count);
}

/* ---------------------------------------------------------------- the best plan so far */
static void note_changes(Search *s) {
    const Ints *log = &s->plan.log;
    for (size_t i = 0; i < log->n; i += 2 + (size_t)log->at[i + 1]) {
        Shift *shift = &s->plan.shifts[log->at[i]];
        if (!shift->changed) vec_push(s->plan.arena, &s->changed, log->at[i]);
        shift->changed = true;
    }
}

static void best_keep(Search *s) {
    for (size_t i = 0; i < s->changed.n; i++) {
        int32_t id = s->changed.at[i];
        s->best[id].n = 0;
        vrp_plan_write(&s->plan, id, s->plan.arena, &s->best[id]);
        s->plan.shifts[id].changed = false;
    }
    s->changed.n = 0;
    s->best_cost = s->plan.cost;
}

/* Makes the plan what `from` kept as its best, where it differs. */
static void best_load(Search *s, const Ints *from, const int32_t *shifts, size_t count) {
    vrp_supply_hold(&s->plan);
    for (size_t i = 0; i < count; i++) vrp_plan_empty(&s->plan, shifts[i]);
    for (size_t i = 0; i < count; i++) {
        const Ints *text = &from[shifts[i]];
        bool kept = vrp_plan_read(&s->plan, shifts[i], text->at, (int32_t)text->n);
        assert(kept);
        (void)kept;
    }
    vrp_supply_release(&s->plan);
}

static void best_restore(Search *s) {
    vrp_plan_step(&s->plan);
    best_load(s, s->best, s->changed.at, s->changed.n);
    best_keep(s);
}

static void best_adopt(Search *s, const Search *leader) {
    int32_t count = s->model->shift_count;
    int32_t *all = ARENA_ARRAY(s->plan.arena, int32_t, (size_t)count);
    for (int32_t i = 0; i < count; i++) all[i] = i;
    vrp_plan_step(&s->plan);
    best_load(s, leader->best, all, (size_t)count);
    note_changes(s);
    best_keep(s);
}

/* ---------------------------------------------------------------- annealing */
/* What an arc costs on average: the unit of temperature. */
static double mean_arc_cost(const Plan *plan) {
    double sum = 0;
    int64_t arcs = 0;
    for (int32_t u = 0; u < plan->used_count; u++) {
        const Shift *shift = &plan->shifts[plan->used[u]];
        const VrpVehicle *v = shift->kind->vehicle;
        for (int32_t i = 1; i < shift->node_count; i++, arcs++) {
            sum += (double)(v->cost_per_hour * shift->nodes[i].in.time_s / 3600);
            sum += (double)(v->cost_per_km * shift->nodes[i].in.distance_m / 1000);
        }
    }
    return sum > 0 ? sum / (double)arcs : 1;
}

static void step(Search *s) {
    Plan *plan = &s->plan;
    int64_t before = plan->cost;
    vrp_plan_step(plan);
    vrp_ruin(s);
    vrp_recreate(s);
    if (!s->model->punctual) vrp_descend(s); /* it knows nothing of when */
    vrp_supply_orphans(plan);
    double dearer = s->heat * (double)vrp_exponential_q16(&s->rng) / 65536;
    if (plan->cost > before + (int64_t)dearer) {
        vrp_plan_undo(plan);
        assert(plan->cost == before);
        return;
    }
    note_changes(s);
    if (plan->cost < s->best_cost) best_keep(s);
}

/* ---------------------------------------------------------------- on the plane */
static void plane_best(Search *s) {
    vrp_plane_keep(s->plane);
    s->best_cost = s->plane->best_cost / 1000;
}

static void plane_step(Search *s) {
    Plane *plane = s->plane;
    int64_t before = plane->cost;
    vrp_plane_step(s);
    double dearer = s->heat * (double)vrp_exponential_q16(&s->rng) / 65536;
    if (plane->cost > before + (int64_t)dearer || !vrp_plane_feasible(plane))
        vrp_plane_undo(plane);
    else if (plane->cost < plane->best_cost)
        plane_best(s);
}

static void plane_begin(Arena *arena, Search *s) {
    s->plane = ARENA_NEW(arena, Plane);
    vrp_plane(arena, s->model, s->tuning.near_max, s->plane);
}

static void plane_start(Search *s) {
    bool nothing = s->plan.absent_count == s->model->problem->stop_count;
    if (nothing && s->model->near) vrp_savings_start(s);
    if (s->plan.absent_count < s->model->problem->stop_count)
        vrp_plane_load(s->plane, &s->plan);
    else
        vrp_plane_savings(s->plane);
    vrp_plane_fill(s);
    plane_best(s);
    vrp_plane_descend(s, INT32_MAX);
    plane_best(s);
}

static double plane_arc(const Plane *plane) {
    int64_t sum = 0, arcs = plane->stop_count + plane->ring_used;
    for (int32_t i = 0; i < plane->stop_count + plane->ring_count; i++)
        if (plane->spots[i].ring >= 0) sum += plane->spots[i].onward;
    if (plane->ring_used == 0) /* nothing is worth its way yet */
        for (int32_t i = 0; i < plane->stop_count; i++)
            sum += plane_apart(plane, i, plane_depot(plane, 0));
    return sum > 0 ? (double)sum * (double)plane->rate / (double)arcs : 1;
}

/* The best plan on the plane becomes the plan. */
static void plane_end(Search *s) {
    vrp_plan_step(&s->plan);
    int32_t count = s->model->shift_count;
    for (int32_t i = 0; i < count; i++)
        if (s->plan.shifts[i].node_count > 0) vrp_plan_empty(&s->plan, i);
    vrp_plane_write(s->plane, s->plan.arena, s->best);
    for (int32_t i = 0; i < count; i++) {
        if (s->best[i].n == 0) continue;
        bool kept = vrp_plan_read(&s->plan, i, s->best[i].at, (int32_t)s->best[i].n);
        assert(kept);
        (void)kept;
    }
    s->best_cost = s->plan.cost;
}

/* ---------------------------------------------------------------- either */
static void end(Search *s) {
    if (s->plane)
        plane_end(s);
    else
        best_restore(s);
}

static void adopt(Search *s, const Search *leader) {
    if (s->plane) {
        vrp_plane_adopt(s->plane, leader->plane);
        s->best_cost = leader->best_cost;
        s->learns = true;
    } else {
        best_adopt(s, leader);
    }
}

/* ---------------------------------------------------------------- the run */
typedef struct Run {
    const Env *env;
    const VrpOptions *options;
    const Model *model;
    int64_t start_ns, limit_ns;
    int64_t step_limit; /* 0 = none */
    int32_t round;
    const Tuning *tuning;
    bool plain;   /* on the plane */
    Parts *parts; /* of one plan, where the threads share it; else NULL */
    Plane **planes;
    Search *leader;
    Search *searches;
    Arena **arenas;
    bool *failed;
} Run;

/* How much of the run is over, in millionths: by the clock, by steps, whichever is further. */
static int64_t run_share(const Run *run, const Search *s) {
    int64_t share = 0;
    if (run->options->stop && *run->options->stop) return 1000000;
    if (run->limit_ns > 0)
        share = (run->env->tick_ns(run->env->ctx) - run->start_ns) / (run->limit_ns / 1000000 + 1);
    if (run->step_limit > 0) {
        int64_t by_steps = (int64_t)((__int128)s->steps * 1000000 / run->step_limit);
        if (by_steps > share) share = by_steps;
    }
    return share < 1000000 ? share : 1000000;
}

/* The first trajectory speaks for all. */
static void tell(const Run *run, Search *s) {
    const VrpWatch *watch = run->options->watch;
    if (!watch || s != run->searches || s->told_cost == s->best_cost) return;
    s->told_cost = s->best_cost;
    watch->better(watch->ctx, s->best_cost, s->steps);
}

/* A crowd wants time: steps for every stop by the cube of the stops of a tour, as measured. The
 * plan that there is, schooled for a moment, tells how many the run has. It is then forgotten: a
 * crowd with one that is far better than its founders soon has its face. */
#define TRIAL_STEPS 300

static bool worth_evolving(const Run *run, Search *s) {
    if (run->parts || !vrp_evolve_suits(s)) return false;
    int64_t stops = s->plane->stop_count, tour = stops / (s->plane->ring_used + 1) + 1;
    int64_t needed = stops * tour * tour * tour * s->tuning.evolve_needs / 100;
    if (run->step_limit > 0 && run->step_limit < needed) return false;
    int64_t before = run_share(run, s), done = s->steps;
    s->school_steps = s->founder_steps = TRIAL_STEPS;
    s->learns = true;
    do vrp_evolve_step(s);
    while (s->evolve->schooling.done < s->evolve->schooling.steps);
    vrp_evolve_anew(s->evolve);
    s->learns = run->options->start != NULL;
    s->school_steps = s->tuning.school_steps;
    int64_t gone = run_share(run, s) - before + 1, steps = (s->steps - done) * 1000000 / gone;
    s->founder_steps = steps / 100 * s->tuning.found_percent / s->tuning.founders;
    return steps >= needed;
}

static void anneal(const Run *run, Search *s) {
    int64_t until = (int64_t)(run->round + 1) * 1000000 / s->tuning.rounds;
    if (run->round == 0) s->evolves = worth_evolving(run, s);
    for (int64_t share = run_share(run, s); share < until;) {
        if (!run->parts) tell(run, s);
        if (s->evolves) {
            vrp_evolve_step(s);
            share = run_share(run, s);
            continue;
        }
        for (; s->coolings < share * COOLINGS / 1000000; s->coolings++) s->heat *= s->cooling;
        if (s->plane)
            plane_step(s);
        else
            step(s);
        s->steps++;
        if (run->step_limit > 0 || s->steps % CLOCK_ONE_IN == 0) share = run_share(run, s);
    }
}

static void begin(const Run *run, Search *s, size_t item) {
    uint64_t seed = run->options->seed + 0x9E3779B97F4A7C15u * item;
    vrp_search(run->arenas[item], run->model, run->tuning, seed, s);
    if (run->options->start) vrp_start(&s->plan, run->options->start);
    s->learns = run->options->start != NULL;
    if (run->plain) {
        plane_begin(run->arenas[item], s);
        if (run->parts && item > 0) return; /* the first plane's plan is everybody's */
        plane_start(s);
    } else {
        vrp_savings_start(s);
        vrp_supply_orphans(&s->plan);
        note_changes(s);
        best_keep(s);
    }
    double arc = s->plane ? plane_arc(s->plane) : mean_arc_cost(&s->plan);
    double cold = s->tuning.cold_percent;
    double hot = run->options->hot_percent ? run->options->hot_percent : s->tuning.hot_percent;
    s->heat = arc * hot / 100;
    s->cooling = 1; /* the COOLINGS-th root of cold / hot, by bisection */
    for (double step_size = 0.5; step_size > 1e-12; step_size /= 2) {
        double fall = 1, lower = s->cooling - step_size;
        for (int i = 0; i < COOLINGS; i++) fall *= lower;
        if (fall > cold / hot) s->cooling = lower;
    }
}

/* Memory that runs out in a helper thread ends that trajectory, not the program. */
static void round_begin(void *ctx, size_t item) {
    Run *run = ctx;
    if (ARENA_GUARD(run->arenas[item]))
        begin(run, &run->searches[item], item);
    else
        run->failed[item] = true;
}

static void round_anneal(void *ctx, size_t item) {
    Run *run = ctx;
    if (run->failed[item]) return;
    if (ARENA_GUARD(run->arenas[item])) {
        if (run->parts) vrp_plane_take_part(run->planes[item], run->parts, (int32_t)item);
        anneal(run, &run->searches[item]);
    } else {
        run->failed[item] = true;
    }
}

static void round_end(void *ctx, size_t item) {
    Run *run = ctx;
    if (ARENA_GUARD(run->arenas[item]))
        end(&run->searches[item]);
    else
        run->failed[item] = true;
}

static void round_adopt(void *ctx, size_t item) {
    Run *run = ctx;
    Search *s = &run->searches[item];
    if (run->failed[item] || s->best_cost <= run->leader->best_cost) return;
    if (ARENA_GUARD(run->arenas[item]))
        adopt(s, run->leader);
    else
        run->failed[item] = true;
}

static Search *find_leader(const Run *run, int threads) {
    Search *leader = NULL;
    for (int i = 0; i < threads; i++)
        if (!run->failed[i] && (!leader || run->searches[i].best_cost < leader->best_cost))
            leader = &run->searches[i];
    return leader;
}

/* ---------------------------------------------------------------- one plan in parts */
static bool any_failed(const Run *run, int threads) {
    for (int i = 0; i < threads; i++)
        if (run->failed[i]) return true;
    return false;
}

/* Every thread has a plane; that of the first holds the plan. */
static void parts_begin(Arena *work, Run *run, int threads) {
    run->planes = ARENA_ARRAY(work, Plane *, (size_t)threads);
    for (int i = 0; i < threads; i++) {
        run->planes[i] = run->searches[i].plane;
        run->searches[i].heat = run->searches[0].heat;
        run->searches[i].cooling = run->searches[0].cooling;
    }
    vrp_parts(work, run->planes[0], threads, run->parts);
    vrp_parts_draw(run->parts, run->planes[0]);
    tell(run, run->searches);
}

static void parts_meet(const Run *run) {
    vrp_parts_merge(run->parts, run->planes);
    vrp_parts_draw(run->parts, run->planes[0]);
    vrp_plane_take_best(run->planes[0], run->parts);
    run->searches->best_cost = run->parts->best_cost / 1000;
    tell(run, run->searches);
}

/* ---------------------------------------------------------------- rounds */
/* Who leads after the round; NULL when there is nobody left. */
static Search *meet(Run *run, int threads) {
    if (run->parts) {
        if (any_failed(run, threads)) return NULL;
        parts_meet(run);
        return run->searches;
    }
    run->leader = find_leader(run, threads);
    bool last = run->round + 1 == run->tuning->rounds;
    if (run->leader && !last && (run->round + 1) % run->tuning->rounds_to_meeting == 0)
        work_run(threads, (size_t)threads, round_adopt, run);
    return run->leader;
}

/* The rounds of all threads; the leader at the end, or NULL when memory ran out. */
static const Search *run_rounds(Arena *work, Run *run, int threads) {
    size_t items = (size_t)threads;
    Search *leader = NULL;
    work_run(threads, items, round_begin, run);
    if (run->parts && any_failed(run, threads)) return NULL;
    if (run->parts) parts_begin(work, run, threads);
    for (run->round = 0; run->round < run->tuning->rounds; run->round++) {
        work_run(threads, items, round_anneal, run);
        leader = meet(run, threads);
        if (!leader) return NULL;
        progress_step(run->options->progress, _("planning routes"), run->round + 1,
                      run->tuning->rounds);
    }
    size_t item = (size_t)(leader - run->searches);
    round_end(run, item);
    return run->failed[item] ? NULL : leader;
}

static Status solve(Arena *work, Run *run, int threads, VrpVisit *visits, VrpSolution *ret,
                    Err *err) {
    run->searches = ARENA_ARRAY(work, Search, (size_t)threads);
    run->arenas = ARENA_ARRAY(work, Arena *, (size_t)threads);
    run->failed = ARENA_ARRAY(work, bool, (size_t)threads);
    if (threads > 1 && run->plain && run->model->problem->stop_count >= run->tuning->parted_min)
        run->parts = ARENA_NEW(work, Parts);
    for (int i = 0; i < threads; i++) run->arenas[i] = arena_new(run->env, WORK_BYTES_MAX);
    const Search *leader = run_rounds(work, run, threads);
    if (leader) {
        vrp_answer(&leader->plan, visits, ret);
        for (int i = 0; i < threads; i++) ret->iterations += run->searches[i].steps;
    }
    for (int i = 0; i < threads; i++) arena_free(run->arenas[i]);
    return leader ? OK : err_set(err, ERR_WORLD, "%s", _("out of memory while planning routes"));
}

static Status refuse_options(const VrpOptions *o, Err *err) {
    bool time_ok = o->time_limit_s >= 0 && o->time_limit_s <= 1e8;
    if (!time_ok || o->iteration_limit < 0 || o->threads > THREADS_MAX || o->hot_percent < 0)
        return err_set(err, ERR_INPUT, "%s", _("the limits of the search are out of range"));
    if (o->time_limit_s == 0 && o->iteration_limit == 0)
        return err_set(err, ERR_INPUT, "%s",
                       _("the search needs a limit of time or of iterations"));
    return OK;
}

static int64_t step_limit(const VrpProblem *p, const VrpOptions *o) {
    int64_t stops = p->stop_count, limit = o->iteration_limit;
    bool nothing = stops == 0 || p->vehicle_count == 0;
    int64_t enough = nothing ? 1 : stops == 1 ? 100 : SMALL_STEPS * stops;
    if (stops <= SMALL_STOPS || nothing)
        if (limit == 0 || limit > enough) limit = enough;
    return limit;
}

static Status solve_guarded(Arena *work, const Env *env, const VrpProblem *problem,
                            const VrpOptions *options, VrpVisit *visits, VrpSolution *ret,
                            Err *err) {
    if (!ARENA_GUARD(work))
        return err_set(err, ERR_WORLD, "%s", _("out of memory while planning routes"));
    Model model;
    int64_t start_ns = env->tick_ns(env->ctx); /* preparing counts */
    Status st = vrp_model(work, problem, &model, err);
    if (st == OK && options->start) st = vrp_start_refuse(&model, options->start, err);
    if (st != OK) return st;
    Run run = {.env = env, .options = options, .model = &model, .start_ns = start_ns};
    run.tuning = options->tuning ? options->tuning : &vrp_tuning;
    run.plain = vrp_plane_suits(&model);
    if (!run.plain || problem->stop_count <= PLAN_SAVINGS)
        vrp_model_near(work, &model, run.tuning->near_max);
    run.limit_ns = (int64_t)(options->time_limit_s * 1e9);
    run.step_limit = step_limit(problem, options);
    return solve(work, &run, options->threads > 1 ? options->threads : 1, visits, ret, err);
}

Status vrp_solve(const Env *env, Arena *arena, const VrpProblem *problem, const VrpOptions *options,
                 VrpSolution *ret, Err *err) {
    Status st = refuse_options(options, err);
    if (st == OK) st = vrp_refuse(problem, err);
    if (st != OK) return st;
    VrpSolution answer;
    VrpVisit *visits = vrp_answer_room(arena, problem, &answer);
    Arena *work = arena_new(env, WORK_BYTES_MAX);
    st = solve_guarded(work, env, problem, options, visits, &answer, err);
    arena_free(work);
    if (st == OK) *ret = answer;
    return st;
}
