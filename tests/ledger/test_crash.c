// SPDX-License-Identifier: Apache-2.0
/* kill -9, again and again: a child appends and says through a pipe what was acknowledged; it is
 * killed wherever it happens to be; every acknowledged event must be there. The child holds its
 * own copy of the writer, so the lock's release by the kernel is tested with it. */
#include "tally.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS 20

typedef struct Said {
    char id[UUID_BYTES];
    int64_t seq;
    Sha256 leaf;
} Said;

static void child_appends(World *w, int round, int fd) {
    rng_seed(&w->rng, (uint64_t)round + 1); /* other ids than the round before */
    world_open(w, STORE_WRITE);
    for (;;) {
        LedgerReceipt r = add(w, "1222", "a", 1);
        Said said = {.seq = r.seq, .leaf = r.leaf};
        memcpy(said.id, r.id, sizeof said.id);
        if (write(fd, &said, sizeof said) != (ssize_t)sizeof said) _exit(1);
    }
}

/* Lets some receipts pass, waits a moment that differs each time, kills, and reads what is left in
 * the pipe: that was acknowledged too. */
static size_t hear(int fd, pid_t child, Rng *rng, Said *said, size_t max) {
    size_t n = 0, before_kill = 1 + rng_below(rng, 40);
    Said one;
    bool killed = false;
    for (;;) {
        if (n == before_kill && !killed) {
            struct timespec moment = {0, (long)rng_below(rng, 2000000)};
            nanosleep(&moment, NULL);
            kill(child, SIGKILL);
            killed = true;
        }
        ssize_t got = read(fd, &one, sizeof one);
        if (got < 0 && errno == EINTR) continue;
        if (got != (ssize_t)sizeof one) return n; /* writes this small are whole or not at all */
        assert_true(n < max);
        said[n++] = one;
    }
}

typedef struct Search {
    const Said *said;
    size_t n, found;
    int64_t expected_seq;
} Search;

static bool look(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)canonical;
    Search *search = ctx;
    assert_int_equal(event->seq, ++search->expected_seq);
    if (search->found == search->n) return true; /* at most one more: committed, not yet said */
    const Said *next = &search->said[search->found];
    if (event->seq < next->seq) return true;
    assert_int_equal(event->seq, next->seq);
    assert_string_equal(event->id, next->id);
    assert_memory_equal(leaf.b, next->leaf.b, 32);
    search->found++;
    return true;
}

static size_t one_round(World *w, int round, Rng *rng, Said *said, size_t max) {
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        child_appends(w, round, pipes[1]);
    }
    close(pipes[1]);
    size_t n = hear(pipes[0], child, rng, said, max);
    close(pipes[0]);
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    return n;
}

static void no_acknowledged_event_is_lost_by_kill_9(void **state) {
    (void)state;
    enum { SAID_MAX = 100000 };
    World *w = world_new("crash");
    world_open(w, STORE_CREATE);
    world_close(w);
    Said *said = calloc(SAID_MAX, sizeof *said);
    size_t n = 0;
    Rng rng;
    rng_seed(&rng, 20240214);
    for (int round = 0; round < ROUNDS; round++) {
        n += one_round(w, round, &rng, said + n, SAID_MAX - n);
        world_open(w, STORE_WRITE);
        Search search = {said, n, 0, 0};
        Err err;
        assert_int_equal(ledger_each(w->ledger, "1222", 0, look, &search, &err), OK);
        assert_int_equal(search.found, n);
        assert_int_equal(tally_of(w->store, "1222", "a"), search.expected_seq);
        assert_true(search.expected_seq <= (int64_t)n + round + 1);
        LedgerReplay r = compared(w);
        assert_true(ledger_replay_clean(&r));
        world_close(w);
    }
    print_message("# %d rounds, %d acknowledged events, none lost\n", ROUNDS, (int)n);
    free(said);
    world_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_acknowledged_event_is_lost_by_kill_9)};
    return cmocka_run_group_tests_name("ledger/crash", tests, NULL, NULL);
}
