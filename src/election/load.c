// SPDX-License-Identifier: Apache-2.0
/* The views as one ElectionRegency: keys become indices, missing numbers -1. */
#include "election/import_int.h"

#include <assert.h>
#include <string.h>

#include "road/road.h"

/* ---------------------------------------------------------------- cells by name */
static const Cell *cell(const Kind *kind, const Row *row, const char *key) {
    return &row->cells[election_column(kind, key)];
}

const char *election_row_text(const Kind *kind, const Row *row, const char *key) {
    const Cell *c = cell(kind, row, key);
    return c->known ? c->text : NULL;
}

int64_t election_row_int(const Kind *kind, const Row *row, const char *key, int64_t missing) {
    const Cell *c = cell(kind, row, key);
    return c->known ? c->n : missing;
}

bool election_row_place(const Kind *kind, const Row *row, GeoPoint *ret) {
    const Cell *lat = cell(kind, row, "lat_e7"), *lon = cell(kind, row, "lon_e7");
    if (!lat->known || !lon->known) return false;
    *ret = (GeoPoint){(int32_t)lat->n, (int32_t)lon->n};
    return true;
}

Status election_load_rows(Load *l, const char *kind_name, const Kind **ret_kind, Rows *ret,
                          Err *err) {
    *ret_kind = election_kind_find(kind_name);
    return election_rows_load(l->store, l->arena, l->scope, *ret_kind, ret, err);
}

int32_t election_district_index(const ElectionRegency *r, const char *code) {
    for (size_t i = 0; code && i < r->district_count; i++)
        if (strncmp(r->districts[i].code, code, 6) == 0) return (int32_t)i;
    return -1;
}

static int32_t depot_index(const ElectionRegency *r, const char *id) {
    for (size_t i = 0; id && i < r->depot_count; i++)
        if (str_eq(r->depots[i].id, id)) return (int32_t)i;
    return -1;
}

/* ---------------------------------------------------------------- depots, fleet, people */
static Status load_depots(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "depots", &kind, &rows, err);
    if (s != OK) return s;
    ElectionDepot *depots = ARENA_ARRAY(l->arena, ElectionDepot, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const Row *row = &rows.at[i];
        depots[i] = (ElectionDepot){.id = election_row_text(kind, row, "id"),
                                    .name = election_row_text(kind, row, "name"),
                                    .kind = election_row_text(kind, row, "kind"),
                                    .district = election_district_index(
                                        l->r, election_row_text(kind, row, "district_code")),
                                    .at_quality = election_row_text(kind, row, "quality"),
                                    .example = election_row_int(kind, row, "example", 0) == 1};
        election_row_place(kind, row, &depots[i].at);
    }
    l->r->depots = depots;
    l->r->depot_count = rows.n;
    return OK;
}

static ElectionVehicle vehicle_of_row(const ElectionRegency *r, const Kind *kind, const Row *row) {
    RoadClass klass = ROAD_TRUCK;
    const char *word = election_row_text(kind, row, "class"),
               *name = election_row_text(kind, row, "name");
    bool known = road_class_parse(word ? word : "", &klass);
    assert(known);
    return (ElectionVehicle){
        .id = election_row_text(kind, row, "id"),
        .name = name ? name : election_row_text(kind, row, "id"),
        .plate = election_row_text(kind, row, "plate"),
        .klass = (int32_t)klass,
        .capacity_g = election_row_int(kind, row, "capacity_g", -1),
        .capacity_cm3 = election_row_int(kind, row, "capacity_cm3", -1),
        .capacity_boxes = election_row_int(kind, row, "capacity_boxes", -1),
        .cost_per_day = election_row_int(kind, row, "cost_per_day", 0),
        .cost_per_hour = election_row_int(kind, row, "cost_per_hour", 0),
        .cost_per_km = election_row_int(kind, row, "cost_per_km", 0),
        .crew = (int32_t)election_row_int(kind, row, "crew", 1),
        .depot = depot_index(r, election_row_text(kind, row, "depot")),
        .shift_start_s = (int32_t)election_row_int(kind, row, "shift_start_s", 6 * 3600),
        .shift_end_s = (int32_t)election_row_int(kind, row, "shift_end_s", 18 * 3600),
        .from_day = (int32_t)election_row_int(kind, row, "from_day", INT32_MIN),
        .to_day = (int32_t)election_row_int(kind, row, "to_day", INT32_MAX),
        .trips_max = (int32_t)election_row_int(kind, row, "trips_max", 10),
        .needs_escort = election_row_int(kind, row, "needs_escort", 1) == 1,
        .example = election_row_int(kind, row, "example", 0) == 1};
}

static Status load_fleet(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "fleet", &kind, &rows, err);
    if (s != OK) return s;
    ElectionVehicle *vehicles = ARENA_ARRAY(l->arena, ElectionVehicle, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) vehicles[i] = vehicle_of_row(l->r, kind, &rows.at[i]);
    l->r->vehicles = vehicles;
    l->r->vehicle_count = rows.n;
    return OK;
}

static Status reveal(Load *l, const char **text, Err *err) {
    return *text ? ledger_reveal(l->store, l->arena, *text, text, err) : OK;
}

static Status load_people(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "personnel", &kind, &rows, err);
    if (s != OK) return s;
    ElectionPerson *persons = ARENA_ARRAY(l->arena, ElectionPerson, rows.n + 1);
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        const Row *row = &rows.at[i];
        ElectionPerson *p = &persons[i];
        *p = (ElectionPerson){.id = election_row_text(kind, row, "id"),
                              .role = election_row_text(kind, row, "role"),
                              .name = election_row_text(kind, row, "name"),
                              .phone = election_row_text(kind, row, "phone"),
                              .organisation = election_row_text(kind, row, "organisation"),
                              .unit = election_row_text(kind, row, "unit"),
                              .vehicle = election_row_text(kind, row, "vehicle"),
                              .depot = depot_index(l->r, election_row_text(kind, row, "depot")),
                              .example = election_row_int(kind, row, "example", 0) == 1};
        s = reveal(l, &p->name, err);
        if (s == OK) s = reveal(l, &p->phone, err);
    }
    l->r->persons = persons;
    l->r->person_count = rows.n;
    return s;
}

static bool level_of(const Kind *kind, const Row *row, const char *key, int64_t *ret) {
    *ret = election_row_int(kind, row, key, INT64_MIN);
    return *ret != INT64_MIN;
}

static ElectionHazard hazard_of(Load *l, const Kind *kind, const Row *row) {
    const char *name = election_row_text(kind, row, "name");
    const char *area = election_row_text(kind, row, "area");
    ElectionHazard h = {.id = election_row_text(kind, row, "id"),
                        .name = name ? name : election_row_text(kind, row, "id"),
                        .kind = election_row_text(kind, row, "kind"),
                        .radius_m = (uint32_t)election_row_int(kind, row, "radius_m", 100),
                        .class_mask =
                            election_class_mask(l->arena, election_row_text(kind, row, "classes")),
                        .rain_mm = election_row_int(kind, row, "rain_mm", -1),
                        .rain_days = election_row_int(kind, row, "rain_days", -1),
                        .depth_permille = election_row_int(kind, row, "depth_permille", -1),
                        .drain_h = election_row_int(kind, row, "drain_h", -1),
                        .chance_permille = election_row_int(kind, row, "chance_permille", -1),
                        .source = election_row_text(kind, row, "source"),
                        .certainty = election_row_text(kind, row, "certainty"),
                        .note = election_row_text(kind, row, "note"),
                        .example = election_row_int(kind, row, "example", 0) == 1};
    h.has_level_min = level_of(kind, row, "level_min_mm", &h.level_min_mm);
    h.has_level_max = level_of(kind, row, "level_max_mm", &h.level_max_mm);
    int64_t lat, lon;
    h.has_upstream = level_of(kind, row, "upstream_lat_e7", &lat) &&
                     level_of(kind, row, "upstream_lon_e7", &lon);
    if (h.has_upstream) h.upstream = (GeoPoint){(int32_t)lat, (int32_t)lon};
    if (area) h.area = election_area_read(l->arena, area);
    election_row_place(kind, row, &h.at);
    return h;
}

static Status load_hazards(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "hazards", &kind, &rows, err);
    if (s != OK) return s;
    ElectionHazard *hazards = ARENA_ARRAY(l->arena, ElectionHazard, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) hazards[i] = hazard_of(l, kind, &rows.at[i]);
    l->r->hazards = hazards;
    l->r->hazard_count = rows.n;
    return OK;
}

static Status load_roads(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "roads", &kind, &rows, err);
    if (s != OK || rows.n == 0) return s;
    l->r->roads_name = election_row_text(kind, &rows.at[0], "name");
    const char *hex = election_row_text(kind, &rows.at[0], "blob");
    if (!hex_parse(hex, l->r->roads.b, sizeof l->r->roads.b))
        return err_set(err, ERR_INPUT, "%s", _("the hash of the road file is no SHA-256"));
    l->r->has_roads = true;
    return OK;
}

/* ---------------------------------------------------------------- rules and items */
static void item_override(const Kind *kind, const Row *row, ElectionItem *item) {
    const char *name = election_row_text(kind, row, "name"),
               *english = election_row_text(kind, row, "name_en");
    const char *unit = election_row_text(kind, row, "unit"),
               *level = election_row_text(kind, row, "level");
    const char *pack = election_row_text(kind, row, "pack");
    if (name)
        item->name = (ElectionText){name, english ? english : name};
    else if (english)
        item->name.en = english;
    if (unit) item->unit = (ElectionText){unit, unit};
    if (level)
        item->level = str_eq(level, "ppk")   ? LEVEL_PPK
                      : str_eq(level, "kpu") ? LEVEL_KPU
                                             : LEVEL_TPS;
    if (pack) item->pack = str_eq(pack, "outside") ? PACK_OUTSIDE : PACK_INSIDE;
    item->each_contest = election_row_int(kind, row, "each_contest", item->each_contest) == 1;
    item->phase = (int)election_row_int(kind, row, "phase", item->phase);
    bool sized = cell(kind, row, "mass_mg")->known || cell(kind, row, "volume_cm3")->known;
    item->mass_mg = election_row_int(kind, row, "mass_mg", item->mass_mg);
    item->volume_cm3 = election_row_int(kind, row, "volume_cm3", item->volume_cm3);
    if (sized) item->size_source = (ElectionSource){_("imported list of items"), CERTAIN_CONFIRMED};
}

static Status item_apply(Load *l, const Kind *kind, const Row *row, ElectionItem *item, Err *err) {
    item_override(kind, row, item);
    const char *formula = election_row_text(kind, row, "quantity");
    if (!formula) return OK;
    item->source = (ElectionSource){_("imported list of items"), CERTAIN_CONFIRMED};
    return election_formula_parse(l->arena, formula, &item->quantity, err);
}

static Status load_items(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = election_load_rows(l, "items", &kind, &rows, err);
    if (s != OK || rows.n == 0) return s;
    ElectionRules *rules = &l->r->rules;
    ElectionItem *items = ARENA_ARRAY(l->arena, ElectionItem, rules->item_count + rows.n);
    memcpy(items, rules->items, rules->item_count * sizeof *items);
    size_t n = rules->item_count;
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        const char *id = election_row_text(kind, &rows.at[i], "id");
        size_t at = 0;
        while (at < rules->item_count && !str_eq(items[at].id, id)) at++;
        if (at == rules->item_count) {
            bool whole = election_row_text(kind, &rows.at[i], "name") &&
                         election_row_text(kind, &rows.at[i], "quantity");
            if (!whole) continue; /* it changed an item that later rules no longer have */
            at = n++;
            items[at] = (ElectionItem){
                .id = id, .phase = 1, .pack = PACK_OUTSIDE, .unit = {"buah", "piece"}};
        }
        s = item_apply(l, kind, &rows.at[i], &items[at], err);
    }
    rules->items = items;
    rules->item_count = n;
    return s;
}

static Status load_rules(Load *l, const RegionRow *region, Err *err) {
    json_t *json;
    Status s = json_read(bytes_of(region->rules), region->rules_name, &json, err);
    if (s != OK) return s;
    Faults faults = {.arena = l->arena, .file = region->rules_name};
    s = election_rules_read(l->arena, json, region->rules_name, region->scope, &l->r->rules,
                            &faults, err);
    json_decref(json);
    return s;
}

Status election_load(Store *store, Arena *arena, const char *scope, ElectionRegency *ret,
                     Err *err) {
    RegionRow region;
    Status s = election_region_load(store, arena, scope, &region, err);
    if (s != OK) return s;
    ElectionRegency r = {.scope = region.scope,
                         .name = region.name,
                         .province = region.province,
                         .zone_min = region.zone_min,
                         .log_size = region.seq};
    Load l = {store, arena, region.scope, &r};
    if ((s = load_rules(&l, &region, err)) != OK) return s;
    static Status (*const steps[])(Load *, Err *) = {load_items, election_load_places, load_depots,
                                                     load_fleet, load_people,          load_hazards,
                                                     load_roads};
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if ((s = steps[i](&l, err)) != OK) return s;
    *ret = r;
    return OK;
}
