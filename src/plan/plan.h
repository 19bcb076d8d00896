// SPDX-License-Identifier: Apache-2.0
/* plan.h: from needs, roads and fleet to dated trips. Makes a plan, states it as an event, loads it
 * back, and checks it with code that shares nothing with the making. Knows nothing of screens or
 * papers.
 *
 * How goods travel. A TPS is served straight from the KPU's warehouse (KPU -> TPS), or over a hub
 * (KPU -> hub by trucks; then hub -> TPS by the vehicles that stand there). Hubs are of two kinds:
 *
 *   a PPK      where the regency wants its district's goods to go through it. It has a store, in
 *              which they may stand for days, and are handled (hub_handling_s).
 *   a landing  on a river, before a broken bridge, where the road ends. For TPS that name it, and
 *              for those that no vehicle at the KPU, or at their PPK, could serve even if it had
 *              nothing else to do, and one that stands at a landing can (boats, motorcycles,
 *              porters); the soonest landing.
 *              Nobody guards goods there: they are taken over (transfer_fixed_s) and leave within
 *              landing_wait_max_s. Only goods that go on are brought there.
 *
 * All are trips: PLAN_TO_HUB trips stop at hubs and set down goods for several TPS (a PPK's: a
 * whole village's), PLAN_TO_TPS trips stop at TPS.
 *
 * The rules a plan keeps, each with its id in plan_check's answer:
 *   served     every TPS whose voters and place are known is delivered exactly once
 *   load       each trip within the vehicle's boxes, mass and volume; loads are those of the needs
 *   window     service at a TPS begins not before its earliest and not after its latest time
 *   shift      each vehicle within its shift, available that day, one place at a time
 *   trips      no more trips a day than the vehicle makes
 *   travel     no leg faster than the network allows, none where the class cannot pass
 *   access     a TPS only by a class that reaches it, from the depot of its district: the PPK where
 *              goods go through it, unless the plan serves the district directly; or from a landing
 *   hub        nothing leaves a hub before it arrived there; a PPK's store is not overfilled
 *   landing    what comes to a landing leaves it again, within landing_wait_max_s
 *   escort     every trip that needs one goes with an escort team of its depot. A team goes with
 * one vehicle that day, or with a convoy: up to `vehicles_per_team` vehicles that make one trip
 * each, leave at the same moment, and set down all they carry in one district cost       the stated
 * cost is the cost of the stated trips
 *   moment     of a plan made under way: nothing that it still decides lies before its moment
 *   happened   likewise: it stands on what the record says has happened
 *
 * All times in a Plan are UTC seconds. Money is rupiah.
 */
#ifndef HANTAR_PLAN_H
#define HANTAR_PLAN_H

#include "base/base.h"
#include "election/election.h"
#include "hazard/hazard.h"
#include "ledger/ledger.h"
#include "road/road.h"
#include "vrp/vrp.h"

/* ---------------------------------------------------------------- the network of a regency
 * Every site snapped for every vehicle class, and times and distances between them. Sites are the
 * regency's depots, then its districts' PPK offices, then its TPS, each in the regency's order. */
typedef struct PlanNetwork {
    const RoadMap *map; /* NULL: estimated from distances */
    const RoadProfiles *profiles;
    const char *map_name;
    size_t site_count, first_district, first_tps; /* site of depot 0 is 0 */
    GeoPoint *sites;
    const RoadClosures *closures;  /* in force on the days of the plan; NULL: none */
    int64_t moment_s;              /* at which they were laid on the weights */
    bool *placed;                  /* is the place of the site known */
    bool class_used[ROAD_CLASSES]; /* some vehicle is of it; only these are filled */
    RoadWeights *weights[ROAD_CLASSES];
    RoadSnap *snaps[ROAD_CLASSES];                             /* per site; with a map */
    uint32_t *time_s[ROAD_CLASSES], *distance_m[ROAD_CLASSES]; /* site_count squared */
    uint32_t snap_max_m;
    size_t first_place; /* behind the TPS: places on the road where something happened */
} PlanNetwork;
/* Reads the road blob, lays the closures of these days on it (hazard.h) and computes the matrices.
 * Places keep the road that they lie at when it is closed: they are then cut off. Without roads, an
 * estimate. */
MUST_USE Status plan_network(const Env *env, Store *store, Arena *arena,
                             const ElectionRegency *regency, int32_t from_day, int32_t to_day,
                             int threads, const Progress *progress, PlanNetwork *ret, Err *err);
/* The same from a moment on, and with places on the road besides: sites first_place and on. */
typedef struct PlanSpan {
    int32_t from_day, to_day;
    int64_t from_s; /* closures that ended before do not count; INT64_MIN = from_day */
    const GeoPoint *places;
    size_t place_count;
    bool bare; /* nothing is closed, and no tables: for plan_path alone */
} PlanSpan;
MUST_USE Status plan_network_over(const Env *env, Store *store, Arena *arena,
                                  const ElectionRegency *regency, const PlanSpan *span, int threads,
                                  const Progress *progress, PlanNetwork *ret, Err *err);
/* A way between two sites for drawing and for the drivers' papers. A straight line when estimated.
 */
MUST_USE Status plan_path(Arena *arena, const PlanNetwork *network, RoadClass vehicle,
                          size_t from_site, size_t to_site, RoadPath *ret, Err *err);

/* ---------------------------------------------------------------- the plan */
typedef enum PlanTripKind { PLAN_TO_TPS, PLAN_TO_HUB } PlanTripKind; /* HUB: no stop is a TPS */
typedef struct PlanStop {
    int32_t tps;      /* -1 at a hub */
    int32_t village;  /* of the TPS, or whose goods a hub receives; -1 = the PPK's own goods */
    int32_t district; /* of the TPS or the PPK; at a landing, whose goods it receives */
    int32_t site;     /* in the network; of a hub, its depot: plan_stop_depot */
    int64_t arrive_s, begin_s, leave_s;
    int64_t leg_m, leg_s; /* from the stop before, or the depot */
    ElectionLoad load;    /* what is set down */
    uint32_t walk_m;      /* from the road to the place, in a straight line */
    int32_t *goods;       /* the TPS whose goods are set down: itself, or those a hub passes on */
    size_t goods_count;
    bool
        reached; /* at the plan's moment the vehicle had come there: a fact, and no rule's matter */
    bool taken;  /* its goods were taken over at the trip's via */
} PlanStop;
/* A place on the way that is no stop: where the crew turns, takes over the goods of a trip that
 * broke down, or broke down itself. */
typedef struct PlanVia {
    int32_t before; /* the stop that follows it; stop_count = none */
    GeoPoint at;
    int32_t site; /* in the network of this plan */
    int64_t arrive_s, leave_s, leg_m, leg_s;
    const char *takes; /* the trip whose goods are taken over, or NULL */
} PlanVia;
typedef enum PlanTripState { /* at the plan's moment */
                             PLAN_AHEAD,
                             PLAN_UNDER_WAY,
                             PLAN_DONE,   /* the vehicle is back */
                             PLAN_BROKEN, /* it stands at the via: return_s is when it broke down;
                                             so is load_s if that was in the yard */
                             _PLAN_STATES
} PlanTripState;
const char *plan_state_id(PlanTripState state); /* "ahead", "under-way", "done", "broken" */
typedef struct PlanTrip {
    const char *id; /* "P-0210-TR01-1": month and day, vehicle, number */
    PlanTripKind kind;
    int32_t vehicle, depot;
    int32_t day;    /* local */
    int32_t number; /* from 1 within the vehicle's day */
    int64_t load_s, depart_s, return_s;
    int64_t distance_m;
    ElectionLoad load;
    const char *escort; /* team, or NULL */
    PlanStop *stops;
    size_t stop_count;
    PlanTripState state;
    const PlanVia *via; /* NULL = none */
} PlanTrip;
/* The depot at which a stop is that is no TPS; -1 at a TPS, and at a PPK that is no depot. */
int32_t plan_stop_depot(const ElectionRegency *regency, const PlanStop *stop);
/* Of such a stop: "PPK SEKADAU HULU", or the name of the landing. */
const char *plan_hub_name(Arena *arena, const ElectionRegency *regency, const PlanStop *stop);
/* A place as people and records name it: a TPS; a hub by its depot, or its district's or the goods'
 * village's code. */
bool plan_is_at(const ElectionRegency *regency, const PlanStop *stop, const char *place);
/* Goods come to this depot on their way: a PPK or a landing. */
bool plan_at_hub(const ElectionRegency *regency, int32_t depot);
bool plan_at_landing(const ElectionRegency *regency, int32_t depot);
/* From when a vehicle has set goods down at such a depot until they may be loaded. */
int64_t plan_handling_s(const ElectionRegency *regency, int32_t depot);
/* Whether two vehicles go with the same team that day: they are then a convoy. */
bool plan_same_convoy(const PlanTrip *a, const PlanTrip *b);
typedef struct PlanUnserved {
    int32_t tps;        /* -1: the own goods of a district's PPK */
    int32_t district;   /* of the TPS too */
    const char *reason; /* voters, place, hub, landing, access, class, reach, capacity, time,
                           escort, fleet */
} PlanUnserved;
typedef struct PlanCost {
    int64_t total, fixed, time, distance, split; /* rupiah */
    int64_t vehicle_days, distance_m, finish_s;
    int64_t spare; /* rupiah of the total: spare vehicles that stand by */
} PlanCost;
typedef struct PlanPlace { /* a TPS that a plan is for */
    int32_t tps;
    uint32_t contests; /* a bit per contest of the rules */
} PlanPlace;
/* One of the plans that a plan was chosen from: how safe for how much, and what made it so. Played
 * in scenarios that neither made nor chose it. */
typedef struct PlanSafety {
    int64_t cost, cost_mean;  /* rupiah: as planned; on average as it goes */
    int32_t late_e3, tail_e3; /* late TPS in thousandths: expected; mean of the worst scenarios */
    bool plain, chosen;       /* plain: made without cautions */
    /* What it was asked for: minutes between the last service and its latest time, minutes kept
     * free at the end of every shift, minutes by which goods are at a PPK before they must, TPS
     * that are served by an earlier day; the most of all depots. */
    int32_t last_min, other_min, hub_min, narrowed;
    int32_t wet_permille; /* ways were taken for so wet, of any class; 1000 wet, 2000 soaked */
    int32_t spares;       /* vehicles that stand by */
} PlanSafety;
/* A vehicle beyond those that go out: like one of the fleet, it stands by with its crew and escort
 * at that one's depot from a day to the plan's last, and brings what others cannot (foresee.h). */
typedef struct PlanSpare {
    int32_t vehicle, from_day;
} PlanSpare;
typedef struct Plan {
    const char *id;   /* the event's id; NULL before it is stated */
    int64_t seq;      /* of its event */
    const char *made; /* UTC text */
    int32_t from_day, to_day;
    PlanTrip *trips; /* by day, departure, vehicle */
    size_t trip_count;
    PlanUnserved *unserved;
    size_t unserved_count;
    PlanCost cost;
    bool estimated;         /* no roads: times from distances with a detour factor */
    const char *roads_name; /* of the road data, or NULL */
    int64_t log_size;       /* of the state it was made from */
    uint64_t seed;
    int64_t iterations;
    int32_t threads;
    bool hardest_first;
    int64_t revote;       /* number of the re-vote that it is for; 0 = none */
    int32_t vote_day;     /* on which its TPS vote; 0 = that of the rules */
    PlanPlace *only;      /* the TPS that it is for, by index */
    size_t only_count;    /* 0 = all of the regency */
    const char *replaces; /* id of the plan that was under way; NULL */
    int64_t at_s;         /* the moment up to which it had been carried out */
    const bool *direct;   /* by district: served from the KPU although it has a PPK; NULL = none */
    const PlanSpare *spares;
    size_t spare_count;
    PlanSafety *safety; /* what it was chosen from, by cost; none = not chosen for safety */
    size_t safety_count;
    int32_t safety_scenarios, safety_month; /* month 0 = each day's own */
    uint64_t safety_seed;
} Plan;

/* ---------------------------------------------------------------- cautions
 * What a search must count with although the rules do not ask for it, so that the plan has room
 * where scenarios showed that it needs some. Cautions only tighten. The plan's stated times stay
 * the honest ones, of the real times and distances: its slack shows as an earlier end. A stop that
 * cannot be served cautiously is fitted in as the rules allow, all others staying with their
 * vehicle and day: nothing is left out for caution's sake. */
typedef struct PlanCaution {
    /* By class: a table like the network's, in which legs take so long; NULL = as stated there.
     * Where only one of both has a way there is none. */
    const uint32_t *travel_s[ROAD_CLASSES];
    int32_t hour_permille;     /* what an hour of a vehicle costs counts so much; 0 = 1000 */
    int64_t hub_latest_s;      /* UTC; goods come to a PPK by then; 0 = as the rules have it */
    const int32_t *reserve_s;  /* by vehicle * days + day of the plan: its shift ends so much
                                  earlier; more than the shift = it stays; NULL = none */
    const int64_t *earliest_s; /* by TPS, UTC: not served before, nor after; NULL = none */
    const int64_t *latest_s;
} PlanCaution;

typedef struct PlanOptions {
    int32_t from_day, to_day;
    double time_s;      /* for the search, both echelons together */
    int64_t iterations; /* instead of time: the same plan, byte for byte */
    uint64_t seed;
    int threads;
    bool hardest_first;         /* the hardest TPS on the first days */
    bool savings_only;          /* the yardstick of the benchmarks: no search */
    const Plan *vote;           /* whose vote it is for; NULL = the vote of all */
    const Plan *start;          /* improve this one, of the same regency; NULL = from nothing */
    const PlanCaution *caution; /* NULL = none */
    const bool *direct;         /* by district: from the KPU although it has a PPK; NULL = none */
    const PlanSpare *spares;
    size_t spare_count;
    const Plan *hubs_of; /* goods go over the hubs that they go over in this plan; NULL = anew */
    const Progress *progress;
} PlanOptions;
/* A vehicle at a landing that the plan never sends out stands by: it takes goods over that another
 * crew brings there when its way is closed (foresee.h). */
bool plan_stands_by(const ElectionRegency *regency, const Plan *plan, int32_t vehicle);
/* The same in all that a plan depends on; names and plates apart. */
bool plan_alike(const ElectionVehicle *a, const ElectionVehicle *b);
MUST_USE Status plan_make(const Env *env, Arena *arena, const ElectionRegency *regency,
                          const ElectionNeeds *needs, const PlanNetwork *network,
                          const PlanOptions *options, Plan *ret, Err *err);
/* A plan that says who brings what in which order, on which day: its times, costs and escorts anew.
 * ERR_INFEASIBLE when that breaks a rule. */
MUST_USE Status plan_restate(const Env *env, Arena *arena, const ElectionRegency *regency,
                             const ElectionNeeds *needs, const PlanNetwork *network,
                             const Plan *order, Plan *ret, Err *err);
/* The regency and its needs as such a plan sees them: its day of voting, its TPS, its contests.
 * With a day of its own, what was stated for the first vote does not hold: windows of single TPS,
 * and the days on which vehicles are available. Both are changed where they stand; before
 * plan_make, and after plan_load. */
void plan_narrow(Arena *arena, const Plan *plan, ElectionRegency *regency, ElectionNeeds *needs);
/* A list of TPS, one column "tps" (or "tps_id", "id_tps"): every fault with its line. */
MUST_USE Status plan_places_read(Arena *arena, const ElectionRegency *regency, Bytes text,
                                 PlanPlace **ret, size_t *ret_count, Faults *faults, Err *err);
/* With the places of its vias, and what is closed from its moment on. */
MUST_USE Status plan_network_of(const Env *env, Store *store, Arena *arena,
                                const ElectionRegency *regency, const Plan *plan, int threads,
                                const Progress *progress, PlanNetwork *ret, Err *err);
/* The plan with these spare vehicles and no others. They are paid for the days they stand by. */
void plan_set_spares(const ElectionRegency *regency, const PlanSpare *spares, size_t n, Plan *plan);
/* How many alike stand in the list from there on; and so many in words: like which, where, on which
 * days. */
size_t plan_spare_run(const Plan *plan, size_t first);
const char *plan_spare_text(Arena *arena, const ElectionRegency *regency, const Plan *plan,
                            size_t first);
int64_t plan_spare_cost(const ElectionRegency *regency, const PlanSpare *spare, int32_t to_day);
/* A sentence for a person: why it is not delivered, and what would help. */
const char *plan_reason(Arena *arena, const ElectionRegency *regency, const PlanUnserved *unserved);

/* ---------------------------------------------------------------- why it is as it is
 * Everything here is found by trying, in the model that made the plan: what a trip cannot take is
 * tried and refused by the routing problem's own checker, and named by the rule that refused it. */
typedef enum PlanBind {
    PLAN_BIND_CAPACITY, /* mass, volume or boxes */
    PLAN_BIND_WINDOW,   /* a stop would be served outside its times */
    PLAN_BIND_SHIFT,    /* the vehicle would come back after its working hours */
    PLAN_BIND_ACCESS,   /* the vehicle's class may not or cannot go there */
    PLAN_BIND_RELEASE,  /* goods that are not at the PPK yet when the trip loads */
    PLAN_BIND_GROUP,    /* it would cost less, but for splitting a village */
    PLAN_BIND_COST,     /* it would fit, and cost more than where it is */
    _PLAN_BIND_MAX
} PlanBind;
typedef struct PlanWhy {
    int32_t trip;  /* index in the plan */
    bool broken;   /* the trip breaks a rule today: see plan_check. Nothing below is filled in */
    PlanBind main; /* what holds back most of the neighbours */
    /* The nearest stops of other trips, and what keeps each from joining this one. */
    int32_t near_count, held[_PLAN_BIND_MAX];
    int64_t cheapest_more; /* rupiah: the least that one of held[COST] would cost more */
    /* Load: the fullest measure, 0 mass, 1 volume, 2 boxes; -1 = nothing limits. */
    int32_t measure;
    int32_t full_permille;
    bool full;        /* no stop of another trip that may ride would still fit */
    int32_t fits_tps; /* else the smallest of the neighbours that would, or -1 */
    /* Time: how much longer the vehicle's day may take, and what breaks then. */
    int64_t margin_s;
    PlanBind margin_by;  /* WINDOW, of stop `margin_stop` of trip `margin_trip`, or SHIFT */
    int32_t margin_trip; /* index in the plan: this trip or a later one of the same day */
    int32_t margin_stop;
    /* Stops that no other class of the fleet reaches. */
    int32_t only_count, only_stop; /* the first of them, or -1 */
    /* The trip loads at the moment when the goods of this stop are free at the PPK; -1 = no. */
    int32_t release_stop;
    /* Escorts of this depot and day; 0 of 0 where none is needed. */
    int32_t teams, teams_out;
    /* Villages with several stops that lie wholly in this trip; trips that share a village. */
    int32_t whole_villages, split_villages;
    /* Money: what the plan without this trip would save, and its dearest stop. */
    int64_t cost;
    int32_t dear_stop;   /* -1 = none: all lie in one place */
    int64_t dear_saves;  /* rupiah that the plan would cost less without it */
    int32_t dear_trip;   /* where it would cost least instead; -1 = no used vehicle can take it */
    bool dear_alone;     /* as a trip of its own behind that one */
    int64_t dear_change; /* what the plan would cost more there; below 0 = less */
} PlanWhy;
typedef struct PlanWhys {
    PlanWhy *trips; /* as the plan's */
    size_t count;
} PlanWhys;
void plan_why(const Env *env, Arena *arena, const ElectionRegency *regency,
              const ElectionNeeds *needs, const PlanNetwork *network, const Plan *plan,
              const Progress *progress, PlanWhys *ret);
/* Of one trip, in the language in force; the first sentence says what binds. */
size_t plan_why_text(Arena *arena, const ElectionRegency *regency, const Plan *plan,
                     const PlanWhy *why, const char ***ret_sentences);
const char *plan_bind_name(PlanBind bind); /* a stable id: "capacity", "window" ... */
const char *plan_bind_text(PlanBind bind); /* a word or two for a person */
/* "12 minutes", with the stop that would be too late then: "12 minutes (TPS 004 SIMATAHARI)". */
const char *plan_margin_text(Arena *arena, const ElectionRegency *regency, const Plan *plan,
                             const PlanWhy *why);

/* What one more of something would save: the changed problem is solved, from the plan as the start.
 * A gain is certain when every run with the change is better than every run without. */
typedef enum PlanChange {
    PLAN_MORE_VEHICLE, /* one more like `vehicle` */
    PLAN_MORE_TEAM,    /* one more escort team at `depot` */
    PLAN_MORE_DAY,     /* the day before the first, for every vehicle that works on the first */
    PLAN_LONGER_SHIFT, /* all vehicles work an hour longer */
    PLAN_OPEN_ACCESS,  /* class `klass` may go to every TPS (where a road leads there) */
    _PLAN_CHANGE_MAX
} PlanChange;
#define PLAN_RUNS 3
typedef struct PlanOutcome { /* of the runs, by unserved and then cost: best, median, worst */
    int64_t unserved[PLAN_RUNS], cost[PLAN_RUNS];
} PlanOutcome;
typedef struct PlanWhatIf {
    PlanChange change;
    int32_t vehicle, depot, klass; /* what it is about; -1 */
    bool idle;         /* there is one to spare on every day already: not solved, no gain */
    int32_t opens_day; /* MORE_DAY: no TPS may be served before this day, or INT32_MIN */
    PlanOutcome outcome;
    bool certain;
    int64_t unserved_gain, saves; /* median against median; the least that is certain: */
    int64_t unserved_gain_min, saves_min;
} PlanWhatIf;
typedef struct PlanWhatIfs {
    PlanOutcome same;   /* the unchanged problem, searched again as long */
    PlanWhatIf *change; /* certain gains first, the greatest first */
    size_t count;
    int64_t iterations; /* of all runs */
} PlanWhatIfs;
typedef struct PlanWhatIfOptions {
    double time_s;      /* all runs together; of each thread */
    int64_t iterations; /* of each run, instead of time: the same answer every time */
    uint64_t seed;
    int threads;
    const Progress *progress;
} PlanWhatIfOptions;
MUST_USE Status plan_what_if(const Env *env, Arena *arena, const ElectionRegency *regency,
                             const ElectionNeeds *needs, const PlanNetwork *network,
                             const Plan *plan, const PlanWhatIfOptions *options, PlanWhatIfs *ret,
                             Err *err);
const char *plan_change_name(PlanChange change); /* a stable id: "vehicle", "team" ... */
/* What is changed ("one more vehicle like TR-01"), and what it brings, in the language in force. */
const char *plan_change_text(Arena *arena, const ElectionRegency *regency, const PlanWhatIf *w);
const char *plan_gain_text(Arena *arena, const PlanWhatIf *w);

/* ---------------------------------------------------------------- a plan under way
 * What has happened is what the record says: the steps of trips (trip.loaded ...) and the scans of
 * units that were accepted at their TPS. A trip of which nothing was said goes as planned, behind
 * what its vehicle is late with. Of a trip of which something was said, what was not said has not
 * happened yet, except for the way home. */
typedef enum PlanAct {
    PLAN_LOADED,
    PLAN_DEPARTED,
    PLAN_ARRIVED,   /* at a stop */
    PLAN_DELIVERED, /* and left it: trip.departed that names the stop, or a scan */
    PLAN_BROKE_DOWN,
    PLAN_TURNED_BACK,
    PLAN_RESUMED,
    PLAN_FINISHED,
    _PLAN_ACTS
} PlanAct;
const char *plan_act_id(PlanAct act); /* "loaded", "broken" ... */
typedef struct PlanFact {
    int32_t trip, stop; /* of the plan; stop -1 = none */
    PlanAct act;
    int64_t at_s;
    bool has_point;
    GeoPoint point; /* where, of what broke down or turned back */
} PlanFact;
/* What the record says of the plan up to a moment; by trip and time. */
MUST_USE Status plan_facts(Store *store, Arena *arena, const ElectionRegency *regency,
                           const Plan *plan, int64_t at_s, PlanFact **ret, size_t *ret_count,
                           Err *err);
/* A table of what has happened: vehicle or trip; time (local 2024-02-10 07:30, or UTC); what
 * (loaded, departed, arrived, delivered, broken, turned-back, resumed, finished, or the Indonesian
 * words); tps where it arrived or delivered; lat and lon where it broke down. A vehicle's row is of
 * the trip that the plan has it on at that time. Every fault is listed, with line and field. */
MUST_USE Status plan_happened_read(Arena *arena, const ElectionRegency *regency, const Plan *plan,
                                   Bytes text, PlanFact **ret, size_t *ret_count, Faults *faults,
                                   Err *err);
/* The trip that a vehicle is on, or takes up next that day; -1 = none. */
int32_t plan_trip_at(const Plan *plan, int32_t vehicle, int64_t at_s);
/* States facts as steps of trips; those that the record has are left out. */
MUST_USE Status plan_state_facts(Ledger *ledger, Store *store, Arena *arena,
                                 const ElectionRegency *regency, const Plan *plan,
                                 const PlanFact *facts, size_t count, size_t *ret_stated, Err *err);

typedef struct PlanReplanOptions {
    int64_t at_s;
    double time_s;      /* for the search, all attempts together */
    int64_t iterations; /* instead of time */
    uint64_t seed;
    int threads;
    const PlanFact *facts; /* up to at_s */
    size_t fact_count;
    const Progress *progress;
} PlanReplanOptions;
/* The rest of a plan that is under way, changed as little as possible. What has been done stands;
 * what is aboard stays aboard, or is taken over where its vehicle broke down. Everything else keeps
 * its vehicle, and its time within replan_change_s, as long as that is possible: the search goes
 * through a corridor around the plan (Sniedovich and Voss 2006), which is left only where somebody
 * more is served for it. Both echelons are searched in one; what waits at a PPK, or is on its way
 * there, is released. The answer holds the whole plan, with what has been done. */
typedef struct PlanReplan {
    Plan plan; /* not stated yet */
    PlanNetwork network;
    bool *need_not;       /* per TPS: see plan_changes */
    size_t told, assumed; /* trips begun by at_s: of which something was said, and nothing */
    int corridor;         /* in which the answer was found: 0 = as it was, 1 = with changes */
} PlanReplan;
MUST_USE Status plan_replan(const Env *env, Store *store, Arena *arena,
                            const ElectionRegency *regency, const ElectionNeeds *needs,
                            const Plan *plan, const PlanReplanOptions *options, PlanReplan *ret,
                            Err *err);

/* What changes for whom. A TPS changes when another vehicle or another day brings its goods, or
 * service begins more than replan_change_s earlier or later. It need not change when its vehicle
 * has not broken down, and its vehicle's day, driven on in the old order from where the vehicle is
 * at the moment and over the roads as they are now, keeps every rule and begins service there
 * within replan_change_s of the old time. */
typedef struct PlanTpsChange {
    int32_t tps;
    int32_t old_vehicle, new_vehicle; /* -1 = not delivered */
    int64_t old_s, new_s;             /* beginning of service */
    bool counts;                      /* changes in the sense above */
    bool needless;                    /* ... although it need not */
} PlanTpsChange;
typedef struct PlanCrewChange { /* of a vehicle on a day */
    int32_t vehicle, day;
    const PlanTrip **old_trips, **new_trips; /* by number */
    size_t old_count, new_count;
    bool broken;
    bool changed; /* some stop is new, gone, moved in the order, or counts above */
    size_t added, dropped, retimed;
} PlanCrewChange;
typedef struct PlanChanges {
    PlanTpsChange *tps; /* that were still to be delivered at the moment, by index */
    size_t tps_count, changed, needless;
    PlanCrewChange *crews; /* with work left at the moment, by day and vehicle */
    size_t crew_count;
    const Plan *old, *plan;
    int64_t tolerance_s;
} PlanChanges;
/* `need_not` NULL: nothing is called needless. */
void plan_changes(Arena *arena, const ElectionRegency *regency, const Plan *old, const Plan *plan,
                  const bool *need_not, PlanChanges *ret);

/* A crew's day line by line: what is left to do, in the new order, then what others do instead. */
typedef enum PlanMark { PLAN_SAME, PLAN_RETIMED, PLAN_ADDED, PLAN_DROPPED } PlanMark;
typedef struct PlanCrewLine {
    PlanMark mark;
    const PlanTrip *trip; /* of the new plan; of a dropped stop, of the old one */
    const PlanStop *stop; /* NULL: the trip's via */
    int64_t old_s;        /* service began then in the old plan; -1 */
    int32_t other;        /* the vehicle that had an added stop, or has a dropped one; -1 */
} PlanCrewLine;
size_t plan_crew_lines(Arena *arena, const PlanChanges *changes, const PlanCrewChange *crew,
                       PlanCrewLine **ret);

/* ---------------------------------------------------------------- as an event */
extern const StoreModule PLAN_STORE;
extern const LedgerType PLAN_TYPES[];
extern const size_t PLAN_TYPE_COUNT;
MUST_USE Status plan_state(Ledger *ledger, const ElectionRegency *regency, const Plan *plan,
                           LedgerReceipt *ret, Err *err);
/* `id` NULL: the newest of the scope. ERR_ABSENT when there is none. */
MUST_USE Status plan_load(Store *store, Arena *arena, const ElectionRegency *regency,
                          const char *id, Plan *ret, Err *err);

/* ---------------------------------------------------------------- checking */
typedef struct PlanBreach {
    const char *rule; /* an id of the list above */
    const char *trip; /* id, or NULL */
    const char *tps;  /* id, or NULL */
    const char *text;
} PlanBreach;
typedef struct PlanVerdict {
    PlanBreach *breaches;
    size_t count;
    size_t trips, stops, tps_served, tps_total;
    PlanUnserved *named; /* what the plan itself says it does not serve */
    size_t named_count;
} PlanVerdict;
/* Reads travel times from the network's map anew, leg by leg. */
MUST_USE Status plan_check(const Env *env, Arena *arena, const ElectionRegency *regency,
                           const ElectionNeeds *needs, const PlanNetwork *network, const Plan *plan,
                           PlanVerdict *ret, Err *err);
/* Adds what a plan under way breaks of the rule "happened"; facts are of the plan that it replaces.
 */
void plan_check_happened(Arena *arena, const ElectionRegency *regency, const Plan *old,
                         const PlanFact *facts, size_t count, const Plan *plan,
                         PlanVerdict *verdict);

#endif
