// SPDX-License-Identifier: Apache-2.0
/* print_int.h: what the papers share among themselves. Three layers:
 *  - facts: what every paper asks of a plan (who, when, where, which boxes), worked out once;
 *  - paper: A4 pages, texts, tables, QR codes and maps on cairo and pango;
 *  - one function per paper, listed in print.c.
 *
 * Lengths on paper are points (1/72 inch), from the upper left corner. */
#ifndef HANTAR_PRINT_INT_H
#define HANTAR_PRINT_INT_H

#include "print/print.h"

#include <inttypes.h>

#include <cairo.h>
#include <pango/pangocairo.h>

/* ================================================================ 1. Facts */
typedef struct PrintCall { /* a stop of a trip; trip -1 = none */
    int32_t trip, stop;
} PrintCall;
typedef struct PrintHandover { /* neighbouring stops at one place: one berita acara */
    int32_t trip, first, count;
} PrintHandover;
typedef struct PrintBox {
    int32_t tps; /* -1: a box of the PPK's own */
    int32_t district;
    int32_t contest;    /* -1: a box that serves all */
    int32_t number, of; /* among the boxes of this place */
    int32_t copy;       /* among those of the same contest */
} PrintBox;
#define PRINT_ROAD_RANKS 6
typedef struct PrintRoad {
    GeoBox box;
    int rank; /* 0 trunk roads .. 4 paths, 5 water */
} PrintRoad;
typedef struct PrintFacts {
    Arena *arena;
    PrintInput in;
    const StockBook *stock;  /* of the warehouse's papers, which have no plan; else NULL */
    const char *zone;        /* "WIB", "WITA", "WIT" */
    int64_t made_s;          /* the plan's time */
    bool example;            /* something in the plan is invented */
    PrintCall *direct, *hub; /* per TPS: where it is delivered, and its goods to the hub */
    PrintCall *ppk;          /* per district: the PPK's own goods */
    size_t *first_need;      /* per TPS, and one more: its rows in needs */
    size_t *first_ppk_need;  /* likewise per district */
    PrintHandover *handovers;
    size_t handover_count;
    PrintRoad *roads; /* one per segment of the map */
    uint32_t road_count;
    const CustodyUnit **boxes; /* that have a number, by place, contest and copy */
    size_t box_count;
    RoadPath **paths; /* per trip: one per stop, and the way home; no points where there is none */
    struct PrintPass *passes; /* per hazard of the foresight; these two with in.risk only */
    size_t *first_detour;     /* per trip, and one more */
    int32_t *matters;         /* per segment: which of in.risk's roads it is part of, or -1 */
} PrintFacts;
MUST_USE Status print_facts(Arena *arena, const PrintInput *input, PrintFacts *ret, Err *err);

const PlanTrip *print_trip(const PrintFacts *f, int32_t trip);
const ElectionTps *print_tps(const PrintFacts *f, int32_t tps);
const ElectionVillage *print_village(const PrintFacts *f, int32_t village);
const ElectionDistrict *print_district(const PrintFacts *f, const PlanStop *stop);
const ElectionDistrict *print_district_of(const PrintFacts *f, int32_t tps);
/* "Sei Rakyat"; of a PPK's own goods "PPK". */
const char *print_goods_of(const PrintFacts *f, const PlanStop *stop);
/* The first person of that role for which the other conditions hold; NULL when there is none. */
const ElectionPerson *print_driver(const PrintFacts *f, int32_t vehicle);
const ElectionPerson *print_officer(const PrintFacts *f, const char *role, int32_t depot);
bool print_trip_example(const PrintFacts *f, const PlanTrip *trip);
int32_t print_ppk_depot(const PrintFacts *f, int32_t district);   /* -1 */
const char *print_hub(const PrintFacts *f, const PlanStop *stop); /* "PPK", or the landing's name */
bool print_to_landing(const PrintFacts *f, const PlanTrip *trip); /* its first stop is one */
size_t print_boxes(const PrintFacts *f, int32_t tps, Arena *arena, PrintBox **ret);
size_t print_ppk_boxes(const PrintFacts *f, int32_t district, Arena *arena, PrintBox **ret);
/* As a person reads it; "" where it has no number. */
const char *print_box_code(const PrintFacts *f, Arena *arena, const PrintBox *box);
const char *print_contest_short(const PrintFacts *f, Arena *arena, int32_t contest);

/* Texts. Times are local and carry the zone where they stand alone. */
const char *print_clock(const PrintFacts *f, Arena *arena, int64_t utc_s); /* 07.30 or 07:30 */
int32_t print_day(const PrintFacts *f, int64_t utc_s);
const char *print_tenths(Arena *arena, int64_t n, int64_t per); /* n / per with one decimal */
const char *print_hundredths(Arena *arena, int64_t n, int64_t per);
const char *print_upper(Arena *arena, const char *text);                    /* ASCII letters only */
const char *print_tps_name(const PrintFacts *f, Arena *arena, int32_t tps); /* "TPS 003" */
const char *print_regency_name(const PrintFacts *f, Arena *arena);          /* "KABUPATEN X" */
/* "0017/SJ/1222-31/II/2024": number within the plan, kind, scope and plan, month, year */
const char *print_document(const PrintFacts *f, Arena *arena, const char *kind, size_t number,
                           int32_t day);
const char *print_rests_on(const PrintFacts *f, Arena *arena); /* language in force */
const char *print_rests_on_id(const PrintFacts *f, Arena *arena);
const char *print_date_id(Arena *arena, int32_t day); /* "Sabtu, 10 Februari 2024" */
const char *print_month_roman(int32_t day);
bool print_passes(const PrintFacts *f, size_t trip, size_t hazard); /* within its radius */
const char *print_escort_names(const PrintFacts *f, Arena *arena, const char *team);

/* Risk, of plans that were played (in.risk). Classes by the chance to be served in time. */
#define PRINT_RISKS 5
#define PRINT_HAZARD_RGB 0xe69f00u
#define PRINT_ROAD_RGB 0x7a3e9du /* of roads without a way round */
typedef struct PrintRiskClass {
    int32_t from_permille;
    uint32_t rgb;
    double radius;
} PrintRiskClass;
extern const PrintRiskClass PRINT_RISK_CLASSES[PRINT_RISKS]; /* the safest first */
typedef struct PrintPass { /* what the plan has to do with a hazard */
    int32_t trips, tps;    /* that come to it; that they serve after it */
    int32_t legs, legs_without;
} PrintPass;
void print_risk_facts(PrintFacts *f);
bool print_at_risk(const PrintFacts *f, int32_t tps); /* it was planned and played */
ForeseeShare print_on_time(const PrintFacts *f, int32_t tps);
int print_risk_class(const PrintFacts *f, int32_t tps);
/* TPS that were late in some scenario, the worst first. */
size_t print_worst(const PrintFacts *f, Arena *arena, int32_t **ret);
const ForeseeDetour *print_detour(const PrintFacts *f, size_t trip, const char *hazard); /* NULL */
/* The roads that it closes. */
const ForeseeStretch *print_stretches(const PrintFacts *f, size_t hazard, size_t *ret_count);
double print_hazard_width(const PrintFacts *f, size_t hazard); /* of its roads on a map */
double print_road_width(const PrintFacts *f, const ForeseeRoad *road);
/* "the regency road at Aek Batu" */
const char *print_road_name(const PrintFacts *f, Arena *arena, const char *way_name,
                            const char *highway, const uint32_t *segments, size_t n);
const char *print_village_at(const PrintFacts *f, GeoPoint at); /* or NULL */
const char *print_percent(Arena *arena, int32_t e5);            /* "74,5 %" */
const char *print_interval(Arena *arena, ForeseeShare share);
const char *print_mean(const PrintFacts *f, Arena *arena, int64_t sum,
                       int decimals); /* a scenario */
const char *print_risk_class_text(Arena *arena, int risk_class);
const char *print_risk_rests_on(const PrintFacts *f, Arena *arena);
const char *print_risk_rain(const PrintFacts *f, Arena *arena);
const char *print_risk_roads(const PrintFacts *f); /* why no flood closes anything, or NULL */
/* The settings that are assumed and that these chances depend on. */
size_t print_assumed(const PrintFacts *f, Arena *arena, const char ***ret);

/* ================================================================ 2. Paper */
#define PRINT_WIDTH 595.276
#define PRINT_HEIGHT 841.890
#define PRINT_LEFT 51.0
#define PRINT_RIGHT (PRINT_WIDTH - PRINT_LEFT)
#define PRINT_SPAN (PRINT_RIGHT - PRINT_LEFT)
#define PRINT_TOP 45.0
#define PRINT_BOTTOM (PRINT_HEIGHT - 54.0)

typedef enum PrintInk { INK_BLACK, INK_GREY, INK_LINE, INK_PALE, INK_ACCENT, INK_WHITE } PrintInk;
typedef enum PrintAlign { TO_LEFT, TO_CENTRE, TO_RIGHT } PrintAlign;
typedef struct PrintStyle {
    double size;
    int lines; /* at most, the last one ellipsised; 0 = as many as it takes */
    PrintAlign align;
    PrintInk ink;
    bool bold, italic;
} PrintStyle;
#define STYLE(points, ...) ((PrintStyle){.size = (points), __VA_ARGS__})

typedef struct PrintText { /* a slot of the cache of shaped texts */
    char *text;
    PrintStyle style;
    double width;
    PangoLayout *layout;
} PrintText;
#define PRINT_TEXTS 4096
typedef struct PrintPaper {
    const PrintFacts *facts;
    Arena *arena;        /* of this paper alone */
    PangoContext *fonts; /* borrowed */
    PrintText *texts;    /* PRINT_TEXTS slots */
    cairo_surface_t *surface;
    cairo_t *cr;
    Buf bytes;
    bool dry;            /* only counting pages */
    double y;            /* next free line */
    int page, of, total; /* within the section, of its pages; within the file */
    const char *running; /* head of all pages of a section but the first */
    const char *foot;
    const char *page_of; /* "Page %d of %d" */
    bool example;
} PrintPaper;

MUST_USE Status print_fonts(const char *directory, PangoFontMap **ret, Err *err);
void print_fonts_done(PangoFontMap *map);
void print_paper_open(PrintPaper *p, const char *title);
MUST_USE Status print_paper_close(PrintPaper *p, Err *err);
void print_paper_release(PrintPaper *p); /* also a paper that was left half way */

/* Draws a section twice: dry, to count its pages, then for good. */
void print_section(PrintPaper *p, const char *running, bool example,
                   void (*draw)(PrintPaper *p, size_t item), size_t item);
void print_page(PrintPaper *p);                /* begins a page */
void print_room(PrintPaper *p, double height); /* begins one when less than that is left */
double print_text(PrintPaper *p, double x, double y, double width, PrintStyle style,
                  const char *text); /* the height it takes */
double print_text_height(PrintPaper *p, double width, PrintStyle style, const char *text);
void print_rule(PrintPaper *p, double x0, double x1, double y, double weight, PrintInk ink);
void print_frame(PrintPaper *p, double x, double y, double w, double h, double weight);
void print_ink(cairo_t *cr, PrintInk ink);
void print_rgb(cairo_t *cr, uint32_t rgb);
void print_qr(PrintPaper *p, double x, double y, double side, const char *text);
/* In the densest of the code's modes: capitals and digits take 5.5 bits each. */
void print_qr_compact(PrintPaper *p, double x, double y, double side, const char *text);

void print_disc(PrintPaper *p, double x, double y, double radius, uint32_t rgb);

/* Headed parts of a paper. */
void print_heading(PrintPaper *p, const char *text);
void print_letterhead(PrintPaper *p, const char *title, const char *number, const char *qr);
typedef struct PrintField {
    const char *name, *value;
} PrintField;
void print_fields(PrintPaper *p, const PrintField *fields, size_t n, int columns);
typedef struct PrintFigure { /* large, with what it is below */
    const char *value, *name;
} PrintFigure;
void print_figures(PrintPaper *p, const PrintFigure *figures, size_t n); /* in a row */
typedef struct PrintParty {
    const char *role, *name, *office;
} PrintParty;
void print_signatures(PrintPaper *p, const PrintParty *parties, size_t n);
void print_paragraph(PrintPaper *p, PrintStyle style, const char *text);
void print_dotted(PrintPaper *p, int lines); /* to write on */

/* Tables: a header that comes again on every page, hairlines between rows. */
typedef struct PrintColumn {
    const char *title;
    double share; /* of the width, in any unit */
    PrintAlign align;
    bool bold;
    int lines; /* 0 counts as 1 */
} PrintColumn;
#define PRINT_COLUMNS_MAX 16
typedef struct PrintTable {
    PrintPaper *paper;
    const PrintColumn *columns;
    size_t n;
    double size, row_min, x[PRINT_COLUMNS_MAX + 1];
} PrintTable;
void print_table(PrintPaper *p, PrintTable *table, double size, const PrintColumn *columns,
                 size_t n);
void print_row(PrintTable *table, const char *const *cells);
void print_row_total(PrintTable *table, const char *const *cells);

/* ================================================================ 3. Maps */
typedef struct PrintMap {
    PrintPaper *paper;
    double x, y, w, h;    /* on the page */
    GeoBox box;           /* shown, after fitting to the page's shape */
    double scale;         /* points per metre */
    double lat0, lon0, k; /* centre; metres per degree of longitude */
} PrintMap;
void print_map_open(PrintPaper *p, PrintMap *map, double x, double y, double w, double h,
                    GeoBox box);
void print_map_ground(PrintMap *map); /* villages, regency, roads, hazards */
void print_map_path(PrintMap *map, const RoadPath *path, bool estimated, PrintInk ink,
                    double weight, bool arrows);
void print_map_foot(PrintMap *map, const RoadPath *path, GeoPoint place);
void print_map_dot(PrintMap *map, GeoPoint at, double radius, PrintInk ink);
void print_map_number(PrintMap *map, GeoPoint at, int number);
void print_map_depot(PrintMap *map, GeoPoint at);
void print_map_spot(PrintMap *map, GeoPoint at, double radius, uint32_t rgb); /* with a rim */
void print_map_label(PrintMap *map, GeoPoint at, const char *text);           /* at its right */
void print_map_segment(PrintMap *map, uint32_t segment, double width, uint32_t rgb);
void print_map_barred(PrintMap *map, uint32_t segment);
void print_map_close(PrintMap *map); /* frame, scale bar, north */
/* Below a map: what its lines are, then what stands on every map. */
void print_map_legend(PrintPaper *p, const char *lines);
int print_road_rank(const RoadSegment *segment);
GeoBox print_trip_box(const PrintFacts *f, size_t trip);
GeoBox print_sites_box(const PrintFacts *f);
/* How to drive it, turn by turn. */
const char *print_way_words(const PrintFacts *f, Arena *arena, RoadClass klass,
                            const RoadPath *path);

/* ================================================================ 4. The papers
 * Each fills p->bytes; PDF papers between open and close. */
MUST_USE Status print_summary(PrintPaper *p, Err *err);
void print_reasons(PrintPaper *p); /* the summary's part on why, and what one more would save */
void print_road_table(PrintPaper *p, size_t at_most); /* what every road matters */
void print_risk_pages(PrintPaper *p);                 /* the summary's part on risk */
#define PRINT_DETOUR_CELLS 5
/* Of a crew: the leg, minutes until it, way round, where it leads, what to do. */
void print_detour_row(PrintPaper *p, const ForeseeDetour *d, const char *ret[PRINT_DETOUR_CELLS]);
void print_curve(PrintPaper *p);                /* what the plan was chosen from */
const char *print_cautions_mean(void);          /* what the words of print_cautions say */
void print_detours(PrintPaper *p, size_t trip); /* a trip's part on closed roads */
/* How many trips each rule binds, the most frequent first: "load 239, working hours 4". */
const char *print_binds(const PrintFacts *f, Arena *arena);
MUST_USE Status print_changes(PrintPaper *p, Err *err);
bool print_wants_changes(const PrintFacts *f);
MUST_USE Status print_advice(PrintPaper *p, Err *err);
bool print_wants_advice(const PrintFacts *f);
const char *print_measure_gain(PrintPaper *p, const ForeseeMeasure *m);
const char *print_measure_cost(PrintPaper *p, const ForeseeMeasure *m);
const char *print_measure_tps(PrintPaper *p, const ForeseeMeasure *m); /* NULL */
const char *print_no_advice(const PrintFacts *f, Arena *arena); /* why there is none, or NULL */
const char *print_advice_rests_on(const PrintFacts *f, Arena *arena);
MUST_USE Status print_waybills(PrintPaper *p, Err *err);
MUST_USE Status print_handovers(PrintPaper *p, Err *err);
MUST_USE Status print_receipts(PrintPaper *p, Err *err);
MUST_USE Status print_sortings(PrintPaper *p, Err *err);
MUST_USE Status print_destructions(PrintPaper *p, Err *err);
MUST_USE Status print_stock_cards(PrintPaper *p, Err *err);
MUST_USE Status print_stock_rows(PrintPaper *p, Err *err);
MUST_USE Status print_labels(PrintPaper *p, Err *err);
bool print_wants_labels(const PrintFacts *f);
MUST_USE Status print_route_maps(PrintPaper *p, Err *err);
MUST_USE Status print_workbook(PrintPaper *p, Err *err);
GeoPoint *print_trip_line(const PrintFacts *f, Arena *arena, size_t trip, size_t *ret_count);
void print_time_local(const PrintFacts *f, int64_t utc_s, char to[40]); /* with its offset */
MUST_USE Status print_geojson(PrintPaper *p, Err *err);
MUST_USE Status print_calendar(PrintPaper *p, Err *err);
MUST_USE Status print_web_page(PrintPaper *p, Err *err);
/* Its parts on risk; a line in the polyline form of web_page.c. */
void print_put_risk(PrintPaper *p, JsonOut *out);
void print_put_on_time(const PrintFacts *f, JsonOut *out, int32_t tps);
void print_put_detours(PrintPaper *p, JsonOut *out, size_t trip);
void print_put_line(JsonOut *out, const char *key, const GeoPoint *points, size_t n);

#endif
