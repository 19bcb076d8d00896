// SPDX-License-Identifier: Apache-2.0
/* rencana.ics (RFC 5545): a VEVENT for every trip. The UID is the trip's own id, so a calendar that
 * has read an older plan replaces what has changed; SEQUENCE grows with the plans. */
#include "print/print_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BYTES_MAX (64 * MIB)
#define FOLD_AT 75 /* octets of a line, its break not counted */

/* A content line, folded between characters, never within one. */
static void line(Buf *to, const char *text) {
    size_t n = strlen(text), room = FOLD_AT;
    while (n > room) {
        size_t cut = room;
        while (cut > 1 && ((unsigned char)text[cut] & 0xC0) == 0x80) cut--;
        buf_add(to, text, cut);
        buf_str(to, "\r\n ");
        text += cut;
        n -= cut;
        room = FOLD_AT - 1; /* the blank counts */
    }
    buf_str(to, text);
    buf_str(to, "\r\n");
}

static const char *escaped(Arena *arena, const char *text) {
    char *out = arena_alloc(arena, 2 * strlen(text) + 1), *to = out;
    for (; *text; text++) {
        if (*text == '\r') continue;
        if (strchr("\\;,\n", *text)) *to++ = '\\';
        *to++ = *text == '\n' ? 'n' : *text;
    }
    return out;
}

static void put(PrintPaper *p, const char *name, const char *text) {
    line(&p->bytes, arena_printf(p->arena, "%s:%s", name, escaped(p->arena, text)));
}

static const char *zone_id(const PrintFacts *f) {
    int32_t zone = f->in.regency->zone_min;
    return zone == 480 ? "Asia/Makassar" : zone == 540 ? "Asia/Jayapura" : "Asia/Jakarta";
}

static const char *compact(Arena *arena, int64_t s) {
    Civil c = civil_from_s(s);
    return arena_printf(arena, "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour,
                        c.minute, c.second);
}

static void put_local(PrintPaper *p, const char *name, int64_t utc_s) {
    const PrintFacts *f = p->facts;
    const char *local = compact(p->arena, utc_s + (int64_t)f->in.regency->zone_min * 60);
    line(&p->bytes, arena_printf(p->arena, "%s;TZID=%s:%s", name, zone_id(f), local));
}

/* Indonesia keeps no summer time; the three zones stand as they do since 1988. */
static void zone(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const char *offset = arena_printf(p->arena, "+%02d00", f->in.regency->zone_min / 60);
    line(&p->bytes, "BEGIN:VTIMEZONE");
    put(p, "TZID", zone_id(f));
    line(&p->bytes, "BEGIN:STANDARD");
    line(&p->bytes, "DTSTART:19880101T000000");
    put(p, "TZOFFSETFROM", offset);
    put(p, "TZOFFSETTO", offset);
    put(p, "TZNAME", f->zone);
    line(&p->bytes, "END:STANDARD");
    line(&p->bytes, "END:VTIMEZONE");
}

static const char *description(PrintPaper *p, const PlanTrip *t) {
    const PrintFacts *f = p->facts;
    const ElectionPerson *driver = print_driver(f, t->vehicle);
    Buf text;
    buf_init(&text, 1 * MIB);
    buf_printf(&text, _("Driver: %s"), driver ? driver->name : "–");
    buf_char(&text, '\n');
    buf_printf(&text, _("Escort: %s"), t->escort ? t->escort : "–");
    buf_char(&text, '\n');
    for (size_t s = 0; s < t->stop_count; s++) {
        const PlanStop *stop = &t->stops[s];
        buf_printf(&text, "%zu. %s %s %s\n", s + 1, print_clock(f, p->arena, stop->arrive_s),
                   stop->tps >= 0 ? print_tps_name(f, p->arena, stop->tps) : print_hub(f, stop),
                   print_goods_of(f, stop));
    }
    buf_str(&text, p->foot);
    const char *whole = arena_str(p->arena, text.at ? text.at : "");
    buf_free(&text);
    return whole;
}

static void event(PrintPaper *p, const PlanTrip *t) {
    const PrintFacts *f = p->facts;
    const ElectionVehicle *v = &f->in.regency->vehicles[t->vehicle];
    line(&p->bytes, "BEGIN:VEVENT");
    put(p, "UID", arena_printf(p->arena, "%s-%s@hantar", f->in.regency->scope, t->id));
    put(p, "SEQUENCE", arena_printf(p->arena, "%" PRId64, f->in.plan->seq));
    put(p, "DTSTAMP", arena_printf(p->arena, "%sZ", compact(p->arena, f->made_s)));
    put_local(p, "DTSTART", t->depart_s);
    put_local(p, "DTEND", t->return_s);
    put(p, "SUMMARY",
        arena_printf(p->arena, _("%s%s: %zu stops, %s boxes"),
                     print_trip_example(f, t) ? "[CONTOH/EXAMPLE] " : "", v->name, t->stop_count,
                     int_group(p->arena, t->load.boxes)));
    put(p, "LOCATION", f->in.regency->depots[t->depot].name);
    put(p, "DESCRIPTION", description(p, t));
    put(p, "CATEGORIES",
        t->kind == PLAN_TO_HUB ? print_to_landing(f, t) ? "KPU-DERMAGA" : "KPU-PPK" : "TPS");
    line(&p->bytes, "END:VEVENT");
}

Status print_calendar(PrintPaper *p, Err *err) {
    const PrintFacts *f = p->facts;
    buf_init(&p->bytes, BYTES_MAX);
    line(&p->bytes, "BEGIN:VCALENDAR");
    line(&p->bytes, "VERSION:2.0");
    line(&p->bytes, "PRODID:-//Hantar//Hantar//ID");
    line(&p->bytes, "CALSCALE:GREGORIAN");
    line(&p->bytes, "METHOD:PUBLISH");
    put(p, "X-WR-CALNAME", arena_printf(p->arena, _("Election items %s"), f->in.regency->name));
    zone(p);
    for (size_t i = 0; i < f->in.plan->trip_count; i++) event(p, &f->in.plan->trips[i]);
    line(&p->bytes, "END:VCALENDAR");
    return buf_ok(&p->bytes, err);
}
