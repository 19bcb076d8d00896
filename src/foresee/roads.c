// SPDX-License-Identifier: Apache-2.0
/* What every road of a plan matters: closed, one after the other, on the map. */
#include "foresee/foresee_int.h"

#include <stdlib.h>
#include <string.h>

#define ROADS_BYTES_MAX (1024 * MIB)
#define NONE UINT32_MAX

typedef struct Use { /* of a leg: by a trip, on its way to this stop (or back: the stop count) */
    int32_t trip, stop;
} Use;
typedef struct Leg {
    int32_t klass, from, to;
    uint32_t time_s;
    VEC(Use) uses;
    uint32_t *segments; /* in between: not those at which the two places lie */
    size_t segment_count;
} Leg;
typedef VEC(uint32_t) Numbers;

typedef struct Survey {
    const ForeseeWorld *world;
    Arena *scratch;
    const PlanNetwork *net;
    const Plan *plan;
    VEC(Leg) legs;
    Numbers *users;                     /* by segment: legs, ascending */
    RoadWeights *weights[ROAD_CLASSES]; /* of our own, to be closed */
    Numbers closed[ROAD_CLASSES];       /* segments that are closed in the network */
    int32_t *stretch_of;                /* by segment; -1 */
    /* of the road that is closed: */
    uint32_t *marked, mark; /* by TPS: whose goods pass there; equal to mark */
    int64_t *delay_s;       /* by TPS; -1 = cut off */
} Survey;

/* ---------------------------------------------------------------- legs */

static int leg_order(const void *a, const void *b) {
    const Leg *x = a, *y = b;
    if (x->klass != y->klass) return x->klass - y->klass;
    return x->from != y->from ? x->from - y->from : x->to - y->to;
}

static void list_legs(Survey *s) {
    VEC(Leg) all = {0};
    for (size_t t = 0; t < s->plan->trip_count; t++) {
        const PlanTrip *trip = &s->plan->trips[t];
        int32_t klass = s->world->sim.r->vehicles[trip->vehicle].klass, at = trip->depot;
        for (size_t i = 0; i <= trip->stop_count; i++) {
            int32_t to = i < trip->stop_count ? trip->stops[i].site : trip->depot;
            Leg leg = {.klass = klass, .from = at, .to = to};
            vec_push(s->scratch, &leg.uses, ((Use){(int32_t)t, (int32_t)i}));
            if (at != to) vec_push(s->scratch, &all, leg);
            at = to;
        }
    }
    if (all.n) qsort(all.at, all.n, sizeof *all.at, leg_order);
    for (size_t i = 0; i < all.n; i++) {
        Leg *last = s->legs.n ? &s->legs.at[s->legs.n - 1] : NULL;
        if (last && leg_order(last, &all.at[i]) == 0)
            vec_push(s->scratch, &last->uses, all.at[i].uses.at[0]);
        else
            vec_push(s->scratch, &s->legs, all.at[i]);
    }
}

static bool way(const Survey *s, Arena *arena, const RoadWeights *weights, const Leg *leg,
                RoadPath *ret) {
    const RoadSnap *snaps = s->net->snaps[leg->klass];
    const RoadSnap *from = &snaps[leg->from], *to = &snaps[leg->to];
    if (from->segment == NONE || to->segment == NONE) return false;
    return road_path(arena, s->net->map, weights, from, to, ret, NULL) == OK;
}

static void find_legs(Survey *s) {
    s->users = ARENA_ARRAY(s->scratch, Numbers, (size_t)road_segment_count(s->net->map) + 1);
    for (size_t i = 0; i < s->legs.n; i++) {
        Leg *leg = &s->legs.at[i];
        const RoadSnap *snaps = s->net->snaps[leg->klass];
        RoadPath path;
        leg->time_s = ROAD_UNREACHABLE;
        if (!way(s, s->scratch, s->net->weights[leg->klass], leg, &path)) continue;
        leg->time_s = path.time_s;
        leg->segments = ARENA_ARRAY(s->scratch, uint32_t, path.leg_count + 1);
        for (size_t k = 0; k < path.leg_count; k++) {
            uint32_t segment = path.legs[k].segment;
            if (segment == snaps[leg->from].segment || segment == snaps[leg->to].segment) continue;
            leg->segments[leg->segment_count++] = segment;
            Numbers *users = &s->users[segment];
            if (users->n == 0 || users->at[users->n - 1] != i)
                vec_push(s->scratch, users, (uint32_t)i);
        }
    }
}

/* ---------------------------------------------------------------- roads */

static bool one_road(const Survey *s, uint32_t a, uint32_t b) {
    const Numbers *x = &s->users[a], *y = &s->users[b];
    RoadSegment p = road_segment(s->net->map, a), q = road_segment(s->net->map, b);
    bool named = p.way_name && q.way_name && str_eq(p.way_name, q.way_name);
    bool nameless = !p.way_name && !q.way_name && str_eq(p.highway, q.highway);
    return (named || nameless) && s->stretch_of[a] == s->stretch_of[b] && x->n == y->n &&
           memcmp(x->at, y->at, x->n * sizeof *x->at) == 0;
}

/* Segments that one leg drives one after the other, and that all other legs drive or do not. */
static size_t list_roads(const Survey *s, Arena *arena, ForeseeRoad **ret) {
    bool *seen = ARENA_ARRAY(s->scratch, bool, (size_t)road_segment_count(s->net->map) + 1);
    VEC(ForeseeRoad) roads = {0};
    for (size_t i = 0; i < s->legs.n; i++) {
        const Leg *leg = &s->legs.at[i];
        for (size_t k = 0, end; k < leg->segment_count; k = end) {
            uint32_t first = leg->segments[k];
            end = k + 1;
            if (seen[first]) continue;
            while (end < leg->segment_count && !seen[leg->segments[end]] &&
                   one_road(s, first, leg->segments[end]))
                end++;
            RoadSegment is = road_segment(s->net->map, first);
            ForeseeRoad road = {.segment_count = end - k,
                                .name = is.way_name,
                                .highway = is.highway,
                                .stretch = s->stretch_of[first],
                                .late_caused_e3 = -1};
            uint32_t *own = ARENA_ARRAY(arena, uint32_t, end - k);
            uint64_t length_dm = 0;
            for (size_t j = k; j < end; j++) {
                own[j - k] = leg->segments[j];
                seen[own[j - k]] = true;
                length_dm += road_segment(s->net->map, own[j - k]).length_dm;
            }
            road.segments = own;
            road.length_m = (uint32_t)((length_dm + 5) / 10);
            vec_push(arena, &roads, road);
        }
    }
    *ret = roads.at;
    return roads.n;
}

/* ---------------------------------------------------------------- closing them */

static void own_weights(Survey *s, RoadClass c) {
    const RoadMap *map = s->net->map;
    RoadWeights *own = road_weights(s->scratch, map, s->net->profiles, c);
    const RoadWeights *now = s->net->weights[c];
    for (uint32_t i = 0; i < road_segment_count(map); i++)
        if (road_time_ds(own, i, false) != road_time_ds(now, i, false) ||
            road_time_ds(own, i, true) != road_time_ds(now, i, true))
            vec_push(s->scratch, &s->closed[c], i);
    s->weights[c] = own;
}

/* Closed with it besides what is closed; both ways, which is more than a closure in force may be.
 */
static void close_road(Survey *s, Arena *arena, const ForeseeRoad *road, RoadClass c) {
    RoadClosures *closures = road_closures_new(arena, s->net->map);
    RoadCause cause = {.classes = 1u << c};
    for (size_t i = 0; i < s->closed[c].n; i++)
        road_close_segment(closures, cause, s->closed[c].at[i]);
    for (size_t i = 0; i < road->segment_count; i++)
        road_close_segment(closures, cause, road->segments[i]);
    road_apply(s->scratch, s->net->map, s->weights[c], closures, 0);
}

static void note(Survey *s, int32_t tps, int64_t delay_s) {
    if (s->marked[tps] != s->mark) {
        s->marked[tps] = s->mark;
        s->delay_s[tps] = 0;
    }
    if (delay_s < 0)
        s->delay_s[tps] = -1;
    else if (s->delay_s[tps] >= 0)
        s->delay_s[tps] += delay_s;
}

static void note_goods(Survey *s, const PlanStop *stop, int64_t delay_s) {
    for (size_t k = 0; k < stop->goods_count; k++) note(s, stop->goods[k], delay_s);
}

/* Without a way on, the crew would set out anew from its depot for each stop that is left. */
static void note_lost(Survey *s, Arena *arena, const Leg *leg, const PlanTrip *trip, size_t first) {
    Leg straight = {.klass = leg->klass, .from = trip->depot, .to = -1};
    bool otherwise = false;
    RoadPath path;
    for (size_t i = first; i < trip->stop_count; i++) {
        if (trip->stops[i].site != straight.to) {
            straight.to = trip->stops[i].site;
            otherwise = way(s, arena, s->weights[leg->klass], &straight, &path);
        }
        note_goods(s, &trip->stops[i], otherwise ? 0 : -1);
    }
}

/* All whose goods are still aboard on this leg come so much later. */
static void note_leg(Survey *s, Arena *arena, const Leg *leg) {
    RoadPath path;
    bool there = way(s, arena, s->weights[leg->klass], leg, &path);
    for (size_t u = 0; u < leg->uses.n; u++) {
        const PlanTrip *trip = &s->plan->trips[leg->uses.at[u].trip];
        size_t first = (size_t)leg->uses.at[u].stop;
        if (!there) note_lost(s, arena, leg, trip, first);
        for (size_t i = first; i < trip->stop_count && there; i++)
            note_goods(s, &trip->stops[i], (int64_t)path.time_s - leg->time_s);
    }
}

static void survey_road(Survey *s, ForeseeRoad *road) {
    Arena *arena = arena_new(s->world->env, ROADS_BYTES_MAX);
    const Numbers *users = &s->users[road->segments[0]];
    bool closed[ROAD_CLASSES] = {0};
    s->mark++;
    for (size_t i = 0; i < users->n; i++) {
        const Leg *leg = &s->legs.at[users->at[i]];
        if (!closed[leg->klass]) close_road(s, arena, road, (RoadClass)leg->klass);
        closed[leg->klass] = true;
        note_leg(s, arena, leg);
    }
    for (size_t i = 0; i < s->world->sim.r->tps_count; i++) {
        if (s->marked[i] != s->mark) continue;
        road->tps++;
        road->cut_off += s->delay_s[i] < 0;
        if (s->delay_s[i] > 0) road->delay_s += s->delay_s[i];
        if (s->delay_s[i] > road->delay_s_most) road->delay_s_most = (uint32_t)s->delay_s[i];
    }
    arena_free(arena);
}

/* ---------------------------------------------------------------- the list */

static int most_first(const void *a, const void *b) {
    const ForeseeRoad *x = a, *y = b;
    if (x->cut_off != y->cut_off) return x->cut_off > y->cut_off ? -1 : 1;
    if (x->delay_s != y->delay_s) return x->delay_s > y->delay_s ? -1 : 1;
    if (x->tps != y->tps) return x->tps > y->tps ? -1 : 1;
    return (x->segments[0] > y->segments[0]) - (x->segments[0] < y->segments[0]);
}

static void find_stretches(Survey *s) {
    size_t n = road_segment_count(s->net->map);
    s->stretch_of = ARENA_ARRAY(s->scratch, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) s->stretch_of[i] = -1;
    for (size_t i = 0; i < s->world->sim.stretch_count; i++)
        for (size_t k = 0; k < s->world->sim.stretches[i].segment_count; k++)
            s->stretch_of[s->world->sim.stretches[i].segments[k]] = (int32_t)i;
}

ForeseeRoad *foresee_roads(const ForeseeWorld *world, Arena *arena, const PlanNetwork *network,
                           const Plan *plan, const Foresight *is, size_t *ret_count) {
    *ret_count = 0;
    if (!network->map) return NULL;
    Arena *scratch = arena_new(world->env, ROADS_BYTES_MAX);
    Survey *s = ARENA_NEW(scratch, Survey);
    size_t tps = world->sim.r->tps_count + 1;
    *s = (Survey){.world = world, .scratch = scratch, .net = network, .plan = plan};
    s->marked = ARENA_ARRAY(scratch, uint32_t, tps);
    s->delay_s = ARENA_ARRAY(scratch, int64_t, tps);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++)
        if (network->class_used[c]) own_weights(s, c);
    find_stretches(s);
    list_legs(s);
    find_legs(s);
    ForeseeRoad *roads;
    size_t n = list_roads(s, arena, &roads);
    for (size_t i = 0; i < n; i++) {
        survey_road(s, &roads[i]);
        if (roads[i].stretch >= 0 && is->stretches)
            roads[i].late_caused_e3 =
                (is->stretches[roads[i].stretch].less * 1000 + is->scenarios / 2) / is->scenarios;
        progress_step(world->options.progress, _("roads closed one by one"), (int64_t)i + 1,
                      (int64_t)n);
    }
    if (n) qsort(roads, n, sizeof *roads, most_first);
    arena_free(scratch);
    *ret_count = n;
    return roads;
}
