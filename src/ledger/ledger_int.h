// SPDX-License-Identifier: Apache-2.0
/* ledger_int.h: what the files of ledger/ share.
 *
 *   ledger.c  the ledger, reading it       event.c  the envelope: strict reading, lifting
 *   append.c  stating and appending        leaf.c   commitments and leaves
 *   replay.c  rebuilding                   verify.c  the whole record, looked through
 *   blob.c, withhold.c  what stands beside the log
 *   key.c     keys as events and as a view signer.c secret keys, their files
 *   tree.c    the tree as tiles            checkpoint.c  signing it, and when not to
 *   publish.c the tree as files, proofs
 *   mirror.c  logs that are written elsewhere
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

/* A batch on its way. Bold: its events are no parts of their own; when one is refused after all,
 * the batch is spoiled, undone as a whole, and done again with care. */
typedef struct LedgerRun {
    bool bold, spoiled;
    char scope[40]; /* whose numbers are counted in `size`; "" = none */
    int64_t size;
} LedgerRun;

struct Ledger {
    Arena *arena; /* this struct */
    Env env;
    Store *store;
    const LedgerType *types;
    size_t type_count;
    const LedgerSigner *signer; /* NULL = states unsigned */
    LedgerRun run;
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
    bool sealed; /* its salt was drawn and its commitment computed ahead, off the writer's thread */
    uint8_t salt[LEDGER_SALT_BYTES];
    Sha256 commitment;
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
void ledger_signer_secret(const LedgerSigner *signer, uint8_t to[64]); /* wipe it */
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
/* An event's salt is drawn here and nowhere else; chance is asked by one thread at a time. Sealing
 * computes the commitment over salt and text; in any thread. */
void ledger_draw_salt(Ledger *ledger, LedgerParsed *parsed);
void ledger_seal(LedgerParsed *parsed, Bytes canonical);
/* Within a transaction. ERR_WORLD and LEDGER_STOP (spoiled): it must be rolled back. */
MUST_USE Status ledger_append_parts(Ledger *ledger, LedgerParsed *parsed, const Bytes *canonical,
                                    size_t n, LedgerOutcome *ret, Err *err);
/* Gives the event its number and stands it there, with its views; in a transaction. `salt` NULL: a
 * new one; given, the event comes from the log that this one mirrors. */
MUST_USE Status ledger_add(Ledger *ledger, LedgerParsed *parsed, Bytes canonical,
                           const uint8_t *salt, LedgerReceipt *receipt, Err *err);
MUST_USE Status ledger_run_end(Ledger *ledger, Err *err); /* stores what was counted */
/* A transaction for what `append` does with ledger_append_parts, which may be done twice. */
MUST_USE Status ledger_commit_batch(Ledger *ledger, Status (*append)(void *ctx, Err *err),
                                    void *ctx, Err *err);
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

/* ---------------------------------------------------------------- mirror.c, opening.c */
/* ERR_CONFLICT where the scope's log is written elsewhere and only mirrored here. */
MUST_USE Status ledger_own(Store *store, const char *scope, Err *err);
MUST_USE Status ledger_opening_line(Bytes canonical, const uint8_t salt[LEDGER_SALT_BYTES],
                                    Buf *out, Err *err); /* with its line end */
/* Canonical text and salt; the event itself is not looked at. */
MUST_USE Status ledger_opening_fields(Arena *arena, Bytes file, LedgerOpening *ret, Err *err);

/* ---------------------------------------------------------------- tree.c */
typedef struct LedgerTileKept {
    TlogTile tile; /* width 0: none is kept */
    Sha256 hash[TLOG_TILE_WIDTH];
} LedgerTileKept;
/* The tree of the first `size` events of a scope, read from the database: nodes for proofs. */
typedef struct LedgerTree {
    Store *store;
    const char *scope;
    TlogTiles tiles;
    TlogNodes nodes;
    LedgerTileKept kept[TLOG_TILE_LEVELS]; /* the last one read of each level */
} LedgerTree;
/* Borrows store and scope. */
LedgerTree *ledger_tree_new(Store *store, Arena *arena, const char *scope, int64_t size);
MUST_USE Status ledger_tree_tile(LedgerTree *tree, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH],
                                 Err *err);
/* Stores the tiles that are full at this size and not there yet; in the caller's transaction. */
MUST_USE Status ledger_tree_grow(Ledger *ledger, const char *scope, int64_t size, Err *err);

/* ---------------------------------------------------------------- ledger.c */
/* A row of the log as it is stored, borrowed from the statement. */
typedef struct LedgerRow {
    const char *scope, *id, *type, *time;
    int64_t seq;
    Bytes commitment, canonical, salt; /* salt: n = 0 where there is none */
} LedgerRow;
/* Returns OK to go on; LEDGER_STOP to end without an error. */
typedef Status (*LedgerRowVisit)(void *ctx, const LedgerRow *row, Err *err);
#define LEDGER_STOP ((Status)1)
MUST_USE Status ledger_rows(Store *store, const char *scope, int64_t after, int64_t up_to,
                            LedgerRowVisit visit, void *ctx, Err *err);
typedef enum LedgerLeaf { LEDGER_LEAF_GOOD, LEDGER_LEAF_WRONG, LEDGER_LEAF_UNKNOWN } LedgerLeaf;
/* Is the text what the commitment says? UNKNOWN: the salt is gone. */
LedgerLeaf ledger_row_leaf(const LedgerRow *row);
/* Reads the event in a row; ERR_WORLD when the row is not what was appended. */
MUST_USE Status ledger_row_parse(const Ledger *ledger, const LedgerRow *row, LedgerParsed *ret,
                                 Err *err);
Status ledger_row_damaged(const LedgerRow *row, Err *err); /* that error */

/* ---------------------------------------------------------------- replay.c, verify.c */
MUST_USE Status ledger_apply(LedgerParsed *parsed, Store *to, Err *err); /* lifts, then applies */
/* Digests of all views, live and replayed; fills tables, differences and difference_count. */
MUST_USE Status ledger_views_compare(Store *live, Store *fresh, Arena *arena, LedgerReplay *ret,
                                     Err *err);

#endif
