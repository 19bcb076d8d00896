// SPDX-License-Identifier: Apache-2.0
/* custody.h: who has it, and who had it before. Everything that carries a number of its own:
 * ballot boxes, seals, cartons, outside-the-box sets; how they are numbered, labelled, packed,
 * handed over, carried, brought back. Quantities live in stock/; plans and trips above: what
 * this floor needs of them (a loading order, the id of a trip) is handed in.
 *
 * Chapters: 1 numbers, 2 labels, 3 custody, 4 alarms, 5 packing, 6 scanning, 7 the way back,
 * 8 trips, 9 re-votes.
 *
 * Sources. A numbering system for every item, kits with seals and labels of destination and
 * content: ACE Project. Handovers in two steps, and what a record of one must answer: EAC, Chain
 * of Custody Best Practices (2021); a period in which control is uncertain is a break: CISA
 * Insights, Chain of Custody. SSCC: GS1 General Specifications. Check digit: H. M. Damm, Total
 * anti-symmetrische Quasigruppen, Marburg 2004.
 *
 * Ownership: what is read stands in the caller's arena. Errors: refused input is ERR_INPUT with a
 * sentence for the person at the scanner; what is not there ERR_ABSENT.
 */
#ifndef HANTAR_CUSTODY_H
#define HANTAR_CUSTODY_H

#include "base/base.h"
#include "election/election.h"
#include "ledger/ledger.h"
#include "store/store.h"

extern const StoreModule CUSTODY_STORE;
extern const LedgerType CUSTODY_TYPES[];
extern const size_t CUSTODY_TYPE_COUNT;

/* ================================================================ 1. Numbers
 *
 * A unit is a thing with a number: a box, an outside-the-box set, a carton, a container. Its code
 * is eleven digits, for the keypad, the SMS and the telephone:
 *
 *     1222 1 00417 2       regency, kind, serial number within the regency and kind, check digit
 *
 * The check digit is Damm's: every single wrong digit and every swap of neighbours is noticed
 * (tests/custody/test_code.c tries all of both). The same number is a GS1 SSCC of 18 digits:
 *
 *     1 0400000 1222 00417 c     kind as extension digit, company prefix, regency and serial
 *
 * The prefix is the organisation's own, seven digits; without a licence of GS1 the default stands,
 * from the range that GS1 keeps for numbers used within one organisation.
 *
 * Seals bear the numbers that their maker printed: 4 to 24 letters and digits, at least one digit
 * among them, told apart from codes by being registered. */
typedef enum CustodyKind {
    CUSTODY_BOX = 1,       /* a ballot box of one contest of one TPS, or of a PPK */
    CUSTODY_OUTSIDE = 2,   /* what travels beside the boxes of one TPS, as one set */
    CUSTODY_CARTON = 3,    /* as it came from the printer */
    CUSTODY_CONTAINER = 4, /* holds units on the way */
} CustodyKind;
#define CUSTODY_SERIAL_MAX 99999
#define CUSTODY_CODE_BYTES 12  /* with the NUL */
#define CUSTODY_SHOWN_BYTES 15 /* "1222-1-00417-2" */
#define CUSTODY_SSCC_BYTES 19
#define CUSTODY_SEAL_BYTES 25
#define CUSTODY_PREFIX_DEFAULT "0400000"
typedef struct CustodyNumber {
    char scope[5]; /* four digits */
    CustodyKind kind;
    int32_t serial; /* from 1 */
} CustodyNumber;
const char *custody_kind_word(CustodyKind kind);             /* for a person */
bool custody_kind_parse(const char *word, CustodyKind *ret); /* "box", "outside" ... */
const char *custody_kind_id(CustodyKind kind);
void custody_code(const CustodyNumber *number, char to[CUSTODY_CODE_BYTES]);
void custody_code_shown(const char *code, char to[CUSTODY_SHOWN_BYTES]);
void custody_sscc(const CustodyNumber *number, const char *prefix, char to[CUSTODY_SSCC_BYTES]);
/* As a person types it or a scanner sends it: blanks, dots and dashes do not matter, O is 0, I and
 * l are 1; also an SSCC, with or without its (00). ERR_INPUT says whether a digit was mistyped or
 * it is no code at all. */
MUST_USE Status custody_code_read(const char *typed, CustodyNumber *ret, Err *err);
/* Upper case, without blanks, dots and dashes; false when it cannot be the number of a seal. */
bool custody_seal_read(const char *typed, char to[CUSTODY_SEAL_BYTES]);
int custody_damm(const char *digits); /* the check digit of a row of digits */
int custody_gs1(const char *digits);  /* that of GS1, weights 3 and 1 from the right */

typedef struct CustodyUnit {
    CustodyNumber number;
    const char *code, *sscc;
    const char *place;   /* the TPS or district it is for; NULL of cartons and containers */
    const char *contest; /* id, or NULL */
    int32_t copy;        /* among the units of this place, contest and kind, from 1 */
    const char *item;    /* what a carton holds, and how many */
    int64_t holds;
} CustodyUnit;
typedef struct CustodySeals { /* registered together */
    const char *type, *batch; /* "paper", "plastic", ... and the maker's batch */
    const char *prefix;
    int32_t digits;
    int64_t first, last;
} CustodySeals;

/* Event units.numbered: every box and outside set that the needs ask for and that has no number
 * yet gets one, in the regency's order. *ret_count 0 and no event when all have one. */
MUST_USE Status custody_number(Ledger *ledger, Store *store, Arena *arena,
                               const ElectionRegency *regency, const ElectionNeeds *needs,
                               const char *prefix, size_t *ret_count, Err *err);
/* Cartons or containers, alike, in one event; the first serial number is returned. */
typedef struct CustodyBatch {
    CustodyKind kind;
    int64_t count;
    const char *contest, *item; /* of what is inside; NULL for containers */
    int64_t holds;
    const char *prefix; /* of GS1; NULL = the default */
} CustodyBatch;
MUST_USE Status custody_number_batch(Ledger *ledger, Store *store, const char *scope,
                                     const CustodyBatch *batch, int32_t *ret_first, Err *err);
/* Event seals.numbered. ERR_INPUT when some of them are registered already. */
MUST_USE Status custody_number_seals(Ledger *ledger, const char *scope, const CustodySeals *seals,
                                     Err *err);
/* `place` NULL: all; else those of the TPS, village or district whose code begins so. By place,
 * contest, kind and serial number. */
MUST_USE Status custody_units(Store *store, Arena *arena, const char *scope, const char *place,
                              CustodyUnit **ret, size_t *ret_count, Err *err);
/* ERR_ABSENT when no such unit was numbered. */
MUST_USE Status custody_unit(Store *store, Arena *arena, const char *scope, const char *code,
                             CustodyUnit *ret, Err *err);
MUST_USE Status custody_seal_batches(Store *store, Arena *arena, const char *scope,
                                     CustodySeals **ret, size_t *ret_count, Err *err);
/* The batch that a seal is of; NULL when it is of none. */
const CustodySeals *custody_seal_batch(const CustodySeals *batches, size_t n, const char *seal);
/* "box 1 of TPS 004 Sotek, regent": as this language says it. `regency` may be NULL. */
const char *custody_unit_name(Arena *arena, const ElectionRegency *regency,
                              const CustodyUnit *unit);

/* ================================================================ 2. Labels
 *
 * What stands in the QR code of a label, in capitals, so that the code stays small (ISO 18004's
 * alphanumeric mode) and a keyboard scanner types it on any keyboard:
 *
 *   HT1.<code>.<place>.<contest>.<copy>.<key id>.<signature>
 *
 * version; code; TPS or district, "-" without; contest, "-" without; copy; id of the key, 16
 * digits; Ed25519 over "hantar/label/v1\n" || what stands before the last full stop, as 103
 * characters of base32 (RFC 4648 without padding). Whoever has the election's public label key
 * checks it without a network. It shows that the label was made by the KPU, not that the box is
 * the right one: a copied label is told by its custody (two places at once), not by its bytes. */
#define CUSTODY_LABEL_BYTES_MAX 320
typedef struct CustodyLabel {
    CustodyNumber number;
    char code[CUSTODY_CODE_BYTES];
    char place[32], contest[32]; /* "" without; contest in lower case as the rules have it */
    int32_t copy;
    char key[LEDGER_KEY_ID_BYTES];
    uint8_t signature[LEDGER_SIGNATURE_BYTES];
    char message[CUSTODY_LABEL_BYTES_MAX]; /* what is signed */
} CustodyLabel;
/* ERR_INPUT when place or contest cannot stand in a label. */
MUST_USE Status custody_label(const CustodyUnit *unit, const LedgerSigner *signer,
                              char to[CUSTODY_LABEL_BYTES_MAX], Err *err);
bool custody_is_label(const char *text);
/* The form alone; the signature is checked by custody_label_holds. */
MUST_USE Status custody_label_read(const char *text, CustodyLabel *ret, Err *err);
bool custody_label_holds(const CustodyLabel *label, const uint8_t key[LEDGER_PUBLIC_BYTES]);
/* By the label keys enrolled in the scope: ERR_INPUT when none of them made it, or the label is of
 * another regency, ERR_ABSENT when the key is not known here. */
MUST_USE Status custody_label_check(Store *store, const char *scope, const CustodyLabel *label,
                                    Err *err);

/* ================================================================ 3. Custody
 *
 * A statement about items is an event of one of the types below; its body (docs/format.md) names
 * for each item the hash of that item's previous event,
 *
 *     SHA-256("hantar/item-event/v1\n" || canonical event)
 *
 * so that a device can go on without having heard of the server, and nobody can leave a statement
 * out unseen. What is known of an item is the fold over the SET of its events: the order in which
 * they arrive changes nothing. Two events with the same predecessor are a fork: both are shown
 * until a later event names both. One that comes before its predecessor waits, and counts as soon
 * as that arrives. One whose maker knew no predecessor is loose: kept, shown, and not counted.
 *
 * What should not happen is marked and kept, never refused: evidence is not thrown away. */
typedef enum CustodyAct {
    CUSTODY_DO_PACK,    /* kit.packed: filled, and sealed when seals are named */
    CUSTODY_DO_STORE,   /* item.stored */
    CUSTODY_DO_RELEASE, /* item.released: A lets go; custody is open until B answers */
    CUSTODY_DO_ACCEPT,  /* item.accepted, with or without exceptions */
    CUSTODY_DO_REFUSE,  /* item.refused: it stays with A */
    CUSTODY_DO_OPEN,    /* item.opened */
    CUSTODY_DO_RESEAL,  /* item.resealed */
    CUSTODY_DO_RETURN,  /* item.returned: back at the KPU for good */
    CUSTODY_DO_LOSE,    /* item.lost */
    CUSTODY_DO_FIND,    /* item.found */
    CUSTODY_DO_DESTROY, /* item.destroyed */
    _CUSTODY_ACTS,
} CustodyAct;
const char *custody_act_type(CustodyAct act);                /* of the event */
const char *custody_act_word(CustodyAct act);                /* for the command line: "release" */
bool custody_act_parse(const char *word, CustodyAct *ret);   /* "release" */
bool custody_act_of_type(const char *type, CustodyAct *ret); /* "item.released" */

typedef enum CustodyState {
    CUSTODY_PLANNED, /* has a number and no history */
    CUSTODY_PACKED,
    CUSTODY_SEALED,
    CUSTODY_STORED,
    CUSTODY_RELEASED,   /* let go by one, not yet accepted by the other */
    CUSTODY_IN_TRANSIT, /* the same, and its trip has departed */
    CUSTODY_ACCEPTED,
    CUSTODY_ACCEPTED_EXCEPTION,
    CUSTODY_REFUSED,
    CUSTODY_OPENED,
    CUSTODY_RESEALED,
    CUSTODY_RETURNED,
    CUSTODY_LOST,
    CUSTODY_DESTROYED,
    _CUSTODY_STATES,
} CustodyState;
const char *custody_state_id(CustodyState state);
const char *custody_state_word(CustodyState state); /* for a person */
/* What a statement makes of a state; *ret_legal false where it should not follow. */
CustodyState custody_next(CustodyState from, CustodyAct act, bool sealed, bool exception,
                          bool *ret_legal);

typedef struct CustodyParty {
    const char *role, *org; /* "ppk", "PPK Penajam"; NULL = not said */
    const char *name;       /* a commitment or revealed; NULL */
    const char *place;      /* code of the TPS, village, district or depot it acts for */
} CustodyParty;

/* What EAC asks of every transfer. An event that leaves one unanswered is incomplete. */
enum {
    CUSTODY_ASK_WHERE = 1 << 0,
    CUSTODY_ASK_SAFEGUARDS = 1 << 1,
    CUSTODY_ASK_ACCESS = 1 << 2,
    CUSTODY_ASK_UNIQUE = 1 << 3,
    CUSTODY_ASK_WHEN = 1 << 4,
    CUSTODY_ASK_WHERE_TO = 1 << 5,
    CUSTODY_ASK_WHO = 1 << 6,
    CUSTODY_ASK_CONDITION = 1 << 7,
};
#define CUSTODY_QUESTIONS 8
const char *custody_question(int bit); /* for a person: "in what condition" */

/* What is wrong with one link, as bits. */
enum {
    CUSTODY_FAULT_ILLEGAL = 1 << 0,     /* does not follow from the state before */
    CUSTODY_FAULT_PARTIES = 1 << 1,     /* accepted by or from others than it was released to */
    CUSTODY_FAULT_SEALS = 1 << 2,       /* seals differ from those recorded */
    CUSTODY_FAULT_DESTINATION = 1 << 3, /* accepted where it does not belong */
    CUSTODY_FAULT_INCOMPLETE = 1 << 4,  /* leaves one of the eight questions open */
    CUSTODY_FAULT_CLOCK = 1 << 5,       /* claims a time before its predecessor's */
    CUSTODY_FAULT_FORK = 1 << 6,        /* stands beside the chain: another went on from there */
    CUSTODY_FAULT_WAITING = 1 << 7,     /* its predecessor has not arrived */
    CUSTODY_FAULT_LOOSE = 1 << 8,       /* names no predecessor */
    CUSTODY_FAULT_SIGNER = 1 << 9,      /* signed by a key of another role than acts */
};

typedef struct CustodyLink { /* one statement about one item */
    const char *item, *hash; /* 64 hex digits: what the next event names */
    const char *previous;    /* hash; "" = it is the first; NULL = its maker did not know */
    const char **also;       /* other ends that it settles */
    size_t also_count;
    CustodyAct act;
    const char *id;      /* of the event */
    int64_t at_ms;       /* claimed */
    int64_t received_ms; /* by this database; -1 = not known: replay does not know it */
    CustodyParty from, to;
    const char *place, *destination; /* codes or names */
    bool has_point;
    GeoPoint point;
    int64_t accuracy_m;
    const char **seals;
    size_t seal_count;
    const char *condition, *exception, *note, *document, *trip, *vehicle, *escort;
    const char *device;
    int64_t sequence;           /* of the device; -1 */
    bool back;                  /* on the way back */
    const char *key, *key_role; /* of who signed it, as enrolled then; NULL = not signed */
    size_t witnesses, photos;
    uint32_t open_questions; /* of transfers */
    uint32_t faults;         /* by the fold */
    CustodyState state;      /* after it; by the fold */
} CustodyLink;

typedef struct CustodyChain {
    const char *item;
    const CustodyUnit *unit; /* NULL: stated of something that was never numbered here */
    CustodyLink *links;      /* the chain from its beginning, then what stands beside it */
    size_t count, length;    /* all; of them in the chain */
    CustodyState state;
    CustodyParty holder; /* who has it, or let go last */
    const char *place;   /* where it was last stated to be */
    const char *head;    /* hash; "" before the first event */
    const char **ends;   /* of a fork: all ends, the head first */
    size_t end_count;
    const char **seals; /* on it now, as recorded */
    size_t seal_count;
    size_t waiting, loose;
    bool left_kpu; /* was ever released by the KPU */
} CustodyChain;
/* Pure: the same for every order of `links`. Fills `links[].faults` and `state` of a copy. */
void custody_fold(Arena *arena, const CustodyUnit *unit, const char *item, const CustodyLink *links,
                  size_t count, CustodyChain *ret);
/* Of every unit of the places whose code begins with `place` (NULL: all), and of every item that
 * was spoken of without being numbered. By place, contest, kind, serial number. */
MUST_USE Status custody_chains(Store *store, Arena *arena, const char *scope, const char *place,
                               CustodyChain **ret, size_t *ret_count, Err *err);
MUST_USE Status custody_chain(Store *store, Arena *arena, const char *scope, const char *code,
                              CustodyChain *ret, Err *err);
/* What stands on a label or a paper, to what was stated: the id of the newest event about an item
 * (by its code) or of a document (by its number, as the QR of a BAST holds it), and how many there
 * are. NULL and 0 when there is none. */
MUST_USE Status custody_newest_event(Store *store, Arena *arena, const char *scope,
                                     const char *name, const char **ret, size_t *ret_count,
                                     Err *err);
/* SHA-256("hantar/item-event/v1\n" || canonical), in hex. */
void custody_event_hash(Bytes canonical, char to[65]);

/* What somebody states; see CustodyLink for the fields. Names of people in the parties are
 * withheld (ledger_withhold) before they are stated. */
typedef struct CustodyStatement {
    CustodyAct act;
    const char *item;
    const char *called; /* its name for the reader of a proof: "box 1 of TPS 004 Sotek" */
    int64_t at_ms;      /* when it happened */
    bool at_stated;     /* somebody wrote that time down; otherwise it is the present one */
    CustodyParty from, to;
    const CustodyParty *witnesses;
    size_t witness_count;
    const char *place, *destination;
    bool has_point;
    GeoPoint point;
    int64_t accuracy_m; /* -1 */
    const char **seals;
    size_t seal_count;
    const char *condition, *exception, *note, *document, *trip, *vehicle, *escort, *purpose;
    const char *source; /* "scan", "typed", "paper" */
    bool back;
    bool settle;         /* names all ends of a fork */
    const char **photos; /* commitments (ledger_withhold) of their SHA-256 in hex */
    size_t photo_count;
    json_t *kit; /* kit.packed: its lines; borrowed */
} CustodyStatement;
#define CUSTODY_SEALS_MAX 64
/* Names the item's present head as predecessor. *ret_existed: the very same was stated last (same
 * act, parties, place), so that a second scan adds nothing. */
MUST_USE Status custody_state_item(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                                   const CustodyStatement *statement, LedgerReceipt *ret,
                                   bool *ret_existed, Err *err);

/* ================================================================ 4. Alarms */
typedef struct CustodyLimits {
    int64_t open_s;     /* a handover open for longer is a break */
    int64_t speed_m_h;  /* faster than this nothing travels */
    int64_t deadline_s; /* UTC: from then on boxes should be back; INT64_MAX = not yet */
} CustodyLimits;
CustodyLimits custody_limits(const ElectionRegency *regency);
typedef enum CustodyAlarmKind {
    CUSTODY_ALARM_OPEN, /* released, and nobody has answered */
    CUSTODY_ALARM_FORK,
    CUSTODY_ALARM_WAITING, /* a link is missing */
    CUSTODY_ALARM_LOOSE,
    CUSTODY_ALARM_ILLEGAL,
    CUSTODY_ALARM_PARTIES,
    CUSTODY_ALARM_SEALS,
    CUSTODY_ALARM_SEAL_TWICE, /* one number on two items, or a number that nobody issued */
    CUSTODY_ALARM_DESTINATION,
    CUSTODY_ALARM_TRAVEL, /* two places in less time than any vehicle takes */
    CUSTODY_ALARM_CLOCK,
    CUSTODY_ALARM_DEVICE,    /* a device used a sequence number twice */
    CUSTODY_ALARM_EXCEPTION, /* accepted with an exception, or refused */
    CUSTODY_ALARM_LOST,
    CUSTODY_ALARM_UNKNOWN, /* stated of something without a number here */
    CUSTODY_ALARM_NOT_BACK,
    CUSTODY_ALARM_INCOMPLETE,
    CUSTODY_ALARM_SIGNER,
    _CUSTODY_ALARMS,
} CustodyAlarmKind;
const char *custody_alarm_id(CustodyAlarmKind kind);
const char *custody_alarm_word(CustodyAlarmKind kind); /* for a person */
typedef struct CustodyAlarm {
    CustodyAlarmKind kind;
    const char *item, *event; /* event: id, or NULL */
    int64_t since_ms;         /* claimed time of what raised it */
    const char *text;         /* a sentence in the language in force */
} CustodyAlarm;
/* The oldest first. */
void custody_alarms(Arena *arena, const ElectionRegency *regency, const CustodyChain *chains,
                    size_t count, const CustodySeals *batches, size_t batch_count,
                    const CustodyLimits *limits, int64_t now_ms, CustodyAlarm **ret,
                    size_t *ret_count);
/* One sentence of a link, times in local time: "Sat 10 Feb 07:30 released by ... to ...". */
const char *custody_link_words(Arena *arena, const ElectionRegency *regency,
                               const CustodyLink *link);
/* For whoever reads a proof: what an event of one of this floor's types says, from nothing but the
 * event, in the language in force; NULL for a type of another floor. */
const char *custody_sentence(Arena *arena, const LedgerEvent *event);

/* ================================================================ 5. Packing
 *
 * What belongs into each unit, by the needs: of a box what is inside and of its contest, and in the
 * first box of a place also what is inside and of no contest; of an outside set the rest. The box
 * itself is a line of its own list. */
typedef struct CustodyKitLine {
    int32_t item, contest; /* of the rules; contest -1 */
    int64_t expected;
    int64_t packed;     /* -1 = not counted yet */
    const char *carton; /* code of the carton it came from, or NULL */
} CustodyKitLine;
typedef struct CustodyKit {
    const CustodyUnit *unit;
    CustodyKitLine *lines;
    size_t count;
} CustodyKit;
void custody_kit(Arena *arena, const ElectionRegency *regency, const ElectionNeeds *needs,
                 const CustodyUnit *unit, CustodyKit *ret);

/* Packing by scan. Lines, one at a time:
 *
 *   a box or set          opens its kit
 *   a carton [COUNT]      that many of what it holds (all that is listed) go in
 *   ITEM COUNT            counted; ITEM is the id or name in the rules
 *   all                   the rest is in it as listed
 *   a seal                is put on
 *   close [! REASON]      the kit is packed: complete, or with the reason why not
 *   drop                  nothing is said about this kit
 *
 * What does not belong is refused with the reason (ERR_INPUT) and changes nothing. */
typedef struct CustodyPacking CustodyPacking;
typedef enum CustodyPackStep {
    CUSTODY_PACK_OPENED,
    CUSTODY_PACK_COUNTED,
    CUSTODY_PACK_SEALED,
    CUSTODY_PACK_CLOSED,
    CUSTODY_PACK_DROPPED,
} CustodyPackStep;
typedef struct CustodyPackAnswer {
    CustodyPackStep step;
    const char *code;  /* of the kit */
    const char *text;  /* a sentence */
    const char *event; /* id, when it was closed */
} CustodyPackAnswer;
/* Everything is borrowed and must outlive the packing, which lives in the arena. */
MUST_USE Status custody_packing(Ledger *ledger, Store *store, Arena *arena,
                                const ElectionRegency *regency, const ElectionNeeds *needs,
                                const CustodyStatement *like, CustodyPacking **ret, Err *err);
MUST_USE Status custody_pack(CustodyPacking *packing, const char *line, int64_t now_ms,
                             CustodyPackAnswer *ret, Err *err);
const CustodyKit *custody_pack_open(const CustodyPacking *packing); /* NULL when none is open */
/* What is not as listed, in words; "" when nothing is. */
const char *custody_kit_lack(Arena *arena, const ElectionRegency *regency, const CustodyKit *kit);

/* ================================================================ 6. Scanning
 *
 * A line as a scanner or a person types it: a label, a code or an SSCC; then the numbers of the
 * seals that are on it; then, behind "!", what is wrong with it:
 *
 *     12221004172 A000123 A000124 ! one seal torn */
#define CUSTODY_LINE_BYTES_MAX 2000
typedef struct CustodyScan {
    CustodyNumber number;
    char code[CUSTODY_CODE_BYTES];
    bool has_label;
    CustodyLabel label;
    const char **seals;
    size_t seal_count;
    const char *exception;
} CustodyScan;
MUST_USE Status custody_scan_read(Arena *arena, const char *line, CustodyScan *ret, Err *err);
/* Paper forms typed later: a table with the columns code, action, and where they apply time
 * (2024-02-10 07:30, local), from_role, from, from_place, to_role, to, to_place, place,
 * destination, document, trip, vehicle, escort, seals, condition, exception, note, way (out or
 * back). Each row stands for itself: a faulty one has its reason, the others count. What a row does
 * not say is as in `like`. */
typedef struct CustodyPaperRow {
    int line;
    CustodyStatement statement;
    const char *fault; /* why it cannot be stated; NULL = it can */
} CustodyPaperRow;
MUST_USE Status custody_paper_read(Arena *arena, Bytes text, const char *file, int32_t zone_min,
                                   const CustodyStatement *like, CustodyPaperRow **ret,
                                   size_t *ret_count, Err *err);
/* "2024-02-10 07:30" in local time, or a UTC text. */
bool custody_time_read(const char *text, int32_t zone_min, int64_t *ret_ms);
/* Notes when this database heard of an event, beside the log: a claimed time may be years off.
 * Order never depends on either. */
MUST_USE Status custody_received(Store *store, const char *scope, const char *event_id,
                                 int64_t now_ms, Err *err);
/* Refused texts are evidence too: kept beside the log with the reason, each once. */
MUST_USE Status custody_keep_refused(Store *store, const char *scope, Bytes text,
                                     const char *reason, int64_t now_ms, Err *err);
typedef struct CustodyRefused {
    const char *text, *reason;
    int64_t received_ms;
} CustodyRefused;
MUST_USE Status custody_refused(Store *store, Arena *arena, const char *scope, CustodyRefused **ret,
                                size_t *ret_count, Err *err);

/* ================================================================ 7. The way back */
typedef struct CustodyBalanceRow {
    CustodyKind kind;              /* boxes and outside sets */
    const char *contest;           /* id, or NULL */
    int64_t numbered, packed, out; /* out: ever released by the KPU */
    int64_t at_place, opened, resealed, on_way_back, back, lost, destroyed;
    int64_t missing; /* out - back - lost - destroyed */
} CustodyBalanceRow;
typedef struct CustodyBalance {
    CustodyBalanceRow *rows; /* by kind and contest */
    size_t count;
    const char **missing; /* codes of the units that are out and not back */
    size_t missing_count;
} CustodyBalance;
/* boxes out = boxes back + lost + destroyed + missing, per contest; at the end missing is 0. */
MUST_USE Status custody_balance(Store *store, Arena *arena, const char *scope, CustodyBalance *ret,
                                Err *err);

/* ================================================================ 8. Trips
 *
 * What happens on the way, as events on the trips of a plan; plans are not known here, so trips
 * and stops are ids that are handed in. A trip's state is the fold over the set of its events by
 * claimed time. What is on board is what was released for the trip and not yet answered for. */
typedef enum CustodyTripAct {
    CUSTODY_TRIP_LOAD,      /* trip.loaded */
    CUSTODY_TRIP_DEPART,    /* trip.departed */
    CUSTODY_TRIP_ARRIVE,    /* trip.arrived: at a stop */
    CUSTODY_TRIP_BREAK,     /* trip.broken_down */
    CUSTODY_TRIP_TURN_BACK, /* trip.turned_back */
    CUSTODY_TRIP_RESUME,    /* trip.resumed */
    CUSTODY_TRIP_FINISH,    /* trip.finished */
    _CUSTODY_TRIP_ACTS,
} CustodyTripAct;
bool custody_trip_act_parse(const char *word, CustodyTripAct *ret); /* "departed" ... */
const char *custody_trip_act_id(CustodyTripAct act);
const char *custody_trip_word(CustodyTripAct act); /* the state after it, for a person */
typedef struct CustodyTripStep {
    const char *event, *plan, *trip, *stop, *reason;
    CustodyTripAct act;
    int64_t at_ms;
    bool has_point; /* where on the way it happened */
    GeoPoint point;
    bool follows; /* false: does not follow from the step before */
} CustodyTripStep;
typedef struct CustodyTrip {
    const char *plan, *trip;
    CustodyTripStep *steps; /* by claimed time */
    size_t count;
    bool under_way; /* departed, and neither finished nor back */
    const char **on_board;
    size_t on_board_count;
} CustodyTrip;
/* `stop`, `reason` may be NULL. */
MUST_USE Status custody_trip_state(Ledger *ledger, const char *scope, const CustodyTripStep *step,
                                   LedgerReceipt *ret, Err *err);
/* By id. `chains` tells what is on board; NULL where nobody asks. */
MUST_USE Status custody_trips(Store *store, Arena *arena, const char *scope,
                              const CustodyChain *chains, size_t chain_count, CustodyTrip **ret,
                              size_t *ret_count, Err *err);

/* ================================================================ 9. Re-votes
 *
 * PSU, the vote is repeated; PSS, a vote that could not begin is held; PSL, a vote that stopped is
 * continued: of some TPS and some contests, until a day. Events revote.ordered and revote.held.
 * Ballots of a PSU are those printed and marked for it, of the others the TPS' own; boxes, booths
 * and the like come from what is back. */
typedef enum CustodyRevoteMode { CUSTODY_PSU, CUSTODY_PSS, CUSTODY_PSL } CustodyRevoteMode;
bool custody_revote_mode_parse(const char *word, CustodyRevoteMode *ret); /* "psu" ... */
const char *custody_revote_mode_id(CustodyRevoteMode mode);
const char *custody_revote_mode_word(CustodyRevoteMode mode);
typedef struct CustodyRevotePlace {
    const char *tps, *contest;
    int32_t held_day; /* INT32_MIN = not yet */
} CustodyRevotePlace;
typedef struct CustodyRevote {
    int64_t number; /* of the event that orders it */
    CustodyRevoteMode mode;
    const char *reason, *basis; /* basis: the decision; NULL */
    int32_t decided_day, deadline_day;
    CustodyRevotePlace *places; /* by TPS and contest */
    size_t count, open;         /* open: not yet held */
} CustodyRevote;
/* Every TPS and contest must be the regency's: ERR_INPUT names the one that is not. */
MUST_USE Status custody_revote_order(Ledger *ledger, const ElectionRegency *regency,
                                     const CustodyRevote *order, LedgerReceipt *ret, Err *err);
/* `tps` NULL: all of it. */
MUST_USE Status custody_revote_held(Ledger *ledger, const char *scope, int64_t number,
                                    const char *tps, int32_t day, LedgerReceipt *ret, Err *err);
MUST_USE Status custody_revotes(Store *store, Arena *arena, const char *scope, CustodyRevote **ret,
                                size_t *ret_count, Err *err);
/* What the open re-votes need, and from where. */
typedef struct CustodyRevoteNeed {
    int32_t item, contest;
    int64_t needed;
    int64_t own;     /* still in the TPS' own kits: ballots of PSS and PSL */
    int64_t rerun;   /* of the stock printed for a PSU; of that contest in all */
    int64_t back;    /* in units that are back at the KPU */
    int64_t missing; /* to be procured */
} CustodyRevoteNeed;
void custody_revote_needs(Arena *arena, const ElectionRegency *regency, const ElectionNeeds *needs,
                          const CustodyRevote *revotes, size_t count, const CustodyChain *chains,
                          size_t chain_count, CustodyRevoteNeed **ret, size_t *ret_count);
/* ================================================================ 10. For other systems
 * Events about items as ObjectEvents of GS1 EPCIS 2.0 in JSON-LD, words from the Core Business
 * Vocabulary 2.0 where it has one; and every link as a row of CSV. Neither holds a name of a
 * person, nor its commitment. */
typedef struct CustodyEpcis {
    Store *store;     /* for the SSCC of items */
    const char *base; /* of the URIs of parties, places, documents: "https://hantar.invalid/1222" */
    int32_t zone_min;
} CustodyEpcis;
/* A document is opened, gets its events in the log's order, and is closed. */
void custody_epcis_open(const CustodyEpcis *to, const char *created, JsonOut *out);
/* False, and nothing written: the event is not about items. */
bool custody_epcis_event(Arena *arena, const CustodyEpcis *to, const LedgerEvent *event,
                         JsonOut *out);
void custody_epcis_close(JsonOut *out);
void custody_csv(const CustodyChain *chains, size_t count, Buf *out);

#endif
