// SPDX-License-Identifier: Apache-2.0
/* base.h: the ground floor. What C lacks and every other floor needs: errors that speak to a
 * person, memory that goes away all at once, buffers with a limit, a bendable world, time, chance,
 * hashes, JSON and CSV. Knows nothing of elections, roads or databases.
 *
 * Conventions of the whole house, stated once:
 *  - A function that can fail returns Status and takes an `Err *` last. On failure it has filled
 *    the Err; out parameters (`ret_...`) are written only on success.
 *  - Memory comes from an Arena that the caller owns, unless a name ends in _new (then _free).
 *  - `const T *` from a getter is borrowed. Strings are UTF-8 and end in NUL.
 *  - Quantities are integers with the unit in the name: mass_g, volume_cm3, distance_m, time_s.
 *  - In this folder the prefix of a function is its noun (arena_, buf_, err_ ...); in every other
 *    folder it is the folder's name.
 */
#ifndef HANTAR_BASE_H
#define HANTAR_BASE_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)

/* ---------------------------------------------------------------- 1. Errors
 * Three families: the input is wrong, the world is wrong, or we are wrong (an assert, never a
 * Status). The rest are the few expected answers a caller may want to tell apart. */
typedef enum Status {
    OK = 0,
    ERR_INPUT = -1,      /* what came in is wrong; the message says where, and what to do */
    ERR_WORLD = -2,      /* file missing, disk full, peer gone: trying again may help */
    ERR_USAGE = -3,      /* wrong use of the command line */
    ERR_INFEASIBLE = -4, /* understood, but it cannot be done; the message says why */
    ERR_CONFLICT = -5,   /* the same id already stands with other content */
    ERR_ABSENT = -6,     /* nothing there under that name */
} Status;

/* One error for a person: where, what, and what to do. A plain value; needs no freeing. */
typedef struct Err {
    Status status;
    char place[192];  /* "tps.csv:17:4 (voters)", or empty */
    char text[512];   /* one sentence */
    char advice[320]; /* one sentence, or empty */
} Err;

/* Fills `err` (which may be NULL), clears place and advice, returns `status`. */
Status err_set(Err *err, Status status, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Adds the place (line and column from 1; 0 = unknown; field may be NULL) or the advice. */
void err_at(Err *err, const char *file, int line, int column, const char *field);
void err_advise(Err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* 0 done, 1 refused or not feasible, 2 wrong use. */
int err_exit_status(Status status);

/* ---------------------------------------------------------------- 2. The world, bendable
 * Time, chance, files and allocation reach the code through this struct, so that tests can bend
 * them. Everything below cli/ takes `const Env *`; only main fills it with the real world. */
typedef struct Arena Arena;
typedef struct Bytes {
    const uint8_t *at;
    size_t n;
} Bytes;
typedef struct Env {
    int64_t (*now_ms)(void *ctx);  /* UTC, milliseconds since 1970 */
    int64_t (*tick_ns)(void *ctx); /* monotonic; only differences mean anything */
    void (*random)(void *ctx, void *to, size_t n);
    void *(*alloc)(void *ctx, size_t n); /* NULL when there is none */
    void (*release)(void *ctx, void *block);
    /* Whole file into the arena, followed by a NUL that n does not count; refuses more than
     * bytes_max. */
    Status (*read_file)(void *ctx, const char *path, size_t bytes_max, Arena *arena, Bytes *ret,
                        Err *err);
    /* Replaces the file whole or not at all, durably (temporary file, fsync, rename, fsync of the
     * folder). */
    Status (*write_file)(void *ctx, const char *path, Bytes bytes, Err *err);
    void *ctx;
} Env;
Env env_real(void);
const char *env_reason(int code); /* an errno in words */
MUST_USE Status env_read_file(const Env *env, const char *path, size_t bytes_max, Arena *arena,
                              Bytes *ret, Err *err);
MUST_USE Status env_write_file(const Env *env, const char *path, Bytes bytes, Err *err);

/* ---------------------------------------------------------------- 3. Memory
 * An arena per request, per solve, per import: items are never freed singly, the whole goes at
 * once. Memory comes zeroed and aligned for any type. The arena has a ceiling; when it is reached
 * or the system has no more, arena_alloc does not return: it jumps to the guard, or, without one,
 * ends the program with a message. So no caller ever checks for NULL.
 *
 *     Arena *a = arena_new(env, 64 * MIB);
 *     if (ARENA_GUARD(a)) { ...work... } else { ...refuse the request; nothing was changed... }
 *     arena_free(a);
 *
 * Under AddressSanitizer every item is its own block, so that overruns are seen. */
Arena *arena_new(const Env *env, size_t bytes_max);
void arena_free(Arena *arena); /* accepts NULL */
void arena_freep(Arena **arena);
void *arena_alloc(Arena *arena, size_t bytes);
void *arena_array(Arena *arena, size_t count, size_t item_bytes);
char *arena_str(Arena *arena, const char *text); /* a copy; NULL gives NULL */
char *arena_strn(Arena *arena, const char *text, size_t n);
char *arena_printf(Arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);
size_t arena_bytes(const Arena *arena);   /* in use */
const Env *arena_env(const Arena *arena); /* the world that it was made in */
/* Heap memory that must not outlive the arena, whatever jump ends the work: release(what) runs in
 * arena_free. Call it before `what` holds anything; both must bear being released twice. */
void arena_own(Arena *arena, void *what, void (*release)(void *what));
jmp_buf *arena_escape(Arena *arena);
#define ARENA_GUARD(arena) (setjmp(*arena_escape(arena)) == 0)
#define ARENA_NEW(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define ARENA_ARRAY(arena, T, count) ((T *)arena_array((arena), (count), sizeof(T)))

/* A growing array on an arena: VEC(int) v = {0}; vec_push(a, &v, 7); v.at[0], v.n */
#define VEC(T)         \
    struct {           \
        T *at;         \
        size_t n, cap; \
    }
#define vec_push(arena, v, ...)                                                \
    ((v)->at = vec_room((arena), (v)->at, (v)->n, &(v)->cap, sizeof *(v)->at), \
     (v)->at[(v)->n++] = (__VA_ARGS__))
/* `at` itself while n < *cap, else a larger copy and a larger *cap. */
void *vec_room(Arena *arena, void *at, size_t n, size_t *cap, size_t item_bytes);

/* A byte buffer on the heap, born with its maximum. When the maximum is passed it frees itself
 * and stays failed; callers may add on and ask once at the end. `at` ends in NUL. */
typedef struct Buf {
    char *at;
    size_t n, cap, max;
    bool failed;
} Buf;
void buf_init(Buf *buf, size_t bytes_max);
void buf_free(Buf *buf); /* leaves it empty and usable */
/* A buffer that the arena frees at the latest: for work that fills both. */
Buf *buf_on(Arena *arena, size_t bytes_max);
void buf_add(Buf *buf, const void *bytes, size_t n);
void buf_str(Buf *buf, const char *text);
void buf_char(Buf *buf, char c);
void buf_printf(Buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
MUST_USE Status buf_ok(const Buf *buf, Err *err); /* ERR_WORLD when it failed */
Bytes buf_bytes(const Buf *buf);

/* ---------------------------------------------------------------- 4. Faults of an input
 * A file that people made has many faults at once: all are collected, then the file is refused
 * whole. Kept up to FAULTS_MAX; the rest are counted. */
#define FAULTS_MAX 1000
typedef struct Fault {
    int line, column;   /* from 1; 0 = the whole file, or the whole line */
    const char *field;  /* as the file spells it, or NULL */
    const char *text;   /* what is wrong, and what was expected */
    const char *advice; /* what to do, or NULL */
} Fault;
typedef struct Faults {
    Arena *arena;
    const char *file;
    VEC(Fault) list;
    size_t total;
} Faults;
void fault_add(Faults *faults, int line, int column, const char *field, const char *advice,
               const char *fmt, ...) PRINTF_LIKE(6, 7);
/* ERR_INPUT with the count in the text when there is any fault, else OK. */
MUST_USE Status faults_status(const Faults *faults, Err *err);

/* ---------------------------------------------------------------- 5. Text and numbers */
bool str_eq(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *text, const char *prefix);
/* ASCII fold: lower case, letters and digits kept, everything else dropped: "Kode TPS" = "kodetps"
 */
char *str_key(Arena *arena, const char *text);
bool utf8_valid(const char *text, size_t n);
/* The first byte range of a windows-1252 text as UTF-8. */
char *utf8_from_cp1252(Arena *arena, const char *text, size_t n);
/* The whole text as a decimal integer within [min, max]; false otherwise. */
bool int_parse(const char *text, int64_t min, int64_t max, int64_t *ret);
/* A decimal number as an integer of the given number of decimals: ("1.5", 7) = 15000000. More
 * decimals than asked for are rounded half away from zero. No exponents. */
bool decimal_parse(const char *text, int decimals, int64_t *ret);
/* "1.234.567" in Indonesian, "1,234,567" in English, by the language in force. */
char *int_group(Arena *arena, int64_t n);
/* The same of a number whose last digits are decimals, one at least: (12345, 1) = "1.234,5". */
char *decimal_group(Arena *arena, int64_t n, int decimals);
/* Addition and multiplication that assert instead of wrapping. */
int64_t add64(int64_t a, int64_t b);
int64_t mul64(int64_t a, int64_t b);
int64_t ceil_div64(int64_t a, int64_t b); /* b > 0 */

/* ---------------------------------------------------------------- 6. Time
 * UTC inside; local at the edges as minutes east of UTC (WIB 420, WITA 480, WIT 540). A day is a
 * count since 1970-01-01 in local time. */
typedef struct Civil {
    int year, month, day, hour, minute, second;
} Civil;
int32_t day_from_civil(int year, int month, int day);
Civil civil_from_s(int64_t seconds_since_1970);
int day_weekday(int32_t day);                          /* 0 = Sunday */
bool day_parse(const char *iso, int32_t *ret);         /* "2024-02-10", real dates only */
bool clock_parse(const char *hhmm, int32_t *ret_s);    /* "07:30" = 27000; 24:00 allowed */
void day_format(int32_t day, char to[16]);             /* "2024-02-10" */
void time_format_utc(int64_t ms, char to[32]);         /* "2024-02-10T03:04:05.678Z" */
bool time_parse_utc(const char *utc, int64_t *ret_ms); /* exactly what time_format_utc writes */
/* "Sabtu, 10 Februari 2024" / "Saturday, 10 February 2024" by the language in force. */
char *day_words(Arena *arena, int32_t day);

/* ---------------------------------------------------------------- 7. Chance and identity */
typedef struct Rng {
    uint64_t s[4];
} Rng; /* xoshiro256**; the same seed gives the same numbers on every machine */
void rng_seed(Rng *rng, uint64_t seed);
uint64_t rng_u64(Rng *rng);
uint32_t rng_below(Rng *rng, uint32_t n); /* uniform in [0, n), n > 0 */
double rng_unit(Rng *rng);                /* [0, 1) */

#define UUID_BYTES 37
void uuid7(const Env *env, char to[UUID_BYTES]); /* RFC 9562 version 7 */
bool uuid_valid(const char *text);

typedef struct Sha256 {
    uint8_t b[32];
} Sha256;
Sha256 sha256(const void *bytes, size_t n);
/* Several parts in one go: sha256_parts(3, (Bytes[]){...}). */
Sha256 sha256_parts(size_t count, const Bytes *parts);
void hex_format(const uint8_t *bytes, size_t n, char *to); /* 2 n + 1 characters */
bool hex_parse(const char *hex, uint8_t *to, size_t n);    /* exactly 2 n lower-case digits */
/* RFC 4648 section 4, with padding; what is parsed has its unused bits zero, so that no bytes have
 * two spellings. `*n` is the room at `to`, and then the count. */
void base64_add(Buf *out, const void *bytes, size_t n);
bool base64_parse(Bytes text, uint8_t *to, size_t *n);
bool base64_parse_exact(Bytes text, uint8_t *to, size_t n); /* exactly n bytes */
Bytes bytes_of(const char *text);

/* ---------------------------------------------------------------- 8. JSON
 * Read with jansson, under limits and with duplicate keys refused. Written either as a stream
 * (reports) or canonically (RFC 8785) from a jansson tree. Canonical texts here hold no
 * fractions: quantities are integers, coordinates are 1e-7 degrees. */
#define JSON_DEPTH_MAX 32
MUST_USE Status json_read(Bytes text, const char *name, json_t **ret, Err *err);
MUST_USE Status json_canonical(const json_t *value, Buf *out, Err *err);

/* Streaming writer. `key` is NULL inside an array and at the top. */
typedef struct JsonOut {
    Buf *buf;
    bool pretty;
    int depth;
    bool started[JSON_DEPTH_MAX]; /* has the level an item already */
} JsonOut;
void json_out(JsonOut *out, Buf *buf, bool pretty);
void json_open(JsonOut *out, const char *key, char bracket);        /* '{' or '[' */
void json_close(JsonOut *out, char bracket);                        /* '}' or ']' */
void json_put_str(JsonOut *out, const char *key, const char *text); /* NULL writes null */
void json_put_int(JsonOut *out, const char *key, int64_t n);
void json_put_int_if(JsonOut *out, const char *key, bool known, int64_t n); /* else null */
void json_put_bool(JsonOut *out, const char *key, bool yes);
void json_put_null(JsonOut *out, const char *key);
/* scaled / 10^decimals, exactly: (190170800, 7) = 19.01708 */
void json_put_decimal(JsonOut *out, const char *key, int64_t scaled, int decimals);

/* ---------------------------------------------------------------- 9. CSV
 * RFC 4180 read strictly: quotes must close, rows must be as long as the header. Accepted from
 * real offices: a BOM, `;` or tab as separator, windows-1252, CRLF, blank lines. Each cell knows
 * its row's line. */
#define CSV_COLUMNS_MAX 256
#define CSV_ROWS_MAX 2000000
typedef struct CsvRow {
    int line;     /* line in the file where the row begins, from 1 */
    char **cells; /* as many as the header has; blanks at both ends trimmed; never NULL */
} CsvRow;
typedef struct Csv {
    char **header;
    size_t columns;
    VEC(CsvRow) rows;
    char separator;
    bool from_cp1252; /* the bytes were not UTF-8 and were read as windows-1252 */
} Csv;
/* Faults go to `faults`; returns its status. */
MUST_USE Status csv_read(Arena *arena, Bytes text, Csv *ret, Faults *faults, Err *err);
/* Quoted where needed. A text that a spreadsheet program would take for a formula (it begins with
 * = + - @ or a tab) gets an apostrophe before it, which csv_read takes off again: what somebody
 * typed in the field does nothing on the desk where it is opened, and comes back unchanged. */
void csv_cell(Buf *out, const char *text);

/* ---------------------------------------------------------------- 10. Messages
 * Every text for people stands in the source in English inside _( ) and is looked up in the
 * catalogue of the language in force (po/id.po, built into the program). The language belongs to
 * the thread. Indonesian is the default. */
typedef enum Lang { LANG_ID, LANG_EN } Lang;
void lang_use(Lang lang);
Lang lang_in_use(void);
/* From "id", "en", "id_ID.UTF-8" ...; false when it names neither. */
bool lang_parse(const char *name, Lang *ret);
const char *tr(const char *english);
/* By number: in English one or many; Indonesian has one form for all. */
const char *tr_n(const char *one, const char *many, int64_t n);
#define _(text) tr(text)
#define N_(text) (text)

/* ---------------------------------------------------------------- 11. Long work
 * Long functions take `const Progress *` (NULL = nobody watches) and tell what is done. */
typedef struct Progress {
    void (*step)(void *ctx, const char *what, int64_t done, int64_t total);
    void *ctx;
} Progress;
void progress_step(const Progress *progress, const char *what, int64_t done, int64_t total);
/* Runs fn(ctx, item) for item 0..items-1 on up to `threads` threads, and returns when all are
 * done. Items are handed out in order; fn must not depend on which thread runs it. */
void work_run(int threads, size_t items, void (*fn)(void *ctx, size_t item), void *ctx);

#endif
