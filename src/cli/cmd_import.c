// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <string.h>

static void say_headings(Cli *cli, const ElectionImport *im) {
    Buf used, unused;
    buf_init(&used, 16 * KIB);
    buf_init(&unused, 16 * KIB);
    for (size_t i = 0; i < im->heading_count; i++) {
        const ElectionHeading *h = &im->headings[i];
        if (!h->column)
            buf_printf(&unused, "%s%s", unused.n ? ", " : "", h->heading);
        else if (str_eq(h->heading, h->column))
            buf_printf(&used, "%s%s", used.n ? ", " : "", h->heading);
        else
            buf_printf(&used, "%s%s = %s", used.n ? ", " : "", h->heading, h->column);
    }
    (void)cli;
    if (used.n) cli_say(_("  columns: %s"), used.at);
    if (unused.n) cli_say(_("  not used: %s"), unused.at);
    buf_free(&used);
    buf_free(&unused);
}

static void say(Cli *cli, const ElectionImport *im) {
    bool dry = cli_flag(cli, "dry-run");
    if (im->same)
        cli_say(_("%s %s (%s): %zu rows, nothing new"), im->kind, im->file, im->format, im->rows);
    else
        cli_say(_("%s %s (%s): %zu rows, %zu added, %zu changed, %zu removed, %zu as before%s"),
                im->kind, im->file, im->format, im->rows, im->added, im->changed, im->removed,
                im->unchanged, dry ? _(" (dry run: nothing was changed)") : "");
    say_headings(cli, im);
    for (size_t i = 0; i < im->change_count && i < 20; i++)
        cli_say("  %s: %s", im->changes[i].id, im->changes[i].text);
    if (im->change_count > 20) cli_say(_("  ... and %zu more changes"), im->change_count - 20);
    if (im->kept)
        cli_say(tr_n("  %zu row stands that is not in this file; --replace removes it",
                     "  %zu rows stand that are not in this file; --replace removes them",
                     (int64_t)im->kept),
                im->kept);
    for (size_t i = 0; i < im->remark_count; i++) cli_say("  %s", im->remarks[i]);
}

static void put_import(JsonOut *out, const ElectionImport *im) {
    json_open(out, NULL, '{');
    json_put_str(out, "kind", im->kind);
    json_put_str(out, "file", im->file);
    json_put_str(out, "format", im->format);
    json_put_bool(out, "same", im->same);
    json_put_int(out, "rows", (int64_t)im->rows);
    json_put_int(out, "added", (int64_t)im->added);
    json_put_int(out, "changed", (int64_t)im->changed);
    json_put_int(out, "removed", (int64_t)im->removed);
    json_put_int(out, "unchanged", (int64_t)im->unchanged);
    json_put_int(out, "kept", (int64_t)im->kept);
    json_open(out, "headings", '[');
    for (size_t i = 0; i < im->heading_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "heading", im->headings[i].heading);
        json_put_str(out, "column", im->headings[i].column);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "changes", '[');
    for (size_t i = 0; i < im->change_count; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "id", im->changes[i].id);
        json_put_str(out, "change", im->changes[i].text);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_open(out, "remarks", '[');
    for (size_t i = 0; i < im->remark_count; i++) json_put_str(out, NULL, im->remarks[i]);
    json_close(out, ']');
    json_put_str(out, "event", im->same || !im->receipt.seq ? NULL : im->receipt.id);
    json_close(out, '}');
}

/* "No BTTB=B-7; Tanggal=2020-11-05" as a table of one row. A blank value is an unknown one. */
static Status typed_row(Cli *cli, const char *row, Bytes *ret, Err *err) {
    Buf *head = buf_on(cli->arena, 64 * KIB), *cells = buf_on(cli->arena, 64 * KIB);
    for (const char *p = row; *p;) {
        size_t n = strcspn(p, ";"), name = strcspn(p, "=;");
        if (name == n) {
            err_set(err, ERR_USAGE, _("\"%.*s\" is no heading=value"), (int)n, p);
            err_advise(err, "%s", "--row \"No BTTB=BTTB-7; Tanggal=2020-11-05\"");
            return ERR_USAGE;
        }
        if (head->n) buf_char(head, ','), buf_char(cells, ',');
        csv_cell(head, arena_strn(cli->arena, p, name));
        csv_cell(cells, arena_strn(cli->arena, p + name + 1, n - name - 1));
        p += n + (p[n] == ';');
        p += strspn(p, " ");
    }
    char *text =
        arena_printf(cli->arena, "%s\n%s\n", head->at ? head->at : "", cells->at ? cells->at : "");
    *ret = bytes_of(text);
    return OK;
}

static Status one_of_both(const char *row, int files, Err *err) {
    if (row ? files == 0 : files > 0) return OK;
    return err_set(err, ERR_USAGE, "%s", _("import takes files, or one line by --row"));
}

Status cmd_import(Cli *cli, Err *err) {
    const char *kind = cli->arguments[0], *row = cli_text(cli, "row");
    ElectionImportOptions options = {.replace = cli_flag(cli, "replace"),
                                     .dry_run = cli_flag(cli, "dry-run"),
                                     .correct = cli_flag(cli, "correct")};
    options.kinds = cli_kinds(cli->arena, &options.kind_count);
    Status s = one_of_both(row, cli->argument_count - 1, err);
    if (s == OK && row) s = typed_row(cli, row, &options.typed, err);
    if (s != OK) return s;
    if (row) cli->arguments[cli->argument_count++] = "--row";
    s = cli_open(cli, STORE_WRITE, err);
    Buf document;
    JsonOut out;
    buf_init(&document, 64 * MIB);
    json_out(&out, &document, true);
    json_open(&out, NULL, '{');
    json_open(&out, "imports", '[');
    for (int i = 1; i < cli->argument_count && s == OK; i++) {
        Faults faults = {.arena = cli->arena, .file = cli->arguments[i]};
        ElectionImport im = {0};
        s = election_import(&cli->env, cli->ledger, cli->store, cli->arena, cli->scope, kind,
                            cli->arguments[i], options, &cli->progress, &im, &faults, err);
        cli_progress_end();
        if (faults.total) cli_faults(&faults);
        if (s == OK && cli->json)
            put_import(&out, &im);
        else if (s == OK)
            say(cli, &im);
    }
    json_close(&out, ']');
    json_close(&out, '}');
    if (s == OK && cli->json) return cli_print_json(&document, err);
    buf_free(&document);
    return s;
}
