// SPDX-License-Identifier: Apache-2.0
/* A schedule of presses judged by other code than made it: in clock time of days, not in working
 * minutes, and run by run. */
#include "stock/stock_int.h"

typedef struct Judge {
    const StockPress *presses;
    const StockRun *runs;
    const StockSlots *slots;
    StockSlotLimits limits;
    Faults *faults;
} Judge;

static const char *run_name(const Judge *j, int32_t run) {
    const StockRun *r = &j->runs[run];
    return arena_printf(j->faults->arena, "%s %s", r->region, r->contest ? r->contest : "");
}

#define FAULT(j, advice, ...) fault_add((j)->faults, 0, 0, NULL, (advice), __VA_ARGS__)

static void slot_check(const Judge *j, const StockSlot *s) {
    const StockPress *p = &j->presses[s->press];
    const StockRun *r = &j->runs[s->run];
    int64_t length = s->end_min - s->begin_min, day = p->minutes_per_day;
    if (s->begin_min < 0 || length <= 0 || length * p->sheets_per_hour < r->sheets * 60)
        FAULT(j, NULL, _("%s: press %s has no time to print %s ballots"), run_name(j, s->run),
              p->id, int_group(j->faults->arena, r->sheets));
    if (length > j->limits.print_days_max * day)
        FAULT(j, NULL, _("%s: printing takes longer than %d days"), run_name(j, s->run),
              j->limits.print_days_max);
    int32_t first = p->from_day, last;
    while ((first - p->from_day + 1) * day <= s->begin_min) first++;
    for (last = first; (last - p->from_day + 1) * day < s->end_min;) last++;
    if (first != s->first_day || last != s->last_day)
        FAULT(j, NULL, _("%s: the days of the slot are wrong"), run_name(j, s->run));
    if (last > p->to_day)
        FAULT(j, NULL, _("%s: press %s has stopped by then"), run_name(j, s->run), p->id);
    int32_t late = 0;
    while (last - late > r->due_day) late++;
    if (late != s->late_days || late > j->slots->late_days_max)
        FAULT(j, NULL, _("%s: the days that it is late are wrong"), run_name(j, s->run));
}

static void overlap_check(const Judge *j, const StockSlot *a, const StockSlot *b) {
    if (a->run == b->run) FAULT(j, NULL, _("%s is printed twice"), run_name(j, a->run));
    if (a->press == b->press && a->begin_min < b->end_min && b->begin_min < a->end_min)
        FAULT(j, NULL, _("press %s prints for %s and %s at once"), j->presses[a->press].id,
              run_name(j, a->run), run_name(j, b->run));
}

void stock_slots_check(const StockPress *presses, size_t press_count, const StockRun *runs,
                       size_t run_count, const StockSlots *slots, StockSlotLimits limits,
                       Faults *faults) {
    Judge judge = {presses, runs, slots, limits, faults}, *j = &judge;
    (void)press_count;
    size_t seen = slots->count + slots->impossible_count;
    for (size_t i = 0; i < slots->count; i++) {
        slot_check(j, &slots->slots[i]);
        for (size_t k = 0; k < i; k++) overlap_check(j, &slots->slots[k], &slots->slots[i]);
    }
    if (seen != run_count)
        FAULT(j, NULL, _("%zu runs were to be placed, the schedule speaks of %zu"), run_count,
              seen);
}
