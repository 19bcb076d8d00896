// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <string.h>
#include <strings.h>

typedef struct Reader {
    Arena *arena;
    const char *p, *end;
    int line;
    char separator;
    Faults *faults;
} Reader;

/* The separator that occurs most often in the first line, outside quotes. */
static char separator_guess(const char *p, const char *end) {
    static const char candidates[] = {',', ';', '\t'};
    int count[COUNT_OF(candidates)] = {0};
    bool quoted = false;
    for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
        if (*p == '"') quoted = !quoted;
        for (size_t i = 0; i < COUNT_OF(candidates); i++)
            count[i] += !quoted && *p == candidates[i];
    }
    size_t best = 0;
    for (size_t i = 1; i < COUNT_OF(candidates); i++)
        if (count[i] > count[best]) best = i;
    return candidates[best];
}

/* A first line "sep=;" is no row: spreadsheet programs write it for one another. */
static bool take_separator_line(Reader *r) {
    size_t n = (size_t)(r->end - r->p);
    if (n < 6 || strncasecmp(r->p, "sep=", 4) != 0 || !strchr(",;\t", r->p[4])) return false;
    if (r->p[5] != '\n' && r->p[5] != '\r') return false;
    r->separator = r->p[4];
    r->p += n > 6 && r->p[5] == '\r' && r->p[6] == '\n' ? 7 : 6;
    r->line++;
    return true;
}

static char *trimmed(Arena *arena, const char *at, size_t n) {
    while (n && (*at == ' ' || *at == '\t')) at++, n--;
    while (n && (at[n - 1] == ' ' || at[n - 1] == '\t')) n--;
    return arena_strn(arena, at, n);
}

#define CELL_BYTES_MAX (1 * MIB)

/* "..." with "" for a quote inside; stops behind the closing quote. */
static char *quoted_cell(Reader *r, int column) {
    int opened_at = r->line;
    const char *start = ++r->p;
    bool closed = false;
    for (; r->p < r->end && !closed; r->p++) {
        const char *next = r->p + 1 < r->end ? r->p + 1 : NULL;
        if (*r->p == '\n' || (*r->p == '\r' && (!next || *next != '\n'))) r->line++;
        if (*r->p != '"') continue;
        if (next && *next == '"')
            r->p++;
        else
            closed = true;
    }
    size_t length = (size_t)(r->p - start) - closed, n = 0;
    if (!closed)
        fault_add(r->faults, opened_at, column, NULL, _("close the quotation mark"), "%s",
                  _("a quotation mark is opened and never closed"));
    else if (length > CELL_BYTES_MAX)
        fault_add(r->faults, opened_at, column, NULL, _("close the quotation mark"), "%s",
                  _("a cell longer than 1 MiB"));
    if (length > CELL_BYTES_MAX) length = 0; /* the file is refused anyway */
    char *inside = arena_alloc(r->arena, length + 1);
    for (size_t i = 0; i < length; i++) {
        inside[n++] = start[i];
        if (start[i] == '"') i++;
    }
    char *cell = trimmed(r->arena, inside, n);
    const char *rest = r->p;
    while (r->p < r->end && *r->p != r->separator && *r->p != '\n' && *r->p != '\r') r->p++;
    for (; rest < r->p; rest++)
        if (*rest != ' ' && *rest != '\t') {
            fault_add(r->faults, r->line, column, NULL,
                      _("write a quotation mark inside quotes twice"), "%s",
                      _("text after a closing quotation mark"));
            break;
        }
    return cell;
}

static char *plain_cell(Reader *r) {
    const char *start = r->p;
    while (r->p < r->end && *r->p != r->separator && *r->p != '\n' && *r->p != '\r') r->p++;
    return trimmed(r->arena, start, (size_t)(r->p - start));
}

/* What a spreadsheet program takes for a formula, behind blanks too; its wide forms count where the
 * program's language has them. */
static bool formula_like(const char *text) {
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    const char *p = text + strspn(text, "' \t\r\n");
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_starts(p, signs[i])) return true;
    return text[strspn(text, "'")] == '\t' && *p;
}

/* Undoes what csv_cell does: one apostrophe off, where it stands before a formula. */
static char *unguarded(Reader *r, char *cell) {
    if (*cell != '\'' || !formula_like(cell + 1)) return cell;
    return trimmed(r->arena, cell + 1, strlen(cell + 1));
}

/* Reads one line's cells into `cells`; false when there are more than CSV_COLUMNS_MAX. */
static size_t read_row(Reader *r, char *cells[CSV_COLUMNS_MAX]) {
    size_t n = 0;
    int line = r->line;
    for (;;) {
        const char *look = r->p;
        while (look < r->end && *look == ' ') look++;
        bool quoted = look < r->end && *look == '"';
        if (quoted) r->p = look;
        char *cell = unguarded(r, quoted ? quoted_cell(r, (int)n + 1) : plain_cell(r));
        if (n < CSV_COLUMNS_MAX) cells[n] = cell;
        if (n == CSV_COLUMNS_MAX)
            fault_add(r->faults, line, 0, NULL, NULL, _("more than %d columns"), CSV_COLUMNS_MAX);
        n++;
        if (r->p < r->end && *r->p == r->separator) {
            r->p++;
            continue;
        }
        if (r->p < r->end && *r->p == '\r') r->p++;
        if (r->p < r->end && *r->p == '\n') r->p++;
        r->line++;
        return n > CSV_COLUMNS_MAX ? CSV_COLUMNS_MAX : n;
    }
}

static bool blank_row(char **cells, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (cells[i][0]) return false;
    return true;
}

static void keep_row(Reader *r, Csv *csv, int line, char **cells, size_t n) {
    while (n > csv->columns && cells[n - 1][0] == 0) n--; /* separators trailing a short header */
    if (n != csv->columns) {
        fault_add(r->faults, line, 0, NULL,
                  _("check the quotation marks and separators of this line"),
                  _("%zu cells, but the header has %zu"), n, csv->columns);
        return;
    }
    char **kept = ARENA_ARRAY(r->arena, char *, n ? n : 1);
    memcpy(kept, cells, n * sizeof *kept);
    vec_push(r->arena, &csv->rows, (CsvRow){line, kept});
}

static bool text_as_utf8(Arena *arena, Bytes *text, Csv *csv, Faults *faults) {
    if (text->n >= 2 && ((text->at[0] == 0xFF && text->at[1] == 0xFE) ||
                         (text->at[0] == 0xFE && text->at[1] == 0xFF))) {
        fault_add(faults, 1, 0, NULL, _("save the file as \"CSV UTF-8\""), "%s",
                  _("the text is UTF-16"));
        return false;
    }
    if (text->n && memchr(text->at, 0, text->n)) {
        fault_add(faults, 0, 0, NULL, _("save the sheet as CSV, or give the .xlsx or .ods itself"),
                  "%s", _("this is not a text file"));
        return false;
    }
    if (text->n >= 3 && memcmp(text->at, "\xEF\xBB\xBF", 3) == 0)
        *text = (Bytes){text->at + 3, text->n - 3};
    if (utf8_valid((const char *)text->at, text->n)) return true;
    csv->from_cp1252 = true;
    *text = bytes_of(utf8_from_cp1252(arena, (const char *)text->at, text->n));
    return true;
}

Status csv_read(Arena *arena, Bytes text, Csv *ret, Faults *faults, Err *err) {
    Csv csv = {0};
    if (!text_as_utf8(arena, &text, &csv, faults)) return faults_status(faults, err);
    const char *start = text.n ? (const char *)text.at : "";
    Reader r = {arena, start, start + text.n, 1, 0, faults};
    if (!take_separator_line(&r)) r.separator = separator_guess(r.p, r.end);
    csv.separator = r.separator;
    char *cells[CSV_COLUMNS_MAX];
    while (r.p < r.end && csv.rows.n <= CSV_ROWS_MAX && faults->total < FAULTS_MAX) {
        int line = r.line;
        size_t n = read_row(&r, cells);
        if (blank_row(cells, n)) continue;
        if (csv.header) {
            keep_row(&r, &csv, line, cells, n);
            continue;
        }
        while (n > 1 && cells[n - 1][0] == 0) n--;
        csv.columns = n;
        csv.header = ARENA_ARRAY(arena, char *, n);
        memcpy(csv.header, cells, n * sizeof *cells);
    }
    if (csv.rows.n > CSV_ROWS_MAX)
        fault_add(faults, 0, 0, NULL, NULL, _("more than %d rows"), CSV_ROWS_MAX);
    if (!csv.header)
        fault_add(faults, 0, 0, NULL, _("the first line must name the columns"), "%s",
                  _("the file is empty"));
    Status s = faults_status(faults, err);
    if (s == OK) *ret = csv;
    return s;
}

void csv_cell(Buf *out, const char *text) {
    const char *guard = formula_like(text) ? "'" : "";
    if (!text[strcspn(text, ",;\"\r\n\t")]) {
        buf_printf(out, "%s%s", guard, text);
        return;
    }
    buf_printf(out, "\"%s", guard);
    for (; *text; text++) {
        if (*text == '"') buf_char(out, '"');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}
