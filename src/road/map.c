// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- reading a file */

static Status read_elements(Arena *arena, Bytes file, const char *name, const OsmSink *sink,
                            Err *err) {
    size_t at = 0;
    if (file.n >= 3 && memcmp(file.at, "\xEF\xBB\xBF", 3) == 0) at = 3;
    while (at < file.n && memchr(" \t\r\n", file.at[at], 4)) at++;
    bool xml = at < file.n && file.at[at] == '<';
    return xml ? road_xml_read(arena, file, name, sink, err)
               : road_pbf_read(arena, file, name, sink, err);
}

Status road_read(Arena *arena, Bytes file, const char *name, const Progress *progress,
                 RoadMap **ret_map, RoadReport *ret_report, Err *err) {
    RoadReport report = {0};
    Status s = OK;
    if (road_is_gzip(file)) s = road_gunzip(arena, file, name, &file, err);
    if (s != OK) return s;
    RoadBuild *build = road_build_new(arena, &report);
    OsmSink sink = road_build_sink(build, progress);
    s = read_elements(arena, file, name, &sink, err);
    if (s != OK) return s;
    RoadMap *map = road_build_map(build);
    if (!map || map->segment_count == 0) {
        err_set(err, ERR_INPUT, "%s",
                map ? _("the file holds no road, ferry or river")
                    : _("the file holds more roads than fit into one map"));
        err_at(err, name, 0, 0, NULL);
        err_advise(err, "%s", _("give an OpenStreetMap extract of the region, with its highways"));
        return ERR_INPUT;
    }
    *ret_map = map;
    if (ret_report) *ret_report = report;
    return OK;
}

/* ---------------------------------------------------------------- completing a map */

static void lengths(RoadMap *map) {
    for (uint32_t s = 0; s < map->segment_count; s++) {
        double metres = 0;
        for (uint32_t p = map->first_point[s]; p + 1 < map->first_point[s + 1]; p++)
            metres += geo_distance(map->points[p], map->points[p + 1]);
        double dm = round(metres * 10);
        map->segments[s].length_dm = dm < (double)INT32_MAX ? (uint32_t)dm : INT32_MAX;
    }
}

/* Where a ferry can be boarded: a node of a ferry and of a road. */
static void landings(Arena *arena, RoadMap *map) {
    bool *ferry = ARENA_ARRAY(arena, bool, map->node_count);
    map->landing = ARENA_ARRAY(arena, bool, map->node_count);
    for (uint32_t s = 0; s < map->segment_count; s++) {
        const RoadPiece *p = &map->segments[s];
        uint8_t kind = map->ways[p->way].kind;
        if (kind == KIND_FERRY) ferry[p->from] = ferry[p->to] = true;
        if (kind < KIND_HIGHWAYS) map->landing[p->from] = map->landing[p->to] = true;
    }
    for (uint32_t v = 0; v < map->node_count; v++) map->landing[v] = map->landing[v] && ferry[v];
}

void road_map_finish(Arena *arena, RoadMap *map) {
    const RoadKernel *kernels[3];
    map->kernel = kernels[road_kernels(kernels) - 1];
    map->lazy = ARENA_NEW(arena, RoadLazy);
    map->lazy->arena = arena;
    lengths(map);
    landings(arena, map);
    map->box = geo_box_empty();
    for (uint32_t p = 0; p < map->first_point[map->segment_count]; p++)
        geo_box_add(&map->box, map->points[p]);
}

/* ---------------------------------------------------------------- asking it */

uint32_t road_node_count(const RoadMap *map) {
    return map->node_count;
}

uint32_t road_segment_count(const RoadMap *map) {
    return map->segment_count;
}

RoadSegment road_segment(const RoadMap *map, uint32_t segment) {
    assert(segment < map->segment_count);
    const RoadPiece *piece = &map->segments[segment];
    const RoadWay *way = &map->ways[piece->way];
    return (RoadSegment){
        .osm_way = way->osm_id,
        .from = piece->from,
        .to = piece->to,
        .length_dm = piece->length_dm,
        .highway = road_kind_id(way->kind),
        .surface = road_strings_text(map->strings, way->surface),
        .way_name = road_strings_text(map->strings, way->name),
        .forward = way->open[0] != 0,
        .backward = way->open[1] != 0,
        .bridge = way->bridge,
        .ford = way->ford,
        .ferry = way->kind == KIND_FERRY,
        .waterway = way->kind > KIND_FERRY,
    };
}

GeoPoint road_node(const RoadMap *map, uint32_t node) {
    assert(node < map->node_count);
    return map->nodes[node];
}

const GeoPoint *road_geometry(const RoadMap *map, uint32_t segment, size_t *ret_count) {
    assert(segment < map->segment_count);
    *ret_count = map->first_point[segment + 1] - map->first_point[segment];
    return map->points + map->first_point[segment];
}

GeoBox road_bounds(const RoadMap *map) {
    return map->box;
}
