// SPDX-License-Identifier: Apache-2.0
/* The check of a plan, written from the rules in plan.h and from nothing else: it includes no
 * private header of the planner, recomputes loads from the needs, windows from the rules and
 * travel times from the map leg by leg, and prices the trips anew. */
#include "plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define BREACHES_MAX 10000

typedef struct Check {
    Arena *arena;
    const ElectionRegency *r;
    const ElectionNeeds *needs;
    const PlanNetwork *net;
    const Plan *plan;
    VEC(PlanBreach) breaches;
    int32_t *delivered;  /* per TPS: times that its goods were set down at the TPS */
    int64_t *at_hub_s;   /* per TPS: when its goods stood at a hub; -1 = they never came */
    int32_t *hub;        /* per TPS: at which depot */
    bool *lies_there;    /* per TPS: they come to a landing, and nothing takes them on */
    bool *lay_there;     /* per TPS: they had come there before the plan's moment: a fact */
    int64_t *hub_boxes;  /* per district: boxes brought to its PPK */
    int32_t *ppk_served; /* per district: times its own goods were set down */
    const bool *part;    /* per TPS: is the plan for it; NULL = for all */
    size_t stops, total;
} Check;

static void breach(Check *c, const char *rule, const PlanTrip *trip, int32_t tps, const char *fmt,
                   ...) PRINTF_LIKE(5, 6);

static void breach(Check *c, const char *rule, const PlanTrip *trip, int32_t tps, const char *fmt,
                   ...) {
    if (c->breaches.n >= BREACHES_MAX) return;
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    vec_push(c->arena, &c->breaches,
             (PlanBreach){rule, trip ? trip->id : NULL, tps >= 0 ? c->r->tps[tps].id : NULL,
                          arena_str(c->arena, text)});
}

static int64_t setting(const Check *c, const char *name) {
    return election_setting(&c->r->rules, name)->value;
}

static int64_t local_midnight_s(const Check *c, int32_t day) {
    return (int64_t)day * DAY_S - c->r->zone_min * 60;
}

static int32_t district_of(const Check *c, int32_t tps) {
    return c->r->villages[c->r->tps[tps].village].district;
}

static const ElectionVehicle *vehicle_of(const Check *c, const PlanTrip *t) {
    return &c->r->vehicles[t->vehicle];
}

static bool begun(const Check *c, const PlanTrip *t) {
    return c->plan->replaces && t->state != PLAN_AHEAD;
}

/* It broke down before it left, and is no trip. */
static bool in_yard(const PlanTrip *t) {
    return t->state == PLAN_BROKEN && t->return_s == t->load_s;
}

/* ---------------------------------------------------------------- load */

static ElectionLoad sum(ElectionLoad a, ElectionLoad b) {
    return (ElectionLoad){a.boxes + b.boxes, a.mass_g + b.mass_g, a.volume_cm3 + b.volume_cm3};
}

static bool same(ElectionLoad a, ElectionLoad b) {
    return a.boxes == b.boxes && a.mass_g == b.mass_g && a.volume_cm3 == b.volume_cm3;
}

/* Who takes goods over on the way has them aboard from there on only, together with what is then
 * left of its own. */
static ElectionLoad most_aboard(const PlanTrip *t, ElectionLoad all) {
    ElectionLoad own = {0}, behind = {0};
    if (!t->via || !t->via->takes) return all;
    for (size_t i = 0; i < t->stop_count; i++) {
        if (!t->stops[i].taken) own = sum(own, t->stops[i].load);
        if ((int32_t)i >= t->via->before) behind = sum(behind, t->stops[i].load);
    }
    return (ElectionLoad){own.boxes > behind.boxes ? own.boxes : behind.boxes,
                          own.mass_g > behind.mass_g ? own.mass_g : behind.mass_g,
                          own.volume_cm3 > behind.volume_cm3 ? own.volume_cm3 : behind.volume_cm3};
}

static void check_load(Check *c, const PlanTrip *t) {
    ElectionLoad all = {0};
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *s = &t->stops[i];
        ElectionLoad due = {0};
        for (size_t k = 0; k < s->goods_count; k++) due = sum(due, c->needs->tps_load[s->goods[k]]);
        if (s->goods_count == 0) due = c->needs->district_load[s->district];
        if (!same(due, s->load))
            breach(c, "load", t, s->tps,
                   _("stop %zu sets down %lld boxes (%lld g), the needs say %lld (%lld g)"), i + 1,
                   (long long)s->load.boxes, (long long)s->load.mass_g, (long long)due.boxes,
                   (long long)due.mass_g);
        all = sum(all, due);
    }
    const ElectionVehicle *v = vehicle_of(c, t);
    if (!same(all, t->load))
        breach(c, "load", t, -1,
               _("the trip states %lld boxes (%lld g), its stops need %lld (%lld g)"),
               (long long)t->load.boxes, (long long)t->load.mass_g, (long long)all.boxes,
               (long long)all.mass_g);
    all = most_aboard(t, all);
    if (v->capacity_boxes >= 0 && all.boxes > v->capacity_boxes)
        breach(c, "load", t, -1, _("%lld boxes in a vehicle for %lld"), (long long)all.boxes,
               (long long)v->capacity_boxes);
    if (v->capacity_g >= 0 && all.mass_g > v->capacity_g)
        breach(c, "load", t, -1, _("%lld kg in a vehicle for %lld kg"),
               (long long)(all.mass_g / 1000), (long long)(v->capacity_g / 1000));
    if (v->capacity_cm3 >= 0 && all.volume_cm3 > v->capacity_cm3)
        breach(c, "load", t, -1, _("%lld litres in a vehicle for %lld litres"),
               (long long)(all.volume_cm3 / 1000), (long long)(v->capacity_cm3 / 1000));
}

/* ---------------------------------------------------------------- travel */

/* The places that a trip goes through: its depot, then stops and via in their order. */
typedef struct Halt {
    int32_t stop; /* -1 = the depot or the via */
    int32_t site;
    int64_t arrive_s, leave_s, leg_m;
    bool past; /* come to before the plan's moment: a fact */
} Halt;

static size_t halts_of(Check *c, const PlanTrip *t, Halt **ret) {
    Halt *halts = ARENA_ARRAY(c->arena, Halt, t->stop_count + 3);
    size_t n = 0;
    bool facts = c->plan->replaces && t->state != PLAN_AHEAD;
    halts[n++] = (Halt){.stop = -1, .site = t->depot, .leave_s = t->depart_s, .past = true};
    for (size_t i = 0; i <= t->stop_count; i++) {
        const PlanVia *v = t->via && t->via->before == (int32_t)i ? t->via : NULL;
        if (v)
            halts[n++] = (Halt){-1,         v->site,  v->arrive_s,
                                v->leave_s, v->leg_m, facts && v->arrive_s <= c->plan->at_s};
        if (i == t->stop_count) break;
        const PlanStop *s = &t->stops[i];
        halts[n++] =
            (Halt){(int32_t)i, s->site, s->arrive_s, s->leave_s, s->leg_m, facts && s->reached};
    }
    if (t->state != PLAN_BROKEN)
        halts[n++] = (Halt){-1, t->depot, t->return_s, 0, 0, t->state == PLAN_DONE};
    *ret = halts;
    return n;
}

/* Times from each place to the next, from the map; -1 = no way. */
static void legs_of(Check *c, const PlanTrip *t, const Halt *halts, size_t n, int64_t *time_s,
                    int64_t *distance_m) {
    RoadClass k = (RoadClass)vehicle_of(c, t)->klass;
    uint32_t *times = ARENA_ARRAY(c->arena, uint32_t, n * n);
    uint32_t *metres = ARENA_ARRAY(c->arena, uint32_t, n * n);
    GeoPoint *points = ARENA_ARRAY(c->arena, GeoPoint, n);
    RoadSnap *snaps = ARENA_ARRAY(c->arena, RoadSnap, n);
    for (size_t i = 0; i < n; i++) {
        points[i] = c->net->sites[halts[i].site];
        if (c->net->map) snaps[i] = c->net->snaps[k][halts[i].site];
    }
    if (c->net->map)
        road_matrix(c->arena, c->net->map, c->net->weights[k], snaps, n, 1, NULL, times, metres);
    else
        road_estimate(c->net->profiles, k, points, n, times, metres);
    for (size_t i = 0; i + 1 < n; i++) {
        size_t cell = i * n + i + 1;
        time_s[i] = times[cell] == ROAD_UNREACHABLE ? -1 : (int64_t)times[cell];
        distance_m[i] = metres[cell] == ROAD_UNREACHABLE ? 0 : (int64_t)metres[cell];
    }
}

/* What had been driven by the plan's moment stands as it was; what a vehicle was driving then is no
 * leg of this plan's, only the rest of one. A vehicle that was out and cannot come home comes when
 * the road is open again: `distance_m` tells how far that is on the map as it was. */
static void check_travel(Check *c, const PlanTrip *t) {
    Halt *halts;
    size_t n = halts_of(c, t, &halts);
    int64_t *time_s = ARENA_ARRAY(c->arena, int64_t, n);
    int64_t *distance_m = ARENA_ARRAY(c->arena, int64_t, n);
    legs_of(c, t, halts, n, time_s, distance_m);
    int64_t metres = 0;
    bool free = false; /* some leg has a length that only the plan knows */
    for (size_t i = 0; i + 1 < n; i++) {
        const Halt *to = &halts[i + 1];
        int32_t tps = to->stop >= 0 ? t->stops[to->stop].tps : -1;
        bool under_way =
            t->state == PLAN_UNDER_WAY && halts[i].past && halts[i].leave_s <= c->plan->at_s;
        bool home = i + 2 == n && t->state != PLAN_BROKEN;
        bool stuck = home && t->state == PLAN_UNDER_WAY && time_s[i] < 0;
        bool known = to->past || under_way;
        metres += known && !home ? to->leg_m : distance_m[i];
        free = free || (home && (known || stuck));
        if (known || stuck) continue;
        if (time_s[i] < 0)
            breach(c, "travel", t, tps, _("there is no way to stop %zu for this vehicle"), i + 1);
        else if (to->arrive_s < halts[i].leave_s + time_s[i])
            breach(c, "travel", t, tps, _("leg %zu takes %lld s, the plan allows %lld s"), i + 1,
                   (long long)time_s[i], (long long)(to->arrive_s - halts[i].leave_s));
    }
    if (!free && metres != t->distance_m)
        breach(c, "travel", t, -1, _("the trip states %lld m, its legs are %lld m"),
               (long long)t->distance_m, (long long)metres);
}

/* ---------------------------------------------------------------- time at stops */

/* Unloading, and the way on foot or at walking pace from the road to the place and back. Goods of
 * others that a PPK receives are set down at the ramp: no fixed time. */
static int64_t service_due_s(const Check *c, const PlanTrip *t, const PlanStop *s) {
    int64_t per_box = s->load.boxes * setting(c, "service_per_box_s");
    if (s->tps < 0) return per_box + (s->goods_count ? 0 : setting(c, "service_fixed_s"));
    int64_t walk_m = s->walk_m;
    if (c->net->map) { /* from the road of this class, whatever the plan says */
        const RoadSnap *snap = &c->net->snaps[vehicle_of(c, t)->klass][s->site];
        if (snap->segment != UINT32_MAX && snap->distance_m > walk_m) walk_m = snap->distance_m;
    }
    return per_box + setting(c, "service_fixed_s") + 2 * walk_m * 3600 / setting(c, "walk_m_per_h");
}

/* Local day and clock, so many days before voting day, as UTC seconds. */
static int64_t before_voting(const Check *c, const char *days, const char *clock) {
    return local_midnight_s(c, c->r->rules.voting_day - (int32_t)setting(c, days)) +
           setting(c, clock);
}

static bool is_ppk(const Check *c, int32_t depot) {
    return depot < (int32_t)c->r->depot_count && str_eq(c->r->depots[depot].kind, "ppk");
}

static bool is_landing(const Check *c, int32_t depot) {
    return depot < (int32_t)c->r->depot_count && str_eq(c->r->depots[depot].kind, "landing");
}

static void window_of(const Check *c, const PlanStop *s, int64_t *earliest, int64_t *latest) {
    *earliest = INT64_MIN; /* to a landing, and a PPK's own goods, whenever it suits */
    *latest = before_voting(c, "latest_days_before", "latest_clock_s");
    if (s->tps >= 0) {
        const ElectionTps *tps = &c->r->tps[s->tps];
        *earliest = before_voting(c, "earliest_days_before", "delivery_opens_s");
        if (tps->earliest_s >= 0) *earliest = tps->earliest_s;
        if (tps->latest_s >= 0) *latest = tps->latest_s;
    } else if (s->goods_count && is_ppk(c, s->site)) {
        int64_t first_evening =
            local_midnight_s(c, c->plan->from_day) + setting(c, "latest_clock_s");
        *earliest = before_voting(c, "hub_earliest_days_before", "delivery_opens_s");
        *latest = before_voting(c, "hub_latest_days_before", "latest_clock_s");
        if (*latest < first_evening) *latest = first_evening;
    }
}

static void check_window(Check *c, const PlanTrip *t, const PlanStop *s) {
    int64_t earliest, latest;
    if (c->plan->replaces && s->reached) return;
    window_of(c, s, &earliest, &latest);
    if (s->begin_s < earliest)
        breach(c, "window", t, s->tps, _("served %lld min before its earliest time"),
               (long long)((earliest - s->begin_s + 59) / 60));
    if (s->begin_s > latest)
        breach(c, "window", t, s->tps, _("served %lld min after its latest time"),
               (long long)((s->begin_s - latest + 59) / 60));
    if (s->begin_s < s->arrive_s || s->leave_s < s->begin_s + service_due_s(c, t, s))
        breach(c, "window", t, s->tps,
               _("%lld s at the stop are less than unloading takes (%lld s)"),
               (long long)(s->leave_s - s->begin_s), (long long)service_due_s(c, t, s));
}

/* ---------------------------------------------------------------- access and hubs */

static void check_access(Check *c, const PlanTrip *t, const PlanStop *s) {
    if (t->depot != vehicle_of(c, t)->depot)
        breach(c, "access", t, s->tps, "%s", _("the vehicle does not stand at this depot"));
    if (s->tps < 0) return;
    uint32_t mask = c->r->tps[s->tps].class_mask;
    if (mask && !(mask >> vehicle_of(c, t)->klass & 1))
        breach(c, "access", t, s->tps, _("a %s does not reach it"),
               road_class_name((RoadClass)vehicle_of(c, t)->klass));
    if (is_landing(c, t->depot)) return; /* from there anything may go that came there */
    int32_t d = district_of(c, s->tps);
    bool through = c->r->districts[d].through_hub && !(c->plan->direct && c->plan->direct[d]);
    bool own_ppk = is_ppk(c, t->depot) && c->r->depots[t->depot].district == d;
    if (through ? !own_ppk : is_ppk(c, t->depot))
        breach(c, "access", t, s->tps, _("it must be served from %s"),
               through ? _("the PPK of its district") : _("the KPU"));
}

/* Goods that are set down at a hub are there from then on, once handled or taken over. */
static void note_at_hub(Check *c, const PlanTrip *t, const PlanStop *s, int32_t tps) {
    bool landing = is_landing(c, s->site);
    if (!landing && (!is_ppk(c, s->site) || district_of(c, tps) != s->district ||
                     c->r->depots[s->site].district != s->district))
        breach(c, "hub", t, tps, "%s", _("set down at the PPK of another district"));
    if (c->at_hub_s[tps] >= 0) breach(c, "hub", t, tps, "%s", _("brought to a hub twice"));
    c->at_hub_s[tps] = s->leave_s + setting(c, landing ? "transfer_fixed_s" : "hub_handling_s");
    c->hub[tps] = s->site;
    c->lay_there[tps] = c->plan->replaces && s->reached;
    c->lies_there[tps] = landing && !begun(c, t); /* what was aboard has to be set down */
}

static void note_goods(Check *c, const PlanTrip *t, const PlanStop *s) {
    if (s->tps < 0 && s->goods_count == 0) c->ppk_served[s->district]++;
    for (size_t k = 0; k < s->goods_count; k++) {
        int32_t tps = s->goods[k];
        if (s->tps >= 0) {
            if (tps != s->tps || s->goods_count != 1)
                breach(c, "served", t, s->tps, "%s", _("goods of another TPS are set down here"));
            c->delivered[s->tps]++;
            continue;
        }
        note_at_hub(c, t, s, tps);
    }
    if (s->tps < 0 && !is_landing(c, s->site)) c->hub_boxes[s->district] += s->load.boxes;
}

/* How long goods lay there before the plan's moment is no choice of the plan. */
static void check_hub_order(Check *c, const PlanTrip *t) {
    bool landing = is_landing(c, t->depot);
    if (!landing && !is_ppk(c, t->depot)) return;
    for (size_t i = 0; i < t->stop_count; i++) {
        int32_t tps = t->stops[i].tps;
        if (tps < 0) continue;
        c->lies_there[tps] = false;
        if (begun(c, t)) continue; /* what has left was there */
        int64_t waits_s = t->load_s - c->at_hub_s[tps];
        int64_t lay_s = c->lay_there[tps] ? c->plan->at_s - c->at_hub_s[tps] : 0;
        if (c->at_hub_s[tps] < 0 || c->hub[tps] != t->depot)
            breach(c, "hub", t, tps, "%s", _("its goods never came to where the trip begins"));
        else if (waits_s < 0)
            breach(c, "hub", t, tps, _("loaded %lld min before its goods stood ready there"),
                   (long long)((59 - waits_s) / 60));
        else if (landing && waits_s - (lay_s > 0 ? lay_s : 0) > setting(c, "landing_wait_max_s"))
            breach(c, "landing", t, tps, _("its goods wait at the landing for %lld min, not %lld"),
                   (long long)((waits_s + 59) / 60),
                   (long long)(setting(c, "landing_wait_max_s") / 60));
    }
}

static void check_left_behind(Check *c) {
    for (size_t i = 0; i < c->r->tps_count; i++)
        if (c->lies_there[i])
            breach(c, "landing", NULL, (int32_t)i, "%s",
                   _("its goods come to a landing, and nothing takes them on"));
}

/* ---------------------------------------------------------------- vehicles and escorts */

static void check_shift(Check *c, const PlanTrip *t) {
    const ElectionVehicle *v = vehicle_of(c, t);
    int64_t midnight = local_midnight_s(c, t->day);
    if (v->needs_escort && !t->escort && t->state != PLAN_BROKEN)
        breach(c, "escort", t, -1, "%s", _("no escort team"));
    if (begun(c, t)) return;
    if (t->day < v->from_day || t->day > v->to_day || t->day < c->plan->from_day ||
        t->day > c->plan->to_day)
        breach(c, "shift", t, -1, "%s", _("the vehicle is not available that day"));
    if (t->load_s < midnight + v->shift_start_s || t->return_s > midnight + v->shift_end_s)
        breach(c, "shift", t, -1, "%s", _("outside the vehicle's working hours"));
    bool empty = t->via && t->via->takes; /* it loads where the other vehicle stands */
    int64_t loading = setting(c, "load_fixed_s") + t->load.boxes * setting(c, "load_per_box_s");
    if (empty) loading = 0;
    if (t->depart_s < t->load_s + loading)
        breach(c, "shift", t, -1, _("%lld s of loading, %lld s are needed"),
               (long long)(t->depart_s - t->load_s), (long long)loading);
}

/* A trip that was on its way at the plan's moment began, and comes home, as what has happened to it
 * makes it; it only brings what it had aboard. What is left to decide lies behind the moment. */
static void check_moment(Check *c, const PlanTrip *t) {
    if (!c->plan->replaces) {
        if (t->state != PLAN_AHEAD || t->via)
            breach(c, "moment", t, -1, "%s", _("under way, but the plan replaces none"));
        return;
    }
    if (t->state == PLAN_AHEAD && t->load_s < c->plan->at_s)
        breach(c, "moment", t, -1, _("loads %lld min before the plan's moment"),
               (long long)((c->plan->at_s - t->load_s + 59) / 60));
    for (size_t i = 0; i < t->stop_count; i++) {
        const PlanStop *s = &t->stops[i];
        bool fact = s->reached || t->state == PLAN_DONE || t->state == PLAN_BROKEN;
        if (fact && (t->state == PLAN_AHEAD || s->arrive_s > c->plan->at_s))
            breach(c, "moment", t, s->tps, "%s", _("said to be reached, but that is yet to come"));
        if (!fact && s->begin_s < c->plan->at_s)
            breach(c, "moment", t, s->tps, "%s", _("to be served before the plan's moment"));
    }
    const PlanVia *via = t->via;
    if (via && via->takes) {
        int64_t boxes = 0;
        for (size_t i = 0; i < t->stop_count; i++)
            boxes += t->stops[i].taken ? t->stops[i].load.boxes : 0;
        int64_t due = setting(c, "transfer_fixed_s") + boxes * setting(c, "load_per_box_s");
        if (via->leave_s < via->arrive_s + due && via->arrive_s > c->plan->at_s)
            breach(c, "moment", t, -1, _("%lld s of taking goods over, %lld s are needed"),
                   (long long)(via->leave_s - via->arrive_s), (long long)due);
    }
}

/* What it took over on the way apart. */
static bool one_district(const PlanTrip *t, int32_t district) {
    for (size_t i = 0; i < t->stop_count; i++)
        if (t->stops[i].district != district && !t->stops[i].taken) return false;
    return true;
}

/* Two vehicles behind one team: they leave together, and for one district. When each of them left
 * is a fact once both have. */
static void check_convoy(Check *c, const PlanTrip *a, const PlanTrip *b) {
    if (setting(c, "vehicles_per_team") <= 1)
        breach(c, "escort", b, -1, _("team %s goes with trip %s that day"), b->escort, a->id);
    else if (a->depart_s != b->depart_s && !(begun(c, a) && begun(c, b)))
        breach(c, "escort", b, -1, _("team %s leaves with trip %s, at another time"), b->escort,
               a->id);
    else if (a->stop_count &&
             (!one_district(a, a->stops[0].district) || !one_district(b, a->stops[0].district)))
        breach(c, "escort", b, -1, _("team %s goes with trip %s to another district"), b->escort,
               a->id);
}

/* What was left to do that day when the plan changed is done by others, and with the team: that of
 * a vehicle that broke down goes on with its goods. */
static bool day_over(const Check *c, const PlanTrip *t) {
    if (!c->plan->replaces) return false;
    for (size_t i = 0; i < c->plan->trip_count; i++) {
        const PlanTrip *other = &c->plan->trips[i];
        if (other->vehicle == t->vehicle && other->day == t->day && other->state != PLAN_DONE &&
            other->state != PLAN_BROKEN)
            return false;
    }
    return true;
}

/* Two trips of one vehicle, or of one escort team with two vehicles, on the same day. */
static void check_pair(Check *c, const PlanTrip *a, const PlanTrip *b) {
    if (a->vehicle == b->vehicle && a->load_s < b->return_s && b->load_s < a->return_s)
        breach(c, "shift", b, -1, _("the vehicle is still on trip %s"), a->id);
    if (a->vehicle != b->vehicle && a->escort && str_eq(a->escort, b->escort) &&
        a->depot == b->depot && !day_over(c, a) && !day_over(c, b))
        check_convoy(c, a, b);
}

/* How many vehicles go with the team of this trip; a convoy's make one trip each. */
static void check_team(Check *c, const PlanTrip *t, int32_t trips_that_day) {
    int32_t vehicles = 1;
    for (size_t i = 0; i < c->plan->trip_count; i++) {
        const PlanTrip *b = &c->plan->trips[i];
        bool with = b->day == t->day && b->depot == t->depot && b->vehicle != t->vehicle &&
                    str_eq(b->escort, t->escort) && !day_over(c, b) && !day_over(c, t);
        for (size_t k = 0; k < i && with; k++)
            with = c->plan->trips[k].day != t->day || c->plan->trips[k].vehicle != b->vehicle;
        vehicles += with;
    }
    if (vehicles > setting(c, "vehicles_per_team"))
        breach(c, "escort", t, -1, _("team %s goes with %d vehicles that day, it may with %d"),
               t->escort, vehicles, (int)setting(c, "vehicles_per_team"));
    if (vehicles > 1 && trips_that_day > 1)
        breach(c, "escort", t, -1,
               _("team %s goes with several vehicles, so this one makes one trip that day, not %d"),
               t->escort, trips_that_day);
}

static bool team_stands_at(const Check *c, const PlanTrip *t) {
    for (size_t i = 0; i < c->r->person_count; i++) {
        const ElectionPerson *p = &c->r->persons[i];
        if (str_eq(p->role, "escort") && str_eq(p->unit, t->escort) && p->depot == t->depot)
            return true;
    }
    return false;
}

static void check_days(Check *c) {
    for (size_t i = 0; i < c->plan->trip_count; i++) {
        const PlanTrip *a = &c->plan->trips[i];
        int32_t trips = 1;
        for (size_t k = 0; k < c->plan->trip_count; k++) {
            const PlanTrip *b = &c->plan->trips[k];
            if (k == i || a->day != b->day) continue;
            trips += a->vehicle == b->vehicle && !in_yard(a) && !in_yard(b);
            if (k > i) check_pair(c, a, b);
        }
        if (trips > vehicle_of(c, a)->trips_max)
            breach(c, "trips", a, -1, _("%d trips in a day, the vehicle makes %d"), trips,
                   vehicle_of(c, a)->trips_max);
        if (a->escort) check_team(c, a, trips);
        if (a->escort && !team_stands_at(c, a))
            breach(c, "escort", a, -1, _("team %s does not stand at this depot"), a->escort);
    }
}

/* ---------------------------------------------------------------- completeness */

static bool named(const Check *c, int32_t tps, int32_t district) {
    for (size_t i = 0; i < c->plan->unserved_count; i++) {
        const PlanUnserved *u = &c->plan->unserved[i];
        if (u->tps == tps && (tps >= 0 || u->district == district)) return true;
    }
    return false;
}

static size_t check_served(Check *c) {
    size_t served = 0;
    for (size_t i = 0; i < c->r->tps_count; i++) {
        bool due = !c->part || c->part[i];
        served += c->delivered[i] > 0;
        c->total += due;
        if (!due && c->delivered[i] > 0)
            breach(c, "served", NULL, (int32_t)i, "%s", _("delivered, but the plan is not for it"));
        if (!due) continue;
        if (c->delivered[i] > 1)
            breach(c, "served", NULL, (int32_t)i, _("delivered %d times"), c->delivered[i]);
        if (c->delivered[i] == 0 && !named(c, (int32_t)i, -1))
            breach(c, "served", NULL, (int32_t)i, "%s", _("not delivered, and not named as such"));
        if (c->delivered[i] && named(c, (int32_t)i, -1))
            breach(c, "served", NULL, (int32_t)i, "%s", _("named as not delivered, but it is"));
    }
    for (size_t d = 0; d < c->r->district_count; d++) {
        const ElectionDistrict *district = &c->r->districts[d];
        bool due = c->needs->district_load[d].mass_g > 0 && district->has_at;
        if (c->ppk_served[d] > 1 || (due && c->ppk_served[d] == 0 && !named(c, -1, (int32_t)d)))
            breach(c, "served", NULL, -1, _("the PPK of %s receives its own goods %d times"),
                   district->name, c->ppk_served[d]);
        if (district->store_boxes >= 0 && c->hub_boxes[d] > district->store_boxes)
            breach(c, "hub", NULL, -1,
                   _("%lld boxes for the store of the PPK of %s, which holds %lld"),
                   (long long)c->hub_boxes[d], district->name, (long long)district->store_boxes);
    }
    return served;
}

/* ---------------------------------------------------------------- money */

/* Of one vehicle on one day: fixed, hours from the first loading to the last return, kilometres;
 * each part rounded up to a whole rupiah by itself. */
static void price_day(const Check *c, int32_t vehicle, int32_t day, PlanCost *cost) {
    const ElectionVehicle *v = &c->r->vehicles[vehicle];
    int64_t first = INT64_MAX, last = INT64_MIN, metres = 0;
    for (size_t i = 0; i < c->plan->trip_count; i++) {
        const PlanTrip *t = &c->plan->trips[i];
        if (t->vehicle != vehicle || t->day != day) continue;
        if (in_yard(t)) continue;
        if (t->load_s < first) first = t->load_s;
        if (t->return_s > last) last = t->return_s;
        metres += t->distance_m;
    }
    if (last < first) return;
    cost->vehicle_days++;
    cost->fixed += v->cost_per_day;
    cost->time += ceil_div64(mul64(last - first, v->cost_per_hour), 3600);
    cost->distance += ceil_div64(mul64(metres, v->cost_per_km), 1000);
    cost->distance_m += metres;
    if (last > cost->finish_s) cost->finish_s = last;
}

/* Trips beyond the first that serve a village; bringing its goods to a PPK and fetching them there
 * are counted apart. */
static int64_t split_trips(const Check *c) {
    int64_t extra = 0;
    int32_t *seen = ARENA_ARRAY(c->arena, int32_t, 2 * c->r->village_count);
    for (size_t i = 0; i < c->plan->trip_count; i++) {
        const PlanTrip *t = &c->plan->trips[i];
        bool *here = ARENA_ARRAY(c->arena, bool, 2 * c->r->village_count);
        for (size_t k = 0; k < t->stop_count; k++) {
            if (t->stops[k].village < 0) continue;
            size_t slot = 2 * (size_t)t->stops[k].village + (t->stops[k].tps < 0);
            if (here[slot]) continue;
            here[slot] = true;
            extra += seen[slot]++ > 0;
        }
    }
    return extra;
}

static void check_cost(Check *c) {
    PlanCost cost = {0};
    for (size_t v = 0; v < c->r->vehicle_count; v++)
        for (int32_t day = c->plan->from_day; day <= c->plan->to_day; day++)
            price_day(c, (int32_t)v, day, &cost);
    cost.split = split_trips(c) * setting(c, "split_cost");
    for (size_t i = 0; i < c->plan->spare_count; i++)
        cost.spare += (c->plan->to_day - c->plan->spares[i].from_day + 1) *
                      c->r->vehicles[c->plan->spares[i].vehicle].cost_per_day;
    cost.total = cost.fixed + cost.time + cost.distance + cost.split + cost.spare;
    const PlanCost *stated = &c->plan->cost;
    if (cost.total != stated->total || cost.fixed != stated->fixed || cost.time != stated->time ||
        cost.distance != stated->distance || cost.split != stated->split ||
        cost.spare != stated->spare)
        breach(c, "cost", NULL, -1, _("the plan states Rp %lld, its trips cost Rp %lld"),
               (long long)stated->total, (long long)cost.total);
    if (cost.vehicle_days != stated->vehicle_days || cost.distance_m != stated->distance_m ||
        cost.finish_s != stated->finish_s)
        breach(c, "cost", NULL, -1, "%s",
               _("vehicle days, kilometres or the end are stated wrongly"));
}

/* ---------------------------------------------------------------- the whole */

static void check_trip(Check *c, const PlanTrip *t) {
    if (t->stop_count == 0 && !begun(c, t))
        breach(c, "served", t, -1, "%s", _("a trip without a stop"));
    check_moment(c, t);
    check_load(c, t);
    check_travel(c, t);
    check_shift(c, t);
    for (size_t i = 0; i < t->stop_count; i++) {
        check_window(c, t, &t->stops[i]);
        check_access(c, t, &t->stops[i]);
        note_goods(c, t, &t->stops[i]);
        c->stops++;
    }
}

Status plan_check(const Env *env, Arena *arena, const ElectionRegency *regency,
                  const ElectionNeeds *needs, const PlanNetwork *network, const Plan *plan,
                  PlanVerdict *ret, Err *err) {
    (void)env;
    (void)err;
    Check c = {.arena = arena, .r = regency, .needs = needs, .net = network, .plan = plan};
    c.delivered = ARENA_ARRAY(arena, int32_t, regency->tps_count);
    c.at_hub_s = ARENA_ARRAY(arena, int64_t, regency->tps_count);
    c.hub = ARENA_ARRAY(arena, int32_t, regency->tps_count);
    c.lay_there = ARENA_ARRAY(arena, bool, regency->tps_count);
    c.lies_there = ARENA_ARRAY(arena, bool, regency->tps_count);
    c.hub_boxes = ARENA_ARRAY(arena, int64_t, regency->district_count);
    c.ppk_served = ARENA_ARRAY(arena, int32_t, regency->district_count);
    for (size_t i = 0; i < regency->tps_count; i++) c.at_hub_s[i] = -1;
    bool *part = plan->only_count ? ARENA_ARRAY(arena, bool, regency->tps_count) : NULL;
    for (size_t i = 0; i < plan->only_count; i++) part[plan->only[i].tps] = true;
    c.part = part;
    for (size_t i = 0; i < plan->trip_count; i++) check_trip(&c, &plan->trips[i]);
    for (size_t i = 0; i < plan->trip_count; i++) check_hub_order(&c, &plan->trips[i]);
    check_left_behind(&c);
    check_days(&c);
    size_t served = check_served(&c);
    check_cost(&c);
    *ret = (PlanVerdict){c.breaches.at, c.breaches.n, plan->trip_count, c.stops,
                         served,        c.total,      plan->unserved,   plan->unserved_count};
    return OK;
}
