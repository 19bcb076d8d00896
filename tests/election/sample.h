// SPDX-License-Identifier: Apache-2.0
/* sample.h: regencies built by hand for the tests of rules and needs. */
#ifndef HANTAR_TEST_ELECTION_SAMPLE_H
#define HANTAR_TEST_ELECTION_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "election/election.h"

static inline int sample_setup(void **state) {
    Env env = env_real();
    lang_use(LANG_EN);
    *state = arena_new(&env, 1024 * MIB);
    return 0;
}

static inline int sample_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* The rules of a text in a scope; the test fails when they have faults. */
static inline ElectionRules sample_rules(Arena *arena, Bytes text, const char *scope) {
    json_t *json;
    ElectionRules rules;
    Faults faults = {.arena = arena};
    Err err = {0};
    if (json_read(text, "rules.json", &json, &err) != OK) fail_msg("%s: %s", err.place, err.text);
    Status status = election_rules_read(arena, json, "rules.json", scope, &rules, &faults, &err);
    for (size_t i = 0; i < faults.list.n; i++)
        print_message("%s: %s\n", faults.list.at[i].field, faults.list.at[i].text);
    json_decref(json);
    assert_int_equal(status, OK);
    return rules;
}

static inline size_t sample_item(const ElectionRules *rules, const char *id) {
    for (size_t i = 0; i < rules->item_count; i++)
        if (str_eq(rules->items[i].id, id)) return i;
    fail_msg("no item %s", id);
    return 0;
}

/* Ten TPS to a village, ten villages to a district. */
static inline ElectionRegency sample_regency(Arena *a, ElectionRules rules, const char *scope,
                                             const int64_t *dpt, size_t n) {
    size_t villages = (n + 9) / 10, districts = (villages + 9) / 10;
    ElectionTps *tps = ARENA_ARRAY(a, ElectionTps, n);
    ElectionVillage *village = ARENA_ARRAY(a, ElectionVillage, villages);
    ElectionDistrict *district = ARENA_ARRAY(a, ElectionDistrict, districts);
    for (size_t d = 0; d < districts; d++)
        district[d].code = arena_printf(a, "%s%02zu", scope, d + 1);
    for (size_t v = 0; v < villages; v++) {
        village[v].district = (int32_t)(v / 10);
        village[v].code = arena_printf(a, "%s%04zu", district[v / 10].code, 2001 + v % 10);
    }
    for (size_t t = 0; t < n; t++) {
        tps[t] = (ElectionTps){
            .village = (int32_t)(t / 10), .number = (int32_t)(t % 10) + 1, .dpt = dpt[t]};
        tps[t].id = arena_printf(a, "%s%03d", village[t / 10].code, tps[t].number);
    }
    return (ElectionRegency){.scope = scope,
                             .name = "Contoh",
                             .rules = rules,
                             .districts = district,
                             .villages = village,
                             .tps = tps,
                             .district_count = districts,
                             .village_count = villages,
                             .tps_count = n};
}

/* n polling stations whose voters add up to `dpt` and whose voters / `part`, each rounded up, add
 * up to `reserve`. */
static inline int64_t *sample_voters(Arena *a, size_t n, int64_t dpt, int64_t reserve,
                                     int64_t part) {
    int64_t *all = ARENA_ARRAY(a, int64_t, n), count = (int64_t)n;
    int64_t short_of = reserve * part - dpt; /* by how much the rounding exceeds */
    assert_in_range(short_of, 0, (part - 1) * count);
    for (int64_t i = 0; i < count; i++) {
        int64_t steps = reserve / count + (i < reserve % count);
        int64_t under = short_of / count + (i < short_of % count);
        all[i] = steps * part - under;
    }
    return all;
}

static inline ElectionNeeds sample_needs(Arena *a, const ElectionRegency *regency) {
    ElectionNeeds needs;
    Err err = {0};
    if (election_needs(a, regency, &needs, &err) != OK) fail_msg("%s: %s", err.place, err.text);
    return needs;
}

/* Of all places and contests of the item's level. */
static inline int64_t sample_total(const ElectionRegency *regency, const ElectionNeeds *needs,
                                   const char *item) {
    int64_t sum = 0;
    int32_t which = (int32_t)sample_item(&regency->rules, item);
    for (size_t i = 0; i < needs->count; i++)
        if (needs->rows[i].item == which) sum += needs->rows[i].quantity;
    return sum;
}

#endif
