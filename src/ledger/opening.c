// SPDX-License-Identifier: Apache-2.0
/* Receipts: the event and the salt behind a leaf, for whoever may check it; docs/format.md. */
#include "ledger/ledger_int.h"

#include <string.h>

#define VERSION 1

Status ledger_opening_line(Bytes canonical, const uint8_t salt[LEDGER_SALT_BYTES], Buf *out,
                           Err *err) {
    char hex[2 * LEDGER_SALT_BYTES + 1];
    Buf text;
    JsonOut json;
    hex_format(salt, LEDGER_SALT_BYTES, hex);
    buf_init(&text, LEDGER_EVENT_BYTES_MAX);
    buf_add(&text, canonical.at, canonical.n);
    Status s = buf_ok(&text, err);
    if (s == OK) {
        json_out(&json, out, false);
        json_open(&json, NULL, '{');
        json_put_int(&json, "receipt", VERSION);
        json_put_str(&json, "event", text.at);
        json_put_str(&json, "salt", hex);
        json_close(&json, '}');
        s = buf_ok(out, err);
    }
    buf_free(&text);
    return s;
}

Status ledger_opening_write(Bytes canonical, const uint8_t salt[LEDGER_SALT_BYTES], Buf *out,
                            Err *err) {
    Status s = ledger_opening_line(canonical, salt, out, err);
    buf_char(out, '\n');
    return s == OK ? buf_ok(out, err) : s;
}

static Status fault(Err *err, const char *field, const char *text) {
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, "receipt", 0, 0, field);
    return ERR_INPUT;
}

static Status take_fields(Arena *arena, const json_t *json, LedgerOpening *ret, Err *err) {
    const json_t *version = json_object_get(json, "receipt");
    const char *event = json_string_value(json_object_get(json, "event"));
    const char *salt = json_string_value(json_object_get(json, "salt"));
    if (!json_is_integer(version) || json_integer_value(version) != VERSION)
        return fault(err, "receipt", _("this is no receipt of version 1"));
    if (!event) return fault(err, "event", _("the receipt holds no event"));
    if (!salt || !hex_parse(salt, ret->salt, sizeof ret->salt))
        return fault(err, "salt", _("the receipt holds no salt of 64 digits"));
    if (json_object_size(json) != 3)
        return fault(err, NULL, _("the receipt has a field that receipts do not have"));
    ret->canonical = bytes_of(arena_str(arena, event));
    return OK;
}

Status ledger_opening_fields(Arena *arena, Bytes file, LedgerOpening *ret, Err *err) {
    json_t *json;
    Status s = json_read(file, "receipt", &json, err);
    if (s != OK) return s;
    s = take_fields(arena, json, ret, err);
    json_decref(json);
    return s;
}

static void release(void *parsed) {
    ledger_parsed_done(parsed);
}

Status ledger_opening_read(Arena *arena, Bytes file, LedgerOpening *ret, Err *err) {
    LedgerOpening opening = {0};
    LedgerParsed *parsed = ARENA_NEW(arena, LedgerParsed);
    const Ledger nobody = {0}; /* knows no types, and need not */
    Status s = ledger_opening_fields(arena, file, &opening, err);
    if (s != OK) return s;
    arena_own(arena, parsed, release);
    s = ledger_parse(&nobody, opening.canonical, parsed, err);
    if (s != OK) return s;
    opening.event = parsed->event;
    *ret = opening;
    return OK;
}
