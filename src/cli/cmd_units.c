// SPDX-License-Identifier: Apache-2.0
/* hantar units: what has a number of its own. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

/* ---------------------------------------------------------------- registering */

/* "A000001-A005000": the same letters, as many digits, from and to. */
static bool seal_range(Arena *arena, const char *text, CustodySeals *ret) {
    const char *dash = strchr(text, '-');
    if (!dash) return false;
    const char *first = arena_strn(arena, text, (size_t)(dash - text)), *last = dash + 1;
    size_t n = strlen(first), digits = 0;
    while (digits < n && first[n - 1 - digits] >= '0' && first[n - 1 - digits] <= '9') digits++;
    if (digits == 0 || digits > 15 || strlen(last) != n || strncmp(first, last, n - digits) != 0)
        return false;
    ret->prefix = arena_strn(arena, first, n - digits);
    ret->digits = (int32_t)digits;
    return int_parse(first + n - digits, 0, INT64_MAX, &ret->first) &&
           int_parse(last + n - digits, 0, INT64_MAX, &ret->last);
}

static Status register_seals(Cli *cli, const ElectionRegency *r, Err *err) {
    CustodySeals seals = {.type = cli_text(cli, "type"), .batch = cli_text(cli, "batch")};
    const char *range = cli_text(cli, "seals");
    if (!seal_range(cli->arena, range, &seals))
        return err_set(err, ERR_USAGE, _("--seals %s: expected numbers like A000001-A005000"),
                       range);
    if (!seals.batch) return err_set(err, ERR_USAGE, "%s", _("--batch says which batch they are"));
    return custody_number_seals(cli->ledger, r->scope, &seals, err);
}

static Status register_batch(Cli *cli, const ElectionRegency *r, CustodyKind kind, Err *err) {
    CustodyBatch batch = {.kind = kind,
                          .count = cli_int(cli, kind == CUSTODY_CARTON ? "cartons" : "containers"),
                          .prefix = cli_text(cli, "prefix")};
    if (kind == CUSTODY_CARTON) {
        batch.contest = cli_text(cli, "contest");
        batch.item = cli_text(cli, "item");
        batch.holds = cli_int(cli, "holds");
    }
    int32_t first;
    return custody_number_batch(cli->ledger, cli->store, r->scope, &batch, &first, err);
}

static bool prefix_fits(const char *prefix) {
    return !prefix || (strlen(prefix) == 7 && strspn(prefix, "0123456789") == 7);
}

static Status register_what_is_asked(Cli *cli, const ElectionRegency *r, Err *err) {
    ElectionNeeds needs;
    size_t n;
    const char *prefix = cli_text(cli, "prefix");
    if (!prefix_fits(prefix))
        return err_set(err, ERR_USAGE, _("--prefix %s: expected seven digits"), prefix);
    if (cli_text(cli, "seals")) return register_seals(cli, r, err);
    if (cli_text(cli, "cartons")) return register_batch(cli, r, CUSTODY_CARTON, err);
    if (cli_text(cli, "containers")) return register_batch(cli, r, CUSTODY_CONTAINER, err);
    Status s = election_needs(cli->arena, r, &needs, err);
    if (s == OK)
        s = custody_number(cli->ledger, cli->store, cli->arena, r, &needs, prefix, &n, err);
    if (s == OK) cli_note(_("%zu boxes and sets got a number"), n);
    return s;
}

/* ---------------------------------------------------------------- telling */

typedef struct Tally {
    CustodyKind kind;
    const char *contest;
    int64_t count;
} Tally;

static size_t tally(Arena *arena, const CustodyUnit *units, size_t n, Tally **ret) {
    VEC(Tally) list = {0};
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < list.n && (list.at[k].kind != units[i].number.kind ||
                              !str_eq(list.at[k].contest, units[i].contest)))
            k++;
        if (k == list.n)
            vec_push(arena, &list, ((Tally){units[i].number.kind, units[i].contest, 0}));
        list.at[k].count++;
    }
    *ret = list.at;
    return list.n;
}

static void say(Cli *cli, const ElectionRegency *r, const CustodyUnit *units, size_t n,
                const CustodySeals *seals, size_t seal_count, bool each) {
    Tally *tallies;
    size_t k = tally(cli->arena, units, n, &tallies);
    CliTable table = {.arena = cli->arena};
    if (each) {
        cli_row(&table, "%s\t%s\t%s", _("code"), "SSCC", _("what"));
        for (size_t i = 0; i < n; i++) {
            char shown[CUSTODY_SHOWN_BYTES];
            custody_code_shown(units[i].code, shown);
            cli_row(&table, "%s\t%s\t%s", shown, units[i].sscc,
                    custody_unit_name(cli->arena, r, &units[i]));
        }
    } else {
        cli_row(&table, "%s\t%s\t>%s", _("kind"), _("contest"), _("number"));
        for (size_t i = 0; i < k; i++)
            cli_row(&table, "%s\t%s\t%s", custody_kind_word(tallies[i].kind),
                    tallies[i].contest ? tallies[i].contest : "-",
                    int_group(cli->arena, tallies[i].count));
    }
    cli_table(&table);
    for (size_t i = 0; i < seal_count && !each; i++)
        cli_say(_("seals %s, batch %s: %s%0*" PRId64 " to %s%0*" PRId64), seals[i].type,
                seals[i].batch, seals[i].prefix, seals[i].digits, seals[i].first, seals[i].prefix,
                seals[i].digits, seals[i].last);
}

static void put_unit(JsonOut *out, const CustodyUnit *u) {
    json_open(out, NULL, '{');
    json_put_str(out, "code", u->code);
    json_put_str(out, "sscc", u->sscc);
    json_put_str(out, "kind", custody_kind_id(u->number.kind));
    json_put_int(out, "serial", u->number.serial);
    json_put_str(out, "place", u->place);
    json_put_str(out, "contest", u->contest);
    json_put_int(out, "copy", u->copy);
    json_put_str(out, "item", u->item);
    json_put_int(out, "holds", u->holds);
    json_close(out, '}');
}

static Status print_json(const CustodyUnit *units, size_t n, const CustodySeals *seals,
                         size_t seal_count, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    json_open(out, "units", '[');
    for (size_t i = 0; i < n; i++) put_unit(out, &units[i]);
    json_close(out, ']');
    json_open(out, "seals", '[');
    for (size_t i = 0; i < seal_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "type", seals[i].type);
        json_put_str(out, "batch", seals[i].batch);
        json_put_str(out, "prefix", seals[i].prefix);
        json_put_int(out, "digits", seals[i].digits);
        json_put_int(out, "first", seals[i].first);
        json_put_int(out, "last", seals[i].last);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

Status cmd_units(Cli *cli, Err *err) {
    const char *place = cli->argument_count ? cli->arguments[0] : NULL;
    bool writes = !place && !cli_flag(cli, "list");
    ElectionRegency r;
    CustodyUnit *units;
    CustodySeals *seals;
    size_t n, seal_count;
    Status s = cli_open(cli, writes ? STORE_WRITE : STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &r, err);
    if (s == OK && writes) s = register_what_is_asked(cli, &r, err);
    if (s == OK) s = custody_units(cli->store, cli->arena, r.scope, place, &units, &n, err);
    if (s == OK)
        s = custody_seal_batches(cli->store, cli->arena, r.scope, &seals, &seal_count, err);
    if (s != OK) return s;
    if (cli->json) return print_json(units, n, seals, seal_count, err);
    say(cli, &r, units, n, seals, seal_count, place != NULL);
    return OK;
}
