// SPDX-License-Identifier: Apache-2.0
/* hantar scan: what scanners, telephones and paper forms say about items. Each line stands for
 * itself: a faulty one is told and kept, and takes no other with it. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCAN_FILE_BYTES_MAX (256 * MIB)

typedef enum Outcome { TAKEN, EXISTED, CONFLICT, REFUSED, _OUTCOMES } Outcome;
static const char *const outcomes[_OUTCOMES] = {N_("accepted"), N_("exists"), N_("conflict"),
                                                N_("refused")};

typedef struct Line { /* what became of one line */
    const char *file;
    int line;
    Outcome outcome;
    const char *item, *event, *text;
} Line;
typedef struct Scanning {
    Cli *cli;
    ElectionRegency regency;
    CustodyStatement like; /* what the options say */
    const char *file;
    VEC(Line) lines;
    size_t told; /* of the lines */
    size_t count[_OUTCOMES];
} Scanning;

static void note(Scanning *s, int line, Outcome outcome, const char *item, const char *event,
                 const char *text) {
    Arena *a = s->cli->arena;
    Line l = {s->file, line, outcome, arena_str(a, item), arena_str(a, event), arena_str(a, text)};
    vec_push(a, &s->lines, l);
    s->count[outcome]++;
}

/* Many lines share a commit; what became of them is told once they stand. */
static Status settle(Scanning *s, Err *err) {
    Status status = OK;
    if (store_in_transaction(s->cli->store)) status = store_commit(s->cli->store, err);
    for (; status == OK && s->told < s->lines.n; s->told++) {
        const Line *l = &s->lines.at[s->told];
        if (s->cli->json) continue;
        cli_say("%d\t%s\t%s%s%s", l->line, _(outcomes[l->outcome]), l->item ? l->item : "",
                l->text ? "\t" : "", l->text ? l->text : "");
    }
    return status;
}

/* What the world refuses (a full disk) ends the work; what the line is to blame for does not. */
static Status judge(Scanning *s, int line, Status status, const char *item, Bytes text, Err *err) {
    if (status == ERR_WORLD) return status;
    int64_t now = s->cli->env.now_ms(s->cli->env.ctx);
    note(s, line, status == ERR_CONFLICT ? CONFLICT : REFUSED, item, NULL, err->text);
    Err kept = *err;
    return custody_keep_refused(s->cli->store, s->regency.scope, text, kept.text, now, err);
}

static Status heard(Scanning *s, const LedgerReceipt *receipt, Err *err) {
    return custody_received(s->cli->store, s->regency.scope, receipt->id,
                            s->cli->env.now_ms(s->cli->env.ctx), err);
}

/* ---------------------------------------------------------------- one statement */

static Status state_one(Scanning *s, int line, CustodyStatement *st, Bytes text, Err *err) {
    LedgerReceipt receipt;
    bool existed = false;
    Cli *cli = s->cli;
    st->called = cli_called(cli, &s->regency, st->item);
    if (st->place && !st->has_point) cli_place(&s->regency, st->place, st);
    Status status = custody_state_item(cli->ledger, cli->store, cli->arena, s->regency.scope, st,
                                       &receipt, &existed, err);
    if (status != OK) return judge(s, line, status, st->item, text, err);
    if (existed) {
        note(s, line, EXISTED, st->item, NULL, _("said already"));
        return OK;
    }
    status = heard(s, &receipt, err);
    if (status == OK) note(s, line, TAKEN, st->item, receipt.id, NULL);
    return status;
}

/* An enrolled label key must hold; before there is any, or from a key not known here, the code
 * counts and the label proves nothing. */
static Status check_label(Scanning *s, const CustodyScan *scan, Err *err) {
    if (!scan->has_label) return OK;
    Status status = custody_label_check(s->cli->store, s->regency.scope, &scan->label, err);
    return status == ERR_ABSENT ? ERR_INPUT : status;
}

static Status scan_line(Scanning *s, int line, const char *text, Err *err) {
    CustodyScan scan;
    CustodyStatement st = s->like;
    if (!text[strspn(text, " \t\r\n")]) return OK;
    Status status = custody_scan_read(s->cli->arena, text, &scan, err);
    const char *item = status == OK ? scan.code : NULL;
    if (status == OK) status = check_label(s, &scan, err);
    if (status != OK) return judge(s, line, status, item, bytes_of(text), err);
    st.item = scan.code;
    st.seals = scan.seals;
    st.seal_count = scan.seal_count;
    if (scan.exception) st.exception = scan.exception;
    st.source = "scan";
    if (!st.at_stated) st.at_ms = s->cli->env.now_ms(s->cli->env.ctx);
    return state_one(s, line, &st, bytes_of(text), err);
}

static Status take_outcome(Scanning *s, int line, LedgerOutcome *o, Bytes text, Err *err) {
    if (o->status != OK) {
        *err = o->err;
        return judge(s, line, o->status, NULL, text, err);
    }
    Status status = o->receipt.existed ? OK : heard(s, &o->receipt, err);
    if (status == OK)
        note(s, line, o->receipt.existed ? EXISTED : TAKEN, "-", o->receipt.id, o->receipt.id);
    return status;
}

/* Events of telephones, as many as fit into a commit. */
static Status take_events(Scanning *s, const int *lines, const Bytes *texts, size_t n, Err *err) {
    LedgerOutcome *outcomes_of = ARENA_ARRAY(s->cli->arena, LedgerOutcome, n);
    Status status = ledger_append_many(s->cli->ledger, texts, n, outcomes_of, err);
    if (status == OK) status = store_begin(s->cli->store, err);
    for (size_t i = 0; i < n && status == OK; i++)
        status = take_outcome(s, lines[i], &outcomes_of[i], texts[i], err);
    return status == OK ? settle(s, err) : status;
}

/* ---------------------------------------------------------------- files */

static bool next_line(const char **at, const char *end, Bytes *ret) {
    if (*at >= end) return false;
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    *ret = (Bytes){(const uint8_t *)*at, (size_t)((stop ? stop : end) - *at)};
    *at = stop ? stop + 1 : end;
    return true;
}

static Status each_event(Scanning *s, Bytes bytes, Err *err) {
    const char *at = (const char *)bytes.at, *end = at + bytes.n;
    Bytes texts[LEDGER_BATCH_MAX], text;
    int lines[LEDGER_BATCH_MAX], line = 0;
    size_t n = 0;
    Status status = OK;
    while (status == OK && next_line(&at, end, &text)) {
        line++;
        if (text.n == 0) continue;
        texts[n] = text;
        lines[n++] = line;
        if (n < LEDGER_BATCH_MAX) continue;
        status = take_events(s, lines, texts, n, err);
        n = 0;
    }
    return status == OK && n ? take_events(s, lines, texts, n, err) : status;
}

/* A transaction is opened where none is, and settled when it holds enough. */
static Status make_room(Scanning *s, Err *err) {
    Status status = OK;
    if (s->lines.n - s->told >= LEDGER_BATCH_MAX) status = settle(s, err);
    if (status == OK && !store_in_transaction(s->cli->store))
        status = store_begin(s->cli->store, err);
    return status;
}

static Status each_line(Scanning *s, Bytes bytes, Err *err) {
    const char *at = (const char *)bytes.at, *end = at + bytes.n;
    Bytes text;
    Status status = OK;
    for (int line = 1; status == OK && next_line(&at, end, &text); line++) {
        status = make_room(s, err);
        if (status == OK)
            status =
                scan_line(s, line, arena_strn(s->cli->arena, (const char *)text.at, text.n), err);
    }
    return status == OK ? settle(s, err) : status;
}

static Status paper_rows(Scanning *s, Bytes bytes, Err *err) {
    CustodyPaperRow *rows;
    size_t n;
    Status status = custody_paper_read(s->cli->arena, bytes, s->file, s->regency.zone_min, &s->like,
                                       &rows, &n, err);
    for (size_t i = 0; i < n && status == OK; i++) {
        CustodyStatement *st = &rows[i].statement;
        status = make_room(s, err);
        if (status != OK) return status;
        if (!rows[i].fault) {
            status = state_one(s, rows[i].line, st, bytes_of(st->item), err);
            continue;
        }
        err_set(err, ERR_INPUT, "%s", rows[i].fault);
        const char *text = arena_printf(s->cli->arena, "%s:%d %s", s->file, rows[i].line,
                                        st->item ? st->item : "");
        status = judge(s, rows[i].line, ERR_INPUT, st->item, bytes_of(text), err);
    }
    return status == OK ? settle(s, err) : status;
}

/* Events begin with a brace; a table has a heading with a comma, semicolon or tab in its first
 * line, and the word code or kode; all else is what a scanner typed. */
static bool is_table(Bytes b) {
    size_t n = 0;
    while (n < b.n && b.at[n] != '\n') n++;
    bool comma = memchr(b.at, ',', n) || memchr(b.at, ';', n) || memchr(b.at, '\t', n);
    return comma && (memmem(b.at, n, "code", 4) || memmem(b.at, n, "kode", 4));
}

static Status scan_file(Scanning *s, const char *path, Err *err) {
    Bytes bytes;
    s->file = path;
    Status status =
        env_read_file(&s->cli->env, path, SCAN_FILE_BYTES_MAX, s->cli->arena, &bytes, err);
    if (status != OK) return status;
    if (bytes.n && bytes.at[0] == '{') return each_event(s, bytes, err);
    if (is_table(bytes)) return paper_rows(s, bytes, err);
    return each_line(s, bytes, err);
}

static Status scan_keyboard(Scanning *s, Err *err) {
    char *line = NULL;
    size_t room = 0;
    Status status = OK;
    s->file = "-";
    for (int number = 1; status == OK && getline(&line, &room, stdin) >= 0; number++) {
        size_t n = strcspn(line, "\r\n");
        line[n] = 0;
        Bytes text = bytes_of(line);
        status =
            *line == '{' ? take_events(s, &number, &text, 1, err) : scan_line(s, number, line, err);
        if (status == OK) status = settle(s, err);
        fflush(stdout); /* whoever holds the scanner looks at the screen between two boxes */
    }
    free(line);
    return status;
}

/* ---------------------------------------------------------------- options and report */

static Status read_options(Scanning *s, Err *err) {
    Cli *cli = s->cli;
    CustodyStatement *st = &s->like;
    CustodyParty *witness = ARENA_NEW(cli->arena, CustodyParty);
    const char *action = cli_text(cli, "action"), *at = cli_text(cli, "at");
    if (action && !custody_act_parse(action, &st->act))
        return err_set(err, ERR_USAGE, _("--action %s is none"), action);
    Status status = cli_party(cli, "from", &st->from, err);
    if (status == OK) status = cli_party(cli, "to", &st->to, err);
    if (status == OK) status = cli_party(cli, "witness", witness, err);
    if (status == OK)
        status = cli_moment(cli, "time", s->regency.zone_min, &st->at_ms, &st->at_stated, err);
    if (status != OK) return status;
    st->accuracy_m = -1;
    if (at) cli_place(&s->regency, at, st);
    st->witnesses = witness;
    st->witness_count = witness->role != NULL;
    st->destination = cli_text(cli, "destination");
    st->document = cli_text(cli, "document");
    st->trip = cli_text(cli, "trip");
    st->vehicle = cli_text(cli, "vehicle");
    st->escort = cli_text(cli, "escort");
    st->condition = cli_text(cli, "condition");
    st->exception = cli_text(cli, "exception");
    st->note = cli_text(cli, "note");
    st->purpose = cli_text(cli, "purpose");
    st->back = cli_flag(cli, "back");
    st->settle = cli_flag(cli, "settle");
    return OK;
}

/* The picture stays where it is: what is stated is a commitment to its hash. */
static Status take_photo(Scanning *s, Err *err) {
    const char *path = cli_text(s->cli, "photo");
    if (!path) return OK;
    Bytes bytes;
    char hex[65], *commitment = arena_alloc(s->cli->arena, LEDGER_WITHHELD_BYTES);
    const char **list = ARENA_ARRAY(s->cli->arena, const char *, 1);
    Status status =
        env_read_file(&s->cli->env, path, SCAN_FILE_BYTES_MAX, s->cli->arena, &bytes, err);
    if (status != OK) return status;
    Sha256 hash = sha256(bytes.at, bytes.n);
    hex_format(hash.b, sizeof hash.b, hex);
    status = ledger_withhold(s->cli->ledger, hex, commitment, err);
    list[0] = commitment;
    s->like.photos = list;
    s->like.photo_count = 1;
    return status;
}

static Status report(Scanning *s, Err *err) {
    if (!s->cli->json) {
        cli_note(_("%zu accepted, %zu there already, %zu in conflict, %zu refused"),
                 s->count[TAKEN], s->count[EXISTED], s->count[CONFLICT], s->count[REFUSED]);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    for (int i = 0; i < _OUTCOMES; i++) json_put_int(out, outcomes[i], (int64_t)s->count[i]);
    json_open(out, "lines", '[');
    for (size_t i = 0; i < s->lines.n; i++) {
        const Line *l = &s->lines.at[i];
        json_open(out, NULL, '{');
        json_put_str(out, "file", l->file);
        json_put_int(out, "line", l->line);
        json_put_str(out, "outcome", outcomes[l->outcome]);
        json_put_str(out, "item", l->item);
        json_put_str(out, "event", l->event);
        json_put_str(out, "reason", l->text);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

Status cmd_scan(Cli *cli, Err *err) {
    Scanning s = {.cli = cli};
    Status status = cli_open(cli, STORE_WRITE, err);
    if (status == OK) status = cli_regency(cli, cli->store, &s.regency, err);
    if (status == OK) status = read_options(&s, err);
    if (status == OK) status = take_photo(&s, err);
    for (int i = 0; i < cli->argument_count && status == OK; i++)
        status = scan_file(&s, cli->arguments[i], err);
    if (status == OK && cli->argument_count == 0) status = scan_keyboard(&s, err);
    if (status == OK) status = report(&s, err);
    if (status != OK || s.count[CONFLICT] + s.count[REFUSED] == 0) return status;
    return err_set(err, ERR_INPUT, _("%zu lines did not count; they are kept with their reasons"),
                   s.count[CONFLICT] + s.count[REFUSED]);
}
