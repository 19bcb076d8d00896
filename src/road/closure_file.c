// SPDX-License-Identifier: Apache-2.0
/* Closures from GeoJSON. */
#include "road/road_int.h"

#include <string.h>

#define CLOSURE_REACH_M 500 /* from a point or line that was drawn to the road that is meant */

/* A part of the text as a text of its own, for the parsers of base. */
static bool day_at(const char *text, int32_t *ret) {
    char part[11] = {0};
    memcpy(part, text, 10);
    return day_parse(part, ret);
}

static bool clock_at(const char *text, int32_t *ret_s) {
    char part[6] = {0};
    memcpy(part, text, 5);
    return clock_parse(part, ret_s);
}

bool road_moment(const char *text, int64_t *ret_s) {
    size_t n = strlen(text);
    int32_t day, clock_s = 0, zone_s = 0;
    if (n < 10 || !day_at(text, &day)) return false;
    if (n > 10) {
        if (n < 17 || text[10] != 'T' || !clock_at(text + 11, &clock_s)) return false;
        const char *zone = text + 16;
        bool east = zone[0] == '+', west = zone[0] == '-';
        if (!str_eq(zone, "Z") && !((east || west) && n == 22 && clock_at(zone + 1, &zone_s)))
            return false;
        if (west) zone_s = -zone_s;
    }
    *ret_s = (int64_t)day * 86400 + clock_s - zone_s;
    return true;
}

static bool classes_of(Arena *arena, const char *text, uint32_t *ret) {
    *ret = 0;
    while (*text) {
        size_t n = strcspn(text, ",");
        size_t skip = strspn(text, " ");
        size_t end = n;
        while (end > skip && text[end - 1] == ' ') end--;
        RoadClass vehicle;
        if (skip >= end || !road_class_parse(arena_strn(arena, text + skip, end - skip), &vehicle))
            return false;
        *ret |= 1u << vehicle;
        text += n + (text[n] == ',');
    }
    return *ret != 0;
}

typedef struct Reader {
    Arena *arena;
    RoadClosures *closures;
    Faults *faults;
} Reader;

static void fault(Reader *r, const GeoFeature *f, const char *field, const char *value) {
    fault_add(r->faults, 0, 0, field, _("the help of hantar matrix has the form of closures"),
              _("feature %d: \"%.100s\" is not understood"), f->number, value);
}

static bool cause_of(Reader *r, const GeoFeature *f, RoadCause *ret) {
    size_t before = r->faults->total;
    const char *text;
    *ret = (RoadCause){.from_s = INT64_MIN, .to_s = INT64_MAX};
    if ((text = geo_property(f, "classes")) && !classes_of(r->arena, text, &ret->classes))
        fault(r, f, "classes", text);
    if ((text = geo_property(f, "from")) && !road_moment(text, &ret->from_s))
        fault(r, f, "from", text);
    if ((text = geo_property(f, "to")) && !road_moment(text, &ret->to_s)) fault(r, f, "to", text);
    if ((text = geo_property(f, "direction"))) {
        ret->forward_only = str_eq(text, "forward");
        if (!ret->forward_only && !str_eq(text, "both")) fault(r, f, "direction", text);
    }
    ret->reason = arena_str(r->arena, geo_property(f, "reason"));
    return r->faults->total == before;
}

/* Each line and each point is a cause of its own. */
static size_t close_lines(Reader *r, RoadCause cause, const GeoFeature *f) {
    size_t total = 0, segments;
    for (size_t k = 0; k < f->area.ring_count; k++) {
        const GeoRing *line = &f->area.rings[k];
        size_t step = f->kind == GEO_POINT ? 1 : line->count;
        for (size_t i = 0; i < line->count; i += step) {
            road_close_line(r->closures, cause, line->points + i, step, CLOSURE_REACH_M, &segments);
            total += segments;
        }
    }
    return total;
}

static void read_feature(Reader *r, const GeoFeature *f) {
    RoadCause cause;
    if (!cause_of(r, f, &cause)) return;
    const char *way = geo_property(f, "way");
    int64_t id = 0;
    size_t segments = 0;
    if (way && !int_parse(way, INT64_MIN, INT64_MAX, &id)) {
        fault(r, f, "way", way);
        return;
    }
    if (way)
        road_close_way(r->closures, cause, id, &segments);
    else if (f->kind == GEO_AREA)
        road_close_area(r->closures, cause, &f->area, &segments);
    else
        segments = close_lines(r, cause, f);
    if (segments) return;
    fault_add(r->faults, 0, 0, way ? "way" : NULL,
              _("give an area, a line along the road, or an OSM way that the map holds"),
              _("feature %d: no road is found there"), f->number);
}

Status road_closures_read(Arena *arena, const RoadMap *map, Bytes file, const char *name,
                          RoadClosures **ret, Faults *faults, Err *err) {
    GeoLayer layer;
    Status s = geo_layer_json(arena, file, name, &layer, faults, err);
    if (s != OK) return s;
    Reader r = {arena, road_closures_new(arena, map), faults};
    for (size_t i = 0; i < layer.count; i++) read_feature(&r, &layer.features[i]);
    geo_layer_done(&layer);
    s = faults_status(faults, err);
    if (s == OK) *ret = r.closures;
    return s;
}
