// SPDX-License-Identifier: Apache-2.0
/* What SQLite says, for a person: whose fault it is, what it means, what to do. */
#include "store/store_int.h"

#include <errno.h>
#include <string.h>

typedef struct Meaning {
    int code; /* primary result code */
    Status status;
    const char *text, *advice;
} Meaning;

static const Meaning meanings[] = {
    {SQLITE_FULL, ERR_WORLD, N_("the disk is full; nothing was stored"),
     N_("free some space, then do it again: what was acknowledged before is safe")},
    {SQLITE_IOERR, ERR_WORLD, N_("the disk failed to read or write; nothing was stored"),
     N_("look at the disk and its cable; what was acknowledged before is safe")},
    {SQLITE_BUSY, ERR_WORLD, N_("the database is in use by another program"),
     N_("close programs that have the file open, then do it again")},
    {SQLITE_LOCKED, ERR_WORLD, N_("the database is in use within this program"),
     N_("do it again; if it comes back, report it")},
    {SQLITE_READONLY, ERR_WORLD, N_("the database is open for reading only"),
     N_("check that you may write to the file and to its folder")},
    {SQLITE_PERM, ERR_WORLD, N_("access to the database is not allowed"),
     N_("check that you may write to the file and to its folder")},
    {SQLITE_CANTOPEN, ERR_WORLD, N_("the database cannot be opened"),
     N_("check that you may read the file and write to its folder; from a read-only medium copy "
        "the file first")},
    {SQLITE_CORRUPT, ERR_WORLD, N_("the database file is damaged"),
     N_("keep a copy of it, then restore the newest backup")},
    {SQLITE_NOTADB, ERR_INPUT, N_("this file is no database"), N_("check the name of the file")},
    {SQLITE_NOMEM, ERR_WORLD, N_("out of memory"), N_("close other programs, then do it again")},
    {SQLITE_TOOBIG, ERR_INPUT, N_("a value is too large for the database"), N_("split it up")},
    {SQLITE_CONSTRAINT, ERR_CONFLICT, N_("this contradicts what is stored already"), NULL},
};

static const Meaning *meaning_of(int code) {
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (meanings[i].code == (code & 0xFF)) return &meanings[i];
    return NULL;
}

/* The system's last errno for the file or for its WAL, as `which` asks. */
static int errno_of(Store *store, int which) {
    sqlite3_file *file = NULL;
    int code = 0;
    if (sqlite3_file_control(store->db, "main", which, &file) != SQLITE_OK) return 0;
    if (!file || !file->pMethods) return 0;
    if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &code) != SQLITE_OK) return 0;
    return code;
}

static bool means_full(int code) {
    return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

/* SQLite calls only ENOSPC a full disk; a quota and a limit on the size of files are the same to
 * whoever stands before it. */
static int primary_of(Store *store, int code) {
    if (code != SQLITE_IOERR_WRITE || !store->db) return code & 0xFF;
    bool full = means_full(errno_of(store, SQLITE_FCNTL_FILE_POINTER)) ||
                means_full(errno_of(store, SQLITE_FCNTL_JOURNAL_POINTER));
    return full ? SQLITE_FULL : SQLITE_IOERR;
}

Status store_fault(Store *store, int code, Err *err) {
    const Meaning *m = meaning_of(primary_of(store, code));
    const char *said = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);
    Status status = m ? m->status : ERR_WORLD;
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) store->sync_failed = true;
    if (m)
        err_set(err, status, "%s (%s)", tr(m->text), said);
    else
        err_set(err, status, _("the database refused a statement: %s"), said);
    err_at(err, store->url, 0, 0, NULL);
    if (m && m->advice) err_advise(err, "%s", tr(m->advice));
    if (!m) err_advise(err, "%s", _("open it once for writing with this version, or report this"));
    return status;
}

Status store_usable(Store *store, Err *err) {
    if (store->sync_failed) {
        err_set(err, ERR_WORLD, "%s", _("the disk failed to keep what was written"));
        err_advise(err, "%s",
                   _("look at the disk, then start again: what was acknowledged stands"));
    } else if (store->begun && sqlite3_get_autocommit(store->db)) {
        err_set(err, ERR_WORLD, "%s", _("the database undid this transaction after a failure"));
        err_advise(err, "%s", _("do it again from its beginning"));
    } else {
        return OK;
    }
    err_at(err, store->url, 0, 0, NULL);
    return ERR_WORLD;
}
