// SPDX-License-Identifier: Apache-2.0
/* Signatures of events: over "hantar/event/v1\n" and the canonical event without its signature. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char domain[] = "hantar/event/v1\n";

/* ---------------------------------------------------------------- making */

Status ledger_event_sign(const LedgerSigner *signer, json_t *event, Err *err) {
    assert(!json_object_get(event, "signature"));
    Buf text;
    buf_init(&text, LEDGER_EVENT_BYTES_MAX);
    Status s = json_canonical(event, &text, err);
    if (s == OK) s = buf_ok(&text, err);
    if (s == OK) {
        uint8_t signature[LEDGER_SIGNATURE_BYTES];
        char value[LEDGER_BASE64_MAX];
        ledger_sign(signer, domain, buf_bytes(&text), signature);
        ledger_base64(signature, sizeof signature, value);
        json_object_set_new(
            event, "signature",
            json_pack("{s:s, s:s}", "key", ledger_signer_id(signer), "value", value));
    }
    buf_free(&text);
    return s;
}

/* ---------------------------------------------------------------- judging */

bool ledger_event_holds(const LedgerParsed *p, Bytes canonical,
                        const uint8_t public_key[LEDGER_PUBLIC_BYTES]) {
    assert(p->event.key);
    size_t n = strlen(domain);
    Buf text;
    buf_init(&text, n + canonical.n + 1);
    buf_add(&text, domain, n);
    buf_add(&text, canonical.at, p->signature_from);
    buf_add(&text, canonical.at + p->signature_to, canonical.n - p->signature_to);
    bool holds = !text.failed && crypto_sign_verify_detached(p->signature, (uint8_t *)text.at,
                                                             text.n, public_key) == 0;
    buf_free(&text);
    return holds;
}

static Status refuse(const LedgerParsed *p, Err *err, const char *text, const char *advice) {
    char place[UUID_BYTES + 8];
    snprintf(place, sizeof place, "event %s", p->event.id);
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, place, 0, 0, "signature");
    err_advise(err, "%s", advice);
    return ERR_INPUT;
}

/* The event that enrols a scope's first key is signed with that key, which no view knows yet. */
static bool signs_itself(const LedgerParsed *p, LedgerKey *ret) {
    char id[LEDGER_KEY_ID_BYTES];
    if (strcmp(p->event.type, "key.enrolled") != 0) return false;
    if (!ledger_enrolled_public(&p->event, ret->public_key)) return false;
    ledger_key_id(ret->public_key, id);
    return strcmp(id, p->event.key) == 0;
}

static Status key_that_signed(Store *views, const LedgerParsed *p, LedgerKey *ret, Err *err) {
    LedgerKey key = {.kind = LEDGER_KEY_PERSON};
    Err absent;
    Status s = ledger_key(views, p->event.scope, p->event.key, &key, &absent);
    if (s == ERR_ABSENT && !signs_itself(p, &key))
        return refuse(p, err, _("the key that signed this is not enrolled in this scope"),
                      _("an operator enrols it: hantar key enrol"));
    if (s != OK && s != ERR_ABSENT) {
        if (err) *err = absent;
        return s;
    }
    if (key.revoked_seq)
        return refuse(p, err, _("the key that signed this has been revoked"),
                      _("sign with a key that counts; make one: hantar key new"));
    if (key.kind != LEDGER_KEY_PERSON && key.kind != LEDGER_KEY_DEVICE)
        return refuse(p, err, _("this was signed with a key that is not for events"),
                      _("events are signed with the key of a person or of a device"));
    *ret = key;
    return OK;
}

Status ledger_signature_check(Ledger *ledger, Store *views, const LedgerParsed *p, Bytes canonical,
                              Err *err) {
    if (!p->event.key) {
        if (!p->type || !p->type->must_sign) return OK;
        return refuse(p, err, _("an event of this type must be signed"),
                      _("sign it with an enrolled key: --key FILE"));
    }
    LedgerKey key;
    Status s = key_that_signed(views, p, &key, err);
    if (s != OK) return s;
    bool tried = p->tried && memcmp(p->tried_with, key.public_key, sizeof key.public_key) == 0;
    if (tried ? p->holds : ledger_event_holds(p, canonical, key.public_key)) {
        ledger_key_meet(ledger, p->event.key, key.public_key);
        return OK;
    }
    return refuse(p, err, _("the signature does not hold: the event is not what was signed"),
                  _("get the event again from whoever stated it"));
}
