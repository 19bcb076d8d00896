// SPDX-License-Identifier: Apache-2.0
/* hantar custody: who has what, who had it before, and what somebody must look at. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#define ALARMS_SAID 200

typedef struct View {
    Cli *cli;
    ElectionRegency regency;
    CustodyChain *chains;
    size_t count;
    CustodyAlarm *alarms;
    size_t alarm_count;
    int64_t now_ms;
} View;

/* ---------------------------------------------------------------- reading */

static Status read_chains(View *v, const char *what, Err *err) {
    Cli *cli = v->cli;
    CustodyNumber number;
    char code[CUSTODY_CODE_BYTES];
    Err ignored;
    bool item = what && custody_code_read(what, &number, &ignored) == OK;
    if (!item)
        return custody_chains(cli->store, cli->arena, v->regency.scope, what, &v->chains, &v->count,
                              err);
    custody_code(&number, code);
    v->chains = ARENA_NEW(cli->arena, CustodyChain);
    v->count = 1;
    return custody_chain(cli->store, cli->arena, v->regency.scope, code, v->chains, err);
}

static Status read_all(View *v, const char *what, Err *err) {
    Cli *cli = v->cli;
    CustodySeals *batches;
    size_t n;
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &v->regency, err);
    if (s == OK) s = read_chains(v, what, err);
    if (s == OK)
        s = custody_seal_batches(cli->store, cli->arena, v->regency.scope, &batches, &n, err);
    bool stated;
    if (s == OK) s = cli_moment(cli, "now", v->regency.zone_min, &v->now_ms, &stated, err);
    if (s != OK) return s;
    CustodyLimits limits = custody_limits(&v->regency);
    if (cli_text(cli, "hours")) limits.open_s = cli_int(cli, "hours") * 3600;
    custody_alarms(cli->arena, &v->regency, v->chains, v->count, batches, n, &limits, v->now_ms,
                   &v->alarms, &v->alarm_count);
    return OK;
}

static bool is_open(const CustodyChain *c) {
    return c->state == CUSTODY_RELEASED || c->state == CUSTODY_IN_TRANSIT;
}

static void keep_open(View *v) {
    size_t n = 0;
    for (size_t i = 0; i < v->count; i++)
        if (is_open(&v->chains[i])) v->chains[n++] = v->chains[i];
    v->count = n;
}

/* ---------------------------------------------------------------- in words */

static const char *title(View *v, const CustodyChain *c) {
    char shown[CUSTODY_SHOWN_BYTES];
    custody_code_shown(c->item, shown);
    return arena_printf(v->cli->arena, "%s  %s", shown,
                        c->unit ? custody_unit_name(v->cli->arena, &v->regency, c->unit)
                                : _("without a number of this regency"));
}

static const char *fault_words(Arena *arena, const CustodyLink *l) {
    static const struct {
        uint32_t bit;
        const char *word;
    } words[] = {{CUSTODY_FAULT_ILLEGAL, N_("does not follow from what went before")},
                 {CUSTODY_FAULT_PARTIES, N_("not those it was released to")},
                 {CUSTODY_FAULT_SEALS, N_("seals differ")},
                 {CUSTODY_FAULT_DESTINATION, N_("wrong destination")},
                 {CUSTODY_FAULT_INCOMPLETE, N_("incomplete")},
                 {CUSTODY_FAULT_CLOCK, N_("time before its predecessor's")},
                 {CUSTODY_FAULT_FORK, N_("contradicts the history above")},
                 {CUSTODY_FAULT_WAITING, N_("waits for its predecessor")},
                 {CUSTODY_FAULT_LOOSE, N_("follows on nothing")},
                 {CUSTODY_FAULT_SIGNER, N_("signed by a key of another role")}};
    const char *text = "";
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (l->faults & words[i].bit)
            text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "", tr(words[i].word));
    return text;
}

static void say_chain(View *v, const CustodyChain *c) {
    Arena *a = v->cli->arena;
    cli_say("%s: %s", title(v, c), custody_state_word(c->state));
    for (size_t i = 0; i < c->count; i++) {
        const CustodyLink *l = &c->links[i];
        const char *faults = fault_words(a, l);
        cli_say("  %s %s", i < c->length ? "|" : "?", custody_link_words(a, &v->regency, l));
        if (*faults) cli_say("      ! %s", faults);
    }
}

static void say_alarms(View *v) {
    for (size_t i = 0; i < v->alarm_count && i < ALARMS_SAID; i++)
        cli_say("%s  %s",
                cli_clock(v->cli->arena, v->alarms[i].since_ms / 1000, v->regency.zone_min),
                v->alarms[i].text);
    if (v->alarm_count > ALARMS_SAID) cli_say(_("... and %zu more"), v->alarm_count - ALARMS_SAID);
    if (v->alarm_count == 0) cli_say("%s", _("nothing is out of order"));
}

static void say_summary(View *v) {
    int64_t in_state[_CUSTODY_STATES] = {0};
    CliTable table = {.arena = v->cli->arena};
    for (size_t i = 0; i < v->count; i++) in_state[v->chains[i].state]++;
    cli_row(&table, "%s\t>%s", _("state"), _("items"));
    for (int i = 0; i < _CUSTODY_STATES; i++)
        if (in_state[i])
            cli_row(&table, "%s\t%s", custody_state_word((CustodyState)i),
                    int_group(v->cli->arena, in_state[i]));
    cli_table(&table);
    cli_say(_("%zu alarms: hantar custody --alarms"), v->alarm_count);
    int64_t of_kind[_CUSTODY_ALARMS] = {0};
    for (size_t i = 0; i < v->alarm_count; i++) of_kind[v->alarms[i].kind]++;
    for (int i = 0; i < _CUSTODY_ALARMS; i++)
        if (of_kind[i])
            cli_say("  %s  %s", int_group(v->cli->arena, of_kind[i]),
                    custody_alarm_word((CustodyAlarmKind)i));
}

/* ---------------------------------------------------------------- as JSON */

static void put_party(JsonOut *out, const char *key, const CustodyParty *p) {
    json_open(out, key, '{');
    json_put_str(out, "role", p->role);
    json_put_str(out, "org", p->org);
    json_put_str(out, "place", p->place);
    json_close(out, '}');
}

static void put_texts(JsonOut *out, const char *key, const char *const *list, size_t n) {
    json_open(out, key, '[');
    for (size_t i = 0; i < n; i++) json_put_str(out, NULL, list[i]);
    json_close(out, ']');
}

static void put_time(JsonOut *out, const char *key, int64_t ms) {
    char text[32];
    time_format_utc(ms, text);
    json_put_str(out, key, ms < 0 ? NULL : text);
}

static void put_faults(JsonOut *out, const CustodyLink *l) {
    static const char *const names[] = {
        "out_of_order", "other_party", "seals_differ", "wrong_destination", "incomplete", "clock",
        "fork",         "waiting",     "loose",        "other_signer"};
    json_open(out, "faults", '[');
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (l->faults & (1u << i)) json_put_str(out, NULL, names[i]);
    json_close(out, ']');
    json_open(out, "open_questions", '[');
    for (int i = 0; i < CUSTODY_QUESTIONS; i++)
        if (l->open_questions & (1u << i)) json_put_str(out, NULL, custody_question(i));
    json_close(out, ']');
}

static void put_link(JsonOut *out, const CustodyLink *l, bool in_chain) {
    json_open(out, NULL, '{');
    json_put_str(out, "event", l->id);
    json_put_str(out, "hash", l->hash);
    json_put_str(out, "previous", l->previous);
    json_put_bool(out, "in_chain", in_chain);
    json_put_str(out, "act", custody_act_word(l->act));
    put_time(out, "at", l->at_ms);
    put_time(out, "received", l->received_ms);
    put_party(out, "from", &l->from);
    put_party(out, "to", &l->to);
    json_put_str(out, "place", l->place);
    put_texts(out, "seals", l->seals, l->seal_count);
    json_put_str(out, "condition", l->condition);
    json_put_str(out, "exception", l->exception);
    json_put_str(out, "document", l->document);
    json_put_str(out, "trip", l->trip);
    json_put_str(out, "key", l->key);
    put_faults(out, l);
    json_close(out, '}');
}

static void put_chain(View *v, JsonOut *out, const CustodyChain *c) {
    json_open(out, NULL, '{');
    json_put_str(out, "item", c->item);
    json_put_str(out, "sscc", c->unit ? c->unit->sscc : NULL);
    json_put_str(out, "kind", c->unit ? custody_kind_id(c->unit->number.kind) : NULL);
    json_put_str(out, "for", c->unit ? c->unit->place : NULL);
    json_put_str(out, "contest", c->unit ? c->unit->contest : NULL);
    json_put_str(out, "name",
                 c->unit ? custody_unit_name(v->cli->arena, &v->regency, c->unit) : NULL);
    json_put_str(out, "state", custody_state_id(c->state));
    put_party(out, "holder", &c->holder);
    json_put_str(out, "place", c->place);
    put_texts(out, "seals", c->seals, c->seal_count);
    put_texts(out, "ends", c->ends, c->end_count);
    json_put_int(out, "waiting", (int64_t)c->waiting);
    json_put_int(out, "loose", (int64_t)c->loose);
    json_open(out, "links", '[');
    for (size_t i = 0; i < c->count; i++) put_link(out, &c->links[i], i < c->length);
    json_close(out, ']');
    json_close(out, '}');
}

static Status print_json(View *v, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 512 * MIB);
    json_open(out, "items", '[');
    for (size_t i = 0; i < v->count; i++) put_chain(v, out, &v->chains[i]);
    json_close(out, ']');
    json_open(out, "alarms", '[');
    for (size_t i = 0; i < v->alarm_count; i++) {
        const CustodyAlarm *a = &v->alarms[i];
        json_open(out, NULL, '{');
        json_put_str(out, "kind", custody_alarm_id(a->kind));
        json_put_str(out, "item", a->item);
        json_put_str(out, "event", a->event);
        put_time(out, "since", a->since_ms);
        json_put_str(out, "text", a->text);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- boxes out, boxes back */

static void say_balance(View *v, const CustodyBalance *b) {
    CliTable table = {.arena = v->cli->arena};
    cli_row(&table, "%s\t%s\t>%s\t>%s\t>%s\t>%s\t>%s\t>%s\t>%s", _("kind"), _("contest"),
            _("numbered"), _("packed"), _("out"), _("back"), _("lost"), _("destroyed"),
            _("missing"));
    for (size_t i = 0; i < b->count; i++) {
        const CustodyBalanceRow *r = &b->rows[i];
        cli_row(&table,
                "%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64
                "\t%" PRId64,
                custody_kind_word(r->kind), r->contest ? r->contest : "-", r->numbered, r->packed,
                r->out, r->back, r->lost, r->destroyed, r->missing);
    }
    cli_table(&table);
    for (size_t i = 0; i < b->missing_count && i < ALARMS_SAID; i++)
        cli_say(_("not back: %s"), b->missing[i]);
    if (b->missing_count > ALARMS_SAID)
        cli_say(_("... and %zu more"), b->missing_count - ALARMS_SAID);
}

static void put_balance(JsonOut *out, const CustodyBalanceRow *r) {
    json_open(out, NULL, '{');
    json_put_str(out, "kind", custody_kind_id(r->kind));
    json_put_str(out, "contest", r->contest);
    json_put_int(out, "numbered", r->numbered);
    json_put_int(out, "packed", r->packed);
    json_put_int(out, "out", r->out);
    json_put_int(out, "at_place", r->at_place);
    json_put_int(out, "opened", r->opened);
    json_put_int(out, "resealed", r->resealed);
    json_put_int(out, "on_way_back", r->on_way_back);
    json_put_int(out, "back", r->back);
    json_put_int(out, "lost", r->lost);
    json_put_int(out, "destroyed", r->destroyed);
    json_put_int(out, "missing", r->missing);
    json_close(out, '}');
}

static Status balance(View *v, Err *err) {
    Cli *cli = v->cli;
    CustodyBalance b;
    Status s = custody_balance(cli->store, cli->arena, v->regency.scope, &b, err);
    if (s != OK) return s;
    if (!cli->json) {
        say_balance(v, &b);
        return OK;
    }
    Buf buf;
    JsonOut out;
    buf_init(&buf, 64 * MIB);
    json_out(&out, &buf, true);
    json_open(&out, NULL, '{');
    json_open(&out, "rows", '[');
    for (size_t i = 0; i < b.count; i++) put_balance(&out, &b.rows[i]);
    json_close(&out, ']');
    put_texts(&out, "missing", b.missing, b.missing_count);
    json_close(&out, '}');
    return cli_print_json(&buf, err);
}

/* ---------------------------------------------------------------- what did not count */

static Status refused(View *v, Err *err) {
    Cli *cli = v->cli;
    CustodyRefused *list;
    size_t n;
    Status s = custody_refused(cli->store, cli->arena, v->regency.scope, &list, &n, err);
    if (s != OK) return s;
    Buf buf;
    JsonOut out;
    buf_init(&buf, 512 * MIB);
    json_out(&out, &buf, true);
    json_open(&out, NULL, '{');
    json_open(&out, "refused", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&out, NULL, '{');
        put_time(&out, "received", list[i].received_ms);
        json_put_str(&out, "reason", list[i].reason);
        json_put_str(&out, "text", list[i].text);
        json_close(&out, '}');
        if (!cli->json)
            cli_say("%s  %s: %.120s",
                    cli_clock(cli->arena, list[i].received_ms / 1000, v->regency.zone_min),
                    list[i].reason, list[i].text);
    }
    json_close(&out, ']');
    json_close(&out, '}');
    if (cli->json) return cli_print_json(&buf, err);
    buf_free(&buf);
    if (n == 0) cli_say("%s", _("nothing was refused"));
    return OK;
}

/* ---------------------------------------------------------------- the command */

Status cmd_custody(Cli *cli, Err *err) {
    View v = {.cli = cli};
    const char *what = cli->argument_count ? cli->arguments[0] : NULL;
    Status s = read_all(&v, what, err);
    if (s == OK && cli_flag(cli, "balance")) return balance(&v, err);
    if (s == OK && cli_flag(cli, "refused")) return refused(&v, err);
    if (s != OK) return s;
    if (cli_flag(cli, "open")) keep_open(&v);
    if (cli->json) return print_json(&v, err);
    if (what || cli_flag(cli, "open"))
        for (size_t i = 0; i < v.count; i++) say_chain(&v, &v.chains[i]);
    else if (!cli_flag(cli, "alarms"))
        say_summary(&v);
    if (cli_flag(cli, "alarms") || what) say_alarms(&v);
    return OK;
}
