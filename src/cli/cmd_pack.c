// SPDX-License-Identifier: Apache-2.0
/* hantar pack: what goes into each box, in the order of loading, and packing by scan. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Packer {
    Cli *cli;
    ElectionRegency regency;
    ElectionNeeds needs;
    CustodyUnit *units;
    size_t unit_count;
    CliOrder order;
} Packer;

/* ---------------------------------------------------------------- the list */

static void say_kit(const Packer *p, const CustodyKit *kit) {
    const ElectionRules *rules = &p->regency.rules;
    char shown[CUSTODY_SHOWN_BYTES];
    const char *trip = cli_order_trip(&p->order, &p->regency, kit->unit);
    custody_code_shown(kit->unit->code, shown);
    cli_say("%s  %s%s%s", shown, custody_unit_name(p->cli->arena, &p->regency, kit->unit),
            trip ? "  " : "", trip ? trip : "");
    for (size_t i = 0; i < kit->count; i++) {
        const CustodyKitLine *l = &kit->lines[i];
        bool other = l->contest >= 0 && !kit->unit->contest;
        cli_say("    %8s  %s%s%s", int_group(p->cli->arena, l->expected),
                election_text(rules->items[l->item].name), other ? ", " : "",
                other ? election_text(rules->contests[l->contest].name) : "");
    }
}

static void put_kit(const Packer *p, JsonOut *out, const CustodyKit *kit) {
    const ElectionRules *rules = &p->regency.rules;
    json_open(out, NULL, '{');
    json_put_str(out, "code", kit->unit->code);
    json_put_str(out, "kind", custody_kind_id(kit->unit->number.kind));
    json_put_str(out, "place", kit->unit->place);
    json_put_str(out, "contest", kit->unit->contest);
    json_put_str(out, "trip", cli_order_trip(&p->order, &p->regency, kit->unit));
    json_open(out, "lines", '[');
    for (size_t i = 0; i < kit->count; i++) {
        const CustodyKitLine *l = &kit->lines[i];
        json_open(out, NULL, '{');
        json_put_str(out, "item", rules->items[l->item].id);
        json_put_str(out, "contest", l->contest < 0 ? NULL : rules->contests[l->contest].id);
        json_put_int(out, "quantity", l->expected);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static Status list(Packer *p, Err *err) {
    Buf b;
    JsonOut out;
    size_t n = 0;
    buf_init(&b, 512 * MIB);
    json_out(&out, &b, true);
    json_open(&out, NULL, '{');
    json_open(&out, "kits", '[');
    for (size_t i = 0; i < p->unit_count; i++) {
        const CustodyUnit *u = &p->units[p->order.at[i]];
        CustodyKit kit;
        if (u->number.kind != CUSTODY_BOX && u->number.kind != CUSTODY_OUTSIDE) continue;
        custody_kit(p->cli->arena, &p->regency, &p->needs, u, &kit);
        n++;
        if (p->cli->json)
            put_kit(p, &out, &kit);
        else
            say_kit(p, &kit);
    }
    json_close(&out, ']');
    json_close(&out, '}');
    if (p->cli->json) return cli_print_json(&b, err);
    buf_free(&b);
    if (n == 0) cli_say("%s", _("nothing has a number yet: hantar units"));
    if (n && !p->order.planned)
        cli_note("%s", _("there is no plan yet: the order is that of the places"));
    return OK;
}

/* ---------------------------------------------------------------- by scan */

typedef struct Counts {
    const char *scope;
    int packed, refused;
} Counts;

static Status closed(Cli *cli, const char *event, Counts *counts, Err *err) {
    counts->packed++;
    return custody_received(cli->store, counts->scope, event, cli->env.now_ms(cli->env.ctx), err);
}

static Status one_line(CustodyPacking *packing, Cli *cli, int number, const char *line,
                       Counts *counts, Err *err) {
    CustodyPackAnswer answer;
    if (!line[strspn(line, " \t\r\n")]) return OK;
    Status s = custody_pack(packing, line, cli->env.now_ms(cli->env.ctx), &answer, err);
    if (s == OK) {
        cli_say("%d\t%s", number, answer.text);
        return answer.step == CUSTODY_PACK_CLOSED ? closed(cli, answer.event, counts, err) : OK;
    }
    if (s == ERR_WORLD) return s;
    counts->refused++;
    cli_say("%d\t%s: %s", number, _("refused"), err->text);
    if (err->advice[0]) cli_say("\t%s", err->advice);
    return OK;
}

static Status pack_stream(CustodyPacking *packing, Cli *cli, FILE *from, Counts *counts, Err *err) {
    char *line = NULL;
    size_t room = 0;
    Status s = OK;
    for (int number = 1; s == OK && getline(&line, &room, from) >= 0; number++) {
        s = one_line(packing, cli, number, line, counts, err);
        fflush(stdout);
    }
    free(line);
    return s;
}

static Status pack_files(CustodyPacking *packing, Cli *cli, Counts *counts, Err *err) {
    Status s = OK;
    if (cli->argument_count == 0) return pack_stream(packing, cli, stdin, counts, err);
    for (int i = 0; i < cli->argument_count && s == OK; i++) {
        FILE *from = fopen(cli->arguments[i], "r");
        if (!from) {
            err_set(err, ERR_WORLD, "%s", _("the file cannot be read"));
            err_at(err, cli->arguments[i], 0, 0, NULL);
            return ERR_WORLD;
        }
        s = pack_stream(packing, cli, from, counts, err);
        fclose(from);
    }
    return s;
}

static Status pack(Packer *p, Err *err) {
    Cli *cli = p->cli;
    CustodyStatement like = {.accuracy_m = -1, .from = {.role = "kpu", .org = "KPU"}};
    CustodyPacking *packing;
    Counts counts = {.scope = p->regency.scope};
    Status s = cli_party(cli, "from", &like.from, err);
    if (s == OK)
        s = cli_moment(cli, "time", p->regency.zone_min, &like.at_ms, &like.at_stated, err);
    if (s == OK && cli_text(cli, "at")) cli_place(&p->regency, cli_text(cli, "at"), &like);
    if (s == OK)
        s = custody_packing(cli->ledger, cli->store, cli->arena, &p->regency, &p->needs, &like,
                            &packing, err);
    if (s == OK) s = pack_files(packing, cli, &counts, err);
    if (s != OK) return s;
    const CustodyKit *open = custody_pack_open(packing);
    cli_note(_("%d kits packed, %d lines refused"), counts.packed, counts.refused);
    if (open)
        return err_set(err, ERR_INPUT, _("the kit of %s was left open: nothing is recorded of it"),
                       custody_unit_name(cli->arena, &p->regency, open->unit));
    if (counts.refused) return err_set(err, ERR_INPUT, _("%d lines were refused"), counts.refused);
    return OK;
}

Status cmd_pack(Cli *cli, Err *err) {
    bool listing = cli_flag(cli, "list");
    Packer p = {.cli = cli};
    const char *place = listing && cli->argument_count ? cli->arguments[0] : NULL;
    Status s = cli_open(cli, listing ? STORE_READ : STORE_WRITE, err);
    if (s == OK) s = cli_regency(cli, cli->store, &p.regency, err);
    if (s == OK) s = election_needs(cli->arena, &p.regency, &p.needs, err);
    if (s == OK)
        s = custody_units(cli->store, cli->arena, p.regency.scope, place, &p.units, &p.unit_count,
                          err);
    if (s == OK && listing)
        s = cli_order(cli, &p.regency, NULL, p.units, p.unit_count, &p.order, err);
    if (s != OK) return s;
    return listing ? list(&p, err) : pack(&p, err);
}
