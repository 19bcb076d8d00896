// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <stdlib.h>
#include <string.h>

static void sourced(const char *what, ElectionSource source) {
    if (!source.text || strlen(source.text) < 5) fail_msg("%s has no source", what);
    assert_in_range(source.certainty, CERTAIN_CONFIRMED, CERTAIN_DISPUTED);
}

static void every_number_of_the_built_in_rules_has_a_source(void **state) {
    assert_int_equal(election_builtin_count(), 3);
    for (size_t i = 0; i < election_builtin_count(); i++) {
        const char *id = election_builtin_id(i);
        ElectionRules rules = sample_rules(*state, election_builtin(id), NULL);
        assert_string_equal(rules.id, id);
        sourced("voting", rules.voting_source);
        sourced("hours", rules.hours_source);
        for (size_t k = 0; k < rules.contest_count; k++) {
            sourced(rules.contests[k].id, rules.contests[k].source);
            sourced(rules.contests[k].id, rules.contests[k].print_source);
            sourced(rules.contests[k].id, rules.contests[k].rerun_source);
        }
        for (size_t k = 0; k < rules.item_count; k++) {
            sourced(rules.items[k].id, rules.items[k].source);
            sourced(rules.items[k].id, rules.items[k].size_source);
            assert_true(rules.items[k].mass_mg > 0);
        }
        for (size_t k = 0; k < rules.stage_count; k++)
            sourced(rules.stages[k].id, rules.stages[k].source);
        for (size_t k = 0; k < rules.setting_count; k++)
            sourced(rules.settings[k].name, rules.settings[k].source);
    }
    assert_int_equal(election_builtin("pilkada-1999").n, 0);
}

static void known_facts_stand_in_the_built_in_rules(void **state) {
    static const struct {
        const char *id, *regime;
        int year, month, day, voters;
        int64_t rerun;
    } known[] = {{"pilkada-2020", "pilkada", 2020, 12, 9, 500, 2000},
                 {"pilkada-2024", "pilkada", 2024, 11, 27, 600, 2000},
                 {"pemilu-2024", "pemilu", 2024, 2, 14, 300, 1000}};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        ElectionRules rules = sample_rules(*state, election_builtin(known[i].id), NULL);
        assert_string_equal(rules.regime, known[i].regime);
        assert_int_equal(rules.voting_day,
                         day_from_civil(known[i].year, known[i].month, known[i].day));
        assert_int_equal(election_setting(&rules, "voters_per_tps_max")->value, known[i].voters);
        assert_int_equal(election_setting(&rules, "latest_days_before")->value, 1);
        assert_int_equal(rules.opens_s, 7 * 3600);
        assert_int_equal(rules.closes_s, 13 * 3600);
        for (size_t k = 0; k < rules.contest_count; k++)
            assert_int_equal(rules.contests[k].rerun_ballots, known[i].rerun);
        const ElectionItem *box = &rules.items[sample_item(&rules, "box")];
        assert_int_equal(box->mass_mg, 2260000);
        assert_int_equal(box->volume_cm3, 40 * 40 * 60);
    }
}

static void contests_in(Arena *a, const char *election, const char *scope, const char *expected) {
    ElectionRules rules = sample_rules(a, election_builtin(election), scope);
    const char *got = "";
    for (size_t i = 0; i < rules.contest_count; i++)
        got = arena_printf(a, "%s%s%s", got, i ? " " : "", rules.contests[i].id);
    assert_string_equal(got, expected);
}

static void contests_depend_on_the_region(void **state) {
    contests_in(*state, "pilkada-2024", "3171", "gubernur");          /* DKI Jakarta */
    contests_in(*state, "pilkada-2024", "3201", "gubernur bupati");   /* Bogor regency */
    contests_in(*state, "pilkada-2024", "3271", "gubernur walikota"); /* Bogor city */
    contests_in(*state, "pilkada-2024", "3471", "walikota");          /* Yogyakarta */
    contests_in(*state, "pilkada-2020", "6109", "bupati");            /* Sekadau */
    contests_in(*state, "pilkada-2020", "1303", "gubernur bupati");   /* Sijunjung */
    contests_in(*state, "pemilu-2024", "3171", "ppwp dpr dpd dprd-prov");
    contests_in(*state, "pemilu-2024", "1406", "ppwp dpr dpd dprd-prov dprd-kab");
    /* a province holds what one of its regencies holds */
    contests_in(*state, "pilkada-2024", "32", "gubernur bupati walikota");
    contests_in(*state, "pilkada-2024", "34", "bupati walikota");
    contests_in(*state, "pilkada-2024", "31", "gubernur");
    contests_in(*state, "pilkada-2020", "61", "bupati walikota");
    contests_in(*state, "pilkada-2020", ELECTION_NATION, "gubernur bupati walikota");
    contests_in(*state, "pilkada-2024", NULL, "gubernur bupati walikota");
}

static const Fault *fault_of(const Faults *faults, const char *path) {
    for (size_t i = 0; i < faults->list.n; i++)
        if (str_eq(faults->list.at[i].field, path)) return &faults->list.at[i];
    for (size_t i = 0; i < faults->list.n; i++)
        print_message("%s: %s\n", faults->list.at[i].field, faults->list.at[i].text);
    fail_msg("no fault at %s", path);
    return NULL;
}

static json_t *builtin_json(void) {
    json_t *json;
    Err err;
    assert_int_equal(json_read(election_builtin("pilkada-2024"), "test", &json, &err), OK);
    return json;
}

/* The faults of a file; the rules must stay unwritten. */
static Faults refused(Arena *a, json_t *take_json, const char *scope) {
    ElectionRules rules = {.id = "untouched"};
    Faults faults = {.arena = a};
    Err err = {0};
    assert_int_equal(election_rules_read(a, take_json, "mine.json", scope, &rules, &faults, &err),
                     ERR_INPUT);
    assert_string_equal(rules.id, "untouched");
    assert_string_equal(err.place, "mine.json");
    json_decref(take_json);
    return faults;
}

static json_t *at(json_t *root, const char *list, size_t i) {
    return json_array_get(json_object_get(root, list), i);
}

static void a_bad_file_lists_every_fault_with_its_path(void **state) {
    json_t *j = builtin_json();
    json_object_set_new(j, "votingday", json_string("2024-11-27"));
    json_object_set_new(j, "regime", json_string("pilpres"));
    json_object_set_new(json_object_get(j, "hours"), "opens", json_string("7"));
    json_object_set_new(at(j, "contests", 0), "certainty", json_string("sure"));
    json_object_set_new(at(j, "contests", 1), "only", json_pack("[ss]", "13", "9x"));
    json_object_set_new(at(j, "items", 0), "quantity", json_string("dpt / 40"));
    json_object_set_new(json_object_get(at(j, "items", 1), "size"), "mass_mg", json_integer(-1));
    json_object_set_new(at(j, "items", 2), "id", json_string("box"));
    json_object_set_new(at(j, "items", 3), "each_contest", json_string("yes"));
    json_object_set_new(at(j, "items", 4), "quantity", json_string("dpt - 100"));
    json_object_set_new(at(j, "items", 5), "source", json_string(""));
    json_object_del(json_object_get(j, "settings"), "snap_max_m");
    json_object_set_new(at(j, "stages", 1), "to", json_string("2024-02-30"));
    json_object_set_new(json_object_get(json_object_get(j, "settings"), "latest_clock_s"), "value",
                        json_real(1.5));
    Faults faults = refused(*state, j, NULL);
    static const char *const paths[] = {"votingday",
                                        "regime",
                                        "hours.opens",
                                        "contests[0].certainty",
                                        "contests[1].only[1]",
                                        "items[0].quantity",
                                        "items[1].size.mass_mg",
                                        "items[2].id",
                                        "items[3].each_contest",
                                        "items[4].quantity",
                                        "items[5].source",
                                        "settings.snap_max_m",
                                        "stages[1].to",
                                        "settings.latest_clock_s.value"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) assert_non_null(fault_of(&faults, paths[i])->text);
    assert_int_equal(faults.total, COUNT_OF(paths));
    assert_non_null(strstr(fault_of(&faults, "items[0].quantity")->text, "at character 1"));
    assert_non_null(strstr(fault_of(&faults, "items[4].quantity")->text, "no voter"));
}

static void fields_must_agree_with_each_other(void **state) {
    json_t *j = builtin_json();
    json_object_set_new(json_object_get(j, "hours"), "closes", json_string("06:00"));
    json_object_set_new(json_object_get(json_object_get(j, "settings"), "earliest_days_before"),
                        "value", json_integer(0));
    Faults faults = refused(*state, j, NULL);
    fault_of(&faults, "hours");
    fault_of(&faults, "settings.earliest_days_before");
    j = builtin_json();
    json_object_set_new(at(j, "items", 1), "pack", json_string("inside"));
    json_object_set_new(at(j, "items", 0), "level", json_string("ppk"));
    json_object_set_new(at(j, "items", 2), "kind", json_string("ballot"));
    json_object_set_new(at(j, "stages", 3), "from", json_string("2025-01-01"));
    faults = refused(*state, j, NULL);
    fault_of(&faults, "items[0]");
    fault_of(&faults, "items[1]");
    fault_of(&faults, "items[2]");
    fault_of(&faults, "items");
    fault_of(&faults, "stages[3]");
}

static void nothing_is_longer_than_it_may_be(void **state) {
    json_t *j = builtin_json();
    char key[90] = "x";
    memset(key + 1, 0, sizeof key - 1);
    for (size_t i = 1; i + 2 < sizeof key; i += 2) memcpy(key + i, "\xC3\xA9", 2);
    json_object_set_new(j, key, json_true());
    json_object_set_new(at(j, "items", 0), "id",
                        json_string("an-id-of-more-than-the-forty-characters"
                                    "-that-fit"));
    json_object_set_new(at(j, "contests", 0), "except", json_pack("[s]", "32011"));
    json_t *stages = json_object_get(j, "stages"), *one = json_array_get(stages, 0);
    while (json_array_size(stages) <= 100) json_array_append(stages, one);
    Faults faults = refused(*state, j, NULL);
    fault_of(&faults, "items[0].id");
    fault_of(&faults, "contests[0].except[0]");
    fault_of(&faults, "stages");
    assert_int_equal(faults.total, 4);
    for (size_t i = 0; i < faults.list.n; i++) {
        const char *field = faults.list.at[i].field;
        assert_true(strlen(field) <= 40 && utf8_valid(field, strlen(field)));
    }
}

static void a_region_without_a_contest_is_a_fault(void **state) {
    json_t *j;
    Err err;
    assert_int_equal(json_read(election_builtin("pilkada-2020"), "test", &j, &err), OK);
    Faults faults = refused(*state, j, "3171");
    assert_non_null(strstr(fault_of(&faults, "contests")->text, "3171"));
}

static void things_of_the_wrong_kind_are_faults_and_nothing_worse(void **state) {
    static const char *const keys[] = {"version", "id",       "regime", "name",   "voting",
                                       "hours",   "contests", "items",  "stages", "settings"};
    static const char *const values[] = {"null", "[]", "{}", "0", "\"x y\"", "[1]", "[{}]", "true"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        for (size_t k = 0; k < COUNT_OF(values); k++) {
            json_t *j = builtin_json();
            json_object_set_new(j, keys[i], json_loads(values[k], JSON_DECODE_ANY, NULL));
            if (str_eq(keys[i], "stages") && str_eq(values[k], "[]")) {
                json_decref(j); /* an election without stages may be */
                continue;
            }
            assert_true(refused(*state, j, "1406").total > 0);
        }
        json_t *j = builtin_json();
        json_object_del(j, keys[i]);
        Faults faults = refused(*state, j, NULL);
        fault_of(&faults, keys[i]);
    }
    assert_int_equal(refused(*state, json_array(), NULL).total, 1);
}

static void texts_come_in_the_language_in_force(void **state) {
    ElectionRules rules = sample_rules(*state, election_builtin("pemilu-2024"), NULL);
    assert_string_equal(election_text(rules.contests[0].name), "President");
    lang_use(LANG_ID);
    assert_string_equal(election_text(rules.contests[0].name), "Presiden dan Wakil Presiden");
    lang_use(LANG_EN);
    static const char *const words[] = {"confirmed", "derived", "unverified", "disputed"};
    for (ElectionCertainty c = CERTAIN_CONFIRMED; c <= CERTAIN_DISPUTED; c++)
        assert_string_equal(election_certainty(c), words[c]);
}

static void the_manual_names_every_setting(void **state) {
    const char *root = getenv("HANTAR_SOURCE");
    if (!root) {
        print_message("HANTAR_SOURCE is not set: nothing compared\n");
        return;
    }
    Env env = env_real();
    Bytes manual;
    Err err;
    const char *path = arena_printf(*state, "%s/docs/election-rules.md", root);
    assert_int_equal(env_read_file(&env, path, 1 * MIB, *state, &manual, &err), OK);
    size_t n;
    const ElectionSettingHelp *help = election_setting_help(&n);
    for (size_t i = 0; i < n; i++)
        if (!strstr((const char *)manual.at, arena_printf(*state, "`%s`", help[i].name)))
            fail_msg("%s is not in the manual", help[i].name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_the_built_in_rules_has_a_source),
        cmocka_unit_test(known_facts_stand_in_the_built_in_rules),
        cmocka_unit_test(contests_depend_on_the_region),
        cmocka_unit_test(a_bad_file_lists_every_fault_with_its_path),
        cmocka_unit_test(fields_must_agree_with_each_other),
        cmocka_unit_test(nothing_is_longer_than_it_may_be),
        cmocka_unit_test(a_region_without_a_contest_is_a_fault),
        cmocka_unit_test(things_of_the_wrong_kind_are_faults_and_nothing_worse),
        cmocka_unit_test(the_manual_names_every_setting),
        cmocka_unit_test(texts_come_in_the_language_in_force),
    };
    return cmocka_run_group_tests_name("election/rules", tests, sample_setup, sample_teardown);
}
