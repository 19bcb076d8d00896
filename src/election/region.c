// SPDX-License-Identifier: Apache-2.0
/* Which regency a log is of, and by which rules its election is held. */
#include "election/import_int.h"

#include <stdlib.h>
#include <string.h>

#include "election_regions.h"
#include "election_sql.h"

/* ---------------------------------------------------------------- names */
/* Minutes east of UTC by province code (Keppres 41/1987 and the provinces founded since). */
static int32_t zone_of(const char *code) {
    static const struct {
        const char *from, *to;
        int32_t zone_min;
    } zones[] = {
        {"11", "36", 420}, /* Sumatra, Java */
        {"51", "53", 480}, /* Bali, Nusa Tenggara */
        {"61", "62", 420}, /* West and Central Kalimantan */
        {"63", "65", 480}, /* South, East and North Kalimantan */
        {"71", "76", 480}, /* Sulawesi */
        {"81", "97", 540}, /* Maluku, Papua */
    };
    if (str_eq(code, ELECTION_NATION)) return 420; /* the clock of the capital */
    for (size_t i = 0; i < COUNT_OF(zones); i++)
        if (strncmp(code, zones[i].from, 2) >= 0 && strncmp(code, zones[i].to, 2) <= 0)
            return zones[i].zone_min;
    abort(); /* every province has a zone */
}

typedef struct Line {
    const char *province, *name;
    int province_n, name_n;
} Line;

ElectionReach election_reach(const char *scope) {
    if (str_eq(scope, ELECTION_NATION)) return ELECTION_WHOLE_NATION;
    return strlen(scope) == 2 ? ELECTION_PROVINCE : ELECTION_REGENCY;
}

bool election_reaches(const char *wider, const char *scope) {
    if (str_eq(wider, ELECTION_NATION)) return !str_eq(scope, ELECTION_NATION);
    return strlen(wider) < strlen(scope) && str_starts(scope, wider);
}

/* The line "code,province,name" of the built-in list; of a province the first that is in it. */
static bool line_find(const char *code, Line *ret) {
    const char *p = strchr((const char *)regions_csv, '\n');
    size_t n = strlen(code);
    if (str_eq(code, ELECTION_NATION)) {
        *ret = (Line){"Indonesia", "Indonesia", 9, 9};
        return true;
    }
    if ((n != 2 && n != 4) || strspn(code, "0123456789") != n) return false;
    while (p && *++p) {
        if (strncmp(p, code, n) == 0 && (n == 2 || p[n] == ',')) {
            ret->province = p + 5;
            ret->province_n = (int)strcspn(ret->province, ",");
            ret->name = n == 2 ? ret->province : ret->province + ret->province_n + 1;
            ret->name_n = n == 2 ? ret->province_n : (int)strcspn(ret->name, "\n");
            return true;
        }
        p = strchr(p, '\n');
    }
    return false;
}

static Status unknown_code(const char *code, Err *err) {
    err_set(err, ERR_ABSENT, _("\"%.20s\" is no code of a regency, city or province of Indonesia"),
            code);
    err_advise(err, "%s",
               _("four digits, as in 1222 for Labuhanbatu Selatan; two for a province, as in 12 "
                 "for Sumatera Utara; id for the nation"));
    return ERR_ABSENT;
}

Status election_region_name(Arena *arena, const char *code, ElectionRegionName *ret, Err *err) {
    Line line;
    if (!line_find(code, &line)) return unknown_code(code, err);
    ElectionRegionName name = {.name = arena_strn(arena, line.name, (size_t)line.name_n),
                               .province =
                                   arena_strn(arena, line.province, (size_t)line.province_n),
                               .zone_min = zone_of(code)};
    memcpy(name.code, code, strlen(code) + 1); /* at most four digits */
    *ret = name;
    return OK;
}

int32_t election_tps(const ElectionRegency *r, const char *id) {
    size_t low = 0, high = id ? r->tps_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(r->tps[middle].id, id);
        if (order == 0) return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

Status election_need_regency(const ElectionRegency *regency, Err *err) {
    if (election_reach(regency->scope) == ELECTION_REGENCY) return OK;
    err_set(err, ERR_INPUT, _("%s (%s) is no regency: it has no stations, goods or plans"),
            regency->name, regency->scope);
    err_advise(err, "%s",
               _("do this in the database of a regency, or name one mirrored here with --scope; "
                 "this scope takes presses, contracts, print-orders, and hantar stock slots"));
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- stating */
Status election_define(Ledger *ledger, const char *scope, const json_t *rules, const char *name,
                       LedgerReceipt *ret, Err *err) {
    Line line;
    if (!line_find(scope, &line)) return unknown_code(scope, err);
    Buf text;
    buf_init(&text, LEDGER_EVENT_BYTES_MAX);
    Status s = json_canonical(rules, &text, err);
    if (s != OK) {
        buf_free(&text);
        return s;
    }
    char hex[65];
    Sha256 hash = sha256(text.at, text.n);
    hex_format(hash.b, sizeof hash.b, hex);
    buf_free(&text);
    json_t *body = json_pack("{s:O, s:{s:s, s:s}, s:{s:s, s:s%, s:s%, s:i}}", "rules", rules,
                             "source", "name", name, "sha256", hex, "region", "code", scope, "name",
                             line.name, (size_t)line.name_n, "province", line.province,
                             (size_t)line.province_n, "zone_min", (int)zone_of(scope));
    return ledger_state(ledger, scope, "election.defined", NULL, body, ret, err);
}

/* ---------------------------------------------------------------- what stands */
static Status none(const char *scope, Err *err) {
    if (scope)
        err_set(err, ERR_ABSENT, _("this database holds no election of the regency %.20s"), scope);
    else
        err_set(err, ERR_ABSENT, "%s", _("this database holds no election yet"));
    err_advise(err, "%s", _("begin with hantar init --election NAME --scope CODE"));
    return ERR_ABSENT;
}

static Status several(Err *err) {
    err_set(err, ERR_USAGE, "%s", _("this database holds several regencies"));
    err_advise(err, "%s", _("say which one with --scope CODE"));
    return ERR_USAGE;
}

Status election_region_load(Store *store, Arena *arena, const char *scope, RegionRow *ret,
                            Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_REGION_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    RegionRow region = {0};
    bool more;
    s = store_step(q, &more, err);
    if (s == OK && !more) s = none(scope, err);
    if (s == OK) {
        int64_t defined = store_int(q, 6), imported = store_int(q, 7);
        region = (RegionRow){.scope = arena_str(arena, store_text(q, 0)),
                             .name = arena_str(arena, store_text(q, 1)),
                             .province = arena_str(arena, store_text(q, 2)),
                             .zone_min = (int32_t)store_int(q, 3),
                             .rules = arena_str(arena, store_text(q, 4)),
                             .rules_name = arena_str(arena, store_text(q, 5)),
                             .seq = defined > imported ? defined : imported};
        s = store_step(q, &more, err);
    }
    store_finish(q);
    if (s == OK && more) s = several(err);
    if (s == OK) *ret = region;
    return s;
}

Status election_import_event(Store *store, Arena *arena, const char *scope, const char *kind,
                             const char **ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_SOURCE_EVENT, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, kind);
    bool row = false;
    s = store_step(q, &row, err);
    *ret = s == OK && row ? arena_str(arena, store_text(q, 0)) : NULL;
    store_finish(q);
    return s;
}
