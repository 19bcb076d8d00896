// SPDX-License-Identifier: Apache-2.0
/* Districts, villages and polling stations. Districts and villages are all that any file speaks of:
 * a TPS brings its village, a village its district. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "election/import_int.h"
#include "road/road.h"

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
        Mention m = {election_row_text(kind, row, code_key),
                     election_row_text(kind, row, "village"),
                     election_row_text(kind, row, "district"),
                     areas ? election_row_text(kind, row, "area") : NULL, to->n};
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
    ElectionDistrict d = {.code = election_row_text(kind, row, "id"),
                          .name = election_row_text(kind, row, "name"),
                          .at_quality = election_row_text(kind, row, "quality"),
                          .through_hub = election_row_int(kind, row, "through_hub", 0) == 1,
                          .store_boxes = election_row_int(kind, row, "store_boxes", -1)};
    d.has_at = election_row_place(kind, row, &d.at);
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
                                        election_district_index(l->r, m->code)};
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
uint32_t election_class_mask(Arena *arena, const char *words) {
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

/* What Bawaslu found there; the row of a TPS that was removed since has no TPS. */
static uint32_t vulnerable_bits(const Kind *kind, const Rows *rows, const char *id) {
    const Row *row = election_row_find(rows, id);
    uint32_t bits = 0;
    for (ElectionVulnerable v = 0; row && v < VULNERABLES; v++)
        if (election_row_int(kind, row, election_vulnerable_id(v), 0) == 1)
            bits |= UINT32_C(1) << v;
    return bits;
}

static void tps_fill(Load *l, const Kind *kind, const Rows *rows, const Kind *found_kind,
                     const Rows *found) {
    ElectionTps *tps = ARENA_ARRAY(l->arena, ElectionTps, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const Row *row = &rows->at[i];
        tps[i] = (ElectionTps){
            .id = election_row_text(kind, row, "id"),
            .village = village_index(l->r, election_row_text(kind, row, "village_code")),
            .number = (int32_t)election_row_int(kind, row, "number", 0),
            .dpt = election_row_int(kind, row, "dpt", -1),
            .dptb = election_row_int(kind, row, "dptb", 0),
            .at_quality = election_row_text(kind, row, "quality"),
            .class_mask = election_class_mask(l->arena, election_row_text(kind, row, "access")),
            .earliest_s = election_row_int(kind, row, "earliest_s", -1),
            .latest_s = election_row_int(kind, row, "latest_s", -1),
            .hardness = (int32_t)election_row_int(kind, row, "hardness", 0),
            .landing = election_row_text(kind, row, "landing"),
            .note = election_row_text(kind, row, "note")};
        tps[i].has_at = election_row_place(kind, row, &tps[i].at);
        tps[i].vulnerable = vulnerable_bits(found_kind, found, tps[i].id);
    }
    l->r->tps = tps;
    l->r->tps_count = rows->n;
}

Status election_load_places(Load *l, Err *err) {
    const Kind *tps_kind, *district_kind, *boundary_kind, *found_kind;
    Rows tps, districts, boundaries, found;
    Status s = election_load_rows(l, "tps", &tps_kind, &tps, err);
    if (s == OK) s = election_load_rows(l, "districts", &district_kind, &districts, err);
    if (s == OK) s = election_load_rows(l, "boundaries", &boundary_kind, &boundaries, err);
    if (s == OK) s = election_load_rows(l, "vulnerability", &found_kind, &found, err);
    if (s != OK) return s;
    Mentions villages = {0};
    mention_rows(l, boundary_kind, &boundaries, "id", true, &villages);
    mention_rows(l, tps_kind, &tps, "village_code", false, &villages);
    mentions_merge(&villages);
    districts_fill(l, district_kind, &districts, &villages);
    villages_fill(l, &villages);
    tps_fill(l, tps_kind, &tps, found_kind, &found);
    return OK;
}
