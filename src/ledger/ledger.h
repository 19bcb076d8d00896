// SPDX-License-Identifier: Apache-2.0
/* ledger.h: the record. Everything that somebody states is an event; events stand in an
 * append-only log, one per scope, in one canonical form; what people work with are views of it.
 * Knows the form of events, not their meaning.
 *
 * An event (docs/format.md has the exact bytes and test vectors):
 *
 *   { "v": 1,                      version of this envelope
 *     "id": "0190...",             UUIDv7, made by whoever states it, unique within its scope;
 *                                  resending it changes nothing
 *     "scope": "1222",             the log it belongs to
 *     "type": "tps.imported",      what is stated; the floor above knows what it means
 *     "schema": 1,                 version of the body's form; old ones are lifted, never rewritten
 *     "time": "2024-02-09T03:00:00.000Z",   claimed by its maker
 *     "actor": {"role": "...", "org": "..."},    short texts; {} is the program itself
 *     "body": { ... } }
 *
 * written as RFC 8785 canonical JSON, whole numbers only. Signatures join in the envelope later:
 * "signature" is reserved and refused until then.
 *
 * The leaf of event number `seq` of a scope is four lines of text, and says nothing of the event
 * but that it stands there:
 *
 *   hantar-leaf/v1\n  scope <scope>\n  seq <n>\n  event <64 hex digits>\n
 *
 * where event = SHA-256("hantar/event-commitment/v1\n" || salt[32] || canonical event).
 *
 * Names, phone numbers and photos never stand in a body: ledger_withhold puts the value and its
 * salt into a local table and gives the commitment that stands in the body instead,
 * "withheld:<64 hex>" = SHA-256("hantar/value-commitment/v1\n" || salt[32] || value). Erasing the
 * value later leaves event, replay and verification whole.
 *
 * Order of work, never another: verify, then one transaction {event, leaf, views}, then a durable
 * commit, then the receipt.
 */
#ifndef HANTAR_LEDGER_H
#define HANTAR_LEDGER_H

#include "base/base.h"
#include "store/store.h"

#define LEDGER_EVENT_BYTES_MAX (64 * MIB)
#define LEDGER_BLOB_BYTES_MAX (512 * MIB)

extern const StoreModule LEDGER_STORE; /* its tables, for store_open */

/* ---------------------------------------------------------------- disclosure */
typedef enum LedgerDisclosure {
    LEDGER_PUBLIC,    /* at once */
    LEDGER_AFTER_DAY, /* after voting day */
    LEDGER_REQUEST,   /* on request */
    LEDGER_NEVER,
} LedgerDisclosure;

/* ---------------------------------------------------------------- what upper floors register */
typedef struct LedgerEvent {
    const char *id, *scope, *type, *time;
    int64_t seq;                /* from 1, without gaps */
    int schema;                 /* of the body as it stands here: lifted, where the type is known */
    const json_t *actor, *body; /* borrowed */
    Bytes canonical;            /* as it stands in the log, whatever was lifted; borrowed */
} LedgerEvent;

/* Updates the views; runs inside the transaction, at appending and at replay alike, and so may use
 * nothing but the event and the views of its scope (and blobs): no clock, no chance, no local
 * tables, no other scope, since replay goes scope by scope. A refusal undoes the append. */
typedef Status (*LedgerApply)(Store *store, const LedgerEvent *event, Err *err);
typedef struct LedgerType {
    const char *type;
    int schema; /* the version that is written now */
    LedgerDisclosure disclosure;
    LedgerApply apply;
    /* One step: lifts a body from `from_schema` to `from_schema + 1`. The ledger calls it for each
     * step up to `schema`. NULL while there is only one version. */
    Status (*lift)(json_t *body, int from_schema, Err *err);
} LedgerType;

typedef struct Ledger Ledger;
/* `types` is the whole list of this program; borrowed. */
Ledger *ledger_new(const Env *env, Store *store, const LedgerType *types, size_t type_count);
void ledger_free(Ledger *ledger);
void ledger_freep(Ledger **ledger);
const LedgerType *ledger_type(const Ledger *ledger, const char *type); /* NULL: not known */

/* ---------------------------------------------------------------- stating something */
typedef struct LedgerReceipt {
    char id[UUID_BYTES];
    int64_t seq;
    Sha256 leaf;  /* SHA-256(0x00 || leaf text): the leaf's hash in the tree to come (RFC 6962) */
    bool existed; /* the same event stood there already: nothing was done */
} LedgerReceipt;
/* Makes an event of a new id and the present time and appends it. Takes `body` (decref'd always).
 * `type` is one of the registered. `actor` is borrowed and may be NULL (the program itself). In a
 * transaction of its own, or as a part of the one that the caller has open: then a refusal undoes
 * this event and nothing else, and the receipt holds once the caller has committed. */
MUST_USE Status ledger_state(Ledger *ledger, const char *scope, const char *type,
                             const json_t *actor, json_t *take_body, LedgerReceipt *ret, Err *err);
/* Appends an event made elsewhere, given as its canonical text. The same id with the same bytes
 * gives the same receipt with existed = true; with other bytes ERR_CONFLICT, and the second text
 * is kept beside the log (within a caller's transaction: when that commits). An event of an older
 * schema is taken as it is. */
MUST_USE Status ledger_append(Ledger *ledger, Bytes canonical, LedgerReceipt *ret, Err *err);
/* The refused second texts of a scope, oldest first: somebody must look at each. Of one id no more
 * than LEDGER_CONFLICTS_MAX are kept. */
#define LEDGER_CONFLICTS_MAX 100
typedef bool (*LedgerConflictVisit)(void *ctx, const char *id, const char *received,
                                    Bytes canonical);
MUST_USE Status ledger_each_conflict(Ledger *ledger, const char *scope, LedgerConflictVisit visit,
                                     void *ctx, Err *err);

/* ---------------------------------------------------------------- blobs
 * Large payloads (a road extract) are stored once by their hash; an event names the hash. */
MUST_USE Status ledger_blob_put(Store *store, Bytes bytes, Sha256 *ret, Err *err);
MUST_USE Status ledger_blob_get(Store *store, Arena *arena, Sha256 hash, Bytes *ret, Err *err);

/* ---------------------------------------------------------------- withheld values */
#define LEDGER_WITHHELD_BYTES 74 /* "withheld:" + 64 hex + NUL */
MUST_USE Status ledger_withhold(Ledger *ledger, const char *value, char to[LEDGER_WITHHELD_BYTES],
                                Err *err);
/* The value behind a commitment; the text itself when it is no commitment; a translated
 * "(withheld)" when the value is not here or was erased; ERR_WORLD when it was tampered with. */
MUST_USE Status ledger_reveal(Store *store, Arena *arena, const char *text, const char **ret,
                              Err *err);
/* Deletes value and salt; outside a transaction also from the files beneath. ERR_ABSENT when there
 * is none. */
MUST_USE Status ledger_erase(Store *store, const char *commitment, Err *err);

/* ---------------------------------------------------------------- reading and rebuilding */
typedef bool (*LedgerVisit)(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf);
/* Events of a scope (NULL = all, scope by scope) with seq > after, in order, until the visitor
 * returns false. The visitor appends nothing. ERR_WORLD at an event that is not what was appended.
 */
MUST_USE Status ledger_each(Ledger *ledger, const char *scope, int64_t after, LedgerVisit visit,
                            void *ctx, Err *err);
int64_t ledger_size(Ledger *ledger, const char *scope); /* number of events; 0 when none */

/* Applies the first `up_to` events of every scope (INT64_MAX = all) to the views of another,
 * freshly created store, which from then on reads blobs from this ledger's store. */
MUST_USE Status ledger_replay_into(Ledger *ledger, Store *fresh, int64_t up_to,
                                   const Progress *progress, Err *err);
typedef struct LedgerDifference {
    const char *table;
    int64_t rows_live, rows_replayed;
} LedgerDifference;
typedef struct LedgerReplay {
    int64_t events;
    size_t tables; /* views compared */
    LedgerDifference *differences;
    size_t difference_count;
    int64_t leaves_wrong;   /* events whose leaf or bytes do not match what is stored */
    int64_t salts_missing;  /* events whose leaf cannot be checked here */
    int64_t events_missing; /* numbers that no event has */
    int64_t events_refused; /* events that apply no longer accepts */
} LedgerReplay;
bool ledger_replay_clean(const LedgerReplay *replay); /* nothing found */
/* Rebuilds all views in memory, compares each with the live one, and checks each event against its
 * leaf. Changes nothing. */
MUST_USE Status ledger_replay_compare(Ledger *ledger, Arena *arena, const Progress *progress,
                                      LedgerReplay *ret, Err *err);
/* Rebuilds the live views from the log in one transaction. */
MUST_USE Status ledger_rebuild(Ledger *ledger, const Progress *progress, Err *err);

/* The leaf of an event, for format tests and verifiers. */
void ledger_leaf(const char *scope, int64_t seq, const uint8_t salt[32], Bytes canonical,
                 Buf *ret_text, Sha256 *ret_hash);

#endif
