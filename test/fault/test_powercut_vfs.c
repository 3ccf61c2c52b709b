// SPDX-License-Identifier: Apache-2.0
#include "bare_check.h"
#include "base/testing.h"
#include "powercut_vfs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CERTAIN = 1000000 };

struct bench {
    struct powercut_vfs *vfs;
    sqlite3 *db;
    char directory[64];
    char path[80];
};

static void open_database(struct bench *b)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    assert_int_equal(sqlite3_open_v2(b->path, &b->db, flags, "powercut-test"), SQLITE_OK);
    assert_int_equal(bare_run(b->db,
                              "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
                              "CREATE TABLE IF NOT EXISTS t(x)"),
                     SQLITE_OK);
}

static void start_with(struct bench *b, uint64_t seed)
{
    *b = (struct bench){0};
    strcpy(b->directory, "/tmp/powercut-test-XXXXXX");
    assert_non_null(mkdtemp(b->directory));
    snprintf(b->path, sizeof(b->path), "%s/test.db", b->directory);
    struct powercut_vfs_options options = {.name = "powercut-test", .seed = seed};
    assert_int_equal(powercut_vfs_open(&options, &b->vfs), 0);
    open_database(b);
}

static void start(struct bench *b)
{
    start_with(b, 1);
}

static void stop(struct bench *b)
{
    sqlite3_close(b->db);
    powercut_vfs_close(&b->vfs);
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        char path[100];
        snprintf(path, sizeof(path), "%s%s", b->path, tails[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(b->directory), 0);
}

static long long rows(struct bench *b)
{
    long long count = -1;
    assert_int_equal(bare_ask(b->db, "SELECT count(*) FROM t", &count), SQLITE_OK);
    return count;
}

static void fails_everything_after_the_cut(void **state)
{
    (void)state;
    struct bench b;
    start(&b);
    powercut_vfs_cut(b.vfs);
    assert_true(powercut_vfs_is_cut(b.vfs));
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)") & 0xff, SQLITE_IOERR);
    sqlite3 *other = NULL;
    assert_int_not_equal(sqlite3_open_v2(b.path, &other, SQLITE_OPEN_READWRITE, "powercut-test"), SQLITE_OK);
    sqlite3_close(other);
    stop(&b);
}

static void keeps_a_commit_that_was_acknowledged(void **state)
{
    (void)state;
    struct bench b;
    start(&b);
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)"), SQLITE_OK);
    assert_int_equal(bare_run(b.db, "PRAGMA synchronous=OFF; INSERT INTO t VALUES(2)"), SQLITE_OK);
    powercut_vfs_cut(b.vfs);
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_apply(b.vfs, DISK_DROP_ALL), 0);
    open_database(&b);
    assert_int_equal(rows(&b), 1);
    stop(&b);
}

static void keeps_the_page_cache_after_a_kill(void **state)
{
    (void)state;
    struct bench b;
    start(&b);
    assert_int_equal(bare_run(b.db, "PRAGMA synchronous=OFF; INSERT INTO t VALUES(1)"), SQLITE_OK);
    powercut_vfs_cut(b.vfs);
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_apply(b.vfs, DISK_KEEP_ALL), 0);
    open_database(&b);
    assert_int_equal(rows(&b), 1);
    stop(&b);
}

// Two commits and a checkpoint; false when they end before the cut.
static bool cut_at_operation(uint64_t at, uint64_t seed)
{
    struct bench b;
    start_with(&b, seed);
    powercut_vfs_cut_after(b.vfs, at);
    int first = bare_run(b.db, "INSERT INTO t VALUES(1)");
    int second = bare_run(b.db, "INSERT INTO t VALUES(2)");
    sqlite3_wal_checkpoint_v2(b.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    bool was_cut = powercut_vfs_is_cut(b.vfs);
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_apply(b.vfs, DISK_RANDOM), 0);
    open_database(&b);
    assert_true(rows(&b) >= (first == SQLITE_OK) + (second == SQLITE_OK));
    stop(&b);
    return was_cut;
}

static void survives_a_cut_at_every_operation(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t at = 1;
        while (cut_at_operation(at, seed))
            at++;
        assert_in_range(at, 8, 40);
    }
}

static void tells_each_fault_and_works_again_without_it(void **state)
{
    (void)state;
    static const struct {
        struct powercut_vfs_faults faults;
        int expected;
    } cases[] = {
        {{.write = CERTAIN}, SQLITE_IOERR_WRITE},
        {{.sync = CERTAIN}, SQLITE_IOERR_FSYNC},
        {{.full = CERTAIN}, SQLITE_FULL},
        {{.full_growth = CERTAIN}, SQLITE_FULL},
    };
    struct bench b;
    start(&b);
    sqlite3_extended_result_codes(b.db, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        powercut_vfs_set_faults(b.vfs, cases[i].faults);
        assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)"), cases[i].expected);
        assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)"), cases[i].expected);
        powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){0});
        assert_int_equal(rows(&b), i);
        assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)"), SQLITE_OK);
        assert_int_equal(rows(&b), i + 1);
    }
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_apply(b.vfs, DISK_DROP_ALL), 0);
    open_database(&b);
    assert_int_equal(rows(&b), 4);
    stop(&b);
}

static void tells_a_read_that_fails(void **state)
{
    (void)state;
    struct bench b;
    start(&b);
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1); PRAGMA shrink_memory"), SQLITE_OK);
    sqlite3_extended_result_codes(b.db, 1);
    powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){.read = CERTAIN});
    long long count = 0;
    assert_int_equal(bare_ask(b.db, "SELECT count(*) FROM t", &count), SQLITE_IOERR_READ);
    powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){0});
    assert_int_equal(rows(&b), 1);
    stop(&b);
}

// A full disk still takes writes into room that a file already has.
static void lets_a_full_disk_overwrite(void **state)
{
    (void)state;
    struct bench b;
    start(&b);
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)"), SQLITE_OK);
    assert_int_equal(sqlite3_wal_checkpoint_v2(b.db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL), SQLITE_OK);
    powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){.full_growth = CERTAIN});
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(2)"), SQLITE_OK);
    assert_int_equal(rows(&b), 2);
    stop(&b);
}

// A new process reads from the page cache a commit whose sync failed, and builds on it: only a
// checkpoint at its start, which writes the pages anew, makes that safe.
static long long rows_after_a_failed_sync(uint64_t seed, bool checkpoints)
{
    struct bench b;
    start_with(&b, seed);
    powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){.sync = CERTAIN});
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(1)") & 0xff, SQLITE_IOERR);
    powercut_vfs_set_faults(b.vfs, (struct powercut_vfs_faults){0});
    powercut_vfs_cut(b.vfs);
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_restart(b.vfs), 0);
    open_database(&b);
    assert_int_equal(rows(&b), 1);
    if (checkpoints)
        assert_int_equal(sqlite3_wal_checkpoint_v2(b.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
                         SQLITE_OK);
    assert_int_equal(bare_run(b.db, "INSERT INTO t VALUES(2)"), SQLITE_OK);
    powercut_vfs_cut(b.vfs);
    sqlite3_close(b.db);
    assert_int_equal(powercut_vfs_apply(b.vfs, DISK_DROP_ALL), 0);
    open_database(&b);
    long long found = rows(&b);
    stop(&b);
    return found;
}

static void a_checkpoint_at_start_heals_a_failed_sync(void **state)
{
    (void)state;
    int lost = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        lost += rows_after_a_failed_sync(seed, false) < 2;
        assert_int_equal(rows_after_a_failed_sync(seed, true), 2);
    }
    assert_true(lost > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fails_everything_after_the_cut),
        cmocka_unit_test(keeps_a_commit_that_was_acknowledged),
        cmocka_unit_test(keeps_the_page_cache_after_a_kill),
        cmocka_unit_test(survives_a_cut_at_every_operation),
        cmocka_unit_test(tells_each_fault_and_works_again_without_it),
        cmocka_unit_test(tells_a_read_that_fails),
        cmocka_unit_test(lets_a_full_disk_overwrite),
        cmocka_unit_test(a_checkpoint_at_start_heals_a_failed_sync),
    };
    return cmocka_run_group_tests_name("fault/powercut_vfs", tests, NULL, NULL);
}
