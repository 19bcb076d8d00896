// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_int.h"

#include <string.h>

#include "ledger_sql.h"

static Status there(Store *store, const Sha256 *hash, bool *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_BLOB_THERE, &q, err);
    if (s != OK) return s;
    store_bind_bytes(q, 1, (Bytes){hash->b, sizeof hash->b});
    s = store_step(q, ret, err);
    store_finish(q);
    return s;
}

Status ledger_blob_put(Store *store, Bytes bytes, Sha256 *ret, Err *err) {
    if (bytes.n > LEDGER_BLOB_BYTES_MAX) {
        err_set(err, ERR_INPUT, _("a payload is larger than %zu MiB"), LEDGER_BLOB_BYTES_MAX / MIB);
        err_advise(err, "%s", _("split it up"));
        return ERR_INPUT;
    }
    Sha256 hash = sha256(bytes.at, bytes.n);
    bool known = false; /* asked first: an insert would copy the whole before it sees that */
    Status s = there(store, &hash, &known, err);
    if (s == OK && !known)
        s = store_run(store, err, SQL_BLOB_ADD, "bb", (Bytes){hash.b, sizeof hash.b}, bytes);
    if (s == OK) *ret = hash;
    return s;
}

static Status take(StoreStmt *q, bool row, Arena *arena, const Sha256 *hash, Bytes *ret, Err *err) {
    char hex[65];
    hex_format(hash->b, sizeof hash->b, hex);
    if (!row) {
        err_set(err, ERR_ABSENT, "%s", _("a payload that an event names is not in this database"));
        err_at(err, hex, 0, 0, NULL);
        return ERR_ABSENT;
    }
    Bytes stored = store_bytes(q, 0);
    Sha256 found = sha256(stored.at, stored.n);
    if (memcmp(found.b, hash->b, sizeof found.b) != 0) {
        err_set(err, ERR_WORLD, "%s", _("a payload in the database is not what was stored"));
        err_at(err, hex, 0, 0, NULL);
        err_advise(err, "%s", _("restore a backup, or import the same file again"));
        return ERR_WORLD;
    }
    *ret = (Bytes){(uint8_t *)arena_strn(arena, (const char *)stored.at, stored.n), stored.n};
    return OK;
}

Status ledger_blob_get(Store *store, Arena *arena, Sha256 hash, Bytes *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store_log(store), SQL_BLOB_GET, &q, err);
    if (s != OK) return s;
    store_bind_bytes(q, 1, (Bytes){hash.b, sizeof hash.b});
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK) s = take(q, row, arena, &hash, ret, err);
    store_finish(q);
    return s;
}
