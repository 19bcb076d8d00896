// SPDX-License-Identifier: Apache-2.0
#include "geo/geo_int.h"

#include <assert.h>
#include <math.h>

GeoPoint geo_point(double lat, double lon) {
    assert(lat >= -90 && lat <= 90);
    assert(lon >= -180 && lon <= 180);
    return (GeoPoint){(int32_t)lround(lat * GEO_UNIT), (int32_t)lround(lon * GEO_UNIT)};
}

bool geo_valid(GeoPoint p) {
    return p.lat_e7 >= -90 * GEO_UNIT && p.lat_e7 <= 90 * GEO_UNIT &&
           p.lon_e7 >= -180LL * GEO_UNIT && p.lon_e7 <= 180LL * GEO_UNIT;
}

/* Haversine: exact to the centimetre also for neighbours, where the law of cosines is not. */
double geo_distance(GeoPoint a, GeoPoint b) {
    double half_lat = sin((double)((int64_t)b.lat_e7 - a.lat_e7) * GEO_RADIANS / 2);
    double half_lon = sin((double)((int64_t)b.lon_e7 - a.lon_e7) * GEO_RADIANS / 2);
    double h = half_lat * half_lat +
               cos(a.lat_e7 * GEO_RADIANS) * cos(b.lat_e7 * GEO_RADIANS) * half_lon * half_lon;
    return 2 * GEO_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

uint32_t geo_distance_m(GeoPoint a, GeoPoint b) {
    return (uint32_t)lround(geo_distance(a, b));
}

/* On the plane that touches the Earth at p, where one unit of longitude is cos(lat) of latitude. */
GeoPoint geo_nearest_scaled(GeoPoint p, GeoPoint a, GeoPoint b, double cos_lat, double *ret_part) {
    double dx = (double)((int64_t)b.lon_e7 - a.lon_e7) * cos_lat;
    double dy = (double)((int64_t)b.lat_e7 - a.lat_e7);
    double px = (double)((int64_t)p.lon_e7 - a.lon_e7) * cos_lat;
    double py = (double)((int64_t)p.lat_e7 - a.lat_e7);
    double length2 = dx * dx + dy * dy;
    double part = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
    if (part < 0) part = 0;
    if (part > 1) part = 1;
    *ret_part = part;
    if (part == 1) return b; /* exactly, so that neighbours on a line agree on their joint */
    return (GeoPoint){(int32_t)(a.lat_e7 + llround(part * dy)),
                      (int32_t)(a.lon_e7 + llround(part * (double)((int64_t)b.lon_e7 - a.lon_e7)))};
}

GeoPoint geo_nearest_on(GeoPoint p, GeoPoint a, GeoPoint b, double *ret_part) {
    double part;
    GeoPoint q = geo_nearest_scaled(p, a, b, cos(p.lat_e7 * GEO_RADIANS), &part);
    if (ret_part) *ret_part = part;
    return q;
}

GeoBox geo_box_empty(void) {
    return (GeoBox){{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
}

static bool box_is_empty(GeoBox box) {
    return box.min.lat_e7 > box.max.lat_e7 || box.min.lon_e7 > box.max.lon_e7;
}

void geo_box_add(GeoBox *box, GeoPoint p) {
    if (p.lat_e7 < box->min.lat_e7) box->min.lat_e7 = p.lat_e7;
    if (p.lon_e7 < box->min.lon_e7) box->min.lon_e7 = p.lon_e7;
    if (p.lat_e7 > box->max.lat_e7) box->max.lat_e7 = p.lat_e7;
    if (p.lon_e7 > box->max.lon_e7) box->max.lon_e7 = p.lon_e7;
}

static int32_t clamp(double units, int64_t limit) {
    if (units < (double)-limit) return (int32_t)-limit;
    if (units > (double)limit) return (int32_t)limit;
    return (int32_t)units;
}

GeoBox geo_box_widen(GeoBox box, uint32_t by_m) {
    if (box_is_empty(box)) return box;
    const int64_t lat_max = 90LL * GEO_UNIT, lon_max = 180LL * GEO_UNIT;
    double by_lat = ceil(by_m / GEO_UNIT_M) + 1;
    box.min.lat_e7 = clamp(box.min.lat_e7 - by_lat, lat_max);
    box.max.lat_e7 = clamp(box.max.lat_e7 + by_lat, lat_max);
    /* The circle of that radius around a corner bulges beyond the corner's own parallel: take the
     * parallel nearest to a pole that the widened box touches. */
    double north = box.max.lat_e7, south = -(double)box.min.lat_e7;
    double narrowest = cos((north > south ? north : south) * GEO_RADIANS);
    double by_lon = narrowest > 1e-9 ? ceil(by_lat / narrowest) : (double)lon_max * 2;
    box.min.lon_e7 = clamp(box.min.lon_e7 - by_lon, lon_max);
    box.max.lon_e7 = clamp(box.max.lon_e7 + by_lon, lon_max);
    return box;
}

bool geo_box_holds(GeoBox box, GeoPoint p) {
    return p.lat_e7 >= box.min.lat_e7 && p.lat_e7 <= box.max.lat_e7 && p.lon_e7 >= box.min.lon_e7 &&
           p.lon_e7 <= box.max.lon_e7;
}
