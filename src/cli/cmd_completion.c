// SPDX-License-Identifier: Apache-2.0
/* Completion scripts, printed from the table of commands. */
#include "cli/cli.h"

#include <stdio.h>

static void say_words(const CliOption *options) {
    for (; options->name; options++) printf(" --%s", options->name);
}

static void bash_script(Arena *arena) {
    size_t kind_count;
    const Kind *kinds = cli_kinds(arena, &kind_count);
    puts("_hantar() {\n"
         "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" words=\"\" command=\"\" w\n"
         "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$w\" in -*) ;; *) command=\"$w\"; break ;; esac\n"
         "  done\n"
         "  case \"$command\" in");
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        printf("    %s) words=\"", CLI_COMMANDS[i].name);
        if (str_eq(CLI_COMMANDS[i].name, "import"))
            for (size_t k = 0; k < election_kind_count(); k++) printf("%s ", election_kind(k));
        if (str_eq(CLI_COMMANDS[i].name, "import"))
            for (size_t k = 0; k < kind_count; k++) printf("%s ", kinds[k].name);
        if (str_eq(CLI_COMMANDS[i].name, "stock")) printf("status card slots papers ");
        if (str_eq(CLI_COMMANDS[i].name, "log")) printf("list replay witness ");
        say_words(CLI_COMMANDS[i].options);
        say_words(CLI_GLOBAL_OPTIONS);
        puts("\" ;;");
    }
    printf("    *) words=\"");
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) printf("%s ", CLI_COMMANDS[i].name);
    puts("\" ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\") $(compgen -f -- \"$cur\"))\n"
         "}\n"
         "complete -o filenames -F _hantar hantar");
}

static void fish_script(void) {
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *c = &CLI_COMMANDS[i];
        printf("complete -c hantar -n __fish_use_subcommand -a %s -d '%s'\n", c->name,
               _(c->summary));
        for (const CliOption *o = c->options; o->name; o++)
            printf("complete -c hantar -n '__fish_seen_subcommand_from %s' -l %s%s -d '%s'\n",
                   c->name, o->name, o->kind == CLI_FLAG ? "" : " -r", _(o->help));
    }
    for (const CliOption *o = CLI_GLOBAL_OPTIONS; o->name; o++)
        printf("complete -c hantar -l %s%s -d '%s'\n", o->name, o->kind == CLI_FLAG ? "" : " -r",
               _(o->help));
}

static void zsh_script(Arena *arena) {
    puts("#compdef hantar\nautoload -U +X bashcompinit && bashcompinit");
    bash_script(arena);
}

Status cmd_completion(Cli *cli, Err *err) {
    const char *shell = cli->arguments[0];
    if (str_eq(shell, "bash"))
        bash_script(cli->arena);
    else if (str_eq(shell, "zsh"))
        zsh_script(cli->arena);
    else if (str_eq(shell, "fish"))
        fish_script();
    else
        return err_set(err, ERR_USAGE, _("completion is for bash, zsh or fish, not %s"), shell);
    return OK;
}
