// SPDX-License-Identifier: Apache-2.0
#include "bare_round.h"
#include "bare_check.h"
#include "disk_lottery.h"
#include "scratch_dir.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char SCHEMA[] = "BEGIN IMMEDIATE;"
                             "CREATE TABLE IF NOT EXISTS batch(batch INTEGER PRIMARY KEY, size INTEGER);"
                             "CREATE TABLE IF NOT EXISTS entry(number INTEGER, batch INTEGER, body BLOB);"
                             "CREATE INDEX IF NOT EXISTS entry_batch ON entry(batch);"
                             "COMMIT";

struct round {
    const struct bare_setup *setup;
    uint64_t first_seed; // threads derive theirs from it
    uint64_t seed;       // and random: of the thread that runs the round
    struct random random;
    struct powercut_vfs *vfs;
    char name[32]; // of the VFS
    char directory[PATH_MAX - 16];
    char path[PATH_MAX];
    int page_size;
    int cache_size;
    atomic_llong acknowledged;
    atomic_llong attempted;
    atomic_bool contradicts; // a snapshot showed half a batch
};

static void pass_time(long us)
{
    struct timespec wait = {.tv_nsec = us * 1000};
    nanosleep(&wait, NULL);
}

static sqlite3 *open_on(const struct round *r, const char *vfs)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(r->path, &db, flags, vfs) == SQLITE_OK) {
        sqlite3_busy_timeout(db, 2000);
        return db;
    }
    sqlite3_close(db);
    return NULL;
}

static sqlite3 *open_prepared(const struct round *r)
{
    sqlite3 *db = open_on(r, r->name);
    if (db == NULL)
        return NULL;
    char sql[300];
    snprintf(sql, sizeof(sql),
             "PRAGMA page_size=%d; PRAGMA journal_mode=%s; PRAGMA synchronous=%s; PRAGMA cache_size=%d;"
             "PRAGMA wal_autocheckpoint=0",
             r->page_size, r->setup->journal_mode, r->setup->synchronous, r->cache_size);
    if (bare_run(db, sql) == SQLITE_OK && bare_run(db, SCHEMA) == SQLITE_OK)
        return db;
    sqlite3_close(db);
    return NULL;
}

static int insert_entries(sqlite3 *db, long long batch, int size)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db, "INSERT INTO entry VALUES(?, ?, ?)", -1, &s, NULL);
    for (int i = 0; i < size && rc == SQLITE_OK; i++) {
        unsigned char body[BARE_BODY];
        long long number = batch * BARE_ROWS + i;
        int bytes = bare_body(number, body);
        sqlite3_bind_int64(s, 1, number);
        sqlite3_bind_int64(s, 2, batch);
        sqlite3_bind_blob(s, 3, body, bytes, SQLITE_STATIC);
        sqlite3_step(s);
        rc = sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    return rc;
}

static int commit_batch(struct round *r, sqlite3 *db, const struct random *random)
{
    long long batch = 0;
    int rc = bare_run(db, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK)
        rc = bare_ask(db, "SELECT ifnull(max(batch), 0) + 1 FROM batch", &batch);
    if (rc != SQLITE_OK)
        return rc;
    atomic_store(&r->attempted, batch);
    int size = 1 + (int)disk_draw(random, BARE_ROWS);
    char sql[80];
    snprintf(sql, sizeof(sql), "INSERT INTO batch VALUES(%lld, %d)", batch, size);
    rc = bare_run(db, sql);
    if (rc == SQLITE_OK)
        rc = insert_entries(db, batch, size);
    if (rc == SQLITE_OK)
        rc = bare_run(db, "COMMIT");
    if (rc == SQLITE_OK)
        atomic_store(&r->acknowledged, batch);
    return rc;
}

// After an error nothing is assumed: a new connection asks what is there.
static void *write_rows(void *arg)
{
    struct round *r = arg;
    uint64_t seed = r->first_seed + 1;
    struct random random = random_seeded(&seed);
    while (!powercut_vfs_is_cut(r->vfs)) {
        sqlite3 *db = open_prepared(r);
        if (db == NULL)
            continue;
        powercut_vfs_set_faults(r->vfs, r->setup->faults);
        while (commit_batch(r, db, &random) == SQLITE_OK)
            ;
        sqlite3_close(db);
    }
    return NULL;
}

static void *checkpoint(void *arg)
{
    struct round *r = arg;
    uint64_t seed = r->first_seed + 2;
    struct random random = random_seeded(&seed);
    sqlite3 *db = NULL;
    while (!powercut_vfs_is_cut(r->vfs)) {
        long long ignored;
        if (db == NULL || bare_ask(db, "SELECT count(*) FROM sqlite_schema", &ignored) != SQLITE_OK) {
            sqlite3_close(db);
            db = open_prepared(r);
        }
        int mode = SQLITE_CHECKPOINT_PASSIVE;
        if (disk_draw(&random, 5) == 0)
            mode = disk_draw(&random, 2) == 0 ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_TRUNCATE;
        if (db != NULL)
            sqlite3_wal_checkpoint_v2(db, NULL, mode, NULL, NULL);
        pass_time((long)disk_draw(&random, 1000));
    }
    sqlite3_close(db);
    return NULL;
}

static void look_at_snapshot(struct round *r, sqlite3 *db)
{
    long long difference = 0;
    int rc =
        bare_ask(db, "SELECT (SELECT total(size) FROM batch) - (SELECT count(*) FROM entry)", &difference);
    if (rc == SQLITE_OK && difference != 0)
        atomic_store(&r->contradicts, true);
}

static void *read_snapshots(void *arg)
{
    struct round *r = arg;
    sqlite3 *db = NULL;
    while (!powercut_vfs_is_cut(r->vfs)) {
        if (db == NULL)
            db = open_on(r, r->name);
        if (db != NULL)
            look_at_snapshot(r, db);
        pass_time(300);
    }
    sqlite3_close(db);
    return NULL;
}

static void await_cut(struct round *r)
{
    bool by_time = disk_draw(&r->random, 4) == 0;
    long wait_us = (long)disk_draw(&r->random, 20000);
    uint64_t limit = disk_draw(&r->random, 2) == 0 ? 60 : 1500;
    powercut_vfs_cut_after(r->vfs, 1 + disk_draw(&r->random, limit));
    pthread_t threads[3];
    void *(*const roles[3])(void *) = {write_rows, checkpoint, read_snapshots};
    size_t count = 0;
    while (count < 3 && pthread_create(&threads[count], NULL, roles[count], r) == 0)
        count++;
    if (by_time)
        pass_time(wait_us);
    if (by_time || count < 3)
        powercut_vfs_cut(r->vfs);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static enum bare_verdict check_on(struct round *r, const char *vfs, struct bare_report *report)
{
    sqlite3 *db = open_on(r, vfs);
    if (db == NULL) {
        snprintf(report->text, sizeof(report->text), "does not open");
        return BARE_DAMAGED;
    }
    enum bare_verdict verdict = bare_check(db, atomic_load(&r->acknowledged), atomic_load(&r->attempted),
                                           report->text, sizeof(report->text));
    sqlite3_close(db);
    if (verdict != BARE_HOLDS || !atomic_load(&r->contradicts))
        return verdict;
    snprintf(report->text, sizeof(report->text), "a snapshot showed half a batch");
    return BARE_WRONG;
}

// Up to three lives of one database, each ended by a cut; the last is looked at without the VFS.
static int live(struct round *r, struct bare_report *report)
{
    int lives = 1 + (int)disk_draw(&r->random, 3);
    for (int i = 1; i <= lives && report->verdict == BARE_HOLDS; i++) {
        r->cache_size = disk_draw(&r->random, 2) == 0 ? 5 : 200;
        await_cut(r);
        powercut_vfs_set_faults(r->vfs, (struct powercut_vfs_faults){0});
        int error = powercut_vfs_apply(r->vfs, r->setup->fate);
        if (error < 0)
            return error;
        report->verdict = check_on(r, i == lives ? "unix" : r->name, report);
    }
    report->acknowledged = atomic_load(&r->acknowledged);
    report->counts = powercut_vfs_counts(r->vfs);
    return 0;
}

static int prepare(struct round *r, uint64_t seed)
{
    static const int page_sizes[] = {512, 1024, 4096, 8192};
    snprintf(r->name, sizeof(r->name), "powercut-%llu", (unsigned long long)seed);
    int error = scratch_dir_make(r->directory, sizeof(r->directory));
    if (error < 0)
        return error;
    snprintf(r->path, sizeof(r->path), "%s/bare.db", r->directory);
    r->random = random_seeded(&r->seed);
    r->page_size = page_sizes[disk_draw(&r->random, 4)];
    struct powercut_vfs_options options = {
        .name = r->name,
        .seed = seed,
        .damages_neighbours = r->setup->damages_neighbours,
        .sync_us = (unsigned)disk_draw(&r->random, 100),
    };
    return powercut_vfs_open(&options, &r->vfs);
}

int bare_round(const struct bare_setup *setup, uint64_t seed, bool keeps, struct bare_report *ret_report)
{
    struct round r = {.setup = setup, .first_seed = seed, .seed = seed};
    struct bare_report report = {.verdict = BARE_HOLDS};
    int error = prepare(&r, seed);
    if (error == 0)
        error = live(&r, &report);
    powercut_vfs_close(&r.vfs);
    if (!keeps || report.verdict == BARE_HOLDS)
        scratch_dir_remove(r.directory);
    else
        fprintf(stderr, "kept %s\n", r.directory);
    if (error == 0)
        *ret_report = report;
    return error;
}
