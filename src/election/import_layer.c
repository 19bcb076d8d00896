// SPDX-License-Identifier: Apache-2.0
/* Boundaries and hazards from map layers, roads from OpenStreetMap files. */
#include "election/import_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "road/road.h"

/* ---------------------------------------------------------------- boundaries */
/* The properties of all features as one table; features stand for lines. */
static Csv properties_table(Import *im, const GeoLayer *layer) {
    Csv csv = {.header = ARENA_ARRAY(im->arena, char *, CSV_COLUMNS_MAX)};
    for (size_t f = 0; f < layer->count; f++) {
        const char *name;
        json_t *value;
        json_object_foreach(layer->features[f].properties, name, value) {
            size_t c = 0;
            while (c < csv.columns && !str_eq(csv.header[c], name)) c++;
            if (c == csv.columns && c < CSV_COLUMNS_MAX)
                csv.header[csv.columns++] = arena_str(im->arena, name);
        }
    }
    for (size_t f = 0; f < layer->count; f++) {
        CsvRow row = {layer->features[f].number, ARENA_ARRAY(im->arena, char *, csv.columns + 1)};
        for (size_t c = 0; c < csv.columns; c++) {
            const char *text = geo_property(&layer->features[f], csv.header[c]);
            row.cells[c] = arena_str(im->arena, text ? text : "");
        }
        vec_push(im->arena, &csv.rows, row);
    }
    return csv;
}

static const char *layer_format(const char *file) {
    const char *dot = strrchr(file, '.');
    if (dot && str_eq(dot, ".gpkg")) return "GeoPackage";
    if (dot && (str_eq(dot, ".shp") || str_eq(dot, ".zip"))) return "Shapefile";
    return "GeoJSON";
}

static Status read_features(Import *im, const GeoLayer *layer, Err *err) {
    Csv csv = properties_table(im, layer);
    Status s = election_import_cells(im, &csv, NULL, err);
    if (s != OK) return s;
    int area = election_column(im->kind, "area");
    im->heading_of[area] = (int)csv.columns; /* stated by every file, though by no heading */
    for (size_t f = 0; f < layer->count; f++) {
        const GeoFeature *feature = &layer->features[f];
        if (feature->kind != GEO_AREA) {
            election_import_fault(im, &im->rows.at[f], -1, _("give the villages as polygons"),
                                  _("feature %d is no area"), feature->number);
            continue;
        }
        const char *text = election_area_text(im->arena, &feature->area);
        im->rows.at[f].cells[area] = (Cell){.text = text, .known = true};
    }
    return OK;
}

static Status import_layer(Import *im, Status (*read)(Import *, const GeoLayer *, Err *),
                           Err *err) {
    GeoLayer layer = {0};
    Status s = geo_layer_read(im->env, im->arena, im->path, &layer, im->faults, err);
    if (s != OK) return s;
    im->out.format = layer_format(im->file);
    im->sha256 = layer.sha256;
    s = read(im, &layer, err);
    geo_layer_done(&layer);
    return s;
}

Status election_import_layer(Import *im, Err *err) {
    return import_layer(im, read_features, err);
}

/* ---------------------------------------------------------------- hazards */
/* A feature's place as cells of lat and lon; of an area its middle, or a corner where the middle
 * lies outside of it, or of the regency. */
static GeoPoint place_of(const Import *im, const GeoFeature *f) {
    const GeoBox *b = &f->area.box;
    const GeoArea *outline = im->regency.outline;
    GeoPoint first = f->area.rings[0].points[0];
    GeoPoint middle = {(int32_t)(((int64_t)b->min.lat_e7 + b->max.lat_e7) / 2),
                       (int32_t)(((int64_t)b->min.lon_e7 + b->max.lon_e7) / 2)};
    if (f->kind != GEO_AREA) return first;
    if (!geo_area_holds(&f->area, middle)) middle = first;
    if (!outline || geo_area_holds(outline, middle)) return middle;
    for (size_t r = 0; r < f->area.ring_count; r++)
        for (size_t i = 0; i < f->area.rings[r].count; i++)
            if (geo_area_holds(outline, f->area.rings[r].points[i]))
                return f->area.rings[r].points[i];
    return middle;
}

static const char *degrees_text(Arena *arena, int32_t e7) {
    int64_t n = e7 < 0 ? -(int64_t)e7 : e7;
    return arena_printf(arena, "%s%" PRId64 ".%07" PRId64, e7 < 0 ? "-" : "", n / GEO_UNIT,
                        n % GEO_UNIT);
}

static void add_places(Import *im, const GeoLayer *layer, Csv *csv) {
    static const char *const names[] = {"lat", "lon"};
    for (size_t k = 0; k < COUNT_OF(names); k++) {
        size_t c = 0;
        while (c < csv->columns && !str_eq(csv->header[c], names[k])) c++;
        if (c == CSV_COLUMNS_MAX) return;
        if (c == csv->columns) csv->header[csv->columns++] = arena_str(im->arena, names[k]);
        for (size_t f = 0; f < layer->count; f++) {
            GeoPoint at = place_of(im, &layer->features[f]);
            char **cells = ARENA_ARRAY(im->arena, char *, csv->columns + 1);
            memcpy(cells, csv->rows.at[f].cells, csv->columns * sizeof *cells);
            cells[c] = arena_str(im->arena, degrees_text(im->arena, k ? at.lon_e7 : at.lat_e7));
            csv->rows.at[f].cells = cells;
        }
    }
}

static Status read_hazard_features(Import *im, const GeoLayer *layer, Err *err) {
    Csv csv = properties_table(im, layer);
    add_places(im, layer, &csv);
    Status s = election_import_cells(im, &csv, NULL, err);
    if (s != OK) return s;
    int area = election_column(im->kind, "area");
    im->heading_of[area] = (int)csv.columns; /* stated by every file, though by no heading */
    for (size_t f = 0; f < layer->count; f++) {
        const GeoFeature *feature = &layer->features[f];
        if (feature->kind == GEO_LINE)
            election_import_fault(im, &im->rows.at[f], -1,
                                  _("give a stretch of road as a narrow polygon"),
                                  _("feature %d is neither a point nor an area"), feature->number);
        if (feature->kind == GEO_AREA)
            im->rows.at[f].cells[area] =
                (Cell){.text = election_area_text(im->arena, &feature->area), .known = true};
    }
    return OK;
}

static bool is_layer(const char *file) {
    static const char *const ends[] = {".geojson", ".json", ".geojsonl", ".gpkg", ".shp", ".zip"};
    const char *dot = strrchr(file, '.');
    for (size_t i = 0; dot && i < COUNT_OF(ends); i++)
        if (str_eq(dot, ends[i])) return true;
    return false;
}

Status election_import_hazards(Import *im, Err *err) {
    if (im->options.typed.at || !is_layer(im->file)) return election_import_table(im, err);
    return import_layer(im, read_hazard_features, err);
}

/* ---------------------------------------------------------------- areas as text */
const char *election_area_text(Arena *arena, const GeoArea *area) {
    Buf b;
    buf_init(&b, LEDGER_EVENT_BYTES_MAX);
    buf_char(&b, '[');
    for (size_t r = 0; r < area->ring_count; r++) {
        buf_str(&b, r ? ",[" : "[");
        for (size_t i = 0; i < area->rings[r].count; i++)
            buf_printf(&b, "%s%" PRId32 ",%" PRId32, i ? "," : "", area->rings[r].points[i].lat_e7,
                       area->rings[r].points[i].lon_e7);
        buf_char(&b, ']');
    }
    buf_char(&b, ']');
    const char *text = arena_str(arena, b.at);
    buf_free(&b);
    return text ? text : "[]";
}

/* The text is ours: rings of pairs of integers, as checked by apply. */
GeoArea election_area_read(Arena *arena, const char *text) {
    GeoArea area = {.box = geo_box_empty()};
    size_t numbers = 2, rings = 0;
    for (const char *p = text; *p; p++) numbers += *p == ',', rings += *p == '[';
    area.rings = ARENA_ARRAY(arena, GeoRing, rings + 1);
    GeoPoint *points = ARENA_ARRAY(arena, GeoPoint, numbers / 2 + 1);
    for (const char *p = text + 1; *p == '[' || *p == ','; p++) {
        if (*p == ',') continue;
        GeoRing *ring = &area.rings[area.ring_count++];
        ring->points = points;
        for (p++; *p && *p != ']';) {
            char *end;
            points->lat_e7 = (int32_t)strtol(p, &end, 10);
            p = end + (*end == ',');
            points->lon_e7 = (int32_t)strtol(p, &end, 10);
            p = end + (*end == ',');
            geo_box_add(&area.box, *points++);
            ring->count++;
        }
    }
    return area;
}

/* ---------------------------------------------------------------- roads */
static void remark_roads(Import *im, const RoadReport *r) {
    election_import_remark(im, _("%s km of roads and rivers in %s pieces; the largest has %s km"),
                           int_group(im->arena, r->length_m / 1000),
                           int_group(im->arena, r->pieces),
                           int_group(im->arena, r->largest_piece_m / 1000));
    if (r->length_m > 0)
        election_import_remark(
            im,
            _("the surface is stated for %" PRId64 " %% of the length and assumed for the rest"),
            r->surface_tagged_m * 100 / r->length_m);
    if (r->nodes_missing > 0)
        election_import_remark(im, _("%s points of ways are missing from the file"),
                               int_group(im->arena, r->nodes_missing));
}

Status election_import_roads(Import *im, Err *err) {
    Status s = env_read_file(im->env, im->path, GEO_FILE_BYTES_MAX, im->arena, &im->blob, err);
    if (s != OK) return s;
    RoadMap *map;
    RoadReport report = {0};
    s = road_read(im->arena, im->blob, im->file, im->progress, &map, &report, err);
    if (s != OK) return s;
    im->sha256 = sha256(im->blob.at, im->blob.n);
    im->out.format = strstr(im->file, ".pbf") ? "OSM PBF" : "OSM XML";
    char *hex = arena_alloc(im->arena, 65);
    hex_format(im->sha256.b, sizeof im->sha256.b, hex);
    Row row = {.line = 1, .cells = ARENA_ARRAY(im->arena, Cell, im->kind->column_count)};
    const char *values[] = {"roads", im->file, hex};
    for (size_t c = 0; c < COUNT_OF(values); c++) {
        row.cells[c] = (Cell){.text = values[c], .known = true};
        im->heading_of[c] = (int)c;
    }
    vec_push(im->arena, &im->rows, row);
    remark_roads(im, &report);
    return OK;
}
