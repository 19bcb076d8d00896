// SPDX-License-Identifier: Apache-2.0
/* Which press prints for whom, when. On one press the runs stand in the order of their due days:
 * exchanging two that do not never makes the greatest lateness smaller (Jackson 1955), nor changes
 * when the press has finished. So a schedule is an assignment of runs to presses, and the search
 * takes the runs in that order and tries each press for each. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "stock/stock_int.h"

typedef struct Score {
    int32_t left_out, late;
} Score;

typedef struct Search {
    const StockPress *presses;
    const StockRun *runs;
    size_t press_count, n;
    StockSlotLimits limits;
    const int32_t *order;  /* of runs, by due day; those that some press can print */
    int64_t *used;         /* per press: minutes taken */
    int32_t *at, *best_at; /* per place in the order: the press, -1 = left out */
    Score now, best;
    int64_t nodes;
    bool ended;
} Search;

/* ---------------------------------------------------------------- one run on one press */
static int64_t minutes(const StockPress *p, const StockRun *r) {
    return ceil_div64(mul64(r->sheets, 60), p->sheets_per_hour);
}

static int32_t last_day(const StockPress *p, int64_t end_min) {
    return p->from_day + (int32_t)((end_min - 1) / p->minutes_per_day);
}

static bool printable(const StockPress *p, const StockRun *r, StockSlotLimits limits) {
    int64_t m = minutes(p, r);
    return m <= (int64_t)limits.print_days_max * p->minutes_per_day && last_day(p, m) <= p->to_day;
}

/* False when it does not fit after `used` minutes; else the days that it is late. */
static bool fits(const Search *s, size_t press, const StockRun *r, int32_t *ret_late) {
    const StockPress *p = &s->presses[press];
    if (!printable(p, r, s->limits)) return false;
    int32_t day = last_day(p, s->used[press] + minutes(p, r));
    if (day > p->to_day) return false;
    *ret_late = day > r->due_day ? day - r->due_day : 0;
    return true;
}

static bool better(Score a, Score b) {
    return a.left_out != b.left_out ? a.left_out < b.left_out : a.late < b.late;
}

/* ---------------------------------------------------------------- bounds */
/* Sheets that a press still prints until the end of a day. */
static int64_t sheets_until(const Search *s, size_t press, int32_t day) {
    const StockPress *p = &s->presses[press];
    if (day > p->to_day) day = p->to_day;
    if (day < p->from_day) return 0;
    int64_t free_min = (int64_t)(day - p->from_day + 1) * p->minutes_per_day - s->used[press];
    return free_min > 0 ? mul64(free_min, p->sheets_per_hour) / 60 : 0;
}

/* Could all runs from `from` on be at most `late` days late, if runs could be cut into sheets? */
static bool may_reach(const Search *s, size_t from, int32_t late) {
    int64_t work = 0;
    for (size_t i = from; i < s->n; i++) {
        const StockRun *r = &s->runs[s->order[i]];
        work = add64(work, r->sheets);
        bool due_ends = i + 1 == s->n || s->runs[s->order[i + 1]].due_day != r->due_day;
        if (!due_ends) continue;
        int64_t room = 0;
        for (size_t p = 0; p < s->press_count; p++)
            room = add64(room, sheets_until(s, p, r->due_day + late));
        if (work > room) return false;
    }
    return true;
}

/* The least lateness that a run has alone on its best press. */
static int32_t alone(const Search *s) {
    int32_t most = 0;
    for (size_t i = 0; i < s->n; i++) {
        int32_t least = INT32_MAX, late;
        for (size_t p = 0; p < s->press_count; p++)
            if (fits(s, p, &s->runs[s->order[i]], &late) && late < least) least = late;
        if (least != INT32_MAX && least > most) most = least;
    }
    return most;
}

static int32_t bound(const Search *s, int32_t reached) {
    int32_t low = alone(s), high = reached;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (may_reach(s, 0, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---------------------------------------------------------------- the search */
/* Presses alike in all but name, and used alike, need one try. */
static bool twin_before(const Search *s, size_t press) {
    const StockPress *p = &s->presses[press];
    for (size_t q = 0; q < press; q++)
        if (s->used[q] == s->used[press] && s->presses[q].sheets_per_hour == p->sheets_per_hour &&
            s->presses[q].minutes_per_day == p->minutes_per_day &&
            s->presses[q].from_day == p->from_day && s->presses[q].to_day == p->to_day)
            return true;
    return false;
}

static void place(Search *s, size_t i, int32_t press, int32_t late) {
    s->at[i] = press;
    if (press < 0)
        s->now.left_out++;
    else
        s->used[press] += minutes(&s->presses[press], &s->runs[s->order[i]]);
    if (late > s->now.late) s->now.late = late;
}

static void take_back(Search *s, size_t i, Score before) {
    if (s->at[i] >= 0) s->used[s->at[i]] -= minutes(&s->presses[s->at[i]], &s->runs[s->order[i]]);
    s->now = before;
}

static void branch(Search *s, size_t i) {
    if (!better(s->now, s->best) || s->ended) return;
    if (i == s->n) {
        s->best = s->now;
        memcpy(s->best_at, s->at, s->n * sizeof *s->at);
        return;
    }
    if (++s->nodes > s->limits.nodes_max) {
        s->ended = true;
        return;
    }
    /* nothing more may be left out: then all of the rest must be less late than the best */
    bool all = s->now.left_out == s->best.left_out;
    if (all && !may_reach(s, i, s->best.late - 1)) return;
    Score before = s->now;
    const StockRun *r = &s->runs[s->order[i]];
    for (size_t p = 0; p < s->press_count; p++) {
        int32_t late;
        if (twin_before(s, p) || !fits(s, p, r, &late)) continue;
        place(s, i, (int32_t)p, late);
        branch(s, i + 1);
        take_back(s, i, before);
    }
    place(s, i, -1, 0);
    branch(s, i + 1);
    take_back(s, i, before);
}

/* Each run on the press that has it finished first. */
static void list_schedule(Search *s) {
    for (size_t i = 0; i < s->n; i++) {
        const StockRun *r = &s->runs[s->order[i]];
        int32_t chosen = -1, chosen_late = 0, chosen_day = INT32_MAX;
        for (size_t p = 0; p < s->press_count; p++) {
            int32_t late;
            if (!fits(s, p, r, &late)) continue;
            int32_t day = last_day(&s->presses[p], s->used[p] + minutes(&s->presses[p], r));
            if (day >= chosen_day) continue;
            chosen = (int32_t)p;
            chosen_late = late;
            chosen_day = day;
        }
        place(s, i, chosen, chosen_late);
    }
    s->best = s->now;
    memcpy(s->best_at, s->at, s->n * sizeof *s->at);
    memset(s->used, 0, s->press_count * sizeof *s->used);
    s->now = (Score){0};
}

/* ---------------------------------------------------------------- the answer */
typedef struct Ranked {
    const StockRun *run;
    int32_t index;
} Ranked;
static int compare_due(const void *a, const void *b) {
    const Ranked *x = a, *y = b;
    if (x->run->due_day != y->run->due_day) return x->run->due_day < y->run->due_day ? -1 : 1;
    if (x->run->sheets != y->run->sheets) return x->run->sheets > y->run->sheets ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int32_t *by_due(Arena *arena, Search *s, const StockRun *runs, size_t n, StockSlots *out) {
    Ranked *ranked = ARENA_ARRAY(arena, Ranked, n + 1);
    out->impossible = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool any = false;
        for (size_t p = 0; p < s->press_count && !any; p++)
            any = printable(&s->presses[p], &runs[i], s->limits);
        if (any)
            ranked[s->n++] = (Ranked){&runs[i], (int32_t)i};
        else
            out->impossible[out->impossible_count++] = (int32_t)i;
    }
    if (s->n) qsort(ranked, s->n, sizeof *ranked, compare_due);
    int32_t *order = ARENA_ARRAY(arena, int32_t, s->n + 1);
    for (size_t i = 0; i < s->n; i++) order[i] = ranked[i].index;
    return order;
}

static StockSlot slot_of(const Search *s, int32_t run, int32_t press, int64_t begin) {
    const StockPress *p = &s->presses[press];
    int64_t end = begin + minutes(p, &s->runs[run]);
    int32_t last = last_day(p, end), due = s->runs[run].due_day;
    return (StockSlot){run,
                       press,
                       begin,
                       end,
                       p->from_day + (int32_t)(begin / p->minutes_per_day),
                       last,
                       last > due ? last - due : 0};
}

static void answer(Arena *arena, const Search *s, StockSlots *out) {
    out->slots = ARENA_ARRAY(arena, StockSlot, s->n + 1);
    for (size_t p = 0; p < s->press_count; p++) {
        int64_t begin = 0;
        for (size_t i = 0; i < s->n; i++) {
            if (s->best_at[i] != (int32_t)p) continue;
            StockSlot slot = slot_of(s, s->order[i], (int32_t)p, begin);
            out->slots[out->count++] = slot;
            begin = slot.end_min;
        }
    }
    for (size_t i = 0; i < s->n; i++)
        if (s->best_at[i] < 0) out->impossible[out->impossible_count++] = s->order[i];
}

void stock_slots_make(Arena *arena, const StockPress *presses, size_t press_count,
                      const StockRun *runs, size_t run_count, StockSlotLimits limits,
                      StockSlots *ret) {
    assert(run_count <= STOCK_RUNS_MAX);
    StockSlots out = {0};
    Search search = {.presses = presses,
                     .press_count = press_count,
                     .runs = runs,
                     .limits = limits,
                     .used = ARENA_ARRAY(arena, int64_t, press_count + 1)};
    Search *s = &search;
    s->order = by_due(arena, s, runs, run_count, &out);
    s->at = ARENA_ARRAY(arena, int32_t, s->n + 1);
    s->best_at = ARENA_ARRAY(arena, int32_t, s->n + 1);
    list_schedule(s);
    out.lateness_bound = s->best.left_out ? 0 : bound(s, s->best.late);
    bool met = s->best.left_out == 0 && s->best.late == out.lateness_bound;
    if (!met) branch(s, 0);
    out.nodes = s->nodes;
    out.proven = met || !s->ended || (s->best.left_out == 0 && s->best.late == out.lateness_bound);
    out.late_days_max = s->best.late;
    if (out.proven) out.lateness_bound = s->best.late;
    answer(arena, s, &out);
    *ret = out;
}
