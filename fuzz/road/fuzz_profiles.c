// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "road/road.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    RoadProfiles *profiles = NULL;
    Err err = {0};
    Status s = road_profiles_read(arena, (Bytes){data, size}, "fuzz", &profiles, &err);
    if (s == OK && road_detour_permille(profiles) < 1000) abort();
    if (s != OK && (s != ERR_INPUT || !err.text[0] || !err.place[0])) abort();
    arena_free(arena);
    return 0;
}
