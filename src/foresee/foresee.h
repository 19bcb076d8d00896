// SPDX-License-Identifier: Apache-2.0
/* foresee.h: how a plan fares when it rains. Many scenarios of weather, hazards, delays and
 * breakdowns (hazard.h), and in each the plan as its crews would carry it out. Knows nothing of
 * screens.
 *
 * What a crew does. It follows its trips in the order of the plan, not before their times. At every
 * leg it knows which hazards are closed to its vehicle now and when they will be open; it takes
 * what brings it there sooner: the planned way, waiting at each hazard that is closed when it comes
 * there, or the best way round all that is closed now. A stop that it cannot reach within its
 * patience, or not early enough to be home in time, is left and tried again after the trip's other
 * stops, then waiting as long as the shift allows. If that fails too, the goods of a TPS change the
 * vehicle: the crew takes them to a landing or a PPK where another vehicle stands that the plan
 * leaves there that day, that needs no escort, whose class may go to the TPS and that brings them
 * soonest, a boat where the road is under water, porters where a slope came down. What is still
 * left goes back to the depot and out again after the vehicle's trips of that day, and of each day
 * that follows, as far as shift and number of trips allow; a vehicle that needs an escort only on
 * days on which the plan sends it out. A vehicle that breaks down stands until it is repaired.
 * Goods leave a PPK or a landing when they have come to it, late or not: who brings them to a
 * landing stays with them until they are taken on.
 *
 * A spare vehicle (plan.h) stands at its depot: when one of its class and depot breaks down whose
 * load it can take, it goes there and takes over if that is sooner than the repair, and is gone for
 * the day; when a crew without a convoy is not back within patience of the time when it should load
 * again, it takes that trip; what a crew has left at the depot in the evening it brings, if the
 * hour allows, or the next day from the morning on. Crews ask in the order of the fleet, those at
 * the KPU first.
 *
 * Vehicles of one convoy (plan.h) are together until each turns off to its first stop, and wait for
 * each other so far: they leave when the last one is loaded, at the pace of the slowest; all stand
 * while one that broke down on this way is repaired; all come as much later as the one that waits
 * longest at what is closed. Whoever passes its first stop over, out of patience, keeps nobody
 * waiting. In the district the team is for all: each goes its own way, and comes home by itself.
 *
 * Of a plan under way (Plan.at_s) what has happened is a fact: trips that are done, stops that were
 * reached. A trip goes on from where it was, its goods aboard. A vehicle that broke down for good
 * stays there; whoever takes its goods over goes to that place first (PlanVia), waiting as long as
 * it must, and where no way leads there any more, they stay.
 *
 * What Bawaslu found of a TPS (ElectionVulnerable) is a prior on its last stretch, by chance of TPS
 * and day whoever comes: closed all day to all but boats where the place is prone to disaster and
 * its zone is wet, longer where it is hard to reach or was late before.
 *
 * What is assumed besides hazard.h: hazards are known everywhere at once; a vehicle on its way does
 * not turn round; roads are as wet all day as they were in the morning, and a way is as wet as the
 * wetter of the zones of its two ends (a zone is what lies nearest to a PPK's office, as far as
 * these lie apart); who takes goods over has no breakdown, comes home and takes no second load on
 * the way; escorts are there when their vehicle is, and a convoy's team is not late by itself;
 * hazards that closed a way before a plan's moment are drawn like others, whatever was seen of
 * them.
 *
 * A TPS is late when its service does not begin by its latest time (as plan.h has it), or not at
 * all. TPS that the plan leaves out are not counted. Money is rupiah. */
#ifndef HANTAR_FORESEE_H
#define HANTAR_FORESEE_H

#include "base/base.h"
#include "election/election.h"
#include "election/import.h"
#include "hazard/hazard.h"
#include "plan/plan.h"

#define FORESEE_SCENARIOS_MAX 100000
#define FORESEE_POINTS_MAX 512     /* flood points */
#define FORESEE_STRETCHES_MAX 1024 /* of road that they close */
#define FORESEE_TAIL_PERMILLE 50   /* the worst scenarios, of which the tail's mean is told */

/* ---------------------------------------------------------------- the world
 * What is the same for all plans of a regency: its hazards, the rain over some days, and the ways
 * that were found on its map. Plans that are played in one world meet the same weather and the same
 * chances (common random numbers), so that their differences are those of the plans. */
typedef struct ForeseeOptions {
    int32_t from_day, to_day; /* of the rain; what was left is tried again until to_day */
    uint32_t scenarios;
    uint64_t seed;
    int threads;
    int month;                      /* 1 to 12: that month's climate; 0 = each day's own */
    const HazardForecast *forecast; /* or NULL */
    const Progress *progress;
} ForeseeOptions;
typedef struct ForeseeWorld ForeseeWorld;
/* Keeps what it is given. ERR_INPUT when there are more points than FORESEE_POINTS_MAX. */
MUST_USE Status foresee_world(const Env *env, Arena *arena, const ElectionRegency *regency,
                              const PlanNetwork *network, const HazardModel *model,
                              const ForeseeOptions *options, ForeseeWorld **ret, Err *err);
/* Its hazards, as all answers list them; `others` are of kinds that are not simulated. */
const HazardPoint *foresee_points(const ForeseeWorld *world, size_t *ret_count, size_t *ret_others);

/* When the goods of a TPS must be there. */
int64_t foresee_latest_s(const ForeseeWorld *world, size_t tps);

/* A piece of road that one flood point closes: consecutive segments of one road. Each can be kept
 * open by itself. Where there would be more than FORESEE_STRETCHES_MAX, a point is one stretch. */
typedef struct ForeseeStretch {
    size_t point;             /* in the list above */
    const uint32_t *segments; /* of the map */
    size_t segment_count;
    const char *name, *highway; /* as the map has them; name may be NULL */
    uint32_t length_m;
} ForeseeStretch;
/* By point. None without roads. */
const ForeseeStretch *foresee_stretches(const ForeseeWorld *world, size_t *ret_count);

typedef struct ForeseeSet { /* of stretches, by their place in that list */
    uint64_t word[FORESEE_STRETCHES_MAX / 64];
} ForeseeSet;
static inline void foresee_add(ForeseeSet *set, size_t stretch) {
    set->word[stretch / 64] |= UINT64_C(1) << stretch % 64;
}
static inline bool foresee_has(const ForeseeSet *set, size_t stretch) {
    return set->word[stretch / 64] >> stretch % 64 & 1;
}
static inline bool foresee_none(const ForeseeSet *set) {
    uint64_t any = 0;
    for (size_t i = 0; i < FORESEE_STRETCHES_MAX / 64; i++) any |= set->word[i];
    return any == 0;
}
/* All stretches of a flood point. */
void foresee_add_point(const ForeseeWorld *world, ForeseeSet *set, size_t point);

/* ---------------------------------------------------------------- a plan in it */
typedef struct ForeseeShare { /* of scenarios, in thousandths of a percent; Wilson 1927, 95 % */
    int32_t share_e5, low_e5, high_e5;
} ForeseeShare;
ForeseeShare foresee_share(uint32_t hits, uint32_t trials);
/* A sum over scenarios, per scenario, in thousandths. */
int64_t foresee_mean_e3(int64_t sum, uint32_t scenarios);

typedef struct ForeseeTps {
    bool planned;
    uint32_t late;   /* scenarios in which it was; of them those in which */
    uint32_t behind; /* its vehicle had met a flood closed before, */
    uint32_t goods;  /* its goods were not at the PPK when its trip should have loaded */
} ForeseeTps;
typedef struct ForeseeHazard {
    const HazardPoint *point;
    size_t segments; /* of the map; 0 = no road there */
    uint32_t floods; /* scenarios in which it closes a road to some vehicle in the days planned */
    int64_t late_behind;  /* late TPS whose vehicle had met it closed before, over all scenarios */
    int64_t late_without; /* late TPS over all scenarios if it never flooded; -1 = not asked */
} ForeseeHazard;
/* What if something were otherwise, in the same scenarios: sums over them, so that the difference
 * is known as exactly as its pairs allow. Only scenarios in which some crew met it can differ. */
typedef struct ForeseeGain {
    uint32_t met;               /* scenarios in which it closed some crew's way */
    uint32_t clean;             /* scenarios without a late TPS then */
    int64_t late_behind;        /* late TPS whose vehicle had met it closed, as it is */
    int64_t less, less_squares; /* late TPS fewer then, and the squares of that */
    int64_t saves;              /* rupiah */
} ForeseeGain;
typedef struct ForeseeEach { /* scenario by scenario: what happened in it, of several items */
    size_t items, words;     /* words: of a scenario */
    uint64_t *bits;
} ForeseeEach;
static inline bool foresee_each(const ForeseeEach *each, uint32_t scenario, size_t item) {
    return each->bits[scenario * each->words + item / 64] >> item % 64 & 1;
}
typedef struct Foresight {
    uint32_t scenarios, clean; /* clean: without a late TPS */
    size_t planned;            /* TPS of the plan */
    ForeseeTps *tps;
    uint32_t *late; /* by scenario: TPS */
    int64_t late_total;
    double tail_late; /* mean of late TPS in the worst scenarios (CVaR) */
    int64_t cost_mean, cost_planned;
    ForeseeHazard *hazards;
    size_t hazard_count, others;     /* others: hazards of kinds that are not simulated */
    int64_t handed;                  /* stops that another vehicle took over, over all scenarios */
    ForeseeGain *points, *stretches; /* by point, by stretch; NULL unless asked for */
    size_t ways;                     /* found on the map: what the work went into */
    ForeseeEach each_late;           /* by TPS; empty unless asked for */
    ForeseeEach each_closed;         /* by flood point and day of the plan: point * days + day */
} Foresight;
enum {                    /* what to ask besides */
       FORESEE_GAINS = 1, /* what if each point, and each stretch, by itself never flooded? */
       FORESEE_EACH = 2,
};
/* The days of the plan are of the world's. `open` are stretches that never flood (guarded,
 * repaired, asked about); NULL = none. */
void foresee(ForeseeWorld *world, Arena *arena, const Plan *plan, const ForeseeSet *open,
             unsigned ask, Foresight *ret);

/* ---------------------------------------------------------------- what came true
 * Predictions beside what happened: of each item (a TPS is late; a point is closed on a day) the
 * share of the scenarios, and the truth where it is known. Brier's score (1950) is the mean square
 * of their difference; Murphy (1973) divides it into reliability (smaller is better), resolution
 * (greater is better) and the uncertainty of the thing itself. The slope is that of truth over
 * prediction: 1 = calibrated, below 1 = the model is too sure.
 *
 * One election is one weather: items are not independent, so no test for independent trials says
 * whether the model is broken. The scenarios do: each in turn is taken for the truth and judged by
 * all the others, and the truth is as odd as its place among them (a predictive check as in Dawid
 * 1984, Gelman, Meng, Stern 1996). */
typedef enum ForeseeTruth { FORESEE_UNKNOWN, FORESEE_NO, FORESEE_YES } ForeseeTruth;
#define FORESEE_BINS 12
extern const int32_t foresee_bin_e5[FORESEE_BINS + 1]; /* edges, in thousandths of a percent */
typedef struct ForeseeBin {
    int64_t n, hits;
    int32_t predicted_e5; /* mean */
} ForeseeBin;
typedef struct ForeseeOdd { /* a figure, and those of the scenarios if each were the truth */
    double seen, low, high; /* between these lie 95 percent */
    int32_t permille;       /* how many are as far out, on both sides together; 0 to 1000 */
} ForeseeOdd;
typedef enum ForeseeVerdict {
    FORESEE_NO_VERDICT, /* nothing is known */
    FORESEE_FITS,
    FORESEE_DOUBTFUL, /* less than one truth in twenty of this model is so odd */
    FORESEE_BROKEN,   /* less than one in a hundred: cannot be told by fewer than 600 scenarios */
} ForeseeVerdict;
typedef enum ForeseeOddest { FORESEE_BY_COUNT, FORESEE_BY_BRIER, FORESEE_BY_SLOPE } ForeseeOddest;
typedef struct ForeseeScore {
    int64_t known, hits;
    double expected; /* hits */
    double reliability, resolution, uncertainty;
    ForeseeOdd count, brier, slope; /* slope: NAN where all predictions are alike */
    ForeseeBin bins[FORESEE_BINS];
    ForeseeVerdict verdict; /* by the oddest of the three, times three (Bonferroni) */
    ForeseeOddest oddest;
} ForeseeScore;
/* `truth` by item. */
void foresee_score(Arena *arena, const ForeseeEach *each, uint32_t scenarios,
                   const ForeseeTruth *truth, ForeseeScore *ret);

/* What happened is stated by two kinds of files: `arrivals` (a TPS, and when its goods came or that
 * they never did) and `passability` (a hazard, a day, was it closed). */
extern const StoreModule FORESEE_STORE;
extern const LedgerType FORESEE_TYPES[];
extern const size_t FORESEE_TYPE_COUNT;
extern const Kind FORESEE_KINDS[];
extern const size_t FORESEE_KIND_COUNT;
typedef struct ForeseeArrival {
    bool known, came;
    int64_t at_s; /* UTC */
} ForeseeArrival;
/* `ret` by TPS of the regency; what custody knows besides is the caller's to add. */
MUST_USE Status foresee_arrivals(Store *store, Arena *arena, const ElectionRegency *regency,
                                 ForeseeArrival *ret, Err *err);
/* As truth of each_late and each_closed. */
void foresee_arrival_truth(const ForeseeWorld *world, const Foresight *f,
                           const ForeseeArrival *arrivals, ForeseeTruth *ret);
MUST_USE Status foresee_passability(Store *store, Arena *arena, const ElectionRegency *regency,
                                    const ForeseeWorld *world, const Plan *plan, ForeseeTruth *ret,
                                    Err *err);

/* ---------------------------------------------------------------- if the road is closed
 * What a crew is told before it sets out: for each leg whose planned way comes to a hazard that
 * closes roads (or the water) to its class, the best way round. That way may meet other hazards; so
 * there is a second one, which meets none that is known. Both are of dry roads. */
typedef struct ForeseeDetour {
    int32_t trip,
        leg;       /* of the plan; the stop that the leg leads to, or stop_count: the way home */
    size_t point;  /* in the list of foresee_points */
    uint32_t at_s; /* driving from the start of the leg to the point */
    bool at_stop;  /* the leg ends within it: who goes there can only wait */
    RoadPath planned;
    bool found; /* there is a way round; else the three below mean nothing */
    RoadPath round;
    ForeseeSet round_meets;
    bool clear_found;
    RoadPath clear; /* = round where that meets nothing */
} ForeseeDetour;
/* By trip, leg, and order on the way; none without roads. `network` and `plan` are those of the
 * world, which plays nothing meanwhile. */
void foresee_detours(const ForeseeWorld *world, Arena *arena, const PlanNetwork *network,
                     const Plan *plan, ForeseeDetour **ret, size_t *ret_count);

/* ---------------------------------------------------------------- advice
 * What would help, how much, what it costs, and who can do it. Candidates are all that somebody can
 * change: every flood point, every stretch of road that it closes, and all points together that lie
 * on the way to the same TPS, since one alone may bring nothing; the TPS that are late
 * sometimes, by village, trip, flood point and lateness, sooner or on another day, their goods held
 * back until then; every vehicle's day, earlier or loaded the evening before; one more vehicle,
 * escort team or spare vehicle of every kind at every depot; a vehicle moved to another depot, or
 * exchanged for one of another class; a boat at every landing, any vehicle at every PPK, for goods
 * that do not get on; every PPK passed by, or opened as a hub, with vehicles hired there where none
 * stand (foresee_offer_hubs).
 *
 * How they are judged. A point or a stretch is kept open in the scenarios in which some crew met it
 * closed; in all others it changes nothing, so its gain is exact. Any other measure is carried out:
 * a changed plan is solved from the plan as it is, in few steps, and all its crews are played in
 * the same scenarios. Gains are differences of pairs (common random numbers). Against the search's
 * luck: the unchanged problem is solved again as well, and a gain counts from the better of both.
 * All are solved: nothing that is known of a change beforehand bounds what it brings.
 * The candidates race: all of them meet some scenarios, the better half twice as many, and so on
 * (successive halving, Jamieson and Talwalkar 2016), until those that are left have met all; the
 * best few of these, and the cheapest of those that are nearly as good, meet FORESEE_FINAL. Fewer
 * scenarios than FORESEE_CHOICE_LEAST are not taken for a choice, whatever the world has: late TPS
 * are rare, and a handful of scenarios would choose by chance.
 *
 * The programme is greedy (Nemhauser, Wolsey, Fisher 1978): its second measure is the best one once
 * the first is done, among all that can be thought of then. Measures that help only together are
 * not found. Among those that bring nearly as much as the best (FORESEE_NEARLY_PERCENT) the
 * cheapest is taken. It ends where nothing helps that is certain.
 *
 * What is told of a chosen measure comes from scenarios that the choice has not seen: the best of
 * many looks better than it is in those by which it was chosen. */
typedef enum ForeseeOffice { /* who can do it */
                             FORESEE_KPU,
                             FORESEE_BPBD,
                             FORESEE_PUPR,
                             FORESEE_DISHUB,
                             FORESEE_POLICE,
                             _FORESEE_OFFICES
} ForeseeOffice;
typedef enum ForeseeKind {
    FORESEE_OPEN_POINT,   /* flood point `point` is kept open on the days of the plan */
    FORESEE_OPEN_STRETCH, /* stretch `stretch` of it alone */
    FORESEE_OPEN_ROAD,    /* all of `points`, which lie on the way to the same TPS */
    FORESEE_BY,           /* `tps` are served by `by_s` */
    FORESEE_ON,           /* `tps` are served on day `day`, their goods held back until then */
    FORESEE_EARLIER,      /* `vehicle`, or all of `depot`, set out `minutes` earlier on `day` */
    FORESEE_LOADED,       /* they are loaded the evening before `day` */
    FORESEE_LONGER,       /* all vehicles of `depot` may work `minutes` longer */
    FORESEE_VEHICLE,      /* one more like `vehicle`, so that `tps` are served by `by_s` */
    FORESEE_TEAM,         /* one more escort team at `depot`, for the same */
    FORESEE_SPARE,        /* one like `vehicle` stands by at its depot, for those that break down */
    FORESEE_HELPER,  /* one like `vehicle` stands by at `depot`, for goods that do not get on */
    FORESEE_DIRECT,  /* district `district` is served from the KPU, its PPK passed by */
    FORESEE_THROUGH, /* the other way round; `count` vehicles like `like` are hired there, or 0 */
    FORESEE_MOVE,    /* `vehicle` works from `depot`, with its team, so that `tps` are ... */
    FORESEE_SWAP,    /* one like `like` works in `vehicle`'s place, for the same */
    _FORESEE_KINDS
} ForeseeKind;
typedef struct ForeseeMeasure {
    ForeseeKind kind;
    ForeseeOffice office;
    int32_t point, stretch, vehicle, like, depot, district, day, minutes; /* -1 where it has none */
    int32_t count;                                                        /* of THROUGH */
    int64_t by_s;                                                         /* UTC */
    int32_t *tps; /* whom it is for: in the regency's order */
    size_t tps_count;
    int32_t *points; /* of OPEN_ROAD */
    size_t point_count;
    const char *village; /* or trip, of which these TPS are; NULL */
    const char *trip;
    /* What it brings, after all measures before it in the programme. Per scenario, thousandths. */
    uint32_t scenarios;
    int64_t late_e3;                  /* late TPS with it */
    int64_t gain_e3, low_e3, high_e3; /* fewer than without it; 95 % */
    bool certain;                     /* low_e3 > 0 */
    ForeseeShare none_late;           /* with it */
    uint32_t met;                     /* scenarios in which it closed a crew's way; else 0 */
    /* What it costs, rupiah. */
    int64_t cost;      /* of both below */
    int64_t run_cost;  /* of the crews, on average: below 0 = less than before */
    int64_t done_cost; /* of the measure itself, by the settings of hazard.h */
    int64_t mend_cost; /* of repairing the road for good, instead of done_cost; -1 */
} ForeseeMeasure;

/* A piece of road that the plan uses, and what hangs on it: as if it were closed all the time, and
 * everybody knew. Whether a hazard is known there or not. */
typedef struct ForeseeRoad {
    const uint32_t *segments; /* of the map, in the order of driving */
    size_t segment_count;
    const char *name, *highway; /* name may be NULL */
    uint32_t length_m;
    uint32_t tps;          /* whose goods pass there */
    uint32_t cut_off;      /* of them, those to whom there is no other way */
    uint32_t delay_s_most; /* of the others, the longest detour */
    int64_t delay_s;       /* of all others together */
    int32_t stretch;       /* of foresee_stretches, if a flood point closes it, or -1 */
    int64_t
        late_caused_e3; /* late TPS per scenario by its closing, exactly; of stretches, else -1 */
} ForeseeRoad;
/* Of all roads of the plan, what cuts off most first; none without roads. `is`: how the plan fares,
 * with its gains. */
ForeseeRoad *foresee_roads(const ForeseeWorld *world, Arena *arena, const PlanNetwork *network,
                           const Plan *plan, const Foresight *is, size_t *ret_count);

typedef struct ForeseeAdvice {
    uint32_t scenarios;       /* as many as the world's, or FORESEE_CHOICE_LEAST */
    uint64_t seed, told_seed; /* of choosing, of what is told */
    Foresight is;             /* as it is, in the scenarios that are told, with its gains */
    ForeseeMeasure *programme;
    size_t programme_count; /* 0: nothing helps for certain */
    ForeseeMeasure *each;   /* each by itself: of every kind the best, the best kind first */
    size_t each_count;
    size_t tried, solved; /* candidates; plans solved for them */
    ForeseeRoad *roads;   /* what cuts off most first; NULL without roads */
    size_t road_count;
} ForeseeAdvice;
typedef struct ForeseeAdviseOptions {
    size_t measures;    /* at most, in the programme */
    int64_t iterations; /* of each changed plan */
    bool all;           /* every candidate in all scenarios: the yardstick of the tests */
    bool roads;         /* what every road matters */
} ForeseeAdviseOptions;
#define FORESEE_MEASURES_MAX 20
#define FORESEE_NEARLY_PERCENT 95
#define FORESEE_CHOICE_LEAST 256 /* scenarios of a choice, and of what is told of it */
#define FORESEE_FINAL 2048       /* those of the last few candidates */
/* A store at the PPK's office of every district that has none, so that an advice can think of
 * opening it. Before plan and network are loaded: no plan uses them yet. */
void foresee_offer_hubs(Arena *arena, ElectionRegency *regency);
/* `network` and `plan` are those of the world. The same answer on any number of threads. */
MUST_USE Status foresee_advise(ForeseeWorld *world, Arena *arena, const ElectionNeeds *needs,
                               const PlanNetwork *network, const Plan *plan,
                               const ForeseeAdviseOptions *options, ForeseeAdvice *ret, Err *err);

/* For a person, in the language in force. */
const char *foresee_kind_id(ForeseeKind kind); /* stable: "open-point", "by" ... */
const char *foresee_office_id(ForeseeOffice office);
const char *foresee_office_name(ForeseeOffice office);
/* "Keep flood point FL-01 (Contoh titik banjir 1) open on all days: pumps, sandbags, a guard" */
const char *foresee_measure_text(Arena *arena, const ForeseeWorld *world, const ForeseeMeasure *m);
/* By what it is known: "in 161 of 1000 scenarios crews met it closed", and so on. */
const char *foresee_evidence_text(Arena *arena, const ForeseeWorld *world, const ForeseeMeasure *m);

/* ---------------------------------------------------------------- planning for it
 * A plan is chosen for the chance that each TPS is served in time, in a sample of scenarios (sample
 * average approximation: Kleywegt, Shapiro, Homem-de-Mello 2002). Crews that are delayed are not a
 * rule of routing but a matter of room: so the search is asked for more and more of it (plan.h,
 * PlanCaution), and the sample tells where. That is how Bertsimas and Sim (2004) buy safety, by a
 * budget instead of by the worst case, with the budget set by what was late and not by assumption.
 *
 * In rounds: the plan is played; where more than its share is late, more is asked: of a depot's
 * vehicles of one class an earlier end of the last day, then room on every day; of goods that came
 * late to a PPK a day more there; of TPS behind floods an earlier day, so that days are left to try
 * again; of a class that wet roads make late, that its ways are taken for as long as on wet roads,
 * so that mud goes to others and there is room where it delays. The search goes on from the plan it
 * has, with these cautions. What cannot be had is not asked for a third time, and no TPS is left
 * out for it. Then spare vehicles, one after the other: that which brings most for what it costs,
 * of each kind and from each day on, to the safest plan for the money, for two thirds and for a
 * third of it. At last whole trips of alike vehicles change places where fewer TPS are late then:
 * that costs nothing. All rules hold as before, earliest times too.
 *
 * A PPK that lies where it floods is not used: its district is served from the KPU, unless TPS
 * would be left out then.
 *
 * All plans are played once more, in scenarios that none of them has seen; those that are not both
 * dearer and less safe than another are the curve: the price of safety. The plain plan stays on it.
 * Three seeds: the search's, that of the scenarios in which plans are made (weather.seed), and that
 * of the curve, derived from it (Plan.safety_seed). */
typedef struct ForeseeRobustOptions {
    PlanOptions plan;       /* its time or steps are those of all searches together */
    ForeseeOptions weather; /* the days are the plan's */
    /* Which one of the curve: number `pick`, from 1; or the cheapest with no more late TPS expected
     * than late_e3 thousandths; or the safest that costs at most so many thousandths more than the
     * plain plan (a cheaper one, where the difference is none). */
    int32_t pick;    /* 0 = not so */
    int64_t late_e3; /* -1 = not so */
    int32_t rise_permille;
} ForeseeRobustOptions;
#define FORESEE_RISE_PERMILLE 90 /* when nobody says */
typedef struct ForeseeRobust {
    PlanSafety *points; /* by cost */
    Plan *plans;        /* that made them; each knows the curve (Plan.safety) */
    size_t count, plain, chosen;
    size_t tried;        /* plans that were made */
    const bool *flooded; /* by district: its PPK lies where it floods; NULL = none does */
    bool avoided;        /* and is not used */
} ForeseeRobust;
/* ERR_INFEASIBLE: nothing on the curve is as safe as asked; the curve is there all the same. */
MUST_USE Status foresee_robust(const Env *env, Arena *arena, const ElectionRegency *regency,
                               const ElectionNeeds *needs, const PlanNetwork *network,
                               const HazardModel *model, const ForeseeRobustOptions *options,
                               ForeseeRobust *ret, Err *err);

#endif
