// SPDX-License-Identifier: Apache-2.0
/* A set of benchmark instances under a limit of CPU time; every answer passes the checker.
 *
 *     bench_set FOLDER [time=10] [seeds=3] [threads=1] [only=TEXT] [from=0] [to=1000000]
 *               [TUNABLE=N ...] [csv=FILE] [svg=FILE] [anchors=FILE]
 *
 * FOLDER holds bks.csv (instance, problem, customers, file, bks_cost, ...). `only` keeps the
 * instances whose file contains TEXT, `from` and `to` those with so many customers. The clock of
 * the search is the CPU time of the process, so that a busy machine does not change the result
 * much. The plot shows the mean gap over time beside what other solvers reached (anchors: a CSV of
 * instance, solver, cpu_s, gap_percent). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "vrp/vrp_int.h"

#define CURVE_POINTS 64
#define CURVE_FIRST_S 0.1

typedef struct Settings {
    const char *folder, *only, *csv, *svg, *anchors;
    double time_s;
    int64_t seeds, threads, from, to;
    Tuning tuning;
} Settings;

typedef struct Known {
    const char *name, *file;
    double cost;
    int64_t customers;
} Known;

typedef struct Curve {
    double cost[CURVE_POINTS]; /* the best at curve_time(i); 0 = none yet */
} Curve;

typedef struct Result {
    const Known *known;
    int64_t seed, iterations;
    double cost, gap, cpu_s;
    Curve gaps;
} Result;

typedef struct Bench {
    Env env;
    Arena *arena;
    Settings set;
    VEC(Known) known;
    VEC(Result) results;
} Bench;

static int64_t cpu_ns(void *ctx) {
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---------------------------------------------------------------- the anytime curve */
/* Even steps of the logarithm from CURVE_FIRST_S to 100 s. */
static double curve_time(int i) {
    double t = CURVE_FIRST_S;
    for (int k = 0; k < i; k++) t *= 1.1159;
    return t;
}

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
        w->curve.cost[i] = (double)cost;
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

static Status run(Bench *b, Arena *arena, const Known *known, int64_t seed, Result *ret, Err *err) {
    VrpInstance in;
    VrpSolution solution;
    VrpVerdict verdict;
    Bytes text;
    Status s = read_file(b, known->file, arena, &text, err);
    if (s == OK) s = vrp_instance(arena, known->file, text, &in, err);
    if (s != OK) return s;
    Watch watch = {.in = &in, .start_ns = cpu_ns(NULL)};
    VrpWatch on = {better, &watch};
    VrpOptions o = {.time_limit_s = b->set.time_s * (double)b->set.threads,
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
    *ret = (Result){known, seed,       solution.iterations, cost, 100 * (cost / known->cost - 1),
                    cpu_s, watch.curve};
    for (int i = 0; i < CURVE_POINTS; i++) {
        double at = (ret->gaps.cost[i] - outside) / unit;
        bool over = curve_time(i) >= cpu_s;
        if (over) at = cost;
        ret->gaps.cost[i] = ret->gaps.cost[i] > 0 || over ? 100 * (at / known->cost - 1) : -1;
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
                   b->set.time_s, r->cpu_s, (long long)r->iterations, r->cost, r->known->cost,
                   r->gap);
    }
    Err err;
    if (env_write_file(&b->env, b->set.csv, buf_bytes(out), &err) != OK) printf("%s\n", err.text);
}

/* ---------------------------------------------------------------- the plot */
#define WIDTH 760
#define HEIGHT 460
#define LEFT 60
#define BOTTOM 400
#define TOP 20
#define GAP_MAX 10.0

static double log10_of(double t) { /* between a tenth and a thousand; good enough for a drawing */
    double power = 0;
    while (t >= 10) t /= 10, power++;
    while (t < 1) t *= 10, power--;
    for (double part = 0.5; part > 1e-6; part /= 2) {
        t *= t;
        if (t >= 10) t /= 10, power += part;
    }
    return power;
}

static double x_of(double seconds) {
    return LEFT + (log10_of(seconds) + 1) * (WIDTH - LEFT - 20) / 3;
}

static double y_of(double gap) {
    if (gap < 0.01) gap = 0.01;
    if (gap > GAP_MAX) gap = GAP_MAX;
    return TOP + (1 - log10_of(gap)) * (BOTTOM - TOP) / 3;
}

static void draw_axes(Buf *svg) {
    static const double times[] = {0.1, 1, 10, 60, 100}, gaps[] = {0.01, 0.1, 1, 10};
    buf_printf(svg,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "font-family=\"sans-serif\" font-size=\"11\">\n"
               "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
               WIDTH, HEIGHT);
    for (size_t i = 0; i < COUNT_OF(times); i++)
        buf_printf(svg,
                   "<path d=\"M%.1f %d V%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%d\" "
                   "text-anchor=\"middle\">%g s</text>\n",
                   x_of(times[i]), TOP, BOTTOM, x_of(times[i]), BOTTOM + 16, times[i]);
    for (size_t i = 0; i < COUNT_OF(gaps); i++)
        buf_printf(svg,
                   "<path d=\"M%d %.1f H%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" "
                   "text-anchor=\"end\">%g %%</text>\n",
                   LEFT, y_of(gaps[i]), WIDTH - 20, LEFT - 6, y_of(gaps[i]) + 4, gaps[i]);
}

static void draw_curve(const Bench *b, Buf *svg) {
    const char *move = "M";
    buf_str(svg, "<path fill=\"none\" stroke=\"#0057b7\" stroke-width=\"2\" d=\"");
    for (int i = 0; i < CURVE_POINTS && curve_time(i) <= b->set.time_s * 1.05; i++) {
        double sum = 0;
        size_t n = 0;
        for (size_t r = 0; r < b->results.n; r++)
            if (b->results.at[r].gaps.cost[i] >= 0 || curve_time(i) > 1)
                sum += b->results.at[r].gaps.cost[i], n++;
        if (n < b->results.n) continue;
        buf_printf(svg, "%s%.1f %.1f", move, x_of(curve_time(i)), y_of(sum / (double)n));
        move = " L";
    }
    buf_str(svg, "\"/>\n");
}

/* An anchor for an instance that was run. */
static void draw_anchors(Bench *b, Buf *svg) {
    Faults faults = {.arena = b->arena, .file = b->set.anchors};
    Bytes text;
    Csv csv;
    Err err;
    if (!b->set.anchors ||
        env_read_file(&b->env, b->set.anchors, MIB, b->arena, &text, &err) != OK ||
        csv_read(b->arena, text, &csv, &faults, &err) != OK || csv.columns < 4)
        return;
    for (size_t i = 0; i < csv.rows.n; i++) {
        char **cells = csv.rows.at[i].cells;
        bool ran = false;
        for (size_t r = 0; r < b->results.n; r++)
            ran = ran || str_eq(b->results.at[r].known->name, cells[0]);
        if (!ran) continue;
        double x = x_of(strtod(cells[2], NULL)), y = y_of(strtod(cells[3], NULL));
        buf_printf(svg,
                   "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#c33\"/><text x=\"%.1f\" "
                   "y=\"%.1f\" fill=\"#666\">%s %s</text>\n",
                   x, y, x + 5, y + 3, cells[1], cells[0]);
    }
}

static void write_svg(Bench *b) {
    Buf *svg = buf_on(b->arena, 4 * MIB);
    draw_axes(svg);
    draw_anchors(b, svg);
    draw_curve(b, svg);
    buf_printf(svg,
               "<text x=\"%d\" y=\"%d\">mean gap to the best known over %zu runs against CPU time "
               "(blue); dots: other solvers on single instances</text>\n</svg>\n",
               LEFT, HEIGHT - 20, b->results.n);
    Err err;
    if (env_write_file(&b->env, b->set.svg, buf_bytes(svg), &err) != OK) printf("%s\n", err.text);
}

/* ---------------------------------------------------------------- the set */
static bool take_tunable(Tuning *t, const char *name, size_t n, const char *value) {
    const struct {
        const char *name;
        int32_t *to;
    } known[] = {
#define TUNABLE(x) {#x, &t->x}
        TUNABLE(near_max),
        TUNABLE(near_placed),
        TUNABLE(string_max),
        TUNABLE(removed_mean),
        TUNABLE(split_percent),
        TUNABLE(blink_one_in),
        TUNABLE(hot_percent),
        TUNABLE(cold_percent),
        TUNABLE(rounds),
        TUNABLE(near_moved),
        TUNABLE(near_joined),
        TUNABLE(shifts_tried_max),
        TUNABLE(trip_move_permille),
        TUNABLE(favourite_percent),
        TUNABLE(shift_permille),
        TUNABLE(free_opening_percent),
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

static bool take_setting(Settings *set, const char *argument) {
    const char *equals = strchr(argument, '=');
    const struct {
        const char *name, **text;
        int64_t *number;
    } known[] = {{"only", &set->only, NULL},   {"csv", &set->csv, NULL},
                 {"svg", &set->svg, NULL},     {"anchors", &set->anchors, NULL},
                 {"seeds", NULL, &set->seeds}, {"threads", NULL, &set->threads},
                 {"from", NULL, &set->from},   {"to", NULL, &set->to}};
    if (!equals) {
        set->folder = argument;
        return true;
    }
    if (str_starts(argument, "time=")) {
        set->time_s = strtod(equals + 1, NULL);
        return set->time_s > 0;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        size_t n = strlen(known[i].name);
        if ((size_t)(equals - argument) != n || memcmp(argument, known[i].name, n) != 0) continue;
        if (known[i].text) *known[i].text = equals + 1;
        return known[i].text || int_parse(equals + 1, 0, 1000000, known[i].number);
    }
    return take_tunable(&set->tuning, argument, (size_t)(equals - argument), equals + 1);
}

static Status list(Bench *b, Err *err) {
    Faults faults = {.arena = b->arena, .file = "bks.csv"};
    Bytes text;
    Csv csv;
    Status s = read_file(b, "bks.csv", b->arena, &text, err);
    if (s == OK) s = csv_read(b->arena, text, &csv, &faults, err);
    if (s != OK) return s;
    for (size_t i = 0; i < csv.rows.n && csv.columns >= 5; i++) {
        char **cells = csv.rows.at[i].cells;
        Known k = {cells[0], cells[3], strtod(cells[4], NULL), strtol(cells[2], NULL, 10)};
        bool wanted = k.customers >= b->set.from && k.customers <= b->set.to;
        if (wanted && (!b->set.only || strstr(k.file, b->set.only)))
            vec_push(b->arena, &b->known, k);
    }
    return OK;
}

static bool run_instance(Bench *b, const Known *known, double *sum) {
    double gaps = 0;
    printf("%-14s", known->name);
    for (int64_t seed = 1; seed <= b->set.seeds; seed++) {
        Arena *arena = arena_new(&b->env, 4096 * MIB);
        Result result;
        Err err;
        Status s = run(b, arena, known, seed, &result, &err);
        if (s == OK) vec_push(b->arena, &b->results, result);
        arena_free(arena);
        if (s != OK) {
            printf(" %s\n", err.text);
            return false;
        }
        gaps += result.gap;
        printf(" %7.3f", result.gap);
        fflush(stdout);
    }
    const Result *last = &b->results.at[b->results.n - 1];
    printf(" | mean %7.3f %%  %.1f s CPU  %lld steps\n", gaps / (double)b->set.seeds, last->cpu_s,
           (long long)last->iterations);
    fflush(stdout);
    *sum += gaps / (double)b->set.seeds;
    return true;
}

int main(int argc, char **argv) {
    Bench b = {.env = env_real(), .set = {.time_s = 10, .seeds = 3, .threads = 1, .to = 1000000}};
    b.set.tuning = vrp_tuning;
    b.env.tick_ns = cpu_ns;
    b.arena = arena_new(&b.env, 1024 * MIB);
    Err err;
    double sum = 0;
    for (int i = 1; i < argc; i++)
        if (!take_setting(&b.set, argv[i])) return fprintf(stderr, "not known: %s\n", argv[i]), 2;
    if (!b.set.folder || b.set.seeds < 1 || list(&b, &err) != OK)
        return fprintf(stderr, "bench_set FOLDER [time=S] [seeds=N] ...\n"), 2;
    bool good = true;
    for (size_t i = 0; i < b.known.n; i++) good = run_instance(&b, &b.known.at[i], &sum) && good;
    if (good && b.known.n > 0)
        printf("mean of %zu instances: %.3f %%\n", b.known.n, sum / (double)b.known.n);
    if (b.set.csv) write_csv(&b);
    if (b.set.svg) write_svg(&b);
    arena_free(b.arena);
    return good ? 0 : 1;
}
