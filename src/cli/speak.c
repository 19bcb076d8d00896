// SPDX-License-Identifier: Apache-2.0
/* What the program says: lines, tables, errors, JSON, and the bar of long work. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void cli_say(const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    putchar('\n');
}

void cli_note(const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
}

void cli_error(const Err *err) {
    cli_progress_end();
    if (err->place[0])
        cli_note("hantar: %s: %s", err->place, err->text);
    else
        cli_note("hantar: %s", err->text);
    if (err->advice[0]) cli_note("        %s", err->advice);
}

void cli_faults(const Faults *faults) {
    cli_progress_end();
    for (size_t i = 0; i < faults->list.n; i++) {
        const Fault *f = &faults->list.at[i];
        Err at;
        err_set(&at, ERR_INPUT, "%s", f->text);
        err_at(&at, faults->file, f->line, f->column, f->field);
        cli_note("%s: %s", at.place, f->text);
        if (f->advice) cli_note("        %s", f->advice);
    }
    if (faults->total > faults->list.n)
        cli_note(_("... and %zu more faults"), faults->total - faults->list.n);
}

/* ---------------------------------------------------------------- tables */

void cli_row(CliTable *table, const char *fmt, ...) {
    char line[4096];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    vec_push(table->arena, &table->lines, arena_str(table->arena, line));
}

#define TABLE_COLUMNS_MAX 32

/* Code points, near enough to columns for the scripts in use here. */
static int width_of(const char *text, size_t n) {
    int width = 0;
    for (size_t i = 0; i < n; i++) width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

static size_t cell_of(const char **line) {
    const char *start = *line;
    size_t n = strcspn(start, "\t");
    *line = start[n] ? start + n + 1 : start + n;
    return n;
}

static void print_line(const char *line, const int *widths, const bool *right, bool heading) {
    for (int column = 0; *line && column < TABLE_COLUMNS_MAX; column++) {
        const char *cell = line;
        size_t n = cell_of(&line);
        if (heading && *cell == '>') cell++, n--;
        int pad = widths[column] - width_of(cell, n);
        if (column) fputs("  ", stdout);
        if (right[column]) printf("%*s", pad, "");
        fwrite(cell, 1, n, stdout);
        if (!right[column] && *line) printf("%*s", pad, "");
    }
    putchar('\n');
}

void cli_table(const CliTable *table) {
    int widths[TABLE_COLUMNS_MAX] = {0};
    bool right[TABLE_COLUMNS_MAX] = {false};
    for (size_t i = 0; i < table->lines.n; i++) {
        const char *line = table->lines.at[i];
        for (int column = 0; *line && column < TABLE_COLUMNS_MAX; column++) {
            const char *cell = line;
            size_t n = cell_of(&line);
            bool mark = i == 0 && *cell == '>';
            if (mark) right[column] = true;
            int width = width_of(cell, n) - mark;
            if (width > widths[column]) widths[column] = width;
        }
    }
    for (size_t i = 0; i < table->lines.n; i++)
        print_line(table->lines.at[i], widths, right, i == 0);
}

/* ---------------------------------------------------------------- forms */

JsonOut *cli_report(CliReport *r, size_t bytes_max) {
    buf_init(&r->buf, bytes_max);
    json_out(&r->out, &r->buf, true);
    json_open(&r->out, NULL, '{');
    return &r->out;
}

Status cli_report_end(CliReport *r, Err *err) {
    json_close(&r->out, '}');
    return cli_print_json(&r->buf, err);
}

Status cli_print_json(Buf *document, Err *err) {
    Status s = buf_ok(document, err);
    if (s == OK && fwrite(document->at, 1, document->n, stdout) != document->n)
        s = err_set(err, ERR_WORLD, "%s", _("standard output cannot be written"));
    buf_free(document);
    return s;
}

const char *cli_money(Arena *arena, int64_t rupiah) {
    return arena_printf(arena, "Rp %s", int_group(arena, rupiah));
}

const char *cli_clock(Arena *arena, int64_t utc_s, int32_t zone_min) {
    int64_t local = utc_s + (int64_t)zone_min * 60;
    Civil c = civil_from_s(local);
    char day[16];
    day_format(day_from_civil(c.year, c.month, c.day), day);
    return arena_printf(arena, "%s %02d:%02d", day, c.hour, c.minute);
}

const char *cli_period(Arena *arena, int64_t from_s, int64_t to_s, int32_t zone_min) {
    const char *from = from_s == INT64_MIN ? "" : cli_clock(arena, from_s, zone_min);
    const char *to = to_s == INT64_MAX ? "" : cli_clock(arena, to_s, zone_min);
    return *from || *to ? arena_printf(arena, "%s - %s", from, to) : NULL;
}

/* ---------------------------------------------------------------- the bar */

static struct {
    Env env;
    int64_t started_ns, drawn_ns;
    char what[64];
    bool drawn;
} bar; /* one terminal, one bar */

static void bar_draw(const char *what, int64_t done, int64_t total, int64_t now_ns) {
    enum { CELLS = 30 };
    int64_t part = total > 0 ? done * 1000 / total : 0;
    int64_t gone_ms = (now_ns - bar.started_ns) / 1000000;
    int64_t left_s = part > 0 ? gone_ms * (1000 - part) / part / 1000 : 0;
    char cells[CELLS + 1];
    for (int i = 0; i < CELLS; i++) cells[i] = i * 1000 < part * CELLS ? '#' : '.';
    cells[CELLS] = 0;
    fprintf(stderr, "\r%-24.24s [%s] %3" PRId64 " %%  ", what, cells, part / 10);
    if (part > 0 && part < 1000) fprintf(stderr, _("%" PRId64 " s left "), left_s);
    fputs("\033[K", stderr);
    fflush(stderr);
    bar.drawn = true;
}

static void bar_step(void *ctx, const char *what, int64_t done, int64_t total) {
    (void)ctx;
    int64_t now = bar.env.tick_ns(bar.env.ctx);
    if (!str_eq(bar.what, what)) {
        cli_progress_end();
        snprintf(bar.what, sizeof bar.what, "%s", what);
        bar.started_ns = now;
        bar.drawn_ns = 0;
    }
    if (now - bar.drawn_ns < 100000000 && done < total) return;
    bar.drawn_ns = now;
    bar_draw(what, done, total, now);
}

Progress cli_progress(const Env *env) {
    bar.env = *env;
    return isatty(STDERR_FILENO) ? (Progress){bar_step, NULL} : (Progress){NULL, NULL};
}

void cli_progress_end(void) {
    if (!bar.drawn) return;
    fputs("\r\033[K", stderr);
    bar.drawn = false;
}
