// SPDX-License-Identifier: Apache-2.0
/* A set of benchmark instances under limits of CPU time; every answer passes the checker.
 *
 *     bench_set FOLDER [time=10] [seeds=3] [threads=1] [only=TEXT] [from=0] [to=1000000]
 *               [steps=N] [first=1] [TUNABLE=N ...] [csv=FILE] [svg=FILE] [anchors=FILE]
 *     bench_set FOLDER bars=FILE [only=TEXT] [seeds=3] ...
 *
 * FOLDER holds bks.csv (instance, problem, customers, file, bks_cost, ...). `only` keeps the
 * instances whose file contains TEXT, `from` and `to` those with so many customers. `time` may be
 * several, each a run of its own: time=1,10,60. The clock of the search is the CPU time of the
 * process, so that a busy machine does not change the result much; with N threads a run has N
 * times as much. With `steps` a run ends after so many iterations at the latest. `first` is the
 * first seed. The plot shows a panel per instance, beside what other solvers reached (anchors:
 * a CSV of instance, solver, cpu_s, gap_percent).
 *
 * `bars` runs a table of sets, limits and the gaps that are asked for (bench/vrp/data/bars.csv),
 * and prints which are reached; `only` then keeps the rows that are called so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

#define LIMITS_MAX 8

typedef struct Settings {
    const char *folder, *only, *csv, *svg, *anchors, *bars;
    double limit_s[LIMITS_MAX];
    int limits;
    int64_t seeds, first, threads, from, to, steps;
    Tuning tuning;
} Settings;

typedef struct Bench {
    Env env;
    Arena *arena;
    Settings set;
    VEC(Known) known;
    Results results;
} Bench;

static int64_t cpu_ns(void *ctx) {
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---------------------------------------------------------------- the anytime curve */
typedef struct Watch {
    const VrpInstance *in;
    int64_t start_ns;
    Curve curve;
} Watch;

static void better(void *ctx, int64_t cost, int64_t iterations) {
    Watch *w = ctx;
    (void)iterations;
    double gone_s = (double)(cpu_ns(NULL) - w->start_ns) / 1e9;
    for (int i = CURVE_POINTS - 1; i >= 0 && curve_time(i) >= gone_s; i--)
        w->curve.at[i] = (double)cost;
}

static double unit_of(const VrpInstance *in) {
    double unit = 1;
    for (int i = 0; i < in->cost_decimals; i++) unit *= 10;
    return unit;
}

/* ---------------------------------------------------------------- one run */
static Status read_file(Bench *b, const char *name, Arena *arena, Bytes *ret, Err *err) {
    const char *path = arena_printf(arena, "%s/%s", b->set.folder, name);
    return env_read_file(&b->env, path, 512 * MIB, arena, ret, err);
}

static Status run(Bench *b, Arena *arena, const Known *known, double limit_s, int64_t seed,
                  Result *ret, Err *err) {
    VrpInstance in;
    VrpSolution solution;
    VrpVerdict verdict;
    Bytes text;
    Status s = read_file(b, known->file, arena, &text, err);
    if (s == OK) s = vrp_instance(arena, known->file, text, &in, err);
    if (s != OK) return s;
    Watch watch = {.in = &in, .start_ns = cpu_ns(NULL)};
    VrpWatch on = {better, &watch};
    VrpOptions o = {.time_limit_s = limit_s * (double)b->set.threads,
                    .iteration_limit = b->set.steps,
                    .seed = (uint64_t)seed,
                    .threads = (int)b->set.threads,
                    .tuning = &b->set.tuning,
                    .watch = &on};
    s = vrp_solve(&b->env, arena, &in.problem, &o, &solution, err);
    if (s != OK) return s;
    double cpu_s = (double)(cpu_ns(NULL) - watch.start_ns) / 1e9, unit = unit_of(&in);
    vrp_check(arena, &in.problem, &solution, &verdict);
    if (verdict.count > 0)
        return err_set(err, ERR_INFEASIBLE, "the checker objects: %s", verdict.breaches[0].text);
    if (verdict.cost.unserved_count > 0)
        return err_set(err, ERR_INFEASIBLE, "%lld are not visited",
                       (long long)verdict.cost.unserved_count);
    double cost = (double)vrp_instance_cost(&in, &verdict.cost) / unit;
    double outside = in.vehicles_first ? (double)verdict.cost.fixed : 0;
    *ret = (Result){known,   seed,       solution.iterations,
                    limit_s, cost,       100 * (cost / known->cost - 1),
                    cpu_s,   watch.curve};
    for (int i = 0; i < CURVE_POINTS; i++) {
        double at = (ret->gaps.at[i] - outside) / unit;
        ret->gaps.at[i] = ret->gaps.at[i] > 0 ? 100 * (at / known->cost - 1) : -1;
    }
    return OK;
}

/* ---------------------------------------------------------------- tables */
static void write_csv(Bench *b) {
    Buf *out = buf_on(b->arena, 64 * MIB);
    buf_str(out, "instance,customers,seed,threads,limit_cpu_s,cpu_s,iterations,cost,bks,gap\n");
    for (size_t i = 0; i < b->results.n; i++) {
        const Result *r = &b->results.at[i];
        buf_printf(out, "%s,%lld,%lld,%lld,%g,%.2f,%lld,%.4f,%.4f,%.4f\n", r->known->name,
                   (long long)r->known->customers, (long long)r->seed, (long long)b->set.threads,
                   r->limit_s, r->cpu_s, (long long)r->iterations, r->cost, r->known->cost, r->gap);
    }
    Err err;
    if (env_write_file(&b->env, b->set.csv, buf_bytes(out), &err) != OK) printf("%s\n", err.text);
}

/* ---------------------------------------------------------------- the plot */
static Status read_csv(Bench *b, const char *path, size_t columns, Csv *ret, Err *err) {
    Faults faults = {.arena = b->arena, .file = path};
    Bytes text;
    Status s = env_read_file(&b->env, path, MIB, b->arena, &text, err);
    if (s == OK) s = csv_read(b->arena, text, ret, &faults, err);
    if (s == OK && ret->columns < columns)
        s = err_set(err, ERR_INPUT, "%s has fewer than %zu columns", path, columns);
    return s;
}

static void write_svg(Bench *b) {
    Anchors anchors = {0};
    Csv csv;
    Err err;
    Status s = OK;
    if (b->set.anchors) s = read_csv(b, b->set.anchors, 4, &csv, &err);
    for (size_t i = 0; s == OK && b->set.anchors && i < csv.rows.n; i++) {
        char **cells = csv.rows.at[i].cells;
        vec_push(b->arena, &anchors,
                 (Anchor){cells[0], cells[1], strtod(cells[2], NULL), strtod(cells[3], NULL)});
    }
    Buf *svg = buf_on(b->arena, 4 * MIB);
    plot(b->arena, &b->results, &anchors, svg);
    if (s == OK) s = env_write_file(&b->env, b->set.svg, buf_bytes(svg), &err);
    if (s != OK) printf("%s\n", err.text);
}

/* ---------------------------------------------------------------- the set */
static bool take_tunable(Tuning *t, const char *name, size_t n, const char *value) {
    const struct {
        const char *name;
        int32_t *to;
    } known[] = {
#define TUNABLE(x) {#x, &t->x}
        TUNABLE(near_max),          TUNABLE(near_placed),   TUNABLE(string_max),
        TUNABLE(removed_mean),      TUNABLE(split_percent), TUNABLE(blink_one_in),
        TUNABLE(hot_percent),       TUNABLE(cold_percent),  TUNABLE(rounds),
        TUNABLE(near_moved),        TUNABLE(parted_min),    TUNABLE(removed_timed),
        TUNABLE(evolved_max),       TUNABLE(crowd),         TUNABLE(brood),
        TUNABLE(evolve_needs),      TUNABLE(near_evolved),  TUNABLE(founders),
        TUNABLE(patience),          TUNABLE(elite),         TUNABLE(close),
        TUNABLE(feasible_percent),  TUNABLE(found_percent), TUNABLE(near_joined),
        TUNABLE(shift_permille),    TUNABLE(school_steps),  TUNABLE(school_hot_percent),
        TUNABLE(found_hot_percent),
    };
    int64_t number;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strlen(known[i].name) != n || memcmp(name, known[i].name, n) != 0) continue;
        if (!int_parse(value, 0, 1000000, &number)) return false;
        *known[i].to = (int32_t)number;
        return true;
    }
    return false;
}

static bool take_limits(Settings *set, const char *text) {
    char *rest;
    for (set->limits = 0; set->limits < LIMITS_MAX; text = rest + 1) {
        double limit_s = strtod(text, &rest);
        if (limit_s <= 0) return false;
        set->limit_s[set->limits++] = limit_s;
        if (*rest != ',') return *rest == 0;
    }
    return false;
}

static bool take_setting(Settings *set, const char *argument) {
    const char *equals = strchr(argument, '=');
    const struct {
        const char *name, **text;
        int64_t *number;
    } known[] = {{"only", &set->only, NULL},
                 {"csv", &set->csv, NULL},
                 {"bars", &set->bars, NULL},
                 {"svg", &set->svg, NULL},
                 {"anchors", &set->anchors, NULL},
                 {"seeds", NULL, &set->seeds},
                 {"first", NULL, &set->first},
                 {"steps", NULL, &set->steps},
                 {"threads", NULL, &set->threads},
                 {"from", NULL, &set->from},
                 {"to", NULL, &set->to}};
    if (!equals) {
        set->folder = argument;
        return true;
    }
    if (str_starts(argument, "time=")) return take_limits(set, equals + 1);
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        size_t n = strlen(known[i].name);
        if ((size_t)(equals - argument) != n || memcmp(argument, known[i].name, n) != 0) continue;
        if (known[i].text) *known[i].text = equals + 1;
        return known[i].text || int_parse(equals + 1, 0, INT64_MAX, known[i].number);
    }
    return take_tunable(&set->tuning, argument, (size_t)(equals - argument), equals + 1);
}

static Status list(Bench *b, Err *err) {
    Csv csv;
    Status s = read_csv(b, arena_printf(b->arena, "%s/bks.csv", b->set.folder), 5, &csv, err);
    for (size_t i = 0; s == OK && i < csv.rows.n; i++) {
        char **cells = csv.rows.at[i].cells;
        Known k = {cells[0], cells[3], strtod(cells[4], NULL), strtol(cells[2], NULL, 10)};
        vec_push(b->arena, &b->known, k);
    }
    return s;
}

static const Result *result_of(const Bench *b, const Known *known, int64_t seed, double limit_s) {
    for (size_t i = 0; i < b->results.n; i++) {
        const Result *r = &b->results.at[i];
        if (r->known == known && r->seed == seed && r->limit_s == limit_s) return r;
    }
    return NULL;
}

/* The mean gap of all seeds is added to the sum. What was run before is not run again. */
static Status run_instance(Bench *b, const Known *known, double limit_s, double *sum, Err *err) {
    double gaps = 0;
    printf("%-14s %3g s", known->name, limit_s);
    int64_t after = b->set.first + b->set.seeds;
    for (int64_t seed = b->set.first; seed < after; seed++) {
        const Result *result = result_of(b, known, seed, limit_s);
        if (!result) {
            Arena *arena = arena_new(&b->env, 4096 * MIB);
            Result now;
            Status s = run(b, arena, known, limit_s, seed, &now, err);
            arena_free(arena);
            if (s != OK) return s;
            vec_push(b->arena, &b->results, now);
            result = &b->results.at[b->results.n - 1];
        }
        gaps += result->gap;
        printf(" %7.3f", result->gap);
        fflush(stdout);
    }
    const Result *last = result_of(b, known, after - 1, limit_s);
    printf(" | mean %7.3f %%  %.1f s CPU  %lld steps\n", gaps / (double)b->set.seeds, last->cpu_s,
           (long long)last->iterations);
    fflush(stdout);
    *sum += gaps / (double)b->set.seeds;
    return OK;
}

/* The mean of the instances whose file contains `only`, with `from` to `to` customers. */
static Status run_set(Bench *b, const char *only, int64_t from, int64_t to, double limit_s,
                      double *mean, Err *err) {
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < b->known.n; i++) {
        const Known *k = &b->known.at[i];
        if (k->customers < from || k->customers > to || (only && !strstr(k->file, only))) continue;
        Status s = run_instance(b, k, limit_s, &sum, err);
        if (s != OK) return s;
        n++;
    }
    if (n == 0) return err_set(err, ERR_USAGE, "no instance is called so");
    *mean = sum / (double)n;
    if (n > 1) printf("mean of %zu instances: %.3f %%\n", n, *mean);
    return OK;
}

/* Rows: what it is called, only, from, to, CPU seconds, the gap that is asked for in percent. */
static Status run_bars(Bench *b, Err *err) {
    Csv csv;
    Buf *table = buf_on(b->arena, MIB);
    Status s = read_csv(b, b->set.bars, 6, &csv, err);
    buf_printf(table, "\n| one thread, %lld seeds | bar | measured | |\n|---|---:|---:|---|\n",
               (long long)b->set.seeds);
    for (size_t i = 0; s == OK && i < csv.rows.n; i++) {
        char **cells = csv.rows.at[i].cells;
        double bar = strtod(cells[5], NULL), mean;
        if (b->set.only && !strstr(cells[0], b->set.only)) continue;
        s = run_set(b, cells[1], strtol(cells[2], NULL, 10), strtol(cells[3], NULL, 10),
                    strtod(cells[4], NULL), &mean, err);
        if (s == OK)
            buf_printf(table, "| %s | %.2f %% | %.3f %% | %s |\n", cells[0], bar, mean,
                       mean <= bar ? "reached" : "not reached");
    }
    fputs(table->at, stdout);
    return s;
}

static Status run_limits(Bench *b, Err *err) {
    Status s = OK;
    double mean;
    for (int i = 0; s == OK && i < b->set.limits; i++)
        s = run_set(b, b->set.only, b->set.from, b->set.to, b->set.limit_s[i], &mean, err);
    return s;
}

int main(int argc, char **argv) {
    Bench b = {.env = env_real(), .set = {.seeds = 3, .first = 1, .threads = 1, .to = 1000000}};
    b.set.limits = 1;
    b.set.limit_s[0] = 10;
    b.set.tuning = vrp_tuning;
    b.env.tick_ns = cpu_ns;
    b.arena = arena_new(&b.env, 1024 * MIB);
    Err err = {0};
    for (int i = 1; i < argc; i++)
        if (!take_setting(&b.set, argv[i])) return fprintf(stderr, "not known: %s\n", argv[i]), 2;
    if (!b.set.folder || b.set.seeds < 1 || list(&b, &err) != OK)
        return fprintf(stderr, "bench_set FOLDER [time=S] [seeds=N] ... %s\n", err.text), 2;
    Status s = b.set.bars ? run_bars(&b, &err) : run_limits(&b, &err);
    if (s != OK) printf(" %s\n", err.text);
    if (b.set.csv) write_csv(&b);
    if (b.set.svg) write_svg(&b);
    arena_free(b.arena);
    return s == OK ? 0 : 1;
}
