// SPDX-License-Identifier: Apache-2.0
#include "geo/geo_int.h"

#include <math.h>

/* Does the edge a-b cross the ray that runs east from p? In integers, so that a point belongs to
 * exactly one of two areas with a common border: a product is below 2^63 because latitudes differ
 * by less than 2^31 and longitudes by less than 2^32. */
static bool crosses(GeoPoint p, GeoPoint a, GeoPoint b) {
    if ((a.lat_e7 > p.lat_e7) == (b.lat_e7 > p.lat_e7)) return false;
    if (a.lat_e7 > b.lat_e7) {
        GeoPoint swap = a;
        a = b;
        b = swap;
    }
    int64_t run = ((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)p.lat_e7 - a.lat_e7);
    int64_t rise = ((int64_t)p.lon_e7 - a.lon_e7) * ((int64_t)b.lat_e7 - a.lat_e7);
    return rise < run;
}

bool geo_area_holds(const GeoArea *area, GeoPoint p) {
    if (!geo_box_holds(area->box, p)) return false;
    bool inside = false;
    for (size_t r = 0; r < area->ring_count; r++) {
        const GeoRing *ring = &area->rings[r];
        for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++)
            inside ^= crosses(p, ring->points[j], ring->points[i]);
    }
    return inside;
}

uint32_t geo_area_distance_m(const GeoArea *area, GeoPoint p) {
    if (geo_area_holds(area, p)) return 0;
    double cos_lat = cos(p.lat_e7 * GEO_RADIANS), best = INFINITY;
    GeoPoint nearest = p;
    for (size_t r = 0; r < area->ring_count; r++) {
        const GeoRing *ring = &area->rings[r];
        for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++) {
            double part;
            GeoPoint q = geo_nearest_scaled(p, ring->points[j], ring->points[i], cos_lat, &part);
            double x = (double)((int64_t)q.lon_e7 - p.lon_e7) * cos_lat;
            double y = (double)((int64_t)q.lat_e7 - p.lat_e7);
            if (x * x + y * y >= best) continue;
            best = x * x + y * y;
            nearest = q;
        }
    }
    return best == INFINITY ? UINT32_MAX : geo_distance_m(p, nearest);
}

bool geo_box_meets(GeoBox a, GeoBox b) {
    return a.min.lat_e7 <= b.max.lat_e7 && b.min.lat_e7 <= a.max.lat_e7 &&
           a.min.lon_e7 <= b.max.lon_e7 && b.min.lon_e7 <= a.max.lon_e7;
}

/* On which side of the line from a to b p lies. */
static int side_of(GeoPoint a, GeoPoint b, GeoPoint p) {
    int64_t x = ((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)p.lat_e7 - a.lat_e7);
    int64_t y = ((int64_t)p.lon_e7 - a.lon_e7) * ((int64_t)b.lat_e7 - a.lat_e7);
    return (x > y) - (x < y);
}

static bool between(int32_t x, int32_t a, int32_t b) {
    return (a <= x && x <= b) || (b <= x && x <= a);
}

static bool meet(GeoPoint a, GeoPoint b, GeoPoint p, GeoPoint q) {
    int pa = side_of(a, b, p), qa = side_of(a, b, q), ap = side_of(p, q, a), bp = side_of(p, q, b);
    if (pa * qa < 0 && ap * bp < 0) return true;
    const GeoPoint of[4] = {p, q, a, b}, from[4] = {a, a, p, p}, to[4] = {b, b, q, q};
    const int side[4] = {pa, qa, ap, bp};
    for (int i = 0; i < 4; i++)
        if (side[i] == 0 && between(of[i].lat_e7, from[i].lat_e7, to[i].lat_e7) &&
            between(of[i].lon_e7, from[i].lon_e7, to[i].lon_e7))
            return true;
    return false;
}

static bool crosses_edge(const GeoArea *area, GeoPoint a, GeoPoint b) {
    for (size_t r = 0; r < area->ring_count; r++) {
        const GeoRing *ring = &area->rings[r];
        for (size_t i = 0, j = ring->count - 1; i < ring->count; j = i++)
            if (meet(a, b, ring->points[j], ring->points[i])) return true;
    }
    return false;
}

bool geo_area_meets(const GeoArea *area, const GeoPoint *line, size_t n) {
    GeoBox box = geo_box_empty();
    for (size_t i = 0; i < n; i++) geo_box_add(&box, line[i]);
    if (n == 0 || !geo_box_meets(box, area->box)) return false;
    if (geo_area_holds(area, line[0])) return true;
    for (size_t i = 1; i < n; i++)
        if (crosses_edge(area, line[i - 1], line[i])) return true;
    return false;
}

GeoArea geo_area_circle(Arena *arena, GeoPoint middle, uint32_t radius_m) {
    enum { CORNERS = 64 };
    GeoArea area = {.rings = ARENA_NEW(arena, GeoRing), .ring_count = 1, .box = geo_box_empty()};
    area.rings[0] = (GeoRing){ARENA_ARRAY(arena, GeoPoint, CORNERS), CORNERS};
    double lat = radius_m / GEO_UNIT_M, narrow = cos(middle.lat_e7 * GEO_RADIANS);
    double lon = narrow > 1e-3 ? lat / narrow : lat * 1e3;
    for (int i = 0; i < CORNERS; i++) {
        double angle = 2 * 3.14159265358979323846 * i / CORNERS;
        double up = fmin(fmax(middle.lat_e7 + lat * sin(angle), -90.0 * GEO_UNIT), 90.0 * GEO_UNIT);
        double east =
            fmin(fmax(middle.lon_e7 + lon * cos(angle), -180.0 * GEO_UNIT), 180.0 * GEO_UNIT);
        area.rings[0].points[i] = (GeoPoint){(int32_t)lround(up), (int32_t)lround(east)};
        geo_box_add(&area.box, area.rings[0].points[i]);
    }
    return area;
}
