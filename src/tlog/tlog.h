// SPDX-License-Identifier: Apache-2.0
/* tlog.h: a transparency log as bytes. A log is a list of entries that only grows; its root, 32
 * bytes, stands for the whole list; whoever signs a root can no longer change, drop or reorder what
 * is below it without being found out. Here are the formats of that, as pure functions: hashes,
 * keys, signed texts, tiles, proofs, the rule whom to believe, and the talk with witnesses. Nothing
 * here knows what an entry means, where it is stored, or how bytes travel.
 *
 * Every format is a public one, so that programs which are not ours read what we write:
 *
 *   the tree          RFC 6962 section 2.1, SHA-256; checked as in RFC 9162 section 2.1
 *   note, keys        c2sp.org/signed-note       a text and lines of signatures
 *   checkpoint        c2sp.org/tlog-checkpoint   a note that says origin, size and root
 *   cosignature       c2sp.org/tlog-cosignature  a witness's dated signature (Ed25519, 0x04)
 *   tile, bundle      c2sp.org/tlog-tiles        the tree and its entries as files of 256
 *   .tlog-proof       c2sp.org/tlog-proof        "this entry stands in that log", offline
 *   policy            c2sp.org/tlog-policy       whose signatures are enough
 *   add-checkpoint    c2sp.org/tlog-witness      how a log asks a witness
 *
 * What each signature says. The log's: "this is my list". A witness's: "I have seen this log
 * before, and it has only grown since". A quorum of witnesses who do not know each other:
 * "everybody is shown the same list". None of them says that an entry is true.
 *
 * How the pieces are used:
 *
 *   a log       tlog_append each leaf, store the nodes it gives; tlog_checkpoint_sign; STORE the
 *               checkpoint, only then publish it; tlog_request_write, tlog_witness_hear
 *   a witness   tlog_witness_answer
 *   a reader    tlog_proof_parse, tlog_policy_parse, tlog_proof_check
 *
 * Ed25519 is libsodium's, the strictest reading of RFC 8032: S below the group's order, no point in
 * a second encoding, none of small order, no cofactor. Of the 914 edge cases of the Community
 * Cryptography Test Vectors it accepts 43; Go accepts those 43 and 165 more; so whatever holds here
 * holds there. Signatures made as the standard says are not among the edge cases. ML-DSA-44 (type
 * 0x06) is not in Debian 12: lines of such signatures are carried along and count for nothing; such
 * keys in a policy are refused.
 *
 * Base64 is RFC 4648 section 4 with padding, and with its unused bits zero, so that no text has two
 * spellings. Sizes and indexes are below 2^63. Texts of errors are for people.
 */
#ifndef HANTAR_TLOG_H
#define HANTAR_TLOG_H

#include "base/base.h"

/* ---------------------------------------------------------------- 1. The tree
 * MTH of n leaves: a leaf hashes as SHA-256(0x00 || entry), a pair as SHA-256(0x01 || left ||
 * right), and a list is split at the largest power of two below n. So every subtree that is full,
 * 2^level leaves from a multiple of 2^level on, keeps its hash for ever: those are the *nodes*, and
 * all that need be stored.
 *
 *     level 2          (2,0)                    Six leaves: nodes (0,0)...(0,5), (1,0)...(1,2)
 *     level 1     (1,0)     (1,1)     (1,2)     and (2,0). The root is the hash of (2,0) and
 *     level 0     0    1    2    3    4    5    (1,2); it is no node: the next leaf changes it.
 */
#define TLOG_LEVELS 63 /* of nodes in a tree of less than 2^63 leaves; so long a proof can be */

Sha256 tlog_leaf(Bytes entry);
Sha256 tlog_pair(const Sha256 *left, const Sha256 *right);
Sha256 tlog_root(const Sha256 *leaves, size_t n); /* of no leaves: SHA-256 of nothing */

/* A tree at its right edge: all that is needed to grow it and to know its root. peak[level] stands
 * when `size` has the bit 2^level. A zeroed struct is the empty tree. */
typedef struct TlogEdge {
    int64_t size;
    Sha256 peak[TLOG_LEVELS];
} TlogEdge;
/* Appends a leaf. made[0...n-1] are the nodes that became full, n is returned: made[level] is node
 * (level, index >> level), where index is the size before. Store them with the entry. */
int tlog_append(TlogEdge *edge, const Sha256 *leaf, Sha256 made[TLOG_LEVELS]);
Sha256 tlog_edge_root(const TlogEdge *edge);

/* Where nodes are read from: a table, tiles (section 5), an array. `read` is asked for nodes that a
 * tree of the size in question has, and for no others. */
typedef struct TlogNodes {
    Status (*read)(void *ctx, int level, int64_t index, Sha256 *ret, Err *err);
    void *ctx;
} TlogNodes;
MUST_USE Status tlog_edge_load(const TlogNodes *nodes, int64_t size, TlogEdge *ret, Err *err);
MUST_USE Status tlog_root_at(const TlogNodes *nodes, int64_t size, Sha256 *ret, Err *err);

/* ---------------------------------------------------------------- 2. Proofs
 * A path of hashes, from the leaf's side to the root's. Making one needs nodes; checking one needs
 * nothing but the root, and trusts neither the path nor who made it. */
typedef struct TlogPath {
    int n;
    Sha256 hash[TLOG_LEVELS];
} TlogPath;
/* That leaf `index` stands in the tree of `size` leaves; 0 <= index < size. */
MUST_USE Status tlog_prove_inclusion(const TlogNodes *nodes, int64_t index, int64_t size,
                                     TlogPath *ret, Err *err);
/* ERR_INPUT when the path does not lead from this leaf, at this index, to this root. */
MUST_USE Status tlog_check_inclusion(const TlogPath *path, int64_t index, int64_t size,
                                     const Sha256 *leaf, const Sha256 *root, Err *err);
/* That the tree of `old_size` is the beginning of the tree of `size`; 0 <= old_size <= size. From
 * nothing, and from a tree to itself, the path is empty. */
MUST_USE Status tlog_prove_consistency(const TlogNodes *nodes, int64_t old_size, int64_t size,
                                       TlogPath *ret, Err *err);
MUST_USE Status tlog_check_consistency(const TlogPath *path, int64_t old_size,
                                       const Sha256 *old_root, int64_t size, const Sha256 *root,
                                       Err *err);

/* ---------------------------------------------------------------- 3. Keys and notes
 * A note is a text, an empty line, and signature lines:
 *
 *     This is an example message.
 *
 *     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj...
 *
 * Each line names its key: a name and four bytes of SHA-256(name || 0x0A || type || public key). A
 * signature by a key that the reader does not know counts for nothing and does no harm. One by a
 * key he does know must hold, or the whole note is refused. */
typedef enum TlogKeyType {
    TLOG_ED25519 = 0x01,     /* signs the text as it stands: a log */
    TLOG_COSIGNATURE = 0x04, /* signs "cosignature/v1\ntime <s>\n" and the text: a witness */
} TlogKeyType;
#define TLOG_NAME_BYTES 256 /* with its NUL; a name is UTF-8 without spaces and without '+' */
#define TLOG_VKEY_BYTES 320 /* the longest name, 8 digits, 44 letters, two '+', NUL */
#define TLOG_SKEY_BYTES 336 /* the same with "PRIVATE+KEY+" */

typedef struct TlogKey {
    char name[TLOG_NAME_BYTES];
    TlogKeyType type;
    uint8_t id[4];
    uint8_t public[32];
} TlogKey;
/* "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k" */
MUST_USE Status tlog_key_parse(const char *vkey, TlogKey *ret, Err *err);
void tlog_key_format(const TlogKey *key, char to[TLOG_VKEY_BYTES]);
bool tlog_key_same(const TlogKey *a, const TlogKey *b); /* name, type and public key */
bool tlog_name_valid(Bytes name);

/* A key that can sign. Wipe it when done. As text, in the spelling of Go's sumdb/note:
 * PRIVATE+KEY+<name>+<id>+<base64 of type and seed>. */
typedef struct TlogSigner {
    TlogKey key;
    uint8_t secret[64];
} TlogSigner;
MUST_USE Status tlog_signer_new(const Env *env, const char *name, TlogKeyType type, TlogSigner *ret,
                                Err *err);
MUST_USE Status tlog_signer_parse(const char *skey, TlogSigner *ret, Err *err);
void tlog_signer_format(const TlogSigner *signer, char to[TLOG_SKEY_BYTES]);
void tlog_signer_wipe(TlogSigner *signer);

#define TLOG_NOTE_BYTES_MAX (1 * MIB)
#define TLOG_SIGNATURES_MAX 100 /* the specification asks for 16 at least */

typedef struct TlogSignature {
    Bytes line; /* as it stands, its '\n' included */
    Bytes name;
    uint8_t id[4];
    Bytes signature;    /* decoded, without the id */
    const TlogKey *key; /* the known key by which it holds; NULL = not known: means nothing */
    int64_t time_s;     /* of a cosignature that holds: when, by the witness's clock; else 0 */
} TlogSignature;
typedef struct TlogNote {
    Bytes text; /* ends in '\n', without the empty line */
    TlogSignature *signatures;
    size_t signature_count;
} TlogNote;
/* The form only: no signature is looked at, so the text MUST NOT be believed. Borrows `note`. */
MUST_USE Status tlog_note_parse(Arena *arena, Bytes note, TlogNote *ret, Err *err);
/* Parses it and checks every signature by one of `keys`. ERR_INPUT when one of them fails, or when
 * there is none. Borrows `note` and `keys`. */
MUST_USE Status tlog_note_open(Arena *arena, Bytes note, const TlogKey *keys, size_t key_count,
                               TlogNote *ret, Err *err);
/* Adds a signature line of `text` (not the text). `time_s` is for cosignatures, and > 0 there. */
MUST_USE Status tlog_note_sign(Bytes text, const TlogSigner *signer, int64_t time_s, Buf *out,
                               Err *err);

/* ---------------------------------------------------------------- 4. Checkpoints
 * The text of a note in three lines: origin, size, root. The origin is the name of the log, for
 * ever. Further lines may follow; they are kept, signed, and mean nothing here. */
typedef struct TlogCheckpoint {
    char origin[TLOG_NAME_BYTES];
    int64_t size;
    Sha256 root;
    Bytes extension; /* the lines after the third, borrowed; ours have none */
} TlogCheckpoint;
void tlog_checkpoint_write(const TlogCheckpoint *checkpoint, Buf *out);
MUST_USE Status tlog_checkpoint_parse(Bytes text, TlogCheckpoint *ret, Err *err);
/* Text, empty line and the log's signature, in one go: the signer's name becomes the origin. */
MUST_USE Status tlog_checkpoint_sign(const TlogSigner *log, int64_t size, const Sha256 *root,
                                     Buf *out, Err *err);

/* ---------------------------------------------------------------- 5. Tiles
 * The tree as files that never change: 256 hashes side by side, the nodes (8 L, 256 N) and on. Only
 * the last tile of each level is partial, and it is written again under a name of its own when it
 * has grown. Bundles of entries, 256 to a file, have the same numbers as the tiles of level 0.
 *
 *     tile/0/x001/x234/067         tile/1/000.p/17         tile/entries/000.p/112
 */
#define TLOG_TILE_WIDTH 256
#define TLOG_TILE_BYTES (TLOG_TILE_WIDTH * sizeof(Sha256))
#define TLOG_TILE_LEVELS 8 /* 256^8 is beyond every size here; the format itself knows 64 */
#define TLOG_ENTRIES (-1)  /* as a tile's level: a bundle of entries */
#define TLOG_ENTRY_BYTES_MAX 65535
#define TLOG_BUNDLE_BYTES_MAX (TLOG_TILE_WIDTH * (2 + (size_t)TLOG_ENTRY_BYTES_MAX))
#define TLOG_TILE_PATH_BYTES 64

typedef struct TlogTile {
    int level;     /* 0...7, or TLOG_ENTRIES */
    int64_t index; /* within the level */
    int width;     /* 1...256 */
} TlogTile;
void tlog_tile_path(TlogTile tile, char to[TLOG_TILE_PATH_BYTES]); /* without a slash in front */
bool tlog_tile_parse(const char *path, TlogTile *ret);             /* exactly what it writes */
/* How wide that tile is in a tree of this size; 0 = the tree has none there. */
int tlog_tile_width(int level, int64_t index, int64_t size);
/* Visits each tile (not the bundles) that a tree of `size` has and one of `old_size` had not, or
 * had narrower: what must be written after growing. Stops at the first Status that is not OK. */
typedef Status (*TlogTileVisit)(void *ctx, TlogTile tile, Err *err);
MUST_USE Status tlog_tiles_between(int64_t old_size, int64_t size, TlogTileVisit visit, void *ctx,
                                   Err *err);
/* The bytes of a tile, from nodes; and its hashes, ret[0...width-1], from bytes. */
MUST_USE Status tlog_tile_write(const TlogNodes *nodes, TlogTile tile, Buf *out, Err *err);
MUST_USE Status tlog_tile_read(TlogTile tile, Bytes bytes, Sha256 ret[TLOG_TILE_WIDTH], Err *err);
/* Entries one after another, each behind its length as two bytes, big end first. */
MUST_USE Status tlog_bundle_add(Buf *out, Bytes entry, Err *err);
MUST_USE Status tlog_bundle_read(TlogTile tile, Bytes bytes, Bytes ret[TLOG_TILE_WIDTH], Err *err);

/* Tiles as nodes, for proofs made by somebody who has the tiles and not the log. The tiles need not
 * be trusted: check what was made of them against a signed root. `fetch` may be asked for the same
 * tile many times; where only a wider one is left, it may cut that to the width asked for. */
typedef struct TlogTiles {
    Status (*fetch)(void *ctx, TlogTile tile, Sha256 ret[TLOG_TILE_WIDTH], Err *err);
    void *ctx;
    int64_t size; /* of the tree */
} TlogTiles;
TlogNodes tlog_tiles_nodes(TlogTiles *tiles); /* borrows */

/* ---------------------------------------------------------------- 6. Policies
 * Which logs and witnesses to believe: made by hand, once for each election, and handed out with
 * the program. Parties are witnesses and groups of parties; the quorum is one party, or none.
 *
 *     log bandung.example/2029+...
 *     witness kpu <vkey>
 *     witness bawaslu <vkey>
 *     group authorities 2 kpu bawaslu court
 *     group all-sides all authorities observers
 *     quorum all-sides
 */
#define TLOG_POLICY_BYTES_MAX (256 * KIB)
#define TLOG_POLICY_KEYS_MAX 256    /* logs and witnesses; the format asks for 32 of each */
#define TLOG_POLICY_PARTIES_MAX 256 /* witnesses and groups */

typedef struct TlogLog {
    const TlogKey *key; /* bears the log's origin as its name */
    const char *url;    /* NULL = none given */
} TlogLog;
typedef struct TlogParty {
    const char *name;
    const TlogKey *key; /* of a witness; NULL: a group */
    const char *url;    /* of a witness; NULL = none given */
    const int *members; /* of a group: places in `parties`, all before its own */
    int member_count;
    int needed; /* of a group: how many of its members */
} TlogParty;
typedef struct TlogPolicy {
    const TlogLog *logs;
    int log_count;
    const TlogParty *parties;
    int party_count;
    int quorum;          /* a place in `parties`; -1 = none is asked for */
    const TlogKey *keys; /* of logs and witnesses, for tlog_note_open */
    int key_count;
} TlogPolicy;
/* Every fault of the text goes to `faults`; returns its status. The arena is that of `faults`. */
MUST_USE Status tlog_policy_parse(Bytes text, TlogPolicy *ret, Faults *faults, Err *err);
/* What a policy makes of a checkpoint. */
typedef struct TlogVerdict {
    TlogCheckpoint checkpoint;
    const TlogKey *log;
    const int64_t *seen_s; /* for each party that is a witness: time of its cosignature, 0 = none */
    const bool *holds;     /* for each party: it cosigned; a group: enough of its members hold */
    bool quorum;
} TlogVerdict;
/* ERR_INPUT when the note is malformed, when no log of the policy signed it under its own origin,
 * or when a known signature fails. A quorum that is not met is no error HERE: look at `quorum`. */
MUST_USE Status tlog_policy_judge(Arena *arena, const TlogPolicy *policy, Bytes note,
                                  TlogVerdict *ret, Err *err);

/* ---------------------------------------------------------------- 7. Proofs to carry
 * A file that is checked years later, offline, against nothing but a policy: which entry, the path
 * to the root, and the checkpoint with all its signatures. */
#define TLOG_PROOF_BYTES_MAX (2 * MIB)
typedef struct TlogProof {
    Bytes extra; /* for the application; nobody signed it; n = 0: none */
    int64_t index;
    TlogPath path;
    Bytes checkpoint; /* the note as it stands */
} TlogProof;
MUST_USE Status tlog_proof_write(const TlogProof *proof, Buf *out, Err *err);
/* Into the arena: extra. Borrows `file`: checkpoint. */
MUST_USE Status tlog_proof_parse(Arena *arena, Bytes file, TlogProof *ret, Err *err);
/* OK when and only when a log of the policy signed the checkpoint, the quorum is met, and the entry
 * with this leaf hash stands at the index. ERR_INPUT otherwise, with the reason. */
MUST_USE Status tlog_proof_check(Arena *arena, const TlogProof *proof, const Sha256 *leaf,
                                 const TlogPolicy *policy, TlogVerdict *ret, Err *err);

/* ---------------------------------------------------------------- 8. Witnesses
 * A log asks each witness to cosign its newest checkpoint; the witness looks whether it continues
 * the one it cosigned last, and remembers it. Both sides are here as bytes to bytes: the bytes may
 * go by HTTP (POST <prefix>/add-checkpoint) or on a USB stick.
 *
 *     old 20852014
 *     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      the proof of consistency, 63 lines at most
 *     ...
 *                                                       an empty line
 *     example.com/behind-the-sofa                       and the signed checkpoint
 *     ...
 */
#define TLOG_REQUEST_BYTES_MAX (TLOG_NOTE_BYTES_MAX + 64 * (TLOG_LEVELS + 1))
#define TLOG_SIZE_TYPE "text/x.tlog.size"

typedef struct TlogRequest {
    int64_t old_size;
    TlogPath path;
    Bytes checkpoint; /* the note as it stands */
} TlogRequest;
MUST_USE Status tlog_request_write(const TlogRequest *request, Buf *out, Err *err);
MUST_USE Status tlog_request_parse(Bytes body, TlogRequest *ret, Err *err);

/* What a witness remembers of each log: the note that it cosigned last, and nothing else. */
typedef struct TlogMemory {
    /* That note, into the arena; n = 0 when there is none yet. */
    Status (*get)(void *ctx, const char *origin, Arena *arena, Bytes *ret, Err *err);
    /* Puts `is` in place of `was`, durably, before it returns. ERR_CONFLICT, and nothing done, when
     * what stands there is no longer `was`. Looking and putting must not be torn apart: else the
     * slower of two requests could take the log back to a smaller size. */
    Status (*put)(void *ctx, const char *origin, Bytes was, Bytes is, Err *err);
    void *ctx;
} TlogMemory;
typedef struct TlogWitness {
    const Env *env;
    const TlogSigner *signer; /* of type TLOG_COSIGNATURE, and used for nothing else */
    const TlogKey *logs;      /* those it watches; a log's key bears its origin as its name */
    size_t log_count;
    TlogMemory memory;
} TlogWitness;
typedef struct TlogAnswer {
    int status;       /* as of HTTP */
    const char *type; /* Content-Type */
    Bytes body;
    const char *origin; /* of the log in question, for the record of the operator; NULL = unclear */
    int64_t size;       /* that was asked for; -1 = unclear */
    bool forked;        /* the log signed another root of the same size than what was cosigned: the
                         * request and the note in memory prove it to anybody; keep both */
} TlogAnswer;
/* 200 and a signature line; 400 malformed, or old size beyond the new one; 403 not signed by the
 * log; 404 a log it does not watch; 409 and the size it saw last, when the old size is another;
 * 422 not shown to be a continuation. That alone accuses nobody: whoever spoils the proof on its
 * way gets the same answer; look at `forked`. An error only when the memory fails or the clock is
 * not set: nothing was signed then. */
MUST_USE Status tlog_witness_answer(Arena *arena, const TlogWitness *witness, Bytes request,
                                    TlogAnswer *ret, Err *err);
/* "<64 digits>/checkpoint": where monitors read the note that was cosigned last. */
#define TLOG_MONITOR_PATH_BYTES 76
void tlog_monitor_path(const char *origin, char to[TLOG_MONITOR_PATH_BYTES]);
/* 200 and that note, or 404. */
MUST_USE Status tlog_witness_read(Arena *arena, const TlogWitness *witness, const char *path,
                                  TlogAnswer *ret, Err *err);

/* What a log hears from a witness. */
typedef enum TlogHeard {
    TLOG_COSIGNED,  /* add `lines` to the checkpoint */
    TLOG_ELSEWHERE, /* it has cosigned up to `size`: ask again with a proof from there */
    TLOG_BEYOND, /* it says that it cosigned up to `size`, which is MORE than this log has. Nobody
                  * signed that number: read the note it serves to monitors. Bears that this
                  * log's signature, the log was set back, and must not sign until it has
                  * caught up */
} TlogHeard;
typedef struct TlogWord {
    TlogHeard heard;
    Bytes lines;    /* the witness's signature lines that hold */
    int64_t time_s; /* of the newest of them */
    int64_t size;
} TlogWord;
/* `checkpoint` is the note that was sent. ERR_INPUT: the witness refuses, and asking again does not
 * help; ERR_WORLD: it may help later. */
MUST_USE Status tlog_witness_hear(Arena *arena, const TlogKey *witness, Bytes checkpoint,
                                  int status, const char *type, Bytes body, TlogWord *ret,
                                  Err *err);

#endif
