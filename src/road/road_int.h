// SPDX-License-Identifier: Apache-2.0
/* road_int.h: what the files of road/ tell each other. The way of the data, file by file:
 *
 *   pbf.c, osm_xml.c   bytes -> ways with their tags, then nodes        (OsmSink)
 *   tags.c             a way's tags -> facts: kind, who may pass, ...   (RoadWay)
 *   build.c            ways and nodes -> nodes and segments             (RoadMap)
 *   profile.c          profiles.json -> speeds and caps                 (RoadProfiles)
 *   weights.c          facts + profile -> a time per arc                (RoadWeights)
 *   snap.c             a point -> a place on a segment                  (RoadSnap)
 *   link.c             how a snap meets the nodes                       (RoadLink)
 *
 *   cutter.c, order.c  nodes -> the order in which they are contracted
 *   hierarchy.c        the order -> arcs and triangles                  (RoadHierarchy)
 *   metric.c           times -> costs of all arcs                       (RoadTwo)
 *   kernel.c           the inner loops, for each kind of processor      (RoadKernel)
 *   table.c            stops -> labels -> rows                          (RoadTable)
 *   scenario.c         sixteen floods at once -> how often, how long    (RoadSpread)
 *   closure.c          closures -> changed times                        (RoadClosures)
 *   matrix.c, path.c, steps.c, landing.c   what callers ask for
 */
#ifndef HANTAR_ROAD_INT_H
#define HANTAR_ROAD_INT_H

#include "road/road.h"

/* ---------------------------------------------------------------- OSM elements, as read */
typedef enum OsmKey { /* the keys that mean something here; OSM_KEYS stands for every other */
                      OSM_HIGHWAY,
                      OSM_ROUTE,
                      OSM_WATERWAY,
                      OSM_JUNCTION,
                      OSM_ONEWAY,
                      OSM_ACCESS,
                      OSM_VEHICLE,
                      OSM_MOTOR_VEHICLE,
                      OSM_MOTORCAR,
                      OSM_MOTORCYCLE,
                      OSM_HGV,
                      OSM_FOOT,
                      OSM_BOAT,
                      OSM_SURFACE,
                      OSM_SMOOTHNESS,
                      OSM_TRACKTYPE,
                      OSM_MAXSPEED,
                      OSM_DURATION,
                      OSM_INTERVAL,
                      OSM_BRIDGE,
                      OSM_FORD,
                      OSM_NAME,
                      OSM_BARRIER,
                      OSM_KEYS
} OsmKey;

typedef struct OsmText { /* UTF-8, not ended by a NUL; n = 0 where the tag is absent */
    const char *at;
    size_t n;
} OsmText;
typedef struct OsmWay {
    int64_t id;
    const int64_t *refs;
    size_t ref_count;
    OsmText tags[OSM_KEYS];
} OsmWay;
typedef struct OsmNode {
    int64_t id;
    GeoPoint at;
    bool barrier;
} OsmNode;

/* A reader goes over its file twice: every way (only those that may matter: has_kind), then
 * `ways_done` once, then every node. So ids need no table over their whole range. */
typedef struct OsmSink {
    void (*way)(void *ctx, const OsmWay *way);
    void (*ways_done)(void *ctx);
    void (*node)(void *ctx, const OsmNode *node);
    void *ctx;
    RoadReport *report; /* osm_nodes, osm_ways, osm_relations are counted by the reader */
    const Progress *progress;
} OsmSink;

MUST_USE Status road_pbf_read(Arena *arena, Bytes file, const char *name, const OsmSink *sink,
                              Err *err);
MUST_USE Status road_xml_read(Arena *arena, Bytes file, const char *name, const OsmSink *sink,
                              Err *err);

/* zlib and gzip with every size known or bounded before it is believed. zlib's own memory comes
 * from the arena, so nothing needs an end. */
typedef struct RoadInflate RoadInflate;
RoadInflate *road_inflate_new(Arena *arena);
/* True when `in` is one zlib stream of exactly `n` bytes. */
bool road_inflate_exact(RoadInflate *z, Bytes in, uint8_t *to, size_t n);
#define ROAD_GUNZIP_BYTES_MAX ((size_t)1024 * MIB)
bool road_is_gzip(Bytes file);
MUST_USE Status road_gunzip(Arena *arena, Bytes file, const char *name, Bytes *ret, Err *err);

/* ---------------------------------------------------------------- facts of a way */
typedef enum RoadKind {
    KIND_MOTORWAY,
    KIND_MOTORWAY_LINK,
    KIND_TRUNK,
    KIND_TRUNK_LINK,
    KIND_PRIMARY,
    KIND_PRIMARY_LINK,
    KIND_SECONDARY,
    KIND_SECONDARY_LINK,
    KIND_TERTIARY,
    KIND_TERTIARY_LINK,
    KIND_UNCLASSIFIED,
    KIND_RESIDENTIAL,
    KIND_LIVING_STREET,
    KIND_SERVICE,
    KIND_ROAD,
    KIND_TRACK,
    KIND_PATH,
    KIND_FOOTWAY,
    KIND_CYCLEWAY,
    KIND_BRIDLEWAY,
    KIND_PEDESTRIAN,
    KIND_STEPS,
    KIND_HIGHWAYS, /* how many of the above */
    KIND_FERRY = KIND_HIGHWAYS,
    KIND_RIVER,
    KIND_CANAL,
    ROAD_KINDS
} RoadKind;
const char *road_kind_id(RoadKind kind); /* the OSM value */
RoadKind road_kind_of(const char *id, size_t n);

typedef struct RoadStrings RoadStrings; /* each text once; ids from 1, 0 = none */
RoadStrings *road_strings_new(Arena *arena);
uint32_t road_strings_id(RoadStrings *strings, OsmText text);
uint32_t road_strings_find(const RoadStrings *strings, const char *text); /* 0 = not there */
const char *road_strings_text(const RoadStrings *strings, uint32_t id);   /* NULL for 0 */
uint32_t road_strings_count(const RoadStrings *strings);                  /* ids are below this */

typedef struct RoadWay {
    int64_t osm_id;
    uint32_t name, surface, smoothness, tracktype; /* string ids */
    uint32_t duration_s, interval_s;               /* of a ferry; 0 = not said */
    uint16_t maxspeed_hmh;                         /* 100 m per hour; 0 = not said */
    uint8_t kind;                                  /* RoadKind */
    uint8_t open[2]; /* forward, backward: a bit per RoadClass that the law lets pass */
    bool bridge, ford;
} RoadWay;

OsmKey road_key_of(const char *key, size_t n);
/* What a way is to us; ROAD_KINDS = nothing. *ret_refused tells a highway that nobody drives. */
RoadKind road_kind_of_tags(const OsmText tags[OSM_KEYS], bool *ret_refused);
RoadWay road_way_facts(const OsmWay *way, RoadKind kind, RoadStrings *strings);

/* ---------------------------------------------------------------- the map */
typedef struct RoadPiece { /* of a way, between two nodes */
    uint32_t way, from, to, length_dm;
} RoadPiece;

typedef struct RoadHierarchy RoadHierarchy;
typedef struct RoadKernel RoadKernel;
typedef struct RoadLazy { /* made when first needed; the map itself stays as it is */
    Arena *arena;
    RoadHierarchy *hierarchy;
} RoadLazy;
struct RoadMap {
    GeoPoint *nodes;
    uint32_t node_count;
    RoadPiece *segments;
    uint32_t segment_count;
    uint32_t *first_point; /* segment_count + 1: where each segment's points begin */
    GeoPoint *points;
    RoadWay *ways;
    uint32_t way_count;
    RoadStrings *strings;
    bool *landing; /* node: a ferry meets dry land */
    GeoBox box;
    const RoadKernel *kernel;
    RoadLazy *lazy;
};
/* Completes a map of which nodes, segments, points, ways and strings are given: lengths, landings,
 * box. Tests make maps from arrays with it. */
void road_map_finish(Arena *arena, RoadMap *map);
/* From ways and nodes to the map. */
typedef struct RoadBuild RoadBuild;
RoadBuild *road_build_new(Arena *arena, RoadReport *report);
OsmSink road_build_sink(RoadBuild *build, const Progress *progress);
/* NULL when the ways name more points than fit (ROAD_REFS_MAX), or are longer (ROAD_LENGTH_MAX_DM,
 * some five times round the Earth). */
#define ROAD_REFS_MAX (UINT32_C(1) << 30)
RoadMap *road_build_map(RoadBuild *build);

/* ---------------------------------------------------------------- the order of contraction */
typedef struct RoadCutter RoadCutter; /* room for one cut after another, of up to n nodes */
RoadCutter *road_cutter_new(Arena *arena, uint32_t n);
enum { ROAD_PART_NEAR, ROAD_PART_FAR, ROAD_PART_CUT };
/* Divides a connected graph by a small separator; false when there is none. */
bool road_cut(RoadCutter *cutter, uint32_t n, const uint32_t *first, const uint32_t *to,
              const GeoPoint *points, uint8_t *ret_part);
/* All nodes, the first to be contracted first. */
uint32_t *road_order(Arena *arena, const RoadMap *map);

/* ---------------------------------------------------------------- the hierarchy
 * Nodes go by rank here: place in the post-order of the elimination tree. An arc leads from a
 * node up to one of its ancestors, and stands for both directions. */
typedef struct RoadBeneath { /* two arcs up from one node, whose heads a third joins */
    uint32_t to_low, to_high;
} RoadBeneath;
struct RoadHierarchy {
    uint32_t n, arc_count;
    uint32_t *rank;           /* by node of the map */
    uint32_t *parent, *depth; /* by rank; UINT32_MAX and 0 at a root */
    uint32_t *first;          /* by rank, n + 1: arcs up, */
    uint32_t *head, *tail;    /* heads ascending */
    size_t *first_triangle;   /* by rank, n + 1 */
    uint32_t *third;          /* by rank, by pair of its arcs: the arc that joins their heads */
    uint32_t *beneath_first;  /* by arc: the same triangles, seen from the third */
    RoadBeneath *beneath;
    uint32_t *own_first; /* by arc: the map's arcs that lie on it, as ids in its upward direction */
    uint32_t *own;
    uint32_t *arc_of; /* by segment; UINT32_MAX for a loop */
};
RoadHierarchy *road_hierarchy_of_order(Arena *arena, const RoadMap *map, const uint32_t *order);
/* The map's own, made when it is first asked for. */
const RoadHierarchy *road_hierarchy(const RoadMap *map);
uint32_t road_arc_between(const RoadHierarchy *h, uint32_t low, uint32_t high); /* or UINT32_MAX */
/* How many nodes, root first, are on the root paths of both; either may be UINT32_MAX. */
uint32_t road_common_nodes(const RoadHierarchy *h, uint32_t a, uint32_t b);
/* Where the triangle of two arcs up from v stands in `third`; a < b. */
static inline size_t road_triangle(const RoadHierarchy *h, uint32_t v, uint32_t a, uint32_t b) {
    size_t p = a - h->first[v], count = h->first[v + 1] - h->first[v];
    return h->first_triangle[v] + p * (2 * count - p - 1) / 2 + (b - a - 1);
}

/* ---------------------------------------------------------------- inner loops, by processor */
typedef struct RoadTwo { /* costs of an arc */
    uint64_t up, down;
} RoadTwo;
#define ROAD_LANES 16
typedef struct RoadLanes { /* times of an arc under as many metrics at once */
    uint32_t up[ROAD_LANES], down[ROAD_LANES];
} RoadLanes;
typedef struct RoadWidth { /* times alone (u32), or costs (u64) */
    size_t bytes;
    /* to[k] = least(to[k], from[k] + add) */
    void (*label)(void *to, const void *from, uint64_t add, uint32_t n);
    /* Least from[k] + to[k][lane] for 16 lanes, over the first common[lane] entries of each, of
     * which the smallest and the largest are given too. */
    void (*sixteen)(const void *from, const void *to, const uint32_t *common, uint32_t least,
                    uint32_t most, void *ret);
    void (*tell)(const void *row, uint32_t n, uint32_t *ret_time_s, uint32_t *ret_distance_m);
} RoadWidth;
struct RoadKernel {
    const char *level;
    void (*customize)(const RoadHierarchy *h, RoadTwo *cost);
    void (*customize_lanes)(const RoadHierarchy *h, RoadLanes *time);
    /* to[lane] = least(to[lane], time_ds by factor[lane]) */
    void (*scale)(uint32_t time_ds, const uint32_t *factor, uint32_t *to);
    /* The value of that rank of each column, ROAD_UNREACHABLE being larger than any. */
    void (*ranked)(const uint32_t (*table)[ROAD_LANES], uint32_t n, uint32_t rank, uint32_t *ret);
    RoadWidth narrow, wide;
};
/* Those this processor can run, the best last. */
size_t road_kernels(const RoadKernel *ret[3]);
void *road_aligned(Arena *arena, size_t bytes); /* on a line of the cache */

/* ---------------------------------------------------------------- profiles and weights */
#define SPEED_ANY UINT16_MAX /* no cap */
#define SPEED_NEVER 0        /* may not or cannot pass */
typedef struct RoadCap {
    OsmKey key; /* surface, smoothness or tracktype */
    const char *value;
    uint16_t hmh[ROAD_CLASSES];
} RoadCap;
struct RoadProfiles {
    uint16_t highway_hmh[KIND_HIGHWAYS][ROAD_CLASSES];
    const char *assumed_surface[KIND_HIGHWAYS];
    const char *assumed_tracktype; /* of a track of which neither tracktype nor surface is known */
    RoadCap *caps;
    size_t cap_count;
    uint16_t water_hmh[ROAD_KINDS][2]; /* boats, by kind: downstream, upstream */
    uint16_t ferry_hmh;
    uint32_t ferry_wait_s;
    uint16_t estimate_hmh[ROAD_CLASSES];
    int32_t detour_permille;
};

typedef struct RoadUpdate RoadUpdate;
typedef struct RoadStraight { /* between two points of a segment that are next to each other */
    uint32_t segment, point;
} RoadStraight;
struct RoadWeights {
    RoadClass vehicle;
    uint32_t *time_ds;             /* by arc id; ROAD_NEVER = may not pass */
    uint32_t *dry_ds;              /* the same without closures; NULL until some were applied */
    uint32_t *wanted_ds, *changed; /* room for applying more */
    RoadTwo *cost;                 /* by arc of the hierarchy, customized */
    RoadUpdate *update;
    uint32_t *part;          /* node -> strongly connected part */
    RoadStraight *straights; /* where a point may be snapped to */
    GeoIndex *index;         /* over straights */
};
RoadWeights *road_weights_of_arcs(Arena *arena, const RoadMap *map, RoadClass vehicle,
                                  uint32_t *take_time_ds);
void road_index_straights(Arena *arena, const RoadMap *map, RoadWeights *weights);
uint32_t *road_parts(Arena *arena, const RoadMap *map, const uint32_t *time_ds);
RoadTwo *road_customize(Arena *arena, const RoadMap *map, const uint32_t *time_ds);
/* Times to be changed, beginning with those of no closure; then road_want makes them hold, and
 * returns how many arcs changed. */
uint32_t *road_wanted(Arena *arena, const RoadMap *map, RoadWeights *weights);
size_t road_want(Arena *arena, const RoadMap *map, RoadWeights *weights);
/* After time_ds of these arcs of the map has changed: the costs that depend on them, or all anew
 * where that is cheaper. Room comes from the arena, once for all. */
void road_recustomize_some(Arena *arena, const RoadMap *map, RoadWeights *weights,
                           const uint32_t *arcs, size_t n);
#define ROAD_FULL_FROM                                                        \
    400 /* all anew from one arc in so many; measured, see docs/benchmarks.md \
         */
void road_recustomize(Arena *arena, const RoadMap *map, RoadWeights *weights, const uint32_t *arcs,
                      size_t n);

/* ---------------------------------------------------------------- costs
 * A cost is time (ds) in the high half and length (dm) in the low half: one addition adds both,
 * one comparison orders by time and then by length. ROAD_FAR = no way; two of them add without
 * reaching the sign. No carry passes from length to time: a map's segments together are not longer
 * than ROAD_LENGTH_MAX_DM, and a sum is of two ways of which neither runs over a segment twice. */
#define ROAD_FAR (((uint64_t)ROAD_NEVER << 32) - 1)
#define ROAD_LENGTH_MAX_DM INT32_MAX
static inline uint64_t road_cost(uint32_t time_ds, uint32_t length_dm) {
    return time_ds >= ROAD_NEVER ? ROAD_FAR : (uint64_t)time_ds << 32 | length_dm;
}
static inline uint64_t road_cost_add(uint64_t a, uint64_t b) {
    return a + b < ROAD_FAR ? a + b : ROAD_FAR;
}
uint32_t road_cost_time_s(uint64_t cost);     /* ROAD_UNREACHABLE for ROAD_FAR */
uint32_t road_cost_distance_m(uint64_t cost); /* the same */

typedef struct RoadLink { /* between a snap and a node at an end of its segment */
    uint32_t node, arc;
    uint64_t cost;
} RoadLink;
/* How to leave (or arrive at) a snap: up to two links, ROAD_FAR where it may not be driven. None
 * for a snap on nothing. */
int road_links(const RoadMap *map, const uint32_t *time_ds, const RoadSnap *snap, bool arriving,
               RoadLink ret[2]);
/* Along the segment itself; ROAD_FAR when they share none, or it may not be driven that way. */
uint64_t road_direct(const RoadMap *map, const uint32_t *time_ds, const RoadSnap *from,
                     const RoadSnap *to, bool *ret_backward);

/* ---------------------------------------------------------------- tables
 * Between all stops under one metric after another. What depends on the stops alone is made once:
 * they are sorted by their place in the tree, so that those of a row whose root paths have much in
 * common with one stop's lie around it. */
typedef struct RoadTable RoadTable;
RoadTable *road_table_new(Arena *arena, const RoadMap *map, const RoadSnap *snaps, size_t n,
                          bool with_distances);
/* Takes over a metric: times by the map's arcs, and the costs customized from them. */
void road_table_load(RoadTable *table, const uint32_t *time_ds, const RoadTwo *cost);
/* The nodes whose arcs road_table_load reads, by rank. */
const uint32_t *road_table_nodes(const RoadTable *table, size_t *ret_count);
/* Bytes of room that a row needs. */
size_t road_table_room(const RoadTable *table);
/* One row, in the caller's order. Distances may be NULL. */
void road_table_row(const RoadTable *table, size_t from, void *room, uint32_t *ret_time_s,
                    uint32_t *ret_distance_m);

/* The same as costs, of a table with distances. */
void road_table_costs(const RoadTable *table, size_t from, void *room, uint64_t *ret);

/* ---------------------------------------------------------------- scenarios */
uint32_t road_scaled_ds(uint32_t time_ds, uint32_t factor);
/* Times of the map's arcs under sixteen scenarios, not customized yet. */
void road_lanes_fill(const RoadMap *map, const uint32_t *time_ds, const uint8_t *hazard,
                     const uint32_t (*factors)[ROAD_LANES], RoadLanes *ret);

#endif
