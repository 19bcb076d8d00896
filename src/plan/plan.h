// SPDX-License-Identifier: Apache-2.0
/* plan.h: from needs, roads and fleet to dated trips. Makes a plan, states it as an event, loads it
 * back, and checks it with code that shares nothing with the making. Knows nothing of screens or
 * papers.
 *
 * How goods travel. A district is served straight from the KPU's warehouse (KPU -> TPS), or through
 * its PPK (KPU -> PPK by trucks, village by village; then PPK -> TPS by the vehicles that stand at
 * the PPK). Both are trips: PLAN_TO_HUB trips stop at a PPK and set down whole villages' goods,
 * PLAN_TO_TPS trips stop at TPS. What stands at a PPK may leave it after it arrived there.
 *
 * The rules a plan keeps, each with its id in plan_check's answer:
 *   served     every TPS whose voters and place are known is delivered exactly once
 *   load       each trip within the vehicle's boxes, mass and volume; loads are those of the needs
 *   window     service at a TPS begins not before its earliest and not after its latest time
 *   shift      each vehicle within its shift, available that day, one place at a time
 *   trips      no more trips a day than the vehicle makes
 *   travel     no leg faster than the network allows, none where the class cannot pass
 *   access     a TPS only by a class that reaches it, from the depot of its district
 *   hub        nothing leaves a PPK before it arrived; its store is not overfilled
 *   escort     every trip that needs one has an escort team of its own for that day
 *   cost       the stated cost is the cost of the stated trips
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
} PlanNetwork;
/* Reads the road blob, lays the closures of these days on it (hazard.h) and computes the matrices.
 * Places keep the road that they lie at when it is closed: they are then cut off. Without roads, an
 * estimate. */
MUST_USE Status plan_network(const Env *env, Store *store, Arena *arena,
                             const ElectionRegency *regency, int32_t from_day, int32_t to_day,
                             int threads, const Progress *progress, PlanNetwork *ret, Err *err);
/* A way between two sites for drawing and for the drivers' papers. A straight line when estimated.
 */
MUST_USE Status plan_path(Arena *arena, const PlanNetwork *network, RoadClass vehicle,
                          size_t from_site, size_t to_site, RoadPath *ret, Err *err);

/* ---------------------------------------------------------------- the plan */
typedef enum PlanTripKind { PLAN_TO_TPS, PLAN_TO_HUB } PlanTripKind; /* HUB: all stops are PPK */
typedef struct PlanStop {
    int32_t tps;      /* -1 at a PPK */
    int32_t village;  /* of the TPS, or whose goods a PPK receives; -1 = the PPK's own goods */
    int32_t district; /* where the stop is */
    int32_t site;     /* in the network */
    int64_t arrive_s, begin_s, leave_s;
    int64_t leg_m, leg_s; /* from the stop before, or the depot */
    ElectionLoad load;    /* what is set down */
    uint32_t walk_m;      /* from the road to the place, in a straight line */
    int32_t *goods;       /* the TPS whose goods are set down: itself, or those a PPK passes on */
    size_t goods_count;
} PlanStop;
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
} PlanTrip;
typedef struct PlanUnserved {
    int32_t tps;      /* -1: the own goods of a district's PPK */
    int32_t district; /* of the TPS too */
    const char
        *reason; /* voters, place, hub, access, class, reach, capacity, time, escort, fleet */
} PlanUnserved;
typedef struct PlanCost {
    int64_t total, fixed, time, distance, split; /* rupiah */
    int64_t vehicle_days, distance_m, finish_s;
} PlanCost;
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
} Plan;

typedef struct PlanOptions {
    int32_t from_day, to_day;
    double time_s;      /* for the search, both echelons together */
    int64_t iterations; /* instead of time: the same plan, byte for byte */
    uint64_t seed;
    int threads;
    bool hardest_first; /* the hardest TPS on the first days */
    bool savings_only;  /* the yardstick of the benchmarks: no search */
    const Progress *progress;
} PlanOptions;
MUST_USE Status plan_make(const Env *env, Arena *arena, const ElectionRegency *regency,
                          const ElectionNeeds *needs, const PlanNetwork *network,
                          const PlanOptions *options, Plan *ret, Err *err);
/* A sentence for a person: why it is not delivered, and what would help. */
const char *plan_reason(Arena *arena, const ElectionRegency *regency, const PlanUnserved *unserved);

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

#endif
