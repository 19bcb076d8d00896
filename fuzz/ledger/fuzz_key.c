// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a key file, secret or public. What is accepted comes back the same. */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

static void must(bool held) {
    if (!held) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Bytes file = {data, size};
    Err err;
    LedgerSigner *signer, *again;
    LedgerKeyKind kind, kind_again;
    uint8_t key[LEDGER_PUBLIC_BYTES], key_again[LEDGER_PUBLIC_BYTES];
    Buf b;
    buf_init(&b, 4 * KIB);
    bool is_secret = ledger_signer_read(&env, file, "fuzz", &signer, &err) == OK;
    if (is_secret) {
        must(ledger_signer_write(signer, &b, &err) == OK);
        must(ledger_signer_read(&env, buf_bytes(&b), "fuzz", &again, &err) == OK);
        must(strcmp(ledger_signer_id(signer), ledger_signer_id(again)) == 0);
        must(ledger_signer_kind(signer) == ledger_signer_kind(again));
        ledger_signer_free(signer);
        ledger_signer_free(again);
    }
    b.n = 0;
    if (ledger_public_read(file, "fuzz", &kind, key, &err) == OK) {
        must(!is_secret);
        must(ledger_public_write(kind, key, &b, &err) == OK);
        must(ledger_public_read(buf_bytes(&b), "fuzz", &kind_again, key_again, &err) == OK);
        must(kind == kind_again && memcmp(key, key_again, sizeof key) == 0);
    }
    buf_free(&b);
    return 0;
}
