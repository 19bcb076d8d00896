// SPDX-License-Identifier: Apache-2.0
/* Any JSON is either refused with at least one fault, or gives rules from which needs follow (or an
 * error that names the place). */
#include "election/election.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void needs(Arena *arena, ElectionRules rules) {
    ElectionDistrict district = {.code = "320101"};
    ElectionVillage village = {.code = "3201012001"};
    ElectionTps tps[] = {{.id = "3201012001001", .dpt = 284, .dptb = 1},
                         {.id = "3201012001002", .dpt = -1}};
    ElectionRegency regency = {.scope = "3201",
                               .rules = rules,
                               .districts = &district,
                               .villages = &village,
                               .tps = tps,
                               .district_count = 1,
                               .village_count = 1,
                               .tps_count = COUNT_OF(tps)};
    ElectionNeeds found;
    ElectionReason *reasons;
    ElectionSums sums;
    size_t n;
    Err err = {0};
    if (election_needs(arena, &regency, &found, &err) != OK) {
        if (!*err.text) abort();
        return;
    }
    if (found.unknown_count != 1) abort();
    election_needs_sum(arena, &regency, &found, BY_REGENCY, &sums);
    if (election_needs_explain(arena, &regency, 0, &reasons, &n, &err) != OK) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    json_t *json;
    Err err;
    if (json_read((Bytes){data, size}, "fuzz", &json, &err) == OK) {
        Faults faults = {.arena = arena};
        ElectionRules rules;
        Status status = election_rules_read(arena, json, "fuzz", "3201", &rules, &faults, &err);
        json_decref(json);
        if ((status == OK) != (faults.total == 0)) abort();
        if (status == OK) needs(arena, rules);
    }
    arena_free(arena);
    return 0;
}
