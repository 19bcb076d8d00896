// SPDX-License-Identifier: Apache-2.0
/* road.h: the road and river network. From OpenStreetMap data to a graph, from a graph and a
 * vehicle profile to travel times, distances and paths. Knows nothing of elections.
 *
 * The shapes:
 *  - A RoadMap is topology and tags, one for all vehicles: nodes (junctions), segments (pieces of
 *    a way between two nodes, with their own geometry), each segment passable forward, backward or
 *    both. Nothing is dropped because it is disconnected: islands and river villages stay.
 *  - A RoadProfile says how fast one vehicle class moves on what; applied to a map it gives
 *    RoadWeights: a travel time per arc (segment and direction), or ROAD_NEVER.
 *  - A RoadSnap ties a point to the nearest passable segment: which one, how far along it.
 *  - One vehicle class per metric: a boat keeps to rivers, canals and the lines of ferries (at its
 *    own speed), all others to roads, and to ferries as passengers. Who changes from one to the
 *    other does so at a RoadLanding.
 *  - Times are deciseconds inside (`_ds`) and seconds at the edge (`_s`); distances are metres;
 *    coordinates are 1e-7 degrees (geo.h). All integers, so results are exact and repeatable.
 *
 * The engine is a customizable contraction hierarchy (Dibbelt, Strasser, Wagner 2016): an order of
 * the map's nodes, computed once, onto which any metric is laid in milliseconds. It is made when
 * the first weights of a map are; so do not make those of one map from two threads at once.
 *
 * Memory: everything a function returns lives in the arena that it was given.
 */
#ifndef HANTAR_ROAD_H
#define HANTAR_ROAD_H

#include "base/base.h"
#include "geo/geo.h"

#define ROAD_NEVER UINT32_C(0x40000000) /* 2^30: not passable; two of them add without wrapping */
#define ROAD_UNREACHABLE UINT32_MAX     /* in matrices */

/* ---------------------------------------------------------------- the map */
typedef struct RoadMap RoadMap;

/* What reading found and what it had to assume: shown to the user, never hidden. */
typedef struct RoadReport {
    int64_t osm_nodes, osm_ways, osm_relations; /* in the file */
    int64_t ways_kept, nodes, segments;         /* in the map */
    int64_t length_m;                           /* of all kept segments */
    int64_t surface_tagged_m;                   /* length whose surface is tagged */
    int64_t surface_assumed_m;                  /* length whose surface follows from its class */
    int64_t ferry_ways, waterway_ways;
    int64_t ways_dropped_kind;  /* highway values that nobody drives (construction, ...) */
    int64_t ways_dropped_nodes; /* fewer than two nodes present in the file */
    int64_t nodes_missing;      /* named by a way, absent from the file */
    int64_t barriers;           /* gates, bollards ... on kept ways: noted, not obeyed */
    int64_t pieces;             /* weakly connected components */
    int64_t largest_piece_m;    /* length of the largest */
} RoadReport;

/* Reads OSM PBF or OSM XML, either one also gzipped; the kind is told from the bytes. Bounded
 * and strict: a truncated or corrupted file is refused with the byte offset. */
MUST_USE Status road_read(Arena *arena, Bytes file, const char *name, const Progress *progress,
                          RoadMap **ret_map, RoadReport *ret_report, Err *err);

typedef struct RoadSegment {
    int64_t osm_way;
    uint32_t from, to;      /* nodes */
    uint32_t length_dm;     /* decimetres along the geometry */
    const char *highway;    /* OSM value: "tertiary", "track", "ferry", "river" ... */
    const char *surface;    /* OSM value, or NULL where untagged */
    const char *way_name;   /* or NULL */
    bool forward, backward; /* may any vehicle pass that way */
    bool bridge, ford, ferry, waterway;
} RoadSegment;
uint32_t road_node_count(const RoadMap *map);
uint32_t road_segment_count(const RoadMap *map);
RoadSegment road_segment(const RoadMap *map, uint32_t segment);
GeoPoint road_node(const RoadMap *map, uint32_t node);
/* The segment's points from `from` to `to`, ends included; borrowed. */
const GeoPoint *road_geometry(const RoadMap *map, uint32_t segment, size_t *ret_count);
GeoBox road_bounds(const RoadMap *map);

/* ---------------------------------------------------------------- vehicle classes
 * Profiles are data (data/profiles.json): each speed with its source and certainty. */
typedef enum RoadClass {
    ROAD_TRUCK,
    ROAD_4X4,
    ROAD_MOTORCYCLE,
    ROAD_BOAT,
    ROAD_FOOT,
    ROAD_CLASSES
} RoadClass;
const char *road_class_id(RoadClass vehicle);   /* "truck", "4x4", ... */
const char *road_class_name(RoadClass vehicle); /* for a person, translated */
bool road_class_parse(const char *text,
                      RoadClass *ret_vehicle); /* id, Indonesian or English name */

typedef struct RoadProfiles RoadProfiles;
/* The profiles built into the program, or those of a file of the same form. */
MUST_USE Status road_profiles_builtin(Arena *arena, RoadProfiles **ret, Err *err);
MUST_USE Status road_profiles_read(Arena *arena, Bytes file, const char *name, RoadProfiles **ret,
                                   Err *err);
/* The detour factor in thousandths for estimates without roads, and its speed. */
int32_t road_detour_permille(const RoadProfiles *profiles);

/* What an untagged road of that kind (OSM highway value) is taken to be made of; NULL = unknown. */
const char *road_assumed_surface(const RoadProfiles *profiles, const char *highway);

typedef struct RoadWeights RoadWeights;
RoadWeights *road_weights(Arena *arena, const RoadMap *map, const RoadProfiles *profiles,
                          RoadClass vehicle);
/* Deciseconds along the whole segment in that direction, at least 1, or ROAD_NEVER; as applied. */
uint32_t road_time_ds(const RoadWeights *weights, uint32_t segment, bool backward);

/* ---------------------------------------------------------------- closures
 * An overlay on a map: what is closed to whom, from when to when, and why. A cause closes segments;
 * it can be taken back. Nothing changes until the overlay is applied to a vehicle's weights, for
 * one moment. Which stops that cuts off, road_cut_off tells. */
typedef struct RoadCause {
    uint32_t classes;     /* a bit per RoadClass; 0 = all */
    bool forward_only;    /* of a way: against its direction it stays open */
    int64_t from_s, to_s; /* UTC; closed when from_s <= at < to_s; 0, 0 = always */
    const char *reason;   /* borrowed; may be NULL */
    bool reopened;
} RoadCause;
typedef struct RoadClosures RoadClosures;
RoadClosures *road_closures_new(Arena *arena, const RoadMap *map);
/* Each adds a cause and returns its number; *ret_segments is how many segments it closes, 0 where
 * nothing was found. */
size_t road_close_segment(RoadClosures *closures, RoadCause cause, uint32_t segment);
size_t road_close_way(RoadClosures *closures, RoadCause cause, int64_t osm_way,
                      size_t *ret_segments);
/* The road along a line, whoever may drive it: the shortest way between the segments nearest to
 * each two of its points, first and last segment whole. A single point closes the nearest segment.
 * Points farther than max_m from any road find none. */
size_t road_close_line(RoadClosures *closures, RoadCause cause, const GeoPoint *points, size_t n,
                       uint32_t max_m, size_t *ret_segments);
/* All that lies in the area or crosses its edge. */
size_t road_close_area(RoadClosures *closures, RoadCause cause, const GeoArea *area,
                       size_t *ret_segments);
size_t road_cause_count(const RoadClosures *closures);
const RoadCause *road_cause(const RoadClosures *closures, size_t cause);
void road_reopen(RoadClosures *closures, size_t cause);
/* From GeoJSON: a feature is a cause. Areas close what they touch, lines the road from point to
 * point, points the nearest segment, and a property `way` that OSM way whatever the geometry.
 * Properties: classes ("truck, 4x4"), from and to ("2024-02-10T07:30+07:00"), direction
 * ("forward"), reason. */
MUST_USE Status road_closures_read(Arena *arena, const RoadMap *map, Bytes file, const char *name,
                                   RoadClosures **ret, Faults *faults, Err *err);
/* "2024-02-10T07:30+07:00", "2024-02-10T00:30Z"; a day alone begins at 00:00 UTC. */
bool road_moment(const char *text, int64_t *ret_s);
/* Puts the weights into the state of this moment, from whatever state they were in; NULL = nothing
 * is closed. Returns how many arcs changed. Snaps stay where they are, and road_snap still goes by
 * the open roads: a stop does not move when its road is flooded. Not while another thread reads the
 * weights. */
size_t road_apply(Arena *arena, const RoadMap *map, RoadWeights *weights,
                  const RoadClosures *closures, int64_t at_s);
/* Which stops cannot be reached from the first one and back, by a matrix of times. */
size_t road_cut_off(const uint32_t *time_s, size_t n, bool *ret_cut_off);

/* ---------------------------------------------------------------- points on the network */
typedef struct RoadSnap {
    uint32_t segment;    /* UINT32_MAX = nothing passable within reach */
    uint32_t along_dm;   /* from the segment's `from` end */
    uint32_t distance_m; /* from the point to the network, in a straight line */
    GeoPoint at;         /* the place on the segment */
} RoadSnap;
/* Nearest passable segment for this vehicle, at most max_m away; with `reach_from` (may be NULL)
 * only segments that can be reached from there and from which one can return. The last metres
 * from the road to the point are walked: they are in distance_m, not in the matrix. Ferries are
 * snapped to by boats only: nobody boards one in the middle of the water. */
void road_snap(const RoadMap *map, const RoadWeights *weights, const GeoPoint *points, size_t n,
               uint32_t max_m, const RoadSnap *reach_from, RoadSnap *ret_snaps);

/* ---------------------------------------------------------------- times and distances
 * n x n, row = from. ROAD_UNREACHABLE where there is no way. distance_m is along the fastest
 * path. Ties are broken the same way on every machine. Either output may be NULL. */
void road_matrix(Arena *scratch, const RoadMap *map, const RoadWeights *weights,
                 const RoadSnap *snaps, size_t n, int threads, const Progress *progress,
                 uint32_t *ret_time_s, uint32_t *ret_distance_m);

/* ---------------------------------------------------------------- over the water
 * A landing is where goods change between a vehicle and a boat. When it can be used (the tide, a
 * timetable) is no part of a metric: the hours go with the landing to whoever plans, and the matrix
 * names the landing at which each way first takes to the water. */
typedef struct RoadLanding {
    RoadSnap on_land, on_water;
    uint32_t transfer_s;      /* for each change, either way */
    int32_t open_s, closed_s; /* local time of day; 0, 0 = always; not looked at here */
    const char *name;         /* or NULL */
} RoadLanding;
/* A landing at a point that is known as one: within max_m of both. */
bool road_landing_at(const RoadMap *map, const RoadWeights *land, const RoadWeights *water,
                     GeoPoint point, uint32_t max_m, RoadLanding *ret);
/* The landings that the map itself shows: where a ferry's line meets a road. */
RoadLanding *road_landings(Arena *arena, const RoadMap *map, const RoadWeights *land,
                           const RoadWeights *water, size_t *ret_count);
#define ROAD_BY_LAND UINT16_MAX
/* As road_matrix, but over land and water, in as many rides as it takes. ret_board[from * n + to]:
 * the landing of the first ride, or ROAD_BY_LAND (also where there is no way). */
void road_matrix_over_water(Arena *scratch, const RoadMap *map, const RoadWeights *land,
                            const RoadWeights *water, const RoadSnap *stops, size_t n,
                            const RoadLanding *landings, size_t landing_count,
                            const Progress *progress, uint32_t *ret_time_s,
                            uint32_t *ret_distance_m, uint16_t *ret_board);

/* ---------------------------------------------------------------- many floods
 * A scenario says for each hazard class by how much longer its segments take. Which segments share
 * a class is for the caller to say: how deep the ground lies, which surface floods how. */
#define ROAD_HAZARDS 256
#define ROAD_FACTOR_ONE 1024 /* as long as in the dry; 0 = closed */
#define ROAD_SCENARIOS_MAX 65535
typedef struct RoadScenarios {
    const uint8_t *hazard; /* class of each segment */
    size_t count;
    const uint16_t (*factors)[ROAD_HAZARDS]; /* of each scenario */
} RoadScenarios;
/* What the scenarios amount to, n x n each, row = from. The caller gives the room. A quantile is
 * the least time that at least so many scenarios keep; those without a way take for ever. */
typedef struct RoadSpread {
    uint16_t *reached; /* in how many scenarios there is a way */
    size_t quantile_count;
    const uint16_t *quantile_permille; /* 500 = median */
    uint32_t **quantile_s;
} RoadSpread;
/* Works through all scenarios in memory of about sample_bytes_max, besides that of the result and,
 * per thread, of sixteen metrics. The result depends on neither. Scenarios are of the open roads,
 * whatever closures were applied. */
void road_scenarios(Arena *scratch, const RoadMap *map, const RoadWeights *weights,
                    const RoadSnap *snaps, size_t n, const RoadScenarios *scenarios,
                    size_t sample_bytes_max, int threads, const Progress *progress,
                    RoadSpread *ret);
/* Puts the weights into the state of one scenario, as road_apply does for closures. */
size_t road_apply_scenario(Arena *arena, const RoadMap *map, RoadWeights *weights,
                           const RoadScenarios *scenarios, size_t number);

/* ---------------------------------------------------------------- paths */
typedef struct RoadLeg {
    uint32_t segment;
    bool backward;
    uint32_t from_dm, to_dm; /* the part used, from the segment's `from` end; from_dm <= to_dm */
} RoadLeg;
typedef struct RoadPath {
    RoadLeg *legs;
    size_t leg_count;
    GeoPoint *points; /* the whole line */
    size_t point_count;
    uint32_t time_s, distance_m;
} RoadPath;
/* ERR_ABSENT when there is no way. */
MUST_USE Status road_path(Arena *arena, const RoadMap *map, const RoadWeights *weights,
                          const RoadSnap *from, const RoadSnap *to, RoadPath *ret, Err *err);

/* Another way: as if these segments were closed, besides what is. The weights are as before when it
 * returns. */
MUST_USE Status road_path_avoiding(Arena *arena, const RoadMap *map, RoadWeights *weights,
                                   const RoadSnap *from, const RoadSnap *to,
                                   const uint32_t *segments, size_t n, RoadPath *ret, Err *err);

/* A path as a driver is told it. Steps add up to the path's time and distance. */
typedef enum RoadTurn {
    ROAD_SET_OUT,
    ROAD_GO_ON,
    ROAD_BEAR_LEFT,
    ROAD_BEAR_RIGHT,
    ROAD_TURN_LEFT,
    ROAD_TURN_RIGHT,
    ROAD_TURN_BACK,
    ROAD_BOARD, /* a ferry */
    ROAD_TURNS
} RoadTurn;
typedef struct RoadStep {
    RoadTurn turn;
    const char *way_name; /* or NULL */
    const char *highway;
    size_t first_leg, leg_count;
    uint32_t time_s, distance_m;
} RoadStep;
RoadStep *road_steps(Arena *arena, const RoadMap *map, const RoadWeights *weights,
                     const RoadPath *path, size_t *ret_count);
/* "Turn left into Jalan Lintas, 1.2 km", in the language in force. */
char *road_step_text(Arena *arena, const RoadStep *step);
/* Its name, or what a driver calls one of its kind: "the regency road". */
const char *road_called(const char *way_name, const char *highway);
typedef struct RoadSurface {
    const char *surface; /* OSM value, or NULL where untagged: */
    const char *highway; /* then the kind of road, by which it was assumed */
    uint32_t length_m;
} RoadSurface;
/* In order of appearance; they add up to the path. */
RoadSurface *road_surfaces(Arena *arena, const RoadMap *map, const RoadPath *path,
                           size_t *ret_count);

/* ---------------------------------------------------------------- where no roads are known
 * Great-circle distance times the detour factor at the class's estimate speed. Everything planned
 * on it must say so. */
void road_estimate(const RoadProfiles *profiles, RoadClass vehicle, const GeoPoint *points,
                   size_t n, uint32_t *ret_time_s, uint32_t *ret_distance_m);

#endif
