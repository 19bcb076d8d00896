// SPDX-License-Identifier: Apache-2.0
/* What a crew meets on its way and at its stops. */
#include "foresee/crew.h"

#include <math.h>

#define DAY_S 86400
#define SLOTS_A_DAY 64 /* of chance: trips of a vehicle in a day */

int64_t foresee_midnight_s(const ForeseeSim *sim, int32_t day) {
    return (int64_t)day * DAY_S - (int64_t)sim->r->zone_min * 60;
}

int64_t foresee_rule(const ForeseeSim *sim, const char *setting) {
    return election_setting(&sim->r->rules, setting)->value;
}

double foresee_crew_sigma(const Crew *k, HazardSetting setting) {
    return (double)k->sim->model->settings[setting].value / 1000;
}

HazardDie foresee_crew_die(const Crew *k, HazardChance what, uint32_t which) {
    return (HazardDie){k->sim->seed, k->scenario, what, k->day, which};
}

/* Log-normal with mean 1. */
double foresee_crew_factor(const Crew *k, HazardChance what, HazardSetting spread, uint32_t which) {
    double s = foresee_crew_sigma(k, spread);
    return s > 0 ? exp(s * hazard_normal(foresee_crew_die(k, what, which)) - s * s / 2) : 1;
}

uint32_t foresee_crew_trip_slot(const Crew *k) {
    return (uint32_t)k->vehicle * SLOTS_A_DAY + (uint32_t)k->trips % SLOTS_A_DAY;
}

double foresee_crew_loading(const Crew *k) {
    return foresee_crew_factor(k, HAZARD_CHANCE_LOADING, HAZARD_LOADING_SIGMA_PERMILLE,
                               foresee_crew_trip_slot(k));
}

int64_t foresee_crew_breakdown_s(const Crew *k, int64_t metres, size_t legs, size_t *ret_leg) {
    const HazardValue *set = k->sim->model->settings;
    uint32_t slot = foresee_crew_trip_slot(k);
    double rate = (double)set[HAZARD_BREAKDOWN_PER_1000KM_PERMILLE].value / 1e9; /* per metre */
    double chance = 1 - exp(-rate * (double)metres);
    if (hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_BREAKDOWN, slot)) >= chance) return 0;
    *ret_leg = (size_t)(hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_WHERE, slot)) * (double)legs);
    double z = hazard_normal(foresee_crew_die(k, HAZARD_CHANCE_REPAIR, slot));
    return (int64_t)llround((double)set[HAZARD_REPAIR_MEDIAN_MIN].value * 60 *
                            exp(foresee_crew_sigma(k, HAZARD_REPAIR_SIGMA_PERMILLE) * z));
}

/* ---------------------------------------------------------------- on the way */

static HazardWetness wetness_at(const Crew *k, int32_t site) {
    size_t day = (size_t)(k->day - k->sim->from_day);
    if (k->sim->dry) return HAZARD_DRY;
    return k->room->wetness[day * k->sim->zone_count + k->sim->zone[site]];
}

/* A way is as wet as the wetter of its two ends. */
static HazardWetness wetness_between(const Crew *k, int32_t from, int32_t to) {
    HazardWetness here = wetness_at(k, from), there = wetness_at(k, to);
    return here > there ? here : there;
}

static int64_t passable_s(Crew *k, uint32_t stretch, int64_t at_s) {
    if (foresee_has(k->open, stretch)) return at_s;
    const ForeseeSim *sim = k->sim;
    size_t point = sim->stretches[stretch].point;
    const HazardSpell *spells = k->room->spells + point * HAZARD_SPELLS_MAX(sim->rain_days);
    int64_t open_s = hazard_passable_s(spells, k->room->spell_count[point], k->klass, at_s);
    if (open_s > at_s) foresee_add(&k->met, stretch);
    return open_s;
}

int64_t foresee_crew_paced(const Crew *k, uint32_t ds) {
    return (int64_t)llround((double)ds * k->pace / 10);
}

static int64_t drive(Crew *k, const ForeseeWay *way, int64_t from_s) {
    int64_t waited_s = 0;
    for (size_t i = 0; i < way->meet_count; i++) {
        int64_t at_s = from_s + waited_s + foresee_crew_paced(k, way->meets[i].at_ds);
        waited_s += passable_s(k, way->meets[i].stretch, at_s) - at_s;
    }
    return from_s + waited_s + (int64_t)llround((double)way->time_s * k->pace);
}

static void avoid_point(const Crew *k, size_t point, ForeseeSet *avoid) {
    for (size_t i = k->sim->first_stretch[point]; i < k->sim->first_stretch[point + 1]; i++)
        if (!foresee_has(k->open, i)) foresee_add(avoid, i);
}

/* Adds the points of a way that are closed at this moment; false when there are no new ones. */
static bool add_closed(Crew *k, const ForeseeWay *way, int64_t at_s, ForeseeSet *avoid) {
    bool more = false;
    for (size_t i = 0; i < way->meet_count; i++) {
        uint32_t stretch = way->meets[i].stretch;
        if (foresee_has(avoid, stretch) || passable_s(k, stretch, at_s) == at_s) continue;
        avoid_point(k, k->sim->stretches[stretch].point, avoid);
        more = true;
    }
    return more;
}

/* The best way round all that is closed now: points are added as ways meet them, so the first way
 * that meets none of the closed is the best of all that avoid them. */
static const ForeseeWay *way_round(Crew *k, int32_t to, const ForeseeWay *planned) {
    ForeseeSet avoid = {0};
    const ForeseeWay *way = planned;
    while (way->time_s != ROAD_UNREACHABLE && add_closed(k, way, k->now_s, &avoid))
        way = foresee_way(k->sim->ways, k->klass, wetness_between(k, k->site, to), k->site, to,
                          &avoid);
    return way;
}

const ForeseeWay *foresee_crew_free_way(const Crew *k, int32_t from, int32_t to) {
    HazardWetness wetness = wetness_between(k, from, to);
    uint64_t key =
        (uint64_t)(from + 1) << 36 | (uint64_t)to << 8 | (uint64_t)k->klass << 4 | wetness;
    ForeseeKnown *known =
        &k->room->known[(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) % FORESEE_KNOWN];
    if (known->key == key) return known->way;
    ForeseeSet none = {0};
    *known = (ForeseeKnown){key, foresee_way(k->sim->ways, k->klass, wetness, from, to, &none)};
    return known->way;
}

Reach foresee_crew_go(Crew *k, int32_t to) {
    const ForeseeWay *planned = foresee_crew_free_way(k, k->site, to);
    if (planned->time_s == ROAD_UNREACHABLE) return (Reach){FORESEE_NEVER, 0, FORESEE_NEVER};
    int64_t free_s = k->now_s + (int64_t)llround((double)planned->time_s * k->pace);
    Reach best = {drive(k, planned, k->now_s), planned->distance_m, 0};
    const ForeseeWay *round = way_round(k, to, planned);
    if (round != planned && round->time_s != ROAD_UNREACHABLE) {
        int64_t arrive_s = drive(k, round, k->now_s);
        if (arrive_s < best.arrive_s) best = (Reach){arrive_s, round->distance_m, 0};
    }
    best.waited_s = best.arrive_s - free_s;
    return best;
}

/* ---------------------------------------------------------------- at a stop */

static void blame(Crew *k, const PlanStop *stop) {
    for (size_t i = 0; i < stop->goods_count; i++)
        foresee_join(&k->room->behind[stop->goods[i]], &k->met);
}

void foresee_crew_hand_over(Crew *k, const PlanStop *stop, int64_t begin_s, int64_t leave_s) {
    blame(k, stop);
    if (stop->tps >= 0) {
        k->room->on_time[stop->tps] = begin_s <= k->sim->latest_s[stop->tps];
        return;
    }
    int32_t hub = plan_stop_depot(k->sim->r, stop);
    for (size_t i = 0; i < stop->goods_count; i++)
        k->room->at_hub_s[stop->goods[i]] = leave_s + plan_handling_s(k->sim->r, hub);
}

static int64_t earliest_s(const Crew *k, const PlanStop *stop) {
    if (stop->tps >= 0) return k->sim->earliest_s[stop->tps];
    bool store = stop->goods_count && !plan_at_landing(k->sim->r, plan_stop_depot(k->sim->r, stop));
    return store ? k->sim->hub_earliest_s : INT64_MIN;
}

/* Bawaslu's prior, by chance of the day and the TPS, whoever comes: the last stretch to a TPS that
 * is prone to disaster is closed all day, to all but boats, */
static bool stretch_closed(const Crew *k, const PlanStop *stop) {
    if (stop->tps < 0 || k->klass == ROAD_BOAT) return false;
    if (!(k->sim->r->tps[stop->tps].vulnerable >> VULNERABLE_PRONE & 1)) return false;
    HazardWetness wet = wetness_at(k, stop->site);
    if (wet == HAZARD_DRY) return false;
    HazardSetting chance =
        wet == HAZARD_WET ? HAZARD_PRONE_WET_PERMILLE : HAZARD_PRONE_SOAKED_PERMILLE;
    double u = hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_STRETCH, (uint32_t)stop->tps));
    return u * 1000 < (double)k->sim->model->settings[chance].value;
}

/* and takes longer to one that is hard to reach, or whose goods were late before. */
static int64_t stretch_slow_s(const Crew *k, const PlanStop *stop) {
    if (stop->tps < 0) return 0;
    uint32_t is = k->sim->r->tps[stop->tps].vulnerable;
    const HazardValue *set = k->sim->model->settings;
    double fast = 1, one = (double)set[HAZARD_HARD_SLOW_PERMILLE].value / 1000;
    if (is >> VULNERABLE_HARD & 1) fast *= 1 - one;
    if (is >> VULNERABLE_LATE & 1) fast *= 1 - one;
    if (fast == 1 ||
        hazard_unit(foresee_crew_die(k, HAZARD_CHANCE_SLOW, (uint32_t)stop->tps)) < fast)
        return 0;
    return set[HAZARD_HARD_SLOW_MIN].value * 60;
}

Visit foresee_crew_visit(const Crew *k, const PlanStop *stop) {
    Visit v = {.after = *k};
    Reach there = foresee_crew_go(&v.after, stop->site);
    if (there.arrive_s == FORESEE_NEVER || stretch_closed(k, stop)) return v;
    uint32_t which = stop->tps >= 0 ? (uint32_t)stop->tps
                                    : (uint32_t)(k->sim->r->tps_count + (size_t)stop->district);
    double slow =
        foresee_crew_factor(k, HAZARD_CHANCE_SERVICE, HAZARD_SERVICE_SIGMA_PERMILLE, which);
    v.waited_s = there.waited_s;
    if (there.arrive_s < k->together_s) there.arrive_s = k->together_s;
    v.begin_s = there.arrive_s + stretch_slow_s(k, stop);
    if (v.begin_s < earliest_s(k, stop)) v.begin_s = earliest_s(k, stop);
    v.after.now_s = v.begin_s + (int64_t)llround((double)(stop->leave_s - stop->begin_s) * slow);
    v.after.site = stop->site;
    v.after.metres += there.metres;
    Reach home = foresee_crew_go(&v.after, k->v->depot);
    v.worth = home.arrive_s <= k->end_s; /* NEVER is later than any */
    return v;
}

bool foresee_crew_attempt(Crew *k, Errand e, bool patient) {
    const PlanStop *stop = foresee_crew_stop(k->sim, e);
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    Visit v = foresee_crew_visit(k, stop);
    foresee_join(&k->met, &v.after.met); /* what it thought of counts, whatever it does */
    if (!v.worth || (!patient && v.waited_s > patience_s)) {
        blame(k, stop);
        return false;
    }
    v.after.met = k->met;
    *k = v.after;
    foresee_crew_hand_over(k, stop, v.begin_s, k->now_s);
    return true;
}

/* ---------------------------------------------------------------- days */

Crew foresee_crew(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario,
                  const ForeseeSet *open, int32_t vehicle) {
    return (Crew){.sim = sim,
                  .room = room,
                  .scenario = scenario,
                  .open = open,
                  .vehicle = vehicle,
                  .v = &sim->r->vehicles[vehicle],
                  .klass = (RoadClass)sim->r->vehicles[vehicle].klass,
                  .together_s = INT64_MIN};
}

size_t foresee_crew_day_slot(const Crew *k, int32_t vehicle) {
    size_t days = (size_t)(k->sim->to_day - k->sim->from_day) + 1;
    return (size_t)vehicle * days + (size_t)(k->day - k->sim->from_day);
}

size_t foresee_crew_slots(const ForeseeSim *sim) {
    return (sim->r->vehicle_count + sim->spare_count) * (size_t)(sim->to_day - sim->from_day + 1);
}

void foresee_crew_begin_day(Crew *k, int32_t day) {
    const ForeseeSim *sim = k->sim;
    int64_t overtime_s = sim->model->settings[HAZARD_OVERTIME_MIN].value * 60;
    k->day = day;
    k->trips = 0;
    k->now_s = foresee_midnight_s(sim, day) + k->v->shift_start_s;
    int64_t busy_s = k->room->busy_s[foresee_crew_day_slot(k, k->vehicle)];
    if (k->now_s < busy_s) k->now_s = busy_s;
    k->end_s = foresee_midnight_s(sim, day) + k->v->shift_end_s + overtime_s;
    k->out_s = FORESEE_NEVER;
    k->metres = 0;
    k->site = k->v->depot;
    k->met = (ForeseeSet){0};
    k->pace = foresee_crew_factor(k, HAZARD_CHANCE_TRAVEL, HAZARD_TRAVEL_SIGMA_PERMILLE,
                                  (uint32_t)k->vehicle);
}

int64_t foresee_crew_cost_of_day(const Crew *k) {
    if (k->out_s == FORESEE_NEVER) return 0;
    bool paid = k->room->helped[foresee_crew_day_slot(k, k->vehicle)]; /* for the day, already */
    return (paid ? 0 : k->v->cost_per_day) +
           ceil_div64(mul64(k->now_s - k->out_s, k->v->cost_per_hour), 3600) +
           ceil_div64(mul64(k->metres, k->v->cost_per_km), 1000);
}
