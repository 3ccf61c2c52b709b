// SPDX-License-Identifier: Apache-2.0
// Plug-ins: shared libraries that export one adapter's table.
#include "channel/registry_row.h"
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((format(printf, 2, 3))) static int refuse(char why[static WHY_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, WHY_SIZE, format, args);
    va_end(args);
    return CHANNEL_REFUSED;
}

// Whoever can write what is loaded can do all that the hub can.
static int check_owner(const struct stat *st, char why[static WHY_SIZE])
{
    if (st->st_mode & S_IWOTH)
        return refuse(why, "everybody may write to it");
    if (st->st_uid != 0 && st->st_uid != geteuid())
        return refuse(why, "it belongs neither to root nor to the user of the hub");
    return CHANNEL_OK;
}

int plugin_check_folder(const char *folder, char ret_why[static WHY_SIZE])
{
    struct stat st;
    if (stat(folder, &st) != 0)
        return refuse(ret_why, "%s", strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return refuse(ret_why, "it is no folder");
    return check_owner(&st, ret_why);
}

static int check_file(const char *path, char why[static WHY_SIZE])
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return refuse(why, "%s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return refuse(why, "it is no ordinary file");
    return check_owner(&st, why);
}

void plugin_close(void *library)
{
    if (library != NULL)
        dlclose(library);
}

int plugin_open(const char *folder, const char *file, void **ret_library, const struct channel_ops **ret_ops,
                char ret_why[static WHY_SIZE])
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/%s", folder, file) >= (int)sizeof(path))
        return refuse(ret_why, "its name is too long");
    int r = check_file(path, ret_why);
    if (r != CHANNEL_OK)
        return r;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return refuse(ret_why, "%s", dlerror());
    const struct channel_ops *ops = dlsym(library, CHANNEL_SYMBOL);
    if (ops == NULL) {
        plugin_close(library);
        return refuse(ret_why, "it has no symbol " CHANNEL_SYMBOL);
    }
    *ret_library = library;
    *ret_ops = ops;
    return CHANNEL_OK;
}
