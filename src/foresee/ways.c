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
    size_t *segment_count;     /* by point */
    ForeseeStretch *stretches; /* by point */
    size_t *first_stretch, stretch_count;
    uint32_t *first, *lies_in; /* by segment: its stretches */
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
    return geo_box_meets(own, box) && hazard_meets(p, line, n);
}

static Numbers *find_segments(const ForeseeWays *w, const HazardPoint *points) {
    const RoadMap *map = w->net->map;
    Numbers *lists = ARENA_ARRAY(w->arena, Numbers, w->point_count + 1);
    GeoBox *boxes = ARENA_ARRAY(w->arena, GeoBox, w->point_count + 1);
    for (size_t p = 0; p < w->point_count; p++) boxes[p] = hazard_box(&points[p]);
    for (uint32_t s = 0; s < road_segment_count(map); s++) {
        RoadSegment segment = road_segment(map, s);
        bool water = segment.waterway || segment.ferry;
        for (size_t p = 0; p < w->point_count; p++)
            if ((water ? points[p].on_water : points[p].on_land) &&
                touches(map, s, &points[p], boxes[p]))
                vec_push(w->arena, &lists[p], s);
    }
    return lists;
}

static void find_stretches(ForeseeWays *w, const Numbers *of) {
    const RoadMap *map = w->net->map;
    size_t all = 0;
    for (size_t p = 0; p < w->point_count; p++)
        all += foresee_stretch_list(w->arena, map, p, of[p].at, of[p].n, false, NULL);
    bool whole = all > FORESEE_STRETCHES_MAX;
    w->stretches = ARENA_ARRAY(w->arena, ForeseeStretch, all + 1);
    for (size_t p = 0; p < w->point_count; p++) {
        w->segment_count[p] = of[p].n;
        w->first_stretch[p] = w->stretch_count;
        w->stretch_count += foresee_stretch_list(w->arena, map, p, of[p].at, of[p].n, whole,
                                                 w->stretches + w->stretch_count);
    }
    w->first_stretch[w->point_count] = w->stretch_count;
}

static void find_owners(ForeseeWays *w) {
    uint32_t count = road_segment_count(w->net->map);
    w->first = ARENA_ARRAY(w->arena, uint32_t, (size_t)count + 2);
    for (size_t i = 0; i < w->stretch_count; i++)
        for (size_t k = 0; k < w->stretches[i].segment_count; k++)
            w->first[w->stretches[i].segments[k] + 2]++;
    for (uint32_t s = 2; s <= count + 1; s++) w->first[s] += w->first[s - 1];
    w->lies_in = ARENA_ARRAY(w->arena, uint32_t, (size_t)w->first[count + 1] + 1);
    for (size_t i = 0; i < w->stretch_count; i++)
        for (size_t k = 0; k < w->stretches[i].segment_count; k++)
            w->lies_in[w->first[w->stretches[i].segments[k] + 1]++] = (uint32_t)i;
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
    w->segment_count = ARENA_ARRAY(w->arena, size_t, n + 1);
    w->first_stretch = ARENA_ARRAY(w->arena, size_t, n + 1);
    w->slot_count = SLOTS_AT_FIRST;
    w->slots = ARENA_ARRAY(w->arena, Entry *, w->slot_count);
    if (!network->map) return w;
    find_stretches(w, find_segments(w, points));
    find_owners(w);
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        if (!network->class_used[c]) continue;
        wet_weights(w, model, c);
        for (int wet = 0; wet < HAZARD_WETNESSES; wet++) warm_up(w, w->weights[wet][c], c);
    }
    return w;
}

void foresee_ways_times(const ForeseeWays *w, Arena *scratch, RoadClass c, HazardWetness wetness,
                        int threads, uint32_t *ret_s) {
    const PlanNetwork *net = w->net;
    size_t cells = net->site_count * net->site_count;
    if (net->map && wetness != HAZARD_DRY)
        road_matrix(scratch, net->map, w->weights[wetness][c], net->snaps[c], net->site_count,
                    threads, NULL, ret_s, NULL);
    else
        memcpy(ret_s, net->time_s[c], cells * sizeof *ret_s);
}

size_t foresee_ways_found(const ForeseeWays *w) {
    return w->found;
}

size_t foresee_ways_segments(const ForeseeWays *w, size_t point) {
    return w->segment_count[point];
}

const ForeseeStretch *foresee_ways_stretches(const ForeseeWays *w, const size_t **ret_first) {
    *ret_first = w->first_stretch;
    return w->stretches;
}

/* ---------------------------------------------------------------- finding */

static bool met_before(const ForeseeWay *way, uint32_t stretch) {
    return way->meet_count && way->meets[way->meet_count - 1].stretch == stretch;
}

/* The stretches in the order of the way; one that is left and entered again is met twice. */
static void take_path(ForeseeWays *w, const RoadWeights *weights, const RoadPath *path,
                      ForeseeWay *way) {
    size_t room = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        uint32_t s = path->legs[i].segment;
        room += w->first[s + 1] - w->first[s];
    }
    way->time_s = path->time_s;
    way->distance_m = path->distance_m;
    way->meets = ARENA_ARRAY(w->arena, ForeseeMeet, room + 1);
    uint64_t at_ds = 0;
    for (size_t i = 0; i < path->leg_count; i++) {
        const RoadLeg *leg = &path->legs[i];
        for (uint32_t k = w->first[leg->segment]; k < w->first[leg->segment + 1]; k++)
            if (!met_before(way, w->lies_in[k]))
                way->meets[way->meet_count++] = (ForeseeMeet){w->lies_in[k], (uint32_t)at_ds};
        uint32_t length_dm = road_segment(w->net->map, leg->segment).length_dm;
        uint64_t time_ds = road_time_ds(weights, leg->segment, leg->backward);
        at_ds += length_dm ? time_ds * (leg->to_dm - leg->from_dm) / length_dm : time_ds;
    }
}

static ForeseeWay find(ForeseeWays *w, const Key *key) {
    RoadClass c = (RoadClass)key->vehicle;
    ForeseeWay way = {.time_s = ROAD_UNREACHABLE, .distance_m = ROAD_UNREACHABLE};
    const PlanNetwork *net = w->net;
    if (!net->map) {
        size_t cell = (size_t)key->from * net->site_count + (size_t)key->to;
        return (ForeseeWay){net->time_s[c][cell], net->distance_m[c][cell], NULL, 0};
    }
    const RoadSnap *from = &net->snaps[c][key->from], *to = &net->snaps[c][key->to];
    if (from->segment == UINT32_MAX || to->segment == UINT32_MAX) return way;
    Arena *scratch = arena_new(w->env, PATH_BYTES_MAX);
    Numbers closed = {0};
    for (size_t i = 0; i < w->stretch_count; i++)
        for (size_t k = 0; foresee_has(&key->avoid, i) && k < w->stretches[i].segment_count; k++)
            vec_push(scratch, &closed, w->stretches[i].segments[k]);
    RoadWeights *weights = w->weights[key->wetness][c];
    RoadPath path;
    Status s = closed.n ? road_path_avoiding(scratch, net->map, weights, from, to, closed.at,
                                             closed.n, &path, NULL)
                        : road_path(scratch, net->map, weights, from, to, &path, NULL);
    if (s == OK) take_path(w, weights, &path, &way);
    arena_free(scratch);
    return way;
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
