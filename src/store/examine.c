// SPDX-License-Identifier: Apache-2.0
#include "store/examine.h"
#include "base/error.h"
#include "base/random.h"
#include "store/db_check.h"
#include "store/erasure_log.h"
#include "store/examine_work.h"
#include "store/files.h"
#include "store/schema.h"
#include "store/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    CACHE_KIB = 16384,
    SLICE_ROWS = 2000,
    LIVE_MS = 400,
    COUNTERS_MOST = 20000,
    CLOCK_SLACK_S = 5,
    TEXT_MAX = 400,
};

static const int64_t LOG_LARGE = (int64_t)256 << 20;
static const int64_t ROOM_FEW = (int64_t)1 << 30, ROOM_NONE = (int64_t)64 << 20;

struct examination {
    const struct examine_config *config;
    void (*tell)(void *ctx, const struct finding *finding);
    void *ctx;
    struct db *db;
    int lock_fd;
    bool is_live;
    int64_t log_bytes;
};

__attribute__((format(printf, 5, 6))) static void tell(const struct examination *e, enum finding_level level,
                                                       const char *check, const char *advice,
                                                       const char *format, ...)
{
    char text[TEXT_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    e->tell(e->ctx, &(struct finding){level, check, text, level == FINDING_OK ? NULL : advice});
}

static bool stat_file(const struct examination *e, const char *name, struct stat *ret)
{
    char path[PATH_MAX];
    return file_path(path, e->config->dir, name) == 0 && stat(path, ret) == 0;
}

// ---- the directory

static void look_at_lock(struct examination *e)
{
    char path[PATH_MAX];
    if (file_path(path, e->config->dir, "lock") == 0)
        e->lock_fd = open(path, O_RDWR | O_CLOEXEC);
    e->is_live = e->lock_fd >= 0 && flock(e->lock_fd, LOCK_EX | LOCK_NB) < 0;
    tell(e, FINDING_OK, "hub", NULL,
         e->is_live ? "a hub serves the directory" : "no hub serves the directory");
}

static void look_at_disk(const struct examination *e)
{
    struct statvfs fs;
    if (statvfs(e->config->dir, &fs) < 0) {
        tell(e, FINDING_FAULT, "disk", "see whether the disk is mounted", "cannot be asked for room: %s",
             strerror(errno));
        return;
    }
    int64_t room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize,
            all = (int64_t)fs.f_blocks * (int64_t)fs.f_frsize;
    enum finding_level level = room < ROOM_NONE                     ? FINDING_FAULT
                               : room < ROOM_FEW || room < all / 20 ? FINDING_WARN
                                                                    : FINDING_OK;
    tell(e, level, "disk", "make room: on a full disk writes are refused", "%lld MiB free of %lld MiB",
         (long long)(room >> 20), (long long)(all >> 20));
}

static void look_at_modes(const struct examination *e)
{
    static const char *const names[] = {"hub.db", "secret.key", "erasures", "hub.sock", "omnihub.toml"};
    struct stat info;
    int open_to_others = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!stat_file(e, names[i], &info) || (info.st_mode & S_IRWXO) == 0)
            continue;
        open_to_others++;
        tell(e, FINDING_WARN, "modes", "chmod o-rwx", "%s is open to everybody on the machine (%04o)",
             names[i], info.st_mode & 07777);
    }
    if (open_to_others == 0)
        tell(e, FINDING_OK, "modes", NULL, "closed to others");
}

static void look_at_secret(const struct examination *e)
{
    struct random_pool pool;
    struct random random = random_system(&pool);
    struct secret_keys *keys = NULL;
    struct stat info;
    if (!stat_file(e, "secret.key", &info)) {
        tell(e, FINDING_WARN, "secret", "if credentials were stored, bring back the file from a backup",
             "there is no secret.key; the next start makes a new one");
        return;
    }
    int r = secret_keys_load(e->config->dir, &random, &keys);
    secret_keys_free(keys);
    if (r != 0)
        tell(e, FINDING_FAULT, "secret", "bring back the file from a backup: without it no credential opens",
             r < 0 ? "secret.key cannot be read" : "secret.key is no key file");
    else if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        tell(e, FINDING_FAULT, "secret", "chmod 600", "secret.key is open to others (%04o)",
             info.st_mode & 07777);
    else
        tell(e, FINDING_OK, "secret", NULL, "readable, by its owner only");
}

static int count_one(void *ctx, const struct erasure *erasure)
{
    (void)erasure;
    ++*(int *)ctx;
    return 0;
}

static void look_at_erasures(const struct examination *e)
{
    char path[PATH_MAX];
    int count = 0, line = 0;
    int r = file_path(path, e->config->dir, "erasures");
    if (r == 0)
        r = erasure_log_walk(path, count_one, &count, &line);
    if (r == ERASURE_LOG_DAMAGED)
        tell(e, FINDING_FAULT, "erasures", "mend the line: a restore refuses the list as it is",
             "line %d is no entry", line);
    else if (r < 0)
        tell(e, FINDING_FAULT, "erasures", "see the file's owner and mode", "cannot be read: %s",
             strerror(-r));
    else
        tell(e, FINDING_OK, "erasures", NULL, "%d on the list", count);
}

static void look_at_log(struct examination *e)
{
    struct stat info;
    e->log_bytes = stat_file(e, "hub.db-wal", &info) ? info.st_size : 0;
    if (e->log_bytes > LOG_LARGE)
        tell(e, FINDING_WARN, "log", "see whether something reads the database for long, or the disk is slow",
             "%lld MiB long", (long long)(e->log_bytes >> 20));
    else if (!e->is_live && e->log_bytes > 0)
        tell(e, FINDING_WARN, "log", "nothing: the next start copies it into the database",
             "the hub did not end by itself: %lld bytes wait in the log", (long long)e->log_bytes);
    else
        tell(e, FINDING_OK, "log", NULL, "%lld KiB long", (long long)(e->log_bytes >> 10));
}

// ---- the database

static void tell_fault(void *ctx, struct view text)
{
    tell(ctx, FINDING_FAULT, "database", "restore the last backup; keep this directory for the examination",
         "%.*s", VIEW_ARG(text));
}

static void look_at_pages(struct examination *e)
{
    int faults = 0;
    int r = e->is_live ? db_check_within(e->db, DB_CHECK_QUICK, NULL, LIVE_MS, tell_fault, e, &faults)
                       : db_check(e->db, DB_CHECK_WHOLE, tell_fault, e, &faults);
    if (r == -ECANCELED)
        tell(e, FINDING_OK, "database", NULL,
             "too large to be read whole while a hub serves it; every backup is checked whole");
    else if (r < 0)
        tell(e, FINDING_FAULT, "database", "restore the last backup", "cannot be read: %s", strerror(-r));
    else if (faults == 0)
        tell(e, FINDING_OK, "database", NULL, e->is_live ? "whole (quick check)" : "whole");
}

static int read_meta_number(struct db *db, struct view name, long long *ret)
{
    struct query q = query_begin(db, SQL_META_GET, 0);
    query_bind_text(&q, name);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        r = view_to_uint(query_text(&q, 0), ret) ? 0 : -ENODATA;
    else if (r == QUERY_DONE)
        r = -ENODATA;
    query_end(&q);
    return r;
}

static void look_at_schema(const struct examination *e)
{
    long long number = 0, waits = 0;
    if (read_meta_number(e->db, VIEW("schema"), &number) < 0)
        tell(e, FINDING_FAULT, "schema", "restore the last backup", "the store does not say its number");
    else if (number > schema_count)
        tell(e, FINDING_FAULT, "schema", "use the newer omnihub", "%lld, this omnihub knows %d", number,
             schema_count);
    else if (number < schema_count)
        tell(e, FINDING_WARN, "schema", "nothing: the next start brings it up to date, after a copy",
             "%lld, this omnihub makes it %d", number, schema_count);
    else
        tell(e, FINDING_OK, "schema", NULL, "%lld", number);
    if (read_meta_number(e->db, VIEW("erasures_to_apply"), &waits) == 0 && waits == 1)
        tell(e, FINDING_WARN, "restore", "start the hub",
             "erasures wait to be applied again after a restore");
}

static void look_at_clock(const struct examination *e)
{
    struct query q = query_begin(e->db, SQL_EXAMINE_CLOCK, 0);
    int64_t last = query_step(&q) == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    long long ahead_s = (long long)((last - e->config->now_us) / 1000000);
    if (ahead_s > CLOCK_SLACK_S)
        tell(e, FINDING_WARN, "clock", "set the machine's clock; until it catches up, times hardly move",
             "the store's last transaction lies %lld s in the future", ahead_s);
    else
        tell(e, FINDING_OK, "clock", NULL, "not behind the store");
}

// ---- what the rows say of each other

struct rows_check {
    enum statement statement;
    const char *name, *subject;
    int slice;
    bool is_counted; // only so many
    enum finding_level level;
    const char *advice;
};

static const char must_not_be[] = "keep the directory and report it: this must not be";

static const struct rows_check rows_checks[] = {
    {SQL_EXAMINE_SESSIONS, "sessions", "sessions without a customer", SLICE_ROWS, false, FINDING_FAULT,
     must_not_be},
    {SQL_EXAMINE_IDENTITIES, "identities", "identities without a customer", SLICE_ROWS, false, FINDING_FAULT,
     must_not_be},
    {SQL_EXAMINE_INTERACTIONS, "interactions", "interactions without a session", SLICE_ROWS, false,
     FINDING_FAULT, must_not_be},
    {SQL_EXAMINE_DEFAULTS, "default_sessions", "default sessions that are closed or not the only one",
     SLICE_ROWS, false, FINDING_FAULT, must_not_be},
    {SQL_EXAMINE_COUNTERS, "counters", "sessions whose count of interactions is not theirs", 100, true,
     FINDING_WARN, "report it, unless retention has removed their entries"},
};

// One slice, in a read of its own. QUERY_DONE behind the end.
static int take_slice(const struct examination *e, const struct rows_check *check, int64_t *at,
                      int64_t *faults)
{
    struct query q = query_begin(e->db, check->statement, 0);
    query_bind(&q, *at);
    query_bind(&q, check->slice);
    if (e->is_live)
        db_limit_time(e->db, LIVE_MS);
    int r = query_step(&q);
    if (r == QUERY_ROW && query_is_null(&q, 0))
        r = QUERY_DONE;
    if (r == QUERY_ROW) {
        *at = query_int(&q, 0);
        *faults += query_int(&q, 1);
    }
    query_end(&q);
    db_limit_time(e->db, 0);
    return r;
}

static void look_at_rows(const struct examination *e, const struct rows_check *check)
{
    int64_t at = 0, faults = 0, slices = 0;
    int most = e->config->counters_most > 0 ? e->config->counters_most : COUNTERS_MOST;
    int r = QUERY_ROW;
    while (r == QUERY_ROW && (!check->is_counted || slices * check->slice < most)) {
        r = take_slice(e, check, &at, &faults);
        slices++;
    }
    const char *part = r == QUERY_ROW ? " (of the first ones)" : "";
    if (r < 0)
        tell(e, r == -ECANCELED ? FINDING_OK : FINDING_FAULT, check->name, "restore the last backup",
             r == -ECANCELED ? "left out: too slow while a hub serves" : "cannot be read");
    else if (faults > 0)
        tell(e, check->level, check->name, check->advice, "%lld %s%s", (long long)faults, check->subject,
             part);
    else
        tell(e, FINDING_OK, check->name, NULL, "no %s%s", check->subject, part);
}

// ---- the whole

// Where no hub serves and nothing waits in the log, not even a file is made beside the database.
static int open_database(struct examination *e)
{
    char path[PATH_MAX];
    bool is_frozen = !e->is_live && e->log_bytes == 0;
    int r = file_path(path, e->config->dir, "hub.db");
    if (r < 0)
        return r;
    return db_open(
        &(struct db_config){.path = path, .role = is_frozen ? DB_FROZEN : DB_READER, .cache_kib = CACHE_KIB},
        &e->db);
}

static void look_at_database(struct examination *e)
{
    int r = open_database(e);
    if (r < 0) {
        tell(e, FINDING_FAULT, "database", "see its owner and mode; else restore the last backup",
             "hub.db cannot be opened: %s", strerror(-r));
        return;
    }
    look_at_schema(e);
    look_at_clock(e);
    look_at_pages(e);
    for (size_t i = 0; i < sizeof(rows_checks) / sizeof(rows_checks[0]); i++)
        look_at_rows(e, &rows_checks[i]);
    examine_work(e->db, e->config->now_us, e->tell, e->ctx);
    db_close(e->db);
}

int examine(const struct examine_config *config, void (*tell_one)(void *ctx, const struct finding *finding),
            void *ctx)
{
    struct examination e = {.config = config, .tell = tell_one, .ctx = ctx, .lock_fd = -1};
    struct stat info;
    if (!stat_file(&e, "hub.db", &info))
        return -errno;
    look_at_lock(&e);
    look_at_disk(&e);
    look_at_modes(&e);
    look_at_secret(&e);
    look_at_erasures(&e);
    look_at_log(&e);
    look_at_database(&e);
    if (e.lock_fd >= 0)
        close(e.lock_fd);
    return 0;
}
