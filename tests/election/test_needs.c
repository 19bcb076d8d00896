// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static ElectionRegency regency(Arena *a, const char *election, const char *scope,
                               const int64_t *dpt, size_t n) {
    return sample_regency(a, sample_rules(a, election_builtin(election), scope), scope, dpt, n);
}

static const ElectionNeed *row(const ElectionRegency *g, const ElectionNeeds *needs, int32_t tps,
                               const char *item, int32_t contest) {
    int32_t which = (int32_t)sample_item(&g->rules, item);
    for (size_t i = 0; i < needs->count; i++) {
        const ElectionNeed *r = &needs->rows[i];
        if (r->level == LEVEL_TPS && r->place == tps && r->item == which && r->contest == contest)
            return r;
    }
    fail_msg("TPS %d has no row for %s", tps, item);
    return NULL;
}

/* ---------------------------------------------------------------- published sums */

static void bogor_2024_prints_exactly_what_it_printed(void **state) {
    int64_t *dpt = sample_voters(*state, 7908, 3926080, 101663, 40);
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 7908);
    ElectionNeeds needs = sample_needs(*state, &g);
    const ElectionPrintOrder *bupati = &needs.print_orders[1];
    assert_string_equal(g.rules.contests[1].id, "bupati");
    assert_int_equal(bupati->dpt, 3926080);
    assert_int_equal(bupati->reserve, 101663);
    assert_int_equal(bupati->rerun, 2000);
    assert_int_equal(bupati->total, 4029743);
    assert_true(bupati->reserve > 3926080 / 40); /* no percentage of the total */
}

static void penajam_paser_utara_2018_is_rounded_per_polling_station(void **state) {
    int64_t *dpt = sample_voters(*state, 340, 118579, 3130, 40);
    ElectionRegency g = regency(*state, "pilkada-2024", "6409", dpt, 340);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(needs.print_orders[1].dpt + needs.print_orders[1].reserve, 121709);
    assert_int_equal(needs.print_orders[1].total, 121709 + 2000);
}

static void jakarta_2024_has_the_items_it_ordered(void **state) {
    int64_t *dpt = ARENA_ARRAY(*state, int64_t, 14835);
    for (size_t i = 0; i < 14835; i++) dpt[i] = 555;
    ElectionRegency g = regency(*state, "pilkada-2024", "3171", dpt, 14835);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(g.rules.contest_count, 1);
    assert_int_equal(sample_total(&g, &needs, "box"), 14835);
    assert_int_equal(sample_total(&g, &needs, "booth"), 59340);
    assert_int_equal(sample_total(&g, &needs, "ink"), 29670);
    assert_int_equal(sample_total(&g, &needs, "seal"), 534917 - 857);
    assert_int_equal(sample_total(&g, &needs, "cable-tie"), 92358 - 3348);
    assert_int_equal(sample_total(&g, &needs, "envelope-cube"), 89277 - 267);
    assert_int_equal(sample_total(&g, &needs, "envelope"), 133665 - 150);
    assert_int_equal(sample_total(&g, &needs, "form-plano"), 44505);
    assert_int_equal(sample_total(&g, &needs, "form-a4"), 29670);
    assert_int_equal(sample_total(&g, &needs, "braille"), 14835);
}

static void two_contests_double_the_boxes_and_not_the_booths(void **state) {
    int64_t dpt[286];
    for (size_t i = 0; i < 286; i++) dpt[i] = 560;
    ElectionRegency g = regency(*state, "pilkada-2024", "3603", dpt, 286);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(sample_total(&g, &needs, "box"), 572); /* Cikupa's return */
    assert_int_equal(sample_total(&g, &needs, "booth"), 1144);
    assert_int_equal(sample_total(&g, &needs, "seal"), 286 * 72);
}

static void the_regimes_differ_in_reserve_contests_and_rerun_stock(void **state) {
    int64_t dpt[] = {284, 250};
    ElectionRegency pemilu = regency(*state, "pemilu-2024", "3674", dpt, 2);
    ElectionRegency pilkada = regency(*state, "pilkada-2024", "3674", dpt, 2);
    ElectionNeeds a = sample_needs(*state, &pemilu), b = sample_needs(*state, &pilkada);
    for (int32_t c = 0; c < 5; c++) {
        assert_int_equal(row(&pemilu, &a, 0, "ballot", c)->quantity, 290);
        assert_int_equal(row(&pemilu, &a, 1, "ballot", c)->quantity, 255);
        assert_int_equal(a.print_orders[c].total, 290 + 255 + 1000);
    }
    for (int32_t c = 0; c < 2; c++) {
        assert_int_equal(row(&pilkada, &b, 0, "ballot", c)->quantity, 284 + 8);
        assert_int_equal(row(&pilkada, &b, 1, "ballot", c)->quantity, 250 + 7);
        assert_int_equal(b.print_orders[c].total, 292 + 257 + 2000);
    }
    assert_int_equal(a.tps_load[0].boxes, 5);
    assert_int_equal(b.tps_load[0].boxes, 2);
}

static void moved_voters_are_in_the_kit_and_not_in_the_print_order(void **state) {
    int64_t dpt[] = {300};
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 1);
    ElectionTps moved = g.tps[0];
    moved.dptb = 11;
    g.tps = &moved;
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(row(&g, &needs, 0, "ballot", 0)->quantity, 300 + 11 + 8);
    assert_int_equal(needs.print_orders[0].total, 300 + 8 + 2000);
}

static void health_items_belong_to_2020_only(void **state) {
    int64_t dpt[] = {403};
    ElectionRegency g = regency(*state, "pilkada-2020", "6109", dpt, 1);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(row(&g, &needs, 0, "mask-spare", -1)->quantity, 81); /* 80.6 */
    assert_int_equal(needs.tps_load[0].boxes, 1);
    ElectionRules later = sample_rules(*state, election_builtin("pilkada-2024"), "6109");
    for (size_t i = 0; i < later.item_count; i++)
        assert_false(str_starts(later.items[i].id, "mask"));
}

/* ---------------------------------------------------------------- shape, loads, unknowns */

static void rows_stand_by_level_place_item_contest(void **state) {
    int64_t dpt[150];
    for (size_t i = 0; i < 150; i++) dpt[i] = (int64_t)i * 4;
    ElectionRegency g = regency(*state, "pemilu-2024", "1406", dpt, 150);
    ElectionNeeds needs = sample_needs(*state, &g);
    for (size_t i = 1; i < needs.count; i++) {
        ElectionNeed a = needs.rows[i - 1], b = needs.rows[i];
        int order = (int)a.level - (int)b.level;
        if (!order) order = a.place - b.place;
        if (!order) order = a.item - b.item;
        if (!order) order = a.contest - b.contest;
        assert_true(order < 0);
    }
    assert_int_equal(sample_total(&g, &needs, "ppk-box"), 2 * 2 * 5); /* two districts */
    assert_int_equal(sample_total(&g, &needs, "kpu-box"), 5);
    assert_int_equal(needs.district_load[1].boxes, 10);
}

static void loads_agree_with_a_pocket_calculator(void **state) {
    int64_t dpt[40];
    for (size_t i = 0; i < 40; i++) dpt[i] = 101 + 13 * (int64_t)i;
    ElectionRegency g = regency(*state, "pilkada-2020", "1303", dpt, 40);
    ElectionNeeds needs = sample_needs(*state, &g);
    for (int32_t t = 0; t < 40; t++) {
        double mass = 0, volume = 0;
        for (size_t i = 0; i < needs.count; i++) {
            const ElectionNeed *r = &needs.rows[i];
            const ElectionItem *item = &g.rules.items[r->item];
            if (r->level != LEVEL_TPS || r->place != t) continue;
            mass += (double)r->quantity * (double)item->mass_mg;
            if (item->pack == PACK_OUTSIDE)
                volume += (double)r->quantity * (double)item->volume_cm3;
        }
        assert_int_equal(needs.tps_load[t].mass_g, (int64_t)ceil(mass / 1000));
        assert_int_equal(needs.tps_load[t].volume_cm3, (int64_t)volume);
    }
}

static void unknown_voters_are_named_and_left_out(void **state) {
    int64_t dpt[] = {300, -1, 200};
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 3);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(needs.unknown_count, 1);
    assert_int_equal(needs.unknown_tps[0], 1);
    assert_int_equal(needs.tps_load[1].boxes, 0);
    assert_int_equal(needs.print_orders[0].dpt, 500);
    for (size_t i = 0; i < needs.count; i++)
        assert_false(needs.rows[i].level == LEVEL_TPS && needs.rows[i].place == 1);
    ElectionReason *reasons;
    size_t n;
    Err err;
    assert_int_equal(election_needs_explain(*state, &g, 1, &reasons, &n, &err), ERR_ABSENT);
    assert_non_null(strstr(err.text, g.tps[1].id));
}

static void a_regency_without_polling_stations_needs_little(void **state) {
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", NULL, 0);
    ElectionNeeds needs = sample_needs(*state, &g);
    assert_int_equal(needs.print_orders[0].total, 2000);
    assert_int_equal(sample_total(&g, &needs, "box"), 0);
}

/* ---------------------------------------------------------------- sums */

static void sums_of_every_level_agree(void **state) {
    int64_t dpt[237];
    for (size_t i = 0; i < 237; i++) dpt[i] = i % 17 == 3 ? -1 : 90 + (int64_t)i;
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 237);
    ElectionNeeds needs = sample_needs(*state, &g);
    for (ElectionBy by = BY_TPS; by <= BY_REGENCY; by++) {
        ElectionSums sums;
        election_needs_sum(*state, &g, &needs, by, &sums);
        int64_t boxes = 0, ballots = 0, voters = 0, tps = 0, unknown = 0, mass = 0;
        for (size_t i = 0; i < sums.count; i++)
            if (sums.rows[i].item == (int32_t)sample_item(&g.rules, "ballot"))
                ballots += sums.rows[i].quantity;
        for (size_t p = 0; p < sums.place_count; p++) {
            boxes += sums.places[p].load.boxes;
            mass += sums.places[p].load.mass_g;
            voters += sums.places[p].dpt;
            tps += sums.places[p].tps;
            unknown += sums.places[p].unknown_tps;
        }
        assert_int_equal(tps, 237);
        assert_int_equal(unknown, 14);
        assert_int_equal(voters, needs.print_orders[0].dpt);
        assert_int_equal(ballots, sample_total(&g, &needs, "ballot"));
        int64_t ppk = by >= BY_DISTRICT ? sample_total(&g, &needs, "ppk-box") : 0;
        assert_int_equal(boxes, 2 * (237 - 14) + ppk);
        assert_true(mass > 2260 * boxes);
    }
}

static void the_regency_sum_holds_every_item_and_a_tps_sum_is_its_rows(void **state) {
    int64_t dpt[25];
    for (size_t i = 0; i < 25; i++) dpt[i] = 400;
    ElectionRegency g = regency(*state, "pemilu-2024", "1406", dpt, 25);
    ElectionNeeds needs = sample_needs(*state, &g);
    ElectionSums all, each;
    election_needs_sum(*state, &g, &needs, BY_REGENCY, &all);
    for (size_t i = 0; i < g.rules.item_count; i++) {
        int64_t sum = 0;
        for (size_t k = 0; k < all.count; k++)
            if (all.rows[k].item == (int32_t)i) sum += all.rows[k].quantity;
        assert_int_equal(sum, sample_total(&g, &needs, g.rules.items[i].id));
    }
    election_needs_sum(*state, &g, &needs, BY_TPS, &each);
    for (size_t i = 0; i < each.count; i++) {
        assert_int_equal(each.rows[i].place, needs.rows[i].place);
        assert_int_equal(each.rows[i].item, needs.rows[i].item);
        assert_int_equal(each.rows[i].contest, needs.rows[i].contest);
        assert_int_equal(each.rows[i].quantity, needs.rows[i].quantity);
    }
    ElectionBy by;
    assert_true(election_by_parse("village", &by) && by == BY_VILLAGE);
    assert_false(election_by_parse("planet", &by));
}

/* ---------------------------------------------------------------- reasons */

static void every_number_of_a_polling_station_is_explained(void **state) {
    int64_t dpt[] = {284};
    ElectionRegency g = regency(*state, "pemilu-2024", "3674", dpt, 1);
    ElectionNeeds needs = sample_needs(*state, &g);
    ElectionReason *reasons;
    size_t n, rows = 0;
    Err err;
    assert_int_equal(election_needs_explain(*state, &g, 0, &reasons, &n, &err), OK);
    int64_t mass = 0, volume = 0;
    for (; rows < needs.count && needs.rows[rows].level == LEVEL_TPS; rows++) {
        const ElectionNeed *r = &needs.rows[rows];
        const ElectionReason *why = &reasons[rows];
        assert_ptr_equal(why->item, &g.rules.items[r->item]);
        assert_ptr_equal(why->contest, r->contest < 0 ? NULL : &g.rules.contests[r->contest]);
        assert_int_equal(why->quantity, r->quantity);
        mass += why->mass_mg;
        volume += why->volume_cm3;
    }
    assert_int_equal(n, rows);
    assert_int_equal(needs.tps_load[0].mass_g, (mass + 999) / 1000);
    assert_int_equal(needs.tps_load[0].volume_cm3, volume);
    assert_string_equal(reasons[0].working,
                        "284 DPT + 0 DPTb + 6 (284 DPT / 50 = 5.68, rounded up) = 290");
}

/* ---------------------------------------------------------------- changes */

static void a_changed_rule_text_changes_quantity_reason_and_print_order(void **state) {
    json_t *json;
    Err err;
    Faults faults = {.arena = *state};
    int64_t dpt[] = {250};
    assert_int_equal(json_read(election_builtin("pemilu-2024"), "x", &json, &err), OK);
    json_t *item = json_array_get(json_object_get(json, "items"), 0);
    json_t *contest = json_array_get(json_object_get(json, "contests"), 0);
    json_object_set_new(item, "quantity", json_string("dpt + dptb + floor(dpt / 50) + 1"));
    json_object_set_new(json_object_get(contest, "print"), "quantity",
                        json_string("dpt + floor(dpt / 50) + 1"));
    ElectionRules rules;
    assert_int_equal(election_rules_read(*state, json, "x", "3674", &rules, &faults, &err), OK);
    json_decref(json);
    ElectionRegency old = regency(*state, "pemilu-2024", "3674", dpt, 1);
    ElectionRegency new = sample_regency(*state, rules, "3674", dpt, 1);
    ElectionNeeds was = sample_needs(*state, &old), is = sample_needs(*state, &new);
    assert_int_equal(row(&new, &is, 0, "ballot", 0)->quantity, 256);
    assert_int_equal(is.print_orders[0].total, 256 + 1000);
    assert_int_equal(was.print_orders[0].total, 255 + 1000);
    ElectionReason *reasons;
    size_t n;
    assert_int_equal(election_needs_explain(*state, &new, 0, &reasons, &n, &err), OK);
    assert_non_null(strstr(reasons[0].working, "5 (250 DPT / 50 = 5, exactly) + 1 = 256"));
    assert_string_equal(election_formula_text(reasons[0].item->quantity),
                        "dpt + dptb + floor(dpt / 50) + 1");
}

static void a_changed_voter_list_changes_these_numbers_and_no_others(void **state) {
    int64_t before[] = {300, 280, 410}, after[] = {300, 281, -1, 120};
    ElectionRegency a = regency(*state, "pilkada-2024", "3201", before, 3);
    ElectionRegency b = regency(*state, "pilkada-2024", "3201", after, 4);
    ElectionNeeds was = sample_needs(*state, &a), is = sample_needs(*state, &b);
    ElectionNeedChange *changes;
    size_t n, at_second = 0, gone = 0, come = 0;
    election_needs_compare(*state, (ElectionState){&a, &was}, (ElectionState){&b, &is}, &changes,
                           &n);
    for (size_t i = 0; i < n; i++) {
        const ElectionNeedChange *c = &changes[i];
        assert_int_equal(c->level, LEVEL_TPS);
        assert_string_not_equal(c->place, a.tps[0].id);
        if (str_eq(c->place, a.tps[1].id)) {
            assert_true(c->item->is_ballot);
            assert_int_equal(c->before, 287);
            assert_int_equal(c->after, 281 + 8);
            at_second++;
        }
        gone += str_eq(c->place, a.tps[2].id) && c->after == 0;
        come += str_eq(c->place, b.tps[3].id) && c->before == 0;
    }
    assert_int_equal(at_second, 2); /* two contests */
    assert_int_equal(gone, come);   /* every number of the one, every number of the other */
    assert_int_equal(n, at_second + gone + come);
    election_needs_compare(*state, (ElectionState){&a, &was}, (ElectionState){&a, &was}, &changes,
                           &n);
    assert_int_equal(n, 0);
}

static void changed_contests_are_matched_by_their_names(void **state) {
    int64_t dpt[] = {300};
    ElectionRegency a = regency(*state, "pilkada-2024", "3201", dpt, 1); /* with a regent */
    ElectionRegency b = regency(*state, "pilkada-2024", "3271", dpt, 1); /* with a mayor */
    b = sample_regency(*state, b.rules, "3201", dpt, 1);
    ElectionNeeds was = sample_needs(*state, &a), is = sample_needs(*state, &b);
    ElectionNeedChange *changes;
    size_t n;
    election_needs_compare(*state, (ElectionState){&a, &was}, (ElectionState){&b, &is}, &changes,
                           &n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(changes[i].contest);
        assert_string_equal(changes[i].contest->id, changes[i].after ? "walikota" : "bupati");
        assert_true(changes[i].before == 0 || changes[i].after == 0);
    }
}

static void a_formula_that_fails_names_the_place(void **state) {
    int64_t dpt[] = {300, 5};
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 2);
    Err err;
    ElectionNeeds needs = {.count = 77};
    ElectionFormula *f;
    assert_int_equal(election_formula_parse(*state, "dpt - 100", &f, &err), OK);
    g.rules.items[0].quantity = f;
    assert_int_equal(election_needs(*state, &g, &needs, &err), ERR_INPUT);
    assert_non_null(strstr(err.place, g.tps[1].id));
    assert_int_equal(needs.count, 77);
}

static void absurd_numbers_are_refused_at_every_level(void **state) {
    static const char *const absurd[] = {"1000000000000 * 2", "1000000000000"}; /* count, mass */
    static const char *const items[] = {"ballot", "booth", "ppk-box", "kpu-box"};
    int64_t dpt[] = {300};
    Err err;
    for (size_t k = 0; k < COUNT_OF(absurd); k++) {
        ElectionFormula *f;
        assert_int_equal(election_formula_parse(*state, absurd[k], &f, &err), OK);
        for (size_t i = 0; i < COUNT_OF(items); i++) {
            ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 1);
            g.rules.items[sample_item(&g.rules, items[i])].quantity = f;
            ElectionNeeds needs;
            assert_int_equal(election_needs(*state, &g, &needs, &err), ERR_INPUT);
            ElectionReason *reasons;
            size_t n;
            if (i < 2)
                assert_int_equal(election_needs_explain(*state, &g, 0, &reasons, &n, &err),
                                 ERR_INPUT);
        }
    }
    ElectionRegency g = regency(*state, "pilkada-2024", "3201", dpt, 1);
    ElectionNeeds needs;
    assert_int_equal(election_formula_parse(*state, absurd[0], &g.rules.contests[0].print, &err),
                     OK);
    assert_int_equal(election_needs(*state, &g, &needs, &err), ERR_INPUT);
    assert_non_null(strstr(err.place, g.tps[0].id));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bogor_2024_prints_exactly_what_it_printed),
        cmocka_unit_test(penajam_paser_utara_2018_is_rounded_per_polling_station),
        cmocka_unit_test(jakarta_2024_has_the_items_it_ordered),
        cmocka_unit_test(two_contests_double_the_boxes_and_not_the_booths),
        cmocka_unit_test(the_regimes_differ_in_reserve_contests_and_rerun_stock),
        cmocka_unit_test(moved_voters_are_in_the_kit_and_not_in_the_print_order),
        cmocka_unit_test(health_items_belong_to_2020_only),
        cmocka_unit_test(rows_stand_by_level_place_item_contest),
        cmocka_unit_test(loads_agree_with_a_pocket_calculator),
        cmocka_unit_test(unknown_voters_are_named_and_left_out),
        cmocka_unit_test(a_regency_without_polling_stations_needs_little),
        cmocka_unit_test(sums_of_every_level_agree),
        cmocka_unit_test(the_regency_sum_holds_every_item_and_a_tps_sum_is_its_rows),
        cmocka_unit_test(every_number_of_a_polling_station_is_explained),
        cmocka_unit_test(a_changed_rule_text_changes_quantity_reason_and_print_order),
        cmocka_unit_test(a_changed_voter_list_changes_these_numbers_and_no_others),
        cmocka_unit_test(changed_contests_are_matched_by_their_names),
        cmocka_unit_test(a_formula_that_fails_names_the_place),
        cmocka_unit_test(absurd_numbers_are_refused_at_every_level),
    };
    return cmocka_run_group_tests_name("election/needs", tests, sample_setup, sample_teardown);
}
