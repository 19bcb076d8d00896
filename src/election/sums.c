// SPDX-License-Identifier: Apache-2.0
/* Needs added up by place, and needs compared with needs. */
#include "election/election.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- sums */

/* Of each place one line of a table: column (item, contest) at first[item] + contest. */
typedef struct Table {
    const ElectionRegency *regency;
    ElectionBy by;
    size_t places, columns;
    size_t *first;    /* per item */
    int64_t *numbers; /* places * columns */
    bool *needs;      /* places * 3: something of this level is needed there */
} Table;

static size_t place_count(const ElectionRegency *g, ElectionBy by) {
    switch (by) {
    case BY_TPS: return g->tps_count;
    case BY_VILLAGE: return g->village_count;
    case BY_DISTRICT: return g->district_count;
    case BY_REGENCY: break;
    }
    return 1;
}

static size_t place_of_tps(const ElectionRegency *g, ElectionBy by, int32_t tps) {
    int32_t village = g->tps[tps].village;
    switch (by) {
    case BY_TPS: return (size_t)tps;
    case BY_VILLAGE: return (size_t)village;
    case BY_DISTRICT: return (size_t)g->villages[village].district;
    case BY_REGENCY: break;
    }
    return 0;
}

/* False when the row belongs to a higher level than the places are of. */
static bool place_of_row(const Table *t, const ElectionNeed *row, size_t *ret) {
    switch (row->level) {
    case LEVEL_TPS: *ret = place_of_tps(t->regency, t->by, row->place); return true;
    case LEVEL_PPK:
        *ret = t->by == BY_REGENCY ? 0 : (size_t)row->place;
        return t->by >= BY_DISTRICT;
    case LEVEL_KPU: break;
    }
    *ret = 0;
    return t->by == BY_REGENCY;
}

static Table table(Arena *arena, const ElectionRegency *g, ElectionBy by) {
    const ElectionRules *rules = &g->rules;
    Table t = {.regency = g, .by = by, .places = place_count(g, by)};
    t.first = ARENA_ARRAY(arena, size_t, rules->item_count);
    for (size_t i = 0; i < rules->item_count; i++) {
        t.first[i] = t.columns;
        t.columns += rules->items[i].each_contest ? rules->contest_count : 1;
    }
    t.numbers = ARENA_ARRAY(arena, int64_t, t.places * t.columns);
    t.needs = ARENA_ARRAY(arena, bool, t.places * 3);
    return t;
}

static void table_rows(Arena *arena, const Table *t, ElectionSums *ret) {
    const ElectionRules *rules = &t->regency->rules;
    VEC(ElectionNeed) rows = {0};
    for (size_t p = 0; p < t->places; p++) {
        const int64_t *number = t->numbers + p * t->columns;
        for (size_t i = 0; i < rules->item_count; i++) {
            const ElectionItem *item = &rules->items[i];
            size_t times = item->each_contest ? rules->contest_count : 1;
            for (size_t c = 0; c < times && t->needs[p * 3 + item->level]; c++)
                vec_push(arena, &rows,
                         (ElectionNeed){item->level, (int32_t)p,
                                        item->each_contest ? (int32_t)c : -1, (int32_t)i,
                                        number[t->first[i] + c]});
        }
    }
    ret->rows = rows.at;
    ret->count = rows.n;
}

static void load_add(ElectionLoad *sum, ElectionLoad more) {
    sum->boxes = add64(sum->boxes, more.boxes);
    sum->mass_g = add64(sum->mass_g, more.mass_g);
    sum->volume_cm3 = add64(sum->volume_cm3, more.volume_cm3);
}

static void place_sums(const ElectionRegency *g, const ElectionNeeds *needs, ElectionBy by,
                       ElectionPlaceSum *places) {
    for (size_t t = 0; t < g->tps_count; t++) {
        const ElectionTps *tps = &g->tps[t];
        ElectionPlaceSum *place = &places[place_of_tps(g, by, (int32_t)t)];
        place->tps++;
        place->unknown_tps += tps->dpt < 0;
        if (tps->dpt < 0) continue;
        place->dpt = add64(place->dpt, tps->dpt);
        place->dptb = add64(place->dptb, tps->dptb > 0 ? tps->dptb : 0);
        load_add(&place->load, needs->tps_load[t]);
    }
    for (size_t d = 0; d < g->district_count && by >= BY_DISTRICT; d++)
        load_add(&places[by == BY_REGENCY ? 0 : d].load, needs->district_load[d]);
}

void election_needs_sum(Arena *arena, const ElectionRegency *regency, const ElectionNeeds *needs,
                        ElectionBy by, ElectionSums *ret) {
    Table t = table(arena, regency, by);
    for (size_t i = 0; i < needs->count; i++) {
        const ElectionNeed *row = &needs->rows[i];
        size_t place;
        if (!place_of_row(&t, row, &place)) continue;
        size_t column = t.first[row->item] + (row->contest < 0 ? 0 : (size_t)row->contest);
        int64_t *number = &t.numbers[place * t.columns + column];
        *number = add64(*number, row->quantity);
        t.needs[place * 3 + row->level] = true;
    }
    *ret = (ElectionSums){.place_count = t.places};
    ret->places = ARENA_ARRAY(arena, ElectionPlaceSum, t.places);
    place_sums(regency, needs, by, ret->places);
    table_rows(arena, &t, ret);
}

/* ---------------------------------------------------------------- comparing */

/* One place's rows; all blocks of a level have the same items and contests in the same order. */
typedef struct Block {
    const char *place;
    const ElectionNeed *rows;
} Block;

typedef struct Side {
    const ElectionRules *rules;
    Block *blocks; /* by place */
    size_t count, length;
} Side;

/* Positions of one number in the blocks before and after; -1 where it does not stand. */
typedef struct Pair {
    ptrdiff_t before, after;
} Pair;

static int by_place(const void *a, const void *b) {
    return strcmp(((const Block *)a)->place, ((const Block *)b)->place);
}

static const char *place_id(const ElectionRegency *g, const ElectionNeed *row) {
    switch (row->level) {
    case LEVEL_TPS: return g->tps[row->place].id;
    case LEVEL_PPK: return g->districts[row->place].code;
    case LEVEL_KPU: break;
    }
    return g->scope;
}

static Side side(Arena *arena, ElectionState state, ElectionLevel level) {
    const ElectionNeed *rows = state.needs->rows;
    VEC(Block) blocks = {0};
    size_t rows_seen = 0, last = 0;
    for (size_t i = 0; i < state.needs->count; i++) {
        if (rows[i].level != level) continue;
        if (rows_seen++ == 0 || rows[i].place != rows[last].place)
            vec_push(arena, &blocks, (Block){place_id(state.regency, &rows[i]), &rows[i]});
        last = i;
    }
    if (blocks.n == 0) return (Side){.rules = &state.regency->rules};
    qsort(blocks.at, blocks.n, sizeof *blocks.at, by_place);
    return (Side){&state.regency->rules, blocks.at, blocks.n, rows_seen / blocks.n};
}

static const ElectionItem *item_at(const Side *s, ptrdiff_t position) {
    assert(s->blocks);
    return &s->rules->items[s->blocks->rows[position].item];
}

static const ElectionContest *contest_at(const Side *s, ptrdiff_t position) {
    int32_t contest = s->blocks->rows[position].contest;
    return contest < 0 ? NULL : &s->rules->contests[contest];
}

static ptrdiff_t find(const Side *within, const Side *s, ptrdiff_t position) {
    const ElectionContest *contest = contest_at(s, position);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)within->length; i++) {
        const ElectionContest *other = contest_at(within, i);
        if (str_eq(item_at(within, i)->id, item_at(s, position)->id) &&
            str_eq(other ? other->id : NULL, contest ? contest->id : NULL))
            return i;
    }
    return -1;
}

/* What stands after, in its order; then what is gone. */
static Pair *pairs(Arena *arena, const Side *before, const Side *after, size_t *ret_count) {
    Pair *all = ARENA_ARRAY(arena, Pair, before->length + after->length);
    size_t n = 0;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)after->length; i++)
        all[n++] = (Pair){find(before, after, i), i};
    for (ptrdiff_t i = 0; i < (ptrdiff_t)before->length; i++)
        if (find(after, before, i) < 0) all[n++] = (Pair){i, -1};
    *ret_count = n;
    return all;
}

typedef VEC(ElectionNeedChange) Changes;

static void compare_level(Arena *arena, ElectionState before, ElectionState after,
                          ElectionLevel level, Changes *changes) {
    Side a = side(arena, before, level), b = side(arena, after, level);
    size_t pair_count, i = 0, k = 0;
    const Pair *all = pairs(arena, &a, &b, &pair_count);
    while (i < a.count || k < b.count) {
        int order = i == a.count ? 1 : k == b.count ? -1 : by_place(&a.blocks[i], &b.blocks[k]);
        const Block *was = order <= 0 ? &a.blocks[i++] : NULL;
        const Block *is = order >= 0 ? &b.blocks[k++] : NULL;
        for (size_t p = 0; p < pair_count; p++) {
            Pair pair = all[p];
            int64_t old = was && pair.before >= 0 ? was->rows[pair.before].quantity : 0;
            int64_t new = is &&pair.after >= 0 ? is->rows[pair.after].quantity : 0;
            if (old == new) continue;
            const Side *s = pair.after >= 0 ? &b : &a;
            ptrdiff_t position = pair.after >= 0 ? pair.after : pair.before;
            vec_push(arena, changes,
                     (ElectionNeedChange){level, (is ? is : was)->place, item_at(s, position),
                                          contest_at(s, position), old, new});
        }
    }
}

void election_needs_compare(Arena *arena, ElectionState before, ElectionState after,
                            ElectionNeedChange **ret, size_t *ret_count) {
    Changes changes = {0};
    for (ElectionLevel level = LEVEL_TPS; level <= LEVEL_KPU; level++)
        compare_level(arena, before, after, level, &changes);
    *ret = changes.at;
    *ret_count = changes.n;
}
