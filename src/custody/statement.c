// SPDX-License-Identifier: Apache-2.0
/* Stating something about an item: the body, and the predecessor that it names. */
#include "custody/custody_int.h"

#include <string.h>

static void put(json_t *object, const char *key, const char *value) {
    if (value && *value) json_object_set_new(object, key, json_string(value));
}

static json_t *party_json(const CustodyParty *p) {
    json_t *party = json_object();
    put(party, "role", p->role);
    put(party, "org", p->org);
    put(party, "name", p->name);
    put(party, "place", p->place);
    return party;
}

static void put_party(json_t *body, const char *key, const CustodyParty *p) {
    if (p->role || p->org) json_object_set_new(body, key, party_json(p));
}

static json_t *item_json(const CustodyStatement *st, const CustodyChain *chain) {
    json_t *item =
        json_pack("{s:s, s:s?}", "item", st->item, "previous", *chain->head ? chain->head : NULL);
    json_t *seals = json_array(), *also = json_array();
    for (size_t i = 0; i < st->seal_count; i++)
        json_array_append_new(seals, json_string(st->seals[i]));
    for (size_t i = 1; st->settle && i < chain->end_count; i++)
        json_array_append_new(also, json_string(chain->ends[i]));
    if (json_array_size(seals)) json_object_set(item, "seals", seals);
    if (json_array_size(also)) json_object_set(item, "also", also);
    json_decref(seals);
    json_decref(also);
    put(item, "called", st->called);
    put(item, "condition", st->condition);
    put(item, "exception", st->exception);
    put(item, "note", st->note);
    return item;
}

static void put_witnesses(json_t *body, const CustodyStatement *st) {
    if (st->witness_count == 0) return;
    json_t *list = json_array();
    for (size_t i = 0; i < st->witness_count; i++)
        json_array_append_new(list, party_json(&st->witnesses[i]));
    json_object_set_new(body, "witnesses", list);
}

static void put_photos(json_t *body, const CustodyStatement *st) {
    if (st->photo_count == 0) return;
    json_t *list = json_array();
    for (size_t i = 0; i < st->photo_count; i++)
        json_array_append_new(list, json_string(st->photos[i]));
    json_object_set_new(body, "photos", list);
}

static json_t *body_of(const CustodyStatement *st, const CustodyChain *chain) {
    char at[32];
    time_format_utc(st->at_ms, at);
    json_t *body = json_pack("{s:[o], s:s}", "items", item_json(st, chain), "at", at);
    put_party(body, "from", &st->from);
    put_party(body, "to", &st->to);
    put_witnesses(body, st);
    put_photos(body, st);
    put(body, "place", st->place);
    put(body, "destination", st->destination);
    if (st->has_point)
        json_object_set_new(body, "point", json_pack("[i, i]", st->point.lat_e7, st->point.lon_e7));
    if (st->has_point && st->accuracy_m >= 0)
        json_object_set_new(body, "accuracy_m", json_integer(st->accuracy_m));
    put(body, "document", st->document);
    put(body, "trip", st->trip);
    put(body, "vehicle", st->vehicle);
    put(body, "escort", st->escort);
    put(body, "purpose", st->purpose);
    put(body, "source", st->source);
    if (st->back) put(body, "way", "back");
    if (st->kit) json_object_set(body, "kit", st->kit);
    return body;
}

/* Whether the item's last statement says the very same: then a second scan adds nothing. */
static bool said_already(const CustodyChain *chain, const CustodyStatement *st) {
    if (chain->length == 0 || st->settle) return false;
    const CustodyLink *last = &chain->links[chain->length - 1];
    return last->act == st->act && str_eq(last->from.role, st->from.role) &&
           str_eq(last->from.org, st->from.org) && str_eq(last->to.role, st->to.role) &&
           str_eq(last->to.org, st->to.org) && str_eq(last->place, st->place) &&
           str_eq(last->exception, st->exception) && str_eq(last->document, st->document) &&
           str_eq(last->trip, st->trip) && last->seal_count == st->seal_count &&
           (!st->at_stated || st->at_ms == last->at_ms);
}

static json_t *actor_of(const CustodyStatement *st) {
    bool receives = st->act == CUSTODY_DO_ACCEPT || st->act == CUSTODY_DO_REFUSE;
    const CustodyParty *p = receives && st->to.role ? &st->to : &st->from;
    json_t *actor = json_object();
    put(actor, "role", p->role);
    put(actor, "org", p->org);
    return actor;
}

static Status check(const CustodyStatement *st, Err *err) {
    const CustodyParty *parties[] = {&st->from, &st->to};
    if (st->seal_count > CUSTODY_SEALS_MAX)
        return err_set(err, ERR_INPUT, _("more than %d seals on one item"), CUSTODY_SEALS_MAX);
    for (size_t i = 0; i < COUNT_OF(parties); i++)
        if (parties[i]->org && strlen(parties[i]->org) > 200)
            return err_set(err, ERR_INPUT, "%s", _("the name of an office is longer than 200"));
    return OK;
}

Status custody_state_item(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                          const CustodyStatement *st, LedgerReceipt *ret, bool *ret_existed,
                          Err *err) {
    CustodyChain chain;
    Status s = check(st, err);
    if (s == OK) s = custody_chain(store, arena, scope, st->item, &chain, err);
    if (s != OK) return s;
    *ret_existed = said_already(&chain, st);
    if (*ret_existed) return OK;
    json_t *actor = actor_of(st);
    s = ledger_state(ledger, scope, custody_act_type(st->act), actor, body_of(st, &chain), ret,
                     err);
    json_decref(actor);
    return s;
}
