// SPDX-License-Identifier: Apache-2.0
#include "foresee/foresee_int.h"

#include <assert.h>
#include <string.h>

#define PATH_BYTES_MAX (256 * MIB)
#define WAYS_BYTES_MAX (2048 * MIB)
#define SLOTS_AT_FIRST 4096
#define CLOSED 255 /* hazard class of a segment that somebody closed */

typedef VEC(uint32_t) Numbers;

typedef struct Key {
    ForeseeSet avoid;
    int32_t from, to;
    uint32_t vehicle, wetness;
} Key;
typedef struct Entry {
    Key key;
    ForeseeWay way;
} Entry;

struct ForeseeWays {
    const Env *env;
    Arena *arena;
    const PlanNetwork *net;
    size_t point_count;
    uint32_t **segments; /* by point */
    size_t *segment_count;
    uint32_t *first, *points; /* by segment: the points that it lies in */
    RoadWeights *weights[HAZARD_WETNESSES][ROAD_CLASSES];
    pthread_mutex_t lock;
    Entry **slots; /* open addressing; a power of two */
    size_t slot_count, found;
};

/* ---------------------------------------------------------------- where the points are */

static bool touches(const RoadMap *map, uint32_t segment, const HazardPoint *p, GeoBox box) {
    size_t n;
    const GeoPoint *line = road_geometry(map, segment, &n);
    GeoBox own = geo_box_empty();
    for (size_t i = 0; i < n; i++) geo_box_add(&own, line[i]);
    if (own.max.lat_e7 < box.min.lat_e7 || own.min.lat_e7 > box.max.lat_e7 ||
        own.max.lon_e7 < box.min.lon_e7 || own.min.lon_e7 > box.max.lon_e7)
        return false;
    for (size_t i = 1; i < n; i++)
        if (geo_distance_m(p->at, geo_nearest_on(p->at, line[i - 1], line[i], NULL)) <= p->radius_m)
            return true;
    return false;
}

/* Water does not close the water. */
static void find_segments(ForeseeWays *w, const HazardPoint *points) {
    const RoadMap *map = w->net->map;
    uint32_t count = road_segment_count(map);
    w->first = ARENA_ARRAY(w->arena, uint32_t, (size_t)count + 1);
    Numbers of = {0}, *lists = ARENA_ARRAY(w->arena, Numbers, w->point_count + 1);
    GeoBox *boxes = ARENA_ARRAY(w->arena, GeoBox, w->point_count + 1);
    for (size_t p = 0; p < w->point_count; p++) {
        boxes[p] = geo_box_empty();
        geo_box_add(&boxes[p], points[p].at);
        boxes[p] = geo_box_widen(boxes[p], points[p].radius_m + 1);
    }
    for (uint32_t s = 0; s < count; s++) {
        w->first[s] = (uint32_t)of.n;
        RoadSegment segment = road_segment(map, s);
        if (segment.waterway || segment.ferry) continue;
        for (size_t p = 0; p < w->point_count; p++) {
            if (!touches(map, s, &points[p], boxes[p])) continue;
            vec_push(w->arena, &of, (uint32_t)p);
            vec_push(w->arena, &lists[p], s);
        }
    }
    w->first[count] = (uint32_t)of.n;
    w->points = of.at;
    for (size_t p = 0; p < w->point_count; p++) {
        w->segments[p] = lists[p].at;
        w->segment_count[p] = lists[p].n;
    }
}

/* ---------------------------------------------------------------- wet roads */

static size_t surface_row(const HazardModel *model, const char *surface) {
    for (size_t i = 0; surface && i < model->surface_count; i++)
        for (const char **is = model->surfaces[i].is; *is; is++)
            if (str_eq(*is, surface)) return i;
    return SIZE_MAX;
}

/* By segment: 1 + the row of its surface, 0 where rain changes nothing, CLOSED where it is closed
 * in the plan's network. */
static uint8_t *hazard_classes(const ForeseeWays *w, const HazardModel *model, RoadClass c,
                               const RoadWeights *open) {
    const RoadMap *map = w->net->map;
    uint32_t count = road_segment_count(map);
    uint8_t *hazard = ARENA_ARRAY(w->arena, uint8_t, (size_t)count + 1);
    for (uint32_t s = 0; s < count; s++) {
        RoadSegment segment = road_segment(map, s);
        const char *surface = segment.surface
                                  ? segment.surface
                                  : road_assumed_surface(w->net->profiles, segment.highway);
        size_t row = surface_row(model, surface);
        hazard[s] = row == SIZE_MAX || segment.waterway || segment.ferry ? 0 : (uint8_t)(row + 1);
        const RoadWeights *now = w->net->weights[c];
        if (road_time_ds(open, s, false) != road_time_ds(now, s, false) ||
            road_time_ds(open, s, true) != road_time_ds(now, s, true))
            hazard[s] = CLOSED;
    }
    return hazard;
}

static void wet_weights(ForeseeWays *w, const HazardModel *model, RoadClass c) {
    w->weights[HAZARD_DRY][c] = w->net->weights[c];
    for (int wet = HAZARD_WET; wet < HAZARD_WETNESSES; wet++) {
        RoadWeights *weights = road_weights(w->arena, w->net->map, w->net->profiles, c);
        uint16_t(*factors)[ROAD_HAZARDS] = arena_alloc(w->arena, sizeof *factors);
        for (size_t h = 0; h < ROAD_HAZARDS; h++) (*factors)[h] = ROAD_FACTOR_ONE;
        for (size_t i = 0; i < model->surface_count; i++) {
            uint32_t permille = model->surfaces[i].speed_permille[wet][c];
            uint32_t factor = permille ? ROAD_FACTOR_ONE * 1000 / permille : 0;
            (*factors)[i + 1] = (uint16_t)factor;
        }
        (*factors)[CLOSED] = 0;
        RoadScenarios one = {hazard_classes(w, model, c, weights), 1,
                             (const uint16_t(*)[ROAD_HAZARDS])factors};
        road_apply_scenario(w->arena, w->net->map, weights, &one, 0);
        w->weights[wet][c] = weights;
    }
}

/* The engine keeps the room in which it closes segments: it must be of our arena, not of a path's.
 */
static void warm_up(ForeseeWays *w, RoadWeights *weights, RoadClass c) {
    uint32_t none = 0;
    RoadPath path;
    const RoadSnap *snap = &w->net->snaps[c][0];
    if (snap->segment == UINT32_MAX || road_segment_count(w->net->map) == 0) return;
    if (road_path_avoiding(w->arena, w->net->map, weights, snap, snap, &none, 1, &path, NULL) != OK)
        return; /* the room is there all the same */
}

static void release(void *what) {
    ForeseeWays *w = what;
    if (w->arena) pthread_mutex_destroy(&w->lock);
    arena_freep(&w->arena);
}

ForeseeWays *foresee_ways(const Env *env, Arena *arena, const PlanNetwork *network,
                          const HazardModel *model, const HazardPoint *points, size_t n) {
    ForeseeWays *w = ARENA_NEW(arena, ForeseeWays);
    w->env = env;
    pthread_mutex_init(&w->lock, NULL);
    arena_own(arena, w, release);
    w->arena = arena_new(env, WAYS_BYTES_MAX); /* of its own: no guard is jumped to from a thread */
    w->net = network;
    w->point_count = n;
    w->segments = ARENA_ARRAY(w->arena, uint32_t *, n + 1);
    w->segment_count = ARENA_ARRAY(w->arena, size_t, n + 1);
    w->slot_count = SLOTS_AT_FIRST;
    w->slots = ARENA_ARRAY(w->arena, Entry *, w->slot_count);
    if (!network->map) return w;
    find_segments(w, points);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        if (!network->class_used[c]) continue;
        wet_weights(w, model, c);
        for (int wet = 0; wet < HAZARD_WETNESSES; wet++) warm_up(w, w->weights[wet][c], c);
    }
    return w;
}

size_t foresee_ways_found(const ForeseeWays *w) {
    return w->found;
}

const uint32_t *foresee_ways_segments(const ForeseeWays *w, size_t point, size_t *ret_count) {
    *ret_count = w->segment_count[point];
    return w->segments[point];
}

bool foresee_ways_lies_in(const ForeseeWays *w, RoadClass vehicle, int32_t site, size_t point) {
    uint32_t segment = w->net->map ? w->net->snaps[vehicle][site].segment : UINT32_MAX;
    for (size_t i = 0; i < w->segment_count[point]; i++)
        if (w->segments[point][i] == segment) return true;
    return false;
}

/* ---------------------------------------------------------------- finding */

static size_t meets_of(const ForeseeWays *w, Arena *arena, const RoadWeights *weights,
                       const RoadPath *path, ForeseeMeet **ret) {
    size_t room = 0, n = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        uint32_t s = path->legs[i].segment;
        room += w->first[s + 1] - w->first[s];
    }
    ForeseeMeet *meets = *ret = ARENA_ARRAY(arena, ForeseeMeet, room + 1);
    uint64_t at_ds = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        const RoadLeg *leg = &path->legs[i];
        for (uint32_t k = w->first[leg->segment]; k < w->first[leg->segment + 1]; k++)
            if (n == 0 || meets[n - 1].point != w->points[k])
                meets[n++] = (ForeseeMeet){w->points[k], (uint32_t)at_ds};
        uint32_t length_dm = road_segment(w->net->map, leg->segment).length_dm;
        uint64_t time_ds = road_time_ds(weights, leg->segment, leg->backward);
        at_ds += length_dm ? time_ds * (leg->to_dm - leg->from_dm) / length_dm : time_ds;
    }
    return n;
}

static bool path_of(const ForeseeWays *w, Arena *arena, const Key *key, RoadPath *ret) {
    const PlanNetwork *net = w->net;
    const RoadSnap *from = &net->snaps[key->vehicle][key->from];
    const RoadSnap *to = &net->snaps[key->vehicle][key->to];
    if (from->segment == UINT32_MAX || to->segment == UINT32_MAX) return false;
    Numbers closed = {0};
    for (size_t p = 0; p < w->point_count; p++)
        for (size_t i = 0; foresee_has(&key->avoid, p) && i < w->segment_count[p]; i++)
            vec_push(arena, &closed, w->segments[p][i]);
    RoadWeights *weights = w->weights[key->wetness][key->vehicle];
    Status s = closed.n ? road_path_avoiding(arena, net->map, weights, from, to, closed.at,
                                             closed.n, ret, NULL)
                        : road_path(arena, net->map, weights, from, to, ret, NULL);
    return s == OK;
}

static ForeseeWay find(ForeseeWays *w, const Key *key) {
    RoadClass c = (RoadClass)key->vehicle;
    ForeseeWay way = {.time_s = ROAD_UNREACHABLE, .distance_m = ROAD_UNREACHABLE};
    const PlanNetwork *net = w->net;
    if (!net->map) {
        size_t cell = (size_t)key->from * net->site_count + (size_t)key->to;
        return (ForeseeWay){net->time_s[c][cell], net->distance_m[c][cell], NULL, 0};
    }
    Arena *scratch = arena_new(w->env, PATH_BYTES_MAX);
    RoadPath path;
    if (path_of(w, scratch, key, &path)) {
        way.time_s = path.time_s;
        way.distance_m = path.distance_m;
        way.meet_count = meets_of(w, w->arena, w->weights[key->wetness][c], &path, &way.meets);
    }
    arena_free(scratch);
    return way;
}

bool foresee_ways_path(ForeseeWays *w, Arena *arena, RoadClass vehicle, int32_t from, int32_t to,
                       const ForeseeSet *avoid, RoadPath *ret) {
    Key key = {*avoid, from, to, vehicle, HAZARD_DRY};
    return w->net->map && path_of(w, arena, &key, ret);
}

size_t foresee_ways_meets(const ForeseeWays *w, Arena *arena, RoadClass vehicle,
                          const RoadPath *path, ForeseeMeet **ret) {
    return meets_of(w, arena, w->weights[HAZARD_DRY][vehicle], path, ret);
}

/* ---------------------------------------------------------------- keeping */

static size_t hash(const Key *key) {
    uint64_t h = (uint64_t)(uint32_t)key->from << 32 | (uint32_t)key->to;
    h ^= (uint64_t)key->vehicle << 60 ^ (uint64_t)key->wetness << 56;
    for (size_t i = 0; i < FORESEE_WORDS; i++)
        h = (h ^ key->avoid.word[i]) * UINT64_C(0x9E3779B97F4A7C15), h ^= h >> 29;
    return (size_t)h;
}

static Entry **slot_of(const ForeseeWays *w, const Key *key) {
    size_t at = hash(key) & (w->slot_count - 1);
    while (w->slots[at] && memcmp(&w->slots[at]->key, key, sizeof *key) != 0)
        at = (at + 1) & (w->slot_count - 1);
    return &w->slots[at];
}

static void grow(ForeseeWays *w) {
    Entry **old = w->slots;
    size_t count = w->slot_count;
    w->slot_count *= 2;
    w->slots = ARENA_ARRAY(w->arena, Entry *, w->slot_count);
    for (size_t i = 0; i < count; i++)
        if (old[i]) *slot_of(w, &old[i]->key) = old[i];
}

const ForeseeWay *foresee_way(ForeseeWays *w, RoadClass vehicle, HazardWetness wetness,
                              int32_t from, int32_t to, const ForeseeSet *avoid) {
    Key key = {*avoid, from, to, vehicle, wetness};
    pthread_mutex_lock(&w->lock);
    Entry **slot = slot_of(w, &key);
    if (!*slot) {
        Entry *entry = ARENA_NEW(w->arena, Entry);
        entry->key = key;
        entry->way = find(w, &key);
        *slot = entry;
        if (++w->found * 2 > w->slot_count) grow(w);
        slot = slot_of(w, &key);
    }
    const ForeseeWay *way = &(*slot)->way;
    pthread_mutex_unlock(&w->lock);
    return way;
}
