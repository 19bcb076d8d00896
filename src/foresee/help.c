// SPDX-License-Identifier: Apache-2.0
/* Others who bring what a crew cannot: idle vehicles at landings and PPK, spare ones. */
#include "foresee/crew.h"

/* ---------------------------------------------------------------- by another vehicle */

bool foresee_crew_fits(const ElectionVehicle *v, ElectionLoad have, ElectionLoad more) {
    return (v->capacity_boxes < 0 || have.boxes + more.boxes <= v->capacity_boxes) &&
           (v->capacity_g < 0 || have.mass_g + more.mass_g <= v->capacity_g) &&
           (v->capacity_cm3 < 0 || have.volume_cm3 + more.volume_cm3 <= v->capacity_cm3);
}

/* It stands at a landing or a PPK, the plan leaves it there that day, it needs no escort, its class
 * reaches the TPS, and the goods fit in. */
static bool may_help(const Crew *k, int32_t vehicle, const PlanStop *stop) {
    const ForeseeSim *sim = k->sim;
    const ElectionVehicle *v = &sim->r->vehicles[vehicle];
    const char *kind = sim->r->depots[v->depot].kind;
    uint32_t mask = sim->r->tps[stop->tps].class_mask;
    if (vehicle == k->vehicle || v->needs_escort) return false;
    if (!str_eq(kind, "landing") && !str_eq(kind, "ppk")) return false;
    if (k->day < v->from_day || k->day > v->to_day) return false;
    if ((mask && !(mask >> v->klass & 1)) || !foresee_crew_fits(v, (ElectionLoad){0}, stop->load))
        return false;
    const ForeseeTrips *trips = &sim->trips[vehicle];
    for (size_t i = 0; i < trips->count; i++) {
        const PlanTrip *t = &sim->plan->trips[trips->trip[i]];
        if (t->day == k->day || (t->day < k->day && t->state == PLAN_BROKEN)) return false;
    }
    return true;
}

typedef struct Help {
    int64_t begin_s; /* FORESEE_NEVER: none */
    Crew giver, helper;
} Help;

/* The giver goes to where the helper stands, hands over and can still come home; the helper goes
 * to the stop. */
static Help help_of(Crew *k, int32_t vehicle, const PlanStop *stop) {
    const ElectionVehicle *v = &k->sim->r->vehicles[vehicle];
    Help help = {.begin_s = FORESEE_NEVER, .giver = *k};
    Reach there = foresee_crew_go(&help.giver, v->depot);
    foresee_join(&k->met, &help.giver.met);
    if (there.arrive_s == FORESEE_NEVER) return help;
    help.giver.now_s = there.arrive_s + k->sim->model->settings[HAZARD_TRANSFER_MIN].value * 60;
    help.giver.site = v->depot;
    help.giver.metres += there.metres;
    if (foresee_crew_go(&help.giver, k->v->depot).arrive_s > k->end_s) return help;
    help.helper = foresee_crew(k->sim, k->room, k->scenario, k->open, vehicle);
    foresee_crew_begin_day(&help.helper, k->day);
    if (help.helper.now_s < help.giver.now_s) help.helper.now_s = help.giver.now_s;
    help.helper.out_s = help.helper.now_s;
    Visit there_too = foresee_crew_visit(&help.helper, stop);
    if (!there_too.worth) return help;
    help.helper = there_too.after;
    help.begin_s = there_too.begin_s;
    return help;
}

bool foresee_crew_hand_to_another(Crew *k, Errand e, int64_t *cost) {
    const PlanStop *stop = foresee_crew_stop(k->sim, e);
    Help best = {.begin_s = FORESEE_NEVER};
    if (stop->tps < 0) return false;
    for (size_t i = 0; i < k->sim->r->vehicle_count; i++) {
        if (!may_help(k, (int32_t)i, stop)) continue;
        Help help = help_of(k, (int32_t)i, stop);
        if (help.begin_s < best.begin_s) best = help;
    }
    if (best.begin_s == FORESEE_NEVER) return false;
    best.giver.met = k->met;
    *k = best.giver;
    foresee_crew_hand_over(k, stop, best.begin_s, best.helper.now_s);
    Reach home = foresee_crew_go(&best.helper, best.helper.v->depot);
    best.helper.now_s = home.arrive_s;
    best.helper.metres += home.metres;
    *cost += foresee_crew_cost_of_day(&best.helper);
    size_t slot = foresee_crew_day_slot(k, best.helper.vehicle);
    k->room->busy_s[slot] = home.arrive_s;
    k->room->helped[slot] = true;
    k->room->handed++;
    return true;
}

/* ---------------------------------------------------------------- spare vehicles */

int64_t foresee_crew_stand_s(Crew *k, int64_t repair_s, ElectionLoad load) {
    const ForeseeSim *sim = k->sim;
    for (size_t i = 0; i < sim->spare_count && repair_s > 0; i++) {
        const ElectionVehicle *spare = &sim->r->vehicles[sim->spares[i]];
        size_t turn = (size_t)(k->day - sim->plan->from_day) * sim->spare_count + i;
        if (spare->depot != k->v->depot || spare->klass != k->v->klass ||
            k->day > sim->plan->to_day || k->room->spare_out[turn] ||
            !foresee_crew_fits(spare, (ElectionLoad){0}, load))
            continue;
        const ForeseeWay *way = foresee_crew_free_way(k, k->v->depot, k->site);
        int64_t come_s =
            way->time_s == ROAD_UNREACHABLE ? repair_s : foresee_crew_paced(k, way->time_s * 10);
        come_s +=
            foresee_rule(sim, "load_fixed_s") + load.boxes * foresee_rule(sim, "load_per_box_s");
        if (come_s >= repair_s) continue;
        k->room->spare_out[turn] = true;
        return come_s;
    }
    return repair_s;
}
