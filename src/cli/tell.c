// SPDX-License-Identifier: Apache-2.0
#include "cli/verify.h"

#include <inttypes.h>
#include <string.h>

static const char *road_closed(Arena *arena, const LedgerEvent *e) {
    const char *shape = json_string_value(json_object_get(e->body, "shape"));
    const char *reason = json_string_value(json_object_get(e->body, "reason"));
    if (!shape) return NULL;
    if (!reason) return arena_str(arena, _("a road is closed"));
    return arena_printf(arena, _("a road is closed: %s"), reason);
}

static const char *road_opened(Arena *arena, const LedgerEvent *e) {
    const json_t *number = json_object_get(e->body, "number");
    if (!json_is_integer(number)) return NULL;
    return arena_printf(arena, _("closure %" PRId64 " is lifted"),
                        (int64_t)json_integer_value(number));
}

static const char *plan_made(Arena *arena, const LedgerEvent *e) {
    const json_t *trips = json_object_get(e->body, "trips");
    if (!json_is_array(trips)) return NULL;
    return arena_printf(arena, _("a plan of %zu trips was made"), json_array_size(trips));
}

static const char *imported(Arena *arena, const LedgerEvent *e) {
    const char *dot = strchr(e->type, '.');
    return arena_printf(arena, _("a file of the kind %.*s was imported"), (int)(dot - e->type),
                        e->type);
}

/* ---------------------------------------------------------------- items and trips
 * Bodies as docs/format.md has them (Custody). What is missing there is left out here. */
#define ITEMS_TOLD 10

static const struct {
    const char *type, *word;
} WORDS[] = {
    {"kit.packed", N_("packed")},
    {"item.stored", N_("taken into store")},
    {"item.released", N_("handed over, not yet accepted")},
    {"item.accepted", N_("accepted")},
    {"item.refused", N_("not accepted")},
    {"item.opened", N_("opened")},
    {"item.resealed", N_("sealed anew")},
    {"item.returned", N_("brought back")},
    {"item.lost", N_("lost")},
    {"item.found", N_("found")},
    {"item.destroyed", N_("destroyed")},
    {"trip.loaded", N_("loaded")},
    {"trip.departed", N_("departed")},
    {"trip.arrived", N_("arrived")},
    {"trip.broken_down", N_("broken down")},
    {"trip.turned_back", N_("turned back")},
    {"trip.resumed", N_("under way again")},
    {"trip.finished", N_("finished")},
};

static const char *word_of(const LedgerEvent *e) {
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(WORDS[i].type, e->type)) return _(WORDS[i].word);
    return e->type;
}

static const char *text_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static const char *party_of(Arena *arena, const json_t *body, const char *key) {
    const json_t *party = json_object_get(body, key);
    const char *role = text_of(party, "role"), *org = text_of(party, "org");
    if (!role && !org) return NULL;
    return arena_printf(arena, "%s%s%s", role ? role : "", role && org ? " " : "", org ? org : "");
}

static const char *joined(Arena *arena, const char *so_far, const char *between, const char *more) {
    return *so_far ? arena_printf(arena, "%s%s%s", so_far, between, more) : more;
}

/* "12221004172 (seals A1 A2), 12221004180 and 7 more" */
static const char *items_of(Arena *arena, const json_t *items) {
    const json_t *item, *seal;
    const char *words = "";
    size_t i, k;
    json_array_foreach(items, i, item) {
        const char *code = text_of(item, "item"), *seals = "";
        if (!code) return NULL;
        if (i >= ITEMS_TOLD) continue;
        json_array_foreach(json_object_get(item, "seals"), k, seal) if (json_is_string(seal))
            seals = joined(arena, seals, " ", json_string_value(seal));
        if (*seals) code = arena_printf(arena, _("%s (seals %s)"), code, seals);
        words = joined(arena, words, ", ", code);
    }
    size_t n = json_array_size(items);
    if (n > ITEMS_TOLD) words = arena_printf(arena, _("%s and %zu more"), words, n - ITEMS_TOLD);
    return n > 0 ? words : NULL;
}

static const char *item_act(Arena *arena, const LedgerEvent *e) {
    const char *items = items_of(arena, json_object_get(e->body, "items"));
    const char *from = party_of(arena, e->body, "from"), *to = party_of(arena, e->body, "to");
    const char *place = text_of(e->body, "place");
    if (!items) return NULL;
    const char *words = arena_printf(arena, "%s: %s", word_of(e), items);
    if (from) words = arena_printf(arena, _("%s; from %s"), words, from);
    if (to) words = arena_printf(arena, _("%s; to %s"), words, to);
    if (place) words = arena_printf(arena, _("%s; at %s"), words, place);
    return words;
}

static const char *trip_act(Arena *arena, const LedgerEvent *e) {
    const char *trip = text_of(e->body, "trip");
    return trip ? arena_printf(arena, _("trip %s: %s"), trip, word_of(e)) : NULL;
}

static const CliTeller TELLERS[] = {
    {"road.closed", road_closed},     {"road.opened", road_opened},
    {"plan.made", plan_made},         {"tps.imported", imported},
    {"districts.imported", imported}, {"depots.imported", imported},
    {"fleet.imported", imported},     {"items.imported", imported},
    {"personnel.imported", imported}, {"hazards.imported", imported},
    {"kit.packed", item_act},         {"item.stored", item_act},
    {"item.released", item_act},      {"item.accepted", item_act},
    {"item.refused", item_act},       {"item.opened", item_act},
    {"item.resealed", item_act},      {"item.returned", item_act},
    {"item.lost", item_act},          {"item.found", item_act},
    {"item.destroyed", item_act},     {"trip.loaded", trip_act},
    {"trip.departed", trip_act},      {"trip.arrived", trip_act},
    {"trip.broken_down", trip_act},   {"trip.turned_back", trip_act},
    {"trip.resumed", trip_act},       {"trip.finished", trip_act},
};

const char *cli_tell(Arena *arena, const LedgerEvent *event) {
    for (size_t i = 0; i < COUNT_OF(TELLERS); i++)
        if (str_eq(TELLERS[i].type, event->type)) return TELLERS[i].tell(arena, event);
    return custody_sentence(arena, event);
}
