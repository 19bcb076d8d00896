// SPDX-License-Identifier: Apache-2.0
/* Values that stand outside the log, behind a salted commitment. Without its salt a commitment
 * says nothing, even of a phone number that could be guessed; so erasing is deleting one row. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <string.h>

#include "ledger_sql.h"

#define PREFIX "withheld:"
#define PREFIX_BYTES (sizeof PREFIX - 1)
static_assert(LEDGER_WITHHELD_BYTES == PREFIX_BYTES + 64 + 1, "prefix, 64 hex digits, NUL");

static bool is_commitment(const char *text, Sha256 *ret) {
    return str_starts(text, PREFIX) && hex_parse(text + PREFIX_BYTES, ret->b, sizeof ret->b);
}

Status ledger_withhold(Ledger *ledger, const char *value, char to[LEDGER_WITHHELD_BYTES],
                       Err *err) {
    uint8_t salt[LEDGER_SALT_BYTES];
    ledger->env.random(ledger->env.ctx, salt, sizeof salt);
    Sha256 hash = ledger_value_commitment(salt, value);
    char text[LEDGER_WITHHELD_BYTES] = PREFIX;
    hex_format(hash.b, sizeof hash.b, text + PREFIX_BYTES);
    Status s = store_run(ledger->store, err, SQL_WITHHELD_ADD, "tbt", text,
                         (Bytes){salt, sizeof salt}, value);
    if (s == OK) memcpy(to, text, sizeof text);
    return s;
}

/* The row must be what the commitment says, or it is somebody's later invention. */
static Status take(StoreStmt *q, Arena *arena, const Sha256 *hash, const char *commitment,
                   const char **ret, Err *err) {
    Bytes salt = store_bytes(q, 0);
    const char *value = store_text(q, 1);
    Sha256 found = {0};
    if (salt.n == LEDGER_SALT_BYTES && value) found = ledger_value_commitment(salt.at, value);
    if (memcmp(found.b, hash->b, sizeof found.b) != 0) {
        err_set(err, ERR_WORLD, "%s", _("a withheld value is not what was stored"));
        err_at(err, commitment, 0, 0, NULL);
        err_advise(err, "%s", _("restore a backup, or erase the value"));
        return ERR_WORLD;
    }
    *ret = arena_str(arena, value);
    return OK;
}

Status ledger_reveal(Store *store, Arena *arena, const char *text, const char **ret, Err *err) {
    Sha256 hash;
    if (!is_commitment(text, &hash)) {
        *ret = text;
        return OK;
    }
    StoreStmt *q;
    Status s = store_prepare(store, SQL_WITHHELD_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, text);
    bool row = false;
    s = store_step(q, &row, err);
    if (s == OK && row) s = take(q, arena, &hash, text, ret, err);
    if (s == OK && !row) *ret = _("(withheld)");
    store_finish(q);
    return s;
}

static Status known(Store *store, const char *commitment, bool *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_WITHHELD_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, commitment);
    s = store_step(q, ret, err);
    store_finish(q);
    return s;
}

Status ledger_erase(Store *store, const char *commitment, Err *err) {
    bool there = false;
    Status s = known(store, commitment, &there, err);
    if (s != OK) return s;
    if (!there) {
        err_set(err, ERR_ABSENT, "%s", _("no value is kept behind this commitment"));
        err_at(err, commitment, 0, 0, NULL);
        err_advise(err, "%s", _("it may have been erased before"));
        return ERR_ABSENT;
    }
    s = store_run(store, err, SQL_WITHHELD_ERASE, "t", commitment);
    if (s != OK || store_in_transaction(store)) return s;
    /* Where a reader still looks at the old state, the WAL keeps it until the store is closed. */
    Err reader;
    Status scrubbed = store_scrub(store, &reader);
    (void)scrubbed;
    return OK;
}
