// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const CliOption *find(const CliOption *options, const char *name, size_t n) {
    for (; options->name; options++)
        if (strlen(options->name) == n && memcmp(options->name, name, n) == 0) return options;
    return NULL;
}

static Status refuse(Err *err, const CliCommand *command, const char *fmt, const char *what) {
    err_set(err, ERR_USAGE, fmt, what); // NOLINT: fmt is one of the translated constants below
    if (command)
        err_advise(err, "hantar help %s", command->name);
    else
        err_advise(err, "hantar help");
    return ERR_USAGE;
}

static bool choice_holds(const char *choices, const char *text) {
    size_t n = strlen(text);
    for (const char *p = choices; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL) {
        size_t length = strcspn(p, "|");
        if (length == n && memcmp(p, text, n) == 0) return true;
    }
    return false;
}

static bool value_fits(const CliOption *option, const char *text) {
    int64_t n;
    int32_t day;
    switch (option->kind) {
    case CLI_FLAG:
    case CLI_TEXT: return *text != 0;
    case CLI_INT: return int_parse(text, 0, INT64_MAX, &n);
    case CLI_DECIMAL: return decimal_parse(text, 3, &n) && n >= 0;
    case CLI_DATE: return day_parse(text, &day);
    case CLI_CHOICE: return choice_holds(option->argument, text);
    }
    return false;
}

static Status set_global(Cli *cli, const CliOption *option, const char *value) {
    Lang lang;
    if (str_eq(option->name, "db")) cli->db = value;
    if (str_eq(option->name, "scope")) cli->scope = value;
    if (str_eq(option->name, "key")) cli->key = value;
    if (str_eq(option->name, "json")) cli->json = true;
    if (str_eq(option->name, "help")) cli->help = true;
    if (str_eq(option->name, "lang") && lang_parse(value, &lang)) lang_use(lang);
    return OK;
}

/* --name VALUE, --name=VALUE, or --flag. `*i` is at the option and moves past its value. */
static Status take_option(Cli *cli, int argc, char **argv, int *i, Err *err) {
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const CliOption *own = cli->command ? find(cli->command->options, name, n) : NULL;
    const CliOption *option = own ? own : find(CLI_GLOBAL_OPTIONS, name, n);
    if (!option) return refuse(err, cli->command, _("there is no option %s"), argv[*i]);
    const char *value = "yes";
    if (option->kind == CLI_FLAG && equals)
        return refuse(err, cli->command, _("the option --%s takes no value"), option->name);
    if (option->kind != CLI_FLAG) {
        if (!equals && *i + 1 >= argc)
            return refuse(err, cli->command, _("the option --%s needs a value"), option->name);
        value = equals ? equals + 1 : argv[++*i];
        if (!value_fits(option, value)) {
            err_set(err, ERR_USAGE, _("--%s %s: expected %s"), option->name, value,
                    option->kind == CLI_DATE ? _("a date like 2024-02-10") : _(option->argument));
            err_advise(err, "hantar help %s", cli->command ? cli->command->name : "");
            return ERR_USAGE;
        }
    }
    if (!own) return set_global(cli, option, value);
    cli->values[own - cli->command->options] = value;
    return OK;
}

static Status take_word(Cli *cli, const char *word, Err *err) {
    if (!cli->command) {
        for (size_t k = 0; k < CLI_COMMAND_COUNT; k++)
            if (str_eq(CLI_COMMANDS[k].name, word)) cli->command = &CLI_COMMANDS[k];
        return cli->command ? OK : refuse(err, NULL, _("there is no command %s"), word);
    }
    if (cli->argument_count >= cli->command->arguments_max)
        return refuse(err, cli->command, _("one argument too many: %s"), word);
    cli->arguments[cli->argument_count++] = word;
    return OK;
}

Status cli_parse(Cli *cli, int argc, char **argv, Err *err) {
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        bool option = !only_words && str_starts(argv[i], "--");
        if (option && argv[i][2] == 0) {
            only_words = true;
            continue;
        }
        Status s = option ? take_option(cli, argc, argv, &i, err) : take_word(cli, argv[i], err);
        if (s != OK) return s;
    }
    if (!cli->command || cli->help) return OK;
    if (cli->argument_count < cli->command->arguments_min)
        return refuse(err, cli->command, _("missing: %s"), _(cli->command->arguments));
    return OK;
}

const char *cli_text(const Cli *cli, const char *name) {
    const CliOption *option = find(cli->command->options, name, strlen(name));
    if (!option) return NULL;
    const char *given = cli->values[option - cli->command->options];
    return given ? given : option->fallback;
}

bool cli_flag(const Cli *cli, const char *name) {
    return cli_text(cli, name) != NULL;
}

int64_t cli_int(const Cli *cli, const char *name) {
    int64_t n = 0;
    const char *text = cli_text(cli, name);
    if (text && !int_parse(text, 0, INT64_MAX, &n)) abort();
    return n;
}

int32_t cli_day(const Cli *cli, const char *name) {
    int32_t day = 0;
    const char *text = cli_text(cli, name);
    if (text && !day_parse(text, &day)) abort();
    return day;
}

double cli_decimal(const Cli *cli, const char *name) {
    int64_t thousandths = 0;
    const char *text = cli_text(cli, name);
    if (text && !decimal_parse(text, 3, &thousandths)) abort();
    return (double)thousandths / 1000;
}
