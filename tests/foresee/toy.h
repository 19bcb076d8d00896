// SPDX-License-Identifier: Apache-2.0
/* toy.h: a regency of five junctions for the tests of foresight. Far lies beyond a stretch that
 * floods; a way round leads over Hill (or is left out); Near needs neither.
 *
 *              Hill
 *            /      \                 Depot - Dip is 4.4 km, Dip - Ridge (which floods) 2.2 km,
 *       Depot - Dip = Ridge - Far     Ridge - Far 4.4 km; over Hill 24.9 km; Depot - Near 2.2 km
 *         |
 *        Near
 */
#ifndef TEST_FORESEE_TOY_H
#define TEST_FORESEE_TOY_H

#include "foresee/foresee.h"

enum { TOY_FAR, TOY_NEAR, TOY_TPS };
#define TOY_KM_PER_DEGREE 111.195
#define TOY_KMH 45.0 /* a truck on a primary road */
#define TOY_LOADING_S 600
#define TOY_SERVICE_S 900

typedef struct Toy {
    Env env;
    Arena *arena;
    ElectionRegency r;
    ElectionDistrict district;
    ElectionVillage village;
    ElectionTps tps[TOY_TPS];
    ElectionDepot depot, depots[2];
    ElectionVehicle truck, fleet[2]; /* of toy_boat */
    ElectionHazard flood;
    ElectionHazard river; /* of toy_boat: of no kind yet, over the river, with the road's rain */
    double ride_h;        /* from the landing to Far */
    PlanNetwork network;
    HazardModel model; /* calm: no chance but the rain, which slows nothing */
    HazardForecast forecast;
    HazardForecastDay days[20]; /* all dry */
    PlanStop stops[TOY_TPS];
    int32_t goods[TOY_TPS];
    PlanTrip trip;
    Plan plan;       /* two days; on the first one trip at 08:00, to Far and then Near */
    int64_t start_s; /* 08:00 of the first day */
} Toy;
void toy_init(Toy *toy, bool with_hill);
void toy_done(Toy *toy);
/* A landing at Dip where a boat stands, and a river from there to Far. The truck is fleet[0] from
 * now on. */
void toy_boat(Toy *toy, bool with_hill);
/* Rain of the day before the first: it floods, deepest at 17:00 that day, until the hour given,
 * counted from 08:00 of the first day. */
void toy_flood(Toy *toy, double until_h);
void toy_latest(Toy *toy, int tps, double hours); /* after 08:00 of the first day */
ForeseeWorld *toy_world(Toy *toy, uint32_t scenarios, bool free_rain, int threads);
Foresight toy_run(Toy *toy, uint32_t scenarios, bool free_rain, int threads);

#endif
