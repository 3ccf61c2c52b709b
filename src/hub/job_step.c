// SPDX-License-Identifier: Apache-2.0
// What the driver of jobs writes: slices, the beginning of errands, and how a step ended.
#include "base/error.h"
#include "hub/backoff.h"
#include "hub/job_file.h"
#include "hub/job_run_state.h"
#include <stdio.h>

static int load_open(struct tx *tx, struct job_place *place, struct job *ret)
{
    int r = job_load(tx->db, tx->tenant, place->job, &tx->batch->arena, ret);
    if (r < 0)
        return r;
    place->has_ended = r == JOB_NONE || (ret->state != JOB_QUEUED && ret->state != JOB_RUNNING);
    return 0;
}

static int store_state(struct tx *tx, const struct job *job)
{
    bool is_open = job->state == JOB_QUEUED || job->state == JOB_RUNNING;
    struct query q = query_begin(tx->db, SQL_JOB_STORE, tx->tenant);
    query_bind(&q, job->row);
    query_bind(&q, job->state);
    query_bind(&q, is_open);
    query_bind(&q, job->done);
    query_bind_or_null(&q, job->total);
    query_bind_text(&q, job->cursor);
    query_bind_text(&q, job->result);
    query_bind_text(&q, job->fault);
    query_bind(&q, job->attempts);
    query_bind(&q, job->due_us);
    query_bind(&q, tx->now_us);
    query_bind_or_null(&q, is_open ? 0 : tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static void keep_fault(struct job_place *place, struct view fault)
{
    snprintf(place->fault, sizeof(place->fault), "%.*s", VIEW_ARG(fault));
}

// ---- slices

static int run_slice(struct tx *tx, struct job_place *place, struct job *job)
{
    bool is_done = false;
    int r = place->run->config.actions[job->kind].slice(tx, job, &is_done);
    if (r > 0)
        keep_fault(place, job->fault);
    if (r != 0)
        return r;
    if (!is_done || job->state != JOB_CANCELLED)
        job->state = is_done ? JOB_DONE : JOB_RUNNING;
    job->attempts = 0;
    job->fault = (struct view){0};
    place->is_done = is_done;
    place->has_ended = is_done || job->due_us > tx->now_us; // put off: taken up anew when it is due
    return store_state(tx, job);
}

static bool is_known(const struct job_run *run, enum job_kind kind)
{
    return (int)kind > 0 && (int)kind < run->config.action_count &&
           (run->config.actions[kind].slice != NULL || run->config.actions[kind].errand != NULL);
}

static int decide_slice(struct job_place *place, struct tx *tx)
{
    struct job job;
    int r = load_open(tx, place, &job);
    if (r < 0 || place->has_ended)
        return r;
    if (is_known(place->run, job.kind))
        return run_slice(tx, place, &job);
    keep_fault(place, VIEW("this program does not know jobs of this kind"));
    return JOB_STEP_FAILED;
}

// ---- errands

// A job that another process had begun is running already.
static int decide_begin(struct job_place *place, struct tx *tx)
{
    struct job job;
    int r = load_open(tx, place, &job);
    if (r < 0 || place->has_ended || job.state == JOB_RUNNING)
        return r;
    job.state = JOB_RUNNING;
    return store_state(tx, &job);
}

static int store_file(struct tx *tx, const struct job_errand *errand, int64_t row)
{
    if (errand->file.data == NULL)
        return 0;
    int64_t until_us = tx->now_us + JOB_FILE_KEEP_US;
    struct query q = query_begin(tx->db, SQL_JOB_FILE_SET, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, errand->file);
    query_bind_text(&q, errand->file_type);
    query_bind(&q, errand->file_size);
    query_bind(&q, until_us);
    int r = query_run(&q, NULL);
    if (r == 0)
        r = timer_set(tx, TIMER_JOB_FILE, row, until_us, (struct view){0});
    return error_trace(r);
}

static int record_errand(struct tx *tx, struct job_place *place, struct job *job)
{
    const struct job_errand *errand = &place->run->desk.errand;
    bool has_slices = place->run->config.actions[job->kind].slice != NULL;
    job->state = has_slices ? JOB_RUNNING : JOB_DONE;
    if (has_slices)
        job->cursor = VIEW(JOB_CURSOR_START);
    job->done = errand->done;
    job->total = errand->total;
    job->result = errand->result;
    job->fault = (struct view){0};
    job->attempts = 0;
    place->has_ended = place->is_done = !has_slices;
    int r = store_file(tx, errand, job->row);
    return r == 0 ? store_state(tx, job) : r;
}

// ---- how a step ended

static int record_failure(struct tx *tx, struct job_place *place, struct job *job)
{
    job->attempts++;
    job->fault = view_from(place->fault);
    place->has_failed = place->step > 0 || job->attempts >= JOB_TRIES;
    if (place->has_failed)
        job->state = JOB_FAILED;
    else
        job->due_us = tx->now_us + backoff_us(job->attempts);
    place->has_ended = true; // here; a job that is tried again is taken up anew when it is due
    return store_state(tx, job);
}

// What was cancelled meanwhile leaves nothing but perhaps a file, for the sweep.
static int decide_record(struct job_place *place, struct tx *tx)
{
    struct job job;
    int r = load_open(tx, place, &job);
    if (r < 0)
        return r;
    if (place->has_ended)
        tx_wake(tx, WAKE_FILES, tx->now_us);
    else
        r = place->step == 0 ? record_errand(tx, place, &job) : record_failure(tx, place, &job);
    return r;
}

int job_step_decide(struct work *work, struct tx *tx)
{
    struct job_place *place = (struct job_place *)(void *)work;
    place->has_ended = place->is_done = place->has_failed = false;
    if (place->phase == JOB_PHASE_SLICE)
        return decide_slice(place, tx);
    return place->phase == JOB_PHASE_BEGIN ? decide_begin(place, tx) : decide_record(place, tx);
}
