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

/* ---------------------------------------------------------------- files of other programs */

typedef enum GeoFormat {
    GEO_TEXT, /* CSV, or whatever it is: the reader of text will say */
    GEO_JSON,
    GEO_XLSX,
    GEO_ODS,
    GEO_GPKG,
    GEO_SHP,
    _GEO_FORMAT_MAX
} GeoFormat;

/* A file as it stands on the disk, whole. A shapefile is several files; the others are one. */
#define GEO_PARTS_MAX 5
typedef struct GeoFile {
    const char *name; /* without folders, for messages */
    GeoFormat format;
    Bytes parts[GEO_PARTS_MAX]; /* .at NULL: that part is absent */
    Sha256 sha256;              /* of the parts, one after another */
} GeoFile;
/* Reads it and tells its kind from the bytes. Kinds that nobody here can read are refused with
 * advice. */
MUST_USE Status geo_file_read(const Env *env, Arena *arena, const char *path, GeoFile *ret,
                              Err *err);
const char *geo_format_name(GeoFormat format);

/* One sheet of a file, or one layer, as GDAL's programs render it. */
typedef enum GeoWish {
    GEO_WISH_CSV, /* sheets: a first column with the row's number; points: columns Y and X first */
    GEO_WISH_JSON
} GeoWish;
typedef struct GeoSheet {
    const char *name; /* NULL for a shapefile, which has but one */
    size_t count;     /* sheets in the file */
    bool has_points;
    Bytes text;
} GeoSheet;
/* The first sheet with anything in it. */
MUST_USE Status geo_sheet_read(const Env *env, Arena *arena, const GeoFile *file, GeoWish wish,
                               GeoSheet *ret, Err *err);

/* Runs a program under limits, to its end; `out` is what it printed, bounded by out's maximum. */
MUST_USE Status geo_child(const Env *env, const char *const argv[], Buf *out, Err *err);

#endif
