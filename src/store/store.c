// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"
#include "base/error.h"
#include "base/log.h"
#include "store/before_schema.h"
#include "store/files.h"
#include "store/log_rewrite.h"
#include "store/migrate.h"
#include "store/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EPOCH_SIZE = 8,
    // A commit behind a page split walks the whole page cache (sqlite3PcacheTruncate, for balancing renumbers
    // pages through the lock page): larger costs more than the reads it saves.
    WRITER_CACHE_KIB = 32 << 10,
    WALKER_CACHE_KIB = 4 << 10,
};

struct store {
    struct store_config config;
    char path[PATH_MAX];
    char epoch[EPOCH_SIZE + 1];
    int lock_fd;
    struct db *writer_db;
    bool must_settle, has_migrated;
    struct db *keeper_db;
    struct keeper *keeper;
    struct store_clock time;
    struct writer *writer;
    struct backup *backup;
    struct secret_keys *secrets;
};

// The directory's own entry must survive a power cut too.
static int make_dir(const char *dir)
{
    char parent[PATH_MAX];
    if (mkdir(dir, 0700) != 0)
        return errno == EEXIST ? 0 : -errno;
    snprintf(parent, sizeof(parent), "%s", dir);
    return dir_sync(dirname(parent));
}

static int lock_dir(struct store *s)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/lock", s->config.dir) >= (int)sizeof(path))
        return -ENAMETOOLONG;
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_fd < 0)
        return -errno;
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK ? STORE_IN_USE : -errno;
}

// What each reader's page cache may grow to: a 32nd of the machine's memory, at most 128 MiB.
static int default_reader_cache_kib(void)
{
    long long kib = (long long)sysconf(_SC_PHYS_PAGES) * (sysconf(_SC_PAGESIZE) / 1024) / 32;
    return kib < 2048 ? 2048 : kib > 131072 ? 131072 : (int)kib;
}

static struct db_config connection(const struct store *s, enum db_role role)
{
    int reader = s->config.reader_cache_kib > 0 ? s->config.reader_cache_kib : default_reader_cache_kib();
    int writer = s->config.writer_cache_kib > 0 ? s->config.writer_cache_kib : WRITER_CACHE_KIB;
    return (struct db_config){
        .path = s->path,
        .vfs = s->config.vfs,
        .role = role,
        .cache_kib = role == DB_WRITER   ? writer
                     : role == DB_READER ? reader
                                         : 2048,
    };
}

static int read_epoch(struct store *s)
{
    struct query q = query_begin(s->writer_db, SQL_META_GET, 0);
    query_bind_text(&q, VIEW("epoch"));
    int r = query_step(&q);
    if (r == QUERY_ROW)
        snprintf(s->epoch, sizeof(s->epoch), "%.*s", VIEW_ARG(query_text(&q, 0)));
    query_end(&q);
    return r == QUERY_ROW ? 0 : error_fold(r == QUERY_DONE ? 1 : r);
}

// What a dead process left in the log goes into the database before anything is served, so that nothing is
// ever appended to frames that are in doubt. On a full disk the writer does it later, before its first
// commit.
static int settle_log(struct db *db)
{
    int frames, done;
    int r = db_exec(db, "SELECT count(*) FROM sqlite_schema"); // a checkpoint needs to have read once
    if (r == 0)
        r = db_checkpoint(db, DB_CHECKPOINT_TRUNCATE, &frames, &done);
    return error_trace(r);
}

static int open_database(struct store *s)
{
    int number = 0;
    struct db_config config = connection(s, DB_WRITER);
    db_prepare_process();
    int r = log_rewrite(s->path, s->config.vfs);
    if (r == 0)
        r = db_open(&config, &s->writer_db);
    if (r == 0)
        r = settle_log(s->writer_db);
    s->must_settle = r == -ENOSPC || r == -EBUSY;
    if (r < 0 && !s->must_settle)
        return r;
    if (s->must_settle)
        log_warn("the log cannot be copied into the database yet: reads are served, writes are refused until "
                 "then");
    r = before_schema_keep(s->writer_db, s->config.dir);
    if (r == 0)
        r = migrate(s->writer_db, clock_wall_us(&s->config.clock), &s->config.random, &number);
    if (r == -ENOSPC && !s->must_settle)
        return STORE_NO_ROOM;
    s->has_migrated = number > 0 && number < schema_count;
    if (r == MIGRATE_NEWER) {
        log_error("the data directory has schema %d, this program knows less", number);
        return STORE_NEWER;
    }
    if (r == 0)
        r = read_epoch(s);
    return r;
}

static int start_threads(struct store *s)
{
    struct db_config config = connection(s, DB_KEEPER);
    int r = db_open(&config, &s->keeper_db);
    if (r < 0)
        return r;
    // A connection that has read nothing checkpoints nothing, and says so to nobody.
    struct snapshot snapshot;
    r = snapshot_begin(s->keeper_db, 1, &snapshot);
    if (r < 0)
        return r;
    snapshot_end(&snapshot);
    r = keeper_start(
        &(struct keeper_config){
            .db = s->keeper_db, .log_max = s->config.log_max, .lost = s->config.lost, .ctx = s->config.ctx},
        &s->keeper);
    if (r < 0)
        return r;
    r = writer_start(&(struct writer_config){.db = s->writer_db,
                                             .keeper = s->keeper,
                                             .clock = s->config.clock,
                                             .time = &s->time,
                                             .random = s->config.random,
                                             .limits = s->config.limits,
                                             .batch_max = s->config.batch_max,
                                             .must_settle = s->must_settle,
                                             .publish = s->config.publish,
                                             .wake = s->config.wake,
                                             .lost = s->config.lost,
                                             .ctx = s->config.ctx,
                                             .setup = s->config.setup},
                     &s->writer);
    if (r < 0)
        return r;
    return backup_new(
        &(struct backup_config){.writer = s->writer, .dir = s->config.dir, .clock = s->config.clock},
        &s->backup);
}

static int load_secrets(struct store *s)
{
    int r = secret_keys_load(s->config.dir, &s->config.random, &s->secrets);
    if (r <= 0)
        return r;
    log_error("%s/secret.key is no key file: bring back the one that belongs to this directory",
              s->config.dir);
    return STORE_BAD_KEY;
}

int store_open(const struct store_config *config, struct store **ret)
{
    struct store *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return error_trace(-ENOMEM);
    s->config = *config;
    s->lock_fd = -1;
    int r = -ENAMETOOLONG;
    if (snprintf(s->path, sizeof(s->path), "%s/hub.db", config->dir) < (int)sizeof(s->path))
        r = make_dir(config->dir);
    if (r == 0)
        r = lock_dir(s);
    if (r == 0)
        r = load_secrets(s);
    if (r == 0)
        r = open_database(s);
    if (r == 0)
        r = start_threads(s);
    // The start behind the one that changed the schema: that one went well.
    if (r == 0 && !s->has_migrated)
        r = before_schema_drop(config->dir, INT64_MAX, NULL);
    if (r != 0) {
        store_close(s);
        return r < 0 ? error_trace(r) : r;
    }
    *ret = s;
    return 0;
}

void store_close_writer(struct store *s)
{
    if (s == NULL)
        return;
    backup_free(s->backup);
    s->backup = NULL;
    writer_stop(s->writer);
    keeper_stop(s->keeper);
    s->writer = NULL;
    s->keeper = NULL;
}

void store_close(struct store *s)
{
    if (s == NULL)
        return;
    store_close_writer(s);
    db_close(s->keeper_db);
    db_close(s->writer_db);
    secret_keys_free(s->secrets);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}

int store_submit(struct store *s, struct work *work)
{
    return writer_submit(s->writer, work);
}

int store_reader(struct store *s, struct db **ret)
{
    struct db_config config = connection(s, DB_READER);
    return db_open(&config, ret);
}

int store_walker(struct store *s, struct db **ret)
{
    struct db_config config = connection(s, DB_READER);
    if (config.cache_kib > WALKER_CACHE_KIB)
        config.cache_kib = WALKER_CACHE_KIB;
    return db_open(&config, ret);
}

int64_t store_now_us(const struct store *s)
{
    return store_clock_now(&s->time);
}

const char *store_epoch(const struct store *s)
{
    return s->epoch;
}

struct backup *store_backup(const struct store *s)
{
    return s->backup;
}

const struct secret_keys *store_secrets(const struct store *s)
{
    return s->secrets;
}

struct writer *store_writer(const struct store *s)
{
    return s->writer;
}

struct keeper *store_keeper(const struct store *s)
{
    return s->keeper;
}
