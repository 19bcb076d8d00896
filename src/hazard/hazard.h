// SPDX-License-Identifier: Apache-2.0
/* hazard.h: what stands in the way. Knows nothing of plans.
 *
 *  1. Closures: roads that somebody closed or opened again, as events.
 *  2. The model: what rain does to roads and crews, as data with source and certainty.
 *  3. Rain: a random field over the regency, from a climate or a forecast.
 *  4. Floods: what the rain of a scenario does at each flood point, and when.
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
    HAZARD_PATIENCE_MIN,     /* a crew goes on to the next stop rather than wait longer */
    HAZARD_OVERTIME_MIN,     /* after its shift a crew comes home so late, if it must */
    HAZARD_GUARD_RP_PER_DAY, /* what measures cost: a flood point kept open, */
    HAZARD_MEND_RP_PER_M,    /* its road raised for good, */
    HAZARD_TEAM_RP_PER_DAY,  /* one more escort team */
    HAZARD_SETTINGS
} HazardSetting;
typedef struct HazardValue {
    const char *name;
    int64_t value;
    const char *source, *certainty; /* "assumption", "measured" or "published" */
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
    const char *source, *certainty;
} HazardClimate;
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
                            HAZARD_CHANCE_REPAIR
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
#define HAZARD_PLACES_MAX 513
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

/* ---------------------------------------------------------------- 4. floods
 * A point floods when the rain of its days passes its limit: at the hour at which the day's rain
 * has come down it stands deepest, and runs off evenly. A class passes where it can wade. */
typedef struct HazardPoint {
    const char *id, *name;
    GeoPoint at;
    uint32_t radius_m;
    int64_t rain_mm, days, depth_permille, drain_s;
    const char *source, *certainty; /* of what is stated; NULL */
    int assumed;                    /* how many of the four above are the model's */
    bool example;
} HazardPoint;
/* The regency's hazards of kind "flood"; the other kinds are counted, not foreseen. */
HazardPoint *hazard_points(Arena *arena, const HazardModel *model, const ElectionRegency *regency,
                           size_t *ret_count, size_t *ret_others);
typedef struct HazardFlood {
    int64_t from_s;  /* UTC, when it stands deepest; no water before */
    double depth_mm; /* 0 = none that day */
} HazardFlood;
/* Of one point: one per day of the rain, which lies at mm[day * stride]. `first_midnight_s` is UTC
 * of the first day's local midnight. */
void hazard_floods(const HazardModel *model, const HazardPoint *point, const double *mm,
                   size_t stride, size_t days, int64_t first_midnight_s, HazardFlood *ret);
/* The first moment from at_s on at which one who wades that deep passes. */
int64_t hazard_passable_s(const HazardPoint *point, const HazardFlood *floods, size_t days,
                          int64_t wade_mm, int64_t at_s);
/* How wet the roads are on a day, by the rain of the days before it. */
HazardWetness hazard_wetness(const HazardModel *model, const double *mm, size_t stride, size_t day);

#endif
