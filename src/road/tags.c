// SPDX-License-Identifier: Apache-2.0
/* What OSM tags say about a way, for all vehicles at once: its kind, who may pass in which
 * direction, and the few facts that a profile asks for. The rules are those of the OSM wiki
 * (Key:access, Key:oneway, Key:duration); speeds are no business of this file. */
#include "road/road_int.h"

#include <string.h>

static const char *const KEYS[OSM_KEYS] = {
    "highway",  "route",         "waterway",   "junction",   "oneway",   "access",
    "vehicle",  "motor_vehicle", "motorcar",   "motorcycle", "hgv",      "foot",
    "boat",     "surface",       "smoothness", "tracktype",  "maxspeed", "duration",
    "interval", "bridge",        "ford",       "name",       "barrier",
};

static const char *const KINDS[ROAD_KINDS] = {
    "motorway",     "motorway_link", "trunk",          "trunk_link", "primary",
    "primary_link", "secondary",     "secondary_link", "tertiary",   "tertiary_link",
    "unclassified", "residential",   "living_street",  "service",    "road",
    "track",        "path",          "footway",        "cycleway",   "bridleway",
    "pedestrian",   "steps",         "ferry",          "river",      "canal",
};

static bool text_is(OsmText text, const char *word) {
    return text.n == strlen(word) && memcmp(text.at, word, text.n) == 0;
}

static bool text_in(OsmText text, const char *const *words) {
    for (; *words; words++)
        if (text_is(text, *words)) return true;
    return false;
}

OsmKey road_key_of(const char *key, size_t n) {
    OsmText text = {key, n};
    for (OsmKey k = 0; k < OSM_KEYS; k++)
        if (n && key[0] == KEYS[k][0] && text_is(text, KEYS[k])) return k;
    return OSM_KEYS;
}

const char *road_kind_id(RoadKind kind) {
    return KINDS[kind];
}

RoadKind road_kind_of(const char *id, size_t n) {
    for (RoadKind k = 0; k < ROAD_KINDS; k++)
        if (text_is((OsmText){id, n}, KINDS[k])) return k;
    return ROAD_KINDS;
}

RoadKind road_kind_of_tags(const OsmText tags[OSM_KEYS], bool *ret_refused) {
    OsmText highway = tags[OSM_HIGHWAY], waterway = tags[OSM_WATERWAY];
    *ret_refused = false;
    RoadKind kind = road_kind_of(highway.at, highway.n);
    if (kind < KIND_HIGHWAYS) return kind;
    if (text_is(tags[OSM_ROUTE], "ferry")) return KIND_FERRY;
    if (text_is(waterway, "river")) return KIND_RIVER;
    if (text_is(waterway, "canal")) return KIND_CANAL;
    *ret_refused = highway.n > 0;
    return ROAD_KINDS;
}

/* ---------------------------------------------------------------- who may pass */

static bool forbids(OsmText value) {
    static const char *const NO[] = {"no",       "private",   "agricultural", "forestry",
                                     "military", "emergency", "use_sidepath", NULL};
    return text_in(value, NO);
}

/* The most specific key that is tagged decides. */
static bool may_pass(const OsmText tags[OSM_KEYS], const OsmKey *chain) {
    for (; *chain != OSM_KEYS; chain++)
        if (tags[*chain].n) return !forbids(tags[*chain]);
    return true;
}

static uint8_t open_to(const OsmText tags[OSM_KEYS], RoadKind kind) {
    static const OsmKey CHAINS[ROAD_CLASSES][5] = {
        [ROAD_TRUCK] = {OSM_HGV, OSM_MOTOR_VEHICLE, OSM_VEHICLE, OSM_ACCESS, OSM_KEYS},
        [ROAD_4X4] = {OSM_MOTORCAR, OSM_MOTOR_VEHICLE, OSM_VEHICLE, OSM_ACCESS, OSM_KEYS},
        [ROAD_MOTORCYCLE] = {OSM_MOTORCYCLE, OSM_MOTOR_VEHICLE, OSM_VEHICLE, OSM_ACCESS, OSM_KEYS},
        [ROAD_BOAT] = {OSM_BOAT, OSM_ACCESS, OSM_KEYS},
        [ROAD_FOOT] = {OSM_FOOT, OSM_ACCESS, OSM_KEYS},
    };
    static const OsmKey OWN_BOAT[] = {OSM_BOAT, OSM_KEYS};
    bool water = kind == KIND_RIVER || kind == KIND_CANAL;
    uint8_t open = 0;
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        if (kind != KIND_FERRY && water != (c == ROAD_BOAT)) continue;
        /* access=* of a ferry is about boarding it; own boats follow its line across the water */
        bool beside_ferry = kind == KIND_FERRY && c == ROAD_BOAT;
        if (may_pass(tags, beside_ferry ? OWN_BOAT : CHAINS[c])) open |= (uint8_t)(1 << c);
    }
    return open;
}

/* Clears the direction that a oneway takes away. People on foot keep both on land; a boat does not
 * obey the timetable of a ferry. */
static void oneway(const OsmText tags[OSM_KEYS], RoadKind kind, uint8_t open[2]) {
    static const char *const YES[] = {"yes", "true", "1", NULL};
    static const char *const BACK[] = {"-1", "reverse", NULL};
    static const char *const ROUND[] = {"roundabout", "circular", NULL};
    OsmText value = tags[OSM_ONEWAY];
    bool implied = text_in(tags[OSM_JUNCTION], ROUND) || kind == KIND_MOTORWAY;
    bool forward_only = text_in(value, YES) || (implied && value.n == 0);
    bool backward_only = text_in(value, BACK);
    bool neither = text_is(value, "reversible"); /* by the hour: not to be planned on */
    uint8_t free = (uint8_t)(kind == KIND_FERRY ? 1 << ROAD_BOAT : 1 << ROAD_FOOT);
    if (backward_only || neither) open[0] &= free;
    if (forward_only || neither) open[1] &= free;
}

/* ---------------------------------------------------------------- numbers in tags */

static uint32_t digits(OsmText *text, int *ret_count) {
    uint32_t n = 0;
    *ret_count = 0;
    for (; text->n && *text->at >= '0' && *text->at <= '9'; text->at++, text->n--) {
        if (n < 1000000) n = n * 10 + (uint32_t)(*text->at - '0');
        ++*ret_count;
    }
    return n;
}

/* "50", "50 km/h", "30 mph", "10 knots" as hundreds of metres per hour; others say nothing. */
static uint16_t speed_hmh(OsmText text) {
    static const struct {
        const char *unit;
        uint32_t metres;
    } UNITS[] = {{"", 1000}, {"km/h", 1000}, {"kmh", 1000}, {"mph", 1609}, {"knots", 1852}};
    int count;
    uint32_t n = digits(&text, &count);
    while (text.n && *text.at == ' ') text.at++, text.n--;
    for (size_t i = 0; i < COUNT_OF(UNITS); i++)
        if (count && n <= 300 && text_is(text, UNITS[i].unit))
            return (uint16_t)((n * UNITS[i].metres + 50) / 100);
    return 0;
}

#define SPAN_S_MAX (7 * 24 * 3600) /* longer crossings than a week are typing errors */

/* "PT1H30M", "P1DT2H" */
static uint32_t iso_span_s(OsmText text) {
    uint32_t total = 0;
    bool clock = false;
    for (text.at++, text.n--; text.n;) {
        if (*text.at == 'T' && !clock) {
            clock = true, text.at++, text.n--;
            continue;
        }
        int count;
        uint32_t n = digits(&text, &count);
        if (!count || !text.n || n > SPAN_S_MAX) return 0;
        char unit = *text.at;
        text.at++, text.n--;
        uint32_t seconds = unit == 'S'            ? 1
                           : unit == 'M' && clock ? 60
                           : unit == 'H'          ? 3600
                           : unit == 'D'          ? 24 * 3600
                                                  : 0;
        if (!seconds || n > SPAN_S_MAX / seconds) return 0;
        total += n * seconds;
        if (total > SPAN_S_MAX) return 0;
    }
    return total;
}

/* Seconds of duration=* or interval=*: "45" minutes, "1:30", "1:30:00" or ISO 8601; 0 = unclear. */
static uint32_t span_s(OsmText text) {
    if (text.n && *text.at == 'P') return iso_span_s(text);
    uint32_t part[3] = {0};
    int parts = 0, count;
    for (;;) {
        part[parts++] = digits(&text, &count);
        if (!count || part[parts - 1] > SPAN_S_MAX / 60) return 0;
        if (!text.n) break;
        if (*text.at != ':' || parts == 3) return 0;
        text.at++, text.n--;
    }
    if (parts == 1) return part[0] * 60;
    uint64_t total = (uint64_t)part[0] * 3600 + part[1] * 60 + part[2];
    return total > SPAN_S_MAX ? 0 : (uint32_t)total;
}

/* ---------------------------------------------------------------- all together */

static bool tagged_yes(OsmText text) {
    return text.n && !text_is(text, "no");
}

RoadWay road_way_facts(const OsmWay *way, RoadKind kind, RoadStrings *strings) {
    const OsmText *tags = way->tags;
    RoadWay w = {
        .osm_id = way->id,
        .name = road_strings_id(strings, tags[OSM_NAME]),
        .surface = road_strings_id(strings, tags[OSM_SURFACE]),
        .smoothness = road_strings_id(strings, tags[OSM_SMOOTHNESS]),
        .tracktype = road_strings_id(strings, tags[OSM_TRACKTYPE]),
        .duration_s = kind == KIND_FERRY ? span_s(tags[OSM_DURATION]) : 0,
        .interval_s = kind == KIND_FERRY ? span_s(tags[OSM_INTERVAL]) : 0,
        .maxspeed_hmh = speed_hmh(tags[OSM_MAXSPEED]),
        .kind = (uint8_t)kind,
        .bridge = tagged_yes(tags[OSM_BRIDGE]),
        .ford = tagged_yes(tags[OSM_FORD]),
    };
    w.open[0] = w.open[1] = open_to(tags, kind);
    oneway(tags, kind, w.open);
    return w;
}
