// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_int.h"

#include <string.h>

bool plan_alike(const ElectionVehicle *a, const ElectionVehicle *b) {
    return a->klass == b->klass && a->capacity_g == b->capacity_g &&
           a->capacity_cm3 == b->capacity_cm3 && a->capacity_boxes == b->capacity_boxes &&
           a->cost_per_day == b->cost_per_day && a->cost_per_hour == b->cost_per_hour &&
           a->cost_per_km == b->cost_per_km && a->depot == b->depot &&
           a->shift_start_s == b->shift_start_s && a->shift_end_s == b->shift_end_s &&
           a->from_day == b->from_day && a->to_day == b->to_day && a->trips_max == b->trips_max &&
           a->needs_escort == b->needs_escort;
}

/* The next vehicle alike to `v` that has no work that day yet. */
static int32_t next_free(const ElectionRegency *r, int32_t v, const bool *taken) {
    for (int32_t u = 0; u < (int32_t)r->vehicle_count; u++)
        if (!taken[u] && plan_alike(&r->vehicles[u], &r->vehicles[v])) return u;
    return v;
}

/* Trips are in the order of their departure, so the first to leave takes the first vehicle. */
void plan_use_in_order(Arena *arena, const ElectionRegency *r, Plan *plan) {
    for (int32_t day = plan->from_day; day <= plan->to_day; day++) {
        bool *taken = ARENA_ARRAY(arena, bool, r->vehicle_count);
        int32_t *now = ARENA_ARRAY(arena, int32_t, r->vehicle_count);
        for (size_t v = 0; v < r->vehicle_count; v++) now[v] = -1;
        for (size_t i = 0; i < plan->trip_count; i++) {
            PlanTrip *t = &plan->trips[i];
            if (t->day != day) continue;
            if (now[t->vehicle] < 0) {
                now[t->vehicle] = next_free(r, t->vehicle, taken);
                taken[now[t->vehicle]] = true;
            }
            t->vehicle = now[t->vehicle];
        }
    }
}
