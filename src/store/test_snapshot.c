// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.h"
#include "store/testing_store.h"
#include <errno.h>
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

static int announce(void *ctx, struct tx *tx)
{
    (void)ctx;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE});
}

static int events_in(const struct snapshot *s)
{
    struct query q = query_begin(s->db, SQL_EVENTS_AFTER, s->tenant);
    query_bind(&q, 0);
    query_bind(&q, 1000);
    int count = 0;
    while (query_step(&q) == QUERY_ROW)
        count++;
    query_end(&q);
    return count;
}

static void sees_what_was_committed_before_it(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    testing_commit(t, announce, NULL);
    testing_commit(t, announce, NULL);
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    assert_int_equal(s.position, 2);
    assert_int_equal(events_in(&s), 2);
    snapshot_end(&s);
    assert_false(db_is_in_transaction(t->reader));
}

static void does_not_see_what_is_committed_later(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    testing_commit(t, announce, NULL);
    assert_int_equal(s.position, 0);
    assert_int_equal(events_in(&s), 0);
    snapshot_end(&s);
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    assert_int_equal(s.position, 1);
    assert_int_equal(events_in(&s), 1);
    snapshot_end(&s);
}

static void its_position_is_that_of_its_tenant(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    enum work_outcome outcome;
    testing_add_tenant(t, 2);
    testing_store_reopen(t, NULL);
    testing_commit(t, announce, NULL);
    testing_commit(t, announce, NULL);
    testing_run(t, 2, announce, NULL, &outcome);
    assert_int_equal(snapshot_begin(t->reader, 2, &s), 0);
    assert_int_equal(s.position, 1);
    assert_int_equal(events_in(&s), 1);
    snapshot_end(&s);
}

static void an_unknown_tenant_has_none(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    assert_true(snapshot_begin(t->reader, 77, &s) < 0);
    assert_false(db_is_in_transaction(t->reader));
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    snapshot_end(&s);
}

static void a_read_without_end_is_ended(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    assert_int_equal(db_exec(t->reader, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                        "SELECT count(*) FROM n"),
                     -ECANCELED);
    snapshot_end(&s);
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    snapshot_end(&s);
}

static void ending_twice_is_harmless(void **state)
{
    struct testing_store *t = *state;
    struct snapshot s;
    assert_int_equal(snapshot_begin(t->reader, 1, &s), 0);
    snapshot_end(&s);
    snapshot_end(&s);
    assert_false(db_is_in_transaction(t->reader));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sees_what_was_committed_before_it, begin, end),
        cmocka_unit_test_setup_teardown(does_not_see_what_is_committed_later, begin, end),
        cmocka_unit_test_setup_teardown(its_position_is_that_of_its_tenant, begin, end),
        cmocka_unit_test_setup_teardown(an_unknown_tenant_has_none, begin, end),
        cmocka_unit_test_setup_teardown(a_read_without_end_is_ended, begin, end),
        cmocka_unit_test_setup_teardown(ending_twice_is_harmless, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
