// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

static int insert_customer(struct tx *tx, struct view id, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind(&q, tx->now_us);
    return query_insert(&q, ret);
}

static int conflict(void *ctx, struct tx *tx)
{
    int64_t first = 0, second = -1;
    (void)ctx;
    assert_int_equal(insert_customer(tx, VIEW("same"), &first), QUERY_ROW);
    assert_true(first > 0);
    assert_int_equal(insert_customer(tx, VIEW("same"), &second), QUERY_DONE);
    assert_int_equal(second, -1);
    assert_int_equal(insert_customer(tx, VIEW("other"), &second), QUERY_ROW);
    assert_int_equal(second, first + 1);
    return 0;
}

static void a_row_that_a_constraint_kept_out_is_told(void **state)
{
    struct testing_store *t = *state;
    testing_commit(t, conflict, NULL);
    assert_int_equal(testing_count(t, "SELECT count(*) FROM customer"), 2);
}

static int update(void *ctx, struct tx *tx)
{
    int64_t row;
    int changes = -1;
    (void)ctx;
    assert_int_equal(insert_customer(tx, VIEW("c"), &row), QUERY_ROW);
    struct query q = query_begin(tx->db, SQL_CUSTOMER_UPDATE_PROFILE, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, VIEW("Zo\xc3\xab"));
    query_bind_null(&q);
    query_bind_text(&q, VIEW(""));
    query_bind_text(&q, (struct view){0});
    query_bind_text(&q, VIEW("{}"));
    query_bind_null(&q);
    query_bind_null(&q);
    query_bind(&q, tx->now_us);
    assert_int_equal(query_run(&q, &changes), 0);
    assert_int_equal(changes, 1);
    q = query_begin(tx->db, SQL_CUSTOMER_SET_CHANNELS, tx->tenant);
    query_bind(&q, row + 1000);
    query_bind(&q, 3);
    assert_int_equal(query_run(&q, &changes), 0);
    assert_int_equal(changes, 0);
    return 0;
}

static void nothing_and_empty_are_two_things(void **state)
{
    struct testing_store *t = *state;
    testing_commit(t, update, NULL);
    struct query q = query_begin(t->reader, SQL_CUSTOMER_BY_ID, 1);
    query_bind_text(&q, VIEW("c"));
    assert_int_equal(query_step(&q), QUERY_ROW);
    assert_true(view_equal(query_text(&q, 2), VIEW("Zo\xc3\xab")));
    assert_true(query_is_null(&q, 3)); // phone
    assert_null(query_text(&q, 3).data);
    assert_int_equal(query_text(&q, 3).size, 0);
    assert_false(query_is_null(&q, 4)); // email
    assert_non_null(query_text(&q, 4).data);
    assert_int_equal(query_text(&q, 4).size, 0);
    assert_true(query_is_null(&q, 5));      // profile
    assert_int_equal(query_int(&q, 16), 0); // merged_into
    assert_int_equal(query_step(&q), QUERY_DONE);
    query_end(&q);
    query_end(&q);
}

static void a_statement_is_ready_again_after_an_early_end(void **state)
{
    struct testing_store *t = *state;
    testing_commit(t, update, NULL);
    for (int i = 0; i < 3; i++) {
        struct query q = query_begin(t->reader, SQL_TENANTS_ALL, 0);
        assert_int_equal(query_step(&q), QUERY_ROW);
        assert_int_equal(query_int(&q, 0), 1);
        query_end(&q);
    }
    assert_false(db_is_in_transaction(t->reader));
}

static void one_parameter_too_many_is_an_error(void **state)
{
    struct testing_store *t = *state;
    struct query q = query_begin(t->reader, SQL_TENANT_POSITION, 1);
    query_bind(&q, 5);
    query_bind_text(&q, VIEW("x"));
    assert_int_equal(query_step(&q), -EIO);
    assert_true(query_run(&q, NULL) < 0);
    q = query_begin(t->reader, SQL_TENANT_POSITION, 1);
    assert_int_equal(query_step(&q), QUERY_ROW);
    query_end(&q);
}

static void another_tenants_row_is_not_seen(void **state)
{
    struct testing_store *t = *state;
    testing_commit(t, update, NULL);
    struct query q = query_begin(t->reader, SQL_CUSTOMER_BY_ID, 2);
    query_bind_text(&q, VIEW("c"));
    assert_int_equal(query_step(&q), QUERY_DONE);
    query_end(&q);
}

static void a_reader_cannot_write(void **state)
{
    struct testing_store *t = *state;
    struct query q = query_begin(t->reader, SQL_TENANT_ADVANCE, 1);
    query_bind(&q, 5);
    query_bind(&q, 5);
    assert_int_equal(query_run(&q, NULL), -EROFS);
    assert_int_equal(testing_count(t, "SELECT position FROM tenant"), 0);
}

static void the_writer_syncs_each_commit(void **state)
{
    struct testing_store *t = *state;
    assert_int_equal(testing_count(t, "PRAGMA page_size"), 4096);
    char path[128];
    struct db *db;
    snprintf(path, sizeof(path), "%s/other.db", t->dir);
    assert_int_equal(db_open(&(struct db_config){.path = path, .role = DB_WRITER, .cache_kib = 100}, &db), 0);
    assert_int_equal(db_page_size(db), 4096);
    // FULL is 2: read through a table, for db has no way to read a pragma.
    assert_int_equal(db_exec(db, "CREATE TABLE t (n INTEGER CHECK (n = 2)); "
                                 "INSERT INTO t SELECT synchronous FROM pragma_synchronous"),
                     0);
    assert_int_equal(db_exec(db, "CREATE TABLE m (n TEXT CHECK (n = 'wal')); "
                                 "INSERT INTO m SELECT journal_mode FROM pragma_journal_mode"),
                     0);
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (1)"), -EEXIST);
    assert_true(db_log_pages(db) > 0);
    db_close(db);
}

static void savepoints_undo_their_part_only(void **state)
{
    struct testing_store *t = *state;
    char path[128];
    struct db *db;
    snprintf(path, sizeof(path), "%s/other.db", t->dir);
    assert_int_equal(db_open(&(struct db_config){.path = path, .role = DB_WRITER, .cache_kib = 100}, &db), 0);
    assert_int_equal(db_exec(db, "CREATE TABLE t (n INTEGER PRIMARY KEY)"), 0);
    assert_int_equal(db_step(db, DB_BEGIN), 0);
    assert_true(db_is_in_transaction(db));
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (1)"), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(db_step(db, DB_MARK), 0);
        assert_int_equal(db_exec(db, "INSERT INTO t VALUES (2)"), 0);
        assert_int_equal(db_step(db, DB_UNDO), 0);
        assert_int_equal(db_step(db, DB_KEEP), 0);
    }
    assert_int_equal(db_step(db, DB_COMMIT), 0);
    assert_false(db_is_in_transaction(db));
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (2)"), 0);
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES (1)"), -EEXIST);
    assert_true(db_step(db, DB_COMMIT) < 0);
    db_close(db);
    db_close(NULL);
}

static void a_missing_database_is_an_error_to_readers(void **state)
{
    struct testing_store *t = *state;
    char path[128];
    struct db *db = NULL;
    snprintf(path, sizeof(path), "%s/none.db", t->dir);
    assert_true(db_open(&(struct db_config){.path = path, .role = DB_READER, .cache_kib = 100}, &db) < 0);
    assert_null(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_row_that_a_constraint_kept_out_is_told, begin, end),
        cmocka_unit_test_setup_teardown(nothing_and_empty_are_two_things, begin, end),
        cmocka_unit_test_setup_teardown(a_statement_is_ready_again_after_an_early_end, begin, end),
        cmocka_unit_test_setup_teardown(one_parameter_too_many_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(another_tenants_row_is_not_seen, begin, end),
        cmocka_unit_test_setup_teardown(a_reader_cannot_write, begin, end),
        cmocka_unit_test_setup_teardown(the_writer_syncs_each_commit, begin, end),
        cmocka_unit_test_setup_teardown(savepoints_undo_their_part_only, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_database_is_an_error_to_readers, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
