// SPDX-License-Identifier: Apache-2.0
/* Schedules of presses against all schedules that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stock/stock.h"

#define RUNS 6
#define PRESSES 3

typedef struct Case {
    StockPress presses[PRESSES];
    StockRun runs[RUNS];
    size_t press_count, run_count;
    StockSlotLimits limits;
} Case;

static int setup(void **state) {
    static Env env;
    env = env_real();
    *state = arena_new(&env, 256 * MIB);
    return 0;
}
static int teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* Presses of different speed, hours and days; runs that are tight, and now and then too large. */
static Case random_case(Rng *rng) {
    Case c = {.press_count = 1 + rng_below(rng, PRESSES),
              .run_count = 1 + rng_below(rng, RUNS),
              .limits = {1 + (int32_t)rng_below(rng, 2), 10000000}};
    static const char *const ids[PRESSES] = {"M-1", "M-2", "M-3"};
    for (size_t p = 0; p < c.press_count; p++)
        c.presses[p] =
            (StockPress){.id = ids[p],
                         .sheets_per_hour = 100 * (1 + (int64_t)rng_below(rng, 3)),
                         .minutes_per_day = 60 * (2 + (int32_t)rng_below(rng, 3)),
                         .from_day = (int32_t)rng_below(rng, 2),
                         .to_day = rng_below(rng, 3) ? INT32_MAX : 1 + (int32_t)rng_below(rng, 3)};
    for (size_t r = 0; r < c.run_count; r++)
        c.runs[r] = (StockRun){.region = "6109",
                               .sheets = 50 + (int64_t)rng_below(rng, 700),
                               .due_day = (int32_t)rng_below(rng, 4)};
    return c;
}

/* ---------------------------------------------------------------- every schedule there is */
typedef struct Best {
    int left_out, late;
} Best;

static void every(const Case *c, int taken, int64_t *used, Best now, Best *best) {
    int left = (int)c->run_count - __builtin_popcount((unsigned)taken);
    Best end = {left, now.late}; /* leave out the rest */
    if (end.left_out < best->left_out || (end.left_out == best->left_out && end.late < best->late))
        *best = end;
    for (size_t r = 0; r < c->run_count; r++) {
        if (taken >> r & 1) continue;
        for (size_t p = 0; p < c->press_count; p++) {
            const StockPress *press = &c->presses[p];
            int64_t length =
                (c->runs[r].sheets * 60 + press->sheets_per_hour - 1) / press->sheets_per_hour;
            if (length > (int64_t)c->limits.print_days_max * press->minutes_per_day) continue;
            int64_t end_min = used[p] + length;
            int day = press->from_day + (int)((end_min - 1) / press->minutes_per_day);
            if (day > press->to_day) continue;
            int late = day - c->runs[r].due_day;
            Best next = {0, late > now.late ? late : now.late};
            used[p] += length;
            every(c, taken | 1 << r, used, next, best);
            used[p] -= length;
        }
    }
}

static void as_good_as_the_best_of_all_schedules(void **state) {
    Rng rng;
    int late = 0, left_out = 0, searched = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        rng_seed(&rng, seed);
        Case c = random_case(&rng);
        int64_t used[PRESSES] = {0};
        Best best = {99, 0};
        every(&c, 0, used, (Best){0, 0}, &best);
        StockSlots got;
        stock_slots_make(*state, c.presses, c.press_count, c.runs, c.run_count, c.limits, &got);
        Faults faults = {.arena = *state};
        stock_slots_check(c.presses, c.press_count, c.runs, c.run_count, &got, c.limits, &faults);
        if (faults.total) fail_msg("seed %d: %s", (int)seed, faults.list.at[0].text);
        assert_true(got.proven);
        if ((int)got.impossible_count != best.left_out || got.late_days_max != best.late)
            fail_msg("seed %d: left out %zu, late %d; possible %d, %d", (int)seed,
                     got.impossible_count, got.late_days_max, best.left_out, best.late);
        late += best.late > 0;
        left_out += best.left_out > 0;
        searched += got.nodes > 0;
    }
    assert_true(late > 50); /* or the cases are too easy to mean anything */
    assert_true(left_out > 50);
    assert_true(searched > 20);
}

static void the_checker_finds_what_is_broken(void **state) {
    Case c = {.presses = {{.id = "M-1",
                           .sheets_per_hour = 100,
                           .minutes_per_day = 120,
                           .to_day = INT32_MAX}},
              .runs = {{.region = "A", .sheets = 150, .due_day = 0},
                       {.region = "B", .sheets = 150, .due_day = 1}},
              .press_count = 1,
              .run_count = 2,
              .limits = {1, 1000}};
    StockSlots good;
    stock_slots_make(*state, c.presses, 1, c.runs, 2, c.limits, &good);
    assert_int_equal(good.count, 2);
    assert_int_equal(good.late_days_max, 0);
    for (int broken = 0; broken < 6; broken++) {
        StockSlots bad = good;
        StockSlot slots[2] = {good.slots[0], good.slots[1]};
        bad.slots = slots;
        if (broken == 0) slots[1].begin_min -= 10, slots[1].end_min -= 10; /* overlap */
        if (broken == 1) slots[1].end_min -= 10;                           /* too short */
        if (broken == 2) slots[1].run = slots[0].run;                      /* twice */
        if (broken == 3) bad.count = 1;                                    /* forgotten */
        if (broken == 4) slots[1].first_day++;                             /* another day */
        if (broken == 5) c.limits.print_days_max = 0;                      /* too long */
        Faults faults = {.arena = *state};
        stock_slots_check(c.presses, 1, c.runs, 2, &bad, c.limits, &faults);
        if (faults.total == 0) fail_msg("breach %d was not seen", broken);
    }
}

static void a_search_that_ends_early_says_what_is_still_possible(void **state) {
    Rng rng;
    rng_seed(&rng, 5);
    StockPress presses[3];
    StockRun runs[60];
    for (int p = 0; p < 3; p++)
        presses[p] = (StockPress){.id = "M",
                                  .sheets_per_hour = 1000 + 100 * p,
                                  .minutes_per_day = 600,
                                  .to_day = INT32_MAX};
    for (int r = 0; r < 60; r++)
        runs[r] = (StockRun){.region = "6109",
                             .sheets = 3000 + rng_below(&rng, 7000),
                             .due_day = 2 + (int32_t)rng_below(&rng, 6)};
    StockSlots few;
    StockSlotLimits limits = {1, 100};
    stock_slots_make(*state, presses, 3, runs, 60, limits, &few);
    assert_true(few.late_days_max > 0);
    assert_true(few.lateness_bound <= few.late_days_max);
    Faults faults = {.arena = *state};
    stock_slots_check(presses, 3, runs, 60, &few, limits, &faults);
    assert_int_equal(faults.total, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_good_as_the_best_of_all_schedules, setup, teardown),
        cmocka_unit_test_setup_teardown(the_checker_finds_what_is_broken, setup, teardown),
        cmocka_unit_test_setup_teardown(a_search_that_ends_early_says_what_is_still_possible, setup,
                                        teardown),
    };
    return cmocka_run_group_tests_name("stock/slots", tests, NULL, NULL);
}
