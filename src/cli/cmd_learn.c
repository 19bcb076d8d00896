// SPDX-License-Identifier: Apache-2.0
/* hantar learn: predictions beside what happened. */
#include "cli/cli.h"

#include <math.h>

typedef struct Lesson {
    Cli *cli;
    CliScene scene;
    CliWeather weather;
    Plan plan;
    Foresight foresight;
    ForeseeScore late, closed;
} Lesson;

/* ---------------------------------------------------------------- what the record knows */

static bool accepted_there(const CustodyLink *l, const char *place) {
    return !l->back && (l->state == CUSTODY_ACCEPTED || l->state == CUSTODY_ACCEPTED_EXCEPTION) &&
           (str_eq(l->place, place) || str_eq(l->to.place, place));
}

/* Of one unit: when the TPS accepted it; INT64_MAX = not yet. */
static int64_t accepted_s(const CustodyChain *c) {
    for (size_t i = 0; i < c->length; i++)
        if (accepted_there(&c->links[i], c->unit->place)) return c->links[i].at_ms / 1000;
    return INT64_MAX;
}

/* A TPS has what is its own when it has accepted the last of its units. */
static Status add_handovers(Lesson *k, ForeseeArrival *arrivals, Err *err) {
    const ElectionRegency *r = &k->scene.regency;
    CustodyChain *chains;
    size_t n;
    Status s = custody_chains(k->cli->store, k->cli->arena, r->scope, NULL, &chains, &n, err);
    ForeseeArrival *of = ARENA_ARRAY(k->cli->arena, ForeseeArrival, r->tps_count + 1);
    bool *some = ARENA_ARRAY(k->cli->arena, bool, r->tps_count + 1);
    for (size_t i = 0; i < r->tps_count; i++) of[i] = (ForeseeArrival){true, true, INT64_MIN};
    for (size_t c = 0; s == OK && c < n; c++) {
        if (!chains[c].unit || !chains[c].unit->place) continue;
        int32_t tps = election_tps(r, chains[c].unit->place);
        if (tps < 0) continue;
        int64_t at_s = accepted_s(&chains[c]);
        some[tps] |= at_s != INT64_MAX;
        if (at_s == INT64_MAX) of[tps].came = false;
        if (at_s > of[tps].at_s) of[tps].at_s = at_s;
    }
    for (size_t i = 0; i < r->tps_count; i++)
        if (some[i] && !arrivals[i].known) arrivals[i] = of[i];
    return s;
}

static Status judge(Lesson *k, ForeseeWorld *world, Err *err) {
    Arena *arena = k->cli->arena;
    const Foresight *f = &k->foresight;
    size_t tps = k->scene.regency.tps_count;
    ForeseeArrival *arrivals = ARENA_ARRAY(arena, ForeseeArrival, tps + 1);
    ForeseeTruth *late = ARENA_ARRAY(arena, ForeseeTruth, tps + 1);
    ForeseeTruth *closed = ARENA_ARRAY(arena, ForeseeTruth, f->each_closed.items + 1);
    Status s = foresee_arrivals(k->cli->store, arena, &k->scene.regency, arrivals, err);
    if (s == OK) s = add_handovers(k, arrivals, err);
    if (s == OK)
        s = foresee_passability(k->cli->store, arena, &k->scene.regency, world, &k->plan, closed,
                                err);
    if (s != OK) return s;
    foresee_arrival_truth(world, f, arrivals, late);
    foresee_score(arena, &f->each_late, f->scenarios, late, &k->late);
    foresee_score(arena, &f->each_closed, f->scenarios, closed, &k->closed);
    if (k->late.known + k->closed.known > 0) return OK;
    err_set(err, ERR_ABSENT, "%s", _("nothing is known yet of what happened"));
    err_advise(err, "%s",
               _("hantar import arrivals FILE, hantar import passability FILE, or hantar scan"));
    return ERR_ABSENT;
}

/* ---------------------------------------------------------------- for a person */

static const char *verdict_text(ForeseeVerdict verdict) {
    switch (verdict) {
    case FORESEE_FITS: return _("the model fits: what happened is not odd among its own scenarios");
    case FORESEE_DOUBTFUL: return _("DOUBTFUL: the model lets expect this rarely");
    case FORESEE_BROKEN:
        return _("THE MODEL DOES NOT FIT: do not rely on its chances before it is corrected");
    case FORESEE_NO_VERDICT: break;
    }
    return "";
}

static const char *oddest_text(const ForeseeScore *s) {
    switch (s->oddest) {
    case FORESEE_BY_COUNT:
        return s->count.seen > s->expected ? _("more happened than was to be expected")
                                           : _("less happened than was to be expected");
    case FORESEE_BY_BRIER: return _("the chances miss by more, or by less, than chance does");
    case FORESEE_BY_SLOPE:
        return s->slope.seen < 1 ? _("it happened elsewhere than where it was likely")
                                 : _("it happened where it was likely, more than the chances say");
    }
    return "";
}

static const char *number(Cli *cli, double x, int decimals) {
    char *text = arena_printf(cli->arena, "%.*f", decimals, x);
    for (char *p = text; *p && lang_in_use() == LANG_ID; p++)
        if (*p == '.') *p = ',';
    return text;
}

static void say_odd(Cli *cli, CliTable *table, const char *what, ForeseeOdd odd, int decimals) {
    if (isnan(odd.seen)) return;
    cli_row(table, "%s\t%s\t%s - %s\t%s", what, number(cli, odd.seen, decimals),
            number(cli, odd.low, decimals), number(cli, odd.high, decimals),
            number(cli, (double)odd.permille / 10, 1));
}

#define BAR 40 /* letters */
/* The diagram: where the predictions of a band lie (+), and how many came true (o). */
static const char *bar(Cli *cli, const ForeseeBin *b) {
    char line[BAR + 2];
    for (int i = 0; i <= BAR; i++) line[i] = '.';
    line[BAR + 1] = 0;
    int32_t seen_e5 = (int32_t)(b->hits * 100000 / b->n);
    line[b->predicted_e5 * BAR / 100000] = '+';
    line[seen_e5 * BAR / 100000] = 'o';
    return arena_str(cli->arena, line);
}

static void say_bins(Cli *cli, const ForeseeScore *s) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, ">%s\t>%s\t>%s\t>%s\t>%s\t%s", _("predicted, %"), _("cases"),
            _("mean prediction, %"), _("came true, %"), _("between"), _("0 to 100 %"));
    for (int i = 0; i < FORESEE_BINS; i++) {
        const ForeseeBin *b = &s->bins[i];
        if (b->n == 0) continue;
        ForeseeShare seen = foresee_share((uint32_t)b->hits, (uint32_t)b->n);
        cli_row(&table, "%d-%d\t%s\t%s\t%s\t%s-%s\t%s", foresee_bin_e5[i] / 1000,
                foresee_bin_e5[i + 1] / 1000, int_group(cli->arena, b->n),
                number(cli, b->predicted_e5 / 1e3, 1), number(cli, seen.share_e5 / 1e3, 1),
                number(cli, seen.low_e5 / 1e3, 1), number(cli, seen.high_e5 / 1e3, 1), bar(cli, b));
    }
    cli_table(&table);
    cli_say("%s", _("+ predicted, o came true; intervals count cases as if they were independent, "
                    "which one election's are not"));
}

static void say(Cli *cli, const char *title, const ForeseeScore *s) {
    if (s->known == 0) return;
    cli_say("\n%s", title);
    cli_say(_("%lld known, %lld happened, %s were expected"), (long long)s->known,
            (long long)s->hits, number(cli, s->expected, 1));
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>%s\t>%s\t>%s", "", _("seen"), _("95 of 100 scenarios"), _("as odd, %"));
    say_odd(cli, &table, _("how many"), s->count, 0);
    say_odd(cli, &table, _("Brier's score"), s->brier, 4);
    say_odd(cli, &table, _("slope"), s->slope, 2);
    cli_table(&table);
    cli_say(_("reliability %s (0 is best), resolution %s, uncertainty %s"),
            number(cli, s->reliability, 4), number(cli, s->resolution, 4),
            number(cli, s->uncertainty, 4));
    say_bins(cli, s);
    cli_say("%s", verdict_text(s->verdict));
    if (s->verdict != FORESEE_FITS) cli_say("%s", oddest_text(s));
}

/* ---------------------------------------------------------------- as JSON */

static void put_number(JsonOut *out, const char *key, double x) {
    if (isnan(x))
        json_put_null(out, key);
    else
        json_put_decimal(out, key, llround(x * 1e6), 6);
}

static void put_odd(JsonOut *out, const char *key, ForeseeOdd odd) {
    json_open(out, key, '{');
    put_number(out, "seen", odd.seen);
    put_number(out, "low", odd.low);
    put_number(out, "high", odd.high);
    json_put_decimal(out, "as_odd", odd.permille, 3);
    json_close(out, '}');
}

static void put_score(JsonOut *out, const char *key, const ForeseeScore *s) {
    static const char *const verdicts[] = {"none", "fits", "doubtful", "broken"};
    json_open(out, key, '{');
    json_put_str(out, "verdict", verdicts[s->verdict]);
    json_put_int(out, "known", s->known);
    json_put_int(out, "happened", s->hits);
    put_number(out, "expected", s->expected);
    if (s->known) {
        put_odd(out, "count", s->count);
        put_odd(out, "brier", s->brier);
        put_odd(out, "slope", s->slope);
        put_number(out, "reliability", s->reliability);
        put_number(out, "resolution", s->resolution);
        put_number(out, "uncertainty", s->uncertainty);
    }
    json_open(out, "bins", '[');
    for (int i = 0; i < FORESEE_BINS; i++) {
        if (s->bins[i].n == 0) continue;
        json_open(out, NULL, '{');
        json_put_decimal(out, "from", foresee_bin_e5[i], 5);
        json_put_decimal(out, "to", foresee_bin_e5[i + 1], 5);
        json_put_int(out, "cases", s->bins[i].n);
        json_put_int(out, "happened", s->bins[i].hits);
        json_put_decimal(out, "predicted", s->bins[i].predicted_e5, 5);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static Status report_json(const Lesson *k, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, MIB);
    json_put_str(out, "plan", k->plan.id);
    json_put_str(out, "scope", k->scene.regency.scope);
    json_put_int(out, "scenarios", k->foresight.scenarios);
    json_put_int(out, "seed", cli_int(k->cli, "seed"));
    put_score(out, "late", &k->late);
    put_score(out, "closed", &k->closed);
    return cli_report_end(&report, err);
}

Status cmd_learn(Cli *cli, Err *err) {
    Lesson k = {.cli = cli};
    ForeseeWorld *world;
    Status s = cli_weather(cli, &k.weather, err);
    if (s == OK) s = cli_plan(cli, &k.scene, &k.plan, err);
    if (s != OK) return s;
    k.weather.options.from_day = k.plan.from_day;
    k.weather.options.to_day = k.plan.to_day;
    s = foresee_world(&cli->env, cli->arena, &k.scene.regency, &k.scene.network, &k.weather.model,
                      &k.weather.options, &world, err);
    if (s != OK) return s;
    foresee(world, cli->arena, &k.plan, NULL, FORESEE_EACH, &k.foresight);
    cli_progress_end();
    s = judge(&k, world, err);
    if (s != OK) return s;
    if (cli->json) return report_json(&k, err);
    cli_say(_("plan %s beside what happened, in %u scenarios"), k.plan.id, k.foresight.scenarios);
    say(cli, _("TPS that were late"), &k.late);
    say(cli, _("flood points and days that were closed"), &k.closed);
    return OK;
}
