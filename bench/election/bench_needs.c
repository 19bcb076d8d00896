// SPDX-License-Identifier: Apache-2.0
/* bench_needs [TPS...]: how long the needs of so many polling stations take. Without arguments a
 * regency of 955. */
#include "election/election.h"

#include <inttypes.h>
#include <stdio.h>

static ElectionRules rules_of(Arena *arena, const char *election) {
    json_t *json;
    ElectionRules rules = {0};
    Faults faults = {.arena = arena};
    Err err;
    if (json_read(election_builtin(election), election, &json, &err) != OK ||
        election_rules_read(arena, json, election, "1406", &rules, &faults, &err) != OK)
        printf("%s\n", err.text);
    json_decref(json);
    return rules;
}

static void measure(const Env *env, int64_t count) {
    Arena *arena = arena_new(env, 8192 * MIB);
    size_t n = (size_t)count, villages = n / 10 + 1;
    ElectionTps *tps = ARENA_ARRAY(arena, ElectionTps, n);
    ElectionVillage *village = ARENA_ARRAY(arena, ElectionVillage, villages);
    ElectionDistrict district = {.code = "140601"};
    for (size_t t = 0; t < n; t++) {
        tps[t] = (ElectionTps){.village = (int32_t)(t / 10), .dpt = 100 + (int64_t)(t % 200)};
        tps[t].id = arena_printf(arena, "%013zu", t);
    }
    ElectionRegency regency = {.scope = "1406",
                               .rules = rules_of(arena, "pemilu-2024"),
                               .districts = &district,
                               .villages = village,
                               .tps = tps,
                               .district_count = 1,
                               .village_count = villages,
                               .tps_count = n};
    ElectionNeeds needs = {0};
    ElectionSums sums = {0};
    ElectionNeedChange *changes;
    size_t changed;
    Err err;
    int64_t start = env->tick_ns(env->ctx);
    if (election_needs(arena, &regency, &needs, &err) != OK) printf("%s\n", err.text);
    int64_t known = env->tick_ns(env->ctx);
    election_needs_sum(arena, &regency, &needs, BY_VILLAGE, &sums);
    int64_t summed = env->tick_ns(env->ctx);
    ElectionState state = {&regency, &needs};
    election_needs_compare(arena, state, state, &changes, &changed);
    int64_t compared = env->tick_ns(env->ctx);
    printf("%" PRId64 " TPS, %zu rows: needs %.1f ms, sums by village %.1f ms, comparing %.1f ms\n",
           count, needs.count, (double)(known - start) / 1e6, (double)(summed - known) / 1e6,
           (double)(compared - summed) / 1e6);
    arena_free(arena);
}

int main(int argc, char **argv) {
    Env env = env_real();
    int64_t n;
    if (argc < 2) measure(&env, 955);
    for (int i = 1; i < argc; i++)
        if (int_parse(argv[i], 0, 10000000, &n)) measure(&env, n);
    return 0;
}
