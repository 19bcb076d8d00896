// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

/* ---------------------------------------------------------------- status */
static const char *iso(Arena *arena, int32_t day) {
    char text[16];
    day_format(day, text);
    return arena_str(arena, text);
}

static const char *day_text(Arena *arena, int32_t day) {
    return day == INT32_MIN ? NULL : iso(arena, day);
}

static bool seen(const StockProgress *p) {
    return p->ordered || p->received || p->packed || p->good;
}

static void put_progress(Cli *cli, JsonOut *out, const ElectionRegency *r, const StockProgress *p) {
    const struct {
        const char *key;
        int64_t n;
    } numbers[] = {{"needed", p->needed},      {"ordered", p->ordered},     {"shipped", p->shipped},
                   {"received", p->received},  {"unsorted", p->unsorted},   {"good", p->good},
                   {"damaged", p->damaged},    {"elsewhere", p->elsewhere}, {"packed", p->packed},
                   {"replacing", p->replacing}};
    json_open(out, NULL, '{');
    json_put_str(out, "item", cli_goods_item(r, p->goods));
    json_put_str(out, "contest", cli_goods_contest(r, p->goods));
    for (size_t i = 0; i < COUNT_OF(numbers); i++) json_put_int(out, numbers[i].key, numbers[i].n);
    json_put_str(out, "due", day_text(cli->arena, p->due_day));
    json_put_str(out, "sorted_on", day_text(cli->arena, p->sorted_day));
    json_put_bool(out, "late", p->late);
    json_close(out, '}');
}

typedef struct Slots {
    StockStatedSlot *at;
    size_t n;
} Slots;

/* A slot against what the regency itself has stated: when its goods must be there. */
typedef struct SlotCheck {
    int32_t arrives;      /* INT32_MIN: the transport is not known */
    int32_t contract_due; /* INT32_MIN: no contract says it */
    const char *order;    /* "current", "older", NULL: it rests on no order of this log */
} SlotCheck;

static int32_t contract_due(const CliStock *k, const char *contest) {
    int32_t due = INT32_MIN;
    for (size_t i = 0; i < k->book.order_count; i++) {
        const StockOrder *o = &k->book.orders[i];
        const char *of = cli_goods_contest(&k->regency, o->goods);
        bool ballots = o->goods.item >= 0 && k->regency.rules.items[o->goods.item].is_ballot;
        if (ballots && !o->replacement && str_eq(of, contest) && o->due_day > due) due = o->due_day;
    }
    return due;
}

static SlotCheck slot_check(const CliStock *k, const StockStatedSlot *s, const char *order) {
    SlotCheck c = {.arrives = INT32_MIN, .contract_due = INT32_MIN};
    if (s->transport_days >= 0) c.arrives = s->last_day + s->transport_days;
    if (!str_eq(s->region, k->regency.scope)) return c;
    c.contract_due = contract_due(k, s->contest);
    if (s->order_event && str_eq(s->order_scope, k->regency.scope))
        c.order = str_eq(s->order_event, order) ? "current" : "older";
    return c;
}

static void put_slot(Cli *cli, JsonOut *out, const StockStatedSlot *s, const SlotCheck *c) {
    json_open(out, NULL, '{');
    json_put_str(out, "scope", s->scope);
    json_put_str(out, "press", s->press);
    json_put_str(out, "region", s->region);
    json_put_str(out, "contest", s->contest);
    json_put_int(out, "sheets", s->sheets);
    json_put_str(out, "first", day_text(cli->arena, s->first_day));
    json_put_str(out, "last", day_text(cli->arena, s->last_day));
    json_put_str(out, "due", day_text(cli->arena, s->due_day));
    json_put_int(out, "late_days", s->last_day - s->due_day);
    json_put_str(out, "arrives", day_text(cli->arena, c->arrives));
    json_put_str(out, "contract_due", day_text(cli->arena, c->contract_due));
    json_put_str(out, "order_event", s->order_event);
    json_put_str(out, "order", c->order);
    json_close(out, '}');
}

static void put_slots(Cli *cli, JsonOut *out, const CliStock *k, const Slots *slots,
                      const char *order) {
    json_open(out, "slots", '[');
    for (size_t i = 0; i < slots->n; i++) {
        SlotCheck c = slot_check(k, &slots->at[i], order);
        put_slot(cli, out, &slots->at[i], &c);
    }
    json_close(out, ']');
}

static void say_slot(Cli *cli, const StockStatedSlot *s, const SlotCheck *c) {
    const char *name = s->contest ? s->contest : s->region;
    int32_t late = s->last_day - s->due_day;
    cli_say(_("%s: printed on %s, press %s, due on %s"), name, day_words(cli->arena, s->last_day),
            s->press, day_words(cli->arena, s->due_day));
    if (late > 0)
        cli_say(_("%s: %d days too late for packing: LATE"), name, late);
    else
        cli_say(_("%s: %d days to spare before packing"), name, -late);
    if (c->arrives != INT32_MIN && c->contract_due != INT32_MIN && c->arrives > c->contract_due)
        cli_say(_("%s: arrives on %s, the contract says %s: LATE"), name,
                day_words(cli->arena, c->arrives), day_words(cli->arena, c->contract_due));
    if (c->order && str_eq(c->order, "older"))
        cli_say(_("%s: this slot rests on an older order of yours: ask %s for a new schedule"),
                name, s->scope);
}

static void say_slots(Cli *cli, const CliStock *k, const Slots *slots, const char *order) {
    for (size_t i = 0; i < slots->n; i++) {
        SlotCheck c = slot_check(k, &slots->at[i], order);
        if (str_eq(slots->at[i].region, k->regency.scope)) say_slot(cli, &slots->at[i], &c);
    }
}

static Status status_json(Cli *cli, const CliStock *k, const StockProgress *all, size_t n,
                          const Slots *slots, const char *order, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 16 * MIB);
    json_put_str(out, "scope", k->regency.scope);
    json_put_str(out, "as_of", day_text(cli->arena, k->today));
    json_put_str(out, "packing_from", day_text(cli->arena, stock_packing_day(&k->regency)));
    json_open(out, "goods", '[');
    for (size_t i = 0; i < n; i++) put_progress(cli, out, &k->regency, &all[i]);
    json_close(out, ']');
    put_slots(cli, out, k, slots, order);
    return cli_report_end(&report, err);
}

static void say_work(Cli *cli, const CliStock *k, const StockProgress *p) {
    const char *name = stock_goods_name(cli->arena, &k->regency, p->goods);
    if (p->sorted_day != INT32_MIN)
        cli_say(_("%s: %s to sort, %s a day: sorted on %s%s"), name,
                int_group(cli->arena, p->unsorted), int_group(cli->arena, p->sorted_per_day),
                day_words(cli->arena, p->sorted_day), p->late ? _(", LATE") : "");
    else if (p->unsorted > 0 && p->late)
        cli_say(_("%s: %s to sort, nobody sorts, and packing has begun: LATE"), name,
                int_group(cli->arena, p->unsorted));
    else if (p->unsorted > 0)
        cli_say(_("%s: %s to sort, nobody sorts yet"), name, int_group(cli->arena, p->unsorted));
    if (p->late && p->received < p->ordered)
        cli_say(_("%s: %s of the order have not come, due on %s: LATE"), name,
                int_group(cli->arena, p->ordered - p->received), day_words(cli->arena, p->due_day));
}

/* A province or the nation has slots, and no goods. */
static Status status_wide(Cli *cli, const CliStock *k, const Slots *slots, Err *err) {
    if (cli->json) return status_json(cli, k, NULL, 0, slots, NULL, err);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s\t>%s\t%s\t%s\t%s", _("press"), _("regency"), _("contest"),
            _("ballots"), _("from"), _("to"), _("due"));
    for (size_t i = 0; i < slots->n; i++) {
        const StockStatedSlot *s = &slots->at[i];
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%s\t%s", s->press, s->region,
                s->contest ? s->contest : "", int_group(cli->arena, s->sheets),
                iso(cli->arena, s->first_day), iso(cli->arena, s->last_day),
                iso(cli->arena, s->due_day));
    }
    if (slots->n == 0) cli_say("%s", _("no slots are stated yet: hantar stock slots"));
    if (slots->n) cli_table(&table);
    return OK;
}

static Status status(Cli *cli, Err *err) {
    CliStock k = {.today = INT32_MIN};
    Slots slots;
    const char *order;
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_region(cli, cli->store, &k.regency, err);
    if (s == OK)
        s = stock_slots_stated(cli->store, cli->arena, k.regency.scope, &slots.at, &slots.n, err);
    if (s == OK && election_reach(k.regency.scope) != ELECTION_REGENCY)
        return status_wide(cli, &k, &slots, err);
    if (s == OK) s = cli_stock_fill(cli, &k, err);
    if (s == OK)
        s = election_import_event(cli->store, cli->arena, k.regency.scope, "print-orders", &order,
                                  err);
    if (s != OK) return s;
    StockProgress *all;
    size_t n, shown = 0;
    stock_progress(cli->arena, &k.book, k.today, &all, &n);
    if (cli->json) return status_json(cli, &k, all, n, &slots, order, err);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>%s\t>%s\t>%s\t>%s\t>%s\t>%s\t>%s\t>%s", _("item"), _("needed"),
            _("ordered"), _("received"), _("unsorted"), _("good"), _("damaged"), _("packed"),
            _("replacing"));
    for (size_t i = 0; i < n; i++) {
        const StockProgress *p = &all[i];
        if (!seen(p)) continue;
        shown++;
        Arena *a = cli->arena;
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s",
                stock_goods_name(a, &k.regency, p->goods), int_group(a, p->needed),
                int_group(a, p->ordered), int_group(a, p->received), int_group(a, p->unsorted),
                int_group(a, p->good), int_group(a, p->damaged), int_group(a, p->packed),
                int_group(a, p->replacing));
    }
    cli_table(&table);
    if (shown == 0) cli_say("%s", _("no contract and no receipt is recorded yet"));
    cli_say(_("packing begins on %s"), day_words(cli->arena, stock_packing_day(&k.regency)));
    say_slots(cli, &k, &slots, order);
    for (size_t i = 0; i < n; i++) say_work(cli, &k, &all[i]);
    return OK;
}

/* ---------------------------------------------------------------- card */
static Status card_json(Cli *cli, const ElectionRegency *r, StockGoods goods, const char *place,
                        const StockCardLine *lines, size_t n, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * MIB);
    json_put_str(out, "item", cli_goods_item(r, goods));
    json_put_str(out, "contest", cli_goods_contest(r, goods));
    json_put_str(out, "place", place);
    json_open(out, "lines", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "day", day_text(cli->arena, lines[i].day));
        json_put_str(out, "document", lines[i].document);
        json_put_str(out, "other", lines[i].other);
        json_put_int(out, "in", lines[i].in);
        json_put_int(out, "out", lines[i].out);
        json_put_int(out, "balance", lines[i].balance);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

static Status card(Cli *cli, Err *err) {
    if (cli->argument_count < 2) {
        err_set(err, ERR_USAGE, "%s", _("of which item? hantar stock card ITEM"));
        return ERR_USAGE;
    }
    CliStock k;
    StockGoods goods;
    Status s = cli_stock(cli, &k, err);
    if (s != OK) return s;
    const char *item = cli->arguments[1], *place = cli_text(cli, "place");
    if (!place) place = k.book.main_place;
    if (!stock_goods_find(cli->arena, &k.regency, item, cli_text(cli, "contest"), &goods)) {
        err_set(err, ERR_ABSENT, _("%s is no item of this election, or it needs --contest"), item);
        return ERR_ABSENT;
    }
    StockCardLine *lines;
    size_t n;
    stock_card(cli->arena, &k.book, goods, place,
               cli->json ? STOCK_CARD_DOCUMENTS : STOCK_CARD_DAYS, &lines, &n);
    if (cli->json) return card_json(cli, &k.regency, goods, place, lines, n, err);
    cli_say(_("Stock card: %s, %s"), stock_goods_name(cli->arena, &k.regency, goods), place);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s\t>%s\t>%s\t>%s", _("day"), _("document"), _("from or to"), _("in"),
            _("out"), _("balance"));
    for (size_t i = 0; i < n; i++)
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%s", iso(cli->arena, lines[i].day), lines[i].document,
                lines[i].other, lines[i].in ? int_group(cli->arena, lines[i].in) : "",
                lines[i].out ? int_group(cli->arena, lines[i].out) : "",
                int_group(cli->arena, lines[i].balance));
    cli_table(&table);
    return OK;
}

Status cmd_stock(Cli *cli, Err *err) {
    const char *verb = cli->arguments[0];
    if (str_eq(verb, "status")) return status(cli, err);
    if (str_eq(verb, "card")) return card(cli, err);
    if (str_eq(verb, "order")) return cli_stock_order(cli, err);
    if (str_eq(verb, "slots")) return cli_stock_slots(cli, err);
    if (str_eq(verb, "papers")) return cli_stock_papers(cli, err);
    err_set(err, ERR_USAGE, _("hantar stock knows no \"%.40s\""), verb);
    err_advise(err, _("one of: %s"), "status, card, order, slots, papers");
    return ERR_USAGE;
}
