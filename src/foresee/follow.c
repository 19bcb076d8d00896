// SPDX-License-Identifier: Apache-2.0
/* One scenario: the crews follow the plan, each as foresee.h says. */
#include "foresee/foresee_int.h"

#include <math.h>
#include <string.h>

#define DAY_S 86400
#define SLOTS_A_DAY 64 /* of chance: trips of a vehicle in a day */

typedef struct ForeseeErrand {
    int32_t trip, stop;
} Errand;

typedef struct Crew {
    const ForeseeSim *sim;
    ForeseeRoom *room;
    uint32_t scenario;
    const ForeseeSet *open;
    int32_t vehicle;
    const ElectionVehicle *v;
    RoadClass klass;
    int32_t day, trips;   /* made that day */
    double pace;          /* times the engine's times */
    int64_t now_s, end_s; /* the end of the shift, overtime and all */
    int64_t out_s;        /* the day's first loading, or FORESEE_NEVER */
    int64_t metres, help_cost;
    int32_t site;
    ForeseeSet met; /* stretches that were closed when it had to do with them, this day */
    size_t left;
} Crew;

int64_t foresee_midnight_s(const ForeseeSim *sim, int32_t day) {
    return (int64_t)day * DAY_S - (int64_t)sim->r->zone_min * 60;
}

int64_t foresee_rule(const ForeseeSim *sim, const char *setting) {
    return election_setting(&sim->r->rules, setting)->value;
}

static double sigma(const Crew *k, HazardSetting setting) {
    return (double)k->sim->model->settings[setting].value / 1000;
}

static HazardDie die(const Crew *k, HazardChance what, uint32_t which) {
    return (HazardDie){k->sim->seed, k->scenario, what, k->day, which};
}

/* Log-normal with mean 1. */
static double factor(const Crew *k, HazardChance what, HazardSetting spread, uint32_t which) {
    double s = sigma(k, spread);
    return s > 0 ? exp(s * hazard_normal(die(k, what, which)) - s * s / 2) : 1;
}

static uint32_t trip_slot(const Crew *k) {
    return (uint32_t)k->vehicle * SLOTS_A_DAY + (uint32_t)k->trips % SLOTS_A_DAY;
}

/* ---------------------------------------------------------------- on the way */

typedef struct Reach {
    int64_t arrive_s; /* FORESEE_NEVER */
    int64_t metres, waited_s;
} Reach;

static HazardWetness wetness_at(const Crew *k, int32_t site) {
    size_t day = (size_t)(k->day - k->sim->from_day);
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

static int64_t paced(const Crew *k, uint32_t ds) {
    return (int64_t)llround((double)ds * k->pace / 10);
}

static int64_t drive(Crew *k, const ForeseeWay *way, int64_t from_s) {
    int64_t waited_s = 0;
    for (size_t i = 0; i < way->meet_count; i++) {
        int64_t at_s = from_s + waited_s + paced(k, way->meets[i].at_ds);
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

/* The way round nothing, which is asked for most: looked up without a lock when it was before. */
static const ForeseeWay *free_way(const Crew *k, int32_t from, int32_t to) {
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

static Reach go(Crew *k, int32_t to) {
    const ForeseeWay *planned = free_way(k, k->site, to);
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

static const PlanStop *stop_of(const ForeseeSim *sim, Errand e) {
    return &sim->plan->trips[e.trip].stops[e.stop];
}

static void blame(Crew *k, const PlanStop *stop) {
    for (size_t i = 0; i < stop->goods_count; i++)
        foresee_join(&k->room->behind[stop->goods[i]], &k->met);
}

static void hand_over(Crew *k, const PlanStop *stop, int64_t begin_s, int64_t leave_s) {
    blame(k, stop);
    if (stop->tps >= 0) {
        k->room->on_time[stop->tps] = begin_s <= k->sim->latest_s[stop->tps];
        return;
    }
    for (size_t i = 0; i < stop->goods_count; i++)
        k->room->at_hub_s[stop->goods[i]] = leave_s + foresee_rule(k->sim, "hub_handling_s");
}

static int64_t earliest_s(const Crew *k, const PlanStop *stop) {
    if (stop->tps >= 0) return k->sim->earliest_s[stop->tps];
    return stop->goods_count ? k->sim->hub_earliest_s : INT64_MIN;
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
    double u = hazard_unit(die(k, HAZARD_CHANCE_STRETCH, (uint32_t)stop->tps));
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
    if (fast == 1 || hazard_unit(die(k, HAZARD_CHANCE_SLOW, (uint32_t)stop->tps)) < fast) return 0;
    return set[HAZARD_HARD_SLOW_MIN].value * 60;
}

typedef struct Visit {
    bool worth;
    int64_t begin_s, waited_s;
    Crew after; /* the stop */
} Visit;

/* How it would be to go there and hand over, and still come home: nothing has happened yet. */
static Visit visit(const Crew *k, const PlanStop *stop) {
    Visit v = {.after = *k};
    Reach there = go(&v.after, stop->site);
    if (there.arrive_s == FORESEE_NEVER || stretch_closed(k, stop)) return v;
    uint32_t which = stop->tps >= 0 ? (uint32_t)stop->tps
                                    : (uint32_t)(k->sim->r->tps_count + (size_t)stop->district);
    double slow = factor(k, HAZARD_CHANCE_SERVICE, HAZARD_SERVICE_SIGMA_PERMILLE, which);
    v.waited_s = there.waited_s;
    v.begin_s = there.arrive_s + stretch_slow_s(k, stop);
    if (v.begin_s < earliest_s(k, stop)) v.begin_s = earliest_s(k, stop);
    v.after.now_s = v.begin_s + (int64_t)llround((double)(stop->leave_s - stop->begin_s) * slow);
    v.after.site = stop->site;
    v.after.metres += there.metres;
    Reach home = go(&v.after, k->v->depot);
    v.worth = home.arrive_s <= k->end_s; /* NEVER is later than any */
    return v;
}

/* Goes there and hands over, if that is worth while: else nothing has happened. */
static bool attempt(Crew *k, Errand e, bool patient) {
    const PlanStop *stop = stop_of(k->sim, e);
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    Visit v = visit(k, stop);
    foresee_join(&k->met, &v.after.met); /* what it thought of counts, whatever it does */
    if (!v.worth || (!patient && v.waited_s > patience_s)) {
        blame(k, stop);
        return false;
    }
    v.after.met = k->met;
    *k = v.after;
    hand_over(k, stop, v.begin_s, k->now_s);
    return true;
}

/* ---------------------------------------------------------------- by another vehicle */

static size_t day_slot(const Crew *k, int32_t vehicle) {
    size_t days = (size_t)(k->sim->to_day - k->sim->from_day) + 1;
    return (size_t)vehicle * days + (size_t)(k->day - k->sim->from_day);
}

static bool fits(const ElectionVehicle *v, ElectionLoad have, ElectionLoad more) {
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
    if ((mask && !(mask >> v->klass & 1)) || !fits(v, (ElectionLoad){0}, stop->load)) return false;
    const ForeseeTrips *trips = &sim->trips[vehicle];
    for (size_t i = 0; i < trips->count; i++)
        if (sim->plan->trips[trips->trip[i]].day == k->day) return false;
    return true;
}

static void begin_day(Crew *k, int32_t day);
static int64_t cost_of_day(const Crew *k);

typedef struct Help {
    int64_t begin_s; /* FORESEE_NEVER: none */
    Crew giver, helper;
} Help;

/* The giver goes to where the helper stands, hands over and can still come home; the helper goes
 * to the stop. */
static Help help_of(Crew *k, int32_t vehicle, const PlanStop *stop) {
    const ElectionVehicle *v = &k->sim->r->vehicles[vehicle];
    Help help = {.begin_s = FORESEE_NEVER, .giver = *k};
    Reach there = go(&help.giver, v->depot);
    foresee_join(&k->met, &help.giver.met);
    if (there.arrive_s == FORESEE_NEVER) return help;
    help.giver.now_s = there.arrive_s + k->sim->model->settings[HAZARD_TRANSFER_MIN].value * 60;
    help.giver.site = v->depot;
    help.giver.metres += there.metres;
    if (go(&help.giver, k->v->depot).arrive_s > k->end_s) return help;
    help.helper = (Crew){.sim = k->sim,
                         .room = k->room,
                         .scenario = k->scenario,
                         .open = k->open,
                         .vehicle = vehicle,
                         .v = v,
                         .klass = (RoadClass)v->klass};
    begin_day(&help.helper, k->day);
    if (help.helper.now_s < help.giver.now_s) help.helper.now_s = help.giver.now_s;
    help.helper.out_s = help.helper.now_s;
    Visit there_too = visit(&help.helper, stop);
    if (!there_too.worth) return help;
    help.helper = there_too.after;
    help.begin_s = there_too.begin_s;
    return help;
}

/* Gives the goods to whoever brings them soonest. The helper's cost is that of its day. */
static bool hand_to_another(Crew *k, Errand e, int64_t *cost) {
    const PlanStop *stop = stop_of(k->sim, e);
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
    hand_over(k, stop, best.begin_s, best.helper.now_s);
    Reach home = go(&best.helper, best.helper.v->depot);
    best.helper.now_s = home.arrive_s;
    best.helper.metres += home.metres;
    *cost += cost_of_day(&best.helper);
    size_t slot = day_slot(k, best.helper.vehicle);
    k->room->busy_s[slot] = home.arrive_s;
    k->room->helped[slot] = true;
    k->room->handed++;
    return true;
}

/* ---------------------------------------------------------------- a trip */

static bool at_ppk(const Crew *k) {
    return str_eq(k->sim->r->depots[k->v->depot].kind, "ppk");
}

/* Goods of a PPK's trip that do not come within patience are left behind; returns how many go. */
static size_t load_up(Crew *k, Errand *out, size_t n, int64_t *start_s) {
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    int64_t by_s = *start_s + patience_s;
    size_t going = 0;
    for (size_t i = 0; i < n; i++) {
        const PlanStop *stop = stop_of(k->sim, out[i]);
        int64_t there_s = at_ppk(k) && stop->tps >= 0 ? k->room->at_hub_s[stop->tps] : INT64_MIN;
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
    if (hazard_unit(die(k, HAZARD_CHANCE_BREAKDOWN, trip_slot(k))) >= chance) return 0;
    *ret_leg = (size_t)(hazard_unit(die(k, HAZARD_CHANCE_WHERE, trip_slot(k))) * (double)legs);
    double z = hazard_normal(die(k, HAZARD_CHANCE_REPAIR, trip_slot(k)));
    return (int64_t)llround((double)set[HAZARD_REPAIR_MEDIAN_MIN].value * 60 *
                            exp(sigma(k, HAZARD_REPAIR_SIGMA_PERMILLE) * z));
}

/* ---------------------------------------------------------------- spare vehicles */

static ElectionLoad load_of(const Crew *k, const Errand *out, size_t n) {
    ElectionLoad load = {0};
    for (size_t i = 0; i < n; i++) {
        const ElectionLoad *more = &stop_of(k->sim, out[i])->load;
        load.boxes += more->boxes;
        load.mass_g += more->mass_g;
        load.volume_cm3 += more->volume_cm3;
    }
    return load;
}

/* How long the crew stands: until the vehicle is repaired, or a spare one has come and the load of
 * `out` is on it. */
static int64_t stand_s(Crew *k, int64_t repair_s, const Errand *out, size_t n) {
    const ForeseeSim *sim = k->sim;
    ElectionLoad load = load_of(k, out, n);
    for (size_t i = 0; i < sim->spare_count && repair_s > 0; i++) {
        const ElectionVehicle *spare = &sim->r->vehicles[sim->spares[i]];
        size_t turn = (size_t)(k->day - sim->plan->from_day) * sim->spare_count + i;
        if (spare->depot != k->v->depot || spare->klass != k->v->klass ||
            k->day > sim->plan->to_day || k->room->spare_out[turn] ||
            !fits(spare, (ElectionLoad){0}, load))
            continue;
        const ForeseeWay *way = free_way(k, k->v->depot, k->site);
        int64_t come_s = way->time_s == ROAD_UNREACHABLE ? repair_s : paced(k, way->time_s * 10);
        come_s +=
            foresee_rule(sim, "load_fixed_s") + load.boxes * foresee_rule(sim, "load_per_box_s");
        if (come_s >= repair_s) continue;
        k->room->spare_out[turn] = true;
        return come_s;
    }
    return repair_s;
}

/* ---------------------------------------------------------------- a trip, driven */

/* `out` is used up. Stops that were passed over are tried again at the end of the trip. */
static void run_trip(Crew *k, Errand *out, size_t n, int64_t start_s, int64_t loading_s,
                     int64_t metres) {
    if (start_s < k->now_s) start_s = k->now_s;
    n = load_up(k, out, n, &start_s);
    if (n == 0) return;
    double slow = factor(k, HAZARD_CHANCE_LOADING, HAZARD_LOADING_SIGMA_PERMILLE, trip_slot(k));
    size_t broken_leg = 0, again = 0;
    int64_t broken_s = breakdown_s(k, metres, n + 1, &broken_leg);
    if (k->out_s == FORESEE_NEVER) k->out_s = start_s;
    k->now_s = start_s + (int64_t)llround((double)loading_s * slow);
    for (size_t i = 0; i < n; i++) {
        if (i == broken_leg) k->now_s += stand_s(k, broken_s, out + i, n - i);
        if (!attempt(k, out[i], false)) k->room->again[again++] = out[i];
    }
    if (broken_leg >= n) k->now_s += stand_s(k, broken_s, out, 0);
    for (size_t i = 0; i < again; i++) {
        Errand e = k->room->again[i];
        if (!attempt(k, e, true) && !hand_to_another(k, e, &k->help_cost))
            k->room->left[k->left++] = e;
    }
    Reach home = go(k, k->v->depot);
    if (home.arrive_s != FORESEE_NEVER) k->now_s = home.arrive_s;
    k->metres += home.metres;
    k->site = k->v->depot;
    k->trips++;
}

static void planned_trip(Crew *k, int32_t trip) {
    const PlanTrip *t = &k->sim->plan->trips[trip];
    for (size_t i = 0; i < t->stop_count; i++) k->room->out[i] = (Errand){trip, (int32_t)i};
    run_trip(k, k->room->out, t->stop_count, t->load_s, t->depart_s - t->load_s, t->distance_m);
}

/* ---------------------------------------------------------------- what was left */

/* Fills `out` with as much of what is left as the vehicle takes, in its order. */
static size_t take_left(Crew *k, ElectionLoad *load, int64_t *metres) {
    size_t taken = 0, kept = 0;
    *load = (ElectionLoad){0};
    *metres = 0;
    for (size_t i = 0; i < k->left; i++) {
        Errand e = k->room->left[i];
        const PlanStop *stop = stop_of(k->sim, e);
        if (!fits(k->v, *load, stop->load)) {
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

static void run_left(Crew *k) {
    size_t before = SIZE_MAX; /* until a trip brings nothing */
    while (k->left && k->left < before && k->trips < k->v->trips_max && k->now_s < k->end_s) {
        ElectionLoad load;
        int64_t metres;
        before = k->left;
        size_t n = take_left(k, &load, &metres);
        int64_t loading_s = foresee_rule(k->sim, "load_fixed_s") +
                            load.boxes * foresee_rule(k->sim, "load_per_box_s");
        run_trip(k, k->room->out, n, k->now_s, loading_s, metres);
    }
}

/* ---------------------------------------------------------------- days */

static void begin_day(Crew *k, int32_t day) {
    const ForeseeSim *sim = k->sim;
    int64_t overtime_s = sim->model->settings[HAZARD_OVERTIME_MIN].value * 60;
    k->day = day;
    k->trips = 0;
    k->now_s = foresee_midnight_s(sim, day) + k->v->shift_start_s;
    int64_t busy_s = k->room->busy_s[day_slot(k, k->vehicle)];
    if (k->now_s < busy_s) k->now_s = busy_s;
    k->end_s = foresee_midnight_s(sim, day) + k->v->shift_end_s + overtime_s;
    k->out_s = FORESEE_NEVER;
    k->metres = 0;
    k->site = k->v->depot;
    k->met = (ForeseeSet){0};
    k->pace = factor(k, HAZARD_CHANCE_TRAVEL, HAZARD_TRAVEL_SIGMA_PERMILLE, (uint32_t)k->vehicle);
}

static int64_t cost_of_day(const Crew *k) {
    if (k->out_s == FORESEE_NEVER) return 0;
    bool paid = k->room->helped[day_slot(k, k->vehicle)]; /* for the day, already */
    return (paid ? 0 : k->v->cost_per_day) +
           ceil_div64(mul64(k->now_s - k->out_s, k->v->cost_per_hour), 3600) +
           ceil_div64(mul64(k->metres, k->v->cost_per_km), 1000);
}

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
        begin_day(k, day);
        for (; next < trips->count && sim->plan->trips[trips->trip[next]].day == day; next++)
            planned_trip(k, trips->trip[next]);
        run_left(k);
        if (k->out_s != FORESEE_NEVER) k->room->busy_s[day_slot(k, k->vehicle)] = k->now_s;
        cost += cost_of_day(k);
        foresee_join(&k->room->met, &k->met);
    }
    return cost + k->help_cost;
}

/* ---------------------------------------------------------------- a scenario */

ForeseeRoom *foresee_room(Arena *arena, const ForeseeSim *sim) {
    ForeseeRoom *room = ARENA_NEW(arena, ForeseeRoom);
    size_t places = sim->place_count, tps = sim->r->tps_count + 1, stops = sim->stop_count + 1;
    room->rain_room = ARENA_ARRAY(arena, double, 2 * places);
    room->mm = ARENA_ARRAY(arena, double, places * sim->rain_days);
    size_t days = (size_t)(sim->to_day - sim->from_day) + 1, slots = sim->r->vehicle_count * days;
    room->spells =
        ARENA_ARRAY(arena, HazardSpell, (sim->point_count + 1) * HAZARD_SPELLS_MAX(sim->rain_days));
    room->spell_count = ARENA_ARRAY(arena, size_t, sim->point_count + 1);
    room->wetness = ARENA_ARRAY(arena, HazardWetness, days * sim->zone_count);
    room->busy_s = ARENA_ARRAY(arena, int64_t, slots + 1);
    room->helped = ARENA_ARRAY(arena, bool, slots + 1);
    room->at_hub_s = ARENA_ARRAY(arena, int64_t, tps);
    room->on_time = ARENA_ARRAY(arena, bool, tps);
    room->behind = ARENA_ARRAY(arena, ForeseeSet, tps);
    room->spare_out = ARENA_ARRAY(arena, bool, sim->spare_count * sim->rain_days + 1);
    room->known = ARENA_ARRAY(arena, ForeseeKnown, FORESEE_KNOWN);
    room->left = ARENA_ARRAY(arena, Errand, stops);
    room->out = ARENA_ARRAY(arena, Errand, stops);
    room->again = ARENA_ARRAY(arena, Errand, stops);
    return room;
}

void foresee_weather(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario) {
    hazard_rain_draw(sim->rain, sim->seed, scenario, room->rain_room, room->mm);
    size_t max = HAZARD_SPELLS_MAX(sim->rain_days), days = sim->rain_days - HAZARD_HISTORY_DAYS;
    for (size_t p = 0; p < sim->point_count; p++) {
        HazardScene scene = {.mm = room->mm + 1 + p,
                             .stride = sim->place_count,
                             .days = sim->rain_days,
                             .first_midnight_s = sim->first_midnight_s,
                             .first_day = sim->from_day - HAZARD_HISTORY_DAYS,
                             .month = sim->month,
                             .seed = sim->seed,
                             .scenario = scenario,
                             .which = (uint32_t)p};
        room->spell_count[p] =
            hazard_spells(sim->model, &sim->points[p], &scene, room->spells + p * max);
    }
    for (size_t d = 0; d < days; d++)
        for (size_t z = 0; z < sim->zone_count; z++)
            room->wetness[d * sim->zone_count + z] =
                hazard_wetness(sim->model, room->mm + 1 + sim->point_count + z, sim->place_count,
                               d + HAZARD_HISTORY_DAYS);
}

static size_t spells_of_all(const ForeseeSim *sim) {
    return sim->point_count * HAZARD_SPELLS_MAX(sim->rain_days);
}

static size_t wet_of_all(const ForeseeSim *sim) {
    return (sim->rain_days - HAZARD_HISTORY_DAYS) * sim->zone_count;
}

size_t foresee_weather_bytes(const ForeseeSim *sim) {
    return spells_of_all(sim) * sizeof(HazardSpell) + sim->point_count * sizeof(size_t) +
           wet_of_all(sim) * sizeof(HazardWetness);
}

ForeseeWeather foresee_weather_keep(const ForeseeSim *sim, Arena *arena, const ForeseeRoom *room) {
    size_t spells = spells_of_all(sim), wet = wet_of_all(sim);
    ForeseeWeather kept = {ARENA_ARRAY(arena, HazardSpell, spells + 1),
                           ARENA_ARRAY(arena, size_t, sim->point_count + 1),
                           ARENA_ARRAY(arena, HazardWetness, wet + 1)};
    memcpy(kept.spells, room->spells, spells * sizeof *kept.spells);
    memcpy(kept.spell_count, room->spell_count, sim->point_count * sizeof *kept.spell_count);
    memcpy(kept.wetness, room->wetness, wet * sizeof *kept.wetness);
    return kept;
}

void foresee_weather_use(ForeseeRoom *room, const ForeseeWeather *kept) {
    room->spells = kept->spells;
    room->spell_count = kept->spell_count;
    room->wetness = kept->wetness;
}

bool foresee_closes(const ForeseeSim *sim, const ForeseeRoom *room, size_t point, int32_t day) {
    const HazardSpell *spells = room->spells + point * HAZARD_SPELLS_MAX(sim->rain_days);
    int64_t from_s = foresee_midnight_s(sim, day), to_s = foresee_midnight_s(sim, day + 1);
    for (size_t i = 0; i < room->spell_count[point]; i++)
        for (RoadClass c = 0; c < ROAD_CLASSES; c++)
            if ((sim->classes_used >> c & 1) && spells[i].until_s[c] > spells[i].from_s &&
                spells[i].until_s[c] > from_s && spells[i].from_s < to_s)
                return true;
    return false;
}

static void nobody_helped(const ForeseeSim *sim, ForeseeRoom *room) {
    size_t days = (size_t)(sim->to_day - sim->from_day) + 1;
    for (size_t i = 0; i < sim->r->vehicle_count * days; i++) {
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
    int32_t stand_by = sim->plan->to_day - sim->plan->from_day + 1;
    for (size_t i = 0; i < sim->spare_count; i++)
        cost += stand_by * sim->r->vehicles[sim->spares[i]].cost_per_day;
    for (size_t i = 0; i < sim->spare_count * (size_t)stand_by; i++) room->spare_out[i] = false;
    for (size_t i = 0; i < sim->r->vehicle_count; i++)
        cost += follow_crew(sim, room, scenario, open, sim->vehicles[i]);
    return cost;
}
