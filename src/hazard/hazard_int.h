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

#endif
