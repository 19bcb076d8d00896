// SPDX-License-Identifier: Apache-2.0
/* Reading a message of the Common Alerting Protocol, version 1.2 (OASIS Standard, 1 July 2010),
 * with expat. What is not of CAP's namespace (a signature) is passed over. */
#include <assert.h>
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "hazard/hazard_int.h"

#define DEPTH_MAX 16
#define POINTS_MAX 200000
#define RADIUS_MAX_M 2000000
#define NAMESPACE "urn:oasis:names:tc:emergency:cap:1.2"
#define DAY_S 86400

typedef enum Inside { IN_NOTHING, IN_ALERT, IN_INFO, IN_AREA, IN_CODE } Inside;
typedef VEC(char) Text;

typedef struct Area {
    VEC(GeoArea) shapes;
    VEC(const char *) codes;
    Text name;
} Area;

typedef struct Reader {
    Arena *arena;
    const char *name;
    XML_Parser parser;
    int depth, inside_depth; /* of elements; of the innermost that is understood */
    Inside inside;
    Text text; /* of the leaf at hand */
    bool leaf;
    const char *code_kind;
    const char *code;
    size_t shapes, codes, points;
    bool seen[16]; /* of alert and info: what must be there */
    HazardCap cap;
    HazardCapInfo info;
    Area area;
    int64_t effective_s, onset_s;
    VEC(HazardCapInfo) infos;
    char fault[200];
    int fault_line, fault_column;
} Reader;

static void PRINTF_LIKE(2, 3) fail(Reader *r, const char *fmt, ...) {
    if (r->fault[0]) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(r->fault, sizeof r->fault, fmt, args);
    va_end(args);
    r->fault_line = (int)XML_GetCurrentLineNumber(r->parser);
    r->fault_column = (int)XML_GetCurrentColumnNumber(r->parser) + 1;
    XML_StopParser(r->parser, XML_FALSE);
}

/* ---------------------------------------------------------------- words */

static const char *const STATUS[] = {"Actual", "Exercise", "System", "Test", "Draft", NULL};
static const char *const TYPE[] = {"Alert", "Update", "Cancel", "Ack", "Error", NULL};
static const char *const SCOPE[] = {"Public", "Restricted", "Private", NULL};
static const char *const URGENCY[] = {"Immediate", "Expected", "Future", "Past", "Unknown", NULL};
static const char *const SEVERITY[] = {"Extreme", "Severe", "Moderate", "Minor", "Unknown", NULL};
static const char *const CERTAINTY[] = {"Observed", "Likely",  "Possible",
                                        "Unlikely", "Unknown", NULL};

const char *hazard_cap_status(HazardCapStatus status) {
    return STATUS[status];
}

const char *hazard_cap_type(HazardCapType type) {
    return TYPE[type];
}

const char *hazard_cap_urgency(HazardCapUrgency urgency) {
    return URGENCY[urgency];
}

const char *hazard_cap_severity(HazardCapSeverity severity) {
    return SEVERITY[severity];
}

const char *hazard_cap_certainty(HazardCapCertainty certainty) {
    return CERTAINTY[certainty];
}

static int word(Reader *r, const char *element, const char *text, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (str_eq(words[i], text)) return i;
    if (words == CERTAINTY && str_eq(text, "Very Likely")) return CAP_LIKELY; /* of CAP 1.0 */
    fail(r, _("\"%.40s\" is no %s of CAP 1.2"), text, element);
    return 0;
}

/* "2024-02-10T14:00:00+07:00"; CAP knows neither fractions nor Z, but Z is met and clear. */
static int64_t moment(Reader *r, const char *element, const char *text) {
    char shorter[24];
    int64_t at_s, second = 0;
    size_t n = strlen(text);
    bool z = n == 20 && text[19] == 'Z';
    if ((n == 25 || z) && text[16] == ':') {
        char digits[3] = {text[17], text[18], 0};
        memcpy(shorter, text, 16);
        memcpy(shorter + 16, text + 19, n - 19);
        shorter[n - 3] = 0;
        if (int_parse(digits, 0, 59, &second) && road_moment(shorter, &at_s)) return at_s + second;
    }
    fail(r, _("%s: \"%.40s\" is no time like 2024-02-10T14:00:00+07:00"), element, text);
    return 0;
}

/* Names travel in lists that blanks and commas part. */
static const char *name_of(Reader *r, const char *element, const char *text) {
    if (!*text || strpbrk(text, " ,<&\t\n\r"))
        fail(r, _("%s: empty, or with a blank or a comma"), element);
    return arena_str(r->arena, text);
}

/* ---------------------------------------------------------------- places */

/* "lat,lon" up to a blank; moves on behind it. */
static bool pair(const char **p, GeoPoint *ret) {
    char lat[32] = {0}, lon[32] = {0};
    size_t n = strcspn(*p, ", \t\n\r"), m;
    if ((*p)[n] != ',' || n >= sizeof lat) return false;
    memcpy(lat, *p, n);
    m = strcspn(*p + n + 1, ", \t\n\r");
    if (m >= sizeof lon || (*p)[n + 1 + m] == ',') return false;
    memcpy(lon, *p + n + 1, m);
    int64_t a, b;
    if (!decimal_parse(lat, GEO_DECIMALS, &a) || !decimal_parse(lon, GEO_DECIMALS, &b) ||
        a < -90 * (int64_t)GEO_UNIT || a > 90 * (int64_t)GEO_UNIT || b < -180 * (int64_t)GEO_UNIT ||
        b > 180 * (int64_t)GEO_UNIT)
        return false;
    *ret = (GeoPoint){(int32_t)a, (int32_t)b};
    *p += n + 1 + m;
    *p += strspn(*p, " \t\n\r");
    return true;
}

static void take_shape(Reader *r, GeoArea shape) {
    if (++r->shapes > HAZARD_CAP_SHAPES_MAX)
        fail(r, _("more than %d polygons and circles"), HAZARD_CAP_SHAPES_MAX);
    else
        vec_push(r->arena, &r->area.shapes, shape);
}

static void take_polygon(Reader *r, const char *text) {
    VEC(GeoPoint) points = {0};
    GeoArea area = {.ring_count = 1, .box = geo_box_empty()};
    const char *p = text + strspn(text, " \t\n\r");
    if (!*p) return; /* some senders leave the element there */
    for (GeoPoint at; *p;) {
        if (!pair(&p, &at) || ++r->points > POINTS_MAX) {
            fail(r, "%s", _("a polygon is a list of lat,lon in degrees with blanks between them"));
            return;
        }
        vec_push(r->arena, &points, at);
        geo_box_add(&area.box, at);
    }
    if (points.n && points.at[0].lat_e7 == points.at[points.n - 1].lat_e7 &&
        points.at[0].lon_e7 == points.at[points.n - 1].lon_e7)
        points.n--; /* rings are closed by themselves here */
    if (points.n < 3) {
        fail(r, "%s", _("a polygon with fewer than three corners"));
        return;
    }
    area.rings = ARENA_NEW(r->arena, GeoRing);
    area.rings[0] = (GeoRing){points.at, points.n};
    take_shape(r, area);
}

static void take_circle(Reader *r, const char *text) {
    GeoPoint at;
    int64_t radius_m;
    const char *p = text + strspn(text, " \t\n\r");
    if (!*p) return;
    if (!pair(&p, &at) || !decimal_parse(p, 3, &radius_m) || radius_m < 0 ||
        radius_m > RADIUS_MAX_M)
        fail(r, "%s", _("a circle is lat,lon and a radius in kilometres"));
    else if (radius_m > 0) /* 0 km: the point alone; it holds nothing */
        take_shape(r, geo_area_circle(r->arena, at, (uint32_t)radius_m));
}

/* Codes of regions as Kemendagri writes them: 2, 4, 6 or 10 digits, with or without dots. Codes of
 * other systems (SAME, UGC) are not ours. */
static void take_code(Reader *r) {
    static const char *const others[] = {"same", "fips6", "ugc", "emmaid", "ispra", NULL};
    if (!r->code_kind || !r->code) return;
    const char *kind = str_key(r->arena, r->code_kind);
    for (const char *const *o = others; *o; o++)
        if (str_eq(*o, kind)) return;
    char digits[12];
    size_t n = 0;
    for (const char *p = r->code; *p; p++) {
        if (*p == '.') continue;
        if (*p < '0' || *p > '9' || n == 10) return;
        digits[n++] = *p;
    }
    digits[n] = 0;
    if (n != 2 && n != 4 && n != 6 && n != 10) return;
    if (++r->codes > HAZARD_CAP_CODES_MAX)
        fail(r, _("more than %d codes of regions"), HAZARD_CAP_CODES_MAX);
    else
        vec_push(r->arena, &r->area.codes, arena_str(r->arena, digits));
}

/* ---------------------------------------------------------------- elements */

enum {
    IDENTIFIER,
    SENDER,
    SENT,
    STATUS_IS,
    TYPE_IS,
    SCOPE_IS,
    EVENT,
    URGENCY_IS,
    SEVERITY_IS,
    CERTAINTY_IS,
    MUST
};
static const char *const MUSTS[MUST] = {"identifier", "sender", "sent",    "status",   "msgType",
                                        "scope",      "event",  "urgency", "severity", "certainty"};
static_assert(MUST <= 16, "seen[] has room");

/* sender,identifier,sent with blanks between them */
static void take_references(Reader *r, const char *text) {
    VEC(HazardCapName) list = {0};
    for (const char *p = text + strspn(text, " \t\n\r"); *p && !r->fault[0];) {
        size_t n = strcspn(p, " \t\n\r");
        char *one = arena_strn(r->arena, p, n);
        char *first = strchr(one, ','), *last = strrchr(one, ',');
        if (!first || first == last || list.n == HAZARD_CAP_REFERENCES_MAX) {
            fail(r, "%s", _("references are sender,identifier,sent with blanks between them"));
            return;
        }
        *first = *last = 0;
        vec_push(r->arena, &list,
                 (HazardCapName){one, first + 1, moment(r, "references", last + 1)});
        p += n + strspn(p + n, " \t\n\r");
    }
    r->cap.references = list.at;
    r->cap.reference_count = list.n;
}

static void alert_leaf(Reader *r, const char *is, const char *text) {
    HazardCap *cap = &r->cap;
    if (str_eq(is, "identifier")) cap->name.identifier = name_of(r, is, text);
    if (str_eq(is, "sender")) cap->name.sender = name_of(r, is, text);
    if (str_eq(is, "sent")) cap->name.sent_s = moment(r, is, text);
    if (str_eq(is, "status")) cap->status = (HazardCapStatus)word(r, is, text, STATUS);
    if (str_eq(is, "msgType")) cap->type = (HazardCapType)word(r, is, text, TYPE);
    if (str_eq(is, "scope")) cap->open = word(r, is, text, SCOPE) == 0;
    if (str_eq(is, "references")) take_references(r, text);
}

static void info_leaf(Reader *r, const char *is, const char *text) {
    HazardCapInfo *info = &r->info;
    if (str_eq(is, "language")) info->language = arena_str(r->arena, text);
    if (str_eq(is, "event")) info->event = arena_str(r->arena, text);
    if (str_eq(is, "headline")) info->headline = arena_str(r->arena, text);
    if (str_eq(is, "urgency")) info->urgency = (HazardCapUrgency)word(r, is, text, URGENCY);
    if (str_eq(is, "severity")) info->severity = (HazardCapSeverity)word(r, is, text, SEVERITY);
    if (str_eq(is, "certainty")) info->certainty = (HazardCapCertainty)word(r, is, text, CERTAINTY);
    if (str_eq(is, "effective")) r->effective_s = moment(r, is, text);
    if (str_eq(is, "onset")) r->onset_s = moment(r, is, text);
    if (!str_eq(is, "expires")) return;
    info->to_s = moment(r, is, text);
    info->expires = true;
}

static void area_leaf(Reader *r, const char *is, const char *text) {
    if (str_eq(is, "polygon")) take_polygon(r, text);
    if (str_eq(is, "circle")) take_circle(r, text);
    if (!str_eq(is, "areaDesc")) return;
    for (const char *p = r->area.name.n ? "; " : ""; *p; p++) vec_push(r->arena, &r->area.name, *p);
    for (const char *p = text; *p; p++) vec_push(r->arena, &r->area.name, *p);
}

static void leaf(Reader *r, const char *is) {
    vec_push(r->arena, &r->text, 0);
    char *text = r->text.at;
    text += strspn(text, " \t\n\r");
    size_t n = strlen(text);
    while (n && strchr(" \t\n\r", text[n - 1])) text[--n] = 0;
    if (r->inside == IN_ALERT || r->inside == IN_INFO)
        for (int m = 0; m < MUST; m++) {
            if (!str_eq(MUSTS[m], is)) continue;
            if (r->seen[m] || !n) fail(r, _("%s is empty, or there twice"), is);
            r->seen[m] = true;
        }
    switch (r->inside) {
    case IN_ALERT: alert_leaf(r, is, text); break;
    case IN_INFO: info_leaf(r, is, text); break;
    case IN_AREA: area_leaf(r, is, text); break;
    case IN_CODE:
        if (str_eq(is, "valueName")) r->code_kind = arena_str(r->arena, text);
        if (str_eq(is, "value")) r->code = arena_str(r->arena, text);
        break;
    default: break;
    }
}

static void demand(Reader *r, int from, int to) {
    for (int m = from; m < to; m++)
        if (!r->seen[m]) fail(r, _("%s is missing"), MUSTS[m]);
}

/* Times that are not stated follow from the message's when it is whole. */
static void end_info(Reader *r) {
    demand(r, EVENT, MUST);
    r->info.from_s = r->onset_s != INT64_MIN ? r->onset_s : r->effective_s;
    r->info.shapes = r->area.shapes.at;
    r->info.shape_count = r->area.shapes.n;
    r->info.codes = r->area.codes.at;
    r->info.code_count = r->area.codes.n;
    if (r->area.name.n) r->info.area = arena_strn(r->arena, r->area.name.at, r->area.name.n);
    if (r->infos.n == HAZARD_CAP_INFOS_MAX)
        fail(r, _("more than %d info blocks"), HAZARD_CAP_INFOS_MAX);
    else
        vec_push(r->arena, &r->infos, r->info);
}

/* ---------------------------------------------------------------- expat */

/* The name without its namespace; NULL when it is of another. */
static const char *ours(const char *name) {
    size_t n = strlen(NAMESPACE);
    return strncmp(name, NAMESPACE, n) == 0 && name[n] == ' ' ? name + n + 1 : NULL;
}

static void enter(Reader *r, Inside inside) {
    r->inside = inside;
    r->inside_depth = r->depth;
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes) {
    (void)attributes;
    Reader *r = ctx;
    const char *is = ours(name);
    if (r->fault[0]) return;
    if (r->depth == 0 && !str_eq(is, "alert")) {
        fail(r, _("the outermost element is not an alert of CAP 1.2 (%s)"), NAMESPACE);
        return;
    }
    bool child = r->depth++ == r->inside_depth;
    if (r->depth > DEPTH_MAX) fail(r, "%s", _("elements nested too deep"));
    r->leaf = false;
    r->text.n = 0;
    if (!is || !child) return;
    if (r->inside == IN_NOTHING) {
        enter(r, IN_ALERT);
    } else if (r->inside == IN_ALERT && str_eq(is, "info")) {
        enter(r, IN_INFO);
        r->info = (HazardCapInfo){0};
        r->area = (Area){0};
        r->onset_s = r->effective_s = INT64_MIN;
        for (int m = EVENT; m < MUST; m++) r->seen[m] = false;
    } else if (r->inside == IN_INFO && str_eq(is, "area")) {
        enter(r, IN_AREA);
    } else if (r->inside == IN_AREA && str_eq(is, "geocode")) {
        enter(r, IN_CODE);
        r->code = r->code_kind = NULL;
    } else {
        r->leaf = true;
    }
}

static void XMLCALL on_end(void *ctx, const XML_Char *name) {
    Reader *r = ctx;
    if (r->fault[0]) return;
    if (r->leaf && r->depth == r->inside_depth + 1) leaf(r, ours(name));
    r->leaf = false;
    r->text.n = 0;
    if (r->depth-- != r->inside_depth) return;
    if (r->inside == IN_CODE) take_code(r);
    if (r->inside == IN_INFO) end_info(r);
    if (r->inside == IN_ALERT) demand(r, IDENTIFIER, EVENT);
    enter(r, r->inside - 1);
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n) {
    Reader *r = ctx;
    if (r->fault[0] || !r->leaf) return;
    if (r->text.n + (size_t)n > HAZARD_CAP_BYTES_MAX) fail(r, "%s", _("a text that is too long"));
    for (int i = 0; i < n; i++) vec_push(r->arena, &r->text, text[i]);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_subset) {
    (void)name, (void)system, (void)public, (void)has_subset;
    fail(ctx, "%s", _("a DOCTYPE has no place in a warning"));
}

/* ---------------------------------------------------------------- the whole */

static bool is_language(const HazardCapInfo *info, const char *language) {
    if (!info->language || !language) return info->language == language;
    return str_eq(info->language, language);
}

static void choose_language(Reader *r) {
    const char *language = r->infos.n ? r->infos.at[0].language : NULL;
    for (size_t i = r->infos.n; i-- > 0;) {
        const char *own = r->infos.at[i].language;
        if (own && (str_eq(own, "id") || str_starts(own, "id-") || str_eq(own, "ind")))
            language = own;
    }
    size_t kept = 0;
    for (size_t i = 0; i < r->infos.n; i++) {
        HazardCapInfo *info = &r->infos.at[i];
        if (!is_language(info, language)) continue;
        if (info->from_s == INT64_MIN) info->from_s = r->cap.name.sent_s;
        if (!info->expires) info->to_s = info->from_s + DAY_S;
        r->infos.at[kept++] = *info;
    }
    r->cap.infos = r->infos.at;
    r->cap.info_count = kept;
}

static Status refuse(Reader *r, Err *err) {
    if (!r->fault[0]) {
        snprintf(r->fault, sizeof r->fault, "%s", XML_ErrorString(XML_GetErrorCode(r->parser)));
        r->fault_line = (int)XML_GetCurrentLineNumber(r->parser);
        r->fault_column = (int)XML_GetCurrentColumnNumber(r->parser) + 1;
    }
    err_set(err, ERR_INPUT, "%s", r->fault);
    err_at(err, r->name, r->fault_line, r->fault_column, NULL);
    err_advise(err, "%s", _("fetch the message again from whoever sent it; nothing was taken"));
    return ERR_INPUT;
}

static void release(void *what) {
    Reader *r = what;
    if (r->parser) XML_ParserFree(r->parser);
    r->parser = NULL;
}

Status hazard_cap_read(Arena *arena, Bytes xml, const char *name, HazardCap *ret, Err *err) {
    if (xml.n > HAZARD_CAP_BYTES_MAX || !utf8_valid((const char *)xml.at, xml.n)) {
        err_set(err, ERR_INPUT, "%s", _("no warning: longer than 4 MiB, or not UTF-8"));
        err_at(err, name, 0, 0, NULL);
        return ERR_INPUT;
    }
    Reader *r = ARENA_NEW(arena, Reader);
    r->arena = arena;
    r->name = name;
    arena_own(arena, r, release);
    r->parser = XML_ParserCreateNS("UTF-8", ' ');
    if (!r->parser) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    bool whole = XML_Parse(r->parser, (const char *)xml.at, (int)xml.n, 1) == XML_STATUS_OK;
    bool names_others = r->cap.type == CAP_UPDATE || r->cap.type == CAP_CANCEL;
    if (whole && names_others && r->cap.reference_count == 0)
        fail(r, _("an %s that names no message"), TYPE[r->cap.type]);
    Status s = whole && !r->fault[0] ? OK : refuse(r, err);
    release(r);
    if (s != OK) return s;
    choose_language(r);
    *ret = r->cap;
    return OK;
}
