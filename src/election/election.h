// SPDX-License-Identifier: Apache-2.0
/* election.h: the domain. An election's rules as data, a regency's regions, polling stations (TPS)
 * and voters, depots, fleet and people as imported, and what every TPS needs. Knows nothing of
 * plans.
 *
 * Two chapters:
 *  1. Rules and needs: arithmetic on integers; no database.
 *  2. The regency: what the files say, as events and views; importing; loading for use.
 *
 * Words: tps polling station; dpt its registered voters; dptb voters moved to it; kpu the election
 * commission (its warehouse is the main depot), ppk its committee in a district (kecamatan), pps
 * in a village (desa); H voting day, H-1 the day before. No voter is ever named: only counts.
 */
#ifndef HANTAR_ELECTION_H
#define HANTAR_ELECTION_H

#include "base/base.h"
#include "geo/geo.h"
#include "ledger/ledger.h"
#include "store/store.h"

/* A text in both languages; election_text gives the one of the language in force. */
typedef struct ElectionText {
    const char *id, *en;
} ElectionText;
const char *election_text(ElectionText text);

/* How sure is a fact, and where it stands written. */
typedef enum ElectionCertainty {
    CERTAIN_CONFIRMED,
    CERTAIN_DERIVED,
    CERTAIN_UNVERIFIED,
    CERTAIN_DISPUTED
} ElectionCertainty;
typedef struct ElectionSource {
    const char *text; /* "UU 10/2016 art. 80", "DKI 2024 order" ... */
    ElectionCertainty certainty;
} ElectionSource;
const char *election_certainty(ElectionCertainty certainty); /* a word for a person */

/* ================================================================ 1. Rules and needs
 *
 * A rule file (data/elections/NAME.json, or a user's own; docs/election-rules.md) holds settings,
 * contests, items with their quantities, print orders and stages. A quantity is a formula over
 * whole numbers:
 *
 *   dpt + dptb + ceil(dpt / 50)        variables  dpt dptb contests tps villages districts
 *   2                                  functions  ceil floor round min max
 *   6 * contests                       operators  + - * /   ( )
 *
 * Variables speak of the place that the quantity is for: a TPS (tps, villages, districts are 1),
 * a district, or the regency. Division is exact (a fraction is kept as a fraction) and must be
 * inside ceil, floor or round (to the nearest, a half up). A percentage is thus never applied to a
 * total: each TPS is rounded by itself. */
#define ELECTION_FORMULA_BYTES_MAX 400
typedef struct ElectionFormula ElectionFormula;
typedef struct ElectionVars {
    int64_t dpt, dptb, contests, tps, villages, districts;
} ElectionVars;
MUST_USE Status election_formula_parse(Arena *arena, const char *text, ElectionFormula **ret,
                                       Err *err);
/* ERR_INPUT when the result is negative or overflows, or something is divided by 0. */
MUST_USE Status election_formula_value(const ElectionFormula *formula, const ElectionVars *vars,
                                       int64_t *ret, Err *err);
const char *election_formula_text(const ElectionFormula *formula);
/* "284 DPT + 0 DPTb + 6 (284 DPT / 50 = 5.68, rounded up) = 290": the formula with its numbers, in
 * the language in force. */
const char *election_formula_explain(Arena *arena, const ElectionFormula *formula,
                                     const ElectionVars *vars);

typedef enum ElectionLevel {
    LEVEL_TPS,
    LEVEL_PPK,
    LEVEL_KPU
} ElectionLevel; /* whose stock it is */
typedef enum ElectionPack {
    PACK_INSIDE,
    PACK_OUTSIDE
} ElectionPack; /* in the ballot box, or beside it */

typedef struct ElectionContest {
    const char *id; /* "ppwp", "dpr" ... */
    ElectionText name;
    const char *constituency; /* nation, province, regency, dapil */
    /* Where it is held, as patterns of region codes: "13" a province and all in it, "??7" every
     * city ("?" is any digit). In one of `only` (when there are any) and in none of `except`. */
    const char **only, **except;
    size_t only_count, except_count;
    ElectionFormula *print; /* per TPS: what may be printed for it */
    int64_t rerun_ballots;  /* stock for re-votes, per regency */
    ElectionSource source, print_source, rerun_source;
} ElectionContest;

typedef struct ElectionItem {
    const char *id;
    ElectionText name, unit;
    ElectionLevel level;
    bool each_contest; /* one row per contest */
    bool is_ballot, is_box;
    ElectionPack pack;
    int phase; /* of procurement: 1 before the candidates are known, 2 after */
    ElectionFormula *quantity;
    int64_t mass_mg;    /* of one unit, milligrams: a ballot weighs a few grams */
    int64_t volume_cm3; /* of one unit as loaded; counted only for what is packed outside */
    ElectionSource source, size_source;
} ElectionItem;

typedef struct ElectionStage {
    const char *id;
    ElectionText name;
    int32_t from_day, to_day; /* local days; from_day INT32_MIN when open */
    const char *owner;
    ElectionSource source;
} ElectionStage;

typedef struct ElectionSetting {
    const char *name;
    int64_t value;
    ElectionSource source;
} ElectionSetting;

typedef struct ElectionRules {
    const char *id, *regime; /* "pemilu" or "pilkada" */
    ElectionText name;
    int32_t voting_day;
    int32_t opens_s, closes_s; /* of the day, local */
    ElectionSource voting_source, hours_source;
    ElectionContest *contests;
    size_t contest_count;
    ElectionItem *items;
    size_t item_count;
    ElectionStage *stages;
    size_t stage_count;
    ElectionSetting *settings; /* every one of election_setting_help, in that order */
    size_t setting_count;
} ElectionRules;
/* The rules as they hold in a region: contests that are not held in `scope` are left out, and a
 * region without any is a fault. `scope` NULL keeps all contests. Lists every fault; a fault's
 * field is its JSON path, "items[3].quantity". */
MUST_USE Status election_rules_read(Arena *arena, const json_t *json, const char *name,
                                    const char *scope, ElectionRules *ret, Faults *faults,
                                    Err *err);
/* Asserts that it exists: election_rules_read demands every setting the program uses, but those
 * that have a fallback. */
const ElectionSetting *election_setting(const ElectionRules *rules, const char *name);
/* The one table of settings: what a rule file states, and within which bounds. Settings that are
 * younger than the rule files of running elections have a fallback. */
typedef struct ElectionSettingHelp {
    const char *name, *unit, *help; /* unit and help in English: translate with _() */
    int64_t min, max;
} ElectionSettingHelp;
const ElectionSettingHelp *election_setting_help(size_t *ret_count);
/* The rule files built into the program. */
size_t election_builtin_count(void);
const char *election_builtin_id(size_t i);
Bytes election_builtin(const char *id); /* n = 0 when there is none */

/* ---------------------------------------------------------------- needs */
typedef struct ElectionRegency ElectionRegency;
typedef struct ElectionNeed {
    ElectionLevel level;
    int32_t place;   /* index of the TPS, district, or 0 */
    int32_t contest; /* -1 when not of one contest */
    int32_t item;
    int64_t quantity;
} ElectionNeed;
typedef struct ElectionLoad { /* what travels to one TPS (or PPK) */
    int64_t boxes, mass_g, volume_cm3;
} ElectionLoad;
typedef struct ElectionPrintOrder {
    int32_t contest;
    int64_t dpt, reserve, rerun, total; /* total = sum over TPS of the print formula + rerun */
} ElectionPrintOrder;
typedef struct ElectionNeeds {
    ElectionNeed *rows; /* by level, place, item, contest */
    size_t count;
    ElectionLoad *tps_load;           /* one per TPS */
    ElectionLoad *district_load;      /* one per district: the PPK's own goods, without its TPS */
    ElectionPrintOrder *print_orders; /* one per contest */
    int32_t *unknown_tps; /* TPS whose voter count is missing: no rows, no load, not printed for */
    size_t unknown_count;
} ElectionNeeds;
/* ERR_INPUT when a formula fails for some place; it is named. */
MUST_USE Status election_needs(Arena *arena, const ElectionRegency *regency, ElectionNeeds *ret,
                               Err *err);

/* Needs of a vote that only some TPS hold, and each in some contests: a bit per contest of the
 * rules, 0 = the TPS takes no part. The rows stay, with nothing in those that take no part; PPKs
 * and the KPU need nothing besides. */
void election_needs_narrow(Arena *arena, const ElectionRegency *regency, const uint32_t *contests,
                           ElectionNeeds *needs);

/* Sums by place. Rows have the index of the place; of districts they include the PPK's own needs,
 * of the regency everything. */
typedef enum ElectionBy { BY_TPS, BY_VILLAGE, BY_DISTRICT, BY_REGENCY } ElectionBy;
typedef struct ElectionPlaceSum {
    int64_t tps, unknown_tps, dpt, dptb; /* voters of the TPS that are known */
    ElectionLoad load;                   /* of its TPS, and of its PPK */
} ElectionPlaceSum;
typedef struct ElectionSums {
    ElectionNeed *rows; /* by place, item, contest; none for a place that needs nothing */
    size_t count;
    ElectionPlaceSum *places; /* one per TPS, village, district, or just one */
    size_t place_count;
} ElectionSums;
bool election_by_parse(const char *word, ElectionBy *ret); /* "tps", "village" ... */
void election_needs_sum(Arena *arena, const ElectionRegency *regency, const ElectionNeeds *needs,
                        ElectionBy by, ElectionSums *ret);

/* Why every number of one TPS is what it is. */
typedef struct ElectionReason {
    const ElectionItem *item;       /* its source and size_source are the reasons' sources */
    const ElectionContest *contest; /* NULL when not of one contest */
    int64_t quantity;
    const char *working;         /* election_formula_explain */
    int64_t mass_mg, volume_cm3; /* of all of them; volume 0 for what lies in the box */
} ElectionReason;
MUST_USE Status election_needs_explain(Arena *arena, const ElectionRegency *regency, int32_t tps,
                                       ElectionReason **ret, size_t *ret_count, Err *err);

/* What changed between two states of a regency, such as before and after the voter list changed:
 * every number that is not the same. Places, items and contests are matched by their ids. */
typedef struct ElectionNeedChange {
    ElectionLevel level;
    const char *place;              /* TPS id, district code, or scope */
    const ElectionItem *item;       /* as it is after; as it was before, when it is gone */
    const ElectionContest *contest; /* likewise; NULL when not of one contest */
    int64_t before, after;          /* 0 where it does not stand */
} ElectionNeedChange;
typedef struct ElectionState {
    const ElectionRegency *regency;
    const ElectionNeeds *needs;
} ElectionState;
void election_needs_compare(Arena *arena, ElectionState before, ElectionState after,
                            ElectionNeedChange **ret, size_t *ret_count);

/* ================================================================ 2. The regency
 *
 * Everything as of the log's end, in memory, indices instead of keys. Missing numbers are -1. */
typedef struct ElectionDistrict {
    const char *code, *name;
    GeoPoint at; /* of the PPK office */
    bool has_at;
    const char *at_quality;
    bool through_hub;    /* KPU -> PPK -> TPS; otherwise straight from the KPU */
    int64_t store_boxes; /* what the PPK's store holds; -1 = unknown */
} ElectionDistrict;
typedef struct ElectionVillage {
    const char *code, *name;
    int32_t district;
} ElectionVillage;
/* Bawaslu's indicators of TPS that are vulnerable ("TPS rawan"), those that concern the way there.
 */
typedef enum ElectionVulnerable {
    VULNERABLE_PRONE, /* to disaster */
    VULNERABLE_HARD,  /* to reach */
    VULNERABLE_LATE,  /* its goods were, before */
    VULNERABLE_SHORT, /* its goods were damaged, short, too many or swapped, before */
    VULNERABLE_NO_INTERNET,
    VULNERABLE_NO_POWER,
    VULNERABLES
} ElectionVulnerable;
const char *election_vulnerable_id(ElectionVulnerable which);   /* "disaster_prone" ... */
const char *election_vulnerable_name(ElectionVulnerable which); /* for a person, translated */
typedef struct ElectionTps {
    const char *id; /* 13 digits: village code and number */
    int32_t village;
    int32_t number;
    int64_t dpt, dptb; /* dpt -1 = unknown */
    GeoPoint at;
    bool has_at;
    const char *at_quality; /* "village", "gps" ...: how well the place is known */
    uint32_t class_mask; /* vehicle classes that reach it, bits of road's classes; 0 = not stated */
    int64_t earliest_s, latest_s; /* UTC seconds; -1 = by the rules */
    int32_t hardness;             /* 0 easy .. 3 very hard, for "hardest first" */
    const char *landing;          /* id of the depot that its goods go over; NULL = not stated */
    uint32_t vulnerable;          /* bits of ElectionVulnerable: what Bawaslu found */
    const char *note;
} ElectionTps;
typedef struct ElectionDepot {
    const char *id, *name;
    const char *kind; /* "kpu", "ppk", "landing" */
    int32_t district; /* of a ppk's depot; -1 */
    GeoPoint at;
    const char *at_quality;
    bool example;
} ElectionDepot;
typedef struct ElectionVehicle {
    const char *id, *name, *plate;
    int32_t klass;                                    /* road class */
    int64_t capacity_g, capacity_cm3, capacity_boxes; /* -1 = not stated: does not limit */
    int64_t cost_per_day, cost_per_hour, cost_per_km; /* rupiah */
    int32_t crew;
    int32_t depot;
    int32_t shift_start_s, shift_end_s; /* of the day, local */
    int32_t from_day, to_day;           /* available; INT32_MIN, INT32_MAX when not stated */
    int32_t trips_max;                  /* per day */
    bool needs_escort;
    bool example;
} ElectionVehicle;
typedef struct ElectionPerson {
    const char *id, *role;           /* "driver", "escort", "ppk", "kpu", "supervisor" */
    const char *name, *phone;        /* revealed, or "(withheld)" */
    const char *organisation, *unit; /* unit: escort team, or office */
    const char *vehicle;             /* id, or NULL */
    int32_t depot;                   /* -1 */
    bool example;
} ElectionPerson;
typedef struct ElectionHazard {
    const char *id, *name, *kind; /* "flood", "landslide", "broken-bridge" ... */
    GeoPoint at;
    uint32_t radius_m;
    GeoArea area;        /* instead of the radius; no rings = none */
    uint32_t class_mask; /* whom it closes the way to; 0 = as its kind does */
    /* Above so much rain (low-water: below) within so many days; of a flood so deep (mm per 1000 mm
     * of rain above it); for so long; of a landslide with that chance. -1 = not stated. */
    int64_t rain_mm, rain_days, depth_permille, drain_h, chance_permille;
    /* Of tides and waves: passable between these levels. */
    bool has_level_min, has_level_max;
    int64_t level_min_mm, level_max_mm;
    bool has_upstream;
    GeoPoint upstream;    /* where the rain falls that fills a river; else at the place itself */
    int64_t from_s, to_s; /* UTC, of what is only expected then; 0 = always */
    const char *source, *certainty; /* or NULL */
    const char *note;
    bool example;
} ElectionHazard;
struct ElectionRegency {
    const char *scope, *name, *province;
    int32_t zone_min; /* minutes east of UTC */
    ElectionRules rules;
    const ElectionDistrict *districts;
    const ElectionVillage *villages;
    const ElectionTps *tps; /* by id */
    const ElectionDepot *depots;
    const ElectionVehicle *vehicles;
    const ElectionPerson *persons;
    const ElectionHazard *hazards;
    size_t district_count, village_count, tps_count, depot_count, vehicle_count, person_count,
        hazard_count;
    const GeoArea *outline;      /* the rings of all villages; NULL when none were imported */
    const GeoArea *village_area; /* one per village; ring_count 0 where unknown */
    bool has_roads;
    Sha256 roads; /* blob of the OSM file */
    const char *roads_name;
    int64_t log_size; /* number of the newest event of this floor that the state rests on */
};
extern const StoreModule ELECTION_STORE;
/* Registered with the ledger by main, together with those of the other floors. */
extern const LedgerType ELECTION_TYPES[];
extern const size_t ELECTION_TYPE_COUNT;

/* `scope` NULL: the only one in the database. */
MUST_USE Status election_load(Store *store, Arena *arena, const char *scope, ElectionRegency *ret,
                              Err *err);

/* ---------------------------------------------------------------- scopes
 * A log is of a regency (its four digits), of a province (its two) or of the nation. Stations,
 * goods and plans are a regency's; what many share (presses, print slots, contracts) is stated
 * wider. */
#define ELECTION_NATION "id"
typedef enum ElectionReach {
    ELECTION_REGENCY,
    ELECTION_PROVINCE,
    ELECTION_WHOLE_NATION,
} ElectionReach;
ElectionReach election_reach(const char *scope);
/* Is the scope a part of the wider one? Not of itself. */
bool election_reaches(const char *wider, const char *scope);
/* ERR_INPUT, with advice, for what only a regency has. */
MUST_USE Status election_need_regency(const ElectionRegency *regency, Err *err);
/* Index of a TPS; -1 when there is none of that id (or id is NULL). */
int32_t election_tps(const ElectionRegency *regency, const char *id);
/* The id of the event that the newest import of this kind stated in the scope; NULL: none. */
MUST_USE Status election_import_event(Store *store, Arena *arena, const char *scope,
                                      const char *kind, const char **ret, Err *err);

/* ---------------------------------------------------------------- stating */
/* The names of Indonesia's 514 regencies are built in; zone by province. ERR_ABSENT if unknown. */
typedef struct ElectionRegionName {
    char code[8];
    const char *name, *province;
    int32_t zone_min;
} ElectionRegionName;
MUST_USE Status election_region_name(Arena *arena, const char *code, ElectionRegionName *ret,
                                     Err *err);
/* Event election.defined: the whole rule file. `rules` is borrowed, and has been read with
 * election_rules_read for this scope: what cannot be read now could never be loaded. */
MUST_USE Status election_define(Ledger *ledger, const char *scope, const json_t *rules,
                                const char *name, LedgerReceipt *ret, Err *err);

/* Importing. What a file changes against the present state; nothing is written when there is any
 * fault, and no event when there is no change. */
typedef struct ElectionHeading {
    const char *heading; /* as in the file */
    const char *column;  /* as understood; NULL = not used */
} ElectionHeading;
typedef struct ElectionChange {
    const char *id;
    const char *text; /* "dpt 257 -> 261; lat ...", "new", "removed": for a person */
} ElectionChange;
typedef struct ElectionImport {
    const char *kind, *file, *format;
    bool same; /* nothing to change: no event */
    size_t rows, added, changed, removed, unchanged;
    size_t kept; /* stand in the database and not in the file, and were kept */
    ElectionHeading *headings;
    size_t heading_count;
    ElectionChange *changes; /* of changed and removed rows, and of new ones unless all are; at
                              * most 200 */
    size_t change_count;
    const char **remarks; /* what was assumed or is worth knowing, in sentences */
    size_t remark_count;
    LedgerReceipt receipt;
} ElectionImport;
typedef struct Kind Kind; /* a kind of file: election/import.h */
typedef struct ElectionImportOptions {
    bool replace; /* rows that are not in the file are removed */
    bool dry_run;
    bool correct;      /* documents that stand may change, too */
    Bytes typed;       /* a CSV that was typed, where there is no file: `path` is only its name */
    const Kind *kinds; /* of upper floors */
    size_t kind_count;
} ElectionImportOptions;
/* kind: tps, districts, depots, fleet, items, personnel, hazards, vulnerability, boundaries, roads;
 * and those of upper floors. */
size_t election_kind_count(void);
const char *election_kind(size_t i);
/* The columns of a kind for the reference page: name, aliases, unit, whether required. */
typedef struct ElectionColumnHelp {
    const char *name, *aliases, *unit, *help;
    bool required;
} ElectionColumnHelp;
const ElectionColumnHelp *election_kind_columns(Arena *arena, const char *kind, size_t *ret_count);
const ElectionColumnHelp *election_columns_help(Arena *arena, const Kind *kind, size_t *ret_count);
/* A row of the file replaces the row of the same id: a column that the file does not have leaves
 * what stands, a blank cell says that it is not known. Names and phone numbers are withheld
 * (ledger_withhold). Lines of a map layer are its features, from 1. In a transaction of its own, or
 * in the caller's. *ret is filled in a refusal as well: headings and remarks help to understand
 * it. */
MUST_USE Status election_import(const Env *env, Ledger *ledger, Store *store, Arena *arena,
                                const char *scope, const char *kind, const char *path,
                                ElectionImportOptions options, const Progress *progress,
                                ElectionImport *ret, Faults *faults, Err *err);

#endif
