// SPDX-License-Identifier: Apache-2.0
#include "store/testing_faults.h"
#include "store/testing_store.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { SECOND_US = 1000000 };

static int begin(void **state)
{
    struct testing_store *t = calloc(1, sizeof(*t));
    testing_faults_set(FAULT_NONE);
    testing_store_open(t, &(struct store_config){.vfs = testing_faults_vfs()});
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_faults_set(FAULT_NONE);
    testing_store_close(*state);
    free(*state);
    return 0;
}

static int note(void *ctx, struct tx *tx)
{
    int *runs = ctx;
    ++*runs;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE});
}

static int lose_for_space(void *ctx, struct tx *tx)
{
    int *runs = ctx;
    ++*runs;
    db_step(tx->db, DB_ROLLBACK);
    return -ENOSPC;
}

static int lose(void *ctx, struct tx *tx)
{
    (void)ctx;
    db_step(tx->db, DB_ROLLBACK);
    return -EIO;
}

static int64_t events(const struct testing_store *t)
{
    return testing_count(t, "SELECT count(*) FROM event");
}

static enum work_outcome try(struct testing_store *t, int *runs)
{
    enum work_outcome outcome;
    testing_run(t, 1, note, runs, &outcome);
    return outcome;
}

static bool is_full(const struct testing_store *t)
{
    return atomic_load(&writer_counters(store_writer(t->store))->is_full);
}

static void a_full_disk_is_refused_and_probed_each_second(void **state)
{
    struct testing_store *t = *state;
    int runs = 0;
    testing_faults_set(FAULT_FULL);
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    assert_int_equal(runs, 1);
    assert_true(is_full(t));
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    atomic_fetch_add(&t->mono_us, SECOND_US - 1);
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    assert_int_equal(runs, 1); // turned away without being run
    atomic_fetch_add(&t->mono_us, 1);
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    assert_int_equal(runs, 2); // the probe
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    assert_int_equal(runs, 2);
    assert_int_equal(t->batch_count, 0);
    assert_int_equal(events(t), 0);
}

static void writes_go_on_when_space_returns(void **state)
{
    struct testing_store *t = *state;
    int runs = 0;
    assert_int_equal(try(t, &runs), WORK_COMMITTED);
    testing_faults_set(FAULT_FULL);
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
    testing_faults_set(FAULT_NONE);
    assert_int_equal(try(t, &runs), WORK_STORE_FULL); // nobody looked yet
    atomic_fetch_add(&t->mono_us, SECOND_US);
    assert_int_equal(try(t, &runs), WORK_COMMITTED);
    testing_settle(t);
    assert_false(is_full(t));
    assert_int_equal(try(t, &runs), WORK_COMMITTED);
    assert_int_equal(events(t), 3);
    assert_int_equal(testing_count(t, "SELECT max(position) FROM event"), 3);
    assert_int_equal(atomic_load(&t->lost), 0);
}

static void a_statement_that_finds_no_space_fills_the_store_too(void **state)
{
    struct testing_store *t = *state;
    int runs = 0;
    enum work_outcome outcome;
    testing_run(t, 1, lose_for_space, &runs, &outcome);
    assert_int_equal(outcome, WORK_STORE_FULL);
    assert_true(is_full(t));
    assert_int_equal(try(t, &runs), WORK_STORE_FULL);
}

static void a_probe_that_loses_its_transaction_is_the_only_one_of_its_second(void **state)
{
    struct testing_store *t = *state;
    int runs = 0, notes = 0;
    enum work_outcome outcome;
    testing_run(t, 1, lose_for_space, &runs, &outcome);
    atomic_fetch_add(&t->mono_us, SECOND_US);
    int before = runs;
    testing_run(t, 1, lose_for_space, &runs, &outcome);
    assert_int_equal(outcome, WORK_STORE_FULL);
    assert_true(runs > before);
    before = runs;
    testing_run(t, 1, lose_for_space, &runs, &outcome);
    assert_int_equal(outcome, WORK_STORE_FULL);
    assert_int_equal(runs, before);
    assert_int_equal(try(t, &notes), WORK_STORE_FULL);
    assert_int_equal(notes, 0);
}

static void a_commit_of_unknown_fate_is_answered_to_nobody(void **state)
{
    struct testing_store *t = *state;
    int runs = 0;
    assert_int_equal(try(t, &runs), WORK_COMMITTED);
    testing_faults_set(FAULT_SYNC);
    assert_int_equal(try(t, &runs), WORK_FAILED);
    assert_int_equal(atomic_load(&t->lost), 1);
    assert_true(testing_faults_met() > 0);
    int met = testing_faults_met();
    assert_int_equal(try(t, &runs), WORK_FAILED);
    assert_int_equal(runs, 2);                   // nothing is run any more
    assert_int_equal(testing_faults_met(), met); // and that file not synced again
    assert_int_equal(atomic_load(&t->lost), 1);
    assert_int_equal(t->batch_count, 1);
}

static void a_failed_write_in_the_commit_loses_the_store_too(void **state)
{
    struct testing_store *t = *state;
    int runs = 0;
    testing_faults_set(FAULT_WRITE);
    assert_int_equal(try(t, &runs), WORK_FAILED);
    assert_int_equal(atomic_load(&t->lost), 1);
    assert_int_equal(t->batch_count, 0);
}

static void every_request_of_a_lost_batch_is_given_back_once(void **state)
{
    enum { COUNT = 20 };
    struct testing_store *t = *state;
    struct testing_gate gate;
    struct testing_work works[COUNT];
    int runs = 0;
    testing_gate_close(&gate, t);
    for (int i = 0; i < COUNT; i++) {
        testing_work_init(&works[i], t, 1, i == 7 ? lose : note, &runs);
        testing_submit(&works[i]);
    }
    testing_faults_set(FAULT_SYNC);
    testing_gate_open(&gate);
    int failed = 0;
    for (int i = 0; i < COUNT; i++) {
        testing_wait(&works[i]);
        failed += works[i].outcome == WORK_FAILED;
    }
    assert_int_equal(failed, COUNT);
    assert_int_equal(atomic_load(&t->lost), 1);
    assert_int_equal(t->batch_count, 0);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_is_refused_and_probed_each_second, begin, end),
        cmocka_unit_test_setup_teardown(writes_go_on_when_space_returns, begin, end),
        cmocka_unit_test_setup_teardown(a_statement_that_finds_no_space_fills_the_store_too, begin, end),
        cmocka_unit_test_setup_teardown(a_probe_that_loses_its_transaction_is_the_only_one_of_its_second,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_commit_of_unknown_fate_is_answered_to_nobody, begin, end),
        cmocka_unit_test_setup_teardown(a_failed_write_in_the_commit_loses_the_store_too, begin, end),
        cmocka_unit_test_setup_teardown(every_request_of_a_lost_batch_is_given_back_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
