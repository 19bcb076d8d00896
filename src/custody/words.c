// SPDX-License-Identifier: Apache-2.0
/* What was stated, in sentences. A sentence of an event uses nothing but the event: it is read
 * beside a proof, by people who have no database. */
#include "custody/custody_int.h"

#include <inttypes.h>
#include <string.h>

#define NAMED_MAX 3 /* items of an event that are named; the rest are counted */

/* ---------------------------------------------------------------- parties, times, places */

const char *custody_party_words(Arena *arena, const CustodyParty *p) {
    static const char *const roles[][2] = {{"kpu", N_("the KPU")},
                                           {"ppk", N_("the PPK")},
                                           {"pps", N_("the PPS")},
                                           {"kpps", N_("the KPPS")},
                                           {"driver", N_("the driver")},
                                           {"escort", N_("the escort")},
                                           {"warehouse", N_("the warehouse")},
                                           {"carrier", N_("the carrier")},
                                           {"bawaslu", N_("Bawaslu")},
                                           {"supervisor", N_("the supervisor")},
                                           {"police", N_("the police")},
                                           {"printer", N_("the printer")}};
    const char *role = p->role;
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (str_eq(p->role, roles[i][0])) role = tr(roles[i][1]);
    if (p->org && *p->org) return p->org;
    (void)arena;
    return role ? role : _("somebody unnamed");
}

static const char *when(Arena *arena, const char *scope, int64_t at_ms) {
    ElectionRegionName region = {0};
    Err ignored;
    bool known = election_region_name(arena, scope, &region, &ignored) == OK;
    int64_t local_s = at_ms / 1000 + (int64_t)region.zone_min * 60;
    const char *zone = !known                   ? "UTC"
                       : region.zone_min == 480 ? "WITA"
                       : region.zone_min == 540 ? "WIT"
                                                : "WIB";
    Civil c = civil_from_s(local_s);
    const char *day = day_words(arena, day_from_civil(c.year, c.month, c.day));
    return arena_printf(arena, "%s %02d:%02d %s", day, c.hour, c.minute, zone);
}

/* ---------------------------------------------------------------- one statement */

/* How each act reads: of what, by whom, to or from whom. */
static const char *act_words(Arena *arena, CustodyAct act, const char *what,
                             const CustodyParty *from, const CustodyParty *to) {
    const char *a = custody_party_words(arena, from), *b = custody_party_words(arena, to);
    switch (act) {
    case CUSTODY_DO_PACK: return arena_printf(arena, _("%s was packed by %s"), what, a);
    case CUSTODY_DO_STORE: return arena_printf(arena, _("%s was stored by %s"), what, a);
    case CUSTODY_DO_RELEASE:
        return arena_printf(arena, _("%s was released by %s to %s"), what, a, b);
    case CUSTODY_DO_ACCEPT:
        return arena_printf(arena, _("%s was accepted by %s from %s"), what, b, a);
    case CUSTODY_DO_REFUSE:
        return arena_printf(arena, _("%s was refused by %s from %s"), what, b, a);
    case CUSTODY_DO_OPEN: return arena_printf(arena, _("%s was opened by %s"), what, a);
    case CUSTODY_DO_RESEAL: return arena_printf(arena, _("%s was sealed by %s"), what, a);
    case CUSTODY_DO_RETURN: return arena_printf(arena, _("%s came back to %s"), what, a);
    case CUSTODY_DO_LOSE: return arena_printf(arena, _("%s was reported lost by %s"), what, a);
    case CUSTODY_DO_FIND: return arena_printf(arena, _("%s was found by %s"), what, a);
    case CUSTODY_DO_DESTROY: return arena_printf(arena, _("%s was destroyed by %s"), what, a);
    case _CUSTODY_ACTS: break;
    }
    return what;
}

static const char *with(Arena *arena, const char *sentence, const char *fmt, const char *value) {
    if (!value || !*value) return sentence;
    Buf *b = buf_on(arena, 16 * KIB);
    buf_str(b, sentence);
    buf_str(b, ", ");
    buf_printf(b, "%s %s", tr(fmt), value);
    return b->at ? arena_str(arena, b->at) : sentence;
}

const char *custody_link_words(Arena *arena, const ElectionRegency *r, const CustodyLink *l) {
    const char *scope = r ? r->scope : "";
    const char *text = act_words(arena, l->act, when(arena, scope, l->at_ms), &l->from, &l->to);
    text = with(arena, text, N_("at"), l->place ? custody_place_name(arena, r, l->place) : NULL);
    text = with(arena, text, N_("trip"), l->trip);
    text = with(arena, text, N_("document"), l->document);
    text = with(arena, text, N_("exception:"), l->exception);
    return with(arena, text, N_("note:"), l->note);
}

/* ---------------------------------------------------------------- one event */

static CustodyParty party_of(const json_t *party) {
    return (CustodyParty){.role = custody_text(party, "role"),
                          .org = custody_text(party, "org"),
                          .name = NULL,
                          .place = custody_text(party, "place")};
}

static const char *item_words(Arena *arena, const json_t *item) {
    char shown[CUSTODY_SHOWN_BYTES];
    const char *code = custody_text(item, "item"), *called = custody_text(item, "called");
    if (!code || strlen(code) != 11) return _("an item");
    custody_code_shown(code, shown);
    const char *seals = "";
    const json_t *seal;
    size_t i;
    json_array_foreach(json_object_get(item, "seals"), i, seal) if (json_is_string(seal)) seals =
        arena_printf(arena, "%s %s", seals, json_string_value(seal));
    const char *text =
        called ? arena_printf(arena, "%s (%s)", called, shown) : arena_str(arena, shown);
    return *seals ? arena_printf(arena, _("%s with the seals%s"), text, seals) : text;
}

static const char *items_words(Arena *arena, const json_t *items) {
    const char *text = item_words(arena, json_array_get(items, 0));
    size_t n = json_array_size(items);
    for (size_t i = 1; i < n && i < NAMED_MAX; i++)
        text = arena_printf(arena, "%s, %s", text, item_words(arena, json_array_get(items, i)));
    if (n <= NAMED_MAX) return text;
    return arena_printf(arena, _("%s and %zu more"), text, n - NAMED_MAX);
}

static const char *item_sentence(Arena *arena, const LedgerEvent *e, CustodyAct act) {
    const json_t *b = e->body, *items = json_object_get(b, "items");
    CustodyParty from = party_of(json_object_get(b, "from")),
                 to = party_of(json_object_get(b, "to"));
    int64_t at_ms = 0;
    const char *at = custody_text(b, "at");
    if (!time_parse_utc(at ? at : e->time, &at_ms)) (void)time_parse_utc(e->time, &at_ms);
    const char *text = act_words(arena, act, items_words(arena, items), &from, &to);
    text = with(arena, text, N_("on"), when(arena, e->scope, at_ms));
    text = with(arena, text, N_("at"), custody_text(b, "place"));
    text = with(arena, text, N_("document"), custody_text(b, "document"));
    return with(arena, text, N_("exception:"), custody_text(json_array_get(items, 0), "exception"));
}

static const char *numbered_sentence(Arena *arena, const LedgerEvent *e) {
    const json_t *units = json_object_get(e->body, "units");
    CustodyKind kind;
    if (!custody_kind_parse(custody_text(e->body, "kind"), &kind)) return NULL;
    int64_t n = json_is_array(units) ? (int64_t)json_array_size(units)
                                     : json_integer_value(json_object_get(e->body, "count"));
    return arena_printf(arena, _("%" PRId64 " numbers were given out (%s), from %" PRId64 " on"), n,
                        custody_kind_word(kind),
                        (int64_t)json_integer_value(json_object_get(e->body, "first")));
}

static const char *trip_sentence(Arena *arena, const LedgerEvent *e) {
    static const char *const words[][2] = {{"trip.loaded", N_("trip %s was loaded")},
                                           {"trip.departed", N_("trip %s departed")},
                                           {"trip.arrived", N_("trip %s arrived")},
                                           {"trip.broken_down", N_("trip %s broke down")},
                                           {"trip.turned_back", N_("trip %s turned back")},
                                           {"trip.resumed", N_("trip %s went on")},
                                           {"trip.finished", N_("trip %s was finished")}};
    const char *trip = custody_text(e->body, "trip"), *at = custody_text(e->body, "at");
    int64_t at_ms = 0;
    if (!trip || !at || !time_parse_utc(at, &at_ms)) return NULL;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_eq(e->type, words[i][0])) continue;
        Buf *b = buf_on(arena, 16 * KIB);
        buf_printf(b, tr(words[i][1]), trip); // NOLINT: one of the constants above
        const char *text = b->at ? b->at : "";
        text = with(arena, text, N_("on"), when(arena, e->scope, at_ms));
        text = with(arena, text, N_("at"), custody_text(e->body, "stop"));
        return with(arena, text, N_("note:"), custody_text(e->body, "reason"));
    }
    return NULL;
}

static const char *revote_sentence(Arena *arena, const LedgerEvent *e) {
    const json_t *places = json_object_get(e->body, "places");
    const char *mode = custody_text(e->body, "mode"), *until = custody_text(e->body, "deadline");
    CustodyRevoteMode m;
    if (str_eq(e->type, "revote.held"))
        return arena_printf(arena, _("the re-vote %" PRId64 " was held"),
                            (int64_t)json_integer_value(json_object_get(e->body, "number")));
    if (!custody_revote_mode_parse(mode, &m) || !until) return NULL;
    return arena_printf(arena, _("%s: %zu contests of polling stations, until %s"),
                        custody_revote_mode_word(m), json_array_size(places), until);
}

const char *custody_sentence(Arena *arena, const LedgerEvent *e) {
    CustodyAct act;
    if (custody_act_of_type(e->type, &act)) return item_sentence(arena, e, act);
    if (str_eq(e->type, "units.numbered")) return numbered_sentence(arena, e);
    if (str_eq(e->type, "seals.numbered"))
        return arena_printf(arena, _("the seals of batch %s (%s) were registered"),
                            custody_text(e->body, "batch") ? custody_text(e->body, "batch") : "-",
                            custody_text(e->body, "type") ? custody_text(e->body, "type") : "-");
    if (str_starts(e->type, "revote.")) return revote_sentence(arena, e);
    return str_starts(e->type, "trip.") ? trip_sentence(arena, e) : NULL;
}
