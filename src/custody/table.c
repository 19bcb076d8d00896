// SPDX-License-Identifier: Apache-2.0
/* Every statement about every item as a row, for spreadsheets. Names of people stay out. */
#include "custody/custody_int.h"

#include <inttypes.h>

static const char *const columns[] = {
    "item",      "sscc",        "unit_place",  "contest",      "act",     "state",
    "at",        "received",    "from_role",   "from_org",     "to_role", "to_org",
    "place",     "destination", "latitude_e7", "longitude_e7", "seals",   "condition",
    "exception", "document",    "trip",        "vehicle",      "escort",  "witnesses",
    "photos",    "signed",      "in_chain",    "faults",       "event",   "hash",
    "previous"};

static void cell(Buf *out, const char *text) {
    csv_cell(out, text ? text : "");
    buf_char(out, ',');
}

static void number(Buf *out, int64_t n) {
    buf_printf(out, "%" PRId64 ",", n);
}

static void moment(Buf *out, int64_t ms) {
    char text[32] = "";
    if (ms >= 0) time_format_utc(ms, text);
    cell(out, text);
}

static void seals(Buf *out, const CustodyLink *link) {
    for (size_t i = 0; i < link->seal_count; i++)
        buf_printf(out, "%s%s", i ? " " : "", link->seals[i]);
    buf_char(out, ',');
}

static void point(Buf *out, const CustodyLink *link) {
    if (link->has_point)
        buf_printf(out, "%d,%d,", link->point.lat_e7, link->point.lon_e7);
    else
        buf_str(out, ",,");
}

static void faults(Buf *out, uint32_t bits) {
    static const struct {
        uint32_t bit;
        const char *id;
    } names[] = {{CUSTODY_FAULT_ILLEGAL, "illegal"},
                 {CUSTODY_FAULT_PARTIES, "parties"},
                 {CUSTODY_FAULT_SEALS, "seals"},
                 {CUSTODY_FAULT_DESTINATION, "destination"},
                 {CUSTODY_FAULT_INCOMPLETE, "incomplete"},
                 {CUSTODY_FAULT_CLOCK, "clock"},
                 {CUSTODY_FAULT_FORK, "fork"},
                 {CUSTODY_FAULT_WAITING, "waiting"},
                 {CUSTODY_FAULT_LOOSE, "loose"},
                 {CUSTODY_FAULT_SIGNER, "signer"}};
    const char *between = "";
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!(bits & names[i].bit)) continue;
        buf_printf(out, "%s%s", between, names[i].id);
        between = " ";
    }
    buf_char(out, ',');
}

static void row(Buf *out, const CustodyChain *chain, const CustodyLink *l, bool in_chain) {
    cell(out, l->item);
    cell(out, chain->unit ? chain->unit->sscc : NULL);
    cell(out, chain->unit ? chain->unit->place : NULL);
    cell(out, chain->unit ? chain->unit->contest : NULL);
    cell(out, custody_act_word(l->act));
    cell(out, custody_state_id(l->state));
    moment(out, l->at_ms);
    moment(out, l->received_ms);
    cell(out, l->from.role);
    cell(out, l->from.org);
    cell(out, l->to.role);
    cell(out, l->to.org);
    cell(out, l->place);
    cell(out, l->destination);
    point(out, l);
    seals(out, l);
    cell(out, l->condition);
    cell(out, l->exception);
    cell(out, l->document);
    cell(out, l->trip);
    cell(out, l->vehicle);
    cell(out, l->escort);
    number(out, (int64_t)l->witnesses);
    number(out, (int64_t)l->photos);
    number(out, l->key != NULL);
    number(out, in_chain);
    faults(out, l->faults);
    cell(out, l->id);
    cell(out, l->hash);
    csv_cell(out, l->previous ? l->previous : "");
    buf_str(out, "\r\n");
}

void custody_csv(const CustodyChain *chains, size_t count, Buf *out) {
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        buf_printf(out, "%s%s", columns[i], i + 1 < COUNT_OF(columns) ? "," : "\r\n");
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < chains[i].count; k++)
            row(out, &chains[i], &chains[i].links[k], k < chains[i].length);
}
