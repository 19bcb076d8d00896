// SPDX-License-Identifier: Apache-2.0
/* Trips change places. A vehicle is played by itself: what others do does not touch it, except that
 * goods come to a PPK, and those trips stay. So a change is judged by its two vehicles alone; and
 * since it must bring something, first in the scenarios in which they are late now: most changes
 * bring too little even there, and cost no more than those few. */
#include "foresee/foresee_int.h"

#include <string.h>

#define KEPT_BYTES_MAX (256 * MIB)
#define THREADS_MAX 64
#define TRIPS_MAX 32 /* of a vehicle's day; vehicles with more are left alone */
#define GAIN_MIN 2   /* late TPS over all scenarios: less is luck */

typedef struct Day { /* of one vehicle */
    int32_t trips[TRIPS_MAX];
    int32_t count;
    bool fixed;
} Day;

typedef struct Times { /* of a trip, to be put back */
    int64_t load_s, depart_s, return_s;
} Times;

typedef struct Arrange {
    const ForeseeArranging *what;
    Arena *arena;
    ForeseeSim sim;
    Plan plan;
    size_t days, vehicles;
    uint32_t scenarios;
    Day *day;         /* by vehicle, by day */
    int32_t **trip;   /* by vehicle: what sim.trips points into */
    int64_t *ready_s; /* by TPS: when its goods may leave the hub; INT64_MIN */
    int64_t *until_s; /* by TPS: when they must have left the landing; INT64_MAX */
    size_t threads;
    ForeseeRoom *room[THREADS_MAX];
    ForeseeWeather *weather; /* by scenario */
    int64_t **at_hub_s;      /* by scenario, by TPS */
    uint16_t **late;         /* by vehicle, by scenario */
    int64_t *late_of;        /* by vehicle */
    uint32_t *turn;          /* scenarios in the order of trying */
    size_t from, end;
    int32_t pair[2]; /* whom the trial is about; the second may be -1 */
    uint16_t *trial[2];
    bool *alike; /* by two vehicles */
    Rng rng;
} Arrange;

static Day *day_of(const Arrange *a, int32_t vehicle, size_t day) {
    return &a->day[(size_t)vehicle * a->days + day];
}

/* ---------------------------------------------------------------- clocks */

static int64_t ready_s(const Arrange *a, const PlanTrip *t) {
    int64_t latest = INT64_MIN;
    for (size_t i = 0; i < t->stop_count; i++)
        if (t->stops[i].tps >= 0 && a->ready_s[t->stops[i].tps] > latest)
            latest = a->ready_s[t->stops[i].tps];
    return latest;
}

/* Loading, legs and service take as long as before; only when is new. */
static bool drive(const Arrange *a, PlanTrip *t, int64_t from_s) {
    int64_t loading_s = t->depart_s - t->load_s, shift_s = ready_s(a, t);
    int64_t home_s =
        t->return_s - (t->stop_count ? t->stops[t->stop_count - 1].leave_s : t->depart_s);
    t->load_s = from_s > shift_s ? from_s : shift_s;
    int64_t now_s = t->depart_s = t->load_s + loading_s;
    bool in_time = true;
    for (size_t i = 0; i < t->stop_count; i++)
        in_time &= t->stops[i].tps < 0 || t->load_s <= a->until_s[t->stops[i].tps];
    for (size_t i = 0; i < t->stop_count; i++) {
        PlanStop *s = &t->stops[i];
        int64_t service_s = s->leave_s - s->begin_s;
        s->arrive_s = now_s + s->leg_s;
        s->begin_s = s->arrive_s;
        if (s->begin_s < a->sim.earliest_s[s->tps]) s->begin_s = a->sim.earliest_s[s->tps];
        in_time &= s->begin_s <= a->sim.latest_s[s->tps];
        now_s = s->leave_s = s->begin_s + service_s;
    }
    t->return_s = now_s + home_s;
    return in_time;
}

/* The day's trips one after the other; false when that does not fit. */
static bool time_day(Arrange *a, int32_t vehicle, size_t day) {
    const ElectionVehicle *v = &a->sim.r->vehicles[vehicle];
    const Day *d = day_of(a, vehicle, day);
    int64_t midnight_s = foresee_midnight_s(&a->sim, a->plan.from_day + (int32_t)day);
    int64_t now_s = midnight_s + v->shift_start_s;
    bool fits = d->count <= v->trips_max;
    for (int32_t i = 0; i < d->count; i++) {
        PlanTrip *t = &a->plan.trips[d->trips[i]];
        t->vehicle = vehicle;
        t->day = a->plan.from_day + (int32_t)day;
        t->number = i + 1;
        fits &= drive(a, t, now_s);
        now_s = t->return_s;
    }
    return fits && now_s <= midnight_s + v->shift_end_s;
}

static void list_trips(Arrange *a, int32_t vehicle) {
    size_t n = 0;
    for (size_t d = 0; d < a->days; d++) {
        const Day *day = day_of(a, vehicle, d);
        for (int32_t i = 0; i < day->count; i++) a->trip[vehicle][n++] = day->trips[i];
    }
    a->sim.trips[vehicle] = (ForeseeTrips){a->trip[vehicle], n};
}

/* ---------------------------------------------------------------- playing one vehicle */

static bool at_hub(const Arrange *a, int32_t vehicle) {
    return plan_at_hub(a->sim.r, a->sim.r->vehicles[vehicle].depot);
}

static uint16_t late_in(const ForeseeRoom *room, const PlanTrip *t) {
    uint16_t late = 0;
    for (size_t i = 0; i < t->stop_count; i++)
        if (t->stops[i].tps >= 0 && !room->on_time[t->stops[i].tps]) late++;
    return late;
}

static uint16_t play_one(const Arrange *a, ForeseeRoom *room, int32_t vehicle, uint32_t scenario) {
    const ForeseeTrips *trips = &a->sim.trips[vehicle];
    ForeseeSet open = {0};
    foresee_weather_use(room, &a->weather[scenario]);
    if (at_hub(a, vehicle)) room->at_hub_s = a->at_hub_s[scenario];
    for (size_t t = 0; t < trips->count; t++) {
        const PlanTrip *trip = &a->plan.trips[trips->trip[t]];
        for (size_t i = 0; i < trip->stop_count; i++)
            if (trip->stops[i].tps >= 0) room->on_time[trip->stops[i].tps] = false;
    }
    foresee_follow_one(&a->sim, room, scenario, &open, vehicle);
    uint16_t late = 0;
    for (size_t t = 0; t < trips->count; t++)
        late = (uint16_t)(late + late_in(room, &a->plan.trips[trips->trip[t]]));
    return late;
}

static void play_first(Arrange *a) {
    size_t tps = a->sim.r->tps_count;
    ForeseeRoom *room = a->room[0];
    for (uint32_t s = 0; s < a->scenarios; s++) {
        ForeseeSet open = {0};
        foresee_weather(&a->sim, room, s);
        a->weather[s] = foresee_weather_keep(&a->sim, a->arena, room);
        foresee_follow(&a->sim, room, s, &open);
        a->at_hub_s[s] = ARENA_ARRAY(a->arena, int64_t, tps + 1);
        memcpy(a->at_hub_s[s], room->at_hub_s, tps * sizeof *a->at_hub_s[s]);
        for (size_t t = 0; t < a->plan.trip_count; t++) {
            uint16_t *late = &a->late[a->plan.trips[t].vehicle][s];
            *late = (uint16_t)(*late + late_in(room, &a->plan.trips[t]));
        }
    }
    for (size_t v = 0; v < a->vehicles; v++)
        for (uint32_t s = 0; s < a->scenarios; s++) a->late_of[v] += a->late[v][s];
}

static void play_slot(void *ctx, size_t slot) {
    Arrange *a = ctx;
    ForeseeRoom *room = a->room[slot];
    int64_t *hubs = room->at_hub_s; /* a vehicle of the KPU writes there, nobody reads */
    for (size_t i = a->from + slot; i < a->end; i += a->threads)
        for (int k = 0; k < 2; k++) {
            if (a->pair[k] < 0) continue;
            a->trial[k][a->turn[i]] = play_one(a, room, a->pair[k], a->turn[i]);
            room->at_hub_s = hubs;
        }
}

/* Late TPS of the pair in the scenarios of a stretch of the turn: before, or on trial. */
static int64_t sum(const Arrange *a, bool trial) {
    int64_t late = 0;
    for (size_t i = a->from; i < a->end; i++)
        for (int k = 0; k < 2; k++)
            if (a->pair[k] >= 0)
                late += trial ? a->trial[k][a->turn[i]] : a->late[a->pair[k]][a->turn[i]];
    return late;
}

/* Scenarios in which one of both is late come first. Gives their number. */
static size_t take_turns(Arrange *a) {
    size_t n = 0, late = 0;
    for (int others = 0; others < 2; others++) {
        for (uint32_t s = 0; s < a->scenarios; s++) {
            bool is = a->late[a->pair[0]][s] || (a->pair[1] >= 0 && a->late[a->pair[1]][s]);
            if (is != (bool)others) a->turn[n++] = s;
        }
        if (!others) late = n;
    }
    return late;
}

/* A quarter of the scenarios where they are late, the rest of those, all others: it goes on as long
 * as there is something to gain. */
static bool better(Arrange *a, int32_t v, int32_t w) {
    a->pair[0] = v;
    a->pair[1] = w == v ? -1 : w;
    size_t late = take_turns(a), ends[] = {late / 4, late, a->scenarios};
    int64_t was = 0, is = 0;
    a->from = 0;
    for (size_t e = 0; e < COUNT_OF(ends); e++, a->from = a->end) {
        a->end = ends[e];
        work_run((int)a->threads, a->threads, play_slot, a);
        was += sum(a, false);
        is += sum(a, true);
        if (e == 0 ? is >= was && was > 0 : is > was - GAIN_MIN) return false;
    }
    return true;
}

static void keep(Arrange *a, int32_t vehicle, const uint16_t *late) {
    a->late_of[vehicle] = 0;
    for (uint32_t s = 0; s < a->scenarios; s++)
        a->late_of[vehicle] += a->late[vehicle][s] = late[s];
}

/* ---------------------------------------------------------------- changes */

typedef struct Place {
    int32_t vehicle;
    size_t day;
} Place;

static void take_out(Day *d, int32_t at) {
    memmove(d->trips + at, d->trips + at + 1, (size_t)(d->count - at - 1) * sizeof *d->trips);
    d->count--;
}

static void put_in(Day *d, int32_t at, int32_t trip) {
    memmove(d->trips + at + 1, d->trips + at, (size_t)(d->count - at) * sizeof *d->trips);
    d->trips[at] = trip;
    d->count++;
}

static void swap_trips(int32_t *a, int32_t *b) {
    int32_t trip = *a;
    *a = *b;
    *b = trip;
}

/* One of: two trips change places, a trip moves, two vehicles change days. */
static bool change(Arrange *a, Place from, Place to) {
    Day *x = day_of(a, from.vehicle, from.day), *y = day_of(a, to.vehicle, to.day);
    uint32_t kind = rng_below(&a->rng, 4);
    int32_t i = (int32_t)rng_below(&a->rng, (uint32_t)x->count);
    int32_t j = (int32_t)rng_below(&a->rng, (uint32_t)y->count);
    if (x == y && i == j) return false;
    if (x != y && kind == 0 && y->count < TRIPS_MAX) {
        put_in(y, j, x->trips[i]);
        take_out(x, i);
    } else if (x != y && kind == 1 && from.day == to.day) {
        Day day = *x;
        *x = *y;
        *y = day;
    } else {
        swap_trips(&x->trips[i], &y->trips[j]);
    }
    return true;
}

static bool pick_place(Arrange *a, int32_t vehicle, Place *ret) {
    *ret = (Place){vehicle, rng_below(&a->rng, (uint32_t)a->days)};
    const Day *d = day_of(a, ret->vehicle, ret->day);
    return d->count > 0 && !d->fixed;
}

/* The more of its TPS are late, the more often. */
static int32_t pick_vehicle(Arrange *a) {
    int64_t all = 0;
    for (size_t v = 0; v < a->vehicles; v++) all += a->late_of[v];
    if (all == 0 || all > UINT32_MAX) return -1;
    int64_t at = rng_below(&a->rng, (uint32_t)all);
    int32_t v = 0;
    while (at >= a->late_of[v]) at -= a->late_of[v++];
    return v;
}

static void set_times(Arrange *a, Place p) {
    bool fits = time_day(a, p.vehicle, p.day);
    (void)fits; /* it did before */
    list_trips(a, p.vehicle);
}

static bool try_change(Arrange *a, int32_t v) {
    Place from, to;
    int32_t w = (int32_t)rng_below(&a->rng, (uint32_t)a->vehicles);
    if (!a->alike[(size_t)v * a->vehicles + (size_t)w]) return false;
    if (!pick_place(a, v, &from) || !pick_place(a, w, &to)) return false;
    Day *x = day_of(a, v, from.day), *y = day_of(a, w, to.day), was_x = *x, was_y = *y;
    if (!change(a, from, to)) return false;
    bool fits = time_day(a, v, from.day);
    fits = time_day(a, w, to.day) && fits;
    list_trips(a, v);
    list_trips(a, w);
    if (fits && better(a, v, w)) {
        keep(a, v, a->trial[0]);
        if (w != v) keep(a, w, a->trial[1]);
        return true;
    }
    *x = was_x;
    *y = was_y;
    set_times(a, from);
    set_times(a, to);
    return false;
}

/* ---------------------------------------------------------------- the whole */

static void copy_plan(Arrange *a) {
    a->plan = *a->what->plan;
    a->plan.spare_count = 0; /* all ask for the same: nobody counts on them here */
    a->plan.trips = ARENA_ARRAY(a->arena, PlanTrip, a->plan.trip_count + 1);
    for (size_t t = 0; t < a->plan.trip_count; t++) {
        PlanTrip *trip = &a->plan.trips[t];
        *trip = a->what->plan->trips[t];
        trip->stops = ARENA_ARRAY(a->arena, PlanStop, trip->stop_count + 1);
        memcpy(trip->stops, a->what->plan->trips[t].stops, trip->stop_count * sizeof *trip->stops);
    }
}

static void note_goods(Arrange *a, const PlanTrip *t) {
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *s = &t->stops[i];
        int32_t hub = plan_stop_depot(a->sim.r, s);
        for (size_t k = 0; hub >= 0 && k < s->goods_count; k++) {
            int64_t ready = a->ready_s[s->goods[k]] = s->leave_s + plan_handling_s(a->sim.r, hub);
            if (plan_at_landing(a->sim.r, hub))
                a->until_s[s->goods[k]] = ready + foresee_rule(&a->sim, "landing_wait_max_s");
        }
    }
}

static void lay_out(Arrange *a) {
    a->day = ARENA_ARRAY(a->arena, Day, a->vehicles * a->days + 1);
    a->trip = ARENA_ARRAY(a->arena, int32_t *, a->vehicles + 1);
    a->ready_s = ARENA_ARRAY(a->arena, int64_t, a->sim.r->tps_count + 1);
    a->until_s = ARENA_ARRAY(a->arena, int64_t, a->sim.r->tps_count + 1);
    for (size_t i = 0; i < a->sim.r->tps_count; i++) {
        a->ready_s[i] = INT64_MIN;
        a->until_s[i] = INT64_MAX;
    }
    for (size_t v = 0; v < a->vehicles; v++) {
        bool full = false;
        a->trip[v] = ARENA_ARRAY(a->arena, int32_t, a->plan.trip_count + 1);
        for (size_t i = 0; i < a->sim.trips[v].count; i++) {
            int32_t index = a->sim.trips[v].trip[i];
            const PlanTrip *t = &a->plan.trips[index];
            Day *d = day_of(a, (int32_t)v, (size_t)(t->day - a->plan.from_day));
            if (d->count < TRIPS_MAX) d->trips[d->count++] = index;
            full |= d->count == TRIPS_MAX;
            for (size_t k = 0; k < t->stop_count; k++) d->fixed |= t->stops[k].tps < 0;
            note_goods(a, t);
        }
        for (size_t d = 0; d < a->days && full; d++) day_of(a, (int32_t)v, d)->fixed = true;
    }
}

static void make_room(Arrange *a) {
    const ForeseeSim *sim = &a->sim;
    size_t each = foresee_weather_bytes(sim) + (sim->r->tps_count + 1) * sizeof(int64_t);
    size_t most = KEPT_BYTES_MAX / (each + 1);
    a->scenarios = a->what->scenarios < most ? a->what->scenarios : (uint32_t)most;
    for (size_t t = 0; t < a->threads; t++) a->room[t] = foresee_room(a->arena, sim);
    a->turn = ARENA_ARRAY(a->arena, uint32_t, a->scenarios + 1);
    a->weather = ARENA_ARRAY(a->arena, ForeseeWeather, a->scenarios + 1);
    a->at_hub_s = ARENA_ARRAY(a->arena, int64_t *, a->scenarios + 1);
    a->late = ARENA_ARRAY(a->arena, uint16_t *, a->vehicles + 1);
    a->late_of = ARENA_ARRAY(a->arena, int64_t, a->vehicles + 1);
    for (size_t v = 0; v < a->vehicles; v++)
        a->late[v] = ARENA_ARRAY(a->arena, uint16_t, a->scenarios + 1);
    for (int i = 0; i < 2; i++) a->trial[i] = ARENA_ARRAY(a->arena, uint16_t, a->scenarios + 1);
    a->alike = ARENA_ARRAY(a->arena, bool, a->vehicles * a->vehicles + 1);
    for (size_t v = 0; v < a->vehicles; v++)
        for (size_t w = 0; w < a->vehicles; w++)
            a->alike[v * a->vehicles + w] = plan_alike(&sim->r->vehicles[v], &sim->r->vehicles[w]);
}

int64_t foresee_arrange(const Env *env, ForeseeWorld *world, Arena *arena,
                        const ForeseeArranging *what, Plan *ret) {
    Arrange *a = ARENA_NEW(arena, Arrange);
    a->what = what;
    a->arena = arena;
    copy_plan(a);
    a->sim = foresee_sim(world, arena, &(ForeseeCase){.plan = &a->plan}, what->reseed);
    a->threads = what->threads < 1             ? 1
                 : what->threads > THREADS_MAX ? THREADS_MAX
                                               : (size_t)what->threads;
    a->days = (size_t)(a->plan.to_day - a->plan.from_day) + 1;
    a->vehicles = a->sim.r->vehicle_count;
    rng_seed(&a->rng, what->seed);
    lay_out(a);
    make_room(a);
    play_first(a);
    int64_t fewer = 0;
    for (size_t v = 0; v < a->vehicles; v++) fewer += a->late_of[v];
    for (int64_t i = 0; i < what->tries; i++) {
        if (what->until_ns && i % 16 == 0 && env->tick_ns(env->ctx) > what->until_ns) break;
        int32_t v = pick_vehicle(a);
        if (v < 0) break;
        try_change(a, v);
    }
    for (size_t v = 0; v < a->vehicles; v++) fewer -= a->late_of[v];
    *ret = a->plan;
    ret->spare_count = what->plan->spare_count;
    return fewer;
}
