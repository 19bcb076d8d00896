// SPDX-License-Identifier: Apache-2.0
/* Where every vehicle is at the moment, from where it can be sent on, and what lies in those that
 * broke down; with the roads as they are now. */
#include "plan/replan_int.h"

#include <stdlib.h>
#include <string.h>

#define DETOUR_S 120 /* a way to where a vehicle is heading counts as open up to so much more */

/* ---------------------------------------------------------------- on the road */

static GeoPoint between(GeoPoint a, GeoPoint b, double part) {
    return (GeoPoint){a.lat_e7 + (int32_t)((b.lat_e7 - a.lat_e7) * part),
                      a.lon_e7 + (int32_t)((b.lon_e7 - a.lon_e7) * part)};
}

/* The point behind that part of a line's length. */
static GeoPoint along(const GeoPoint *line, size_t n, double part) {
    double length = 0, far = 0;
    for (size_t i = 1; i < n; i++) length += geo_distance(line[i - 1], line[i]);
    for (size_t i = 1; i < n && length > 0; i++) {
        double piece = geo_distance(line[i - 1], line[i]);
        if (piece > 0 && far + piece >= part * length)
            return between(line[i - 1], line[i], (part * length - far) / piece);
        far += piece;
    }
    return line[n - 1];
}

static int32_t site_before(const PlanTrip *t, const PlanPosition *w) {
    if (t->via && w->behind_via && t->via->before == w->next) return -1;
    return w->next > 0 ? t->stops[w->next - 1].site : t->depot;
}

static bool via_is_next(const PlanTrip *t, const PlanPosition *w) {
    return t->via && t->via->before == w->next && !w->behind_via;
}

/* How much of its leg lies behind a vehicle at that time. */
static double part_of(const PlanPosition *w, int64_t at_s) {
    if (!w->moving || w->leg_s <= 0) return w->moving ? 1 : 0;
    double part = (double)(at_s - w->left_s) / (double)w->leg_s;
    return part < 0 ? 0 : part > 1 ? 1 : part;
}

static GeoPoint position(Replan *x, const PlanNetwork *open, size_t i, int64_t at_s) {
    const PlanTrip *t = &x->stand.trips[i];
    const PlanPosition *w = &x->stand.where[i];
    if (w->has_point) return w->point;
    int32_t from = site_before(t, w), to = t->depot;
    if (w->next < (int32_t)t->stop_count) to = t->stops[w->next].site;
    GeoPoint a = from < 0 ? t->via->at : open->sites[from];
    GeoPoint b = via_is_next(t, w) ? t->via->at : open->sites[to];
    double part = part_of(w, at_s);
    RoadPath path;
    Err err;
    bool drawn = open->map && from >= 0 && !via_is_next(t, w) && w->moving &&
                 plan_path(x->arena, open, (RoadClass)x->r->vehicles[t->vehicle].klass,
                           (size_t)from, (size_t)to, &path, &err) == OK &&
                 path.point_count > 0;
    return drawn ? along(path.points, path.point_count, part) : between(a, b, part);
}

/* A site for every vehicle between two places, and for the vias that the plan has already. */
static Status find_places(Replan *x, Store *store, int32_t *site_of, PlanNetwork *net, Err *err) {
    PlanSpan span = {.from_day = x->old->from_day, .to_day = x->old->to_day, .bare = true};
    PlanNetwork open;
    VEC(GeoPoint) places = {0};
    Status s = plan_network_over(x->env, store, x->arena, x->r, &span, 1, NULL, &open, err);
    for (size_t i = 0; i < x->stand.count && s == OK; i++) {
        PlanTrip *t = &x->stand.trips[i];
        int32_t next = (int32_t)(open.first_place + places.n);
        bool broke = t->state == PLAN_BROKEN && x->old->trips[i].state != PLAN_BROKEN;
        if (t->state == PLAN_UNDER_WAY || broke) {
            int64_t at_s = t->state == PLAN_BROKEN ? t->return_s : x->stand.at_s;
            site_of[i] = next++;
            vec_push(x->arena, &places, position(x, &open, i, at_s));
        }
        if (t->via) {
            ((PlanVia *)t->via)->site = next;
            vec_push(x->arena, &places, t->via->at);
        }
    }
    span = (PlanSpan){.from_day = x->old->from_day,
                      .to_day = x->old->to_day,
                      .from_s = x->options->at_s,
                      .places = places.at,
                      .place_count = places.n};
    if (s != OK) return s;
    return plan_network_over(x->env, store, x->arena, x->r, &span, x->options->threads,
                             x->options->progress, net, err);
}

/* ---------------------------------------------------------------- crews */

static int64_t driven_to(const PlanTrip *t, int32_t stops, bool via) {
    int64_t m = 0;
    for (int32_t i = 0; i < stops; i++) m += t->stops[i].leg_m;
    return m + (via && t->via ? t->via->leg_m : 0);
}

/* A place on the leg to stop `next` (or home) where the vehicle is at that time. A via that lies
 * behind it is told no more: its way counts to the stop that came after it. */
static const PlanVia *via_here(Replan *x, PlanTrip *t, const PlanPosition *w, int32_t site,
                               int64_t at_s) {
    PlanVia *via = ARENA_NEW(x->arena, PlanVia);
    int64_t leg_m = t->distance_m - driven_to(t, (int32_t)t->stop_count, true);
    if (w->next < (int32_t)t->stop_count) leg_m = t->stops[w->next].leg_m;
    if (t->via && w->behind_via && t->via->before < w->next) {
        t->stops[t->via->before].leg_m += t->via->leg_m;
        t->stops[t->via->before].leg_s += t->via->leg_s;
    }
    *via = (PlanVia){.before = w->next,
                     .at = x->net->sites[site],
                     .site = site,
                     .arrive_s = at_s,
                     .leave_s = at_s,
                     .leg_m = (int64_t)((double)leg_m * part_of(w, at_s)),
                     .leg_s = w->moving ? at_s - w->left_s : 0};
    return via;
}

int64_t plan_drive_s(const Replan *x, const PlanTrip *t, int32_t from, int32_t to) {
    uint32_t s = x->net->time_s[x->r->vehicles[t->vehicle].klass]
                               [(size_t)from * x->net->site_count + (size_t)to];
    return s == ROAD_UNREACHABLE ? INT64_MAX : (int64_t)s;
}

/* ---------------------------------------------------------------- rescues that are yet to come */

static bool as_open(const Replan *x, const PlanTrip *t, int32_t from, int32_t to, int64_t leg_s) {
    int64_t drive_s = plan_drive_s(x, t, from, to);
    return drive_s != INT64_MAX && drive_s <= leg_s + DETOUR_S;
}

/* The vehicle comes to the place as it was to, by its stops before. */
static bool comes_to_via(const Replan *x, size_t i) {
    const PlanTrip *t = &x->stand.trips[i];
    const PlanPosition *w = &x->stand.where[i];
    if (x->stand.broken_s[t->vehicle] != INT64_MAX || w->turned) return false;
    int32_t site = w->next > 0 ? t->stops[w->next - 1].site : t->depot;
    for (int32_t k = w->next; k <= t->via->before; k++) {
        int32_t to = k < t->via->before ? t->stops[k].site : t->via->site;
        int64_t leg_s = k < t->via->before ? t->stops[k].leg_s : t->via->leg_s;
        bool driven = k == w->next && w->moving; /* and its end is not asked for anew */
        if (!driven && !as_open(x, t, site, to, leg_s)) return false;
        site = to;
    }
    return true;
}

/* Goods that nobody comes for any more lie where they were. They go behind the stops that are left
 * of the trip, so that lots can still name them. */
static void call_off(Replan *x, size_t i) {
    PlanTrip *t = &x->stand.trips[i];
    const PlanVia *via = t->via;
    PlanWreck wreck = {.trip = -1, .site = via->site, .at = via->at, .since_s = x->stand.at_s};
    for (size_t k = 0; k < x->stand.count; k++)
        if (str_eq(x->stand.trips[k].id, via->takes)) wreck.trip = (int32_t)k;
    PlanStop *stops = ARENA_ARRAY(x->arena, PlanStop, t->stop_count + 1);
    size_t kept = 0, n = t->stop_count;
    for (size_t k = 0; k < n; k++)
        if (!t->stops[k].taken) stops[kept++] = t->stops[k];
    t->stop_count = kept;
    for (size_t k = 0; k < n; k++) {
        if (!t->stops[k].taken) continue;
        vec_push(x->arena, &wreck.goods, ((PlanLot){(int32_t)i, (int32_t)kept}));
        stops[kept++] = t->stops[k];
    }
    t->stops = stops;
    t->via = NULL;
    if (wreck.trip >= 0 && wreck.goods.n) vec_push(x->arena, &x->wrecks, wreck);
}

/* A vehicle that is to set out for a rescue does so, if it has nothing else to do that day. */
static bool sets_out(Replan *x, size_t i) {
    const PlanTrip *t = &x->stand.trips[i];
    PlanCrew *crew = &x->crews[t->vehicle];
    bool home = crew->day == t->day && crew->trip < 0 && !crew->rescues;
    if (crew->day != INT32_MIN && !home) return false;
    if (!home) *crew = (PlanCrew){.day = t->day, .begun_s = t->load_s};
    crew->made += home;
    crew->trip = -1;
    crew->trip_begun_s = t->load_s;
    crew->site = t->via->site;
    crew->free_s = t->via->leave_s;
    crew->trip_m = t->via->leg_m;
    crew->driven_m += t->via->leg_m;
    crew->via = t->via;
    crew->rescues = true;
    for (size_t k = 0; k < t->stop_count; k++)
        vec_push(x->arena, &crew->aboard, ((PlanLot){(int32_t)i, (int32_t)k}));
    return true;
}

static bool rescue_ahead(const Replan *x, size_t i) {
    const PlanTrip *t = &x->stand.trips[i];
    return t->via && t->via->takes && t->state != PLAN_DONE &&
           x->old->trips[i].state != PLAN_BROKEN && !x->stand.where[i].behind_via;
}

/* ---------------------------------------------------------------- crews on their way */

/* A vehicle drives on to where it is heading, unless the way there is closed to it. */
static void crew_moving(Replan *x, PlanTrip *t, const PlanPosition *w, int32_t site,
                        PlanCrew *crew) {
    int32_t n = (int32_t)t->stop_count, to = w->next < n ? t->stops[w->next].site : t->depot;
    int64_t comes_s = w->next < n ? t->stops[w->next].arrive_s : t->return_s;
    if (!w->turned && plan_drive_s(x, t, site, to) <= comes_s - x->stand.at_s + DETOUR_S) {
        crew->fixed = w->next < n ? w->next + 1 : n;
        crew->site = to;
        crew->free_s = w->next < n ? t->stops[w->next].leave_s : t->return_s;
        crew->via = t->via;
        crew->trip_m = w->next < n ? driven_to(t, crew->fixed, true) : t->distance_m;
    } else {
        crew->via = via_here(x, t, w, site, x->stand.at_s);
        crew->site = site;
        crew->free_s = x->stand.at_s;
        crew->trip_m = driven_to(t, w->next, false) + crew->via->leg_m;
    }
}

static void crew_under_way(Replan *x, size_t i, int32_t site, PlanCrew *crew) {
    PlanTrip *t = &x->stand.trips[i];
    const PlanPosition *w = &x->stand.where[i];
    *crew = (PlanCrew){.day = t->day,
                       .trip = (int32_t)i,
                       .fixed = w->next,
                       .turned = w->turned,
                       .begun_s = t->load_s,
                       .trip_begun_s = t->load_s};
    if (t->via && !w->behind_via) { /* with its stops up to there */
        crew->fixed = t->via->before;
        crew->site = t->via->site;
        crew->free_s = t->via->leave_s;
        crew->via = t->via;
        crew->trip_m = driven_to(t, crew->fixed, true);
    } else if (w->moving) {
        crew_moving(x, t, w, site, crew);
    } else {
        crew->site = site_before(t, w);
        crew->free_s = w->next > 0 ? t->stops[w->next - 1].leave_s : t->depart_s;
        crew->via = t->via;
        if (crew->site < 0) {
            crew->site = t->via->site;
            crew->free_s = t->via->leave_s;
        }
        crew->trip_m = driven_to(t, w->next, w->behind_via);
    }
    for (int32_t k = crew->fixed; k < (int32_t)t->stop_count && !w->turned; k++)
        vec_push(x->arena, &crew->aboard, ((PlanLot){(int32_t)i, k}));
}

/* The trips of its day that a vehicle has come home from. */
static void count_done(const Replan *x, PlanCrew *crew, int32_t vehicle) {
    int32_t done = 0;
    for (size_t i = 0; i < x->stand.count; i++) {
        const PlanTrip *t = &x->stand.trips[i];
        if (t->vehicle != vehicle || t->day != crew->day || !x->over[i]) continue;
        done++;
        crew->driven_m += t->distance_m;
        if (t->load_s < crew->begun_s) crew->begun_s = t->load_s;
        if (crew->trip < 0 && t->return_s > crew->free_s) crew->free_s = t->return_s;
    }
    crew->made = crew->trip < 0 ? done - 1 : done;
    crew->driven_m += crew->trip_m;
}

/* On an open way home with nothing aboard: as good as there. */
static bool goes_home(const Replan *x, size_t i, const PlanCrew *crew) {
    const PlanTrip *t = &x->stand.trips[i];
    return !crew->turned && crew->site == t->depot && crew->fixed == (int32_t)t->stop_count &&
           x->stand.where[i].moving;
}

static PlanCrew crew_home(const PlanTrip *t) {
    return (PlanCrew){
        .day = t->day, .trip = -1, .site = t->depot, .begun_s = t->load_s, .free_s = t->return_s};
}

static void find_crews(Replan *x, const int32_t *site_of) {
    int32_t today = (int32_t)((x->stand.at_s + x->r->zone_min * 60) / PLAN_DAY_S);
    x->crews = ARENA_ARRAY(x->arena, PlanCrew, x->r->vehicle_count + 1);
    x->over = ARENA_ARRAY(x->arena, bool, x->stand.count + 1);
    for (size_t v = 0; v < x->r->vehicle_count; v++) x->crews[v].day = INT32_MIN;
    for (size_t i = 0; i < x->stand.count; i++) {
        const PlanTrip *t = &x->stand.trips[i];
        PlanCrew *crew = &x->crews[t->vehicle];
        if (x->stand.broken_s[t->vehicle] != INT64_MAX) continue;
        if (t->state == PLAN_UNDER_WAY) {
            crew_under_way(x, i, site_of[i], crew);
            x->over[i] = goes_home(x, i, crew);
            if (x->over[i]) *crew = crew_home(t);
        } else if (t->state == PLAN_DONE) {
            x->over[i] = true;
            if (t->day == today && crew->day == INT32_MIN) *crew = crew_home(t);
        }
    }
    for (size_t v = 0; v < x->r->vehicle_count; v++)
        if (x->crews[v].day != INT32_MIN) count_done(x, &x->crews[v], (int32_t)v);
    for (size_t i = 0; i < x->stand.count; i++)
        if (x->stand.trips[i].state == PLAN_AHEAD && rescue_ahead(x, i) && !sets_out(x, i))
            call_off(x, i);
}

/* What a trip that broke down had done, up to where it stands. */
static PlanTrip cut(Replan *x, PlanTrip *t, const PlanPosition *w, int32_t site) {
    PlanTrip done = *t;
    done.via = via_here(x, t, w, site, t->return_s);
    done.stop_count = (size_t)w->next;
    done.escort = NULL;
    done.load = (ElectionLoad){0};
    for (size_t k = 0; k < done.stop_count; k++)
        done.load = plan_load_add(done.load, done.stops[k].load);
    done.distance_m = driven_to(&done, w->next, true);
    return done;
}

static void find_wrecks(Replan *x, const int32_t *site_of) {
    x->done = ARENA_ARRAY(x->arena, PlanTrip, x->stand.count + 1);
    for (size_t i = 0; i < x->stand.count; i++) {
        PlanTrip *t = &x->stand.trips[i];
        const PlanPosition *w = &x->stand.where[i];
        bool now = t->state == PLAN_BROKEN && site_of[i] >= 0;
        x->done[i] = now ? cut(x, t, w, site_of[i]) : *t;
        if (!now || w->next == (int32_t)t->stop_count) continue;
        PlanWreck wreck = {.trip = (int32_t)i,
                           .site = site_of[i],
                           .at = x->net->sites[site_of[i]],
                           .since_s = t->return_s > x->stand.at_s ? t->return_s : x->stand.at_s};
        for (int32_t k = w->next; k < (int32_t)t->stop_count; k++)
            vec_push(x->arena, &wreck.goods, ((PlanLot){(int32_t)i, k}));
        vec_push(x->arena, &x->wrecks, wreck);
    }
}

Status plan_crews(Replan *x, Store *store, Err *err) {
    int32_t *site_of = ARENA_ARRAY(x->arena, int32_t, x->stand.count + 1);
    for (size_t i = 0; i < x->stand.count; i++) site_of[i] = -1;
    Status s = find_places(x, store, site_of, x->net, err);
    if (s != OK) return s;
    for (size_t i = 0; i < x->stand.count; i++)
        if (rescue_ahead(x, i) && !comes_to_via(x, i)) call_off(x, i);
    find_crews(x, site_of);
    find_wrecks(x, site_of);
    return OK;
}
