// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <assert.h>
#include <math.h>

typedef VEC(RoadLeg) Legs;
typedef VEC(GeoPoint) Line;

/* ---------------------------------------------------------------- which legs */

/* A leg over part of a segment; both ends in the order of travel. */
static void add_leg(Arena *arena, Legs *legs, uint32_t segment, bool backward, uint32_t start_dm,
                    uint32_t end_dm) {
    if (backward)
        vec_push(arena, legs, (RoadLeg){segment, true, end_dm, start_dm});
    else
        vec_push(arena, legs, (RoadLeg){segment, false, start_dm, end_dm});
}

typedef struct Plan { /* the best of the ways to arrive */
    uint64_t cost;
    bool direct, backward;
    RoadLink last;
} Plan;

static Plan best_arrival(const RoadMap *map, const RoadWeights *weights, const RoadSearch *search,
                         const RoadSnap *from, const RoadSnap *to) {
    Plan plan = {.cost = ROAD_FAR};
    uint64_t direct = road_direct(map, weights, from, to, &plan.backward);
    if (direct != ROAD_FAR) plan.cost = direct, plan.direct = true;
    RoadLink link[2];
    int n = road_links(map, weights, to, true, link);
    for (int i = 0; i < n; i++) {
        uint64_t cost = road_cost_add(road_search_cost(search, link[i].node), link[i].cost);
        if (cost >= plan.cost) continue;
        plan.cost = cost;
        plan.direct = false;
        plan.last = link[i];
    }
    return plan;
}

static uint32_t arc_tail(const RoadMap *map, uint32_t arc) {
    return arc & 1 ? map->segments[arc / 2].to : map->segments[arc / 2].from;
}

/* The arcs from the start to a node, in the order of travel. */
static uint32_t *arcs_to(Arena *arena, const RoadMap *map, const RoadSearch *search, uint32_t node,
                         uint32_t *ret_first_node, size_t *ret_n) {
    size_t n = 0;
    uint32_t v = node;
    for (uint32_t a; (a = road_search_arc(search, v)) != UINT32_MAX; v = arc_tail(map, a)) n++;
    *ret_first_node = v;
    *ret_n = n;
    uint32_t *arcs = ARENA_ARRAY(arena, uint32_t, n);
    for (v = node; n > 0; v = arc_tail(map, arcs[n])) arcs[--n] = road_search_arc(search, v);
    return arcs;
}

static void legs_over_nodes(Arena *arena, const RoadMap *map, const RoadWeights *weights,
                            const RoadSearch *search, const RoadSnap *from, const RoadSnap *to,
                            const Plan *plan, Legs *legs) {
    uint32_t first_node;
    size_t n;
    uint32_t *arcs = arcs_to(arena, map, search, plan->last.node, &first_node, &n);
    RoadLink link[2];
    int links = road_links(map, weights, from, false, link);
    for (int i = 0; i < links; i++) {
        if (link[i].node != first_node || link[i].cost != road_search_cost(search, first_node))
            continue;
        bool backward = link[i].arc & 1;
        uint32_t end = backward ? 0 : map->segments[from->segment].length_dm;
        if (link[i].arc != UINT32_MAX)
            add_leg(arena, legs, from->segment, backward, from->along_dm, end);
        break;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t length_dm = map->segments[arcs[i] / 2].length_dm;
        vec_push(arena, legs, (RoadLeg){arcs[i] / 2, arcs[i] & 1, 0, length_dm});
    }
    if (plan->last.arc == UINT32_MAX) return;
    bool backward = plan->last.arc & 1;
    uint32_t start = backward ? map->segments[to->segment].length_dm : 0;
    add_leg(arena, legs, to->segment, backward, start, to->along_dm);
}

/* ---------------------------------------------------------------- the line */

static void add_point(Arena *arena, Line *line, GeoPoint p) {
    if (line->n) {
        GeoPoint last = line->at[line->n - 1];
        if (last.lat_e7 == p.lat_e7 && last.lon_e7 == p.lon_e7) return;
    }
    vec_push(arena, line, p);
}

/* The shape points strictly within the leg, and the node at its end where it goes that far. */
static void add_shape(Arena *arena, Line *line, const RoadMap *map, const RoadLeg *leg) {
    uint32_t first = map->first_point[leg->segment], end = map->first_point[leg->segment + 1];
    uint32_t length_dm = map->segments[leg->segment].length_dm;
    Line part = {0};
    double metres = 0;
    for (uint32_t p = first; p < end; p++) {
        if (p > first) metres += geo_distance(map->points[p - 1], map->points[p]);
        double dm = p + 1 == end ? length_dm : metres * 10;
        if (dm > leg->from_dm && dm < leg->to_dm) vec_push(arena, &part, map->points[p]);
        if (p == first && leg->from_dm == 0) vec_push(arena, &part, map->points[p]);
        if (p + 1 == end && leg->to_dm == length_dm) vec_push(arena, &part, map->points[p]);
    }
    for (size_t i = 0; i < part.n; i++)
        add_point(arena, line, part.at[leg->backward ? part.n - 1 - i : i]);
}

Status road_path(Arena *arena, const RoadMap *map, const RoadWeights *weights, const RoadSnap *from,
                 const RoadSnap *to, RoadPath *ret, Err *err) {
    RoadSearch *search = road_search_new(arena, map, weights);
    bool *goals = ARENA_ARRAY(arena, bool, map->node_count);
    RoadLink link[2];
    int links = road_links(map, weights, to, true, link);
    for (int i = 0; i < links; i++) goals[link[i].node] = true;
    size_t goal_count = (size_t)links;
    if (links == 2 && link[0].node == link[1].node) goal_count = 1;
    road_search_run(search, from, goals, goal_count);
    Plan plan = best_arrival(map, weights, search, from, to);
    if (plan.cost == ROAD_FAR)
        return err_set(err, ERR_ABSENT, "%s", _("there is no way for this vehicle"));
    Legs legs = {0};
    Line line = {0};
    if (plan.direct && from->along_dm != to->along_dm)
        add_leg(arena, &legs, from->segment, plan.backward, from->along_dm, to->along_dm);
    else if (!plan.direct)
        legs_over_nodes(arena, map, weights, search, from, to, &plan, &legs);
    add_point(arena, &line, from->at);
    for (size_t i = 0; i < legs.n; i++) add_shape(arena, &line, map, &legs.at[i]);
    add_point(arena, &line, to->at);
    *ret = (RoadPath){legs.at,
                      legs.n,
                      line.at,
                      line.n,
                      road_cost_time_s(plan.cost),
                      road_cost_distance_m(plan.cost)};
    return OK;
}

void road_estimate(const RoadProfiles *profiles, RoadClass vehicle, const GeoPoint *points,
                   size_t n, uint32_t *ret_time_s, uint32_t *ret_distance_m) {
    uint64_t hmh = profiles->estimate_hmh[vehicle], detour = (uint64_t)profiles->detour_permille;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            uint64_t metres = (geo_distance_m(points[i], points[j]) * detour + 500) / 1000;
            if (ret_distance_m) ret_distance_m[i * n + j] = (uint32_t)metres;
            if (ret_time_s) ret_time_s[i * n + j] = (uint32_t)((metres * 36 + hmh / 2) / hmh);
        }
}
