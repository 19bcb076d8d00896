// SPDX-License-Identifier: Apache-2.0
/* The papers of the warehouse: bttb.pdf, ba-sortir.pdf, ba-pemusnahan.pdf, kartu-stok.pdf and .csv.
 * In Indonesian, as offices sign them; one section per document. The quantities are those of the
 * record, so that paper and record can be laid side by side. */
#include "print/print_int.h"

#include <string.h>

#define BLANK ".............................."
#define CSV_BYTES_MAX (256 * MIB)
#define NEUTRAL "Formulir ini dapat diganti dengan bentuk resmi; angkanya berasal dari catatan."

static const StockBook *book_of(const PrintPaper *p) {
    return p->facts->stock;
}

static const char *goods_name(PrintPaper *p, StockGoods goods) {
    return stock_goods_name(p->arena, book_of(p)->regency, goods);
}

static const char *count(PrintPaper *p, int64_t n) {
    return n < 0 ? "–" : int_group(p->arena, n);
}

static void opening(PrintPaper *p, int32_t day, const char *where, const char *what) {
    const char *words = print_date_words(p->arena, day) + strlen("hari ");
    print_paragraph(
        p, STYLE(9.5),
        arena_printf(p->arena, "Pada hari ini %s, bertempat di %s, %s:", words, where, what));
}

static const char *store_name(const PrintPaper *p, const char *place) {
    const ElectionRegency *r = book_of(p)->regency;
    for (size_t i = 0; i < r->depot_count; i++)
        if (str_eq(r->depots[i].id, place)) return r->depots[i].name;
    return place;
}

static void closing(PrintPaper *p, const PrintParty *parties, size_t n) {
    print_signatures(p, parties, n);
    print_text(p, PRINT_LEFT, PRINT_BOTTOM - 2, PRINT_SPAN,
               STYLE(6.8, .lines = 1, .ink = INK_GREY, .italic = true), NEUTRAL);
}

/* ---------------------------------------------------------------- BTTB */
static const StockShipment *shipment_of(const StockBook *b, const char *number) {
    for (size_t i = 0; number && i < b->shipment_count; i++)
        if (str_eq(b->shipments[i].number, number)) return &b->shipments[i];
    return NULL;
}

static const char *or_blank(const char *text) {
    return text && *text ? text : BLANK;
}

static void receipt_head(PrintPaper *p, const StockReceipt *r) {
    const StockShipment *s = shipment_of(book_of(p), r->shipment);
    PrintField fields[] = {
        {"Surat jalan", or_blank(r->shipment)},
        {"Kontrak", or_blank(s ? s->order : r->order)},
        {"Pengangkut", or_blank(s ? s->carrier : NULL)},
        {"Nomor polisi", or_blank(s ? s->plate : NULL)},
        {"Gudang", store_name(p, r->place)},
        {"Tanggal", print_date_id(p->arena, r->day)},
    };
    print_fields(p, fields, COUNT_OF(fields), 2);
    p->y += 4;
}

/* Lines of a number stand together. */
static void receipt(PrintPaper *p, size_t first) {
    static const PrintColumn columns[] = {
        {"No.", 5, TO_RIGHT, false, 1},         {"Barang", 34, TO_LEFT, true, 2},
        {"Dikirim", 12, TO_RIGHT, false, 1},    {"Diterima", 12, TO_RIGHT, true, 1},
        {"Baik", 12, TO_RIGHT, false, 1},       {"Rusak", 10, TO_RIGHT, false, 1},
        {"Milik lain", 10, TO_RIGHT, false, 1}, {"Kurang", 10, TO_RIGHT, false, 1}};
    const StockBook *b = book_of(p);
    const StockReceipt *r = &b->receipts[first];
    const char *number = arena_printf(p->arena, "Nomor: %s", r->number);
    print_letterhead(p, "BUKTI TANDA TERIMA BARANG", number, r->number);
    opening(p, r->day, store_name(p, r->place), "telah diterima barang sebagai berikut");
    receipt_head(p, r);
    PrintTable t;
    int64_t line = 0;
    print_table(p, &t, 9, columns, COUNT_OF(columns));
    for (size_t i = first; i < b->receipt_count && str_eq(b->receipts[i].number, r->number); i++) {
        const StockReceipt *x = &b->receipts[i];
        int64_t missing = x->sent < 0 ? -1 : x->sent - x->received;
        print_row(&t, (const char *[]){
                          count(p, ++line), goods_name(p, x->goods), count(p, x->sent),
                          count(p, x->received), count(p, x->received - x->damaged - x->elsewhere),
                          count(p, x->damaged), count(p, x->elsewhere),
                          missing >= 0 ? count(p, missing)
                                       : arena_printf(p->arena, "%s lebih", count(p, -missing))});
    }
    p->y += 6;
    print_paragraph(p, STYLE(9), or_blank(r->note));
    PrintParty parties[] = {
        {"Yang menerima", r->receiver ? r->receiver : "", r->receiver_role ? r->receiver_role : ""},
        {"Yang menyerahkan", "", "Penyedia / pengangkut"},
        {"Saksi", r->witness ? r->witness : "", r->witness_role ? r->witness_role : ""}};
    closing(p, parties, COUNT_OF(parties));
}

/* ---------------------------------------------------------------- BA sortir */
static void sorting(PrintPaper *p, size_t first) {
    static const PrintColumn columns[] = {{"Keadaan", 60, TO_LEFT, true, 1},
                                          {"Jumlah", 20, TO_RIGHT, false, 1}};
    const StockBook *b = book_of(p);
    const StockSorting *s = &b->sortings[first];
    print_letterhead(p, "BERITA ACARA SORTIR DAN PELIPATAN",
                     arena_printf(p->arena, "Nomor: %s", s->number), s->number);
    opening(p, s->day, store_name(p, s->place), "telah dilakukan sortir dan pelipatan");
    for (size_t i = first; i < b->sorting_count && str_eq(b->sortings[i].number, s->number); i++) {
        const StockSorting *x = &b->sortings[i];
        print_heading(p, goods_name(p, x->goods));
        PrintField fields[] = {{"Regu", or_blank(x->crew)}, {"Petugas", count(p, x->people)}};
        print_fields(p, fields, COUNT_OF(fields), 2);
        PrintTable t;
        print_table(p, &t, 9, columns, COUNT_OF(columns));
        print_row(&t, (const char *[]){"Baik, telah dilipat", count(p, x->good)});
        for (StockDamage d = 0; d < STOCK_DAMAGES; d++)
            if (x->damaged[d])
                print_row(
                    &t, (const char *[]){arena_printf(p->arena, "Rusak: %s", stock_damage_name(d)),
                                         count(p, x->damaged[d])});
        print_row(&t, (const char *[]){"Jumlah rusak", count(p, stock_damaged(x))});
        if (x->elsewhere)
            print_row(
                &t, (const char *[]){arena_printf(p->arena, "Milik daerah lain: %s", x->belongs_to),
                                     count(p, x->elsewhere)});
        if (x->missing)
            print_row(&t, (const char *[]){"Kurang dari isi karton", count(p, x->missing)});
        int64_t all = add64(add64(x->good, stock_damaged(x)), add64(x->elsewhere, x->missing));
        print_row_total(&t, (const char *[]){"Seluruhnya", count(p, all)});
    }
    PrintParty parties[] = {{"Penanggung jawab", "", "KPU"},
                            {"Saksi", "", s->witness_role ? s->witness_role : ""}};
    closing(p, parties, COUNT_OF(parties));
}

/* ---------------------------------------------------------------- BA pemusnahan */
static void destruction(PrintPaper *p, size_t first) {
    static const PrintColumn columns[] = {{"No.", 5, TO_RIGHT, false, 1},
                                          {"Barang", 45, TO_LEFT, true, 2},
                                          {"Lebih", 14, TO_RIGHT, false, 1},
                                          {"Rusak", 14, TO_RIGHT, false, 1},
                                          {"Jumlah", 14, TO_RIGHT, true, 1}};
    const StockBook *b = book_of(p);
    const StockDestruction *d = &b->destructions[first];
    print_letterhead(p, "BERITA ACARA PEMUSNAHAN", arena_printf(p->arena, "Nomor: %s", d->number),
                     d->number);
    opening(p, d->day, store_name(p, d->place), "telah dimusnahkan barang sebagai berikut");
    PrintField fields[] = {{"Dasar", or_blank(d->letter)}, {"Cara", or_blank(d->method)}};
    print_fields(p, fields, COUNT_OF(fields), 1);
    PrintTable t;
    int64_t line = 0, sum = 0;
    print_table(p, &t, 9, columns, COUNT_OF(columns));
    for (size_t i = first; i < b->destruction_count && str_eq(b->destructions[i].number, d->number);
         i++) {
        const StockDestruction *x = &b->destructions[i];
        sum = add64(sum, add64(x->surplus, x->damaged));
        print_row(&t,
                  (const char *[]){count(p, ++line), goods_name(p, x->goods), count(p, x->surplus),
                                   count(p, x->damaged), count(p, add64(x->surplus, x->damaged))});
    }
    print_row_total(&t, (const char *[]){"", "Jumlah", "", "", count(p, sum)});
    print_paragraph(p, STYLE(9, .italic = true),
                    arena_printf(p->arena, "Terbilang: %s.", print_number_words(p->arena, sum)));
    PrintParty parties[] = {
        {"Yang memusnahkan", "", "KPU"},
        {"Saksi", d->witness ? d->witness : "", d->witness_role ? d->witness_role : ""}};
    closing(p, parties, COUNT_OF(parties));
}

/* ---------------------------------------------------------------- kartu stok */
typedef struct Card {
    StockGoods goods;
    StockCardLine *lines;
    size_t n;
} Card;

/* Of the main store: a card for every item that ever moved there. */
static Card card_of(PrintPaper *p, size_t item, StockCardForm form) {
    const StockBook *b = book_of(p);
    const ElectionRules *rules = &b->regency->rules;
    size_t per = rules->contest_count + 1;
    Card card = {.goods = {(int32_t)(item / per), (int32_t)(item % per) - 1}};
    bool each = rules->items[card.goods.item].each_contest;
    if (each == (card.goods.contest >= 0))
        stock_card(p->arena, b, card.goods, b->main_place, form, &card.lines, &card.n);
    return card;
}

static void card(PrintPaper *p, size_t item) {
    static const PrintColumn columns[] = {
        {"Tanggal", 17, TO_LEFT, false, 1},       {"Dokumen", 26, TO_LEFT, false, 1},
        {"Dari / kepada", 22, TO_LEFT, false, 1}, {"Masuk", 11, TO_RIGHT, false, 1},
        {"Keluar", 11, TO_RIGHT, false, 1},       {"Sisa", 12, TO_RIGHT, true, 1}};
    Card c = card_of(p, item, STOCK_CARD_DAYS);
    const char *place = book_of(p)->main_place;
    print_letterhead(p, "KARTU STOK", arena_printf(p->arena, "Gudang: %s", store_name(p, place)),
                     place);
    print_heading(p, goods_name(p, c.goods));
    PrintTable t;
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < c.n; i++) {
        const StockCardLine *l = &c.lines[i];
        char day[16];
        day_format(l->day, day);
        print_row(&t, (const char *[]){arena_str(p->arena, day), l->document, l->other,
                                       l->in ? count(p, l->in) : "", l->out ? count(p, l->out) : "",
                                       count(p, l->balance)});
    }
}

/* ---------------------------------------------------------------- the files */
Status print_receipts(PrintPaper *p, Err *err) {
    const StockBook *b = book_of(p);
    print_paper_open(p, "Bukti Tanda Terima Barang");
    for (size_t i = 0; i < b->receipt_count; i++)
        if (i == 0 || !str_eq(b->receipts[i].number, b->receipts[i - 1].number))
            print_section(p, arena_printf(p->arena, "BTTB  %s", b->receipts[i].number),
                          p->facts->example, receipt, i);
    return print_paper_close(p, err);
}

Status print_sortings(PrintPaper *p, Err *err) {
    const StockBook *b = book_of(p);
    print_paper_open(p, "Berita Acara Sortir dan Pelipatan");
    for (size_t i = 0; i < b->sorting_count; i++)
        if (i == 0 || !str_eq(b->sortings[i].number, b->sortings[i - 1].number))
            print_section(p, arena_printf(p->arena, "BA SORTIR  %s", b->sortings[i].number),
                          p->facts->example, sorting, i);
    return print_paper_close(p, err);
}

Status print_destructions(PrintPaper *p, Err *err) {
    const StockBook *b = book_of(p);
    print_paper_open(p, "Berita Acara Pemusnahan");
    for (size_t i = 0; i < b->destruction_count; i++)
        if (i == 0 || !str_eq(b->destructions[i].number, b->destructions[i - 1].number))
            print_section(p, arena_printf(p->arena, "BA PEMUSNAHAN  %s", b->destructions[i].number),
                          p->facts->example, destruction, i);
    return print_paper_close(p, err);
}

static size_t card_count(const PrintPaper *p) {
    const ElectionRules *rules = &book_of(p)->regency->rules;
    return rules->item_count * (rules->contest_count + 1);
}

Status print_stock_cards(PrintPaper *p, Err *err) {
    print_paper_open(p, "Kartu Stok");
    for (size_t i = 0; i < card_count(p); i++)
        if (card_of(p, i, STOCK_CARD_DAYS).n)
            print_section(p, "KARTU STOK", p->facts->example, card, i);
    return print_paper_close(p, err);
}

static void card_rows(PrintPaper *p, size_t item) {
    const ElectionRules *rules = &book_of(p)->regency->rules;
    Card c = card_of(p, item, STOCK_CARD_MOVEMENTS);
    for (size_t i = 0; i < c.n; i++) {
        const StockCardLine *l = &c.lines[i];
        char day[16];
        day_format(l->day, day);
        csv_cell(&p->bytes, rules->items[c.goods.item].id);
        buf_char(&p->bytes, ',');
        csv_cell(&p->bytes, c.goods.contest < 0 ? "" : rules->contests[c.goods.contest].id);
        buf_printf(&p->bytes, ",%s,", day);
        csv_cell(&p->bytes, l->document);
        buf_char(&p->bytes, ',');
        csv_cell(&p->bytes, l->other);
        buf_printf(&p->bytes, ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n", l->in, l->out, l->balance);
    }
}

/* What the cards sum, movement by movement. */
Status print_stock_rows(PrintPaper *p, Err *err) {
    buf_init(&p->bytes, CSV_BYTES_MAX);
    buf_str(&p->bytes, "barang,jenis_pemilihan,tanggal,dokumen,dari_kepada,masuk,keluar,sisa\n");
    for (size_t i = 0; i < card_count(p); i++) card_rows(p, i);
    return buf_ok(&p->bytes, err);
}
