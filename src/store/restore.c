// SPDX-License-Identifier: Apache-2.0
#include "store/restore.h"
#include "base/error.h"
#include "store/db.h"
#include "store/erasure_log.h"
#include "store/file_tree.h"
#include "store/schema.h"
#include "store/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EPOCH_BYTES = 4, CACHE_KIB = 2048 };

struct restoring {
    const struct restore_config *config;
    struct restore_result *result;
    struct manifest manifest;
    char beside[PATH_MAX]; // where the new directory is made
    int lock_fd;           // of the old one
    bool had_one;
};

static int outcome(struct restoring *s, int code, struct view detail)
{
    snprintf(s->result->detail, sizeof(s->result->detail), "%.*s", VIEW_ARG(detail));
    return code;
}

// ---- what there is

static int check_backup(struct restoring *s, struct arena *arena)
{
    struct view file = {0};
    int r = manifest_read(s->config->from, arena, &s->manifest);
    if (r == MANIFEST_MISSING)
        return RESTORE_NO_BACKUP;
    if (r == MANIFEST_INVALID)
        return outcome(s, RESTORE_BAD_BACKUP, VIEW("manifest.json is no manifest"));
    if (r < 0)
        return r;
    s->result->schema = s->manifest.schema;
    if (s->manifest.schema > schema_count)
        return RESTORE_NEWER;
    r = manifest_check_files(s->config->from, &s->manifest, &file);
    return r == MANIFEST_FILE_BAD ? outcome(s, RESTORE_BAD_BACKUP, file) : r;
}

// A hub that runs holds its lock; held here, none can start meanwhile.
static int lock_old(struct restoring *s)
{
    char path[PATH_MAX];
    int r = file_path(path, s->config->to, "lock");
    if (r < 0)
        return r;
    s->lock_fd = open(path, O_RDWR | O_CLOEXEC);
    if (s->lock_fd < 0)
        return errno == ENOENT ? 0 : -errno;
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK ? RESTORE_IN_USE : -errno;
}

static int check_target(struct restoring *s)
{
    bool is_empty;
    int r = dir_is_empty(s->config->to, NULL, &is_empty);
    if (r == -ENOENT)
        return 0;
    if (r < 0)
        return r;
    r = lock_old(s);
    if (r != 0)
        return r;
    s->had_one = !is_empty;
    return s->had_one && !s->config->may_replace ? RESTORE_NOT_EMPTY : 0;
}

// ---- the new directory

static void make_epoch(struct restoring *s)
{
    unsigned char bytes[EPOCH_BYTES];
    random_fill(&s->config->random, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(s->result->epoch + 2 * i, 3, "%02x", bytes[i]);
}

static int copy_in(struct restoring *s, const char *from_dir, const char *name)
{
    char from[PATH_MAX], to[PATH_MAX];
    int r = file_path(from, from_dir, name);
    if (r == 0)
        r = file_path(to, s->beside, name);
    if (r == 0)
        r = file_copy(from, to);
    return r == -ENOENT ? 0 : r;
}

static int put(struct db *db, struct view name, struct view value)
{
    struct query q = query_begin(db, SQL_META_PUT, 0);
    query_bind_text(&q, name);
    query_bind_text(&q, value);
    return query_run(&q, NULL);
}

static int write_meta(struct restoring *s, struct db *db)
{
    int frames, done;
    int r = db_step(db, DB_BEGIN);
    if (r == 0)
        r = put(db, VIEW("epoch"), view_from(s->result->epoch));
    if (r == 0)
        r = put(db, VIEW("erasures_to_apply"), s->result->erasures > 0 ? VIEW("1") : VIEW("0"));
    if (r == 0)
        r = db_step(db, DB_COMMIT);
    if (r == 0)
        r = db_checkpoint(db, DB_CHECKPOINT_TRUNCATE, &frames, &done);
    return r;
}

// Positions begin a new life: whoever resumes with one of the old is told to reload.
static int begin_anew(struct restoring *s)
{
    char path[PATH_MAX];
    struct db *db;
    int r = file_path(path, s->beside, "hub.db");
    if (r < 0)
        return r;
    r = db_open(&(struct db_config){.path = path, .role = DB_WRITER, .cache_kib = CACHE_KIB}, &db);
    if (r < 0)
        return r;
    make_epoch(s);
    r = write_meta(s, db);
    db_close(db);
    return r == 0 ? file_sync(path) : r;
}

// The new hub.db says which files there were; the manifest, how many were taken.
static int copy_attachments(struct restoring *s)
{
    struct file_tree tree = {.from = s->config->from, .to = s->beside};
    char path[PATH_MAX];
    struct db *db;
    if (!s->manifest.has_attachments)
        return 0;
    int r = file_path(path, s->beside, "hub.db");
    if (r == 0)
        r = db_open(&(struct db_config){.path = path, .role = DB_FROZEN, .cache_kib = CACHE_KIB}, &db);
    if (r < 0)
        return r;
    r = file_tree_copy(&tree, db);
    db_close(db);
    if (r == FILE_TREE_BAD)
        return outcome(s, RESTORE_BAD_BACKUP, view_from(tree.fault));
    if (r == 0 && tree.count != s->manifest.attachments)
        return outcome(s, RESTORE_BAD_BACKUP, VIEW("files: some are missing"));
    return r;
}

static int unite_erasures(struct restoring *s)
{
    char of_backup[PATH_MAX], of_old[PATH_MAX];
    const char *const paths[] = {of_backup, of_old, s->config->erasures};
    int r = file_path(of_backup, s->config->from, "erasures");
    if (r == 0)
        r = file_path(of_old, s->config->to, "erasures");
    if (r == 0 && s->config->erasures != NULL && access(s->config->erasures, R_OK) < 0)
        r = -errno;
    if (r < 0)
        return r;
    r = erasure_log_unite(paths, 3, s->beside, &s->result->erasures);
    return r == ERASURE_LOG_DAMAGED ? outcome(s, RESTORE_BAD_ERASURES, VIEW("a list of erasures")) : r;
}

// Whether the key file can be read at all is worth knowing before the old directory goes.
static int check_key(struct restoring *s)
{
    struct secret_keys *keys = NULL;
    int r = secret_keys_load(s->beside, &s->config->random, &keys);
    secret_keys_free(keys);
    return r > 0 ? outcome(s, RESTORE_BAD_BACKUP, VIEW("secret.key")) : r;
}

static int fill(struct restoring *s)
{
    int r = copy_in(s, s->config->from, "hub.db");
    if (r == 0)
        r = copy_in(s, s->config->from, "secret.key");
    if (r == 0)
        r = check_key(s);
    if (r == 0)
        r = copy_attachments(s);
    if (r == 0 && s->had_one)
        r = copy_in(s, s->config->to, "omnihub.toml");
    if (r == 0)
        r = unite_erasures(s);
    if (r == 0)
        r = begin_anew(s);
    return r == 0 ? dir_sync(s->beside) : r;
}

// ---- into place

static int sync_parent(const char *path)
{
    char parent[PATH_MAX];
    snprintf(parent, sizeof(parent), "%s", path);
    return dir_sync(dirname(parent));
}

static int name_kept(struct restoring *s)
{
    char when[32];
    time_t now = (time_t)(clock_wall_us(&s->config->clock) / 1000000);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &tm);
    if (snprintf(s->result->kept, PATH_MAX, "%s.before-%s", s->config->to, when) >= PATH_MAX)
        return -ENAMETOOLONG;
    return access(s->result->kept, F_OK) == 0 ? -EEXIST : 0;
}

// On a file system that cannot exchange names the directory is away for a moment.
static int swap_in_two(const char *made, const char *to, const char *kept)
{
    if (rename(to, kept) < 0)
        return -errno;
    if (rename(made, to) == 0)
        return 0;
    int r = -errno;
    rename(kept, to);
    return r;
}

// The new one takes the name that the old one will have, and then the two change names at once: a hub that is
// started after a crash never finds nothing, of which it would make an empty store.
static int swap(struct restoring *s)
{
    const char *to = s->config->to, *kept = s->result->kept;
    int r = name_kept(s);
    if (r < 0)
        return r;
    if (rename(s->beside, kept) < 0)
        return -errno;
    if (renameat2(AT_FDCWD, kept, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
        return 0;
    r = -errno;
    if (rename(kept, s->beside) < 0)
        return -errno;
    return r == -EINVAL || r == -ENOSYS ? swap_in_two(s->beside, to, kept) : r;
}

static int put_in_place(struct restoring *s)
{
    char lock[PATH_MAX];
    // An empty directory may be renamed over, but for the lock file of a hub that never came to be.
    if (!s->had_one && file_path(lock, s->config->to, "lock") == 0)
        unlink(lock);
    int r = s->had_one ? swap(s) : rename(s->beside, s->config->to) < 0 ? -errno : 0;
    if (r < 0) {
        s->result->kept[0] = '\0';
        return r;
    }
    return sync_parent(s->config->to);
}

static int make(struct restoring *s)
{
    if (snprintf(s->beside, sizeof(s->beside), "%s.restoring", s->config->to) >= PATH_MAX)
        return -ENAMETOOLONG;
    file_tree_remove(s->beside); // of a restore that was interrupted
    if (mkdir(s->beside, 0700) < 0)
        return -errno;
    int r = fill(s);
    if (r == 0)
        r = put_in_place(s);
    if (r != 0)
        file_tree_remove(s->beside);
    return r;
}

int restore(const struct restore_config *config, struct restore_result *ret)
{
    struct restoring s = {.config = config, .result = ret, .lock_fd = -1};
    struct arena arena;
    *ret = (struct restore_result){0};
    arena_init(&arena, 4096, 128 << 20);
    int r = check_backup(&s, &arena);
    if (r == 0)
        r = check_target(&s);
    if (r == 0)
        r = make(&s);
    if (s.lock_fd >= 0)
        close(s.lock_fd);
    arena_free(&arena);
    return r < 0 ? error_trace(r) : r;
}
