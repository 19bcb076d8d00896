// SPDX-License-Identifier: Apache-2.0
#include "world.h"

static void a_line_is_a_code_its_seals_and_what_is_wrong(void **state) {
    World *w = *state;
    CustodyScan scan;
    must(w, custody_scan_read(w->arena, " 6409-1-00001-3  a000123 A000124 ! satu segel robek \r",
                              &scan, &w->err));
    assert_string_equal(scan.code, "64091000013");
    assert_int_equal(scan.seal_count, 2);
    assert_string_equal(scan.seals[0], "A000123");
    assert_string_equal(scan.exception, "satu segel robek");
    must(w, custody_scan_read(w->arena, "64091000013", &scan, &w->err));
    assert_null(scan.exception);
    assert_int_equal(custody_scan_read(w->arena, "64091000013 rusak sekali", &scan, &w->err),
                     ERR_INPUT);
    assert_int_equal(custody_scan_read(w->arena, "", &scan, &w->err), ERR_INPUT);
}

static void each_row_of_a_paper_form_stands_for_itself(void **state) {
    World *w = *state;
    static const char text[] =
        "code;action;time;from_role;to_role;to;seals;way\n"
        "64091000013;accept;2024-11-26 09:30;kpu;ppk;PPK Penajam;A000001 A000002;back\n"
        "64091000010;accept;2024-11-26 09:30;kpu;ppk;PPK Penajam;;\n"
        "64091000021;fly;2024-11-26 09:30;kpu;ppk;PPK Penajam;;\n"
        "64091000021;accept;noon;kpu;ppk;PPK Penajam;;\n"
        ";accept;2024-11-26 09:30;kpu;ppk;PPK Penajam;;\n"
        "64091000021;;;;;;;\n";
    CustodyStatement like = {.act = CUSTODY_DO_STORE, .at_ms = NOW_MS, .place = "gudang"};
    CustodyPaperRow *rows;
    size_t n;
    must(w,
         custody_paper_read(w->arena, bytes_of(text), "form.csv", 480, &like, &rows, &n, &w->err));
    assert_int_equal(n, 6);
    const CustodyStatement *st = &rows[0].statement;
    assert_null(rows[0].fault);
    assert_int_equal(st->act, CUSTODY_DO_ACCEPT);
    assert_int_equal(st->at_ms, INT64_C(1732584600000)); /* 01:30 UTC */
    assert_true(st->at_stated && st->back);
    assert_int_equal(st->seal_count, 2);
    assert_string_equal(st->to.org, "PPK Penajam");
    assert_string_equal(st->place, "gudang");
    for (size_t i = 1; i < 5; i++) assert_non_null(rows[i].fault);
    assert_null(rows[5].fault);
    assert_int_equal(rows[5].statement.act, CUSTODY_DO_STORE); /* as nothing else was said */
    assert_int_equal(rows[5].line, 7);
}

static void what_was_refused_is_kept_once_with_its_reason(void **state) {
    World *w = *state;
    CustodyRefused *list;
    size_t n;
    Bytes text = bytes_of("{\"forged\":\"\xff\"}");
    for (int i = 0; i < 3; i++)
        must(w, custody_keep_refused(w->store, SCOPE, text, "forged", NOW_MS + i, &w->err));
    must(w, custody_refused(w->store, w->arena, SCOPE, &list, &n, &w->err));
    assert_int_equal(n, 1);
    assert_string_equal(list[0].reason, "forged");
    assert_string_equal(list[0].text, "{\"forged\":\"?\"}");
    assert_int_equal(list[0].received_ms, NOW_MS);
}

static void the_time_of_receipt_stands_beside_the_log(void **state) {
    World *w = *state;
    world_number(w);
    const char *box = world_code(w, 1, "bupati");
    LedgerReceipt receipt = world_do(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    assert_int_equal(world_chain(w, box).links[0].received_ms, -1);
    must(w, custody_received(w->store, SCOPE, receipt.id, NOW_MS + 5, &w->err));
    assert_int_equal(world_chain(w, box).links[0].received_ms, NOW_MS + 5);
    world_replays(w);
}

/* A telephone's event: made with a key of its own, elsewhere. */
static void a_forged_scan_is_refused_and_a_true_one_marked_as_signed(void **state) {
    World *w = *state;
    LedgerSigner *chief = ledger_signer_new(&w->env, LEDGER_KEY_PERSON);
    LedgerSigner *phone = ledger_signer_new(&w->env, LEDGER_KEY_DEVICE);
    LedgerEnrolment one = {.kind = LEDGER_KEY_PERSON, .role = LEDGER_OPERATOR, .name = "A"};
    LedgerEnrolment two = {.kind = LEDGER_KEY_DEVICE, .role = "ppk", .name = "B"};
    LedgerReceipt receipt;
    Buf text;
    memcpy(one.public_key, ledger_signer_public(chief), LEDGER_PUBLIC_BYTES);
    memcpy(two.public_key, ledger_signer_public(phone), LEDGER_PUBLIC_BYTES);
    ledger_sign_with(w->ledger, chief);
    must(w, ledger_enrol(w->ledger, SCOPE, &one, &receipt, &w->err));
    must(w, ledger_enrol(w->ledger, SCOPE, &two, &receipt, &w->err));
    ledger_sign_with(w->ledger, phone);
    buf_init(&text, 64 * KIB);
    const char *box = world_code(w, 2, "bupati");
    must(w, ledger_write(w->ledger, SCOPE, "item.stored", NULL,
                         json_pack("{s:[{s:s, s:n}]}", "items", "item", box, "previous"), &text,
                         &w->err));
    ledger_sign_with(w->ledger, NULL);
    char *digit = strstr(text.at, "\"body\"");
    assert_non_null(digit);
    size_t refused = 0;
    for (size_t i = 0; i < text.n; i++) { /* every bit of it counts */
        char held = text.at[i];
        text.at[i] = (char)(held ^ 1);
        refused += ledger_append(w->ledger, buf_bytes(&text), &receipt, &w->err) != OK;
        text.at[i] = held;
    }
    assert_int_equal(refused, text.n);
    must(w, ledger_append(w->ledger, buf_bytes(&text), &receipt, &w->err));
    must(w, ledger_append(w->ledger, buf_bytes(&text), &receipt, &w->err));
    assert_true(receipt.existed);
    CustodyChain chain = world_chain(w, box);
    assert_int_equal(chain.count, 1);
    assert_string_equal(chain.links[0].key, ledger_signer_id(phone));
    assert_string_equal(chain.links[0].key_role, "ppk");
    assert_int_equal(chain.links[0].faults & CUSTODY_FAULT_SIGNER, 0); /* it says of nobody */
    CustodyStatement st = world_say(w, CUSTODY_DO_RELEASE, box, KPU, PPK);
    ledger_sign_with(w->ledger, phone);
    world_state(w, &st); /* the PPK's telephone speaks for the KPU */
    assert_true(world_chain(w, box).links[1].faults & CUSTODY_FAULT_SIGNER);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_SIGNER), 1);
    st = world_say(w, CUSTODY_DO_ACCEPT, box, KPU, PPK);
    world_state(w, &st);
    assert_int_equal(world_chain(w, box).links[2].faults & CUSTODY_FAULT_SIGNER, 0);
    ledger_sign_with(w->ledger, NULL);
    buf_free(&text);
    ledger_signer_free(chief);
    ledger_signer_free(phone);
    world_replays(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_code_its_seals_and_what_is_wrong),
        cmocka_unit_test(each_row_of_a_paper_form_stands_for_itself),
        cmocka_unit_test(what_was_refused_is_kept_once_with_its_reason),
        cmocka_unit_test(the_time_of_receipt_stands_beside_the_log),
        cmocka_unit_test(a_forged_scan_is_refused_and_a_true_one_marked_as_signed),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
