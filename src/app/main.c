// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include <string.h>
#include <sysexits.h>

static int command_help(int argc, char **argv);

static int command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("omnihub %s\n", OMNIHUB_VERSION);
    return EX_OK;
}

static const struct command commands[] = {
    {"serve", "[OPTION VALUE] ...", "serves until it is told to stop", command_serve},
    {"key", "create --name N --scope S [--expires-at TIME] | list | revoke ID | rotate ID [--grace SECONDS]",
     "API keys of a tenant", command_key},
    {"tenant", "create NAME | list", "tenants", command_tenant},
    {"agent", "create --email E --name N --role R [--queues IDS] [--password-stdin] | list",
     "agents of a tenant", command_agent},
    {"widget",
     "create --origin URL[,URL] [--id ID] [--name N] [--title T] [--greeting G] [--color C] [--language L] | "
     "list | "
     "show ID | rotate ID [--grace SECONDS] | delete ID",
     "sites that carry the chat widget", command_widget},
    {"backup", "--to DIRECTORY", "copies the data directory while the hub serves, and verifies the copy",
     command_backup},
    {"restore", "--from BACKUP [--replace] [--erasures FILE]", "makes the data directory from a backup",
     command_restore},
    {"demo", "[--url URL --key KEY] [--force]", "fills the hub with a shop's customers, sessions and agents",
     command_demo},
    {"doctor", "", "looks for what is wrong, changes nothing", command_doctor},
    {"config", "example | check [FILE]", "the file of settings", command_config},
    {"reindex", "", "makes the search index again, in the background of a hub that serves", command_reindex},
    {"secret", "rotate", "the key that seals credentials", command_secret},
    {"version", "", "which omnihub this is", command_version},
    {"help", "", "this text", command_help},
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void usage(FILE *out)
{
    fprintf(out, "usage: omnihub COMMAND ...\n\n");
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %s%s%s\n      %s\n", commands[i].name, commands[i].arguments[0] == '\0' ? "" : " ",
                commands[i].arguments, commands[i].summary);
    fprintf(
        out,
        "\nCommands take --data DIR, --config FILE, --tenant NAME and --json. serve takes these, by option, "
        "environment\nor file (omnihub config example):\n\n");
    settings_usage(out);
    fprintf(out, "\nExit statuses are those of sysexits.h.\n");
}

static int command_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    usage(stdout);
    return EX_OK;
}

int main(int argc, char **argv)
{
    const char *name = argc < 2 ? "" : argv[1];
    if (strcmp(name, "--version") == 0)
        name = "version";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "thumbnailer") == 0) // no command for people: in no help
        return command_thumbnailer(argc - 2, argv + 2);
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    usage(stderr);
    return EX_USAGE;
}
