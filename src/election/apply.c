// SPDX-License-Identifier: Apache-2.0
/* Events of this floor, and the views that they make. An event may come from elsewhere, so its body
 * is believed in nothing: types, bounds and unknown keys are checked here. */
#include "election/import_int.h"

#include <stdlib.h>
#include <string.h>

#include "road/road.h"

#include "election_sql.h"

#define INTEGER_MAX INT64_C(9007199254740991) /* what any JSON reader keeps exactly */

static Status wrong_body(const LedgerEvent *event, const char *key, Err *err) {
    err_set(err, ERR_INPUT, _("the event's body is not of the form of %s"), event->type);
    err_at(err, "event", 0, 0, key);
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- rows in events */
static bool integer_fits(const Column *c, json_int_t n) {
    switch (c->type) {
    case COLUMN_LAT: return n >= -90 * (int64_t)GEO_UNIT && n <= 90 * (int64_t)GEO_UNIT;
    case COLUMN_LON: return n >= -180 * (int64_t)GEO_UNIT && n <= 180 * (int64_t)GEO_UNIT;
    case COLUMN_YES: return n == 0 || n == 1;
    case COLUMN_LEVEL: return n >= 0 && n <= 100;
    case COLUMN_DAY: return n >= -1000000 && n <= 1000000;
    case COLUMN_CLOCK: return n >= 0 && n <= 86400;
    case COLUMN_MOMENT: return n >= 0 && n <= INTEGER_MAX;
    default: return n >= c->min && n <= c->max;
    }
}

static bool area_fits(const json_t *rings) {
    if (!json_is_array(rings) || json_array_size(rings) == 0) return false;
    for (size_t r = 0; r < json_array_size(rings); r++) {
        const json_t *ring = json_array_get(rings, r);
        size_t n = json_array_size(ring);
        if (n < 6 || n % 2) return false;
        for (size_t i = 0; i < n; i++) {
            const json_t *v = json_array_get(ring, i);
            int64_t max = (i % 2 ? 180 : 90) * (int64_t)GEO_UNIT;
            if (!json_is_integer(v) || llabs(json_integer_value(v)) > max) return false;
        }
    }
    return true;
}

static bool text_fits(const Column *c, const char *text) {
    size_t n = strlen(text);
    if (n == 0) return false;
    if (c->type == COLUMN_PERSONAL)
        return str_starts(text, "withheld:") && n + 1 == LEDGER_WITHHELD_BYTES;
    RoadClass vehicle;
    if (c->type == COLUMN_CLASS) return road_class_parse(text, &vehicle);
    if (c->type != COLUMN_CODE) return true;
    return (int64_t)n >= c->min && (int64_t)n <= c->max && strspn(text, "0123456789") == n;
}

/* Binds the value; false when it is not of the column's type. NULL binds NULL. */
static bool bind_value(StoreStmt *q, int parameter, const Column *c, const json_t *value) {
    if (!value) {
        store_bind_null(q, parameter);
        return true;
    }
    if (c->type == COLUMN_AREA) {
        char *text = area_fits(value) ? json_dumps(value, JSON_COMPACT) : NULL;
        if (text) store_bind_text(q, parameter, text);
        free(text);
        return text != NULL;
    }
    if (election_column_is_text(c)) {
        if (!json_is_string(value) || !text_fits(c, json_string_value(value))) return false;
        store_bind_text(q, parameter, json_string_value(value));
        return true;
    }
    if (!json_is_integer(value) || !integer_fits(c, json_integer_value(value))) return false;
    store_bind_int(q, parameter, json_integer_value(value));
    return true;
}

static Status put_row(Store *store, const LedgerEvent *event, const Kind *kind, const json_t *row,
                      Err *err) {
    const char *id = json_string_value(json_object_get(row, "id"));
    if (!id) return wrong_body(event, "set.id", err);
    StoreStmt *q;
    Status s = store_run(store, err, kind->sql_remove, "tt", event->scope, id);
    if (s == OK) s = store_prepare(store, kind->sql_put, &q, err);
    if (s != OK) return s;
    int parameter = 1;
    size_t known = 0;
    store_bind_text(q, parameter++, event->scope);
    for (size_t c = 0; c < kind->column_count && s == OK; c++) {
        if (!election_column_kept(&kind->columns[c])) continue;
        const char *key = election_column_key(&kind->columns[c]);
        const json_t *value = json_object_get(row, key);
        known += value != NULL;
        if (!bind_value(q, parameter++, &kind->columns[c], value)) s = wrong_body(event, key, err);
    }
    if (s == OK && known != json_object_size(row)) s = wrong_body(event, "set", err);
    bool more;
    if (s == OK) s = store_step(q, &more, err);
    store_finish(q);
    return s;
}

json_t *election_row_json(const Kind *kind, const Row *row) {
    json_t *object = json_object();
    for (size_t c = 0; c < kind->column_count; c++) {
        const Column *column = &kind->columns[c];
        const Cell *cell = &row->cells[c];
        if (!cell->known || !election_column_kept(column)) continue;
        json_t *value = column->type == COLUMN_AREA       ? json_loads(cell->text, 0, NULL)
                        : election_column_is_text(column) ? json_string(cell->text)
                                                          : json_integer(cell->n);
        json_object_set_new(object, election_column_key(column), value);
    }
    return object;
}

/* ---------------------------------------------------------------- rows in views */
static int compare_ids(const void *a, const void *b) {
    const Row *x = a, *y = b;
    int order = strcmp(x->cells[0].text, y->cells[0].text);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

void election_rows_sort(Rows *rows) {
    if (rows->n) qsort(rows->at, rows->n, sizeof *rows->at, compare_ids);
}

const Row *election_row_find(const Rows *rows, const char *id) {
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rows->at[middle].cells[0].text, id);
        if (order == 0) return &rows->at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static Row row_of_statement(StoreStmt *q, Arena *arena, const Kind *kind) {
    Row row = {.cells = ARENA_ARRAY(arena, Cell, kind->column_count)};
    int at = 0;
    for (size_t c = 0; c < kind->column_count; c++) {
        if (!election_column_kept(&kind->columns[c])) continue;
        Cell *cell = &row.cells[c];
        cell->known = !store_null(q, at);
        cell->stands = true;
        if (cell->known && election_column_is_text(&kind->columns[c]))
            cell->text = arena_str(arena, store_text(q, at));
        else if (cell->known)
            cell->n = store_int(q, at);
        at++;
    }
    return row;
}

Status election_rows_load(Store *store, Arena *arena, const char *scope, const Kind *kind,
                          Rows *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, kind->sql_list, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    Rows rows = {0};
    bool more;
    while ((s = store_step(q, &more, err)) == OK && more)
        vec_push(arena, &rows, row_of_statement(q, arena, kind));
    store_finish(q);
    if (s != OK) return s;
    election_rows_sort(&rows); /* databases differ in how they order text */
    *ret = rows;
    return OK;
}

/* ---------------------------------------------------------------- applying */
static Status apply_source(Store *store, const LedgerEvent *event, const Kind *kind, Err *err) {
    const json_t *source = json_object_get(event->body, "source");
    const char *name = json_string_value(json_object_get(source, "name"));
    const char *format = json_string_value(json_object_get(source, "format"));
    const char *hash = json_string_value(json_object_get(source, "sha256"));
    if (!name || !format || !hash) return wrong_body(event, "source", err);
    return store_run(store, err, SQL_SOURCE_PUT, "ttttti", event->scope, kind->name, name, format,
                     hash, event->seq);
}

Status election_kind_apply(Store *store, const LedgerEvent *event, const Kind *kind, Err *err) {
    const json_t *set = json_object_get(event->body, "set");
    const json_t *removed = json_object_get(event->body, "removed");
    if (!kind || !json_is_array(set) || !json_is_array(removed))
        return wrong_body(event, "set", err);
    Status s = apply_source(store, event, kind, err);
    for (size_t i = 0; i < json_array_size(removed) && s == OK; i++) {
        const char *id = json_string_value(json_array_get(removed, i));
        s = id ? store_run(store, err, kind->sql_remove, "tt", event->scope, id)
               : wrong_body(event, "removed", err);
    }
    for (size_t i = 0; i < json_array_size(set) && s == OK; i++)
        s = put_row(store, event, kind, json_array_get(set, i), err);
    return s;
}

static Status apply_import(Store *store, const LedgerEvent *event, Err *err) {
    return election_kind_apply(store, event, election_kind_of_event(event->type), err);
}

static Status apply_defined(Store *store, const LedgerEvent *event, Err *err) {
    const json_t *region = json_object_get(event->body, "region");
    const json_t *source = json_object_get(event->body, "source");
    const json_t *rules = json_object_get(event->body, "rules");
    const json_t *zone = json_object_get(region, "zone_min");
    const char *code = json_string_value(json_object_get(region, "code"));
    const char *name = json_string_value(json_object_get(region, "name"));
    const char *province = json_string_value(json_object_get(region, "province"));
    const char *file = json_string_value(json_object_get(source, "name"));
    const char *hash = json_string_value(json_object_get(source, "sha256"));
    if (!name || !province || !str_eq(code, event->scope)) return wrong_body(event, "region", err);
    if (!json_is_integer(zone) || llabs(json_integer_value(zone)) > 14 * 60)
        return wrong_body(event, "region.zone_min", err);
    if (!file || !hash) return wrong_body(event, "source", err);
    if (!json_is_object(rules)) return wrong_body(event, "rules", err);
    Buf text;
    buf_init(&text, LEDGER_EVENT_BYTES_MAX);
    Status s = json_canonical(rules, &text, err);
    if (s == OK)
        s = store_run(store, err, SQL_REGION_PUT, "tttittti", event->scope, name, province,
                      json_integer_value(zone), text.at, file, hash, event->seq);
    buf_free(&text);
    return s;
}

/* Disclosure. Where stations stand, how many voters they have, and by which rules: public anyway.
 * Where ballots are stored, which vehicles carry them and what could stop them: after voting day.
 * People, even as commitments and roles: on request. */
const LedgerType ELECTION_TYPES[] = {
    {"election.defined", 1, LEDGER_PUBLIC, apply_defined, NULL, false},
    {"tps.imported", 1, LEDGER_PUBLIC, apply_import, NULL, false},
    {"districts.imported", 1, LEDGER_PUBLIC, apply_import, NULL, false},
    {"depots.imported", 1, LEDGER_AFTER_DAY, apply_import, NULL, false},
    {"fleet.imported", 1, LEDGER_AFTER_DAY, apply_import, NULL, false},
    {"items.imported", 1, LEDGER_PUBLIC, apply_import, NULL, false},
    {"personnel.imported", 1, LEDGER_REQUEST, apply_import, NULL, false},
    {"hazards.imported", 1, LEDGER_AFTER_DAY, apply_import, NULL, false},
    {"vulnerability.imported", 1, LEDGER_AFTER_DAY, apply_import, NULL, false},
    {"boundaries.imported", 1, LEDGER_PUBLIC, apply_import, NULL, false},
    {"roads.imported", 1, LEDGER_PUBLIC, apply_import, NULL, false},
};
const size_t ELECTION_TYPE_COUNT = COUNT_OF(ELECTION_TYPES);
const StoreModule ELECTION_STORE = {"election", ELECTION_TABLES, COUNT_OF(ELECTION_TABLES), 4};
