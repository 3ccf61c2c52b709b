// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LOG_MAX = 4 << 20,
    LOG_BOUND = LOG_MAX + (3 * 1024 * 8216), // a restart that others prevented is put off by 1,024 pages
    PAYLOAD = 60000,
    COMMITS = 1000,
};

static int64_t log_size(const struct testing_store *t)
{
    char path[128];
    struct stat st;
    snprintf(path, sizeof(path), "%s/hub.db-wal", t->dir);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

// About 70 KB of log.
static int write_much(void *ctx, struct tx *tx)
{
    static char payload[PAYLOAD];
    static int round;
    (void)ctx;
    memset(payload, 'a' + round++ % 26, sizeof(payload)); // the same text again would cost no log
    struct query q = query_begin(tx->db, SQL_META_PUT, 0);
    query_bind_text(&q, VIEW("payload"));
    query_bind_text(&q, view_make(payload, sizeof(payload)));
    return query_run(&q, NULL);
}

static void the_log_stays_small_under_a_writer_that_never_rests(void **state)
{
    struct testing_store t;
    (void)state;
    testing_store_open(&t, &(struct store_config){.log_max = LOG_MAX});
    for (int i = 0; i < COMMITS; i++) {
        testing_commit(&t, write_much, NULL);
        if (log_size(&t) > LOG_BOUND || keeper_log_bytes(store_keeper(t.store)) > LOG_BOUND)
            break;
    }
    assert_in_range(log_size(&t), 1, LOG_BOUND);
    assert_in_range(keeper_log_bytes(store_keeper(t.store)), 1, LOG_BOUND);
    testing_store_close(&t);
}

static void a_reader_that_rests_on_a_snapshot_is_outlived(void **state)
{
    struct testing_store t;
    struct snapshot snapshot;
    (void)state;
    testing_store_open(&t, &(struct store_config){.log_max = LOG_MAX});
    testing_commit(&t, write_much, NULL);
    assert_int_equal(snapshot_begin(t.reader, 1, &snapshot), 0);
    for (int i = 0; i < 2 * LOG_BOUND / PAYLOAD; i++)
        testing_commit(&t, write_much, NULL);
    assert_true(keeper_log_bytes(store_keeper(t.store)) > LOG_BOUND);
    snapshot_end(&snapshot);
    for (int i = 0; i < LOG_BOUND / PAYLOAD; i++)
        testing_commit(&t, write_much, NULL);
    assert_in_range(keeper_log_bytes(store_keeper(t.store)), 1, LOG_BOUND);
    testing_store_close(&t);
}

// ---- the keeper alone, with a connection elsewhere so that it copies nothing itself

struct alone {
    struct testing_store other;
    struct testing_store store;
    struct db *elsewhere, *writer, *helper;
    struct keeper *keeper;
};

static struct db *open_db(const struct testing_store *t, enum db_role role)
{
    char path[128];
    struct db *db;
    snprintf(path, sizeof(path), "%s/hub.db", t->dir);
    assert_int_equal(db_open(&(struct db_config){.path = path, .role = role, .cache_kib = 200}, &db), 0);
    return db;
}

static int write_by_hand(struct alone *a)
{
    struct tx tx = {.db = a->writer};
    int r = write_much(NULL, &tx);
    keeper_committed(a->keeper, a->writer);
    return r;
}

static uint64_t restarts_of(const struct alone *a)
{
    uint64_t count;
    int64_t longest;
    keeper_restarts(a->keeper, &count, &longest);
    return count;
}

static void a_restart_put_off_is_forgotten_when_the_log_begins_anew(void **state)
{
    struct alone *a = calloc(1, sizeof(*a));
    struct snapshot snapshot;
    int frames, done;
    (void)state;
    testing_store_open(&a->other, NULL);
    testing_store_open(&a->store, NULL);
    store_close_writer(a->store.store);
    a->elsewhere = open_db(&a->other, DB_KEEPER);
    a->writer = open_db(&a->store, DB_WRITER);
    a->helper = open_db(&a->store, DB_KEEPER);
    assert_int_equal(
        keeper_start(&(struct keeper_config){.db = a->elsewhere, .log_max = LOG_MAX}, &a->keeper), 0);
    assert_int_equal(snapshot_begin(a->store.reader, 1, &snapshot), 0);
    for (int i = 0; i < 5 * LOG_MAX / PAYLOAD; i++)
        assert_int_equal(write_by_hand(a), 0);
    assert_int_equal(restarts_of(a), 0);
    snapshot_end(&snapshot);
    assert_int_equal(snapshot_begin(a->helper, 1, &snapshot), 0);
    snapshot_end(&snapshot);
    assert_int_equal(db_checkpoint(a->helper, DB_CHECKPOINT_PASSIVE, &frames, &done), 0);
    assert_int_equal(frames, done);
    assert_int_equal(write_by_hand(a), 0);
    assert_true(keeper_log_bytes(a->keeper) < LOG_MAX);
    for (int i = 0; i < 4 * LOG_MAX / PAYLOAD; i++) // the keeper copies nothing here: patience ends at three
        assert_int_equal(write_by_hand(a), 0);
    assert_true(restarts_of(a) > 0);
    keeper_stop(a->keeper);
    db_close(a->elsewhere);
    db_close(a->helper);
    db_close(a->writer);
    testing_store_close(&a->store);
    testing_store_close(&a->other);
    free(a);
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
    assert_int_equal(testing_count(&t, "SELECT length(value) FROM meta WHERE name = 'payload'"), PAYLOAD);
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
        cmocka_unit_test(a_reader_that_rests_on_a_snapshot_is_outlived),
        cmocka_unit_test(a_restart_put_off_is_forgotten_when_the_log_begins_anew),
        cmocka_unit_test(closing_empties_the_log),
        cmocka_unit_test(no_keeper_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
