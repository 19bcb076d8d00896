// SPDX-License-Identifier: Apache-2.0
/* Statements about items, from the body of an event to one row per item and back.
 *
 *   { "items": [{ "item": code, "previous": hash or null, "also": [hash], "called": text,
 *                 "seals": [number], "condition": text, "exception": text, "note": text }],
 *     "at": UTC text, "from": party, "to": party, "witnesses": [party],
 *     "place": text, "destination": text, "point": [lat_e7, lon_e7], "accuracy_m": n,
 *     "device": {"id": text, "sequence": n}, "source": "scan", "document": text, "trip": text,
 *     "vehicle": text, "escort": text, "purpose": text, "way": "back", "photos": [commitment],
 *     "kit": { ... } }                                                     kit.packed alone
 *
 * Only "items" must be there, and of an item only "item". A party has role, org, name, place. */
#include "custody/custody_int.h"

#include <inttypes.h>
#include <string.h>

#include "custody_sql.h"
#include "stock/stock.h"

#define ITEMS_MAX 1000 /* of one event: a truck carries about 120 boxes */
#define ALSO_MAX 64    /* ends of one fork */
#define TEXT_BYTES_MAX 1000

/* ---------------------------------------------------------------- the form */

const char *custody_text(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

Status custody_malformed(const LedgerEvent *e, const char *field, Err *err) {
    err_set(err, ERR_INPUT, _("a %s event without a well-formed %s"), e->type, field);
    err_at(err, e->id, 0, 0, field);
    return ERR_INPUT;
}

bool custody_hash_fits(const char *hex) {
    return hex && strlen(hex) == 64 && strspn(hex, "0123456789abcdef") == 64;
}

static bool absent(const json_t *v) {
    return !v || json_is_null(v);
}

static bool text_fits(const json_t *object, const char *key) {
    const json_t *v = json_object_get(object, key);
    return absent(v) || (json_is_string(v) && json_string_length(v) <= TEXT_BYTES_MAX);
}

static bool number_fits(const json_t *object, const char *key, int64_t min, int64_t max) {
    const json_t *v = json_object_get(object, key);
    return absent(v) ||
           (json_is_integer(v) && json_integer_value(v) >= min && json_integer_value(v) <= max);
}

static bool texts_fit(const json_t *list, size_t max, bool (*fits)(const char *)) {
    size_t i;
    const json_t *v;
    if (absent(list)) return true;
    if (!json_is_array(list) || json_array_size(list) > max) return false;
    json_array_foreach(list, i, v) {
        if (!json_is_string(v) || !fits(json_string_value(v))) return false;
    }
    return true;
}

static bool seal_fits(const char *seal) {
    char read[CUSTODY_SEAL_BYTES];
    return custody_seal_read(seal, read) && str_eq(seal, read);
}

static bool short_text(const char *text) {
    return strlen(text) <= TEXT_BYTES_MAX;
}

static bool party_fits(const json_t *party) {
    return absent(party) ||
           (json_is_object(party) && text_fits(party, "role") && text_fits(party, "org") &&
            text_fits(party, "name") && text_fits(party, "place"));
}

static bool item_fits(const json_t *item) {
    const char *code = custody_text(item, "item");
    CustodyNumber number;
    Err ignored;
    if (!code || strlen(code) != 11 || strspn(code, "0123456789") != 11) return false;
    if (custody_code_read(code, &number, &ignored) != OK) return false;
    const json_t *previous = json_object_get(item, "previous");
    if (!absent(previous) && !custody_hash_fits(json_string_value(previous))) return false;
    return texts_fit(json_object_get(item, "also"), ALSO_MAX, custody_hash_fits) &&
           texts_fit(json_object_get(item, "seals"), CUSTODY_SEALS_MAX, seal_fits) &&
           text_fits(item, "called") && text_fits(item, "condition") &&
           text_fits(item, "exception") && text_fits(item, "note");
}

static bool items_fit(const json_t *items) {
    size_t i, k;
    const json_t *item;
    if (!json_is_array(items) || !json_array_size(items) || json_array_size(items) > ITEMS_MAX)
        return false;
    json_array_foreach(items, i, item) {
        if (!item_fits(item)) return false;
        for (k = 0; k < i; k++)
            if (str_eq(custody_text(item, "item"), custody_text(json_array_get(items, k), "item")))
                return false;
    }
    return true;
}

bool custody_point_fits(const json_t *point) {
    const json_t *lat = json_array_get(point, 0), *lon = json_array_get(point, 1);
    if (absent(point)) return true;
    if (json_array_size(point) != 2 || !json_is_integer(lat) || !json_is_integer(lon)) return false;
    int64_t a = json_integer_value(lat), b = json_integer_value(lon);
    return a >= -90 * (int64_t)GEO_UNIT && a <= 90 * (int64_t)GEO_UNIT &&
           b >= -180 * (int64_t)GEO_UNIT && b <= 180 * (int64_t)GEO_UNIT;
}

static bool witnesses_fit(const json_t *witnesses) {
    size_t i;
    const json_t *party;
    if (absent(witnesses)) return true;
    if (!json_is_array(witnesses) || json_array_size(witnesses) > 16) return false;
    json_array_foreach(witnesses, i, party) {
        if (!json_is_object(party) || !party_fits(party)) return false;
    }
    return true;
}

static bool device_fits(const json_t *device) {
    return absent(device) ||
           (json_is_object(device) && custody_text(device, "id") && text_fits(device, "id") &&
            number_fits(device, "sequence", 0, INT64_C(1) << 53));
}

static Status check_body(const LedgerEvent *e, Err *err) {
    static const char *const texts[] = {"place",  "destination", "document", "trip", "vehicle",
                                        "escort", "purpose",     "source",   "way"};
    const json_t *b = e->body;
    int64_t at;
    const char *when = custody_text(b, "at");
    if (!items_fit(json_object_get(b, "items"))) return custody_malformed(e, "items", err);
    if (!absent(json_object_get(b, "at")) && (!when || !time_parse_utc(when, &at)))
        return custody_malformed(e, "at", err);
    if (!party_fits(json_object_get(b, "from"))) return custody_malformed(e, "from", err);
    if (!party_fits(json_object_get(b, "to"))) return custody_malformed(e, "to", err);
    if (!witnesses_fit(json_object_get(b, "witnesses")))
        return custody_malformed(e, "witnesses", err);
    if (!custody_point_fits(json_object_get(b, "point")) ||
        !number_fits(b, "accuracy_m", 0, 40000000))
        return custody_malformed(e, "point", err);
    if (!device_fits(json_object_get(b, "device"))) return custody_malformed(e, "device", err);
    if (!texts_fit(json_object_get(b, "photos"), 64, short_text))
        return custody_malformed(e, "photos", err);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!text_fits(b, texts[i])) return custody_malformed(e, texts[i], err);
    return OK;
}

/* ---------------------------------------------------------------- the eight questions */

static bool transfers(CustodyAct act) {
    return act == CUSTODY_DO_RELEASE || act == CUSTODY_DO_ACCEPT || act == CUSTODY_DO_REFUSE;
}

static uint32_t open_questions(CustodyAct act, const json_t *b, const json_t *item) {
    const json_t *from = json_object_get(b, "from"), *to = json_object_get(b, "to");
    if (!transfers(act)) return 0;
    uint32_t open = 0;
    bool sealed = json_array_size(json_object_get(item, "seals")) > 0;
    if (!custody_text(b, "place") && absent(json_object_get(b, "point"))) open |= CUSTODY_ASK_WHERE;
    if (!sealed && !custody_text(b, "escort") && !json_array_size(json_object_get(b, "witnesses")))
        open |= CUSTODY_ASK_SAFEGUARDS;
    if (!custody_text(to, "role")) open |= CUSTODY_ASK_ACCESS;
    if (!custody_text(item, "item")) open |= CUSTODY_ASK_UNIQUE;
    if (!custody_text(b, "at") && !json_object_get(b, "device")) open |= CUSTODY_ASK_WHEN;
    if (!custody_text(b, "destination") && !custody_text(to, "place")) open |= CUSTODY_ASK_WHERE_TO;
    if (!custody_text(from, "role")) open |= CUSTODY_ASK_WHO;
    if (!custody_text(item, "condition")) open |= CUSTODY_ASK_CONDITION;
    return open;
}

/* ---------------------------------------------------------------- applying */

void custody_event_hash(Bytes canonical, char to[65]) {
    Bytes parts[] = {bytes_of("hantar/item-event/v1\n"), canonical};
    Sha256 hash = sha256_parts(2, parts);
    hex_format(hash.b, sizeof hash.b, to);
}

static void bind_number(StoreStmt *q, int parameter, const json_t *n) {
    if (json_is_integer(n))
        store_bind_int(q, parameter, json_integer_value(n));
    else
        store_bind_null(q, parameter);
}

static Status bind_list(StoreStmt *q, int parameter, const json_t *list, Err *err) {
    if (json_array_size(list) == 0) {
        store_bind_null(q, parameter);
        return OK;
    }
    Buf text;
    buf_init(&text, 64 * KIB);
    Status s = json_canonical(list, &text, err);
    if (s == OK) store_bind_text(q, parameter, text.at);
    buf_free(&text);
    return s;
}

static void bind_party(StoreStmt *q, int parameter, const json_t *party) {
    store_bind_text(q, parameter, custody_text(party, "role"));
    store_bind_text(q, parameter + 1, custody_text(party, "org"));
    store_bind_text(q, parameter + 2, custody_text(party, "name"));
    store_bind_text(q, parameter + 3, custody_text(party, "place"));
}

static void bind_previous(StoreStmt *q, int parameter, const json_t *item) {
    const json_t *previous = json_object_get(item, "previous");
    if (!previous)
        store_bind_null(q, parameter);
    else
        store_bind_text(q, parameter, json_is_null(previous) ? "" : json_string_value(previous));
}

static int64_t claimed_ms(const LedgerEvent *e) {
    const char *at = custody_text(e->body, "at");
    int64_t ms = 0;
    if (!at || !time_parse_utc(at, &ms)) (void)time_parse_utc(e->time, &ms);
    return ms;
}

static void bind_body(StoreStmt *q, const json_t *b) {
    const json_t *point = json_object_get(b, "point"), *device = json_object_get(b, "device");
    bind_party(q, 9, json_object_get(b, "from"));
    bind_party(q, 13, json_object_get(b, "to"));
    store_bind_text(q, 17, custody_text(b, "place"));
    store_bind_text(q, 18, custody_text(b, "destination"));
    bind_number(q, 19, json_array_get(point, 0));
    bind_number(q, 20, json_array_get(point, 1));
    bind_number(q, 21, json_object_get(b, "accuracy_m"));
    store_bind_text(q, 26, custody_text(b, "document"));
    store_bind_text(q, 27, custody_text(b, "trip"));
    store_bind_text(q, 28, custody_text(b, "vehicle"));
    store_bind_text(q, 29, custody_text(b, "escort"));
    store_bind_text(q, 30, custody_text(device, "id"));
    bind_number(q, 31, json_object_get(device, "sequence"));
    store_bind_int(q, 32, str_eq(custody_text(b, "way"), "back"));
    store_bind_int(q, 35, (int64_t)json_array_size(json_object_get(b, "witnesses")));
    store_bind_int(q, 36, (int64_t)json_array_size(json_object_get(b, "photos")));
}

static Status put_link(Store *store, const LedgerEvent *e, CustodyAct act, const json_t *item,
                       const char *hash, const char *key_role, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_LINK_PUT, &q, err);
    if (s != OK) return s;
    bool row;
    store_bind_text(q, 1, e->scope);
    store_bind_text(q, 2, custody_text(item, "item"));
    store_bind_text(q, 3, hash);
    bind_previous(q, 4, item);
    s = bind_list(q, 5, json_object_get(item, "also"), err);
    store_bind_text(q, 6, custody_act_word(act));
    store_bind_text(q, 7, e->id);
    store_bind_int(q, 8, claimed_ms(e));
    bind_body(q, e->body);
    if (s == OK) s = bind_list(q, 22, json_object_get(item, "seals"), err);
    store_bind_text(q, 23, custody_text(item, "condition"));
    store_bind_text(q, 24, custody_text(item, "exception"));
    store_bind_text(q, 25, custody_text(item, "note"));
    store_bind_text(q, 33, e->key);
    store_bind_text(q, 34, key_role);
    store_bind_int(q, 37, open_questions(act, e->body, item));
    if (s == OK) s = store_step(q, &row, err);
    store_finish(q);
    return s;
}

/* Opened in the warehouse to be packed again: what was in it lies in the store again. */
static bool unpacks(CustodyAct act, const json_t *body) {
    return act == CUSTODY_DO_OPEN && str_eq(custody_text(body, "purpose"), "repack");
}

Status custody_apply_item(Store *store, const LedgerEvent *e, Err *err) {
    CustodyAct act;
    if (!custody_act_of_type(e->type, &act)) return custody_malformed(e, "type", err);
    LedgerKey key = {0};
    char hash[65];
    Status s = check_body(e, err);
    if (s == OK && e->key) s = ledger_key(store, e->scope, e->key, &key, err);
    custody_event_hash(e->canonical, hash);
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(e->body, "items"), i, item) {
        const char *code = custody_text(item, "item");
        if (s == OK) s = put_link(store, e, act, item, hash, *key.role ? key.role : NULL, err);
        if (s == OK && act == CUSTODY_DO_PACK) s = custody_apply_kit(store, e, code, hash, err);
        if (s == OK && unpacks(act, e->body)) s = stock_withdraw_kit(store, e->scope, code, err);
    }
    return s;
}

/* ---------------------------------------------------------------- reading */

static size_t take_texts(Arena *arena, const char *json, const char ***ret) {
    json_t *list = NULL;
    Err ignored;
    if (!json || json_read(bytes_of(json), "list", &list, &ignored) != OK) return 0;
    size_t n = json_array_size(list);
    *ret = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = arena_str(arena, json_string_value(json_array_get(list, i)));
    json_decref(list);
    return n;
}

static CustodyParty take_party(Arena *arena, StoreStmt *q, int column) {
    return (CustodyParty){.role = arena_str(arena, store_text(q, column)),
                          .org = arena_str(arena, store_text(q, column + 1)),
                          .name = arena_str(arena, store_text(q, column + 2)),
                          .place = arena_str(arena, store_text(q, column + 3))};
}

static CustodyLink take_link(Arena *arena, StoreStmt *q) {
    CustodyLink l = {.item = arena_str(arena, store_text(q, 0)),
                     .hash = arena_str(arena, store_text(q, 1)),
                     .previous = arena_str(arena, store_text(q, 2)),
                     .id = arena_str(arena, store_text(q, 5)),
                     .at_ms = store_int(q, 6),
                     .from = take_party(arena, q, 7),
                     .to = take_party(arena, q, 11),
                     .place = arena_str(arena, store_text(q, 15)),
                     .destination = arena_str(arena, store_text(q, 16)),
                     .has_point = !store_null(q, 17) && !store_null(q, 18),
                     .point = {(int32_t)store_int(q, 17), (int32_t)store_int(q, 18)},
                     .accuracy_m = store_null(q, 19) ? -1 : store_int(q, 19),
                     .condition = arena_str(arena, store_text(q, 21)),
                     .exception = arena_str(arena, store_text(q, 22)),
                     .note = arena_str(arena, store_text(q, 23)),
                     .document = arena_str(arena, store_text(q, 24)),
                     .trip = arena_str(arena, store_text(q, 25)),
                     .vehicle = arena_str(arena, store_text(q, 26)),
                     .escort = arena_str(arena, store_text(q, 27)),
                     .device = arena_str(arena, store_text(q, 28)),
                     .sequence = store_null(q, 29) ? -1 : store_int(q, 29),
                     .back = store_int(q, 30) != 0,
                     .key = arena_str(arena, store_text(q, 31)),
                     .key_role = arena_str(arena, store_text(q, 32)),
                     .witnesses = (size_t)store_int(q, 33),
                     .photos = (size_t)store_int(q, 34),
                     .open_questions = (uint32_t)store_int(q, 35),
                     .received_ms = store_null(q, 36) ? -1 : store_int(q, 36)};
    (void)custody_act_parse(store_text(q, 4), &l.act);
    l.also_count = take_texts(arena, store_text(q, 3), &l.also);
    l.seal_count = take_texts(arena, store_text(q, 20), &l.seals);
    return l;
}

static Status read_links(StoreStmt *q, Arena *arena, CustodyLink **ret, size_t *ret_count,
                         Err *err) {
    VEC(CustodyLink) list = {0};
    bool row = false;
    Status s;
    while ((s = store_step(q, &row, err)) == OK && row) vec_push(arena, &list, take_link(arena, q));
    store_finish(q);
    if (s != OK) return s;
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}

/* What was released for a trip that has left is on the way. */
static Status mark_transit(Store *store, Arena *arena, const char *scope, CustodyChain *chains,
                           size_t n, Err *err) {
    CustodyTrip *trips;
    size_t count;
    Status s = custody_trips(store, arena, scope, NULL, 0, &trips, &count, err);
    for (size_t i = 0; s == OK && i < n && count; i++) {
        const CustodyChain *c = &chains[i];
        if (c->state != CUSTODY_RELEASED) continue;
        const char *trip = c->links[c->length - 1].trip;
        for (size_t k = 0; k < count && trip; k++)
            if (trips[k].under_way && str_eq(trips[k].trip, trip))
                chains[i].state = CUSTODY_IN_TRANSIT;
    }
    return s;
}

Status custody_chain(Store *store, Arena *arena, const char *scope, const char *code,
                     CustodyChain *ret, Err *err) {
    CustodyUnit *unit = ARENA_NEW(arena, CustodyUnit);
    Status s = custody_unit(store, arena, scope, code, unit, err);
    if (s == ERR_ABSENT)
        unit = NULL;
    else if (s != OK)
        return s;
    StoreStmt *q;
    CustodyLink *links;
    size_t n;
    s = store_prepare(store, SQL_CUSTODY_LINK_OF_ITEM, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, code);
    s = read_links(q, arena, &links, &n, err);
    if (s != OK) return s;
    custody_fold(arena, unit, arena_str(arena, code), links, n, ret);
    return mark_transit(store, arena, scope, ret, 1, err);
}

/* Where the links of an item begin; they come by item. */
static size_t first_of(const CustodyLink *links, size_t n, const char *item) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(links[middle].item, item) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t run_of(const CustodyLink *links, size_t n, size_t from) {
    size_t to = from;
    while (to < n && str_eq(links[to].item, links[from].item)) to++;
    return to - from;
}

Status custody_chains(Store *store, Arena *arena, const char *scope, const char *place,
                      CustodyChain **ret, size_t *ret_count, Err *err) {
    CustodyUnit *units;
    CustodyLink *links = NULL;
    size_t unit_count, n = 0;
    StoreStmt *q;
    Status s = custody_units(store, arena, scope, place, &units, &unit_count, err);
    if (s == OK) s = store_prepare(store, SQL_CUSTODY_LINK_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    s = read_links(q, arena, &links, &n, err);
    if (s != OK) return s;
    bool *spoken = ARENA_ARRAY(arena, bool, n + 1);
    VEC(CustodyChain) chains = {0};
    CustodyChain chain;
    for (size_t i = 0; i < unit_count; i++) {
        size_t at = first_of(links, n, units[i].code);
        bool any = at < n && str_eq(links[at].item, units[i].code);
        if (any) spoken[at] = true;
        custody_fold(arena, &units[i], units[i].code, links + at, any ? run_of(links, n, at) : 0,
                     &chain);
        vec_push(arena, &chains, chain);
    }
    for (size_t i = 0; i < n && !place; i += run_of(links, n, i)) {
        if (spoken[i]) continue;
        custody_fold(arena, NULL, links[i].item, links + i, run_of(links, n, i), &chain);
        vec_push(arena, &chains, chain);
    }
    s = mark_transit(store, arena, scope, chains.at, chains.n, err);
    if (s != OK) return s;
    *ret = chains.at;
    *ret_count = chains.n;
    return OK;
}

/* ---------------------------------------------------------------- what main registers
 * Where boxes are, and which seals they bear, is public after voting day: until then it would help
 * whoever wants to meet them on the way, or to make seals. Whoever holds a receipt can show it. */

const StoreModule CUSTODY_STORE = {"custody", CUSTODY_TABLES, COUNT_OF(CUSTODY_TABLES), 2};
const LedgerType CUSTODY_TYPES[] = {
    {"units.numbered", 1, LEDGER_PUBLIC, custody_apply_units, NULL, false},
    {"seals.numbered", 1, LEDGER_AFTER_DAY, custody_apply_seals, NULL, false},
    {"kit.packed", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.stored", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.released", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.accepted", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.refused", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.opened", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.resealed", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.returned", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.lost", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.found", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"item.destroyed", 1, LEDGER_AFTER_DAY, custody_apply_item, NULL, false},
    {"trip.loaded", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.departed", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.arrived", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.broken_down", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.turned_back", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.resumed", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"trip.finished", 1, LEDGER_AFTER_DAY, custody_apply_trip, NULL, false},
    {"revote.ordered", 1, LEDGER_PUBLIC, custody_apply_revote, NULL, false},
    {"revote.held", 1, LEDGER_PUBLIC, custody_apply_held, NULL, false},
};
const size_t CUSTODY_TYPE_COUNT = COUNT_OF(CUSTODY_TYPES);
