// SPDX-License-Identifier: Apache-2.0
/* OSM PBF (wiki.openstreetmap.org/wiki/PBF_Format). A file is a row of blobs:
 *
 *   u32 big-endian n | BlobHeader, n bytes: type, size | Blob: raw or zlib -> a block
 *
 * The first block is an OSMHeader, the others are OSMData: a table of strings, and groups of nodes
 * (plain, or dense: ids and coordinates as differences), ways and relations. Nothing is believed:
 * every varint and every length is checked against the bytes that hold it, and the first fault
 * ends the reading with its place. */
#include "road/road_int.h"

#include <assert.h>
#include <string.h>

#define BLOB_HEADER_BYTES_MAX (64 * KIB) /* both limits are the format's own */
#define BLOB_BYTES_MAX (32 * MIB)

typedef struct Pbf {
    Arena *arena;
    const char *name;
    Bytes file;
    const OsmSink *sink;
    bool nodes_turn; /* second time over: nodes are handed out; else ways are, and all is counted */
    VEC(bool) has_nodes; /* by blob, found the first time over */
    size_t blob;
    size_t blob_at; /* where the blob begins in the file */
    RoadInflate *inflate;
    VEC(uint8_t) room; /* what the blob inflates to */
    Bytes block;       /* the same, or the raw bytes in the file; empty outside a block */
    VEC(OsmText) strings;
    VEC(uint8_t) keys; /* string -> OsmKey + 1; 0 = not looked at yet */
    int64_t granularity, lat_offset, lon_offset;
    VEC(int64_t) refs;
    const char *fault; /* the first; then nothing more is read */
    const uint8_t *fault_at;
    char detail[48];
} Pbf;

/* ---------------------------------------------------------------- protocol buffers */

typedef struct Span { /* bytes still to be read */
    const uint8_t *at, *end;
    Pbf *pbf;
} Span;
typedef struct Field {
    uint32_t number;
    enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 } wire;
    uint64_t value; /* WIRE_VARINT */
    Span bytes;     /* WIRE_BYTES */
} Field;

static uint64_t fail(Span *s, const char *fault) {
    if (!s->pbf->fault) {
        s->pbf->fault = fault;
        s->pbf->fault_at = s->at;
    }
    s->at = s->end;
    return 0;
}

static uint64_t varint(Span *s) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (s->at == s->end) return fail(s, _("a number is cut off"));
        uint8_t byte = *s->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return shift == 63 && byte > 1 ? fail(s, _("a number is too long")) : value;
    }
    return fail(s, _("a number is too long"));
}

static int64_t zigzag(Span *s) {
    uint64_t v = varint(s);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static bool more(const Span *s) {
    return s->at < s->end && !s->pbf->fault;
}

static Span take(Span *s, uint64_t n) {
    if (n > (uint64_t)(s->end - s->at)) n = fail(s, _("a length points beyond its end"));
    Span part = {s->at, s->at + n, s->pbf};
    s->at += n;
    return part;
}

/* The next field of a message; false at its end or after a fault. */
static bool next(Span *s, Field *field) {
    if (!more(s)) return false;
    uint64_t tag = varint(s);
    *field = (Field){.number = (uint32_t)(tag >> 3), .bytes = {.pbf = s->pbf}};
    switch (tag & 7) {
    case WIRE_VARINT:
        field->wire = WIRE_VARINT;
        field->value = varint(s);
        break;
    case WIRE_BYTES:
        field->wire = WIRE_BYTES;
        field->bytes = take(s, varint(s));
        break;
    case WIRE_64: (void)take(s, 8), field->wire = WIRE_64; break;
    case WIRE_32: (void)take(s, 4), field->wire = WIRE_32; break;
    default: fail(s, _("a field of unknown form"));
    }
    if (tag >> 32 || field->number == 0) fail(s, _("a field without a valid number"));
    return !s->pbf->fault;
}

static bool is(const Field *f, uint32_t number, int wire) {
    return f->number == number && (int)f->wire == wire;
}

/* A packed array or text that may stand in its message once. */
static void once(Field *f, uint32_t number, Span *to) {
    if (!is(f, number, WIRE_BYTES)) return;
    if (to->at) fail(&f->bytes, _("a field stands twice in one element"));
    *to = f->bytes;
}

/* ---------------------------------------------------------------- a block */

static Span strings_and_scale(Pbf *pbf, Span block) {
    Span all = block, table = {.pbf = pbf};
    pbf->strings.n = 0;
    pbf->keys.n = 0;
    pbf->granularity = 100; /* the format's default: 100 nanodegrees */
    pbf->lat_offset = pbf->lon_offset = 0;
    for (Field f; next(&block, &f);) {
        once(&f, 1, &table);
        if (is(&f, 17, WIRE_VARINT)) pbf->granularity = (int64_t)f.value;
        if (is(&f, 19, WIRE_VARINT)) pbf->lat_offset = (int64_t)f.value;
        if (is(&f, 20, WIRE_VARINT)) pbf->lon_offset = (int64_t)f.value;
    }
    for (Field f; next(&table, &f);) {
        if (!is(&f, 1, WIRE_BYTES)) continue;
        OsmText text = {(const char *)f.bytes.at, (size_t)(f.bytes.end - f.bytes.at)};
        vec_push(pbf->arena, &pbf->strings, text);
        vec_push(pbf->arena, &pbf->keys, 0);
    }
    return all;
}

/* Which of our keys a string is; looked up once per block. */
static OsmKey key_at(Span *s, uint64_t string) {
    Pbf *pbf = s->pbf;
    if (string >= pbf->strings.n) {
        fail(s, _("a tag points beyond the table of strings"));
        return OSM_KEYS;
    }
    uint8_t *known = &pbf->keys.at[string];
    if (!*known) {
        OsmText text = pbf->strings.at[string];
        *known = (uint8_t)(road_key_of(text.at, text.n) + 1);
    }
    return (OsmKey)(*known - 1);
}

static OsmText text_at(Span *s, uint64_t string) {
    Pbf *pbf = s->pbf;
    if (string >= pbf->strings.n) {
        fail(s, _("a tag points beyond the table of strings"));
        return (OsmText){0};
    }
    OsmText text = pbf->strings.at[string];
    bool plain = text.n == 0 || !memchr(text.at, 0, text.n);
    if (!plain || !utf8_valid(text.at, text.n)) fail(s, _("a text is not UTF-8"));
    return text;
}

/* ---------------------------------------------------------------- nodes */

static int32_t degrees(Span *s, int64_t raw, int64_t offset, int64_t limit) {
    int64_t nano;
    if (__builtin_mul_overflow(raw, s->pbf->granularity, &nano) ||
        __builtin_add_overflow(nano, offset, &nano) || nano < -limit || nano > limit)
        return (int32_t)fail(s, _("a node lies outside the Earth"));
    return (int32_t)((nano + (nano < 0 ? -50 : 50)) / 100);
}

static void node(Span *s, int64_t id, int64_t lat, int64_t lon, bool barrier) {
    static const int64_t QUARTER = INT64_C(90000000000); /* nanodegrees */
    Pbf *pbf = s->pbf;
    OsmNode n = {.id = id, .barrier = barrier};
    n.at.lat_e7 = degrees(s, lat, pbf->lat_offset, QUARTER);
    n.at.lon_e7 = degrees(s, lon, pbf->lon_offset, 2 * QUARTER);
    if (pbf->fault) return;
    if (pbf->nodes_turn)
        pbf->sink->node(pbf->sink->ctx, &n);
    else
        pbf->sink->report->osm_nodes++;
}

/* Tags of dense nodes: key, value, key, value ... 0 for each; wholly absent when none has any. */
static bool dense_barrier(Span *tags) {
    bool barrier = false;
    while (more(tags)) {
        uint64_t key = varint(tags);
        if (key == 0) return barrier;
        barrier |= key_at(tags, key) == OSM_BARRIER;
        if (varint(tags) >= tags->pbf->strings.n) fail(tags, _("a tag without a value"));
    }
    fail(tags, _("the tags of a node do not end"));
    return false;
}

static void dense_nodes(Pbf *pbf, Span dense) {
    Span ids = {.pbf = pbf}, lats = ids, lons = ids, tags = ids;
    for (Field f; next(&dense, &f);) {
        once(&f, 1, &ids);
        once(&f, 8, &lats);
        once(&f, 9, &lons);
        once(&f, 10, &tags);
    }
    bool tagged = more(&tags);
    uint64_t id = 0, lat = 0, lon = 0; /* differences add up modulo 2^64 */
    while (more(&ids)) {
        id += (uint64_t)zigzag(&ids);
        lat += (uint64_t)zigzag(&lats);
        lon += (uint64_t)zigzag(&lons);
        bool barrier = tagged && dense_barrier(&tags);
        node(&ids, (int64_t)id, (int64_t)lat, (int64_t)lon, barrier);
    }
    if (more(&lats) || more(&lons)) fail(&lats, _("more coordinates than nodes"));
    if (more(&tags)) fail(&tags, _("tags without a node"));
}

static void plain_node(Pbf *pbf, Span message) {
    int64_t id = 0, lat = 0, lon = 0;
    int given = 0;
    Span keys = {.pbf = pbf};
    for (Field f; next(&message, &f);) {
        int64_t value = (int64_t)(f.value >> 1) ^ -(int64_t)(f.value & 1);
        if (is(&f, 1, WIRE_VARINT)) id = value, given |= 1;
        if (is(&f, 8, WIRE_VARINT)) lat = value, given |= 2;
        if (is(&f, 9, WIRE_VARINT)) lon = value, given |= 4;
        once(&f, 2, &keys);
    }
    bool barrier = false;
    while (more(&keys)) barrier |= key_at(&keys, varint(&keys)) == OSM_BARRIER;
    if (given != 7) fail(&message, _("a node without an id or a place"));
    if (!pbf->fault) node(&message, id, lat, lon, barrier);
}

/* ---------------------------------------------------------------- ways */

static void way(Pbf *pbf, Span message) {
    Span keys = {.pbf = pbf}, values = keys, refs = keys;
    OsmWay w = {0};
    bool has_id = false;
    for (Field f; next(&message, &f);) {
        if (is(&f, 1, WIRE_VARINT)) w.id = (int64_t)f.value, has_id = true;
        once(&f, 2, &keys);
        once(&f, 3, &values);
        once(&f, 8, &refs);
    }
    if (!has_id) fail(&message, _("a way without an id"));
    while (more(&keys)) {
        OsmKey key = key_at(&keys, varint(&keys));
        OsmText value = text_at(&values, varint(&values));
        if (key != OSM_KEYS) w.tags[key] = value;
    }
    if (more(&values)) fail(&values, _("a tag without a key"));
    pbf->refs.n = 0;
    for (uint64_t ref = 0; more(&refs);) {
        ref += (uint64_t)zigzag(&refs);
        vec_push(pbf->arena, &pbf->refs, (int64_t)ref);
    }
    if (pbf->fault) return;
    w.refs = pbf->refs.at;
    w.ref_count = pbf->refs.n;
    pbf->sink->report->osm_ways++;
    pbf->sink->way(pbf->sink->ctx, &w);
}

static void group(Pbf *pbf, Span message) {
    enum { PLAIN = 1, DENSE = 2, WAY = 3, RELATION = 4 };
    for (Field f; next(&message, &f);) {
        if (f.wire != WIRE_BYTES) continue;
        if (f.number == PLAIN || f.number == DENSE) pbf->has_nodes.at[pbf->blob] = true;
        if (f.number == PLAIN) plain_node(pbf, f.bytes);
        if (f.number == DENSE) dense_nodes(pbf, f.bytes);
        if (pbf->nodes_turn) continue;
        if (f.number == WAY) way(pbf, f.bytes);
        if (f.number == RELATION) pbf->sink->report->osm_relations++;
    }
}

static void data_block(Pbf *pbf, Span block) {
    block = strings_and_scale(pbf, block);
    for (Field f; next(&block, &f);)
        if (is(&f, 2, WIRE_BYTES)) group(pbf, f.bytes);
}

/* ---------------------------------------------------------------- the file */

static bool text_is(Span s, const char *text) {
    size_t n = strlen(text);
    return (size_t)(s.end - s.at) == n && memcmp(s.at, text, n) == 0;
}

static void header_block(Pbf *pbf, Span block) {
    for (Field f; next(&block, &f);) {
        if (!is(&f, 4, WIRE_BYTES)) continue;
        if (text_is(f.bytes, "OsmSchema-V0.6") || text_is(f.bytes, "DenseNodes")) continue;
        size_t n = (size_t)(f.bytes.end - f.bytes.at), i = 0;
        for (; i < n && i + 1 < sizeof pbf->detail; i++) {
            uint8_t c = f.bytes.at[i];
            pbf->detail[i] = c >= 0x20 && c < 0x7F ? (char)c : '?';
        }
        fail(&f.bytes, _("the file needs a feature that this program does not know"));
    }
}

/* The bytes of a blob, inflated where needed, as the block from here on. */
static Span open_blob(Pbf *pbf, Span blob) {
    Span raw = {.pbf = pbf}, zlib = raw, other = raw, none = raw;
    uint64_t raw_size = 0;
    for (Field f; next(&blob, &f);) {
        once(&f, 1, &raw);
        once(&f, 3, &zlib);
        if (is(&f, 2, WIRE_VARINT)) raw_size = f.value;
        if (f.number >= 4 && f.number <= 7 && f.wire == WIRE_BYTES) other = f.bytes;
    }
    if (pbf->fault) return none;
    if (other.at) return fail(&other, _("a block is compressed otherwise than with zlib")), none;
    if ((raw.at != NULL) == (zlib.at != NULL)) return fail(&blob, _("a block without data")), none;
    if (raw.at) {
        pbf->block = (Bytes){raw.at, (size_t)(raw.end - raw.at)};
    } else {
        if (raw_size > BLOB_BYTES_MAX) return fail(&zlib, _("a block larger than 32 MiB")), none;
        while (pbf->room.cap < raw_size) { /* doubles until it fits */
            pbf->room.n = pbf->room.cap;
            vec_push(pbf->arena, &pbf->room, 0);
        }
        Bytes in = {zlib.at, (size_t)(zlib.end - zlib.at)};
        if (!road_inflate_exact(pbf->inflate, in, pbf->room.at, raw_size))
            return fail(&zlib, _("a compressed block is damaged")), none;
        pbf->block = (Bytes){pbf->room.at, raw_size};
    }
    if (pbf->block.n == 0) return none;
    return (Span){pbf->block.at, pbf->block.at + pbf->block.n, pbf};
}

typedef enum BlobType { BLOB_OTHER, BLOB_HEADER, BLOB_DATA } BlobType;

static BlobType blob_type(Pbf *pbf, Span type) {
    if (!type.at) fail(&type, _("a block without a type"));
    bool header = type.at && text_is(type, "OSMHeader");
    if ((pbf->blob == 0) != header) fail(&type, _("the file does not begin with one OSMHeader"));
    if (header) return BLOB_HEADER;
    return type.at && text_is(type, "OSMData") ? BLOB_DATA : BLOB_OTHER;
}

/* The frame around a blob: its type, and its bytes. */
static BlobType next_blob(Pbf *pbf, Span *file, Span *ret_blob) {
    Span size = take(file, 4), type = {.pbf = pbf};
    if (pbf->fault) return BLOB_OTHER;
    uint32_t n = (uint32_t)size.at[0] << 24 | (uint32_t)size.at[1] << 16 |
                 (uint32_t)size.at[2] << 8 | size.at[3];
    if (n > BLOB_HEADER_BYTES_MAX)
        return fail(file, _("this is not OSM PBF, or a block's header is damaged")), BLOB_OTHER;
    Span header = take(file, n);
    uint64_t blob_n = UINT64_MAX;
    for (Field f; next(&header, &f);) {
        once(&f, 1, &type);
        if (is(&f, 3, WIRE_VARINT)) blob_n = f.value;
    }
    if (blob_n > BLOB_BYTES_MAX) fail(file, _("a block without a size, or larger than 32 MiB"));
    *ret_blob = take(file, blob_n);
    return pbf->fault ? BLOB_OTHER : blob_type(pbf, type);
}

static void one_blob(Pbf *pbf, Span *file) {
    Span blob;
    pbf->blob_at = (size_t)(file->at - pbf->file.at);
    BlobType type = next_blob(pbf, file, &blob);
    if (pbf->fault) return;
    if (!pbf->nodes_turn) vec_push(pbf->arena, &pbf->has_nodes, false);
    bool wanted = !pbf->nodes_turn || pbf->has_nodes.at[pbf->blob];
    if (wanted && type != BLOB_OTHER) { /* other types may be skipped, says the format */
        Span block = open_blob(pbf, blob);
        if (type == BLOB_HEADER)
            header_block(pbf, block);
        else
            data_block(pbf, block);
    }
    if (pbf->fault) return; /* its place is told by the block */
    pbf->block = (Bytes){0};
    pbf->blob++;
}

static Status refuse(const Pbf *pbf, Err *err) {
    Buf place;
    buf_init(&place, 256);
    const uint8_t *at = pbf->fault_at;
    bool inside = pbf->block.n && at >= pbf->block.at && at <= pbf->block.at + pbf->block.n;
    bool in_file = at >= pbf->file.at && at <= pbf->file.at + pbf->file.n;
    if (in_file)
        buf_printf(&place, _("byte %zu"), (size_t)(at - pbf->file.at));
    else if (inside)
        buf_printf(&place, _("byte %zu, inflated %zu"), pbf->blob_at, (size_t)(at - pbf->block.at));
    else
        buf_printf(&place, _("byte %zu"), pbf->blob_at);
    err_set(err, ERR_INPUT, "%s%s%s", pbf->fault, pbf->detail[0] ? ": " : "", pbf->detail);
    err_at(err, pbf->name, 0, 0, place.at);
    err_advise(err, "%s", _("fetch the extract again; it may be cut off or damaged"));
    buf_free(&place);
    return ERR_INPUT;
}

Status road_pbf_read(Arena *arena, Bytes file, const char *name, const OsmSink *sink, Err *err) {
    Pbf *pbf = ARENA_NEW(arena, Pbf);
    pbf->arena = arena;
    pbf->name = name;
    pbf->file = file;
    pbf->sink = sink;
    pbf->inflate = road_inflate_new(arena);
    for (int turn = 0; turn < 2; turn++) {
        pbf->nodes_turn = turn == 1;
        pbf->blob = 0;
        Span all = {file.at, file.at + file.n, pbf};
        if (file.n == 0) fail(&all, _("the file is empty"));
        while (more(&all)) {
            one_blob(pbf, &all);
            int64_t done = (int64_t)(all.at - file.at) + turn * (int64_t)file.n;
            progress_step(sink->progress, _("reading roads"), done, 2 * (int64_t)file.n);
        }
        if (pbf->fault) return refuse(pbf, err);
        if (turn == 0) sink->ways_done(sink->ctx);
    }
    return OK;
}
