// SPDX-License-Identifier: Apache-2.0
/* The reasons as sentences. Each says one thing that was found, with its figure. */
#include "plan/why_int.h"

#include <string.h>

#define NOTHING 500 /* rupiah: figures are given in thousands */

typedef struct Say {
    Arena *arena;
    const ElectionRegency *r;
    const Plan *plan;
    const PlanWhy *why;
    VEC(const char *) lines;
} Say;

static const char *const bind_names[_PLAN_BIND_MAX] = {"capacity", "window", "shift", "access",
                                                       "release",  "group",  "cost"};
static const char *const change_names[_PLAN_CHANGE_MAX] = {"vehicle", "team", "day", "shift",
                                                           "access"};

const char *plan_bind_name(PlanBind bind) {
    return bind_names[bind];
}

const char *plan_change_name(PlanChange change) {
    return change_names[change];
}

/* ---------------------------------------------------------------- pieces */

static const char *clock_of(const Say *s, int64_t utc_s) {
    Civil c = civil_from_s(utc_s + (int64_t)s->r->zone_min * 60);
    const char *form = lang_in_use() == LANG_ID ? "%02d.%02d" : "%02d:%02d";
    return arena_printf(s->arena, form, c.hour, c.minute); // NOLINT: one of two constants
}

static const char *money(Arena *arena, int64_t rupiah) {
    int64_t whole = (rupiah < 0 ? rupiah - 500 : rupiah + 500) / 1000 * 1000;
    return arena_printf(arena, "Rp %s", int_group(arena, whole));
}

static const char *stop_name(const Say *s, int32_t trip, int32_t stop) {
    const PlanStop *at = &s->plan->trips[trip].stops[stop];
    if (at->tps < 0) return plan_hub_name(s->arena, s->r, at);
    const ElectionTps *tps = &s->r->tps[at->tps];
    return arena_printf(s->arena, "TPS %03d %s", tps->number, s->r->villages[tps->village].name);
}

static const char *span(const Say *s, int64_t seconds) {
    int64_t minutes = seconds / 60;
    if (minutes < 120)
        return arena_printf(s->arena, tr_n("%lld minute", "%lld minutes", minutes),
                            (long long)minutes);
    return arena_printf(s->arena, _("%lld h %02lld min"), (long long)(minutes / 60),
                        (long long)(minutes % 60));
}

#define SAY(say, ...) vec_push((say)->arena, &(say)->lines, arena_printf((say)->arena, __VA_ARGS__))

/* ---------------------------------------------------------------- one trip */

const char *plan_bind_text(PlanBind bind) {
    switch (bind) {
    case PLAN_BIND_CAPACITY: return _("load");
    case PLAN_BIND_WINDOW: return _("delivery time");
    case PLAN_BIND_SHIFT: return _("working hours");
    case PLAN_BIND_ACCESS: return _("access");
    case PLAN_BIND_RELEASE: return _("goods not yet at the PPK or the landing");
    case PLAN_BIND_GROUP: return _("whole villages");
    case PLAN_BIND_COST: return _("cost only");
    case _PLAN_BIND_MAX: break;
    }
    return "";
}

static void say_main(Say *s) {
    static const char *const parts[_PLAN_BIND_MAX] = {
        N_("%d do not fit"),
        N_("%d could not be served at their time"),
        N_("%d go beyond the working hours"),
        N_("%d cannot be reached by this vehicle"),
        N_("%d are not at the depot yet"),
        N_("%d would split a village"),
        N_("%d would cost more"),
    };
    const PlanWhy *w = s->why;
    Buf *b = buf_on(s->arena, 4096);
    if (w->near_count == 0) {
        SAY(s, "%s", _("No other trip leaves from this depot."));
        return;
    }
    for (int i = 0; i < _PLAN_BIND_MAX; i++) {
        if (!w->held[i]) continue;
        const char *part = tr(parts[i]);
        buf_str(b, b->n ? "; " : "");
        buf_str(b, arena_printf(s->arena, part, w->held[i])); // NOLINT: one of those above
    }
    SAY(s, _("What binds it: %s. Of the %d nearest stops of other trips: %s."),
        plan_bind_text(w->main), w->near_count, b->at);
    if (w->held[PLAN_BIND_COST] && w->cheapest_more > -NOTHING && w->cheapest_more < NOTHING)
        SAY(s, "%s", _("One of them could join it at no cost."));
    else if (w->held[PLAN_BIND_COST] && w->cheapest_more >= 0)
        SAY(s, _("The cheapest further stop would cost %s more than where it is now."),
            money(s->arena, w->cheapest_more));
    else if (w->held[PLAN_BIND_COST])
        SAY(s, _("One of them would save %s here: a longer search may find it."),
            money(s->arena, -w->cheapest_more));
}

static void say_load(Say *s) {
    const char *measures[] = {_("mass"), _("volume"), _("boxes")};
    const PlanWhy *w = s->why;
    if (w->measure < 0) return;
    const char *measure = measures[w->measure];
    int percent = w->full_permille / 10;
    if (w->full)
        SAY(s, _("Full: %s %d %%; no stop of another trip would still fit."), measure, percent);
    else if (w->fits_tps >= 0)
        SAY(s, _("Load: %s %d %%; nearby, the smallest that would still fit is TPS %03d %s."),
            measure, percent, s->r->tps[w->fits_tps].number,
            s->r->villages[s->r->tps[w->fits_tps].village].name);
    else
        SAY(s, _("Load: %s %d %%; no stop nearby would still fit."), measure, percent);
}

const char *plan_margin_text(Arena *arena, const ElectionRegency *r, const Plan *plan,
                             const PlanWhy *w) {
    Say s = {.arena = arena, .r = r, .plan = plan, .why = w};
    if (w->margin_by != PLAN_BIND_WINDOW || w->margin_stop < 0) return span(&s, w->margin_s);
    return arena_printf(arena, "%s (%s)", span(&s, w->margin_s),
                        stop_name(&s, w->margin_trip, w->margin_stop));
}

static int64_t latest_of(const Say *s, int32_t trip, int32_t stop) {
    const PlanStop *at = &s->plan->trips[trip].stops[stop];
    if (at->tps >= 0 && s->r->tps[at->tps].latest_s >= 0) return s->r->tps[at->tps].latest_s;
    return -1;
}

static void say_time(Say *s) {
    const PlanWhy *w = s->why;
    const PlanTrip *t = &s->plan->trips[w->trip];
    const char *left = span(s, w->margin_s);
    if (w->margin_by == PLAN_BIND_WINDOW && w->margin_stop >= 0) {
        int64_t latest_s = latest_of(s, w->margin_trip, w->margin_stop);
        const char *stop = stop_name(s, w->margin_trip, w->margin_stop);
        if (latest_s >= 0)
            SAY(s, _("%s must be served by %s: %s to spare."), stop, clock_of(s, latest_s), left);
        else
            SAY(s, _("%s to spare; then %s would be too late by the rules."), left, stop);
        return;
    }
    int64_t end_s = plan_midnight_s(s->r, t->day) + (int64_t)s->r->vehicles[t->vehicle].shift_end_s;
    SAY(s, _("%s to spare that day; then the vehicle would be back after %s."), left,
        clock_of(s, end_s));
}

#define FAR_OFF_M 1000

static void say_walks(Say *s) {
    const PlanTrip *t = &s->plan->trips[s->why->trip];
    int32_t far = 0, farthest = 0;
    for (size_t i = 0; i < t->stop_count; i++) {
        far += t->stops[i].walk_m > FAR_OFF_M;
        if (t->stops[i].walk_m > t->stops[farthest].walk_m) farthest = (int32_t)i;
    }
    if (far == 0) return;
    SAY(s,
        tr_n("%d stop lies more than a kilometre off the road: %s, %d.%d km in a straight line.",
             "%d stops lie more than a kilometre off the road; the farthest is %s, %d.%d km in a "
             "straight line.",
             far),
        far, stop_name(s, s->why->trip, farthest), (int)(t->stops[farthest].walk_m / 1000),
        (int)(t->stops[farthest].walk_m % 1000 / 100));
}

static void say_rest(Say *s) {
    const PlanWhy *w = s->why;
    const PlanTrip *t = &s->plan->trips[w->trip];
    say_walks(s);
    if (w->only_count)
        SAY(s,
            tr_n("%d stop can be reached by this class only (%s): %s.",
                 "%d stops can be reached by this class only (%s), such as %s.", w->only_count),
            w->only_count, road_class_name((RoadClass)s->r->vehicles[t->vehicle].klass),
            stop_name(s, w->trip, w->only_stop));
    if (w->release_stop >= 0)
        SAY(s, _("It loads at %s, as soon as the goods of %s are there and free."),
            clock_of(s, t->load_s), stop_name(s, w->trip, w->release_stop));
    bool convoys = plan_rule(s->r, "vehicles_per_team") > 1;
    if (w->teams && w->teams_out >= w->teams && convoys)
        SAY(s,
            _("All %d escort teams of the depot are out that day: a further vehicle could only "
              "join "
              "a convoy."),
            w->teams);
    else if (w->teams && w->teams_out >= w->teams)
        SAY(s, _("All %d escort teams of the depot are out that day: no further vehicle could go."),
            w->teams);
    if (w->whole_villages)
        SAY(s,
            tr_n("%d village is kept whole in it.", "%d villages are kept whole in it.",
                 w->whole_villages),
            w->whole_villages);
    if (w->split_villages)
        SAY(s,
            tr_n("%d village is shared with other trips.", "%d villages are shared with others.",
                 w->split_villages),
            w->split_villages);
}

static void say_money(Say *s) {
    const PlanWhy *w = s->why;
    const PlanTrip *t = &s->plan->trips[w->trip];
    int64_t stops = (int64_t)t->stop_count;
    SAY(s, _("The trip costs %s, %s for each stop."), money(s->arena, w->cost),
        money(s->arena, stops ? w->cost / stops : 0));
    if (w->dear_stop < 0) return;
    const char *stop = stop_name(s, w->trip, w->dear_stop), *saves = money(s->arena, w->dear_saves);
    if (w->dear_trip < 0) {
        SAY(s, _("Dearest stop: %s, %s; no other vehicle that is out could take it."), stop, saves);
        return;
    }
    const char *id = s->plan->trips[w->dear_trip].id;
    const char *change = money(s->arena, w->dear_change < 0 ? -w->dear_change : w->dear_change);
    if (w->dear_change > -NOTHING && w->dear_change < NOTHING)
        SAY(s, _("Dearest stop: %s, %s; trip %s would serve it as cheaply."), stop, saves, id);
    else if (w->dear_change < 0)
        SAY(s,
            _("Dearest stop: %s, %s; trip %s would serve it for %s less: a longer search may find "
              "it."),
            stop, saves, id, change);
    else if (w->dear_alone)
        SAY(s,
            _("Dearest stop: %s, %s; elsewhere it would cost %s more at least (a trip of its own "
              "after "
              "%s)."),
            stop, saves, change, id);
    else
        SAY(s, _("Dearest stop: %s, %s; elsewhere it would cost %s more at least (trip %s)."), stop,
            saves, change, id);
}

size_t plan_why_text(Arena *arena, const ElectionRegency *r, const Plan *plan, const PlanWhy *why,
                     const char ***ret) {
    Say s = {.arena = arena, .r = r, .plan = plan, .why = why};
    if (why->broken && plan->replaces) {
        SAY(&s, "%s",
            _("Its vehicle was out that day when the plan was changed: nothing is said of it."));
    } else if (why->broken) {
        SAY(&s, "%s",
            _("Today this trip breaks a rule, so nothing can be said of it: run hantar check."));
    } else {
        say_main(&s);
        say_load(&s);
        say_time(&s);
        say_rest(&s);
        say_money(&s);
    }
    *ret = s.lines.at;
    return s.lines.n;
}

/* ---------------------------------------------------------------- what one more would save */

const char *plan_change_text(Arena *arena, const ElectionRegency *r, const PlanWhatIf *w) {
    const char *depot = w->depot >= 0 ? r->depots[w->depot].name : "";
    switch (w->change) {
    case PLAN_MORE_VEHICLE:
        return arena_printf(arena, _("one more vehicle like %s (%s)"), r->vehicles[w->vehicle].id,
                            r->vehicles[w->vehicle].name);
    case PLAN_MORE_TEAM: return arena_printf(arena, _("one more escort team at %s"), depot);
    case PLAN_MORE_DAY: return _("one more day, before the first");
    case PLAN_LONGER_SHIFT: return _("working hours one hour longer");
    case PLAN_OPEN_ACCESS:
        return arena_printf(arena, _("every TPS opened to this class: %s"),
                            road_class_name((RoadClass)w->klass));
    case _PLAN_CHANGE_MAX: break;
    }
    return "";
}

/* Down to whole hundred thousands: what is certain, and no more digits than that. */
static const char *at_least(Arena *arena, int64_t rupiah) {
    int64_t unit = rupiah >= 1000000 ? 100000 : 10000;
    return arena_printf(arena, "Rp %s", int_group(arena, rupiah / unit * unit));
}

const char *plan_gain_text(Arena *arena, const PlanWhatIf *w) {
    if (w->idle && w->change == PLAN_MORE_VEHICLE)
        return _("no gain: one like it stands idle on every day");
    if (w->idle) return _("no gain: a team is left over on every day");
    if (!w->certain && w->change == PLAN_MORE_DAY && w->opens_day != INT32_MIN)
        return arena_printf(arena, _("no certain gain: by the rules no TPS is served before %s"),
                            day_words(arena, w->opens_day));
    if (!w->certain) return _("no certain gain");
    if (w->unserved_gain_min > 0)
        return arena_printf(arena,
                            tr_n("%lld more delivery at least", "%lld more deliveries at least",
                                 w->unserved_gain_min),
                            (long long)w->unserved_gain_min);
    return arena_printf(arena, _("saves %s at least"), at_least(arena, w->saves_min));
}
