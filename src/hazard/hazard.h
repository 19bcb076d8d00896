// SPDX-License-Identifier: Apache-2.0
/* hazard.h: what stands in the way. Today: roads that somebody closed or opened again, as events.
 * Knows nothing of plans.
 *
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

#endif
