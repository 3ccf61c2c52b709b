// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct settings settings;
    if (argc == 2 && (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0)) {
        printf("omnihub %s\n", OMNIHUB_VERSION);
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "serve") == 0 && settings_read(argc - 2, argv + 2, &settings))
        return serve(&settings);
    settings_usage();
    return 2;
}
