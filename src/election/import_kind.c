// SPDX-License-Identifier: Apache-2.0
/* What is peculiar to one kind of file. */
#include "election/import_int.h"

#include <inttypes.h>
#include <string.h>

static Cell *cell_at(const Import *im, const Row *row, const char *key) {
    return &row->cells[election_column(im->kind, key)];
}

static int col(const Import *im, const char *key) {
    return election_column(im->kind, key);
}

static void before_check(Import *im, const Row *row, const char *from, const char *to,
                         bool may_equal) {
    const Cell *a = cell_at(im, row, from), *b = cell_at(im, row, to);
    if (a->known && b->known && (a->n > b->n || (a->n == b->n && !may_equal)))
        election_import_fault(im, row, col(im, to), _("exchange them, or correct one"),
                              _("%s comes before %s"), im->kind->columns[col(im, to)].name,
                              im->kind->columns[col(im, from)].name);
}

/* ---------------------------------------------------------------- polling stations */
/* Id, village and number say the same thing twice: any that is missing follows from the rest. */
void election_tps_derive(Import *im, Row *row) {
    Cell *id = cell_at(im, row, "id"), *village = cell_at(im, row, "village_code");
    Cell *number = cell_at(im, row, "number");
    if (!id->known && !id->stands && village->known && number->known) {
        const char *text = arena_printf(im->arena, "%s%03d", village->text, (int)number->n);
        *id = (Cell){.text = text, .known = true};
    }
    if (!id->known) return;
    if (!village->known)
        *village = (Cell){.text = arena_strn(im->arena, id->text, 10), .known = true};
    int64_t last;
    if (!number->known && int_parse(id->text + 10, 1, 999, &last))
        *number = (Cell){.n = last, .known = true};
    if (!number->known && !number->stands)
        election_import_fault(im, row, 0, _("stations are numbered from 1"),
                              _("the id %s ends in no station number"), id->text);
}

static const char *codes_kept(const char *code, int digits, char to[16]) {
    memcpy(to, code, (size_t)digits);
    to[digits] = 0;
    return to;
}

/* Is the village known to the regency, as far as it knows its villages? */
static void village_check(Import *im, const Row *row, const Rows *boundaries,
                          const Rows *districts) {
    const char *village = cell_at(im, row, "village_code")->text;
    char six[16];
    int c = col(im, "village_code");
    if (!str_starts(village, im->scope))
        election_import_fault(im, row, c, _("remove the row, or correct its code"),
                              _("TPS without village: %s is not in this regency (%s)"), village,
                              im->scope);
    else if (boundaries->n && !election_row_find(boundaries, village))
        election_import_fault(
            im, row, c, _("correct the code, or import boundaries with this village first"),
            _("TPS without village: %s is not among the imported boundaries"), village);
    else if (districts->n && !election_row_find(districts, codes_kept(village, 6, six)))
        election_import_fault(im, row, c, _("correct the code, or import this district first"),
                              _("TPS without village: the district of %s is not known"), village);
}

static void id_check(Import *im, const Row *row) {
    const Cell *village = cell_at(im, row, "village_code"), *number = cell_at(im, row, "number");
    const char *id = row->cells[0].text;
    int64_t last = 0;
    if (!str_starts(id, village->text))
        election_import_fault(im, row, 0, _("correct one of the two"),
                              _("the id %s does not begin with its village's code %s"), id,
                              village->text);
    else if (number->known && int_parse(id + 10, 0, 999, &last) && last != number->n)
        election_import_fault(im, row, col(im, "number"), _("correct one of the two"),
                              _("the id %s ends in %03d, but the number is %d"), id, (int)last,
                              (int)number->n);
}

/* Rows of one village stand together. */
static void numbers_check(Import *im) {
    int village = col(im, "village_code"), number = col(im, "number");
    int *line_of = ARENA_ARRAY(im->arena, int, 1000);
    const char *now = "";
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        if (!str_eq(row->cells[village].text, now)) memset(line_of, 0, 1000 * sizeof *line_of);
        now = row->cells[village].text;
        int n = row->cells[number].known ? (int)row->cells[number].n : 0;
        if (n && line_of[n])
            election_import_fault(im, row, number, _("give each station its own number"),
                                  _("number %d of village %s stands in line %d already"), n, now,
                                  line_of[n]);
        line_of[n] = row->line;
    }
}

/* "a, b, c and 12 more" */
typedef struct Sample {
    const char *list;
    size_t n;
} Sample;
static void sample_add(Import *im, Sample *sample, const char *id) {
    if (sample->n++ < 5)
        sample->list = sample->n == 1 ? id : arena_printf(im->arena, "%s, %s", sample->list, id);
}
static const char *sample_text(Import *im, const Sample *sample) {
    if (sample->n <= 5) return sample->list;
    return arena_printf(im->arena, _("%s and %zu more"), sample->list, sample->n - 5);
}

static void voters_remark(Import *im) {
    int dpt = col(im, "dpt");
    int64_t max = election_setting(&im->regency.rules, "voters_per_tps_max")->value;
    Sample unknown = {0}, above = {0};
    for (size_t i = 0; i < im->rows.n; i++) {
        const Cell *cell = &im->rows.at[i].cells[dpt];
        if (!cell->known) sample_add(im, &unknown, im->rows.at[i].cells[0].text);
        if (cell->known && cell->n > max) sample_add(im, &above, im->rows.at[i].cells[0].text);
    }
    if (unknown.n)
        election_import_remark(im, _("voters unknown (no needs can be computed): %s"),
                               sample_text(im, &unknown));
    if (above.n)
        election_import_remark(im, _("more voters than the rules allow at a station (%s): %s"),
                               int_group(im->arena, max), sample_text(im, &above));
}

static bool is_landing(const Import *im, const char *id) {
    for (size_t i = 0; i < im->regency.depot_count; i++)
        if (str_eq(im->regency.depots[i].id, id))
            return str_eq(im->regency.depots[i].kind, "landing");
    return false;
}

static void landings_remark(Import *im) {
    int landing = col(im, "landing");
    Sample unknown = {0};
    for (size_t i = 0; i < im->rows.n; i++) {
        const Cell *cell = &im->rows.at[i].cells[landing];
        if (cell->known && !is_landing(im, cell->text))
            sample_add(im, &unknown, im->rows.at[i].cells[0].text);
    }
    if (unknown.n)
        election_import_remark(im,
                               _("their landing (a depot of kind landing) is not imported yet: %s"),
                               sample_text(im, &unknown));
}

#define VILLAGE_NEAR_M 2000 /* outlines are simplified, stations stand at a neighbour's school */
static void villages_remark(Import *im) {
    int village = col(im, "village_code"), lat = col(im, "lat_e7"), lon = col(im, "lon_e7");
    Sample astray = {0};
    size_t v = 0;
    const ElectionRegency *r = &im->regency;
    for (size_t i = 0; i < im->rows.n; i++) {
        const Cell *cells = im->rows.at[i].cells;
        if (!cells[lat].known || !cells[lon].known || cells[lat].stands) continue;
        const char *code = cells[village].text;
        if (v < r->village_count && strcmp(r->villages[v].code, code) > 0) v = 0;
        while (v < r->village_count && strcmp(r->villages[v].code, code) < 0) v++;
        if (v == r->village_count || !str_eq(r->villages[v].code, code)) continue;
        if (r->village_area[v].ring_count == 0) continue;
        GeoPoint p = {(int32_t)cells[lat].n, (int32_t)cells[lon].n};
        if (geo_area_distance_m(&r->village_area[v], p) > VILLAGE_NEAR_M)
            sample_add(im, &astray, cells[0].text);
    }
    if (astray.n)
        election_import_remark(im, _("farther than %d m from their own village: %s"),
                               VILLAGE_NEAR_M, sample_text(im, &astray));
}

void election_tps_check(Import *im) {
    Rows boundaries = {0}, districts = {0};
    Err err;
    if (election_rows_load(im->store, im->arena, im->scope, election_kind_find("boundaries"),
                           &boundaries, &err) != OK ||
        election_rows_load(im->store, im->arena, im->scope, election_kind_find("districts"),
                           &districts, &err) != OK) {
        fault_add(im->faults, 0, 0, NULL, NULL, "%s", err.text);
        return;
    }
    for (size_t i = 0; i < im->rows.n; i++) {
        village_check(im, &im->rows.at[i], &boundaries, &districts);
        id_check(im, &im->rows.at[i]);
        before_check(im, &im->rows.at[i], "earliest_s", "latest_s", false);
    }
    numbers_check(im);
    voters_remark(im);
    landings_remark(im);
    if (im->faults->total == 0) villages_remark(im);
}

/* ---------------------------------------------------------------- districts */
static bool hub_has_depot(const Import *im, const char *code) {
    for (size_t i = 0; i < im->regency.depot_count; i++) {
        const ElectionDepot *d = &im->regency.depots[i];
        if (str_eq(d->kind, "ppk") && d->district >= 0 &&
            str_eq(im->regency.districts[d->district].code, code))
            return true;
    }
    return false;
}

static void scope_check(Import *im, const Row *row, int column) {
    const Cell *cell = &row->cells[column];
    if (cell->known && !str_starts(cell->text, im->scope))
        election_import_fault(im, row, column, _("remove the row, or correct its code"),
                              _("%s is not in this regency (%s)"), cell->text, im->scope);
}

void election_districts_check(Import *im) {
    int hub = col(im, "through_hub"), lat = col(im, "lat_e7");
    const int heading = im->heading_of[lat];
    bool weighted = heading >= 0 && str_eq(im->headings[heading], "lat_voters");
    for (size_t i = 0; i < im->rows.n; i++) {
        Row *row = &im->rows.at[i];
        Cell *quality = cell_at(im, row, "quality");
        scope_check(im, row, 0);
        if (weighted && !quality->known) *quality = (Cell){.text = "voters", .known = true};
        if (row->cells[hub].known && row->cells[hub].n && !hub_has_depot(im, row->cells[0].text))
            election_import_remark(im,
                                   _("district %s goes through its PPK, whose store (a depot of "
                                     "kind ppk) is not imported yet"),
                                   row->cells[0].text);
    }
    if (weighted)
        election_import_remark(im, "%s",
                               _("the PPK is taken to stand amid the voters (lat_voters, "
                                 "lon_voters)"));
}

/* ---------------------------------------------------------------- depots, fleet, people */
void election_depots_check(Import *im) {
    int district = col(im, "district_code"), kind = col(im, "kind");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        scope_check(im, row, district);
        if (str_eq(row->cells[kind].text, "ppk") && !row->cells[district].known)
            election_import_fault(im, row, district, _("add the column district_code"), "%s",
                                  _("a PPK's store must name its district"));
    }
}

void election_fleet_check(Import *im) {
    int boxes = col(im, "capacity_boxes"), volume = col(im, "capacity_cm3");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        before_check(im, row, "shift_start_s", "shift_end_s", false);
        before_check(im, row, "from_day", "to_day", true);
        if (!row->cells[boxes].known && !row->cells[volume].known && !row->cells[boxes].stands)
            election_import_fault(im, row, boxes, _("give capacity_boxes or capacity_volume"), "%s",
                                  _("how much this vehicle holds is not stated"));
    }
}

void election_people_check(Import *im) {
    int role = col(im, "role"), unit = col(im, "unit");
    Sample alone = {0};
    for (size_t i = 0; i < im->rows.n; i++) {
        const Cell *cells = im->rows.at[i].cells;
        if (str_eq(cells[role].text, "escort") && !cells[unit].known)
            sample_add(im, &alone, cells[0].text);
    }
    if (alone.n)
        election_import_remark(im, _("escorts without a team cannot be assigned: %s"),
                               sample_text(im, &alone));
}

/* ---------------------------------------------------------------- items */
static bool item_known(const Import *im, const char *id) {
    for (size_t i = 0; i < im->regency.rules.item_count; i++)
        if (str_eq(im->regency.rules.items[i].id, id)) return true;
    return false;
}

void election_items_check(Import *im) {
    int name = col(im, "name"), quantity = col(im, "quantity");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        const char *id = row->cells[0].text;
        if (item_known(im, id)) continue;
        if (!row->cells[name].known || !row->cells[quantity].known)
            election_import_fault(im, row, 0,
                                  _("correct the id, or give the new item a name and a quantity"),
                                  _("the rules know no item \"%s\""), id);
        else
            election_import_remark(im, _("\"%s\" is added to the items of the rules"), id);
    }
}

/* ---------------------------------------------------------------- boundaries */
static void area_check(Import *im, const Row *row, const GeoArea *area) {
    const GeoBox *b = &area->box;
    bool lat_fits = b->min.lat_e7 >= -115000000 && b->max.lat_e7 <= 65000000;
    bool lon_fits = b->min.lon_e7 >= 945000000 && b->max.lon_e7 <= 1415000000;
    bool exchanged = b->min.lon_e7 >= -115000000 && b->max.lon_e7 <= 65000000;
    if (lat_fits && lon_fits) return;
    if (exchanged)
        election_import_fault(im, row, -1, _("GeoJSON puts the longitude first"),
                              _("%s: latitude and longitude are exchanged"), row->cells[0].text);
    else
        election_import_fault(im, row, -1,
                              _("give the layer in WGS 84 (EPSG:4326), longitude first"),
                              _("%s: the outline does not lie in Indonesia"), row->cells[0].text);
}

void election_boundaries_check(Import *im) {
    int area = col(im, "area");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        scope_check(im, row, 0);
        if (!row->cells[area].known || row->cells[area].stands) continue;
        GeoArea outline = election_area_read(im->arena, row->cells[area].text);
        area_check(im, row, &outline);
    }
    Sample missing = {0};
    int32_t last = -1;
    for (size_t i = 0; i < im->regency.tps_count; i++) {
        int32_t village = im->regency.tps[i].village;
        const char *code = im->regency.villages[village].code;
        bool known = election_row_find(&im->rows, code) || election_row_find(&im->present, code);
        if (village != last && !known) sample_add(im, &missing, code);
        last = village;
    }
    if (missing.n)
        election_import_remark(im, _("villages with stations but without an outline: %s"),
                               sample_text(im, &missing));
}

/* ---------------------------------------------------------------- hazards */
void election_hazards_check(Import *im) {
    int area = col(im, "area"), lat = col(im, "upstream_lat_e7"), lon = col(im, "upstream_lon_e7");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        before_check(im, row, "level_min_mm", "level_max_mm", false);
        if (row->cells[lat].known != row->cells[lon].known)
            election_import_fault(im, row, row->cells[lat].known ? lon : lat,
                                  _("give both, or neither"), "%s",
                                  _("only one of latitude and longitude is given"));
        if (!row->cells[area].known || row->cells[area].stands) continue;
        GeoArea outline = election_area_read(im->arena, row->cells[area].text);
        area_check(im, row, &outline);
    }
}

/* ---------------------------------------------------------------- vulnerability */
static const struct {
    const char *id, *name;
} VULNERABLE[VULNERABLES] = {
    [VULNERABLE_PRONE] = {"disaster_prone", N_("prone to disaster")},
    [VULNERABLE_HARD] = {"hard_to_reach", N_("hard to reach")},
    [VULNERABLE_LATE] = {"late_before", N_("late before")},
    [VULNERABLE_SHORT] = {"short_before", N_("damaged or short before")},
    [VULNERABLE_NO_INTERNET] = {"no_internet", N_("no internet")},
    [VULNERABLE_NO_POWER] = {"no_power", N_("no electricity")},
};

const char *election_vulnerable_id(ElectionVulnerable which) {
    return VULNERABLE[which].id;
}

const char *election_vulnerable_name(ElectionVulnerable which) {
    return _(VULNERABLE[which].name);
}
