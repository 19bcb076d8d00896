// SPDX-License-Identifier: Apache-2.0
/* The order in which boxes are packed and labelled: what is loaded first is set down last, so trip
 * by trip as they leave, each from its last stop. Without a plan, the order of the places. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* A TPS is packed for the first trip that takes its goods: of those through a PPK the one to it. */
static void rank_trips(CliOrder *o, const Plan *plan) {
    int32_t next = 0;
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        for (size_t s = trip->stop_count; s-- > 0;)
            for (size_t g = 0; g < trip->stops[s].goods_count; g++) {
                CliOrderPlace *place = &o->tps[trip->stops[s].goods[g]];
                if (place->trip) continue;
                *place = (CliOrderPlace){trip->id, (int32_t)trip->stop_count - (int32_t)s,
                                         (int32_t)trip->stop_count, next++};
            }
    }
}

typedef struct Ranked {
    int32_t rank;
    size_t unit;
} Ranked;

static int by_rank(const void *a, const void *b) {
    const Ranked *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return x->unit < y->unit ? -1 : 1;
}

Status cli_order(Cli *cli, const ElectionRegency *r, const CustodyUnit *units, size_t n,
                 CliOrder *ret, Err *err) {
    Plan plan;
    CliOrder o = {.tps = ARENA_ARRAY(cli->arena, CliOrderPlace, r->tps_count + 1),
                  .at = ARENA_ARRAY(cli->arena, size_t, n + 1)};
    for (size_t i = 0; i < r->tps_count; i++) o.tps[i].rank = INT32_MAX;
    Status s = plan_load(cli->store, cli->arena, r, NULL, &plan, err);
    if (s != OK && s != ERR_ABSENT) return s;
    o.planned = s == OK;
    if (o.planned) rank_trips(&o, &plan);
    Ranked *list = ARENA_ARRAY(cli->arena, Ranked, n + 1);
    for (size_t i = 0; i < n; i++) {
        int32_t tps = election_tps(r, units[i].place);
        list[i] = (Ranked){tps < 0 ? INT32_MAX : o.tps[tps].rank, i};
    }
    if (n) qsort(list, n, sizeof *list, by_rank);
    for (size_t i = 0; i < n; i++) o.at[i] = list[i].unit;
    *ret = o;
    return OK;
}

static const CliOrderPlace *place_of(const CliOrder *o, const ElectionRegency *r,
                                     const CustodyUnit *unit) {
    int32_t tps = election_tps(r, unit->place);
    return tps >= 0 && o->tps[tps].trip ? &o->tps[tps] : NULL;
}

const char *cli_order_trip(const CliOrder *o, const ElectionRegency *r, const CustodyUnit *unit) {
    const CliOrderPlace *place = place_of(o, r, unit);
    return place ? place->trip : NULL;
}

const char *cli_order_way(Cli *cli, const CliOrder *o, const ElectionRegency *r,
                          const CustodyUnit *unit) {
    const CliOrderPlace *place = place_of(o, r, unit);
    if (!place) return NULL;
    return arena_printf(cli->arena, "%s · muat ke-%d dari %d", place->trip, place->load,
                        place->loads);
}
