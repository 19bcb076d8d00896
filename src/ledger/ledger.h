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
 *     "body": { ... },
 *     "signature": {"key": "16 hex digits", "value": "base64"} }    where somebody stands behind it
 *
 * written as RFC 8785 canonical JSON, whole numbers only. The signature is Ed25519 over
 * "hantar/event/v1\n" || the canonical event without `signature`.
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
#include "tlog/tlog.h"

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
    /* The id of the key that signed it, verified and valid at this place of the log (ledger_key
     * says whose it is; what the actor claims is only a claim); NULL = not signed. */
    const char *key;
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
    /* Only with the signature of a person's or a device's key. Never raised for a type that stands
     * in logs without: that is a new type. */
    bool must_sign;
} LedgerType;

typedef struct Ledger Ledger;
/* `types` is the whole list of the floors above; borrowed. The ledger's own types (keys) join by
 * themselves. */
Ledger *ledger_new(const Env *env, Store *store, const LedgerType *types, size_t type_count);
void ledger_free(Ledger *ledger);
void ledger_freep(Ledger **ledger);
const LedgerType *ledger_type(const Ledger *ledger, const char *type); /* NULL: not known */

/* What whoever stated something gets back, once it stands durably. */
typedef struct LedgerReceipt {
    char id[UUID_BYTES];
    int64_t seq;
    Sha256 leaf;  /* SHA-256(0x00 || leaf text): the leaf's hash in the tree to come (RFC 6962) */
    bool existed; /* the same event stood there already: nothing was done */
} LedgerReceipt;

/* ---------------------------------------------------------------- keys
 * Ed25519. A key is known by its id, the first 8 bytes of SHA-256("hantar/key/v1\n" || public
 * key) in hex, and counts in the scopes in which it is enrolled, from the event that enrols it to
 * the event that revokes it, by number and not by time:
 *
 *   key.enrolled { "public": base64, "kind": "...", "role": "...", "org": "...", "name": "..." }
 *   key.revoked  { "key": id, "reason": "...", "since": time? }
 *
 * The first key of a scope is an operator's, and its event is signed with that key itself. All
 * others are enrolled and revoked by events that a person's key with the role "operator" signed.
 * The last operator's key cannot be revoked, nor a key enrolled twice. `since` says from when on a
 * key was in wrong hands: events from then until the revocation stand, and somebody looks at them.
 *
 * Secret keys stand in files of their own (mode 0600), never in the database: that is copied,
 * backed up and handed to auditors. */
typedef enum LedgerKeyKind {
    LEDGER_KEY_PERSON, /* signs events */
    LEDGER_KEY_DEVICE, /* signs events */
    LEDGER_KEY_LOG,    /* signs checkpoints of the scope and nothing else; its name is the origin */
    LEDGER_KEY_LABEL,  /* signs labels and nothing else */
} LedgerKeyKind;
#define LEDGER_KEY_KINDS 4
#define LEDGER_OPERATOR "operator" /* the role that enrols and revokes */
#define LEDGER_KEY_ID_BYTES 17     /* 16 hex digits, NUL */
#define LEDGER_PUBLIC_BYTES 32
#define LEDGER_SIGNATURE_BYTES 64
#define LEDGER_KEY_TEXT_MAX 128                       /* bytes of role, org, name */
const char *ledger_key_kind_name(LedgerKeyKind kind); /* "person" ... */
bool ledger_key_kind_parse(const char *name, LedgerKeyKind *ret);
void ledger_key_id(const uint8_t public_key[LEDGER_PUBLIC_BYTES], char to[LEDGER_KEY_ID_BYTES]);

/* A row of the view ledger_key; `apply` may ask for it. */
typedef struct LedgerKey {
    char id[LEDGER_KEY_ID_BYTES];
    uint8_t public_key[LEDGER_PUBLIC_BYTES];
    LedgerKeyKind kind;
    char role[LEDGER_KEY_TEXT_MAX + 1], org[LEDGER_KEY_TEXT_MAX + 1]; /* "" = none */
    char name[LEDGER_KEY_TEXT_MAX + 1]; /* a commitment, see ledger_reveal; of a log its origin */
    int64_t enrolled_seq;
    int64_t revoked_seq; /* 0 = it counts */
} LedgerKey;
/* ERR_ABSENT when the scope knows no such key. */
MUST_USE Status ledger_key(Store *store, const char *scope, const char *id, LedgerKey *ret,
                           Err *err);
typedef bool (*LedgerKeyVisit)(void *ctx, const LedgerKey *key);
/* All keys of a scope in the order of their enrolment. */
MUST_USE Status ledger_each_key(Store *store, const char *scope, LedgerKeyVisit visit, void *ctx,
                                Err *err);

/* Holds a secret key; wiped when freed. */
typedef struct LedgerSigner LedgerSigner;
LedgerSigner *ledger_signer_new(const Env *env, LedgerKeyKind kind); /* a new key */
/* From the bytes of a key's file; ERR_INPUT when it is none, or holds the public key alone. */
MUST_USE Status ledger_signer_read(const Env *env, Bytes file, const char *name, LedgerSigner **ret,
                                   Err *err);
void ledger_signer_free(LedgerSigner *signer); /* accepts NULL */
LedgerKeyKind ledger_signer_kind(const LedgerSigner *signer);
const char *ledger_signer_id(const LedgerSigner *signer);
const uint8_t *ledger_signer_public(const LedgerSigner *signer);
/* The file that is kept, and the one that is handed to whoever enrols the key. */
MUST_USE Status ledger_signer_write(const LedgerSigner *signer, Buf *file, Err *err);
MUST_USE Status ledger_public_write(LedgerKeyKind kind, const uint8_t key[LEDGER_PUBLIC_BYTES],
                                    Buf *file, Err *err);
/* Refuses a secret key's file: that must not travel. */
MUST_USE Status ledger_public_read(Bytes file, const char *name, LedgerKeyKind *ret_kind,
                                   uint8_t ret[LEDGER_PUBLIC_BYTES], Err *err);
/* Ed25519 over domain || message, for what signs beside events (labels). The domain ends in a line
 * end and belongs to one kind of message alone, "hantar/label/v1\n". */
void ledger_sign(const LedgerSigner *signer, const char *domain, Bytes message,
                 uint8_t to[LEDGER_SIGNATURE_BYTES]);
bool ledger_signature_holds(const uint8_t key[LEDGER_PUBLIC_BYTES], const char *domain,
                            Bytes message, const uint8_t signature[LEDGER_SIGNATURE_BYTES]);

/* From now on this ledger signs what it states; borrowed; NULL = it signs nothing (as at first). */
void ledger_sign_with(Ledger *ledger, const LedgerSigner *signer);

typedef struct LedgerEnrolment {
    uint8_t public_key[LEDGER_PUBLIC_BYTES];
    LedgerKeyKind kind;
    const char *role, *org; /* NULL = none */
    const char *name;       /* in clear; only its commitment is stated. Of a log: its origin */
} LedgerEnrolment;
/* States key.enrolled and key.revoked, signed by the ledger's signer. */
MUST_USE Status ledger_enrol(Ledger *ledger, const char *scope, const LedgerEnrolment *enrolment,
                             LedgerReceipt *ret, Err *err);
MUST_USE Status ledger_revoke(Ledger *ledger, const char *scope, const char *key,
                              const char *reason, const char *since, LedgerReceipt *ret, Err *err);

/* ---------------------------------------------------------------- stating something */
/* Makes an event of a new id and the present time and appends it. Takes `body` (decref'd always).
 * `type` is one of the registered. `actor` is borrowed and may be NULL (the program itself). In a
 * transaction of its own, or as a part of the one that the caller has open: then a refusal undoes
 * this event and nothing else, and the receipt holds once the caller has committed. */
MUST_USE Status ledger_state(Ledger *ledger, const char *scope, const char *type,
                             const json_t *actor, json_t *take_body, LedgerReceipt *ret, Err *err);
/* The same without appending: the canonical text, signed where the ledger has a signer, for
 * whoever keeps it until the receipt comes from elsewhere. */
MUST_USE Status ledger_write(const Ledger *ledger, const char *scope, const char *type,
                             const json_t *actor, json_t *take_body, Buf *out, Err *err);
/* Appends an event made elsewhere, given as its canonical text. The same id with the same bytes
 * gives the same receipt with existed = true; with other bytes ERR_CONFLICT, and the second text
 * is kept beside the log (within a caller's transaction: when that commits). An event of an older
 * schema is taken as it is. A signature must be that of a key which counts in the scope at this
 * moment, and must hold: a text that fails there is refused, and is no conflict either. */
MUST_USE Status ledger_append(Ledger *ledger, Bytes canonical, LedgerReceipt *ret, Err *err);
/* Many at once, in one transaction (or in the caller's), each with an outcome of its own: one that
 * is refused takes no other with it. Not OK only when the world failed: then none of them stands.
 */
#define LEDGER_BATCH_MAX 128
typedef struct LedgerOutcome {
    Status status;
    LedgerReceipt receipt; /* where status is OK */
    Err err;               /* where it is not */
} LedgerOutcome;
MUST_USE Status ledger_append_many(Ledger *ledger, const Bytes *canonical, size_t n,
                                   LedgerOutcome *ret, Err *err);
/* The same from many threads: one thread of its own commits for all of them, so that a commit's
 * wait for the disk is shared. From ledger_writer_new to ledger_writer_free the ledger and its
 * store belong to the writer. ledger_writer_append may be called from any thread; signatures are
 * verified in it; it returns when what it was given stands durably, or was refused. */
typedef struct LedgerWriter LedgerWriter;
MUST_USE Status ledger_writer_new(const Env *env, Ledger *ledger, LedgerWriter **ret, Err *err);
void ledger_writer_append(LedgerWriter *writer, const Bytes *canonical, size_t n,
                          LedgerOutcome *ret);
int64_t ledger_writer_commits(LedgerWriter *writer); /* so far */
void ledger_writer_free(LedgerWriter *writer); /* when nobody appends any more; accepts NULL */

/* The refused second texts of a scope, oldest first: somebody must look at each. Of one id no more
 * than LEDGER_CONFLICTS_MAX are kept. */
#define LEDGER_CONFLICTS_MAX 100
typedef bool (*LedgerConflictVisit)(void *ctx, const char *id, const char *received,
                                    Bytes canonical);
MUST_USE Status ledger_each_conflict(Ledger *ledger, const char *scope, LedgerConflictVisit visit,
                                     void *ctx, Err *err);

/* ---------------------------------------------------------------- the tree, signed
 * The leaves of a scope are the entries of a transparency log (tlog.h); event `seq` is entry
 * seq - 1. A checkpoint is signed with the log's key and only over a tree that begins with every
 * checkpoint known: the newest in the database, the one that stands outside of it, and the one
 * that is shown, from a witness. */
typedef struct LedgerCheckpoint {
    int64_t size;
    Sha256 root;
    const char *origin, *signed_at;
    Bytes note;       /* with the cosignatures that were brought back */
    int cosignatures; /* their number */
} LedgerCheckpoint;
/* The keys of kind log that were ever enrolled in the scope, as verifiers of its notes. */
MUST_USE Status ledger_log_keys(Store *store, Arena *arena, const char *scope, const TlogKey **ret,
                                size_t *ret_count, Err *err);
/* The newest; ERR_ABSENT when there is none. */
MUST_USE Status ledger_checkpoint(Store *store, Arena *arena, const char *scope,
                                  LedgerCheckpoint *ret, Err *err);
/* Of those that cover event `seq` the one that most witnesses cosigned, the newest of these. */
MUST_USE Status ledger_checkpoint_over(Store *store, Arena *arena, const char *scope, int64_t seq,
                                       LedgerCheckpoint *ret, Err *err);
typedef bool (*LedgerCheckpointVisit)(void *ctx, const LedgerCheckpoint *checkpoint);
/* All, oldest first; one that cannot be read has an empty origin and no note. */
MUST_USE Status ledger_each_checkpoint(Store *store, Arena *arena, const char *scope,
                                       LedgerCheckpointVisit visit, void *ctx, Err *err);

/* Where the last signature is kept outside the database (a file beside it). `mark` is what changes
 * when that place is copied or restored, and stays while it only lies there: inode and time of
 * change. */
typedef struct LedgerOutside {
    /* The note that stands there, n = 0 when there is none, and its mark. */
    Status (*read)(void *ctx, Arena *arena, Bytes *ret_note, const char **ret_mark, Err *err);
    /* Puts the note there durably, and tells the new mark. */
    Status (*write)(void *ctx, Arena *arena, Bytes note, const char **ret_mark, Err *err);
    void *ctx;
} LedgerOutside;
/* Signs the tree as it stands: outside first, then durably in the database; publishing comes after.
 * Where nothing was stated since the newest checkpoint, that one is given. `shown` (n = 0: none) is
 * the newest note that a witness or the published copy holds. ERR_CONFLICT: it must not be signed,
 * or not before one is shown. */
MUST_USE Status ledger_checkpoint_sign(Ledger *ledger, Arena *arena, const char *scope,
                                       const LedgerSigner *log, const LedgerOutside *outside,
                                       Bytes shown, LedgerCheckpoint *ret, Err *err);
/* Does the tree here begin with what this note says? ERR_INPUT when the log has not signed it,
 * ERR_CONFLICT when it has, over something else or more. */
MUST_USE Status ledger_checkpoint_compare(Ledger *ledger, Arena *arena, const char *scope,
                                          Bytes note, TlogCheckpoint *ret, Err *err);
/* Keeps the cosignatures of the policy's witnesses: `given` is a note, or the bare lines for the
 * newest one. */
MUST_USE Status ledger_checkpoint_cosign(Ledger *ledger, Arena *arena, const char *scope,
                                         const TlogPolicy *policy, Bytes given,
                                         LedgerCheckpoint *ret, int *ret_added, Err *err);

/* The proof that a checkpoint continues an older tree, for a witness. */
MUST_USE Status ledger_prove_growth(Store *store, Arena *arena, const char *scope, int64_t old_size,
                                    const LedgerCheckpoint *checkpoint, TlogPath *ret, Err *err);

/* The files of C2SP tlog-tiles that a checkpoint needs beyond those of a published size (0 = none
 * yet), and the checkpoint last. `put` replaces one whole or not at all. */
typedef Status (*LedgerPut)(void *ctx, const char *path, Bytes bytes, Err *err);
MUST_USE Status ledger_publish(Ledger *ledger, Arena *arena, const char *scope,
                               const LedgerCheckpoint *checkpoint, int64_t published, LedgerPut put,
                               void *ctx, const Progress *progress, Err *err);

/* ---------------------------------------------------------------- proofs to hand out */
#define LEDGER_RECEIPT_BYTES_MAX (4 * LEDGER_EVENT_BYTES_MAX)
typedef struct LedgerProven {
    LedgerCheckpoint checkpoint;
    Bytes proof;   /* a C2SP tlog-proof: the leaf stands in the tree */
    Bytes receipt; /* the event and its salt (docs/format.md); n = 0: the salt is gone */
} LedgerProven;
/* ERR_ABSENT when there is no such event, or no checkpoint covers it yet. */
MUST_USE Status ledger_find(Store *store, const char *scope, const char *id, int64_t *ret_seq,
                            Err *err);
MUST_USE Status ledger_prove(Store *store, Arena *arena, const char *scope, int64_t seq,
                             LedgerProven *ret, Err *err);

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
typedef bool (*LedgerScopeVisit)(void *ctx, const char *scope, int64_t size);
MUST_USE Status ledger_each_scope(Store *store, LedgerScopeVisit visit, void *ctx, Err *err);

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
    int64_t leaves_wrong;     /* events whose leaf or bytes do not match what is stored */
    int64_t salts_missing;    /* events whose leaf cannot be checked here */
    int64_t events_missing;   /* numbers that no event has */
    int64_t events_refused;   /* events that apply no longer accepts */
    int64_t signatures;       /* events that are signed */
    int64_t signatures_wrong; /* whose signature fails, or is of a key that did not count there */
} LedgerReplay;
bool ledger_replay_clean(const LedgerReplay *replay); /* nothing found */
/* Rebuilds all views in memory, compares each with the live one, and checks each event against its
 * leaf. Changes nothing. */
MUST_USE Status ledger_replay_compare(Ledger *ledger, Arena *arena, const Progress *progress,
                                      LedgerReplay *ret, Err *err);
/* The whole record, looked through: texts against leaves, leaves against tree, tree against
 * checkpoints, signatures of events, and the views against a replay. Each fault names its place. */
typedef struct LedgerFault {
    const char *scope;
    int64_t seq;           /* 0 = of no single event */
    const char *id, *type; /* of that event; NULL = not known */
    const char *text;      /* one sentence */
} LedgerFault;
#define LEDGER_FAULTS_MAX 1000 /* kept; the rest is counted */
typedef struct LedgerDepth {
    int threads;
    bool replay; /* signatures and views; takes most of the time */
    bool tree;   /* tiles and checkpoints */
    /* Notes that somebody holds (a witness, an old proof, the published copy): does this record
     * begin with each of them? */
    const Bytes *held;
    size_t held_count;
    const TlogPolicy *policy; /* whose cosignatures are checked too; NULL = nobody's */
} LedgerDepth;
typedef struct LedgerVerification {
    LedgerReplay replay;
    int64_t tiles, checkpoints, cosignatures; /* that were checked; of the policy's witnesses */
    LedgerFault *faults;
    size_t fault_count;
    int64_t fault_total; /* 0: nothing found */
} LedgerVerification;
/* Changes nothing. Where a salt was deleted the text cannot be held against its leaf: counted in
 * replay.salts_missing, and no fault. */
MUST_USE Status ledger_verify(Ledger *ledger, Arena *arena, LedgerDepth depth,
                              const Progress *progress, LedgerVerification *ret, Err *err);
/* Rebuilds the live views from the log in one transaction. */
MUST_USE Status ledger_rebuild(Ledger *ledger, const Progress *progress, Err *err);

/* The log of a scope as an ElectionEventLog of NIST SP 1500-101 (JSON): per key, and for what
 * nobody signed, its events by number, time, type and leaf hash; no bodies. `election` and
 * `generated` (UTC) as the caller says. */
MUST_USE Status ledger_nist(Ledger *ledger, Arena *arena, const char *scope, const char *election,
                            const char *generated, JsonOut *out, Err *err);

/* The leaf of an event, for format tests and verifiers. */
void ledger_leaf(const char *scope, int64_t seq, const uint8_t salt[32], Bytes canonical,
                 Buf *ret_text, Sha256 *ret_hash);

/* ---------------------------------------------------------------- mirrors
 * A log is written where its scope is at home, and may be taken over elsewhere: a province keeps
 * the logs of its regencies, a regency that of its province. A mirror has the same numbers, bytes
 * and salts, so the same tree; nothing is stated in it and no checkpoint of it signed,
 * ERR_CONFLICT. Its views stand beside the own ones. What travels is a file of lines
 * (docs/format.md, 9). */
#define LEDGER_MIRROR_BYTES_MAX (1024 * MIB)
/* The events with seq > after, and the newest checkpoint. ERR_WORLD where a salt is not here. */
MUST_USE Status ledger_mirror_write(Ledger *ledger, Arena *arena, const char *scope, int64_t after,
                                    Buf *out, Err *err);
typedef struct LedgerMirrored {
    const char *scope;
    int64_t size, added;
    int64_t signatures; /* of the events that were added */
    int64_t checkpoint; /* so many events are what the log's key signed; 0 = it signed none */
} LedgerMirrored;
/* Takes all or nothing. Each event must follow the one before, be of that scope, be signed with a
 * key that counts in it where it is signed, and be what stands here already under its number; the
 * tree must be what the log's own checkpoint says, which is there as soon as the log has a key.
 * ERR_INPUT for a gap or a faulty file, ERR_CONFLICT where another history stands here, or the log
 * is written here. Whose keys they are the log alone says, so the first file is believed in that,
 * and all later ones are held against it; with a policy (else NULL), the checkpoint must be of one
 * of its logs. */
MUST_USE Status ledger_mirror_take(Ledger *ledger, Arena *arena, Bytes file,
                                   const TlogPolicy *policy, LedgerMirrored *ret, Err *err);
bool ledger_mirrors(Store *store, const char *scope); /* is it written elsewhere? */

/* ---------------------------------------------------------------- disclosing an event
 * A receipt file is what a leaf commits to, for whoever may check it: the canonical event and its
 * salt, as JSON {"receipt": 1, "event": "...", "salt": "<64 digits>"}. It travels beside a
 * .tlog-proof, or as the bytes of that proof's line `extra`. */
typedef struct LedgerOpening {
    Bytes canonical;
    uint8_t salt[32];
    LedgerEvent event; /* seq = 0: which number it has, the leaf says */
} LedgerOpening;
MUST_USE Status ledger_opening_write(Bytes canonical, const uint8_t salt[32], Buf *out, Err *err);
/* Everything in `ret` belongs to the arena. Events of unknown types are read too. */
MUST_USE Status ledger_opening_read(Arena *arena, Bytes file, LedgerOpening *ret, Err *err);

#endif
