// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOG_MAX = 2 << 20, COMMITS = 400, EVENTS = 60 };

static int64_t log_size(const struct testing_store *t)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof(path), "%s/hub.db-wal", t->dir);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static int write_much(void *ctx, struct tx *tx)
{
    (void)ctx;
    for (int i = 0; i < EVENTS; i++) {
        int r = tx_announce(tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE});
        if (r < 0)
            return r;
    }
    return 0;
}

static void the_log_stays_small_under_a_writer_that_never_rests(void **state)
{
    struct testing_store t;
    uint64_t restarts;
    int64_t longest;
    (void)state;
    testing_store_open(&t, &(struct store_config){.log_max = LOG_MAX});
    for (int i = 0; i < COMMITS; i++)
        testing_commit(&t, write_much, NULL);
    assert_in_range(log_size(&t), 1, 2 * LOG_MAX);
    assert_in_range(keeper_log_bytes(store_keeper(t.store)), 1, 2 * LOG_MAX);
    keeper_restarts(store_keeper(t.store), &restarts, &longest);
    assert_true(longest >= 0);
    assert_int_equal(testing_count(&t, "SELECT count(*) FROM event"), COMMITS * EVENTS);
    testing_store_close(&t);
}

static void a_long_reader_holds_the_log_up_and_it_shrinks_afterwards(void **state)
{
    struct testing_store t;
    struct snapshot snapshot;
    uint64_t before, after;
    int64_t longest;
    (void)state;
    testing_store_open(&t, &(struct store_config){.log_max = LOG_MAX});
    testing_commit(&t, write_much, NULL);
    assert_int_equal(snapshot_begin(t.reader, 1, &snapshot), 0);
    for (int i = 0; i < 4 * COMMITS; i++)
        testing_commit(&t, write_much, NULL);
    keeper_restarts(store_keeper(t.store), &before, &longest);
    int64_t held = keeper_log_bytes(store_keeper(t.store));
    assert_true(held > LOG_MAX);
    snapshot_end(&snapshot);
    for (int i = 0; i < 8 * COMMITS && keeper_log_bytes(store_keeper(t.store)) > LOG_MAX; i++)
        testing_commit(&t, write_much, NULL);
    keeper_restarts(store_keeper(t.store), &after, &longest);
    assert_true(keeper_log_bytes(store_keeper(t.store)) <= LOG_MAX);
    for (int i = 0; i < 4 * COMMITS; i++) {
        testing_commit(&t, write_much, NULL);
        assert_in_range(keeper_log_bytes(store_keeper(t.store)), 0, 2 * LOG_MAX);
    }
    testing_store_close(&t);
}

static void closing_empties_the_log(void **state)
{
    struct testing_store t;
    (void)state;
    testing_store_open(&t, NULL);
    testing_commit(&t, write_much, NULL);
    assert_true(log_size(&t) > 0);
    testing_store_reopen(&t, NULL);
    assert_in_range(log_size(&t) + 1, 0, 100000);
    assert_int_equal(testing_count(&t, "SELECT count(*) FROM event"), EVENTS);
    testing_store_close(&t);
}

static void no_keeper_does_nothing(void **state)
{
    (void)state;
    keeper_committed(NULL, NULL);
    keeper_stop(NULL);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_stays_small_under_a_writer_that_never_rests),
        cmocka_unit_test(a_long_reader_holds_the_log_up_and_it_shrinks_afterwards),
        cmocka_unit_test(closing_empties_the_log),
        cmocka_unit_test(no_keeper_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
