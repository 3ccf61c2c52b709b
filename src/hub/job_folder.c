// SPDX-License-Identifier: Apache-2.0
// Where errands put their files, and the sweep that removes those that no job names.
#include "base/error.h"
#include "base/log.h"
#include "hub/job_file.h"
#include "hub/job_run_state.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char PART[] = ".part"; // of a file that is not whole yet

static int sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = fsync(fd) == 0 ? 0 : -errno;
    close(fd);
    return r;
}

static int join(char *ret, size_t size, const char *dir, const char *name, const char *end)
{
    return snprintf(ret, size, "%s/%s%s", dir, name, end) < (int)size ? 0 : -ENAMETOOLONG;
}

// Its own entry must survive a power cut before a row names what is in it.
static int make_dir(const char *parent, const char *name, char ret[PATH_MAX])
{
    int r = join(ret, PATH_MAX, parent, name, "");
    if (r == 0 && mkdir(ret, 0700) != 0 && errno != EEXIST)
        r = -errno;
    return r == 0 ? sync_path(parent) : r;
}

static int open_folder(struct job_folder *folder, int64_t tenant)
{
    char exports[PATH_MAX], name[24];
    snprintf(name, sizeof(name), "%lld", (long long)tenant);
    int r = make_dir(folder->run->config.dir, "exports", exports);
    return r == 0 ? make_dir(exports, name, folder->path) : r;
}

int job_errand_file(struct job_errand *errand, struct view extension, struct view type, int *ret_fd)
{
    struct job_folder *folder = errand->folder;
    char path[PATH_MAX];
    int r = open_folder(folder, errand->tenant);
    if (r < 0)
        return error_trace(r);
    snprintf(folder->name, sizeof(folder->name), "%.*s.%.*s", VIEW_ARG(errand->job->id), VIEW_ARG(extension));
    r = join(path, sizeof(path), folder->path, folder->name, PART);
    if (r < 0)
        return error_trace(r);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_trace(-errno);
    errand->file = view_from(folder->name);
    errand->file_type = type;
    *ret_fd = fd;
    return 0;
}

int job_folder_keep(struct job_errand *errand)
{
    struct job_folder *folder = errand->folder;
    char part[PATH_MAX], whole[PATH_MAX];
    struct stat st;
    if (errand->file.data == NULL)
        return 0;
    int r = join(part, sizeof(part), folder->path, folder->name, PART);
    if (r == 0)
        r = join(whole, sizeof(whole), folder->path, folder->name, "");
    if (r == 0)
        r = sync_path(part);
    if (r == 0 && (stat(part, &st) != 0 || rename(part, whole) != 0))
        r = -errno;
    if (r == 0)
        r = sync_path(folder->path);
    if (r == 0)
        errand->file_size = st.st_size;
    return error_trace(r);
}

void job_folder_drop(struct job_errand *errand)
{
    char path[PATH_MAX];
    if (errand->file.data == NULL)
        return;
    if (join(path, sizeof(path), errand->folder->path, errand->folder->name, PART) == 0)
        unlink(path);
    if (join(path, sizeof(path), errand->folder->path, errand->folder->name, "") == 0)
        unlink(path);
}

// ---- the sweep

// A file stays while its job names it, or may come to name it.
static int is_named(struct db *db, int64_t tenant, const char *name, bool *ret)
{
    struct view rest = view_from(name);
    struct query q = query_begin(db, SQL_JOB_FILE_OF, tenant);
    query_bind_text(&q, view_cut(&rest, '.'));
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW && (query_int(&q, 0) != 0 || view_equal(query_text(&q, 1), view_from(name)));
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static void sweep_file(struct job_run *run, struct db *db, const char *folder, int64_t tenant,
                       const char *name)
{
    char path[PATH_MAX];
    bool named = true;
    int r = is_named(db, tenant, name, &named);
    if (r < 0 || named || join(path, sizeof(path), folder, name, "") < 0)
        return;
    if (unlink(path) == 0)
        atomic_fetch_add(&run->counters.files_removed, 1);
    else
        log_warn("cannot remove the export %s of tenant %lld: %s", name, (long long)tenant, strerror(errno));
}

static void sweep_tenant(struct job_run *run, struct db *db, const char *exports, const char *name)
{
    char path[PATH_MAX];
    long long tenant;
    if (!view_to_uint(view_from(name), &tenant) || join(path, sizeof(path), exports, name, "") < 0)
        return;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            sweep_file(run, db, path, tenant, e->d_name);
    if (dir != NULL)
        closedir(dir);
}

void job_run_sweep(struct job_run *run, struct db *db)
{
    char path[PATH_MAX];
    if (join(path, sizeof(path), run->config.dir, "exports", "") < 0)
        return;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        sweep_tenant(run, db, path, e->d_name);
    if (dir != NULL)
        closedir(dir);
}
