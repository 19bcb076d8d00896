// SPDX-License-Identifier: Apache-2.0
/* Any bytes as JSON. What has a canonical form has one only: read back, it is written alike. */
#include "base/base.h"

#include <assert.h>
#include <string.h>

static bool canonical(Bytes text, Buf *out) {
    json_t *value;
    Err err;
    buf_init(out, 16 * MIB);
    if (json_read(text, "fuzz.json", &value, &err) != OK) return false;
    bool done = json_canonical(value, out, &err) == OK;
    json_decref(value);
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buf once, twice;
    if (canonical((Bytes){data, size}, &once)) {
        assert(canonical(buf_bytes(&once), &twice));
        assert(once.n == twice.n && memcmp(once.at, twice.at, once.n) == 0);
        buf_free(&twice);
    }
    buf_free(&once);
    return 0;
}
