// SPDX-License-Identifier: Apache-2.0
/* geo.h: places on the Earth, and the tables and maps that people send. Coordinates, distances,
 * polygons, a spatial index; spreadsheets and map layers as rows; GeoJSON. Knows nothing of
 * elections or roads.
 *
 * A coordinate is an integer in units of 1e-7 degrees (about 1 cm), latitude first in names and
 * arguments, WGS 84. Distances are metres on the mean sphere (6,371,008.8 m): within 0.5 % of the
 * ellipsoid, and the same on every machine where it matters (comparisons use integers). Nothing
 * here crosses the 180th meridian.
 */
#ifndef HANTAR_GEO_H
#define HANTAR_GEO_H

#include "base/base.h"

/* ---------------------------------------------------------------- points and boxes */
#define GEO_UNIT 10000000 /* per degree */
#define GEO_DECIMALS 7
typedef struct GeoPoint {
    int32_t lat_e7, lon_e7;
} GeoPoint;
typedef struct GeoBox {
    GeoPoint min, max; /* empty when min > max */
} GeoBox;
GeoPoint geo_point(double lat, double lon); /* tests and drawings only */
bool geo_valid(GeoPoint p);
uint32_t geo_distance_m(GeoPoint a, GeoPoint b);
double geo_distance(GeoPoint a, GeoPoint b); /* metres, unrounded */
/* Nearest place to p on the segment a-b; *ret_part is 0 at a and 1 at b. */
GeoPoint geo_nearest_on(GeoPoint p, GeoPoint a, GeoPoint b, double *ret_part);
GeoBox geo_box_empty(void);
void geo_box_add(GeoBox *box, GeoPoint p);
GeoBox geo_box_widen(GeoBox box, uint32_t by_m);
bool geo_box_holds(GeoBox box, GeoPoint p);
bool geo_box_meets(GeoBox a, GeoBox b);

/* ---------------------------------------------------------------- areas
 * A multipolygon with holes: rings in order, each ring closed implicitly; even-odd rule. */
typedef struct GeoRing {
    GeoPoint *points;
    size_t count;
} GeoRing;
typedef struct GeoArea {
    GeoRing *rings;
    size_t ring_count;
    GeoBox box;
} GeoArea;
bool geo_area_holds(const GeoArea *area, GeoPoint p);
/* Metres from p to the area: 0 inside, else to its nearest edge; UINT32_MAX when it has none. */
uint32_t geo_area_distance_m(const GeoArea *area, GeoPoint p);
/* Does a line of n points lie in the area or cross its edge? */
bool geo_area_meets(const GeoArea *area, const GeoPoint *line, size_t n);
/* Around a point, as a polygon of 64 corners. */
GeoArea geo_area_circle(Arena *arena, GeoPoint middle, uint32_t radius_m);

/* ---------------------------------------------------------------- spatial index
 * A uniform grid over line pieces or points; answers come nearest first, ties by number. Searching
 * takes no memory and changes nothing: any number of threads may. */
typedef struct GeoIndex GeoIndex;
/* Item i is the piece from a[i] to b[i] (a point when equal). Both lists are borrowed. */
GeoIndex *geo_index(Arena *arena, const GeoPoint *a, const GeoPoint *b, size_t n);
/* Calls `on_item` for items in order of distance from p, up to max_m, until it returns false. */
void geo_index_near(const GeoIndex *index, GeoPoint p, uint32_t max_m,
                    bool (*on_item)(void *ctx, size_t item, double distance_m), void *ctx);

/* ---------------------------------------------------------------- tables
 * One shape for every source: CSV by our own reader; XLSX, ODS, GeoPackage and shapefiles through
 * GDAL's ogr2ogr, run as a child with limits on time, memory and output, an empty environment and
 * no network use; refused with advice where gdal-bin is absent. The kind is told from the bytes
 * and the name. A spreadsheet's row n stands in line n; of its sheets the first with any filled
 * cell is read, its header is the first row with two filled cells (titles above it are passed
 * over), and numbers come as the cell shows them: 257, 1222011001001, never 257.0 or 1.2e+12. A
 * layer's point geometry comes as columns lat and lon, unless it has such columns.
 * HXL tag rows (#loc+name) under the header are recognised and left out of the rows. */
typedef struct GeoTable {
    const char *name;                 /* of the file, for messages */
    const char *format;               /* "CSV", "XLSX", ... */
    const char *sheet;                /* that was read; NULL where there are no sheets */
    size_t sheet_count;               /* in the file; 0 for CSV */
    Csv csv;                          /* header and rows */
    Sha256 sha256;                    /* of the file's bytes; .shp: with .shx .dbf .prj .cpg */
    const char *hxl[CSV_COLUMNS_MAX]; /* tag of each column, or NULL */
} GeoTable;
#define GEO_FILE_BYTES_MAX (256 * MIB)
MUST_USE Status geo_table_read(const Env *env, Arena *arena, const char *path, GeoTable *ret,
                               Faults *faults, Err *err);
/* The same from bytes already in memory (CSV only): for tests and for the fuzzer. */
MUST_USE Status geo_table_csv(Arena *arena, Bytes text, const char *name, GeoTable *ret,
                              Faults *faults, Err *err);

/* ---------------------------------------------------------------- layers
 * GeoJSON (RFC 7946, FeatureCollection or newline-delimited), and by ogr2ogr GeoPackage (its first
 * layer with features) and shapefiles: features with one geometry and text properties. */
typedef enum GeoKind { GEO_POINT, GEO_LINE, GEO_AREA } GeoKind;
typedef struct GeoFeature {
    GeoKind kind;
    GeoArea area; /* GEO_AREA: rings; GEO_LINE: one ring per line, open; GEO_POINT: one ring that
                   * holds the point, or the points */
    json_t *properties; /* borrowed from the layer, scalars as text; NULL where there are none */
    int number;         /* from 1, for messages */
} GeoFeature;
typedef struct GeoLayer {
    const char *name;
    GeoFeature *features;
    size_t count;
    json_t *root; /* freed by geo_layer_done */
    Sha256 sha256;
} GeoLayer;
#define GEO_LAYER_BYTES_MAX (64 * MIB) /* of GeoJSON: as a tree it takes eight times as much */
MUST_USE Status geo_layer_read(const Env *env, Arena *arena, const char *path, GeoLayer *ret,
                               Faults *faults, Err *err);
MUST_USE Status geo_layer_json(Arena *arena, Bytes text, const char *name, GeoLayer *ret,
                               Faults *faults, Err *err);
void geo_layer_done(GeoLayer *layer);
/* A property as text: strings as they are, integers in decimal, NULL where absent. */
const char *geo_property(const GeoFeature *feature, const char *name);

#endif
