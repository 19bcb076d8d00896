// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <assert.h>
#include <math.h>

#define NONE UINT32_MAX

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

typedef struct Climb { /* from a snap to all nodes above it, by depth */
    uint32_t low;      /* the rank where it begins; NONE where there is none */
    RoadLink link[2];
    int links;
    uint64_t *cost;
    uint32_t *via; /* the arc of the hierarchy by which, or NONE: straight from the snap */
} Climb;

static Climb climb(Arena *arena, const RoadMap *map, const RoadWeights *w, const RoadSnap *snap,
                   bool arriving) {
    const RoadHierarchy *h = road_hierarchy(map);
    Climb c = {.low = NONE};
    c.links = road_links(map, w->time_ds, snap, arriving, c.link);
    for (int i = 0; i < c.links; i++)
        if (h->rank[c.link[i].node] < c.low) c.low = h->rank[c.link[i].node];
    if (c.links == 0) return c;
    uint32_t n = h->depth[c.low] + 1;
    c.cost = ARENA_ARRAY(arena, uint64_t, n);
    c.via = ARENA_ARRAY(arena, uint32_t, n);
    for (uint32_t k = 0; k < n; k++) c.cost[k] = ROAD_FAR, c.via[k] = NONE;
    for (int i = 0; i < c.links; i++) {
        uint64_t *at = &c.cost[h->depth[h->rank[c.link[i].node]]];
        if (c.link[i].cost < *at) *at = c.link[i].cost;
    }
    for (uint32_t v = c.low; v != NONE; v = h->parent[v]) {
        uint64_t here = c.cost[h->depth[v]];
        for (uint32_t a = h->first[v]; here < ROAD_FAR && a < h->first[v + 1]; a++) {
            uint64_t over = here + (arriving ? w->cost[a].down : w->cost[a].up);
            uint32_t k = h->depth[h->head[a]];
            if (over < c.cost[k]) c.cost[k] = over, c.via[k] = a;
        }
    }
    return c;
}

/* An arc of the hierarchy as arcs of the map, in the order of travel. */
static void unpack(Arena *arena, const RoadMap *map, const RoadWeights *w, uint32_t arc, bool down,
                   Legs *legs) {
    const RoadHierarchy *h = road_hierarchy(map);
    typedef struct Part {
        uint32_t arc;
        bool down;
    } Part;
    VEC(Part) open = {0};
    vec_push(arena, &open, (Part){arc, down});
    while (open.n) {
        Part p = open.at[--open.n];
        uint64_t cost = p.down ? w->cost[p.arc].down : w->cost[p.arc].up;
        uint32_t own = NONE;
        for (uint32_t i = h->own_first[p.arc]; own == NONE && i < h->own_first[p.arc + 1]; i++) {
            uint32_t id = h->own[i] ^ p.down;
            if (road_cost(w->time_ds[id], map->segments[id / 2].length_dm) == cost) own = id;
        }
        if (own != NONE) {
            vec_push(arena, legs, (RoadLeg){own / 2, own & 1, 0, map->segments[own / 2].length_dm});
            continue;
        }
        uint32_t i = h->beneath_first[p.arc];
        const RoadBeneath *b;
        for (;; i++) { /* one of them it was customized from */
            assert(i < h->beneath_first[p.arc + 1]);
            b = &h->beneath[i];
            RoadTwo low = w->cost[b->to_low], high = w->cost[b->to_high];
            if ((p.down ? high.down + low.up : low.down + high.up) == cost) break;
        }
        Part low = {b->to_low, !p.down}, high = {b->to_high, p.down};
        vec_push(arena, &open, p.down ? low : high);
        vec_push(arena, &open, p.down ? high : low);
    }
}

/* The part of the segment between the snap and the node by which it was left or reached. */
static void leg_of_link(Arena *arena, const RoadMap *map, const Climb *c, const RoadSnap *snap,
                        uint32_t node, uint64_t cost, bool arriving, Legs *legs) {
    for (int i = 0; i < c->links; i++) {
        const RoadLink *link = &c->link[i];
        if (road_hierarchy(map)->rank[link->node] != node || link->cost != cost) continue;
        if (link->arc == NONE) return;
        bool backward = link->arc & 1;
        uint32_t length_dm = map->segments[snap->segment].length_dm;
        if (arriving)
            add_leg(arena, legs, snap->segment, backward, backward ? length_dm : 0, snap->along_dm);
        else
            add_leg(arena, legs, snap->segment, backward, snap->along_dm, backward ? 0 : length_dm);
        return;
    }
}

/* From the snap up to the node at this depth, or from there down to the snap. */
static void legs_of_climb(Arena *arena, const RoadMap *map, const RoadWeights *w, const Climb *c,
                          const RoadSnap *snap, uint32_t depth, bool arriving, Legs *legs) {
    const RoadHierarchy *h = road_hierarchy(map);
    VEC(uint32_t) arcs = {0};
    uint32_t k = depth, node = c->low;
    for (; c->via[k] != NONE; k = h->depth[h->tail[c->via[k]]]) vec_push(arena, &arcs, c->via[k]);
    while (h->depth[node] > k) node = h->parent[node];
    if (!arriving) leg_of_link(arena, map, c, snap, node, c->cost[k], false, legs);
    for (size_t i = 0; i < arcs.n; i++)
        unpack(arena, map, w, arcs.at[arriving ? i : arcs.n - 1 - i], arriving, legs);
    if (arriving) leg_of_link(arena, map, c, snap, node, c->cost[k], true, legs);
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

/* How the fastest way goes: over the node at this depth, or (NONE) along the segment. */
static uint64_t meet(const RoadMap *map, const Climb *up, const Climb *down, uint32_t *ret_depth) {
    uint32_t common = road_common_nodes(road_hierarchy(map), up->low, down->low);
    uint64_t best = ROAD_FAR;
    for (uint32_t k = 0; k < common; k++) {
        if (up->cost[k] + down->cost[k] >= best) continue;
        best = up->cost[k] + down->cost[k];
        *ret_depth = k;
    }
    return best;
}

Status road_path(Arena *arena, const RoadMap *map, const RoadWeights *weights, const RoadSnap *from,
                 const RoadSnap *to, RoadPath *ret, Err *err) {
    Climb up = climb(arena, map, weights, from, false);
    Climb down = climb(arena, map, weights, to, true);
    bool backward;
    uint32_t depth;
    uint64_t direct = road_direct(map, weights->time_ds, from, to, &backward);
    uint64_t over = meet(map, &up, &down, &depth), cost = direct <= over ? direct : over;
    if (cost >= ROAD_FAR)
        return err_set(err, ERR_ABSENT, "%s", _("there is no way for this vehicle"));
    Legs legs = {0};
    Line line = {0};
    if (direct > over) {
        legs_of_climb(arena, map, weights, &up, from, depth, false, &legs);
        legs_of_climb(arena, map, weights, &down, to, depth, true, &legs);
    } else if (from->along_dm != to->along_dm) {
        add_leg(arena, &legs, from->segment, backward, from->along_dm, to->along_dm);
    }
    add_point(arena, &line, from->at);
    for (size_t i = 0; i < legs.n; i++) add_shape(arena, &line, map, &legs.at[i]);
    add_point(arena, &line, to->at);
    *ret = (RoadPath){
        .legs = legs.at,
        .leg_count = legs.n,
        .points = line.at,
        .point_count = line.n,
        .time_s = road_cost_time_s(cost),
        .distance_m = road_cost_distance_m(cost),
    };
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
