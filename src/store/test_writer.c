// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MANY = 100 };

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

// What a request of these tests does.
struct step {
    char name[16];  // a customer of that name is written
    int events;     // and so many events
    int result;     // what decide returns
    bool loses;     // the transaction is gone, as after a full disk in the middle of it
    int64_t now_us; // out: the transaction's time
    int64_t first;  // out: first position taken
};

static int make_customer(struct tx *tx, const char *name)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_INSERT, tx->tenant);
    query_bind_text(&q, view_from(name));
    query_bind(&q, tx->now_us);
    int64_t row;
    return query_insert(&q, &row);
}

static int decide(void *ctx, struct tx *tx)
{
    struct step *s = ctx;
    s->now_us = tx->now_us;
    s->first = 0;
    if (s->name[0] != '\0' && make_customer(tx, s->name) != QUERY_ROW)
        return -EIO;
    for (int i = 0; i < s->events; i++) {
        int64_t position = tx_next_position(tx);
        if (s->first == 0)
            s->first = position;
        int r = tx_announce(tx, &(struct event){.position = position, .ref = 1, .kind = EVENT_NEW_MESSAGE});
        if (r < 0)
            return r;
    }
    if (s->loses)
        db_step(tx->db, DB_ROLLBACK);
    return s->result;
}

static int64_t customers(const struct testing_store *t)
{
    return testing_count(t, "SELECT count(*) FROM customer");
}

static int64_t position_of(const struct testing_store *t, int tenant)
{
    char sql[80];
    snprintf(sql, sizeof(sql), "SELECT position FROM tenant WHERE tenant = %d", tenant);
    return testing_count(t, sql);
}

// Hands all steps to the writer as one batch and waits.
static void run_batch(struct testing_store *t, struct testing_work *works, struct step *steps, int count)
{
    struct testing_gate gate;
    testing_gate_close(&gate, t);
    for (int i = 0; i < count; i++) {
        testing_work_init(&works[i], t, 1, decide, &steps[i]);
        testing_submit(&works[i]);
    }
    testing_gate_open(&gate);
    for (int i = 0; i < count; i++)
        testing_wait(&works[i]);
}

static void commits_a_batch_once(void **state)
{
    struct testing_store *t = *state;
    static struct testing_work works[MANY];
    static struct step steps[MANY];
    for (int i = 0; i < MANY; i++) {
        steps[i] = (struct step){.events = 1};
        snprintf(steps[i].name, sizeof(steps[i].name), "c%d", i);
    }
    run_batch(t, works, steps, MANY);
    const struct writer_counters *c = writer_counters(store_writer(t->store));
    testing_settle(t);
    assert_in_range(atomic_load(&c->batches), 2, 3); // the gate's, this one, the settling one
    assert_int_equal(atomic_load(&c->works), MANY + 2);
    assert_int_equal(atomic_load(&c->events), MANY);
    assert_int_equal(customers(t), MANY);
    assert_int_equal(t->batch_count, 1);
    assert_int_equal(t->batches[0]->count, MANY);
}

static int fill_memory(void *ctx, struct tx *tx)
{
    (void)ctx;
    return tx_alloc(tx, (size_t)1 << 20) == NULL ? -ENOMEM : 0;
}

static void many_large_works_do_not_run_out_of_one_batchs_memory(void **state)
{
    struct testing_store *t = *state;
    static struct testing_work works[MANY];
    struct testing_gate gate;
    testing_gate_close(&gate, t);
    for (int i = 0; i < MANY; i++) {
        testing_work_init(&works[i], t, 1, fill_memory, NULL);
        testing_submit(&works[i]);
    }
    testing_gate_open(&gate);
    for (int i = 0; i < MANY; i++) {
        testing_wait(&works[i]);
        assert_int_equal(works[i].outcome, WORK_COMMITTED);
    }
}

static void publishes_before_it_answers_and_both_in_order(void **state)
{
    struct testing_store *t = *state;
    static struct testing_work works[MANY];
    static struct step steps[MANY];
    for (int i = 0; i < MANY; i++)
        steps[i] = (struct step){.events = 2};
    run_batch(t, works, steps, MANY);
    int64_t expected = 1;
    for (const struct event *e = t->batches[0]->first; e != NULL; e = e->next)
        assert_int_equal(e->position, expected++);
    assert_int_equal(expected, 2 * MANY + 1);
    assert_int_equal(t->batches[0]->last->position, 2 * MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(works[i].batches, 1);
        assert_int_equal(works[i].runs, 1);
        if (i > 0)
            assert_int_equal(works[i].order, works[i - 1].order + 1);
    }
}

static void a_batch_without_events_publishes_nothing(void **state)
{
    struct testing_store *t = *state;
    struct step step = {.name = "quiet"};
    assert_int_equal(testing_commit(t, decide, &step), 0);
    assert_int_equal(t->batch_count, 0);
    assert_int_equal(customers(t), 1);
}

static void a_refusal_leaves_no_trace_in_its_batch(void **state)
{
    struct testing_store *t = *state;
    struct testing_work works[4];
    struct step steps[4] = {{.name = "a", .events = 1},
                            {.name = "b", .events = 3, .result = 7},
                            {.name = "c", .events = 2, .result = -EINVAL},
                            {.name = "d", .events = 1}};
    run_batch(t, works, steps, 4);
    assert_int_equal(works[1].outcome, WORK_COMMITTED);
    assert_int_equal(works[1].result, 7);
    assert_int_equal(works[2].outcome, WORK_FAILED);
    assert_int_equal(works[2].result, -EINVAL);
    assert_int_equal(works[3].outcome, WORK_COMMITTED);
    assert_int_equal(customers(t), 2);
    assert_int_equal(position_of(t, 1), 2);
    assert_int_equal(steps[3].first, 2);
    assert_int_equal(t->batches[0]->count, 2);
    assert_int_equal(t->batches[0]->first->position, 1);
    assert_int_equal(t->batches[0]->first->next->position, 2);
    assert_null(t->batches[0]->first->next->next);
    assert_int_equal(testing_count(t, "SELECT count(*) FROM event"), 2);
}

static void a_refusal_at_the_head_of_a_batch_leaves_no_event(void **state)
{
    struct testing_store *t = *state;
    struct testing_work works[2];
    struct step steps[2] = {{.events = 3, .result = 1}, {.name = "later"}};
    run_batch(t, works, steps, 2);
    assert_int_equal(t->batch_count, 0);
    assert_int_equal(position_of(t, 1), 0);
    assert_int_equal(customers(t), 1);
}

static void a_lost_transaction_is_run_again_one_by_one(void **state)
{
    struct testing_store *t = *state;
    struct testing_work works[5];
    struct step steps[5] = {{.name = "a", .events = 1},
                            {.name = "b", .events = 1, .result = 9},
                            {.name = "c", .events = 1, .loses = true, .result = -EIO},
                            {.name = "d", .events = 1},
                            {.name = "e", .events = 1}};
    run_batch(t, works, steps, 5);
    assert_int_equal(works[0].outcome, WORK_COMMITTED);
    assert_int_equal(works[0].runs, 3); // without savepoints, with them because of b, alone because of c
    assert_int_equal(works[1].outcome, WORK_COMMITTED);
    assert_int_equal(works[1].result, 9);
    assert_int_equal(works[2].outcome, WORK_FAILED);
    assert_int_equal(works[3].outcome, WORK_COMMITTED);
    assert_int_equal(works[4].outcome, WORK_COMMITTED);
    assert_int_equal(customers(t), 3);
    assert_int_equal(position_of(t, 1), 3);
    int64_t expected = 1;
    for (int i = 0; i < t->batch_count; i++)
        for (const struct event *e = t->batches[i]->first; e != NULL; e = e->next)
            assert_int_equal(e->position, expected++);
    assert_int_equal(expected, 4);
    assert_int_equal(atomic_load(&writer_counters(store_writer(t->store))->reruns), 2 + 5);
}

static void a_decision_that_hides_a_lost_transaction_is_found_out(void **state)
{
    struct testing_store *t = *state;
    struct testing_work works[2];
    struct step steps[2] = {{.name = "good"}, {.name = "liar", .loses = true}};
    run_batch(t, works, steps, 2);
    assert_int_equal(works[0].outcome, WORK_COMMITTED);
    assert_int_equal(works[1].outcome, WORK_FAILED);
    assert_int_equal(customers(t), 1);
}

static void an_expired_request_never_runs(void **state)
{
    struct testing_store *t = *state;
    struct testing_gate gate;
    struct testing_work late, good;
    struct step steps[2] = {{.name = "late"}, {.name = "good"}};
    testing_gate_close(&gate, t);
    testing_work_init(&late, t, 1, decide, &steps[0]);
    testing_work_init(&good, t, 1, decide, &steps[1]);
    late.work.deadline_us = atomic_load(&t->mono_us) + 10;
    good.work.deadline_us = atomic_load(&t->mono_us) + 1000;
    testing_submit(&late);
    testing_submit(&good);
    atomic_fetch_add(&t->mono_us, 11);
    testing_gate_open(&gate);
    testing_wait(&late);
    testing_wait(&good);
    assert_int_equal(late.outcome, WORK_EXPIRED);
    assert_int_equal(late.runs, 0);
    assert_int_equal(good.outcome, WORK_COMMITTED);
    assert_int_equal(customers(t), 1);
}

static void an_unknown_tenant_fails_alone(void **state)
{
    struct testing_store *t = *state;
    enum work_outcome outcome;
    struct step step = {.name = "x"};
    assert_int_equal(testing_run(t, 99, decide, &step, &outcome), -ENOENT);
    assert_int_equal(outcome, WORK_FAILED);
    assert_int_equal(customers(t), 0);
}

static void time_never_goes_back(void **state)
{
    struct testing_store *t = *state;
    struct step step = {.events = 1};
    testing_commit(t, decide, &step);
    int64_t first = step.now_us;
    testing_commit(t, decide, &step);
    assert_int_equal(step.now_us, first + 1); // the clock stands still
    atomic_fetch_sub(&t->wall_us, 3600000000);
    testing_commit(t, decide, &step);
    assert_int_equal(step.now_us, first + 2);
    atomic_fetch_add(&t->mono_us, 4000000); // half the time that passes, until the clock has caught up
    testing_commit(t, decide, &step);
    assert_int_equal(step.now_us, first + 2 + 2000000);
    first = step.now_us - 2;
    testing_store_reopen(t, NULL);
    testing_commit(t, decide, &step);
    assert_int_equal(step.now_us, first + 3);
    atomic_fetch_add(&t->wall_us, 7200000000);
    testing_commit(t, decide, &step);
    assert_int_equal(step.now_us, atomic_load(&t->wall_us));
}

// Random requests of many tenants, some refused: every tenant's positions are 1, 2, 3 … without a gap.
static void positions_are_dense_in_each_of_many_tenants(void **state)
{
    enum { TENANTS = 12, WORKS = 400 };
    struct testing_store *t = *state;
    static struct testing_work works[WORKS];
    static struct step steps[WORKS];
    unsigned seed = 3;
    int64_t seen[TENANTS + 1] = {0}, wanted[TENANTS + 1] = {0};
    for (int64_t tenant = 2; tenant <= TENANTS; tenant++)
        testing_add_tenant(t, tenant);
    testing_store_reopen(t, NULL);
    for (int i = 0; i < WORKS; i++) {
        steps[i] = (struct step){.events = rand_r(&seed) % 4,
                                 .result = rand_r(&seed) % 5 == 0 ? 1 : 0,
                                 .loses = rand_r(&seed) % 60 == 0};
        if (steps[i].loses)
            steps[i].result = -EIO;
        testing_work_init(&works[i], t, 1 + rand_r(&seed) % TENANTS, decide, &steps[i]);
        testing_submit(&works[i]);
    }
    for (int i = 0; i < WORKS; i++) {
        testing_wait(&works[i]);
        if (works[i].outcome == WORK_COMMITTED && works[i].result == 0)
            wanted[works[i].work.tenant] += steps[i].events;
    }
    for (int b = 0; b < t->batch_count; b++)
        for (const struct event *e = t->batches[b]->first; e != NULL; e = e->next)
            assert_int_equal(e->position, ++seen[e->tenant]);
    for (int tenant = 1; tenant <= TENANTS; tenant++) {
        assert_int_equal(seen[tenant], wanted[tenant]);
        assert_int_equal(position_of(t, tenant), wanted[tenant]);
    }
    assert_int_equal(
        testing_count(t, "SELECT count(*) FROM tenant t WHERE t.position <> "
                         "(SELECT coalesce(max(position), 0) FROM event e WHERE e.tenant = t.tenant)"),
        0);
}

static void positions_go_on_after_a_restart(void **state)
{
    struct testing_store *t = *state;
    struct step step = {.events = 5};
    testing_commit(t, decide, &step);
    testing_store_reopen(t, NULL);
    testing_commit(t, decide, &step);
    assert_int_equal(step.first, 6);
}

static void what_is_queued_is_finished_before_it_stops(void **state)
{
    struct testing_store *t = *state;
    static struct testing_work works[MANY];
    static struct step steps[MANY];
    for (int i = 0; i < MANY; i++) {
        steps[i] = (struct step){.events = 1};
        testing_work_init(&works[i], t, 1, decide, &steps[i]);
        testing_submit(&works[i]);
    }
    store_close_writer(t->store);
    for (int i = 0; i < MANY; i++)
        assert_true(works[i].is_done && works[i].outcome == WORK_COMMITTED);
    assert_int_equal(position_of(t, 1), MANY);
}

// The part of a batch for which there was no time goes first in the next one.
static int slow(void *ctx, struct tx *tx)
{
    struct testing_store *t = ctx;
    (void)tx;
    atomic_fetch_add(&t->mono_us, 3000);
    return 0;
}

static void a_batch_ends_when_its_time_is_over(void **state)
{
    struct testing_store *t = *state;
    struct testing_gate gate;
    struct testing_work works[6];
    testing_gate_close(&gate, t);
    for (int i = 0; i < 6; i++) {
        testing_work_init(&works[i], t, 1, slow, t);
        testing_submit(&works[i]);
    }
    testing_gate_open(&gate);
    for (int i = 0; i < 6; i++)
        testing_wait(&works[i]);
    testing_settle(t);
    assert_in_range(atomic_load(&writer_counters(store_writer(t->store))->batches), 1 + 3, 1 + 3 + 1);
    for (int i = 1; i < 6; i++)
        assert_int_equal(works[i].order, works[i - 1].order + 1);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commits_a_batch_once, begin, end),
        cmocka_unit_test_setup_teardown(many_large_works_do_not_run_out_of_one_batchs_memory, begin, end),
        cmocka_unit_test_setup_teardown(publishes_before_it_answers_and_both_in_order, begin, end),
        cmocka_unit_test_setup_teardown(a_batch_without_events_publishes_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_refusal_leaves_no_trace_in_its_batch, begin, end),
        cmocka_unit_test_setup_teardown(a_refusal_at_the_head_of_a_batch_leaves_no_event, begin, end),
        cmocka_unit_test_setup_teardown(a_lost_transaction_is_run_again_one_by_one, begin, end),
        cmocka_unit_test_setup_teardown(a_decision_that_hides_a_lost_transaction_is_found_out, begin, end),
        cmocka_unit_test_setup_teardown(an_expired_request_never_runs, begin, end),
        cmocka_unit_test_setup_teardown(an_unknown_tenant_fails_alone, begin, end),
        cmocka_unit_test_setup_teardown(time_never_goes_back, begin, end),
        cmocka_unit_test_setup_teardown(positions_are_dense_in_each_of_many_tenants, begin, end),
        cmocka_unit_test_setup_teardown(positions_go_on_after_a_restart, begin, end),
        cmocka_unit_test_setup_teardown(what_is_queued_is_finished_before_it_stops, begin, end),
        cmocka_unit_test_setup_teardown(a_batch_ends_when_its_time_is_over, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
