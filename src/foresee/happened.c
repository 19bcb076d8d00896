// SPDX-License-Identifier: Apache-2.0
/* What happened, as files state it: kinds of imports, their events and views. */
#include <stdlib.h>

#include "foresee/foresee.h"

#include "foresee_sql.h"

#define NOTE                                                                                    \
    {                                                                                           \
        .name = "note", .aliases = "catatan, keterangan, remark, remarks", .type = COLUMN_TEXT, \
        .help = N_("what the crew or the post says of it")                                      \
    }
#define COLUMNS(list) .columns = (list), .column_count = COUNT_OF(list)

static const Column arrival_columns[] = {
    {.name = "tps",
     .key = "id",
     .aliases = "kode_tps, id_tps, tps_id, kode",
     .type = COLUMN_ID,
     .required = true,
     .refers = "tps",
     .help = N_("id of the polling station")},
    {.name = "arrived",
     .key = "arrived_s",
     .aliases = "tiba, waktu_tiba, jam_tiba, diterima, waktu_terima, received",
     .type = COLUMN_MOMENT,
     .required = true,
     .may_be_blank = true,
     .help = N_("when the goods came, local day and clock; blank if they never did")},
    {.name = "came",
     .aliases = "sampai, terkirim, delivered",
     .type = COLUMN_YES,
     .when_blank = "yes",
     .help = N_("no = the goods never came")},
    NOTE,
};
static const Column passability_columns[] = {
    {.name = "id",
     .aliases = "kode_baris, row_id",
     .type = COLUMN_ID,
     .help = N_("made from hazard and day where the file does not have it")},
    {.name = "hazard",
     .aliases = "titik, titik_banjir, hazard_id, id_titik, kode_titik",
     .type = COLUMN_ID,
     .required = true,
     .refers = "hazards",
     .help = N_("id of the place, as in the file of hazards")},
    {.name = "day",
     .aliases = "tanggal, tgl, hari, date",
     .type = COLUMN_DAY,
     .required = true,
     .help = N_("the local day")},
    {.name = "closed",
     .aliases = "tertutup, ditutup, terputus, tergenang, banjir",
     .type = COLUMN_YES,
     .required = true,
     .help = N_("yes = at some time of that day no vehicle of the plan's weakest class passed")},
    NOTE,
};

static void derive_passability(Import *im, Row *row) {
    Cell *id = &row->cells[election_column(im->kind, "id")];
    const Cell *hazard = &row->cells[election_column(im->kind, "hazard")];
    const Cell *day = &row->cells[election_column(im->kind, "day")];
    if (id->known || !hazard->known || !day->known) return;
    char text[16];
    day_format((int32_t)day->n, text);
    *id = (Cell){.text = arena_printf(im->arena, "%s / %s", hazard->text, text), .known = true};
}

static void check_arrivals(Import *im) {
    int at = election_column(im->kind, "arrived_s"), came = election_column(im->kind, "came");
    for (size_t i = 0; i < im->rows.n; i++) {
        const Row *row = &im->rows.at[i];
        bool never = row->cells[came].known && row->cells[came].n == 0;
        if (!row->cells[at].known && !never)
            election_import_fault(im, row, at,
                                  _("state when, or came = no; leave the row out if nobody knows"),
                                  "%s", _("expected the time at which the goods came"));
        if (row->cells[at].known && never)
            election_import_fault(im, row, came, NULL, "%s",
                                  _("states a time, and that the goods never came"));
    }
}

const Kind FORESEE_KINDS[] = {
    {"arrivals", "arrivals.imported", COLUMNS(arrival_columns), .sql_put = SQL_ARRIVAL_PUT,
     .sql_list = SQL_ARRIVAL_LIST, .sql_remove = SQL_ARRIVAL_REMOVE, .read = election_import_table,
     .check = check_arrivals},
    {"passability", "passability.imported", COLUMNS(passability_columns), .id_from = "hazard, day",
     .sql_put = SQL_PASSABILITY_PUT, .sql_list = SQL_PASSABILITY_LIST,
     .sql_remove = SQL_PASSABILITY_REMOVE, .read = election_import_table,
     .derive = derive_passability},
};
const size_t FORESEE_KIND_COUNT = COUNT_OF(FORESEE_KINDS);
enum { ARRIVALS, PASSABILITY };

static Status apply_arrivals(Store *store, const LedgerEvent *event, Err *err) {
    return election_kind_apply(store, event, &FORESEE_KINDS[ARRIVALS], err);
}

static Status apply_passability(Store *store, const LedgerEvent *event, Err *err) {
    return election_kind_apply(store, event, &FORESEE_KINDS[PASSABILITY], err);
}

const LedgerType FORESEE_TYPES[] = {
    {"arrivals.imported", 1, LEDGER_PUBLIC, apply_arrivals, NULL, false},
    {"passability.imported", 1, LEDGER_PUBLIC, apply_passability, NULL, false},
};
const size_t FORESEE_TYPE_COUNT = COUNT_OF(FORESEE_TYPES);
const StoreModule FORESEE_STORE = {"foresee", FORESEE_TABLES, COUNT_OF(FORESEE_TABLES), 1};

/* ---------------------------------------------------------------- as truth beside a prediction */

Status foresee_arrivals(Store *store, Arena *arena, const ElectionRegency *regency,
                        ForeseeArrival *ret, Err *err) {
    const Kind *kind = &FORESEE_KINDS[ARRIVALS];
    Rows rows = {0};
    for (size_t i = 0; i < regency->tps_count; i++) ret[i] = (ForeseeArrival){0};
    Status s = election_rows_load(store, arena, regency->scope, kind, &rows, err);
    for (size_t i = 0; s == OK && i < regency->tps_count; i++) {
        const Row *row = election_row_find(&rows, regency->tps[i].id);
        if (!row) continue;
        ret[i].known = true;
        ret[i].came = election_row_int(kind, row, "came", 1);
        ret[i].at_s = election_row_int(kind, row, "arrived_s", INT64_MAX);
    }
    return s;
}

static int32_t point_named(const HazardPoint *points, size_t n, const char *id) {
    for (size_t p = 0; p < n; p++)
        if (str_eq(points[p].id, id)) return (int32_t)p;
    return -1;
}

Status foresee_passability(Store *store, Arena *arena, const ElectionRegency *regency,
                           const ForeseeWorld *world, const Plan *plan, ForeseeTruth *ret,
                           Err *err) {
    const Kind *kind = &FORESEE_KINDS[PASSABILITY];
    Rows rows = {0};
    size_t n, days = (size_t)(plan->to_day - plan->from_day) + 1;
    const HazardPoint *points = foresee_points(world, &n, NULL);
    for (size_t i = 0; i < n * days; i++) ret[i] = FORESEE_UNKNOWN;
    Status s = election_rows_load(store, arena, regency->scope, kind, &rows, err);
    for (size_t i = 0; s == OK && i < rows.n; i++) {
        int32_t p = point_named(points, n, election_row_text(kind, &rows.at[i], "hazard"));
        int64_t day = election_row_int(kind, &rows.at[i], "day", 0);
        if (p < 0 || day < plan->from_day || day > plan->to_day) continue;
        ret[(size_t)p * days + (size_t)(day - plan->from_day)] =
            election_row_int(kind, &rows.at[i], "closed", 0) ? FORESEE_YES : FORESEE_NO;
    }
    return s;
}

void foresee_arrival_truth(const ForeseeWorld *world, const Foresight *f,
                           const ForeseeArrival *arrivals, ForeseeTruth *ret) {
    for (size_t i = 0; i < f->each_late.items; i++) {
        const ForeseeArrival *a = &arrivals[i];
        bool late = !a->came || a->at_s > foresee_latest_s(world, i);
        ret[i] = !f->tps[i].planned || !a->known ? FORESEE_UNKNOWN
                 : late                          ? FORESEE_YES
                                                 : FORESEE_NO;
    }
}
