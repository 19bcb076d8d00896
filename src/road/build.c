// SPDX-License-Identifier: Apache-2.0
/* From OSM ways and nodes to the map.
 *
 *   refs    ids as the ways name them, one way behind the other
 *   spots   the distinct ids among them, ascending; a place is filled in when its node comes by
 *   runs    ways again, as spots: cut where a node is missing, doubled nodes dropped
 *   nodes   spots that are an end of a run, or are passed twice
 *   segments  runs, cut at nodes
 *
 * Memory follows the number of refs of kept ways; nothing is as large as the range of ids. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

typedef struct Ref {
    uint64_t key; /* the id, ordered as unsigned */
    uint32_t at;  /* position among all refs */
} Ref;

typedef struct Spot {
    int64_t id;
    GeoPoint at;
    uint32_t passes; /* by runs; an end counts twice. Later: the node's number + 1, or 0 */
    bool seen, barrier;
} Spot;

typedef struct Run {
    uint32_t way, first, count; /* into line */
} Run;

struct RoadBuild {
    Arena *arena;
    RoadReport *report;
    RoadStrings *strings;
    VEC(RoadWay) ways;
    VEC(uint32_t) ref_end; /* by way */
    VEC(int64_t) refs;
    bool too_large;
    uint32_t *spot_of; /* by position among refs */
    Spot *spots;
    size_t spot_count, cursor; /* nodes mostly come in order of their ids */
    uint32_t *line;            /* runs' spots */
    VEC(Run) runs;
};

RoadBuild *road_build_new(Arena *arena, RoadReport *report) {
    RoadBuild *b = ARENA_NEW(arena, RoadBuild);
    b->arena = arena;
    b->report = report;
    b->strings = road_strings_new(arena);
    return b;
}

/* ---------------------------------------------------------------- what the reader hands over */

static void on_way(void *ctx, const OsmWay *way) {
    RoadBuild *b = ctx;
    bool refused;
    RoadKind kind = road_kind_of_tags(way->tags, &refused);
    if (refused) b->report->ways_dropped_kind++;
    if (kind == ROAD_KINDS) return;
    b->too_large |= way->ref_count > ROAD_REFS_MAX - b->refs.n;
    if (b->too_large) return;
    vec_push(b->arena, &b->ways, road_way_facts(way, kind, b->strings));
    for (size_t i = 0; i < way->ref_count; i++) vec_push(b->arena, &b->refs, way->refs[i]);
    vec_push(b->arena, &b->ref_end, (uint32_t)b->refs.n);
}

/* By key, least digit (of 8 bits) first; stable. Returns whichever of the two holds the result. */
static Ref *sort_refs(Ref *from, Ref *to, size_t n) {
    for (int shift = 0; shift < 64; shift += 8) {
        size_t start[257] = {0};
        for (size_t i = 0; i < n; i++) start[(from[i].key >> shift & 255) + 1]++;
        if (n && start[(from[0].key >> shift & 255) + 1] == n) continue; /* all the same here */
        for (int d = 0; d < 256; d++) start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++) to[start[from[i].key >> shift & 255]++] = from[i];
        Ref *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

#define SIGN (UINT64_C(1) << 63) /* turned over: negative ids before positive ones */

static void on_ways_done(void *ctx) {
    RoadBuild *b = ctx;
    size_t n = b->refs.n;
    Ref *refs = ARENA_ARRAY(b->arena, Ref, n), *room = ARENA_ARRAY(b->arena, Ref, n);
    for (size_t i = 0; i < n; i++) refs[i] = (Ref){(uint64_t)b->refs.at[i] ^ SIGN, (uint32_t)i};
    refs = sort_refs(refs, room, n);
    for (size_t i = 0; i < n; i++) b->spot_count += i == 0 || refs[i].key != refs[i - 1].key;
    b->spots = ARENA_ARRAY(b->arena, Spot, b->spot_count);
    b->spot_of = ARENA_ARRAY(b->arena, uint32_t, n);
    size_t spots = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || refs[i].key != refs[i - 1].key)
            b->spots[spots++].id = (int64_t)(refs[i].key ^ SIGN);
        b->spot_of[refs[i].at] = (uint32_t)spots - 1;
    }
}

/* The first spot whose id is not below. Steps on from the last one, or searches anew. */
static size_t spot_at(const RoadBuild *b, int64_t id) {
    size_t low = b->cursor, high = b->spot_count;
    if (low > 0 && b->spots[low - 1].id >= id) low = 0;
    for (int steps = 0; steps < 8 && low < high; steps++, low++)
        if (b->spots[low].id >= id) return low;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->spots[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void on_node(void *ctx, const OsmNode *node) {
    RoadBuild *b = ctx;
    b->cursor = spot_at(b, node->id);
    if (b->cursor == b->spot_count || b->spots[b->cursor].id != node->id) return;
    Spot *spot = &b->spots[b->cursor];
    spot->at = node->at;
    spot->seen = true;
    spot->barrier = node->barrier;
}

OsmSink road_build_sink(RoadBuild *b, const Progress *progress) {
    return (OsmSink){on_way, on_ways_done, on_node, b, b->report, progress};
}

/* ---------------------------------------------------------------- runs */

static uint32_t add_run(RoadBuild *b, uint32_t way, uint32_t first, uint32_t end) {
    if (end - first < 2) return 0;
    vec_push(b->arena, &b->runs, (Run){way, first, end - first});
    for (uint32_t i = first; i < end; i++) b->spots[b->line[i]].passes++;
    b->spots[b->line[first]].passes++;
    b->spots[b->line[end - 1]].passes++;
    return 1;
}

static void make_runs(RoadBuild *b) {
    b->line = ARENA_ARRAY(b->arena, uint32_t, b->refs.n);
    uint32_t n = 0, ref = 0;
    for (uint32_t w = 0; w < b->ways.n; w++) {
        uint32_t first = n, runs = 0;
        for (; ref < b->ref_end.at[w]; ref++) {
            uint32_t spot = b->spot_of[ref];
            if (!b->spots[spot].seen) {
                runs += add_run(b, w, first, n);
                first = n;
            } else if (n == first || b->line[n - 1] != spot) {
                b->line[n++] = spot;
            }
        }
        runs += add_run(b, w, first, n);
        if (runs == 0) b->report->ways_dropped_nodes++;
        b->report->ways_kept += runs > 0;
        b->report->ferry_ways += runs > 0 && b->ways.at[w].kind == KIND_FERRY;
        b->report->waterway_ways += runs > 0 && b->ways.at[w].kind > KIND_FERRY;
    }
    for (size_t i = 0; i < b->spot_count; i++) {
        b->report->nodes_missing += !b->spots[i].seen;
        b->report->barriers += b->spots[i].barrier && b->spots[i].passes > 0;
    }
}

/* ---------------------------------------------------------------- nodes and segments */

static void make_nodes(RoadBuild *b, RoadMap *map) {
    for (size_t i = 0; i < b->spot_count; i++) map->node_count += b->spots[i].passes >= 2;
    map->nodes = ARENA_ARRAY(b->arena, GeoPoint, map->node_count);
    uint32_t n = 0;
    for (size_t i = 0; i < b->spot_count; i++) {
        Spot *spot = &b->spots[i];
        bool is_node = spot->passes >= 2;
        if (is_node) map->nodes[n++] = spot->at;
        spot->passes = is_node ? n : 0;
    }
}

static void cut_run(const RoadBuild *b, Run run, RoadMap *map, uint32_t *points) {
    const uint32_t *line = b->line + run.first;
    uint32_t from = b->spots[line[0]].passes - 1;
    map->first_point[map->segment_count] = *points;
    for (uint32_t i = 0; i < run.count; i++) {
        const Spot *spot = &b->spots[line[i]];
        map->points[(*points)++] = spot->at;
        if (i == 0 || !spot->passes) continue;
        uint32_t to = spot->passes - 1;
        map->segments[map->segment_count++] = (RoadPiece){run.way, from, to, 0};
        map->first_point[map->segment_count] = *points;
        if (i + 1 < run.count) map->points[(*points)++] = spot->at; /* the next begins here */
        from = to;
    }
}

static void make_segments(RoadBuild *b, RoadMap *map) {
    size_t segments = 0, points = 0;
    for (size_t r = 0; r < b->runs.n; r++) {
        Run run = b->runs.at[r];
        for (uint32_t i = 1; i < run.count; i++)
            segments += b->spots[b->line[run.first + i]].passes > 0;
        points += run.count;
    }
    map->segments = ARENA_ARRAY(b->arena, RoadPiece, segments);
    map->first_point = ARENA_ARRAY(b->arena, uint32_t, segments + 1);
    map->points = ARENA_ARRAY(b->arena, GeoPoint, points + segments);
    uint32_t filled = 0;
    for (size_t r = 0; r < b->runs.n; r++) cut_run(b, b->runs.at[r], map, &filled);
    assert(map->segment_count == segments);
    assert(filled == points + segments - b->runs.n);
}

/* ---------------------------------------------------------------- the report */

static uint32_t root_of(uint32_t *parent, uint32_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
}

/* Weakly connected pieces, by whatever leads from one end of a segment to the other. */
static void count_pieces(RoadBuild *b, const RoadMap *map) {
    uint32_t *parent = ARENA_ARRAY(b->arena, uint32_t, map->node_count);
    int64_t *length_dm = ARENA_ARRAY(b->arena, int64_t, map->node_count);
    for (uint32_t v = 0; v < map->node_count; v++) parent[v] = v;
    for (uint32_t s = 0; s < map->segment_count; s++)
        parent[root_of(parent, map->segments[s].from)] = root_of(parent, map->segments[s].to);
    for (uint32_t s = 0; s < map->segment_count; s++)
        length_dm[root_of(parent, map->segments[s].from)] += map->segments[s].length_dm;
    int64_t largest = 0;
    for (uint32_t v = 0; v < map->node_count; v++) {
        b->report->pieces += parent[v] == v;
        if (length_dm[v] > largest) largest = length_dm[v];
    }
    b->report->largest_piece_m = (largest + 5) / 10;
}

static void measure(RoadBuild *b, const RoadMap *map) {
    int64_t all = 0, tagged = 0, assumed = 0;
    for (uint32_t s = 0; s < map->segment_count; s++) {
        const RoadWay *way = &map->ways[map->segments[s].way];
        uint32_t length_dm = map->segments[s].length_dm;
        all += length_dm;
        if (way->kind >= KIND_HIGHWAYS) continue;
        if (way->surface)
            tagged += length_dm;
        else
            assumed += length_dm;
    }
    b->report->nodes = map->node_count;
    b->report->segments = map->segment_count;
    b->report->length_m = (all + 5) / 10;
    b->report->surface_tagged_m = (tagged + 5) / 10;
    b->report->surface_assumed_m = (assumed + 5) / 10;
    count_pieces(b, map);
}

RoadMap *road_build_map(RoadBuild *b) {
    if (b->too_large) return NULL;
    RoadMap *map = ARENA_NEW(b->arena, RoadMap);
    map->ways = b->ways.at;
    map->way_count = (uint32_t)b->ways.n;
    map->strings = b->strings;
    make_runs(b);
    make_nodes(b, map);
    make_segments(b, map);
    road_map_finish(b->arena, map);
    measure(b, map);
    return b->report->length_m <= ROAD_LENGTH_MAX_DM / 10 ? map : NULL;
}
