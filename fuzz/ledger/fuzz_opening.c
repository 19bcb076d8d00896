// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a receipt file. What is accepted holds an event of the form; written and read again
 * it is the same. */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

static void must(bool held) {
    if (!held) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    Err err;
    LedgerOpening opening, again;
    Status s = ledger_opening_read(arena, (Bytes){data, size}, &opening, &err);
    must(s == OK || (s == ERR_INPUT && err.text[0]));
    if (s == OK) {
        Buf *b = buf_on(arena, 64 * MIB);
        must(opening.event.scope && opening.event.type && opening.event.time);
        must(ledger_opening_write(opening.canonical, opening.salt, b, &err) == OK);
        must(ledger_opening_read(arena, buf_bytes(b), &again, &err) == OK);
        must(again.canonical.n == opening.canonical.n);
        must(memcmp(again.canonical.at, opening.canonical.at, again.canonical.n) == 0);
        must(memcmp(again.salt, opening.salt, sizeof again.salt) == 0);
    }
    arena_free(arena);
    return 0;
}
