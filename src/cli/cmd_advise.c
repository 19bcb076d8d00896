// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#define ROADS_SHOWN 10
#define TPS_SHOWN 6
#define ITERATIONS_MAX 1000000

typedef struct Desk { /* what the answer is about */
    const CliScene *scene;
    const Plan *plan;
    const HazardModel *model;
    const ForeseeWorld *world;
    const ForeseeAdvice *advice;
} Desk;

/* ---------------------------------------------------------------- as JSON */

static void put_index(JsonOut *out, const char *key, int64_t value) {
    json_put_int_if(out, key, value >= 0, value);
}

static const char *moment(Cli *cli, const Desk *d, int64_t utc_s) {
    Civil c = civil_from_s(utc_s + (int64_t)d->scene->regency.zone_min * 60);
    return arena_printf(cli->arena, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour,
                        c.minute);
}

static const char *date(Cli *cli, int32_t day) {
    Civil c = civil_from_s((int64_t)day * 86400);
    return arena_printf(cli->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Lines of segments, or null. */
static void put_geometry(JsonOut *out, const RoadMap *map, const uint32_t *segments, size_t n) {
    if (!map || n == 0) {
        json_put_null(out, "geometry");
        return;
    }
    json_open(out, "geometry", '{');
    json_put_str(out, "type", "MultiLineString");
    json_open(out, "coordinates", '[');
    for (size_t i = 0; i < n; i++) {
        size_t points;
        const GeoPoint *line = road_geometry(map, segments[i], &points);
        json_open(out, NULL, '[');
        for (size_t k = 0; k < points; k++) {
            json_open(out, NULL, '[');
            json_put_decimal(out, NULL, line[k].lon_e7, GEO_DECIMALS);
            json_put_decimal(out, NULL, line[k].lat_e7, GEO_DECIMALS);
            json_close(out, ']');
        }
        json_close(out, ']');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_segments(JsonOut *out, const RoadMap *map, const uint32_t *segments, size_t n) {
    json_open(out, "ways", '[');
    for (size_t i = 0; i < n; i++) json_put_int(out, NULL, road_segment(map, segments[i]).osm_way);
    json_close(out, ']');
}

static bool keeps_open(const ForeseeMeasure *m, size_t stretch, size_t point) {
    if (m->kind == FORESEE_OPEN_STRETCH) return (size_t)m->stretch == stretch;
    if (m->kind == FORESEE_OPEN_POINT) return (size_t)m->point == point;
    for (size_t i = 0; i < m->point_count; i++)
        if ((size_t)m->points[i] == point) return true;
    return false;
}

/* Of a measure that keeps roads open, which ones. */
static void put_kept_open(Cli *cli, JsonOut *out, const Desk *d, const ForeseeMeasure *m) {
    size_t count;
    const ForeseeStretch *list = foresee_stretches(d->world, &count);
    VEC(uint32_t) segments = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < list[i].segment_count && keeps_open(m, i, list[i].point); k++)
            vec_push(cli->arena, &segments, list[i].segments[k]);
    put_geometry(out, d->scene->network.map, segments.at, segments.n);
}

static void put_subject(Cli *cli, JsonOut *out, const Desk *d, const ForeseeMeasure *m) {
    const ElectionRegency *r = &d->scene->regency;
    size_t count;
    const HazardPoint *points = foresee_points(d->world, &count, NULL);
    json_open(out, "hazards", '[');
    if (m->point >= 0) json_put_str(out, NULL, points[m->point].id);
    for (size_t i = 0; i < m->point_count; i++) json_put_str(out, NULL, points[m->points[i]].id);
    json_close(out, ']');
    put_index(out, "stretch", m->stretch);
    json_put_str(out, "vehicle", m->vehicle >= 0 ? r->vehicles[m->vehicle].id : NULL);
    json_put_str(out, "like", m->like >= 0 ? r->vehicles[m->like].id : NULL);
    put_index(out, "count", m->count ? m->count : -1);
    json_put_str(out, "depot", m->depot >= 0 ? r->depots[m->depot].id : NULL);
    json_put_str(out, "district", m->district >= 0 ? r->districts[m->district].code : NULL);
    json_put_str(out, "day", m->day >= 0 ? date(cli, m->day) : NULL);
    put_index(out, "minutes", m->minutes);
    json_put_str(out, "by", m->tps_count && m->by_s ? moment(cli, d, m->by_s) : NULL);
    json_open(out, "tps", '[');
    for (size_t i = 0; i < m->tps_count; i++) json_put_str(out, NULL, r->tps[m->tps[i]].id);
    json_close(out, ']');
    put_kept_open(cli, out, d, m);
}

static void put_measure(Cli *cli, JsonOut *out, const Desk *d, const ForeseeMeasure *m) {
    json_open(out, NULL, '{');
    json_put_str(out, "kind", foresee_kind_id(m->kind));
    json_put_str(out, "office", foresee_office_id(m->office));
    json_put_str(out, "text", foresee_measure_text(cli->arena, d->world, m));
    json_put_str(out, "evidence", foresee_evidence_text(cli->arena, d->world, m));
    put_subject(cli, out, d, m);
    json_open(out, "gain", '{');
    json_put_decimal(out, "fewer_late", m->gain_e3, 3);
    json_put_decimal(out, "low", m->low_e3, 3);
    json_put_decimal(out, "high", m->high_e3, 3);
    json_close(out, '}');
    json_put_bool(out, "certain", m->certain);
    json_put_decimal(out, "late_expected", m->late_e3, 3);
    cli_put_share(out, "none_late", m->none_late);
    json_put_int(out, "cost", m->cost);
    json_put_int(out, "cost_crews", m->run_cost);
    json_put_int(out, "cost_measure", m->done_cost);
    put_index(out, "cost_repair", m->mend_cost);
    json_close(out, '}');
}

static void put_stretches(JsonOut *out, const Desk *d) {
    size_t count, points;
    const ForeseeStretch *list = foresee_stretches(d->world, &count);
    const HazardPoint *point = foresee_points(d->world, &points, NULL);
    const Foresight *is = &d->advice->is;
    json_open(out, "stretches", '[');
    for (size_t i = 0; i < count; i++) {
        const ForeseeStretch *s = &list[i];
        json_open(out, NULL, '{');
        json_put_str(out, "hazard", point[s->point].id);
        json_put_str(out, "road", s->name);
        json_put_str(out, "highway", s->highway);
        json_put_int(out, "length_m", s->length_m);
        cli_put_share(out, "met", foresee_share(is->stretches[i].met, is->scenarios));
        json_put_decimal(out, "late_behind",
                         foresee_mean_e3(is->stretches[i].late_behind, is->scenarios), 3);
        json_put_decimal(out, "late_caused", foresee_mean_e3(is->stretches[i].less, is->scenarios),
                         3);
        put_segments(out, d->scene->network.map, s->segments, s->segment_count);
        put_geometry(out, d->scene->network.map, s->segments, s->segment_count);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_roads(JsonOut *out, const Desk *d) {
    json_open(out, "roads", '[');
    for (size_t i = 0; i < d->advice->road_count; i++) {
        const ForeseeRoad *road = &d->advice->roads[i];
        json_open(out, NULL, '{');
        json_put_str(out, "road", road->name);
        json_put_str(out, "highway", road->highway);
        json_put_int(out, "length_m", road->length_m);
        json_put_int(out, "tps", road->tps);
        json_put_int(out, "cut_off", road->cut_off);
        json_put_int(out, "delay_s", road->delay_s);
        json_put_int(out, "delay_most_s", road->delay_s_most);
        put_index(out, "stretch", road->stretch);
        put_segments(out, d->scene->network.map, road->segments, road->segment_count);
        put_geometry(out, d->scene->network.map, road->segments, road->segment_count);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_measures(Cli *cli, JsonOut *out, const Desk *d, const char *key,
                         const ForeseeMeasure *list, size_t n) {
    json_open(out, key, '[');
    for (size_t i = 0; i < n; i++) put_measure(cli, out, d, &list[i]);
    json_close(out, ']');
}

static Status report_json(Cli *cli, const Desk *d, Err *err) {
    const ForeseeAdvice *a = d->advice;
    CliReport report;
    JsonOut *out = cli_report(&report, 256 * MIB);
    cli_put_played(out, cli, d->scene, d->plan, a->scenarios);
    json_put_bool(out, "roads_known", d->scene->network.map != NULL);
    json_put_int(out, "planned", (int64_t)a->is.planned);
    json_put_decimal(out, "late_expected", foresee_mean_e3(a->is.late_total, a->scenarios), 3);
    cli_put_share(out, "none_late", foresee_share(a->is.clean, a->scenarios));
    json_put_int(out, "cost_mean", a->is.cost_mean);
    json_put_int(out, "tried", (int64_t)a->tried);
    json_put_int(out, "plans_solved", (int64_t)a->solved);
    put_measures(cli, out, d, "programme", a->programme, a->programme_count);
    put_measures(cli, out, d, "each", a->each, a->each_count);
    put_stretches(out, d);
    put_roads(out, d);
    cli_put_assumptions(out, d->model);
    return cli_report_end(&report, err);
}

/* ---------------------------------------------------------------- for a person */

static const char *late(Cli *cli, int64_t n_e3) {
    return decimal_group(cli->arena, n_e3, 3);
}

static const char *percent(Cli *cli, int32_t e5) {
    return decimal_group(cli->arena, e5 / 100, 1);
}

static void say_is(Cli *cli, const Desk *d) {
    const ForeseeAdvice *a = d->advice;
    if (d->plan->at_s)
        cli_note("%s", _("a plan under way: its trips stay as they are here; to change them is the "
                         "work of hantar replan"));
    cli_say(_("plan %s in %u scenarios: on average %s of %zu TPS are late; no TPS late in %s %%"),
            d->plan->id, a->scenarios, late(cli, foresee_mean_e3(a->is.late_total, a->scenarios)),
            a->is.planned, percent(cli, foresee_share(a->is.clean, a->scenarios).share_e5));
    if (!d->scene->network.map)
        cli_say("%s", _("NO ROAD DATA: no flood can close anything; only delays and breakdowns"));
}

static void say_tps(const Desk *d, const ForeseeMeasure *m) {
    Buf b;
    buf_init(&b, 4 * KIB);
    for (size_t i = 0; i < m->tps_count && i < TPS_SHOWN; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", d->scene->regency.tps[m->tps[i]].id);
    if (m->tps_count > TPS_SHOWN)
        cli_say(_("   TPS %s and %zu more (--json has all)"), b.at, m->tps_count - TPS_SHOWN);
    else if (m->tps_count)
        cli_say(_("   TPS %s"), b.at);
    buf_free(&b);
}

static void say_cost(Cli *cli, const ForeseeMeasure *m) {
    cli_say(_("   cost %s: crews %s, the measure itself %s"), cli_money(cli->arena, m->cost),
            cli_money(cli->arena, m->run_cost), cli_money(cli->arena, m->done_cost));
    if (m->mend_cost >= 0)
        cli_say(_("   repaired for good by PUPR instead: %s"), cli_money(cli->arena, m->mend_cost));
}

static void say_measure(Cli *cli, const Desk *d, size_t number, const ForeseeMeasure *m) {
    cli_say(_("%zu. %s: %s"), number, foresee_office_name(m->office),
            foresee_measure_text(cli->arena, d->world, m));
    cli_say(_("   %s fewer late (between %s and %s), %s are left; no TPS late in %s %%"),
            late(cli, m->gain_e3), late(cli, m->low_e3), late(cli, m->high_e3),
            late(cli, m->late_e3), percent(cli, m->none_late.share_e5));
    say_cost(cli, m);
    cli_say("   %s", foresee_evidence_text(cli->arena, d->world, m));
    say_tps(d, m);
}

static void say_programme(Cli *cli, const Desk *d) {
    const ForeseeAdvice *a = d->advice;
    if (a->is.late_total == 0) {
        cli_say("%s", _("no TPS is late in any scenario: there is nothing to mend"));
        return;
    }
    if (a->programme_count == 0) {
        cli_say(_("nothing that was tried helps for certain: %zu measures, each at most as good as "
                  "chance"),
                a->tried);
        return;
    }
    cli_say("%s", _("what to do, each after all above it:"));
    for (size_t i = 0; i < a->programme_count; i++) say_measure(cli, d, i + 1, &a->programme[i]);
}

static void say_each(Cli *cli, const Desk *d) {
    const ForeseeAdvice *a = d->advice;
    CliTable table = {.arena = cli->arena};
    cli_row(&table, ">%s\t>%s\t>%s\t%s", _("fewer late"), _("between"), _("cost"),
            _("each by itself, the best of its kind"));
    for (size_t i = 0; i < a->each_count; i++) {
        const ForeseeMeasure *m = &a->each[i];
        cli_row(&table, "%s\t%s .. %s\t%s\t%s", late(cli, m->gain_e3), late(cli, m->low_e3),
                late(cli, m->high_e3), cli_money(cli->arena, m->cost),
                foresee_measure_text(cli->arena, d->world, m));
    }
    if (a->each_count) cli_table(&table);
    if (a->is.late_total)
        cli_note(_("tried by themselves: %zu measures, %zu plans solved for them"), a->tried,
                 a->solved);
}

static void say_roads(Cli *cli, const Desk *d) {
    const ForeseeAdvice *a = d->advice;
    size_t count;
    const ForeseeStretch *stretches = foresee_stretches(d->world, &count);
    const HazardPoint *points = foresee_points(d->world, &count, NULL);
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>%s\t>TPS\t>%s\t>%s\t%s", _("road, if it were closed"), _("metres"),
            _("cut off"), _("longest detour, min"), _("flood point"));
    for (size_t i = 0; i < a->road_count && i < ROADS_SHOWN; i++) {
        const ForeseeRoad *road = &a->roads[i];
        cli_row(&table, "%s\t%u\t%u\t%u\t%u\t%s", road->name ? road->name : road->highway,
                road->length_m, road->tps, road->cut_off, (road->delay_s_most + 30) / 60,
                road->stretch >= 0 ? points[stretches[road->stretch].point].id : "-");
    }
    if (a->road_count) cli_table(&table);
    if (a->road_count > ROADS_SHOWN)
        cli_note(_("%zu pieces of road more, with their geometry: --json"),
                 a->road_count - ROADS_SHOWN);
}

/* What the measures themselves cost, where nobody has stated it. */
static void say_prices(Cli *cli, const Desk *d) {
    static const HazardSetting prices[] = {HAZARD_GUARD_RP_PER_DAY, HAZARD_MEND_RP_PER_M,
                                           HAZARD_TEAM_RP_PER_DAY};
    const HazardValue *set = d->model->settings;
    bool assumed = false;
    for (size_t i = 0; i < COUNT_OF(prices); i++)
        assumed |= str_eq(set[prices[i]].certainty, "assumption");
    if (!assumed || d->advice->programme_count == 0) return;
    cli_note(
        _("prices assumed, not stated by who would pay them: %s a day for a guarded place, %s "
          "for a metre of repair, %s a day for an escort team (data/hazards.json, --settings)"),
        cli_money(cli->arena, set[prices[0]].value), cli_money(cli->arena, set[prices[1]].value),
        cli_money(cli->arena, set[prices[2]].value));
}

/* ---------------------------------------------------------------- the command */

static Status options_of(Cli *cli, ForeseeAdviseOptions *ret, Err *err) {
    int64_t measures = cli_int(cli, "measures"), iterations = cli_int(cli, "iterations");
    if (measures < 1 || measures > FORESEE_MEASURES_MAX)
        return err_set(err, ERR_USAGE, _("--measures is between 1 and %d"), FORESEE_MEASURES_MAX);
    if (iterations < 1 || iterations > ITERATIONS_MAX)
        return err_set(err, ERR_USAGE, _("--iterations is between 1 and %d"), ITERATIONS_MAX);
    *ret = (ForeseeAdviseOptions){.measures = (size_t)measures,
                                  .iterations = iterations,
                                  .all = cli_flag(cli, "all"),
                                  .roads = true};
    return OK;
}

Status cmd_advise(Cli *cli, Err *err) {
    CliWeather weather;
    CliScene scene;
    Plan plan;
    ForeseeAdviseOptions options;
    ForeseeAdvice advice;
    ForeseeWorld *world;
    Status s = options_of(cli, &options, err);
    if (s == OK) s = cli_weather(cli, &weather, err);
    if (s == OK) s = cli_plan_to_advise(cli, &scene, &plan, err);
    if (s != OK) return s;
    weather.options.from_day = plan.from_day;
    weather.options.to_day = plan.to_day;
    s = foresee_world(&cli->env, cli->arena, &scene.regency, &scene.network, &weather.model,
                      &weather.options, &world, err);
    if (s == OK)
        s = foresee_advise(world, cli->arena, &scene.needs, &scene.network, &plan, &options,
                           &advice, err);
    if (s != OK) return s;
    cli_progress_end();
    Desk d = {&scene, &plan, &weather.model, world, &advice};
    if (cli->json) return report_json(cli, &d, err);
    say_is(cli, &d);
    say_programme(cli, &d);
    say_each(cli, &d);
    say_roads(cli, &d);
    say_prices(cli, &d);
    return OK;
}
