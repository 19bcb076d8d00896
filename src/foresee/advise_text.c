// SPDX-License-Identifier: Apache-2.0
/* A measure in words, for the one who is to carry it out. */
#include "foresee/foresee_int.h"

static const char *const KIND_IDS[_FORESEE_KINDS] = {
    "open-point", "open-stretch", "open-road", "by",     "on",     "earlier", "loaded", "longer",
    "vehicle",    "team",         "spare",     "helper", "direct", "through", "move",   "swap"};
static const char *const OFFICE_IDS[_FORESEE_OFFICES] = {"kpu", "bpbd", "pupr", "dishub", "police"};

const char *foresee_kind_id(ForeseeKind kind) {
    return KIND_IDS[kind];
}

const char *foresee_office_id(ForeseeOffice office) {
    return OFFICE_IDS[office];
}

const char *foresee_office_name(ForeseeOffice office) {
    switch (office) {
    case FORESEE_KPU: return _("KPU of the regency");
    case FORESEE_BPBD: return _("BPBD (disaster agency)");
    case FORESEE_PUPR: return _("PUPR (public works)");
    case FORESEE_DISHUB: return _("Dishub (transport)");
    case FORESEE_POLICE: return _("the police");
    case _FORESEE_OFFICES: break;
    }
    return "";
}

static const char *day_text(Arena *arena, int32_t day) {
    Civil c = civil_from_s((int64_t)day * 86400);
    return arena_printf(arena, "%02d-%02d", c.day, c.month);
}

/* "13-02 15:00" */
static const char *moment_text(Arena *arena, const ElectionRegency *r, int64_t utc_s) {
    int64_t local_s = utc_s + (int64_t)r->zone_min * 60;
    Civil c = civil_from_s(local_s);
    return arena_printf(arena, "%02d-%02d %02d:%02d", c.day, c.month, c.hour, c.minute);
}

static const char *stretch_text(Arena *arena, const ForeseeStretch *s) {
    if (s->name) return arena_printf(arena, _("%s, %u m"), s->name, s->length_m);
    return arena_printf(arena, _("the nameless %s road, %u m"), s->highway, s->length_m);
}

/* Which TPS, in a few words. */
static const char *tps_text(Arena *arena, const ForeseeWorld *w, const ForeseeMeasure *m) {
    size_t n = m->tps_count;
    if (n == 1) return arena_printf(arena, _("TPS %s"), w->sim.r->tps[m->tps[0]].id);
    if (m->village) return arena_printf(arena, _("%zu TPS of %s"), n, m->village);
    if (m->trip) return arena_printf(arena, _("the %zu TPS of trip %s"), n, m->trip);
    if (m->point >= 0)
        return arena_printf(arena, _("%zu TPS whose way leads through %s"), n,
                            w->sim.points[m->point].id);
    return arena_printf(arena, _("the %zu TPS that are late most often"), n);
}

static const char *who_text(Arena *arena, const ForeseeWorld *w, const ForeseeMeasure *m) {
    if (m->vehicle >= 0)
        return arena_printf(arena, _("vehicle %s"), w->sim.r->vehicles[m->vehicle].id);
    if (m->depot >= 0)
        return arena_printf(arena, _("all vehicles of %s"), w->sim.r->depots[m->depot].id);
    return _("all vehicles");
}

static const char *hours_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    if (m->kind == FORESEE_EARLIER)
        return arena_printf(a, _("On %s %s set out %d minutes earlier"), day_text(a, m->day),
                            who_text(a, w, m), m->minutes);
    if (m->kind == FORESEE_LOADED)
        return arena_printf(a, _("Load %s the evening before %s, under guard"), who_text(a, w, m),
                            day_text(a, m->day));
    return arena_printf(a, _("Let %s work %d minutes longer when they must"), who_text(a, w, m),
                        m->minutes);
}

static const char *more_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    const ElectionRegency *r = w->sim.r;
    const char *depot = m->depot >= 0 ? r->depots[m->depot].id : "";
    if (m->kind == FORESEE_TEAM)
        return arena_printf(a, _("One more escort team at %s: %s are then served by %s"), depot,
                            tps_text(a, w, m), moment_text(a, r, m->by_s));
    const ElectionVehicle *v = &r->vehicles[m->vehicle];
    if (m->kind == FORESEE_SPARE)
        return arena_printf(a,
                            _("A spare vehicle like %s (%s) stands by at %s every day and takes "
                              "over where one breaks down"),
                            v->id, road_class_name((RoadClass)v->klass), depot);
    if (m->kind == FORESEE_HELPER)
        return arena_printf(
            a,
            _("A vehicle like %s (%s) stands by at %s every day and takes over goods "
              "whose road is closed"),
            v->id, road_class_name((RoadClass)v->klass), depot);
    return arena_printf(a,
                        v->needs_escort
                            ? _("One more vehicle like %s (%s) at %s with its escort team: %s are "
                                "then served by %s")
                            : _("One more vehicle like %s (%s) at %s: %s are then served by %s"),
                        v->id, road_class_name((RoadClass)v->klass), depot, tps_text(a, w, m),
                        moment_text(a, r, m->by_s));
}

static const char *road_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    Buf b;
    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < m->point_count; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", w->sim.points[m->points[i]].id);
    const char *text = arena_printf(
        a,
        _("Keep the road open on all days, at all its flood points (%s): one alone is not enough"),
        b.at ? b.at : "");
    buf_free(&b);
    return text;
}

static const char *class_of(const ElectionVehicle *v) {
    return road_class_name((RoadClass)v->klass);
}

/* What a vehicle does elsewhere, or another in its place. */
static const char *instead_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    const ElectionRegency *r = w->sim.r;
    const ElectionVehicle *v = &r->vehicles[m->vehicle];
    const char *tps = tps_text(a, w, m), *by = moment_text(a, r, m->by_s);
    if (m->kind == FORESEE_MOVE)
        return arena_printf(a, _("Move vehicle %s (%s) from %s to %s: %s are then served by %s"),
                            v->id, class_of(v), r->depots[v->depot].id, r->depots[m->depot].id, tps,
                            by);
    const ElectionVehicle *like = &r->vehicles[m->like];
    return arena_printf(
        a, _("Exchange vehicle %s (%s) for one like %s (%s): %s are then served by %s"), v->id,
        class_of(v), like->id, class_of(like), tps, by);
}

static const char *through_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    const ElectionRegency *r = w->sim.r;
    const char *name = r->districts[m->district].name;
    if (m->count == 0) return arena_printf(a, _("Serve district %s through its PPK's store"), name);
    const ElectionVehicle *like = &r->vehicles[m->like];
    return arena_printf(a,
                        _("Open a store at the PPK of district %s and serve the district from it, "
                          "with %d vehicles like %s (%s) hired there"),
                        name, m->count, like->id, class_of(like));
}

const char *foresee_measure_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    const ForeseeSim *sim = &w->sim;
    const HazardPoint *p = &sim->points[m->point >= 0 ? m->point : 0]; /* of OPEN_ kinds alone */
    switch (m->kind) {
    case FORESEE_OPEN_POINT:
        return arena_printf(
            a, _("Keep the roads at %s (%s) open on all days: pumps, sandbags, guards"), p->id,
            p->name);
    case FORESEE_OPEN_STRETCH:
        return arena_printf(a, _("Keep one road at %s (%s) open on all days: %s"), p->id, p->name,
                            stretch_text(a, &sim->stretches[m->stretch]));
    case FORESEE_OPEN_ROAD: return road_text(a, w, m);
    case FORESEE_BY:
        return arena_printf(a, _("Serve %s by %s"), tps_text(a, w, m),
                            moment_text(a, sim->r, m->by_s));
    case FORESEE_ON:
        return arena_printf(a, _("Serve %s on %s, and hold their goods back until then"),
                            tps_text(a, w, m), day_text(a, m->day));
    case FORESEE_EARLIER:
    case FORESEE_LOADED:
    case FORESEE_LONGER: return hours_text(a, w, m);
    case FORESEE_VEHICLE:
    case FORESEE_TEAM:
    case FORESEE_SPARE:
    case FORESEE_HELPER: return more_text(a, w, m);
    case FORESEE_DIRECT:
        return arena_printf(a, _("Serve district %s straight from the KPU's warehouse"),
                            sim->r->districts[m->district].name);
    case FORESEE_THROUGH: return through_text(a, w, m);
    case FORESEE_MOVE:
    case FORESEE_SWAP: return instead_text(a, w, m);
    case _FORESEE_KINDS: break;
    }
    return "";
}

const char *foresee_evidence_text(Arena *a, const ForeseeWorld *w, const ForeseeMeasure *m) {
    (void)w;
    if (m->kind == FORESEE_OPEN_POINT || m->kind == FORESEE_OPEN_STRETCH)
        return arena_printf(a,
                            _("in %u of %u scenarios it closed some crew's way; these were played "
                              "again with it open"),
                            m->met, m->scenarios);
    if (foresee_solves(m->kind))
        return arena_printf(a, _("the plan was solved anew with it and played in %u scenarios"),
                            m->scenarios);
    return arena_printf(a, _("the plan was played with it in %u scenarios"), m->scenarios);
}
