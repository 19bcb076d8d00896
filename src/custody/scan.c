// SPDX-License-Identifier: Apache-2.0
/* Lines of a scanner, and paper forms that were typed later. */
#include "custody/custody_int.h"

#include <string.h>

#include "custody_sql.h"

#define REFUSED_MAX 10000 /* per regency: whoever floods it gets no more room than this */
#define REFUSED_TEXT_MAX (64 * KIB)

/* ---------------------------------------------------------------- one line */

static char *trim(char *text) {
    while (*text == ' ' || *text == '\t' || *text == '\r') text++;
    size_t n = strlen(text);
    while (n && strchr(" \t\r\n", text[n - 1])) text[--n] = 0;
    return text;
}

static char *next_word(char **rest) {
    char *word = trim(*rest);
    size_t n = strcspn(word, " \t");
    *rest = word[n] ? word + n + 1 : word + n;
    word[n] = 0;
    return word;
}

static Status read_item(const char *word, CustodyScan *ret, Err *err) {
    ret->has_label = custody_is_label(word);
    Status s = ret->has_label ? custody_label_read(word, &ret->label, err)
                              : custody_code_read(word, &ret->number, err);
    if (s != OK) return s;
    if (ret->has_label) ret->number = ret->label.number;
    custody_code(&ret->number, ret->code);
    return OK;
}

static Status read_seals(Arena *arena, char *rest, const char ***ret, size_t *ret_count, Err *err) {
    VEC(const char *) seals = {0};
    for (char *word = next_word(&rest); *word; word = next_word(&rest)) {
        char seal[CUSTODY_SEAL_BYTES];
        if (!custody_seal_read(word, seal)) {
            err_set(err, ERR_INPUT, _("%.40s is no number of a seal"), word);
            err_advise(err, "%s", _("write what is wrong with an item behind a !"));
            return ERR_INPUT;
        }
        if (seals.n == CUSTODY_SEALS_MAX)
            return err_set(err, ERR_INPUT, _("more than %d seals on one item"), CUSTODY_SEALS_MAX);
        vec_push(arena, &seals, arena_str(arena, seal));
    }
    *ret = seals.at;
    *ret_count = seals.n;
    return OK;
}

Status custody_scan_read(Arena *arena, const char *line, CustodyScan *ret, Err *err) {
    CustodyScan scan = {0};
    if (strlen(line) >= CUSTODY_LINE_BYTES_MAX || !utf8_valid(line, strlen(line)))
        return err_set(err, ERR_INPUT, "%s", _("this line is no scan"));
    char *text = arena_str(arena, line), *mark = strchr(text, '!');
    if (mark) {
        *mark = 0;
        scan.exception = trim(mark + 1);
        if (!*scan.exception) scan.exception = "!";
    }
    char *word = next_word(&text);
    Status s = read_item(word, &scan, err);
    if (s == OK) s = read_seals(arena, text, &scan.seals, &scan.seal_count, err);
    if (s == OK) *ret = scan;
    return s;
}

/* ---------------------------------------------------------------- forms on paper */

typedef struct Paper {
    Arena *arena;
    const Csv *csv;
    const CsvRow *row;
    int32_t zone_min;
} Paper;

static const char *cell(const Paper *p, const char *column) {
    for (size_t i = 0; i < p->csv->columns; i++)
        if (str_eq(str_key(p->arena, p->csv->header[i]), column) && *p->row->cells[i])
            return p->row->cells[i];
    return NULL;
}

static void take(const Paper *p, const char *column, const char **to) {
    const char *value = cell(p, column);
    if (value) *to = value;
}

bool custody_time_read(const char *text, int32_t zone_min, int64_t *ret_ms) {
    char day[11] = {0};
    int32_t days, clock;
    if (time_parse_utc(text, ret_ms)) return true;
    if (strlen(text) < 16 || (text[10] != ' ' && text[10] != 'T')) return false;
    memcpy(day, text, 10);
    if (!day_parse(day, &days) || !clock_parse(text + 11, &clock)) return false;
    *ret_ms = ((int64_t)days * 86400 + clock - (int64_t)zone_min * 60) * 1000;
    return true;
}

static const char *read_row(const Paper *p, CustodyStatement *st) {
    const char *code = cell(p, "code"), *action = cell(p, "action"), *time = cell(p, "time");
    const char *way = cell(p, "way"), *seals = cell(p, "seals");
    CustodyScan scan;
    Err err = {0};
    if (!code) return _("no code");
    if (custody_scan_read(p->arena, code, &scan, &err) != OK) return arena_str(p->arena, err.text);
    st->item = arena_str(p->arena, scan.code);
    if (action && !custody_act_parse(action, &st->act))
        return arena_printf(p->arena, _("%.40s is no action"), action);
    if (time && !custody_time_read(time, p->zone_min, &st->at_ms))
        return arena_printf(p->arena, _("%.40s is no time like 2024-02-10 07:30"), time);
    st->at_stated = st->at_stated || time;
    if (way) st->back = str_eq(way, "back");
    if (seals &&
        read_seals(p->arena, arena_str(p->arena, seals), &st->seals, &st->seal_count, &err) != OK)
        return arena_str(p->arena, err.text);
    return NULL;
}

static void take_texts(const Paper *p, CustodyStatement *st) {
    take(p, "fromrole", &st->from.role);
    take(p, "from", &st->from.org);
    take(p, "fromplace", &st->from.place);
    take(p, "torole", &st->to.role);
    take(p, "to", &st->to.org);
    take(p, "toplace", &st->to.place);
    take(p, "place", &st->place);
    take(p, "destination", &st->destination);
    take(p, "document", &st->document);
    take(p, "trip", &st->trip);
    take(p, "vehicle", &st->vehicle);
    take(p, "escort", &st->escort);
    take(p, "condition", &st->condition);
    take(p, "exception", &st->exception);
    take(p, "note", &st->note);
}

Status custody_paper_read(Arena *arena, Bytes text, const char *file, int32_t zone_min,
                          const CustodyStatement *like, CustodyPaperRow **ret, size_t *ret_count,
                          Err *err) {
    Csv *csv = ARENA_NEW(arena, Csv);
    Faults faults = {.arena = arena, .file = file};
    Status s = csv_read(arena, text, csv, &faults, err);
    if (s != OK) return s;
    CustodyPaperRow *rows = ARENA_ARRAY(arena, CustodyPaperRow, csv->rows.n + 1);
    for (size_t i = 0; i < csv->rows.n; i++) {
        Paper p = {arena, csv, &csv->rows.at[i], zone_min};
        rows[i] = (CustodyPaperRow){.line = csv->rows.at[i].line, .statement = *like};
        rows[i].statement.source = "paper";
        take_texts(&p, &rows[i].statement);
        rows[i].fault = read_row(&p, &rows[i].statement);
    }
    *ret = rows;
    *ret_count = csv->rows.n;
    return OK;
}

/* ---------------------------------------------------------------- beside the log */

Status custody_received(Store *store, const char *scope, const char *event_id, int64_t now_ms,
                        Err *err) {
    return store_run(store, err, SQL_CUSTODY_RECEIVED_PUT, "tti", scope, event_id, now_ms);
}

static Status refused_count(Store *store, const char *scope, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_REFUSED_COUNT, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, scope);
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

Status custody_keep_refused(Store *store, const char *scope, Bytes text, const char *reason,
                            int64_t now_ms, Err *err) {
    int64_t n = 0;
    if (text.n > REFUSED_TEXT_MAX) text.n = REFUSED_TEXT_MAX;
    Sha256 hash = sha256(text.at, text.n);
    Status s = refused_count(store, scope, &n, err);
    if (s != OK || n >= REFUSED_MAX) return s;
    Buf copy; /* a text with an end, in UTF-8 whatever came */
    buf_init(&copy, 2 * REFUSED_TEXT_MAX);
    for (size_t i = 0; i < text.n; i++)
        buf_char(&copy, (char)(text.at[i] >= 32 && text.at[i] < 127 ? text.at[i] : '?'));
    s = buf_ok(&copy, err);
    if (s == OK)
        s = store_run(store, err, SQL_CUSTODY_REFUSED_PUT, "tbitt", scope,
                      (Bytes){hash.b, sizeof hash.b}, now_ms, reason, copy.at ? copy.at : "");
    buf_free(&copy);
    return s;
}

Status custody_refused(Store *store, Arena *arena, const char *scope, CustodyRefused **ret,
                       size_t *ret_count, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_CUSTODY_REFUSED_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    VEC(CustodyRefused) list = {0};
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row)
        vec_push(arena, &list,
                 ((CustodyRefused){.text = arena_str(arena, store_text(q, 0)),
                                   .reason = arena_str(arena, store_text(q, 1)),
                                   .received_ms = store_int(q, 2)}));
    store_finish(q);
    if (s != OK) return s;
    *ret = list.at;
    *ret_count = list.n;
    return OK;
}
