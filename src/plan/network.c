// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_int.h"

#include <string.h>

#define SITE_PLACES_MAX                                                      \
    20000 /* a matrix of that many takes 3 GiB: beyond it, plan by districts \
           */

static void site_add(PlanNetwork *net, GeoPoint at, bool placed) {
    net->sites[net->site_count] = at;
    net->placed[net->site_count++] = placed;
}

static void sites_list(Arena *arena, const ElectionRegency *r, const PlanSpan *span,
                       PlanNetwork *net) {
    size_t n = r->depot_count + r->district_count + r->tps_count + span->place_count;
    net->sites = ARENA_ARRAY(arena, GeoPoint, n + 1);
    net->placed = ARENA_ARRAY(arena, bool, n + 1);
    for (size_t i = 0; i < r->depot_count; i++) site_add(net, r->depots[i].at, true);
    net->first_district = net->site_count;
    for (size_t i = 0; i < r->district_count; i++)
        site_add(net, r->districts[i].at, r->districts[i].has_at);
    net->first_tps = net->site_count;
    for (size_t i = 0; i < r->tps_count; i++) site_add(net, r->tps[i].at, r->tps[i].has_at);
    net->first_place = net->site_count;
    for (size_t i = 0; i < span->place_count; i++) site_add(net, span->places[i], true);
}

/* Sites of the network that one anchor reaches and is reached from. */
static size_t snap_from(const PlanNetwork *net, RoadClass c, const RoadSnap *anchor, RoadSnap *to) {
    road_snap(net->map, net->weights[c], net->sites, net->site_count, net->snap_max_m, anchor, to);
    size_t found = 0;
    for (size_t i = 0; i < net->site_count; i++) {
        if (!net->placed[i]) to[i].segment = UINT32_MAX;
        found += to[i].segment != UINT32_MAX;
    }
    return found;
}

/* Road data hold loose pieces, and the piece nearest to a depot may be one of them. All sites are
 * tied to the same connected part: that which serves most of them, found by trying anchors. */
static void snap_sites(Arena *arena, PlanNetwork *net, RoadClass c) {
    enum { ANCHORS = 12 };
    RoadSnap *own = ARENA_ARRAY(arena, RoadSnap, net->site_count);
    RoadSnap *trial = ARENA_ARRAY(arena, RoadSnap, net->site_count);
    RoadSnap *best = ARENA_ARRAY(arena, RoadSnap, net->site_count);
    size_t best_found = snap_from(net, c, NULL, own), spread = net->site_count;
    memcpy(best, own, net->site_count * sizeof *best);
    best_found = 0;
    for (size_t k = 0; k < ANCHORS && k < spread; k++) {
        size_t i = k < 4 && k < net->first_district ? k : k * (spread - 1) / ANCHORS;
        if (own[i].segment == UINT32_MAX) continue;
        size_t found = snap_from(net, c, &own[i], trial);
        if (found <= best_found) continue;
        best_found = found;
        memcpy(best, trial, net->site_count * sizeof *best);
        if (found == net->site_count) break;
    }
    net->snaps[c] = best;
}

static void class_times(Arena *arena, PlanNetwork *net, RoadClass c, bool bare, int threads,
                        const Progress *progress) {
    size_t n = bare && net->map ? 0 : net->site_count;
    net->time_s[c] = ARENA_ARRAY(arena, uint32_t, n * n);
    net->distance_m[c] = ARENA_ARRAY(arena, uint32_t, n * n);
    if (!net->map) {
        road_estimate(net->profiles, c, net->sites, n, net->time_s[c], net->distance_m[c]);
        for (size_t i = 0; i < n * n; i++)
            if (!net->placed[i / n] || !net->placed[i % n])
                net->time_s[c][i] = net->distance_m[c][i] = ROAD_UNREACHABLE;
        return;
    }
    net->weights[c] = road_weights(arena, net->map, net->profiles, c);
    snap_sites(arena, net, c);
    if (bare) return;
    if (net->closures) road_apply(arena, net->map, net->weights[c], net->closures, net->moment_s);
    road_matrix(arena, net->map, net->weights[c], net->snaps[c], n, threads, progress,
                net->time_s[c], net->distance_m[c]);
}

static Status read_map(Store *store, Arena *arena, const ElectionRegency *r,
                       const Progress *progress, PlanNetwork *net, Err *err) {
    Bytes file;
    Status s = ledger_blob_get(store, arena, r->roads, &file, err);
    if (s != OK) return s;
    RoadMap *map;
    RoadReport report;
    s = road_read(arena, file, r->roads_name, progress, &map, &report, err);
    if (s == OK) net->map = map;
    net->map_name = r->roads_name;
    return s;
}

/* An overlay holds at every moment, so any will do. */
static Status close_roads(Store *store, Arena *arena, const ElectionRegency *r,
                          const PlanSpan *span, PlanNetwork *net, Err *err) {
    RoadClosures *closures = NULL;
    net->moment_s = plan_midnight_s(r, span->from_day);
    if (span->from_s > net->moment_s) net->moment_s = span->from_s;
    Status s = hazard_overlay(store, arena, r->scope, net->map, net->moment_s,
                              plan_midnight_s(r, span->to_day + 1), &closures, err);
    if (s == OK) net->closures = closures;
    return s;
}

Status plan_network_over(const Env *env, Store *store, Arena *arena, const ElectionRegency *regency,
                         const PlanSpan *span, int threads, const Progress *progress,
                         PlanNetwork *ret, Err *err) {
    PlanNetwork net = {.snap_max_m = (uint32_t)plan_rule(regency, "snap_max_m")};
    RoadProfiles *profiles;
    Status s = road_profiles_builtin(arena, &profiles, err);
    net.profiles = profiles;
    if (s == OK && regency->has_roads) s = read_map(store, arena, regency, progress, &net, err);
    (void)env;
    if (s == OK && net.map && !span->bare) s = close_roads(store, arena, regency, span, &net, err);
    if (s != OK) return s;
    sites_list(arena, regency, span, &net);
    if (net.site_count > SITE_PLACES_MAX)
        return err_set(err, ERR_INPUT, _("%zu places are more than one plan can hold (%d)"),
                       net.site_count, SITE_PLACES_MAX);
    for (size_t i = 0; i < regency->vehicle_count; i++)
        net.class_used[regency->vehicles[i].klass] = true;
    for (int c = 0; c < ROAD_CLASSES; c++)
        if (net.class_used[c])
            class_times(arena, &net, (RoadClass)c, span->bare, threads, progress);
    *ret = net;
    return OK;
}

Status plan_network(const Env *env, Store *store, Arena *arena, const ElectionRegency *regency,
                    int32_t from_day, int32_t to_day, int threads, const Progress *progress,
                    PlanNetwork *ret, Err *err) {
    PlanSpan span = {.from_day = from_day, .to_day = to_day, .from_s = INT64_MIN};
    return plan_network_over(env, store, arena, regency, &span, threads, progress, ret, err);
}

Status plan_network_of(const Env *env, Store *store, Arena *arena, const ElectionRegency *regency,
                       const Plan *plan, int threads, const Progress *progress, PlanNetwork *ret,
                       Err *err) {
    VEC(GeoPoint) places = {0};
    for (size_t i = 0; i < plan->trip_count; i++)
        if (plan->trips[i].via) vec_push(arena, &places, plan->trips[i].via->at);
    PlanSpan span = {.from_day = plan->from_day,
                     .to_day = plan->to_day,
                     .from_s = plan->replaces ? plan->at_s : INT64_MIN,
                     .places = places.at,
                     .place_count = places.n};
    return plan_network_over(env, store, arena, regency, &span, threads, progress, ret, err);
}

Status plan_path(Arena *arena, const PlanNetwork *net, RoadClass vehicle, size_t from_site,
                 size_t to_site, RoadPath *ret, Err *err) {
    if (net->map)
        return road_path(arena, net->map, net->weights[vehicle], &net->snaps[vehicle][from_site],
                         &net->snaps[vehicle][to_site], ret, err);
    size_t cell = from_site * net->site_count + to_site;
    RoadPath path = {.point_count = 2,
                     .time_s = net->time_s[vehicle][cell],
                     .distance_m = net->distance_m[vehicle][cell]};
    path.points = ARENA_ARRAY(arena, GeoPoint, 2);
    path.points[0] = net->sites[from_site];
    path.points[1] = net->sites[to_site];
    *ret = path;
    return OK;
}
