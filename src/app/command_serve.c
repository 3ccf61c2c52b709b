// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "app/serve.h"
#include <sysexits.h>

int command_serve(int argc, char **argv)
{
    struct settings settings;
    bool is_config;
    int r = settings_read(argc, argv, &settings, &is_config) ? serve(&settings)
            : is_config                                      ? EX_CONFIG
                                                             : EX_USAGE;
    settings_free(&settings);
    return r;
}
