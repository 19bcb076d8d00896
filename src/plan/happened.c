// SPDX-License-Identifier: Apache-2.0
/* What has happened to a plan: read from the record, or from a table that somebody kept, and stated
 * as steps of trips. The record is the only source that a new plan is made from. */
#include "plan/plan_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"

static const struct {
    const char *id;
    const char *words[3]; /* as str_key makes them */
    CustodyTripAct step;
} acts[] = {
    [PLAN_LOADED] = {"loaded", {"loaded", "dimuat", "muat"}, CUSTODY_TRIP_LOAD},
    [PLAN_DEPARTED] = {"departed", {"departed", "berangkat"}, CUSTODY_TRIP_DEPART},
    [PLAN_ARRIVED] = {"arrived", {"arrived", "tiba"}, CUSTODY_TRIP_ARRIVE},
    [PLAN_DELIVERED] = {"delivered", {"delivered", "diserahkan", "serah"}, CUSTODY_TRIP_DEPART},
    [PLAN_BROKE_DOWN] = {"broken", {"broken", "rusak", "mogok"}, CUSTODY_TRIP_BREAK},
    [PLAN_TURNED_BACK] = {"turned-back", {"turnedback", "berbalik"}, CUSTODY_TRIP_TURN_BACK},
    [PLAN_RESUMED] = {"resumed", {"resumed", "lanjut", "jalanlagi"}, CUSTODY_TRIP_RESUME},
    [PLAN_FINISHED] = {"finished", {"finished", "selesai"}, CUSTODY_TRIP_FINISH},
};
static_assert(COUNT_OF(acts) == _PLAN_ACTS, "each act has its row");

const char *plan_act_id(PlanAct act) {
    return acts[act].id;
}

/* ---------------------------------------------------------------- finding trips and stops */

static int64_t apart(const PlanTrip *t, int64_t at_s) {
    if (at_s < t->load_s) return t->load_s - at_s;
    return at_s > t->return_s ? at_s - t->return_s : 0;
}

int32_t plan_trip_at(const Plan *plan, int32_t vehicle, int64_t at_s) {
    int32_t best = -1;
    for (size_t i = 0; i < plan->trip_count; i++) {
        const PlanTrip *t = &plan->trips[i];
        if (t->vehicle != vehicle || apart(t, at_s) >= PLAN_DAY_S / 2) continue;
        if (best < 0 || apart(t, at_s) < apart(&plan->trips[best], at_s)) best = (int32_t)i;
    }
    return best;
}

/* Several stops may be at one hub, each with a village's goods: who comes there is at the first,
 * and who leaves it, behind the last. */
static int32_t stop_of(const ElectionRegency *r, const PlanTrip *t, const char *place, bool left) {
    int32_t stop = -1;
    for (size_t i = 0; place && i < t->stop_count && (left || stop < 0); i++)
        if (plan_is_at(r, &t->stops[i], place)) stop = (int32_t)i;
    return stop;
}

static int32_t trip_named(const Plan *plan, const char *id) {
    for (size_t i = 0; i < plan->trip_count; i++)
        if (str_eq(plan->trips[i].id, id)) return (int32_t)i;
    return -1;
}

/* ---------------------------------------------------------------- from the record */

typedef struct Facts {
    Arena *arena;
    const ElectionRegency *r;
    const Plan *plan;
    int64_t at_s;
    VEC(PlanFact) list;
} Facts;

static void take_step(Facts *f, int32_t trip, const CustodyTripStep *step) {
    const PlanTrip *t = &f->plan->trips[trip];
    PlanFact fact = {.trip = trip,
                     .stop = stop_of(f->r, t, step->stop, step->act == CUSTODY_TRIP_DEPART),
                     .at_s = step->at_ms / 1000,
                     .has_point = step->has_point,
                     .point = step->point};
    if ((step->plan && !str_eq(step->plan, f->plan->id)) || fact.at_s > f->at_s) return;
    for (int a = 0; a < _PLAN_ACTS; a++)
        if (acts[a].step == step->act && a != PLAN_DELIVERED) fact.act = (PlanAct)a;
    if (fact.act == PLAN_DEPARTED && fact.stop >= 0) fact.act = PLAN_DELIVERED;
    if (fact.act == PLAN_ARRIVED && fact.stop < 0) return; /* at no stop of this trip */
    vec_push(f->arena, &f->list, fact);
}

/* Of a TPS: the last of its units that was accepted there; -1 = none was. */
static void take_scans(Facts *f, const CustodyChain *chains, size_t n) {
    int64_t *at_s = ARENA_ARRAY(f->arena, int64_t, f->r->tps_count);
    for (size_t i = 0; i < f->r->tps_count; i++) at_s[i] = -1;
    for (size_t i = 0; i < n; i++) {
        int32_t tps = chains[i].unit ? election_tps(f->r, chains[i].unit->place) : -1;
        for (size_t k = 0; tps >= 0 && k < chains[i].length; k++) {
            const CustodyLink *link = &chains[i].links[k];
            bool there =
                str_eq(link->place, f->r->tps[tps].id) || str_eq(link->to.place, f->r->tps[tps].id);
            if (link->act != CUSTODY_DO_ACCEPT || link->back || !there) continue;
            int64_t s = link->at_ms / 1000;
            if (s <= f->at_s && s > at_s[tps]) at_s[tps] = s;
        }
    }
    for (size_t t = 0; t < f->plan->trip_count; t++)
        for (size_t k = 0; k < f->plan->trips[t].stop_count; k++) {
            int32_t tps = f->plan->trips[t].stops[k].tps;
            if (tps >= 0 && at_s[tps] >= 0)
                vec_push(f->arena, &f->list,
                         ((PlanFact){.trip = (int32_t)t,
                                     .stop = (int32_t)k,
                                     .act = PLAN_DELIVERED,
                                     .at_s = at_s[tps]}));
        }
}

static int fact_order(const void *a, const void *b) {
    const PlanFact *x = a, *y = b;
    if (x->trip != y->trip) return x->trip < y->trip ? -1 : 1;
    if (x->at_s != y->at_s) return x->at_s < y->at_s ? -1 : 1;
    if (x->act != y->act) return x->act < y->act ? -1 : 1;
    return (x->stop > y->stop) - (x->stop < y->stop);
}

/* "Departed" after "arrived", with no place named, is from that stop. */
static void name_stops_left(Facts *f) {
    for (size_t i = 1; i < f->list.n; i++) {
        PlanFact *fact = &f->list.at[i], *before = fact - 1;
        if (fact->act != PLAN_DEPARTED || fact->trip != before->trip || before->act != PLAN_ARRIVED)
            continue;
        fact->act = PLAN_DELIVERED;
        fact->stop = before->stop;
    }
}

Status plan_facts(Store *store, Arena *arena, const ElectionRegency *r, const Plan *plan,
                  int64_t at_s, PlanFact **ret, size_t *ret_count, Err *err) {
    Facts f = {.arena = arena, .r = r, .plan = plan, .at_s = at_s};
    CustodyTrip *trips;
    CustodyChain *chains;
    size_t trip_count, chain_count;
    Status s = custody_trips(store, arena, r->scope, NULL, 0, &trips, &trip_count, err);
    if (s == OK) s = custody_chains(store, arena, r->scope, NULL, &chains, &chain_count, err);
    if (s != OK) return s;
    for (size_t i = 0; i < trip_count; i++) {
        int32_t trip = trip_named(plan, trips[i].trip);
        for (size_t k = 0; trip >= 0 && k < trips[i].count; k++)
            take_step(&f, trip, &trips[i].steps[k]);
    }
    take_scans(&f, chains, chain_count);
    if (f.list.n) qsort(f.list.at, f.list.n, sizeof *f.list.at, fact_order);
    name_stops_left(&f);
    *ret = f.list.at;
    *ret_count = f.list.n;
    return OK;
}

/* ---------------------------------------------------------------- from a table */

enum { VEHICLE, TRIP, TIME, WHAT, PLACE, LAT, LON, COLUMNS };
static const struct {
    const char *name, *aliases[3];
} columns[COLUMNS] = {
    [VEHICLE] = {"vehicle", {"kendaraan", "kodekendaraan", "idkendaraan"}},
    [TRIP] = {"trip", {"perjalanan", "idperjalanan"}},
    [TIME] = {"time", {"waktu", "jam"}},
    [WHAT] = {"what", {"kejadian", "apa", "event"}},
    [PLACE] = {"tps", {"tempat", "place", "idtps"}},
    [LAT] = {"lat", {"lintang", "latitude"}},
    [LON] = {"lon", {"bujur", "longitude"}},
};

typedef struct Table {
    Arena *arena;
    const ElectionRegency *r;
    const Plan *plan;
    const Csv *csv;
    int at[COLUMNS]; /* column of the file, or -1 */
    const CsvRow *row;
    Faults *faults;
    VEC(PlanFact) list;
} Table;

static void find_columns(Table *t) {
    for (int c = 0; c < COLUMNS; c++) t->at[c] = -1;
    for (size_t i = 0; i < t->csv->columns; i++) {
        const char *key = str_key(t->arena, t->csv->header[i]);
        for (int c = 0; c < COLUMNS; c++) {
            bool is = str_eq(key, columns[c].name);
            for (size_t k = 0; k < COUNT_OF(columns[c].aliases); k++)
                is = is || (columns[c].aliases[k] && str_eq(key, columns[c].aliases[k]));
            if (is && t->at[c] < 0) t->at[c] = (int)i;
        }
    }
    for (int c = TIME; c <= WHAT; c++)
        if (t->at[c] < 0)
            fault_add(t->faults, 1, 0, columns[c].name,
                      _("columns: vehicle or trip, time, what, tps, lat, lon"),
                      _("the column %s is missing"), columns[c].name);
    if (t->at[VEHICLE] < 0 && t->at[TRIP] < 0)
        fault_add(t->faults, 1, 0, "vehicle", NULL, "%s",
                  _("neither a column vehicle nor a column trip"));
}

static const char *cell(const Table *t, int column) {
    if (t->at[column] < 0) return NULL;
    const char *text = t->row->cells[t->at[column]];
    return *text ? text : NULL;
}

static bool wrong(Table *t, int column, const char *advice, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Always false. */
static bool wrong(Table *t, int column, const char *advice, const char *fmt, ...) {
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fault_add(t->faults, t->row->line, t->at[column] + 1, columns[column].name, advice, "%s", text);
    return false;
}

static bool read_time(Table *t, PlanFact *fact) {
    const char *text = cell(t, TIME);
    int64_t ms;
    if (!text || !custody_time_read(text, t->r->zone_min, &ms))
        return wrong(t, TIME, NULL, _("%.40s is no time like 2024-02-10 07:30"), text ? text : "");
    fact->at_s = ms / 1000;
    return true;
}

static bool read_what(Table *t, PlanFact *fact) {
    const char *text = cell(t, WHAT), *key = text ? str_key(t->arena, text) : "";
    for (int a = 0; a < _PLAN_ACTS; a++)
        for (size_t k = 0; k < COUNT_OF(acts[a].words); k++)
            if (acts[a].words[k] && str_eq(key, acts[a].words[k])) {
                fact->act = (PlanAct)a;
                return true;
            }
    return wrong(
        t, WHAT,
        _("loaded, departed, arrived, delivered, broken, turned-back, resumed or finished"),
        _("%.40s is nothing that happens to a trip"), text ? text : "");
}

/* Of a vehicle's row that names a stop: its trip that has the stop. */
static int32_t trip_with(const Table *t, int32_t vehicle, const char *place) {
    for (size_t i = 0; i < t->plan->trip_count; i++)
        if (t->plan->trips[i].vehicle == vehicle &&
            stop_of(t->r, &t->plan->trips[i], place, false) >= 0)
            return (int32_t)i;
    return -1;
}

static bool read_trip(Table *t, PlanFact *fact) {
    const char *trip = cell(t, TRIP), *vehicle = cell(t, VEHICLE), *place = cell(t, PLACE);
    if (trip) {
        fact->trip = trip_named(t->plan, trip);
        return fact->trip >= 0 || wrong(t, TRIP, NULL, _("the plan has no trip %.40s"), trip);
    }
    int32_t v = -1;
    for (size_t i = 0; vehicle && i < t->r->vehicle_count; i++)
        if (str_eq(t->r->vehicles[i].id, vehicle)) v = (int32_t)i;
    if (v < 0)
        return wrong(t, t->at[VEHICLE] < 0 ? TRIP : VEHICLE, NULL, _("there is no vehicle %.40s"),
                     vehicle ? vehicle : "");
    fact->trip = place ? trip_with(t, v, place) : -1;
    if (place && fact->trip < 0)
        return wrong(t, PLACE, NULL, _("%.40s does not go to %.40s"), vehicle, place);
    if (!place) fact->trip = plan_trip_at(t->plan, v, fact->at_s);
    return fact->trip >= 0 ||
           wrong(t, TIME, NULL, _("the plan has no trip of %.40s at that time"), vehicle);
}

static bool read_place(Table *t, PlanFact *fact) {
    const char *place = cell(t, PLACE);
    fact->stop = stop_of(t->r, &t->plan->trips[fact->trip], place, fact->act == PLAN_DELIVERED);
    if (place && fact->stop < 0)
        return wrong(t, PLACE, NULL, _("%.40s is no stop of trip %.40s"), place,
                     t->plan->trips[fact->trip].id);
    bool must = fact->act == PLAN_ARRIVED || fact->act == PLAN_DELIVERED;
    if (must && !place)
        return wrong(t, PLACE, NULL, "%s", _("at which TPS, village, district or landing?"));
    return true;
}

static bool read_point(Table *t, PlanFact *fact) {
    const char *lat = cell(t, LAT), *lon = cell(t, LON);
    int64_t a, b;
    if (!lat && !lon) return true;
    if (!lat || !decimal_parse(lat, GEO_DECIMALS, &a) || a < -90 * (int64_t)GEO_UNIT ||
        a > 90 * (int64_t)GEO_UNIT)
        return wrong(t, LAT, NULL, "%s", _("expected degrees of latitude like 1.9017"));
    if (!lon || !decimal_parse(lon, GEO_DECIMALS, &b) || b < -180 * (int64_t)GEO_UNIT ||
        b > 180 * (int64_t)GEO_UNIT)
        return wrong(t, LON, NULL, "%s", _("expected degrees of longitude like 100.0936"));
    fact->has_point = true;
    fact->point = (GeoPoint){(int32_t)a, (int32_t)b};
    return true;
}

Status plan_happened_read(Arena *arena, const ElectionRegency *r, const Plan *plan, Bytes text,
                          PlanFact **ret, size_t *ret_count, Faults *faults, Err *err) {
    Csv *csv = ARENA_NEW(arena, Csv);
    Status s = csv_read(arena, text, csv, faults, err);
    if (s != OK) return s;
    Table t = {.arena = arena, .r = r, .plan = plan, .csv = csv, .faults = faults};
    find_columns(&t);
    bool headed = faults->total == 0;
    for (size_t i = 0; i < csv->rows.n && headed; i++) {
        t.row = &csv->rows.at[i];
        PlanFact fact = {.trip = -1, .stop = -1};
        bool timed = read_time(&t, &fact), known = read_what(&t, &fact);
        if (timed && known && read_trip(&t, &fact) && read_place(&t, &fact) &&
            read_point(&t, &fact))
            vec_push(arena, &t.list, fact);
    }
    s = faults_status(faults, err);
    if (s != OK) return s;
    *ret = t.list.at;
    *ret_count = t.list.n;
    return OK;
}

/* ---------------------------------------------------------------- stating */

static const char *place_of(const ElectionRegency *r, const PlanStop *s) {
    if (s->tps >= 0) return r->tps[s->tps].id;
    return s->village >= 0 ? r->villages[s->village].code : r->districts[s->district].code;
}

static bool stated(const CustodyTrip *trips, size_t n, const CustodyTripStep *step) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; str_eq(trips[i].trip, step->trip) && k < trips[i].count; k++) {
            const CustodyTripStep *has = &trips[i].steps[k];
            if (has->act == step->act && has->at_ms == step->at_ms && str_eq(has->stop, step->stop))
                return true;
        }
    return false;
}

Status plan_state_facts(Ledger *ledger, Store *store, Arena *arena, const ElectionRegency *r,
                        const Plan *plan, const PlanFact *facts, size_t count, size_t *ret_stated,
                        Err *err) {
    CustodyTrip *trips;
    size_t n;
    Status s = custody_trips(store, arena, r->scope, NULL, 0, &trips, &n, err);
    *ret_stated = 0;
    for (size_t i = 0; i < count && s == OK; i++) {
        const PlanTrip *t = &plan->trips[facts[i].trip];
        CustodyTripStep step = {.plan = plan->id,
                                .trip = t->id,
                                .act = acts[facts[i].act].step,
                                .at_ms = facts[i].at_s * 1000,
                                .stop = facts[i].stop >= 0 ? place_of(r, &t->stops[facts[i].stop])
                                                           : NULL,
                                .has_point = facts[i].has_point,
                                .point = facts[i].point};
        LedgerReceipt receipt;
        if (stated(trips, n, &step)) continue;
        s = custody_trip_state(ledger, r->scope, &step, &receipt, err);
        *ret_stated += s == OK;
    }
    return s;
}
