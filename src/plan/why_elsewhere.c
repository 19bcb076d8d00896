// SPDX-License-Identifier: Apache-2.0
/* Where else a stop could go, and what that would cost. */
#include "plan/why_int.h"

typedef struct Search {
    const PlanSide *side;
    Arena *scratch;
    int32_t stop;
    int64_t best;
    PlanWhy *out;
} Search;

/* The price of the change when the stop goes before visit `at` of `into`. */
static void offer(Search *s, PlanDay day, int32_t into, int32_t at) {
    const PlanSide *side = s->side;
    int32_t from = side->spot[s->stop].trip;
    bool alone = into == day.first + day.count;
    bool same_day = from >= day.first && from < day.first + day.count;
    day.with = s->stop;
    day.into = into;
    day.at = at;
    day.without = same_day ? s->stop : -1;
    PlanTried t = plan_try(s->scratch, &day);
    if (t.price < 0) return;
    int64_t change = t.price - side->day_price[day.first];
    if (!same_day) change -= side->removed[s->stop] + plan_split_change(side, s->stop, -1);
    change += plan_split_change(side, s->stop, alone ? -2 : into);
    if (s->out->dear_trip >= 0 && change >= s->best) return;
    s->best = s->out->dear_change = change;
    s->out->dear_trip = side->routes.trip_of[alone ? into - 1 : into];
    s->out->dear_alone = alone;
}

/* Metres alone already cost more than what is found: hours are never fewer than without. */
static bool hopeless(const Search *s, const VrpTrip *t, int32_t at) {
    const VrpProblem *p = &s->side->problem;
    const VrpVehicle *v = &p->vehicles[t->vehicle];
    const VrpMatrix *m = &p->classes[v->klass];
    int32_t depot = p->depots[v->depot].site, here = p->stops[s->stop].site;
    int32_t from = at > 0 ? p->stops[t->visits[at - 1].stop].site : depot;
    int32_t to = at < t->visit_count ? p->stops[t->visits[at].stop].site : depot;
    size_t row = (size_t)p->site_count;
    uint32_t a = m->distance_m[(size_t)from * row + (size_t)here];
    uint32_t b = m->distance_m[(size_t)here * row + (size_t)to];
    uint32_t c = m->distance_m[(size_t)from * row + (size_t)to];
    if (a == VRP_UNREACHABLE || b == VRP_UNREACHABLE) return true;
    int64_t money = ((int64_t)a + b - c) * v->cost_per_km / 1000;
    int64_t gone = s->side->removed[s->stop] + p->split_cost;
    return s->out->dear_trip >= 0 && money - gone > s->best;
}

void plan_why_elsewhere(const PlanSide *side, Arena *scratch, int32_t stop, PlanWhy *to) {
    Search s = {.side = side, .scratch = scratch, .stop = stop, .out = to};
    const VrpSolution *solution = &side->routes.solution;
    to->dear_trip = -1;
    for (int32_t t = 0; t < solution->trip_count; t++) {
        const VrpTrip *trip = &solution->trips[t];
        PlanDay day = plan_day_of(side, t);
        if (side->day_price[t] < 0) continue;
        bool last = t + 1 == day.first + day.count;
        bool only = side->spot[stop].trip == t && trip->visit_count == 1;
        VrpTrip none = {.vehicle = trip->vehicle};
        if (last && !only && plan_fits(side, &none, stop) && !hopeless(&s, &none, 0))
            offer(&s, day, t + 1, 0);
        if (t == side->spot[stop].trip || !plan_fits(side, trip, stop)) continue;
        for (int32_t at = 0; at <= trip->visit_count; at++)
            if (!hopeless(&s, trip, at)) offer(&s, day, t, at);
    }
}
