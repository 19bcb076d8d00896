// SPDX-License-Identifier: Apache-2.0
/* Plans for a part of the vote: re-votes, or a list of TPS. */
#include "plan/plan_int.h"

#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"

bool *plan_takes_part(Arena *arena, const ElectionRegency *r, const Plan *plan) {
    if (!plan || plan->only_count == 0) return NULL;
    bool *part = ARENA_ARRAY(arena, bool, r->tps_count);
    for (size_t i = 0; i < plan->only_count; i++) part[plan->only[i].tps] = true;
    return part;
}

void plan_vote_copy(const Plan *from, Plan *to) {
    to->revote = from->revote;
    to->vote_day = from->vote_day;
    to->only = from->only;
    to->only_count = from->only_count;
}

void plan_narrow(Arena *arena, const Plan *plan, ElectionRegency *r, ElectionNeeds *needs) {
    if (plan->vote_day != 0) {
        ElectionVehicle *vehicles = ARENA_ARRAY(arena, ElectionVehicle, r->vehicle_count);
        if (r->vehicle_count) memcpy(vehicles, r->vehicles, r->vehicle_count * sizeof *vehicles);
        for (size_t v = 0; v < r->vehicle_count; v++) {
            vehicles[v].from_day = INT32_MIN;
            vehicles[v].to_day = INT32_MAX;
        }
        r->vehicles = vehicles;
        r->rules.voting_day = plan->vote_day;
    }
    if (plan->only_count == 0) return;
    uint32_t *contests = ARENA_ARRAY(arena, uint32_t, r->tps_count);
    ElectionTps *tps = ARENA_ARRAY(arena, ElectionTps, r->tps_count);
    memcpy(tps, r->tps, r->tps_count * sizeof *tps);
    for (size_t i = 0; i < plan->only_count; i++) {
        const PlanPlace *p = &plan->only[i];
        contests[p->tps] = p->contests;
        if (plan->vote_day != 0) tps[p->tps].earliest_s = tps[p->tps].latest_s = -1;
    }
    r->tps = tps;
    election_needs_narrow(arena, r, contests, needs);
}

/* ---------------------------------------------------------------- a list */

static int place_order(const void *a, const void *b) {
    return ((const PlanPlace *)a)->tps - ((const PlanPlace *)b)->tps;
}

static int id_column(Arena *arena, const Csv *csv) {
    static const char *const names[] = {"tps", "tpsid", "idtps"};
    for (size_t i = 0; i < csv->columns; i++)
        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (str_eq(str_key(arena, csv->header[i]), names[k])) return (int)i;
    return -1;
}

Status plan_places_read(Arena *arena, const ElectionRegency *r, Bytes text, PlanPlace **ret,
                        size_t *ret_count, Faults *faults, Err *err) {
    Csv *csv = ARENA_NEW(arena, Csv);
    VEC(PlanPlace) list = {0};
    Status s = csv_read(arena, text, csv, faults, err);
    if (s != OK) return s;
    int column = id_column(arena, csv);
    bool *seen = ARENA_ARRAY(arena, bool, r->tps_count);
    if (column < 0) fault_add(faults, 1, 0, "tps", NULL, "%s", _("the column tps is missing"));
    for (size_t i = 0; i < csv->rows.n && column >= 0; i++) {
        const CsvRow *row = &csv->rows.at[i];
        int32_t tps = election_tps(r, row->cells[column]);
        if (tps < 0)
            fault_add(faults, row->line, column + 1, "tps", NULL, _("there is no TPS %.40s"),
                      row->cells[column]);
        else if (!seen[tps])
            vec_push(arena, &list, ((PlanPlace){tps, (1u << r->rules.contest_count) - 1}));
        if (tps >= 0) seen[tps] = true;
    }
    if (faults->total == 0 && list.n == 0)
        fault_add(faults, 0, 0, NULL, NULL, "%s", _("the list names no TPS"));
    s = faults_status(faults, err);
    if (s != OK) return s;
    if (list.n) qsort(list.at, list.n, sizeof *list.at, place_order);
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}
