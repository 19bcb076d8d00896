// SPDX-License-Identifier: Apache-2.0
#include "election/election.h"

#include "election_rules.h" /* the files of data/elections, by data/meson.build */

static const struct {
    const char *id;
    const unsigned char *text;
    const unsigned long *n;
} builtin[] = {
    {"pilkada-2024", rules_pilkada_2024, &rules_pilkada_2024_n},
    {"pemilu-2024", rules_pemilu_2024, &rules_pemilu_2024_n},
    {"pilkada-2020", rules_pilkada_2020, &rules_pilkada_2020_n},
};

size_t election_builtin_count(void) {
    return COUNT_OF(builtin);
}

const char *election_builtin_id(size_t i) {
    return builtin[i].id;
}

Bytes election_builtin(const char *id) {
    for (size_t i = 0; i < COUNT_OF(builtin); i++)
        if (str_eq(builtin[i].id, id)) return (Bytes){builtin[i].text, *builtin[i].n};
    return (Bytes){NULL, 0};
}
