// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a file of closures, on a map of three roads; what is accepted is applied. */
#include <stdlib.h>

#include "road/road.h"

static const char MAP[] =
    "<osm><node id='1' lat='2.0' lon='100.0'/><node id='2' lat='2.0' lon='100.01'/>"
    "<node id='3' lat='2.01' lon='100.01'/><node id='4' lat='2.02' lon='100.0'/>"
    "<way id='7'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way>"
    "<way id='8'><nd ref='2'/><nd ref='3'/><nd ref='4'/><tag k='highway' v='track'/></way>"
    "<way id='9'><nd ref='4'/><nd ref='1'/><tag k='highway' v='residential'/></way></osm>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    RoadProfiles *profiles;
    RoadMap *map;
    RoadClosures *closures;
    Err err = {0};
    Faults faults = {.arena = arena, .file = "fuzz"};
    Bytes xml = {(const uint8_t *)MAP, sizeof MAP - 1};
    if (road_profiles_builtin(arena, &profiles, &err) != OK) abort();
    if (road_read(arena, xml, "map", NULL, &map, NULL, &err) != OK) abort();
    Status s =
        road_closures_read(arena, map, (Bytes){data, size}, "fuzz", &closures, &faults, &err);
    if (s != OK && (s != ERR_INPUT || !err.text[0])) abort();
    if (s == OK) {
        RoadWeights *weights = road_weights(arena, map, profiles, ROAD_TRUCK);
        road_apply(arena, map, weights, closures, 1707525000);
        road_apply(arena, map, weights, NULL, 0);
    }
    arena_free(arena);
    return 0;
}
