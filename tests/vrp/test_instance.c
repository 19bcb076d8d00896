// SPDX-License-Identifier: Apache-2.0
/* Readers and writers of instances: small ones of every format, broken ones with the line at
 * fault, and the published solutions of the benchmarks, which must cost what is published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vrp/vrp.h"

static Env env;

static VrpInstance read_text(Arena *arena, const char *text) {
    VrpInstance in;
    Err err = {0};
    if (vrp_instance(arena, "x", bytes_of(text), &in, &err) != OK)
        fail_msg("%s: %s", err.place, err.text);
    return in;
}

static void refused(const char *text, const char *place) {
    Arena *arena = arena_new(&env, 16 * MIB);
    VrpInstance in;
    Err err = {0};
    assert_int_equal(vrp_instance(arena, "x", bytes_of(text), &in, &err), ERR_INPUT);
    assert_string_equal(err.place, place);
    arena_free(arena);
}

#define HEAD "NAME : a\nTYPE : CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 10\n"
#define COORDS "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 -3 4.5\n"
#define DEMANDS "DEMAND_SECTION\n1 0\n2 5\n3 6\n"
#define DEPOT "DEPOT_SECTION\n1\n-1\nEOF\n"

static void a_cvrplib_file_is_read(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 16 * MIB);
    VrpInstance in = read_text(arena, HEAD COORDS DEMANDS DEPOT);
    assert_string_equal(in.name, "a");
    assert_int_equal(in.problem.stop_count, 2);
    assert_int_equal(in.problem.vehicles[0].capacity[0], 10);
    assert_int_equal(in.problem.stops[1].demand[0], 6);
    assert_int_equal(in.problem.classes[0].per_unit, 1000); /* there is half a unit */
    VrpSolution sol;
    Err err;
    assert_int_equal(
        vrp_sol_read(arena, &in, "s", bytes_of("Route #1: 1\nRoute #2: 2\nCost 21\n"), &sol, &err),
        OK);
    vrp_timetable(arena, &in.problem, &sol);
    VrpVerdict v;
    vrp_check(arena, &in.problem, &sol, &v);
    assert_int_equal(v.count, 0);
    assert_int_equal(v.cost.total, 2 * 5 + 2 * 5); /* 5.41 rounds to 5 */
    Buf *b = buf_on(arena, KIB);
    vrp_sol_write(&in, &sol, b);
    assert_string_equal(b->at, "Route #1: 1\nRoute #2: 2\nCost 20\n");
    arena_free(arena);
}

static void broken_cvrplib_files_name_the_line(void **state) {
    (void)state;
    refused("", "x:1");
    refused("NAME : a\nhello\n", "x:1");
    refused("DIMENSION : many\n", "x:1");
    refused(HEAD "NODE_COORD_SECTION\n1 0 0\n2 3 x\n", "x:8");
    refused(HEAD "NODE_COORD_SECTION\n1 0 0\n1 0 0\n", "x:8");
    refused(HEAD "NODE_COORD_SECTION\n1 0 0\n2 3 4\n" DEMANDS DEPOT, "x:8");
    refused(HEAD COORDS "DEMAND_SECTION\n1 0\n2 -5\n3 6\n" DEPOT, "x:12");
    refused(HEAD COORDS DEMANDS "DEPOT_SECTION\n2\n-1\n", "x:15");
    refused(HEAD COORDS DEPOT, "x:13");
    refused(HEAD "COLOUR : red\n" COORDS, "x:6");
}

#define SOLOMON                                                       \
    "r1\n\nVEHICLE\nNUMBER CAPACITY\n 2 10\n\nCUSTOMER\n"             \
    "CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE\n\n" \
    " 0 0 0 0 0 100 0\n 1 3 4 5 10 20 7\n 2 0 9 5 0 90 7\n"

static void a_solomon_file_is_read(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 16 * MIB);
    VrpInstance in = read_text(arena, SOLOMON);
    assert_int_equal(in.problem.stop_count, 2);
    assert_int_equal(in.problem.stops[0].latest_s, 200000);
    assert_int_equal(in.problem.vehicle_count, 2);
    VrpOptions o = {.iteration_limit = 100};
    VrpSolution best;
    Err err;
    assert_int_equal(vrp_solve(&env, arena, &in.problem, &o, &best, &err), OK);
    assert_int_equal(best.cost.shifts_used, 1);
    assert_int_equal(vrp_instance_cost(&in, &best.cost), 50000 + 58310 + 90000);
    arena_free(arena);
    refused("r1\nVEHICLE\nNUMBER CAPACITY\nmany 10\nCUSTOMER\n", "x:4");
}

#define VROOM                                                                                      \
    "{\"vehicles\":[{\"id\":7,\"start_index\":0,\"end_index\":0,\"capacity\":[4],\"skills\":[1]}]" \
    ","                                                                                            \
    "\"jobs\":[{\"id\":11,\"location_index\":1,\"delivery\":[2],\"service\":60,\"skills\":[1]},"   \
    "{\"id\":12,\"location_index\":1,\"delivery\":[1],\"skills\":[2]}],"                           \
    "\"matrices\":{\"car\":{\"durations\":[[0,100],[90,0]]}}}"

static void a_vroom_problem_is_read_and_answered(void **state) {
    (void)state;
    Arena *arena = arena_new(&env, 16 * MIB);
    VrpInstance in = read_text(arena, VROOM);
    VrpOptions o = {.iteration_limit = 100};
    VrpSolution best;
    Err err;
    assert_int_equal(vrp_solve(&env, arena, &in.problem, &o, &best, &err), OK);
    Buf *b = buf_on(arena, 64 * KIB);
    vrp_vroom_write(&in, &best, b);
    json_t *out = NULL;
    assert_int_equal(json_read(buf_bytes(b), "out", &out, &err), OK);
    json_t *summary = json_object_get(out, "summary");
    assert_int_equal(json_integer_value(json_object_get(summary, "cost")), 190);
    assert_int_equal(json_integer_value(json_object_get(summary, "unassigned")), 1);
    json_decref(out);
    arena_free(arena);
}

static void what_vroom_can_say_and_we_cannot_is_refused(void **state) {
    (void)state;
    refused("{\"vehicles\":[],\"jobs\":[],\"shipments\":[]}", "x: problem[0]");
    refused("{\"vehicles\":[{\"id\":1,\"start_index\":0,\"end_index\":1}],\"jobs\":[],"
            "\"matrices\":{\"car\":{\"durations\":[[0,1],[1,0]]}}}",
            "x: vehicles[0]");
    refused("{\"vehicles\":[],\"jobs\":[]}", "x: matrices[0]");
}

/* ---------------------------------------------------------------- what is published */
static Bytes file_of(Arena *arena, const char *folder, const char *name, const char *end) {
    size_t n = strlen(name);
    char *path =
        arena_printf(arena, "%s/data/bench/%.*s%s", folder, (int)(n > 4 ? n - 4 : n), name, end);
    Bytes text = {NULL, 0};
    Err err;
    if (env_read_file(&env, path, 64 * MIB, arena, &text, &err) != OK) text.at = NULL;
    return text;
}

static void published(const char *folder, const char *file, const char *cost) {
    Arena *arena = arena_new(&env, 512 * MIB);
    Bytes instance = file_of(arena, folder, file, ".vrp"),
          text = file_of(arena, folder, file, ".sol");
    VrpInstance in;
    VrpSolution sol;
    VrpVerdict v;
    Err err;
    if (text.at) {
        if (vrp_instance(arena, file, instance, &in, &err) != OK) fail_msg("%s", err.text);
        if (vrp_sol_read(arena, &in, file, text, &sol, &err) != OK) fail_msg("%s", err.text);
        vrp_timetable(arena, &in.problem, &sol);
        vrp_check(arena, &in.problem, &sol, &v);
        if (v.count > 0) fail_msg("%s: %s", file, v.breaches[0].text);
        double unit = 1, is = (double)vrp_instance_cost(&in, &v.cost);
        for (int i = 0; i < in.cost_decimals; i++) unit *= 10;
        double apart = is / unit - strtod(cost, NULL);
        if (apart > 0.02 || apart < -0.02) fail_msg("%s: %f instead of %s", file, is / unit, cost);
    }
    arena_free(arena);
}

static void published_solutions_cost_what_is_published(void **state) {
    (void)state;
    const char *folder = getenv("HANTAR_SHARED"), *source = getenv("HANTAR_SOURCE");
    Arena *arena = arena_new(&env, 64 * MIB);
    if (!folder) folder = arena_printf(arena, "%s/../shared", source ? source : ".");
    Bytes text;
    Csv csv;
    Err err;
    Faults faults = {.arena = arena, .file = "bks.csv"};
    const char *path = arena_printf(arena, "%s/data/bench/bks.csv", folder);
    bool there = env_read_file(&env, path, 4 * MIB, arena, &text, &err) == OK &&
                 csv_read(arena, text, &csv, &faults, &err) == OK;
    if (!there) {
        arena_free(arena);
        print_message("the benchmark folder is not here\n");
        skip();
    }
    for (size_t i = 0; i < csv.rows.n; i++)
        published(folder, csv.rows.at[i].cells[3], csv.rows.at[i].cells[6]);
    arena_free(arena);
}

int main(void) {
    env = env_real();
    lang_use(LANG_EN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cvrplib_file_is_read),
        cmocka_unit_test(broken_cvrplib_files_name_the_line),
        cmocka_unit_test(a_solomon_file_is_read),
        cmocka_unit_test(a_vroom_problem_is_read_and_answered),
        cmocka_unit_test(what_vroom_can_say_and_we_cannot_is_refused),
        cmocka_unit_test(published_solutions_cost_what_is_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
