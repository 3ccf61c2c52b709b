// SPDX-License-Identifier: Apache-2.0
// Timers on a simulated clock: nothing here sleeps. What fires leaves an event with the timer's ref.
#include "hub/timer_run.h"
#include "store/testing_faults.h"
#include "store/testing_store.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const enum timer_kind WELL = TIMER_SNOOZE, FAILS = TIMER_REMINDER, AGAIN = TIMER_SESSION_IDLE,
                             REFUSES = TIMER_RETENTION;
static const int64_t SECOND = 1000000;

struct setting {
    struct testing_store store; // first
    struct timer_run *run;
    atomic_int rung;
};

static int leave_mark(struct tx *tx, const struct timer *timer)
{
    return tx_announce(
        tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE, .ref = timer->ref});
}

static int fault = -EPROTO;

static int fail_after_writing(struct tx *tx, const struct timer *timer)
{
    int r = leave_mark(tx, timer);
    return r < 0 ? r : fault;
}

static int refuse(struct tx *tx, const struct timer *timer)
{
    int r = leave_mark(tx, timer);
    return r < 0 ? r : 7;
}

static int set_again(struct tx *tx, const struct timer *timer)
{
    int r = leave_mark(tx, timer);
    return r < 0 ? r : timer_set(tx, AGAIN, timer->ref, timer->due_us + 60 * SECOND, timer->body);
}

static const struct timer_action actions[TIMER_KINDS] = {
    [TIMER_SNOOZE] = {leave_mark},
    [TIMER_REMINDER] = {fail_after_writing},
    [TIMER_SESSION_IDLE] = {set_again},
    [TIMER_RETENTION] = {refuse},
};

// ---- the setting

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    struct setting *s = ctx;
    if (who == WAKE_TIMERS && s->run != NULL)
        timer_run_wake(s->run, at_us);
}

static void publish(void *ctx, struct event_batch *batch)
{
    struct testing_store *t = ctx;
    pthread_mutex_lock(&t->lock);
    if (t->batch_count < TESTING_BATCHES_MAX)
        t->batches[t->batch_count++] = event_batch_ref(batch);
    pthread_mutex_unlock(&t->lock);
}

static void ring(void *ctx)
{
    atomic_fetch_add(&((struct setting *)ctx)->rung, 1);
}

static struct store_config config_of(struct setting *s)
{
    return (struct store_config){.publish = publish, .wake = wake, .ctx = s, .vfs = testing_faults_vfs()};
}

static void make_run(struct setting *s)
{
    assert_int_equal(timer_run_new(&(struct timer_run_config){.store = s->store.store,
                                                              .db = s->store.reader,
                                                              .actions = actions,
                                                              .action_count = TIMER_KINDS,
                                                              .ring = ring,
                                                              .ctx = s},
                                   &s->run),
                     0);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    struct store_config config = config_of(s);
    testing_store_open(&s->store, &config);
    make_run(s);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_faults_set(FAULT_NONE);
    testing_store_close(&s->store);
    timer_run_free(s->run);
    free(s);
    return 0;
}

// Bulk work may be behind a request that came later: first everything must have been taken.
static void let_writer_finish(struct setting *s)
{
    int count = 1;
    size_t bytes;
    while (count > 0)
        writer_level(store_writer(s->store.store), &count, &bytes);
    testing_settle(&s->store);
}

// Turns until nothing is under way; returns when it wants to be turned again.
static int64_t turn(struct setting *s)
{
    int64_t next;
    int before;
    do {
        before = atomic_load(&s->rung);
        assert_int_equal(timer_run_turn(s->run, &next), 0);
        let_writer_finish(s);
    } while (atomic_load(&s->rung) != before);
    return next;
}

static void advance(struct setting *s, int64_t us)
{
    atomic_fetch_add(&s->store.wall_us, us);
    atomic_fetch_add(&s->store.mono_us, us);
}

static int64_t now(struct setting *s)
{
    return atomic_load(&s->store.wall_us);
}

struct setting_of {
    enum timer_kind kind;
    int64_t ref, due_us;
    struct view body;
};

static int set_it(void *ctx, struct tx *tx)
{
    const struct setting_of *of = ctx;
    return timer_set(tx, of->kind, of->ref, of->due_us, of->body);
}

static void set(struct setting *s, enum timer_kind kind, int64_t ref, int64_t in_us)
{
    struct setting_of of = {kind, ref, now(s) + in_us, VIEW("{\"a\":1}")};
    assert_int_equal(testing_commit(&s->store, set_it, &of), 0);
}

static int cancel_it(void *ctx, struct tx *tx)
{
    return timer_cancel(tx, WELL, *(const int64_t *)ctx);
}

static int64_t fired(const struct setting *s)
{
    return testing_count(&s->store, "SELECT count(*) FROM event");
}

static int64_t waiting(const struct setting *s)
{
    return testing_count(&s->store, "SELECT count(*) FROM timer WHERE parked_us IS NULL");
}

// ---- one timer

static void fires_at_its_time_and_not_before(void **state)
{
    struct setting *s = *state;
    set(s, WELL, 5, 60 * SECOND);
    assert_int_equal(turn(s), now(s) + 60 * SECOND);
    advance(s, 60 * SECOND - 1);
    turn(s);
    assert_int_equal(fired(s), 0);
    advance(s, 1);
    turn(s);
    assert_int_equal(fired(s), 1);
    assert_int_equal(waiting(s), 0);
    assert_int_equal(testing_count(&s->store, "SELECT ref FROM event"), 5);
    advance(s, 3600 * SECOND);
    assert_int_equal(turn(s), INT64_MAX);
    assert_int_equal(fired(s), 1);
    assert_int_equal(atomic_load(&timer_run_counters(s->run)->fired), 1);
}

static void is_found_with_what_it_was_set_with(void **state)
{
    struct setting *s = *state;
    struct timer timer;
    struct arena arena;
    arena_init(&arena, 1024, 4096);
    set(s, WELL, 5, SECOND);
    assert_int_equal(timer_find(s->store.reader, 1, WELL, 5, &arena, &timer), TIMER_OK);
    assert_int_equal(timer.due_us, now(s) + SECOND);
    assert_true(view_equal(timer.body, VIEW("{\"a\":1}")));
    assert_int_equal(timer_find(s->store.reader, 1, WELL, 6, &arena, &timer), TIMER_NONE);
    assert_int_equal(timer_find(s->store.reader, 2, WELL, 5, &arena, &timer), TIMER_NONE);
    arena_free(&arena);
}

static void setting_again_moves_it(void **state)
{
    struct setting *s = *state;
    set(s, WELL, 5, 10 * SECOND);
    turn(s);
    set(s, WELL, 5, 60 * SECOND);
    advance(s, 30 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 0);
    set(s, WELL, 5, SECOND);
    advance(s, SECOND);
    turn(s);
    assert_int_equal(fired(s), 1);
    assert_int_equal(waiting(s), 0);
}

static void a_cancelled_one_does_not_fire(void **state)
{
    struct setting *s = *state;
    int64_t ref = 5;
    set(s, WELL, 5, SECOND);
    testing_commit(&s->store, cancel_it, &ref);
    testing_commit(&s->store, cancel_it, &ref); // harmless
    advance(s, 2 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 0);
}

// Seen as due, and cancelled before its turn on the writer.
static void a_cancel_at_the_last_moment_holds(void **state)
{
    struct setting *s = *state;
    struct testing_gate gate;
    struct testing_work cancel;
    int64_t ref = 5, next;
    set(s, WELL, 5, 0);
    testing_gate_close(&gate, &s->store);
    testing_work_init(&cancel, &s->store, 1, cancel_it, &ref);
    testing_submit(&cancel);
    assert_int_equal(timer_run_turn(s->run, &next), 0);
    testing_gate_open(&gate);
    testing_settle(&s->store);
    turn(s);
    assert_int_equal(fired(s), 0);
    assert_int_equal(atomic_load(&timer_run_counters(s->run)->fired), 0);
}

static void a_time_that_has_passed_fires_at_once(void **state)
{
    struct setting *s = *state;
    set(s, WELL, 1, -3600 * SECOND);
    set(s, WELL, 2, -now(s) - 5);
    turn(s);
    assert_int_equal(fired(s), 2);
}

static int set_from_now(void *ctx, struct tx *tx)
{
    return timer_set(tx, WELL, 5, tx->now_us + *(const int64_t *)ctx, (struct view){0});
}

// What counts is the time of transactions, which goes on while the clock is behind it.
static void a_clock_that_was_put_back_holds_it_little(void **state)
{
    struct setting *s = *state;
    int64_t in_us = 0;
    advance(s, 7200 * SECOND); // nothing was written for long
    atomic_fetch_sub(&s->store.wall_us, 3600 * SECOND);
    testing_commit(&s->store, set_from_now, &in_us);
    turn(s);
    assert_int_equal(fired(s), 1);
    atomic_fetch_sub(&s->store.wall_us, 3600 * SECOND);
    in_us = 60 * SECOND;
    testing_commit(&s->store, set_from_now, &in_us);
    advance(s, 60 * SECOND);
    assert_true(turn(s) > store_now_us(s->store.store));
    assert_int_equal(fired(s), 1);
    advance(s, 60 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 2);
}

static void may_set_itself_again(void **state)
{
    struct setting *s = *state;
    set(s, AGAIN, 5, 60 * SECOND);
    for (int i = 1; i <= 5; i++) {
        advance(s, 60 * SECOND);
        assert_int_equal(turn(s), now(s) + 60 * SECOND);
        assert_int_equal(fired(s), i);
    }
    assert_int_equal(waiting(s), 1);
}

// ---- when to look

// A row that came into the store behind the run's back shows whether it reads.
static void nothing_is_read_while_nothing_is_due(void **state)
{
    struct setting *s = *state;
    set(s, WELL, 1, 3600 * SECOND);
    turn(s);
    testing_count(&s->store,
                  "INSERT INTO timer (tenant, kind, ref, due_us, created_us) VALUES (1, 1, 2, 0, 0)");
    advance(s, 60 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 0);
    set(s, WELL, 3, 1800 * SECOND); // later than now: told, but no reason to read
    turn(s);
    assert_int_equal(fired(s), 0);
    set(s, WELL, 4, 0);
    turn(s);
    assert_int_equal(fired(s), 2);
}

static void an_earlier_one_is_noticed(void **state)
{
    struct setting *s = *state;
    set(s, WELL, 1, 3600 * SECOND);
    turn(s);
    set(s, WELL, 2, 10 * SECOND);
    assert_int_equal(turn(s), now(s) + 10 * SECOND);
    advance(s, 10 * SECOND);
    assert_int_equal(turn(s), now(s) + 3590 * SECOND);
    assert_int_equal(fired(s), 1);
}

// ---- many

static void they_fire_in_order_of_their_times(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 200; i++)
        set(s, WELL, (i * 37) % 200, (i * 37) % 200 * SECOND);
    advance(s, 200 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM event WHERE ref <> position - 1"), 0);
}

static int set_many(void *ctx, struct tx *tx)
{
    int64_t *first = ctx;
    for (int i = 0; i < 100; i++) {
        int r = timer_set(tx, WELL, *first + i, tx->now_us, (struct view){0});
        if (r < 0)
            return r;
    }
    *first += 100;
    return 0;
}

static void ten_thousand_at_once_all_fire(void **state)
{
    struct setting *s = *state;
    int64_t first = 0, next;
    for (int i = 0; i < 100; i++)
        testing_commit(&s->store, set_many, &first);
    advance(s, SECOND);
    int count, most = 0;
    size_t bytes;
    for (int i = 0; i < 10000 && fired(s) < 10000; i++) {
        timer_run_turn(s->run, &next);
        writer_level(store_writer(s->store.store), &count, &bytes);
        most = count > most ? count : most;
        testing_settle(&s->store);
    }
    assert_int_equal(fired(s), 10000);
    assert_int_equal(testing_count(&s->store, "SELECT count(DISTINCT ref) FROM event"), 10000);
    assert_int_equal(waiting(s), 0);
    assert_in_range(most, 0, TIMER_PLACES);
}

static int announce(void *ctx, struct tx *tx)
{
    (void)ctx;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_SESSION_UPDATE});
}

// As many requests as the tenant may queue, and all that the whole queue takes, wait before it.
static void is_in_the_next_batch_however_much_waits(void **state)
{
    enum { WAITING = 5000 };
    struct setting *s = *state;
    struct testing_gate gate;
    struct testing_work *works = calloc(WAITING, sizeof(*works));
    int64_t next;
    set(s, WELL, 77, 0);
    testing_gate_close(&gate, &s->store);
    int taken = 0;
    for (; taken < WAITING; taken++) {
        testing_work_init(&works[taken], &s->store, 1, announce, NULL);
        if (store_submit(s->store.store, &works[taken].work) != WORK_PUSHED)
            break;
    }
    assert_in_range(taken, 4000, WAITING);
    timer_run_turn(s->run, &next);
    testing_gate_open(&gate);
    for (int i = 0; i < taken; i++)
        testing_wait(&works[i]);
    testing_settle(&s->store);
    int64_t position = testing_count(&s->store, "SELECT position FROM event WHERE ref = 77");
    assert_in_range(position, 1, 256);
    turn(s);
    free(works);
}

// ---- failures

static void a_failing_one_is_tried_again_and_then_parked(void **state)
{
    struct setting *s = *state;
    int64_t pauses[] = {1, 4, 16, 64, 256, 1024, 3600};
    set(s, FAILS, 5, 0);
    for (int i = 0; i < TIMER_TRIES - 1; i++) {
        int64_t next = turn(s);
        assert_in_range(next, now(s) + pauses[i] * SECOND, now(s) + pauses[i] * SECOND + 1000);
        assert_int_equal(testing_count(&s->store, "SELECT attempts FROM timer"), i + 1);
        assert_int_equal(testing_count(&s->store, "SELECT fault = 'Protocol error' FROM timer"), 1);
        advance(s, next - now(s));
    }
    assert_int_equal(turn(s), INT64_MAX);
    assert_int_equal(testing_count(&s->store, "SELECT parked_us > 0 AND attempts = 8 FROM timer"), 1);
    assert_int_equal(fired(s), 0); // what it wrote before it failed was undone each time
    assert_int_equal(atomic_load(&timer_run_counters(s->run)->failed), TIMER_TRIES);
    assert_int_equal(atomic_load(&timer_run_counters(s->run)->parked), 1);
    advance(s, 100000 * SECOND);
    assert_int_equal(turn(s), INT64_MAX);
    set(s, FAILS, 5, 0); // set again, it begins anew
    turn(s);
    assert_int_equal(testing_count(&s->store, "SELECT attempts = 1 AND parked_us IS NULL FROM timer"), 1);
}

static void one_that_answers_anything_else_fails_too(void **state)
{
    struct setting *s = *state;
    set(s, REFUSES, 5, 0);
    turn(s);
    assert_int_equal(testing_count(&s->store, "SELECT fault = 'its action answered 7' FROM timer"), 1);
    assert_int_equal(fired(s), 0);
}

static void one_of_an_unknown_kind_is_parked_at_once(void **state)
{
    struct setting *s = *state;
    set(s, TIMER_TRANSFER_LEG, 5, 0);
    set(s, (enum timer_kind)9999, 5, 0);
    assert_int_equal(turn(s), INT64_MAX);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM timer WHERE parked_us > 0"), 2);
}

// To the store this is a matter that passes; a timer that always answers it must not hold up the others.
static void one_that_says_it_lacks_memory_fails_too(void **state)
{
    struct setting *s = *state;
    fault = -ENOMEM;
    set(s, FAILS, 5, 0);
    int64_t next = turn(s);
    fault = -EPROTO;
    assert_int_equal(testing_count(&s->store, "SELECT attempts FROM timer"), 1);
    set(s, WELL, 5, 0);
    turn(s);
    assert_int_equal(fired(s), 1);
    assert_true(next > now(s));
}

static void failing_ones_hold_up_nobody(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 2 * TIMER_PLACES; i++)
        set(s, FAILS, i, i - 1000);
    for (int i = 0; i < 50; i++)
        set(s, WELL, i, 0);
    turn(s);
    assert_int_equal(fired(s), 50);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM timer WHERE attempts = 1"),
                     2 * TIMER_PLACES);
}

static void a_full_disk_only_delays(void **state)
{
    struct setting *s = *state;
    int64_t next;
    set(s, WELL, 5, 0);
    testing_faults_set(FAULT_FULL);
    timer_run_turn(s->run, &next);
    while (atomic_load(&s->rung) == 0)
        usleep(1000);
    timer_run_turn(s->run, &next);
    assert_int_equal(next, store_now_us(s->store.store) + SECOND);
    assert_true(testing_faults_met() > 0);
    testing_faults_set(FAULT_NONE);
    advance(s, 2 * SECOND);
    turn(s);
    assert_int_equal(fired(s), 1);
    assert_int_equal(atomic_load(&timer_run_counters(s->run)->failed), 0);
}

// ---- restarts

static void what_fell_due_meanwhile_fires_after_a_restart(void **state)
{
    struct setting *s = *state;
    struct store_config config = config_of(s);
    set(s, WELL, 5, 60 * SECOND);
    turn(s);
    advance(s, 3600 * SECOND);
    testing_store_reopen(&s->store, &config);
    timer_run_free(s->run);
    make_run(s);
    turn(s);
    assert_int_equal(fired(s), 1);
    assert_in_range(atomic_load(&timer_run_counters(s->run)->longest_late_us), 3540 * SECOND, 3541 * SECOND);
}

// The child dies while it fires; each timer has fired once in the end.
static void a_killed_process_fires_none_twice_and_none_never(void **state)
{
    int pipes[2];
    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct setting *s = NULL;
        int64_t first = 0, next;
        alarm(30);
        begin((void **)&s);
        for (int i = 0; i < 20; i++)
            testing_commit(&s->store, set_many, &first);
        advance(s, SECOND);
        if (write(pipes[1], s->store.dir, sizeof(s->store.dir)) != (ssize_t)sizeof(s->store.dir))
            _exit(1);
        for (;;)
            timer_run_turn(s->run, &next);
    }
    struct setting *s = calloc(1, sizeof(*s));
    s->store.wall_us = 1800000002000000;
    s->store.mono_us = 1;
    assert_int_equal(read(pipes[0], s->store.dir, sizeof(s->store.dir)), sizeof(s->store.dir));
    while (fired(s) < 300)
        usleep(500);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(pipes[0]);
    close(pipes[1]);
    pthread_mutex_init(&s->store.lock, NULL);
    pthread_cond_init(&s->store.changed, NULL);
    struct store_config config = config_of(s);
    testing_store_reopen(&s->store, &config);
    make_run(s);
    int64_t left = waiting(s);
    assert_in_range(left, 1, 1700);
    turn(s);
    assert_int_equal(fired(s), 2000);
    assert_int_equal(testing_count(&s->store, "SELECT count(DISTINCT ref) FROM event"), 2000);
    void *end_state = s;
    end(&end_state);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fires_at_its_time_and_not_before, begin, end),
        cmocka_unit_test_setup_teardown(is_found_with_what_it_was_set_with, begin, end),
        cmocka_unit_test_setup_teardown(setting_again_moves_it, begin, end),
        cmocka_unit_test_setup_teardown(a_cancelled_one_does_not_fire, begin, end),
        cmocka_unit_test_setup_teardown(a_cancel_at_the_last_moment_holds, begin, end),
        cmocka_unit_test_setup_teardown(a_time_that_has_passed_fires_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_clock_that_was_put_back_holds_it_little, begin, end),
        cmocka_unit_test_setup_teardown(may_set_itself_again, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_read_while_nothing_is_due, begin, end),
        cmocka_unit_test_setup_teardown(an_earlier_one_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(they_fire_in_order_of_their_times, begin, end),
        cmocka_unit_test_setup_teardown(ten_thousand_at_once_all_fire, begin, end),
        cmocka_unit_test_setup_teardown(is_in_the_next_batch_however_much_waits, begin, end),
        cmocka_unit_test_setup_teardown(a_failing_one_is_tried_again_and_then_parked, begin, end),
        cmocka_unit_test_setup_teardown(one_that_answers_anything_else_fails_too, begin, end),
        cmocka_unit_test_setup_teardown(one_of_an_unknown_kind_is_parked_at_once, begin, end),
        cmocka_unit_test_setup_teardown(one_that_says_it_lacks_memory_fails_too, begin, end),
        cmocka_unit_test_setup_teardown(failing_ones_hold_up_nobody, begin, end),
        cmocka_unit_test_setup_teardown(a_full_disk_only_delays, begin, end),
        cmocka_unit_test_setup_teardown(what_fell_due_meanwhile_fires_after_a_restart, begin, end),
        cmocka_unit_test(a_killed_process_fires_none_twice_and_none_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
