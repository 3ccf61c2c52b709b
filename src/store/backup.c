// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "store/db_check.h"
#include "store/db_copy.h"
#include "store/file_tree.h"
#include "store/manifest.h"
#include "store/tx.h"
#include <errno.h>
#include <libgen.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SLICE_US = 1500,
    SLICE_PAGES = 32,
    RESTARTS_MAX = 20,
    DEFAULT_TENANT = 1, // whose queue the slices wait in
    VERSION_MAX = 64,
    FROZEN_CACHE_KIB = 8192,
};

struct backup {
    struct work work; // first
    struct backup_config config;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct backup_status status; // under the lock
    char version[VERSION_MAX];
    pthread_t thread;
    bool has_thread;
    atomic_bool is_cancelled;
    struct db *checking; // under the lock: to interrupt it
    // Writer thread while slices run, then the backup's own.
    struct db_copy *copy;
    struct db *db;
    bool has_begun;
    int result;
    bool is_copied; // under the lock
};

// ---- status

static void set_state(struct backup *b, enum backup_state state)
{
    pthread_mutex_lock(&b->lock);
    b->status.state = state;
    if (state == BACKUP_DONE || state == BACKUP_FAILED)
        b->status.ended_us = clock_wall_us(&b->config.clock);
    pthread_mutex_unlock(&b->lock);
}

// The first fault is the one that is told. Returns -ECANCELED for `return fail(…)`.
__attribute__((format(printf, 2, 3))) static int fail(struct backup *b, const char *format, ...)
{
    va_list list;
    pthread_mutex_lock(&b->lock);
    if (b->status.fault[0] == '\0') {
        va_start(list, format);
        vsnprintf(b->status.fault, sizeof(b->status.fault), format, list);
        va_end(list);
    }
    pthread_mutex_unlock(&b->lock);
    return -ECANCELED;
}

// ---- slices, on the writer's thread

static void tell_copied(struct backup *b, int result)
{
    int end = b->has_begun ? db_copy_finish(b->copy) : 0;
    pthread_mutex_lock(&b->lock);
    b->result = result == 0 ? end : result;
    b->is_copied = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

static int note_progress(struct backup *b)
{
    pthread_mutex_lock(&b->lock);
    db_copy_progress(b->copy, &b->status.pages_done, &b->status.pages_total, &b->status.restarts);
    bool goes_on_for_ever = b->status.restarts > RESTARTS_MAX;
    pthread_mutex_unlock(&b->lock);
    if (!goes_on_for_ever)
        return 0;
    return fail(b, "transactions were undone so often that the copy began anew %d times", RESTARTS_MAX);
}

// As many pages as the time allows. The machine's own clock: a simulated one stands still.
static int copy_slice(struct backup *b)
{
    struct clock clock = clock_system();
    int64_t until = clock_mono_us(&clock) + SLICE_US;
    int r = DB_COPY_MORE;
    if (!b->has_begun) {
        r = db_copy_begin(b->copy, b->db);
        if (r < 0)
            return r;
        b->has_begun = true;
        r = DB_COPY_MORE;
    }
    while (r == DB_COPY_MORE) {
        r = db_copy_step(b->copy, b->config.slice_pages);
        if (r == DB_COPY_MORE && clock_mono_us(&clock) >= until)
            break;
    }
    int tired = note_progress(b);
    return r == -EBUSY ? DB_COPY_MORE : r == DB_COPY_MORE ? (tired < 0 ? tired : r) : r;
}

// The batch is what makes the writer come by; the pages are copied behind its commit.
static int decide(struct work *work, struct tx *tx)
{
    ((struct backup *)(void *)work)->db = tx->db;
    return 0;
}

static const char *refusal_text(enum work_outcome outcome)
{
    switch (outcome) {
    case WORK_COMMITTED:
    case WORK_FAILED:
    case WORK_EXPIRED:
        return "the store failed; its log says more";
    case WORK_STORE_FULL:
        return "the hub's own disk is full";
    case WORK_STOPPED:
        return "the hub is stopping";
    }
    return "the store failed";
}

static void decided(struct work *work, enum work_outcome outcome, int result)
{
    struct backup *b = (struct backup *)(void *)work;
    int r;
    if (outcome != WORK_COMMITTED || result != 0)
        r = fail(b, "%s", refusal_text(outcome));
    else if (atomic_load(&b->is_cancelled))
        r = fail(b, "the hub is stopping");
    else
        r = copy_slice(b);
    if (r == DB_COPY_MORE && writer_submit(b->config.writer, work) != WORK_PUSHED)
        r = fail(b, "the writer takes no more work");
    if (r != DB_COPY_MORE)
        tell_copied(b, r);
}

static int copy_database(struct backup *b, const char *path)
{
    int r = db_copy_open(path, &b->copy);
    if (r < 0)
        return fail(b, "cannot make %s: %s", path, strerror(-r));
    b->has_begun = b->is_copied = false;
    b->work = (struct work){.tenant = DEFAULT_TENANT, .class = WORK_BULK, .decide = decide, .done = decided};
    writer_set_careful(b->config.writer, true);
    if (writer_submit(b->config.writer, &b->work) != WORK_PUSHED) {
        r = fail(b, "the writer takes no more work");
    } else {
        pthread_mutex_lock(&b->lock);
        while (!b->is_copied)
            pthread_cond_wait(&b->changed, &b->lock);
        r = b->result;
        pthread_mutex_unlock(&b->lock);
    }
    writer_set_careful(b->config.writer, false);
    db_copy_close(b->copy);
    b->copy = NULL;
    if (r == 0)
        r = file_sync(path);
    return r < 0 ? fail(b, "copying the database: %s", strerror(-r)) : 0;
}

// ---- the other files

// An erasure is noted before its first row goes: copied behind the database, the list has everybody whom the
// copy still has.
static int copy_file(struct backup *b, const char *name, bool may_be_missing)
{
    char from[PATH_MAX], to[PATH_MAX];
    int r = file_path(from, b->config.dir, name);
    if (r == 0)
        r = file_path(to, b->status.to, name);
    if (r == 0)
        r = file_copy(from, to);
    if (r == -ENOENT && may_be_missing)
        return 0;
    return r < 0 ? fail(b, "copying %s: %s", name, strerror(-r)) : 0;
}

static bool exists(const char *dir, const char *name)
{
    char path[PATH_MAX];
    return file_path(path, dir, name) == 0 && access(path, F_OK) == 0;
}

// ---- verification

static void note_fault(void *ctx, struct view text)
{
    fail(ctx, "the copy is not whole: %.*s", VIEW_ARG(text));
}

static void set_checking(struct backup *b, struct db *db)
{
    pthread_mutex_lock(&b->lock);
    b->checking = db;
    pthread_mutex_unlock(&b->lock);
}

static int check_copy(struct backup *b, struct db *db)
{
    int faults = 0;
    set_checking(b, db);
    int r = atomic_load(&b->is_cancelled) ? -ECANCELED : db_check(db, DB_CHECK_WHOLE, note_fault, b, &faults);
    set_checking(b, NULL);
    if (r == -ECANCELED)
        return fail(b, "the hub is stopping");
    return r < 0 ? fail(b, "reading the copy: %s", strerror(-r)) : faults > 0 ? -ECANCELED : 0;
}

static int read_meta(struct db *db, struct view name, struct arena *arena, struct view *ret)
{
    struct query q = query_begin(db, SQL_META_GET, 0);
    query_bind_text(&q, name);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        r = arena_copy(arena, query_text(&q, 0), ret) ? 0 : -ENOMEM;
    else if (r == QUERY_DONE)
        r = -ENODATA;
    query_end(&q);
    return r;
}

static int read_tenants(struct db *db, struct arena *arena, struct manifest *m)
{
    int r, capacity = 0;
    struct query q = query_begin(db, SQL_TENANTS_ALL, 0);
    while ((r = query_step(&q)) == QUERY_ROW) {
        if (m->tenant_count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            struct manifest_tenant *more = arena_alloc(arena, (size_t)capacity * sizeof(*more));
            if (more == NULL) {
                r = -ENOMEM;
                break;
            }
            if (m->tenant_count > 0)
                memcpy(more, m->tenants, (size_t)m->tenant_count * sizeof(*more));
            m->tenants = more;
        }
        struct manifest_tenant *t = &m->tenants[m->tenant_count++];
        *t = (struct manifest_tenant){.tenant = query_int(&q, 0), .position = query_int(&q, 2)};
        if (!arena_copy(arena, query_text(&q, 1), &t->name)) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    return r;
}

static int describe_copy(struct backup *b, struct db *db, struct arena *arena, struct manifest *m)
{
    struct view schema;
    long long number;
    int r = read_meta(db, VIEW("schema"), arena, &schema);
    if (r == 0)
        r = read_meta(db, VIEW("epoch"), arena, &m->epoch);
    if (r == 0)
        r = view_to_uint(schema, &number) ? 0 : -ENODATA;
    if (r == 0)
        r = read_tenants(db, arena, m);
    if (r < 0)
        return fail(b, "the copy lacks what every store has: %s", strerror(-r));
    m->schema = (int)number;
    return 0;
}

static bool is_cancelled(void *ctx)
{
    return atomic_load(&((struct backup *)ctx)->is_cancelled);
}

// Behind the database, whose rows say which: none that they name is younger.
static int copy_attachments(struct backup *b, struct db *db, struct manifest *m)
{
    struct file_tree tree = {
        .from = b->config.dir, .to = b->status.to, .is_cancelled = is_cancelled, .ctx = b};
    int r = file_tree_copy(&tree, db);
    m->attachments = tree.count;
    m->attachment_bytes = tree.bytes;
    if (r == FILE_TREE_BAD)
        return fail(b, "%s is damaged", tree.fault);
    if (r == -ECANCELED)
        return fail(b, "the hub is stopping");
    return r < 0 ? fail(b, "copying files: %s", strerror(-r)) : 0;
}

static int verify(struct backup *b, const char *path, struct arena *arena, struct manifest *m)
{
    struct db *db;
    struct db_config config = {.path = path, .role = DB_FROZEN, .cache_kib = FROZEN_CACHE_KIB};
    set_state(b, BACKUP_VERIFYING);
    int r = db_open(&config, &db);
    if (r < 0)
        return fail(b, "opening the copy: %s", strerror(-r));
    r = check_copy(b, db);
    if (r == 0)
        r = describe_copy(b, db, arena, m);
    if (r == 0)
        r = copy_attachments(b, db, m);
    db_close(db);
    return r;
}

// ---- the whole

static int prepare_target(struct backup *b)
{
    char parent[PATH_MAX];
    bool is_empty = false;
    const char *to = b->status.to;
    if (mkdir(to, 0700) < 0 && errno != EEXIST)
        return fail(b, "cannot make the directory %s: %s", to, strerror(errno));
    int r = dir_is_empty(to, NULL, &is_empty);
    if (r < 0)
        return fail(b, "cannot read %s: %s", to, strerror(-r));
    if (!is_empty)
        return fail(b, "%s is not empty; a backup takes a directory of its own", to);
    snprintf(parent, sizeof(parent), "%s", to);
    r = dir_sync(dirname(parent));
    return r < 0 ? fail(b, "cannot sync the directory of %s: %s", to, strerror(-r)) : 0;
}

static int write_manifest(struct backup *b, struct manifest *m)
{
    static const char *const names[] = {"hub.db", "secret.key", "erasures"};
    int r = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && r == 0; i++)
        if (exists(b->status.to, names[i]))
            r = manifest_add_file(m, b->status.to, names[i]);
    m->version = view_from(b->version);
    m->created_us = clock_wall_us(&b->config.clock);
    if (r == 0)
        r = dir_sync(b->status.to);
    if (r == 0)
        r = manifest_write(b->status.to, m);
    return r < 0 ? fail(b, "writing the manifest: %s", strerror(-r)) : 0;
}

static void discard(const char *dir)
{
    static const char *const names[] = {"manifest.json", "hub.db", "secret.key", "erasures"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (file_path(path, dir, names[i]) == 0)
            unlink(path);
    if (file_path(path, dir, "files") == 0)
        file_tree_remove(path);
}

static int make(struct backup *b, struct arena *arena)
{
    struct manifest m = {0};
    char path[PATH_MAX];
    int r = file_path(path, b->status.to, "hub.db");
    if (r < 0)
        return fail(b, "the path is too long");
    r = copy_database(b, path);
    if (r == 0)
        r = copy_file(b, "secret.key", false);
    if (r == 0)
        r = copy_file(b, "erasures", true);
    if (r == 0)
        r = verify(b, path, arena, &m);
    if (r == 0)
        r = write_manifest(b, &m);
    if (r != 0)
        discard(b->status.to);
    return r;
}

static void *run(void *ctx)
{
    struct backup *b = ctx;
    struct arena arena;
    pthread_setname_np(pthread_self(), "backup");
    arena_init(&arena, 4096, 64 << 20);
    int r = prepare_target(b);
    if (r == 0)
        r = make(b, &arena);
    arena_free(&arena);
    if (r == 0)
        log_info("backup in %s: done and verified", b->status.to);
    else
        log_error("backup in %s: %s", b->status.to, b->status.fault);
    set_state(b, r == 0 ? BACKUP_DONE : BACKUP_FAILED);
    return NULL;
}

int backup_start(struct backup *b, struct view to, struct view version)
{
    if (to.size == 0 || to.data[0] != '/' || to.size >= sizeof(b->status.to) - NAME_MAX)
        return BACKUP_BAD_TARGET;
    pthread_mutex_lock(&b->lock);
    bool is_busy = b->status.state == BACKUP_COPYING || b->status.state == BACKUP_VERIFYING;
    if (!is_busy) {
        b->status =
            (struct backup_status){.state = BACKUP_COPYING, .began_us = clock_wall_us(&b->config.clock)};
        snprintf(b->status.to, sizeof(b->status.to), "%.*s", VIEW_ARG(to));
    }
    pthread_mutex_unlock(&b->lock);
    if (is_busy)
        return BACKUP_BUSY;
    if (b->has_thread)
        pthread_join(b->thread, NULL);
    snprintf(b->version, sizeof(b->version), "%.*s", VIEW_ARG(version));
    int r = -pthread_create(&b->thread, NULL, run, b);
    b->has_thread = r == 0;
    if (r < 0) {
        fail(b, "no thread: %s", strerror(-r));
        set_state(b, BACKUP_FAILED);
    }
    return error_trace(r);
}

void backup_status(struct backup *b, struct backup_status *ret)
{
    pthread_mutex_lock(&b->lock);
    *ret = b->status;
    pthread_mutex_unlock(&b->lock);
}

int backup_new(const struct backup_config *config, struct backup **ret)
{
    struct backup *b = calloc(1, sizeof(*b));
    if (b == NULL)
        return error_trace(-ENOMEM);
    b->config = *config;
    if (b->config.slice_pages <= 0)
        b->config.slice_pages = SLICE_PAGES;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    *ret = b;
    return 0;
}

void backup_free(struct backup *b)
{
    if (b == NULL)
        return;
    atomic_store(&b->is_cancelled, true);
    pthread_mutex_lock(&b->lock);
    if (b->checking != NULL)
        sqlite3_interrupt(db_handle(b->checking));
    pthread_mutex_unlock(&b->lock);
    if (b->has_thread)
        pthread_join(b->thread, NULL);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
    free(b);
}
