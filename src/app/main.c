// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0)) {
        printf("omnihub %s\n", OMNIHUB_VERSION);
        return 0;
    }
    fprintf(stderr, "usage: omnihub version\n");
    return 2;
}
