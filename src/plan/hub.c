// SPDX-License-Identifier: Apache-2.0
/* Through which depot goods go on their way: straight from the KPU, over the PPK of their district,
 * or over a landing. The PPK is a choice of the regency; a landing is taken where the TPS says so,
 * or where nobody at the KPU (or the PPK) could bring them, and somebody who stands at the landing
 * can.
 */
#include "plan/plan_int.h"

bool plan_at_landing(const ElectionRegency *r, int32_t depot) {
    return depot >= 0 && str_eq(r->depots[depot].kind, "landing");
}

bool plan_at_hub(const ElectionRegency *r, int32_t depot) {
    return plan_at_landing(r, depot) || (depot >= 0 && str_eq(r->depots[depot].kind, "ppk"));
}

int64_t plan_handling_s(const ElectionRegency *r, int32_t depot) {
    return plan_rule(r, plan_at_landing(r, depot) ? "transfer_fixed_s" : "hub_handling_s");
}

int32_t plan_stop_depot(const ElectionRegency *r, const PlanStop *stop) {
    bool depot = stop->tps < 0 && stop->site >= 0 && stop->site < (int32_t)r->depot_count;
    return depot ? stop->site : -1;
}

const char *plan_hub_name(Arena *arena, const ElectionRegency *r, const PlanStop *stop) {
    int32_t depot = plan_stop_depot(r, stop);
    if (plan_at_landing(r, depot)) return r->depots[depot].name;
    return arena_printf(arena, "PPK %s", r->districts[stop->district].name);
}

bool plan_is_at(const ElectionRegency *r, const PlanStop *stop, const char *place) {
    if (stop->tps >= 0) return str_eq(r->tps[stop->tps].id, place);
    int32_t depot = plan_stop_depot(r, stop);
    return (depot >= 0 && str_eq(r->depots[depot].id, place)) ||
           str_eq(r->districts[stop->district].code, place) ||
           (stop->village >= 0 && str_eq(r->villages[stop->village].code, place));
}

bool plan_stands_by(const ElectionRegency *r, const Plan *plan, int32_t vehicle) {
    for (size_t i = 0; i < plan->trip_count; i++)
        if (plan->trips[i].vehicle == vehicle) return false;
    return plan_at_landing(r, r->vehicles[vehicle].depot);
}

int32_t plan_ppk_of(const ElectionRegency *r, int32_t district) {
    for (size_t d = 0; d < r->depot_count; d++)
        if (r->depots[d].district == district && str_eq(r->depots[d].kind, "ppk"))
            return (int32_t)d;
    return -1;
}

bool plan_through_ppk(const PlanMaker *m, int32_t district) {
    const bool *direct = m->options->direct;
    return m->r->districts[district].through_hub && !(direct && direct[district]);
}

/* ---------------------------------------------------------------- as a plan has it */

static void hubs_as_planned(PlanMaker *m, const Plan *plan, bool *known) {
    for (size_t i = 0; i < plan->trip_count; i++)
        for (size_t k = 0; k < plan->trips[i].stop_count; k++) {
            const PlanStop *stop = &plan->trips[i].stops[k];
            int32_t depot = stop->tps >= 0 ? plan->trips[i].depot : plan_stop_depot(m->r, stop);
            for (size_t g = 0; g < stop->goods_count; g++) {
                m->hub[stop->goods[g]] = plan_at_hub(m->r, depot) ? depot : -1;
                known[stop->goods[g]] = true;
            }
        }
}

/* ---------------------------------------------------------------- over a landing */

typedef struct Landings {
    PlanMaker *m;
    bool *stuck;      /* per TPS: nobody could bring its goods on the way that is its hub's now */
    int32_t *first;   /* ... and that hub before landings were tried */
    int64_t *lead_s;  /* per depot: from the nearest KPU; INT64_MAX = no way, or no landing */
    int64_t *tried_s; /* per TPS: on the way over the landing that was tried last */
} Landings;

static int64_t drive_s(const PlanMaker *m, uint32_t classes, size_t from, size_t to) {
    int64_t best = INT64_MAX;
    for (int c = 0; c < ROAD_CLASSES; c++) {
        if (!m->net->class_used[c] || !(classes >> c & 1)) continue;
        uint32_t s = m->net->time_s[c][from * m->net->site_count + to];
        if (s != ROAD_UNREACHABLE && s < best) best = s;
    }
    return best;
}

/* From any KPU to a depot, by whatever stands there. */
static int64_t lead_s(const PlanMaker *m, int32_t to) {
    int64_t best = INT64_MAX;
    for (size_t d = 0; d < m->r->depot_count && d < 64; d++) {
        if (plan_at_hub(m->r, (int32_t)d)) continue;
        int64_t s = drive_s(m, plan_classes_at(m, UINT64_C(1) << d, 0), d, (size_t)to);
        if (s < best) best = s;
    }
    return best;
}

/* Of the ways over landings that take longer than the one tried last, the soonest; -1 = no more.
 * Of two that take as long, the one later in the list is not tried. */
static int32_t next_landing(const Landings *l, int32_t tps) {
    const PlanMaker *m = l->m;
    int64_t best_s = INT64_MAX;
    int32_t best = -1;
    for (size_t d = 0; d < m->r->depot_count && d < 64; d++) {
        if (l->lead_s[d] == INT64_MAX) continue;
        uint32_t classes = plan_classes_at(m, UINT64_C(1) << d, m->r->tps[tps].class_mask);
        int64_t s = drive_s(m, classes, d, m->net->first_tps + (size_t)tps);
        if (s == INT64_MAX || l->lead_s[d] + s <= l->tried_s[tps]) continue;
        if (l->lead_s[d] + s >= best_s) continue;
        best_s = l->lead_s[d] + s;
        best = (int32_t)d;
    }
    l->tried_s[tps] = best_s;
    return best;
}

/* Who is stuck, of those that were: nobody could bring its goods even if it were alone. */
static size_t find_stuck(Landings *l) {
    PlanMaker *m = l->m;
    size_t stuck = 0;
    PlanDraft *d = ARENA_NEW(m->arena, PlanDraft);
    VrpProblem alone = plan_draft_alone(m, d, l->stuck);
    for (size_t i = 0; i < d->errands.n; i++) {
        int32_t tps = d->errands.at[i].tps, hub = m->hub[tps];
        bool cut_off = hub >= 0 && lead_s(m, hub) == INT64_MAX;
        l->stuck[tps] = cut_off || !str_eq(vrp_why_unserved(&alone, (int32_t)i), "fleet");
        stuck += l->stuck[tps];
    }
    return stuck;
}

static bool any_landing(Landings *l) {
    const ElectionRegency *r = l->m->r;
    bool any = false;
    for (size_t d = 0; d < r->depot_count; d++) {
        bool manned = d < 64 && plan_at_landing(r, (int32_t)d) &&
                      plan_classes_at(l->m, UINT64_C(1) << d, 0) != 0;
        l->lead_s[d] = manned ? lead_s(l->m, (int32_t)d) : INT64_MAX;
        any = any || l->lead_s[d] != INT64_MAX;
    }
    return any;
}

/* The soonest landing first, then the next, until nobody is stuck who need not be. */
static void find_landings(PlanMaker *m, const bool *known) {
    size_t n = m->r->tps_count;
    Landings l = {.m = m};
    l.lead_s = ARENA_ARRAY(m->arena, int64_t, m->r->depot_count);
    if (!any_landing(&l)) return;
    l.stuck = ARENA_ARRAY(m->arena, bool, n);
    l.tried_s = ARENA_ARRAY(m->arena, int64_t, n);
    l.first = ARENA_ARRAY(m->arena, int32_t, n);
    for (size_t i = 0; i < n; i++) {
        l.stuck[i] = !m->refused[i] && !known[i];
        l.tried_s[i] = -1;
        l.first[i] = m->hub[i];
    }
    for (bool more = find_stuck(&l) > 0; more;) {
        more = false;
        for (size_t i = 0; i < n; i++) {
            int32_t landing = l.stuck[i] ? next_landing(&l, (int32_t)i) : -1;
            if (l.stuck[i]) m->hub[i] = landing >= 0 ? landing : l.first[i];
            l.stuck[i] = landing >= 0;
            more = more || landing >= 0;
        }
        more = more && find_stuck(&l) > 0;
    }
}

static int32_t landing_of(const ElectionRegency *r, const char *id) {
    for (size_t d = 0; d < r->depot_count; d++)
        if (str_eq(r->depots[d].id, id) && plan_at_landing(r, (int32_t)d)) return (int32_t)d;
    return -1;
}

/* A landing that is stated is taken, whoever else could come. */
static void hubs_as_stated(PlanMaker *m, bool *known) {
    for (size_t i = 0; i < m->r->tps_count; i++) {
        if (!m->r->tps[i].landing) continue;
        int32_t landing = landing_of(m->r, m->r->tps[i].landing);
        if (landing < 0) plan_refuse(m, (int32_t)i, "landing");
        if (landing >= 0) m->hub[i] = landing;
        known[i] = true;
    }
}

void plan_find_hubs(PlanMaker *m) {
    bool *known = ARENA_ARRAY(m->arena, bool, m->r->tps_count);
    m->hub = ARENA_ARRAY(m->arena, int32_t, m->r->tps_count);
    for (size_t i = 0; i < m->r->tps_count; i++) {
        int32_t district = m->r->villages[m->r->tps[i].village].district;
        m->hub[i] = plan_through_ppk(m, district) ? plan_ppk_of(m->r, district) : -1;
    }
    hubs_as_stated(m, known);
    if (m->options->hubs_of) hubs_as_planned(m, m->options->hubs_of, known);
    find_landings(m, known);
}
