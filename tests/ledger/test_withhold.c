// SPDX-License-Identifier: Apache-2.0
#include "tally.h"

static void withheld(World *w, const char *value, char to[LEDGER_WITHHELD_BYTES]) {
    Err err;
    assert_int_equal(ledger_withhold(w->ledger, value, to, &err), OK);
}

static const char *revealed(World *w, const char *text) {
    const char *value = NULL;
    Err err;
    assert_int_equal(ledger_reveal(w->store, w->arena, text, &value, &err), OK);
    return value;
}

static void a_withheld_value_is_revealed_from_its_commitment(void **state) {
    World *w = *state;
    char name[LEDGER_WITHHELD_BYTES], again[LEDGER_WITHHELD_BYTES], empty[LEDGER_WITHHELD_BYTES];
    withheld(w, "Siti Aminah", name);
    withheld(w, "Siti Aminah", again);
    withheld(w, "", empty);
    assert_true(str_starts(name, "withheld:"));
    assert_int_equal(strlen(name), LEDGER_WITHHELD_BYTES - 1);
    assert_string_not_equal(name, again); /* nobody sees that two are the same */
    assert_string_equal(revealed(w, name), "Siti Aminah");
    assert_string_equal(revealed(w, empty), "");
}

static void what_is_no_commitment_is_itself(void **state) {
    World *w = *state;
    static const char *const plain[] = {"Siti", "", "withheld:", "withheld:12ab", "withheld:GG"};
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        assert_string_equal(revealed(w, plain[i]), plain[i]);
}

static void after_erasing_event_replay_and_leaf_stand(void **state) {
    World *w = *state;
    Err err;
    char name[LEDGER_WITHHELD_BYTES];
    withheld(w, "Siti Aminah", name);
    add(w, "1222", name, 1);
    assert_int_equal(ledger_erase(w->store, name, &err), OK);
    assert_string_equal(revealed(w, name), "(withheld)");
    assert_int_equal(ledger_erase(w->store, name, &err), ERR_ABSENT);
    LedgerReplay r = compared(w);
    assert_true(ledger_replay_clean(&r));
    assert_int_equal(ledger_rebuild(w->ledger, NULL, &err), OK);
    assert_int_equal(tally_of(w->store, "1222", name), 1);
}

static void an_invented_value_is_not_revealed(void **state) {
    World *w = *state;
    Err err;
    const char *value;
    char name[LEDGER_WITHHELD_BYTES];
    withheld(w, "Siti Aminah", name);
    sql(w, "UPDATE withheld SET value = 'Budi';");
    assert_int_equal(ledger_reveal(w->store, w->arena, name, &value, &err), ERR_WORLD);
}

static bool file_holds(const char *path, const char *needle) {
    static char bytes[1 << 20];
    FILE *f = fopen(path, "r");
    if (!f) return false;
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return memmem(bytes, n, needle, strlen(needle)) != NULL;
}

static void an_erased_value_stands_in_no_file(void **state) {
    (void)state;
    World *w = world_new("withhold");
    Err err;
    world_open(w, STORE_CREATE);
    char name[LEDGER_WITHHELD_BYTES], wal[128];
    snprintf(wal, sizeof wal, "%s-wal", w->url);
    withheld(w, "Siti Aminah", name);
    assert_true(file_holds(wal, "Siti Aminah"));
    assert_int_equal(ledger_erase(w->store, name, &err), OK);
    assert_false(file_holds(wal, "Siti Aminah"));
    assert_false(file_holds(w->url, "Siti Aminah"));
    world_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_withheld_value_is_revealed_from_its_commitment), T(what_is_no_commitment_is_itself),
        T(after_erasing_event_replay_and_leaf_stand),        T(an_invented_value_is_not_revealed),
        cmocka_unit_test(an_erased_value_stands_in_no_file),
    };
    return cmocka_run_group_tests_name("ledger/withhold", tests, NULL, NULL);
}
