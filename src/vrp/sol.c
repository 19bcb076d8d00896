// SPDX-License-Identifier: Apache-2.0
/* CVRPLIB's .sol: "Route #1: 3 1 2", client numbers as in the instance, and at the end the cost. */
#include "vrp/read.h"

#include <string.h>

typedef VEC(VrpTrip) Trips;
typedef VEC(VrpVisit) Visits;

/* ---------------------------------------------------------------- reading */
typedef struct Sol {
    const VrpInstance *instance;
    Arena *arena;
    Trips trips;
    bool *seen; /* per stop */
} Sol;

static void trip_end(Sol *sol, int32_t vehicle, Visits *visits) {
    if (visits->n > 0) {
        bool follows = sol->trips.n > 0 && sol->trips.at[sol->trips.n - 1].vehicle == vehicle;
        VrpTrip trip = {.vehicle = vehicle,
                        .number = follows ? sol->trips.at[sol->trips.n - 1].number + 1 : 0,
                        .visits = visits->at,
                        .visit_count = (int32_t)visits->n};
        vec_push(sol->arena, &sol->trips, trip);
    }
    *visits = (Visits){0};
}

static Status read_route(Sol *sol, Cursor *c, int32_t vehicle, Err *err) {
    const VrpInstance *in = sol->instance;
    Visits visits = {0};
    char word[WORD_BYTES];
    while (vrp_read_word(c, true, word)) {
        int64_t n, last = (int64_t)in->client_first + in->problem.stop_count - 1;
        if (!int_parse(word, 0, last, &n) || (n > 0 && n < in->client_first))
            return vrp_read_refuse(c, err, _("\"%.40s\" is no client: expected %d to %lld, or 0"),
                                   word, in->client_first, (long long)last);
        if (n == 0) {
            trip_end(sol, vehicle, &visits);
            continue;
        }
        int32_t stop = (int32_t)n - in->client_first;
        sol->seen[stop] = true;
        vec_push(sol->arena, &visits, (VrpVisit){.stop = stop});
    }
    trip_end(sol, vehicle, &visits);
    return OK;
}

Status vrp_sol_read(Arena *arena, const VrpInstance *instance, const char *file, Bytes text,
                    VrpSolution *ret, Err *err) {
    const VrpProblem *p = &instance->problem;
    Cursor c = {(const char *)text.at, (const char *)text.at + text.n, 1, file};
    Sol sol = {.instance = instance, .arena = arena};
    sol.seen = ARENA_ARRAY(arena, bool, (size_t)p->stop_count);
    char word[WORD_BYTES];
    int64_t number, next = 1;
    while (vrp_read_word(&c, false, word)) {
        if (!str_eq(word, "Route")) { /* "Cost 27591", and what others remark */
            (void)vrp_read_rest(&c, arena);
            continue;
        }
        bool named = vrp_read_word(&c, true, word) && word[0] == '#' &&
                     int_parse(word + 1, 1, INT32_MAX, &number);
        if (!named) return vrp_read_refuse(&c, err, "%s", _("expected \"Route #1:\" and clients"));
        size_t before = sol.trips.n;
        if (!instance->vehicles_differ) number = next;
        Cursor ahead = c;
        bool filled = vrp_read_word(&ahead, true, word);
        if (filled && (number > p->vehicle_count || number < next))
            return vrp_read_refuse(&c, err, _("route %lld: there are %d vehicles, in their order"),
                                   (long long)number, p->vehicle_count);
        Status s = read_route(&sol, &c, (int32_t)number - 1, err);
        if (s != OK) return s;
        if (sol.trips.n > before) next = number + 1;
    }
    VrpSolution solution = {.trips = sol.trips.at, .trip_count = (int32_t)sol.trips.n};
    solution.unserved = ARENA_ARRAY(arena, int32_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++)
        if (!sol.seen[i]) solution.unserved[solution.unserved_count++] = i;
    *ret = solution;
    return OK;
}

/* ---------------------------------------------------------------- writing */
static void write_cost(const VrpInstance *instance, const VrpCost *cost, Buf *to) {
    JsonOut number;
    json_out(&number, to, false);
    json_put_decimal(&number, NULL, vrp_instance_cost(instance, cost), instance->cost_decimals);
}

void vrp_sol_write(const VrpInstance *instance, const VrpSolution *solution, Buf *to) {
    int32_t route = 0;
    for (int32_t t = 0; t < solution->trip_count; t++) {
        const VrpTrip *trip = &solution->trips[t];
        if (trip->number > 0) {
            buf_str(to, " 0");
        } else {
            route = instance->vehicles_differ ? trip->vehicle + 1 : route + 1;
            buf_printf(to, "%sRoute #%d:", t > 0 ? "\n" : "", route);
        }
        for (int32_t i = 0; i < trip->visit_count; i++)
            buf_printf(to, " %d", trip->visits[i].stop + instance->client_first);
    }
    if (solution->trip_count > 0) buf_char(to, '\n');
    buf_str(to, "Cost ");
    write_cost(instance, &solution->cost, to);
    buf_char(to, '\n');
}
