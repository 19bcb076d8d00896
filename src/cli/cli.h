// SPDX-License-Identifier: Apache-2.0
/* cli.h: the command line. One table of commands (commands.c), from which dispatch, --help, shell
 * completion and the reference page all derive; one small file per command; no rules of the field.
 *
 * A command's function returns a Status; main turns it into the exit status (0 done, 1 refused or
 * not feasible, 2 wrong use) and prints the Err. Reports go to stdout, as text or with --json as
 * one JSON document (docs/schema/COMMAND.schema.json); everything else goes to stderr.
 */
#ifndef HANTAR_CLI_H
#define HANTAR_CLI_H

#include "base/base.h"
#include "custody/custody.h"
#include "election/election.h"
#include "foresee/foresee.h"
#include "hazard/hazard.h"
#include "ledger/ledger.h"
#include "plan/plan.h"
#include "print/print.h"
#include "road/road.h"
#include "stock/stock.h"
#include "store/store.h"

typedef struct Cli Cli;

typedef enum CliKind { CLI_FLAG, CLI_TEXT, CLI_INT, CLI_DECIMAL, CLI_DATE, CLI_CHOICE } CliKind;
typedef struct CliOption {
    const char *name; /* without the dashes */
    CliKind kind;
    const char *argument; /* how help names it; for CLI_CHOICE the choices, "a|b|c" */
    const char *fallback; /* when not given; NULL = none */
    const char *help;
} CliOption;

#define CLI_OPTIONS_MAX 24
#define CLI_ARGUMENTS_MAX 256
typedef struct CliCommand {
    const char *name;
    const char *arguments; /* "KIND FILE..." */
    int arguments_min, arguments_max;
    const char *summary; /* one line */
    const char *help;    /* some more, or NULL */
    const char *example;
    CliOption options[CLI_OPTIONS_MAX]; /* ends at name NULL */
    Status (*run)(Cli *cli, Err *err);
} CliCommand;
extern const CliCommand CLI_COMMANDS[];
extern const size_t CLI_COMMAND_COUNT;
extern const CliOption
    CLI_GLOBAL_OPTIONS[]; /* --db, --scope, --key, --json, --lang, --help; ends at NULL */

struct Cli {
    Env env;
    Arena *arena;
    const CliCommand *command;
    const char *values[CLI_OPTIONS_MAX]; /* parallel to the command's options */
    const char *arguments[CLI_ARGUMENTS_MAX];
    int argument_count;
    const char *db, *scope;
    const char *key; /* the file of the key that signs; NULL = the one beside the database */
    bool json, help;
    Progress progress;
    Store *store;
    Ledger *ledger;
    LedgerSigner *signer;     /* of the ledger; NULL = it signs nothing */
    HazardForecast *forecast; /* of cli_weather; NULL before */
    HazardForecast warned;    /* of cli_scene: rain that a person counts on by a warning */
};

/* Fills the command, options and arguments from argv; ERR_USAGE with advice. */
MUST_USE Status cli_parse(Cli *cli, int argc, char **argv, Err *err);
const char *cli_text(const Cli *cli,
                     const char *option); /* NULL when neither given nor defaulted */
bool cli_flag(const Cli *cli, const char *option);
/* Parsed and range-checked by cli_parse already. */
int64_t cli_int(const Cli *cli, const char *option);
int32_t cli_day(const Cli *cli, const char *option);
double cli_decimal(const Cli *cli, const char *option);

/* Opens the database and the ledger with every floor's tables and event types. */
MUST_USE Status cli_open(Cli *cli, StoreMode mode, Err *err);
/* The scope that --scope names, or the only one that has a log. */
MUST_USE Status cli_log_scope(Cli *cli, const char **ret, Err *err);
/* The ledger signs from now on with the key of --key, or with the one beside the database. */
MUST_USE Status cli_sign(Cli *cli, Err *err);
/* The same where that key counts in the scope, and nothing elsewhere; cli_open does it. */
MUST_USE Status cli_sign_if_enrolled(Cli *cli, Err *err);
/* Where a key lies when nobody says where: "hantar.db-key", "hantar.db-log-key". */
const char *cli_key_path(const Cli *cli, LedgerKeyKind kind);
/* Refuses a secret key that others may read. */
MUST_USE Status cli_read_signer(Cli *cli, const char *path, LedgerSigner **ret, Err *err);
/* What hantar import takes beyond election's own kinds. */
const Kind *cli_kinds(Arena *arena, size_t *ret_count);
/* A second, empty database in memory with the same tables: for looking at the past. */
MUST_USE Status cli_open_memory(Cli *cli, Store **ret, Err *err);
/* Where logs of others are mirrored: the only one that is written here; else NULL. */
MUST_USE Status cli_own_scope(Cli *cli, const char **ret, Err *err);
/* The scope that --scope names, or the only one: a regency, a province or the nation. */
MUST_USE Status cli_region(Cli *cli, Store *store, ElectionRegency *ret, Err *err);
/* The same for what only a regency has: others are refused. */
MUST_USE Status cli_regency(Cli *cli, Store *store, ElectionRegency *ret, Err *err);
/* Regency, needs and network, for the commands that work on plans. */
typedef struct CliScene {
    ElectionRegency regency;
    ElectionNeeds needs;
    PlanNetwork network;
} CliScene;
/* Fills needs and network of a scene whose regency is there, for these days. What a person made of
 * warnings joins its hazards, and the forecast of cli_weather, whichever is called first. */
MUST_USE Status cli_scene(Cli *cli, int32_t from_day, int32_t to_day, int threads, CliScene *scene,
                          Err *err);
/* Opens the database to read, and the plan that the argument names, or the newest. */
MUST_USE Status cli_plan(Cli *cli, CliScene *scene, Plan *ret_plan, Err *err);
/* With a store at every PPK's office besides, which an advice may open (foresee_offer_hubs). */
MUST_USE Status cli_plan_to_advise(Cli *cli, CliScene *scene, Plan *ret_plan, Err *err);

/* What the options --scenarios, --seed, --threads, --month, --forecast, --climate, --tides and
 * --settings say; the days are the caller's. Stays where it is filled: the options point into it.
 */
typedef struct CliWeather {
    HazardModel model;
    HazardForecast forecast;
    ForeseeOptions options;
} CliWeather;
MUST_USE Status cli_weather(Cli *cli, CliWeather *ret, Err *err);
/* How reports on a plan that was played begin: which plan, in which scenarios. */
void cli_put_played(JsonOut *out, Cli *cli, const CliScene *scene, const Plan *plan,
                    uint32_t scenarios);
void cli_put_share(JsonOut *out, const char *key, ForeseeShare share); /* with its interval */
/* Every setting with its source and how certain it is. */
void cli_put_assumptions(JsonOut *out, const HazardModel *model);
/* Lays warned rain on the forecast, once both are there. */
void cli_lay_warned(Cli *cli);

/* hantar plan --robust: what is asked (stays where it is filled), and what it was chosen from. */
typedef struct CliRobust {
    CliWeather weather;
    ForeseeRobustOptions options;
} CliRobust;
MUST_USE Status cli_robust_options(Cli *cli, const PlanOptions *plan, CliRobust *ret, Err *err);
void cli_say_safety(Cli *cli, const Plan *plan);
void cli_say_flooded(Cli *cli, const ElectionRegency *regency, const ForeseeRobust *robust);
void cli_put_safety(JsonOut *out, const ElectionRegency *regency, const Plan *plan);

/* Of the commands about items. A party is ROLE:OFFICE@PLACE; the option may lack. */
MUST_USE Status cli_party(Cli *cli, const char *option, CustodyParty *ret, Err *err);
/* Place and point of the statement: a TPS, district or depot is known, else it is a name. */
void cli_place(const ElectionRegency *regency, const char *text, CustodyStatement *statement);
/* The option's time, local or UTC, or the present. */
MUST_USE Status cli_moment(Cli *cli, const char *option, int32_t zone_min, int64_t *ret_ms,
                           bool *ret_stated, Err *err);
/* The name of an item as it stands in the record, in Indonesian; NULL when it has no number. */
const char *cli_called(Cli *cli, const ElectionRegency *regency, const char *code);
/* The regency's stock, opened to read; today is the day of --as-of, or this day there. */
typedef struct CliStock {
    ElectionRegency regency;
    ElectionNeeds needs;
    StockBook book;
    int32_t today;
} CliStock;
MUST_USE Status cli_stock(Cli *cli, CliStock *ret, Err *err);
MUST_USE Status cli_stock_open(Cli *cli, StoreMode mode, CliStock *ret, Err *err);
MUST_USE Status cli_stock_fill(Cli *cli, CliStock *ret, Err *err);      /* its regency is there */
const char *cli_goods_item(const ElectionRegency *r, StockGoods goods); /* ids; NULL */
const char *cli_goods_contest(const ElectionRegency *r, StockGoods goods);

/* The order of packing and labelling: that of loading in a plan, where there is one. */
typedef struct CliOrderLeg {
    const char *trip; /* NULL = none */
    int32_t load, loads;
} CliOrderLeg;
typedef struct CliOrderPlace {
    CliOrderLeg first, then; /* from the KPU; from the PPK on, where the goods go through one */
    int32_t rank;
} CliOrderPlace;
typedef struct CliOrder {
    CliOrderPlace *tps, *districts; /* of a district: its PPK's own goods */
    size_t *at;                     /* indices of units */
    bool planned;
} CliOrder;
/* `plan` NULL: the newest. */
MUST_USE Status cli_order(Cli *cli, const ElectionRegency *regency, const Plan *plan,
                          const CustodyUnit *units, size_t count, CliOrder *ret, Err *err);
const char *cli_order_trip(const CliOrder *order, const ElectionRegency *regency,
                           const CustodyUnit *unit); /* NULL */
const char *cli_order_way(Cli *cli, const CliOrder *order, const ElectionRegency *regency,
                          const CustodyUnit *unit); /* "0210-TR-01-1 · muat ke-3 dari 14", a line
                                                       for each leg; NULL */
MUST_USE Status cli_stock_slots(Cli *cli, Err *err);
MUST_USE Status cli_stock_order(Cli *cli, Err *err);
MUST_USE Status cli_stock_papers(Cli *cli, Err *err);

/* A map, a vehicle and what is closed, for the commands that need no database. */
typedef struct CliRoads {
    RoadMap *map;
    RoadReport report;
    RoadClass vehicle;
    RoadWeights *weights;
    RoadClosures *closures; /* NULL = none */
} CliRoads;
MUST_USE Status cli_roads(Cli *cli, CliRoads *ret, Err *err); /* of ROADS and --profile */
/* Applies --closed as of --at. Snap before: a stop stays at its road when that is flooded. */
MUST_USE Status cli_roads_close(Cli *cli, CliRoads *roads, Err *err);
void cli_roads_say(const CliRoads *roads); /* what reading the map had to assume */

/* ---------------------------------------------------------------- speaking */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);  /* a line to stdout */
void cli_note(const char *fmt, ...) PRINTF_LIKE(1, 2); /* a line to stderr */
void cli_error(const Err *err);
void cli_faults(const Faults *faults);
/* Rows with aligned columns: cells are separated by '\t'; a column is right-aligned when its
 * heading begins with '>'. */
typedef struct CliTable {
    Arena *arena;
    VEC(char *) lines;
} CliTable;
void cli_row(CliTable *table, const char *fmt, ...) PRINTF_LIKE(2, 3);
void cli_table(const CliTable *table);
/* Writes a finished JSON document to stdout. */
MUST_USE Status cli_print_json(Buf *document, Err *err);
/* The same for a report that is one object, filled between begin and end; it stays where it is. */
typedef struct CliReport {
    Buf buf;
    JsonOut out;
} CliReport;
JsonOut *cli_report(CliReport *report, size_t bytes_max);
MUST_USE Status cli_report_end(CliReport *report, Err *err);
const char *cli_money(Arena *arena, int64_t rupiah);                  /* "Rp 12.345.000" */
const char *cli_clock(Arena *arena, int64_t utc_s, int32_t zone_min); /* "Sat 10 Feb 07:30" */
/* "Sat 10 Feb 07:30 - Sun 11 Feb 12:00"; INT64_MIN and INT64_MAX leave a side open; NULL = both */
const char *cli_period(Arena *arena, int64_t from_s, int64_t to_s, int32_t zone_min);
Progress cli_progress(const Env *env); /* a bar on a terminal, silence elsewhere */
void cli_progress_end(void);

/* ---------------------------------------------------------------- commands */
Status cmd_init(Cli *cli, Err *err);
Status cmd_import(Cli *cli, Err *err);
Status cmd_needs(Cli *cli, Err *err);
Status cmd_plan(Cli *cli, Err *err);
Status cmd_replan(Cli *cli, Err *err);
Status cmd_check(Cli *cli, Err *err);
Status cmd_explain(Cli *cli, Err *err);
Status cmd_simulate(Cli *cli, Err *err);
Status cmd_advise(Cli *cli, Err *err);
Status cmd_climate(Cli *cli, Err *err);
Status cmd_export(Cli *cli, Err *err);
Status cmd_close(Cli *cli, Err *err);
Status cmd_learn(Cli *cli, Err *err);
Status cmd_open(Cli *cli, Err *err);
Status cmd_warn(Cli *cli, Err *err);
Status cmd_units(Cli *cli, Err *err);
Status cmd_pack(Cli *cli, Err *err);
Status cmd_labels(Cli *cli, Err *err);
Status cmd_trip(Cli *cli, Err *err);
Status cmd_revote(Cli *cli, Err *err);
Status cmd_scan(Cli *cli, Err *err);
Status cmd_custody(Cli *cli, Err *err);
Status cmd_log(Cli *cli, Err *err);
Status cmd_verify(Cli *cli, Err *err);
Status cmd_key(Cli *cli, Err *err);
Status cmd_log_witness(Cli *cli, Err *err);
Status cmd_matrix(Cli *cli, Err *err);
Status cmd_route(Cli *cli, Err *err);
Status cmd_solve(Cli *cli, Err *err);
Status cmd_stock(Cli *cli, Err *err);
Status cmd_balance(Cli *cli, Err *err);
Status cmd_help(Cli *cli, Err *err);
Status cmd_completion(Cli *cli, Err *err);
Status cmd_version(Cli *cli, Err *err);

#endif
