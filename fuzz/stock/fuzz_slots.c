// SPDX-License-Identifier: Apache-2.0
/* Any presses and runs: the schedule passes the checker that shares no code with it, keeps its own
 * bound, and leaves nobody out without saying so. */
#include <stdlib.h>

#include "stock/stock.h"

#define BYTES_PER 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 + 2 * BYTES_PER || size > 400) return 0;
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    size_t presses_n = 1 + data[0] % 4, n = (size - 2) / BYTES_PER;
    if (presses_n >= n) presses_n = n - 1;
    StockSlotLimits limits = {1 + data[1] % 4, 2000};
    StockPress *presses = ARENA_ARRAY(arena, StockPress, presses_n);
    StockRun *runs = ARENA_ARRAY(arena, StockRun, n);
    size_t run_n = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *b = data + 2 + i * BYTES_PER;
        if (i < presses_n)
            presses[i] = (StockPress){.id = "M",
                                      .sheets_per_hour = 1 + b[0] * 256 + b[1],
                                      .minutes_per_day = 1 + (b[2] * 256 + b[3]) % 1440,
                                      .from_day = b[4],
                                      .to_day = b[5] ? b[4] + b[5] : INT32_MAX};
        else
            runs[run_n++] = (StockRun){.region = "6109",
                                       .sheets = 1 + b[0] * 65536 + b[1] * 256 + b[2],
                                       .due_day = b[3] + b[4] - b[5]};
    }
    StockSlots slots;
    stock_slots_make(arena, presses, presses_n, runs, run_n, limits, &slots);
    Faults faults = {.arena = arena};
    stock_slots_check(presses, presses_n, runs, run_n, &slots, limits, &faults);
    if (faults.total || slots.lateness_bound > slots.late_days_max) abort();
    arena_free(arena);
    return 0;
}
