// SPDX-License-Identifier: Apache-2.0
// Jobs on a simulated clock, turned by hand: nothing here sleeps. A slice leaves an event with its job's row.
#include "hub/job_errand.h"
#include "hub/job_file.h"
#include "hub/job_run.h"
#include "store/testing_store.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const int64_t SECOND = 1000000;

struct setting {
    struct testing_store store; // first
    struct job_run *run;
    atomic_int rung, sweeps;
    struct arena arena;
};

// What the actions here do, told by the test.
static struct {
    bool fails;                // every step (a slice may be decided twice)
    struct setting *in_errand; // the errand finds itself cancelled, through this setting
    char cancel[64];
    bool cut; // the errand dies behind its file
} plan;

// ---- actions

static int note(struct tx *tx, const struct job *job)
{
    return tx_announce(
        tx, &(struct event){.position = tx_next_position(tx), .kind = EVENT_NEW_MESSAGE, .ref = job->row});
}

static int count_up(struct tx *tx, struct job *job, bool *ret_done)
{
    long long at = 0;
    char *text = tx_alloc(tx, 24);
    if (job->cursor.data != NULL)
        assert_true(view_to_uint(job->cursor, &at));
    assert_int_equal(at, job->done);
    job->cursor = view_make(text, (size_t)snprintf(text, 24, "%lld", at + 1));
    job->done++;
    *ret_done = job->done == job->total;
    if (*ret_done)
        job->result = VIEW("{\"well\":true}");
    int r = note(tx, job);
    return plan.fails ? -EPROTO : r;
}

static int give_up(struct tx *tx, struct job *job, bool *ret_done)
{
    (void)ret_done;
    note(tx, job);
    job->fault = VIEW("there is nothing to do");
    return JOB_STEP_FAILED;
}

static int cancel_it(void *ctx, struct tx *tx)
{
    return job_cancel(tx, view_from(ctx));
}

static int write_file(struct job_errand *errand)
{
    int fd;
    if (plan.fails)
        return -EPROTO;
    assert_int_equal(job_errand_file(errand, VIEW("zip"), VIEW("application/zip"), &fd), 0);
    assert_int_equal(write(fd, "content", 7), 7);
    close(fd);
    if (plan.cut)
        return -EPROTO;
    if (plan.in_errand != NULL) {
        assert_true(job_errand_is_wanted(errand));
        testing_commit(&plan.in_errand->store, cancel_it, plan.cancel);
        assert_false(job_errand_is_wanted(errand));
        return 0;
    }
    errand->done = errand->total = 3;
    errand->result = VIEW("{\"rows\":3}");
    return 0;
}

static int refuse_errand(struct job_errand *errand)
{
    errand->fault = VIEW("nobody to export");
    return JOB_STEP_FAILED;
}

static const struct job_action actions[JOB_KINDS] = {
    [JOB_BULK_TRANSFER] = {.slice = count_up},
    [JOB_RETENTION] = {.slice = give_up},
    [JOB_CUSTOMER_EXPORT] = {.errand = write_file},
    [JOB_BULK_MESSAGES] = {.errand = refuse_errand},
};

// ---- the setting

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    struct setting *s = ctx;
    (void)at_us;
    if (who == WAKE_JOBS && s->run != NULL)
        job_run_wake(s->run);
    if (who == WAKE_FILES)
        atomic_fetch_add(&s->sweeps, 1);
}

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void ring(void *ctx)
{
    atomic_fetch_add(&((struct setting *)ctx)->rung, 1);
}

static struct store_config config_of(struct setting *s)
{
    return (struct store_config){.publish = publish, .wake = wake, .ctx = s};
}

static void make_run(struct setting *s)
{
    assert_int_equal(job_run_new(&(struct job_run_config){.store = s->store.store,
                                                          .db = s->store.reader,
                                                          .actions = actions,
                                                          .action_count = JOB_KINDS,
                                                          .dir = s->store.dir,
                                                          .ring = ring,
                                                          .send = ring,
                                                          .ctx = s},
                                 &s->run),
                     0);
}

static void restart(struct setting *s)
{
    struct store_config config = config_of(s);
    struct job_run *old = s->run;
    s->run = NULL;
    testing_store_reopen(&s->store, &config);
    job_run_free(old);
    make_run(s);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    struct store_config config = config_of(s);
    memset(&plan, 0, sizeof(plan));
    testing_store_open(&s->store, &config);
    arena_init(&s->arena, 4096, 1 << 20);
    for (int64_t tenant = 2; tenant <= 4; tenant++)
        testing_add_tenant(&s->store, tenant);
    restart(s);
    *state = s;
    return 0;
}

static void remove_exports(const struct setting *s)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s/exports'", s->store.dir);
    assert_int_equal(system(command), 0);
}

static int end(void **state)
{
    struct setting *s = *state;
    remove_exports(s);
    testing_store_close(&s->store);
    job_run_free(s->run);
    arena_free(&s->arena);
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

static int64_t turn_once(struct setting *s)
{
    int64_t next;
    assert_int_equal(job_run_turn(s->run, &next), 0);
    let_writer_finish(s);
    return next;
}

// Until nothing happens any more; returns when it wants to be turned again.
static int64_t turn(struct setting *s)
{
    int64_t next;
    int before;
    do {
        before = atomic_load(&s->rung);
        next = turn_once(s);
        job_run_errand(s->run, s->store.reader);
    } while (atomic_load(&s->rung) != before);
    return next;
}

static void advance(struct setting *s, int64_t us)
{
    atomic_fetch_add(&s->store.wall_us, us);
    atomic_fetch_add(&s->store.mono_us, us);
}

struct starting {
    struct job_new in;
    char id[64];
};

static int start_it(void *ctx, struct tx *tx)
{
    struct starting *starting = ctx;
    struct view id;
    int r = job_start(tx, &starting->in, &id);
    if (r == JOB_OK)
        snprintf(starting->id, sizeof(starting->id), "%.*s", VIEW_ARG(id));
    return r;
}

static struct starting start(struct setting *s, int64_t tenant, enum job_kind kind, int64_t total)
{
    struct starting starting = {.in = {.kind = kind, .total = total, .requested_by = VIEW("zoe"), .ref = 9}};
    enum work_outcome outcome;
    assert_int_equal(testing_run(&s->store, tenant, start_it, &starting, &outcome), JOB_OK);
    assert_int_equal(outcome, WORK_COMMITTED);
    return starting;
}

static struct job find(struct setting *s, int64_t tenant, const char *id)
{
    struct job job;
    assert_int_equal(job_find(s->store.reader, tenant, view_from(id), &s->arena, &job), JOB_OK);
    return job;
}

static int64_t count(const struct setting *s, const char *sql)
{
    return testing_count(&s->store, sql);
}

static bool has_file(struct setting *s, const char *id, const char *end)
{
    char path[256];
    struct stat st;
    snprintf(path, sizeof(path), "%s/exports/1/%s%s", s->store.dir, id, end);
    return stat(path, &st) == 0 && (st.st_mode & 0777) == 0600;
}

// ---- slices

static void a_job_runs_to_its_end(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 5);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_QUEUED);
    assert_true(view_equal(job.arguments, VIEW("{}")) && view_equal(job.requested_by, VIEW("zoe")));
    turn_once(s);
    job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_RUNNING);
    assert_int_equal(job.done, 1);
    assert_true(view_equal(job.cursor, VIEW("1")));
    assert_int_equal(turn(s), INT64_MAX);
    job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.done, 5);
    assert_true(view_equal(job.result, VIEW("{\"well\":true}")));
    assert_true(job.finished_us > job.created_us);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 5);
    assert_int_equal(atomic_load(&job_run_counters(s->run)->done), 1);
    assert_int_equal(atomic_load(&job_run_counters(s->run)->slices), 5);
}

static void a_job_goes_on_after_a_restart(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 50);
    for (int i = 0; i < 20; i++)
        turn_once(s);
    int64_t done = find(s, 1, started.id).done;
    assert_in_range(done, 10, 20);
    restart(s);
    assert_int_equal(find(s, 1, started.id).done, done);
    turn(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_DONE);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 50); // none twice, none never
}

static void a_killed_process_repeats_no_slice(void **state)
{
    int pipes[2];
    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct setting *s = NULL;
        alarm(30);
        begin((void **)&s);
        start(s, 1, JOB_BULK_TRANSFER, 1000);
        if (write(pipes[1], s->store.dir, sizeof(s->store.dir)) != (ssize_t)sizeof(s->store.dir))
            _exit(1);
        for (int64_t next;;)
            job_run_turn(s->run, &next);
    }
    struct setting *s = calloc(1, sizeof(*s));
    s->store.wall_us = 1800000002000000;
    s->store.mono_us = 1;
    assert_int_equal(read(pipes[0], s->store.dir, sizeof(s->store.dir)), sizeof(s->store.dir));
    while (count(s, "SELECT count(*) FROM event") < 100)
        usleep(500);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(pipes[0]);
    close(pipes[1]);
    pthread_mutex_init(&s->store.lock, NULL);
    pthread_cond_init(&s->store.changed, NULL);
    restart(s);
    assert_in_range(count(s, "SELECT done FROM job"), 100, 999);
    turn(s);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 1000);
    assert_int_equal(count(s, "SELECT state FROM job"), JOB_DONE);
    void *end_state = s;
    end(&end_state);
}

static void a_clock_that_was_put_back_holds_it_little(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 3);
    turn_once(s);
    plan.fails = true;
    turn(s);
    assert_int_equal(find(s, 1, started.id).attempts, 1);
    atomic_fetch_sub(&s->store.wall_us, 3600 * SECOND);
    plan.fails = false;
    for (int i = 0; i < 2; i++) { // a pause of a second
        advance(s, SECOND + 1000);
        turn(s);
    }
    assert_int_equal(find(s, 1, started.id).state, JOB_DONE);
    atomic_fetch_sub(&s->store.wall_us, 3600 * SECOND);
    started = start(s, 1, JOB_BULK_TRANSFER, 3);
    turn(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_DONE);
}

static void a_failing_slice_is_tried_again(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 3);
    turn_once(s);
    plan.fails = true;
    int64_t next = turn(s);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.attempts, 1);
    assert_int_equal(job.state, JOB_RUNNING);
    assert_true(view_equal(job.fault, VIEW("Protocol error")));
    assert_int_equal(next, job.due_us);
    advance(s, SECOND + 1000);
    next = turn(s);
    assert_int_equal(find(s, 1, started.id).attempts, 2);
    advance(s, 3 * SECOND);
    turn(s);
    assert_int_equal(find(s, 1, started.id).attempts, 2); // the pause is four seconds now
    plan.fails = false;
    advance(s, 2 * SECOND);
    turn(s);
    job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_null(job.fault.data);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 3);
    assert_int_equal(atomic_load(&job_run_counters(s->run)->retries), 2);
}

static void a_job_fails_after_its_last_try(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 3);
    plan.fails = true;
    for (int i = 1; i < JOB_TRIES; i++) {
        turn(s);
        assert_int_equal(find(s, 1, started.id).attempts, i);
        advance(s, 3601 * SECOND);
    }
    assert_int_equal(turn(s), INT64_MAX);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_FAILED);
    assert_true(view_equal(job.fault, VIEW("Protocol error")));
    assert_true(job.finished_us > 0);
    assert_int_equal(atomic_load(&job_run_counters(s->run)->failed), 1);
}

static void a_job_may_give_up_at_once(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_RETENTION, 0);
    turn(s);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_FAILED);
    assert_true(view_equal(job.fault, VIEW("there is nothing to do")));
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 0);
}

static void a_job_of_an_unknown_kind_fails(void **state)
{
    struct setting *s = *state;
    struct starting one = start(s, 1, JOB_CUSTOMER_ERASE, 0), two = start(s, 1, (enum job_kind)77, 0);
    turn(s);
    assert_int_equal(find(s, 1, one.id).state, JOB_FAILED);
    assert_int_equal(find(s, 1, two.id).state, JOB_FAILED);
}

// ---- cancelling

static void a_cancelled_job_stops_between_slices(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 100);
    for (int i = 0; i < 10; i++)
        turn_once(s);
    assert_int_equal(testing_commit(&s->store, cancel_it, started.id), JOB_OK);
    int64_t done = find(s, 1, started.id).done;
    turn(s);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_CANCELLED);
    assert_int_equal(job.done, done);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), done);
    assert_int_equal(testing_commit(&s->store, cancel_it, started.id), JOB_FINISHED);
    char none[] = "none";
    assert_int_equal(testing_commit(&s->store, cancel_it, none), JOB_NONE);
}

static void a_cancelled_errand_leaves_nothing(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    plan.in_errand = s;
    snprintf(plan.cancel, sizeof(plan.cancel), "%s", started.id);
    turn(s);
    struct job job = find(s, 1, started.id);
    assert_int_equal(job.state, JOB_CANCELLED);
    assert_null(job.file.data);
    assert_true(atomic_load(&s->sweeps) > 0);
    job_run_sweep(s->run, s->store.reader);
    assert_false(has_file(s, started.id, ".zip"));
    assert_int_equal(atomic_load(&job_run_counters(s->run)->files_removed), 1);
}

// ---- many

static void jobs_take_turns_by_tenant_and_then_by_job(void **state)
{
    struct setting *s = *state;
    char *ids[8];
    struct starting started[8];
    for (int i = 0; i < 8; i++) { // seven of the first tenant, one of the second
        started[i] = start(s, i < 7 ? 1 : 2, JOB_BULK_TRANSFER, 60);
        ids[i] = started[i].id;
    }
    while (count(s, "SELECT coalesce(sum(done), 0) FROM job") < 80)
        turn_once(s);
    assert_in_range(find(s, 2, ids[7]).done, 36, 44); // half of the turns, though it is one of eight
    for (int i = 0; i < JOBS_RUNNING_MAX; i++)
        assert_in_range(find(s, 1, ids[i]).done, 8, 12);
    for (int i = JOBS_RUNNING_MAX; i < 7; i++)
        assert_int_equal(find(s, 1, ids[i]).state, JOB_QUEUED);
    turn(s);
    assert_int_equal(count(s, "SELECT count(*) FROM job WHERE state = 3"), 8);
    assert_int_equal(count(s, "SELECT count(*) FROM event"), 480);
}

static void at_most_two_slices_are_with_the_writer(void **state)
{
    struct setting *s = *state;
    struct testing_gate gate;
    int waiting;
    size_t bytes;
    int64_t next;
    for (int i = 0; i < 12; i++)
        start(s, 1 + i % 4, JOB_BULK_TRANSFER, 10);
    testing_gate_close(&gate, &s->store);
    job_run_turn(s->run, &next);
    job_run_turn(s->run, &next);
    writer_level(store_writer(s->store.store), &waiting, &bytes);
    testing_gate_open(&gate);
    assert_int_equal(waiting, 2);
    turn(s);
    assert_int_equal(count(s, "SELECT count(*) FROM job WHERE state = 3"), 12);
}

static void hundreds_of_jobs_all_end(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 300; i++)
        start(s, 1 + i % 4, i % 5 == 0 ? JOB_CUSTOMER_EXPORT : JOB_BULK_TRANSFER, 1 + i % 3);
    turn(s);
    assert_int_equal(count(s, "SELECT count(*) FROM job WHERE state = 3"), 300);
}

static int start_many(void *ctx, struct tx *tx)
{
    struct view id;
    int r = JOB_OK;
    (void)ctx;
    for (int i = 0; i < 100 && r == JOB_OK; i++)
        r = job_start(tx, &(struct job_new){.kind = JOB_BULK_TRANSFER, .total = 1}, &id);
    return r;
}

static void a_tenant_may_not_pile_up_jobs(void **state)
{
    struct setting *s = *state;
    struct starting more = {.in = {.kind = JOB_BULK_TRANSFER}};
    for (int i = 0; i < JOBS_OPEN_MAX / 100; i++)
        assert_int_equal(testing_commit(&s->store, start_many, NULL), JOB_OK);
    assert_int_equal(testing_commit(&s->store, start_it, &more), JOB_CROWDED);
    start(s, 2, JOB_BULK_TRANSFER, 1);
    turn(s);
    assert_int_equal(testing_commit(&s->store, start_it, &more), JOB_OK);
}

// ---- errands and files

static void an_errand_leaves_a_file_and_a_timer(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    turn_once(s);
    turn_once(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_RUNNING);
    turn(s);
    struct job job = find(s, 1, started.id);
    char name[128];
    snprintf(name, sizeof(name), "%s.zip", started.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_true(view_equal(job.file, view_from(name)));
    assert_true(view_equal(job.file_type, VIEW("application/zip")));
    assert_int_equal(job.file_size, 7);
    assert_int_equal(job.done, 3);
    assert_true(view_equal(job.result, VIEW("{\"rows\":3}")));
    assert_true(has_file(s, started.id, ".zip"));
    assert_false(has_file(s, started.id, ".zip.part"));
    struct timer timer;
    assert_int_equal(timer_find(s->store.reader, 1, TIMER_JOB_FILE, job.row, &s->arena, &timer), TIMER_OK);
    assert_int_equal(timer.due_us, job.file_until_us);
    assert_in_range(timer.due_us - job.finished_us, JOB_FILE_KEEP_US - SECOND, JOB_FILE_KEEP_US);
    job_run_sweep(s->run, s->store.reader);
    assert_true(has_file(s, started.id, ".zip"));
}

static int expire_it(void *ctx, struct tx *tx)
{
    return job_file_expire(tx, &(struct timer){.kind = TIMER_JOB_FILE, .ref = *(int64_t *)ctx});
}

static void a_file_goes_when_its_time_is_over(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0),
                    other = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    turn(s);
    struct job job = find(s, 1, started.id);
    testing_commit(&s->store, expire_it, &job.row);
    assert_int_equal(atomic_load(&s->sweeps), 1);
    job_run_sweep(s->run, s->store.reader);
    assert_false(has_file(s, started.id, ".zip"));
    assert_true(has_file(s, other.id, ".zip"));
    assert_null(find(s, 1, started.id).file.data);
}

static int forget_it(void *ctx, struct tx *tx)
{
    (void)ctx;
    return job_forget(tx, JOB_CUSTOMER_EXPORT, 9);
}

static void an_erased_customers_exports_are_forgotten(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    turn(s);
    assert_int_equal(testing_commit(&s->store, forget_it, NULL), 0);
    job_run_sweep(s->run, s->store.reader);
    struct job job = find(s, 1, started.id);
    assert_false(has_file(s, started.id, ".zip"));
    assert_null(job.result.data);
    assert_int_equal(job.state, JOB_DONE);
}

static void an_errand_that_fails_is_tried_again(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    plan.fails = true;
    turn(s);
    assert_int_equal(find(s, 1, started.id).attempts, 1);
    plan.fails = false;
    plan.cut = true;
    advance(s, SECOND + 1000);
    turn(s);
    assert_int_equal(find(s, 1, started.id).attempts, 2);
    assert_false(has_file(s, started.id, ".zip.part"));
    plan.cut = false;
    advance(s, 5 * SECOND);
    turn(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_DONE);
    assert_true(has_file(s, started.id, ".zip"));
}

static void an_errand_may_give_up_at_once(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_MESSAGES, 0);
    turn(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_FAILED);
    assert_true(view_equal(find(s, 1, started.id).fault, VIEW("nobody to export")));
}

static void an_errand_cut_off_by_a_stop_is_repeated(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_CUSTOMER_EXPORT, 0);
    turn_once(s);
    turn_once(s); // it waits for the errand thread
    job_run_stop(s->run);
    assert_true(job_run_errand(s->run, s->store.reader));
    turn_once(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_RUNNING);
    assert_false(has_file(s, started.id, ".zip"));
    restart(s);
    turn(s);
    assert_int_equal(find(s, 1, started.id).state, JOB_DONE);
}

static void what_a_crash_left_is_swept(void **state)
{
    struct setting *s = *state;
    char command[512];
    snprintf(command, sizeof(command),
             "mkdir -p '%s/exports/1' '%s/exports/notes' && touch '%s/exports/1/x.zip.part'", s->store.dir,
             s->store.dir, s->store.dir);
    assert_int_equal(system(command), 0);
    job_run_sweep(s->run, s->store.reader);
    assert_int_equal(atomic_load(&job_run_counters(s->run)->files_removed), 1);
}

static void another_tenant_sees_no_job(void **state)
{
    struct setting *s = *state;
    struct starting started = start(s, 1, JOB_BULK_TRANSFER, 1);
    struct job job;
    enum work_outcome outcome;
    assert_int_equal(job_find(s->store.reader, 2, view_from(started.id), &s->arena, &job), JOB_NONE);
    assert_int_equal(testing_run(&s->store, 2, cancel_it, started.id, &outcome), JOB_NONE);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_job_runs_to_its_end, begin, end),
        cmocka_unit_test_setup_teardown(a_job_goes_on_after_a_restart, begin, end),
        cmocka_unit_test(a_killed_process_repeats_no_slice),
        cmocka_unit_test_setup_teardown(a_failing_slice_is_tried_again, begin, end),
        cmocka_unit_test_setup_teardown(a_clock_that_was_put_back_holds_it_little, begin, end),
        cmocka_unit_test_setup_teardown(a_job_fails_after_its_last_try, begin, end),
        cmocka_unit_test_setup_teardown(a_job_may_give_up_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_job_of_an_unknown_kind_fails, begin, end),
        cmocka_unit_test_setup_teardown(a_cancelled_job_stops_between_slices, begin, end),
        cmocka_unit_test_setup_teardown(a_cancelled_errand_leaves_nothing, begin, end),
        cmocka_unit_test_setup_teardown(jobs_take_turns_by_tenant_and_then_by_job, begin, end),
        cmocka_unit_test_setup_teardown(at_most_two_slices_are_with_the_writer, begin, end),
        cmocka_unit_test_setup_teardown(hundreds_of_jobs_all_end, begin, end),
        cmocka_unit_test_setup_teardown(a_tenant_may_not_pile_up_jobs, begin, end),
        cmocka_unit_test_setup_teardown(an_errand_leaves_a_file_and_a_timer, begin, end),
        cmocka_unit_test_setup_teardown(a_file_goes_when_its_time_is_over, begin, end),
        cmocka_unit_test_setup_teardown(an_erased_customers_exports_are_forgotten, begin, end),
        cmocka_unit_test_setup_teardown(an_errand_that_fails_is_tried_again, begin, end),
        cmocka_unit_test_setup_teardown(an_errand_may_give_up_at_once, begin, end),
        cmocka_unit_test_setup_teardown(an_errand_cut_off_by_a_stop_is_repeated, begin, end),
        cmocka_unit_test_setup_teardown(what_a_crash_left_is_swept, begin, end),
        cmocka_unit_test_setup_teardown(another_tenant_sees_no_job, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
