// SPDX-License-Identifier: Apache-2.0
/* A path told to a driver: which road, how far, which way to turn; and what it is made of. */
#include "road/road_int.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- steps */

static uint32_t leg_time_ds(const RoadMap *map, const RoadWeights *w, const RoadLeg *leg) {
    uint32_t time = w->time_ds[2 * leg->segment + leg->backward];
    uint32_t length = map->segments[leg->segment].length_dm;
    if (length == 0) return time;
    return (uint32_t)((uint64_t)time * leg->to_dm / length -
                      (uint64_t)time * leg->from_dm / length);
}

/* Degrees from north, clockwise, on the way from a to b. */
static double bearing(GeoPoint a, GeoPoint b) {
    double east = ((double)b.lon_e7 - a.lon_e7) * cos(a.lat_e7 * 1e-7 * M_PI / 180);
    return atan2(east, (double)b.lat_e7 - a.lat_e7) * 180 / M_PI;
}

/* Where a leg begins or ends, and the next point of it that is somewhere else. */
static double leg_bearing(const RoadMap *map, const RoadLeg *leg, bool at_end) {
    uint32_t first = map->first_point[leg->segment], last = map->first_point[leg->segment + 1] - 1;
    bool from_first = leg->backward == at_end;
    uint32_t p = from_first ? first : last, q = p;
    while (q != (from_first ? last : first) && map->points[q].lat_e7 == map->points[p].lat_e7 &&
           map->points[q].lon_e7 == map->points[p].lon_e7)
        q += from_first ? 1 : UINT32_MAX;
    return at_end ? bearing(map->points[q], map->points[p])
                  : bearing(map->points[p], map->points[q]);
}

static RoadTurn turn_between(const RoadMap *map, const RoadLeg *before, const RoadLeg *after) {
    double angle = leg_bearing(map, after, false) - leg_bearing(map, before, true);
    if (angle > 180) angle -= 360;
    if (angle <= -180) angle += 360;
    if (fabs(angle) > 170) return ROAD_TURN_BACK;
    if (fabs(angle) < 30) return ROAD_GO_ON;
    if (angle > 0) return angle < 60 ? ROAD_BEAR_RIGHT : ROAD_TURN_RIGHT;
    return angle > -60 ? ROAD_BEAR_LEFT : ROAD_TURN_LEFT;
}

static bool same_road(const RoadWay *a, const RoadWay *b) {
    bool ferry = a->kind == KIND_FERRY;
    return ferry == (b->kind == KIND_FERRY) && a->name == b->name &&
           (a->name != 0 || a->kind == b->kind);
}

RoadStep *road_steps(Arena *arena, const RoadMap *map, const RoadWeights *weights,
                     const RoadPath *path, size_t *ret_count) {
    VEC(RoadStep) steps = {0};
    uint64_t time_ds = 0, length_dm = 0, told_s = 0, told_m = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        const RoadLeg *leg = &path->legs[i], *before = i ? leg - 1 : NULL;
        const RoadWay *way = &map->ways[map->segments[leg->segment].way];
        RoadTurn turn = before ? turn_between(map, before, leg) : ROAD_SET_OUT;
        bool ferry = way->kind == KIND_FERRY;
        if (before && !same_road(&map->ways[map->segments[before->segment].way], way) && ferry)
            turn = ROAD_BOARD;
        bool goes_on = turn == ROAD_GO_ON || (ferry && turn != ROAD_BOARD);
        if (!before || !goes_on || !same_road(&map->ways[map->segments[before->segment].way], way))
            vec_push(arena, &steps,
                     (RoadStep){.turn = before || !ferry ? turn : ROAD_BOARD,
                                .way_name = road_strings_text(map->strings, way->name),
                                .highway = road_kind_id(way->kind),
                                .first_leg = i});
        RoadStep *step = &steps.at[steps.n - 1];
        time_ds += leg_time_ds(map, weights, leg);
        length_dm += leg->to_dm - leg->from_dm;
        step->leg_count++;
        step->time_s += (uint32_t)((time_ds + 5) / 10 - told_s); /* steps add up to the path */
        step->distance_m += (uint32_t)((length_dm + 5) / 10 - told_m);
        told_s = (time_ds + 5) / 10;
        told_m = (length_dm + 5) / 10;
    }
    *ret_count = steps.n;
    return steps.at;
}

static const char *distance_text(Arena *arena, uint32_t distance_m) {
    if (distance_m < 1000) return arena_printf(arena, "%u m", (distance_m + 5) / 10 * 10);
    char point = lang_in_use() == LANG_ID ? ',' : '.';
    uint32_t tenths = (distance_m + 50) / 100;
    return arena_printf(arena, "%u%c%u km", tenths / 10, point, tenths % 10);
}

const char *road_called(const char *way_name, const char *highway) {
    static const struct {
        const char *highway, *text;
    } UNNAMED[] = {
        {"trunk", N_("the national road")},
        {"primary", N_("the provincial road")},
        {"secondary", N_("the regency road")},
        {"residential", N_("the street")},
        {"track", N_("the track")},
        {"path", N_("the path")},
        {"footway", N_("the path")},
        {"ferry", N_("the ferry")},
        {"river", N_("the river")},
        {"canal", N_("the canal")},
    };
    if (way_name) return way_name;
    for (size_t i = 0; i < COUNT_OF(UNNAMED); i++)
        if (str_eq(highway, UNNAMED[i].highway)) return _(UNNAMED[i].text);
    return _("the road without a name");
}

char *road_step_text(Arena *arena, const RoadStep *step) {
    static const char *const NAMED[ROAD_TURNS] = {
        [ROAD_SET_OUT] = N_("Set out on %s, %s"),
        [ROAD_GO_ON] = N_("Go on along %s, %s"),
        [ROAD_BEAR_LEFT] = N_("Bear left into %s, %s"),
        [ROAD_BEAR_RIGHT] = N_("Bear right into %s, %s"),
        [ROAD_TURN_LEFT] = N_("Turn left into %s, %s"),
        [ROAD_TURN_RIGHT] = N_("Turn right into %s, %s"),
        [ROAD_TURN_BACK] = N_("Turn round on %s, %s"),
        [ROAD_BOARD] = N_("Cross by %s, %s"),
    };
    const char *name = road_called(step->way_name, step->highway);
    const char *form = _(NAMED[step->turn]), *distance = distance_text(arena, step->distance_m);
    Buf *text = buf_on(arena, 4 * KIB);
    for (const char *arg = name; *form; form++) {
        if (form[0] != '%' || form[1] != 's') {
            buf_char(text, *form);
            continue;
        }
        buf_str(text, arg);
        arg = distance;
        form++;
    }
    return arena_str(arena, text->failed ? distance : text->at);
}

/* ---------------------------------------------------------------- surfaces */

RoadSurface *road_surfaces(Arena *arena, const RoadMap *map, const RoadPath *path,
                           size_t *ret_count) {
    VEC(RoadSurface) list = {0};
    uint64_t dm = 0, told_m = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        const RoadLeg *leg = &path->legs[i];
        const RoadWay *way = &map->ways[map->segments[leg->segment].way];
        const char *surface = road_strings_text(map->strings, way->surface);
        const char *kind = road_kind_id(way->kind);
        size_t k = 0;
        while (k < list.n && !(str_eq(list.at[k].surface, surface) &&
                               (surface || str_eq(list.at[k].highway, kind))))
            k++;
        if (k == list.n) vec_push(arena, &list, (RoadSurface){surface, surface ? NULL : kind, 0});
        dm += leg->to_dm - leg->from_dm;
        list.at[k].length_m += (uint32_t)((dm + 5) / 10 - told_m); /* they add up to the path */
        told_m = (dm + 5) / 10;
    }
    *ret_count = list.n;
    return list.at;
}

/* ---------------------------------------------------------------- another way */

Status road_path_avoiding(Arena *arena, const RoadMap *map, RoadWeights *weights,
                          const RoadSnap *from, const RoadSnap *to, const uint32_t *segments,
                          size_t n, RoadPath *ret, Err *err) {
    uint32_t *arcs = ARENA_ARRAY(arena, uint32_t, 2 * n),
             *was = ARENA_ARRAY(arena, uint32_t, 2 * n);
    for (size_t i = 0; i < 2 * n; i++) {
        arcs[i] = 2 * segments[i / 2] + (i & 1);
        was[i] = weights->time_ds[arcs[i]];
        weights->time_ds[arcs[i]] = ROAD_NEVER;
    }
    road_recustomize(arena, map, weights, arcs, 2 * n);
    Status s = road_path(arena, map, weights, from, to, ret, err);
    for (size_t i = 2 * n; i-- > 0;)
        weights->time_ds[arcs[i]] = was[i]; /* a segment may be twice */
    road_recustomize(arena, map, weights, arcs, 2 * n);
    return s;
}
