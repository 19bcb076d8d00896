// SPDX-License-Identifier: Apache-2.0
/* The views as one ElectionRegency: keys become indices, missing numbers -1. Districts and villages
 * are all that any file speaks of: a TPS brings its village, a village its district. */
#include "election/import_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "road/road.h"

typedef struct Load {
    Store *store;
    Arena *arena;
    const char *scope;
    ElectionRegency *r;
} Load;

/* ---------------------------------------------------------------- cells by name */
static const Cell *cell(const Kind *kind, const Row *row, const char *key) {
    return &row->cells[election_column(kind, key)];
}

static const char *text_of(const Kind *kind, const Row *row, const char *key) {
    const Cell *c = cell(kind, row, key);
    return c->known ? c->text : NULL;
}

static int64_t int_of(const Kind *kind, const Row *row, const char *key, int64_t missing) {
    const Cell *c = cell(kind, row, key);
    return c->known ? c->n : missing;
}

static bool place_of(const Kind *kind, const Row *row, GeoPoint *ret) {
    const Cell *lat = cell(kind, row, "lat_e7"), *lon = cell(kind, row, "lon_e7");
    if (!lat->known || !lon->known) return false;
    *ret = (GeoPoint){(int32_t)lat->n, (int32_t)lon->n};
    return true;
}

static Status rows_of(Load *l, const char *kind_name, const Kind **ret_kind, Rows *ret, Err *err) {
    *ret_kind = election_kind_find(kind_name);
    return election_rows_load(l->store, l->arena, l->scope, *ret_kind, ret, err);
}

static int32_t district_index(const ElectionRegency *r, const char *code) {
    for (size_t i = 0; code && i < r->district_count; i++)
        if (strncmp(r->districts[i].code, code, 6) == 0) return (int32_t)i;
    return -1;
}

static int32_t depot_index(const ElectionRegency *r, const char *id) {
    for (size_t i = 0; id && i < r->depot_count; i++)
        if (str_eq(r->depots[i].id, id)) return (int32_t)i;
    return -1;
}

/* ---------------------------------------------------------------- districts and villages */
typedef struct Mention { /* of a village by a TPS or a boundary */
    const char *code, *village, *district;
    const char *area;
    size_t order;
} Mention;
typedef VEC(Mention) Mentions;

/* Boundaries come first: their spelling of a name wins. */
static int compare_mentions(const void *a, const void *b) {
    const Mention *x = a, *y = b;
    int order = strcmp(x->code, y->code);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void mention_rows(Load *l, const Kind *kind, const Rows *rows, const char *code_key,
                         bool areas, Mentions *to) {
    for (size_t i = 0; i < rows->n; i++) {
        const Row *row = &rows->at[i];
        Mention m = {text_of(kind, row, code_key), text_of(kind, row, "village"),
                     text_of(kind, row, "district"), areas ? text_of(kind, row, "area") : NULL,
                     to->n};
        vec_push(l->arena, to, m);
    }
}

/* Sorted; then one per village, with a name from whoever has one. */
static void mentions_merge(Mentions *all) {
    if (all->n) qsort(all->at, all->n, sizeof *all->at, compare_mentions);
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++) {
        Mention *m = &all->at[i], *last = kept ? &all->at[kept - 1] : NULL;
        if (!last || !str_eq(last->code, m->code)) {
            all->at[kept++] = *m;
            continue;
        }
        if (!last->village) last->village = m->village;
        if (!last->district) last->district = m->district;
    }
    all->n = kept;
}

static ElectionDistrict district_of_row(const Kind *kind, const Row *row) {
    ElectionDistrict d = {.code = text_of(kind, row, "id"),
                          .name = text_of(kind, row, "name"),
                          .at_quality = text_of(kind, row, "quality"),
                          .through_hub = int_of(kind, row, "through_hub", 0) == 1,
                          .store_boxes = int_of(kind, row, "store_boxes", -1)};
    d.has_at = place_of(kind, row, &d.at);
    return d;
}

/* The districts of their file, and those that only villages speak of, by code. */
static void districts_fill(Load *l, const Kind *kind, const Rows *rows, const Mentions *villages) {
    VEC(ElectionDistrict) all = {0};
    size_t next = 0;
    for (size_t v = 0; v <= villages->n; v++) {
        const char *code = v < villages->n ? villages->at[v].code : "A"; /* after any digit */
        for (; next < rows->n && strncmp(rows->at[next].cells[0].text, code, 6) <= 0; next++)
            vec_push(l->arena, &all, district_of_row(kind, &rows->at[next]));
        bool known = all.n && strncmp(all.at[all.n - 1].code, code, 6) == 0;
        if (v == villages->n || known) continue;
        const char *six = arena_strn(l->arena, code, 6), *name = villages->at[v].district;
        vec_push(l->arena, &all,
                 (ElectionDistrict){.code = six, .name = name ? name : six, .store_boxes = -1});
    }
    l->r->districts = all.at;
    l->r->district_count = all.n;
}

/* The rings of all villages. Where neighbours overlap by a sliver, even-odd leaves it out. */
static const GeoArea *outline_of(Load *l, const GeoArea *areas, size_t n) {
    size_t rings = 0;
    for (size_t i = 0; i < n; i++) rings += areas[i].ring_count;
    if (rings == 0) return NULL;
    GeoArea *outline = ARENA_NEW(l->arena, GeoArea);
    *outline = (GeoArea){ARENA_ARRAY(l->arena, GeoRing, rings), 0, geo_box_empty()};
    for (size_t i = 0; i < n; i++) {
        if (areas[i].ring_count == 0) continue;
        geo_box_add(&outline->box, areas[i].box.min);
        geo_box_add(&outline->box, areas[i].box.max);
        for (size_t k = 0; k < areas[i].ring_count; k++)
            outline->rings[outline->ring_count++] = areas[i].rings[k];
    }
    return outline;
}

static void villages_fill(Load *l, const Mentions *all) {
    ElectionVillage *villages = ARENA_ARRAY(l->arena, ElectionVillage, all->n + 1);
    GeoArea *areas = ARENA_ARRAY(l->arena, GeoArea, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        const Mention *m = &all->at[i];
        villages[i] = (ElectionVillage){m->code, m->village ? m->village : m->code,
                                        district_index(l->r, m->code)};
        if (m->area)
            areas[i] = election_area_read(l->arena, m->area);
        else
            areas[i].box = geo_box_empty();
    }
    l->r->villages = villages;
    l->r->village_area = areas;
    l->r->village_count = all->n;
    l->r->outline = outline_of(l, areas, all->n);
}

/* ---------------------------------------------------------------- polling stations */
static uint32_t class_mask(Arena *arena, const char *words) {
    uint32_t mask = 0;
    for (const char *p = words ? words : ""; *p;) {
        size_t n = strcspn(p, ",");
        RoadClass vehicle;
        if (road_class_parse(arena_strn(arena, p, n), &vehicle)) mask |= UINT32_C(1) << vehicle;
        p += n + (p[n] == ',');
    }
    return mask;
}

static int compare_villages(const void *a, const void *b) {
    const ElectionVillage *x = a, *y = b;
    return strcmp(x->code, y->code);
}

static int32_t village_index(const ElectionRegency *r, const char *code) {
    const ElectionVillage key = {.code = code};
    const ElectionVillage *found =
        bsearch(&key, r->villages, r->village_count, sizeof key, compare_villages);
    assert(found); /* the TPS itself has mentioned it */
    return (int32_t)(found - r->villages);
}

static void tps_fill(Load *l, const Kind *kind, const Rows *rows) {
    ElectionTps *tps = ARENA_ARRAY(l->arena, ElectionTps, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const Row *row = &rows->at[i];
        tps[i] = (ElectionTps){.id = text_of(kind, row, "id"),
                               .village = village_index(l->r, text_of(kind, row, "village_code")),
                               .number = (int32_t)int_of(kind, row, "number", 0),
                               .dpt = int_of(kind, row, "dpt", -1),
                               .dptb = int_of(kind, row, "dptb", 0),
                               .at_quality = text_of(kind, row, "quality"),
                               .class_mask = class_mask(l->arena, text_of(kind, row, "access")),
                               .earliest_s = int_of(kind, row, "earliest_s", -1),
                               .latest_s = int_of(kind, row, "latest_s", -1),
                               .hardness = (int32_t)int_of(kind, row, "hardness", 0),
                               .note = text_of(kind, row, "note")};
        tps[i].has_at = place_of(kind, row, &tps[i].at);
    }
    l->r->tps = tps;
    l->r->tps_count = rows->n;
}

static Status load_places(Load *l, Err *err) {
    const Kind *tps_kind, *district_kind, *boundary_kind;
    Rows tps, districts, boundaries;
    Status s = rows_of(l, "tps", &tps_kind, &tps, err);
    if (s == OK) s = rows_of(l, "districts", &district_kind, &districts, err);
    if (s == OK) s = rows_of(l, "boundaries", &boundary_kind, &boundaries, err);
    if (s != OK) return s;
    Mentions villages = {0};
    mention_rows(l, boundary_kind, &boundaries, "id", true, &villages);
    mention_rows(l, tps_kind, &tps, "village_code", false, &villages);
    mentions_merge(&villages);
    districts_fill(l, district_kind, &districts, &villages);
    villages_fill(l, &villages);
    tps_fill(l, tps_kind, &tps);
    return OK;
}

/* ---------------------------------------------------------------- depots, fleet, people */
static Status load_depots(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = rows_of(l, "depots", &kind, &rows, err);
    if (s != OK) return s;
    ElectionDepot *depots = ARENA_ARRAY(l->arena, ElectionDepot, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const Row *row = &rows.at[i];
        depots[i] =
            (ElectionDepot){.id = text_of(kind, row, "id"),
                            .name = text_of(kind, row, "name"),
                            .kind = text_of(kind, row, "kind"),
                            .district = district_index(l->r, text_of(kind, row, "district_code")),
                            .at_quality = text_of(kind, row, "quality"),
                            .example = int_of(kind, row, "example", 0) == 1};
        place_of(kind, row, &depots[i].at);
    }
    l->r->depots = depots;
    l->r->depot_count = rows.n;
    return OK;
}

static ElectionVehicle vehicle_of_row(const ElectionRegency *r, const Kind *kind, const Row *row) {
    RoadClass klass = ROAD_TRUCK;
    const char *word = text_of(kind, row, "class"), *name = text_of(kind, row, "name");
    bool known = road_class_parse(word ? word : "", &klass);
    assert(known);
    return (ElectionVehicle){.id = text_of(kind, row, "id"),
                             .name = name ? name : text_of(kind, row, "id"),
                             .plate = text_of(kind, row, "plate"),
                             .klass = (int32_t)klass,
                             .capacity_g = int_of(kind, row, "capacity_g", -1),
                             .capacity_cm3 = int_of(kind, row, "capacity_cm3", -1),
                             .capacity_boxes = int_of(kind, row, "capacity_boxes", -1),
                             .cost_per_day = int_of(kind, row, "cost_per_day", 0),
                             .cost_per_hour = int_of(kind, row, "cost_per_hour", 0),
                             .cost_per_km = int_of(kind, row, "cost_per_km", 0),
                             .crew = (int32_t)int_of(kind, row, "crew", 1),
                             .depot = depot_index(r, text_of(kind, row, "depot")),
                             .shift_start_s = (int32_t)int_of(kind, row, "shift_start_s", 6 * 3600),
                             .shift_end_s = (int32_t)int_of(kind, row, "shift_end_s", 18 * 3600),
                             .from_day = (int32_t)int_of(kind, row, "from_day", INT32_MIN),
                             .to_day = (int32_t)int_of(kind, row, "to_day", INT32_MAX),
                             .trips_max = (int32_t)int_of(kind, row, "trips_max", 10),
                             .needs_escort = int_of(kind, row, "needs_escort", 1) == 1,
                             .example = int_of(kind, row, "example", 0) == 1};
}

static Status load_fleet(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = rows_of(l, "fleet", &kind, &rows, err);
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
    Status s = rows_of(l, "personnel", &kind, &rows, err);
    if (s != OK) return s;
    ElectionPerson *persons = ARENA_ARRAY(l->arena, ElectionPerson, rows.n + 1);
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        const Row *row = &rows.at[i];
        ElectionPerson *p = &persons[i];
        *p = (ElectionPerson){.id = text_of(kind, row, "id"),
                              .role = text_of(kind, row, "role"),
                              .name = text_of(kind, row, "name"),
                              .phone = text_of(kind, row, "phone"),
                              .organisation = text_of(kind, row, "organisation"),
                              .unit = text_of(kind, row, "unit"),
                              .vehicle = text_of(kind, row, "vehicle"),
                              .depot = depot_index(l->r, text_of(kind, row, "depot")),
                              .example = int_of(kind, row, "example", 0) == 1};
        s = reveal(l, &p->name, err);
        if (s == OK) s = reveal(l, &p->phone, err);
    }
    l->r->persons = persons;
    l->r->person_count = rows.n;
    return s;
}

static Status load_hazards(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = rows_of(l, "hazards", &kind, &rows, err);
    if (s != OK) return s;
    ElectionHazard *hazards = ARENA_ARRAY(l->arena, ElectionHazard, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const Row *row = &rows.at[i];
        const char *name = text_of(kind, row, "name");
        hazards[i] = (ElectionHazard){.id = text_of(kind, row, "id"),
                                      .name = name ? name : text_of(kind, row, "id"),
                                      .kind = text_of(kind, row, "kind"),
                                      .radius_m = (uint32_t)int_of(kind, row, "radius_m", 100),
                                      .note = text_of(kind, row, "note"),
                                      .example = int_of(kind, row, "example", 0) == 1};
        place_of(kind, row, &hazards[i].at);
    }
    l->r->hazards = hazards;
    l->r->hazard_count = rows.n;
    return OK;
}

static Status load_roads(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = rows_of(l, "roads", &kind, &rows, err);
    if (s != OK || rows.n == 0) return s;
    l->r->roads_name = text_of(kind, &rows.at[0], "name");
    const char *hex = text_of(kind, &rows.at[0], "blob");
    if (!hex_parse(hex, l->r->roads.b, sizeof l->r->roads.b))
        return err_set(err, ERR_INPUT, "%s", _("the hash of the road file is no SHA-256"));
    l->r->has_roads = true;
    return OK;
}

/* ---------------------------------------------------------------- rules and items */
static void item_override(const Kind *kind, const Row *row, ElectionItem *item) {
    const char *name = text_of(kind, row, "name"), *english = text_of(kind, row, "name_en");
    const char *unit = text_of(kind, row, "unit"), *level = text_of(kind, row, "level");
    const char *pack = text_of(kind, row, "pack");
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
    item->each_contest = int_of(kind, row, "each_contest", item->each_contest) == 1;
    item->phase = (int)int_of(kind, row, "phase", item->phase);
    bool sized = cell(kind, row, "mass_mg")->known || cell(kind, row, "volume_cm3")->known;
    item->mass_mg = int_of(kind, row, "mass_mg", item->mass_mg);
    item->volume_cm3 = int_of(kind, row, "volume_cm3", item->volume_cm3);
    if (sized) item->size_source = (ElectionSource){_("imported list of items"), CERTAIN_CONFIRMED};
}

static Status item_apply(Load *l, const Kind *kind, const Row *row, ElectionItem *item, Err *err) {
    item_override(kind, row, item);
    const char *formula = text_of(kind, row, "quantity");
    if (!formula) return OK;
    item->source = (ElectionSource){_("imported list of items"), CERTAIN_CONFIRMED};
    return election_formula_parse(l->arena, formula, &item->quantity, err);
}

static Status load_items(Load *l, Err *err) {
    const Kind *kind;
    Rows rows;
    Status s = rows_of(l, "items", &kind, &rows, err);
    if (s != OK || rows.n == 0) return s;
    ElectionRules *rules = &l->r->rules;
    ElectionItem *items = ARENA_ARRAY(l->arena, ElectionItem, rules->item_count + rows.n);
    memcpy(items, rules->items, rules->item_count * sizeof *items);
    size_t n = rules->item_count;
    for (size_t i = 0; i < rows.n && s == OK; i++) {
        const char *id = text_of(kind, &rows.at[i], "id");
        size_t at = 0;
        while (at < rules->item_count && !str_eq(items[at].id, id)) at++;
        if (at == rules->item_count) {
            bool whole =
                text_of(kind, &rows.at[i], "name") && text_of(kind, &rows.at[i], "quantity");
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
    static Status (*const steps[])(Load *, Err *) = {
        load_items, load_places, load_depots, load_fleet, load_people, load_hazards, load_roads};
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if ((s = steps[i](&l, err)) != OK) return s;
    *ret = r;
    return OK;
}
