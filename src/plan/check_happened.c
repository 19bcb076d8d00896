// SPDX-License-Identifier: Apache-2.0
/* Does a plan that replaces another one stand on what the record says has happened? Written from
 * the facts alone; knows nothing of how the plan was made. */
#include "plan/plan.h"

typedef struct Check {
    Arena *arena;
    const ElectionRegency *r;
    const Plan *old, *plan;
    VEC(PlanBreach) breaches;
} Check;

static void breach(Check *c, const PlanTrip *trip, int32_t tps, const char *text) {
    vec_push(c->arena, &c->breaches,
             ((PlanBreach){"happened", trip->id, tps >= 0 ? c->r->tps[tps].id : NULL, text}));
}

/* Where the new plan sets these goods down; NULL = it does not. */
static const PlanStop *find(const Plan *p, const PlanStop *goods, const PlanTrip **ret_trip) {
    for (size_t t = 0; t < p->trip_count; t++)
        for (size_t k = 0; k < p->trips[t].stop_count; k++) {
            const PlanStop *s = &p->trips[t].stops[k];
            bool same = s->tps == goods->tps && s->district == goods->district &&
                        (s->goods_count > 0) == (goods->goods_count > 0);
            bool has = s->goods_count == 0;
            for (size_t g = 0; g < s->goods_count && goods->goods_count; g++)
                has = has || s->goods[g] == goods->goods[0];
            if (!same || !has) continue;
            *ret_trip = &p->trips[t];
            return s;
        }
    return NULL;
}

static bool broke_down(const PlanFact *facts, size_t n, int32_t trip) {
    bool broken = false;
    for (size_t i = 0; i < n; i++) {
        if (facts[i].trip != trip) continue;
        if (facts[i].act == PLAN_BROKE_DOWN || facts[i].act == PLAN_TURNED_BACK) broken = true;
        if (facts[i].act == PLAN_RESUMED) broken = false;
    }
    return broken;
}

static void check_delivered(Check *c, const PlanFact *f) {
    const PlanTrip *was = &c->old->trips[f->trip], *is;
    const PlanStop *goods = &was->stops[f->stop], *s = find(c->plan, goods, &is);
    if (!s || is->vehicle != was->vehicle || !(s->reached || is->state == PLAN_DONE))
        breach(c, was, goods->tps, _("delivered already, but the plan does not have it so"));
}

/* What left on a vehicle is on it still, or was taken over from it. */
static void check_aboard(Check *c, const PlanFact *facts, size_t n, int32_t trip) {
    const PlanTrip *was = &c->old->trips[trip], *is;
    if (broke_down(facts, n, trip)) return;
    for (size_t k = 0; k < was->stop_count; k++) {
        const PlanStop *s = find(c->plan, &was->stops[k], &is);
        if (s && (is->vehicle != was->vehicle || is->day != was->day))
            breach(c, was, was->stops[k].tps, _("aboard this vehicle, but another is to bring it"));
    }
}

void plan_check_happened(Arena *arena, const ElectionRegency *r, const Plan *old,
                         const PlanFact *facts, size_t count, const Plan *plan,
                         PlanVerdict *verdict) {
    Check c = {.arena = arena, .r = r, .old = old, .plan = plan};
    for (size_t i = 0; i < verdict->count; i++) vec_push(arena, &c.breaches, verdict->breaches[i]);
    for (size_t i = 0; i < count; i++) {
        const PlanFact *f = &facts[i];
        if (f->at_s > plan->at_s) continue;
        if (f->act == PLAN_DELIVERED && f->stop >= 0) check_delivered(&c, f);
        bool left = f->act == PLAN_DEPARTED || f->act == PLAN_ARRIVED || f->act == PLAN_DELIVERED;
        bool first = left;
        for (size_t k = 0; k < i && first; k++)
            first = facts[k].trip != f->trip ||
                    (facts[k].act != PLAN_DEPARTED && facts[k].act != PLAN_ARRIVED &&
                     facts[k].act != PLAN_DELIVERED);
        if (first) check_aboard(&c, facts, count, f->trip);
    }
    verdict->breaches = c.breaches.at;
    verdict->count = c.breaches.n;
}
