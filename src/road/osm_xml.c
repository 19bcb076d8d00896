// SPDX-License-Identifier: Apache-2.0
/* OSM XML (wiki.openstreetmap.org/wiki/OSM_XML) with expat, which checks that it is well-formed.
 * OSM files have no DOCTYPE; one is refused, and with it every entity that could swell. */
#include "road/road_int.h"

#include <expat.h>
#include <string.h>

#define PIECE_BYTES                                                               \
    (1 * MIB) /* handed to expat at once: large tokens are not read over and over \
               */
#define DEPTH_MAX 16

typedef enum Inside { IN_NOTHING, IN_NODE, IN_WAY } Inside;
typedef struct Xml {
    Arena *arena;
    const char *name;
    const OsmSink *sink;
    bool nodes_turn;
    XML_Parser parser;
    int depth;
    Inside inside;
    OsmNode node;
    OsmWay way;
    size_t tag_at[OSM_KEYS]; /* into text: it moves while it grows */
    VEC(int64_t) refs;
    VEC(char) text;
    const char *fault;
} Xml;

static void fail(Xml *x, const char *fault) {
    if (x->fault) return;
    x->fault = fault;
    XML_StopParser(x->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (str_eq(attributes[0], name)) return attributes[1];
    return NULL;
}

static int64_t id_of(Xml *x, const char **attributes, const char *name) {
    int64_t id = 0;
    const char *text = attribute(attributes, name);
    if (!text || !int_parse(text, INT64_MIN, INT64_MAX, &id))
        fail(x, _("an element without an id"));
    return id;
}

static int32_t degrees(Xml *x, const char *text, int64_t limit) {
    int64_t e7 = 0;
    if (!text || !decimal_parse(text, GEO_DECIMALS, &e7) || e7 < -limit * GEO_UNIT ||
        e7 > limit * GEO_UNIT)
        fail(x, _("a node without a valid place"));
    return x->fault ? 0 : (int32_t)e7;
}

static void tag(Xml *x, const char **attributes) {
    const char *key = attribute(attributes, "k"), *value = attribute(attributes, "v");
    if (!key || !value) {
        fail(x, _("a tag without a key or a value"));
        return;
    }
    OsmKey k = road_key_of(key, strlen(key));
    if (x->inside == IN_NODE && k == OSM_BARRIER) x->node.barrier = true;
    if (x->inside != IN_WAY || k == OSM_KEYS) return;
    x->tag_at[k] = x->text.n;
    x->way.tags[k].n = strlen(value);
    for (; *value; value++) vec_push(x->arena, &x->text, *value);
}

/* What is not this turn's business, or deleted, is not entered. */
static void element(Xml *x, const char *name, const char **attributes) {
    if (str_eq(attribute(attributes, "visible"), "false")) return;
    if (x->nodes_turn && str_eq(name, "node")) {
        x->inside = IN_NODE;
        x->node = (OsmNode){.id = id_of(x, attributes, "id")};
        x->node.at.lat_e7 = degrees(x, attribute(attributes, "lat"), 90);
        x->node.at.lon_e7 = degrees(x, attribute(attributes, "lon"), 180);
    }
    if (x->nodes_turn) return;
    x->sink->report->osm_nodes += str_eq(name, "node");
    x->sink->report->osm_ways += str_eq(name, "way");
    x->sink->report->osm_relations += str_eq(name, "relation");
    if (!str_eq(name, "way")) return;
    x->inside = IN_WAY;
    x->refs.n = x->text.n = 0;
    x->way = (OsmWay){.id = id_of(x, attributes, "id")};
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes) {
    Xml *x = ctx;
    if (x->fault) return;
    int depth = x->depth++;
    if (depth == 0 && !str_eq(name, "osm")) fail(x, _("this is XML, but not an OSM file"));
    if (depth >= DEPTH_MAX) fail(x, _("elements nested too deep"));
    if (x->fault) return;
    if (depth == 1) element(x, name, attributes);
    if (depth != 2 || x->inside == IN_NOTHING) return;
    if (str_eq(name, "tag")) tag(x, attributes);
    if (str_eq(name, "nd") && x->inside == IN_WAY)
        vec_push(x->arena, &x->refs, id_of(x, attributes, "ref"));
}

static void XMLCALL on_end(void *ctx, const XML_Char *name) {
    (void)name;
    Xml *x = ctx;
    if (x->fault || --x->depth != 1) return;
    Inside inside = x->inside;
    x->inside = IN_NOTHING;
    if (inside == IN_NODE) x->sink->node(x->sink->ctx, &x->node);
    if (inside != IN_WAY) return;
    for (int k = 0; k < OSM_KEYS; k++)
        if (x->way.tags[k].n) x->way.tags[k].at = x->text.at + x->tag_at[k];
    x->way.refs = x->refs.at;
    x->way.ref_count = x->refs.n;
    x->sink->way(x->sink->ctx, &x->way);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_subset) {
    (void)name, (void)system, (void)public, (void)has_subset;
    fail(ctx, _("a DOCTYPE has no place in an OSM file"));
}

/* ---------------------------------------------------------------- expat's memory
 * From the arena too, so that an arena that is full may jump out of the middle of expat, and so
 * that its ceiling holds for expat. Expat passes no context to an allocator: hence the pointer. */
static _Thread_local Arena *expat_arena;

typedef union Block { /* its size stands before it, for realloc */
    size_t bytes;
    max_align_t align;
} Block;

static void *expat_malloc(size_t bytes) {
    Block *b = arena_alloc(expat_arena, sizeof *b + bytes);
    b->bytes = bytes;
    return b + 1;
}

static void *expat_realloc(void *old, size_t bytes) {
    size_t had = old ? ((Block *)old - 1)->bytes : 0;
    if (old && bytes <= had) return old;
    void *larger = expat_malloc(bytes);
    if (had) memcpy(larger, old, had);
    return larger;
}

static void expat_free(void *block) {
    (void)block;
}

static Status refuse(const Xml *x, size_t byte, Err *err) {
    Buf place;
    buf_init(&place, 64);
    buf_printf(&place, _("byte %zu"), byte);
    err_set(err, ERR_INPUT, "%s",
            x->fault ? x->fault : XML_ErrorString(XML_GetErrorCode(x->parser)));
    err_at(err, x->name, (int)XML_GetCurrentLineNumber(x->parser),
           (int)XML_GetCurrentColumnNumber(x->parser) + 1, place.at);
    err_advise(err, "%s", _("fetch the extract again; it may be cut off or damaged"));
    buf_free(&place);
    return ERR_INPUT;
}

static Status parse(Xml *x, Bytes file, Err *err) {
    static const XML_Memory_Handling_Suite MEMORY = {expat_malloc, expat_realloc, expat_free};
    expat_arena = x->arena;
    x->parser = XML_ParserCreate_MM(NULL, &MEMORY, NULL);
    if (!x->parser) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    for (size_t at = 0; at <= file.n;) {
        size_t n = file.n - at < PIECE_BYTES ? file.n - at : PIECE_BYTES;
        bool last = at + n == file.n;
        enum XML_Status word = XML_Parse(x->parser, (const char *)file.at + at, (int)n, last);
        if (word != XML_STATUS_OK || x->fault) {
            XML_Index byte = XML_GetCurrentByteIndex(x->parser);
            return refuse(x, byte < 0 ? at : (size_t)byte, err);
        }
        if (last) break;
        at += n;
        int64_t done = (int64_t)at + (x->nodes_turn ? (int64_t)file.n : 0);
        progress_step(x->sink->progress, _("reading roads"), done, 2 * (int64_t)file.n);
    }
    return OK;
}

Status road_xml_read(Arena *arena, Bytes file, const char *name, const OsmSink *sink, Err *err) {
    for (int turn = 0; turn < 2; turn++) {
        Xml *x = ARENA_NEW(arena, Xml);
        x->arena = arena;
        x->name = name;
        x->sink = sink;
        x->nodes_turn = turn == 1;
        Status s = parse(x, file, err);
        if (s != OK) return s;
        if (turn == 0) sink->ways_done(sink->ctx);
    }
    return OK;
}
