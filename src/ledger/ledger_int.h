// SPDX-License-Identifier: Apache-2.0
/* ledger_int.h: what the files of ledger/ share.
 *
 *   ledger.c  the ledger, reading it       event.c  the envelope: strict reading, lifting
 *   append.c  stating and appending        leaf.c   commitments and leaves
 *   replay.c  rebuilding and comparing     blob.c, withhold.c  what stands beside the log
 *   key.c     keys as events and as a view signer.c secret keys, their files
 *   sign.c    signatures of events         batch.c, writer.c  many events in one commit */
#ifndef HANTAR_LEDGER_INT_H
#define HANTAR_LEDGER_INT_H

#include "ledger/ledger.h"

#include <pthread.h>

#define LEDGER_SALT_BYTES 32
#define LEDGER_KEYS_MET 1024 /* slots; a regency has some hundred devices */

typedef struct LedgerKeyMet {
    char id[LEDGER_KEY_ID_BYTES]; /* "" = free */
    uint8_t public_key[LEDGER_PUBLIC_BYTES];
} LedgerKeyMet;

struct Ledger {
    Arena *arena; /* this struct */
    Env env;
    Store *store;
    const LedgerType *types;
    size_t type_count;
    const LedgerSigner *signer; /* NULL = states unsigned */
    pthread_mutex_t met_lock;
    LedgerKeyMet met[LEDGER_KEYS_MET]; /* keys that signed before, for verifying ahead */
};

/* ---------------------------------------------------------------- event.c */
/* An event as read from its canonical text. `event` borrows from `json`. */
typedef struct LedgerParsed {
    json_t *json;
    LedgerEvent event;
    const LedgerType *type; /* NULL when this program does not know it */
    /* Of a signed one: the signature, and where `"signature":{...},` stands in the text. */
    uint8_t signature[LEDGER_SIGNATURE_BYTES];
    size_t signature_from, signature_to;
    /* Filled where the signature was tried beforehand, outside the transaction: whether this key
     * counts is asked all the same. */
    bool tried, holds;
    uint8_t tried_with[LEDGER_PUBLIC_BYTES];
} LedgerParsed;
/* Strict: exactly the keys of the envelope, each well-formed, and the text is the canonical one.
 * Does not ask whether the type is known. */
MUST_USE Status ledger_parse(const Ledger *ledger, Bytes canonical, LedgerParsed *ret, Err *err);
void ledger_parsed_done(LedgerParsed *parsed); /* accepts a zeroed one */
/* Refuses what this program cannot apply (unknown type, newer schema), and brings the body to the
 * present schema. */
MUST_USE Status ledger_lift(LedgerParsed *parsed, Err *err);
bool ledger_scope_valid(const char *scope);

/* ---------------------------------------------------------------- key.c, sign.c, signer.c */
extern const LedgerType LEDGER_OWN_TYPES[];
extern const size_t LEDGER_OWN_TYPE_COUNT;
/* Base64 of RFC 4648 with padding; exactly n bytes, and no second spelling of the same bytes. */
#define LEDGER_BASE64_MAX 96 /* characters and NUL of what stands in events: up to 64 bytes */
void ledger_base64(const uint8_t *bytes, size_t n, char to[LEDGER_BASE64_MAX]);
bool ledger_base64_parse(const char *text, uint8_t *to, size_t n);
/* The public key in a key.enrolled event; false when it has none. */
bool ledger_enrolled_public(const LedgerEvent *event, uint8_t ret[LEDGER_PUBLIC_BYTES]);
/* Does the signature hold for this key? Needs no database. */
bool ledger_event_holds(const LedgerParsed *parsed, Bytes canonical,
                        const uint8_t public_key[LEDGER_PUBLIC_BYTES]);
/* Refuses a missing signature where one is due, one that fails, and one of a key that does not
 * count by the views as they stand. */
MUST_USE Status ledger_signature_check(Ledger *ledger, Store *views, const LedgerParsed *parsed,
                                       Bytes canonical, Err *err);
/* Adds the signature to an envelope without one. */
MUST_USE Status ledger_event_sign(const LedgerSigner *signer, json_t *event, Err *err);

/* ---------------------------------------------------------------- append.c, batch.c */
MUST_USE Status ledger_append_parsed(Ledger *ledger, LedgerParsed *parsed, Bytes canonical,
                                     LedgerReceipt *ret, Err *err);
/* Reads up to LEDGER_BATCH_MAX texts and verifies what can be verified away from the database; in
 * any thread. Those that cannot be read have their outcome and no json. Returns the others' number;
 * the caller ends all with ledger_parsed_done. */
size_t ledger_read_parts(Ledger *ledger, const Bytes *canonical, size_t n, LedgerParsed *parsed,
                         LedgerOutcome *ret);
/* Within a transaction. ERR_WORLD: it must be rolled back. */
MUST_USE Status ledger_append_parts(Ledger *ledger, LedgerParsed *parsed, const Bytes *canonical,
                                    size_t n, LedgerOutcome *ret, Err *err);
/* Tries the signature where its key was met before; in any thread. */
void ledger_verify_ahead(Ledger *ledger, LedgerParsed *parsed, Bytes canonical);
bool ledger_key_met(Ledger *ledger, const char *id, uint8_t ret[LEDGER_PUBLIC_BYTES]);
void ledger_key_meet(Ledger *ledger, const char *id,
                     const uint8_t public_key[LEDGER_PUBLIC_BYTES]); /* the ledger's thread only */

/* ---------------------------------------------------------------- leaf.c */
Sha256 ledger_event_commitment(const uint8_t salt[LEDGER_SALT_BYTES], Bytes canonical);
Sha256 ledger_value_commitment(const uint8_t salt[LEDGER_SALT_BYTES], const char *value);
/* `ret_text` may be NULL. */
void ledger_leaf_of(const char *scope, int64_t seq, const Sha256 *commitment, Buf *ret_text,
                    Sha256 *ret_hash);

/* ---------------------------------------------------------------- ledger.c */
/* A row of the log as it is stored, borrowed from the statement. */
typedef struct LedgerRow {
    const char *scope, *id, *type, *time;
    int64_t seq;
    Bytes commitment, canonical;
} LedgerRow;
/* Returns OK to go on; LEDGER_STOP to end without an error. */
typedef Status (*LedgerRowVisit)(void *ctx, const LedgerRow *row, Err *err);
#define LEDGER_STOP ((Status)1)
MUST_USE Status ledger_rows(Store *store, const char *scope, int64_t after, int64_t up_to,
                            LedgerRowVisit visit, void *ctx, Err *err);
/* Reads the event in a row; ERR_WORLD when the row is not what was appended. */
MUST_USE Status ledger_row_parse(const Ledger *ledger, const LedgerRow *row, LedgerParsed *ret,
                                 Err *err);
Status ledger_row_damaged(const LedgerRow *row, Err *err); /* that error */

#endif
