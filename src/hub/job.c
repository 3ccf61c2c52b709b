// SPDX-License-Identifier: Apache-2.0
#include "hub/job.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/job_actions.h"
#include "hub/job_row.h"

static const char *const kind_names[JOB_KINDS] = {
    [JOB_BULK_TRANSFER] = "bulk_transfer",
    [JOB_CUSTOMER_EXPORT] = "customer_export",
    [JOB_CUSTOMER_ERASE] = "customer_erase",
    [JOB_RETENTION] = "retention",
    [JOB_BULK_MESSAGES] = "bulk_messages",
    [JOB_AGENT_LEAVES] = "agent_leaves",
    [JOB_BULK_SMS] = "bulk_sms",
};

static const char *const state_names[JOB_STATES] = {
    [JOB_QUEUED] = "queued", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed", [JOB_CANCELLED] = "cancelled",
};

const char *job_kind_name(enum job_kind kind)
{
    return (unsigned)kind < JOB_KINDS ? kind_names[kind] : NULL;
}

const char *job_state_name(enum job_state state)
{
    return (unsigned)state < JOB_STATES ? state_names[state] : NULL;
}

// ---- reading

void job_read(struct row *row, struct job *j)
{
    *j = (struct job){.row = row_int(row)};
    j->id = row_text(row);
    j->kind = (enum job_kind)row_int(row);
    j->state = (enum job_state)row_int(row);
    j->done = row_int(row);
    j->total = row_int(row);
    j->cursor = row_text(row);
    j->arguments = row_text(row);
    j->result = row_text(row);
    j->fault = row_text(row);
    j->requested_by = row_text(row);
    j->ref = row_int(row);
    j->attempts = row_int(row);
    j->due_us = row_int(row);
    j->file = row_text(row);
    j->file_type = row_text(row);
    j->file_size = row_int(row);
    j->file_until_us = row_int(row);
    j->created_us = row_int(row);
    j->updated_us = row_int(row);
    j->finished_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct job *ret)
{
    struct job job;
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        job_read(&row, &job);
        r = row.failed ? -ENOMEM : QUERY_ROW;
    }
    query_end(q);
    if (r != QUERY_ROW)
        return r < 0 ? error_trace(r) : JOB_NONE;
    *ret = job;
    return JOB_OK;
}

int job_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct job *ret)
{
    struct query q = query_begin(db, SQL_JOB_BY_ID, tenant);
    query_bind_text(&q, id);
    return load(&q, arena, ret);
}

int job_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct job *ret)
{
    struct query q = query_begin(db, SQL_JOB_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}

// ---- starting and cancelling

static int look_for_room(struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_JOB_CROWD, tx->tenant);
    query_bind(&q, JOBS_OPEN_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? JOB_CROWDED : JOB_OK;
}

static int insert(struct tx *tx, const struct job_new *in, struct view id)
{
    int64_t row;
    struct query q = query_begin(tx->db, SQL_JOB_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind(&q, in->kind);
    query_bind_or_null(&q, in->total);
    query_bind_text(&q, in->arguments.data == NULL ? VIEW("{}") : in->arguments);
    query_bind(&q, tx->now_us);
    query_bind_text(&q, in->requested_by);
    query_bind_or_null(&q, in->ref);
    int r = query_insert(&q, &row);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EEXIST); // a random id of the hub's own
}

int job_start(struct tx *tx, const struct job_new *in, struct view *ret_id)
{
    int r = look_for_room(tx);
    if (r != JOB_OK)
        return r;
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    r = insert(tx, in, view_make(id, ID_SIZE));
    if (r < 0)
        return r;
    tx_wake(tx, WAKE_JOBS, tx->now_us);
    *ret_id = view_make(id, ID_SIZE);
    return JOB_OK;
}

static int end(struct tx *tx, const struct job *job)
{
    int changes;
    struct query q = query_begin(tx->db, SQL_JOB_CANCEL, tx->tenant);
    query_bind(&q, job->row);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, &changes);
    return r < 0 ? error_trace(r) : changes == 1 ? JOB_OK : JOB_FINISHED;
}

int job_cancel(struct tx *tx, struct view id)
{
    struct job job;
    int r = job_find(tx->db, tx->tenant, id, &tx->batch->arena, &job);
    if (r != JOB_OK)
        return r;
    bool is_known = job.kind > 0 && job.kind < JOB_KINDS;
    if (is_known && job_actions[job.kind].cancel != NULL)
        r = job_actions[job.kind].cancel(tx, &job);
    else
        r = end(tx, &job);
    tx_wake(tx, WAKE_JOBS, tx->now_us);
    return r;
}
