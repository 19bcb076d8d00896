// SPDX-License-Identifier: Apache-2.0
/* All scenarios, and what they amount to. Each is worked by itself, in whole numbers that are added
 * up: so neither order nor threads change anything. */
#include "foresee/foresee_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 64
#define ROOM_BYTES_MAX (1024 * MIB)
#define ZONES_MAX (HAZARD_PLACES_MAX - 1 - FORESEE_POINTS_MAX)
#define ZONES_A_REACH 3 /* rain of places nearer than a third of its reach is nearly the same */
#define TURN 16         /* scenarios of each thread between two reports of progress */

typedef struct Count { /* of one thread */
    ForeseeTps *tps;
    uint32_t *floods;
    ForeseeGain *points, *stretches;
    int64_t handed;
} Count;
typedef struct Run { /* one case in all scenarios */
    const ForeseeWorld *world;
    ForeseeSim sim;
    Arena *arena; /* what is gone afterwards */
    ForeseeSet open;
    unsigned ask;
    uint32_t first; /* scenario */
    Foresight *to;
    bool *planned;
    int64_t *load_s; /* by TPS: when its trip loads at a PPK; -1 = it leaves from the KPU */
    int64_t *cost;
    Count count[THREADS_MAX];
} Run;
typedef struct Runs { /* all cases, each scenario's weather drawn once for all */
    Run **run;
    size_t count, threads;
    uint32_t from, end; /* scenarios of this turn */
    ForeseeRoom *room[THREADS_MAX];
} Runs;

ForeseeShare foresee_share(uint32_t hits, uint32_t trials) {
    if (trials == 0) return (ForeseeShare){0, 0, 100000};
    const double z = 1.959963984540054;
    double n = trials, p = hits / n, mid = p + z * z / (2 * n), down = 1 + z * z / n;
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double low = (mid - half) / down, high = (mid + half) / down;
    return (ForeseeShare){(int32_t)lround(p * 1e5), low > 0 ? (int32_t)lround(low * 1e5) : 0,
                          high < 1 ? (int32_t)lround(high * 1e5) : 100000};
}

int64_t foresee_mean_e3(int64_t sum, uint32_t scenarios) {
    return (sum * 1000 + scenarios / 2) / scenarios;
}

/* ---------------------------------------------------------------- the world */

static int64_t before_voting_s(const ForeseeSim *sim, const char *days, const char *clock) {
    int32_t day = sim->r->rules.voting_day - (int32_t)foresee_rule(sim, days);
    return foresee_midnight_s(sim, day) + foresee_rule(sim, clock);
}

static void windows(ForeseeSim *sim, Arena *arena) {
    size_t n = sim->r->tps_count;
    sim->earliest_s = ARENA_ARRAY(arena, int64_t, n + 1);
    sim->latest_s = ARENA_ARRAY(arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const ElectionTps *t = &sim->r->tps[i];
        sim->earliest_s[i] = before_voting_s(sim, "earliest_days_before", "delivery_opens_s");
        sim->latest_s[i] = before_voting_s(sim, "latest_days_before", "latest_clock_s");
        if (t->earliest_s >= 0) sim->earliest_s[i] = t->earliest_s;
        if (t->latest_s >= 0) sim->latest_s[i] = t->latest_s;
    }
    sim->hub_earliest_s = before_voting_s(sim, "hub_earliest_days_before", "delivery_opens_s");
}

static GeoPoint middle_of(const PlanNetwork *net) {
    int64_t lat = 0, lon = 0, n = 0;
    for (size_t i = 0; i < net->site_count; i++) {
        if (!net->placed[i]) continue;
        lat += net->sites[i].lat_e7;
        lon += net->sites[i].lon_e7;
        n++;
    }
    return n ? (GeoPoint){(int32_t)(lat / n), (int32_t)(lon / n)} : (GeoPoint){0};
}

/* Where the rain decides how wet the roads are: around the districts' offices, as far as they lie
 * apart; in a small regency, or where no office is known, its middle alone. */
static GeoPoint *zone_middles(const ForeseeSim *sim, Arena *arena, const PlanNetwork *net,
                              size_t *ret_count) {
    GeoPoint *zones = ARENA_ARRAY(arena, GeoPoint, ZONES_MAX);
    double apart_m = (double)sim->model->settings[HAZARD_RAIN_REACH_M].value / ZONES_A_REACH;
    size_t n = 0;
    for (size_t i = net->first_district; i < net->first_tps && n < ZONES_MAX; i++) {
        bool near = !net->placed[i];
        for (size_t z = 0; z < n && !near; z++)
            near = geo_distance(zones[z], net->sites[i]) < apart_m;
        if (!near) zones[n++] = net->sites[i];
    }
    if (n == 0) zones[n++] = middle_of(net);
    *ret_count = n;
    return zones;
}

static void zones_of_sites(ForeseeSim *sim, Arena *arena, const PlanNetwork *net,
                           const GeoPoint *zones) {
    sim->zone = ARENA_ARRAY(arena, uint8_t, net->site_count + 1);
    for (size_t i = 0; i < net->site_count; i++)
        for (size_t z = 1; z < sim->zone_count && net->placed[i]; z++)
            if (geo_distance(zones[z], net->sites[i]) <
                geo_distance(zones[sim->zone[i]], net->sites[i]))
                sim->zone[i] = (uint8_t)z;
}

static void weather(ForeseeSim *sim, Arena *arena, const PlanNetwork *net,
                    const ForeseeOptions *o) {
    GeoPoint *zones = zone_middles(sim, arena, net, &sim->zone_count);
    zones_of_sites(sim, arena, net, zones);
    sim->place_count = 1 + sim->point_count + sim->zone_count;
    GeoPoint *places = ARENA_ARRAY(arena, GeoPoint, sim->place_count);
    places[0] = middle_of(net);
    for (size_t p = 0; p < sim->point_count; p++) places[p + 1] = sim->points[p].rain_at;
    memcpy(places + 1 + sim->point_count, zones, sim->zone_count * sizeof *zones);
    sim->rain = hazard_rain(arena, sim->model, o->forecast, places, sim->place_count,
                            sim->r->rules.voting_day, o->from_day, o->to_day, o->month);
    sim->rain_days = hazard_rain_days(sim->rain);
    sim->first_midnight_s = foresee_midnight_s(sim, o->from_day - HAZARD_HISTORY_DAYS);
}

static void order_vehicles(ForeseeSim *sim, Arena *arena) {
    sim->vehicles = ARENA_ARRAY(arena, int32_t, sim->r->vehicle_count + 1);
    size_t n = 0;
    for (int hub = 0; hub < 2; hub++)
        for (size_t v = 0; v < sim->r->vehicle_count; v++)
            if (plan_at_hub(sim->r, sim->r->vehicles[v].depot) == (bool)hub)
                sim->vehicles[n++] = (int32_t)v;
}

Status foresee_world(const Env *env, Arena *arena, const ElectionRegency *regency,
                     const PlanNetwork *network, const HazardModel *model,
                     const ForeseeOptions *options, ForeseeWorld **ret, Err *err) {
    ForeseeWorld *w = ARENA_NEW(arena, ForeseeWorld);
    ForeseeSim *sim = &w->sim;
    w->env = env;
    w->options = *options;
    *sim = (ForeseeSim){.r = regency,
                        .model = model,
                        .seed = options->seed,
                        .month = options->month,
                        .from_day = options->from_day,
                        .to_day = options->to_day};
    HazardPoint *points = hazard_points(arena, model, regency, &sim->point_count, &w->others);
    sim->points = points;
    if (sim->point_count > FORESEE_POINTS_MAX)
        return err_set(err, ERR_INPUT, _("%zu hazards are more than one simulation takes (%d)"),
                       sim->point_count, FORESEE_POINTS_MAX);
    hazard_tides_prepare(arena, points, sim->point_count,
                         foresee_midnight_s(sim, options->from_day - 1),
                         foresee_midnight_s(sim, options->to_day + 2));
    windows(sim, arena);
    weather(sim, arena, network, options);
    sim->ways = foresee_ways(env, arena, network, model, sim->points, sim->point_count);
    sim->stretches = foresee_ways_stretches(sim->ways, &sim->first_stretch);
    sim->stretch_count = sim->first_stretch[sim->point_count];
    for (RoadClass c = 0; c < ROAD_CLASSES; c++)
        if (network->class_used[c]) sim->classes_used |= UINT32_C(1) << c;
    int threads = options->threads;
    w->threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    *ret = w;
    return OK;
}

const HazardPoint *foresee_points(const ForeseeWorld *world, size_t *ret_count,
                                  size_t *ret_others) {
    *ret_count = world->sim.point_count;
    if (ret_others) *ret_others = world->others;
    return world->sim.points;
}

const ForeseeStretch *foresee_stretches(const ForeseeWorld *world, size_t *ret_count) {
    *ret_count = world->sim.stretch_count;
    return world->sim.stretches;
}

void foresee_add_point(const ForeseeWorld *world, ForeseeSet *set, size_t point) {
    const size_t *first = world->sim.first_stretch + point;
    for (size_t i = first[0]; i < first[1]; i++) foresee_add(set, i);
}

int64_t foresee_latest_s(const ForeseeWorld *world, size_t tps) {
    return world->sim.latest_s[tps];
}

/* ---------------------------------------------------------------- a plan in it */

static int trip_order(const void *a, const void *b) {
    const PlanTrip *const *x = a, *const *y = b;
    if ((*x)->vehicle != (*y)->vehicle) return (*x)->vehicle < (*y)->vehicle ? -1 : 1;
    if ((*x)->day != (*y)->day) return (*x)->day < (*y)->day ? -1 : 1;
    return (*x)->number - (*y)->number;
}

static void trips_by_vehicle(ForeseeSim *sim, Arena *arena) {
    const Plan *plan = sim->plan;
    const PlanTrip **sorted = ARENA_ARRAY(arena, const PlanTrip *, plan->trip_count + 1);
    int32_t *number = ARENA_ARRAY(arena, int32_t, plan->trip_count + 1);
    sim->trip_count = plan->trip_count;
    for (size_t i = 0; i < plan->trip_count; i++) {
        sorted[i] = &plan->trips[i];
        sim->stop_count += plan->trips[i].stop_count;
    }
    if (plan->trip_count) qsort(sorted, plan->trip_count, sizeof *sorted, trip_order);
    sim->trips = ARENA_ARRAY(arena, ForeseeTrips, sim->r->vehicle_count + 1);
    for (size_t i = 0; i < plan->trip_count; i++) {
        ForeseeTrips *of = &sim->trips[sorted[i]->vehicle];
        number[i] = (int32_t)(sorted[i] - plan->trips);
        if (of->count++ == 0) of->trip = &number[i];
    }
}

/* Trips that go with one team, each with the next one of them, the last with the first. */
static void convoys(ForeseeSim *sim, Arena *arena) {
    size_t n = sim->plan->trip_count;
    sim->convoy = NULL;
    if (foresee_rule(sim, "vehicles_per_team") <= 1) return;
    sim->convoy = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const PlanTrip *t = &sim->plan->trips[i];
        sim->convoy[i] = (int32_t)i;
        for (size_t k = i; k-- > 0;)
            if (plan_same_convoy(&sim->plan->trips[k], t)) {
                sim->convoy[i] = sim->convoy[k];
                sim->convoy[k] = (int32_t)i;
                break;
            }
    }
}

/* ---------------------------------------------------------------- one scenario after another */

static uint32_t late_ones(const Run *r, const ForeseeRoom *room) {
    uint32_t late = 0;
    for (size_t i = 0; i < r->sim.r->tps_count; i++) late += r->planned[i] && !room->on_time[i];
    return late;
}

/* A point counts once for a TPS, however many of its stretches were met. Was there any? */
static bool count_behind(const ForeseeSim *sim, const ForeseeSet *behind, Count *count) {
    bool met = false;
    for (size_t p = 0; p < sim->point_count; p++) {
        bool any = false;
        for (size_t i = sim->first_stretch[p]; i < sim->first_stretch[p + 1]; i++) {
            count->stretches[i].late_behind += foresee_has(behind, i);
            any |= foresee_has(behind, i);
        }
        count->points[p].late_behind += any;
        met |= any;
    }
    return met;
}

static void count_late(const Run *r, const ForeseeRoom *room, Count *count) {
    for (size_t i = 0; i < r->sim.r->tps_count; i++) {
        if (!r->planned[i] || room->on_time[i]) continue;
        count->tps[i].late++;
        count->tps[i].behind += count_behind(&r->sim, &room->behind[i], count);
        count->tps[i].goods += r->load_s[i] >= 0 && room->at_hub_s[i] > r->load_s[i];
    }
}

typedef struct Same { /* a scenario as it is */
    uint32_t scenario, late;
    int64_t cost;
} Same;

static void add_gain(ForeseeGain *to, const Same *is, uint32_t late, int64_t cost) {
    int64_t less = (int64_t)is->late - late;
    to->clean += late == 0;
    to->less += less;
    to->less_squares += less * less;
    to->saves += is->cost - cost;
}

/* The same chances with these stretches open change something only where some crew met them. */
static void count_without(const Run *r, ForeseeRoom *room, const Same *is, size_t from, size_t end,
                          const ForeseeSet *met, ForeseeGain *to) {
    ForeseeSet open = r->open;
    bool any = false;
    for (size_t i = from; i < end; i++) {
        any |= foresee_has(met, i);
        foresee_add(&open, i);
    }
    if (!any) {
        add_gain(to, is, is->late, is->cost);
        return;
    }
    int64_t cost = foresee_follow(&r->sim, room, is->scenario, &open);
    to->met++;
    add_gain(to, is, late_ones(r, room), cost);
}

static void count_gains(const Run *r, ForeseeRoom *room, uint32_t scenario, Count *count) {
    const ForeseeSim *sim = &r->sim;
    ForeseeSet met = room->met;
    Same is = {scenario, r->to->late[scenario - r->first], r->cost[scenario - r->first]};
    for (size_t p = 0; p < sim->point_count; p++) {
        size_t from = sim->first_stretch[p], end = sim->first_stretch[p + 1];
        count_without(r, room, &is, from, end, &met, &count->points[p]);
        for (size_t i = from; i < end && end - from > 1; i++)
            count_without(r, room, &is, i, i + 1, &met, &count->stretches[i]);
    }
}

static bool floods(const Run *r, const ForeseeRoom *room, size_t point) {
    for (int32_t day = r->sim.plan->from_day; day <= r->sim.plan->to_day; day++)
        if (foresee_closes(&r->sim, room, point, day)) return true;
    return false;
}

static void note(ForeseeEach *each, uint32_t scenario, size_t item) {
    each->bits[scenario * each->words + item / 64] |= UINT64_C(1) << item % 64;
}

static void note_each(const Run *r, const ForeseeRoom *room, uint32_t scenario) {
    size_t days = (size_t)(r->sim.plan->to_day - r->sim.plan->from_day) + 1;
    for (size_t i = 0; i < r->sim.r->tps_count; i++)
        if (r->planned[i] && !room->on_time[i]) note(&r->to->each_late, scenario, i);
    for (size_t p = 0; p < r->sim.point_count; p++)
        for (size_t d = 0; d < days; d++)
            if (foresee_closes(&r->sim, room, p, r->sim.plan->from_day + (int32_t)d))
                note(&r->to->each_closed, scenario, p * days + d);
}

static void work_case(Run *r, ForeseeRoom *room, Count *count, uint32_t s) {
    r->cost[s - r->first] = foresee_follow(&r->sim, room, s, &r->open);
    r->to->late[s - r->first] = late_ones(r, room);
    count->handed += room->handed;
    count_late(r, room, count);
    for (size_t p = 0; p < r->sim.point_count; p++) count->floods[p] += floods(r, room, p);
    if (r->ask & FORESEE_EACH) note_each(r, room, s - r->first);
    if (r->ask & FORESEE_GAINS) count_gains(r, room, s, count);
}

static void work(void *ctx, size_t slot) {
    Runs *all = ctx;
    ForeseeRoom *room = all->room[slot];
    for (uint32_t s = all->from + (uint32_t)slot; s < all->end; s += (uint32_t)all->threads) {
        foresee_weather(&all->run[0]->sim, room, s);
        for (size_t i = 0; i < all->count; i++)
            work_case(all->run[i], room, &all->run[i]->count[slot], s);
    }
}

static void hire(Run *r) {
    Arena *arena = r->arena;
    size_t points = r->sim.point_count + 1, stretches = r->sim.stretch_count + 1;
    for (size_t t = 0; t < r->world->threads; t++)
        r->count[t] = (Count){.tps = ARENA_ARRAY(arena, ForeseeTps, r->sim.r->tps_count + 1),
                              .floods = ARENA_ARRAY(arena, uint32_t, points),
                              .points = ARENA_ARRAY(arena, ForeseeGain, points),
                              .stretches = ARENA_ARRAY(arena, ForeseeGain, stretches)};
}

/* Room for the largest of the cases. */
static void make_rooms(Runs *all, Arena *arena) {
    ForeseeSim most = all->run[0]->sim;
    for (size_t i = 1; i < all->count; i++) {
        const ForeseeSim *sim = &all->run[i]->sim;
        if (sim->stop_count > most.stop_count) most.stop_count = sim->stop_count;
        if (sim->plan->trip_count > most.trip_count) most.trip_count = sim->plan->trip_count;
        if (sim->spare_count > most.spare_count) most.spare_count = sim->spare_count;
        if (sim->r->vehicle_count > most.r->vehicle_count) most.r = sim->r;
    }
    for (size_t t = 0; t < all->threads; t++) all->room[t] = foresee_room(arena, &most);
}

/* ---------------------------------------------------------------- what it amounts to */

static int most_first(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

static void sum_scenarios(const Run *r, Foresight *to) {
    uint32_t n = to->scenarios;
    assert(n > 0);
    uint32_t *sorted = ARENA_ARRAY(r->arena, uint32_t, n);
    memcpy(sorted, to->late, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, most_first);
    int64_t cost = 0, tail = 0;
    for (uint32_t s = 0; s < n; s++) {
        to->late_total += to->late[s];
        to->clean += to->late[s] == 0;
        cost += r->cost[s];
    }
    uint32_t worst = (n * FORESEE_TAIL_PERMILLE + 999) / 1000;
    for (uint32_t s = 0; s < worst; s++) tail += sorted[s];
    to->tail_late = (double)tail / worst;
    to->cost_mean = cost / n;
    to->cost_planned = r->sim.plan->cost.total;
}

static void sum_gain(ForeseeGain *to, const ForeseeGain *more) {
    to->met += more->met;
    to->clean += more->clean;
    to->late_behind += more->late_behind;
    to->less += more->less;
    to->less_squares += more->less_squares;
    to->saves += more->saves;
}

/* What was not replayed for itself, since it is all of its point, is as its point. */
static void sum_gains(const Run *r, Foresight *to) {
    const ForeseeSim *sim = &r->sim;
    for (size_t t = 0; t < r->world->threads; t++) {
        for (size_t p = 0; p < sim->point_count; p++)
            sum_gain(&to->points[p], &r->count[t].points[p]);
        for (size_t i = 0; i < sim->stretch_count; i++)
            sum_gain(&to->stretches[i], &r->count[t].stretches[i]);
    }
    for (size_t p = 0; p < sim->point_count; p++)
        if (sim->first_stretch[p + 1] - sim->first_stretch[p] == 1)
            to->stretches[sim->first_stretch[p]] = to->points[p];
}

static void sum_counts(const Run *r, Foresight *to) {
    for (size_t i = 0; i < r->sim.r->tps_count; i++) {
        to->tps[i].planned = r->planned[i];
        to->planned += r->planned[i];
        for (size_t t = 0; t < r->world->threads; t++) {
            to->tps[i].late += r->count[t].tps[i].late;
            to->tps[i].behind += r->count[t].tps[i].behind;
            to->tps[i].goods += r->count[t].tps[i].goods;
        }
    }
    sum_gains(r, to);
    for (size_t p = 0; p < r->sim.point_count; p++) {
        ForeseeHazard *h = &to->hazards[p];
        *h = (ForeseeHazard){.point = &r->sim.points[p],
                             .segments = foresee_ways_segments(r->sim.ways, p),
                             .late_behind = to->points[p].late_behind,
                             .late_without = -1};
        if ((r->ask & FORESEE_GAINS)) h->late_without = to->late_total - to->points[p].less;
        for (size_t t = 0; t < r->world->threads; t++) {
            const Count *count = &r->count[t];
            assert(count->floods);
            h->floods += count->floods[p];
        }
    }
    for (size_t t = 0; t < r->world->threads; t++) to->handed += r->count[t].handed;
    if (!(r->ask & FORESEE_GAINS)) to->points = to->stretches = NULL;
    to->ways = foresee_ways_found(r->sim.ways);
}

static ForeseeEach each(Arena *arena, size_t items, uint32_t scenarios) {
    size_t words = (items + 63) / 64;
    return (ForeseeEach){items, words, ARENA_ARRAY(arena, uint64_t, words * scenarios + 1)};
}

static void planned_ones(Run *r, Arena *arena) {
    const Plan *plan = r->sim.plan;
    size_t tps = r->sim.r->tps_count;
    r->planned = ARENA_ARRAY(r->arena, bool, tps + 1);
    r->load_s = ARENA_ARRAY(r->arena, int64_t, tps + 1);
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        bool hub = plan_at_hub(r->sim.r, trip->depot);
        for (size_t i = 0; i < trip->stop_count; i++) {
            if (trip->stops[i].tps < 0) continue;
            r->planned[trip->stops[i].tps] = true;
            r->load_s[trip->stops[i].tps] = hub ? trip->load_s : -1;
        }
    }
    r->to->tps = ARENA_ARRAY(arena, ForeseeTps, tps + 1);
    r->to->late = ARENA_ARRAY(arena, uint32_t, r->to->scenarios);
    r->to->hazards = ARENA_ARRAY(arena, ForeseeHazard, r->sim.point_count + 1);
    r->to->hazard_count = r->sim.point_count;
    r->to->points = ARENA_ARRAY(arena, ForeseeGain, r->sim.point_count + 1);
    r->to->stretches = ARENA_ARRAY(arena, ForeseeGain, r->sim.stretch_count + 1);
    r->to->others = r->world->others;
    r->cost = ARENA_ARRAY(r->arena, int64_t, r->to->scenarios);
    if (!(r->ask & FORESEE_EACH)) return;
    size_t days = (size_t)(plan->to_day - plan->from_day) + 1;
    r->to->each_late = each(arena, tps, r->to->scenarios);
    r->to->each_closed = each(arena, r->sim.point_count * days, r->to->scenarios);
}

/* The plan's own, and the case's. */
static void add_spares(ForeseeSim *sim, Arena *arena, const ForeseeCase *what) {
    size_t own = what->plan->spare_count;
    PlanSpare *spares = ARENA_ARRAY(arena, PlanSpare, own + what->spare_count + 1);
    if (own) memcpy(spares, what->plan->spares, own * sizeof *spares);
    if (what->spare_count) memcpy(spares + own, what->spares, what->spare_count * sizeof *spares);
    sim->spares = spares;
    sim->spare_count = own + what->spare_count;
}

ForeseeSim foresee_sim(const ForeseeWorld *world, Arena *arena, const ForeseeCase *what,
                       uint64_t reseed) {
    ForeseeSim sim = world->sim;
    if (what->regency) sim.r = what->regency;
    sim.plan = what->plan;
    sim.seed += reseed;
    sim.dry = what->dry;
    add_spares(&sim, arena, what);
    order_vehicles(&sim, arena);
    trips_by_vehicle(&sim, arena);
    convoys(&sim, arena);
    return sim;
}

static Run *run_of(ForeseeWorld *world, Arena *arena, Arena *scratch, const ForeseeCase *what,
                   const ForeseePlay *how, Foresight *ret) {
    const Plan *plan = what->plan;
    assert(plan->from_day >= world->sim.from_day && plan->to_day <= world->sim.to_day);
    Run *r = ARENA_NEW(scratch, Run);
    *ret = (Foresight){.scenarios = how->scenarios ? how->scenarios : world->options.scenarios};
    *r = (Run){.world = world,
               .sim = foresee_sim(world, scratch, what, how->reseed),
               .arena = scratch,
               .ask = what->ask,
               .first = how->first,
               .to = ret};
    if (what->open) r->open = *what->open;
    planned_ones(r, arena);
    hire(r);
    return r;
}

void foresee_play(ForeseeWorld *world, Arena *arena, const ForeseeCase *what, size_t n,
                  ForeseePlay how, Foresight *ret) {
    if (n == 0) return;
    Arena *scratch = arena_new(world->env, ROOM_BYTES_MAX);
    Runs all = {.count = n, .threads = world->threads};
    all.run = ARENA_ARRAY(scratch, Run *, n);
    for (size_t i = 0; i < n; i++)
        all.run[i] = run_of(world, arena, scratch, &what[i], &how, &ret[i]);
    make_rooms(&all, scratch);
    uint32_t last = how.first + ret[0].scenarios;
    for (all.from = how.first; all.from < last; all.from = all.end) {
        uint64_t end = all.from + (uint64_t)TURN * world->threads;
        all.end = end < last ? (uint32_t)end : last;
        work_run((int)world->threads, world->threads, work, &all);
        progress_step(how.quiet ? NULL : world->options.progress,
                      n == 1 ? _("scenarios") : _("measures in scenarios"), all.end, last);
    }
    for (size_t i = 0; i < n; i++) {
        sum_scenarios(all.run[i], &ret[i]);
        sum_counts(all.run[i], &ret[i]);
    }
    arena_free(scratch);
}

void foresee(ForeseeWorld *world, Arena *arena, const Plan *plan, const ForeseeSet *open,
             unsigned ask, Foresight *ret) {
    ForeseeCase what = {.plan = plan, .open = open, .ask = ask};
    foresee_play(world, arena, &what, 1, (ForeseePlay){0}, ret);
}
