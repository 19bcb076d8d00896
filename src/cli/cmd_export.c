// SPDX-License-Identifier: Apache-2.0
#include "cli/papers.h"

#define ADVISE_ITERATIONS 300 /* of each changed plan, as hantar advise has it */

Status cli_papers_json(const char *of, const char *name, const char *directory,
                       const PrintFile *files, size_t n, Err *err) {
    CliReport report;
    JsonOut *out = cli_report(&report, 1 * MIB);
    json_put_str(out, of, name);
    json_put_str(out, "directory", directory);
    json_open(out, "files", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, NULL, '{');
        json_put_str(out, "name", files[i].name);
        json_put_int(out, "bytes", files[i].bytes);
        json_put_int(out, "pages", files[i].pages);
        json_close(out, '}');
    }
    json_close(out, ']');
    return cli_report_end(&report, err);
}

void cli_papers_say(Cli *cli, const char *directory, const PrintFile *files, size_t n) {
    CliTable table = {.arena = cli->arena};
    cli_row(&table, "%s\t>%s\t>kB", _("file"), _("pages"));
    for (size_t i = 0; i < n; i++)
        cli_row(&table, "%s\t%s\t%s", files[i].name,
                files[i].pages ? int_group(cli->arena, files[i].pages) : "",
                int_group(cli->arena, (files[i].bytes + 999) / 1000));
    cli_table(&table);
    cli_say(_("the papers lie in %s"), directory);
}

/* Why each trip is as it is costs little; what one more would save is searched for on request. */
static Status explain(Cli *cli, const CliScene *scene, const Plan *plan, PlanWhys *whys,
                      PlanWhatIfs *ifs, Err *err) {
    plan_why(&cli->env, cli->arena, &scene->regency, &scene->needs, &scene->network, plan,
             &cli->progress, whys);
    PlanWhatIfOptions options = {
        .iterations = cli_int(cli, "what-if"), .seed = 1, .threads = 1, .progress = &cli->progress};
    if (options.iterations == 0) return OK;
    return plan_what_if(&cli->env, cli->arena, &scene->regency, &scene->needs, &scene->network,
                        plan, &options, ifs, err);
}

/* What a plan changes of the one that it replaces. What need not have changed is told when it is
 * made. */
static Status compare(Cli *cli, const CliScene *scene, const Plan *plan, PlanChanges *ret,
                      Err *err) {
    Plan *old = ARENA_NEW(cli->arena, Plan);
    Status s = plan_load(cli->store, cli->arena, &scene->regency, plan->replaces, old, err);
    if (s == OK) plan_changes(cli->arena, &scene->regency, old, plan, NULL, ret);
    return s;
}

static int64_t never_flooded(ForeseeWorld *world, Arena *arena, const Plan *plan) {
    ForeseeSet all = {0};
    Foresight f;
    size_t n;
    (void)foresee_points(world, &n, NULL);
    for (size_t i = 0; i < n; i++) foresee_add_point(world, &all, i);
    foresee(world, arena, plan, &all, 0, &f);
    return f.late_total;
}

static Status advised(Cli *cli, const CliScene *scene, const Plan *plan, ForeseeWorld *world,
                      PrintRisk *risk, Err *err) {
    int64_t measures = cli_int(cli, "advise");
    if (measures == 0) return OK;
    if (measures < 0 || measures > FORESEE_MEASURES_MAX)
        return err_set(err, ERR_USAGE, _("--advise is between 0 and %d"), FORESEE_MEASURES_MAX);
    ForeseeAdviseOptions options = {.measures = (size_t)measures, .iterations = ADVISE_ITERATIONS};
    ForeseeAdvice *advice = ARENA_NEW(cli->arena, ForeseeAdvice);
    Status s = foresee_advise(world, cli->arena, &scene->needs, &scene->network, plan, &options,
                              advice, err);
    risk->advice = advice;
    return s;
}

/* Played in many scenarios, of the same seed unless another is asked for: papers that are made
 * twice are the same. Without scenarios nothing is foreseen. */
static Status foreseen(Cli *cli, const CliScene *scene, const Plan *plan, CliWeather *weather,
                       PrintRisk *ret, Err *err) {
    ForeseeWorld *world;
    Foresight *f = ARENA_NEW(cli->arena, Foresight);
    ForeseeDetour *detours;
    Status s = cli_weather(cli, weather, err);
    if (s != OK) return s;
    weather->options.from_day = plan->from_day;
    weather->options.to_day = plan->to_day;
    s = foresee_world(&cli->env, cli->arena, &scene->regency, &scene->network, &weather->model,
                      &weather->options, &world, err);
    if (s != OK) return s;
    foresee(world, cli->arena, plan, NULL, FORESEE_GAINS, f);
    *ret = (PrintRisk){.world = world,
                       .model = &weather->model,
                       .foresight = f,
                       .seed = weather->options.seed,
                       .month = weather->options.month,
                       .forecast = cli_text(cli, "forecast")};
    ret->late_open = never_flooded(world, cli->arena, plan);
    foresee_detours(world, cli->arena, &scene->network, plan, &detours, &ret->detour_count);
    ret->detours = detours;
    ret->roads = foresee_roads(world, cli->arena, &scene->network, plan, f, &ret->road_count);
    return advised(cli, scene, plan, world, ret, err);
}

/* Signed labels once boxes have numbers; else a word on what is missing for them. */
static Status labelled(Cli *cli, const CliScene *scene, const Plan *plan, PrintUnits *units,
                       PrintInput *input, Err *err) {
    CliLabelling what = {.plan = plan};
    Err why = {0};
    Status s = cli_labels(cli, &scene->regency, &what, units, err);
    if (s != OK) return s;
    if (units->count == 0) {
        cli_note("%s", _("no labels: boxes have no numbers yet; hantar units gives them"));
        return OK;
    }
    s = cli_label_signer(cli, &scene->regency, NULL, &what.signer, &why);
    if (s == ERR_ABSENT)
        cli_note("%s", _("no labels: no key signs them yet; hantar key new --kind label makes one, "
                         "hantar key enrol makes it count"));
    else if (s != OK)
        cli_note(_("no labels: %s"), why.text);
    if (s != OK) return OK;
    s = cli_labels(cli, &scene->regency, &what, units, err);
    ledger_signer_free(what.signer);
    if (s == OK) input->units = units;
    return s;
}

Status cmd_export(Cli *cli, Err *err) {
    const char *directory = cli_text(cli, "to");
    if (!directory) {
        err_set(err, ERR_USAGE, "%s", _("export needs --to DIR"));
        err_advise(err, "%s", cli->command->example);
        return ERR_USAGE;
    }
    CliScene scene;
    Plan plan;
    Status s = cli_plan(cli, &scene, &plan, err);
    PlanWhys whys;
    PlanWhatIfs ifs;
    PlanChanges changes;
    CliWeather weather;
    PrintRisk risk;
    bool play = cli_int(cli, "scenarios") != 0;
    if (s == OK) s = explain(cli, &scene, &plan, &whys, &ifs, err);
    if (s == OK && plan.replaces) s = compare(cli, &scene, &plan, &changes, err);
    if (s == OK && play) s = foreseen(cli, &scene, &plan, &weather, &risk, err);
    if (s != OK) return s;
    PrintInput input = {.env = &cli->env,
                        .regency = &scene.regency,
                        .needs = &scene.needs,
                        .network = &scene.network,
                        .plan = &plan,
                        .whys = &whys,
                        .changes = plan.replaces ? &changes : NULL,
                        .what_ifs = cli_int(cli, "what-if") ? &ifs : NULL,
                        .risk = play ? &risk : NULL,
                        .progress = &cli->progress};
    PrintUnits units;
    PrintFile *files;
    size_t n;
    s = labelled(cli, &scene, &plan, &units, &input, err);
    if (s != OK) return s;
    s = print_all(cli->arena, &input, directory, &files, &n, err);
    cli_progress_end();
    if (s != OK) return s;
    if (cli->json) return cli_papers_json("plan", plan.id, directory, files, n, err);
    cli_papers_say(cli, directory, files, n);
    return OK;
}
