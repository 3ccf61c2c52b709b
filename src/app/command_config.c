// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include <string.h>
#include <sysexits.h>

static int check(int argc, char **argv)
{
    struct command_input input;
    if (argc == 1 && argv[0][0] != '-') {
        int faults = settings_check_file(argv[0]);
        if (faults == 0)
            printf("%s: ok\n", argv[0]);
        return faults < 0 ? EX_NOINPUT : faults == 0 ? EX_OK : EX_CONFIG;
    }
    int r = command_read(argc, argv, NULL, 0, &input);
    if (r == 0 && input.settings.file[0] == '\0')
        printf("no file: everything has its default, or comes from options and environment\n");
    else if (r == 0)
        printf("%s: ok\n", input.settings.file);
    command_end(&input);
    return r;
}

int command_config(int argc, char **argv)
{
    if (argc >= 1 && strcmp(argv[0], "check") == 0)
        return check(argc - 1, argv + 1);
    if (argc == 1 && strcmp(argv[0], "example") == 0) {
        settings_example(stdout);
        return EX_OK;
    }
    return command_fail(EX_USAGE, "usage: omnihub config example | omnihub config check [FILE]");
}
