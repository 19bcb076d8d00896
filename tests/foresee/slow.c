// SPDX-License-Identifier: Apache-2.0
#include "slow.h"

#include <math.h>
#include <string.h>

enum { DEPOT, DIP, RIDGE, FAR, HILL, NEAR, JUNCTIONS };
#define NONE 1e9
#define GRID 20000

typedef struct Slow {
    const Toy *toy;
    Rng rng;
    double hour[JUNCTIONS][JUNCTIONS]; /* NONE: no road */
    double shape, mean, wet;
    double table[GRID]; /* chance of a wet day's rain below i * step to the power 1 / shape */
    double step;
    double from[20], until[20]; /* closed, in hours after the first day's midnight */
    int floods;
    double river_from[40], river_until[40];
    int rivers;
    double mm[16];                          /* rain by day; the first day of the plan is 14 */
    double stretch[TOY_TPS], slow[TOY_TPS]; /* luck of the day */
    double pace, now, end;
    int at, trips, day, boat_day; /* the day on which the boat was out */
    bool out, served[TOY_TPS], in_time[TOY_TPS];
} Slow;

static int64_t setting(const Slow *s, HazardSetting which) {
    return s->toy->model.settings[which].value;
}

/* Marsaglia's polar method. */
static double normal(Rng *rng) {
    for (;;) {
        double x = 2 * rng_unit(rng) - 1, y = 2 * rng_unit(rng) - 1, r = x * x + y * y;
        if (r > 0 && r < 1) return x * sqrt(-2 * log(r) / r);
    }
}

static double spread(Slow *s, HazardSetting which) {
    double sigma = (double)setting(s, which) / 1000;
    return exp(sigma * normal(&s->rng) - sigma * sigma / 2);
}

/* ---------------------------------------------------------------- rain and flood */

/* With y = x to the power of the shape, the gamma density becomes exp(-y^(1/shape)), which is tame
 * at 0. */
static void tabulate(Slow *s) {
    double top = pow(60, s->shape), sum = 0;
    s->step = top / (GRID - 1);
    for (int i = 1; i < GRID; i++) {
        double y = (i - 0.5) * s->step;
        s->table[i] = sum += exp(-pow(y, 1 / s->shape)) * s->step;
    }
    for (int i = 0; i < GRID; i++) s->table[i] /= sum;
}

static double rain_mm(const Slow *s, double u) {
    int low = 0, high = GRID - 1;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (s->table[middle] < u)
            low = middle;
        else
            high = middle;
    }
    return pow(high * s->step, 1 / s->shape) * s->mean / s->shape;
}

static void shut(Slow *s, double from, double until) {
    s->from[s->floods] = from;
    s->until[s->floods++] = until;
}

static void flood(Slow *s, int day, double mm) {
    const ElectionHazard *f = &s->toy->flood;
    double wade = (double)setting(s, HAZARD_WADE_TRUCK_MM);
    double depth = (mm - (double)f->rain_mm) * (double)f->depth_permille / 1000;
    double peak = day * 24 + (double)setting(s, HAZARD_FLOOD_PEAK_MIN) / 60;
    if (depth > wade) shut(s, peak, peak + (1 - wade / depth) * (double)f->drain_h);
}

static void slide(Slow *s, int day, double mm) {
    const ElectionHazard *f = &s->toy->flood;
    double peak = day * 24 + (double)setting(s, HAZARD_FLOOD_PEAK_MIN) / 60;
    double sigma = (double)setting(s, HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE) / 1000;
    if (mm <= (double)f->rain_mm || rng_unit(&s->rng) * 1000 >= (double)f->chance_permille) return;
    shut(s, peak, peak + (double)f->drain_h * exp(sigma * normal(&s->rng)));
}

/* The moon's tide alone, from an hour that nobody knows. */
static void tide(Slow *s) {
    const double period = 360 / 28.9841042;
    double height = (double)s->toy->model.stations[0].height_mm[HAZARD_M2];
    double half = acos((double)s->toy->flood.level_max_mm / height) / 6.283185307179586 * period;
    double high = -24 + rng_unit(&s->rng) * period;
    for (; high < 60; high += period) shut(s, high - half, high + half);
}

static void river(Slow *s, int day, double mm, double sea) {
    const ElectionHazard *r = &s->toy->river;
    double from = day * 24, until = from + 24;
    bool high = str_eq(r->kind, "high-water"), wavy = str_eq(r->kind, "waves");
    const HazardSea *month = &s->toy->model.waves.months[1];
    double height = month->median_mm * exp(month->sigma_permille / 1000.0 * sea);
    if (high) {
        from += (double)(setting(s, HAZARD_FLOOD_PEAK_MIN) + setting(s, HAZARD_RIVER_LAG_MIN)) / 60;
        until = from + (double)r->drain_h;
    }
    if (!(high && mm > (double)r->rain_mm) && !(wavy && height > (double)r->level_max_mm)) return;
    s->river_from[s->rivers] = from;
    s->river_until[s->rivers++] = until;
}

static void weather(Slow *s) {
    double keep = (double)setting(s, HAZARD_RAIN_NEXT_DAY_PERMILLE) / 1000;
    double next = (double)setting(s, HAZARD_WAVE_NEXT_DAY_PERMILLE) / 1000;
    double field = normal(&s->rng), sea = normal(&s->rng);
    s->floods = s->rivers = 0;
    for (int day = -14; day < 2; day++) {
        field = keep * field + sqrt(1 - keep * keep) * normal(&s->rng);
        double below = 1 - 0.5 * erfc(field / sqrt(2.0)), dry = 1 - s->wet;
        double mm = below > dry ? rain_mm(s, (below - dry) / s->wet) : 0;
        s->mm[day + 14] = mm;
        if (str_eq(s->toy->flood.kind, "flood")) flood(s, day, mm);
        if (str_eq(s->toy->flood.kind, "landslide")) slide(s, day, mm);
        sea = next * sea + sqrt(1 - next * next) * normal(&s->rng);
        if (s->toy->r.vehicle_count > 1) river(s, day, mm, sea);
    }
    if (str_eq(s->toy->flood.kind, "tide")) tide(s);
}

static double open_from(const Slow *s, double t) {
    for (int i = 0; i < s->floods; i++)
        if (s->from[i] <= t && t < s->until[i]) t = s->until[i];
    return t;
}

/* ---------------------------------------------------------------- roads */

/* Dijkstra, with the flooded stretch or without; `by` is where each junction is come to from. */
static double shortest(const Slow *s, int from, int to, bool flooded, int by[JUNCTIONS]) {
    double best[JUNCTIONS];
    bool done[JUNCTIONS] = {0};
    for (int i = 0; i < JUNCTIONS; i++) best[i] = i == from ? 0 : NONE, by[i] = -1;
    for (int round = 0; round < JUNCTIONS; round++) {
        int next = -1;
        for (int i = 0; i < JUNCTIONS; i++)
            if (!done[i] && (next < 0 || best[i] < best[next])) next = i;
        done[next] = true;
        for (int i = 0; i < JUNCTIONS; i++) {
            bool dip = (next == DIP && i == RIDGE) || (next == RIDGE && i == DIP);
            if (dip && !flooded) continue;
            if (best[next] + s->hour[next][i] >= best[i]) continue;
            best[i] = best[next] + s->hour[next][i];
            by[i] = next;
        }
    }
    return best[to];
}

/* When one arrives who sets out now and waits where the road is under water. */
static double along(const Slow *s, int from, int to, const int by[JUNCTIONS]) {
    if (from == to) return s->now;
    int back = by[to];
    double t = along(s, from, back, by);
    if ((back == DIP && to == RIDGE) || (back == RIDGE && to == DIP)) t = open_from(s, t);
    return t + s->hour[back][to] * s->pace;
}

static double arrival(const Slow *s, int to, double *waited) {
    int by[JUNCTIONS];
    double free = s->now + shortest(s, s->at, to, true, by) * s->pace;
    double best = along(s, s->at, to, by);
    if (open_from(s, s->now) > s->now && shortest(s, s->at, to, false, by) < NONE) {
        double round = along(s, s->at, to, by);
        if (round < best) best = round;
    }
    *waited = best - free;
    return best;
}

/* ---------------------------------------------------------------- the crew */

/* Is the last stretch closed that day, by the rain of the two before? */
static bool cut_off(const Slow *s, int tps) {
    double mm = s->mm[s->day + 13] + s->mm[s->day + 12], chance = 0;
    if (mm >= (double)setting(s, HAZARD_WET_RAIN_MM))
        chance = (double)setting(s, HAZARD_PRONE_WET_PERMILLE);
    if (mm >= (double)setting(s, HAZARD_SOAKED_RAIN_MM))
        chance = (double)setting(s, HAZARD_PRONE_SOAKED_PERMILLE);
    bool prone = s->toy->tps[tps].vulnerable >> VULNERABLE_PRONE & 1;
    return prone && s->stretch[tps] * 1000 < chance;
}

static bool visit(Slow *s, int tps, bool patient) {
    double waited, home_waited;
    Slow then = *s;
    then.at = tps == TOY_FAR ? FAR : NEAR;
    double there = arrival(s, then.at, &waited);
    if (!patient && waited > (double)setting(s, HAZARD_PATIENCE_MIN) / 60) return false;
    if (cut_off(s, tps)) return false;
    bool hard = s->toy->tps[tps].vulnerable >> VULNERABLE_HARD & 1;
    if (hard && s->slow[tps] * 1000 < (double)setting(s, HAZARD_HARD_SLOW_PERMILLE))
        there += (double)setting(s, HAZARD_HARD_SLOW_MIN) / 60;
    then.now = there + TOY_SERVICE_S / 3600.0 * spread(&then, HAZARD_SERVICE_SIGMA_PERMILLE);
    if (arrival(&then, DEPOT, &home_waited) > s->end) return false;
    then.served[tps] = true;
    then.in_time[tps] = there <= 8 + (double)(s->toy->tps[tps].latest_s - s->toy->start_s) / 3600;
    *s = then;
    return true;
}

static double river_open_from(const Slow *s, double t) {
    for (int i = 0; i < s->rivers; i++)
        if (s->river_from[i] <= t && t < s->river_until[i]) t = s->river_until[i];
    return t;
}

/* Far's goods by the boat that stands at Dip. */
static void by_boat(Slow *s) {
    Slow then = *s;
    double waited, transfer = (double)setting(s, HAZARD_TRANSFER_MIN) / 60;
    if (s->toy->r.vehicle_count < 2 || s->boat_day == s->day) return;
    then.now = arrival(&then, DIP, &waited) + transfer;
    then.at = DIP;
    if (arrival(&then, DEPOT, &waited) > s->end) return;
    double pace = spread(&then, HAZARD_TRAVEL_SIGMA_PERMILLE), ride = s->toy->ride_h * pace;
    double there = river_open_from(s, then.now) + ride;
    double left = there + TOY_SERVICE_S / 3600.0 * spread(&then, HAZARD_SERVICE_SIGMA_PERMILLE);
    if (river_open_from(s, left) + ride > s->end) return;
    double by = 8 + (double)(s->toy->tps[TOY_FAR].latest_s - s->toy->start_s) / 3600;
    then.served[TOY_FAR] = true;
    then.in_time[TOY_FAR] = there <= by;
    then.boat_day = s->day;
    *s = then;
}

static void tour(Slow *s, const bool *wanted, double loading, double km) {
    bool again[TOY_TPS] = {0};
    int stops = wanted[0] + wanted[1], leg = 0;
    double repair = 0, waited;
    double chance = 1 - exp(-(double)setting(s, HAZARD_BREAKDOWN_PER_1000KM_PERMILLE) / 1e6 * km);
    int broken = (int)rng_below(&s->rng, (uint32_t)stops + 1);
    if (rng_unit(&s->rng) < chance)
        repair = (double)setting(s, HAZARD_REPAIR_MEDIAN_MIN) / 60 *
                 exp((double)setting(s, HAZARD_REPAIR_SIGMA_PERMILLE) / 1000 * normal(&s->rng));
    s->out = true;
    s->trips++;
    s->now += loading * spread(s, HAZARD_LOADING_SIGMA_PERMILLE);
    for (int tps = 0; tps < TOY_TPS; tps++) {
        if (!wanted[tps]) continue;
        if (leg++ == broken) s->now += repair;
        again[tps] = !visit(s, tps, false);
    }
    if (broken == stops) s->now += repair;
    for (int tps = 0; tps < TOY_TPS; tps++)
        if (again[tps] && !visit(s, tps, true) && tps == TOY_FAR) by_boat(s);
    s->now = arrival(s, DEPOT, &waited);
    s->at = DEPOT;
}

static int left(const Slow *s, bool wanted[TOY_TPS]) {
    int n = 0;
    for (int i = 0; i < TOY_TPS; i++) n += wanted[i] = !s->served[i];
    return n;
}

static void day(Slow *s, int number) {
    bool wanted[TOY_TPS];
    int before = TOY_TPS + 1;
    s->day = number;
    for (int i = 0; i < TOY_TPS; i++) {
        s->stretch[i] = rng_unit(&s->rng);
        s->slow[i] = rng_unit(&s->rng);
    }
    s->now = number * 24 + 8;
    s->end = number * 24 + 18 + (double)setting(s, HAZARD_OVERTIME_MIN) / 60;
    s->pace = spread(s, HAZARD_TRAVEL_SIGMA_PERMILLE);
    s->at = DEPOT;
    s->trips = 0;
    s->out = false;
    if (number == 0) {
        left(s, wanted);
        tour(s, wanted, TOY_LOADING_S / 3600.0, (double)s->toy->trip.distance_m / 1000);
    }
    const ElectionRules *rules = &s->toy->r.rules;
    for (int n; (n = left(s, wanted)) && n < before && s->trips < 4 && s->now < s->end;) {
        double loading = (double)(election_setting(rules, "load_fixed_s")->value +
                                  5 * n * election_setting(rules, "load_per_box_s")->value);
        before = n;
        tour(s, wanted, loading / 3600, 22.0 * n);
    }
}

static void build(Slow *s, bool with_hill) {
    const struct {
        int a, b;
        double degrees;
    } roads[] = {{DEPOT, DIP, 0.04},  {DIP, RIDGE, 0.02},       {RIDGE, FAR, 0.04},
                 {DEPOT, NEAR, 0.02}, {DEPOT, HILL, 0.1118034}, {HILL, FAR, 0.1118034}};
    for (int i = 0; i < JUNCTIONS; i++)
        for (int k = 0; k < JUNCTIONS; k++) s->hour[i][k] = NONE;
    for (int i = 0; i < (with_hill ? 6 : 4); i++)
        s->hour[roads[i].a][roads[i].b] = s->hour[roads[i].b][roads[i].a] =
            roads[i].degrees * TOY_KM_PER_DEGREE / TOY_KMH;
    const HazardMonth *month = &s->toy->model.climate.zones[0].months[1];
    s->shape = month->shape_permille / 1000.0;
    s->mean = month->mean_um / 1000.0;
    s->wet = month->wet_permille / 1000.0;
    tabulate(s);
}

void slow_run(const Toy *toy, bool with_hill, int runs, double late[TOY_TPS], double *days_out) {
    static Slow s;
    s = (Slow){.toy = toy};
    rng_seed(&s.rng, 99);
    build(&s, with_hill);
    late[TOY_FAR] = late[TOY_NEAR] = *days_out = 0;
    for (int run = 0; run < runs; run++) {
        memset(s.served, 0, sizeof s.served);
        memset(s.in_time, 0, sizeof s.in_time);
        weather(&s);
        s.boat_day = -1;
        for (int number = 0; number < 2; number++) {
            bool wanted[TOY_TPS];
            if (number && left(&s, wanted) == 0) continue;
            day(&s, number);
            *days_out += s.out;
        }
        for (int i = 0; i < TOY_TPS; i++) late[i] += !s.in_time[i];
    }
    late[TOY_FAR] /= runs;
    late[TOY_NEAR] /= runs;
    *days_out /= runs;
}
