// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <inttypes.h>

#define NEEDS_BYTES_MAX (1024 * MIB)

static const char *place_code(const ElectionRegency *r, ElectionBy by, int32_t place) {
    switch (by) {
    case BY_TPS: return r->tps[place].id;
    case BY_VILLAGE: return r->villages[place].code;
    case BY_DISTRICT: return r->districts[place].code;
    case BY_REGENCY: return r->scope;
    }
    return "";
}

static const char *place_name(const ElectionRegency *r, ElectionBy by, int32_t place) {
    switch (by) {
    case BY_TPS: return r->villages[r->tps[place].village].name;
    case BY_VILLAGE: return r->villages[place].name;
    case BY_DISTRICT: return r->districts[place].name;
    case BY_REGENCY: return r->name;
    }
    return "";
}

static const char *contest_id(const ElectionRegency *r, const ElectionNeed *need) {
    return need->contest < 0 ? NULL : r->rules.contests[need->contest].id;
}

/* ---------------------------------------------------------------- sums */

static void put_place(JsonOut *out, const ElectionRegency *r, ElectionBy by, int32_t i,
                      const ElectionPlaceSum *p) {
    json_open(out, NULL, '{');
    json_put_str(out, "place", place_code(r, by, i));
    json_put_str(out, "name", place_name(r, by, i));
    json_put_int(out, "tps", p->tps);
    json_put_int(out, "unknown_tps", p->unknown_tps);
    json_put_int(out, "dpt", p->dpt);
    json_put_int(out, "dptb", p->dptb);
    json_put_int(out, "boxes", p->load.boxes);
    json_put_int(out, "mass_g", p->load.mass_g);
    json_put_int(out, "volume_cm3", p->load.volume_cm3);
    json_close(out, '}');
}

static void put_row(JsonOut *out, const ElectionRegency *r, ElectionBy by, const ElectionNeed *n) {
    const ElectionItem *item = &r->rules.items[n->item];
    json_open(out, NULL, '{');
    json_put_str(out, "place", place_code(r, by, n->place));
    json_put_str(out, "contest", contest_id(r, n));
    json_put_str(out, "item", item->id);
    json_put_int(out, "quantity", n->quantity);
    json_put_str(out, "rule", election_formula_text(item->quantity));
    json_close(out, '}');
}

static void put_orders(JsonOut *out, const ElectionRegency *r, const ElectionNeeds *needs) {
    json_open(out, "print_orders", '[');
    for (size_t i = 0; i < r->rules.contest_count; i++) {
        const ElectionPrintOrder *o = &needs->print_orders[i];
        json_open(out, NULL, '{');
        json_put_str(out, "contest", r->rules.contests[o->contest].id);
        json_put_int(out, "dpt", o->dpt);
        json_put_int(out, "reserve", o->reserve);
        json_put_int(out, "rerun", o->rerun);
        json_put_int(out, "total", o->total);
        json_put_str(out, "rule", election_formula_text(r->rules.contests[o->contest].print));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Status sums_json(const ElectionRegency *r, const ElectionNeeds *needs, ElectionBy by,
                        const ElectionSums *sums, const char *by_word, Err *err) {
    Buf b;
    JsonOut out;
    buf_init(&b, NEEDS_BYTES_MAX);
    json_out(&out, &b, false);
    json_open(&out, NULL, '{');
    json_put_str(&out, "scope", r->scope);
    json_put_str(&out, "election", r->rules.id);
    json_put_str(&out, "by", by_word);
    json_open(&out, "unknown_tps", '[');
    for (size_t i = 0; i < needs->unknown_count; i++)
        json_put_str(&out, NULL, r->tps[needs->unknown_tps[i]].id);
    json_close(&out, ']');
    json_open(&out, "places", '[');
    for (size_t i = 0; i < sums->place_count; i++)
        put_place(&out, r, by, (int32_t)i, &sums->places[i]);
    json_close(&out, ']');
    json_open(&out, "rows", '[');
    for (size_t i = 0; i < sums->count; i++) put_row(&out, r, by, &sums->rows[i]);
    json_close(&out, ']');
    put_orders(&out, r, needs);
    json_close(&out, '}');
    return cli_print_json(&b, err);
}

static void say_places(Cli *cli, const ElectionRegency *r, ElectionBy by,
                       const ElectionSums *sums) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t>TPS\t>DPT\t>DPTb\t>%s\t>kg\t>m3", _("place"), _("name"), _("boxes"));
    for (size_t i = 0; i < sums->place_count; i++) {
        const ElectionPlaceSum *p = &sums->places[i];
        const char *dpt =
            p->unknown_tps && p->tps == p->unknown_tps ? "?" : int_group(cli->arena, p->dpt);
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", place_code(r, by, (int32_t)i),
                place_name(r, by, (int32_t)i), int_group(cli->arena, p->tps), dpt,
                int_group(cli->arena, p->dptb), int_group(cli->arena, p->load.boxes),
                int_group(cli->arena, p->load.mass_g / 1000),
                int_group(cli->arena, p->load.volume_cm3 / 1000000));
    }
    cli_table(&table);
}

/* How many rows from `i` on are the same item in the same quantity for one contest after another.
 */
static size_t alike_from(const ElectionSums *sums, size_t i) {
    const ElectionNeed *first = &sums->rows[i];
    size_t n = 1;
    while (first->contest >= 0 && i + n < sums->count && sums->rows[i + n].item == first->item &&
           sums->rows[i + n].quantity == first->quantity)
        n++;
    return n;
}

static const char *for_whom(Cli *cli, const ElectionRegency *r, const ElectionNeed *n,
                            size_t alike) {
    if (n->contest < 0) return "";
    if (alike == 1) return election_text(r->rules.contests[n->contest].name);
    return arena_printf(cli->arena, _("each of %zu contests"), alike);
}

static void say_items(Cli *cli, const ElectionRegency *r, const ElectionSums *sums) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t>%s\t%s\t%s", _("item"), _("contest"), _("quantity"), _("unit"),
            _("rule"));
    for (size_t i = 0, alike; i < sums->count; i += alike) {
        const ElectionNeed *n = &sums->rows[i];
        const ElectionItem *item = &r->rules.items[n->item];
        alike = alike_from(sums, i);
        cli_row(&table, "%s\t%s\t%s\t%s\t%s", election_text(item->name), for_whom(cli, r, n, alike),
                int_group(cli->arena, n->quantity), election_text(item->unit),
                election_formula_text(item->quantity));
    }
    cli_say("%s", "");
    cli_table(&table);
}

static void say_orders(Cli *cli, const ElectionRegency *r, const ElectionNeeds *needs) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>DPT\t>%s\t>%s\t>%s", _("print order"), _("reserve"), _("re-vote stock"),
            _("total"));
    for (size_t i = 0; i < r->rules.contest_count; i++) {
        const ElectionPrintOrder *o = &needs->print_orders[i];
        cli_row(&table, "%s\t%s\t%s\t%s\t%s", election_text(r->rules.contests[o->contest].name),
                int_group(cli->arena, o->dpt), int_group(cli->arena, o->reserve),
                int_group(cli->arena, o->rerun), int_group(cli->arena, o->total));
    }
    cli_say("%s", "");
    cli_table(&table);
    for (size_t i = 0; i < needs->unknown_count && i < 50; i++)
        cli_say(_("TPS %s: the number of voters is unknown; nothing is counted for it"),
                r->tps[needs->unknown_tps[i]].id);
    if (needs->unknown_count > 50) cli_say(_("... and %zu more"), needs->unknown_count - 50);
}

static Status sums(Cli *cli, const ElectionRegency *r, const ElectionNeeds *needs, Err *err) {
    const char *word = cli_text(cli, "by");
    ElectionBy by = BY_REGENCY;
    if (!election_by_parse(word, &by)) return err_set(err, ERR_USAGE, "--by %s", word);
    ElectionSums totals;
    election_needs_sum(cli->arena, r, needs, by, &totals);
    if (cli->json) return sums_json(r, needs, by, &totals, word, err);
    say_places(cli, r, by, &totals);
    if (by == BY_REGENCY) say_items(cli, r, &totals);
    say_orders(cli, r, needs);
    return OK;
}

/* ---------------------------------------------------------------- one TPS explained */

static int32_t tps_index(const ElectionRegency *r, const char *id) {
    for (size_t i = 0; i < r->tps_count; i++)
        if (str_eq(r->tps[i].id, id)) return (int32_t)i;
    return -1;
}

static void put_source(JsonOut *out, const char *key, ElectionSource source) {
    static const char *const words[] = {"confirmed", "derived", "unverified", "disputed"};
    json_open(out, key, '{');
    json_put_str(out, "text", source.text);
    json_put_str(out, "certainty", words[source.certainty]);
    json_close(out, '}');
}

static Status explain_json(const ElectionRegency *r, int32_t tps, const ElectionReason *reasons,
                           size_t n, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 16 * MIB);
    json_put_str(out, "tps", r->tps[tps].id);
    json_put_int_if(out, "dpt", r->tps[tps].dpt >= 0, r->tps[tps].dpt);
    json_put_int(out, "dptb", r->tps[tps].dptb);
    json_open(out, "reasons", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "item", reasons[i].item->id);
        json_put_str(out, "contest", reasons[i].contest ? reasons[i].contest->id : NULL);
        json_put_int(out, "quantity", reasons[i].quantity);
        json_put_str(out, "rule", election_formula_text(reasons[i].item->quantity));
        json_put_str(out, "working", reasons[i].working);
        json_put_int(out, "mass_mg", reasons[i].mass_mg);
        json_put_int(out, "volume_cm3", reasons[i].volume_cm3);
        put_source(out, "source", reasons[i].item->source);
        put_source(out, "size_source", reasons[i].item->size_source);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* How many reasons from `i` on say the same of one contest after another. */
static size_t reasons_alike(const ElectionReason *reasons, size_t n, size_t i) {
    size_t k = i + 1;
    while (k < n && reasons[i].contest && reasons[k].item == reasons[i].item &&
           str_eq(reasons[k].working, reasons[i].working))
        k++;
    return k - i;
}

static void say_reason(Cli *cli, const ElectionReason *x, size_t alike) {
    const char *whom = "";
    if (x->contest)
        whom = alike > 1 ? arena_printf(cli->arena, _("each of %zu contests"), alike)
                         : election_text(x->contest->name);
    cli_say("\n%s%s%s: %s %s", election_text(x->item->name), *whom ? ", " : "", whom,
            int_group(cli->arena, x->quantity), election_text(x->item->unit));
    cli_say("  %s", x->working);
    cli_say("  %s (%s)", x->item->source.text, election_certainty(x->item->source.certainty));
}

static Status explain(Cli *cli, const ElectionRegency *r, Err *err) {
    const char *id = cli_text(cli, "explain");
    int32_t tps = tps_index(r, id);
    if (tps < 0) return err_set(err, ERR_ABSENT, _("there is no TPS %s"), id);
    ElectionReason *reasons;
    size_t n;
    Status s = election_needs_explain(cli->arena, r, tps, &reasons, &n, err);
    if (s != OK) return s;
    if (cli->json) return explain_json(r, tps, reasons, n, err);
    const ElectionTps *t = &r->tps[tps];
    cli_say(_("TPS %s, %s: %s voters (DPT), %s moved here (DPTb)"), t->id,
            r->villages[t->village].name, t->dpt < 0 ? "?" : int_group(cli->arena, t->dpt),
            int_group(cli->arena, t->dptb));
    for (size_t i = 0, alike; i < n; i += alike) {
        alike = reasons_alike(reasons, n, i);
        say_reason(cli, &reasons[i], alike);
    }
    return OK;
}

/* ---------------------------------------------------------------- what changed */

static void put_change(JsonOut *out, const ElectionNeedChange *c) {
    static const char *const levels[] = {"tps", "ppk", "kpu"};
    json_open(out, NULL, '{');
    json_put_str(out, "level", levels[c->level]);
    json_put_str(out, "place", c->place);
    json_put_str(out, "contest", c->contest ? c->contest->id : NULL);
    json_put_str(out, "item", c->item->id);
    json_put_int(out, "before", c->before);
    json_put_int(out, "after", c->after);
    json_close(out, '}');
}

static Status say_changes(Cli *cli, const ElectionNeedChange *changes, size_t n, Err *err) {
    if (cli->json) {
        Buf b;
        JsonOut out;
        buf_init(&b, NEEDS_BYTES_MAX);
        json_out(&out, &b, true);
        json_open(&out, NULL, '{');
        json_put_int(&out, "since", cli_int(cli, "since"));
        json_open(&out, "changes", '[');
        for (size_t i = 0; i < n; i++) put_change(&out, &changes[i]);
        json_close(&out, ']');
        json_close(&out, '}');
        return cli_print_json(&b, err);
    }
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s\t>%s\t>%s\t>%s", _("place"), _("item"), _("contest"), _("before"),
            _("now"), _("difference"));
    for (size_t i = 0; i < n; i++)
        cli_row(&table, "%s\t%s\t%s\t%s\t%s\t%+" PRId64, changes[i].place,
                election_text(changes[i].item->name),
                changes[i].contest ? election_text(changes[i].contest->name) : "",
                int_group(cli->arena, changes[i].before), int_group(cli->arena, changes[i].after),
                changes[i].after - changes[i].before);
    if (n)
        cli_table(&table);
    else
        cli_say("%s", _("nothing changed"));
    return OK;
}

/* The regency as it stood after that many events: replayed into a database in memory. */
static Status since(Cli *cli, const ElectionRegency *now, const ElectionNeeds *needs_now,
                    Err *err) {
    Store *past = NULL;
    Status s = cli_open_memory(cli, &past, err);
    if (s == OK)
        s = ledger_replay_into(cli->ledger, past, cli_int(cli, "since"), &cli->progress, err);
    cli_progress_end();
    ElectionRegency before;
    ElectionNeeds needs_before;
    if (s == OK) s = cli_regency(cli, past, &before, err);
    if (s == OK) s = election_needs(cli->arena, &before, &needs_before, err);
    if (s == OK) {
        ElectionNeedChange *changes;
        size_t n;
        election_needs_compare(cli->arena, (ElectionState){&before, &needs_before},
                               (ElectionState){now, needs_now}, &changes, &n);
        s = say_changes(cli, changes, n, err);
    }
    store_close(past);
    return s;
}

Status cmd_needs(Cli *cli, Err *err) {
    Status s = cli_open(cli, STORE_READ, err);
    ElectionRegency regency;
    ElectionNeeds needs;
    if (s == OK) s = cli_regency(cli, cli->store, &regency, err);
    if (s == OK) s = election_needs(cli->arena, &regency, &needs, err);
    if (s != OK) return s;
    if (cli_text(cli, "explain")) return explain(cli, &regency, err);
    if (cli_text(cli, "since")) return since(cli, &regency, &needs, err);
    return sums(cli, &regency, &needs, err);
}
