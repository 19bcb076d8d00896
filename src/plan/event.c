// SPDX-License-Identifier: Apache-2.0
/* A plan as an event and back. The body holds the whole plan, in ids, never the wish to compute
 * one: what was ordered must be readable when the program that computed it is gone.
 *
 *   { "from": "2024-02-10", "to": "2024-02-13", "roads": name or null, "estimated": bool,
 *     "log_size": n, "search": {"seed": text, "iterations": n, "threads": n, "hardest_first":
 * bool}, "cost": {...}, "unserved": [{"tps"|"district", "reason"}], "trips": [{ ..., "stops": [{
 * ..., "goods": [tps ids] }] }] }
 *
 * A plan for a part of the vote has "only": [{"tps": id, "contests": [ids]}], and where that is a
 * re-vote "vote": date and "revote": the number of the event that ordered it.
 *
 * A plan made while another was carried out has besides
 *
 *   { "replaces": id, "at_s": n, "trips": [{ "state": "under-way"|"done"|"broken",
 *     "via": {"before", "lat_e7", "lon_e7", "arrive_s", "leave_s", "leg_m", "leg_s", "takes"},
 *     "stops": [{ "reached": true, "taken": true }] }] }
 *
 * each only where it holds.
 * A plan that was chosen for safety also has "safety": {"scenarios": n, "seed": text, "month": n,
 * "points": [{...}]}; one that serves districts with a PPK from the KPU, "direct": [districts]; one
 * with spare vehicles, "spares": [{"like": vehicle, "from": day}].
 *
 * A seed is text because it may be any 64-bit number; all other numbers are JSON integers. */
#include "plan/plan_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "plan_sql.h"

/* ---------------------------------------------------------------- writing */

static json_t *load_json(ElectionLoad load) {
    return json_pack("{s:I, s:I, s:I}", "boxes", load.boxes, "mass_g", load.mass_g, "volume_cm3",
                     load.volume_cm3);
}

static json_t *stop_json(const ElectionRegency *r, const PlanStop *s) {
    json_t *goods = json_array();
    for (size_t i = 0; i < s->goods_count; i++)
        json_array_append_new(goods, json_string(r->tps[s->goods[i]].id));
    json_t *out =
        json_pack("{s:s?, s:s?, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "tps",
                  s->tps >= 0 ? r->tps[s->tps].id : NULL, "village",
                  s->village >= 0 ? r->villages[s->village].code : NULL, "district",
                  r->districts[s->district].code, "arrive_s", s->arrive_s, "begin_s", s->begin_s,
                  "leave_s", s->leave_s, "leg_m", s->leg_m, "leg_s", s->leg_s, "walk_m",
                  (json_int_t)s->walk_m, "load", load_json(s->load), "goods", goods);
    int32_t depot = plan_stop_depot(r, s);
    if (plan_at_landing(r, depot))
        json_object_set_new(out, "depot", json_string(r->depots[depot].id));
    if (s->reached) json_object_set_new(out, "reached", json_true());
    if (s->taken) json_object_set_new(out, "taken", json_true());
    return out;
}

static const char *const states[] = {"ahead", "under-way", "done", "broken"};
static_assert(COUNT_OF(states) == _PLAN_STATES, "each state has its id");

const char *plan_state_id(PlanTripState state) {
    return states[state];
}

static json_t *via_json(const PlanVia *v) {
    json_t *out = json_pack("{s:i, s:i, s:i, s:I, s:I, s:I, s:I}", "before", v->before, "lat_e7",
                            v->at.lat_e7, "lon_e7", v->at.lon_e7, "arrive_s", v->arrive_s,
                            "leave_s", v->leave_s, "leg_m", v->leg_m, "leg_s", v->leg_s);
    if (v->takes) json_object_set_new(out, "takes", json_string(v->takes));
    return out;
}

static json_t *trip_json(const ElectionRegency *r, const PlanTrip *t) {
    json_t *stops = json_array();
    for (size_t i = 0; i < t->stop_count; i++)
        json_array_append_new(stops, stop_json(r, &t->stops[i]));
    char day[16];
    day_format(t->day, day);
    json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:I, s:I, s:I, s:s?, s:o, s:o}",
                            "id", t->id, "kind", t->kind == PLAN_TO_HUB ? "hub" : "tps", "vehicle",
                            r->vehicles[t->vehicle].id, "depot", r->depots[t->depot].id, "day", day,
                            "number", t->number, "load_s", t->load_s, "depart_s", t->depart_s,
                            "return_s", t->return_s, "distance_m", t->distance_m, "escort",
                            t->escort, "load", load_json(t->load), "stops", stops);
    if (t->state) json_object_set_new(out, "state", json_string(states[t->state]));
    if (t->via) json_object_set_new(out, "via", via_json(t->via));
    return out;
}

static json_t *unserved_json(const ElectionRegency *r, const PlanUnserved *u) {
    return json_pack("{s:s?, s:s, s:s}", "tps", u->tps >= 0 ? r->tps[u->tps].id : NULL, "district",
                     r->districts[u->district].code, "reason", u->reason);
}

static json_t *only_json(const ElectionRegency *r, const Plan *p) {
    json_t *only = json_array();
    for (size_t i = 0; i < p->only_count; i++) {
        json_t *contests = json_array();
        for (size_t c = 0; c < r->rules.contest_count; c++)
            if (p->only[i].contests >> c & 1)
                json_array_append_new(contests, json_string(r->rules.contests[c].id));
        json_array_append_new(
            only, json_pack("{s:s, s:o}", "tps", r->tps[p->only[i].tps].id, "contests", contests));
    }
    return only;
}

static json_t *safety_json(const Plan *p) {
    if (p->safety_count == 0) return NULL;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, p->safety_seed);
    json_t *points = json_array();
    for (size_t i = 0; i < p->safety_count; i++) {
        const PlanSafety *s = &p->safety[i];
        json_array_append_new(
            points,
            json_pack("{s:I, s:I, s:i, s:i, s:b, s:b, s:i, s:i, s:i, s:i, s:i, s:i}", "cost",
                      s->cost, "cost_mean", s->cost_mean, "late_e3", s->late_e3, "tail_e3",
                      s->tail_e3, "plain", s->plain, "chosen", s->chosen, "last_min", s->last_min,
                      "other_min", s->other_min, "hub_min", s->hub_min, "narrowed", s->narrowed,
                      "wet_permille", s->wet_permille, "spares", s->spares));
    }
    return json_pack("{s:i, s:s, s:i, s:o}", "scenarios", p->safety_scenarios, "seed", seed,
                     "month", p->safety_month, "points", points);
}

static json_t *direct_json(const ElectionRegency *r, const Plan *p) {
    json_t *list = json_array();
    for (size_t d = 0; p->direct && d < r->district_count; d++)
        if (p->direct[d]) json_array_append_new(list, json_string(r->districts[d].code));
    if (json_array_size(list) > 0) return list;
    json_decref(list);
    return NULL;
}

static json_t *spares_json(const ElectionRegency *r, const Plan *p) {
    json_t *list = p->spare_count ? json_array() : NULL;
    for (size_t i = 0; i < p->spare_count; i++) {
        char from[16];
        day_format(p->spares[i].from_day, from);
        json_array_append_new(list, json_pack("{s:s, s:s}", "like",
                                              r->vehicles[p->spares[i].vehicle].id, "from", from));
    }
    return list;
}

static json_t *plan_json(const ElectionRegency *r, const Plan *p) {
    char from[16], to[16], seed[24];
    day_format(p->from_day, from);
    day_format(p->to_day, to);
    snprintf(seed, sizeof seed, "%" PRIu64, p->seed);
    json_t *trips = json_array(), *unserved = json_array();
    for (size_t i = 0; i < p->trip_count; i++)
        json_array_append_new(trips, trip_json(r, &p->trips[i]));
    for (size_t i = 0; i < p->unserved_count; i++)
        json_array_append_new(unserved, unserved_json(r, &p->unserved[i]));
    const PlanCost *c = &p->cost;
    json_t *out = json_pack(
        "{s:s, s:s, s:s?, s:b, s:I, s:{s:s, s:I, s:i, s:b}, s:{s:I, s:I, s:I, s:I, "
        "s:I, s:I, s:I, s:I, s:I}, "
        "s:o, s:o, s:o*, s:o*, s:o*}",
        "from", from, "to", to, "roads", p->roads_name, "estimated", p->estimated, "log_size",
        p->log_size, "search", "seed", seed, "iterations", p->iterations, "threads", p->threads,
        "hardest_first", p->hardest_first, "cost", "total", c->total, "fixed", c->fixed, "time",
        c->time, "distance", c->distance, "split", c->split, "vehicle_days", c->vehicle_days,
        "distance_m", c->distance_m, "finish_s", c->finish_s, "spare", c->spare, "trips", trips,
        "unserved", unserved, "safety", safety_json(p), "direct", direct_json(r, p), "spares",
        spares_json(r, p));
    if (p->only_count) json_object_set_new(out, "only", only_json(r, p));
    if (p->revote) json_object_set_new(out, "revote", json_integer(p->revote));
    char vote[16];
    if (p->vote_day != 0) day_format(p->vote_day, vote);
    if (p->vote_day != 0) json_object_set_new(out, "vote", json_string(vote));
    if (p->replaces) json_object_set_new(out, "replaces", json_string(p->replaces));
    if (p->replaces) json_object_set_new(out, "at_s", json_integer(p->at_s));
    return out;
}

Status plan_state(Ledger *ledger, const ElectionRegency *regency, const Plan *plan,
                  LedgerReceipt *ret, Err *err) {
    json_t *body = plan_json(regency, plan);
    if (!body) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    return ledger_state(ledger, regency->scope, "plan.made", NULL, body, ret, err);
}

/* ---------------------------------------------------------------- applying */

static int64_t number(const json_t *o, const char *key) {
    return json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key) {
    return json_string_value(json_object_get(o, key));
}

static Status bad_body(const LedgerEvent *e, const char *what, Err *err) {
    err_set(err, ERR_INPUT, _("a plan.made event without a well-formed %s"), what);
    err_at(err, e->id, 0, 0, what);
    return ERR_INPUT;
}

static Status apply_stop(Store *store, const LedgerEvent *e, int64_t trip, int64_t position,
                         const json_t *s, Err *err) {
    const json_t *load = json_object_get(s, "load");
    Buf goods;
    buf_init(&goods, 1 * MIB);
    Status st = text(s, "district") ? json_canonical(json_object_get(s, "goods"), &goods, err)
                                    : bad_body(e, "stop", err);
    if (st == OK)
        st = store_run(store, err, SQL_PLAN_STOP_PUT, "ttiittttiiiiiiiiitii", e->scope, e->id, trip,
                       position, text(s, "tps"), text(s, "village"), text(s, "district"),
                       text(s, "depot"), number(s, "arrive_s"), number(s, "begin_s"),
                       number(s, "leave_s"), number(s, "leg_m"), number(s, "leg_s"),
                       number(load, "boxes"), number(load, "mass_g"), number(load, "volume_cm3"),
                       number(s, "walk_m"), goods.at,
                       (int64_t)json_is_true(json_object_get(s, "reached")),
                       (int64_t)json_is_true(json_object_get(s, "taken")));
    buf_free(&goods);
    return st;
}

static Status put_trip(Store *store, const LedgerEvent *e, int64_t position, const json_t *t,
                       int32_t day, Err *err) {
    const json_t *load = json_object_get(t, "load"), *via = json_object_get(t, "via");
    const char *state = text(t, "state");
    Buf b;
    buf_init(&b, 64 * KIB);
    Status s = via ? json_canonical(via, &b, err) : OK;
    if (s == OK)
        s = store_run(store, err, SQL_PLAN_TRIP_PUT, "ttittttiiiiiiiiittt", e->scope, e->id,
                      position, text(t, "id"), text(t, "kind"), text(t, "vehicle"),
                      text(t, "depot"), (int64_t)day, number(t, "number"), number(t, "load_s"),
                      number(t, "depart_s"), number(t, "return_s"), number(t, "distance_m"),
                      number(load, "boxes"), number(load, "mass_g"), number(load, "volume_cm3"),
                      text(t, "escort"), state ? state : states[PLAN_AHEAD], via ? b.at : NULL);
    buf_free(&b);
    return s;
}

static Status apply_trip(Store *store, const LedgerEvent *e, int64_t position, const json_t *t,
                         Err *err) {
    const json_t *stop;
    int32_t day;
    if (!text(t, "day") || !day_parse(text(t, "day"), &day)) return bad_body(e, "trip", err);
    Status s = put_trip(store, e, position, t, day, err);
    size_t i;
    const json_t *stops = json_object_get(t, "stops");
    json_array_foreach(stops, i, stop) {
        if (s == OK) s = apply_stop(store, e, position, (int64_t)i, stop, err);
    }
    return s;
}

static Status apply_safety(Store *store, const LedgerEvent *e, const json_t *safety, Err *err) {
    Status s = OK;
    size_t i;
    const json_t *p;
    if (safety && !text(safety, "seed")) return bad_body(e, "safety", err);
    json_array_foreach(json_object_get(safety, "points"), i, p) {
        if (s == OK)
            s = store_run(store, err, SQL_PLAN_SAFETY_PUT, "ttiitiiiiiiiiiiiii", e->scope, e->id,
                          (int64_t)i, number(safety, "scenarios"), text(safety, "seed"),
                          number(safety, "month"), number(p, "cost"), number(p, "cost_mean"),
                          number(p, "late_e3"), number(p, "tail_e3"),
                          (int64_t)json_is_true(json_object_get(p, "plain")),
                          (int64_t)json_is_true(json_object_get(p, "chosen")),
                          number(p, "last_min"), number(p, "other_min"), number(p, "hub_min"),
                          number(p, "narrowed"), number(p, "wet_permille"), number(p, "spares"));
    }
    return s;
}

static Status apply_direct(Store *store, const LedgerEvent *e, const json_t *direct, Err *err) {
    Status s = OK;
    size_t i;
    const json_t *code;
    json_array_foreach(direct, i, code) {
        if (s == OK && !json_is_string(code)) s = bad_body(e, "direct", err);
        if (s == OK)
            s = store_run(store, err, SQL_PLAN_DIRECT_PUT, "ttt", e->scope, e->id,
                          json_string_value(code));
    }
    return s;
}

static Status apply_spares(Store *store, const LedgerEvent *e, const json_t *spares, Err *err) {
    Status s = OK;
    size_t i;
    const json_t *spare;
    json_array_foreach(spares, i, spare) {
        const char *like = text(spare, "like"), *from = text(spare, "from");
        int32_t day = 0;
        if (s == OK && (!like || !from || !day_parse(from, &day))) s = bad_body(e, "spares", err);
        if (s == OK)
            s = store_run(store, err, SQL_PLAN_SPARE_PUT, "ttiti", e->scope, e->id, (int64_t)i,
                          like, (int64_t)day);
    }
    return s;
}

static Status apply_plan(Store *store, const LedgerEvent *e, Err *err) {
    const json_t *b = e->body, *cost = json_object_get(b, "cost"),
                 *search = json_object_get(b, "search");
    int32_t from, to;
    if (!text(b, "from") || !day_parse(text(b, "from"), &from)) return bad_body(e, "from", err);
    if (!text(b, "to") || !day_parse(text(b, "to"), &to)) return bad_body(e, "to", err);
    int32_t vote = 0;
    if (text(b, "vote") && !day_parse(text(b, "vote"), &vote)) return bad_body(e, "vote", err);
    const json_t *only = json_object_get(b, "only");
    Buf list;
    buf_init(&list, 64 * MIB);
    Status s = only ? json_canonical(only, &list, err) : OK;
    if (s == OK)
        s = store_run(store, err, SQL_PLAN_PUT, "ttitiiiiiiiiiiititiiitiiiti", e->scope, e->id,
                      e->seq, e->time, (int64_t)from, (int64_t)to, number(cost, "total"),
                      number(cost, "fixed"), number(cost, "time"), number(cost, "distance"),
                      number(cost, "split"), number(cost, "vehicle_days"),
                      number(cost, "distance_m"), number(cost, "finish_s"),
                      (int64_t)json_is_true(json_object_get(b, "estimated")), text(b, "roads"),
                      number(b, "log_size"), text(search, "seed"), number(search, "iterations"),
                      number(search, "threads"),
                      (int64_t)json_is_true(json_object_get(search, "hardest_first")),
                      text(b, "replaces"), number(b, "at_s"), number(b, "revote"), (int64_t)vote,
                      only ? list.at : NULL, number(cost, "spare"));
    buf_free(&list);
    size_t i;
    const json_t *item, *trips = json_object_get(b, "trips"),
                        *unserved = json_object_get(b, "unserved");
    json_array_foreach(trips, i, item) {
        if (s == OK) s = apply_trip(store, e, (int64_t)i, item, err);
    }
    json_array_foreach(unserved, i, item) {
        if (s == OK)
            s = store_run(store, err, SQL_PLAN_UNSERVED_PUT, "ttittt", e->scope, e->id, (int64_t)i,
                          text(item, "tps"), text(item, "district"), text(item, "reason"));
    }
    if (s == OK) s = apply_safety(store, e, json_object_get(b, "safety"), err);
    if (s == OK) s = apply_direct(store, e, json_object_get(b, "direct"), err);
    if (s == OK) s = apply_spares(store, e, json_object_get(b, "spares"), err);
    return s;
}

const StoreModule PLAN_STORE = {"plan", PLAN_TABLES, COUNT_OF(PLAN_TABLES), 3};
const LedgerType PLAN_TYPES[] = {{"plan.made", 1, LEDGER_AFTER_DAY, apply_plan, NULL, false}};
const size_t PLAN_TYPE_COUNT = COUNT_OF(PLAN_TYPES);
