// SPDX-License-Identifier: Apache-2.0
/* The envelope, read strictly: what is once in the log is read for decades, by others too, so
 * nothing enters that is not exactly of the form. The table of fields below is the form. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#define ENVELOPE_VERSION 1
#define SCHEMA_MAX 9999
#define ACTOR_KEYS_MAX 16
#define ACTOR_VALUE_BYTES_MAX 256

static Status fault(Err *err, const char *field, const char *text, const char *advice) {
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, "event", 0, 0, field);
    if (advice) err_advise(err, "%s", advice);
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- the form of each field */

static bool made_of(const char *text, size_t max, const char *letters) {
    size_t n = strlen(text);
    return n >= 1 && n <= max && strspn(text, letters) == n;
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

bool ledger_scope_valid(const char *scope) {
    return made_of(scope, 32, DIGITS LETTERS ".-");
}

/* json_string_value of what is no string is NULL; a text with a NUL inside cannot be read at all.
 */
static bool scope_good(const json_t *v) {
    return json_is_string(v) && ledger_scope_valid(json_string_value(v));
}

static bool id_good(const json_t *v) {
    const char *id = json_string_value(v);
    return id && uuid_valid(id) && id[14] == '7' && strchr("89ab", id[19]);
}

static bool type_good(const json_t *v) {
    return json_is_string(v) && made_of(json_string_value(v), 64, DIGITS LETTERS "._");
}

static bool schema_good(const json_t *v) {
    return json_is_integer(v) && json_integer_value(v) >= 1 && json_integer_value(v) <= SCHEMA_MAX;
}

/* 2024-02-09T03:00:00.000Z: a real date, no leap second, always milliseconds, always UTC. */
static bool time_good(const json_t *v) {
    const char *t = json_string_value(v);
    if (!t || strlen(t) != 24) return false;
    char day[11] = {0};
    memcpy(day, t, 10);
    int32_t parsed;
    if (!day_parse(day, &parsed)) return false;
    static const char shape[] = "T00:00:00.000Z";
    for (size_t i = 0; shape[i]; i++) {
        bool digit = t[10 + i] >= '0' && t[10 + i] <= '9';
        if (shape[i] == '0' ? !digit : t[10 + i] != shape[i]) return false;
    }
    return strncmp(t + 11, "23", 2) <= 0 && t[14] <= '5' && t[17] <= '5';
}

/* {} is the program itself; else short texts such as role and org. */
static bool actor_good(const json_t *v) {
    if (!json_is_object(v) || json_object_size(v) > ACTOR_KEYS_MAX) return false;
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)v, key, item) {
        if (!made_of(key, 32, LETTERS "_") || !json_is_string(item)) return false;
        if (json_string_length(item) > ACTOR_VALUE_BYTES_MAX) return false;
    }
    return true;
}

static bool version_good(const json_t *v) {
    return json_is_integer(v) && json_integer_value(v) == ENVELOPE_VERSION;
}

static bool body_good(const json_t *v) {
    return json_is_object(v);
}

/* {"key": 16 hex digits, "value": 64 bytes in base64} */
static bool signature_good(const json_t *v) {
    const char *key = json_string_value(json_object_get(v, "key"));
    const char *value = json_string_value(json_object_get(v, "value"));
    uint8_t id[(LEDGER_KEY_ID_BYTES - 1) / 2], bytes[LEDGER_SIGNATURE_BYTES];
    return json_object_size(v) == 2 && key && value && hex_parse(key, id, sizeof id) &&
           ledger_base64_parse(value, bytes, sizeof bytes);
}

static const struct {
    const char *name;
    bool (*good)(const json_t *);
    const char *expected;
} fields[] = {
    {"v", version_good, N_("the version of the envelope must be 1")},
    {"id", id_good, N_("the id must be a UUID of version 7 in lower case")},
    {"scope", scope_good, N_("the scope must be 1 to 32 of the characters 0-9 a-z . -")},
    {"type", type_good, N_("the type must be 1 to 64 of the characters 0-9 a-z . _")},
    {"schema", schema_good, N_("the schema must be a whole number from 1")},
    {"time", time_good, N_("the time must be of the form 2024-02-09T03:00:00.000Z")},
    {"actor", actor_good, N_("the actor must be an object of short texts")},
    {"body", body_good, N_("the body must be an object")},
};

/* ---------------------------------------------------------------- reading */

static Status check_version(const json_t *v, Err *err) {
    if (!json_is_integer(v) || json_integer_value(v) <= ENVELOPE_VERSION) return OK;
    return fault(err, "v", _("this event was written by a newer hantar"),
                 _("install the newer version of hantar, then give it again"));
}

static Status check_keys(const json_t *json, Err *err) {
    Status s = check_version(json_object_get(json, "v"), err);
    if (s != OK) return s;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const json_t *v = json_object_get(json, fields[i].name);
        if (!v) return fault(err, fields[i].name, _("the event lacks this field"), NULL);
        if (!fields[i].good(v)) return fault(err, fields[i].name, tr(fields[i].expected), NULL);
    }
    const json_t *signature = json_object_get(json, "signature");
    if (signature && !signature_good(signature))
        return fault(err, "signature",
                     _("the signature must name a key and hold 64 bytes in base64"), NULL);
    if (json_object_size(json) != COUNT_OF(fields) + (signature != NULL))
        return fault(err, NULL, _("the event has a field that events do not have"),
                     _("the fields are v, id, scope, type, schema, time, actor, body and "
                       "signature"));
    return OK;
}

static Status check_canonical(const json_t *json, Bytes given, Err *err) {
    Buf again;
    buf_init(&again, LEDGER_EVENT_BYTES_MAX);
    Status s = json_canonical(json, &again, err);
    if (s == OK && (again.n != given.n || memcmp(again.at, given.at, given.n) != 0))
        s = fault(err, NULL, _("the event is not in its canonical form (RFC 8785)"),
                  _("sort the keys, leave out blanks, write whole numbers only"));
    buf_free(&again);
    return s;
}

static const LedgerType *named(const LedgerType *types, size_t n, const char *type) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(types[i].type, type) == 0) return &types[i];
    return NULL;
}

const LedgerType *ledger_type(const Ledger *ledger, const char *type) {
    const LedgerType *own = named(LEDGER_OWN_TYPES, LEDGER_OWN_TYPE_COUNT, type);
    return own ? own : named(ledger->types, ledger->type_count, type);
}

/* The signature stands between scope and time, as the keys are sorted; what follows it is of a
 * length that the fields give. */
static void find_signature(LedgerParsed *p, Bytes canonical) {
    const json_t *signature = json_object_get(p->json, "signature");
    if (!signature) return;
    const char *value = json_string_value(json_object_get(signature, "value"));
    p->event.key = json_string_value(json_object_get(signature, "key"));
    bool good = ledger_base64_parse(value, p->signature, sizeof p->signature);
    assert(good);
    (void)good;
    size_t after = strlen("\"time\":\"\",\"type\":\"\",\"v\":1}") + strlen(p->event.time) +
                   strlen(p->event.type);
    size_t itself = strlen("\"signature\":{\"key\":\"\",\"value\":\"\"},") + strlen(p->event.key) +
                    strlen(value);
    assert(canonical.n > after + itself);
    p->signature_to = canonical.n - after;
    p->signature_from = p->signature_to - itself;
    assert(memcmp(canonical.at + p->signature_from, "\"signature\":{", 13) == 0);
}

Status ledger_parse(const Ledger *ledger, Bytes canonical, LedgerParsed *ret, Err *err) {
    if (canonical.n > LEDGER_EVENT_BYTES_MAX)
        return fault(err, NULL, _("the event is larger than 64 MiB"),
                     _("store large payloads as blobs and name them by their hash"));
    json_t *json;
    Status s = json_read(canonical, "event", &json, err);
    if (s != OK) return s;
    s = json_is_object(json) ? check_keys(json, err)
                             : fault(err, NULL, _("the event must be an object"), NULL);
    if (s == OK) s = check_canonical(json, canonical, err);
    if (s != OK) {
        json_decref(json);
        return s;
    }
    LedgerEvent e = {.id = json_string_value(json_object_get(json, "id")),
                     .scope = json_string_value(json_object_get(json, "scope")),
                     .type = json_string_value(json_object_get(json, "type")),
                     .time = json_string_value(json_object_get(json, "time")),
                     .schema = (int)json_integer_value(json_object_get(json, "schema")),
                     .actor = json_object_get(json, "actor"),
                     .body = json_object_get(json, "body"),
                     .canonical = canonical};
    *ret = (LedgerParsed){.json = json, .event = e, .type = ledger_type(ledger, e.type)};
    find_signature(ret, canonical);
    return OK;
}

void ledger_parsed_done(LedgerParsed *parsed) {
    json_decref(parsed->json);
    *parsed = (LedgerParsed){0};
}

Status ledger_lift(LedgerParsed *parsed, Err *err) {
    LedgerEvent *e = &parsed->event;
    const LedgerType *type = parsed->type;
    if (!type) {
        err_set(err, ERR_INPUT, _("this version does not know events of the type '%s'"), e->type);
        err_at(err, "event", 0, 0, "type");
        err_advise(err, "%s", _("install the newer version of hantar, then give it again"));
        return ERR_INPUT;
    }
    if (e->schema > type->schema)
        return fault(err, "schema", _("this event was written by a newer hantar"),
                     _("install the newer version of hantar, then give it again"));
    json_t *body = json_object_get(parsed->json, "body");
    for (; e->schema < type->schema; e->schema++) {
        assert(type->lift); /* whoever raises a schema writes the step to it */
        Status s = type->lift(body, e->schema, err);
        if (s != OK) return s;
    }
    return OK;
}
