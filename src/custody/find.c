// SPDX-License-Identifier: Apache-2.0
#include "custody/custody_int.h"

#include "custody_sql.h"

Status custody_newest_event(Store *store, Arena *arena, const char *scope, const char *name,
                            const char **ret, size_t *ret_count, Err *err) {
    CustodyNumber number;
    char code[CUSTODY_CODE_BYTES] = "";
    Err no_code;
    StoreStmt *q;
    if (custody_code_read(name, &number, &no_code) == OK) custody_code(&number, code);
    Status s = store_prepare(store, SQL_CUSTODY_LINK_NAMED, &q, err);
    if (s != OK) return s;
    bool row = false;
    *ret = NULL;
    *ret_count = 0;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, code);
    store_bind_text(q, 3, name);
    while ((s = store_step(q, &row, err)) == OK && row) {
        if (!*ret) *ret = arena_str(arena, store_text(q, 0));
        ++*ret_count;
    }
    store_finish(q);
    return s;
}
