// SPDX-License-Identifier: Apache-2.0
/* slow.h: the toy regency simulated once more, from foresee.h and hazard.h as they are written,
 * with nothing of their code: another generator, another gamma distribution, Dijkstra on five
 * junctions, clocks in hours. Of the toy it takes the settings and the latest times. */
#ifndef TEST_FORESEE_SLOW_H
#define TEST_FORESEE_SLOW_H

#include "toy.h"

/* Shares of runs in which each TPS is late, and mean number of days on which the truck is out. */
void slow_run(const Toy *toy, bool with_hill, int runs, double late[TOY_TPS], double *days_out);

#endif
