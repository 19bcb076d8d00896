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
 *   ringkasan.pdf          the regency's summary: figures, days, fleet, needs, what is missing, and
 *                          why the trips are as they are
 *   surat-jalan.pdf        one per trip, with its stop list
 *   bast.pdf               one per handover (TPS, or PPK), fields of docs: number, date in words,
 *                          place, both parties, goods, seals, exceptions, signatures, witnesses
 *   label-kotak.pdf        a label with QR for every box
 *   peta-rute.pdf          a map for every trip, drawn from the road graph
 *   rencana.xlsx           sheets: needs, packing, trips, stops, fleet use
 *   rute.geojson, rencana.ics, index.html
 */
#ifndef HANTAR_PRINT_H
#define HANTAR_PRINT_H

#include "base/base.h"
#include "election/election.h"
#include "plan/plan.h"
#include "road/road.h"

typedef struct PrintInput {
    const Env *env;
    const ElectionRegency *regency;
    const ElectionNeeds *needs;
    const PlanNetwork *network;
    const Plan *plan;
    const PlanWhys *whys;        /* why each trip is as it is; NULL: left out of the papers */
    const PlanWhatIfs *what_ifs; /* what one more would save; NULL likewise */
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

/* Dates and numbers in Indonesian words, as a BAST has them. */
const char *print_number_words(Arena *arena, int64_t n); /* 2024 -> "dua ribu dua puluh empat" */
const char *print_date_words(
    Arena *arena,
    int32_t day); /* "hari Sabtu tanggal sepuluh bulan Februari tahun dua ribu dua puluh empat" */

#endif
