// SPDX-License-Identifier: Apache-2.0
/* What a line of a document must keep, whatever the document. */
#include <string.h>

#include "stock/stock_int.h"

static bool has(const Import *im, const char *key) {
    for (size_t c = 0; c < im->kind->column_count; c++)
        if (str_eq(election_column_key(&im->kind->columns[c]), key)) return true;
    return false;
}

static int col(const Import *im, const char *key) {
    return election_column(im->kind, key);
}

static const char *text(const Import *im, const Row *row, const char *key) {
    return has(im, key) ? election_row_text(im->kind, row, key) : NULL;
}

static int64_t number(const Import *im, const Row *row, const char *key) {
    return has(im, key) ? election_row_int(im->kind, row, key, 0) : 0;
}

/* ---------------------------------------------------------------- goods */
static bool named(Arena *arena, const char *key, const char *id, ElectionText name) {
    return str_eq(key, str_key(arena, id)) || str_eq(key, str_key(arena, name.id)) ||
           str_eq(key, str_key(arena, name.en));
}

/* "tinta" is the "botol tinta", as long as no other name holds it. */
#define WITHIN_LETTERS_MIN 4
static int32_t item_within(Arena *arena, const ElectionRules *rules, const char *key) {
    int32_t found = -1;
    if (strlen(key) < WITHIN_LETTERS_MIN) return -1;
    for (size_t i = 0; i < rules->item_count; i++) {
        ElectionText name = rules->items[i].name;
        if (!strstr(str_key(arena, name.id), key) && !strstr(str_key(arena, name.en), key))
            continue;
        if (found >= 0) return -1;
        found = (int32_t)i;
    }
    return found;
}

/* Ids need no folding, and are what nearly all rows hold. */
static int32_t item_find(Arena *arena, const ElectionRules *rules, const char *word) {
    for (size_t i = 0; i < rules->item_count; i++)
        if (str_eq(rules->items[i].id, word)) return (int32_t)i;
    const char *key = str_key(arena, word);
    for (size_t i = 0; i < rules->item_count; i++)
        if (named(arena, key, rules->items[i].id, rules->items[i].name)) return (int32_t)i;
    return item_within(arena, rules, key);
}

static int32_t contest_find(Arena *arena, const ElectionRules *rules, const char *word) {
    for (size_t i = 0; i < rules->contest_count; i++)
        if (str_eq(rules->contests[i].id, word)) return (int32_t)i;
    const char *key = str_key(arena, word);
    for (size_t i = 0; i < rules->contest_count; i++)
        if (named(arena, key, rules->contests[i].id, rules->contests[i].name)) return (int32_t)i;
    return -1;
}

bool stock_goods_find(Arena *arena, const ElectionRegency *regency, const char *item,
                      const char *contest, StockGoods *ret) {
    const ElectionRules *rules = &regency->rules;
    StockGoods goods = {item_find(arena, rules, item), -1};
    if (goods.item < 0) return false;
    if (rules->items[goods.item].each_contest) {
        goods.contest = contest ? contest_find(arena, rules, contest) : 0;
        if (goods.contest < 0 || (!contest && rules->contest_count != 1)) return false;
    } else if (contest) {
        return false;
    }
    *ret = goods;
    return true;
}

static const char *ids_of(Import *im, bool contests) {
    const ElectionRules *rules = &im->regency.rules;
    const char *list = "";
    for (size_t i = 0; i < (contests ? rules->contest_count : rules->item_count); i++)
        list = arena_printf(im->arena, "%s%s%s", list, i ? ", " : "",
                            contests ? rules->contests[i].id : rules->items[i].id);
    return list;
}

static void set_text(Import *im, Row *row, const char *key, const char *value) {
    row->cells[col(im, key)] = (Cell){.text = value, .known = true};
}

/* The item's and the contest's own ids take the place of their names. */
static void derive_item(Import *im, Row *row) {
    const char *word = text(im, row, "item");
    if (!word) return;
    int32_t item = item_find(im->arena, &im->regency.rules, word);
    if (item < 0)
        election_import_fault(
            im, row, col(im, "item"), arena_printf(im->arena, _("one of: %s"), ids_of(im, false)),
            _("\"%s\" is no item of this election"), election_import_quote(im, word));
    else
        set_text(im, row, "item", im->regency.rules.items[item].id);
}

static void derive_contest(Import *im, Row *row) {
    const char *word = text(im, row, "contest");
    const ElectionRules *rules = &im->regency.rules;
    bool foreign = str_eq(im->kind->name, "print-orders");
    if (!word) return;
    int32_t contest = contest_find(im->arena, rules, word);
    if (contest >= 0)
        set_text(im, row, "contest", rules->contests[contest].id);
    else if (!foreign) /* another regency may elect what this one does not */
        election_import_fault(
            im, row, col(im, "contest"), arena_printf(im->arena, _("one of: %s"), ids_of(im, true)),
            _("\"%s\" is no contest of this election here"), election_import_quote(im, word));
}

/* Where only one contest is held, nobody writes it. */
static void derive_only_contest(Import *im, Row *row) {
    const ElectionRules *rules = &im->regency.rules;
    if (!has(im, "contest") || rules->contest_count != 1) return;
    if (row->cells[col(im, "contest")].known || row->cells[col(im, "contest")].stands) return;
    const char *item = text(im, row, "item");
    int32_t at = item ? item_find(im->arena, rules, item) : -1;
    if (!has(im, "item") || (at >= 0 && rules->items[at].each_contest))
        set_text(im, row, "contest", rules->contests[0].id);
}

static const char *part(Import *im, const char *id, const char *more) {
    if (!more) return id;
    return *id ? arena_printf(im->arena, "%s / %s", id, more) : more;
}

void stock_row_derive(Import *im, Row *row) {
    derive_item(im, row);
    derive_contest(im, row);
    derive_only_contest(im, row);
    static const char *const parts[] = {"number", "region", "station", "item", "contest"};
    const char *id = "";
    if (row->cells[0].known) return;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (has(im, parts[i]) && row->cells[col(im, parts[i])].stands)
            row->cells[0].stands = true; /* its fault is named; the id would be another */
        id = part(im, id, text(im, row, parts[i]));
    }
    int64_t line = number(im, row, "line");
    if (line) id = arena_printf(im->arena, "%s / %d", id, (int)line);
    if (*id && !row->cells[0].stands) row->cells[0] = (Cell){.text = id, .known = true};
}

/* ---------------------------------------------------------------- places */
bool stock_is_region(const char *place) {
    return place && strlen(place) == 4 && strspn(place, "0123456789") == 4;
}

bool stock_is_station(const char *place) {
    size_t n = place ? strlen(place) : 0;
    return (n == 13 || n == 6) && strspn(place, "0123456789") == n;
}

static bool store_known(const Import *im, const char *place) {
    for (size_t i = 0; i < im->regency.depot_count; i++)
        if (str_eq(im->regency.depots[i].id, place)) return true;
    return im->regency.depot_count == 0;
}

static bool station_known(const Import *im, const char *id) {
    const ElectionRegency *r = &im->regency;
    if (election_tps(r, id) >= 0) return true;
    for (size_t i = 0; i < r->district_count; i++)
        if (str_eq(r->districts[i].code, id)) return true;
    return false;
}

static void place_check(Import *im, const Row *row, const char *key) {
    const char *place = text(im, row, key);
    if (!place || store_known(im, place)) return;
    bool transfer = str_eq(im->kind->name, "transfers");
    if (transfer && stock_is_region(place) && !str_eq(place, im->scope)) return;
    if (transfer && stock_is_station(place) && station_known(im, place)) return;
    election_import_fault(im, row, col(im, key), _("write its depot_id, or import depots first"),
                          _("\"%s\" is no store that is known"), election_import_quote(im, place));
}

static void station_check(Import *im, const Row *row) {
    const char *station = text(im, row, "station");
    if (station && !station_known(im, station))
        election_import_fault(im, row, col(im, "station"), _("correct it, or import tps first"),
                              _("there is no TPS or district %s"), station);
}

/* ---------------------------------------------------------------- one line */
static void goods_check(Import *im, const Row *row) {
    const char *item = text(im, row, "item"), *contest = text(im, row, "contest");
    if (!has(im, "item") || !item || row->cells[col(im, "contest")].stands) return;
    int32_t at = item_find(im->arena, &im->regency.rules, item);
    if (at < 0) return;
    bool each = im->regency.rules.items[at].each_contest;
    if (each && !contest)
        election_import_fault(im, row, col(im, "contest"),
                              arena_printf(im->arena, _("one of: %s"), ids_of(im, true)),
                              _("of which contest? each has its own %s"), item);
    if (!each && contest)
        election_import_fault(im, row, col(im, "contest"), _("leave it blank"),
                              _("%s is the same for all contests"), item);
}

/* Parts are no more than the whole, and what belongs elsewhere belongs to somebody. */
static void parts_check(Import *im, const Row *row) {
    int64_t damaged = number(im, row, "damaged"), elsewhere = number(im, row, "elsewhere");
    if (str_eq(im->kind->name, "receipts") && damaged + elsewhere > number(im, row, "received"))
        election_import_fault(im, row, col(im, "received"), _("count again, or correct one"),
                              _("%s came, but %s of them are damaged or belong elsewhere"),
                              int_group(im->arena, number(im, row, "received")),
                              int_group(im->arena, damaged + elsewhere));
    if (has(im, "belongs_to") && elsewhere > 0 && !text(im, row, "belongs_to"))
        election_import_fault(im, row, col(im, "belongs_to"),
                              _("write the code of the regency, or the electoral area"), "%s",
                              _("to whom do these belong?"));
    if (str_eq(im->kind->name, "transfers") &&
        str_eq(text(im, row, "from_place"), text(im, row, "to_place")))
        election_import_fault(im, row, col(im, "to_place"), _("correct one of the two"), "%s",
                              _("it goes to where it comes from"));
}

/* ---------------------------------------------------------------- one document */
static const char *const heads[] = {"day",   "shipment", "order_number", "supplier",
                                    "plate", "station",  "place",        "crew"};

static bool head_differs(const Import *im, const char *key, const Row *a, const Row *b) {
    const Cell *x = &a->cells[col(im, key)], *y = &b->cells[col(im, key)];
    if (!x->known || !y->known) return false;
    return election_column_is_text(&im->kind->columns[col(im, key)]) ? !str_eq(x->text, y->text)
                                                                     : x->n != y->n;
}

/* Lines of one number are one document: of one day, one vehicle, one sender. A number that stands
 * with another head was used twice. */
static void head_check(Import *im, const Row *row, const Row *other) {
    bool packing = str_eq(im->kind->name, "packing"), contract = !has(im, "day");
    for (size_t h = 0; h < COUNT_OF(heads); h++) {
        if (!has(im, heads[h]) || !head_differs(im, heads[h], row, other)) continue;
        if (packing || (contract && !str_eq(heads[h], "supplier"))) continue;
        const char *where = other->line ? arena_printf(im->arena, _("in line %d"), other->line)
                                        : _("in the record already");
        election_import_fault(im, row, col(im, heads[h]),
                              _("give each document its own number, or correct the line"),
                              _("the number %s stands %s with another %s: used twice?"),
                              text(im, row, "number"), where, heads[h]);
        return;
    }
}

/* Rows stand by id, and an id begins with its number: lines of a number stand together. */
static const Row *same_number(Import *im, const Rows *rows, const Row *row) {
    const char *prefix = arena_printf(im->arena, "%s / ", text(im, row, "number"));
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(rows->at[middle].cells[0].text, prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < rows->n && str_starts(rows->at[low].cells[0].text, prefix); low++)
        if (!str_eq(rows->at[low].cells[0].text, row->cells[0].text)) return &rows->at[low];
    return NULL;
}

static void documents_check(Import *im) {
    if (!has(im, "number")) return;
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        if (!text(im, row, "number")) continue;
        bool follows =
            i && str_eq(text(im, &im->rows.at[i - 1], "number"), text(im, row, "number"));
        if (follows) head_check(im, row, &im->rows.at[i - 1]);
        const Row *stands = follows ? NULL : same_number(im, &im->present, row);
        if (stands && !im->options.correct) head_check(im, row, stands);
    }
}

/* ---------------------------------------------------------------- print orders */
/* What this regency has printed should be what the formula gives; of others nothing is known. */
static void formula_remark(Import *im, const ElectionNeeds *needs, const Row *row) {
    const char *contest = text(im, row, "contest");
    const ElectionRules *rules = &im->regency.rules;
    for (size_t c = 0; c < rules->contest_count; c++) {
        int64_t formula = needs->print_orders[c].total, sheets = number(im, row, "sheets");
        if (!str_eq(rules->contests[c].id, contest) || formula == sheets) continue;
        election_import_remark(im, _("%s: %s are to be printed, the formula gives %s"), contest,
                               int_group(im->arena, sheets), int_group(im->arena, formula));
    }
}

static void print_orders_remark(Import *im) {
    if (!str_eq(im->kind->name, "print-orders")) return;
    ElectionNeeds needs;
    if (election_needs(im->arena, &im->regency, &needs, NULL) != OK) return;
    for (size_t i = 0; i < im->rows.n; i++)
        if (str_eq(text(im, &im->rows.at[i], "region"), im->scope))
            formula_remark(im, &needs, &im->rows.at[i]);
}

void stock_rows_check(Import *im) {
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        goods_check(im, row);
        parts_check(im, row);
        place_check(im, row, "place");
        place_check(im, row, "from_place");
        place_check(im, row, "to_place");
        station_check(im, row);
    }
    documents_check(im);
    print_orders_remark(im);
}
