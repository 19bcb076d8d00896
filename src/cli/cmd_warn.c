// SPDX-License-Identifier: Apache-2.0
/* hantar warn: messages of the Common Alerting Protocol, and what a person made of them. */
#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

typedef struct Look { /* at the warnings of a regency, at a time */
    ElectionRegency r;
    HazardModel model;
    HazardWarning *all;
    size_t n;
    int64_t now_s;
} Look;

/* ---------------------------------------------------------------- how a warning stands */

typedef enum State { UNUSED, IN_FORCE, SUPERSEDED, SEEN, OVER, WAITS, STATES } State;
static const char *const STATE_IDS[STATES] = {
    [UNUSED] = "unused", [IN_FORCE] = "in_force", [SUPERSEDED] = "superseded",
    [SEEN] = "seen",     [OVER] = "over",         [WAITS] = "waits"};

static int64_t end_s(const HazardWarning *w) {
    int64_t end = INT64_MIN;
    for (size_t i = 0; i < w->cap.info_count; i++)
        if (w->cap.infos[i].to_s > end) end = w->cap.infos[i].to_s;
    return end;
}

/* Does something in force end when this one is confirmed? */
static bool ends_something(const Look *k, const HazardWarning *w) {
    for (size_t i = 0; i < k->n; i++)
        if (k->all[i].in_force && k->all[i].superseded_by == w->number) return true;
    return false;
}

static State state_of(const Look *k, const HazardWarning *w) {
    int64_t now_s = k->now_s;
    if (w->cap.status != CAP_ACTUAL || w->cap.type > CAP_CANCEL) return UNUSED;
    if (w->in_force) return w->measure.to_s > now_s ? IN_FORCE : OVER;
    if (w->confirmed) return SEEN;
    if (w->superseded_by) return SUPERSEDED;
    if (ends_something(k, w)) return WAITS;
    if (w->cap.type == CAP_CANCEL) return SEEN;
    return end_s(w) > now_s ? WAITS : OVER;
}

static const char *effect_text(Cli *cli, const HazardMeasure *m) {
    const char *name = hazard_effect_name(m->effect);
    if (m->effect == HAZARD_EFFECT_RAIN)
        return arena_printf(cli->arena, _("%s: %" PRId64 " mm a day"), name, m->rain_mm);
    if (m->effect == HAZARD_EFFECT_CLOSURE)
        return arena_printf(cli->arena, "%s: %s", name, m->classes ? m->classes : _("all"));
    return name;
}

static const char *state_text(Cli *cli, const Look *k, const HazardWarning *w) {
    HazardMeasure m;
    switch (state_of(k, w)) {
    case UNUSED:
        return arena_printf(cli->arena, _("%s: never used"), hazard_cap_status(w->cap.status));
    case IN_FORCE:
        return arena_printf(cli->arena, _("IN FORCE: %s"), effect_text(cli, &w->measure));
    case SUPERSEDED: return arena_printf(cli->arena, _("superseded by %" PRId64), w->superseded_by);
    case SEEN: return _("seen");
    case OVER: return _("over");
    default:
        hazard_warning_proposal(cli->arena, &k->model, &k->r, w, &m);
        return arena_printf(cli->arena, _("waits for a person; proposed: %s"),
                            effect_text(cli, &m));
    }
}

/* ---------------------------------------------------------------- telling */

static void say(Cli *cli, const Look *k) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, ">%s\t%s\t%s\t%s\t%s\t>TPS\t%s", _("warning"), _("message"), _("of what"),
            _("how sure"), _("when"), _("what follows"));
    for (size_t i = 0; i < k->n; i++) {
        const HazardWarning *w = &k->all[i];
        const HazardCapInfo *info = w->cap.info_count ? &w->cap.infos[0] : NULL;
        const char *sure =
            info ? arena_printf(cli->arena, "%s, %s, %s", hazard_cap_certainty(info->certainty),
                                hazard_cap_severity(info->severity),
                                hazard_cap_urgency(info->urgency))
                 : "";
        const char *when = info ? cli_period(cli->arena, info->from_s, end_s(w), k->r.zone_min)
                                : cli_clock(cli->arena, w->cap.name.sent_s, k->r.zone_min);
        cli_row(&table, "%" PRId64 "\t%s %s\t%s\t%s\t%s\t%zu\t%s", w->number,
                hazard_cap_type(w->cap.type), w->cap.name.identifier, info ? info->event : "", sure,
                when, hazard_warning_tps(w, &k->r), state_text(cli, k, w));
    }
    if (k->n)
        cli_table(&table);
    else
        cli_say("%s", _("no warning was received"));
    for (size_t i = 0; i < k->n; i++) {
        const HazardWarning *w = &k->all[i];
        if (state_of(k, w) == IN_FORCE && w->superseded_by)
            cli_note(_("warning %" PRId64 " is still in force until a person confirms %" PRId64),
                     w->number, w->superseded_by);
    }
}

static void put_info(JsonOut *out, const HazardCapInfo *info) {
    json_open(out, NULL, '{');
    json_put_str(out, "event", info->event);
    json_put_str(out, "headline", info->headline);
    json_put_str(out, "area", info->area);
    json_put_str(out, "urgency", hazard_cap_urgency(info->urgency));
    json_put_str(out, "severity", hazard_cap_severity(info->severity));
    json_put_str(out, "certainty", hazard_cap_certainty(info->certainty));
    json_put_int(out, "from_s", info->from_s);
    json_put_int(out, "to_s", info->to_s);
    json_put_bool(out, "expires_stated", info->expires);
    json_put_int(out, "shapes", (int64_t)info->shape_count);
    json_open(out, "regions", '[');
    for (size_t i = 0; i < info->code_count; i++) json_put_str(out, NULL, info->codes[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_measure(JsonOut *out, const char *key, const HazardMeasure *m) {
    json_open(out, key, '{');
    json_put_str(out, "effect", hazard_effect_id(m->effect));
    if (m->effect != HAZARD_EFFECT_NONE) {
        json_put_int(out, "from_s", m->from_s);
        json_put_int(out, "to_s", m->to_s);
        json_put_int(out, "shapes", (int64_t)m->shape_count);
    }
    if (m->effect == HAZARD_EFFECT_RAIN) json_put_int(out, "rain_mm", m->rain_mm);
    if (m->effect == HAZARD_EFFECT_CLOSURE) json_put_str(out, "classes", m->classes);
    json_close(out, '}');
}

static void put_warning(Cli *cli, JsonOut *out, const Look *k, const HazardWarning *w) {
    json_open(out, NULL, '{');
    json_put_int(out, "number", w->number);
    json_put_str(out, "sender", w->cap.name.sender);
    json_put_str(out, "identifier", w->cap.name.identifier);
    json_put_int(out, "sent_s", w->cap.name.sent_s);
    json_put_str(out, "status", hazard_cap_status(w->cap.status));
    json_put_str(out, "type", hazard_cap_type(w->cap.type));
    json_open(out, "infos", '[');
    for (size_t i = 0; i < w->cap.info_count; i++) put_info(out, &w->cap.infos[i]);
    json_close(out, ']');
    json_put_int(out, "tps", (int64_t)hazard_warning_tps(w, &k->r));
    json_put_str(out, "state", STATE_IDS[state_of(k, w)]);
    json_put_int_if(out, "superseded_by", w->superseded_by != 0, w->superseded_by);
    HazardMeasure m;
    hazard_warning_proposal(cli->arena, &k->model, &k->r, w, &m);
    put_measure(out, "proposed", &m);
    if (w->in_force)
        put_measure(out, "in_force", &w->measure);
    else
        json_put_null(out, "in_force");
    json_close(out, '}');
}

static Status report(Cli *cli, Look *k, Err *err) {
    Status s = hazard_warnings(cli->store, cli->arena, k->r.scope, &k->all, &k->n, err);
    if (s != OK) return s;
    if (!cli->json) {
        say(cli, k);
        return OK;
    }
    CliReport report;
    JsonOut *out = cli_report(&report, 64 * MIB);
    json_open(out, "warnings", '[');
    for (size_t i = 0; i < k->n; i++) put_warning(cli, out, k, &k->all[i]);
    json_close(out, ']');
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- what a person states */

static Status hear(Cli *cli, const Look *k, const char *path, Err *err) {
    Bytes xml;
    int64_t number;
    bool existed;
    Status s = env_read_file(&cli->env, path, HAZARD_CAP_BYTES_MAX, cli->arena, &xml, err);
    if (s == OK)
        s = hazard_warn(cli->ledger, cli->store, cli->arena, k->r.scope, xml, path, &number,
                        &existed, err);
    if (s != OK) return s;
    if (existed)
        cli_note(_("%s is warning %" PRId64 " and was received before"), path, number);
    else
        cli_note(_("%s is warning %" PRId64), path, number);
    return OK;
}

static Status number_of(Cli *cli, int64_t *ret, Err *err) {
    const char *text = cli->argument_count == 2 ? cli->arguments[1] : "";
    if (int_parse(text, 1, INT64_MAX, ret)) return OK;
    err_set(err, ERR_USAGE, _("%s needs the number of one warning"), cli->arguments[0]);
    err_advise(err, "%s", _("hantar warn alone lists them"));
    return ERR_USAGE;
}

static Status confirm(Cli *cli, Look *k, Err *err) {
    int64_t number, rain_mm = cli_text(cli, "rain") ? cli_int(cli, "rain") : -1;
    Status s = number_of(cli, &number, err);
    if (s == OK) s = hazard_warnings(cli->store, cli->arena, k->r.scope, &k->all, &k->n, err);
    if (s != OK) return s;
    const HazardWarning *w = NULL;
    for (size_t i = 0; i < k->n; i++)
        if (k->all[i].number == number) w = &k->all[i];
    if (!w) return err_set(err, ERR_ABSENT, _("there is no warning %" PRId64), number);
    HazardMeasure m;
    hazard_warning_proposal(cli->arena, &k->model, &k->r, w, &m);
    if (cli_text(cli, "as")) {
        HazardEffect proposed = m.effect;
        hazard_effect_parse(cli_text(cli, "as"), &m.effect);
        if (m.effect != proposed) {
            m.classes = NULL;
            hazard_warning_place(cli->arena, &k->r, w, UINT64_MAX, &m);
        }
    }
    if (rain_mm >= 0) m.rain_mm = rain_mm;
    if (cli_text(cli, "class")) m.classes = cli_text(cli, "class");
    if (rain_mm > 2000) return err_set(err, ERR_USAGE, "%s", _("--rain is between 0 and 2000"));
    s = hazard_warning_confirm(cli->ledger, cli->store, cli->arena, k->r.scope, w, &m, k->now_s,
                               err);
    if (s == OK) cli_note(_("warning %" PRId64 " is confirmed: %s"), number, effect_text(cli, &m));
    return s;
}

static Status drop(Cli *cli, const Look *k, Err *err) {
    int64_t number;
    Status s = number_of(cli, &number, err);
    return s == OK ? hazard_warning_withdraw(cli->ledger, cli->store, k->r.scope, number, err) : s;
}

static Status classes_check(Cli *cli, Err *err) {
    const char *text = cli_text(cli, "class");
    RoadClass vehicle;
    for (const char *p = text ? text : ""; *p;) {
        size_t n = strcspn(p, ",");
        const char *one = arena_strn(cli->arena, p + strspn(p, " "), n - strspn(p, " "));
        if (!road_class_parse(one, &vehicle))
            return err_set(err, ERR_USAGE, _("--class %s: expected vehicle classes"), text);
        p += n + (p[n] == ',');
    }
    return OK;
}

Status cmd_warn(Cli *cli, Err *err) {
    Look k = {0};
    int64_t now_ms;
    bool stated, asks = cli->argument_count == 0;
    const char *word = asks ? "" : cli->arguments[0];
    Status s = classes_check(cli, err);
    if (s == OK) s = cli_open(cli, asks ? STORE_READ : STORE_WRITE, err);
    if (s == OK) s = cli_regency(cli, cli->store, &k.r, err);
    if (s == OK) s = hazard_model_builtin(cli->arena, &k.model, err);
    if (s == OK) s = cli_moment(cli, "now", k.r.zone_min, &now_ms, &stated, err);
    if (s != OK) return s;
    k.now_s = now_ms / 1000;
    if (str_eq(word, "confirm"))
        s = confirm(cli, &k, err);
    else if (str_eq(word, "drop"))
        s = drop(cli, &k, err);
    else
        for (int i = 0; i < cli->argument_count && s == OK; i++)
            s = hear(cli, &k, cli->arguments[i], err);
    return s == OK ? report(cli, &k, err) : s;
}
