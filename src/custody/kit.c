// SPDX-License-Identifier: Apache-2.0
/* What belongs into a unit, and what an event says is in it. */
#include "custody/custody_int.h"

#include <string.h>

#include "custody_sql.h"
#include "stock/stock.h"

/* ---------------------------------------------------------------- the list */

typedef struct Place { /* of a unit */
    ElectionLevel level;
    int32_t index;
    int32_t first_contest; /* of its boxes; -1 when a box serves all */
} Place;

static bool find_place(const ElectionRegency *r, const char *code, Place *ret) {
    for (size_t i = 0; i < r->district_count; i++)
        if (str_eq(r->districts[i].code, code)) {
            *ret = (Place){LEVEL_PPK, (int32_t)i, -1};
            return true;
        }
    int32_t tps = election_tps(r, code);
    if (tps >= 0) *ret = (Place){LEVEL_TPS, tps, -1};
    return tps >= 0;
}

static bool of_place(const ElectionNeed *row, const Place *place) {
    return row->level == place->level && row->place == place->index;
}

static void find_first_contest(const ElectionRegency *r, const ElectionNeeds *needs, Place *place) {
    place->first_contest = INT32_MAX;
    for (size_t i = 0; i < needs->count; i++) {
        const ElectionNeed *row = &needs->rows[i];
        if (of_place(row, place) && r->rules.items[row->item].is_box &&
            row->contest < place->first_contest)
            place->first_contest = row->contest;
    }
}

static int32_t contest_of(const ElectionRegency *r, const char *contest) {
    for (size_t i = 0; i < r->rules.contest_count; i++)
        if (str_eq(r->rules.contests[i].id, contest)) return (int32_t)i;
    return -1;
}

/* A PPK has boxes and no outside set: all of its goods are on the boxes' lists. */
static bool belongs(const ElectionRegency *r, const CustodyUnit *unit, const Place *place,
                    const ElectionNeed *row) {
    const ElectionItem *item = &r->rules.items[row->item];
    int32_t contest = contest_of(r, unit->contest);
    if (!of_place(row, place) || row->quantity == 0) return false;
    if (unit->number.kind == CUSTODY_OUTSIDE) return !item->is_box && item->pack == PACK_OUTSIDE;
    if (item->is_box) return row->contest == contest;
    if (unit->copy > 1 || (place->level == LEVEL_TPS && item->pack == PACK_OUTSIDE)) return false;
    return row->contest == contest || (row->contest < 0 && contest == place->first_contest);
}

void custody_kit(Arena *arena, const ElectionRegency *r, const ElectionNeeds *needs,
                 const CustodyUnit *unit, CustodyKit *ret) {
    VEC(CustodyKitLine) lines = {0};
    Place place;
    bool known = unit->place && find_place(r, unit->place, &place);
    if (known) find_first_contest(r, needs, &place);
    for (size_t i = 0; i < needs->count && known; i++) {
        const ElectionNeed *row = &needs->rows[i];
        if (!belongs(r, unit, &place, row)) continue;
        bool box = r->rules.items[row->item].is_box;
        vec_push(arena, &lines,
                 ((CustodyKitLine){.item = row->item,
                                   .contest = row->contest,
                                   .expected = box ? 1 : row->quantity,
                                   .packed = box ? 1 : -1}));
    }
    *ret = (CustodyKit){unit, lines.at, lines.n};
}

const char *custody_kit_lack(Arena *arena, const ElectionRegency *r, const CustodyKit *kit) {
    Buf *b = buf_on(arena, 64 * KIB);
    for (size_t i = 0; i < kit->count; i++) {
        const CustodyKitLine *l = &kit->lines[i];
        if (l->packed == l->expected) continue;
        buf_printf(b, _("%s%s %s of %s"), b->n ? "; " : "",
                   election_text(r->rules.items[l->item].name),
                   int_group(arena, l->packed < 0 ? 0 : l->packed), int_group(arena, l->expected));
    }
    return b->at ? arena_str(arena, b->at) : "";
}

/* ---------------------------------------------------------------- applying */

static Status put_line(Store *store, const LedgerEvent *e, const char *unit, const char *hash,
                       size_t position, const json_t *line, Err *err) {
    const json_t *expected = json_object_get(line, "expected"),
                 *packed = json_object_get(line, "packed");
    if (!custody_text(line, "item") || !json_is_integer(expected) || !json_is_integer(packed) ||
        json_integer_value(packed) < 0)
        return custody_malformed(e, "kit", err);
    return store_run(store, err, SQL_CUSTODY_KIT_LINE_PUT, "tttittiit", e->scope, unit, hash,
                     (int64_t)position, custody_text(line, "item"), custody_text(line, "contest"),
                     (int64_t)json_integer_value(expected), (int64_t)json_integer_value(packed),
                     custody_text(line, "carton"));
}

/* The goods leave the store. Where they left already (a box packed twice: two histories) the
 * statement stands and the stock stays as it is: the fork is shown where it belongs. */
static Status move_stock(Store *store, const LedgerEvent *e, const char *unit, const char *station,
                         int32_t day, const json_t *line, Err *err) {
    StockPacked packed = {.number = unit,
                          .station = station,
                          .item = custody_text(line, "item"),
                          .contest = custody_text(line, "contest"),
                          .quantity = json_integer_value(json_object_get(line, "packed")),
                          .day = day};
    Status s = store_part_begin(store, err);
    if (s != OK) return s;
    s = stock_apply_kit(store, e->scope, &packed, err);
    if (s == OK) return store_part_end(store, err);
    store_part_undo(store);
    return s == ERR_CONFLICT || s == ERR_INPUT ? OK : s;
}

static Status station_of(Store *store, const char *scope, const char *unit, char to[32], Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_UNIT_GET, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, unit);
    s = store_step(q, &row, err);
    const char *place = s == OK && row ? store_text(q, 4) : NULL;
    to[0] = 0;
    if (place && strlen(place) < 32) memcpy(to, place, strlen(place) + 1);
    store_finish(q);
    return s;
}

Status custody_apply_kit(Store *store, const LedgerEvent *e, const char *unit, const char *hash,
                         Err *err) {
    const json_t *kit = json_object_get(e->body, "kit"), *lines = json_object_get(kit, "lines");
    const char *day_text = custody_text(kit, "day");
    char station[32];
    int32_t day;
    if (!kit) return OK;
    if (!json_is_array(lines) || !day_text || !day_parse(day_text, &day))
        return custody_malformed(e, "kit", err);
    Status s = station_of(store, e->scope, unit, station, err);
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line) {
        if (s == OK) s = put_line(store, e, unit, hash, i, line, err);
        if (s == OK && *station) s = move_stock(store, e, unit, station, day, line, err);
    }
    return s;
}
