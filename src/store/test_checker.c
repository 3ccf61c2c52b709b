// SPDX-License-Identifier: Apache-2.0
#include "store/checker.h"
#include "store/db_check.h"
#include "store/testing_backup.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE = 20000, ROWS_MANY = 300, ROWS_A_COMMIT = 100 };

static struct checker_result wait_for_it(struct checker *c)
{
    struct checker_result result = checker_result(c);
    for (int i = 0; !result.has_ended && i < PATIENCE; i++) {
        usleep(1000);
        result = checker_result(c);
    }
    assert_true(result.has_ended);
    return result;
}

static void a_store_that_is_whole_is_looked_at_once(void **state)
{
    struct testing_store t;
    struct checker *c = NULL;
    (void)state;
    testing_store_open(&t, NULL);
    assert_int_equal(testing_commit(&t, testing_write_pair, NULL), 0);
    assert_int_equal(checker_start(&(struct checker_config){.store = t.store, .rest_most_ms = 1}, &c), 0);
    struct checker_result result = wait_for_it(c);
    assert_int_equal(result.tables,
                     testing_count(&t, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    assert_int_equal(result.faults, 0);
    assert_int_equal(result.left_out, 0);
    checker_stop(c);
    testing_store_close(&t);
}

static void ends_when_it_is_told_to(void **state)
{
    struct testing_store t;
    struct checker *c = NULL;
    (void)state;
    testing_store_open(&t, NULL);
    assert_int_equal(checker_start(&(struct checker_config){.store = t.store}, &c), 0);
    checker_stop(c);
    checker_stop(NULL);
    testing_store_close(&t);
}

static int write_many(void *ctx, struct tx *tx)
{
    int r = 0;
    for (int i = 0; r == 0 && i < ROWS_A_COMMIT; i++)
        r = testing_write_pair(ctx, tx);
    return r;
}

static void ignore(void *ctx, struct view text)
{
    (void)ctx;
    (void)text;
}

// Long enough for a limit of nothing to be over.
static void a_check_that_takes_too_long_is_broken_off(void **state)
{
    struct testing_store t;
    int faults = 0, r = 0;
    (void)state;
    testing_store_open(&t, NULL);
    for (int i = 0; i < ROWS_MANY; i++)
        assert_int_equal(testing_commit(&t, write_many, NULL), 0);
    for (int i = 0; i < 100 && r == 0; i++)
        r = db_check_within(t.reader, DB_CHECK_WHOLE, NULL, 0, ignore, NULL, &faults);
    assert_int_equal(r, -ECANCELED);
    assert_int_equal(db_check_within(t.reader, DB_CHECK_QUICK, "meta", 60000, ignore, NULL, &faults), 0);
    assert_int_equal(faults, 0);
    testing_store_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_that_is_whole_is_looked_at_once),
        cmocka_unit_test(ends_when_it_is_told_to),
        cmocka_unit_test(a_check_that_takes_too_long_is_broken_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
