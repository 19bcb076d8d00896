// SPDX-License-Identifier: Apache-2.0
#include "world.h"

static CustodyPacking *packing_of(World *w) {
    CustodyPacking *p;
    CustodyStatement like = {.accuracy_m = -1, .from = KPU, .place = "KPU-6409"};
    must(w, custody_packing(w->ledger, w->store, w->arena, &w->regency, &w->needs, &like, &p,
                            &w->err));
    return p;
}

static void takes(World *w, CustodyPacking *p, const char *line, CustodyPackStep step) {
    CustodyPackAnswer answer;
    must(w, custody_pack(p, line, w->now_ms, &answer, &w->err));
    assert_int_equal(answer.step, step);
    assert_true(answer.text[0]);
}

/* Refused with a sentence that has this in it, and nothing changed. */
static void refuses(World *w, CustodyPacking *p, const char *line, const char *reason) {
    CustodyPackAnswer answer;
    int64_t before = ledger_size(w->ledger, SCOPE);
    const CustodyKit *open = custody_pack_open(p);
    const CustodyUnit *unit = open ? open->unit : NULL;
    Err err = {0};
    assert_int_equal(custody_pack(p, line, w->now_ms, &answer, &err), ERR_INPUT);
    if (!strstr(err.text, reason))
        fail_msg("%s: \"%s\" says nothing of \"%s\"", line, err.text, reason);
    assert_int_equal(ledger_size(w->ledger, SCOPE), before);
    open = custody_pack_open(p);
    assert_ptr_equal(open ? open->unit : NULL, unit);
}

static void seals(World *w) {
    CustodySeals batch = {"plastic", "K17", "A", 6, 1, 5000};
    must(w, custody_number_seals(w->ledger, SCOPE, &batch, &w->err));
}

static void each_tps_gets_a_box_per_contest_and_one_set(void **state) {
    World *w = *state;
    CustodyUnit *units;
    size_t n;
    assert_true(world_number(w) > 0);
    assert_int_equal(world_number(w), 0); /* a second time adds nothing */
    must(w, custody_units(w->store, w->arena, SCOPE, VILLAGE "001", &units, &n, &w->err));
    assert_int_equal(n, 3); /* governor, regent, the set */
    CustodyKit kit;
    int64_t ballots = -1;
    for (size_t i = 0; i < n; i++) {
        custody_kit(w->arena, &w->regency, &w->needs, &units[i], &kit);
        for (size_t k = 0; k < kit.count; k++)
            if (w->regency.rules.items[kit.lines[k].item].is_ballot)
                ballots = kit.lines[k].expected;
        assert_true(kit.count > 0);
    }
    assert_int_equal(ballots, 250 + 7); /* and 2.5 %, rounded up */
}

static void seals_are_registered_once(void **state) {
    World *w = *state;
    CustodySeals again = {"paper", "K18", "A", 6, 5000, 6000};
    CustodySeals none = {"paper", "K19", "a", 6, 1, 10};
    seals(w);
    assert_int_equal(custody_number_seals(w->ledger, SCOPE, &again, &w->err), ERR_INPUT);
    assert_non_null(strstr(w->err.text, "K17"));
    assert_int_equal(custody_number_seals(w->ledger, SCOPE, &none, &w->err), ERR_INPUT);
    CustodySeals *batches;
    size_t n;
    must(w, custody_seal_batches(w->store, w->arena, SCOPE, &batches, &n, &w->err));
    assert_int_equal(n, 1);
    assert_non_null(custody_seal_batch(batches, n, "A005000"));
    assert_null(custody_seal_batch(batches, n, "A005001"));
    assert_null(custody_seal_batch(batches, n, "B000001"));
    assert_null(custody_seal_batch(batches, n, "A00001"));
}

static void what_does_not_belong_is_refused_with_its_reason(void **state) {
    World *w = *state;
    world_number(w);
    int32_t carton, other;
    CustodyBatch bupati = {CUSTODY_CARTON, 1, "bupati", "ballot", 300, NULL};
    CustodyBatch gubernur = {CUSTODY_CARTON, 1, "gubernur", "ballot", 300, NULL};
    must(w, custody_number_batch(w->ledger, w->store, SCOPE, &gubernur, &other, &w->err));
    must(w, custody_number_batch(w->ledger, w->store, SCOPE, &bupati, &carton, &w->err));
    char full[CUSTODY_CODE_BYTES], wrong[CUSTODY_CODE_BYTES], foreign[CUSTODY_CODE_BYTES];
    custody_code(&(CustodyNumber){SCOPE, CUSTODY_CARTON, carton}, full);
    custody_code(&(CustodyNumber){SCOPE, CUSTODY_CARTON, other}, wrong);
    custody_code(&(CustodyNumber){"1222", CUSTODY_BOX, 1}, foreign);
    char never[CUSTODY_CODE_BYTES];
    custody_code(&(CustodyNumber){SCOPE, CUSTODY_BOX, 99000}, never);
    CustodyPacking *p = packing_of(w);
    const char *box = world_code(w, 1, "bupati");
    refuses(w, p, "ballot 257", "no kit is open");
    refuses(w, p, "A000001", "no kit is open");
    refuses(w, p, "close", "no kit is open");
    refuses(w, p, foreign, "another regency");
    refuses(w, p, never, "never numbered");
    takes(w, p, box, CUSTODY_PACK_OPENED);
    refuses(w, p, "64091000010", "mistyped");
    refuses(w, p, world_code(w, 2, "bupati"), "another place");
    refuses(w, p, world_code(w, 1, "gubernur"), "another contest");
    refuses(w, p, box, "still open");
    refuses(w, p, wrong, "another contest");
    refuses(w, p, "booth 4", "does not belong");
    refuses(w, p, "ballot 258", "more than");
    refuses(w, p, "Z999999", "no registered batch");
    refuses(w, p, "??", "neither");
    refuses(w, p, "close", "not complete");
    takes(w, p, full, CUSTODY_PACK_COUNTED);
    takes(w, p, "all", CUSTODY_PACK_COUNTED);
    refuses(w, p, "close", "no seal");
    takes(w, p, "A000001", CUSTODY_PACK_SEALED);
    refuses(w, p, "a-000001", "on it already");
    takes(w, p, "close", CUSTODY_PACK_CLOSED);
    refuses(w, p, box, "packed already");
    takes(w, p, world_code(w, 2, "bupati"), CUSTODY_PACK_OPENED);
    refuses(w, p, "A000001", "another unit");
    refuses(w, p, full, "were taken already"); /* 257 of 300 are gone */
    takes(w, p, "drop", CUSTODY_PACK_DROPPED);
    p = packing_of(w); /* a seal is known as used also to the next session */
    takes(w, p, world_code(w, 2, "bupati"), CUSTODY_PACK_OPENED);
    refuses(w, p, "A000001", "another unit");
    takes(w, p, "drop", CUSTODY_PACK_DROPPED);
    world_replays(w);
}

static void an_incomplete_kit_is_closed_with_the_reason_and_leaves_the_stock(void **state) {
    World *w = *state;
    CustodyPacking *p = packing_of(w);
    const char *box = world_code(w, 3, "gubernur");
    takes(w, p, box, CUSTODY_PACK_OPENED);
    takes(w, p, "surat suara 250", CUSTODY_PACK_COUNTED);
    takes(w, p, "semua", CUSTODY_PACK_COUNTED);
    takes(w, p, "A000009", CUSTODY_PACK_SEALED);
    refuses(w, p, "tutup", "250 of 259");
    takes(w, p, "tutup ! sembilan lembar rusak", CUSTODY_PACK_CLOSED);
    CustodyChain chain = world_chain(w, box);
    assert_int_equal(chain.state, CUSTODY_SEALED);
    assert_string_equal(chain.links[0].exception, "sembilan lembar rusak");
    assert_int_equal(chain.seal_count, 1);
    StockBook book;
    must(w, stock_load(w->store, w->arena, &w->regency, &w->needs, &book, &w->err));
    int64_t packed = 0;
    for (size_t i = 0; i < book.kit_count; i++)
        if (str_eq(book.kits[i].number, box) &&
            w->regency.rules.items[book.kits[i].goods.item].is_ballot)
            packed += book.kits[i].quantity;
    assert_int_equal(packed, 250);
    CustodyStatement open = world_say(w, CUSTODY_DO_OPEN, box, KPU, (CustodyParty){0});
    open.purpose = "repack";
    world_state(w, &open);
    must(w, stock_load(w->store, w->arena, &w->regency, &w->needs, &book, &w->err));
    for (size_t i = 0; i < book.kit_count; i++) assert_string_not_equal(book.kits[i].number, box);
    p = packing_of(w);
    takes(w, p, box, CUSTODY_PACK_OPENED); /* opened, so it may be packed again */
    takes(w, p, "drop", CUSTODY_PACK_DROPPED);
    world_replays(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tps_gets_a_box_per_contest_and_one_set),
        cmocka_unit_test(seals_are_registered_once),
        cmocka_unit_test(what_does_not_belong_is_refused_with_its_reason),
        cmocka_unit_test(an_incomplete_kit_is_closed_with_the_reason_and_leaves_the_stock),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
