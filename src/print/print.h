// SPDX-License-Identifier: Apache-2.0
/* print.h: the papers of a plan. PDF (cairo and pango, fonts pinned), XLSX, GeoJSON, iCalendar and
 * one self-contained index.html. Knows nothing of HTTP.
 *
 * Every paper says what it rests on: the plan's id and time, the road data or that times are
 * estimates, and "CONTOH / EXAMPLE" wherever fleet, people or hazards are invented. The official
 * papers (surat jalan, BAST) are written in Indonesian with dates in words whatever the language in
 * force; the summary, maps, workbook and page follow it. The same plan gives the same bytes: the
 * only time in a paper is that of the plan.
 *
 *   ringkasan.pdf          the regency's summary: figures, days, fleet, needs, what is missing, how
 *                          it fares when it rains, and why the trips are as they are
 *   surat-jalan.pdf        one per trip, with its stop list
 *   bast.pdf               one per handover (TPS, or PPK), fields of docs: number, date in words,
 *                          place, both parties, goods, seals, exceptions, signatures, witnesses
 *   label-kotak.pdf        once boxes have numbers: a label with its signed code for each, as
 *                          hantar labels makes it
 *   perubahan.pdf          of a plan that replaces one under way: a sheet for each crew that
 *                          something changes for, and a list of the others
 *   peta-rute.pdf          a map for every trip, drawn from the road graph, and what its crew
 *                          does where a road is closed
 *   saran.pdf              where an advice was asked for: what would help, and for each office
 *                          what it can do, with a line to decide on
 *   rencana.xlsx           sheets: needs, packing, trips, stops, fleet use, risk
 *   rute.geojson, rencana.ics, index.html
 */
#ifndef HANTAR_PRINT_H
#define HANTAR_PRINT_H

#include "base/base.h"
#include "custody/custody.h"
#include "election/election.h"
#include "foresee/foresee.h"
#include "hazard/hazard.h"
#include "plan/plan.h"
#include "road/road.h"
#include "stock/stock.h"

/* Labels of what has a number, in the order given. */
typedef struct PrintUnit {
    const CustodyUnit *unit;
    const char *qr;    /* custody_label; NULL = its code alone, and the label says so */
    const char *way;   /* trip and place in the load, two lines at most; or NULL */
    const char *seals; /* recorded so far, or NULL */
} PrintUnit;
typedef struct PrintUnits {
    const Env *env;
    const ElectionRegency *regency;
    const PrintUnit *units;
    size_t count;
    int64_t made_s; /* UTC, the only time in the paper */
    bool seal_list;
} PrintUnits;
/* How the plan fares when it rains. */
typedef struct PrintRisk {
    const ForeseeWorld *world;
    const HazardModel *model;
    const Foresight *foresight;
    const ForeseeDetour *detours; /* of the plan */
    size_t detour_count;
    const ForeseeRoad *roads; /* of the plan, what matters most first */
    size_t road_count;
    const ForeseeAdvice *advice; /* NULL: was not asked for */
    int64_t late_open;           /* late TPS over all scenarios if no hazard ever closed a road */
    uint64_t seed;
    int month;            /* whose rain; 0 = each day's own */
    const char *forecast; /* its file, or NULL */
} PrintRisk;
typedef struct PrintInput {
    const Env *env;
    const ElectionRegency *regency;
    const ElectionNeeds *needs;
    const PlanNetwork *network;
    const Plan *plan;
    const PlanWhys *whys;        /* why each trip is as it is; NULL: left out of the papers */
    const PlanWhatIfs *what_ifs; /* what one more would save; NULL likewise */
    const PlanChanges *changes;  /* against the plan that it replaces; NULL likewise */
    const PrintRisk *risk;       /* NULL likewise */
    const PrintUnits *units;     /* what has a number; NULL: no labels, and no box has a code */
    const char *legal_basis;     /* of the BAST; NULL: "sesuai dengan peraturan KPU yang berlaku" */
    const Progress *progress;
} PrintInput;
typedef struct PrintFile {
    const char *name;     /* within the directory */
    int64_t bytes, pages; /* pages 0 where that means nothing */
} PrintFile;
/* Makes `directory` if need be and writes all papers into it; on failure no half-written file. */
MUST_USE Status print_all(Arena *arena, const PrintInput *input, const char *directory,
                          PrintFile **ret_files, size_t *ret_count, Err *err);

/* The papers of the warehouse, in Indonesian: one section per document.
 *
 *   bttb.pdf            receipts: sent, received, good, damaged, belonging elsewhere, short
 *   ba-sortir.pdf       minutes of sorting and folding, by kind of damage
 *   ba-pemusnahan.pdf   minutes of destruction
 *   kartu-stok.pdf      a card for every item of the KPU's warehouse; what goes to TPS or comes
 * from them summed by day and kind of document kartu-stok.csv      the same, movement by movement
 */
MUST_USE Status print_stock(const Env *env, Arena *arena, const StockBook *book,
                            const char *directory, PrintFile **ret_files, size_t *ret_count,
                            Err *err);

/* Labels and, where asked for, the list of their seals; no plan is needed. */
MUST_USE Status print_units(Arena *arena, const PrintUnits *units, const char *path, PrintFile *ret,
                            Err *err);

/* What the search was asked for beyond the rules when it made one of the plans of a curve, in the
 * language in force: "last day 150 min early; 22 TPS a day early". */
const char *print_cautions(Arena *arena, const PlanSafety *point);

/* Dates and numbers in Indonesian words, as a BAST has them. */
const char *print_number_words(Arena *arena, int64_t n); /* 2024 -> "dua ribu dua puluh empat" */
const char *print_date_words(
    Arena *arena,
    int32_t day); /* "hari Sabtu tanggal sepuluh bulan Februari tahun dua ribu dua puluh empat" */

#endif
