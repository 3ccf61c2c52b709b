// SPDX-License-Identifier: Apache-2.0
#include "api/worker.h"
#include "store/testing_store.h"
#include <stdlib.h>
#include <unistd.h>

enum { MANY = 40 };

struct job {
    struct errand errand; // first
    struct setting *setting;
    bool is_done;
};

struct setting {
    struct testing_store store; // first
    struct worker *worker;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool is_open;
    int running, done;
    struct job jobs[MANY];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->moved, NULL);
    assert_int_equal(
        worker_start(
            &(struct worker_config){.store = s->store.store, .threads = 2, .queue_max = 6, .tenant_max = 4},
            &s->worker),
        0);
    *state = s;
    return 0;
}

static void let_go(struct setting *s)
{
    pthread_mutex_lock(&s->lock);
    s->is_open = true;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static int end(void **state)
{
    struct setting *s = *state;
    let_go(s);
    worker_stop(s->worker);
    testing_store_close(&s->store);
    pthread_cond_destroy(&s->moved);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return 0;
}

static void run(struct errand *errand, struct db *db)
{
    struct job *job = (struct job *)(void *)errand;
    struct setting *s = job->setting;
    struct snapshot snapshot;
    bool reads = snapshot_begin(db, 1, &snapshot) == 0;
    if (reads)
        snapshot_end(&snapshot);
    pthread_mutex_lock(&s->lock);
    s->running++;
    pthread_cond_broadcast(&s->moved);
    while (!s->is_open)
        pthread_cond_wait(&s->moved, &s->lock);
    job->is_done = reads;
    s->done++;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static int give(struct setting *s, int number, int64_t tenant)
{
    s->jobs[number] = (struct job){.errand = {.tenant = tenant, .run = run}, .setting = s};
    return worker_give(s->worker, &s->jobs[number].errand);
}

// Done at once, whether or not the others wait.
static void run_resume(struct errand *errand, struct db *db)
{
    struct job *job = (struct job *)(void *)errand;
    struct setting *s = job->setting;
    (void)db;
    pthread_mutex_lock(&s->lock);
    job->is_done = true;
    s->done++;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static int give_resume(struct setting *s, int number)
{
    s->jobs[number] =
        (struct job){.errand = {.tenant = 1, .is_resume = true, .run = run_resume}, .setting = s};
    return worker_give(s->worker, &s->jobs[number].errand);
}

static void wait_done(struct setting *s, int count)
{
    pthread_mutex_lock(&s->lock);
    while (s->done < count)
        pthread_cond_wait(&s->moved, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static void wait_running(struct setting *s, int count)
{
    pthread_mutex_lock(&s->lock);
    while (s->running < count)
        pthread_cond_wait(&s->moved, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static void a_tenant_has_its_share_queued_or_running(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(give(s, i, 1), WORKER_TAKEN);
    wait_running(s, 2);
    assert_int_equal(give(s, 4, 1), WORKER_TENANT_FULL);
    assert_int_equal(give(s, 5, 2), WORKER_TAKEN);
}

static void the_queue_has_an_end(void **state)
{
    struct setting *s = *state;
    assert_int_equal(give(s, 0, 1), WORKER_TAKEN);
    assert_int_equal(give(s, 1, 1), WORKER_TAKEN);
    wait_running(s, 2);
    for (int i = 2; i < 8; i++)
        assert_int_equal(give(s, i, i), WORKER_TAKEN);
    assert_int_equal(give(s, 8, 99), WORKER_FULL);
}

static void room_returns_when_an_errand_is_over(void **state)
{
    struct setting *s = *state;
    let_go(s);
    for (int i = 0; i < MANY; i++) {
        while (give(s, i, 1) != WORKER_TAKEN)
            usleep(100);
    }
    wait_running(s, MANY);
}

static void resumes_pass_long_reads(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(give(s, i, 1), WORKER_TAKEN);
    wait_running(s, 2);
    for (int i = 4; i < 34; i++)
        assert_int_equal(give_resume(s, i), WORKER_TAKEN);
    wait_done(s, 30); // every long read still waits
    for (int i = 0; i < 4; i++)
        assert_false(s->jobs[i].is_done);
}

static void a_storm_of_resumes_leaves_room_for_long_reads(void **state)
{
    struct setting *s = *state;
    for (int i = 10; i < MANY; i++)
        assert_int_equal(give_resume(s, i), WORKER_TAKEN);
    let_go(s);
    assert_int_equal(give(s, 0, 1), WORKER_TAKEN);
    wait_done(s, MANY - 10 + 1);
    assert_true(s->jobs[0].is_done);
}

static void what_is_queued_is_finished_before_it_stops(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(give(s, i, 1), WORKER_TAKEN);
    let_go(s);
    worker_stop(s->worker);
    s->worker = NULL;
    for (int i = 0; i < 4; i++)
        assert_true(s->jobs[i].is_done);
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tenant_has_its_share_queued_or_running, begin, end),
        cmocka_unit_test_setup_teardown(the_queue_has_an_end, begin, end),
        cmocka_unit_test_setup_teardown(room_returns_when_an_errand_is_over, begin, end),
        cmocka_unit_test_setup_teardown(resumes_pass_long_reads, begin, end),
        cmocka_unit_test_setup_teardown(a_storm_of_resumes_leaves_room_for_long_reads, begin, end),
        cmocka_unit_test_setup_teardown(what_is_queued_is_finished_before_it_stops, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
