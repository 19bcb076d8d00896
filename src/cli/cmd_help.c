// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#ifndef HANTAR_VERSION
#define HANTAR_VERSION "unknown"
#endif

static const char *option_left(Arena *arena, const CliOption *o) {
    if (!o->argument) return arena_printf(arena, "--%s", o->name);
    return arena_printf(arena, "--%s %s", o->name,
                        o->kind == CLI_CHOICE ? o->argument : _(o->argument));
}

static const char *option_right(Arena *arena, const CliOption *o) {
    if (!o->fallback) return _(o->help);
    return arena_printf(arena, _("%s (default %s)"), _(o->help), o->fallback);
}

static void say_options(Arena *arena, const CliOption *options) {
    for (; options->name; options++)
        cli_say("  %-34s %s", option_left(arena, options), option_right(arena, options));
}

/* Breaks a paragraph at 78 columns. */
static void say_wrapped(const char *text) {
    int column = 0;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, " ");
        if (column && column + 1 + (int)n > 78) {
            putchar('\n');
            column = 0;
        }
        column += printf("%s%.*s", column ? " " : "", (int)n, p);
        p += n;
        while (*p == ' ') p++;
    }
    putchar('\n');
}

/* The kinds of files of every floor. */
typedef struct KindHelp {
    const char *name;
    const ElectionColumnHelp *columns;
    size_t column_count;
} KindHelp;

static KindHelp *kinds_of_all(Arena *arena, size_t *ret_count) {
    size_t uppers, lowers = election_kind_count();
    const Kind *upper = cli_kinds(arena, &uppers);
    KindHelp *all = ARENA_ARRAY(arena, KindHelp, lowers + uppers);
    *ret_count = 0;
    for (size_t i = 0; i < lowers + uppers; i++) {
        KindHelp k = {i < lowers ? election_kind(i) : upper[i - lowers].name, NULL, 0};
        k.columns = i < lowers ? election_kind_columns(arena, k.name, &k.column_count)
                               : election_columns_help(arena, &upper[i - lowers], &k.column_count);
        if (k.column_count) all[(*ret_count)++] = k;
    }
    return all;
}

static void help_command(Arena *arena, const CliCommand *c) {
    cli_say("hantar %s%s%s%s", c->name, *c->arguments ? " " : "",
            *c->arguments ? _(c->arguments) : "", c->options[0].name ? _(" [options]") : "");
    cli_say("  %s", _(c->summary));
    if (c->help) {
        putchar('\n');
        say_wrapped(_(c->help));
    }
    if (c->options[0].name) {
        cli_say("\n%s", _("Options:"));
        say_options(arena, c->options);
    }
    if (str_eq(c->name, "import")) {
        size_t n;
        const KindHelp *kinds = kinds_of_all(arena, &n);
        for (size_t i = 0; i < n; i++) {
            printf("\n%s:", kinds[i].name);
            for (size_t k = 0; k < kinds[i].column_count; k++)
                printf(" %s%s", kinds[i].columns[k].name, kinds[i].columns[k].required ? "*" : "");
            putchar('\n');
        }
        cli_say("\n%s", _("* = must be there; all headings: hantar help --markdown"));
    }
    cli_say("\n%s\n  %s", _("Example:"), c->example);
}

static void help_all(Arena *arena) {
    cli_say("%s\n",
            _("hantar: gets every election item to every polling station on time, and proves it."));
    cli_say("%s", _("Commands:"));
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++)
        cli_say("  %-11s %s", CLI_COMMANDS[i].name, _(CLI_COMMANDS[i].summary));
    cli_say("\n%s", _("Options of every command:"));
    say_options(arena, CLI_GLOBAL_OPTIONS);
    cli_say("\n%s", _("More on one of them: hantar help COMMAND"));
}

/* ---------------------------------------------------------------- the reference page */

static void markdown_options(Arena *arena, const CliOption *options) {
    if (!options->name) return;
    cli_say("\n| %s | |\n| --- | --- |", _("option"));
    for (; options->name; options++) {
        const char *left = option_left(arena, options);
        char safe[256];
        size_t n = 0;
        for (const char *p = left; *p && n + 2 < sizeof safe; p++) {
            if (*p == '|') safe[n++] = '\\';
            safe[n++] = *p;
        }
        safe[n] = 0;
        cli_say("| `%s` | %s |", safe, option_right(arena, options));
    }
}

static void markdown_kinds(Arena *arena) {
    cli_say("\n## %s", _("Columns of what is imported"));
    size_t n;
    const KindHelp *kinds = kinds_of_all(arena, &n);
    for (size_t i = 0; i < n; i++) {
        const ElectionColumnHelp *c = kinds[i].columns;
        cli_say("\n### %s\n\n| %s | %s | %s | %s |\n| --- | --- | --- | --- |", kinds[i].name,
                _("column"), _("also accepted"), _("unit"), _("meaning"));
        for (size_t k = 0; k < kinds[i].column_count; k++)
            cli_say("| `%s`%s | %s | %s | %s |", c[k].name, c[k].required ? " *" : "",
                    c[k].aliases ? c[k].aliases : "", c[k].unit ? c[k].unit : "",
                    c[k].help ? _(c[k].help) : "");
    }
}

static void markdown_all(Arena *arena) {
    cli_say("# %s\n\n%s", _("Reference: the commands of hantar"),
            _("Made by `hantar help --markdown`; do not edit."));
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *c = &CLI_COMMANDS[i];
        cli_say("\n## hantar %s%s%s\n\n%s.", c->name, *c->arguments ? " " : "",
                *c->arguments ? _(c->arguments) : "", _(c->summary));
        if (c->help) cli_say("\n%s", _(c->help));
        markdown_options(arena, c->options);
        cli_say("\n    %s", c->example);
    }
    cli_say("\n## %s", _("Options of every command"));
    markdown_options(arena, CLI_GLOBAL_OPTIONS);
    markdown_kinds(arena);
}

Status cmd_help(Cli *cli, Err *err) {
    const CliCommand *about = cli->help ? cli->command : NULL;
    if (!cli->help && cli->command && cli_flag(cli, "markdown")) {
        markdown_all(cli->arena);
        return OK;
    }
    const char *name = !cli->help && cli->argument_count ? cli->arguments[0] : NULL;
    for (size_t i = 0; name && i < CLI_COMMAND_COUNT; i++)
        if (str_eq(CLI_COMMANDS[i].name, name)) about = &CLI_COMMANDS[i];
    if (name && !about) {
        err_set(err, ERR_USAGE, _("there is no command %s"), name);
        err_advise(err, "hantar help");
        return ERR_USAGE;
    }
    if (about)
        help_command(cli->arena, about);
    else
        help_all(cli->arena);
    return OK;
}

Status cmd_version(Cli *cli, Err *err) {
    (void)cli;
    (void)err;
    cli_say("hantar %s", HANTAR_VERSION);
    return OK;
}
