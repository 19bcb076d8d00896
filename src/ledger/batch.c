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
        if (ret[i].status == ERR_WORLD && err) *err = ret[i].err;
        if (ret[i].status == ERR_WORLD) return ERR_WORLD;
        if (ledger->run.spoiled) return LEDGER_STOP;
    }
    return OK;
}

static Status attempt(Ledger *ledger, bool bold, Status (*append)(void *ctx, Err *err), void *ctx,
                      Err *err) {
    Status s = store_begin(ledger->store, err);
    if (s != OK) return s;
    ledger->run = (LedgerRun){.bold = bold};
    s = append(ctx, err);
    if (s == OK) s = ledger_run_end(ledger, err);
    ledger->run = (LedgerRun){0};
    if (s == OK) return store_commit(ledger->store, err);
    store_rollback(ledger->store);
    return s;
}

Status ledger_commit_batch(Ledger *ledger, Status (*append)(void *ctx, Err *err), void *ctx,
                           Err *err) {
    Status s = attempt(ledger, true, append, ctx, err);
    return s == LEDGER_STOP ? attempt(ledger, false, append, ctx, err) : s;
}

typedef struct Many {
    Ledger *ledger;
    const Bytes *canonical;
    LedgerParsed *parsed;
    size_t n;
    LedgerOutcome *outcome;
} Many;

static Status append_all(void *ctx, Err *err) {
    Many *m = ctx;
    return ledger_append_parts(m->ledger, m->parsed, m->canonical, m->n, m->outcome, err);
}

Status ledger_append_many(Ledger *ledger, const Bytes *canonical, size_t n, LedgerOutcome *ret,
                          Err *err) {
    Status s = OK;
    bool own = !store_in_transaction(ledger->store);
    for (size_t i = 0; i < n && s == OK; i += LEDGER_BATCH_MAX) {
        LedgerParsed parsed[LEDGER_BATCH_MAX];
        size_t some = n - i < LEDGER_BATCH_MAX ? n - i : LEDGER_BATCH_MAX;
        Many m = {ledger, canonical + i, parsed, some, ret + i};
        ledger_read_parts(ledger, m.canonical, some, parsed, m.outcome);
        s = own ? ledger_commit_batch(ledger, append_all, &m, err) : append_all(&m, err);
        for (size_t k = 0; k < some; k++) ledger_parsed_done(&parsed[k]);
    }
    return s;
}
