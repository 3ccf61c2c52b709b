// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "base/random.h"
#include "store/secret.h"
#include <string.h>
#include <sysexits.h>

static int rotate(const char *data)
{
    struct random_pool pool;
    struct random random = random_system(&pool);
    int r = secret_keys_rotate(data, &random);
    if (r == SECRET_BAD_FILE)
        return command_fail(EX_DATAERR, "%s/secret.key is no key file", data);
    if (r == SECRET_TOO_LONG)
        return command_fail(EX_CANTCREAT, "%s/secret.key has as many keys as it may", data);
    if (r < 0)
        return command_fail(EX_IOERR, "%s/secret.key: %s", data, strerror(-r));
    printf(
        "a new key stands first in %s/secret.key; the hub seals with it after its next start, and what the "
        "older ones sealed still opens\n",
        data);
    return EX_OK;
}

int command_secret(int argc, char **argv)
{
    struct command_input input;
    int r = command_read(argc, argv, NULL, 0, &input);
    if (r == 0 && (input.word_count != 1 || strcmp(input.words[0], "rotate") != 0))
        r = command_fail(EX_USAGE, "usage: omnihub secret rotate [--data DIR]");
    if (r == 0)
        r = rotate(input.settings.data);
    command_end(&input);
    return r;
}
