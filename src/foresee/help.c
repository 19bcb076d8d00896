// SPDX-License-Identifier: Apache-2.0
/* Others who bring what a crew cannot: idle vehicles at landings and PPK, spare ones. */
#include "foresee/crew.h"

/* ---------------------------------------------------------------- by another vehicle */

bool foresee_crew_fits(const ElectionVehicle *v, ElectionLoad have, ElectionLoad more) {
    return (v->capacity_boxes < 0 || have.boxes + more.boxes <= v->capacity_boxes) &&
           (v->capacity_g < 0 || have.mass_g + more.mass_g <= v->capacity_g) &&
           (v->capacity_cm3 < 0 || have.volume_cm3 + more.volume_cm3 <= v->capacity_cm3);
}

bool foresee_crew_may(const ForeseeSim *sim, int klass, const PlanStop *stop) {
    uint32_t mask = stop->tps >= 0 ? sim->r->tps[stop->tps].class_mask : 0;
    return !mask || mask >> klass & 1;
}

/* It stands at a landing or a PPK, the plan leaves it there that day, it needs no escort, its class
 * reaches the TPS, and the goods fit in. */
static bool may_help(const Crew *k, int32_t vehicle, const PlanStop *stop) {
    const ForeseeSim *sim = k->sim;
    const ElectionVehicle *v = &sim->r->vehicles[vehicle];
    if (vehicle == k->vehicle || v->needs_escort) return false;
    if (!plan_at_hub(sim->r, v->depot)) return false;
    if (k->day < v->from_day || k->day > v->to_day) return false;
    if (!foresee_crew_may(sim, v->klass, stop) ||
        !foresee_crew_fits(v, (ElectionLoad){0}, stop->load))
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

static bool stands_by(const Crew *k, size_t number, int32_t day) {
    const PlanSpare *spare = &k->sim->spares[number];
    return k->sim->r->vehicles[spare->vehicle].depot == k->v->depot && day >= spare->from_day &&
           day <= k->sim->plan->to_day;
}

/* The spare with this number, at its depot at the beginning of that day. */
static Crew spare_crew(const Crew *k, size_t number, int32_t day) {
    const ElectionVehicle *v = &k->sim->r->vehicles[k->sim->spares[number].vehicle];
    Crew s = {.sim = k->sim,
              .room = k->room,
              .scenario = k->scenario,
              .open = k->open,
              .vehicle = (int32_t)(k->sim->r->vehicle_count + number),
              .v = v,
              .klass = (RoadClass)v->klass};
    foresee_crew_begin_day(&s, day);
    return s;
}

/* To the place where the other stands, with its load. FORESEE_NEVER when it cannot. */
static int64_t takes_over_s(const Crew *spare, const Crew *k, ElectionLoad load) {
    const ForeseeSim *sim = k->sim;
    if (spare->klass != k->klass || spare->now_s > k->now_s ||
        !foresee_crew_fits(spare->v, (ElectionLoad){0}, load))
        return FORESEE_NEVER;
    const ForeseeWay *way = foresee_crew_free_way(k, k->v->depot, k->site);
    if (way->time_s == ROAD_UNREACHABLE) return FORESEE_NEVER;
    return foresee_crew_paced(k, way->time_s * 10) + foresee_rule(sim, "load_fixed_s") +
           load.boxes * foresee_rule(sim, "load_per_box_s");
}

int64_t foresee_crew_stand_s(Crew *k, int64_t repair_s, ElectionLoad load) {
    for (size_t i = 0; i < k->sim->spare_count && repair_s > 0; i++) {
        if (!stands_by(k, i, k->day)) continue;
        Crew spare = spare_crew(k, i, k->day);
        int64_t come_s = takes_over_s(&spare, k, load);
        if (come_s >= repair_s) continue;
        k->room->busy_s[foresee_crew_day_slot(k, spare.vehicle)] = FORESEE_NEVER;
        return come_s;
    }
    return repair_s;
}

/* What the spare one did for the other. */
static void settle(Crew *k, Crew *spare) {
    size_t slot = foresee_crew_day_slot(spare, spare->vehicle);
    k->left = spare->left;
    if (spare->out_s == FORESEE_NEVER) return;
    k->room->busy_s[slot] = spare->now_s;
    k->room->helped[slot] = true; /* who stands by is paid for the day */
    k->help_cost += foresee_crew_cost_of_day(spare) + spare->help_cost;
    foresee_join(&k->room->met, &spare->met);
}

bool foresee_crew_give_to_spare(Crew *k, const PlanTrip *trip, int64_t by_s) {
    for (size_t i = 0; i < k->sim->spare_count; i++) {
        if (!stands_by(k, i, k->day)) continue;
        Crew spare = spare_crew(k, i, k->day);
        bool may =
            spare.now_s < k->now_s && foresee_crew_fits(spare.v, (ElectionLoad){0}, trip->load);
        for (size_t s = 0; s < trip->stop_count && may; s++)
            may = foresee_crew_may(k->sim, spare.klass, &trip->stops[s]);
        if (!may) continue;
        spare.left = k->left;
        foresee_crew_run(&spare, k->room->out, trip->stop_count, by_s,
                         trip->depart_s - trip->load_s, trip->distance_m);
        settle(k, &spare);
        return true;
    }
    return false;
}

static void leave_to_spare(Crew *k, size_t number, int32_t day) {
    Crew spare = spare_crew(k, number, day);
    if (spare.now_s < k->now_s) spare.now_s = k->now_s;
    if (spare.now_s >= spare.end_s) return;
    spare.left = k->left;
    foresee_crew_run_left(&spare);
    settle(k, &spare);
}

void foresee_crew_leave_to_spares(Crew *k) {
    for (int32_t day = k->day; day <= k->day + 1; day++)
        for (size_t i = 0; i < k->sim->spare_count && k->left; i++)
            if (stands_by(k, i, day)) leave_to_spare(k, i, day);
}
