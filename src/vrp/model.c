// SPDX-License-Identifier: Apache-2.0
/* From the caller's problem to one the search can run on: refuse what is malformed, lay the
 * matrices out arc by arc, find the kinds of shifts, and list each stop's neighbours. */
#include "vrp/vrp_int.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MAX (1 << 20) /* stops, sites, shifts: sums of 2^40 stay within 2^60 */
#define RATE_MAX                                                                     \
    INT64_C(1000000000000) /* money per shift, hour or km: a helicopter is far below \
                            */
#define MONEY_MAX 4e18     /* the dearest imaginable plan, below 2^62 */

/* ---------------------------------------------------------------- refusal */
#define REFUSE(err, ...) return err_set((err), ERR_INPUT, __VA_ARGS__)

static bool within(int64_t n, int64_t min, int64_t max) {
    return n >= min && n <= max;
}

static bool class_known(const VrpMatrix *m, int32_t sites) {
    if (!m->points) return m->time_s && m->distance_m;
    for (int32_t i = 0; i < sites; i++)
        if (!within(m->points[i].x, -VRP_POINT_MAX, VRP_POINT_MAX) ||
            !within(m->points[i].y, -VRP_POINT_MAX, VRP_POINT_MAX))
            return false;
    return m->per_unit > 0;
}

static Status refuse_counts(const VrpProblem *p, Err *err) {
    const struct {
        const char *what;
        int32_t n, max;
        const void *at;
    } lists[] = {
        {"classes", p->class_count, 32, p->classes},
        {"depots", p->depot_count, 64, p->depots},
        {"stops", p->stop_count, COUNT_MAX, p->stops},
        {"vehicles", p->vehicle_count, COUNT_MAX, p->vehicles},
        {"pools", p->pool_count, COUNT_MAX, p->pool_limits},
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (!within(lists[i].n, 0, lists[i].max) || (lists[i].n > 0 && !lists[i].at))
            REFUSE(err, _("the problem has %d %s; 0 to %d are possible"), lists[i].n, lists[i].what,
                   lists[i].max);
    if (!within(p->site_count, 0, COUNT_MAX) || !within(p->group_count, 0, COUNT_MAX) ||
        !within(p->split_cost, 0, RATE_MAX))
        REFUSE(err, "%s", _("the number of sites or groups, or the split cost, is out of range"));
    for (int32_t i = 0; i < p->class_count; i++)
        if (p->site_count > 0 && !class_known(&p->classes[i], p->site_count))
            REFUSE(err, _("class %d has neither a matrix nor proper points"), i);
    for (int32_t i = 0; i < p->pool_count; i++)
        if (p->pool_limits[i] < 0) REFUSE(err, _("pool %d has a negative limit"), i);
    if (p->convoy_max < 0) REFUSE(err, "%s", _("a convoy has no negative size"));
    return OK;
}

static Status refuse_depots(const VrpProblem *p, Err *err) {
    double units = 0;
    for (int32_t i = 0; i < p->stop_count; i++)
        units += (double)p->stops[i].demand[VRP_DIMENSIONS - 1];
    for (int32_t i = 0; i < p->depot_count; i++) {
        const VrpDepot *d = &p->depots[i];
        if (!within(d->site, 0, p->site_count - 1))
            REFUSE(err, _("depot %d stands at site %d, which there is not"), i, d->site);
        if (!within(d->load_fixed_s, 0, VRP_FOREVER) ||
            !within(d->load_per_unit_s, 0, VRP_FOREVER) ||
            (double)d->load_per_unit_s * units > 0x1p50)
            REFUSE(err, _("depot %d: its loading times are out of range"), i);
    }
    return OK;
}

static Status refuse_stops(const VrpProblem *p, Err *err) {
    for (int32_t i = 0; i < p->stop_count; i++) {
        const VrpStop *s = &p->stops[i];
        if (!within(s->site, 0, p->site_count - 1))
            REFUSE(err, _("stop %d stands at site %d, which there is not"), i, s->site);
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            if (!within(s->demand[d], 0, VRP_FOREVER))
                REFUSE(err, _("stop %d: its demand is out of range"), i);
        if (!within(s->service_s, 0, VRP_FOREVER) || !within(s->earliest_s, 0, VRP_FOREVER) ||
            !within(s->latest_s, 0, VRP_FOREVER) || !within(s->release_s, 0, VRP_FOREVER) ||
            !within(s->keep_until_s, 0, VRP_FOREVER))
            REFUSE(err, _("stop %d: a time is out of range"), i);
        if (!within(s->group, -1, p->group_count - 1))
            REFUSE(err, _("stop %d is in group %d, which there is not"), i, s->group);
        if (s->area < 0) REFUSE(err, _("stop %d is in a negative area"), i);
        if (s->penalty < 0) REFUSE(err, _("stop %d has a negative penalty"), i);
    }
    return OK;
}

static bool running_known(const VrpProblem *p, const VrpShift *shift) {
    const VrpRunning *r = shift->running;
    return !r || (within(r->site, 0, p->site_count - 1) &&
                  within(r->begun_s, shift->start_s, r->free_s) &&
                  within(r->free_s, r->begun_s, VRP_FOREVER) &&
                  within(r->driven_m, 0, VRP_FOREVER) && within(r->trips_made, 0, COUNT_MAX));
}

static Status refuse_pins(const VrpProblem *p, Err *err) {
    if (!within(p->pin_count, 0, p->stop_count) || (p->pin_count > 0 && !p->pins))
        REFUSE(err, _("there are %d pins for %d stops"), p->pin_count, p->stop_count);
    for (int32_t i = 0; i < p->pin_count; i++) {
        const VrpPin *pin = &p->pins[i];
        if (!within(pin->stop, 0, p->stop_count - 1) ||
            !within(pin->vehicle, 0, p->vehicle_count - 1) ||
            !within(pin->shift, -1, p->vehicles[pin->vehicle].shift_count - 1))
            REFUSE(err, _("pin %d names no such stop, vehicle or shift"), i);
        if (pin->aboard &&
            (pin->shift < 0 || !p->vehicles[pin->vehicle].shifts[pin->shift].running))
            REFUSE(err, _("pin %d: goods can only be aboard in a running shift"), i);
    }
    return OK;
}

static Status refuse_habits(const VrpProblem *p, Err *err) {
    if (!within(p->habit_count, 0, p->stop_count) || (p->habit_count > 0 && !p->habits))
        REFUSE(err, _("there are %d habits for %d stops"), p->habit_count, p->stop_count);
    for (int32_t i = 0; i < p->habit_count; i++) {
        const VrpHabit *h = &p->habits[i];
        if (!within(h->stop, 0, p->stop_count - 1) ||
            !within(h->vehicle, 0, p->vehicle_count - 1) ||
            !within(h->shift, 0, p->vehicles[h->vehicle].shift_count - 1) ||
            !within(h->cost, 0, RATE_MAX) || !within(h->told_s, 0, VRP_FOREVER))
            REFUSE(err, _("habit %d names no such stop, vehicle or shift, or has no proper cost"),
                   i);
        if (h->told_s > 0 && p->convoy_max > 1)
            REFUSE(err, _("habit %d tells a moment, but shifts wait for their convoys"), i);
    }
    return OK;
}

static Status refuse_supplies(const VrpProblem *p, Err *err) {
    uint64_t lots = 0, supplied = 0;
    if (!within(p->supply_count, 0, p->stop_count) || (p->supply_count > 0 && !p->supplies))
        REFUSE(err, _("there are %d supplies for %d stops"), p->supply_count, p->stop_count);
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *s = &p->supplies[i];
        if (!within(s->stop, 0, p->stop_count - 1) || !within(s->lot, 0, p->stop_count - 1) ||
            !within(s->handling_s, 0, VRP_FOREVER) || !within(s->keep_s, 0, VRP_FOREVER))
            REFUSE(err, _("supply %d names no such stop, or a time of it is out of range"), i);
        lots |= p->stops[s->lot].depot_mask;
        supplied |= p->stops[s->stop].depot_mask;
    }
    if (lots & supplied)
        REFUSE(err, "%s", _("what lots supply must leave from other depots than the lots"));
    for (int32_t i = 0; i < p->vehicle_count; i++)
        for (int32_t k = 0; k < p->vehicles[i].shift_count; k++)
            if ((supplied >> p->vehicles[i].depot & 1) && p->vehicles[i].shifts[k].duration_max_s)
                REFUSE(err,
                       _("vehicle %d: where goods come in lots no shift has a longest duration"),
                       i);
    for (int32_t i = 0; i < p->pin_count; i++)
        for (int32_t k = 0; k < p->supply_count && p->pins[i].aboard; k++)
            if (p->supplies[k].stop == p->pins[i].stop)
                REFUSE(err, _("stop %d is aboard and waits for its lot"), p->pins[i].stop);
    return OK;
}

static Status refuse_vehicles(const VrpProblem *p, Err *err) {
    int64_t shifts = 0;
    for (int32_t i = 0; i < p->vehicle_count; i++) {
        const VrpVehicle *v = &p->vehicles[i];
        if (!within(v->klass, 0, p->class_count - 1) || !within(v->depot, 0, p->depot_count - 1))
            REFUSE(err, _("vehicle %d has no such class %d or depot %d"), i, v->klass, v->depot);
        if (!within(v->cost_per_shift, 0, RATE_MAX) || !within(v->cost_per_hour, 0, RATE_MAX) ||
            !within(v->cost_per_km, 0, RATE_MAX))
            REFUSE(err, _("vehicle %d: a cost is out of range"), i);
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            if (v->capacity[d] < 0) REFUSE(err, _("vehicle %d has a negative capacity"), i);
        if (v->trips_max < 0 || v->shift_count < 0 || (v->shift_count > 0 && !v->shifts))
            REFUSE(err, _("vehicle %d: its shifts or trips are out of range"), i);
        shifts += v->shift_count;
        for (int32_t k = 0; k < v->shift_count; k++)
            if (v->shifts[k].start_s < 0 || !running_known(p, &v->shifts[k]) ||
                !within(v->shifts[k].end_s, v->shifts[k].start_s, VRP_FOREVER) ||
                !within(v->shifts[k].pool, -1, p->pool_count - 1) ||
                !within(v->shifts[k].duration_max_s, 0, VRP_FOREVER))
                REFUSE(err, _("vehicle %d: shift %d has no proper window or pool"), i, k);
    }
    if (shifts > COUNT_MAX) REFUSE(err, _("there are more than %d shifts"), COUNT_MAX);
    return OK;
}

/* No sum of money in any plan may leave int64. */
static Status refuse_money(const VrpProblem *p, uint32_t distance_max_m, Err *err) {
    double stops = (double)p->stop_count, total = (double)p->split_cost * stops, per_km = 0;
    for (int32_t i = 0; i < p->stop_count; i++) total += (double)p->stops[i].penalty;
    for (int32_t i = 0; i < p->habit_count; i++) total += (double)p->habits[i].cost;
    for (int32_t i = 0; i < p->vehicle_count; i++) {
        const VrpVehicle *v = &p->vehicles[i];
        if (per_km < (double)v->cost_per_km) per_km = (double)v->cost_per_km;
        for (int32_t k = 0; k < v->shift_count; k++) {
            const VrpRunning *r = v->shifts[k].running;
            if (r) total += (double)r->driven_m * (double)v->cost_per_km / 1000;
            total += (double)v->cost_per_shift +
                     (double)v->cost_per_hour *
                         (double)(v->shifts[k].end_s - v->shifts[k].start_s) / 3600;
        }
    }
    if (total + 2 * (stops + 2) * per_km * (double)distance_max_m > MONEY_MAX)
        REFUSE(err, "%s", _("the costs are so large that their sum cannot be represented"));
    return OK;
}

/* ---------------------------------------------------------------- arcs and kinds */
/* No arc between points is longer than the diagonal of the box around them. */
static uint32_t lay_points(const VrpMatrix *points, int32_t sites) {
    VrpPoint low = points->points[0], high = low;
    for (int32_t i = 1; i < sites; i++) {
        VrpPoint at = points->points[i];
        if (low.x > at.x) low.x = at.x;
        if (low.y > at.y) low.y = at.y;
        if (high.x < at.x) high.x = at.x;
        if (high.y < at.y) high.y = at.y;
    }
    return vrp_apart(low, high, points->per_unit, VRP_UP);
}

static uint32_t lay_arcs(Arena *arena, Model *m) {
    const VrpProblem *p = m->problem;
    size_t cells = (size_t)p->site_count * (size_t)p->site_count;
    uint32_t longest = 0;
    m->arcs = ARENA_ARRAY(arena, Arc *, (size_t)p->class_count);
    for (int32_t c = 0; c < p->class_count && p->site_count > 0; c++) {
        if (p->classes[c].points) {
            uint32_t most = lay_points(&p->classes[c], p->site_count);
            if (most > longest) longest = most;
            continue;
        }
        Arc *arcs = m->arcs[c] = ARENA_ARRAY(arena, Arc, cells);
        for (size_t i = 0; i < cells; i++) {
            Arc a = {p->classes[c].time_s[i], p->classes[c].distance_m[i]};
            bool barred = a.time_s == VRP_UNREACHABLE || a.distance_m == VRP_UNREACHABLE;
            arcs[i] = barred ? (Arc){VRP_UNREACHABLE, VRP_UNREACHABLE} : a;
            if (!barred && a.distance_m > longest) longest = a.distance_m;
        }
    }
    return longest;
}

static bool kind_is(const Kind *k, const VrpVehicle *v, const VrpShift *shift) {
    const VrpVehicle *a = k->vehicle;
    return k->own_vehicle < 0 && !k->running && k->start_s == shift->start_s &&
           k->end_s == shift->end_s && k->pool == shift->pool &&
           k->duration_max_s == shift->duration_max_s && a->klass == v->klass &&
           a->depot == v->depot && a->trips_max == v->trips_max &&
           a->cost_per_shift == v->cost_per_shift && a->cost_per_hour == v->cost_per_hour &&
           a->cost_per_km == v->cost_per_km &&
           memcmp(a->capacity, v->capacity, sizeof a->capacity) == 0;
}

static int32_t kind_find(Model *m, const VrpVehicle *v, int32_t k, bool own) {
    const VrpShift *shift = &v->shifts[k];
    for (int32_t i = m->kind_count - 1; i >= 0 && !own; i--)
        if (kind_is(&m->kinds[i], v, shift)) return i;
    m->kinds[m->kind_count] = (Kind){.vehicle = v,
                                     .depot = &m->problem->depots[v->depot],
                                     .arcs = m->arcs[v->klass],
                                     .points = m->problem->classes[v->klass],
                                     .start_s = shift->start_s,
                                     .end_s = shift->end_s,
                                     .pool = shift->pool,
                                     .trips_max = v->trips_max,
                                     .running = shift->running,
                                     .own_vehicle = own ? (int32_t)(v - m->problem->vehicles) : -1,
                                     .own_shift = k,
                                     .duration_max_s = shift->duration_max_s};
    if (shift->running) m->kinds[m->kind_count].trips_max -= shift->running->trips_made;
    return m->kind_count++;
}

static void find_kinds(Arena *arena, Model *m) {
    const VrpProblem *p = m->problem;
    size_t shifts = 0;
    for (int32_t v = 0; v < p->vehicle_count; v++) shifts += (size_t)p->vehicles[v].shift_count;
    m->kinds = ARENA_ARRAY(arena, Kind, shifts);
    m->shift_kind = ARENA_ARRAY(arena, int32_t, shifts);
    m->shift_vehicle = ARENA_ARRAY(arena, int32_t, shifts);
    m->vehicle_first = ARENA_ARRAY(arena, int32_t, (size_t)p->vehicle_count);
    bool *named = ARENA_ARRAY(arena, bool, (size_t)p->vehicle_count);
    for (int32_t i = 0; i < p->pin_count; i++) named[p->pins[i].vehicle] = true;
    for (int32_t i = 0; i < p->habit_count; i++) named[p->habits[i].vehicle] = true;
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        m->vehicle_first[v] = m->shift_count;
        for (int32_t k = 0; k < p->vehicles[v].shift_count; k++, m->shift_count++) {
            bool own = named[v] || p->vehicles[v].shifts[k].running;
            m->shift_kind[m->shift_count] = kind_find(m, &p->vehicles[v], k, own);
            m->shift_vehicle[m->shift_count] = v;
        }
    }
}

/* What a second and a metre cost, to one scale for all kinds. */
static void weigh_kinds(Model *m) {
    int64_t most = 0;
    for (int32_t k = 0; k < m->kind_count; k++) {
        Kind *kind = &m->kinds[k];
        kind->second = kind->vehicle->cost_per_hour * 10; /* in 36,000ths */
        kind->metre = kind->vehicle->cost_per_km * 36;
        if (most < kind->second) most = kind->second;
        if (most < kind->metre) most = kind->metre;
    }
    int shift = 0;
    while (most >> shift >> 20) shift++;
    for (int32_t k = 0; k < m->kind_count; k++) {
        Kind *kind = &m->kinds[k];
        kind->second >>= shift;
        kind->metre >>= shift;
        kind->fixed = kind->vehicle->cost_per_shift * 36000 >> shift;
        if (kind->second == 0 && kind->metre == 0) kind->second = 1;
    }
    m->split_weight = m->problem->split_cost * 36000 >> shift;
}

/* ---------------------------------------------------------------- neighbours */
typedef struct Near {
    int64_t apart;
    int32_t stop;
} Near;

typedef struct Yardstick { /* per class: what a second and a metre weigh, below 2^20 */
    int64_t second, metre;
} Yardstick;

static Yardstick yardstick_of(const VrpProblem *p, int32_t klass) {
    Yardstick y = {0, 0};
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        const VrpVehicle *vehicle = &p->vehicles[v];
        if (vehicle->klass != klass) continue;
        if (y.second < vehicle->cost_per_hour * 10) y.second = vehicle->cost_per_hour * 10;
        if (y.metre < vehicle->cost_per_km * 36) y.metre = vehicle->cost_per_km * 36;
    }
    if (y.second == 0 && y.metre == 0) y.second = y.metre = 1;
    while (y.second >> 20 || y.metre >> 20) {
        y.second >>= 1;
        y.metre >>= 1;
    }
    return y;
}

static Arc class_arc(const Model *m, int32_t c, int32_t from, int32_t to) {
    const VrpMatrix *points = &m->problem->classes[c];
    return m->arcs[c] ? m->arcs[c][(size_t)from * (size_t)m->site_count + (size_t)to]
                      : points_arc(points, from, to);
}

#define APART_MAX INT64_MAX
static int64_t arc_weight(const Yardstick *y, Arc a) {
    if (a.time_s == VRP_UNREACHABLE) return APART_MAX;
    return y->second * a.time_s + y->metre * a.distance_m;
}

/* How far apart two stops are for a vehicle that may visit both in one trip: the cheaper direction
 * among those that their windows leave possible. */
static int64_t apart(const Model *m, const Yardstick *yards, const VrpStop *a, const VrpStop *b) {
    uint32_t classes = a->class_mask & b->class_mask;
    int64_t least = APART_MAX;
    if (!(a->depot_mask & b->depot_mask)) return least;
    for (int32_t c = 0; c < m->problem->class_count; c++) {
        if (!(classes >> c & 1)) continue;
        Arc go = class_arc(m, c, a->site, b->site), come = class_arc(m, c, b->site, a->site);
        int64_t there = arc_weight(&yards[c], go), back = arc_weight(&yards[c], come);
        if (a->earliest_s + a->service_s + go.time_s > b->latest_s) there = APART_MAX;
        if (b->earliest_s + b->service_s + come.time_s > a->latest_s) back = APART_MAX;
        if (there < least) least = there;
        if (back < least) least = back;
    }
    return least;
}

static int near_order(const void *a, const void *b) {
    const Near *x = a, *y = b;
    if (x->apart != y->apart) return x->apart < y->apart ? -1 : 1;
    return (x->stop > y->stop) - (x->stop < y->stop);
}

/* Keeps the near_max nearest in `heap`, the farthest of them on top. */
static void near_offer(Near *heap, int32_t *n, int32_t max, Near candidate) {
    int32_t i;
    if (*n < max) {
        i = (*n)++;
        for (; i > 0 && near_order(&heap[(i - 1) / 2], &candidate) < 0; i = (i - 1) / 2)
            heap[i] = heap[(i - 1) / 2];
        heap[i] = candidate;
        return;
    }
    if (max == 0 || near_order(&candidate, &heap[0]) >= 0) return;
    for (i = 0;;) {
        int32_t child = 2 * i + 1;
        if (child >= *n) break;
        if (child + 1 < *n && near_order(&heap[child + 1], &heap[child]) > 0) child++;
        if (near_order(&heap[child], &candidate) <= 0) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = candidate;
}

void vrp_model_near(Arena *arena, Model *m, int32_t near_max) {
    const VrpProblem *p = m->problem;
    int32_t n = p->stop_count;
    m->near_max = near_max < n ? near_max : n;
    m->near = ARENA_ARRAY(arena, int32_t, (size_t)n * (size_t)m->near_max);
    Near *heap = ARENA_ARRAY(arena, Near, (size_t)m->near_max);
    Yardstick yards[32];
    for (int32_t c = 0; c < p->class_count; c++) yards[c] = yardstick_of(p, c);
    for (int32_t i = 0; i < n; i++) {
        int32_t kept = 0;
        for (int32_t j = 0; j < n; j++) {
            if (j == i) continue;
            int64_t a = apart(m, yards, &p->stops[i], &p->stops[j]);
            if (a < APART_MAX) near_offer(heap, &kept, m->near_max, (Near){a, j});
        }
        qsort(heap, (size_t)kept, sizeof *heap, near_order);
        int32_t *row = &m->near[(size_t)i * (size_t)m->near_max];
        for (int32_t k = 0; k < m->near_max; k++) row[k] = k < kept ? heap[k].stop : -1;
    }
}

/* ---------------------------------------------------------------- how far, how large */
static void measure_stops(Arena *arena, Model *m) {
    const VrpProblem *p = m->problem;
    int64_t largest[VRP_DIMENSIONS] = {0};
    for (int32_t v = 0; v < p->vehicle_count; v++)
        for (int d = 0; d < VRP_DIMENSIONS; d++)
            if (largest[d] < p->vehicles[v].capacity[d]) largest[d] = p->vehicles[v].capacity[d];
    m->far = ARENA_ARRAY(arena, int64_t, (size_t)p->stop_count);
    m->bulk = ARENA_ARRAY(arena, int64_t, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->stop_count; i++) {
        const VrpStop *s = &p->stops[i];
        int64_t nearest = VRP_UNREACHABLE;
        m->stays = m->stays || s->release_s > 0 || s->keep_until_s > 0;
        for (int32_t k = 0; k < m->kind_count; k++) {
            const Kind *kind = &m->kinds[k];
            int64_t time_s = arc_of(m, kind, kind->depot->site, s->site).time_s;
            if (vrp_suits(m, kind, false, i) && time_s < nearest) nearest = time_s;
        }
        m->far[i] = nearest;
        for (int d = 0; d < VRP_DIMENSIONS; d++) /* parts per million of the largest vehicle */
            if (largest[d] > 0 && s->demand[d] <= largest[d]) {
                int64_t ppm =
                    (int64_t)((unsigned __int128)s->demand[d] * 1000000 / (uint64_t)largest[d]);
                if (m->bulk[i] < ppm) m->bulk[i] = ppm;
            }
    }
}

/* ---------------------------------------------------------------- two echelons */
static Status find_supplies(Arena *arena, Model *m, Err *err) {
    const VrpProblem *p = m->problem;
    size_t stops = (size_t)p->stop_count;
    uint64_t lots = 0, supplied = 0;
    if (p->supply_count == 0) return OK;
    m->stays = true;
    m->supply_of = ARENA_ARRAY(arena, const VrpSupply *, stops);
    m->supplied_first = ARENA_ARRAY(arena, int32_t, stops + 1);
    m->supplied = ARENA_ARRAY(arena, int32_t, (size_t)p->supply_count);
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *s = &p->supplies[i];
        if (m->supply_of[s->stop]) REFUSE(err, _("stop %d is supplied twice"), s->stop);
        m->supply_of[s->stop] = s;
        m->supplied_first[s->lot + 1]++;
        lots |= p->stops[s->lot].depot_mask;
        supplied |= p->stops[s->stop].depot_mask;
    }
    for (size_t i = 0; i < stops; i++) m->supplied_first[i + 1] += m->supplied_first[i];
    int32_t *next = ARENA_ARRAY(arena, int32_t, stops);
    for (int32_t i = 0; i < p->supply_count; i++) {
        const VrpSupply *s = &p->supplies[i];
        if (m->supply_of[s->lot]) REFUSE(err, _("stop %d is a lot and is supplied itself"), s->lot);
        m->supplied[m->supplied_first[s->lot] + next[s->lot]++] = s->stop;
    }
    for (int32_t k = 0; k < m->kind_count; k++) {
        m->kinds[k].brings = lots >> m->kinds[k].vehicle->depot & 1;
        m->kinds[k].draws = supplied >> m->kinds[k].vehicle->depot & 1;
    }
    return OK;
}

/* ---------------------------------------------------------------- what is under way */
/* Each stop has one pin and one habit at most, and each running vehicle comes home in time if it
 * does nothing else; pools have room for them. */
static Status refuse_running(Arena *arena, Model *m, Err *err) {
    const VrpProblem *p = m->problem;
    int32_t *used = ARENA_ARRAY(arena, int32_t, (size_t)p->pool_count);
    if (p->pin_count > 0) m->pin_of = ARENA_ARRAY(arena, const VrpPin *, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->pin_count; i++) {
        const VrpPin **of = &m->pin_of[p->pins[i].stop];
        if (*of) REFUSE(err, _("stop %d is pinned twice"), p->pins[i].stop);
        *of = &p->pins[i];
    }
    if (p->habit_count > 0)
        m->habit_of = ARENA_ARRAY(arena, const VrpHabit *, (size_t)p->stop_count);
    for (int32_t i = 0; i < p->habit_count; i++) {
        const VrpHabit **of = &m->habit_of[p->habits[i].stop];
        if (*of) REFUSE(err, _("stop %d has two habits"), p->habits[i].stop);
        *of = &p->habits[i];
        m->punctual = m->punctual || p->habits[i].told_s > 0;
    }
    for (int32_t i = 0; i < m->shift_count; i++) {
        const Kind *kind = &m->kinds[m->shift_kind[i]];
        if (!kind->running) continue;
        Arc home = arc_of(m, kind, kind->running->site, kind->depot->site);
        int64_t end_s = kind->running->free_s + home.time_s;
        int64_t lasts_s = end_s - kind->running->begun_s;
        if (home.time_s == VRP_UNREACHABLE || end_s > kind->end_s ||
            (kind->duration_max_s > 0 && lasts_s > kind->duration_max_s))
            REFUSE(err, _("vehicle %d is under way and cannot be home before its shift ends"),
                   m->shift_vehicle[i]);
        if (kind->pool >= 0 && ++used[kind->pool] > p->pool_limits[kind->pool])
            REFUSE(err, _("more vehicles are under way than pool %d has"), kind->pool);
    }
    return OK;
}

Status vrp_refuse(const VrpProblem *problem, Err *err) {
    Status st = refuse_counts(problem, err);
    if (st == OK) st = refuse_stops(problem, err);
    if (st == OK) st = refuse_depots(problem, err);
    if (st == OK) st = refuse_vehicles(problem, err);
    if (st == OK) st = refuse_pins(problem, err);
    if (st == OK) st = refuse_habits(problem, err);
    if (st == OK) st = refuse_supplies(problem, err);
    return st;
}

Status vrp_model(Arena *arena, const VrpProblem *problem, Model *ret, Err *err) {
    *ret = (Model){.problem = problem, .site_count = problem->site_count};
    Status st = refuse_money(problem, lay_arcs(arena, ret), err);
    if (st != OK) return st;
    find_kinds(arena, ret);
    st = refuse_running(arena, ret, err);
    if (st != OK) return st;
    st = find_supplies(arena, ret, err);
    if (st != OK) return st;
    weigh_kinds(ret);
    measure_stops(arena, ret);
    return OK;
}
