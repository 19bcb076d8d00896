// SPDX-License-Identifier: Apache-2.0
/* The digest of a table: a chain over its rows in the order of all columns,
 *
 *   digest(0) = SHA-256(column names, each as a text value)
 *   digest(i) = SHA-256(digest(i-1) || values of row i)
 *
 * where a value is one byte for its type, n i r t b, then 8 bytes big-endian: the number itself
 * (a real by its IEEE 754 bits) or the length of the text or bytes that follow; null has nothing.
 * So no two tables have the same encoding. */
#include "store/store_int.h"

#include <assert.h>
#include <string.h>

#define ROW_BYTES_MAX (1024 * MIB) /* SQLite's own limit of a row */

static void put_u64(Buf *to, char type, uint64_t n) {
    char bytes[9] = {type};
    for (int i = 0; i < 8; i++) bytes[1 + i] = (char)(n >> (56 - 8 * i));
    buf_add(to, bytes, sizeof bytes);
}

static void put_bytes(Buf *to, char type, const void *at, size_t n) {
    put_u64(to, type, n);
    buf_add(to, at, n);
}

static void put_value(Buf *to, sqlite3_stmt *q, int column) {
    switch (sqlite3_column_type(q, column)) {
    case SQLITE_NULL: buf_char(to, 'n'); break;
    case SQLITE_INTEGER: put_u64(to, 'i', (uint64_t)sqlite3_column_int64(q, column)); break;
    case SQLITE_FLOAT: {
        double real = sqlite3_column_double(q, column);
        uint64_t bits;
        memcpy(&bits, &real, sizeof bits);
        put_u64(to, 'r', bits);
        break;
    }
    case SQLITE_TEXT: { /* as bytes: no copy is made for a NUL at the end, which could fail */
        const void *at = sqlite3_column_blob(q, column);
        put_bytes(to, 't', at, (size_t)sqlite3_column_bytes(q, column));
        break;
    }
    default: {
        const void *at = sqlite3_column_blob(q, column);
        put_bytes(to, 'b', at, (size_t)sqlite3_column_bytes(q, column));
    }
    }
}

static Sha256 digest_names(sqlite3_stmt *q, Buf *row) {
    for (int c = 0; c < sqlite3_column_count(q); c++) {
        const char *name = sqlite3_column_name(q, c);
        if (name) put_bytes(row, 't', name, strlen(name));
    }
    return sha256(row->at, row->n);
}

static Status digest_rows(Store *store, sqlite3_stmt *q, Sha256 *ret, int64_t *ret_rows, Err *err) {
    Buf row;
    buf_init(&row, ROW_BYTES_MAX);
    Sha256 digest = digest_names(q, &row);
    int64_t rows = 0;
    int code;
    Status s = OK;
    while ((code = sqlite3_step(q)) == SQLITE_ROW && s == OK) {
        row.n = 0;
        for (int c = 0; c < sqlite3_column_count(q); c++) put_value(&row, q, c);
        s = buf_ok(&row, err);
        if (s == OK)
            digest = sha256_parts(2, (Bytes[]){{digest.b, sizeof digest.b}, buf_bytes(&row)});
        rows++;
    }
    buf_free(&row);
    if (s != OK) return s;
    if (code != SQLITE_DONE) return store_fault(store, code, err);
    *ret = digest;
    *ret_rows = rows;
    return OK;
}

static bool declared(const Store *store, const char *table) {
    for (size_t m = 0; m < store->module_count; m++)
        for (size_t t = 0; t < store->modules[m].table_count; t++)
            if (str_eq(store->modules[m].tables[t].name, table)) return true;
    return false;
}

/* SELECT * FROM table ORDER BY 1,2,...; the name is a constant of the program. */
static Status order_by_all(Store *store, const char *table, sqlite3_stmt **ret, Err *err) {
    Buf sql;
    buf_init(&sql, 64 * KIB);
    buf_printf(&sql, "SELECT * FROM \"%s\"", table);
    Status s = buf_ok(&sql, err);
    sqlite3_stmt *columns = NULL;
    if (s == OK) s = store_compile(store, sql.at, &columns, err);
    int count = columns ? sqlite3_column_count(columns) : 0;
    sqlite3_finalize(columns);
    for (int c = 1; c <= count; c++) buf_printf(&sql, "%s%d", c == 1 ? " ORDER BY " : ",", c);
    if (s == OK) s = buf_ok(&sql, err);
    if (s == OK) s = store_compile(store, sql.at, ret, err);
    buf_free(&sql);
    return s;
}

Status store_table_digest(Store *store, const char *table, Sha256 *ret, int64_t *ret_rows,
                          Err *err) {
    assert(declared(store, table));
    sqlite3_stmt *q;
    Status s = store_usable(store, err);
    if (s == OK) s = order_by_all(store, table, &q, err);
    if (s != OK) return s;
    s = digest_rows(store, q, ret, ret_rows, err);
    sqlite3_finalize(q);
    return s;
}
