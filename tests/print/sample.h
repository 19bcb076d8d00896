// SPDX-License-Identifier: Apache-2.0
/* sample.h: a regency and a plan made by hand, of any size, for the tests and the benchmark of the
 * papers. The plan is no good plan; but it is whole, with a district served through its PPK, TPS
 * that cannot be served, and a name that no column is wide enough for. */
#ifndef HANTAR_TEST_SAMPLE_H
#define HANTAR_TEST_SAMPLE_H

#include "print/print.h"

typedef struct SampleSize {
    int districts; /* the last one is served through its PPK */
    int villages;  /* of a district */
    int tps;       /* of a village */
    int per_trip;
    Bytes roads; /* an OSM file; n = 0: times are estimated */
} SampleSize;
#define SAMPLE_SMALL ((SampleSize){2, 4, 5, 7, {0}})
typedef struct Sample {
    ElectionRegency regency;
    ElectionNeeds needs;
    PlanNetwork network;
    Plan plan;
    PrintInput input;
} Sample;
/* Asserts when anything fails: it is a test's own data. */
Sample *sample_make(const Env *env, Arena *arena, SampleSize size);
/* A small map of roads of every class, a river with a ferry, over the sample's ground. */
Bytes sample_roads(Arena *arena);

#endif
