// SPDX-License-Identifier: Apache-2.0
/* scene.h: a small invented regency for the tests of plans: one KPU depot, `n` TPS of 250 voters on
 * a rough circle, under the rules of pemilu-2024, without roads. Tests bend it before use. */
#ifndef TEST_PLAN_SCENE_H
#define TEST_PLAN_SCENE_H

#include "election/election.h"
#include "plan/plan.h"

#define SCENE_TPS_MAX 64
#define SCENE_VEHICLES_MAX 8
typedef struct Scene {
    Env env;
    Arena *arena;
    Store *store;
    Ledger *ledger; /* with roads */
    ElectionRegency r;
    ElectionDistrict districts[2];
    ElectionVillage villages[4];
    ElectionTps tps[SCENE_TPS_MAX];
    ElectionDepot depots[4];
    ElectionVehicle vehicles[SCENE_VEHICLES_MAX];
    ElectionPerson persons[8];
    ElectionNeeds needs;
    PlanNetwork network;
} Scene;

void scene_init(Scene *scene, size_t tps, size_t vehicles);
/* District 1 (villages 2 and 3) goes through its PPK, where the last vehicle stands. */
void scene_hub(Scene *scene);
/* A further depot, a landing, where the vehicle stands as a boat with room for so many boxes. */
void scene_landing(Scene *scene, const char *id, GeoPoint at, size_t vehicle, int64_t boxes);
/* A grid of SCENE_WAYS roads, each of which can be closed, in a store of its own. */
#define SCENE_GRID 11
#define SCENE_WAYS (2 * SCENE_GRID * (SCENE_GRID - 1))
void scene_roads(Scene *scene);
void scene_close_road(Scene *scene, int32_t way); /* from 1 */
void scene_rule(Scene *scene, const char *name, int64_t value);
void scene_ready(Scene *scene); /* needs and network, after bending */
void scene_done(Scene *scene);
PlanOptions scene_options(const Scene *scene, int days, int64_t iterations);

#endif
