// SPDX-License-Identifier: Apache-2.0
/* What every paper asks of a plan, worked out once. */
#include "print/print_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- working it out */

/* Where the rows of each place of a level begin; needs are ordered by level and place. */
static size_t *index_level(PrintFacts *f, ElectionLevel level, size_t places) {
    const ElectionNeeds *n = f->in.needs;
    size_t *first = ARENA_ARRAY(f->arena, size_t, places + 1), row = 0;
    while (row < n->count && n->rows[row].level != level) row++;
    for (size_t i = 0; i <= places; i++) {
        while (row < n->count && n->rows[row].level == level && n->rows[row].place < (int32_t)i)
            row++;
        first[i] = row;
    }
    return first;
}

static void index_goods(PrintFacts *f, const PlanTrip *trip, PrintCall call) {
    const PlanStop *stop = &trip->stops[call.stop];
    if (stop->tps < 0 && stop->village < 0) f->ppk[stop->district] = call;
    for (size_t i = 0; i < stop->goods_count; i++)
        (stop->tps >= 0 ? f->direct : f->hub)[stop->goods[i]] = call;
}

static PrintCall *no_calls(Arena *arena, size_t n) {
    PrintCall *calls = ARENA_ARRAY(arena, PrintCall, n + 1);
    for (size_t i = 0; i < n; i++) calls[i] = (PrintCall){-1, -1};
    return calls;
}

static void index_stops(PrintFacts *f) {
    const Plan *plan = f->in.plan;
    VEC(PrintHandover) handovers = {0};
    f->direct = no_calls(f->arena, f->in.regency->tps_count);
    f->hub = no_calls(f->arena, f->in.regency->tps_count);
    f->ppk = no_calls(f->arena, f->in.regency->district_count);
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        for (size_t s = 0; s < trip->stop_count; s++) {
            PrintCall call = {(int32_t)t, (int32_t)s};
            index_goods(f, trip, call);
            if (trip->stops[s].tps < 0 && s > 0 && trip->stops[s].site == trip->stops[s - 1].site)
                handovers.at[handovers.n - 1].count++;
            else
                vec_push(f->arena, &handovers, (PrintHandover){call.trip, call.stop, 1});
        }
    }
    f->handovers = handovers.at;
    f->handover_count = handovers.n;
}

static Status path_of(PrintFacts *f, RoadClass klass, size_t from, size_t to, RoadPath *ret,
                      Err *err) {
    Status s =
        from == to ? ERR_ABSENT : plan_path(f->arena, f->in.network, klass, from, to, ret, err);
    if (s != ERR_ABSENT) return s;
    *ret = (RoadPath){0}; /* drawn as nothing; plan_check is where this is told */
    return OK;
}

static RoadPath joined(Arena *arena, const RoadPath *a, const RoadPath *b) {
    RoadPath all = {.leg_count = a->leg_count + b->leg_count,
                    .point_count = a->point_count + b->point_count,
                    .time_s = a->time_s + b->time_s,
                    .distance_m = a->distance_m + b->distance_m};
    all.legs = ARENA_ARRAY(arena, RoadLeg, all.leg_count + 1);
    all.points = ARENA_ARRAY(arena, GeoPoint, all.point_count + 1);
    if (a->leg_count) memcpy(all.legs, a->legs, a->leg_count * sizeof *all.legs);
    if (b->leg_count) memcpy(all.legs + a->leg_count, b->legs, b->leg_count * sizeof *all.legs);
    if (a->point_count) memcpy(all.points, a->points, a->point_count * sizeof *all.points);
    if (b->point_count)
        memcpy(all.points + a->point_count, b->points, b->point_count * sizeof *all.points);
    return all;
}

/* To stop `s` of the trip, or home, by way of its via where that lies between. */
static Status leg_path(PrintFacts *f, const PlanTrip *trip, RoadClass klass, size_t s, size_t from,
                       size_t to, RoadPath *ret, Err *err) {
    const PlanVia *via = trip->via && trip->via->before == (int32_t)s ? trip->via : NULL;
    bool ends = trip->state == PLAN_BROKEN && s == trip->stop_count;
    RoadPath before = {0}, behind = {0};
    if (!via) return path_of(f, klass, from, to, ret, err);
    Status st = path_of(f, klass, from, (size_t)via->site, &before, err);
    if (st == OK && !ends) st = path_of(f, klass, (size_t)via->site, to, &behind, err);
    if (st == OK) *ret = joined(f->arena, &before, &behind);
    return st;
}

static Status find_paths(PrintFacts *f, Err *err) {
    const Plan *plan = f->in.plan;
    f->paths = ARENA_ARRAY(f->arena, RoadPath *, plan->trip_count + 1);
    for (size_t t = 0; t < plan->trip_count; t++) {
        const PlanTrip *trip = &plan->trips[t];
        RoadClass klass = (RoadClass)f->in.regency->vehicles[trip->vehicle].klass;
        size_t depot = (size_t)trip->depot, from = depot;
        f->paths[t] = ARENA_ARRAY(f->arena, RoadPath, trip->stop_count + 1);
        for (size_t s = 0; s <= trip->stop_count; s++) {
            size_t to = s < trip->stop_count ? (size_t)trip->stops[s].site : depot;
            Status status = leg_path(f, trip, klass, s, from, to, &f->paths[t][s], err);
            if (status != OK) return status;
            from = to;
        }
        progress_step(f->in.progress, _("Finding the ways"), (int64_t)t + 1,
                      (int64_t)plan->trip_count);
    }
    return OK;
}

static void index_roads(PrintFacts *f) {
    const RoadMap *map = f->in.network->map;
    if (!map) return;
    f->road_count = road_segment_count(map);
    f->roads = ARENA_ARRAY(f->arena, PrintRoad, f->road_count);
    for (uint32_t i = 0; i < f->road_count; i++) {
        RoadSegment segment = road_segment(map, i);
        size_t n;
        const GeoPoint *points = road_geometry(map, i, &n);
        f->roads[i] = (PrintRoad){geo_box_empty(), print_road_rank(&segment)};
        for (size_t k = 0; k < n; k++) geo_box_add(&f->roads[i].box, points[k]);
    }
}

static int by_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

/* Place, contest and copy say which box it is. */
static int by_box(const void *a, const void *b) {
    const CustodyUnit *const *x = a, *const *y = b;
    int place = by_text((*x)->place, (*y)->place), contest = by_text((*x)->contest, (*y)->contest);
    if (place || contest) return place ? place : contest;
    return ((*x)->copy > (*y)->copy) - ((*x)->copy < (*y)->copy);
}

static void index_boxes(PrintFacts *f) {
    const PrintUnits *units = f->in.units;
    if (!units) return;
    f->boxes = ARENA_ARRAY(f->arena, const CustodyUnit *, units->count + 1);
    for (size_t i = 0; i < units->count; i++)
        if (units->units[i].unit->number.kind == CUSTODY_BOX)
            f->boxes[f->box_count++] = units->units[i].unit;
    if (f->box_count) qsort(f->boxes, f->box_count, sizeof *f->boxes, by_box);
}

static bool any_example(const ElectionRegency *r) {
    for (size_t i = 0; i < r->vehicle_count; i++)
        if (r->vehicles[i].example) return true;
    for (size_t i = 0; i < r->person_count; i++)
        if (r->persons[i].example) return true;
    for (size_t i = 0; i < r->hazard_count; i++)
        if (r->hazards[i].example) return true;
    for (size_t i = 0; i < r->depot_count; i++)
        if (r->depots[i].example) return true;
    return false;
}

Status print_facts(Arena *arena, const PrintInput *input, PrintFacts *ret, Err *err) {
    const ElectionRegency *r = input->regency;
    *ret = (PrintFacts){.arena = arena, .in = *input};
    ret->zone = r->zone_min == 480 ? "WITA" : r->zone_min == 540 ? "WIT" : "WIB";
    int64_t made_ms;
    if (input->plan->made && time_parse_utc(input->plan->made, &made_ms))
        ret->made_s = made_ms / 1000;
    else
        ret->made_s = (int64_t)input->plan->from_day * 86400 - (int64_t)r->zone_min * 60;
    ret->example = any_example(r);
    ret->first_need = index_level(ret, LEVEL_TPS, r->tps_count);
    ret->first_ppk_need = index_level(ret, LEVEL_PPK, r->district_count);
    index_stops(ret);
    index_roads(ret);
    index_boxes(ret);
    print_risk_facts(ret);
    return find_paths(ret, err);
}

/* ---------------------------------------------------------------- asking */

const PlanTrip *print_trip(const PrintFacts *f, int32_t trip) {
    return &f->in.plan->trips[trip];
}

const ElectionTps *print_tps(const PrintFacts *f, int32_t tps) {
    return &f->in.regency->tps[tps];
}

const ElectionVillage *print_village(const PrintFacts *f, int32_t village) {
    return &f->in.regency->villages[village];
}

const ElectionDistrict *print_district(const PrintFacts *f, const PlanStop *stop) {
    return &f->in.regency->districts[stop->district];
}

const ElectionDistrict *print_district_of(const PrintFacts *f, int32_t tps) {
    return &f->in.regency->districts[print_village(f, print_tps(f, tps)->village)->district];
}

const char *print_goods_of(const PrintFacts *f, const PlanStop *stop) {
    return stop->village < 0 ? "PPK" : print_village(f, stop->village)->name;
}

const ElectionPerson *print_driver(const PrintFacts *f, int32_t vehicle) {
    const ElectionRegency *r = f->in.regency;
    for (size_t i = 0; i < r->person_count; i++)
        if (str_eq(r->persons[i].role, "driver") && r->persons[i].vehicle &&
            str_eq(r->persons[i].vehicle, r->vehicles[vehicle].id))
            return &r->persons[i];
    return NULL;
}

const ElectionPerson *print_officer(const PrintFacts *f, const char *role, int32_t depot) {
    const ElectionRegency *r = f->in.regency;
    for (size_t i = 0; i < r->person_count; i++)
        if (str_eq(r->persons[i].role, role) && r->persons[i].depot == depot) return &r->persons[i];
    return NULL;
}

static bool of_team(const ElectionPerson *person, const char *team) {
    return team && str_eq(person->role, "escort") && person->unit && str_eq(person->unit, team);
}

bool print_trip_example(const PrintFacts *f, const PlanTrip *trip) {
    const ElectionRegency *r = f->in.regency;
    const ElectionPerson *driver = print_driver(f, trip->vehicle);
    if (r->depots[trip->depot].example) return true;
    if (r->vehicles[trip->vehicle].example || (driver && driver->example)) return true;
    for (size_t i = 0; i < r->person_count; i++)
        if (r->persons[i].example && of_team(&r->persons[i], trip->escort)) return true;
    return false;
}

const char *print_escort_names(const PrintFacts *f, Arena *arena, const char *team) {
    const ElectionRegency *r = f->in.regency;
    const char *names = "";
    for (size_t i = 0; i < r->person_count; i++)
        if (of_team(&r->persons[i], team))
            names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", r->persons[i].name);
    return names;
}

const char *print_hub(const PrintFacts *f, const PlanStop *stop) {
    int32_t depot = plan_stop_depot(f->in.regency, stop);
    return plan_at_landing(f->in.regency, depot) ? f->in.regency->depots[depot].name : "PPK";
}

bool print_to_landing(const PrintFacts *f, const PlanTrip *t) {
    const ElectionRegency *r = f->in.regency;
    return t->stop_count > 0 && plan_at_landing(r, plan_stop_depot(r, &t->stops[0]));
}

int32_t print_ppk_depot(const PrintFacts *f, int32_t district) {
    const ElectionRegency *r = f->in.regency;
    for (size_t i = 0; i < r->depot_count; i++)
        if (str_eq(r->depots[i].kind, "ppk") && r->depots[i].district == district)
            return (int32_t)i;
    return -1;
}

bool print_passes(const PrintFacts *f, size_t trip, size_t hazard) {
    const ElectionHazard *h = &f->in.regency->hazards[hazard];
    const PlanTrip *t = &f->in.plan->trips[trip];
    for (size_t s = 0; s <= t->stop_count; s++) {
        const RoadPath *path = &f->paths[trip][s];
        bool area = h->area.ring_count > 0;
        if (area && geo_area_meets(&h->area, path->points, path->point_count)) return true;
        for (size_t i = 1; i < path->point_count && !area; i++) {
            GeoPoint at = geo_nearest_on(h->at, path->points[i - 1], path->points[i], &(double){0});
            if (geo_distance_m(h->at, at) <= h->radius_m) return true;
        }
    }
    return false;
}

static size_t boxes_of(const PrintFacts *f, Arena *arena, size_t from, size_t to, PrintBox like,
                       PrintBox **ret) {
    VEC(PrintBox) boxes = {0};
    for (size_t i = from; i < to; i++) {
        const ElectionNeed *row = &f->in.needs->rows[i];
        if (!f->in.regency->rules.items[row->item].is_box) continue;
        for (int32_t k = 1; k <= row->quantity; k++) {
            like.contest = row->contest;
            like.number = (int32_t)boxes.n + 1;
            like.copy = k;
            vec_push(arena, &boxes, like);
        }
    }
    for (size_t i = 0; i < boxes.n; i++) boxes.at[i].of = (int32_t)boxes.n;
    *ret = boxes.at;
    return boxes.n;
}

size_t print_boxes(const PrintFacts *f, int32_t tps, Arena *arena, PrintBox **ret) {
    int32_t district = print_village(f, print_tps(f, tps)->village)->district;
    return boxes_of(f, arena, f->first_need[tps], f->first_need[tps + 1],
                    (PrintBox){.tps = tps, .district = district}, ret);
}

size_t print_ppk_boxes(const PrintFacts *f, int32_t district, Arena *arena, PrintBox **ret) {
    return boxes_of(f, arena, f->first_ppk_need[district], f->first_ppk_need[district + 1],
                    (PrintBox){.tps = -1, .district = district}, ret);
}

const char *print_box_code(const PrintFacts *f, Arena *arena, const PrintBox *box) {
    const ElectionRegency *r = f->in.regency;
    const char *place = box->tps >= 0 ? r->tps[box->tps].id : r->districts[box->district].code,
               *contest = box->contest < 0 ? NULL : r->rules.contests[box->contest].id;
    const CustodyUnit like = {.place = place, .contest = contest, .copy = box->copy}, *key = &like;
    const CustodyUnit **found =
        f->box_count ? bsearch(&key, f->boxes, f->box_count, sizeof *f->boxes, by_box) : NULL;
    if (!found) return "";
    char *shown = arena_alloc(arena, CUSTODY_SHOWN_BYTES);
    custody_code_shown((*found)->code, shown);
    return shown;
}

const char *print_contest_short(const PrintFacts *f, Arena *arena, int32_t contest) {
    return contest < 0 ? "–" : print_upper(arena, f->in.regency->rules.contests[contest].id);
}

/* ---------------------------------------------------------------- as text */

int32_t print_day(const PrintFacts *f, int64_t utc_s) {
    return (int32_t)((utc_s + (int64_t)f->in.regency->zone_min * 60) / 86400);
}

const char *print_clock(const PrintFacts *f, Arena *arena, int64_t utc_s) {
    Civil c = civil_from_s(utc_s + (int64_t)f->in.regency->zone_min * 60);
    return arena_printf(arena, "%02d%c%02d", c.hour, lang_in_use() == LANG_ID ? '.' : ':',
                        c.minute);
}

const char *print_tenths(Arena *arena, int64_t n, int64_t per) {
    return decimal_group(arena, (mul64(n, 10) + per / 2) / per, 1);
}

const char *print_hundredths(Arena *arena, int64_t n, int64_t per) {
    return decimal_group(arena, (mul64(n, 100) + per / 2) / per, 2);
}

const char *print_upper(Arena *arena, const char *text) {
    char *upper = arena_str(arena, text);
    for (char *c = upper; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    return upper;
}

const char *print_tps_name(const PrintFacts *f, Arena *arena, int32_t tps) {
    return arena_printf(arena, "TPS %03d", print_tps(f, tps)->number);
}

const char *print_regency_name(const PrintFacts *f, Arena *arena) {
    const char *name = print_upper(arena, f->in.regency->name);
    bool whole = str_starts(name, "KOTA ") || str_starts(name, "KAB");
    return whole ? name : arena_printf(arena, "KABUPATEN %s", name);
}

const char *print_document(const PrintFacts *f, Arena *arena, const char *kind, size_t number,
                           int32_t day) {
    return arena_printf(arena, "%04zu/%s/%s-%" PRId64 "/%s/%d", number, kind, f->in.regency->scope,
                        f->in.plan->seq, print_month_roman(day),
                        civil_from_s((int64_t)day * 86400).year);
}

static const char *made_local(const PrintFacts *f, Arena *arena) {
    char date[16];
    day_format(print_day(f, f->made_s), date);
    return arena_printf(arena, "%s %s %s", date, print_clock(f, arena, f->made_s), f->zone);
}

const char *print_rests_on(const PrintFacts *f, Arena *arena) {
    const Plan *p = f->in.plan;
    const char *roads =
        p->estimated ? _("times and distances are estimated from straight lines: no road data")
                     : arena_printf(arena, _("roads: %s"), p->roads_name ? p->roads_name : "-");
    if (!p->id) return arena_printf(arena, _("DRAFT, not in the record · %s"), roads);
    return arena_printf(arena, _("Plan %s of %s · record of %s events · %s"), p->id,
                        made_local(f, arena), int_group(arena, p->log_size), roads);
}

/* The official papers are in Indonesian whatever the catalogue holds. */
const char *print_rests_on_id(const PrintFacts *f, Arena *arena) {
    const Plan *p = f->in.plan;
    const char *roads = p->estimated
                            ? "waktu dan jarak diperkirakan dari garis lurus: tanpa data jalan"
                            : arena_printf(arena, "jalan: %s", p->roads_name ? p->roads_name : "-");
    if (!p->id) return arena_printf(arena, "KONSEP, belum tercatat · %s", roads);
    return arena_printf(arena, "Rencana %s tanggal %s · catatan %s peristiwa · %s", p->id,
                        made_local(f, arena), int_group(arena, p->log_size), roads);
}
