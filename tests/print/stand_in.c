// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

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

const char *plan_reason(Arena *arena, const ElectionRegency *r, const PlanUnserved *unserved) {
    return arena_printf(arena, "%s: %s", unserved->tps >= 0 ? r->tps[unserved->tps].id : "PPK",
                        unserved->reason);
}
