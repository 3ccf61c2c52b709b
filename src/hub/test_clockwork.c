// SPDX-License-Identifier: Apache-2.0
// The two threads at work: here things are waited for, at most some seconds of the machine's time.
#include "hub/clockwork.h"
#include "store/testing_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t SECOND = 1000000;

struct setting {
    struct testing_store store; // first
    _Atomic(struct clockwork *) clockwork;
};

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    clockwork_wake(atomic_load(&((struct setting *)ctx)->clockwork), who, at_us);
}

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void open_clockwork(struct setting *s)
{
    struct clockwork *c = NULL;
    assert_int_equal(clockwork_new(&(struct clockwork_config){.store = s->store.store,
                                                              .clock = testing_store_clock(&s->store),
                                                              .dir = s->store.dir},
                                   &c),
                     0);
    atomic_store(&s->clockwork, c);
    assert_int_equal(clockwork_start(c), 0);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, &(struct store_config){.publish = publish, .wake = wake, .ctx = s});
    open_clockwork(s);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    clockwork_stop(s->clockwork);
    store_close_writer(s->store.store);
    clockwork_free(s->clockwork);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static void wait_for(const struct setting *s, const char *sql, int64_t value)
{
    for (int i = 0; i < 2000; i++) {
        if (testing_count(&s->store, sql) == value)
            return;
        usleep(5000);
    }
    fail_msg("in vain: %s", sql);
}

static void advance(struct setting *s, int64_t us)
{
    atomic_fetch_add(&s->store.wall_us, us);
    atomic_fetch_add(&s->store.mono_us, us);
}

static int set_expiry(void *ctx, struct tx *tx)
{
    return timer_set(tx, TIMER_JOB_FILE, 1, *(const int64_t *)ctx, (struct view){0});
}

static int start_unknown(void *ctx, struct tx *tx)
{
    struct view id;
    (void)ctx;
    return job_start(tx, &(struct job_new){.kind = (enum job_kind)99}, &id);
}

static void a_timer_fires_by_itself(void **state)
{
    struct setting *s = *state;
    int64_t due_us = s->store.wall_us + 60 * SECOND;
    testing_commit(&s->store, set_expiry, &due_us);
    usleep(50000);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM timer"), 1);
    due_us = s->store.wall_us - 1;
    testing_commit(&s->store, set_expiry, &due_us); // moved: noticed at once
    wait_for(s, "SELECT count(*) FROM timer", 0);
    due_us = s->store.wall_us + 60 * SECOND;
    testing_commit(&s->store, set_expiry, &due_us);
    advance(s, 61 * SECOND); // as a wall clock that jumps: noticed within a second
    wait_for(s, "SELECT count(*) FROM timer", 0);
}

static void a_job_runs_by_itself(void **state)
{
    struct setting *s = *state;
    assert_int_equal(testing_commit(&s->store, start_unknown, NULL), JOB_OK);
    wait_for(s, "SELECT state FROM job", JOB_FAILED);
}

static void what_a_crash_left_is_swept_at_the_start(void **state)
{
    struct setting *s = *state;
    char path[256];
    struct stat st;
    clockwork_stop(s->clockwork);
    clockwork_free(atomic_exchange(&s->clockwork, NULL));
    snprintf(path, sizeof(path), "%s/exports", s->store.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%s/exports/1", s->store.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%s/exports/1/x.zip", s->store.dir);
    fclose(fopen(path, "we"));
    open_clockwork(s);
    for (int i = 0; i < 2000 && stat(path, &st) == 0; i++)
        usleep(5000);
    assert_int_not_equal(stat(path, &st), 0);
    snprintf(path, sizeof(path), "%s/exports/1", s->store.dir);
    rmdir(path);
    snprintf(path, sizeof(path), "%s/exports", s->store.dir);
    rmdir(path);
}

static void old_rows_are_trimmed_by_themselves(void **state)
{
    struct setting *s = *state;
    testing_count(&s->store,
                  "INSERT INTO job (tenant, id, kind, state, is_running, done, arguments, created_us, "
                  "updated_us, finished_us) VALUES (1, 'old', 1, 3, 0, 0, '{}', 1, 1, 1)");
    advance(s, 11 * SECOND);
    wait_for(s, "SELECT count(*) FROM job", 0);
}

static void figures_are_those_of_the_store(void **state)
{
    struct setting *s = *state;
    int64_t due_us = s->store.wall_us + 60 * SECOND;
    testing_commit(&s->store, set_expiry, &due_us);
    const struct clockwork_figures *f = clockwork_figures(s->clockwork);
    for (int i = 0; i < 2000 && atomic_load(&f->timers_waiting) != 1; i++) {
        usleep(5000);
        clockwork_figures(s->clockwork);
    }
    assert_int_equal(atomic_load(&f->timers_waiting), 1);
    assert_int_equal(atomic_load(&f->timers_parked), 0);
    assert_int_equal(atomic_load(&f->timer_due_us), due_us);
    assert_int_equal(atomic_load(&f->jobs_queued), 0);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_timer_fires_by_itself, begin, end),
        cmocka_unit_test_setup_teardown(a_job_runs_by_itself, begin, end),
        cmocka_unit_test_setup_teardown(what_a_crash_left_is_swept_at_the_start, begin, end),
        cmocka_unit_test_setup_teardown(old_rows_are_trimmed_by_themselves, begin, end),
        cmocka_unit_test_setup_teardown(figures_are_those_of_the_store, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
