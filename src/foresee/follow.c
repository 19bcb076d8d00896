// SPDX-License-Identifier: Apache-2.0
/* One scenario: the crews follow the plan, each as foresee.h says. */
#include "foresee/crew.h"

#include <math.h>

/* ---------------------------------------------------------------- a trip */

/* Goods of a hub's trip that do not come within patience are left behind; returns how many go. */
static size_t load_up(Crew *k, Errand *out, size_t n, int64_t *start_s) {
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    int64_t by_s = *start_s + patience_s;
    size_t going = 0;
    for (size_t i = 0; i < n; i++) {
        const PlanStop *stop = foresee_crew_stop(k->sim, out[i]);
        int64_t there_s = plan_at_hub(k->sim->r, k->v->depot) && stop->tps >= 0
                              ? k->room->at_hub_s[stop->tps]
                              : INT64_MIN;
        if (there_s > by_s) {
            k->room->left[k->left++] = out[i];
            continue;
        }
        if (there_s > *start_s) *start_s = there_s;
        out[going++] = out[i];
    }
    return going;
}

/* Of how many metres: whether the vehicle breaks down, before which leg, for how long. */
static int64_t breakdown_s(const Crew *k, int64_t metres, size_t legs, size_t *ret_leg) {
    const HazardValue *set = k->sim->model->settings;
    double rate = (double)set[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value / 1e9; /* per metre */
    double chance = 1 - exp(-rate * (double)metres);
    if (hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_BREAKDOWN, foresee_crew_trip_slot(k))) >=
        chance)
        return 0;
    *ret_leg =
        (size_t)(hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_WHERE, foresee_crew_trip_slot(k))) *
                 (double)legs);
    double z = hazard_normal(foresee_crew_die(k, HAZARD_CHANCE_REPAIR, foresee_crew_trip_slot(k)));
    return (int64_t)llround((double)set[HAZARD_REPAIR_MEDIAN_MIN].value * 60 *
                            exp(foresee_crew_sigma(k, HAZARD_REPAIR_SIGMA_PERMILLE) * z));
}

void foresee_crew_run(Crew *k, Errand *out, size_t n, int64_t start_s, int64_t loading_s,
                      int64_t metres) {
    if (start_s < k->now_s) start_s = k->now_s;
    n = load_up(k, out, n, &start_s);
    if (n == 0) return;
    double slow = foresee_crew_factor(k, HAZARD_CHANCE_LOADING, HAZARD_LOADING_SIGMA_PERMILLE,
                                      foresee_crew_trip_slot(k));
    size_t broken_leg = 0, again = 0;
    int64_t broken_s = breakdown_s(k, metres, n + 1, &broken_leg);
    if (k->out_s == FORESEE_NEVER) k->out_s = start_s;
    k->now_s = start_s + (int64_t)llround((double)loading_s * slow);
    for (size_t i = 0; i < n; i++) {
        if (i == broken_leg) k->now_s += foresee_crew_stand_s(k, broken_s, out + i, n - i);
        if (!foresee_crew_attempt(k, out[i], false)) k->room->again[again++] = out[i];
    }
    if (broken_leg >= n) k->now_s += foresee_crew_stand_s(k, broken_s, out, 0);
    for (size_t i = 0; i < again; i++) {
        Errand e = k->room->again[i];
        if (!foresee_crew_attempt(k, e, true) && !foresee_crew_hand_to_another(k, e, &k->help_cost))
            k->room->left[k->left++] = e;
    }
    Reach home = foresee_crew_go(k, k->v->depot);
    if (home.arrive_s != FORESEE_NEVER) k->now_s = home.arrive_s;
    k->metres += home.metres;
    k->site = k->v->depot;
    k->trips++;
}

static void planned_trip(Crew *k, int32_t trip) {
    const PlanTrip *t = &k->sim->plan->trips[trip];
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    for (size_t i = 0; i < t->stop_count; i++) k->room->out[i] = (Errand){trip, (int32_t)i};
    if (k->now_s > t->load_s + patience_s &&
        foresee_crew_give_to_spare(k, t, t->load_s + patience_s))
        return;
    foresee_crew_run(k, k->room->out, t->stop_count, t->load_s, t->depart_s - t->load_s,
                     t->distance_m);
}

/* ---------------------------------------------------------------- what was left */

/* Fills `out` with as much of what is left as the vehicle takes, in its order. */
static size_t take_left(Crew *k, ElectionLoad *load, int64_t *metres) {
    size_t taken = 0, kept = 0;
    *load = (ElectionLoad){0};
    *metres = 0;
    for (size_t i = 0; i < k->left; i++) {
        Errand e = k->room->left[i];
        const PlanStop *stop = foresee_crew_stop(k->sim, e);
        if (!foresee_crew_may(k->sim, k->klass, stop) ||
            !foresee_crew_fits(k->v, *load, stop->load)) {
            k->room->left[kept++] = e;
            continue;
        }
        load->boxes += stop->load.boxes;
        load->mass_g += stop->load.mass_g;
        load->volume_cm3 += stop->load.volume_cm3;
        *metres += 2 * stop->leg_m;
        k->room->out[taken++] = e;
    }
    k->left = kept;
    return taken;
}

void foresee_crew_run_left(Crew *k) {
    size_t before = SIZE_MAX; /* until a trip brings nothing */
    while (k->left && k->left < before && k->trips < k->v->trips_max && k->now_s < k->end_s) {
        ElectionLoad load;
        int64_t metres;
        before = k->left;
        size_t n = take_left(k, &load, &metres);
        if (n == 0) break;
        int64_t loading_s = foresee_rule(k->sim, "load_fixed_s") +
                            load.boxes * foresee_rule(k->sim, "load_per_box_s");
        foresee_crew_run(k, k->room->out, n, k->now_s, loading_s, metres);
    }
}

/* ---------------------------------------------------------------- days */

static int64_t follow_vehicle(Crew *k) {
    const ForeseeSim *sim = k->sim;
    const ForeseeTrips *trips = &sim->trips[k->vehicle];
    int64_t cost = 0;
    size_t next = 0;
    if (trips->count == 0) return 0;
    for (int32_t day = sim->plan->from_day; day <= sim->to_day; day++) {
        bool planned = next < trips->count && sim->plan->trips[trips->trip[next]].day == day;
        bool may = !k->v->needs_escort && day >= k->v->from_day && day <= k->v->to_day && k->left;
        if (!planned && !may) continue;
        foresee_crew_begin_day(k, day);
        for (; next < trips->count && sim->plan->trips[trips->trip[next]].day == day; next++)
            planned_trip(k, trips->trip[next]);
        foresee_crew_run_left(k);
        if (k->left) foresee_crew_leave_to_spares(k);
        if (k->out_s != FORESEE_NEVER)
            k->room->busy_s[foresee_crew_day_slot(k, k->vehicle)] = k->now_s;
        cost += foresee_crew_cost_of_day(k);
        foresee_join(&k->room->met, &k->met);
    }
    return cost + k->help_cost;
}

/* ---------------------------------------------------------------- a scenario */

ForeseeRoom *foresee_room(Arena *arena, const ForeseeSim *sim) {
    ForeseeRoom *room = ARENA_NEW(arena, ForeseeRoom);
    size_t days = (size_t)(sim->to_day - sim->from_day) + 1;
    size_t places = sim->place_count, tps = sim->r->tps_count + 1, stops = sim->stop_count + 1;
    room->rain_room = ARENA_ARRAY(arena, double, 2 * places);
    room->mm = ARENA_ARRAY(arena, double, places * sim->rain_days);
    size_t slots = foresee_crew_slots(sim);
    room->spells =
        ARENA_ARRAY(arena, HazardSpell, (sim->point_count + 1) * HAZARD_SPELLS_MAX(sim->rain_days));
    room->spell_count = ARENA_ARRAY(arena, size_t, sim->point_count + 1);
    room->wetness = ARENA_ARRAY(arena, HazardWetness, days * sim->zone_count);
    room->busy_s = ARENA_ARRAY(arena, int64_t, slots + 1);
    room->helped = ARENA_ARRAY(arena, bool, slots + 1);
    room->at_hub_s = ARENA_ARRAY(arena, int64_t, tps);
    room->on_time = ARENA_ARRAY(arena, bool, tps);
    room->behind = ARENA_ARRAY(arena, ForeseeSet, tps);
    room->known = ARENA_ARRAY(arena, ForeseeKnown, FORESEE_KNOWN);
    room->left = ARENA_ARRAY(arena, Errand, stops);
    room->out = ARENA_ARRAY(arena, Errand, stops);
    room->again = ARENA_ARRAY(arena, Errand, stops);
    return room;
}

static void nobody_helped(const ForeseeSim *sim, ForeseeRoom *room) {
    for (size_t i = 0; i < foresee_crew_slots(sim); i++) {
        room->busy_s[i] = INT64_MIN;
        room->helped[i] = false;
    }
}

static int64_t follow_crew(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                           const ForeseeSet *open, int32_t vehicle) {
    Crew k = {.sim = sim,
              .room = room,
              .scenario = scenario,
              .open = open,
              .vehicle = vehicle,
              .v = &sim->r->vehicles[vehicle],
              .klass = (RoadClass)sim->r->vehicles[vehicle].klass};
    return follow_vehicle(&k);
}

int64_t foresee_follow_one(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                           const ForeseeSet *open, int32_t vehicle) {
    nobody_helped(sim, room);
    return follow_crew(sim, room, scenario, open, vehicle);
}

int64_t foresee_follow(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                       const ForeseeSet *open) {
    int64_t cost = sim->plan->cost.split;
    for (size_t i = 0; i < sim->r->tps_count; i++) {
        room->at_hub_s[i] = FORESEE_NEVER;
        room->on_time[i] = false;
        room->behind[i] = (ForeseeSet){0};
    }
    room->met = (ForeseeSet){0};
    room->handed = 0;
    nobody_helped(sim, room);
    for (size_t i = 0; i < sim->spare_count; i++)
        cost += plan_spare_cost(sim->r, &sim->spares[i], sim->plan->to_day);
    for (size_t i = 0; i < sim->r->vehicle_count; i++)
        cost += follow_crew(sim, room, scenario, open, sim->vehicles[i]);
    return cost;
}
