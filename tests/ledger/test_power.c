// SPDX-License-Identifier: Apache-2.0
/* Loss of power at any moment: a log is written once on a disk that remembers (tests/store/disk.h);
 * then the power fails a thousand times, at any change of any file, with any luck. Each time the
 * database opens, its log is whole, nothing acknowledged is missing and work goes on.
 * HANTAR_POWER_POINTS asks for more than a thousand. */
#include "../store/disk.h"
#include "tally.h"

enum { EVENTS_MAX = 200, POINTS = 1000 };

typedef struct Told {
    Sha256 leaf[EVENTS_MAX]; /* of acknowledged events, in order */
    int64_t count;
    int64_t first_moment; /* the database is there */
} Told;

/* In memory where that exists: what a sync keeps is decided here, not by the disk beneath. */
static World *world_here(void) {
    return world_in(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", "power");
}

static void put_blob(World *w, Rng *rng) {
    uint8_t bytes[9000];
    Err err = {0};
    Sha256 hash;
    size_t n = 1 + rng_below(rng, sizeof bytes);
    for (size_t i = 0; i < n; i++) bytes[i] = (uint8_t)rng_below(rng, 256);
    assert_int_equal(ledger_blob_put(w->store, (Bytes){bytes, n}, &hash, &err), OK);
}

static void state_some(World *w, Rng *rng, Told *told) {
    Err err = {0};
    LedgerReceipt receipts[3];
    int n = 1 + (int)rng_below(rng, 3);
    assert_int_equal(store_begin(w->store, &err), OK);
    for (int i = 0; i < n; i++) receipts[i] = add(w, "1222", i ? "a" : "b", 1);
    if (rng_below(rng, 3) == 0) put_blob(w, rng);
    assert_int_equal(store_commit(w->store, &err), OK);
    for (int i = 0; i < n; i++) told->leaf[told->count++] = receipts[i].leaf;
    disk_mark(told->count);
}

/* Commits, checkpoints and a closing in the middle, so that every kind of change occurs. */
static void live(World *w, Told *told) {
    Rng rng;
    Err err = {0};
    rng_seed(&rng, 27112024);
    disk_record();
    world_open(w, STORE_CREATE);
    told->first_moment = disk.entry_count;
    for (int i = 0; i < 45; i++) {
        state_some(w, &rng, told);
        if (i % 11 == 10) assert_int_equal(store_scrub(w->store, &err), OK);
        if (i == 25) {
            world_close(w);
            world_open(w, STORE_WRITE);
        }
    }
    world_close(w);
    disk_pause();
}

typedef struct Reading {
    const Told *told;
    int64_t seq;
} Reading;

static bool as_told(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)canonical;
    Reading *r = ctx;
    assert_int_equal(event->seq, ++r->seq);
    assert_true(r->seq <= r->told->count);
    assert_memory_equal(leaf.b, r->told->leaf[r->seq - 1].b, sizeof leaf.b);
    return true;
}

static void sound_after(const Told *told, int64_t moment, uint64_t seed) {
    World *w = world_here();
    Err err = {0};
    Reading reading = {told, 0};
    rng_seed(&w->rng, seed); /* other ids than before */
    disk_crash(moment, seed, w->folder);
    world_open(w, STORE_WRITE);
    assert_int_equal(ledger_each(w->ledger, "1222", 0, as_told, &reading, &err), OK);
    if (reading.seq < disk_marked(moment))
        fail_msg("moment %" PRId64 ", seed %" PRIu64 ": %" PRId64 " of %" PRId64 " events", moment,
                 seed, reading.seq, disk_marked(moment));
    assert_int_equal(ledger_size(w->ledger, "1222"), reading.seq);
    LedgerReplay replay = compared(w);
    assert_true(ledger_replay_clean(&replay));
    assert_int_equal(add(w, "1222", "a", 1).seq, reading.seq + 1);
    world_free(w);
}

static void no_loss_of_power_loses_what_was_acknowledged(void **state) {
    (void)state;
    const char *more = getenv("HANTAR_POWER_POINTS");
    int64_t points = more ? strtoll(more, NULL, 10) : POINTS;
    Told told = {0};
    World *w = world_here();
    live(w, &told);
    world_free(w);
    Rng rng;
    rng_seed(&rng, 1945);
    uint32_t moments = (uint32_t)(disk.entry_count - told.first_moment);
    for (int64_t i = 0; i < points; i++) {
        int64_t moment = told.first_moment + 1 + rng_below(&rng, moments);
        sound_after(&told, moment, rng_u64(&rng));
    }
    print_message("# %" PRId64 " losses of power in %u changes, %" PRId64 " events, none lost\n",
                  points, moments, told.count);
    disk_forget();
}

/* A disk that forgets a sync must be noticed, or the test above could not fail. */
static void a_lying_disk_is_noticed(void **state) {
    (void)state;
    Told told = {0};
    World *w = world_here();
    live(w, &told);
    world_free(w);
    for (int64_t i = told.first_moment; i < disk.entry_count; i++)
        if (disk.entries[i].change == DISK_SYNC) disk.entries[i].file = DISK_FILES;
    int64_t lost = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        World *after = world_here();
        Store *store = NULL;
        Err err = {0};
        disk_crash(disk.entry_count, seed, after->folder);
        Status s = store_open(&after->env, after->url, STORE_WRITE, world_modules(), 2, &store,
                              NULL, &err);
        after->store = s == OK ? store : NULL;
        if (s == OK)
            after->ledger = ledger_new(&after->env, store, tally_types, COUNT_OF(tally_types));
        lost += s != OK || ledger_size(after->ledger, "1222") < told.count;
        world_free(after);
    }
    assert_true(lost > 0);
    disk_forget();
}

static int lay(void **state) {
    (void)state;
    return disk_lay() == SQLITE_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_loss_of_power_loses_what_was_acknowledged),
        cmocka_unit_test(a_lying_disk_is_noticed),
    };
    return cmocka_run_group_tests_name("ledger/power", tests, lay, NULL);
}
