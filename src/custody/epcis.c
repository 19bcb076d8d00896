// SPDX-License-Identifier: Apache-2.0
/* Events of this floor as EPCIS 2.0 events, and as rows of a table. An event becomes one
 * ObjectEvent, its items the list of EPCs; what EPCIS has no word for stands under "hantar:". */
#include "custody/custody_int.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#define GS1_CONTEXT "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

/* The words of GS1's Core Business Vocabulary 2.0 for each act. NULL: it has none, and the word of
 * the act stands as a URI of our own. */
static const struct {
    const char *step, *disposition, *otherwise; /* otherwise: with an exception, or not sealed */
} words[] = {
    [CUSTODY_DO_PACK] = {"packing", "container_closed", "in_progress"},
    [CUSTODY_DO_STORE] = {"storing", "container_closed", "non_conformant"},
    [CUSTODY_DO_RELEASE] = {"shipping", "in_transit", "non_conformant"},
    [CUSTODY_DO_ACCEPT] = {"accepting", "conformant", "non_conformant"},
    [CUSTODY_DO_REFUSE] = {NULL, "non_conformant", "non_conformant"},
    [CUSTODY_DO_OPEN] = {"unpacking", "container_open", "container_open"},
    [CUSTODY_DO_RESEAL] = {"packing", "container_closed", "non_conformant"},
    [CUSTODY_DO_RETURN] = {"receiving", "returned", "non_conformant"},
    [CUSTODY_DO_LOSE] = {NULL, "unknown", "unknown"},
    [CUSTODY_DO_FIND] = {NULL, "in_progress", "non_conformant"},
    [CUSTODY_DO_DESTROY] = {"destroying", "destroyed", "destroyed"},
};
static_assert(COUNT_OF(words) == _CUSTODY_ACTS, "each act has its words");

/* ---------------------------------------------------------------- names as URIs */

static void add_escaped(Buf *out, const char *text) {
    for (const char *c = text; *c; c++) {
        bool plain = isalnum((unsigned char)*c) || strchr("-._~", *c);
        if (plain && (unsigned char)*c < 0x80)
            buf_char(out, *c);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

/* BASE/KIND/NAME */
static const char *uri(Arena *arena, const CustodyEpcis *to, const char *kind, const char *name) {
    Buf *b = buf_on(arena, 16 * KIB);
    buf_printf(b, "%s/%s/", to->base, kind);
    add_escaped(b, name);
    return arena_strn(arena, b->at, b->n);
}

/* Of 18 digits: the company prefix has seven, and the extension digit stands before the serial
 * number (GS1 EPC Tag Data Standard, section 6.3.2). */
static const char *epc(Arena *arena, const CustodyEpcis *to, const char *scope, const char *code) {
    CustodyUnit unit;
    Err unknown;
    if (custody_unit(to->store, arena, scope, code, &unit, &unknown) != OK)
        return uri(arena, to, "item", code);
    return arena_printf(arena, "urn:epc:id:sscc:%.7s.%c%.9s", unit.sscc + 1, unit.sscc[0],
                        unit.sscc + 8);
}

static const char *party_uri(Arena *arena, const CustodyEpcis *to, const json_t *party) {
    const char *role = custody_text(party, "role"), *org = custody_text(party, "org");
    if (!role && !org) return NULL;
    if (!role) role = "organisation";
    return uri(arena, to, "party", org ? arena_printf(arena, "%s:%s", role, org) : role);
}

/* ---------------------------------------------------------------- parts of an event */

static void put_party(Arena *arena, const CustodyEpcis *to, const json_t *body, const char *key,
                      const char *list, const char *word, JsonOut *out) {
    const char *party = party_uri(arena, to, json_object_get(body, key));
    if (!party) return;
    json_open(out, list, '[');
    json_open(out, NULL, '{');
    json_put_str(out, "type", "possessing_party");
    json_put_str(out, word, party);
    json_close(out, '}');
    json_close(out, ']');
}

static void put_place(Arena *arena, const CustodyEpcis *to, const char *key, const char *name,
                      JsonOut *out) {
    if (!name) return;
    json_open(out, key, '{');
    json_put_str(out, "id", uri(arena, to, "place", name));
    json_close(out, '}');
}

/* A delivery note goes with what is sent; a handover's minutes confirm what was received. */
static void put_documents(Arena *arena, const CustodyEpcis *to, CustodyAct act, const json_t *body,
                          JsonOut *out) {
    const char *document = custody_text(body, "document"), *trip = custody_text(body, "trip");
    if (!document && !trip) return;
    json_open(out, "bizTransactionList", '[');
    if (document) {
        json_open(out, NULL, '{');
        json_put_str(out, "type", act == CUSTODY_DO_RELEASE ? "desadv" : "recadv");
        json_put_str(out, "bizTransaction", uri(arena, to, "document", document));
        json_close(out, '}');
    }
    if (trip) {
        json_open(out, NULL, '{');
        json_put_str(out, "type", uri(arena, to, "vocabulary", "trip"));
        json_put_str(out, "bizTransaction", uri(arena, to, "trip", trip));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_texts(const json_t *list, const char *key, JsonOut *out) {
    size_t i;
    const json_t *text;
    if (!json_array_size(list)) return;
    json_open(out, key, '[');
    json_array_foreach(list, i, text) json_put_str(out, NULL, json_string_value(text));
    json_close(out, ']');
}

static void put_text(const json_t *object, const char *key, const char *as, JsonOut *out) {
    const char *text = custody_text(object, key);
    if (text) json_put_str(out, as, text);
}

/* What makes an item's history one chain, and what was found on it. */
static void put_items(Arena *arena, const CustodyEpcis *to, const LedgerEvent *e, JsonOut *out) {
    size_t i;
    const json_t *item;
    json_open(out, "hantar:items", '[');
    json_array_foreach(json_object_get(e->body, "items"), i, item) {
        json_open(out, NULL, '{');
        json_put_str(out, "hantar:item", epc(arena, to, e->scope, custody_text(item, "item")));
        put_text(item, "previous", "hantar:previous", out);
        put_text(item, "called", "hantar:called", out);
        put_texts(json_object_get(item, "seals"), "hantar:seals", out);
        put_text(item, "condition", "hantar:condition", out);
        put_text(item, "exception", "hantar:exception", out);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_witnesses(const json_t *witnesses, JsonOut *out) {
    size_t i;
    const json_t *party;
    if (!json_array_size(witnesses)) return;
    json_open(out, "hantar:witnesses", '[');
    json_array_foreach(witnesses, i, party) {
        json_open(out, NULL, '{');
        put_text(party, "role", "hantar:role", out);
        put_text(party, "org", "hantar:organisation", out);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_point(const json_t *body, JsonOut *out) {
    const json_t *point = json_object_get(body, "point");
    if (json_array_size(point) != 2) return;
    json_open(out, "hantar:point", '{');
    json_put_decimal(out, "hantar:latitude", json_integer_value(json_array_get(point, 0)), 7);
    json_put_decimal(out, "hantar:longitude", json_integer_value(json_array_get(point, 1)), 7);
    json_close(out, '}');
}

/* ---------------------------------------------------------------- events */

static void open_event(const CustodyEpcis *to, const LedgerEvent *e, const char *at,
                       const char *action, JsonOut *out) {
    char offset[16];
    int32_t zone = to->zone_min < 0 ? -to->zone_min : to->zone_min;
    snprintf(offset, sizeof offset, "%c%02d:%02d", to->zone_min < 0 ? '-' : '+', zone / 60 % 15,
             zone % 60);
    json_open(out, NULL, '{');
    json_put_str(out, "type", "ObjectEvent");
    char id[UUID_BYTES + 9];
    snprintf(id, sizeof id, "urn:uuid:%.36s", e->id);
    json_put_str(out, "eventID", id);
    json_put_str(out, "eventTime", at ? at : e->time);
    json_put_str(out, "eventTimeZoneOffset", offset);
    json_put_str(out, "action", action);
}

static bool any_exception(const json_t *items) {
    size_t i;
    const json_t *item;
    json_array_foreach(items, i, item) if (custody_text(item, "exception")) return true;
    return false;
}

static bool all_sealed(const json_t *items) {
    size_t i;
    const json_t *item;
    json_array_foreach(items, i, item) {
        if (!json_array_size(json_object_get(item, "seals"))) return false;
    }
    return true;
}

static void put_statement(Arena *arena, const CustodyEpcis *to, CustodyAct act,
                          const LedgerEvent *e, JsonOut *out) {
    const json_t *body = e->body, *items = json_object_get(body, "items"), *item;
    size_t i;
    bool well = !any_exception(items) && (act != CUSTODY_DO_PACK || all_sealed(items));
    open_event(to, e, custody_text(body, "at"), act == CUSTODY_DO_DESTROY ? "DELETE" : "OBSERVE",
               out);
    json_open(out, "epcList", '[');
    json_array_foreach(items, i, item) {
        json_put_str(out, NULL, epc(arena, to, e->scope, custody_text(item, "item")));
    }
    json_close(out, ']');
    const char *step = words[act].step;
    if (!step) step = uri(arena, to, "vocabulary", custody_act_word(act));
    json_put_str(out, "bizStep", step);
    json_put_str(out, "disposition", well ? words[act].disposition : words[act].otherwise);
    put_place(arena, to, "readPoint", custody_text(body, "place"), out);
    put_place(arena, to, "bizLocation", custody_text(body, "place"), out);
    put_documents(arena, to, act, body, out);
    put_party(arena, to, body, "from", "sourceList", "source", out);
    put_party(arena, to, body, "to", "destinationList", "destination", out);
    put_items(arena, to, e, out);
    put_witnesses(json_object_get(body, "witnesses"), out);
    put_point(body, out);
    put_text(body, "destination", "hantar:goesTo", out);
    put_text(body, "vehicle", "hantar:vehicle", out);
    put_text(body, "escort", "hantar:escort", out);
    put_texts(json_object_get(body, "photos"), "hantar:photos", out);
    if (e->key) json_put_str(out, "hantar:signedBy", e->key);
    json_close(out, '}');
}

static void put_numbered(Arena *arena, const CustodyEpcis *to, const LedgerEvent *e, JsonOut *out) {
    CustodyNumber number = {0};
    const json_t *units = json_object_get(e->body, "units");
    int64_t first = json_integer_value(json_object_get(e->body, "first"));
    int64_t count = units ? (int64_t)json_array_size(units)
                          : json_integer_value(json_object_get(e->body, "count"));
    if (!custody_kind_parse(custody_text(e->body, "kind"), &number.kind)) return;
    snprintf(number.scope, sizeof number.scope, "%.4s", e->scope);
    open_event(to, e, NULL, "ADD", out);
    json_open(out, "epcList", '[');
    for (int64_t i = 0; i < count; i++) {
        char code[CUSTODY_CODE_BYTES];
        number.serial = (int32_t)(first + i);
        custody_code(&number, code);
        json_put_str(out, NULL, epc(arena, to, e->scope, code));
    }
    json_close(out, ']');
    json_put_str(out, "bizStep", "commissioning");
    json_put_str(out, "disposition", "active");
    json_close(out, '}');
}

void custody_epcis_open(const CustodyEpcis *to, const char *created, JsonOut *out) {
    json_open(out, NULL, '{');
    json_open(out, "@context", '[');
    json_put_str(out, NULL, GS1_CONTEXT);
    json_open(out, NULL, '{');
    Buf own;
    buf_init(&own, 4 * KIB);
    buf_printf(&own, "%s/vocabulary/", to->base);
    buf_char(&own, 0);
    json_put_str(out, "hantar", own.at);
    buf_free(&own);
    json_close(out, '}');
    json_close(out, ']');
    json_put_str(out, "type", "EPCISDocument");
    json_put_str(out, "schemaVersion", "2.0");
    json_put_str(out, "creationDate", created);
    json_open(out, "epcisBody", '{');
    json_open(out, "eventList", '[');
}

bool custody_epcis_event(Arena *arena, const CustodyEpcis *to, const LedgerEvent *event,
                         JsonOut *out) {
    CustodyAct act;
    if (custody_act_of_type(event->type, &act))
        put_statement(arena, to, act, event, out);
    else if (str_eq(event->type, "units.numbered"))
        put_numbered(arena, to, event, out);
    else
        return false;
    return true;
}

void custody_epcis_close(JsonOut *out) {
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, '}');
}
