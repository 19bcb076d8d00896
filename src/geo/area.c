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
