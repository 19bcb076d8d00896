// SPDX-License-Identifier: Apache-2.0
#include "road/road_int.h"

#include <zlib.h>

#define GZIP_OR_ZLIB 47 /* window of 15 bits, the kind told from the bytes */

struct RoadInflate {
    z_stream z;
};

static void *zlib_alloc(void *arena, unsigned items, unsigned bytes) {
    return arena_array(arena, items, bytes);
}

static void zlib_free(void *arena, void *block) {
    (void)arena, (void)block;
}

RoadInflate *road_inflate_new(Arena *arena) {
    RoadInflate *inf = ARENA_NEW(arena, RoadInflate);
    inf->z = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_free, .opaque = arena};
    return inflateInit2(&inf->z, GZIP_OR_ZLIB) == Z_OK ? inf : NULL;
}

bool road_inflate_exact(RoadInflate *inf, Bytes in, uint8_t *to, size_t n) {
    if (!inf || in.n > UINT32_MAX || n > UINT32_MAX || inflateReset(&inf->z) != Z_OK) return false;
    inf->z.next_in = (Bytef *)in.at;
    inf->z.avail_in = (uInt)in.n;
    inf->z.next_out = to;
    inf->z.avail_out = (uInt)n;
    int end = inflate(&inf->z, Z_FINISH);
    return end == Z_STREAM_END && inf->z.avail_out == 0 && inf->z.avail_in == 0;
}

bool road_is_gzip(Bytes file) {
    return file.n >= 2 && file.at[0] == 0x1F && file.at[1] == 0x8B;
}

/* One turn of inflate: as much as fits. Returns zlib's word; *ret_made = bytes written. */
static int turn(z_stream *z, Bytes in, size_t at, uint8_t *to, size_t room, size_t *ret_made) {
    size_t left = in.n - at;
    z->next_in = (Bytef *)in.at + at;
    z->avail_in = left > UINT32_MAX ? UINT32_MAX : (uInt)left;
    z->next_out = to;
    z->avail_out = room > UINT32_MAX ? UINT32_MAX : (uInt)room;
    int word = inflate(z, Z_NO_FLUSH);
    *ret_made = (size_t)(z->next_out - to);
    return word;
}

/* All members of a gzip file, one behind the other. With to = NULL only measures. Returns the
 * size, or SIZE_MAX; *ret_at is how far it came in `in`. */
static size_t gunzip(RoadInflate *inf, Bytes in, uint8_t *to, size_t bytes_max, size_t *ret_at) {
    static const size_t CHUNK = 32 * KIB;
    uint8_t sink[32 * KIB];
    size_t total = 0, at = 0;
    bool between = true; /* at the end of a member */
    if (!inf || inflateReset(&inf->z) != Z_OK) return SIZE_MAX;
    while (at < in.n || !between) {
        size_t made, room = to ? bytes_max - total : CHUNK;
        int word = turn(&inf->z, in, at, to ? to + total : sink, room, &made);
        size_t used = (size_t)(inf->z.next_in - in.at) - at;
        at += used;
        total += made;
        *ret_at = at;
        between = word == Z_STREAM_END;
        if (word != Z_OK && word != Z_STREAM_END) return SIZE_MAX;
        if (total > bytes_max || (used == 0 && made == 0)) return SIZE_MAX;
        if (between && inflateReset(&inf->z) != Z_OK) return SIZE_MAX;
    }
    return total;
}

Status road_gunzip(Arena *arena, Bytes file, const char *name, Bytes *ret, Err *err) {
    RoadInflate *inf = road_inflate_new(arena);
    size_t at = 0, n = gunzip(inf, file, NULL, ROAD_GUNZIP_BYTES_MAX, &at);
    if (n == SIZE_MAX) {
        char byte[40];
        Buf b;
        buf_init(&b, sizeof byte);
        buf_printf(&b, _("byte %zu"), at);
        err_set(err, ERR_INPUT,
                _("the compressed file is cut off, damaged, or larger than %zu MiB"),
                ROAD_GUNZIP_BYTES_MAX / MIB);
        err_at(err, name, 0, 0, b.at);
        err_advise(err, "%s", _("fetch the file again, or give a smaller extract"));
        buf_free(&b);
        return ERR_INPUT;
    }
    uint8_t *to = arena_alloc(arena, n + 1);
    size_t again = gunzip(inf, file, to, n + 1, &at); /* one spare: room is never 0 */
    if (again != n) return err_set(err, ERR_INPUT, "%s", _("the compressed file is damaged"));
    *ret = (Bytes){to, n};
    return OK;
}
