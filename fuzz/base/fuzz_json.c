// SPDX-License-Identifier: Apache-2.0
/* Whatever json_read accepts and json_canonical can write is read back as the same, and written
 * the same again: the ledger's hashes stand on that. */
#include <assert.h>
#include <string.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    json_t *value, *again;
    Err err;
    Buf once, twice;
    if (json_read((Bytes){data, size}, "fuzz.json", &value, &err) != OK) {
        assert(utf8_valid(err.text, strlen(err.text)));
        return 0;
    }
    buf_init(&once, 1 * MIB);
    buf_init(&twice, 1 * MIB);
    if (json_canonical(value, &once, &err) == OK) {
        Status s = json_read(buf_bytes(&once), "fuzz.json", &again, &err);
        assert(s == OK);
        assert(json_equal(value, again));
        s = json_canonical(again, &twice, &err);
        assert(s == OK);
        assert(once.n == twice.n);
        assert(memcmp(once.at, twice.at, once.n) == 0);
        json_decref(again);
    }
    json_decref(value);
    buf_free(&once);
    buf_free(&twice);
    return 0;
}
