// SPDX-License-Identifier: Apache-2.0
/* Bytes make a small problem of any variety; what savings and the search answer, with or without
 * a start, must please the checker, and a broken start must be survived. */
#include <stdlib.h>

#include "../../tests/vrp/tiny.h"
#include "vrp/vrp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Source {
    const uint8_t *at, *end;
} Source;

static uint32_t next(void *ctx, uint32_t n) {
    Source *s = ctx;
    uint32_t value = 0;
    for (uint32_t range = 1; range < n && range < 1u << 16; range <<= 8)
        value = value << 8 | (s->at < s->end ? *s->at++ : 0);
    return value % n;
}

static void must_please(Arena *arena, const VrpProblem *p, const VrpSolution *solution) {
    VrpVerdict v;
    vrp_check(arena, p, solution, &v);
    if (v.count > 0) abort();
}

/* Moves visits about at random: what a caller's stale plan may look like. */
static void disturb(const Dice *dice, const VrpProblem *p, VrpSolution *s) {
    for (int32_t t = 0; t < s->trip_count; t++) {
        VrpTrip *trip = &s->trips[t];
        if (trip->visit_count > 0 && tiny_in(dice, 0, 1))
            trip->visits[0].stop = tiny_in(dice, 0, p->stop_count - 1);
        if (tiny_in(dice, 0, 1)) trip->vehicle = tiny_in(dice, 0, p->vehicle_count - 1);
        if (tiny_in(dice, 0, 3) == 0) trip->shift = tiny_in(dice, 0, 2);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Source source = {data, data + size};
    Dice dice = {next, &source};
    Arena *arena = arena_new(&env, 64 * MIB);
    unsigned rules = (unsigned)tiny_in(&dice, 0, TINY_MOST);
    int32_t stops = tiny_in(&dice, 0, 24);
    VrpProblem *p = tiny_problem(arena, &dice, rules, stops, 8);
    VrpSolution savings, first, then;
    Err err;
    if (vrp_savings(&env, arena, p, &savings, &err) != OK) abort();
    must_please(arena, p, &savings);
    VrpOptions o = {.iteration_limit = tiny_in(&dice, 1, 60), .seed = size};
    if (vrp_solve(&env, arena, p, &o, &first, &err) != OK) abort();
    must_please(arena, p, &first);
    if (!(rules & TINY_POINTS) && first.cost.total > savings.cost.total) abort();
    disturb(&dice, p, &first);
    o.start = &first;
    Status st = vrp_solve(&env, arena, p, &o, &then, &err);
    if (st == OK)
        must_please(arena, p, &then);
    else if (st != ERR_INPUT)
        abort();
    VrpVerdict verdict;
    vrp_check(arena, p, &first, &verdict);
    arena_free(arena);
    return 0;
}
