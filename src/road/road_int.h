// SPDX-License-Identifier: Apache-2.0
/* road_int.h: what the files of road/ tell each other. The way of the data, file by file:
 *
 *   pbf.c, osm_xml.c   bytes -> ways with their tags, then nodes        (OsmSink)
 *   tags.c             a way's tags -> facts: kind, who may pass, ...   (RoadWay)
 *   build.c            ways and nodes -> nodes and segments             (RoadMap)
 *   profile.c          profiles.json -> speeds and caps                 (RoadProfiles)
 *   weights.c          facts + profile -> a time per arc                (RoadWeights)
 *   snap.c             a point -> a place on a segment                  (RoadSnap)
 *   search.c           plain Dijkstra, and how a snap meets the nodes   (RoadSearch)
 *   matrix.c, path.c   what callers ask for
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
};
/* Completes a map of which nodes, segments, points, ways and strings are given: lengths, landings,
 * box. Tests make maps from arrays with it. */
void road_map_finish(Arena *arena, RoadMap *map);
/* From ways and nodes to the map. */
typedef struct RoadBuild RoadBuild;
RoadBuild *road_build_new(Arena *arena, RoadReport *report);
OsmSink road_build_sink(RoadBuild *build, const Progress *progress);
/* NULL when the ways name more points than fit (ROAD_REFS_MAX). */
#define ROAD_REFS_MAX (UINT32_C(1) << 30)
RoadMap *road_build_map(RoadBuild *build);

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

typedef struct RoadArc {
    uint64_t cost; /* road_cost */
    uint32_t to;   /* node */
    uint32_t id;   /* 2 * segment + backward */
} RoadArc;
typedef struct RoadStraight { /* between two points of a segment that are next to each other */
    uint32_t segment, point;
} RoadStraight;
struct RoadWeights {
    RoadClass vehicle;
    uint32_t *time_ds; /* by arc id; ROAD_NEVER = may not pass */
    uint32_t *first;   /* node_count + 1, into arcs: those that leave the node and are passable */
    RoadArc *arcs;
    uint32_t *part;          /* node -> strongly connected part */
    RoadStraight *straights; /* where a point may be snapped to */
    GeoIndex *index;         /* over straights */
};
RoadWeights *road_weights_of_arcs(Arena *arena, const RoadMap *map, RoadClass vehicle,
                                  uint32_t *take_time_ds);
void road_index_straights(Arena *arena, const RoadMap *map, RoadWeights *weights);
uint32_t *road_parts(Arena *arena, uint32_t node_count, const uint32_t *first, const RoadArc *arcs);

/* ---------------------------------------------------------------- search
 * A cost is time (ds) in the high half and length (dm) in the low half: one addition adds both,
 * one comparison orders by time and then by length. ROAD_FAR = no way. */
#define ROAD_FAR UINT64_MAX
static inline uint64_t road_cost(uint32_t time_ds, uint32_t length_dm) {
    return (uint64_t)time_ds << 32 | length_dm;
}
/* a + b, or ROAD_FAR when either half would pass its bound. */
static inline uint64_t road_cost_add(uint64_t a, uint64_t b) {
    uint64_t sum = a + b; /* of costs below 2^62; the top bit tells ROAD_FAR */
    bool fits = sum < (uint64_t)ROAD_NEVER << 32 && (uint32_t)sum >= (uint32_t)a;
    return fits && !((a | b) >> 63) ? sum : ROAD_FAR;
}
uint32_t road_cost_time_s(uint64_t cost);     /* ROAD_UNREACHABLE for ROAD_FAR */
uint32_t road_cost_distance_m(uint64_t cost); /* the same */

typedef struct RoadLink { /* between a snap and a node at an end of its segment */
    uint32_t node, arc;
    uint64_t cost;
} RoadLink;
/* How to leave (or arrive at) a snap: up to two links. None for a snap on nothing. */
int road_links(const RoadMap *map, const RoadWeights *weights, const RoadSnap *snap, bool arriving,
               RoadLink ret[2]);
/* Along the segment itself; ROAD_FAR when they share none, or it may not be driven that way. */
uint64_t road_direct(const RoadMap *map, const RoadWeights *weights, const RoadSnap *from,
                     const RoadSnap *to, bool *ret_backward);

typedef struct RoadSearch RoadSearch; /* room for one search after another */
RoadSearch *road_search_new(Arena *arena, const RoadMap *map, const RoadWeights *weights);
/* From a snap to all nodes, or until `goal_count` nodes marked in `goals` are settled. */
void road_search_run(RoadSearch *search, const RoadSnap *from, const bool *goals,
                     size_t goal_count);
uint64_t road_search_cost(const RoadSearch *search, uint32_t node);
/* The arc by which a node was reached, or UINT32_MAX at the start. */
uint32_t road_search_arc(const RoadSearch *search, uint32_t node);

#endif
