// SPDX-License-Identifier: Apache-2.0
/* What every row must keep, whatever its kind: an id of its own, what is required, a place in the
 * regency, references to what is known. What is peculiar to a kind stands in import_kind.c. */
#include "election/import_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

/* ---------------------------------------------------------------- ids, blanks, what stands */
static void rows_derive(Import *im) {
    size_t kept = 0;
    for (size_t i = 0; i < im->rows.n; i++) {
        Row *row = &im->rows.at[i];
        if (im->kind->derive) im->kind->derive(im, row);
        if (row->cells[0].known)
            im->rows.at[kept++] = *row;
        else if (!row->cells[0].stands) /* else the cell is a fault already */
            election_import_fault(im, row, 0, _(im->kind->columns[0].help), "%s",
                                  _("this row has no id"));
    }
    im->rows.n = kept;
}

/* Sorted by id, then by line: of several rows the first stays. */
static void duplicates_check(Import *im) {
    size_t kept = 0;
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i], *last = kept ? &im->rows.at[kept - 1] : NULL;
        assert(row);
        if (last && str_eq(last->cells[0].text, row->cells[0].text)) {
            election_import_fault(im, row, 0, _("remove one of the two rows"),
                                  _("%s stands in line %d already"), row->cells[0].text,
                                  last->line);
            continue;
        }
        im->rows.at[kept++] = *row;
    }
    im->rows.n = kept;
}

/* A column that is not in the file leaves what stands; a blank cell says that it is not known,
 * unless the kind knows what is meant by silence. */
static void row_merge(Import *im, Row *row, size_t *defaulted) {
    row->present = election_row_find(&im->present, row->cells[0].text);
    CellReader reader = {.arena = im->arena, .scope = im->scope, .comma = true};
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        Cell *cell = &row->cells[c];
        if (cell->known || cell->stands) continue;
        if (im->heading_of[c] < 0 && row->present) {
            *cell = row->present->cells[c];
        } else if (column->when_blank) {
            const char *expected;
            bool ok = election_cell_read(&reader, column, column->when_blank, cell, &expected);
            defaulted[c] += ok;
        }
    }
}

static void rows_merge(Import *im) {
    size_t *defaulted = ARENA_ARRAY(im->arena, size_t, im->kind->column_count);
    for (size_t i = 0; i < im->rows.n; i++) row_merge(im, &im->rows.at[i], defaulted);
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        if (defaulted[c])
            election_import_remark(im,
                                   tr_n("%s: not stated in %zu row; taken as %s",
                                        "%s: not stated in %zu rows; taken as %s",
                                        (int64_t)defaulted[c]),
                                   column->name, defaulted[c], column->when_blank);
    }
}

static void required_check(Import *im, const Row *row) {
    for (size_t c = 1; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        if (!column->required || column->may_be_blank) continue;
        if (!row->cells[c].known && !row->cells[c].stands)
            election_import_fault(im, row, (int)c, _(column->help), _("%s is missing"),
                                  column->name);
    }
}

/* ---------------------------------------------------------------- places */
#define DISTRICTS_AROUND_M 50000 /* how far a regency reaches beyond its district offices */
static const GeoBox indonesia = {{-115000000, 945000000}, {65000000, 1415000000}};

static uint32_t box_distance_m(GeoBox box, GeoPoint p) {
    GeoPoint q = p;
    if (q.lat_e7 < box.min.lat_e7) q.lat_e7 = box.min.lat_e7;
    if (q.lat_e7 > box.max.lat_e7) q.lat_e7 = box.max.lat_e7;
    if (q.lon_e7 < box.min.lon_e7) q.lon_e7 = box.min.lon_e7;
    if (q.lon_e7 > box.max.lon_e7) q.lon_e7 = box.max.lon_e7;
    return geo_distance_m(p, q);
}

/* Metres from p to the nearest village. Only boxes that may hold something nearer are opened. */
static uint32_t villages_distance_m(const ElectionRegency *r, GeoPoint p) {
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < r->village_count && best > 0; i++) {
        const GeoArea *area = &r->village_area[i];
        if (area->ring_count == 0 || box_distance_m(area->box, p) >= best) continue;
        uint32_t distance = geo_area_distance_m(area, p);
        if (distance < best) best = distance;
    }
    return best;
}

static GeoBox districts_box(const Import *im) {
    GeoBox box = geo_box_empty();
    for (size_t i = 0; i < im->regency.district_count; i++)
        if (im->regency.districts[i].has_at) geo_box_add(&box, im->regency.districts[i].at);
    return box.min.lat_e7 > box.max.lat_e7 ? box : geo_box_widen(box, DISTRICTS_AROUND_M);
}

/* Metres outside of the regency, as far as it is known: by its outline, else by its districts,
 * else by the country. */
static uint32_t outside_m(const Import *im, GeoPoint p) {
    if (!geo_valid(p)) return UINT32_MAX;
    if (im->regency.outline) return villages_distance_m(&im->regency, p);
    GeoBox box = districts_box(im);
    bool known = box.min.lat_e7 <= box.max.lat_e7 && !str_eq(im->kind->name, "districts");
    return box_distance_m(known ? box : indonesia, p);
}

typedef struct Edge { /* places a little outside: remarked together */
    size_t count;
    uint32_t farthest_m;
    const char *id;
} Edge;

static void place_fault(Import *im, const Row *row, int lat, GeoPoint p, uint32_t distance_m) {
    GeoPoint swapped = {p.lon_e7, p.lat_e7}, mirrored = {-p.lat_e7, p.lon_e7};
    if (outside_m(im, swapped) == 0)
        election_import_fault(im, row, lat, _("exchange the two columns, or their headings"), "%s",
                              _("latitude and longitude are exchanged"));
    else if (outside_m(im, mirrored) == 0)
        election_import_fault(im, row, lat, _("south of the equator the latitude is negative"),
                              "%s", _("the latitude has the wrong sign"));
    else if (!geo_valid(p) || distance_m == UINT32_MAX)
        election_import_fault(im, row, lat, _("write decimal degrees such as -1.256254"), "%s",
                              _("this is no place on the Earth"));
    else
        election_import_fault(im, row, lat, _("correct the coordinates, or leave both blank"),
                              _("the place lies %s km outside the regency"),
                              int_group(im->arena, (distance_m + 500) / 1000));
}

static void place_check(Import *im, const Row *row, int lat, int lon, Edge *edge) {
    const Cell *a = &row->cells[lat], *b = &row->cells[lon];
    if (a->known != b->known) {
        if (!a->stands && !b->stands)
            election_import_fault(im, row, a->known ? lon : lat, _("give both, or neither"), "%s",
                                  _("only one of latitude and longitude is given"));
        return;
    }
    if (!a->known || (a->stands && b->stands)) return;
    GeoPoint p = {(int32_t)a->n, (int32_t)b->n}; /* reading has kept both within 180 degrees */
    uint32_t distance_m = outside_m(im, p);
    if (distance_m > im->kind->outside_m) {
        place_fault(im, row, lat, p, distance_m);
    } else if (distance_m > 0) {
        if (edge->count++ == 0 || distance_m > edge->farthest_m) {
            edge->farthest_m = distance_m;
            edge->id = row->cells[0].text;
        }
    }
}

static void places_check(Import *im) {
    if (!im->kind->outside_m) return;
    int lat = election_column(im->kind, "lat_e7"), lon = election_column(im->kind, "lon_e7");
    Edge edge = {0};
    size_t without = 0;
    for (size_t i = 0; i < im->rows.n; i++) {
        place_check(im, &im->rows.at[i], lat, lon, &edge);
        without += !im->rows.at[i].cells[lat].known;
    }
    if (edge.count)
        election_import_remark(im,
                               tr_n("%zu place lies at the edge, outside the outline of the "
                                    "regency: %s by %u m",
                                    "%zu places lie at the edge, outside the outline of the "
                                    "regency; the farthest is %s by %u m",
                                    (int64_t)edge.count),
                               edge.count, edge.id, edge.farthest_m);
    if (without)
        election_import_remark(im,
                               tr_n("%zu row has no coordinates: it cannot be planned for",
                                    "%zu rows have no coordinates: they cannot be planned for",
                                    (int64_t)without),
                               without);
}

/* ---------------------------------------------------------------- references */
static Status referred_rows(Import *im, const Column *column, Rows *ret, Err *err) {
    const Kind *kind = election_import_kind(im, column->refers);
    return election_rows_load(im->store, im->arena, im->scope, kind, ret, err);
}

static Status references_check(Import *im, Err *err) {
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        if (!column->refers) continue;
        Rows known = {0};
        Status s = referred_rows(im, column, &known, err);
        if (s != OK) return s;
        if (known.n == 0 && column->type == COLUMN_CODE) continue; /* codes mean without a file */
        const char *advice =
            arena_printf(im->arena, _("import %s first, or correct the name"), column->refers);
        for (size_t i = 0; i < im->rows.n; i++) {
            const Cell *cell = &im->rows.at[i].cells[c];
            if (cell->known && !cell->stands && !election_row_find(&known, cell->text))
                election_import_fault(im, &im->rows.at[i], (int)c, advice,
                                      _("\"%s\" is not known among the imported %s"), cell->text,
                                      column->refers);
        }
    }
    return OK;
}

/* What this file removes may not be missed by rows of another kind. */
static Status missed_check(Import *im, const Kind *other, size_t c, Err *err) {
    Rows rows = {0};
    Status s = election_rows_load(im->store, im->arena, im->scope, other, &rows, err);
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        const Cell *cell = &rows.at[i].cells[c];
        if (!cell->known || !election_row_find(&im->present, cell->text)) continue;
        if (!election_row_find(&im->rows, cell->text))
            election_import_fault(im, NULL, -1, _("keep it in the file, or change those first"),
                                  _("\"%s\" is not in this file, but %s (%s) refers to it"),
                                  cell->text, rows.at[i].cells[0].text, other->name);
    }
    return s;
}

static Status missed_in_check(Import *im, const Kind *kinds, size_t count, Err *err) {
    Status s = OK;
    for (size_t k = 0; k < count; k++)
        for (size_t c = 0; c < kinds[k].column_count && s == OK; c++)
            if (str_eq(kinds[k].columns[c].refers, im->kind->name))
                s = missed_check(im, &kinds[k], c, err);
    return s;
}

static Status removals_check(Import *im, Err *err) {
    if (!im->options.replace) return OK;
    Status s = missed_in_check(im, ELECTION_KINDS, ELECTION_KIND_COUNT, err);
    return s == OK ? missed_in_check(im, im->options.kinds, im->options.kind_count, err) : s;
}

/* An invented row must never pass for a fact. */
static void examples_remark(Import *im) {
    size_t count = 0;
    for (size_t c = 0; c < im->kind->column_count; c++)
        for (size_t i = 0; i < im->rows.n && str_eq(im->kind->columns[c].name, "example"); i++)
            count += im->rows.at[i].cells[c].known && im->rows.at[i].cells[c].n;
    if (count)
        election_import_remark(im,
                               tr_n("%zu row is an invented example, not a fact",
                                    "%zu rows are invented examples, not facts", (int64_t)count),
                               count);
}

Status election_import_rows_check(Import *im, Err *err) {
    Status s = election_rows_load(im->store, im->arena, im->scope, im->kind, &im->present, err);
    if (s != OK) return s;
    rows_derive(im);
    election_rows_sort(&im->rows);
    duplicates_check(im);
    rows_merge(im);
    for (size_t i = 0; i < im->rows.n; i++) required_check(im, &im->rows.at[i]);
    places_check(im);
    examples_remark(im);
    s = references_check(im, err);
    if (s == OK) s = removals_check(im, err);
    if (s == OK && im->kind->check) im->kind->check(im);
    return s;
}
