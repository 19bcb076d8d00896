// SPDX-License-Identifier: Apache-2.0
/* A whole history in which every equation holds; then each is broken on purpose, and must be named
 * where it is broken. */
#include "stock_world.h"

#define BEFORE DAY(30) /* 5 Dec: all packed, nothing used */
#define AFTER DAY(36)  /* 11 Dec */

typedef struct Document {
    const char *kind, *text;
} Document;

/* In the order in which they are made. 5 ballots for moved voters come from the neighbour. */
static const Document history[] = {
    {"contracts",
     "Nomor,Penyedia,Barang,Jumlah,Batas Waktu\nK-1,PT Cetak,ballot,3026,2020-11-10\n"},
    {"shipments", "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah\n"
                  "SJ-1,2020-11-05,K-1,ballot,2000\nSJ-2,2020-11-06,K-1,ballot,1026\n"
                  "SJ-3,2020-11-14,R-1,ballot,10\n"},
    {"receipts", "No BTTB,Tanggal,Surat Jalan,Barang,Dikirim,Diterima\n"
                 "B-1,2020-11-07,SJ-1,ballot,2000,2000\nB-2,2020-11-07,SJ-2,ballot,1026,1026\n"
                 "B-3,2020-11-16,SJ-3,ballot,10,10\n"},
    {"sorting", "BA,Tanggal,Barang,Petugas,Baik,Robek,Noda,Milik Daerah Lain,Milik\n"
                "S-1,2020-11-08,ballot,10,1990,4,6,,\nS-2,2020-11-09,ballot,10,1026,,,,\n"
                "S-3,2020-11-17,ballot,10,10,,,,\n"},
    {"replacements", "Nomor,Tanggal,Kontrak,Barang,Jumlah\nR-1,2020-11-10,K-1,ballot,10\n"},
    {"transfers", "BAST,Tanggal,Barang,Jumlah,Dari,Ke,Nomor Lawan\n"
                  "T-1,2020-11-18,ballot,5,6110,KPU,T-9\n"},
    {"packing", "BA,Tanggal,TPS,Barang,Isi\nP-1,2020-11-25," TPS_1 ",ballot,103\n"
                "P-1,2020-11-25," TPS_2 ",ballot,210\nP-1,2020-11-25," TPS_3 ",ballot,308\n"
                "P-1,2020-11-25," TPS_4 ",ballot,410\n"},
    {"destructions", "BA,Tanggal,Barang,Rusak,Unsur Saksi\nD-1,2020-12-01,ballot,10,Bawaslu\n"},
    {"stock-counts", "Nomor,Tanggal,Barang,Dihitung\nO-1,2020-12-02,ballot,2000\n"},
};
#define USAGE "Kode TPS,Diterima,Sah,Tidak Sah,Keliru Coblos,Tidak Digunakan,Cadangan,BA Cadangan\n"
#define USED_1 TPS_1 ",103,80,3,1,19,1,BA-7\n"
#define USED_2 TPS_2 ",210,180,4,0,26,,\n"
#define USED_3 TPS_3 ",308,250,8,0,50,,\n"
#define USED_4 TPS_4 ",410,380,10,0,20,,\n"
static const char *const neighbour =
    "BAST,Tanggal,Barang,Jumlah,Dari,Ke,Nomor Lawan\nT-9,2020-11-18,ballot,5,KPU,6109,T-1\n";

/* The history with one kind of document replaced by other text (or dropped, when that is ""). */
static World *world_with(const char *kind, const char *text) {
    World *w = stock_world();
    world_define(w, "6110", "pilkada-2020");
    const char *theirs = kind && strcmp(kind, "neighbour") == 0 ? text : neighbour;
    if (*theirs) world_must(w, stock_import_in(w, "6110", "transfers", theirs, false));
    for (size_t i = 0; i < COUNT_OF(history); i++) {
        bool other = kind && strcmp(kind, history[i].kind) == 0;
        const char *rows = other ? text : history[i].text;
        if (*rows) stock_must(w, history[i].kind, rows);
    }
    if (kind && strcmp(kind, "usage") == 0) stock_must(w, "usage", text);
    return w;
}

static void a_whole_history_holds(void **state) {
    (void)state;
    World *w = world_with(NULL, NULL);
    StockCheck before = check_of(w, BEFORE);
    if (before.count) say_findings(&before);
    assert_int_equal(before.count, 0);
    stock_must(w, "usage", USAGE USED_1 USED_2 USED_3 USED_4);
    StockCheck after = check_of(w, AFTER);
    if (after.count) say_findings(&after);
    assert_int_equal(after.count, 0);
    for (int rule = 0; rule < STOCK_RULES; rule++)
        if (rule != STOCK_RULE_ENOUGH && rule != STOCK_RULE_KNOWN)
            assert_true(after.checked[rule] > 0);
    assert_true(before.checked[STOCK_RULE_ENOUGH] > 0);
    must_replay(w);
    world_free(w);
}

typedef struct Breach {
    const char *what, *kind, *text;
    int32_t today;
    StockRule rule;
    const char *place;
    int64_t expected, found;
    const char *says;
} Breach;

#define CONTRACT(n) \
    "Nomor,Penyedia,Barang,Jumlah,Batas Waktu\nK-1,PT Cetak,ballot," n ",2020-11-10\n"
#define RECEIPTS "No BTTB,Tanggal,Surat Jalan,Barang,Dikirim,Diterima\n"
#define B_2 "B-2,2020-11-07,SJ-2,ballot,1026,1026\n"
#define B_3 "B-3,2020-11-16,SJ-3,ballot,10,10\n"
#define SORTING "BA,Tanggal,Barang,Petugas,Baik,Robek,Noda,Milik Daerah Lain,Milik\n"
#define S_2 "S-2,2020-11-09,ballot,10,1026,,,,\n"
#define S_3 "S-3,2020-11-17,ballot,10,10,,,,\n"
#define KITS(n)                                                                    \
    "BA,Tanggal,TPS,Barang,Isi\nP-1,2020-11-25," TPS_1 ",ballot,103\n"             \
    "P-1,2020-11-25," TPS_2 ",ballot," n "\nP-1,2020-11-25," TPS_3 ",ballot,308\n" \
    "P-1,2020-11-25," TPS_4 ",ballot,410\n"
#define TRANSFER(n)                                    \
    "BAST,Tanggal,Barang,Jumlah,Dari,Ke,Nomor Lawan\n" \
    "T-1,2020-11-18,ballot," n ",6110,KPU,T-9\n"

static const Breach breaches[] = {
    {"over-ordered", "contracts", CONTRACT("3126"), BEFORE, STOCK_RULE_ORDERED, "6109", 3026, 3126,
     "100 more ordered than may be printed"},
    {"under-ordered", "contracts", CONTRACT("2926"), BEFORE, STOCK_RULE_ORDERED, "6109", 3026, 2926,
     "100 fewer ordered"},
    {"sent more than ordered", "shipments",
     "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah\nSJ-1,2020-11-05,K-1,ballot,2000\n"
     "SJ-2,2020-11-06,K-1,ballot,1126\nSJ-3,2020-11-14,R-1,ballot,10\n",
     BEFORE, STOCK_RULE_SHIPPED, "K-1", 3026, 3126, "sent 100 more than K-1 orders"},
    {"sent on an order that nobody made", "shipments",
     "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah\nSJ-1,2020-11-05,K-1,ballot,2000\n"
     "SJ-2,2020-11-06,K-7,ballot,1026\nSJ-3,2020-11-14,R-1,ballot,10\n",
     BEFORE, STOCK_RULE_SHIPPED, "SJ-2", 0, 1026, "of order K-7, which orders none"},
    {"not sent, though due", "shipments",
     "No Surat Jalan,Tanggal,Kontrak,Barang,Jumlah\nSJ-1,2020-11-05,K-1,ballot,2000\n"
     "SJ-3,2020-11-14,R-1,ballot,10\n",
     BEFORE, STOCK_RULE_SHIPPED, "K-1", 3026, 2000, "1,026 of K-1 are not sent"},
    {"short shipment", "receipts", RECEIPTS "B-1,2020-11-07,SJ-1,ballot,2000,1970\n" B_2 B_3,
     BEFORE, STOCK_RULE_RECEIVED, "SJ-1", 2000, 1970, "30 short (BTTB B-1)"},
    {"double receipt", "receipts",
     RECEIPTS
     "B-1,2020-11-07,SJ-1,ballot,2000,2000\nB-9,2020-11-08,SJ-1,ballot,2000,2000\n" B_2 B_3,
     BEFORE, STOCK_RULE_RECEIVED, "SJ-1", 2000, 4000, "received twice: BTTB B-1, B-9"},
    {"receipt larger than sent", "receipts",
     RECEIPTS "B-1,2020-11-07,SJ-1,ballot,2000,2030\n" B_2 B_3, BEFORE, STOCK_RULE_RECEIVED, "SJ-1",
     2000, 2030, "2,000 were sent, but 2,030 came"},
    {"papers differ", "receipts", RECEIPTS "B-1,2020-11-07,SJ-1,ballot,1999,2000\n" B_2 B_3, BEFORE,
     STOCK_RULE_RECEIVED, "B-1", 2000, 1999, "writes that 1,999 were sent"},
    {"no such surat jalan", "receipts", RECEIPTS "B-1,2020-11-07,SJ-8,ballot,,2000\n" B_2 B_3,
     BEFORE, STOCK_RULE_RECEIVED, "B-1", 0, 2000, "SJ-8, which nobody stated"},
    {"30 swapped ballots", "sorting", SORTING "S-1,2020-11-08,ballot,10,1960,4,6,30,6110\n" S_2 S_3,
     BEFORE, STOCK_RULE_ELSEWHERE, "KPU", 0, 30, "30 belong elsewhere (6110)"},
    {"more sorted than came", "sorting", SORTING "S-1,2020-11-08,ballot,10,2090,4,6,,\n" S_2 S_3,
     BEFORE, STOCK_RULE_SORTED, "KPU", 0, -100, "100 more were sorted than came"},
    {"not sorted in time", "sorting", SORTING "S-1,2020-11-08,ballot,10,1990,4,6,,\n" S_3, BEFORE,
     STOCK_RULE_SORTED, "KPU", 0, 1026, "1,026 are not yet sorted"},
    {"moved voters without a transfer", "transfers", "", BEFORE, STOCK_RULE_ENOUGH, "6109", 2000,
     1995, "5 moved voters are in the kits"},
    {"the other says another number", "neighbour",
     "BAST,Tanggal,Barang,Jumlah,Dari,Ke,Nomor Lawan\nT-9,2020-11-18,ballot,4,KPU,6109,T-1\n",
     BEFORE, STOCK_RULE_ELSEWHERE, "T-1", 5, 0, "but not the same goods"},
    {"a kit too small", "packing", KITS("205"), BEFORE, STOCK_RULE_KIT, TPS_2, 210, 205,
     "205 instead of 210 (200 DPT, 5 DPTb, 5 reserve)"},
    {"a kit too large", "packing", KITS("215"), BEFORE, STOCK_RULE_KIT, TPS_2, 210, 215,
     "215 instead of 210"},
    {"damaged not destroyed", "destructions", "", AFTER, STOCK_RULE_DESTROYED, "KPU", 0, 10,
     "10 damaged are still here"},
    {"surplus not destroyed", "transfers", TRANSFER("12"), AFTER, STOCK_RULE_DESTROYED, "6109",
     2000, 2007, "7 good are left beyond kits and PSU stock"},
    {"destroyed without a witness", "destructions",
     "BA,Tanggal,Barang,Rusak,Unsur Saksi\nD-1,2020-12-01,ballot,10,\n", BEFORE,
     STOCK_RULE_DESTROYED, "D-1", 0, 0, "no witness"},
    {"more destroyed than damaged", "destructions",
     "BA,Tanggal,Barang,Rusak,Unsur Saksi\nD-1,2020-12-01,ballot,12,Bawaslu\n", BEFORE,
     STOCK_RULE_BELOW_0, "KPU", 0, -2, "BA pemusnahan D-1 took out more"},
    {"counted otherwise", "stock-counts",
     "Nomor,Tanggal,Barang,Dihitung\nO-1,2020-12-02,ballot,1998\n", BEFORE, STOCK_RULE_COUNTED,
     "KPU", 2000, 1998, "found 1,998 good, the book says 2,000"},
    {"a ballot unaccounted for", "usage", USAGE USED_1 USED_2 TPS_3 ",308,250,8,0,49,,\n" USED_4,
     AFTER, STOCK_RULE_USED, TPS_3, 308, 307, "308 received, but 307 accounted for"},
    {"another kit than packed", "usage", USAGE USED_1 USED_2 TPS_3 ",307,250,8,0,49,,\n" USED_4,
     AFTER, STOCK_RULE_USED, TPS_3, 308, 307, "308 were packed, but the TPS received 307"},
    {"reserve without minutes", "usage", USAGE TPS_1 ",103,80,3,1,19,1,\n" USED_2 USED_3 USED_4,
     AFTER, STOCK_RULE_RESERVE, TPS_1, 0, 1, "without minutes"},
    {"more reserve than there was", "usage",
     USAGE TPS_1 ",103,80,3,1,19,4,BA-7\n" USED_2 USED_3 USED_4, AFTER, STOCK_RULE_RESERVE, TPS_1,
     3, 4, "but it held 3"},
};

static void each_broken_equation_is_named_where_it_breaks(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(breaches); i++) {
        const Breach *b = &breaches[i];
        World *w = world_with(b->kind, b->text);
        StockCheck check = check_of(w, b->today);
        const StockFinding *f = finding(&check, b->rule, b->place);
        if (!f || f->open || f->expected != b->expected || f->found != b->found ||
            !strstr(f->text, b->says)) {
            say_findings(&check);
            fail_msg("%s: not named (%s at %s)", b->what, stock_rule_id(b->rule), b->place);
        }
        must_replay(w);
        world_free(w);
    }
}

/* What is only not finished is open, and does not count as broken. */
static void what_is_under_way_is_open(void **state) {
    (void)state;
    World *w = stock_world();
    for (size_t i = 0; i < 2; i++) stock_must(w, history[i].kind, history[i].text);
    stock_must(w, "receipts", RECEIPTS "B-1,2020-11-07,SJ-1,ballot,2000,2000\n");
    StockCheck check = check_of(w, DAY(3));
    const StockFinding *way = finding(&check, STOCK_RULE_RECEIVED, "SJ-2");
    assert_non_null(way);
    assert_true(way->open);
    assert_true(finding(&check, STOCK_RULE_SORTED, "KPU")->open);
    world_free(w);
}

/* A loss that was replaced is settled. */
static void a_short_shipment_that_was_replaced_is_settled(void **state) {
    (void)state;
    World *w = world_with("receipts", RECEIPTS "B-1,2020-11-07,SJ-1,ballot,2000,1970\n" B_2 B_3);
    stock_must(w, "replacements",
               "Nomor,Tanggal,Kontrak,Barang,Jumlah\nR-2,2020-11-12,K-1,ballot,30\n");
    StockCheck ordered = check_of(w, BEFORE);
    assert_true(finding(&ordered, STOCK_RULE_RECEIVED, "SJ-1")->open);
    stock_must(w, "receipts",
               "No BTTB,Tanggal,Kontrak,Barang,Diterima\nB-4,2020-11-15,R-2,ballot,30\n");
    StockCheck came = check_of(w, BEFORE);
    assert_null(finding(&came, STOCK_RULE_RECEIVED, "SJ-1"));
    world_free(w);
}

/* Moved voters: the ballots come from the TPS that they left, and both kits say so. */
static void a_transfer_between_stations_moves_what_their_kits_hold(void **state) {
    (void)state;
    World *w = world_with("packing", KITS("205"));
    StockCheck before = check_of(w, BEFORE);
    assert_int_equal(finding(&before, STOCK_RULE_KIT, TPS_2)->found, 205);
    stock_must(w, "transfers",
               "BAST,Tanggal,Barang,Jumlah,Dari,Ke\nT-2,2020-11-26,ballot,5," TPS_3 "," TPS_2 "\n");
    StockCheck after = check_of(w, BEFORE);
    assert_null(finding(&after, STOCK_RULE_KIT, TPS_2));
    assert_int_equal(finding(&after, STOCK_RULE_KIT, TPS_3)->found, KIT_3 - 5); /* not hidden */
    world_free(w);
}

static void a_card_tells_each_document_and_ends_at_what_is_there(void **state) {
    (void)state;
    World *w = world_with(NULL, NULL);
    Book *b = book_of(w);
    StockCardLine *lines;
    size_t n;
    stock_card(w->arena, &b->book, BALLOT, "KPU", STOCK_CARD_DOCUMENTS, &lines, &n);
    assert_int_equal(n,
                     3 + 1 + 1 + 1); /* BTTB, BAST, packing, destruction; sorting moves nothing */
    assert_string_equal(lines[4].other, "4 stations");
    assert_int_equal(lines[4].out, KIT_1 + KIT_2 + KIT_3 + KIT_4);
    assert_string_equal(lines[0].document, "BTTB B-1");
    assert_int_equal(lines[0].in, 2000);
    assert_int_equal(lines[n - 1].balance, 2000);
    assert_string_equal(lines[n - 1].document, "BA pemusnahan D-1");
    world_free(w);
}

static void a_card_sums_the_kits_of_a_day_whatever_their_documents(void **state) {
    (void)state;
    World *w = world_with("packing", "BA,Tanggal,TPS,Barang,Isi\n"
                                     "P-1,2020-11-25," TPS_1 ",ballot,103\n"
                                     "P-2,2020-11-25," TPS_2 ",ballot,210\n"
                                     "P-3,2020-11-26," TPS_3 ",ballot,105\n");
    Book *b = book_of(w);
    StockCardLine *each, *by_document, *by_day;
    size_t n, n_document, n_day;
    stock_card(w->arena, &b->book, BALLOT, "KPU", STOCK_CARD_MOVEMENTS, &each, &n);
    stock_card(w->arena, &b->book, BALLOT, "KPU", STOCK_CARD_DOCUMENTS, &by_document, &n_document);
    stock_card(w->arena, &b->book, BALLOT, "KPU", STOCK_CARD_DAYS, &by_day, &n_day);
    assert_int_equal(n_document, n_day + 1);
    assert_true(n >= n_document);
    const StockCardLine *line = by_day;
    while (line->out != 103 + 210) assert_true(++line < by_day + n_day);
    assert_string_equal(line->document, "Setting: 2 documents");
    assert_string_equal(line->other, "2 stations");
    assert_int_equal(line->balance, line[1].balance + line[1].out - line[1].in);
    assert_string_equal(line[1].document, "Setting P-3");
    assert_int_equal(by_day[n_day - 1].balance, each[n - 1].balance);
    world_free(w);
}

static void the_forecast_follows_the_newest_day_of_work(void **state) {
    (void)state;
    World *w = stock_world();
    for (size_t i = 0; i < 3; i++) stock_must(w, history[i].kind, history[i].text);
    stock_must(w, "sorting", SORTING "S-1,2020-11-08,ballot,2,500,,,,\n");
    Book *b = book_of(w);
    StockProgress *all;
    size_t n;
    stock_progress(w->arena, &b->book, DAY(3), &all, &n);
    assert_int_equal(all[0].needed, PRINTED);
    assert_int_equal(all[0].unsorted, 3036 - 500);
    assert_int_equal(all[0].sorted_per_day, 500);
    assert_int_equal(all[0].sorted_day, DAY(3) + 6); /* 2,536 at 500 a day */
    assert_false(all[0].late);
    stock_progress(w->arena, &b->book, DAY(18), &all, &n); /* nobody came for two weeks */
    assert_int_equal(all[0].sorted_day, DAY(17) + 6);
    assert_true(all[0].late);
    world_free(w);
}

/* ---------------------------------------------------------------- random histories */
static int64_t tell(const StockBalance *list, size_t n, StockAccount account) {
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].account == account) sum += list[i].quantity;
    return sum;
}

static void random_history(World *w, Rng *rng, int64_t sums[STOCK_ACCOUNTS]) {
    Buf in, sort, out;
    buf_init(&in, MIB), buf_init(&sort, MIB), buf_init(&out, MIB);
    buf_str(&in, "No BTTB,Tanggal,Barang,Diterima,Rusak,Milik Daerah Lain,Milik\n");
    buf_str(&sort, "BA,Tanggal,Barang,Baik,Buram,Daerah Lain,Milik,Kurang\n");
    buf_str(&out, "BA,Tanggal,Barang,Lebih,Rusak,Unsur Saksi\n");
    for (int i = 0; i < 20; i++) {
        int day = 5 + (int)rng_below(rng, 20);
        int64_t n = rng_below(rng, 900), d = rng_below(rng, 40), e = rng_below(rng, 40);
        buf_printf(&in, "B-%d,2020-11-%02d,ballot,%d,%d,%d,6110\n", i, day, (int)(n + d + e),
                   (int)d, (int)e);
        sums[STOCK_SUPPLIER] -= n + d + e;
        sums[STOCK_UNSORTED] += n;
        sums[STOCK_DAMAGED] += d;
        sums[STOCK_ELSEWHERE] += e;
        int64_t g = rng_below(rng, 700), b = rng_below(rng, 30), x = rng_below(rng, 30),
                m = rng_below(rng, 9);
        buf_printf(&sort, "S-%d,2020-11-%02d,ballot,%d,%d,%d,6110,%d\n", i, day, (int)g, (int)b,
                   (int)x, (int)m);
        sums[STOCK_UNSORTED] -= g + b + x + m;
        sums[STOCK_GOOD] += g;
        sums[STOCK_DAMAGED] += b;
        sums[STOCK_ELSEWHERE] += x;
        sums[STOCK_MISSING] += m;
        int64_t s = rng_below(rng, 50), y = rng_below(rng, 50);
        buf_printf(&out, "D-%d,2020-11-%02d,ballot,%d,%d,Bawaslu\n", i, day, (int)s, (int)y);
        sums[STOCK_GOOD] -= s;
        sums[STOCK_DAMAGED] -= y;
        sums[STOCK_DESTROYED] += s + y;
    }
    stock_must(w, "receipts", in.at);
    stock_must(w, "sorting", sort.at);
    stock_must(w, "destructions", out.at);
    buf_free(&in), buf_free(&sort), buf_free(&out);
}

static void balances_are_the_sums_of_movements(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        World *w = stock_world();
        Rng rng;
        rng_seed(&rng, seed);
        int64_t sums[STOCK_ACCOUNTS] = {0}, all = 0;
        random_history(w, &rng, sums);
        Book *b = book_of(w);
        StockBalance *balances;
        size_t n, lines;
        stock_balances(w->arena, &b->book, INT32_MAX, &balances, &n);
        for (StockAccount a = 0; a < STOCK_ACCOUNTS; a++) {
            assert_int_equal(tell(balances, n, a), sums[a]);
            all += sums[a];
        }
        assert_int_equal(all, 0); /* nothing comes from nowhere */
        StockCardLine *card;
        for (StockCardForm f = STOCK_CARD_MOVEMENTS; f <= STOCK_CARD_DAYS; f++) {
            stock_card(w->arena, &b->book, BALLOT, "KPU", f, &card, &lines);
            assert_int_equal(card[lines - 1].balance, sums[STOCK_UNSORTED] + sums[STOCK_GOOD] +
                                                          sums[STOCK_DAMAGED] +
                                                          sums[STOCK_ELSEWHERE]);
        }
        must_replay(w);
        world_free(w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_history_holds),
        cmocka_unit_test(each_broken_equation_is_named_where_it_breaks),
        cmocka_unit_test(what_is_under_way_is_open),
        cmocka_unit_test(a_short_shipment_that_was_replaced_is_settled),
        cmocka_unit_test(a_transfer_between_stations_moves_what_their_kits_hold),
        cmocka_unit_test(a_card_tells_each_document_and_ends_at_what_is_there),
        cmocka_unit_test(a_card_sums_the_kits_of_a_day_whatever_their_documents),
        cmocka_unit_test(the_forecast_follows_the_newest_day_of_work),
        cmocka_unit_test(balances_are_the_sums_of_movements),
    };
    return cmocka_run_group_tests_name("stock/balance", tests, NULL, NULL);
}
