// SPDX-License-Identifier: Apache-2.0
/* hantar: reads the command line, fills Env with the real world, dispatches. The only place that
 * knows every floor's tables and event types. */
#include "cli/cli.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_BYTES_MAX (8192 * MIB)

static Lang lang_of_world(void) {
    static const char *const variables[] = {"HANTAR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    Lang lang = LANG_ID;
    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);
        if (!value || !*value) continue;
        if (lang_parse(value, &lang)) break;
    }
    return lang;
}

static const LedgerType *all_types(Arena *arena, size_t *ret_count) {
    const struct {
        const LedgerType *types;
        size_t count;
    } floors[] = {{ELECTION_TYPES, ELECTION_TYPE_COUNT}, {STOCK_TYPES, STOCK_TYPE_COUNT},
                  {CUSTODY_TYPES, CUSTODY_TYPE_COUNT},   {HAZARD_TYPES, HAZARD_TYPE_COUNT},
                  {PLAN_TYPES, PLAN_TYPE_COUNT},         {FORESEE_TYPES, FORESEE_TYPE_COUNT}};
    VEC(LedgerType) all = {0};
    for (size_t f = 0; f < COUNT_OF(floors); f++)
        for (size_t i = 0; i < floors[f].count; i++) vec_push(arena, &all, floors[f].types[i]);
    *ret_count = all.n;
    return all.at;
}

static const StoreModule *all_modules(Arena *arena, size_t *ret_count) {
    const StoreModule modules[] = {LEDGER_STORE, ELECTION_STORE, STOCK_STORE,  CUSTODY_STORE,
                                   HAZARD_STORE, PLAN_STORE,     FORESEE_STORE};
    StoreModule *copy = ARENA_ARRAY(arena, StoreModule, COUNT_OF(modules));
    memcpy(copy, modules, sizeof modules);
    *ret_count = COUNT_OF(modules);
    return copy;
}

const Kind *cli_kinds(Arena *arena, size_t *ret_count) {
    VEC(Kind) all = {0};
    for (size_t i = 0; i < STOCK_KIND_COUNT; i++) vec_push(arena, &all, STOCK_KINDS[i]);
    for (size_t i = 0; i < FORESEE_KIND_COUNT; i++) vec_push(arena, &all, FORESEE_KINDS[i]);
    *ret_count = all.n;
    return all.at;
}

static Status open_store(Cli *cli, const char *url, StoreMode mode, Store **ret, bool *stale,
                         Err *err) {
    size_t n;
    const StoreModule *modules = all_modules(cli->arena, &n);
    return store_open(&cli->env, url, mode, modules, n, ret, stale, err);
}

Status cli_open(Cli *cli, StoreMode mode, Err *err) {
    bool stale = false;
    Status s = open_store(cli, cli->db, mode, &cli->store, &stale, err);
    if (s == ERR_ABSENT)
        err_advise(err, _("make it first: hantar init --db %s --election NAME --scope CODE"),
                   cli->db);
    if (s != OK) return s;
    size_t n;
    const LedgerType *types = all_types(cli->arena, &n);
    cli->ledger = ledger_new(&cli->env, cli->store, types, n);
    bool mending = str_eq(cli->command->name, "log") && cli_flag(cli, "repair");
    if (stale && mode == STORE_WRITE && !mending)
        s = ledger_rebuild(cli->ledger, &cli->progress, err);
    if (s == OK && !cli->scope) s = cli_own_scope(cli, &cli->scope, err);
    if (s == OK && mode == STORE_WRITE) s = cli_sign_if_enrolled(cli, err);
    if (s != OK || !stale || mode != STORE_READ) return s;
    err_set(err, ERR_INPUT, _("%s was written by another version of this program"), cli->db);
    err_advise(err, _("rebuild its views once: hantar log replay --repair --db %s"), cli->db);
    return ERR_INPUT;
}

Status cli_open_memory(Cli *cli, Store **ret, Err *err) {
    bool stale;
    return open_store(cli, ":memory:", STORE_CREATE, ret, &stale, err);
}

Status cli_region(Cli *cli, Store *store, ElectionRegency *ret, Err *err) {
    return election_load(store, cli->arena, cli->scope, ret, err);
}

Status cli_regency(Cli *cli, Store *store, ElectionRegency *ret, Err *err) {
    Status s = cli_region(cli, store, ret, err);
    return s == OK ? election_need_regency(ret, err) : s;
}

/* What a person made of warnings joins the regency's hazards, and the weather's forecast. */
static Status take_warned(Cli *cli, ElectionRegency *regency, Err *err) {
    cli->warned = (HazardForecast){0};
    Status s = hazard_warned(cli->store, cli->arena, regency, &cli->warned, err);
    if (s == OK) cli_lay_warned(cli);
    return s;
}

Status cli_scene(Cli *cli, int32_t from_day, int32_t to_day, int threads, CliScene *scene,
                 Err *err) {
    Status s = election_needs(cli->arena, &scene->regency, &scene->needs, err);
    if (s == OK) s = take_warned(cli, &scene->regency, err);
    if (s == OK)
        s = plan_network(&cli->env, cli->store, cli->arena, &scene->regency, from_day, to_day,
                         threads, &cli->progress, &scene->network, err);
    cli_progress_end();
    return s;
}

static Status open_plan(Cli *cli, bool offer_hubs, CliScene *scene, Plan *ret_plan, Err *err) {
    Status s = cli_open(cli, STORE_READ, err);
    if (s == OK) s = cli_regency(cli, cli->store, &scene->regency, err);
    if (s == OK && offer_hubs) foresee_offer_hubs(cli->arena, &scene->regency);
    if (s == OK) s = take_warned(cli, &scene->regency, err);
    const char *id = cli->argument_count ? cli->arguments[0] : NULL;
    if (s == OK) s = plan_load(cli->store, cli->arena, &scene->regency, id, ret_plan, err);
    if (s == OK) s = election_needs(cli->arena, &scene->regency, &scene->needs, err);
    if (s == OK) plan_narrow(cli->arena, ret_plan, &scene->regency, &scene->needs);
    if (s == OK)
        s = plan_network_of(&cli->env, cli->store, cli->arena, &scene->regency, ret_plan, 1,
                            &cli->progress, &scene->network, err);
    cli_progress_end();
    return s;
}

Status cli_plan(Cli *cli, CliScene *scene, Plan *ret_plan, Err *err) {
    return open_plan(cli, false, scene, ret_plan, err);
}

Status cli_plan_to_advise(Cli *cli, CliScene *scene, Plan *ret_plan, Err *err) {
    return open_plan(cli, true, scene, ret_plan, err);
}

static Status run(Cli *cli, int argc, char **argv, Err *err) {
    Status s = cli_parse(cli, argc, argv, err);
    if (s != OK) return s;
    if (!cli->command || cli->help) return cmd_help(cli, err);
    return cli->command->run(cli, err);
}

int main(int argc, char **argv) {
    if (sodium_init() < 0) return 1;
    setlocale(LC_CTYPE, "C.UTF-8");
    lang_use(lang_of_world());
    Cli *cli = calloc(1, sizeof *cli);
    if (!cli) return 1;
    cli->env = env_real();
    cli->arena = arena_new(&cli->env, COMMAND_BYTES_MAX);
    cli->db = "hantar.db";
    cli->progress = cli_progress(&cli->env);
    Err err = {0};
    Status s = run(cli, argc, argv, &err);
    cli_progress_end();
    if (s != OK && err.text[0]) cli_error(&err);
    ledger_free(cli->ledger);
    ledger_signer_free(cli->signer);
    store_close(cli->store);
    arena_free(cli->arena);
    free(cli);
    if (fflush(stdout) != 0 && s == OK) s = ERR_WORLD;
    return err_exit_status(s);
}
