// SPDX-License-Identifier: Apache-2.0
/* hazard_int.h: what the files of this folder share. */
#ifndef HANTAR_HAZARD_INT_H
#define HANTAR_HAZARD_INT_H

#include "hazard/hazard.h"

/* The level of a station, at even steps over the days that are played. */
typedef struct HazardTideSeries {
    int64_t from_s, step_s;
    int64_t shift_max_s; /* 0: the hours are known */
    int64_t *level_mm;
    size_t n;
} HazardTideSeries;

typedef struct HazardTideTable {
    int64_t *at_s, *level_mm; /* in order of time */
    size_t n;
} HazardTideTable;

/* ---------------------------------------------------------------- events and views */
#define HAZARD_WARNED_DAYS_MAX 60               /* of rain by one warning */
bool hazard_point_fits(const json_t *point);    /* [lat_e7, lon_e7] */
json_t *hazard_rings_json(const GeoArea *area); /* [[[lat_e7, lon_e7], ...], ...] */
GeoArea hazard_rings_read(Arena *arena, const json_t *rings);
/* Those of which something is in force alone, without who supersedes them. */
Status hazard_in_force(Store *store, Arena *arena, const char *scope, HazardWarning **ret,
                       size_t *ret_count, Err *err);
Status hazard_apply_received(Store *store, const LedgerEvent *event, Err *err);
Status hazard_apply_confirmed(Store *store, const LedgerEvent *event, Err *err);
Status hazard_apply_withdrawn(Store *store, const LedgerEvent *event, Err *err);

#endif
