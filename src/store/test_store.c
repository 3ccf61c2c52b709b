// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int begin(void **state)
{
    struct testing_store *t = calloc(1, sizeof(*t));
    testing_store_open(t, NULL);
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_store_close(*state);
    free(*state);
    return 0;
}

static int announce(void *ctx, struct tx *tx)
{
    (void)ctx;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE});
}

static int open_in(const char *dir, struct testing_store *t, struct store **ret)
{
    return store_open(&(struct store_config){.dir = dir,
                                             .clock = testing_store_clock(t),
                                             .random = random_seeded(&t->seed),
                                             .writer_cache_kib = 1000},
                      ret);
}

static void a_directory_has_one_owner(void **state)
{
    struct testing_store *t = *state;
    struct store *second = NULL;
    assert_int_equal(open_in(t->dir, t, &second), STORE_IN_USE);
    assert_null(second);
    testing_commit(t, announce, NULL); // the first one goes on
    testing_store_reopen(t, NULL);     // and gave the lock back when it closed
}

// The child is made before there are threads, and told the directory later.
static void another_process_is_refused_too(void **state)
{
    struct testing_store *t = calloc(1, sizeof(*t));
    int pipes[2], status = -1;
    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *second = NULL;
        alarm(20);
        if (read(pipes[0], t->dir, sizeof(t->dir)) != (ssize_t)sizeof(t->dir))
            _exit(1);
        _exit(open_in(t->dir, t, &second) == STORE_IN_USE ? 42 : 2);
    }
    testing_store_open(t, NULL);
    assert_int_equal(write(pipes[1], t->dir, sizeof(t->dir)), sizeof(t->dir));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
    close(pipes[0]);
    close(pipes[1]);
    testing_store_close(t);
    free(t);
}

static void makes_its_directory_for_its_owner_only(void **state)
{
    struct testing_store *t = *state;
    struct store *fresh = NULL;
    struct stat st;
    char dir[128], file[160];
    snprintf(dir, sizeof(dir), "%s/deep", t->dir);
    mode_t mask = umask(0);
    assert_int_equal(open_in(dir, t, &fresh), 0);
    umask(mask);
    assert_int_equal(stat(dir, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    snprintf(file, sizeof(file), "%s/lock", dir);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    store_close(fresh);
    unlink(file);
    snprintf(file, sizeof(file), "%s/secret.key", dir);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    unlink(file);
    snprintf(file, sizeof(file), "%s/hub.db", dir);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(dir), 0); // a closed store leaves no log behind
}

static void a_missing_parent_is_an_error(void **state)
{
    struct testing_store *t = *state;
    struct store *fresh = NULL;
    assert_int_equal(open_in("/tmp/omnihub-test-none/a/b", t, &fresh), -ENOENT);
    assert_null(fresh);
}

#define MOVE_SCHEMA(by) "UPDATE meta SET value = CAST(value " by " AS TEXT) WHERE name = 'schema' RETURNING 1"

static void a_newer_schema_is_refused_and_the_lock_given_back(void **state)
{
    struct testing_store *t = *state;
    struct store *second = NULL;
    db_close(t->reader);
    t->reader = NULL;
    store_close(t->store);
    t->store = NULL;
    assert_int_equal(testing_count(t, MOVE_SCHEMA("+ 100")), 1);
    assert_int_equal(open_in(t->dir, t, &second), STORE_NEWER);
    assert_int_equal(open_in(t->dir, t, &second), STORE_NEWER);
    assert_int_equal(testing_count(t, MOVE_SCHEMA("- 100")), 1);
    testing_store_reopen(t, NULL);
}

static void the_epoch_outlives_a_restart(void **state)
{
    struct testing_store *t = *state;
    char epoch[16];
    snprintf(epoch, sizeof(epoch), "%s", store_epoch(t->store));
    assert_int_equal(strlen(epoch), 8);
    testing_store_reopen(t, NULL);
    assert_string_equal(store_epoch(t->store), epoch);
}

static void readers_read_after_the_writer_was_closed(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    testing_commit(t, announce, NULL);
    store_close_writer(t->store);
    store_close_writer(t->store);
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    assert_int_equal(s.position, 1);
    snapshot_end(&s);
}

static void what_was_answered_survives_a_killed_process(void **state)
{
    int pipes[2];
    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct testing_store *own = calloc(1, sizeof(*own));
        alarm(20);
        testing_store_open(own, NULL);
        for (int i = 0; i < 5; i++)
            testing_commit(own, announce, NULL);
        if (write(pipes[1], own->dir, sizeof(own->dir)) != (ssize_t)sizeof(own->dir))
            _exit(1);
        pause();
    }
    struct testing_store again = {.wall_us = 1, .mono_us = 1};
    assert_int_equal(read(pipes[0], again.dir, sizeof(again.dir)), sizeof(again.dir));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(pipes[0]);
    close(pipes[1]);
    assert_int_equal(testing_count(&again, "SELECT count(*) FROM event"), 5);
    pthread_mutex_init(&again.lock, NULL);
    pthread_cond_init(&again.changed, NULL);
    testing_store_reopen(&again, NULL);
    testing_commit(&again, announce, NULL);
    assert_int_equal(testing_count(&again, "SELECT max(position) FROM event"), 6);
    testing_store_close(&again);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_directory_has_one_owner, begin, end),
        cmocka_unit_test(another_process_is_refused_too),
        cmocka_unit_test_setup_teardown(makes_its_directory_for_its_owner_only, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_parent_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(a_newer_schema_is_refused_and_the_lock_given_back, begin, end),
        cmocka_unit_test_setup_teardown(the_epoch_outlives_a_restart, begin, end),
        cmocka_unit_test_setup_teardown(readers_read_after_the_writer_was_closed, begin, end),
        cmocka_unit_test(what_was_answered_survives_a_killed_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
