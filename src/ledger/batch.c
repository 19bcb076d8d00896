// SPDX-License-Identifier: Apache-2.0
/* Many events in one transaction, each a part of its own: one that is refused takes no other with
 * it. Reading and verifying come first, and need no database. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

/* ---------------------------------------------------------------- keys met before
 * An id is a hash of its key, so what it stands for never changes; whether the key counts is asked
 * of the views each time. */

static size_t slot_of(const char *id) {
    size_t slot = 0;
    for (int i = 0; i < 3; i++)
        slot = slot * 16 + (size_t)(id[i] <= '9' ? id[i] - '0' : id[i] - 87);
    return slot % LEDGER_KEYS_MET;
}

bool ledger_key_met(Ledger *ledger, const char *id, uint8_t ret[LEDGER_PUBLIC_BYTES]) {
    LedgerKeyMet *met = &ledger->met[slot_of(id)];
    pthread_mutex_lock(&ledger->met_lock);
    bool found = strcmp(met->id, id) == 0;
    if (found) memcpy(ret, met->public_key, LEDGER_PUBLIC_BYTES);
    pthread_mutex_unlock(&ledger->met_lock);
    return found;
}

void ledger_key_meet(Ledger *ledger, const char *id,
                     const uint8_t public_key[LEDGER_PUBLIC_BYTES]) {
    LedgerKeyMet *met = &ledger->met[slot_of(id)];
    if (strcmp(met->id, id) == 0) return; /* only the writer's thread changes it */
    pthread_mutex_lock(&ledger->met_lock);
    memcpy(met->id, id, sizeof met->id);
    memcpy(met->public_key, public_key, LEDGER_PUBLIC_BYTES);
    pthread_mutex_unlock(&ledger->met_lock);
}

void ledger_verify_ahead(Ledger *ledger, LedgerParsed *p, Bytes canonical) {
    p->tried = p->event.key && ledger_key_met(ledger, p->event.key, p->tried_with);
    p->holds = p->tried && ledger_event_holds(p, canonical, p->tried_with);
}

/* ---------------------------------------------------------------- batches */

size_t ledger_read_parts(Ledger *ledger, const Bytes *canonical, size_t n, LedgerParsed *parsed,
                         LedgerOutcome *ret) {
    size_t readable = 0;
    for (size_t i = 0; i < n; i++) {
        parsed[i] = (LedgerParsed){0};
        ret[i] = (LedgerOutcome){0};
        ret[i].status = ledger_parse(ledger, canonical[i], &parsed[i], &ret[i].err);
        if (ret[i].status != OK) continue;
        ledger_verify_ahead(ledger, &parsed[i], canonical[i]);
        readable++;
    }
    return readable;
}

/* The world's faults are the whole batch's; what is refused is refused alone. */
Status ledger_append_parts(Ledger *ledger, LedgerParsed *parsed, const Bytes *canonical, size_t n,
                           LedgerOutcome *ret, Err *err) {
    assert(store_in_transaction(ledger->store));
    for (size_t i = 0; i < n; i++) {
        if (!parsed[i].json) continue; /* could not be read: refused already */
        ret[i].status =
            ledger_append_parsed(ledger, &parsed[i], canonical[i], &ret[i].receipt, &ret[i].err);
        if (ret[i].status == ERR_WORLD) {
            if (err) *err = ret[i].err;
            return ERR_WORLD;
        }
    }
    return OK;
}

static Status append_some(Ledger *ledger, const Bytes *canonical, size_t n, LedgerOutcome *ret,
                          Err *err) {
    LedgerParsed parsed[LEDGER_BATCH_MAX];
    ledger_read_parts(ledger, canonical, n, parsed, ret);
    Status s = ledger_append_parts(ledger, parsed, canonical, n, ret, err);
    for (size_t i = 0; i < n; i++) ledger_parsed_done(&parsed[i]);
    return s;
}

Status ledger_append_many(Ledger *ledger, const Bytes *canonical, size_t n, LedgerOutcome *ret,
                          Err *err) {
    bool own = !store_in_transaction(ledger->store);
    Status s = own ? store_begin(ledger->store, err) : OK;
    for (size_t i = 0; i < n && s == OK; i += LEDGER_BATCH_MAX) {
        size_t some = n - i < LEDGER_BATCH_MAX ? n - i : LEDGER_BATCH_MAX;
        s = append_some(ledger, canonical + i, some, ret + i, err);
    }
    if (!own) return s;
    if (s == OK) return store_commit(ledger->store, err);
    store_rollback(ledger->store);
    return s;
}
