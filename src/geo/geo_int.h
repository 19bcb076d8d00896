// SPDX-License-Identifier: Apache-2.0
/* What the files of geo/ share among themselves. */
#ifndef HANTAR_GEO_INT_H
#define HANTAR_GEO_INT_H

#include "geo/geo.h"

#define GEO_RADIUS_M 6371008.8
#define GEO_RADIANS (3.14159265358979323846 / 180 / GEO_UNIT) /* in one unit */
#define GEO_UNIT_M (GEO_RADIUS_M * GEO_RADIANS)               /* of latitude */

/* geo_nearest_on with the cosine of p's latitude at hand: the loops compute it once. */
GeoPoint geo_nearest_scaled(GeoPoint p, GeoPoint a, GeoPoint b, double cos_lat, double *ret_part);

#endif
