// SPDX-License-Identifier: Apache-2.0
/* Every read and write of a small scenario fails in its turn: the first, the second ... until the
 * scenario meets no failure any more; once, and for ever after. Each time: the error speaks, the
 * file is sound, nothing acknowledged is missing, nothing is there by half.
 *
 * The failures come from a VFS laid over SQLite's own (sqlite.org/vfs.html), and from an allocator
 * laid over its own: the store under test is the one that ships. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

/* ---------------------------------------------------------------- the failing allocator */

static struct {
    sqlite3_mem_methods real;
    int allocations, fail_at; /* counted from 1; 0 = never */
    bool for_ever;
    int failures;
} hunger;

static void starve(int fail_at, bool for_ever) {
    hunger.allocations = hunger.failures = 0;
    hunger.fail_at = fail_at;
    hunger.for_ever = for_ever;
}

static bool starves(void) {
    if (hunger.fail_at == 0) return false;
    int n = ++hunger.allocations;
    bool now = n == hunger.fail_at || (hunger.for_ever && n > hunger.fail_at);
    hunger.failures += now;
    return now;
}

static void *hungry_malloc(int n) {
    return starves() ? NULL : hunger.real.xMalloc(n);
}

static void *hungry_realloc(void *block, int n) {
    return starves() ? NULL : hunger.real.xRealloc(block, n);
}

static int lay_allocator(void) {
    static sqlite3_mem_methods methods;
    int code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &hunger.real);
    methods = hunger.real;
    methods.xMalloc = hungry_malloc;
    methods.xRealloc = hungry_realloc;
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) : code;
}

/* ---------------------------------------------------------------- the failing VFS */

typedef struct FaultFile {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this struct */
} FaultFile;

static struct {
    sqlite3_vfs *real;
    int operations, fail_at; /* counted from 1; 0 = never */
    bool for_ever, syncs_only, full;
    int failures;
} fault;

static void arm(int fail_at, bool for_ever, bool syncs_only) {
    fault.operations = fault.failures = 0;
    fault.fail_at = fail_at;
    fault.for_ever = for_ever;
    fault.syncs_only = syncs_only;
    fault.full = fail_at % 2;
}

static bool fails(bool is_sync) {
    if (fault.fail_at == 0 || (fault.syncs_only && !is_sync)) return false;
    int n = ++fault.operations;
    bool now = n == fault.fail_at || (fault.for_ever && n > fault.fail_at);
    fault.failures += now;
    return now;
}

static sqlite3_file *real_of(sqlite3_file *file) {
    return ((FaultFile *)file)->real;
}

static int fault_close(sqlite3_file *f) {
    return real_of(f)->pMethods->xClose(real_of(f));
}
static int fault_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    if (fails(false)) return SQLITE_IOERR_READ;
    return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}
/* A failing write may have written a part. */
static int fault_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    const sqlite3_io_methods *m = real_of(f)->pMethods;
    if (!fails(false)) return m->xWrite(real_of(f), from, n, at);
    (void)m->xWrite(real_of(f), from, n / 2, at);
    return fault.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
static int fault_truncate(sqlite3_file *f, sqlite3_int64 size) {
    if (fails(false)) return SQLITE_IOERR_TRUNCATE;
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}
static int fault_sync(sqlite3_file *f, int flags) {
    if (fails(true)) return SQLITE_IOERR_FSYNC;
    return real_of(f)->pMethods->xSync(real_of(f), flags);
}
static int fault_size(sqlite3_file *f, sqlite3_int64 *size) {
    if (fails(false)) return SQLITE_IOERR_FSTAT;
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}
static int fault_lock(sqlite3_file *f, int level) {
    return real_of(f)->pMethods->xLock(real_of(f), level);
}
static int fault_unlock(sqlite3_file *f, int level) {
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
static int fault_reserved(sqlite3_file *f, int *ret) {
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}
static int fault_control(sqlite3_file *f, int op, void *arg) {
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}
static int fault_sector(sqlite3_file *f) {
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}
static int fault_traits(sqlite3_file *f) {
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}
static int fault_shm_map(sqlite3_file *f, int page, int bytes, int extend, void volatile **ret) {
    if (fails(false)) return SQLITE_IOERR_SHMMAP;
    return real_of(f)->pMethods->xShmMap(real_of(f), page, bytes, extend, ret);
}
static int fault_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}
static void fault_shm_barrier(sqlite3_file *f) {
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}
static int fault_shm_unmap(sqlite3_file *f, int remove) {
    return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

static const sqlite3_io_methods fault_methods = {
    .iVersion = 2, /* without memory-mapped reading: every read is to be seen */
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *ret_flags) {
    (void)vfs;
    FaultFile *f = (FaultFile *)file;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(f + 1);
    if (fails(false)) return SQLITE_CANTOPEN;
    int code = fault.real->xOpen(fault.real, name, f->real, flags, ret_flags);
    if (code == SQLITE_OK) f->base.pMethods = &fault_methods;
    return code;
}

static int fault_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)vfs;
    if (fails(false)) return SQLITE_IOERR_DELETE;
    return fault.real->xDelete(fault.real, name, sync_folder);
}

static int lay_vfs(void **state) {
    (void)state;
    static sqlite3_vfs vfs;
    lang_use(LANG_EN);
    if (lay_allocator() != SQLITE_OK) return -1;
    fault.real = sqlite3_vfs_find(NULL);
    vfs = *fault.real;
    vfs.zName = "fault";
    vfs.szOsFile = (int)sizeof(FaultFile) + fault.real->szOsFile;
    vfs.xOpen = fault_open;
    vfs.xDelete = fault_delete;
    return sqlite3_vfs_register(&vfs, 1);
}

/* ---------------------------------------------------------------- the scenario */

static const StoreTable tables[] = {
    {"box", STORE_VIEW,
     "CREATE TABLE box (scope TEXT, id BIGINT, load BLOB, PRIMARY KEY (scope, id));"},
};
static const StoreModule module = {"stock", tables, COUNT_OF(tables), 1};
static const char SQL_BOX_ADD[] = "INSERT INTO box (scope, id, load) VALUES ($1, $2, $3);";

enum { ROUNDS = 4, BOXES = 3 };

typedef struct World {
    Env env;
    char folder[64], url[96];
    bool created;
    int acknowledged, tried;
} World;

static World world_new(void) {
    World w = {.env = env_real()};
    /* in memory where that exists: the syncs are counted here, not the disk's patience */
    const char *root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(w.folder, sizeof w.folder, "%s/hantar-faults-XXXXXX", root);
    assert_non_null(mkdtemp(w.folder));
    snprintf(w.url, sizeof w.url, "%s/t.db", w.folder);
    return w;
}

static void world_done(World *w) {
    static const char *const parts[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", w->url, parts[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(w->folder), 0); /* nothing else was left */
}

static void speaks(Status s, const Err *err) {
    assert_int_equal(s, ERR_WORLD);
    assert_true(err->text[0]);
    assert_true(err->place[0]);
    assert_true(err->advice[0]);
}

static Status one_round(Store *store, int round, Err *err) {
    static const uint8_t load[2500];
    Status s = store_begin(store, err);
    if (s != OK) return s;
    for (int b = 0; b < BOXES && s == OK; b++)
        s = store_run(store, err, SQL_BOX_ADD, "tib", "1222", (int64_t)(round * BOXES + b),
                      (Bytes){load, sizeof load});
    if (s == OK) return store_commit(store, err);
    store_rollback(store);
    return s;
}

static void scenario(World *w) {
    Err err = {0};
    Store *store = NULL;
    Status s = store_open(&w->env, w->url, STORE_CREATE, &module, 1, &store, NULL, &err);
    if (s != OK) {
        speaks(s, &err);
        return;
    }
    w->created = true;
    for (int round = 0; round < ROUNDS; round++) {
        w->tried++;
        s = one_round(store, round, &err);
        if (s == OK)
            w->acknowledged++;
        else
            speaks(s, &err);
        if (round == ROUNDS / 2) { /* a checkpoint in the middle; it may fail and harms nothing */
            s = store_scrub(store, &err);
            assert_true(s == OK || s == ERR_WORLD);
        }
    }
    store_close(store);
}

static int64_t ask(const char *url, const char *sql) {
    sqlite3 *db;
    sqlite3_stmt *q;
    assert_int_equal(sqlite3_open(url, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

static void sound_after(World *w) {
    Err err = {0};
    Store *store;
    StoreMode mode = w->created ? STORE_WRITE : STORE_CREATE; /* a failed one left the name free */
    Status s = store_open(&w->env, w->url, mode, &module, 1, &store, NULL, &err);
    if (s != OK) fail_msg("%s: %s", err.place, err.text);
    assert_int_equal(one_round(store, 1000, &err), OK); /* work goes on */
    store_close(store);
    int64_t boxes = ask(w->url, "SELECT COUNT(*) FROM box");
    assert_int_equal(boxes % BOXES, 0);
    assert_true(boxes >= (w->acknowledged + 1) * BOXES);
    assert_true(boxes <= (w->tried + 1) * BOXES);
    assert_int_equal(ask(w->url, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

static void every_operation_fails(bool for_ever) {
    int n = 1;
    for (;; n++) {
        World w = world_new();
        arm(n, for_ever, false);
        scenario(&w);
        int failures = fault.failures;
        arm(0, false, false);
        sound_after(&w);
        world_done(&w);
        if (failures == 0) break;
        assert_true(n < 10000);
    }
    print_message("# %d operations failed %s\n", n - 1, for_ever ? "for ever" : "once");
    assert_true(n > 20);
}

static void any_single_failure_is_survived(void **state) {
    (void)state;
    every_operation_fails(false);
}

static void any_lasting_failure_is_survived(void **state) {
    (void)state;
    every_operation_fails(true);
}

/* All of the first hundred, then fewer: there are thousands. */
static void many_allocations_fail(bool for_ever) {
    int tried = 0;
    for (int n = 1;; n += 1 + n / 100, tried++) {
        World w = world_new();
        starve(n, for_ever);
        scenario(&w);
        int failures = hunger.failures;
        starve(0, false);
        sound_after(&w);
        world_done(&w);
        if (failures == 0) break;
    }
    print_message("# %d allocations failed %s\n", tried, for_ever ? "for ever" : "once");
    assert_true(tried > 100);
}

static void a_failing_allocation_is_survived(void **state) {
    (void)state;
    arm(0, false, false);
    many_allocations_fail(false);
    many_allocations_fail(true);
}

static void after_a_failed_fsync_the_store_stops(void **state) {
    (void)state;
    World w = world_new();
    Err err = {0};
    Store *store;
    arm(0, false, false);
    assert_int_equal(store_open(&w.env, w.url, STORE_CREATE, &module, 1, &store, NULL, &err), OK);
    assert_int_equal(one_round(store, 0, &err), OK);
    arm(1, false, true);
    speaks(one_round(store, 1, &err), &err);
    assert_int_equal(fault.failures, 1);
    speaks(one_round(store, 2, &err), &err); /* no second try, though it would succeed */
    assert_non_null(strstr(err.text, "failed to keep"));
    store_close(store);
    arm(0, false, false);
    w.created = true;
    w.acknowledged = 1;
    w.tried = 2;
    sound_after(&w);
    world_done(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_single_failure_is_survived),
        cmocka_unit_test(any_lasting_failure_is_survived),
        cmocka_unit_test(a_failing_allocation_is_survived),
        cmocka_unit_test(after_a_failed_fsync_the_store_stops),
    };
    return cmocka_run_group_tests_name("store/faults", tests, lay_vfs, NULL);
}
