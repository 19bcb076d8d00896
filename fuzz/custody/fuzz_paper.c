// SPDX-License-Identifier: Apache-2.0
/* Any bytes as paper forms that were typed into a table: each row has a reason or a whole
 * statement. */
#include "custody/custody.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    CustodyStatement like = {.act = CUSTODY_DO_STORE, .accuracy_m = -1};
    CustodyPaperRow *rows;
    size_t n;
    Err err;
    if (custody_paper_read(arena, (Bytes){data, size}, "form.csv", 420, &like, &rows, &n, &err) ==
        OK)
        for (size_t i = 0; i < n; i++) {
            if (rows[i].fault) continue;
            if (strlen(rows[i].statement.item) != 11 || rows[i].statement.act >= _CUSTODY_ACTS)
                abort();
        }
    arena_free(arena);
    return 0;
}
