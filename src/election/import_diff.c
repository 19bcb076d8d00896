// SPDX-License-Identifier: Apache-2.0
/* What a file changes against what stands, for a person and for the event. */
#include "election/import_int.h"

#include <string.h>

#define CHANGES_SHOWN_MAX 200

/* A name that stands as a commitment is compared by what it hides. The same name keeps its
 * commitment: a new one would be a change that nobody made. */
static Status personal_settle(Import *im, Row *row, Err *err) {
    for (size_t c = 0; c < im->kind->column_count; c++) {
        Cell *cell = &row->cells[c];
        if (im->kind->columns[c].type != COLUMN_PERSONAL || !cell->known || cell->stands) continue;
        if (!row->present || !row->present->cells[c].known) continue;
        const char *known;
        Status s = ledger_reveal(im->store, im->arena, row->present->cells[c].text, &known, err);
        if (s != OK) return s;
        if (str_eq(known, cell->text)) *cell = row->present->cells[c];
    }
    return OK;
}

/* "dpt 257 -> 261; note (unknown) -> "sungai"", or NULL when nothing differs. */
static const char *change_text(Import *im, const Row *row) {
    const char *text = NULL;
    for (size_t c = 0; c < im->kind->column_count; c++) {
        const Column *column = &im->kind->columns[c];
        const Cell *before = &row->present->cells[c], *after = &row->cells[c];
        if (!election_column_kept(column) || election_cell_equal(column, before, after)) continue;
        if (im->changes.n >= CHANGES_SHOWN_MAX) return ""; /* nobody will read it */
        text = arena_printf(im->arena, "%s%s%s %s -> %s", text ? text : "", text ? "; " : "",
                            column->name,
                            election_cell_text(im->arena, column, before, im->regency.zone_min),
                            election_cell_text(im->arena, column, after, im->regency.zone_min));
    }
    return text;
}

static void show(Import *im, const Row *row, const char *text) {
    if (im->changes.n < CHANGES_SHOWN_MAX)
        vec_push(im->arena, &im->changes, (ElectionChange){row->cells[0].text, text});
}

static void row_compare(Import *im, Row *row) {
    row->changes = true;
    if (!row->present) {
        im->out.added++;
        if (im->present.n) show(im, row, _("new")); /* of a first import all rows are */
        return;
    }
    const char *text = change_text(im, row);
    row->changes = text != NULL;
    if (!text) {
        im->out.unchanged++;
        return;
    }
    im->out.changed++;
    show(im, row, text);
    if (im->kind->document && !im->options.correct)
        election_import_fault(im, row, -1,
                              _("if it was written down wrongly, correct it with "
                                "--correct: the record keeps both"),
                              _("%s stands already with another content: %s"), row->cells[0].text,
                              text);
}

/* The voter list is what needs, packing and plans rest on: its sum is told whenever it moves. */
static void voters_remark(Import *im) {
    if (!str_eq(im->kind->name, "tps")) return;
    int dpt = election_column(im->kind, "dpt");
    int64_t before = 0, after = 0;
    size_t moved = 0;
    for (size_t i = 0; i < im->present.n; i++)
        if (im->present.at[i].cells[dpt].known) before += im->present.at[i].cells[dpt].n;
    after = before;
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        const Cell none = {0}, *old = row->present ? &row->present->cells[dpt] : &none;
        if (election_cell_equal(&im->kind->columns[dpt], old, &row->cells[dpt])) continue;
        moved++;
        after += (row->cells[dpt].known ? row->cells[dpt].n : 0) - (old->known ? old->n : 0);
    }
    for (size_t i = 0; i < im->removed.n; i++) {
        const Cell *cell = &im->removed.at[i]->cells[dpt];
        moved++;
        after -= cell->known ? cell->n : 0;
    }
    if (moved)
        election_import_remark(im,
                               tr_n("the voter list changes at %zu station: %s -> %s voters",
                                    "the voter list changes at %zu stations: %s -> %s voters",
                                    (int64_t)moved),
                               moved, int_group(im->arena, before), int_group(im->arena, after));
}

Status election_import_diff(Import *im, Err *err) {
    for (size_t i = 0; i < im->rows.n; i++) {
        Status s = personal_settle(im, &im->rows.at[i], err);
        if (s != OK) return s;
        row_compare(im, &im->rows.at[i]);
    }
    for (size_t i = 0; i < im->present.n; i++) {
        const Row *row = &im->present.at[i];
        if (election_row_find(&im->rows, row->cells[0].text)) continue;
        if (!im->options.replace) {
            im->out.kept++;
            continue;
        }
        vec_push(im->arena, &im->removed, row);
        show(im, row, _("removed"));
        if (im->kind->document && !im->options.correct)
            election_import_fault(im, NULL, -1, _("a document is withdrawn with --correct only"),
                                  _("%s stands, and is not in this file"), row->cells[0].text);
    }
    voters_remark(im);
    im->out.rows = im->rows.n;
    im->out.removed = im->removed.n;
    im->out.same = im->out.added + im->out.changed + im->out.removed == 0;
    return OK;
}

json_t *election_import_body(Import *im) {
    char hex[65];
    hex_format(im->sha256.b, sizeof im->sha256.b, hex);
    json_t *set = json_array(), *removed = json_array();
    for (size_t i = 0; i < im->rows.n; i++)
        if (im->rows.at[i].changes)
            json_array_append_new(set, election_row_json(im->kind, &im->rows.at[i]));
    for (size_t i = 0; i < im->removed.n; i++)
        json_array_append_new(removed, json_string(im->removed.at[i]->cells[0].text));
    return json_pack("{s:{s:s, s:s, s:s}, s:o, s:o}", "source", "name", im->file, "format",
                     im->out.format, "sha256", hex, "set", set, "removed", removed);
}
