// SPDX-License-Identifier: Apache-2.0
/* Any bytes as an instance, and as routes for it. What can be read must be solvable and pass the
 * checker; what the routes say may break every rule, and the checker must say so. */
#include <stdlib.h>
#include <string.h>

#include "vrp/vrp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The instance stands before a NUL, the routes behind it. */
static void routes(Arena *arena, const VrpInstance *in, Bytes text) {
    VrpSolution solution;
    VrpVerdict verdict;
    Err err;
    if (vrp_sol_read(arena, in, "routes", text, &solution, &err) != OK) return;
    if (solution.trip_count > 200 || in->problem.stop_count > 200) return;
    vrp_timetable(arena, &in->problem, &solution);
    vrp_check(arena, &in->problem, &solution, &verdict);
}

static void solve(const Env *env, Arena *arena, const VrpInstance *in) {
    VrpOptions options = {.iteration_limit = 3, .seed = 1};
    VrpSolution solution;
    VrpVerdict verdict;
    Err err;
    if (in->problem.stop_count > 40 || in->problem.vehicle_count > 40) return;
    if (vrp_solve(env, arena, &in->problem, &options, &solution, &err) != OK) return;
    vrp_check(arena, &in->problem, &solution, &verdict);
    if (verdict.count > 0) abort();
    Buf *b = buf_on(arena, MIB);
    vrp_sol_write(in, &solution, b);
    if (in->stop_ids) vrp_vroom_write(in, &solution, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    VrpInstance in;
    Err err;
    const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
    size_t n = end ? (size_t)(end - data) : size;
    if (ARENA_GUARD(arena) && vrp_instance(arena, "bytes", (Bytes){data, n}, &in, &err) == OK) {
        solve(&env, arena, &in);
        if (end) routes(arena, &in, (Bytes){end + 1, size - n - 1});
    }
    arena_free(arena);
    return 0;
}
