// SPDX-License-Identifier: Apache-2.0
#include "store/db_copy.h"
#include "store/files.h"
#include "store/manifest.h"
#include "store/testing_backup.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS_BEFORE = 3000, WRITERS = 4, LOG_MAX = 1 << 20, REFUSED_EVERY = 7, AT_ONCE = 100 };

struct setting {
    struct testing_store store; // first
    char to[80];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, &(struct store_config){.log_max = LOG_MAX});
    snprintf(s->to, sizeof(s->to), "%s-backup", s->store.dir);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    dir_remove(s->to);
    free(s);
    return 0;
}

static int write_some(void *ctx, struct tx *tx)
{
    int r = 0;
    for (int i = 0; r == 0 && i < *(int *)ctx; i++)
        r = testing_write_pair(NULL, tx);
    return r;
}

static void fill(struct setting *s, int rows)
{
    for (int some; rows > 0; rows -= some) {
        some = rows < AT_ONCE ? rows : AT_ONCE;
        assert_int_equal(testing_commit(&s->store, write_some, &some), 0);
    }
}

static int write_or_refuse(void *ctx, struct tx *tx)
{
    atomic_int *round = ctx;
    int r = testing_write_pair(NULL, tx);
    return r == 0 && atomic_fetch_add(round, 1) % REFUSED_EVERY == 0 ? 1 : r;
}

struct load {
    struct setting *setting;
    pthread_t thread;
    atomic_bool *must_end;
    atomic_int *round;
    int committed;
};

static void *write_on(void *ctx)
{
    struct load *load = ctx;
    while (!atomic_load(load->must_end)) {
        enum work_outcome outcome;
        int r = testing_run(&load->setting->store, 1, write_or_refuse, load->round, &outcome);
        load->committed += outcome == WORK_COMMITTED && r == 0;
    }
    return NULL;
}

static void is_one_moment_while_the_writer_never_rests(void **state)
{
    struct setting *s = *state;
    struct load loads[WRITERS];
    struct backup_status status;
    atomic_bool must_end = false;
    atomic_int round = 0;
    char path[128];
    int committed = 0;
    fill(s, ROWS_BEFORE);
    for (int i = 0; i < WRITERS; i++) {
        loads[i] = (struct load){.setting = s, .must_end = &must_end, .round = &round};
        assert_int_equal(pthread_create(&loads[i].thread, NULL, write_on, &loads[i]), 0);
    }
    testing_backup(&s->store, s->to, &status);
    atomic_store(&must_end, true);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(loads[i].thread, NULL);
        committed += loads[i].committed;
    }
    assert_string_equal(status.fault, "");
    assert_int_equal(status.state, BACKUP_DONE);
    assert_int_equal(status.restarts, 0);
    assert_true(committed > 0);
    snprintf(path, sizeof(path), "%s/hub.db", s->to);
    int64_t position = testing_pairs(path);
    assert_true(position >= ROWS_BEFORE);
    assert_true(position <= ROWS_BEFORE + committed);
}

static void its_manifest_says_what_is_in_it(void **state)
{
    struct setting *s = *state;
    struct backup_status status;
    struct manifest m;
    struct arena arena;
    struct view bad;
    char path[128];
    struct stat info;
    fill(s, 20);
    testing_put_file(s->store.dir, "erasures", "");
    testing_backup(&s->store, s->to, &status);
    assert_int_equal(status.state, BACKUP_DONE);
    arena_init(&arena, 4096, 128 << 20);
    assert_int_equal(manifest_read(s->to, &arena, &m), MANIFEST_OK);
    assert_true(view_equal(m.version, VIEW("9.9")));
    assert_true(view_equal(m.epoch, view_from(store_epoch(s->store.store))));
    assert_int_equal(m.tenant_count, 1);
    assert_int_equal(m.tenants[0].position, 20);
    assert_int_equal(m.file_count, 3);
    assert_int_equal(manifest_check_files(s->to, &m, &bad), MANIFEST_OK);
    snprintf(path, sizeof(path), "%s/hub.db", s->to);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    testing_put_file(s->to, "secret.key", "another");
    assert_int_equal(manifest_check_files(s->to, &m, &bad), MANIFEST_FILE_BAD);
    assert_true(view_equal(bad, VIEW("secret.key")));
    arena_free(&arena);
}

static void a_directory_with_something_in_it_is_left_alone(void **state)
{
    struct setting *s = *state;
    struct backup_status status;
    mkdir(s->to, 0700);
    testing_put_file(s->to, "hub.db", "somebody's");
    testing_backup(&s->store, s->to, &status);
    assert_int_equal(status.state, BACKUP_FAILED);
    assert_non_null(strstr(status.fault, "not empty"));
    assert_true(testing_has_file(s->to, "hub.db"));
    assert_int_equal(backup_start(store_backup(s->store.store), VIEW("here"), VIEW("9.9")),
                     BACKUP_BAD_TARGET);
}

static void one_at_a_time(void **state)
{
    struct setting *s = *state;
    struct testing_gate gate;
    struct backup_status status = {.state = BACKUP_COPYING};
    struct backup *backup = store_backup(s->store.store);
    testing_gate_close(&gate, &s->store);
    assert_int_equal(backup_start(backup, view_from(s->to), VIEW("9.9")), BACKUP_STARTED);
    assert_int_equal(backup_start(backup, view_from(s->to), VIEW("9.9")), BACKUP_BUSY);
    testing_gate_open(&gate);
    while (status.state == BACKUP_COPYING || status.state == BACKUP_VERIFYING) {
        usleep(1000);
        backup_status(backup, &status);
    }
    assert_int_equal(status.state, BACKUP_DONE);
    dir_remove(s->to);
    testing_backup(&s->store, s->to, &status);
    assert_int_equal(status.state, BACKUP_DONE);
}

static void one_that_was_interrupted_is_none(void **state)
{
    struct setting *s = *state;
    struct arena arena;
    struct manifest m;
    fill(s, ROWS_BEFORE / 2);
    assert_int_equal(backup_start(store_backup(s->store.store), view_from(s->to), VIEW("9.9")),
                     BACKUP_STARTED);
    testing_store_reopen(&s->store, NULL);
    arena_init(&arena, 4096, 64 << 20);
    assert_int_equal(manifest_read(s->to, &arena, &m), MANIFEST_MISSING);
    assert_false(testing_has_file(s->to, "hub.db"));
    arena_free(&arena);
}

// A copy by slices, as the backup makes it, with a rollback between two of them.
static void a_copy_begins_anew_when_a_transaction_is_undone(void **state)
{
    struct setting *s = *state;
    struct db_copy *copy;
    struct db *db;
    char path[128], from[128];
    int done, total, restarts, r = DB_COPY_MORE;
    fill(s, 500);
    snprintf(from, sizeof(from), "%s/hub.db", s->store.dir);
    mkdir(s->to, 0700);
    snprintf(path, sizeof(path), "%s/hub.db", s->to);
    assert_int_equal(db_open(&(struct db_config){.path = from, .role = DB_WRITER, .cache_kib = 2000}, &db),
                     0);
    assert_int_equal(db_copy_open(path, &copy), 0);
    assert_int_equal(db_copy_begin(copy, db), 0);
    assert_int_equal(db_copy_step(copy, 100), DB_COPY_MORE);
    assert_int_equal(db_step(db, DB_BEGIN), 0);
    assert_int_equal(db_exec(db, "UPDATE tenant SET clock_us = clock_us + 1"), 0);
    assert_int_equal(db_step(db, DB_ROLLBACK), 0);
    for (int i = 0; r == DB_COPY_MORE && i < 1000; i++)
        r = db_copy_step(copy, 50);
    assert_int_equal(r, DB_COPY_DONE);
    db_copy_progress(copy, &done, &total, &restarts);
    assert_int_equal(done, total);
    assert_int_equal(restarts, 1);
    assert_int_equal(db_copy_finish(copy), 0);
    db_copy_close(copy);
    db_close(db);
    assert_int_equal(testing_pairs(path), 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_one_moment_while_the_writer_never_rests, begin, end),
        cmocka_unit_test_setup_teardown(its_manifest_says_what_is_in_it, begin, end),
        cmocka_unit_test_setup_teardown(a_directory_with_something_in_it_is_left_alone, begin, end),
        cmocka_unit_test_setup_teardown(one_at_a_time, begin, end),
        cmocka_unit_test_setup_teardown(one_that_was_interrupted_is_none, begin, end),
        cmocka_unit_test_setup_teardown(a_copy_begins_anew_when_a_transaction_is_undone, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
