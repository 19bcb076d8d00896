// SPDX-License-Identifier: Apache-2.0
/* What a line of a document must keep, and what happens to one that comes again. */
#include "stock_world.h"

static int setup(void **state) {
    *state = stock_world();
    return 0;
}
static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void must_refuse(World *w, const char *kind, const char *text, int line, const char *part) {
    int64_t size = ledger_size(w->ledger, "6109");
    assert_int_equal(stock_import_in(w, "6109", kind, text, false), ERR_INPUT);
    assert_true(world_faulted(w, line, part));
    assert_int_equal(ledger_size(w->ledger, "6109"), size);
}

#define RECEIPTS "No BTTB,Tanggal,Surat Jalan,Barang,Pemilihan,Diterima,Rusak\n"

static void items_and_contests_are_understood_by_name(void **state) {
    World *w = *state;
    stock_must(w, "receipts",
               RECEIPTS "B-1,2020-11-05,SJ-1,Surat Suara,Bupati dan Wakil Bupati,"
                        "500 lembar,3\n");
    stock_must(w, "receipts", RECEIPTS "B-1,5 November 2020,SJ-1,ballot,,500,3\n");
    assert_true(w->got.same); /* where one contest is held nobody must name it */
    Book *b = book_of(w);
    assert_int_equal(b->book.receipt_count, 1);
    assert_int_equal(b->book.receipts[0].received, 500);
    assert_int_equal(b->book.receipts[0].goods.contest, 0);
    must_replay(w);
}

static void faults_name_line_and_field(void **state) {
    World *w = *state;
    must_refuse(w, "receipts", RECEIPTS "B-1,2020-11-05,SJ-1,Surat Suaraa,,500,3\n", 2,
                "no item of this election");
    must_refuse(w, "receipts", RECEIPTS "B-1,2020-11-05,SJ-1,ink,bupati,500,3\n", 2,
                "same for all contests");
    must_refuse(w, "receipts", RECEIPTS "B-1,2020-11-05,SJ-1,ballot,,500,501\n", 2,
                "are damaged or belong elsewhere");
    must_refuse(w, "receipts", RECEIPTS "B-1,,SJ-1,ballot,,500,5\n", 2, "is missing");
    must_refuse(w, "packing",
                "BA,Tanggal,TPS,Barang,Jumlah\nS-1,2020-11-20,6109012001009,ballot,5\n", 2,
                "there is no TPS");
    must_refuse(w, "transfers",
                "BAST,Tanggal,Barang,Jumlah,Dari,Ke\nT-1,2020-11-20,ballot,5,6110,6110\n", 2,
                "goes to where it comes from");
    must_refuse(w, "sorting", "BA,Tanggal,Barang,Baik,Daerah Lain\nS-1,2020-11-20,ballot,5,30\n", 2,
                "to whom do these belong");
}

static void all_faults_are_listed_and_nothing_is_taken(void **state) {
    World *w = *state;
    must_refuse(w, "receipts",
                RECEIPTS "B-1,2020-11-05,SJ-1,ballot,,500,1\nB-2,2020-11-05,SJ-1,x,,1,1\n"
                         "B-3,2020-11-05,SJ-1,ballot,,1,2\n",
                3, "no item");
    assert_int_equal(w->faults.total, 2);
    assert_int_equal(book_of(w)->book.receipt_count, 0);
}

static void a_document_that_stands_is_changed_by_a_correction_only(void **state) {
    World *w = *state;
    stock_must(w, "receipts", RECEIPTS "B-1,2020-11-05,SJ-1,ballot,,500,3\n");
    must_refuse(w, "receipts", RECEIPTS "B-1,2020-11-05,SJ-1,ballot,,600,3\n", 2,
                "received 500 -> 600");
    const char *right = RECEIPTS "B-1,2020-11-05,SJ-1,ballot,,600,3\n";
    world_must(w, stock_import_in(w, "6109", "receipts", right, true));
    assert_int_equal(book_of(w)->book.receipts[0].received, 600);
    must_replay(w);
}

static void a_surat_jalan_used_twice_is_named(void **state) {
    World *w = *state;
    stock_must(w, "shipments",
               "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah,Nopol\n"
               "SJ-1,2020-11-05,K-1,ballot,500,KB 1 A\nSJ-1,2020-11-05,K-1,kotak suara,4,KB 1 A\n");
    must_refuse(w, "shipments",
                "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah,Nopol\n"
                "SJ-1,2020-11-06,K-1,ink,500,KB 1 A\n",
                2, "used twice");
    must_refuse(w, "shipments",
                "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah,Nopol\n"
                "SJ-2,2020-11-06,K-1,ink,500,KB 1 A\nSJ-2,2020-11-06,K-1,seal,500,KB 2 B\n",
                3, "used twice");
    must_refuse(w, "shipments",
                "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah,Nopol\n"
                "SJ-3,2020-11-06,K-1,ink,500,KB 1 A\nSJ-3,2020-11-06,K-1,ink,500,KB 1 A\n",
                3, "already");
}

static void lines_of_one_item_are_told_apart(void **state) {
    World *w = *state;
    stock_must(w, "shipments",
               "No Surat Jalan,Baris,Tanggal,Kontrak,Barang,Jumlah,Karton\n"
               "SJ-1,1,2020-11-05,K-1,ballot,500,1\nSJ-1,2,2020-11-05,K-1,ballot,400,2\n");
    assert_int_equal(book_of(w)->book.shipment_count, 2);
}

static void names_are_withheld(void **state) {
    World *w = *state;
    stock_must(w, "receipts",
               "No BTTB,Tanggal,Barang,Diterima,Penerima,Jabatan Penerima\n"
               "B-1,2020-11-05,ballot,500,Sinta Dewi,Kasubbag Logistik\n");
    Book *b = book_of(w);
    assert_string_equal(b->book.receipts[0].receiver, "Sinta Dewi");
    assert_string_equal(b->book.receipts[0].receiver_role, "Kasubbag Logistik");
    StoreStmt *q;
    bool row;
    const char *sql = "SELECT receiver FROM stock_receipt";
    world_must(w, store_prepare(w->store, sql, &q, &w->err));
    world_must(w, store_step(q, &row, &w->err));
    assert_true(row);
    assert_int_equal(strncmp(store_text(q, 0), "withheld:", 9), 0);
    store_finish(q);
}

static void kits_of_the_floor_above_leave_the_store_and_come_back(void **state) {
    World *w = *state;
    stock_must(w, "sorting", "BA,Tanggal,Barang,Baik\nS-1,2020-11-06,ballot,500\n");
    const StockPacked kit = {.number = "BOX-1",
                             .station = TPS_1,
                             .item = "ballot",
                             .contest = "bupati",
                             .quantity = KIT_1,
                             .day = DAY(10)};
    world_must(w, stock_apply_kit(w->store, "6109", &kit, &w->err));
    assert_int_equal(stock_apply_kit(w->store, "6109", &kit, &w->err), ERR_CONFLICT);
    StockBalance *balances;
    size_t n;
    Book *b = book_of(w);
    stock_balances(w->arena, &b->book, INT32_MAX, &balances, &n);
    int64_t good = 0, packed = 0;
    for (size_t i = 0; i < n; i++) {
        if (balances[i].account == STOCK_GOOD) good += balances[i].quantity;
        if (balances[i].account == STOCK_KIT) packed += balances[i].quantity;
    }
    assert_int_equal(good, 500 - KIT_1);
    assert_int_equal(packed, KIT_1);
    world_must(w, stock_withdraw_kit(w->store, "6109", "BOX-1", &w->err));
    assert_int_equal(book_of(w)->book.kit_count, 0);
    const StockPacked nowhere = {.number = "BOX-2", .station = "x", .item = "ballot"};
    assert_int_equal(stock_apply_kit(w->store, "6109", &nowhere, &w->err), ERR_INPUT);
}

static Status stated_in(World *w, const char *scope, const char *type, const char *body) {
    LedgerReceipt receipt;
    return ledger_state(w->ledger, scope, type, NULL, json_loads(body, 0, NULL), &receipt, &w->err);
}

static Status stated(World *w, const char *type, const char *body) {
    return stated_in(w, "6109", type, body);
}

/* Events may come from elsewhere: a body is believed in nothing. */
static void bodies_of_another_form_are_refused(void **state) {
    World *w = *state;
#define SOURCE "\"source\":{\"name\":\"x\",\"format\":\"CSV\",\"sha256\":\"00\"},\"removed\":[]"
#define LINE "\"id\":\"B\",\"number\":\"B\",\"day\":18571,\"item\":\"ink\",\"received\":"
    const char *bad[] = {"{" SOURCE ",\"set\":[{" LINE "-5}]}",
                         "{" SOURCE ",\"set\":[{" LINE "\"5\"}]}",
                         "{" SOURCE ",\"set\":[{" LINE "5,\"secret\":1}]}", "{" SOURCE "}",
                         "{\"set\":[],\"removed\":[]}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(stated(w, "stock.received", bad[i]), ERR_INPUT);
    assert_int_equal(stated(w, "stock.slots_planned", "{\"slots\":[{\"press\":\"M\"}]}"),
                     ERR_INPUT);
    assert_int_equal(stated(w, "stock.slots_planned", "{}"), ERR_INPUT);
    world_must(w, stated(w, "stock.received", "{" SOURCE ",\"set\":[{" LINE "5}]}"));
    assert_int_equal(book_of(w)->book.receipts[0].received, 5);
}

/* A line of an item that is gone from the rules is named; all others still count. */
static void a_line_of_no_item_is_named(void **state) {
    World *w = *state;
    stock_must(w, "receipts", RECEIPTS "B-1,2020-11-05,,ballot,,500,3\n");
    world_must(w, stated(w, "stock.received",
                         "{" SOURCE ",\"set\":[{\"id\":\"B-2\",\"number\":\"B-2\",\"day\":18571,"
                         "\"item\":\"candle\",\"received\":9}]}"));
    StockCheck check = check_of(w, DAY(0));
    assert_non_null(finding(&check, STOCK_RULE_KNOWN, "B-2"));
    assert_int_equal(book_of(w)->book.receipt_count, 1);
    must_replay(w);
}

/* Presses are shared, so others plan for this regency; of their schedules it takes its own slots.
 */
static void slots_of_province_and_nation_reach_the_regency(void **state) {
    World *w = *state;
#define SLOT(region, more)                                                                       \
    "{\"press\":\"M\",\"region\":\"" region                                                      \
    "\",\"contest\":\"bupati\",\"sheets\":10,\"begin_min\":0,"                                   \
    "\"end_min\":1,\"first\":\"2020-10-08\",\"last\":\"2020-10-09\",\"due\":\"2020-10-08\"" more \
    "}"
    const char *province = "{\"slots\":[" SLOT("6107", "") "," SLOT(
        "6109", ",\"transport_days\":3,\"order\":{\"scope\":\"6109\",\"event\":\"E\"}") "]}";
    world_must(w, stated_in(w, "61", "stock.slots_planned", province));
    world_must(w, stated_in(w, "62", "stock.slots_planned", province)); /* not its province */
    world_must(w, stated_in(w, "id", "stock.slots_planned", "{\"slots\":[" SLOT("6109", "") "]}"));
    StockStatedSlot *slots;
    size_t n;
    world_must(w, stock_slots_stated(w->store, w->arena, "6109", &slots, &n, &w->err));
    assert_int_equal(n, 2);
    assert_string_equal(slots[0].scope, "61");
    assert_int_equal(slots[0].transport_days, 3);
    assert_string_equal(slots[0].order_scope, "6109");
    assert_string_equal(slots[0].order_event, "E");
    assert_string_equal(slots[1].scope, "id");
    assert_int_equal(slots[1].transport_days, -1); /* schedules of before do not say it */
    assert_null(slots[1].order_event);
    world_must(w, stock_slots_stated(w->store, w->arena, "61", &slots, &n, &w->err));
    assert_int_equal(n, 2); /* its own, and nothing of the nation's: that names no province */
    assert_string_equal(slots[0].region, "6107");
    must_replay(w);
}

/* One event of each type as the first release writes it: what stands in logs must always apply. */
static void golden_events_apply_and_balance(void **state) {
    (void)state;
    World *w = stock_world_new();
    Bytes text;
    const char *path = world_source(w, "tests/stock/data/golden.jsonl");
    world_must(w, env_read_file(&w->real, path, 1 * MIB, w->arena, &text, &w->err));
    size_t events = 0;
    for (const char *p = (const char *)text.at; *p; events++) {
        size_t n = strcspn(p, "\n");
        LedgerReceipt receipt;
        world_must(w, ledger_append(w->ledger, (Bytes){(const uint8_t *)p, n}, &receipt, &w->err));
        p += n + 1;
    }
    assert_int_equal(events, 1 + STOCK_TYPE_COUNT); /* with the stations */
    StockCheck check = check_of(w, DAY(36));
    assert_int_equal(check.broken, 0);
    assert_int_equal(check.count, 2); /* the neighbour's answer, and three TPS that are silent */
    StockStatedSlot *slots;
    size_t n;
    world_must(w, stock_slots_stated(w->store, w->arena, "6109", &slots, &n, &w->err));
    assert_int_equal(n, 1);
    assert_string_equal(slots[0].press, "M-1");
    Book *b = book_of(w);
    assert_string_equal(b->book.receipts[0].receiver, _("(withheld)")); /* its salt is elsewhere */
    must_replay(w);
    world_free(w);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(items_and_contests_are_understood_by_name),
        TEST(faults_name_line_and_field),
        TEST(all_faults_are_listed_and_nothing_is_taken),
        TEST(a_document_that_stands_is_changed_by_a_correction_only),
        TEST(a_surat_jalan_used_twice_is_named),
        TEST(lines_of_one_item_are_told_apart),
        TEST(names_are_withheld),
        cmocka_unit_test(golden_events_apply_and_balance),
        TEST(bodies_of_another_form_are_refused),
        TEST(a_line_of_no_item_is_named),
        TEST(slots_of_province_and_nation_reach_the_regency),
        TEST(kits_of_the_floor_above_leave_the_store_and_come_back),
    };
    return cmocka_run_group_tests_name("stock/documents", tests, NULL, NULL);
}
