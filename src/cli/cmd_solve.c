// SPDX-License-Identifier: Apache-2.0
/* Problems of others, solved or checked: no database, no election. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "vrp/vrp.h"

#define INSTANCE_BYTES_MAX (512 * MIB)
#define PENALTIES_SHOWN 20

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

static Status read_instance(Cli *cli, const char *path, VrpInstance *ret, Err *err) {
    Bytes text;
    Status s = env_read_file(&cli->env, path, INSTANCE_BYTES_MAX, cli->arena, &text, err);
    return s == OK ? vrp_instance(cli->arena, path, text, ret, err) : s;
}

static Status read_sol(Cli *cli, const VrpInstance *in, const char *path, VrpSolution *ret,
                       Err *err) {
    Bytes text;
    Status s = env_read_file(&cli->env, path, INSTANCE_BYTES_MAX, cli->arena, &text, err);
    if (s == OK) s = vrp_sol_read(cli->arena, in, path, text, ret, err);
    if (s == OK) vrp_timetable(cli->arena, &in->problem, ret);
    return s;
}

static const char *cost_text(Arena *arena, const VrpInstance *in, int64_t cost) {
    Buf *b = buf_on(arena, 64);
    JsonOut out;
    json_out(&out, b, false);
    json_put_decimal(&out, NULL, cost, in->cost_decimals);
    return arena_str(arena, b->at);
}

/* ---------------------------------------------------------------- the report */
static void put_cost(JsonOut *out, const VrpInstance *in, const VrpCost *cost) {
    json_put_decimal(out, "cost", vrp_instance_cost(in, cost), in->cost_decimals);
    json_put_int(out, "vehicles_used", cost->shifts_used);
    json_put_int(out, "unserved_count", cost->unserved_count);
}

static void put_trip(JsonOut *out, const VrpInstance *in, const VrpTrip *trip) {
    json_open(out, NULL, '{');
    json_put_int(out, "vehicle", trip->vehicle + 1);
    json_put_int(out, "trip", trip->number + 1);
    json_put_int(out, "load", trip->load[0]);
    json_put_int(out, "depart", trip->depart_s);
    json_put_int(out, "return", trip->return_s);
    json_put_int(out, "distance", trip->distance_m);
    json_open(out, "clients", '[');
    for (int32_t i = 0; i < trip->visit_count; i++)
        json_put_int(out, NULL, trip->visits[i].stop + in->client_first);
    json_close(out, ']');
    json_close(out, '}');
}

static void write_json(const VrpInstance *in, const VrpSolution *solution, Buf *to) {
    JsonOut out;
    json_out(&out, to, true);
    json_open(&out, NULL, '{');
    json_put_str(&out, "instance", in->name);
    put_cost(&out, in, &solution->cost);
    json_put_int(&out, "iterations", solution->iterations);
    json_open(&out, "unserved", '[');
    for (int32_t i = 0; i < solution->unserved_count; i++)
        json_put_int(&out, NULL, solution->unserved[i] + in->client_first);
    json_close(&out, ']');
    json_open(&out, "trips", '[');
    for (int32_t t = 0; t < solution->trip_count; t++) put_trip(&out, in, &solution->trips[t]);
    json_close(&out, ']');
    json_close(&out, '}');
    buf_char(to, '\n');
}

static Status write_answer(Cli *cli, const VrpInstance *in, const VrpSolution *solution, Err *err) {
    const char *format = cli_text(cli, "format"), *path = cli_text(cli, "out");
    if (cli->json && !format) format = "json";
    if (!format) format = in->stop_ids ? "vroom" : "sol";
    if (str_eq(format, "vroom") && !in->stop_ids)
        return err_set(err, ERR_USAGE, "%s", _("--format vroom is for VROOM's problems"));
    Buf *b = buf_on(cli->arena, 1024 * MIB);
    if (str_eq(format, "vroom"))
        vrp_vroom_write(in, solution, b);
    else if (str_eq(format, "json"))
        write_json(in, solution, b);
    else
        vrp_sol_write(in, solution, b);
    Status s = buf_ok(b, err);
    if (s == OK && path) s = env_write_file(&cli->env, path, buf_bytes(b), err);
    if (s == OK && !path && fwrite(b->at, 1, b->n, stdout) != b->n)
        s = err_set(err, ERR_WORLD, "%s", _("standard output cannot be written"));
    return s;
}

/* ---------------------------------------------------------------- checking */
static Status check_json(const VrpInstance *in, const VrpVerdict *verdict, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_put_str(out, "instance", in->name);
    put_cost(out, in, &verdict->cost);
    json_put_bool(out, "feasible", verdict->count == 0 && verdict->cost.unserved_count == 0);
    json_open(out, "breaches", '[');
    for (size_t i = 0; i < verdict->count; i++) {
        const VrpBreach *breach = &verdict->breaches[i];
        json_open(out, NULL, '{');
        json_put_str(out, "rule", breach->rule);
        if (breach->trip >= 0) json_put_int(out, "trip", breach->trip + 1);
        if (breach->stop >= 0) json_put_int(out, "client", breach->stop + in->client_first);
        json_put_str(out, "text", breach->text);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

static Status check(Cli *cli, const VrpInstance *in, Err *err) {
    VrpSolution solution;
    VrpVerdict v;
    if (cli->argument_count < 2)
        return err_set(err, ERR_USAGE, "%s", _("--check needs a FILE.sol"));
    Status s = read_sol(cli, in, cli->arguments[1], &solution, err);
    if (s != OK) return s;
    vrp_check(cli->arena, &in->problem, &solution, &v);
    int64_t faults = (int64_t)v.count + v.cost.unserved_count;
    if (cli->json) {
        s = check_json(in, &v, err);
    } else {
        for (size_t i = 0; i < v.count; i++)
            cli_say("%-9s %s", v.breaches[i].rule, v.breaches[i].text);
        for (int32_t i = 0; i < solution.unserved_count; i++)
            if (i < PENALTIES_SHOWN)
                cli_say(_("client %d is not visited"), solution.unserved[i] + in->client_first);
        cli_say(_("cost %s, %lld vehicles"),
                cost_text(cli->arena, in, vrp_instance_cost(in, &v.cost) - v.cost.penalty),
                (long long)v.cost.shifts_used);
        if (faults == 0) cli_say("%s", _("every rule is kept"));
    }
    if (s != OK || faults == 0) return s;
    return err_set(err, ERR_INFEASIBLE,
                   tr_n("%lld rule is broken", "%lld rules are broken", faults), (long long)faults);
}

/* ---------------------------------------------------------------- solving */
typedef struct Watch {
    Cli *cli;
    const VrpInstance *in;
    int64_t start_ns, said_ns, first_cost;
} Watch;

static void watch_better(void *ctx, int64_t cost, int64_t iterations) {
    Watch *w = ctx;
    int64_t now_ns = w->cli->env.tick_ns(w->cli->env.ctx),
            gone_ms = (now_ns - w->start_ns) / 1000000;
    if (w->first_cost == 0) w->first_cost = cost;
    if (w->said_ns > 0 && now_ns - w->said_ns < INT64_C(1000000000)) return;
    w->said_ns = now_ns;
    double better = w->first_cost > 0 ? 100 - 100 * (double)cost / (double)w->first_cost : 0;
    Arena *arena = arena_new(&w->cli->env, MIB); /* may be another thread */
    cli_note(_("%4" PRId64 ".%03d s  %s  %" PRId64 " steps  -%.2f %%"), gone_ms / 1000,
             (int)(gone_ms % 1000), cost_text(arena, w->in, cost), iterations, better);
    arena_free(arena);
}

static void listen(void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &action, NULL);
}

static Status solve(Cli *cli, const VrpInstance *in, VrpSolution *ret, Err *err) {
    Watch watch = {.cli = cli, .in = in, .start_ns = cli->env.tick_ns(cli->env.ctx)};
    VrpWatch better = {watch_better, &watch};
    VrpSolution start;
    const char *from = cli_text(cli, "start");
    int64_t threads = cli_int(cli, "threads");
    VrpOptions options = {.iteration_limit = cli_int(cli, "iterations"),
                          .seed = (uint64_t)cli_int(cli, "seed"),
                          .threads = threads > 1000 ? 1000 : (int)threads,
                          .progress = cli_flag(cli, "progress") ? NULL : &cli->progress,
                          .watch = cli_flag(cli, "progress") ? &better : NULL,
                          .stop = &interrupted};
    if (options.iteration_limit == 0) options.time_limit_s = cli_decimal(cli, "time");
    if (from) {
        Status s = read_sol(cli, in, from, &start, err);
        if (s != OK) return s;
        options.start = &start;
    }
    listen(interrupt);
    Status s = vrp_solve(&cli->env, cli->arena, &in->problem, &options, ret, err);
    listen(SIG_DFL);
    cli_progress_end();
    return s;
}

Status cmd_solve(Cli *cli, Err *err) {
    VrpInstance in;
    VrpSolution solution;
    VrpVerdict v;
    Status s = read_instance(cli, cli->arguments[0], &in, err);
    if (s != OK) return s;
    if (cli_flag(cli, "check")) return check(cli, &in, err);
    s = solve(cli, &in, &solution, err);
    if (s != OK) return s;
    vrp_check(cli->arena, &in.problem, &solution, &v);
    if (v.count > 0) abort(); /* ours: the search and the checker disagree */
    s = write_answer(cli, &in, &solution, err);
    if (s != OK || solution.unserved_count == 0) return s;
    return err_set(err, ERR_INFEASIBLE, _("%d stops could not be served"), solution.unserved_count);
}
