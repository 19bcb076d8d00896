// SPDX-License-Identifier: Apache-2.0
/* Rows stand by level, place, item, contest, and every place of a level has the same items and
 * contests: a block of rows, all blocks of a level of one shape. Summing and comparing rely on it.
 */
#include "election/rules_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define QUANTITY_MAX 1000000000000 /* of one number; a million places still add up in int64 */
#define LOAD_MAX 1000000000000     /* grams or cm3 of one place, likewise */

typedef struct Work {
    Arena *arena;
    const ElectionRegency *regency;
    const ElectionRules *rules;
    const int64_t *same; /* per item: its number at every TPS, or -1 */
    ElectionNeed *rows;
    size_t count;
} Work;

static ElectionVars tps_vars(const ElectionRegency *regency, const ElectionTps *tps) {
    return (ElectionVars){.dpt = tps->dpt,
                          .dptb = tps->dptb > 0 ? tps->dptb : 0,
                          .contests = (int64_t)regency->rules.contest_count,
                          .tps = 1,
                          .villages = 1,
                          .districts = 1};
}

/* ---------------------------------------------------------------- one number and its weight */

static Status quantity(const ElectionFormula *formula, const ElectionVars *vars, int64_t *ret,
                       Err *err) {
    int64_t n;
    Status status = election_formula_value(formula, vars, &n, err);
    if (status != OK) return status;
    if (n > QUANTITY_MAX)
        return err_set(err, ERR_INPUT, _("\"%.200s\" becomes %" PRId64 ", which is absurd"),
                       election_formula_text(formula), n);
    *ret = n;
    return OK;
}

typedef struct Burden {
    int64_t boxes, mass_mg, volume_cm3;
} Burden;

static Status burden_add(Burden *sum, const ElectionItem *item, int64_t n, Err *err) {
    int64_t mass, volume = 0;
    bool outside = item->pack == PACK_OUTSIDE;
    bool over = __builtin_mul_overflow(n, item->mass_mg, &mass);
    over |= __builtin_add_overflow(sum->mass_mg, mass, &mass);
    over |= outside && __builtin_mul_overflow(n, item->volume_cm3, &volume);
    over |= __builtin_add_overflow(sum->volume_cm3, volume, &volume);
    if (over || mass / 1000 >= LOAD_MAX || volume > LOAD_MAX)
        return err_set(err, ERR_INPUT, _("%" PRId64 " of \"%.80s\" weigh or measure too much"), n,
                       item->id);
    *sum = (Burden){sum->boxes + (item->is_box ? n : 0), mass, volume};
    return OK;
}

static ElectionLoad load_of(Burden burden) {
    return (ElectionLoad){burden.boxes, ceil_div64(burden.mass_mg, 1000), burden.volume_cm3};
}

/* ---------------------------------------------------------------- one place */

static size_t rows_per_place(const ElectionRules *rules, ElectionLevel level) {
    size_t n = 0;
    for (size_t i = 0; i < rules->item_count; i++)
        if (rules->items[i].level == level)
            n += rules->items[i].each_contest ? rules->contest_count : 1;
    return n;
}

static Status place_rows(Work *w, ElectionLevel level, size_t place, const ElectionVars *vars,
                         ElectionLoad *ret_load, Err *err) {
    Burden burden = {0};
    for (size_t i = 0; i < w->rules->item_count; i++) {
        const ElectionItem *item = &w->rules->items[i];
        if (item->level != level) continue;
        int64_t n = level == LEVEL_TPS ? w->same[i] : -1;
        if (n < 0 && quantity(item->quantity, vars, &n, err) != OK) return ERR_INPUT;
        size_t times = item->each_contest ? w->rules->contest_count : 1;
        for (size_t c = 0; c < times; c++) {
            w->rows[w->count++] = (ElectionNeed){
                level, (int32_t)place, item->each_contest ? (int32_t)c : -1, (int32_t)i, n};
            if (burden_add(&burden, item, n, err) != OK) return ERR_INPUT;
        }
    }
    *ret_load = load_of(burden);
    return OK;
}

static Status at_place(const Work *w, Err *err, const char *what, const char *id) {
    err_at(err, arena_printf(w->arena, "%s %s", what, id), 0, 0, NULL);
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- the three levels */

static Status same_everywhere(Work *w, Err *err) {
    ElectionTps nobody = {.dpt = 0};
    ElectionVars vars = tps_vars(w->regency, &nobody);
    int64_t *same = ARENA_ARRAY(w->arena, int64_t, w->rules->item_count);
    for (size_t i = 0; i < w->rules->item_count; i++) {
        const ElectionFormula *formula = w->rules->items[i].quantity;
        same[i] = -1;
        if (!election_formula_fixed(formula)) continue;
        if (quantity(formula, &vars, &same[i], err) != OK) return ERR_INPUT;
    }
    w->same = same;
    return OK;
}

static Status tps_level(Work *w, ElectionNeeds *ret, Err *err) {
    const ElectionRegency *g = w->regency;
    for (size_t t = 0; t < g->tps_count; t++) {
        if (g->tps[t].dpt < 0) {
            ret->unknown_tps[ret->unknown_count++] = (int32_t)t;
            continue;
        }
        ElectionVars vars = tps_vars(g, &g->tps[t]);
        if (place_rows(w, LEVEL_TPS, t, &vars, &ret->tps_load[t], err) != OK)
            return at_place(w, err, "TPS", g->tps[t].id);
    }
    return OK;
}

/* What the formulas of PPK and KPU are about. TPS of unknown voters count as TPS. */
static void add_up(Work *w, ElectionVars *districts, ElectionVars *all) {
    const ElectionRegency *g = w->regency;
    *all = (ElectionVars){.contests = (int64_t)g->rules.contest_count,
                          .tps = (int64_t)g->tps_count,
                          .villages = (int64_t)g->village_count,
                          .districts = (int64_t)g->district_count};
    for (size_t d = 0; d < g->district_count; d++)
        districts[d] = (ElectionVars){.contests = all->contests, .districts = 1};
    for (size_t v = 0; v < g->village_count; v++) districts[g->villages[v].district].villages++;
    for (size_t t = 0; t < g->tps_count; t++) {
        ElectionVars *district = &districts[g->villages[g->tps[t].village].district];
        district->tps++;
        if (g->tps[t].dpt < 0) continue;
        ElectionVars vars = tps_vars(g, &g->tps[t]);
        district->dpt = add64(district->dpt, vars.dpt);
        district->dptb = add64(district->dptb, vars.dptb);
        all->dpt = add64(all->dpt, vars.dpt);
        all->dptb = add64(all->dptb, vars.dptb);
    }
}

static Status upper_levels(Work *w, ElectionNeeds *ret, Err *err) {
    const ElectionRegency *g = w->regency;
    ElectionVars all, *districts = ARENA_ARRAY(w->arena, ElectionVars, g->district_count);
    ElectionLoad stays; /* what is the KPU's own does not travel */
    add_up(w, districts, &all);
    for (size_t d = 0; d < g->district_count; d++)
        if (place_rows(w, LEVEL_PPK, d, &districts[d], &ret->district_load[d], err) != OK)
            return at_place(w, err, "PPK", g->districts[d].code);
    if (place_rows(w, LEVEL_KPU, 0, &all, &stays, err) != OK)
        return at_place(w, err, "KPU", g->scope);
    return OK;
}

static Status print_order(const Work *w, size_t contest, ElectionPrintOrder *ret, Err *err) {
    const ElectionContest *c = &w->rules->contests[contest];
    ElectionPrintOrder order = {.contest = (int32_t)contest, .rerun = c->rerun_ballots};
    int64_t printed = 0;
    for (size_t t = 0; t < w->regency->tps_count; t++) {
        const ElectionTps *tps = &w->regency->tps[t];
        if (tps->dpt < 0) continue;
        ElectionVars vars = tps_vars(w->regency, tps);
        int64_t n = 0;
        if (quantity(c->print, &vars, &n, err) != OK) return at_place(w, err, "TPS", tps->id);
        order.dpt = add64(order.dpt, tps->dpt);
        printed = add64(printed, n);
    }
    order.reserve = printed - order.dpt;
    order.total = add64(printed, order.rerun);
    *ret = order;
    return OK;
}

Status election_needs(Arena *arena, const ElectionRegency *regency, ElectionNeeds *ret, Err *err) {
    const ElectionRules *rules = &regency->rules;
    size_t most = regency->tps_count * rows_per_place(rules, LEVEL_TPS) +
                  regency->district_count * rows_per_place(rules, LEVEL_PPK) +
                  rows_per_place(rules, LEVEL_KPU);
    Work w = {.arena = arena,
              .regency = regency,
              .rules = rules,
              .rows = ARENA_ARRAY(arena, ElectionNeed, most)};
    ElectionNeeds needs = {
        .tps_load = ARENA_ARRAY(arena, ElectionLoad, regency->tps_count),
        .district_load = ARENA_ARRAY(arena, ElectionLoad, regency->district_count),
        .print_orders = ARENA_ARRAY(arena, ElectionPrintOrder, rules->contest_count),
        .unknown_tps = ARENA_ARRAY(arena, int32_t, regency->tps_count),
    };
    if (same_everywhere(&w, err) != OK) return ERR_INPUT;
    if (tps_level(&w, &needs, err) != OK) return ERR_INPUT;
    if (upper_levels(&w, &needs, err) != OK) return ERR_INPUT;
    for (size_t c = 0; c < rules->contest_count; c++)
        if (print_order(&w, c, &needs.print_orders[c], err) != OK) return ERR_INPUT;
    assert(w.count <= most);
    needs.rows = w.rows;
    needs.count = w.count;
    *ret = needs;
    return OK;
}

/* ---------------------------------------------------------------- a part of the vote */

void election_needs_narrow(Arena *arena, const ElectionRegency *regency, const uint32_t *contests,
                           ElectionNeeds *needs) {
    Burden *burdens = ARENA_ARRAY(arena, Burden, regency->tps_count);
    ElectionNeed *rows = ARENA_ARRAY(arena, ElectionNeed, needs->count + 1);
    Err never; /* the whole of them did not weigh too much */
    for (size_t i = 0; i < needs->count; i++) {
        ElectionNeed *row = &rows[i];
        *row = needs->rows[i];
        uint32_t part = row->level == LEVEL_TPS ? contests[row->place] : 0;
        if (row->contest >= 0) part &= 1u << row->contest;
        if (!part) row->quantity = 0;
        const ElectionItem *item = &regency->rules.items[row->item];
        if (part && burden_add(&burdens[row->place], item, row->quantity, &never) != OK)
            assert(false); /* heavier than the whole */
    }
    needs->rows = rows;
    needs->tps_load = ARENA_ARRAY(arena, ElectionLoad, regency->tps_count);
    needs->district_load = ARENA_ARRAY(arena, ElectionLoad, regency->district_count);
    for (size_t t = 0; t < regency->tps_count; t++) needs->tps_load[t] = load_of(burdens[t]);
}

/* ---------------------------------------------------------------- why */

Status election_needs_explain(Arena *arena, const ElectionRegency *regency, int32_t tps,
                              ElectionReason **ret, size_t *ret_count, Err *err) {
    const ElectionRules *rules = &regency->rules;
    const ElectionTps *at = &regency->tps[tps];
    if (at->dpt < 0) {
        err_set(err, ERR_ABSENT, _("the number of voters of TPS %.40s is not known"), at->id);
        err_advise(err, "%s", _("import it with the polling stations; then its needs follow"));
        return ERR_ABSENT;
    }
    ElectionVars vars = tps_vars(regency, at);
    VEC(ElectionReason) reasons = {0};
    for (size_t i = 0; i < rules->item_count; i++) {
        const ElectionItem *item = &rules->items[i];
        if (item->level != LEVEL_TPS) continue;
        int64_t n = 0;
        Burden burden = {0};
        if (quantity(item->quantity, &vars, &n, err) != OK) return ERR_INPUT;
        if (burden_add(&burden, item, n, err) != OK) return ERR_INPUT;
        const char *working = election_formula_explain(arena, item->quantity, &vars);
        size_t times = item->each_contest ? rules->contest_count : 1;
        for (size_t c = 0; c < times; c++)
            vec_push(arena, &reasons,
                     (ElectionReason){item, item->each_contest ? &rules->contests[c] : NULL, n,
                                      working, burden.mass_mg, burden.volume_cm3});
    }
    *ret = reasons.at;
    *ret_count = reasons.n;
    return OK;
}
