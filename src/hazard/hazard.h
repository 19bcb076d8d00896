// SPDX-License-Identifier: Apache-2.0
/* hazard.h: what stands in the way. Knows nothing of plans.
 *
 *  1. Closures: roads that somebody closed or opened again, as events.
 *  2. The model: what rain does to roads and crews, as data with source and certainty.
 *  3. Rain: a random field over the regency, from a climate or a forecast.
 *  4. What closes: floods, landslides, rivers, tides and waves, and when.
 *  5. Warnings (CAP 1.2): what others foresee, and what a person made of it.
 *
 * ---------------------------------------------------------------- 1. closures
 * A closure is one feature on the map: an area, a line along the road, a point, or an OSM way; for
 * some vehicle classes or all; from some time to some time or until it is opened. It is stated once
 * ("road.closed"), has the number of its event in the scope's log, and is taken back by a second
 * event that names it ("road.opened"). What was closed at 14:00 can so be asked later.
 *
 * A closure does not say which segments it closes: the map does, each time it is read, so that
 * closures outlive new road data.
 */
#ifndef HANTAR_HAZARD_H
#define HANTAR_HAZARD_H

#include "base/base.h"
#include "election/election.h"
#include "geo/geo.h"
#include "ledger/ledger.h"
#include "road/road.h"
#include "store/store.h"

extern const StoreModule HAZARD_STORE;
extern const LedgerType HAZARD_TYPES[];
extern const size_t HAZARD_TYPE_COUNT;

typedef struct HazardClosure {
    int64_t number;        /* of its event */
    int64_t warning;       /* of which a person made it; 0 */
    const char *shape;     /* "area", "line", "point" or "way" */
    GeoArea at;            /* its rings; none for a way */
    const char *way;       /* OSM number, or NULL */
    const char *classes;   /* "truck, 4x4"; NULL = all */
    const char *direction; /* "forward"; NULL = both */
    int64_t from_s, to_s;  /* UTC; INT64_MIN and INT64_MAX when not stated */
    const char *reason;    /* or NULL */
} HazardClosure;

/* States one closure per feature of a GeoJSON text of the form that `hantar matrix --closed` reads.
 * The map (NULL where there is none) must know every place; all or nothing. */
MUST_USE Status hazard_close(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                             const RoadMap *map, Bytes geojson, const char *name,
                             int64_t **ret_numbers, size_t *ret_count, Faults *faults, Err *err);
/* ERR_ABSENT when no such closure stands. */
MUST_USE Status hazard_open(Ledger *ledger, Store *store, const char *scope, int64_t number,
                            Err *err);

/* All that stand, by number. */
MUST_USE Status hazard_closures(Store *store, Arena *arena, const char *scope, HazardClosure **ret,
                                size_t *ret_count, Err *err);
/* Those that hold at some moment of [from_s, to_s), laid on a map as if they held all the time: who
 * plans over these days must not count on roads that are closed for a part of them. NULL when there
 * are none. */
MUST_USE Status hazard_overlay(Store *store, Arena *arena, const char *scope, const RoadMap *map,
                               int64_t from_s, int64_t to_s, RoadClosures **ret, Err *err);

/* ---------------------------------------------------------------- 2. the model
 * data/hazards.json, or a file of that form. Units stand in the names. */
typedef enum HazardSetting {
    HAZARD_FLOOD_RAIN_MM,        /* a flood point that states nothing itself floods above this, */
    HAZARD_FLOOD_DAYS,           /* fallen within so many days, */
    HAZARD_FLOOD_DEPTH_PERMILLE, /* stands so many mm deep per 1000 mm more, */
    HAZARD_FLOOD_DRAIN_MIN,      /* and has run off after so long. */
    HAZARD_FLOOD_PEAK_MIN,       /* local clock at which the day's rain has come down */
    HAZARD_WADE_TRUCK_MM,        /* how deep each class wades; a boat always floats */
    HAZARD_WADE_4X4_MM,
    HAZARD_WADE_MOTORCYCLE_MM,
    HAZARD_WADE_FOOT_MM,
    HAZARD_WET_DAYS, /* roads are wet or soaked by the rain of so many days before */
    HAZARD_WET_RAIN_MM,
    HAZARD_SOAKED_RAIN_MM,
    HAZARD_RAIN_NEXT_DAY_PERMILLE, /* correlation of the latent field from day to day */
    HAZARD_RAIN_REACH_M,           /* distance over which it falls to 1/e */
    HAZARD_LOADING_SIGMA_PERMILLE, /* spread of log-normal factors whose mean is 1 */
    HAZARD_SERVICE_SIGMA_PERMILLE,
    HAZARD_TRAVEL_SIGMA_PERMILLE,
    HAZARD_BREAKDOWN_PER_1000KM_PERMILLE,
    HAZARD_REPAIR_MEDIAN_MIN, /* log-normal */
    HAZARD_REPAIR_SIGMA_PERMILLE,
    HAZARD_PATIENCE_MIN,  /* a crew goes on to the next stop rather than wait longer */
    HAZARD_OVERTIME_MIN,  /* after its shift a crew comes home so late, if it must */
    HAZARD_SLIDE_RAIN_MM, /* above this, fallen within so many days, on each day of rain */
    HAZARD_SLIDE_DAYS,
    HAZARD_SLIDE_CHANCE_PERMILLE, /* a slope comes down with this chance, */
    HAZARD_SLIDE_CLEAR_MIN, /* and is cleared for trucks after so long (log-normal, median), */
    HAZARD_SLIDE_CLEAR_SIGMA_PERMILLE,
    HAZARD_SLIDE_4X4_PERMILLE, /* for the others after so much of that time */
    HAZARD_SLIDE_MOTORCYCLE_PERMILLE,
    HAZARD_SLIDE_FOOT_PERMILLE,
    HAZARD_RIVER_HIGH_MM, /* a river is too high above this rain upstream, within so many days, */
    HAZARD_RIVER_HIGH_DAYS,
    HAZARD_RIVER_HIGH_MIN, /* for so long, */
    HAZARD_RIVER_LOW_MM,   /* and too low below this, */
    HAZARD_RIVER_LOW_DAYS,
    HAZARD_RIVER_LAG_MIN, /* so long after the rain has come down */
    HAZARD_TIDE_HIGH_MM,  /* above the mean level: a coastal road that states nothing is flooded */
    HAZARD_WAVE_BOAT_MM,  /* significant height above which boats stay in port */
    HAZARD_WAVE_NEXT_DAY_PERMILLE, /* correlation of the latent height from day to day */
    HAZARD_PRONE_WET_PERMILLE,     /* the last stretch to a TPS that Bawaslu counts as prone to */
    HAZARD_PRONE_SOAKED_PERMILLE,  /* disaster is closed for a day with this chance, when wet */
    HAZARD_HARD_SLOW_PERMILLE,     /* to one that is hard to reach or was late before, it takes */
    HAZARD_HARD_SLOW_MIN,          /* so much longer with this chance */
    HAZARD_TRANSFER_MIN,           /* handing goods over from one vehicle to another */
    HAZARD_WARNED_MODERATE_MM,     /* rain of a day that is meant by a warning of this severity */
    HAZARD_WARNED_SEVERE_MM,
    HAZARD_WARNED_EXTREME_MM,
    HAZARD_GUARD_RP_PER_DAY, /* what measures cost: a flood point kept open, */
    HAZARD_MEND_RP_PER_M,    /* its road raised for good, */
    HAZARD_TEAM_RP_PER_DAY,  /* one more escort team */
    HAZARD_SETTINGS
} HazardSetting;
typedef struct HazardValue {
    const char *name;
    int64_t value;
    ElectionText source;
    const char *certainty; /* "assumption", "measured" or "published" */
} HazardValue;
typedef struct HazardMonth { /* rain of a wet day is gamma distributed */
    int32_t wet_permille, mean_um, shape_permille;
} HazardMonth;
typedef struct HazardZone {
    const char *name;
    GeoPoint at; /* places belong to the nearest zone */
    HazardMonth months[12];
} HazardZone;
typedef struct HazardClimate {
    HazardZone *zones;
    size_t zone_count;
    ElectionText source;
    const char *certainty;
} HazardClimate;
typedef struct HazardSea { /* waves of a month: log-normal by day */
    int32_t median_mm, sigma_permille;
} HazardSea;
typedef struct HazardWaves {
    HazardSea months[12];
    ElectionText source;
    const char *certainty;
} HazardWaves;
typedef enum HazardConstituent {
    HAZARD_M2,
    HAZARD_S2,
    HAZARD_K1,
    HAZARD_O1,
    HAZARD_CONSTITUENTS
} HazardConstituent;
typedef struct HazardStation { /* places belong to the nearest one */
    const char *name;
    GeoPoint at;
    int64_t mean_mm;                        /* above the level from which limits count */
    int64_t height_mm[HAZARD_CONSTITUENTS]; /* amplitude */
    int64_t phase_e1[HAZARD_CONSTITUENTS];  /* Greenwich phase lag, tenths of degrees */
    const struct HazardTideTable *table;    /* takes their place where it reaches; NULL */
    ElectionText source;
    const char *certainty; /* "assumption": the hours are not known, so chance has them */
} HazardStation;
#define HAZARD_STATIONS_MAX 64
#define HAZARD_SURFACES_MAX 200
typedef enum HazardWetness {
    HAZARD_DRY,
    HAZARD_WET,
    HAZARD_SOAKED,
    HAZARD_WETNESSES
} HazardWetness;
typedef struct HazardSurface {
    const char **is; /* OSM values of surface, ends in NULL */
    uint16_t speed_permille[HAZARD_WETNESSES][ROAD_CLASSES]; /* of the dry one; 0 = no way */
} HazardSurface;
typedef struct HazardModel {
    HazardValue settings[HAZARD_SETTINGS];
    HazardSurface *surfaces;
    size_t surface_count;
    HazardClimate climate;
    HazardWaves waves;
    HazardStation *stations;
    size_t station_count;
} HazardModel;
MUST_USE Status hazard_model_builtin(Arena *arena, HazardModel *ret, Err *err);
MUST_USE Status hazard_model_read(Arena *arena, Bytes file, const char *name, HazardModel *ret,
                                  Err *err);
/* INT64_MAX for a boat. */
int64_t hazard_wade_mm(const HazardModel *model, RoadClass vehicle);

/* A climate by itself, as hantar climate writes it. */
MUST_USE Status hazard_climate_read(Arena *arena, Bytes file, const char *name, HazardClimate *ret,
                                    Err *err);
void hazard_climate_write(const HazardClimate *climate, Buf *out);
/* Fits one zone to a CSV: months (year, month, days_measured, wet_days_1mm, rain_mm), or days (day,
 * rain_mm). Wet is a day of 1 mm and more. The gamma shape of days is Thom's estimate (1958) over
 * all months together; months do not show it, so it is that of `assumed`, and is said to be. */
typedef struct HazardFit {
    HazardClimate climate;
    int64_t days, wet_days; /* measured */
    bool shape_assumed;
} HazardFit;
MUST_USE Status hazard_climate_fit(Arena *arena, Bytes csv, const char *name, GeoPoint at,
                                   const HazardClimate *assumed, HazardFit *ret, Faults *faults,
                                   Err *err);

/* ---------------------------------------------------------------- 3. rain
 * Draws are counted, not streamed: each is a function of what it is for (Philox 4x32-10, Salmon,
 * Moraes, Dror, Shaw 2011). So whatever is planned meets the same weather in the same scenario, on
 * any number of threads. */
typedef enum HazardChance { /* what a draw is for */
                            HAZARD_CHANCE_RAIN,
                            HAZARD_CHANCE_LOADING,
                            HAZARD_CHANCE_SERVICE,
                            HAZARD_CHANCE_TRAVEL,
                            HAZARD_CHANCE_BREAKDOWN,
                            HAZARD_CHANCE_WHERE,
                            HAZARD_CHANCE_REPAIR,
                            HAZARD_CHANCE_SLIDE, /* new ones at the end: the others stay */
                            HAZARD_CHANCE_CLEAR,
                            HAZARD_CHANCE_WAVE,
                            HAZARD_CHANCE_TIDE,
                            HAZARD_CHANCE_STRETCH,
                            HAZARD_CHANCE_SLOW
} HazardChance;
typedef struct HazardDie {
    uint64_t seed;
    uint32_t scenario;
    HazardChance what;
    int32_t day;
    uint32_t which; /* place, vehicle and trip, TPS */
} HazardDie;
void hazard_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t ret[4]);
double hazard_unit(HazardDie die);                                 /* uniform in (0, 1) */
double hazard_normal(HazardDie die);                               /* standard normal */
double hazard_gamma_quantile(double shape, double mean, double u); /* u in [0, 1) */

/* Days that a forecast knows; they override the climate's, everywhere or in one zone. */
typedef struct HazardForecastDay {
    int32_t day;
    const char *zone; /* NULL = all */
    int64_t rain_um;
    const GeoArea *shapes; /* of a warning: only there, and at least so much; NULL */
    size_t shape_count;
} HazardForecastDay;
typedef struct HazardForecast {
    HazardForecastDay *days;
    size_t count;
} HazardForecast;
/* CSV: day,rain_mm[,zone] */
MUST_USE Status hazard_forecast_read(Arena *arena, Bytes csv, const char *name,
                                     const HazardClimate *climate, HazardForecast *ret,
                                     Faults *faults, Err *err);

/* The field is a latent Gaussian one, censored: dry below the threshold that the chance of a wet
 * day sets, above it the gamma quantile (Bell 1987; Bardossy and Plate 1992). It is autoregressive
 * from day to day as in Richardson (1981), with exponential correlation over distance as Wilks
 * (1998) fits it, by a Cholesky factor over the places. */
#define HAZARD_HISTORY_DAYS 14 /* before the first day, so that older rain still counts */
#define HAZARD_PLACES_MAX 545  /* hazards, zones of wet roads, and the middle */
typedef struct HazardRain HazardRain;
/* `anchor` is any day near the election, the same for all plans of it. `month` 1 to 12 takes that
 * month's climate for every day; 0 = each day's own. */
HazardRain *hazard_rain(Arena *arena, const HazardModel *model, const HazardForecast *forecast,
                        const GeoPoint *places, size_t n, int32_t anchor, int32_t from_day,
                        int32_t to_day, int month);
size_t hazard_rain_days(const HazardRain *rain); /* history and all */
/* Millimetres by day (the first is from_day - HAZARD_HISTORY_DAYS) and place. `room` holds 2 n. */
void hazard_rain_draw(const HazardRain *rain, uint64_t seed, uint32_t scenario, double *room,
                      double *ret_mm);

/* ---------------------------------------------------------------- 4. what closes
 * A hazard is a place (a point and a radius, or an area), a process that drives it, and for each
 * class of vehicle a limit and a time to clear:
 *
 *   flood       stands deepest at the hour at which the day's rain has come down, when the rain of
 *               its days passes its limit, and runs off evenly; a class passes where it can wade
 *   landslide   comes down by chance on a day of rain whose days pass the limit; cleared for those
 *               on foot sooner than for trucks
 *   high-water  a river after much rain upstream, for a time
 *   low-water   a river after less rain upstream than it needs
 *   tide        the level of the nearest station by its constituents (or a table): above one limit
 *               land is closed (a road that floods, a river's mouth that is forded), below the
 *               other one water is (a landing that falls dry)
 *   waves       the sea of a day, one for the regency's whole coast: above the limit boats stay in
 *
 * Whatever the process, a scenario makes spells of it, and who travels asks one thing: from this
 * moment on, when does my class pass?
 *
 * Rivers and waves close the water (boats, and ferries to all); floods and landslides close the
 * land; tides close both. Rain older than HAZARD_HISTORY_DAYS does not count: a river that is low
 * after months without rain is not foreseen, state it as a closure. */
typedef enum HazardProcess {
    HAZARD_FLOOD,
    HAZARD_LANDSLIDE,
    HAZARD_HIGH_WATER,
    HAZARD_LOW_WATER,
    HAZARD_TIDE,
    HAZARD_WAVES,
    HAZARD_PROCESSES
} HazardProcess;
const char *hazard_process_id(HazardProcess process);   /* "flood", as in the files */
const char *hazard_process_name(HazardProcess process); /* for a person, translated */
#define HAZARD_NO_LEVEL INT64_MIN
typedef struct HazardPoint {
    const char *id, *name;
    HazardProcess process;
    GeoPoint at;
    uint32_t radius_m;
    const GeoArea *area; /* instead of point and radius; NULL */
    GeoPoint rain_at;    /* where the rain falls that drives it */
    uint32_t classes;    /* a bit per class that it closes the way to */
    bool on_land, on_water;
    int64_t rain_mm, days, depth_permille, drain_s, chance_permille;
    int64_t level_min_mm, level_max_mm; /* of tides and waves; HAZARD_NO_LEVEL */
    int64_t from_s, to_s;               /* UTC; only spells that begin then; all: INT64_MIN, _MAX */
    const char *source, *certainty;     /* of what is stated; NULL */
    int figures, assumed;               /* how many it goes by; how many of them are the model's */
    bool example;
    const HazardStation *station;          /* of a tide */
    const struct HazardTideSeries *series; /* set by hazard_tides_prepare */
} HazardPoint;
/* The regency's hazards of the kinds above; the others (broken bridges, fires, unrest) are counted,
 * not foreseen: who knows of one states a closure. */
HazardPoint *hazard_points(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                           size_t *ret_count, size_t *ret_others);
/* Can people keep it open with pumps, sandbags and machines? Not the sea, nor a river's level. */
bool hazard_can_be_held(const HazardPoint *point);
/* Does a line of the map lie in its place? */
bool hazard_meets(const HazardPoint *point, const GeoPoint *line, size_t n);
GeoBox hazard_box(const HazardPoint *point);
bool hazard_holds(const HazardPoint *point, GeoPoint place);

/* Tides of the days that are played: h = mean + sum of A cos(V(t) - g), with V from the mean
 * longitudes of moon and sun (Schureman 1940; Meeus 1998), without the corrections of 18.6 years
 * (a twentieth of M2, a fifth of O1). */
int64_t hazard_tide_mm(const HazardStation *station, int64_t at_s);
/* CSV: time (2024-02-10T07:30+07:00), level_m; high and low waters, or hours: between two rows half
 * a cosine. It becomes the only station: for a regency with one coast. */
MUST_USE Status hazard_tide_table_read(Arena *arena, Bytes csv, const char *name,
                                       HazardModel *model, Faults *faults, Err *err);
void hazard_tides_prepare(Arena *arena, HazardPoint *points, size_t n, int64_t from_s,
                          int64_t to_s);

typedef struct HazardSpell {
    int64_t from_s, until_s[ROAD_CLASSES]; /* UTC; not later than from_s: that class passes */
} HazardSpell;
typedef struct HazardScene {  /* one scenario, as a hazard meets it */
    const double *mm;         /* its rain: day d at mm[d * stride] */
    size_t stride, days;      /* of the rain, history and all */
    int64_t first_midnight_s; /* UTC, of the local midnight with which they begin */
    int32_t first_day;
    int month; /* as in hazard_rain */
    uint64_t seed;
    uint32_t scenario, which; /* which: its place in the list */
} HazardScene;
#define HAZARD_SPELLS_MAX(days) (4 * (days) + 4)
/* By their beginnings; `ret` has room for HAZARD_SPELLS_MAX of the days. */
size_t hazard_spells(const HazardModel *model, const HazardPoint *point, const HazardScene *scene,
                     HazardSpell *ret);
/* The first moment from at_s on at which the class passes. */
int64_t hazard_passable_s(const HazardSpell *spells, size_t n, RoadClass vehicle, int64_t at_s);
/* How wet the roads are on a day, by the rain of the days before it. */
HazardWetness hazard_wetness(const HazardModel *model, const double *mm, size_t stride, size_t day);

/* ---------------------------------------------------------------- 5. warnings
 * Messages in the Common Alerting Protocol (CAP 1.2, OASIS 2010), as BMKG and others send them. A
 * message is stated as it came ("warning.received") and does nothing. A person looks at it and
 * confirms what is made of it ("warning.confirmed", with its places as they were then): rain of
 * some days, a hazard, or a closure, for the time that the message states. What was confirmed is
 * taken back when the Update or Cancel that names its message is confirmed in turn, or by hand
 * ("warning.withdrawn"). So no plan changes because a file came in.
 *
 * Which messages are superseded follows from the set of them alone, whatever the order in which
 * they came: one that an Actual Update or Cancel of the same sender names, with the time at which
 * it was sent. Messages with another status than Actual (Exercise, System, Test, Draft) are shown,
 * supersede nothing and cannot be confirmed.
 *
 * Strict where a message could mislead: UTF-8, no DOCTYPE (and so no entities that swell), required
 * elements, known words, limits. Signatures inside a message are not verified. */
#define HAZARD_CAP_BYTES_MAX (4 * MIB) /* a province's districts, each with its outline */
#define HAZARD_CAP_INFOS_MAX 64
#define HAZARD_CAP_SHAPES_MAX 4096
#define HAZARD_CAP_CODES_MAX 10000
#define HAZARD_CAP_REFERENCES_MAX 256
typedef enum HazardCapStatus {
    CAP_ACTUAL,
    CAP_EXERCISE,
    CAP_SYSTEM,
    CAP_TEST,
    CAP_DRAFT
} HazardCapStatus;
typedef enum HazardCapType { CAP_ALERT, CAP_UPDATE, CAP_CANCEL, CAP_ACK, CAP_ERROR } HazardCapType;
typedef enum HazardCapUrgency {
    CAP_IMMEDIATE,
    CAP_EXPECTED,
    CAP_FUTURE,
    CAP_PAST,
    CAP_URGENCY_UNKNOWN
} HazardCapUrgency;
typedef enum HazardCapSeverity {
    CAP_EXTREME,
    CAP_SEVERE,
    CAP_MODERATE,
    CAP_MINOR,
    CAP_SEVERITY_UNKNOWN
} HazardCapSeverity;
typedef enum HazardCapCertainty {
    CAP_OBSERVED,
    CAP_LIKELY,
    CAP_POSSIBLE,
    CAP_UNLIKELY,
    CAP_CERTAINTY_UNKNOWN
} HazardCapCertainty;
const char *hazard_cap_status(HazardCapStatus status); /* the protocol's words */
const char *hazard_cap_type(HazardCapType type);
const char *hazard_cap_urgency(HazardCapUrgency urgency);
const char *hazard_cap_severity(HazardCapSeverity severity);
const char *hazard_cap_certainty(HazardCapCertainty certainty);
typedef struct HazardCapName { /* of a message: the three together, case and all */
    const char *sender, *identifier;
    int64_t sent_s;
} HazardCapName;
typedef struct HazardCapInfo {
    const char *language, *event, *headline, *area; /* area: its descriptions; NULL */
    HazardCapUrgency urgency;
    HazardCapSeverity severity;
    HazardCapCertainty certainty;
    int64_t from_s, to_s; /* onset (or effective, or sent) to expires (or a day after sent) */
    bool expires;         /* was stated */
    GeoArea *shapes;      /* polygons, and circles as polygons; their union */
    size_t shape_count;
    const char **codes; /* of regions, digits alone: "12", "1222", "1222032006" */
    size_t code_count;
} HazardCapInfo;
typedef struct HazardCap {
    HazardCapName name;
    HazardCapStatus status;
    HazardCapType type;
    bool open; /* its scope is Public: only such may stand in the record, which is */
    HazardCapName *references;
    size_t reference_count;
    HazardCapInfo *infos; /* of one language: Indonesian, else that of the first */
    size_t info_count;
} HazardCap;
/* ERR_INPUT with the line and what was expected. */
MUST_USE Status hazard_cap_read(Arena *arena, Bytes xml, const char *name, HazardCap *ret,
                                Err *err);

typedef enum HazardEffect {
    HAZARD_EFFECT_NONE,      /* seen, nothing follows */
    HAZARD_EFFECT_RAIN,      /* at least so much rain there, on each day of which it has 6 hours */
    HAZARD_EFFECT_FLOOD,     /* a hazard of that kind, while the message holds */
    HAZARD_EFFECT_LANDSLIDE, /* likewise */
    HAZARD_EFFECT_CLOSURE,   /* all ways there are closed */
    HAZARD_EFFECTS
} HazardEffect;
const char *hazard_effect_id(HazardEffect effect); /* "none", "rain" ... */
const char *hazard_effect_name(HazardEffect effect);
bool hazard_effect_parse(const char *id, HazardEffect *ret);
typedef struct HazardMeasure { /* what is made of a message */
    HazardEffect effect;
    int64_t from_s, to_s;
    GeoArea *shapes;
    size_t shape_count;
    int64_t rain_mm;     /* of RAIN */
    const char *classes; /* of CLOSURE: "boat"; NULL = all */
} HazardMeasure;
typedef struct HazardWarning {
    int64_t number; /* of its event */
    HazardCap cap;
    int64_t superseded_by; /* the number of an Update or Cancel; 0 */
    int64_t confirmed;     /* the number of the confirmation; 0 */
    bool in_force;         /* confirmed, with an effect, and not taken back; its time may be over */
    HazardMeasure measure; /* as confirmed */
} HazardWarning;
/* States a message; the same once more is no new event. ERR_INPUT: it is not for the public.
 * ERR_CONFLICT: another text stands under its name. */
MUST_USE Status hazard_warn(Ledger *ledger, Store *store, Arena *arena, const char *scope,
                            Bytes xml, const char *name, int64_t *ret_number, bool *ret_existed,
                            Err *err);
/* All, by number. */
MUST_USE Status hazard_warnings(Store *store, Arena *arena, const char *scope, HazardWarning **ret,
                                size_t *ret_count, Err *err);
/* How many TPS lie where the message says: in its shapes, or in its regions. */
size_t hazard_warning_tps(const HazardWarning *warning, const ElectionRegency *regency);
/* What one would make of it: of rain that is at least likely as much as its severity means; of a
 * flood or landslide that was observed a closure, of one that is likely a hazard; of waves a
 * closure for boats. NONE where it does not concern the regency, is only possible, or says nothing
 * that this program knows. */
void hazard_warning_proposal(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                             const HazardWarning *warning, HazardMeasure *ret);
/* Sets time and places of a measure: those of these blocks (a bit each), as far as they lie near or
 * in what the regency knows. */
void hazard_warning_place(Arena *arena, const ElectionRegency *regency,
                          const HazardWarning *warning, uint64_t infos, HazardMeasure *ret);
/* Confirms: the measure takes force, and what rested on the messages that it supersedes is taken
 * back. ERR_INPUT where it may not: not Actual, superseded, over, or an effect without a place. */
MUST_USE Status hazard_warning_confirm(Ledger *ledger, Store *store, Arena *arena,
                                       const char *scope, const HazardWarning *warning,
                                       const HazardMeasure *measure, int64_t now_s, Err *err);
/* Takes back what was made of it. ERR_ABSENT where nothing is in force. */
MUST_USE Status hazard_warning_withdraw(Ledger *ledger, Store *store, const char *scope,
                                        int64_t number, Err *err);
/* Lays what is in force on a regency and a forecast: floods and landslides join its hazards, rain
 * the days of the forecast. Closures stand among the others (hazard_closures) by themselves. */
MUST_USE Status hazard_warned(Store *store, Arena *arena, ElectionRegency *regency,
                              HazardForecast *forecast, Err *err);

#endif
