// SPDX-License-Identifier: Apache-2.0
/* Vehicles that leave with one escort team. */
#include "foresee/crew.h"

#include <math.h>

bool foresee_crew_there(const Crew *k, const PlanStop *stop, int64_t by_s) {
    return !plan_at_hub(k->sim->r, k->v->depot) || stop->tps < 0 || stop->taken ||
           k->room->at_hub_s[stop->tps] <= by_s;
}

ForeseeLoading foresee_crew_goods(const Crew *k, const PlanTrip *t, int64_t from_s) {
    ForeseeLoading l = {.begin_s = from_s, .first = -1};
    int64_t patience_s = k->sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    for (int32_t i = 0; i < (int32_t)t->stop_count; i++) {
        const PlanStop *stop = &t->stops[i];
        if (!foresee_crew_there(k, stop, from_s + patience_s)) continue;
        if (!foresee_crew_there(k, stop, l.begin_s)) l.begin_s = k->room->at_hub_s[stop->tps];
        if (l.first < 0) l.first = i;
        l.count++;
        l.load.boxes += stop->load.boxes;
        l.load.mass_g += stop->load.mass_g;
        l.load.volume_cm3 += stop->load.volume_cm3;
    }
    return l;
}

/* ---------------------------------------------------------------- together */

typedef struct Member {
    Crew crew;
    const PlanTrip *trip;
    ForeseeLoading goods;
} Member;

static Member member_of(const Crew *k, int32_t trip) {
    const PlanTrip *t = &k->sim->plan->trips[trip];
    Member m = {.crew = foresee_crew(k->sim, k->room, k->scenario, k->open, t->vehicle), .trip = t};
    foresee_crew_begin_day(&m.crew, t->day);
    m.goods = foresee_crew_goods(&m.crew, t, t->load_s > m.crew.now_s ? t->load_s : m.crew.now_s);
    return m;
}

static int64_t ready_s(const Member *m) {
    double loading_s = (double)(m->trip->depart_s - m->trip->load_s);
    return m->goods.begin_s + (int64_t)llround(loading_s * foresee_crew_loading(&m->crew));
}

/* Of those that stand while it breaks down on the way to its first stop. */
static int64_t stands_s(Member *m) {
    size_t leg = 1;
    int64_t repair_s =
        foresee_crew_breakdown_s(&m->crew, m->trip->distance_m, m->goods.count + 1, &leg);
    return leg == 0 ? foresee_crew_stand_s(&m->crew, repair_s, m->goods.load) : 0;
}

/* At what is closed on its way; 0 where it is out of patience before. */
static int64_t waits_s(Member *m, ForeseeConvoy *c) {
    int64_t patience_s = m->crew.sim->model->settings[HAZARD_PATIENCE_MIN].value * 60;
    m->crew.now_s = c->leave_s;
    m->crew.pace = c->pace;
    Reach there = foresee_crew_go(&m->crew, m->trip->stops[m->goods.first].site);
    if (there.waited_s > patience_s) return 0;
    foresee_join(&c->met, &m->crew.met);
    return there.waited_s;
}

/* The ring of trips that have the team in common; arranging may have moved some elsewhere. */
static int32_t next_member(const ForeseeSim *sim, int32_t first, int32_t trip) {
    const PlanTrip *of = &sim->plan->trips[first];
    do trip = sim->convoy[trip];
    while (trip != first && (!plan_same_convoy(of, &sim->plan->trips[trip]) ||
                             sim->plan->trips[trip].state != PLAN_AHEAD));
    return trip;
}

static ForeseeConvoy together(const Crew *k, int32_t first) {
    ForeseeConvoy c = {.known = true, .leave_s = INT64_MIN, .pace = 0};
    int64_t stand_s = 0;
    int32_t trip = first;
    do {
        Member m = member_of(k, trip);
        if (m.goods.count) {
            int64_t leave_s = ready_s(&m), own_s = stands_s(&m);
            if (leave_s > c.leave_s) c.leave_s = leave_s;
            if (own_s > stand_s) stand_s = own_s;
            if (m.crew.pace > c.pace) c.pace = m.crew.pace;
        }
    } while ((trip = next_member(k->sim, first, trip)) != first);
    c.leave_s += stand_s;
    do {
        Member m = member_of(k, trip);
        int64_t waited_s = m.goods.count ? waits_s(&m, &c) : 0;
        if (waited_s > c.waited_s) c.waited_s = waited_s;
    } while ((trip = next_member(k->sim, first, trip)) != first);
    return c;
}

const ForeseeConvoy *foresee_crew_convoy(Crew *k, int32_t trip) {
    if (!k->sim->convoy || k->sim->plan->trips[trip].state != PLAN_AHEAD || k->trips > 0)
        return NULL;
    if (next_member(k->sim, trip, trip) == trip) return NULL;
    ForeseeConvoy *own = &k->room->convoy[trip];
    if (own->known) return own;
    ForeseeConvoy c = together(k, trip);
    int32_t other = trip;
    do k->room->convoy[other] = c;
    while ((other = next_member(k->sim, trip, other)) != trip);
    return own;
}
