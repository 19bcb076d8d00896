// SPDX-License-Identifier: Apache-2.0
/* hantar verify: a proof that was carried here, checked offline against a policy and nothing else.
 */
#include "cli/log.h"
#include "cli/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LAST_S INT64_C(253402300799)                   /* of the year 9999 */
#define RECEIPT_BYTES_MAX (4 * LEDGER_EVENT_BYTES_MAX) /* the event, as a text in JSON */

typedef struct Case {
    TlogPolicy policy;
    TlogProof proof;
    TlogVerdict verdict; /* what the policy makes of the checkpoint */
    LedgerOpening opening;
    const char *opening_place; /* where it came from; NULL = no event was given */
    Sha256 leaf;
    Status holds;
    Err why; /* when it does not hold */
} Case;

/* ---------------------------------------------------------------- reading */

static Status read_proof(Cli *cli, Case *c, Err *err) {
    const char *path = cli->arguments[0];
    Bytes text;
    Status s = env_read_file(&cli->env, path, TLOG_PROOF_BYTES_MAX, cli->arena, &text, err);
    if (s != OK) return s;
    s = tlog_proof_parse(cli->arena, text, &c->proof, err);
    if (s != OK) err_at(err, path, 0, 0, NULL);
    return s;
}

/* The receipt beside the proof goes before the one inside. Without any, no leaf can be computed. */
static Status read_receipt(Cli *cli, Case *c, Err *err) {
    const char *path = cli_text(cli, "receipt");
    Bytes text = c->proof.extra;
    Status s = OK;
    if (path) s = env_read_file(&cli->env, path, RECEIPT_BYTES_MAX, cli->arena, &text, err);
    if (s != OK || text.n == 0) return s;
    c->opening_place = path ? path : cli->arguments[0];
    s = ledger_opening_read(cli->arena, text, &c->opening, err);
    if (s != OK) return s;
    ledger_leaf(c->opening.event.scope, c->proof.index + 1, c->opening.salt, c->opening.canonical,
                NULL, &c->leaf);
    return OK;
}

/* ---------------------------------------------------------------- judging */

static void judge(Cli *cli, Case *c) {
    TlogVerdict again;
    if (c->opening_place) {
        c->holds = tlog_proof_check(cli->arena, &c->proof, &c->leaf, &c->policy, &again, &c->why);
        return;
    }
    c->holds = err_set(&c->why, ERR_INPUT, "%s", _("nobody says of which event this is the proof"));
    err_advise(&c->why, "%s", _("give the receipt that belongs to it: --receipt FILE"));
}

static const char *moment(Arena *arena, int64_t time_s) {
    char text[32];
    if (time_s > LAST_S) return _("a date that cannot be");
    time_format_utc(time_s * 1000, text);
    return arena_printf(arena, "%.10s %.8s UTC", text, text + 11);
}

/* An event may hold any text; on a screen it must not pass for words of this program. */
static const char *plain(Arena *arena, const char *text) {
    char *copy = arena_str(arena, text);
    for (char *p = copy; *p; p++) {
        bool high = (uint8_t)p[0] == 0xC2 && (uint8_t)p[1] >= 0x80 && (uint8_t)p[1] <= 0x9F;
        if (high) *p++ = ' ';
        if (high || (uint8_t)*p < 0x20 || *p == 0x7F) *p = ' ';
    }
    return copy;
}

/* ---------------------------------------------------------------- in words */

static const char *members_of(Arena *arena, const TlogPolicy *p, const TlogParty *party) {
    const char *list = "";
    for (int i = 0; i < party->member_count; i++)
        list =
            arena_printf(arena, "%s%s%s", list, i ? ", " : "", p->parties[party->members[i]].name);
    return list;
}

static void say_parties(Cli *cli, const Case *c) {
    const TlogPolicy *p = &c->policy;
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t%s\t%s", _("witness or group"), _("holds"), _("why"));
    for (int i = 0; i < p->party_count; i++) {
        const TlogParty *party = &p->parties[i];
        bool holds = c->verdict.holds[i];
        const char *why;
        if (!party->key)
            why = arena_printf(cli->arena, _("at least %d of: %s"), party->needed,
                               members_of(cli->arena, p, party));
        else if (holds)
            why = arena_printf(cli->arena, _("%s cosigned at %s"), party->key->name,
                               moment(cli->arena, c->verdict.seen_s[i]));
        else
            why = arena_printf(cli->arena, _("%s has not cosigned"), party->key->name);
        cli_row(&table, "%s\t%s\t%s", party->name, holds ? _("yes") : _("NO"), why);
    }
    if (p->party_count) cli_table(&table);
}

static const char *actor_words(Arena *arena, const LedgerEvent *e) {
    const char *words = NULL, *key;
    json_t *value;
    json_object_foreach((json_t *)e->actor, key, value) words = arena_printf(
        arena, "%s%s%s %s", words ? words : "", words ? ", " : "", key, json_string_value(value));
    return words ? words : _("the program itself");
}

static void say_event(Cli *cli, const Case *c) {
    const LedgerEvent *e = &c->opening.event;
    const char *sentence = cli_tell(cli->arena, e);
    cli_say(_("event: %s of %s, stated %s by %s"), e->type, e->scope, e->time,
            plain(cli->arena, actor_words(cli->arena, e)));
    if (sentence) cli_say(_("it says: %s"), plain(cli->arena, sentence));
}

static void say(Cli *cli, const Case *c) {
    const TlogVerdict *v = &c->verdict;
    const TlogPolicy *p = &c->policy;
    cli_say(_("log: %s, %" PRId64 " entries, signed by the log itself"), v->checkpoint.origin,
            v->checkpoint.size);
    say_parties(cli, c);
    if (p->quorum < 0)
        cli_say("%s", _("quorum: none is asked for; the log is believed alone"));
    else
        cli_say(v->quorum ? _("quorum: %s is met") : _("quorum: %s is NOT met"),
                p->parties[p->quorum].name);
    if (c->holds != OK) return;
    cli_say(_("PROVEN: this event stands in the log as entry %" PRId64
              ", and was not changed since "
              "the signatures above were made."),
            c->proof.index + 1);
    say_event(cli, c);
    cli_say("%s", _("The proof does not say that the event is true; it says who must answer for it "
                    "and that it can no longer be taken back."));
}

/* ---------------------------------------------------------------- as JSON */

static void json_parties(JsonOut *out, const Case *c) {
    char when[32];
    json_open(out, "parties", '[');
    for (int i = 0; i < c->policy.party_count; i++) {
        const TlogParty *party = &c->policy.parties[i];
        json_open(out, NULL, '{');
        json_put_str(out, "name", party->name);
        json_put_str(out, "key", party->key ? party->key->name : NULL);
        json_put_bool(out, "holds", c->verdict.holds[i]);
        int64_t seen_s = c->verdict.seen_s[i];
        if (seen_s && seen_s <= LAST_S)
            time_format_utc(seen_s * 1000, when);
        else
            when[0] = 0;
        json_put_str(out, "cosigned", when[0] ? when : NULL);
        json_put_int(out, "needed", party->needed);
        json_open(out, "members", '[');
        for (int k = 0; k < party->member_count; k++)
            json_put_str(out, NULL, c->policy.parties[party->members[k]].name);
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void json_event(JsonOut *out, Arena *arena, const Case *c) {
    const LedgerEvent *e = &c->opening.event;
    if (c->holds != OK) { /* an event that is not proven is not told */
        json_put_null(out, "event");
        return;
    }
    json_open(out, "event", '{');
    json_put_str(out, "id", e->id);
    json_put_str(out, "scope", e->scope);
    json_put_str(out, "type", e->type);
    json_put_str(out, "time", e->time);
    json_put_str(out, "says", cli_tell(arena, e));
    json_close(out, '}');
}

static Status say_json(Cli *cli, const Case *c, Err *err) {
    char root[65];
    const TlogVerdict *v = &c->verdict;
    CliReport report;
    JsonOut *out = cli_report(&report, 8 * MIB);
    hex_format(v->checkpoint.root.b, 32, root);
    json_put_bool(out, "proven", c->holds == OK);
    json_put_str(out, "why", c->holds == OK ? NULL : c->why.text);
    json_put_str(out, "origin", v->checkpoint.origin);
    json_put_int(out, "size", v->checkpoint.size);
    json_put_str(out, "root", root);
    json_put_int(out, "index", c->proof.index);
    json_put_str(out, "quorum",
                 c->policy.quorum < 0 ? NULL : c->policy.parties[c->policy.quorum].name);
    json_put_bool(out, "quorum_met", v->quorum);
    json_parties(out, c);
    json_event(out, cli->arena, c);
    return cli_report_end(&report, err);
}

Status cmd_verify(Cli *cli, Err *err) {
    Case c = {0};
    Status s = cli_policy(cli, &c.policy, err);
    if (s == OK) s = read_proof(cli, &c, err);
    if (s == OK) s = read_receipt(cli, &c, err);
    if (s == OK) s = tlog_policy_judge(cli->arena, &c.policy, c.proof.checkpoint, &c.verdict, err);
    if (s != OK) return s;
    judge(cli, &c);
    if (!cli->json) say(cli, &c);
    if (cli->json) s = say_json(cli, &c, err);
    if (s == OK && c.holds != OK) {
        *err = c.why;
        s = c.holds;
    }
    return s;
}
