// SPDX-License-Identifier: Apache-2.0
/* What somebody must look at. Everything is worked out from the chains; nothing is stored. */
#include "custody/custody_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Watch {
    Arena *arena;
    const ElectionRegency *regency;
    const CustodySeals *batches;
    size_t batch_count;
    CustodyLimits limits;
    int64_t now_ms;
    VEC(CustodyAlarm) found;
} Watch;

static const struct {
    const char *id, *word;
} kinds[] = {
    [CUSTODY_ALARM_OPEN] = {"open_handover", N_("handovers that nobody has answered")},
    [CUSTODY_ALARM_FORK] = {"fork", N_("histories that contradict each other")},
    [CUSTODY_ALARM_WAITING] = {"broken_chain", N_("statements whose predecessor is missing")},
    [CUSTODY_ALARM_LOOSE] = {"loose", N_("statements that follow on nothing")},
    [CUSTODY_ALARM_ILLEGAL] = {"out_of_order", N_("statements out of order")},
    [CUSTODY_ALARM_PARTIES] = {"other_party", N_("answered by others than intended")},
    [CUSTODY_ALARM_SEALS] = {"seals_differ", N_("seals differ from those recorded")},
    [CUSTODY_ALARM_SEAL_TWICE] = {"seal_twice", N_("seals used twice, or of no batch")},
    [CUSTODY_ALARM_DESTINATION] = {"wrong_destination", N_("accepted at a wrong place")},
    [CUSTODY_ALARM_TRAVEL] = {"impossible_travel", N_("faster than anything travels")},
    [CUSTODY_ALARM_CLOCK] = {"clock", N_("times before their predecessor's")},
    [CUSTODY_ALARM_DEVICE] = {"device_sequence", N_("numbers that a device used twice")},
    [CUSTODY_ALARM_EXCEPTION] = {"exception", N_("exceptions and refusals")},
    [CUSTODY_ALARM_LOST] = {"lost", N_("lost")},
    [CUSTODY_ALARM_UNKNOWN] = {"unknown_item", N_("without a number of this regency")},
    [CUSTODY_ALARM_NOT_BACK] = {"not_back", N_("not back in time")},
    [CUSTODY_ALARM_INCOMPLETE] = {"incomplete", N_("leave a question of custody open")},
    [CUSTODY_ALARM_SIGNER] = {"other_signer", N_("signed by a key of another role")},
};
static_assert(COUNT_OF(kinds) == _CUSTODY_ALARMS, "each alarm has its id");

const char *custody_alarm_id(CustodyAlarmKind kind) {
    return kinds[kind].id;
}

const char *custody_alarm_word(CustodyAlarmKind kind) {
    return tr(kinds[kind].word);
}

CustodyLimits custody_limits(const ElectionRegency *r) {
    const ElectionRules *rules = &r->rules;
    int64_t close_s =
        (int64_t)rules->voting_day * 86400 + rules->closes_s - (int64_t)r->zone_min * 60;
    return (CustodyLimits){.open_s = election_setting(rules, "handover_open_s")->value,
                           .speed_m_h = election_setting(rules, "travel_m_per_h_max")->value,
                           .deadline_s =
                               close_s + election_setting(rules, "return_days_max")->value * 86400};
}

static void raise_alarm(Watch *w, CustodyAlarmKind kind, const CustodyChain *c,
                        const CustodyLink *l, const char *text) {
    vec_push(w->arena, &w->found,
             ((CustodyAlarm){.kind = kind,
                             .item = c->item,
                             .event = l ? l->id : NULL,
                             .since_ms = l ? l->at_ms : 0,
                             .text = text}));
}

static const char *name_of(Watch *w, const CustodyChain *c) {
    char shown[CUSTODY_SHOWN_BYTES];
    custody_code_shown(c->item, shown);
    if (!c->unit) return arena_str(w->arena, shown);
    return arena_printf(w->arena, "%s %s", shown, custody_unit_name(w->arena, w->regency, c->unit));
}

static const char *place_of(Watch *w, const CustodyLink *l) {
    if (!l->place && l->to.place) return custody_place_name(w->arena, w->regency, l->to.place);
    return l->place ? custody_place_name(w->arena, w->regency, l->place) : _("an unnamed place");
}

/* ---------------------------------------------------------------- of a chain */

static const CustodyLink *end_of(const CustodyChain *c) {
    return c->length ? &c->links[c->length - 1] : NULL;
}

static void watch_state(Watch *w, const CustodyChain *c) {
    const CustodyLink *last = end_of(c);
    if (!c->unit && c->count)
        raise_alarm(w, CUSTODY_ALARM_UNKNOWN, c, &c->links[0],
                    arena_printf(w->arena, _("%s has no number of this regency"), name_of(w, c)));
    if (!last) return;
    int64_t age_s = (w->now_ms - last->at_ms) / 1000;
    if (last->state == CUSTODY_RELEASED && age_s > w->limits.open_s)
        raise_alarm(w, CUSTODY_ALARM_OPEN, c, last,
                    arena_printf(w->arena,
                                 _("%s was released %" PRId64 " h ago by %s to %s, who has not "
                                   "answered"),
                                 name_of(w, c), age_s / 3600,
                                 custody_party_words(w->arena, &last->from),
                                 custody_party_words(w->arena, &last->to)));
    if (last->state == CUSTODY_LOST)
        raise_alarm(w, CUSTODY_ALARM_LOST, c, last,
                    arena_printf(w->arena, _("%s is lost: %s"), name_of(w, c),
                                 last->note ? last->note : _("no reason was given")));
    bool home =
        c->state == CUSTODY_RETURNED || c->state == CUSTODY_LOST || c->state == CUSTODY_DESTROYED;
    if (c->left_kpu && !home && w->now_ms / 1000 > w->limits.deadline_s)
        raise_alarm(w, CUSTODY_ALARM_NOT_BACK, c, last,
                    arena_printf(w->arena, _("%s is not back: %s, with %s"), name_of(w, c),
                                 custody_state_word(c->state),
                                 custody_party_words(w->arena, &c->holder)));
}

static void watch_shape(Watch *w, const CustodyChain *c) {
    if (c->end_count > 1)
        raise_alarm(w, CUSTODY_ALARM_FORK, c, &c->links[c->length],
                    arena_printf(w->arena, _("%s has %zu histories that contradict each other"),
                                 name_of(w, c), c->end_count));
    for (size_t i = c->length; i < c->count; i++) {
        const CustodyLink *l = &c->links[i];
        if (l->faults & CUSTODY_FAULT_WAITING)
            raise_alarm(w, CUSTODY_ALARM_WAITING, c, l,
                        arena_printf(w->arena,
                                     _("%s: what came before a statement of %s is missing"),
                                     name_of(w, c), custody_party_words(w->arena, &l->from)));
        if (l->faults & CUSTODY_FAULT_LOOSE)
            raise_alarm(w, CUSTODY_ALARM_LOOSE, c, l,
                        arena_printf(w->arena, _("%s: a statement of %s follows on nothing"),
                                     name_of(w, c), custody_party_words(w->arena, &l->from)));
    }
}

/* ---------------------------------------------------------------- of a link */

static const char *open_words(Watch *w, uint32_t open) {
    const char *text = "";
    for (int i = 0; i < CUSTODY_QUESTIONS; i++)
        if (open & (1u << i))
            text = arena_printf(w->arena, "%s%s%s", text, *text ? ", " : "", custody_question(i));
    return text;
}

static const char *list_words(Watch *w, const char *const *list, size_t n) {
    const char *text = n ? "" : _("none");
    for (size_t i = 0; i < n; i++)
        text = arena_printf(w->arena, "%s%s%s", text, i ? ", " : "", list[i]);
    return text;
}

static void watch_link(Watch *w, const CustodyChain *c, const CustodyLink *l,
                       const char *const *seals, size_t seal_count) {
    Arena *a = w->arena;
    const char *name = l->faults || l->exception ? name_of(w, c) : "";
    if (l->faults & CUSTODY_FAULT_ILLEGAL)
        raise_alarm(w, CUSTODY_ALARM_ILLEGAL, c, l,
                    arena_printf(a, _("%s: \"%s\" does not follow from what went before"), name,
                                 custody_act_word(l->act)));
    if (l->faults & CUSTODY_FAULT_PARTIES)
        raise_alarm(w, CUSTODY_ALARM_PARTIES, c, l,
                    arena_printf(a, _("%s: %s answered, but it was released to others"), name,
                                 custody_party_words(a, &l->to)));
    if (l->faults & CUSTODY_FAULT_SEALS)
        raise_alarm(w, CUSTODY_ALARM_SEALS, c, l,
                    arena_printf(a, _("%s: seals %s, where %s were recorded"), name,
                                 list_words(w, l->seals, l->seal_count),
                                 list_words(w, seals, seal_count)));
    if (l->faults & CUSTODY_FAULT_DESTINATION)
        raise_alarm(w, CUSTODY_ALARM_DESTINATION, c, l,
                    arena_printf(a, _("%s was accepted at %s, where it does not belong"), name,
                                 place_of(w, l)));
    if (l->faults & CUSTODY_FAULT_CLOCK)
        raise_alarm(
            w, CUSTODY_ALARM_CLOCK, c, l,
            arena_printf(a, _("%s: a time is claimed before that of its predecessor"), name));
    if (l->faults & CUSTODY_FAULT_INCOMPLETE)
        raise_alarm(w, CUSTODY_ALARM_INCOMPLETE, c, l,
                    arena_printf(a, _("%s: \"%s\" does not say %s"), name, custody_act_word(l->act),
                                 open_words(w, l->open_questions)));
    if (l->faults & CUSTODY_FAULT_SIGNER)
        raise_alarm(w, CUSTODY_ALARM_SIGNER, c, l,
                    arena_printf(a, _("%s: \"%s\" was signed by a key of the role %s"), name,
                                 custody_act_word(l->act), l->key_role));
    bool answered = l->act == CUSTODY_DO_ACCEPT || l->act == CUSTODY_DO_REFUSE;
    if (answered && (l->exception || l->act == CUSTODY_DO_REFUSE))
        raise_alarm(w, CUSTODY_ALARM_EXCEPTION, c, l,
                    arena_printf(a, _("%s: %s by %s: %s"), name,
                                 l->act == CUSTODY_DO_REFUSE ? _("refused") : _("exception"),
                                 custody_party_words(a, &l->to),
                                 l->exception ? l->exception : _("no reason was given")));
}

/* Two places, with what is not known of either taken off the way between. */
static void watch_travel(Watch *w, const CustodyChain *c) {
    const CustodyLink *last = NULL;
    for (size_t i = 0; i < c->length; i++) {
        const CustodyLink *l = &c->links[i];
        if (!l->has_point) continue;
        if (last) {
            int64_t way_m = (int64_t)geo_distance_m(last->point, l->point);
            way_m -= (last->accuracy_m > 0 ? last->accuracy_m : 0) +
                     (l->accuracy_m > 0 ? l->accuracy_m : 0);
            int64_t time_ms = l->at_ms > last->at_ms ? l->at_ms - last->at_ms : 0;
            if (way_m > 1000 && way_m * 3600000 > time_ms * w->limits.speed_m_h)
                raise_alarm(w, CUSTODY_ALARM_TRAVEL, c, l,
                            arena_printf(w->arena,
                                         _("%s: %" PRId64 " km in %" PRId64 " min, from %s to %s"),
                                         name_of(w, c), way_m / 1000, time_ms / 60000,
                                         place_of(w, last), place_of(w, l)));
        }
        last = l;
    }
}

static void watch_links(Watch *w, const CustodyChain *c) {
    const char *const *seals = NULL;
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        const CustodyLink *l = &c->links[i];
        watch_link(w, c, l, seals, n);
        bool applied = l->act == CUSTODY_DO_PACK || l->act == CUSTODY_DO_RESEAL;
        if (applied || l->act == CUSTODY_DO_OPEN) {
            seals = l->seals;
            n = applied ? l->seal_count : 0;
        }
    }
    watch_travel(w, c);
}

/* ---------------------------------------------------------------- across chains */

typedef struct Mark { /* a seal, or a device's number, and where it was used */
    const char *key;
    const CustodyChain *chain;
    const CustodyLink *link;
} Mark;

static int by_key(const void *a, const void *b) {
    const Mark *x = a, *y = b;
    int c = strcmp(x->key, y->key);
    if (c == 0) c = strcmp(x->link->id, y->link->id);
    return c ? c : strcmp(x->chain->item, y->chain->item);
}

static void watch_seals(Watch *w, const CustodyChain *chains, size_t count) {
    VEC(Mark) marks = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < chains[i].count; k++) {
            const CustodyLink *l = &chains[i].links[k];
            if (l->act != CUSTODY_DO_PACK && l->act != CUSTODY_DO_RESEAL) continue;
            for (size_t s = 0; s < l->seal_count; s++)
                vec_push(w->arena, &marks, ((Mark){l->seals[s], &chains[i], l}));
        }
    if (marks.n) qsort(marks.at, marks.n, sizeof *marks.at, by_key);
    for (size_t i = 0; i < marks.n; i++) {
        const Mark *m = &marks.at[i];
        bool twice = i && str_eq(m->key, marks.at[i - 1].key);
        if (twice)
            raise_alarm(w, CUSTODY_ALARM_SEAL_TWICE, m->chain, m->link,
                        arena_printf(w->arena, _("seal %s was used twice: on %s and on %s"), m->key,
                                     name_of(w, marks.at[i - 1].chain), name_of(w, m->chain)));
        else if (w->batch_count && !custody_seal_batch(w->batches, w->batch_count, m->key))
            raise_alarm(w, CUSTODY_ALARM_SEAL_TWICE, m->chain, m->link,
                        arena_printf(w->arena, _("seal %s on %s is of no registered batch"), m->key,
                                     name_of(w, m->chain)));
    }
}

static void watch_devices(Watch *w, const CustodyChain *chains, size_t count) {
    VEC(Mark) marks = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < chains[i].count; k++) {
            const CustodyLink *l = &chains[i].links[k];
            if (!l->device || l->sequence < 0) continue;
            const char *key = arena_printf(w->arena, "%s#%" PRId64, l->device, l->sequence);
            vec_push(w->arena, &marks, ((Mark){key, &chains[i], l}));
        }
    if (marks.n) qsort(marks.at, marks.n, sizeof *marks.at, by_key);
    for (size_t i = 1; i < marks.n; i++) {
        const Mark *m = &marks.at[i], *before = &marks.at[i - 1];
        if (!str_eq(m->key, before->key) || str_eq(m->link->id, before->link->id)) continue;
        raise_alarm(w, CUSTODY_ALARM_DEVICE, m->chain, m->link,
                    arena_printf(w->arena, _("device %s used its number %" PRId64 " twice: on %s"),
                                 m->link->device, m->link->sequence, name_of(w, m->chain)));
    }
}

static int by_age(const void *a, const void *b) {
    const CustodyAlarm *x = a, *y = b;
    if (x->since_ms != y->since_ms) return x->since_ms < y->since_ms ? -1 : 1;
    if (x->kind != y->kind) return (int)x->kind - (int)y->kind;
    int c = strcmp(x->item, y->item);
    return c ? c : strcmp(x->text, y->text);
}

void custody_alarms(Arena *arena, const ElectionRegency *regency, const CustodyChain *chains,
                    size_t count, const CustodySeals *batches, size_t batch_count,
                    const CustodyLimits *limits, int64_t now_ms, CustodyAlarm **ret,
                    size_t *ret_count) {
    Watch w = {.arena = arena,
               .regency = regency,
               .batches = batches,
               .batch_count = batch_count,
               .limits = *limits,
               .now_ms = now_ms};
    for (size_t i = 0; i < count; i++) {
        watch_state(&w, &chains[i]);
        watch_shape(&w, &chains[i]);
        watch_links(&w, &chains[i]);
    }
    watch_seals(&w, chains, count);
    watch_devices(&w, chains, count);
    if (w.found.n) qsort(w.found.at, w.found.n, sizeof *w.found.at, by_age);
    *ret = w.found.at;
    *ret_count = w.found.n;
}
