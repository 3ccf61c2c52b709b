// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "base/log.h"
#include "store/restore.h"
#include <string.h>
#include <sysexits.h>

static int explain(int r, const struct restore_config *config, const struct restore_result *result)
{
    switch ((enum restore_outcome)r) {
    case RESTORE_OK:
        return EX_OK;
    case RESTORE_NO_BACKUP:
        return command_fail(EX_NOINPUT, "%s is no backup: it has no manifest.json, which is written last",
                            config->from);
    case RESTORE_BAD_BACKUP:
        return command_fail(EX_DATAERR, "the backup in %s is not as it was made: %s", config->from,
                            result->detail);
    case RESTORE_NEWER:
        return command_fail(EX_DATAERR,
                            "the backup has schema %d: a newer omnihub made it; restore it with that one",
                            result->schema);
    case RESTORE_NOT_EMPTY:
        return command_fail(EX_CANTCREAT,
                            "%s is not empty; --replace keeps it beside and puts the backup in its place",
                            config->to);
    case RESTORE_IN_USE:
        return command_fail(EX_TEMPFAIL, "a hub runs on %s; stop it first", config->to);
    case RESTORE_BAD_ERASURES:
        return command_fail(EX_DATAERR,
                            "a list of erasures is damaged; without it erased customers would come back");
    }
    return command_fail(EX_SOFTWARE, "outcome %d", r);
}

static void tell(const struct restore_config *config, const struct restore_result *result)
{
    printf("restored %s: schema %d, epoch %s\n", config->to, result->schema, result->epoch);
    if (result->kept[0] != '\0')
        printf("what was there is kept in %s\n", result->kept);
    if (result->erasures > 0)
        printf("%d erasures are applied again at the next start\n", result->erasures);
}

static void drop_slashes(char *path)
{
    for (size_t size = strlen(path); size > 1 && path[size - 1] == '/'; size--)
        path[size - 1] = '\0';
}

int command_restore(int argc, char **argv)
{
    struct command_input input;
    struct restore_result result;
    struct random_pool pool;
    const char *from = NULL, *erasures = NULL;
    bool may_replace = false;
    char to[PATH_MAX];
    const struct command_option options[] = {
        {"--from", &from, NULL}, {"--erasures", &erasures, NULL}, {"--replace", NULL, &may_replace}};
    int r = command_read(argc, argv, options, 3, &input);
    if (r == 0 && (from == NULL || input.word_count > 0))
        r = command_fail(EX_USAGE,
                         "usage: omnihub restore --from BACKUP --data DIR [--replace] [--erasures FILE]");
    if (r == 0) {
        snprintf(to, sizeof(to), "%s", input.settings.data);
        drop_slashes(to);
        log_set_level(LOG_ERROR);
        struct restore_config config = {.from = from,
                                        .to = to,
                                        .erasures = erasures,
                                        .may_replace = may_replace,
                                        .clock = clock_system(),
                                        .random = random_system(&pool)};
        r = restore(&config, &result);
        if (r == 0)
            tell(&config, &result);
        r = r < 0 ? command_fail(EX_IOERR, "restoring %s: %s; nothing was changed", to, strerror(-r))
                  : explain(r, &config, &result);
    }
    command_end(&input);
    return r;
}
