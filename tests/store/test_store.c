// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"

static const char SQL_BOX_ADD[] = "INSERT INTO box (scope, id, mass_g, seal) VALUES ($1,$2,$3,$4);";
static const char SQL_BOX_LIST[] = "SELECT scope, id, mass_g, seal FROM box ORDER BY scope, id;";
static const char SQL_BOX_COUNT[] = "SELECT COUNT(*) FROM box;";
static const char SQL_BOX_SWAPPED[] = "SELECT $2 || '-' || $1;";
static const char SQL_BOX_DELETE[] = "DELETE FROM box;";

static const StoreTable tables[] = {
    {"shelf", STORE_VIEW, "CREATE TABLE shelf (scope TEXT, id TEXT, PRIMARY KEY (scope, id));"},
    {"box", STORE_VIEW,
     "CREATE TABLE box (scope TEXT NOT NULL, id TEXT NOT NULL, mass_g BIGINT, seal BLOB,"
     " PRIMARY KEY (scope, id)); CREATE INDEX box_by_mass ON box (mass_g);"},
    {"note", STORE_LOCAL, "CREATE TABLE note (text TEXT NOT NULL);"},
};
static const StoreModule module = {"stock", tables, COUNT_OF(tables), 1};

typedef struct World {
    Env env;
    char folder[64], url[96];
} World;

static int set_up(void **state) {
    World *w = calloc(1, sizeof *w);
    lang_use(LANG_EN);
    w->env = env_real();
    snprintf(w->folder, sizeof w->folder, "/tmp/hantar-store-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->url, sizeof w->url, "%s/t.db", w->folder);
    *state = w;
    return 0;
}

static int tear_down(void **state) {
    World *w = *state;
    static const char *const parts[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", w->url, parts[i]);
        unlink(path);
    }
    rmdir(w->folder);
    free(w);
    return 0;
}

static Store *opened(World *w, StoreMode mode, bool *stale) {
    Err err = {0};
    Store *store = NULL;
    Status s = store_open(&w->env, w->url, mode, &module, 1, &store, stale, &err);
    if (s != OK) print_message("# %s: %s\n", err.place, err.text);
    assert_int_equal(s, OK);
    return store;
}

static Status box_add(Store *store, const char *scope, const char *id, int64_t mass_g, Err *err) {
    return store_run(store, err, SQL_BOX_ADD, "ttib", scope, id, mass_g, bytes_of("seal"));
}

static int64_t box_count(Store *store) {
    StoreStmt *q;
    Err err;
    bool row = false;
    assert_int_equal(store_prepare(store, SQL_BOX_COUNT, &q, &err), OK);
    assert_int_equal(store_step(q, &row, &err), OK);
    assert_true(row);
    int64_t n = store_int(q, 0);
    store_finish(q);
    return n;
}

/* ---------------------------------------------------------------- opening */

static void what_is_committed_is_there_after_opening_again(void **state) {
    World *w = *state;
    Err err;
    bool stale = true;
    Store *store = opened(w, STORE_CREATE, &stale);
    assert_false(stale);
    assert_int_equal(store_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "a", 7, &err), OK);
    assert_true(store_in_transaction(store));
    assert_int_equal(store_commit(store, &err), OK);
    assert_int_equal(store_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "b", 8, &err), OK);
    store_close(store); /* rolls back */
    store = opened(w, STORE_WRITE, &stale);
    assert_false(stale);
    assert_int_equal(box_count(store), 1);
    store_close(store);
}

static void modes_insist_on_what_is_there(void **state) {
    World *w = *state;
    Err err;
    Store *store;
    assert_int_equal(store_open(&w->env, w->url, STORE_READ, &module, 1, &store, NULL, &err),
                     ERR_ABSENT);
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &module, 1, &store, NULL, &err),
                     ERR_ABSENT);
    char lock[128];
    snprintf(lock, sizeof lock, "%s-lock", w->url);
    assert_int_equal(access(lock, F_OK), -1); /* nothing was left beside a mistyped name */
    store_close(opened(w, STORE_CREATE, NULL));
    assert_int_equal(store_open(&w->env, w->url, STORE_CREATE, &module, 1, &store, NULL, &err),
                     ERR_CONFLICT);
    assert_int_equal(
        store_open(&w->env, "postgres://db/hantar", STORE_WRITE, &module, 1, &store, NULL, &err),
        ERR_INPUT);
    assert_non_null(strstr(err.advice, "--db"));
}

static void a_second_writer_is_refused_and_told_who_writes(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL), *second;
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &module, 1, &second, NULL, &err),
                     ERR_WORLD);
    char pid[32];
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_non_null(strstr(err.text, pid));
    store_close(store);
    store_close(opened(w, STORE_WRITE, NULL));
}

static void the_lock_of_a_killed_writer_is_free(void **state) {
    World *w = *state;
    store_close(opened(w, STORE_CREATE, NULL));
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        Err err;
        Store *store = NULL;
        Status s = store_open(&w->env, w->url, STORE_WRITE, &module, 1, &store, NULL, &err);
        char c = s == OK ? 'y' : 'n';
        if (write(pipes[1], &c, 1) != 1) _exit(1);
        for (;;) pause();
    }
    char c;
    assert_int_equal(read(pipes[0], &c, 1), 1);
    assert_int_equal(c, 'y');
    Err err;
    Store *store;
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &module, 1, &store, NULL, &err),
                     ERR_WORLD);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(pipes[0]);
    close(pipes[1]);
    store_close(opened(w, STORE_WRITE, NULL));
}

static void a_reader_reads_beside_the_writer_and_cannot_write(void **state) {
    World *w = *state;
    Err err;
    Store *writer = opened(w, STORE_CREATE, NULL), *reader = opened(w, STORE_READ, NULL);
    assert_int_equal(store_begin(reader, &err), OK);
    assert_int_equal(box_count(reader), 0);
    assert_int_equal(box_add(writer, "1222", "a", 7, &err), OK);
    assert_int_equal(box_count(reader), 0); /* one state for the whole transaction */
    store_rollback(reader);
    assert_int_equal(box_count(reader), 1);
    assert_int_equal(box_add(reader, "1222", "b", 7, &err), ERR_WORLD);
    assert_non_null(strstr(err.text, "for reading only"));
    store_close(writer);
    store_close(reader);
}

static void foreign_files_are_refused_in_words(void **state) {
    World *w = *state;
    Err err;
    Store *store;
    FILE *f = fopen(w->url, "w");
    for (int i = 0; i < 2000; i++) fputs("kode,nama,pemilih\n", f);
    fclose(f);
    assert_int_equal(store_open(&w->env, w->url, STORE_READ, &module, 1, &store, NULL, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.text, "no database"));
    unlink(w->url);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(w->url, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &module, 1, &store, NULL, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.text, "not one of hantar"));
}

static void a_database_of_a_newer_program_is_refused(void **state) {
    World *w = *state;
    Err err;
    Store *store;
    store_close(opened(w, STORE_CREATE, NULL));
    sqlite3 *db;
    assert_int_equal(sqlite3_open(w->url, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(&w->env, w->url, STORE_READ, &module, 1, &store, NULL, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.text, "newer"));
}

static void a_torn_page_is_called_damage(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    for (int i = 0; i < 500; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        assert_int_equal(box_add(store, "1222", id, i, &err), OK);
    }
    store_close(store);
    FILE *f = fopen(w->url, "r+");
    char noise[4096];
    memset(noise, 0xA5, sizeof noise);
    fseek(f, 0, SEEK_END);
    for (long at = 4096; at < ftell(f); at += 4096) { /* all pages but the first */
        fseek(f, at, SEEK_SET);
        fwrite(noise, 1, sizeof noise, f);
        fseek(f, 0, SEEK_END);
    }
    fclose(f);
    assert_int_equal(store_open(&w->env, w->url, STORE_READ, &module, 1, &store, NULL, &err),
                     ERR_WORLD);
    assert_non_null(strstr(err.text, "damaged"));
    assert_non_null(strstr(err.advice, "backup"));
}

static void a_folder_that_is_not_there_is_named(void **state) {
    World *w = *state;
    Err err;
    Store *store;
    assert_int_equal(
        store_open(&w->env, "/nowhere/at/all.db", STORE_CREATE, &module, 1, &store, NULL, &err),
        ERR_WORLD);
    assert_non_null(strstr(err.place, "/nowhere/at/all.db"));
    assert_non_null(strstr(err.advice, "folder exists"));
}

/* A database may come from anywhere: its notes about tables are input. */
static void a_table_of_a_strange_name_is_not_dropped(void **state) {
    World *w = *state;
    Err err;
    bool stale;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(store_run(store, &err, "INSERT INTO store_table VALUES ($1, $2, $3, $4);",
                               "tttt", "x\"; DROP TABLE note; --", "view", "stock", ""),
                     OK);
    store_close(store);
    store = opened(w, STORE_WRITE, &stale);
    assert_true(stale);
    assert_int_equal(store_views_reset(store, &err), ERR_WORLD);
    assert_int_equal(box_count(store), 0); /* nothing was dropped */
    store_close(store);
}

/* ---------------------------------------------------------------- statements */

static void parameters_go_by_their_number_wherever_they_stand(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    StoreStmt *q;
    bool row;
    assert_int_equal(store_prepare(store, SQL_BOX_SWAPPED, &q, &err), OK);
    store_bind_text(q, 1, "one");
    store_bind_text(q, 2, "two");
    assert_int_equal(store_step(q, &row, &err), OK);
    assert_string_equal(store_text(q, 0), "two-one");
    store_finish(q);
    store_close(store);
}

static void the_same_statement_works_inside_its_own_loop(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    for (int i = 0; i < 5; i++)
        assert_int_equal(box_add(store, "1222", (char[]){(char)('a' + i), 0}, i, &err), OK);
    StoreStmt *outer, *inner;
    bool row = false, row_inner = false;
    int pairs = 0;
    assert_int_equal(store_prepare(store, SQL_BOX_LIST, &outer, &err), OK);
    while (store_step(outer, &row, &err) == OK && row) {
        assert_int_equal(store_prepare(store, SQL_BOX_LIST, &inner, &err), OK);
        assert_ptr_not_equal(outer, inner);
        while (store_step(inner, &row_inner, &err) == OK && row_inner) pairs++;
        store_finish(inner);
    }
    store_finish(outer);
    assert_int_equal(pairs, 25);
    store_close(store);
}

static void empty_is_not_null(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(
        store_run(store, &err, SQL_BOX_ADD, "ttib", "1222", "a", (int64_t)1, (Bytes){NULL, 0}), OK);
    assert_int_equal(store_run(store, &err, SQL_BOX_ADD, "ttnn", "1222", "b"), OK);
    StoreStmt *q;
    bool row;
    assert_int_equal(store_prepare(store, SQL_BOX_LIST, &q, &err), OK);
    assert_int_equal(store_step(q, &row, &err), OK);
    assert_false(store_null(q, 3));
    assert_int_equal(store_bytes(q, 3).n, 0);
    assert_int_equal(store_step(q, &row, &err), OK);
    assert_true(store_null(q, 2));
    assert_true(store_null(q, 3));
    store_finish(q);
    store_close(store);
}

static void a_broken_constraint_is_a_conflict(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(box_add(store, "1222", "a", 2, &err), ERR_CONFLICT);
    assert_int_equal(box_add(store, "1223", "a", 2, &err), OK);
    store_close(store);
}

static void a_statement_that_the_database_does_not_understand_is_refused(void **state) {
    World *w = *state;
    Err err;
    StoreStmt *q;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(store_prepare(store, "SELECT a FROM lorry;", &q, &err), ERR_WORLD);
    assert_non_null(strstr(err.text, "no such table: lorry"));
    assert_int_equal(store_prepare(store, "SELECT \"a text?\" FROM box;", &q, &err), ERR_WORLD);
    store_close(store);
}

/* ---------------------------------------------------------------- transactions */

/* Else the rest of it would be committed statement by statement. */
static void after_the_database_undid_a_transaction_nothing_more_enters_it(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(store_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(store_run(store, &err, "INSERT OR ROLLBACK INTO box VALUES ($1, $2, 0, 0);",
                               "tt", "1222", "a"),
                     ERR_CONFLICT);
    assert_int_equal(box_add(store, "1222", "b", 1, &err), ERR_WORLD);
    assert_non_null(strstr(err.text, "undid this transaction"));
    store_part_undo(store);
    assert_int_equal(store_commit(store, &err), ERR_WORLD);
    assert_false(store_in_transaction(store));
    assert_int_equal(box_count(store), 0);
    assert_int_equal(box_add(store, "1222", "b", 1, &err), OK);
    store_close(store);
}

static void a_part_is_undone_alone(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(store_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(store_part_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "b", 1, &err), OK);
    assert_int_equal(store_part_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "c", 1, &err), OK);
    assert_int_equal(store_part_end(store, &err), OK);
    store_part_undo(store); /* b, and c within it */
    assert_int_equal(store_part_begin(store, &err), OK);
    assert_int_equal(box_add(store, "1222", "d", 1, &err), OK);
    assert_int_equal(store_part_end(store, &err), OK);
    assert_int_equal(store_commit(store, &err), OK);
    assert_int_equal(box_count(store), 2);
    store_close(store);
}

/* ---------------------------------------------------------------- views */

static void a_changed_view_is_stale_until_it_is_rebuilt(void **state) {
    World *w = *state;
    Err err;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(store_run(store, &err, "INSERT INTO note (text) VALUES ($1);", "t", "x"), OK);
    store_close(store);

    StoreTable other[] = {tables[0], tables[2]}; /* box is gone */
    StoreModule changed = {"stock", other, 2, 1};
    bool stale = false;
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &changed, 1, &store, &stale, &err),
                     OK);
    assert_true(stale);
    store_close(store);

    StoreTable wider[COUNT_OF(tables)];
    memcpy(wider, tables, sizeof tables);
    wider[1].sql = "CREATE TABLE box (scope TEXT, id TEXT, volume_cm3 BIGINT);";
    changed = (StoreModule){"stock", wider, COUNT_OF(tables), 1}; /* the version was forgotten */
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &changed, 1, &store, &stale, &err),
                     OK);
    assert_true(stale);
    store_close(store);

    changed.views_version = 2;
    assert_int_equal(store_open(&w->env, w->url, STORE_WRITE, &changed, 1, &store, &stale, &err),
                     OK);
    assert_true(stale);
    assert_int_equal(store_views_reset(store, &err), OK);
    assert_int_equal(store_views_mark(store, &err), OK);
    assert_int_equal(box_count(store), 0);
    assert_int_equal(
        store_run(store, &err, "INSERT INTO box (volume_cm3) VALUES ($1);", "i", (int64_t)1), OK);
    int64_t notes;
    Sha256 digest;
    assert_int_equal(store_table_digest(store, "note", &digest, &notes, &err), OK);
    assert_int_equal(notes, 1); /* what is no view stays */
    store_close(store);
    assert_int_equal(store_open(&w->env, w->url, STORE_READ, &changed, 1, &store, &stale, &err),
                     OK);
    assert_false(stale);
    store_close(store);
}

static void views_that_point_at_each_other_are_reset_in_any_order(void **state) {
    World *w = *state;
    Err err;
    const StoreTable linked[] = {
        {"a_child", STORE_VIEW, "CREATE TABLE a_child (p TEXT REFERENCES m_parent (id));"},
        {"m_parent", STORE_VIEW, "CREATE TABLE m_parent (id TEXT PRIMARY KEY);"},
        {"z_child", STORE_VIEW, "CREATE TABLE z_child (p TEXT REFERENCES m_parent (id));"},
    };
    const StoreModule m = {"m", linked, COUNT_OF(linked), 1};
    Store *store;
    assert_int_equal(store_open(&w->env, w->url, STORE_CREATE, &m, 1, &store, NULL, &err), OK);
    assert_int_equal(store_run(store, &err, "INSERT INTO m_parent VALUES ('x');", ""), OK);
    assert_int_equal(store_run(store, &err, "INSERT INTO a_child VALUES ('x');", ""), OK);
    assert_int_equal(store_run(store, &err, "INSERT INTO z_child VALUES ('x');", ""), OK);
    assert_int_equal(store_run(store, &err, "INSERT INTO z_child VALUES ('y');", ""), ERR_CONFLICT);
    assert_int_equal(store_views_reset(store, &err), OK);
    store_close(store);
}

static void the_digest_sees_every_value_and_not_the_order_of_insertion(void **state) {
    World *w = *state;
    Err err;
    Sha256 one, two, three;
    int64_t rows;
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(box_add(store, "1222", "b", 2, &err), OK);
    assert_int_equal(store_table_digest(store, "box", &one, &rows, &err), OK);
    assert_int_equal(rows, 2);
    assert_int_equal(store_run(store, &err, SQL_BOX_DELETE, ""), OK);
    assert_int_equal(box_add(store, "1222", "b", 2, &err), OK);
    assert_int_equal(box_add(store, "1222", "a", 1, &err), OK);
    assert_int_equal(store_table_digest(store, "box", &two, &rows, &err), OK);
    assert_memory_equal(one.b, two.b, 32);
    /* the same letters cut otherwise, and bytes instead of text */
    static const char *const other[] = {
        "UPDATE box SET scope = '1222b', id = '' WHERE id = 'b';",
        "UPDATE box SET id = 'b', scope = '1222', seal = 'seal' WHERE id = '';",
        "UPDATE box SET mass_g = NULL WHERE id = 'b';",
        "UPDATE box SET mass_g = 1.5 WHERE id = 'b';"};
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        assert_int_equal(store_run(store, &err, other[i], ""), OK);
        assert_int_equal(store_table_digest(store, "box", &three, &rows, &err), OK);
        assert_memory_not_equal(three.b, two.b, 32);
        two = three;
    }
    store_close(store);
}

/* ---------------------------------------------------------------- erasing, filling up */

static bool file_holds(const char *path, const char *needle) {
    FILE *f = fopen(path, "r");
    if (!f) return false;
    static char bytes[1 << 20];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return memmem(bytes, n, needle, strlen(needle)) != NULL;
}

static void what_was_deleted_and_scrubbed_stands_in_no_file(void **state) {
    World *w = *state;
    Err err;
    char wal[128];
    snprintf(wal, sizeof wal, "%s-wal", w->url);
    Store *store = opened(w, STORE_CREATE, NULL);
    assert_int_equal(box_add(store, "1222", "Siti Aminah 0812", 1, &err), OK);
    assert_true(file_holds(wal, "Siti Aminah"));
    assert_int_equal(store_run(store, &err, SQL_BOX_DELETE, ""), OK);
    assert_int_equal(store_scrub(store, &err), OK);
    assert_false(file_holds(wal, "Siti Aminah"));
    assert_false(file_holds(w->url, "Siti Aminah"));
    store_close(store);
}

/* In a child, because a limit on the size of files holds for a whole process. */
static int fill_up(World *w) {
    Err err;
    Store *store;
    if (store_open(&w->env, w->url, STORE_WRITE, &module, 1, &store, NULL, &err) != OK) return 10;
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit, small;
    getrlimit(RLIMIT_FSIZE, &limit);
    small = (struct rlimit){256 * 1024, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    static char big[3000];
    memset(big, 'x', sizeof big - 1);
    int64_t acknowledged = 0;
    Status s = OK;
    while (s == OK && acknowledged < 1000) {
        snprintf(big, 8, "%06d", (int)acknowledged);
        big[6] = 'x';
        if ((s = store_begin(store, &err)) != OK) break;
        s = box_add(store, "1222", big, 1, &err);
        if (s == OK)
            s = store_commit(store, &err);
        else
            store_rollback(store);
        if (s == OK) acknowledged++;
    }
    if (s != ERR_WORLD || !strstr(err.text, "disk is full")) {
        print_message("# %d after %d: %s\n", s, (int)acknowledged, err.text);
        return 11;
    }
    if (box_count(store) != acknowledged) return 12;
    setrlimit(RLIMIT_FSIZE, &limit);
    if (box_add(store, "1222", "there is space again", 1, &err) != OK) return 13;
    if (box_count(store) != acknowledged + 1) return 14;
    store_close(store);
    return 0;
}

static void a_full_disk_is_told_and_survived(void **state) {
    World *w = *state;
    store_close(opened(w, STORE_CREATE, NULL));
    pid_t child = fork();
    if (child == 0) _exit(fill_up(w));
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(what_is_committed_is_there_after_opening_again),
        T(modes_insist_on_what_is_there),
        T(a_second_writer_is_refused_and_told_who_writes),
        T(the_lock_of_a_killed_writer_is_free),
        T(a_reader_reads_beside_the_writer_and_cannot_write),
        T(foreign_files_are_refused_in_words),
        T(a_database_of_a_newer_program_is_refused),
        T(a_torn_page_is_called_damage),
        T(a_folder_that_is_not_there_is_named),
        T(a_table_of_a_strange_name_is_not_dropped),
        T(parameters_go_by_their_number_wherever_they_stand),
        T(the_same_statement_works_inside_its_own_loop),
        T(empty_is_not_null),
        T(a_broken_constraint_is_a_conflict),
        T(a_statement_that_the_database_does_not_understand_is_refused),
        T(after_the_database_undid_a_transaction_nothing_more_enters_it),
        T(a_part_is_undone_alone),
        T(a_changed_view_is_stale_until_it_is_rebuilt),
        T(views_that_point_at_each_other_are_reset_in_any_order),
        T(the_digest_sees_every_value_and_not_the_order_of_insertion),
        T(what_was_deleted_and_scrubbed_stands_in_no_file),
        T(a_full_disk_is_told_and_survived),
    };
    return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
