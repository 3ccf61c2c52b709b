// SPDX-License-Identifier: Apache-2.0
// A row that cannot be taken, and what else could hold up a connector for ever.
#include "delivery/testing_engine.h"
#include <stdio.h>

static const int64_t SECOND = 1000000;
static const int64_t MINUTE = 60 * INT64_C(1000000);

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"
#define IN_STATE(number) "SELECT count(*) FROM outbox WHERE state = " #number

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void sql(struct testing_engine *t, const char *text)
{
    char copy[512];
    snprintf(copy, sizeof(copy), "%s", text);
    assert_int_equal(testing_commit(&t->store, run_sql, copy), 0);
}

static void say_many(struct testing_engine *t, int from, int to)
{
    char customer[32];
    for (int c = from; c < to; c++) {
        snprintf(customer, sizeof(customer), "c%d", c);
        testing_engine_say(t, customer, customer);
    }
}

// Its text is more than a claim can carry, whatever else is claimed with it. It fails when that was seen
// three times, and others could be taken each time.
static void one_that_is_too_much_alone_fails_and_the_others_go(void **state)
{
    struct testing_engine *t = *state;
    say_many(t, 0, 1);
    sql(t, "UPDATE interaction SET content = printf('%.*c', 9000000, 'x')");
    int64_t row = testing_connector(t, "default", "provider", "{}");
    sql(t, "UPDATE outbox SET connector = 1, state = 2, is_due = 1");
    say_many(t, 1, 100);
    assert_true(testing_engine_until(t, OPEN, 1, 10 * SECOND));
    assert_int_equal(provider.count, 99);
    for (int i = 0; i < 2; i++) {
        testing_engine_run(t, 16 * MINUTE);
        assert_int_equal(testing_engine_count(t, OPEN), 1);
        say_many(t, 100 + i, 101 + i);
    }
    assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    assert_int_equal(provider.count, 101);
    assert_int_equal(testing_engine_count(
                         t, "SELECT count(*) FROM outbox WHERE state = 5 AND outcome LIKE '%\"internal\"%'"),
                     1);
    assert_int_equal(testing_engine_count(t, "SELECT count(*) FROM interaction WHERE delivery = 6"), 1);
    for (int i = 0; i < 8; i++) {
        say_many(t, 102 + i, 103 + i);
        testing_engine_run(t, SECOND);
    }
    assert_int_equal(testing_account(t, row)->claim_max, 0);
}

// Nobody else is there to show that it is the row's own fault.
static void one_alone_is_tried_again_and_again(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    sql(t, "ALTER TABLE consent RENAME TO consent_away");
    say_many(t, 0, 1);
    testing_engine_run(t, 300 * MINUTE);
    assert_int_equal(testing_engine_count(t, OPEN), 1);
    sql(t, "ALTER TABLE consent_away RENAME TO consent");
    assert_true(testing_engine_until(t, OPEN, 0, 16 * MINUTE));
    assert_int_equal(provider.count, 1);
}

// Every claim fails, for so long: nothing of that is a message's fault.
static void check_ill_for(struct testing_engine *t, int from, int64_t us)
{
    int before = provider.count;
    sql(t, "ALTER TABLE consent RENAME TO consent_away");
    say_many(t, from, from + 100);
    testing_engine_run(t, us);
    assert_int_equal(provider.count, before);
    assert_int_equal(testing_engine_count(t, OPEN), 100);
    sql(t, "ALTER TABLE consent_away RENAME TO consent");
    testing_engine_run(t, 5 * SECOND + SECOND / 2);
    assert_in_range(testing_engine_count(t, OPEN), 0, 2 + us / (25 * SECOND)); // a few wait for their time
    assert_true(testing_engine_until(t, OPEN, 0, 16 * MINUTE));
    assert_int_equal(provider.count, before + 100);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), before + 100);
}

static void a_store_that_is_ill_fails_nothing(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    check_ill_for(t, 0, 10 * SECOND);
    check_ill_for(t, 100, 120 * MINUTE);
    for (int i = 0; i < 4; i++)
        check_ill_for(t, 200 + i * 100, 3 * SECOND);
}

// Not even its failure can be written: it is passed over, however often.
static void one_that_cannot_be_written_is_passed_over(void **state)
{
    struct testing_engine *t = *state;
    sql(t, "CREATE TRIGGER poison BEFORE UPDATE ON outbox WHEN old.outbox = 2 AND new.state <> 2 "
           "BEGIN SELECT RAISE(ABORT, 'poison'); END");
    testing_connector(t, "default", "provider", "{}");
    say_many(t, 0, 100);
    assert_true(testing_engine_until(t, OPEN, 1, 20 * SECOND));
    assert_int_equal(provider.count, 99);
    say_many(t, 100, 120);
    assert_true(testing_engine_until(t, OPEN, 1, 2 * SECOND));
    for (int i = 0; i < 4; i++) {
        testing_engine_run(t, 16 * MINUTE);
        say_many(t, 120 + i, 121 + i);
    }
    assert_true(testing_engine_until(t, OPEN, 1, 2 * SECOND));
    sql(t, "DROP TRIGGER poison");
    assert_true(testing_engine_until(t, OPEN, 0, 20 * MINUTE));
    assert_int_equal(provider.count, 124);
}

// Its row changed and nobody was told: what is read when it is opened is what it is.
static void a_connector_is_not_opened_and_closed_in_turns(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    sql(t, "UPDATE connector SET version = version + 1");
    provider.die = 1;
    say_many(t, 0, 1);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    testing_engine_run(t, 10 * SECOND);
    assert_int_equal(provider.opened, 2);
    assert_true(testing_account(t, row)->connector != NULL);
    sql(t, "UPDATE connector SET is_enabled = 0, version = version + 1");
    provider.die = 1;
    say_many(t, 1, 2);
    testing_engine_run(t, 60 * SECOND);
    assert_int_equal(provider.opened, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_that_is_too_much_alone_fails_and_the_others_go),
        TEST(one_alone_is_tried_again_and_again),
        TEST(a_store_that_is_ill_fails_nothing),
        TEST(one_that_cannot_be_written_is_passed_over),
        TEST(a_connector_is_not_opened_and_closed_in_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
