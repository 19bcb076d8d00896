// SPDX-License-Identifier: Apache-2.0
/* stock.h: goods as quantities, from the contract with the printer to the last destroyed sheet.
 * What bears a number (boxes, seals, labels) and passes from hand to hand stands elsewhere; plans
 * of routes are not known here.
 *
 * Everything is stated as documents that warehouses keep anyway: contracts, the surat jalan
 * (delivery note) of a shipment, the BTTB (receipt), the BA (minutes) of sorting and destruction,
 * the BAST of a transfer, packing lists, what each TPS used. Each line of them is a row of a kind
 * of file (election/import.h) and stands in a view of its own. Nothing stores a sum.
 *
 * A document says **movements**, kept as double entry: a quantity leaves one account and enters
 * another, so that nothing comes from nowhere and all accounts together are always 0.
 *
 *    supplier ─▶ transit ─▶ unsorted ─▶ good ─▶ kit ─▶ valid, invalid, spoiled, unused
 *       ▲         (of a       │  │  │    └──▶ destroyed, away (another regency)
 *       └──missing─ surat ────┘  │  └──▶ elsewhere ──▶ away
 *                   jalan)       └──▶ damaged ──▶ destroyed
 *
 * Ballots pass through unsorted, other goods are good at once. What remains in transit once a BTTB
 * stands is short; below 0, more came than was sent.
 *
 * **Equations** (UU 10/2016 art. 80 to 82; Perbawaslu 11/2024; the practice of KPU offices) hold
 * over these accounts. StockRule lists them; stock_check names every place where one is broken,
 * with both numbers and what to do.
 *
 * What concerns two regencies (ballots of another, a transfer) is a pair of documents, one in each
 * log, that name each other by regency and number. Where both logs lie in one database the pair is
 * compared; elsewhere it is open until the other side's document is known.
 *
 * Names of persons are withheld (ledger_withhold); roles and organisations stand.
 */
#ifndef HANTAR_STOCK_H
#define HANTAR_STOCK_H

#include "base/base.h"
#include "election/election.h"
#include "election/import.h"
#include "ledger/ledger.h"
#include "store/store.h"

extern const StoreModule STOCK_STORE;
extern const LedgerType STOCK_TYPES[];
extern const size_t STOCK_TYPE_COUNT;
/* contracts, presses, print-orders, shipments, receipts, sorting, replacements, transfers,
 * destructions, packing, usage, stock-counts: to be handed to election_import. All but presses and
 * print-orders are documents. Events: stock.contracted ... stock.counted. */
extern const Kind STOCK_KINDS[];
extern const size_t STOCK_KIND_COUNT;

/* ================================================================ 1. What was stated
 * Index of the item and contest in the rules; contest -1 where the item is not each contest's. Days
 * are local; INT32_MIN when not stated. Texts may be NULL. */
typedef struct StockGoods {
    int32_t item, contest;
} StockGoods;
bool stock_goods_equal(StockGoods a, StockGoods b);
const char *stock_goods_name(Arena *arena, const ElectionRegency *regency, StockGoods goods);
/* By id or name of item and contest; contest NULL where there is only one to choose. */
bool stock_goods_find(Arena *arena, const ElectionRegency *regency, const char *item,
                      const char *contest, StockGoods *ret);

typedef struct StockOrder { /* a line of a contract, or of a replacement order */
    const char *number, *supplier, *catalogue, *reason;
    const char *under; /* of a replacement: the contract */
    StockGoods goods;
    int64_t quantity, unit_price; /* rupiah; -1 */
    int32_t phase, due_day, day;
    bool replacement;
} StockOrder;
typedef struct StockShipment { /* a line of a surat jalan */
    const char *number, *order, *supplier, *cartons, *carrier, *plate, *driver;
    StockGoods goods;
    int64_t quantity, colli; /* colli -1 */
    int32_t day;
} StockShipment;
typedef struct StockReceipt { /* a line of a BTTB */
    const char *number, *shipment, *order, *place, *belongs_to;
    const char *receiver_role, *receiver, *witness_role, *witness, *note;
    StockGoods goods;
    int64_t sent; /* as the surat jalan says; -1 */
    int64_t received, damaged, elsewhere;
    int32_t day;
} StockReceipt;
typedef enum StockDamage { /* Pekalongan, Klungkung 2024: what KPU offices call damaged */
                           STOCK_TORN,
                           STOCK_INK,
                           STOCK_CREASED,
                           STOCK_SHRUNKEN,
                           STOCK_COLOUR,
                           STOCK_BLURRED,
                           STOCK_BLACK_WHITE,
                           STOCK_OTHER,
                           STOCK_DAMAGES
} StockDamage;
const char *stock_damage_name(StockDamage damage);
typedef struct StockSorting { /* a line of a BA of sorting and folding: a crew's day */
    const char *number, *place, *crew, *belongs_to, *witness_role, *note;
    StockGoods goods;
    int64_t people; /* -1 */
    int64_t good, damaged[STOCK_DAMAGES], elsewhere, missing;
    int32_t day;
} StockSorting;
int64_t stock_damaged(const StockSorting *sorting); /* of all categories */
typedef enum StockAccount {
    STOCK_SUPPLIER, /* what suppliers have parted with, below 0 */
    STOCK_TRANSIT,  /* place: number of the surat jalan */
    STOCK_UNSORTED,
    STOCK_GOOD,
    STOCK_DAMAGED,
    STOCK_ELSEWHERE, /* found here, belonging to another regency or electoral area */
    STOCK_MISSING,   /* place: the supplier's order; cartons that held less than they said */
    STOCK_KIT,       /* place: TPS, or district of a PPK */
    STOCK_VALID,
    STOCK_INVALID,
    STOCK_SPOILED,
    STOCK_UNUSED,
    STOCK_AWAY, /* place: the other regency */
    STOCK_DESTROYED,
    STOCK_ACCOUNTS
} StockAccount;
const char *stock_account_id(StockAccount account);   /* "good" */
const char *stock_account_name(StockAccount account); /* for a person */
typedef struct StockTransfer {
    const char *number, *counterpart, *reason;
    const char *from, *to; /* depot, TPS, district, or code of another regency */
    StockGoods goods;
    int64_t quantity;
    StockAccount state; /* good, unsorted, damaged or elsewhere */
    int32_t day;
} StockTransfer;
typedef struct StockDestruction {
    const char *number, *place, *letter, *method, *witness_role, *witness, *note;
    StockGoods goods;
    int64_t surplus, damaged;
    int32_t day;
} StockDestruction;
typedef struct StockKit { /* goods put into a kit; of ballots those in the box */
    const char *number;   /* packing list, minutes, or box */
    const char *station;  /* TPS (13 digits), or district of a PPK (6) */
    const char *place;    /* the store that they leave; NULL = the KPU's */
    StockGoods goods;
    int64_t quantity;
    int32_t day;
} StockKit;
typedef struct StockUsage { /* after the count: a TPS and a contest */
    const char *station, *reserve_minutes;
    StockGoods goods; /* the ballot */
    int64_t received, valid, invalid, spoiled, unused, reserve_used;
    int32_t day; /* voting day */
} StockUsage;
typedef struct StockCount { /* somebody went and counted */
    const char *number, *place;
    StockGoods goods;
    StockAccount state;
    int64_t counted;
    int32_t day;
} StockCount;

typedef struct StockMovement {
    StockGoods goods;
    StockAccount from, to;
    const char *from_place, *to_place;
    int64_t quantity; /* > 0 */
    int32_t day;
    const char *document; /* "BTTB 012/2024": kind of document and number */
    const char *kind;     /* of document: "BTTB" */
} StockMovement;

/* Everything of a scope, as of the log's end. */
typedef struct StockBook {
    const ElectionRegency *regency;
    const ElectionNeeds *needs;
    bool example;           /* something in it is invented */
    const char *main_place; /* depot_id of the KPU's warehouse, or "KPU" where none is imported */
    const StockOrder *orders;
    const StockShipment *shipments;
    const StockReceipt *receipts;
    const StockSorting *sortings;
    const StockTransfer *transfers;
    const StockDestruction *destructions;
    const StockKit *kits;
    const StockUsage *usages;
    const StockCount *counts;
    const StockMovement *movements; /* by day, then as stated */
    size_t order_count, shipment_count, receipt_count, sorting_count, transfer_count,
        destruction_count, kit_count, usage_count, count_count, movement_count;
    const char **unknown; /* ids of lines whose item the rules do not know: they move nothing */
    size_t unknown_count;
} StockBook;
MUST_USE Status stock_load(Store *store, Arena *arena, const ElectionRegency *regency,
                           const ElectionNeeds *needs, StockBook *ret, Err *err);

/* The book as it would have been with the documents until that day, each by the day it bears. */
StockBook stock_until(Arena *arena, const StockBook *book, int32_t day);

/* ---------------------------------------------------------------- kits from the floor above
 * For an `apply` of another floor, whose event says that a box was packed: the goods leave the
 * store. item and contest are ids of the rules; contest and place may be NULL. ERR_CONFLICT when
 * the same number has packed the same goods for the same station already. */
typedef struct StockPacked {
    const char *number, *station, *place, *item, *contest;
    int64_t quantity;
    int32_t day;
} StockPacked;
MUST_USE Status stock_apply_kit(Store *store, const char *scope, const StockPacked *packed,
                                Err *err);
/* All that this number has packed goes back: the box was opened again before it left. */
MUST_USE Status stock_withdraw_kit(Store *store, const char *scope, const char *number, Err *err);

/* ================================================================ 2. Balances and equations */
typedef struct StockBalance {
    StockGoods goods;
    StockAccount account;
    const char *place;
    int64_t quantity;
} StockBalance;
/* Sums of movements until `day` (INT32_MAX: all), by goods, account and place; none that are 0. */
void stock_balances(Arena *arena, const StockBook *book, int32_t day, StockBalance **ret,
                    size_t *ret_count);

/* A card of the ledger (kartu stok): one item in one place, line by line. In and out of the place;
 * the balance counts what lies there in any state. Packing hundreds of kits is hundreds of
 * movements: a card to be read sums them. */
typedef enum StockCardForm {
    STOCK_CARD_MOVEMENTS, /* each by itself */
    STOCK_CARD_DOCUMENTS, /* a line for each document of a day and each side but stations, of which
                             it says how many */
    STOCK_CARD_DAYS,      /* besides: what goes to stations or comes from them, a line for each day
                             and kind of document */
} StockCardForm;
typedef struct StockCardLine {
    int32_t day;
    const char *document, *other; /* from where, or to where */
    int64_t in, out, balance;
} StockCardLine;
void stock_card(Arena *arena, const StockBook *book, StockGoods goods, const char *place,
                StockCardForm form, StockCardLine **ret, size_t *ret_count);

typedef enum StockRule {
    STOCK_RULE_ORDERED,   /* ordered = print(contest, area): sum over TPS (DPT + reserve) + PSU */
    STOCK_RULE_SHIPPED,   /* shipped <= ordered */
    STOCK_RULE_RECEIVED,  /* received = sent, per surat jalan */
    STOCK_RULE_SORTED,    /* received = good + damaged + elsewhere (+ short of the cartons) */
    STOCK_RULE_ELSEWHERE, /* what belongs elsewhere goes there, and both documents agree */
    STOCK_RULE_ENOUGH,    /* good + replaced = kits + PSU stock + surplus, surplus >= 0 */
    STOCK_RULE_KIT,       /* kit = DPT + DPTb + reserve, or what the item's rule says, per TPS */
    STOCK_RULE_DESTROYED, /* surplus + damaged = 0 before voting day, with minutes and witnesses */
    STOCK_RULE_USED,      /* kit = valid + invalid + spoiled + unused, per TPS and contest */
    STOCK_RULE_RESERVE,   /* use of the reserve has its minutes */
    STOCK_RULE_COUNTED,   /* what was counted = what the book says */
    STOCK_RULE_BELOW_0,   /* nothing leaves a store that never came */
    STOCK_RULE_KNOWN,     /* each line speaks of an item of this election */
    STOCK_RULES
} StockRule;
const char *stock_rule_id(StockRule rule);       /* "received" */
const char *stock_rule_equation(StockRule rule); /* for a person */
typedef struct StockFinding {
    StockRule rule;
    bool open;         /* not broken, only not finished yet */
    const char *place; /* store, surat jalan, TPS, contract or regency */
    StockGoods goods;  /* item -1: of none */
    int64_t expected, found;
    const char *text, *advice;
} StockFinding;
typedef struct StockCheck {
    StockFinding *findings; /* broken first, then by rule and place */
    size_t count, broken;
    size_t checked[STOCK_RULES]; /* how often each equation was tried */
} StockCheck;
/* `today` decides what is late and what is only not finished; `store` is asked for the logs of
 * other regencies (NULL: none is). */
MUST_USE Status stock_check(Store *store, Arena *arena, const StockBook *book, int32_t today,
                            StockCheck *ret, Err *err);

/* ---------------------------------------------------------------- how far it is
 * A row for each item and contest that the rules need. */
typedef struct StockProgress {
    StockGoods goods;
    int64_t needed, ordered, shipped, received, unsorted, good, damaged, elsewhere, packed;
    int64_t replacing;              /* on order as replacement and not yet received */
    int32_t due_day;                /* the latest of its contracts; INT32_MIN */
    int64_t sorted_per_day, people; /* of the newest day of work; -1 */
    int32_t sorted_day;             /* the last day of sorting at that rate; INT32_MIN */
    bool late;                      /* received or sorted after what is due */
} StockProgress;
int32_t stock_packing_day(const ElectionRegency *regency); /* goods must be sorted by then */
void stock_progress(Arena *arena, const StockBook *book, int32_t today, StockProgress **ret,
                    size_t *ret_count);

/* ================================================================ 3. Print slots
 * Presses are shared by regencies; each regency's contest is one run on one press, not interrupted
 * but by the press's nights, and no longer than print_days_max. A run is due in time for transport,
 * sorting and folding, and the beginning of packing there.
 *
 * The schedule has the least greatest lateness. On one press the order of due days is the best
 * (Jackson 1955), so only the assignment of runs to presses is searched: list scheduling first,
 * then branch and bound, which is exact; the bound is the work due until each day against what all
 * presses can print until then. Where the search ends before it has seen everything, `proven` is
 * false and lateness_bound says how good it could be at best. */
typedef struct StockPress {
    const char *id, *name, *supplier;
    int64_t sheets_per_hour;
    int32_t minutes_per_day, from_day, to_day; /* to_day INT32_MAX: no end */
} StockPress;
typedef struct StockRun {
    const char *region, *name, *contest;
    int64_t sheets;
    int32_t packing_day, transport_days, sort_days;
    int32_t due_day;                       /* last day on which its printing may end */
    const char *order_scope, *order_event; /* the log and the event that ordered it; NULL */
} StockRun;
typedef struct StockSlot {
    int32_t run, press;
    int64_t begin_min, end_min; /* of the press's working minutes since its first day */
    int32_t first_day, last_day;
    int32_t late_days; /* 0 = in time */
} StockSlot;
typedef struct StockSlots {
    StockSlot *slots; /* by press, then time */
    size_t count;
    int32_t *impossible; /* runs that no press prints in print_days_max days, or at all */
    size_t impossible_count;
    int32_t late_days_max, lateness_bound;
    bool proven;
    int64_t nodes;
} StockSlots;
#define STOCK_RUNS_MAX 2000
typedef struct StockSlotLimits {
    int32_t print_days_max;
    int64_t nodes_max; /* of branch and bound */
} StockSlotLimits;
void stock_slots_make(Arena *arena, const StockPress *presses, size_t press_count,
                      const StockRun *runs, size_t run_count, StockSlotLimits limits,
                      StockSlots *ret);
/* Checks a schedule by other code than made it; faults have no line. */
void stock_slots_check(const StockPress *presses, size_t press_count, const StockRun *runs,
                       size_t run_count, const StockSlots *slots, StockSlotLimits limits,
                       Faults *faults);
/* What presses and print-orders say; days of sorting by the rules' rate. A province and the nation
 * read the orders that regencies in them state, where their logs are in this database; what a table
 * says of such a regency is then left aside. */
MUST_USE Status stock_slots_load(Store *store, Arena *arena, const ElectionRegency *regency,
                                 StockPress **ret_presses, size_t *ret_press_count,
                                 StockRun **ret_runs, size_t *ret_run_count, Err *err);
/* The newest schedule that was stated in this scope; and, of those of its province and of the
 * nation where they are in this database, what concerns it. None: count 0. */
typedef struct StockStatedSlot {
    const char *scope; /* that stated it */
    const char *press, *region, *name, *contest;
    int64_t sheets;
    int32_t first_day, last_day, due_day;
    int32_t transport_days;                /* -1 */
    const char *order_scope, *order_event; /* as of StockRun */
} StockStatedSlot;
MUST_USE Status stock_slots_stated(Store *store, Arena *arena, const char *scope,
                                   StockStatedSlot **ret, size_t *ret_count, Err *err);
/* Event stock.slots_planned: the whole schedule. */
MUST_USE Status stock_slots_state(Ledger *ledger, const ElectionRegency *regency,
                                  const StockPress *presses, const StockRun *runs,
                                  const StockSlots *slots, LedgerReceipt *ret, Err *err);

#endif
