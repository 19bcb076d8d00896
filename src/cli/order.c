// SPDX-License-Identifier: Apache-2.0
/* The order in which boxes are packed and labelled: what is loaded first is set down last, so trip
 * by trip as they leave, each from its last stop. Without a plan, the order of the places. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Goods are packed for the first trip that takes them: through a PPK, for the one to it. */
static void take(CliOrderPlace *place, const PlanTrip *trip, size_t stop, int32_t *next) {
    CliOrderLeg leg = {trip->id, (int32_t)(trip->stop_count - stop), (int32_t)trip->stop_count};
    if (place->first.trip) {
        place->then = leg;
        return;
    }
    place->first = leg;
    place->rank = (*next)++;
}

static void rank_trips(CliOrder *o, const Plan *plan) {
    int32_t next = 0;
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        for (size_t s = trip->stop_count; s-- > 0;) {
            const PlanStop *stop = &trip->stops[s];
            if (stop->tps < 0 && stop->village < 0)
                take(&o->districts[stop->district], trip, s, &next);
            for (size_t g = 0; g < stop->goods_count; g++)
                take(&o->tps[stop->goods[g]], trip, s, &next);
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

static const CliOrderPlace *place_of(const CliOrder *o, const ElectionRegency *r,
                                     const CustodyUnit *unit) {
    int32_t tps = election_tps(r, unit->place);
    if (tps >= 0) return &o->tps[tps];
    for (size_t i = 0; unit->place && i < r->district_count; i++)
        if (str_eq(r->districts[i].code, unit->place)) return &o->districts[i];
    return NULL;
}

static CliOrderPlace *places(Cli *cli, size_t n) {
    CliOrderPlace *list = ARENA_ARRAY(cli->arena, CliOrderPlace, n + 1);
    for (size_t i = 0; i < n; i++) list[i].rank = INT32_MAX;
    return list;
}

Status cli_order(Cli *cli, const ElectionRegency *r, const Plan *plan, const CustodyUnit *units,
                 size_t n, CliOrder *ret, Err *err) {
    Plan newest;
    CliOrder o = {.tps = places(cli, r->tps_count),
                  .districts = places(cli, r->district_count),
                  .at = ARENA_ARRAY(cli->arena, size_t, n + 1)};
    Status s = plan ? OK : plan_load(cli->store, cli->arena, r, NULL, &newest, err);
    if (s != OK && s != ERR_ABSENT) return s;
    o.planned = s == OK;
    if (o.planned) rank_trips(&o, plan ? plan : &newest);
    Ranked *list = ARENA_ARRAY(cli->arena, Ranked, n + 1);
    for (size_t i = 0; i < n; i++) {
        const CliOrderPlace *place = place_of(&o, r, &units[i]);
        list[i] = (Ranked){place ? place->rank : INT32_MAX, i};
    }
    if (n) qsort(list, n, sizeof *list, by_rank);
    for (size_t i = 0; i < n; i++) o.at[i] = list[i].unit;
    *ret = o;
    return OK;
}

const char *cli_order_trip(const CliOrder *o, const ElectionRegency *r, const CustodyUnit *unit) {
    const CliOrderPlace *place = place_of(o, r, unit);
    return place ? place->first.trip : NULL;
}

static const char *leg_text(Cli *cli, const CliOrderLeg *leg) {
    return arena_printf(cli->arena, "%s · muat ke-%d dari %d", leg->trip, leg->load, leg->loads);
}

const char *cli_order_way(Cli *cli, const CliOrder *o, const ElectionRegency *r,
                          const CustodyUnit *unit) {
    const CliOrderPlace *place = place_of(o, r, unit);
    if (!place || !place->first.trip) return NULL;
    const char *first = leg_text(cli, &place->first);
    return place->then.trip ? arena_printf(cli->arena, "%s\n%s", first, leg_text(cli, &place->then))
                            : first;
}
