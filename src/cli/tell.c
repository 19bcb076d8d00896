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

static const char *warning_received(Arena *arena, const LedgerEvent *e) {
    const char *name = json_string_value(json_object_get(e->body, "name"));
    return name ? arena_printf(arena, _("a warning was received: %s"), name) : NULL;
}

static const char *warning_confirmed(Arena *arena, const LedgerEvent *e) {
    const json_t *number = json_object_get(e->body, "number");
    HazardEffect effect;
    if (!json_is_integer(number) ||
        !hazard_effect_parse(json_string_value(json_object_get(e->body, "effect")), &effect))
        return NULL;
    return arena_printf(arena, _("warning %" PRId64 " was confirmed: %s"),
                        (int64_t)json_integer_value(number), hazard_effect_name(effect));
}

static const char *warning_withdrawn(Arena *arena, const LedgerEvent *e) {
    const json_t *number = json_object_get(e->body, "number");
    if (!json_is_integer(number)) return NULL;
    return arena_printf(arena, _("what was made of warning %" PRId64 " is taken back"),
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

static const CliTeller TELLERS[] = {
    {"road.closed", road_closed},
    {"road.opened", road_opened},
    {"plan.made", plan_made},
    {"tps.imported", imported},
    {"districts.imported", imported},
    {"depots.imported", imported},
    {"fleet.imported", imported},
    {"items.imported", imported},
    {"personnel.imported", imported},
    {"hazards.imported", imported},
    {"vulnerability.imported", imported},
    {"warning.received", warning_received},
    {"warning.confirmed", warning_confirmed},
    {"warning.withdrawn", warning_withdrawn},
};

const char *cli_tell(Arena *arena, const LedgerEvent *event) {
    for (size_t i = 0; i < COUNT_OF(TELLERS); i++)
        if (str_eq(TELLERS[i].type, event->type)) return TELLERS[i].tell(arena, event);
    return custody_sentence(arena, event);
}
