// SPDX-License-Identifier: Apache-2.0
/* Commitments and leaves; docs/format.md has the bytes. The tags at the front keep the hashes of
 * different things apart: no event can be passed off as a withheld value, nor either as a leaf. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <inttypes.h>

#define LEAF_BYTES_MAX 256

Sha256 ledger_event_commitment(const uint8_t salt[LEDGER_SALT_BYTES], Bytes canonical) {
    return sha256_parts(
        3,
        (Bytes[]){bytes_of("hantar/event-commitment/v1\n"), {salt, LEDGER_SALT_BYTES}, canonical});
}

Sha256 ledger_value_commitment(const uint8_t salt[LEDGER_SALT_BYTES], const char *value) {
    return sha256_parts(3, (Bytes[]){bytes_of("hantar/value-commitment/v1\n"),
                                     {salt, LEDGER_SALT_BYTES},
                                     bytes_of(value)});
}

void ledger_leaf_of(const char *scope, int64_t seq, const Sha256 *commitment, Buf *ret_text,
                    Sha256 *ret_hash) {
    char hex[65];
    hex_format(commitment->b, sizeof commitment->b, hex);
    Buf text;
    buf_init(&text, LEAF_BYTES_MAX);
    buf_printf(&text, "hantar-leaf/v1\nscope %s\nseq %" PRId64 "\nevent %s\n", scope, seq, hex);
    assert(!text.failed);
    static const uint8_t leaf_tag = 0; /* RFC 6962 section 2.1 */
    *ret_hash = sha256_parts(2, (Bytes[]){{&leaf_tag, 1}, buf_bytes(&text)});
    if (ret_text) buf_add(ret_text, text.at, text.n);
    buf_free(&text);
}

void ledger_leaf(const char *scope, int64_t seq, const uint8_t salt[32], Bytes canonical,
                 Buf *ret_text, Sha256 *ret_hash) {
    Sha256 commitment = ledger_event_commitment(salt, canonical);
    ledger_leaf_of(scope, seq, &commitment, ret_text, ret_hash);
}
