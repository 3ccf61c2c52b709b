// SPDX-License-Identifier: Apache-2.0
#include "store/before_schema.h"
#include "base/error.h"
#include "base/log.h"
#include "store/db_copy.h"
#include "store/files.h"
#include "store/migrate.h"
#include "store/schema.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char head[] = "before-schema-";

// Beside first: a copy that was interrupted must not pass for one.
static int copy_to(struct db *db, const char *dir, const char *path)
{
    char beside[PATH_MAX];
    int r = file_path(beside, dir, "before-schema.new");
    if (r < 0)
        return r;
    unlink(beside);
    r = db_copy_whole(db, beside);
    if (r == 0 && rename(beside, path) < 0)
        r = -errno;
    if (r == 0)
        return dir_sync(dir);
    unlink(beside);
    return r;
}

int before_schema_keep(struct db *db, const char *dir)
{
    char name[64], path[PATH_MAX];
    int number;
    int r = migrate_number(db, &number);
    if (r < 0 || number == 0 || number >= schema_count)
        return error_trace(r);
    snprintf(name, sizeof(name), "%s%d.db", head, number);
    r = file_path(path, dir, name);
    if (r == 0)
        r = copy_to(db, dir, path);
    if (r == 0)
        log_info("the schema will change from %d to %d: %s is the database as it was", number, schema_count,
                 path);
    else
        log_error("the schema must change from %d to %d, but %s cannot be made: %s%s", number, schema_count,
                  path, strerror(-r), r == -ENOSPC ? "; make room for one more copy of hub.db" : "");
    return r;
}

static bool is_copy(const char *name)
{
    size_t size = strlen(name);
    return strncmp(name, head, sizeof(head) - 1) == 0 && size > sizeof(head) + 2 &&
           strcmp(name + size - 3, ".db") == 0;
}

int before_schema_drop(const char *dir, int64_t before_us, int *ret_count)
{
    char path[PATH_MAX];
    struct stat info;
    int count = 0;
    DIR *d = opendir(dir);
    if (d == NULL)
        return error_trace(-errno);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (!is_copy(e->d_name) || file_path(path, dir, e->d_name) < 0 || stat(path, &info) < 0)
            continue;
        if ((int64_t)info.st_mtim.tv_sec * 1000000 < before_us && unlink(path) == 0)
            count++;
    }
    closedir(d);
    if (ret_count != NULL)
        *ret_count = count;
    return count > 0 ? dir_sync(dir) : 0;
}
