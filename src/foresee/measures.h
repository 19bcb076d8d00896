// SPDX-License-Identifier: Apache-2.0
/* measures.h: what the lists of candidates share. */
#ifndef HANTAR_FORESEE_MEASURES_H
#define HANTAR_FORESEE_MEASURES_H

#include "foresee/foresee_int.h"

typedef struct Lister {
    const ForeseeWorld *world;
    Arena *arena;
    const ForeseeState *state;
    const Foresight *is;
    int32_t *trip_of, *stop_of; /* by TPS, in the plan; -1 */
    ForeseeSet *on_way;         /* by TPS: flood points on its goods' way, as planned */
    int32_t *risk;              /* TPS that are late sometimes, most often first */
    size_t risk_count;
    ForeseeMeasures *to;
} Lister;

/* A measure of that kind, about nothing yet. */
ForeseeMeasure foresee_list_blank(ForeseeKind kind, ForeseeOffice office);
const PlanTrip *foresee_list_trip(const Lister *l, int32_t tps);
/* TPS that are at risk on this day, of this depot's and this vehicle's trips; -1 = any. */
bool foresee_list_risk_on(const Lister *l, int32_t depot, int32_t vehicle, int32_t day);
/* The measure for those of the group that the plan serves later than some time before the last
 * moment, once for each of several such times. */
void foresee_list_slack(const Lister *l, const ForeseeMeasure *m, const int32_t *tps, size_t n,
                        int32_t most_min);
bool foresee_list_through(const Lister *l, int32_t district); /* goods go through its PPK */
/* Vehicles, teams, hubs: one more, elsewhere, another (measures_fleet.c). */
void foresee_list_fleet(const Lister *l);
void foresee_list_standing_by(const Lister *l); /* those of them that leave the plan as it is */

#endif
