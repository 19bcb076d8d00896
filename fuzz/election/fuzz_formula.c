// SPDX-License-Identifier: Apache-2.0
/* Any text either is no formula, or has a value and an explanation for the emptiest and the fullest
 * of places. */
#include "election/election.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const ElectionVars places[] = {
        {0, 0, 1, 1, 1, 1}, {284, 3, 5, 1, 1, 1}, {INT64_MAX, INT64_MAX, INT64_MAX, 7, 3, 2}};
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    ElectionFormula *formula;
    Err err;
    const char *text = arena_strn(arena, (const char *)data, size);
    if (election_formula_parse(arena, text, &formula, &err) == OK) {
        for (size_t i = 0; i < COUNT_OF(places); i++) {
            int64_t n = 0;
            Status status = election_formula_value(formula, &places[i], &n, &err);
            if (status == OK && n < 0) abort();
            if (!election_formula_explain(arena, formula, &places[i])) abort();
        }
    }
    arena_free(arena);
    return 0;
}
