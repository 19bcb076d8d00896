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
        if (!foresee_crew_there(k, stop, by_s)) {
            k->room->left[k->left++] = out[i];
            continue;
        }
        if (!foresee_crew_there(k, stop, *start_s)) *start_s = k->room->at_hub_s[stop->tps];
        out[going++] = out[i];
    }
    return going;
}

static ElectionLoad load_of(const Crew *k, const Errand *out, size_t n) {
    ElectionLoad load = {0};
    for (size_t i = 0; i < n; i++) {
        const ElectionLoad *more = &foresee_crew_stop(k->sim, out[i])->load;
        load.boxes += more->boxes;
        load.mass_g += more->mass_g;
        load.volume_cm3 += more->volume_cm3;
    }
    return load;
}

/* Before it turns off to its first stop a vehicle keeps to its convoy. */
static bool attempt_first(Crew *k, const ForeseeConvoy *convoy, Errand e) {
    const ForeseeWay *way = foresee_crew_free_way(k, k->site, foresee_crew_stop(k->sim, e)->site);
    double own = k->pace;
    k->pace = convoy->pace;
    foresee_join(&k->met, &convoy->met);
    if (way->time_s != ROAD_UNREACHABLE)
        k->together_s =
            k->now_s + convoy->waited_s + (int64_t)llround((double)way->time_s * k->pace);
    bool done = foresee_crew_attempt(k, e, false);
    k->pace = own;
    k->together_s = INT64_MIN;
    return done;
}

/* It goes where another broke down, and takes over what the plan says. Where it cannot get through,
 * those goods stay there. */
static size_t take_over(Crew *k, const PlanVia *via, Errand *out, size_t from, size_t n) {
    Reach there = foresee_crew_go(k, via->site);
    if (there.arrive_s == FORESEE_NEVER) {
        size_t kept = from;
        for (size_t i = from; i < n; i++)
            if (!foresee_crew_stop(k->sim, out[i])->taken) out[kept++] = out[i];
        return kept;
    }
    uint32_t which =
        (uint32_t)(k->sim->r->tps_count + k->sim->r->district_count) + (uint32_t)k->vehicle;
    double slow =
        foresee_crew_factor(k, HAZARD_CHANCE_SERVICE, HAZARD_SERVICE_SIGMA_PERMILLE, which);
    k->now_s = there.arrive_s + (int64_t)llround((double)(via->leave_s - via->arrive_s) * slow);
    k->metres += there.metres;
    k->site = via->site;
    return n;
}

/* Drives to the stops of `out`, which is used up, and home. Those that were passed over are tried
 * again at the end. */
static void carry_out(Crew *k, Errand *out, size_t n, int64_t metres, const ForeseeConvoy *convoy,
                      const PlanVia *via) {
    size_t broken_leg = 0, again = 0;
    int64_t broken_s = foresee_crew_breakdown_s(k, metres, n + 1, &broken_leg);
    for (size_t i = 0; i < n; i++) {
        if (via && out[i].stop >= via->before) {
            n = take_over(k, via, out, i, n);
            via = NULL;
            if (i >= n) break;
        }
        if (i == broken_leg && !(convoy && i == 0))
            k->now_s += foresee_crew_stand_s(k, broken_s, load_of(k, out + i, n - i));
        bool done = convoy && i == 0 ? attempt_first(k, convoy, out[i])
                                     : foresee_crew_attempt(k, out[i], false);
        if (!done) k->room->again[again++] = out[i];
    }
    if (via) (void)take_over(k, via, out, n, n);
    if (broken_leg >= n) k->now_s += foresee_crew_stand_s(k, broken_s, (ElectionLoad){0});
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

typedef struct Departure {
    int64_t start_s, loading_s, metres;
    const ForeseeConvoy *convoy;
    const PlanVia *via;
} Departure;

static void run_trip(Crew *k, Errand *out, size_t n, Departure d) {
    if (d.start_s < k->now_s) d.start_s = k->now_s;
    size_t going = load_up(k, out, n, &d.start_s);
    if (going == 0 && !(d.via && n == 0)) return;
    if (k->out_s == FORESEE_NEVER) k->out_s = d.start_s;
    k->now_s = d.start_s + (int64_t)llround((double)d.loading_s * foresee_crew_loading(k));
    if (d.convoy) k->now_s = d.convoy->leave_s;
    carry_out(k, out, going, d.metres, d.convoy, d.via);
}

void foresee_crew_run(Crew *k, Errand *out, size_t n, int64_t start_s, int64_t loading_s,
                      int64_t metres) {
    run_trip(k, out, n, (Departure){.start_s = start_s, .loading_s = loading_s, .metres = metres});
}

/* ---------------------------------------------------------------- what has happened */

static void as_stated(Crew *k, const PlanStop *stop) {
    foresee_crew_hand_over(k, stop, stop->begin_s, stop->leave_s);
    k->now_s = stop->leave_s;
    k->site = stop->site;
    k->metres += stop->leg_m;
}

/* A trip that is over is a fact. A vehicle that broke down stays where it is. */
static void past_trip(Crew *k, const PlanTrip *t) {
    int64_t metres = k->metres + t->distance_m;
    if (k->out_s == FORESEE_NEVER) k->out_s = t->load_s;
    for (size_t i = 0; i < t->stop_count; i++) as_stated(k, &t->stops[i]);
    k->metres = metres;
    k->now_s = t->return_s;
    k->site = k->v->depot;
    k->trips++;
    k->broken = t->state == PLAN_BROKEN;
}

/* So is what has been done of a trip under way; it goes on from there, its goods aboard. */
static void running_trip(Crew *k, int32_t trip) {
    const PlanTrip *t = &k->sim->plan->trips[trip];
    const PlanVia *via = t->via;
    size_t next = 0, n = 0;
    int64_t driven_m = 0;
    if (k->out_s == FORESEE_NEVER) k->out_s = t->load_s;
    k->now_s = t->depart_s;
    for (; next < t->stop_count && t->stops[next].reached; next++) {
        as_stated(k, &t->stops[next]);
        driven_m += t->stops[next].leg_m;
    }
    bool behind = via && via->before < (int32_t)next;
    bool here = via && !behind && (!via->takes || via->leave_s <= k->sim->plan->at_s);
    if (here) {
        k->now_s = via->leave_s;
        k->site = via->site;
        k->metres += via->leg_m;
    }
    for (size_t i = next; i < t->stop_count; i++) k->room->out[n++] = (Errand){trip, (int32_t)i};
    k->together_s = k->sim->plan->at_s; /* what has not happened by then comes later */
    carry_out(k, k->room->out, n, t->distance_m - driven_m, NULL, here || behind ? NULL : via);
    k->together_s = INT64_MIN;
}

static void planned_trip(Crew *k, int32_t trip) {
    const PlanTrip *t = &k->sim->plan->trips[trip];
    if (t->state == PLAN_DONE || t->state == PLAN_BROKEN) {
        past_trip(k, t);
        return;
    }
    if (t->state == PLAN_UNDER_WAY) {
        running_trip(k, trip);
        return;
    }
    const ForeseeConvoy *convoy = foresee_crew_convoy(k, trip);
    int64_t late_s = t->load_s + k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    for (size_t i = 0; i < t->stop_count; i++) k->room->out[i] = (Errand){trip, (int32_t)i};
    if (k->now_s > late_s && !convoy && !t->via && foresee_crew_give_to_spare(k, t, late_s)) return;
    run_trip(k, k->room->out, t->stop_count,
             (Departure){.start_s = t->load_s,
                         .loading_s = t->depart_s - t->load_s,
                         .metres = t->distance_m,
                         .convoy = convoy,
                         .via = t->via});
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
        if (k->broken || (!planned && !may)) continue;
        foresee_crew_begin_day(k, day);
        for (; next < trips->count && sim->plan->trips[trips->trip[next]].day == day; next++)
            planned_trip(k, trips->trip[next]);
        if (!k->broken) foresee_crew_run_left(k);
        if (!k->broken && k->left) foresee_crew_leave_to_spares(k);
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
    room->convoy = ARENA_ARRAY(arena, ForeseeConvoy, sim->trip_count + 1);
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
    for (size_t i = 0; sim->convoy && i < sim->plan->trip_count; i++)
        room->convoy[i] = (ForeseeConvoy){0};
}

static int64_t follow_crew(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                           const ForeseeSet *open, int32_t vehicle) {
    Crew k = foresee_crew(sim, room, scenario, open, vehicle);
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
